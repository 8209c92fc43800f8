//! One-time codes of authenticator apps (RFC 6238: SHA-1, six digits, 30 seconds), and recovery codes for whoever loses the app.

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};
use totp_rs::{Algorithm, Builder, Totp};

use super::token::same;
use crate::domain::{
    context::Chance,
    staff::{TOTP_STEP_S, TotpSecret},
};

/// Bytes of a secret: as many as SHA-1 gives (RFC 4226, 4).
const SECRET_BYTES: usize = 20;
/// Steps a clock may be off, either way.
const SKEW_STEPS: u64 = 1;
/// Bytes of a recovery code: 80 bits as sixteen letters.
const RECOVERY_BYTES: usize = 10;
/// Letters of a recovery code that stand together.
const RECOVERY_GROUP: usize = 4;

/// A new secret.
#[must_use]
pub fn secret_mint(chance: &dyn Chance) -> TotpSecret {
    let mut bytes = vec![0; SECRET_BYTES];
    chance.fill(&mut bytes);
    TotpSecret(bytes)
}

/// The secret as people type it: base 32.
#[must_use]
pub fn secret_text(secret: &TotpSecret) -> String {
    BASE32_NOPAD.encode(&secret.0)
}

/// The address that apps read from a picture: `otpauth://totp/…`; `None` where the names cannot stand in one.
#[must_use]
pub fn secret_address(secret: &TotpSecret, (issuer, holder): (&str, &str)) -> Option<String> {
    let issuer = issuer.replace(':', " ");
    let built = builder(secret).with_issuer(Some(issuer)).with_account_name(holder.replace(':', " ")).build();
    built.ok().and_then(|totp| totp.to_url().ok())
}

/// The step whose code this is, around second `now_s` since 1970; `None` for any other code, and for one that was used (at or before step
/// `used`).
#[must_use]
pub fn code_step(secret: &TotpSecret, code: &str, (now_s, used): (u64, u64)) -> Option<u64> {
    let totp: Totp = builder(secret).build_noncompliant();
    let digits: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    let step = now_s / TOTP_STEP_S;
    let mut found = None;
    for step in step.saturating_sub(SKEW_STEPS)..=step + SKEW_STEPS {
        let right = totp.generate(step.saturating_mul(TOTP_STEP_S)).to_string();
        // Every step is compared, so the time tells nothing.
        if same(&right, &digits) && used < step {
            found = Some(step);
        }
    }
    found
}

fn builder(secret: &TotpSecret) -> Builder {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(TOTP_STEP_S)
        .with_secret(secret.0.clone())
}

/// A new recovery code, as it is shown once.
#[must_use]
pub fn recovery_mint(chance: &dyn Chance) -> String {
    let mut bytes = [0; RECOVERY_BYTES];
    chance.fill(&mut bytes);
    let letters = BASE32_NOPAD.encode(&bytes);
    let groups: Vec<&str> =
        letters.as_bytes().chunks(RECOVERY_GROUP).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join("-")
}

/// What is kept of a recovery code; `None` for a text that is none. It cannot be guessed, so a fast hash is enough.
#[must_use]
pub fn recovery_hash(code: &str) -> Option<[u8; 32]> {
    let letters: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
    let bytes = BASE32_NOPAD.decode(letters.as_bytes()).ok().filter(|bytes| bytes.len() == RECOVERY_BYTES)?;
    Some(Sha256::digest(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::context::FixedChance;

    #[test]
    fn the_codes_are_those_of_the_standard_and_open_once() {
        // RFC 6238, appendix B, cut to six digits.
        let secret = TotpSecret(b"12345678901234567890".to_vec());
        for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            let step = at / TOTP_STEP_S;
            assert_eq!(code_step(&secret, code, (at, 0)), Some(step));
            assert_eq!(code_step(&secret, &format!("{} {}", &code[..3], &code[3..]), (at, 0)), Some(step));
            assert_eq!(code_step(&secret, code, (at + TOTP_STEP_S, 0)), Some(step), "a slow clock");
            assert_eq!(code_step(&secret, code, (at - TOTP_STEP_S, 0)), Some(step), "a fast clock");
            assert_eq!(code_step(&secret, code, (at + 2 * TOTP_STEP_S, 0)), None, "too slow");
            assert_eq!(code_step(&secret, code, (at, step)), None, "used");
            assert_eq!(code_step(&secret, "000000", (at, 0)), None);
        }
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let code = recovery_mint(&FixedChance(0x5a));
        assert_eq!(code.len(), 19);
        assert_eq!(recovery_hash(&code), recovery_hash(&code.to_lowercase().replace('-', " ")));
        assert!(recovery_hash(&code).is_some() && recovery_hash("").is_none() && recovery_hash("287082").is_none());
    }

    #[test]
    fn apps_can_read_the_address_and_no_log_shows_the_secret() {
        let secret = secret_mint(&FixedChance(1));
        let address = secret_address(&secret, ("evisa: test", "a@b.example")).unwrap();
        assert!(address.starts_with("otpauth://totp/") && address.contains(&secret_text(&secret)), "{address}");
        assert!(!format!("{secret:?}").contains('1'));
    }
}

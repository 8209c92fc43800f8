//! The keys of an installation: one authority, and generations of signers that follow each other. Old generations stay: their seals are
//! verified as long as visas live, and a visa printed again is signed as the first time.
//!
//! Here is only what is in the files (certificates as PEM, private keys as encrypted PKCS#8, RFC 8018 with scrypt); `cli::keys` reads and
//! writes them.

mod trial;

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use p256::{
    SecretKey,
    ecdsa::SigningKey,
    pkcs8::{DecodePrivateKey, EncodePrivateKey},
};
use pkcs8::{EncryptedPrivateKeyInfo, LineEnding, PrivateKeyInfo, SecretDocument, pkcs5::pbes2};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    certificate::{Certificate, CertificateFault, RevocationList, Use, profile},
    signer::{Signer, key_mint},
};
use crate::domain::context::Chance;

/// Characters of the shortest passphrase.
pub const PASSPHRASE_CHARS_MIN: usize = 12;
/// Years for which an authority is made.
pub const AUTHORITY_YEARS: i64 = 15;
/// Generations that one authority can number: serial numbers have two or three hexadecimal digits, as the seal's header wants.
pub const GENERATIONS_MAX: u32 = 240;
/// Days after which a list of revoked certificates is old (9303-12: at least every 90 days).
const LIST_DAYS: i64 = 90;
/// scrypt: 2^14 × 8 × 1, 16 MB: the most that OpenSSL opens without being told to.
const SCRYPT_LOG_N: u8 = 14;
const AUTHORITY: &str = "authority";
const REVOKED: &str = "revoked.json";
const KEY_LABEL: &str = "ENCRYPTED PRIVATE KEY";
const CERTIFICATE_LABEL: &str = "CERTIFICATE";

/// Who the installation is, and how long its keys sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Two letters, such as `KZ`.
    pub country: String,
    /// Two capital letters by which seals name the signer, such as `EV`.
    pub signer: String,
    /// The authority's name; a demonstration's says that it is one.
    pub authority: String,
    /// Months for which a signer's key signs (9303-12: one or two years).
    pub key_months: u16,
    /// Months for which the longest visa lives: a certificate outlives its key by so much.
    pub visa_months: u16,
}

/// One generation of signers.
#[derive(Debug, Clone)]
pub struct Generation {
    /// Its number, from 1.
    pub number: u32,
    /// Signs visible digital seals.
    pub seal: Signer,
    /// Signs the attached JSON.
    pub portable: Signer,
    /// Signs documents and lists.
    pub document: Signer,
}

impl Generation {
    /// The signer of a use.
    #[must_use]
    pub const fn signer(&self, usage: Use) -> &Signer {
        match usage {
            Use::Seal => &self.seal,
            Use::Portable => &self.portable,
            Use::Document => &self.document,
        }
    }

    /// The last instant at which its keys sign anything new.
    #[must_use]
    pub fn signs_until(&self) -> Timestamp {
        let tbs = &self.seal.certificate().x509().tbs_certificate;
        let period = tbs.get::<x509_cert::ext::pkix::PrivateKeyUsagePeriod>().ok().flatten();
        let until = period.and_then(|(_, period)| period.not_after);
        let seconds = until.and_then(|until| i64::try_from(until.to_unix_duration().as_secs()).ok());
        seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// All keys of an installation, in memory.
#[derive(Clone)]
pub struct KeyRing {
    authority: Signer,
    generations: Vec<Generation>,
    revoked: Revoked,
}

/// What was taken back, and the number of the last list that said so.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Revoked {
    number: u32,
    /// Serial numbers in hexadecimal, with the instant.
    serials: BTreeMap<String, Timestamp>,
}

/// Why keys cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// No keys were made yet.
    #[error("there are no keys yet: `evisa keys init` makes them")]
    None,
    /// A file is missing.
    #[error("{0} is missing: restore the folder of keys from a backup")]
    Missing(String),
    /// A file is not what its name says.
    #[error("{0} cannot be read: it is damaged, or not of this program")]
    Unreadable(String),
    /// The passphrase does not open the keys.
    #[error(
        "the passphrase does not open the keys. Without it they are lost: make new ones with `evisa keys init --replace`, give the new \
         authority to the border posts, and keep the old authority's certificate so that visas already issued are still verified"
    )]
    Passphrase,
    /// Too short.
    #[error("a passphrase has at least {PASSPHRASE_CHARS_MIN} characters")]
    PassphraseShort,
    /// The clock is outside the validity of the signers.
    #[error("no signer is valid at {0}: set the clock right, or make new signers with `evisa keys rotate`")]
    NoneValid(Timestamp),
    /// A name that a certificate cannot carry.
    #[error(
        "{0:?} cannot be in a certificate: a country has two letters, a signer two capital letters, names are Latin"
    )]
    Name(String),
    /// The authority has numbered all it can.
    #[error("this authority has made {GENERATIONS_MAX} generations: make a new one")]
    Exhausted,
}

impl KeyRing {
    /// New keys: an authority and the first generation.
    ///
    /// # Errors
    /// A name that a certificate cannot carry.
    pub fn new(identity: &Identity, now: Timestamp, chance: &dyn Chance) -> Result<Self, KeyFault> {
        let key = key_mint(chance);
        let order = profile::Order {
            country: &identity.country,
            name: &identity.authority,
            serial: 1,
            validity: (now, later(now, AUTHORITY_YEARS * 12)),
        };
        let named = identity.country.len() == 2
            && identity.signer.len() == 2
            && identity.signer.bytes().chain(identity.country.bytes()).all(|b| b.is_ascii_uppercase());
        let certificate = profile::authority(&order, &key).ok().filter(|_| named);
        let authority = certificate.and_then(|certificate| Signer::new(certificate, key));
        let authority =
            authority.ok_or_else(|| KeyFault::Name(format!("{} {}", identity.signer, identity.authority)))?;
        let mut ring = Self { authority, generations: Vec::new(), revoked: Revoked::default() };
        ring.rotate(identity, now, chance)?;
        Ok(ring)
    }

    /// The next generation of signers; from now on it signs.
    ///
    /// # Errors
    /// A name that a certificate cannot carry; an authority that has numbered all it can.
    pub fn rotate(&mut self, identity: &Identity, now: Timestamp, chance: &dyn Chance) -> Result<u32, KeyFault> {
        let number = self.generations.last().map_or(1, |last| last.number + 1);
        if GENERATIONS_MAX < number {
            return Err(KeyFault::Exhausted);
        }
        let key_until = later(now, i64::from(identity.key_months));
        let ends = later(now, i64::from(identity.key_months) + i64::from(identity.visa_months));
        let make = |usage: Use, place: u32| {
            let key = key_mint(chance);
            let name = match usage {
                Use::Seal | Use::Portable => identity.signer.clone(),
                Use::Document => format!("{} documents", identity.authority),
            };
            let order = profile::Order {
                country: &identity.country,
                name: &name,
                serial: number * 16 + place,
                validity: (now, ends),
            };
            let issuer = (self.authority.certificate(), self.authority.key());
            let certificate = profile::signer((&order, usage, key_until), issuer, key.verifying_key()).ok();
            certificate.and_then(|certificate| Signer::new(certificate, key)).ok_or(KeyFault::Name(name))
        };
        let made = Generation {
            number,
            seal: make(Use::Seal, 1)?,
            portable: make(Use::Portable, 2)?,
            document: make(Use::Document, 3)?,
        };
        self.generations.push(made);
        Ok(number)
    }

    /// Take a generation back, because its keys may be in other hands. Its seals are no longer trusted.
    pub fn revoke(&mut self, number: u32, at: Timestamp) -> bool {
        let Some(generation) = self.generations.iter().find(|one| one.number == number) else { return false };
        for usage in Use::ALL {
            let serial = generation.signer(usage).certificate().serial_hex();
            self.revoked.serials.entry(serial).or_insert(at);
        }
        true
    }

    /// The authority's certificate.
    #[must_use]
    pub const fn authority(&self) -> &Certificate {
        self.authority.certificate()
    }

    /// All generations, the oldest first.
    #[must_use]
    pub fn generations(&self) -> &[Generation] {
        &self.generations
    }

    /// Whether a generation was taken back.
    #[must_use]
    pub fn is_revoked(&self, generation: &Generation) -> bool {
        self.revoked.serials.contains_key(&generation.seal.certificate().serial_hex())
    }

    /// The generation that signs at this instant: the newest that is valid, may still sign and was not taken back.
    ///
    /// # Errors
    /// [`KeyFault::NoneValid`]: then nothing is issued.
    pub fn current(&self, now: Timestamp) -> Result<&Generation, KeyFault> {
        let usable = |one: &&Generation| one.seal.is_valid_at(now) && now <= one.signs_until() && !self.is_revoked(one);
        self.generations.iter().rev().find(usable).ok_or(KeyFault::NoneValid(now))
    }

    /// The generation of a number, to print a visa again as it was.
    #[must_use]
    pub fn generation(&self, number: u32) -> Option<&Generation> {
        self.generations.iter().find(|one| one.number == number)
    }

    /// The list of what was taken back, new at this instant. Numbers only grow: they are minutes.
    ///
    /// # Errors
    /// A clock outside what X.509 can say.
    pub fn revocation_list(&self, now: Timestamp) -> Result<RevocationList, CertificateFault> {
        let entries: Vec<_> = self
            .revoked
            .serials
            .iter()
            .filter_map(|(hex, at)| {
                let even = if hex.len() % 2 == 0 { hex.clone() } else { format!("0{hex}") };
                Some((data_encoding::HEXUPPER.decode(even.as_bytes()).ok()?, *at))
            })
            .collect();
        let minutes = u32::try_from(now.as_second() / 60).unwrap_or(u32::MAX);
        let next = now.checked_add((LIST_DAYS * 24).hours()).unwrap_or(now);
        let issuer = (self.authority.certificate(), self.authority.key());
        profile::revocation_list(issuer, (minutes.max(self.revoked.number), now, next), &entries)
    }

    /// The files of the ring: names and contents. Those that end in `.key` are secret even so.
    ///
    /// # Errors
    /// A passphrase that is too short.
    pub fn files(&self, passphrase: &str, chance: &dyn Chance) -> Result<Vec<(String, Vec<u8>)>, KeyFault> {
        if passphrase.chars().count() < PASSPHRASE_CHARS_MIN {
            return Err(KeyFault::PassphraseShort);
        }
        let signers = self.generations.iter().flat_map(|one| {
            Use::ALL.map(|usage| (format!("signer-{}-{}", one.number, usage.code()), one.signer(usage)))
        });
        let mut files = Vec::new();
        for (name, signer) in std::iter::once((AUTHORITY.to_owned(), &self.authority)).chain(signers) {
            files.push((format!("{name}.crt"), pem(CERTIFICATE_LABEL, signer.certificate().der())));
            let sealed = encrypted(signer.key(), passphrase, chance);
            files.push((format!("{name}.key"), sealed.ok_or(KeyFault::Unreadable(name))?));
        }
        let revoked = serde_json::to_vec_pretty(&self.revoked).map_err(|_| KeyFault::Unreadable(REVOKED.to_owned()))?;
        files.push((REVOKED.to_owned(), revoked));
        Ok(files)
    }

    /// Open the ring of a folder's files.
    ///
    /// # Errors
    /// No keys, a missing or damaged file, the wrong passphrase.
    pub fn open(files: &BTreeMap<String, Vec<u8>>, passphrase: &str) -> Result<Self, KeyFault> {
        let signer = |name: &str| -> Result<Signer, KeyFault> {
            let get = |end: &str| {
                let file = format!("{name}.{end}");
                files.get(&file).ok_or_else(|| KeyFault::Missing(file.clone())).map(|bytes| (file.clone(), bytes))
            };
            let (file, bytes) = get("crt")?;
            let der = unpem(CERTIFICATE_LABEL, bytes).ok_or_else(|| KeyFault::Unreadable(file.clone()))?;
            let certificate = Certificate::from_der(&der).map_err(|_| KeyFault::Unreadable(file))?;
            let (file, bytes) = get("key")?;
            let key = decrypted(bytes, passphrase, &file)?;
            Signer::new(certificate, key).ok_or(KeyFault::Unreadable(file))
        };
        if !files.contains_key(&format!("{AUTHORITY}.crt")) {
            return Err(KeyFault::None);
        }
        let authority = signer(AUTHORITY)?;
        let mut generations = Vec::new();
        for number in 1..=GENERATIONS_MAX {
            let name = |usage: Use| format!("signer-{number}-{}", usage.code());
            if !files.contains_key(&format!("{}.crt", name(Use::Seal))) {
                break;
            }
            generations.push(Generation {
                number,
                seal: signer(&name(Use::Seal))?,
                portable: signer(&name(Use::Portable))?,
                document: signer(&name(Use::Document))?,
            });
        }
        let revoked = files.get(REVOKED).map(|bytes| serde_json::from_slice(bytes)).transpose();
        let revoked = revoked.map_err(|_| KeyFault::Unreadable(REVOKED.to_owned()))?.unwrap_or_default();
        Ok(Self { authority, generations, revoked })
    }
}

/// So many months later, or the end of time that X.509 can say.
fn later(at: Timestamp, months: i64) -> Timestamp {
    at.to_zoned(TimeZone::UTC).checked_add(months.months()).map_or(at, |zoned| zoned.timestamp())
}

fn encrypted(key: &SigningKey, passphrase: &str, chance: &dyn Chance) -> Option<Vec<u8>> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    chance.fill(&mut salt);
    chance.fill(&mut iv);
    let scrypt = pkcs8::pkcs5::scrypt::Params::new(SCRYPT_LOG_N, 8, 1, 32).ok()?;
    let parameters = pbes2::Parameters::scrypt_aes256cbc(scrypt, &salt, &iv).ok()?;
    let plain: SecretDocument = SecretKey::from(key).to_pkcs8_der().ok()?;
    let info = PrivateKeyInfo::try_from(plain.as_bytes()).ok()?;
    let sealed = info.encrypt_with_params(parameters, passphrase).ok()?;
    Some(sealed.to_pem(KEY_LABEL, LineEnding::LF).ok()?.as_bytes().to_vec())
}

fn decrypted(bytes: &[u8], passphrase: &str, file: &str) -> Result<SigningKey, KeyFault> {
    let der = unpem(KEY_LABEL, bytes).map(Zeroizing::new).ok_or_else(|| KeyFault::Unreadable(file.to_owned()))?;
    let sealed = EncryptedPrivateKeyInfo::try_from(der.as_slice());
    let plain = sealed.map_err(|_| KeyFault::Unreadable(file.to_owned()))?.decrypt(passphrase);
    let plain = plain.map_err(|_| KeyFault::Passphrase)?;
    SigningKey::from_pkcs8_der(plain.as_bytes()).map_err(|_| KeyFault::Passphrase)
}

fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    der::pem::encode_string(label, LineEnding::LF, der).unwrap_or_default().into_bytes()
}

fn unpem(label: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    der::pem::decode_vec(bytes).ok().filter(|(found, _)| *found == label).map(|(_, der)| der)
}

#[cfg(test)]
mod tests;

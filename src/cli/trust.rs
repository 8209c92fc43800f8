//! `evisa trust`: who may say who people are — roots, authorities, lists of revoked certificates — brought in as files, so that a room
//! without a network has them too. For one command the database is opened, so the service must be stopped.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use jiff::Timestamp;

use super::{
    args::Settings,
    clock,
    house::HouseFault,
    register::{operator, read, refused, words},
    say::say,
    serve,
};
use crate::{
    crypto::cms::{Anchor, AnchorKind, ISSUED_BYTES_MAX},
    services::{Services, trust::Trusted},
};

/// Bytes of a signature or a text that are read; what is longer is refused by its own sentence.
const SENT_BYTES_MAX: usize = 1024 * 1024;
/// Digits of a fingerprint that are printed: nobody has two things that begin alike.
const FINGERPRINT_SHOWN: usize = 16;

/// Commands about trust.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Trust certificates of authorities, lists of revoked certificates, OCSP responses
    #[command(
        long_about = "Trust what stands in these files, DER or PEM: certificates of authorities (one that an authority issued to itself becomes a \
        root), lists of revoked certificates (CRL), stored OCSP responses. All of it or nothing. Compare the fingerprints that are \
        printed with those that the authority publishes. A new list takes the place of the old one; an older one is refused.

Example, the National Certification Authority of Kazakhstan, fetched elsewhere and carried in:
    evisa trust import root_rsa_2020.cer nca_rsa_2022.cer root_rsa_2020.crl nca_rsa_2022.crl"
    )]
    Import {
        /// The files
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Everything that is trusted
    #[command(
        long_about = "Print everything that is trusted, one a line: the beginning of its SHA-256, what it is, until when it is good, and its name.

Example:
    evisa trust list"
    )]
    List {
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Say who signed a text, or why the signature is refused
    #[command(
        long_about = "Say who signed a text, by every rule of signing in and with everything that is trusted here, or which rule does not hold: to find \
        out why somebody cannot sign in. Ends with 0 when the signature is good. The person's number is shown by its last four \
        digits.

Example:
    evisa trust check signed.p7s --text evisa-sign-in.txt --at 2026-06-01T12:00:00Z"
    )]
    Check {
        /// The signature: DER, PEM or base 64
        #[arg(value_name = "SIGNATURE")]
        signature: PathBuf,
        /// The text that was to be signed
        #[arg(long, value_name = "FILE")]
        text: PathBuf,
        /// At which time, as 2026-06-01T12:00:00Z; without it, now
        #[arg(long, value_name = "TIME")]
        at: Option<Timestamp>,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Trust something no more
    #[command(
        long_about = "Trust something no more. Whoever could sign in because of it can no longer; sessions that are open stay open.

Example:
    evisa trust remove 1f0c2a9be4d37788"
    )]
    Remove {
        /// Its SHA-256, or the beginning of it
        #[arg(value_name = "FINGERPRINT")]
        fingerprint: String,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
}

/// Run one of them.
///
/// # Errors
/// A file gives nothing to trust, the settings are faulty, or the database is in use.
pub fn run(command: Command) -> Result<ExitCode, HouseFault> {
    match command {
        Command::Import { files, settings } => {
            let anchors = files.iter().map(|file| anchors(file)).collect::<Result<Vec<_>, _>>()?.concat();
            import(&serve::services_open(&settings)?, anchors)?;
        }
        Command::Check { signature, text, at, settings } => {
            let (signature, text) = (read(&signature, SENT_BYTES_MAX)?, read(&text, SENT_BYTES_MAX)?);
            return check(&serve::services_open(&settings)?, (&signature, &text), at.unwrap_or_else(clock::now));
        }
        Command::List { settings } => list(&serve::services_open(&settings)?)?,
        Command::Remove { fingerprint, settings } => {
            let services = serve::services_open(&settings)?;
            let removed = operator(|cx| services.trust_remove(cx, &fingerprint.to_lowercase())).map_err(refused)?;
            say(format_args!("removed  {}", line(&removed)));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What stands in a file.
fn anchors(file: &Path) -> Result<Vec<Anchor>, HouseFault> {
    let bytes = read(file, ISSUED_BYTES_MAX)?;
    Anchor::read_all(&bytes).map_err(|fault| HouseFault::of(&file.display().to_string(), fault))
}

fn import(services: &Services, mut anchors: Vec<Anchor>) -> Result<(), HouseFault> {
    // Certificates first: a list is believed by them.
    anchors.sort_by_key(|anchor| anchor.kind);
    operator(|cx| services.trust_import(cx, &anchors)).map_err(refused)?;
    for anchor in anchors {
        let fingerprint = data_encoding::HEXLOWER.encode(&anchor.fingerprint());
        say(format_args!("trusted  {}", line(&Trusted { fingerprint, anchor })));
    }
    Ok(())
}

fn check(services: &Services, sent: (&[u8], &[u8]), at: Timestamp) -> Result<ExitCode, HouseFault> {
    match services.signature_check(sent, at).map_err(refused)? {
        Ok(signer) => {
            let hidden = |number: &str| format!("…{}", number.get(8..).unwrap_or_default());
            let bin = signer.bin.as_ref().map(|bin| format!(", for BIN {bin}")).unwrap_or_default();
            let until = signer.valid_until.strftime("%Y-%m-%d");
            say(format_args!("good: IIN {}{bin}, certificate until {until}", hidden(signer.iin.as_str())));
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => {
            say(format_args!("refused ({}): {}", fault.name(), words(&fault.message())));
            Ok(ExitCode::FAILURE)
        }
    }
}

fn list(services: &Services) -> Result<(), HouseFault> {
    let trusted = services.trust_list().map_err(refused)?;
    for one in &trusted {
        say(line(one));
    }
    let count = |kind| trusted.iter().filter(|one| one.anchor.kind == kind).count();
    let (roots, lists) = (count(AnchorKind::Root), count(AnchorKind::List));
    let next = match (roots, lists) {
        (0, _) => " Without a root nobody can sign in by signature: evisa trust import FILE",
        (_, 0) => {
            " Without a list of revoked certificates no signature is accepted, unless signature.revocation says otherwise."
        }
        (_, _) => "",
    };
    say(format_args!("{} trusted.{next}", trusted.len()));
    Ok(())
}

fn line(one: &Trusted) -> String {
    let kind = match one.anchor.kind {
        AnchorKind::Root => "root",
        AnchorKind::Intermediate => "authority",
        AnchorKind::List => "list",
        AnchorKind::Answer => "answer",
    };
    let until = one.anchor.until.map_or_else(|| "-".to_owned(), |until| until.strftime("%Y-%m-%d").to_string());
    let shown = one.fingerprint.get(..FINGERPRINT_SHOWN).unwrap_or_default();
    format!("{shown}  {kind:<9}  {until:<10}  {}", one.anchor.name)
}

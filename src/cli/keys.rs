//! `evisa keys`: the folder of keys — made, listed, rotated, taken back, exported for border posts, and other States' certificates
//! brought in. `crypto::keys` says what is in the files; here they are read and written.

use std::{
    collections::BTreeMap,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{ErrorKind, Read, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use zeroize::Zeroizing;

use super::{
    args::Settings,
    clock,
    config::{self, SecretRef},
    house::HouseFault,
    register::{operator, refused},
    say::say,
    serve,
};
use crate::{
    crypto::{
        certificate::{Certificate, RevocationList},
        keys::{KeyFault, KeyRing},
        trust::{Trust, fingerprint},
    },
    domain::context::Chance,
};

/// The folder of the keys in the data directory.
pub const FOLDER: &str = "keys";
/// The folder in it of what other States and posts gave us.
const TRUSTED: &str = "trusted";
/// The file of the passphrase, where the settings name no other place.
const PASSPHRASE: &str = "keys.passphrase";
/// Bytes of the passphrase that is made, before it is written as text.
const PASSPHRASE_BYTES: usize = 24;
/// Bytes of the longest file in the folder.
const FILE_BYTES_MAX: u64 = 256 * 1024;
/// Rights of others: a private key has none.
const OTHERS: u32 = 0o077;

/// Commands about keys.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Make the keys that seal and sign visas
    #[command(
        long_about = "Make the signing authority and the first signers, once, before the first `evisa serve`. The private keys are encrypted \
        under the passphrase that the settings name (keys.passphrase); where they name none, a random one is made beside them. Copy the folder \
        and the passphrase to a safe: without them no visa can be signed again as it was.

Example:
    evisa keys init

Example, the passphrase kept away from the data, with `passphrase = { file = ... }` under [keys] in the settings:
    evisa keys init --config /etc/evisa/config.toml"
    )]
    Init {
        /// Make new keys although there are some; the old folder stays under another name
        #[arg(long)]
        replace: bool,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Show the keys and how long they sign
    #[command(
        long_about = "Show the authority with its fingerprint, which border posts compare, and every generation of signers: its number, the \
        reference that its seals carry, until when it signs and until when its seals are verified.

Example:
    evisa keys list"
    )]
    List {
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Make the next generation of signers
    #[command(
        long_about = "Make the next generation of signers; after the next start of the service it signs. Seals of the older ones are still \
        verified. Do it before the current generation stops signing (`evisa keys list`), then give the border posts a new trust list.

Example:
    evisa keys rotate && systemctl restart evisa"
    )]
    Rotate {
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Take a generation back, because its keys may be in other hands
    #[command(
        long_about = "Take a generation of signers back, because its keys may be in other hands. From the next trust list on nothing that it \
        sealed is trusted, also what was right: those visas have to be issued anew.

Example:
    evisa keys revoke 1 && evisa keys rotate && systemctl restart evisa"
    )]
    Revoke {
        /// The number of the generation
        generation: u32,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Write the trust list for border posts
    #[command(
        long_about = "Write the trust list: certificates, what was revoked, and the visas that were withdrawn, in one signed file, with which \
        `evisa verify` needs no network and no database. It should be replaced every week. While the service runs, take it from the service \
        instead: https://HOST/api/v1/trust-list

Example:
    evisa keys export trust-list.json"
    )]
    Export {
        /// The file to write
        file: PathBuf,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Trust certificates of other States or posts
    #[command(
        long_about = "Trust the authorities of other States, or of other posts of this one: certificates and revocation lists (DER or PEM), \
        or a trust list of evisa. What they sealed can then be verified here. Compare the fingerprint that is printed with what the other \
        side tells you in another way.

Example:
    evisa keys import uto-authority.crt uto-seal-signer.crt"
    )]
    Import {
        /// Certificates, revocation lists or trust lists
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
}

/// Run one of them.
///
/// # Errors
/// What is wrong with keys, passphrase or files, and what to do.
pub fn run(command: Command) -> Result<ExitCode, HouseFault> {
    match command {
        Command::Init { replace, settings } => init(&serve::read(&settings)?, replace),
        Command::List { settings } => list(&serve::read(&settings)?),
        Command::Rotate { settings } => rotate(&serve::read(&settings)?),
        Command::Revoke { generation, settings } => revoke(&serve::read(&settings)?, generation),
        Command::Export { file, settings } => export(&settings, &file),
        Command::Import { files, settings } => import(&serve::read(&settings)?, &files),
    }
}

/// The keys of a data directory.
///
/// # Errors
/// There are none, others can read them, the passphrase does not open them.
pub fn open(directory: &Path, keys: &config::Keys) -> Result<KeyRing, HouseFault> {
    let files = files_read(&directory.join(FOLDER))?;
    if files.is_empty() {
        return Err(fault(KeyFault::None));
    }
    KeyRing::open(&files, &passphrase(directory, keys)?).map_err(fault)
}

/// Make the keys of a data directory that has none, with a passphrase where it needs one.
///
/// # Errors
/// There are some already; a name that a certificate cannot carry; a file cannot be written.
pub fn make(directory: &Path, keys: &config::Keys, chance: &dyn Chance) -> Result<KeyRing, HouseFault> {
    let folder = directory.join(FOLDER);
    if folder.join("authority.crt").exists() {
        return Err(HouseFault(format!("{} has keys already: `evisa keys list` shows them", folder.display())));
    }
    let ring = KeyRing::new(&keys.identity, clock::now(), chance).map_err(fault)?;
    folder_make(&folder)?;
    let own = directory.join(PASSPHRASE);
    if keys.passphrase.is_none() && !own.exists() {
        let mut bytes = Zeroizing::new([0; PASSPHRASE_BYTES]);
        chance.fill(bytes.as_mut());
        file_write(&own, format!("{}\n", BASE64URL_NOPAD.encode(bytes.as_slice())).as_bytes())?;
    }
    write(directory, keys, &ring, chance)?;
    Ok(ring)
}

/// What other States and posts gave us: authorities, signers, lists.
///
/// # Errors
/// A file there cannot be read.
pub fn trusted(directory: &Path) -> Result<Trust, HouseFault> {
    let mut trust = Trust::default();
    for (name, bytes) in files_read(&directory.join(FOLDER).join(TRUSTED))? {
        take_in(&mut trust, &bytes)
            .ok_or_else(|| HouseFault(format!("{name} in {FOLDER}/{TRUSTED} cannot be read")))?;
    }
    Ok(trust)
}

fn init(config: &config::Config, replace: bool) -> Result<ExitCode, HouseFault> {
    let directory = &config.store.dir;
    let folder = directory.join(FOLDER);
    if replace && folder.exists() {
        let free = (1..).map(|n| directory.join(format!("{FOLDER}.before-{n}"))).find(|path| !path.exists());
        let aside = free.unwrap_or_else(|| directory.join(format!("{FOLDER}.before")));
        fs::rename(&folder, &aside).map_err(|error| cannot("moved", &folder, &error))?;
        say(format_args!("the old keys are in {}", aside.display()));
    }
    let ring = make(directory, &config.keys, &clock::SystemChance)?;
    say(format_args!("the keys are in {}", folder.display()));
    if config.keys.passphrase.is_none() {
        say(format_args!("their passphrase is in {}", directory.join(PASSPHRASE).display()));
    }
    say("copy both to a safe now: without them no visa can be signed again");
    shown(&ring);
    Ok(ExitCode::SUCCESS)
}

fn list(config: &config::Config) -> Result<ExitCode, HouseFault> {
    shown(&open(&config.store.dir, &config.keys)?);
    let trust = trusted(&config.store.dir)?;
    for authority in &trust.authorities {
        say(format_args!("trusted too: {} {}, {}", authority.country(), authority.name(), hex(authority)));
    }
    Ok(ExitCode::SUCCESS)
}

fn shown(ring: &KeyRing) {
    let authority = ring.authority();
    say(format_args!("authority: {} {}, until {:.0}", authority.country(), authority.name(), authority.validity().1));
    say(format_args!("  fingerprint (SHA-256): {}", hex(authority)));
    let current = ring.current(clock::now()).map(|one| one.number);
    for one in ring.generations() {
        let (signer, serial) = one.seal.reference();
        let state = match &current {
            _ if ring.is_revoked(one) => "revoked",
            Ok(number) if *number == one.number => "signs now",
            Ok(_) | Err(_) => "verified only",
        };
        say(format_args!(
            "generation {}: {state}, seals say {signer} {serial}, signs until {:.0}, verified until {:.0}",
            one.number,
            one.signs_until(),
            one.seal.certificate().validity().1,
        ));
    }
    if let Err(fault) = current {
        say(fault);
    }
}

fn hex(certificate: &Certificate) -> String {
    HEXLOWER.encode(&fingerprint(certificate))
}

fn rotate(config: &config::Config) -> Result<ExitCode, HouseFault> {
    let mut ring = open(&config.store.dir, &config.keys)?;
    let number = ring.rotate(&config.keys.identity, clock::now(), &clock::SystemChance).map_err(fault)?;
    write(&config.store.dir, &config.keys, &ring, &clock::SystemChance)?;
    say(format_args!("generation {number} signs after the next start of the service"));
    shown(&ring);
    Ok(ExitCode::SUCCESS)
}

fn revoke(config: &config::Config, generation: u32) -> Result<ExitCode, HouseFault> {
    let mut ring = open(&config.store.dir, &config.keys)?;
    if !ring.revoke(generation, clock::now()) {
        return Err(HouseFault(format!("there is no generation {generation}: `evisa keys list` shows them")));
    }
    write(&config.store.dir, &config.keys, &ring, &clock::SystemChance)?;
    say(format_args!(
        "generation {generation} is revoked: restart the service, and give the border posts a new trust list"
    ));
    shown(&ring);
    Ok(ExitCode::SUCCESS)
}

fn export(settings: &Settings, file: &Path) -> Result<ExitCode, HouseFault> {
    let services = serve::services_with_keys(settings)?;
    let list = operator(|cx| services.border_list(cx)).map_err(refused)?;
    fs::write(file, &list).map_err(|error| cannot("written", file, &error))?;
    say(format_args!("{}: {} bytes", file.display(), list.len()));
    Ok(ExitCode::SUCCESS)
}

fn import(config: &config::Config, files: &[PathBuf]) -> Result<ExitCode, HouseFault> {
    let folder = config.store.dir.join(FOLDER).join(TRUSTED);
    let mut taken = Vec::new();
    for file in files {
        let bytes = file_read(file)?;
        let mut trust = Trust::default();
        take_in(&mut trust, &bytes).ok_or_else(|| {
            HouseFault(format!("{} is neither a certificate, nor a revocation list, nor a trust list", file.display()))
        })?;
        taken.push((file, bytes, trust));
    }
    folder_make(&folder)?;
    for (file, bytes, trust) in taken {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        file_write(&folder.join(&name), &bytes)?;
        for authority in &trust.authorities {
            say(format_args!("{name}: authority {} {}, {}", authority.country(), authority.name(), hex(authority)));
        }
        for signer in &trust.signers {
            say(format_args!("{name}: signer {} {}, number {}", signer.country(), signer.name(), signer.serial_hex()));
        }
        for list in &trust.lists {
            say(format_args!(
                "{name}: revocation list of {} certificates, until {:.0}",
                list.entries().len(),
                list.next_update()
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Sort a file into what is trusted; `None` where it is none of the three.
fn take_in(trust: &mut Trust, bytes: &[u8]) -> Option<()> {
    let der = der::pem::decode_vec(bytes).map_or_else(|_| bytes.to_vec(), |(_, der)| der);
    if let Ok(certificate) = Certificate::from_der(&der) {
        if certificate.is_authority() { trust.authorities.push(certificate) } else { trust.signers.push(certificate) }
    } else if let Ok(list) = RevocationList::from_der(&der) {
        trust.lists.push(list);
    } else {
        let other = Trust::open(bytes, None).ok()?;
        trust.authorities.extend(other.authorities);
        trust.signers.extend(other.signers);
        trust.lists.extend(other.lists);
        trust.withdrawn.extend(other.withdrawn);
    }
    Some(())
}

fn write(directory: &Path, keys: &config::Keys, ring: &KeyRing, chance: &dyn Chance) -> Result<(), HouseFault> {
    let folder = directory.join(FOLDER);
    for (name, bytes) in ring.files(&passphrase(directory, keys)?, chance).map_err(fault)? {
        file_write(&folder.join(name), &bytes)?;
    }
    Ok(())
}

fn passphrase(directory: &Path, keys: &config::Keys) -> Result<Zeroizing<String>, HouseFault> {
    let own = SecretRef::File(directory.join(PASSPHRASE));
    let place = keys.passphrase.as_ref().unwrap_or(&own);
    if let SecretRef::File(file) = place {
        private(file)?;
    }
    place.read().map_err(|why| {
        HouseFault(format!("keys: {why}. Put the passphrase there, or name its place in keys.passphrase"))
    })
}

/// A secret that others can read is none.
fn private(file: &Path) -> Result<(), HouseFault> {
    match fs::metadata(file) {
        Ok(found) if found.mode() & OTHERS != 0 => Err(HouseFault(format!(
            "{} can be read by others (mode {:o}): run `chmod 600 {}`, and make new keys if somebody may have read it",
            file.display(),
            found.mode() & 0o777,
            file.display(),
        ))),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn files_read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, HouseFault> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(cannot("read", folder, &error)),
    };
    let mut files = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(|error| cannot("read", folder, &error))?.path();
        if path.is_file() {
            if path.extension().is_some_and(|end| end == "key") {
                private(&path)?;
            }
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            files.insert(name, file_read(&path)?);
        }
    }
    Ok(files)
}

fn file_read(path: &Path) -> Result<Vec<u8>, HouseFault> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes));
    read.map_err(|error| cannot("read", path, &error))?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|len| len <= FILE_BYTES_MAX);
    if fits { Ok(bytes) } else { Err(HouseFault(format!("{} has more than {FILE_BYTES_MAX} bytes", path.display()))) }
}

fn folder_make(folder: &Path) -> Result<(), HouseFault> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    let made = made.and_then(|()| fs::set_permissions(folder, fs::Permissions::from_mode(0o700)));
    made.map_err(|error| cannot("made", folder, &error))
}

/// Whole or not at all: a power cut leaves the old file or the new one.
fn file_write(path: &Path, bytes: &[u8]) -> Result<(), HouseFault> {
    let beside = path.with_added_extension("new");
    let written = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside);
    let written = written.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    let written = written.and_then(|()| fs::rename(&beside, path));
    let folder = path.parent().unwrap_or(Path::new("."));
    let synced = written.and_then(|()| File::open(folder).and_then(|folder| folder.sync_all()));
    synced.map_err(|error| cannot("written", path, &error))
}

fn cannot(done: &str, path: &Path, error: &std::io::Error) -> HouseFault {
    HouseFault(format!("{} cannot be {done} ({error}): mend its rights, or choose another store.dir", path.display()))
}

fn fault(fault: KeyFault) -> HouseFault {
    HouseFault::of("keys", fault)
}

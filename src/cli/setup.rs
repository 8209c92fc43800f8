//! The first administrator: a one-time address, printed and kept in a file that only its owner reads; and the commands that make or reset one.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    process::ExitCode,
    time::Duration,
};

use clap::Subcommand;

use super::{
    args::Settings,
    clock,
    control::{Asked, Desk, ask, page},
    house::HouseFault,
    register::{account_read, operator, refused},
    say::say,
    serve,
};
use crate::domain::{person::EmailAddress, staff::SETUP_LINK_AGE};

/// The file with the address, in the data directory.
const FILE: &str = "setup-url.txt";
/// How often the service looks whether the address was used.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Commands about administrators.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Admin {
    /// Let an administrator who lost the way in choose a new password
    #[command(
        long_about = "Print a one-time address at which an administrator chooses a new password. Ends the administrator's sessions, takes \
        a lost second factor away, and lets in again whoever was kept out. Works while the service runs, and as often as needed.

Example:
    evisa admin reset admin@mail.example"
    )]
    Reset {
        /// The address that signs in
        #[arg(value_name = "EMAIL")]
        email: EmailAddress,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
}

/// `evisa init`.
///
/// # Errors
/// The password is too weak, or the address has an account.
pub fn init(email: EmailAddress, name: &str, settings: &Settings) -> Result<ExitCode, HouseFault> {
    let account = account_read(email, name)?;
    let password = account.password.to_string();
    asked(settings, Asked::AdminMake { email: account.email, name: account.name, password })
}

/// `evisa admin …`.
///
/// # Errors
/// The address is no administrator's.
pub fn admin(command: Admin) -> Result<ExitCode, HouseFault> {
    match command {
        Admin::Reset { email, settings } => asked(&settings, Asked::AdminReset { email }),
    }
}

/// Ask the running service; where none runs, do it over the database.
fn asked(settings: &Settings, asked: Asked) -> Result<ExitCode, HouseFault> {
    let config = serve::read(settings)?;
    let answer = match ask(&config.store.dir, &asked)? {
        Some(answer) => answer,
        None => {
            let services = serve::services_open(settings)?;
            let desk = Desk { services, public_url: config.server.public_url, directory: config.store.dir };
            desk.answer(asked)?
        }
    };
    say(answer);
    Ok(ExitCode::SUCCESS)
}

/// Where nobody administers the installation yet: print the address that makes the first administrator, write it down, and make a new one
/// whenever it has grown too old. The file goes when there is an administrator.
///
/// # Errors
/// The database or the file cannot be written.
pub fn announce(desk: Desk) -> Result<(), HouseFault> {
    operator(|cx| desk.services.staff_search(cx)).map_err(refused)?;
    if !desk.services.setup_needed().map_err(refused)? {
        return file_remove(&desk.directory.join(FILE));
    }
    let mut made_at = clock::now();
    print(&desk)?;
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let (again, at) = (desk.clone(), made_at);
            let looked = tokio::task::spawn_blocking(move || look(&again, at)).await;
            match looked {
                Ok(Ok(Looked::Waits)) => {}
                Ok(Ok(Looked::Renewed)) => made_at = clock::now(),
                Ok(Ok(Looked::Done)) => return,
                Ok(Err(fault)) => tracing::error!(%fault, "the address of the first administrator"),
                Err(_) => return,
            }
        }
    });
    Ok(())
}

enum Looked {
    Waits,
    Renewed,
    Done,
}

fn look(desk: &Desk, made_at: jiff::Timestamp) -> Result<Looked, HouseFault> {
    if !desk.services.setup_needed().map_err(refused)? {
        return file_remove(&desk.directory.join(FILE)).map(|()| Looked::Done);
    }
    if clock::now().duration_since(made_at) < SETUP_LINK_AGE {
        return Ok(Looked::Waits);
    }
    print(desk).map(|()| Looked::Renewed)
}

fn print(desk: &Desk) -> Result<(), HouseFault> {
    let token = operator(|cx| desk.services.setup_link_make(cx)).map_err(refused)?;
    let address = page(&desk.public_url, &format!("setup/{token}"));
    let file = desk.directory.join(FILE);
    file_write(&file, &address)?;
    let minutes = SETUP_LINK_AGE.as_mins();
    say(format_args!(
        "Nobody administers this installation yet. Make the first administrator here (works once, for {minutes} minutes):\n{address}\n\
        The address stands in {} as well.",
        file.display()
    ));
    Ok(())
}

fn file_write(file: &Path, address: &str) -> Result<(), HouseFault> {
    // A new file each time: the rights of one of before might be wider.
    file_remove(file)?;
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    written
        .and_then(|mut file| writeln!(file, "{address}"))
        .map_err(|error| HouseFault::of(&file.display().to_string(), error))
}

fn file_remove(file: &Path) -> Result<(), HouseFault> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(HouseFault::of(&file.display().to_string(), error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

//! `evisa api-key`: keys of the JSON interface for airlines and control systems.

use std::process::ExitCode;

use clap::Subcommand;

use super::{
    args::Settings,
    house::HouseFault,
    register::{operator, refused},
    say::say,
    serve,
};
use crate::domain::api_key::CallerName;

/// Commands about keys of the JSON interface.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Make a key for a caller; it is printed once
    #[command(
        long_about = "Make a key for a caller of the JSON interface. It is printed once, and only its hash is kept: hand it over by a \
        safe way. docs/api.md tells how it is used.

Example:
    evisa api-key add air-astana"
    )]
    Add {
        /// Whose: letters, digits, `.`, `-` and `_`
        #[arg(value_name = "NAME")]
        caller: CallerName,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Which callers have keys
    #[command(
        long_about = "Which callers have keys, since when, and which were revoked. The keys themselves are known to nobody here.

Example:
    evisa api-key list"
    )]
    List {
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// Revoke every key of a caller
    #[command(long_about = "Revoke every key of a caller: from now on they open nothing.

Example:
    evisa api-key revoke air-astana")]
    Revoke {
        /// Whose
        #[arg(value_name = "NAME")]
        caller: CallerName,
        /// The settings.
        #[command(flatten)]
        settings: Settings,
    },
}

/// Run one of them.
///
/// # Errors
/// The database cannot be opened or written.
pub fn run(command: Command) -> Result<ExitCode, HouseFault> {
    match command {
        Command::Add { caller, settings } => {
            let services = serve::services_open(&settings)?;
            say(operator(|cx| services.api_key_add(cx, &caller)).map_err(refused)?);
        }
        Command::List { settings } => {
            for key in serve::services_open(&settings)?.api_key_list().map_err(refused)? {
                let until = key.revoked_at.map_or_else(|| "open".to_owned(), |at| format!("revoked {at}"));
                say(format_args!("{}  made {}  {until}", key.caller, key.made_at));
            }
        }
        Command::Revoke { caller, settings } => {
            let services = serve::services_open(&settings)?;
            let count = operator(|cx| services.api_key_revoke(cx, &caller)).map_err(refused)?;
            say(format_args!("{count} revoked"));
            if count == 0 {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

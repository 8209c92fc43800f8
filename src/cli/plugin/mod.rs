//! `evisa plugin`: for operators who trust a plugin, and for authors who write one. One file a command.

pub mod args;
pub mod check;
mod check_report;
mod dev;
mod elf;
mod inspect;
mod install;
mod keys;
mod new;
mod project;
pub mod schema;
mod sdk;
mod table;
mod trace;
mod trigger;

use std::{path::PathBuf, process::ExitCode};

use args::Plugin;

use super::{
    house::HouseFault,
    say::{part, say},
    serve,
};

/// The C header, as authors get it.
const HEADER: &str = include_str!("../../../plugins/sdk/include/evisa_pay_plugin.h");

/// Run one subcommand of `evisa plugin`.
///
/// # Errors
/// What failed, and what to do.
pub async fn run(plugin: Plugin) -> Result<ExitCode, HouseFault> {
    match plugin {
        Plugin::List { settings } => serve::plugin_list(&settings),
        Plugin::New(wanted) => new::new(&wanted),
        Plugin::Inspect { library, json } => inspect::inspect(&library, json),
        Plugin::Dev(asked) => dev::dev(asked, None).await,
        Plugin::Trigger(asked) => trigger::trigger(&asked),
        Plugin::Record { dev, trace } => dev::dev(dev, Some(trace)).await,
        Plugin::Replay(asked) => trace::replay(&asked),
        Plugin::Install(asked) => install::install(&asked),
        Plugin::Trust(command) => keys::trust(&command),
        Plugin::Schema { page } => Ok(schema::print(page)),
        Plugin::Check(wanted) => check::check(&wanted),
        Plugin::Header => {
            part(HEADER);
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// This program's own file: plugins are loaded in children of it.
fn executable() -> Result<PathBuf, HouseFault> {
    std::env::current_exe().map_err(|error| HouseFault::of("this program's own file", error))
}

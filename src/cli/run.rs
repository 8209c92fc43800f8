//! From the parsed command line to one command: the only place that knows them all.

use std::{io::Write, process::ExitCode};

use tracing_subscriber::EnvFilter;

use super::{
    api_key,
    args::{Audit, Cli, Command, ConfigCommand, Import, Rates, User},
    bank_sim,
    demo::{Demo, Wanted},
    house::HouseFault,
    journey, keys, money, old_accounts, plugin, register,
    say::say,
    serve, setup, signals, trust,
};
use crate::payments;

/// Run one command. The exit code is 0 only if everything it was asked to do is done.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    // Before any thread is started: a child confines the one it has.
    if let Command::PluginHost(host) = &cli.command {
        return payments::child_run(&host.passed);
    }
    // What panicked may hold personal data: the place is enough to find the fault.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a part of the program panicked");
    }));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&HouseFault::of("threads", error)),
    };
    match runtime.block_on(command(cli.command)) {
        Ok(code) => code,
        Err(fault) => failed(&fault),
    }
}

fn failed(fault: &HouseFault) -> ExitCode {
    // Nobody is left to be told.
    let _ = writeln!(std::io::stderr(), "evisa: {fault}");
    ExitCode::FAILURE
}

async fn command(command: Command) -> Result<ExitCode, HouseFault> {
    match command {
        Command::Demo(wanted) => demo(wanted).await,
        Command::Serve(settings) => serve::serve(&settings).await,
        Command::Config(ConfigCommand::Check { file }) => serve::config_check(file.as_deref()),
        Command::Config(ConfigCommand::Show { settings, origin }) => serve::config_show(&settings, origin),
        Command::Import(Import::Invitations { file, partial, settings }) => {
            let bytes = register::invitations_read(&file)?;
            register::invitations(&serve::services_open(&settings)?, (&file, &bytes), partial)
        }
        Command::Import(Import::OldAccounts { file, settings }) => {
            let bytes = register::read(&file, old_accounts::FILE_BYTES_MAX)?;
            old_accounts::import(&serve::services_open(&settings)?, (&file, &bytes))
        }
        Command::Rates(Rates::Import { file, force, settings }) => {
            let bytes = register::rates_read(&file)?;
            register::rates(&serve::services_open(&settings)?, (&file, &bytes), force)
        }
        Command::User(User::Create { email, name, role, password_stdin: _, settings }) => {
            let account = register::account_read(email, &name)?;
            register::user(&serve::services_open(&settings)?, &account, role)
        }
        Command::Init(init) => setup::init(init.admin, &init.name, &init.settings),
        Command::Admin(command) => setup::admin(command),
        Command::ApiKey(command) => api_key::run(command),
        Command::Money(command) => money::run(command),
        Command::Keys(command) => keys::run(command),
        Command::Trust(command) => trust::run(command),
        Command::Audit(Audit::Verify { settings }) => register::audit(&serve::services_open(&settings)?),
        Command::Plugin(wanted) => plugin::run(wanted).await,
        Command::BankSim(wanted) => {
            log_start("info");
            bank_sim::serve(wanted).await
        }
        Command::PluginHost(host) => Ok(payments::child_run(&host.passed)),
    }
}

async fn demo(wanted: super::args::Demo) -> Result<ExitCode, HouseFault> {
    // A newcomer reads the welcome, not a log.
    log_start("warn");
    bank_sim::live_refuse(None)?;
    if let Some(out) = &wanted.journey {
        journey::folder_make(out)?;
    }
    let demo = Demo::open(Wanted { data: wanted.data, listen: wanted.listen, kind: wanted.kind }).await?;
    match wanted.journey {
        None => {
            // Listening before the welcome: whoever reads it may stop us at once.
            let stop = signals::stop_signal()?;
            say(demo.welcome());
            demo.run(stop).await?;
            Ok(ExitCode::SUCCESS)
        }
        Some(out) => journey::play(demo, wanted.method, &out).await,
    }
}

/// Log to standard error: `level`, unless `RUST_LOG` says more precisely.
pub(super) fn log_start(level: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    // A second call keeps the first log: harmless in tests.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

//! `evisa bank-sim`: the model bank alone. Where a payment plugin moves real money, neither it nor the demonstration starts.

use std::{path::Path, process::ExitCode, sync::Arc};

use tokio::net::TcpListener;

use super::{
    args::{BankSim, Protocol},
    clock,
    config::{self, Config, Sources},
    house::HouseFault,
    say::say,
    signals,
};
use crate::sandbox::{self, BankSettings, chance::Faults};

/// Serve the model bank until it is told to stop.
///
/// # Errors
/// Settings with a live plugin, an address that cannot be listened at, a state file that cannot be read.
pub async fn serve(wanted: BankSim) -> Result<ExitCode, HouseFault> {
    live_refuse(wanted.config.as_deref())?;
    let listener = TcpListener::bind(wanted.listen).await.map_err(|error| {
        HouseFault(format!("cannot listen at {} ({error}): choose another with --listen", wanted.listen))
    })?;
    let address = listener.local_addr().map_err(|error| HouseFault::of("listener", error))?;
    let mut settings = BankSettings {
        seed: wanted.seed,
        state_file: wanted.state,
        faults: faults(wanted.kind),
        ..BankSettings::new(Arc::new(clock::now), &format!("http://{address}"))
    };
    if !wanted.profile.is_empty() {
        settings.families = wanted.profile.into_iter().map(Protocol::family).collect();
    }
    let mut stop = signals::stop_signal()?;
    let names: Vec<_> = settings.families.iter().map(|family| family.name()).collect();
    say(format_args!("model bank (TEST, no real money): http://{address}/"));
    say(format_args!("  speaks {}, seed {}; GET /control lists what can be forced", names.join(", "), settings.seed));
    let stopped = async move {
        // An ended sender is an end, too.
        let _ = stop.wait_for(|stop| *stop).await;
    };
    sandbox::serve(settings, listener, stopped).await.map_err(|error| HouseFault::of("model bank", error))?;
    Ok(ExitCode::SUCCESS)
}

/// How much trouble the bank makes unasked.
#[must_use]
pub const fn faults(kind: bool) -> Faults {
    if kind { Faults::KIND } else { Faults::UNKIND }
}

/// Refuse to play a bank beside settings with a plugin that moves real money: somebody would take play money for it. Without a
/// named file, `config.toml` in the current folder is looked at, where there is one.
///
/// # Errors
/// A plugin is live, or the settings cannot be read.
pub fn live_refuse(file: Option<&Path>) -> Result<(), HouseFault> {
    let told = |faults: config::Faults| HouseFault(format!("the settings cannot be read:\n{faults}"));
    let sources = Sources::gather(file, &[]).map_err(told)?;
    let Some((name, _)) = &sources.file else { return Ok(()) };
    let Config { plugins, .. } = config::read(&sources).map_err(told)?.config;
    let Some(live) = plugins.iter().find(|plugin| plugin.live) else { return Ok(()) };
    Err(HouseFault(format!(
        "{name}: the payment plugin {:?} is live, so no model bank starts here: real and play money must not meet. Say \
         live = false where it is the provider's test system, or start in another folder",
        live.id
    )))
}

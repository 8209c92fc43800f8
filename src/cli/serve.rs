//! `evisa serve` and what shares its settings: check, show, list plugins, open the database for one command.

use std::{collections::BTreeMap, path::Path, process::ExitCode, sync::Arc};

use tokio::net::TcpListener;
use tracing_subscriber::fmt;
use url::Url;

use super::{
    args,
    config::{self, Config, Decision, LogFormat, MailWay, Smtp, Sources},
    control::{self, Desk},
    house::{self, House, HouseFault, Plan},
    keys,
    say::{part, say},
    setup, signals,
};
use crate::{
    crypto::password,
    domain::{category::Category, iin::Strictness, profile::Profile},
    effects::Outside,
    identity,
    mail::{self, Credentials, SmtpSettings, Way},
    payments::{self, Gateway, PluginSettings, Sandbox, Secret},
    services::{Policy, Services},
    web::server::{Limits, tls_from_pem},
};

/// `evisa serve`.
///
/// # Errors
/// Which part could not start, and what to do.
pub async fn serve(settings: &args::Settings) -> Result<ExitCode, HouseFault> {
    let config = read(settings)?;
    log_start(&config.log);
    let tls = match &config.server.tls {
        Some(files) => Some(
            tls_from_pem(&bytes(&files.cert)?, &bytes(&files.key)?)
                .map_err(|fault| HouseFault::of("certificate", fault))?,
        ),
        None => None,
    };
    let listen = config.server.listen;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| HouseFault(format!("cannot listen at {listen} ({error}): choose another server.listen")))?;
    // The port may have been left to the system.
    let listen = listener.local_addr().unwrap_or(listen);
    let (limits, url) = (limits(&config.server), config.server.public_url.clone());
    let (directory, public_url) = (config.store.dir.clone(), url.clone());
    let house = tokio::task::spawn_blocking(move || House::open(plan(config)?)).await;
    let house = house.map_err(|error| HouseFault::of("start", error))??;
    let desk = Desk { services: house.services.clone(), public_url, directory };
    setup::announce(desk.clone())?;
    control::listen(desk);
    plugins_reread_on_hangup(Arc::clone(&house.outside.gateway), settings)?;
    tracing::info!(%listen, %url, "serving");
    house.run((listener, tls), limits, signals::stop_signal()?).await?;
    Ok(ExitCode::SUCCESS)
}

/// At SIGHUP, and whenever the office asks for it, the settings' plugins are read again; nothing else of them is.
fn plugins_reread_on_hangup(gateway: Arc<Gateway>, settings: &args::Settings) -> Result<(), HouseFault> {
    let settings = settings.clone();
    gateway.reread_from(move || {
        let again = read(&settings).and_then(|config| payments(config.sandbox, config.plugins));
        again.map_err(|fault| fault.to_string())
    });
    signals::on_hangup(move || drop(gateway.reread()))
}

/// `evisa config check`.
///
/// # Errors
/// Every fault of the settings, one a line.
pub fn config_check(file: Option<&Path>) -> Result<ExitCode, HouseFault> {
    let sources = Sources::gather(file, &[]).map_err(faults)?;
    config::read(&sources).map_err(faults)?;
    say("no fault found");
    Ok(ExitCode::SUCCESS)
}

/// `evisa config show`.
///
/// # Errors
/// Every fault of the settings, one a line.
pub fn config_show(settings: &args::Settings, origin: bool) -> Result<ExitCode, HouseFault> {
    let sources = Sources::gather(settings.config.as_deref(), &settings.set).map_err(faults)?;
    let loaded = config::read(&sources).map_err(faults)?;
    part(if origin { loaded.show_with_origin() } else { loaded.show() });
    Ok(ExitCode::SUCCESS)
}

/// `evisa plugin list`: each plugin is started once, as `serve` would.
///
/// # Errors
/// The settings are faulty. A plugin that cannot start is listed with its reason, and the exit code says so.
pub fn plugin_list(settings: &args::Settings) -> Result<ExitCode, HouseFault> {
    let config = read(settings)?;
    let executable = std::env::current_exe().map_err(|error| HouseFault::of("this program's own file", error))?;
    let gateway = Gateway::start(payments(config.sandbox, config.plugins)?, &executable);
    let mut code = ExitCode::SUCCESS;
    for plugin in gateway.plugins() {
        match plugin.state {
            Ok(hello) => {
                let offered = if plugin.enabled { "on" } else { "on for what was begun, offered to nobody" };
                let live = if plugin.live { "" } else { ", TEST" };
                say(format_args!(
                    "{}: {offered}{live}, {} {}, SDK {}, built by {}",
                    plugin.id, hello.plugin, hello.version, hello.sdk, hello.toolchain
                ));
                if let Some(confinement) = plugin.confinement {
                    let missing = if confinement.is_complete() { "" } else { " (INCOMPLETE)" };
                    say(format_args!("  confined by {confinement}{missing}"));
                }
                match &plugin.verified {
                    Some(verified) => say(format_args!("  {verified}")),
                    None => say("  not verified: run `evisa plugin check` with its library"),
                }
                if !plugin.ungranted.is_empty() {
                    say(format_args!("  asks for what `grants` does not name: {:?}", plugin.ungranted));
                }
            }
            Err(why) => {
                say(format_args!("{}: off: {why}", plugin.id));
                code = ExitCode::FAILURE;
            }
        }
        for method in gateway.methods().iter().filter(|method| method.plugin == plugin.id) {
            let commission = method.commission.map_or_else(|| "told later".to_owned(), |money| money.to_string());
            say(format_args!("  {}: {}, commission {commission}", method.method, method.titles.en));
        }
    }
    Ok(code)
}

/// The services over the database of the settings, for one command.
///
/// # Errors
/// The settings are faulty, or the database is in use by a running evisa.
pub fn services_open(settings: &args::Settings) -> Result<Services, HouseFault> {
    let config = read(settings)?;
    let store = house::store_open(&config.store.dir)?;
    house::services(store, policy(&config)?, password(&config))
}

/// The services over the database of the settings with their keys, for one command.
///
/// # Errors
/// The settings are faulty, the database is in use by a running evisa, or the keys cannot be opened.
pub fn services_with_keys(settings: &args::Settings) -> Result<Services, HouseFault> {
    let mut services = services_open(settings)?;
    let config = read(settings)?;
    services.keys = Some(Arc::new(keys::open(&config.store.dir, &config.keys)?));
    Ok(services)
}

/// The services and the outside world of the settings, plugins included, for one command.
///
/// # Errors
/// The settings are faulty, or the database is in use by a running evisa.
pub fn house_open(settings: &args::Settings) -> Result<(Services, Outside), HouseFault> {
    let house = House::open(plan(read(settings)?)?)?;
    Ok((house.services, house.outside))
}

pub(super) fn read(settings: &args::Settings) -> Result<Config, HouseFault> {
    let sources = Sources::gather(settings.config.as_deref(), &settings.set).map_err(faults)?;
    Ok(config::read(&sources).map_err(faults)?.config)
}

fn faults(faults: config::Faults) -> HouseFault {
    HouseFault(format!("the settings cannot be used:\n{faults}"))
}

fn bytes(file: &Path) -> Result<Vec<u8>, HouseFault> {
    let told = |error| HouseFault(format!("{} cannot be read ({error}): mend the file or its setting", file.display()));
    std::fs::read(file).map_err(told)
}

fn policy(config: &Config) -> Result<Policy, HouseFault> {
    let decision: BTreeMap<Category, Decision> =
        Category::ALL.into_iter().map(|category| (category, config.visa.decisions.of(category))).collect();
    let profile = Profile::named(config.visa.profile)
        .ok_or_else(|| HouseFault(format!("there is no profile {}", config.visa.profile)))?;
    Ok(Policy {
        decision,
        profile,
        strictness: Strictness::Strict,
        rate_age_days_max: config.visa.rate_age_days_max,
        revocation: config.revocation,
        second_factor: config.second_factor,
    })
}

const fn password(config: &Config) -> password::Settings {
    let config::Password { memory_kib, passes, lanes } = config.password;
    password::Settings { memory_kib, passes, lanes }
}

fn plan(config: Config) -> Result<Plan, HouseFault> {
    Ok(Plan {
        policy: policy(&config)?,
        second_code: config.documents.second_code,
        password: password(&config),
        directory: config.store.dir,
        keys: config.keys,
        identity: config.identity.map(identity).transpose()?,
        demonstration: false,
        signing_desk: None,
        payments: payments(config.sandbox, config.plugins)?,
        mail: mail(config.mail, &config.server.public_url)?,
        public_url: config.server.public_url,
    })
}

fn identity(provider: config::Provider) -> Result<identity::Settings, HouseFault> {
    let secret = provider.client_secret.read().map_err(|why| HouseFault::of("identity provider", why))?;
    Ok(identity::Settings {
        protocol: provider.protocol,
        allow_loopback: provider.issuer.scheme() == "http",
        issuer: provider.issuer,
        client_id: provider.client_id,
        client_secret: secret,
        iin_claim: provider.iin_claim,
        strictness: Strictness::Strict,
    })
}

fn payments(sandbox: Sandbox, plugins: Vec<config::Plugin>) -> Result<payments::Settings, HouseFault> {
    let settings = |plugin: config::Plugin| {
        let secret = |(name, place): (String, config::SecretRef)| {
            let secret = place.read().map_err(|why| HouseFault::of(&format!("plugin {}", plugin.id), why))?;
            Ok::<_, HouseFault>((name, Secret::new(&secret)))
        };
        Ok::<_, HouseFault>(PluginSettings {
            secrets: plugin.secrets.into_iter().map(secret).collect::<Result<_, _>>()?,
            id: plugin.id,
            path: plugin.path,
            sha256: Some(plugin.sha256),
            signer: plugin.signer,
            enabled: plugin.enabled,
            live: plugin.live,
            hosts: plugin.hosts,
            grants: plugin.grants,
            limits: plugin.limits,
            verification: plugin.verification,
            config: plugin.config,
        })
    };
    let plugins = plugins.into_iter().map(settings).collect::<Result<_, _>>()?;
    Ok(payments::Settings { plugins, allow_loopback: false, sandbox })
}

fn mail(mail: config::Mail, public_url: &Url) -> Result<mail::Settings, HouseFault> {
    let way = match mail.way {
        MailWay::Files { dir } => Way::Files { dir },
        MailWay::Smtp(smtp) => Way::Smtp(smtp_settings(smtp, public_url.host_str().unwrap_or("localhost"))?),
    };
    Ok(mail::Settings { from: mail.from, reply_to: mail.reply_to, way })
}

fn smtp_settings(smtp: Smtp, hello_name: &str) -> Result<SmtpSettings, HouseFault> {
    let credentials = match smtp.sign_in {
        Some((name, place)) => {
            let password = place.read().map_err(|why| HouseFault::of("mail server", why))?;
            Some(Credentials::new(name, password.to_string()))
        }
        None => None,
    };
    Ok(SmtpSettings {
        host: smtp.host,
        port: smtp.port,
        tls: smtp.tls,
        authority_pem: smtp.authority.as_deref().map(bytes).transpose()?,
        hello_name: hello_name.to_owned(),
        credentials,
        timeout: smtp.timeout,
    })
}

fn limits(server: &config::Server) -> Limits {
    Limits {
        connections_max: server.limits.connections_max,
        connections_per_peer_max: server.limits.connections_per_address_max,
        handshake: server.limits.handshake,
        first_request: server.limits.first_request,
        head: server.limits.head,
        age: server.limits.age,
        farewell: server.limits.farewell,
        trusted_proxies: server.trusted_proxies.clone(),
    }
}

fn log_start(log: &config::Log) {
    let plain = fmt().with_max_level(log.level).with_writer(std::io::stderr);
    // A second call keeps the first log: harmless in tests.
    let _ = match log.format {
        LogFormat::Text => plain.try_init(),
        LogFormat::Json => plain.json().try_init(),
    };
}

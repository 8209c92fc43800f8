//! The parts of the settings: one line asks for each, and says of what kind it is.
//!
//! Each part asks for all its settings before the first `?`, so that one fault hides no other.

use tracing::level_filters::LevelFilter;

use super::{
    Config, Decision, Decisions, Documents, Keys, Limits, Log, LogFormat, Mail, MailTls, MailWay, Password, Plugin,
    Provider, Server, Smtp, Store, Tls, Visa,
    kinds::{self, choice, flag, list, number, parsed, path, plugin_id, public_url, seconds, sha256, text},
    reader::Reader,
};
use crate::{
    crypto::{cms::Revocation, keys::Identity},
    documents::SecondCode,
    domain::staff::SecondFactorRule,
    identity::Protocol,
    mail::{Mailbox, is_loopback},
    payments::{PluginLimits, Sandbox, Verification},
};

/// Profiles of visa rules; the rules themselves stand in `domain`.
const PROFILES: [(&str, &str); 2] = [("manual-2022", "manual-2022"), ("current", "current")];

/// All settings; `None` after a fault.
pub(super) fn config(r: &mut Reader<'_>) -> Option<Config> {
    let (server, mail) = (server(r), mail(r));
    let store = r.need("store.dir", path).map(|dir| Store { dir });
    let (visa, documents, keys, password) = (visa(r), documents(r), keys(r), password(r));
    let ways = &[("required", Revocation::Required), ("when_known", Revocation::WhenKnown)];
    let revocation = r.need("signature.revocation", choice(ways));
    let rules = &[("required", SecondFactorRule::Required), ("demonstration", SecondFactorRule::Demonstration)];
    let second_factor = r.need("staff.second_factor", choice(rules));
    let identity = identity(r);
    let kinds = [Sandbox::Required, Sandbox::BestEffort].map(|sandbox| (sandbox.code(), sandbox));
    let (sandbox, plugins) = (r.need("payments.sandbox", choice(&kinds)), plugins(r));
    let format = r.need("log.format", choice(&[("text", LogFormat::Text), ("json", LogFormat::Json)]));
    let levels = &[
        ("error", LevelFilter::ERROR),
        ("warn", LevelFilter::WARN),
        ("info", LevelFilter::INFO),
        ("debug", LevelFilter::DEBUG),
        ("trace", LevelFilter::TRACE),
    ];
    let level = r.need("log.level", choice(levels));
    let log = Log { format: format?, level: level? };
    Some(Config {
        server: server?,
        store: store?,
        mail: mail?,
        visa: visa?,
        keys: keys?,
        documents: documents?,
        password: password?,
        revocation: revocation?,
        second_factor: second_factor?,
        identity: identity?,
        sandbox: sandbox?,
        plugins: plugins?,
        log,
    })
}

fn server(r: &mut Reader<'_>) -> Option<Server> {
    let listen = r.need("server.listen", parsed("an address with a port, such as 127.0.0.1:8080"));
    let public = r.need("server.public_url", public_url);
    let trusted_proxies = r.need("server.trusted_proxies", list("an IP address"));
    let (cert, key) = (r.may("server.tls.cert", path), r.may("server.tls.key", path));
    let limits = limits(r);
    let tls = match (cert?, key?) {
        (Some(cert), Some(key)) => Some(Tls { cert, key }),
        (None, None) => None,
        (Some(_), None) => return r.fault("server.tls.cert", "needs server.tls.key beside it"),
        (None, Some(_)) => return r.fault("server.tls.key", "needs server.tls.cert beside it"),
    };
    let public_url = public?;
    if tls.is_some() && public_url.scheme() != "https" {
        return r.fault("server.public_url", "must begin with https:// because server.tls.cert is set");
    }
    Some(Server { listen: listen?, public_url, tls, trusted_proxies: trusted_proxies?, limits: limits? })
}

fn limits(r: &mut Reader<'_>) -> Option<Limits> {
    let connections = r.need("server.limits.connections_max", number(1..=1_000_000));
    let per_address = r.need("server.limits.connections_per_address_max", number(1..=1_000_000));
    let handshake = r.need("server.limits.handshake_seconds", seconds(1..=3_600));
    let first_request = r.need("server.limits.first_request_seconds", seconds(1..=3_600));
    let head = r.need("server.limits.head_seconds", seconds(1..=3_600));
    let age = r.need("server.limits.age_seconds", seconds(1..=3_600));
    let farewell = r.need("server.limits.farewell_seconds", seconds(1..=3_600));
    Some(Limits {
        connections_max: connections?,
        connections_per_address_max: per_address?,
        handshake: handshake?,
        first_request: first_request?,
        head: head?,
        age: age?,
        farewell: farewell?,
    })
}

fn mail(r: &mut Reader<'_>) -> Option<Mail> {
    const ADDRESS: &str = "a mail address, such as Portal <portal@embassy.example>";
    let from = r.need("mail.from", parsed::<Mailbox>(ADDRESS));
    let reply_to = r.may("mail.reply_to", parsed::<Mailbox>(ADDRESS));
    let by_smtp = r.need("mail.transport", choice(&[("files", false), ("smtp", true)]));
    let files = r.need("mail.files.dir", path).map(|dir| MailWay::Files { dir });
    let (host, smtp) = (r.may("mail.smtp.host", text), smtp(r));
    let (host, smtp, from) = (host?, smtp?, from?);
    let way = match (by_smtp?, host) {
        (false, _) => files?,
        (true, None) => return r.fault("mail.transport", "\"smtp\" needs mail.smtp.host"),
        (true, Some(host)) => MailWay::Smtp(Smtp { host, ..smtp }),
    };
    if let MailWay::Smtp(smtp) = &way {
        if smtp.tls == MailTls::None && !is_loopback(&smtp.host) {
            return r.fault(
                "mail.smtp.tls",
                "\"none\" is only for a mail server on this machine: choose \"starttls\" or \"implicit\"",
            );
        }
        if !from.email.domain().contains('.') {
            return r.fault("mail.from", "SMTP needs a real address here, such as Portal <portal@embassy.example>");
        }
    }
    Some(Mail { from, reply_to: reply_to?, way })
}

/// The mail server, its host still empty.
fn smtp(r: &mut Reader<'_>) -> Option<Smtp> {
    let port = r.need("mail.smtp.port", number(1..=65_535));
    let ways = &[("starttls", MailTls::Starttls), ("implicit", MailTls::Implicit), ("none", MailTls::None)];
    let tls = r.need("mail.smtp.tls", choice(ways));
    let authority = r.may("mail.smtp.authority", path);
    let (username, password) = (r.may("mail.smtp.username", text), r.secret("mail.smtp.password"));
    let timeout = r.need("mail.smtp.timeout_seconds", seconds(1..=600));
    let sign_in = match (username?, password?) {
        (Some(username), Some(password)) => Some((username, password)),
        (None, None) => None,
        (Some(_), None) => return r.fault("mail.smtp.username", "needs mail.smtp.password beside it"),
        (None, Some(_)) => return r.fault("mail.smtp.password", "needs mail.smtp.username beside it"),
    };
    Some(Smtp { host: String::new(), port: port?, tls: tls?, authority: authority?, sign_in, timeout: timeout? })
}

/// All or nothing: without an issuer there is no provider.
fn identity(r: &mut Reader<'_>) -> Option<Option<Provider>> {
    let kinds = &[("openid", Protocol::OpenId), ("egov", Protocol::Egov)];
    let protocol = r.need("identity.protocol", choice(kinds));
    let (issuer, client_id) = (r.may("identity.issuer", kinds::issuer), r.may("identity.client_id", text));
    let (client_secret, iin_claim) = (r.secret("identity.client_secret"), r.may("identity.iin_claim", text));
    match (issuer?, client_id?, client_secret?) {
        (None, None, None) => Some(None),
        (Some(issuer), Some(client_id), Some(client_secret)) => {
            Some(Some(Provider { protocol: protocol?, issuer, client_id, client_secret, iin_claim: iin_claim? }))
        }
        (None, _, _) => r.fault("identity.client_id", "needs identity.issuer beside it"),
        (Some(_), _, _) => r.fault("identity.issuer", "needs identity.client_id and identity.client_secret beside it"),
    }
}

fn documents(r: &mut Reader<'_>) -> Option<Documents> {
    const CODES: &[(&str, SecondCode)] = &[("address", SecondCode::Address), ("idb", SecondCode::Barcode)];
    Some(Documents { second_code: r.need("documents.second_code", choice(CODES))? })
}

fn visa(r: &mut Reader<'_>) -> Option<Visa> {
    const WAYS: &[(&str, Decision)] = &[("auto", Decision::Auto), ("consul", Decision::Consul)];
    let profile = r.need("visa.profile", choice(&PROFILES));
    let rate_age_days_max = r.need("visa.rate_age_days_max", number(1..=60));
    let business = r.need("visa.decision.business", choice(WAYS));
    let tourist = r.need("visa.decision.tourist", choice(WAYS));
    let medical = r.need("visa.decision.medical", choice(WAYS));
    let decisions = Decisions { business: business?, tourist: tourist?, medical: medical? };
    Some(Visa { profile: profile?, decisions, rate_age_days_max: rate_age_days_max? })
}

fn keys(r: &mut Reader<'_>) -> Option<Keys> {
    let passphrase = r.secret("keys.passphrase");
    let (country, signer) = (r.need("keys.country", kinds::two_letters), r.need("keys.signer", kinds::two_letters));
    let authority = r.need("keys.authority", text);
    let (key_months, visa_months) =
        (r.need("keys.key_months", number(1..=24)), r.need("keys.visa_months", number(1..=120)));
    let identity = Identity {
        country: country?,
        signer: signer?,
        authority: authority?,
        key_months: key_months?,
        visa_months: visa_months?,
    };
    Some(Keys { passphrase: passphrase?, identity })
}

fn password(r: &mut Reader<'_>) -> Option<Password> {
    // The least of the OWASP table (7 MiB); more than 1 GiB for one sign-in is a slip of the pen.
    let memory_kib = r.need("password.memory_kib", number(7_168..=1_048_576));
    let passes = r.need("password.passes", number(1..=20));
    let lanes = r.need("password.lanes", number(1..=16));
    Some(Password { memory_kib: memory_kib?, passes: passes?, lanes: lanes? })
}

fn plugins(r: &mut Reader<'_>) -> Option<Vec<Plugin>> {
    let mut plugins: Vec<Option<Plugin>> = Vec::new();
    for (index, table) in r.tables("plugin")?.into_iter().enumerate() {
        let mut inside = r.inside(format!("plugin[{index}]."), table);
        let mut one = plugin(&mut inside);
        if let Some(plugin) = &one
            && plugins.iter().flatten().any(|earlier| earlier.id == plugin.id)
        {
            one = inside.fault("id", &format!("another plugin is named {:?} too: names are unique", plugin.id));
        }
        r.absorb(inside);
        plugins.push(one);
    }
    plugins.into_iter().collect()
}

fn plugin(r: &mut Reader<'_>) -> Option<Plugin> {
    let (id, path) = (r.need("id", plugin_id), r.need("path", path));
    let sha256 = r.need("sha256", sha256);
    let signer = r.may("signer", kinds::signer);
    let (enabled, live) = (r.may("enabled", flag), r.may("live", flag));
    let (hosts, grants) = (r.may("hosts", list("a host")), r.may("grants", kinds::grants));
    let limits = plugin_limits(r);
    let ways = &[("required", Verification::Required), ("waived", Verification::Waived)];
    let verification = r.may("verification", choice(ways));
    let config = r.may("config", kinds::plugin_config);
    let secrets = r.secrets("secrets");
    Some(Plugin {
        id: id?,
        path: path?,
        sha256: sha256?,
        signer: signer?,
        enabled: enabled?.unwrap_or(true),
        live: live?.unwrap_or(true),
        hosts: hosts?.unwrap_or_default(),
        grants: grants?.unwrap_or_default(),
        limits: limits?,
        verification: verification?.unwrap_or_default(),
        config: config?.unwrap_or_else(|| serde_json::json!({})),
        secrets: secrets?.unwrap_or_default(),
    })
}

fn plugin_limits(r: &mut Reader<'_>) -> Option<PluginLimits> {
    let default = PluginLimits::default();
    let call_ms = r.may("limits.call_ms", number(50..=30_000));
    // A library in Rust needs about 10 MiB; more than 4 GiB is a slip of the pen.
    let memory_mib = r.may("limits.memory_mib", number(32..=4_096));
    Some(PluginLimits {
        call_ms: call_ms?.unwrap_or(default.call_ms),
        memory_mib: memory_mib?.unwrap_or(default.memory_mib),
    })
}

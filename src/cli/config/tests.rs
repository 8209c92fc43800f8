//! The settings as an operator meets them: files, variables, flags, and the exact words of every fault.

use std::{collections::BTreeSet, time::Duration};

use super::*;

fn from_file(text: &str) -> Sources {
    Sources { file: Some(("config.toml".to_owned(), text.to_owned())), ..Sources::default() }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn config_of(text: &str) -> Config {
    read(&from_file(text)).unwrap_or_else(|faults| panic!("{faults}")).config
}

/// All faults of a file, one a line.
#[track_caller]
fn check(text: &str, expected: &str) {
    let faults = read(&from_file(text)).expect_err("a faulty file is refused").to_string();
    assert_eq!(faults, expected, "of {text}");
}

fn defaults() -> Config {
    Config {
        server: Server {
            listen: "127.0.0.1:8080".parse().unwrap(),
            public_url: "http://localhost:8080".parse().unwrap(),
            tls: None,
            trusted_proxies: vec![],
            limits: Limits {
                connections_max: 2_000,
                connections_per_address_max: 100,
                handshake: Duration::from_secs(10),
                first_request: Duration::from_secs(10),
                head: Duration::from_secs(10),
                age: Duration::from_secs(300),
                farewell: Duration::from_secs(10),
            },
        },
        store: Store { dir: "evisa-data".into() },
        mail: Mail {
            from: "Visa and Migration Portal <portal@localhost>".parse().unwrap(),
            reply_to: None,
            way: MailWay::Files { dir: "evisa-data/letters".into() },
        },
        documents: Documents { second_code: SecondCode::Address },
        visa: Visa {
            profile: "manual-2022",
            decisions: Decisions { business: Decision::Auto, tourist: Decision::Auto, medical: Decision::Auto },
            rate_age_days_max: 10,
        },
        keys: Keys {
            passphrase: None,
            identity: Identity {
                country: "KZ".to_owned(),
                signer: "EV".to_owned(),
                authority: "E-visa signing authority".to_owned(),
                key_months: 12,
                visa_months: 24,
            },
        },
        password: Password { memory_kib: 19_456, passes: 2, lanes: 1 },
        revocation: Revocation::Required,
        second_factor: crate::domain::staff::SecondFactorRule::Required,
        identity: None,
        sandbox: Sandbox::Required,
        plugins: vec![],
        log: Log { format: LogFormat::Text, level: LevelFilter::INFO },
    }
}

#[test]
fn the_committed_file_is_the_default() {
    assert_eq!(config_of(""), defaults());
    let committed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config.toml")).unwrap();
    assert_eq!(config_of(&committed), defaults());
    assert_eq!(read(&Sources::default()).unwrap().config, defaults());
}

/// A file that uses every setting.
const EVERYTHING: &str = r#"
[server]
listen = "[::]:443"
public_url = "https://evisa.embassy.kz"
trusted_proxies = ["10.0.0.1", "::1"]
tls = { cert = "/c.pem", key = "/k.pem" }
limits = { connections_max = 5_000, connections_per_address_max = 0x10, handshake_seconds = 1, first_request_seconds = 2, head_seconds = 3, age_seconds = 4, farewell_seconds = 5 }
[store]
dir = "/var/lib/evisa"
[mail]
transport = "smtp"
from = "Портал <portal@embassy.kz>"
reply_to = "consul@embassy.kz"
files.dir = "unused"
[mail.smtp]
host = "mail.embassy.kz"
port = 465
tls = "implicit"
authority = "/ca.pem"
username = "portal"
password = { env = "EVISA_MAIL_SMTP_PASSWORD" }
timeout_seconds = 30
[visa]
profile = "current"
rate_age_days_max = 3
decision = { business = "consul", tourist = "auto", medical = "consul" }
[password]
memory_kib = 47104
passes = 1
lanes = 2
[log]
format = "json"
level = "warn"
[payments]
sandbox = "best_effort"
[[plugin]]
id = "halyk"
path = "/p.so"
sha256 = "ABCDEFabcdef0123456789abcdef0123456789abcdef0123456789abcdef0123"
signer = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
enabled = false
live = false
grants = ["payer_name", "iin"]
hosts = ["epay.bank.kz:8443"]
config = { terminal = "98", ratio = 1.5, nested = { list = [1, true, 2026-01-02] } }
secrets = { client = { file = "/s" }, other = { env = "EVISA_OTHER" } }
[plugin.limits]
call_ms = 500
memory_mib = 64
[[plugin]]
id = "second"
path = "/q.so"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
"#;

#[test]
fn every_setting_can_be_set() {
    let env = pairs(&[("EVISA_MAIL_SMTP_PASSWORD", "hunter2"), ("EVISA_OTHER", "hunter3"), ("PATH", "/bin")]);
    let loaded = read(&Sources { env, ..from_file(EVERYTHING) }).unwrap_or_else(|faults| panic!("{faults}"));
    let config = &loaded.config;
    assert_eq!(config.server.limits.connections_per_address_max, 16);
    assert_eq!(config.server.tls, Some(Tls { cert: "/c.pem".into(), key: "/k.pem".into() }));
    assert_eq!(config.server.trusted_proxies.len(), 2);
    let MailWay::Smtp(smtp) = &config.mail.way else { panic!("SMTP was asked for") };
    assert_eq!((smtp.host.as_str(), smtp.port, smtp.tls), ("mail.embassy.kz", 465, MailTls::Implicit));
    assert_eq!(smtp.sign_in, Some(("portal".to_owned(), SecretRef::Env("EVISA_MAIL_SMTP_PASSWORD".to_owned()))));
    assert_eq!(config.visa.decisions.of(Category::Medical), Decision::Consul);
    assert_eq!(config.log, Log { format: LogFormat::Json, level: LevelFilter::WARN });
    let plugin = &config.plugins[0];
    assert!(!plugin.enabled && config.plugins[1].enabled);
    assert_eq!(plugin.sha256, "abcdefabcdef0123456789abcdef0123456789abcdef0123456789abcdef0123");
    assert_eq!(config.sandbox, Sandbox::BestEffort);
    assert!(plugin.signer.is_some() && !plugin.live && config.plugins[1].live);
    assert_eq!(plugin.grants, [Need::PayerName, Need::Iin]);
    assert_eq!(plugin.limits, PluginLimits { call_ms: 500, memory_mib: 64 });
    assert_eq!(config.plugins[1].limits, PluginLimits::default());
    assert_eq!(
        plugin.config,
        serde_json::json!({ "terminal": "98", "ratio": 1.5, "nested": { "list": [1, true, "2026-01-02"] } })
    );
    assert_eq!(plugin.secrets["client"], SecretRef::File("/s".into()));
    let all = loaded.show_with_origin() + &loaded.show() + &format!("{config:?}");
    assert!(!all.contains("hunter"), "{all}");
    assert!(
        all.contains("mail.smtp.password = { env = \"EVISA_MAIL_SMTP_PASSWORD\" }  # config.toml:21:12\n"),
        "{all}"
    );
    assert!(
        all.contains(
            "plugin[0].secrets = { client = { file = \"/s\" }, other = { env = \"EVISA_OTHER\" } }  # config.toml:"
        ),
        "{all}"
    );
}

#[test]
fn the_default_file_explains_every_setting() {
    let loaded = read(&Sources { env: pairs(&[]), ..from_file(EVERYTHING) }).unwrap();
    let names: BTreeSet<_> = loaded.shown.iter().map(|one| one.key.rsplit('.').next().unwrap()).collect();
    assert!(30 < names.len(), "{names:?}");
    let lines: Vec<_> = DEFAULT_FILE.lines().collect();
    for name in names {
        let set = |line: &str| line.starts_with(&format!("{name} = ")) || line.starts_with(&format!("#{name} = "));
        let at = lines.iter().position(|line| set(line)).unwrap_or_else(|| panic!("{name} is not in config.toml"));
        let above = &lines[at.saturating_sub(8)..at];
        assert!(above.iter().any(|line| line.starts_with("# ")), "{name} is not explained");
    }
}

#[test]
fn a_flag_goes_before_the_environment_before_the_file_before_the_default() {
    let mut sources = from_file("[log]\nlevel = \"warn\"\n");
    let level = |sources: &Sources| {
        let loaded = read(sources).unwrap_or_else(|faults| panic!("{faults}"));
        loaded
            .shown
            .into_iter()
            .find(|one| one.key == "log.level")
            .map(|one| format!("{} {}", one.value, one.origin))
            .unwrap()
    };
    assert_eq!(level(&Sources::default()), "\"info\" default");
    assert_eq!(level(&sources), "\"warn\" config.toml:2:9");
    sources.env = pairs(&[("EVISA_LOG_LEVEL", "error")]);
    assert_eq!(level(&sources), "\"error\" EVISA_LOG_LEVEL");
    sources.flags = pairs(&[("log.level", "debug"), ("log.level", "trace")]);
    assert_eq!(level(&sources), "\"trace\" --set log.level");
}

#[test]
fn variables_can_hold_texts_numbers_and_lists() {
    let env = pairs(&[
        ("EVISA_SERVER_LIMITS_CONNECTIONS_MAX", "7"),
        ("EVISA_SERVER_TRUSTED_PROXIES", "10.0.0.1, ::1"),
        ("EVISA_STORE_DIR", "/data"),
    ]);
    let config = read(&Sources { env, ..Sources::default() }).unwrap().config;
    assert_eq!(config.server.limits.connections_max, 7);
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert_eq!(config.store.dir, PathBuf::from("/data"));
}

#[test]
fn unknown_keys_are_faults_with_a_hint() {
    check("[server]\nlisen = 1\n", "config.toml:2:1: server.lisen: there is no such setting; did you mean \"listen\"?");
    check("[sevrer]\nlisten = 1\n", "config.toml:1:2: sevrer: there is no such setting; did you mean \"server\"?");
    check("listen = 1\n", "config.toml:1:1: listen: there is no such setting; did you mean \"server.listen\"?");
    check("zzz = 1\n", "config.toml:1:1: zzz: there is no such setting");
    check("[mail.smpt]\n", "config.toml:1:7: mail.smpt: there is no such setting; did you mean \"smtp\"?");
    check("server = 1\n", "config.toml:1:10: server: expected a table [server], found a whole number");
    check("[plugin]\n", "config.toml:1:1: plugin: write [[plugin]] with two brackets, and its settings below");
}

#[test]
fn wrong_types_and_impossible_values_are_faults() {
    check(
        "[server]\nlisten = 80\n",
        "config.toml:2:10: server.listen: expected a text in quotation marks, found a whole number",
    );
    check(
        "[server]\nlisten = \"localhost\"\n",
        "config.toml:2:10: server.listen: \"localhost\" is not an address with a port, such as 127.0.0.1:8080",
    );
    check(
        "[server]\ntrusted_proxies = [\"10.0.0.0/8\"]\n",
        "config.toml:2:19: server.trusted_proxies: \"10.0.0.0/8\" is not an IP address",
    );
    check(
        "[server.limits]\nconnections_max = 0\n",
        "config.toml:2:19: server.limits.connections_max: 0 is not a whole number from 1 to 1000000",
    );
    check(
        "[password]\nlanes = \"1\"\npasses = -1\nmemory_kib = 19456.0\n",
        "config.toml:2:9: password.lanes: expected a whole number from 1 to 16, found a text\n\
         config.toml:3:10: password.passes: -1 is not a whole number from 1 to 20\n\
         config.toml:4:14: password.memory_kib: expected a whole number from 7168 to 1048576, found a number with a fraction",
    );
    check(
        "[log]\nformat = \"jsn\"\n",
        "config.toml:2:10: log.format: \"jsn\" is none of \"text\", \"json\"; did you mean \"json\"?",
    );
    check("[store]\ndir = \"\"\n", "config.toml:2:7: store.dir: is empty: give it a value, or take it out");
}

#[test]
fn the_public_address_is_https_and_nothing_but_a_host() {
    check(
        "[server]\npublic_url = \"http://evisa.kz\"\n",
        "config.toml:2:14: server.public_url: \"http://evisa.kz/\" must begin with https://, because its host is not this machine",
    );
    check(
        "[server]\npublic_url = \"https://evisa.kz/visa\"\n",
        "config.toml:2:14: server.public_url: \"https://evisa.kz/visa\" must end after host and port",
    );
    check(
        "[server]\npublic_url = \"https://a:hunter2@evisa.kz\"\n",
        "config.toml:2:14: server.public_url: must not hold a name or a password",
    );
    for good in ["http://localhost:1", "http://127.0.0.1", "http://[::1]:80/", "https://evisa.kz:8443"] {
        assert!(read(&from_file(&format!("[server]\npublic_url = \"{good}\"\n"))).is_ok(), "{good}");
    }
}

#[test]
fn settings_that_belong_together_are_checked_together() {
    check("[server.tls]\ncert = \"/c\"\n", "config.toml:2:8: server.tls.cert: needs server.tls.key beside it");
    check(
        "[server.tls]\ncert = \"/c\"\nkey = \"/k\"\n",
        "default: server.public_url: must begin with https:// because server.tls.cert is set",
    );
    check("[mail]\ntransport = \"smtp\"\n", "config.toml:2:13: mail.transport: \"smtp\" needs mail.smtp.host");
    check(
        "[mail]\ntransport = \"smtp\"\nsmtp.host = \"m.kz\"\n",
        "default: mail.from: SMTP needs a real address here, such as Portal <portal@embassy.example>",
    );
    check(
        "[mail]\ntransport = \"smtp\"\nsmtp.host = \"m.kz\"\nsmtp.tls = \"none\"\n",
        "config.toml:4:12: mail.smtp.tls: \"none\" is only for a mail server on this machine: choose \"starttls\" or \"implicit\"",
    );
    check(
        "[mail.smtp]\nusername = \"u\"\n",
        "config.toml:2:12: mail.smtp.username: needs mail.smtp.password beside it",
    );
}

#[test]
fn an_inline_secret_is_refused_and_never_repeated() {
    let how = "write password = { file = \"PATH\" } or { env = \"VARIABLE\" }";
    check(
        "[mail.smtp]\nusername = \"u\"\npassword = \"hunter2\"\n",
        &format!("config.toml:3:12: mail.smtp.password: a secret does not stand in the settings, {how}"),
    );
    check(
        "[mail.smtp]\nusername = \"u\"\npassword = { value = \"hunter2\" }\n",
        &format!("config.toml:3:12: mail.smtp.password: cannot be read as the place of a secret, {how}"),
    );
    let plugin = "[[plugin]]\nid = \"p\"\npath = \"/p\"\nsha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n";
    check(
        &format!("{plugin}secrets = {{ client = \"hunter2\" }}\n"),
        "config.toml:5:11: plugin[0].secrets: client: a secret does not stand in the settings, \
         write client = { file = \"PATH\" } or { env = \"VARIABLE\" }",
    );
    check(
        &format!("{plugin}config = {{ a = {{ client_secret = \"hunter2\" }} }}\n"),
        "config.toml:5:10: plugin[0].config: client_secret looks like a secret, \
         write secrets = { client_secret = { file = \"PATH\" } } or { env = \"VARIABLE\" }",
    );
    let env = pairs(&[("EVISA_MAIL_SMTP_PASSWORD", "hunter2")]);
    let faults = read(&Sources { env, ..Sources::default() }).unwrap_err().to_string();
    assert_eq!(
        faults,
        format!("EVISA_MAIL_SMTP_PASSWORD: mail.smtp.password: a secret does not stand in the settings, {how}")
    );
}

#[test]
fn the_faults_of_plugins_name_their_plugin() {
    check(
        "[[plugin]]\nid = \"Halyk\"\npth = \"/p\"\nsha256 = \"12\"\n[[plugin]]\nenabled = 1\n",
        "config.toml: plugin[0].path: is missing\n\
         config.toml: plugin[1].id: is missing\n\
         config.toml: plugin[1].path: is missing\n\
         config.toml: plugin[1].sha256: is missing\n\
         config.toml:2:6: plugin[0].id: \"Halyk\" may hold only a to z, 0 to 9, \".\" and \"-\"\n\
         config.toml:3:1: plugin[0].pth: there is no such setting; did you mean \"path\"?\n\
         config.toml:4:10: plugin[0].sha256: must have 64 hexadecimal digits: take them from sha256sum FILE\n\
         config.toml:6:11: plugin[1].enabled: expected true or false, found a whole number",
    );
    let plugin = format!("[[plugin]]\nid = \"p\"\npath = \"/p\"\nsha256 = \"{}\"\n", "0".repeat(64));
    check(
        &format!("{plugin}signer = \"RWQ\"\ngrants = [\"name\"]\nlimits = {{ memory_mib = 1, cpu = 2 }}\n"),
        "config.toml:5:10: plugin[0].signer: is no minisign public key: take the second line of the .pub file\n\
         config.toml:6:10: plugin[0].grants: \"name\" is none of \"payer_name\", \"phone\", \"email\", \"iin\"\n\
         config.toml:7:25: plugin[0].limits.memory_mib: 1 is not a whole number from 32 to 4096\n\
         config.toml:7:28: plugin[0].limits.cpu: there is no such setting",
    );
    check(
        "[payments]\nsandbox = \"off\"\n",
        "config.toml:2:11: payments.sandbox: \"off\" is none of \"required\", \"best_effort\"",
    );
    check(&plugin.repeat(2), "config.toml:6:6: plugin[1].id: another plugin is named \"p\" too: names are unique");
}

#[test]
fn all_faults_are_reported_at_once_and_in_order() {
    let mut sources = from_file("[log]\nformat = 1\nlvl = 2\n[store]\ndir = []\n[visa]\nprofile = \"manual\"\n");
    sources.env =
        pairs(&[("EVISA_STORE_DRI", "x"), ("EVISA_PASSWORD_LANES", "many"), ("EVISA", "not ours"), ("HOME", "/")]);
    sources.flags = pairs(&[("server.lisen", "x")]);
    assert_eq!(
        read(&sources).unwrap_err().to_string(),
        "--set server.lisen: there is no such setting; did you mean \"server.listen\"?\n\
         EVISA_PASSWORD_LANES: password.lanes: \"many\" is not a whole number from 1 to 16\n\
         EVISA_STORE_DRI: there is no such setting; did you mean \"EVISA_STORE_DIR\"?\n\
         config.toml:2:10: log.format: expected a text in quotation marks, found a whole number\n\
         config.toml:3:1: log.lvl: there is no such setting; did you mean \"level\"?\n\
         config.toml:5:7: store.dir: expected a text in quotation marks, found a list\n\
         config.toml:7:11: visa.profile: \"manual\" is none of \"manual-2022\", \"current\""
    );
}

#[test]
fn broken_syntax_is_reported_with_its_places() {
    let faults = read(&from_file("[log]\nlevel = \nformat = \"te\n[жж\n")).unwrap_err();
    let places: Vec<_> = faults.0.iter().map(|fault| fault.origin.to_string()).collect();
    assert!(2 <= places.len(), "{faults}");
    assert!(places.iter().all(|place| place.starts_with("config.toml:")), "{faults}");
    assert!(places[0].starts_with("config.toml:2:"), "{faults}");
    check("a = 1\na = 2\n", "config.toml:2:1: not TOML: duplicate key");
}

#[test]
fn a_named_file_must_exist() {
    let faults = Sources::gather(Some(Path::new("/no/such/file.toml")), &[]).err().unwrap().to_string();
    assert!(faults.starts_with("/no/such/file.toml: the settings file cannot be read: "), "{faults}");
}

#[test]
fn secrets_are_read_where_they_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("secret");
    std::fs::write(&file, "hunter2\n").unwrap();
    assert_eq!(*SecretRef::File(file.clone()).read().unwrap(), "hunter2");
    std::fs::write(&file, "\n").unwrap();
    assert!(SecretRef::File(file).read().unwrap_err().ends_with(" is empty"));
    assert!(SecretRef::File(dir.path().join("missing")).read().unwrap_err().contains("cannot be read"));
    let unset = SecretRef::Env("EVISA_TEST_NO_SUCH_VARIABLE".to_owned()).read().unwrap_err();
    assert_eq!(unset, "the environment variable EVISA_TEST_NO_SUCH_VARIABLE with the secret is not set");
}

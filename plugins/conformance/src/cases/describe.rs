//! Level 3: what a plugin says about itself is complete, sane, and the same whenever it is asked.

use std::collections::BTreeSet;

use evisa_plugin_sdk::proto::{
    Answer, Capture, Charset, CommissionMode, Description, INTEGER_MAX, Need, Op, SecretUse, Titles,
};

use super::Case;
use crate::{
    journey::Scene,
    probe::{Bench, Found, Outcome, Probe, brief, wrong},
};

/// Most characters of a title: one line of the chooser page.
const TITLE_CHARS_MAX: usize = 80;
/// Most host names: the longest list we know has eight.
const HOSTS_MAX: usize = 16;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "describe.same",
        level: 3,
        title: "The description never changes",
        expectation: "The same bytes twice, in another process, and after a configuration.",
        run: same,
    },
    Case {
        id: "describe.id",
        level: 3,
        title: "One id",
        expectation: "The id of the description is that of the descriptor.",
        run: |bench| {
            let mut probe = Probe::bare(bench)?;
            let (described, named) = (probe.describe()?.id, probe.session.hello().plugin.clone());
            if described == named { Ok(()) } else { wrong(format!("`{described}` and `{named}`")) }
        },
    },
    Case {
        id: "describe.titles",
        level: 3,
        title: "Four languages",
        expectation: "Provider and every method have a title in Kazakh, Russian, English and Chinese: plain text, one line.",
        run: |bench| each(bench, titles),
    },
    Case {
        id: "describe.methods",
        level: 3,
        title: "Methods are sane",
        expectation: "At least one; ids of a-z, 0-9, `.` and `-`, each once; amounts in KZT with 0 < min <= max <= 2^53 - 1.",
        run: |bench| each(bench, methods),
    },
    Case {
        id: "describe.commission",
        level: 3,
        title: "Commissions are told",
        expectation: "A known mode; a commission, unless it is quoted later.",
        run: |bench| each(bench, commission),
    },
    Case {
        id: "describe.hosts",
        level: 3,
        title: "Hosts are host names",
        expectation: "Exact names in small letters, each once: no scheme, port, path, blank or `*`.",
        run: |bench| each(bench, hosts),
    },
    Case {
        id: "describe.order_ref",
        level: 3,
        title: "Order references can be made",
        expectation: "A known set of characters, 1 <= min <= max, and no more unique characters than the shortest has.",
        run: |bench| each(bench, order_ref),
    },
    Case {
        id: "describe.caps",
        level: 3,
        title: "Capabilities are known and agree",
        expectation: "A known way to capture; no refund of a part without refunds; only known needs, each once.",
        run: |bench| each(bench, caps),
    },
    Case {
        id: "describe.config",
        level: 3,
        title: "The configuration is described",
        expectation: "Fields and secrets have names of a-z, 0-9 and `_`, each once; every field has a note for the operator.",
        run: |bench| each(bench, config),
    },
    Case {
        id: "describe.order_ref_taken",
        level: 3,
        title: "References of the declared format are taken",
        expectation: "`start` takes the shortest and the longest reference of the format, and the cassette's is one.",
        run: order_ref_taken,
    },
];

fn each(bench: &Bench<'_>, look: fn(&Description) -> Result<(), String>) -> Outcome {
    look(&Probe::bare(bench)?.describe()?).map_err(Found::Wrong)
}

fn same(bench: &Bench<'_>) -> Outcome {
    let mut probe = Probe::bare(bench)?;
    let first = probe.bytes(&Op::Describe)?;
    if probe.bytes(&Op::Describe)? != first {
        return wrong("another one at the second call");
    }
    if Probe::bare(bench)?.bytes(&Op::Describe)? != first {
        return wrong("another one in another process");
    }
    for cassette in bench.cassettes {
        if Probe::ready(bench, cassette)?.bytes(&Op::Describe)? != first {
            return wrong(format!("another one after the configuration of {}", cassette.name));
        }
    }
    Ok(())
}

fn titles(description: &Description) -> Result<(), String> {
    let look = |whose: &str, Titles { kk, ru, en, zh }: &Titles| {
        for (lang, title) in [("kk", kk), ("ru", ru), ("en", en), ("zh", zh)] {
            let plain = !title.chars().any(|c| c.is_control() || c == '<');
            if title.trim().is_empty() || !plain || TITLE_CHARS_MAX < title.chars().count() {
                return Err(format!("the title of {whose} in {lang}: {title:?}"));
            }
        }
        Ok(())
    };
    look("the provider", &description.titles)?;
    description.methods.iter().try_for_each(|method| look(&method.id, &method.titles))
}

fn methods(description: &Description) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    if description.methods.is_empty() {
        return Err("no method".to_owned());
    }
    for method in &description.methods {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
        if !(1..=32).contains(&method.id.len()) || !method.id.bytes().all(plain) || !seen.insert(&method.id) {
            return Err(format!("the method id {:?}", method.id));
        }
        if method.currency != "KZT" {
            return Err(format!("{}: the currency {:?}", method.id, method.currency));
        }
        let (min, max) = (method.min_minor, method.max_minor);
        if min == 0 || max < min || INTEGER_MAX < max {
            return Err(format!("{}: amounts from {min} to {max}", method.id));
        }
    }
    Ok(())
}

fn commission(description: &Description) -> Result<(), String> {
    for method in &description.methods {
        match (method.commission_mode, method.commission_minor) {
            (CommissionMode::Unknown, _) => return Err(format!("{}: an unknown mode", method.id)),
            (CommissionMode::Included | CommissionMode::AddedByProvider, None) => {
                return Err(format!("{}: no commission, and yet it is not quoted later", method.id));
            }
            (_, Some(commission)) if method.max_minor < commission => {
                return Err(format!("{}: a commission of {commission}, more than the largest amount", method.id));
            }
            (CommissionMode::Included | CommissionMode::AddedByProvider | CommissionMode::QuotedLater, _) => {}
        }
    }
    Ok(())
}

fn hosts(description: &Description) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    if HOSTS_MAX < description.hosts.len() {
        return Err(format!("{} hosts; at most {HOSTS_MAX} can be looked through", description.hosts.len()));
    }
    for host in &description.hosts {
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if 253 < host.len() || !host.split('.').all(label) || !seen.insert(host) {
            return Err(format!("{host:?} is no host name, or stands there twice"));
        }
        if !host.contains('.') && host != "localhost" {
            return Err(format!("{host:?} is a name of one network only"));
        }
    }
    Ok(())
}

fn order_ref(description: &Description) -> Result<(), String> {
    let format = description.order_ref;
    let sane = format.charset != Charset::Unknown
        && 0 < format.min
        && format.min <= format.max
        && format.unique_suffix <= format.min;
    if sane { Ok(()) } else { Err(format!("{format:?}")) }
}

fn caps(description: &Description) -> Result<(), String> {
    let caps = description.caps;
    if caps.capture == Capture::Unknown {
        return Err("an unknown way to capture".to_owned());
    }
    if caps.partial_refund && !caps.refund {
        return Err("refunds of a part, and none of the whole".to_owned());
    }
    for (index, need) in description.needs.iter().enumerate() {
        if *need == Need::Unknown || description.needs[..index].contains(need) {
            return Err(format!("the need {need:?}, unknown or twice"));
        }
    }
    Ok(())
}

fn config(description: &Description) -> Result<(), String> {
    let fields = description.config_schema.iter().map(|field| field.name.as_str());
    let secrets = description.secrets.iter().map(|secret| secret.name.as_str());
    let mut seen = BTreeSet::new();
    for name in fields.chain(secrets) {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if !(1..=32).contains(&name.len()) || !name.bytes().all(plain) || !seen.insert(name) {
            return Err(format!("the name {name:?}"));
        }
    }
    match description.config_schema.iter().find(|field| field.note.trim().is_empty()) {
        Some(field) => Err(format!("`{}` has no note", field.name)),
        None => Ok(()),
    }
}

fn order_ref_taken(bench: &Bench<'_>) -> Outcome {
    for scene in Scene::all(bench)? {
        let format = scene.description.order_ref;
        let fits = |text: &str| {
            let charset =
                |b: u8| b.is_ascii_digit() || (format.charset == Charset::UpperAlnum && b.is_ascii_uppercase());
            (usize::from(format.min)..=usize::from(format.max)).contains(&text.len()) && text.bytes().all(charset)
        };
        if !fits(&scene.order.order_ref) {
            return wrong(format!("{}: {} is not of {format:?}", scene.cassette.name, scene.order.order_ref));
        }
        let mut probe = Probe::ready(bench, scene.cassette)?;
        for length in [format.min, format.max] {
            let order_ref = "1234567890".chars().cycle().take(usize::from(length)).collect();
            let order = evisa_plugin_sdk::proto::Order { order_ref, ..scene.order.clone() };
            let answer = probe.ask(&Op::Start { order: Box::new(order.clone()) })?;
            if !matches!(answer, Answer::Turn(_)) {
                return wrong(format!("{} was answered with {}", order.order_ref, brief(&answer)));
            }
        }
    }
    Ok(())
}

/// Whether a secret is shown to the plugin.
pub(super) fn is_shown(description: &Description, name: &str) -> bool {
    description.secrets.iter().any(|secret| secret.name == name && secret.used_by == SecretUse::Plugin)
}

//! Level 3, too: a good configuration is taken, and a bad one is refused by the name of its field.

use evisa_plugin_sdk::proto::{Answer, Config, Description, Issue, Op, SecretField};
use serde_json::{Value, json};

use super::{Case, describe::is_shown};
use crate::{
    Cassette,
    probe::{Bench, Found, Outcome, Probe, brief, granted, wrong},
};

pub(super) const CASES: &[Case] = &[
    Case {
        id: "config.accepted",
        level: 3,
        title: "A good configuration is accepted",
        expectation: "No issues for `check_config` and `init` with the cassette's configuration.",
        run: accepted,
    },
    Case {
        id: "config.missing",
        level: 3,
        title: "A missing field is named",
        expectation: "Without a required field, or a secret it must see, there is an issue with exactly this name.",
        run: missing,
    },
    Case {
        id: "config.wrong_kind",
        level: 3,
        title: "A value of another kind is named",
        expectation: "A list in the place of a value is an issue of this field.",
        run: wrong_kind,
    },
    Case {
        id: "config.refused",
        level: 3,
        title: "What the cassette calls wrong is refused",
        expectation: "Each `refused_config` of the cassette is an issue of the field it names.",
        run: refused,
    },
    Case {
        id: "config.any",
        level: 3,
        title: "Any configuration is answered",
        expectation: "Issues, never a fault, for no table, an empty one, and secrets of any content; none is repeated in an issue.",
        run: any,
    },
];

fn issues(probe: &mut Probe, op: &Op) -> Result<Vec<Issue>, Found> {
    let answer = probe.ask(op)?;
    let Answer::Issues(issues) = answer else {
        return wrong(format!("a configuration was answered with {}", brief(&answer)));
    };
    Ok(issues)
}

/// A good configuration, with the plugin that takes it.
fn each(bench: &Bench<'_>, mut look: impl FnMut(&mut Probe, &Cassette, &Description, &Config) -> Outcome) -> Outcome {
    for cassette in bench.cassettes()? {
        let mut probe = Probe::bare(bench)?;
        let description = probe.describe()?;
        let good = granted(cassette, &description);
        look(&mut probe, cassette, &description, &good)?;
    }
    Ok(())
}

/// The configuration must be refused, by both operations, with an issue of this field.
fn named(probe: &mut Probe, config: &Config, (field, what): (&str, &str)) -> Outcome {
    for op in [Op::CheckConfig(config.clone()), Op::Init(config.clone())] {
        let found = issues(probe, &op)?;
        if !found.iter().any(|issue| issue.field == field && !issue.message.trim().is_empty()) {
            let names: Vec<_> = found.iter().map(|issue| issue.field.as_str()).collect();
            return wrong(format!("`{field}` {what}: issues of {names:?}"));
        }
    }
    Ok(())
}

fn accepted(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, cassette, _, good| {
        for op in [Op::CheckConfig(good.clone()), Op::Init(good.clone())] {
            let found = issues(probe, &op)?;
            if let Some(issue) = found.first() {
                return wrong(format!("{}: `{}` {}", cassette.name, issue.field, issue.message));
            }
        }
        Ok(())
    })
}

fn missing(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, _, description, good| {
        for field in description.config_schema.iter().filter(|field| field.required) {
            let mut config = good.clone();
            if let Some(table) = config.values.as_object_mut() {
                table.remove(&field.name);
            }
            named(probe, &config, (&field.name, "is missing"))?;
        }
        let needed = |secret: &&SecretField| is_shown(description, &secret.name) && !secret.optional;
        for secret in description.secrets.iter().filter(needed) {
            let mut config = good.clone();
            config.secrets.remove(&secret.name);
            named(probe, &config, (&secret.name, "is missing"))?;
        }
        Ok(())
    })
}

fn wrong_kind(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, _, description, good| {
        for field in &description.config_schema {
            let mut config = good.clone();
            if !config.values.is_object() {
                config.values = json!({});
            }
            config.values[&field.name] = json!(["a", "list"]);
            named(probe, &config, (&field.name, "is a list"))?;
        }
        Ok(())
    })
}

fn refused(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, cassette, description, good| {
        for bad in &cassette.refused_config {
            let mut config = good.clone();
            for (name, value) in &bad.set {
                if is_shown(description, name) {
                    config.secrets.insert(name.clone(), value.as_str().unwrap_or_default().to_owned());
                } else {
                    config.values[name] = value.clone();
                }
            }
            named(probe, &config, (&bad.names, &format!("in {}", json!(bad.set))))?;
        }
        Ok(())
    })
}

fn any(bench: &Bench<'_>) -> Outcome {
    each(bench, |probe, _, _, good| {
        for values in [Value::Null, json!(true), json!([]), json!({}), json!("text"), json!({"": {"": []}})] {
            issues(probe, &Op::CheckConfig(Config { values, ..good.clone() }))?;
        }
        for text in ["", "\0", "тайна-тайна-тайна-тайна", &"x".repeat(10_000)] {
            let secrets = good.secrets.keys().map(|name| (name.clone(), text.to_owned())).collect();
            let found = issues(probe, &Op::CheckConfig(Config { secrets, ..good.clone() }))?;
            if let Some(issue) = found.iter().find(|issue| 8 < text.len() && issue.message.contains(text)) {
                return wrong(format!("the issue of `{}` repeats a secret", issue.field));
            }
        }
        Ok(())
    })
}

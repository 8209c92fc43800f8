//! Fear: play money and real money meet, or a bad day cannot be had again.

use std::{fs, path::Path, time::Duration};

use serde_json::Value;

use crate::running::{Running, ask, evisa};

const STOP: Duration = Duration::from_secs(10);

fn settings(folder: &Path, name: &str, live: &str) {
    let zeros = "0".repeat(64);
    let text = format!("[[plugin]]\nid = \"halyk\"\npath = \"/usr/lib/libx.so\"\nsha256 = \"{zeros}\"\n{live}\n");
    fs::write(folder.join(name), text).unwrap();
}

/// A model bank with these options, and its address.
fn bank(folder: &Path, options: &[&str]) -> (Running, String) {
    let line = [&["bank-sim", "--listen", "127.0.0.1:0"], options].concat();
    let running = Running::start(evisa(folder, &line));
    let text = running.says("can be forced");
    let address = text.split("http://").nth(1).unwrap().split('/').next().unwrap();
    (running, format!("http://{address}"))
}

fn post(url: &str, body: &str) -> (u16, Value) {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let request = agent.post(url).header("content-type", "application/json");
    let mut answer = request.header("authorization", "Bearer model-wallet-key").send(body).unwrap();
    let text = answer.body_mut().read_to_string().unwrap();
    (answer.status().as_u16(), serde_json::from_str(&text).unwrap_or_default())
}

#[test]
fn neither_bank_nor_demonstration_starts_beside_a_live_plugin() {
    let folder = tempfile::tempdir().unwrap();
    settings(folder.path(), "live.toml", "");
    let line = ["bank-sim", "--listen", "127.0.0.1:0", "--config", "live.toml"];
    ask(folder.path(), &line).refused(&["live.toml", "\"halyk\" is live", "play money"]);
    settings(folder.path(), "config.toml", "live = true");
    for line in [&["bank-sim", "--listen", "127.0.0.1:0"][..], &["demo", "--listen", "127.0.0.1:0", "--journey", "out"]]
    {
        ask(folder.path(), line).refused(&["config.toml", "\"halyk\" is live"]);
    }
    assert!(!folder.path().join("out").exists(), "nothing half-done");
    settings(folder.path(), "config.toml", "live = false");
    let (running, _) = bank(folder.path(), &[]);
    running.stop(STOP);
}

#[test]
fn the_same_seed_makes_the_same_troubles_and_another_seed_others() {
    let folder = tempfile::tempdir().unwrap();
    let day = |seed: &str| {
        let (running, url) = bank(folder.path(), &["--seed", seed]);
        let pay = |number: u32| {
            let order_ref = format!("1700000000{number:05}");
            let body = format!(
                r#"{{"order_ref": "{order_ref}", "wallet": "77001112233", "amount": "31087.40", "currency": "KZT", "purpose": "x",
                "language": "en", "expires_at": "2100-01-01T00:00:00Z", "callback_url": "http://127.0.0.1:1/", "callback_secret": "s"}}"#
            );
            let (created, _) = post(&format!("{url}/wallet/v1/payments"), &body);
            let (paid, order) = post(&format!("{url}/control/{order_ref}"), r#"{"outcome": "approve"}"#);
            assert_eq!((created, paid), (201, 200), "{order}");
            let callbacks = order["callbacks"].as_array().unwrap();
            callbacks.iter().map(|callback| callback["next_at"].is_null()).collect::<Vec<_>>()
        };
        let troubles: Vec<_> = (0..40).map(pay).collect();
        running.stop(STOP);
        troubles
    };
    let seven = day("7");
    assert_eq!(seven, day("7"));
    assert_ne!(seven, day("8"));
    assert!(seven.iter().any(|order| order == &[true]) && seven.iter().any(|order| order.len() == 2), "{seven:?}");
}

#[test]
fn a_bank_with_a_profile_speaks_no_other_protocol_and_keeps_its_book() {
    let folder = tempfile::tempdir().unwrap();
    let options = ["--profile", "wallet", "--kind", "--state", "bank.json"];
    let (running, url) = bank(folder.path(), &options);
    assert_eq!(post(&format!("{url}/oauth2/token"), "").0, 404);
    assert_eq!(post(&format!("{url}/wallet/v1/payments"), "{}").0, 422);
    let (status, told) = post(&format!("{url}/control/faults"), r#"{"answer_broken_permille": 5}"#);
    assert_eq!((status, &told["faults"]["answer_broken_permille"]), (200, &Value::from(5)));
    assert_eq!(post(&format!("{url}/control/faults"), r#"{"answer_borken_permille": 5}"#).0, 400);
    running.kill();
    let (running, url) = bank(folder.path(), &options);
    let (_, told) = post(&format!("{url}/control/faults"), "{}");
    assert_eq!(told["faults"]["answer_broken_permille"], 5, "kept through a power cut");
    running.stop(STOP);
}

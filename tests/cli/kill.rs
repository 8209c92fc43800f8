//! Fear: the machine loses power after the bank took the money, and the visa never comes, or the money is taken twice.
//!
//! `EVISA_KILL_CYCLES=N` for more than the six cycles.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    time::Duration,
};

use evisa::{
    cli::{journey::browser::Browser, seed},
    domain::{application::ApplicationState, payment::AttemptState},
    store::{Store, Take, audit::audit_verify, tables},
};
use serde_json::Value;

use crate::{
    place::{Visitor, get},
    running::{Running, eventually, evisa, pause},
};

/// When the power goes: after these words, and then so many milliseconds.
const MOMENTS: [(&str, u64); 6] = [
    ("choose the method", 0),
    ("pay at the model bank", 0),
    ("pay at the model bank", 40),
    ("wait for the confirmed payment", 0),
    ("pay at the model bank", 150),
    ("choose the method", 120),
];
/// From the new start to the visa.
const GRANTED_WITHIN: Duration = Duration::from_secs(30);

#[test]
fn whoever_paid_gets_the_visa_and_nobody_pays_twice() {
    let cycles = env::var("EVISA_KILL_CYCLES").ok().and_then(|text| text.parse().ok()).unwrap_or(MOMENTS.len());
    let folder = tempfile::tempdir().unwrap();
    let (mut known, mut captured_before) = (BTreeSet::new(), 0);
    let mut caught = 0;
    for cycle in 0..cycles {
        let (words, after) = MOMENTS[cycle % MOMENTS.len()];
        // Later rounds come a little later each time.
        let after = after + u64::try_from(cycle / MOMENTS.len()).unwrap() * 17 % 200;
        cut(folder.path(), words, Duration::from_millis(after));
        let travellers = travellers(folder.path());
        let fresh = travellers.difference(&known).next().cloned().unwrap();
        let captured = captured(folder.path()).len();
        if captured_before < captured {
            caught += 1;
        }
        revive(folder.path(), &fresh, captured_before < captured);
        check(folder.path());
        (known, captured_before) = (travellers, captured);
    }
    println!("{caught} of {cycles} power cuts came after the bank took the money");
    assert!(0 < caught, "no cut came after the money was taken: the moments show nothing");
}

/// Begin a journey and end it in the middle.
fn cut(folder: &Path, words: &str, after: Duration) {
    let line = ["demo", "--journey", "out", "--data", "data", "--listen", "127.0.0.1:0"];
    let journey = Running::start(evisa(folder, &line));
    journey.says(words);
    pause(after);
    journey.kill();
}

/// Start again; a traveller whose money was taken must soon see the visa.
fn revive(folder: &Path, email: &str, paid: bool) {
    let demo = Running::start(evisa(folder, &["demo", "--data", "data", "--listen", "127.0.0.1:0"]));
    let welcome = demo.says("Stop with Ctrl-C.");
    let address = |name: &str| {
        let line = welcome.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        line.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned()
    };
    let mut traveller = Visitor { browser: Browser::new(), base: address("Portal").parse().unwrap() };
    traveller.sign_in(email, seed::PASSWORD);
    if paid {
        let granted = eventually(GRANTED_WITHIN, || {
            let page = traveller.open("/en/account/visas").text();
            (page.contains("Approved") && page.contains("Paid")).then_some(())
        });
        let bank = get(&format!("{}control", address("Model bank"))).unwrap().1;
        assert!(granted.is_some(), "paid and no visa\n{bank}\n{}", demo.text());
    }
    demo.stop(Duration::from_secs(15));
}

/// The travellers who got a letter.
fn travellers(folder: &Path) -> BTreeSet<String> {
    let letters = fs::read_dir(folder.join("data/mail")).unwrap();
    let texts = letters.map(|letter| String::from_utf8_lossy(&fs::read(letter.unwrap().path()).unwrap()).into_owned());
    let address = |text: String| {
        let begin = text.find("traveller-")?;
        let end = text[begin..].find("@example.test")?;
        Some(text[begin..begin + end + "@example.test".len()].to_owned())
    };
    texts.filter_map(address).collect()
}

/// The orders whose money the bank took, by number: how often, and how much.
fn captured(folder: &Path) -> BTreeMap<String, (usize, u64)> {
    let book = fs::read(folder.join("data/model-bank.json")).unwrap_or_else(|_| b"{\"orders\":{}}".to_vec());
    let book: Value = serde_json::from_slice(&book).unwrap();
    let orders = book["orders"].as_object().unwrap().values().filter_map(|order| {
        let taken = order["changes"].as_array()?.iter().filter(|change| change["status"] == "taken").count();
        let invoice = order["asked"]["invoice"].as_str()?.to_owned();
        (0 < taken).then(|| (invoice, (taken, order["taken_minor"].as_u64().unwrap())))
    });
    orders.collect()
}

/// Every taken payment is known as paid with a granted application, once; none is known as paid that was not taken.
fn check(folder: &Path) {
    let captured = captured(folder);
    let store = Store::open(&folder.join("data")).unwrap();
    let payments = store.read(|tx| tx.scan(tables::PAYMENTS, .., Take::First(usize::MAX))).unwrap();
    let mut paid = BTreeSet::new();
    for (_, payment) in payments {
        let taken: Vec<_> =
            payment.attempts.iter().filter(|attempt| captured.contains_key(&attempt.order_ref)).collect();
        assert!(taken.len() < 2, "an application was paid twice");
        for attempt in &payment.attempts {
            let is_taken = captured.contains_key(&attempt.order_ref);
            assert_eq!(attempt.state == AttemptState::Paid, is_taken, "order {}", attempt.order_ref);
        }
        for attempt in taken {
            let expected = attempt.expected().unwrap().minor;
            assert_eq!(captured[&attempt.order_ref], (1, expected), "taken once and exactly");
            let application = store.read(|tx| tx.get(tables::APPLICATIONS, &payment.application)).unwrap().unwrap();
            assert_eq!(application.state, ApplicationState::Granted);
            paid.insert(attempt.order_ref.clone());
        }
    }
    assert_eq!(paid, captured.into_keys().collect(), "every order of the bank is known to the portal");
    audit_verify(&store).unwrap();
}

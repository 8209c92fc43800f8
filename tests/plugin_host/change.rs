//! Plugins are added, upgraded and switched off while the portal runs: nothing on its way is lost.

use std::{fs, path::Path, sync::Arc, thread, time::Duration};

use evisa::payments::{
    Done, Gateway, PluginChange, PluginFault, PluginLimits, PluginSettings, Settings,
    proto::{Answer, FaultKind, Op, State},
};
use serde_json::json;

use crate::desk::{bad, cx, gateway, library, log, order, plugin, quote, settings};

fn behaving(behaviour: &str) -> PluginSettings {
    plugin("bad", &library("evisa_pay_bad"), behaviour)
}

/// The process that answers.
fn process(gateway: &Gateway) -> String {
    let Ok(Answer::Quote(told)) = quote(gateway, "bad") else { panic!("an answer was expected") };
    told.reason.unwrap()
}

fn change(id: &str, done: Done) -> PluginChange {
    PluginChange { id: id.to_owned(), done }
}

#[test]
fn a_plugin_is_added_and_the_others_keep_their_processes() {
    let gateway = bad("process");
    let before = process(&gateway);
    let more = plugin("more", &library("evisa_pay_bad"), "none");
    let changes = gateway.change(settings(vec![behaving("process"), more])).unwrap();
    assert_eq!(changes, [change("bad", Done::Kept), change("more", Done::Added)]);
    assert_eq!(process(&gateway), before);
    assert!(gateway.methods().iter().any(|offer| offer.plugin == "more" && offer.available.is_ok()));
    let changes = gateway.change(settings(vec![behaving("process")])).unwrap();
    assert_eq!(changes, [change("bad", Done::Kept), change("more", Done::Removed)]);
    assert!(matches!(gateway.call("more", cx(), Op::Describe), Err(PluginFault::Off(_))));
}

#[test]
fn p18_an_upgrade_takes_over_and_the_call_on_its_way_is_answered_by_the_old_process() {
    let limits = PluginLimits { call_ms: 30_000, ..PluginLimits::default() };
    let gateway = Arc::new(gateway(vec![PluginSettings { limits, ..behaving("slow") }]));
    let calling = Arc::clone(&gateway);
    let call = thread::spawn(move || quote(&calling, "bad"));
    thread::park_timeout(Duration::from_millis(200));
    assert_eq!(gateway.change(settings(vec![behaving("process")])), Ok(vec![change("bad", Done::Replaced)]));
    assert!(!process(&gateway).is_empty());
    assert!(matches!(call.join().unwrap(), Ok(Answer::Quote(_))));
}

#[test]
fn p18_an_upgrade_that_cannot_start_changes_nothing_and_says_why() {
    let gateway = bad("process");
    let before = process(&gateway);
    let missing = plugin("missing", Path::new("/nowhere/none.so"), "none");
    for (plugins, expected) in [
        (vec![behaving("refuse_config")], "bad: misconfigured: behaviour: is refused"),
        (vec![behaving("exit_in_init")], "exit status: 0"),
        (vec![PluginSettings { sha256: Some("00".to_owned()), ..behaving("process") }], "pins 00"),
        (vec![behaving("process"), missing], "missing: /nowhere/none.so"),
        (vec![behaving("process"), behaving("process")], "called `bad`, too"),
    ] {
        let why = gateway.change(settings(plugins)).unwrap_err();
        assert!(why.contains(expected), "{why}");
        assert_eq!(process(&gateway), before);
        assert_eq!(gateway.plugins().len(), 1);
    }
}

#[test]
fn p18_an_older_state_that_an_upgrade_cannot_read_is_refused_and_read_again_after_going_back() {
    let gateway = bad("none");
    let query = || gateway.call("bad", cx(), Op::Query { order: order(), state: State(json!({"since_version_1": 1})) });
    assert!(matches!(query(), Ok(Answer::Turn(_))));
    gateway.change(settings(vec![behaving("newer")])).unwrap();
    for _ in 0..10 {
        let fault = query().unwrap_err();
        assert!(matches!(&fault, PluginFault::Refused(fault) if fault.kind == FaultKind::State), "{fault}");
    }
    assert!(quote(&gateway, "good").is_ok(), "it is no fault of the process: new attempts go on");
    gateway.change(settings(vec![behaving("none")])).unwrap();
    assert!(matches!(query(), Ok(Answer::Turn(_))), "the portal kept the state");
}

#[test]
fn a_plugin_that_is_switched_off_finishes_what_was_begun() {
    let gateway = bad("none");
    gateway.change(settings(vec![PluginSettings { enabled: false, ..behaving("none") }])).unwrap();
    let offers = gateway.methods();
    assert_eq!(offers[0].available.clone().unwrap_err().key, "payments-method-off");
    let query = Op::Query { order: order(), state: State::default() };
    assert!(matches!(gateway.call("bad", cx(), query), Ok(Answer::Turn(_))));
    assert!(!gateway.plugins()[0].enabled);
}

#[test]
fn a_library_without_a_pin_is_taken_again_when_it_was_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plugin.so");
    fs::copy(library("evisa_pay_bad"), &path).unwrap();
    let settings = || settings(vec![plugin("bad", &path, "process")]);
    let gateway = gateway(settings().plugins);
    assert_eq!(gateway.change(settings()), Ok(vec![change("bad", Done::Kept)]));
    // Bytes behind the last section change nothing but the hash.
    let mut bytes = fs::read(&path).unwrap();
    bytes.push(0);
    fs::write(&path, bytes).unwrap();
    assert_eq!(gateway.change(settings()), Ok(vec![change("bad", Done::Replaced)]));
}

#[test]
fn the_settings_are_read_again_from_where_they_came() {
    let log = log();
    let gateway = bad("none");
    assert!(gateway.reread().unwrap_err().contains("no settings to read again"));
    gateway.reread_from(|| Ok(Settings { allow_loopback: true, ..settings(vec![behaving("process")]) }));
    assert_eq!(gateway.reread(), Ok(vec![change("bad", Done::Replaced)]));
    log.wait_for("read again plugins=\"bad: replaced\"");
    let gateway = bad("none");
    gateway.reread_from(|| Err("config.toml:7:1: is missing".to_owned()));
    assert!(gateway.reread().unwrap_err().contains("config.toml:7:1"));
    log.wait_for("nothing was changed why=\"config.toml:7:1: is missing\"");
    assert!(quote(&gateway, "good").is_ok());
}

#[test]
fn real_money_does_not_move_in_a_demonstration() {
    let gateway = gateway(vec![PluginSettings { live: true, ..behaving("none") }]);
    assert!(gateway.plugins()[0].state.as_ref().unwrap_err().contains("moves no real money"));
}

//! A plugin that fails: the call gets a fault, the next call gets an answer.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Instant,
};

use evisa::payments::{
    PluginFault, PluginLimits, PluginSettings,
    proto::{Answer, Event, FaultKind, Op, Order, QuoteRequest, State, Status, Step},
};

use crate::desk::{IN_C, bad, cx, fault_of, gateway, in_c, library, log, order, plugin, quote};

#[test]
fn a_good_plugin_is_offered_and_answers() {
    let gateway = bad("none");
    let methods = gateway.methods();
    assert_eq!(methods.iter().map(|offer| offer.method.as_str()).collect::<Vec<_>>(), ["good", "bad"]);
    assert_eq!(methods[0].hosts, ["bank.example"], "declared and configured");
    assert_eq!(methods[0].available, Ok(()));
    assert!(matches!(gateway.call("bad", cx(), Op::Start { order: order() }), Ok(Answer::Turn(_))));
    assert!(matches!(gateway.call("none", cx(), Op::Describe), Err(PluginFault::Off(_))));
}

#[test]
fn p07_a_panic_is_a_fault_with_its_text_but_without_secrets() {
    let PluginFault::Panicked(text) = fault_of("panic") else { panic!("a panic was expected") };
    assert!(text.contains("as asked, with [secret]"), "{text}");
}

#[test]
fn p08_a_process_that_ends_is_a_fault_whatever_its_status() {
    for (behaviour, status) in
        [("abort", "signal: 6"), ("segv", "signal: 11"), ("exit", "exit status: 0"), ("overflow", "signal: 6")]
    {
        let fault = fault_of(behaviour);
        assert!(matches!(&fault, PluginFault::Died(text) if text.contains(status)), "{behaviour}: {fault}");
    }
}

#[test]
fn p08_a_plugin_that_ends_while_it_starts_is_off() {
    let gateway = gateway(vec![plugin("bad", &library("evisa_pay_bad"), "exit_in_init")]);
    assert!(gateway.plugins()[0].state.as_ref().unwrap_err().contains("exit status: 0"));
}

#[test]
fn p09_an_endless_loop_and_an_endless_sleep_are_killed_at_the_deadline() {
    let limits = PluginLimits { call_ms: 3_000, ..PluginLimits::default() };
    for behaviour in ["spin", "sleep"] {
        let settings = PluginSettings { limits, ..plugin("bad", &library("evisa_pay_bad"), behaviour) };
        let gateway = gateway(vec![settings]);
        let begun = Instant::now();
        assert_eq!(quote(&gateway, "bad"), Err(PluginFault::Deadline), "{behaviour}");
        assert!(begun.elapsed().as_millis() >= 3_000, "{behaviour}");
        assert!(quote(&gateway, "good").is_ok(), "{behaviour}");
    }
}

#[test]
fn p08_one_plugin_that_fails_does_not_hold_up_another() {
    let bad = |id: &str, behaviour: &str| plugin(id, &library("evisa_pay_bad"), behaviour);
    let gateway = Arc::new(gateway(vec![bad("bad", "spin"), bad("other", "none")]));
    let calling = Arc::clone(&gateway);
    let stuck = thread::spawn(move || quote(&calling, "bad"));
    let request = || QuoteRequest { method: "good".to_owned(), amount_minor: 1, currency: "KZT".to_owned() };
    let mut answered = 0;
    while !stuck.is_finished() {
        assert!(gateway.call("other", cx(), Op::Quote(request())).is_ok());
        answered += 1;
    }
    assert!(answered > 3, "{answered} calls in two seconds");
    assert_eq!(stuck.join().unwrap(), Err(PluginFault::Deadline));
}

#[test]
fn p10_memory_answers_and_logs_have_limits() {
    assert!(matches!(fault_of("memory"), PluginFault::Died(_)));
    assert!(matches!(fault_of("oversized"), PluginFault::Malformed(text) if text.contains("2097152 bytes")));
}

#[test]
fn p10_a_million_lines_of_log_cost_a_thousand() {
    let log = log();
    assert!(quote(&bad("flood"), "bad").is_ok());
    log.wait_for("dropped=");
    let lines = log.text().lines().filter(|line| line.contains(": line ")).count();
    assert_eq!(lines, 1_000);
}

/// A plugin in C that describes itself differently in every process, and ends when it is asked for a price.
fn inconstant(folder: &Path) -> PathBuf {
    let describe = "if (!strcmp(op, \"describe\")) return say(out, EVISA_PAY_OK, id, \"description\", DESCRIPTION);";
    let quote = "if (!strcmp(op, \"quote\")) {";
    assert!(IN_C.contains(describe) && IN_C.contains(quote));
    let changing = "if (!strcmp(op, \"describe\")) { static char text[ANSWER_BYTES_MAX]; char digits[8]; strcpy(text, DESCRIPTION); \
         snprintf(digits, sizeof digits, \"%d\", 100 + getpid() % 900); memcpy(strstr(text, \":600\") + 1, digits, 3); \
         return say(out, EVISA_PAY_OK, id, \"description\", text); }";
    let source = IN_C.replace(describe, changing).replace(quote, &format!("{quote} _exit(0);"));
    in_c(folder, &format!("#define _GNU_SOURCE\n#include <unistd.h>\n{source}"))
}

#[test]
fn p14_a_plugin_that_is_another_after_a_restart_is_not_asked_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = gateway(vec![plugin("bad", &inconstant(folder.path()), "none")]);
    assert!(matches!(quote(&gateway, "card"), Err(PluginFault::Died(_))));
    let after = quote(&gateway, "card").unwrap_err();
    assert!(
        matches!(&after, PluginFault::Malformed(text) if text.contains("another description than before")),
        "{after}"
    );
}

#[test]
fn p14_the_answer_of_a_new_process_is_that_of_the_old() {
    let gateway = bad("abort");
    let query =
        || gateway.call("bad", cx(), Op::Query { order: order(), state: State(serde_json::json!({"seen": 1})) });
    let before = query().unwrap();
    assert!(quote(&gateway, "bad").is_err());
    assert_eq!(query(), Ok(before));
}

#[test]
fn p11_what_is_not_exactly_one_answer_is_never_interpreted() {
    for (behaviour, expected) in [
        ("malformed", "EOF"),
        ("duplicate_key", "twice"),
        ("float", "a float"),
        ("beyond_2_53", "beyond 2^53"),
        ("not_utf8", "unicode"),
        ("deep", "deep"),
        ("empty", "EOF"),
        ("wrong_id", "request 9999"),
        ("wrong_kind", "wrong kind"),
    ] {
        let fault = fault_of(behaviour);
        assert!(matches!(&fault, PluginFault::Malformed(text) if text.contains(expected)), "{behaviour}: {fault}");
    }
    assert_eq!(fault_of("partial"), PluginFault::Deadline);
}

#[test]
fn p11_a_second_frame_is_not_taken_for_the_next_answer() {
    let commission = |answer| match answer {
        Ok(Answer::Quote(quote)) => Ok(quote.commission_minor),
        Ok(other) => panic!("a quote was expected, not {other:?}"),
        Err(fault) => Err(fault),
    };
    let gateway = bad("two_frames");
    assert_eq!(commission(quote(&gateway, "bad")), Ok(Some(1)));
    // The second frame is found before the next call, or in its place: either way nobody takes it for an answer.
    match commission(quote(&gateway, "good")) {
        Ok(answer) => assert_eq!(answer, Some(2_500)),
        Err(fault) => assert!(matches!(&fault, PluginFault::Malformed(text) if text.contains("request 3")), "{fault}"),
    }
    assert_eq!(commission(quote(&gateway, "good")), Ok(Some(2_500)));
}

/// The answer to a turn of the method `bad`.
fn turned(behaviour: &str) -> Result<Answer, PluginFault> {
    let order = Box::new(Order { method: "bad".to_owned(), ..*order() });
    bad(behaviour).call("bad", cx(), Op::Start { order })
}

fn observed(behaviour: &str) -> Status {
    match turned(behaviour) {
        Ok(Answer::Turn(turn)) if matches!(turn.step, Step::Observe(_)) => {
            let Step::Observe(observation) = turn.step else { unreachable!("it was matched") };
            observation.status
        }
        other => panic!("{behaviour}: an observation was expected, not {other:?}"),
    }
}

#[test]
fn p12_an_unknown_step_is_a_fault() {
    assert!(matches!(turned("unknown_step"), Err(PluginFault::Malformed(text)) if text.contains("teleport")));
}

#[test]
fn p12_an_unknown_status_is_neither_paid_nor_failed_and_more_fields_are_passed_over() {
    assert_eq!(observed("unknown_status"), Status::Unknown);
    assert_eq!(observed("extra_fields"), Status::Paid);
}

#[test]
fn p15_a_customer_is_sent_nowhere_but_to_declared_and_configured_hosts() {
    for behaviour in ["redirect_elsewhere", "redirect_plain"] {
        let gateway = bad(behaviour);
        let order = Box::new(Order { method: "bad".to_owned(), ..*order() });
        let Ok(Answer::Turn(turn)) = gateway.call("bad", cx(), Op::Start { order }) else { panic!("a turn") };
        let Step::Redirect(redirect) = turn.step else { panic!("a redirect") };
        let fault = gateway.redirect_url("bad", &redirect).unwrap_err();
        assert!(matches!(&fault, PluginFault::Malformed(_)), "{behaviour}: {fault}");
    }
}

#[test]
fn a_refused_configuration_is_named_and_the_plugin_is_off() {
    let gateway = gateway(vec![plugin("bad", &library("evisa_pay_bad"), "refuse_config")]);
    assert!(gateway.plugins()[0].state.as_ref().unwrap_err().contains("behaviour: is refused"));
    assert_eq!(gateway.methods(), vec![]);
}

#[test]
fn a_plugin_s_own_refusal_costs_no_process_and_tells_no_secret() {
    let gateway = bad("none");
    for _ in 0..10 {
        let op = Op::Resume { order: order(), state: State::default(), event: Event::Tick };
        let fault = gateway.call("bad", cx(), op).unwrap_err();
        assert!(
            matches!(&fault, PluginFault::Refused(fault) if fault.kind == FaultKind::Provider && fault.message.ends_with("[secret]")),
            "{fault}"
        );
    }
    assert!(quote(&gateway, "good").is_ok());
}

#[test]
fn p16_what_a_plugin_prints_is_in_the_log_without_secrets_and_within_limits() {
    let log = log();
    assert!(quote(&bad("noise"), "bad").is_ok());
    assert!(matches!(bad("noise").call("bad", cx(), Op::Start { order: order() }), Ok(Answer::Turn(_))));
    log.wait_for("out loud: [secret]");
    log.wait_for("aside: [secret] [31m");
    log.wait_for("the turn says [secret]");
    let text = log.text();
    assert!(!text.contains("hunter2") && !text.contains("tunnel9") && !text.contains('\u{1b}'));
}

#[test]
fn p17_after_five_faults_in_a_minute_the_plugin_rests() {
    let gateway = bad("panic");
    for _ in 0..5 {
        assert!(matches!(quote(&gateway, "bad"), Err(PluginFault::Panicked(_))));
    }
    assert_eq!(quote(&gateway, "good"), Err(PluginFault::Resting));
    let key = gateway.methods()[0].available.clone().unwrap_err().key;
    assert_eq!(key, "payments-method-resting");
    assert!(gateway.plugins()[0].resting);
}

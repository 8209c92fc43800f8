//! A plugin that fails: the call gets a fault, the next call gets an answer.

use std::{
    fs,
    time::{Duration, Instant},
};

use evisa::payments::{
    PluginFault,
    proto::{Answer, Event, FaultKind, Op, State},
};

use crate::desk::{IN_C, bad, cx, fault_of, gateway, in_c, library, log, off, order, plugin, quote};

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
fn p01_a_missing_or_foreign_file_is_off_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    assert!(off(&folder.path().join("none.so"), None).contains("No such file"));
    let broken = folder.path().join("broken.so");
    fs::write(&broken, b"\x7fELF and nothing behind").unwrap();
    let why = off(&broken, None);
    assert!(why.contains("file too short") || why.contains("invalid ELF"), "{why}");
}

#[test]
fn p02_another_library_than_the_pinned_one_is_refused() {
    assert!(off(&library("evisa_pay_bad"), Some("00ff")).contains("the configuration pins 00ff"));
}

#[test]
fn p04_a_library_of_another_kind_is_refused_with_the_exact_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let descriptor = |fields: &str| {
        format!(
            "#include \"evisa_pay_plugin.h\"\n\
             static int32_t call(const uint8_t *i, size_t l, const struct evisa_pay_out *o) {{ return 0; }}\n\
             static const struct evisa_pay_descriptor d = {{ .id = \"c\", .version = \"1\", .sdk = \"none\", .toolchain = \"cc\",\n\
             .struct_size = sizeof d, .abi_major = 1, .proto_min = 1, .proto_max = 1, .init = call, .call = call, {fields} }};\n\
             const struct evisa_pay_descriptor *evisa_pay_plugin_v1(void) {{ return &d; }}\n"
        )
    };
    for (source, expected) in [
        ("int x;".to_owned(), "exports no `evisa_pay_plugin_v1`"),
        ("void *evisa_pay_plugin_v1(void) { return 0; }".to_owned(), "null"),
        (descriptor(".magic = 7"), "0x0000000000000007 instead of 0x5941504153495645"),
        (
            "#include \"evisa_pay_plugin.h\"\n\
             static const struct evisa_pay_descriptor d = { .magic = EVISA_PAY_MAGIC, .struct_size = 16 };\n\
             const struct evisa_pay_descriptor *evisa_pay_plugin_v1(void) { return &d; }\n"
                .to_owned(),
            "has 16 bytes; at least 80",
        ),
        (
            descriptor(".magic = EVISA_PAY_MAGIC").replace(".abi_major = 1", ".abi_major = 2"),
            "ABI 2.0; this program loads 1.x",
        ),
        (
            descriptor(".magic = EVISA_PAY_MAGIC")
                .replace(".proto_min = 1, .proto_max = 1", ".proto_min = 3, .proto_max = 4"),
            "protocols 3 to 4; this program speaks 1",
        ),
        (descriptor(".magic = EVISA_PAY_MAGIC"), "returned 0 and no answer"),
    ] {
        let why = off(&in_c(folder.path(), &source), None);
        assert!(why.contains(expected), "{why}");
    }
}

#[test]
fn an_author_in_c_needs_the_header_only() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = gateway(vec![plugin("bad", &in_c(folder.path(), IN_C), "none")]);
    assert_eq!(gateway.plugins()[0].state.as_ref().map(|hello| hello.toolchain.as_str()), Ok("cc"));
    assert_eq!(gateway.methods()[0].titles.en, "c");
    assert!(matches!(quote(&gateway, "c"), Ok(Answer::Quote(quote)) if quote.commission_minor == Some(7)));
}

#[test]
fn p05_a_second_plugin_of_the_same_name_is_refused() {
    let path = library("evisa_pay_bad");
    let gateway = gateway(vec![plugin("bad", &path, "none"), plugin("bad", &path, "none")]);
    assert!(gateway.plugins()[1].state.as_ref().unwrap_err().contains("called `bad`, too"));
    assert!(quote(&gateway, "good").is_ok());
}

#[test]
fn p07_a_panic_is_a_fault_with_its_text_but_without_secrets() {
    let PluginFault::Panicked(text) = fault_of("panic") else { panic!("a panic was expected") };
    assert!(text.contains("as asked, with [secret]"), "{text}");
}

#[test]
fn p08_a_process_that_ends_is_a_fault_whatever_its_status() {
    for (behaviour, status) in [("abort", "signal: 6"), ("exit", "exit status: 0"), ("overflow", "signal")] {
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
fn p09_an_endless_loop_is_killed_at_the_deadline() {
    let begun = Instant::now();
    assert_eq!(fault_of("spin"), PluginFault::Deadline);
    assert!(begun.elapsed() < Duration::from_secs(8));
}

#[test]
fn p10_memory_answers_and_logs_have_limits() {
    assert!(matches!(fault_of("memory"), PluginFault::Died(_)));
    assert!(matches!(fault_of("oversized"), PluginFault::Malformed(text) if text.contains("2097152 bytes")));
}

#[test]
fn p11_what_is_not_exactly_one_answer_is_never_interpreted() {
    for (behaviour, expected) in [
        ("malformed", "EOF"),
        ("duplicate_key", "twice"),
        ("float", "a float"),
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
    let gateway = bad("two_frames");
    assert!(quote(&gateway, "bad").is_ok());
    assert!(matches!(quote(&gateway, "good"), Ok(Answer::Quote(quote)) if quote.commission_minor == Some(2_500)));
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
    assert!(quote(&bad("flood"), "bad").is_ok());
    log.wait_for("dropped=");
    let lines = log.text().lines().filter(|line| line.contains(": line ")).count();
    assert_eq!(lines, 1_000);
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

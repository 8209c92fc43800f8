//! Which file becomes a plugin: what is no library, is not the pinned one, is not signed, or is of another kind, stays out.

use std::{env, fs, process::Command};

use data_encoding::HEXLOWER;
use evisa::payments::{
    PluginFault, PluginSettings,
    proto::{Answer, FaultKind, Op, State, Status, Step},
    signature_check,
};
use minisign::KeyPair;
use sha2::{Digest, Sha256};

use crate::desk::{IN_C, bad_copy, cx, gateway, in_c, library, off, off_with, order, plugin, quote};

#[test]
fn p01_a_missing_or_foreign_file_is_off_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    assert!(off(&folder.path().join("none.so"), None).contains("No such file"));
    for (name, bytes) in [("text.so", b"#!/bin/sh".as_slice()), ("empty.so", b"")] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        assert!(off(&path, None).contains("no ELF file"), "{name}");
    }
    let broken = folder.path().join("broken.so");
    fs::write(&broken, b"\x7fELF and nothing behind").unwrap();
    let why = off(&broken, None);
    assert!(why.contains("file too short") || why.contains("invalid ELF"), "{why}");
}

#[test]
fn p01_a_library_of_another_architecture_is_off_with_a_reason() {
    let (_folder, path) = bad_copy();
    let mut bytes = fs::read(&path).unwrap();
    // The field `e_machine` of the ELF header: 0xf3 is RISC-V.
    bytes[18..20].copy_from_slice(&[0xf3, 0]);
    fs::write(&path, bytes).unwrap();
    let why = off(&path, None);
    assert!(why.contains("cannot open shared object file") || why.contains("ELF"), "{why}");
}

#[test]
fn p01_a_library_that_needs_a_newer_c_library_is_off_with_the_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = in_c(folder.path(), IN_C);
    let bytes = fs::read(&path).unwrap();
    let newer: Vec<u8> = {
        let text = b"GLIBC_2.2.5\0";
        let mut bytes = bytes;
        let at: Vec<_> = bytes.windows(text.len()).enumerate().filter(|(_, it)| it == text).map(|(at, _)| at).collect();
        assert!(!at.is_empty(), "the library names the version it needs");
        for at in at {
            bytes[at..at + text.len() - 1].copy_from_slice(b"GLIBC_9.9.9");
        }
        bytes
    };
    fs::write(&path, newer).unwrap();
    let why = off(&path, None);
    assert!(why.contains("GLIBC_9.9.9"), "{why}");
}

#[test]
fn p02_another_library_than_the_pinned_one_is_refused() {
    assert!(off(&library("evisa_pay_bad"), Some("00ff")).contains("the configuration pins 00ff"));
}

#[test]
fn p02_a_file_swapped_after_it_was_hashed_has_no_effect() {
    let (_folder, path) = bad_copy();
    let pin = HEXLOWER.encode(&Sha256::digest(fs::read(&path).unwrap()));
    let gateway = gateway(vec![PluginSettings { sha256: Some(pin), ..plugin("bad", &path, "abort") }]);
    // Another good plugin in its place, which would answer differently, and then nothing at all.
    fs::copy(library("evisa_pay_halyk"), &path).unwrap();
    assert!(quote(&gateway, "bad").is_err(), "the child is gone");
    assert!(quote(&gateway, "good").is_ok(), "the next one is made of the bytes that were hashed");
    fs::remove_file(&path).unwrap();
    assert!(quote(&gateway, "bad").is_err());
    assert!(quote(&gateway, "good").is_ok());
    assert_eq!(gateway.plugins()[0].state.as_ref().unwrap().plugin, "test.bad");
}

/// Plays the test above where the kernel executes no file in memory (`vm.memfd_noexec` = 2 of a process world of its own).
#[test]
fn p02_a_swapped_file_has_no_effect_either_where_no_file_in_memory_is_executed() {
    let again = "libraries::p02_a_file_swapped_after_it_was_hashed_has_no_effect";
    let script = "echo 2 > /proc/sys/vm/memfd_noexec || exit 77; exec \"$0\" --exact \"$1\"";
    let mut world = Command::new("unshare");
    world.args(["--pid", "--fork", "--mount-proc", "sh", "-c", script]).arg(env::current_exe().unwrap()).arg(again);
    let said = match world.output() {
        Ok(said) if said.status.success() => String::from_utf8(said.stdout).unwrap(),
        // Needs the rights of root, and a kernel with the setting.
        other => return eprintln!("not shown on this machine: {other:?}"),
    };
    assert!(said.contains("1 passed"), "{said}");
}

/// A key, and the signature of a file by it as `minisign -S` leaves it beside the file.
fn signed(path: &std::path::Path, of: &[u8]) -> String {
    let KeyPair { pk, sk } = KeyPair::generate_unencrypted_keypair().unwrap();
    let signature = minisign::sign(None, &sk, of, Some("a payment plugin"), None).unwrap();
    fs::write(format!("{}.minisig", path.display()), signature.to_string()).unwrap();
    pk.to_base64()
}

#[test]
fn p03_a_signed_library_is_loaded_and_an_altered_or_foreign_one_refused() {
    let (_folder, path) = bad_copy();
    let bytes = fs::read(&path).unwrap();
    let signer = signed(&path, &bytes);
    let asked = |signer: &str| PluginSettings { signer: Some(signer.to_owned()), ..plugin("off", &path, "none") };
    let started = gateway(vec![asked(&signer)]);
    assert!(started.plugins()[0].state.is_ok(), "{:?}", started.plugins());

    let another = signed(&path, b"another file");
    assert!(
        off_with(asked(&another)).contains("no signature of this library by the signer"),
        "signed, but another file"
    );
    signed(&path, &bytes);
    assert!(off_with(asked(&signer)).contains("no signature of this library by the signer"), "signed by somebody else");
    assert!(off_with(asked("RWQ")).contains("signer is no minisign key"));
    fs::write(format!("{}.minisig", path.display()), "untrusted comment: x\nnonsense").unwrap();
    assert!(off_with(asked(&signer)).contains("no signature of this library"));
    fs::remove_file(format!("{}.minisig", path.display())).unwrap();
    assert!(off_with(asked(&signer)).contains("plugin.so.minisig: No such file"));
}

#[test]
fn p03_the_check_before_an_install_is_the_check_at_the_start() {
    let (_folder, path) = bad_copy();
    let bytes = fs::read(&path).unwrap();
    let signer = signed(&path, &bytes);
    assert_eq!(signature_check(&bytes, &path, &signer), Ok(()));
    assert!(signature_check(&bytes[1..], &path, &signer).is_err());
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
    let good = descriptor(".magic = EVISA_PAY_MAGIC");
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
        (good.replace(".abi_major = 1", ".abi_major = 2"), "ABI 2.0; this program loads 1.x"),
        (
            good.replace(".proto_min = 1, .proto_max = 1", ".proto_min = 3, .proto_max = 4"),
            "protocols 3 to 4; this program speaks 1",
        ),
        (good.replace("\"cc\"", "\"rustc 1.98.0 (0123456 2026-01-01)\""), "rustc 1.98.0"),
        (good.replace(".call = call", ".call = 0"), "lacks `init` or `call`"),
        (good.replace(".id = \"c\"", ".id = 0"), "a text of its descriptor is null"),
        (good.clone(), "returned 0 and no answer"),
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
    let offer = &gateway.methods()[0];
    assert_eq!((offer.method.as_str(), offer.titles.zh.as_str()), ("card", "银行卡"));
    assert_eq!(offer.hosts, ["bank.example"]);
    let answer = quote(&gateway, "card");
    assert!(matches!(&answer, Ok(Answer::Quote(quote)) if quote.commission_minor == Some(10_000)), "{answer:?}");
    let started = gateway.call("bad", cx(), Op::Start { order: order() });
    let Ok(Answer::Turn(turn)) = started else { panic!("a turn was expected, not {started:?}") };
    let Step::Redirect(redirect) = &turn.step else { panic!("a redirect was expected") };
    assert_eq!(gateway.redirect_url("bad", redirect).unwrap().as_str(), "https://bank.example/pay?order=100001");
    let asked = gateway.call("bad", cx(), Op::Query { order: order(), state: State::default() });
    assert!(
        matches!(&asked, Ok(Answer::Turn(turn)) if matches!(&turn.step, Step::Observe(seen) if seen.status == Status::Unknown))
    );
    let unasked = gateway.call("bad", cx(), Op::Cancel { order: order(), state: State::default() });
    assert!(
        matches!(&unasked, Err(PluginFault::Refused(fault)) if fault.kind == FaultKind::Unsupported),
        "{unasked:?}"
    );
}

#[test]
fn p05_a_second_plugin_of_the_same_name_is_refused() {
    let path = library("evisa_pay_bad");
    let gateway = gateway(vec![plugin("bad", &path, "none"), plugin("bad", &path, "none")]);
    assert!(gateway.plugins()[1].state.as_ref().unwrap_err().contains("called `bad`, too"));
    assert!(quote(&gateway, "good").is_ok());
}

#[test]
fn p05_two_methods_of_the_same_name_in_one_plugin_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let method = "{\\\"id\\\":\\\"card\\\",\\\"category\\\"";
    assert!(IN_C.contains(method));
    let twice = IN_C.replace("\\\"methods\\\":[", &format!("\\\"methods\\\":[{method}:\\\"card\\\",\\\"titles\\\":\" TITLES \",\\\"currency\\\":\\\"KZT\\\",\\\"min_minor\\\":1,\\\"max_minor\\\":9,\\\"commission_mode\\\":\\\"included\\\"}},"));
    let why = off(&in_c(folder.path(), &twice), None);
    assert!(why.contains("two methods `card`"), "{why}");
}

//! The C header and the Rust definitions describe the same bytes.
#![expect(clippy::unwrap_used, reason = "what a test cannot unwrap has failed it")]

use std::{fs, mem::offset_of, path::Path, process::Command};

use evisa_plugin_sdk::{
    abi::{
        ABI_MAJOR, ABI_MINOR, BAD_INPUT, Descriptor, ERROR, FLAG_UNWINDS, MAGIC, OK, Out, PANICKED, SYMBOL, UNSUPPORTED,
    },
    proto::PROTO_VERSION,
};

const PROBE: &str = r#"
#include <inttypes.h>
#include <stdio.h>
#include "evisa_pay_plugin.h"
#define SIZE(type) printf("%s %zu\n", #type, sizeof(struct type))
#define AT(type, field) printf("%s.%s %zu\n", #type, #field, offsetof(struct type, field))
#define NUMBER(name) printf("%s %lld\n", #name, (long long)(name))
int main(void) {
    SIZE(evisa_pay_out); AT(evisa_pay_out, struct_size); AT(evisa_pay_out, ctx); AT(evisa_pay_out, write);
    SIZE(evisa_pay_descriptor);
    AT(evisa_pay_descriptor, magic); AT(evisa_pay_descriptor, struct_size); AT(evisa_pay_descriptor, abi_major);
    AT(evisa_pay_descriptor, abi_minor); AT(evisa_pay_descriptor, proto_min); AT(evisa_pay_descriptor, proto_max);
    AT(evisa_pay_descriptor, flags); AT(evisa_pay_descriptor, id); AT(evisa_pay_descriptor, version);
    AT(evisa_pay_descriptor, sdk); AT(evisa_pay_descriptor, toolchain); AT(evisa_pay_descriptor, init);
    AT(evisa_pay_descriptor, call); AT(evisa_pay_descriptor, fini);
    NUMBER(EVISA_PAY_MAGIC); NUMBER(EVISA_PAY_ABI_MAJOR); NUMBER(EVISA_PAY_ABI_MINOR); NUMBER(EVISA_PAY_PROTO);
    NUMBER(EVISA_PAY_FLAG_UNWINDS); NUMBER(EVISA_PAY_OK); NUMBER(EVISA_PAY_ERROR); NUMBER(EVISA_PAY_UNSUPPORTED);
    NUMBER(EVISA_PAY_PANICKED); NUMBER(EVISA_PAY_BAD_INPUT);
    return 0;
}
"#;

/// What the C compiler says, line by line.
fn c_side() -> String {
    let folder = tempfile::tempdir().unwrap();
    let (source, program) = (folder.path().join("probe.c"), folder.path().join("probe"));
    fs::write(&source, PROBE).unwrap();
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("include");
    let mut compiler = Command::new("cc");
    compiler.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-I"]).arg(include).arg(&source).arg("-o").arg(&program);
    assert!(compiler.status().unwrap().success(), "the header compiles without a warning");
    String::from_utf8(Command::new(program).output().unwrap().stdout).unwrap()
}

macro_rules! at {
    ($c:literal, $rust:ty, $($field:ident)*) => {
        [$(format!("{}.{} {}\n", $c, stringify!($field), offset_of!($rust, $field))),*].concat()
    };
}

#[test]
fn the_c_header_and_the_rust_definitions_are_the_same() {
    let out = format!("evisa_pay_out {}\n", size_of::<Out>()) + &at!("evisa_pay_out", Out, struct_size ctx write);
    let descriptor = format!("evisa_pay_descriptor {}\n", size_of::<Descriptor>())
        + &at!("evisa_pay_descriptor", Descriptor,
            magic struct_size abi_major abi_minor proto_min proto_max flags id version sdk toolchain init call fini);
    let numbers = [
        ("MAGIC", i64::try_from(MAGIC).unwrap()),
        ("ABI_MAJOR", i64::from(ABI_MAJOR)),
        ("ABI_MINOR", i64::from(ABI_MINOR)),
        ("PROTO", i64::from(PROTO_VERSION)),
        ("FLAG_UNWINDS", i64::from(FLAG_UNWINDS)),
        ("OK", i64::from(OK)),
        ("ERROR", i64::from(ERROR)),
        ("UNSUPPORTED", i64::from(UNSUPPORTED)),
        ("PANICKED", i64::from(PANICKED)),
        ("BAD_INPUT", i64::from(BAD_INPUT)),
    ];
    let numbers: String = numbers.iter().map(|(name, number)| format!("EVISA_PAY_{name} {number}\n")).collect();
    assert_eq!(c_side(), out + &descriptor + &numbers);
    assert_eq!(SYMBOL, c"evisa_pay_plugin_v1");
}

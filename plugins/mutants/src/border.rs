//! The C border with its faults: what the descriptor says, what loading does, which bytes go in and come out.

use std::{
    ffi::{CStr, c_char},
    fs, process, ptr, slice,
    sync::{Mutex, OnceLock, PoisonError, atomic::AtomicU64, atomic::Ordering},
    thread,
    time::Duration,
};

use evisa_plugin_sdk::{
    abi::{self, BAD_INPUT, Descriptor, ERROR, Out},
    proto::FRAME_BYTES_MAX,
};
use serde_json::Value;

use crate::{marker::planted, till::Till};

const VERSION: &CStr = c"1.0.0";
/// The frame beyond which a mutant stops reading.
const FRAME_BYTES_FEW: usize = 64 * 1024;

/// The SDK's own descriptor.
fn sdk() -> &'static Descriptor {
    static CELL: OnceLock<Descriptor> = OnceLock::new();
    // SAFETY: the SDK returns null or a descriptor that lives as long as the library; ours never panics there.
    unsafe { abi::descriptor::<Till>(&CELL, VERSION).as_ref() }.unwrap_or_else(|| process::abort())
}

/// The one function that hosts look for.
#[unsafe(no_mangle)]
pub extern "C" fn evisa_pay_plugin_v1() -> *const Descriptor {
    static OWN: OnceLock<Descriptor> = OnceLock::new();
    if planted("load-exits") {
        process::exit(0);
    }
    if planted("load-null") {
        return ptr::null();
    }
    if planted("load-slow") {
        // Waits without the call that the house forbids.
        thread::park_timeout(Duration::from_millis(300));
    }
    if planted("load-holds-files") {
        hold_files();
    }
    ptr::from_ref(OWN.get_or_init(descriptor))
}

/// Keeps files open that loading may read: another than that no plugin can open.
fn hold_files() {
    static HELD: Mutex<Vec<fs::File>> = Mutex::new(Vec::new());
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    held.extend((0..6).filter_map(|_| fs::File::open("/etc/ld.so.cache").ok()));
}

fn descriptor() -> Descriptor {
    let sdk = sdk();
    let text =
        |fault: &str, text: &'static CStr, other: *const c_char| if planted(fault) { text.as_ptr() } else { other };
    let proto = if planted("proto-2") { 2 } else { 1 };
    Descriptor {
        magic: if planted("magic") { 7 } else { sdk.magic },
        struct_size: if planted("struct-short") { 40 } else { sdk.struct_size },
        abi_major: if planted("abi-2") { 2 } else { sdk.abi_major },
        abi_minor: sdk.abi_minor,
        proto_min: proto,
        proto_max: proto,
        flags: sdk.flags,
        id: text("id-blank", c"The Till", sdk.id),
        version: text("version-word", c"newest", sdk.version),
        sdk: text("sdk-empty", c"", sdk.sdk),
        toolchain: sdk.toolchain,
        init: Some(call),
        call: (!planted("call-null")).then_some(call),
        fini: None,
    }
}

unsafe extern "C" fn call(input: *const u8, length: usize, out: *const Out) -> i32 {
    if input.is_null() || out.is_null() {
        return BAD_INPUT;
    }
    // SAFETY: the host promises that `length` bytes at `input` can be read until this call returns.
    let frame = unsafe { slice::from_raw_parts(input, length) };
    let Some(function) = sdk().call else { return ERROR };
    // SAFETY: the function is the SDK's own, in this very library.
    let (code, answer) = unsafe { abi::invoke(function, &received(frame), FRAME_BYTES_MAX) };
    let answer = answered(frame, answer);
    // SAFETY: the host promises that `out` points to a writer that is valid until this call returns.
    let (write, ctx) = unsafe { ((*out).write, (*out).ctx) };
    let Some(write) = write else { return BAD_INPUT };
    // SAFETY: `write` and `ctx` belong together, and `answer` is alive and as long as said.
    let written = unsafe { write(ctx, answer.as_ptr(), answer.len()) };
    if written == 0 { code } else { ERROR }
}

/// The request as the plugin behind the border sees it.
fn received(frame: &[u8]) -> Vec<u8> {
    if planted("utf8-panics") {
        // A panic that leaves a C function ends the process.
        assert!(std::str::from_utf8(frame).is_ok(), "not UTF-8");
    }
    if planted("large-refused") && FRAME_BYTES_FEW < frame.len() {
        return Vec::new();
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(frame) else { return frame.to_vec() };
    if planted("future-accepted") && value["v"] == 2 {
        value["v"] = 1.into();
    } else if planted("op-unknown-answered") && value["op"] == "teleport" {
        value["op"] = "describe".into();
    } else if planted("fields-unknown-refused") && value.get("tomorrow").is_some() {
        return Vec::new();
    } else if !planted("keys-twice-accepted") {
        return frame.to_vec();
    }
    value.to_string().into_bytes()
}

/// The answer as the host sees it.
fn answered(frame: &[u8], answer: Vec<u8>) -> Vec<u8> {
    static FIRST: AtomicU64 = AtomicU64::new(0);
    let text = String::from_utf8_lossy(&answer).into_owned();
    if planted("answer-silent") {
        return Vec::new();
    }
    if planted("answer-key-twice") {
        return text.replacen('{', r#"{"id":7,"#, 1).into_bytes();
    }
    if planted("answer-two-frames") {
        return [answer.as_slice(), answer.as_slice()].concat();
    }
    if planted("answer-float") {
        return text.replacen(r#""min_minor":1000"#, r#""min_minor":1000.0"#, 1).into_bytes();
    }
    if planted("answer-id-first") {
        let id = serde_json::from_slice::<Value>(frame).ok().and_then(|value| value["id"].as_u64()).unwrap_or_default();
        let first =
            FIRST.compare_exchange(0, id, Ordering::Relaxed, Ordering::Relaxed).map_or_else(|first| first, |_| id);
        return text.replacen(&format!(r#""id":{id}"#), &format!(r#""id":{first}"#), 1).into_bytes();
    }
    if planted("not-ready-answered") && text.contains("not_ready") {
        let id = serde_json::from_slice::<Value>(frame).map_or(Value::Null, |value| value["id"].clone());
        return format!(r#"{{"v":1,"id":{id},"answer":"quote","body":{{"available":true,"commission_minor":2500}}}}"#)
            .into_bytes();
    }
    if planted("state-large") && text.contains(r#""kind":"http""#) {
        let state = "x".repeat(20_000);
        return text.replacen(r#""state":{"#, &format!(r#""state":{{"x":"{state}","#), 1).into_bytes();
    }
    answer
}

//! Misbehaviour within a call: panics, ends, loops, noise, and frames that are none.

use std::{
    fs::File,
    hint,
    io::{self, BufWriter, Write},
    mem::ManuallyDrop,
    os::fd::FromRawFd,
    process, ptr, thread,
    time::Duration,
};

use evisa_plugin_sdk::proto::{Fault, Observation, Redirect, RedirectMethod, State, Status, Step, Turn};

/// Does what `behaviour` says; returns when it is nothing, or nothing that ends a call.
pub(crate) fn misbehave(behaviour: &str, pin: &str) {
    match behaviour {
        "panic" => panic!("as asked, with {pin}"),
        "abort" => process::abort(),
        "exit" => process::exit(0),
        "overflow" => drop(deeper(u64::MAX)),
        "segv" => segv(),
        "sleep" => loop {
            thread::park();
        },
        "spin" => loop {
            hint::spin_loop();
        },
        "memory" => {
            let mut all = Vec::new();
            loop {
                all.push(vec![1_u8; 1024 * 1024]);
                hint::black_box(&all);
            }
        }
        "flood" => drop(flood()),
        "noise" => {
            println!("out loud: {pin}");
            eprintln!("aside: {pin}\u{1b}[31m");
        }
        "malformed" => say(b"{\"v\":1,"),
        "duplicate_key" => say(br#"{"v":1,"id":1,"id":2,"answer":"quote","body":{"available":true}}"#),
        "not_utf8" => say(b"{\"v\":1,\"id\":3,\"answer\":\"quote\",\"body\":{\"available\":true,\"reason\":\"\xff\"}}"),
        "deep" => {
            let (open, close) = ("[".repeat(200), "]".repeat(200));
            say(format!(r#"{{"v":1,"id":3,"answer":"quote","body":{{"available":true,"x":{open}{close}}}}}"#)
                .as_bytes());
        }
        "empty" => say(b""),
        "beyond_2_53" => {
            say(br#"{"v":1,"id":3,"answer":"quote","body":{"available":true,"commission_minor":9007199254740993}}"#);
        }
        "float" => say(br#"{"v":1,"id":3,"answer":"quote","body":{"available":true,"commission_minor":25.0}}"#),
        "wrong_id" => say(br#"{"v":1,"id":9999,"answer":"quote","body":{"available":true}}"#),
        "wrong_kind" => say(br#"{"v":1,"id":3,"answer":"issues","body":[]}"#),
        "oversized" => mutter(&(2 * 1024 * 1024_u32).to_le_bytes()),
        "partial" => {
            mutter(&100_u32.to_le_bytes());
            mutter(b"{\"v\":1");
            loop {
                thread::park();
            }
        }
        // In time, but not soon.
        "slow" => thread::park_timeout(Duration::from_secs(3)),
        "two_frames" => say(br#"{"v":1,"id":3,"answer":"quote","body":{"available":true,"commission_minor":1}}"#),
        _ => {}
    }
}

/// A turn past what the SDK's types permit, or one that no portal may follow.
pub(crate) fn turn(behaviour: &str, order_ref: &str) -> Result<Turn, Fault> {
    let said = |step: &str| {
        say(format!(r#"{{"v":1,"id":3,"answer":"turn","body":{{"step":{{{step}}},"state":null,"more":{{}}}}}}"#)
            .as_bytes())
    };
    let step = match behaviour {
        "unknown_step" => Some(r#""kind":"teleport","to":"bank""#.to_owned()),
        "unknown_status" => Some(format!(r#""kind":"observe","status":"half_paid","order_ref":"{order_ref}""#)),
        "extra_fields" => {
            Some(format!(r#""kind":"observe","status":"paid","order_ref":"{order_ref}","mood":"good","more":[1]"#))
        }
        _ => None,
    };
    if let Some(step) = step {
        said(&step);
    }
    let url = match behaviour {
        "redirect_elsewhere" => "https://evil.example/pay",
        "redirect_plain" => "http://bank.example/pay",
        _ => return Ok(Turn::new(Step::Observe(Observation::new(Status::Pending, order_ref)), State::default())),
    };
    let redirect = Redirect { method: RedirectMethod::Get, url: url.to_owned(), fields: Vec::new() };
    Ok(Turn::new(Step::Redirect(redirect), State::default()))
}

/// A million lines.
fn flood() -> io::Result<()> {
    let mut log = BufWriter::with_capacity(64 * 1024, io::stderr());
    (0..1_000_000).try_for_each(|line| writeln!(log, "line {line}"))
}

#[expect(unconditional_recursion, reason = "fills the stack")]
fn deeper(count: u64) -> u64 {
    hint::black_box(deeper(hint::black_box(count - 1)) + 1)
}

/// A frame past the SDK, straight on the file descriptor of responses.
fn say(text: &[u8]) {
    mutter(&u32::try_from(text.len()).unwrap_or(0).to_le_bytes());
    mutter(text);
}

#[expect(unsafe_code, reason = "a plugin that writes where nothing is belongs to the tests")]
fn segv() {
    // SAFETY: none: this is the fault that the portal must survive.
    unsafe { ptr::without_provenance_mut::<u8>(8).write_volatile(1) }
}

#[expect(unsafe_code, reason = "a plugin that reaches for what is not its own is what the tests are about")]
fn mutter(bytes: &[u8]) {
    // SAFETY: file descriptor 4 is open in a plugin process, and not closed here.
    let mut responses = ManuallyDrop::new(unsafe { File::from_raw_fd(4) });
    drop(responses.write_all(bytes));
}

//! Level 2: frames. What is no good frame is refused, what is more than known is ignored, and each answer is exactly one frame.

use evisa_plugin_sdk::proto::{Answer, FRAME_BYTES_MAX, FaultKind, Op, QuoteRequest};
use serde_json::{Value, json};

use super::Case;
use crate::probe::{Bench, Found, Outcome, Probe, answer_in, brief, request_id, request_value, shown, wrong};

pub(super) const CASES: &[Case] = &[
    Case {
        id: "protocol.frame",
        level: 2,
        title: "An answer is one frame",
        expectation: "One JSON value by the rules of the wire: no key twice, no float, nothing behind it, at most 1 MiB.",
        run: frame,
    },
    Case {
        id: "protocol.id",
        level: 2,
        title: "An answer repeats the number of its request",
        expectation: "Requests 1, 2 and 2^53 - 1 are answered with these numbers.",
        run: numbers,
    },
    Case {
        id: "protocol.unknown_op",
        level: 2,
        title: "An unknown operation is unsupported",
        expectation: "A fault of the kind `unsupported`, and the process answers the next call.",
        run: unknown_op,
    },
    Case {
        id: "protocol.unknown_fields",
        level: 2,
        title: "Unknown fields are ignored",
        expectation: "The same answer as without them.",
        run: unknown_fields,
    },
    Case {
        id: "protocol.future",
        level: 2,
        title: "A protocol of the future is refused",
        expectation: "A fault of the kind `input` for protocol 2, never an answer as to protocol 1.",
        run: future,
    },
    Case {
        id: "protocol.no_frame",
        level: 2,
        title: "What is no frame is refused",
        expectation: "A fault for nothing, NUL, broken UTF-8, broken JSON and other JSON; the process answers the next call.",
        run: no_frame,
    },
    Case {
        id: "protocol.strict",
        level: 2,
        title: "Ambiguous numbers and keys are refused",
        expectation: "A fault for a key twice, a float, and a whole number beyond 2^53 - 1.",
        run: strict,
    },
    Case {
        id: "protocol.large",
        level: 2,
        title: "A frame of 1 MiB is read",
        expectation: "The same answer as to the small one, before the deadline.",
        run: large,
    },
    Case {
        id: "protocol.not_ready",
        level: 2,
        title: "No call before the configuration",
        expectation: "A fault of the kind `not_ready` for a quote before `init`.",
        run: not_ready,
    },
];

/// The description as it comes: every plugin has one, and it needs no configuration.
fn described(probe: &mut Probe) -> Result<Vec<u8>, Found> {
    let bytes = probe.bytes(&Op::Describe)?;
    match answer_in(&bytes, request_id()) {
        Ok(Answer::Description(_)) => Ok(bytes),
        Ok(other) => wrong(format!("`describe` was answered with {}", brief(&other))),
        Err(why) => wrong(why),
    }
}

fn quote() -> Op {
    Op::Quote(QuoteRequest { method: "none".to_owned(), amount_minor: 1, currency: "KZT".to_owned() })
}

fn frame(bench: &Bench<'_>) -> Outcome {
    let mut probe = Probe::bare(bench)?;
    described(&mut probe)?;
    for cassette in bench.cassettes {
        let mut probe = Probe::ready(bench, cassette)?;
        probe.ask(&quote())?;
        described(&mut probe)?;
    }
    Ok(())
}

fn numbers(bench: &Bench<'_>) -> Outcome {
    let mut probe = Probe::bare(bench)?;
    for id in [1, 2, 9_007_199_254_740_991_u64] {
        let mut request = request_value(&probe.cx, &Op::Describe);
        request["id"] = json!(id);
        let bytes = probe.raw(request.to_string().as_bytes())?;
        answer_in(&bytes, id).map_err(Found::Wrong)?;
    }
    Ok(())
}

/// The kind of fault a frame is refused with; the process must then still answer.
fn refused(probe: &mut Probe, (what, frame): (&str, &[u8])) -> Result<FaultKind, Found> {
    let bytes = probe.raw(frame).map_err(|found| match found {
        Found::Wrong(why) => Found::Wrong(format!("{what}: {why}")),
        absent @ Found::Absent(_) => absent,
    })?;
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let kind = serde_json::from_value::<FaultKind>(value["body"]["kind"].clone());
    match kind {
        Ok(kind) if value["answer"] == "error" && kind != FaultKind::Panicked => {
            described(probe)?;
            Ok(kind)
        }
        Ok(_) | Err(_) => wrong(format!("{what} was answered with {}", shown(&bytes))),
    }
}

fn unknown_op(bench: &Bench<'_>) -> Outcome {
    let mut probe = Probe::bare(bench)?;
    let mut request = request_value(&probe.cx, &Op::Describe);
    request["op"] = json!("teleport");
    let frame = request.to_string();
    let kind = refused(&mut probe, ("the operation `teleport`", frame.as_bytes()))?;
    if kind == FaultKind::Unsupported { Ok(()) } else { wrong(format!("a fault of the kind {kind:?}")) }
}

fn unknown_fields(bench: &Bench<'_>) -> Outcome {
    let mut probe = Probe::bare(bench)?;
    let expected = described(&mut probe)?;
    let mut request = request_value(&probe.cx, &Op::Describe);
    request["tomorrow"] = json!({"more": [1, "two", null]});
    let got = probe.raw(request.to_string().as_bytes())?;
    if got == expected { Ok(()) } else { wrong(shown(&got)) }
}

fn future(bench: &Bench<'_>) -> Outcome {
    let mut probe = Probe::bare(bench)?;
    let mut request = request_value(&probe.cx, &Op::Describe);
    request["v"] = json!(2);
    let frame = request.to_string();
    let kind = refused(&mut probe, ("protocol 2", frame.as_bytes()))?;
    if kind == FaultKind::Input { Ok(()) } else { wrong(format!("a fault of the kind {kind:?}")) }
}

fn no_frame(bench: &Bench<'_>) -> Outcome {
    let mut probe = Probe::bare(bench)?;
    let good = request_value(&probe.cx, &Op::Describe).to_string();
    let nul = good.replacen('{', "{\0", 1);
    let two = format!("{good}{good}");
    let cut = &good[..good.len() - 1];
    let deep = "[".repeat(100_000);
    let frames: [(&str, &[u8]); 10] = [
        ("nothing", b""),
        ("a NUL", b"\0"),
        ("broken UTF-8", b"\xff\xfe{}"),
        ("half a frame", cut.as_bytes()),
        ("a frame with a NUL", nul.as_bytes()),
        ("two frames", two.as_bytes()),
        ("a list", b"[]"),
        ("a word", b"null"),
        ("an empty object", b"{}"),
        ("a hundred thousand brackets", deep.as_bytes()),
    ];
    for frame in frames {
        refused(&mut probe, frame)?;
    }
    Ok(())
}

fn strict(bench: &Bench<'_>) -> Outcome {
    let mut probe = Probe::bare(bench)?;
    let good = request_value(&probe.cx, &Op::Describe).to_string();
    let frames = [
        ("a key twice", good.replacen('{', "{\"id\":7,", 1)),
        ("a float", good.replacen('{', "{\"more\":1.5,", 1)),
        ("a whole number beyond 2^53 - 1", good.replacen('{', "{\"more\":9007199254740992,", 1)),
    ];
    for (what, frame) in frames {
        refused(&mut probe, (what, frame.as_bytes()))?;
    }
    Ok(())
}

fn large(bench: &Bench<'_>) -> Outcome {
    let mut probe = Probe::bare(bench)?;
    let expected = described(&mut probe)?;
    let mut request = request_value(&probe.cx, &Op::Describe);
    request["more"] = json!("");
    let room = FRAME_BYTES_MAX - request.to_string().len();
    request["more"] = json!("x".repeat(room));
    let got = probe.raw(request.to_string().as_bytes())?;
    if got == expected { Ok(()) } else { wrong(shown(&got)) }
}

fn not_ready(bench: &Bench<'_>) -> Outcome {
    let answer = Probe::bare(bench)?.ask(&quote())?;
    let refused = matches!(&answer, Answer::Error(fault) if fault.kind == FaultKind::NotReady);
    if refused { Ok(()) } else { wrong(brief(&answer)) }
}

//! From a request frame to a response frame: decode, ask the plugin, guard against its panics, encode.

use std::{
    any::Any,
    cell::RefCell,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

use serde::Deserialize;

use crate::{
    PaymentPlugin,
    abi::{BAD_INPUT, ERROR, OK, PANICKED, UNSUPPORTED},
    proto::{Answer, Cx, Fault, FaultKind, Issue, Op, PROTO_VERSION, Request, Response, decode, encode},
};

thread_local! {
    /// The configured plugin. Of the thread, because the host calls from one thread and tests from many.
    static PLUGIN: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
    /// What the last panic of this thread said, and where.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The least that must be read of a frame to answer it at all.
#[derive(Deserialize)]
struct Head {
    v: u16,
    id: u64,
    op: String,
}

/// Answers one frame: the return code and the response frame.
pub(crate) fn serve<P: PaymentPlugin>(frame: &[u8]) -> (i32, Vec<u8>) {
    let head: Head = match decode(frame) {
        Ok(head) => head,
        Err(why) => return refused(BAD_INPUT, 0, Fault::new(FaultKind::Input, &why)),
    };
    if head.v != PROTO_VERSION {
        let why = format!("protocol {}; this plugin speaks {PROTO_VERSION}", head.v);
        return refused(BAD_INPUT, head.id, Fault::new(FaultKind::Input, &why));
    }
    if !Op::NAMES.contains(&head.op.as_str()) {
        return refused(
            UNSUPPORTED,
            head.id,
            Fault::new(FaultKind::Unsupported, &format!("no operation `{}`", head.op)),
        );
    }
    match decode::<Request>(frame) {
        Ok(request) => guarded::<P>(request),
        Err(why) => refused(BAD_INPUT, head.id, Fault::new(FaultKind::Input, &why)),
    }
}

fn refused(code: i32, id: u64, fault: Fault) -> (i32, Vec<u8>) {
    (code, encode(&Response::new(id, Answer::Error(fault))).unwrap_or_default())
}

fn guarded<P: PaymentPlugin>(request: Request) -> (i32, Vec<u8>) {
    keep_panic_texts();
    let id = request.id;
    let Ok(answer) = panic::catch_unwind(AssertUnwindSafe(|| answer::<P>(request))) else {
        PLUGIN.with(|slot| slot.replace(None));
        let text = PANIC.take().unwrap_or_else(|| "a panic without text".to_owned());
        return refused(PANICKED, id, Fault::new(FaultKind::Panicked, &text));
    };
    let code = if let Answer::Error(fault) = &answer {
        if fault.kind == FaultKind::Unsupported { UNSUPPORTED } else { ERROR }
    } else {
        OK
    };
    match encode(&Response::new(id, answer)) {
        Ok(frame) => (code, frame),
        Err(why) => refused(ERROR, id, Fault::new(FaultKind::Internal, &why)),
    }
}

/// Text and place of a panic go into the answer; the hook that was there before still prints them on the log channel.
fn keep_panic_texts() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            PANIC.set(Some(panic.to_string()));
            before(panic);
        }));
    });
}

fn answer<P: PaymentPlugin>(request: Request) -> Answer {
    match request.op {
        Op::Describe => Answer::Description(Box::new(P::describe())),
        Op::Init(config) => {
            let issues = match P::configure(&config) {
                Ok(plugin) => {
                    PLUGIN.with(|slot| slot.replace(Some(Box::new(plugin))));
                    Vec::new()
                }
                Err(issues) => some(issues),
            };
            Answer::Issues(issues)
        }
        Op::CheckConfig(config) => Answer::Issues(P::configure(&config).err().map(some).unwrap_or_default()),
        op @ (Op::Quote(_)
        | Op::Start { .. }
        | Op::Resume { .. }
        | Op::Query { .. }
        | Op::ParseCallback(_)
        | Op::Cancel { .. }
        | Op::Capture { .. }
        | Op::Refund { .. }
        | Op::QueryRefund { .. }
        | Op::ParseSettlement { .. }) => {
            PLUGIN.with_borrow(|slot| match slot.as_ref().and_then(|plugin| plugin.downcast_ref::<P>()) {
                Some(plugin) => ask(plugin, &request.cx, op).unwrap_or_else(Answer::Error),
                None => Answer::Error(Fault::new(FaultKind::NotReady, "`init` first")),
            })
        }
    }
}

/// A refusal names at least one reason: no issues would mean "ready".
fn some(mut issues: Vec<Issue>) -> Vec<Issue> {
    if issues.is_empty() {
        issues.push(Issue::new("", "the plugin refused the configuration without a reason"));
    }
    issues
}

fn ask<P: PaymentPlugin>(plugin: &P, cx: &Cx, op: Op) -> Result<Answer, Fault> {
    let turn = match op {
        Op::Quote(request) => return plugin.quote(cx, &request).map(Answer::Quote),
        Op::ParseCallback(raw) => {
            return plugin.parse_callback(cx, &raw).map(|callback| Answer::Callback(callback.into()));
        }
        Op::ParseSettlement { file } => return plugin.parse_settlement(cx, &file.0).map(Answer::Rows),
        Op::Start { order } => plugin.start(cx, &order),
        Op::Resume { order, state, event } => plugin.resume(cx, &order, &state, &event),
        Op::Query { order, state } => plugin.query(cx, &order, &state),
        Op::Cancel { order, state } => plugin.cancel(cx, &order, &state),
        Op::Capture { order, state } => plugin.capture(cx, &order, &state),
        Op::Refund { order, state, refund } => plugin.refund(cx, &order, &state, &refund),
        Op::QueryRefund { order, state, refund } => plugin.query_refund(cx, &order, &state, &refund),
        Op::Describe | Op::Init(_) | Op::CheckConfig(_) => {
            return Err(Fault::new(FaultKind::Internal, "answered before"));
        }
    };
    turn.map(|turn| Answer::Turn(turn.into()))
}

//! Asking a plugin with the care of a host: one frame in, exactly one good frame out, before a deadline.

use std::time::{Duration, Instant};

use evisa_plugin_sdk::proto::{
    Answer, Config, Cx, Description, FaultKind, Op, PROTO_VERSION, Request, Response, STATE_BYTES_MAX, SecretUse, Turn,
    decode, encode,
};
use serde_json::{Value, json};

use crate::{Cassette, Session, Subject};

/// The number of every request, so that answers can be compared byte for byte.
const ID: u64 = 7;
/// The kit's clock: any fixed day will do.
pub(crate) const NOW: &str = "2026-03-02T10:00:00+05:00";
/// The end of every session: half an hour later (figure 8).
pub(crate) const EXPIRES_AT: &str = "2026-03-02T10:30:00+05:00";
/// The longest a case may take, beside the time given to fuzzing.
const CASE_DEADLINE: Duration = Duration::from_secs(120);

/// What a case found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Other than expected; what was observed.
    Wrong(String),
    /// The case has nothing to check here; why.
    Absent(String),
}

/// A case passed, or what it found.
pub(crate) type Outcome = Result<(), Found>;

/// An expectation that is not met.
pub(crate) fn wrong<T>(observed: impl Into<String>) -> Result<T, Found> {
    Err(Found::Wrong(observed.into()))
}

/// Nothing to check.
pub(crate) fn absent<T>(why: impl Into<String>) -> Result<T, Found> {
    Err(Found::Absent(why.into()))
}

/// What every case may use.
pub(crate) struct Bench<'a> {
    pub(crate) subject: &'a dyn Subject,
    pub(crate) cassettes: &'a [Cassette],
    pub(crate) seed: u64,
    /// How long to fuzz; absent = a fixed number of messages.
    pub(crate) fuzz: Option<Duration>,
    until: Instant,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(
        subject: &'a dyn Subject,
        cassettes: &'a [Cassette],
        (seed, fuzz): (u64, Option<Duration>),
    ) -> Self {
        let until = Instant::now() + CASE_DEADLINE + fuzz.unwrap_or_default();
        Self { subject, cassettes, seed, fuzz, until }
    }

    /// The cassettes; a plugin without any cannot be checked further.
    pub(crate) fn cassettes(&self) -> Result<&'a [Cassette], Found> {
        if self.cassettes.is_empty() {
            return wrong(
                "there is no cassette, so that nothing is known of customer and provider: write cassettes/METHOD.json",
            );
        }
        Ok(self.cassettes)
    }
}

/// A plugin in a process of its own.
pub(crate) struct Probe {
    pub(crate) session: Box<dyn Session>,
    /// Clock, chance and language of the next calls.
    pub(crate) cx: Cx,
    until: Instant,
}

impl Probe {
    /// A fresh process, not configured.
    pub(crate) fn bare(bench: &Bench<'_>) -> Result<Self, Found> {
        let session = bench.subject.open().map_err(|trouble| Found::Wrong(trouble.to_string()))?;
        let cx = Cx { now: NOW.to_owned(), entropy: [42; 32], lang: "en".to_owned(), features: Vec::new() };
        Ok(Self { session, cx, until: bench.until })
    }

    /// A fresh process with the configuration of a cassette.
    pub(crate) fn ready(bench: &Bench<'_>, cassette: &Cassette) -> Result<Self, Found> {
        let mut probe = Self::bare(bench)?;
        let description = probe.describe()?;
        let answer = probe.ask(&Op::Init(granted(cassette, &description)))?;
        if !matches!(&answer, Answer::Issues(issues) if issues.is_empty()) {
            return wrong(format!("the configuration of {} was answered with {}", cassette.name, brief(&answer)));
        }
        Ok(probe)
    }

    /// One frame as it is.
    pub(crate) fn raw(&mut self, frame: &[u8]) -> Result<Vec<u8>, Found> {
        if self.until <= Instant::now() {
            return wrong("the case takes too long");
        }
        self.session.exchange(frame).map_err(|trouble| Found::Wrong(trouble.to_string()))
    }

    /// One call: the frame it answers, after it was found to be one, with the request's number and an answer that fits.
    pub(crate) fn bytes(&mut self, op: &Op) -> Result<Vec<u8>, Found> {
        let request = Request::new(ID, self.cx.clone(), op.clone());
        let frame = encode(&request).map_err(Found::Wrong)?;
        self.raw(&frame)
    }

    /// One call.
    pub(crate) fn ask(&mut self, op: &Op) -> Result<Answer, Found> {
        let bytes = self.bytes(op)?;
        let answer = answer_in(&bytes, ID).map_err(|why| Found::Wrong(format!("{}: {why}", op_name(op))))?;
        if !fits(op, &answer) {
            return wrong(format!("{} was answered with {}", op_name(op), brief(&answer)));
        }
        Ok(answer)
    }

    /// What it says about itself.
    pub(crate) fn describe(&mut self) -> Result<Description, Found> {
        let answer = self.ask(&Op::Describe)?;
        let Answer::Description(description) = answer else {
            return wrong(format!("`describe` was answered with {}", brief(&answer)));
        };
        Ok(*description)
    }
}

/// The answer in a frame; the reason when it is none, or says that the plugin panicked.
pub(crate) fn answer_in(frame: &[u8], id: u64) -> Result<Answer, String> {
    let response: Response = decode(frame).map_err(|why| format!("{why}, in {}", shown(frame)))?;
    if (response.v, response.id) != (PROTO_VERSION, id) {
        return Err(format!("an answer to request {} of protocol {}, not to {id}", response.id, response.v));
    }
    if let Answer::Error(fault) = &response.answer
        && fault.kind == FaultKind::Panicked
    {
        return Err(format!("it panicked: {}", fault.message));
    }
    if let Answer::Turn(turn) = &response.answer
        && STATE_BYTES_MAX < turn.state.0.to_string().len()
    {
        return Err("its state is larger than 16 KiB".to_owned());
    }
    Ok(response.answer)
}

/// The configuration with those secrets only that the plugin must see.
pub(crate) fn granted(cassette: &Cassette, description: &Description) -> Config {
    let seen = |name: &str| {
        let mut declared = description.secrets.iter();
        declared.any(|secret| secret.name == name && secret.used_by == SecretUse::Plugin)
    };
    let secrets = cassette.secrets.iter().filter(|(name, _)| seen(name));
    let secrets = secrets.map(|(name, value)| (name.clone(), value.clone())).collect();
    Config { values: cassette.config.clone(), secrets }
}

/// A request as JSON, for cases that break it.
pub(crate) fn request_value(cx: &Cx, op: &Op) -> Value {
    serde_json::to_value(Request::new(ID, cx.clone(), op.clone())).unwrap_or_else(|_| json!({}))
}

/// The number that [`request_value`] gives.
pub(crate) const fn request_id() -> u64 {
    ID
}

/// The operation by its name on the wire.
pub(crate) fn op_name(op: &Op) -> String {
    let value = serde_json::to_value(op).unwrap_or_default();
    format!("`{}`", value["op"].as_str().unwrap_or("?"))
}

/// An answer in few words.
pub(crate) fn brief(answer: &Answer) -> String {
    let value = serde_json::to_value(answer).unwrap_or_default();
    let text = format!("{} {}", value["answer"].as_str().unwrap_or("?"), value["body"]);
    shown(text.as_bytes())
}

/// A turn in few words.
pub(crate) fn brief_turn(turn: &Turn) -> String {
    shown(serde_json::to_string(&turn.step).unwrap_or_default().as_bytes())
}

/// Bytes for a report: text, cut.
pub(crate) fn shown(bytes: &[u8]) -> String {
    const SHOWN_CHARS_MAX: usize = 240;
    let text = String::from_utf8_lossy(bytes);
    let mut short: String = text.chars().take(SHOWN_CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if short.chars().count() < text.chars().count() {
        short.push('…');
    }
    short
}

fn fits(op: &Op, answer: &Answer) -> bool {
    match answer {
        Answer::Error(_) => true,
        Answer::Hello(_) => false,
        Answer::Description(_) => matches!(op, Op::Describe),
        Answer::Issues(_) => matches!(op, Op::Init(_) | Op::CheckConfig(_)),
        Answer::Quote(_) => matches!(op, Op::Quote(_)),
        Answer::Callback(_) => matches!(op, Op::ParseCallback(_)),
        Answer::Rows(_) => matches!(op, Op::ParseSettlement { .. }),
        Answer::Turn(_) => matches!(
            op,
            Op::Start { .. }
                | Op::Resume { .. }
                | Op::Query { .. }
                | Op::Cancel { .. }
                | Op::Capture { .. }
                | Op::Refund { .. }
                | Op::QueryRefund { .. }
        ),
    }
}

//! A trace: the calls of attempts as lines of JSON, without personal data or secrets. Because a call is a function of its message,
//! a trace can be played again to any build of the plugin.
//!
//! What the customer typed, what is known of the payer and every secret are replaced before the plugin is asked once more, in a
//! process of its own; its answer to *that* is what the trace holds. So the trace repeats exactly and says nothing of anybody.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use similar::TextDiff;

use super::{args::Replay, dev::advice, executable, inspect, say};
use crate::{
    cli::house::HouseFault,
    payments::{
        Exchange, PluginFault, PluginSettings, Trial,
        proto::{Answer, Config, Cx, Event, Op, SecretUse, Step},
    },
};

/// The version of the format.
const TRACE_VERSION: u8 = 1;
/// The shortest text that is looked for elsewhere in a message: shorter ones stand anywhere by chance.
const FOUND_CHARS_MIN: usize = 4;
/// Leading characters that stay: the prefix of a telephone number decides what a plugin does.
const KEPT_CHARS: usize = 4;

/// The first line of a trace.
#[derive(Serialize, Deserialize)]
struct Begin {
    trace: u8,
    plugin: String,
    config: Config,
}

/// Every other line: a call and its answer, or the fault.
#[derive(Serialize, Deserialize)]
struct Call {
    cx: Cx,
    #[serde(flatten)]
    op: Op,
    #[serde(flatten)]
    told: Told,
}

/// What came of a call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    /// The answer to read, or the fault in words.
    answer: Value,
    /// The very bytes of it, as text; none of a fault, nor in older traces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    frame: Option<String>,
}

impl Told {
    /// Whether this says the same, byte for byte where the bytes were kept.
    fn is_repeated_by(&self, now: &Self) -> bool {
        self.answer == now.answer && (self.frame.is_none() || self.frame == now.frame)
    }

    /// What people compare: the answer, or the bytes when only they differ.
    fn to_compare(&self, bytes: bool) -> String {
        let frame = self.frame.as_deref().filter(|_| bytes);
        frame.map_or_else(|| format!("{:#}\n", self.answer), |frame| format!("{frame}\n"))
    }
}

/// Writes a trace.
pub(super) struct Recorder {
    file: File,
    trial: Result<Trial, PluginFault>,
    library: PathBuf,
    executable: PathBuf,
    config: Config,
    secrets: Vec<String>,
}

impl Recorder {
    /// Begins a trace of a plugin with these settings.
    pub(super) fn open(file: &Path, settings: &PluginSettings, executable: &Path) -> Result<Self, HouseFault> {
        let told = |error: String| HouseFault(format!("the trace {} cannot be begun: {error}", file.display()));
        let mut trial = Trial::start(executable, &settings.path).map_err(|fault| told(fault.to_string()))?;
        let description = trial.describe().map_err(|fault| told(fault.to_string()))?;
        let seen = description.secrets.iter().filter(|secret| secret.used_by == SecretUse::Plugin);
        let secrets = seen.map(|secret| (secret.name.clone(), format!("invented-{}-0000", secret.name))).collect();
        let config = Config { values: settings.config.clone(), secrets };
        let mut file = File::create_new(file).map_err(|error| told(error.to_string()))?;
        let begin = Begin { trace: TRACE_VERSION, plugin: description.id, config: config.clone() };
        line_write(&mut file, &begin).map_err(|error| told(error.to_string()))?;
        let secrets = settings.secrets.values().map(|secret| secret.expose().to_owned()).collect();
        let (library, executable) = (settings.path.clone(), executable.to_owned());
        Ok(Self { file, trial: Ok(trial), library, executable, config, secrets })
    }

    /// Adds a call; what cannot be written is told and not recorded.
    pub(super) fn write(&mut self, exchange: &Exchange<'_>) {
        let Some(op) = redacted(exchange.op, &self.secrets) else {
            say("this call cannot be recorded without personal data, and was left out of the trace");
            return;
        };
        let cx = exchange.cx.clone();
        let told = self.told(&cx, &op);
        if let Err(error) = line_write(&mut self.file, &Call { cx, op, told }) {
            say(format_args!("the trace cannot be written: {error}"));
        }
    }

    /// Each call reaches a fresh process: nothing may depend on the one before.
    fn told(&mut self, cx: &Cx, op: &Op) -> Told {
        self.trial = Trial::start(&self.executable, &self.library);
        self.trial.as_mut().map_or_else(|fault| failed(fault), |trial| told(trial, &self.config, (cx, op)))
    }
}

fn line_write(file: &mut File, line: &impl Serialize) -> std::io::Result<()> {
    let mut text = serde_json::to_string(line)?;
    text.push('\n');
    file.write_all(text.as_bytes())
}

fn failed(fault: &PluginFault) -> Told {
    Told { answer: fault.to_string().into(), frame: None }
}

/// Configures a fresh child and asks it: the answer, or the fault in words.
fn told(trial: &mut Trial, config: &Config, (cx, op): (&Cx, &Op)) -> Told {
    let asked = trial.ask(cx.clone(), Op::Init(config.clone())).and_then(|ready| {
        if matches!(&ready, Answer::Issues(issues) if issues.is_empty()) {
            trial.ask_frame(cx.clone(), op.clone())
        } else {
            Err(PluginFault::Misconfigured(format!("{ready:?}")))
        }
    });
    match asked {
        Ok((answer, frame)) => Told {
            answer: serde_json::to_value(answer).unwrap_or_default(),
            frame: Some(String::from_utf8_lossy(&frame).into_owned()),
        },
        Err(fault) => failed(&fault),
    }
}

/// Run `evisa plugin replay TRACE LIB`.
///
/// # Errors
/// The trace cannot be read. A difference is shown, and the exit code says so.
pub(super) fn replay(asked: &Replay) -> Result<ExitCode, HouseFault> {
    let name = asked.trace.display();
    let text = std::fs::read_to_string(&asked.trace)
        .map_err(|error| HouseFault(format!("{name} cannot be read ({error}): make one with `evisa plugin record`")))?;
    let wrong =
        |line: usize, error: serde_json::Error| HouseFault(format!("{name}, line {line}: not a trace ({error})"));
    let mut lines = text.lines().enumerate();
    let begin: Begin =
        serde_json::from_str(lines.next().map_or("", |(_, line)| line)).map_err(|error| wrong(1, error))?;
    inspect::look(&asked.library, &inspect::bytes_read(&asked.library)?)?;
    let (executable, mut calls, mut differ) = (executable()?, 0_usize, 0_usize);
    for (index, line) in lines.filter(|(_, line)| !line.is_empty()) {
        let call: Call = serde_json::from_str(line).map_err(|error| wrong(index + 1, error))?;
        let mut trial = Trial::start(&executable, &asked.library).map_err(|fault| HouseFault(fault.to_string()))?;
        let now = told(&mut trial, &begin.config, (&call.cx, &call.op));
        calls += 1;
        if !call.told.is_repeated_by(&now) {
            differ += 1;
            let bytes = call.told.answer == now.answer;
            let (before, after) = (call.told.to_compare(bytes), now.to_compare(bytes));
            let difference = TextDiff::from_lines(&before, &after).unified_diff().header("recorded", "now").to_string();
            say(format_args!("line {}: {} is answered otherwise\n{difference}", index + 1, op_name(&call.op)));
        }
    }
    say(format_args!("{}: {calls} calls, {differ} answered otherwise", begin.plugin));
    Ok(if differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The same question without anything personal or secret; nothing when that cannot be had.
fn redacted(op: &Op, secrets: &[String]) -> Option<Op> {
    let mut message = serde_json::to_value(op).ok()?;
    let mut found: Vec<String> = secrets.to_vec();
    let body = &message["body"];
    let event = &body["event"];
    personal(&body["order"]["payer"], &mut found);
    personal(&event["values"], &mut found);
    for list in [&event["query"], &event["form"], &body["query"]] {
        personal(list, &mut found);
    }
    found.retain(|text| FOUND_CHARS_MIN <= text.chars().count());
    // A text that contains another goes first, or its rest would stay.
    found.sort_by_key(|text| std::cmp::Reverse(text.len()));
    found.dedup();
    hide(&mut message, &found);
    serde_json::from_value(message).ok()
}

/// Every text of a value; of a list of names and values, the values.
fn personal(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| personal(item.get("value").unwrap_or(item), found)),
        Value::Object(fields) => fields.values().for_each(|field| personal(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Replaces the texts wherever they stand, also inside of bytes.
fn hide(value: &mut Value, found: &[String]) {
    match value {
        Value::String(text) => {
            let inside = BASE64.decode(text.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let hidden = |text: &str| found.iter().fold(text.to_owned(), |text, one| text.replace(one, &invented(one)));
            *text = match inside {
                Some(inside) if hidden(&inside) != inside => BASE64.encode(hidden(&inside).as_bytes()),
                Some(_) | None => hidden(text),
            };
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, found)),
        Value::Object(fields) => fields.values_mut().for_each(|field| hide(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A text of the same shape: digits stay digits, letters stay letters, and the prefix of a telephone number stays.
fn invented(text: &str) -> String {
    let is_number = text.chars().filter(char::is_ascii_digit).count() > 2 * KEPT_CHARS;
    let kept = if is_number { KEPT_CHARS } else { 0 };
    let change = |(index, c): (usize, char)| match c {
        _ if index < kept => c,
        '0'..='9' => '0',
        c if c.is_alphabetic() => 'x',
        other => other,
    };
    text.chars().enumerate().map(change).collect()
}

/// The name of an operation.
fn op_name(op: &Op) -> String {
    let message = serde_json::to_value(op).unwrap_or_default();
    message["op"].as_str().unwrap_or_default().to_owned()
}

/// One call on one line, without what anybody typed.
pub(super) fn summary(exchange: &Exchange<'_>) -> String {
    let event = if let Op::Resume { event, .. } = exchange.op { happened(event) } else { "" };
    let came = match exchange.outcome {
        Ok(Answer::Turn(turn)) => step(&turn.step),
        Ok(answer) => {
            serde_json::to_value(answer).unwrap_or_default()["answer"].as_str().unwrap_or_default().to_owned()
        }
        Err(fault) => format!("FAULT {fault}\n      {}", advice(fault)),
    };
    format!("    {}{event} → {came}", op_name(exchange.op))
}

const fn happened(event: &Event) -> &'static str {
    match event {
        Event::HttpResult(_) => " (an answer of the provider)",
        Event::FormSubmitted { .. } => " (the customer filled in the form)",
        Event::Resend => " (the customer wants another code)",
        Event::CustomerReturned { .. } => " (the customer came back)",
        Event::Tick => " (time is over)",
    }
}

fn step(step: &Step) -> String {
    match step {
        Step::Http(request) => {
            format!("http: {:?} {:?} {}", request.effect, request.method, request.url).to_lowercase()
        }
        Step::Redirect(page) => format!("redirect: {}", page.url),
        Step::Collect(form) => {
            let notice = form.notice.as_ref().map_or_else(String::new, |notice| format!(", notice {}", notice.key));
            format!("collect: {}{notice}", form.title)
        }
        Step::Wait(wait) => format!("wait: {} seconds", wait.poll_after_s),
        Step::Observe(seen) => {
            format!("observe: {:?}, {:?} minor units", seen.status, seen.amount_minor.unwrap_or_default())
        }
    }
}

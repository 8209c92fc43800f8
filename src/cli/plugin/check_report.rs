//! What `evisa plugin check` tells: line by line for people, as JSON, and as JUnit XML.

use std::{fmt::Write, io};

use evisa_plugin_conformance::{Cassette, LEVEL_ENABLED, Report, Result as CaseResult, Verdict};
use quick_xml::{
    Writer,
    events::{BytesText, Event},
};
use serde_json::{Value, json};

use super::check::Check;
use crate::cli::say::say;

/// Tells people while the cases run.
pub(super) struct Shown<'a> {
    wanted: &'a Check,
}

impl<'a> Shown<'a> {
    pub(super) fn begin(wanted: &'a Check, cassettes: &[Cassette]) -> Self {
        let shown = Self { wanted };
        let names: Vec<_> = cassettes.iter().map(|cassette| cassette.name.as_str()).collect();
        let told = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        shown.say(&format!("{}: cassettes {told}; seed {}", wanted.library.display(), wanted.seed));
        shown
    }

    /// One case, as soon as it is known.
    pub(super) fn result(&self, result: &CaseResult) {
        let word = match result.verdict {
            Verdict::Passed => "passed",
            Verdict::Failed => "FAILED",
            Verdict::Skipped => "skipped",
        };
        let failed = result.verdict == Verdict::Failed;
        if failed || !self.wanted.only_failed {
            let mut line = format!("{:>2} {:<28} {word:<8}{:>8} s", result.level, result.id, seconds(result.took_ms));
            if result.verdict == Verdict::Skipped {
                let _ = write!(line, "  {}", result.observed);
            }
            self.say(&line);
        }
        if failed {
            self.say(&format!("     {}", result.title));
            self.say(&format!("     expected  {}", result.expectation));
            self.say(&format!("     observed  {}", result.observed));
            self.say(&format!("     again     {}", again(result, self.wanted)));
        }
    }

    /// The sum of all cases.
    pub(super) fn end(&self, report: &Report) {
        let count = |verdict| report.with(verdict).count();
        let (passed, failed, skipped) = (count(Verdict::Passed), count(Verdict::Failed), count(Verdict::Skipped));
        let took_ms = report.cases.iter().map(|case| case.took_ms).sum();
        let cases = report.cases.len();
        self.say(&format!(
            "{cases} cases: {passed} passed, {failed} failed, {skipped} without anything to check; {} s",
            seconds(took_ms)
        ));
        let Report { level, protocol, kit, .. } = report;
        if !report.whole {
            self.say("not all cases were run, so no level is told");
        } else if *level < LEVEL_ENABLED {
            self.say(&format!("verified at level {level}, protocol {protocol}, kit {kit}: level {LEVEL_ENABLED} is the least that may take payments"));
        } else {
            self.say(&format!("verified at level {level}, protocol {protocol}, kit {kit}"));
        }
    }

    /// Whether the level was kept beside the library.
    pub(super) fn kept(&self, kept: Result<(), String>) {
        if let Err(why) = kept {
            self.say(&format!("the level could not be kept beside the library ({why}): a portal will not know of it"));
        }
    }

    fn say(&self, line: &str) {
        if !self.wanted.json {
            say(line);
        }
    }
}

/// Milliseconds as seconds with three places.
fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}

/// The command that runs this case alone.
fn again(result: &CaseResult, wanted: &Check) -> String {
    let library = quoted(&wanted.library.display().to_string());
    let mut command = format!("evisa plugin check {library} --include {} --seed {}", result.id, wanted.seed);
    if let Some(folder) = &wanted.cassettes {
        let _ = write!(command, " --cassettes {}", quoted(&folder.display().to_string()));
    }
    if let Some(fuzz) = wanted.fuzz {
        let _ = write!(command, " --fuzz {}s", fuzz.as_secs());
    }
    if wanted.in_process {
        command.push_str(" --in-process");
    }
    command
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// One JSON object with everything.
pub(super) fn json(report: &Report, (wanted, sha256): (&Check, &str)) -> Value {
    let case = |result: &CaseResult| {
        let mut case = serde_json::to_value(result).unwrap_or_default();
        case["reproduce"] = again(result, wanted).into();
        case
    };
    json!({
        "library": wanted.library, "sha256": sha256, "kit": report.kit, "protocol": report.protocol, "seed": report.seed,
        "level": report.level, "whole": report.whole, "cases": report.cases.iter().map(case).collect::<Vec<_>>(),
    })
}

/// JUnit XML: one suite, a test case for each case.
pub(super) fn junit(report: &Report, wanted: &Check) -> io::Result<String> {
    let count = |verdict| report.with(verdict).count().to_string();
    let total_ms = report.cases.iter().map(|case| case.took_ms).sum();
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.create_element("testsuites").write_inner_content(|xml| {
        let suite = xml.create_element("testsuite").with_attributes([
            ("name", "evisa plugin check"),
            ("tests", &report.cases.len().to_string()),
            ("failures", &count(Verdict::Failed)),
            ("errors", "0"),
            ("skipped", &count(Verdict::Skipped)),
            ("time", &seconds(total_ms)),
        ]);
        suite.write_inner_content(|xml| report.cases.iter().try_for_each(|case| junit_case(xml, case, wanted)))?;
        Ok(())
    })?;
    let text = String::from_utf8(xml.into_inner()).map_err(io::Error::other)?;
    Ok(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}\n"))
}

fn junit_case(xml: &mut Writer<Vec<u8>>, case: &CaseResult, wanted: &Check) -> io::Result<()> {
    let element = xml.create_element("testcase").with_attributes([
        ("classname", format!("level-{:02}", case.level).as_str()),
        ("name", case.id),
        ("time", &seconds(case.took_ms)),
    ]);
    match case.verdict {
        Verdict::Passed => element.write_empty()?,
        Verdict::Skipped => element.write_inner_content(|xml| {
            xml.create_element("skipped")
                .with_attribute(("message", printable(&case.observed).as_str()))
                .write_empty()?;
            Ok(())
        })?,
        Verdict::Failed => element.write_inner_content(|xml| {
            let text = format!(
                "{}\nexpected: {}\nobserved: {}\nagain: {}",
                case.title,
                case.expectation,
                printable(&case.observed),
                again(case, wanted)
            );
            let failure = xml.create_element("failure").with_attribute(("message", case.expectation));
            failure.write_inner_content(|xml| xml.write_event(Event::Text(BytesText::new(&text))))?;
            Ok(())
        })?,
    };
    Ok(())
}

/// A text without the letters that XML 1.0 does not have.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if (c.is_control() && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}') { ' ' } else { c })
        .collect()
}

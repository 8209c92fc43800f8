//! The pictures in `ARCHITECTURE.md` are printed from the code: the tables of lives cannot differ from it.
//!
//! `UPDATE_EXPECT=1 cargo test --test architecture` rewrites them; review the difference as code.
#![expect(clippy::unwrap_used, reason = "functions beside the tests are tests too")]

use std::{fmt::Write, fs};

use evisa::domain::{
    application,
    payment::{
        refund,
        table::{self, Exposure, Follow},
    },
    visa,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ARCHITECTURE.md");

/// `SomeName` as words.
fn words(name: &impl std::fmt::Debug) -> String {
    let mut text = String::new();
    for c in format!("{name:?}").chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.extend(c.to_lowercase());
    }
    text
}

fn application_table() -> String {
    let mut text = "| from | event | to |\n|---|---|---|\n".to_owned();
    for (from, event, to) in application::ROWS {
        writeln!(text, "| {} | {} | {} |", words(from), words(event), words(to)).unwrap();
    }
    text
}

fn visa_table() -> String {
    let mut text = "| from | event | to |\n|---|---|---|\n".to_owned();
    for (from, event, to) in visa::ROWS {
        writeln!(text, "| {} | {} | {} |", words(from), words(event), words(to)).unwrap();
    }
    text
}

fn attempt_table() -> String {
    let mut text = "| from | event | money may move | to | and |\n|---|---|---|---|---|\n".to_owned();
    for row in table::ROWS {
        let from = if row.from.len() == table::AttemptState::ALL.len() {
            "any".to_owned()
        } else {
            row.from.iter().map(words).collect::<Vec<_>>().join(", ")
        };
        let exposure = match row.exposure {
            Exposure::Any => "either",
            Exposure::Safe => "no",
            Exposure::Exposed => "yes",
        };
        let to = row.to.map_or("the same".to_owned(), |to| words(&to));
        let follow = match row.follow {
            Follow::Nothing => String::new(),
            Follow::Hold(hold) => format!("hold: {}", words(&hold)),
            Follow::Lift(hold) => format!("lift: {}", words(&hold)),
            other @ (Follow::Expose
            | Follow::Query
            | Follow::Settle
            | Follow::SettleLate
            | Follow::LiftAll
            | Follow::Capture
            | Follow::CallOff
            | Follow::Reverse
            | Follow::Dispute) => words(&other),
        };
        writeln!(text, "| {from} | {} | {exposure} | {to} | {follow} |", words(&row.event)).unwrap();
    }
    text
}

fn refund_table() -> String {
    let mut text = "| from | event | to | and |\n|---|---|---|---|\n".to_owned();
    for row in refund::ROWS {
        let from = row.from.iter().map(words).collect::<Vec<_>>().join(", ");
        let follow = match row.follow {
            refund::RefundFollow::Nothing => String::new(),
            other @ (refund::RefundFollow::Send | refund::RefundFollow::Query | refund::RefundFollow::Reverse) => {
                words(&other)
            }
        };
        writeln!(text, "| {from} | {} | {} | {follow} |", words(&row.event), words(&row.to)).unwrap();
    }
    text
}

/// Compare the part between `<!-- name -->` and `<!-- /name -->` with `expected`, or write it.
fn check(name: &str, expected: &str) {
    let text = fs::read_to_string(FILE).unwrap();
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let from = text.find(&open).unwrap_or_else(|| panic!("ARCHITECTURE.md has no {open}")) + open.len();
    let to = from + text[from..].find(&close).unwrap_or_else(|| panic!("ARCHITECTURE.md has no {close}"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(FILE, format!("{}{expected}{}", &text[..from], &text[to..])).unwrap();
        return;
    }
    assert_eq!(
        &text[from..to],
        expected,
        "the table `{name}` differs: run with UPDATE_EXPECT=1 and review the difference"
    );
}

#[test]
fn the_tables_of_the_architecture_are_those_of_the_code() {
    // One test: two would rewrite one file at once.
    check("application table", &application_table());
    check("visa table", &visa_table());
    check("attempt table", &attempt_table());
    check("refund table", &refund_table());
}

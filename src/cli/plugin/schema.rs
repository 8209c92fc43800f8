//! `evisa plugin schema`: every message, as JSON Schema or as a page to read; both come from the types.

use std::{collections::BTreeMap, fmt::Write, process::ExitCode};

use evisa_plugin_sdk::{proto::PROTO_VERSION, schema::schema};
use serde_json::Value;

use super::part;

/// The order of the page: what an author meets first; what is not named here follows by name.
const FIRST: [&str; 12] = [
    "Request",
    "Response",
    "Description",
    "Method",
    "Config",
    "Order",
    "Turn",
    "Step",
    "Event",
    "Observation",
    "Status",
    "Callback",
];

/// Run `evisa plugin schema`.
pub(super) fn print(as_page: bool) -> ExitCode {
    if as_page {
        part(page())
    } else {
        part(format_args!("{:#}\n", schema()))
    }
    ExitCode::SUCCESS
}

/// The reference of the messages, as Markdown.
#[must_use]
pub fn page() -> String {
    let schema = schema();
    let none = serde_json::Map::new();
    let definitions = schema["definitions"].as_object().unwrap_or(&none);
    let mut types: BTreeMap<(usize, &str), &Value> = BTreeMap::new();
    for (name, definition) in definitions {
        let place = FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len());
        types.insert((place, name), definition);
    }
    let mut page = format!(
        "# Messages of protocol {PROTO_VERSION}\n\nMade from the types by `evisa plugin schema --page`; `evisa plugin schema` prints the same as JSON \
         Schema. A test compares this page with the types.\n\nA frame is one JSON object in UTF-8, at most 1 MiB and 32 deep. Money is whole \
         minor units from 0 to 2^53 − 1, no floats anywhere, bytes are base64, times are RFC 3339 with an offset, a key occurs once. Unknown \
         fields are ignored; an unknown word of an enumeration reads as its last one. A field without \"needed\" may be left out.\n"
    );
    for ((_, name), definition) in types {
        write!(page, "\n## {name}\n\n{}\n", section(definition)).expect("a String takes every text");
    }
    page
}

fn section(definition: &Value) -> String {
    let mut text = words(definition);
    text.push('\n');
    text.push_str(&fields(definition));
    for key in ["oneOf", "anyOf"] {
        let variants = definition[key].as_array().map(Vec::as_slice).unwrap_or_default();
        variants.iter().for_each(|variant| text.push_str(&alternative(variant)));
    }
    text.trim_end().to_owned()
}

/// One of several forms: a word, or an object that says by a field which it is.
fn alternative(variant: &Value) -> String {
    let word = variant["enum"][0].as_str();
    if let Some(word) = word {
        return format!("\n- `{word}`: {}", words(variant));
    }
    let tag = variant["properties"].as_object().and_then(|fields| {
        fields.iter().find_map(|(name, field)| match field["enum"].as_array()?.as_slice() {
            [word] => Some((name, word.as_str()?)),
            _ => None,
        })
    });
    match tag {
        Some((name, word)) => format!("\n### `{name}`: `{word}`\n\n{}\n{}", words(variant), fields(variant)),
        None => format!("\n- {}{}", kind(variant), described(variant)),
    }
}

fn described(schema: &Value) -> String {
    let words = words(schema);
    if words.is_empty() { words } else { format!(": {words}") }
}

fn fields(object: &Value) -> String {
    let rows = rows(object, "");
    if rows.is_empty() { rows } else { format!("\n| field | holds | | |\n|---|---|---|---|\n{rows}") }
}

/// A row for each field; those of a body without a name of its own stand among them.
fn rows(object: &Value, inside: &str) -> String {
    let needed: Vec<_> = object["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut lines = String::new();
    for (name, field) in object["properties"].as_object().into_iter().flatten() {
        let is_tag = field["enum"].as_array().is_some_and(|words| words.len() == 1);
        if field["properties"].is_object() {
            lines.push_str(&rows(field, &format!("{inside}{name}.")));
        } else if !is_tag {
            let must = if needed.contains(&name.as_str()) { "needed" } else { "" };
            let words = words(field);
            let words = if words.is_empty() { "What it holds is told there." } else { &words };
            writeln!(lines, "| `{inside}{name}` | {} | {must} | {words} |", kind(field))
                .expect("a String takes every text");
        }
    }
    lines
}

/// The words of a type, on one line and without the marks of Rust's documentation.
fn words(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("[`", "`").replace("`]", "`");
    line.replace("Self::", "").replace("super::", "").replace('|', "\\|")
}

fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("[{name}](#{})", name.to_ascii_lowercase());
    }
    if let Some(word) = schema["enum"][0].as_str() {
        return format!("`\"{word}\"`");
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        if let Some(parts) = schema[key].as_array() {
            let parts: Vec<_> = parts.iter().filter(|part| part["type"] != "null").map(kind).collect();
            return parts.join(" or ");
        }
    }
    let names: Vec<_> = match &schema["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(names) => names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    };
    match names.as_slice() {
        ["array"] => format!("list of {}", kind(&schema["items"])),
        ["object"] if schema["additionalProperties"].is_object() => {
            format!("object of {}", kind(&schema["additionalProperties"]))
        }
        ["integer"] => "whole number".to_owned(),
        ["boolean"] => "true or false".to_owned(),
        [name] => (*name).to_owned(),
        _ => "any JSON".to_owned(),
    }
}

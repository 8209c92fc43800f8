//! A settings file as a tree whose every key and value knows its place.

use std::{collections::BTreeMap, ops::Range};

use serde_json::Value as Json;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::fault::Place;

/// The keys of a table.
pub(super) type Table = BTreeMap<String, Node>;

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) key_at: Place,
    pub(super) at: Place,
    pub(super) raw: Raw,
}

/// A value that nobody has given a meaning yet.
#[derive(Debug)]
pub(super) enum Raw {
    Text(String),
    /// A whole number, with its radix.
    Whole(String, u32),
    Real(f64),
    Flag(bool),
    Moment(String),
    List(Vec<Self>),
    Table(Table),
    /// From the environment or the command line: a text, a number, a flag or a list divided by commas.
    Typed(String),
}

/// The tree of a settings file, or all its errors of syntax.
pub(super) fn parse(text: &str) -> Result<Table, Vec<(Place, String)>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(table_of(table.into_inner(), text));
    }
    let fault =
        |error: &toml::de::Error| (place_of(text, error.span().unwrap_or_default()), error.message().to_owned());
    Err(errors.iter().map(fault).collect())
}

/// The value at a path of names divided by dots.
pub(super) fn find<'a>(table: &'a Table, path: &str) -> Option<&'a Node> {
    let Some((name, rest)) = path.split_once('.') else {
        return table.get(path);
    };
    if let Raw::Table(inner) = &table.get(name)?.raw { find(inner, rest) } else { None }
}

impl Raw {
    /// What the value is, for a sentence.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Typed(_) => "a text",
            Self::Whole(..) => "a whole number",
            Self::Real(_) => "a number with a fraction",
            Self::Flag(_) => "true or false",
            Self::Moment(_) => "a date or a time",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }

    /// The value as JSON, for a plugin.
    pub(super) fn json(&self) -> Json {
        match self {
            Self::Text(text) | Self::Moment(text) | Self::Typed(text) => text.as_str().into(),
            Self::Whole(digits, radix) => {
                i64::from_str_radix(digits, *radix).map_or_else(|_| digits.as_str().into(), Json::from)
            }
            Self::Real(number) => (*number).into(),
            Self::Flag(flag) => (*flag).into(),
            Self::List(list) => list.iter().map(Self::json).collect(),
            Self::Table(table) => table.iter().map(|(name, node)| (name.clone(), node.raw.json())).collect(),
        }
    }

    /// The value as it is written in a settings file.
    pub(super) fn written(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Typed(text) if text.parse::<u64>().is_ok() || text.parse::<bool>().is_ok() => text.clone(),
            Self::Typed(text) => quoted(text),
            Self::Moment(text) => text.clone(),
            Self::Whole(digits, radix) => {
                i64::from_str_radix(digits, *radix).map_or_else(|_| digits.clone(), |n| n.to_string())
            }
            Self::Real(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(list) => format!("[{}]", list.iter().map(Self::written).collect::<Vec<_>>().join(", ")),
            Self::Table(table) => {
                let pairs = table.iter().map(|(name, node)| format!("{name} = {}", node.raw.written()));
                format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn table_of(table: DeTable<'_>, text: &str) -> Table {
    let node = |(key, value): (Spanned<_>, Spanned<DeValue<'_>>)| {
        let (key_at, at) = (place_of(text, key.span()), place_of(text, value.span()));
        let key: std::borrow::Cow<'_, str> = key.into_inner();
        (key.into_owned(), Node { key_at, at, raw: raw_of(value.into_inner(), text) })
    };
    table.into_iter().map(node).collect()
}

fn raw_of(value: DeValue<'_>, text: &str) -> Raw {
    match value {
        DeValue::String(words) => Raw::Text(words.into_owned()),
        DeValue::Integer(number) => Raw::Whole(number.as_str().to_owned(), number.radix()),
        DeValue::Float(number) => {
            number.as_str().parse().map_or_else(|_| Raw::Text(number.as_str().to_owned()), Raw::Real)
        }
        DeValue::Boolean(flag) => Raw::Flag(flag),
        DeValue::Datetime(moment) => Raw::Moment(moment.to_string()),
        DeValue::Array(values) => Raw::List(values.into_iter().map(|value| raw_of(value.into_inner(), text)).collect()),
        DeValue::Table(table) => Raw::Table(table_of(table, text)),
    }
}

fn place_of(text: &str, span: Range<usize>) -> Place {
    let before = &text[..text.floor_char_boundary(span.start)];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Place { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

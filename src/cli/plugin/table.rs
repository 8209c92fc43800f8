//! The `[[plugin]]` table of a library in the settings file: made, inserted, and its difference shown.

use std::path::Path;

use similar::TextDiff;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use super::inspect::Inspected;
use crate::{
    cli::house::HouseFault,
    payments::proto::{ConfigKind, Need},
};

/// Where systemd puts the secrets of the service; the operator may keep them elsewhere.
const CREDENTIALS: &str = "/run/credentials/evisa.service";
/// Unchanged lines shown around a changed one.
const CONTEXT_LINES: usize = 2;

/// A library that is to stand in the settings.
pub(super) struct Wanted<'a> {
    /// Its name in this portal.
    pub(super) id: &'a str,
    /// The library, absolute.
    pub(super) library: &'a Path,
    /// What was seen of it.
    pub(super) inspected: &'a Inspected,
    /// Who signed it.
    pub(super) signer: Option<&'a str>,
}

/// The settings with the library in them. A table of this name keeps what the operator wrote; only path, pin and signer change.
pub(super) fn inserted(settings: &str, wanted: &Wanted<'_>) -> Result<String, HouseFault> {
    let mut document: DocumentMut =
        settings.parse().map_err(|error| HouseFault(format!("the settings cannot be read: {error}")))?;
    let tables = document.entry("plugin").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let tables = tables.as_array_of_tables_mut().ok_or_else(|| {
        HouseFault(
            "the settings have `plugin` as something else than tables: write [[plugin]] with two brackets".to_owned(),
        )
    })?;
    let standing = tables.iter_mut().find(|table| table.get("id").and_then(Item::as_str) == Some(wanted.id));
    match standing {
        Some(table) => fix(table, wanted),
        None => tables.push(fresh(wanted)),
    }
    Ok(document.to_string())
}

/// The table alone, for an operator who inserts it.
pub(super) fn alone(wanted: &Wanted<'_>) -> Result<String, HouseFault> {
    inserted("", wanted)
}

/// The lines that change, with a few around them.
pub(super) fn difference(before: &str, after: &str, name: &str) -> String {
    TextDiff::from_lines(before, after).unified_diff().context_radius(CONTEXT_LINES).header(name, name).to_string()
}

fn fix(table: &mut Table, wanted: &Wanted<'_>) {
    set(table, "path", &wanted.library.display().to_string());
    set(table, "sha256", &wanted.inspected.sha256);
    match wanted.signer {
        Some(signer) => set(table, "signer", signer),
        None => drop(table.remove("signer")),
    }
}

/// Sets a text and keeps the comment behind it.
fn set(table: &mut Table, key: &str, text: &str) {
    let decor = table.get(key).and_then(Item::as_value).map(|old| old.decor().clone());
    let mut new = Value::from(text);
    if let Some(decor) = decor {
        *new.decor_mut() = decor;
    }
    table.insert(key, Item::Value(new));
}

fn fresh(wanted: &Wanted<'_>) -> Table {
    let description = &wanted.inspected.description;
    let mut table = Table::new();
    table.insert("id", value(wanted.id));
    fix(&mut table, wanted);
    table.insert("hosts", value(description.hosts.iter().map(String::as_str).collect::<Array>()));
    let grants: Array = description.needs.iter().filter_map(|need| grant(*need)).collect();
    if !grants.is_empty() {
        table.insert("grants", value(grants));
    }
    let mut config = InlineTable::new();
    for field in description.config_schema.iter().filter(|field| field.required) {
        config.insert(&field.name, empty(field.kind));
    }
    if !config.is_empty() {
        table.insert("config", value(config));
    }
    let mut secrets = InlineTable::new();
    for secret in description.secrets.iter().filter(|secret| !secret.optional) {
        let mut place = InlineTable::new();
        place.insert("file", format!("{CREDENTIALS}/{}-{}", wanted.id, secret.name).into());
        secrets.insert(&secret.name, Value::InlineTable(place));
    }
    if !secrets.is_empty() {
        table.insert("secrets", value(secrets));
    }
    table
}

/// The word of the settings for something personal.
const fn grant(need: Need) -> Option<&'static str> {
    match need {
        Need::PayerName => Some("payer_name"),
        Need::Phone => Some("phone"),
        Need::Email => Some("email"),
        Need::Iin => Some("iin"),
        Need::Unknown => None,
    }
}

/// A value for the operator to fill in.
fn empty(kind: ConfigKind) -> Value {
    match kind {
        ConfigKind::Integer => 0.into(),
        ConfigKind::Flag => false.into(),
        ConfigKind::Url => "https://".into(),
        ConfigKind::Text => "".into(),
    }
}

//! Asks the sources for each setting in turn, and remembers what was asked, found and faulty.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Config, ENV_PREFIX, Sources,
    fault::{Fault, Faults, Origin, Place},
    kinds::{self, hint},
    secret::SecretRef,
    tree::{self, Raw, Table},
};

/// Settings that were read without a fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// Each setting that has a value, for showing; in alphabetical order.
    pub shown: Vec<Shown>,
}

/// One setting for showing. Of a secret only the place is known here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// The path of its key.
    pub key: String,
    /// Its value, as a settings file has it.
    pub value: String,
    /// Where the value comes from.
    pub origin: Origin,
}

impl Loaded {
    /// One `key = value` a line.
    #[must_use]
    pub fn show(&self) -> String {
        self.shown.iter().map(|one| format!("{} = {}\n", one.key, one.value)).collect()
    }

    /// The same, each line ending with the origin of the value.
    #[must_use]
    pub fn show_with_origin(&self) -> String {
        self.shown.iter().map(|one| format!("{} = {}  # {}\n", one.key, one.value, one.origin)).collect()
    }
}

/// Reads one table of settings: the whole, or one plugin's.
pub(super) struct Reader<'a> {
    sources: &'a Sources,
    file: &'a Table,
    default: &'a Table,
    /// What the keys of this table begin with: nothing, or `plugin[0].`.
    prefix: String,
    asked: BTreeSet<&'static str>,
    /// Environment variables that hold secrets: known, whatever their name.
    secret_variables: BTreeSet<String>,
    faults: Vec<Fault>,
    shown: Vec<Shown>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(sources: &'a Sources, file: &'a Table, default: &'a Table) -> Self {
        Self {
            sources,
            file,
            default,
            prefix: String::new(),
            asked: BTreeSet::new(),
            secret_variables: BTreeSet::new(),
            faults: Vec::new(),
            shown: Vec::new(),
        }
    }

    /// A setting that must have a value; `None` after a fault.
    pub(super) fn need<T>(&mut self, key: &'static str, read: impl Fn(&Raw) -> Result<T, String>) -> Option<T> {
        let found = self.may(key, read)?;
        if found.is_none() { self.fault(key, "is missing") } else { found }
    }

    /// A setting that may be left out; the outer `None` after a fault.
    pub(super) fn may<T>(&mut self, key: &'static str, read: impl Fn(&Raw) -> Result<T, String>) -> Option<Option<T>> {
        self.asked.insert(key);
        let (typed, origin) = match self.overriding(key) {
            Some((value, origin)) => (Some(Raw::Typed(value)), origin),
            None => (None, self.origin(key)),
        };
        let standing = tree::find(self.file, key).or_else(|| tree::find(self.default, key));
        let Some(raw) = typed.as_ref().or(standing.map(|node| &node.raw)) else {
            return Some(None);
        };
        match read(raw) {
            Ok(value) => {
                self.shown.push(Shown { key: format!("{}{key}", self.prefix), value: raw.written(), origin });
                Some(Some(value))
            }
            Err(problem) => self.fault(key, &problem),
        }
    }

    /// The place of a secret.
    pub(super) fn secret(&mut self, key: &'static str) -> Option<Option<SecretRef>> {
        let name = key.rsplit('.').next().unwrap_or(key);
        let found = self.may(key, |raw| kinds::secret(name, raw))?;
        self.secret_variables.extend(found.iter().filter_map(variable));
        Some(found)
    }

    /// The places of secrets by name.
    pub(super) fn secrets(&mut self, key: &'static str) -> Option<Option<BTreeMap<String, SecretRef>>> {
        let found = self.may(key, kinds::secrets)?;
        self.secret_variables.extend(found.iter().flat_map(BTreeMap::values).filter_map(variable));
        Some(found)
    }

    /// The tables of a list, such as `[[plugin]]`.
    pub(super) fn tables(&mut self, key: &'static str) -> Option<Vec<&'a Table>> {
        self.asked.insert(key);
        let tables = match self.file.get(key).map(|node| &node.raw) {
            None => Some(Vec::new()),
            Some(Raw::List(list)) => {
                list.iter().map(|raw| if let Raw::Table(table) = raw { Some(table) } else { None }).collect()
            }
            Some(_) => None,
        };
        tables.or_else(|| self.fault(key, &format!("write [[{key}]] with two brackets, and its settings below")))
    }

    /// A reader of a table inside this one, that no flag and no variable reaches.
    pub(super) fn inside(&self, prefix: String, file: &'a Table) -> Self {
        static NOTHING: Table = Table::new();
        Self { prefix, ..Self::new(self.sources, file, &NOTHING) }
    }

    /// Take over what a reader of a table inside has found.
    pub(super) fn absorb(&mut self, mut inside: Self) {
        inside.unknown_find(inside.file, "");
        self.faults.append(&mut inside.faults);
        self.shown.append(&mut inside.shown);
        self.secret_variables.append(&mut inside.secret_variables);
    }

    /// Record a fault of a setting, where its value stands; always `None`, to return.
    pub(super) fn fault<T>(&mut self, key: &str, problem: &str) -> Option<T> {
        let origin = self.overriding(key).map_or_else(|| self.origin(key), |(_, origin)| origin);
        self.fault_at(origin, key, problem.to_owned());
        None
    }

    /// The settings, or everything that is wrong with them.
    pub(super) fn finish(mut self, config: Option<Config>) -> Result<Loaded, Faults> {
        self.unknown_find(self.file, "");
        self.unknown_flags_find();
        self.unknown_variables_find();
        self.faults.sort();
        self.shown.sort();
        match config {
            Some(config) if self.faults.is_empty() => Ok(Loaded { config, shown: self.shown }),
            _ => Err(Faults(self.faults)),
        }
    }

    /// The value that a flag or a variable puts before file and default.
    fn overriding(&self, key: &str) -> Option<(String, Origin)> {
        if !self.prefix.is_empty() {
            return None;
        }
        let flag = self.sources.flags.iter().rfind(|(name, _)| name == key);
        let flag = flag.map(|(name, value)| (value.clone(), Origin::Flag(name.clone())));
        flag.or_else(|| {
            let variable = variable_of(key);
            // A secret may be kept in the variable that its key would have: then it is no value.
            let kept_there = self.secret_variables.contains(&variable) || self.keeps_secret(key, &variable);
            let found = self.sources.env.iter().find(|(name, _)| *name == variable && !kept_there);
            found.map(|(name, value)| (value.clone(), Origin::Env(name.clone())))
        })
    }

    fn keeps_secret(&self, key: &str, variable: &str) -> bool {
        let place = tree::find(self.file, key).and_then(|node| kinds::secret(key, &node.raw).ok());
        matches!(place, Some(SecretRef::Env(name)) if name == variable)
    }

    /// Where the value of a key stands in file or default, or where it should.
    fn origin(&self, key: &str) -> Origin {
        match (tree::find(self.file, key), tree::find(self.default, key)) {
            (Some(node), _) => self.in_file(Some(node.at)),
            (None, Some(_)) => Origin::Default,
            (None, None) => self.in_file(None),
        }
    }

    fn in_file(&self, place: Option<Place>) -> Origin {
        let name = self.sources.file.as_ref().map_or("settings", |(name, _)| name);
        Origin::File(name.to_owned(), place)
    }

    fn fault_at(&mut self, origin: Origin, key: &str, problem: String) {
        self.faults.push(Fault { origin, key: format!("{}{key}", self.prefix), problem });
    }

    /// Faults of the file's keys that nobody asked for.
    fn unknown_find(&mut self, table: &'a Table, above: &str) {
        for (name, node) in table {
            let key = format!("{above}{name}");
            let below = format!("{key}.");
            if self.asked.contains(key.as_str()) {
                continue;
            }
            if !self.asked.iter().any(|asked| asked.starts_with(&below)) {
                let problem = format!("there is no such setting{}", self.hint_beside(above, name));
                self.fault_at(self.in_file(Some(node.key_at)), &key, problem);
            } else if let Raw::Table(table) = &node.raw {
                self.unknown_find(table, &below);
            } else {
                let problem = format!("expected a table [{key}], found {}", node.raw.word());
                self.fault_at(self.in_file(Some(node.at)), &key, problem);
            }
        }
    }

    /// The nearest name in the same table, or the same name in another.
    fn hint_beside(&self, above: &str, name: &str) -> String {
        let beside = self.asked.iter().filter_map(|asked| asked.strip_prefix(above)?.split('.').next());
        let near = hint(name, beside);
        let elsewhere = self.asked.iter().find(|asked| asked.rsplit('.').next() == Some(name));
        match elsewhere {
            Some(key) if near.is_empty() => format!("; did you mean {key:?}?"),
            _ => near,
        }
    }

    fn unknown_flags_find(&mut self) {
        for (key, _) in &self.sources.flags {
            if !self.asked.contains(key.as_str()) || key == "plugin" {
                let problem = format!("there is no such setting{}", hint(key, self.asked.iter().copied()));
                self.faults.push(Fault { origin: Origin::Flag(key.clone()), key: String::new(), problem });
            }
        }
    }

    fn unknown_variables_find(&mut self) {
        let known: Vec<String> =
            self.asked.iter().filter(|key| **key != "plugin").map(|key| variable_of(key)).collect();
        for (name, _) in &self.sources.env {
            if name.starts_with(ENV_PREFIX) && !known.contains(name) && !self.secret_variables.contains(name) {
                let problem = format!("there is no such setting{}", hint(name, known.iter().map(String::as_str)));
                self.faults.push(Fault { origin: Origin::Env(name.clone()), key: String::new(), problem });
            }
        }
    }
}

/// The environment variable of a key: `server.listen` is `EVISA_SERVER_LISTEN`.
fn variable_of(key: &str) -> String {
    format!("{ENV_PREFIX}{}", key.replace('.', "_").to_ascii_uppercase())
}

fn variable(place: &SecretRef) -> Option<String> {
    match place {
        SecretRef::Env(name) => Some(name.clone()),
        SecretRef::File(_) => None,
    }
}

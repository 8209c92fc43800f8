//! What is wrong with the settings, and where.

use std::{fmt, io};

/// A place in a file; both numbers begin with 1, columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// `--set`, with its key.
    Flag(String),
    /// An environment variable.
    Env(String),
    /// A settings file, and the place in it where there is one.
    File(String, Option<Place>),
    /// The built-in default.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(key) => write!(f, "--set {key}"),
            Self::Env(name) => f.write_str(name),
            Self::File(name, None) => f.write_str(name),
            Self::File(name, Some(place)) => write!(f, "{name}:{}:{}", place.line, place.column),
            Self::Default => f.write_str("default"),
        }
    }
}

/// One fault: `config.toml:3:10: server.listen: "x" is not an address…`. Never shows a secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where.
    pub origin: Origin,
    /// The path of the key; empty where the file cannot be read at all.
    pub key: String,
    /// What is wrong, and what to do.
    pub problem: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.origin)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.problem)
    }
}

/// All faults, in the order of their places; printed one a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    pub(super) fn unreadable(file: &str, fault: &io::Error) -> Self {
        let problem = format!("the settings file cannot be read: {fault}");
        Self(vec![Fault { origin: Origin::File(file.to_owned(), None), key: String::new(), problem }])
    }

    pub(super) fn syntax(file: &str, faults: Vec<(Place, String)>) -> Self {
        let fault = |(place, problem)| {
            let origin = Origin::File(file.to_owned(), Some(place));
            Fault { origin, key: String::new(), problem: format!("not TOML: {problem}") }
        };
        let mut faults: Vec<_> = faults.into_iter().map(fault).collect();
        faults.sort();
        Self(faults)
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(Fault::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Faults {}

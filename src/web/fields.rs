//! The fields of a form or a query: decoded, counted, in order.

use hyper::body::Bytes;

/// Bytes of a form that is read; the longest form of ours stays under 8 KiB.
pub const FORM_BYTES_MAX: usize = 64 * 1024;
/// Fields of a form; the longest form of ours has fewer than 40.
pub const FIELDS_MAX: usize = 200;

/// Why a form could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormFault {
    /// More than [`FIELDS_MAX`] fields.
    #[error("too many fields")]
    TooMany,
    /// A name or value that is not UTF-8, or holds a NUL character.
    #[error("not readable text")]
    NotText,
}

/// Fields as they were sent, in order; a name may come more than once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Decode `application/x-www-form-urlencoded`.
    pub fn decode(encoded: &[u8]) -> Result<Self, FormFault> {
        let mut fields = Vec::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            if FIELDS_MAX < fields.len() + 1 {
                return Err(FormFault::TooMany);
            }
            // The decoder writes U+FFFD for bytes that are not UTF-8; nobody types that character.
            if [&name, &value].iter().any(|text| text.contains(['\u{fffd}', '\0'])) {
                return Err(FormFault::NotText);
            }
            fields.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(fields))
    }

    /// Decode the body of a request.
    pub fn decode_body(body: &Bytes) -> Result<Self, FormFault> {
        Self::decode(body)
    }

    /// The first value of a name, trimmed; the empty text where there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).unwrap_or_default().trim()
    }

    /// The first value of a name as it was typed (for passwords).
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a checkbox was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// All fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Fields {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_text_in_any_script_and_bounded() {
        let fields = Fields::decode("surname=%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2+&x=&x=2".as_bytes()).unwrap();
        assert_eq!(fields.get("surname"), "Иванов");
        assert_eq!(fields.raw("surname"), Some("Иванов "));
        assert_eq!(fields.all("x").collect::<Vec<_>>(), ["", "2"]);
        assert!(fields.ticked("x") && !fields.ticked("y"));
        assert_eq!(Fields::decode(b"a=%ff"), Err(FormFault::NotText));
        assert_eq!(Fields::decode(b"a=%00"), Err(FormFault::NotText));
        let many: String = (0..=FIELDS_MAX).map(|n| format!("{n}=&")).collect();
        assert_eq!(Fields::decode(many.as_bytes()), Err(FormFault::TooMany));
    }
}

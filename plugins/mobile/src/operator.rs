//! Operators by prefix: a hint, for numbers keep their prefix when they change the operator.

/// What a prefix suggests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    /// activ or Kcell: a prefix cannot tell which.
    Kcell,
    /// Beeline.
    Beeline,
    /// Tele2 or Altel, which the gateway does not offer (figure 7).
    Tele2,
    /// None of the three.
    Other,
}

/// What the prefix of a ten-digit number suggests (Google libphonenumber 9.0.43, carrier data for Kazakhstan).
pub(crate) fn hint(phone: &str) -> Hint {
    match phone.get(..3) {
        Some("701" | "702" | "775" | "778") => Hint::Kcell,
        Some("705" | "706" | "771" | "776" | "777") => Hint::Beeline,
        Some("700" | "707" | "708" | "747") => Hint::Tele2,
        Some(_) | None => Hint::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prefix_has_its_operator() {
        for (prefixes, expected) in [
            (&["701", "702", "775", "778"][..], Hint::Kcell),
            (&["705", "706", "771", "776", "777"], Hint::Beeline),
            (&["700", "707", "708", "747"], Hint::Tele2),
            (&["760", "761", "762", "763", "764", "785"], Hint::Other),
        ] {
            for prefix in prefixes {
                assert_eq!(hint(&format!("{prefix}1112233")), expected, "{prefix}");
            }
        }
    }
}

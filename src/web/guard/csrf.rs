//! Forged forms: a page's form carries a token bound to the session, or to a cookie from before signing in.
//!
//! The token is our mark over the session's (or visit's) secret, so it needs no memory and dies with the session. Beside it,
//! `Sec-Fetch-Site` or `Origin` must say that the form was ours. `Referrer-Policy` must not be `no-referrer` for that: browsers
//! would then send `Origin: null` with our own forms (Fetch standard, "append a request Origin header").

use hyper::{HeaderMap, header};
use url::Url;

use super::seal::SiteKey;

/// The name of the form field that carries the token.
pub const FIELD: &str = "csrf";
/// What the mark is for.
const PURPOSE: &str = "form";

/// The secret a form token is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bond<'a> {
    /// The token of the session.
    Session(&'a str),
    /// The cookie of a visit before signing in.
    Visit(&'a str),
}

impl Bond<'_> {
    fn text(self) -> String {
        match self {
            Self::Session(token) => format!("session:{token}"),
            Self::Visit(secret) => format!("visit:{secret}"),
        }
    }
}

/// The token that forms of this session or visit carry.
#[must_use]
pub fn token(key: &SiteKey, bond: Bond<'_>) -> String {
    key.mark(PURPOSE, &bond.text())
}

/// Whether a form came back with its token.
#[must_use]
pub fn holds(key: &SiteKey, bond: Bond<'_>, sent: &str) -> bool {
    key.holds(PURPOSE, (&bond.text(), sent))
}

/// Whether the browser says that one of our pages sent this. A client that says nothing still needs the token.
#[must_use]
pub fn from_our_page(headers: &HeaderMap, public_url: &Url) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return true };
    // The host a browser asked for counts as well as the configured one: `localhost` and `127.0.0.1` are both typed.
    let same_host = text(header::HOST.as_str())
        .is_some_and(|host| origin.strip_prefix(public_url.scheme()).and_then(|o| o.strip_prefix("://")) == Some(host));
    origin == public_url.origin().ascii_serialization() || same_host
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect::<HeaderMap>()
    }

    #[test]
    fn only_our_own_pages_may_send_forms() {
        let url: Url = "https://evisa.example".parse().unwrap();
        let check = |pairs: &[(&'static str, &str)], expected: bool| {
            assert_eq!(from_our_page(&headers(pairs), &url), expected, "{pairs:?}");
        };
        check(&[], true);
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "cross-site"), ("origin", "https://evisa.example")], false);
        check(&[("origin", "https://evisa.example")], true);
        check(&[("origin", "https://evisa.example.attacker")], false);
        check(&[("origin", "null"), ("host", "evisa.example")], false);
        check(&[("origin", "https://other"), ("host", "evisa.example")], false);
        check(&[("origin", "https://evisa.internal"), ("host", "evisa.internal")], true);
    }

    #[test]
    fn a_token_from_before_signing_in_is_worth_nothing_after() {
        let key = SiteKey::new([1; 32]);
        let before = token(&key, Bond::Visit("same"));
        assert!(holds(&key, Bond::Visit("same"), &before));
        assert!(!holds(&key, Bond::Session("same"), &before));
    }
}

//! Cookies: their names, their attributes, reading and writing.
//!
//! `__Host-` cookies are Secure, and browsers take those over TLS and on their own machine (localhost, 127.0.0.1). A demonstration
//! on another plain address could then keep nobody signed in, so there — and only there — the prefix and `Secure` are left out.

use hyper::{HeaderMap, header};

use crate::web::site::Settings;

/// Bytes of all cookies of a request that are read.
const COOKIE_BYTES_MAX: usize = 8 * 1024;

/// The cookies we set; all HttpOnly, SameSite=Lax, for the whole site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// The token of the session; ends with the browser, the server ends it earlier.
    Session,
    /// A random mark that ties forms to a browser that has not signed in.
    Visit,
    /// The chosen language, for addresses without one.
    Lang,
    /// A notice shown once on the next page.
    Flash,
}

impl Cookie {
    /// The bare name.
    const fn base(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Visit => "visit",
            Self::Lang => "lang",
            Self::Flash => "flash",
        }
    }

    /// Seconds the browser keeps it; none means until it is closed.
    const fn max_age_s(self) -> Option<u32> {
        match self {
            Self::Session => None,
            // A form may lie open for a day (WCAG 2.2.6 asks for 20 hours).
            Self::Visit => Some(24 * 3600),
            Self::Lang => Some(365 * 24 * 3600),
            Self::Flash => Some(60),
        }
    }

    /// The name with its prefix, where browsers accept the prefix.
    #[must_use]
    pub fn name(self, settings: &Settings) -> String {
        if plain(settings) { format!("evisa-{}", self.base()) } else { format!("__Host-{}", self.base()) }
    }

    /// The `Set-Cookie` header that sets it.
    #[must_use]
    pub fn set(self, settings: &Settings, value: &str) -> String {
        self.header(settings, value, self.max_age_s())
    }

    /// The `Set-Cookie` header that removes it.
    #[must_use]
    pub fn clear(self, settings: &Settings) -> String {
        self.header(settings, "", Some(0))
    }

    fn header(self, settings: &Settings, value: &str, max_age_s: Option<u32>) -> String {
        let secure = if plain(settings) { "" } else { "; Secure" };
        let age = max_age_s.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
        format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self.name(settings))
    }

    /// Its value in a request.
    #[must_use]
    pub fn read(self, settings: &Settings, headers: &HeaderMap) -> Option<String> {
        let name = self.name(settings);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .filter(|value| value.len() < COOKIE_BYTES_MAX)
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
            .filter(|value| !value.is_empty())
    }
}

/// Whether cookies must do without `Secure`: a demonstration on a plain address that is not this machine.
fn plain(settings: &Settings) -> bool {
    settings.demonstration && !settings.https() && !settings.loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str, demonstration: bool) -> Settings {
        Settings { demonstration, ..Settings::new(url.parse().unwrap()) }
    }

    #[test]
    fn cookies_are_bound_to_the_host_except_in_a_demonstration_on_a_plain_address() {
        for (url, demonstration) in [
            ("https://evisa.example", false),
            ("https://evisa.example", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost:8080", true),
            ("http://10.0.0.5", false),
        ] {
            let header = Cookie::Session.set(&settings(url, demonstration), "t");
            assert_eq!(header, "__Host-session=t; Path=/; HttpOnly; SameSite=Lax; Secure", "{url}");
        }
        let header = Cookie::Session.set(&settings("http://10.0.0.5", true), "t");
        assert_eq!(header, "evisa-session=t; Path=/; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn a_cookie_is_found_among_others_by_its_whole_name() {
        let settings = settings("https://evisa.example", false);
        let mut headers = HeaderMap::new();
        headers.append("cookie", "session=forged; x__Host-session=no; __Host-session=yes".parse().unwrap());
        assert_eq!(Cookie::Session.read(&settings, &headers).as_deref(), Some("yes"));
        assert_eq!(Cookie::Visit.read(&settings, &headers), None);
    }
}

//! The headers every answer carries (Mozilla Observatory and OWASP baseline).

use hyper::{
    HeaderMap,
    header::{self, HeaderName, HeaderValue},
};

use crate::web::site::Settings;

/// Headers that are the same on every answer.
///
/// `Referrer-Policy` is `same-origin`, not `no-referrer`: see [`super::csrf`].
const FIXED: [(HeaderName, &str); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
];
/// The same for the reader, which looks through the camera.
const CAMERA: &str = "camera=(self), geolocation=(), microphone=(), payment=()";
/// Two years, as the preload list asks.
const HSTS: &str = "max-age=63072000; includeSubDomains; preload";

/// What one page needs beside the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// The reader of border posts: its own WebAssembly, the camera, and a worker that keeps it.
    Reader,
    /// The login page by signature: the program of the National CA on the same machine.
    NcaLayer,
}

/// Where NCALayer listens on the machine of whoever signs.
pub const NCALAYER: &str = "wss://127.0.0.1:13579";

/// Put the baseline on an answer. `form_action` names the origins beside our own that its forms may end at (an acquirer's page:
/// browsers apply the rule to the redirect after a form).
pub fn dress(headers: &mut HeaderMap, settings: &Settings, (form_action, extra): (&[String], Option<Extra>)) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if extra == Some(Extra::Reader) {
        headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(CAMERA));
    }
    if settings.https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let policy = policy(form_action, extra);
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'")),
    );
}

fn policy(form_action: &[String], extra: Option<Extra>) -> String {
    let (scripts, more, policies) = match extra {
        Some(Extra::Reader) => (" 'wasm-unsafe-eval'", " worker-src 'self'; media-src 'self';", " evisa-reader"),
        Some(Extra::NcaLayer) | None => ("", "", ""),
    };
    let connect = match extra {
        Some(Extra::NcaLayer) => format!(" {NCALAYER}"),
        Some(Extra::Reader) | None => String::new(),
    };
    let beside: String = form_action.iter().map(|origin| format!(" {origin}")).collect();
    format!(
        "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'{connect};{more} \
         form-action 'self'{beside}; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
         require-trusted-types-for 'script'; trusted-types evisa{policies}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dressed(url: &str, form_action: &[String]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        dress(&mut headers, &Settings::new(url.parse().unwrap()), (form_action, None));
        headers
    }

    #[test]
    fn nothing_inline_is_allowed_and_only_tls_promises_tls() {
        let plain = dressed("http://127.0.0.1", &[]);
        let policy = plain["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"));
        assert!(!policy.contains("unsafe"));
        assert!(policy.contains("form-action 'self'; "));
        assert_eq!(plain["cache-control"], "no-store");
        assert!(!plain.contains_key("strict-transport-security"));
        assert!(dressed("https://evisa.example", &[]).contains_key("strict-transport-security"));
    }

    #[test]
    fn only_the_reader_may_run_its_webassembly_and_look_through_the_camera() {
        let mut headers = HeaderMap::new();
        dress(&mut headers, &Settings::new("https://evisa.example".parse().unwrap()), (&[], Some(Extra::Reader)));
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'; ") && !policy.contains("'unsafe-"), "{policy}");
        assert!(headers["permissions-policy"].to_str().unwrap().starts_with("camera=(self)"));
        let other = dressed("https://evisa.example", &[]);
        assert!(other["permissions-policy"].to_str().unwrap().starts_with("camera=()"));
        assert!(!other["content-security-policy"].to_str().unwrap().contains("wasm"));
    }

    #[test]
    fn only_the_page_that_signs_may_speak_to_ncalayer() {
        assert!(policy(&[], Some(Extra::NcaLayer)).contains("connect-src 'self' wss://127.0.0.1:13579; form-action"));
        for extra in [None, Some(Extra::Reader)] {
            assert!(policy(&[], extra).contains("connect-src 'self';"), "{extra:?}");
        }
    }

    #[test]
    fn an_acquirer_joins_the_places_a_form_may_end_at() {
        let headers = dressed("https://evisa.example", &["https://epay.example".to_owned()]);
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("form-action 'self' https://epay.example; "));
    }
}

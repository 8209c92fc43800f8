//! One answer: a page, a file, a way on, or a refusal in words.

use hyper::{
    HeaderMap, StatusCode,
    body::Bytes,
    header::{self, HeaderName, HeaderValue},
};
use maud::Markup;
use url::Url;

use super::{
    flash::Flash,
    guard::{cookies::Cookie, headers::Extra},
};

/// A cookie to set (with its value) or to remove.
type CookieChange = (Cookie, Option<String>);

/// One answer. Its security headers and cookies are written when it leaves.
#[derive(Debug, Clone)]
pub struct Response {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) cookies: Vec<CookieChange>,
    pub(super) flash: Option<Flash>,
    pub(super) form_action: Vec<String>,
    pub(super) shows_flash: bool,
    pub(super) extra: Option<Extra>,
}

impl Response {
    /// Any bytes with their media type.
    #[must_use]
    pub fn bytes(body: impl Into<Bytes>, media_type: &'static str) -> Self {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(media_type))]);
        Self {
            status: StatusCode::OK,
            headers,
            body: body.into(),
            cookies: Vec::new(),
            flash: None,
            form_action: Vec::new(),
            shows_flash: false,
            extra: None,
        }
    }

    /// Plain text, for machines.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::bytes(text.into(), "text/plain; charset=utf-8")
    }

    /// JSON that is already written.
    #[must_use]
    pub fn json(text: String) -> Self {
        Self::bytes(text, "application/json")
    }

    /// A whole HTML document; pages use [`super::layout::Page::show`].
    #[must_use]
    pub fn html(document: Markup) -> Self {
        Self { shows_flash: true, ..Self::bytes(document.into_string(), "text/html; charset=utf-8") }
    }

    /// A piece of HTML that replaces a part of a page (live status).
    #[must_use]
    pub fn fragment(markup: Markup) -> Self {
        Self::bytes(markup.into_string(), "text/html; charset=utf-8")
    }

    /// A file to keep; `name` is ASCII letters, digits, dots and hyphens (anything else becomes a hyphen).
    #[must_use]
    pub fn file(body: impl Into<Bytes>, media_type: &'static str, name: &str) -> Self {
        let safe: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' }).collect();
        Self::bytes(body, media_type)
            .with_header(header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{safe}\""))
    }

    /// Go on to a page of this site with GET (303). A path that is none of ours leads home.
    #[must_use]
    pub fn go(path: &str) -> Self {
        let path = super::request::local_path(path).unwrap_or("/");
        Self::text("").with_status(StatusCode::SEE_OTHER).with_header(header::LOCATION, path)
    }

    /// The same answer with another status.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The same answer with a header; a value that is no header value is left out.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// A notice for the next page.
    #[must_use]
    pub fn with_flash(self, flash: Flash) -> Self {
        Self { flash: Some(flash), ..self }
    }

    /// The forms of this page may end at this origin too (an acquirer's page).
    #[must_use]
    pub fn with_form_action(mut self, origin: &Url) -> Self {
        self.form_action.push(origin.origin().ascii_serialization());
        self
    }

    /// What the policy of this page permits beside the baseline.
    #[must_use]
    pub fn with_extra(self, extra: Extra) -> Self {
        Self { extra: Some(extra), ..self }
    }

    /// Sign in: the browser keeps this session token. What it had before is forgotten.
    #[must_use]
    pub fn signing_in(mut self, token: &str) -> Self {
        self.cookies.push((Cookie::Session, Some(token.to_owned())));
        self.cookies.push((Cookie::Visit, None));
        self
    }

    /// Sign out: the browser forgets the session and every page it kept.
    #[must_use]
    pub fn signing_out(mut self) -> Self {
        self.cookies.push((Cookie::Session, None));
        self.with_header(HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"")
    }

    /// May be kept by browsers for ever: the address changes with the content.
    #[must_use]
    pub fn kept_for_ever(self) -> Self {
        self.with_header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
    }

    /// May be kept by browsers and proxies for an hour.
    #[must_use]
    pub fn kept_for_an_hour(self) -> Self {
        self.with_header(header::CACHE_CONTROL, "public, max-age=3600")
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The body as text, for tests of pages.
    #[must_use]
    pub fn body_text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

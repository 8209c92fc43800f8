//! A very small browser: cookies, redirects, and forms as our own pages and the model bank's write them.

use std::collections::BTreeMap;

use ureq::{Agent, http::Response};
use url::Url;

use crate::cli::house::HouseFault;

/// Bytes of the largest answer that is read: documents are below 1 MiB.
const BODY_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Redirects followed for one request.
const REDIRECTS_MAX: usize = 10;
/// Seconds that one request may take.
const REQUEST_S_MAX: u64 = 30;

/// A browser with its cookies, by host and port. It runs no script.
pub struct Browser {
    agent: Agent,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    /// Requests sent so far.
    pub requests: u32,
}

/// An answer.
pub struct Page {
    /// Its address, after redirects.
    pub url: Url,
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: Vec<u8>,
}

/// A form of a page, with the fields as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    action: String,
    post: bool,
    fields: Vec<(String, String)>,
    buttons: Vec<(String, String)>,
}

impl Form {
    /// The form with its first button of this name pressed.
    #[must_use]
    pub fn press(self, name: &str) -> Self {
        match self.buttons.iter().find(|(known, _)| known == name).cloned() {
            Some((_, value)) => self.fill(name, &value),
            None => self,
        }
    }

    /// The form with the button of this name pressed whose value ends so.
    #[must_use]
    pub fn press_ending(self, name: &str, ending: &str) -> Self {
        match self.buttons.iter().find(|(known, value)| known == name && value.ends_with(ending)).cloned() {
            Some((_, value)) => self.fill(name, &value),
            None => self,
        }
    }

    /// The form with a field filled in.
    #[must_use]
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Page {
    fn welcome(self) -> Result<Self, HouseFault> {
        if self.status < 400 {
            return Ok(self);
        }
        Err(HouseFault(format!("{} answered {}", self.url.path(), self.status)))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The form whose address contains `part`.
    ///
    /// # Errors
    /// The page has no such form.
    pub fn form(&self, part: &str) -> Result<Form, HouseFault> {
        let found = forms(&self.text()).into_iter().find(|form| form.action.contains(part));
        found.ok_or_else(|| HouseFault(format!("{} has no form for {part} (status {})", self.url.path(), self.status)))
    }

    /// The first link whose address contains `part`.
    ///
    /// # Errors
    /// The page has no such link.
    pub fn link(&self, part: &str) -> Result<Url, HouseFault> {
        let found = self.links(part).into_iter().next();
        found.ok_or_else(|| HouseFault(format!("{} has no link to {part}", self.url.path())))
    }

    /// Every link whose address contains `part`, in the order of the page.
    #[must_use]
    pub fn links(&self, part: &str) -> Vec<Url> {
        let text = self.text();
        let links = tags(&text).into_iter().filter(|tag| tag.name == "a").filter_map(|tag| tag.value("href"));
        links.filter(|href| href.contains(part)).filter_map(|href| self.url.join(&href).ok()).collect()
    }
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

impl Browser {
    /// A browser without cookies.
    #[must_use]
    pub fn new() -> Self {
        let config = Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(std::time::Duration::from_secs(REQUEST_S_MAX)))
            .build();
        Self { agent: config.into(), cookies: BTreeMap::new(), requests: 0 }
    }

    /// Open a page.
    ///
    /// # Errors
    /// No answer, or one that says no.
    pub fn get(&mut self, url: &Url) -> Result<Page, HouseFault> {
        self.follow(url.clone(), None).and_then(Page::welcome)
    }

    /// Send a form of a page.
    ///
    /// # Errors
    /// No answer, or one that says no.
    pub fn submit(&mut self, page: &Page, form: &Form) -> Result<Page, HouseFault> {
        self.answer(page, form).and_then(Page::welcome)
    }

    /// Send a form of a page; the answer may say no.
    ///
    /// # Errors
    /// No answer.
    pub fn answer(&mut self, page: &Page, form: &Form) -> Result<Page, HouseFault> {
        let mut url = page.url.join(&form.action).map_err(|error| HouseFault::of("form", error))?;
        if form.post {
            return self.follow(url, Some((page.url.clone(), form.fields.clone())));
        }
        url.query_pairs_mut().extend_pairs(&form.fields);
        self.follow(url, None)
    }

    fn follow(&mut self, mut url: Url, mut form: Option<(Url, Vec<(String, String)>)>) -> Result<Page, HouseFault> {
        for _ in 0..REDIRECTS_MAX {
            let mut response = self.send(&url, form.take())?;
            self.cookies_keep(&url, &response);
            let status = response.status().as_u16();
            if let (301..=308, Some(location)) = (status, response.headers().get("location")) {
                let location = location.to_str().map_err(|error| HouseFault::of("redirect", error))?;
                url = url.join(location).map_err(|error| HouseFault::of("redirect", error))?;
                continue;
            }
            let body = response.body_mut().with_config().limit(BODY_BYTES_MAX).read_to_vec();
            let body = body.map_err(|error| HouseFault::of(url.path(), error))?;
            return Ok(Page { url, status, body });
        }
        Err(HouseFault(format!("{} redirects in circles", url.path())))
    }

    fn send(
        &mut self,
        url: &Url,
        form: Option<(Url, Vec<(String, String)>)>,
    ) -> Result<Response<ureq::Body>, HouseFault> {
        self.requests += 1;
        let jar = self.cookies.get(url.authority()).cloned().unwrap_or_default();
        let cookies = jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let sent = match form {
            None => self.agent.get(url.as_str()).header("cookie", cookies).call(),
            Some((from, fields)) => {
                let origin = from.origin().ascii_serialization();
                let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                self.agent.post(url.as_str()).header("cookie", cookies).header("origin", origin).send_form(pairs)
            }
        };
        sent.map_err(|error| HouseFault::of(url.path(), error))
    }

    fn cookies_keep(&mut self, url: &Url, response: &Response<ureq::Body>) {
        let jar = self.cookies.entry(url.authority().to_owned()).or_default();
        for line in response.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()) {
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            if let Some((name, value)) = pair.split_once('=') {
                if attributes.to_ascii_lowercase().contains("max-age=0") {
                    jar.remove(name);
                } else {
                    jar.insert(name.to_owned(), value.to_owned());
                }
            }
        }
    }
}

/// An opening tag with its attributes.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    /// Where the text after it begins.
    end: usize,
}

impl Tag {
    fn value(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

/// The tags of a page, closing ones with a slash in front of their name. Attributes are in double quotes: maud writes no others.
fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|offset| at + offset) {
        let rest = &html[open + 1..];
        let length = rest.find(|c: char| c == '>' || c.is_whitespace()).unwrap_or(rest.len());
        let mut tag = Tag { name: rest[..length].to_ascii_lowercase(), attributes: Vec::new(), end: 0 };
        let mut inside = &rest[length..];
        loop {
            inside = inside.trim_start();
            let stop = inside.find(|c: char| matches!(c, '=' | '>') || c.is_whitespace()).unwrap_or(inside.len());
            let (name, after) = inside.split_at(stop);
            if name.is_empty() && !after.starts_with('=') {
                break;
            }
            let quoted = after.strip_prefix("=\"").and_then(|value| value.split_once('"'));
            let (value, after) = quoted.unwrap_or(("", after.strip_prefix('=').unwrap_or(after)));
            tag.attributes.push((name.to_owned(), unescape(value)));
            inside = after;
        }
        at = html.len() - inside.len();
        tag.end = at + usize::from(inside.starts_with('>'));
        found.push(tag);
    }
    found
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// The forms of a page with the fields that a browser would send untouched.
fn forms(html: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut select = None;
    for tag in tags(html) {
        let value = |name| tag.value(name).unwrap_or_default();
        let mut add = |name: String, value: String| {
            if let (Some(form), false) = (forms.last_mut(), name.is_empty()) {
                form.fields.push((name, value));
            }
        };
        match tag.name.as_str() {
            "form" => forms.push(Form {
                action: value("action"),
                post: value("method").eq_ignore_ascii_case("post"),
                fields: Vec::new(),
                buttons: Vec::new(),
            }),
            "button" => {
                if let Some(form) = forms.last_mut() {
                    form.buttons.push((value("name"), value("value")));
                }
            }
            "input" => {
                let kind = value("type");
                let sent = match kind.as_str() {
                    "radio" | "checkbox" => tag.value("checked").is_some(),
                    "submit" | "button" => false,
                    _ => true,
                };
                if sent {
                    add(value("name"), value("value"));
                }
            }
            "textarea" => {
                let text = html[tag.end..].split('<').next().unwrap_or_default();
                add(value("name"), unescape(text));
            }
            "select" => select = Some(value("name")),
            "option" if tag.value("selected").is_some() => {
                if let Some(name) = &select {
                    add(name.clone(), value("value"));
                }
            }
            "/select" => select = None,
            _ => {}
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_as_a_browser_would_send_them() {
        let html = r#"<form action="/a?x=1&amp;y=2" method="post"><input type="hidden" name="t" value="&quot;1&quot;"><input type="radio" name="r" value="no"><input type="radio" name="r" value="yes" checked><select name="s"><option value="a"></option><option value="b" selected></option></select><textarea name="m">x &amp; y</textarea><button name="later" value="1">Later</button></form>"#;
        let fields = [("t", "\"1\""), ("r", "yes"), ("s", "b"), ("m", "x & y")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let buttons = vec![("later".to_owned(), "1".to_owned())];
        assert_eq!(forms(html), [Form { action: "/a?x=1&y=2".to_owned(), post: true, fields, buttons }]);
        assert_eq!(forms("<form").len(), 1);
        assert!(forms("< < <a b=c <form-x \"").is_empty());
    }
}

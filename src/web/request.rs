//! One request as a page sees it: language, path, fields, session — parsed, bounded, checked.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use hyper::{HeaderMap, Method, body::Bytes};
use jiff::Timestamp;

use super::{
    fields::Fields,
    flash::Flash,
    guard::csrf::{self, Bond},
    guard::rate::Budget,
    session::Session,
    site::{Inside, Site},
};
use crate::{
    domain::{
        context::{Actor, Cx},
        lang::Lang,
        refusal::{Message, Refusal},
    },
    locale,
};

/// The browser that asks, before anybody signs in: a secret its forms are bound to.
#[derive(Debug)]
pub struct Visit {
    /// The secret; from the cookie, or new.
    pub secret: String,
    /// Whether the browser has it already.
    pub known: bool,
    /// Whether a page used it, so that the cookie must be set.
    pub used: AtomicBool,
}

/// One request.
#[derive(Clone)]
pub struct Request {
    /// Everything a page can reach.
    pub site: Arc<Site>,
    /// The language of the page.
    pub lang: Lang,
    /// GET (also for HEAD) or POST.
    pub method: Method,
    /// The path as asked, `/en/account/visas`.
    pub path: String,
    /// The pattern of the route, `/{lang}/account/visas`; empty for a path that has none.
    pub pattern: &'static str,
    /// The query as asked, without the question mark.
    pub query_text: String,
    /// The query.
    pub query: Fields,
    /// The form; empty unless this is a POST.
    pub form: Fields,
    /// The body as sent, for callbacks that are no form.
    pub body: Bytes,
    /// The file that came with the form, on pages that take one.
    pub upload: Option<Bytes>,
    /// The headers.
    pub headers: HeaderMap,
    /// Where it came from.
    pub peer: Option<IpAddr>,
    /// Who is signed in.
    pub session: Option<Session>,
    /// The token of a session that waits for its second factor: it is nobody's session until then.
    pub waiting: Option<String>,
    /// A notice left by the page before.
    pub flash: Option<Flash>,
    /// The time of this request, read once.
    pub now: Timestamp,
    /// Names this request in the log and on error pages.
    pub id: String,
    pub(super) params: Vec<(&'static str, String)>,
    pub(super) visit: Arc<Visit>,
}

impl Request {
    /// The part of the path that stands for `{name}` in the pattern; the empty text for a name the pattern does
    /// not have. It stands as in the address: nothing is percent-decoded, since our addresses are plain ASCII.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value.as_str())
    }

    /// That part parsed; what does not parse does not exist.
    pub fn param_as<T: std::str::FromStr>(&self, name: &str) -> Result<T, Refusal> {
        self.param(name).parse().map_err(|_| Refusal::NotFound)
    }

    /// A sentence in the language of the page.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        locale::text(self.lang, key)
    }

    /// A sentence with its arguments in the language of the page.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        locale::say(self.lang, message)
    }

    /// An address of this site in the language of the page: `/account` becomes `/en/account`.
    #[must_use]
    pub fn to(&self, path: &str) -> String {
        format!("/{}{path}", self.lang.code())
    }

    /// The same page in another language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> String {
        let code = self.path.split('/').nth(1).unwrap_or_default();
        let rest = if code.parse::<Lang>().is_ok() { &self.path[1 + code.len()..] } else { "/" };
        let query = if self.query_text.is_empty() { String::new() } else { format!("?{}", self.query_text) };
        format!("/{}{rest}{query}", lang.code())
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.session.as_ref().map_or(Actor::Visitor, |session| Actor::Account(session.facts.account))
    }

    /// The circumstances of a command.
    #[must_use]
    pub fn cx(&self) -> Cx<'_> {
        Cx { now: self.now, actor: self.actor(), peer: self.peer, chance: &*self.site.chance }
    }

    /// The token every form of ours carries (see [`super::components::form::csrf_field`]).
    #[must_use]
    pub fn form_token(&self) -> String {
        if self.session.is_none() {
            self.visit.used.store(true, Ordering::Relaxed);
        }
        csrf::token(&self.site.key, self.bond())
    }

    pub(super) fn bond(&self) -> Bond<'_> {
        match &self.session {
            Some(session) => Bond::Session(&session.token),
            None => Bond::Visit(&self.visit.secret),
        }
    }

    /// Take one permission of `key` (name what is counted and for whom: `login:1.2.3.0/24`).
    pub fn allow(&self, key: &str, budget: Budget) -> Result<(), Refusal> {
        let taken = self.site.rate.take(key, budget, self.now);
        taken.map_err(|retry_after_s| Refusal::TooMany { retry_after_s })
    }

    /// Run blocking work with the services, off the async workers: the one way from pages to services.
    pub async fn run<T, F>(&self, work: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnOnce(Cx<'_>, &Inside) -> Result<T, Refusal> + Send + 'static,
    {
        let request = self.clone();
        blocking(move || work(request.cx(), &request.site.inside)).await?
    }
}

/// Run blocking work off the async workers.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work).await.map_err(|fault| Refusal::Us(fault.to_string()))
}

/// A path of this site to go on to, as a form or query named it; anything that could lead elsewhere is none.
#[must_use]
pub fn local_path(text: &str) -> Option<&str> {
    let plain = text.starts_with('/')
        && !text.starts_with("//")
        && text.len() < 512
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_on_never_leads_to_another_site() {
        assert_eq!(local_path("/en/account?x=1"), Some("/en/account?x=1"));
        for elsewhere in ["", "en", "//evil", "/\\evil", "https://evil", "/a b", "/a\r\nX: y"] {
            assert_eq!(local_path(elsewhere), None, "{elsewhere:?}");
        }
    }
}

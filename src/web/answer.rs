//! From an asked path to a finished answer: session, guards, the page, cookies and headers. Every route passes through here.

use std::{net::IpAddr, sync::Arc, sync::atomic::AtomicBool, sync::atomic::Ordering};

use data_encoding::BASE64URL_NOPAD;
use hyper::{
    HeaderMap, Method, StatusCode,
    body::Bytes,
    header::{self, HeaderValue},
};
use url::Url;

use super::{
    errors,
    fields::{Fields, FormFault},
    flash::Flash,
    guard::{
        cookies::Cookie,
        csrf::{self, Bond},
        headers,
    },
    paths,
    request::{Request, Visit, blocking},
    response::Response,
    route::{Access, Origin, Route, Routes},
    session::Session,
    site::Site,
    upload,
};
use crate::{
    domain::{context::Chance, lang::Lang},
    locale,
};

/// Bytes of the secret of a visit: 128 bits cannot be guessed.
const VISIT_BYTES: usize = 16;

/// What was asked, before anything is known about it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The method.
    pub method: Method,
    /// The path.
    pub path: String,
    /// The query without its question mark.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// Where it came from.
    pub peer: Option<IpAddr>,
    /// Names the request in the log.
    pub id: RequestId,
    /// The body; empty for GET.
    pub body: Bytes,
}

/// Names a request in the log and on error pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestId(pub String);

/// The pattern of the route that answered, for the log: a path may name a person's record, its pattern never does.
#[derive(Debug, Clone, Copy)]
pub struct Pattern(pub &'static str);

/// The named parts of a path.
type Params = Vec<(&'static str, String)>;

/// Answer a path that has a route.
pub(super) async fn routed(
    site: Arc<Site>,
    route: Arc<Route>,
    (params, asked): (Params, Asked),
) -> warp::reply::Response {
    let (mut request, mut readable) = bare(&site, asked);
    if route.upload && upload::is_upload(&request.headers) {
        match upload::read(&request.headers, &request.body).await {
            Ok((form, file)) => (request.form, request.upload) = (form, file),
            Err(fault) => readable = Err(fault),
        }
    }
    request.pattern = route.pattern;
    request.params = params;
    let response = match sign_in(&mut request).await.and(Ok(readable)) {
        Err(refusal) => errors::refused(&request, refusal),
        Ok(readable) => match guard(&request, &route, readable) {
            Err(turned_away) => *turned_away,
            Ok(()) => (route.answer)(request.clone()).await,
        },
    };
    finish(&request, response)
}

/// Answer a path that has no route: its language is missing, its method is another, or there is no such page.
pub(super) async fn missing(site: Arc<Site>, routes: &Routes, asked: Asked) -> warp::reply::Response {
    let (mut request, _) = bare(&site, asked);
    let methods = routes.methods(&request.path);
    let localized = format!("/{}{}", request.lang.code(), request.path);
    let response = if !methods.is_empty() {
        let allowed = match (methods.contains(&&Method::GET), methods.contains(&&Method::POST)) {
            (true, true) => "GET, HEAD, POST",
            (true, false) => "GET, HEAD",
            (false, _) => "POST",
        };
        errors::plain(&request, StatusCode::METHOD_NOT_ALLOWED).with_header(header::ALLOW, allowed)
    } else if request.method != Method::POST && routes.methods(&localized).contains(&&Method::GET) {
        let query = if request.query_text.is_empty() { String::new() } else { format!("?{}", request.query_text) };
        Response::go(&format!("{localized}{query}"))
            .with_status(StatusCode::FOUND)
            .with_header(header::VARY, "Accept-Language, Cookie")
    } else {
        match sign_in(&mut request).await {
            Ok(()) => errors::plain(&request, StatusCode::NOT_FOUND),
            Err(refusal) => errors::refused(&request, refusal),
        }
    };
    finish(&request, response)
}

/// A request with everything that can be known without asking a service, and whether its fields were readable.
pub(super) fn bare(site: &Arc<Site>, asked: Asked) -> (Request, Result<(), FormFault>) {
    let settings = &site.settings;
    let method = if asked.method == Method::POST { Method::POST } else { Method::GET };
    let form = if method == Method::POST && is_form(&asked.headers) {
        Fields::decode_body(&asked.body)
    } else {
        Ok(Fields::default())
    };
    let query = Fields::decode(asked.query.as_bytes());
    let readable = query.as_ref().and(form.as_ref()).map(|_| ()).map_err(|fault| *fault);
    let known = Cookie::Visit.read(settings, &asked.headers);
    let visit = Visit {
        known: known.is_some(),
        secret: known.unwrap_or_else(|| secret(&*site.chance)),
        used: AtomicBool::new(false),
    };
    let request = Request {
        lang: lang_of(site, &asked),
        flash: Cookie::Flash.read(settings, &asked.headers).and_then(|value| Flash::open(&site.key, &value)),
        site: Arc::clone(site),
        method,
        path: asked.path,
        pattern: "",
        query_text: asked.query,
        query: query.unwrap_or_default(),
        form: form.unwrap_or_default(),
        body: asked.body,
        upload: None,
        headers: asked.headers,
        peer: asked.peer,
        session: None,
        waiting: None,
        now: (site.clock)(),
        id: asked.id.0,
        params: Vec::new(),
        visit: Arc::new(visit),
    };
    (request, readable)
}

/// The language of the path; without one, the chosen language, then what the browser prefers.
fn lang_of(site: &Site, asked: &Asked) -> Lang {
    let in_path = asked.path.split('/').nth(1).and_then(|code| code.parse().ok());
    let chosen = || Cookie::Lang.read(&site.settings, &asked.headers).and_then(|code| code.parse().ok());
    let preferred = || asked.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    in_path.or_else(chosen).unwrap_or_else(|| locale::negotiate(preferred().unwrap_or_default()))
}

fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"))
}

/// A new random secret, as text.
fn secret(chance: &dyn Chance) -> String {
    let mut bytes = [0; VISIT_BYTES];
    chance.fill(&mut bytes);
    BASE64URL_NOPAD.encode(&bytes)
}

/// Open the session named by the cookie, if there is one.
async fn sign_in(request: &mut Request) -> Result<(), crate::domain::refusal::Refusal> {
    let Some(token) = Cookie::Session.read(&request.site.settings, &request.headers) else { return Ok(()) };
    let (site, now) = (Arc::clone(&request.site), request.now);
    let session = blocking(move || {
        let facts = site.sessions.open(&token, now);
        facts.map(|facts| Session { token, facts })
    })
    .await?;
    match session {
        // Half signed in is not signed in: no page sees such a session but the one that asks for the other half.
        Some(session) if session.facts.waits => request.waiting = Some(session.token),
        session => request.session = session,
    }
    Ok(())
}

/// Let the request through to its page, or say why not.
fn guard(request: &Request, route: &Route, readable: Result<(), FormFault>) -> Result<(), Box<Response>> {
    let turn_away = |response: Response| Err(Box::new(response));
    if let Err(refusal) = allowance(request, route) {
        return turn_away(errors::refused(request, refusal));
    }
    match (route.access, &request.session) {
        (Access::Demonstration, _) if !request.site.settings.demonstration => {
            return turn_away(errors::plain(request, StatusCode::NOT_FOUND));
        }
        (Access::SignedIn | Access::Permission(_), None) if request.waiting.is_some() => {
            return turn_away(to_page(request, paths::SECOND));
        }
        (Access::SignedIn | Access::Permission(_), None) => return turn_away(to_sign_in(request)),
        (Access::Permission(permission), Some(session)) if !session.facts.role.may(permission) => {
            return turn_away(errors::refused(request, session.facts.role.refusal()));
        }
        (Access::Public | Access::Demonstration | Access::SignedIn | Access::Permission(_), _) => {}
    }
    if readable.is_err() {
        return turn_away(errors::plain(request, StatusCode::BAD_REQUEST));
    }
    if request.method == Method::POST && route.origin == Origin::OurPage && !form_is_ours(request) {
        return turn_away(errors::forged(request));
    }
    Ok(())
}

/// Pages and forms of one network are counted; files and what banks send are not.
fn allowance(request: &Request, route: &Route) -> Result<(), crate::domain::refusal::Refusal> {
    let settings = &request.site.settings;
    let place = request.cx().place().unwrap_or_default();
    if !route.pattern.starts_with("/{lang}") {
        return Ok(());
    }
    if request.method == Method::POST {
        return request.allow(&format!("form:{place}"), settings.forms);
    }
    request.allow(&format!("page:{place}"), settings.pages)
}

fn form_is_ours(request: &Request) -> bool {
    let sent = request.form.raw(csrf::FIELD).unwrap_or_default();
    let bound = match request.bond() {
        Bond::Session(_) => true,
        // Without its cookie the visit's secret is new, and nothing can be bound to it.
        Bond::Visit(_) => request.visit.known,
    };
    bound
        && csrf::holds(&request.site.key, request.bond(), sent)
        && csrf::from_our_page(&request.headers, &request.site.settings.public_url)
}

/// To the login page, and afterwards back to where the person was; after a form, to the page that it stood on, where the browser names it.
pub(super) fn to_sign_in(request: &Request) -> Response {
    to_page(request, paths::LOGIN)
}

/// To a page on the way in, and afterwards back.
fn to_page(request: &Request, path: &str) -> Response {
    let query = |text: &str| if text.is_empty() { String::new() } else { format!("?{text}") };
    let asked = format!("{}{}", request.path, query(&request.query_text));
    let referer = || {
        let page = Url::parse(request.headers.get(header::REFERER)?.to_str().ok()?).ok()?;
        Some(format!("{}{}", page.path(), query(page.query().unwrap_or_default())))
    };
    let back = if request.method == Method::POST { referer().unwrap_or(asked) } else { asked };
    let next: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    Response::go(&format!("{}?next={next}", request.to(path)))
}

/// Write cookies and headers, and hand the answer to warp.
pub(super) fn finish(request: &Request, response: Response) -> warp::reply::Response {
    let settings = &request.site.settings;
    let mut cookies: Vec<String> = Vec::new();
    for (cookie, value) in &response.cookies {
        cookies.push(value.as_ref().map_or_else(|| cookie.clear(settings), |value| cookie.set(settings, value)));
    }
    if !request.visit.known && request.visit.used.load(Ordering::Relaxed) {
        cookies.push(Cookie::Visit.set(settings, &request.visit.secret));
    }
    if let Some(flash) = &response.flash {
        cookies.push(Cookie::Flash.set(settings, &flash.seal(&request.site.key)));
    } else if response.shows_flash && request.flash.is_some() {
        cookies.push(Cookie::Flash.clear(settings));
    }
    let chosen = Cookie::Lang.read(settings, &request.headers);
    if response.shows_flash && chosen.as_deref() != Some(request.lang.code()) {
        cookies.push(Cookie::Lang.set(settings, request.lang.code()));
    }
    let mut answer = warp::reply::Response::new(response.body.into());
    *answer.status_mut() = response.status;
    *answer.headers_mut() = response.headers;
    for cookie in cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    headers::dress(answer.headers_mut(), settings, (&response.form_action, response.extra));
    answer.extensions_mut().insert(Pattern(request.pattern));
    answer
}

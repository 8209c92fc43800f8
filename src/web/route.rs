//! One flat list of routes; each becomes a boxed warp filter that always answers once its path and method fit.

use std::{pin::Pin, sync::Arc};

use hyper::{HeaderMap, Method, body::Bytes};
use warp::{Filter, filters::BoxedFilter, path::FullPath};

use super::{
    answer::{self, Asked},
    fields::FORM_BYTES_MAX,
    request::Request,
    response::Response,
    server::Peer,
    site::Site,
    upload::{PICTURE_BYTES_MAX, UPLOAD_BYTES_MAX},
};
use crate::domain::{lang::Lang, permission::Permission};

/// Who may open a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Whoever is signed in; others are asked to sign in and then come back.
    SignedIn,
    /// Whoever is signed in with a role that may do this. Other staff are told that theirs may not; for applicants there is no such page.
    Permission(Permission),
    /// Everybody, but only in a demonstration; otherwise there is no such page.
    Demonstration,
}

impl Access {
    /// Whoever may apply for visas.
    pub const APPLICANT: Self = Self::Permission(Permission::Apply);
}

/// Where a form may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// One of our pages: it carries the form token.
    OurPage,
    /// Elsewhere: a bank's callback or return. The page itself proves what it is told, and trusts no cookie for it.
    Elsewhere,
}

/// Answers one request.
pub type Answer = Arc<dyn Fn(Request) -> Pin<Box<dyn Future<Output = Response> + Send>> + Send + Sync>;

/// One address, one method, one answer.
#[derive(Clone)]
pub struct Route {
    /// GET (also answers HEAD) or POST.
    pub method: Method,
    /// `/{lang}/visas/{id}`: literal segments and named ones; `{lang}` fits a language only, `{rest..}` whatever is left.
    pub pattern: &'static str,
    /// Who may open it.
    pub access: Access,
    /// Where its form may come from.
    pub origin: Origin,
    /// Whether its form may bring a file (see `super::upload`).
    pub upload: bool,
    /// Bytes of its body.
    pub body_bytes_max: usize,
    pub(super) answer: Answer,
}

/// A page.
pub fn get<F, R>(pattern: &'static str, access: Access, answer: F) -> Route
where
    F: Fn(Request) -> R + Send + Sync + 'static,
    R: Future<Output = Response> + Send + 'static,
{
    Route::new(Method::GET, pattern, (access, answer))
}

/// The receiver of a form.
pub fn post<F, R>(pattern: &'static str, access: Access, answer: F) -> Route
where
    F: Fn(Request) -> R + Send + Sync + 'static,
    R: Future<Output = Response> + Send + 'static,
{
    Route::new(Method::POST, pattern, (access, answer))
}

impl Route {
    fn new<F, R>(method: Method, pattern: &'static str, (access, answer): (Access, F)) -> Self
    where
        F: Fn(Request) -> R + Send + Sync + 'static,
        R: Future<Output = Response> + Send + 'static,
    {
        let answer: Answer = Arc::new(move |request| Box::pin(answer(request)));
        Self { method, pattern, access, origin: Origin::OurPage, upload: false, body_bytes_max: FORM_BYTES_MAX, answer }
    }

    /// Accept forms from elsewhere (see [`Origin::Elsewhere`]).
    #[must_use]
    pub fn from_elsewhere(self) -> Self {
        Self { origin: Origin::Elsewhere, ..self }
    }

    /// Accept a form that brings a file.
    #[must_use]
    pub fn with_upload(self) -> Self {
        Self { upload: true, body_bytes_max: UPLOAD_BYTES_MAX, ..self }
    }

    /// Accept a form that brings a photograph.
    #[must_use]
    pub fn with_picture(self) -> Self {
        Self { upload: true, body_bytes_max: PICTURE_BYTES_MAX, ..self }
    }
}

/// The named parts of a path, when it fits the pattern.
#[must_use]
pub fn fit(pattern: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut params = Vec::new();
    let mut parts = path.trim_start_matches('/').split('/').peekable();
    for expected in pattern.trim_start_matches('/').split('/') {
        if let Some(name) = expected.strip_prefix('{').and_then(|name| name.strip_suffix("..}")) {
            params.push((name, parts.collect::<Vec<_>>().join("/")));
            return Some(params);
        }
        let part = parts.next()?;
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if part.is_empty() || (name == "lang" && part.parse::<Lang>().is_err()) => return None,
            Some(name) => params.push((name, part.to_owned())),
            None if expected == part => {}
            None => return None,
        }
    }
    // One slash at the end changes nothing: `/en/` is `/en`.
    let rest: Vec<_> = parts.collect();
    (rest.is_empty() || rest == [""]).then_some(params)
}

/// All routes of the site. Literal segments win over named ones, whatever the order of the list.
pub struct Routes(Vec<Route>);

impl Routes {
    /// Order the list.
    ///
    /// # Panics
    /// When two routes have the same method and pattern: the second could never be reached.
    #[must_use]
    pub fn new(mut routes: Vec<Route>) -> Self {
        routes.sort_by_key(|route| route.pattern.split('/').map(|part| part.starts_with('{')).collect::<Vec<_>>());
        let mut seen = std::collections::HashSet::new();
        for route in &routes {
            assert!(seen.insert((&route.method, route.pattern)), "two routes: {} {}", route.method, route.pattern);
        }
        Self(routes)
    }

    /// All routes, in the order they are tried.
    #[must_use]
    pub fn list(&self) -> &[Route] {
        &self.0
    }

    /// Bytes that may be sent to a path.
    #[must_use]
    pub fn body_bytes_max(&self, path: &str) -> usize {
        let fitting = self.0.iter().filter(|route| fit(route.pattern, path).is_some());
        fitting.map(|route| route.body_bytes_max).max().unwrap_or(FORM_BYTES_MAX)
    }

    /// The methods a path can be asked with; empty when there is no such path.
    #[must_use]
    pub fn methods(&self, path: &str) -> Vec<&Method> {
        self.0.iter().filter(|route| fit(route.pattern, path).is_some()).map(|route| &route.method).collect()
    }
}

/// Everything as one filter that never rejects.
pub(super) fn filter(site: &Arc<Site>, routes: &Arc<Routes>) -> BoxedFilter<(warp::reply::Response,)> {
    let each = routes.list().iter().map(|route| route_filter(site, route)).collect();
    let (site, routes) = (Arc::clone(site), Arc::clone(routes));
    let rest = asked()
        .then(move |asked: Asked| {
            let (site, routes) = (Arc::clone(&site), Arc::clone(&routes));
            async move { answer::missing(site, &routes, asked).await }
        })
        .boxed();
    match either(each) {
        Some(routes) => routes.or(rest).unify().boxed(),
        None => rest,
    }
}

/// Join filters in pairs, so that the nesting grows with the logarithm of their number.
fn either(filters: Vec<BoxedFilter<(warp::reply::Response,)>>) -> Option<BoxedFilter<(warp::reply::Response,)>> {
    let mut level = filters;
    while 1 < level.len() {
        let mut next = Vec::with_capacity(level.len().div_ceil(2));
        let mut rest = level.into_iter();
        while let Some(first) = rest.next() {
            next.push(match rest.next() {
                Some(second) => first.or(second).unify().boxed(),
                None => first,
            });
        }
        level = next;
    }
    level.pop()
}

fn route_filter(site: &Arc<Site>, route: &Route) -> BoxedFilter<(warp::reply::Response,)> {
    let (method, pattern) = (route.method.clone(), route.pattern);
    let fits = warp::method()
        .and(warp::path::full())
        .and_then(move |asked: Method, path: FullPath| {
            let asked = if asked == Method::HEAD { Method::GET } else { asked };
            let params = if asked == method { fit(pattern, path.as_str()) } else { None };
            async move { params.ok_or_else(warp::reject::not_found) }
        })
        .boxed();
    let (site, route) = (Arc::clone(site), Arc::new(route.clone()));
    fits.and(asked())
        .then(move |params: Vec<(&'static str, String)>, asked: Asked| {
            let (site, route) = (Arc::clone(&site), Arc::clone(&route));
            async move { answer::routed(site, route, (params, asked)).await }
        })
        .boxed()
}

/// What was asked, as warp hands it over.
fn asked() -> BoxedFilter<(Asked,)> {
    warp::method()
        .and(warp::path::full())
        .and(warp::query::raw().or(warp::any().map(String::new)).unify())
        .and(warp::header::headers_cloned())
        .and(warp::ext::optional::<Peer>())
        .and(warp::ext::optional::<answer::RequestId>())
        .and(warp::body::bytes())
        .map(
            |method,
             path: FullPath,
             query,
             headers: HeaderMap,
             peer: Option<Peer>,
             id: Option<answer::RequestId>,
             body: Bytes| Asked {
                method,
                path: path.as_str().to_owned(),
                query,
                headers,
                peer: peer.map(|peer| peer.0),
                id: id.unwrap_or_default(),
                body,
            },
        )
        .boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fit_patterns_segment_by_segment() {
        let check = |pattern, path, expected: Option<&[(&'static str, &str)]>| {
            let found = fit(pattern, path);
            let found: Option<Vec<(&str, &str)>> =
                found.as_ref().map(|params| params.iter().map(|(name, value)| (*name, value.as_str())).collect());
            assert_eq!(found.as_deref(), expected, "{pattern} {path}");
        };
        check("/{lang}/visas/{id}", "/en/visas/7", Some(&[("lang", "en"), ("id", "7")]));
        check("/{lang}/visas/{id}", "/en/visas/7/", Some(&[("lang", "en"), ("id", "7")]));
        check("/{lang}/visas/{id}", "/de/visas/7", None);
        check("/{lang}/visas/{id}", "/en/visas/", None);
        check("/{lang}/visas/{id}", "/en/visas/7/x", None);
        check("/{lang}", "/kk", Some(&[("lang", "kk")]));
        check("/{lang}", "/kk/", Some(&[("lang", "kk")]));
        check("/assets/{rest..}", "/assets/a/b.css", Some(&[("rest", "a/b.css")]));
        check("/robots.txt", "/robots.txt", Some(&[]));
    }

    #[test]
    fn literal_segments_win_and_doubles_are_refused() {
        let page = |pattern| get(pattern, Access::Public, |_| async { Response::text("") });
        let routes = Routes::new(vec![page("/{lang}/visas/{id}"), page("/{lang}/visas/new")]);
        assert_eq!(routes.list()[0].pattern, "/{lang}/visas/new");
        assert!(std::panic::catch_unwind(|| Routes::new(vec![page("/{lang}"), page("/{lang}")])).is_err());
    }
}

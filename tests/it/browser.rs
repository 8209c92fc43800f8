//! A browser inside the test: cookies, redirects, forms with their tokens, and pages one can look at.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
};

use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Method, Request, body::Bytes, header};
use tower::ServiceExt;

use crate::house::House;

/// Redirects that are followed; more is a circle.
const REDIRECTS_MAX: usize = 10;
/// Fields whose values are personal or secret, by a part of their name: they must never be logged.
const PERSONAL: [&str; 6] = ["password", "email", "surname", "given", "patronymic", "passport"];

/// One person's browser in one network.
pub(crate) struct Browser<'a> {
    house: &'a House,
    peer: IpAddr,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(house: &'a House, peer: Ipv4Addr) -> Self {
        Self { house, peer: peer.into(), cookies: RefCell::default() }
    }

    /// Open a page and follow where it leads.
    pub(crate) fn get(&self, path: &str) -> Page {
        let first = self.ask(path);
        self.follow(first)
    }

    /// Open a page and stay, wherever it leads: for looking at redirects.
    pub(crate) fn ask(&self, path: &str) -> Page {
        self.send(Method::GET, path, String::new())
    }

    /// Fill in the form at `path` and send it: the page is opened first, since it carries the token. Follows where it leads.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let first = self.submit(path, fields);
        self.follow(first)
    }

    /// The same without following.
    pub(crate) fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        // Some forms have no page of their own (log out): then another page of the same browser gives the token.
        let token = [path, "/en/login", "/en/account"].into_iter().find_map(|path| self.ask(path).token());
        let token = token.unwrap_or_default();
        let fields: Vec<(&str, &str)> = [("csrf", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.send_bare(path, &fields)
    }

    /// Send exactly these fields, and no token: what a forged form does.
    pub(crate) fn send_bare(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        for (name, value) in fields {
            if PERSONAL.iter().any(|personal| name.contains(personal)) {
                self.house.plant(value);
            }
        }
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, body)
    }

    /// Send a form that brings a file: what is chosen, and the bytes of the file. The page at `path` gives the token.
    pub(crate) fn upload(&self, path: &str, (field, value): (&str, &str), file: &str) -> Page {
        const BOUNDARY: &str = "a-boundary-that-stands-in-no-file";
        let token = self.ask(path).token().unwrap_or_default();
        let part = |name: &str, value: &str| {
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body = format!(
            "{}{}--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"day.csv\"\r\n\r\n{file}\r\n--{BOUNDARY}--\r\n",
            part("csrf", &token),
            part(field, value),
        );
        self.send_as((Method::POST, path), &format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    /// Send a picture by the form that stands on `page`.
    pub(crate) fn send_picture(&self, (page, path): (&str, &str), picture: &[u8]) -> Page {
        const BOUNDARY: &str = "a-boundary-that-stands-in-no-picture";
        let token = self.ask(page).token().unwrap_or_default();
        let front = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--{BOUNDARY}\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"visa.png\"\r\n\r\n"
        );
        let body = [front.as_bytes(), picture, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send_with((Method::POST, path), (&kind, &[]), body)
    }

    /// The cookies the browser holds, as it would send them.
    pub(crate) fn cookies(&self) -> String {
        self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// A second browser that stole this one's cookies.
    pub(crate) fn stolen(&self) -> Self {
        Self { house: self.house, peer: self.peer, cookies: self.cookies.clone() }
    }

    fn follow(&self, first: Page) -> Page {
        let mut page = first;
        for _ in 0..REDIRECTS_MAX {
            match page.location() {
                Some(path) if path.starts_with('/') => page = self.ask(&path),
                Some(_) | None => return page,
            }
        }
        panic!("a circle of redirects: {}", page.path);
    }

    fn send(&self, method: Method, path: &str, body: String) -> Page {
        self.send_as((method, path), "application/x-www-form-urlencoded", body)
    }

    fn send_as(&self, (method, path): (Method, &str), content_type: &str, body: String) -> Page {
        self.send_with((method, path), (content_type, &[]), body)
    }

    /// Send these bytes with these headers, as a program would.
    pub(crate) fn send_with(
        &self,
        (method, path): (Method, &str),
        (content_type, headers): (&str, &[(&str, &str)]),
        body: impl Into<Bytes>,
    ) -> Page {
        let cookies = self.cookies();
        let mut request = Request::builder().method(method.clone()).uri(path).header(header::HOST, "127.0.0.1");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        if method == Method::POST {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let mut request = request.body(Full::new(body.into())).expect("the story names a path");
        request.extensions_mut().insert(evisa::web::server::Peer(self.peer));
        let page = self.house.wait(async {
            let (parts, body) = self.house.door().oneshot(request).await.expect("the door always answers").into_parts();
            let bytes = body.collect().await.expect("the answer is whole").to_bytes();
            Page { path: path.to_owned(), status: parts.status.as_u16(), headers: parts.headers, bytes }
        });
        assert!(page.status < 500, "{method} {path}: our fault ({})\n{}", page.status, page.words());
        self.keep_cookies(&page.headers);
        page
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.borrow_mut();
        for cookie in headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// What came back.
pub(crate) struct Page {
    /// The path that was asked.
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The body as it came; [`Page::text`] for pages.
    pub(crate) bytes: Bytes,
}

impl Page {
    /// The source of the page.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The words of the page as a reader sees them: no tags, single spaces.
    pub(crate) fn words(&self) -> String {
        let text = self.text();
        let mut words = String::new();
        for piece in text.split('<') {
            words.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
            words.push(' ');
        }
        let plain = words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The page has this status.
    pub(crate) fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}\n{}", self.path, self.words());
        self
    }

    /// The words (or a piece of the source) stand on the page.
    pub(crate) fn see(&self, text: &str) -> &Self {
        assert!(self.has(text), "{}: not seen: {text}\n{}", self.path, self.words());
        self
    }

    /// They do not.
    pub(crate) fn must_not_see(&self, text: &str) -> &Self {
        assert!(!self.has(text), "{}: seen, but must not be: {text}\n{}", self.path, self.words());
        self
    }

    /// A sentence of the portal (one without arguments) stands on the page, in the language of the page.
    pub(crate) fn says(&self, key: &str) -> &Self {
        assert!(evisa::locale::is_known(key), "no such sentence: {key}");
        self.see(&evisa::locale::text(self.lang(), key))
    }

    /// This page is at the path (after redirects).
    pub(crate) fn at(&self, path: &str) -> &Self {
        assert_eq!(self.path, path, "{} {}", self.status, self.words());
        self
    }

    /// Where it sends the browser.
    pub(crate) fn location(&self) -> Option<String> {
        self.headers.get(header::LOCATION)?.to_str().ok().map(str::to_owned)
    }

    /// The language of the page, as its path says.
    pub(crate) fn lang(&self) -> evisa::domain::lang::Lang {
        self.path.split('/').nth(1).unwrap_or_default().parse().expect("the path of a page begins with its language")
    }

    /// Every page: right language, one heading, and no sentence that nobody wrote.
    pub(crate) fn is_whole(&self) -> &Self {
        let text = self.text();
        assert!(text.contains(&format!("<html lang=\"{}\">", self.lang().tag())), "{}: language", self.path);
        assert_eq!(text.matches("<h1>").count(), 1, "{}: one heading", self.path);
        let unwritten: Vec<&str> = text.split('⟦').skip(1).filter_map(|rest| rest.split('⟧').next()).collect();
        assert!(unwritten.is_empty(), "{}: nobody wrote {unwritten:?}", self.path);
        self
    }

    /// The value of the field `name` as the form shows it.
    pub(crate) fn value_of(&self, name: &str) -> String {
        let text = self.text();
        let field = text.split("<input").find(|input| input.contains(&format!("name=\"{name}\"")));
        let value = field.and_then(|input| input.split('>').next()?.split(" value=\"").nth(1)?.split('"').next());
        value.unwrap_or_default().to_owned()
    }

    /// The field `name` has a fault beside it.
    pub(crate) fn faults(&self, name: &str) -> bool {
        self.has(&format!("id=\"field-{name}-fault\""))
    }

    /// The token of its forms.
    fn token(&self) -> Option<String> {
        self.attribute("name=\"csrf\" value=\"")
    }

    /// What stands between `before` and the next quotation mark.
    pub(crate) fn attribute(&self, before: &str) -> Option<String> {
        Some(self.text().split(before).nth(1)?.split('"').next()?.to_owned())
    }

    fn has(&self, text: &str) -> bool {
        self.words().contains(text) || self.text().contains(text)
    }
}

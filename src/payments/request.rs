//! From the request a plugin describes to the request that is sent: checked, and its secrets filled in.

use data_encoding::BASE64;
use evisa_plugin_sdk::proto::{Body, HttpMethod, HttpRequest, Redirect, Text};
use http_body_util::Full;
use hyper::{
    Method, Request,
    body::Bytes,
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use url::Url;

use super::{address::is_listed, egress::Policy};

/// Header fields that say how a message travels: they belong to whoever sends it.
const RESERVED: [HeaderName; 8] = [
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::UPGRADE,
    header::TE,
    header::EXPECT,
    header::ACCEPT_ENCODING,
];

/// A request ready to send.
pub(super) struct Prepared {
    pub(super) url: Url,
    pub(super) request: Request<Full<Bytes>>,
}

/// Checks a request and fills in its secrets; the reason names no secret.
pub(super) fn prepare(asked: &HttpRequest, policy: &Policy) -> Result<Prepared, String> {
    let url = permitted(&asked.url, policy)?;
    let mut headers = HeaderMap::new();
    let (body, content_type) = match &asked.body {
        Some(body) => filled(body, policy)?,
        None => (Vec::new(), None),
    };
    if let Some(content_type) = content_type {
        headers.insert(header::CONTENT_TYPE, value("content-type", &content_type)?);
    }
    for field in &asked.headers {
        let name: HeaderName = field.name.parse().map_err(|_| format!("`{}` is no header name", field.name))?;
        if RESERVED.contains(&name) {
            return Err(format!("the header `{name}` belongs to the portal"));
        }
        headers.append(&name, value(name.as_str(), &expand(&field.value, policy)?)?);
    }
    // A body is passed on as it came, so it had better not come compressed.
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers.entry(header::USER_AGENT).or_insert(HeaderValue::from_static("evisa"));
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    headers.insert(header::HOST, value("host", authority)?);
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let built = Request::builder().method(method(asked.method)).uri(target).body(Full::from(body));
    let mut request = built.map_err(|error| error.to_string())?;
    *request.headers_mut() = headers;
    Ok(Prepared { url, request })
}

/// The address, when a plugin may send requests or customers there.
fn permitted(address: &str, policy: &Policy) -> Result<Url, String> {
    let url = Url::parse(address).map_err(|error| format!("not an address: {error}"))?;
    match url.scheme() {
        "https" => {}
        "http" if policy.allow_loopback => {}
        scheme => return Err(format!("`{scheme}` is not permitted, only https")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("an address with a user name is not permitted".to_owned());
    }
    if !is_listed(&policy.hosts, &url) {
        return Err(format!("{} is not one of the permitted hosts", url.host_str().unwrap_or_default()));
    }
    Ok(url)
}

/// The address of a redirect, when the customer may be sent there. Plain HTTP only to this machine.
pub(super) fn redirect_permitted(redirect: &Redirect, policy: &Policy) -> Result<Url, String> {
    let url = permitted(&redirect.url, policy)?;
    let here = url.host_str().is_some_and(super::address::is_loopback_name);
    if url.scheme() == "http" && !here { Err("only https leaves this machine".to_owned()) } else { Ok(url) }
}

const fn method(method: HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Delete => Method::DELETE,
    }
}

fn value(name: &str, text: &str) -> Result<HeaderValue, String> {
    HeaderValue::from_str(text).map_err(|_| format!("the value of the header `{name}` holds forbidden characters"))
}

fn filled(body: &Body, policy: &Policy) -> Result<(Vec<u8>, Option<String>), String> {
    match body {
        Body::Text { content_type, text } => Ok((expand(text, policy)?.into_bytes(), Some(content_type.clone()))),
        Body::Base64 { content_type, bytes } => Ok((bytes.0.clone(), Some(content_type.clone()))),
        Body::Form { fields } => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            for field in fields {
                form.append_pair(&field.name, &expand(&field.value, policy)?);
            }
            Ok((form.finish().into_bytes(), Some("application/x-www-form-urlencoded".to_owned())))
        }
    }
}

fn expand(text: &Text, policy: &Policy) -> Result<String, String> {
    match text {
        Text::Plain(text) | Text::Private { private: text } => Ok(text.clone()),
        Text::Secret { secret } => {
            let found = policy.secrets.get(secret).ok_or_else(|| format!("the secret `{secret}` is not configured"))?;
            Ok(found.expose().to_owned())
        }
        Text::Basic { basic } => {
            let pair = format!("{}:{}", expand(&basic.user, policy)?, expand(&basic.password, policy)?);
            Ok(format!("Basic {}", BASE64.encode(pair.as_bytes())))
        }
        Text::Join(parts) => parts.iter().map(|part| expand(part, policy)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use evisa_plugin_sdk::proto::RedirectMethod;

    use super::*;

    #[test]
    fn a_customer_is_sent_to_permitted_pages_only() {
        let hosts: Vec<_> = ["pay.kz", "127.0.0.1:81", "localhost"].map(str::to_owned).into();
        let strict = Policy { hosts, ..Policy::default() };
        let demonstration = Policy { allow_loopback: true, ..strict.clone() };
        let to = |url: &str, policy: &Policy| {
            let redirect = Redirect { method: RedirectMethod::Get, url: url.to_owned(), fields: Vec::new() };
            redirect_permitted(&redirect, policy).is_ok()
        };
        assert!(to("https://pay.kz/order?id=1", &strict));
        for url in ["http://pay.kz/", "https://evil.kz/", "javascript:alert(1)", "http://127.0.0.1:81/", "//pay.kz/"] {
            assert!(!to(url, &strict), "{url}");
        }
        assert!(to("http://127.0.0.1:81/pay", &demonstration));
        assert!(!to("http://127.0.0.1:82/pay", &demonstration));
        assert!(!to("http://pay.kz/", &demonstration));
    }
}

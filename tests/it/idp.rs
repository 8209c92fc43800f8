//! An OpenID provider that says what a story wants: discovery, keys, and tokens signed by ES256, over a real connection.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use data_encoding::BASE64URL_NOPAD;
use evisa::{
    domain::iin::Strictness,
    identity::{Protocol, Provider, Settings},
};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What the provider will say next.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) claims: BTreeMap<String, Value>,
    /// The PKCE challenge that the browser brought; the verifier must fit.
    pub(crate) challenge: String,
    /// Signs with a key that nobody announced.
    pub(crate) rogue: bool,
}

pub(crate) struct Idp {
    pub(crate) url: String,
    pub(crate) said: Arc<Mutex<Said>>,
}

impl Idp {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let said: Arc<Mutex<Said>> = Arc::default();
        let (issuer, heard) = (url.clone(), Arc::clone(&said));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                answer(stream, &issuer, &heard.lock().unwrap());
            }
        });
        Self { url, said }
    }

    /// The portal's way to it.
    pub(crate) fn provider(&self) -> Provider {
        provider(&self.url)
    }

    /// Say this person, with this nonce, to whoever brings the verifier of this challenge.
    pub(crate) fn say(&self, (subject, iin): (&str, Option<&str>), (nonce, challenge): (&str, &str)) {
        let mut claims = BTreeMap::from([
            ("iss".to_owned(), json!(self.url)),
            ("aud".to_owned(), json!("evisa")),
            ("sub".to_owned(), json!(subject)),
            ("exp".to_owned(), json!(4_102_444_800_u64)),
            ("iat".to_owned(), json!(1_600_000_000)),
            ("nonce".to_owned(), json!(nonce)),
            // Never looked at: an address proves nobody.
            ("email".to_owned(), json!("test@mail.ru")),
        ]);
        if let Some(iin) = iin {
            claims.insert("iin".to_owned(), json!(iin));
        }
        *self.said.lock().unwrap() = Said { claims, challenge: challenge.to_owned(), rogue: false };
    }
}

/// A portal's way to a provider at this address.
pub(crate) fn provider(url: &str) -> Provider {
    Provider::new(Settings {
        protocol: Protocol::OpenId,
        issuer: url.parse().unwrap(),
        client_id: "evisa".to_owned(),
        client_secret: "a secret: & =".to_owned().into(),
        iin_claim: Some("iin".to_owned()),
        strictness: Strictness::Demonstration,
        allow_loopback: true,
    })
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn answer(mut stream: TcpStream, issuer: &str, said: &Said) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut first, mut length, mut line) = (String::new(), 0, String::new());
    reader.read_line(&mut first).unwrap();
    while reader.read_line(&mut line).unwrap() > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let (status, text) = match first.split(' ').nth(1).unwrap() {
        "/.well-known/openid-configuration" => (200, discovery(issuer)),
        "/jwks" => (200, keys()),
        "/token" => token(said, &body),
        _ => (404, json!({})),
    };
    let text = text.to_string();
    let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n", text.len());
    let _ = stream.write_all(format!("{head}connection: close\r\n\r\n{text}").as_bytes());
}

fn discovery(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    })
}

fn keys() -> Value {
    let point = key(1).verifying_key().to_encoded_point(false);
    let part = |part: Option<&p256::FieldBytes>| BASE64URL_NOPAD.encode(part.unwrap());
    json!({ "keys": [{ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "1",
        "x": part(point.x()), "y": part(point.y()) }] })
}

fn token(said: &Said, body: &[u8]) -> (u16, Value) {
    let form: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(form["code_verifier"].as_bytes()));
    if form["code"] != "good"
        || challenge != said.challenge
        || form["redirect_uri"] != "https://evisa.example/login/egov/return"
    {
        return (400, json!({ "error": "invalid_grant" }));
    }
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let text = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": "1" })), part(&json!(said.claims)));
    let signature: Signature = key(if said.rogue { 2 } else { 1 }).sign(text.as_bytes());
    let token = format!("{text}.{}", BASE64URL_NOPAD.encode(&signature.to_bytes()));
    (200, json!({ "access_token": "a", "token_type": "Bearer", "id_token": token }))
}

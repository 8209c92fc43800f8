//! Requests against small servers of this machine: what is certain, what is not, and what is refused.

use std::time::{Duration, Instant};

use evisa::payments::{
    Policy, Secret,
    proto::{
        Body, Effect, FormField, HTTP_BODY_BYTES_MAX, HTTP_HEADER_BYTES_MAX, Header, HttpMethod, HttpRequest,
        HttpResult, Text,
    },
    send,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

fn policy() -> Policy {
    let secrets = [("pin".to_owned(), Secret::new("hunter&2"))].into();
    Policy { hosts: vec!["127.0.0.1".to_owned()], secrets, allow_loopback: true }
}

fn request(url: &str) -> HttpRequest {
    HttpRequest {
        effect: Effect::Mutate,
        idempotency_key: None,
        method: HttpMethod::Post,
        url: url.to_owned(),
        headers: Vec::new(),
        body: Some(Body::Form { fields: vec![FormField::new("pin", Text::secret("pin"))] }),
        timeout_ms: Some(1_000),
    }
}

/// A server for one connection: reads a request, writes `reply` in pieces with a pause after each, and closes.
async fn server(reply: Vec<Vec<u8>>, pause: Duration) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = vec![0; 64 * 1024];
        let count = stream.read(&mut heard).await.unwrap();
        for piece in reply {
            if stream.write_all(&piece).await.is_err() {
                break;
            }
            tokio::time::sleep(pause).await;
        }
        String::from_utf8_lossy(&heard[..count]).into_owned()
    });
    (address.to_string(), served)
}

async fn answered(reply: &[u8]) -> HttpResult {
    let (address, _) = server(vec![reply.to_vec()], Duration::ZERO).await;
    send(request(&format!("http://{address}/pay")), &policy()).await
}

fn not_sent(result: &HttpResult) -> &str {
    let HttpResult::NotSent { why } = result else { panic!("not_sent was expected, not {result:?}") };
    why
}

fn sent_no_response(result: &HttpResult) -> &str {
    let HttpResult::SentNoResponse { why } = result else { panic!("sent_no_response was expected, not {result:?}") };
    why
}

#[tokio::test]
async fn a_response_comes_back_and_secrets_are_filled_in() {
    let reply = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nX-Kind: test\r\n\r\nok".to_vec();
    let (address, served) = server(vec![reply], Duration::ZERO).await;
    let mut asked = request(&format!("http://{address}/pay?x=1"));
    asked.headers.push(Header { name: "Authorization".to_owned(), value: Text::basic("shop", Text::secret("pin")) });
    let HttpResult::Response(response) = send(asked, &policy()).await else { panic!("a response was expected") };
    assert_eq!((response.status, response.body.text(), response.header("x-kind")), (200, Some("ok"), Some("test")));
    let heard = served.await.unwrap();
    assert!(heard.starts_with("POST /pay?x=1 HTTP/1.1\r\n"), "{heard}");
    assert!(heard.contains(&format!("host: {address}\r\n")), "{heard}");
    assert!(heard.contains("authorization: Basic c2hvcDpodW50ZXImMg==\r\n"), "{heard}");
    assert!(heard.contains("content-type: application/x-www-form-urlencoded\r\n"), "{heard}");
    assert!(heard.ends_with("\r\n\r\npin=hunter%262"), "{heard}");
}

#[tokio::test]
async fn t01_a_name_that_does_not_exist_is_not_sent() {
    let policy = Policy { hosts: vec!["bank.invalid".to_owned()], ..policy() };
    not_sent(&send(request("https://bank.invalid/pay"), &policy).await);
}

#[tokio::test]
async fn t01_a_refused_connection_is_not_sent() {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let result = send(request(&format!("http://{address}/")), &policy()).await;
    assert!(not_sent(&result).contains("refused"), "{result:?}");
}

#[tokio::test]
async fn t01_a_failed_tls_handshake_is_not_sent() {
    let (address, _) = server(vec![b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()], Duration::ZERO).await;
    let result = send(request(&format!("https://{address}/")), &policy()).await;
    assert!(not_sent(&result).contains("TLS"), "{result:?}");
}

#[tokio::test]
async fn t01_a_tls_handshake_that_never_ends_is_not_sent() {
    let (address, _) = server(vec![Vec::new()], Duration::from_secs(3)).await;
    let result = send(request(&format!("https://{address}/")), &policy()).await;
    assert!(not_sent(&result).contains("1000 ms"), "{result:?}");
}

#[tokio::test]
async fn t02_silence_after_the_request_may_have_arrived() {
    let (address, _) = server(vec![Vec::new()], Duration::from_secs(3)).await;
    let result = send(request(&format!("http://{address}/")), &policy()).await;
    assert!(sent_no_response(&result).contains("1000 ms"), "{result:?}");
}

#[tokio::test]
async fn t02_a_connection_closed_without_an_answer_may_have_arrived() {
    sent_no_response(&answered(b"").await);
    sent_no_response(&answered(b"HTTP/1.1 20").await);
    sent_no_response(&answered(b"nonsense\r\n\r\n").await);
}

#[tokio::test]
async fn t02_a_response_cut_in_the_middle_is_no_response() {
    sent_no_response(&answered(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf").await);
}

#[tokio::test]
async fn t04_a_body_beyond_the_limit_is_no_response() {
    let body = |size: usize| {
        let mut reply = format!("HTTP/1.1 200 OK\r\ncontent-length: {size}\r\n\r\n").into_bytes();
        reply.resize(reply.len() + size, b'x');
        reply
    };
    sent_no_response(&answered(&body(HTTP_BODY_BYTES_MAX + 1)).await);
    let HttpResult::Response(response) = answered(&body(HTTP_BODY_BYTES_MAX)).await else {
        panic!("the limit itself fits")
    };
    assert_eq!(response.body.0.len(), HTTP_BODY_BYTES_MAX);
}

#[tokio::test]
async fn t04_headers_beyond_the_limit_are_cut_off() {
    let fields: String = (0..30).map(|number| format!("x-{number}: {}\r\n", "y".repeat(1_000))).collect();
    let reply = format!("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n{fields}\r\n");
    let HttpResult::Response(response) = answered(reply.as_bytes()).await else { panic!("a response was expected") };
    let bytes: usize = response.headers.iter().map(|pair| pair.name.len() + pair.value.len()).sum();
    assert!(bytes <= HTTP_HEADER_BYTES_MAX && response.headers.len() > 10, "{bytes}");
    let many: String = (0..200).map(|number| format!("x-{number}: y\r\n")).collect();
    sent_no_response(&answered(format!("HTTP/1.1 200 OK\r\n{many}\r\n").as_bytes()).await);
}

#[tokio::test]
async fn t05_a_slow_answer_ends_at_the_deadline() {
    let mut pieces = vec![b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec()];
    pieces.extend(std::iter::repeat_n(b"x".to_vec(), 100));
    let (address, _) = server(pieces, Duration::from_millis(50)).await;
    let begun = Instant::now();
    let result = send(request(&format!("http://{address}/")), &policy()).await;
    assert!(sent_no_response(&result).contains("1000 ms"), "{result:?}");
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn p15_a_redirect_is_a_response_and_not_followed() {
    let result = answered(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n").await;
    assert!(matches!(result, HttpResult::Response(response) if response.status == 302));
}

#[tokio::test]
async fn p15_what_is_not_permitted_never_leaves() {
    let inside =
        Policy { hosts: vec!["10.0.0.1".to_owned(), "localhost".to_owned(), "8.8.8.8".to_owned()], ..policy() };
    let strict = Policy { allow_loopback: false, ..policy() };
    for (url, policy, expected) in [
        ("http://127.0.0.2/", policy(), "permitted hosts"),
        ("https://evil.example/", policy(), "permitted hosts"),
        ("https://user@127.0.0.1/", policy(), "user name"),
        ("ftp://127.0.0.1/", policy(), "only https"),
        ("not an address", policy(), "not an address"),
        ("http://127.0.0.1/", strict.clone(), "only https"),
        ("https://127.0.0.1/", strict, "may not be called"),
        ("https://10.0.0.1/", inside.clone(), "may not be called"),
        ("http://8.8.8.8/", inside.clone(), "may not be called"),
        ("https://localhost/", Policy { allow_loopback: false, ..inside }, "may not be called"),
    ] {
        let result = send(request(url), &policy).await;
        assert!(not_sent(&result).contains(expected), "{url}: {result:?}");
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_built_is_not_sent_and_tells_no_secret() {
    let mut secrets = policy().secrets;
    secrets.insert("line".to_owned(), Secret::new("a\r\nb"));
    let policy = Policy { secrets, ..policy() };
    for (name, value, expected) in [
        ("x-key", Text::secret("none"), "`none` is not configured"),
        ("x-key", Text::secret("line"), "`x-key` holds forbidden"),
        ("Host", Text::from("evil.example"), "belongs to the portal"),
        ("a b", Text::from("x"), "no header name"),
    ] {
        let mut asked = request("http://127.0.0.1:9/");
        asked.headers.push(Header { name: name.to_owned(), value });
        let result = send(asked, &policy).await;
        assert!(not_sent(&result).contains(expected) && !not_sent(&result).contains("a\r\nb"), "{result:?}");
    }
}

#[tokio::test]
async fn t03_an_error_of_the_provider_is_a_response_as_it_came() {
    for (status, text) in [(429, "Too Many Requests"), (500, "Internal Server Error"), (502, "Bad Gateway")] {
        let reply = format!("HTTP/1.1 {status} {text}\r\ncontent-length: 6\r\nretry-after: 9\r\n\r\n<html>");
        let HttpResult::Response(response) = answered(reply.as_bytes()).await else {
            panic!("a response was expected")
        };
        assert_eq!(
            (response.status, response.body.text(), response.header("retry-after")),
            (status, Some("<html>"), Some("9"))
        );
    }
}

#[tokio::test]
async fn t04_a_compressed_answer_is_never_unpacked() {
    // What a bomb would begin with; ten bytes stay ten bytes.
    let reply = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\ncontent-encoding: gzip\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03";
    let (address, served) = server(vec![reply.to_vec()], Duration::ZERO).await;
    let HttpResult::Response(response) = send(request(&format!("http://{address}/")), &policy()).await else {
        panic!("a response was expected")
    };
    assert_eq!((response.body.0.len(), response.body.text()), (10, None));
    assert!(served.await.unwrap().contains("accept-encoding: identity\r\n"));
}

#[tokio::test]
async fn t04_a_wrong_charset_and_a_wrong_kind_of_content_come_as_bytes() {
    let reply = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-type: application/json\r\n\r\n\xcf\xf0\xe8\xe2";
    let HttpResult::Response(response) = answered(reply).await else { panic!("a response was expected") };
    assert_eq!((response.body.0.as_slice(), response.body.text()), (b"\xcf\xf0\xe8\xe2".as_slice(), None));
}

#[tokio::test]
async fn t04_an_endless_answer_ends_at_the_limit_of_its_size() {
    let mut pieces = vec![b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec()];
    let piece = [format!("{:x}\r\n", 60_000).into_bytes(), vec![b'x'; 60_000], b"\r\n".to_vec()].concat();
    pieces.extend(std::iter::repeat_n(piece, 1_000));
    let (address, _) = server(pieces, Duration::ZERO).await;
    sent_no_response(&send(request(&format!("http://{address}/")), &policy()).await);
}

#[tokio::test]
async fn t02_a_mutation_reaches_the_provider_once_even_when_the_connection_breaks() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let counting = tokio::spawn(async move {
        let mut heard = 0;
        // Whoever comes is heard, and gets nothing.
        while let Ok(Ok((mut stream, _))) = tokio::time::timeout(Duration::from_secs(2), listener.accept()).await {
            if stream.read(&mut [0; 4096]).await.is_ok_and(|count| count > 0) {
                heard += 1;
            }
        }
        heard
    });
    sent_no_response(&send(request(&format!("http://{address}/pay")), &policy()).await);
    assert_eq!(counting.await.unwrap(), 1);
}

//! The site against clients that are slow, silent, greedy or forged. Deadlines are shortened, never skipped.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};

use super::{
    components::field::Field,
    door::Door,
    errors,
    fields::Fields,
    form::FormView,
    guard::rate::Budget,
    layout::Page,
    request::Request,
    response::Response,
    route::{Access, Route, get, post},
    server::{Limits, serve, tls_from_pem},
    site::Settings,
    testing::{Running, quick, site, status},
};
use crate::domain::{
    permission::Permission,
    refusal::{FieldFault, Message, Refusal},
};

fn pages() -> Vec<Route> {
    vec![
        get("/{lang}", Access::Public, |request| async move {
            Page::new(&request, "Home").show(maud::html! { p { (request.form_token()) } })
        }),
        get("/{lang}/mine", Access::SignedIn, |_| async { Response::text("mine") }),
        get("/{lang}/staff", Access::Permission(Permission::OfficeEnter), |_| async { Response::text("staff") }),
        post("/{lang}/send", Access::Public, |request| async move {
            Response::text(format!("sent {}", request.form.get("a")))
        }),
        post("/callback", Access::Public, |_| async { Response::text("heard") }).from_elsewhere(),
        get("/{lang}/panic", Access::Public, panicking),
        get("/{lang}/slow", Access::Public, |_| async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            Response::text("late")
        }),
        get("/{lang}/busy", Access::Public, |request| async move {
            errors::refused(&request, Refusal::TooMany { retry_after_s: 7 })
        }),
        get("/{lang}/faulty", Access::Public, faulty),
        get("/{lang}/run", Access::Public, |request| async move {
            match request.run(|cx, _| Ok(format!("{:?}", cx.actor))).await {
                Ok(actor) => Response::text(actor),
                Err(refusal) => errors::refused(&request, refusal),
            }
        }),
    ]
}

async fn faulty(mut request: Request) -> Response {
    request.form = Fields::from_iter([("passport", "<b>")]);
    let fault = FieldFault { field: "passport", message: Message::new("field-passport-number") };
    let form = FormView::again(&request, vec![fault]);
    let field = Field::code("passport", "Passport number").show(&form);
    Page::new(&request, "Faulty").faulty(&form).show(form.show("/en/send", field))
}

#[expect(clippy::panic, reason = "the test wants a page that panics")]
async fn panicking(request: Request) -> Response {
    panic!("a page of {} panics", request.lang.code())
}

#[tokio::test]
async fn clients_that_do_not_ask_are_sent_away_in_time() {
    let server = Running::plain(pages()).await;
    for silent in ["", "GET", "GET /en/ HTTP/1.1\r\nHost: a\r\nX: ", "PRI * HTTP/2.0\r\n\r\n"] {
        let (answer, took) = server.converse(silent).await;
        assert!(took < Duration::from_secs(2), "{silent:?} stayed for {took:?}");
        assert!(!answer.contains(" 200 "), "{silent:?}: {answer}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_answered_408() {
    let server = Running::plain(pages()).await;
    let head = "POST /en/send HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf";
    let (answer, took) = server.converse(head).await;
    assert_eq!(status(&answer), "408", "{answer}");
    assert!(answer.contains("That took too long"));
    assert!(took < Duration::from_secs(2));
}

#[tokio::test]
async fn a_page_that_takes_too_long_is_answered_408() {
    let server = Running::plain(pages()).await;
    assert_eq!(status(&server.ask("GET /ru/slow HTTP/1.1").await), "408");
}

#[tokio::test]
async fn too_large_requests_are_refused_by_size() {
    let server = Running::plain(pages()).await;
    let announced = "POST /en/send HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n";
    assert_eq!(status(&server.converse(announced).await.0), "413");
    let chunk = format!(
        "POST /en/send HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n{}",
        "a".repeat(70_000)
    );
    assert_eq!(status(&server.converse(&chunk).await.0), "413");
    assert_eq!(status(&server.ask(&format!("GET /en/{} HTTP/1.1", "a".repeat(5_000))).await), "414");
    let many: String = (0..80).map(|n| format!("\r\nX-{n}: 1")).collect();
    assert_eq!(status(&server.ask(&format!("GET /en/ HTTP/1.1{many}")).await), "431");
}

#[tokio::test]
async fn one_address_holds_only_so_many_connections() {
    let server = Running::start(
        Settings::new("http://127.0.0.1".parse().unwrap()),
        Limits { connections_per_peer_max: 2, first_request: Duration::from_secs(5), ..quick() },
        pages(),
    )
    .await;
    let _first = TcpStream::connect(server.address).await.unwrap();
    let _second = TcpStream::connect(server.address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.ask("GET /health/live HTTP/1.1").await, "");
}

#[tokio::test]
async fn stopping_lets_go_of_idle_connections() {
    let server = Running::plain(pages()).await;
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    idle.write_all(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut some = [0; 12];
    idle.read_exact(&mut some).await.unwrap();
    server.stop.send(true).unwrap();
    timeout(Duration::from_secs(2), server.task).await.expect("the server ends").unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn every_answer_carries_the_baseline() {
    let server = Running::plain(pages()).await;
    for head in ["GET /en/ HTTP/1.1", "GET /en/nothing HTTP/1.1", "GET /en/panic HTTP/1.1", "TRACE /en/ HTTP/1.1"] {
        let answer = server.ask(head).await.to_lowercase();
        for header in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
            "referrer-policy: same-origin",
            "cross-origin-opener-policy: same-origin",
            "cache-control: no-store",
        ] {
            assert!(answer.contains(header), "{head}: no {header} in {answer}");
        }
        assert!(!answer.contains("\r\nserver:"));
    }
}

#[tokio::test]
async fn a_path_without_language_leads_to_the_reader_s_language() {
    let server = Running::plain(pages()).await;
    let chinese = server.ask("GET /mine?x=1 HTTP/1.1\r\nAccept-Language: zh-CN,zh;q=0.9").await;
    assert_eq!(status(&chinese), "302");
    assert!(chinese.contains("location: /zh/mine?x=1"), "{chinese}");
    let chosen = server.ask("GET / HTTP/1.1\r\nAccept-Language: zh-CN\r\nCookie: __Host-lang=kk").await;
    assert!(chosen.contains("location: /kk/"), "{chosen}");
}

#[tokio::test]
async fn missing_pages_and_wrong_methods_are_told_apart_in_the_reader_s_language() {
    let server = Running::plain(pages()).await;
    let missing = server.ask("GET /ru/nothing HTTP/1.1").await;
    assert_eq!(status(&missing), "404");
    assert!(missing.contains("Страница не найдена") && missing.contains("lang=\"ru\""));
    let wrong = server.ask("GET /en/send HTTP/1.1").await;
    assert_eq!(status(&wrong), "405");
    assert!(wrong.contains("allow: POST"));
    let head = server.ask("HEAD /en/ HTTP/1.1").await;
    assert_eq!(status(&head), "200");
    assert!(head.ends_with("\r\n\r\n"), "a HEAD has no body");
}

#[tokio::test]
async fn a_page_that_panics_is_our_fault_and_nobody_else_s() {
    let server = Running::plain(pages()).await;
    let answer = server.ask("GET /zh/panic HTTP/1.1").await;
    assert_eq!(status(&answer), "500");
    assert!(answer.contains("门户出现故障") && !answer.contains("a page of"));
    assert_eq!(status(&server.ask("GET /en/ HTTP/1.1").await), "200");
}

#[tokio::test]
async fn forms_need_their_token_their_cookie_and_our_origin() {
    let server = Running::plain(pages()).await;
    let page = server.ask("GET /en/ HTTP/1.1").await;
    let cookie = page.split("__Host-visit=").nth(1).and_then(|rest| rest.split(';').next()).expect("a visit cookie");
    let token = page.rsplit("<p>").nth(1).and_then(|rest| rest.split('<').next()).expect("a token");
    let with = |token: &str| format!("csrf={token}&a=%D0%98");
    let cookies = format!("Cookie: __Host-visit={cookie}\r\n");
    let ours = format!("{cookies}Origin: http://127.0.0.1\r\n");
    assert!(server.form("/en/send", (&ours, &with(token))).await.contains("sent И"));
    for (headers, token) in [
        (format!("{cookies}Origin: https://evil.example\r\n"), token),
        (format!("{ours}Sec-Fetch-Site: cross-site\r\n"), token),
        (String::new(), token),
        (ours.clone(), ""),
        (ours.clone(), "AAAAAAAAAAAAAAAAAAAAAA"),
        (format!("{ours}Cookie: __Host-session=open-sesame\r\n"), token),
    ] {
        let answer = server.form("/en/send", (&headers, &with(token))).await;
        assert_eq!(status(&answer), "403", "{headers} {token}");
    }
    assert!(server.form("/callback", ("Origin: https://bank.example\r\n", "x=1")).await.contains("heard"));
}

#[tokio::test]
async fn pages_open_to_those_who_may_see_them() {
    let server = Running::plain(pages()).await;
    let anonymous = server.ask("GET /en/mine?a=b HTTP/1.1").await;
    assert_eq!(status(&anonymous), "303");
    assert!(anonymous.contains("location: /en/login?next=%2Fen%2Fmine%3Fa%3Db"), "{anonymous}");
    let cookie = "Cookie: __Host-session=open-sesame";
    assert!(server.ask(&format!("GET /en/mine HTTP/1.1\r\n{cookie}")).await.contains("mine"));
    assert!(server.ask(&format!("GET /en/run HTTP/1.1\r\n{cookie}")).await.contains("Account("));
    assert_eq!(status(&server.ask(&format!("GET /en/staff HTTP/1.1\r\n{cookie}")).await), "404");
    assert_eq!(status(&server.ask("GET /en/mine HTTP/1.1\r\nCookie: __Host-session=stolen").await), "303");
}

#[tokio::test]
async fn asking_too_often_is_answered_with_when_to_ask_again() {
    let budget = Budget { burst: 2, refill_ms: 60_000 };
    let settings = Settings { pages: budget, ..Settings::new("http://127.0.0.1".parse().unwrap()) };
    let server = Running::start(settings, quick(), pages()).await;
    for _ in 0..2 {
        assert_eq!(status(&server.ask("GET /en/ HTTP/1.1").await), "200");
    }
    let refused = server.ask("GET /en/ HTTP/1.1").await;
    assert_eq!(status(&refused), "429");
    assert!(refused.contains("retry-after: 60") && refused.contains("60"), "{refused}");
    assert_eq!(status(&server.ask("GET /health/live HTTP/1.1").await), "200");
    assert!(server.ask("GET /en/busy HTTP/1.1").await.contains("429"));
}

#[tokio::test]
async fn the_gallery_exists_in_demonstrations_only() {
    let server = Running::plain(pages()).await;
    assert_eq!(status(&server.ask("GET /kk/components HTTP/1.1").await), "200");
    let real = Running::start(Settings::new("https://evisa.example".parse().unwrap()), quick(), pages()).await;
    assert_eq!(status(&real.ask("GET /kk/components HTTP/1.1").await), "404");
}

#[tokio::test]
async fn no_word_of_the_gallery_is_missing() {
    let server = Running::plain(pages()).await;
    for lang in ["kk", "ru", "en", "zh"] {
        for page in ["components", "components/account", "nothing"] {
            let answer = server.ask(&format!("GET /{lang}/{page} HTTP/1.1")).await;
            assert!(!answer.contains('⟦'), "{lang} {page}: {:?}", answer.split('⟦').nth(1).map(|rest| &rest[..40]));
        }
    }
}

#[tokio::test]
async fn the_shell_keeps_the_page_in_every_language_and_knows_who_is_signed_in() {
    let server = Running::plain(pages()).await;
    let page = server.ask("GET /en/components?page=2 HTTP/1.1\r\nCookie: __Host-session=open-sesame").await;
    for lang in ["kk", "ru", "en", "zh"] {
        assert!(page.contains(&format!("href=\"/{lang}/components?page=2\"")), "{lang}");
    }
    assert!(page.contains("inostr i.") && page.contains("action=\"/en/logout\"") && !page.contains("/en/register"));
    assert!(page.contains("data-timeout=\"1200\""));
    assert!(!page.contains("__Host-visit"), "whoever is signed in needs no visit");
}

#[tokio::test]
async fn a_form_with_faults_says_so_in_its_title_and_leads_to_its_fields() {
    let server = Running::plain(pages()).await;
    let page = server.ask("GET /en/faulty HTTP/1.1").await;
    assert_eq!(status(&page), "422");
    assert!(page.contains("<title>Error: Faulty – "), "{page}");
    assert!(page.contains("href=\"#field-passport\"") && page.contains("id=\"field-passport\""));
    assert!(page.contains("aria-describedby=\"field-passport-fault\"") && page.contains("aria-invalid=\"true\""));
    assert!(page.contains("value=\"&lt;b&gt;\""), "what was typed is kept, and is text");
    assert!(page.matches("up to 9 letters and digits").count() == 2, "the same words above and beside");
}

/// Serves the gallery for looking at it: `EVISA_LOOK=8099 cargo test --lib look -- --ignored`, for `EVISA_LOOK_S` seconds, with
/// TLS from `cert.pem` and `key.pem` in the folder `EVISA_LOOK_TLS`.
#[tokio::test]
#[ignore = "serves the gallery for a person to look at"]
async fn look() {
    let number = |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let port = u16::try_from(number("EVISA_LOOK", 8_099)).unwrap();
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let settings = Settings::new(format!("http://127.0.0.1:{port}").parse().unwrap()).demonstration();
    let settings = Settings { pages: Budget { burst: 10_000, refill_ms: 1 }, ..settings };
    let tls = std::env::var("EVISA_LOOK_TLS").ok().map(|folder| {
        let file = |name| std::fs::read(format!("{folder}/{name}")).unwrap();
        tls_from_pem(&file("cert.pem"), &file("key.pem")).unwrap()
    });
    let (_stop, stopping) = watch::channel(false);
    let door = Door::new(site(settings), pages());
    let serving = serve(listener, tls, door, (Limits::default(), stopping));
    let _over = timeout(Duration::from_secs(number("EVISA_LOOK_S", 60)), serving).await;
}

//! The plugin through its real entry: the whole form, every refusal and status, every oddity of HTTP, and that it keeps nothing in
//! memory (the driver asks everything twice, the second time of a fresh plugin).

use evisa_plugin_sdk::{
    proto::{
        self, Authenticity, Beneficiary, Body, Bytes, Collect, Effect, FieldKind, Header, HttpMethod, HttpResponse, Op,
        Payer, Resend, Text,
    },
    testing::Driver,
};
use serde_json::{Value, json};

use super::*;

const SECRET: &str = "a-callback-secret";
const ORDER: &str = "170000000000017";
const API: &str = "https://post.kz/wallet/v1/payments";

fn ready() -> Driver {
    let mut driver = Driver::new(crate::evisa_pay_plugin_v1);
    let values = json!({"api_url": "https://post.kz/wallet/", "terminal": "KZP-1"});
    assert_eq!(driver.init(values, &[("callback_secret", SECRET)]), vec![]);
    driver
}

fn order() -> Box<Order> {
    Box::new(Order {
        method: "kazpost-wallet".to_owned(),
        payment_code: "C0001000010101".to_owned(),
        attempt_id: "a1".to_owned(),
        order_ref: ORDER.to_owned(),
        amount_minor: 3_106_240,
        commission_minor: 2_500,
        expected_minor: 3_108_740,
        currency: "KZT".to_owned(),
        exponent: 2,
        purpose: Titles::new("kk", "ru", "E-visa \"fee\"", "zh"),
        beneficiary: Beneficiary {
            name: "Treasury".to_owned(),
            tax_code: "620301".to_owned(),
            knp: "911".to_owned(),
            kbk: "108126".to_owned(),
        },
        payer: Payer::default(),
        return_url: "https://portal.example/back".to_owned(),
        callback_url: "https://portal.example/callback".to_owned(),
        expires_at: "2026-03-02T10:30:00+05:00".to_owned(),
    })
}

fn response(status: u16, body: &str) -> HttpResult {
    HttpResult::Response(HttpResponse { status, headers: Vec::new(), body: Bytes::from(body) })
}

fn payment(status: &str) -> Value {
    json!({
        "payment_id": "w-1", "order_ref": ORDER, "status": status, "amount": "31087.40", "currency": "KZT",
        "terminal": "KZP-1", "wallet_masked": "7700***2233", "approval": "144712",
        "updated_at": "2026-03-02T10:05:00+05:00", "code_expires_s": 300, "resend_after_s": 40, "decline_code": null,
    })
}

fn paid(status: &str) -> HttpResult {
    response(200, &payment(status).to_string())
}

fn refused(status: u16, code: &str, left: Option<u32>) -> HttpResult {
    response(status, &json!({"error": {"code": code, "attempts_left": left}}).to_string())
}

fn not_sent() -> HttpResult {
    HttpResult::NotSent { why: "refused".to_owned() }
}

fn on(driver: &mut Driver, turn: &Turn, event: Event) -> Turn {
    driver.turn(Op::Resume { order: order(), state: turn.state.clone(), event }).unwrap()
}

fn told(driver: &mut Driver, turn: &Turn, result: HttpResult) -> Turn {
    on(driver, turn, Event::HttpResult(result))
}

fn typed(driver: &mut Driver, turn: &Turn, (field, value): (&str, &str)) -> Turn {
    on(driver, turn, Event::FormSubmitted { values: [(field.to_owned(), value.to_owned())].into() })
}

fn request(turn: &Turn) -> &HttpRequest {
    let Step::Http(request) = &turn.step else { panic!("{turn:?}") };
    assert!(request.headers.iter().any(|header| {
        header.name == "authorization"
            && header.value == Text::Join(vec![Text::from("Bearer "), Text::secret("api_key")])
    }));
    request
}

fn collect(turn: &Turn) -> &Collect {
    let Step::Collect(collect) = &turn.step else { panic!("{turn:?}") };
    assert_eq!((collect.total_minor, collect.commission_minor), (3_108_740, 2_500));
    collect
}

/// What the customer is told above the fields.
fn notice(turn: &Turn) -> &str {
    collect(turn).notice.as_ref().map_or("", |notice| notice.key.as_str())
}

/// What the field holds at first.
fn held(turn: &Turn) -> Option<&str> {
    collect(turn).fields[0].value.as_deref()
}

fn seen(turn: &Turn) -> &Observation {
    let Step::Observe(seen) = &turn.step else { panic!("{turn:?}") };
    seen
}

/// The turn that sent the creation.
fn creating(driver: &mut Driver) -> Turn {
    let form = driver.turn(Op::Start { order: order() }).unwrap();
    assert_eq!(
        (collect(&form).title.as_str(), collect(&form).fields[0].kind),
        ("method-wallet-title", FieldKind::WalletNo)
    );
    typed(driver, &form, ("wallet", "+7 700 111 22 33"))
}

/// The turn that asked for the code.
fn at_code(driver: &mut Driver) -> Turn {
    let sent = creating(driver);
    told(driver, &sent, response(201, &payment("awaiting_code").to_string()))
}

/// The turn that sent the confirmation.
fn confirming(driver: &mut Driver) -> Turn {
    let form = at_code(driver);
    typed(driver, &form, ("code", "123 456"))
}

fn is_ask(turn: &Turn) -> bool {
    let request = request(turn);
    (request.effect, request.method, request.url.as_str())
        == (Effect::Query, HttpMethod::Get, &format!("{API}/by-order/{ORDER}"))
}

fn asked(driver: &mut Driver, result: HttpResult) -> Turn {
    let ask = driver.turn(Op::Query { order: order(), state: State::default() }).unwrap();
    assert!(is_ask(&ask));
    told(driver, &ask, result)
}

/// The JSON of a request; what only the provider may see is marked.
fn body_of(request: &HttpRequest) -> Value {
    let Some(Body::Text { text: Text::Join(parts), .. }) = &request.body else { panic!("{request:?}") };
    let filled: String = parts
        .iter()
        .map(|part| match part {
            Text::Plain(text) => {
                assert!(!text.contains("7001112233") && !text.contains("123456"), "{text}: kept for ever");
                text.as_str()
            }
            Text::Private { private } => private.as_str(),
            Text::Secret { secret } => {
                assert_eq!(secret, "callback_secret");
                SECRET
            }
            Text::Basic { .. } | Text::Join(_) => panic!("{part:?}"),
        })
        .collect();
    serde_json::from_str(&filled).unwrap()
}

#[test]
fn a_payment_goes_from_the_number_over_the_code_to_paid() {
    let mut driver = ready();
    let sent = creating(&mut driver);
    let create = request(&sent);
    assert_eq!((create.effect, create.url.as_str()), (Effect::Query, API), "no money moves without a code");
    assert!(create.headers.contains(&Header::new("idempotency-key", "a1")));
    let body = body_of(create);
    assert_eq!((&body["wallet"], &body["amount"]), (&json!("77001112233"), &json!("31087.40")));
    assert_eq!((&body["order_ref"], &body["callback_secret"]), (&json!(ORDER), &json!(SECRET)));
    assert_eq!((&body["purpose"], &body["beneficiary"]["kbk"]), (&json!("E-visa \"fee\""), &json!("108126")));

    let form = told(&mut driver, &sent, response(201, &payment("awaiting_code").to_string()));
    let code = collect(&form);
    assert_eq!((code.title.as_str(), code.expires_s), ("method-code-title", 300));
    assert_eq!(code.resend, Some(Resend { allowed: true, after_s: 40 }));
    let sent = typed(&mut driver, &form, ("code", " 123 456 "));
    let confirm = request(&sent);
    assert_eq!((confirm.effect, confirm.url.as_str()), (Effect::Mutate, format!("{API}/w-1/confirm").as_str()));
    assert_eq!(confirm.idempotency_key.as_deref(), Some("a1-confirm-1"));
    assert_eq!(body_of(confirm), json!({"code": "123456"}));
    assert!(!sent.state.0.to_string().contains("123456"), "a code is not remembered");
    assert!(!sent.state.0.to_string().contains("7001112233"), "a wallet is not remembered");
    for answer in ["processing", "paid", "something new"] {
        let ask = told(&mut driver, &sent, paid(answer));
        assert!(is_ask(&ask), "only the payment itself tells");
        let last = told(&mut driver, &ask, paid("paid"));
        assert_eq!((seen(&last).status, seen(&last).amount_minor), (Status::Paid, Some(3_108_740)));
    }
}

#[test]
fn a_number_that_is_none_is_asked_for_again_without_a_request() {
    let mut driver = ready();
    let mut form = driver.turn(Op::Start { order: order() }).unwrap();
    for number in ["", "12", "97001112233", "77031112233", "4400430000004242"] {
        form = typed(&mut driver, &form, ("wallet", number));
        assert_eq!(notice(&form), "method-wallet-number-wrong", "{number}");
    }
    assert_eq!(held(&form), Some("4400430000004242"), "what was typed can be corrected");
    form = typed(&mut driver, &form, ("another", "77001112233"));
    assert_eq!(notice(&form), "method-wallet-number-wrong");
    assert_eq!(request(&typed(&mut driver, &form, ("wallet", "87001112233"))).url, API);
}

#[test]
fn every_refusal_of_the_creation_has_its_answer() {
    for (status, code, key) in [
        (422, "wallet_blocked", "method-wallet-blocked"),
        (422, "limit_exceeded", "method-limit-exceeded"),
        (422, "insufficient_funds", "method-balance-low"),
    ] {
        let mut driver = ready();
        let sent = creating(&mut driver);
        let turn = told(&mut driver, &sent, refused(status, code, None));
        let decline = seen(&turn).decline.clone().unwrap();
        assert_eq!(
            (seen(&turn).status, decline.is_final, decline.message_key.as_deref()),
            (Status::Declined, true, Some(key))
        );
    }
    let mut driver = ready();
    let sent = creating(&mut driver);
    assert!(is_ask(&told(&mut driver, &sent, refused(409, "order_exists", None))));
    assert!(is_ask(&told(&mut driver, &sent, refused(422, "something_new", None))));
    assert_eq!(notice(&told(&mut driver, &sent, not_sent())), "method-try-again");
}

#[test]
fn an_unknown_wallet_may_be_typed_three_times() {
    let mut driver = ready();
    let mut sent = creating(&mut driver);
    for _ in 0..2 {
        let form = told(&mut driver, &sent, refused(404, "wallet_not_found", None));
        assert_eq!(notice(&form), "method-wallet-not-found");
        assert!(held(&form).is_some_and(|number| number.contains("7") && number.len() >= 11));
        sent = typed(&mut driver, &form, ("wallet", "77001112234"));
    }
    let last = told(&mut driver, &sent, refused(404, "wallet_not_found", None));
    assert_eq!(seen(&last).status, Status::Declined);
}

#[test]
fn what_was_created_otherwise_than_asked_for_gets_no_code() {
    for (field, value) in [
        ("amount", json!("31062.40")),
        ("currency", json!("USD")),
        ("order_ref", json!("170000000000018")),
        ("status", json!("paid")),
    ] {
        let mut driver = ready();
        let sent = creating(&mut driver);
        let mut other = payment("awaiting_code");
        other[field] = value;
        assert!(is_ask(&told(&mut driver, &sent, response(201, &other.to_string()))), "{field}");
    }
}

#[test]
fn a_wrong_code_is_asked_for_again_until_it_is_enough() {
    let mut driver = ready();
    let form = at_code(&mut driver);
    let mut form = typed(&mut driver, &form, ("code", "abc"));
    assert_eq!(notice(&form), "method-code-wrong-shape");
    for turn in 1..CODE_TRIES_MAX {
        let sent = typed(&mut driver, &form, ("code", "1234"));
        assert_eq!(request(&sent).idempotency_key.as_deref(), Some(format!("a1-confirm-{turn}").as_str()));
        form = told(&mut driver, &sent, refused(422, "code_wrong", Some(9)));
        assert_eq!((notice(&form), held(&form)), ("method-code-wrong", None), "a code is typed anew");
        assert_eq!(collect(&form).tries_left, Some(CODE_TRIES_MAX - turn));
    }
    let sent = typed(&mut driver, &form, ("code", "1234"));
    let cancel = told(&mut driver, &sent, refused(422, "code_wrong", Some(9)));
    assert_eq!(request(&cancel).url, format!("{API}/by-order/{ORDER}/cancel"));
    let ask = told(&mut driver, &cancel, paid("cancelled"));
    assert!(is_ask(&ask));
    let last = told(&mut driver, &ask, paid("cancelled"));
    assert_eq!((seen(&last).status, seen(&last).decline.clone().unwrap().is_final), (Status::Cancelled, true));
}

#[test]
fn every_answer_to_a_confirmation_has_its_step() {
    let mut driver = ready();
    let sent = confirming(&mut driver);
    assert_eq!(notice(&told(&mut driver, &sent, refused(422, "code_expired", None))), "method-code-expired");
    assert_eq!(notice(&told(&mut driver, &sent, not_sent())), "method-try-again");
    for (status, code, left) in [
        (422, "code_wrong", Some(0)),
        (422, "insufficient_funds", None),
        (422, "limit_exceeded", None),
        (422, "wallet_blocked", None),
        (409, "not_awaiting_code", None),
        (422, "something_new", None),
    ] {
        assert!(is_ask(&told(&mut driver, &sent, refused(status, code, left))), "{code}: the payment tells");
    }
}

#[test]
fn another_code_moves_no_money_and_never_closes_the_form() {
    let mut driver = ready();
    let form = at_code(&mut driver);
    let sent = on(&mut driver, &form, Event::Resend);
    assert_eq!(
        (request(&sent).effect, request(&sent).url.as_str()),
        (Effect::Query, format!("{API}/w-1/code").as_str())
    );
    assert_eq!(notice(&told(&mut driver, &sent, paid("awaiting_code"))), "method-code-resent");
    for result in [
        refused(429, "resend_too_early", None),
        response(500, "<html>"),
        not_sent(),
        HttpResult::SentNoResponse { why: String::new() },
    ] {
        let form = told(&mut driver, &sent, result);
        assert_eq!(notice(&form), "method-code-not-sent");
        assert_eq!(request(&typed(&mut driver, &form, ("code", "1234"))).effect, Effect::Mutate);
    }
}

#[test]
fn after_the_last_code_none_is_promised() {
    let mut driver = ready();
    let form = at_code(&mut driver);
    let sent = on(&mut driver, &form, Event::Resend);
    let last = told(&mut driver, &sent, refused(422, "resend_limit", None));
    assert_eq!((notice(&last), collect(&last).resend.unwrap().allowed), ("method-code-resend-limit", false));
    assert_eq!(notice(&on(&mut driver, &last, Event::Resend)), "method-code-resend-limit");
    let wrong = typed(&mut driver, &last, ("code", "1234"));
    let form = told(&mut driver, &wrong, refused(422, "code_wrong", Some(1)));
    assert_eq!((collect(&form).tries_left, collect(&form).resend.unwrap().allowed), (Some(1), false));
}

#[test]
fn a_creation_whose_answer_was_lost_goes_on_with_the_code() {
    let mut driver = ready();
    let sent = creating(&mut driver);
    let lost = told(&mut driver, &sent, HttpResult::SentNoResponse { why: "timeout".to_owned() });
    assert!(!lost.state.0.to_string().contains("111 22 33"), "the number is not needed any more");
    let ask = driver.turn(Op::Query { order: order(), state: lost.state }).unwrap();
    let form = told(&mut driver, &ask, paid("awaiting_code"));
    assert_eq!(collect(&form).title, "method-code-title");
    let other = payment("awaiting_code").to_string().replace("31087.40", "1.00");
    assert_eq!(seen(&told(&mut driver, &ask, response(200, &other))).amount_minor, Some(100), "not what we asked for");
}

#[test]
fn asking_at_any_time_does_not_lose_the_place_in_the_form() {
    let mut driver = ready();
    let form = at_code(&mut driver);
    let ask = driver.turn(Op::Query { order: order(), state: form.state.clone() }).unwrap();
    let told_now = told(&mut driver, &ask, paid("awaiting_code"));
    assert_eq!(seen(&told_now).status, Status::NotPaid);
    assert_eq!(told_now.state, form.state);
    assert_eq!(request(&typed(&mut driver, &told_now, ("code", "1234"))).url, format!("{API}/w-1/confirm"));
    for event in [Event::Tick, Event::CustomerReturned { query: Vec::new(), form: Vec::new() }] {
        assert!(is_ask(&on(&mut driver, &form, event)));
    }
    // A form that is not awaited, and a code where none is, only make us ask.
    let sent = confirming(&mut driver);
    assert!(is_ask(&typed(&mut driver, &sent, ("code", "1234"))));
    let start = driver.turn(Op::Start { order: order() }).unwrap();
    assert!(is_ask(&on(&mut driver, &start, Event::Resend)));
}

#[test]
fn bug_20_every_status_of_the_table_is_mapped() {
    for (word, status) in [
        ("awaiting_code", Status::NotPaid),
        ("processing", Status::Pending),
        ("paid", Status::Paid),
        ("declined", Status::Declined),
        ("cancelled", Status::Cancelled),
        ("expired", Status::Cancelled),
        ("refunded", Status::Refunded),
        ("part_refunded", Status::PartRefunded),
        ("PAID", Status::Unknown),
        ("settled", Status::Unknown),
        ("", Status::Unknown),
    ] {
        let turn = asked(&mut ready(), paid(word));
        assert_eq!(seen(&turn).status, status, "{word}");
        let declined = matches!(status, Status::Declined | Status::Cancelled);
        assert_eq!(seen(&turn).decline.as_ref().is_some_and(|decline| decline.is_final), declined);
    }
    let turn = asked(&mut ready(), paid("paid"));
    let paid_now = seen(&turn);
    assert_eq!((paid_now.order_ref.as_str(), paid_now.terminal.as_deref()), (ORDER, Some("KZP-1")));
    assert_eq!((paid_now.provider_ref.as_deref(), paid_now.approval.as_deref()), (Some("w-1"), Some("144712")));
    assert_eq!(paid_now.masked_instrument.as_deref(), Some("7700***2233"));
    let found = asked(&mut ready(), refused(404, "payment_not_found", None));
    assert!(matches!(found.step, Step::Observe(seen) if seen.status == Status::NotFound));
    for (code, key) in [
        ("insufficient_funds", "method-balance-low"),
        ("code_wrong", "method-code-exceeded"),
        ("wallet_blocked", "method-wallet-blocked"),
        ("whatever", "method-declined"),
    ] {
        let mut declined = payment("declined");
        declined["decline_code"] = code.into();
        let turn = asked(&mut ready(), response(200, &declined.to_string()));
        assert_eq!(seen(&turn).decline.clone().unwrap().message_key.as_deref(), Some(key), "{code}");
    }
}

#[test]
fn bug_21_whatever_is_not_an_answer_is_unknown_at_every_step() {
    let good = payment("paid").to_string();
    let mut results = vec![
        HttpResult::SentNoResponse { why: "timeout".to_owned() },
        response(200, ""),
        response(200, "<html>paid</html>"),
        response(200, &good[..good.len() - 1]),
        response(200, "[]"),
        response(200, "{}"),
        response(200, &good.replacen("\"status\"", "\"status\":\"paid\",\"status\"", 1)),
        response(200, &good.replace("w-1", "../w")),
        response(404, "<html>not found</html>"),
        response(404, r#"{"error":{}}"#),
        response(404, r#"{"error":{"code":""}}"#),
        response(422, "{}"),
    ];
    results.extend([202, 204, 302, 400, 401, 403, 500, 502, 503].map(|status| response(status, &good)));
    for result in results {
        let shown = format!("{result:?}");
        let mut driver = ready();
        assert_eq!(seen(&asked(&mut driver, result.clone())).status, Status::Unknown, "asking: {shown}");
        let sent = creating(&mut driver);
        let lost = told(&mut driver, &sent, result.clone());
        assert_eq!(seen(&lost).status, Status::Unknown, "creating: {shown}");
        let ask = driver.turn(Op::Query { order: order(), state: lost.state }).unwrap();
        assert_eq!(seen(&told(&mut driver, &ask, paid("paid"))).status, Status::Paid);
        let sent = confirming(&mut driver);
        let lost = told(&mut driver, &sent, result);
        assert_eq!(seen(&lost).status, Status::Unknown, "confirming: {shown}");
        assert!(is_ask(&typed(&mut driver, &lost, ("code", "1234"))), "nothing is sent twice");
    }
    for (from, to) in [("31087.40", "31087.401"), ("31087.40", "-1"), ("\"31087.40\"", "null")] {
        let turn = asked(&mut ready(), response(200, &good.replace(from, to)));
        assert_eq!(seen(&turn).status, Status::Unknown, "{to}");
    }
    assert_eq!(seen(&asked(&mut ready(), not_sent())).status, Status::Unknown);
}

#[test]
fn bug_14_what_does_not_fit_the_order_is_told_as_it_is() {
    let good = payment("paid").to_string();
    let told = |from: &str, to: &str| seen(&asked(&mut ready(), response(200, &good.replace(from, to)))).clone();
    assert_eq!(told("31087.40", "31062.40").amount_minor, Some(3_106_240));
    assert_eq!(told("\"31087.40\"", "31087.4").amount_minor, Some(3_108_740));
    assert_eq!(told("KZT", "USD").currency.as_deref(), Some("USD"));
    assert_eq!(told("7700***2233", "77001112233").masked_instrument, None, "a whole number gets no further");
    assert_eq!(told("KZP-1", "X").terminal.as_deref(), Some("X"));
    assert_eq!(told(ORDER, "170000000000018").order_ref, "170000000000018");
    assert_eq!(told("2026-03-02T10:05:00+05:00", "yesterday").occurred_at, None);
}

#[test]
fn a_payment_is_cancelled_or_given_back_and_then_asked_after() {
    let refund = |amount_minor, provider_ref: Option<&str>| RefundOrder {
        refund_id: "r1".to_owned(),
        amount_minor,
        captured_minor: None,
        provider_ref: provider_ref.map(str::to_owned),
        reason: String::new(),
    };
    let ask = |refund| Op::Refund { order: order(), state: State::default(), refund };
    let mut driver = ready();
    for (op, url, key) in [
        (Op::Cancel { order: order(), state: State::default() }, format!("{API}/by-order/{ORDER}/cancel"), "a1-cancel"),
        (ask(refund(3_108_740, Some("w-1"))), format!("{API}/w-1/refund"), "r1"),
    ] {
        let sent = driver.turn(op).unwrap();
        let made = request(&sent);
        assert_eq!(
            (made.effect, made.url.as_str(), made.idempotency_key.as_deref()),
            (Effect::Mutate, url.as_str(), Some(key))
        );
        for result in [paid("refunded"), refused(409, "no", None), response(500, ""), not_sent()] {
            assert!(is_ask(&told(&mut driver, &sent, result)));
        }
    }
    let kind = |refund| ready().turn(ask(refund)).unwrap_err().kind;
    assert_eq!(kind(refund(1_000, Some("w-1"))), FaultKind::Unsupported);
    assert_eq!(kind(refund(3_108_740, None)), FaultKind::Input);
    assert_eq!(kind(refund(3_108_740, Some("../x"))), FaultKind::Input);
    let capture = Op::Capture { order: order(), state: State::default() };
    assert_eq!(ready().turn(capture).unwrap_err().kind, FaultKind::Unsupported);
}

fn called(body: &str) -> Result<Callback, Fault> {
    let raw = RawHttp { method: "POST".to_owned(), query: Vec::new(), headers: Vec::new(), body: Bytes::from(body) };
    let answer = ready().call(Op::ParseCallback(raw));
    if let proto::Answer::Error(fault) = answer {
        return Err(fault);
    }
    let proto::Answer::Callback(callback) = answer else { panic!("{answer:?}") };
    Ok(*callback)
}

#[test]
fn a_callback_only_says_ask_now() {
    let posted = |secret: &str, status: &str| {
        json!({"event_id": "e-1", "order_ref": ORDER, "payment_id": "w-1", "status": status, "callback_secret": secret})
            .to_string()
    };
    let callback = called(&posted(SECRET, "paid")).unwrap();
    assert_eq!((callback.authenticity, callback.order_ref.as_deref()), (Authenticity::SharedSecret, Some(ORDER)));
    assert_eq!((callback.observation, callback.ack.body.as_str()), (None, r#"{"accepted":true}"#));
    assert_ne!(callback.replay_key, called(&posted(SECRET, "declined")).unwrap().replay_key);
    for secret in ["", "a-callback-secreT", "a-callback-secret "] {
        let forged = called(&posted(secret, "paid")).unwrap();
        assert_eq!((forged.authenticity, forged.ack.status), (Authenticity::None, 200));
    }
    for broken in ["", "{", "{}", "hello", r#"{"order_ref":"../x"}"#, "\u{0}"] {
        assert_eq!(called(broken).unwrap_err().kind, FaultKind::Input, "{broken}");
    }
}

#[test]
fn a_bad_setting_is_named() {
    for (field, value) in [
        ("api_url", json!("http://post.kz")),
        ("api_url", json!("https://post.kz@evil.example/")),
        ("api_url", json!("https://post.kz/?a")),
        ("api_url", Value::Null),
        ("terminal", json!("")),
        ("colour", json!("red")),
    ] {
        let mut bad = json!({"api_url": "https://post.kz/wallet"});
        bad[field] = value.clone();
        let issues = Driver::new(crate::evisa_pay_plugin_v1).init(bad, &[("callback_secret", SECRET)]);
        assert_eq!(issues.iter().map(|issue| issue.field.as_str()).collect::<Vec<_>>(), [field], "{value}");
    }
    let mut driver = Driver::new(crate::evisa_pay_plugin_v1);
    for secrets in [&[][..], &[("callback_secret", "short")], &[("callback_secret", "with \"quotation\" marks")]] {
        assert_eq!(driver.init(json!({"api_url": "http://127.0.0.1:81"}), secrets)[0].field, "callback_secret");
    }
}

#[test]
fn the_commission_is_that_of_figure_9() {
    let mut driver = ready();
    let description = driver.describe();
    let method = &description.methods[0];
    assert_eq!((method.commission_mode, method.commission_minor), (CommissionMode::Included, Some(2_500)));
    let quote = |amount_minor, currency: &str| {
        Op::Quote(QuoteRequest { method: "kazpost-wallet".to_owned(), amount_minor, currency: currency.to_owned() })
    };
    for (op, available) in [(quote(3_106_240, "KZT"), true), (quote(1, "KZT"), false), (quote(3_106_240, "USD"), false)]
    {
        let answer = driver.call(op);
        assert!(matches!(answer, proto::Answer::Quote(quote) if quote.available == available));
    }
}

#[test]
fn a_state_of_another_version_is_a_fault_and_a_query_does_without() {
    for state in [State::default(), State(json!({"stage": "godot"})), State(json!([1]))] {
        let mut driver = ready();
        let resumed = Op::Resume { order: order(), state: state.clone(), event: Event::Tick };
        assert_eq!(driver.turn(resumed).unwrap_err().kind, FaultKind::State);
        assert!(is_ask(&driver.turn(Op::Query { order: order(), state }).unwrap()));
    }
}

proptest::proptest! {
    /// A byte changed on the way: still paid with every field, or not paid. Nothing panics.
    #[test]
    fn a_damaged_answer_is_never_declined(place in 0usize..400, byte: u8) {
        let mut body = payment("paid").to_string().into_bytes();
        let place = place % body.len();
        body[place] = byte;
        let result = HttpResult::Response(HttpResponse { status: 200, headers: Vec::new(), body: Bytes(body) });
        let turn = asked(&mut ready(), result);
        proptest::prop_assert!(matches!(seen(&turn).status, Status::Paid | Status::Unknown), "{turn:?}");
    }
}

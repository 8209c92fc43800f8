//! The plugin through its real entry: every row of the tables, every oddity of HTTP, and that it keeps nothing in memory
//! (the driver asks everything twice, the second time of a fresh plugin).

use evisa_plugin_sdk::{
    proto::{
        Answer, Authenticity, Beneficiary, Body, Bytes, Callback, CommissionMode, Effect, Event, Fault, FaultKind,
        HttpResponse, HttpResult, Observation, Op, Order, Payer, QuoteRequest, RawHttp, RedirectMethod, RefundOrder,
        State, Status, Step, Text, Titles, Turn,
    },
    testing::Driver,
};
use serde_json::{Value, json};

const SECRET: &str = "a-callback-secret";
const TOKEN: &str =
    r#"{"access_token":"tok","expires_in":"7200","refresh_token":"","scope":"payment","token_type":"Bearer"}"#;

fn values() -> Value {
    json!({
        "oauth_url": "https://epay-oauth.homebank.kz/oauth2/token",
        "api_url": "https://epay-api.homebank.kz/",
        "payform_url": "https://epay.homebank.kz/payform",
        "terminal": "T-1",
        "client_id": "shop",
    })
}

fn ready() -> Driver {
    let mut driver = Driver::new(crate::evisa_pay_plugin_v1);
    assert_eq!(driver.init(values(), &[("callback_secret", SECRET)]), vec![]);
    driver
}

fn order() -> Box<Order> {
    Box::new(Order {
        method: "halyk-card".to_owned(),
        payment_code: "C0001000010101".to_owned(),
        attempt_id: "a1".to_owned(),
        order_ref: "1203450001".to_owned(),
        amount_minor: 3_106_240,
        commission_minor: 10_000,
        expected_minor: 3_106_240,
        currency: "KZT".to_owned(),
        exponent: 2,
        purpose: Titles::new("kk", "ru", "E-visa", "zh"),
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

fn resume(driver: &mut Driver, turn: &Turn, result: HttpResult) -> Result<Turn, Fault> {
    let event = Event::HttpResult(result);
    driver.turn(Op::Resume { order: order(), state: turn.state.clone(), event })
}

/// Ask after the order; `result` is what check-status says.
fn queried(driver: &mut Driver, result: HttpResult) -> Turn {
    let token = driver.turn(Op::Query { order: order(), state: State::default() }).unwrap();
    let status = resume(driver, &token, response(200, TOKEN)).unwrap();
    let Step::Http(request) = &status.step else { panic!("{status:?}") };
    assert_eq!(request.effect, Effect::Query);
    assert_eq!(request.url, "https://epay-api.homebank.kz/check-status/payment/transaction/1203450001");
    resume(driver, &status, result).unwrap()
}

fn seen_in(turn: Turn) -> Observation {
    let Step::Observe(observation) = turn.step else { panic!("{turn:?}") };
    observation
}

fn observed(result: HttpResult) -> Observation {
    seen_in(queried(&mut ready(), result))
}

fn transaction(status: &str) -> Value {
    json!({
        "resultCode": "100",
        "transaction": {
            "id": "6a1e", "createdDate": "2026-03-02T10:05:00+06:00", "invoiceID": "1203450001", "amount": 31062.4,
            "currency": "KZT", "terminal": "T-1", "statusName": status, "cardMask": "900000...0900",
            "approvalCode": "144712", "reasonCode": 484,
        }
    })
}

#[test]
fn the_card_page_is_reached_with_a_token_of_the_order() {
    let mut driver = ready();
    let token = driver.turn(Op::Start { order: order() }).unwrap();
    let Step::Http(request) = &token.step else { panic!("{token:?}") };
    assert_eq!((request.effect, request.url.as_str()), (Effect::Query, "https://epay-oauth.homebank.kz/oauth2/token"));
    let Some(Body::Form { fields }) = &request.body else { panic!("{request:?}") };
    let field = |name: &str| fields.iter().find(|field| field.name == name).map(|field| &field.value);
    assert_eq!(field("client_secret"), Some(&Text::secret("client_secret")));
    assert_eq!(field("secret_hash"), Some(&Text::secret("callback_secret")));
    assert_eq!(field("amount"), Some(&Text::from("31062.40")));
    let page = resume(&mut driver, &token, response(200, TOKEN)).unwrap();
    let Step::Redirect(redirect) = &page.step else { panic!("{page:?}") };
    assert_eq!((redirect.method, redirect.url.as_str()), (RedirectMethod::Post, "https://epay.homebank.kz/payform"));
    let field = |name: &str| redirect.fields.iter().find(|pair| pair.name == name).map(|pair| pair.value.as_str());
    assert_eq!(field("auth"), Some(TOKEN));
    assert_eq!(
        (field("amount"), field("language"), field("description")),
        (Some("31062.40"), Some("eng"), Some("E-visa"))
    );
    assert!(!page.state.0.to_string().contains("tok"), "a token is not remembered");
    for event in [Event::CustomerReturned { query: Vec::new(), form: Vec::new() }, Event::Tick] {
        let turn = driver.turn(Op::Resume { order: order(), state: page.state.clone(), event }).unwrap();
        assert!(matches!(turn.step, Step::Http(request) if request.url.contains("oauth2")));
    }
}

#[test]
fn each_language_has_its_page() {
    for (lang, language) in [("kk", "kaz"), ("ru", "rus"), ("en", "eng"), ("zh", "eng")] {
        let mut driver = ready();
        driver.cx.lang = lang.to_owned();
        let token = driver.turn(Op::Start { order: order() }).unwrap();
        let Step::Redirect(redirect) = resume(&mut driver, &token, response(200, TOKEN)).unwrap().step else {
            panic!()
        };
        assert!(redirect.fields.iter().any(|pair| pair.name == "language" && pair.value == language), "{lang}");
    }
}

#[test]
fn bug_20_every_status_of_the_table_is_mapped() {
    for (name, status) in [
        ("NEW", Status::NotPaid),
        ("3D", Status::Pending),
        ("AUTH", Status::Authorised),
        ("CHARGE", Status::Paid),
        ("PAID", Status::Paid),
        ("CANCEL", Status::Cancelled),
        ("CANCEL_OLD", Status::Cancelled),
        ("REFUND", Status::Refunded),
        ("REJECT", Status::Declined),
        ("REJECTED", Status::Declined),
        ("FAILED", Status::Declined),
        ("charge", Status::Unknown),
        ("CHARGED", Status::Unknown),
        ("SOMETHING", Status::Unknown),
    ] {
        let seen = observed(response(200, &transaction(name).to_string()));
        assert_eq!(seen.status, status, "{name}");
        assert_eq!(seen.amount_minor, Some(3_106_240));
        assert_eq!((seen.order_ref.as_str(), seen.terminal.as_deref()), ("1203450001", Some("T-1")));
        assert_eq!(seen.occurred_at.as_deref(), Some("2026-03-02T10:05:00+06:00"));
        assert_eq!(seen.decline.is_some(), status == Status::Declined);
        let mut other = transaction(name);
        other["transaction"]["status"] = other["transaction"]["statusName"].take();
        assert_eq!(observed(response(200, &other.to_string())).status, status, "{name} as `status`");
    }
}

#[test]
fn every_result_code_of_the_table_is_mapped() {
    for (code, status) in [
        ("100", Status::Unknown),
        ("101", Status::Declined),
        ("102", Status::NotFound),
        ("103", Status::Unknown),
        ("104", Status::Unknown),
        ("107", Status::Unknown),
        ("109", Status::Unknown),
        ("0", Status::Unknown),
    ] {
        assert_eq!(observed(response(200, &json!({ "resultCode": code }).to_string())).status, status, "{code}");
        let number: u16 = code.parse().unwrap();
        assert_eq!(observed(response(200, &json!({ "resultCode": number }).to_string())).status, status, "{code}");
        // A code other than 100 never makes a payment, whatever the transaction says.
        let mut paid = transaction("CHARGE");
        paid["resultCode"] = code.into();
        let expected = if code == "100" { Status::Paid } else { Status::Unknown };
        assert_eq!(observed(response(200, &paid.to_string())).status, expected, "{code} with CHARGE");
    }
    let mut rejected = transaction("REJECT");
    rejected["resultCode"] = "101".into();
    assert_eq!(observed(response(200, &rejected.to_string())).status, Status::Declined);
}

#[test]
fn bug_21_whatever_is_not_an_answer_is_unknown() {
    let paid = transaction("CHARGE").to_string();
    let twice = paid.replacen("\"statusName\"", "\"statusName\":\"NEW\",\"statusName\"", 1);
    let mut results = vec![
        HttpResult::NotSent { why: "refused".to_owned() },
        HttpResult::SentNoResponse { why: "timeout".to_owned() },
        response(200, ""),
        response(200, "<html>CHARGE</html>"),
        response(200, &paid[..paid.len() - 1]),
        response(200, "[]"),
        response(200, "{}"),
        response(200, &twice),
        response(200, &paid.replace("31062.4", "31062.401")),
        response(200, &paid.replace("31062.4", "-1")),
        response(200, &paid.replace("31062.4", "null")),
        response(200, &paid.replace("\"invoiceID\"", "\"invoice\"")),
        response(200, &paid.replace("\"currency\":\"KZT\"", "\"currency\":\"KZT\",\"curency\":\"USD\"")),
        response(200, &paid.replace("\"statusName\":\"CHARGE\"", "\"statusName\":\"CHARGE\",\"status\":\"NEW\"")),
    ];
    results.extend([201, 204, 302, 400, 403, 404, 429, 500, 502, 503].map(|status| response(status, &paid)));
    for result in results {
        let shown = format!("{result:?}");
        assert_eq!(observed(result).status, Status::Unknown, "{shown}");
    }
}

#[test]
fn bug_15_both_spellings_of_the_currency_are_read_and_nothing_is_corrected() {
    let paid = transaction("CHARGE").to_string();
    assert_eq!(observed(response(200, &paid.replace("currency", "curency"))).currency.as_deref(), Some("KZT"));
    assert_eq!(observed(response(200, &paid.replace("KZT", "USD"))).currency.as_deref(), Some("USD"));
    assert_eq!(observed(response(200, &paid.replace("1203450001", "9999999999"))).order_ref, "9999999999");
    assert_eq!(observed(response(200, &paid.replace("31062.4", "0.01"))).amount_minor, Some(1));
    assert_eq!(observed(response(200, &paid.replace("31062.4", "0"))).amount_minor, Some(0));
    assert_eq!(observed(response(200, &paid.replace("31062.4", "31062.40"))).amount_minor, Some(3_106_240));
    let late = paid.replace("2026-03-02T10:05:00+06:00", "02.03.2026");
    assert_eq!(observed(response(200, &late)).occurred_at, None);
}

#[test]
fn one_declined_card_is_not_the_end_until_the_page_is_closed() {
    let mut failed = transaction("FAILED");
    failed["transaction"]["amount"] = 0.into();
    failed["transaction"]["currency"] = "".into();
    let seen = |now: &str, name: &str| {
        let mut driver = ready();
        driver.cx.now = now.to_owned();
        let mut answer = failed.clone();
        answer["transaction"]["statusName"] = name.into();
        seen_in(queried(&mut driver, response(200, &answer.to_string())))
    };
    let soon = seen("2026-03-02T10:10:00+05:00", "FAILED");
    assert_eq!((soon.status, soon.amount_minor, soon.currency), (Status::Declined, None, None));
    let decline = soon.decline.unwrap();
    assert_eq!((decline.code.as_str(), decline.is_final), ("484", false));
    assert!(!seen("2026-03-02T10:39:59+05:00", "FAILED").decline.unwrap().is_final);
    assert!(seen("2026-03-02T11:40:00+06:00", "FAILED").decline.unwrap().is_final);
    assert!(seen("2026-03-02T10:10:00+05:00", "REJECT").decline.unwrap().is_final);
}

#[test]
fn bug_21_without_a_token_nothing_happens() {
    for result in [
        HttpResult::NotSent { why: "refused".to_owned() },
        HttpResult::SentNoResponse { why: "timeout".to_owned() },
        response(500, "<html>"),
        response(401, "{}"),
        response(200, "{}"),
        response(200, r#"{"access_token":""}"#),
        response(200, r#"{"access_token":"a\nb"}"#),
    ] {
        let mut driver = ready();
        let token = driver.turn(Op::Start { order: order() }).unwrap();
        assert_eq!(resume(&mut driver, &token, result.clone()).unwrap_err().kind, FaultKind::Provider, "{result:?}");
        let token = driver.turn(Op::Query { order: order(), state: State::default() }).unwrap();
        let Step::Observe(seen) = resume(&mut driver, &token, result).unwrap().step else { panic!() };
        assert_eq!(seen.status, Status::Unknown);
    }
    for expires_in in ["\"7200\"", "1200"] {
        let mut driver = ready();
        let token = driver.turn(Op::Start { order: order() }).unwrap();
        let body = TOKEN.replace("\"7200\"", expires_in);
        assert!(matches!(resume(&mut driver, &token, response(200, &body)).unwrap().step, Step::Redirect(_)));
    }
}

#[test]
fn a_dead_token_is_renewed_once() {
    let mut driver = ready();
    let renewed = queried(&mut driver, response(401, ""));
    assert!(matches!(&renewed.step, Step::Http(request) if request.url.contains("oauth2")));
    let status = resume(&mut driver, &renewed, response(200, TOKEN)).unwrap();
    let Step::Observe(seen) = resume(&mut driver, &status, response(401, "")).unwrap().step else { panic!() };
    assert_eq!(seen.status, Status::Unknown);
}

fn called(body: &str) -> Result<Callback, Fault> {
    let raw = RawHttp { method: "POST".to_owned(), query: Vec::new(), headers: Vec::new(), body: Bytes::from(body) };
    let answer = ready().call(Op::ParseCallback(raw));
    if let Answer::Error(fault) = answer {
        return Err(fault);
    }
    let Answer::Callback(callback) = answer else { panic!("{answer:?}") };
    Ok(*callback)
}

#[test]
fn a_callback_only_says_ask_now() {
    let posted = json!({"id": "6a1e", "invoiceId": "1203450001", "amount": 31062.4, "code": "ok", "reasonCode": 0, "secret_hash": SECRET});
    let form = "id=6a1e&invoiceId=1203450001&code=ok&reasonCode=0&secret_hash=a%2Dcallback-secret";
    let [one, other] = [called(&posted.to_string()).unwrap(), called(form).unwrap()];
    assert_eq!(one, other);
    assert_eq!((one.order_ref.as_deref(), one.authenticity), (Some("1203450001"), Authenticity::SharedSecret));
    assert_eq!((one.observation, one.ack.status), (None, 200));
    let mut failed = posted.clone();
    failed["code"] = "error".into();
    assert_ne!(called(&failed.to_string()).unwrap().replay_key, one.replay_key);
    for secret in ["", "a-callback-secreT", "a-callback-secret ", "a-callback-secreta-callback-secret"] {
        let mut forged = posted.clone();
        forged["secret_hash"] = secret.into();
        let callback = called(&forged.to_string()).unwrap();
        assert_eq!((callback.authenticity, callback.ack.status), (Authenticity::None, 200), "{secret:?}");
    }
    for broken in ["", "{", "{}", "hello", r#"{"invoiceId":"../../x"}"#, "%", "invoiceId=%zz", "\u{0}"] {
        assert_eq!(called(broken).unwrap_err().kind, FaultKind::Input, "{broken}");
    }
}

#[test]
fn c11_a_callback_with_the_secret_before_is_believed_while_it_is_configured() {
    let authenticity = |secrets: &[(&str, &str)], given: &str| {
        let mut driver = Driver::new(crate::evisa_pay_plugin_v1);
        assert_eq!(driver.init(values(), secrets), vec![]);
        let body = json!({"id": "6a1e", "invoiceId": "1203450001", "code": "ok", "secret_hash": given}).to_string();
        let raw =
            RawHttp { method: "POST".to_owned(), query: Vec::new(), headers: Vec::new(), body: Bytes::from(&*body) };
        let Answer::Callback(callback) = driver.call(Op::ParseCallback(raw)) else { panic!("no callback") };
        callback.authenticity
    };
    let (now, before) = (("callback_secret", SECRET), ("callback_secret_before", "the-one-of-last-year"));
    assert_eq!(authenticity(&[now, before], SECRET), Authenticity::SharedSecret);
    assert_eq!(authenticity(&[now, before], before.1), Authenticity::SharedSecret);
    assert_eq!(authenticity(&[now], before.1), Authenticity::None, "after the change it proves nothing");
    let issues = Driver::new(crate::evisa_pay_plugin_v1).init(values(), &[now, ("callback_secret_before", "short")]);
    assert_eq!(issues[0].field, "callback_secret_before");
}

#[test]
fn a_whole_payment_is_given_back_and_then_asked_after() {
    let refund = |amount_minor, provider_ref: Option<&str>| RefundOrder {
        refund_id: "r1".to_owned(),
        amount_minor,
        captured_minor: None,
        provider_ref: provider_ref.map(str::to_owned),
        reason: String::new(),
    };
    let ask = |refund| Op::Refund { order: order(), state: State::default(), refund };
    for result in
        [response(200, ""), response(400, r#"{"code":100}"#), HttpResult::SentNoResponse { why: String::new() }]
    {
        let mut driver = ready();
        let token = driver.turn(ask(refund(3_106_240, Some("6a1e")))).unwrap();
        let sent = resume(&mut driver, &token, response(200, TOKEN)).unwrap();
        let Step::Http(request) = &sent.step else { panic!("{sent:?}") };
        assert_eq!((request.effect, request.idempotency_key.as_deref()), (Effect::Mutate, Some("r1")));
        assert_eq!(request.url, "https://epay-api.homebank.kz/operation/6a1e/refund?amount=31062.40&externalID=r1");
        let token = resume(&mut driver, &sent, result).unwrap();
        let status = resume(&mut driver, &token, response(200, TOKEN)).unwrap();
        let last = resume(&mut driver, &status, response(200, &transaction("REFUND").to_string())).unwrap();
        assert!(matches!(last.step, Step::Observe(seen) if seen.status == Status::Refunded));
    }
    let kind = |refund| ready().turn(ask(refund)).unwrap_err().kind;
    assert_eq!(kind(refund(1_000, Some("6a1e"))), FaultKind::Unsupported);
    assert_eq!(kind(refund(3_106_240, None)), FaultKind::Input);
    assert_eq!(kind(refund(3_106_240, Some("../x"))), FaultKind::Input);
    for op in [
        Op::Cancel { order: order(), state: State::default() },
        Op::Capture { order: order(), state: State::default() },
    ] {
        assert_eq!(ready().turn(op).unwrap_err().kind, FaultKind::Unsupported);
    }
}

#[test]
fn a_bad_setting_is_named() {
    for (field, value) in [
        ("oauth_url", json!("http://epay-oauth.homebank.kz/oauth2/token")),
        ("api_url", json!("https://epay-api.homebank.kz.evil.example")),
        ("api_url", json!("https://epay-api.homebank.kz@evil.example/")),
        ("payform_url", json!("javascript:alert(1)")),
        ("terminal", json!("")),
        ("terminal", json!(7)),
        ("client_id", Value::Null),
        ("colour", json!("red")),
    ] {
        let mut bad = values();
        bad[field] = value.clone();
        let issues = Driver::new(crate::evisa_pay_plugin_v1).init(bad, &[("callback_secret", SECRET)]);
        assert_eq!(issues.iter().map(|issue| issue.field.as_str()).collect::<Vec<_>>(), [field], "{value}");
    }
    let mut driver = Driver::new(crate::evisa_pay_plugin_v1);
    assert_eq!(driver.init(values(), &[])[0].field, "callback_secret");
    assert_eq!(driver.init(values(), &[("callback_secret", "short")])[0].field, "callback_secret");
    assert_eq!(driver.init(json!(null), &[("callback_secret", SECRET)]).len(), 1);
}

#[test]
fn the_description_is_that_of_figure_7() {
    let mut driver = ready();
    let description = driver.describe();
    let method = &description.methods[0];
    assert_eq!((method.commission_mode, method.commission_minor), (CommissionMode::AddedByProvider, Some(10_000)));
    assert_eq!((description.order_ref.min, description.order_ref.max, description.order_ref.unique_suffix), (6, 15, 6));
    let quote = |amount_minor, currency: &str| {
        Op::Quote(QuoteRequest { method: "halyk-card".to_owned(), amount_minor, currency: currency.to_owned() })
    };
    for (op, available) in [(quote(3_106_240, "KZT"), true), (quote(1, "KZT"), false), (quote(3_106_240, "USD"), false)]
    {
        assert!(matches!(driver.call(op), Answer::Quote(quote) if quote.available == available));
    }
}

#[test]
fn a_state_of_another_version_is_a_fault_and_a_query_does_without() {
    for state in [State::default(), State(json!({"waits_for": "godot"})), State(json!([1]))] {
        let mut driver = ready();
        let resumed = Op::Resume { order: order(), state: state.clone(), event: Event::Tick };
        assert_eq!(driver.turn(resumed).unwrap_err().kind, FaultKind::State);
        assert!(matches!(driver.turn(Op::Query { order: order(), state }).unwrap().step, Step::Http(_)));
    }
}

proptest::proptest! {
    /// A byte changed on the way: still a paid answer with every field, or not paid. Nothing panics.
    #[test]
    fn a_damaged_answer_is_never_declined(place in 0usize..400, byte: u8) {
        let mut body = transaction("CHARGE").to_string().into_bytes();
        let place = place % body.len();
        body[place] = byte;
        let result = HttpResult::Response(HttpResponse { status: 200, headers: Vec::new(), body: Bytes(body) });
        let seen = observed(result);
        proptest::prop_assert!(matches!(seen.status, Status::Paid | Status::Unknown), "{seen:?}");
        proptest::prop_assert!(seen.status != Status::Paid || seen.amount_minor.is_some());
    }
}

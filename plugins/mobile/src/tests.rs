//! The plugin through its real entry: the whole form, every code and status, every oddity of HTTP, and that it keeps nothing in
//! memory (the driver asks everything twice, the second time of a fresh plugin).

use evisa_plugin_sdk::{
    proto::{
        self, Authenticity, Beneficiary, Body, Bytes, Collect, Effect, FieldKind, HttpRequest, HttpResponse, Op, Pair,
        Payer, RefundOrder, Resend, Text,
    },
    testing::Driver,
};
use serde_json::{Value, json};

use super::*;

const SECRET: &str = "a-callback-secret";
const ORDER: &str = "170000000000017";
const API: &str = "https://www.wooppay.com/api/json";

fn ready() -> Driver {
    let mut driver = Driver::new(crate::evisa_pay_plugin_v1);
    let values = json!({"api_url": format!("{API}/"), "username": "visa", "service_name": "evisa"});
    assert_eq!(driver.init(values, &[("callback_secret", SECRET)]), vec![]);
    driver
}

fn order_of(method: &str) -> Box<Order> {
    Box::new(Order {
        method: method.to_owned(),
        payment_code: "C0001000010101".to_owned(),
        attempt_id: "a1".to_owned(),
        order_ref: ORDER.to_owned(),
        amount_minor: 3_106_240,
        commission_minor: 10_000,
        expected_minor: 3_116_240,
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
        expires_at: "2026-03-02T05:30:00Z".to_owned(),
    })
}

fn order() -> Box<Order> {
    order_of(KCELL)
}

fn http(status: u16, body: &str) -> HttpResult {
    HttpResult::Response(HttpResponse { status, headers: Vec::new(), body: Bytes::from(body) })
}

fn done(response: &Value) -> HttpResult {
    http(200, &json!({"error_code": 0, "response": response}).to_string())
}

fn error(code: u32) -> HttpResult {
    http(200, &json!({"error_code": code, "response": null}).to_string())
}

fn not_sent() -> HttpResult {
    HttpResult::NotSent { why: "refused".to_owned() }
}

fn record(status: u32) -> Value {
    json!({
        "id": 1001, "type": 1, "lotId": 1, "sum": "31162.40", "date": "2026-03-02 10:05:00", "status": status,
        "comment": "", "referenceId": ORDER, "currency": "KZT",
    })
}

fn records(status: u32) -> HttpResult {
    done(&json!({"records": [record(status)]}))
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

fn request<'a>(turn: &'a Turn, method: &str) -> &'a HttpRequest {
    let Step::Http(request) = &turn.step else { panic!("{method}: {turn:?}") };
    assert_eq!(request.url, format!("{API}/{method}"));
    let moves = method == "cash_createInvoiceExtended";
    assert_eq!(request.effect, if moves { Effect::Mutate } else { Effect::Query });
    let cookie = request.headers.iter().find(|header| header.name == "cookie").map(|header| &header.value);
    assert_eq!(cookie, (method != "core_login").then_some(&Text::from("session=s-1")));
    request
}

fn collect(turn: &Turn) -> &Collect {
    let Step::Collect(collect) = &turn.step else { panic!("{turn:?}") };
    assert_eq!((collect.total_minor, collect.commission_minor), (3_116_240, 10_000));
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

/// A login that succeeds, and what is asked with it.
fn let_in(driver: &mut Driver, turn: &Turn) -> Turn {
    let login = request(turn, "core_login");
    let Some(Body::Form { fields }) = &login.body else { panic!("{login:?}") };
    assert!(fields.iter().any(|field| field.name == "password" && field.value == Text::secret("password")));
    told(driver, turn, done(&json!({"session": "s-1"})))
}

fn sms_asked(driver: &mut Driver) -> Turn {
    let form = driver.turn(Op::Start { order: order() }).unwrap();
    assert_eq!(
        (collect(&form).title.as_str(), collect(&form).fields[0].kind),
        ("method-mobile-title", FieldKind::Phone)
    );
    let login = typed(driver, &form, ("phone", "8 (701) 111-22-33"));
    let sms = let_in(driver, &login);
    request(&sms, "core_requestConfirmationCode");
    sms
}

fn at_code(driver: &mut Driver) -> Turn {
    let sms = sms_asked(driver);
    told(driver, &sms, done(&Value::Null))
}

fn invoicing(driver: &mut Driver) -> Turn {
    let form = at_code(driver);
    let login = typed(driver, &form, ("code", "123 456"));
    let_in(driver, &login)
}

/// Whether the next thing is to ask after the order; the answer to it.
fn asked_with(driver: &mut Driver, turn: &Turn, result: HttpResult) -> Turn {
    let ask = let_in(driver, turn);
    request(&ask, "cash_getOperationData");
    told(driver, &ask, result)
}

fn asked(driver: &mut Driver, result: HttpResult) -> Turn {
    let login = driver.turn(Op::Query { order: order(), state: State::default() }).unwrap();
    asked_with(driver, &login, result)
}

fn body_of(request: &HttpRequest) -> Value {
    let filled = match &request.body {
        Some(Body::Text { text: Text::Plain(text), .. }) => text.clone(),
        Some(Body::Text { text: Text::Join(parts), .. }) => parts
            .iter()
            .map(|part| match part {
                Text::Plain(text) => {
                    assert!(!text.contains("7011112233") && !text.contains("123456"), "{text}: kept for ever");
                    text.as_str()
                }
                Text::Private { private } => private.as_str(),
                Text::Secret { .. } | Text::Basic { .. } | Text::Join(_) => SECRET,
            })
            .collect(),
        other => panic!("{other:?}"),
    };
    serde_json::from_str(&filled).unwrap()
}

#[test]
fn a_payment_goes_from_the_number_over_the_code_to_paid() {
    let mut driver = ready();
    let sms = sms_asked(&mut driver);
    assert_eq!(body_of(request(&sms, "core_requestConfirmationCode")), json!({"phone": "7011112233"}));
    let form = told(&mut driver, &sms, done(&Value::Null));
    assert_eq!((collect(&form).title.as_str(), collect(&form).expires_s), ("method-code-title", 1_800));
    assert_eq!(collect(&form).resend, Some(Resend { allowed: true, after_s: 30 }));
    let login = typed(&mut driver, &form, ("code", " 123 456 "));
    let invoice = let_in(&mut driver, &login);
    let made = request(&invoice, "cash_createInvoiceExtended");
    assert_eq!(made.idempotency_key.as_deref(), Some("a1"));
    let body = body_of(made);
    for (field, value) in [
        ("referenceId", json!(ORDER)),
        ("orderNumber", json!(ORDER)),
        ("amount", json!("31162.40")),
        ("addInfo", json!("123456")),
        ("userPhone", json!("7011112233")),
        ("serviceType", json!(2)),
        ("cardForbidden", json!(1)),
        ("serviceName", json!("evisa")),
        ("deathDate", json!("2026-03-02 10:30:00")),
        ("description", json!("E-visa \"fee\"")),
        ("requestUrl", json!(format!("https://portal.example/callback?order={ORDER}&secret={SECRET}"))),
    ] {
        assert_eq!(body[field], value, "{field}");
    }
    assert!(!invoice.state.0.to_string().contains("123456"), "a code is not remembered once it was sent");
    let login = told(&mut driver, &invoice, done(&json!({"operationId": 1001, "operationUrl": "https://x"})));
    assert!(!login.state.0.to_string().contains("7011112233"), "a number is not remembered once it was used");
    let ask = let_in(&mut driver, &login);
    assert_eq!(body_of(request(&ask, "cash_getOperationData")), json!({"operationId": [1001]}));
    let last = told(&mut driver, &ask, records(4));
    assert_eq!((seen(&last).status, seen(&last).amount_minor), (Status::Paid, Some(3_116_240)));
    assert_eq!(seen(&last).provider_ref.as_deref(), Some("1001"));
    assert_eq!(seen(&last).masked_instrument.as_deref(), Some("+7 701 *** ** 33"));
}

#[test]
fn the_prefix_is_a_hint_and_the_payer_decides() {
    for (method, number, title) in [
        (KCELL, "7051112233", "method-mobile-like-beeline"),
        (BEELINE, "7011112233", "method-mobile-like-kcell"),
        (BEELINE, "7601112233", "method-mobile-like-other"),
    ] {
        let mut driver = ready();
        let resume = |driver: &mut Driver, turn: &Turn, number: &str| {
            let event = Event::FormSubmitted { values: [("phone".to_owned(), number.to_owned())].into() };
            driver.turn(Op::Resume { order: order_of(method), state: turn.state.clone(), event }).unwrap()
        };
        let form = driver.turn(Op::Start { order: order_of(method) }).unwrap();
        let doubt = resume(&mut driver, &form, number);
        assert_eq!(notice(&doubt), title);
        assert_eq!(held(&doubt), Some(number), "pressing once more is deciding");
        // Another doubtful number is doubted too; the same one again is taken.
        let other = resume(&mut driver, &doubt, &number.replace("33", "34"));
        assert_eq!(notice(&other), title);
        request(&resume(&mut driver, &doubt, &format!("+7 {number}")), "core_login");
    }
}

#[test]
fn tele2_and_altel_are_refused_with_an_explanation_however_often_they_are_typed() {
    let mut driver = ready();
    let mut form = driver.turn(Op::Start { order: order() }).unwrap();
    for number in ["7001112233", "77071112233", "87081112233", "+7 747 111 22 33", "7471112233", "7471112233"] {
        form = typed(&mut driver, &form, ("phone", number));
        assert_eq!((notice(&form), held(&form)), ("method-mobile-tele2", Some(number)));
    }
    for number in ["", "12", "7031112233", "+44 20 1234 5678"] {
        form = typed(&mut driver, &form, ("phone", number));
        assert_eq!(notice(&form), "method-mobile-number-wrong", "{number}");
    }
    request(&typed(&mut driver, &form, ("phone", "7751112233")), "core_login");
}

#[test]
fn every_answer_to_asking_for_a_code_has_its_step() {
    for (result, title) in [
        (error(222), "method-mobile-code-refused"),
        (error(225), "method-mobile-number-wrong"),
        (error(603), "method-mobile-operator-unsupported"),
        (error(3), "method-try-again"),
        (error(999), "method-try-again"),
        (http(500, "<html>"), "method-try-again"),
        (http(200, "{}"), "method-try-again"),
        (not_sent(), "method-try-again"),
        (HttpResult::SentNoResponse { why: String::new() }, "method-try-again"),
    ] {
        let mut driver = ready();
        let sms = sms_asked(&mut driver);
        let form = told(&mut driver, &sms, result);
        assert_eq!((notice(&form), collect(&form).fields[0].kind), (title, FieldKind::Phone));
    }
    for (code, key) in [(214, "method-limit-exceeded"), (224, "method-code-exceeded"), (226, "method-balance-low")] {
        let mut driver = ready();
        let sms = sms_asked(&mut driver);
        let turn = told(&mut driver, &sms, error(code));
        let decline = seen(&turn).decline.clone().unwrap();
        assert_eq!(
            (seen(&turn).status, decline.is_final, decline.message_key.as_deref()),
            (Status::Declined, true, Some(key))
        );
    }
}

#[test]
fn nobody_is_annoyed_by_codes_without_end() {
    let mut driver = ready();
    let mut form = driver.turn(Op::Start { order: order() }).unwrap();
    for last in ["1", "2", "3"] {
        let login = typed(&mut driver, &form, ("phone", &format!("701111223{last}")));
        let sms = let_in(&mut driver, &login);
        form = told(&mut driver, &sms, error(225));
    }
    let turn = typed(&mut driver, &form, ("phone", "7011112234"));
    assert_eq!(seen(&turn).status, Status::Declined);

    let mut form = at_code(&mut driver);
    for sent in 2..=SMS_MAX {
        assert!(collect(&form).resend.unwrap().allowed);
        let login = on(&mut driver, &form, Event::Resend);
        let sms = let_in(&mut driver, &login);
        assert_eq!(body_of(request(&sms, "core_requestConfirmationCode")), json!({"phone": "7011112233"}));
        form = told(&mut driver, &sms, done(&Value::Null));
        assert_eq!(notice(&form), "method-code-resent", "code {sent}");
    }
    assert!(!collect(&form).resend.unwrap().allowed);
    assert_eq!(notice(&on(&mut driver, &form, Event::Resend)), "method-code-resend-limit");
}

#[test]
fn a_code_that_is_not_sent_again_leaves_the_former_one() {
    let mut driver = ready();
    let form = at_code(&mut driver);
    let login = on(&mut driver, &form, Event::Resend);
    assert_eq!(notice(&told(&mut driver, &login, not_sent())), "method-code-not-sent");
    let sms = let_in(&mut driver, &login);
    for result in [error(222), error(3), http(502, ""), not_sent(), HttpResult::SentNoResponse { why: String::new() }] {
        let form = told(&mut driver, &sms, result);
        assert_eq!((notice(&form), collect(&form).fields[0].kind), ("method-code-not-sent", FieldKind::Otp));
        let login = typed(&mut driver, &form, ("code", "1234"));
        request(&let_in(&mut driver, &login), "cash_createInvoiceExtended");
    }
}

#[test]
fn every_answer_to_the_invoice_has_its_step() {
    let mut driver = ready();
    let invoice = invoicing(&mut driver);
    for (code, title) in [(225, "method-mobile-number-wrong"), (603, "method-mobile-operator-unsupported")] {
        assert_eq!(notice(&told(&mut driver, &invoice, error(code))), title);
    }
    for (code, key) in [
        (214, "method-limit-exceeded"),
        (215, "method-limit-exceeded"),
        (224, "method-code-exceeded"),
        (226, "method-balance-low"),
    ] {
        let turn = told(&mut driver, &invoice, error(code));
        let decline = seen(&turn).decline.clone().unwrap();
        assert_eq!((decline.is_final, decline.message_key.as_deref()), (true, Some(key)), "{code}");
    }
    // What the table does not call a refusal may have made an invoice: its state tells.
    for code in [1, 2, 3, 4, 5, 158, 221, 222, 308, 999] {
        let login = told(&mut driver, &invoice, error(code));
        let ask = let_in(&mut driver, &login);
        assert_eq!(body_of(request(&ask, "cash_getOperationData")), json!({"referenceId": [ORDER]}), "{code}");
        assert_eq!(seen(&told(&mut driver, &ask, records(4))).status, Status::Paid);
    }
    assert_eq!(notice(&told(&mut driver, &invoice, not_sent())), "method-try-again");
}

#[test]
fn a_wrong_code_is_asked_for_again_three_times_at_most() {
    let mut driver = ready();
    let form = at_code(&mut driver);
    let mut form = typed(&mut driver, &form, ("code", "abc"));
    assert_eq!(notice(&form), "method-code-wrong-shape");
    for _ in 1..CODES_MAX {
        let login = typed(&mut driver, &form, ("code", "1234"));
        let invoice = let_in(&mut driver, &login);
        form = told(&mut driver, &invoice, error(223));
        assert_eq!(notice(&form), "method-code-wrong");
    }
    let login = typed(&mut driver, &form, ("code", "1234"));
    let invoice = let_in(&mut driver, &login);
    let last = told(&mut driver, &invoice, error(223));
    assert_eq!(seen(&last).decline.clone().unwrap().message_key.as_deref(), Some("method-code-exceeded"));
}

#[test]
fn asking_at_any_time_does_not_lose_the_place_in_the_form() {
    let mut driver = ready();
    let form = at_code(&mut driver);
    let login = driver.turn(Op::Query { order: order(), state: form.state.clone() }).unwrap();
    let now = asked_with(&mut driver, &login, done(&json!({"records": []})));
    assert_eq!((seen(&now).status, &now.state), (Status::NotFound, &form.state));
    let login = typed(&mut driver, &now, ("code", "1234"));
    request(&let_in(&mut driver, &login), "cash_createInvoiceExtended");
    for event in [Event::Tick, Event::CustomerReturned { query: Vec::new(), form: Vec::new() }] {
        let login = on(&mut driver, &form, event);
        assert_eq!(seen(&asked_with(&mut driver, &login, records(1))).status, Status::NotPaid);
    }
    // After the invoice nothing is typed any more: a form that comes late only makes us ask.
    let invoice = invoicing(&mut driver);
    let lost = told(&mut driver, &invoice, http(504, ""));
    assert_eq!(seen(&lost).status, Status::Unknown);
    for event in [Event::Resend, Event::FormSubmitted { values: [("code".to_owned(), "1234".to_owned())].into() }] {
        let login = on(&mut driver, &lost, event);
        request(&let_in(&mut driver, &login), "cash_getOperationData");
    }
}

#[test]
fn bug_20_every_status_of_the_table_is_mapped() {
    for number in 0..=25 {
        let expected = match number {
            1 => Status::NotPaid,
            2 | 6 | 8 | 9 | 19 => Status::Pending,
            3 => Status::Declined,
            4 => Status::Paid,
            5 | 7 => Status::Cancelled,
            _ => Status::Unknown,
        };
        let turn = asked(&mut ready(), records(number));
        assert_eq!(seen(&turn).status, expected, "{number}");
        let decline = seen(&turn).decline.clone();
        assert_eq!(
            decline.is_some_and(|decline| decline.is_final),
            matches!(expected, Status::Declined | Status::Cancelled)
        );
    }
    let turn = asked(&mut ready(), records(4));
    let seen = seen(&turn);
    assert_eq!((seen.order_ref.as_str(), seen.currency.as_deref()), (ORDER, Some("KZT")));
    assert_eq!(seen.occurred_at.as_deref(), Some("2026-03-02T10:05:00+05:00"));
}

#[test]
fn bug_15_numbers_are_read_as_strings_too_and_nothing_is_corrected() {
    let good = json!({"error_code": 0, "response": {"records": [record(4)]}}).to_string();
    let told = |from: &str, to: &str| seen(&asked(&mut ready(), http(200, &good.replace(from, to)))).clone();
    assert_eq!(told("\"status\":4", "\"status\":\"4\"").status, Status::Paid);
    assert_eq!(told("\"id\":1001", "\"id\":\"1001\"").provider_ref.as_deref(), Some("1001"));
    assert_eq!(told(&format!("\"{ORDER}\""), ORDER).order_ref, ORDER);
    assert_eq!(told(ORDER, "170000000000018").order_ref, "170000000000018");
    assert_eq!(told("\"31162.40\"", "31162.4").amount_minor, Some(3_116_240));
    assert_eq!(told("31162.40", "31062.40").amount_minor, Some(3_106_240));
    assert_eq!(told("\"KZT\"", "\"USD\"").currency.as_deref(), Some("USD"));
    assert_eq!(told("\"KZT\"", "null").currency.as_deref(), Some("KZT"));
    assert_eq!(
        told("2026-03-02 10:05:00", "2022-06-08 14:47:12").occurred_at.as_deref(),
        Some("2022-06-08T14:47:12+06:00")
    );
    assert_eq!(told("2026-03-02 10:05:00", "yesterday").occurred_at, None);
}

#[test]
fn bug_21_whatever_is_not_an_answer_is_unknown() {
    let good = json!({"error_code": 0, "response": {"records": [record(4)]}}).to_string();
    let two = json!({"records": [record(4), record(3)]});
    let mut results = vec![
        not_sent(),
        HttpResult::SentNoResponse { why: "timeout".to_owned() },
        done(&two),
        done(&json!({})),
        done(&Value::Null),
        error(3),
        error(5),
        http(200, ""),
        http(200, "<html>4</html>"),
        http(200, &good[..good.len() - 1]),
        http(200, "[]"),
        http(200, "{}"),
        http(200, &good.replace("31162.40", "31162.401")),
        http(200, &good.replace("31162.40", "-1")),
        http(200, &good.replace("\"sum\"", "\"summ\"")),
        http(200, &good.replace("\"referenceId\"", "\"reference\"")),
        http(200, &good.replace("\"status\":4", "\"status\":4,\"status\":4")),
        http(200, &good.replace("\"status\":4", "\"status\":null")),
        http(200, &good.replace("\"error_code\":0", "\"error_code\":\"0\"")),
    ];
    results.extend([201, 204, 302, 400, 401, 403, 404, 429, 500, 502, 503].map(|status| http(status, &good)));
    for result in results {
        let shown = format!("{result:?}");
        let turn = asked(&mut ready(), result);
        assert_eq!(seen(&turn).status, Status::Unknown, "{shown}");
        assert_eq!(turn.log.len(), 1, "the operator is told why");
    }
    let mut driver = ready();
    let invoice = invoicing(&mut driver);
    for result in [
        HttpResult::SentNoResponse { why: String::new() },
        http(500, ""),
        http(200, "<html>"),
        done(&json!({"operation": 1})),
        done(&Value::Null),
    ] {
        let shown = format!("{result:?}");
        assert_eq!(seen(&told(&mut driver, &invoice, result)).status, Status::Unknown, "{shown}");
    }
    let login = told(&mut driver, &invoice, done(&json!({"operationId": 1002})));
    assert_eq!(seen(&asked_with(&mut driver, &login, records(4))).status, Status::Unknown, "another operation");
}

#[test]
fn bug_21_without_a_session_nothing_happens() {
    for result in [
        error(5),
        error(308),
        http(500, ""),
        http(200, "{}"),
        not_sent(),
        HttpResult::SentNoResponse { why: String::new() },
        done(&json!({"session": ""})),
        done(&json!({"session": "a\r\nb"})),
        done(&json!({"session": "a;b"})),
    ] {
        let mut driver = ready();
        let form = driver.turn(Op::Start { order: order() }).unwrap();
        let login = typed(&mut driver, &form, ("phone", "7011112233"));
        assert_eq!(notice(&told(&mut driver, &login, result.clone())), "method-try-again");
        let form = at_code(&mut driver);
        let login = typed(&mut driver, &form, ("code", "1234"));
        assert_eq!(notice(&told(&mut driver, &login, result.clone())), "method-try-again");
        let login = driver.turn(Op::Query { order: order(), state: State::default() }).unwrap();
        assert_eq!(seen(&told(&mut driver, &login, result)).status, Status::Unknown);
    }
}

fn called(query: &[(&str, &str)]) -> Result<Callback, Fault> {
    let query = query.iter().map(|(name, value)| Pair::new(name, value)).collect();
    let raw = RawHttp { method: "POST".to_owned(), query, headers: Vec::new(), body: Bytes::from("anything") };
    let answer = ready().call(Op::ParseCallback(raw));
    if let proto::Answer::Error(fault) = answer {
        return Err(fault);
    }
    let proto::Answer::Callback(callback) = answer else { panic!("{answer:?}") };
    Ok(*callback)
}

#[test]
fn a_callback_only_says_ask_now() {
    let callback = called(&[("order", ORDER), ("secret", SECRET)]).unwrap();
    assert_eq!((callback.authenticity, callback.order_ref.as_deref()), (Authenticity::SharedSecret, Some(ORDER)));
    assert_eq!((callback.observation, callback.replay_key, callback.ack.body.as_str()), (None, None, r#"{"data":1}"#));
    for query in [
        &[("order", ORDER)][..],
        &[("order", ORDER), ("secret", "a-callback-secreT")],
        &[("order", ORDER), ("secret", "")],
        &[("order", ORDER), ("secret", SECRET), ("secret", "x")],
    ] {
        let forged = called(query).unwrap();
        assert_eq!((forged.authenticity, forged.ack.status), (Authenticity::None, 200));
    }
    for broken in [&[][..], &[("order", "../x")], &[("order", "")], &[("order", ORDER), ("order", ORDER)]] {
        assert_eq!(called(broken).unwrap_err().kind, FaultKind::Input, "{broken:?}");
    }
}

#[test]
fn a_bad_setting_is_named() {
    let good = json!({"api_url": "https://www.wooppay.com/api/json", "username": "visa", "service_name": "evisa"});
    for (field, value) in [
        ("api_url", json!("http://www.wooppay.com")),
        ("api_url", json!("https://www.wooppay.com.evil.example")),
        ("api_url", json!("")),
        ("username", json!(7)),
        ("service_name", json!("a\nb")),
        ("colour", json!("red")),
    ] {
        let mut bad = good.clone();
        bad[field] = value.clone();
        let issues = Driver::new(crate::evisa_pay_plugin_v1).init(bad, &[("callback_secret", SECRET)]);
        assert_eq!(issues.iter().map(|issue| issue.field.as_str()).collect::<Vec<_>>(), [field], "{value}");
    }
    let mut driver = Driver::new(crate::evisa_pay_plugin_v1);
    for secrets in [&[][..], &[("callback_secret", "short")], &[("callback_secret", "with \"quotation\" marks")]] {
        assert_eq!(driver.init(good.clone(), secrets)[0].field, "callback_secret");
    }
}

#[test]
fn both_methods_are_those_of_figure_7() {
    let mut driver = ready();
    let description = driver.describe();
    let ids: Vec<_> = description.methods.iter().map(|method| method.id.as_str()).collect();
    assert_eq!(ids, ["mobile-kcell", "mobile-beeline"]);
    for method in &description.methods {
        assert_eq!((method.commission_mode, method.commission_minor), (CommissionMode::Included, Some(10_000)));
    }
    let quote = |method: &str, amount_minor| {
        Op::Quote(QuoteRequest { method: method.to_owned(), amount_minor, currency: "KZT".to_owned() })
    };
    for (op, available) in [
        (quote(KCELL, 3_106_240), true),
        (quote(BEELINE, 3_106_240), true),
        (quote(KCELL, 14_875_000), true),
        (quote(KCELL, 14_875_001), false),
        (quote(KCELL, 19_999), false),
        (quote("mobile-tele2", 3_106_240), false),
    ] {
        let answer = driver.call(op);
        assert!(matches!(answer, proto::Answer::Quote(quote) if quote.available == available));
    }
    let refund = RefundOrder {
        refund_id: "r".to_owned(),
        amount_minor: 1,
        captured_minor: None,
        provider_ref: None,
        reason: String::new(),
    };
    for op in [
        Op::Cancel { order: order(), state: State::default() },
        Op::Capture { order: order(), state: State::default() },
        Op::Refund { order: order(), state: State::default(), refund },
    ] {
        assert_eq!(ready().turn(op).unwrap_err().kind, FaultKind::Unsupported);
    }
}

#[test]
fn a_state_of_another_version_is_a_fault_and_a_query_does_without() {
    for state in [State::default(), State(json!({"waits_for": "godot"})), State(json!([1]))] {
        let mut driver = ready();
        let resumed = Op::Resume { order: order(), state: state.clone(), event: Event::Tick };
        assert_eq!(driver.turn(resumed).unwrap_err().kind, FaultKind::State, "{state:?}");
        request(&driver.turn(Op::Query { order: order(), state }).unwrap(), "core_login");
    }
    let mut foreign = order();
    foreign.currency = "USD".to_owned();
    assert_eq!(ready().turn(Op::Start { order: foreign }).unwrap_err().kind, FaultKind::Input);
}

proptest::proptest! {
    /// A byte changed on the way: another outcome of the table or unknown, never paid without its fields. Nothing panics.
    #[test]
    fn a_damaged_answer_keeps_its_fields_or_is_unknown(place in 0usize..300, byte: u8) {
        let mut body = json!({"error_code": 0, "response": {"records": [record(4)]}}).to_string().into_bytes();
        let place = place % body.len();
        body[place] = byte;
        let result = HttpResult::Response(HttpResponse { status: 200, headers: Vec::new(), body: Bytes(body) });
        let turn = asked(&mut ready(), result);
        proptest::prop_assert!(seen(&turn).status == Status::Unknown || seen(&turn).amount_minor.is_some(), "{turn:?}");
    }
}

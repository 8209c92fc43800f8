//! The plugin through its real entry: exact bytes, every row of the tables, every oddity of HTTP, and that it keeps nothing in
//! memory (the driver asks everything twice, the second time of a fresh plugin). The bank's side is played with test keys.

mod postlink;

use evisa_plugin_sdk::{
    proto::{
        Answer, Authenticity, Beneficiary, Bytes, Callback, CommissionMode, Effect, Event, Fault, FaultKind,
        HttpResponse, HttpResult, Observation, Op, Order, Payer, QuoteRequest, RawHttp, RedirectMethod, RefundOrder,
        State, Status, Step, Titles, Turn,
    },
    testing::Driver,
};
use serde_json::{Value, json};

use super::*;

const MERCHANT_PEM: &str = include_str!("../fixtures/merchant_key_test_only.pem");
const BANK_PEM: &str = include_str!("../fixtures/bank_key_test_only.pem");
const BANK_CERT: &str = include_str!("../fixtures/bank_cert_test_only.pem");
const BANK_PUBLIC: &str = include_str!("../fixtures/bank_public_test_only.pem");
/// Signed by another program (openssl) with the merchant's test key.
const SIGNED_ORDER: &str = include_str!("../fixtures/signed_order.xml");
/// Signed by another program with the bank's test key.
const POSTLINK: &str = include_str!("../fixtures/postlink.xml");
const ORDER: &str = "16546778150988";
const TERMINAL: &str = "92061101";

fn values() -> Value {
    json!({
        "epay_url": "https://epay.kkb.kz/",
        "terminal": TERMINAL,
        "merchant_name": "VMP test",
        "cert_id": "C0FFEE01",
        "bank_cert": BANK_CERT,
        "email": "fees@portal.example",
    })
}

fn ready() -> Driver {
    let mut driver = Driver::new(crate::evisa_pay_plugin_v1);
    assert_eq!(driver.init(values(), &[("merchant_key", MERCHANT_PEM)]), vec![]);
    driver
}

fn order() -> Box<Order> {
    Box::new(Order {
        method: "kazpost-card".to_owned(),
        payment_code: "C0001000010101".to_owned(),
        attempt_id: "a1".to_owned(),
        order_ref: ORDER.to_owned(),
        amount_minor: 3_106_240,
        commission_minor: 10_000,
        expected_minor: 3_106_240,
        currency: "KZT".to_owned(),
        exponent: 2,
        purpose: Titles::new("Алым", "Сбор", "Fee <&\">", "费用"),
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

/// A signature of the bank over these very bytes.
fn bank_sign(bytes: &[u8]) -> String {
    let cx = Driver::new(crate::evisa_pay_plugin_v1).cx;
    MerchantKey::read(BANK_PEM).unwrap().sign(&cx, bytes).unwrap()
}

fn bank_document(bank: &str) -> String {
    let signature = bank_sign(bank.as_bytes());
    format!(r#"<document>{bank}<bank_sign cert_id="C0FFEE02" type="SHA/RSA">{signature}</bank_sign ></document>"#)
}

fn status_element(payment: &str, status: &str, result: &str) -> String {
    format!(
        r#"<bank name="Model bank"><merchant id="{TERMINAL}"><order id="{ORDER}"/></merchant><merchant_sign type="RSA" cert_id="C0FFEE01">AA+BB</merchant_sign><response payment="{payment}" status="{status}" result="{result}" amount="31062.40" currencycode="398" timestamp="2026-03-02 10:05:00" reference="220608144712" cardhash="" approval_code="144712" msg="" secure="No" card_bin="KAZ" payername="" payermail="" payerphone="" c_hash=""/></bank>"#
    )
}

fn status_answer(payment: &str, status: &str, result: &str) -> HttpResult {
    response(200, &bank_document(&status_element(payment, status, result)))
}

fn control_answer(command: &str, code: &str, remaining: &str) -> HttpResult {
    response(
        200,
        &bank_document(&format!(
            r#"<bank name="Model bank"><merchant id="{TERMINAL}"><command type="{command}"/><payment reference="220608144712" approval_code="144712" orderid="{ORDER}" amount="31062.40" currency_code="398"/></merchant><merchant_sign type="RSA"/><response code="{code}" message="Approved"{remaining}/></bank>"#
        )),
    )
}

fn response(status: u16, body: &str) -> HttpResult {
    HttpResult::Response(HttpResponse { status, headers: Vec::new(), body: Bytes::from(body) })
}

fn resume(driver: &mut Driver, turn: &Turn, result: HttpResult) -> Turn {
    let event = Event::HttpResult(result);
    driver.turn(Op::Resume { order: order(), state: turn.state.clone(), event }).unwrap()
}

/// The document in the query of a request, its escapes undone.
fn document_of(turn: &Turn, page: &str, effect: Effect) -> String {
    let Step::Http(request) = &turn.step else { panic!("{turn:?}") };
    assert_eq!(request.effect, effect);
    let query = request
        .url
        .strip_prefix(&format!("https://epay.kkb.kz/jsp/remote/{page}?"))
        .unwrap_or_else(|| panic!("{request:?}"));
    assert!(query.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)), "{query}");
    let mut bytes = Vec::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        if first == '%' {
            bytes.push(u8::from_str_radix(&rest[1..3], 16).unwrap());
            rest = &rest[3..];
        } else {
            bytes.push(u8::try_from(first).unwrap());
            rest = &rest[1..];
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn queried(driver: &mut Driver, result: HttpResult) -> Turn {
    let asked = driver.turn(Op::Query { order: order(), state: State::default() }).unwrap();
    document_of(&asked, "checkOrdern.jsp", Effect::Query);
    resume(driver, &asked, result)
}

fn seen_in(turn: &Turn) -> Observation {
    let Step::Observe(observation) = &turn.step else { panic!("{turn:?}") };
    observation.clone()
}

fn observed(result: HttpResult) -> Observation {
    seen_in(&queried(&mut ready(), result))
}

#[test]
fn the_signed_order_is_the_protocol_s_byte_for_byte() {
    let mut driver = ready();
    let page = driver.turn(Op::Start { order: order() }).unwrap();
    let Step::Redirect(redirect) = &page.step else { panic!("{page:?}") };
    assert_eq!(redirect.method, RedirectMethod::Post);
    assert_eq!(redirect.url, "https://epay.kkb.kz/jsp/process/logon.jsp");
    let field = |name: &str| redirect.fields.iter().find(|pair| pair.name == name).map(|pair| pair.value.as_str());
    let signed = BASE64.decode(field("Signed_Order_B64").unwrap().as_bytes()).unwrap();
    assert_eq!(String::from_utf8(signed).unwrap(), SIGNED_ORDER);
    for name in ["BackLink", "FailureBackLink"] {
        assert_eq!(field(name), Some("https://portal.example/back"));
    }
    for name in ["PostLink", "FailurePostLink"] {
        assert_eq!(field(name), Some("https://portal.example/callback"));
    }
    assert_eq!((field("email"), field("Language"), field("ShopID")), (Some("fees@portal.example"), Some("eng"), None));
    let appendix = BASE64.decode(field("appendix").unwrap().as_bytes()).unwrap();
    let expected =
        r#"<document><item number="1" name="Fee &lt;&amp;&quot;&gt;" quantity="1" amount="31062.40"/></document>"#;
    assert_eq!(String::from_utf8(appendix).unwrap(), expected);
    // Chance blinds the computation and changes no byte.
    driver.cx.entropy = [7; 32];
    assert_eq!(driver.turn(Op::Start { order: order() }).unwrap(), page);
}

#[test]
fn each_language_has_its_page_and_a_payer_s_own_address_is_used() {
    for (lang, language) in [("kk", "kaz"), ("ru", "rus"), ("en", "eng"), ("zh", "eng"), ("xx", "eng")] {
        let mut driver = ready();
        driver.cx.lang = lang.to_owned();
        let mut order = order();
        order.payer.email = Some("payer@example.test".to_owned());
        let Step::Redirect(redirect) = driver.turn(Op::Start { order }).unwrap().step else { panic!() };
        let field = |name: &str| redirect.fields.iter().find(|pair| pair.name == name).map(|pair| pair.value.as_str());
        assert_eq!((field("Language"), field("email")), (Some(language), Some("payer@example.test")), "{lang}");
    }
}

#[test]
fn the_status_is_asked_with_a_signature_over_the_very_bytes() {
    let turn = ready().turn(Op::Query { order: order(), state: State::default() }).unwrap();
    let document = document_of(&turn, "checkOrdern.jsp", Effect::Query);
    let merchant = format!(r#"<merchant id="{TERMINAL}"><order id="{ORDER}"/></merchant>"#);
    let rest = document.strip_prefix(&format!("<document>{merchant}")).unwrap();
    let rest = rest.strip_prefix(r#"<merchant_sign type="RSA" cert_id="C0FFEE01">"#).unwrap();
    let signature = rest.strip_suffix("</merchant_sign></document>").unwrap();
    let key = MerchantKey::read(MERCHANT_PEM).unwrap();
    assert_eq!(key.sign(&ready().cx, merchant.as_bytes()).unwrap(), signature);
}

#[test]
fn bug_20_every_row_of_the_status_table_is_mapped_and_nothing_else() {
    for payment in ["true", "false", "TRUE", ""] {
        for status in ["0", "1", "2", "7", "8", "9", ""] {
            for result in ["0", "7", "8", "9", "05", ""] {
                let expected = match (payment, status, result) {
                    ("true", "0", "0") => Status::Authorised,
                    ("true", "2", "0") => Status::Paid,
                    ("false", "2", "0" | "7" | "8" | "9" | "05") => Status::Declined,
                    ("false", "7", "7") => Status::NotFound,
                    ("false", "8", "8") => Status::NotPaid,
                    _ => Status::Unknown,
                };
                assert_eq!(status::mapped(payment, status, result), expected, "{payment} {status} {result}");
            }
        }
    }
    for (payment, status, result, expected) in [
        ("true", "0", "0", Status::Authorised),
        ("false", "2", "05", Status::Declined),
        ("false", "7", "7", Status::NotFound),
        ("false", "8", "8", Status::NotPaid),
        ("false", "9", "9", Status::Unknown),
        ("true", "9", "9", Status::Unknown),
        ("", "", "", Status::Unknown),
    ] {
        assert_eq!(observed(status_answer(payment, status, result)).status, expected, "{payment} {status} {result}");
    }
    let paid = observed(status_answer("true", "2", "0"));
    assert_eq!(
        (paid.order_ref.as_str(), paid.amount_minor, paid.currency.as_deref()),
        (ORDER, Some(3_106_240), Some("KZT"))
    );
    assert_eq!((paid.terminal.as_deref(), paid.provider_ref.as_deref()), (Some(TERMINAL), Some("220608144712")));
    assert_eq!(
        (paid.approval.as_deref(), paid.occurred_at.as_deref()),
        (Some("144712"), Some("2026-03-02T10:05:00+05:00"))
    );
}

#[test]
fn a_refused_card_is_not_the_end_until_the_page_is_closed() {
    for (now, is_final) in [("2026-03-02T10:10:00+05:00", false), ("2026-03-02T11:00:00+05:00", true)] {
        let mut driver = ready();
        driver.cx.now = now.to_owned();
        let seen = seen_in(&queried(&mut driver, status_answer("false", "2", "05")));
        let decline = seen.decline.unwrap();
        assert_eq!((decline.code.as_str(), decline.is_final), ("05", is_final), "{now}");
        assert_eq!(decline.message_key.as_deref(), Some("method-card-refused"));
    }
}

#[test]
fn whatever_the_bank_did_not_sign_is_unknown() {
    let element = status_element("true", "2", "0");
    let good = bank_document(&element);
    let other = bank_document(&status_element("false", "8", "8"));
    let signature = |document: &str| document[document.find("<bank_sign").unwrap()..].to_owned();
    let mut results = vec![
        HttpResult::NotSent { why: "refused".to_owned() },
        HttpResult::SentNoResponse { why: "timeout".to_owned() },
        response(200, ""),
        response(200, "<html>payment=true</html>"),
        response(200, "<document><error>system</error></document>"),
        response(200, &element),
        response(200, &format!("<document>{element}</document>")),
        response(200, &good[..good.len() / 2]),
        response(200, &good.replace("31062.40", "31062.41")),
        response(200, &good.replace("Model bank", "Model  bank")),
        response(200, &format!("<document>{element}{}", signature(&other))),
        response(200, &format!("<document>{element}<x/>{}", signature(&good))),
        // A second element inside what is claimed to be signed.
        response(200, &good.replace("<document>", &format!("<document>{}", status_element("true", "0", "0")))),
        response(200, &bank_document(&element.replace("31062.40", "31062.401"))),
        response(200, &bank_document(&element.replace("31062.40", "-1"))),
        response(200, &bank_document(&element.replace("31062.40", ""))),
        response(200, &bank_document(&element.replace("<order id", "<ordre id"))),
        response(200, &bank_document(&element.replace("<order ", "<order id=\"1\"/><order "))),
        response(200, &bank_document(&element.replace("<response ", "<response/><response "))),
        response(200, &bank_document(&element.replace("</bank>", "<merchant id=\"1\"/></bank>"))),
        response(200, &bank_document("<bank a=\"<\">x</bank>")),
        response(200, &"<".repeat(200_000)),
    ];
    results.extend([201, 204, 302, 400, 403, 404, 429, 500, 502, 503].map(|status| response(status, &good)));
    for result in results {
        let shown = format!("{result:?}").chars().take(300).collect::<String>();
        assert_eq!(observed(result).status, Status::Unknown, "{shown}");
    }
    assert_eq!(observed(response(200, &good)).status, Status::Paid);
}

#[test]
fn bug_14_what_does_not_fit_the_order_is_told_as_it_is() {
    let element = status_element("true", "2", "0");
    let told = |from: &str, to: &str| observed(response(200, &bank_document(&element.replace(from, to))));
    assert_eq!(told("31062.40", "0.01").amount_minor, Some(1));
    assert_eq!(told("398", "840").currency.as_deref(), Some("USD"));
    assert_eq!(told("398", "643").currency.as_deref(), Some("643"));
    assert_eq!(told(TERMINAL, "11111111").terminal.as_deref(), Some("11111111"));
    assert_eq!(told(ORDER, "99999999999999").order_ref, "99999999999999");
    assert_eq!(told("2026-03-02 10:05:00", "yesterday").occurred_at, None);
}

#[test]
fn reserved_money_is_taken_once() {
    let mut driver = ready();
    let capture = |driver: &mut Driver, state: State| driver.turn(Op::Capture { order: order(), state }).unwrap();
    let held = queried(&mut driver, status_answer("true", "0", "0"));
    assert_eq!(seen_in(&held).status, Status::Authorised);
    let asked = capture(&mut driver, held.state);
    document_of(&asked, "checkOrdern.jsp", Effect::Query);
    let sent = resume(&mut driver, &asked, status_answer("true", "0", "0"));
    let document = document_of(&sent, "control.jsp", Effect::Mutate);
    let merchant = format!(
        r#"<merchant id="{TERMINAL}"><command type="complete"/><payment reference="220608144712" approval_code="144712" orderid="{ORDER}" amount="31062.40" currency_code="398"/></merchant>"#
    );
    let signature = MerchantKey::read(MERCHANT_PEM).unwrap().sign(&driver.cx, merchant.as_bytes()).unwrap();
    let expected = format!(
        r#"<document>{merchant}<merchant_sign type="RSA" cert_id="C0FFEE01">{signature}</merchant_sign></document>"#
    );
    assert_eq!(document, expected);
    // Done, unheard, garbled: the state of the order tells, and `complete` never leaves again.
    for result in [
        control_answer("complete", "00", ""),
        HttpResult::SentNoResponse { why: String::new() },
        response(500, ""),
        response(200, "<html>"),
        control_answer("reverse", "05", ""),
    ] {
        let status = resume(&mut driver, &sent, result);
        document_of(&status, "checkOrdern.jsp", Effect::Query);
        let still = resume(&mut driver, &status, status_answer("true", "0", "0"));
        let again = capture(&mut driver, still.state.clone());
        let last = resume(&mut driver, &again, status_answer("true", "0", "0"));
        assert_eq!(seen_in(&last).status, Status::Authorised);
        let queried = driver.turn(Op::Query { order: order(), state: last.state }).unwrap();
        let paid = resume(&mut driver, &queried, status_answer("true", "2", "0"));
        assert_eq!(seen_in(&paid).status, Status::Paid);
    }
    // A refusal that the bank signed, and a request that certainly never left, changed nothing.
    for result in [control_answer("complete", "05", ""), HttpResult::NotSent { why: String::new() }] {
        let status = resume(&mut driver, &sent, result);
        let still = resume(&mut driver, &status, status_answer("true", "0", "0"));
        let again = capture(&mut driver, still.state);
        let sent = resume(&mut driver, &again, status_answer("true", "0", "0"));
        document_of(&sent, "control.jsp", Effect::Mutate);
    }
}

#[test]
fn money_that_is_not_ours_is_never_taken() {
    let element = status_element("true", "0", "0");
    for (from, to) in [
        ("31062.40", "31062.39"),
        ("31062.40", "99999.00"),
        ("398", "840"),
        (TERMINAL, "11111111"),
        (ORDER, "99999999999999"),
        ("payment=\"true\" status=\"0\"", "payment=\"true\" status=\"2\""),
        ("payment=\"true\" status=\"0\" result=\"0\"", "payment=\"false\" status=\"8\" result=\"8\""),
        ("approval_code=\"144712\"", "approval_code=\"\""),
        ("reference=\"220608144712\"", ""),
    ] {
        let mut driver = ready();
        let asked = driver.turn(Op::Capture { order: order(), state: State::default() }).unwrap();
        let turn = resume(&mut driver, &asked, response(200, &bank_document(&element.replace(from, to))));
        assert!(matches!(turn.step, Step::Observe(_)), "{from} as {to}: {turn:?}");
    }
}

#[test]
fn a_reservation_is_let_go_and_an_open_page_cannot_be() {
    let mut driver = ready();
    let asked = driver.turn(Op::Cancel { order: order(), state: State::default() }).unwrap();
    let open = resume(&mut driver, &asked, status_answer("false", "8", "8"));
    assert_eq!(seen_in(&open).status, Status::NotPaid);
    let sent = resume(&mut driver, &asked, status_answer("true", "0", "0"));
    let document = document_of(&sent, "control.jsp", Effect::Mutate);
    assert!(
        document.contains(r#"<command type="reverse"/>"#) && document.contains("<reason>cancelled</reason></merchant>")
    );
    let status = resume(&mut driver, &sent, control_answer("reverse", "00", ""));
    assert_eq!(seen_in(&resume(&mut driver, &status, status_answer("false", "2", "0"))).status, Status::Declined);
}

fn refund(amount_minor: u64, provider_ref: Option<&str>) -> RefundOrder {
    RefundOrder {
        refund_id: "r1".to_owned(),
        amount_minor,
        captured_minor: None,
        provider_ref: provider_ref.map(str::to_owned),
        reason: "paid <twice>".to_owned(),
    }
}

fn refund_sent(driver: &mut Driver, refund: RefundOrder) -> Turn {
    let asked = driver.turn(Op::Refund { order: order(), state: State::default(), refund }).unwrap();
    resume(driver, &asked, status_answer("true", "2", "0"))
}

#[test]
fn taken_money_is_given_back_once() {
    for (amount_minor, remaining, expected) in [
        (3_106_240, r#" remaining_amount="0""#, Status::Refunded),
        (3_106_240, "", Status::Refunded),
        (100_000, r#" remaining_amount="30062.40""#, Status::PartRefunded),
        (100_000, "", Status::PartRefunded),
    ] {
        let mut driver = ready();
        let sent = refund_sent(&mut driver, refund(amount_minor, Some("220608144712")));
        let document = document_of(&sent, "control.jsp", Effect::Mutate);
        assert!(
            document.contains(r#"<command type="refund"/>"#)
                && document.contains("<reason>paid &lt;twice&gt;</reason>")
        );
        let Step::Http(request) = &sent.step else { panic!() };
        assert_eq!(request.idempotency_key.as_deref(), Some("r1"));
        let seen = seen_in(&resume(&mut driver, &sent, control_answer("refund", "00", remaining)));
        assert_eq!((seen.status, seen.amount_minor), (expected, Some(amount_minor)));
    }
}

#[test]
fn bug_08_a_refund_that_nobody_answered_is_unknown_and_not_sent_again() {
    let mut driver = ready();
    let sent = refund_sent(&mut driver, refund(3_106_240, None));
    for result in
        [HttpResult::SentNoResponse { why: String::new() }, response(502, ""), control_answer("complete", "00", "")]
    {
        let lost = resume(&mut driver, &sent, result);
        assert_eq!(seen_in(&lost).status, Status::Unknown);
        let again = Op::Refund { order: order(), state: lost.state.clone(), refund: refund(3_106_240, None) };
        let again = driver.turn(again).unwrap();
        assert_eq!(seen_in(&resume(&mut driver, &again, status_answer("true", "2", "0"))).status, Status::Unknown);
        assert_eq!(seen_in(&resume(&mut driver, &again, status_answer("false", "2", "0"))).status, Status::Refunded);
    }
    for result in [control_answer("refund", "05", ""), HttpResult::NotSent { why: String::new() }] {
        let status = resume(&mut driver, &sent, result);
        let paid = resume(&mut driver, &status, status_answer("true", "2", "0"));
        assert_eq!(seen_in(&paid).status, Status::Paid);
        let again = Op::Refund { order: order(), state: paid.state, refund: refund(3_106_240, None) };
        let again = driver.turn(again).unwrap();
        document_of(&resume(&mut driver, &again, status_answer("true", "2", "0")), "control.jsp", Effect::Mutate);
    }
}

#[test]
fn bug_22_no_more_is_given_back_than_was_taken() {
    for amount_minor in [0, 3_106_241] {
        let op = Op::Refund { order: order(), state: State::default(), refund: refund(amount_minor, None) };
        assert_eq!(ready().turn(op).unwrap_err().kind, FaultKind::Input);
    }
    let mut driver = ready();
    let op = Op::Refund { order: order(), state: State::default(), refund: refund(1, Some("another")) };
    let asked = driver.turn(op).unwrap();
    let event = Event::HttpResult(status_answer("true", "2", "0"));
    let resumed = driver.turn(Op::Resume { order: order(), state: asked.state.clone(), event });
    assert_eq!(resumed.unwrap_err().kind, FaultKind::Input);
    let held = resume(&mut driver, &asked, status_answer("true", "0", "0"));
    assert_eq!(seen_in(&held).status, Status::Authorised, "only reserved: nothing to give back");
}

#[test]
fn c11_keys_are_read_in_every_usual_form_and_two_of_them_count_during_a_change() {
    let signed = |bank_cert: String| {
        let mut driver = Driver::new(crate::evisa_pay_plugin_v1);
        let mut values = values();
        values["bank_cert"] = bank_cert.into();
        assert_eq!(driver.init(values, &[("merchant_key", MERCHANT_PEM)]), vec![]);
        seen_in(&queried(&mut driver, status_answer("true", "2", "0"))).status
    };
    let stranger = RsaPublic::of(MERCHANT_PEM);
    assert_eq!(signed(BANK_PUBLIC.to_owned()), Status::Paid);
    assert_eq!(signed(format!("{stranger}\n{BANK_CERT}")), Status::Paid);
    assert_eq!(signed(format!("  {}", BANK_CERT.replace('\n', "\n  "))), Status::Paid);
    assert_eq!(signed(stranger), Status::Unknown);
}

/// The public half of a private key.
struct RsaPublic;

impl RsaPublic {
    fn of(pem: &str) -> String {
        use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding};
        let key = rsa::RsaPrivateKey::from_pkcs8_pem(&pem[pem.find("-----BEGIN").unwrap()..]).unwrap();
        key.to_public_key().to_public_key_pem(LineEnding::LF).unwrap()
    }
}

#[test]
fn a_bad_setting_is_named() {
    for (field, value) in [
        ("epay_url", json!("http://epay.kkb.kz")),
        ("epay_url", json!("https://epay.kkb.kz.evil.example")),
        ("epay_url", json!("https://epay.kkb.kz/?a")),
        ("epay_url", json!("javascript:alert(1)")),
        ("terminal", json!("")),
        ("terminal", json!("9206/1101")),
        ("merchant_name", json!("A & B")),
        ("cert_id", json!("no hex")),
        ("bank_cert", json!("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")),
        ("bank_cert", json!("none")),
        ("bank_cert", json!("")),
        ("bank_cert", json!(MERCHANT_PEM)),
        ("email", json!("nobody")),
        ("language_zh", json!("zho")),
        ("colour", json!("red")),
    ] {
        let mut bad = values();
        bad[field] = value.clone();
        let issues = Driver::new(crate::evisa_pay_plugin_v1).init(bad, &[("merchant_key", MERCHANT_PEM)]);
        assert_eq!(issues.iter().map(|issue| issue.field.as_str()).collect::<Vec<_>>(), [field], "{value}");
    }
    let mut driver = Driver::new(crate::evisa_pay_plugin_v1);
    assert_eq!(driver.init(values(), &[])[0].field, "merchant_key");
    let encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----";
    for bad in ["", "key", encrypted, BANK_CERT] {
        let issues = driver.init(values(), &[("merchant_key", bad)]);
        assert_eq!(issues.iter().map(|issue| issue.field.as_str()).collect::<Vec<_>>(), ["merchant_key"]);
    }
    assert_eq!(driver.init(json!(null), &[("merchant_key", MERCHANT_PEM)]).len(), 1);
}

#[test]
fn the_description_is_that_of_figure_7() {
    let mut driver = ready();
    let description = driver.describe();
    let method = &description.methods[0];
    assert_eq!((method.commission_mode, method.commission_minor), (CommissionMode::AddedByProvider, Some(10_000)));
    assert_eq!((description.caps.capture, description.caps.callback), (Capture::Manual, Callbacks::Signed));
    let quote = |amount_minor, currency: &str| {
        Op::Quote(QuoteRequest { method: "kazpost-card".to_owned(), amount_minor, currency: currency.to_owned() })
    };
    for (op, available) in [(quote(3_106_240, "KZT"), true), (quote(1, "KZT"), false), (quote(3_106_240, "USD"), false)]
    {
        assert!(matches!(driver.call(op), Answer::Quote(quote) if quote.available == available));
    }
}

#[test]
fn an_order_that_the_protocol_cannot_carry_is_refused() {
    let changes: [fn(&mut Order); 5] = [
        |order| order.order_ref = "12345".to_owned(),
        |order| order.order_ref = "\"/><x".to_owned(),
        |order| order.currency = "USD".to_owned(),
        |order| order.exponent = 0,
        |order| order.method = "halyk-card".to_owned(),
    ];
    for change in changes {
        let mut bad = order();
        change(&mut bad);
        assert_eq!(ready().turn(Op::Start { order: bad.clone() }).unwrap_err().kind, FaultKind::Input);
        let query = Op::Query { order: bad, state: State::default() };
        assert_eq!(ready().turn(query).unwrap_err().kind, FaultKind::Input);
    }
}

#[test]
fn a_state_that_cannot_be_read_moves_no_money() {
    for state in [State(json!({"waits_for": "godot"})), State(json!([1]))] {
        let mut driver = ready();
        let resumed = Op::Resume { order: order(), state: state.clone(), event: Event::Tick };
        assert_eq!(driver.turn(resumed).unwrap_err().kind, FaultKind::State);
        let capture = Op::Capture { order: order(), state: state.clone() };
        assert_eq!(driver.turn(capture).unwrap_err().kind, FaultKind::State);
        let asked = driver.turn(Op::Query { order: order(), state }).unwrap();
        let seen = resume(&mut driver, &asked, status_answer("true", "0", "0"));
        assert_eq!(seen_in(&seen).status, Status::Authorised);
        let capture = driver.turn(Op::Capture { order: order(), state: seen.state }).unwrap();
        assert!(matches!(resume(&mut driver, &capture, status_answer("true", "0", "0")).step, Step::Observe(_)));
    }
    for event in [Event::Tick, Event::Resend, Event::CustomerReturned { query: Vec::new(), form: Vec::new() }] {
        let mut driver = ready();
        let page = driver.turn(Op::Start { order: order() }).unwrap();
        let turn = driver.turn(Op::Resume { order: order(), state: page.state, event }).unwrap();
        document_of(&turn, "checkOrdern.jsp", Effect::Query);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    /// A byte changed on the way: the bank's word, or unknown. Nothing panics.
    #[test]
    fn a_damaged_answer_is_never_believed(place in 0usize..900, byte: u8) {
        let mut body = bank_document(&status_element("true", "2", "0")).into_bytes();
        let place = place % body.len();
        let same = body[place] == byte;
        body[place] = byte;
        let result = HttpResult::Response(HttpResponse { status: 200, headers: Vec::new(), body: Bytes(body.clone()) });
        let seen = observed(result);
        proptest::prop_assert!(matches!(seen.status, Status::Paid | Status::Unknown), "{seen:?}");
        // Outside of what is signed a blank or another word may change; the order and the amount may not.
        proptest::prop_assert!(same || seen.status != Status::Paid || seen.amount_minor == Some(3_106_240));
        let _ = postlink::called_with(&body, &[]);
    }
}

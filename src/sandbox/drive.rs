//! The Halyk plugin and the model bank together, over real HTTP on loopback: every card, a restart, and the control service.

use std::{path::Path, time::Instant};

use evisa_pay_halyk::evisa_pay_plugin_v1;
use evisa_plugin_sdk::{
    proto::{
        self, Answer, Authenticity, Beneficiary, Body, Event, HttpResult, Observation, Op, Payer, RawHttp, RefundOrder,
        State, Step, Text, Titles, Turn,
    },
    testing::Driver,
};
use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use proto::Status as Seen;
use serde_json::json;
use tokio::{net::TcpStream, task::JoinHandle, time::sleep};
use url::Url;

use super::{outcome::Outcome, *};

const CALLBACK_SECRET: &str = "callback-secret-of-the-test";
const TICK: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(20);

/// A bank on a free port, and a shop that takes its callbacks.
struct World {
    url: String,
    bank: JoinHandle<Result<(), BankError>>,
    shop: String,
    heard: Arc<Mutex<Vec<String>>>,
    start: Instant,
}

fn pace() -> Pace {
    Pace {
        pending: Duration::from_millis(900),
        late: Duration::from_millis(1_500),
        slow: Duration::from_millis(200),
        page_timeout: Duration::from_millis(100),
        callback_again: Duration::from_millis(300),
        code_again: Duration::ZERO,
        two_stage: false,
    }
}

fn clock(start: Instant) -> Clock {
    let zero: Timestamp = "2026-03-02T05:00:00Z".parse().unwrap();
    Arc::new(move || zero.checked_add(start.elapsed()).unwrap())
}

async fn open(state_file: Option<&Path>, start: Instant) -> (String, JoinHandle<Result<(), BankError>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut settings = BankSettings::new(clock(start), &url);
    settings.pace = pace();
    settings.faults = Faults { shuffled: true, ..Faults::KIND };
    settings.state_file = state_file.map(Path::to_path_buf);
    (url, tokio::spawn(serve(settings, listener, std::future::pending())))
}

impl World {
    async fn new(state_file: Option<&Path>) -> Self {
        let start = Instant::now();
        let (url, bank) = open(state_file, start).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shop = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let ears = Arc::clone(&ears);
                let service = service_fn(move |request: Request<hyper::body::Incoming>| {
                    let ears = Arc::clone(&ears);
                    async move {
                        let body = request.into_body().collect().await?.to_bytes();
                        ears.lock().unwrap().push(String::from_utf8_lossy(&body).into_owned());
                        Ok::<_, hyper::Error>(hyper::Response::new(Full::new(Bytes::from("OK"))))
                    }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { url, bank, shop, heard, start }
    }

    fn driver(&self) -> Driver {
        let mut driver = Driver::new(evisa_pay_plugin_v1);
        let settings = BankSettings::new(clock(self.start), &self.url);
        let values = json!({
            "oauth_url": format!("{}/oauth2/token", self.url),
            "api_url": self.url,
            "payform_url": format!("{}/payform", self.url),
            "terminal": settings.terminal,
            "client_id": settings.client_id,
            "language_zh": "zho",
        });
        assert_eq!(driver.init(values, &[("callback_secret", CALLBACK_SECRET)]), vec![]);
        driver
    }

    fn order(&self, order_ref: &str) -> Box<proto::Order> {
        Box::new(proto::Order {
            method: "halyk-card".to_owned(),
            payment_code: "C0001000010101".to_owned(),
            attempt_id: order_ref.to_owned(),
            order_ref: order_ref.to_owned(),
            amount_minor: 3_106_240,
            commission_minor: 10_000,
            expected_minor: 3_106_240,
            currency: "KZT".to_owned(),
            exponent: 2,
            purpose: Titles::new("Э-виза", "Э-виза", "E-visa", "电子签证"),
            beneficiary: Beneficiary {
                name: "Treasury".to_owned(),
                tax_code: "620301".to_owned(),
                knp: "911".to_owned(),
                kbk: "108126".to_owned(),
            },
            payer: Payer::default(),
            return_url: format!("{}/back", self.shop),
            callback_url: format!("{}/callback", self.shop),
            expires_at: "2026-03-02T10:30:00+05:00".to_owned(),
        })
    }

    /// Do what the plugin asks for until it asks for something else than HTTP.
    async fn run(&self, driver: &mut Driver, order: &proto::Order, op: Op) -> Turn {
        let mut turn = driver.turn(op).unwrap();
        while let Step::Http(request) = turn.step {
            let event = Event::HttpResult(sent(&request).await);
            turn = driver.turn(Op::Resume { order: Box::new(order.clone()), state: turn.state, event }).unwrap();
        }
        turn
    }

    /// Choose the method and follow the redirect: the address of the card page.
    async fn page(&self, driver: &mut Driver, order: &proto::Order) -> String {
        let turn = self.run(driver, order, Op::Start { order: Box::new(order.clone()) }).await;
        let Step::Redirect(redirect) = turn.step else { panic!("{turn:?}") };
        let fields: Vec<_> = redirect.fields.iter().map(|pair| (pair.name.as_str(), pair.value.as_str())).collect();
        let answer = http("POST", &redirect.url, &[], &form(&fields)).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        format!("{}{}", self.url, answer.location)
    }

    async fn ask(&self, driver: &mut Driver, order: &proto::Order) -> Observation {
        let op = Op::Query { order: Box::new(order.clone()), state: State::default() };
        let turn = self.run(driver, order, op).await;
        let Step::Observe(seen) = turn.step else { panic!("{turn:?}") };
        seen
    }

    /// Ask until the bank says this.
    async fn wait_for(&self, driver: &mut Driver, order: &proto::Order, status: Seen) -> Observation {
        let begun = Instant::now();
        loop {
            let seen = self.ask(driver, order).await;
            if seen.status == status {
                return seen;
            }
            assert!(begun.elapsed() < PATIENCE, "{seen:?}");
            sleep(TICK).await;
        }
    }

    fn heard_of(&self, order: &proto::Order) -> Vec<String> {
        let about = format!("\"invoiceId\":\"{}\"", order.order_ref);
        self.heard.lock().unwrap().iter().filter(|body| body.contains(&about)).cloned().collect()
    }
}

struct Got {
    status: u16,
    location: String,
    body: String,
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

async fn http(method: &str, link: &str, headers: &[(&str, &str)], body: &str) -> Got {
    let url = Url::parse(link).unwrap();
    let address = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut request = Request::builder().method(method).uri(&url[url::Position::BeforePath..]).header("host", address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = sender.send_request(request.body(body.to_owned()).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    let location = head.headers.get("location").map_or("", |value| value.to_str().unwrap()).to_owned();
    let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    Got { status: head.status.as_u16(), location, body }
}

fn expanded(text: &Text) -> String {
    match text {
        Text::Plain(text) | Text::Private { private: text } => text.clone(),
        Text::Secret { secret } if secret == "client_secret" => "model-shop-secret".to_owned(),
        Text::Secret { .. } => CALLBACK_SECRET.to_owned(),
        Text::Join(parts) => parts.iter().map(expanded).collect(),
        Text::Basic { .. } => panic!("the plugin uses no Basic scheme"),
    }
}

async fn sent(request: &proto::HttpRequest) -> HttpResult {
    let headers: Vec<_> = request.headers.iter().map(|header| (header.name.clone(), expanded(&header.value))).collect();
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let body = match &request.body {
        Some(Body::Form { fields }) => {
            let fields: Vec<_> = fields.iter().map(|field| (field.name.as_str(), expanded(&field.value))).collect();
            form(&fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
        }
        None => String::new(),
        other => panic!("{other:?}"),
    };
    let method = if request.method == proto::HttpMethod::Get { "GET" } else { "POST" };
    let got = http(method, &request.url, &headers, &body).await;
    let body = proto::Bytes::from(got.body.as_str());
    HttpResult::Response(proto::HttpResponse { status: got.status, headers: Vec::new(), body })
}

fn card(number: &str) -> String {
    let fields = [("name", "TEST PAYER"), ("number", number), ("month", "12"), ("year", "2030"), ("code", "123")];
    form(&fields)
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table: what each card does")]
async fn every_card_does_what_it_says() {
    let world = World::new(None).await;
    let mut driver = world.driver();
    let refund = |order: &proto::Order, seen: &Observation| Op::Refund {
        order: Box::new(order.clone()),
        state: State::default(),
        refund: RefundOrder {
            refund_id: "r1".to_owned(),
            amount_minor: 3_106_240,
            captured_minor: None,
            provider_ref: seen.provider_ref.clone(),
            reason: String::new(),
        },
    };
    for (outcome, first, last, callbacks) in [
        (Outcome::Approve, Seen::Paid, Seen::Paid, 1),
        (Outcome::Decline, Seen::Declined, Seen::Declined, 1),
        (Outcome::Insufficient, Seen::Declined, Seen::Declined, 1),
        (Outcome::Pending, Seen::Pending, Seen::Paid, 1),
        (Outcome::Never, Seen::Pending, Seen::Pending, 0),
        (Outcome::Timeout, Seen::Paid, Seen::Paid, 1),
        (Outcome::Lost, Seen::Paid, Seen::Paid, 0),
        (Outcome::Twice, Seen::Paid, Seen::Paid, 3),
        (Outcome::Amount, Seen::Paid, Seen::Paid, 1),
        (Outcome::Late, Seen::NotPaid, Seen::Paid, 1),
        (Outcome::Broken, Seen::Unknown, Seen::Paid, 1),
        (Outcome::Unfound, Seen::NotFound, Seen::Paid, 1),
        (Outcome::Code, Seen::Declined, Seen::Declined, 1),
        (Outcome::Chargeback, Seen::Paid, Seen::Paid, 1),
        (Outcome::Slow, Seen::Paid, Seen::Paid, 1),
    ] {
        let order = world.order(&format!("12034500{}", outcome.digits()));
        assert_eq!(world.ask(&mut driver, &order).await.status, Seen::NotFound);
        let page = world.page(&mut driver, &order).await;
        assert_eq!(world.ask(&mut driver, &order).await.status, Seen::NotPaid);
        let shown = http("GET", &page, &[], "").await.body;
        assert!(shown.contains("31062.40 KZT") && shown.contains("TEST") && !shown.contains("<script"), "{shown}");
        let pressed = http("POST", &page, &[], &card(&outcome.card())).await;
        let expected = if outcome == Outcome::Timeout { 504 } else { 303 };
        assert_eq!(pressed.status, expected, "{outcome:?}: {}", pressed.body);
        assert_eq!(world.ask(&mut driver, &order).await.status, first, "{outcome:?}");
        let seen = world.wait_for(&mut driver, &order, last).await;
        let taken = if outcome == Outcome::Amount { 3_106_140 } else { 3_106_240 };
        if last == Seen::Paid {
            assert_eq!((seen.amount_minor, seen.currency.as_deref()), (Some(taken), Some("KZT")), "{outcome:?}");
            assert_eq!(seen.order_ref, order.order_ref);
        }
        if let Some(decline) = &seen.decline {
            assert_eq!(decline.is_final, outcome == Outcome::Decline);
        }
        if outcome == Outcome::Insufficient {
            let again = http("POST", &page, &[], &card(&Outcome::Approve.card())).await;
            assert_eq!(again.status, 303);
            assert_eq!(world.ask(&mut driver, &order).await.status, Seen::Paid);
        }
        if outcome == Outcome::Approve {
            let turn = world.run(&mut driver, &order, refund(&order, &seen)).await;
            assert!(matches!(turn.step, Step::Observe(seen) if seen.status == Seen::Refunded));
        }
        sleep(TICK * 8).await;
        let heard = world.heard_of(&order);
        let expected = if outcome == Outcome::Insufficient { 2 } else { callbacks };
        assert_eq!(heard.len(), expected, "{outcome:?}");
        for body in heard {
            let body = proto::Bytes::from(body.as_str());
            let raw = RawHttp { method: "POST".to_owned(), query: Vec::new(), headers: Vec::new(), body };
            let Answer::Callback(callback) = driver.call(Op::ParseCallback(raw)) else { panic!() };
            assert_eq!(callback.authenticity, Authenticity::SharedSecret);
            assert_eq!(callback.order_ref.as_deref(), Some(order.order_ref.as_str()));
        }
    }
    world.bank.abort();
}

#[tokio::test]
async fn what_was_typed_is_kept_except_the_card() {
    let world = World::new(None).await;
    let mut driver = world.driver();
    let page = world.page(&mut driver, &world.order("1203450070")).await;
    let number = Outcome::Approve.card();
    let typed =
        [("name", "A \"B\" <C>"), ("number", &number), ("month", "02"), ("code", "987"), ("email", "a@b.example")];
    let got = http("POST", &page, &[], &form(&typed)).await;
    assert_eq!(got.status, 422);
    for shown in [r#"value="A &quot;B&quot; &lt;C&gt;""#, r#"value="a@b.example""#, r#"<option value="02" selected>"#] {
        assert!(got.body.contains(shown), "{shown}: {}", got.body);
    }
    assert!(!got.body.contains(&number) && !got.body.contains("987"), "{}", got.body);
    assert!(got.body.contains("<title>Please mend: TEST"), "{}", got.body);
    world.bank.abort();
}

#[tokio::test]
async fn a_killed_bank_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bank.json");
    let mut world = World::new(Some(&file)).await;
    let mut driver = world.driver();
    let order = world.order("1203450003");
    let page = world.page(&mut driver, &order).await;
    assert_eq!(http("POST", &page, &[], &card(&Outcome::Pending.card())).await.status, 303);
    world.bank.abort();
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(!kept.contains(&Outcome::Pending.card()) && !kept.contains("TEST PAYER"), "{kept}");
    (world.url, world.bank) = open(Some(&file), world.start).await;
    let mut driver = world.driver();
    world.wait_for(&mut driver, &order, Seen::Paid).await;
    let begun = Instant::now();
    while world.heard_of(&order).is_empty() {
        assert!(begun.elapsed() < PATIENCE);
        sleep(TICK).await;
    }
    world.bank.abort();
    std::fs::write(&file, "{").unwrap();
    let (_, bank) = open(Some(&file), world.start).await;
    assert!(matches!(bank.await.unwrap(), Err(BankError::Book(..))), "a damaged book is not forgotten silently");
}

#[tokio::test]
async fn the_console_plays_a_card_and_lists_what_happened() {
    let world = World::new(None).await;
    let mut driver = world.driver();
    let order = world.order("1203450050");
    world.page(&mut driver, &order).await;
    let control = format!("{}/control/{}", world.url, order.order_ref);
    let typed = [("content-type", "application/json")];
    assert_eq!(http("POST", &control, &typed, r#"{"outcome":"fly"}"#).await.status, 400);
    let foreign = [("content-type", "application/json"), ("sec-fetch-site", "cross-site")];
    assert_eq!(http("POST", &control, &foreign, r#"{"outcome":"approve"}"#).await.status, 404);
    assert_eq!(http("POST", &control, &typed, r#"{"outcome":"approve"}"#).await.status, 200);
    assert_eq!(http("POST", &control, &typed, r#"{"outcome":"decline"}"#).await.status, 409);
    assert_eq!(http("POST", &format!("{control}9"), &typed, r#"{"outcome":"approve"}"#).await.status, 404);
    assert_eq!(world.ask(&mut driver, &order).await.status, Seen::Paid);
    let list = http("GET", &format!("{}/control", world.url), &[], "").await.body;
    assert!(list.contains("\"CHARGE\"") && list.contains(&order.order_ref), "{list}");
    for lang in ["kk", "ru", "en", "zh"] {
        let shown = http("GET", &format!("{}/?language={lang}", world.url), &[], "").await.body;
        assert!(shown.contains("TEST") && shown.contains(&order.order_ref), "{lang}");
    }
    world.bank.abort();
}

#[tokio::test]
async fn an_order_that_differs_from_its_token_is_refused() {
    let world = World::new(None).await;
    let mut driver = world.driver();
    let order = world.order("1203450060");
    let turn = world.run(&mut driver, &order, Op::Start { order: order.clone() }).await;
    let Step::Redirect(redirect) = turn.step else { panic!("{turn:?}") };
    for (name, value) in [
        ("amount", "0.01"),
        ("invoiceId", "1203450061"),
        ("terminal", "mine"),
        ("currency", "USD"),
        ("auth", "{}"),
        ("backLink", "javascript:alert(1)"),
    ] {
        let change = |pair: &proto::Pair| {
            let value = if pair.name == name { value } else { pair.value.as_str() };
            (pair.name.clone(), value.to_owned())
        };
        let fields: Vec<_> = redirect.fields.iter().map(change).collect();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(http("POST", &redirect.url, &[], &form(&fields)).await.status, 400, "{name}");
    }
    let wrong = form(&[("grant_type", "client_credentials"), ("client_id", "model-shop"), ("client_secret", "x")]);
    assert_eq!(http("POST", &format!("{}/oauth2/token", world.url), &[], &wrong).await.status, 401);
    let status = format!("{}/check-status/payment/transaction/1203450060", world.url);
    assert_eq!(http("GET", &status, &[], "").await.status, 401);
    world.bank.abort();
}

#[tokio::test]
async fn the_bank_stays_on_this_machine_unless_told_otherwise() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let settings = BankSettings::new(clock(Instant::now()), "http://127.0.0.1");
    let refused = serve(settings, listener, std::future::pending()).await;
    assert!(matches!(refused, Err(BankError::NotLoopback(_))));
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let mut settings = BankSettings::new(clock(Instant::now()), "http://127.0.0.1");
    settings.reach = Reach::Anywhere;
    assert!(serve(settings, listener, std::future::ready(())).await.is_ok());
}

#[tokio::test]
async fn figure_08_card() {
    let world = World::new(None).await;
    let mut driver = world.driver();
    let order = world.order("1203450071");
    let page = world.page(&mut driver, &order).await;
    let body = http("GET", &format!("{page}?language=en"), &[], "").await.body;
    let see = |words: &str| assert!(body.contains(words), "{words}: {body}");
    // 8.1 security line, amount, recipient, cabinet, order
    see("Card details are typed on this page of the bank only");
    for (label, value) in [("Order amount", "31062.40 KZT"), ("Recipient", order.beneficiary.name.as_str())] {
        see(&format!("<dt>{label}</dt><dd>{}</dd>", value.replace('"', "&quot;")));
    }
    see("<dt>Cabinet</dt><dd>");
    see("<dt>Order</dt><dd>1203450071</dd>");
    // 8.2 which cards are accepted
    see("Accepted: American Express, Visa, Mastercard; Cirrus/Maestro only if issued by this bank");
    // 8.3 the required fields with their stars, and where the code is
    for (name, label) in [
        ("name", "Name on card"),
        ("number", "Card number"),
        ("code", "CVV2/CVC2/CID – 3 digits (4 for American Express)"),
    ] {
        see(&format!("<label for=\"{name}\">{label} <b>*</b></label>"));
        see(&format!("name=\"{name}\" type=\"{}\" required", if name == "code" { "password" } else { "text" }));
    }
    see("<legend>Expiry date <b>*</b></legend>");
    for name in ["month", "year"] {
        see(&format!("name=\"{name}\" required"));
    }
    see("Where is the CVV2/CVC2 code?");
    // 8.4 what may be left empty
    for (name, label) in [("email", "Your valid e-mail"), ("phone", "Your contact phone")] {
        see(&format!("<label for=\"{name}\">{label}</label>"));
    }
    see("<input type=\"checkbox\" name=\"notify\"");
    see("Send error notifications");
    // 8.5 thirty minutes or five attempts
    see("You have 30 minutes or 5 attempts to complete the payment.");
    see("Attempts left: <b>5</b>");
    // 8.6 wait for the answer
    see("After pressing “Pay”, be sure to wait for the server’s answer!");
    // 8.7 pay
    see("<button class=\"pay\">Pay 31062.40 KZT</button>");
    // American Express has four digits on its front: three are too few.
    let amex = super::cards::amex_like();
    let fields = [
        ("name", "TEST PAYER"),
        ("number", &amex),
        ("month", "12"),
        ("year", "2030"),
        ("code", "123"),
        ("language", "en"),
    ];
    let short = http("POST", &page, &[], &form(&fields)).await;
    assert!(short.status == 422 && short.body.contains("id=\"code-fault\""), "{}", short.body);
    for (language, words) in
        [("kk", "30 минут немесе 5 әрекет"), ("ru", "30 минут или 5 попыток"), ("zh", "30 分钟或 5 次")]
    {
        let body = http("GET", &format!("{page}?language={language}"), &[], "").await.body;
        assert!(body.contains(words), "{language}: {body}");
    }
    world.bank.abort();
}

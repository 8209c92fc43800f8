//! Every method of figure 7 with every magic number of the model bank, from the chooser to the visa: what the payer types, the
//! plugins in their processes, the bank over HTTP, its callbacks.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use evisa::{
    domain::payment::{AttemptState, Hold, PaymentState},
    sandbox::{chance::Faults, outcome::Outcome},
};
use serde_json::Value;

use crate::{
    pay_bank::{Got, World, http},
    pay_desk::Due,
};

pub(crate) const WALLET: &str = "kz.kazpost.wallet/kazpost-wallet";
pub(crate) const KCELL: &str = "kz.mobile.balance/mobile-kcell";
pub(crate) const BEELINE: &str = "kz.mobile.balance/mobile-beeline";
pub(crate) const KAZPOST: &str = "kz.kazpost.card/kazpost-card";
pub(crate) const HALYK: &str = "halyk/halyk-card";

/// A payer on the way with one method.
pub(crate) struct Way<'a> {
    pub(crate) world: &'a World,
    pub(crate) due: Due,
    pub(crate) cookie: String,
}

impl<'a> Way<'a> {
    pub(crate) fn choose(world: &'a World, method: &str) -> (Self, Got) {
        let (due, cookie) = world.payer();
        let wait = world.choose((&due, &cookie), method);
        (Self { world, due, cookie }, wait)
    }

    pub(crate) fn wait_page(&self) -> Got {
        self.world.get(&self.cookie, &format!("/en/epay/{}/wait", self.due.payment))
    }

    pub(crate) fn asks(&self, name: &str) -> bool {
        self.wait_page().body.contains(&format!("name=\"f-{name}\""))
    }

    /// Fill the one field of the method's form.
    pub(crate) fn type_in(&self, name: &str, value: &str) {
        let world = self.world;
        world.until(name, |_| self.asks(name));
        let wait = format!("/en/epay/{}/wait", self.due.payment);
        let attempt = self.wait_page().between("name=\"attempt\" value=\"", "\"");
        let fields = [("attempt", attempt.as_str()), (&format!("f-{name}"), value)];
        world.press(&self.cookie, (&wait, &format!("/en/epay/{}/form", self.due.payment)), &fields);
    }

    /// Number and code of a wallet or a telephone, as they are typed by somebody who reads them off the console.
    pub(crate) fn pay(&self, field: &str, number: &str) {
        self.type_in(field, number);
        self.world.until("the code was sent", |_| self.asks("code"));
        self.type_in("code", &code_for(self.world, number));
    }

    pub(crate) fn attempt(&self) -> evisa::domain::payment::Attempt {
        self.world.desk.payment(self.due).attempts[0].clone()
    }

    pub(crate) fn until_paid(&self, what: &str) {
        self.world.until(what, |world| world.state(self.due) == PaymentState::Paid);
        let payment = self.world.desk.payment(self.due);
        assert_eq!((payment.attempts.len(), payment.attempts[0].holds.len()), (1, 0), "{what}: {payment:?}");
    }

    pub(crate) fn until_attempt(&self, what: &str, state: AttemptState) {
        self.world.until(what, |_| self.attempt().state == state);
    }

    pub(crate) fn until_held(&self, what: &str) {
        self.world.until(what, |_| self.attempt().holds.contains(&Hold::AmountMismatch));
        assert_ne!(self.world.state(self.due), PaymentState::Paid, "{what}");
    }
}

pub(crate) fn control(world: &World) -> Value {
    serde_json::from_str(&http("GET", &format!("{}/control", world.bank), "", None).body).unwrap()
}

/// The last code sent to a number: what the telephone would show.
pub(crate) fn code_for(world: &World, number: &str) -> String {
    let listed = control(world);
    let messages = listed["messages"].as_array().unwrap().iter().rev();
    let to = |message: &&Value| number.ends_with(message["to"].as_str().unwrap());
    messages.clone().find(to).unwrap_or_else(|| panic!("no code for {number}: {listed}"))["code"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// What the bank says about the order of an attempt.
pub(crate) fn order(world: &World, order_ref: &str) -> Value {
    let listed = control(world);
    let orders = listed["orders"].as_array().unwrap();
    orders
        .iter()
        .find(|order| order["invoice"] == order_ref)
        .unwrap_or_else(|| panic!("no {order_ref}: {listed}"))
        .clone()
}

fn act(world: &World, order_ref: &str, act: &str) -> Got {
    http("POST", &format!("{}/control/{order_ref}/{act}", world.bank), "", Some(""))
}

const PAID: [Outcome; 9] = [
    Outcome::Approve,
    Outcome::Pending,
    Outcome::Timeout,
    Outcome::Lost,
    Outcome::Twice,
    Outcome::Late,
    Outcome::Broken,
    Outcome::Unfound,
    Outcome::Slow,
];

/// Every magic number of a method that asks for a number and a code.
fn every_number_ends_as_it_must(method: &str, field: &str, number: impl Fn(Outcome) -> String) {
    let world = World::of(Faults { shuffled: true, ..Faults::KIND });
    let way = |outcome: Outcome| {
        let (way, _) = Way::choose(&world, method);
        way.pay(field, &number(outcome));
        way
    };
    for outcome in PAID {
        way(outcome).until_paid(&format!("{method} {outcome:?}"));
    }
    assert_eq!(world.desk.visas(), PAID.len());
    for outcome in [Outcome::Decline, Outcome::Insufficient] {
        way(outcome).until_attempt(&format!("{method} {outcome:?}"), AttemptState::Declined);
    }
    way(Outcome::Amount).until_held("another amount");
    let never = way(Outcome::Never);
    never.until_attempt("never", AttemptState::Pending);
    world.until("checking", |world| world.state(never.due) == PaymentState::Checking);
    // The bank comes to an end at last, long after: nothing was forgotten.
    assert_eq!(act(&world, &never.attempt().order_ref, "settle").status, 200);
    never.until_paid("never, settled at last");
    assert_eq!(world.desk.visas(), PAID.len() + 1);
}

#[test]
fn every_wallet_number_ends_as_it_must() {
    every_number_ends_as_it_must(WALLET, "wallet", Outcome::wallet);
}

#[test]
fn every_kcell_telephone_ends_as_it_must() {
    every_number_ends_as_it_must(KCELL, "phone", |outcome| outcome.phone("701"));
}

#[test]
fn every_beeline_telephone_ends_as_it_must() {
    every_number_ends_as_it_must(BEELINE, "phone", |outcome| outcome.phone("705"));
}

#[test]
fn a_code_that_is_wrong_again_and_again_ends_the_attempt_and_takes_nothing() {
    let world = World::of(Faults::KIND);
    for (method, field, number) in [
        (WALLET, "wallet", Outcome::Code.wallet()),
        (KCELL, "phone", Outcome::Code.phone("701")),
        (BEELINE, "phone", Outcome::Code.phone("777")),
    ] {
        let (way, _) = Way::choose(&world, method);
        way.pay(field, &number);
        for _ in 0..2 {
            world.until("asked again", |_| way.asks("code"));
            way.type_in("code", "0000");
        }
        way.until_attempt(method, AttemptState::Declined);
        assert_eq!(world.state(way.due), PaymentState::Due, "{method}: another method may be chosen");
    }
    assert_eq!(world.desk.visas(), 0);
    let taken = |order: &Value| order["state"] == "taken";
    assert!(!control(&world)["orders"].as_array().unwrap().iter().any(taken));
}

#[test]
fn a_wallet_that_nobody_has_and_a_mistyped_code_can_be_mended() {
    let world = World::of(Faults::KIND);
    let (way, _) = Way::choose(&world, WALLET);
    way.type_in("wallet", "77000000099");
    world.until("asked again", |_| way.asks("wallet"));
    way.type_in("wallet", "77001112233");
    world.until("the code was sent", |_| way.asks("code"));
    let code = code_for(&world, "77001112233");
    let other = if code == "000000" { "000001" } else { "000000" };
    way.type_in("code", other);
    world.until("asked again", |_| way.asks("code"));
    way.type_in("code", &code);
    way.until_paid("the manual's own wallet (figure 9)");
    let listed = order(&world, &way.attempt().order_ref);
    assert_eq!(
        (listed["amount"].as_str(), listed["status"].as_str()),
        (Some("23321.80"), Some("paid")),
        "25 KZT on top"
    );
}

#[test]
fn every_card_of_the_signed_protocol_ends_as_it_must() {
    let world = World::of(Faults { shuffled: true, ..Faults::KIND });
    let at_the_bank = || {
        let (way, wait) = Way::choose(&world, KAZPOST);
        let page = world.at_the_bank(&wait);
        (way, page)
    };
    for outcome in PAID {
        let (way, page) = at_the_bank();
        world.pay(&page, outcome);
        way.until_paid(&format!("kazpost {outcome:?}"));
        let listed = order(&world, &way.attempt().order_ref);
        assert_eq!((listed["state"].as_str(), listed["taken"].as_str()), (Some("taken"), Some("23296.80")), "{listed}");
    }
    assert_eq!(world.desk.visas(), PAID.len());
    for refused in [Outcome::Insufficient, Outcome::Code, Outcome::Decline] {
        let (way, page) = at_the_bank();
        world.pay(&page, refused);
        if refused != Outcome::Decline {
            world.pay(&page, Outcome::Approve);
            way.until_paid("another card on the same page");
        }
    }
    let (held, page) = at_the_bank();
    world.pay(&page, Outcome::Amount);
    world.until("checking", |world| world.state(held.due) == PaymentState::Checking);
    let listed = order(&world, &held.attempt().order_ref);
    assert_eq!(listed["state"], "reserved", "what is not ours is not taken: {listed}");
    let (never, page) = at_the_bank();
    world.pay(&page, Outcome::Never);
    world.until("checking", |world| world.state(never.due) == PaymentState::Checking);
    assert_eq!(world.desk.visas(), PAID.len() + 2);
}

#[test]
fn an_order_that_was_changed_on_the_way_to_the_bank_is_refused() {
    let world = World::of(Faults::KIND);
    let (_, wait) = Way::choose(&world, KAZPOST);
    let signed = wait.between("name=\"Signed_Order_B64\" value=\"", "\"");
    let document = String::from_utf8(data_encoding::BASE64.decode(signed.as_bytes()).unwrap()).unwrap();
    let cheaper = data_encoding::BASE64.encode(document.replace("23296.80", "1.00").as_bytes());
    let post = |signed: &str| {
        let fields =
            [("Signed_Order_B64", signed), ("BackLink", "http://127.0.0.1/"), ("PostLink", "http://127.0.0.1/")];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        http("POST", &format!("{}/jsp/process/logon.jsp", world.bank), "", Some(&body)).status
    };
    assert_eq!((post(&cheaper), post("no base64"), post("")), (400, 400, 400));
    assert_eq!(post(&signed), 303);
    let question = "<document><merchant id=\"92061101\"><order id=\"1203450001\"/></merchant><merchant_sign type=\"RSA\">AAAA</merchant_sign></document>";
    let escaped: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
    for page in ["checkOrdern.jsp", "control.jsp"] {
        let got = http("GET", &format!("{}/jsp/remote/{page}?{escaped}", world.bank), "", None);
        assert!(got.body.contains("<error>") && !got.body.contains("bank_sign"), "{page}: {}", got.body);
    }
}

#[test]
fn lost_doubled_late_and_reordered_callbacks_and_broken_answers_cost_nobody_money() {
    let faults = Faults {
        callback_lost_permille: 300,
        callback_doubled_permille: 400,
        answer_broken_permille: 200,
        ..Faults::UNKIND
    };
    let world = World::of(Faults { callback_delay_ms_max: 800, ..faults });
    let mut paid = 0;
    for _ in 0..2 {
        for (method, field, number) in [
            (WALLET, "wallet", Outcome::Approve.wallet()),
            (KCELL, "phone", Outcome::Approve.phone("702")),
            (BEELINE, "phone", Outcome::Approve.phone("776")),
        ] {
            let (way, _) = Way::choose(&world, method);
            way.pay(field, &number);
            way.until_paid(method);
            paid += 1;
        }
        for method in [KAZPOST, HALYK] {
            let (way, wait) = Way::choose(&world, method);
            world.pay(&world.at_the_bank(&wait), Outcome::Approve);
            way.until_paid(method);
            paid += 1;
        }
    }
    assert_eq!((world.desk.visas(), world.desk.ledger().len()), (paid, paid));
    let listed = control(&world);
    let taken = listed["orders"].as_array().unwrap().iter().filter(|order| order["state"] == "taken").count();
    assert_eq!(taken, paid, "each was taken once");
}

#[test]
fn settlement_files_say_what_was_settled_and_have_the_faults_that_were_asked_for() {
    let world = World::of(Faults::KIND);
    let (way, _) = Way::choose(&world, WALLET);
    way.pay("wallet", &Outcome::Approve.wallet());
    way.until_paid("paid");
    let order_ref = way.attempt().order_ref;
    assert_eq!(act(&world, &order_ref, "chargeback").status, 200);
    assert_eq!(act(&world, &order_ref, "chargeback").status, 409, "only once");
    let address = control(&world)["settlement"][0].as_str().unwrap().to_owned();
    assert!(address.starts_with("/settlement/wallet/2022-06-08"), "{address}");
    let file = |faults: &str| http("GET", &format!("{}{address}?faults={faults}", world.bank), "", None).body;
    let lines: Vec<String> = file("").lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "date;order;reference;type;amount;commission;currency;terminal;note");
    assert!(lines[1].contains(&format!(";{order_ref};w-1;payment;23321.80;25.00;KZT;;")), "{lines:?}");
    assert!(lines[2].contains(&format!(";{order_ref};w-1;chargeback;23321.80;0.00;KZT;;")), "{lines:?}");
    assert_eq!(lines.len(), 3);
    assert!(!file("missing").contains(";payment;"));
    assert!(file("extra").contains(";199999999999999;"));
    assert!(file("amount").contains(";23322.80;"));
    assert_eq!(file("duplicate").matches(";payment;").count(), 2);
    assert!(file("comma,crlf").contains(";23321,80;25,00;") && file("comma,crlf").contains("\r\n"));
    let wrong = http("GET", &format!("{}{address}?faults=flying", world.bank), "", None);
    assert!(wrong.status == 400 && wrong.body.contains("missing, extra"), "{}", wrong.body);
}

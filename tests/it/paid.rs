//! Applications brought to where a story needs them, by the commands that pages and plugins give.

use evisa::{
    domain::{
        application::{ApplicationId, Decision},
        category::Category,
        eligibility::Answers,
        money::Money,
        payment::{Attempt, AttemptId, Payment, PaymentId},
        person::{Sex, Traveller},
    },
    effects::Outside,
    services::{Services, application::StepOne, payment::MethodTerms},
    web::site::Settings,
};
use evisa_plugin_sdk::proto::{self, Observation, Status, Step, Turn};
use jiff::{SignedDuration, civil::date};

use crate::{browser::Browser, house::House};

/// The manual's address.
pub(crate) const EMAIL: &str = "test@mail.ru";
/// The manual's rate: 80 dollars are 31 062.40 tenge.
pub(crate) const RATE: &str = "388.28";

/// A house in which case officers decide.
pub(crate) fn house_with_review() -> House {
    let mut services = Services::in_memory();
    let mut policy = (*services.policy).clone();
    policy.decision = Category::ALL.into_iter().map(|category| (category, Decision::Consul)).collect();
    services.policy = std::sync::Arc::new(policy);
    let settings = Settings::new("https://evisa.example".parse().expect("an address"));
    House::furnished(services, Outside::for_trying(std::sync::Arc::default()), settings)
}

/// The manual's applicant, signed in, with the manual's invitation and rate in the register.
pub(crate) fn applicant(house: &House) -> Browser<'_> {
    house.invitation();
    house.rate(RATE);
    house.register_and_confirm(EMAIL, ("inostr", "inostr"))
}

/// The passport facts of the manual's invitation.
fn traveller() -> Traveller {
    Traveller {
        passport: "E12345678".parse().expect("a passport number"),
        sex: Sex::M,
        birth_date: date(1985, 1, 19),
        nationality: "CHN".parse().expect("a nationality"),
    }
}

/// An application that was begun.
pub(crate) fn draft(house: &House, email: &str) -> ApplicationId {
    let cx = house.holder(email);
    let answers = Answers::new(traveller().nationality, Category::Tourist);
    house.services.application_begin(&cx, &answers).expect("an application can be begun")
}

/// An application that was declared and confirmed: the fee is due.
pub(crate) fn submitted(house: &House, email: &str, invitation: &str) -> (ApplicationId, PaymentId) {
    let id = draft(house, email);
    let cx = house.holder(email);
    let facts = StepOne { invitation: invitation.parse().expect("a number"), traveller: traveller() };
    house.services.application_match(&cx, id, &facts).expect("the invitation is the applicant's");
    (id, house.services.application_submit(&cx, id).expect("all was declared"))
}

/// An application whose fee the provider was seen to have taken.
pub(crate) fn paid(house: &House, email: &str, invitation: &str) -> (ApplicationId, PaymentId) {
    let (id, payment) = submitted(house, email, invitation);
    let attempt = attempt(house, email, payment, card());
    bank_says(house, email, (payment, attempt), Status::Paid);
    (id, payment)
}

/// An attempt with these terms (figure 7: a method was chosen).
pub(crate) fn attempt(house: &House, email: &str, payment: PaymentId, terms: MethodTerms) -> AttemptId {
    let cx = house.holder(email);
    house.services.payment_session_open(&cx, payment).expect("a rate is known");
    // The number of attempts makes each press of the button another one.
    let nonce = view(house, email, payment).attempts.len().to_string();
    house.services.payment_attempt_open(&cx, payment, &nonce, &terms).expect("a method may be chosen")
}

/// The terms of the manual's cards: the bank adds 100 tenge on its own side.
pub(crate) fn card() -> MethodTerms {
    MethodTerms {
        plugin: "halyk".to_owned(),
        method: "card".to_owned(),
        commission: Money::kzt(10_000),
        commission_included: false,
        order_ref: proto::OrderRefFormat { charset: proto::Charset::Digits, min: 6, max: 15, unique_suffix: 6 },
        terminal: None,
        grace: SignedDuration::from_mins(10),
        caps: evisa_plugin_sdk::proto::Capabilities::default(),
    }
}

/// The turn of the plugin ends with this step.
pub(crate) fn plugin_says(house: &House, email: &str, (payment, attempt): (PaymentId, AttemptId), step: Step) {
    let turn = facts(house, email, payment, attempt).turn;
    let answer = Ok(Turn::new(step, proto::State::default()));
    let ended = house.services.payment_turn_ended(&house.operator(), (payment, attempt, turn), &answer);
    ended.expect("the outcome can be stored");
}

/// The plugin saw this status at the bank.
pub(crate) fn bank_says(house: &House, email: &str, (payment, attempt): (PaymentId, AttemptId), status: Status) {
    let facts = facts(house, email, payment, attempt);
    let seen = Observation {
        amount_minor: Some(facts.expected().expect("amounts add up").minor),
        currency: Some("KZT".to_owned()),
        provider_ref: Some("000123".to_owned()),
        masked_instrument: Some("440043…4242".to_owned()),
        ..Observation::new(status, &facts.order_ref)
    };
    plugin_says(house, email, (payment, attempt), Step::Observe(seen));
}

fn view(house: &House, email: &str, payment: PaymentId) -> Payment {
    house.services.payment_view(&house.holder(email), payment).expect("the applicant's payment").payment
}

fn facts(house: &House, email: &str, payment: PaymentId, attempt: AttemptId) -> Attempt {
    view(house, email, payment).attempt(attempt).expect("the attempt").clone()
}

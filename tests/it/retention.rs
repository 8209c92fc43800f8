//! What is kept, and for how long: what the privacy page promises.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use evisa::{
    domain::{
        application::ApplicationId,
        category::Category,
        context::Actor,
        effect::{Effect, Letter},
        eligibility::Answers,
        refusal::Refusal,
    },
    store::{Reader, outbox::Stage, tables},
};
use evisa_plugin_sdk::proto::RawHttp;

use crate::pay_desk::Desk;

const DAY_S: i64 = 86_400;

fn exists(desk: &Desk, id: ApplicationId) -> bool {
    desk.services.store.read(|tx: &Reader<'_>| tx.has(tables::APPLICATIONS, &id)).unwrap()
}

fn answers() -> Answers {
    Answers::new("CHN".parse().unwrap(), Category::Tourist)
}

#[test]
fn a_draft_is_deleted_thirty_days_after_its_last_change() {
    let desk = Desk::new();
    let actor = Actor::Account(desk.applicant());
    let draft = desk.services.application_begin(&desk.cx(actor), &answers()).unwrap();
    let submitted = desk.ready();
    desk.later(20 * DAY_S);
    desk.services.application_draft_keep(&desk.cx(actor), draft, &Default::default()).unwrap();
    desk.later(29 * DAY_S);
    desk.wake();
    assert!(exists(&desk, draft), "it was changed since");
    desk.later(DAY_S);
    desk.wake();
    assert!(!exists(&desk, draft));
    assert_eq!(desk.services.application_list(&desk.cx(actor)).unwrap().len(), 0);
    let gone = desk.services.application_view(&desk.cx(actor), draft);
    assert_eq!(gone.unwrap_err(), Refusal::NotFound);
    assert!(exists(&desk, desk.payment(submitted).application), "what was submitted stays");
}

#[test]
fn a_discarded_draft_keeps_nothing_about_the_traveller_and_goes_too() {
    let desk = Desk::new();
    let actor = Actor::Account(desk.applicant());
    let mut answers = answers();
    answers.passport_expires_on = Some("2031-11-28".parse().unwrap());
    let draft = desk.services.application_begin(&desk.cx(actor), &answers).unwrap();
    desk.services.application_withdraw(&desk.cx(actor), draft).unwrap();
    let kept = desk.services.application_view(&desk.cx(actor), draft).unwrap().application;
    assert_eq!((kept.traveller, kept.passport_expires_on, kept.typed.len()), (None, None, 0));
    desk.later(30 * DAY_S);
    desk.wake();
    assert!(!exists(&desk, draft));
}

#[test]
fn letters_and_callbacks_are_not_kept_for_ever() {
    let desk = Desk::new();
    let raw = RawHttp { method: "POST".to_owned(), query: Vec::new(), headers: Vec::new(), body: Default::default() };
    desk.services.payment_callback_keep(&desk.system(), "model", &raw).unwrap();
    desk.due(desk.applicant());
    let claimed = desk.services.effects_claim(&desk.system()).unwrap();
    let letter = claimed.iter().find(|one| matches!(one.effect, Effect::Mail { .. })).unwrap();
    assert!(matches!(letter.effect, Effect::Mail { letter: Letter::ApplicationReceived { .. }, .. }));
    desk.services.effect_fail(&desk.system(), &letter.key, "no such mailbox").unwrap();
    let count = |stage| desk.services.store.read(|tx: &Reader<'_>| tx.effects_in::<Effect>(stage, 99)).unwrap().len();
    let tend = |days: i64| {
        desk.later(days * DAY_S);
        desk.services.effects_purge(desk.now()).unwrap();
        desk.services.payment_callbacks_purge(desk.now()).unwrap();
        (count(Stage::Failed), desk.services.payment_callbacks_waiting().unwrap().len())
    };
    assert_eq!([tend(29), tend(1), tend(149), tend(1)], [(1, 1), (0, 1), (0, 1), (0, 0)]);
}

#[test]
fn what_somebody_began_and_never_ended_is_taken_up_after_an_hour() {
    let desk = Desk::new();
    desk.due(desk.applicant());
    let begun = desk.services.effects_claim(&desk.system()).unwrap();
    assert_eq!(begun.len(), 1);
    desk.later(3_599);
    desk.services.effects_recover_stale(&desk.system()).unwrap();
    assert_eq!(desk.services.effects_claim(&desk.system()).unwrap().len(), 0);
    desk.later(1);
    desk.services.effects_recover_stale(&desk.system()).unwrap();
    assert_eq!(desk.services.effects_claim(&desk.system()).unwrap()[0].key, begun[0].key);
}

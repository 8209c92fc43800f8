//! What payers do with the pages of the gateway, and what must not come of it: two tabs, reloads, closed browsers, wrong codes,
//! impatience (the rows U of the fault matrix), with the plugins in their processes and the model bank.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use evisa::{
    domain::{
        effect::Effect,
        payment::{Attempt, AttemptState, PaymentState},
    },
    sandbox::{chance::Faults, outcome::Outcome},
    store::{Reader, StoreError, Take, outbox::Stage, tables},
};

use crate::{
    pay_bank::{Got, World, http},
    pay_methods::{Way, code_for},
};

const HALYK: &str = "halyk/halyk-card";
const WALLET: &str = "kz.kazpost.wallet/kazpost-wallet";
const KCELL: &str = "kz.mobile.balance/mobile-kcell";
const DEAD: &str = "halyk-dead/halyk-card";
/// A wallet, and what is left of it on a receipt.
const NUMBER: &str = "77001112233";

impl Way<'_> {
    fn chooser(&self) -> String {
        format!("/en/epay/{}", self.due.payment)
    }

    /// Press a button of the waiting page.
    fn press(&self, button: &str, fields: &[(&str, &str)]) -> Got {
        let wait = format!("{}/wait", self.chooser());
        self.world.press(&self.cookie, (&wait, &format!("{}/{button}", self.chooser())), fields)
    }

    fn attempts(&self) -> Vec<Attempt> {
        self.world.desk.payment(self.due).attempts
    }

    /// The page with what the answer to a pressed button left to say.
    fn said(&self, pressed: &Got) -> Got {
        let flash = pressed.cookie("__Host-flash");
        self.world.get(&format!("{}; {flash}", self.cookie), pressed.location())
    }
}

#[test]
fn u01_a_double_press_a_second_tab_and_a_reloaded_form_are_one_attempt() {
    let world = World::of(Faults::KIND);
    let (due, cookie) = world.payer();
    let chooser = format!("/en/epay/{}", due.payment);
    let fields_of = |page: &Got| {
        let of = |name: &str| page.between(&format!("name=\"{name}\" value=\""), "\"");
        form(&[("csrf", &of("csrf")), ("nonce", &of("nonce")), ("method", WALLET)])
    };
    let tabs =
        [world.get(&cookie, &chooser).whole(), world.get(&cookie, &chooser).whole()].map(|page| fields_of(&page));
    let address = format!("{}{chooser}/attempts", world.portal);
    // Twice at once, once more by reloading, and then in the other tab.
    let pressed = std::thread::scope(|scope| {
        let twice = [0, 1].map(|_| scope.spawn(|| http("POST", &address, &cookie, Some(&tabs[0]))));
        twice.map(|press| press.join().unwrap())
    });
    for got in pressed {
        assert_eq!((got.status, got.location()), (303, format!("{chooser}/wait").as_str()), "{}", got.body);
    }
    for form in &tabs {
        assert_eq!(http("POST", &address, &cookie, Some(form)).location(), format!("{chooser}/wait"));
    }
    assert_eq!(world.desk.payment(due).attempts.len(), 1);
    assert_eq!(world.get(&cookie, &chooser).location(), format!("{chooser}/wait"), "back: no second choice");

    let way = Way { world: &world, due, cookie };
    way.type_in("wallet", NUMBER);
    world.until("the code was sent", |_| way.asks("code"));
    let page = way.wait_page();
    let (csrf, attempt) =
        (page.between("name=\"csrf\" value=\"", "\""), page.between("name=\"attempt\" value=\"", "\""));
    let code = form(&[("csrf", &csrf), ("attempt", &attempt), ("f-code", &code_for(&world, NUMBER))]);
    for _ in 0..3 {
        http("POST", &format!("{}{}/form", world.portal, way.chooser()), &way.cookie, Some(&code));
    }
    way.until_paid("the same code three times");
    assert_eq!((world.desk.ledger().len(), world.desk.visas()), (1, 1));
}

#[test]
fn u02_bug_19_whoever_closes_the_browser_at_any_step_finds_the_visa() {
    let world = World::of(Faults::KIND);
    // After the card was typed: nobody comes back, and no page is opened any more.
    let (card, wait) = Way::choose(&world, HALYK);
    world.pay(&world.at_the_bank(&wait), Outcome::Pending);
    card.until_paid("a closed card page");
    // After the code was sent off.
    let (wallet, _) = Way::choose(&world, WALLET);
    wallet.pay("wallet", &Outcome::Pending.wallet());
    wallet.until_paid("a closed form");
    assert_eq!(world.desk.visas(), 2);
    // Before anything was typed: the session ends, nothing was taken, and a new one can be opened.
    let (left, _) = Way::choose(&world, WALLET);
    world.desk.later(31 * 60);
    world.until("closed", |_| left.attempts()[0].state == AttemptState::Closed);
    let over = world.get(&left.cookie, &left.chooser()).whole();
    assert!(over.body.contains("minutes to pay are over"), "{}", over.body);
}

#[test]
fn u03_what_the_browser_brings_back_proves_nothing() {
    let world = World::of(Faults::KIND);
    let (way, _) = Way::choose(&world, HALYK);
    let attempt = way.attempts()[0].id;
    let back =
        format!("/en/epay/return/{}/{attempt}?status=CHARGE&code=ok&success=true&response_code=00", way.due.payment);
    let returned = world.get(&way.cookie, &back);
    assert_eq!(returned.location(), format!("{}/wait?back=1", way.chooser()));
    let page = world.get(&way.cookie, returned.location()).whole();
    assert!(page.body.contains("The bank has not confirmed a payment yet"), "{}", page.body);
    assert_eq!((world.state(way.due), world.desk.visas()), (PaymentState::InProgress, 0));
}

#[test]
fn u04_bug_18_while_an_attempt_may_still_be_paid_no_other_method_is_offered() {
    let world = World::of(Faults::KIND);
    let (card, wait) = Way::choose(&world, HALYK);
    let page = world.at_the_bank(&wait);
    assert_eq!(world.get(&card.cookie, &card.chooser()).location(), format!("{}/wait", card.chooser()));
    assert!(!card.wait_page().body.contains(&format!("{}/switch", card.chooser())), "no way to a second charge");
    let refused = card.press("switch", &[]);
    assert!(card.said(&refused).body.contains("Do not pay twice"), "{}", refused.body);
    assert_eq!(card.attempts().len(), 1);
    world.pay(&page, Outcome::Approve);
    card.until_paid("the first card");

    // Where nothing can have moved, the way to another method is open.
    let (wallet, _) = Way::choose(&world, WALLET);
    wallet.type_in("wallet", NUMBER);
    world.until("the code was sent", |_| wallet.asks("code"));
    assert_eq!(wallet.press("switch", &[]).location(), wallet.chooser());
    let second = world.choose((&wallet.due, &wallet.cookie), HALYK);
    assert_eq!(wallet.attempts()[0].state, AttemptState::Closed);
    world.pay(&world.at_the_bank(&second), Outcome::Approve);
    world.until("the second", |world| world.state(wallet.due) == PaymentState::Paid);
}

#[test]
fn u05_another_card_on_the_same_page_pays_and_an_old_form_does_nothing() {
    let world = World::of(Faults::KIND);
    let (card, wait) = Way::choose(&world, HALYK);
    let page = world.at_the_bank(&wait);
    world.pay(&page, Outcome::Insufficient);
    world.pay(&page, Outcome::Approve);
    card.until_paid("the second card");

    let (wallet, _) = Way::choose(&world, WALLET);
    wallet.type_in("wallet", NUMBER);
    world.until("the code was sent", |_| wallet.asks("code"));
    let old = wallet.wait_page().between("name=\"attempt\" value=\"", "\"");
    let code = code_for(&world, NUMBER);
    wallet.press("switch", &[]);
    let second = world.choose((&wallet.due, &wallet.cookie), KCELL);
    let late = wallet.press("form", &[("attempt", &old), ("f-code", &code)]);
    assert!(wallet.said(&late).body.contains("This form is no longer awaited"), "{}", second.body);
    assert_eq!((world.state(wallet.due), wallet.attempts()[0].state), (PaymentState::InProgress, AttemptState::Closed));
}

#[test]
fn u06_impatience_asks_the_bank_once_in_a_while_and_is_told_so() {
    let world = World::of(Faults::KIND);
    let (way, wait) = Way::choose(&world, HALYK);
    world.at_the_bank(&wait);
    let page = way.wait_page();
    let fields = form(&[("csrf", &page.between("name=\"csrf\" value=\"", "\""))]);
    let update = format!("{}{}/update", world.portal, way.chooser());
    let statuses: Vec<u16> = (0..40).map(|_| http("POST", &update, &way.cookie, Some(&fields)).status).collect();
    assert!(statuses.contains(&303) && statuses.ends_with(&[429]), "{statuses:?}");
    let queries = way.attempts()[0].queries;
    assert!(queries <= 2, "{queries} questions for forty presses");
}

#[test]
fn u07_after_five_attempts_or_thirty_minutes_a_new_session_begins() {
    let world = World::of(Faults::KIND);
    let (first, _) = Way::choose(&world, DEAD);
    for left in (0..5).rev() {
        world.until("declined", |_| first.attempts().iter().all(|attempt| attempt.state == AttemptState::Declined));
        let page = first.wait_page().whole();
        assert!(page.body.contains(&format!("Attempts left: {left} of 5")), "{}", page.body);
        if 0 < left {
            world.choose((&first.due, &first.cookie), DEAD);
        }
    }
    let over = world.get(&first.cookie, &first.chooser()).whole();
    assert!(over.body.contains("All 5 attempts of this session are used"), "{}", over.body);
    assert!(!over.body.contains("name=\"method\"") && over.body.contains("Start a new session"), "{}", over.body);

    let (due, cookie) = world.payer();
    world.desk.later(31 * 60);
    let over = world.get(&cookie, &format!("/en/epay/{}", due.payment)).whole();
    assert!(over.body.contains("The 30 minutes to pay are over"), "{}", over.body);
}

#[test]
fn u08_somebody_else_s_payment_does_not_exist() {
    let world = World::of(Faults::KIND);
    let (way, _) = Way::choose(&world, WALLET);
    let (own, thief) = world.payer();
    for page in ["", "/wait", "/status"] {
        assert_eq!(world.get(&thief, &format!("{}{page}", way.chooser())).status, 404, "{page}");
    }
    let attempt = way.attempts()[0].id.to_string();
    let csrf = world.get(&thief, &format!("/en/epay/{}", own.payment)).between("name=\"csrf\" value=\"", "\"");
    for button in ["attempts", "form", "switch", "update"] {
        let fields = form(&[("csrf", &csrf), ("attempt", &attempt), ("f-wallet", NUMBER)]);
        let got = http("POST", &format!("{}{}/{button}", world.portal, way.chooser()), &thief, Some(&fields));
        assert_eq!(got.status, 404, "{button}");
    }
    let guessed = format!("/en/epay/return/{}/0123456789abcdef0123456789", way.due.payment);
    assert_eq!(world.get(&thief, &guessed).status, 404);
    assert_eq!(way.attempts()[0].state, AttemptState::Customer);
}

#[test]
fn u09_a_number_is_kept_a_code_is_not_and_another_code_waits_its_time() {
    let world = World::of(Faults::KIND);
    let (way, wait) = Way::choose(&world, KCELL);
    assert!(wait.body.contains("Enter your mobile phone number") && !wait.body.contains("error-summary"));
    // Tele2 is refused with an explanation, another operator's prefix is only a hint; the number stays in its field.
    way.type_in("phone", "+7 700 111 22 33");
    let refused = way.wait_page().whole();
    assert!(refused.body.contains("Tele2 and Altel (700, 707, 708, 747)"), "{}", refused.body);
    assert!(refused.body.contains("value=\"+7 700 111 22 33\"") && refused.body.contains("aria-invalid=\"true\""));
    let other = Outcome::Approve.phone("705");
    way.type_in("phone", &other);
    let doubted = way.wait_page().whole();
    assert!(doubted.body.contains("looks like one of Beeline") && doubted.body.contains(&format!("value=\"{other}\"")));
    way.type_in("phone", &other);
    world.until("the code was sent", |_| way.asks("code"));

    // Too early: the answer says how long to wait, and the form stays.
    let early = way.press("form", &[("attempt", &way.attempts()[0].id.to_string()), ("resend", "1")]);
    let said = way.said(&early);
    assert!(said.body.contains("Another code can be sent in"), "{}", said.body);
    assert!(way.asks("code"));
    world.desk.later(31);
    way.press("form", &[("attempt", &way.attempts()[0].id.to_string()), ("resend", "1")]);
    world.until("another code", |_| way.wait_page().body.contains("Another code was sent"));

    // A wrong code is typed anew, and the tries that are left are told.
    let right = code_for(&world, &other);
    let wrong = if right == "0000" { "0001" } else { "0000" };
    way.type_in("code", wrong);
    world.until("asked again", |_| way.wait_page().body.contains("The code is wrong"));
    let page = way.wait_page().whole();
    assert!(page.body.contains("2 tries left.") && !page.body.contains(&format!("value=\"{wrong}\"")), "{}", page.body);
    way.type_in("code", wrong);
    world.until("one more", |_| way.wait_page().body.contains("1 try left."));
    way.type_in("code", wrong);
    world.until("declined", |_| way.attempts()[0].state == AttemptState::Declined);
    // The payment is not locked: the attempt is over, and another method pays.
    assert_eq!(world.state(way.due), PaymentState::Due);
    let second = world.choose((&way.due, &way.cookie), HALYK);
    world.pay(&world.at_the_bank(&second), Outcome::Approve);
    world.until("paid", |world| world.state(way.due) == PaymentState::Paid);
}

#[test]
fn bug_25_every_method_is_paid_without_any_callback() {
    let world = World::of(Faults { callback_lost_permille: 1_000, ..Faults::KIND });
    let wallet = Way::choose(&world, WALLET).0;
    wallet.pay("wallet", &Outcome::Approve.wallet());
    let mobile = Way::choose(&world, KCELL).0;
    mobile.pay("phone", &Outcome::Approve.phone("701"));
    let cards = [HALYK, "kz.kazpost.card/kazpost-card"].map(|method| {
        let (way, wait) = Way::choose(&world, method);
        world.pay(&world.at_the_bank(&wait), Outcome::Approve);
        way
    });
    for way in [wallet, mobile].iter().chain(&cards) {
        way.until_paid("asking suffices");
    }
    assert_eq!(world.desk.visas(), 4);
}

#[test]
fn what_was_typed_is_nowhere_once_it_was_used() {
    let world = World::of(Faults::KIND);
    let phone = Outcome::Approve.phone("702");
    let (wallet, mobile) = (Way::choose(&world, WALLET).0, Way::choose(&world, KCELL).0);
    wallet.pay("wallet", &Outcome::Approve.wallet());
    mobile.pay("phone", &phone);
    let codes = [code_for(&world, &Outcome::Approve.wallet()), code_for(&world, &phone)];
    wallet.until_paid("the wallet");
    mobile.until_paid("the telephone");
    let typed = [&Outcome::Approve.wallet()[1..], &phone[phone.len() - 10..], &codes[0], &codes[1]];
    // The last effects are over a moment after what they caused.
    world.until("nothing typed is kept", |world| !typed.iter().any(|typed| kept(world).contains(typed)));
    assert!(kept(&world).contains("(hidden)"), "the requests are kept, without it");
    let masked = |way: &Way<'_>| way.attempts()[0].proof.clone().unwrap().masked_instrument.unwrap();
    assert!(masked(&wallet).contains("***") && masked(&mobile).starts_with("+7 702 *** ** "));
}

/// Evidence, payments and what the outbox still holds.
fn kept(world: &World) -> String {
    let read = world.desk.services.store.read(|tx: &Reader<'_>| {
        let evidence = tx.scan(tables::EVIDENCE, .., Take::First(1_000))?;
        let payments = tx.scan(tables::PAYMENTS, .., Take::First(100))?;
        let done: Vec<_> = tx.effects_in::<Effect>(Stage::Done, 1_000)?.into_iter().map(|(_, entry)| entry).collect();
        Ok::<_, StoreError>(serde_json::json!([evidence, payments, done]).to_string())
    });
    read.unwrap()
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

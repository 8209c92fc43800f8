//! Faults of the house itself: a disk that refuses, a clock that jumps, a second portal, a rate nobody can believe, a folder of files.
#![expect(clippy::unwrap_used, reason = "a story stops where it goes wrong")]

use std::{
    fs,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
    time::Duration,
};

use evisa::{
    domain::{
        money::{MINOR_MAX, Money, Rate},
        payment::{AttemptState, Flight, PaymentState, Quote},
        rates::DayRate,
        refusal::Refusal,
    },
    effects::Outside,
    jobs::{Runner, settlement::folder_import},
    payments::{Gateway, Settings as GatewaySettings},
    services::{Services, rate::Absurd},
    store::{
        Engine, Store, StoreError,
        engine::{Changes, ReadTx},
        memory::MemoryEngine,
    },
    web::site::StoppedClock,
};
use evisa_plugin_sdk::proto::{Ack, Authenticity, Callback, RawHttp, Status, Step};
use jiff::civil::date;
use proptest::prelude::*;

use crate::{
    pay_bank::plugin,
    pay_desk::{Desk, FEE_KZT, MORNING, Sequence, lost, mutation, response},
    pay_refund::{refunds, refused},
};

const WELL: u8 = 0;
/// The disk is full: nothing is written.
const FULL: u8 = 1;
/// It was written, and nobody can say so.
const UNSURE: u8 = 2;

/// An engine whose disk does as it is told.
struct Disk {
    inner: MemoryEngine,
    mood: Arc<AtomicU8>,
}

impl Engine for Disk {
    fn read(&self, body: &mut dyn FnMut(&dyn ReadTx)) -> Result<(), StoreError> {
        self.inner.read(body)
    }

    fn write(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Option<Changes>) -> Result<(), StoreError> {
        match self.mood.load(Ordering::SeqCst) {
            FULL => {
                // The body runs, as it does before a commit fails; what it wants written is lost.
                self.inner.write(&mut |tx| {
                    drop(body(tx));
                    None
                })?;
                Err(StoreError::File("no space left on device".to_owned()))
            }
            UNSURE => {
                self.inner.write(body)?;
                Err(StoreError::Unknown("the disk did not answer".to_owned()))
            }
            _ => self.inner.write(body),
        }
    }

    fn fault(&self) -> Option<String> {
        None
    }
}

fn on_a_disk() -> (Desk, Arc<AtomicU8>) {
    let mood = Arc::new(AtomicU8::new(WELL));
    let store = Store::with_engine(Disk { inner: MemoryEngine::default(), mood: Arc::clone(&mood) });
    let services = Services { store, ..Services::in_memory() };
    (Desk::of(services, StoppedClock::at(MORNING.parse().unwrap())), mood)
}

#[test]
fn i02_what_could_not_be_stored_is_not_sent() {
    let (desk, mood) = on_a_disk();
    let due = desk.ready();
    let id = desk.attempt(due);
    desk.wake();
    let turn = desk.of_attempt(due, id).turn;
    let answer = Ok(evisa_plugin_sdk::proto::Turn::new(Step::Http(mutation()), Default::default()));
    mood.store(FULL, Ordering::SeqCst);
    let ended = || desk.services.payment_turn_ended(&desk.system(), (due.payment, id, turn), &answer);
    assert!(ended().is_err());
    let attempt = desk.of_attempt(due, id);
    assert_eq!((attempt.state, attempt.exposed), (AttemptState::Created, false), "as if nothing had been asked");
    mood.store(WELL, Ordering::SeqCst);
    assert_eq!(desk.requests_due(), 0, "and nothing is due to leave");
    // Stored, but not to be claimed: nothing leaves either.
    ended().unwrap();
    mood.store(FULL, Ordering::SeqCst);
    assert!(desk.services.effects_claim(&desk.system()).is_err());
    mood.store(WELL, Ordering::SeqCst);
    assert_eq!((desk.requests_due(), desk.requests_due()), (1, 0), "with room again it leaves, once");
}

#[test]
fn i03_an_answer_that_could_not_be_stored_leaves_it_unknown_and_nothing_is_sent_again() {
    let (desk, mood) = on_a_disk();
    let due = desk.ready();
    let id = desk.attempt(due);
    desk.plugin_says(due, id, Step::Http(mutation()));
    assert_eq!(desk.requests_due(), 1, "it left");
    let turn = desk.of_attempt(due, id).turn;
    mood.store(FULL, Ordering::SeqCst);
    let arrived = |reply| desk.services.payment_reply_arrived(&desk.system(), (due.payment, id, turn), &reply);
    assert!(arrived(response(200, "{}")).is_err());
    // The program ends here with what it knew; the next one finds the request begun.
    mood.store(WELL, Ordering::SeqCst);
    let doubtful = desk.services.effects_recover(&desk.system()).unwrap();
    assert_eq!(doubtful.len(), 1);
    arrived(lost()).unwrap();
    assert_eq!(desk.state(due, id), AttemptState::Unknown);
    assert_eq!(desk.requests_due(), 0, "not sent again");
    desk.asked_and_told(due, id, desk.seen(due, id, Status::Paid));
    assert_eq!((desk.state(due, id), desk.visas()), (AttemptState::Paid, 1));
}

#[test]
fn i03_what_was_stored_though_nobody_could_say_so_counts_once() {
    let (desk, mood) = on_a_disk();
    let (due, id) = {
        let due = desk.ready();
        let id = desk.at_the_bank(due);
        desk.services.payment_customer_returned(&desk.system(), due.payment, id).unwrap();
        (due, id)
    };
    let turn = desk.of_attempt(due, id).turn;
    let answer =
        Ok(evisa_plugin_sdk::proto::Turn::new(Step::Observe(desk.seen(due, id, Status::Paid)), Default::default()));
    let ended = || desk.services.payment_turn_ended(&desk.system(), (due.payment, id, turn), &answer);
    mood.store(UNSURE, Ordering::SeqCst);
    assert!(ended().is_err());
    mood.store(WELL, Ordering::SeqCst);
    ended().unwrap();
    assert_eq!((desk.state(due, id), desk.visas(), desk.ledger().len()), (AttemptState::Paid, 1, 1));
}

#[test]
fn i04_a_second_portal_on_the_same_database_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let first = Store::open(folder.path()).unwrap();
    match Store::open(folder.path()) {
        Err(StoreError::InUse(why)) => assert!(!why.is_empty()),
        other => panic!("{:?}", other.map(|_| "opened")),
    }
    drop(first);
    Store::open(folder.path()).unwrap();
}

#[test]
fn i05_a_clock_that_jumps_closes_nothing_unasked_and_comes_back_without_harm() {
    let desk = Desk::new();
    let exposed: Vec<_> = (0..5)
        .map(|_| {
            let due = desk.ready();
            (due, desk.at_the_bank(due))
        })
        .collect();
    desk.later(3_600);
    desk.wake();
    for (due, id) in &exposed {
        assert_eq!(desk.state(*due, *id), AttemptState::Unknown, "an hour ahead: asked, not expired");
        desk.asked_and_told(*due, *id, desk.seen(*due, *id, Status::Pending));
    }
    desk.later(-2 * 3_600);
    desk.wake();
    for (due, id) in &exposed {
        assert_eq!(desk.payment(*due).state(desk.now()), PaymentState::InProgress);
        desk.services.payment_status_update(&desk.by(*due), due.payment).unwrap();
        assert_eq!(desk.of_attempt(*due, *id).flight, Flight::Plugin, "a question of the future holds nobody up");
        desk.asked_and_told(*due, *id, desk.seen(*due, *id, Status::Paid));
    }
    assert_eq!((desk.visas(), desk.ledger().len()), (5, 5));
}

#[test]
fn c04_an_old_callback_sent_again_does_nothing_not_even_to_another_payment() {
    let desk = Desk::new();
    let (first, second) = (desk.ready(), desk.ready());
    let (a, b) = (desk.at_the_bank(first), desk.at_the_bank(second));
    let call_back = |order_ref: &str| {
        let raw = RawHttp { method: "POST".into(), query: Vec::new(), headers: Vec::new(), body: Default::default() };
        let number = desk.services.payment_callback_keep(&desk.system(), "model", &raw).unwrap();
        let read = Callback {
            order_ref: Some(order_ref.to_owned()),
            authenticity: Authenticity::Signed,
            replay_key: Some("operation-1".to_owned()),
            observation: Some(desk.seen(first, a, Status::Paid)),
            ack: Ack { status: 200, content_type: String::new(), body: String::new() },
        };
        desk.services.payment_callback_use(&desk.system(), number, "model", &read).unwrap();
    };
    let order = |due, id| desk.of_attempt(due, id).order_ref;
    call_back(&order(first, a));
    desk.asked_and_told(first, a, desk.seen(first, a, Status::Paid));
    for _ in 0..5 {
        desk.later(60);
        call_back(&order(first, a));
    }
    assert_eq!(desk.of_attempt(first, a).queries, 1, "a repeated one asks nothing");
    // The same claim turned to another order: it is asked about, and its claim is believed in nothing.
    call_back(&order(second, b));
    desk.asked_and_told(second, b, desk.seen(second, b, Status::NotPaid));
    assert_eq!((desk.state(second, b), desk.visas()), (AttemptState::Customer, 1));
}

#[test]
fn m04_no_rate_an_old_rate_and_an_absurd_rate_pause_payments_and_say_so() {
    let desk = Desk::new();
    let due = desk.due(desk.applicant());
    let open = || desk.services.payment_session_open(&desk.by(due), due.payment);
    // The source is down: the last good rate serves for ten days, no longer.
    desk.later(11 * 86_400);
    assert_eq!(refused(open()), "payment-rate-stale");
    let rate = |text: &str| DayRate { date: date(2022, 6, 19), rate: text.parse().unwrap(), source: "x".to_owned() };
    let import = |text| desk.services.rate_import(&desk.system(), &rate(text), Absurd::Refused);
    for absurd in ["38.828", "3882.8", "0.01"] {
        assert_eq!(refused(import(absurd)), "rate-absurd", "{absurd}");
    }
    assert_eq!(refused(open()), "payment-rate-stale");
    import("389.10").unwrap();
    open().unwrap();
    assert_eq!(desk.payment(due).sessions[0].quote.tenge.minor, 2_334_600);
}

proptest! {
    /// Whole tiyn at every rate and amount, rounded half up, never wrapped: what is shown is what is expected is what is posted.
    #[test]
    fn m05_a_fee_at_any_rate_is_whole_tiyn_rounded_half_up(cents in 0..=MINOR_MAX, millionths in 1..=u64::MAX) {
        let rate = Rate::from_millionths(millionths).unwrap();
        let exact = u128::from(cents) * u128::from(millionths);
        let (whole, rest) = (exact / 1_000_000, exact % 1_000_000);
        let rounded = whole + u128::from(rest >= 500_000);
        match Quote::freeze(Money::usd(cents), rate, date(2022, 6, 8), "x") {
            Ok(quote) => prop_assert_eq!(u128::from(quote.tenge.minor), rounded),
            Err(_) => prop_assert!(u128::from(MINOR_MAX) < rounded),
        }
    }
}

#[test]
fn m05_half_a_tiyn_goes_up_and_two_to_the_fifty_third_is_refused() {
    let freeze = |cents, rate: &str| {
        Quote::freeze(Money::usd(cents), rate.parse().unwrap(), date(2022, 6, 8), "x").map(|quote| quote.tenge.minor)
    };
    assert_eq!(freeze(1, "0.005").unwrap(), 0);
    assert_eq!(freeze(100, "0.005").unwrap(), 1);
    assert_eq!(freeze(100, "0.004999").unwrap(), 0);
    assert_eq!(freeze(MINOR_MAX, "1").unwrap(), MINOR_MAX);
    assert!(freeze(MINOR_MAX, "1.000001").is_err());
}

#[test]
fn files_in_the_folder_are_taken_in_by_their_plugin_once_and_put_aside_with_their_report() {
    let folder = tempfile::tempdir().unwrap();
    let settings = GatewaySettings {
        plugins: vec![plugin("model", "http://127.0.0.1:9", "http://127.0.0.1:9")],
        allow_loopback: true,
        ..GatewaySettings::default()
    };
    let gateway = Gateway::start(settings, Path::new(env!("CARGO_BIN_EXE_evisa")));
    assert!(gateway.plugins()[0].state.is_ok(), "{:?}", gateway.plugins());
    let desk = Desk::new();
    let outside = Outside { gateway: Arc::new(gateway), ..Outside::for_trying(Arc::new(Mutex::new(Vec::new()))) };
    let runner = Runner {
        services: desk.services.clone(),
        outside,
        clock: desk.clock.clock(),
        chance: Arc::new(Sequence(AtomicU64::new(1 << 40))),
    };
    let (due, id) = desk.paid_with(refunds());
    let heading = evisa_plugin_sdk::settlement::HEADING;
    let order = desk.of_attempt(due, id).order_ref;
    let good = format!("{heading}\n2022-06-08 14:31:00;{order};t-1;payment;23296.80;100.00;KZT;T-1;Оплата\n");
    let place = folder.path().join("model");
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join("8-june.csv"), &good).unwrap();
    fs::write(place.join("torn.csv"), &good[..good.len() - 40]).unwrap();
    fs::create_dir_all(folder.path().join("nobody")).unwrap();
    fs::write(folder.path().join("nobody/x.csv"), &good).unwrap();
    assert_eq!(folder_import(&runner, folder.path(), Duration::from_secs(3_600)), Ok(0), "it may still be written");
    assert_eq!(folder_import(&runner, folder.path(), Duration::ZERO), Ok(1));
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    let report = read("model/done/8-june.csv.report.csv");
    assert!(report.contains(&format!("matched,payment,{order},t-1,23296.80,KZT")), "{report}");
    assert!(read("model/refused/torn.csv.why.txt").contains("line 2"), "the line is named");
    assert!(read("nobody/refused/x.csv.why.txt").contains("nobody"));
    let books = desk.services.money_balance(&desk.system()).unwrap();
    assert_eq!(books.accounts[&evisa::domain::payment::ledger::LedgerAccount::Bank].debit, u128::from(FEE_KZT));
    // The bank sends the same file again under the same name: nothing new, nothing overwritten.
    fs::write(place.join("8-june.csv"), &good).unwrap();
    assert_eq!(folder_import(&runner, folder.path(), Duration::ZERO), Ok(1));
    assert_eq!(desk.services.money_balance(&desk.system()).unwrap(), books);
    assert_eq!(fs::read_dir(place.join("done")).unwrap().count(), 4);
    assert_eq!(folder_import(&runner, folder.path(), Duration::ZERO), Ok(0));
    assert_eq!(folder_import(&runner, Path::new("/no/such/folder"), Duration::ZERO), Ok(0));
    let applicant = desk.services.settlement_files(&desk.by(due));
    assert_eq!(applicant.unwrap_err(), Refusal::NotFound);
}

//! I1: the power goes at every single commit of every flow, before and after it is on the disk.

use evisa::domain::payment::{Attempt, PaymentState};
use jiff::SignedDuration;

use crate::{dice::Dice, disk::Cut, pay_desk::Due, plugin::typed, portal::polite, world::World};

/// What somebody does. Whoever is cut off in the middle does it once more, with the same form.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Act {
    Open(&'static str),
    Fill,
    /// At the bank, on the page of the last attempt.
    Pay,
    /// At the bank, on the page of the first attempt.
    PayInTheOldTab,
    BankRefuses,
    Return,
    UpdateStatus,
    Switch,
    /// So many minutes pass.
    Wait(i64),
}

use Act::{BankRefuses, Fill, Open, Pay, PayInTheOldTab, Return, Switch, UpdateStatus, Wait};

/// Every flow of the engine, by name.
const FLOWS: [(&str, &[Act]); 10] = [
    ("a card", &[Open("card"), Pay, Return]),
    ("a card, and the browser never comes back", &[Open("card"), Pay]),
    ("a wallet", &[Open("wallet"), Fill]),
    ("a telephone with its code", &[Open("phone"), Fill, Fill]),
    ("refused, then another method", &[Open("card"), BankRefuses, UpdateStatus, Open("wallet"), Fill]),
    ("switched before anything left, then a card", &[Open("wallet"), Switch, Open("card"), Pay, Return]),
    ("nobody pays, and a new session", &[Open("card"), Return, Wait(50), Open("wallet"), Fill]),
    ("a form that nobody fills", &[Open("phone"), Wait(40)]),
    ("paid at the last minute", &[Open("card"), Wait(29), Pay, Wait(60)]),
    (
        "paid twice, in an old tab",
        &[Open("card"), BankRefuses, Return, Open("card"), Pay, Return, PayInTheOldTab, Wait(60)],
    ),
];

/// What follows from an act, a second for each stage.
pub(crate) fn follow(world: &mut World) -> Result<(), String> {
    for _ in 0..20 {
        world.moment()?;
        world.bank.now += SignedDuration::from_secs(1);
        world.desk.clock.put(world.bank.now);
    }
    Ok(())
}

struct Played {
    commits: u64,
    state: PaymentState,
    cuts: u64,
}

pub(crate) fn act(world: &mut World, due: Due, act: Act) {
    let cx = |world: &World| world.desk.now();
    let attempts = world.desk.payment(due).attempts;
    let (first, last) = (attempts.first(), attempts.last());
    match act {
        Open(method) => {
            let _open_already = polite(world.desk.services.payment_session_open(&world.desk.by(due), due.payment));
            world.open(due, method, &format!("{method}-{}", attempts.iter().filter(|one| !one.state.live()).count()));
        }
        Fill => {
            let Some(last) = last else { return };
            let filled = (due.payment, last.id);
            let _refused = polite(world.desk.services.payment_form_submitted(&world.desk.by(due), filled, typed()));
        }
        Pay => pay(world, last),
        PayInTheOldTab => pay(world, first),
        BankRefuses => {
            if let Some(last) = last {
                world.bank.order(&last.order_ref).asked = last.expected().expect("it is small").minor;
                world.bank.decline(&mut world.dice, &last.order_ref, true);
            }
        }
        Return => {
            if let Some(last) = last {
                polite(world.desk.services.payment_customer_returned(&world.desk.system(), due.payment, last.id));
            }
        }
        UpdateStatus => {
            polite(world.desk.services.payment_status_update(&world.desk.by(due), due.payment));
        }
        Switch => {
            let _refused = polite(world.desk.services.payment_method_switch(&world.desk.by(due), due.payment));
        }
        Wait(minutes) => {
            let until = cx(world) + SignedDuration::from_mins(minutes);
            while cx(world) < until {
                world.bank.now += SignedDuration::from_secs(30);
                world.desk.clock.put(world.bank.now);
                world.jobs();
                world.callbacks_arrive();
            }
        }
    }
}

/// Money moves at the bank, once, where the portal has sent the customer to it.
fn pay(world: &mut World, attempt: Option<&Attempt>) {
    let Some(attempt) = attempt.filter(|attempt| attempt.exposed) else { return };
    let order = world.bank.order(&attempt.order_ref);
    if order.captured.is_empty() {
        order.asked = attempt.expected().expect("it is small").minor;
        world.bank.capture(&mut world.dice, &attempt.order_ref);
    }
}

fn play(acts: &[Act], cut: Option<Cut>) -> Result<Played, String> {
    let mut world = World::new(Dice::kind(), None);
    world.settle_people(1);
    let due = world.people[0].due;
    let before = world.disk.commits();
    world.disk.cut(cut);
    for one in acts {
        let cuts = world.tally.of("power cut");
        world.alive(|world| act(world, due, *one));
        if cuts < world.tally.of("power cut") {
            world.alive(|world| act(world, due, *one));
        }
        follow(&mut world)?;
    }
    world.run_out()?;
    world.disk.cut(None);
    let commits = world.disk.commits() - before;
    world.judge()?;
    let payment = world.desk.payment(due);
    let taken = world.bank.book.values().filter(|order| !order.captured.is_empty()).count();
    let paid = usize::from(payment.settled().is_some());
    if (paid, world.desk.visas()) != (taken.min(1), taken.min(1)) {
        return Err(format!("taken {taken} times, {} visas: {payment:?}", world.desk.visas()));
    }
    Ok(Played { commits, state: payment.state(world.desk.now()), cuts: world.tally.of("power cut") })
}

#[test]
fn i01_the_power_goes_at_every_commit_of_every_flow() {
    let mut points = 0;
    for (name, acts) in FLOWS {
        let whole = play(acts, None).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(whole.cuts, 0);
        let pays = acts.iter().any(|act| matches!(act, Pay)) || matches!(acts.last(), Some(Fill));
        assert_eq!(whole.state == PaymentState::Paid, pays, "{name}");
        for at in 1..=whole.commits {
            for kept in [false, true] {
                let cut = Cut { at, kept };
                let played = play(acts, Some(cut)).unwrap_or_else(|why| panic!("{name}, {cut:?}: {why}"));
                assert_eq!(played.cuts, 1, "{name}, {cut:?}: the power never went");
                points += 1;
            }
        }
        println!("{name}: {} commits, ends {:?}", whole.commits, whole.state);
    }
    println!("{points} crash points");
    assert!(400 < points, "only {points}: a flow is missing");
}

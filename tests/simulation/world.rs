//! One world: a portal on a disk, a bank, a few dozen people, and everything that goes wrong, all from one seed.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use evisa::{
    domain::{account::AccountId, context::StoppedClock, payment::AttemptId},
    services::Services,
    store::{Store, memory::Fault},
};
use jiff::{SignedDuration, Timestamp};

use crate::{
    bank::Bank,
    customer::Person,
    dice::Dice,
    disk::{Cut, Disk, PowerCut},
    judge::Tally,
    pay_desk::{Desk, Due, MORNING},
    plant::Plant,
    portal::InHand,
};

/// Payments of one world.
pub(crate) const PAYMENTS: usize = 50;
/// When everything must be final or held, in seconds: a day after the last question of the quick schedule.
const END_S: i64 = 4 * 86_400;
/// How long people keep trying, in seconds.
const PATIENCE_S: i64 = 4_500;
/// The furthest that the portal's clock is wrong, in seconds.
const SKEW_S: i64 = 3_600;

pub(crate) struct World {
    pub(crate) desk: Desk,
    pub(crate) disk: Disk,
    pub(crate) bank: Bank,
    pub(crate) dice: Dice,
    pub(crate) people: Vec<Person>,
    /// What the portal has in its memory.
    pub(crate) hands: Vec<InHand>,
    pub(crate) plant: Option<Plant>,
    pub(crate) tally: Tally,
    /// Which payment an attempt belongs to, as far as somebody heard of it.
    pub(crate) attempts: BTreeMap<AttemptId, Due>,
    /// Payments that may have a live attempt.
    open: Vec<Due>,
    account: AccountId,
    begun: Timestamp,
    tended_at: Timestamp,
    /// Lines of the bank's file that were read, and when.
    pub(crate) filed: usize,
    filed_at: Timestamp,
    /// Seconds that the portal's clock is ahead of the world's.
    skew_s: i64,
}

/// What a world came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) tally: Tally,
    /// Of every commit, in order, to the byte.
    pub(crate) fingerprint: u64,
    /// The invariant that broke.
    pub(crate) broken: Option<String>,
}

impl World {
    pub(crate) fn new(dice: Dice, plant: Option<Plant>) -> Self {
        let disk = Disk::with(plant);
        let begun: Timestamp = MORNING.parse().expect("it is a time");
        let desk = Desk::of(services(&disk), StoppedClock::at(begun));
        let account = desk.applicant();
        let bank = Bank::at(begun);
        Self {
            desk,
            disk,
            bank,
            dice,
            people: Vec::new(),
            hands: Vec::new(),
            plant,
            tally: Tally::default(),
            attempts: BTreeMap::new(),
            open: Vec::new(),
            account,
            begun,
            tended_at: begun,
            filed: 0,
            filed_at: begun,
            skew_s: 0,
        }
    }

    /// Play a world of [`PAYMENTS`] to its end, and judge it. A panic is a broken invariant, too.
    pub(crate) fn played(seed: u64, plant: Option<Plant>) -> Ended {
        let mut world = Self::new(Dice::of(seed), plant);
        let played = catch_unwind(AssertUnwindSafe(|| world.play()));
        let broken = match played {
            Ok(outcome) => outcome.err(),
            Err(panic) => Some(words_of(&*panic)),
        };
        Ended { tally: world.tally, fingerprint: world.disk.fingerprint(), broken }
    }

    fn play(&mut self) -> Result<(), String> {
        self.settle_people(PAYMENTS);
        while self.age_s() < PATIENCE_S {
            self.misfortune();
            self.moment()?;
            self.alive(Self::people_act);
            self.pass();
        }
        self.run_out()?;
        self.disk.cut(None);
        self.judge()
    }

    pub(crate) fn moment(&mut self) -> Result<(), String> {
        self.alive(Self::jobs);
        self.alive(Self::callbacks_arrive);
        self.judge_now()
    }

    /// People have given up. The portal goes on by itself, until nothing can happen any more and the bank's file was read.
    pub(crate) fn run_out(&mut self) -> Result<(), String> {
        let mut moments = 0;
        while self.age_s() < END_S {
            self.misfortune();
            self.moment()?;
            self.pass();
            moments += 1;
            let settled = moments % 8 == 0 && self.settled();
            if settled && self.filed == self.bank.rows.len() {
                return Ok(());
            }
            let day_is_over = self.bank.now.duration_since(self.filed_at).as_hours() >= 24;
            if settled || day_is_over {
                self.filed_at = self.bank.now;
                self.alive(Self::settlement_arrives);
            }
        }
        Ok(())
    }

    /// So many people whose fee is due.
    pub(crate) fn settle_people(&mut self, count: usize) {
        self.people = (0..count).map(|_| Person::new(self.desk.due(self.account), &mut self.dice)).collect();
        self.open = self.people.iter().map(|person| person.due).collect();
    }

    fn age_s(&self) -> i64 {
        self.bank.now.duration_since(self.begun).as_secs()
    }

    /// Let the portal do something. When the power goes meanwhile, it starts again, on what is on its disk.
    pub(crate) fn alive(&mut self, act: impl FnOnce(&mut Self)) {
        if self.powered(act) {
            return;
        }
        self.tally.add("power cut");
        loop {
            self.hands.clear();
            self.desk.services.store = Store::with_engine(self.disk.clone());
            if self.dice.once_in(6) {
                self.cut_soon(4);
            }
            if self.powered(Self::recover) {
                return;
            }
            self.tally.add("power cut while recovering");
        }
    }

    /// Whether the portal was still there in the end.
    fn powered(&mut self, act: impl FnOnce(&mut Self)) -> bool {
        match catch_unwind(AssertUnwindSafe(|| act(self))) {
            Ok(()) => true,
            Err(panic) if panic.is::<PowerCut>() => false,
            Err(panic) => resume_unwind(panic),
        }
    }

    fn cut_soon(&mut self, within: u64) {
        let cut = Cut { at: 1 + self.dice.roll(within), kept: !self.dice.once_in(3) };
        self.disk.cut(Some(cut));
    }

    /// Power cuts, disk faults and clocks that jump.
    fn misfortune(&mut self) {
        if self.dice.once_in(250) {
            self.cut_soon(30);
        }
        if self.dice.once_in(120) {
            let fault = match self.dice.roll(4) {
                0 => Fault::Refused,
                1 => Fault::UnknownLost,
                2 => Fault::UnknownKept,
                _ => Fault::RunAgain,
            };
            self.disk.fail(fault);
            self.tally.add(&format!("disk fault {fault:?}"));
        }
        // Every minute in truth; here at least every half hour.
        if self.dice.once_in(60) || self.tended_at + SignedDuration::from_mins(30) <= self.bank.now {
            self.tended_at = self.bank.now;
            self.alive(Self::tend);
        }
        if self.dice.once_in(4_000) {
            self.skew_s = if self.skew_s == 0 { if self.dice.once_in(2) { SKEW_S } else { -SKEW_S } } else { 0 };
            self.tally.add("clock jump");
        }
    }

    /// Time passes: to the next thing due, sometimes further.
    fn pass(&mut self) {
        let now = self.desk.now();
        let next = self.desk.services.effects_next_due().expect("reading does not fail").unwrap_or(now);
        let in_hand = self.hands_next().map_or(i64::MAX, |at| at.duration_since(self.bank.now).as_secs());
        let wait = next.duration_since(now).as_secs().min(in_hand).clamp(0, 1_800);
        let jump = if self.dice.once_in(80) { 1_800 } else { self.dice.seconds(20) };
        self.bank.now += SignedDuration::from_secs(wait + jump);
        self.bank.pass(&mut self.dice);
        self.desk.clock.put(self.bank.now + SignedDuration::from_secs(self.skew_s));
    }

    /// Nothing can happen any more: people have given up, every attempt is over, the bank has nothing to tell.
    fn settled(&mut self) -> bool {
        if !self.bank.calling.is_empty() || !self.hands.is_empty() {
            return false;
        }
        let desk = &self.desk;
        self.open.retain(|due| desk.payment(*due).live().is_some());
        self.open.is_empty()
    }
}

fn services(disk: &Disk) -> Services {
    Services { store: Store::with_engine(disk.clone()), ..Services::in_memory() }
}

fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

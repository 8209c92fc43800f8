//! Many thousands of payments against a model plugin and a model bank, with faults and power cuts in random order.
//!
//! `EVISA_SIM_SEED` chooses the run, `EVISA_SIM_PAYMENTS` its length; a run that fails prints the command that plays its one bad world
//! again, to the byte. See `docs/testing.md`.

// The stories' cash desk knows the program by its name.
extern crate layers as evisa;

mod bank;
mod bugs;
mod crash_points;
mod customer;
mod dice;
mod disk;
mod judge;
#[path = "../it/pay_desk.rs"]
#[expect(dead_code, reason = "the stories use more of the desk than the simulation")]
mod pay_desk;
mod plant;
mod planted;
mod plugin;
mod portal;
mod run;
mod world;

use run::{Run, number, replay_command};
use world::World;

/// The run of CI.
const SEED: u64 = 20_220_608;

#[test]
fn whatever_goes_wrong_money_stays_true() {
    let run = Run {
        seed: number("EVISA_SIM_SEED").unwrap_or(SEED),
        payments: number("EVISA_SIM_PAYMENTS").unwrap_or(10_000),
    };
    let tally = run.play();
    println!("{tally:?}");
    for hard in
        ["payment Paid", "hold DuplicatePaid", "hold AmountMismatch", "hold LateSuccess", "power cut", "withdrawn"]
    {
        assert!(0 < tally.of(hard), "the dice never met: {hard}");
    }
}

/// Ten million by one command: see `docs/testing.md`.
#[test]
#[ignore = "it takes a night"]
fn whatever_goes_wrong_for_a_whole_night() {
    let payments = number("EVISA_SIM_PAYMENTS").unwrap_or(10_000_000);
    let run = Run { seed: number("EVISA_SIM_SEED").unwrap_or(SEED), payments };
    println!("{:?}", run.play());
}

/// The world that a failed run names, once more.
#[test]
fn replay() {
    let seed = number("EVISA_SIM_WORLD").unwrap_or(SEED);
    let (first, second) = (World::played(seed, None), World::played(seed, None));
    println!("world {seed}: {first:?}");
    assert_eq!(first, second, "the same world ends the same, to the byte");
    assert_ne!(first.fingerprint, World::played(seed + 1, None).fingerprint, "another world is another");
    assert_eq!(first.broken, None, "{}", replay_command(seed));
}

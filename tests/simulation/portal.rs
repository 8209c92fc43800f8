//! The portal's jobs in one thread, by the rules of `jobs/perform.rs`: claim, do it outside, bring the outcome back, call it done.
//! Between any two of these steps other things happen, or the power goes.

use evisa::{
    domain::{
        effect::Effect,
        payment::{Attempt, AttemptId, PaymentId, TurnFault},
        refusal::Refusal,
    },
    services::outbox::Claimed,
};
use evisa_plugin_sdk::proto::{Ack, Callback, HttpResult, RawHttp, SettlementRow, Turn};
use jiff::{SignedDuration, Timestamp};

use crate::{
    bank::{Calling, Incoming},
    pay_desk::lost,
    plant::Plant,
    plugin,
    world::World,
};

/// The longest that a slow answer takes, in seconds.
const ANSWER_S_MAX: u32 = 90;

/// An effect that was claimed, and how far it has come. It lies in the portal's memory only.
pub(crate) struct InHand {
    claimed: Claimed,
    stage: Stage,
    /// Nothing more happens before.
    at: Timestamp,
}

enum Stage {
    Claimed,
    PluginSaid(Box<Result<Turn, TurnFault>>),
    BankSaid(HttpResult),
    Over,
}

/// The answer of a command, unless it was refused for a reason that people meet; our own failures only where a fault was put in.
pub(crate) fn polite<T>(result: Result<T, Refusal>) -> Option<T> {
    match result {
        Ok(answer) => Some(answer),
        Err(Refusal::Us(why)) => {
            assert!(why.contains("fault injected"), "the portal failed: {why}");
            None
        }
        Err(Refusal::Denied(_) | Refusal::Fields(_) | Refusal::TooMany { .. }) => None,
        Err(refusal @ (Refusal::SignIn | Refusal::NotFound | Refusal::NotPermitted)) => {
            panic!("refused without reason: {refusal}")
        }
    }
}

impl World {
    /// Claim what is due, and take every effect in hand one stage further, in any order.
    pub(crate) fn jobs(&mut self) {
        let claimed = polite(self.desk.services.effects_claim(&self.desk.system())).unwrap_or_default();
        let at = self.bank.now;
        self.hands.extend(claimed.into_iter().map(|claimed| InHand { claimed, stage: Stage::Claimed, at }));
        for _ in 0..self.hands.len() {
            let index = self.dice.index(self.hands.len());
            if self.hands[index].at <= self.bank.now {
                let mut hand = self.hands.swap_remove(index);
                hand.stage = self.further(&hand.claimed, hand.stage, &mut hand.at);
                if !matches!(hand.stage, Stage::Over) || !self.over(&hand.claimed) {
                    self.hands.push(hand);
                }
            }
        }
    }

    /// The earliest time at which something in hand goes on.
    pub(crate) fn hands_next(&self) -> Option<Timestamp> {
        self.hands.iter().map(|hand| hand.at).min()
    }

    fn over(&self, claimed: &Claimed) -> bool {
        polite(self.desk.services.effect_done(&self.desk.system(), &claimed.key)).is_some()
    }

    /// One stage. Where the disk fails, the stage stays and is tried again.
    fn further(&mut self, claimed: &Claimed, stage: Stage, at: &mut Timestamp) -> Stage {
        match (&claimed.effect, stage) {
            (Effect::Mail { .. }, _) | (_, Stage::Over) => Stage::Over,
            (Effect::DraftEnd { application }, stage) => {
                let ended = self.desk.services.application_draft_end(&self.desk.system(), *application);
                polite(ended).map_or(stage, |()| Stage::Over)
            }
            (Effect::AttemptWake { payment, attempt }, stage) => {
                let woken = self.desk.services.payment_attempt_wake(&self.desk.system(), *payment, *attempt);
                polite(woken).map_or(stage, |()| Stage::Over)
            }
            (Effect::PluginTurn { payment, attempt, ask, .. }, Stage::Claimed) => {
                let facts = self.facts((*payment, *attempt));
                Stage::PluginSaid(Box::new(plugin::answer(&mut self.dice, self.plant, (&facts, ask))))
            }
            (Effect::PluginTurn { payment, attempt, turn, .. }, Stage::PluginSaid(answer)) => {
                let ended =
                    self.desk.services.payment_turn_ended(&self.desk.system(), (*payment, *attempt, *turn), &answer);
                let stored = polite(ended).is_some();
                // Stored, and the mark of it is lost: the answer comes a second time.
                if stored && !self.dice.once_in(40) { Stage::Over } else { Stage::PluginSaid(answer) }
            }
            (Effect::ProviderRequest { payment, attempt, turn, request, .. }, Stage::Claimed) => {
                let facts = self.facts((*payment, *attempt));
                let reply = self.send(&facts, *turn, plugin::asked(request));
                if self.dice.once_in(12) {
                    *at = self.bank.now + SignedDuration::from_secs(self.dice.seconds(ANSWER_S_MAX));
                }
                Stage::BankSaid(reply)
            }
            (Effect::ProviderRequest { payment, attempt, turn, .. }, Stage::BankSaid(reply)) => {
                let arrived = self.replied((*payment, *attempt, *turn), &reply);
                if arrived && !self.dice.once_in(40) { Stage::Over } else { Stage::BankSaid(reply) }
            }
            (Effect::PluginTurn { .. }, Stage::BankSaid(_))
            | (Effect::ProviderRequest { .. }, Stage::PluginSaid(_)) => {
                unreachable!("a stage belongs to its effect")
            }
        }
    }

    fn replied(&self, turn: (PaymentId, AttemptId, u32), reply: &HttpResult) -> bool {
        polite(self.desk.services.payment_reply_arrived(&self.desk.system(), turn, reply)).is_some()
    }

    fn send(&mut self, attempt: &Attempt, turn: u32, what: crate::bank::Request) -> HttpResult {
        let amount = attempt.expected().expect("the amounts are small").minor;
        let incoming = Incoming { order_ref: &attempt.order_ref, turn, what, amount };
        self.bank.request(&mut self.dice, incoming)
    }

    pub(crate) fn facts(&self, (payment, attempt): (PaymentId, AttemptId)) -> Attempt {
        self.desk.services.payment_attempt_facts(payment, attempt).expect("an effect names an attempt").attempt
    }

    /// The portal starts again on what is on its disk. The power may go again meanwhile.
    pub(crate) fn recover(&mut self) {
        let doubtful = polite(self.desk.services.effects_recover(&self.desk.system())).unwrap_or_default();
        for one in doubtful {
            self.doubtful(&one);
        }
        self.callbacks_take_up();
    }

    /// What the house does every minute, at some time.
    pub(crate) fn tend(&mut self) {
        let stale = polite(self.desk.services.effects_recover_stale(&self.desk.system())).unwrap_or_default();
        for one in stale {
            self.doubtful(&one);
        }
        self.callbacks_take_up();
        let _again_next_time = polite(self.desk.services.effects_purge(self.desk.now()));
    }

    fn doubtful(&mut self, doubtful: &Claimed) {
        let Effect::ProviderRequest { payment, attempt, turn, request, .. } = &doubtful.effect else {
            panic!("only a request that moves money is doubtful: {doubtful:?}")
        };
        let reply = if self.plant == Some(Plant::ResendOnRecovery) {
            let facts = self.facts((*payment, *attempt));
            self.send(&facts, *turn, plugin::asked(request))
        } else {
            lost()
        };
        if self.replied((*payment, *attempt, *turn), &reply) {
            self.over(doubtful);
        }
    }

    fn callbacks_take_up(&mut self) {
        for (number, kept) in polite(self.desk.services.payment_callbacks_waiting()).unwrap_or_default() {
            let read: Callback =
                serde_json::from_slice(&kept.raw.body.0).expect("the model plugin reads what it wrote");
            let _stays_waiting =
                polite(self.desk.services.payment_callback_use(&self.desk.system(), number, &kept.plugin, &read));
        }
    }

    /// The bank calls: stored, acknowledged, used. What was not stored is not acknowledged, and comes again.
    pub(crate) fn callbacks_arrive(&mut self) {
        for calling in self.bank.calls() {
            let read = read(&calling);
            let body = serde_json::to_vec(&read).expect("a callback is JSON");
            let raw = RawHttp {
                method: "POST".to_owned(),
                query: Vec::new(),
                headers: Vec::new(),
                body: evisa_plugin_sdk::proto::Bytes(body),
            };
            // Until it is acknowledged the bank holds on to it.
            self.bank.calling.push(Calling { at: self.bank.now + SignedDuration::from_mins(5), ..calling });
            let services = self.desk.services.clone();
            let Some(number) = polite(services.payment_callback_keep(&self.desk.system(), "model", &raw)) else {
                continue;
            };
            self.bank.calling.pop();
            let _stays_waiting = polite(services.payment_callback_use(&self.desk.system(), number, "model", &read));
        }
    }

    /// The bank's file arrives: sometimes only a part at first, sometimes upside down.
    pub(crate) fn settlement_arrives(&mut self) {
        let mut rows = self.bank.rows.clone();
        if self.dice.once_in(3) {
            rows.reverse();
        }
        if self.dice.once_in(3) {
            self.settlement_import(&rows[..rows.len() / 2]);
        }
        if self.settlement_import(&rows) {
            self.filed = rows.len();
        }
    }

    fn settlement_import(&self, rows: &[SettlementRow]) -> bool {
        let name = format!("{}-{}", self.filed, rows.len());
        polite(self.desk.services.settlement_import(&self.desk.system(), ("model", &name), rows)).is_some()
    }
}

/// What the model plugin reads out of a callback.
fn read(calling: &Calling) -> Callback {
    let signed = calling.authenticity == evisa_plugin_sdk::proto::Authenticity::Signed;
    Callback {
        order_ref: Some(calling.order_ref.clone()),
        authenticity: calling.authenticity,
        replay_key: Some(calling.replay_key.clone()),
        observation: signed.then(|| calling.claims.clone()),
        ack: Ack { status: 200, content_type: String::new(), body: String::new() },
    }
}

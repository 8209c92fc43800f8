//! One effect: fetch what it needs, do it outside, bring the outcome back as a command, and only then call it done.

use std::sync::Arc;

use evisa_plugin_sdk::proto;
use jiff::SignedDuration;

use super::{Runner, blocking};
use crate::{
    domain::{
        effect::{Ask, Effect, Letter},
        payment::{AttemptId, PaymentId},
        refusal::Refusal,
    },
    effects::{Addressee, CallbackFault, LetterFacts, LetterFault, PluginCall},
    services::{application::decision_due, outbox::Claimed, payment::CallbackKept},
};

/// Tries of one letter; with the pauses below the last is about a day after the first.
const MAIL_TRIES_MAX: u32 = 12;
/// The first pause after a letter was not delivered; doubled each time up to [`MAIL_PAUSE_MAX`].
const MAIL_PAUSE: SignedDuration = SignedDuration::from_secs(30);
/// The longest pause between two tries of a letter.
const MAIL_PAUSE_MAX: SignedDuration = SignedDuration::from_hours(3);
/// The first pause before something is tried again that the store could not keep; doubled each time up to [`STORE_PAUSE_MAX`].
const STORE_PAUSE: SignedDuration = SignedDuration::from_secs(2);
/// The longest such pause.
const STORE_PAUSE_MAX: SignedDuration = SignedDuration::from_mins(1);
/// Tries to store what exists in this memory only: twenty minutes with the first pause above.
const STORE_TRIES_MAX: u32 = 600;
/// Tries to ask a plugin when it is we who fail; then its attempt hears that there is no answer.
const PLUGIN_TRIES_MAX: u32 = 5;

/// What became of an effect.
enum Outcome {
    Done,
    /// It stays begun, and is taken up as stale (see `Services::effects_recover_stale`) or after a restart.
    Left,
    /// Again after this pause.
    Again(SignedDuration, String),
    GivenUp(String),
}

/// Perform one claimed effect and record what became of it.
pub(super) async fn perform(runner: &Runner, claimed: Claimed) {
    let doing = runner.clone();
    let Claimed { key, effect, tries } = claimed.clone();
    // In a task of its own: whatever panics there, the effect does not stay begun.
    let outcome = match tokio::spawn(async move { attempted(&doing, claimed).await }).await {
        Ok(outcome) => outcome,
        Err(_) => broken_off(runner, &effect, tries).await,
    };
    if let Outcome::GivenUp(reason) = &outcome {
        tracing::error!(effect = key, reason, "an effect was given up");
    }
    let runner = runner.clone();
    let recorded = hold_on(move || match &outcome {
        Outcome::Done => runner.services.effect_done(&runner.cx(), &key),
        Outcome::Left => Ok(()),
        Outcome::Again(pause, reason) => runner.services.effect_retry(&key, runner.cx().now + *pause, reason),
        Outcome::GivenUp(reason) => runner.services.effect_fail(&runner.cx(), &key, reason),
    });
    if let Err(refusal) = recorded.await {
        // It stays begun, and is taken up later as its kind permits.
        tracing::error!(%refusal, "the outcome of an effect could not be recorded");
    }
}

async fn attempted(runner: &Runner, Claimed { key, effect, tries }: Claimed) -> Outcome {
    match effect {
        Effect::Mail { to, lang, name, letter } => {
            mail(runner, (Addressee { to, lang, name }, letter), (&key, tries)).await
        }
        Effect::PluginTurn { payment, attempt, turn, ask } => {
            plugin_turn(runner, (payment, attempt, turn), (ask, tries)).await
        }
        Effect::ProviderRequest { payment, attempt, turn, plugin, request } => {
            let reply = runner.outside.provider_request(&plugin, request).await;
            reply_keep(runner, (payment, attempt, turn), reply).await
        }
        Effect::AttemptWake { payment, attempt } => {
            let runner = runner.clone();
            let woken = blocking(move || runner.services.payment_attempt_wake(&runner.cx(), payment, attempt));
            stored(woken.await, tries)
        }
        Effect::DraftEnd { application } => {
            let runner = runner.clone();
            let ended = blocking(move || runner.services.application_draft_end(&runner.cx(), application));
            stored(ended.await, tries)
        }
    }
}

/// It panicked on the way. A request may have left: its attempt hears so. Everything else may be tried again.
async fn broken_off(runner: &Runner, effect: &Effect, tries: u32) -> Outcome {
    let why = "the portal failed on the way".to_owned();
    match effect {
        Effect::ProviderRequest { payment, attempt, turn, .. } => {
            reply_keep(runner, (*payment, *attempt, *turn), proto::HttpResult::SentNoResponse { why }).await
        }
        Effect::Mail { .. } => mail_again(tries, why),
        Effect::PluginTurn { .. } | Effect::AttemptWake { .. } | Effect::DraftEnd { .. } => {
            Outcome::Again(doubled(STORE_PAUSE, tries).min(STORE_PAUSE_MAX), why)
        }
    }
}

/// A request that moves money may have left, and nobody knows. Say so; the attempt becomes unknown and the provider is asked.
pub(super) fn doubtful_report(runner: &Runner, doubtful: &Claimed) -> Result<(), Refusal> {
    match &doubtful.effect {
        Effect::ProviderRequest { payment, attempt, turn, .. } => {
            let reply =
                proto::HttpResult::SentNoResponse { why: "the portal stopped while it was being sent".to_owned() };
            match runner.services.payment_reply_arrived(&runner.cx(), (*payment, *attempt, *turn), &reply) {
                Ok(()) => {}
                Err(Refusal::NotFound) => {
                    return runner.services.effect_fail(&runner.cx(), &doubtful.key, "there is no such attempt");
                }
                Err(refusal) => return Err(refusal),
            }
        }
        Effect::Mail { .. } | Effect::PluginTurn { .. } | Effect::AttemptWake { .. } | Effect::DraftEnd { .. } => {}
    }
    runner.services.effect_done(&runner.cx(), &doubtful.key)
}

/// A callback was stored, perhaps acknowledged, and not used: a stop came between, or its plugin did not work.
pub(super) fn callback_use(runner: &Runner, number: u64, kept: CallbackKept) -> Result<(), Refusal> {
    let cx = runner.cx();
    match runner.outside.callback_read(&cx, &kept.plugin, kept.raw) {
        Ok(read) => runner.services.payment_callback_use(&cx, number, &kept.plugin, &read),
        Err(CallbackFault::Unreadable(fault)) => runner.services.payment_callback_unreadable(&cx, number, &fault),
        Err(CallbackFault::NotNow(fault)) => {
            tracing::debug!(number, fault, "a callback waits for its plugin");
            Ok(())
        }
    }
}

async fn plugin_turn(
    runner: &Runner,
    (payment, attempt, turn): (PaymentId, AttemptId, u32),
    (ask, tries): (Ask, u32),
) -> Outcome {
    let asking = runner.clone();
    let answer = blocking(move || {
        let facts = asking.services.payment_attempt_facts(payment, attempt)?;
        let call = PluginCall {
            payment: &facts.payment,
            attempt: &facts.attempt,
            application_number: &facts.application_number,
            lang: facts.lang,
            callback_token: &facts.callback_token,
        };
        Ok(asking.outside.plugin_turn(&asking.cx(), &call, ask))
    });
    let answer = match answer.await {
        Ok(answer) => answer,
        Err(Refusal::Us(fault)) if PLUGIN_TRIES_MAX <= tries => Err(fault.into()),
        Err(refusal) => return stored(Err(refusal), tries),
    };
    let runner = runner.clone();
    let ended = move || runner.services.payment_turn_ended(&runner.cx(), (payment, attempt, turn), &answer);
    stored(blocking(ended).await, tries)
}

/// Bring a provider's answer back. It exists only in this memory: hold on to it while the disk has trouble.
async fn reply_keep(runner: &Runner, turn: (PaymentId, AttemptId, u32), reply: proto::HttpResult) -> Outcome {
    let runner = runner.clone();
    match hold_on(move || runner.services.payment_reply_arrived(&runner.cx(), turn, &reply)).await {
        Ok(()) => Outcome::Done,
        Err(Refusal::NotFound) => Outcome::GivenUp("there is no such attempt".to_owned()),
        // What moves money is never sent again: it counts as doubtful later, and the provider is asked.
        Err(_) => Outcome::Left,
    }
}

/// Store what exists in this memory only, again and again while the disk has trouble.
async fn hold_on<F>(store: F) -> Result<(), Refusal>
where
    F: Fn() -> Result<(), Refusal> + Send + Sync + 'static,
{
    let store = Arc::new(store);
    for _ in 0..STORE_TRIES_MAX {
        let store = Arc::clone(&store);
        match blocking(move || store()).await {
            Err(Refusal::Us(fault)) => tracing::error!(fault, "what became of an effect could not be stored yet"),
            over => return over,
        }
        tokio::time::sleep(STORE_PAUSE.unsigned_abs()).await;
    }
    Err(Refusal::Us("the store had trouble for too long".to_owned()))
}

async fn mail(runner: &Runner, (addressee, letter): (Addressee, Letter), (key, tries): (&str, u32)) -> Outcome {
    let gathering = runner.clone();
    let facts = match blocking(move || letter_facts(&gathering, &letter)).await {
        Ok(facts) => facts,
        Err(Refusal::Us(fault)) => return mail_again(tries, fault),
        Err(refusal) => return Outcome::GivenUp(format!("the letter has nothing to say: {refusal}")),
    };
    match runner.outside.letter_deliver(&addressee, facts, (key, runner.cx().now)).await {
        Ok(()) => Outcome::Done,
        Err(LetterFault::Permanent(reason)) => Outcome::GivenUp(reason),
        Err(LetterFault::Temporary(reason)) => mail_again(tries, reason),
    }
}

fn mail_again(tries: u32, reason: String) -> Outcome {
    if MAIL_TRIES_MAX <= tries {
        return Outcome::GivenUp(reason);
    }
    Outcome::Again(doubled(MAIL_PAUSE, tries).min(MAIL_PAUSE_MAX), reason)
}

/// A pause, doubled for each try.
fn doubled(pause: SignedDuration, tries: u32) -> SignedDuration {
    SignedDuration::from_secs(pause.as_secs().saturating_mul(1 << tries.min(16)))
}

/// Read what a letter tells, now: a letter that was delayed tells the truth of the day it leaves.
fn letter_facts(runner: &Runner, letter: &Letter) -> Result<LetterFacts, Refusal> {
    Ok(match letter {
        Letter::ConfirmEmail { token } => LetterFacts::ConfirmEmail { token: token.clone() },
        Letter::AlreadyRegistered => LetterFacts::AlreadyRegistered,
        Letter::ResetPassword { token } => LetterFacts::ResetPassword { token: token.clone() },
        Letter::EraseConfirm { token } => LetterFacts::EraseConfirm { token: token.clone() },
        Letter::Erased { at } => LetterFacts::Erased { at: *at },
        Letter::EmailConfirmNew { token } => LetterFacts::EmailConfirmNew { token: token.clone() },
        Letter::EmailChanging { at, token, made } => {
            LetterFacts::EmailChanging { at: *at, token: token.clone(), made: *made }
        }
        Letter::StaffInvited { token } => LetterFacts::StaffInvited { token: token.clone() },
        Letter::SecondFactorSet { at } => LetterFacts::SecondFactorSet { at: *at },
        Letter::PasswordChanged { at } => LetterFacts::PasswordChanged { at: *at },
        Letter::SignatureAdded { at } => LetterFacts::SignatureAdded { at: *at },
        Letter::ApplicationReceived { application } => {
            let (application, fee) = runner.services.application_for_letter(*application)?;
            LetterFacts::ApplicationReceived { application: Box::new(application), fee }
        }
        Letter::Refunded { payment, attempt, refund } => {
            let (number, code, amount) = runner.services.refund_for_letter(*payment, *attempt, *refund)?;
            LetterFacts::Refunded { number, code, amount }
        }
        Letter::VisaWithdrawn { visa } => {
            LetterFacts::VisaWithdrawn { visa: Box::new(runner.services.visa_for_letter(*visa)?) }
        }
        Letter::VisaCorrected { visa } => {
            let (papers, old) = runner.services.correction_for_letter(&runner.cx(), *visa)?;
            LetterFacts::VisaCorrected { papers: Box::new(papers), old }
        }
        Letter::DocumentsAgain { application } => LetterFacts::DocumentsAgain {
            papers: Box::new(runner.services.papers_for_letter(&runner.cx(), *application)?),
        },
        Letter::FeePaid { application } | Letter::VisaGranted { application } => {
            let papers = runner.services.papers_for_letter(&runner.cx(), *application)?;
            let due = decision_due(&papers.application);
            LetterFacts::Documents { papers: Box::new(papers), due }
        }
    })
}

fn stored(result: Result<(), Refusal>, tries: u32) -> Outcome {
    match result {
        Ok(()) => Outcome::Done,
        Err(Refusal::NotFound) => Outcome::GivenUp("what it is about is not there".to_owned()),
        Err(refusal) => Outcome::Again(doubled(STORE_PAUSE, tries).min(STORE_PAUSE_MAX), refusal.to_string()),
    }
}

//! What the customer does: opens a session, chooses a method, fills its form, comes back, asks for an update.

use std::collections::{BTreeMap, BTreeSet};

use evisa_plugin_sdk::proto;
use jiff::SignedDuration;
use serde_json::json;

use super::{Loaded, ask, evidence, keep, load, query_paced, step, wake_leave};
use crate::{
    domain::{
        account::AccountId,
        application::ApplicationState,
        calendar::almaty_date,
        context::Cx,
        effect::Ask,
        id::Id,
        money::Money,
        payment::{
            Attempt, AttemptEvent, AttemptId, AttemptState, CallingOff, CustomerStep, Errand, EvidenceKind, Flight,
            PaySession, Payment, PaymentId, Quote, SESSION_AGE, SESSION_ATTEMPTS_MAX, SESSIONS_MAX, schedule,
        },
        refusal::{Message, Refusal},
    },
    services::{Services, audit},
    store::{Reader, Writer, tables},
};

/// What a payment method asks for, as its plugin declared it.
#[derive(Debug, Clone)]
pub struct MethodTerms {
    /// The plugin.
    pub plugin: String,
    /// The method.
    pub method: String,
    /// Its commission.
    pub commission: Money,
    /// Whether the commission is part of the captured amount.
    pub commission_included: bool,
    /// The format of order references.
    pub order_ref: proto::OrderRefFormat,
    /// The terminal that must take the money, where the configuration names one.
    pub terminal: Option<String>,
    /// How long after the deadline the provider may still report a payment.
    pub grace: SignedDuration,
    /// What the plugin can do beyond taking the fee.
    pub caps: proto::Capabilities,
}

/// The payment, if it is this account's.
pub(super) fn own(tx: &Reader<'_>, account: AccountId, payment: PaymentId) -> Result<Payment, Refusal> {
    tx.get(tables::PAYMENTS, &payment)?.filter(|payment| payment.account == account).ok_or(Refusal::NotFound)
}

impl Services {
    /// Open the thirty minutes and freeze the fee in tenge, unless a session is open already (figure 6, "Pay").
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's payment; [`Refusal::Denied`] when it is paid, still being checked, or no fresh rate
    /// is known.
    pub fn payment_session_open(&self, cx: &Cx<'_>, payment: PaymentId) -> Result<(), Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.commit(|tx| {
            let mut payment = own(tx, account, payment)?;
            if payment.settled().is_some() {
                return Err(Refusal::denied("payment-already-paid"));
            }
            if payment.session_open(cx.now).is_some() || payment.live().is_some() {
                return Ok(());
            }
            if payment.sessions.len() >= SESSIONS_MAX {
                return Err(Refusal::denied("payment-sessions-exhausted"));
            }
            still_due(tx, cx, &payment)?;
            let rate = self.rate_for_payment(tx, cx.now)?;
            let quote = Quote::freeze(payment.fee, rate.rate, rate.date, &rate.source)
                .map_err(|error| Refusal::Us(format!("quote: {error}")))?;
            payment.sessions.push(PaySession { opened_at: cx.now, expires_at: cx.now + SESSION_AGE, quote });
            keep(tx, &payment)?;
            Ok(audit(tx, cx, ("payment.session_open", &format!("payment:{}", payment.id)), "")?)
        })
    }

    /// Choose a method. The same form sent twice is the same attempt; while an attempt may still end either way there is no second.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's payment; [`Refusal::Denied`] when the session is over, its five attempts are used,
    /// the fee is paid, or another attempt is under way.
    pub fn payment_attempt_open(
        &self,
        cx: &Cx<'_>,
        payment: PaymentId,
        nonce: &str,
        terms: &MethodTerms,
    ) -> Result<AttemptId, Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.commit(|tx| {
            let mut payment = own(tx, account, payment)?;
            if let Some(before) = payment.attempts.iter().find(|attempt| attempt.nonce == nonce) {
                return Ok(before.id);
            }
            still_due(tx, cx, &payment)?;
            let (session, quote, expires_at) = may_attempt(&payment, cx)?;
            let attempt = Attempt {
                id: Id::mint(cx.now, cx.chance),
                session,
                plugin: terms.plugin.clone(),
                method: terms.method.clone(),
                order_ref: order_ref_mint(tx, cx, terms)?,
                fee: quote,
                commission: terms.commission,
                commission_included: terms.commission_included,
                terminal: terms.terminal.clone(),
                state: AttemptState::Created,
                exposed: false,
                exposed_by_flight: false,
                holds: BTreeSet::new(),
                plugin_state: serde_json::Value::Null,
                turn: 0,
                flight: Flight::None,
                requests: 0,
                query_wanted: false,
                queries: 0,
                queried_at: None,
                wake_at: None,
                step: None,
                asked_at: None,
                opened_at: cx.now,
                expires_at,
                grace: terms.grace,
                nonce: nonce.to_owned(),
                decline: None,
                proof: None,
                caps: terms.caps,
                errand: Errand::Pay,
                calling_off: CallingOff::No,
                capture_sent_at: None,
                captured: None,
                one_capture: None,
                refunds: Vec::new(),
                proposal: None,
            };
            let id = attempt.id;
            let body = json!({ "plugin": attempt.plugin, "method": attempt.method, "order_ref": attempt.order_ref,
                "fee_minor": attempt.fee.minor, "commission_minor": attempt.commission.minor });
            evidence(tx, cx, &attempt, (EvidenceKind::Opened, body))?;
            let order = tables::OrderOf { payment: payment.id, attempt: id };
            tx.insert_new(tables::ORDER_REFS, &(terms.plugin.clone(), attempt.order_ref.clone()), &order)?;
            tx.put(tables::ATTEMPTS, &id, &payment.id)?;
            payment.attempts.push(attempt);
            let index = payment.attempts.len() - 1;
            let mut loaded = Loaded { payment, index, not_before: None };
            ask(tx, cx, &mut loaded, Ask::Start)?;
            wake_leave(tx, &mut loaded, expires_at)?;
            keep(tx, &loaded.payment)?;
            audit(
                tx,
                cx,
                ("payment.attempt_open", &format!("attempt:{id}")),
                &format!("{}/{}", terms.plugin, terms.method),
            )?;
            Ok(id)
        })
    }

    /// The customer came back from the provider's page. What the browser brings is no evidence: it only makes us ask.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such attempt.
    pub fn payment_customer_returned(
        &self,
        cx: &Cx<'_>,
        payment: PaymentId,
        attempt: AttemptId,
    ) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let mut loaded = load(tx, payment, attempt)?;
            let attempt = loaded.attempt().clone();
            if !attempt.state.live() {
                return Ok(());
            }
            if query_paced(tx, cx, &mut loaded, schedule::FOLLOWED_EVERY_S)? {
                evidence(tx, cx, &attempt, (EvidenceKind::Customer, json!({ "returned": true })))?;
                keep(tx, &loaded.payment)?;
            }
            Ok(())
        })
    }

    /// The customer filled the form that the method asked for (figures 9 and 10). Values go to the plugin, never into evidence.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's payment; [`Refusal::Denied`] when the method no longer waits for a form.
    pub fn payment_form_submitted(
        &self,
        cx: &Cx<'_>,
        attempt: (PaymentId, AttemptId),
        values: BTreeMap<String, String>,
    ) -> Result<(), Refusal> {
        self.form_answer(cx, attempt, |_, form| {
            let values = values_of(form, &values);
            let filled = json!({ "filled": values.keys().collect::<Vec<_>>() });
            Ok((proto::Event::FormSubmitted { values }, filled))
        })
    }

    /// Hand what the customer did with the form under `event_of` to the plugin; the record says what, never the values.
    fn form_answer(
        &self,
        cx: &Cx<'_>,
        (payment, attempt): (PaymentId, AttemptId),
        event_of: impl Fn(&Attempt, &proto::Collect) -> Result<(proto::Event, serde_json::Value), Refusal>,
    ) -> Result<(), Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.commit(|tx| {
            own(tx, account, payment)?;
            let mut loaded = load(tx, payment, attempt)?;
            let attempt = loaded.attempt();
            let awaited = attempt.flight == Flight::None && cx.now < attempt.expires_at;
            let (event, record) = match &attempt.step {
                Some(CustomerStep::Collect(form)) if awaited => event_of(attempt, form)?,
                Some(CustomerStep::Collect(_) | CustomerStep::Redirect(_)) | None => {
                    return Err(Refusal::denied("payment-form-not-awaited"));
                }
            };
            attempt.step = None;
            attempt.wake_at = None;
            attempt.requests = 0;
            let attempt = attempt.clone();
            evidence(tx, cx, &attempt, (EvidenceKind::Customer, record))?;
            ask(tx, cx, &mut loaded, Ask::Resume { event })?;
            Ok(keep(tx, &loaded.payment)?)
        })
    }

    /// Another one-time code, where the method offered it.
    ///
    /// # Errors
    /// As [`Services::payment_form_submitted`]; [`Refusal::Denied`] also when it is too early, with the seconds to wait.
    pub fn payment_code_resend(&self, cx: &Cx<'_>, attempt: (PaymentId, AttemptId)) -> Result<(), Refusal> {
        self.form_answer(cx, attempt, |attempt, _| match attempt.resend_at() {
            None => Err(Refusal::denied("payment-form-not-awaited")),
            Some(at) if cx.now < at => {
                let seconds = at.duration_since(cx.now).as_secs() + 1;
                Err(Refusal::Denied(Message::new("payment-code-too-early").with("seconds", seconds)))
            }
            Some(_) => Ok((proto::Event::Resend, json!({ "asked": "another code" }))),
        })
    }

    /// "Update status" (figure 13): ask the provider, at most once every ten seconds; a question under way is joined.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's payment.
    pub fn payment_status_update(&self, cx: &Cx<'_>, payment: PaymentId) -> Result<(), Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.commit(|tx| {
            let payment = own(tx, account, payment)?;
            let Some(index) = payment.attempts.iter().rposition(|attempt| attempt.exposed && !attempt.state.captured())
            else {
                return Ok(());
            };
            let mut loaded = Loaded { payment, index, not_before: None };
            if query_paced(tx, cx, &mut loaded, schedule::ASKED_EVERY_S)? {
                keep(tx, &loaded.payment)?;
            }
            Ok(())
        })
    }

    /// Give up the attempt under way to choose another method. Where money may move, the provider is asked first, and the payment is
    /// called off where its plugin can; the attempt is over only when the provider confirms.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's payment; [`Refusal::Denied`] where the plugin cannot call off and the provider's page
    /// may still take the money: the sentence says for how long.
    pub fn payment_method_switch(&self, cx: &Cx<'_>, payment: PaymentId) -> Result<Switched, Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.commit(|tx| {
            let payment = own(tx, account, payment)?;
            let Some(index) = payment.attempts.iter().position(|attempt| attempt.state.live()) else {
                return Ok(Switched::Free);
            };
            let mut loaded = Loaded { payment, index, not_before: None };
            let attempt = loaded.attempt();
            let minutes = (attempt.expires_at + attempt.grace).duration_since(cx.now).as_mins().max(0) + 1;
            let exposed = attempt.exposed;
            if exposed && !attempt.caps.cancel {
                return Err(Refusal::Denied(
                    Message::new("payment-checking-do-not-pay-twice").with("minutes", minutes),
                ));
            }
            if exposed && attempt.calling_off != CallingOff::No {
                return Ok(Switched::Asked);
            }
            step(tx, (self, cx), &mut loaded, (AttemptEvent::Switch, None))?;
            keep(tx, &loaded.payment)?;
            Ok(if exposed { Switched::Asked } else { Switched::Free })
        })
    }
}

/// What became of giving up a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switched {
    /// Another can be chosen now.
    Free,
    /// The provider is asked to call it off; another can be chosen as soon as it confirms.
    Asked,
}

/// Whether the application still needs its fee: nobody pays for one that was given up, or for a visa whose last day is over.
fn still_due(tx: &Reader<'_>, cx: &Cx<'_>, payment: &Payment) -> Result<(), Refusal> {
    let application = tx.get(tables::APPLICATIONS, &payment.application)?.ok_or(Refusal::NotFound)?;
    if application.state != ApplicationState::Submitted {
        return Err(Refusal::denied("payment-not-due"));
    }
    let invitation = application.invitation.map(|id| tx.get(tables::INVITATIONS, &id)).transpose()?.flatten();
    match invitation {
        Some(invitation) if invitation.valid_to < almaty_date(cx.now) => Err(Refusal::denied("invitation-expired")),
        Some(_) | None => Ok(()),
    }
}

/// The values of the fields that were asked for, each no longer than asked.
fn values_of(form: &proto::Collect, values: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let value = |field: &proto::CollectField| {
        let typed = values.get(&field.id)?.trim();
        Some((field.id.clone(), typed.chars().take(usize::from(field.max_len)).collect()))
    };
    form.fields.iter().filter_map(value).collect()
}

/// The session, the fee and the deadline of a new attempt, or why there can be none.
fn may_attempt(payment: &Payment, cx: &Cx<'_>) -> Result<(usize, Money, jiff::Timestamp), Refusal> {
    if payment.settled().is_some() {
        return Err(Refusal::denied("payment-already-paid"));
    }
    if payment.live().is_some() {
        return Err(Refusal::denied("payment-attempt-under-way"));
    }
    match payment.session_open(cx.now) {
        Some((index, session)) => Ok((index, session.quote.tenge, session.expires_at)),
        None if payment.sessions.last().is_some_and(|last| cx.now < last.expires_at) => {
            Err(Refusal::Denied(Message::new("payment-attempts-used").with("attempts", SESSION_ATTEMPTS_MAX)))
        }
        None => Err(Refusal::Denied(Message::new("payment-session-over").with("minutes", SESSION_AGE.as_mins()))),
    }
}

/// A reference in the plugin's format: the time in front, and a number that makes also its end unique.
fn order_ref_mint(tx: &mut Writer<'_>, cx: &Cx<'_>, terms: &MethodTerms) -> Result<String, Refusal> {
    let number = tx.next_number(&format!("orders/{}", terms.plugin))?;
    let longest = usize::from(terms.order_ref.max);
    let width = usize::from(terms.order_ref.unique_suffix).clamp(6, longest.max(6));
    let tail = format!("{number:0width$}");
    // Seconds since 1970 never begin with a zero: some providers keep the reference as a number.
    let time = cx.now.as_second().to_string();
    let room = longest.saturating_sub(tail.len()).min(time.len());
    let reference = format!("{}{tail}", &time[..room]);
    let unique = terms.order_ref.unique_suffix == 0 || tail.len() == width;
    if unique && (usize::from(terms.order_ref.min)..=longest).contains(&reference.len()) {
        Ok(reference)
    } else {
        Err(Refusal::Us(format!("no order reference left for {}", terms.plugin)))
    }
}

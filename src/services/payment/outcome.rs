//! What plugins and providers answer, as commands. An answer to an earlier turn is ignored: it was dealt with before.

use evisa_plugin_sdk::proto;
use jiff::SignedDuration;
use serde_json::json;

use super::{
    Loaded, ask, errand, evidence, keep, load, next_wake, query_paced, refund, step, turn_key, unanswered_hold, wake_at,
};
use crate::{
    domain::{
        application::ApplicationState,
        context::Cx,
        effect::{Ask, Effect},
        payment::{
            AttemptEvent, AttemptId, CustomerStep, Errand, EvidenceKind, Flight, Hold, PaymentId, RefundState,
            TurnFault, decide,
            refund::{RefundEvent, classify as refund_classify},
            schedule, table,
        },
        refusal::Refusal,
    },
    services::{Services, audit, effect_leave},
    store::{Reader, Writer, tables},
};

/// Requests a plugin may make to answer one question: a token and a status with room for a refresh; more is ping-pong.
const REQUESTS_MAX: u32 = 8;

/// The longest pause a plugin may ask for, in seconds.
const WAIT_S_MAX: u32 = 3_600;

/// Which turn of which attempt an answer belongs to.
pub(super) type TurnName = (PaymentId, AttemptId, u32);

impl Services {
    /// A plugin answered, or failed.
    ///
    /// # Errors
    /// Only that the store could not be written; then the effect stays due and is performed again.
    pub fn payment_turn_ended(
        &self,
        cx: &Cx<'_>,
        (payment, attempt, turn): TurnName,
        answer: &Result<proto::Turn, TurnFault>,
    ) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let mut loaded = load(tx, payment, attempt)?;
            if loaded.attempt().turn != turn || loaded.attempt().flight != Flight::Plugin {
                return Ok(());
            }
            loaded.attempt().flight = Flight::None;
            match answer {
                Ok(answer) => {
                    loaded.attempt().plugin_state = answer.state.0.clone();
                    self.step_of_plugin(tx, cx, &mut loaded, &answer.step)?;
                }
                Err(fault) => self.fault(tx, cx, &mut loaded, fault)?,
            }
            self.landed(tx, cx, &mut loaded)
        })
    }

    /// The provider answered a request, or did not.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn payment_reply_arrived(
        &self,
        cx: &Cx<'_>,
        (payment, attempt, turn): TurnName,
        reply: &proto::HttpResult,
    ) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let mut loaded = load(tx, payment, attempt)?;
            let flight = loaded.attempt().flight;
            if loaded.attempt().turn != turn || !matches!(flight, Flight::Question | Flight::Mutation) {
                return Ok(());
            }
            loaded.attempt().flight = Flight::None;
            let attempt = loaded.attempt().clone();
            evidence(tx, cx, &attempt, (EvidenceKind::Reply, reply_of_record(reply)))?;
            if flight == Flight::Mutation
                && attempt.errand == Errand::Capture
                && matches!(reply, proto::HttpResult::NotSent { .. })
            {
                loaded.attempt().capture_sent_at = None;
            }
            let first_exposure = std::mem::take(&mut loaded.attempt().exposed_by_flight);
            match (flight, reply) {
                (Flight::Mutation, proto::HttpResult::SentNoResponse { .. }) => {
                    self.no_answer(tx, cx, &mut loaded)?;
                }
                (Flight::Mutation, proto::HttpResult::NotSent { .. }) if attempt.errand == Errand::Refund => {
                    self.refund_under_way(tx, cx, &mut loaded, RefundEvent::NotSent)?;
                }
                (Flight::Mutation, proto::HttpResult::NotSent { .. }) if first_exposure => {
                    loaded.attempt().exposed = false;
                    step(tx, (self, cx), &mut loaded, (AttemptEvent::NotSent, None))?;
                }
                // Certain in both directions: the plugin goes on with an answer, and with the certainty that nothing left.
                (Flight::None | Flight::Plugin | Flight::Question | Flight::Mutation, _) => {
                    let event = proto::Event::HttpResult(reply.clone());
                    ask(tx, cx, &mut loaded, Ask::Resume { event })?;
                }
            }
            self.landed(tx, cx, &mut loaded)
        })
    }

    /// Let the attempt do what its plugin asks for.
    fn step_of_plugin(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        loaded: &mut Loaded,
        wanted: &proto::Step,
    ) -> Result<(), Refusal> {
        match wanted {
            proto::Step::Http(request) => self.request_send(tx, cx, loaded, request),
            proto::Step::Redirect(redirect) => {
                let shown = CustomerStep::Redirect(redirect.clone());
                self.customer_ask(tx, cx, loaded, (AttemptEvent::RedirectsCustomer, shown))
            }
            proto::Step::Collect(collect) => {
                let shown = CustomerStep::Collect(collect.clone());
                self.customer_ask(tx, cx, loaded, (AttemptEvent::AsksCustomer, shown))
            }
            // The next question comes at its time (see `landed`).
            proto::Step::Wait(wait) => {
                loaded.not_before =
                    Some(cx.now + SignedDuration::from_secs(i64::from(wait.poll_after_s.min(WAIT_S_MAX))));
                Ok(())
            }
            proto::Step::Observe(seen) => self.observed(tx, cx, loaded, seen),
        }
    }

    /// What the provider said, according to the plugin: compared here, and then a step of the attempt or of its refund.
    fn observed(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        loaded: &mut Loaded,
        seen: &proto::Observation,
    ) -> Result<(), Refusal> {
        let attempt = loaded.attempt().clone();
        let body = serde_json::to_value(seen).unwrap_or_default();
        evidence(tx, cx, &attempt, (EvidenceKind::Observation, body))?;
        if seen.order_ref != attempt.order_ref {
            // The provider speaks of another order: no state changes by it, and a person should know.
            audit(tx, cx, ("payment.foreign_observation", &format!("attempt:{}", attempt.id)), &attempt.plugin)?;
        }
        let of_refund = matches!(attempt.errand, Errand::Refund | Errand::QueryRefund);
        if let Some(index) = attempt.refund_under_way() {
            let event = refund_classify(&attempt, &attempt.refunds[index], seen);
            // An order that is refused tells of a refund only where a refund was asked about.
            let event = event.filter(|event| of_refund || *event == RefundEvent::SeenDone);
            if let Some(event) = event {
                return refund::refund_step(tx, (self, cx), loaded, (index, event)).map(|_| ());
            }
        }
        // The answer to a refund speaks of the refund; of the payment it can only add that the payer's bank took it back.
        // Nor may "given back" be lost when no refund of ours is under way any more: people decided otherwise meanwhile.
        let unasked = attempt.refund_under_way().is_none()
            && matches!(seen.status, proto::Status::Refunded | proto::Status::PartRefunded);
        if of_refund && !unasked && seen.status != proto::Status::ChargedBack {
            return Ok(());
        }
        let Some(event) = decide::classify(&attempt, seen, attempt.queried_at.unwrap_or(attempt.opened_at)) else {
            return Ok(());
        };
        // Money that goes back is no fee, whatever its provider says of it meanwhile: people look.
        if event == AttemptEvent::SeenPaid && !attempt.state.captured() && attempt.refund_under_way().is_some() {
            loaded.attempt().holds.insert(Hold::Contradiction);
            return Ok(());
        }
        step(tx, (self, cx), loaded, (event, Some(seen)))?;
        let nothing_taken =
            [AttemptEvent::SeenNotPaidYet, AttemptEvent::SeenPending, AttemptEvent::SeenAuthorised].contains(&event);
        if nothing_taken { errand::call_off_go(tx, cx, loaded) } else { Ok(()) }
    }

    /// Nobody knows what the provider did with the request, or the plugin failed on the way.
    fn no_answer(&self, tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded) -> Result<(), Refusal> {
        match loaded.attempt().errand {
            Errand::Refund | Errand::QueryRefund => self.refund_under_way(tx, cx, loaded, RefundEvent::NoAnswer),
            Errand::Cancel => {
                step(tx, (self, cx), loaded, (AttemptEvent::NoAnswer, None))?;
                query_paced(tx, cx, loaded, schedule::FOLLOWED_EVERY_S).map(|_| ()).map_err(Refusal::from)
            }
            Errand::Pay | Errand::Query | Errand::Capture => {
                step(tx, (self, cx), loaded, (AttemptEvent::NoAnswer, None))
            }
        }
    }

    /// A step of the refund under way, where there is one.
    fn refund_under_way(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        loaded: &mut Loaded,
        event: RefundEvent,
    ) -> Result<(), Refusal> {
        match loaded.attempt().refund_under_way() {
            Some(index) => refund::refund_step(tx, (self, cx), loaded, (index, event)).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Show the customer a form of ours or the way to the provider, where the table and the payment still permit it.
    fn customer_ask(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        loaded: &mut Loaded,
        (event, shown): (AttemptEvent, CustomerStep),
    ) -> Result<(), Refusal> {
        if !may_take_money(tx, cx, loaded)? {
            return step(tx, (self, cx), loaded, (AttemptEvent::Switch, None));
        }
        let attempt = loaded.attempt();
        if table::find(attempt.state, attempt.exposed, event).is_none() {
            return Ok(());
        }
        step(tx, (self, cx), loaded, (event, None))?;
        loaded.attempt().step = Some(shown);
        loaded.attempt().asked_at = Some(cx.now);
        Ok(())
    }

    /// Leave one request in the outbox, with the step that goes with it in the same commit.
    fn request_send(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        loaded: &mut Loaded,
        request: &proto::HttpRequest,
    ) -> Result<(), Refusal> {
        let mutates = request.effect == proto::Effect::Mutate;
        if loaded.attempt().requests >= REQUESTS_MAX {
            return self.fault(tx, cx, loaded, &"too many requests for one question".into());
        }
        if mutates && loaded.attempt().errand == Errand::Pay && !may_take_money(tx, cx, loaded)? {
            return step(tx, (self, cx), loaded, (AttemptEvent::Switch, None));
        }
        if mutates && !self.mutation_begin(tx, cx, loaded)? {
            return self.fault(tx, cx, loaded, &"a request that moves money, at a time when none may leave".into());
        }
        let payment = loaded.payment.id;
        let attempt = loaded.attempt();
        attempt.requests += 1;
        attempt.turn += 1;
        attempt.flight = if mutates { Flight::Mutation } else { Flight::Question };
        let attempt = attempt.clone();
        evidence(tx, cx, &attempt, (EvidenceKind::Request, request_of_record(request)))?;
        let (plugin, request) = (attempt.plugin.clone(), request.clone());
        let effect = Effect::ProviderRequest { payment, attempt: attempt.id, turn: attempt.turn, plugin, request };
        Ok(effect_leave(tx, &turn_key(&attempt), cx.now, effect)?)
    }

    /// The step that goes with a request that changes something at the provider, by its errand. `false`: none may leave now.
    fn mutation_begin(&self, tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded) -> Result<bool, Refusal> {
        let attempt = loaded.attempt();
        let event = match attempt.errand {
            Errand::Pay => AttemptEvent::SendsMutation,
            Errand::Capture => AttemptEvent::SendsCapture,
            Errand::Cancel => AttemptEvent::SendsCancel,
            Errand::Refund => {
                let Some(index) = attempt.refund_under_way() else { return Ok(false) };
                return refund::refund_step(tx, (self, cx), loaded, (index, RefundEvent::Sends));
            }
            // A question changes nothing, whatever its plugin would like.
            Errand::Query | Errand::QueryRefund => return Ok(false),
        };
        let exposed_before = attempt.exposed;
        if table::find(attempt.state, exposed_before, event).is_none() {
            return Ok(false);
        }
        if event == AttemptEvent::SendsCapture {
            attempt.capture_sent_at = Some(cx.now);
        }
        step(tx, (self, cx), loaded, (event, None))?;
        loaded.attempt().exposed_by_flight = !exposed_before;
        Ok(true)
    }

    /// The plugin failed, or asked for what it must not: evidence, and what follows from not knowing.
    fn fault(&self, tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded, fault: &TurnFault) -> Result<(), Refusal> {
        let attempt = loaded.attempt().clone();
        evidence(tx, cx, &attempt, (EvidenceKind::Fault, json!({ "fault": fault.to_string() })))?;
        let unsent = attempt.refunds.iter().any(|refund| refund.state == RefundState::Approved);
        if attempt.errand == Errand::Refund && unsent && fault.is_for_good() {
            // Nothing left us and nothing ever will: people must see that it failed, not wait for it.
            self.refund_under_way(tx, cx, loaded, RefundEvent::SeenRefused)?;
            return step(tx, (self, cx), loaded, (AttemptEvent::Unanswered, None));
        }
        self.no_answer(tx, cx, loaded)?;
        let attempt = loaded.attempt();
        if fault.lost_its_memory() && attempt.state.live() && !attempt.holds.contains(&Hold::Unresolved) {
            step(tx, (self, cx), loaded, (AttemptEvent::Unanswered, None))?;
        }
        Ok(())
    }

    /// After every answer: ask again what was wanted meanwhile, or come back at the next time of the schedule. What waits for the
    /// customer's form only, with no money on its way, is left in peace until its deadline.
    fn landed(&self, tx: &mut Writer<'_>, cx: &Cx<'_>, loaded: &mut Loaded) -> Result<(), Refusal> {
        let not_before = loaded.not_before;
        unanswered_hold(tx, (self, cx), loaded)?;
        let attempt = loaded.attempt();
        if attempt.flight == Flight::None {
            if attempt.query_wanted {
                query_paced(tx, cx, loaded, schedule::FOLLOWED_EVERY_S)?;
            } else if attempt.refund_of_plugin().is_some() {
                refund::come_back(tx, cx, loaded)?;
            } else if attempt.state.live() && (attempt.exposed || attempt.step.is_none()) {
                let next = next_wake(attempt, cx);
                wake_at(tx, loaded, not_before.map_or(next, |earliest| earliest.max(next)))?;
            }
        }
        Ok(keep(tx, &loaded.payment)?)
    }
}

/// Whether this attempt may still take the fee: the application needs it, no other attempt brought it, and there is time left.
fn may_take_money(tx: &Reader<'_>, cx: &Cx<'_>, loaded: &Loaded) -> Result<bool, Refusal> {
    let in_time = loaded.payment.attempts.get(loaded.index).is_some_and(|attempt| cx.now < attempt.expires_at);
    Ok(in_time && fee_wanted(tx, loaded)?)
}

/// Whether the fee is still due: the application waits for it, and no other attempt brought it.
pub(super) fn fee_wanted(tx: &Reader<'_>, loaded: &Loaded) -> Result<bool, Refusal> {
    let application = tx.get(tables::APPLICATIONS, &loaded.payment.application)?.ok_or(Refusal::NotFound)?;
    Ok(loaded.payment.settled().is_none() && application.state == ApplicationState::Submitted)
}

/// What is kept of a request: all of it but what the customer typed and the values of headers that let somebody in. Other secrets are
/// placeholders already.
fn request_of_record(request: &proto::HttpRequest) -> serde_json::Value {
    let mut record = serde_json::to_value(request.clone().without_private()).unwrap_or_default();
    let headers = record.get_mut("headers").and_then(serde_json::Value::as_array_mut);
    for header in headers.into_iter().flatten() {
        let secret = header["name"].as_str().is_some_and(|name| {
            ["authorization", "cookie", "x-api-key"].iter().any(|known| name.eq_ignore_ascii_case(known))
        });
        if secret {
            header["value"] = "(hidden)".into();
        }
    }
    record
}

/// What is kept of an answer: all of it but bearer tokens, which live on in the plugin's own state only.
fn reply_of_record(reply: &proto::HttpResult) -> serde_json::Value {
    match reply {
        proto::HttpResult::NotSent { why } => json!({ "not_sent": why }),
        proto::HttpResult::SentNoResponse { why } => json!({ "sent_no_response": why }),
        proto::HttpResult::Response(response) => {
            let text = String::from_utf8_lossy(&response.body.0);
            let body = if text.contains("access_token") { "(a token)".into() } else { text };
            json!({ "status": response.status, "body": body })
        }
    }
}

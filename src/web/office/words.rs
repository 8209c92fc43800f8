//! Words that the staff pages share: states, holds, decisions, refunds, in the reader's language and with a tone.

use jiff::Timestamp;
use maud::{Markup, html};

use crate::{
    domain::{
        account::Role,
        calendar::almaty_time,
        money::Money,
        payment::{Attempt, AttemptState, Decision, EvidenceKind, Hold, RefundState, settlement::LineClass},
        visa::Standing,
    },
    locale::{format, visa::standing_key},
    web::{
        components::tag::{Tone, tag},
        request::Request,
    },
};

/// The key of a role's name.
pub(super) const fn role_key(role: Role) -> &'static str {
    match role {
        Role::Applicant => "office-role-applicant",
        Role::Registrar => "office-role-registrar",
        Role::CaseOfficer => "office-role-case-officer",
        Role::Chief => "office-role-chief",
        Role::Cashier => "office-role-cashier",
        Role::BorderOfficer => "office-role-border-officer",
        Role::Administrator => "office-role-administrator",
        Role::Auditor => "office-role-auditor",
    }
}

const fn state_words(state: AttemptState) -> (Tone, &'static str) {
    match state {
        AttemptState::Created => (Tone::Note, "office-state-created"),
        AttemptState::Customer => (Tone::Note, "office-state-customer"),
        AttemptState::Sent => (Tone::Wait, "office-state-sent"),
        AttemptState::Pending => (Tone::Wait, "office-state-pending"),
        AttemptState::Unknown => (Tone::Wait, "office-state-unknown"),
        AttemptState::Paid => (Tone::Ok, "office-state-paid"),
        AttemptState::Declined => (Tone::Bad, "office-state-declined"),
        AttemptState::Closed => (Tone::Note, "office-state-closed"),
        AttemptState::Refunded => (Tone::Note, "office-state-refunded"),
        AttemptState::PartRefunded => (Tone::Note, "office-state-part-refunded"),
        AttemptState::Disputed => (Tone::Bad, "office-state-disputed"),
    }
}

/// The state of an attempt as a tag.
pub(super) fn state(request: &Request, state: AttemptState) -> Markup {
    let (tone, key) = state_words(state);
    tag(tone, &request.t(key))
}

/// The keys of a hold: its name, and what to do about it.
pub(super) const fn hold_keys(hold: Hold) -> (&'static str, &'static str) {
    match hold {
        Hold::AmountMismatch => ("office-hold-amount", "office-hold-amount-do"),
        Hold::DuplicatePaid => ("office-hold-duplicate", "office-hold-duplicate-do"),
        Hold::Contradiction => ("office-hold-contradiction", "office-hold-contradiction-do"),
        Hold::LateSuccess => ("office-hold-late", "office-hold-late-do"),
        Hold::UnmatchedSettlement => ("office-hold-unmatched", "office-hold-unmatched-do"),
        Hold::Unresolved => ("office-hold-unresolved", "office-hold-unresolved-do"),
        Hold::ChargedBack => ("office-hold-charged-back", "office-hold-charged-back-do"),
    }
}

/// The key of a decision's words.
pub(super) const fn decision_key(decision: Decision) -> &'static str {
    match decision {
        Decision::Paid => "office-decision-paid",
        Decision::NotPaid => "office-decision-not-paid",
        Decision::Returned => "office-decision-returned",
        Decision::RefundDone => "office-decision-refund-done",
        Decision::RefundNotDone => "office-decision-refund-not-done",
        Decision::ChargedBack => "office-decision-charged-back",
        Decision::Reviewed => "office-decision-reviewed",
    }
}

/// The state of a refund as a tag.
pub(super) fn refund_state(request: &Request, state: RefundState) -> Markup {
    let (tone, key) = match state {
        RefundState::Proposed => (Tone::Note, "office-refund-proposed"),
        RefundState::Asked => (Tone::Wait, "office-refund-asked"),
        RefundState::Approved => (Tone::Wait, "office-refund-approved"),
        RefundState::Refunding => (Tone::Wait, "office-refund-refunding"),
        RefundState::Refunded => (Tone::Ok, "office-refund-refunded"),
        RefundState::Rejected => (Tone::Note, "office-refund-rejected"),
        RefundState::Failed => (Tone::Bad, "office-refund-failed"),
    };
    tag(tone, &request.t(key))
}

/// The class of a settlement line as a tag.
pub(super) fn line_class(request: &Request, class: LineClass) -> Markup {
    let (tone, key) = line_class_words(class);
    tag(tone, &request.t(key))
}

/// Tone and key of the class of a settlement line.
pub(super) const fn line_class_words(class: LineClass) -> (Tone, &'static str) {
    match class {
        LineClass::Matched => (Tone::Ok, "office-line-matched"),
        LineClass::MissingHere => (Tone::Bad, "office-line-missing-here"),
        LineClass::MissingThere => (Tone::Bad, "office-line-missing-there"),
        LineClass::Amount => (Tone::Bad, "office-line-amount"),
        LineClass::Duplicate => (Tone::Bad, "office-line-duplicate"),
        LineClass::Status => (Tone::Wait, "office-line-status"),
    }
}

/// The key of a kind of evidence.
pub(super) const fn evidence_key(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Opened => "office-evidence-opened",
        EvidenceKind::Request => "office-evidence-request",
        EvidenceKind::Reply => "office-evidence-reply",
        EvidenceKind::Customer => "office-evidence-customer",
        EvidenceKind::Callback => "office-evidence-callback",
        EvidenceKind::Observation => "office-evidence-observation",
        EvidenceKind::Fault => "office-evidence-fault",
        EvidenceKind::Step => "office-evidence-step",
        EvidenceKind::Settlement => "office-evidence-settlement",
        EvidenceKind::Staff => "office-evidence-staff",
        EvidenceKind::Refund => "office-evidence-refund",
    }
}

/// An amount.
pub(super) fn money(request: &Request, amount: Money) -> String {
    format::money(request.lang, amount)
}

/// A time in Almaty to the second, short for dense tables: `27.11.2026 18:39:05`. Each page says once that times are Almaty's.
pub(super) fn time(request: &Request, at: Timestamp) -> String {
    let almaty = almaty_time(at);
    format!("{} {}", format::date(request.lang, almaty.date()), almaty.strftime("%H:%M:%S"))
}

/// That the times of a page are Almaty's.
pub(super) fn times_note(request: &Request) -> Markup {
    html! { p.muted { (request.t("office-times")) } }
}

/// The title of the method of an attempt.
pub(super) fn method(request: &Request, attempt: &Attempt) -> String {
    method_title(request, &attempt.plugin, &attempt.method)
}

/// The title of a method.
pub(super) fn method_title(request: &Request, plugin: &str, method: &str) -> String {
    request.site.inside.outside.method_title(plugin, method, request.lang)
}

/// A name that machines gave: order references, hashes.
pub(super) fn machine(text: &str) -> Markup {
    html! { code.machine { (text) } }
}

/// What a visa is worth today as a tag.
pub(super) fn standing(request: &Request, standing: Standing) -> Markup {
    let tone = match standing {
        Standing::Valid => Tone::Ok,
        Standing::NotYetValid => Tone::Wait,
        Standing::Expired => Tone::Note,
        Standing::Revoked | Standing::Annulled | Standing::Replaced => Tone::Bad,
    };
    tag(tone, &request.t(standing_key(standing)))
}

//! The form of a method (figures 9 and 10): what was wrong, the whole amount, the fields, another code.

use evisa_plugin_sdk::proto::{Collect, CollectField, FieldKind, Notice};
use jiff::Timestamp;
use maud::{Markup, html};

use crate::{
    domain::{
        money::Money,
        payment::{Attempt, PaymentId},
        refusal::Message,
    },
    locale::{self, format},
    web::{
        components::{
            button,
            form::csrf_field,
            list::{SummaryRow, summary},
            notice::{countdown, said},
            tag::Tone,
        },
        form::field_id,
        request::Request,
    },
};

/// The form as its plugin asked for it; a key that no language has is never shown.
pub(super) fn show(request: &Request, (payment, attempt): (PaymentId, &Attempt), form: &Collect) -> Markup {
    let title = if locale::is_known(&form.title) { form.title.as_str() } else { "epay-fill-title" };
    let notice = form.notice.as_ref().filter(|notice| locale::is_known(&notice.key));
    let wrong = notice.filter(|notice| notice.wrong);
    let ends_at = attempt.form_ends_at();
    let time_left = if ends_at < attempt.expires_at { "epay-code-valid" } else { "epay-time-left" };
    html! {
        @if let Some(notice) = notice { (told(request, notice, &form.fields)) }
        h2 { (request.t(title)) }
        (cost(request, form))
        form.form method="post" action=(request.to(&format!("/epay/{payment}/form"))) data-once {
            (csrf_field(request))
            input type="hidden" name="attempt" value=(attempt.id);
            @for (index, asked) in form.fields.iter().enumerate() {
                (field(request, asked, wrong.filter(|_| index == 0)))
            }
            @if let Some(left) = form.tries_left {
                p.muted { (request.say(&Message::new("epay-tries-left").with("tries", left))) }
            }
            p { (request.t(time_left)) " " (countdown(request, ends_at)) }
            p.muted { (request.t("epay-fill-text")) }
            div.buttons { (button::submit(&request.t("b-pay"))) }
            @if let Some(at) = attempt.resend_at() { (resend(request, at)) }
        }
    }
}

/// What has to be corrected takes the focus and leads to its field; what is only said is read out.
fn told(request: &Request, notice: &Notice, fields: &[CollectField]) -> Markup {
    let sentence = request.t(&notice.key);
    html! {
        @if notice.wrong {
            div.error-summary role="alert" tabindex="-1" data-focus {
                h2 { (request.t("error-summary")) }
                ul {
                    li {
                        @match fields.first() {
                            Some(first) => a href={ "#" (field_id(&first.id)) } { (sentence) },
                            None => (sentence),
                        }
                    }
                }
            }
        } @else {
            (said(request, Tone::Ok, &sentence))
        }
    }
}

/// The whole amount and the commission within it.
fn cost(request: &Request, form: &Collect) -> Markup {
    let money = |minor| format::money(request.lang, Money::kzt(minor));
    let labels = (request.t("wal-sum"), request.t("gw-fee"));
    let values = (money(form.total_minor), money(form.commission_minor));
    summary(request, &[SummaryRow::fixed(&labels.0, &values.0), SummaryRow::fixed(&labels.1, &values.1)])
}

fn field(request: &Request, asked: &CollectField, wrong: Option<&Notice>) -> Markup {
    let (label, hint, kind, mode) = match asked.kind {
        FieldKind::Phone => ("mob-num", Some("field-phone"), "tel", "tel"),
        FieldKind::WalletNo => ("wal-num", Some("wal-ex"), "text", "numeric"),
        FieldKind::Otp => ("epay-field-code", Some("epay-field-code-hint"), "text", "numeric"),
        FieldKind::Text => ("epay-field-text", None, "text", "text"),
    };
    let id = field_id(&asked.id);
    let described = [hint.map(|_| format!("{id}-hint")), wrong.map(|_| format!("{id}-fault"))];
    let described: Vec<_> = described.into_iter().flatten().collect();
    html! {
        div.field.field-faulty[wrong.is_some()] {
            label for=(id) { (request.t(label)) }
            @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (request.t(hint)) } }
            @if let Some(wrong) = wrong {
                p.fault id={ (id) "-fault" } {
                    span.unseen { (request.t("web-error-prefix")) " " } (request.t(&wrong.key))
                }
            }
            input.input.input-medium id=(id) type=(kind) name={ "f-" (asked.id) } inputmode=(mode) maxlength=(asked.max_len)
                value=[asked.value.as_deref()] pattern=[asked.pattern.as_deref()] required
                autocomplete=[asked.autocomplete.as_deref()] spellcheck="false"
                aria-describedby=[(!described.is_empty()).then(|| described.join(" "))]
                aria-invalid=[wrong.map(|_| "true")];
        }
    }
}

/// Another code. Too early, a script keeps the button shut; without one the button answers how long to wait.
fn resend(request: &Request, at: Timestamp) -> Markup {
    let wait_s = at.as_second().saturating_sub(request.now.as_second()).max(0);
    html! {
        div.resend {
            @if 0 < wait_s {
                p.muted data-until=(wait_s) { (request.t("epay-resend-after")) " " (countdown(request, at)) }
            }
            button.button.button-quiet type="submit" name="resend" value="1" formnovalidate data-after=(wait_s) {
                (request.t("epay-resend"))
            }
        }
    }
}

//! The gateway page (figure 7): what is to be paid, with what, at which total — and who pays whom for what.

use maud::{Markup, html};

use super::{offers, own, standing::Standing, step_three_path, step_two_path, wait_path};
use crate::{
    domain::{
        payment::{
            PaymentId, Quote, SESSION_AGE, SESSION_ATTEMPTS_MAX,
            ledger::{BENEFICIARY, BUDGET_CODE, PURPOSE_CODE, TAX_AUTHORITY_CODE},
        },
        refusal::Message,
    },
    effects::MethodOffer,
    locale::format,
    services::payment::PaymentView,
    web::{
        components::{
            amount::{Amount, amount},
            button,
            form::csrf_field,
            list::{SummaryRow, copyable, summary},
            notice::{countdown, notice, said},
            tag::Tone,
        },
        errors,
        layout::Page,
        request::Request,
        response::Response,
    },
};

/// What the mark of a one-time value is for.
const NONCE_PURPOSE: &str = "epay-attempt";

/// A fresh one-time value for the form that opens an attempt: the same form sent twice is the same attempt.
pub(super) fn nonce_mint(request: &Request, payment: PaymentId) -> String {
    let random = data_encoding::BASE64URL_NOPAD.encode(&request.cx().random::<16>());
    let mark = request.site.key.mark(NONCE_PURPOSE, &format!("{payment}/{random}"));
    format!("{random}.{mark}")
}

/// Whether we made this one-time value, for this payment.
pub(super) fn nonce_is_ours(request: &Request, payment: PaymentId, nonce: &str) -> bool {
    nonce
        .split_once('.')
        .is_some_and(|(random, mark)| request.site.key.holds(NONCE_PURPOSE, (&format!("{payment}/{random}"), mark)))
}

/// GET: shows, and changes nothing.
pub(super) async fn show(request: Request) -> Response {
    let (payment, view) = match own(&request).await {
        Ok(found) => found,
        Err(refusal) => return errors::refused(&request, refusal),
    };
    let application = view.payment.application;
    match Standing::of(&view, request.now) {
        Standing::Paid => return Response::go(&step_three_path(&request, application)),
        Standing::Choose | Standing::Declined => {}
        // While an attempt may still end either way nobody is offered a second one.
        Standing::Connecting
        | Standing::Bank(_)
        | Standing::Fill(_)
        | Standing::Working
        | Standing::Checking
        | Standing::Held => return Response::go(&wait_path(&request, payment)),
    }
    let number =
        request.run(move |cx, inside| Ok(inside.services.application_view(&cx, application)?.application.number));
    let number = match number.await {
        Ok(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        Err(refusal) => return errors::refused(&request, refusal),
    };
    let page = Page::new(&request, &request.t("s2-title")).of_the_gateway().wide();
    match view.payment.session_open(request.now) {
        Some((_, session)) => {
            let offers = offers::quoted(&request, session.quote.tenge).await;
            page.show(methods(&request, (&view, &session.quote), (&number, &offers)))
        }
        None => page.show(over(&request, &view)),
    }
}

fn methods(
    request: &Request,
    (view, quote): (&PaymentView, &Quote),
    (number, offers): (&str, &[MethodOffer]),
) -> Markup {
    let gateway = &request.site.inside.outside.gateway;
    let unconfined = gateway.confinement().is_some_and(|confinement| !confinement.is_complete());
    let payment = view.payment.id;
    let left =
        Message::new("epay-attempts-left").with("attempts", view.attempts_left).with("max", SESSION_ATTEMPTS_MAX);
    html! {
        div.gateway {
            div.gateway-sum {
                (amount(request, &Amount {
                    label: &request.t("gw-sum"),
                    charged: quote.tenge,
                    fee: quote.fee,
                    rate: &quote.rate.to_string(),
                    rate_on: quote.rate_date,
                    source: &request.t(&quote.rate_source),
                }))
                p.gateway-limits {
                    @if let Some(ends) = view.expires_at {
                        (request.t("epay-time-left")) " " (countdown(request, ends)) br;
                    }
                    (request.say(&left))
                }
                p.muted { (request.t("gw-fee-note")) }
            }
            section.gateway-methods aria-labelledby="methods" {
                h2 #methods { (request.t("gw-methods")) }
                @if unconfined { (said(request, Tone::Wait, &request.t("epay-unconfined"))) }
                @match offers::groups(request, (&view.payment, quote), offers) {
                    Some(groups) => {
                        p { (request.t("epay-choose")) }
                        form.stack method="post" action=(request.to(&format!("/epay/{payment}/attempts"))) data-once {
                            (csrf_field(request))
                            input type="hidden" name="nonce" value=(nonce_mint(request, payment));
                            (groups)
                        }
                    },
                    None => (notice(request, Tone::Bad, (&request.t("epay-no-method-title"), &request.t("epay-no-method-text")))),
                }
                @if gateway.plugins().iter().any(|plugin| plugin.state.is_err()) {
                    p.muted { (request.t("epay-method-off")) }
                }
            }
        }
        (particulars(request, view, number))
    }
}

/// Subscriber, terms and payment information (figure 7).
fn particulars(request: &Request, view: &PaymentView, number: &str) -> Markup {
    let payment = &view.payment;
    let purpose = request.say(&Message::new("epay-purpose").with("number", number));
    let term = |key| request.t(key);
    let (iin, payer, name) = (term("f-iin"), term("f-payer"), payment.payer.as_payer());
    let subscriber =
        [SummaryRow::fixed(&iin, payment.payer_tax_id.as_deref().unwrap_or("–")), SummaryRow::fixed(&payer, &name)];
    let labels = ["f-beneficiary", "f-taxcode", "f-knp", "f-kbk", "epay-purpose-term"].map(term);
    let values = [BENEFICIARY, TAX_AUTHORITY_CODE, PURPOSE_CODE, BUDGET_CODE, &purpose];
    let recipient: Vec<_> = labels.iter().zip(values).map(|(label, value)| SummaryRow::fixed(label, value)).collect();
    html! {
        div.gateway-facts {
            section {
                h2 { (term("gw-sub")) }
                (summary(request, &subscriber))
                p.gateway-code { (term("gw-code")) ": " (copyable(request, payment.code.as_str())) }
            }
            section { h2 { (term("epay-recipient")) } (summary(request, &recipient)) }
            section {
                h2 { (term("gw-terms")) }
                ul {
                    li { (term("gw-resp")) }
                    li { (term("card-limit")) }
                    li { (term("note-norefund")) }
                }
            }
        }
    }
}

/// The thirty minutes are over, or the five attempts are used: nothing is lost, and a new session begins at step 2.
fn over(request: &Request, view: &PaymentView) -> Markup {
    let payment = &view.payment;
    let used = payment.sessions.last().is_some_and(|last| request.now < last.expires_at);
    let text = if used {
        Message::new("payment-attempts-used").with("attempts", SESSION_ATTEMPTS_MAX)
    } else {
        Message::new("payment-session-over").with("minutes", SESSION_AGE.as_mins())
    };
    html! {
        (notice(request, Tone::Note, (&request.t("epay-over-title"), &request.say(&text))))
        p { (request.t("epay-over-text")) }
        p { (button::link(&request.t("epay-over-button"), &step_two_path(request, payment.application))) }
        p.muted { (request.t("gw-code")) ": " (copyable(request, payment.code.as_str())) " · " (format::money(request.lang, payment.fee)) }
    }
}

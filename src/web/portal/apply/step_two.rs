//! Step 2 (figure 6): who pays whom, for what and how much, and the way to E-Pay.

use maud::{Markup, html};

use super::{application, or_refused, standing, step_one_page::STEPS};
use crate::{
    domain::{
        application::{ApplicationId, ApplicationState},
        calendar::almaty_date,
        payment::{
            PaySession, Payment, PaymentState, Quote, SESSION_AGE,
            ledger::{BENEFICIARY, BUDGET_CODE, PURPOSE_CODE, TAX_AUTHORITY_CODE},
        },
        rates::{self, DayRate},
        refusal::{Message, Refusal},
    },
    locale::format,
    services::application::ApplicationView,
    web::{
        components::{
            amount::{Amount, amount},
            button,
            list::{SummaryRow, summary},
            notice, steps,
            tag::Tone,
        },
        form::FormView,
        layout::Page,
        paths,
        portal::words::plain_amount,
        request::Request,
        response::Response,
    },
};

/// The bill. An application that is elsewhere, or whose payment is under way, leads there.
pub(super) async fn page(request: Request) -> Response {
    or_refused(&request, bill(&request).await)
}

async fn bill(request: &Request) -> Result<Response, Refusal> {
    let id: ApplicationId = request.param_as("id")?;
    let (view, rate) = request
        .run(move |cx, inside| {
            let view = inside.services.application_view(&cx, id)?;
            Ok((view, inside.services.rate_latest(cx.now)?))
        })
        .await?;
    Ok(match payable(&view) {
        Some(payment) => show(request, payment, rate),
        None => standing::go_on(request, &view),
    })
}

/// "Pay": the thirty minutes begin, and E-Pay follows. Pressed twice, they began once.
pub(super) async fn pay(request: Request) -> Response {
    let answer = async {
        let view = application(&request).await?;
        let Some(payment) = payable(&view).map(|payment| payment.id) else {
            return Ok(standing::go_on(&request, &view));
        };
        request.run(move |cx, inside| inside.services.payment_session_open(&cx, payment)).await?;
        Ok(Response::go(&request.to(&format!("/epay/{payment}"))))
    };
    or_refused(&request, answer.await)
}

/// The payment, while its fee is due and nothing is under way.
fn payable(view: &ApplicationView) -> Option<&Payment> {
    let due = view.application.state == ApplicationState::Submitted
        && matches!(view.payment_state, Some(PaymentState::Due | PaymentState::Lapsed));
    view.payment.as_ref().filter(|_| due)
}

fn show(request: &Request, payment: &Payment, rate: Option<DayRate>) -> Response {
    let t = |key| request.t(key);
    let open = payment.session_open(request.now).map(|(_, session)| session);
    let quote = open.map(|session| session.quote.clone()).or_else(|| quote_now(request, payment, rate));
    Page::new(request, &t("wiz-title")).show(html! {
        (steps::step(request, (2, STEPS), &t("s2-title")))
        (particulars(request, payment))
        @match &quote {
            Some(quote) => (in_tenge(request, quote, open)),
            None => (notice::notice(request, Tone::Wait, (&t("wizard-rate-missing-title"), &t("wizard-rate-missing-text")))),
        }
        p { (t("s2-epay")) "." }
        p { strong { (t("note-norefund")) "." } }
        (way_on(request, payment, quote.is_some()))
    })
}

/// What the fee would be in tenge now; nothing while no fresh rate is known.
fn quote_now(request: &Request, payment: &Payment, rate: Option<DayRate>) -> Option<Quote> {
    let age_days_max = request.site.inside.services.policy.rate_age_days_max;
    let rate = rate.filter(|rate| rates::is_fresh(rate.date, almaty_date(request.now), age_days_max))?;
    Quote::freeze(payment.fee, rate.rate, rate.date, &rate.source).ok()
}

/// The lines of figure 6.
fn particulars(request: &Request, payment: &Payment) -> Markup {
    let t = |key| request.t(key);
    summary(
        request,
        &[
            SummaryRow::fixed(&t("f-payer"), &payment.payer.as_payer()),
            SummaryRow::fixed(&t("f-beneficiary"), BENEFICIARY),
            SummaryRow::fixed(&t("f-taxcode"), TAX_AUTHORITY_CODE),
            SummaryRow::fixed(&t("f-knp"), PURPOSE_CODE),
            SummaryRow::fixed(&t("f-kbk"), BUDGET_CODE),
            SummaryRow::fixed(&t("f-currency"), payment.fee.currency.code()),
            SummaryRow::fixed(&t("f-amount"), &plain_amount(payment.fee)),
        ],
    )
}

/// The amount in tenge with its rate, and how long it holds.
fn in_tenge(request: &Request, quote: &Quote, open: Option<&PaySession>) -> Markup {
    let holds = match open {
        Some(session) => {
            Message::new("wizard-amount-fixed").with("time", format::date_time(request.lang, session.expires_at))
        }
        None => Message::new("wizard-amount-will-be-fixed").with("minutes", SESSION_AGE.as_mins()),
    };
    html! {
        (amount(request, &Amount {
            label: &request.t("wizard-amount-in-tenge"),
            charged: quote.tenge,
            fee: quote.fee,
            rate: &quote.rate.to_string(),
            rate_on: quote.rate_date,
            source: &request.t(&quote.rate_source),
        }))
        p { (request.say(&holds)) }
    }
}

/// Pay, or come back later when there is no rate to pay at; giving up stays possible.
fn way_on(request: &Request, payment: &Payment, can_pay: bool) -> Markup {
    let t = |key| request.t(key);
    let pages = |name| standing::page(request, payment.application, name);
    html! {
        @if can_pay {
            (FormView::empty(request).show(&pages("pay"), button::submit_or(&t("b-pay"), (&t("wizard-pay-later"), &request.to(paths::SERVICES)))))
        } @else {
            div.buttons { (button::link(&t("wizard-try-again"), &pages("step-2"))) }
        }
        p { a href=(pages("withdraw")) { (t("wizard-withdraw")) } }
    }
}

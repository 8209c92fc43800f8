//! One day of money: totals by method and state, discrepancies with what to do, unknown outcomes with their age.

use jiff::{Timestamp, ToSpan, civil::Date};
use maud::{Markup, html};

use super::{
    super::{
        figures::{Column, Figures},
        or_refused, words,
    },
    address, find,
};
use crate::{
    domain::{
        calendar::almaty_date,
        money::Money,
        payment::{Hold, schedule::OUTCOME_LATE_AFTER},
        refusal::{Message, Refusal},
    },
    locale::format,
    services::payment::money::{AttemptLine, MethodTotal, MoneyDay},
    web::{
        components::{
            notice,
            tag::{Tone, tag},
        },
        form::FormView,
        layout::{OfficePage, Page},
        paths,
        request::Request,
        response::Response,
    },
};

/// What the page shows.
pub(super) struct Shown {
    day: MoneyDay,
    held: Vec<AttemptLine>,
    unknown: Vec<AttemptLine>,
}

pub(super) async fn page(request: Request) -> Response {
    let shown = read(&request).await.map(|shown| show(&request, &shown, &FormView::empty(&request)));
    or_refused(&request, shown)
}

/// Everything of the asked day, or of today.
pub(super) async fn read(request: &Request) -> Result<Shown, Refusal> {
    let day = day_of(request);
    request
        .run(move |cx, inside| {
            Ok(Shown {
                day: inside.services.money_day(&cx, day)?,
                held: inside.services.money_held(&cx)?,
                unknown: inside.services.money_unknown(&cx)?,
            })
        })
        .await
}

/// The day in the query; today where there is none that can be read.
pub(in crate::web::office) fn day_of(request: &Request) -> Date {
    request.query.get("day").parse().unwrap_or_else(|_| almaty_date(request.now))
}

pub(super) fn show(request: &Request, shown: &Shown, search: &FormView<'_>) -> Response {
    let late = shown.unknown.iter().filter(|line| is_late(request.now, line)).count();
    Page::new(request, &request.t("office-money")).in_office(OfficePage::Money).wide().faulty(search).show(html! {
        @if 0 < late {
            (notice::notice(request, Tone::Bad, (
                &request.t("office-late-title"),
                &request.say(&Message::new("office-late-text").with("count", late).with("limit", limit(request))),
            )))
        }
        (find::form(search))
        (totals(request, &shown.day))
        (held(request, &shown.held))
        (unknown(request, &shown.unknown))
            (words::times_note(request))
    })
}

fn totals(request: &Request, shown: &MoneyDay) -> Markup {
    let day = format::date_long(request.lang, shown.day);
    let caption = request.say(&Message::new("office-totals").with("day", day));
    html! {
        section aria-label=(caption) {
            (days(request, shown.day))
            @if shown.totals.is_empty() { h2 { (caption) } p { (request.t("office-totals-none")) } }
            @else { (totals_table(request, &caption, &shown.totals)) }
        }
    }
}

/// The day before, today, the day after.
fn days(request: &Request, day: Date) -> Markup {
    let today = almaty_date(request.now);
    let to = |day: Date| format!("{}?day={day}", request.to(paths::MONEY));
    html! {
        nav.days aria-label=(request.t("office-days")) {
            @if let Ok(before) = day.checked_sub(1.day()) {
                a rel="prev" href=(to(before)) { "‹ " (format::date(request.lang, before)) }
            }
            @if day != today { a href=(request.to(paths::MONEY)) { (request.t("office-today")) } }
            @if let Some(after) = day.checked_add(1.day()).ok().filter(|after| *after <= today) {
                a rel="next" href=(to(after)) { (format::date(request.lang, after)) " ›" }
            }
        }
    }
}

fn totals_table(request: &Request, caption: &str, totals: &[MethodTotal]) -> Markup {
    let columns = [
        Column::Words(request.t("office-col-method")),
        Column::Words(request.t("office-col-state")),
        Column::Figures(request.t("office-col-attempts")),
        Column::Figures(request.t("office-col-amount")),
    ];
    let rows = totals.iter().map(|total| {
        vec![
            html! { (words::method_title(request, &total.plugin, &total.method)) },
            words::state(request, total.state),
            html! { (total.attempts) },
            html! { (words::money(request, total.amount)) },
        ]
    });
    let taken = totals.iter().filter(|total| total.state.captured());
    let (attempts, minor) = taken.fold((0, 0_u64), |(attempts, minor), total| {
        (attempts + total.attempts, minor.saturating_add(total.amount.minor))
    });
    let foot = vec![
        html! { (request.t("office-totals-taken")) },
        html! {},
        html! { (attempts) },
        html! { (words::money(request, Money::kzt(minor))) },
    ];
    Figures { caption, columns: &columns, rows: rows.collect(), foot: Some(foot) }.show()
}

fn held(request: &Request, lines: &[AttemptLine]) -> Markup {
    let caption = request.t("office-held");
    let columns = [
        Column::Words(request.t("office-col-code")),
        Column::Words(request.t("office-col-what")),
        Column::Words(request.t("office-col-method")),
        Column::Figures(request.t("office-col-expected")),
        Column::Figures(request.t("office-col-taken")),
        Column::Words(request.t("office-col-opened")),
    ];
    let row = |line: &AttemptLine| {
        let attempt = &line.attempt;
        vec![
            named(request, line),
            what(request, line),
            html! { (words::method(request, attempt)) },
            html! { @if let Ok(expected) = attempt.expected() { (words::money(request, expected)) } },
            html! { (words::money(request, attempt.taken())) },
            html! { (words::time(request, attempt.opened_at)) },
        ]
    };
    html! {
        section aria-label=(caption) {
            @if lines.is_empty() { h2 { (caption) } p { (request.t("office-held-none")) } }
            @else { (Figures { caption: &caption, columns: &columns, rows: lines.iter().map(row).collect(), foot: None }.show()) }
        }
    }
}

/// The payment code, which leads to the attempt, and the application.
fn named(request: &Request, line: &AttemptLine) -> Markup {
    html! {
        a href=(address(request, line.attempt.id, "")) { (line.code) }
        @if let Some(number) = &line.application { small { (number) } }
    }
}

/// What is wrong, and what to do.
fn what(request: &Request, line: &AttemptLine) -> Markup {
    let attempt = &line.attempt;
    let key = |hold: &Hold| words::hold_keys(*hold);
    html! {
        span.tags {
            @for (name, _) in attempt.holds.iter().map(key) { (tag(Tone::Bad, &request.t(name))) }
            @if attempt.proposal.is_some() { (tag(Tone::Wait, &request.t("office-waits-decision"))) }
            @for refund in attempt.refunds.iter().filter(|refund| refund.ended_at.is_none()) { (words::refund_state(request, refund.state)) }
        }
        @for (_, what_to_do) in attempt.holds.iter().map(key) { small { (request.t(what_to_do)) } }
    }
}

/// Whether nobody knows the outcome for longer than anybody should wait.
pub(super) fn is_late(now: Timestamp, line: &AttemptLine) -> bool {
    OUTCOME_LATE_AFTER <= now.duration_since(line.attempt.opened_at)
}

fn limit(request: &Request) -> String {
    format::duration(request.lang, OUTCOME_LATE_AFTER.as_secs().unsigned_abs())
}

fn unknown(request: &Request, lines: &[AttemptLine]) -> Markup {
    let caption = request.t("office-unknown");
    let columns = [
        Column::Words(request.t("office-col-code")),
        Column::Words(request.t("office-col-age")),
        Column::Words(request.t("office-col-method")),
        Column::Words(request.t("office-col-state")),
        Column::Figures(request.t("office-col-expected")),
        Column::Figures(request.t("office-col-queries")),
        Column::Words(request.t("office-col-next")),
    ];
    let row = |line: &AttemptLine| {
        let attempt = &line.attempt;
        vec![
            named(request, line),
            age(request, line),
            html! { (words::method(request, attempt)) },
            words::state(request, attempt.state),
            html! { @if let Ok(expected) = attempt.expected() { (words::money(request, expected)) } },
            html! { (attempt.queries) },
            html! { @if let Some(at) = attempt.wake_at { (words::time(request, at)) } },
        ]
    };
    html! {
        section aria-label=(caption) {
            @if lines.is_empty() { h2 { (caption) } p { (request.t("office-unknown-none")) } }
            @else { (Figures { caption: &caption, columns: &columns, rows: lines.iter().map(row).collect(), foot: None }.show()) }
        }
    }
}

/// How long nobody knows; over the limit in the colour of alarm, and in words.
fn age(request: &Request, line: &AttemptLine) -> Markup {
    let seconds = request.now.duration_since(line.attempt.opened_at).as_secs();
    let age = format::duration(request.lang, u64::try_from(seconds).unwrap_or(0));
    html! {
        @if is_late(request.now, line) {
            (tag(Tone::Bad, &age))
            small { (request.say(&Message::new("office-late").with("limit", limit(request)))) }
        } @else { (age) }
    }
}

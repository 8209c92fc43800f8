//! The promised day of the decision, and how it was counted (figure 3: five working days).

use jiff::civil::Date;
use maud::{Markup, html};

use crate::{
    domain::{
        application::ApplicationState,
        calendar::{Calendar, almaty_date},
        refusal::Message,
    },
    locale::format,
    services::application::{ApplicationView, DECISION_WORKING_DAYS},
    web::request::Request,
};

/// The promise while a case officer decides; nothing before and after.
pub(super) fn promise(request: &Request, view: &ApplicationView) -> Markup {
    let awaited = view.application.state == ApplicationState::InReview;
    let days = view.application.fee_paid_at.map(almaty_date).zip(view.decision_due).filter(|_| awaited);
    html! { @if let Some((paid, due)) = days { (sentences(request, (paid, due))) } }
}

fn sentences(request: &Request, (paid, due): (Date, Date)) -> Markup {
    let calendar = Calendar::default();
    html! {
        p.lead { (request.say(&Message::new("visas-promise").with("date", format::date_long(request.lang, due)))) }
        p { (request.say(&reasoning(request, &calendar, (paid, due)))) }
        @if calendar.is_provisional(due.year()) { p { (request.t("visas-promise-provisional")) } }
        @if due < almaty_date(request.now) { p { strong { (request.t("visas-promise-passed")) } } }
        p.muted { (request.t("visas-promise-late")) }
    }
}

/// "5 working days after 08.06.2022, not counting 11.06.2022 – 12.06.2022".
fn reasoning(request: &Request, calendar: &Calendar, (paid, due): (Date, Date)) -> Message {
    let rests: Vec<String> =
        rests(calendar, (paid, due)).into_iter().map(|(first, last)| span(request, first, last)).collect();
    let key = if rests.is_empty() { "visas-promise-why-plain" } else { "visas-promise-why" };
    let message = Message::new(key)
        .with("period", request.say(&Message::new("duration-working-days").with("n", DECISION_WORKING_DAYS)))
        .with("paid", format::date(request.lang, paid));
    if rests.is_empty() { message } else { message.with("off", rests.join(&request.t("visas-comma"))) }
}

/// The runs of days between the two on which offices rest.
fn rests(calendar: &Calendar, (paid, due): (Date, Date)) -> Vec<(Date, Date)> {
    let mut runs: Vec<(Date, Date)> = Vec::new();
    let days = paid.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day < due);
    for day in days.filter(|day| !calendar.is_working_day(*day)) {
        match runs.last_mut() {
            Some((_, last)) if last.tomorrow().is_ok_and(|next| next == day) => *last = day,
            Some(_) | None => runs.push((day, day)),
        }
    }
    runs
}

fn span(request: &Request, first: Date, last: Date) -> String {
    let (from, to) = (format::date(request.lang, first), format::date(request.lang, last));
    if first == last { from } else { request.say(&Message::new("date-range").with("from", from).with("to", to)) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_days_that_do_not_count_are_named_in_runs() {
        let calendar = Calendar::default();
        let paid = date(2022, 7, 1);
        let due = calendar.working_days_after(paid, DECISION_WORKING_DAYS);
        assert_eq!(due, date(2022, 7, 11));
        let weekend = |first: i8| (date(2022, 7, first), date(2022, 7, first + 1));
        let capital_day = (date(2022, 7, 6), date(2022, 7, 6));
        assert_eq!(rests(&calendar, (paid, due)), [weekend(2), capital_day, weekend(9)]);
    }

    #[test]
    fn five_days_from_sunday_to_friday_skip_nothing() {
        let calendar = Calendar::default();
        assert_eq!(rests(&calendar, (date(2022, 6, 5), date(2022, 6, 10))), []);
    }
}

//! Words of the service that several pages of the portal share: categories, fees, airports, the promised day.

use maud::{Markup, html};

use crate::{
    domain::{
        calendar::{Calendar, almaty_date},
        category::Category,
        money::Money,
        profile::Profile,
        refusal::Message,
    },
    locale::{self, format},
    services::application::DECISION_WORKING_DAYS,
    web::{components::choice::Choice, request::Request},
};

/// Minor units of one dollar.
const CENTS: u64 = 100;

/// The rules of this installation.
pub(super) fn profile(request: &Request) -> &'static Profile {
    request.site.inside.services.policy.profile
}

/// The key of a category's name (figure 3, the list of E-VISA types).
pub(super) const fn category_key(category: Category) -> &'static str {
    match category {
        Category::Business => "type-business",
        Category::Tourist => "type-tourist",
        Category::Medical => "type-medical",
    }
}

/// All categories, to choose one.
pub(super) fn categories(request: &Request) -> Vec<Choice> {
    Category::ALL.into_iter().map(|one| (one.code().to_owned(), request.t(category_key(one)))).collect()
}

/// All nationalities and special codes of passports, in the alphabetical order of the reader's language.
pub(super) fn nationalities(request: &Request) -> Vec<Choice> {
    locale::country_list(request.lang).iter().map(|(code, name)| ((*code).to_owned(), name.clone())).collect()
}

/// An amount as the manual prints fees: `80`; cents only where there are some.
pub(super) fn plain_amount(money: Money) -> String {
    if money.minor.is_multiple_of(CENTS) { (money.minor / CENTS).to_string() } else { money.decimal() }
}

/// The fee of each category, cheapest service first as figure 3 lists them, and that it is not given back.
pub(super) fn fees(request: &Request) -> Markup {
    let today = almaty_date(request.now);
    let line = |(category, key): (Category, &str)| {
        let fee = profile(request).fee(category, today);
        request.say(&Message::new(key).with("amount", plain_amount(fee)))
    };
    let lines = [
        (Category::Tourist, "wizard-fee-tourist"),
        (Category::Business, "wizard-fee-business"),
        (Category::Medical, "wizard-fee-medical"),
    ];
    html! { ul { @for one in lines { li { (line(one)) } } } }
}

/// The day by which a decision is promised to whoever pays today.
pub(super) fn promised_day(request: &Request) -> String {
    let day = Calendar::default().working_days_after(almaty_date(request.now), DECISION_WORKING_DAYS);
    request.say(&Message::new("wizard-term-today").with("date", format::date_long(request.lang, day)))
}

/// Where one may enter and leave, as the airports are called today.
pub(super) fn airports(request: &Request) -> String {
    let points = profile(request).entry_points(almaty_date(request.now));
    let names: Vec<&str> = points.into_iter().map(|(_, name)| name.get(request.lang).as_str()).collect();
    request.say(&Message::new("wizard-airports").with("names", names.join("; ")))
}

/// What an applicant must know before filling in anything (the manual, before figure 4).
pub(super) fn before_you_fill_in(request: &Request) -> Markup {
    html! {
        ul {
            li { (request.t("s1-hint")) }
            li { (request.t("note-match")) }
            li { (request.t("wizard-note-number")) }
            li { (request.t("note-print")) }
            li { (airports(request)) }
            @if !profile(request).children_admitted { li { (request.t("note-children")) } }
        }
    }
}

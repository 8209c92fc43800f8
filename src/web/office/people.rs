//! The people who work for the service, as the administrator sees them: who, since when, and what they may do; one page each.

use maud::{Markup, html};

use super::{
    figures::{Column, Figures},
    may, or_refused,
    words::role_key,
};
use crate::{
    domain::{
        account::{AccountId, Role},
        permission::Permission,
        refusal::{FieldFault, Message, Refusal},
        staff::SecondFactorRule,
    },
    locale::format,
    services::people::{Invited, Person, PersonState},
    web::{
        components::{
            button,
            choice::{Choice, select},
            form::csrf_field,
            list::{SummaryRow, summary},
            notice::notice,
            tag::{Tone, tag},
        },
        fields::Fields,
        flash::Flash,
        form::FormView,
        layout::{OfficePage, Page},
        paths,
        portal::account::fields::{self, Faults},
        request::Request,
        response::Response,
        route::{Access, Route, get, post},
    },
};

/// The field with the role.
const ROLE: &str = "role";

/// The routes of this slice.
pub(super) fn routes() -> Vec<Route> {
    let (read, change) = (Access::Permission(Permission::PeopleRead), Access::Permission(Permission::PeopleChange));
    vec![
        get("/{lang}/office/people", read, list),
        get("/{lang}/office/people/invite", change, invite_page),
        post("/{lang}/office/people/invite", change, invite_sent),
        get("/{lang}/office/people/{account}", read, one),
        post("/{lang}/office/people/{account}/role", change, role_sent),
        post("/{lang}/office/people/{account}/suspend", change, |request| act(request, Act::Suspend)),
        post("/{lang}/office/people/{account}/restore", change, |request| act(request, Act::Restore)),
        post("/{lang}/office/people/{account}/sessions", change, |request| act(request, Act::Sessions)),
        post("/{lang}/office/people/{account}/second", change, |request| act(request, Act::Second)),
        post("/{lang}/office/people/{account}/invite", change, |request| act(request, Act::InviteAgain)),
    ]
}

/// What is done to somebody by one button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Suspend,
    Restore,
    Sessions,
    Second,
    InviteAgain,
}

impl Act {
    const fn path(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Restore => "restore",
            Self::Sessions => "sessions",
            Self::Second => "second",
            Self::InviteAgain => "invite",
        }
    }

    /// The keys of its button, and of the sentence when it is done.
    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Suspend => ("people-suspend", "people-suspended-now"),
            Self::Restore => ("people-restore", "people-restored-now"),
            Self::Sessions => ("people-sessions-end", "people-sessions-ended"),
            Self::Second => ("people-second-reset", "people-second-gone"),
            Self::InviteAgain => ("people-invite-again", "people-invited"),
        }
    }

    /// What can be done to somebody now.
    fn of(person: &Person) -> Vec<Self> {
        let mut acts = Vec::new();
        match person.state {
            PersonState::Suspended => acts.push(Self::Restore),
            PersonState::Invited => acts.extend([Self::InviteAgain, Self::Suspend]),
            PersonState::Active => acts.push(Self::Suspend),
        }
        if person.sessions > 0 {
            acts.push(Self::Sessions);
        }
        if person.second_factor {
            acts.push(Self::Second);
        }
        acts
    }
}

async fn list(request: Request) -> Response {
    let people = request.run(|cx, inside| {
        let rule = inside.services.policy.second_factor;
        Ok((inside.services.people_list(&cx)?, rule))
    });
    let people = people.await;
    or_refused(&request, people.map(|(people, rule)| list_shown(&request, &people, rule)))
}

fn list_shown(request: &Request, people: &[Person], rule: SecondFactorRule) -> Response {
    let t = |key| request.t(key);
    let columns = ["people-col-name", "people-col-email", "people-col-role", "people-col-state", "people-col-second"]
        .map(|key| Column::Words(t(key)));
    let table = Figures {
        caption: &t("people-table"),
        columns: &columns,
        rows: people.iter().map(|person| row(request, person)).collect(),
        foot: None,
    };
    Page::new(request, &t("office-people")).in_office(OfficePage::People).wide().show(html! {
        @if rule == SecondFactorRule::Demonstration {
            (notice(request, Tone::Note, (&t("second-demonstration"), &t("second-demonstration-text"))))
        }
        @if may(request, Permission::PeopleChange) {
            div.buttons { (button::link(&t("people-invite"), &request.to(&format!("{}/invite", paths::PEOPLE)))) }
        }
        (table.show())
    })
}

fn row(request: &Request, person: &Person) -> Vec<Markup> {
    let t = |key| request.t(key);
    vec![
        html! { a href=(address(request, person.account.id, "")) { (person.account.name.full()) } },
        html! { (person.account.email) },
        html! { (t(role_key(person.account.role))) },
        state(request, person.state),
        html! { @if person.second_factor { (t("people-second-yes")) } @else { (t("people-second-no")) } },
    ]
}

fn state(request: &Request, state: PersonState) -> Markup {
    let (tone, key) = match state {
        PersonState::Invited => (Tone::Wait, "people-state-invited"),
        PersonState::Active => (Tone::Ok, "people-state-active"),
        PersonState::Suspended => (Tone::Bad, "people-state-suspended"),
    };
    tag(tone, &request.t(key))
}

fn address(request: &Request, id: AccountId, act: &str) -> String {
    request.to(&format!("{}/{id}{act}", paths::PEOPLE))
}

async fn one(request: Request) -> Response {
    let shown = one_shown(&request, Vec::new()).await;
    or_refused(&request, shown)
}

async fn one_shown(request: &Request, faults: Vec<FieldFault>) -> Result<Response, Refusal> {
    let id: AccountId = request.param_as("account")?;
    let person = request.run(move |cx, inside| inside.services.people_view(&cx, id)).await?;
    let form = if faults.is_empty() {
        FormView::filled(request, [(ROLE, person.account.role.code())].into_iter().collect::<Fields>())
    } else {
        FormView::again(request, faults)
    };
    Ok(one_drawn(request, &person, &form))
}

fn one_drawn(request: &Request, person: &Person, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let account = &person.account;
    let (email, role, sessions) = (account.email.to_string(), t(role_key(account.role)), person.sessions.to_string());
    let since = format::date_time(request.lang, account.registered_at);
    let second = t(if person.second_factor { "people-second-yes" } else { "people-second-no" });
    let labels = ["people-col-email", "people-col-role", "people-since", "people-sessions", "people-col-second"].map(t);
    let values = [&email, &role, &since, &sessions, &second];
    let rows: Vec<_> = labels.iter().zip(values).map(|(label, value)| SummaryRow::fixed(label, value)).collect();
    Page::new(request, &account.name.full()).in_office(OfficePage::People).faulty(form).show(html! {
        (button::back(&t("office-people"), &request.to(paths::PEOPLE)))
        p { (state(request, person.state)) }
        (summary(request, &rows))
        @if person.is_me {
            (notice(request, Tone::Note, (&t("people-me"), &t("people-not-oneself"))))
        } @else if may(request, Permission::PeopleChange) {
            (changes(request, person, form))
        }
    })
}

fn changes(request: &Request, person: &Person, form: &FormView<'_>) -> Markup {
    let t = |key| request.t(key);
    let id = person.account.id;
    let inside = html! {
        (select(form, ROLE, (&t("people-col-role"), Some(&t("people-role-hint"))), &roles(request)))
        div.buttons { (button::submit(&t("people-role-change"))) }
    };
    html! {
        h2 { (t("people-role-change")) }
        (form.show(&address(request, id, "/role"), inside))
        h2 { (t("people-acts")) }
        @for act in Act::of(person) {
            form method="post" action=(address(request, id, &format!("/{}", act.path()))) data-once {
                (csrf_field(request))
                div.buttons { button.button.button-quiet type="submit" { (t(act.keys().0)) } }
            }
        }
    }
}

/// The roles of staff, by code.
fn roles(request: &Request) -> Vec<Choice> {
    let staff = Role::ALL.into_iter().filter(|role| role.is_staff());
    staff.map(|role| (role.code().to_owned(), request.t(role_key(role)))).collect()
}

fn role_parse(form: &Fields) -> Result<Role, Message> {
    let role = form.get(ROLE).parse::<Role>().ok().filter(|role| role.is_staff());
    role.ok_or_else(|| Message::new("field-choose"))
}

async fn role_sent(request: Request) -> Response {
    let changed = async {
        let id: AccountId = request.param_as("account")?;
        let role =
            role_parse(&request.form).map_err(|message| Refusal::Fields(vec![FieldFault { field: ROLE, message }]))?;
        request.run(move |cx, inside| inside.services.people_role_change(&cx, id, role)).await?;
        Ok(id)
    };
    let answer = match changed.await {
        Ok(id) => Ok(told(&request, id, (Tone::Ok, Message::new("people-role-changed")))),
        Err(Refusal::Fields(faults)) => one_shown(&request, faults).await,
        Err(Refusal::Denied(why)) => refused(&request, why),
        Err(refusal) => Err(refusal),
    };
    or_refused(&request, answer)
}

async fn act(request: Request, act: Act) -> Response {
    let done = async {
        let id: AccountId = request.param_as("account")?;
        request
            .run(move |cx, inside| {
                let services = &inside.services;
                match act {
                    Act::Suspend => services.people_suspend(&cx, id),
                    Act::Restore => services.people_restore(&cx, id),
                    Act::Sessions => services.people_sessions_end(&cx, id),
                    Act::Second => services.people_second_reset(&cx, id),
                    Act::InviteAgain => services.people_invite_again(&cx, id),
                }
            })
            .await?;
        Ok(id)
    };
    let answer = match done.await {
        Ok(id) => Ok(told(&request, id, (Tone::Ok, Message::new(act.keys().1)))),
        Err(Refusal::Denied(why)) => refused(&request, why),
        Err(refusal) => Err(refusal),
    };
    or_refused(&request, answer)
}

fn refused(request: &Request, why: Message) -> Result<Response, Refusal> {
    Ok(told(request, request.param_as("account")?, (Tone::Bad, why)))
}

fn told(request: &Request, id: AccountId, (tone, message): (Tone, Message)) -> Response {
    Response::go(&address(request, id, "")).with_flash(Flash { tone, message })
}

async fn invite_page(request: Request) -> Response {
    let known: Fields = [("lang", request.lang.code())].into_iter().collect();
    invite_shown(&request, &FormView::filled(&request, known))
}

fn invite_shown(request: &Request, form: &FormView<'_>) -> Response {
    let t = |key| request.t(key);
    let inside = html! {
        (fields::name(form))
        (fields::email(form))
        (select(form, ROLE, (&t("people-col-role"), None), &roles(request)))
        (fields::lang(form))
        (button::submit_or(&t("people-invite-do"), (&t("b-cancel"), &request.to(paths::PEOPLE))))
    };
    Page::new(request, &t("people-invite")).in_office(OfficePage::People).faulty(form).show(html! {
        @if !form.is_faulty() { p.lead { (t("people-invite-lead")) } }
        (form.show(&request.to(&format!("{}/invite", paths::PEOPLE)), inside))
    })
}

async fn invite_sent(request: Request) -> Response {
    let invited = async {
        let invited = invite_parse(&request)?;
        request.run(move |cx, inside| inside.services.people_invite(&cx, &invited)).await
    };
    match invited.await {
        Ok(id) => told(&request, id, (Tone::Ok, Message::new("people-invited"))),
        Err(Refusal::Fields(faults)) => invite_shown(&request, &FormView::again(&request, faults)),
        Err(refusal) => or_refused(&request, Err(refusal)),
    }
}

fn invite_parse(request: &Request) -> Result<Invited, Refusal> {
    let (form, mut faults) = (&request.form, Faults::default());
    let name =
        fields::name_parse(form, &mut faults).and_then(|name| fields::name_printable(request, name, &mut faults));
    let email = faults.note("email", fields::email_parse(form));
    let role = faults.note(ROLE, role_parse(form));
    let lang = faults.note("lang", fields::lang_parse(form));
    match (name, email, role, lang) {
        (Some(name), Some(email), Some(role), Some(lang)) => Ok(Invited { email, name, lang, role }),
        _ => Err(Refusal::Fields(faults.0)),
    }
}

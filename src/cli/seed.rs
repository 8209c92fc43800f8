//! What a demonstration begins with: invitations, an exchange rate, an applicant's account and some of staff.

use jiff::{Span, civil::Date};
use zeroize::Zeroizing;

use super::house::HouseFault;
use crate::{
    crypto::cms::Anchor,
    domain::{
        account::Role,
        calendar::almaty_date,
        context::Cx,
        iin::Strictness,
        invitation_file::{ImportRules, invitation_file_parse},
        lang::Lang,
        person::PersonName,
        rates::DayRate,
        refusal::Refusal,
    },
    sandbox::nca::Authority,
    services::{Services, account::Registration, rate::Absurd},
};

/// The invitations, the manual's own first; `{+14}` stands for the day fourteen days from now.
const INVITATIONS: &str = include_str!("demo_invitations.csv");
/// The rate that the manual's amounts imply: 80 USD are 31 062.40 ₸ (figures 6 and 7).
const RATE: &str = "388.28";
/// The address of figure 1.
pub const EMAIL: &str = "test@mail.ru";
/// The password of all demonstration accounts; it is printed, so it protects nothing.
pub const PASSWORD: &str = "Turquoise steppe, golden eagle";
/// The staff of a demonstration: who proposes, who agrees, who only looks.
pub const STAFF: [(Role, &str); 6] = [
    (Role::CaseOfficer, "officer@evisa.example"),
    (Role::BorderOfficer, "border@evisa.example"),
    (Role::Cashier, "cashier@evisa.example"),
    (Role::Chief, "chief@evisa.example"),
    (Role::Auditor, "auditor@evisa.example"),
    (Role::Administrator, "admin@evisa.example"),
];

/// The invitations as a file that `evisa import invitations` reads, with days counted from `today`.
#[must_use]
pub fn invitations_csv(today: Date) -> String {
    let mut parts = INVITATIONS.split("{+");
    let mut csv = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (days, rest) = part.split_once('}').unwrap_or(("0", part));
        let day = today.saturating_add(Span::new().days(days.parse::<i32>().unwrap_or(0)));
        csv.push_str(&day.strftime("%d.%m.%Y").to_string());
        csv.push_str(rest);
    }
    csv
}

/// Fill an empty installation; one that was filled before keeps what it has, with a fresh rate.
///
/// # Errors
/// What could not be stored.
pub fn seed(services: &Services, cx: &Cx<'_>) -> Result<(), HouseFault> {
    let today = almaty_date(cx.now);
    let rules = ImportRules { today, strictness: Strictness::Demonstration };
    let report = invitation_file_parse(invitations_csv(today).as_bytes(), rules)
        .map_err(|fault| HouseFault::of("demonstration invitations", format!("{fault:?}")))?;
    if let Some(fault) = report.faults.first() {
        return Err(HouseFault::of("demonstration invitations", format!("{fault:?}")));
    }
    let stored = |refusal: Refusal| HouseFault::of("demonstration", refusal);
    services.invitation_import(cx, &report.rows).map_err(stored)?;
    let rate = RATE.parse().map_err(|error| HouseFault::of("rate", error))?;
    let rate = DayRate { date: today, rate, source: "rate-source-demonstration".to_owned() };
    services.rate_import(cx, &rate, Absurd::Accepted).map_err(stored)?;
    let authority = Authority::new().map_err(|fault| HouseFault::of("demonstration", fault))?;
    for der in [authority.root_der(), authority.list_der()] {
        let der = der.map_err(|fault| HouseFault::of("demonstration", fault))?;
        let anchor = Anchor::read(&der).map_err(|fault| HouseFault::of("demonstration", fault))?;
        services.trust_import(cx, &[anchor]).map_err(stored)?;
    }
    account(services, cx, (Role::Applicant, EMAIL, ("inostr", "inostr")))?;
    for (role, email) in STAFF {
        account(services, cx, (role, email, (role.code(), "demonstration")))?;
    }
    Ok(())
}

/// Make an account, unless there is one.
fn account(
    services: &Services,
    cx: &Cx<'_>,
    (role, email, (surname, given)): (Role, &str, (&str, &str)),
) -> Result<(), HouseFault> {
    let part = |text: &str| text.parse().map_err(|error| HouseFault::of("demonstration account", error));
    let account = Registration {
        email: email.parse().map_err(|error| HouseFault::of("demonstration account", error))?,
        name: PersonName { surname: part(surname)?, given: Some(part(given)?), patronymic: None },
        lang: Lang::En,
        password: Zeroizing::new(PASSWORD.to_owned()),
    };
    match services.account_create(cx, &account, role) {
        Ok(_) | Err(Refusal::Denied(_)) => Ok(()),
        Err(refusal) => Err(HouseFault::of("demonstration", refusal)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::context::Actor;

    #[test]
    fn the_demonstration_can_be_filled_and_filled_again() {
        let services = Services::in_memory();
        let now: jiff::Timestamp = "2026-11-23T00:00:00Z".parse().unwrap();
        let chance = crate::cli::clock::SystemChance;
        for minute in 0..2 {
            let cx = Cx {
                now: now + jiff::SignedDuration::from_mins(minute),
                actor: Actor::Operator,
                peer: None,
                chance: &chance,
            };
            seed(&services, &cx).unwrap();
        }
        let csv = invitations_csv(date(2026, 11, 23));
        assert!(csv.contains("3622000299,business,single,07.12.2026,10.12.2026,123456789021"));
        assert_eq!(csv.lines().count(), 22);
    }
}

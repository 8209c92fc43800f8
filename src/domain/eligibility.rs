//! Who may get an e-visa: asked before anything else, so that nobody pays for what cannot be given.

use jiff::{Span, civil::Date};

use super::{category::Category, person::Nationality, profile::Profile, refusal::Message};

/// Kazakhstan's own nationality: its citizens need no visa.
const OWN: &str = "KAZ";

/// What a visitor answers before the form. Every answer but the first two may still be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// Nationality as in the passport.
    pub nationality: Nationality,
    /// The category asked for.
    pub category: Category,
    /// Last day of the passport.
    pub passport_expires_on: Option<Date>,
    /// Blank pages of the passport.
    pub blank_pages: Option<u8>,
    /// Last day of the visa: of the invitation, or planned.
    pub visa_until: Option<Date>,
    /// Days of the stay that is planned.
    pub stay_days: Option<u16>,
    /// Whether children travel along.
    pub children_along: Option<bool>,
}

impl Answers {
    /// The two answers that are always there.
    #[must_use]
    pub const fn new(nationality: Nationality, category: Category) -> Self {
        Self {
            nationality,
            category,
            passport_expires_on: None,
            blank_pages: None,
            visa_until: None,
            stay_days: None,
            children_along: None,
        }
    }
}

/// Whether an e-visa can be given, as far as the answers tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Eligibility {
    /// Nothing stands against it.
    Eligible {
        /// What to consider before paying.
        notices: Vec<Message>,
    },
    /// It cannot be given.
    NotEligible {
        /// Why.
        reason: Message,
        /// What to do, or where to go, instead.
        instead: Message,
    },
}

/// Judge the answers by the rules of `profile` on the day `today`.
#[must_use]
pub fn evaluate(answers: &Answers, profile: &Profile, today: Date) -> Eligibility {
    let hindrance = nationality_hindrance(answers, profile, today)
        .or_else(|| children_hindrance(answers, profile))
        .or_else(|| stay_hindrance(answers, profile))
        .or_else(|| passport_hindrance(answers, profile, today));
    match hindrance {
        Some((reason, instead)) => Eligibility::NotEligible { reason, instead },
        None => Eligibility::Eligible { notices: notices(answers, profile, today) },
    }
}

/// A reason, and what to do instead.
type Hindrance = Option<(Message, Message)>;

fn embassy() -> Message {
    Message::new("eligibility-instead-embassy")
}

fn nationality_hindrance(answers: &Answers, profile: &Profile, today: Date) -> Hindrance {
    let nationality = &answers.nationality;
    if nationality.as_str() == OWN {
        return Some((Message::new("eligibility-own-citizen"), Message::new("eligibility-instead-own-passport")));
    }
    if profile.sticker_only.contains(nationality) {
        return Some((Message::new("eligibility-sticker-only"), embassy()));
    }
    if profile.is_eligible(nationality, answers.category, today) {
        return None;
    }
    let instead = profile.visa_free_days(nationality, today).map_or_else(embassy, visa_free);
    Some((Message::new("eligibility-nationality"), instead))
}

fn visa_free(days: u16) -> Message {
    Message::new("eligibility-visa-free").with("days", days)
}

/// An e-visa is not issued to foreigners who enter with children (the manual, before figure 4).
fn children_hindrance(answers: &Answers, profile: &Profile) -> Hindrance {
    let refused = answers.children_along == Some(true) && !profile.children_admitted;
    refused.then(|| (Message::new("eligibility-children"), embassy()))
}

fn stay_hindrance(answers: &Answers, profile: &Profile) -> Hindrance {
    let days_max = profile.rules(answers.category).stay_days_max;
    let too_long = answers.stay_days.is_some_and(|days| days > days_max);
    too_long.then(|| (Message::new("eligibility-stay-too-long").with("days", days_max), embassy()))
}

fn passport_hindrance(answers: &Answers, profile: &Profile, today: Date) -> Hindrance {
    let rules = profile.passport;
    let renew = || Message::new("eligibility-instead-new-passport");
    if answers.passport_expires_on.is_some_and(|expires| expires < needed_until(answers, rules.months_required, today))
    {
        let until = day_text(needed_until(answers, rules.months_required, today));
        let reason = Message::new("eligibility-passport-expires");
        return Some((reason.with("months", rules.months_required).with("until", until), renew()));
    }
    let full = answers.blank_pages.is_some_and(|pages| pages < rules.blank_pages);
    full.then(|| (Message::new("eligibility-passport-full").with("pages", rules.blank_pages), renew()))
}

/// The day until which the passport must be valid: so many months beyond the visa, which ends today at the earliest.
fn needed_until(answers: &Answers, months: u8, today: Date) -> Date {
    answers.visa_until.map_or(today, |until| until.max(today)).saturating_add(Span::new().months(i32::from(months)))
}

fn notices(answers: &Answers, profile: &Profile, today: Date) -> Vec<Message> {
    let visa_free = profile
        .visa_free_days(&answers.nationality, today)
        .filter(|days| answers.stay_days.is_none_or(|stay| stay <= *days))
        .map(visa_free);
    let advised = needed_until(answers, profile.passport.months_advised, today);
    let passport = answers
        .passport_expires_on
        .filter(|expires| *expires < advised)
        .map(|_| Message::new("eligibility-passport-short").with("months", profile.passport.months_advised));
    visa_free.into_iter().chain(passport).collect()
}

/// A date as the manual writes it: `08.06.2022`.
fn day_text(day: Date) -> String {
    format!("{:02}.{:02}.{:04}", day.day(), day.month(), day.year())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 3, 1);

    fn answers(nationality: &str) -> Answers {
        Answers::new(nationality.parse().unwrap(), Category::Tourist)
    }

    fn judge(profile: &str, answers: &Answers) -> (String, Vec<String>) {
        match evaluate(answers, Profile::named(profile).unwrap(), TODAY) {
            Eligibility::Eligible { notices } => {
                ("eligible".to_owned(), notices.into_iter().map(|notice| notice.key).collect())
            }
            Eligibility::NotEligible { reason, instead } => (reason.key, vec![instead.key]),
        }
    }

    #[test]
    fn nationalities_are_told_where_to_go() {
        for (profile, nationality, verdict, more) in [
            ("manual-2022", "CHN", "eligible", "eligibility-visa-free"),
            ("manual-2022", "MAR", "eligible", ""),
            ("manual-2022", "PAK", "eligibility-sticker-only", "eligibility-instead-embassy"),
            ("manual-2022", "KAZ", "eligibility-own-citizen", "eligibility-instead-own-passport"),
            ("current", "CHN", "eligibility-nationality", "eligibility-visa-free"),
            ("current", "MAR", "eligible", ""),
            ("current", "ARG", "eligibility-nationality", "eligibility-instead-embassy"),
        ] {
            let (told, others) = judge(profile, &answers(nationality));
            assert_eq!((told.as_str(), others.join(" ").as_str()), (verdict, more), "{profile} {nationality}");
        }
    }

    #[test]
    fn a_long_stay_needs_a_visa_even_where_a_short_one_does_not() {
        let mut medical = answers("CHN");
        (medical.category, medical.stay_days) = (Category::Medical, Some(60));
        assert_eq!(judge("manual-2022", &medical), ("eligible".to_owned(), vec![]));
        medical.stay_days = Some(91);
        assert_eq!(judge("manual-2022", &medical).0, "eligibility-stay-too-long");
    }

    #[test]
    fn children_end_the_way() {
        let mut with_children = answers("MAR");
        with_children.children_along = Some(true);
        assert_eq!(judge("manual-2022", &with_children).0, "eligibility-children");
        with_children.children_along = Some(false);
        assert_eq!(judge("manual-2022", &with_children).0, "eligible");
    }

    #[test]
    fn a_passport_must_outlast_the_visa() {
        let mut traveller = answers("MAR");
        traveller.visa_until = Some(date(2026, 4, 30));
        for (expires, verdict, notice) in [
            (date(2026, 7, 29), "eligibility-passport-expires", "eligibility-instead-new-passport"),
            (date(2026, 7, 30), "eligible", "eligibility-passport-short"),
            (date(2026, 10, 29), "eligible", "eligibility-passport-short"),
            (date(2026, 10, 30), "eligible", ""),
        ] {
            traveller.passport_expires_on = Some(expires);
            let (told, others) = judge("manual-2022", &traveller);
            assert_eq!((told.as_str(), others.join(" ").as_str()), (verdict, notice), "{expires}");
        }
        traveller.blank_pages = Some(1);
        assert_eq!(judge("manual-2022", &traveller).0, "eligibility-passport-full");
    }

    #[test]
    fn the_needed_day_is_told_as_the_manual_writes_dates() {
        let mut traveller = answers("MAR");
        traveller.passport_expires_on = Some(date(2026, 5, 31));
        let Eligibility::NotEligible { reason, .. } = evaluate(&traveller, Profile::named("current").unwrap(), TODAY)
        else {
            panic!("a passport that ends in three months less a day is refused");
        };
        assert!(reason.args.contains(&("until".to_owned(), "01.06.2026".to_owned())));
    }
}

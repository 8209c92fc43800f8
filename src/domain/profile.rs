//! A profile of visa rules as dated data: who may apply, for how much, for how long, through which airports.
//!
//! Two profiles are embedded: `manual-2022` (the default: the user manual's rules) and `current`. Laws change by editing data, not code:
//! every fee, list and name carries the day since which it holds.

use std::{collections::BTreeSet, sync::LazyLock};

use jiff::civil::Date;
use serde::Deserialize;

use super::{
    category::{Category, Entries},
    lang::InFour,
    money::Money,
    person::Nationality,
};

/// The profile of an installation that names none.
pub const PROFILE_DEFAULT: &str = "manual-2022";

static PROFILES: LazyLock<[Profile; 2]> = LazyLock::new(|| {
    [include_str!("profiles/manual-2022.toml"), include_str!("profiles/current.toml")]
        .map(|text| toml::from_str(text).expect("the embedded profiles are read by a test"))
});

/// A profile of visa rules.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name in config.toml.
    pub id: String,
    /// Where the rules come from.
    pub source: String,
    /// Nationalities that get a visa as a sticker from an embassy only.
    pub sticker_only: BTreeSet<Nationality>,
    /// Whether somebody who travels with children may apply (the manual, before figure 4: no).
    pub children_admitted: bool,
    category: Categories,
    eligible: Vec<EligibleList>,
    /// What a passport must have.
    pub passport: PassportRules,
    entry_point: Vec<EntryPoint>,
    #[serde(default)]
    visa_free: Vec<VisaFree>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Categories {
    business: CategoryRules,
    tourist: CategoryRules,
    medical: CategoryRules,
}

/// The rules of one category.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryRules {
    /// How often the visa lets its holder enter.
    pub entries: Entries,
    /// Days of the longest stay.
    pub stay_days_max: u16,
    fee: Vec<Fee>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fee {
    since: Date,
    usd_cents: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct EligibleList {
    since: Date,
    categories: BTreeSet<Category>,
    /// Absent: every nationality that does not need a sticker.
    nationalities: Option<BTreeSet<Nationality>>,
}

/// What a passport must have.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassportRules {
    /// Months that it must outlast the visa.
    pub months_required: u8,
    /// Months that it should outlast the visa: below, the applicant is warned, as one official page asks for them.
    pub months_advised: u8,
    /// Blank pages that it must have.
    pub blank_pages: u8,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryPoint {
    code: String,
    name: Vec<DatedName>,
}

#[derive(Debug, Clone, Deserialize)]
struct DatedName {
    since: Date,
    #[serde(flatten)]
    name: InFour<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct VisaFree {
    since: Date,
    days: u16,
    nationalities: BTreeSet<Nationality>,
}

impl Profile {
    /// The embedded profile of that name.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        PROFILES.iter().find(|profile| profile.id == id)
    }

    /// The names of the embedded profiles, for a message about a wrong one.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PROFILES.iter().map(|profile| profile.id.as_str())
    }

    /// The rules of one category.
    #[must_use]
    pub const fn rules(&self, category: Category) -> &CategoryRules {
        match category {
            Category::Business => &self.category.business,
            Category::Tourist => &self.category.tourist,
            Category::Medical => &self.category.medical,
        }
    }

    /// The consular fee on the day `on`, in US dollars (figure 3).
    #[must_use]
    pub fn fee(&self, category: Category, on: Date) -> Money {
        let fees = &self.rules(category).fee;
        let fee = newest(fees, |fee| fee.since, on).or(fees.first()).expect("a test finds a fee in every category");
        Money::usd(fee.usd_cents)
    }

    /// Whether somebody of this nationality may ask for this category on the day `on`.
    #[must_use]
    pub fn is_eligible(&self, nationality: &Nationality, category: Category, on: Date) -> bool {
        let lists = self.eligible.iter().filter(|list| list.categories.contains(&category)).collect::<Vec<_>>();
        newest(&lists, |list| list.since, on).is_some_and(|list| match &list.nationalities {
            Some(nationalities) => nationalities.contains(nationality),
            None => !self.sticker_only.contains(nationality),
        })
    }

    /// Days that this nationality may stay without any visa on the day `on`, where it may.
    #[must_use]
    pub fn visa_free_days(&self, nationality: &Nationality, on: Date) -> Option<u16> {
        let in_force =
            self.visa_free.iter().filter(|free| free.since <= on && free.nationalities.contains(nationality));
        in_force.map(|free| free.days).max()
    }

    /// The airports of entry and exit on the day `on`: IATA code and name. The capital is named as it was called on that day.
    #[must_use]
    pub fn entry_points(&self, on: Date) -> Vec<(&str, &InFour<String>)> {
        self.entry_point
            .iter()
            .filter_map(|point| Some((point.code.as_str(), &newest(&point.name, |name| name.since, on)?.name)))
            .collect()
    }
}

/// The latest of `dated` that holds on the day `on`.
fn newest<T>(dated: &[T], since: impl Fn(&T) -> Date, on: Date) -> Option<&T> {
    dated.iter().filter(|one| since(one) <= on).max_by_key(|one| since(one))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn nationality(code: &str) -> Nationality {
        code.parse().unwrap()
    }

    #[test]
    fn the_manual_s_fees_hold_in_every_profile() {
        assert_eq!(Profile::names().collect::<Vec<_>>(), ["manual-2022", "current"]);
        for profile in PROFILES.iter() {
            for on in [date(2000, 1, 1), date(2022, 6, 8), date(2026, 11, 1)] {
                let fees = Category::ALL.map(|category| profile.fee(category, on));
                assert_eq!(fees, [Money::usd(8_000), Money::usd(6_000), Money::usd(8_000)]);
            }
            assert!(!profile.children_admitted && !profile.source.is_empty());
        }
        assert!(Profile::named(PROFILE_DEFAULT).is_some());
        assert!(Profile::named("none").is_none());
    }

    #[test]
    fn the_capital_is_called_as_on_the_day() {
        let profile = Profile::named(PROFILE_DEFAULT).unwrap();
        let names =
            |on| profile.entry_points(on).into_iter().map(|(code, name)| (code, name.en.as_str())).collect::<Vec<_>>();
        let almaty = ("ALA", "Almaty International Airport");
        assert_eq!(names(date(2022, 6, 8)), [("NQZ", "Nur-Sultan International Airport"), almaty]);
        assert_eq!(names(date(2022, 9, 17)), [("NQZ", "Astana International Airport"), almaty]);
    }

    #[test]
    fn the_lists_do_not_contradict_each_other() {
        for profile in PROFILES.iter() {
            for list in profile.eligible.iter().filter_map(|list| list.nationalities.as_ref()) {
                assert_eq!(list.len(), 99);
                assert!(list.is_disjoint(&profile.sticker_only));
                assert!(profile.visa_free.iter().all(|free| free.nationalities.is_disjoint(list)));
            }
            for (at, free) in profile.visa_free.iter().enumerate() {
                assert!(
                    profile.visa_free[at + 1..]
                        .iter()
                        .all(|other| other.nationalities.is_disjoint(&free.nationalities))
                );
            }
            assert_eq!(profile.sticker_only.len(), 18);
        }
    }

    #[test]
    fn nationalities_are_admitted_by_profile_and_day() {
        let (manual, current) = (Profile::named("manual-2022").unwrap(), Profile::named("current").unwrap());
        let on = date(2026, 3, 1);
        for (code, by_manual, by_current) in [("CHN", true, false), ("MAR", true, true), ("PAK", false, false)] {
            assert_eq!(manual.is_eligible(&nationality(code), Category::Tourist, on), by_manual, "{code}");
            assert_eq!(current.is_eligible(&nationality(code), Category::Tourist, on), by_current, "{code}");
        }
        assert!(
            !manual.is_eligible(&nationality("CHN"), Category::Tourist, date(2018, 12, 31)),
            "e-visas began in 2019"
        );
        assert_eq!(manual.visa_free_days(&nationality("CHN"), on), Some(30));
        assert_eq!(manual.visa_free_days(&nationality("CHN"), date(2022, 6, 8)), None);
        assert_eq!(manual.visa_free_days(&nationality("RUS"), on), Some(90));
    }
}

//! Working days of Kazakhstan and the day it is there: for the promise of figure 3 ("5 working days") and every due date.
//!
//! Saturday and Sunday are days of rest. A *state* holiday that falls on one moves to the next working day (law on holidays, article 5);
//! the two religious days off do not move. The government may swap a Saturday for a day beside a holiday; such swaps are entered each year.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Weekday, date},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

/// The zone of the capital and of Almaty: UTC+6 until 29 February 2024, UTC+5 since 1 March 2024, taken from the tz database.
pub const ALMATY: &str = "Asia/Almaty";

/// The years whose days off are known for certain; other years follow from the rules and are provisional.
pub const CERTAIN_YEARS: std::ops::RangeInclusive<i16> = 2022..=2026;

/// A state holiday on the same day every year, in force for some years.
struct Holiday {
    month: i8,
    day: i8,
    since: i16,
    until: i16,
}

const ALWAYS: i16 = 9999;

const fn yearly(month: i8, day: i8) -> Holiday {
    Holiday { month, day, since: 0, until: ALWAYS }
}

/// State holidays since 2022, when 1 and 17 December ceased to be days off and 25 October became one.
const STATE_HOLIDAYS: [Holiday; 14] = [
    yearly(1, 1),
    yearly(1, 2),
    yearly(3, 8),
    // The constitution in force since 1 July 2026.
    Holiday { month: 3, day: 15, since: 2027, until: ALWAYS },
    yearly(3, 21),
    yearly(3, 22),
    yearly(3, 23),
    yearly(5, 1),
    yearly(5, 7),
    yearly(5, 9),
    yearly(7, 6),
    // The constitution of 1995.
    Holiday { month: 8, day: 30, since: 0, until: 2025 },
    yearly(10, 25),
    yearly(12, 16),
];

/// Orthodox Christmas: a day off that does not move.
const CHRISTMAS: (i8, i8) = (1, 7);

/// The first day of Kurban Ait: follows the moon and is announced each year. That of 2027 (±1 day) falls on a Sunday and changes nothing
/// unless it is announced for the Monday.
const KURBAN_AIT: [Date; 6] =
    [date(2022, 7, 9), date(2023, 6, 28), date(2024, 6, 16), date(2025, 6, 6), date(2026, 5, 27), date(2027, 5, 16)];

/// A day of rest that the government moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap {
    /// The weekday that is off.
    pub off: Date,
    /// The day of rest that is worked for it.
    pub worked: Date,
}

/// The government's swaps for people who work five days a week.
const SWAPS: [Swap; 5] = [
    Swap { off: date(2022, 3, 7), worked: date(2022, 3, 5) },
    Swap { off: date(2022, 10, 24), worked: date(2022, 10, 22) },
    Swap { off: date(2023, 7, 7), worked: date(2023, 7, 1) },
    Swap { off: date(2024, 5, 8), worked: date(2024, 5, 4) },
    Swap { off: date(2025, 1, 3), worked: date(2025, 1, 5) },
];

/// The calendar: fixed rules and what was announced year by year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// First days of Kurban Ait.
    pub kurban_ait: Vec<Date>,
    /// Swaps by the government.
    pub swaps: Vec<Swap>,
}

impl Default for Calendar {
    /// What was announced when this program was made; later years are added by the installation.
    fn default() -> Self {
        Self { kurban_ait: KURBAN_AIT.to_vec(), swaps: SWAPS.to_vec() }
    }
}

impl Calendar {
    /// Whether offices work on `day`.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        if self.swaps.iter().any(|swap| swap.worked == day) {
            return true;
        }
        !is_weekend(day) && !self.days_off(day.year()).contains(&day)
    }

    /// The day that is `count` working days after `day`, which is not counted itself.
    #[must_use]
    pub fn working_days_after(&self, day: Date, count: u16) -> Date {
        let mut at = day;
        for _ in 0..count {
            at = loop {
                let Ok(next) = at.tomorrow() else { return Date::MAX };
                at = next;
                if self.is_working_day(at) {
                    break at;
                }
            };
        }
        at
    }

    /// Whether the days off of `year` may still change: a due date in such a year is shown as provisional.
    #[must_use]
    pub fn is_provisional(&self, year: i16) -> bool {
        !CERTAIN_YEARS.contains(&year)
    }

    /// The weekdays of `year` on which offices rest, in order.
    #[must_use]
    pub fn days_off(&self, year: i16) -> Vec<Date> {
        let day_of = |month, day| Date::new(year, month, day).expect("every holiday of the table stands in every year");
        let mut off: Vec<Date> = self.swaps.iter().map(|swap| swap.off).filter(|day| day.year() == year).collect();
        off.extend(self.kurban_ait.iter().copied().filter(|day| day.year() == year && !is_weekend(*day)));
        off.extend(Some(day_of(CHRISTMAS.0, CHRISTMAS.1)).filter(|day| !is_weekend(*day)));
        let in_force = STATE_HOLIDAYS.iter().filter(|holiday| (holiday.since..=holiday.until).contains(&year));
        let (moving, standing): (Vec<Date>, Vec<Date>) =
            in_force.map(|holiday| day_of(holiday.month, holiday.day)).partition(|day| is_weekend(*day));
        off.extend(standing);
        for mut day in moving {
            while is_weekend(day) || off.contains(&day) {
                let Ok(next) = day.tomorrow() else { break };
                day = next;
            }
            off.push(day);
        }
        off.sort_unstable();
        off.dedup();
        off
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The time zone [`ALMATY`].
#[must_use]
pub fn almaty() -> TimeZone {
    TimeZone::get(ALMATY).expect("the tz database is compiled in")
}

/// The date and time in Almaty and in the capital at `at`.
#[must_use]
pub fn almaty_time(at: Timestamp) -> DateTime {
    almaty().to_datetime(at)
}

/// The date in Almaty and in the capital at `at`: the date of every document and due date.
#[must_use]
pub fn almaty_date(at: Timestamp) -> Date {
    almaty_time(at).date()
}

/// The moments at which a day begins and ends in Almaty.
#[must_use]
pub fn almaty_day(day: Date) -> (Timestamp, Timestamp) {
    let begins = |day: Date| day.to_zoned(almaty()).map_or(Timestamp::MAX, |zoned| zoned.timestamp());
    (begins(day), day.tomorrow().map_or(Timestamp::MAX, begins))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days(year: i16, list: &str) -> Vec<Date> {
        let day = |text: &str| {
            let (day, month) = text.split_once('.').unwrap();
            date(year, month.parse().unwrap(), day.parse().unwrap())
        };
        list.split_whitespace().map(day).collect()
    }

    #[test]
    fn each_year_has_its_days_off() {
        for (year, off, working) in [
            (
                2022,
                "03.01 04.01 07.01 07.03 08.03 21.03 22.03 23.03 02.05 09.05 10.05 06.07 30.08 24.10 25.10 16.12",
                246,
            ),
            (2023, "02.01 03.01 08.03 21.03 22.03 23.03 01.05 08.05 09.05 28.06 06.07 07.07 30.08 25.10 18.12", 246),
            (2024, "01.01 02.01 08.03 21.03 22.03 25.03 01.05 07.05 08.05 09.05 08.07 30.08 25.10 16.12", 249),
            (
                2025,
                "01.01 02.01 03.01 07.01 10.03 21.03 24.03 25.03 01.05 07.05 09.05 06.06 07.07 01.09 27.10 16.12",
                246,
            ),
            (2026, "01.01 02.01 07.01 09.03 23.03 24.03 25.03 01.05 07.05 11.05 27.05 06.07 26.10 16.12", 247),
            (2027, "01.01 04.01 07.01 08.03 15.03 22.03 23.03 24.03 03.05 07.05 10.05 06.07 25.10 16.12", 247),
        ] {
            let calendar = Calendar::default();
            assert_eq!(calendar.days_off(year), days(year, off), "{year}");
            let all = date(year, 1, 1).series(jiff::Span::new().days(1)).take_while(|day| day.year() == year);
            assert_eq!(all.filter(|day| calendar.is_working_day(*day)).count(), working, "{year}");
        }
    }

    #[test]
    fn the_fifth_working_day_is_found() {
        let calendar = Calendar::default();
        for (from, to) in [
            (date(2024, 3, 20), date(2024, 4, 1)),
            (date(2024, 5, 3), date(2024, 5, 14)),
            (date(2025, 3, 19), date(2025, 3, 31)),
            (date(2026, 3, 19), date(2026, 3, 31)),
            (date(2026, 8, 26), date(2026, 9, 2)),
            (date(2026, 10, 22), date(2026, 10, 30)),
            (date(2027, 3, 12), date(2027, 3, 25)),
        ] {
            assert_eq!(calendar.working_days_after(from, 5), to, "{from}");
        }
        assert_eq!(calendar.working_days_after(date(2024, 5, 3), 1), date(2024, 5, 4));
        assert_eq!(calendar.working_days_after(date(2024, 5, 3), 0), date(2024, 5, 3));
    }

    #[test]
    fn a_year_to_come_is_provisional() {
        let calendar = Calendar::default();
        assert!(calendar.is_provisional(2027));
        assert!(!calendar.is_provisional(2026));
    }

    #[test]
    fn the_clock_went_back_on_1_march_2024() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(almaty_date(at("2024-02-28T17:59:59Z")), date(2024, 2, 28));
        assert_eq!(almaty_date(at("2024-02-28T18:00:00Z")), date(2024, 2, 29));
        assert_eq!(almaty_date(at("2024-03-01T18:30:00Z")), date(2024, 3, 1));
        assert_eq!(almaty_date(at("2024-03-01T19:00:00Z")), date(2024, 3, 2));
        // The moment inside the manual's application number stands on the manual's date.
        assert_eq!(almaty_date(Timestamp::from_millisecond(1_654_677_815_098).unwrap()), date(2022, 6, 8));
    }

    proptest! {
        #[test]
        fn a_due_date_is_a_later_working_day(offset in 0i32..3_000, count in 1u16..40) {
            let calendar = Calendar::default();
            let from = date(2021, 1, 1).saturating_add(jiff::Span::new().days(offset));
            let due = calendar.working_days_after(from, count);
            prop_assert!(calendar.is_working_day(due));
            prop_assert!(due > from);
            prop_assert_eq!(calendar.working_days_after(calendar.working_days_after(from, count - 1), 1), due);
        }
    }
}

//! Dates, amounts, numbers and durations as each language writes them (Unicode CLDR through ICU4X).

use std::sync::LazyLock;

use icu::{
    calendar::{Date as IcuDate, Gregorian},
    datetime::{FixedCalendarDateTimeFormatter, fieldsets::YMD},
    decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions},
    locale::{Locale, locale},
};
use jiff::{
    Timestamp,
    civil::Date,
    tz::{Offset, TimeZone},
};

use super::text_with;
use crate::domain::{
    lang::{InFour, Lang},
    money::{Currency, Money},
};

/// The zone of every time the portal shows: UTC+5 since 1 March 2024, UTC+6 before.
const ZONE: &str = "Asia/Almaty";
const SECONDS_OF_MINUTE: u64 = 60;
const SECONDS_OF_HOUR: u64 = 60 * SECONDS_OF_MINUTE;
const SECONDS_OF_DAY: u64 = 24 * SECONDS_OF_HOUR;
const BYTES_OF_KB: u64 = 1_024;
const BYTES_OF_MB: u64 = 1_024 * BYTES_OF_KB;

static ALMATY: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get(ZONE).expect("the zone database is compiled into the program"));
static NUMBERS: LazyLock<InFour<DecimalFormatter>> = LazyLock::new(|| {
    InFour::build(|lang| {
        DecimalFormatter::try_new(icu_locale(lang).into(), DecimalFormatterOptions::default())
            .expect("the four languages are compiled into the program")
    })
});
static LONG_DATES: LazyLock<InFour<FixedCalendarDateTimeFormatter<Gregorian, YMD>>> = LazyLock::new(|| {
    InFour::build(|lang| {
        FixedCalendarDateTimeFormatter::try_new(icu_locale(lang).into(), YMD::long())
            .expect("the four languages are compiled into the program")
    })
});

/// `08.06.2022` in every language, as the portal and its forms write dates (figures 4 and 15).
#[must_use]
pub fn date(_lang: Lang, date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}

/// `8 June 2022`, `8 июня 2022 г.`, `2022 ж. 8 маусым`, `2022年6月8日`.
#[must_use]
pub fn date_long(lang: Lang, date: Date) -> String {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    match IcuDate::try_new_gregorian(i32::from(date.year()), month, day) {
        // CLDR's narrow no-break space is missing in many fonts; the wide one is not.
        Ok(gregorian) => LONG_DATES.get(lang).format(&gregorian).to_string().replace('\u{202f}', "\u{a0}"),
        Err(_) => self::date(lang, date),
    }
}

/// Date and time of day in Almaty, with the name of the zone: `08.06.2022, 14:05 (Almaty time, UTC+6)`.
#[must_use]
pub fn date_time(lang: Lang, at: Timestamp) -> String {
    let zoned = at.to_zoned(ALMATY.clone());
    let time = format!("{:02}:{:02}", zoned.hour(), zoned.minute());
    let offset = offset_text(zoned.offset());
    text_with(lang, "date-time", &[("date", &date(lang, zoned.date())), ("time", &time), ("offset", &offset)])
}

/// The date that a moment has in Almaty.
#[must_use]
pub fn date_in_almaty(at: Timestamp) -> Date {
    at.to_zoned(ALMATY.clone()).date()
}

/// An amount with two decimals and its sign: `31 062,40 ₸`, `31,062.40 ₸`, `$80.00`, `80.00 美元`.
///
/// The tenge sign stands after the number in all four languages, as in Kazakhstan; the dollar as each language has it.
#[must_use]
pub fn money(lang: Lang, money: Money) -> String {
    let mut amount = Decimal::from(money.minor);
    amount.multiply_pow10(-2);
    let amount = NUMBERS.get(lang).format(&amount).to_string();
    let key = match money.currency {
        Currency::Kzt => "money-kzt",
        Currency::Usd => "money-usd",
    };
    text_with(lang, key, &[("amount", &amount)])
}

/// A whole number with its thousands apart: `31 062`, `31,062`.
#[must_use]
pub fn number(lang: Lang, number: u64) -> String {
    NUMBERS.get(lang).format(&Decimal::from(number)).to_string()
}

/// A rate of exchange, given with a point, with as many decimals as it has: `388,28`, `388.28`.
#[must_use]
pub fn rate(lang: Lang, rate: &str) -> String {
    rate.parse::<Decimal>().map_or_else(|_| rate.to_owned(), |rate| NUMBERS.get(lang).format(&rate).to_string())
}

/// A duration in words, down to minutes, of at most two units: `5 days`, `1 hour 30 minutes`, `45 seconds`.
///
/// A begun minute counts as a whole one, so that nobody is told to come back too early.
#[must_use]
pub fn duration(lang: Lang, seconds: u64) -> String {
    if seconds < SECONDS_OF_MINUTE {
        return text_with(lang, "duration-seconds", &[("n", &seconds.to_string())]);
    }
    let whole = seconds.div_ceil(SECONDS_OF_MINUTE).saturating_mul(SECONDS_OF_MINUTE);
    let units = [
        ("duration-days", whole / SECONDS_OF_DAY),
        ("duration-hours", whole % SECONDS_OF_DAY / SECONDS_OF_HOUR),
        ("duration-minutes", whole % SECONDS_OF_HOUR / SECONDS_OF_MINUTE),
    ];
    let words: Vec<String> = units
        .iter()
        .filter(|(_, count)| 0 < *count)
        .take(2)
        .map(|(key, count)| text_with(lang, key, &[("n", &count.to_string())]))
        .collect();
    match words.as_slice() {
        [larger, smaller] => text_with(lang, "duration-two", &[("larger", larger), ("smaller", smaller)]),
        _ => words.concat(),
    }
}

/// The size of a file, rounded up: `820 KB`, `5 MB`.
#[must_use]
pub fn file_size(lang: Lang, bytes: u64) -> String {
    let (key, count) = if bytes < BYTES_OF_MB {
        ("size-kb", bytes.div_ceil(BYTES_OF_KB))
    } else {
        ("size-mb", bytes.div_ceil(BYTES_OF_MB))
    };
    text_with(lang, key, &[("n", &number(lang, count))])
}

/// `UTC+5`, `UTC+5:30`.
fn offset_text(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

/// British English writes the day before the month, as the portal does.
pub(super) fn icu_locale(lang: Lang) -> Locale {
    match lang {
        Lang::Kk => locale!("kk"),
        Lang::Ru => locale!("ru"),
        Lang::En => locale!("en-GB"),
        Lang::Zh => locale!("zh-Hans"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    fn four(make: impl Fn(Lang) -> String) -> [String; 4] {
        Lang::ALL.map(make)
    }

    #[test]
    fn the_manual_s_amounts_are_written_as_each_language_has_them() {
        let tenge = ["31\u{a0}062,40\u{a0}₸", "31\u{a0}062,40\u{a0}₸", "31,062.40\u{a0}₸", "31,062.40\u{a0}₸"];
        assert_eq!(four(|lang| money(lang, Money::kzt(3_106_240))), tenge);
        let with_fee = ["31\u{a0}087,40\u{a0}₸", "31\u{a0}087,40\u{a0}₸", "31,087.40\u{a0}₸", "31,087.40\u{a0}₸"];
        assert_eq!(four(|lang| money(lang, Money::kzt(3_108_740))), with_fee);
        let dollars = ["80,00\u{a0}$", "80,00\u{a0}$", "$80.00", "80.00\u{a0}美元"];
        assert_eq!(four(|lang| money(lang, Money::usd(8_000))), dollars);
        assert_eq!(money(Lang::En, Money::kzt(0)), "0.00\u{a0}₸");
        assert_eq!(money(Lang::Ru, Money::kzt(7)), "0,07\u{a0}₸");
    }

    #[test]
    fn a_rate_keeps_its_decimals() {
        assert_eq!(four(|lang| rate(lang, "388.28")), ["388,28", "388,28", "388.28", "388.28"]);
        assert_eq!(rate(Lang::Ru, "1234.5678"), "1\u{a0}234,5678");
    }

    #[test]
    fn dates_are_short_alike_and_long_in_words() {
        let birth = day(2022, 6, 8);
        assert_eq!(four(|lang| date(lang, birth)), ["08.06.2022"; 4]);
        let long = ["2022\u{a0}ж. 8 маусым", "8 июня 2022\u{a0}г.", "8 June 2022", "2022年6月8日"];
        assert_eq!(four(|lang| date_long(lang, birth)), long);
    }

    #[test]
    fn times_are_those_of_almaty_before_and_after_its_zone_changed() {
        let before: Timestamp = "2022-06-08T08:05:00Z".parse().unwrap();
        assert_eq!(date_time(Lang::En, before), "08.06.2022, 14:05 (Almaty time, UTC+6)");
        let after: Timestamp = "2025-06-08T19:05:00Z".parse().unwrap();
        assert_eq!(date_time(Lang::Ru, after), "09.06.2025, 00:05 (время Алматы, UTC+5)");
        assert_eq!(date_in_almaty(after), day(2025, 6, 9));
    }

    #[test]
    fn durations_are_words_with_the_right_plurals() {
        assert_eq!(duration(Lang::En, 1), "1 second");
        assert_eq!(duration(Lang::En, 61), "2 minutes");
        assert_eq!(duration(Lang::En, 5_400), "1 hour 30 minutes");
        assert_eq!(duration(Lang::En, 86_399), "1 day");
        let minutes = |n: u64| duration(Lang::Ru, n * 60);
        assert_eq!([minutes(1), minutes(2), minutes(5), minutes(21)], ["1 минута", "2 минуты", "5 минут", "21 минута"]);
        assert_eq!(duration(Lang::Zh, 5 * 86_400), "5天");
        assert_eq!(duration(Lang::Zh, 5_400), "1小时30分钟");
        assert_eq!(duration(Lang::Kk, 1_800), "30 минут");
        assert_eq!(duration(Lang::En, u64::MAX).split(' ').count(), 4);
    }

    #[test]
    fn numbers_and_sizes_are_grouped() {
        assert_eq!(four(|lang| number(lang, 31_062)), ["31\u{a0}062", "31\u{a0}062", "31,062", "31,062"]);
        assert_eq!(file_size(Lang::En, 5 * 1_024 * 1_024), "5\u{a0}MB");
        assert_eq!(file_size(Lang::Ru, 1), "1\u{a0}КБ");
    }
}

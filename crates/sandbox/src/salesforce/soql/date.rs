//! Relative dates and the functions of dates. Days begin at midnight UTC, the time zone of the org's users; weeks
//! begin on Sunday, as for the locale `en_US`; the fiscal year is the calendar's.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm>

use crate::salesforce::value::{Value, date_of, days_of};
use chrono::{Datelike, NaiveDate};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    fn of(word: &str) -> Option<Self> {
        let word = word.strip_prefix("FISCAL_").unwrap_or(word);
        Some(match word {
            "DAY" | "DAYS" => Self::Day,
            "WEEK" | "WEEKS" => Self::Week,
            "MONTH" | "MONTHS" => Self::Month,
            "QUARTER" | "QUARTERS" => Self::Quarter,
            "YEAR" | "YEARS" => Self::Year,
            _ => return None,
        })
    }

    /// The first day of the unit that holds this day, or of the one so many units later.
    fn start(self, today: i32, offset: i64) -> i32 {
        let date = date_of(today);
        let months = |from: i64, step: i64| {
            let month = from + offset * step;
            let year = i32::try_from(month.div_euclid(12)).unwrap_or(date.year());
            let first = NaiveDate::from_ymd_opt(year, u32::try_from(month.rem_euclid(12)).unwrap_or(0) + 1, 1);
            days_of(first.unwrap_or(date))
        };
        let days = |from: i32, step: i64| {
            i32::try_from(i64::from(from).saturating_add(offset.saturating_mul(step))).unwrap_or(from)
        };
        let month = i64::from(date.year()) * 12 + i64::from(date.month0());
        match self {
            Self::Day => days(today, 1),
            Self::Week => days(today - date.weekday().num_days_from_sunday().cast_signed(), 7),
            Self::Month => months(month, 1),
            Self::Quarter => months(month - month.rem_euclid(3), 3),
            Self::Year => months(month - month.rem_euclid(12), 12),
        }
    }
}

/// Whether a word is a relative date, with or without its number.
pub(crate) fn is_relative(word: &str) -> bool {
    range(word, Some(1), 0).is_some() || range(word, None, 0).is_some()
}

/// The days that a relative date stands for: the first, and the first after the last.
pub(crate) fn range(word: &str, count: Option<i64>, today: i32) -> Option<(i32, i32)> {
    let word = word.to_ascii_uppercase();
    let single = |offset: i32| Some((today + offset, today + offset + 1));
    match (word.as_str(), count) {
        ("TODAY", None) => return single(0),
        ("YESTERDAY", None) => return single(-1),
        ("TOMORROW", None) => return single(1),
        ("LAST_90_DAYS", None) => return Some((today - 90, today + 1)),
        ("NEXT_90_DAYS", None) => return Some((today + 1, today + 91)),
        _ => {}
    }
    if let Some(count) = count {
        let count = count.clamp(0, 100_000);
        let ago = word.strip_prefix("N_").and_then(|rest| rest.strip_suffix("_AGO"));
        if let Some(unit) = ago.and_then(Unit::of) {
            return Some((unit.start(today, -count), unit.start(today, 1 - count)));
        }
        if let Some(unit) = word.strip_prefix("LAST_N_").and_then(Unit::of) {
            let end = if unit == Unit::Day { today + 1 } else { unit.start(today, 0) };
            return Some((unit.start(today, -count), end));
        }
        let unit = word.strip_prefix("NEXT_N_").and_then(Unit::of)?;
        return Some((unit.start(today, 1), unit.start(today, 1 + count)));
    }
    let (offset, unit) = word.split_once('_')?;
    let unit = Unit::of(unit).filter(|unit| *unit != Unit::Day && !word.ends_with('S'))?;
    let offset = match offset {
        "LAST" => -1,
        "THIS" => 0,
        "NEXT" => 1,
        _ => return None,
    };
    Some((unit.start(today, offset), unit.start(today, offset + 1)))
}

/// A function of a date.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_date_functions.htm>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateFunction {
    /// `CALENDAR_YEAR`, `FISCAL_YEAR`
    Year,
    /// `CALENDAR_QUARTER`, `FISCAL_QUARTER`
    Quarter,
    /// `CALENDAR_MONTH`, `FISCAL_MONTH`
    Month,
    /// `DAY_IN_MONTH`
    DayInMonth,
    /// `DAY_IN_WEEK`, 1 for Sunday
    DayInWeek,
    /// `DAY_IN_YEAR`
    DayInYear,
    /// `DAY_ONLY`
    DayOnly,
    /// `HOUR_IN_DAY`
    HourInDay,
    /// `WEEK_IN_MONTH`
    WeekInMonth,
    /// `WEEK_IN_YEAR`
    WeekInYear,
}

impl DateFunction {
    /// The function of this name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "CALENDAR_YEAR" | "FISCAL_YEAR" => Self::Year,
            "CALENDAR_QUARTER" | "FISCAL_QUARTER" => Self::Quarter,
            "CALENDAR_MONTH" | "FISCAL_MONTH" => Self::Month,
            "DAY_IN_MONTH" => Self::DayInMonth,
            "DAY_IN_WEEK" => Self::DayInWeek,
            "DAY_IN_YEAR" => Self::DayInYear,
            "DAY_ONLY" => Self::DayOnly,
            "HOUR_IN_DAY" => Self::HourInDay,
            "WEEK_IN_MONTH" => Self::WeekInMonth,
            "WEEK_IN_YEAR" => Self::WeekInYear,
            _ => return None,
        })
    }

    /// The function of a day or an instant.
    pub(crate) fn apply(self, value: &Value) -> Value {
        let Some(seconds) = value.as_seconds() else {
            return Value::Null;
        };
        let day = i32::try_from(seconds.div_euclid(86_400)).unwrap_or(0);
        let date = date_of(day);
        let number = match self {
            Self::DayOnly => return Value::Date(day),
            Self::Year => i64::from(date.year()),
            Self::Quarter => i64::from(date.month0() / 3 + 1),
            Self::Month => i64::from(date.month()),
            Self::DayInMonth => i64::from(date.day()),
            Self::DayInWeek => i64::from(date.weekday().number_from_sunday()),
            Self::DayInYear => i64::from(date.ordinal()),
            Self::HourInDay => seconds.rem_euclid(86_400) / 3600,
            Self::WeekInMonth => i64::from(date.day0() / 7 + 1),
            Self::WeekInYear => i64::from(date.ordinal0() / 7 + 1),
        };
        Value::Int(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::salesforce::value::{date_text, parse_date};

    fn check(word: &str, count: Option<i64>, first: &str, last: &str) {
        // A Saturday.
        let today = parse_date("2026-11-21").unwrap();
        let (from, to) = range(word, count, today).unwrap();
        assert_eq!((date_text(from).as_str(), date_text(to - 1).as_str()), (first, last), "{word}");
    }

    #[test]
    fn relative_dates_are_ranges_of_days() {
        check("today", None, "2026-11-21", "2026-11-21");
        check("YESTERDAY", None, "2026-11-20", "2026-11-20");
        check("THIS_WEEK", None, "2026-11-15", "2026-11-21");
        check("NEXT_WEEK", None, "2026-11-22", "2026-11-28");
        check("LAST_MONTH", None, "2026-10-01", "2026-10-31");
        check("THIS_QUARTER", None, "2026-10-01", "2026-12-31");
        check("NEXT_YEAR", None, "2027-01-01", "2027-12-31");
        check("LAST_FISCAL_YEAR", None, "2025-01-01", "2025-12-31");
        check("LAST_N_DAYS", Some(1), "2026-11-20", "2026-11-21");
        check("NEXT_N_DAYS", Some(2), "2026-11-22", "2026-11-23");
        check("LAST_90_DAYS", None, "2026-08-23", "2026-11-21");
        check("LAST_N_WEEKS", Some(1), "2026-11-08", "2026-11-14");
        check("LAST_N_MONTHS", Some(2), "2026-09-01", "2026-10-31");
        check("NEXT_N_QUARTERS", Some(1), "2027-01-01", "2027-03-31");
        check("N_DAYS_AGO", Some(3), "2026-11-18", "2026-11-18");
        check("N_YEARS_AGO", Some(1), "2025-01-01", "2025-12-31");
    }

    #[test]
    fn other_words_are_no_dates() {
        for word in ["NOW", "LAST_DAY", "LAST_WEEKS", "THIS", "LAST_N_DECADES"] {
            assert!(!is_relative(word), "{word}");
        }
        assert_eq!(range("LAST_N_DAYS", None, 0), None);
    }
}

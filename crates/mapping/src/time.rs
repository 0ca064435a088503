//! Days, instants and times of day in Jira's and Salesforce's spelling.

use chrono::{Datelike, NaiveDate};

use crate::zone::Clock;

/// A day: `2026-11-21`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day(NaiveDate);

/// An instant, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instant {
    pub(crate) day: Day,
    ms_of_day: u32,
}

/// Characters of `2026-11-21T08:30:00.000Z`.
const INSTANT_LENGTH: usize = 24;

const MINUTES_OF_DAY: i32 = 24 * 60;
const MS_OF_DAY: i64 = 24 * 60 * 60 * 1_000;

/// From the first day of the year 1 to 1970.
const DAYS_TO_1970: i32 = 719_163;

impl Day {
    pub(crate) fn parse(text: &str) -> Option<Day> {
        let text = text.trim();
        let (year, rest) = digits(text, 4)?;
        let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        rest.is_empty().then_some(Day(day))
    }

    /// Whether Salesforce takes it: 1700 to 4000.
    /// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/primitive_data_types.htm>
    pub(crate) fn in_range(self) -> bool {
        (1700..=4000).contains(&self.0.year())
    }

    pub(crate) fn text(self) -> String {
        let mut text = String::with_capacity(INSTANT_LENGTH);
        self.write(&mut text);
        text
    }

    fn write(self, text: &mut String) {
        match u32::try_from(self.0.year()) {
            Ok(year @ 0..=9999) => {
                two_digits(text, year / 100);
                two_digits(text, year % 100);
            }
            _ => text.push_str(&format!("{:04}", self.0.year())),
        }
        text.push('-');
        two_digits(text, self.0.month());
        text.push('-');
        two_digits(text, self.0.day());
    }

    /// Its first instant in a zone; none when nobody knows the zone.
    pub(crate) fn midnight(self, clock: Clock<'_>) -> Option<Instant> {
        Instant::of_ms(clock.instant_ms(self.midnight_ms())?)
    }

    /// Its midnight in UTC, in ms since 1970.
    fn midnight_ms(self) -> i64 {
        i64::from(self.0.num_days_from_ce() - DAYS_TO_1970) * MS_OF_DAY
    }

    /// The day of a local time, in ms since 1970.
    fn of_ms(ms: i64) -> Option<Day> {
        let days = i32::try_from(ms.div_euclid(MS_OF_DAY)).ok()?.checked_add(DAYS_TO_1970)?;
        NaiveDate::from_num_days_from_ce_opt(days).map(Day)
    }
}

impl Instant {
    /// Reads `2026-11-21T09:30:00.000+0100`, as Jira writes it, and what else ISO 8601 allows of it: `Z`, `+01:00`,
    /// no fraction, no seconds. An instant without an offset is refused: nobody could say when it is.
    pub(crate) fn parse(text: &str) -> Option<Instant> {
        let text = text.trim();
        let (day, rest) = text.split_once('T')?;
        let day = Day::parse(day)?;
        let (ms_of_day, rest) = time(rest)?;
        let offset = offset(rest)?;
        let minutes = i32::try_from(ms_of_day / 60_000).ok()? - offset;
        let day = match minutes.div_euclid(MINUTES_OF_DAY) {
            -1 => day.0.pred_opt()?,
            1 => day.0.succ_opt()?,
            _ => day.0,
        };
        let minute = u32::try_from(minutes.rem_euclid(MINUTES_OF_DAY)).ok()?;
        Some(Instant { day: Day(day), ms_of_day: minute * 60_000 + ms_of_day % 60_000 })
    }

    /// In ms since 1970.
    pub(crate) fn ms(self) -> i64 {
        self.day.midnight_ms() + i64::from(self.ms_of_day)
    }

    fn of_ms(ms: i64) -> Option<Instant> {
        let ms_of_day = u32::try_from(ms.rem_euclid(MS_OF_DAY)).ok()?;
        Some(Instant { day: Day::of_ms(ms)?, ms_of_day })
    }

    /// The day that it is in a zone; none when nobody knows the zone.
    pub(crate) fn day_in(self, clock: Clock<'_>) -> Option<Day> {
        Day::of_ms(clock.local_ms(self.ms())?)
    }

    /// As Jira takes it: `2026-11-21T08:30:00.000+0000`.
    pub(crate) fn jira_text(self) -> String {
        let text = self.text();
        [text.trim_end_matches('Z'), "+0000"].concat()
    }

    /// As Salesforce writes it in UTC: `2026-11-21T08:30:00.000Z`.
    pub(crate) fn text(self) -> String {
        let mut text = String::with_capacity(INSTANT_LENGTH);
        self.day.write(&mut text);
        text.push('T');
        write_time(&mut text, self.ms_of_day);
        text
    }
}

/// Reads a time of day, `09:30` to `09:30:00.000Z`, and gives it as Salesforce writes it.
pub(crate) fn time_of_day(text: &str) -> Option<String> {
    let (ms_of_day, rest) = time(text.trim())?;
    matches!(rest, "" | "Z").then(|| time_text(ms_of_day))
}

fn time_text(ms_of_day: u32) -> String {
    let mut text = String::with_capacity(INSTANT_LENGTH);
    write_time(&mut text, ms_of_day);
    text
}

fn write_time(text: &mut String, ms_of_day: u32) {
    let (seconds, ms) = (ms_of_day / 1000, ms_of_day % 1000);
    two_digits(text, seconds / 3600);
    text.push(':');
    two_digits(text, seconds / 60 % 60);
    text.push(':');
    two_digits(text, seconds % 60);
    text.push('.');
    text.push(digit(ms / 100));
    two_digits(text, ms % 100);
    text.push('Z');
}

fn two_digits(text: &mut String, number: u32) {
    text.push(digit(number / 10));
    text.push(digit(number % 10));
}

fn digit(number: u32) -> char {
    char::from(b'0' + number as u8)
}

fn time(text: &str) -> Option<(u32, &str)> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, mut rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (mut second, mut ms) = (0, 0);
    if let Some(seconds) = rest.strip_prefix(':') {
        (second, rest) = digits(seconds, 2)?;
        if let Some(fraction) = rest.strip_prefix('.') {
            let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let (digits, after) = fraction.split_at_checked(length).filter(|_| length > 0)?;
            ms = digits
                .bytes()
                .chain(std::iter::repeat(b'0'))
                .take(3)
                .fold(0, |ms, digit| ms * 10 + u32::from(digit - b'0'));
            rest = after;
        }
    }
    (hour < 24 && minute < 60 && second < 60).then_some((((hour * 60 + minute) * 60 + second) * 1000 + ms, rest))
}

/// The minutes that local time is ahead of UTC.
fn offset(text: &str) -> Option<i32> {
    if text == "Z" || text == "z" {
        return Some(0);
    }
    let ahead = if text.starts_with('+') { 1 } else { -1 };
    let (hours, rest) = digits(text.strip_prefix(['+', '-'])?, 2)?;
    let (minutes, rest) = match rest {
        "" => (0, ""),
        _ => digits(rest.strip_prefix(':').unwrap_or(rest), 2)?,
    };
    if !rest.is_empty() || hours >= 24 || minutes >= 60 {
        return None;
    }
    Some(ahead * i32::try_from(hours * 60 + minutes).ok()?)
}

fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    let mut number = 0;
    for byte in digits.bytes() {
        number = number * 10 + u32::from(byte.checked_sub(b'0').filter(|digit| *digit <= 9)?);
    }
    Some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_moved_to_utc() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(Instant::parse(text).map(Instant::text).as_deref(), expected, "{text}");
        };
        check("2021-05-08T07:04:25.376+0100", Some("2021-05-08T06:04:25.376Z"));
        check("2024-02-29T23:30:00.000-0100", Some("2024-03-01T00:30:00.000Z"));
        check("2025-01-01T00:15:00.5+05:45", Some("2024-12-31T18:30:00.500Z"));
        check("2026-11-21T09:30Z", Some("2026-11-21T09:30:00.000Z"));
        check("2026-11-21T09:30:15.123456+14", Some("2026-11-20T19:30:15.123Z"));
        check("2026-11-21T09:30:00", None);
        check("2026-11-21T24:00:00Z", None);
        check("2026-11-21T09:30:60Z", None);
        check("2026-11-21T09:30:00.Z", None);
        check("2026-11-21T09:30:00+1", None);
        check("2023-02-29T09:30:00Z", None);
        check("2026-11-21", None);
        check("9999-12-31T23:59:00-01:00", Some("10000-01-01T00:59:00.000Z"));
    }

    #[test]
    fn days_have_to_exist() {
        let day = |text| Day::parse(text).map(Day::text);
        assert_eq!(day(" 2024-02-29 ").as_deref(), Some("2024-02-29"));
        for text in ["2023-02-29", "2024-2-9", "2024-13-01", "24-01-01", "2024-01-01T00:00Z", "", "20२4-01-01"] {
            assert_eq!(day(text), None, "{text}");
        }
        assert!(!Day::parse("1699-12-31").unwrap().in_range());
        assert!(!Day::parse("4001-01-01").unwrap().in_range());
    }

    #[test]
    fn times_of_day_are_completed() {
        assert_eq!(time_of_day("09:30").as_deref(), Some("09:30:00.000Z"));
        assert_eq!(time_of_day("23:59:59.9Z").as_deref(), Some("23:59:59.900Z"));
        assert_eq!(time_of_day("9:30"), None);
        assert_eq!(time_of_day("09:30+01:00"), None);
    }
}

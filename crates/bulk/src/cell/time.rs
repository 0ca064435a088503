//! Days, instants and times of day.

use weftline_mapping::instant_ms;
use weftline_wire::zone::ZoneOffset;

use crate::cell::{Cell, Read, Value, Wrong};

/// The years that Salesforce takes.
/// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/primitive_data_types.htm>
const YEARS: std::ops::RangeInclusive<u32> = 1700..=4000;

const MS_OF_DAY: i64 = 24 * 60 * 60 * 1_000;
const MINUTES_OF_DAY: i32 = 24 * 60;

/// A day: `2026-11-21`.
pub(crate) fn date<'v>(cell: Cell<'v>) -> Read<'v> {
    let bytes = cell.trimmed();
    match day(bytes) {
        Some((day, [])) if YEARS.contains(&day.year) => Ok(Value::Word(bytes)),
        Some((_, [])) => outside_years(cell),
        _ => not_a_date(cell),
    }
}

/// Whether a cell is a day that can be copied as it stands.
#[inline(always)]
pub(crate) fn is_plain_date(raw: &[u8]) -> bool {
    matches!(day(raw), Some((day, [])) if YEARS.contains(&day.year))
}

/// An instant: `2026-11-21T09:30:00+01:00`, and what else ISO 8601 allows of it; a blank may stand for the `T`. One
/// without an offset is local time of a zone, and a day its first moment there.
pub(crate) fn instant<'v>(cell: Cell<'v>, zone: &[ZoneOffset]) -> Read<'v> {
    let bytes = cell.trimmed();
    let Some((day, rest)) = day(bytes) else { return not_an_instant(cell) };
    if !YEARS.contains(&day.year) {
        return outside_years(cell);
    }
    let local = |time: Time| {
        let ms = instant_ms(zone, day.ms() + i64::from(time.ms));
        written(Day::of(ms.div_euclid(MS_OF_DAY)), u32::try_from(ms.rem_euclid(MS_OF_DAY)).unwrap_or_default())
    };
    let stamp = match rest {
        [] => local(Time { ms: 0, is_whole: false }),
        [b'T' | b't' | b' ', rest @ ..] => match time(rest) {
            Some((time, [])) => local(time),
            Some((time, [b'Z' | b'z'])) => {
                if bytes.len() == 24 && time.is_whole && rest.last() == Some(&b'Z') && bytes.get(10) == Some(&b'T') {
                    return Ok(Value::Word(bytes));
                }
                written(day, time.ms)
            }
            Some((time, rest)) => match offset_minutes(rest) {
                Some(minutes) => moved(day, time, minutes),
                None => return not_an_instant(cell),
            },
            None => return not_an_instant(cell),
        },
        _ => return not_an_instant(cell),
    };
    Ok(Value::Instant(stamp))
}

/// An instant of which local time is so many minutes ahead of UTC. Mostly it is the same day in UTC.
fn moved(day: Day, time: Time, minutes: i32) -> [u8; 24] {
    let minute = i32::try_from(time.ms / 60_000).unwrap_or_default() - minutes;
    let day = match minute.div_euclid(MINUTES_OF_DAY) {
        0 => day,
        days => Day::of(day.ms().div_euclid(MS_OF_DAY) + i64::from(days)),
    };
    let minute = u32::try_from(minute.rem_euclid(MINUTES_OF_DAY)).unwrap_or_default();
    written(day, minute * 60_000 + time.ms % 60_000)
}

/// A time of day: `09:30` to `09:30:00.000Z`.
pub(crate) fn time_of_day<'v>(cell: Cell<'v>) -> Read<'v> {
    match time(cell.trimmed()) {
        Some((time, [] | b"Z")) => {
            let stamp = written(Day::of(0), time.ms);
            Ok(Value::Made(String::from_utf8_lossy(stamp.get(11..).unwrap_or_default()).into_owned()))
        }
        _ => Wrong::new("notATime", &[&cell.shown(), " is not a time of day: write it like `09:30`"]),
    }
}

#[cold]
fn not_a_date<'v>(cell: Cell<'v>) -> Read<'v> {
    let what = if day(cell.trimmed()).is_some() {
        " is a date with a time: write the date alone, like `2026-11-21`"
    } else {
        " is not a date: write it as year, month and day, like `2026-11-21`"
    };
    Wrong::new("notADate", &[&cell.shown(), what])
}

#[cold]
fn not_an_instant<'v>(cell: Cell<'v>) -> Read<'v> {
    let how = " is not a date and time: write it like `2026-11-21T09:30:00`, with `Z` or an offset like `+01:00` behind it if it has one";
    Wrong::new("notADateTime", &[&cell.shown(), how])
}

#[cold]
fn outside_years<'v>(cell: Cell<'v>) -> Read<'v> {
    Wrong::new("dateOutsideRange", &[&cell.shown(), " is not between the years 1700 and 4000"])
}

/// A day of the calendar.
#[derive(Clone, Copy)]
struct Day {
    year: u32,
    month: u32,
    day: u32,
}

impl Day {
    /// Its midnight, in ms since 1970, by the calendar's eras of 400 years.
    /// <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>
    fn ms(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        (era * 146_097 + day_of_era - 719_468) * MS_OF_DAY
    }

    /// The day of so many days since 1970.
    /// <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>
    fn of(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let small = |number: i64| u32::try_from(number).unwrap_or_default();
        Self { year: small(year), month: small(month), day: small(day) }
    }
}

/// A time of day.
#[derive(Clone, Copy)]
struct Time {
    ms: u32,
    /// Whether it is written as `09:30:00.000`.
    is_whole: bool,
}

fn day(bytes: &[u8]) -> Option<(Day, &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<10>()?;
    let [a, b, c, d, b'-', e, f, b'-', g, h] = *head else { return None };
    let digits = [a, b, c, d, e, f, g, h].map(|byte| byte.wrapping_sub(b'0'));
    if !digits.iter().fold(true, |all, digit| all & (*digit < 10)) {
        return None;
    }
    let [a, b, c, d, e, f, g, h] = digits.map(u32::from);
    let day = Day { year: a * 1_000 + b * 100 + c * 10 + d, month: e * 10 + f, day: g * 10 + h };
    let leap = day.year.is_multiple_of(4) && (!day.year.is_multiple_of(100) || day.year.is_multiple_of(400));
    let last = match day.month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=last).contains(&day.day).then_some((day, rest))
}

fn time(bytes: &[u8]) -> Option<(Time, &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<5>()?;
    let [a, b, b':', c, d] = *head else { return None };
    let (hour, minute) = (pair(a, b)?, pair(c, d)?);
    let mut time = Time { ms: (hour * 60 + minute) * 60_000, is_whole: false };
    let mut rest = rest;
    let mut second = 0;
    if let [b':', a, b, after @ ..] = rest {
        second = pair(*a, *b)?;
        time.ms += second * 1_000;
        rest = after;
        if let [b'.', after @ ..] = rest {
            let length = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (digits, after) = after.split_at_checked(length).filter(|_| length > 0)?;
            let ms = digits.iter().chain(std::iter::repeat(&b'0')).take(3);
            time.ms += ms.fold(0, |ms, digit| ms * 10 + u32::from(digit - b'0'));
            time.is_whole = length == 3;
            rest = after;
        }
    }
    (hour < 24 && minute < 60 && second < 60).then_some((time, rest))
}

/// How many minutes local time is ahead of UTC: `+01:00`, `+0100`, `+01`.
fn offset_minutes(bytes: &[u8]) -> Option<i32> {
    let (sign, hour, minute) = match *bytes {
        [sign, a, b] => (sign, pair(a, b)?, 0),
        [sign, a, b, c, d] | [sign, a, b, b':', c, d] => (sign, pair(a, b)?, pair(c, d)?),
        _ => return None,
    };
    let minutes = i32::try_from(hour * 60 + minute).ok().filter(|_| hour < 24 && minute < 60)?;
    match sign {
        b'+' => Some(minutes),
        b'-' => Some(-minutes),
        _ => None,
    }
}

#[inline(always)]
fn pair(tens: u8, ones: u8) -> Option<u32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

/// `2026-11-21T08:30:00.000Z`, as Salesforce writes instants.
fn written(day: Day, ms_of_day: u32) -> [u8; 24] {
    let (seconds, ms) = (ms_of_day / 1_000, ms_of_day % 1_000);
    let ten = |number: u32| b'0' + (number / 10 % 10) as u8;
    let one = |number: u32| b'0' + (number % 10) as u8;
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let century = day.year / 100;
    [
        ten(century),
        one(century),
        ten(day.year),
        one(day.year),
        b'-',
        ten(day.month),
        one(day.month),
        b'-',
        ten(day.day),
        one(day.day),
        b'T',
        ten(hour),
        one(hour),
        b':',
        ten(minute),
        one(minute),
        b':',
        ten(second),
        one(second),
        b'.',
        one(ms / 100),
        ten(ms),
        one(ms),
        b'Z',
    ]
}

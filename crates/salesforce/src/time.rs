//! Days and instants as Salesforce writes them.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

/// Reads a day, `2026-11-21`. None when there is no such day.
#[must_use]
pub fn date(text: &str) -> Option<NaiveDate> {
    let (year, rest) = number(text, 4)?;
    let (month, rest) = number(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = number(rest.strip_prefix('-')?, 2)?;
    if !rest.is_empty() {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// Reads an instant, `2026-11-21T09:30:00.000+0000`; also with `Z` or `+00:00`, and without milliseconds. In ms since
/// 1970. None when it is no instant or lies before 1970.
#[must_use]
pub fn instant(text: &str) -> Option<u64> {
    let day = date(text.get(..10)?)?;
    let (hour, rest) = number(text.get(10..)?.strip_prefix('T')?, 2)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = number(rest.strip_prefix(':')?, 2)?;
    let (milli, rest) = match rest.strip_prefix('.') {
        Some(rest) => number(rest, 3)?,
        None => (0, rest),
    };
    let local = day.and_hms_milli_opt(hour, minute, second, milli)?.and_utc().timestamp_millis();
    u64::try_from(local.checked_sub(offset_ms(rest)?)?).ok()
}

/// An instant as ISO 8601 has it: `2026-11-21T09:30:00.000Z`.
#[must_use]
pub fn iso(at_ms: u64) -> String {
    let mut text = String::new();
    write_instant(&mut text, at_ms);
    text
}

/// Appends a day as SOQL writes it: `2026-11-21`.
pub(crate) fn write_date(out: &mut String, day: NaiveDate) {
    push_padded(out, day.year().unsigned_abs(), 4);
    out.push('-');
    push_padded(out, day.month(), 2);
    out.push('-');
    push_padded(out, day.day(), 2);
}

/// Appends an instant as SOQL writes it: `2026-11-21T09:30:00.000Z`. What lies beyond the calendar is the last instant.
pub(crate) fn write_instant(out: &mut String, at_ms: u64) {
    let at = i64::try_from(at_ms).ok().and_then(DateTime::from_timestamp_millis).unwrap_or(DateTime::<Utc>::MAX_UTC);
    write_date(out, at.date_naive());
    let parts =
        [('T', at.hour(), 2), (':', at.minute(), 2), (':', at.second(), 2), ('.', at.timestamp_subsec_millis(), 3)];
    for (before, value, width) in parts {
        out.push(before);
        push_padded(out, value, width);
    }
    out.push('Z');
}

/// An instant as HTTP writes it, `Sat, 21 Nov 2026 09:30:00 GMT`, without its milliseconds.
/// <https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats>
#[must_use]
pub fn http_date(at_ms: u64) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = i64::try_from(at_ms).ok().and_then(DateTime::from_timestamp_millis).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let weekday = DAYS.get(at.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
    let month = MONTHS.get(at.month0() as usize).copied().unwrap_or_default();
    let mut out = [weekday, ", "].concat();
    push_padded(&mut out, at.day(), 2);
    out.push(' ');
    out.push_str(month);
    out.push(' ');
    push_padded(&mut out, at.year().unsigned_abs(), 4);
    for (before, value) in [(' ', at.hour()), (':', at.minute()), (':', at.second())] {
        out.push(before);
        push_padded(&mut out, value, 2);
    }
    out.push_str(" GMT");
    out
}

/// Reads an instant as HTTP writes it, in ms since 1970; none when it is none.
/// <https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats>
#[must_use]
pub fn from_http_date(text: &str) -> Option<u64> {
    let at = DateTime::parse_from_rfc2822(text.trim()).ok()?;
    u64::try_from(at.timestamp_millis()).ok()
}

fn push_padded(out: &mut String, value: u32, width: usize) {
    let digits = value.to_string();
    for _ in digits.len()..width {
        out.push('0');
    }
    out.push_str(&digits);
}

fn number(text: &str, digits: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((number.parse().ok()?, rest))
}

fn offset_ms(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let (sign, rest) = match zone.as_bytes().first()? {
        b'+' => (1, zone.get(1..)?),
        b'-' => (-1, zone.get(1..)?),
        _ => return None,
    };
    let (hours, rest) = number(rest, 2)?;
    let (minutes, rest) = number(rest.strip_prefix(':').unwrap_or(rest), 2)?;
    rest.is_empty().then_some(sign * (i64::from(hours) * 60 + i64::from(minutes)) * 60_000)
}

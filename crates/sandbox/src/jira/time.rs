//! Times as Jira writes and reads them. All answers are in UTC, as for a user whose profile says so.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// `2026-11-21T09:30:00.000+0000`.
pub(super) fn stamp(ms: i64) -> String {
    utc(ms).format("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

/// `2026-11-21T09:30Z`, as in headers.
pub(super) fn instant(ms: i64) -> String {
    utc(ms).format("%Y-%m-%dT%H:%MZ").to_string()
}

/// `21/Nov/26 9:30 AM`, as in rendered fields.
pub(super) fn friendly(ms: i64) -> String {
    utc(ms).format("%d/%b/%y %-I:%M %p").to_string()
}

/// `21/Nov/26`.
pub(super) fn friendly_date(date: NaiveDate) -> String {
    date.format("%d/%b/%y").to_string()
}

/// A calendar date, `2026-11-21`.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let parsed = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10).then_some(parsed)
}

/// A date and time with offset: `2026-11-21T09:30:00.000+0100`, with or without colon in the offset, or `Z`.
pub(super) fn date_time(text: &str) -> Option<i64> {
    ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%z"]
        .iter()
        .find_map(|format| DateTime::parse_from_str(text, format).ok())
        .or_else(|| DateTime::parse_from_rfc3339(text).ok())
        .map(|parsed| parsed.timestamp_millis())
}

/// A literal of JQL: a date, a date and minute (in the zone `offset_minutes` east of UTC), a period relative to now,
/// or milliseconds since 1970.
/// <https://support.atlassian.com/jira-software-cloud/docs/jql-fields/#Created>
pub(super) fn jql_literal(text: &str, now: i64, offset_minutes: i64) -> Option<i64> {
    let text = text.trim();
    if text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let normal = text.replace('/', "-");
    let has_year = normal.split_once('-').is_some_and(|(year, _)| year.len() == 4);
    let parsed = NaiveDateTime::parse_from_str(&normal, "%Y-%m-%d %H:%M")
        .ok()
        .or_else(|| NaiveDate::parse_from_str(&normal, "%Y-%m-%d").ok().map(|date| date.and_time(NaiveTime::MIN)));
    if let Some(parsed) = parsed.filter(|_| has_year) {
        return Some(parsed.and_utc().timestamp_millis() - offset_minutes * 60_000);
    }
    period(text, now)
}

/// `-2w`, `3d 4h`, `+1M`: now plus the period.
fn period(text: &str, now: i64) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut at = utc(now);
    let mut any = false;
    for part in rest.split_whitespace() {
        at = shift(at, &format!("{}{part}", if sign < 0 { "-" } else { "" }))?;
        any = true;
    }
    any.then(|| at.timestamp_millis())
}

/// Moves a time by one period such as `-3d`, `1M` or `2`; a bare number has the given unit.
fn shift_with(at: DateTime<chrono::Utc>, text: &str, unit: &str) -> Option<DateTime<chrono::Utc>> {
    let digits: String = text.trim_start_matches(['-', '+']).chars().take_while(char::is_ascii_digit).collect();
    let count: i64 = digits.parse().ok()?;
    let negative = text.starts_with('-');
    let signed = if negative { -count } else { count };
    let named = text.trim_start_matches(['-', '+']).get(digits.len()..)?;
    let months = |count: u64| {
        let months = Months::new(u32::try_from(count).ok()?);
        if negative { at.checked_sub_months(months) } else { at.checked_add_months(months) }
    };
    match if named.is_empty() { unit } else { named } {
        "m" => at.checked_add_signed(TimeDelta::try_minutes(signed)?),
        "h" => at.checked_add_signed(TimeDelta::try_hours(signed)?),
        "d" => at.checked_add_signed(TimeDelta::try_days(signed)?),
        "w" => at.checked_add_signed(TimeDelta::try_weeks(signed)?),
        "M" => months(count.unsigned_abs()),
        "y" => months(count.unsigned_abs().checked_mul(12)?),
        _ => None,
    }
}

fn shift(at: DateTime<chrono::Utc>, text: &str) -> Option<DateTime<chrono::Utc>> {
    shift_with(at, text, "m")
}

/// The functions `startOfDay` to `endOfYear` of JQL, with their optional increment.
pub(super) fn jql_function(name: &str, increment: Option<&str>, now: i64, offset_minutes: i64) -> Option<i64> {
    let lower = name.to_ascii_lowercase();
    let (end, unit) = if let Some(unit) = lower.strip_prefix("startof") {
        (false, unit.to_owned())
    } else {
        (true, lower.strip_prefix("endof")?.to_owned())
    };
    let letter = match unit.as_str() {
        "day" => "d",
        "week" => "w",
        "month" => "M",
        "year" => "y",
        _ => return None,
    };
    let mut local = utc(now + offset_minutes * 60_000);
    if let Some(increment) = increment {
        local = shift_with(local, increment, letter)?;
    }
    let today = local.date_naive();
    let first = match letter {
        "d" => today,
        "w" => today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_sunday())))?,
        "M" => today.with_day(1)?,
        _ => today.with_day(1)?.with_month(1)?,
    };
    let next = match letter {
        "d" => first.checked_add_days(Days::new(1))?,
        "w" => first.checked_add_days(Days::new(7))?,
        "M" => first.checked_add_months(Months::new(1))?,
        _ => first.checked_add_months(Months::new(12))?,
    };
    let at = if end { next } else { first }.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    Some(at - i64::from(end) - offset_minutes * 60_000)
}

fn utc(ms: i64) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or(DateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_253_400_000;

    #[test]
    fn a_stamp_is_written_and_read() {
        assert_eq!(stamp(NOW), "2026-11-21T09:30:00.000+0000");
        assert_eq!(date_time(&stamp(NOW)), Some(NOW));
        assert_eq!(date_time("2026-11-21T10:30:00.000+0100"), Some(NOW));
        assert_eq!(date_time("2026-11-21T09:30:00Z"), Some(NOW));
        assert_eq!(date_time("yesterday"), None);
        assert_eq!(friendly(NOW), "21/Nov/26 9:30 AM");
        assert_eq!(instant(NOW), "2026-11-21T09:30Z");
    }

    #[test]
    fn literals_of_jql() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(jql_literal(text, NOW, 0).map(stamp).as_deref(), expect, "{text}");
        };
        check("2026-11-20", Some("2026-11-20T00:00:00.000+0000"));
        check("2026/11/20 08:15", Some("2026-11-20T08:15:00.000+0000"));
        check("-1d", Some("2026-11-20T09:30:00.000+0000"));
        check("-1w 2h", Some("2026-11-14T07:30:00.000+0000"));
        check("-1M", Some("2026-10-21T09:30:00.000+0000"));
        check("1795253400000", Some("2026-11-21T09:30:00.000+0000"));
        check("soon", None);
        check("20/12/10", None);
        assert_eq!(
            jql_literal("2026-11-20 08:15", NOW, 330).map(stamp).as_deref(),
            Some("2026-11-20T02:45:00.000+0000")
        );
    }

    #[test]
    fn functions_of_jql() {
        let check = |name: &str, increment: Option<&str>, expect: &str| {
            assert_eq!(jql_function(name, increment, NOW, 0).map(stamp).as_deref(), Some(expect), "{name}");
        };
        check("startOfDay", None, "2026-11-21T00:00:00.000+0000");
        check("startOfDay", Some("-1"), "2026-11-20T00:00:00.000+0000");
        check("endOfDay", None, "2026-11-21T23:59:59.999+0000");
        check("startOfWeek", None, "2026-11-15T00:00:00.000+0000");
        check("startOfMonth", Some("-1M"), "2026-10-01T00:00:00.000+0000");
        check("endOfYear", None, "2026-12-31T23:59:59.999+0000");
    }
}

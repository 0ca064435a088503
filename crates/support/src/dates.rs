//! Days are moved, all of a bundle by the same number: so what is before, after or the same stays so.

use chrono::{Days, NaiveDate};

/// Milliseconds of a day.
pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// How long a day is as text: `2026-11-21`.
const DAY: usize = 10;

/// Where a text begins with a day, or with an instant of Jira or Salesforce: that moved, and how long it is in the text.
pub(crate) fn moved(text: &str, days: i64) -> Option<(String, usize)> {
    let day = text.get(..DAY)?;
    let parsed = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    let is_spelled = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !is_spelled {
        return None;
    }
    let rest = text.get(DAY..)?;
    let after = match time(rest.strip_prefix('T').unwrap_or_default()) {
        0 => 0,
        time => 1 + time,
    };
    if after == 0 && rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let moved = match days < 0 {
        true => parsed.checked_sub_days(Days::new(days.unsigned_abs()))?,
        false => parsed.checked_add_days(Days::new(days.unsigned_abs()))?,
    };
    let time = rest.get(..after)?;
    Some(([&moved.format("%Y-%m-%d").to_string(), time].concat(), DAY + after))
}

/// How long the time of day is that a text begins with, with its fraction and offset; 0 where it begins with none.
pub(crate) fn time(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize, count: usize| {
        bytes.get(from..from + count).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
    };
    if !(digits(0, 2) && bytes.get(2) == Some(&b':') && digits(3, 2)) {
        return 0;
    }
    let mut end = 5;
    if bytes.get(5) == Some(&b':') && digits(6, 2) {
        end = 8;
        if bytes.get(8) == Some(&b'.') {
            let fraction = text.get(9..).unwrap_or_default().bytes().take_while(u8::is_ascii_digit).count();
            end = if fraction > 0 { 9 + fraction } else { 8 };
        }
    }
    end += match bytes.get(end) {
        Some(b'Z') => 1,
        Some(b'+' | b'-') if digits(end + 1, 2) && bytes.get(end + 3) == Some(&b':') && digits(end + 4, 2) => 6,
        Some(b'+' | b'-') if digits(end + 1, 4) => 5,
        _ => 0,
    };
    let goes_on = text.get(end..).unwrap_or_default().starts_with(|next: char| next.is_alphanumeric() || next == ':');
    if goes_on { 0 } else { end }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn ops_9_days_and_instants_are_moved_and_times_of_day_are_not() {
        assert_eq!(moved("2026-11-21", -21).unwrap(), ("2026-10-31".to_owned(), 10));
        assert_eq!(moved("2026-11-21 and", -21).unwrap().0, "2026-10-31");
        let instant = "2026-11-21T08:30:00.000+0000";
        assert_eq!(moved(instant, 10).unwrap(), ("2026-12-01T08:30:00.000+0000".to_owned(), instant.len()));
        assert_eq!(moved("2026-11-21T08:30:00.000Z.", 0).unwrap().1, 24);
        for not in ["2026-13-21", "2026-11-2100", "2026-11-21x", "26-11-21", "2026-1-021"] {
            assert_eq!(moved(not, 1), None, "{not}");
        }
        assert_eq!((time("08:30:00.000Z"), time("08:30"), time("8:30"), time("08:30:11:12")), (13, 5, 0, 0));
    }
}

//! Instants as Jira writes them.

/// The days from 1970 to a day of the proleptic Gregorian calendar.
/// <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Reads `2026-11-21T09:30:00.000+0100`, or the same with `Z` or `+01:00`, in ms since 1970. None for what is no
/// instant, or lies before 1970.
#[must_use]
pub fn instant_ms(text: &str) -> Option<u64> {
    let (date, rest) = text.split_once('T')?;
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let at = rest.find(['Z', '+', '-'])?;
    let (time, zone) = rest.split_at_checked(at)?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = time.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let ms = [fraction, "00"].concat().get(..3)?.parse::<i64>().ok()?;
    let offset_minutes = match zone {
        "Z" => 0,
        _ => {
            let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
            let (hours, minutes) = digits.split_at_checked(2)?;
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().unwrap_or(0);
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    let minutes = (days(year, month, day) * 24 + hour) * 60 + minute - offset_minutes;
    u64::try_from((minutes * 60 + second) * 1_000 + ms).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_with_their_offset() {
        assert_eq!(instant_ms("1970-01-01T00:00:00.000Z"), Some(0));
        assert_eq!(instant_ms("2026-11-21T09:30:00.000+0100"), Some(1_795_249_800_000));
        assert_eq!(instant_ms("2026-11-21T09:30:00.123+01:00"), Some(1_795_249_800_123));
        assert_eq!(instant_ms("2026-11-21T03:30:00-0500"), Some(1_795_249_800_000));
        assert_eq!(instant_ms("2024-02-29T23:59:59.9+0000"), Some(1_709_251_199_900));
    }

    #[test]
    fn what_is_no_instant_is_none() {
        for text in ["", "2026-11-21", "2026-11-21T09:30:00", "2026-13-21T09:30:00Z", "1969-12-31T00:00:00Z", "TZ"] {
            assert_eq!(instant_ms(text), None, "{text}");
        }
    }
}

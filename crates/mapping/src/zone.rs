//! Days and instants in a time zone.
//!
//! A local time that there is twice, when clocks go back, is the first of the two; one that there is not, when they go
//! forward, is as much later as they go: 02:30 becomes 03:30. So a day's midnight is its first instant, and a day that
//! a zone leaves out becomes the one after it.

use weftline_wire::zone::ZoneOffset;

/// A zone while values are made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock<'a> {
    /// Its name, for people.
    pub(crate) name: &'a str,
    /// Its offsets: none is UTC. Nothing when nobody knows the zone.
    pub(crate) offsets: Option<&'a [ZoneOffset]>,
}

/// More than any offset, and less than two changes of one lie apart.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

impl<'a> Clock<'a> {
    /// A zone whose offsets do not matter yet.
    pub(crate) fn named(name: Option<&'a str>) -> Clock<'a> {
        Clock { name: name.unwrap_or("UTC"), offsets: Some(&[]) }
    }

    /// The local time at an instant, in ms since 1970; none when nobody knows the zone.
    pub(crate) fn local_ms(self, at_ms: i64) -> Option<i64> {
        Some(at_ms + offset_ms(self.offsets?, at_ms))
    }

    /// The instant of a local time.
    pub(crate) fn instant_ms(self, local_ms: i64) -> Option<i64> {
        let offsets = self.offsets?;
        let before = offset_ms(offsets, local_ms - DAY_MS);
        let after = offset_ms(offsets, local_ms + DAY_MS);
        let early = local_ms - before;
        let late = local_ms - after;
        // In a gap neither is right, and the offset before it says by how much later it is.
        let is_late = offset_ms(offsets, early) != before && offset_ms(offsets, late) == after;
        Some(if is_late { late } else { early })
    }
}

/// The instant of a local time in a zone with these offsets (none is UTC), both in ms since 1970.
#[must_use]
pub fn instant_ms(offsets: &[ZoneOffset], local_ms: i64) -> i64 {
    let clock = Clock { name: "", offsets: Some(offsets) };
    clock.instant_ms(local_ms).unwrap_or(local_ms)
}

/// Local time less UTC.
fn offset_ms(offsets: &[ZoneOffset], at_ms: i64) -> i64 {
    let after = offsets.partition_point(|offset| i64::try_from(offset.from_ms).is_ok_and(|from| from <= at_ms));
    let offset = offsets.get(after.saturating_sub(1));
    offset.map_or(0, |offset| i64::from(offset.seconds) * 1_000)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Datelike, LocalResult, NaiveDate, Offset, TimeZone, Utc};
    use chrono_tz::Tz;
    use weftline_wire::zone::ZoneOffset;

    use super::Clock;

    /// Changes by an hour and by half of one, to the east and to the west, at midnight, in Ramadan, and never.
    const ZONES: [&str; 14] = [
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "America/Sao_Paulo",
        "America/Santiago",
        "America/Asuncion",
        "America/Havana",
        "Africa/Casablanca",
        "Africa/Cairo",
        "Asia/Beirut",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Chatham",
    ];

    /// The zone as a host would tell it, from the reference: day by day until 2100, then by halves.
    fn offsets(zone: &str) -> Vec<ZoneOffset> {
        const DAY: i64 = 86_400;
        let zone: Tz = zone.parse().unwrap();
        let seconds = |at: i64| expected_local(zone, at) - at;
        let mut found = vec![ZoneOffset { from_ms: 0, seconds: seconds(0) as i32 }];
        for day in 0..47_482 {
            let (mut before, mut after) = (day * DAY, (day + 1) * DAY);
            if seconds(before) == seconds(after) {
                continue;
            }
            while after - before > 1 {
                let middle = (before + after) / 2;
                *(if seconds(middle) == seconds(day * DAY) { &mut before } else { &mut after }) = middle;
            }
            found.push(ZoneOffset { from_ms: after as u64 * 1_000, seconds: seconds(after) as i32 });
        }
        found
    }

    fn expected_local(zone: Tz, at_s: i64) -> i64 {
        let instant: DateTime<Utc> = DateTime::from_timestamp(at_s, 0).unwrap();
        at_s + i64::from(zone.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc())
    }

    /// The instant by the reference's own answer. Where there is none, the moment before the gap tells the offset.
    fn expected_instant(zone: Tz, local_s: i64) -> i64 {
        let local = DateTime::from_timestamp(local_s, 0).unwrap().naive_utc();
        match zone.from_local_datetime(&local) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant.timestamp(),
            LocalResult::None => {
                let mut before = local_s - 60;
                while zone.from_local_datetime(&DateTime::from_timestamp(before, 0).unwrap().naive_utc())
                    == LocalResult::None
                {
                    before -= 60;
                }
                local_s - (before - expected_instant(zone, before))
            }
        }
    }

    fn check(zone: &str, from_year: i32, to_year: i32) -> usize {
        let offsets = offsets(zone);
        let clock = Clock { name: zone, offsets: Some(&offsets) };
        let tz: Tz = zone.parse().unwrap();
        let second =
            |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp();
        let (from, to) = (second(from_year), second(to_year));
        let mut changes = 0;
        for (before, change) in offsets.iter().zip(offsets.iter().skip(1)) {
            let at = i64::try_from(change.from_ms).unwrap() / 1_000;
            if !(from..to).contains(&at) {
                continue;
            }
            changes += 1;
            let (old, new) = (i64::from(before.seconds), i64::from(change.seconds));
            for second in [at - 1, at, at + 1, at - 86_400, at + 86_400] {
                assert_eq!(clock.local_ms(second * 1_000), Some(expected_local(tz, second) * 1_000), "{zone} {second}");
            }
            // Around both ends of the gap or overlap, and in it.
            let (low, high) = (at + old.min(new), at + old.max(new));
            for local in [low - 1, low, low + 1, (low + high) / 2, high - 1, high, high + 1, low - 7_200, high + 7_200]
            {
                let expected = expected_instant(tz, local) * 1_000;
                assert_eq!(clock.instant_ms(local * 1_000), Some(expected), "{zone} local {local}");
            }
        }
        // Every midnight, and back to its day.
        let mut day = NaiveDate::from_ymd_opt(from_year, 1, 1).unwrap();
        while day.year() < to_year {
            let midnight = day.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp();
            let instant = clock.instant_ms(midnight * 1_000).unwrap();
            assert_eq!(instant, expected_instant(tz, midnight) * 1_000, "{zone} {day}");
            let local = DateTime::from_timestamp_millis(clock.local_ms(instant).unwrap()).unwrap().date_naive();
            let exists = !(zone == "Pacific/Apia" && day == NaiveDate::from_ymd_opt(2011, 12, 30).unwrap());
            assert_eq!(local == day, exists, "{zone} {day} became {local}");
            day = day.succ_opt().unwrap();
        }
        changes
    }

    #[test]
    fn map_13_zones_agree_with_a_reference_for_every_change_of_ten_years() {
        let changes: Vec<usize> = ZONES.iter().map(|zone| check(zone, 2020, 2031)).collect();
        println!("changes from 2020 to 2030: {changes:?}");
        assert!(changes.iter().filter(|changes| **changes > 0).count() >= 6, "{changes:?}");
    }

    #[test]
    fn map_13_midnights_that_do_not_exist_and_days_that_were_left_out() {
        // Brazil's clocks went forward at midnight until 2018; Samoa left out a day in 2011.
        assert!(check("America/Sao_Paulo", 2008, 2020) >= 20);
        assert!(check("Pacific/Apia", 2009, 2022) >= 10);
        assert!(check("Asia/Kathmandu", 1980, 1990) >= 1, "a quarter of an hour, in 1986");
    }

    #[test]
    fn before_the_first_offset_and_after_the_last_it_is_as_at_the_edges() {
        let berlin = offsets("Europe/Berlin");
        let clock = Clock { name: "Europe/Berlin", offsets: Some(&berlin) };
        assert_eq!(clock.local_ms(-1), Some(3_599_999));
        assert_eq!(clock.local_ms(1 << 52), Some((1 << 52) + 3_600_000));
        assert_eq!(clock.instant_ms(-86_400_000), Some(-90_000_000));
        assert_eq!(Clock { name: "nowhere", offsets: None }.instant_ms(0), None);
        assert_eq!(Clock::named(None).instant_ms(5), Some(5));
    }
}

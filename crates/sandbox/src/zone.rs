//! Time zones for simulations: what a host's own zone database says, from the IANA database that is built in here.

use chrono::{DateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

/// 2100-01-01T00:00:00Z, in seconds since 1970.
const END: i64 = 4_102_444_800;

/// Steps in which changes of the offset are looked for: no zone has had one for a shorter time since 1970.
const STEP: i64 = 7 * 24 * 3_600;

/// The offsets of a zone from 1970 to 2100: from which second on, and local time less UTC in seconds. None for a name
/// that the IANA database does not have.
#[must_use]
pub fn offsets(name: &str) -> Option<Vec<(u64, i32)>> {
    let zone: Tz = name.parse().ok()?;
    let mut at = 0;
    let mut offset = at_second(zone, at)?;
    let mut offsets = vec![(0, offset)];
    while at < END {
        let next = at + STEP;
        let then = at_second(zone, next)?;
        if then != offset {
            let (mut before, mut after) = (at, next);
            while after - before > 1 {
                let middle = before + (after - before) / 2;
                if at_second(zone, middle)? == offset { before = middle } else { after = middle }
            }
            offset = at_second(zone, after)?;
            offsets.push((after.unsigned_abs(), offset));
            at = after;
        } else {
            at = next;
        }
    }
    Some(offsets)
}

fn at_second(zone: Tz, second: i64) -> Option<i32> {
    let instant: DateTime<Utc> = DateTime::from_timestamp(second, 0)?;
    Some(zone.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc())
}

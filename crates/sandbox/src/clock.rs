//! The world's clock: set, advanced, or following the time it is told. It never looks at the machine's clock itself.

use serde::{Deserialize, Serialize};

/// The time in the world, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clock {
    now_ms: u64,
    /// Whether it follows the times it is told.
    auto: bool,
    /// The world's time less the told time.
    offset_ms: i64,
    /// How far each exchange moves it.
    step_ms: u64,
}

impl Clock {
    /// A clock standing at `now_ms`, moved by `step_ms` with each exchange.
    pub fn standing(now_ms: u64, step_ms: u64) -> Self {
        Self { now_ms, auto: false, offset_ms: 0, step_ms }
    }

    /// A clock that follows the times it is told.
    pub fn following(now_ms: u64) -> Self {
        Self { now_ms, auto: true, offset_ms: 0, step_ms: 0 }
    }

    /// The time.
    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// Whether it follows the times it is told.
    pub fn auto(&self) -> bool {
        self.auto
    }

    /// Tells the machine's time. A following clock moves with it, never back.
    pub fn told(&mut self, machine_ms: u64) {
        if self.auto {
            self.now_ms = self.now_ms.max(machine_ms.saturating_add_signed(self.offset_ms));
        }
    }

    /// Moves it by one exchange's step.
    pub fn step(&mut self) {
        self.advance(self.step_ms);
    }

    /// Moves it forward.
    pub fn advance(&mut self, by_ms: u64) {
        self.now_ms = self.now_ms.saturating_add(by_ms);
        self.offset_ms = self.offset_ms.saturating_add_unsigned(by_ms);
    }

    /// Sets it, back too.
    pub fn set(&mut self, to_ms: u64) {
        let moved = i64::try_from(i128::from(to_ms) - i128::from(self.now_ms)).unwrap_or(0);
        self.now_ms = to_ms;
        self.offset_ms = self.offset_ms.saturating_add(moved);
    }

    /// Stops it, or lets it follow from where it stands.
    pub fn follow(&mut self, auto: bool, machine_ms: Option<u64>) {
        if let (true, false, Some(machine_ms)) = (auto, self.auto, machine_ms) {
            self.offset_ms = i64::try_from(i128::from(self.now_ms) - i128::from(machine_ms)).unwrap_or(0);
        }
        self.auto = auto;
    }
}

/// A time as ISO 8601 with milliseconds, in UTC.
pub fn iso(at_ms: u64) -> String {
    moment(at_ms).format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// A time as the `Date` header has it.
pub fn http_date(at_ms: u64) -> String {
    moment(at_ms).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn moment(at_ms: u64) -> chrono::DateTime<chrono::Utc> {
    i64::try_from(at_ms).ok().and_then(chrono::DateTime::from_timestamp_millis).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_following_clock_keeps_its_distance_and_never_goes_back() {
        let mut clock = Clock::following(1_000);
        clock.told(5_000);
        assert_eq!(clock.now_ms(), 5_000);
        clock.advance(60_000);
        clock.told(5_100);
        assert_eq!(clock.now_ms(), 65_100);
        clock.told(4_000);
        assert_eq!(clock.now_ms(), 65_100);
    }

    #[test]
    fn a_stopped_clock_goes_on_from_where_it_stood() {
        let mut clock = Clock::following(0);
        clock.told(10_000);
        clock.follow(false, Some(10_000));
        clock.told(20_000);
        assert_eq!(clock.now_ms(), 10_000);
        clock.follow(true, Some(20_000));
        clock.told(20_500);
        assert_eq!(clock.now_ms(), 10_500);
    }
}

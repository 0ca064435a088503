//! Jira's rate limits: per issue, per endpoint, and points per hour.
//! <https://developer.atlassian.com/cloud/jira/platform/rate-limiting/>

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;

/// Which limits are enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limits {
    /// Writes to one issue: 20 in 2 seconds and 100 in 30.
    pub per_issue: bool,
    /// Requests in one second, by method: GET and POST 100, PUT and DELETE 50. Off unless asked for: under a clock that
    /// stands still it would count a whole test as one second.
    pub burst: bool,
    /// Points in one hour: 1 a request, and 1 for each object read.
    pub points_per_hour: Option<u32>,
}

impl Limits {
    /// What the documentation says, bursts excepted.
    pub const fn documented() -> Self {
        Self { per_issue: true, burst: false, points_per_hour: Some(65_000) }
    }

    /// No limits.
    pub const fn none() -> Self {
        Self { per_issue: false, burst: false, points_per_hour: None }
    }
}

/// What was counted so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Limiter {
    writes: BTreeMap<u64, VecDeque<i64>>,
    bursts: BTreeMap<String, VecDeque<i64>>,
    hour: i64,
    points: u32,
}

const HOUR_MS: i64 = 3_600_000;

impl Limiter {
    /// Counts a write to an issue, or refuses it.
    pub(super) fn write(&mut self, limits: Limits, issue: u64, now: i64) -> Result<(), Refusal> {
        if !limits.per_issue {
            return Ok(());
        }
        let times = self.writes.entry(issue).or_default();
        if times.back().is_some_and(|&at| at > now) {
            // The clock was set back.
            times.clear();
        }
        while times.front().is_some_and(|&at| at <= now - 30_000) {
            times.pop_front();
        }
        let recent = times.iter().rev().take_while(|&&at| at > now - 2_000).count();
        if recent >= 20 {
            let oldest = times.iter().rev().nth(19).copied().unwrap_or(now);
            return Err(refusal("jira-per-issue-on-write", oldest + 2_000 - now, now));
        }
        if times.len() >= 100 {
            let oldest = times.front().copied().unwrap_or(now);
            return Err(refusal("jira-per-issue-on-write", oldest + 30_000 - now, now));
        }
        times.push_back(now);
        Ok(())
    }

    /// Counts a request, or refuses it.
    pub(super) fn request(&mut self, limits: Limits, method: &str, now: i64) -> Result<(), Refusal> {
        if let Some(most) = limits.points_per_hour {
            let hour = now.div_euclid(HOUR_MS);
            if hour != self.hour {
                self.hour = hour;
                self.points = 0;
            }
            if self.points >= most {
                return Err(refusal("jira-quota-tenant-based", (hour + 1) * HOUR_MS - now, now));
            }
            self.points += 1;
        }
        if limits.burst {
            let most = if ["PUT", "DELETE"].contains(&method) { 50 } else { 100 };
            let times = self.bursts.entry(method.to_owned()).or_default();
            while times.front().is_some_and(|&at| at <= now - 1_000) {
                times.pop_front();
            }
            if times.len() >= most {
                return Err(refusal("jira-burst-based", 1_000, now));
            }
            times.push_back(now);
        }
        Ok(())
    }

    /// Counts objects read.
    pub(super) fn objects(&mut self, count: usize) {
        self.points = self.points.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
    }

    /// What each answer tells of this hour's points: how many there are, how many are left, and whether few are.
    pub(super) fn headers(&self, limits: Limits) -> Vec<(String, String)> {
        let Some(most) = limits.points_per_hour else {
            return Vec::new();
        };
        let left = most.saturating_sub(self.points);
        let mut headers = vec![
            ("x-ratelimit-limit".to_owned(), most.to_string()),
            ("x-ratelimit-remaining".to_owned(), left.to_string()),
        ];
        if left < most / 5 {
            headers.push(("x-ratelimit-nearlimit".to_owned(), "true".to_owned()));
        }
        headers
    }
}

fn refusal(reason: &str, wait_ms: i64, now: i64) -> Refusal {
    let seconds = (wait_ms.max(1) + 999) / 1_000;
    let mut refusal = Refusal::new(429, "Rate limit exceeded.");
    refusal.headers = vec![
        ("retry-after".into(), seconds.to_string()),
        ("ratelimit-reason".into(), reason.into()),
        ("x-ratelimit-remaining".into(), "0".into()),
        ("x-ratelimit-reset".into(), super::time::instant(now + seconds * 1_000)),
    ];
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_to_one_issue_are_limited_twice() {
        let mut limiter = Limiter::default();
        let limits = Limits::documented();
        for _ in 0..20 {
            limiter.write(limits, 1, 1_000).unwrap();
        }
        let refused = limiter.write(limits, 1, 1_500).unwrap_err();
        assert_eq!(refused.status, 429);
        assert_eq!(refused.headers[0], ("retry-after".to_owned(), "2".to_owned()));
        assert_eq!(refused.headers[1].1, "jira-per-issue-on-write");
        limiter.write(limits, 2, 1_500).unwrap();
        for step in 1..5 {
            for _ in 0..20 {
                limiter.write(limits, 1, 1_000 + step * 2_000).unwrap();
            }
        }
        let refused = limiter.write(limits, 1, 12_000).unwrap_err();
        assert_eq!(refused.headers[0].1, "19");
        limiter.write(limits, 1, 31_001).unwrap();
    }

    #[test]
    fn points_are_counted_by_the_hour() {
        let limits = Limits { points_per_hour: Some(3), ..Limits::none() };
        let mut limiter = Limiter::default();
        limiter.request(limits, "GET", 0).unwrap();
        limiter.objects(2);
        let told = |limiter: &Limiter| limiter.headers(limits).into_iter().map(|(_, value)| value).collect::<Vec<_>>();
        assert_eq!(told(&limiter), ["3", "0"]);
        assert_eq!(limiter.request(limits, "GET", 1_000).unwrap_err().headers[0].1, "3599");
        limiter.request(limits, "GET", HOUR_MS).unwrap();
    }
}

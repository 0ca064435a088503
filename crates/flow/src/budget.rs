//! The budget of an org's API calls (D-6): what Weftline may still ask for, and what waits.
//!
//! Salesforce says with each reply how many calls were made in the last 24 hours, whoever made them. What is known of it
//! is kept, and whatever is done without a click asks here first. Clicks of users always pass.

use weftline_wire::configuration::Settings;
use weftline_wire::document::ApiUse;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::BudgetStage;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::org::Org;
use crate::store::{self, key};

/// From so many percent on what can wait is slowed down.
const SLOW_PERCENT: u64 = 70;
/// From so many on there are only clicks, and looking for changes.
const POLL_ONLY_PERCENT: u64 = 85;
/// From so many on there are only clicks.
const STOPPED_PERCENT: u64 = 95;

/// What is slowed down waits so long for more to be heard, so that one call does for all of it.
const SLOWED_SECONDS: u32 = 120;

/// After how long something that has to wait asks again.
const WAITING_SECONDS: u32 = 900;

/// What was said so long ago is asked again by looking for changes, and by anything else.
const ASKED_AGAIN_MS: u64 = 15 * 60 * 1_000;
const FORGOTTEN_MS: u64 = 60 * 60 * 1_000;

/// What is kept is so old at most, when there is something newer.
const KEPT_MS: u64 = 5 * 60 * 1_000;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    /// What events, marks and files ask for.
    Event,
    /// Looking for changes.
    Poll,
    /// What nobody has asked for.
    Backfill,
}

/// Whether it may be done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// It may.
    Go,
    /// In so many seconds: by then more may have been heard.
    Slowed(u32),
    /// It has to ask again after so many seconds; people are told why.
    Wait(u32, Failure),
}

/// What was decided, and on what.
pub(crate) struct Gate {
    pub(crate) verdict: Verdict,
    known: Option<ApiUse>,
}

/// Asks whether something may be done that takes calls of an org, and that waits since then.
pub(crate) async fn gate(
    world: &World,
    settings: &Settings,
    connection: &str,
    priority: Priority,
    since_ms: u64,
) -> Result<Gate, Failure> {
    let known = read(world, connection).await?;
    let verdict = decide(known.as_ref(), settings.api_cap, priority, since_ms, world.now_ms());
    Ok(Gate { verdict, known })
}

/// What an org has last said of its limit.
pub(crate) async fn read(world: &World, connection: &str) -> Result<Option<ApiUse>, Failure> {
    store::get(world, key::api_use(connection)).await
}

/// Keeps what the org has said since, where that is news. It may be lost.
pub(crate) async fn keep(world: &World, org: &Org, gate: &Gate) {
    let Some((used, max)) = org.usage.get() else { return };
    let now = ApiUse { used, max, at_ms: world.now_ms() };
    let stale = gate.known.is_none_or(|known| {
        known.max != max
            || known.at_ms + KEPT_MS <= now.at_ms
            || u64::from(known.used.abs_diff(used)) * 100 >= u64::from(max)
            || stage(&known, None) != stage(&now, None)
    });
    if stale {
        let _ = store::set(world, key::api_use(&org.id), &now).await;
    }
}

/// What follows from the use; `api_cap` is what the settings allow, where that is less than the org's own limit.
pub(crate) fn stage(usage: &ApiUse, api_cap: Option<u32>) -> BudgetStage {
    let max = api_cap.filter(|cap| *cap > 0).map_or(usage.max, |cap| cap.min(usage.max));
    let (used, max) = (u64::from(usage.used) * 100, u64::from(max));
    match used {
        _ if max == 0 || used < SLOW_PERCENT * max => BudgetStage::Free,
        used if used < POLL_ONLY_PERCENT * max => BudgetStage::Slow,
        used if used < STOPPED_PERCENT * max => BudgetStage::PollOnly,
        _ => BudgetStage::Stopped,
    }
}

fn decide(known: Option<&ApiUse>, cap: Option<u32>, priority: Priority, since_ms: u64, now_ms: u64) -> Verdict {
    let Some(known) = known else { return Verdict::Go };
    let stage = stage(known, cap);
    let old_ms = match priority {
        Priority::Poll => ASKED_AGAIN_MS,
        Priority::Event | Priority::Backfill => FORGOTTEN_MS,
    };
    // Who never asks would never hear that there are calls again.
    if known.at_ms + old_ms <= now_ms {
        return Verdict::Go;
    }
    match (stage, priority) {
        (BudgetStage::Free, _) | (BudgetStage::Slow | BudgetStage::PollOnly, Priority::Poll) => Verdict::Go,
        (BudgetStage::Slow, Priority::Event) => {
            let waited = u32::try_from(now_ms.saturating_sub(since_ms) / 1_000).unwrap_or(u32::MAX);
            match SLOWED_SECONDS.saturating_sub(waited) {
                0 => Verdict::Go,
                seconds => Verdict::Slowed(seconds),
            }
        }
        (BudgetStage::Slow | BudgetStage::PollOnly | BudgetStage::Stopped, _) => {
            Verdict::Wait(WAITING_SECONDS, used_up(known, cap))
        }
    }
}

fn used_up(known: &ApiUse, cap: Option<u32>) -> Failure {
    let max = cap.filter(|cap| *cap > 0 && *cap < known.max);
    let (used, max, whose) = match max {
        Some(cap) => (known.used, cap, "that Weftline's settings allow it"),
        None => (known.used, known.max, "that it may make"),
    };
    let text = format!(
        "the org has used {used} of the {max} API calls in 24 hours {whose}: Weftline goes on by itself when there are enough again"
    );
    let mut failure = failure::of(FailureCode::SalesforceLimit, text);
    failure.retry_after_ms = Some(WAITING_SECONDS * 1_000);
    failure::with(failure::with(failure, "used", used.to_string()), "max", max.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_700_000_000_000;

    fn used(percent: u32) -> ApiUse {
        ApiUse { used: percent * 1_000, max: 100_000, at_ms: NOW_MS }
    }

    fn at(percent: u32, priority: Priority) -> Verdict {
        decide(Some(&used(percent)), None, priority, NOW_MS, NOW_MS)
    }

    #[test]
    fn d_6_what_can_wait_is_slowed_down_then_waits_and_looking_goes_on_longest() {
        for priority in [Priority::Event, Priority::Poll, Priority::Backfill] {
            assert_eq!(at(69, priority), Verdict::Go);
        }
        assert_eq!(at(70, Priority::Event), Verdict::Slowed(SLOWED_SECONDS));
        assert_eq!(at(84, Priority::Poll), Verdict::Go);
        assert!(matches!(at(70, Priority::Backfill), Verdict::Wait(..)));
        assert!(matches!(at(85, Priority::Event), Verdict::Wait(..)));
        assert_eq!(at(94, Priority::Poll), Verdict::Go);
        let Verdict::Wait(_, failure) = at(95, Priority::Poll) else { panic!("it stops") };
        assert_eq!((failure.code, failure.retryable), (FailureCode::SalesforceLimit, true));
        assert!(failure.text.contains("95000 of the 100000"), "{}", failure.text);
    }

    #[test]
    fn d_6_what_was_slowed_down_goes_on_after_a_while() {
        let slowed = |since_ms| decide(Some(&used(75)), None, Priority::Event, since_ms, NOW_MS);
        assert_eq!(slowed(NOW_MS - 20_000), Verdict::Slowed(SLOWED_SECONDS - 20));
        assert_eq!(slowed(NOW_MS - 120_000), Verdict::Go);
        assert_eq!(slowed(0), Verdict::Go);
    }

    #[test]
    fn d_6_the_settings_can_allow_less_than_the_org_does() {
        assert_eq!(stage(&used(10), Some(10_000)), BudgetStage::Stopped);
        assert_eq!(stage(&used(10), Some(1_000_000)), BudgetStage::Free);
        assert_eq!(stage(&used(10), Some(0)), BudgetStage::Free);
        assert_eq!(stage(&ApiUse::default(), None), BudgetStage::Free);
        let verdict = decide(Some(&used(10)), Some(10_000), Priority::Poll, 0, NOW_MS);
        let Verdict::Wait(_, failure) = verdict else { panic!("{verdict:?}") };
        assert!(
            failure.text.contains("10000 of the 10000 API calls in 24 hours that Weftline's settings"),
            "{failure:?}"
        );
    }

    #[test]
    fn d_6_what_was_said_long_ago_stops_nothing() {
        let later = |ms| decide(Some(&used(99)), None, Priority::Poll, 0, NOW_MS + ms);
        assert!(matches!(later(14 * 60_000), Verdict::Wait(..)));
        assert_eq!(later(15 * 60_000), Verdict::Go);
        assert_eq!(decide(None, None, Priority::Backfill, 0, NOW_MS), Verdict::Go);
    }
}

//! When to try again: a pure function of the attempt, what went wrong, and given randomness.

/// What went wrong, as far as trying again is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The other side is there but could not serve this: 5xx, 429, a lock. Not carried out.
    Busy,
    /// No answer, or a broken connection: it may have been carried out.
    Ambiguous,
    /// Trying again cannot help.
    Final,
}

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Try again after a pause.
    Retry {
        /// How long, in ms.
        delay_ms: u32,
    },
    /// Leave it.
    GiveUp,
}

/// How patient a caller is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Attempts in all, the first included.
    pub attempts_max: u32,
    /// The pause after the first attempt, before jitter; it doubles with each.
    pub base_ms: u32,
    /// No pause is longer.
    pub delay_max_ms: u32,
    /// Whether an ambiguous fault may be tried again: only where doing it twice does no harm.
    pub idempotent: bool,
}

/// Someone is waiting in front of a page.
pub const PAGE_READ: Policy = Policy { attempts_max: 2, base_ms: 300, delay_max_ms: 2_000, idempotent: true };

/// Someone is waiting, and it must not be done twice.
pub const PAGE_WRITE: Policy = Policy { attempts_max: 2, base_ms: 300, delay_max_ms: 2_000, idempotent: false };

/// Decides. `attempt` counts from 1. `retry_after_ms` is what the other side asked for: it is obeyed, and when it is
/// longer than the policy allows there is no use in waiting. `random` spreads callers evenly over the second half of
/// the pause, so that they do not come back together.
pub fn decide(policy: &Policy, attempt: u32, fault: Fault, retry_after_ms: Option<u32>, random: u32) -> Verdict {
    let repeatable = match fault {
        Fault::Busy => true,
        Fault::Ambiguous => policy.idempotent,
        Fault::Final => false,
    };
    if !repeatable || attempt >= policy.attempts_max {
        return Verdict::GiveUp;
    }
    let doubled = policy.base_ms.saturating_mul(1 << attempt.saturating_sub(1).min(16));
    let pause = doubled.min(policy.delay_max_ms);
    let half = pause / 2;
    let jittered = half + ((u64::from(random) * u64::from(pause - half)) >> 32) as u32;
    match retry_after_ms {
        Some(asked) if asked > policy.delay_max_ms => Verdict::GiveUp,
        Some(asked) => Verdict::Retry { delay_ms: asked.max(jittered) },
        None => Verdict::Retry { delay_ms: jittered },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: Policy = Policy { attempts_max: 5, base_ms: 100, delay_max_ms: 1_000, idempotent: true };

    #[test]
    fn pauses_double_and_stay_below_the_limit() {
        let pause = |attempt| decide(&POLICY, attempt, Fault::Busy, None, u32::MAX);
        assert_eq!(pause(1), Verdict::Retry { delay_ms: 99 });
        assert_eq!(pause(2), Verdict::Retry { delay_ms: 199 });
        assert_eq!(pause(4), Verdict::Retry { delay_ms: 799 });
        assert_eq!(pause(5), Verdict::GiveUp);
    }

    #[test]
    fn retry_after_is_obeyed_or_not_waited_for() {
        assert_eq!(decide(&POLICY, 1, Fault::Busy, Some(700), 0), Verdict::Retry { delay_ms: 700 });
        assert_eq!(decide(&POLICY, 1, Fault::Busy, Some(60_000), 0), Verdict::GiveUp);
    }

    #[test]
    fn what_may_have_been_done_is_repeated_only_where_that_does_no_harm() {
        let careful = Policy { idempotent: false, ..POLICY };
        assert_eq!(decide(&careful, 1, Fault::Ambiguous, None, 0), Verdict::GiveUp);
        assert_eq!(decide(&POLICY, 1, Fault::Ambiguous, None, 0), Verdict::Retry { delay_ms: 50 });
        assert_eq!(decide(&POLICY, 1, Fault::Final, None, 0), Verdict::GiveUp);
    }

    proptest! {
        #[test]
        fn every_pause_is_within_half_of_its_step_and_the_limit(
            attempt in 1u32..5, random: u32, asked in proptest::option::of(0u32..1_000),
        ) {
            if let Verdict::Retry { delay_ms } = decide(&POLICY, attempt, Fault::Busy, asked, random) {
                let step = (100 << (attempt - 1)).min(1_000);
                prop_assert!(delay_ms >= step / 2);
                prop_assert!(delay_ms <= step.max(asked.unwrap_or(0)));
            }
        }
    }
}

//! Since when rules watch.

use weftline_wire::configuration::{Rule, RuleSet};

/// Rules as they are stored: one that was switched on before, and is set off by the same, goes on from where it began;
/// one that is new, switched on, or set off by something else begins now. What they say of it themselves is passed
/// over.
#[must_use]
pub fn stamped(rules: &RuleSet, stored: Option<&RuleSet>, now_ms: u64) -> RuleSet {
    let before = |rule: &Rule| {
        let known = stored?.rules.iter().find(|known| known.id == rule.id)?;
        // While it is switched off it does not matter, and must not make the same rules different ones.
        let goes_on = !rule.enabled || known.enabled && known.trigger == rule.trigger;
        goes_on.then_some(known.since_ms)
    };
    RuleSet {
        rules: rules
            .rules
            .iter()
            .map(|rule| Rule { since_ms: before(rule).unwrap_or(now_ms), ..rule.clone() })
            .collect(),
    }
}

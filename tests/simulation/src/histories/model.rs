//! What two sides have to agree on, decided from what people did on each of them. It shares nothing with the planner.
//!
//! Edits of one side alone have one outcome. Where both sides were edited since both were last at rest, the later edit
//! stands if a sync surely came between the two; otherwise they raced, and what the policy says of edits at the same time
//! is accepted too.

use std::fmt;

use weftline_wire::configuration::{Direction, Policy};

use super::fields::{Field, Value};

/// A value that somebody gave a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Edit {
    pub(crate) at_ms: u64,
    pub(crate) value: Value,
}

/// A field since both sides were last at rest.
#[derive(Clone, Debug)]
pub(crate) struct Past<'a> {
    pub(crate) field: &'a Field,
    /// What the issue had then, and the record.
    pub(crate) began: (&'a Value, &'a Value),
    /// Whether it waited for somebody then.
    pub(crate) waited: bool,
    pub(crate) jira: &'a [Edit],
    pub(crate) salesforce: &'a [Edit],
    /// When a sync that wrote it to the issue had looked at the issue, and when it wrote.
    pub(crate) overwrote: &'a [(u64, u64)],
    /// When a sync began and ended that saw all of the issue.
    pub(crate) saw_jira: &'a [(u64, u64)],
    /// When a sync began and ended that saw all of the record.
    pub(crate) saw_salesforce: &'a [(u64, u64)],
}

impl fmt::Display for Past<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let edits = |edits: &[Edit]| -> Vec<String> {
            edits.iter().map(|edit| format!("{} {:?}", edit.at_ms % 100_000_000, edit.value)).collect()
        };
        let saw = |saw: &[(u64, u64)]| -> Vec<(u64, u64)> {
            saw.iter().map(|(began, ended)| (began % 100_000_000, ended % 100_000_000)).collect()
        };
        writeln!(to, "it began with {:?}, waiting: {}", self.began, self.waited)?;
        writeln!(to, "  in Jira {:?}\n  in Salesforce {:?}", edits(self.jira), edits(self.salesforce))?;
        write!(to, "  the issue was seen {:?}, the record {:?}", saw(self.saw_jira), saw(self.saw_salesforce))
    }
}

/// A field at rest.
#[derive(Clone, Debug)]
pub(crate) struct Rest {
    pub(crate) jira: Value,
    pub(crate) salesforce: Value,
    /// Whether it waits for somebody.
    pub(crate) held: bool,
}

/// What the model says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is the only outcome that may be.
    Right,
    /// Edits raced: it is one of the outcomes that the policy allows.
    Raced,
    /// It may not be.
    Wrong,
}

/// Which side's edit came last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Later {
    Jira,
    Salesforce,
}

impl Later {
    fn other(self) -> Self {
        match self {
            Self::Jira => Self::Salesforce,
            Self::Salesforce => Self::Jira,
        }
    }
}

/// Judges what became of a field.
pub(crate) fn judge(past: &Past<'_>, rest: &Rest) -> Verdict {
    let jira = past.jira.last().map_or(past.began.0, |edit| &edit.value);
    let salesforce = past.salesforce.last().map_or(past.began.1, |edit| &edit.value);
    let untouched = rest.jira == *jira && rest.salesforce == *salesforce;
    let held = untouched && rest.held && past.field.policy == Policy::Ask;
    let alike = untouched && past.field.agree(jira, salesforce);
    let certain = |right: bool| if right { Verdict::Right } else { Verdict::Wrong };
    if rest.held && (!held || alike) {
        return Verdict::Wrong;
    }
    if past.waited {
        // What waited waits on, or was decided: a decision is an edit of the side that it chose.
        let decided = stands(past, rest, Later::Jira) || stands(past, rest, Later::Salesforce);
        let any = !past.jira.is_empty() || !past.salesforce.is_empty();
        return certain(held || alike || any && decided);
    }
    match (past.jira.is_empty(), past.salesforce.is_empty()) {
        (true, true) => certain(untouched && !rest.held),
        (false, true) if past.field.direction == Direction::ToJira => certain(untouched),
        (false, true) if rewritten_unanswered(past, rest) => Verdict::Raced,
        (false, true) => certain(stands(past, rest, Later::Jira)),
        (true, false) => certain(if past.field.direction == Direction::ToSalesforce {
            untouched
        } else {
            stands(past, rest, Later::Salesforce)
        }),
        (false, false) => both(past, rest, untouched, held, alike),
    }
}

fn both(past: &Past<'_>, rest: &Rest, untouched: bool, held: bool, alike: bool) -> Verdict {
    let later = if past.jira.last().map(|edit| edit.at_ms) > past.salesforce.last().map(|edit| edit.at_ms) {
        Later::Jira
    } else {
        Later::Salesforce
    };
    let outcome = |winner: Later| match (past.field.direction, winner) {
        // What may not go to the other side stays where it is.
        (Direction::ToSalesforce, Later::Salesforce) | (Direction::ToJira, Later::Jira) => untouched,
        _ => stands(past, rest, winner),
    };
    if alike || outcome(later) {
        return Verdict::Right;
    }
    // Jira takes no conditions: what somebody gives the issue between a look and a write is overwritten.
    let is_overwritten =
        |edit: &Edit| past.overwrote.iter().any(|(looked_ms, wrote_ms)| (*looked_ms..=*wrote_ms).contains(&edit.at_ms));
    if outcome(Later::Salesforce) && past.jira.last().is_some_and(is_overwritten) {
        return Verdict::Raced;
    }
    if rewritten_unanswered(past, rest) || taken_back_unseen(past, later) && outcome(later.other()) {
        return Verdict::Raced;
    }
    // What waits for somebody waits on while one side is edited again.
    let may_wait = past.field.policy == Policy::Ask && ever_raced(past);
    if surely_between(past, later) && !may_wait {
        return Verdict::Wrong;
    }
    // What was taken back before anybody looked, or while it waited, counts as not edited.
    let taken_back = |began: &Value, edits: &[Edit]| {
        let last = edits.last().map(|edit| &edit.value);
        let before = edits.iter().rev().skip(1).map(|edit| &edit.value);
        before.chain([began]).any(|value| Some(value) == last)
    };
    if taken_back(past.began.0, past.jira) && outcome(Later::Salesforce)
        || taken_back(past.began.1, past.salesforce) && outcome(Later::Jira)
        || held
    {
        return Verdict::Raced;
    }
    if gave_the_same(past) && (outcome(Later::Jira) || outcome(Later::Salesforce)) {
        return Verdict::Raced;
    }
    // A value that may not go to the other side is not written, so nothing shows that it met another one: either may seem
    // to have come last.
    // Nor is one that is in Salesforce what the record had been seen with before.
    let last = past.jira.last().map_or(past.began.0, |edit| &edit.value);
    let before = past.jira.iter().rev().skip(1).map(|edit| &edit.value).chain([past.began.0]);
    let own = past.salesforce.iter().rev().skip(1).map(|edit| edit.value.clone()).chain([past.began.1.clone()]);
    let mut seen = before.map(|value| past.field.to_salesforce(value)).chain(own);
    let is_as_seen = seen.any(|value| past.field.to_salesforce(last) == value);
    if past.field.direction != Direction::Both || is_as_seen {
        let either = outcome(Later::Jira) || outcome(Later::Salesforce) || held;
        return if either { Verdict::Raced } else { Verdict::Wrong };
    }
    let allowed = match past.field.policy {
        Policy::SalesforceWins => outcome(Later::Salesforce),
        Policy::JiraWins => outcome(Later::Jira),
        // Jira and Salesforce tell when an issue and a record were changed, not when a field was.
        Policy::LatestWins => outcome(Later::Jira) || outcome(Later::Salesforce),
        Policy::Ask => false,
    };
    if allowed { Verdict::Raced } else { Verdict::Wrong }
}

/// Whether the record still has what the org made of an earlier edit, and Jira the last one: the org's own change of what was
/// written to it meets the last edit when the answer was lost, and no sync was through in between.
fn rewritten_unanswered(past: &Past<'_>, rest: &Rest) -> bool {
    let Some((last, earlier)) = past.jira.split_last() else { return false };
    let is_unseen =
        |edit: &&Edit| !past.saw_jira.iter().any(|(began, ended)| *began > edit.at_ms && *ended < last.at_ms);
    past.field.is_rewritten()
        && past.field.policy != Policy::JiraWins
        && rest.jira == last.value
        && earlier.iter().filter(is_unseen).any(|edit| past.field.to_salesforce(&edit.value) == rest.salesforce)
}

/// Whether a side has again what it had, and nobody looked while it had something else: nobody can know that it was different.
fn taken_back_unseen(past: &Past<'_>, side: Later) -> bool {
    let (edits, began, saw) = match side {
        Later::Salesforce => (past.salesforce, past.began.1, past.saw_salesforce),
        Later::Jira => (past.jira, past.began.0, past.saw_jira),
    };
    let Some(last) = edits.last() else { return false };
    let is_unseen = |from: &Edit| !saw.iter().any(|(looked, ended)| *looked > from.at_ms && *ended < last.at_ms);
    let had = std::iter::once(began).chain(edits.iter().map(|edit| &edit.value));
    edits.iter().zip(had).any(|(edit, had)| *had == last.value && is_unseen(edit))
}

/// Whether a side's last value is what both have now.
fn stands(past: &Past<'_>, rest: &Rest, side: Later) -> bool {
    let field = past.field;
    let values =
        |began: &Value, edits: &[Edit], value: &Value| began == value || edits.iter().any(|edit| edit.value == *value);
    match side {
        Later::Jira => {
            let last = past.jira.last().map_or(past.began.0, |edit| &edit.value);
            // What agrees is not written: so it may still be what the record had before.
            let kept = values(past.began.1, past.salesforce, &rest.salesforce) && field.agree(last, &rest.salesforce);
            rest.jira == *last && (rest.salesforce == field.to_salesforce(last) || kept || back_again(past, rest))
        }
        Later::Salesforce => {
            let last = past.salesforce.last().map_or(past.began.1, |edit| &edit.value);
            let kept = values(past.began.0, past.jira, &rest.jira) && field.agree(&rest.jira, last);
            rest.salesforce == *last && (rest.jira == field.to_jira(last) || kept || back_again(past, rest))
        }
    }
}

/// Whether somebody gave one side the very value that the other one had had, and that was perhaps just being written there:
/// nobody can tell it from what was written, so both sides count as having agreed on it.
fn gave_the_same(past: &Past<'_>) -> bool {
    let field = past.field;
    let of_jira = past
        .jira
        .iter()
        .rev()
        .skip(1)
        .any(|jira| past.salesforce.last().is_some_and(|last| last.value == field.to_salesforce(&jira.value)));
    let of_salesforce = past
        .salesforce
        .iter()
        .rev()
        .skip(1)
        .any(|salesforce| past.jira.last().is_some_and(|last| last.value == field.to_jira(&salesforce.value)));
    of_jira || of_salesforce
}

/// Whether both sides have again what they began with: nobody may have noticed that it was different.
fn back_again(past: &Past<'_>, rest: &Rest) -> bool {
    rest.jira == *past.began.0 && rest.salesforce == *past.began.1
}

/// Whether an edit of one side and one of the other may have met: no sync surely came between them.
fn ever_raced(past: &Past<'_>) -> bool {
    let is_between = |first: &Edit, second: &Edit, saw: &[(u64, u64)]| {
        saw.iter().any(|(began, ended)| *began > first.at_ms && *ended < second.at_ms)
    };
    past.jira.iter().any(|jira| {
        past.salesforce.iter().any(|salesforce| {
            if jira.at_ms < salesforce.at_ms {
                !is_between(jira, salesforce, past.saw_jira)
            } else {
                !is_between(salesforce, jira, past.saw_salesforce)
            }
        })
    })
}

/// Whether a sync surely came between the last edit of the side that was edited first and the edits of the other side
/// that came after it.
fn surely_between(past: &Past<'_>, later: Later) -> bool {
    let (first, second, saw) = match later {
        Later::Salesforce => (past.jira, past.salesforce, past.saw_jira),
        Later::Jira => (past.salesforce, past.jira, past.saw_salesforce),
    };
    let Some(since) = first.last().map(|edit| edit.at_ms) else { return true };
    let until = second.iter().map(|edit| edit.at_ms).find(|at_ms| *at_ms > since).unwrap_or(u64::MAX);
    saw.iter().any(|(began, ended)| *began > since && *ended < until)
}

#[cfg(test)]
mod tests {
    use super::super::fields::FIELDS;
    use super::*;

    fn text(text: &str) -> Value {
        Some(text.to_owned())
    }

    fn verdict(field: usize, jira: &[(u64, &str)], salesforce: &[(u64, &str)], rest: (&str, &str)) -> Verdict {
        let edits = |list: &[(u64, &str)]| -> Vec<Edit> {
            list.iter().map(|(at_ms, value)| Edit { at_ms: *at_ms, value: text(value) }).collect()
        };
        let (jira, salesforce) = (edits(jira), edits(salesforce));
        let began = text("High");
        let past = Past {
            field: &FIELDS[field],
            began: (&began, &began),
            waited: false,
            jira: &jira,
            salesforce: &salesforce,
            overwrote: &[(15, 18)],
            saw_jira: &[(20, 30)],
            saw_salesforce: &[(20, 30)],
        };
        judge(&past, &Rest { jira: text(rest.0), salesforce: text(rest.1), held: false })
    }

    #[test]
    fn an_edit_of_one_side_has_one_outcome() {
        assert_eq!(verdict(0, &[(1, "a")], &[], ("a", "a")), Verdict::Right);
        assert_eq!(verdict(0, &[(1, "a")], &[], ("a", "High")), Verdict::Wrong);
        assert_eq!(verdict(0, &[], &[(1, "b")], ("High", "b")), Verdict::Wrong);
        assert_eq!(verdict(0, &[], &[], ("a", "a")), Verdict::Wrong);
    }

    #[test]
    fn a_value_does_not_travel_back_as_what_was_made_of_it() {
        assert_eq!(verdict(2, &[(1, "Lowest")], &[], ("Lowest", "Low")), Verdict::Right);
        assert_eq!(verdict(2, &[(1, "Lowest")], &[], ("Low", "Low")), Verdict::Wrong);
    }

    #[test]
    fn edits_that_race_may_end_as_the_policy_says_and_others_as_the_later_says() {
        // Salesforce wins: the later edit loses only if no sync came between.
        assert_eq!(verdict(0, &[(2, "a")], &[(1, "b")], ("b", "b")), Verdict::Raced);
        assert_eq!(verdict(0, &[(2, "a")], &[(1, "b")], ("a", "a")), Verdict::Right);
        assert_eq!(verdict(0, &[(40, "a")], &[(1, "b")], ("b", "b")), Verdict::Wrong);
        // What was taken back before anybody looked counts as not edited.
        assert_eq!(verdict(0, &[(1, "a")], &[(40, "b"), (50, "High")], ("a", "a")), Verdict::Raced);
        assert_eq!(verdict(0, &[(1, "a")], &[(40, "b"), (50, "c")], ("a", "a")), Verdict::Wrong);
        // The record's later edit never loses there.
        assert_eq!(verdict(0, &[(1, "a")], &[(2, "b")], ("a", "a")), Verdict::Wrong);
        assert_eq!(verdict(0, &[(1, "a")], &[(2, "b")], ("a", "b")), Verdict::Wrong);
    }
}

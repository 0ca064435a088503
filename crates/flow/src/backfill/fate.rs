//! What becomes of a row: the one function that decides it, for the dry run and for the run.

use std::collections::BTreeSet;

use weftline_wire::document::BackfillRow;
use weftline_wire::view::{BackfillCause, BackfillFate, BackfillPlan};

use crate::links::RECORDS_PER_ISSUE;

/// What an issue's field leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// It is empty.
    NoValue,
    /// Nothing has this value; or links tell, and there is none.
    Nothing,
    /// Several records have it.
    Several,
    /// This record has it.
    One(String),
}

impl Match {
    fn is(&self, record_id: Option<&str>) -> bool {
        matches!(self, Match::One(id) if Some(id.as_str()) == record_id)
    }
}

/// What is known of an issue.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// Its id, key and project.
    pub(crate) issue_id: String,
    pub(crate) issue_key: String,
    pub(crate) project_id: String,
    /// Whether it can be read.
    pub(crate) is_there: bool,
    /// Why nothing is done in this project, or on this issue type.
    pub(crate) kept_from: Option<BackfillCause>,
    /// Whether a mapping says how a record is made of it.
    pub(crate) is_mapped: bool,
    /// Its linked records of the object, the oldest first.
    pub(crate) linked: Vec<String>,
    /// How many links it has at all.
    pub(crate) links: usize,
    /// What its field leads to.
    pub(crate) found: Match,
    /// Whether the record that was found is linked to another issue.
    pub(crate) elsewhere: bool,
    /// The record that is gone through; none where issues are.
    pub(crate) about: Option<String>,
}

impl Facts {
    /// The same issue, seen from a record: of its links that one counts.
    pub(crate) fn seen_from(&self, record_id: &str) -> Self {
        let mut facts = Self { about: Some(record_id.to_owned()), ..self.clone() };
        facts.linked.sort_by_key(|linked| linked != record_id);
        facts
    }
}

/// Decides what becomes of an issue. `taken` are records that issues before it are about to be linked to, where a record
/// may have one issue only; the record that it takes is added.
pub(crate) fn decide(plan: &BackfillPlan, facts: &Facts, exclusive: bool, taken: &mut BTreeSet<String>) -> BackfillRow {
    let mut record_id = match &facts.found {
        Match::One(id) => id.clone(),
        _ => String::new(),
    };
    let is_other = facts.about.as_ref().is_some_and(|record| !facts.linked.contains(record));
    let (fate, cause) = match (&facts.found, facts.linked.first()) {
        _ if !facts.is_there => (BackfillFate::Cannot, Some(BackfillCause::Gone)),
        _ if facts.kept_from.is_some() => (BackfillFate::Cannot, facts.kept_from),
        (Match::Several, None) => (BackfillFate::Conflict, Some(BackfillCause::Several)),
        (Match::Several, _) if is_other => (BackfillFate::Conflict, Some(BackfillCause::Several)),
        (found, _) if is_other && !found.is(facts.about.as_deref()) => {
            (BackfillFate::Unmatched, Some(BackfillCause::NoIssue))
        }
        (_, Some(first)) if plan.only_new && !is_other => {
            record_id.clone_from(first);
            (BackfillFate::Already, None)
        }
        (Match::One(id), Some(_)) if !facts.linked.contains(id) => {
            (BackfillFate::Conflict, Some(BackfillCause::OtherRecord))
        }
        (_, Some(first)) => {
            if record_id.is_empty() {
                record_id.clone_from(first);
            }
            (BackfillFate::Update, None)
        }
        (Match::One(id), None) if exclusive && (facts.elsewhere || taken.contains(id)) => {
            (BackfillFate::Conflict, Some(BackfillCause::Elsewhere))
        }
        (Match::NoValue | Match::Nothing, None) if !plan.create => {
            let empty = facts.found == Match::NoValue;
            let cause = if empty { BackfillCause::NoValue } else { BackfillCause::NotFound };
            (BackfillFate::Unmatched, Some(cause))
        }
        _ if facts.links >= RECORDS_PER_ISSUE => (BackfillFate::Cannot, Some(BackfillCause::Full)),
        (Match::One(id), None) => {
            taken.insert(id.clone());
            (BackfillFate::Link, None)
        }
        (Match::NoValue | Match::Nothing, None) if !facts.is_mapped => {
            (BackfillFate::Cannot, Some(BackfillCause::NotMapped))
        }
        (Match::NoValue | Match::Nothing, None) => (BackfillFate::Create, None),
    };
    BackfillRow {
        issue_id: facts.issue_id.clone(),
        issue_key: facts.issue_key.clone(),
        project_id: facts.project_id.clone(),
        record_id: facts.about.clone().unwrap_or(record_id),
        fate,
        cause,
        text: String::new(),
        done: false,
    }
}

/// What was decided of a row before, by a worker that may have died while it did it, and what is to be decided now: what
/// was done is told by what there is now. `is_intended` says whether the creation of its record was begun.
pub(crate) fn remember(before: &BackfillRow, now: BackfillRow, is_intended: bool) -> BackfillRow {
    let same = now.record_id == before.record_id;
    match before.fate {
        // It is linked by now: by that worker.
        BackfillFate::Link if same && matches!(now.fate, BackfillFate::Already | BackfillFate::Update) => {
            before.clone()
        }
        BackfillFate::Link | BackfillFate::Update => now,
        // Nothing was sent, and meanwhile somebody has linked the issue, or there is a match.
        BackfillFate::Create if !is_intended => now,
        // The creation's own document tells what came of it.
        _ => before.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weftline_wire::view::{BackfillMatching, BackfillSource};

    fn plan(create: bool, only_new: bool) -> BackfillPlan {
        BackfillPlan {
            connection: "main".into(),
            object: "Case".into(),
            source: BackfillSource::Issues { jql: String::new() },
            matching: BackfillMatching::Reference { jira_field: "customfield_1".into() },
            create,
            only_new,
        }
    }

    fn facts(found: Match, linked: &[&str]) -> Facts {
        Facts {
            issue_id: "1".into(),
            issue_key: "SUP-1".into(),
            project_id: "10".into(),
            is_there: true,
            kept_from: None,
            is_mapped: true,
            linked: linked.iter().map(|&id| id.to_owned()).collect(),
            links: linked.len(),
            found,
            elsewhere: false,
            about: None,
        }
    }

    fn decided(plan: &BackfillPlan, facts: &Facts) -> (BackfillFate, Option<BackfillCause>) {
        let row = decide(plan, facts, true, &mut BTreeSet::new());
        (row.fate, row.cause)
    }

    #[test]
    fn ops_6_what_is_linked_is_left_alone_unless_someone_wants_it_brought_in_step() {
        let linked = facts(Match::One("a".into()), &["a"]);
        assert_eq!(decided(&plan(true, true), &linked), (BackfillFate::Already, None));
        assert_eq!(decided(&plan(true, false), &linked), (BackfillFate::Update, None));
        let other = facts(Match::One("b".into()), &["a"]);
        assert_eq!(decided(&plan(true, true), &other), (BackfillFate::Already, None));
        let conflict = (BackfillFate::Conflict, Some(BackfillCause::OtherRecord));
        assert_eq!(decided(&plan(true, false), &other), conflict);
        assert_eq!(decided(&plan(true, false), &facts(Match::Nothing, &["a"])), (BackfillFate::Update, None));
    }

    #[test]
    fn ops_6_seen_from_a_record_only_what_is_about_it_is_done() {
        let from = |found: Match, linked: &[&str], only_new: bool| {
            let row = decide(&plan(false, only_new), &facts(found, linked).seen_from("a"), true, &mut BTreeSet::new());
            assert_eq!(row.record_id, "a");
            (row.fate, row.cause)
        };
        let (a, b) = (Match::One("a".into()), Match::One("b".into()));
        assert_eq!(from(a.clone(), &[], true), (BackfillFate::Link, None));
        assert_eq!(from(a.clone(), &["b", "a"], true), (BackfillFate::Already, None));
        assert_eq!(from(Match::Nothing, &["b", "a"], false), (BackfillFate::Update, None));
        let conflict = (BackfillFate::Conflict, Some(BackfillCause::OtherRecord));
        assert_eq!(from(a.clone(), &["b"], true), conflict, "the issue has another");
        assert_eq!(from(a, &["b"], false), conflict);
        let unmatched = (BackfillFate::Unmatched, Some(BackfillCause::NoIssue));
        for (found, linked) in [(b.clone(), &[][..]), (b, &["b"][..]), (Match::NoValue, &[]), (Match::Nothing, &["b"])]
        {
            assert_eq!(from(found, linked, false), unmatched, "the issue is about another by now");
        }
        let several = (BackfillFate::Conflict, Some(BackfillCause::Several));
        assert_eq!(from(Match::Several, &[], true), several);
        assert_eq!(from(Match::Several, &["b"], true), several);
        assert_eq!(from(Match::Several, &["a"], true), (BackfillFate::Already, None));
    }

    #[test]
    fn ops_6_what_has_no_match_is_left_or_created() {
        for (found, cause) in [(Match::NoValue, BackfillCause::NoValue), (Match::Nothing, BackfillCause::NotFound)] {
            let facts = facts(found, &[]);
            assert_eq!(decided(&plan(false, true), &facts), (BackfillFate::Unmatched, Some(cause)));
            assert_eq!(decided(&plan(true, true), &facts), (BackfillFate::Create, None));
            let unmapped = Facts { is_mapped: false, ..facts };
            let refused = (BackfillFate::Cannot, Some(BackfillCause::NotMapped));
            assert_eq!(decided(&plan(true, true), &unmapped), refused);
        }
        let several = (BackfillFate::Conflict, Some(BackfillCause::Several));
        assert_eq!(decided(&plan(true, true), &facts(Match::Several, &[])), several);
    }

    #[test]
    fn ops_6_two_issues_that_name_one_record_do_not_both_get_it() {
        let mut taken = BTreeSet::new();
        let one = facts(Match::One("a".into()), &[]);
        assert_eq!(decide(&plan(false, true), &one, true, &mut taken).fate, BackfillFate::Link);
        let second = decide(&plan(false, true), &one, true, &mut taken);
        assert_eq!((second.fate, second.cause), (BackfillFate::Conflict, Some(BackfillCause::Elsewhere)));
        assert_eq!(
            decide(&plan(false, true), &one, false, &mut taken).fate,
            BackfillFate::Link,
            "where it may be shared"
        );
    }

    #[test]
    fn ops_6_what_a_dead_worker_linked_counts_as_linked() {
        let row = |fate| BackfillRow {
            fate,
            ..decide(&plan(false, true), &facts(Match::One("a".into()), &[]), true, &mut BTreeSet::new())
        };
        let before = row(BackfillFate::Link);
        assert_eq!(remember(&before, row(BackfillFate::Already), false).fate, BackfillFate::Link);
        let elsewhere = BackfillRow { cause: Some(BackfillCause::Elsewhere), ..row(BackfillFate::Conflict) };
        assert_eq!(remember(&before, elsewhere, false).fate, BackfillFate::Conflict, "somebody else was faster");
        let conflict = BackfillRow { cause: Some(BackfillCause::Elsewhere), ..row(BackfillFate::Conflict) };
        assert_eq!(remember(&conflict, row(BackfillFate::Link), false).fate, BackfillFate::Conflict);
        let created = row(BackfillFate::Create);
        assert_eq!(remember(&created, row(BackfillFate::Already), true).fate, BackfillFate::Create);
        assert_eq!(
            remember(&created, row(BackfillFate::Already), false).fate,
            BackfillFate::Already,
            "somebody has linked it before anything was sent"
        );
    }
}

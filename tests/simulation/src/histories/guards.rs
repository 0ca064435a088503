//! Conditions on which anything goes (SYNC-7): in some histories people hold an issue or a case back, and let it go again.
//!
//! The histories from [`GUARDED`] on have conditions, up to those with files. The others are what they were without.

use serde_json::json;
use weftline_sandbox::random::Random;
use weftline_wire::configuration::{Condition, Mapping};

use super::history::{Bond, History};
use super::papers::CARRIED;
use super::remarks::Side;
use crate::mappings::{is, only_when};

/// The first seed of a history with conditions.
pub const GUARDED: u64 = 1 << 32;

/// The label that holds an issue back.
const LABEL: &str = "hold";
/// The types of cases: the first holds one back.
const TYPES: [&str; 2] = ["Mechanical", "Other"];

/// Whether a history has conditions.
pub(crate) fn is_guarded(seed: u64) -> bool {
    (GUARDED..CARRIED).contains(&seed)
}

/// Nothing goes while the issue has the label, or while the case is of the type.
pub(crate) fn guarded(mapping: Mapping) -> Mapping {
    let not = |condition: Condition| Condition::Not { of: vec![condition] };
    only_when(mapping, Some(not(is("labels", LABEL))), Some(not(is("Type", TYPES[0]))))
}

/// Which way nothing goes: what the side of this index holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Guard {
    /// The issue, the case.
    shut: [bool; 2],
    /// The same when both were last at rest.
    began: [bool; 2],
    /// Whether somebody changed it since.
    turned: [bool; 2],
}

impl Guard {
    fn of(side: Side) -> usize {
        match side {
            Side::Jira => 0,
            Side::Salesforce => 1,
        }
    }

    /// Whether nothing of this side goes now.
    pub(crate) fn is_shut(&self, side: Side) -> bool {
        self.shut[Self::of(side)]
    }

    /// Whether nothing of this side could go since both were last at rest.
    pub(crate) fn was_shut(&self, side: Side) -> bool {
        let at = Self::of(side);
        self.shut[at] && self.began[at] && !self.turned[at]
    }

    /// Whether all could go since both were last at rest.
    pub(crate) fn is_open(&self) -> bool {
        ![self.shut, self.began, self.turned].iter().flatten().any(|held| *held)
    }

    /// Both are at rest.
    pub(crate) fn rest(&mut self) {
        (self.began, self.turned) = (self.shut, [false; 2]);
    }

    fn turn(&mut self, side: Side, shut: bool) {
        let at = Self::of(side);
        (self.shut[at], self.turned[at]) = (shut, true);
    }
}

impl History {
    /// At times somebody holds an issue or a case back, or lets it go. It has chances of its own.
    pub(crate) fn guard(&mut self, random: &mut Random) {
        if !is_guarded(self.seed()) || random.below(4) != 0 {
            return;
        }
        let all = self.subjects.len() as u64;
        let at = usize::try_from((random.below(8) * 7 + self.seed()) % all).unwrap();
        let side = if random.below(2) == 0 { Side::Jira } else { Side::Salesforce };
        let shut = !self.subjects[at].guard.is_shut(side);
        let (pair, bond) = (self.subjects[at].pair.clone(), self.subjects[at].bond);
        match side {
            Side::Jira if bond == Bond::IssueGone => return,
            Side::Jira => {
                let labels = if shut { vec![LABEL] } else { Vec::new() };
                let body = json!({ "fields": { "labels": labels } });
                let worker = self.subjects[at].place.worker();
                let (status, answer) = self.person(worker, "PUT", &format!("issue/{}", pair.issue), &body);
                assert_eq!(status, 204, "{answer}");
            }
            Side::Salesforce if bond == Bond::RecordGone => return,
            Side::Salesforce => {
                let body = json!({ "Type": TYPES[usize::from(!shut)] });
                let (status, answer) = self.org("PATCH", &format!("/sobjects/Case/{}", pair.case), &body);
                assert_eq!(status, 204, "{answer}");
            }
        }
        let verb = if shut { "holds back" } else { "lets go" };
        self.say(&format!("somebody {verb} issue {} / record {} in {side:?}", pair.issue, pair.case));
        self.subjects[at].guard.turn(side, shut);
        self.figures.acts += 1;
        self.figures.turned += 1;
    }

    /// What another case was merged into holds nothing back.
    pub(crate) fn unguard(&mut self, at: usize) {
        if self.subjects[at].guard.is_shut(Side::Salesforce) {
            self.subjects[at].guard.turn(Side::Salesforce, false);
        }
    }
}

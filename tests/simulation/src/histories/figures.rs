//! What is counted of histories.

use std::fmt;
use std::ops::AddAssign;

use crate::Cost;

/// What was seen of histories.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Histories.
    pub histories: u64,
    /// What people did.
    pub acts: u64,
    /// Values that they gave fields in Jira.
    pub jira_edits: u64,
    /// Values that they gave fields in Salesforce.
    pub salesforce_edits: u64,
    /// Links, unlinks, deletions, and what was brought back.
    pub upheavals: u64,
    /// Issues that they moved to another project.
    pub moves: u64,
    /// Records that they merged into another one.
    pub merges: u64,
    /// Accounts that they changed, and cases that they let point to another one.
    pub lookups: u64,
    /// Fields that they edited in the very moment in which a sync wrote them.
    pub meddled: u64,
    /// Issues and cases that they held back by a condition, or let go.
    pub turned: u64,
    /// Files that they added.
    pub papers: u64,
    /// What they posted to feeds, answered there, or edited.
    pub posts: u64,
    /// Copies of files that were judged at rest.
    pub copied: u64,
    /// Comments that they wrote, edited or deleted.
    pub remarks: u64,
    /// Conflicts that they decided.
    pub decisions: u64,
    /// Invocations.
    pub invocations: u64,
    /// Syncs of an issue among them.
    pub syncs: u64,
    /// Effects at which something went wrong.
    pub mishaps: u64,
    /// Requests to Salesforce that were refused while it was away or had no calls left.
    pub refused: u64,
    /// Events and messages that were lost, late or came twice.
    pub disorder: u64,
    /// Copies of comments that were judged at rest.
    pub copies: u64,
    /// Cases whose account was judged at rest.
    pub lookups_judged: u64,
    /// Times at which it was seen what customers see.
    pub watched: u64,
    /// Fields that were judged at rest.
    pub judged: u64,
    /// Those of them whose edits raced, so that the model had to accept what the policy allows.
    pub raced: u64,
    /// Fields that waited for a person.
    pub held: u64,
    /// Activities that were planned again.
    pub replayed: u64,
    /// Failed work that an admin had to try again.
    pub retried: u64,
    /// What everything asked for.
    pub cost: Cost,
    /// The largest share of the calls that are allowed, in percent.
    pub calls_share: u64,
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.histories += other.histories;
        self.acts += other.acts;
        self.jira_edits += other.jira_edits;
        self.salesforce_edits += other.salesforce_edits;
        self.upheavals += other.upheavals;
        self.moves += other.moves;
        self.merges += other.merges;
        self.lookups += other.lookups;
        self.lookups_judged += other.lookups_judged;
        self.meddled += other.meddled;
        self.turned += other.turned;
        self.remarks += other.remarks;
        self.papers += other.papers;
        self.posts += other.posts;
        self.copied += other.copied;
        self.copies += other.copies;
        self.watched += other.watched;
        self.decisions += other.decisions;
        self.invocations += other.invocations;
        self.syncs += other.syncs;
        self.mishaps += other.mishaps;
        self.refused += other.refused;
        self.disorder += other.disorder;
        self.judged += other.judged;
        self.raced += other.raced;
        self.held += other.held;
        self.replayed += other.replayed;
        self.retried += other.retried;
        self.cost += other.cost;
        self.calls_share = self.calls_share.max(other.calls_share);
    }
}

const TURNED: &str = "issues and cases held back by a condition, or let go";
const PAPERS: &str = "files added";
const POSTS: &str = "posts, answers and edits in feeds";
const COPIED: &str = "copies of files judged at rest";

impl fmt::Display for Figures {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cost, .. } = self;
        writeln!(to, "| what | how many |\n|---|---:|")?;
        for (what, many) in [
            ("histories", self.histories),
            ("acts of people", self.acts),
            ("values given in Jira", self.jira_edits),
            ("values given in Salesforce", self.salesforce_edits),
            ("links, unlinks, deletions", self.upheavals),
            ("issues moved to another project", self.moves),
            ("records merged", self.merges),
            ("accounts changed, and cases that point to another one", self.lookups),
            ("edits of a field in the moment in which a sync writes it", self.meddled),
            (TURNED, self.turned),
            (PAPERS, self.papers),
            (COPIED, self.copied),
            (POSTS, self.posts),
            ("comments written, edited, deleted", self.remarks),
            ("conflicts decided", self.decisions),
            ("invocations", self.invocations),
            ("syncs among them", self.syncs),
            ("effects at which something went wrong", self.mishaps),
            ("requests to Salesforce while it was away", self.refused),
            ("events and messages lost, late or twice", self.disorder),
            ("fields judged at rest", self.judged),
            ("of them with edits that raced", self.raced),
            ("of them waiting for a person", self.held),
            ("cases whose account was judged at rest", self.lookups_judged),
            ("copies of comments judged at rest", self.copies),
            ("times that what customers see was looked at", self.watched),
            ("plans planned again, byte for byte", self.replayed),
            ("failed work that an admin tried again", self.retried),
            ("requests to Salesforce", cost.salesforce),
            ("requests to Jira", cost.jira),
            ("storage reads", cost.reads),
            ("storage writes", cost.writes),
            ("largest share of the allowed calls, %", self.calls_share),
        ] {
            // Most histories have neither conditions nor files nor feeds.
            if ![TURNED, PAPERS, COPIED, POSTS].contains(&what) || many > 0 {
                writeln!(to, "| {what} | {} |", grouped(many))?;
            }
        }
        Ok(())
    }
}

/// A number as people read it.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

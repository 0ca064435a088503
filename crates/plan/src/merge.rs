//! Three-way merge of one field: what becomes of it when either side may have changed since it was last looked at.
//!
//! A side has changed only against its own base, so what Weftline wrote never travels back, however the other system
//! cut, rounded or spelled it. Where both sides say the same there is nothing to do, whatever the bases say.
//!
//! Where no change is known (a link's first look, or a field that was mapped since) nothing may be lost that somebody
//! wrote: a side that is empty takes the other's value, and where both have one, the policy decides as it does when
//! both have changed.

use weftline_wire::configuration::{Direction, Policy};
use weftline_wire::plan::Way;

/// Whether a side has changed since it was last looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is as it was.
    No,
    /// It is not.
    Yes,
    /// Nobody knows what it was.
    Unknown,
}

/// One side of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// Whether it has changed.
    pub change: Change,
    /// Whether it has no value; of a checkbox: whether it is not checked.
    pub empty: bool,
    /// When its record or issue was changed last, in ms since 1970.
    pub modified_at_ms: u64,
}

/// A field on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fork {
    /// Which way its values go.
    pub direction: Direction,
    /// Who wins when both sides have changed.
    pub policy: Policy,
    /// Whether both say the same, after conversion.
    pub agree: bool,
    /// The record's side.
    pub salesforce: Side,
    /// The side.
    pub jira: Side,
}

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// One side's value is written to the other.
    Write(Way),
    /// Nothing is written until a person has decided.
    Held,
    /// Nothing is written.
    Kept(Kept),
}

/// Why nothing is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is set when the record is created, and never again.
    CreationOnly,
    /// Both sides say the same.
    Agreed,
    /// They do not, and have not changed.
    Unchanged,
    /// A value would have to go this way, and does not by the direction.
    Direction(Way),
}

impl Kept {
    /// In English.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Kept::CreationOnly => "it is set when the record is created, and not changed afterwards",
            Kept::Agreed => "both sides have the same",
            Kept::Unchanged => "neither side has changed",
            Kept::Direction(Way::ToJira) => "the record's value stands, and the field's values do not go to Jira",
            Kept::Direction(Way::ToSalesforce) => {
                "the issue's value stands, and the field's values do not go to Salesforce"
            }
        }
    }
}

/// Decides what becomes of a field.
#[must_use]
pub fn merge(fork: &Fork) -> Outcome {
    if fork.direction == Direction::Creation {
        return Outcome::Kept(Kept::CreationOnly);
    }
    if fork.agree {
        return Outcome::Kept(Kept::Agreed);
    }
    let way = match (fork.salesforce.change, fork.jira.change) {
        (Change::No, Change::No) => return Outcome::Kept(Kept::Unchanged),
        (Change::Yes, Change::No) => Some(Way::ToJira),
        (Change::No, Change::Yes) => Some(Way::ToSalesforce),
        (Change::Yes, _) | (_, Change::Yes) => by_policy(fork),
        (Change::Unknown, _) | (_, Change::Unknown) => match (fork.salesforce.empty, fork.jira.empty) {
            (true, false) => Some(Way::ToSalesforce),
            (false, true) => Some(Way::ToJira),
            _ => by_policy(fork),
        },
    };
    match way {
        None => Outcome::Held,
        Some(way) if goes(fork.direction, way) => Outcome::Write(way),
        Some(way) => Outcome::Kept(Kept::Direction(way)),
    }
}

/// The way of the value that wins; none when a person has to say.
fn by_policy(fork: &Fork) -> Option<Way> {
    match fork.policy {
        Policy::SalesforceWins => Some(Way::ToJira),
        Policy::JiraWins => Some(Way::ToSalesforce),
        Policy::LatestWins if fork.jira.modified_at_ms > fork.salesforce.modified_at_ms => Some(Way::ToSalesforce),
        Policy::LatestWins => Some(Way::ToJira),
        Policy::Ask => None,
    }
}

/// Whether values of a field go this way.
pub(crate) fn goes(direction: Direction, way: Way) -> bool {
    match direction {
        Direction::Creation => false,
        Direction::ToSalesforce => way == Way::ToSalesforce,
        Direction::ToJira => way == Way::ToJira,
        Direction::Both => true,
    }
}

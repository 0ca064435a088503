//! Switches: ready-made faults with a name, for the laptop page.

use super::{Fault, FaultKind};
use crate::world::Door;

/// Names, and what they are called on the page.
pub(super) const SWITCHES: [(&str, &str); 7] = [
    ("salesforceDown", "Salesforce is down (503)"),
    ("salesforceUnreachable", "Salesforce does not answer"),
    ("salesforceSlow", "Salesforce answers after 8 seconds"),
    ("outOfCalls", "The org has no API calls left (403)"),
    ("tokenRevoked", "The token is revoked (401)"),
    ("rowsLocked", "Salesforce rows are locked on writing"),
    ("jiraDown", "Jira is down (503)"),
];

/// The faults behind a switch.
pub(super) fn switch(name: &str) -> Option<Vec<Fault>> {
    let salesforce = |kind| Fault::always(Door::Salesforce, kind);
    Some(match name {
        "salesforceDown" => vec![salesforce(FaultKind::ServerError { status: 503 })],
        "salesforceUnreachable" => vec![salesforce(FaultKind::Hang { carried_out: false })],
        "salesforceSlow" => vec![salesforce(FaultKind::Slow { delay_ms: 8_000 })],
        "outOfCalls" => vec![salesforce(FaultKind::LimitExceeded).at("/services/data/*")],
        "tokenRevoked" => vec![
            salesforce(FaultKind::TokenRevoked).at("/services/data/*"),
            salesforce(FaultKind::TokenRevoked).at("/services/oauth2/token"),
        ],
        "rowsLocked" => vec![salesforce(FaultKind::LockRow).at("/services/data/*")],
        "jiraDown" => vec![Fault::always(Door::Jira, FaultKind::ServerError { status: 503 })],
        _ => return None,
    })
}

//! Switches: ready-made faults with a name, for the laptop page.

use super::{Fault, FaultKind};
use crate::world::Door;

/// Names, and what they are called on the page.
pub(super) const SWITCHES: [(&str, &str); 18] = [
    ("salesforceDown", "Salesforce is down (503)"),
    ("salesforceUnreachable", "Salesforce does not answer"),
    ("salesforceSlow", "Salesforce answers after 8 seconds"),
    ("outOfCalls", "The org has no API calls left (403)"),
    ("tokenRevoked", "The token is revoked (401)"),
    ("addressRefused", "An IP allowlist refuses the app (400)"),
    ("sessionExpired", "The next call meets an expired session (401)"),
    ("accessLacking", "The integration user may do nothing (403)"),
    ("rowsLocked", "Salesforce rows are locked on writing"),
    ("someRowsLocked", "Every seventh row is locked on writing many"),
    ("jobsFail", "Bulk jobs fail half way"),
    ("jobsStuck", "Bulk jobs stand still half way"),
    ("jobsSlow", "Bulk jobs get 200 rows a second done"),
    ("repliesLost", "Salesforce writes are done, their replies lost"),
    ("errorPages", "A proxy answers for Salesforce with a page (502)"),
    ("chatterBusy", "Chatter takes no more calls this hour (503)"),
    ("jiraDown", "Jira is down (503)"),
    ("jiraBusy", "Jira takes no more calls for now (429)"),
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
        "addressRefused" => vec![
            salesforce(FaultKind::AddressRefused).at("/services/data/*"),
            salesforce(FaultKind::AddressRefused).at("/services/oauth2/token"),
        ],
        "sessionExpired" => {
            vec![Fault { count: Some(1), ..salesforce(FaultKind::SessionExpired).at("/services/data/*") }]
        }
        "accessLacking" => vec![salesforce(FaultKind::Forbidden).at("/services/data/*")],
        "repliesLost" => {
            let lost = |method| salesforce(FaultKind::LostReply).at("/services/data/*").on(method);
            vec![lost("POST"), lost("PATCH"), lost("DELETE")]
        }
        "errorPages" => vec![salesforce(FaultKind::HtmlError { status: 502 })],
        "chatterBusy" => {
            let refused = || salesforce(FaultKind::ServerError { status: 503 });
            vec![refused().at("/services/data/*/chatter/*"), refused().at("/services/data/*/connect/communities/*")]
        }
        "jiraBusy" => vec![Fault::always(Door::Jira, FaultKind::RateLimited { retry_after_s: 30 })],
        "rowsLocked" => vec![salesforce(FaultKind::LockRow).at("/services/data/*")],
        "someRowsLocked" => vec![salesforce(FaultKind::LockRows { every: 7 })],
        "jobsFail" => vec![salesforce(FaultKind::JobFailed { after_rows: None })],
        "jobsStuck" => vec![salesforce(FaultKind::JobStuck { after_rows: None })],
        "jobsSlow" => vec![salesforce(FaultKind::JobSlow { rows_per_second: 200 })],
        "jiraDown" => vec![Fault::always(Door::Jira, FaultKind::ServerError { status: 503 })],
        _ => return None,
    })
}

//! Carries out what a plan writes to a record and to an issue.
//!
//! To Salesforce goes one composite for all records: each changed on the condition that it is as it was read, then all of
//! them read back. Jira gets the fields, then the transition. Both are asked side by side. What is applied twice is
//! planned again in between, and then there is nothing left to write.

use std::collections::BTreeMap;

use weftline_jira::request as jira_request;
use weftline_salesforce::error::SalesforceError;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply;
use weftline_salesforce::request::{self, Subrequest, composite, refers};
use weftline_salesforce::time;
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::plan::{Plan, Write};
use weftline_wire::salesforce::FieldValue;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gather::Gathered;
use crate::join::join;
use crate::org::{CallError, Org};
use crate::queries;
use crate::retry;
use crate::setbacks;
use crate::site::{self, SiteError};
use crate::updating;

/// The record was changed after the time that the request named.
const CHANGED: u16 = 412;

/// Of a composite's 25 requests one reads back.
const RECORDS_MAX: usize = 24;

/// What came of it.
pub(crate) struct Applied {
    /// What the written records have now, by id: the values of `update_paths`.
    pub(crate) records: BTreeMap<String, BTreeMap<String, FieldValue>>,
    /// Whether the issue was written.
    pub(crate) wrote_issue: bool,
    /// The first thing that was refused; the rest was written.
    pub(crate) failure: Option<Failure>,
}

/// A record that is changed, unless somebody else has changed it since it was read.
struct Change<'a> {
    id: RecordId,
    fields: &'a BTreeMap<String, FieldValue>,
    unmodified_since: Option<String>,
}

impl Change<'_> {
    fn since(&self) -> Option<&str> {
        self.unmodified_since.as_deref()
    }
}

/// A plan, and when its record had been changed last when it was read, in ms since 1970; 0 when nobody knows.
pub(crate) struct Of<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) modified_at_ms: u64,
}

/// Applies plans of one object's records and one issue.
pub(crate) async fn apply(
    world: &World,
    org: &mut Org,
    gathered: &Gathered,
    plans: &[Of<'_>],
) -> Result<Applied, Failure> {
    let (of_org, of_site) = join(
        Box::pin(write_records(world, org, gathered, plans)),
        Box::pin(write_issue(world, &gathered.issue.id, plans)),
    )
    .await;
    let (wrote_issue, refused_by_site) = of_site;
    let (records, refused_by_org) = of_org?;
    Ok(Applied { records, wrote_issue, failure: refused_by_org.or(refused_by_site) })
}

type Written = (BTreeMap<String, BTreeMap<String, FieldValue>>, Option<Failure>);

async fn write_records(
    world: &World,
    org: &mut Org,
    gathered: &Gathered,
    plans: &[Of<'_>],
) -> Result<Written, Failure> {
    let writes = plans.iter().flat_map(|of| of.plan.writes.iter().map(|write| (write, of.modified_at_ms)));
    let changes: Vec<Change<'_>> = writes
        .filter_map(|(write, modified_at_ms)| match write {
            Write::UpdateRecord { record_id, fields, .. } => Some(Change {
                id: RecordId::parse(record_id).ok()?,
                fields,
                unmodified_since: (modified_at_ms > 0).then(|| time::http_date(modified_at_ms)),
            }),
            _ => None,
        })
        .collect();
    let (mut records, mut refused) = (BTreeMap::new(), None);
    let object = queries::name(&gathered.object.name)?;
    for part in changes.chunks(RECORDS_MAX) {
        // A composite would take some texts as references.
        let (alone, together): (Vec<_>, Vec<_>) = part.iter().partition(|change| refers(change.fields));
        for change in alone {
            let sent = org.send(world, &retry::PAGE_WRITE, |session, timeout_ms| {
                request::update(session, &object, &change.id, change.fields, change.since(), timeout_ms)
            });
            match sent.await {
                Ok(_) => {}
                Err(CallError::Refused(error)) => refused = refused.or(Some(refusal(&error)?)),
                Err(error) => return Err(error.into_failure()),
            }
        }
        let ids: Vec<RecordId> = part.iter().map(|change| change.id).collect();
        let query = updating::record_query(gathered, &[], &ids)?;
        let mut requests: Vec<Subrequest<'_>> = together
            .iter()
            .map(|change| Subrequest::update(&object, &change.id, change.fields, change.since()))
            .collect();
        requests.push(Subrequest::query(&query));
        let sent =
            org.send(world, &retry::PAGE_WRITE, |session, timeout_ms| composite(session, &requests, false, timeout_ms));
        let sent = sent.await.map_err(CallError::into_failure)?;
        let replies = reply::composite(&sent.view()).map_err(|error| error.to_failure())?;
        let Some((read, written)) = replies.split_last() else {
            return Err(failure::bug("a composite's reply is empty"));
        };
        for reply in written {
            if let Err(error) = reply.read() {
                refused = refused.or(Some(refusal(&error)?));
            }
        }
        let read = read.read().map_err(|error| error.to_failure())?;
        let page = reply::query_page(&read).map_err(|error| error.to_failure())?;
        for record in &page.records {
            if let Some(id) = record.id() {
                records.insert(id.to_string(), updating::values(gathered, record));
            }
        }
    }
    Ok((records, refused))
}

/// Why a record was refused, in the org's own words. What may go better is tried again as a whole: what was written
/// already is then the same.
fn refusal(error: &SalesforceError) -> Result<Failure, Failure> {
    if error.status() == CHANGED {
        return Err(failure::of(FailureCode::Conflict, "somebody has just changed the record; it is looked at again"));
    }
    let failure = error.to_failure();
    if failure.retryable { Err(failure) } else { Ok(setbacks::of_problems(&error.to_problems())) }
}

/// Whether the issue was written, and what was refused. The status last: an issue that is done may be closed to changes.
async fn write_issue(world: &World, issue_id: &str, plans: &[Of<'_>]) -> (bool, Option<Failure>) {
    let (mut wrote, mut refused) = (false, None);
    let writes: Vec<&Write> = plans.iter().flat_map(|of| &of.plan.writes).collect();
    let fields = writes.iter().filter(|write| matches!(write, Write::UpdateIssue { .. }));
    let steps = writes.iter().filter(|write| matches!(write, Write::TransitionIssue { .. }));
    for write in fields.chain(steps) {
        let effect = match write {
            Write::UpdateIssue { fields, .. } => jira_request::edit(issue_id, fields, Principal::App),
            Write::TransitionIssue { transition_id, fields, .. } => {
                jira_request::transition(issue_id, transition_id, fields, Principal::App)
            }
            _ => continue,
        };
        match site::ask(world, effect).await {
            Ok(_) => wrote = true,
            Err(SiteError::Refused(error)) if error.status() == 404 => {
                let text = "Jira does not let Weftline change this issue";
                refused = refused.or(Some(failure::of(FailureCode::NotPermitted, text)));
            }
            Err(error) => refused = refused.or(Some(error.into_failure())),
        }
    }
    (wrote, refused)
}

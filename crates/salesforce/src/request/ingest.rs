//! Many records: collections, and jobs of Bulk API 2.0.
//!
//! <https://developer.salesforce.com/docs/platform/api-asynch/guide/bulk-api-2-0-ingest.html>

use weftline_wire::effect::{Body, Effect, Header, Method};
use weftline_wire::json;

use super::{get, standard_headers, versioned};
use crate::id::RecordId;
use crate::session::Session;
use crate::soql::{Condition, FieldPath, Literal, Name, Query, Select};

/// Records that one collection takes.
pub const COLLECTION_MAX: usize = 200;

/// Creates records, each for itself: up to [`COLLECTION_MAX`], in `body` as
/// `{"allOrNone":false,"records":[{"attributes":{"type":"Case"},...},...]}`. Read by [`crate::reply::saved`].
///
/// Assignment rules run only when asked for: without a word, Salesforce would run those of Case, Lead and Account.
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_create.htm>
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_autoassign.htm>
#[must_use]
pub fn create_collection(session: &Session, body: Vec<u8>, assignment_rules: bool, timeout_ms: u32) -> Effect {
    let assign = if assignment_rules { "TRUE" } else { "FALSE" };
    let mut headers = content("application/json");
    headers.push(("Sforce-Auto-Assign".to_owned(), assign.to_owned()));
    carrying(session, Method::Post, "/composite/sobjects", headers, bytes(body), timeout_ms)
}

/// Asks which assignment rule is active: jobs take a rule by its id only, and an object has one active rule at most.
/// Read by [`crate::reply::query_page`].
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_assignmentrule.htm>
#[must_use]
pub fn active_assignment_rule(object: &Name) -> Query {
    let of = Condition::equals(&FieldPath::known("SobjectType"), &Literal::Text(object.as_str()));
    let active = Condition::equals(&FieldPath::known("Active"), &Literal::Boolean(true));
    Select::from(&Name::known("AssignmentRule")).only(of).only(active).limit(1).build()
}

/// Makes a job that inserts records from CSV with commas and LF. It does nothing before it was given its rows and was
/// closed. Without a rule no assignment rule runs. Read by [`crate::reply::ingest_job`].
/// <https://developer.salesforce.com/docs/platform/api-asynch/guide/create-job.html>
#[must_use]
pub fn ingest_create(session: &Session, object: &Name, assignment_rule: Option<&RecordId>, timeout_ms: u32) -> Effect {
    let mut text = ["{\"object\":\"", object.as_str(), "\",\"operation\":\"insert\",\"contentType\":\"CSV\""].concat();
    text.push_str(",\"columnDelimiter\":\"COMMA\",\"lineEnding\":\"LF\"");
    if let Some(rule) = assignment_rule {
        text.push_str(&[",\"assignmentRuleId\":\"", rule.as_str(), "\""].concat());
    }
    text.push('}');
    carrying(session, Method::Post, "/jobs/ingest", content("application/json"), Body::Text(text), timeout_ms)
}

/// Gives a job its rows, once: a job that was given rows twice cannot be closed. Answers 201 without a body.
/// <https://developer.salesforce.com/docs/platform/api-asynch/guide/upload-job-data.html>
#[must_use]
pub fn ingest_upload(session: &Session, job: &RecordId, csv: Vec<u8>, timeout_ms: u32) -> Effect {
    let resource = [&resource(job), "/batches"].concat();
    carrying(session, Method::Put, &resource, content("text/csv; charset=UTF-8"), bytes(csv), timeout_ms)
}

/// Closes a job, so that it is processed; or, with `abort`, stops it: what it has created by then stays. Read by
/// [`crate::reply::ingest_job`].
/// <https://developer.salesforce.com/docs/platform/api-asynch/guide/close-job.html>
#[must_use]
pub fn ingest_end(session: &Session, job: &RecordId, abort: bool, timeout_ms: u32) -> Effect {
    let state = if abort { "Aborted" } else { "UploadComplete" };
    let text = ["{\"state\":", &json::to_string(&state), "}"].concat();
    carrying(session, Method::Patch, &resource(job), content("application/json"), Body::Text(text), timeout_ms)
}

/// Asks how far a job has come. Read by [`crate::reply::ingest_job`].
/// <https://developer.salesforce.com/docs/platform/api-asynch/guide/get-job-info.html>
#[must_use]
pub fn ingest_job(session: &Session, job: &RecordId, timeout_ms: u32) -> Effect {
    get(session, &resource(job), Vec::new(), timeout_ms)
}

/// Which rows of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IngestRows {
    /// Those that became records.
    Successful,
    /// Those that were refused.
    Failed,
}

/// Reads what came of a job's rows, from the first or behind a page that was read: CSV with `sf__Id`, for refused rows
/// `sf__Error`, and the columns that were sent, in any order. Read by [`crate::reply::ingest_page`].
/// <https://developer.salesforce.com/docs/platform/api-asynch/guide/get-job-successful-results.html>
/// <https://developer.salesforce.com/docs/platform/api-asynch/guide/get-job-failed-results.html>
#[must_use]
pub fn ingest_rows(
    session: &Session,
    job: &RecordId,
    rows: IngestRows,
    behind: Option<&str>,
    rows_max: u32,
    timeout_ms: u32,
) -> Effect {
    let rows = match rows {
        IngestRows::Successful => "/successfulResults/?maxRecords=",
        IngestRows::Failed => "/failedResults/?maxRecords=",
    };
    let mut resource = [&resource(job), rows, &rows_max.to_string()].concat();
    if let Some(behind) = behind {
        resource.push_str("&locator=");
        crate::encode::percent_encode(&mut resource, behind);
    }
    carrying(session, Method::Get, &resource, Vec::new(), Body::Empty, timeout_ms)
}

fn resource(job: &RecordId) -> String {
    ["/jobs/ingest/", job.as_str()].concat()
}

fn content(kind: &str) -> Vec<Header> {
    vec![("Content-Type".to_owned(), kind.to_owned())]
}

fn bytes(bytes: Vec<u8>) -> Body {
    Body::Bytes(bytes.into())
}

fn carrying(
    session: &Session,
    method: Method,
    resource: &str,
    mut headers: Vec<Header>,
    body: Body,
    timeout_ms: u32,
) -> Effect {
    let [accept, authorization] = standard_headers(session);
    headers.extend([
        if matches!(method, Method::Get) { ("Accept".to_owned(), "text/csv".to_owned()) } else { accept },
        authorization,
    ]);
    let url = [session.address.as_str(), &versioned(&session.api_version, resource)].concat();
    Effect::Salesforce { method, url, headers, body, timeout_ms, reply_bytes_max: None }
}

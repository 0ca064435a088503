//! The issue's side of a sync: read, written, and read back.

use std::collections::BTreeMap;

use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_mapping::JiraFields;
use weftline_plan::IssueSnapshot;
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::json::{self, Json};

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gather::issue_values;
use crate::site::{self, SiteError};

/// What is asked for of every issue, beside what mappings read.
const ALWAYS: [&str; 3] = ["issuetype", "status", "updated"];

/// An issue as it was when it was read.
pub(super) struct Side {
    pub(super) project_id: String,
    pub(super) issue_type: Option<String>,
    /// When it was changed last, in ms since 1970.
    pub(super) updated_ms: u64,
    /// Whether customers see it.
    pub(super) is_service: bool,
    /// The fields that it can be given a value for, where that was asked.
    pub(super) editable: Option<Vec<String>>,
    pub(super) jira: JiraFields,
    pub(super) snapshot: IssueSnapshot,
}

/// An entry of its changelog.
struct Entry {
    at_ms: u64,
    author: Option<String>,
    fields: Vec<String>,
}

/// What its changelog says.
pub(super) struct Past(Vec<Entry>);

struct Named {
    id: String,
}

struct Kind {
    project_type_key: String,
}

weftline_wire::decode_object! { ignore Named { id } }
weftline_wire::decode_object! { ignore Kind { project_type_key: optional } }

/// What is asked for in the same request as the issue.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    Nothing,
    /// Which fields it can be given a value for.
    Editable,
    /// The newest of its changelog.
    Past,
}

/// Reads the issue with these fields.
pub(super) async fn read(
    world: &World,
    issue_id: &str,
    fields: &[String],
    site_url: &str,
    beside: Beside,
) -> Result<(Side, Past), SiteError> {
    let mut asked: Vec<&str> = ALWAYS.to_vec();
    asked.extend(fields.iter().map(String::as_str));
    let effect = match beside {
        Beside::Nothing => jira_request::issue(issue_id, &asked, Principal::App),
        Beside::Editable => jira_request::issue_to_edit(issue_id, &asked, Principal::App),
        Beside::Past => jira_request::issue_with_history(issue_id, &asked, Principal::App),
    };
    let read = site::ask(world, effect).await?;
    let (jira, snapshot) = issue_values(&read, site_url).map_err(SiteError::Failed)?;
    let issue = jira_reply::issue(&read.view()).map_err(SiteError::Refused)?;
    let mut entries = Vec::new();
    let mut editable = None;
    if beside == Beside::Editable {
        editable = Some(jira_reply::editable_of_issue(&read.view()).map_err(SiteError::Refused)?);
    }
    if beside == Beside::Past {
        for entry in jira_reply::recent_history(&read.view()).map_err(SiteError::Refused)?.entries {
            let fields = entry.items.into_iter().map(|item| item.field_id.unwrap_or(item.field).into_owned());
            let author = entry.author.map(std::borrow::Cow::into_owned);
            entries.push(Entry { at_ms: entry.at_ms, author, fields: fields.collect() });
        }
    }
    let value = |id: &str| issue.field(id).map(|value| value.get());
    let updated = value("updated").and_then(|json| json::from_str::<String>(json).ok());
    let updated_ms = updated.and_then(|text| weftline_jira::time::instant_ms(&text)).unwrap_or_default();
    let kind = value("project").and_then(|json| json::from_str::<Kind>(json).ok());
    let side = Side {
        project_id: issue.project.id.clone(),
        issue_type: value("issuetype").and_then(|json| json::from_str::<Named>(json).ok()).map(|named| named.id),
        updated_ms,
        is_service: kind.is_some_and(|kind| kind.project_type_key == "service_desk"),
        editable,
        jira,
        snapshot,
    };
    Ok((side, Past(entries)))
}

/// The fields that the issue can be given a value for.
pub(super) async fn editable(world: &World, issue_id: &str) -> Result<Vec<String>, Failure> {
    let asked = jira_request::editable(issue_id, Principal::App);
    let reply = site::ask(world, asked).await.map_err(SiteError::into_failure)?;
    jira_reply::editable(&reply.view()).map_err(|error| error.to_failure())
}

/// What is to be written to an issue: one edit, and one transition.
#[derive(Default)]
pub(super) struct Edit {
    pub(super) fields: BTreeMap<String, Json>,
    /// Its id, and the values that its screen takes.
    pub(super) transition: Option<(String, BTreeMap<String, Json>)>,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Edited {
    /// Whether anything was written.
    pub(super) wrote: bool,
    /// Fields that were not.
    pub(super) unsent: Vec<String>,
    /// Why.
    pub(super) failure: Option<Failure>,
}

/// Writes to the issue, as the app. The status last: an issue that is done may be closed to changes.
pub(super) async fn write(world: &World, issue_id: &str, edit: &Edit) -> Edited {
    let mut edited = Edited::default();
    if !edit.fields.is_empty() {
        let effect = jira_request::edit(issue_id, &edit.fields, Principal::App);
        sent(world, effect, &mut edited, edit.fields.keys()).await;
    }
    if let Some((id, fields)) = &edit.transition {
        let effect = jira_request::transition(issue_id, id, fields, Principal::App);
        let status = String::from("status");
        sent(world, effect, &mut edited, fields.keys().chain([&status])).await;
    }
    edited
}

async fn sent<'a>(
    world: &World,
    effect: weftline_wire::effect::Effect,
    edited: &mut Edited,
    fields: impl Iterator<Item = &'a String>,
) {
    let failure = match site::ask(world, effect).await {
        Ok(_) => {
            edited.wrote = true;
            return;
        }
        Err(SiteError::Refused(error)) if error.status() == 404 => {
            failure::of(FailureCode::NotPermitted, "Jira does not let Weftline change this issue")
        }
        Err(error) => error.into_failure(),
    };
    edited.unsent.extend(fields.cloned());
    // What may go better later counts for more: it is tried again.
    if edited.failure.as_ref().is_none_or(|before| !before.retryable) {
        edited.failure = Some(failure);
    }
}

/// Which of these fields, that were written, others have changed since: their newest entry in the changelog is somebody
/// else's. Who Weftline is in Jira is asked only where there is something to tell apart.
pub(super) async fn changed_by_others(
    world: &World,
    past: &Past,
    since_ms: u64,
    written: &[String],
) -> Result<Vec<String>, Failure> {
    let authors = |field: &String| {
        let entries = past.0.iter().filter(|entry| entry.at_ms > since_ms && entry.fields.contains(field));
        entries.map(|entry| entry.author.clone()).collect::<Vec<_>>()
    };
    let touched: Vec<(&String, Vec<Option<String>>)> =
        written.iter().map(|field| (field, authors(field))).filter(|(_, authors)| !authors.is_empty()).collect();
    let mut all = touched.iter().flat_map(|(_, authors)| authors);
    let Some(first) = all.next() else { return Ok(Vec::new()) };
    let is_each_once = touched.len() == written.len() && touched.iter().all(|(_, authors)| authors.len() == 1);
    if all.all(|author| author == first) && is_each_once {
        // One author, who wrote all that was written, once: that is us. Somebody who gave it the value that was just being
        // sent leaves us no entry: whoever then gives it another one has two.
        return Ok(Vec::new());
    }
    let reply = site::ask(world, jira_request::app_account()).await.map_err(SiteError::into_failure)?;
    let me = jira_reply::person(&reply.view()).map_err(|error| error.to_failure())?.account_id;
    let theirs =
        touched.into_iter().filter(|(_, authors)| authors.last().is_some_and(|last| last.as_ref() != Some(&me)));
    Ok(theirs.map(|(field, _)| field.clone()).collect())
}

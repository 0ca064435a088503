//! What an issue is judged on: its values, and what happened to it.
//!
//! The issue is read again for every judgement. What an event said of it may be old, out of order, or made up.

use std::collections::BTreeMap;

use weftline_jira::reply::{self as jira_reply, Histories, HistoryItem};
use weftline_jira::request as jira_request;
use weftline_jira::time::instant_ms;
use weftline_rules::{Change, Facts};
use weftline_wire::configuration::{EventSelection, Rule};
use weftline_wire::document::Judged;
use weftline_wire::effect::Principal;
use weftline_wire::json;

use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join_all;
use crate::since;
use crate::site::{self, SiteError};
use crate::sorted;

/// Pages of a changelog that are asked for in one turn.
const PAGES_MAX: usize = 4;

/// What is asked for of every issue, beside what its rules read.
const ALWAYS: [&str; 3] = ["issuetype", "created", "status"];

/// An issue as it was when it was read, with its changelog.
pub(crate) struct Look {
    pub(crate) project_id: String,
    pub(crate) issue_type: Option<String>,
    created_ms: u64,
    fields: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    past: Vec<Past>,
}

/// A field that was changed.
struct Past {
    history_id: u64,
    at_ms: u64,
    field: String,
    from: Option<String>,
    from_string: Option<String>,
    to: Option<String>,
    to_string: Option<String>,
}

struct Named {
    id: String,
}

weftline_wire::decode_object! { ignore Named { id } }

impl Look {
    /// What was changed, the oldest first.
    pub(crate) fn changes(&self) -> Vec<Change<'_>> {
        let change = self.past.iter().map(|past| Change {
            history_id: past.history_id,
            at_ms: past.at_ms,
            field: &past.field,
            from: past.from.as_deref(),
            from_string: past.from_string.as_deref(),
            to: past.to.as_deref(),
            to_string: past.to_string.as_deref(),
        });
        change.collect()
    }

    /// What rules are judged on. What happened while events of its kind were not followed counts as judged.
    pub(crate) fn facts<'a>(
        &'a self,
        changes: &'a [Change<'a>],
        judged: Option<Judged>,
        events: &'a EventSelection,
        configuration: &Configuration,
    ) -> Facts<'a> {
        let updates_ms = configuration.since(since::UPDATED);
        let unheard = self.past.iter().rev().find(|past| past.at_ms < updates_ms);
        let unheard = unheard.map(|past| Judged { history_id: past.history_id, at_ms: past.at_ms });
        let unheard = unheard.filter(|last| judged.is_none_or(|judged| judged.history_id < last.history_id));
        let heard_of = self.created_ms >= configuration.since(since::CREATED);
        Facts {
            fields: sorted::map(self.fields.iter().map(|(id, value)| (id.as_str(), value.as_str()))),
            names: sorted::map(self.names.iter().map(|(id, name)| (id.as_str(), name.as_str()))),
            created_ms: if heard_of { self.created_ms } else { 0 },
            changes,
            judged: unheard.or(judged),
            events,
        }
    }

    /// The last entry of the changelog; 0 when there is none.
    pub(crate) fn last(&self) -> u64 {
        self.past.last().map_or(0, |past| past.history_id)
    }

    /// When it was changed last, in ms since 1970, where that was asked for; else 0.
    pub(crate) fn updated_ms(&self) -> u64 {
        let text = self.fields.get("updated").and_then(|json| json::from_str::<String>(json).ok());
        text.and_then(|text| instant_ms(&text)).unwrap_or_default()
    }

    /// Which fields were changed after an entry.
    pub(crate) fn changed_since(&self, judged: Option<Judged>) -> impl Iterator<Item = &str> {
        let after = judged.map_or(0, |judged| judged.history_id);
        self.past.iter().filter(move |past| past.history_id > after).map(|past| past.field.as_str())
    }
}

/// The Jira fields that some rules read, each once.
pub(crate) fn fields_of(rules: &[Rule]) -> Vec<&str> {
    let mut fields: Vec<&str> = ALWAYS.to_vec();
    for field in rules.iter().flat_map(weftline_rules::fields) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

/// Reads an issue with these fields, and what happened to it since it was judged: all of it when it never was.
pub(crate) async fn look(
    world: &World,
    issue_id: &str,
    fields: &[&str],
    principal: Principal,
    judged: Option<Judged>,
) -> Result<Look, SiteError> {
    let read = site::ask(world, jira_request::issue_with_history(issue_id, fields, principal.clone())).await?;
    let issue = jira_reply::issue(&read.view()).map_err(SiteError::Refused)?;
    let recent = jira_reply::recent_history(&read.view()).map_err(SiteError::Refused)?;
    let newest = recent.entries.last().map_or(0, |entry| entry.id);
    let mut missing = recent.total.saturating_sub(count(&recent));
    let enough = |oldest: Option<u64>| judged.zip(oldest).is_some_and(|(judged, oldest)| oldest <= judged.history_id);
    let mut past = Vec::new();
    let mut done = enough(recent.entries.first().map(|entry| entry.id));
    keep(&mut past, recent, newest);
    while missing > 0 && !done {
        let mut windows = Vec::new();
        while missing > 0 && windows.len() < PAGES_MAX {
            let entries = missing.min(jira_request::HISTORY_MAX);
            missing -= entries;
            windows.push((missing, entries));
        }
        let pages = windows.into_iter().map(|(start, entries)| {
            site::ask(world, jira_request::history(issue_id, start, entries, principal.clone()))
        });
        for page in join_all(pages).await {
            let page = page?;
            let page = jira_reply::history(&page.view()).map_err(SiteError::Refused)?;
            done |= enough(page.entries.first().map(|entry| entry.id));
            keep(&mut past, page, newest);
        }
    }
    past.sort_by_key(|past: &Past| past.history_id);
    let value = |id: &str| issue.field(id).map(|value| value.get());
    let created = value("created").and_then(|json| json::from_str::<String>(json).ok());
    let created_ms = created
        .and_then(|text| instant_ms(&text))
        .ok_or_else(|| SiteError::Failed(failure::bug("Jira does not say when the issue was created")))?;
    let issue_type = value("issuetype").and_then(|json| json::from_str::<Named>(json).ok()).map(|named| named.id);
    Ok(Look {
        project_id: issue.project.id.clone(),
        issue_type,
        created_ms,
        fields: sorted::map(issue.fields().map(|(id, value)| (id.to_owned(), value.get().to_owned()))),
        names: sorted::map(issue.fields().filter_map(|(id, _)| Some((id.to_owned(), issue.name(id)?.to_owned())))),
        past,
    })
}

/// The project that an issue is in.
pub(crate) async fn project_of(world: &World, issue_id: &str) -> Result<String, SiteError> {
    let read = site::ask(world, jira_request::issue(issue_id, &[], Principal::App)).await?;
    let issue = jira_reply::issue(&read.view()).map_err(SiteError::Refused)?;
    Ok(issue.project.id)
}

/// Where the site is.
pub(crate) async fn site_url(world: &World) -> Result<String, Failure> {
    let read = site::ask(world, jira_request::server_info()).await.map_err(SiteError::into_failure)?;
    jira_reply::site_url(&read.view()).map_err(|error| error.to_failure())
}

fn count(histories: &Histories<'_>) -> u32 {
    u32::try_from(histories.entries.len()).unwrap_or(u32::MAX)
}

/// Keeps entries up to the newest that belongs with the issue's values: later ones are for the next look. Pages may
/// overlap when something happened between two of them.
fn keep(past: &mut Vec<Past>, histories: Histories<'_>, newest: u64) {
    for entry in histories.entries {
        if entry.id > newest || past.iter().any(|past| past.history_id == entry.id) {
            continue;
        }
        let text = |text: Option<std::borrow::Cow<'_, str>>| text.map(std::borrow::Cow::into_owned);
        past.extend(entry.items.into_iter().map(|item| {
            let HistoryItem { field, field_id, from, from_string, to, to_string } = item;
            Past {
                history_id: entry.id,
                at_ms: entry.at_ms,
                field: field_id.unwrap_or(field).into_owned(),
                from: text(from),
                from_string: text(from_string),
                to: text(to),
                to_string: text(to_string),
            }
        }));
    }
}

//! What was done on the site (OPS-1): by issue, record, rule, outcome and cause, the newest first.
//!
//! Values are told as far as the admin may see them on the issue: who administers Jira need not see every issue.

pub(super) mod issues;
mod sieve;

use std::collections::BTreeMap;

use weftline_configuration::shipped;
use weftline_jira::jql::{is_id, is_key};
use weftline_jira::reply::{self as jira_reply, Field, IssueFields, IssueHead};
use weftline_jira::request as jira_request;
use weftline_rules::Facts;
use weftline_wire::call::SiteActivityCall;
use weftline_wire::decision::Activity;
use weftline_wire::document::{IssueDocument, Versioned};
use weftline_wire::effect::Principal;
use weftline_wire::view::{SiteActivityRow, SiteActivityView};

use super::why::{Kind, Teller, add_fields, object_of, people};
use crate::activity;
use crate::configuration::{Configuration, connection_of};
use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::join::{join, join_all};
use crate::links;
use crate::site::{self, SiteError};
use crate::store::{self, Entity};

/// Entries that are looked at in one query, and queries of one call: a filter that finds little says how far it looked.
const LOOKED_AT: u32 = 25;
const QUERIES_MAX: u32 = 4;

/// Rows from which on a page is full enough.
const ROWS_ENOUGH: usize = 15;

/// Shows a page of it.
pub(crate) async fn activity(world: &World, call: &SiteActivityCall) -> Result<SiteActivityView, Failure> {
    let (admin, issue) = join(gate::admin(world), issue_of(world, call.issue.as_deref())).await;
    admin?;
    let issue_id = match issue? {
        Wanted::Any => None,
        Wanted::Issue(id) => Some(id),
        Wanted::None => return Ok(SiteActivityView { rows: Vec::new(), after: None }),
    };
    let mut entries: Vec<(String, Activity)> = Vec::new();
    let mut after = call.after.clone();
    for _ in 0..QUERIES_MAX {
        let page = activity::read_page(world, issue_id.as_deref(), after, LOOKED_AT).await?;
        entries.extend(page.entries.into_iter().filter(|(_, activity)| sieve::keeps(call, activity)));
        after = page.after;
        if after.is_none() || entries.len() >= ROWS_ENOUGH {
            break;
        }
    }
    if entries.is_empty() {
        return Ok(SiteActivityView { rows: Vec::new(), after });
    }
    Ok(SiteActivityView { rows: rows(world, entries).await?, after })
}

/// Which issue is asked for.
pub(super) enum Wanted {
    Any,
    Issue(String),
    /// One that is not there, or not for this user.
    None,
}

/// The issue that is named by its key, or by its id when it is gone.
pub(super) async fn issue_of(world: &World, named: Option<&str>) -> Result<Wanted, Failure> {
    let named = named.map(str::trim).unwrap_or_default();
    if named.is_empty() {
        return Ok(Wanted::Any);
    }
    if is_id(named) {
        return Ok(Wanted::Issue(named.to_owned()));
    }
    if !is_key(named) {
        return Ok(Wanted::None);
    }
    match site::ask(world, jira_request::issue_head(named)).await {
        Ok(reply) => {
            let head = jira_reply::issue_head(&reply.view()).map_err(|error| error.to_failure())?;
            Ok(Wanted::Issue(head.id))
        }
        Err(SiteError::Refused(error)) if matches!(error.status(), 403 | 404) => Ok(Wanted::None),
        Err(error) => Err(error.into_failure()),
    }
}

/// What is needed beside activity to tell it.
struct Known {
    heads: Vec<IssueHead>,
    values: Vec<IssueFields>,
    fields: Vec<Field>,
    people: Vec<(String, String)>,
    documents: BTreeMap<String, IssueDocument>,
    objects: Vec<String>,
    /// What is known of objects, by project.
    kinds: BTreeMap<String, Vec<Kind>>,
}

async fn rows(world: &World, entries: Vec<(String, Activity)>) -> Result<Vec<SiteActivityRow>, Failure> {
    let known = known(world, &entries).await?;
    let events = shipped::events();
    let rows = entries.into_iter().map(|(key, activity)| {
        let issue = issues::choice_of(&known.heads, &activity.issue_id);
        let values = known.values.iter().find(|issue| issue.id == activity.issue_id);
        let mut facts = Facts {
            fields: BTreeMap::new(),
            names: BTreeMap::new(),
            created_ms: 0,
            changes: &[],
            judged: None,
            events: &events,
        };
        for (id, value) in values.iter().flat_map(|issue| &issue.values) {
            facts.fields.insert(id, value);
        }
        for field in &known.fields {
            facts.names.insert(&field.id, &field.name);
        }
        let kinds = known.kinds.get(&issue.project_id).map(Vec::as_slice).unwrap_or_default();
        let primary = known.primary(&activity.issue_id);
        let teller = Teller { facts: &facts, kinds, people: &known.people, primary };
        let replayable = activity.inputs > 0;
        let record_ids = sieve::record_ids(&activity).into_iter().map(str::to_owned).collect();
        SiteActivityRow { key, issue, record_ids, activity: teller.tell(activity), replayable }
    });
    Ok(rows.collect())
}

impl Known {
    /// The object of an issue's primary record.
    fn primary(&self, issue_id: &str) -> Option<&str> {
        let document = self.documents.get(issue_id)?;
        let id = links::primary(document, &self.objects)?;
        document.links.iter().find(|link| link.record_id == id).map(|link| link.object.as_str())
    }
}

async fn known(world: &World, entries: &[(String, Activity)]) -> Result<Known, Failure> {
    let activity: Vec<Activity> = entries.iter().map(|(_, activity)| activity.clone()).collect();
    let mut ids: Vec<String> = Vec::new();
    for entry in &activity {
        if !ids.contains(&entry.issue_id) {
            ids.push(entry.issue_id.clone());
        }
    }
    let mut named: Vec<&str> = Vec::new();
    add_fields(&activity, &mut named);
    let (((seen, people), (fields, documents)), configuration) = join(
        join(
            join(issues::seen(world, &ids, &named), people(world, &activity)),
            join(
                site::ask(world, jira_request::fields(Principal::User)),
                store::entities::<IssueDocument>(world, Entity::Issue, &ids),
            ),
        ),
        Configuration::read(world),
    )
    .await;
    let ((heads, values), configuration) = (seen?, configuration?);
    let fields = jira_reply::fields(&fields.map_err(SiteError::into_failure)?.view());
    let mut known = Known {
        heads,
        values,
        fields: fields.map_err(|error| error.to_failure())?,
        people: people?,
        documents: BTreeMap::new(),
        objects: configuration.objects(),
        kinds: BTreeMap::new(),
    };
    for (id, document) in ids.into_iter().zip(documents?) {
        if let Some(Versioned { document, .. }) = document {
            known.documents.insert(id, document);
        }
    }
    kinds(world, &configuration, &activity, &mut known).await?;
    Ok(known)
}

/// Reads what is stored of the objects that activity is about, project by project.
async fn kinds(
    world: &World,
    configuration: &Configuration,
    activity: &[Activity],
    known: &mut Known,
) -> Result<(), Failure> {
    let mut wanted: Vec<(&str, &str)> = Vec::new();
    for entry in activity {
        let Some(head) = known.heads.iter().find(|head| head.id == entry.issue_id) else { continue };
        let planned = entry.plans.iter().filter_map(object_of);
        for object in planned.chain(known.primary(&entry.issue_id)) {
            if !wanted.contains(&(&head.project_id, object)) {
                wanted.push((&head.project_id, object));
            }
        }
    }
    let read = join_all(wanted.iter().map(|(project_id, object)| async move {
        let (project, mapping) =
            join(configuration.project(world, project_id), configuration.mapping(world, project_id, object)).await;
        let stored = describes::stored(world, connection_of(project?.as_ref()), object).await?;
        let describe = stored.map(|stored| stored.object);
        Ok::<_, Failure>(Kind { object: (*object).to_owned(), mapping: mapping?, describe })
    }))
    .await;
    let mut kinds: BTreeMap<String, Vec<Kind>> = BTreeMap::new();
    for ((project_id, _), kind) in wanted.iter().zip(read) {
        kinds.entry((*project_id).to_owned()).or_default().push(kind?);
    }
    known.kinds = kinds;
    Ok(())
}

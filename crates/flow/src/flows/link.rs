//! Links and unlinks records.

use std::collections::BTreeMap;

use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_plan::observed;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, Record, Scalar};
use weftline_salesforce::request;
use weftline_salesforce::soql::{FieldPath, select_by_ids};
use weftline_wire::call::{LinkCall, UnlinkCall};
use weftline_wire::configuration::{Mapping, Sharing, Source};
use weftline_wire::document::{Base, Observed, Origin};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::json;
use weftline_wire::view::{LinkView, UnlinkView};

use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::first_sync::Entering;
use crate::gate;
use crate::ground::{self, Ground};
use crate::join::join;
use crate::links::{self, Linking, NewLink};
use crate::place::Intent;
use crate::queries;
use crate::shown::{Shown, panel_paths};
use crate::site::{self, SiteError};
use crate::snapshots;
use crate::sorted;

/// Records a call may name: what one query and one invocation carry easily.
const RECORDS_MAX: usize = 200;

/// Links records that Salesforce shows. One Salesforce call, whatever the number.
pub(crate) async fn link(world: &World, caller: &Caller, call: &LinkCall) -> Result<LinkView, Failure> {
    describes::current(world, &call.object, || link_once(world, caller, call)).await
}

async fn link_once(world: &World, caller: &Caller, call: &LinkCall) -> Result<LinkView, Failure> {
    let ids = record_ids(&call.record_ids)?;
    let ground = Ground::read(world, caller).await?;
    gate::may_edit(ground.rights)?;
    ground::configured(&ground.configuration, &call.object)?;
    let configuration = &ground.configuration;
    let (opened, (selection, mapping)) = join(
        ground.open(world, Intent::Change, &call.object),
        join(
            configuration.selection(world, &call.object),
            configuration.mapping(world, &ground.project.id, &call.object),
        ),
    )
    .await;
    let ((settings, mut org, stored), selection, mapping) = (opened?, selection?, mapping?);
    gate::switched_on(settings.allow_linking, "linking")?;
    let describe = ground::described(world, &mut org, &call.object, stored).await?;
    let shown = Shown::new(&describe, None);

    let mut paths = shown.query_paths(panel_paths(&selection));
    paths.extend(mapped_paths(&shown, mapping.as_ref()));
    let query = select_by_ids(&queries::name(&call.object)?, &paths, &ids).into_iter().next();
    let query = query.ok_or_else(|| failure::of(FailureCode::Invalid, "no record was chosen"))?;
    let jira = jira_values(world, &ground.issue.id, mapping.as_ref());
    let salesforce = org.read(world, |session, timeout_ms| request::query(session, &query, timeout_ms));
    let (jira, found) = join(jira, salesforce).await;
    let (jira, found) = (jira?, found?);
    let page = reply::query_page(&found.view()).map_err(|error| error.to_failure())?;

    let mut seen = Vec::new();
    let mut new = Vec::new();
    for record in &page.records {
        let Some(id) = record.id().map(|id| id.to_string()) else {
            continue;
        };
        let kept = shown.keep(&id, record, panel_paths(&selection), world.now_ms());
        seen.push((id.clone(), kept));
        let base = base(mapping.as_ref(), record, &jira);
        new.push(NewLink { record_id: id, object: call.object.clone(), base });
    }
    let linking = Linking {
        issue_id: &ground.issue.id,
        connection: &org.id,
        author: &caller.account_id,
        origin: Origin::Linked,
        exclusive: match settings.sharing {
            Sharing::Allowed => false,
            Sharing::Warned => !call.share,
            Sharing::Refused => true,
        },
    };
    let entering = Entering {
        site_url: &caller.site_url,
        issue_id: &ground.issue.id,
        connection: &org.id,
        how: settings.first_sync,
    };
    let linked = links::link(world, &linking, &new, &entering).await?;
    let found: Vec<&String> = new.iter().map(|link| &link.record_id).collect();
    let missing = ids.iter().map(ToString::to_string).filter(|id| !found.contains(&id)).collect();
    seen.retain(|(id, _)| !linked.elsewhere.contains(id));
    // They are linked: what cannot be kept for the panel now, the next panel reads.
    let _ = snapshots::add(world, &ground.issue.id, seen).await;
    Ok(LinkView { linked: linked.now, already: linked.before, missing, elsewhere: linked.elsewhere })
}

/// Unlinks records. Salesforce is not asked, and its records stay as they are.
pub(crate) async fn unlink(world: &World, caller: &Caller, call: &UnlinkCall) -> Result<UnlinkView, Failure> {
    let ids: Vec<String> = record_ids(&call.record_ids)?.iter().map(ToString::to_string).collect();
    let ground = Ground::read(world, caller).await?;
    gate::may_edit(ground.rights)?;
    let place = ground.place(world, Intent::Change).await?;
    gate::switched_on(place.settings.allow_unlinking, "unlinking")?;
    let unlinked = links::unlink(world, &ground.issue.id, &ids).await?;
    // What is kept of them would not be shown any more.
    let _ = snapshots::remove(world, &ground.issue.id, &unlinked).await;
    Ok(UnlinkView { unlinked })
}

fn record_ids(texts: &[String]) -> Result<Vec<RecordId>, Failure> {
    if texts.is_empty() || texts.len() > RECORDS_MAX {
        return Err(failure::of(FailureCode::Invalid, format!("choose 1 to {RECORDS_MAX} records")));
    }
    let parse = |text: &String| {
        RecordId::parse(text).map_err(|error| failure::of(FailureCode::Invalid, format!("`{text}`: {error}")))
    };
    texts.iter().map(parse).collect()
}

/// The mapped fields that describe shows: their values are the base of a link.
pub(crate) fn mapped_paths(shown: &Shown<'_>, mapping: Option<&Mapping>) -> Vec<FieldPath> {
    let fields = mapping.iter().flat_map(|mapping| &mapping.fields).map(|field| field.field.as_str());
    fields
        .filter(|name| shown.object.fields.iter().any(|field| field.name == *name))
        .filter_map(|name| FieldPath::parse(name).ok())
        .collect()
}

/// The Jira field that a mapped field takes its value from, when it is one field as a whole.
pub(crate) fn jira_field(source: &Source) -> Option<&str> {
    match source {
        Source::Field { field, .. } | Source::Picklist { field, .. } | Source::Lookup { field, .. } => Some(field),
        Source::Nothing | Source::Constant { .. } | Source::Template { .. } => None,
    }
}

/// Mapped Jira values as JSON text, by field.
async fn jira_values(
    world: &World,
    issue_id: &str,
    mapping: Option<&Mapping>,
) -> Result<BTreeMap<String, String>, Failure> {
    let Some(mapping) = mapping else {
        return Ok(BTreeMap::new());
    };
    let fields: Vec<&str> = mapping.fields.iter().filter_map(|field| jira_field(&field.source)).collect();
    let reply = site::ask(world, jira_request::issue(issue_id, &fields, Principal::User))
        .await
        .map_err(SiteError::into_failure)?;
    let issue = jira_reply::issue(&reply.view()).map_err(|error| error.to_failure())?;
    let value = |field: &&str| (field.to_string(), issue.field(field).map_or("null", |json| json.get()).to_owned());
    Ok(sorted::map(fields.iter().map(value)))
}

/// What was observed of each mapped field on both sides.
pub(crate) fn base(
    mapping: Option<&Mapping>,
    record: &Record<'_>,
    jira: &BTreeMap<String, String>,
) -> BTreeMap<String, Base> {
    let fields = mapping.iter().flat_map(|mapping| &mapping.fields);
    sorted::map(fields.map(|field| {
        let salesforce = match record.get(&field.field) {
            Scalar::Null => "null".to_owned(),
            Scalar::Boolean(value) => value.to_string(),
            Scalar::Number(value) => number(value),
            Scalar::Text(text) => json::to_string(&text),
        };
        let jira = match jira_field(&field.source) {
            Some(jira_field) => jira.get(jira_field).map_or(Observed::Unknown, |json| observed(json)),
            None => Observed::Unknown,
        };
        (field.field.clone(), Base { salesforce: observed(&salesforce), jira })
    }))
}

/// A number as JSON. Whole ones have no point, whichever way they came.
fn number(value: f64) -> String {
    let json = json::to_string(&value);
    match json.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => json,
    }
}

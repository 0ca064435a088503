//! What a mapping or a rule would do (D-1). Gathers and plans as work does, and ends there: nothing is written.

mod trial;

use std::collections::BTreeMap;

use weftline_jira::reply::{self as jira_reply, IssueHead};
use weftline_jira::request as jira_request;
use weftline_mapping::compile;
use weftline_plan::plan_update;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::Record;
use weftline_wire::call::PreviewMappingCall;
use weftline_wire::configuration::Mapping;
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::{MappingPreviewView, PlanView};

use crate::creating;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::find::{begin, choice, name_fields, name_of, org_of};
use crate::gather::{Gathered, Users, Wanted, read, resolve_beside};
use crate::join::join;
use crate::org::Org;
use crate::planned::{self, Names};
use crate::site::{self, SiteError};
use crate::updating;

pub(crate) use trial::rule;

/// Shows what a mapping would do.
pub(crate) async fn mapping(
    world: &World,
    caller: &Caller,
    call: &PreviewMappingCall,
) -> Result<MappingPreviewView, Failure> {
    describes::current(world, &call.mapping.object, || mapping_once(world, caller, call)).await
}

async fn mapping_once(
    world: &World,
    caller: &Caller,
    call: &PreviewMappingCall,
) -> Result<MappingPreviewView, Failure> {
    let record_id = call.record_id.as_deref().map(RecordId::parse).transpose();
    let record_id = record_id.map_err(|error| failure::of(FailureCode::Invalid, error.to_string()))?;
    let (begun, head) = join(begin(world), head(world, &call.issue)).await;
    let ((configuration, main), head) = (begun?, head?);
    let object = call.mapping.object.as_str();
    let (mut org, stored) = org_of(world, &configuration, main, Some(&head.project_id), object).await?;
    let (mut gathered, needed) = read(world, &mut org, stored, wanted(caller, &head.id, &call.mapping)).await?;
    // What of the draft does not fit is told at its field, instead of resting.
    gathered.mapping.clone_from(&call.mapping);
    let names = name_fields(&gathered.object);
    let query = record_id.map(|id| updating::record_query(&gathered, &names, &[id])).transpose()?;
    let (resolved, found) = resolve_beside(world, &mut org, &head.id, Principal::User, &needed, query).await?;
    gathered.resolved = resolved;

    let problems = compile(&gathered.mapping, &gathered.jira, &gathered.object).problems().to_vec();
    let creation = creation(&gathered);
    let (mut update, mut record_name) = (None, None);
    if let (Some(id), Some(found)) = (record_id, found) {
        let page = found.page()?;
        let record = page.records.first().ok_or_else(|| {
            failure::of(FailureCode::RecordNotFound, "Salesforce does not show this record, or it is of another object")
        })?;
        record_name = Some(name_of(record, &names).unwrap_or_else(|| id.to_string()));
        update = Some(self::update(world, &mut org, &head, &gathered, &id, record).await?);
    }
    Ok(MappingPreviewView { issue: choice(head), problems, creation, update, record_name })
}

/// The issue as the user sees it.
pub(crate) async fn head(world: &World, issue: &str) -> Result<IssueHead, Failure> {
    let reply = site::ask(world, jira_request::issue_head(issue)).await.map_err(SiteError::into_failure)?;
    jira_reply::issue_head(&reply.view()).map_err(|error| error.to_failure())
}

/// What a creation from the issue is gathered from, as the user.
pub(crate) fn wanted<'a>(caller: &'a Caller, issue_id: &'a str, mapping: &Mapping) -> Wanted<'a> {
    Wanted {
        issue_id,
        principal: Principal::User,
        site_url: &caller.site_url,
        mapping: mapping.clone(),
        users: Users::All,
    }
}

/// What would be created from the issue.
pub(crate) fn creation(gathered: &Gathered) -> PlanView {
    let names = Names { records: planned::records_of(&gathered.resolved), ..names(gathered) };
    planned::view(&creating::plan(gathered, None, None).0, &names)
}

fn names(gathered: &Gathered) -> Names<'_> {
    let mut jira = BTreeMap::new();
    jira.extend(gathered.jira.fields.iter().map(|field| (field.id.clone(), field.name.clone())));
    Names { mapping: Some(&gathered.mapping), object: Some(&gathered.object), jira, ..Names::default() }
}

/// What issue and record would write to one another, as if both had just been linked.
async fn update(
    world: &World,
    org: &mut Org,
    head: &IssueHead,
    gathered: &Gathered,
    id: &RecordId,
    record: &Record<'_>,
) -> Result<PlanView, Failure> {
    let side = updating::Side {
        principal: Principal::User,
        updated_ms: head.updated_ms,
        is_service: head.is_service,
        editable: None,
    };
    let inputs = updating::inputs(world, org, gathered, side, id.as_str(), record).await?;
    let mut records = planned::records_of(&inputs.resolved);
    records.extend(updating::names_of(gathered, record));
    let plan = plan_update(&inputs);
    Ok(planned::view(&plan, &Names { records, record: Some(&inputs.record.values), ..names(gathered) }))
}

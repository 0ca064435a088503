//! What a mapping or a rule would do (D-1). Gathers and plans as work does, and ends there: nothing is written.

mod trial;

use std::collections::BTreeMap;

use weftline_jira::reply::{self as jira_reply, IssueHead};
use weftline_jira::request as jira_request;
use weftline_mapping::{RecordInput, Resolved, compile};
use weftline_plan::{RecordSnapshot, UpdateInputs, plan_update, update_paths};
use weftline_salesforce::display::name_path;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{Record, Scalar};
use weftline_salesforce::soql::{Condition, FieldPath, Query, Select};
use weftline_salesforce::time;
use weftline_wire::call::PreviewMappingCall;
use weftline_wire::configuration::{Direction, Mapping};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::salesforce::{FieldType, FieldValue, ObjectDescribe};
use weftline_wire::view::{MappingPreviewView, PlanView};

use crate::creating;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::find::{begin, choice, name_fields, name_of, org_of};
use crate::gather::{Gathered, Users, Wanted, read, resolve, resolve_beside};
use crate::join::join;
use crate::org::Org;
use crate::planned::{self, Names};
use crate::queries;
use crate::site::{self, SiteError};

pub(crate) use trial::rule;

/// What customers see of a request beside its comments, whatever its type: title, description, and where it stands.
/// <https://support.atlassian.com/jira-service-management-cloud/docs/what-are-request-types/>
const SEEN_BY_CUSTOMERS: [&str; 3] = ["summary", "description", "status"];

/// When a record was changed last.
const MODIFIED: &str = "LastModifiedDate";

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
    let query = record_id.map(|id| record_query(&gathered, &names, &id)).transpose()?;
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
    planned::view(&creating::plan(gathered, None, None), &names)
}

fn names(gathered: &Gathered) -> Names<'_> {
    let mut jira = BTreeMap::new();
    jira.extend(gathered.jira.fields.iter().map(|field| (field.id.clone(), field.name.clone())));
    Names { mapping: Some(&gathered.mapping), object: Some(&gathered.object), jira, ..Names::default() }
}

/// What a record has to say of itself: what an update reads, its name, and the names of what it points to.
fn record_query(gathered: &Gathered, names: &[FieldPath], id: &RecordId) -> Result<Query, Failure> {
    let Gathered { object, mapping, jira, .. } = gathered;
    let mut paths = update_paths(mapping, jira, object);
    paths.extend(lookups(mapping, object).filter_map(|(_, path)| path));
    if object.fields.iter().any(|field| field.name == MODIFIED) {
        paths.push(MODIFIED.to_owned());
    }
    let paths: Vec<FieldPath> = paths.iter().filter_map(|path| FieldPath::parse(path).ok()).collect();
    let select = Select::from(&queries::name(&object.name)?).fields(&paths).fields(names);
    Ok(select.only(Condition::id_in(&[*id])).build())
}

/// The lookups of a mapping that is kept in step, and where their records' names are.
fn lookups<'a>(
    mapping: &'a Mapping,
    object: &'a ObjectDescribe,
) -> impl Iterator<Item = (&'a str, Option<String>)> + 'a {
    let kept = mapping.fields.iter().filter(|field| field.direction != Direction::Creation);
    let described = kept.filter_map(|mapped| object.fields.iter().find(|field| field.name == mapped.field));
    let lookups = described.filter(|field| field.field_type == FieldType::Reference);
    lookups.map(|field| (field.name.as_str(), name_path(field, &field.name)))
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
    let Gathered { object, mapping, jira, .. } = gathered;
    let mut values = BTreeMap::new();
    for path in update_paths(mapping, jira, object) {
        let value = value(record.get(&path));
        values.insert(path, value);
    }
    let needs = compile(mapping, jira, object)
        .needs_back(RecordInput { id: id.as_str(), values: &values }, &gathered.issue.input());
    let mut resolved = gathered.resolved.clone();
    if !needs.is_empty() {
        let back: Resolved = resolve(world, org, &head.id, Principal::User, &needs).await?;
        resolved.accounts_by_email = back.accounts_by_email;
        resolved.transitions = back.transitions;
        resolved.zone = resolved.zone.or(back.zone);
    }
    let mut records = planned::records_of(&resolved);
    for (field, path) in lookups(mapping, object) {
        let name = path.as_deref().and_then(|path| record.get(path).text());
        if let (Some(id), Some(name)) = (record.get(field).text(), name) {
            records.insert(id.to_owned(), name.to_owned());
        }
    }
    let seen = if head.is_service { SEEN_BY_CUSTOMERS.as_slice() } else { &[] };
    let inputs = UpdateInputs {
        mapping: mapping.clone(),
        object: object.clone(),
        jira: jira.clone(),
        issue: gathered.issue.clone(),
        record: RecordSnapshot {
            id: id.to_string(),
            values,
            modified_at_ms: record.get(MODIFIED).text().and_then(time::instant).unwrap_or_default(),
        },
        issue_modified_at_ms: head.updated_ms,
        base: BTreeMap::new(),
        resolved,
        editable: None,
        customers_see: seen.iter().map(|&field| field.to_owned()).collect(),
        first: true,
    };
    let plan = plan_update(&inputs);
    Ok(planned::view(&plan, &Names { records, record: Some(&inputs.record.values), ..names(gathered) }))
}

fn value(scalar: Scalar<'_>) -> FieldValue {
    match scalar {
        Scalar::Null => FieldValue::Null,
        Scalar::Boolean(value) => FieldValue::Boolean(value),
        Scalar::Number(number) => FieldValue::Number(number),
        Scalar::Text(text) => FieldValue::Text(text.to_owned()),
    }
}

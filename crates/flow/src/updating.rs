//! What an update of an issue and a linked record is planned from.

use std::collections::BTreeMap;

use weftline_mapping::{RecordInput, Resolved, compile};
use weftline_plan::{RecordSnapshot, UpdateInputs, update_paths};
use weftline_salesforce::display::name_path;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{Record, Scalar};
use weftline_salesforce::soql::{Condition, FieldPath, Query, Select};
use weftline_salesforce::time;
use weftline_wire::configuration::{Direction, Mapping};
use weftline_wire::effect::Principal;
use weftline_wire::salesforce::{FieldType, FieldValue, ObjectDescribe};

use crate::engine::World;
use crate::failure::Failure;
use crate::gather::{Gathered, resolve};
use crate::org::Org;
use crate::queries;

/// What customers see of a request beside its comments, whatever its type: title, description, and where it stands.
/// <https://support.atlassian.com/jira-service-management-cloud/docs/what-are-request-types/>
pub(crate) const SEEN_BY_CUSTOMERS: [&str; 3] = ["summary", "description", "status"];

/// When a record was changed last.
const MODIFIED: &str = "LastModifiedDate";

/// What records have to say of themselves: what an update reads, the names of what they point to, and `more`.
pub(crate) fn record_query(gathered: &Gathered, more: &[FieldPath], ids: &[RecordId]) -> Result<Query, Failure> {
    let Gathered { object, mapping, jira, .. } = gathered;
    let mut paths = update_paths(mapping, jira, object);
    paths.extend(lookups(mapping, object).filter_map(|(_, path)| path));
    if object.fields.iter().any(|field| field.name == MODIFIED) {
        paths.push(MODIFIED.to_owned());
    }
    let paths: Vec<FieldPath> = paths.iter().filter_map(|path| FieldPath::parse(path).ok()).collect();
    let select = Select::from(&queries::name(&object.name)?).fields(&paths).fields(more);
    Ok(select.only(Condition::id_in(ids)).build())
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

/// The names of the records that a record points to, by their ids.
pub(crate) fn names_of(gathered: &Gathered, record: &Record<'_>) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (field, path) in lookups(&gathered.mapping, &gathered.object) {
        let name = path.as_deref().and_then(|path| record.get(path).text());
        if let (Some(id), Some(name)) = (record.get(field).text(), name) {
            names.insert(id.to_owned(), name.to_owned());
        }
    }
    names
}

/// The issue of an update.
pub(crate) struct Side {
    pub(crate) principal: Principal,
    /// When it was changed last, in ms since 1970.
    pub(crate) updated_ms: u64,
    /// Whether customers see it.
    pub(crate) is_service: bool,
    /// The fields that can be given a value; none when nobody asked.
    pub(crate) editable: Option<Vec<String>>,
}

/// Everything that decides what issue and record write to one another, as if both had just been linked; asks for what
/// the record's values need.
pub(crate) async fn inputs(
    world: &World,
    org: &mut Org,
    gathered: &Gathered,
    side: Side,
    id: &str,
    record: &Record<'_>,
) -> Result<UpdateInputs, Failure> {
    let Gathered { object, mapping, jira, issue, .. } = gathered;
    let values = values(gathered, record);
    let needs = compile(mapping, jira, object).needs_back(RecordInput { id, values: &values }, &issue.input());
    let mut resolved = gathered.resolved.clone();
    if !needs.is_empty() {
        let back: Resolved = resolve(world, org, &issue.id, side.principal, &needs).await?;
        resolved.accounts_by_email = back.accounts_by_email;
        resolved.transitions = back.transitions;
        resolved.zone = resolved.zone.or(back.zone);
    }
    let seen = if side.is_service { SEEN_BY_CUSTOMERS.as_slice() } else { &[] };
    Ok(UpdateInputs {
        mapping: mapping.clone(),
        object: object.clone(),
        jira: jira.clone(),
        issue: issue.clone(),
        record: RecordSnapshot {
            id: id.to_owned(),
            values,
            modified_at_ms: record.get(MODIFIED).text().and_then(time::instant).unwrap_or_default(),
            unread: Vec::new(),
        },
        issue_modified_at_ms: side.updated_ms,
        base: BTreeMap::new(),
        resolved,
        editable: side.editable,
        customers_see: seen.iter().map(|&field| field.to_owned()).collect(),
        decided: BTreeMap::new(),
        first: true,
    })
}

/// What a record has at the paths that an update reads.
pub(crate) fn values(gathered: &Gathered, record: &Record<'_>) -> BTreeMap<String, FieldValue> {
    let mut values = BTreeMap::new();
    for path in update_paths(&gathered.mapping, &gathered.jira, &gathered.object) {
        let value = value(record.get(&path));
        values.insert(path, value);
    }
    values
}

/// A value as it came.
pub(crate) fn value(scalar: Scalar<'_>) -> FieldValue {
    match scalar {
        Scalar::Null => FieldValue::Null,
        Scalar::Boolean(value) => FieldValue::Boolean(value),
        Scalar::Number(number) => FieldValue::Number(number),
        Scalar::Text(text) => FieldValue::Text(text.to_owned()),
    }
}

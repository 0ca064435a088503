//! Looks for records for a lookup field, as one types.

use weftline_salesforce::display::name_path;
use weftline_salesforce::soql::{Condition, Direction, FieldPath, Literal, Query, Select};
use weftline_wire::call::LookupCall;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::salesforce::{FieldDescribe, FieldType};
use weftline_wire::view::{LookupOption, LookupView};

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::ground::{self, Ground};
use crate::join::join;
use crate::place::Intent;
use crate::queries;

/// Records shown for each object that the field may point to.
const SHOWN_MAX: u32 = 10;

/// Objects asked at most: as many queries as one call takes.
const OBJECTS_MAX: usize = 5;

/// Looks for records whose name contains what was typed. Only for lookup fields of the mapping: the form offers no
/// others. One Salesforce call.
pub(crate) async fn lookup(world: &World, caller: &Caller, call: &LookupCall) -> Result<LookupView, Failure> {
    let ground = Ground::read(world, caller).await?;
    gate::may_edit(ground.rights)?;
    ground::configured(&ground.configuration, &call.object)?;
    let configuration = &ground.configuration;
    let (opened, mapping) = join(
        ground.open(world, Intent::Change, &call.object),
        configuration.mapping(world, &ground.project.id, &call.object),
    )
    .await;
    let ((settings, mut org, stored), mapping) = (opened?, mapping?);
    gate::switched_on(settings.allow_linking, "creating")?;
    let mapped = mapping.is_some_and(|mapping| mapping.fields.iter().any(|field| field.field == call.field));
    let describe = ground::described(world, &mut org, &call.object, stored).await?;
    let field = describe.fields.iter().find(|field| field.name == call.field);
    let field = field.filter(|field| mapped && field.field_type == FieldType::Reference).ok_or_else(|| {
        failure::of(FailureCode::Invalid, format!("`{}` is no lookup field of this form", call.field))
    })?;

    let objects: Vec<&String> = field.reference_to.iter().take(OBJECTS_MAX).collect();
    let mut queries = Vec::new();
    for object in &objects {
        queries.push(by_name(field, object, call.text.trim())?);
    }
    let mut options = Vec::new();
    for (object, reply) in objects.iter().zip(queries::run(world, &mut org, &queries).await?) {
        let page = match reply.page() {
            Ok(page) => page,
            // An owner may be a queue in one org and cannot in another: what cannot be asked for is not offered.
            Err(failure) if failure.code == FailureCode::SalesforceRefused && objects.len() > 1 => {
                continue;
            }
            Err(failure) => return Err(failure),
        };
        let name = name_field(field, object);
        options.extend(page.records.iter().filter_map(|record| {
            Some(LookupOption {
                id: record.id()?.to_string(),
                name: record.get(&name).text()?.to_owned(),
                object: (*object).clone(),
            })
        }));
    }
    Ok(LookupView { options })
}

fn by_name(field: &FieldDescribe, object: &str, text: &str) -> Result<Query, Failure> {
    let name = FieldPath::parse(&name_field(field, object))
        .map_err(|error| failure::of(FailureCode::Invalid, error.to_string()))?;
    let mut select = Select::from(&queries::name(object)?).field(&name);
    if !text.is_empty() {
        select = select.only(Condition::contains(&name, text));
    }
    // Only active users and queues can own a record.
    let only = match object {
        "User" => Some(("IsActive", Literal::Boolean(true))),
        "Group" => Some(("Type", Literal::Text("Queue"))),
        _ => None,
    };
    if let Some((path, value)) = only
        && let Ok(path) = FieldPath::parse(path)
    {
        select = select.only(Condition::equals(&path, &value));
    }
    Ok(select.order(&name, Direction::Ascending).limit(SHOWN_MAX).build())
}

/// What the name field of an object is called that the lookup points to.
fn name_field(field: &FieldDescribe, object: &str) -> String {
    let only = FieldDescribe { reference_to: vec![object.to_owned()], ..field.clone() };
    let path = name_path(&only, &field.name);
    path.and_then(|path| path.rsplit_once('.').map(|(_, name)| name.to_owned())).unwrap_or_else(|| "Name".to_owned())
}

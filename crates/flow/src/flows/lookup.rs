//! Looks for records for a lookup field, as one types.

use weftline_salesforce::display::name_field;
use weftline_salesforce::soql::{Condition, Direction, FieldPath, Literal, NameError, Query, Select};
use weftline_wire::call::LookupCall;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::salesforce::FieldType;
use weftline_wire::view::{LookupOption, LookupView};

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::ground::{self, Ground};
use crate::queries;

/// Records shown for each object that the field may point to.
const SHOWN_MAX: u32 = 10;

/// Words of what was typed that count.
const WORDS_MAX: usize = 8;

/// Objects asked at most: as many queries as one call takes.
const OBJECTS_MAX: usize = 5;

/// Looks for records whose name has what was typed. Only for lookup fields of the mapping: the form offers no
/// others. One Salesforce call.
pub(crate) async fn lookup(world: &World, caller: &Caller, call: &LookupCall) -> Result<LookupView, Failure> {
    let ground = Ground::read(world, caller).await?;
    let (_settings, mut org, stored, mapping) = ground.open_to_create(world, &call.object).await?;
    let mapped = mapping.fields.iter().any(|field| field.field == call.field);
    let describe = ground::described(world, &mut org, &call.object, stored).await?;
    let field = describe.fields.iter().find(|field| field.name == call.field);
    let field = field.filter(|field| mapped && field.field_type == FieldType::Reference).ok_or_else(|| {
        failure::of(FailureCode::Invalid, format!("`{}` is no lookup field of this form", call.field))
    })?;

    let objects: Vec<&String> = field.reference_to.iter().take(OBJECTS_MAX).collect();
    let mut queries = Vec::new();
    for object in &objects {
        queries.push(by_name(&call.object, object, &call.text)?);
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
        options.extend(page.records.iter().filter_map(|record| {
            Some(LookupOption {
                id: record.id()?.to_string(),
                name: record.get(name_field(object)).text()?.to_owned(),
                object: (*object).clone(),
            })
        }));
    }
    Ok(LookupView { options })
}

/// Records of an object whose name has every word that was typed, in any order.
fn by_name(of: &str, object: &str, text: &str) -> Result<Query, Failure> {
    let invalid = |error: NameError| failure::of(FailureCode::Invalid, error.to_string());
    let path = |path: &str| FieldPath::parse(path).map_err(invalid);
    let name = path(name_field(object))?;
    let mut select = Select::from(&queries::name(object)?).field(&name);
    for word in text.split_whitespace().take(WORDS_MAX) {
        select = select.only(Condition::contains(&name, word));
    }
    // Only active users own records, and only queues that are open to the object.
    match object {
        "User" => select = select.only(Condition::equals(&path("IsActive")?, &Literal::Boolean(true))),
        "Group" => {
            let open_to = Condition::equals(&path("SobjectType")?, &Literal::Text(of));
            let queues = Condition::id_of(&path("QueueId")?, &queries::name("QueueSobject")?, &open_to);
            select = select.only(Condition::equals(&path("Type")?, &Literal::Text("Queue"))).only(queues);
        }
        _ => {}
    }
    Ok(select.order(&name, Direction::Ascending).limit(SHOWN_MAX).build())
}

//! What a record type makes of the create form: which values its picklists offer, and what goes with what.

use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, Picklists};
use weftline_salesforce::request;
use weftline_wire::call::RecordTypeCall;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::salesforce::{FieldDescribe, FieldType};
use weftline_wire::view::{Dependent, RecordTypeField, RecordTypeView};

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::form::given;
use crate::ground::{self, Ground};
use crate::queries;
use crate::sorted;

/// Asks what a record type makes of the mapped picklists. One Salesforce call. Of objects that Salesforce's User
/// Interface API does not have, nothing is said: the form keeps all values, and Salesforce judges.
/// <https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_all_supported_objects.htm>
pub(crate) async fn record_type(
    world: &World,
    caller: &Caller,
    call: &RecordTypeCall,
) -> Result<RecordTypeView, Failure> {
    let ground = Ground::read(world, caller).await?;
    let (_, mut org, stored, mapping) = ground.open_to_create(world, &call.object).await?;
    let describe = ground::described(world, &mut org, &call.object, stored).await?;
    let id = RecordId::parse(&call.record_type).ok().filter(|id| {
        let known = |known: &str| RecordId::parse(known).is_ok_and(|known| known == *id);
        given(&describe).any(|given| known(&given.record_type_id))
    });
    let id = id.ok_or_else(|| {
        failure::of(FailureCode::Invalid, format!("`{}` has no such record type to choose", describe.label))
    })?;

    let object = queries::name(&call.object)?;
    let read = org.read(world, |session, timeout_ms| request::picklists(session, &object, &id, timeout_ms)).await;
    let read = match read {
        Err(failure) if failure.code == FailureCode::SalesforceRefused => None,
        read => Some(read?),
    };
    let picklists = read.as_ref().map(|read| reply::picklists(&read.view())).transpose();
    let picklists = picklists.map_err(|error| error.to_failure())?;
    let mapped = |field: &&FieldDescribe| mapping.fields.iter().any(|mapped| mapped.field == field.name);
    let fields = match &picklists {
        None => Vec::new(),
        Some(picklists) => {
            describe.fields.iter().filter(mapped).filter_map(|field| of_field(picklists, field)).collect()
        }
    };
    Ok(RecordTypeView { record_type: id.to_string(), fields })
}

fn of_field(picklists: &Picklists<'_>, field: &FieldDescribe) -> Option<RecordTypeField> {
    if !matches!(field.field_type, FieldType::Picklist | FieldType::MultiPicklist) {
        return None;
    }
    let picklist = picklists.field(&field.name)?;
    let dependent = field.controller_name.clone().zip(picklist.dependent);
    let dependent = dependent.map(|(controller, values)| Dependent { controller, values: sorted::map(values) });
    Some(RecordTypeField { field: field.name.clone(), options: picklist.options, dependent })
}

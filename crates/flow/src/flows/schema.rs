//! An object's fields, for choosing and mapping them.

use weftline_configuration::fields::{is_listable, is_searchable};
use weftline_configuration::has_feed;
use weftline_mapping::is_required;
use weftline_plan::has_assignment_rules;
use weftline_salesforce::display::name_path;
use weftline_wire::call::SchemaCall;
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::{FieldDescribe, FieldType, ObjectDescribe};
use weftline_wire::view::{SchemaField, SchemaView};

use super::surroundings;
use crate::creations;
use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::join::join;
use crate::org::{self, Org};
use crate::queries;
use crate::shown::without_id;
use crate::sorted;

/// The fields of an object as the integration user sees them now: of the org that was named, or the first that has it.
pub(crate) async fn schema(world: &World, call: &SchemaCall) -> Result<SchemaView, Failure> {
    let (admin, connections) = join(gate::admin(world), surroundings::connections(world)).await;
    admin?;
    let mut connections = match &call.connection {
        Some(connection) => vec![connection.clone()],
        None => connections?,
    };
    let last = connections.pop().unwrap_or_else(|| org::MAIN.to_owned());
    for connection in connections {
        match describe(world, &connection, &call.object).await {
            Ok(object) => return Ok(view(&object)),
            Err(failure) if is_elsewhere(&failure) => {}
            Err(failure) => return Err(failure),
        }
    }
    describe(world, &last, &call.object).await.map(|object| view(&object))
}

/// Whether another org may have the object.
fn is_elsewhere(failure: &Failure) -> bool {
    matches!(failure.code, FailureCode::RecordNotFound | FailureCode::SalesforceRefused | FailureCode::NotConnected)
}

/// What the org says now; while it cannot be asked, what it said last.
async fn describe(world: &World, connection: &str, object: &str) -> Result<ObjectDescribe, Failure> {
    let name = queries::name(object)?;
    let (document, stored) = join(org::stored(world, connection), describes::stored(world, connection, object)).await;
    let (document, stored) = (document?, stored?);
    let before = stored.as_ref().map(|stored| stored.object.clone());
    let asked = match Org::open(world, connection, document).await {
        Ok(mut org) => describes::fresh_within(world, &mut org, &name, stored, 0).await,
        Err(failure) => Err(failure),
    };
    match (asked, before) {
        (Err(failure), Some(before)) if !is_elsewhere(&failure) => Ok(before),
        (asked, _) => asked,
    }
}

fn view(object: &ObjectDescribe) -> SchemaView {
    let mut fields = Vec::new();
    for field in &object.fields {
        fields.push(own(field));
        fields.extend(over(field));
    }
    // Required ones first, then by label.
    let label = |field: &SchemaField| [if field.required { "0" } else { "1" }, &field.label.to_lowercase()].concat();
    let labels = fields.iter().map(label).collect();
    SchemaView {
        object: object.name.clone(),
        label: object.label.clone(),
        assignable: has_assignment_rules(&object.name),
        has_feed: has_feed(object),
        has_key: creations::key_field(object).is_some(),
        fields: sorted::by(fields, labels),
    }
}

fn own(field: &FieldDescribe) -> SchemaField {
    SchemaField {
        field: field.name.clone(),
        label: field.label.clone(),
        field_type: field.field_type,
        length: field.length,
        required: is_required(field),
        createable: field.createable,
        updateable: field.updateable,
        searchable: is_searchable(field),
        listable: is_listable(field),
        name_field: field.name_field,
        options: field.picklist_values.iter().filter(|value| value.active).cloned().collect(),
        reference_to: field.reference_to.clone(),
        external_id: field.external_id,
        html: field.html_formatted,
        controller: field.controller_name.clone().filter(|_| field.dependent_picklist),
    }
}

/// The name of the record that a lookup points to: can be shown and searched, not written.
fn over(lookup: &FieldDescribe) -> Option<SchemaField> {
    if lookup.field_type != FieldType::Reference {
        return None;
    }
    Some(SchemaField {
        field: name_path(lookup, &lookup.name)?,
        label: without_id(lookup).to_owned(),
        field_type: FieldType::String,
        length: 255,
        required: false,
        createable: false,
        updateable: false,
        searchable: true,
        listable: true,
        name_field: false,
        options: Vec::new(),
        reference_to: Vec::new(),
        external_id: false,
        html: false,
        controller: None,
    })
}

//! The create form: the mapped fields with what the issue gives for them.

use weftline_mapping::{Mapped, compile, dependents, is_required};
use weftline_plan::has_assignment_rules;
use weftline_wire::call::CreateFormCall;
use weftline_wire::configuration::{FieldMapping, Mapping};
use weftline_wire::effect::Principal;
use weftline_wire::failure::Problem;
use weftline_wire::job::Caller;
use weftline_wire::salesforce::{FieldDescribe, FieldType, FieldValue, ObjectDescribe, PicklistValue, RecordType};
use weftline_wire::view::{Dependent, FormField, FormView};

use crate::engine::World;
use crate::failure::Failure;
use crate::gather::{Users, Wanted, gather};
use crate::ground::Ground;
use crate::join::join;
use crate::links::hex;
use crate::org::random_bytes;
use crate::shown::without_id;

/// Opens the form. Its id makes sure that one form makes one record.
pub(crate) async fn create_form(world: &World, caller: &Caller, call: &CreateFormCall) -> Result<FormView, Failure> {
    let (ground, form_id) = join(Ground::read(world, caller), random_bytes(world, 16)).await;
    let (ground, form_id) = (ground?, hex(&form_id?));
    let (settings, mut org, stored, mapping) = ground.open_to_create(world, &call.object).await?;

    let wanted = Wanted {
        issue_id: &ground.issue.id,
        principal: Principal::User,
        site_url: &caller.site_url,
        mapping,
        users: Users::All,
    };
    let mut gathered = gather(world, &mut org, stored, wanted).await?;
    offer_record_types(&mut gathered.mapping, &gathered.object);
    let compiled = compile(&gathered.mapping, &gathered.jira, &gathered.object);
    let values = compiled.apply(&gathered.issue.input(), &gathered.resolved);
    // What is lost is told at each field; an admin's other warnings are no help to the person in front of the form.
    let mut problems: Vec<Problem> = gathered.resting.clone();
    problems.extend(values.iter().flat_map(|value| value.problems.iter().cloned()));
    let potential_results = settings.show_potential_results;
    let field = |value| form_field(&gathered.mapping, &gathered.object, value, potential_results);
    let fields: Vec<FormField> = values.into_iter().filter_map(field).collect();
    let record_type = match fields.iter().find(|field| field.field == RECORD_TYPE).map(|field| &field.value) {
        Some(FieldValue::Text(id)) => Some(id.clone()),
        _ => given(&gathered.object)
            .find(|given| given.default_record_type_mapping)
            .map(|given| given.record_type_id.clone()),
    };
    Ok(FormView {
        form_id,
        object: gathered.object.name.clone(),
        label: gathered.object.label.clone(),
        fields,
        record_type,
        assignment_rules: has_assignment_rules(&call.object).then_some(gathered.mapping.assignment_rules),
        problems,
    })
}

/// The field that holds a record's type.
const RECORD_TYPE: &str = "RecordTypeId";

/// Adds the choice of a record type to a mapping that does not have the field, when there is a choice: Salesforce asks
/// for it as well. A mapping that gives it a value and makes it read-only takes the choice away.
pub(crate) fn offer_record_types(mapping: &mut Mapping, object: &ObjectDescribe) {
    let settable = object.fields.iter().any(|field| field.name == RECORD_TYPE && field.createable);
    let mapped = mapping.fields.iter().any(|field| field.field == RECORD_TYPE);
    if !settable || mapped || given(object).count() < 2 {
        return;
    }
    mapping.fields.insert(0, weftline_configuration::shipped::unfilled(RECORD_TYPE));
}

fn form_field(mapping: &Mapping, object: &ObjectDescribe, value: Mapped, potential_results: bool) -> Option<FormField> {
    let mapped: &FieldMapping = mapping.fields.iter().find(|field| field.field == value.field)?;
    let field: &FieldDescribe = object.fields.iter().find(|field| field.name == value.field)?;
    let types = record_types(field, object);
    let (field_type, options, reference_to) = if types.is_empty() {
        let active = field.picklist_values.iter().filter(|value| value.active).cloned();
        (field.field_type, active.collect(), field.reference_to.clone())
    } else {
        (FieldType::Picklist, types, Vec::new())
    };
    // What Salesforce would give is what the form begins with.
    let own = given(object).find(|given| given.default_record_type_mapping && value.field == RECORD_TYPE);
    let begin = match (value.value.clone(), own) {
        (FieldValue::Null, Some(own)) => FieldValue::Text(own.record_type_id.clone()),
        (begin, _) => begin,
    };
    let dependent = dependents(object, &field.name).map(|(controller, values)| Dependent { controller, values });
    Some(FormField {
        label: mapped.label.clone().unwrap_or_else(|| without_id(field).to_owned()),
        field_type,
        required: is_required(field),
        read_only: mapped.read_only || !field.createable,
        value: begin,
        value_label: value.value_label,
        help: mapped.help.clone().or_else(|| field.inline_help_text.clone()),
        width: mapped.width,
        length: field.length,
        html: field.html_formatted,
        precision: field.precision,
        scale: field.scale,
        options,
        dependent,
        potential_results: potential_results && mapped.potential_results,
        reference_to,
        losses: value.losses,
        field: value.field,
    })
}

/// The record types that a record of the object may be given: a lookup by its kind, a list to people.
fn record_types(field: &FieldDescribe, object: &ObjectDescribe) -> Vec<PicklistValue> {
    if field.name != RECORD_TYPE {
        return Vec::new();
    }
    let option = |record_type: &RecordType| PicklistValue {
        value: record_type.record_type_id.clone(),
        label: record_type.name.clone(),
        active: true,
        default_value: record_type.default_record_type_mapping,
        valid_for: None,
    };
    given(object).map(option).collect()
}

/// The record types that the integration user may give; the master record type is none to choose.
pub(crate) fn given(object: &ObjectDescribe) -> impl Iterator<Item = &RecordType> {
    object.record_type_infos.iter().filter(|record_type| record_type.available && !record_type.master)
}

//! Forms of any object: mapped, opened, filled, sent.

use std::collections::BTreeMap;

use serde_json::Value;
use weftline_simulation::mappings::{self, mapping, section, selection, shown, whole};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{Call, CreateCall, CreateFormCall, Reply, SectionDraft};
use weftline_wire::configuration::{FieldMapping, Mapping, Source};
use weftline_wire::failure::Problem;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::{CreateView, FormField, FormView};

/// A field that takes its value from nowhere; one that Salesforce requires has a default.
pub(crate) fn field(name: &str) -> FieldMapping {
    let default = matches!(name, "LastName" | "Company" | "Name").then(|| "Somebody".into());
    FieldMapping { default, ..mappings::created(name, Source::Nothing) }
}

/// A field that takes its value from a Jira field.
pub(crate) fn from_jira(name: &str, jira: &str) -> FieldMapping {
    FieldMapping { source: whole(jira), ..field(name) }
}

/// A mapping of an object in the project SUP.
pub(crate) fn mapped(object: &str, fields: Vec<FieldMapping>) -> SectionDraft {
    let assignment_rules = matches!(object, "Case" | "Lead");
    section("10000", Mapping { assignment_rules, ..mapping(object, fields) })
}

/// A stage on which these fields of an object are mapped, and nothing else of it is.
pub(crate) fn stage(seed: u64, object: &str, fields: &[&str]) -> Stage {
    let mut stage = Stage::connected(seed);
    let mapping = mapped(object, fields.iter().map(|name| field(name)).collect());
    if object == "Case" {
        stage.save(vec![mapping]);
    } else {
        stage.save(vec![shown(selection(object, &["Name"])), mapping]);
    }
    stage
}

/// Opens the form.
pub(crate) fn form(stage: &mut Stage, object: &str) -> FormView {
    match stage.call(AGENT, Call::CreateForm(CreateFormCall { object: object.into() })) {
        Ok(Reply::CreateForm(form)) => form,
        other => panic!("{other:?}"),
    }
}

/// A field of a form.
pub(crate) fn of<'a>(form: &'a FormView, name: &str) -> &'a FormField {
    form.fields.iter().find(|field| field.field == name).unwrap_or_else(|| panic!("no {name}: {form:#?}"))
}

/// What a form sends with these values in it.
pub(crate) fn filled(form: &FormView, values: &[(&str, &str)]) -> CreateCall {
    let values: BTreeMap<String, FieldValue> =
        values.iter().map(|(name, text)| ((*name).into(), FieldValue::Text((*text).into()))).collect();
    CreateCall {
        object: form.object.clone(),
        form_id: form.form_id.clone(),
        values,
        assignment_rules: form.assignment_rules,
        save_duplicates: false,
    }
}

/// Sends a form.
pub(crate) fn create(stage: &mut Stage, call: CreateCall) -> CreateView {
    match stage.call(AGENT, Call::Create(call)) {
        Ok(Reply::Create(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// The id of what a form has created.
pub(crate) fn created(view: CreateView) -> String {
    match view {
        CreateView::Created { id, .. } => id,
        other => panic!("it is not created: {other:?}"),
    }
}

/// What stands against creating.
pub(crate) fn invalid(view: CreateView) -> Vec<Problem> {
    match view {
        CreateView::Invalid { problems } => problems,
        other => panic!("it is not refused: {other:?}"),
    }
}

/// A call's answer, and how many calls of Salesforce it took.
pub(crate) fn priced(stage: &mut Stage, call: Call) -> (Reply, u32) {
    let (reply, price) = stage.priced(AGENT, call);
    (reply, price.salesforce_calls)
}

/// Creates a record as an outside client does, in spite of duplicates.
pub(crate) fn make(stage: &mut Stage, object: &str, values: &Value) -> String {
    let session = stage.world.access().access_token;
    let headers = [("content-type", "application/json"), ("sforce-duplicate-rule-header", "allowSave=true")];
    let body = values.to_string().into_bytes();
    let (status, made) = stage.send_as(&session, "POST", &format!("/sobjects/{object}"), &headers, body);
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

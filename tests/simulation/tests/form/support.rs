//! Forms of any object: mapped, opened, filled, sent.

use std::collections::BTreeMap;

use serde_json::Value;
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::{AGENT, Luck, Stage};
use weftline_wire::call::{Call, CreateCall, CreateFormCall, Reply, SectionDraft};
use weftline_wire::configuration::{
    Direction, FieldMapping, FieldSelection, Mapping, Part, Policy, Section, Source, Width,
};
use weftline_wire::failure::{FailureCode, Problem};
use weftline_wire::job::Turn;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::{CreateView, FormField, FormView};

/// A field that takes its value from nowhere; one that Salesforce requires has a default.
pub(crate) fn field(name: &str) -> FieldMapping {
    FieldMapping {
        field: name.into(),
        label: None,
        source: Source::Nothing,
        default: matches!(name, "LastName" | "Company" | "Name").then(|| "Somebody".into()),
        width: Width::One,
        help: None,
        read_only: false,
        potential_results: false,
        direction: Direction::Creation,
        policy: Policy::SalesforceWins,
    }
}

/// A field that takes its value from a Jira field.
pub(crate) fn from_jira(name: &str, jira: &str) -> FieldMapping {
    FieldMapping { source: Source::Field { field: jira.into(), part: Part::Whole }, ..field(name) }
}

/// A mapping of an object in the project SUP.
pub(crate) fn mapped(object: &str, fields: Vec<FieldMapping>) -> SectionDraft {
    let assignment_rules = matches!(object, "Case" | "Lead");
    let mapping = Mapping { object: object.into(), fields, assignment_rules, time_zone: None, related: Vec::new() };
    SectionDraft { name: format!("mapping:10000:{object}"), content: Some(Section::Mapping(mapping)) }
}

/// What an object shows in every view.
pub(crate) fn shown(object: &str, fields: &[&str]) -> SectionDraft {
    let all: Vec<String> = fields.iter().map(|&field| field.into()).collect();
    let selection = FieldSelection {
        object: object.into(),
        search: all.clone(),
        details: all.clone(),
        list: all.clone(),
        compact: all,
    };
    SectionDraft { name: format!("fields:{object}"), content: Some(Section::Fields(selection)) }
}

/// A stage on which these fields of an object are mapped, and nothing else of it is.
pub(crate) fn stage(seed: u64, object: &str, fields: &[&str]) -> Stage {
    let mut stage = Stage::connected(seed);
    let mapping = mapped(object, fields.iter().map(|name| field(name)).collect());
    if object == "Case" {
        stage.save(vec![mapping]);
    } else {
        stage.save(vec![shown(object, &["Name"]), mapping]);
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
    let mut worker = stage.worker(AGENT, call, Luck::good());
    match worker.finish(&mut stage.world) {
        Some(Turn::Done { reply: Some(reply) }) => (reply, worker.salesforce_calls()),
        other => panic!("a call ended with {other:?}"),
    }
}

/// Why a call is refused.
pub(crate) fn refused(stage: &mut Stage, account: &str, call: Call) -> FailureCode {
    match stage.call(account, call) {
        Err(failure) => failure.code,
        Ok(reply) => panic!("it is answered with {reply:?}"),
    }
}

/// Creates a record as an outside client does.
pub(crate) fn make(stage: &mut Stage, object: &str, values: &Value) -> String {
    let token = stage.world.access().access_token;
    let request = Request {
        method: "POST".into(),
        target: format!("/services/data/v62.0/sobjects/{object}"),
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
            ("sforce-duplicate-rule-header".into(), "allowSave=true".into()),
        ],
        body: values.to_string().into_bytes(),
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    let made: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(response.status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

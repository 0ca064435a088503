//! What the tests ask and send.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::http::Request;
use weftline_simulation::{ADMIN, Luck, Stage, Worker};
use weftline_wire::call::{
    Call, CheckConfigurationCall, ConfigurationCall, Reply, SaveConfigurationCall, SectionDraft,
};
use weftline_wire::configuration::{
    Direction, FieldMapping, Mapping, Policy, ProjectConfiguration, Section, Source, Width,
};
use weftline_wire::failure::Severity;
use weftline_wire::view::{CheckView, ConfigurationView, SaveView, SectionProblem};

/// What is configured, as Mia sees it.
pub(crate) fn overview(stage: &mut Stage) -> ConfigurationView {
    match stage.call(ADMIN, Call::Configuration(ConfigurationCall {})) {
        Ok(Reply::Configuration(view)) => view,
        other => panic!("no overview: {other:?}"),
    }
}

pub(crate) fn draft(name: &str, content: Section) -> SectionDraft {
    SectionDraft { name: name.into(), content: Some(content) }
}

pub(crate) fn removal(name: &str) -> SectionDraft {
    SectionDraft { name: name.into(), content: None }
}

pub(crate) fn save_call(base_version: u32, sections: Vec<SectionDraft>) -> Call {
    Call::SaveConfiguration(SaveConfigurationCall { base_version, sections, objects: None })
}

pub(crate) fn save(stage: &mut Stage, base_version: u32, sections: Vec<SectionDraft>) -> SaveView {
    match stage.call(ADMIN, save_call(base_version, sections)) {
        Ok(Reply::SaveConfiguration(view)) => view,
        other => panic!("no answer to a save: {other:?}"),
    }
}

/// Saves, and it is saved.
pub(crate) fn saved(stage: &mut Stage, base_version: u32, sections: Vec<SectionDraft>) -> ConfigurationView {
    match save(stage, base_version, sections) {
        SaveView::Saved { configuration, .. } => configuration,
        other => panic!("not saved: {other:?}"),
    }
}

/// Saves, and it is refused.
pub(crate) fn refused(stage: &mut Stage, base_version: u32, sections: Vec<SectionDraft>) -> Vec<SectionProblem> {
    match save(stage, base_version, sections) {
        SaveView::Invalid { problems } => problems,
        other => panic!("not refused: {other:?}"),
    }
}

pub(crate) fn checked(stage: &mut Stage, sections: Vec<SectionDraft>) -> Vec<SectionProblem> {
    match stage.call(ADMIN, Call::CheckConfiguration(CheckConfigurationCall { sections })) {
        Ok(Reply::CheckConfiguration(CheckView { problems })) => problems,
        other => panic!("no check: {other:?}"),
    }
}

/// An invocation of Mia with bad luck.
pub(crate) fn unlucky(stage: &mut Stage, call: Call, luck: Luck) -> Worker {
    stage.worker(ADMIN, call, luck)
}

/// Project SUP, with all its issue types.
pub(crate) fn support_project() -> ProjectConfiguration {
    ProjectConfiguration {
        id: "10000".into(),
        key: "SUP".into(),
        name: "Support".into(),
        connection: None,
        issue_types: Vec::new(),
    }
}

pub(crate) fn field(name: &str, source: Source) -> FieldMapping {
    FieldMapping {
        field: name.into(),
        label: None,
        source,
        default: None,
        width: Width::One,
        help: None,
        read_only: false,
        potential_results: false,
        direction: Direction::Creation,
        policy: Policy::SalesforceWins,
    }
}

/// The mapping of cases in every project.
pub(crate) fn case_mapping(view: &ConfigurationView) -> Mapping {
    let case = view.objects.iter().find(|object| object.object == "Case").unwrap();
    case.mappings.iter().find(|mapping| mapping.project == "*").unwrap().mapping.clone()
}

/// The codes of problems, with the fields they concern.
pub(crate) fn codes(problems: &[SectionProblem]) -> Vec<(String, Option<String>)> {
    problems.iter().map(|found| (found.problem.code.clone(), found.problem.field.clone())).collect()
}

/// After so long the overview asks the org again.
pub(crate) const LATER_MS: u64 = 5 * 60 * 1_000;

/// The errors among problems: section, code, field.
pub(crate) fn errors(problems: &[SectionProblem]) -> Vec<(&str, &str, Option<&str>)> {
    let errors = problems.iter().filter(|found| found.problem.severity == Severity::Error);
    errors.map(|found| (found.section.as_str(), found.problem.code.as_str(), found.problem.field.as_deref())).collect()
}

/// A request to the org as its own admin makes it.
pub(crate) fn org(stage: &mut Stage, method: &str, path: &str, body: &Value) -> Value {
    let token = stage.world.access().access_token;
    let request = Request {
        method: method.into(),
        target: format!("/services/data/v62.0{path}"),
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
        ],
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    assert!(response.status < 300, "{method} {path}: {}", String::from_utf8_lossy(&response.body));
    serde_json::from_slice(&response.body).unwrap_or_default()
}

fn field_id(stage: &mut Stage, full_name: &str) -> String {
    let (object, name) = full_name.split_once('.').unwrap();
    let name = name.trim_end_matches("__c");
    let soql = format!("SELECT Id FROM CustomField WHERE TableEnumOrId = '{object}' AND DeveloperName = '{name}'");
    let found =
        org(stage, "GET", &format!("/tooling/query?q={}", soql.replace(' ', "+").replace('\'', "%27")), &Value::Null);
    found["records"][0]["Id"].as_str().unwrap_or_else(|| panic!("no field `{full_name}`: {found}")).to_owned()
}

/// Takes a field away from the org.
pub(crate) fn remove_field(stage: &mut Stage, full_name: &str) {
    let id = field_id(stage, full_name);
    org(stage, "DELETE", &format!("/tooling/sobjects/CustomField/{id}"), &Value::Null);
}

/// Changes a field of the org.
pub(crate) fn change_field(stage: &mut Stage, full_name: &str, metadata: &Value) {
    let id = field_id(stage, full_name);
    org(stage, "PATCH", &format!("/tooling/sobjects/CustomField/{id}"), &json!({ "Metadata": metadata }));
}

/// Gives the org a field.
pub(crate) fn make_field(stage: &mut Stage, full_name: &str, metadata: &Value) {
    org(stage, "POST", "/tooling/sobjects/CustomField", &json!({ "FullName": full_name, "Metadata": metadata }));
}

/// Lets everybody see and change a field.
pub(crate) fn grant(stage: &mut Stage, full_name: &str) {
    let (object, _) = full_name.split_once('.').unwrap();
    let set = json!({ "Name": "Everything", "Label": "Everything" });
    let set = org(stage, "POST", "/sobjects/PermissionSet", &set)["id"].clone();
    let user = org(stage, "GET", "/query?q=SELECT+Id+FROM+User+WHERE+IsActive=true+LIMIT+200", &Value::Null);
    let field = json!({
        "ParentId": set, "SobjectType": object, "Field": full_name, "PermissionsRead": true, "PermissionsEdit": true,
    });
    org(stage, "POST", "/sobjects/FieldPermissions", &field);
    for user in user["records"].as_array().unwrap() {
        let assigned = json!({ "PermissionSetId": set, "AssigneeId": user["Id"] });
        org(stage, "POST", "/sobjects/PermissionSetAssignment", &assigned);
    }
}

/// A closed picklist, as the Tooling API describes it.
pub(crate) fn taken(label: &str, values: &[&str], required: bool) -> Value {
    let values: Vec<Value> =
        values.iter().map(|value| json!({ "fullName": value, "label": value, "default": false })).collect();
    json!({
        "type": "Picklist", "label": label, "required": required,
        "valueSet": { "restricted": true, "valueSetDefinition": { "sorted": false, "value": values } },
    })
}

/// Salesforce answers nothing any more.
pub(crate) fn salesforce_down(stage: &mut Stage) {
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 }));
}

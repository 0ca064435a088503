//! What the tests ask and send.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::{ADMIN, Luck, Stage, Worker};
use weftline_wire::call::{Call, CheckConfigurationCall, Reply, SaveConfigurationCall, SectionDraft};
use weftline_wire::failure::Severity;
use weftline_wire::view::{CheckView, ConfigurationView, SaveView, SectionProblem};

/// What is configured, as Mia sees it.
pub(crate) fn overview(stage: &mut Stage) -> ConfigurationView {
    stage.configuration().unwrap()
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

/// Lets everybody see and change a field.
pub(crate) fn grant(stage: &mut Stage, full_name: &str) {
    let (object, _) = full_name.split_once('.').unwrap();
    let set = json!({ "Name": "Everything", "Label": "Everything" });
    let set = stage.org("POST", "/sobjects/PermissionSet", &set)["id"].clone();
    let user = stage.org("GET", "/query?q=SELECT+Id+FROM+User+WHERE+IsActive=true+LIMIT+200", &Value::Null);
    let field = json!({
        "ParentId": set, "SobjectType": object, "Field": full_name, "PermissionsRead": true, "PermissionsEdit": true,
    });
    stage.org("POST", "/sobjects/FieldPermissions", &field);
    for user in user["records"].as_array().unwrap() {
        let assigned = json!({ "PermissionSetId": set, "AssigneeId": user["Id"] });
        stage.org("POST", "/sobjects/PermissionSetAssignment", &assigned);
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

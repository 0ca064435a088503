//! Rules, issues, and what came of them.

use serde_json::{Value, json};
use weftline_simulation::rules::{self, RULE, SWITCH, always, rule, text};
use weftline_simulation::{AGENT, Stage, mappings};
use weftline_wire::configuration::{Comparison, Condition, Mapping, Rule};
use weftline_wire::job::Job;

/// The text field `Customer reference`.
pub(crate) const REFERENCE: &str = "customfield_10050";
/// The checkboxes `Channels`.
pub(crate) const CHANNELS: &str = "customfield_10061";

/// The multi-select `Affected regions`.
pub(crate) const REGIONS: &str = "customfield_10062";
/// The text area `Steps to reproduce`.
pub(crate) const STEPS: &str = "customfield_10051";

/// Five-minute rounds after which nothing is left to do.
const ROUNDS_MAX: u32 = 40;

/// That a field is one of these.
pub(crate) fn one_of(field: &str, values: &[&str]) -> Condition {
    let values = values.iter().map(|value| text(value)).collect();
    Condition::Compare { field: field.into(), comparison: Comparison::OneOf, values }
}

/// The rule that most tests use: the switch takes Yes.
pub(crate) fn on_yes() -> Rule {
    rule(RULE, SWITCH, "Yes", always())
}

/// Saves the rules of a project, as the admin does.
pub(crate) fn save_rules(stage: &mut Stage, project: &str, rules: Vec<Rule>) {
    stage.save(vec![rules::section(project, rules)]);
}

/// A stage with these rules in project SUP.
pub(crate) fn stage(seed: u64, rules: Vec<Rule>) -> Stage {
    let mut stage = Stage::connected(seed);
    save_rules(&mut stage, "10000", rules);
    stage.world.advance(1_000);
    stage
}

/// Changes an issue as Jane does.
pub(crate) fn edit(stage: &mut Stage, issue: &str, fields: Value) {
    stage.edit(AGENT, issue, &fields);
}

/// Creates an issue in SUP as Jane does; gives its id.
pub(crate) fn create(stage: &mut Stage, summary: &str, values: Value) -> String {
    create_in(stage, "10000", "10001", summary, values)
}

pub(crate) fn create_in(stage: &mut Stage, project: &str, kind: &str, summary: &str, values: Value) -> String {
    let mut fields = json!({
        "project": { "id": project },
        "issuetype": { "id": kind },
        "summary": summary,
    });
    for (field, value) in values.as_object().unwrap() {
        fields[field] = value.clone();
    }
    let (status, answer) = stage.jira(AGENT, "POST", "issue", &json!({ "fields": fields }));
    assert_eq!(status, 201, "{answer}");
    answer["id"].as_str().unwrap().to_owned()
}

pub(crate) fn yes() -> Value {
    json!({ SWITCH: { "value": "Yes" } })
}

pub(crate) fn no() -> Value {
    json!({ SWITCH: { "value": "No" } })
}

/// The ids of the cases that a rule made of an issue, by their keys.
pub(crate) fn made(stage: &mut Stage, issue: &str, rule: &str) -> Vec<String> {
    let soql = format!("SELECT Id FROM Case WHERE Weftline_Key__c LIKE '%:{issue}:rule-{rule}-%'");
    ids(&stage.query(&soql))
}

pub(crate) fn ids(records: &[Value]) -> Vec<String> {
    records.iter().map(|record| record["Id"].as_str().unwrap().to_owned()).collect()
}

/// The ids of the records that are linked to an issue.
pub(crate) fn linked(stage: &mut Stage, issue: &str) -> Vec<String> {
    let document = stage.document("issue", issue);
    let links = document.as_ref().and_then(|issue| issue["links"].as_array()).cloned().unwrap_or_default();
    links.iter().map(|link| link["recordId"].as_str().unwrap().to_owned()).collect()
}

/// What was decided on an issue, the oldest first.
pub(crate) fn activity(stage: &mut Stage, issue: &str) -> Vec<Value> {
    let keys = stage.keys("activity", &format!("{issue}:"));
    keys.iter().map(|key| stage.document("activity", key).unwrap()).collect()
}

/// The verdicts of what was decided on an issue, with the rules that they are of.
pub(crate) fn verdicts(stage: &mut Stage, issue: &str) -> Vec<(String, String)> {
    let activity = activity(stage, issue);
    let decisions = activity.iter().flat_map(|entry| entry["decisions"].as_array().unwrap());
    decisions
        .map(|decision| (decision["rule"].as_str().unwrap().into(), decision["verdict"].as_str().unwrap().into()))
        .collect()
}

/// The mapping of cases in every project.
pub(crate) fn case_mapping(stage: &mut Stage) -> Mapping {
    mappings::of_cases(&stage.configuration().unwrap())
}

/// The ids of the cases with this subject.
pub(crate) fn subject(stage: &mut Stage, subject: &str) -> Vec<String> {
    ids(&stage.query(&format!("SELECT Id FROM Case WHERE Subject = '{subject}'")))
}

/// Makes the org look as if it had no key field on cases.
pub(crate) fn hide_key_field(stage: &mut Stage) {
    stage.tamper("describe:main:Case:0", |describe| {
        let fields = describe["fields"].as_array_mut().unwrap();
        fields.retain(|field| field["name"] != "Weftline_Key__c");
    });
}

/// Creates a case as somebody does who uses the integration user.
pub(crate) fn create_case_as_integration_user(stage: &mut Stage, subject: &str) {
    let case = subject_of(stage, subject);
    let session = stage.own_session().unwrap();
    stage.org_as(&session, "POST", "/sobjects/Case", &case);
}

fn subject_of(stage: &mut Stage, subject: &str) -> Value {
    let found = stage.query(&format!(
        "SELECT Subject, Priority, Origin, Status, Jira_Issue__c FROM Case WHERE Subject = '{subject}'"
    ));
    let mut values = found[0].clone();
    values.as_object_mut().unwrap().retain(|name, value| name != "attributes" && !value.is_null());
    values
}

/// Lets time pass with the five-minute rounds, until nothing is in the queue and the ledger is empty or rests.
pub(crate) fn round(stage: &mut Stage) {
    for _ in 0..ROUNDS_MAX {
        stage.settle();
        if stage.keys("work", "").is_empty() {
            return;
        }
        stage.world.advance(300_000);
        let mut sweep = stage.work(Job::Sweep {});
        sweep.finish(&mut stage.world);
    }
}

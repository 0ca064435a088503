//! Calls, what they cost, and mappings to try.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::{Luck, Stage};
use weftline_wire::call::{Call, Reply, SectionDraft};
use weftline_wire::configuration::{
    Comparison, Condition, Direction, FieldMapping, Mapping, Operand, Part, Policy, Rule, RuleSet, Section, Source,
    Trigger, Unmapped, Width,
};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Turn;

/// What a call cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) turns: u32,
    pub(crate) salesforce_calls: u32,
}

/// Makes a call and says what it cost.
pub(crate) fn priced(stage: &mut Stage, account: &str, call: Call) -> (Reply, Cost) {
    let mut worker = stage.worker(account, call, Luck::good());
    match worker.finish(&mut stage.world) {
        Some(Turn::Done { reply: Some(reply) }) => {
            (reply, Cost { turns: worker.turns(), salesforce_calls: worker.salesforce_calls() })
        }
        other => panic!("a call ended with {other:?}"),
    }
}

/// Why a call is refused.
pub(crate) fn refused(stage: &mut Stage, account: &str, call: Call) -> FailureCode {
    match stage.call(account, call.clone()) {
        Err(failure) => failure.code,
        Ok(reply) => panic!("{call:?} is answered with {reply:?}"),
    }
}

/// A field that takes its value from nowhere.
pub(crate) fn field(name: &str) -> FieldMapping {
    FieldMapping {
        field: name.into(),
        label: None,
        source: Source::Nothing,
        default: None,
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

/// A field that takes its value from a Jira field value by value.
pub(crate) fn by_value(name: &str, jira: &str, values: &[(&str, &str)], unmapped: Unmapped) -> FieldMapping {
    let values: BTreeMap<String, String> = values.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
    let source = Source::Picklist { field: jira.into(), part: Part::Whole, values, back: BTreeMap::new(), unmapped };
    FieldMapping { source, ..field(name) }
}

/// A mapping of cases.
pub(crate) fn cases(fields: Vec<FieldMapping>) -> Mapping {
    Mapping { object: "Case".into(), fields, assignment_rules: true, time_zone: None, related: Vec::new() }
}

/// The same as a section of the project SUP.
pub(crate) fn mapped(mapping: Mapping) -> SectionDraft {
    let name = format!("mapping:10000:{}", mapping.object);
    SectionDraft { name, content: Some(Section::Mapping(mapping)) }
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
        ],
        body: values.to_string().into_bytes(),
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    let made: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(response.status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

/// Changes an issue as an admin does.
pub(crate) fn edit(stage: &mut Stage, issue: &str, fields: &Value) {
    let request = Request {
        method: "PUT".into(),
        target: format!("/jira/rest/api/3/issue/{issue}"),
        headers: vec![
            ("x-forge-principal".into(), "user".into()),
            ("x-forge-account".into(), weftline_simulation::ADMIN.into()),
            ("content-type".into(), "application/json".into()),
        ],
        body: json!({ "fields": fields }).to_string().into_bytes(),
    };
    let response = stage.world.handle(Door::Forge, &request);
    assert_eq!(response.status, 204, "{}", String::from_utf8_lossy(&response.body));
}

/// The select `Autocreate Salesforce record`.
pub(crate) const SWITCH: &str = "customfield_10064";
/// The select `Severity`.
pub(crate) const SEVERITY: &str = "customfield_10060";
/// The id of the rule that most tests use.
pub(crate) const RULE: &str = "00000000000000a1";

/// A rule that creates a case when the switch takes Yes.
pub(crate) fn on_yes(conditions: Condition) -> Rule {
    Rule {
        id: RULE.into(),
        name: "Escalations".into(),
        enabled: true,
        object: "Case".into(),
        trigger: Trigger { field: SWITCH.into(), values: vec![Operand { id: None, text: "Yes".into() }] },
        conditions,
        again: false,
        while_linked: false,
        since_ms: 0,
    }
}

/// That something is always so.
pub(crate) fn always() -> Condition {
    Condition::All { of: Vec::new() }
}

/// That a field is one value.
pub(crate) fn is(field: &str, value: &str) -> Condition {
    let values = vec![Operand { id: None, text: value.into() }];
    Condition::Compare { field: field.into(), comparison: Comparison::Equals, values }
}

/// Saves the rules of the project SUP.
pub(crate) fn save_rules(stage: &mut Stage, rules: Vec<Rule>) {
    stage.save(vec![SectionDraft { name: "rules:10000".into(), content: Some(Section::Rules(RuleSet { rules })) }]);
    stage.world.advance(1_000);
}

/// Gives an option field of SUP-1 a value.
pub(crate) fn choose(stage: &mut Stage, field: &str, value: &str) {
    edit(stage, "SUP-1", &json!({ field: { "value": value } }));
}

//! Mappings: of any pair of fields, applied to any value, either way. Whatever they are given, what comes out is within
//! the field's limits and is what Jira or Salesforce reads; the same each time.

use std::collections::BTreeMap;

use weftline_mapping::{
    BackValue, IssueInput, JiraField, JiraFields, JiraSchema, Mapped, RecordInput, Resolved, compile,
    dependent_problems, lossless, same, same_jira,
};
use weftline_wire::configuration::{Direction, FeedPolicy, FieldMapping, FilePolicy, Mapping, Policy, Source, Width};
use weftline_wire::failure::Severity;
use weftline_wire::json::{self, Json};
use weftline_wire::plan::Way;
use weftline_wire::salesforce::{FieldDescribe, FieldValue, ObjectDescribe};

/// The Jira field of every mapping here.
const JIRA_FIELD: &str = "customfield_1";
/// The Salesforce field.
const FIELD: &str = "Field__c";
/// The longest text that is read.
const LENGTH_MAX: usize = 200_000;

/// A pair of fields: a line each for the source, Jira's schema, the field's describe, the issue's value, the record's.
pub fn mapping(data: &[u8]) {
    let text = String::from_utf8_lossy(data.get(..LENGTH_MAX).unwrap_or(data));
    let mut lines = text.lines();
    let mut line = || lines.next().unwrap_or_default();
    let source = json::from_str(line()).unwrap_or(Source::Field { field: JIRA_FIELD.to_owned(), part: whole() });
    let schema: Option<JiraSchema> = json::from_str(line()).ok();
    let describe: Option<FieldDescribe> = json::from_str(line()).ok();
    let Some(describe) = describe.map(|describe| FieldDescribe { name: FIELD.to_owned(), ..describe }) else {
        return;
    };
    let issue_value = line();
    let record_value = json::from_str(line()).unwrap_or(FieldValue::Null);
    pair(source, schema, describe, issue_value, record_value);
}

/// A template, filled with a summary that holds what templates are made of.
pub fn template(data: &[u8]) {
    let template = String::from_utf8_lossy(data.get(..LENGTH_MAX).unwrap_or(data)).into_owned();
    let describe = r#"{"name":"Field__c","label":"Field","type":"textarea","length":32000,"createable":true,"updateable":true,"nillable":true}"#;
    let Ok(describe) = json::from_str::<FieldDescribe>(describe) else {
        return;
    };
    let schema = JiraSchema { schema_type: "string".to_owned(), items: None, system: None, custom: None };
    pair(Source::Template { template }, Some(schema), describe, r#""{{issue.key}} | }}""#, FieldValue::Null);
}

fn whole() -> weftline_wire::configuration::Part {
    weftline_wire::configuration::Part::Whole
}

fn pair(
    source: Source,
    schema: Option<JiraSchema>,
    describe: FieldDescribe,
    issue_value: &str,
    record_value: FieldValue,
) {
    let field = |direction| FieldMapping {
        field: FIELD.to_owned(),
        label: None,
        source: source.clone(),
        default: None,
        width: Width::One,
        help: None,
        read_only: false,
        potential_results: false,
        direction,
        policy: Policy::SalesforceWins,
    };
    let fields = vec![JiraField { id: JIRA_FIELD.to_owned(), name: "Field".to_owned(), schema }];
    let jira = JiraFields { fields, complete: false };
    let object = ObjectDescribe {
        name: "Case".to_owned(),
        label: "Case".to_owned(),
        label_plural: "Cases".to_owned(),
        key_prefix: None,
        createable: true,
        updateable: true,
        queryable: true,
        searchable: true,
        feed_enabled: false,
        fields: vec![describe.clone()],
        record_type_infos: Vec::new(),
    };
    for direction in [Direction::Creation, Direction::ToJira, Direction::Both] {
        let mapping = Mapping {
            object: "Case".to_owned(),
            fields: vec![field(direction)],
            assignment_rules: false,
            time_zone: Some("Europe/Berlin".to_owned()),
            related: Vec::new(),
            to_salesforce_when: None,
            to_jira_when: None,
            files: FilePolicy::default(),
            feed: FeedPolicy::default(),
        };
        there_and_back(&mapping, &jira, &object, &describe, issue_value, &record_value);
    }
    for way in [Way::ToSalesforce, Way::ToJira] {
        let once = lossless(&field(Direction::Both), &jira, &object, way);
        assert_eq!(once, lossless(&field(Direction::Both), &jira, &object, way));
    }
}

fn there_and_back(
    mapping: &Mapping,
    jira: &JiraFields,
    object: &ObjectDescribe,
    describe: &FieldDescribe,
    issue_value: &str,
    record_value: &FieldValue,
) {
    let compiled = compile(mapping, jira, object);
    let issue = IssueInput {
        id: "10100",
        key: "SUP-1",
        site_url: "https://weftline.atlassian.net",
        fields: BTreeMap::from([(JIRA_FIELD, issue_value)]),
    };
    let resolved = Resolved::default();
    assert_eq!(compiled.needs(&issue), compiled.needs(&issue));
    let mapped = compiled.apply(&issue, &resolved);
    assert_eq!(mapped, compiled.apply(&issue, &resolved), "the same values each time");
    let fields: Vec<Option<&str>> = compiled.jira_fields().iter().map(|id| issue.fields.get(id).copied()).collect();
    let values = compiled.values(&issue, &fields, &resolved);
    let without_trace = |one: &Mapped| (one.field.clone(), one.value.clone(), one.problems.clone());
    let expected: Vec<_> = mapped.iter().map(without_trace).collect();
    let values: Vec<_> = values.into_iter().map(|one| (one.field.to_owned(), one.value, one.problems)).collect();
    assert_eq!(values, expected, "the same values without a trace");
    for one in &mapped {
        let failed = one.problems.iter().any(|problem| problem.severity == Severity::Error);
        if let FieldValue::Text(text) = &one.value {
            let units = text.encode_utf16().count();
            let has_limit = describe.length > 0 && !describe.picklist_values.iter().any(|value| value.value == *text);
            let is_list = text.contains(';');
            assert!(
                failed || is_list || !has_limit || units <= describe.length as usize || is_fixed(describe),
                "{units} characters for {}: {text}",
                describe.length
            );
        }
        assert!(same(describe, &one.value, &one.value));
    }
    let mut values = BTreeMap::new();
    for path in compiled.record_paths() {
        values.insert(path, record_value.clone());
    }
    assert!(dependent_problems(object, &values).is_empty(), "nothing controls this field");
    let record = RecordInput { id: "500000000000001AAA", values: &values };
    assert_eq!(compiled.needs_back(record, &issue), compiled.needs_back(record, &issue));
    let back = compiled.apply_back(record, &issue, &resolved);
    assert_eq!(back, compiled.apply_back(record, &issue, &resolved), "the same values each time");
    for one in back {
        if let BackValue::Set(json) = &one.value {
            assert!(Json::parse(json.get()).is_ok(), "{} is JSON", json.get());
            assert!(same_jira(json.get(), json.get()));
            assert!(!one.problems.iter().any(|problem| problem.severity == Severity::Error), "an error writes nothing");
        }
    }
}

/// Values of a fixed form are as long as they are, whatever a describe says.
fn is_fixed(describe: &FieldDescribe) -> bool {
    use weftline_wire::salesforce::FieldType;
    matches!(describe.field_type, FieldType::Date | FieldType::DateTime | FieldType::Time | FieldType::Reference)
}

//! An org, a site, and a way to check one section.

use std::collections::BTreeMap;

use weftline_configuration::{Checked, Doubt, Known, KnownObject, KnownProject, KnownRoles, check};
use weftline_mapping::JiraFields;
use weftline_wire::configuration::{
    Direction, FeedPolicy, FieldMapping, FieldSelection, FilePolicy, Mapping, NamedId, Policy, ProjectConfiguration,
    Section, Source, Width,
};
use weftline_wire::failure::Severity;
use weftline_wire::json;
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::SectionProblem;

/// A Case with a field of each kind that a rule speaks of.
pub(crate) fn case() -> ObjectDescribe {
    let field = |name: &str, rest: &str| format!(r#"{{"name":"{name}","label":"{name} label",{rest}}}"#);
    let writable = r#""createable":true,"updateable":true,"nillable":true"#;
    let fields = [
        field("CaseNumber", r#""type":"string","length":30,"nameField":true,"filterable":true"#),
        field("Subject", &format!(r#""type":"string","length":255,"filterable":true,{writable}"#)),
        field("Code__c", &format!(r#""type":"string","length":8,"filterable":true,{writable}"#)),
        field("Description", &format!(r#""type":"textarea","length":32000,{writable}"#)),
        field("Notes__c", &format!(r#""type":"textarea","length":255,"filterable":true,{writable}"#)),
        field("Html__c", &format!(r#""type":"textarea","length":200,"htmlFormatted":true,{writable}"#)),
        field(
            "Priority",
            &format!(
                r#""type":"picklist","length":40,"filterable":true,"restrictedPicklist":true,{writable},
                "picklistValues":[{{"value":"High","label":"High","active":true}},
                {{"value":"Low","label":"Low","active":true}},{{"value":"Old","label":"Old","active":false}}]"#
            ),
        ),
        field("Effort__c", &format!(r#""type":"double","precision":18,"scale":2,"filterable":true,{writable}"#)),
        field("Channels__c", &format!(r#""type":"multipicklist","length":4099,"filterable":true,{writable}"#)),
        field("IsClosed", r#""type":"boolean","filterable":true"#),
        field(
            "OwnerId",
            &format!(
                r#""type":"reference","length":18,"filterable":true,"referenceTo":["User"],
                "relationshipName":"Owner",{writable}"#
            ),
        ),
        field(
            "AccountId",
            &format!(
                r#""type":"reference","length":18,"filterable":true,"referenceTo":["Account"],
                "relationshipName":"Account",{writable}"#
            ),
        ),
    ];
    object("Case", &fields.join(","))
}

/// An Account, which has no assignment rules and a required field.
pub(crate) fn account() -> ObjectDescribe {
    object(
        "Account",
        r#"{"name":"Name","label":"Name","type":"string","length":255,"nameField":true,"filterable":true,
        "createable":true,"updateable":true,"nillable":false},
        {"name":"Industry","label":"Industry","type":"picklist","length":40,"filterable":true,"createable":true,
        "nillable":true},
        {"name":"About__c","label":"About","type":"textarea","length":5000,"createable":true,"nillable":true}"#,
    )
}

pub(crate) fn object(name: &str, fields: &str) -> ObjectDescribe {
    let text = format!(
        r#"{{"name":"{name}","label":"{name}","labelPlural":"{name}s","createable":true,"fields":[{fields}]}}"#
    );
    json::from_str(&text).unwrap()
}

pub(crate) fn known() -> Known {
    let here = |name: &str, describe| KnownObject { connection: Some("main".into()), object: name.into(), describe };
    let jira: JiraFields = json::from_str(
        r#"{"complete":true,"fields":[
        {"id":"summary","name":"Summary","schema":{"type":"string","system":"summary"}},
        {"id":"customfield_10042","name":"Points","schema":{"type":"number","custom":"x:float"}},
        {"id":"customfield_10043","name":"Team","schema":{"type":"option","custom":"x:select"}}]}"#,
    )
    .unwrap();
    Known {
        objects: vec![here("Case", Some(case())), here("Account", Some(account())), here("Gone__c", None)],
        jira,
        connections: Some(vec!["main".into(), "00aa".into()]),
        projects: vec![
            KnownProject { id: "10000".into(), here: true, issue_types: vec![named("1", "Bug"), named("2", "Task")] },
            KnownProject { id: "10009".into(), here: false, issue_types: Vec::new() },
        ],
        issue_types: Some(vec![named("1", "Bug"), named("2", "Task")]),
        missing_issues: vec!["OPS-404".into()],
        groups: Some(vec![named("g1", "agents"), named("g2", "leads")]),
        project_roles: vec![KnownRoles { project: "10000".into(), roles: vec![named("10002", "Administrators")] }],
    }
}

pub(crate) fn named(id: &str, name: &str) -> NamedId {
    NamedId { id: id.into(), name: name.into() }
}

pub(crate) fn selection() -> FieldSelection {
    let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect();
    FieldSelection {
        object: "Case".into(),
        search: names(&["CaseNumber", "Subject"]),
        details: names(&["CaseNumber", "Description"]),
        list: names(&["CaseNumber", "Priority"]),
        compact: names(&["CaseNumber", "Owner.Name"]),
    }
}

pub(crate) fn mapping(object: &str, fields: Vec<FieldMapping>) -> Mapping {
    Mapping {
        object: object.into(),
        fields,
        assignment_rules: false,
        time_zone: None,
        related: Vec::new(),
        to_salesforce_when: None,
        to_jira_when: None,
        files: FilePolicy::default(),
        feed: FeedPolicy::default(),
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

pub(crate) fn project() -> ProjectConfiguration {
    ProjectConfiguration {
        id: "10000".into(),
        key: "SUP".into(),
        name: "Support".into(),
        connection: None,
        issue_types: Vec::new(),
    }
}

/// What is wrong with one section beside those that it needs.
pub(crate) fn problems(name: &str, section: Section, doubt: Doubt) -> Vec<SectionProblem> {
    let mut sections = BTreeMap::new();
    sections.insert("project:10000".to_owned(), Section::Project(project()));
    sections.insert(name.to_owned(), section);
    let mut names: Vec<String> =
        ["fields:Account", "fields:Case", "fields:Gone__c", "fields:Unasked__c"].map(str::to_owned).to_vec();
    names.extend(sections.keys().cloned());
    let known = known();
    let checked = Checked { names: &names, sections: &sections, known: &known, doubt };
    check(&checked, std::iter::once(&name.to_owned()))
}

/// Its errors as `code field: text; remedy`, each of which has to have a remedy.
pub(crate) fn refused(name: &str, section: Section) -> Vec<String> {
    let found = problems(name, section, Doubt::Refused);
    let errors = found.iter().filter(|found| found.problem.severity == Severity::Error);
    let told = errors.map(|found| {
        let problem = &found.problem;
        assert_eq!(found.section, name);
        let remedy = problem.remedy.as_deref().expect("an error says what to do");
        let field = problem.field.as_deref().unwrap_or("-");
        format!("{} {field}: {}; {remedy}", problem.code, problem.text)
    });
    told.collect()
}

/// The section as the repairs propose it; all problems that have one propose the same.
pub(crate) fn repair(name: &str, section: Section) -> Option<Section> {
    let found = problems(name, section, Doubt::Told);
    let mut repairs = found.into_iter().filter_map(|found| found.repair);
    let first = repairs.next();
    assert!(repairs.all(|other| Some(other) == first));
    first
}

//! Parts of a configuration as an admin saves them.

use weftline_wire::call::SectionDraft;
use weftline_wire::configuration::{
    Comparison, Condition, Direction, FeedPolicy, FieldMapping, FieldSelection, FilePolicy, Mapping, Operand, Part,
    Policy, ProjectConfiguration, Section, Source, Width,
};
use weftline_wire::view::ConfigurationView;

/// The value of a field of the issue.
pub fn whole(jira: &str) -> Source {
    Source::Field { field: jira.into(), part: Part::Whole }
}

/// A field of a record that takes its value from a field of the issue.
pub fn field(name: &str, jira: &str, direction: Direction, policy: Policy) -> FieldMapping {
    from(name, whole(jira), direction, policy)
}

/// A field of a record.
pub fn from(name: &str, source: Source, direction: Direction, policy: Policy) -> FieldMapping {
    FieldMapping {
        field: name.into(),
        label: None,
        source,
        default: None,
        width: Width::One,
        help: None,
        read_only: false,
        potential_results: false,
        direction,
        policy,
    }
}

/// A field that a record is given when it is created, and not kept in step.
pub fn created(name: &str, source: Source) -> FieldMapping {
    from(name, source, Direction::Creation, Policy::SalesforceWins)
}

/// How the records of an object are mapped.
pub fn mapping(object: &str, fields: Vec<FieldMapping>) -> Mapping {
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

/// A mapping in a project, or in all: `*`.
pub fn section(project: &str, mapping: Mapping) -> SectionDraft {
    draft(&format!("mapping:{project}:{}", mapping.object), Section::Mapping(mapping))
}

/// The same fields of an object in every view.
pub fn selection(object: &str, names: &[&str]) -> FieldSelection {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    FieldSelection {
        object: object.into(),
        search: names.clone(),
        details: names.clone(),
        list: names.clone(),
        compact: names,
    }
}

/// What is shown of an object.
pub fn shown(selection: FieldSelection) -> SectionDraft {
    draft(&format!("fields:{}", selection.object), Section::Fields(selection))
}

/// A project with all its issue types, bound to no org.
pub fn project(id: &str, key: &str, name: &str) -> ProjectConfiguration {
    ProjectConfiguration {
        id: id.into(),
        key: key.into(),
        name: name.into(),
        connection: None,
        issue_types: Vec::new(),
    }
}

/// The project SUP.
pub fn support() -> ProjectConfiguration {
    project("10000", "SUP", "Support")
}

/// A project that is configured.
pub fn configured(project: ProjectConfiguration) -> SectionDraft {
    draft(&format!("project:{}", project.id), Section::Project(project))
}

/// The mapping of cases in every project.
pub fn of_cases(view: &ConfigurationView) -> Mapping {
    let cases = view.objects.iter().find(|object| object.object == "Case").expect("cases are configured");
    let everywhere = cases.mappings.iter().find(|mapping| mapping.project == "*").expect("they are mapped everywhere");
    everywhere.mapping.clone()
}

/// A section that is saved.
pub fn draft(name: &str, content: Section) -> SectionDraft {
    SectionDraft { name: name.into(), content: Some(content) }
}

/// A section that is taken away.
pub fn removal(name: &str) -> SectionDraft {
    SectionDraft { name: name.into(), content: None }
}

/// A condition that a field holds just this.
pub fn is(field: &str, text: &str) -> Condition {
    let values = vec![Operand { id: None, text: text.into() }];
    Condition::Compare { field: field.into(), comparison: Comparison::Equals, values }
}

/// A mapping whose values go to Salesforce only while this holds of the issue, and to Jira only while this holds of the
/// record.
pub fn only_when(mapping: Mapping, issue: Option<Condition>, record: Option<Condition>) -> Mapping {
    Mapping { to_salesforce_when: issue, to_jira_when: record, ..mapping }
}

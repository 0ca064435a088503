//! The checks of rules (AUTO-1 to AUTO-8): of each by itself, and of the mappings by which they create records, where
//! no person can fill in what is missing (MAP-1).

use weftline_mapping::is_required;
use weftline_wire::configuration::{Mapping, Rule, RuleSet, Section, Source};
use weftline_wire::failure::Problem;
use weftline_wire::view::SectionProblem;

use super::{Checked, Found, mapping};
use crate::known::Described;
use crate::name::{ANY_PROJECT, SectionName};
use crate::problem::{Code, error};

/// What is wrong with the rules of a project, or of every project.
pub(super) fn check(project: &str, rules: &RuleSet, checked: &Checked<'_>, problems: &mut Vec<Found>) {
    let mut found = weftline_rules::check(rules, &checked.known.jira);
    if project != ANY_PROJECT && !has(checked, SectionName::Project(project)) {
        let text = format!("the rules are for a project that is not configured: `{project}`");
        found.push(error(Code::ProjectNotConfigured, "", text, "configure the project, or remove its rules"));
    }
    found.extend(creations(project, rules, checked, |_| true));
    problems.extend(found.into_iter().map(|problem| (problem, false)));
}

/// What the rules of these sections lack to create records of these objects, by their mappings: for who changes a
/// mapping that rules create by.
#[must_use]
pub fn left_without<'n>(
    checked: &Checked<'_>,
    sections: impl Iterator<Item = &'n String>,
    objects: &[String],
) -> Vec<SectionProblem> {
    let mut all = Vec::new();
    for name in sections {
        if let (Some(SectionName::Rules(project)), Some(Section::Rules(rules))) =
            (SectionName::parse(name), checked.sections.get(name))
        {
            let found = creations(project, rules, checked, |object| objects.iter().any(|other| other == object));
            let told = found.into_iter();
            all.extend(told.map(|problem| SectionProblem { section: name.clone(), problem, repair: None }));
        }
    }
    all
}

/// What keeps rules that are switched on from creating records, each thing once.
fn creations(project: &str, rules: &RuleSet, checked: &Checked<'_>, wanted: impl Fn(&str) -> bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for rule in rules.rules.iter().filter(|rule| rule.enabled && wanted(&rule.object)) {
        if seen.contains(&rule.object.as_str()) {
            continue;
        }
        seen.push(&rule.object);
        for project in projects(project, checked) {
            creation(project, rule, checked, &mut problems);
        }
    }
    problems
}

/// The projects that rules hold in. Those of every project hold in each that is configured; with none, in whichever.
fn projects<'c>(project: &'c str, checked: &Checked<'c>) -> Vec<&'c str> {
    let mut found = Vec::new();
    if project == ANY_PROJECT {
        found.extend(checked.names.iter().filter_map(|name| match SectionName::parse(name) {
            Some(SectionName::Project(id)) => Some(id),
            _ => None,
        }));
    }
    if found.is_empty() { vec![project] } else { found }
}

fn creation(project: &str, rule: &Rule, checked: &Checked<'_>, problems: &mut Vec<Problem>) {
    let object = rule.object.as_str();
    let each = [project, ANY_PROJECT].map(|project| SectionName::Mapping { project, object });
    let Some(name) = each.into_iter().find(|name| has(checked, *name)) else {
        let text = format!("rule `{}`: `{object}` has no mapping{}", rule.name, place(project, checked));
        let remedy = "map the object, or have the rule create another one";
        return problems.push(error(Code::NoMapping, "", text, remedy));
    };
    let Some(Section::Mapping(mapping)) = checked.sections.get(&name.to_string()) else {
        return;
    };
    let Described::Here(describe) = checked.known.object(checked.connection_of(project), object) else {
        return;
    };
    let (working, _) = mapping::working(mapping, &checked.known.jira, describe);
    for field in describe.fields.iter().filter(|field| is_required(field)) {
        if !is_filled(&working, &field.name) {
            let text = format!(
                "rule `{}`: `{object}` needs `{}`, and the mapping{} gives it no value",
                rule.name,
                field.label,
                place(project, checked)
            );
            let remedy = "give the field a source or a default in the mapping: nobody fills in a form for a rule";
            problems.push(error(Code::RequiredUnfillable, &field.name, text, remedy));
        }
    }
}

fn is_filled(mapping: &Mapping, field: &str) -> bool {
    mapping
        .fields
        .iter()
        .any(|mapped| mapped.field == field && (mapped.source != Source::Nothing || mapped.default.is_some()))
}

/// In which project; nothing for every project.
fn place(project: &str, checked: &Checked<'_>) -> String {
    match checked.sections.get(&SectionName::Project(project).to_string()) {
        Some(Section::Project(known)) => format!(" in `{}`", known.key),
        _ if project == ANY_PROJECT => String::new(),
        _ => format!(" in the project `{project}`"),
    }
}

fn has(checked: &Checked<'_>, name: SectionName<'_>) -> bool {
    checked.names.contains(&name.to_string())
}

//! The mapping that an org keeps itself, held against the configured projects (EVT-2).

use weftline_wire::configuration::{NamedId, ProjectConfiguration, SalesforceSide, Section};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::view::SectionProblem;

use crate::name::{FIRST_CONNECTION, SectionName};

/// What an org's own mapping says of a project: the names of the issue types on which Weftline works there, of all
/// objects together, none being all. No answer when it does not name the project.
#[must_use]
pub fn mapped_types(side: &SalesforceSide, project_key: &str) -> Option<Vec<String>> {
    let mut rows = side.mappings.iter().filter(|row| row.project_key.eq_ignore_ascii_case(project_key)).peekable();
    rows.peek()?;
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        if row.issue_types.is_empty() {
            return Some(Vec::new());
        }
        for name in &row.issue_types {
            if !names.iter().any(|known| is_same(known, name)) {
                names.push(name.clone());
            }
        }
    }
    Some(names)
}

/// Which configured projects differ from the mapping that their org keeps, and what would mend it here. A project of
/// an org that keeps none differs from nothing.
#[must_use]
pub fn out_of_sync(projects: &[ProjectConfiguration], sides: &[SalesforceSide]) -> Vec<SectionProblem> {
    let one = |project: &ProjectConfiguration| {
        let connection = project.connection.as_deref().unwrap_or(FIRST_CONNECTION);
        let side = sides.iter().find(|side| side.connection == connection)?;
        let (text, repair) = differs(project, side)?;
        Some(SectionProblem {
            section: SectionName::Project(&project.id).to_string(),
            problem: Problem {
                severity: Severity::Warning,
                code: "outOfSync".to_owned(),
                field: None,
                text,
                remedy: Some("sync from Salesforce, or change the mapping that the org keeps".to_owned()),
            },
            repair: repair.map(|issue_types| Section::Project(ProjectConfiguration { issue_types, ..project.clone() })),
        })
    };
    projects.iter().filter_map(one).collect()
}

/// In what a project differs, and the issue types that would be right, as far as their ids are known here.
fn differs(project: &ProjectConfiguration, side: &SalesforceSide) -> Option<(String, Option<Vec<NamedId>>)> {
    let Some(there) = mapped_types(side, &project.key) else {
        return Some((["the mapping in Salesforce does not name project `", &project.key, "`"].concat(), None));
    };
    let here = &project.issue_types;
    if there.is_empty() {
        let text = "the mapping in Salesforce names all issue types, the configuration only some";
        return (!here.is_empty()).then(|| (text.to_owned(), Some(Vec::new())));
    }
    if here.is_empty() {
        let text = ["the mapping in Salesforce names only ", &list(&there), ", the configuration all issue types"];
        return Some((text.concat(), None));
    }
    let missing: Vec<String> =
        there.iter().filter(|name| !here.iter().any(|own| is_same(&own.name, name))).cloned().collect();
    let (right, extra): (Vec<NamedId>, Vec<NamedId>) =
        here.iter().cloned().partition(|own| there.iter().any(|name| is_same(name, &own.name)));
    let extra: Vec<String> = extra.into_iter().map(|own| own.name).collect();
    let text = match (missing.is_empty(), extra.is_empty()) {
        (true, true) => return None,
        (false, true) => ["the mapping in Salesforce names ", &list(&missing), " too"].concat(),
        (true, false) => ["the mapping in Salesforce does not name ", &list(&extra)].concat(),
        (false, false) => {
            ["the mapping in Salesforce names ", &list(&missing), " too, and not ", &list(&extra)].concat()
        }
    };
    Some((text, missing.is_empty().then_some(right)))
}

fn list(names: &[String]) -> String {
    ["`", &names.join("`, `"), "`"].concat()
}

/// Names are the same in any case, as people type them in Salesforce.
fn is_same(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use weftline_wire::configuration::SideMapping;

    use super::*;

    fn project(key: &str, types: &[&str]) -> ProjectConfiguration {
        let issue_types = types.iter().map(|name| NamedId { id: name.len().to_string(), name: (*name).to_owned() });
        ProjectConfiguration {
            id: "10000".into(),
            key: key.into(),
            name: key.into(),
            connection: None,
            issue_types: issue_types.collect(),
        }
    }

    fn side(rows: &[(&str, &str, &[&str])]) -> SalesforceSide {
        let mappings = rows.iter().map(|(key, object, types)| SideMapping {
            project_key: (*key).to_owned(),
            object: (*object).to_owned(),
            issue_types: types.iter().map(|&name| name.to_owned()).collect(),
        });
        SalesforceSide { connection: "main".into(), mappings: mappings.collect(), pulled_at_ms: 1 }
    }

    fn told(project: &ProjectConfiguration, side: &SalesforceSide) -> Option<(String, Option<usize>)> {
        let mut found = out_of_sync(std::slice::from_ref(project), std::slice::from_ref(side));
        let one = found.pop()?;
        assert_eq!((one.section.as_str(), one.problem.code.as_str()), ("project:10000", "outOfSync"));
        let types = one.repair.map(|repair| match repair {
            Section::Project(project) => project.issue_types.len(),
            _ => usize::MAX,
        });
        Some((one.problem.text, types))
    }

    #[test]
    fn evt_2_projects_that_differ_from_the_orgs_own_mapping_are_told() {
        let rows = side(&[("SUP", "Case", &["Bug"]), ("SUP", "Lead", &["task"]), ("ENG", "Case", &[])]);
        assert_eq!(told(&project("SUP", &["Task", "Bug"]), &rows), None);
        assert_eq!(told(&project("ENG", &[]), &rows), None);
        let text = |project: &ProjectConfiguration| told(project, &rows).unwrap();
        assert_eq!(text(&project("SUP", &["Bug"])), ("the mapping in Salesforce names `task` too".to_owned(), None));
        assert_eq!(
            text(&project("SUP", &["Bug", "Task", "Epic"])),
            ("the mapping in Salesforce does not name `Epic`".to_owned(), Some(2))
        );
        assert_eq!(text(&project("ENG", &["Bug"])).1, Some(0));
        assert_eq!(text(&project("SUP", &[])).1, None);
        assert_eq!(text(&project("HELP", &[])).0, "the mapping in Salesforce does not name project `HELP`");
    }

    #[test]
    fn evt_2_an_org_that_keeps_no_mapping_leaves_projects_alone() {
        assert!(out_of_sync(&[project("SUP", &["Bug"])], &[]).is_empty());
        let mut bound = project("SUP", &["Bug"]);
        bound.connection = Some("other".into());
        assert_eq!(told(&bound, &side(&[("SUP", "Case", &[])])), None);
    }
}

//! Holds sections against what is known of orgs and site, and against one another.

mod mapping;
mod places;
mod roles;
mod rules;
mod selection;

use std::collections::BTreeMap;

use weftline_wire::configuration::Section;
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::view::SectionProblem;

use crate::hash::canonical;
use crate::known::{Described, Known};
use crate::name::{ANY_PROJECT, FIRST_CONNECTION, SectionName};
use crate::problem::{Code, error, warning};
use crate::shipped;

pub use mapping::{has_assignment_rules, has_feed, working};
pub use rules::left_without;

/// Bytes of a stored section at most. Forge takes values of 240 KiB; costs rise by 10 KB.
pub const SECTION_BYTES_MAX: usize = 100_000;

/// What becomes of a section that nothing could be held against: the org was not asked, or did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is refused: it is about to be saved.
    Refused,
    /// It is a warning: it is saved already.
    Told,
}

/// A configuration that is checked.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// The names of all its sections.
    pub names: &'a [String],
    /// The sections that are looked at, and the projects that they belong to.
    pub sections: &'a BTreeMap<String, Section>,
    /// What is known.
    pub known: &'a Known,
    /// What becomes of doubt.
    pub doubt: Doubt,
}

/// What is wrong with the sections of these names, each with what would mend it.
#[must_use]
pub fn check<'n>(checked: &Checked<'_>, looked_at: impl Iterator<Item = &'n String>) -> Vec<SectionProblem> {
    let mut all = Vec::new();
    for name in looked_at {
        let Some(section) = checked.sections.get(name) else {
            continue;
        };
        let (problems, repaired) = checked.section(name, section);
        // A repair that could not be saved helps nobody.
        let stays_wrong = problems.iter().any(|(problem, mended)| !mended && problem.severity == Severity::Error);
        let repaired = repaired.filter(|_| !stays_wrong);
        for (problem, mended) in problems {
            let repair = repaired.as_ref().filter(|_| mended).cloned();
            all.push(SectionProblem { section: name.clone(), problem, repair });
        }
    }
    all
}

/// Whether something is among the problems that cannot be saved.
#[must_use]
pub fn has_error(problems: &[SectionProblem]) -> bool {
    problems.iter().any(|found| found.problem.severity == Severity::Error)
}

/// The section as an org can use it: of what Weftline ships, what the org does not have is left out. What an admin
/// has decided stays as it is.
#[must_use]
pub fn fitted(name: &str, section: &Section, known: &Known) -> Section {
    let object = SectionName::parse(name).and_then(SectionName::object);
    let described = object.map_or(Described::Unknown, |object| known.object(None, object));
    match (section, described) {
        (Section::Fields(selection), Described::Here(object)) if *selection == shipped::selection() => {
            Section::Fields(selection::fitted(selection, object, known))
        }
        (Section::Mapping(mapping), Described::Here(object)) if *mapping == shipped::mapping() => {
            Section::Mapping(mapping::paused(mapping, &known.jira, object))
        }
        _ => section.clone(),
    }
}

/// A problem, and whether the repair mends it.
type Found = (Problem, bool);

impl Checked<'_> {
    fn section(&self, name: &str, section: &Section) -> (Vec<Found>, Option<Section>) {
        let alone = |problem| (vec![(problem, false)], None);
        let Some(parsed) = SectionName::parse(name) else {
            let text = format!("`{name}` is no section of a configuration");
            return alone(error(Code::UnknownSection, "", text, "leave it out"));
        };
        if !parsed.fits(section) {
            let text = format!("what is in `{name}` is about something else");
            return alone(error(Code::OtherSection, "", text, "put it under its own name"));
        }
        let mut problems = Vec::new();
        if canonical(section).len() > SECTION_BYTES_MAX {
            let text = format!("`{name}` is larger than {} KB", SECTION_BYTES_MAX / 1_000);
            problems.push((error(Code::TooLarge, "", text, "shorten help texts, value maps or lists"), false));
        }
        let fitted = fitted(name, section, self.known);
        let repaired = match (&fitted, parsed) {
            (Section::Settings(settings), _) => {
                problems.extend(places::settings(settings, self.known).map(|problem| (problem, false)));
                None
            }
            (Section::Rules(rules), SectionName::Rules(project)) => {
                rules::check(project, rules, self, &mut problems);
                None
            }
            (Section::Roles(roles), SectionName::Roles(project)) => {
                roles::check(project, roles, self.known, &mut problems).map(Section::Roles)
            }
            (Section::Events(_) | Section::Side(_) | Section::Rules(_) | Section::Roles(_), _) => None,
            (Section::Restrictions(restrictions), _) => {
                places::restrictions(restrictions, self.known, &mut problems).map(Section::Restrictions)
            }
            (Section::Project(project), _) => places::project(project, self.known, &mut problems).map(Section::Project),
            (Section::Fields(selection), _) => self
                .described(None, &selection.object, &mut problems)
                .and_then(|object| selection::check(selection, object, self.known, &mut problems).map(Section::Fields)),
            (Section::Mapping(mapping), SectionName::Mapping { project, .. }) => {
                self.belongs(project, &mapping.object, &mut problems);
                let connection = self.connection_of(project);
                self.described(connection, &mapping.object, &mut problems).and_then(|object| {
                    let jira = &self.known.jira;
                    mapping::check(mapping, object, jira, &|object| self.is_chosen(object), &mut problems)
                        .map(Section::Mapping)
                })
            }
            (Section::Mapping(_), _) => None,
        };
        (problems, repaired)
    }

    /// What is known of an object; says when it is gone, or nothing is known.
    fn described(
        &self,
        connection: Option<&str>,
        object: &str,
        problems: &mut Vec<Found>,
    ) -> Option<&weftline_wire::salesforce::ObjectDescribe> {
        let problem = match self.known.object(connection, object) {
            Described::Here(describe) => return Some(describe),
            Described::Gone => error(
                Code::ObjectGone,
                "",
                format!("no connected org has the object `{object}`, or the integration user may not see it"),
                "give the integration user access to the object in Salesforce, or remove it here",
            ),
            Described::Unknown => {
                let text = format!("the fields of `{object}` are not known yet, so nothing could be checked");
                let say = if self.doubt == Doubt::Refused { error } else { warning };
                say(Code::NotDescribed, "", text, "connect an org, or test the connection")
            }
        };
        problems.push((problem, false));
        None
    }

    /// A mapping is for an object whose fields are chosen, and a project that is configured.
    fn belongs(&self, project: &str, object: &str, problems: &mut Vec<Found>) {
        if !self.is_chosen(object) {
            let text = format!("`{object}` is mapped, but none of its fields are chosen");
            let remedy = "choose the object in the field configuration, or remove the mapping too";
            problems.push((error(Code::ObjectNotChosen, "", text, remedy), false));
        }
        if project != ANY_PROJECT && !self.names.contains(&SectionName::Project(project).to_string()) {
            let text = format!("the mapping is for a project that is not configured: `{project}`");
            let remedy = "configure the project, or remove the mapping";
            problems.push((error(Code::ProjectNotConfigured, "", text, remedy), false));
        }
    }

    /// Whether fields of an object are chosen.
    fn is_chosen(&self, object: &str) -> bool {
        self.names.contains(&SectionName::Fields(object).to_string())
    }

    /// The org that a project is bound to; none for every project.
    fn connection_of(&self, project: &str) -> Option<&str> {
        match self.sections.get(&SectionName::Project(project).to_string()) {
            Some(Section::Project(project)) => Some(project.connection.as_deref().unwrap_or(FIRST_CONNECTION)),
            _ => None,
        }
    }
}

//! The check.

use std::path::PathBuf;

use weftline_configuration::{Checked, Doubt, Known, check as check_sections};
use weftline_wire::failure::Severity;
use weftline_wire::view::SectionProblem;

use crate::files;

/// What is asked.
pub(crate) struct Asked {
    /// The export.
    pub(crate) configuration: PathBuf,
    /// The directory of describes.
    pub(crate) describes: PathBuf,
    /// The site's fields.
    pub(crate) fields: Option<PathBuf>,
    /// Whether the answer is JSON.
    pub(crate) json: bool,
}

/// What was found.
pub(crate) struct Found {
    /// The version that was exported.
    pub(crate) version: u32,
    /// How many sections were looked at.
    pub(crate) sections: usize,
    /// How many objects were known.
    pub(crate) objects: usize,
    /// What is wrong, section by section.
    pub(crate) problems: Vec<SectionProblem>,
}

impl Found {
    /// How many problems would keep the app from saving it.
    pub(crate) fn errors(&self) -> usize {
        self.problems.iter().filter(|found| found.problem.severity == Severity::Error).count()
    }
}

/// Checks an export as the app does before it saves. An object that is not described counts as an error: a check that
/// looked at nothing must not pass.
pub(crate) fn check(asked: &Asked) -> Result<Found, String> {
    let file = files::configuration(&asked.configuration)?;
    let objects = files::describes(&asked.describes)?;
    let jira = asked.fields.as_deref().map(files::fields).transpose()?.unwrap_or_default();
    let known = Known { objects, jira, ..Known::default() };
    let names: Vec<String> = file.sections.keys().cloned().collect();
    let checked = Checked { names: &names, sections: &file.sections, known: &known, doubt: Doubt::Refused };
    let problems = check_sections(&checked, names.iter());
    Ok(Found { version: file.version, sections: names.len(), objects: known.objects.len(), problems })
}

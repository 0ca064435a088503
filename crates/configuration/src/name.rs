//! The names of sections.

use std::fmt;

use weftline_wire::configuration::Section;

/// Stands for every project that has no mapping of its own.
pub const ANY_PROJECT: &str = "*";

/// The id of the first connection, which projects use that are bound to none.
pub const FIRST_CONNECTION: &str = "main";

/// A section's name, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionName<'a> {
    /// `settings`
    Settings,
    /// `events`
    Events,
    /// `restrictions`
    Restrictions,
    /// `project:<project id>`
    Project(&'a str),
    /// `side:<connection>`
    Side(&'a str),
    /// `fields:<object>`
    Fields(&'a str),
    /// `rules:<project id or *>`
    Rules(&'a str),
    /// `roles:<project id or *>`
    Roles(&'a str),
    /// `mapping:<project id or *>:<object>`
    Mapping {
        /// The project's id, or [`ANY_PROJECT`].
        project: &'a str,
        /// The object.
        object: &'a str,
    },
}

impl<'a> SectionName<'a> {
    /// Takes a name apart; none when it is no section's.
    #[must_use]
    pub fn parse(name: &'a str) -> Option<SectionName<'a>> {
        let Some((kind, rest)) = name.split_once(':') else {
            return match name {
                "settings" => Some(SectionName::Settings),
                "events" => Some(SectionName::Events),
                "restrictions" => Some(SectionName::Restrictions),
                _ => None,
            };
        };
        match kind {
            "project" => is_number(rest).then_some(SectionName::Project(rest)),
            "side" => is_id(rest).then_some(SectionName::Side(rest)),
            "rules" => (rest == ANY_PROJECT || is_number(rest)).then_some(SectionName::Rules(rest)),
            "roles" => (rest == ANY_PROJECT || is_number(rest)).then_some(SectionName::Roles(rest)),
            "fields" => is_api_name(rest).then_some(SectionName::Fields(rest)),
            "mapping" => {
                let (project, object) = rest.split_once(':')?;
                let known = (project == ANY_PROJECT || is_number(project)) && is_api_name(object);
                known.then_some(SectionName::Mapping { project, object })
            }
            _ => None,
        }
    }

    /// The object that the section is about, if it is about one.
    #[must_use]
    pub fn object(self) -> Option<&'a str> {
        match self {
            SectionName::Fields(object) | SectionName::Mapping { object, .. } => Some(object),
            SectionName::Settings
            | SectionName::Events
            | SectionName::Restrictions
            | SectionName::Project(_)
            | SectionName::Rules(_)
            | SectionName::Roles(_)
            | SectionName::Side(_) => None,
        }
    }

    /// Whether a section with this content may have this name: they are of one kind, and name the same thing.
    #[must_use]
    pub fn fits(self, content: &Section) -> bool {
        match (self, content) {
            (SectionName::Settings, Section::Settings(_))
            | (SectionName::Events, Section::Events(_))
            | (SectionName::Restrictions, Section::Restrictions(_))
            | (SectionName::Rules(_), Section::Rules(_))
            | (SectionName::Roles(_), Section::Roles(_)) => true,
            (SectionName::Project(id), Section::Project(project)) => project.id == id,
            (SectionName::Side(connection), Section::Side(side)) => side.connection == connection,
            (SectionName::Fields(object), Section::Fields(selection)) => selection.object == object,
            (SectionName::Mapping { object, .. }, Section::Mapping(mapping)) => mapping.object == object,
            _ => false,
        }
    }
}

impl fmt::Display for SectionName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, project, rest) = match *self {
            SectionName::Settings => return f.write_str("settings"),
            SectionName::Events => return f.write_str("events"),
            SectionName::Restrictions => return f.write_str("restrictions"),
            SectionName::Project(id) => ("project:", "", id),
            SectionName::Side(connection) => ("side:", "", connection),
            SectionName::Fields(object) => ("fields:", "", object),
            SectionName::Rules(project) => ("rules:", "", project),
            SectionName::Roles(project) => ("roles:", "", project),
            SectionName::Mapping { project, object } => ("mapping:", project, object),
        };
        f.write_str(kind)?;
        if !project.is_empty() {
            f.write_str(project)?;
            f.write_str(":")?;
        }
        f.write_str(rest)
    }
}

/// A Jira id: digits.
fn is_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A connection's id.
fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// An object's API name.
fn is_api_name(text: &str) -> bool {
    text.len() <= 80
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

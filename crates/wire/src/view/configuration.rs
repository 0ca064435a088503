//! What the admin page shows of the configuration and its versions.

use serde::{Deserialize, Serialize};

use crate::configuration::{
    EventSelection, FieldSelection, Mapping, ProjectConfiguration, Restrictions, Roles, RuleSet, SalesforceSide,
    Section, Settings,
};
use crate::failure::Problem;

/// What is configured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ConfigurationView {
    /// The configuration's version; 0 is what Weftline ships.
    pub version: u32,
    /// The account that saved it.
    pub author: Option<String>,
    /// When, in ms since 1970.
    pub saved_at_ms: u64,
    /// The switches.
    pub settings: Settings,
    /// The events that are followed.
    pub events: EventSelection,
    /// Issue types on which nothing is created, linked or unlinked.
    pub restrictions: Restrictions,
    /// The configured projects, by key.
    pub projects: Vec<ProjectConfiguration>,
    /// The mappings that orgs keep themselves.
    pub sides: Vec<SalesforceSide>,
    /// The objects, in order.
    pub objects: Vec<ObjectConfiguration>,
    /// The rules of each project that has some.
    pub rules: Vec<ProjectRules>,
    /// Who may do what, for each project in which that is said.
    pub roles: Vec<ProjectRoles>,
    /// What does not fit the org or the site as they are now.
    pub problems: Vec<SectionProblem>,
}

/// Whether an object can be worked with (FLD-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum ObjectState {
    /// It can.
    Present,
    /// No org has it, or the integration user may not see it.
    Gone,
    /// The mapping that the org keeps does not name it any more.
    NotInSide,
    /// No org could be asked.
    Unknown,
}

/// One object's configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ObjectConfiguration {
    /// The object.
    pub object: String,
    /// What people see for one; the API name while no org has told.
    pub label: String,
    /// Whether it can be worked with.
    pub state: ObjectState,
    /// The fields shown.
    pub fields: FieldSelection,
    /// Its mappings.
    pub mappings: Vec<ProjectMapping>,
}

/// A mapping and the project it is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ProjectMapping {
    /// The project's id; `*` is for projects that have no own.
    pub project: String,
    /// The mapping.
    pub mapping: Mapping,
}
/// The rules of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ProjectRules {
    /// The project's id; `*` for those of every configured project.
    pub project: String,
    /// Its rules.
    pub rules: RuleSet,
}

/// Who may do what in a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ProjectRoles {
    /// The project's id; `*` for all that say nothing else.
    pub project: String,
    /// Who may do what.
    pub roles: Roles,
}

/// What is wrong with a section, and what would mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SectionProblem {
    /// The section's name.
    pub section: String,
    /// What is wrong. An error is not saved; in what is saved already, it pauses what it names.
    pub problem: Problem,
    /// The section as it would be right; none where a person has to decide.
    pub repair: Option<Section>,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct CheckView {
    /// What is wrong.
    pub problems: Vec<SectionProblem>,
}

/// One thing in which two versions differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Change {
    /// The section's name.
    pub section: String,
    /// What in it, like `Priority.default` or `allowLinking`.
    pub path: String,
    /// What it said; none when it was not there.
    pub before: Option<String>,
    /// What it says; none when it is not there.
    pub after: Option<String>,
}

/// What came of saving.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum SaveView {
    /// It is saved and in force.
    Saved {
        /// What is configured now.
        configuration: ConfigurationView,
        /// What is worth knowing, like a panel that could not be pinned.
        warnings: Vec<Problem>,
    },
    /// It is not saved: something in it is wrong.
    Invalid {
        /// What.
        problems: Vec<SectionProblem>,
    },
    /// It is not saved: someone else saved the same section meanwhile.
    Conflict {
        /// What is configured now.
        configuration: ConfigurationView,
        /// What they changed since the version that was edited, in the sections that were edited.
        theirs: Vec<Change>,
    },
}

/// A version of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct VersionRow {
    /// The version.
    pub version: u32,
    /// The account that saved it; none for what Weftline ships.
    pub author: Option<String>,
    /// Their name, as far as Jira tells it.
    pub author_name: Option<String>,
    /// When, in ms since 1970.
    pub saved_at_ms: u64,
    /// How it came to be.
    pub reason: String,
    /// The names of the sections in which it differs from the version before.
    pub changed: Vec<String>,
}

/// Versions of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct VersionsView {
    /// The versions, newest first.
    pub versions: Vec<VersionRow>,
    /// Whether there are older ones.
    pub more: bool,
}

/// What differs between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ComparisonView {
    /// The differences, by section.
    pub changes: Vec<Change>,
}

/// A version as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ExportView {
    /// What to call the file.
    pub file_name: String,
    /// JSON.
    pub text: String,
}

/// What a file would do, or did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ImportView {
    /// What of it does not fit this org or site, and is left out.
    pub problems: Vec<SectionProblem>,
    /// What would change, or has changed.
    pub changes: Vec<Change>,
    /// What came of saving; none when it was only reported.
    pub saved: Option<SaveView>,
}

crate::encode_object! {
    ConfigurationView {
        version, author, saved_at_ms, settings, events, restrictions, projects, sides, objects, rules, roles, problems
    }
}
crate::encode_words! { ObjectState { Present, Gone, NotInSide, Unknown } }
crate::encode_object! { ObjectConfiguration { object, label, state, fields, mappings } }
crate::encode_object! { ProjectMapping { project, mapping } }
crate::encode_object! { ProjectRules { project, rules } }
crate::encode_object! { ProjectRoles { project, roles } }
crate::encode_object! { SectionProblem { section, problem, repair } }
crate::encode_object! { CheckView { problems } }
crate::encode_object! { Change { section, path, before, after } }
crate::encode_tagged! {
    SaveView by "kind" {
        Saved { configuration, warnings },
        Invalid { problems },
        Conflict { configuration, theirs },
    }
}
crate::encode_object! { VersionRow { version, author, author_name, saved_at_ms, reason, changed } }
crate::encode_object! { VersionsView { versions, more } }
crate::encode_object! { ComparisonView { changes } }
crate::encode_object! { ExportView { file_name, text } }
crate::encode_object! { ImportView { problems, changes, saved } }

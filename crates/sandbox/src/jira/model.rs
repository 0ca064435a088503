//! What a site holds: the catalogue (people, projects, fields, workflows), which is fixed, and the content (issues,
//! comments, files, links), which changes and is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A person, a customer of the portal, or an app.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) account_id: String,
    /// `atlassian`, `app` or `customer`.
    pub(super) account_type: &'static str,
    pub(super) display_name: String,
    pub(super) email: String,
    pub(super) active: bool,
    /// A zone without daylight saving, so that one offset holds the year round.
    pub(super) time_zone: &'static str,
    /// Minutes east of UTC of that zone.
    pub(super) offset_minutes: i64,
    pub(super) locale: &'static str,
    /// Names of groups.
    pub(super) groups: Vec<&'static str>,
}

/// What someone may do in a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// All of it.
    Administrator,
    /// Works on issues.
    Agent,
    /// Looks only.
    Viewer,
    /// A customer of the portal: no issue views, only requests.
    Customer,
}

/// A kind of issue.
#[derive(Clone, Debug)]
pub(super) struct IssueType {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) avatar_id: u32,
    pub(super) subtask: bool,
    pub(super) hierarchy_level: i32,
}

/// A status.
#[derive(Clone, Debug)]
pub(super) struct Status {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    /// `new`, `indeterminate` or `done`.
    pub(super) category: &'static str,
}

/// A priority.
#[derive(Clone, Debug)]
pub(super) struct Priority {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) color: &'static str,
}

/// A resolution.
#[derive(Clone, Debug)]
pub(super) struct Resolution {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
}

/// A kind of link between issues.
#[derive(Clone, Debug)]
pub(super) struct LinkType {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) inward: &'static str,
    pub(super) outward: &'static str,
}

/// Who may take a transition, beyond the permission to transition at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// Anyone.
    Anyone,
    /// Who has the permission.
    Permission(&'static str),
    /// Only the assignee.
    Assignee,
}

/// A step of a workflow.
#[derive(Clone, Debug)]
pub(super) struct Transition {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// From which statuses; empty for any.
    pub(super) from: &'static [&'static str],
    pub(super) to: &'static str,
    /// Fields of its screen, and whether each is required.
    pub(super) screen: &'static [(&'static str, bool)],
    pub(super) condition: Condition,
}

/// A workflow: where issues begin, and the steps between statuses.
#[derive(Clone, Debug)]
pub(super) struct Workflow {
    pub(super) initial: &'static str,
    pub(super) transitions: Vec<Transition>,
}

/// A component of a project.
#[derive(Clone, Debug)]
pub(super) struct Component {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
}

/// A version of a project.
#[derive(Clone, Debug)]
pub(super) struct ReleaseVersion {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) released: bool,
    pub(super) release_date: Option<&'static str>,
}

/// A project.
#[derive(Clone, Debug)]
pub(super) struct Project {
    pub(super) id: u64,
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    /// `software`, `service_desk` or `business`.
    pub(super) type_key: &'static str,
    pub(super) lead: String,
    pub(super) issue_types: Vec<&'static str>,
    pub(super) workflow: Workflow,
    pub(super) components: Vec<Component>,
    pub(super) versions: Vec<ReleaseVersion>,
    /// Roles by account.
    pub(super) members: Vec<(String, Role)>,
    /// Groups that have a project role, by the role's name.
    pub(super) role_groups: Vec<(&'static str, &'static str)>,
}

/// One choice of a select field.
#[derive(Clone, Debug)]
pub(super) struct FieldOption {
    pub(super) id: u64,
    pub(super) value: &'static str,
    pub(super) disabled: bool,
    pub(super) children: Vec<FieldOption>,
}

/// Where a custom field applies, and with which choices.
#[derive(Clone, Debug)]
pub(super) struct FieldContext {
    pub(super) id: u64,
    pub(super) name: String,
    /// Projects' ids; empty for all.
    pub(super) projects: Vec<u64>,
    /// Issue types' ids; empty for all.
    pub(super) issue_types: Vec<&'static str>,
    pub(super) options: Vec<FieldOption>,
}

/// What a field's values are, hence how they are read, written, shown and searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text of one line, at most 255 characters.
    Text,
    /// Rich text: a document.
    Paragraph,
    /// A web address.
    Url,
    Number,
    Date,
    DateTime,
    /// One choice.
    Option,
    /// Several choices.
    Options,
    /// A choice and one below it.
    Cascade,
    User,
    Users,
    Group,
    Groups,
    ProjectPick,
    VersionPick,
    Versions,
    Components,
    Labels,
    /// Sprints of a board, the last one settable by its number.
    Sprints,
    Priority,
    Resolution,
    IssueType,
    Project,
    Parent,
    /// Filled in by Jira: never settable by itself.
    Computed,
}

/// A field, of the system or custom.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) kind: Kind,
    /// The schema's type; empty for fields without schema.
    pub(super) schema_type: &'static str,
    pub(super) items: Option<&'static str>,
    /// For custom fields, the type's key and the number.
    pub(super) custom: Option<(&'static str, u64)>,
    pub(super) clause_names: Vec<String>,
    pub(super) navigable: bool,
    pub(super) orderable: bool,
    pub(super) searchable: bool,
    pub(super) contexts: Vec<FieldContext>,
}

/// A change of one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Item {
    pub(super) field: String,
    /// `jira` or `custom`.
    pub(super) fieldtype: String,
    pub(super) field_id: String,
    pub(super) from: Option<String>,
    pub(super) from_string: Option<String>,
    pub(super) to: Option<String>,
    pub(super) to_string: Option<String>,
}

/// Changes made together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct History {
    pub(super) id: u64,
    pub(super) author: String,
    pub(super) created: i64,
    pub(super) items: Vec<Item>,
}

/// An issue. `values` holds what was set, in stored form: ids of people and choices, documents, plain texts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Issue {
    pub(super) id: u64,
    pub(super) key: String,
    /// Keys it had in other projects; they still lead to it.
    #[serde(default)]
    pub(super) former_keys: Vec<String>,
    pub(super) project: u64,
    pub(super) issue_type: String,
    pub(super) status: String,
    pub(super) creator: String,
    pub(super) created: i64,
    pub(super) updated: i64,
    pub(super) status_changed: i64,
    pub(super) resolved: Option<i64>,
    pub(super) values: BTreeMap<String, Value>,
    pub(super) properties: BTreeMap<String, Value>,
    pub(super) histories: Vec<History>,
    pub(super) comments: Vec<u64>,
    pub(super) attachments: Vec<u64>,
    pub(super) links: Vec<u64>,
    pub(super) subtasks: Vec<u64>,
    pub(super) watchers: BTreeSet<String>,
}

/// Who may see a comment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Visibility {
    /// `role` or `group`.
    pub(super) kind: String,
    pub(super) value: String,
    pub(super) identifier: String,
}

/// A comment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Comment {
    pub(super) id: u64,
    pub(super) issue: u64,
    pub(super) author: String,
    pub(super) update_author: String,
    pub(super) body: Value,
    pub(super) created: i64,
    pub(super) updated: i64,
    pub(super) visibility: Option<Visibility>,
    /// In service projects: whether customers see it.
    pub(super) public: bool,
    pub(super) properties: BTreeMap<String, Value>,
}

/// A file at an issue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Attachment {
    pub(super) id: u64,
    pub(super) issue: u64,
    pub(super) author: String,
    pub(super) filename: String,
    pub(super) mime_type: String,
    pub(super) created: i64,
    /// In service projects: whether customers see it.
    #[serde(default)]
    pub(super) public: bool,
    /// The bytes, which are kept in a row of their own.
    #[serde(default, skip_serializing, deserialize_with = "super::base64_bytes::deserialize")]
    pub(super) content: Arc<Vec<u8>>,
}

/// A link between two issues.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Link {
    pub(super) id: u64,
    pub(super) type_id: String,
    /// The issue that the type's outward name is said of: it *blocks* the other.
    pub(super) outward_from: u64,
    /// The other one: it *is blocked by* the first.
    pub(super) inward_from: u64,
}

/// A link to something elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RemoteLink {
    pub(super) id: u64,
    pub(super) issue: u64,
    pub(super) global_id: Option<String>,
    /// `application`, `relationship` and `object` as given.
    pub(super) content: Value,
}

/// Work done in the background.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) id: u64,
    pub(super) description: String,
    pub(super) submitted: i64,
    pub(super) result: Value,
}

/// Numbers handed out so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Counters {
    /// The next id of anything.
    pub(super) next_id: u64,
    /// The last number used in each project.
    pub(super) last_number: BTreeMap<u64, u64>,
}

//! The configuration: what an admin decides, in sections.

mod mapping;
mod post_function;
mod project;
mod role;
mod rule;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use mapping::{
    Direction, FILE_BYTES_MAX, FeedPolicy, FieldMapping, FilePolicy, Mapping, Part, Policy, RelatedLookup, Source,
    Unmapped, Width,
};
pub use post_function::{PostFunction, PostFunctionAct};
pub use project::{NamedId, ProjectConfiguration, Restrictions, SalesforceSide, SideMapping};
pub use role::{RoleAction, RoleGrant, Roles};
pub use rule::{Comparison, Condition, Operand, Rule, RuleSet, Trigger};

/// How default values behave in the bulk table (TGL-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BulkDefaults {
    /// People choose and change them in the table.
    Editable,
    /// One checkbox per field decides whether the default is taken.
    Fixed,
}

/// Which of the cases that are created from a file are linked to the issue (BLK-6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BulkLinks {
    /// All, as far as an issue holds links.
    All,
    /// The first 50.
    #[default]
    First,
    /// None.
    None,
}

/// What becomes of a record that is linked to an issue already when someone links it to another (LNK-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Sharing {
    /// It is linked once someone has confirmed it.
    Warned,
    /// It is linked.
    Allowed,
    /// It is not.
    Refused,
}

/// What is copied when a record is linked by hand (LNK-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum FirstSync {
    /// Nothing: both sides stay as they are.
    Nothing,
    /// Mapped fields that are empty on one side are filled from the other.
    EmptyFields,
    /// The record fills the issue's mapped fields.
    SalesforceFillsJira,
    /// The issue fills the record's mapped fields.
    JiraFillsSalesforce,
}

/// What becomes of the copy of a comment whose original is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum CommentDeletions {
    /// It stays.
    #[default]
    Keep,
    /// It stays, and says that the original was deleted.
    Mark,
    /// It is deleted too; where Salesforce does not allow that, it is marked.
    Delete,
}

/// Switches that hold for the whole site. Section `settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Settings {
    /// The master switch: off stops the panel, creation, linking and sync (CON-3).
    pub enabled: bool,
    /// Whether issues show the panel (TGL-1).
    pub show_panel: bool,
    /// Whether records may be linked (TGL-2).
    pub allow_linking: bool,
    /// Whether records may be unlinked (TGL-3).
    pub allow_unlinking: bool,
    /// Whether the create form shows records like the one that is typed (TGL-4).
    pub show_potential_results: bool,
    /// Whether pages offer the way into Salesforce (TGL-5).
    pub allow_redirect: bool,
    /// Whether case comments are shown (TGL-6).
    pub show_comments: bool,
    /// Whether case comments may be posted (TGL-7).
    pub post_comments: bool,
    /// Whether feed posts are shown (TGL-8).
    pub show_feed: bool,
    /// Whether feed posts may be posted (TGL-9).
    pub post_feed: bool,
    /// Whether cases may be created from a file (TGL-10).
    pub allow_bulk: bool,
    /// How default values behave in the bulk table (TGL-11).
    pub bulk_defaults: BulkDefaults,
    /// Which of the cases that are created from a file are linked (BLK-6).
    pub bulk_links: BulkLinks,
    /// Whether an internal comment on the issue says what came of a file (BLK-6).
    pub bulk_comment: bool,
    /// Whether inline images are shown (TGL-12).
    pub show_images: bool,
    /// Whether e-mail messages are shown (TGL-13).
    pub show_emails: bool,
    /// Whether panels call Salesforce in projects that are not configured too (TGL-14).
    pub every_issue: bool,
    /// The issue whose watchers are told when an admin has to act, by its key; none tells nobody.
    pub operations_issue: Option<String>,
    /// What comments and feed posts end with: a template with `{{user.name}}` and `{{issue.key}}`. None is the shipped
    /// one, an empty text nothing.
    pub signature: Option<String>,
    /// Whether a record may be linked to several issues (LNK-4).
    pub sharing: Sharing,
    /// What is copied when a record is linked (LNK-3).
    pub first_sync: FirstSync,
    /// Whether comments of issues go to their cases by themselves (CMT-2).
    pub comments_to_salesforce: bool,
    /// Whether comments of cases go to their issues by themselves (CMT-2).
    pub comments_to_jira: bool,
    /// Whether customers may see in Salesforce what they see in Jira (CMT-3).
    pub public_in_salesforce: bool,
    /// Whether customers may see in Jira what they see in Salesforce (CMT-3).
    pub public_in_jira: bool,
    /// What becomes of a comment's copy when the comment is deleted.
    pub comment_deletions: CommentDeletions,
    /// How often Salesforce is asked what has changed, in minutes: 5 to 60.
    pub poll_minutes: u32,
    /// How many calls a day Weftline lets an org count before it slows down and stops, whoever made them (D-6); none is
    /// the org's own limit.
    pub api_cap: Option<u32>,
}

/// Which events of issues are followed (EVT-1). What is not chosen does nothing anywhere. Section `events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct EventSelection {
    /// An issue is created.
    pub issue_created: bool,
    /// A field of an issue changes.
    pub issue_updated: bool,
    /// An issue's status changes.
    pub issue_transitioned: bool,
    /// An issue's assignee changes.
    pub issue_assigned: bool,
    /// A comment is written or edited.
    pub commented: bool,
    /// A comment is deleted.
    pub comment_deleted: bool,
    /// A file is attached.
    pub attachment_added: bool,
    /// An attachment is deleted.
    pub attachment_deleted: bool,
    /// An issue is deleted.
    pub issue_deleted: bool,
}

/// Which fields of an object are shown where (FLD-2, FLD-3). API names; a dot follows a lookup, as in `Owner.Name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FieldSelection {
    /// The object.
    pub object: String,
    /// Searched in and shown in results; at most 5.
    pub search: Vec<String>,
    /// Shown in the details dialog, in this order.
    pub details: Vec<String>,
    /// Shown in the list view.
    pub list: Vec<String>,
    /// Shown in the compact view; at most 5.
    pub compact: Vec<String>,
}

/// One content-addressed section of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content", rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Section {
    /// The switches.
    Settings(Settings),
    /// The events that are followed.
    Events(EventSelection),
    /// Issue types on which nothing is created, linked or unlinked.
    Restrictions(Restrictions),
    /// A configured project.
    Project(ProjectConfiguration),
    /// What an org itself says of projects and objects.
    Side(SalesforceSide),
    /// The fields of an object.
    Fields(FieldSelection),
    /// The mapping of an object.
    Mapping(Mapping),
    /// The rules of a project.
    Rules(RuleSet),
    /// Who may do what in a project.
    Roles(Roles),
}

/// A version of the configuration: which sections it consists of. Small, so that a flow reads it and then only the
/// sections it needs. Section names are `settings`, `events`, `restrictions`, `project:<project id>`,
/// `side:<connection>`, `fields:<object>`, `mapping:<project id or *>:<object>`, `rules:<project id or *>` and
/// `roles:<project id or *>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Manifest {
    /// 0 is what Weftline ships; each save makes the next.
    pub version: u32,
    /// Who saved it: an Atlassian account id, or none for what Weftline ships.
    pub author: Option<String>,
    /// When, in ms since 1970.
    pub saved_at_ms: u64,
    /// How it came to be: `saved`, `rolled back to 3`, `imported`, `synced with Salesforce`.
    pub reason: String,
    /// The names of the sections in which it differs from the version before; `objects` for their order.
    pub changed: Vec<String>,
    /// The objects in order.
    pub objects: Vec<String>,
    /// Content hashes (SHA-256, hex) by section name.
    pub sections: BTreeMap<String, String>,
    /// Since when what rules hang on is switched on, in ms since 1970: what happened before, while it was off, sets no
    /// rule off later. `enabled`, `issueCreated`, `issueUpdated`, and `project:<project id>` for each configured
    /// project.
    #[serde(default)]
    pub on_since: BTreeMap<String, u64>,
}

crate::json_words! { BulkDefaults { Editable, Fixed } }
crate::json_words! { CommentDeletions { Keep, Mark, Delete } }
crate::json_words! { BulkLinks { All, First, None } }
crate::json_words! { Sharing { Warned, Allowed, Refused } }
crate::json_words! { FirstSync { Nothing, EmptyFields, SalesforceFillsJira, JiraFillsSalesforce } }
crate::json_object! {
    ignore Settings {
        enabled, show_panel, allow_linking, allow_unlinking, show_potential_results, allow_redirect, show_comments,
        post_comments, show_feed, post_feed, allow_bulk, bulk_defaults, show_images, show_emails, every_issue,
        operations_issue, signature, sharing: optional, first_sync: optional,
        bulk_links: optional, bulk_comment: optional, comments_to_salesforce: optional, comments_to_jira: optional,
        public_in_salesforce: optional, public_in_jira: optional, comment_deletions: optional, poll_minutes: optional,
        api_cap
    }
}
crate::json_object! {
    ignore EventSelection {
        issue_created, issue_updated, issue_transitioned, issue_assigned, commented, comment_deleted, attachment_added,
        attachment_deleted, issue_deleted
    }
}
crate::json_object! { ignore FieldSelection { object, search, details, list, compact } }
crate::json_tagged! {
    ignore Section by "kind" in content { Settings, Events, Restrictions, Project, Side, Fields, Mapping, Rules, Roles }
}
crate::json_object! { ignore Manifest { version, author, saved_at_ms, reason, changed, objects, sections, on_since: optional } }

//! Plans: what will be written, what is skipped, and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::decision::Judged;
use crate::failure::Problem;
use crate::json::Json;
use crate::salesforce::FieldValue;

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Way {
    /// From the issue to the record.
    ToSalesforce,
    /// From the record to the issue.
    ToJira,
}

/// A write that a plan asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Write {
    /// Creates a record by POST.
    CreateRecord {
        /// The object.
        object: String,
        /// Values by API name.
        fields: BTreeMap<String, FieldValue>,
        /// Whether assignment rules run; none for objects that have none.
        assignment_rules: Option<bool>,
    },
    /// Links a record to the issue.
    LinkRecord {
        /// The issue's id.
        issue_id: String,
        /// The record's id; none for the record that the plan creates.
        record_id: Option<String>,
    },
    /// Changes fields of a record; assignment rules do not run.
    UpdateRecord {
        /// The object.
        object: String,
        /// The record's id.
        record_id: String,
        /// Values by API name; null empties a field.
        fields: BTreeMap<String, FieldValue>,
    },
    /// Changes fields of an issue.
    UpdateIssue {
        /// The issue's id.
        issue_id: String,
        /// Values by field id, in the form in which Jira takes them; null empties a field.
        #[cfg_attr(feature = "types", tsify(type = "Record<string, unknown>"))]
        fields: BTreeMap<String, Json>,
    },
    /// Moves an issue to another status.
    TransitionIssue {
        /// The issue's id.
        issue_id: String,
        /// The transition, which the issue's workflow allows now.
        transition_id: String,
        /// The name of the status it leads to.
        to: String,
        /// Values that the transition's screen takes, by field id, in Jira's form.
        #[cfg_attr(feature = "types", tsify(type = "Record<string, unknown>"))]
        fields: BTreeMap<String, Json>,
    },
    /// Writes a comment on a record: one of several parts when it is long.
    CommentOnRecord {
        /// The record's id.
        record_id: String,
        /// The issue's comment it comes from.
        comment_id: String,
        /// The record's comment that is changed; none writes a new one.
        existing: Option<String>,
        /// The text, at most 4,000 bytes.
        text: String,
        /// Whether customers see it.
        public: bool,
        /// Which part, from 1.
        part: u32,
        /// Of how many.
        parts: u32,
    },
    /// Deletes copies of a comment that was deleted in Jira.
    DeleteOnRecord {
        /// The record's id.
        record_id: String,
        /// The issue's comment that is gone.
        comment_id: String,
        /// The record's comments.
        existing: Vec<String>,
    },
    /// Deletes the copy of a comment that was deleted in Salesforce.
    DeleteOnIssue {
        /// The issue's id.
        issue_id: String,
        /// The record's comment that is gone.
        comment_id: String,
        /// The issue's comment.
        existing: String,
    },
    /// Unlinks a record that the primary one does not point to any more (REL-1).
    UnlinkRecord {
        /// The issue's id.
        issue_id: String,
        /// The record's id.
        record_id: String,
    },
    /// Writes a comment on an issue.
    CommentOnIssue {
        /// The issue's id.
        issue_id: String,
        /// The record's comment it comes from.
        comment_id: String,
        /// The issue's comment that is changed; none writes a new one.
        existing: Option<String>,
        /// The comment as an ADF document.
        #[cfg_attr(feature = "types", tsify(type = "unknown"))]
        body: Json,
        /// Whether customers see it.
        public: bool,
    },
    /// Adds a file to a record, for the org's own people (FILE-1).
    AttachToRecord {
        /// The record's id.
        record_id: String,
        /// The issue's attachment it comes from.
        attachment_id: String,
        /// Its name.
        name: String,
        /// How many bytes it has.
        bytes: u32,
    },
    /// Attaches a file to an issue, so that customers of service projects do not see it (FILE-1).
    AttachToIssue {
        /// The issue's id.
        issue_id: String,
        /// The record's id.
        record_id: String,
        /// The version of the record's file it comes from.
        version_id: String,
        /// Its name.
        name: String,
        /// How many bytes it has.
        bytes: u32,
    },
}

/// Why a mapped field is not written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Skipped {
    /// The Salesforce field; for comments the comment's id, for files `file:` and the name.
    pub field: String,
    /// Why, in English.
    pub reason: String,
}

/// One thing the planner looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Trace {
    /// The Salesforce field.
    pub field: String,
    /// Which way the value goes.
    pub way: Way,
    /// The Jira field that is written; none towards Salesforce.
    pub jira_field: Option<String>,
    /// Where the value came from: `issue.summary`, `form`, `constant`, `template`, `default`, `record.Status`.
    pub source: String,
    /// What was found there, cut to 200 characters.
    pub found: Option<String>,
    /// What is there before, as people read it, cut to 200 characters; none when nothing is, or nobody looked.
    pub before: Option<String>,
    /// What is written; towards Jira as people read it. Cut to 200 characters.
    pub value: FieldValue,
    /// What is lost on the way, in English.
    pub losses: Vec<String>,
    /// Whether customers will see it.
    pub customers_see: bool,
}

/// A field that both sides have changed, and that waits for a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Held {
    /// The Salesforce field.
    pub field: String,
    /// The Jira field.
    pub jira_field: String,
    /// What the record has, as people read it, cut to 200 characters.
    pub salesforce: Option<String>,
    /// What the issue has.
    pub jira: Option<String>,
    /// What both had agreed on, as far as it is known.
    pub base: Option<String>,
}

/// A direction in which nothing goes, because what the mapping asks for does not hold (SYNC-7): what would go waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Waits {
    /// Which direction.
    pub way: Way,
    /// What would go now: Salesforce fields; of comments their ids.
    pub fields: Vec<String>,
    /// The conditions as they were judged: of the issue towards Salesforce, of the record towards Jira.
    pub conditions: Judged,
}

/// What will be done and why. The same inputs give the same plan, byte for byte.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Plan {
    /// The planner's version.
    pub planner: u32,
    /// The writes, in order.
    pub writes: Vec<Write>,
    /// Mapped fields that are not written.
    pub skipped: Vec<Skipped>,
    /// Everything that was looked at.
    pub trace: Vec<Trace>,
    /// Fields that wait for a person.
    pub held: Vec<Held>,
    /// Directions in which nothing goes as things are.
    #[serde(default)]
    pub waits: Vec<Waits>,
    /// What stands against it. With an error among them there are no writes.
    pub problems: Vec<Problem>,
    /// Salesforce API calls it will take.
    pub salesforce_calls: u32,
    /// Calls to Jira it will take.
    pub jira_calls: u32,
}

crate::json_words! { Way { ToSalesforce, ToJira } }
crate::json_tagged! {
    ignore Write by "kind" {
        CreateRecord { object, fields, assignment_rules },
        LinkRecord { issue_id, record_id },
        UpdateRecord { object, record_id, fields },
        UpdateIssue { issue_id, fields },
        TransitionIssue { issue_id, transition_id, to, fields },
        CommentOnRecord { record_id, comment_id, existing, text, public, part, parts },
        DeleteOnRecord { record_id, comment_id, existing },
        DeleteOnIssue { issue_id, comment_id, existing },
        UnlinkRecord { issue_id, record_id },
        CommentOnIssue { issue_id, comment_id, existing, body, public },
        AttachToRecord { record_id, attachment_id, name, bytes },
        AttachToIssue { issue_id, record_id, version_id, name, bytes },
    }
}
crate::json_object! { ignore Skipped { field, reason } }
crate::json_object! {
    ignore Trace { field, way, jira_field, source, found, before, value, losses, customers_see }
}
crate::json_object! { ignore Waits { way, fields, conditions } }
crate::json_object! { ignore Held { field, jira_field, salesforce, jira, base } }
crate::json_object! {
    ignore Plan { planner, writes, skipped, trace, held, waits: optional, problems, salesforce_calls, jira_calls }
}

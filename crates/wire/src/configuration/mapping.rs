//! How records of an object and issues of a project become one another.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Condition;

/// What happens to a value that the value map does not name (MAP-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Unmapped {
    /// It is taken as it is.
    Copy,
    /// The field's default is taken.
    Default,
    /// The field is left empty.
    Empty,
    /// It is a problem that a person has to solve.
    Report,
}

/// Which way a field's values go (MAP-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Direction {
    /// From the issue to the record, once: when the record is created.
    Creation,
    /// From the issue to the record, then and whenever the issue changes.
    ToSalesforce,
    /// From the record to the issue.
    ToJira,
    /// Whichever side changes goes to the other.
    Both,
}

/// Who wins when both sides of a field have changed (SYNC-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Policy {
    /// The record.
    SalesforceWins,
    /// The issue.
    JiraWins,
    /// The side that changed last; Salesforce when both did at once.
    LatestWins,
    /// Nobody until a person has decided.
    Ask,
}

/// Which part of a cascading option a Salesforce field has; of other values there is only the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Part {
    /// All of it.
    Whole,
    /// The option of the first level.
    First,
    /// The option below it.
    Second,
}

/// Where a Salesforce field's value comes from, and which Jira field it goes back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Source {
    /// Nowhere: people fill it in the form, or the default does.
    Nothing,
    /// A Jira field, as the kinds of both fields suggest: text, rich text, date, number, user by e-mail, status by a
    /// transition.
    Field {
        /// The Jira field's id, like `summary` or `customfield_10042`.
        field: String,
        /// Which part of a cascading option.
        #[serde(default = "whole")]
        part: Part,
    },
    /// A Jira field value by value: options, users by account id, any short text.
    Picklist {
        /// The Jira field's id.
        field: String,
        /// Which part of a cascading option.
        #[serde(default = "whole")]
        part: Part,
        /// Salesforce values by the Jira option's value.
        values: BTreeMap<String, String>,
        /// Jira values by Salesforce value, where turning `values` round does not say it: several Jira values may
        /// become the same Salesforce value.
        #[serde(default)]
        back: BTreeMap<String, String>,
        /// What happens to other values.
        unmapped: Unmapped,
    },
    /// Always the same text, read as the field's type asks.
    Constant {
        /// The text.
        value: String,
    },
    /// Text with placeholders, like `{{issue.key}}: {{issue.summary}}`.
    Template {
        /// The template.
        template: String,
    },
    /// A record that a lookup points to, found by the text of a Jira field.
    Lookup {
        /// The Jira field's id.
        field: String,
        /// The object that is looked in: one that the lookup may point to.
        object: String,
        /// Its field that holds the text: its name field, or one that is an external id.
        by: String,
    },
}

fn whole() -> Part {
    Part::Whole
}

/// How wide a field is in the create form (MAP-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Width {
    /// Half of the form.
    One,
    /// The whole width.
    Two,
}

/// A lookup whose record is linked by itself (REL-1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RelatedLookup {
    /// The lookup, like `AccountId`.
    pub field: String,
    /// The object that it points to: of several the one that is followed.
    pub object: String,
}

/// One Salesforce field in a mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FieldMapping {
    /// The Salesforce field's API name.
    pub field: String,
    /// What the form calls it; the org's label when none.
    pub label: Option<String>,
    /// Where its value comes from.
    pub source: Source,
    /// Taken when the source gives nothing.
    pub default: Option<String>,
    /// Width in the form.
    pub width: Width,
    /// Help text in the form; the org's when none.
    pub help: Option<String>,
    /// Whether people may only look at it in the form.
    pub read_only: bool,
    /// Whether the create form looks for records that have the same in this field (MAP-8).
    #[serde(default)]
    pub potential_results: bool,
    /// Which way its values go (MAP-11).
    #[serde(default = "creation")]
    pub direction: Direction,
    /// Who wins when both sides have changed (SYNC-4).
    #[serde(default = "salesforce_wins")]
    pub policy: Policy,
}

fn creation() -> Direction {
    Direction::Creation
}

fn salesforce_wins() -> Policy {
    Policy::SalesforceWins
}

/// Which files of issues and records go to the other side (FILE-1). Off where neither way is switched on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FilePolicy {
    /// Whether attachments of the issue go to the record.
    pub to_salesforce: bool,
    /// Whether files of the record go to the issue.
    pub to_jira: bool,
    /// How many bytes a file may have; 0 is as many as can be carried: [`FILE_BYTES_MAX`].
    pub bytes_max: u32,
    /// Which kinds of files go: endings like `pdf`, types like `image/png`, and groups of types like `image/*`. Empty is
    /// all.
    pub types: Vec<String>,
}

/// The largest file that can be carried, in bytes: Forge lets no request of more than 5 MB out, with the form around it.
/// <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/>
pub const FILE_BYTES_MAX: u32 = 4_500_000;

/// Which posts in the feeds of records, and which comments of issues, become one another (CMT-5): of objects that have no
/// comments of their own. Off where neither way is switched on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FeedPolicy {
    /// Whether comments of the issue become posts in the record's feed.
    pub to_salesforce: bool,
    /// Whether what people post in the record's feed, and answer there, becomes comments of the issue.
    pub to_jira: bool,
}

impl FeedPolicy {
    /// Whether anything goes either way.
    #[must_use]
    pub fn is_on(self) -> bool {
        self.to_salesforce || self.to_jira
    }
}

/// How records of an object are made from issues of a project (MAP-1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Mapping {
    /// The object.
    pub object: String,
    /// The fields, in the form's order.
    pub fields: Vec<FieldMapping>,
    /// Whether assignment rules run when nobody says otherwise (MAP-2).
    pub assignment_rules: bool,
    /// The time zone in which a day has its midnight, and an instant its day, where one side has a date and the other
    /// a date and time: an IANA name, like `Europe/Berlin`; none is UTC.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Lookups of the primary record whose records are linked by themselves (REL-1).
    #[serde(default)]
    pub related: Vec<RelatedLookup>,
    /// What has to hold of the issue for anything of it to go to a linked record (SYNC-7): its fields by id; none is
    /// nothing. Comparisons with changes mean nothing here.
    #[serde(default)]
    pub to_salesforce_when: Option<Condition>,
    /// What has to hold of a linked record for anything of it to go to the issue: its fields by API name; none is nothing.
    #[serde(default)]
    pub to_jira_when: Option<Condition>,
    /// Which files go to the other side (FILE-1).
    #[serde(default)]
    pub files: FilePolicy,
    /// Which feed posts and comments become one another (CMT-5).
    #[serde(default)]
    pub feed: FeedPolicy,
}

crate::json_words! { Unmapped { Copy, Default, Empty, Report } }
crate::json_tagged! {
    ignore Source by "kind" {
        Nothing {},
        Field { field, part: optional },
        Picklist { field, part: optional, values, back: optional, unmapped },
        Constant { value },
        Template { template },
        Lookup { field, object, by },
    }
}
crate::json_object! { ignore RelatedLookup { field, object } }
crate::json_words! { Width { One, Two } }
crate::json_words! { Direction { Creation, ToSalesforce, ToJira, Both } }
crate::json_words! { Policy { SalesforceWins, JiraWins, LatestWins, Ask } }
crate::json_words! { Part { Whole, First, Second } }
crate::json_object! {
   ignore FieldMapping {
       field, label, source, default, width, help, read_only, potential_results: optional, direction: optional,
       policy: optional
   }
}
crate::json_object! { ignore FilePolicy { to_salesforce, to_jira, bytes_max: optional, types: optional } }
crate::json_object! { ignore FeedPolicy { to_salesforce, to_jira } }
crate::json_object! {
    ignore Mapping {
        object, fields, assignment_rules, time_zone, related: optional, to_salesforce_when, to_jira_when, files: optional,
        feed: optional
    }
}

//! What a mapping is applied to, and what comes of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use weftline_richtext::Image;
use weftline_wire::failure::Problem;
use weftline_wire::json::Json;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::zone::Zone;

use crate::compile::insert;

/// An issue, as far as a mapping needs it.
#[derive(Clone, Debug)]
pub struct IssueInput<'a> {
    /// The issue's id, digits.
    pub id: &'a str,
    /// Its key, like `SUP-12`.
    pub key: &'a str,
    /// The site's address, like `https://acme.atlassian.net`, no trailing slash.
    pub site_url: &'a str,
    /// The values of its fields as JSON text, by field id. A field that is missing has no value.
    pub fields: BTreeMap<&'a str, &'a str>,
}

/// A record, as far as the way back needs it.
#[derive(Clone, Copy, Debug)]
pub struct RecordInput<'a> {
    /// The record's id, 18 characters.
    pub id: &'a str,
    /// The values of [`crate::Compiled::record_paths`], by path. A path that is missing has no value.
    pub values: &'a BTreeMap<String, FieldValue>,
}

/// A record that a lookup points to, to be looked for by one of its texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LookupNeeded {
    /// The object that is looked in.
    pub object: String,
    /// Its field that holds the text.
    pub by: String,
    /// The text.
    pub text: String,
}

/// What has to be asked before values can be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Salesforce users, by e-mail address in lower case; sorted, each once.
    pub users: Vec<String>,
    /// Jira accounts, by e-mail address in lower case; sorted, each once.
    pub accounts: Vec<String>,
    /// Records that lookups point to; sorted, each once.
    pub lookups: Vec<LookupNeeded>,
    /// The time zone in which days have their midnight, where one is wanted.
    pub zone: Option<String>,
    /// Whether the issue's status is to change, so that its transitions are wanted.
    pub transitions: bool,
}

impl Needs {
    /// Whether nobody has to be asked anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Needs::default()
    }

    /// What either way needs.
    #[must_use]
    pub fn and(mut self, other: Needs) -> Needs {
        for user in other.users {
            insert(&mut self.users, user);
        }
        for account in other.accounts {
            insert(&mut self.accounts, account);
        }
        for lookup in other.lookups {
            insert(&mut self.lookups, lookup);
        }
        self.zone = self.zone.or(other.zone);
        self.transitions |= other.transitions;
        self
    }
}

/// A user that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResolvedUser {
    /// The user's id: of Salesforce, 18 characters; of Jira, the account's.
    pub id: String,
    /// The user's name.
    pub name: String,
}

/// What was found for a [`LookupNeeded`]. Where none was found there is no such answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResolvedRecord {
    /// The object that was looked in.
    pub object: String,
    /// Its field that holds the text.
    pub by: String,
    /// The text.
    pub text: String,
    /// The record's id, 18 characters; none when several have the text, or Salesforce would not say.
    pub id: Option<String>,
    /// Why Salesforce would not say.
    #[serde(default)]
    pub refused: Option<String>,
}

/// A field on a transition's screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransitionField {
    /// The Jira field's id.
    pub id: String,
    /// What people see.
    pub name: String,
    /// Whether the transition wants a value that it does not have by itself.
    pub required: bool,
}

/// A transition that the issue's workflow allows now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Transition {
    /// Its id.
    pub id: String,
    /// What people see on its button.
    pub name: String,
    /// The name of the status it leads to.
    pub to: String,
    /// The fields on its screen.
    pub fields: Vec<TransitionField>,
}

/// The answers to what a mapping needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resolved {
    /// Active Salesforce users by e-mail address, its ASCII letters in lower case. An address that is missing belongs
    /// to nobody, or to several.
    pub users_by_email: BTreeMap<String, ResolvedUser>,
    /// Jira accounts, in the same way. Jira finds those whose address may be seen.
    #[serde(default)]
    pub accounts_by_email: BTreeMap<String, ResolvedUser>,
    /// Records that lookups point to.
    #[serde(default)]
    pub lookups: Vec<ResolvedRecord>,
    /// The mapping's time zone; none when it has none, which is UTC, or when nobody knows it.
    #[serde(default)]
    pub zone: Option<Zone>,
    /// The transitions that the issue's workflow allows now.
    #[serde(default)]
    pub transitions: Vec<Transition>,
    /// The files that the issue and the record have, or one of them has, as far as they are carried (FILE-1): pictures
    /// among them are put in place in rich text.
    #[serde(default)]
    pub images: Vec<Image>,
}

/// A field's value, and what stands against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Value<'m> {
    /// The Salesforce field.
    pub field: &'m str,
    /// As in [`Mapped`].
    pub value: FieldValue,
    /// As in [`Mapped`].
    pub problems: Vec<Problem>,
}

/// What the mapping makes of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The Salesforce field.
    pub field: String,
    /// The value; [`FieldValue::Null`] when neither source nor default gives one.
    pub value: FieldValue,
    /// What people see for the value of a lookup.
    pub value_label: Option<String>,
    /// Where the value came from: `issue.summary`, `constant`, `template`, `default`; empty when the mapping names
    /// no source.
    pub source: String,
    /// What was found there, cut to 200 characters.
    pub found: Option<String>,
    /// What is lost on the way, in English.
    pub losses: Vec<String>,
    /// Errors: there is no value, or none that Salesforce would take. Warnings: there is one, worth a look.
    pub problems: Vec<Problem>,
}

/// What becomes of a Jira field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackValue {
    /// Nothing: it stays as it is. The problems and losses say why.
    Nothing,
    /// It is emptied: `null`.
    Clear,
    /// It takes this, in the form in which Jira takes it.
    Set(Json),
    /// The issue goes to the status of this name.
    Status {
        /// The name.
        name: String,
    },
}

/// What the mapping makes of one field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedBack {
    /// The Salesforce field.
    pub field: String,
    /// The Jira field.
    pub jira_field: String,
    /// What becomes of it.
    pub value: BackValue,
    /// The value as people read it; none when there is none.
    pub text: Option<String>,
    /// Where the value came from: `record.Status`, `default`.
    pub source: String,
    /// What was found there, cut to 200 characters.
    pub found: Option<String>,
    /// What is lost on the way, in English.
    pub losses: Vec<String>,
    /// Errors: there is no value, or none that Jira would take. Warnings: there is one, worth a look.
    pub problems: Vec<Problem>,
}

weftline_wire::json_object! { refuse ResolvedUser { id, name } }
weftline_wire::json_object! { refuse ResolvedRecord { object, by, text, id, refused } }
weftline_wire::json_object! { refuse TransitionField { id, name, required } }
weftline_wire::json_object! { refuse Transition { id, name, to, fields } }
weftline_wire::json_object! {
    refuse Resolved {
        users_by_email, accounts_by_email: optional, lookups: optional, zone, transitions: optional,
        images: optional
    }
}

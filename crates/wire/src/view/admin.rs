//! What the admin page shows of connections, the org and the site.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::configuration::{NamedId, Operand};
use crate::document::{ConnectionState, GrantKind};
use crate::failure::Failure;
use crate::salesforce::{FieldType, PicklistValue};

/// The connections. Holds no secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ConnectionView {
    /// The connected orgs; the first one is for projects that are bound to none.
    pub connections: Vec<ConnectionCard>,
    /// The callback URL that an External Client App needs.
    pub callback_url: String,
}

/// A connection's card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ConnectionCard {
    /// The connection's id.
    pub id: String,
    /// Whether it works.
    pub state: ConnectionState,
    /// How tokens are got.
    pub grant: GrantKind,
    /// The org's name.
    pub organization_name: String,
    /// The org's id.
    pub organization_id: String,
    /// The integration user's name.
    pub username: String,
    /// Where one logs in.
    pub login_url: String,
    /// Where the API is.
    pub instance_url: String,
    /// The API version, like `v62.0`.
    pub api_version: String,
    /// When it was connected, in ms since 1970.
    pub connected_at_ms: u64,
    /// When its tokens were last renewed, in ms since 1970.
    pub renewed_at_ms: u64,
    /// When Salesforce takes the refresh token for idle, in ms since 1970; none where there is no such token.
    pub idle_at_ms: Option<u64>,
    /// Why an admin has to act; none while it works.
    pub trouble: Option<Failure>,
}

/// A login that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct LoginView {
    /// Names the login; good once, for ten minutes, for the admin who began it.
    pub state: String,
    /// Where Salesforce asks the admin.
    pub authorize_url: String,
    /// Until when, in ms since 1970.
    pub expires_at_ms: u64,
}

/// How far a login has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum LoginProgress {
    /// Salesforce has not sent its code yet.
    Waiting {},
    /// The org is connected.
    Connected {
        /// The connections now.
        connection: ConnectionView,
        /// The id of the one that was connected.
        id: String,
    },
}

/// One thing that a connection was tested for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ConnectionCheck {
    /// What, stable, for pages and tests: `login`, `apiCalls`, `object:Case`, `field:Case.Weftline_Key__c`, ...
    pub code: String,
    /// Whether it is as it should be.
    pub outcome: CheckOutcome,
    /// What was found, as a sentence without its full stop.
    pub text: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum CheckOutcome {
    /// As it should be.
    Fine,
    /// It works, with less than there could be.
    Weaker,
    /// Something will not work.
    Missing,
}

/// What a test of a connection found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ConnectionTestView {
    /// The connection.
    pub connection: ConnectionCard,
    /// What was looked at.
    pub checks: Vec<ConnectionCheck>,
    /// API calls used in the last 24 hours.
    pub api_used: Option<u32>,
    /// API calls allowed in 24 hours.
    pub api_limit: Option<u32>,
    /// When, in ms since 1970.
    pub at_ms: u64,
}

/// A project of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct JiraProject {
    /// The id.
    pub id: String,
    /// The key.
    pub key: String,
    /// The name.
    pub name: String,
    /// Its issue types.
    pub issue_types: Vec<NamedId>,
}

/// Projects of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct JiraProjectsView {
    /// The projects, by key.
    pub projects: Vec<JiraProject>,
    /// How many there are in all.
    pub total: u32,
}

/// What kind of values a Jira field holds, as far as a mapping is concerned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct JiraFieldChoice {
    /// The field's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The kind, as Jira's schema names it: `string`, `option`, `array of option`, `user`, ...
    pub kind: String,
    /// Whether its values are options, which a value map can name.
    pub has_options: bool,
    /// Whether a rule may watch it (AUTO-3): a text field, text area, checkboxes, single select or multi-select.
    pub watchable: bool,
    /// Whether it has options of two levels.
    pub cascading: bool,
}

/// The fields of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct JiraFieldsView {
    /// The fields, by name.
    pub fields: Vec<JiraFieldChoice>,
}

/// The values of a field that has options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct JiraOptionsView {
    /// The values in Jira's order; of a field of two levels those of the first.
    pub values: Vec<String>,
    /// The same with their ids, for conditions.
    pub options: Vec<Operand>,
    /// The second level of a cascading field, by the value of the first.
    pub below: BTreeMap<String, Vec<String>>,
}

/// An object of an org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct OrgObject {
    /// The API name.
    pub object: String,
    /// What people see for one.
    pub label: String,
    /// Whether it was made in this org.
    pub custom: bool,
    /// Whether the integration user may create records.
    pub createable: bool,
}

/// The objects of an org that can be mapped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ObjectsView {
    /// The objects, by label.
    pub objects: Vec<OrgObject>,
    /// Whether they are those of the mapping that the org keeps (FLD-2), and not all that there are.
    pub from_side: bool,
}

/// A field or a path over one lookup, as it can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SchemaField {
    /// The path, like `Status` or `Owner.Name`.
    pub field: String,
    /// What people see.
    pub label: String,
    /// The type.
    pub field_type: FieldType,
    /// Characters at most; 0 when unlimited or no text.
    pub length: u32,
    /// Whether a record cannot be created without it.
    pub required: bool,
    /// Whether it can be written at creation.
    pub createable: bool,
    /// Whether it can be written later.
    pub updateable: bool,
    /// Whether it can be chosen for Search.
    pub searchable: bool,
    /// Whether it can be chosen for List and Compact.
    pub listable: bool,
    /// Whether it is the object's name field, which List and Compact always show.
    pub name_field: bool,
    /// Active values of a picklist.
    pub options: Vec<PicklistValue>,
    /// Objects a lookup may point to.
    pub reference_to: Vec<String>,
    /// Whether it identifies records for other systems.
    pub external_id: bool,
    /// Whether its text is HTML.
    pub html: bool,
    /// On which field its options depend; none when on none.
    pub controller: Option<String>,
}

/// An object's fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SchemaView {
    /// The object.
    pub object: String,
    /// What people see for one.
    pub label: String,
    /// Whether Salesforce has assignment rules for it (MAP-2).
    pub assignable: bool,
    /// Whether it has the external id field that makes creation safe to repeat.
    pub has_key: bool,
    /// Whether posts in the feeds of its records can take the place of comments (CMT-5).
    pub has_feed: bool,
    /// The fields, required ones first, then by label.
    pub fields: Vec<SchemaField>,
}

/// How far an installation has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum InstallView {
    /// Salesforce is at it.
    Running {
        /// The deployment's id, to ask again.
        deployment: String,
    },
    /// It is there, and the integration user may use it.
    Installed {},
    /// Salesforce refused; it has to be done by hand.
    Refused {
        /// Why, as Salesforce said it.
        reasons: Vec<String>,
        /// Whether it is for want of the permission to install.
        not_permitted: bool,
    },
}

crate::encode_object! { ConnectionView { connections, callback_url } }
crate::encode_object! {
    ConnectionCard {
        id, state, grant, organization_name, organization_id, username, login_url, instance_url, api_version,
        connected_at_ms, renewed_at_ms, idle_at_ms, trouble
    }
}
crate::encode_object! { LoginView { state, authorize_url, expires_at_ms } }
crate::encode_tagged! { LoginProgress by "kind" { Waiting {}, Connected { connection, id } } }
crate::encode_object! { ConnectionCheck { code, outcome, text, remedy } }
crate::encode_words! { CheckOutcome { Fine, Weaker, Missing } }
crate::encode_object! { ConnectionTestView { connection, checks, api_used, api_limit, at_ms } }
crate::encode_object! { JiraProject { id, key, name, issue_types } }
crate::encode_object! { JiraProjectsView { projects, total } }
crate::encode_object! { JiraFieldChoice { id, name, kind, has_options, watchable, cascading } }
crate::encode_object! { JiraFieldsView { fields } }
crate::encode_object! { JiraOptionsView { values, options, below } }
crate::encode_object! { OrgObject { object, label, custom, createable } }
crate::encode_object! { ObjectsView { objects, from_side } }
crate::encode_object! {
    SchemaField {
        field, label, field_type, length, required, createable, updateable, searchable, listable, name_field,
        options, reference_to, external_id, html, controller
    }
}
crate::encode_object! { SchemaView { object, label, assignable, has_key, has_feed, fields } }
crate::encode_tagged! {
    InstallView by "kind" {
        Running { deployment },
        Installed {},
        Refused { reasons, not_permitted },
    }
}

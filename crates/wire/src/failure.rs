//! Failures and problems, as a person is told of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What went wrong. Codes are stable: pages choose their words by them, documents and tests refer to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum FailureCode {
    /// No org is connected.
    NotConnected,
    /// The connection's tokens are no longer accepted: an admin has to reconnect.
    ReconnectNeeded,
    /// Salesforce did not answer in time.
    SalesforceTimeout,
    /// Salesforce could not be reached, or answered with a server error.
    SalesforceUnavailable,
    /// The org's API limit is used up.
    SalesforceLimit,
    /// The integration user lacks a right in Salesforce.
    SalesforceForbidden,
    /// Salesforce refused the request for a reason of configuration (unknown object or field).
    SalesforceRefused,
    /// The address is not one of Salesforce's.
    HostRefused,
    /// Salesforce does not know the consumer key or secret, or the flow is not enabled for the app.
    CredentialsRefused,
    /// The record does not exist, or the integration user may not see it.
    RecordNotFound,
    /// The user may not do this in Jira.
    NotPermitted,
    /// The page does not belong to an issue.
    NoIssue,
    /// The object is not configured.
    ObjectNotConfigured,
    /// The project or issue type is not configured (TGL-14).
    ProjectNotConfigured,
    /// What was sent is not valid; `text` says what and where.
    Invalid,
    /// The configuration is not valid for this org or site.
    ConfigurationInvalid,
    /// Someone else changed the same thing at the same time; trying again helps.
    Conflict,
    /// A record may have been created, but Salesforce's answer was lost.
    CreationUnclear,
    /// Jira could not be reached or refused.
    JiraUnavailable,
    /// Forge's storage or queue failed.
    PlatformUnavailable,
    /// There was not enough time left in this invocation.
    OutOfTime,
    /// A later version of Weftline has stored what is needed: it waits, untouched, until that version is back.
    NewerData,
    /// A bug in Weftline.
    Bug,
}

/// Why something could not be done: what, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Failure {
    /// What kind.
    pub code: FailureCode,
    /// In English, lower case, no full stop, without secrets.
    pub text: String,
    /// Values for the page's own words, by name.
    pub values: BTreeMap<String, String>,
    /// Whether trying again may help.
    pub retryable: bool,
    /// How long to wait before that, when known.
    pub retry_after_ms: Option<u32>,
}

/// How serious a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Severity {
    /// It cannot be done so.
    Error,
    /// It can, but something is lost.
    Warning,
}

/// One finding among several: about a field of a form, a mapping or a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Problem {
    /// How serious.
    pub severity: Severity,
    /// A stable code, like `STRING_TOO_LONG` (Salesforce's own) or `unknownField` (ours).
    pub code: String,
    /// The Salesforce field it concerns, by API name.
    pub field: Option<String>,
    /// What and where, in English.
    pub text: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

crate::json_words! {
    FailureCode {
        NotConnected, ReconnectNeeded, SalesforceTimeout, SalesforceUnavailable, SalesforceLimit,
        SalesforceForbidden, SalesforceRefused, HostRefused, CredentialsRefused, RecordNotFound, NotPermitted,
        NoIssue, ObjectNotConfigured, ProjectNotConfigured, Invalid, ConfigurationInvalid, Conflict, CreationUnclear, JiraUnavailable,
        PlatformUnavailable, OutOfTime, NewerData, Bug
    }
}
crate::json_object! { ignore Failure { code, text, values, retryable, retry_after_ms } }

crate::json_words! { Severity { Error, Warning } }
crate::json_object! { ignore Problem { severity, code, field, text, remedy } }

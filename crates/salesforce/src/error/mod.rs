//! Errors: what Salesforce said, its class, and what a person is told.

mod class;
mod message;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use weftline_wire::failure::{Failure, Problem, Severity};

pub use class::ErrorClass;

use crate::id::RecordId;

/// One error as Salesforce states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Salesforce's code, like `STRING_TOO_LONG`; for OAuth its `error`, like `invalid_grant`.
    pub code: String,
    /// Salesforce's words, on one line, cut to 500 characters, and with everything blanked that could be a token.
    pub message: String,
    /// The fields concerned, by API name.
    pub fields: Vec<String>,
}

/// A reply that is no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesforceError(Box<Details>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Details {
    status: u16,
    first: Statement,
    others: Vec<Statement>,
    class: ErrorClass,
    duplicates: Vec<RecordId>,
}

impl std::error::Error for SalesforceError {}

impl fmt::Display for SalesforceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.class.text())
    }
}

impl SalesforceError {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The first error's code; ours are in lower case with hyphens: `unreadable-reply`, `no-json`, `host-refused`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0.first.code
    }

    /// The first error's words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.first.message
    }

    /// The class, by the first error.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        self.0.class
    }

    /// All errors, at least one.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        std::iter::once(&self.0.first).chain(&self.0.others)
    }

    /// The records that a duplicate rule found; empty for other errors.
    #[must_use]
    pub fn duplicates(&self) -> &[RecordId] {
        &self.0.duplicates
    }

    /// Whether Salesforce surely did not carry the request out. Otherwise it may have: a gateway's time-out, say, can
    /// hide a success.
    #[must_use]
    pub fn surely_not_done(&self) -> bool {
        match self.0.class {
            ErrorClass::Transient | ErrorClass::Unknown => false,
            ErrorClass::Lock
            | ErrorClass::Limit
            | ErrorClass::SessionExpired
            | ErrorClass::SessionNotRefreshable
            | ErrorClass::Forbidden
            | ErrorClass::Duplicate { .. }
            | ErrorClass::DuplicatesDetected
            | ErrorClass::Data
            | ErrorClass::Configuration
            | ErrorClass::Deleted
            | ErrorClass::NotFound
            | ErrorClass::OAuthFinal
            | ErrorClass::OAuthBusy
            | ErrorClass::OAuthConfiguration
            | ErrorClass::HostRefused => true,
        }
    }

    /// As a page is told. Salesforce's own words are in the values `code`, `message` and `fields`.
    #[must_use]
    pub fn to_failure(&self) -> Failure {
        let mut values = BTreeMap::from([
            ("status".to_owned(), self.0.status.to_string()),
            ("code".to_owned(), self.0.first.code.clone()),
            ("message".to_owned(), self.0.first.message.clone()),
        ]);
        if !self.0.first.fields.is_empty() {
            values.insert("fields".to_owned(), self.0.first.fields.join(", "));
        }
        if let ErrorClass::Duplicate { record: Some(record) } = self.0.class {
            values.insert("record".to_owned(), record.to_string());
        }
        Failure {
            code: self.0.class.failure_code(),
            text: self.0.class.text().to_owned(),
            values,
            retryable: self.0.class.is_retryable(),
            retry_after_ms: None,
        }
    }

    /// As a form is told: a problem for every field, in Salesforce's own words, with what to do about it.
    #[must_use]
    pub fn to_problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for statement in self.statements() {
            let class = ErrorClass::of(self.0.status, &statement.code, &statement.message);
            let problem = |field: Option<&String>| Problem {
                severity: Severity::Error,
                code: statement.code.clone(),
                field: field.cloned(),
                text: statement.message.clone(),
                remedy: class::remedy(&statement.code, class).map(str::to_owned),
            };
            if statement.fields.is_empty() {
                problems.push(problem(None));
            }
            problems.extend(statement.fields.iter().map(|field| problem(Some(field))));
        }
        problems
    }

    /// Reads a reply that is no success.
    pub(crate) fn read(status: u16, body: &[u8]) -> Self {
        let stated = match body.trim_ascii_start().first() {
            Some(b'[') => serde_json::from_slice(body).ok(),
            Some(b'{') => serde_json::from_slice(body).ok().map(OneError::into_stated),
            _ => None,
        };
        match stated {
            Some(stated) => Self::stated(status, stated),
            None => Self::of(status, message::of_page(status, body), Vec::new(), Vec::new()),
        }
    }

    /// A success whose body is not what it should be. `what` names it: `a query's page`.
    pub(crate) fn unreadable(status: u16, what: &str) -> Self {
        let first = statement("unreadable-reply", &["the reply cannot be read as ", what].concat(), Vec::new());
        Self::of(status, first, Vec::new(), Vec::new())
    }

    /// A token reply that names a host which is not one of Salesforce's.
    pub(crate) fn host_refused(status: u16) -> Self {
        let first = statement(
            "host-refused",
            "the token reply names an address that is not a My Domain of Salesforce",
            Vec::new(),
        );
        Self::of(status, first, Vec::new(), Vec::new())
    }

    fn stated(status: u16, stated: Vec<StatedError>) -> Self {
        let mut duplicates = Vec::new();
        let mut statements = stated.into_iter().map(|error| {
            let rule = error.duplicate_result.unwrap_or_default();
            let records = rule.match_results.iter().flat_map(|result| &result.match_records);
            duplicates.extend(records.filter_map(|found| RecordId::parse(&found.record.id).ok()));
            statement(&error.error_code, &error.message.unwrap_or_default(), error.fields.unwrap_or_default())
        });
        let first = statements.next();
        let others = statements.collect();
        Self::of(status, first.unwrap_or_else(|| message::of_page(status, b"")), others, duplicates)
    }

    fn of(status: u16, first: Statement, others: Vec<Statement>, duplicates: Vec<RecordId>) -> Self {
        let class = ErrorClass::of(status, &first.code, &first.message);
        SalesforceError(Box::new(Details { status, first, others, class, duplicates }))
    }
}

fn statement(code: &str, message: &str, fields: Vec<String>) -> Statement {
    Statement { code: message::clean(code), message: message::clean(message), fields }
}

/// An error as REST resources, composite parts and collections state it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StatedError {
    #[serde(alias = "statusCode")]
    error_code: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    fields: Option<Vec<String>>,
    // Misspelt in Salesforce's own replies; the right spelling is documented.
    #[serde(default, alias = "duplicateResut")]
    duplicate_result: Option<DuplicateResult>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct DuplicateResult {
    match_results: Vec<MatchResult>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct MatchResult {
    match_records: Vec<MatchRecord>,
}

#[derive(Deserialize)]
struct MatchRecord {
    record: MatchedRecord,
}

#[derive(Deserialize)]
struct MatchedRecord {
    #[serde(rename = "Id", default)]
    id: String,
}

/// An object that states errors: OAuth's, or a collection's row.
#[derive(Deserialize)]
struct OneError {
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    error_description: Option<String>,
    #[serde(default)]
    errors: Vec<StatedError>,
}

impl OneError {
    fn into_stated(self) -> Vec<StatedError> {
        let oauth = self.error.map(|error| StatedError {
            error_code: error,
            message: self.error_description,
            fields: None,
            duplicate_result: None,
        });
        oauth.into_iter().chain(self.errors).collect()
    }
}

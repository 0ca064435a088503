//! Errors: what Salesforce said, its class, and what a person is told.

mod class;
mod message;
mod words;

use std::collections::BTreeMap;
use std::fmt;

use weftline_wire::failure::{Failure, Problem, Severity};

pub use class::ErrorClass;

use crate::id::RecordId;
use crate::reply::{Record, Scalar, object_or_list};

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
    duplicates: Option<Duplicates>,
}

/// What duplicate rules found.
/// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_objects_duplicateresult.htm>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicates {
    /// What the org's admin has people told.
    pub text: String,
    /// Whether the record may be saved all the same: [`crate::request::Subrequest::save_duplicates`].
    pub may_save: bool,
    /// The records: their objects and ids, each once. Salesforce names also those that the user may not see.
    pub records: Vec<(String, RecordId)>,
}

impl std::error::Error for SalesforceError {}

impl fmt::Display for SalesforceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl SalesforceError {
    /// What Salesforce said at the end of a login, in the address that it sent the browser back to.
    #[must_use]
    pub fn of_login(error: &str, description: &str) -> Self {
        Self::of(400, statement(error, description, Vec::new()), Vec::new(), None)
    }

    fn text(&self) -> &'static str {
        words::of(self.code(), self.message()).unwrap_or_else(|| self.0.class.text())
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The first error's code; ours are in lower case with hyphens: `unreadable-reply`, `no-json`,
    /// `host-refused`, `several-records`.
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

    /// What duplicate rules found; none for other errors.
    #[must_use]
    pub fn duplicates(&self) -> Option<&Duplicates> {
        self.0.duplicates.as_ref()
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
    pub fn to_failure(&self) -> Box<Failure> {
        let mut values = BTreeMap::new();
        values.insert("status".to_owned(), self.0.status.to_string());
        values.insert("code".to_owned(), self.0.first.code.clone());
        values.insert("message".to_owned(), self.0.first.message.clone());
        if !self.0.first.fields.is_empty() {
            values.insert("fields".to_owned(), self.0.first.fields.join(", "));
        }
        if let ErrorClass::Duplicate { record: Some(record) } = self.0.class {
            values.insert("record".to_owned(), record.to_string());
        }
        Box::new(Failure {
            code: self.0.class.failure_code(),
            text: self.text().to_owned(),
            values,
            retryable: self.0.class.is_retryable(),
            retry_after_ms: None,
        })
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
        // A list of errors; or one object: OAuth's, or a collection's row with such a list.
        let stated_in = object_or_list(body);
        // The addresses of the records that share an external id.
        // <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm>
        if status == 300 && stated_in.iter().any(|body| body.texts("").next().is_some()) {
            let first = statement("several-records", "several records have this external id", Vec::new());
            return Self::of(status, first, Vec::new(), None);
        }
        let mut statements = Vec::new();
        let mut duplicates = None;
        for path in ["", "errors"] {
            for error in stated_in.iter().flat_map(|body| body.parts(path)) {
                statements.extend(stated(error));
                add_duplicates(&mut duplicates, error);
            }
        }
        if let Some(error) = stated_in.as_ref().and_then(|body| body.get("error").text()) {
            let description = stated_in.as_ref().and_then(|body| body.get("error_description").text());
            statements.push(statement(error, description.unwrap_or_default(), Vec::new()));
        }
        let mut statements = statements.into_iter();
        let first = statements.next().unwrap_or_else(|| message::of_page(status, body));
        Self::of(status, first, statements.collect(), duplicates)
    }

    /// Reads a collection's row, if it says an error.
    pub(crate) fn of_row(row: &Record<'_>) -> Option<Self> {
        let mut statements = row.parts("errors").filter_map(stated);
        Some(Self::of(400, statements.next()?, statements.collect(), None))
    }

    /// Reads `CODE:message:fields --`, as a job of Bulk API 2.0 says why a row was refused.
    pub(crate) fn of_ingest(error: &str) -> Self {
        let (code, rest) = error.split_once(':').unwrap_or(("UNKNOWN_EXCEPTION", error));
        let (message, fields) = match rest.strip_suffix(" --").and_then(|rest| rest.rsplit_once(':')) {
            Some(parts) => parts,
            None => (rest, ""),
        };
        let fields = fields.split(',').map(str::trim).filter(|field| !field.is_empty()).map(str::to_owned).collect();
        Self::of(400, statement(code, message, fields), Vec::new(), None)
    }

    /// A success whose body is not what it should be. `what` names it: `a query's page`.
    pub(crate) fn unreadable(status: u16, what: &str) -> Self {
        let first = statement("unreadable-reply", &["the reply cannot be read as ", what].concat(), Vec::new());
        Self::of(status, first, Vec::new(), None)
    }

    /// A token reply that names a host which is not one of Salesforce's.
    pub(crate) fn host_refused(status: u16) -> Self {
        let first = statement(
            "host-refused",
            "the token reply names an address that is not a My Domain of Salesforce",
            Vec::new(),
        );
        Self::of(status, first, Vec::new(), None)
    }

    fn of(status: u16, first: Statement, others: Vec<Statement>, duplicates: Option<Duplicates>) -> Self {
        let class = ErrorClass::of(status, &first.code, &first.message);
        SalesforceError(Box::new(Details { status, first, others, class, duplicates }))
    }
}

fn statement(code: &str, message: &str, fields: Vec<String>) -> Statement {
    Statement { code: message::clean(code), message: message::clean(message), fields }
}

/// An error as REST resources and composite parts state it (`errorCode`), or collections (`statusCode`).
fn stated(error: &Record<'_>) -> Option<Statement> {
    let code = error.get("errorCode").text().or_else(|| error.get("statusCode").text())?;
    let fields = error.texts("fields").map(str::to_owned).collect();
    Some(statement(code, error.get("message").text().unwrap_or_default(), fields))
}

/// Adds what a duplicate rule found. Its name is misspelt in Salesforce's own replies; the right spelling is documented.
fn add_duplicates(duplicates: &mut Option<Duplicates>, error: &Record<'_>) {
    for rule in ["duplicateResut", "duplicateResult"].into_iter().filter_map(|name| error.part(name)) {
        let found = duplicates.get_or_insert_with(|| {
            let said = rule.get("errorMessage").text().or_else(|| error.get("message").text());
            Duplicates { text: message::clean(said.unwrap_or_default()), may_save: true, records: Vec::new() }
        });
        found.may_save &= rule.get("allowSave") == Scalar::Boolean(true);
        for result in rule.parts("matchResults") {
            for record in result.parts("matchRecords").filter_map(|matched| matched.part("record")) {
                let object = record.object().or_else(|| result.get("entityType").text());
                let id = record.get("Id").text().and_then(|id| RecordId::parse(id).ok());
                if let (Some(object), Some(id)) = (object, id)
                    && !found.records.iter().any(|(_, known)| *known == id)
                {
                    found.records.push((object.to_owned(), id));
                }
            }
        }
    }
}

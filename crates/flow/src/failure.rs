//! Failures, made at one place.

use std::collections::BTreeMap;

use weftline_wire::effect::Trouble;
use weftline_wire::failure::FailureCode;

/// A failure on its way out, boxed: nearly everything here may fail, and what may fail is moved at every `?`.
pub(crate) type Failure = Box<weftline_wire::failure::Failure>;

/// A failure of this kind. Whether trying again may help follows from the code.
pub(crate) fn of(code: FailureCode, text: impl Into<String>) -> Failure {
    boxed(code, text.into())
}

/// A bug in Weftline: nothing that a user or admin did.
pub(crate) fn bug(text: &str) -> Failure {
    of(FailureCode::Bug, text)
}

/// Adds a value for the page's own words.
pub(crate) fn with(mut failure: Failure, name: &str, value: impl Into<String>) -> Failure {
    failure.values.insert(name.to_owned(), value.into());
    failure
}

/// What a storage or queue effect's trouble means.
pub(crate) fn platform(reason: Trouble, message: &str, retry_after_ms: Option<u32>) -> Failure {
    let mut failure = of(FailureCode::PlatformUnavailable, format!("Forge's storage did not answer: {message}"));
    failure.retryable = reason != Trouble::Refused;
    failure.retry_after_ms = retry_after_ms;
    failure
}

fn boxed(code: FailureCode, text: String) -> Failure {
    let retryable = is_retryable(code);
    Box::new(weftline_wire::failure::Failure { code, text, values: BTreeMap::new(), retryable, retry_after_ms: None })
}

fn is_retryable(code: FailureCode) -> bool {
    match code {
        FailureCode::SalesforceTimeout
        | FailureCode::SalesforceUnavailable
        | FailureCode::SalesforceLimit
        | FailureCode::Conflict
        | FailureCode::CreationUnclear
        | FailureCode::JiraUnavailable
        | FailureCode::PlatformUnavailable
        | FailureCode::OutOfTime
        | FailureCode::NewerData
        | FailureCode::Bug => true,
        FailureCode::NotConnected
        | FailureCode::ReconnectNeeded
        | FailureCode::SalesforceForbidden
        | FailureCode::SalesforceRefused
        | FailureCode::HostRefused
        | FailureCode::CredentialsRefused
        | FailureCode::RecordNotFound
        | FailureCode::NotPermitted
        | FailureCode::NoIssue
        | FailureCode::ObjectNotConfigured
        | FailureCode::ProjectNotConfigured
        | FailureCode::Invalid
        | FailureCode::ConfigurationInvalid => false,
    }
}

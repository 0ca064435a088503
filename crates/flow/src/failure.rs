//! Failures, made at one place.

use std::collections::BTreeMap;

use weftline_wire::effect::Trouble;
use weftline_wire::failure::{Failure, FailureCode};

/// A failure of this kind. Whether trying again may help follows from the code.
pub(crate) fn of(code: FailureCode, text: impl Into<String>) -> Failure {
    Failure { code, text: text.into(), values: BTreeMap::new(), retryable: is_retryable(code), retry_after_ms: None }
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
        | FailureCode::Invalid
        | FailureCode::ConfigurationInvalid => false,
    }
}

//! Errors: what Jira said, and what a person is told.

use std::collections::BTreeMap;
use std::fmt;

use weftline_wire::effect::Header;
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::json::{self, Decode, Reader};

const CHARACTERS_MAX: usize = 500;

/// A reply that is no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JiraError(Box<Details>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Details {
    status: u16,
    message: String,
    retry_after_ms: Option<u32>,
}

impl std::error::Error for JiraError {}

impl fmt::Display for JiraError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(text(self.0.status))
    }
}

impl JiraError {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Jira's words, on one line; empty when it gave none.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// How long Jira asks to wait.
    #[must_use]
    pub fn retry_after_ms(&self) -> Option<u32> {
        self.0.retry_after_ms
    }

    /// Whether the same request may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.0.status, 200..=299 | 408 | 429 | 500..=599)
    }

    /// As a page is told. Jira's own words are in the value `message`.
    #[must_use]
    pub fn to_failure(&self) -> Box<Failure> {
        let mut values = BTreeMap::new();
        values.insert("status".to_owned(), self.0.status.to_string());
        if !self.0.message.is_empty() {
            values.insert("message".to_owned(), self.0.message.clone());
        }
        Box::new(Failure {
            code: match self.0.status {
                401 | 403 | 404 => FailureCode::NotPermitted,
                _ => FailureCode::JiraUnavailable,
            },
            text: text(self.0.status).to_owned(),
            values,
            retryable: self.is_retryable(),
            retry_after_ms: self.0.retry_after_ms,
        })
    }

    pub(crate) fn read(status: u16, headers: &[Header], body: &[u8]) -> Self {
        let stated: Stated = json::from_slice(body).unwrap_or_default();
        let messages = stated.into_messages();
        let retry_after = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"));
        let seconds = retry_after.and_then(|(_, value)| value.trim().parse::<u32>().ok());
        JiraError(Box::new(Details {
            status,
            message: one_line(messages),
            retry_after_ms: seconds.map(|seconds| seconds.saturating_mul(1000)),
        }))
    }

    pub(crate) fn unreadable(status: u16, what: &str) -> Self {
        let message = ["the reply cannot be read as ", what].concat();
        JiraError(Box::new(Details { status, message, retry_after_ms: None }))
    }
}

fn text(status: u16) -> &'static str {
    match status {
        401 | 403 => "Jira does not permit this",
        404 => "Jira does not have this, or does not show it to you",
        429 => "Jira asks to wait: too many requests",
        200..=299 => "Jira's reply cannot be read",
        408 | 500..=599 => "Jira is not available at the moment",
        _ => "Jira refused the request",
    }
}

fn one_line(messages: impl Iterator<Item = String>) -> String {
    let mut line = String::new();
    for message in messages {
        line.push_str(if line.is_empty() { "" } else { "; " });
        for (index, word) in message.split_whitespace().enumerate() {
            line.push_str(if index == 0 { "" } else { " " });
            line.push_str(word);
        }
    }
    if let Some((end, _)) = line.char_indices().nth(CHARACTERS_MAX) {
        line.truncate(end);
        line.push_str("...");
    }
    line
}

/// Jira's own errors have lists; those of its gateway and of Forge one message; those of operations on several issues a
/// list of such errors.
#[derive(Default)]
struct Stated {
    error_messages: Vec<String>,
    errors: Errors,
    element_errors: Element,
    message: Option<String>,
}

/// Messages by field, or a list of errors.
#[derive(Default)]
struct Errors(Vec<String>);

/// The errors of one issue among several.
#[derive(Default)]
struct Element(Vec<String>);

weftline_wire::decode_object! {
    ignore Stated { error_messages: optional, errors: optional, element_errors: optional, message }
}

impl Stated {
    fn into_messages(self) -> impl Iterator<Item = String> {
        self.error_messages.into_iter().chain(self.errors.0).chain(self.element_errors.0).chain(self.message)
    }

    fn decode_messages(reader: &mut Reader<'_>, messages: &mut Vec<String>) -> json::Result<()> {
        let mut stated = Stated::default();
        stated.decode(reader)?;
        messages.extend(stated.into_messages());
        Ok(())
    }
}

impl Decode<'_> for Errors {
    fn empty() -> Self {
        Self::default()
    }

    fn decode(&mut self, reader: &mut Reader<'_>) -> json::Result<()> {
        if reader.peek()? == b'[' {
            return reader.items(&mut |reader| Stated::decode_messages(reader, &mut self.0));
        }
        reader.entries(&mut |field, reader| {
            if reader.peek()? != b'"' {
                return reader.skip();
            }
            self.0.push([&*field, ": ", &*reader.string()?].concat());
            Ok(())
        })
    }
}

impl Decode<'_> for Element {
    fn empty() -> Self {
        Self::default()
    }

    fn decode(&mut self, reader: &mut Reader<'_>) -> json::Result<()> {
        Stated::decode_messages(reader, &mut self.0)
    }
}

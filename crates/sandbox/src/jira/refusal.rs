//! Jira's own errors: status, messages, and messages by field.

use serde_json::{Map, Value, json};

use crate::http::Response;

/// Why a request is refused, in Jira's words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Refusal {
    /// The status.
    pub(super) status: u16,
    /// Messages that concern the whole request.
    pub(super) messages: Vec<String>,
    /// Messages by field, in the order found.
    pub(super) fields: Vec<(String, String)>,
    /// Further headers.
    pub(super) headers: Vec<(String, String)>,
}

/// What a handler answers.
pub(super) type Answer = Result<Response, Refusal>;

impl Refusal {
    /// A refusal with one message.
    pub(super) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, messages: vec![message.into()], ..Self::default() }
    }

    /// A 400 with one message.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    /// A 403 with one message.
    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, message)
    }

    /// A 404 with one message.
    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self::new(404, message)
    }

    /// The 404 that hides whether an issue exists.
    pub(super) fn issue_missing() -> Self {
        Self::missing("Issue does not exist or you do not have permission to see it.")
    }

    /// A 400 with one message at one field.
    pub(super) fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::fields(vec![(field.into(), message.into())])
    }

    /// A 400 with messages at fields.
    pub(super) fn fields(fields: Vec<(String, String)>) -> Self {
        Self { status: 400, fields, ..Self::default() }
    }

    /// Jira's error collection.
    pub(super) fn body(&self) -> Value {
        let mut errors = Map::new();
        for (field, message) in &self.fields {
            errors.insert(field.clone(), json!(message));
        }
        json!({"errorMessages": self.messages, "errors": errors})
    }

    /// The response.
    pub(super) fn response(&self) -> Response {
        let mut response = Response::json(self.status, &self.body());
        response.headers.extend(self.headers.iter().cloned());
        response
    }
}

/// 200 with a body.
pub(super) fn ok(value: &Value) -> Answer {
    Ok(Response::json(200, value))
}

/// 201 with a body.
pub(super) fn created(value: &Value) -> Answer {
    Ok(Response::json(201, value))
}

/// 204.
pub(super) fn no_content() -> Answer {
    Ok(Response { status: 204, headers: Vec::new(), body: Vec::new() })
}

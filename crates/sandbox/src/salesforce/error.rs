//! Salesforce's own errors: a code, a message, the fields concerned, and the status they come with.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm>

use serde_json::{Value as Json, json};

/// An error of the REST API.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The error's code, by which clients tell errors apart.
    pub(crate) code: &'static str,
    /// What people read.
    pub(crate) message: String,
    /// The fields concerned; `None` where Salesforce leaves the member out.
    pub(crate) fields: Option<Vec<String>>,
}

impl ApiError {
    /// An error without the member `fields`.
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), fields: None }
    }

    /// A refusal of a record, which names the fields concerned (none, perhaps).
    pub(crate) fn row(code: &'static str, message: impl Into<String>, fields: &[&str]) -> Self {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        Self { status: 400, code, message: message.into(), fields: Some(fields) }
    }

    /// 404: no such resource.
    pub(crate) fn not_found() -> Self {
        Self::new(404, "NOT_FOUND", "The requested resource does not exist")
    }

    /// 404: the record is in the recycle bin.
    pub(crate) fn deleted() -> Self {
        let mut error = Self::row("ENTITY_IS_DELETED", "entity is deleted", &[]);
        error.status = 404;
        error
    }

    /// 405, with the methods that the resource knows.
    pub(crate) fn method(method: &str, allowed: &str) -> Self {
        let message = format!("HTTP Method '{method}' not allowed. Allowed are {allowed}");
        Self::new(405, "METHOD_NOT_ALLOWED", message)
    }

    /// 400: the body is no JSON that the resource understands.
    pub(crate) fn json(message: impl Into<String>) -> Self {
        Self::new(400, "JSON_PARSER_ERROR", message)
    }

    /// The body of the answer: a list of one.
    pub(crate) fn body(&self) -> Json {
        let mut error = json!({ "message": self.message, "errorCode": self.code });
        if let (Some(fields), Some(object)) = (&self.fields, error.as_object_mut()) {
            object.insert("fields".into(), json!(fields));
        }
        Json::Array(vec![error])
    }

    /// The error as collections report it for one row.
    pub(crate) fn in_collection(&self) -> Json {
        let fields = self.fields.clone().unwrap_or_default();
        json!({ "statusCode": self.code, "message": self.message, "fields": fields })
    }
}

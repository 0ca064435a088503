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
    /// What few errors tell besides.
    pub(crate) more: Option<Box<More>>,
}

/// What few errors tell besides.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct More {
    /// What else is wrong with the same record.
    others: Vec<ApiError>,
    /// The records that it looks like, and the member that tells them.
    duplicates: Option<(String, Json)>,
}

impl ApiError {
    /// An error without the member `fields`.
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), fields: None, more: None }
    }

    /// A refusal of a record, which names the fields concerned (none, perhaps).
    pub(crate) fn row(code: &'static str, message: impl Into<String>, fields: &[&str]) -> Self {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        Self { fields: Some(fields), ..Self::new(400, code, message) }
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

    /// This error and the others of the same record.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.more.iter().flat_map(|more| &more.others))
    }

    /// With what else is wrong with the same record.
    pub(crate) fn and(mut self, others: impl IntoIterator<Item = Self>) -> Self {
        let others: Vec<Self> = others.into_iter().collect();
        if !others.is_empty() {
            self.more.get_or_insert_default().others = others;
        }
        self
    }

    /// With the records that the refused one looks like, and the member that tells them.
    pub(crate) fn with_duplicates(mut self, name: &str, result: Json) -> Self {
        self.more.get_or_insert_default().duplicates = Some((name.to_owned(), result));
        self
    }

    /// The records that the refused one looks like, and the member that tells them.
    pub(crate) fn duplicates(&self) -> Option<&(String, Json)> {
        self.more.as_ref()?.duplicates.as_ref()
    }

    /// The body of the answer: a list, mostly of one.
    pub(crate) fn body(&self) -> Json {
        self.all().map(Self::member).collect()
    }

    fn member(&self) -> Json {
        let mut error = serde_json::Map::new();
        if let Some((name, result)) = self.duplicates() {
            error.insert(name.clone(), result.clone());
        }
        error.insert("message".into(), json!(self.message));
        error.insert("errorCode".into(), json!(self.code));
        if let Some(fields) = &self.fields {
            error.insert("fields".into(), json!(fields));
        }
        Json::Object(error)
    }

    /// The errors as collections report them for one row.
    pub(crate) fn in_collection(&self) -> Vec<Json> {
        let one = |error: &Self| {
            let fields = error.fields.clone().unwrap_or_default();
            json!({ "statusCode": error.code, "message": error.message, "fields": fields })
        };
        self.all().map(one).collect()
    }
}

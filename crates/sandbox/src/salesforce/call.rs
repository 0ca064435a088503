//! A call of the REST API as its resources see it, whether it came alone or within a composite.

use super::component::multipart;
use super::error::ApiError;
use super::value::write_text;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json};

/// What a call brings.
#[derive(Debug)]
pub(crate) enum Payload<'a> {
    /// Bytes, for a call that came alone.
    Bytes(&'a [u8]),
    /// JSON, for a call within a composite.
    Json(Json),
    /// Nothing.
    None,
}

/// A call.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// The method, upper case.
    pub(crate) method: String,
    /// What follows the version, decoded.
    pub(crate) path: Vec<String>,
    /// The query's parameters, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// Headers, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) payload: Payload<'a>,
    /// Where the org is reached: `https://host`.
    pub(crate) base: String,
}

impl Call<'_> {
    /// A parameter of the query.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// A header; `name` in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub(crate) fn json(&mut self) -> Result<Json, ApiError> {
        match std::mem::replace(&mut self.payload, Payload::None) {
            Payload::Json(json) => Ok(json),
            Payload::Bytes(bytes)
                if self.header("content-type").is_some_and(|kind| kind.starts_with("multipart/form-data")) =>
            {
                let kind = self.header("content-type").unwrap_or_default();
                let parts = multipart(kind, bytes)
                    .ok_or_else(|| ApiError::new(400, "INVALID_MULTIPART_REQUEST", "the parts cannot be told apart"))?;
                with_binary(parts)
            }
            Payload::Bytes(bytes) if !bytes.is_empty() => parsed(bytes),
            Payload::Bytes(_) | Payload::None => {
                Err(ApiError::json("The HTTP entity body is required, but this request has no entity body."))
            }
        }
    }

    /// The body as a JSON object.
    pub(crate) fn members(&mut self) -> Result<Map<String, Json>, ApiError> {
        match self.json()? {
            Json::Object(members) => Ok(members),
            _ => Err(ApiError::json("Unexpected value: an object was expected at [line:1, column:1]")),
        }
    }
}

/// JSON, or where it is broken.
fn parsed(bytes: &[u8]) -> Result<Json, ApiError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("at [line:{}, column:{}]", error.line(), error.column());
        let text = String::from_utf8_lossy(bytes);
        let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
        match line.chars().nth(error.column().saturating_sub(1)).filter(|_| !error.is_eof()) {
            Some(wrong) => {
                let code = u32::from(wrong);
                ApiError::json(format!("Unexpected character ('{wrong}' (code {code})) {place}"))
            }
            None => ApiError::json(format!("Unexpected end-of-input {place}")),
        }
    })
}

/// A record whose first part is JSON and whose other parts are the binary fields that they are named after.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_sobject_insert_update_blob.htm>
fn with_binary(parts: Vec<(String, Vec<u8>)>) -> Result<Json, ApiError> {
    let mut parts = parts.into_iter();
    let (_, record) = parts.next().unwrap_or_default();
    let mut json = parsed(&record)?;
    for (name, content) in parts {
        if let Some(members) = json.as_object_mut() {
            members.insert(name, Json::String(STANDARD.encode(content)));
        }
    }
    Ok(json)
}

/// What a resource answers.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: u16,
    /// Headers, names as Salesforce writes them.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The body: JSON unless `kind` says otherwise; empty for none.
    pub(crate) body: Vec<u8>,
    /// The content type.
    pub(crate) kind: &'static str,
}

/// The content type of everything that is JSON.
pub(crate) const JSON: &str = "application/json;charset=UTF-8";

impl Reply {
    /// JSON that is written already.
    pub(crate) fn written(status: u16, body: Vec<u8>) -> Self {
        Self { status, headers: Vec::new(), body, kind: JSON }
    }

    /// JSON.
    pub(crate) fn json(status: u16, json: &Json) -> Self {
        Self::written(status, json.to_string().into_bytes())
    }

    /// 204, without a body.
    pub(crate) fn nothing() -> Self {
        Self::written(204, Vec::new())
    }

    /// A text.
    pub(crate) fn text(status: u16, text: &str) -> Self {
        Self { status, headers: Vec::new(), body: text.as_bytes().to_vec(), kind: "text/plain" }
    }

    /// With a header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The outcome of saving one record: `{"id","success","errors"}`, and whether it was created where that is told.
    pub(crate) fn saved(status: u16, id: &str, created: Option<bool>) -> Self {
        let mut out = b"{\"id\":".to_vec();
        write_text(id, &mut out);
        out.extend_from_slice(b",\"success\":true,\"errors\":[]");
        match created {
            Some(true) => out.extend_from_slice(b",\"created\":true}"),
            Some(false) => out.extend_from_slice(b",\"created\":false}"),
            None => out.push(b'}'),
        }
        Self::written(status, out)
    }
}

impl From<ApiError> for Reply {
    fn from(error: ApiError) -> Self {
        Self::json(error.status, &error.body())
    }
}

/// Decodes percent escapes; in a query, a plus is a blank.
pub(crate) fn decode(text: &str, plus_is_blank: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = match byte {
            b'%' => text.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok()),
            _ => None,
        };
        match (byte, escaped) {
            (_, Some(decoded)) => {
                out.push(decoded);
                at += 2;
            }
            (b'+', None) if plus_is_blank => out.push(b' '),
            (other, None) => out.push(*other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The parts of a path, split before they are decoded, without empty ones at its ends: the sf CLI puts two slashes
/// behind the host.
pub(crate) fn segments(path: &str) -> Vec<String> {
    let parts = path.trim_start_matches('/').split('/');
    let mut parts: Vec<String> = parts.map(|part| decode(part, false)).collect();
    while parts.last().is_some_and(String::is_empty) {
        parts.pop();
    }
    parts
}

/// The parameters of a query or a form.
pub(crate) fn parameters(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name, true), decode(value, true))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_at_the_ends_of_a_path_are_no_parts() {
        for path in ["/services/data", "//services/data", "/services/data//"] {
            assert_eq!(segments(path), ["services", "data"], "{path}");
        }
        assert_eq!(segments("/a/b%2Fc//d"), ["a", "b/c", "", "d"]);
        assert!(segments("/").is_empty());
    }
}

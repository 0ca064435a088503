//! What a struck request is answered, in the words of the service behind the door.

use serde_json::{Value, json};

use super::FaultKind;
use crate::http::{Request, Response, query_pairs};
use crate::world::Door;

const LOCKED: &str = "UNABLE_TO_LOCK_ROW";
const LOCKED_MESSAGE: &str = "unable to obtain exclusive access to this record or 1 records";

impl FaultKind {
    /// The reply of a fault that is one.
    pub(crate) fn reply(&self, door: Door, request: &Request) -> Option<Response> {
        Some(match self {
            Self::LostReply | Self::Cut | Self::Hang { .. } | Self::Slow { .. } => return None,
            Self::LockRows { .. } | Self::JobFailed { .. } | Self::JobStuck { .. } | Self::JobSlow { .. } => {
                return None;
            }
            Self::TokenRevoked if request.path().ends_with("/oauth2/token") => Response::json(
                400,
                &json!({ "error": "invalid_grant", "error_description": "expired access/refresh token" }),
            ),
            Self::AddressRefused if request.path().ends_with("/oauth2/token") => {
                Response::json(400, &json!({ "error": "invalid_grant", "error_description": "ip restricted" }))
            }
            Self::SessionExpired | Self::TokenRevoked | Self::AddressRefused => {
                error(door, 401, "INVALID_SESSION_ID", "Session expired or invalid")
            }
            Self::LimitExceeded => error(door, 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
            Self::Forbidden => error(door, 403, "INSUFFICIENT_ACCESS", "insufficient access rights on object id"),
            Self::RateLimited { retry_after_s } => {
                let mut response = error(door, 429, "RATE_LIMIT_EXCEEDED", "Rate limit exceeded.");
                response.headers.push(("retry-after".into(), retry_after_s.to_string()));
                response
            }
            Self::ServerError { status } => {
                error(door, *status, "SERVER_UNAVAILABLE", "The service is temporarily unavailable")
            }
            Self::HtmlError { status } => Response {
                status: *status,
                headers: vec![("content-type".into(), "text/html; charset=utf-8".into())],
                body: format!("<html><head><title>{status}</title></head><body><h1>Error {status}</h1></body></html>")
                    .into_bytes(),
            },
            Self::SessionNotForApi => {
                error(door, 401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API")
            }
            Self::LockRow => return locked(door, request),
        })
    }
}

/// An error in the words of the service behind a door.
fn error(door: Door, status: u16, code: &str, message: &str) -> Response {
    let body = match door {
        Door::Salesforce => json!([{ "message": message, "errorCode": code }]),
        Door::Jira => json!({ "errorMessages": [message], "errors": {} }),
        Door::Forge => json!({ "code": code, "message": message }),
    };
    Response::json(status, &body)
}

/// A lock held by another transaction: an error of the row, in a collection of each row, in a composite of its first
/// write, which halts the rest where all or none is asked for; else of each of its writes, and its reads are halted. What
/// writes no rows is not struck.
pub(super) fn locked(door: Door, request: &Request) -> Option<Response> {
    let writes = |method: &str| matches!(method, "POST" | "PATCH" | "PUT" | "DELETE");
    let path = request.path();
    // The rows of a job are saved later.
    let rows = door != Door::Salesforce || path.starts_with("/services/data/") && !path.contains("/jobs/");
    if !writes(&request.method) || !rows {
        return None;
    }
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    if path.contains("/composite/sobjects") {
        let given = body.get("records").and_then(Value::as_array).map(Vec::len);
        let listed = query_pairs(request.query()).into_iter().find(|(name, _)| name == "ids");
        let rows = given.or(listed.map(|(_, ids)| ids.split(',').count()))?;
        let error = json!({ "statusCode": LOCKED, "message": LOCKED_MESSAGE, "fields": [] });
        let row = json!({ "success": false, "errors": [error] });
        return Some(Response::json(200, &Value::Array(vec![row; rows])));
    }
    if path.ends_with("/composite") {
        let parts = body.get("compositeRequest").and_then(Value::as_array)?;
        let method = |part: &Value| part.get("method").and_then(Value::as_str).unwrap_or_default().to_uppercase();
        let first = parts.iter().position(|part| writes(&method(part)))?;
        let is_whole = body.get("allOrNone").and_then(Value::as_bool).unwrap_or_default();
        let halted = "The transaction was rolled back since another operation in the same transaction failed.";
        let parts = parts.iter().enumerate().map(|(at, part)| {
            let is_struck = at == first || !is_whole && writes(&method(part));
            let (code, message) = if is_struck { (LOCKED, LOCKED_MESSAGE) } else { ("PROCESSING_HALTED", halted) };
            json!({
                "body": [{ "errorCode": code, "message": message }],
                "httpHeaders": {},
                "httpStatusCode": 400,
                "referenceId": part.get("referenceId"),
            })
        });
        return Some(Response::json(200, &json!({ "compositeResponse": parts.collect::<Vec<_>>() })));
    }
    Some(error(door, 400, LOCKED, LOCKED_MESSAGE))
}

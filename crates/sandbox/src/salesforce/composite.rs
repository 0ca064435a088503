//! Composites: subrequests with references, graphs of them, and batches.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm>

use super::Org;
use super::call::{Call, Payload, Reply, parameters, segments};
use super::error::ApiError;
use super::reference;
use super::route;
use super::rules::duplicate::DuplicateOptions;
use super::value::write_text;
use super::write::Context;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::io::Write;

/// How many subrequests a composite may have.
const SUBREQUESTS_MAX: usize = 25;
/// How many subrequests all graphs of a call may have.
const GRAPH_NODES_MAX: usize = 500;
/// How many subrequests of a composite may be queries or collections.
const HEAVY_MAX: usize = 5;

struct Part {
    reference: String,
    reply: Reply,
}

impl Org {
    /// `/composite`
    pub(super) fn composite(&mut self, context: &Context, call: &mut Call<'_>) -> Result<Reply, ApiError> {
        if call.method != "POST" {
            return Err(ApiError::method(&call.method, "POST"));
        }
        let mut members = call.members()?;
        let all_or_none = flag(&members, "allOrNone");
        let Some(Json::Array(requests)) = members.remove("compositeRequest") else {
            return Err(ApiError::json("Missing required field compositeRequest at [line:1, column:1]"));
        };
        check_requests(&requests, SUBREQUESTS_MAX)?;
        let (parts, _) = self.carry_out(context, call, requests, all_or_none);
        Ok(Reply::written(200, composed(&parts)))
    }

    /// `/composite/graph`: each graph is carried out whole or not at all, whatever becomes of the others.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph.htm>
    pub(super) fn graphs(&mut self, context: &Context, call: &mut Call<'_>) -> Result<Reply, ApiError> {
        if call.method != "POST" {
            return Err(ApiError::method(&call.method, "POST"));
        }
        let mut members = call.members()?;
        let Some(Json::Array(graphs)) = members.remove("graphs") else {
            return Err(ApiError::json("Missing required field graphs at [line:1, column:1]"));
        };
        let nodes: usize = graphs.iter().map(|graph| requests_of(graph).len()).sum();
        if nodes > GRAPH_NODES_MAX {
            let message = format!("Limit of {GRAPH_NODES_MAX} nodes exceeded: {nodes}");
            return Err(ApiError::new(400, "INVALID_INPUT", message));
        }
        let mut out = b"{\"graphs\":[".to_vec();
        for (place, graph) in graphs.iter().enumerate() {
            let requests = requests_of(graph);
            check_requests(requests, GRAPH_NODES_MAX)?;
            let (parts, successful) = self.carry_out(context, call, requests.to_vec(), true);
            if place > 0 {
                out.push(b',');
            }
            out.extend_from_slice(b"{\"graphId\":");
            write_text(&text(graph, "graphId"), &mut out);
            out.extend_from_slice(b",\"graphResponse\":");
            out.extend_from_slice(&composed(&parts));
            // A write into a vector cannot fail.
            let _infallible = write!(out, ",\"isSuccessful\":{successful}}}");
        }
        out.extend_from_slice(b"]}");
        Ok(Reply::written(200, out))
    }

    /// Carries out subrequests in their order; says whether nothing was taken back.
    fn carry_out(
        &mut self,
        context: &Context,
        call: &Call<'_>,
        requests: Vec<Json>,
        all_or_none: bool,
    ) -> (Vec<Part>, bool) {
        let before = self.store.savepoint();
        let mut parts: Vec<Part> = Vec::with_capacity(requests.len());
        let mut known: BTreeMap<String, Option<Json>> = BTreeMap::new();
        let mut failed = None;
        for request in requests {
            let reference = text(&request, "referenceId");
            let outcome = match &failed {
                Some(_) => Err(halted()),
                None => self.subrequest(context, call, request, &mut parts, &mut known),
            };
            let reply = outcome.unwrap_or_else(Into::into);
            if reply.status >= 400 && all_or_none && failed.is_none() {
                failed = Some(parts.len());
            }
            parts.push(Part { reference, reply });
        }
        if let Some(culprit) = failed {
            self.store.roll_back(before);
            for (place, part) in parts.iter_mut().enumerate() {
                if place != culprit {
                    part.reply = halted().into();
                }
            }
        }
        (parts, failed.is_none())
    }

    fn subrequest(
        &mut self,
        context: &Context,
        outer: &Call<'_>,
        request: Json,
        parts: &mut [Part],
        known: &mut BTreeMap<String, Option<Json>>,
    ) -> Result<Reply, ApiError> {
        // Bodies are read only when something refers to them.
        let mut resolve = |name: &str| {
            if !known.contains_key(name) {
                let part = parts.iter().find(|part| part.reference == name)?;
                let body = (part.reply.status < 400).then(|| serde_json::from_slice(&part.reply.body).ok()).flatten();
                known.insert(name.to_owned(), body);
            }
            known.get(name).cloned().flatten()
        };
        let request = reference::resolved(request, &mut resolve)?;
        let url = text(&request, "url");
        // Batches have these resources, composites and graphs have not.
        if ["/chatter/", "/connect/"].iter().any(|root| url.contains(root)) {
            return Err(ApiError::not_found());
        }
        let headers = request.get("httpHeaders").and_then(Json::as_object).cloned().unwrap_or_default();
        let headers: Vec<(String, String)> = headers
            .iter()
            .filter_map(|(name, value)| Some((name.to_ascii_lowercase(), value.as_str()?.to_owned())))
            .collect();
        if headers.iter().any(|(name, _)| ["accept", "authorization", "content-type"].contains(&name.as_str())) {
            let message = "The httpHeaders of a subrequest may not contain Accept, Authorization or Content-Type";
            return Err(ApiError::new(400, "INVALID_HTTP_HEADER", message));
        }
        let body = request.get("body").cloned().unwrap_or(Json::Null);
        self.inner(context, outer, &text(&request, "method"), &url, headers, body)
    }

    /// Runs a call that stands in the body of another.
    fn inner(
        &mut self,
        context: &Context,
        outer: &Call<'_>,
        method: &str,
        url: &str,
        headers: Vec<(String, String)>,
        body: Json,
    ) -> Result<Reply, ApiError> {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let mut path = segments(&path);
        // A batch's addresses begin with the version.
        if path.first().is_some_and(|first| first.starts_with('v')) {
            path.splice(0..0, ["services".to_owned(), "data".to_owned()]);
        }
        // No earlier than the composite resources themselves, and no later than the call that they stand in.
        let version = match path.as_slice() {
            [services, data, version, ..] if services == "services" && data == "data" => {
                version.strip_prefix('v').and_then(|rest| rest.strip_suffix(".0")?.parse::<u32>().ok())
            }
            _ => None,
        };
        let Some(version) = version.filter(|version| (34..=context.version).contains(version)) else {
            return Err(ApiError::not_found());
        };
        path.drain(..3);
        let mut context = context.clone();
        context.version = version;
        if let Some((_, value)) = headers.iter().find(|(name, _)| name == "sforce-auto-assign") {
            context.auto_assign = route::auto_assign(Some(value));
        }
        if let Some((_, value)) = headers.iter().find(|(name, _)| name == "sforce-duplicate-rule-header") {
            context.duplicates = Some(DuplicateOptions::of_header(Some(value), version));
        }
        let payload = if body.is_null() { Payload::None } else { Payload::Json(body) };
        let query = parameters(query);
        let mut call = Call { method: method.to_uppercase(), path, query, headers, payload, base: outer.base.clone() };
        let before = self.store.savepoint();
        let outcome = route::resource(self, &context, &mut call);
        if outcome.is_err() {
            self.store.roll_back(before);
        }
        outcome?.ok_or_else(|| {
            let mut error = ApiError::new(501, "NOT_EMULATED", format!("not emulated: {method} {url}"));
            error.fields = None;
            error
        })
    }

    /// `/composite/batch`
    pub(super) fn batch(&mut self, context: &Context, call: &mut Call<'_>) -> Result<Reply, ApiError> {
        if call.method != "POST" {
            return Err(ApiError::method(&call.method, "POST"));
        }
        let mut members = call.members()?;
        let halt = flag(&members, "haltOnError");
        let Some(Json::Array(requests)) = members.remove("batchRequests") else {
            return Err(ApiError::json("Missing required field batchRequests at [line:1, column:1]"));
        };
        if requests.len() > SUBREQUESTS_MAX {
            return Err(too_many("batchRequests", SUBREQUESTS_MAX));
        }
        // Only what is wrong with the call itself is refused here; what a subrequest does wrong is its own answer.
        let methods = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD"];
        if requests.iter().any(|request| !methods.contains(&text(request, "method").to_uppercase().as_str())) {
            return Err(ApiError::json("Missing or unknown method of a subrequest at [line:1, column:1]"));
        }
        let mut failed = false;
        let mut out = Vec::new();
        for request in &requests {
            // The call itself counted as one; each further subrequest counts too.
            let counted = match out.is_empty() {
                true => Ok(()),
                false => self.usage.take(context.now * 1000, self.options.daily_requests),
            };
            let reply = if let Err(error) = counted {
                error.into()
            } else if failed && halt {
                let error = json!([{ "errorCode": "BATCH_PROCESSING_HALTED", "message": "Batch processing halted per request" }]);
                Reply::json(412, &error)
            } else {
                let body = request.get("richInput").cloned().unwrap_or(Json::Null);
                let outcome =
                    self.inner(context, call, &text(request, "method"), &text(request, "url"), Vec::new(), body);
                outcome.unwrap_or_else(Into::into)
            };
            failed |= reply.status >= 400;
            if !out.is_empty() {
                out.push(b',');
            }
            // A write into a vector cannot fail.
            let _infallible = write!(out, "{{\"statusCode\":{},\"result\":", reply.status);
            write_body(&reply, &mut out);
            out.push(b'}');
        }
        let mut body = format!("{{\"hasErrors\":{failed},\"results\":[").into_bytes();
        body.extend_from_slice(&out);
        body.extend_from_slice(b"]}");
        Ok(Reply::written(200, body))
    }
}

fn composed(parts: &[Part]) -> Vec<u8> {
    let mut out = b"{\"compositeResponse\":[".to_vec();
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"body\":");
        write_body(&part.reply, &mut out);
        out.extend_from_slice(b",\"httpHeaders\":{");
        for (place, (name, value)) in part.reply.headers.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            write_text(name, &mut out);
            out.push(b':');
            write_text(value, &mut out);
        }
        // A write into a vector cannot fail.
        let _infallible = write!(out, "}},\"httpStatusCode\":{},\"referenceId\":", part.reply.status);
        write_text(&part.reference, &mut out);
        out.push(b'}');
    }
    out.extend_from_slice(b"]}");
    out
}

fn write_body(reply: &Reply, out: &mut Vec<u8>) {
    match (reply.body.is_empty(), reply.kind == super::call::JSON) {
        (true, _) => out.extend_from_slice(b"null"),
        (false, true) => out.extend_from_slice(&reply.body),
        (false, false) => write_text(&String::from_utf8_lossy(&reply.body), out),
    }
}

fn halted() -> ApiError {
    ApiError::new(
        400,
        "PROCESSING_HALTED",
        "The transaction was rolled back since another operation in the same transaction failed.",
    )
}

/// 400: a list is longer than it may be.
pub(crate) fn too_many(what: &str, max: usize) -> ApiError {
    let message = format!("The {what} list must have between 1 and {max} elements");
    ApiError::new(400, "INVALID_BATCH_SIZE", message)
}

/// A member that is true or false, or missing.
pub(crate) fn flag(members: &Map<String, Json>, name: &str) -> bool {
    members.get(name).and_then(Json::as_bool).unwrap_or(false)
}

fn text(json: &Json, name: &str) -> String {
    json.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn requests_of(graph: &Json) -> &[Json] {
    graph.get("compositeRequest").and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn check_requests(requests: &[Json], max: usize) -> Result<(), ApiError> {
    if requests.len() > max {
        let message = format!("Limit of {max} subrequests exceeded: {}", requests.len());
        return Err(ApiError::new(400, "INVALID_INPUT", message));
    }
    let heavy = |request: &&Json| {
        let url = text(request, "url");
        let path = url.split('?').next().unwrap_or_default();
        ["/query", "/queryAll", "/composite/sobjects"]
            .iter()
            .any(|part| path.split_once(part).is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with('/')))
    };
    if requests.iter().filter(heavy).count() > HEAVY_MAX {
        let message = format!("Limit of {HEAVY_MAX} query and collection subrequests exceeded");
        return Err(ApiError::new(400, "INVALID_INPUT", message));
    }
    for (place, request) in requests.iter().enumerate() {
        let reference = text(request, "referenceId");
        let plain = !reference.is_empty() && reference.chars().all(|one| one.is_ascii_alphanumeric() || one == '_');
        if !plain {
            let message = format!(
                "Invalid value for referenceId: '{reference}'. Only letters, numbers and underscores are allowed"
            );
            return Err(ApiError::new(400, "INVALID_INPUT", message));
        }
        if requests.iter().take(place).any(|other| text(other, "referenceId") == reference) {
            return Err(ApiError::new(400, "INVALID_INPUT", format!("Duplicate referenceId: {reference}")));
        }
        if !["GET", "POST", "PATCH", "PUT", "DELETE"].contains(&text(request, "method").as_str()) {
            return Err(ApiError::json("Missing or unknown method at [line:1, column:1]"));
        }
    }
    Ok(())
}

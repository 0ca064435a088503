//! From a request to the resource that answers it: paths, versions, sessions, and the headers that every answer has.

use super::Org;
use super::call::{Call, JSON, Payload, Reply, parameters, segments};
use super::discovery;
use super::error::ApiError;
use super::formats;
use super::id::Id;
use super::rich_text;
use super::rules::duplicate::DuplicateOptions;
use super::write::{AutoAssign, Context};
use super::{VERSION_NEWEST, VERSION_OLDEST};
use crate::http::{Request, Response};
use crate::world::PERSON_HEADER;
use serde_json::{Value as Json, json};

/// The greatest length of a request's address.
const URI_MAX: usize = 16_384;

/// Answers a request.
pub(crate) fn handle(org: &mut Org, request: &Request, now_ms: i64) -> Response {
    let headers: usize = request.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    if request.target.len() > URI_MAX {
        return finish(request, Reply::text(414, "URI Too Long"));
    }
    if request.target.len() + headers > 2 * URI_MAX {
        return finish(request, Reply::text(431, "Request Header Fields Too Large"));
    }
    let query = parameters(request.query());
    let overridden = query.iter().find(|(name, _)| name == "_HttpMethod").map(|(_, method)| method.to_uppercase());
    let method = match (request.method.as_str(), overridden) {
        ("POST", Some(method)) => method,
        ("HEAD", _) => "GET".to_owned(),
        (method, _) => method.to_owned(),
    };
    let mut segments = segments(request.path());
    let below =
        |name: &str| matches!(segments.as_slice(), [services, own, ..] if services == "services" && own == name);
    let data = below("data") || below("data.xml") || below("data.json");
    // A key may end like that too: it is left alone behind the name of its field.
    let asked = if data && segments.len() <= 6 { formats::ending(&mut segments) } else { None };
    let upload = matches!(segments.as_slice(), [_, _, _, jobs, _, _, last] if jobs == "jobs" && last == "batches");
    let wants_xml = data && asked.unwrap_or_else(|| formats::prefers_xml(request));
    let translated;
    let body = match (data && !upload && !request.body.is_empty()).then(|| formats::body_kind(request)) {
        Some(Err(error)) => return finish(request, error.into()),
        Some(Ok(formats::Body::Xml)) => match formats::from_xml(&request.body) {
            Ok(json) => {
                translated = json;
                translated.as_slice()
            }
            Err(error) => return finish(request, error.into()),
        },
        _ => request.body.as_slice(),
    };
    let mut call = Call {
        method,
        path: segments,
        query,
        headers: request.headers.clone(),
        payload: Payload::Bytes(body),
        base: base(org, request),
    };
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    let reply = match path.as_slice() {
        ["services", "oauth2", resource] => {
            let resource = (*resource).to_owned();
            org.oauth(&resource, &call, request, now_ms)
        }
        [".well-known", "openid-configuration" | "oauth-authorization-server"] if call.method == "GET" => {
            Some(discovery::configuration(&call.base))
        }
        ["id", organization, user] => {
            let (organization, user) = ((*organization).to_owned(), (*user).to_owned());
            org.identity(&organization, &user, &call, now_ms)
        }
        ["services", "Soap", "u" | "c" | "m", version, ..] if call.method == "POST" => {
            let version = (*version).to_owned();
            org.soap(&version, &call, &request.body, now_ms)
        }
        ["servlet", "rtaImage"] if call.method == "GET" => Some(rich_text::login(request)),
        ["services", "data"] if call.method == "GET" => Some(versions()),
        ["services", "data"] => Some(ApiError::method(&call.method, "HEAD,GET").into()),
        ["services", "data", version, ..] => {
            let version = (*version).to_owned();
            call.path.drain(..3);
            api(org, &mut call, &version, now_ms)
        }
        _ => None,
    };
    let reply = reply.unwrap_or_else(|| unknown(&request.method, request.path()));
    finish(request, if wants_xml { formats::to_xml(reply) } else { reply })
}

/// Where the org is reached from the client's side.
fn base(org: &Org, request: &Request) -> String {
    let host = request.header("x-forwarded-host").or_else(|| request.header("host"));
    match (host, request.header("x-forwarded-proto")) {
        (Some(host), Some(scheme)) => format!("{scheme}://{host}"),
        (Some(host), None) if request.header("x-forwarded-host").is_some() => format!("https://{host}"),
        (Some(host), None) => format!("http://{host}"),
        (None, _) => format!("https://{}", org.options().my_domain),
    }
}

/// 501: the resource is not emulated.
fn unknown(method: &str, path: &str) -> Reply {
    let message = format!("not emulated: {method} {path}");
    Reply::json(501, &json!([{ "errorCode": "NOT_EMULATED", "message": message, "method": method, "path": path }]))
}

fn finish(request: &Request, reply: Reply) -> Response {
    let pretty =
        request.header("x-prettyprint").is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"));
    let mut body = reply.body;
    if pretty && reply.kind == JSON {
        let parsed: Result<Json, _> = serde_json::from_slice(&body);
        if let Some(text) = parsed.ok().and_then(|json| serde_json::to_string_pretty(&json).ok()) {
            body = text.into_bytes();
        }
    }
    let mut headers: Vec<(String, String)> =
        reply.headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    if !body.is_empty() {
        headers.push(("content-type".into(), reply.kind.into()));
    }
    if request.method == "HEAD" {
        body.clear();
    }
    Response { status: reply.status, headers, body }
}

/// The releases: three a year, Spring, Summer and Winter, the last named after the coming year.
fn versions() -> Reply {
    let list: Vec<Json> = (VERSION_OLDEST..=VERSION_NEWEST)
        .map(|version| {
            let season = ["Spring", "Summer", "Winter"].get((version % 3) as usize).copied().unwrap_or_default();
            let year = if season == "Winter" { (version - 32) / 3 + 15 } else { (version - 30) / 3 + 14 };
            json!({
                "label": format!("{season} '{year}"),
                "url": format!("/services/data/v{version}.0"),
                "version": format!("{version}.0"),
            })
        })
        .collect();
    Reply::json(200, &Json::Array(list))
}

/// A versioned call: the version, the session, the limits, the resource.
fn api(org: &mut Org, call: &mut Call<'_>, version: &str, now_ms: i64) -> Option<Reply> {
    let number: Option<u32> = version.strip_prefix('v').and_then(|rest| rest.strip_suffix(".0")?.parse().ok());
    let number = match number {
        Some(number) if number < VERSION_OLDEST => {
            return Some(ApiError::new(410, "UNSUPPORTED_API_VERSION", "The requested API version is retired").into());
        }
        Some(number) if number <= VERSION_NEWEST => number,
        _ => return Some(ApiError::not_found().into()),
    };
    let user = match org.session(call, now_ms) {
        Ok(user) => user,
        Err(error) => return Some(error.into()),
    };
    let counts = call.header(PERSON_HEADER).is_none();
    if let Err(error) = if counts { org.usage.take(now_ms, org.options.daily_requests) } else { Ok(()) } {
        return Some(limited(org, error.into()));
    }
    let context = Context {
        user,
        version: number,
        now: now_ms.div_euclid(1000),
        stamped: (now_ms - org.options.transaction_ms).div_euclid(1000),
        auto_assign: auto_assign(call.header("sforce-auto-assign")),
        duplicates: Some(DuplicateOptions::of_header(call.header("sforce-duplicate-rule-header"), number)),
        tooling: false,
        batch_size: batch_size(call.header("sforce-query-options")),
    };
    let before = org.store.savepoint();
    let body = match call.payload {
        Payload::Bytes(bytes) => bytes,
        Payload::Json(_) | Payload::None => &[],
    };
    let reply = match resource(org, &context, call) {
        Ok(reply) => reply?,
        Err(error) => {
            org.store.roll_back(before);
            placed(error, body).into()
        }
    };
    Some(limited(org, reply))
}

/// Adds to an error about a value in the body where that value stands.
fn placed(mut error: ApiError, body: &[u8]) -> ApiError {
    let value = error.message.split_once(" value ").and_then(|(_, rest)| rest.split_once(" or request may be"));
    let Some((value, _)) = value.filter(|_| error.code == "JSON_PARSER_ERROR") else {
        return error;
    };
    let text = String::from_utf8_lossy(body);
    let found = text.find(&format!("\"{value}\"")).or_else(|| text.find(value)).unwrap_or(0);
    let before = text.get(..found).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    error.message.push_str(&format!(" at [line:{line}, column:{column}]"));
    error
}

fn limited(org: &Org, reply: Reply) -> Reply {
    let usage = format!("api-usage={}/{}", org.usage.used(), org.options.daily_requests);
    reply.with("Sforce-Limit-Info", usage)
}

/// The header `Sforce-Auto-Assign`.
pub(crate) fn auto_assign(header: Option<&str>) -> AutoAssign {
    match header.map(str::trim) {
        None => AutoAssign::Active,
        Some(text) if text.eq_ignore_ascii_case("false") => AutoAssign::Off,
        Some(text) => Id::parse(text).map_or(AutoAssign::Active, |id| AutoAssign::Rule { id, updates: false }),
    }
}

/// The header `Sforce-Query-Options`: 200 to 2,000.
fn batch_size(header: Option<&str>) -> usize {
    let wanted = header.and_then(|header| {
        let (name, value) = header.split_once('=')?;
        name.trim().eq_ignore_ascii_case("batchSize").then(|| value.trim().parse().ok())?
    });
    wanted.map_or(2000, |size: usize| size.clamp(200, 2000))
}

/// The resources of the versioned API that the vendor documents and that are not emulated, in whole or in part; any
/// other name is no resource at all.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_list.htm>
const NOT_EMULATED: &[&str] = &[
    "actions",
    "analytics",
    "appMenu",
    "asset-management",
    "async-queries",
    "chatter",
    "commerce",
    "compactLayouts",
    "composite",
    "connect",
    "consent",
    "contact-tracing",
    "dedupe",
    "digitalwallet",
    "domino",
    "einstein",
    "emailConnect",
    "eventSchema",
    "event",
    "folders",
    "graphql",
    "health-cloud",
    "identityVerification",
    "iot",
    "jobs",
    "jsonxform",
    "knowledgeManagement",
    "licensing",
    "limits",
    "localizedvalue",
    "managed-content",
    "manufacturing",
    "metadata",
    "nouns",
    "parameterizedSearch",
    "payments",
    "platformevents",
    "process",
    "query",
    "quickActions",
    "recent",
    "retrieve",
    "salesforce-cdp",
    "scheduling",
    "search",
    "serviceTemplates",
    "smartdatadiscovery",
    "sobjects",
    "support",
    "tabs",
    "theme",
    "tooling",
    "ui-api",
    "wave",
];

/// Answers a call of the versioned API; nothing when the resource is not emulated.
pub(crate) fn resource(org: &mut Org, context: &Context, call: &mut Call<'_>) -> Result<Option<Reply>, ApiError> {
    let path = std::mem::take(&mut call.path);
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let reply = match parts.as_slice() {
        [] => resources(org, context, call),
        ["limits"] => get(call, |_| Ok(org.limits()))?,
        ["limits", "recordCount"] => get(call, |call| Ok(org.record_count(call)))?,
        ["query", rest @ ..] => org.query_resource(context, call, rest, false)?,
        ["queryAll", rest @ ..] => org.query_resource(context, call, rest, true)?,
        ["search"] => org.search(context, call)?,
        ["parameterizedSearch"] => org.parameterized_search(context, call)?,
        ["sobjects"] => get(call, |call| Ok(org.describe_global(context, call)))?,
        ["sobjects", name, rest @ ..] => return org.object_resource(context, call, name, rest),
        ["tooling", rest @ ..] => return org.tooling(context, call, rest),
        ["metadata", rest @ ..] => return org.metadata(context, call, rest),
        ["ui-api", "object-info", name, rest @ ..] => return org.object_info_resource(context, call, name, rest),
        ["chatter", rest @ ..] => return org.chatter(context, call, rest),
        ["connect", rest @ ..] => return org.connect(context, call, rest),
        ["jobs", "ingest", rest @ ..] => return org.bulk(context, call, rest),
        ["recent"] => get(call, |call| Ok(org.recent_items(context, call)))?,
        ["composite"] => org.composite(context, call)?,
        ["composite", "graph"] => org.graphs(context, call)?,
        ["composite", "batch"] => org.batch(context, call)?,
        ["composite", "tree", name] => org.tree(context, call, name)?,
        ["composite", "sobjects", rest @ ..] => return org.collection(context, call, rest),
        [first, ..] if !NOT_EMULATED.iter().any(|known| known.eq_ignore_ascii_case(first)) => {
            return Err(ApiError::not_found());
        }
        _ => return Ok(None),
    };
    Ok(Some(reply))
}

/// Only GET is known here.
fn get<'a>(call: &Call<'a>, answer: impl FnOnce(&Call<'a>) -> Result<Reply, ApiError>) -> Result<Reply, ApiError> {
    match call.method.as_str() {
        "GET" => answer(call),
        method => Err(ApiError::method(method, "HEAD,GET")),
    }
}

fn resources(org: &Org, context: &Context, call: &Call<'_>) -> Reply {
    let base = format!("/services/data/v{}.0", context.version);
    let mut list = serde_json::Map::new();
    for name in [
        "tooling",
        "limits",
        "jobs",
        "parameterizedSearch",
        "search",
        "query",
        "queryAll",
        "composite",
        "sobjects",
        "recent",
    ] {
        list.insert(name.into(), json!(format!("{base}/{name}")));
    }
    list.insert("identity".into(), json!(org.identity_url(&call.base, context.user)));
    Reply::json(200, &Json::Object(list))
}

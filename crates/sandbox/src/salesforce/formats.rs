//! The formats of a call: JSON or XML, by `Accept`, by `Content-Type`, or by an address that ends in `.xml` or `.json`.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest_resource_examples.htm>

use super::call::{JSON, Reply};
use super::error::ApiError;
use super::xml::{self, Element, escape};
use crate::http::Request;
use serde_json::{Map, Value as Json};

/// The content type of everything that is XML.
pub(crate) const XML: &str = "application/xml;charset=UTF-8";

/// Takes the ending off an address's path; the answer says whether it asks for XML.
pub(crate) fn ending(path: &mut [String]) -> Option<bool> {
    let last = path.last_mut()?;
    let (stem, xml) = match (last.strip_suffix(".xml"), last.strip_suffix(".json")) {
        (Some(stem), _) => (stem.to_owned(), true),
        (_, Some(stem)) => (stem.to_owned(), false),
        _ => return None,
    };
    *last = stem;
    Some(xml)
}

/// Whether the caller would rather have XML than JSON.
pub(crate) fn prefers_xml(request: &Request) -> bool {
    let first = request.header("accept").and_then(|accept| accept.split(',').next()).unwrap_or_default();
    matches!(first.split(';').next().map(str::trim), Some("application/xml" | "text/xml"))
}

/// What a body is written in.
pub(crate) enum Body {
    Json,
    Xml,
    Multipart,
}

/// What the body is written in; 415 for what the service does not read. Nothing said is JSON.
pub(crate) fn body_kind(request: &Request) -> Result<Body, ApiError> {
    let header = request.header("content-type").unwrap_or_default();
    let kind = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "" | "application/json" | "text/json" => Ok(Body::Json),
        "application/xml" | "text/xml" => Ok(Body::Xml),
        kind if kind.starts_with("multipart/") => Ok(Body::Multipart),
        _ if request.body.is_empty() => Ok(Body::Json),
        _ => {
            let message = format!("Unsupported Media Type: {header}");
            Err(ApiError::new(415, "UNSUPPORTED_MEDIA_TYPE", message))
        }
    }
}

/// A body in XML as the JSON that says the same: the root's children are members, `xsi:nil` is null.
pub(crate) fn from_xml(body: &[u8]) -> Result<Vec<u8>, ApiError> {
    let root = xml::parse(&String::from_utf8_lossy(body))
        .map_err(|problem| ApiError::new(400, "XML_PARSER_ERROR", problem))?;
    let members: Map<String, Json> = root.children.iter().map(|child| (child.name.clone(), value(child))).collect();
    Ok(Json::Object(members).to_string().into_bytes())
}

fn value(element: &Element) -> Json {
    let nil = element.attributes.iter().any(|(name, value)| name.ends_with(":nil") && value == "true");
    match (nil, element.text.as_str()) {
        (true, _) => Json::Null,
        (_, "true") if element.children.is_empty() => Json::Bool(true),
        (_, "false") if element.children.is_empty() => Json::Bool(false),
        _ => element.json(),
    }
}

/// The answer in XML. The root's name says what it is: a list of errors, versions, a query's result, a record.
pub(crate) fn to_xml(reply: Reply) -> Reply {
    let parsed = (reply.kind == JSON).then(|| serde_json::from_slice::<Json>(&reply.body).ok()).flatten();
    let Some(json) = parsed else {
        return reply;
    };
    let has = |name: &str| json.get(name).is_some();
    let of_first = |name: &str| json.pointer(&format!("/0/{name}")).is_some();
    let type_of = json.pointer("/attributes/type").and_then(Json::as_str);
    let (root, item) = match () {
        () if of_first("errorCode") => ("Errors", "Error"),
        () if of_first("version") => ("Versions", "Version"),
        () if has("totalSize") => ("QueryResult", "records"),
        () if has("sobjects") => ("DescribeGlobal", "sobjects"),
        () if has("objectDescribe") => ("SObject", ""),
        () if has("searchRecords") => ("SearchResult", ""),
        () if has("success") => ("Result", ""),
        () if has("DailyApiRequests") => ("LimitsSnapshot", ""),
        () => (type_of.unwrap_or("Response"), "Item"),
    };
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    match &json {
        Json::Array(list) => {
            out.push_str(&format!("<{root}>"));
            list.iter().for_each(|one| element(item, one, &mut out));
            out.push_str(&format!("</{root}>"));
        }
        other => element(root, other, &mut out),
    }
    Reply { body: out.into_bytes(), kind: XML, ..reply }
}

/// The token endpoint's answer in the format asked for: `json`, `xml` or `urlencoded`.
pub(crate) fn token_reply(reply: Reply, wanted: &str, prefers_xml: bool) -> Reply {
    let Ok(Json::Object(members)) = serde_json::from_slice(&reply.body) else {
        return reply;
    };
    match wanted {
        "urlencoded" => {
            let pairs =
                members.iter().map(|(name, value)| format!("{name}={}", encoded(value.as_str().unwrap_or_default())));
            let body = pairs.collect::<Vec<_>>().join("&").into_bytes();
            Reply { body, kind: "application/x-www-form-urlencoded;charset=UTF-8", ..reply }
        }
        "xml" | "" if wanted == "xml" || prefers_xml => {
            let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
            element("OAuth", &Json::Object(members), &mut out);
            Reply { body: out.into_bytes(), kind: XML, ..reply }
        }
        _ => reply,
    }
}

fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

/// One value as an element; a list is one element for each of its values, and attributes are attributes.
fn element(name: &str, json: &Json, out: &mut String) {
    match json {
        Json::Array(list) => list.iter().for_each(|one| element(name, one, out)),
        Json::Null => {
            out.push_str(&format!("<{name} xsi:nil=\"true\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"/>"))
        }
        Json::Object(members) => {
            out.push_str(&format!("<{name}"));
            for (own, text) in members.get("attributes").and_then(Json::as_object).into_iter().flatten() {
                out.push_str(&format!(
                    " {own}=\"{}\"",
                    escape(text.as_str().unwrap_or_default()).replace('"', "&quot;")
                ));
            }
            out.push('>');
            for (own, value) in members.iter().filter(|(own, _)| *own != "attributes") {
                element(own, value, out);
            }
            out.push_str(&format!("</{name}>"));
        }
        Json::String(text) => out.push_str(&format!("<{name}>{}</{name}>", escape(text))),
        other => out.push_str(&format!("<{name}>{other}</{name}>")),
    }
}

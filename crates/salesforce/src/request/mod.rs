//! Requests: every one that Weftline makes to Salesforce. `timeout_ms` is after how long the host gives up.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_list.htm>

mod comments;
mod composite;
mod connect;
mod feed;
mod files;
mod ingest;
mod metadata;
mod oauth;
mod poll;
mod search;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::SerializeMap};
use weftline_wire::effect::{Body, Effect, Header, Method};
use weftline_wire::salesforce::FieldValue;

pub use comments::{
    COMMENTS_MAX, CommentsOf, comments, comments_by_id, comments_changed, comments_of, comments_since,
    comments_written, idea_zones, is_reference, post_comments, write_comments,
};
pub use composite::{COMPOSITE_MAX, COMPOSITE_QUERIES_MAX, Subrequest, composite, create_and_read, refers, update};
pub use connect::{
    ContentOf, comment, content, element, element_comments, feed, page_token, post_comment, post_element,
};
pub use feed::{ANSWERS_MAX, feed_of, posts_shown};
pub use files::{NewFile, document_of, files_linked, files_of, insert_file, link_file, uploaded};
pub use ingest::{
    COLLECTION_MAX, IngestRows, active_assignment_rule, create_collection, ingest_create, ingest_end, ingest_job,
    ingest_rows, ingest_upload,
};
pub use metadata::{deploy, deployment};
pub use oauth::{authorize_url, revoke, token_authorization_code, token_client_credentials, token_refresh, user_info};
pub use poll::{Changed, ChangedKind, Since, changes, query_all, stamps};
pub use search::{Likeness, Search, parameterized_search, search, search_likeness};

use crate::encode::{json, percent_encode, whole};
use crate::id::RecordId;
use crate::reply::NextPage;
use crate::session::{ApiVersion, Session};
use crate::soql::{Condition, FieldPath, Literal, Name, Query, Select};

/// Runs a query. Read by [`crate::reply::query_page`].
#[must_use]
pub fn query(session: &Session, query: &Query, timeout_ms: u32) -> Effect {
    get(session, &query_resource(query), Vec::new(), timeout_ms)
}

/// Reads a query's next page. Read by [`crate::reply::query_page`].
#[must_use]
pub fn query_more(session: &Session, next: &NextPage, timeout_ms: u32) -> Effect {
    get(session, &["/query/", next.locator()].concat(), Vec::new(), timeout_ms)
}

/// Finds the records whose field has exactly this value, up to 2: as a query, because reading by external id has its
/// own answer for several records and fails for values that end like a domain. Salesforce may compare without regard to
/// case: compare the field, which is among those read. Read by [`crate::reply::query_page`].
#[must_use]
pub fn read_by_key(
    session: &Session,
    object: &Name,
    field: &Name,
    value: &str,
    fields: &[FieldPath],
    timeout_ms: u32,
) -> Effect {
    let field = FieldPath::from(field.clone());
    let select = Select::from(object).field(&field).fields(fields);
    let only = Condition::equals(&field, &Literal::Text(value));
    query(session, &select.only(only).limit(2).build(), timeout_ms)
}

/// Reads one record with fields of its own, not of parents. Read by [`crate::reply::record`].
#[must_use]
pub fn retrieve(session: &Session, object: &Name, id: &RecordId, fields: &[Name], timeout_ms: u32) -> Effect {
    get(session, &record_resource(object, id.as_str(), fields), Vec::new(), timeout_ms)
}

/// Describes an object; with the `Last-Modified` of the describe at hand, answers 304 when nothing changed since.
/// Read by [`crate::reply::describe`].
#[must_use]
pub fn describe(session: &Session, object: &Name, if_modified_since: Option<&str>, timeout_ms: u32) -> Effect {
    let since = if_modified_since.map(|since| ("If-Modified-Since".to_owned(), since.to_owned()));
    get(session, &describe_resource(object), since.into_iter().collect(), timeout_ms)
}

/// Asks what a record type makes of an object's picklists. Only for objects that the User Interface API supports: others
/// are refused. Read by [`crate::reply::picklists`].
/// <https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_picklist_values_collection.htm>
#[must_use]
pub fn picklists(session: &Session, object: &Name, record_type: &RecordId, timeout_ms: u32) -> Effect {
    let resource = ["/ui-api/object-info/", object.as_str(), "/picklist-values/", record_type.as_str()].concat();
    get(session, &resource, Vec::new(), timeout_ms)
}

/// Asks for all objects of the org, without their fields. Read by [`crate::reply::objects`].
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_describeGlobal.htm>
#[must_use]
pub fn objects(session: &Session, timeout_ms: u32) -> Effect {
    get(session, "/sobjects", Vec::new(), timeout_ms)
}

/// Asks for the org's limits. Read by [`crate::reply::limits`].
#[must_use]
pub fn limits(session: &Session, timeout_ms: u32) -> Effect {
    get(session, "/limits", Vec::new(), timeout_ms)
}

fn get(session: &Session, resource: &str, mut headers: Vec<Header>, timeout_ms: u32) -> Effect {
    headers.extend(standard_headers(session));
    Effect::Salesforce {
        method: Method::Get,
        url: [session.address.as_str(), &versioned(&session.api_version, resource)].concat(),
        headers,
        body: Body::Empty,
        timeout_ms,
        reply_bytes_max: None,
    }
}

fn post<T: Serialize>(
    session: &Session,
    resource: &str,
    more_headers: &BTreeMap<&'static str, &str>,
    content: &T,
    timeout_ms: u32,
) -> Effect {
    sending(session, Method::Post, resource, more_headers, json(content), timeout_ms)
}

fn sending(
    session: &Session,
    method: Method,
    resource: &str,
    more_headers: &BTreeMap<&'static str, &str>,
    content: String,
    timeout_ms: u32,
) -> Effect {
    let mut headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    headers.extend(more_headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    headers.extend(standard_headers(session));
    Effect::Salesforce {
        method,
        url: [session.address.as_str(), &versioned(&session.api_version, resource)].concat(),
        headers,
        body: Body::Text(content),
        timeout_ms,
        reply_bytes_max: None,
    }
}

fn standard_headers(session: &Session) -> [Header; 2] {
    [
        ("Accept".to_owned(), "application/json".to_owned()),
        ("Authorization".to_owned(), ["Bearer ", &session.access_token].concat()),
    ]
}

fn versioned(version: &ApiVersion, resource: &str) -> String {
    ["/services/data/", version.as_str(), resource].concat()
}

fn query_resource(query: &Query) -> String {
    let mut resource = String::from("/query?q=");
    percent_encode(&mut resource, query.as_str());
    resource
}

fn describe_resource(object: &Name) -> String {
    ["/sobjects/", object.as_str(), "/describe"].concat()
}

fn record_resource(object: &Name, id: &str, fields: &[Name]) -> String {
    let mut resource = ["/sobjects/", object.as_str(), "/", id].concat();
    for (index, field) in fields.iter().enumerate() {
        resource.push_str(if index == 0 { "?fields=" } else { "," });
        resource.push_str(field.as_str());
    }
    resource
}

/// A record's values as a request's body. Whole numbers are written without decimals: Salesforce refuses `3.0` for a
/// whole-number field.
struct Fields<'a>(&'a BTreeMap<String, FieldValue>);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        entries(&mut map, self.0)?;
        map.end()
    }
}

fn entries<M: SerializeMap>(map: &mut M, fields: &BTreeMap<String, FieldValue>) -> Result<(), M::Error> {
    for (name, value) in fields {
        match value {
            FieldValue::Number(number) if let Some(whole) = whole(*number) => map.serialize_entry(name, &whole)?,
            value => map.serialize_entry(name, value)?,
        }
    }
    Ok(())
}

//! Composite requests: several in one call.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm>

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use weftline_wire::effect::{Effect, Method};
use weftline_wire::salesforce::FieldValue;

use super::{Fields, describe_resource, entries, post, query_resource, record_resource, sending, versioned};
use crate::encode::json;
use crate::id::RecordId;
use crate::session::Session;
use crate::soql::{Name, Query};

/// How many subrequests one composite takes.
pub const COMPOSITE_MAX: usize = 25;
/// How many of them may be queries.
pub const COMPOSITE_QUERIES_MAX: usize = 5;

/// One request within a composite. Its reference id is `r` and its position, from 0: `r0`, `r1`.
#[derive(Clone, Debug)]
pub struct Subrequest<'a> {
    method: &'static str,
    resource: String,
    headers: BTreeMap<&'static str, &'a str>,
    content: Option<Content<'a>>,
}

/// What a subrequest carries: a record's values, or several records, all or none.
#[derive(Clone, Debug)]
enum Content<'a> {
    Fields(&'a BTreeMap<String, FieldValue>),
    Records(&'static str, &'a [BTreeMap<String, FieldValue>]),
}

impl<'a> Subrequest<'a> {
    /// Runs a query.
    #[must_use]
    pub fn query(query: &Query) -> Self {
        Self::get(query_resource(query))
    }

    /// Runs a query that finds deleted records too.
    /// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_queryall.htm>
    #[must_use]
    pub fn query_all(query: &Query) -> Self {
        Self::get(query_resource(query).replacen("/query?", "/queryAll?", 1))
    }

    /// Deletes a record. Answers 204 without a body.
    #[must_use]
    pub fn delete(object: &Name, id: &RecordId) -> Self {
        Subrequest { method: "DELETE", ..Self::get(record_resource(object, id.as_str(), &[])) }
    }

    /// Reads a record.
    #[must_use]
    pub fn retrieve(object: &Name, id: &RecordId, fields: &[Name]) -> Self {
        Self::get(record_resource(object, id.as_str(), fields))
    }

    /// Reads the record that the subrequest at `position` creates.
    #[must_use]
    pub fn retrieve_created(position: usize, object: &Name, fields: &[Name]) -> Self {
        let id = ["@{", &reference_id(position), ".id}"].concat();
        Self::get(record_resource(object, &id, fields))
    }

    /// Describes an object; see [`super::describe`].
    #[must_use]
    pub fn describe(object: &Name, if_modified_since: Option<&'a str>) -> Self {
        let mut subrequest = Self::get(describe_resource(object));
        subrequest.headers.extend(if_modified_since.map(|since| ("If-Modified-Since", since)));
        subrequest
    }

    /// Creates a record. Assignment rules run only when asked for: without a word, Salesforce would run those of
    /// Case, Lead and Account. A value that holds `@{` is taken as a reference: see [`create_and_read`].
    #[must_use]
    pub fn create(object: &Name, fields: &'a BTreeMap<String, FieldValue>, assignment_rules: bool) -> Self {
        let mut headers = BTreeMap::new();
        headers.insert("Sforce-Auto-Assign", if assignment_rules { "TRUE" } else { "FALSE" });
        let resource = ["/sobjects/", object.as_str()].concat();
        Subrequest { method: "POST", resource, headers, content: Some(Content::Fields(fields)) }
    }

    /// Creates records of an object, at most 200, all or none. Counts among the queries of a composite, and must not stand
    /// in one that is all or none itself. Answers as [`crate::reply::posted_comments`] reads it.
    /// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_create.htm>
    #[must_use]
    pub(super) fn create_all(object: &'static str, records: &'a [BTreeMap<String, FieldValue>]) -> Self {
        let mut headers = BTreeMap::new();
        headers.insert("Sforce-Auto-Assign", "FALSE");
        let content = Some(Content::Records(object, records));
        Subrequest { method: "POST", resource: "/composite/sobjects".to_owned(), headers, content }
    }

    /// Changes a record; null empties a field. Assignment rules do not run. With the time of `If-Unmodified-Since`, as
    /// [`crate::time::http_date`] writes it, nothing is changed and 412 answered when the record has changed since: it
    /// has a resolution of a second. A value that holds `@{` is taken as a reference: see [`refers`].
    /// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_retrieve.htm>
    #[must_use]
    pub fn update(
        object: &Name,
        id: &RecordId,
        fields: &'a BTreeMap<String, FieldValue>,
        unmodified_since: Option<&'a str>,
    ) -> Self {
        let mut headers = BTreeMap::new();
        headers.insert("Sforce-Auto-Assign", "FALSE");
        headers.extend(unmodified_since.map(|since| ("If-Unmodified-Since", since)));
        let resource = record_resource(object, id.as_str(), &[]);
        Subrequest { method: "PATCH", resource, headers, content: Some(Content::Fields(fields)) }
    }

    /// Saves although duplicate rules find similar records, where the rule lets people do that. Without a word, Salesforce
    /// refuses with `DUPLICATES_DETECTED` what it would only warn of on its own pages.
    /// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_duplicaterules.htm>
    #[must_use]
    pub fn save_duplicates(mut self) -> Self {
        self.headers.insert("Sforce-Duplicate-Rule-Header", "allowSave=true");
        self
    }

    fn get(resource: String) -> Self {
        Subrequest { method: "GET", resource, headers: BTreeMap::new(), content: None }
    }
}

/// Sends subrequests in one call: at most [`COMPOSITE_MAX`], [`COMPOSITE_QUERIES_MAX`] of them queries. Without
/// `all_or_none` each stands for itself; with it the first that fails undoes the others, which then say
/// `PROCESSING_HALTED`. Read by [`crate::reply::composite`].
///
/// They are carried out one after the other, in their order: otherwise Salesforce may group those without headers, such as
/// deletions, and what is read at the end would be read before.
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/requests_composite.htm>
#[must_use]
pub fn composite(session: &Session, subrequests: &[Subrequest<'_>], all_or_none: bool, timeout_ms: u32) -> Effect {
    let parts = subrequests.iter().enumerate().map(|(position, subrequest)| Part {
        method: subrequest.method,
        url: versioned(&session.api_version, &subrequest.resource),
        reference_id: reference_id(position),
        http_headers: &subrequest.headers,
        body: subrequest.content.as_ref(),
    });
    let content = Composite { all_or_none, collate_subrequests: false, composite_request: parts.collect() };
    post(session, "/composite", &BTreeMap::new(), &content, timeout_ms)
}

/// Creates a record and reads it back, in one call. Not all or none: should the reading fail (a field that the user
/// may not see, say), the record stays created and the reply still says its id. When the creation fails, nothing is
/// created, and the reading fails for want of an id.
///
/// With `save_duplicates` it is created although a duplicate rule warns: see [`Subrequest::save_duplicates`].
///
/// Within a composite `@{` begins a reference, and there is no way to escape it. When a value holds one, the record is
/// only created, by a plain request, and has to be read afterwards. Either reply is read by
/// [`crate::reply::created_and_read`].
#[must_use]
pub fn create_and_read(
    session: &Session,
    object: &Name,
    fields: &BTreeMap<String, FieldValue>,
    assignment_rules: Option<bool>,
    save_duplicates: bool,
    read: &[Name],
    timeout_ms: u32,
) -> Effect {
    let mut create = Subrequest::create(object, fields, assignment_rules.unwrap_or(false));
    if save_duplicates {
        create = create.save_duplicates();
    }
    if refers(fields) {
        return post(session, &create.resource, &create.headers, &Fields(fields), timeout_ms);
    }
    composite(session, &[create, Subrequest::retrieve_created(0, object, read)], false, timeout_ms)
}

/// Whether a composite would take one of these values as a reference to another of its requests.
#[must_use]
pub fn refers(fields: &BTreeMap<String, FieldValue>) -> bool {
    fields.values().any(|value| matches!(value, FieldValue::Text(text) if text.contains("@{")))
}

/// Changes a record by a request of its own; see [`Subrequest::update`]. Answers 204 without a body.
#[must_use]
pub fn update(
    session: &Session,
    object: &Name,
    id: &RecordId,
    fields: &BTreeMap<String, FieldValue>,
    unmodified_since: Option<&str>,
    timeout_ms: u32,
) -> Effect {
    let update = Subrequest::update(object, id, fields, unmodified_since);
    sending(session, Method::Patch, &update.resource, &update.headers, json(&Fields(fields)), timeout_ms)
}

fn reference_id(position: usize) -> String {
    ["r", &position.to_string()].concat()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Composite<'a> {
    all_or_none: bool,
    collate_subrequests: bool,
    composite_request: Vec<Part<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Part<'a> {
    method: &'a str,
    url: String,
    reference_id: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    http_headers: &'a BTreeMap<&'static str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a Content<'a>>,
}

impl Serialize for Content<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Fields(fields) => Fields(fields).serialize(serializer),
            Self::Records(object, records) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("allOrNone", &true)?;
                let rows: Vec<Row<'_>> = records.iter().map(|fields| Row { object, fields }).collect();
                map.serialize_entry("records", &rows)?;
                map.end()
            }
        }
    }
}

struct Row<'a> {
    object: &'a str,
    fields: &'a BTreeMap<String, FieldValue>,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len() + 1))?;
        map.serialize_entry("attributes", &Attributes { r#type: self.object })?;
        entries(&mut map, self.fields)?;
        map.end()
    }
}

#[derive(Serialize)]
struct Attributes<'a> {
    r#type: &'a str,
}

//! Trees: records with the records below them, created in one call, all of them or none.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobject_tree.htm>

use super::Org;
use super::call::{Call, Reply};
use super::draft::Purpose;
use super::error::ApiError;
use super::id::Id;
use super::schema::Object;
use super::write::Context;
use serde_json::{Map, Value as Json, json};

/// How many records all trees of a call may have.
const RECORDS_MAX: usize = 200;
/// How many levels a tree may have.
const LEVELS_MAX: usize = 5;
/// How many objects the records of a call may be of.
const OBJECTS_MAX: usize = 5;

/// A record, read but not made yet.
struct Branch {
    reference: String,
    object: String,
    members: Map<String, Json>,
    /// The record above among those read, and the lookup that names it.
    above: Option<(usize, String)>,
}

/// A record as it came, its object, and what it hangs on.
type Unread<'a> = (Json, &'a Object, Option<(usize, String)>);

fn failed(reference: &str, error: &ApiError) -> Reply {
    let result = json!({ "referenceId": reference, "errors": error.in_collection() });
    Reply::json(400, &json!({ "hasErrors": true, "results": [result] }))
}

impl Org {
    /// `/composite/tree/{object}`
    pub(super) fn tree(&mut self, context: &Context, call: &mut Call<'_>, name: &str) -> Result<Reply, ApiError> {
        let schema = self.schema();
        let root = schema.find(name).filter(|object| !object.tooling).ok_or_else(ApiError::not_found)?;
        if call.method != "POST" {
            return Err(ApiError::method(&call.method, "POST"));
        }
        let Some(Json::Array(records)) = call.members()?.shift_remove("records") else {
            return Err(ApiError::json("Missing required field records at [line:1, column:1]"));
        };
        let branches = match self.branches(root, records) {
            Ok(branches) => branches,
            Err((reference, error)) => return Ok(failed(&reference, &error)),
        };
        let before = self.store.savepoint();
        let mut made: Vec<Id> = Vec::with_capacity(branches.len());
        for branch in &branches {
            let mut members = branch.members.clone();
            if let Some((above, lookup)) = &branch.above {
                let id = made.get(*above).map(Id::to_string);
                members.insert(lookup.clone(), json!(id));
            }
            let outcome = match schema.find(&branch.object) {
                Some(object) => self.save_one(context, object, Purpose::Create, &members),
                None => Err(ApiError::not_found()),
            };
            match outcome {
                Ok(id) => made.push(id),
                Err(error) => {
                    self.store.roll_back(before);
                    return Ok(failed(&branch.reference, &error));
                }
            }
        }
        let results: Vec<Json> = branches
            .iter()
            .zip(&made)
            .map(|(branch, id)| json!({ "referenceId": branch.reference, "id": id.to_string() }))
            .collect();
        Ok(Reply::json(201, &json!({ "hasErrors": false, "results": results })))
    }

    /// The records of all trees, those of a level before those below them.
    fn branches(&self, root: &Object, records: Vec<Json>) -> Result<Vec<Branch>, (String, ApiError)> {
        let mut branches: Vec<Branch> = Vec::new();
        let mut level: Vec<Unread<'_>> = records.into_iter().map(|record| (record, root, None)).collect();
        for depth in 1.. {
            let mut below = Vec::new();
            for (record, object, above) in level {
                let (attribute, mut members) = taken(record);
                let reference = attribute("referenceId");
                let refuse =
                    |code: &'static str, message: String| Err((reference.clone(), ApiError::row(code, message, &[])));
                if reference.is_empty() {
                    return refuse("INVALID_INPUT", "Include a reference ID for each record in the request.".into());
                }
                if branches.iter().any(|other| other.reference == reference) {
                    let message = format!("Duplicate ReferenceId provided in the request: {reference}");
                    return refuse("INVALID_INPUT", message);
                }
                if !attribute("type").eq_ignore_ascii_case(&object.name) {
                    let message = format!("Include the object type {} for the record.", object.name);
                    return refuse("INVALID_INPUT", message);
                }
                if depth > LEVELS_MAX {
                    return refuse("INVALID_INPUT", format!("Trees have at most {LEVELS_MAX} levels."));
                }
                let own = branches.len();
                let names: Vec<String> = members.keys().filter(|name| lists(members.get(*name))).cloned().collect();
                for name in names {
                    let Some(child) = self.schema.child(object.index, &name) else {
                        return refuse("INVALID_FIELD", format!("No such relationship {name} on {}", object.name));
                    };
                    let of = self.schema.object(child.object);
                    let lookup = of.field(child.field).name.clone();
                    let list = members.shift_remove(&name).and_then(|mut list| list.get_mut("records").map(Json::take));
                    for record in list.and_then(|list| list.as_array().cloned()).unwrap_or_default() {
                        below.push((record, of, Some((own, lookup.clone()))));
                    }
                }
                branches.push(Branch { reference: reference.clone(), object: object.name.clone(), members, above });
                let mut objects: Vec<&str> = branches.iter().map(|branch| branch.object.as_str()).collect();
                objects.sort_unstable();
                objects.dedup();
                if branches.len() > RECORDS_MAX || objects.len() > OBJECTS_MAX {
                    let message =
                        format!("A request has at most {RECORDS_MAX} records of at most {OBJECTS_MAX} objects.");
                    return refuse("INVALID_INPUT", message);
                }
            }
            if below.is_empty() {
                break;
            }
            level = below;
        }
        Ok(branches)
    }
}

/// The record's attributes, and its members without them.
fn taken(record: Json) -> (impl Fn(&str) -> String, Map<String, Json>) {
    let Json::Object(mut members) = record else {
        return (attribute(Json::Null), Map::new());
    };
    let attributes = members.shift_remove("attributes").unwrap_or_default();
    (attribute(attributes), members)
}

fn attribute(attributes: Json) -> impl Fn(&str) -> String {
    move |name| attributes.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
}

/// Whether a member holds records below.
fn lists(member: Option<&Json>) -> bool {
    member.and_then(|member| member.get("records")).is_some_and(Json::is_array)
}

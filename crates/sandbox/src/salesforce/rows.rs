//! The resources below `/sobjects`: describes, rows by id, rows by external id, blobs, related rows.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_retrieve.htm>

use super::Org;
use super::call::{Call, Reply};
use super::conditional::Version;
use super::draft::{self, Purpose};
use super::error::ApiError;
use super::id::Id;
use super::record::write_row;
use super::rights;
use super::schema::field::Kind;
use super::schema::{FieldIndex, Object, describe};
use super::value::Value;
use super::write::{Context, Upserted};
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

impl Org {
    /// `/sobjects`
    pub(super) fn describe_global(&self, context: &Context, call: &Call<'_>) -> Reply {
        let version = Version { modified: self.schema.modified, tag: None };
        if let Some(reply) = version.unchanged(call) {
            return reply;
        }
        let objects: Vec<Json> = self
            .schema
            .objects()
            .iter()
            .filter(|object| !object.tooling && !object.off)
            .map(|object| Json::Object(describe::brief(object, context.version)))
            .collect();
        version.stamp(Reply::json(200, &json!({ "encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects })))
    }

    /// `/sobjects/{name}/...`
    pub(super) fn object_resource(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        name: &str,
        rest: &[&str],
    ) -> Result<Option<Reply>, ApiError> {
        let schema = self.schema();
        let object = schema.find(name).filter(|object| !object.tooling).ok_or_else(ApiError::not_found)?;
        let reply = match rest {
            [] => self.object_root(context, call, object)?,
            ["describe"] => self.describe(context, call, object)?,
            ["describe", rest @ ..] => return self.layouts(context, object, rest),
            ["quickActions"] => Reply::json(200, &json!([])),
            ["listviews"] => Reply::json(
                200,
                &json!({ "done": true, "listviews": [], "nextRecordsUrl": null, "size": 0, "sobjectType": object.name }),
            ),
            ["updated"] => self.updated(context, call, object)?,
            ["deleted"] => self.deleted(context, call, object)?,
            [id] => match (Id::parse(id), call.method.as_str()) {
                (Some(id), _) => self.row(context, call, object, id)?,
                (None, "POST") if id.eq_ignore_ascii_case("Id") => self.object_root(context, call, object)?,
                (None, _) => return Err(no_such_key(id)),
            },
            [first, second] => match object.find(first) {
                Some(key) => self.row_by_key(context, call, object, key, second)?,
                None => match Id::parse(first) {
                    Some(id) => return self.of_row(context, call, object, id, second),
                    None => return Err(no_such_key(first)),
                },
            },
            [id, "richTextImageFields", field, reference] => {
                let id = Id::parse(id).ok_or_else(ApiError::not_found)?;
                self.picture(context, call, object, id, [*field, *reference])?
            }
            _ => return Ok(None),
        };
        Ok(Some(reply))
    }

    fn object_root(&mut self, context: &Context, call: &mut Call<'_>, object: &Object) -> Result<Reply, ApiError> {
        match call.method.as_str() {
            "GET" => {
                let recent = self.recent(context, object);
                let brief = Json::Object(describe::brief(object, context.version));
                Ok(Reply::json(200, &json!({ "objectDescribe": brief, "recentItems": recent })))
            }
            "POST" => {
                let members = call.members()?;
                let draft = self.draft(context, object, &members, Purpose::Create)?;
                let id = self.create(context, object, draft)?.to_string();
                let location = format!("/services/data/v{}.0/sobjects/{}/{id}", context.version, object.name);
                Ok(Reply::saved(201, &id, None).with("Location", location))
            }
            method => Err(ApiError::method(method, "HEAD,GET,POST")),
        }
    }

    pub(super) fn recent(&self, context: &Context, object: &Object) -> Vec<Json> {
        let Some(modified_by) = object.system.modified_by.filter(|_| object.abilities.mru_enabled) else {
            return Vec::new();
        };
        let view = self.view();
        let own = |row: &&super::store::Row| {
            *row.get(modified_by) == Value::Id(context.user) && !view.is_deleted(object, row)
        };
        let table = self.store.table(object.index);
        let newest = (0..table.places()).rev().filter_map(|slot| table.at(slot)).filter(own).take(10);
        newest
            .map(|row| {
                let id = row.id().map(|id| id.to_string()).unwrap_or_default();
                let name = object.system.name.map(|field| view.value(object, row, field).display());
                let url = format!("/services/data/v{}.0/sobjects/{}/{id}", context.version, object.name);
                json!({ "attributes": { "type": object.name, "url": url }, "Id": id, "Name": name })
            })
            .collect()
    }

    fn describe(&mut self, context: &Context, call: &Call<'_>, object: &Object) -> Result<Reply, ApiError> {
        if call.method != "GET" {
            return Err(ApiError::method(&call.method, "HEAD,GET"));
        }
        let version = Version { modified: self.schema.modified, tag: None };
        if let Some(reply) = version.unchanged(call) {
            return Ok(reply);
        }
        let guarded = object.fields.iter().any(|field| field.guarded);
        let key = (object.index, context.version);
        let body = match self.describes.get(&key) {
            Some(body) if !guarded => Arc::clone(body),
            _ => {
                let access = |field: &super::schema::field::Field| self.access(context.user, object, field);
                let describe = describe::full(&self.schema, object, context.version, access);
                let body: Arc<[u8]> = describe.to_string().into_bytes().into();
                self.describes.insert(key, Arc::clone(&body));
                body
            }
        };
        Ok(version.stamp(Reply::written(200, body.to_vec())))
    }

    fn row(&mut self, context: &Context, call: &mut Call<'_>, object: &Object, id: Id) -> Result<Reply, ApiError> {
        if id.prefix() != object.prefix {
            return Err(ApiError::not_found());
        }
        let (_, row) = match self.living(object, id) {
            Err(_) if call.method != "GET" && self.is_hidden(object, id) => return Err(rights::no_access()),
            found => found?,
        };
        let version = Version::of(object, row);
        match call.method.as_str() {
            "GET" => {
                if let Some(reply) = version.unchanged(call).or_else(|| version.changed(call)) {
                    return Ok(reply);
                }
                let fields = self.wanted_fields(context, object, call.parameter("fields"))?;
                let mut out = Vec::with_capacity(2048);
                write_row(self.view(), object, row, &fields, context.version, &mut out);
                Ok(version.stamp(Reply::written(200, out)))
            }
            "PATCH" => {
                if let Some(reply) = version.changed(call) {
                    return Ok(reply);
                }
                let members = call.members()?;
                let draft = self.draft(context, object, &members, Purpose::Update)?;
                self.update(context, object, id, draft)?;
                Ok(Reply::nothing())
            }
            "DELETE" => {
                if let Some(reply) = version.changed(call) {
                    return Ok(reply);
                }
                self.delete(context, object, id)?;
                Ok(Reply::nothing())
            }
            method => Err(ApiError::method(method, "HEAD,GET,PATCH,DELETE")),
        }
    }

    /// The fields named, and the id after them; without names, all that the user may see.
    pub(super) fn wanted_fields(
        &self,
        context: &Context,
        object: &Object,
        names: Option<&str>,
    ) -> Result<Vec<FieldIndex>, ApiError> {
        let visible = |index: FieldIndex| self.access(context.user, object, object.field(index)).0;
        let Some(names) = names else {
            return Ok(object.indexed().map(|(index, _)| index).filter(|index| visible(*index)).collect());
        };
        let mut fields = Vec::new();
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match object.find(name).filter(|index| visible(*index)) {
                Some(index) if !fields.contains(&index) => fields.push(index),
                Some(_) => {}
                None => return Err(draft::no_such_column(object, name)),
            }
        }
        let id = object.find("Id").filter(|id| !fields.contains(id));
        fields.extend(id);
        Ok(fields)
    }

    fn row_by_key(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        object: &Object,
        key: FieldIndex,
        value: &str,
    ) -> Result<Reply, ApiError> {
        let field = object.field(key);
        if !field.id_lookup {
            return Err(no_such_key(&field.name));
        }
        if field.kind == Kind::Id {
            let id = Id::parse(value).ok_or_else(ApiError::not_found)?;
            return self.row(context, call, object, id);
        }
        let wanted = draft::convert(field, &Json::String(value.to_owned()))?;
        let url = |id: &Id| json!(format!("/services/data/v{}.0/sobjects/{}/{id}", context.version, object.name));
        match call.method.as_str() {
            "PATCH" => {
                let members = call.members()?;
                let update_only = call.parameter("updateOnly").is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
                let told = context.version >= 46;
                match self.upsert(context, object, key, wanted, &members, update_only)? {
                    Upserted::Created(id) => Ok(Reply::saved(201, &id.to_string(), told.then_some(true))),
                    Upserted::Updated(id) if told => Ok(Reply::saved(200, &id.to_string(), Some(false))),
                    Upserted::Updated(_) => Ok(Reply::nothing()),
                    Upserted::Several(ids) => Ok(Reply::json(300, &ids.iter().map(url).collect())),
                }
            }
            "GET" | "DELETE" => match self.with_key(object, key, &wanted).as_slice() {
                [] => Err(ApiError::not_found()),
                [id] => self.row(context, call, object, *id),
                several => Ok(Reply::json(300, &several.iter().map(url).collect())),
            },
            method => Err(ApiError::method(method, "HEAD,GET,PATCH,DELETE")),
        }
    }

    /// A blob of a row, or the record behind one of its lookups, or the records below it.
    fn of_row(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        object: &Object,
        id: Id,
        part: &str,
    ) -> Result<Option<Reply>, ApiError> {
        let (_, row) = self.living(object, id)?;
        if let Some(index) = object.find(part) {
            return match row.get(index) {
                Value::Bytes(bytes) if call.method == "GET" => {
                    let body = bytes.to_vec();
                    Ok(Some(Reply { status: 200, headers: Vec::new(), body, kind: "application/octetstream" }))
                }
                _ => Err(ApiError::not_found()),
            };
        }
        if let Some(lookup) = object.relationship(part) {
            let Some((target, found)) = self.view().follow(row.get(lookup)) else {
                return Err(ApiError::not_found());
            };
            let (name, Some(id)) = (target.name.clone(), found.id()) else {
                return Err(ApiError::not_found());
            };
            let schema = self.schema();
            let target = schema.find(&name).ok_or_else(ApiError::not_found)?;
            return self.row(context, call, target, id).map(Some);
        }
        let Some(child) = self.schema.child(object.index, part) else {
            return Err(ApiError::not_found());
        };
        if call.method != "GET" {
            return Err(ApiError::method(&call.method, "HEAD,GET"));
        }
        let schema = self.schema();
        let below = schema.object(child.object);
        let lookup = below.field(child.field).name.clone();
        let names: Vec<String> = self
            .wanted_fields(context, below, call.parameter("fields"))?
            .into_iter()
            .map(|index| below.field(index).name.clone())
            .collect();
        let text = format!("SELECT {} FROM {} WHERE {lookup} = '{id}'", names.join(", "), below.name);
        self.run_query(context, &text, false).map(Some)
    }

    /// The rows with these ids of one object, in their order; a row that is not there is null.
    pub(super) fn retrieve(
        &self,
        context: &Context,
        object: &Object,
        ids: &[Json],
        fields: &[Json],
    ) -> Result<Reply, ApiError> {
        let names: Vec<&str> = fields.iter().filter_map(Json::as_str).collect();
        let fields = self.wanted_fields(context, object, Some(&names.join(",")))?;
        let mut out = b"[".to_vec();
        for (place, id) in ids.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            let row = id.as_str().and_then(Id::parse).and_then(|id| self.living(object, id).ok());
            match row {
                Some((_, row)) => write_row(self.view(), object, row, &fields, context.version, &mut out),
                None => out.extend_from_slice(b"null"),
            }
        }
        out.push(b']');
        Ok(Reply::written(200, out))
    }

    /// Creates, changes or upserts one record of a collection.
    pub(super) fn save_one(
        &mut self,
        context: &Context,
        object: &Object,
        purpose: Purpose,
        members: &Map<String, Json>,
    ) -> Result<Id, ApiError> {
        match purpose {
            Purpose::Create => {
                let draft = self.draft(context, object, members, Purpose::Create)?;
                self.create(context, object, draft)
            }
            Purpose::Update => {
                let mut members = members.clone();
                let key = members.keys().find(|name| name.eq_ignore_ascii_case("id")).cloned();
                let given = key.and_then(|key| members.shift_remove(&key));
                let Some(text) = given.as_ref().and_then(Json::as_str) else {
                    let message = "Id not specified in an update call";
                    return Err(ApiError::row("MISSING_ARGUMENT", message, &[]));
                };
                let id = Id::parse(text).filter(|id| id.prefix() == object.prefix);
                let Some(id) = id else {
                    let message = format!("{} ID: id value of incorrect type: {text}", object.label);
                    return Err(ApiError::row("MALFORMED_ID", message, &["Id"]));
                };
                let draft = self.draft(context, object, &members, Purpose::Update)?;
                match self.update(context, object, id, draft) {
                    Err(_) if self.is_hidden(object, id) => Err(rights::no_access()),
                    Err(error) if error.code == "NOT_FOUND" => {
                        Err(ApiError::row("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[]))
                    }
                    outcome => outcome.map(|()| id),
                }
            }
        }
    }
}

fn no_such_key(name: &str) -> ApiError {
    let message = format!("Provided external ID field does not exist or is not accessible: {name}");
    ApiError::new(404, "NOT_FOUND", message)
}

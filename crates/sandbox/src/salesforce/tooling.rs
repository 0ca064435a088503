//! The part of the Tooling API by which a client installs custom fields, and what the org remembers of its shape.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm>

use super::Org;
use super::call::{Call, Reply};
use super::definition;
use super::error::ApiError;
use super::id::Id;
use super::permission;
use super::record::write_row;
use super::rights;
use super::schema::{Abilities, Object, ObjectDraft, Schema, make};
use super::store::Row;
use super::value::Value;
use super::write::Context;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// What the Tooling API asks of those who change the org's shape.
const CUSTOMIZE: &str = "PermissionsCustomizeApplication";

impl Org {
    /// `/tooling/...`; nothing when the resource is not emulated.
    pub(super) fn tooling(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        rest: &[&str],
    ) -> Result<Option<Reply>, ApiError> {
        match (rest, call.method.as_str()) {
            (["query"], "GET") => {
                let Some(text) = call.parameter("q").map(str::to_owned) else {
                    return Err(ApiError::new(400, "MALFORMED_QUERY", "A query string has to be specified"));
                };
                self.tooling_query(context, &text).map(Some)
            }
            (["sobjects", name], "POST") if name.eq_ignore_ascii_case("CustomField") => {
                let members = call.members()?;
                self.create_field(context, &members).map(Some)
            }
            (["sobjects", name, id], _) if name.eq_ignore_ascii_case("CustomField") => {
                let id = Id::parse(id).ok_or_else(ApiError::not_found)?;
                self.field_resource(context, call, id).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn tooling_query(&mut self, context: &Context, text: &str) -> Result<Reply, ApiError> {
        let mut context = context.clone();
        context.tooling = true;
        let reply = self.run_query(&context, text, false)?;
        let mut body: Json = serde_json::from_slice(&reply.body).unwrap_or_default();
        for record in body.get_mut("records").and_then(Json::as_array_mut).into_iter().flatten() {
            if let Some(Json::String(url)) = record.pointer_mut("/attributes/url") {
                *url = url.replace("/sobjects/", "/tooling/sobjects/");
            }
        }
        let entity = body.pointer("/records/0/attributes/type").cloned();
        let size = body.get("records").and_then(Json::as_array).map_or(0, Vec::len);
        if let Some(members) = body.as_object_mut() {
            members.insert("size".into(), json!(size));
            members.insert("queryLocator".into(), Json::Null);
            members.insert("entityTypeName".into(), entity.unwrap_or_default());
        }
        Ok(Reply::json(200, &body))
    }

    fn create_field(&mut self, context: &Context, members: &Map<String, Json>) -> Result<Reply, ApiError> {
        self.may_customize(context, CUSTOMIZE)?;
        let full_name = members.get("FullName").and_then(Json::as_str).unwrap_or_default();
        let Some((object, name)) = full_name.split_once('.').filter(|(_, name)| name.ends_with("__c")) else {
            let message = format!("Invalid fullName: {full_name}");
            return Err(ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &["FullName"]));
        };
        if let Some(unknown) =
            members.keys().find(|name| !["FullName", "Metadata", "attributes"].contains(&name.as_str()))
        {
            let message = format!("No such column '{unknown}' on sobject of type CustomField");
            return Err(ApiError::new(400, "INVALID_FIELD", message));
        }
        let metadata = members.get("Metadata").cloned().unwrap_or_default();
        let exists = self.schema.find(object).is_some_and(|object| object.find(name).is_some());
        if exists {
            let shown = name.trim_end_matches("__c");
            let message = format!("There is already a field named {shown} on {object}.");
            return Err(ApiError::row("DUPLICATE_DEVELOPER_NAME", message, &["FullName"]));
        }
        let id = self
            .define_field(context, object, name, &metadata)
            .map_err(|message| ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &["Metadata"]))?;
        let body = json!({ "id": id.to_string(), "success": true, "errors": [], "warnings": [], "infos": [] });
        let location = format!("/services/data/v{}.0/tooling/sobjects/CustomField/{id}", context.version);
        Ok(Reply::json(201, &body).with("Location", location))
    }

    fn field_resource(&mut self, context: &Context, call: &mut Call<'_>, id: Id) -> Result<Reply, ApiError> {
        let schema = self.schema();
        let fields = schema.find("CustomField").ok_or_else(ApiError::not_found)?;
        let (_, row) = self.living(fields, id)?;
        let text = |name: &str| fields.find(name).map(|field| row.get(field).display()).unwrap_or_default();
        let full_name = text("FullName");
        let (object, name) = full_name.split_once('.').ok_or_else(ApiError::not_found)?;
        match call.method.as_str() {
            "GET" => {
                let wanted = self.wanted_fields(context, fields, call.parameter("fields"))?;
                let mut out = Vec::new();
                write_row(self.view(), fields, row, &wanted, context.version, &mut out);
                let body = String::from_utf8_lossy(&out).replacen("/sobjects/", "/tooling/sobjects/", 1);
                Ok(Reply::written(200, body.into_bytes()))
            }
            "PATCH" => {
                self.may_customize(context, CUSTOMIZE)?;
                let metadata = call.members()?.get("Metadata").cloned().unwrap_or_default();
                self.define_field(context, object, name, &metadata)
                    .map_err(|message| ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &["Metadata"]))?;
                Ok(Reply::nothing())
            }
            "DELETE" => {
                self.may_customize(context, CUSTOMIZE)?;
                self.remove_field(context, object, name);
                Ok(Reply::nothing())
            }
            method => Err(ApiError::method(method, "HEAD,GET,PATCH,DELETE")),
        }
    }

    /// Only those who may customize the application change the org's shape by the Tooling API; by metadata
    /// deployments, those who may modify metadata. Whoever may modify all data may do both.
    pub(super) fn may_customize(&self, context: &Context, permission: &str) -> Result<(), ApiError> {
        let view = self.view();
        if permission::allows(view, context.user, permission) || rights::modifies_all(view, context.user) {
            return Ok(());
        }
        let message = "insufficient access rights on cross-reference id";
        let mut error = ApiError::row("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", message, &[]);
        error.status = 403;
        Err(error)
    }

    /// Makes a custom field, or changes the one of that name.
    pub(super) fn define_field(
        &mut self,
        context: &Context,
        object: &str,
        name: &str,
        metadata: &Json,
    ) -> Result<Id, String> {
        self.shape_field(context.now, object, name, metadata)?;
        let object = self.schema.find(object).map_or_else(|| object.to_owned(), |object| object.name.clone());
        Ok(self.field_row(context, &object, name, metadata))
    }

    fn shape_field(&mut self, now: i64, object: &str, name: &str, metadata: &Json) -> Result<(), String> {
        if !name.strip_suffix("__c").is_some_and(permission::is_developer_name) {
            return Err(format!("The Field Name {}", permission::DEVELOPER_NAME));
        }
        let mut made = definition::field(name, metadata)?;
        let target = self.schema.find(object).ok_or_else(|| format!("Invalid object: {object}"))?;
        if target.name.ends_with("__mdt") {
            made.guarded = false;
        }
        if let Some(parent) = made.reference_to.first().filter(|parent| self.schema.find(parent).is_none()) {
            return Err(format!("referenceTo value of '{parent}' does not resolve to a valid sObject type"));
        }
        let (index, object) = (target.index, target.name.clone());
        if let Some(known) = target.find(name) {
            made.guarded = target.field(known).guarded;
        }
        Arc::make_mut(&mut self.schema).put_field(index, made, now);
        self.reshaped();
        self.remember(json!({ "object": object, "field": name, "metadata": metadata }));
        Ok(())
    }

    /// Takes a custom field away, with what it held.
    pub(super) fn remove_field(&mut self, context: &Context, object: &str, name: &str) {
        let Some(target) = self.schema.find(object) else { return };
        let (index, object) = (target.index, target.name.clone());
        Arc::make_mut(&mut self.schema).remove_field(index, name, context.now);
        self.reshaped();
        self.remember(json!({ "object": object, "field": name, "removed": true }));
        let full_name = format!("{object}.{name}");
        if let Some((fields, slot)) = self.field_slot(&full_name) {
            self.store.remove(fields, slot);
        }
    }

    /// Makes a custom object or custom metadata type; one of that name stays.
    pub(super) fn define_object(&mut self, context: &Context, name: &str, label: &str, plural: &str, feeds: bool) {
        if self.schema.find(name).is_some() {
            return;
        }
        let draft = object_draft(&self.schema, name, label, plural, feeds);
        Arc::make_mut(&mut self.schema).add_object(draft, context.now);
        self.reshaped();
        self.remember(json!({ "object": name, "label": label, "plural": plural, "feeds": feeds }));
    }

    fn reshaped(&mut self) {
        let schema = self.schema();
        self.store.follow(&schema);
        self.describes.clear();
    }

    fn remember(&mut self, definition: Json) {
        self.shape.push(definition);
        self.shape_changed = true;
    }

    /// Takes back the shape that was remembered.
    pub(super) fn reshape(&mut self, definitions: &Json) {
        let by = self.context(1, self.schema.modified);
        for definition in definitions.as_array().into_iter().flatten() {
            let text = |name: &str| definition.get(name).and_then(Json::as_str).unwrap_or_default();
            let (object, name) = (text("object"), text("field"));
            if name.is_empty() {
                let feeds = definition.get("feeds") == Some(&Json::Bool(true));
                self.define_object(&by, object, text("label"), text("plural"), feeds);
            } else if definition.get("removed").is_some() {
                self.remove_field(&by, object, name);
            } else if let Some(metadata) = definition.get("metadata") {
                // It was accepted when it was made.
                let _accepted = self.shape_field(by.now, object, name, metadata);
            }
        }
        self.shape_changed = false;
    }

    /// The id of a custom field.
    pub(super) fn field_id(&self, object: &Object, name: &str) -> Option<Id> {
        let (fields, slot) = self.field_slot(&format!("{}.{name}", object.name))?;
        self.store.table(fields).at(slot)?.id()
    }

    fn field_slot(&self, full_name: &str) -> Option<(super::schema::ObjectIndex, super::store::Slot)> {
        let fields = self.schema.find("CustomField")?;
        let column = fields.find("FullName")?;
        let mut rows = self.store.table(fields.index).rows();
        let (slot, _) = rows.find(|(_, row)| row.get(column).as_text() == Some(full_name))?;
        Some((fields.index, slot))
    }

    /// The row of the object `CustomField` that stands for a field.
    pub(super) fn field_row(&mut self, context: &Context, object: &str, name: &str, metadata: &Json) -> Id {
        let full_name = format!("{object}.{name}");
        let values = [
            ("DeveloperName", Value::text(name.trim_end_matches("__c"))),
            ("TableEnumOrId", Value::text(object)),
            ("FullName", Value::text(full_name.as_str())),
            ("Metadata", Value::Compound(metadata.to_string().into_boxed_str())),
        ];
        if let Some((fields, slot)) = self.field_slot(&full_name) {
            let schema = self.schema();
            let object = schema.object(fields);
            let mut row: Row = self.store.table(fields).at(slot).cloned().unwrap_or_default();
            for (name, value) in values {
                if let Some(field) = object.find(name) {
                    row.set(field, value);
                }
            }
            let id = row.id();
            self.store.replace(fields, slot, row);
            return id.unwrap_or_else(|| Id::numbered(*b"00N", 0));
        }
        self.insert_named(context, "CustomField", &values).unwrap_or_else(|_| Id::numbered(*b"00N", 0))
    }
}

/// The first key prefix that is free: `a00` and so on for objects, `m00` for custom metadata types.
fn free_prefix(schema: &Schema, first: u8) -> [u8; 3] {
    let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let all = digits.iter().flat_map(|tens| digits.iter().map(move |ones| [first, *tens, *ones]));
    all.into_iter().find(|prefix| schema.by_prefix(*prefix).is_none()).unwrap_or([first, b'z', b'z'])
}

fn object_draft(schema: &Schema, name: &str, label: &str, plural: &str, feeds: bool) -> ObjectDraft {
    if name.ends_with("__mdt") {
        let names = [
            make::text("DeveloperName", "Custom Metadata Record Name", 40).system(),
            make::text("MasterLabel", "Label", 40).system(),
            make::text("Language", "Master Language", 40).system(),
            make::text("NamespacePrefix", "Namespace Prefix", 15).read_only(),
            make::text("Label", "Label", 40).system().named(),
            make::text("QualifiedApiName", "Qualified API Name", 70).system(),
        ];
        let draft = ObjectDraft::new(name, free_prefix(schema, b'm'), label, plural);
        return draft.abilities(Abilities::SETUP).fields(names).fields([make::instant(
            "SystemModstamp",
            "System Modstamp",
        )
        .system()]);
    }
    ObjectDraft::new(name, free_prefix(schema, b'a'), label, plural)
        .abilities(Abilities { feed_enabled: feeds, ..Abilities::FULL })
        .with_bin()
        .fields([make::owner(&["Group", "User"]), make::text("Name", &format!("{label} Name"), 80).named().id_lookup()])
        .with_audit()
}

/// The objects that only the Tooling API knows.
pub(super) fn objects() -> Vec<ObjectDraft> {
    let text = |name: &str, label: &str| make::text(name, label, 255).read_only();
    vec![
        ObjectDraft::new("CustomField", *b"00N", "Custom Field", "Custom Fields")
            .abilities(Abilities::SETUP)
            .tooling()
            .fields([
                text("DeveloperName", "Developer Name").named(),
                text("TableEnumOrId", "Entity Enum Or ID"),
                text("NamespacePrefix", "Namespace Prefix"),
                text("FullName", "Full Name"),
                make::complex("Metadata", "Metadata").read_only(),
            ])
            .with_audit(),
    ]
}

/// Whether a query may name an object: the ordinary API does not know the Tooling API's own.
pub(super) fn is_known(object: &Object, tooling: bool) -> bool {
    object.abilities.queryable && (tooling || !object.tooling)
}

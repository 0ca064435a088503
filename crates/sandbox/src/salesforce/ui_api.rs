//! The UI API's view of objects: what a page needs to know of an object, and the values of its picklists by record type.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_object_info.htm>

use super::Org;
use super::call::{Call, Reply};
use super::error::ApiError;
use super::id::Id;
use super::schema::field::{Field, Kind, PickValue};
use super::schema::{Object, RecordType, describe};
use super::write::Context;
use serde_json::{Map, Value as Json, json};

/// A field with the values that a record type offers of it, and the default among them.
type Offer<'a> = (&'a Field, Vec<&'a PickValue>, Option<&'a PickValue>);

impl Org {
    /// `/ui-api/object-info/{name}...`; nothing when not emulated.
    pub(super) fn object_info_resource(
        &self,
        context: &Context,
        call: &Call<'_>,
        name: &str,
        rest: &[&str],
    ) -> Result<Option<Reply>, ApiError> {
        if call.method != "GET" {
            return Err(ApiError::method(&call.method, "HEAD,GET"));
        }
        let object = self.schema.find(name).filter(|object| object.abilities.layoutable && !object.tooling);
        let object = object.ok_or_else(ApiError::not_found)?;
        let body = match rest {
            [] => self.object_info(context, call, object),
            ["picklist-values", record_type] => self.picklists(context, object, record_type)?,
            ["picklist-values", record_type, field] => self.picklist(context, object, record_type, field)?,
            _ => return Ok(None),
        };
        Ok(Some(Reply::json(200, &body)))
    }

    fn object_info(&self, context: &Context, call: &Call<'_>, object: &Object) -> Json {
        let visible = |field: &&Field| self.access(context.user, object, field).0;
        let seen: Vec<&Field> = object.indexed().map(|(_, field)| field).filter(visible).collect();
        let fields: Map<String, Json> = seen
            .iter()
            .map(|field| {
                (field.name.clone(), self.field_info(object, field, self.access(context.user, object, field).1))
            })
            .collect();
        let mut info = Json::Object(describe::brief(object, context.version));
        let all = describe::full(&self.schema, object, context.version, |_| (true, true));
        let types = all.get("recordTypeInfos").and_then(Json::as_array).cloned().unwrap_or_default();
        let default = types.iter().find(|one| one.get("defaultRecordTypeMapping") == Some(&json!(true)));
        let default = default.and_then(|one| one.get("recordTypeId")).cloned().unwrap_or_default();
        let types: Map<String, Json> = types.into_iter().filter_map(record_type_info).collect();
        let children: Vec<Json> =
            all.get("childRelationships").and_then(Json::as_array).into_iter().flatten().map(child_info).collect();
        let mut tree: Map<String, Json> = Map::new();
        for field in &seen {
            if let Some(controller) = &field.controller
                && let Some(below) = tree.entry(controller.clone()).or_insert_with(|| json!({})).as_object_mut()
            {
                below.insert(field.name.clone(), json!({}));
            }
        }
        let icon = object.name.to_lowercase();
        let own = json!({
            "apiName": object.name,
            "childRelationships": children,
            "compactLayoutable": object.abilities.layoutable,
            "defaultRecordTypeId": default,
            "dependentFields": tree,
            "fields": fields,
            "nameFields": name_fields(object),
            "recordTypeInfos": types,
            "searchLayoutable": object.abilities.searchable,
            "themeInfo": { "color": "F2CF5B", "iconUrl": format!("{}/img/icon/t4v35/standard/{icon}_120.png", call.base) },
        });
        let kept = [
            "associateEntityType",
            "associateParentEntity",
            "createable",
            "custom",
            "deletable",
            "feedEnabled",
            "keyPrefix",
            "label",
            "labelPlural",
            "layoutable",
            "mruEnabled",
            "queryable",
            "searchable",
            "updateable",
        ];
        if let (Some(info), Json::Object(own)) = (info.as_object_mut(), own) {
            info.retain(|name, _| kept.contains(&name.as_str()));
            info.extend(own);
        }
        tagged(info)
    }

    fn field_info(&self, object: &Object, field: &Field, changeable: bool) -> Json {
        let compound = field.compound.as_deref();
        let component =
            compound.map(|whole| field.name.trim_start_matches(whole.trim_end_matches("Address")).to_owned());
        let targets: Vec<Json> = field
            .reference_to
            .iter()
            .filter_map(|name| self.schema.find(name))
            .map(|target| json!({ "apiName": target.name, "nameFields": name_fields(target) }))
            .collect();
        let controllers: Vec<&String> = field.controller.iter().collect();
        let mut info = describe::field(object, field, changeable);
        let own = json!({
            "apiName": field.name,
            "compound": field.kind == Kind::Address || object.fields.iter().any(|one| one.compound.as_deref() == Some(&field.name)),
            "compoundComponentName": component,
            "controllingFields": controllers,
            "dataType": data_type(field.kind),
            "extraTypeInfo": field.extra_type.as_deref().map(extra_type),
            "reference": field.kind == Kind::Reference,
            "referenceToInfos": targets,
            "required": !field.nillable && field.kind != Kind::Boolean,
        });
        let kept = [
            "calculated",
            "compoundFieldName",
            "controllerName",
            "createable",
            "custom",
            "filterable",
            "filteredLookupInfo",
            "highScaleNumber",
            "htmlFormatted",
            "inlineHelpText",
            "label",
            "length",
            "nameField",
            "polymorphicForeignKey",
            "precision",
            "referenceTargetField",
            "relationshipName",
            "scale",
            "searchPrefilterable",
            "sortable",
            "unique",
            "updateable",
        ];
        if let (Some(info), Json::Object(own)) = (info.as_object_mut(), own) {
            info.retain(|name, _| kept.contains(&name.as_str()));
            info.extend(own);
        }
        info
    }

    /// All picklists of a record type.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_picklist_values_collection.htm>
    fn picklists(&self, context: &Context, object: &Object, record_type: &str) -> Result<Json, ApiError> {
        let mut lists = Map::new();
        for (_, field) in object.indexed().filter(|(_, field)| !field.picklist.is_empty()) {
            if self.access(context.user, object, field).0 {
                lists.insert(field.name.clone(), self.picklist(context, object, record_type, &field.name)?);
            }
        }
        Ok(tagged(json!({ "picklistFieldValues": lists })))
    }

    /// One picklist of a record type.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_picklist_values.htm>
    fn picklist(&self, context: &Context, object: &Object, record_type: &str, name: &str) -> Result<Json, ApiError> {
        let id = Id::parse(record_type).ok_or_else(ApiError::not_found)?;
        let own = object.record_types.iter().find(|one| one.id == id);
        if own.is_none() && id.to_string() != describe::MASTER {
            return Err(ApiError::not_found());
        }
        let field = object
            .find(name)
            .map(|index| object.field(index))
            .filter(|field| !field.picklist.is_empty() && self.access(context.user, object, field).0);
        let offer = offered(field.ok_or_else(ApiError::not_found)?, own);
        let (field, values, default) = &offer;
        let controller =
            field.controller.as_deref().and_then(|name| object.find(name)).map(|index| object.field(index));
        let controller = controller.map(|controller| (controller, offered(controller, own).1));
        let numbers: Map<String, Json> = controller
            .iter()
            .flat_map(|(_, values)| values.iter().enumerate())
            .map(|(number, pick)| (pick.value.clone(), json!(number)))
            .collect();
        let value = |pick: &&PickValue| {
            let valid_for: Vec<usize> = match (&controller, &pick.valid_for) {
                (Some((controller, values)), Some(places)) => {
                    let allowed: Vec<&PickValue> =
                        places.iter().filter_map(|place| controller.picklist.get(*place)).collect();
                    (0..values.len())
                        .filter(|number| {
                            values.get(*number).is_some_and(|value| allowed.iter().any(|one| one.value == value.value))
                        })
                        .collect()
                }
                _ => Vec::new(),
            };
            json!({ "attributes": attributes(object, field, pick), "label": pick.label, "validFor": valid_for, "value": pick.value })
        };
        let version = context.version;
        let url = format!(
            "/services/data/v{version}.0/ui-api/object-info/{}/picklist-values/{id}/{}",
            object.name, field.name
        );
        Ok(tagged(json!({
            "controllerValues": numbers,
            "defaultValue": default.as_ref().map(value),
            "url": url,
            "values": values.iter().map(value).collect::<Vec<_>>(),
        })))
    }
}

/// What a record type offers of a picklist: all active values where it does not say.
pub(super) fn offered<'a>(field: &'a Field, record_type: Option<&'a RecordType>) -> Offer<'a> {
    let active = field.picklist.iter().filter(|pick| pick.active);
    match record_type.and_then(|one| one.offer(&field.name)) {
        Some(offer) => {
            let values: Vec<&PickValue> = active.filter(|pick| offer.values.contains(&pick.value)).collect();
            let default = values.iter().copied().find(|pick| offer.default.as_ref() == Some(&pick.value));
            (field, values, default)
        }
        None => (field, active.collect(), field.default_pick()),
    }
}

/// What a page needs to know of some standard picklists' values. The member's name is the service's.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_picklist_attributes_case_status.htm>
fn attributes(object: &Object, field: &Field, pick: &PickValue) -> Json {
    match (object.name.as_str(), field.name.as_str()) {
        ("Case", "Status") => json!({ "closed": pick.closed, "picklistAtrributesValueType": "CaseStatus" }),
        ("Task", "Status") => json!({ "closed": pick.closed, "picklistAtrributesValueType": "TaskStatus" }),
        ("Lead", "Status") => {
            let converted = pick.value == "Closed - Converted";
            json!({ "converted": converted, "picklistAtrributesValueType": "LeadStatus" })
        }
        _ => Json::Null,
    }
}

fn record_type_info(one: Json) -> Option<(String, Json)> {
    let id = one.get("recordTypeId")?.as_str()?.to_owned();
    let member = |name: &str| one.get(name).cloned().unwrap_or_default();
    let info = json!({
        "available": member("available"),
        "defaultRecordTypeMapping": member("defaultRecordTypeMapping"),
        "master": member("master"),
        "name": member("name"),
        "recordTypeId": id,
    });
    Some((id, info))
}

fn child_info(one: &Json) -> Json {
    let member = |name: &str| one.get(name).cloned().unwrap_or_default();
    json!({
        "childObjectApiName": member("childSObject"),
        "fieldName": member("field"),
        "junctionIdListNames": member("junctionIdListNames"),
        "junctionReferenceTo": member("junctionReferenceTo"),
        "relationshipName": member("relationshipName"),
    })
}

/// A person's parts of the name besides the whole.
fn name_fields(object: &Object) -> Vec<&str> {
    let parts = ["FirstName", "LastName"].into_iter().filter(|part| {
        object.find(part).is_some_and(|index| object.field(index).compound.as_deref() == Some("Name"))
            || object.name == "User"
    });
    parts.chain(object.system.name.map(|index| object.field(index).name.as_str())).collect()
}

fn data_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Id | Kind::String => "String",
        Kind::Reference | Kind::Junction => "Reference",
        Kind::TextArea => "TextArea",
        Kind::Picklist => "Picklist",
        Kind::MultiPicklist => "MultiPicklist",
        Kind::Boolean => "Boolean",
        Kind::Int => "Int",
        Kind::Double => "Double",
        Kind::Currency => "Currency",
        Kind::Percent => "Percent",
        Kind::Date => "Date",
        Kind::DateTime => "DateTime",
        Kind::Time => "Time",
        Kind::Email => "Email",
        Kind::Phone => "Phone",
        Kind::Url => "Url",
        Kind::Address => "Address",
        Kind::Base64 => "Base64",
        Kind::Complex => "ComplexValue",
    }
}

fn extra_type(name: &str) -> &str {
    match name {
        "plaintextarea" => "PlainTextArea",
        "richtextarea" => "RichTextArea",
        "imageurl" => "ImageUrl",
        "personname" => "PersonName",
        "switchablepersonname" => "SwitchablePersonName",
        other => other,
    }
}

/// An answer with its tag, which is made of its content.
fn tagged(mut answer: Json) -> Json {
    use sha2::{Digest, Sha256};
    let text = answer.to_string();
    let tag: String = Sha256::digest(&text).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    if let Some(members) = answer.as_object_mut() {
        members.insert("eTag".into(), json!(tag));
    }
    answer
}

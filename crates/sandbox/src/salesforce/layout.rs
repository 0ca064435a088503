//! Page layouts, the values of picklists by record type, and what was used lately.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_layouts.htm>

use super::Org;
use super::call::{Call, Reply};
use super::error::ApiError;
use super::id::Id;
use super::schema::field::{Field, Kind};
use super::schema::{Object, describe};
use super::write::Context;
use serde_json::{Map, Value as Json, json};

/// The fields that the layout of cases asks for, though the API does not.
const ASKED_ON_CASES: &[&str] = &["Status", "Origin"];

impl Org {
    /// `/sobjects/{name}/describe/layouts[/{recordTypeId}]` and its neighbours; nothing when not emulated.
    pub(super) fn layouts(&self, context: &Context, object: &Object, rest: &[&str]) -> Result<Option<Reply>, ApiError> {
        if !object.abilities.layoutable {
            return Err(ApiError::not_found());
        }
        let body = match rest {
            ["layouts"] => {
                let describe = describe::full(&self.schema, object, context.version, |_| (true, true));
                let mappings = describe.get("recordTypeInfos").and_then(Json::as_array).cloned().unwrap_or_default();
                let mappings: Vec<Json> = mappings.into_iter().map(|one| mapping(object, one)).collect();
                json!({
                    "layouts": [self.layout(context, object)],
                    "recordTypeMappings": mappings,
                    "recordTypeSelectorRequired": [!object.record_types.is_empty()],
                })
            }
            ["layouts", id] if Id::parse(id).is_some() => self.layout(context, object),
            ["compactLayouts"] => {
                let name = object.system.name.map(|field| object.field(field).name.clone());
                json!({
                    "compactLayouts": [{
                        "actions": [], "fieldItems": name, "id": null, "imageItems": [],
                        "label": "System Default", "name": "SYSTEM", "objectType": object.name,
                    }],
                    "defaultCompactLayoutId": null,
                    "recordTypeCompactLayoutMappings": [],
                    "urls": { "primary": format!("/services/data/v{}.0/sobjects/{}/describe/compactLayouts/primary", context.version, object.name) },
                })
            }
            ["approvalLayouts"] => json!({ "approvalLayouts": [] }),
            _ => return Ok(None),
        };
        Ok(Some(Reply::json(200, &body)))
    }

    fn layout(&self, context: &Context, object: &Object) -> Json {
        let shown = |field: &&Field| {
            let given = field.createable || field.updateable || field.name_field;
            given && field.kind != Kind::Address && self.access(context.user, object, field).0
        };
        let fields: Vec<&Field> = object.indexed().map(|(_, field)| field).filter(shown).collect();
        let rows: Vec<Json> = fields
            .chunks(2)
            .map(|pair| json!({ "layoutItems": pair.iter().map(|field| item(object, field)).collect::<Vec<_>>(), "numItems": pair.len() }))
            .collect();
        let section = json!({
            "collapsed": false,
            "columns": 2,
            "heading": format!("{} Information", object.label),
            "layoutRows": rows,
            "layoutSectionId": Id::numbered(*b"01B", object.index.place() as u64 + 1).to_string(),
            "parentLayoutId": Id::numbered(*b"00h", object.index.place() as u64 + 1).to_string(),
            "rows": rows.len(),
            "tabOrder": "LeftToRight",
            "useCollapsibleSection": false,
            "useHeading": true,
        });
        json!({
            "buttonLayoutSection": null,
            "detailLayoutSections": [section],
            "editLayoutSections": [section],
            "feedView": null,
            "highlightsPanelLayoutSection": null,
            "id": Id::numbered(*b"00h", object.index.place() as u64 + 1).to_string(),
            "multirowEditLayoutSections": [],
            "offlineLinks": [],
            "quickActionList": null,
            "relatedContent": null,
            "relatedLists": [],
            "saveOptions": [],
        })
    }

    /// `/ui-api/object-info/{name}/picklist-values/{recordTypeId}[/{field}]`
    pub(super) fn picklist_values(
        &self,
        context: &Context,
        call: &Call<'_>,
        name: &str,
        rest: &[&str],
    ) -> Result<Reply, ApiError> {
        if call.method != "GET" {
            return Err(ApiError::method(&call.method, "HEAD,GET"));
        }
        let object = self.schema.find(name).ok_or_else(ApiError::not_found)?;
        let (record_type, only) = match rest {
            [record_type] => (record_type, None),
            [record_type, field] => (record_type, Some(object.find(field).ok_or_else(ApiError::not_found)?)),
            _ => return Err(ApiError::not_found()),
        };
        let record_type = Id::parse(record_type).ok_or_else(ApiError::not_found)?;
        let base = format!(
            "/services/data/v{}.0/ui-api/object-info/{}/picklist-values/{record_type}",
            context.version, object.name
        );
        if let Some(field) = only {
            return Ok(Reply::json(200, &values(object, object.field(field), &base)));
        }
        let lists: Map<String, Json> = object
            .indexed()
            .filter(|(_, field)| !field.picklist.is_empty() && self.access(context.user, object, field).0)
            .map(|(_, field)| (field.name.clone(), values(object, field, &base)))
            .collect();
        Ok(Reply::json(200, &json!({ "eTag": tag(&base), "picklistFieldValues": lists })))
    }

    /// `/recent`
    pub(super) fn recent_items(&self, context: &Context, call: &Call<'_>) -> Reply {
        let limit = call.parameter("limit").and_then(|limit| limit.parse().ok()).unwrap_or(200);
        let objects = self.schema.objects().iter().filter(|object| object.abilities.mru_enabled);
        let items: Vec<Json> = objects.flat_map(|object| self.recent(context, object)).take(limit.min(200)).collect();
        Reply::json(200, &Json::Array(items))
    }
}

fn mapping(object: &Object, mut record_type: Json) -> Json {
    if let Some(members) = record_type.as_object_mut() {
        members.insert("layoutId".into(), json!(Id::numbered(*b"00h", object.index.place() as u64 + 1).to_string()));
        members.insert("picklistsForRecordType".into(), Json::Null);
    }
    record_type
}

fn item(object: &Object, field: &Field) -> Json {
    let asked = object.name == "Case" && ASKED_ON_CASES.contains(&field.name.as_str());
    json!({
        "editableForNew": field.createable,
        "editableForUpdate": field.updateable,
        "label": field.label,
        "layoutComponents": [{
            "details": describe::field(object, field, true),
            "displayLines": if field.kind == Kind::TextArea { 6 } else { 1 },
            "tabOrder": 1,
            "type": "Field",
            "value": field.name,
        }],
        "placeholder": false,
        "required": field.required_on_create() || asked,
    })
}

fn values(object: &Object, field: &Field, base: &str) -> Json {
    let controller = field.controller.as_deref().and_then(|name| object.find(name)).map(|index| object.field(index));
    let controllers: Map<String, Json> = controller
        .iter()
        .flat_map(|controller| controller.picklist.iter().enumerate())
        .map(|(place, pick)| (pick.value.clone(), json!(place)))
        .collect();
    let value = |pick: &super::schema::field::PickValue| {
        json!({
            "attributes": null,
            "label": pick.label,
            "validFor": pick.valid_for.clone().unwrap_or_default(),
            "value": pick.value,
        })
    };
    let url = format!("{base}/{}", field.name);
    json!({
        "controllerValues": controllers,
        "defaultValue": field.default_pick().map(value),
        "eTag": tag(&url),
        "url": url,
        "values": field.picklist.iter().filter(|pick| pick.active).map(value).collect::<Vec<_>>(),
    })
}

fn tag(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

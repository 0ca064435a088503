//! Page layouts by record type, and what was used lately.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_layouts.htm>

use super::Org;
use super::call::{Call, Reply};
use super::error::ApiError;
use super::id::Id;
use super::schema::field::{Field, Kind, PickValue};
use super::schema::{Object, RecordType, describe};
use super::ui_api::offered;
use super::write::Context;
use serde_json::{Value as Json, json};

/// The fields that a layout asks for, though the API does not: object, record type, fields.
const ASKED: &[(&str, &str, &[&str])] = &[
    ("Case", "Support", &["Status", "Origin"]),
    ("Case", "Incident", &["Status", "Priority", "Severity__c", "Product_Area__c"]),
];

/// The fields that a layout lacks.
const LACKING: &[(&str, &str, &[&str])] =
    &[("Case", "Support", &["IsEscalated"]), ("Case", "Incident", &["Billable__c", "Channels__c", "Origin"])];

fn listed(list: &[(&str, &str, &[&str])], object: &Object, record_type: Option<&RecordType>, field: &Field) -> bool {
    let Some(record_type) = record_type else { return false };
    list.iter().any(|(of, name, fields)| {
        *of == object.name && *name == record_type.developer_name && fields.contains(&field.name.as_str())
    })
}

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
                // Who has several record types asks for the layout of one.
                let several = object.record_types.len() > 1;
                json!({
                    "layouts": if several { Json::Null } else { json!([self.layout(context, object, None)]) },
                    "recordTypeMappings": mappings,
                    "recordTypeSelectorRequired": [!object.record_types.is_empty()],
                })
            }
            ["layouts", id] => {
                let id = Id::parse(id).ok_or_else(ApiError::not_found)?;
                let own = object.record_types.iter().find(|one| one.id == id);
                if own.is_none() && id.to_string() != describe::MASTER {
                    return Err(ApiError::not_found());
                }
                self.layout(context, object, own)
            }
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

    fn layout(&self, context: &Context, object: &Object, record_type: Option<&RecordType>) -> Json {
        let shown = |field: &&Field| {
            let given = field.createable || field.updateable || field.name_field;
            let given = given && !listed(LACKING, object, record_type, field);
            given && field.kind != Kind::Address && self.access(context.user, object, field).0
        };
        let fields: Vec<&Field> = object.indexed().map(|(_, field)| field).filter(shown).collect();
        let rows: Vec<Json> = fields
            .chunks(2)
            .map(|pair| json!({ "layoutItems": pair.iter().map(|field| item(object, field, record_type)).collect::<Vec<_>>(), "numItems": pair.len() }))
            .collect();
        let section = json!({
            "collapsed": false,
            "columns": 2,
            "heading": format!("{} Information", object.label),
            "layoutRows": rows,
            "layoutSectionId": section_id(object, record_type).to_string(),
            "parentLayoutId": layout_id(object, record_type).to_string(),
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
            "id": layout_id(object, record_type).to_string(),
            "multirowEditLayoutSections": [],
            "offlineLinks": [],
            "quickActionList": null,
            "relatedContent": null,
            "relatedLists": [],
            "saveOptions": [],
        })
    }

    /// `/recent`
    pub(super) fn recent_items(&self, context: &Context, call: &Call<'_>) -> Reply {
        let limit = call.parameter("limit").and_then(|limit| limit.parse().ok()).unwrap_or(200);
        let objects = self.schema.objects().iter().filter(|object| object.abilities.mru_enabled);
        let items: Vec<Json> = objects.flat_map(|object| self.recent(context, object)).take(limit.min(200)).collect();
        Reply::json(200, &Json::Array(items))
    }
}

/// The number of the layout that a record type has: none has the object's first.
fn number(object: &Object, record_type: Option<&RecordType>) -> u64 {
    let place = record_type.and_then(|own| object.record_types.iter().position(|one| one.id == own.id));
    object.index.place() as u64 * 16 + place.map_or(1, |place| place as u64 + 2)
}

fn layout_id(object: &Object, record_type: Option<&RecordType>) -> Id {
    Id::numbered(*b"00h", number(object, record_type))
}

fn section_id(object: &Object, record_type: Option<&RecordType>) -> Id {
    Id::numbered(*b"01B", number(object, record_type))
}

/// Which layout a record type has, and what it offers of the picklists.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describelayout_describelayoutresult.htm>
fn mapping(object: &Object, mut described: Json) -> Json {
    let id = described.get("recordTypeId").and_then(Json::as_str).and_then(Id::parse);
    let record_type = object.record_types.iter().find(|one| Some(one.id) == id);
    let lists: Vec<Json> = object
        .indexed()
        .filter(|(_, field)| !field.picklist.is_empty())
        .map(|(_, field)| {
            let (_, values, default) = offered(field, record_type);
            let value = |pick: &&PickValue| {
                let is_default = default.is_some_and(|default| default.value == pick.value);
                json!({ "active": pick.active, "defaultValue": is_default, "label": pick.label, "validFor": null, "value": pick.value })
            };
            json!({ "picklistName": field.name, "picklistValues": values.iter().map(value).collect::<Vec<_>>() })
        })
        .collect();
    if let Some(members) = described.as_object_mut() {
        members.insert("layoutId".into(), json!(layout_id(object, record_type).to_string()));
        members.insert("picklistsForRecordType".into(), json!(lists));
    }
    described
}

fn item(object: &Object, field: &Field, record_type: Option<&RecordType>) -> Json {
    let asked = listed(ASKED, object, record_type, field);
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

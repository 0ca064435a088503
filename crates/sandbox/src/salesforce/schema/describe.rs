//! What describe says of the schema.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm>

use super::field::{Field, Kind};
use super::{Object, Schema};
use base64::Engine;
use serde_json::{Map, Value as Json, json};

/// The id of the master record type, the same in every org.
pub(crate) const MASTER: &str = "012000000000000AAA";

/// One object of describeGlobal; also the head of its own describe.
pub(crate) fn brief(object: &Object, version: u32) -> Map<String, Json> {
    let can = object.abilities;
    let base = format!("/services/data/v{version}.0/sobjects/{}", object.name);
    let mut urls = json!({
        "rowTemplate": format!("{base}/{{ID}}"),
        "describe": format!("{base}/describe"),
        "sobject": base,
    });
    if let (true, Some(urls)) = (can.layoutable, urls.as_object_mut()) {
        for (key, path) in [
            ("compactLayouts", "describe/compactLayouts"),
            ("approvalLayouts", "describe/approvalLayouts"),
            ("listviews", "listviews"),
            ("quickActions", "quickActions"),
            ("layouts", "describe/layouts"),
        ] {
            urls.insert(key.into(), json!(format!("{base}/{path}")));
        }
    }
    let brief = json!({
        "activateable": false,
        "associateEntityType": object.feed_of.map(|_| "Feed"),
        "associateParentEntity": object.feed_parent(),
        "createable": can.createable,
        "custom": object.custom,
        "customSetting": false,
        "deepCloneable": false,
        "deletable": can.deletable,
        "deprecatedAndHidden": false,
        "feedEnabled": object.has_feed(),
        "hasSubtypes": false,
        "isInterface": false,
        "isSubtype": false,
        "keyPrefix": object.feed_of.is_none().then(|| object.prefix_text()),
        "label": object.label,
        "labelPlural": object.label_plural,
        "layoutable": can.layoutable,
        "mergeable": can.mergeable,
        "mruEnabled": can.mru_enabled,
        "name": object.name,
        "queryable": can.queryable,
        "replicateable": can.replicateable,
        "retrieveable": true,
        "searchable": can.searchable,
        "triggerable": can.triggerable,
        "undeletable": can.undeletable,
        "updateable": can.updateable,
        "urls": urls,
    });
    match brief {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

/// An object's describe, with the fields that `access` lets be read, as changeable as it says.
pub(crate) fn full(schema: &Schema, object: &Object, version: u32, access: impl Fn(&Field) -> (bool, bool)) -> Json {
    let mut describe = brief(object, version);
    let members = json!({
        "actionOverrides": [],
        "childRelationships": children(schema, object),
        "compactLayoutable": object.abilities.layoutable,
        "defaultImplementation": null,
        "extendedBy": null,
        "extendsInterfaces": null,
        "fields": object.fields.iter().filter(|field| !field.gone && access(field).0).map(|one| field(object, one, access(one).1)).collect::<Vec<_>>(),
        "implementedBy": null,
        "implementsInterfaces": null,
        "listviewable": null,
        "lookupLayoutable": null,
        "namedLayoutInfos": [],
        "networkScopeFieldName": null,
        "recordTypeInfos": record_types(object, version),
        "searchLayoutable": object.abilities.searchable,
        "sobjectDescribeOption": "FULL",
        "supportedScopes": [
            { "label": format!("All {}", object.label_plural.to_lowercase()), "name": "everything" },
            { "label": format!("My {}", object.label_plural.to_lowercase()), "name": "mine" },
        ],
    });
    if let Json::Object(members) = members {
        describe.extend(members);
    }
    Json::Object(describe)
}

fn children(schema: &Schema, object: &Object) -> Vec<Json> {
    let describe = |child: &super::ChildRelationship| {
        let owner = schema.object(child.object);
        let field = owner.field(child.field);
        let junction = owner.name == "ContentDocumentLink" && field.name == "LinkedEntityId";
        let lists = object.fields.iter().filter(|field| junction && field.kind == Kind::Junction);
        let lists: Vec<&Field> = lists.collect();
        json!({
            "cascadeDelete": field.cascade_delete,
            "childSObject": owner.name,
            "deprecatedAndHidden": false,
            "field": field.name,
            "junctionIdListNames": lists.iter().map(|list| &list.name).collect::<Vec<_>>(),
            "junctionReferenceTo": lists.iter().flat_map(|list| &list.reference_to).collect::<Vec<_>>(),
            "relationshipName": field.child_name,
            "restrictedDelete": false,
        })
    };
    schema.children(object.index).iter().map(describe).collect()
}

fn record_types(object: &Object, version: u32) -> Vec<Json> {
    if !object.abilities.layoutable {
        return Vec::new();
    }
    let entry = |id: &str, developer_name: &str, name: &str, default: bool, master: bool| {
        let layout = format!("/services/data/v{version}.0/sobjects/{}/describe/layouts/{id}", object.name);
        json!({
            "active": true,
            "available": true,
            "defaultRecordTypeMapping": default,
            "developerName": developer_name,
            "master": master,
            "name": name,
            "recordTypeId": id,
            "urls": { "layout": layout },
        })
    };
    let own = object
        .record_types
        .iter()
        .map(|one| entry(&one.id.to_string(), &one.developer_name, &one.name, one.default, false));
    let master_is_default = !object.record_types.iter().any(|one| one.default);
    own.chain([entry(MASTER, "Master", "Master", master_is_default, true)]).collect()
}

/// A field's describe.
pub(crate) fn field(object: &Object, field: &Field, changeable: bool) -> Json {
    let controller = field.controller.as_deref().and_then(|name| object.find(name)).map(|index| object.field(index));
    let length =
        if field.kind.is_text() || matches!(field.kind, Kind::Id | Kind::Reference) { field.length } else { 0 };
    let members = [
        ("aggregatable", json!(field.aggregatable)),
        ("aiPredictionField", json!(false)),
        ("autoNumber", json!(field.auto_number)),
        ("byteLength", json!(field.byte_length)),
        ("calculated", json!(field.calculated)),
        ("calculatedFormula", json!(null)),
        ("cascadeDelete", json!(false)),
        ("caseSensitive", json!(field.case_sensitive)),
        ("compoundFieldName", json!(field.compound)),
        ("controllerName", json!(field.controller)),
        ("createable", json!(field.createable && changeable)),
        ("custom", json!(field.custom())),
        ("defaultValue", default_value(field)),
        ("defaultValueFormula", json!(null)),
        ("defaultedOnCreate", json!(field.defaulted_on_create)),
        ("dependentPicklist", json!(field.controller.is_some())),
        ("deprecatedAndHidden", json!(false)),
        ("digits", json!(field.digits)),
        ("displayLocationInDecimal", json!(false)),
        ("encrypted", json!(false)),
        ("externalId", json!(field.external_id)),
        ("extraTypeInfo", json!(field.extra_type)),
        ("filterable", json!(field.filterable)),
        ("filteredLookupInfo", json!(null)),
        ("formulaTreatNullNumberAsZero", json!(false)),
        ("groupable", json!(field.groupable)),
        ("highScaleNumber", json!(false)),
        ("htmlFormatted", json!(field.html)),
        ("idLookup", json!(field.id_lookup)),
        ("inlineHelpText", json!(field.help)),
        ("label", json!(field.label)),
        ("length", json!(length)),
        ("mask", json!(null)),
        ("maskType", json!(null)),
        ("name", json!(field.name)),
        ("nameField", json!(field.name_field)),
        ("namePointing", json!(field.name_pointing)),
        ("nillable", json!(field.nillable)),
        ("permissionable", json!(field.permissionable)),
        ("picklistValues", json!(picklist(field, controller))),
        ("polymorphicForeignKey", json!(field.name_pointing)),
        ("precision", json!(field.precision)),
        ("queryByDistance", json!(field.kind == Kind::Address)),
        ("referenceTargetField", json!(null)),
        ("referenceTo", json!(field.reference_to)),
        ("relationshipName", json!(field.relationship_name)),
        ("relationshipOrder", json!(null)),
        ("restrictedDelete", json!(false)),
        ("restrictedPicklist", json!(field.restricted)),
        ("scale", json!(field.scale)),
        ("searchPrefilterable", json!(field.search_prefilterable)),
        ("soapType", json!(field.kind.soap())),
        ("sortable", json!(field.sortable)),
        ("type", json!(field.kind.name())),
        ("unique", json!(field.unique)),
        ("updateable", json!(field.updateable && changeable)),
        ("writeRequiresMasterRead", json!(false)),
    ];
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn default_value(field: &Field) -> Json {
    match (&field.default_value, field.kind) {
        (Some(told), _) => told.clone(),
        (None, Kind::Boolean) => json!(false),
        (None, _) => json!(field.default_pick().map(|pick| &pick.value)),
    }
}

fn picklist(field: &Field, controller: Option<&Field>) -> Vec<Json> {
    let width = match controller {
        Some(controller) if controller.kind == Kind::Boolean => 2,
        Some(controller) => controller.picklist.len(),
        None => 0,
    };
    let value = |pick: &super::field::PickValue| {
        json!({
            "active": pick.active,
            "defaultValue": pick.default,
            "label": pick.label,
            "validFor": pick.valid_for.as_ref().map(|places| valid_for(places, width)),
            "value": pick.value,
        })
    };
    field.picklist.iter().map(value).collect()
}

/// A bitmap, the most significant bit first, in base64: which controlling values allow this one. The service hands
/// out whole groups of three bytes.
fn valid_for(places: &[usize], width: usize) -> String {
    let mut bits = vec![0u8; width.div_ceil(24).max(1) * 3];
    for place in places {
        if let Some(byte) = bits.get_mut(place / 8) {
            *byte |= 0x80 >> (place % 8);
        }
    }
    base64::engine::general_purpose::STANDARD.encode(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_for_is_a_bitmap_with_the_most_significant_bit_first() {
        assert_eq!(valid_for(&[0], 10), "gAAA");
        assert_eq!(valid_for(&[0, 1, 2, 4], 10), "6AAA");
    }

    #[test]
    fn a_case_describes_itself() {
        let schema = Schema::demonstration();
        let describe = full(&schema, schema.find("case").unwrap(), 62, |_| (true, true));
        assert_eq!(describe["keyPrefix"], "500");
        let fields = describe["fields"].as_array().unwrap();
        let named = |name: &str| fields.iter().find(|field| field["name"] == name).unwrap();
        assert_eq!(named("Subject")["byteLength"], 765);
        assert_eq!(named("Comments")["byteLength"], 4000);
        assert_eq!(named("Description")["filterable"], false);
        assert_eq!(named("Status")["nillable"], true);
        assert_eq!(named("Status")["defaultedOnCreate"], true);
        assert_eq!(named("OwnerId")["referenceTo"], json!(["Group", "User"]));
        assert_eq!(named("Weftline_Key__c")["externalId"], true);
        assert!(named("Component__c")["picklistValues"][2]["validFor"].is_string());
        let required: Vec<_> = fields
            .iter()
            .filter(|one| one["createable"] == true && one["nillable"] == false && one["defaultedOnCreate"] == false)
            .collect();
        assert!(required.is_empty(), "a case needs no field: {required:?}");
    }
}

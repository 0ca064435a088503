//! The shape of a real org: an object as its describe tells it.

use super::field::{Field, Kind, PickValue, Source};
use super::make::text;
use super::{Abilities, Object, ObjectDraft, RecordType, Schema};
use crate::salesforce::id::Id;
use base64::Engine;
use serde_json::Value as Json;

/// The objects without whose every field nobody could log in or be given rights.
const NEEDED: &[&str] = &["FieldPermissions", "Group", "PermissionSet", "PermissionSetAssignment", "Profile", "User"];

fn string(json: &Json, name: &str) -> Option<String> {
    json.get(name).and_then(Json::as_str).map(str::to_owned)
}

fn flag(json: &Json, name: &str) -> bool {
    json.get(name).and_then(Json::as_bool).unwrap_or(false)
}

fn number(json: &Json, name: &str) -> u32 {
    json.get(name).and_then(Json::as_u64).and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
}

fn list<'a>(json: &'a Json, name: &str) -> &'a [Json] {
    json.get(name).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

impl Schema {
    /// Puts an object, as its describe tells it, in the place of the one with its name, or adds it. The error says
    /// what the describe lacks.
    pub(crate) fn take_describe(&mut self, describe: &Json) -> Result<(), String> {
        let name = string(describe, "name").ok_or("the describe has no name")?;
        let fields = list(describe, "fields");
        if fields.is_empty() {
            return Err(format!("the describe of `{name}` has no fields"));
        }
        let known = self.find(&name).cloned();
        let mut own: Vec<Field> = Vec::with_capacity(fields.len());
        for field in fields {
            own.push(read_field(field, known.as_ref()).map_err(|problem| format!("{name}: {problem}"))?);
        }
        child_names(self, &name, &mut own);
        if let Some(known) = known.as_ref().filter(|known| NEEDED.contains(&known.name.as_str())) {
            let lacking = known.fields.iter().filter(|field| own.iter().all(|other| other.name != field.name));
            let lacking: Vec<Field> = lacking.cloned().collect();
            own.extend(lacking);
        }
        // Rows keep their id first.
        own.sort_by_key(|field| field.kind != Kind::Id);
        let given = string(describe, "keyPrefix").and_then(|prefix| <[u8; 3]>::try_from(prefix.as_bytes()).ok());
        let prefix = given.or_else(|| known.as_ref().map(|known| known.prefix)).ok_or_else(|| {
            format!("the describe of `{name}` has no key prefix, and the object is none that is known")
        })?;
        let label = string(describe, "label").unwrap_or_else(|| name.clone());
        let plural = string(describe, "labelPlural").unwrap_or_else(|| label.clone());
        let record_types: Vec<RecordType> = list(describe, "recordTypeInfos").iter().filter_map(record_type).collect();
        let draft = ObjectDraft::new(&name, prefix, &label, &plural)
            .abilities(abilities(describe))
            .record_types(&record_types)
            .only(own);
        match known {
            Some(known) => {
                if let Some(place) = self.objects.get_mut(known.index.place()) {
                    *place = draft.build();
                }
            }
            None => self.objects.push(draft.build()),
        }
        self.link();
        self.take_child_names(describe, &name);
        Ok(())
    }

    /// The describe of a parent names the relationships of its children.
    fn take_child_names(&mut self, describe: &Json, parent: &str) {
        for child in list(describe, "childRelationships") {
            let (Some(object), Some(field)) = (string(child, "childSObject"), string(child, "field")) else {
                continue;
            };
            let place = self.find(&object).and_then(|object| Some((object.index, object.find(&field)?)));
            let Some((object, index)) = place else { continue };
            let field = self.objects.get_mut(object.place()).and_then(|object| object.fields.get_mut(index.place()));
            if let Some(field) = field.filter(|field| field.reference_to.iter().any(|target| target == parent)) {
                field.child_name = string(child, "relationshipName").or_else(|| field.child_name.take());
                field.cascade_delete |= flag(child, "cascadeDelete");
            }
        }
    }
}

/// A child's own describe does not name its relationships: those that are known are kept.
fn child_names(schema: &Schema, object: &str, fields: &mut [Field]) {
    let Some(known) = schema.find(object) else { return };
    for field in fields {
        if let Some(index) = known.find(&field.name) {
            field.child_name.clone_from(&known.field(index).child_name);
            field.cascade_delete = known.field(index).cascade_delete;
        }
    }
}

fn abilities(describe: &Json) -> Abilities {
    let can = |name: &str| flag(describe, name);
    Abilities {
        createable: can("createable"),
        updateable: can("updateable"),
        deletable: can("deletable"),
        undeletable: can("undeletable"),
        queryable: can("queryable"),
        searchable: can("searchable"),
        feed_enabled: can("feedEnabled"),
        layoutable: can("layoutable"),
        mergeable: can("mergeable"),
        mru_enabled: can("mruEnabled"),
        replicateable: can("replicateable"),
        triggerable: can("triggerable"),
    }
}

fn record_type(info: &Json) -> Option<RecordType> {
    let id = string(info, "recordTypeId").and_then(|id| Id::parse(&id))?;
    let name = string(info, "name")?;
    if flag(info, "master") || name == "Master" {
        return None;
    }
    let developer_name = string(info, "developerName").unwrap_or_else(|| name.replace(' ', "_"));
    let default = flag(info, "defaultRecordTypeMapping");
    Some(RecordType { id, developer_name, name, default, offers: Vec::new() })
}

fn kind(name: &str) -> Kind {
    match name {
        "id" => Kind::Id,
        "reference" => Kind::Reference,
        "textarea" => Kind::TextArea,
        "picklist" | "combobox" => Kind::Picklist,
        "multipicklist" => Kind::MultiPicklist,
        "boolean" => Kind::Boolean,
        "int" | "long" => Kind::Int,
        "double" => Kind::Double,
        "currency" => Kind::Currency,
        "percent" => Kind::Percent,
        "date" => Kind::Date,
        "datetime" => Kind::DateTime,
        "time" => Kind::Time,
        "email" => Kind::Email,
        "phone" => Kind::Phone,
        "url" => Kind::Url,
        "address" | "location" => Kind::Address,
        "base64" => Kind::Base64,
        "complexvalue" => Kind::Complex,
        // Encrypted text, any type, category groups and whatever comes later are kept as text.
        _ => Kind::String,
    }
}

fn read_field(json: &Json, known: Option<&Object>) -> Result<Field, String> {
    let name = string(json, "name").ok_or("a field has no name")?;
    let kind = kind(&string(json, "type").ok_or_else(|| format!("`{name}` has no type"))?);
    let label = string(json, "label").unwrap_or_else(|| name.clone());
    let mut field = text(&name, &label, number(json, "length"));
    field.kind = kind;
    let bytes = number(json, "byteLength");
    field.byte_length = if bytes == 0 { field.length * 3 } else { bytes };
    field.precision = number(json, "precision");
    field.scale = number(json, "scale");
    field.digits = number(json, "digits");
    field.nillable = flag(json, "nillable");
    field.createable = flag(json, "createable");
    field.updateable = flag(json, "updateable");
    field.defaulted_on_create = flag(json, "defaultedOnCreate");
    field.filterable = flag(json, "filterable");
    field.sortable = flag(json, "sortable");
    field.groupable = flag(json, "groupable");
    // Old describes do not tell it.
    field.aggregatable = json.get("aggregatable").map_or(field.sortable, |value| value.as_bool() == Some(true));
    field.permissionable = flag(json, "permissionable");
    field.external_id = flag(json, "externalId");
    field.unique = flag(json, "unique");
    field.case_sensitive = flag(json, "caseSensitive");
    field.id_lookup = flag(json, "idLookup") || field.external_id;
    field.restricted = flag(json, "restrictedPicklist");
    field.auto_number = flag(json, "autoNumber");
    field.name_field = flag(json, "nameField");
    field.html = flag(json, "htmlFormatted");
    field.calculated = flag(json, "calculated");
    field.search_prefilterable = flag(json, "searchPrefilterable");
    field.name_pointing = flag(json, "namePointing");
    field.reference_to = list(json, "referenceTo").iter().filter_map(Json::as_str).map(str::to_owned).collect();
    field.relationship_name = string(json, "relationshipName");
    field.default_value = json.get("defaultValue").cloned();
    field.told_custom = json.get("custom").and_then(Json::as_bool);
    field.controller = string(json, "controllerName");
    field.compound = string(json, "compoundFieldName");
    field.extra_type = string(json, "extraTypeInfo");
    field.help = string(json, "inlineHelpText");
    field.picklist = list(json, "picklistValues").iter().filter_map(pick_value).collect();
    closed_values(&mut field, known);
    field.source = source(&field, known);
    Ok(field)
}

fn pick_value(json: &Json) -> Option<PickValue> {
    let value = string(json, "value")?;
    let bits = string(json, "validFor").and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
    let places = bits.map(|bits| {
        let set = |place: &usize| bits.get(place / 8).is_some_and(|byte| byte & (0x80 >> (place % 8)) != 0);
        (0..bits.len() * 8).filter(set).collect()
    });
    Some(PickValue {
        label: string(json, "label").unwrap_or_else(|| value.clone()),
        value,
        active: json.get("active").is_none_or(|active| active.as_bool() == Some(true)),
        default: flag(json, "defaultValue"),
        closed: false,
        valid_for: places,
    })
}

/// A describe does not say which statuses close a record: those that are known, and those called so.
fn closed_values(field: &mut Field, known: Option<&Object>) {
    let known = known.and_then(|known| known.find(&field.name).map(|index| known.field(index)));
    let closes = field.name == "Status" || field.name == "StageName";
    for pick in &mut field.picklist {
        let known = known.and_then(|known| known.pick(&pick.value)).is_some_and(|known| known.closed);
        pick.closed = known || closes && pick.value.starts_with("Closed");
    }
}

/// Where a value comes from: as for the field that is known, or by what the describe says of a compound.
fn source(field: &Field, known: Option<&Object>) -> Source {
    let known = known.and_then(|known| known.find(&field.name).map(|index| known.field(index)));
    match (known, field.kind) {
        (Some(known), _) => known.source.clone(),
        (None, Kind::Address) => Source::Address(field.name.trim_end_matches("Address").to_owned()),
        (None, _) if field.name_field && !field.createable && field.extra_type.as_deref() == Some("personname") => {
            Source::PersonName
        }
        (None, _) => Source::Stored,
    }
}

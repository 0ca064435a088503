//! The table that says what fills which field (BLK-3, BLK-4, TGL-11): how it is proposed, and what of it is taken.

use weftline_bulk::{Continued, Header};
use weftline_mapping::{Mapped, compile, is_required};
use weftline_wire::configuration::{BulkDefaults, Direction, FieldMapping, Source};
use weftline_wire::document::BulkFill;
use weftline_wire::failure::FailureCode;
use weftline_wire::json;
use weftline_wire::salesforce::{FieldDescribe, FieldType, FieldValue, PicklistValue};
use weftline_wire::view::{BulkField, BulkSource};

use crate::creations;
use crate::failure::{self, Failure};
use crate::flows::form::given;
use crate::gather::Gathered;
use crate::shown::without_id;

/// The field that holds a record's type.
const RECORD_TYPE: &str = "RecordTypeId";

/// A field of the table, with what is not shown of it.
pub(crate) struct Line {
    /// As pages show it.
    pub(crate) field: BulkField,
    /// What the mapping makes of the issue.
    pub(crate) value: FieldValue,
}

/// The table for a file with this header: required fields first, then those of the mapping in its order, then what else
/// may be set at creation.
pub(crate) fn lines(gathered: &Gathered, header: &Header) -> Vec<Line> {
    let values =
        compile(&gathered.mapping, &gathered.jira, &gathered.object).apply(&gathered.issue.input(), &gathered.resolved);
    let key = creations::key_field(&gathered.object);
    let settable = |field: &&FieldDescribe| field.createable && is_fillable(field) && Some(field.name.as_str()) != key;
    let mapped = |name: &str| gathered.mapping.fields.iter().find(|mapped| mapped.field == name);
    let in_mapping = gathered
        .mapping
        .fields
        .iter()
        .filter_map(|mapped| gathered.object.fields.iter().find(|field| field.name == mapped.field));
    let others = gathered.object.fields.iter().filter(|field| mapped(&field.name).is_none());
    let all: Vec<&FieldDescribe> = in_mapping.chain(others).filter(settable).collect();
    let (first, then): (Vec<&FieldDescribe>, Vec<&FieldDescribe>) =
        all.into_iter().partition(|field| is_required(field));
    let continued = Continued::of(&header.names);
    let column_of = |name: &str| {
        let named = |(index, column): &(usize, &String)| {
            column.trim().eq_ignore_ascii_case(name) && !continued.is_some_and(|continued| continued.is_added(*index))
        };
        header.names.iter().enumerate().find(named).map(|(index, _)| index as u32)
    };
    first
        .into_iter()
        .chain(then)
        .map(|field| {
            let value = values.iter().find(|value| value.field == field.name);
            line(gathered, field, mapped(&field.name), value, column_of(&field.name))
        })
        .collect()
}

/// Whether a cell can hold a value of the field.
fn is_fillable(field: &FieldDescribe) -> bool {
    !matches!(
        field.field_type,
        FieldType::Id
            | FieldType::Address
            | FieldType::Location
            | FieldType::Base64
            | FieldType::EncryptedString
            | FieldType::DataCategoryGroupReference
            | FieldType::ComplexValue
            | FieldType::AnyType
            | FieldType::Other
    )
}

fn line(
    gathered: &Gathered,
    field: &FieldDescribe,
    mapped: Option<&FieldMapping>,
    value: Option<&Mapped>,
    column: Option<u32>,
) -> Line {
    let jira = mapped.and_then(|mapped| jira_side(gathered, mapped));
    let default = mapped.map(default_of).unwrap_or_default();
    let source = match (&jira, column) {
        (Some(_), _) => BulkSource::Jira {},
        (None, Some(index)) => BulkSource::Column { index, default: some(&default) },
        (None, None) if default.is_empty() => BulkSource::Nothing {},
        (None, None) => BulkSource::Value { text: default.clone() },
    };
    let read_only = mapped.is_some_and(|mapped| mapped.read_only);
    // What people may not change, no file of theirs changes either.
    let source = match source {
        BulkSource::Column { .. } if read_only && default.is_empty() => BulkSource::Nothing {},
        BulkSource::Column { .. } if read_only => BulkSource::Value { text: default.clone() },
        source => source,
    };
    let jira_value = match value {
        Some(value) if jira.is_some() => value.value_label.clone().unwrap_or_else(|| text_of(&value.value)),
        _ => String::new(),
    };
    let label = mapped.and_then(|mapped| mapped.label.clone()).unwrap_or_else(|| without_id(field).to_owned());
    Line {
        field: BulkField {
            field: field.name.clone(),
            label,
            field_type: field.field_type,
            required: is_required(field),
            help: mapped.and_then(|mapped| mapped.help.clone()).or_else(|| field.inline_help_text.clone()),
            length: field.length,
            options: options(gathered, field),
            restricted: field.restricted_picklist,
            jira,
            jira_value,
            default,
            source,
            read_only,
        },
        value: value.map_or(FieldValue::Null, |value| value.value.clone()),
    }
}

/// What people see of the Jira side of a mapping; none where nothing in Jira fills the field.
fn jira_side(gathered: &Gathered, mapped: &FieldMapping) -> Option<String> {
    if mapped.direction == Direction::ToJira {
        return None;
    }
    match &mapped.source {
        Source::Nothing | Source::Constant { .. } => None,
        Source::Template { template } => Some(template.clone()),
        Source::Field { field, .. } | Source::Picklist { field, .. } | Source::Lookup { field, .. } => {
            let known = gathered.jira.fields.iter().find(|known| known.id == *field);
            Some(known.map_or_else(|| field.clone(), |known| known.name.clone()))
        }
    }
}

/// What stands for a value that nobody gives. A constant is one that no field of Jira's comes before.
fn default_of(mapped: &FieldMapping) -> String {
    match &mapped.source {
        Source::Constant { value } if mapped.direction != Direction::ToJira => value.clone(),
        _ => mapped.default.clone().unwrap_or_default(),
    }
}

/// The values to choose from: of a picklist the active ones, of a record's type those that may be given.
fn options(gathered: &Gathered, field: &FieldDescribe) -> Vec<PicklistValue> {
    if field.name == RECORD_TYPE {
        let option = |given: &weftline_wire::salesforce::RecordType| PicklistValue {
            value: given.record_type_id.clone(),
            label: given.name.clone(),
            active: true,
            default_value: given.default_record_type_mapping,
            valid_for: None,
        };
        return given(&gathered.object).map(option).collect();
    }
    field.picklist_values.iter().filter(|value| value.active).cloned().collect()
}

fn text_of(value: &FieldValue) -> String {
    match value {
        FieldValue::Null => String::new(),
        FieldValue::Boolean(value) => value.to_string(),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Text(text) => text.clone(),
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What fills a field by someone's choice. Refuses what the table does not offer.
pub(crate) fn fill(line: &Line, chosen: &BulkSource, width: u32, defaults: BulkDefaults) -> Result<BulkFill, Failure> {
    let field = &line.field;
    if field.read_only && *chosen != field.source {
        return Err(refused(field, "people cannot change it: only what the mapping says is taken"));
    }
    let is_allowed = |text: &str| defaults == BulkDefaults::Editable || text == field.default;
    match chosen {
        BulkSource::Nothing {} => Ok(BulkFill::Nothing {}),
        BulkSource::Jira {} if field.jira.is_none() => Err(refused(field, "nothing in Jira is mapped to it")),
        BulkSource::Jira {} => Ok(BulkFill::Fixed { json: json::to_string(&line.value) }),
        BulkSource::Column { index, .. } if *index >= width => {
            Err(refused(field, &format!("the file has no column {}", index.saturating_add(1))))
        }
        BulkSource::Column { default: Some(text), .. } | BulkSource::Value { text } if !is_allowed(text) => {
            Err(refused(field, "only the default that an admin has given may be used"))
        }
        BulkSource::Column { index, default } => {
            Ok(BulkFill::Column { index: *index, default: default.clone().filter(|text| !text.is_empty()) })
        }
        BulkSource::Value { text } => Ok(BulkFill::Text { text: text.clone() }),
    }
}

fn refused(field: &BulkField, why: &str) -> Failure {
    let text = format!("`{}` cannot be filled so: {why}", field.label);
    failure::with(failure::of(FailureCode::Invalid, text), "field", field.field.clone())
}

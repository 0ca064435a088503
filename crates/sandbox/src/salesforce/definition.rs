//! Custom fields and objects as the Tooling API and metadata deployments define them.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm>

use super::schema::field::{Field, Kind, PickValue};
use super::schema::make;
use serde_json::{Value as Json, json};

fn text<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    json.get(name).and_then(Json::as_str).filter(|text| !text.is_empty())
}

fn number(json: &Json, name: &str) -> Option<u32> {
    let value = json.get(name)?;
    value.as_u64().and_then(|number| u32::try_from(number).ok()).or_else(|| value.as_str()?.parse().ok())
}

fn flag(json: &Json, name: &str) -> bool {
    json.get(name).is_some_and(|value| value.as_bool() == Some(true) || value.as_str() == Some("true"))
}

/// A list, which in XML may be a single element.
fn list(json: &Json, name: &str) -> Vec<Json> {
    match json.get(name) {
        Some(Json::Array(list)) => list.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    }
}

/// The field that metadata describes; the error is what Salesforce tells the admin.
pub(crate) fn field(name: &str, metadata: &Json) -> Result<Field, String> {
    let label = text(metadata, "label").ok_or("Required field is missing: label")?;
    let kind = text(metadata, "type").ok_or("Required field is missing: type")?;
    let length = |most: u32| match number(metadata, "length") {
        Some(length) if (1..=most).contains(&length) => Ok(length),
        Some(_) => Err(format!("Value too large: the length must be between 1 and {most}")),
        None => Err("Required field is missing: length".to_owned()),
    };
    let sized = || {
        let precision = number(metadata, "precision").ok_or("Required field is missing: precision")?;
        let scale = number(metadata, "scale").ok_or("Required field is missing: scale")?;
        if precision > 18 || scale > precision {
            return Err("Precision must be at most 18 and scale no greater than precision");
        }
        Ok((precision, scale))
    };
    let mut made = match kind {
        "Text" => make::text(name, label, length(255)?),
        "TextArea" => make::area(name, label, 255),
        "LongTextArea" => make::area(name, label, length(131_072)?),
        "Html" => make::rich(name, label, length(131_072)?),
        "Checkbox" => make::boolean(name, label),
        "Number" => sized().map(|(precision, scale)| make::number(name, label, precision, scale))?,
        "Currency" => sized().map(|(precision, scale)| make::currency(name, label, precision, scale))?,
        "Percent" => sized().map(|(precision, scale)| make::percent(name, label, precision, scale))?,
        "Date" => make::date(name, label),
        "DateTime" => make::instant(name, label),
        "Time" => make::time(name, label),
        "Email" => make::email(name, label),
        "Phone" => make::phone(name, label),
        "Url" => make::url(name, label, 255),
        "Picklist" | "MultiselectPicklist" => picklist(name, label, kind, metadata)?,
        "Lookup" => {
            let target = text(metadata, "referenceTo").ok_or("Required field is missing: referenceTo")?;
            let relationship = format!("{}__r", name.trim_end_matches("__c"));
            let made = make::lookup(name, label, &[target], &relationship);
            match text(metadata, "relationshipName") {
                Some(child) => made.child(&format!("{child}__r")),
                None => made,
            }
        }
        other => return Err(format!("Unknown or not emulated field type: {other}")),
    };
    if flag(metadata, "externalId") {
        made = made.external_id();
    }
    if flag(metadata, "unique") {
        made = made.unique();
        made.case_sensitive = flag(metadata, "caseSensitive");
    }
    if flag(metadata, "required") {
        made = made.required();
    }
    made.help = text(metadata, "inlineHelpText").map(str::to_owned);
    made.guarded = made.nillable || kind == "Checkbox";
    Ok(made)
}

fn picklist(name: &str, label: &str, kind: &str, metadata: &Json) -> Result<Field, String> {
    let set = metadata.get("valueSet").ok_or("Required field is missing: valueSet")?;
    let definition = set.get("valueSetDefinition").ok_or("Required field is missing: valueSetDefinition")?;
    let mut made =
        if kind == "Picklist" { make::picklist(name, label, 255, &[]) } else { make::multi(name, label, &[]) };
    made.restricted = flag(set, "restricted");
    for value in list(definition, "value") {
        // A deployment names it `fullName`, the Tooling API `valueName`.
        let own = text(&value, "fullName").or_else(|| text(&value, "valueName"));
        let own = own.ok_or("Required field is missing: fullName of a value")?;
        made.picklist.push(PickValue {
            value: own.to_owned(),
            label: text(&value, "label").unwrap_or(own).to_owned(),
            active: value.get("isActive").is_none() || flag(&value, "isActive"),
            default: flag(&value, "default"),
            closed: false,
            valid_for: None,
        });
    }
    Ok(made)
}

/// The metadata of a field that the org came with.
pub(crate) fn metadata(field: &Field) -> Json {
    let kind = match field.kind {
        Kind::TextArea if field.html => "Html",
        Kind::TextArea if field.length > 255 => "LongTextArea",
        Kind::TextArea => "TextArea",
        Kind::Picklist => "Picklist",
        Kind::MultiPicklist => "MultiselectPicklist",
        Kind::Boolean => "Checkbox",
        Kind::Int | Kind::Double => "Number",
        Kind::Currency => "Currency",
        Kind::Percent => "Percent",
        Kind::Date => "Date",
        Kind::DateTime => "DateTime",
        Kind::Time => "Time",
        Kind::Email => "Email",
        Kind::Phone => "Phone",
        Kind::Url => "Url",
        Kind::Reference => "Lookup",
        Kind::String | Kind::Id | Kind::Address | Kind::Base64 | Kind::Complex | Kind::Junction => "Text",
    };
    let value = |pick: &PickValue| json!({ "valueName": pick.value, "label": pick.label, "default": pick.default, "isActive": pick.active });
    let values: Vec<Json> = field.picklist.iter().map(value).collect();
    let set = json!({ "restricted": field.restricted, "valueSetDefinition": { "sorted": false, "value": values } });
    json!({
        "label": field.label,
        "type": kind,
        "length": field.length,
        "precision": field.precision,
        "scale": field.scale,
        "unique": field.unique,
        "externalId": field.external_id,
        "caseSensitive": field.case_sensitive,
        "required": !field.nillable && field.kind != Kind::Boolean,
        "inlineHelpText": field.help,
        "referenceTo": field.reference_to.first(),
        "valueSet": if field.picklist.is_empty() { Json::Null } else { set },
    })
}

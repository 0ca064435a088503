//! Entities as the manifest declares them.
//! <https://developer.atlassian.com/platform/forge/runtime-reference/custom-entities>

use std::collections::BTreeMap;

use serde_json::Value;

use super::Refusal;

/// An attribute's declared type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    /// Text.
    String,
    /// True or false.
    Boolean,
    /// A number.
    Float,
    /// A whole number of 32 bits.
    Integer,
    /// Anything; in no index.
    Any,
}

/// An index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    /// Attributes whose values a query gives.
    pub(crate) partition: Vec<String>,
    /// The attribute a query orders by and may give a range of.
    pub(crate) range: Vec<String>,
}

/// A declared entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entity {
    /// Its attributes.
    pub(crate) attributes: BTreeMap<String, Attribute>,
    /// Its indexes by name.
    pub(crate) indexes: BTreeMap<String, Index>,
}

impl Entity {
    /// Reads one item of the manifest's `app.storage.entities`, and its name.
    pub(crate) fn from_manifest(item: &Value) -> Result<(String, Self), String> {
        let name = item.get("name").and_then(Value::as_str).ok_or("an entity has no name")?;
        let mut entity = Self::default();
        for (attribute, declared) in item.get("attributes").and_then(Value::as_object).into_iter().flatten() {
            let kind = match declared.get("type").and_then(Value::as_str) {
                Some("string") => Attribute::String,
                Some("boolean") => Attribute::Boolean,
                Some("float") => Attribute::Float,
                Some("integer") => Attribute::Integer,
                Some("any") => Attribute::Any,
                _ => return Err(format!("entity `{name}`: attribute `{attribute}` has no known type")),
            };
            entity.attributes.insert(attribute.clone(), kind);
        }
        for index in item.get("indexes").and_then(Value::as_array).into_iter().flatten() {
            let (index_name, index) = match index {
                Value::String(attribute) => {
                    (attribute.clone(), Index { partition: Vec::new(), range: vec![attribute.clone()] })
                }
                other => {
                    let index_name = other.get("name").and_then(Value::as_str);
                    let index_name = index_name.ok_or(format!("entity `{name}`: an index has no name"))?;
                    (index_name.into(), Index { partition: names(other, "partition"), range: names(other, "range") })
                }
            };
            for attribute in index.partition.iter().chain(&index.range) {
                if !entity.attributes.contains_key(attribute) {
                    return Err(format!("entity `{name}`: index `{index_name}` names no attribute `{attribute}`"));
                }
            }
            entity.indexes.insert(index_name, index);
        }
        Ok((name.into(), entity))
    }

    pub(super) fn check(&self, value: &Value) -> Result<(), Refusal> {
        let Some(members) = value.as_object() else {
            return Err(Refusal::bad("INVALID_ENTITY_VALUE", "an entity's value is an object"));
        };
        for (name, member) in members {
            let Some(attribute) = self.attributes.get(name) else {
                return Err(Refusal::bad(
                    "INVALID_ENTITY_ATTRIBUTE",
                    format!("the manifest declares no attribute `{name}`"),
                ));
            };
            if !attribute.takes(member) {
                return Err(Refusal::bad(
                    "INVALID_ENTITY_VALUE",
                    format!("attribute `{name}` is declared {attribute:?} and does not take this value").to_lowercase(),
                ));
            }
        }
        Ok(())
    }
}

impl Attribute {
    fn takes(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Float => value.is_number(),
            Self::Integer => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            Self::Any => true,
        }
    }
}

fn names(index: &Value, member: &str) -> Vec<String> {
    let names = index.get(member).and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

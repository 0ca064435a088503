//! An org in the shape of a real one, and records as a real one answers with them.

use super::id::Id;
use super::schema::Schema;
use super::store::{Row, Store};
use super::value::Value;
use super::{Org, OrgOptions, draft};
use serde_json::Value as Json;
use std::sync::Arc;

impl Org {
    /// An org with the objects of these describes, as an org answers them at `/sobjects/{name}/describe`, in the
    /// place of the demonstration's objects of the same names and beside the others. It has users and no records.
    ///
    /// # Errors
    /// What a describe lacks.
    pub fn shaped(options: OrgOptions, describes: &[Json]) -> Result<Self, String> {
        let mut org = Self::new(options.clone());
        let mut schema = Schema::demonstration();
        for describe in describes {
            schema.take_describe(describe)?;
        }
        org.store = Store::new(&schema);
        org.schema = Arc::new(schema);
        org.auth = super::oauth_token::Auth::new();
        org.set_up();
        Ok(org)
    }

    /// Takes in a record as an org answers with it: `attributes.type` names the object, and its id is kept. What the
    /// object lacks is left out; what it cannot hold is an error.
    ///
    /// # Errors
    /// Which object, id or value is not understood.
    pub fn take_record(&mut self, record: &Json) -> Result<Id, String> {
        let kind = record.pointer("/attributes/type").and_then(Json::as_str).ok_or("the record has no type")?;
        let schema = self.schema();
        let object = schema.find(kind).ok_or_else(|| format!("the object `{kind}` is not known"))?;
        let members = record.as_object().ok_or("the record is no object")?;
        let mut row = Row::empty(object.fields.len());
        for (index, field) in object.indexed() {
            let given = members.iter().find(|(name, _)| name.eq_ignore_ascii_case(&field.name));
            let stored = field.source == super::schema::field::Source::Stored;
            if let Some((_, json)) = given.filter(|(_, json)| stored && !json.is_object() && !json.is_null()) {
                let value =
                    draft::convert(field, json).map_err(|error| format!("{kind}.{}: {}", field.name, error.message))?;
                row.set(index, value);
            }
        }
        let given = row.id().filter(|id| id.prefix() == object.prefix);
        let id = given.unwrap_or_else(|| self.store.new_id(object));
        if let Some(field) = object.find("Id") {
            row.set(field, Value::Id(id));
        }
        match self.store.table(object.index).slot(id) {
            Some(slot) => self.store.replace(object.index, slot, row),
            None => self.store.insert(object.index, row),
        }
        self.store.commit();
        Ok(id)
    }
}

//! What the org has to keep, in rows for whoever keeps them, and how it takes them back.

use super::Org;
use super::automation;
use super::id::Id;
use super::schema::Object;
use super::schema::field::Kind;
use super::store::Row;
use super::value::Value;
use crate::change::Change;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json, json};

/// The table of records; the key is the record's id.
const RECORDS: &str = "salesforce_record";
/// The table of everything else; the key says what. Its name sorts before the records', which need the shape.
const STATE: &str = "salesforce_org";

impl Org {
    /// Everything that changed since the last call.
    pub fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for id in self.store.take_dirty() {
            let Some(object) = self.schema.by_prefix(id.prefix()) else {
                continue;
            };
            changes.push(match self.store.table(object.index).row(id) {
                Some(row) => Change::put(RECORDS, id.to_string(), kept(object, row).to_string()),
                None => Change::removed(RECORDS, id.to_string()),
            });
        }
        if std::mem::take(&mut self.shape_changed) {
            changes.push(Change::put(STATE, "shape", Json::Array(self.shape.clone()).to_string()));
        }
        if let Some(settings) = self.take_settings() {
            changes.push(Change::put(STATE, "settings", settings.to_string()));
        }
        changes.extend(self.bulk.take_changes());
        if let Some(outbox) = self.outbox.take() {
            changes.push(Change::put(STATE, "outbox", outbox.to_string()));
        }
        if let Some(tokens) = self.auth.take() {
            changes.push(Change::put(STATE, "tokens", tokens.to_string()));
        }
        changes
    }

    /// Takes back a row that [`Org::take_changes`] gave. A row that cannot be read is left out, and the answer says why.
    pub fn load(&mut self, table: &str, key: &str, json: &str) -> Result<(), String> {
        let parsed: Json = serde_json::from_str(json).map_err(|error| format!("row `{key}` is no json: {error}"))?;
        if self.bulk.load(table, key, &parsed)? {
            return Ok(());
        }
        match (table, key) {
            (STATE, "outbox") => self.outbox.load(&parsed)?,
            (STATE, "tokens") => self.auth.load(&parsed),
            (STATE, "shape") => self.reshape(&parsed),
            (STATE, "settings") => self.load_settings(&parsed)?,
            (RECORDS, _) => {
                let id = Id::parse(key).ok_or_else(|| format!("row `{key}` has no id for a key"))?;
                let schema = self.schema();
                let object =
                    schema.by_prefix(id.prefix()).ok_or_else(|| format!("row `{key}` is of no known object"))?;
                let members = parsed.as_object().ok_or_else(|| format!("row `{key}` is no json object"))?;
                let row = revived(object, id, members);
                if let Some(number) = auto_number(object, &row) {
                    self.store.number_seen(object.index, number);
                }
                self.store.restore(object.index, row);
            }
            _ => return Err(format!("there is no table `{table}`")),
        }
        Ok(())
    }

    /// Takes back the data of a bulk job, whose row is there already.
    ///
    /// # Errors
    /// When there is no such job.
    pub fn load_content(&mut self, table: &str, key: &str, bytes: Vec<u8>) -> Result<(), String> {
        self.bulk.load_data(table, key, bytes)
    }
}

fn auto_number(object: &Object, row: &Row) -> Option<u64> {
    let (index, _) = object.indexed().find(|(_, field)| field.auto_number)?;
    automation::number_of(object, row.get(index).as_text()?)
}

fn kept(object: &Object, row: &Row) -> Json {
    let mut members = Map::new();
    for (index, field) in object.indexed() {
        let json = match row.get(index) {
            Value::Null => continue,
            Value::Bool(flag) => json!(flag),
            Value::Int(number) | Value::DateTime(number) => json!(number),
            Value::Date(number) | Value::Time(number) => json!(number),
            Value::Double(number) => json!(number),
            Value::Text(text) | Value::Compound(text) => json!(text),
            Value::Id(id) => json!(id.to_string()),
            Value::Bytes(bytes) => json!(STANDARD.encode(bytes)),
        };
        members.insert(field.name.clone(), json);
    }
    Json::Object(members)
}

fn revived(object: &Object, id: Id, members: &Map<String, Json>) -> Row {
    let mut row = Row::empty(object.fields.len());
    for (index, field) in object.indexed() {
        let Some(json) = members.get(&field.name) else { continue };
        let small = || i32::try_from(json.as_i64()?).ok();
        let value = match field.kind {
            Kind::Boolean => json.as_bool().map(Value::Bool),
            Kind::Int => json.as_i64().map(Value::Int),
            Kind::DateTime => json.as_i64().map(Value::DateTime),
            Kind::Date => small().map(Value::Date),
            Kind::Time => small().map(Value::Time),
            Kind::Double | Kind::Currency | Kind::Percent => json.as_f64().map(Value::Double),
            Kind::Id | Kind::Reference => json.as_str().and_then(Id::parse).map(Value::Id),
            Kind::Complex => json.as_str().map(|text| Value::Compound(text.into())),
            Kind::Base64 => {
                json.as_str().and_then(|text| STANDARD.decode(text).ok()).map(|bytes| Value::Bytes(bytes.into()))
            }
            _ => json.as_str().map(Value::text),
        };
        row.set(index, value.unwrap_or_default());
    }
    if let Some(field) = object.find("Id") {
        row.set(field, Value::Id(id));
    }
    row
}

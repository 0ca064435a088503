//! Reading a record: stored and computed values, and the JSON of a whole row.

use super::id::Id;
use super::schema::field::{Field, Kind, Source};
use super::schema::{FieldIndex, Object, Schema};
use super::store::{Row, Store};
use super::value::{Value, write_text};
use std::borrow::Cow;

/// The schema and the rows, as everything that reads needs them.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    /// The shape.
    pub(crate) schema: &'a Schema,
    /// The rows.
    pub(crate) store: &'a Store,
}

impl<'a> View<'a> {
    /// A field's value, computed where it is not stored.
    pub(crate) fn value(self, object: &'a Object, row: &'a Row, index: FieldIndex) -> Cow<'a, Value> {
        let field = object.field(index);
        match &field.source {
            Source::Stored if field.kind == Kind::Boolean && row.get(index).is_null() => Cow::Owned(Value::Bool(false)),
            Source::Stored => Cow::Borrowed(row.get(index)),
            Source::Parent { lookup, field } => {
                let target = object.find(lookup).and_then(|lookup| self.follow(row.get(lookup)));
                match target.and_then(|(parent, row)| Some((parent, row, parent.find(field)?))) {
                    Some((parent, row, field)) => self.value(parent, row, field),
                    None => Cow::Owned(Value::Null),
                }
            }
            Source::LinkedDocuments => Cow::Owned(self.linked_documents(row)),
            Source::CommentCount => Cow::Owned(self.comment_count(row)),
            computed => Cow::Owned(compute(computed, object, row)),
        }
    }

    /// The ids of the files that are linked to a record, as a JSON list; nothing when there are none.
    fn linked_documents(self, row: &Row) -> Value {
        let ids: Vec<Id> = self.links(row.id()).map(|(_, document)| document).collect();
        if ids.is_empty() {
            return Value::Null;
        }
        let texts: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
        Value::Compound(format!("[{}]", texts.join(",")).into_boxed_str())
    }

    fn comment_count(self, row: &Row) -> Value {
        let comments = self.schema.find("IdeaComment");
        let count = comments.and_then(|comments| Some((comments, comments.find("IdeaId")?))).map(|(comments, idea)| {
            let table = self.store.table(comments.index);
            let slots = table.with(idea, &row.id().map_or(Value::Null, Value::Id));
            slots.iter().filter(|slot| table.at(**slot).is_some_and(|row| !self.is_deleted(comments, row))).count()
        });
        Value::Int(count.and_then(|count| i64::try_from(count).ok()).unwrap_or(0))
    }

    /// The links between a record and files: the link and the file's document.
    pub(crate) fn links(self, record: Option<Id>) -> impl Iterator<Item = (Id, Id)> + 'a {
        let links = self.schema.find("ContentDocumentLink");
        let found = links.zip(record).and_then(|(links, record)| {
            let (entity, document) = (links.find("LinkedEntityId")?, links.find("ContentDocumentId")?);
            let table = self.store.table(links.index);
            let slots = table.with(entity, &Value::Id(record)).into_iter();
            Some(slots.filter_map(move |slot| {
                let link = table.at(slot).filter(|link| !self.is_deleted(links, link))?;
                Some((link.id()?, link.get(document).as_id()?))
            }))
        });
        found.into_iter().flatten()
    }

    /// The record that a reference points to, deleted or not.
    pub(crate) fn follow(self, reference: &Value) -> Option<(&'a Object, &'a Row)> {
        let id = reference.as_id()?;
        let object = self.schema.by_prefix(id.prefix())?;
        Some((object, self.store.table(object.index).row(id)?))
    }

    /// Whether a row is of an object, and seen: the feed of an object has only those feed items that are below its
    /// records.
    pub(crate) fn is_of(self, object: &Object, row: &Row) -> bool {
        let below = object.feed_of.is_none_or(|prefix| {
            let parent = object.find("ParentId").and_then(|parent| row.get(parent).as_id());
            parent.is_some_and(|id| id.prefix() == prefix)
        });
        below && !self.is_hidden(object, row)
    }

    /// Whether sharing hides a row: it, or the record that it is a part of.
    pub(crate) fn is_hidden(self, object: &Object, row: &Row) -> bool {
        let hidden = &self.store.hidden;
        if hidden.is_empty() {
            return false;
        }
        let parts = object.indexed().filter(|(_, field)| field.cascade_delete);
        row.id().is_some_and(|id| hidden.contains(&id))
            || parts.filter_map(|(index, _)| row.get(index).as_id()).any(|whole| hidden.contains(&whole))
    }

    /// Whether a row is in the recycle bin.
    pub(crate) fn is_deleted(self, object: &Object, row: &Row) -> bool {
        object.system.deleted.is_some_and(|field| row.get(field).is_true())
    }
}

fn compute(source: &Source, object: &Object, row: &Row) -> Value {
    let get = |name: &str| object.find(name).map_or(Value::NULL, |field| row.get(field));
    match source {
        Source::PersonName => {
            let parts: Vec<&str> = [get("FirstName"), get("LastName")].into_iter().filter_map(Value::as_text).collect();
            Value::text(parts.join(" "))
        }
        Source::Address(prefix) => {
            let part = |suffix: &str| get(&format!("{prefix}{suffix}"));
            let parts = [
                ("city", "City"),
                ("country", "Country"),
                ("geocodeAccuracy", "GeocodeAccuracy"),
                ("latitude", "Latitude"),
                ("longitude", "Longitude"),
                ("postalCode", "PostalCode"),
                ("state", "State"),
                ("street", "Street"),
            ];
            if parts.iter().all(|(_, suffix)| part(suffix).is_null()) {
                return Value::Null;
            }
            let mut out = b"{".to_vec();
            for (place, (key, suffix)) in parts.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write_text(key, &mut out);
                out.push(b':');
                part(suffix).write_json(&mut out);
            }
            out.push(b'}');
            Value::Compound(String::from_utf8(out).unwrap_or_default().into_boxed_str())
        }
        Source::Photo => row.id().map_or(Value::Null, |id| Value::text(format!("/services/images/photo/{id}"))),
        Source::Extension => match get("PathOnClient").as_text().and_then(|path| path.rsplit_once('.')) {
            Some((_, extension)) => Value::text(extension),
            None => Value::Null,
        },
        Source::Stored | Source::Parent { .. } | Source::LinkedDocuments | Source::CommentCount => Value::Null,
    }
}

/// Writes the `attributes` that begin every record.
pub(crate) fn write_attributes(kind: &str, object: &str, id: Option<&Value>, version: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"attributes\":{\"type\":");
    write_text(kind, out);
    if let Some(id) = id.and_then(Value::as_id) {
        use std::io::Write;
        // A write into a vector cannot fail.
        let _infallible = write!(out, ",\"url\":\"/services/data/v{version}.0/sobjects/{object}/{id}\"");
    }
    out.push(b'}');
}

/// Writes a field's value; binary shows as the address that it is read from.
pub(crate) fn write_value(object: &Object, row: &Row, field: &Field, value: &Value, version: u32, out: &mut Vec<u8>) {
    match (field.kind, row.id()) {
        (Kind::Base64, Some(id)) => {
            let path = format!("/services/data/v{version}.0/sobjects/{}/{id}/{}", object.name, field.name);
            write_text(&path, out);
        }
        _ => value.write_json(out),
    }
}

/// Writes a row with these fields.
pub(crate) fn write_row(
    view: View<'_>,
    object: &Object,
    row: &Row,
    fields: &[FieldIndex],
    version: u32,
    out: &mut Vec<u8>,
) {
    out.push(b'{');
    let id = row.id().map(Value::Id);
    write_attributes(&object.name, &object.name, id.as_ref(), version, out);
    for index in fields {
        let field = object.field(*index);
        out.push(b',');
        write_text(&field.name, out);
        out.push(b':');
        write_value(object, row, field, &view.value(object, row, *index), version, out);
    }
    out.push(b'}');
}

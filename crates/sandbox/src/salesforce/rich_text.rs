//! Pictures in rich text fields: a picture that is written as data is kept apart, and the field holds its address.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_rich_text_image_retrieve.htm>

use super::Org;
use super::automation::{get, set};
use super::call::{Call, Reply};
use super::error::ApiError;
use super::id::Id;
use super::schema::Object;
use super::store::Row;
use super::value::Value;
use super::write::Context;
use crate::http::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;

/// The largest picture in bytes.
const PICTURE_MAX: usize = 1024 * 1024;

/// The kinds of pictures that are kept.
const KINDS: &[&str] = &["image/png", "image/jpeg", "image/gif"];

/// A picture that stands as data in a text.
struct Picture {
    /// Where its address begins and ends.
    place: std::ops::Range<usize>,
    kind: &'static str,
    bytes: Vec<u8>,
}

/// The first picture at or behind a place.
fn next(text: &str, from: usize) -> Option<Picture> {
    let mut at = from;
    loop {
        let start = at + text.get(at..)?.find("data:image/")?;
        at = start + 1;
        // Only an attribute's value in quotes: what stands in the text is text.
        let quote = text.get(..start)?.chars().next_back().filter(|one| matches!(one, '"' | '\''));
        let Some(quote) = quote else { continue };
        let rest = text.get(start..)?;
        let Some(end) = rest.find(quote) else { continue };
        let Some((head, data)) = rest.get(5..end).and_then(|address| address.split_once(',')) else { continue };
        let Some(kind) = head.strip_suffix(";base64").map(|kind| if kind == "image/jpg" { "image/jpeg" } else { kind })
        else {
            continue;
        };
        let Some(kind) = KINDS.iter().find(|known| **known == kind) else { continue };
        if let Ok(bytes) = STANDARD.decode(data) {
            return Some(Picture { place: start..start + end, kind, bytes });
        }
    }
}

/// The text without its pictures: that is what a field's length is measured by.
pub(crate) fn measured(text: &str) -> Cow<'_, str> {
    let mut rest = Cow::Borrowed(text);
    while let Some(picture) = next(&rest, 0) {
        let mut shorter = rest.into_owned();
        shorter.replace_range(picture.place, "");
        rest = Cow::Owned(shorter);
    }
    rest
}

/// A picture's address wants the session of a browser, which no token of the API gives: it sends to the login page.
pub(crate) fn login(request: &Request) -> Reply {
    Reply::written(302, Vec::new())
        .with("Location", format!("/?ec=302&startURL={}", request.path().replace('/', "%2F")))
}

impl Org {
    /// Keeps the pictures that stand as data in a record's rich text, and puts their addresses in their places.
    pub(super) fn keep_pictures(&mut self, object: &Object, id: Id, row: &mut Row) -> Result<(), ApiError> {
        for (index, field) in object.indexed().filter(|(_, field)| field.html) {
            let Some(text) = row.get(index).as_text().filter(|text| text.contains("data:image/")) else { continue };
            let mut text = text.to_owned();
            let mut from = 0;
            while let Some(picture) = next(&text, from) {
                if picture.bytes.len() > PICTURE_MAX {
                    let message = format!("{}: the maximum size of an image is 1 MB", field.label);
                    return Err(ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &[&field.name]));
                }
                let reference = self.keep_picture(id, &field.name, picture.kind, picture.bytes);
                let of = self.field_id(object, &field.name).map_or(field.name.clone(), |id| id.short().to_owned());
                let host = self.options.my_domain.replace(".my.salesforce.com", ".file.force.com");
                let (record, reference) = (id.short(), reference.short());
                let address =
                    format!("https://{host}/servlet/rtaImage?eid={record}&amp;feoid={of}&amp;refid={reference}");
                from = picture.place.start + address.len();
                text.replace_range(picture.place, &address);
            }
            row.set(index, Value::text(text));
        }
        Ok(())
    }

    fn keep_picture(&mut self, record: Id, field: &str, kind: &str, bytes: Vec<u8>) -> Id {
        let schema = self.schema();
        let Some(references) = schema.find("ContentReference") else { return record };
        let id = self.store.new_id(references);
        let mut row = Row::empty(references.fields.len());
        set(references, &mut row, "Id", Value::Id(id));
        set(references, &mut row, "RecordId", Value::text(record.to_string()));
        set(references, &mut row, "FieldName", Value::text(field));
        set(references, &mut row, "ContentType", Value::text(kind));
        set(references, &mut row, "Body", Value::Bytes(bytes.into_boxed_slice()));
        self.store.insert(references.index, row);
        id
    }

    /// `/sobjects/{name}/{id}/richTextImageFields/{field}/{reference}`. E-mails do not have it.
    pub(super) fn picture(
        &self,
        context: &Context,
        call: &Call<'_>,
        object: &Object,
        id: Id,
        [field, reference]: [&str; 2],
    ) -> Result<Reply, ApiError> {
        if call.method != "GET" {
            return Err(ApiError::method(&call.method, "HEAD,GET"));
        }
        self.living(object, id)?;
        let field = object.find(field).map(|index| object.field(index));
        let visible = field.filter(|field| field.html && self.access(context.user, object, field).0);
        let schema = self.schema();
        let found = visible.zip(schema.find("ContentReference")).zip(Id::parse(reference));
        let Some(((field, references), reference)) = found else {
            return Err(ApiError::not_found());
        };
        let row = self.store.table(references.index).row(reference).filter(|row| {
            get(references, row, "RecordId").as_text() == Some(id.to_string().as_str())
                && get(references, row, "FieldName").as_text() == Some(field.name.as_str())
        });
        let row = row.ok_or_else(ApiError::not_found)?;
        let kind = get(references, row, "ContentType").as_text();
        let kind = KINDS.iter().find(|known| Some(**known) == kind).copied().unwrap_or("image/png");
        match get(references, row, "Body") {
            Value::Bytes(bytes) => Ok(Reply { status: 200, headers: Vec::new(), body: bytes.to_vec(), kind }),
            _ => Err(ApiError::not_found()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_in_quotes_are_taken_for_pictures() {
        let text = r#"<p>data:image/png;base64,AAAA<img src="data:image/png;base64,AAAA"><img src='data:image/svg+xml;base64,AAAA'></p>"#;
        let found = next(text, 0).unwrap();
        assert_eq!(&text[found.place], "data:image/png;base64,AAAA");
        assert_eq!(
            measured(text),
            r#"<p>data:image/png;base64,AAAA<img src=""><img src='data:image/svg+xml;base64,AAAA'></p>"#
        );
    }
}

//! Images in what is shown of a record: fetched for the page, which never asks Salesforce itself.
//!
//! What a page asks for is checked beside fetching it, against the record that is linked to the issue; when the check
//! fails, what was fetched is thrown away.

use weftline_richtext::shown_pictures;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::request::{self, ContentOf};
use weftline_salesforce::soql::{Condition, FieldPath, Name, Select};
use weftline_wire::call::ImageCall;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::{ImageRef, ImageView};

use super::feed::{belongs, parsed};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::feeds;
use crate::gate;
use crate::join::join;
use crate::mails::{self, Depth};
use crate::opened::{self, Opened};
use crate::org::Org;
use crate::pictures::{IMAGE_BYTES_MAX, is_of_record, of_record, picture_type};
use crate::queries;
use crate::retry;

/// Fetches an image.
pub(crate) async fn image(world: &World, caller: &Caller, call: &ImageCall) -> Result<ImageView, Failure> {
    let mut opened = opened::open(world, caller, &call.record_id).await?;
    gate::switched_on(opened.settings.show_images, "showing images")?;
    match &call.image {
        ImageRef::Field { .. } => {}
        ImageRef::EmailField { .. } | ImageRef::EmailFile { .. } => {
            gate::switched_on(opened.settings.show_emails, "showing e-mails")?;
        }
        ImageRef::FeedFile { .. } => gate::switched_on(opened.settings.show_feed, "showing feeds")?,
    }
    let object = queries::name(&opened.link.object)?;
    let mails = queries::name(mails::OBJECT)?;
    let record = opened.id;
    let (checked, fetched) = match &call.image {
        ImageRef::Field { field, id } => {
            let (field, image) = (queries::name(field)?, of_kind(id, &["0EM", "068"])?);
            let is_file = image.prefix() == "068";
            let of = match is_file {
                true => ContentOf::Blob { record: image },
                false => ContentOf::RichText { object: &object, record, field: &field, image },
            };
            let mut beside = opened.org.beside();
            let shown = async {
                let selection = opened.configuration.selection(world, &opened.link.object).await?;
                is_there(selection.details.iter().any(|path| path.eq_ignore_ascii_case(field.as_str())))?;
                // A file is anybody's: it has to stand in this text, and to be the record's.
                if is_file { check_field(world, &mut opened.org, &object, record, &field, image).await } else { Ok(()) }
            };
            join(shown, fetch(world, &mut beside, of)).await
        }
        ImageRef::EmailField { email_id, field, id } => {
            let (email, field) =
                (opened::id(email_id)?, Name::parse("HtmlBody").ok().filter(|body| body.as_str() == field));
            let field = field.ok_or_else(not_there)?;
            let of = ContentOf::RichText { object: &mails, record: email, field: &field, image: rich_text_image(id)? };
            let mut beside = opened.org.beside();
            join(check_email(world, &mut opened, email, None), fetch(world, &mut beside, of)).await
        }
        ImageRef::EmailFile { email_id, id } => {
            let (email, file) = (opened::id(email_id)?, of_kind(id, &["00P", "068"])?);
            let mut beside = opened.org.beside();
            let of = ContentOf::Blob { record: file };
            join(check_email(world, &mut opened, email, Some(file)), fetch(world, &mut beside, of)).await
        }
        ImageRef::FeedFile { item_id, comment_id, id } => {
            let item = opened::id(item_id)?;
            let comment = comment_id.as_deref().map(opened::id).transpose()?;
            let file = of_kind(id, &["069"])?;
            let mut beside = opened.org.beside();
            let of = ContentOf::File { document: file };
            join(check_feed(world, &mut opened, item, comment, file), fetch(world, &mut beside, of)).await
        }
    };
    checked?;
    let body = fetched?;
    let media_type = picture_type(&body)
        .ok_or_else(|| failure::of(FailureCode::Invalid, "this is no image of a kind that is shown"))?;
    Ok(ImageView { media_type: media_type.to_owned(), base64: base64(&body) })
}

async fn fetch(world: &World, org: &mut Org, of: ContentOf<'_>) -> Result<Vec<u8>, Failure> {
    let request = |session: &_, timeout_ms| request::content(session, &of, IMAGE_BYTES_MAX, timeout_ms);
    // What was too large is too large the second time too.
    let reply = org.send(world, &retry::PAGE_WRITE, request).await.map_err(|error| error.into_failure())?;
    Ok(reply.body)
}

/// Whether a field of the record shows a file of the record.
async fn check_field(
    world: &World,
    org: &mut Org,
    object: &Name,
    record: RecordId,
    field: &Name,
    file: RecordId,
) -> Result<(), Failure> {
    let path = FieldPath::parse(field.as_str()).map_err(|_| not_there())?;
    let query = Select::from(object).field(&path).only(Condition::id_in(&[record])).limit(1).build();
    let [document, links] = of_record(record, file);
    let replies = queries::run(world, org, &[query, document, links]).await?;
    let (field_reply, of_file) = replies.split_first().ok_or_else(not_there)?;
    is_there(is_of_record(of_file)?)?;
    let page = field_reply.page()?;
    let found = page.records.first().ok_or_else(not_there)?;
    let html = found.get(field.as_str()).text().unwrap_or_default();
    is_there(shown_pictures(html).iter().any(|shown| RecordId::parse(&shown.id).is_ok_and(|id| id == file)))
}

/// Whether a message is one of the record, and a file one of the message.
async fn check_email(
    world: &World,
    opened: &mut Opened<'_>,
    email: RecordId,
    file: Option<RecordId>,
) -> Result<(), Failure> {
    let of = mails::of(&opened.link.object, opened.id).ok_or_else(not_there)?;
    let query = mails::select(Depth::Files, false)?.only(Condition::id_in(&[email])).only(of).limit(1).build();
    let replies = queries::run(world, &mut opened.org, &[query]).await?;
    let page = replies.first().ok_or_else(not_there)?.page()?;
    let found = page.records.first().ok_or_else(not_there)?;
    is_there(file.is_none_or(|file| mails::file_ids(found).any(|id| id == file.as_str())))
}

/// Whether an element is in the record's feed, a comment on the element, and a file on either.
async fn check_feed(
    world: &World,
    opened: &mut Opened<'_>,
    item: RecordId,
    comment: Option<RecordId>,
    file: RecordId,
) -> Result<(), Failure> {
    let record = opened.id;
    let mut beside = opened.org.beside();
    let commented = async {
        match &comment {
            Some(comment) => {
                let read = beside.read(world, |session, timeout_ms| request::comment(session, comment, timeout_ms));
                read.await.map(Some)
            }
            None => Ok(None),
        }
    };
    let element = opened.org.read(world, |session, timeout_ms| request::element(session, &item, timeout_ms));
    let (element, commented) = join(element, commented).await;
    let (element, commented) = (element?, commented?);
    let element = parsed(&element)?;
    belongs(&element, record)?;
    let holds = |holder: &_| feeds::documents(holder).any(|id| id == file.as_str());
    match commented {
        None => is_there(holds(&element)),
        Some(commented) => {
            let comment = parsed(&commented)?;
            is_there(comment.get("feedElement.id").text() == Some(item.as_str()) && holds(&comment))
        }
    }
}

fn rich_text_image(id: &str) -> Result<RecordId, Failure> {
    of_kind(id, &["0EM"])
}

fn of_kind(id: &str, prefixes: &[&str]) -> Result<RecordId, Failure> {
    let id = opened::id(id)?;
    is_there(prefixes.contains(&id.prefix())).map(|()| id)
}

fn is_there(there: bool) -> Result<(), Failure> {
    if there { Ok(()) } else { Err(not_there()) }
}

fn not_there() -> Failure {
    failure::of(FailureCode::RecordNotFound, "this image is not one of this record")
}

/// <https://www.rfc-editor.org/rfc/rfc4648#section-4>
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits: u32, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or_default()));
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 63;
            let letter = ALPHABET.get(index as usize).map_or('A', |letter| char::from(*letter));
            text.push(if place > chunk.len() { '=' } else { letter });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tgl_12_an_image_is_what_its_bytes_say() {
        for (bytes, kind) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"GIF89a", Some("image/gif")),
            (b"RIFF\x01\x02\x03\x04WEBPVP8 ", Some("image/webp")),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"<!DOCTYPE html>", None),
            (b"\x89PNG", None),
            (b"", None),
        ] {
            assert_eq!(picture_type(bytes), kind);
        }
    }

    #[test]
    fn bytes_are_written_in_base64() {
        let written = [&b""[..], b"f", b"fo", b"foo", b"foob", b"\xff\xfe\xfd"].map(base64);
        assert_eq!(written, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "//79"]);
    }
}

//! Pictures in rich text: which of the files that were carried stand in an issue's and a record's text.
//!
//! What is put in place is put there by the sync of fields: a picture that both sides have is part of the value that goes
//! over. Until the other side has it, the text names it; when it was carried, the issue is marked, and the next sync finds
//! that all that is missing is the picture.

use std::collections::BTreeMap;

use weftline_mapping::richtext::{Image, salesforce_id, shown_pictures};
use weftline_plan::UpdateInputs;
use weftline_wire::configuration::{Direction, Mapping, Source};
use weftline_wire::document::{FilePair, FileState, FilesDocument};
use weftline_wire::json;
use weftline_wire::plan::Way;
use weftline_wire::salesforce::{FieldValue, ObjectDescribe};

use crate::pictures::is_image;

/// Where Salesforce shows a version of a file.
const SHOWN_AT: &str = "/sfc/servlet.shepherd/version/download/";

/// Fields of a mapping that hold rich text on the record: each with the Jira field on the other side.
pub(crate) fn rich_fields<'a>(
    mapping: &'a Mapping,
    describe: &'a ObjectDescribe,
    way: Way,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    mapping.fields.iter().filter_map(move |field| {
        let goes = match field.direction {
            Direction::Both => true,
            Direction::ToSalesforce => way == Way::ToSalesforce,
            Direction::ToJira => way == Way::ToJira,
            Direction::Creation => false,
        };
        let Source::Field { field: jira, .. } = &field.source else { return None };
        let is_rich =
            |known: &&weftline_wire::salesforce::FieldDescribe| known.name == field.field && known.html_formatted;
        describe.fields.iter().find(is_rich).filter(|_| goes).map(|_| (field.field.as_str(), jira.as_str()))
    })
}

/// Whether a mapping keeps rich text in step whose pictures are carried.
pub(crate) fn wants_images(mapping: &Mapping, describe: &ObjectDescribe) -> bool {
    let to = |way| rich_fields(mapping, describe, way).next().is_some();
    let files = &mapping.files;
    (files.to_salesforce || files.to_jira) && (to(Way::ToSalesforce) || to(Way::ToJira))
}

/// Whether an issue has pictures by now that a record's text may show.
pub(crate) fn has_images(files: &FilesDocument) -> bool {
    files.files.iter().any(|pair| is_there(pair) && is_image(&pair.name))
}

/// Whether a file is on both sides.
fn is_there(pair: &FilePair) -> bool {
    matches!(pair.state, FileState::Carried | FileState::Same) && pair.attachment.is_some() && pair.version.is_some()
}

/// The pictures that the values of an update speak of.
pub(crate) fn of_update(files: &FilesDocument, site_url: &str, inputs: &UpdateInputs) -> Vec<Image> {
    let html: Vec<&str> = inputs.record.values.values().filter_map(text).collect();
    let shown: Vec<String> = html.iter().flat_map(|html| shown_pictures(html)).map(|picture| picture.id).collect();
    let documents: Vec<&str> =
        inputs.issue.fields.values().map(json::Json::get).filter(|json| json.contains("media")).collect();
    let mut images: Vec<Image> = Vec::new();
    for pair in files.files.iter().filter(|pair| is_image(&pair.name)) {
        let image = image_of(pair, site_url, &inputs.record.id);
        let quoted = json::to_string(&pair.name);
        let at_attachment = ["/attachment/content/", &image.attachment].concat();
        let is_shown = salesforce_id(&image.address).is_some_and(|id| shown.iter().any(|shown| shown == id));
        let is_named = documents
            .iter()
            .any(|json| json.contains(&quoted) || (!image.attachment.is_empty() && json.contains(&at_attachment)));
        if (is_shown || is_named) && !images.contains(&image) {
            images.push(image);
        }
    }
    images
}

/// A file as it is for a record: what is about another record is an attachment that this one does not have.
fn image_of(pair: &FilePair, site_url: &str, record_id: &str) -> Image {
    let attachment = pair.attachment.clone().unwrap_or_default();
    let url = match attachment.is_empty() || site_url.is_empty() || !is_there(pair) {
        true => String::new(),
        false => [site_url, "/rest/api/3/attachment/content/", &attachment].concat(),
    };
    let address = match &pair.version {
        _ if !is_there(pair) || pair.record_id != record_id => String::new(),
        Some(version) => pair.shown.clone().unwrap_or_else(|| [SHOWN_AT, version].concat()),
        None => String::new(),
    };
    Image { name: pair.name.clone(), attachment, url, address }
}

/// Whether a record's rich text shows a picture of which nobody knows yet what becomes of it on the issue.
pub(crate) fn has_unknown(
    files: &FilesDocument,
    record_id: &str,
    fields: &mut dyn Iterator<Item = &str>,
    values: &BTreeMap<String, FieldValue>,
) -> bool {
    let html = fields.filter_map(|field| text(values.get(field)?));
    html.flat_map(shown_pictures).any(|picture| known(files, record_id, &picture.id).is_none())
}

/// The entry about a picture that a record's text shows.
pub(crate) fn known<'f>(files: &'f FilesDocument, record_id: &str, id: &str) -> Option<&'f FilePair> {
    let is_it = |pair: &&FilePair| {
        pair.record_id == record_id && pair.version.as_ref().is_some_and(|version| version.starts_with(id))
    };
    files.files.iter().find(is_it)
}

fn text(value: &FieldValue) -> Option<&str> {
    match value {
        FieldValue::Text(text) => Some(text),
        _ => None,
    }
}

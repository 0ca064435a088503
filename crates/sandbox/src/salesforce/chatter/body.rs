//! Segments as the Connect REST API answers with them.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_feed_item_body.htm>

use super::super::automation::get;
use super::super::id::Id;
use super::super::value::Value;
use super::Place;
use super::file;
use super::people;
use super::segment::{Segment, is_rich, name_of, plain};
use serde_json::{Value as Json, json};

/// A body; without segments, that of an item which says nothing itself.
pub(crate) fn write(place: &Place<'_>, segments: &[Segment]) -> Json {
    if segments.is_empty() {
        return json!({ "isRichText": null, "messageSegments": [], "text": null });
    }
    let text: String = segments.iter().map(|segment| plain(place.view, segment)).collect();
    let rich = is_rich(segments);
    let segments: Vec<Json> = segments.iter().map(|segment| one(place, segment)).collect();
    json!({ "isRichText": rich, "messageSegments": segments, "text": text })
}

fn one(place: &Place<'_>, segment: &Segment) -> Json {
    let text = plain(place.view, segment);
    match segment {
        Segment::Text(_) => text_segment(&text),
        Segment::Link(url) => json!({ "text": text, "type": "Link", "url": url }),
        Segment::Hashtag(topic) => json!({
            "tag": topic,
            "text": text,
            "topicUrl": place.url(&format!("feeds/topics/{}/feed-elements", escape(topic))),
            "type": "Hashtag",
            "url": place.url(&format!("feed-elements?q=%23{}", escape(topic))),
        }),
        Segment::Mention(user) => json!({
            "accessible": true,
            "name": name_of(place.view, *user),
            "record": people::summary(place, *user),
            "text": text,
            "type": "Mention",
        }),
        Segment::EntityLink(record) => entity(place, *record),
        Segment::Begin(markup, url, alt) => json!({
            "altText": alt,
            "htmlTag": markup.tag,
            "markupType": markup.name,
            "text": "",
            "type": "MarkupBegin",
            "url": url,
        }),
        Segment::End(markup) => {
            json!({ "htmlTag": markup.tag, "markupType": markup.name, "text": "", "type": "MarkupEnd" })
        }
        Segment::Image(document, alt) => image(place, *document, alt.as_deref()),
    }
}

/// Plain text.
pub(crate) fn text_segment(text: &str) -> Json {
    json!({ "text": text, "type": "Text" })
}

/// A link to a user or record.
pub(crate) fn entity(place: &Place<'_>, id: Id) -> Json {
    let kind = place.view.follow(&Value::Id(id)).map_or("", |(object, _)| object.name.as_str());
    let path = if kind == "User" { "users" } else { "records" };
    json!({
        "motif": people::motif(kind),
        "reference": { "id": id.to_string(), "url": place.url(&format!("{path}/{id}")) },
        "text": name_of(place.view, id),
        "type": "EntityLink",
    })
}

/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_inline_image_message_segment.htm>
fn image(place: &Place<'_>, document: Id, alt: Option<&str>) -> Json {
    let version = file::latest(place.view, document);
    let fact = |name: &str| version.map(|(object, row)| get(object, row, name).clone()).unwrap_or_default();
    let extension = version.map(|(object, row)| file::extension(place.view, object, row));
    let size = match fact("ContentSize") {
        Value::Int(size) => json!(size),
        _ => Json::Null,
    };
    let id = version.and_then(|(_, row)| row.id()).map(|id| format!("?versionId={id}")).unwrap_or_default();
    json!({
        "altText": alt,
        "contentSize": size,
        "fileExtension": extension,
        "imageDetails": null,
        "text": alt.map_or_else(|| document.to_string(), str::to_owned),
        "thumbnails": file::thumbnails(place, document),
        "type": "InlineImage",
        "url": place.url_of("connect", &format!("files/{document}/content{id}")),
    })
}

/// A word in an address.
fn escape(text: &str) -> String {
    let escaped = text.bytes().map(|byte| match byte {
        byte if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    escaped.collect()
}

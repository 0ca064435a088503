//! Feeds by the Connect API, and the content of files and images.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resource_feeds_record.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element_capability_comments_items.htm>

use weftline_wire::effect::{Body, Effect, Method};

use super::{get, sending};
use crate::id::RecordId;
use crate::session::Session;
use crate::soql::Name;

/// Elements on a page of a feed.
const ELEMENTS: &str = "20";
/// Comments that come with an element, the latest ones.
const COMMENTS: &str = "5";
/// Comments on a page of them.
const COMMENTS_PAGE: &str = "25";

/// Reads a page of a record's feed, the newest first. Read by [`crate::reply::record`].
#[must_use]
pub fn feed(session: &Session, record: &RecordId, page: Option<&str>, timeout_ms: u32) -> Effect {
    let resource = [
        "/chatter/feeds/record/",
        record.as_str(),
        "/feed-elements?sort=CreatedDateDesc&elementsPerBundle=10&pageSize=",
        ELEMENTS,
        "&recentCommentCount=",
        COMMENTS,
    ];
    get(session, &paged(resource.concat(), page), Vec::new(), timeout_ms)
}

/// Reads an element of a feed with its latest comments. Read by [`crate::reply::record`].
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element.htm>
#[must_use]
pub fn element(session: &Session, id: &RecordId, timeout_ms: u32) -> Effect {
    let resource = ["/chatter/feed-elements/", id.as_str(), "?recentCommentCount=", COMMENTS];
    get(session, &resource.concat(), Vec::new(), timeout_ms)
}

/// Reads a page of the comments on an element: without a page the latest ones, further pages are older. Each page is in
/// the order of time. Read by [`crate::reply::record`].
#[must_use]
pub fn element_comments(session: &Session, element: &RecordId, page: Option<&str>, timeout_ms: u32) -> Effect {
    let resource = [&comments(element), "?pageSize=", COMMENTS_PAGE].concat();
    get(session, &paged(resource, page), Vec::new(), timeout_ms)
}

/// Reads a comment. Read by [`crate::reply::record`].
#[must_use]
pub fn comment(session: &Session, id: &RecordId, timeout_ms: u32) -> Effect {
    get(session, &["/chatter/comments/", id.as_str()].concat(), Vec::new(), timeout_ms)
}

/// Posts to a record's feed, for the org's own people only. `segments` is a JSON array. Answers with the element, read by
/// [`crate::reply::record`].
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element.htm>
#[must_use]
pub fn post_element(session: &Session, record: &RecordId, segments: &str, timeout_ms: u32) -> Effect {
    let content = [
        "{\"feedElementType\":\"FeedItem\",\"visibility\":\"InternalUsers\",\"subjectId\":\"",
        record.as_str(),
        "\",\"body\":{\"messageSegments\":",
        segments,
        "}}",
    ];
    sending(session, Method::Post, "/chatter/feed-elements", &[].into(), content.concat(), timeout_ms)
}

/// Comments on an element of a feed. `segments` is a JSON array. Answers with the comment, read by
/// [`crate::reply::record`].
#[must_use]
pub fn post_comment(session: &Session, element: &RecordId, segments: &str, timeout_ms: u32) -> Effect {
    let content = ["{\"body\":{\"messageSegments\":", segments, "}}"].concat();
    sending(session, Method::Post, &comments(element), &[].into(), content, timeout_ms)
}

/// The word in the address of a page by which it is asked for: taken from an address that Salesforce gave, or from what
/// was handed out. None when it could be anything else.
#[must_use]
pub fn page_token(text: &str) -> Option<&str> {
    let token = match text.split_once('?') {
        Some((_, query)) => query.split('&').find_map(|part| part.strip_prefix("page="))?,
        None => text,
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%:,+=!*".contains(&byte);
    (!token.is_empty() && token.len() <= 500 && token.bytes().all(plain)).then_some(token)
}

/// What bytes are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentOf<'a> {
    /// An image in a rich text field.
    /// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_rich_text_image_retrieve.htm>
    RichText {
        /// The record's object.
        object: &'a Name,
        /// The record.
        record: RecordId,
        /// The field.
        field: &'a Name,
        /// The image.
        image: RecordId,
    },
    /// A field of a record that holds a blob.
    /// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_blob_retrieve.htm>
    Blob {
        /// The record.
        record: RecordId,
    },
    /// The latest version of a file.
    /// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_files_content.htm>
    File {
        /// The document.
        document: RecordId,
    },
}

/// Asks for bytes, so many at most. The reply's body is the content.
#[must_use]
pub fn content(session: &Session, of: &ContentOf<'_>, bytes_max: u32, timeout_ms: u32) -> Effect {
    let resource = match of {
        ContentOf::RichText { object, record, field, image } => [
            "/sobjects/",
            object.as_str(),
            "/",
            record.as_str(),
            "/richTextImageFields/",
            field.as_str(),
            "/",
            image.as_str(),
        ]
        .concat(),
        ContentOf::Blob { record } if record.prefix() == "00P" => {
            ["/sobjects/Attachment/", record.as_str(), "/Body"].concat()
        }
        ContentOf::Blob { record } => ["/sobjects/ContentVersion/", record.as_str(), "/VersionData"].concat(),
        ContentOf::File { document } => ["/connect/files/", document.as_str(), "/content"].concat(),
    };
    let effect = get(session, &resource, Vec::new(), timeout_ms);
    let Effect::Salesforce { method, url, mut headers, timeout_ms, .. } = effect else { return effect };
    for (name, value) in &mut headers {
        if name == "Accept" {
            "*/*".clone_into(value);
        }
    }
    Effect::Salesforce { method, url, headers, body: Body::Empty, timeout_ms, reply_bytes_max: Some(bytes_max) }
}

fn comments(element: &RecordId) -> String {
    ["/chatter/feed-elements/", element.as_str(), "/capabilities/comments/items"].concat()
}

fn paged(mut resource: String, page: Option<&str>) -> String {
    if let Some(page) = page.and_then(page_token) {
        resource.extend(["&page=", page]);
    }
    resource
}

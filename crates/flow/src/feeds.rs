//! A record's feed as pages show it, from what the Connect API says of it.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_feed_item.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_feed_element_capabilities.htm>

use weftline_richtext::{Picture, Segment, sanitise_html_with, segment_html};
use weftline_salesforce::reply::{Record, Scalar};
use weftline_salesforce::request::page_token;
use weftline_salesforce::time::instant;
use weftline_wire::view::{Attachment, FeedChange, FeedComment, FeedItem, FeedKind, FeedLink, ImageRef};

use crate::opened::Opened;
use crate::pictures::{Gallery, attachment, file_name};

/// The elements of a page; several changes in one bundle are as many elements, where all of them are there.
pub(crate) fn items(page: &Record<'_>, opened: &Opened<'_>) -> Vec<FeedItem> {
    let mut items = Vec::new();
    for element in page.parts("elements") {
        let within: Vec<&Record<'_>> = element.parts("capabilities.bundle.page.elements").collect();
        let all = element.get("capabilities.bundle.totalElements").whole();
        if !within.is_empty() && all.is_none_or(|all| all as usize <= within.len()) {
            items.extend(within.into_iter().map(|element| item(element, opened)));
        } else {
            items.push(item(element, opened));
        }
    }
    items.retain(|item| is_shown(item, opened));
    items
}

/// Whether a setting keeps an element from pages: comments and e-mails are in the feed too.
fn is_shown(item: &FeedItem, opened: &Opened<'_>) -> bool {
    match item.kind {
        FeedKind::CaseComment => opened.settings.show_comments,
        FeedKind::Email => opened.settings.show_emails,
        FeedKind::Post | FeedKind::Link | FeedKind::File | FeedKind::TrackedChange | FeedKind::Other => true,
    }
}

/// An element.
pub(crate) fn item(element: &Record<'_>, opened: &Opened<'_>) -> FeedItem {
    let text = |path: &str| element.get(path).text().filter(|text| !text.is_empty());
    let id = text("id").unwrap_or_default();
    let changes: Vec<FeedChange> = ["capabilities.trackedChanges.changes", "capabilities.bundle.changes"]
        .into_iter()
        .flat_map(|path| element.parts(path))
        .map(change)
        .collect();
    let kind = match text("type").unwrap_or_default() {
        _ if !changes.is_empty() => FeedKind::TrackedChange,
        "TrackedChange" => FeedKind::TrackedChange,
        "TextPost" | "AdvancedTextPost" | "UserStatus" => FeedKind::Post,
        "LinkPost" => FeedKind::Link,
        "ContentPost" => FeedKind::File,
        "CaseCommentPost" => FeedKind::CaseComment,
        "EmailMessageEvent" => FeedKind::Email,
        _ => FeedKind::Other,
    };
    let first = element.parts("capabilities.bundle.page.elements").next();
    let author = author(element, "actor").or_else(|| author(first?, "actor"));
    let (mut html, images) = body(element, id, None, opened);
    if html.is_empty() {
        let instead = match kind {
            FeedKind::CaseComment => text("capabilities.caseComment.text"),
            FeedKind::Other => text("header.text"),
            FeedKind::Post | FeedKind::Link | FeedKind::File | FeedKind::TrackedChange | FeedKind::Email => None,
        };
        html = plain(instead.unwrap_or_default());
    }
    let attachments = files(element, id, None, opened);
    let title = [
        "capabilities.link.urlName",
        "capabilities.emailMessage.subject",
        "capabilities.questionAndAnswers.questionTitle",
    ];
    let title = title.into_iter().find_map(text).map(str::to_owned);
    let public = match kind {
        FeedKind::CaseComment => element.get("capabilities.caseComment.published") == Scalar::Boolean(true),
        _ => text("visibility") == Some("AllUsers"),
    };
    let (comments, older) = comments(element.part("capabilities.comments.page"), id, opened);
    FeedItem {
        id: id.to_owned(),
        kind,
        author: author.unwrap_or_default(),
        at_ms: text("createdDate").and_then(instant).unwrap_or_default(),
        public,
        title: title.or_else(|| attachments.first().filter(|_| kind == FeedKind::File).map(|file| file.name.clone())),
        html,
        images,
        link: text("capabilities.link.url").and_then(|href| link(href, text("capabilities.link.urlName"))),
        attachments,
        changes,
        comment_count: element.get("capabilities.comments.page.total").whole().unwrap_or(comments.len() as u32),
        comments,
        more_comments: older,
        commentable: opened.may_post_to_feed() && element.part("capabilities.comments").is_some(),
    }
}

/// Comments on an element, and where older ones are.
pub(crate) fn comments(
    page: Option<&Record<'_>>,
    item_id: &str,
    opened: &Opened<'_>,
) -> (Vec<FeedComment>, Option<String>) {
    let Some(page) = page else { return (Vec::new(), None) };
    let older = page.get("nextPageUrl").text().and_then(page_token).map(str::to_owned);
    (page.parts("items").map(|entry| comment(entry, item_id, opened)).collect(), older)
}

/// A comment on an element.
pub(crate) fn comment(comment: &Record<'_>, item_id: &str, opened: &Opened<'_>) -> FeedComment {
    let text = |path: &str| comment.get(path).text().unwrap_or_default();
    let id = text("id");
    let (html, images) = body(comment, item_id, Some(id), opened);
    FeedComment {
        id: id.to_owned(),
        author: author(comment, "user").unwrap_or_default(),
        at_ms: instant(text("createdDate")).unwrap_or_default(),
        html,
        images,
        attachments: files(comment, item_id, Some(id), opened),
    }
}

/// The documents that hang on an element or comment, or that its text shows.
pub(crate) fn documents<'r>(record: &'r Record<'_>) -> impl Iterator<Item = &'r str> {
    let inline = record.parts("body.messageSegments").filter_map(|segment| segment.get("thumbnails.fileId").text());
    file_parts(record).filter_map(|file| file.get("id").text()).chain(inline)
}

/// What a body says, without white space: what was posted is known again by it, however it was laid out.
pub(crate) fn words(record: &Record<'_>) -> String {
    let segments = record.parts("body.messageSegments").filter(|segment| segment.get("type").text() == Some("Text"));
    segments
        .filter_map(|segment| segment.get("text").text())
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect()
}

fn body(record: &Record<'_>, item_id: &str, comment_id: Option<&str>, opened: &Opened<'_>) -> (String, Vec<ImageRef>) {
    let mut html = String::new();
    for segment in record.parts("body.messageSegments") {
        let text = |path: &str| segment.get(path).text().unwrap_or_default();
        let segment = match text("type") {
            "MarkupBegin" => Segment::Begin(text("markupType"), segment.get("url").text()),
            "MarkupEnd" => Segment::End(text("markupType")),
            "Link" => Segment::Link(text("url"), text("text")),
            "InlineImage" => Segment::Image(text("thumbnails.fileId"), text("altText")),
            // Mentions, topics, records and what comes later have a text.
            _ => Segment::Text(text("text")),
        };
        segment_html(&mut html, segment);
    }
    if html.is_empty() {
        html = plain(record.get("body.text").text().unwrap_or_default());
    }
    let mut gallery = Gallery::new(opened.settings.show_images);
    let html = sanitise_html_with(&html, &mut |source| {
        if source.is_empty() { Picture::Named } else { gallery.add(image(item_id, comment_id, source)) }
    });
    (html, gallery.images)
}

fn plain(text: &str) -> String {
    let mut html = String::new();
    segment_html(&mut html, Segment::Text(text));
    html
}

fn image(item_id: &str, comment_id: Option<&str>, id: &str) -> ImageRef {
    ImageRef::FeedFile { item_id: item_id.to_owned(), comment_id: comment_id.map(str::to_owned), id: id.to_owned() }
}

fn files(record: &Record<'_>, item_id: &str, comment_id: Option<&str>, opened: &Opened<'_>) -> Vec<Attachment> {
    let files = file_parts(record).map(|file| {
        let text = |path: &str| file.get(path).text().unwrap_or_default();
        let id = text("id");
        let size = file.get("fileSize");
        let bytes = size.whole().or_else(|| size.text()?.parse().ok());
        let name = file_name(text("title"), text("fileExtension"));
        attachment(
            name,
            bytes,
            opened.url("ContentDocument", id),
            opened.settings.show_images,
            image(item_id, comment_id, id),
        )
    });
    files.collect()
}

/// Of elements `files`, of comments and of elements before there were several `content`.
fn file_parts<'r, 'a>(record: &'r Record<'a>) -> impl Iterator<Item = &'r Record<'a>> {
    record.parts("capabilities.files.items").chain(record.part("capabilities.content"))
}

fn change(change: &Record<'_>) -> FeedChange {
    let text = |path: &str| change.get(path).text().filter(|text| !text.is_empty()).map(str::to_owned);
    FeedChange { label: text("fieldName").unwrap_or_default(), before: text("oldValue"), after: text("newValue") }
}

fn author(record: &Record<'_>, who: &str) -> Option<String> {
    let name = ["displayName", "name"].into_iter().find_map(|name| record.part(who)?.get(name).text());
    name.map(str::to_owned)
}

/// An address of the web, for someone to follow.
fn link(href: &str, text: Option<&str>) -> Option<FeedLink> {
    let begins = |scheme: &str| href.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let plain = !href.chars().any(|character| character.is_control() || character.is_whitespace() || character == '\\');
    ((begins("https://") || begins("http://")) && plain)
        .then(|| FeedLink { href: href.to_owned(), text: text.unwrap_or(href).to_owned() })
}

//! What a client posts: segments and capabilities, with their limits.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_message_body_input.htm>
//!
//! The vendor documents the statuses of refusals and hardly their codes: these are our choice.

use super::super::error::ApiError;
use super::super::id::Id;
use super::super::record::View;
use super::super::schema::feed::BODY_MAX;
use super::super::value::Value;
use super::file;
use super::segment::{MARKUP, Markup, Segment, of_text, stored_text};
use serde_json::{Map, Value as Json};

/// How many mentions a body may have.
const MENTIONS_MAX: usize = 25;
/// Since when a hyperlink is markup.
const HYPERLINK_SINCE: u32 = 45;
/// Since when there is markup.
const MARKUP_SINCE: u32 = 35;

/// 400: the body of the request is not what the resource takes.
pub(crate) fn refused(message: impl Into<String>) -> ApiError {
    ApiError::new(400, "POST_BODY_PARSE_ERROR", message)
}

/// 400: an id is not of what it should be.
pub(crate) fn wrong_id(message: impl Into<String>) -> ApiError {
    ApiError::new(400, "INVALID_ID_FIELD", message)
}

/// Refuses members that the resource does not know.
pub(crate) fn known(members: &Map<String, Json>, names: &[&str]) -> Result<(), ApiError> {
    match members.keys().find(|name| !names.contains(&name.as_str())) {
        Some(name) => Err(ApiError::json(format!("Unrecognized field \"{name}\" at [line:1, column:1]"))),
        None => Ok(()),
    }
}

/// The segments of a body, in the order given, and what SOQL will read.
pub(crate) fn body(view: View<'_>, version: u32, json: &Json) -> Result<(Vec<Segment>, String), ApiError> {
    let members = json.as_object().ok_or_else(|| refused("The body must be an object"))?;
    known(members, &["messageSegments", "text"])?;
    let empty = Vec::new();
    let given = match (members.get("messageSegments"), members.get("text").and_then(Json::as_str)) {
        (Some(Json::Array(given)), _) => given,
        (None | Some(Json::Null), Some(text)) => return finished(view, of_text(text)),
        (None | Some(Json::Null), None) => &empty,
        _ => return Err(refused("messageSegments must be a list")),
    };
    let mut segments: Vec<Segment> = Vec::with_capacity(given.len());
    let mut open: Vec<Markup> = Vec::new();
    for json in given {
        let read = segment(view, version, json, &mut open)?;
        push(&mut segments, read);
    }
    if let Some(markup) = open.last() {
        return Err(refused(format!("The markup {} is not ended", markup.name)));
    }
    finished(view, segments)
}

fn finished(view: View<'_>, segments: Vec<Segment>) -> Result<(Vec<Segment>, String), ApiError> {
    let mentions = segments.iter().filter(|one| matches!(one, Segment::Mention(_))).count();
    if mentions > MENTIONS_MAX {
        return Err(refused(format!("A body may mention {MENTIONS_MAX} people at most, not {mentions}")));
    }
    let text = stored_text(view, &segments);
    let length = text.chars().count();
    if length > BODY_MAX as usize {
        let message = format!("The body is too long: {length} characters (max length={BODY_MAX})");
        return Err(ApiError::new(400, "STRING_TOO_LONG", message));
    }
    Ok((segments, text))
}

/// Adds a segment; around an address that was given as one, blanks are added where there are none.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_msg_seg_input_link.htm>
fn push(segments: &mut Vec<Segment>, read: Vec<Segment>) {
    for one in read {
        let blank_before = match (segments.last(), &one) {
            (Some(Segment::Text(before)), Segment::Link(_)) => before.ends_with(char::is_whitespace),
            (Some(Segment::Link(_)), Segment::Text(text)) => {
                text.starts_with(|first: char| first.is_whitespace() || first.is_ascii_punctuation())
            }
            (Some(Segment::Link(_)), Segment::Link(_) | Segment::Mention(_) | Segment::Hashtag(_)) => false,
            (Some(Segment::Mention(_) | Segment::Hashtag(_)), Segment::Link(_)) => false,
            _ => true,
        };
        if !blank_before {
            segments.push(Segment::Text(" ".into()));
        }
        segments.push(one);
    }
}

fn segment(view: View<'_>, version: u32, json: &Json, open: &mut Vec<Markup>) -> Result<Vec<Segment>, ApiError> {
    let members = json.as_object().ok_or_else(|| refused("A segment must be an object"))?;
    let text = |name: &str| members.get(name).and_then(Json::as_str);
    let kind = text("type").ok_or_else(|| refused("A segment needs a type"))?;
    let lower = kind.to_ascii_lowercase();
    if open.last().is_some_and(|markup| markup.name == "Code") && !matches!(lower.as_str(), "text" | "markupend") {
        return Err(refused(format!("The markup Code can include only text, not {kind}")));
    }
    let one = match lower.as_str() {
        "text" => {
            known(members, &["type", "text"])?;
            let text = text("text").ok_or_else(|| refused("A segment of type Text needs a text"))?;
            // Within code and hyperlinks, text is text.
            let literal = open.iter().any(|markup| matches!(markup.name, "Code" | "Hyperlink"));
            return Ok(if literal { vec![Segment::Text(text.to_owned())] } else { of_text(text) });
        }
        "link" => {
            known(members, &["type", "url"])?;
            let url = text("url").filter(|url| !url.is_empty());
            Segment::Link(url.ok_or_else(|| refused("A segment of type Link needs a url"))?.to_owned())
        }
        "hashtag" => {
            known(members, &["type", "tag"])?;
            let tag = text("tag").map(|tag| tag.trim_start_matches('#')).filter(|tag| !tag.is_empty());
            Segment::Hashtag(tag.ok_or_else(|| refused("A segment of type HashTag needs a tag"))?.to_owned())
        }
        "mention" => {
            known(members, &["type", "id", "username"])?;
            Segment::Mention(mentioned(view, text("id"), text("username"))?)
        }
        "entitylink" => {
            known(members, &["type", "entityId"])?;
            let record = text("entityId").and_then(Id::parse).filter(|id| view.follow(&Value::Id(*id)).is_some());
            Segment::EntityLink(record.ok_or_else(|| wrong_id("entityId is the id of no record"))?)
        }
        "inlineimage" if version >= MARKUP_SINCE => {
            known(members, &["type", "fileId", "altText"])?;
            let file = text("fileId").and_then(Id::parse).filter(|id| file::is_image(view, *id));
            let file = file.ok_or_else(|| wrong_id("fileId is the id of no image"))?;
            Segment::Image(file, text("altText").map(str::to_owned))
        }
        "markupbegin" if version >= MARKUP_SINCE => begin(version, members, open)?,
        "markupend" if version >= MARKUP_SINCE => {
            known(members, &["type", "markupType"])?;
            let wanted = markup(version, text("markupType"))?;
            match open.pop() {
                Some(last) if last == wanted => Segment::End(wanted),
                Some(last) => return Err(refused(format!("The markup {} ends before {}", wanted.name, last.name))),
                None => return Err(refused(format!("The markup {} ends without a beginning", wanted.name))),
            }
        }
        _ => return Err(refused(format!("Unknown segment type: {kind}"))),
    };
    Ok(vec![one])
}

fn markup(version: u32, name: Option<&str>) -> Result<Markup, ApiError> {
    let name = name.ok_or_else(|| refused("A segment of markup needs a markupType"))?;
    let found = MARKUP.iter().copied().find(|markup| markup.name.eq_ignore_ascii_case(name));
    let found = found.filter(|markup| markup.name != "Hyperlink" || version >= HYPERLINK_SINCE);
    found.ok_or_else(|| refused(format!("Unknown markupType: {name}")))
}

fn begin(version: u32, members: &Map<String, Json>, open: &mut Vec<Markup>) -> Result<Segment, ApiError> {
    known(members, &["type", "markupType", "url", "altText"])?;
    let text = |name: &str| members.get(name).and_then(Json::as_str);
    let markup = markup(version, text("markupType"))?;
    let list = |markup: &Markup| matches!(markup.name, "OrderedList" | "UnorderedList");
    let within = open.last();
    let fits = match markup.name {
        "ListItem" => within.is_some_and(list),
        "Hyperlink" | "Paragraph" => !open.contains(&markup) && !within.is_some_and(list),
        _ => !within.is_some_and(|within| list(within) && !list(&markup)),
    };
    if !fits {
        let place = within.map_or("outside of a list", |within| within.name);
        return Err(refused(format!("The markup {} cannot begin here: {place}", markup.name)));
    }
    let url = text("url").filter(|_| markup.name == "Hyperlink");
    let web = |url: &str| ["http://", "https://"].iter().any(|start| url.to_ascii_lowercase().starts_with(start));
    if markup.name == "Hyperlink" && !url.is_some_and(web) {
        return Err(refused("The url of a Hyperlink must start with http:// or https://"));
    }
    open.push(markup);
    Ok(Segment::Begin(markup, url.map(str::to_owned), text("altText").map(str::to_owned)))
}

/// The person that a mention names, who must be active.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_msg_seg_input_mention.htm>
fn mentioned(view: View<'_>, id: Option<&str>, username: Option<&str>) -> Result<Id, ApiError> {
    let users = view.schema.find("User").ok_or_else(|| wrong_id("there are no users"))?;
    let row = match (id, username) {
        (Some(_), Some(_)) => return Err(refused("A mention has an id or a username, not both")),
        (Some(id), None) => Id::parse(id).and_then(|id| view.store.table(users.index).row(id)),
        (None, Some(name)) => {
            let table = view.store.table(users.index);
            let slots = users.find("Username").map(|field| table.with(field, &Value::text(name))).unwrap_or_default();
            slots.first().and_then(|slot| table.at(*slot))
        }
        (None, None) => return Err(refused("A mention needs an id or a username")),
    };
    let active = row.filter(|row| users.find("IsActive").is_some_and(|field| row.get(field).is_true()));
    active.and_then(super::super::store::Row::id).ok_or_else(|| wrong_id("The mention names no active user"))
}

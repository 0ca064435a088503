//! Pictures and files that stand in documents: what text calls them, and where they are put once both sides have them.
//!
//! Jira shows a file of its own by an id of its media service, which no answer about attachments tells; so an attachment
//! is known by its name, where only one has it, and a picture that comes from elsewhere is shown by its address.
//! <https://developer.atlassian.com/cloud/jira/platform/apis/document/nodes/media/>

use serde::{Deserialize, Serialize};
use weftline_wire::json::{Members, Reader, Result, Unread};

use crate::adf::{self, Attributes};
use crate::from_text::push_string;
use crate::picture;

/// Levels of nodes that are looked through.
const DEPTH_MAX: usize = 64;

/// A file that the issue and the record both have, or that one of them has and the other does not yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Image {
    /// The attachment's name.
    pub name: String,
    /// The attachment's id, digits; empty until there is one.
    pub attachment: String,
    /// Where Jira gives its content; empty where nobody asked.
    pub url: String,
    /// Where Salesforce shows it in rich text, like `/sfc/servlet.shepherd/version/download/068…`; empty until it does.
    pub address: String,
}

weftline_wire::json_object! { refuse Image { name, attachment, url, address } }

/// The endings of names of pictures that browsers show.
const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "bmp"];

/// Whether a name is a picture's.
pub(crate) fn is_picture(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    PICTURES.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// What stands in text where a picture of this name would.
pub(crate) fn marker(name: &str) -> String {
    match name {
        "image" => String::from("[image]"),
        name => ["[image: ", name, "]"].concat(),
    }
}

/// What stands in text for a node of a file.
pub(crate) fn marker_of(kind: &str, attributes: &Attributes<'_>) -> String {
    let name = ["alt", "__fileName", "url", "id"].into_iter().find_map(|name| attributes.get(name));
    let name = name.unwrap_or(kind);
    match attributes.get("type") == Some("external") || is_picture(name) {
        true => marker(name),
        false => ["[", name, "]"].concat(),
    }
}

/// The image that a node of a file shows, where it is one of these and Salesforce has it.
pub(crate) fn image_of<'i>(images: &'i [Image], attributes: &Attributes<'_>) -> Option<&'i Image> {
    let image = match attributes.get("url") {
        Some(url) => images.iter().find(|image| !image.attachment.is_empty() && is_content_of(url, &image.attachment)),
        None => named(images, ["alt", "__fileName"].into_iter().find_map(|name| attributes.get(name))?),
    };
    image.filter(|image| !image.address.is_empty() && is_picture(&image.name))
}

/// The only one of a name.
fn named<'i>(images: &'i [Image], name: &str) -> Option<&'i Image> {
    let mut found = images.iter().filter(|image| image.name == name);
    let first = found.next()?;
    // A picture that came from the one side and is on the other is listed once, but may be in two places of a record.
    found.all(|other| !first.attachment.is_empty() && other.attachment == first.attachment).then_some(first)
}

/// Whether an address gives the content of an attachment.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-attachments/#api-rest-api-3-attachment-content-id-get>
fn is_content_of(url: &str, attachment: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.rsplit_once("/attachment/content/").is_some_and(|(_, id)| id == attachment)
}

/// Where something is put, or what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    /// A block of its own: ADF. `in_lists` says whether it may stand in an item of a list.
    Block { json: String, in_lists: bool },
    /// A node in a line: ADF.
    Inline(String),
    /// Text.
    Text(String),
}

/// A file that stands in a document now.
struct Kept {
    marker: String,
    name: Option<String>,
    url: Option<String>,
    placed: Placed,
    used: bool,
}

/// What is known of pictures while a document is made.
#[derive(Default)]
pub(crate) struct Placing<'a> {
    images: &'a [Image],
    kept: Vec<Kept>,
    /// Whether two documents are to be compared: pictures of Salesforce become signs of which they are.
    compares: bool,
}

impl<'a> Placing<'a> {
    /// Pictures become signs.
    pub(crate) fn comparing() -> Placing<'static> {
        Placing { compares: true, ..Placing::default() }
    }

    /// These images, and what stands in the document that is replaced.
    pub(crate) fn of(images: &'a [Image], current: Option<&str>) -> Placing<'a> {
        let mut kept = Vec::new();
        if let Some(current) = current.filter(|current| current.contains("media")) {
            // What cannot be read has nothing that could be kept.
            let _unreadable = walk(Unread::of(current), None, 0, &mut kept);
        }
        Placing { images, kept, compares: false }
    }

    /// Where the picture goes that HTML shows by this address, under this name.
    pub(crate) fn picture(&mut self, address: &str, name: &str) -> Option<Placed> {
        let id = picture::salesforce_id(address)?;
        if self.compares {
            return Some(Placed::Text(["\u{fffc}", id].concat()));
        }
        let image = self.images.iter().find(|image| picture::salesforce_id(&image.address) == Some(id))?;
        let is_named = named(self.images, &image.name).is_some();
        let is_it = |kept: &&mut Kept| match &kept.url {
            Some(url) => is_content_of(url, &image.attachment),
            None => is_named && kept.name.as_ref() == Some(&image.name),
        };
        if let Some(kept) = self.kept.iter_mut().find(is_it) {
            kept.used = true;
            return Some(kept.placed.clone());
        }
        (!image.url.is_empty()).then(|| external(&image.url, name))
    }

    /// Where the first thing goes that is named in a text: what stands before it, its place, and what stands behind it.
    pub(crate) fn in_text<'t>(&mut self, text: &'t str) -> Option<(&'t str, Placed, &'t str)> {
        if self.kept.is_empty() || !text.contains('[') {
            return None;
        }
        let found =
            self.kept.iter().enumerate().filter_map(|(at, kept)| Some((text.find(&kept.marker)?, kept.used, at)));
        let (start, _, at) = found.min()?;
        let kept = self.kept.get_mut(at)?;
        kept.used = true;
        Some((text.get(..start)?, kept.placed.clone(), text.get(start + kept.marker.len()..)?))
    }
}

/// A picture by its address.
fn external(url: &str, name: &str) -> Placed {
    let mut json = String::from(
        r#"{"type":"mediaSingle","attrs":{"layout":"center"},"content":[{"type":"media","attrs":{"type":"external","url":"#,
    );
    push_string(&mut json, url);
    json.push_str(r#","alt":"#);
    push_string(&mut json, name);
    json.push_str("}}]}");
    Placed::Block { json, in_lists: true }
}

/// A node while its parts are found.
#[derive(Clone, Copy, Default)]
struct Parts<'a> {
    kind: &'a [u8],
    attributes: Unread<'a>,
    content: Unread<'a>,
}

/// Finds what shows files, in a node and in those within it.
fn walk<'a>(node: Unread<'a>, parent: Option<Parts<'a>>, depth: usize, kept: &mut Vec<Kept>) -> Result<()> {
    if node.first() != b'{' || depth > DEPTH_MAX {
        return Ok(());
    }
    let mut reader = node.reader();
    let mut members = Members::of(&mut reader)?;
    let mut parts = Parts::default();
    while let Some((name, value)) = members.next(&mut reader)? {
        match name {
            b"type" => parts.kind = value.bytes(),
            b"attrs" => parts.attributes = value,
            b"content" => parts.content = value,
            _ => {}
        }
    }
    match parts.kind {
        b"\"media\"" | b"\"mediaInline\"" => keep(node, parts, parent, kept),
        _ if parts.content.first() == b'[' => {
            let mut items = parts.content.reader();
            items.open(b'[')?;
            let mut first = true;
            while items.item(&mut first)? {
                walk(items.pass()?, Some(parts), depth + 1, kept)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn keep(node: Unread<'_>, parts: Parts<'_>, parent: Option<Parts<'_>>, kept: &mut Vec<Kept>) -> Result<()> {
    if parts.attributes.first() != b'{' {
        return Ok(());
    }
    let attributes = adf::attributes(&mut Reader::new(parts.attributes.text()?))?;
    let json = node.text()?;
    let (kind, placed) = match parent.map(|parent| (parent.kind, parent.attributes)) {
        _ if parts.kind == b"\"mediaInline\"" => ("mediaInline", Placed::Inline(json.to_owned())),
        Some((b"\"mediaSingle\"", single)) => {
            let single = if single.first() == b'{' { single.text()? } else { r#"{"layout":"center"}"# };
            let json = [r#"{"type":"mediaSingle","attrs":"#, single, r#","content":["#, json, "]}"].concat();
            ("media", Placed::Block { json, in_lists: true })
        }
        _ => {
            let json = [r#"{"type":"mediaGroup","content":["#, json, "]}"].concat();
            ("media", Placed::Block { json, in_lists: false })
        }
    };
    let name = ["alt", "__fileName"].into_iter().find_map(|name| attributes.get(name)).map(str::to_owned);
    let url = attributes.get("url").map(str::to_owned);
    kept.push(Kept { marker: marker_of(kind, &attributes), name, url, placed, used: false });
    Ok(())
}

#[cfg(test)]
mod tests;

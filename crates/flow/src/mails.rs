//! E-mail messages of a record: what is asked for, and how they are shown.

use weftline_richtext::{Picture, sanitise_mail};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{Record, Scalar};
use weftline_salesforce::soql::{Condition, Direction, FieldPath, Literal, Select};
use weftline_salesforce::time::instant;
use weftline_wire::view::{Attachment, EmailHead, EmailView, ImageRef};

use crate::failure::Failure;
use crate::opened::Opened;
use crate::pictures::{Gallery, attachment, file_name, rich_text_image};
use crate::queries::name;

/// The object of e-mail messages.
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_emailmessage.htm>
pub(crate) const OBJECT: &str = "EmailMessage";

/// The status of a draft.
const DRAFT: &str = "5";

/// A body's HTML and text are shown up to so many bytes.
const BODY_BYTES_MAX: usize = 2 << 20;

const HEAD: [&str; 8] =
    ["Subject", "FromName", "FromAddress", "ToAddress", "MessageDate", "CreatedDate", "Incoming", "HasAttachment"];
/// What only Enhanced Email has.
const THREADS: [&str; 2] = ["ThreadIdentifier", "ReplyToEmailMessageId"];
const BODY: [&str; 4] = ["CcAddress", "BccAddress", "TextBody", "HtmlBody"];

/// Which messages are a record's: those of a case, or those that are about it; drafts, which nobody has sent yet, are
/// their author's. None for people: a message names them by their addresses.
pub(crate) fn of(object: &str, id: RecordId) -> Option<Condition> {
    let field = match object {
        "Case" => "ParentId",
        "Contact" | "Lead" | "User" => return None,
        _ => "RelatedToId",
    };
    let own = Condition::equals(&FieldPath::parse(field).ok()?, &Literal::Id(id));
    Condition::all([own, Condition::differs(&FieldPath::parse("Status").ok()?, &Literal::Text(DRAFT))])
}

/// The latest version of a document that was shared with a message: what its content is asked for by.
const VERSION: &str = "ContentDocument.LatestPublishedVersionId";

/// How much is asked of each message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Its files alone.
    Files,
    /// What a list shows.
    Head,
    /// All of it.
    Whole,
}

/// A query for messages, the newest first. `threads` asks for what not every org has.
pub(crate) fn select(depth: Depth, threads: bool) -> Result<Select, Failure> {
    let mut paths: Vec<&str> = Vec::new();
    let mut select = Select::from(&name(OBJECT)?);
    if depth != Depth::Files {
        paths.extend(HEAD);
        paths.extend(THREADS.iter().filter(|_| threads));
    }
    if depth == Depth::Whole {
        paths.extend(BODY);
    }
    if depth != Depth::Head {
        let documents = [
            "ContentDocumentId",
            "ContentDocument.Title",
            "ContentDocument.FileExtension",
            "ContentDocument.ContentSize",
            VERSION,
        ];
        select = select
            .children(children("Attachments", &["Name", "BodyLength"])?)
            .children(children("ContentDocumentLinks", &documents)?);
    }
    select = fields(select, &paths);
    let by = |path: &str| FieldPath::parse(path).ok();
    for path in ["MessageDate", "Id"].into_iter().filter_map(by) {
        select = select.order(&path, Direction::Descending);
    }
    Ok(select)
}

/// Those that come after one in the list.
pub(crate) fn after(at_ms: u64, id: RecordId) -> Option<Condition> {
    FieldPath::parse("MessageDate").ok().map(|date| Condition::beyond(&date, at_ms, id))
}

fn children(relationship: &str, paths: &[&str]) -> Result<Select, Failure> {
    Ok(fields(Select::from(&name(relationship)?), paths))
}

fn fields(select: Select, paths: &[&str]) -> Select {
    paths.iter().filter_map(|path| FieldPath::parse(path).ok()).fold(select, |select, path| select.field(&path))
}

/// A message as lists show it.
pub(crate) fn head(record: &Record<'_>) -> EmailHead {
    let text = |field: &str| record.get(field).text().unwrap_or_default().trim().to_owned();
    let (name, address) = (text("FromName"), text("FromAddress"));
    let subject = text("Subject");
    let thread = text("ThreadIdentifier");
    EmailHead {
        id: text("Id"),
        thread: if thread.is_empty() { bare_subject(&subject).to_lowercase() } else { thread },
        subject,
        from: match (name.is_empty(), address.is_empty()) {
            (true, _) => address,
            (false, true) => name,
            (false, false) => [&name, " <", &address, ">"].concat(),
        },
        to: addresses(&text("ToAddress")),
        at_ms: at_ms(record),
        incoming: record.get("Incoming") == Scalar::Boolean(true),
        has_attachments: record.get("HasAttachment") == Scalar::Boolean(true),
    }
}

/// When a message was written, by its own date.
pub(crate) fn at_ms(record: &Record<'_>) -> u64 {
    let at = |field: &str| record.get(field).text().and_then(instant);
    at("MessageDate").or_else(|| at("CreatedDate")).unwrap_or_default()
}

/// Lets messages that answer one another be in one thread, where no thread is said.
pub(crate) fn join_threads(heads: &mut [EmailHead], records: &[Record<'_>]) {
    // From the oldest on: what is answered has its thread already.
    for at in (0..heads.len()).rev() {
        let Some(record) = records.get(at) else { continue };
        let answered = record.get("ReplyToEmailMessageId").text();
        if record.get("ThreadIdentifier").text().is_some_and(|thread| !thread.is_empty()) || answered.is_none() {
            continue;
        }
        let thread = heads.iter().find(|head| Some(head.id.as_str()) == answered).map(|head| head.thread.clone());
        if let (Some(thread), Some(head)) = (thread, heads.get_mut(at)) {
            head.thread = thread;
        }
    }
}

/// A subject without what answering and forwarding put before it.
fn bare_subject(subject: &str) -> &str {
    let mut bare = subject.trim();
    loop {
        let prefix = ["re:", "fw:", "fwd:", "aw:", "wg:", "sv:", "tr:", "rv:"]
            .into_iter()
            .find(|prefix| bare.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)));
        match prefix.and_then(|prefix| bare.get(prefix.len()..)) {
            Some(rest) => bare = rest.trim_start(),
            None => return bare,
        }
    }
}

/// Salesforce parts addresses by semicolons.
fn addresses(list: &str) -> String {
    let each: Vec<&str> = list.split(';').map(str::trim).filter(|address| !address.is_empty()).collect();
    each.join(", ")
}

/// A file of a message.
struct File {
    attachment: Attachment,
    image: ImageRef,
    /// Whether the body shows it.
    shown: bool,
}

/// A message with its body.
pub(crate) fn view(record: &Record<'_>, opened: &Opened<'_>) -> EmailView {
    let text = |field: &str| record.get(field).text().unwrap_or_default();
    let head = head(record);
    let mut files = files(record, &head.id, opened);
    let mut gallery = Gallery::new(opened.settings.show_images);
    let mut remote_images = false;
    let (html, mut cut) = sanitise_mail(
        text("HtmlBody"),
        &mut |source| {
            if let Some(id) = rich_text_image(source).filter(|id| id.prefix() == "0EM") {
                let field = "HtmlBody".to_owned();
                return gallery.add(ImageRef::EmailField { email_id: head.id.clone(), field, id: id.to_string() });
            }
            match source.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("cid:")).and(source.get(4..)) {
                Some(cid) => match inline_file(&mut files, cid) {
                    Some(file) => {
                        file.shown = opened.settings.show_images;
                        gallery.add(file.image.clone())
                    }
                    None => Picture::Named,
                },
                None => {
                    // What stands in the mail itself comes from nowhere.
                    remote_images |= !source.is_empty() && !source.starts_with("data:");
                    Picture::Named
                }
            }
        },
        BODY_BYTES_MAX,
    );
    let html = (!html.trim().is_empty()).then_some(html);
    let mut plain = if html.is_some() { "" } else { text("TextBody") };
    if plain.len() > BODY_BYTES_MAX {
        plain = plain.get(..plain.floor_char_boundary(BODY_BYTES_MAX)).unwrap_or_default();
        cut = true;
    }
    EmailView {
        cc: addresses(text("CcAddress")),
        bcc: addresses(text("BccAddress")),
        html,
        text: plain.to_owned(),
        images: gallery.images,
        attachments: files.into_iter().filter(|file| !file.shown).map(|file| file.attachment).collect(),
        remote_images,
        cut,
        url: opened.url(OBJECT, &head.id),
        head,
    }
}

/// The files of a message: attachments, and documents that were shared with it.
fn files(record: &Record<'_>, email_id: &str, opened: &Opened<'_>) -> Vec<File> {
    let shown = opened.settings.show_images;
    let image = |id: &str| ImageRef::EmailFile { email_id: email_id.to_owned(), id: id.to_owned() };
    let mut files = Vec::new();
    for part in record.parts("Attachments.records") {
        let id = part.get("Id").text().unwrap_or_default();
        let name = part.get("Name").text().unwrap_or_default().to_owned();
        let url = opened.url("Attachment", id);
        let bytes = part.get("BodyLength").whole();
        files.push(File { attachment: attachment(name, bytes, url, shown, image(id)), image: image(id), shown: false });
    }
    for link in record.parts("ContentDocumentLinks.records") {
        let text = |path: &str| link.get(path).text().unwrap_or_default();
        let id = text(VERSION);
        let name = file_name(text("ContentDocument.Title"), text("ContentDocument.FileExtension"));
        let url = opened.url("ContentDocument", text("ContentDocumentId"));
        let bytes = link.get("ContentDocument.ContentSize").whole();
        files.push(File { attachment: attachment(name, bytes, url, shown, image(id)), image: image(id), shown: false });
    }
    files
}

/// The ids by which the content of a message's files is asked for.
pub(crate) fn file_ids<'r>(record: &'r Record<'_>) -> impl Iterator<Item = &'r str> {
    let attachments = record.parts("Attachments.records").filter_map(|part| part.get("Id").text());
    attachments.chain(record.parts("ContentDocumentLinks.records").filter_map(|link| link.get(VERSION).text()))
}

/// The file that a body means by `cid:image001.png@01D8C1A2.5E3B7F20`: Salesforce does not keep the names by which parts of
/// a mail refer to one another, so that a file is known by its own, which mail programs begin them with. Where there is
/// only one image, it is meant.
fn inline_file<'f>(files: &'f mut [File], cid: &str) -> Option<&'f mut File> {
    let name = cid.split('@').next().unwrap_or_default();
    let is = |file: &File| {
        let own = &file.attachment.name;
        own.eq_ignore_ascii_case(name) || own.rsplit_once('.').is_some_and(|(stem, _)| stem.eq_ignore_ascii_case(name))
    };
    let image = |file: &File| crate::pictures::is_image(&file.attachment.name);
    let at = match files.iter().position(|file| image(file) && is(file)) {
        Some(at) => at,
        None => {
            let mut left = files.iter().enumerate().filter(|(_, file)| image(file));
            left.next().filter(|_| left.next().is_none())?.0
        }
    };
    files.get_mut(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn view_5_answers_are_of_one_subject() {
        for subject in ["Pump is loud", "RE: Pump is loud", "Fwd:re: Pump is loud", " AW:  Pump is loud"] {
            assert_eq!(bare_subject(subject), "Pump is loud");
        }
        assert_eq!(bare_subject("Re:"), "");
        assert_eq!(bare_subject("Größe"), "Größe");
    }
}

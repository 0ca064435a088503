//! What was written about a case by e-mail.

use super::super::Org;
use super::super::draft;
use super::super::id::Id;
use super::super::value::Value;
use super::text;
use serde_json::json;

/// A picture of one dot.
const DOT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A customer's message with a picture inside and a file, and the answer to it, half an hour later.
pub(super) fn thread(org: &mut Org, case: Id, said: &[&str], customer: &str, at: i64) {
    let asked = at - 1800;
    let by = org.context(1, asked);
    let schema = org.schema();
    let Some(messages) = schema.find("EmailMessage") else { return };
    let line = |place: usize| said.get(place % said.len().max(1)).copied().unwrap_or_default();
    let identifier = format!("<{case}.1@{}>", customer.rsplit('@').next().unwrap_or_default());
    let picture = [("PathOnClient", text("display.png")), ("VersionData", bytes(org))];
    let document = org.put(&by, "ContentVersion", &picture).and_then(|version| {
        let versions = schema.find("ContentVersion")?;
        let row = org.row_of(versions, version)?.1;
        versions.find("ContentDocumentId").and_then(|field| row.get(field).as_id())
    });
    let files = document.map(|id| json!([id.to_string()])).unwrap_or_default();
    let files =
        messages.find("ContentDocumentIds").and_then(|field| draft::convert(messages.field(field), &files).ok());
    let html = format!("<p>{}</p><p><img src=\"cid:display.png@{case}\" alt=\"display\"></p>", line(0));
    let question = [
        ("ParentId", Value::Id(case)),
        ("Subject", text("The display")),
        ("TextBody", text(line(0))),
        ("HtmlBody", text(&html)),
        ("FromAddress", text(customer)),
        ("ToAddress", text("support@weftline.example")),
        ("Incoming", Value::Bool(true)),
        ("Status", text("0")),
        ("MessageDate", Value::DateTime(asked)),
        ("MessageIdentifier", text(&identifier)),
        ("ThreadIdentifier", text(&identifier)),
        ("ContentDocumentIds", files.unwrap_or_default()),
    ];
    let Some(question) = org.put(&by, "EmailMessage", &question) else { return };
    let log = [
        ("ParentId", Value::Id(question)),
        ("Name", text("controller-log.txt")),
        ("ContentType", text("text/plain")),
        ("Body", Value::Bytes(b"09:14:02 E-17 overheat\n".as_slice().into())),
    ];
    org.put(&by, "Attachment", &log);
    let answer = [
        ("ParentId", Value::Id(case)),
        ("Subject", text("Re: The display")),
        ("TextBody", text(line(1))),
        ("HtmlBody", text(&format!("<p>{}</p>", line(1)))),
        ("FromName", text("Weftline Support")),
        ("FromAddress", text("support@weftline.example")),
        ("ToAddress", text(customer)),
        ("Status", text("3")),
        ("MessageDate", Value::DateTime(at)),
        ("ReplyToEmailMessageId", Value::Id(question)),
        ("ThreadIdentifier", text(&identifier)),
    ];
    org.put(&org.context(3, at), "EmailMessage", &answer);
}

fn bytes(org: &Org) -> Value {
    let field = org.schema.find("Attachment").and_then(|object| Some(object.field(object.find("Body")?)));
    field.and_then(|field| draft::convert(field, &json!(DOT)).ok()).unwrap_or_default()
}

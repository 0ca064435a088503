//! E-mails, what is attached to records in the older way, and pictures of rich text.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_emailmessage.htm>

use super::content::{ATTACHED, CARRIERS};
use super::field::{Field, Kind, Source};
use super::make::{self, area, base64, boolean, instant, int, lookup, picklist, text};
use super::{Abilities, ObjectDraft};

/// `EmailMessage`, `Attachment`, and `ContentReference`, which nobody may query.
pub(super) fn objects() -> Vec<ObjectDraft> {
    vec![email_message(), attachment(), content_reference()]
}

/// What an e-mail may be about besides a case.
const RELATED: &[&str] = &["Account", "Case", "Contact", "Lead", "Opportunity", "Solution", "Field_Visit__c"];

fn email_message() -> ObjectDraft {
    let mut status = picklist("Status", "Status", 40, &["0", "1", "2", "3", "4", "5*"]).restricted().defaulted();
    status.nillable = false;
    status.permissionable = false;
    for (pick, label) in status.picklist.iter_mut().zip(["New", "Read", "Replied", "Sent", "Forwarded", "Draft"]) {
        label.clone_into(&mut pick.label);
    }
    let own = ["EmailMessage"];
    ObjectDraft::new("EmailMessage", *b"02s", "Email Message", "Email Messages")
        .abilities(Abilities { searchable: true, undeletable: true, layoutable: true, ..ATTACHED })
        .fields([
            lookup("ParentId", "Case ID", &["Case"], "Parent").create_only().child("EmailMessages").cascade(),
            lookup("ActivityId", "Activity ID", &["Task"], "Activity").create_only(),
        ])
        .with_audit()
        .fields([
            area("TextBody", "Text Body", 131_072),
            area("HtmlBody", "HTML Body", 131_072),
            area("Headers", "Headers", 131_072),
            text("Subject", "Subject", 3000).named(),
            text("FromName", "From Name", 1000),
            make::email("FromAddress", "From Address"),
            text("ToAddress", "To Address", 4000),
            text("CcAddress", "CC Address", 4000),
            text("BccAddress", "BCC Address", 4000),
            boolean("Incoming", "Is Incoming").create_only(),
            boolean("HasAttachment", "Has Attachment").system(),
            status,
            instant("MessageDate", "Message Date"),
        ])
        .with_bin()
        .fields([
            lookup("ReplyToEmailMessageId", "Email Message ID", &own, "ReplyToEmailMessage").create_only(),
            boolean("IsExternallyVisible", "Is Externally Visible"),
            text("MessageIdentifier", "Message ID", 765).create_only().id_lookup(),
            text("ThreadIdentifier", "Thread ID", 765).create_only().id_lookup(),
            boolean("IsClientManaged", "Is Client Managed").create_only(),
            lookup("RelatedToId", "Related To ID", RELATED, "RelatedTo").child("Emails"),
            boolean("IsTracked", "Is Tracked").create_only(),
            boolean("IsOpened", "Opened?").system(),
            instant("FirstOpenedDate", "First Opened").create_only(),
            instant("LastOpenedDate", "Last Opened").create_only(),
            boolean("IsBounced", "Is Bounced").system(),
            linked_documents(),
        ])
}

/// `ContentDocumentIds`: the files of an e-mail, kept as the links between both.
fn linked_documents() -> Field {
    let mut field = Field::new("ContentDocumentIds", "Content Document ID", Kind::Junction, 18).opaque();
    field.reference_to = vec!["ContentDocument".to_owned()];
    field.relationship_name = Some("ContentDocuments".to_owned());
    field.permissionable = false;
    field.search_prefilterable = false;
    field.source = Source::LinkedDocuments;
    field
}

/// `Attachment`: a file of one record; e-mails that came before the org kept them as files have these.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_attachment.htm>
fn attachment() -> ObjectDraft {
    let mut parents: Vec<&str> = CARRIERS.iter().copied().filter(|name| *name != "User").collect();
    parents.extend(["EmailMessage", "Solution", "Task"]);
    let mut body = base64("Body", "Body").required();
    body.permissionable = false;
    ObjectDraft::new("Attachment", *b"00P", "Attachment", "Attachments")
        .abilities(Abilities { undeletable: true, searchable: true, ..ATTACHED })
        .with_bin()
        .fields([
            lookup("ParentId", "Parent ID", &parents, "Parent").required().create_only().child("Attachments").cascade(),
            text("Name", "File Name", 255).required().named(),
            boolean("IsPrivate", "Private"),
            text("ContentType", "Content Type", 120),
            int("BodyLength", "Body Length").read_only(),
            body,
            make::owner(&["User"]),
        ])
        .with_audit()
        .fields([area("Description", "Description", 500)])
}

/// `ContentReference`: a picture inside a rich text field. The service keeps it to itself: only its id shows, in the
/// picture's address.
fn content_reference() -> ObjectDraft {
    ObjectDraft::new("ContentReference", *b"0EM", "Content Reference", "Content References")
        .abilities(Abilities { queryable: false, replicateable: false, ..Abilities::SETUP })
        .tooling()
        .fields([
            text("RecordId", "Record ID", 18),
            text("FieldName", "Field Name", 255),
            text("ContentType", "Content Type", 120),
            base64("Body", "Body"),
        ])
}

//! What hangs on a record: files.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentversion.htm>

use super::field::Source;
use super::make::{self, area, boolean, instant, int, lookup, picklist, text};
use super::{Abilities, ObjectDraft};

/// The three objects of files.
pub(super) fn objects() -> Vec<ObjectDraft> {
    vec![content_document(), content_version(), content_document_link()]
}

/// What can be done with things that hang on a record.
pub(super) const ATTACHED: Abilities = Abilities {
    undeletable: false,
    searchable: false,
    feed_enabled: false,
    layoutable: false,
    mru_enabled: false,
    ..Abilities::FULL
};

/// The objects that carry feeds and files.
pub(super) const CARRIERS: &[&str] = &["Account", "Case", "Contact", "Lead", "Opportunity", "User", "Field_Visit__c"];

fn content_document() -> ObjectDraft {
    ObjectDraft::new("ContentDocument", *b"069", "Content Document", "Content Documents")
        .abilities(Abilities { createable: false, undeletable: true, ..ATTACHED })
        .with_bin()
        .fields([
            make::owner(&["User"]),
            text("Title", "Title", 255).required().named(),
            lookup(
                "LatestPublishedVersionId",
                "Latest Published Version ID",
                &["ContentVersion"],
                "LatestPublishedVersion",
            )
            .read_only(),
            int("ContentSize", "Size").read_only(),
            text("FileType", "File Type", 20).read_only(),
            text("FileExtension", "File Extension", 40).read_only(),
            area("Description", "Description", 1000),
        ])
        .with_audit()
}

fn content_version() -> ObjectDraft {
    let mut carriers = CARRIERS.to_vec();
    carriers.push("EmailMessage");
    let document = lookup("ContentDocumentId", "ContentDocument ID", &["ContentDocument"], "ContentDocument");
    ObjectDraft::new("ContentVersion", *b"068", "Content Version", "Content Versions")
        .abilities(Abilities { deletable: false, ..ATTACHED })
        .fields([
            document.create_only().child("ContentVersions").cascade(),
            boolean("IsLatest", "Is Latest").system(),
            text("VersionNumber", "Version Number", 20).read_only(),
            text("Title", "Title", 255).named(),
            area("Description", "Description", 1000),
            area("ReasonForChange", "Reason For Change", 1000),
            text("PathOnClient", "Path On Client", 500).create_only(),
            make::base64("VersionData", "Version Data"),
            int("ContentSize", "Size").system(),
            text("FileType", "File Type", 20).system(),
            text("FileExtension", "File Extension", 40).from(Source::Extension),
            text("Checksum", "Checksum", 50).read_only(),
            picklist("Origin", "Content Origin", 40, &["C", "H*"]).defaulted().create_only(),
            picklist("SharingOption", "Prevent others from sharing", 40, &["A*", "R"]).defaulted(),
            lookup("FirstPublishLocationId", "First Publish Location ID", &carriers, "FirstPublishLocation")
                .create_only(),
            make::owner(&["User"]),
        ])
        .with_bin()
        .with_audit()
}

fn content_document_link() -> ObjectDraft {
    let mut carriers = CARRIERS.to_vec();
    carriers.push("EmailMessage");
    let mut entity = lookup("LinkedEntityId", "Linked Entity ID", &carriers, "LinkedEntity").required().create_only();
    entity.child_name = Some("ContentDocumentLinks".to_owned());
    let document = lookup("ContentDocumentId", "ContentDocument ID", &["ContentDocument"], "ContentDocument");
    ObjectDraft::new("ContentDocumentLink", *b"06A", "Content Document Link", "Content Document Links")
        .abilities(ATTACHED)
        .fields([
            entity.cascade(),
            document.required().create_only().child("ContentDocumentLinks").cascade(),
            boolean("IsDeleted", "Is Deleted").read_only(),
            instant("SystemModstamp", "System Modstamp").system(),
            picklist("ShareType", "Share Type", 40, &["V*", "C", "I"]).restricted().defaulted(),
            picklist("Visibility", "Visibility", 40, &["AllUsers*", "InternalUsers", "SharedUsers"])
                .restricted()
                .defaulted(),
        ])
}

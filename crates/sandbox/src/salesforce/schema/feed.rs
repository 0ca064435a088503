//! Feeds: items, their comments, attachments, likes and tracked changes, and the feed of each object that has one.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feeditem.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feedcomment.htm>
//!
//! The feed of an object, `CaseFeed` or `Visit__Feed`, has no rows of its own: they are the feed items below the
//! object's records.
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_feed.htm>

use super::field::Field;
use super::make::{self, area, boolean, instant, int, lookup, picklist, text, url};
use super::{Abilities, Object, ObjectDraft, Schema};

/// What a feed item can be; the star marks what it is when nothing is said.
const KINDS: &[&str] = &[
    "TrackedChange",
    "UserStatus",
    "TextPost*",
    "AdvancedTextPost",
    "LinkPost",
    "ContentPost",
    "PollPost",
    "RypplePost",
    "ProfileSkillPost",
    "DashboardComponentSnapshot",
    "ApprovalPost",
    "CaseCommentPost",
    "ReplyPost",
    "EmailMessageEvent",
    "CallLogPost",
    "ChangeStatusPost",
    "AttachArticleEvent",
    "MilestoneEvent",
    "ActivityEvent",
    "ChatTranscriptPost",
    "CollaborationGroupCreated",
    "CollaborationGroupUnarchived",
    "SocialPost",
    "QuestionPost",
    "FacebookPost",
    "BasicTemplateFeedItem",
    "CreateRecordEvent",
    "CanvasPost",
    "AnnouncementPost",
];

/// The longest body of an item or comment, in characters.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_feed_item_input.htm>
pub(crate) const BODY_MAX: u32 = 10_000;

const FEED: Abilities =
    Abilities { undeletable: false, feed_enabled: false, layoutable: false, mru_enabled: false, ..Abilities::FULL };

/// `FeedItem` and what hangs on it.
pub(super) fn objects() -> Vec<ObjectDraft> {
    vec![feed_item(), feed_comment(), feed_tracked_change(), feed_attachment(), feed_like()]
}

/// What a body says besides its text: whom it mentions.
fn segments() -> Field {
    let mut segments = make::complex("Segments", "Segments").read_only();
    segments.internal = true;
    segments
}

/// When it was made and by whom, and whether it is deleted; feeds do not say who changed what last.
fn stamps() -> Vec<Field> {
    vec![
        make::lookup("CreatedById", "Created By ID", &["User"], "CreatedBy").system(),
        make::instant("CreatedDate", "Created Date").system(),
        make::boolean("IsDeleted", "Deleted").system(),
        make::instant("LastModifiedDate", "Last Modified Date").system(),
        make::instant("SystemModstamp", "System Modstamp").system(),
    ]
}

fn status() -> Field {
    picklist("Status", "Status", 40, &["Published*", "PendingReview", "Draft", "Isolated"]).restricted().defaulted()
}

fn body(name: &str) -> Field {
    let mut body = area(name, "Body", BODY_MAX).unfilterable();
    body.sortable = true;
    body.permissionable = false;
    body
}

fn feed_item() -> ObjectDraft {
    // Whose feeds they are follows from which objects have feeds.
    let parent = lookup("ParentId", "Parent ID", &["User"], "Parent").required().create_only().cascade();
    let mut link = url("LinkUrl", "Link Url", 1000).create_only().unfilterable();
    link.groupable = false;
    let related = ["ContentVersion", "CaseComment", "EmailMessage", "Task"];
    let mut related = lookup("RelatedRecordId", "Related Record ID", &related, "").create_only().unfilterable();
    related.name_pointing = false;
    ObjectDraft::new("FeedItem", *b"0D5", "Feed Item", "Feed Items")
        .abilities(FEED)
        .fields([parent, picklist("Type", "Feed Item Type", 40, KINDS).restricted().create_only().defaulted()])
        .fields(stamps().into_iter().map(|field| match field.name.as_str() {
            "SystemModstamp" => field.unfilterable(),
            _ => field,
        }))
        .fields([
            int("Revision", "Revision").read_only(),
            lookup("LastEditById", "Last Edit By ID", &["User"], "").read_only(),
            instant("LastEditDate", "Last Edit Date").read_only(),
            int("CommentCount", "Comment Count").system(),
            int("LikeCount", "Like Count").system(),
            boolean("IsClosed", "Is Closed").system(),
            text("Title", "Title", 255),
            body("Body"),
            link,
            boolean("IsRichText", "Is Rich Text"),
            related,
            lookup("InsertedById", "InsertedBy ID", &["User"], "InsertedBy").system(),
            picklist("Visibility", "Visibility", 40, &["AllUsers", "InternalUsers"]).restricted(),
            lookup("BestCommentId", "Best Comment ID", &["FeedComment"], "BestComment").read_only(),
            boolean("HasContent", "Has Content").system(),
            boolean("HasLink", "Has Link").system(),
            boolean("HasFeedEntity", "Has Feed Entity Attachment").system(),
            boolean("HasVerifiedComment", "Has Verified Comment").system(),
            status(),
            segments(),
        ])
}

fn feed_comment() -> ObjectDraft {
    let mut item = lookup("FeedItemId", "Feed Item ID", &["FeedItem"], "FeedItem").required().create_only().cascade();
    item.child_name = Some("FeedComments".to_owned());
    let mut body = body("CommentBody");
    body.filterable = true;
    let mut kind = picklist("CommentType", "Comment Type", 40, &["TextComment*", "ContentComment"]).restricted();
    kind.updateable = false;
    ObjectDraft::new("FeedComment", *b"0D7", "Feed Comment", "Feed Comments")
        .abilities(FEED)
        .fields([item, lookup("ParentId", "Parent ID", &["User"], "Parent").read_only()])
        .fields(stamps())
        .fields([
            int("Revision", "Revision").read_only(),
            lookup("LastEditById", "Last Edit By ID", &["User"], "").read_only(),
            instant("LastEditDate", "Last Edit Date").read_only(),
            body,
            lookup("InsertedById", "InsertedBy ID", &["User"], "InsertedBy").system(),
            kind,
            lookup("RelatedRecordId", "Related Record ID", &["ContentVersion"], "").create_only().unfilterable(),
            boolean("IsRichText", "Is Rich Text"),
            boolean("IsVerified", "Is Verified").system(),
            boolean("HasEntityLinks", "Has Entity Links").system(),
            status(),
            lookup("ThreadParentId", "Thread Parent ID", &["FeedComment"], "ThreadParent").create_only(),
            int("ThreadLevel", "Thread Level").read_only(),
            int("ThreadChildrenCount", "Thread Children Count").read_only(),
            instant("ThreadLastUpdatedDate", "Thread Last Updated Date").read_only(),
            segments(),
        ])
}

/// `FeedTrackedChange`, which is only read below a feed.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feedtrackedchange.htm>
fn feed_tracked_change() -> ObjectDraft {
    let item = lookup("FeedItemId", "Feed Item ID", &["FeedItem"], "FeedItem").system().cascade();
    let name = text("FieldName", "Field", 120).system().unfilterable();
    let value = |name: &str, label: &str| text(name, label, 255).read_only().unfilterable();
    ObjectDraft::new("FeedTrackedChange", *b"0D6", "Feed Tracked Change", "Feed Tracked Changes")
        .abilities(Abilities { queryable: false, replicateable: false, ..Abilities::SETUP })
        .fields([
            item.child("FeedTrackedChanges"),
            name,
            value("OldValue", "Old Value"),
            value("NewValue", "New Value"),
        ])
}

/// `FeedAttachment`
///
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feedattachment.htm>
fn feed_attachment() -> ObjectDraft {
    let item = lookup("FeedEntityId", "Feed Entity ID", &["FeedItem", "FeedComment"], "FeedEntity");
    let mut item = item.required().create_only().cascade().child("FeedAttachments");
    item.name_pointing = false;
    let kinds = ["Content", "FeedEntity", "InlineImage", "Link", "ChatterExtension", "Record"];
    let record = lookup("RecordId", "Attachment Record ID", &["ContentVersion", "ContentDocument", "FeedItem"], "");
    ObjectDraft::new("FeedAttachment", *b"08U", "Feed Attachment", "Feed Attachments")
        .abilities(Abilities { searchable: false, replicateable: false, triggerable: false, ..FEED })
        .fields([
            item,
            picklist("Type", "Feed Attachment Type", 40, &kinds).restricted().required().create_only(),
            record.create_only(),
            text("Title", "Feed Attachment Title", 255),
            text("Value", "Feed Attachment Value", 1000),
            make::boolean("IsDeleted", "Deleted").system(),
        ])
}

/// `FeedLike`
///
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feedlike.htm>
fn feed_like() -> ObjectDraft {
    let item = lookup("FeedItemId", "Feed Item ID", &["FeedItem"], "FeedItem").required().create_only().cascade();
    let entity = lookup("FeedEntityId", "Feed Entity ID", &["FeedItem", "FeedComment"], "FeedEntity").read_only();
    ObjectDraft::new("FeedLike", *b"0I0", "Feed Like", "Feed Likes")
        .abilities(Abilities { updateable: false, searchable: false, triggerable: false, replicateable: false, ..FEED })
        .fields([
            item.child("FeedLikes"),
            entity.cascade(),
            lookup("CreatedById", "Created By ID", &["User"], "CreatedBy").system(),
            instant("CreatedDate", "Created Date").system(),
            make::boolean("IsDeleted", "Deleted").system(),
            lookup("InsertedById", "InsertedBy ID", &["User"], "InsertedBy").system(),
        ])
}

impl Object {
    /// The object whose feed this is.
    pub(crate) fn feed_parent(&self) -> Option<String> {
        let stem = self.feed_of.and(self.name.strip_suffix("Feed"))?;
        Some(stem.strip_suffix("__").map_or_else(|| stem.to_owned(), |stem| format!("{stem}__c")))
    }

    /// Whether deleted rows are gone for good: feeds do not use the recycle bin.
    pub(crate) fn skips_bin(&self) -> bool {
        self.prefix == *b"0D5" || self.prefix == *b"0D7"
    }
}

/// The name of an object's feed.
pub(crate) fn feed_name(object: &str) -> String {
    format!("{}Feed", object.strip_suffix("c").filter(|stem| stem.ends_with("__")).unwrap_or(object))
}

impl Schema {
    /// Gives each object that can have a feed one, in the shape of `FeedItem`.
    pub(super) fn link_feeds(&mut self) {
        let Some(item) = self.objects.iter().position(|object| object.name == "FeedItem") else {
            return;
        };
        let carriers: Vec<(String, String, [u8; 3], bool)> = self
            .objects
            .iter()
            .filter(|object| object.abilities.feed_enabled)
            .map(|object| (object.name.clone(), object.label.clone(), object.prefix, object.off || object.feed_off))
            .collect();
        let names: Vec<String> = carriers.iter().map(|(name, ..)| name.clone()).collect();
        for object in &mut self.objects {
            if object.prefix == *b"0D5" || object.prefix == *b"0D7" {
                let parent = object.fields.iter_mut().find(|field| field.name == "ParentId");
                if let Some(parent) = parent {
                    parent.reference_to.clone_from(&names);
                    parent.name_pointing = true;
                }
            }
        }
        let Some(fields) = self.objects.get(item).map(|item| item.fields.clone()) else {
            return;
        };
        for (name, label, prefix, off) in carriers {
            let own = feed_name(&name);
            let place = self.objects.iter().position(|object| object.name == own);
            let place = place.unwrap_or_else(|| {
                let label = if name.ends_with("__c") { format!("Feed: {label}") } else { format!("{label} Feed") };
                let abilities = Abilities { createable: false, updateable: false, searchable: false, ..FEED };
                let draft = ObjectDraft::new(&own, *b"0D5", &label, &label);
                self.objects.push(draft.abilities(Abilities { triggerable: false, ..abilities }).build());
                self.objects.len() - 1
            });
            if let Some(feed) = self.objects.get_mut(place) {
                feed.custom = false;
                feed.feed_of = Some(prefix);
                feed.off |= off;
                feed.fields = fields.iter().map(|field| of_feed(field, &name)).collect();
            }
        }
    }

    /// What hangs on a feed item hangs on it in every feed.
    pub(super) fn share_children(&mut self) {
        let Some(shared) = self.find("FeedItem").map(|item| self.children(item.index).to_vec()) else {
            return;
        };
        for (place, object) in self.objects.iter().enumerate() {
            if let (Some(_), Some(children)) = (object.feed_of, self.children.get_mut(place)) {
                children.clone_from(&shared);
            }
        }
    }
}

/// A field of `FeedItem` as the feed of an object has it: read-only, below one object.
fn of_feed(field: &Field, parent: &str) -> Field {
    let mut field = Field { createable: false, updateable: false, ..field.clone() };
    match field.name.as_str() {
        "ParentId" => {
            field.reference_to = vec![parent.to_owned()];
            field.name_pointing = false;
            field.child_name = Some("Feeds".to_owned());
        }
        "Title" | "InsertedById" => field.filterable = false,
        _ => {}
    }
    field
}

//! Ideas, their comments and the zones that they belong to.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_idea.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_ideacomment.htm>

use super::field::Source;
use super::make::{self, area, boolean, instant, int, lookup, number, picklist, text};
use super::{Abilities, ObjectDraft};

/// `Community`, which is a zone, `Idea` and `IdeaComment`.
pub(super) fn objects() -> Vec<ObjectDraft> {
    vec![community(), idea(), idea_comment()]
}

fn community() -> ObjectDraft {
    ObjectDraft::new("Community", *b"09a", "Zone", "Zones").abilities(Abilities::SETUP).with_audit().fields([
        text("Name", "Name", 80).named(),
        area("Description", "Description", 255),
        boolean("IsActive", "Active"),
        boolean("IsPublished", "Visible In Portal"),
    ])
}

fn idea() -> ObjectDraft {
    let statuses = ["Under Review", "Reviewed", "Planned", "Delivered"];
    let categories = ["Hardware", "Software", "Documentation", "Service"];
    ObjectDraft::new("Idea", *b"087", "Idea", "Ideas")
        .abilities(Abilities { feed_enabled: false, mru_enabled: false, ..Abilities::FULL })
        .with_bin()
        .fields([text("Title", "Title", 255).required().named()])
        .with_audit()
        .fields([
            lookup("CommunityId", "Zone ID", &["Community"], "Community").required().create_only(),
            area("Body", "Idea Body", 32_000),
            int("NumComments", "Number of Comments").from(Source::CommentCount),
            number("VoteScore", "Vote Score", 18, 4).read_only(),
            number("VoteTotal", "Vote Total", 18, 1).read_only(),
            make::multi("Categories", "Categories", &categories),
            picklist("Status", "Status", 40, &statuses),
            instant("LastCommentDate", "Last Idea Comment Date").read_only(),
            lookup("LastCommentId", "Idea Comment ID", &["IdeaComment"], "LastComment").read_only(),
            lookup("ParentIdeaId", "Idea ID", &["Idea"], "ParentIdea").read_only(),
            boolean("IsHtml", "IsHtml").system(),
            boolean("IsMerged", "Is Merged").system(),
            text("CreatorName", "Name of Creator", 121).from(Source::parent("CreatedById", "Name")).opaque(),
        ])
}

/// The service's ids of comments begin as those of `CaseComment` do; here they begin by themselves, because an id has to
/// tell its object. A search does not find it: it is not among its calls.
fn idea_comment() -> ObjectDraft {
    ObjectDraft::new("IdeaComment", *b"0IC", "Idea Comment", "Idea Comments")
        .abilities(Abilities {
            searchable: false,
            feed_enabled: false,
            layoutable: false,
            mru_enabled: false,
            ..Abilities::FULL
        })
        .fields([
            lookup("IdeaId", "Idea ID", &["Idea"], "Idea").required().create_only().child("Comments").cascade(),
            lookup("CommunityId", "Zone ID", &["Community"], "Community").read_only(),
            area("CommentBody", "Comment Body", 4000).opaque(),
        ])
        .with_audit()
        .with_bin()
        .fields([
            boolean("IsHtml", "IsHtml").system(),
            int("UpVotes", "Up Votes").read_only(),
            text("CreatorName", "Name of Creator", 121).from(Source::parent("CreatedById", "Name")).opaque(),
        ])
}

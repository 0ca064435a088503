//! What pages on an issue send.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::salesforce::FieldValue;
use crate::view::ImageRef;

/// Which fields the panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum PanelKind {
    /// The narrow one on the right.
    Compact,
    /// The wide one in the main column.
    List,
}

crate::json_words! { PanelKind { Compact, List } }

payloads! {
    /// Opens the panel.
    PanelCall {
        /// Which fields to show.
        view: PanelKind,
        /// Whether to show what is stored, at once and without asking Salesforce.
        stored: bool,
    }
    /// Says what is linked, without asking Salesforce: whether the panel has to be opened anew.
    LinkedCall {}
    /// Searches records to link.
    SearchCall {
        /// The object.
        object: String,
        /// What to look for, as typed.
        keywords: String,
    }
    /// Links records to the issue.
    LinkCall {
        /// Their object.
        object: String,
        /// Their ids, 15 or 18 characters.
        record_ids: Vec<String>,
        /// Whether records that are linked to other issues are linked too, where the admin wants that confirmed.
        share: bool,
    }
    /// Makes a linked record the primary one (LNK-4).
    ChoosePrimaryCall {
        /// Its id.
        record_id: String,
    }
    /// Unlinks records from the issue.
    UnlinkCall {
        /// Their ids.
        record_ids: Vec<String>,
    }
    /// Opens the create form.
    CreateFormCall {
        /// The object.
        object: String,
    }
    /// Asks what a record type makes of the form's picklists.
    RecordTypeCall {
        /// The object.
        object: String,
        /// The record type's id.
        record_type: String,
    }
    /// Looks for records for a lookup field.
    LookupCall {
        /// The object of the form.
        object: String,
        /// The lookup field.
        field: String,
        /// What was typed.
        text: String,
    }
    /// Creates a record and links it.
    CreateCall {
        /// The object.
        object: String,
        /// The form's id.
        form_id: String,
        /// Values by field, as edited.
        values: BTreeMap<String, FieldValue>,
        /// Whether assignment rules run; none for objects that have none.
        assignment_rules: Option<bool>,
        /// Whether it is created although duplicate rules know records that look the same.
        save_duplicates: bool,
    }
    /// Opens a record's details.
    DetailsCall {
        /// The record's id.
        record_id: String,
    }
    /// Reads a record's comments, a page at a time (VIEW-3).
    CommentsCall {
        /// The record's id.
        record_id: String,
        /// Where to go on, from the page before.
        after: Option<String>,
    }
    /// Posts a comment to a record.
    PostCommentCall {
        /// The record's id.
        record_id: String,
        /// Made by the page for this comment, 32 hex digits: so that one comment is posted once.
        post_id: String,
        /// What it says. What is longer than one comment holds is split.
        text: String,
        /// Whether customers see it.
        public: bool,
    }
    /// Reads a record's feed, a page at a time (VIEW-4).
    FeedCall {
        /// The record's id.
        record_id: String,
        /// Where to go on, from the page before.
        after: Option<String>,
    }
    /// Reads older comments on an element of a record's feed.
    FeedCommentsCall {
        /// The record's id.
        record_id: String,
        /// The element's id.
        item_id: String,
        /// Where to go on, from what was read before.
        after: String,
    }
    /// Posts to a record's feed; only the org's own people see it.
    PostFeedCall {
        /// The record's id.
        record_id: String,
        /// Made by the page for this post, 32 hex digits: so that it is posted once.
        post_id: String,
        /// What it says, as HTML of an editor.
        html: String,
        /// The element that it is a comment on; none for a post of its own.
        reply_to: Option<String>,
    }
    /// Reads a record's e-mail messages, a page at a time (VIEW-5).
    EmailsCall {
        /// The record's id.
        record_id: String,
        /// Where to go on, from the page before.
        after: Option<String>,
    }
    /// Reads one e-mail message.
    EmailCall {
        /// The record's id.
        record_id: String,
        /// The message's id.
        email_id: String,
    }
    /// Fetches an image that is shown in a record's details, feed or e-mails (TGL-12).
    ImageCall {
        /// The record's id.
        record_id: String,
        /// Which.
        image: ImageRef,
    }
    /// Looks for records like the one that is being typed (CRT-3).
    PotentialResultsCall {
        /// The object.
        object: String,
        /// What the fields hold that are marked for it, by field.
        values: BTreeMap<String, FieldValue>,
    }
    /// Says what was decided on the issue, and what the rules say now (D-2).
    WhyCall {}
    /// Lets a rule that has created its record create another, when the record is not linked any more (AUTO-7); or
    /// tries again what could not be created.
    RunAgainCall {
        /// The rule's id.
        rule: String,
    }
}

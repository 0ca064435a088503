//! The panel, and what is chosen, linked and unlinked from it.

use serde::{Deserialize, Serialize};

use super::{BulkBrief, Column, ObjectChoice, RecordGroup, RecordRow, SyncStateView};
use crate::configuration::{FirstSync, Sharing};
use crate::document::Setback;
use crate::failure::Failure;

/// What this user may do here: settings and permissions together. Every call checks again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Allowed {
    /// Link records.
    pub link: bool,
    /// Create records.
    pub create: bool,
    /// Unlink records.
    pub unlink: bool,
    /// Choose the primary record (LNK-4).
    pub primary: bool,
    /// Go to Salesforce.
    pub redirect: bool,
    /// See records like the one that is typed (TGL-4).
    pub potential_results: bool,
    /// Read case comments (TGL-6).
    pub comments: bool,
    /// Post case comments (TGL-7).
    pub post_comments: bool,
    /// Read feed posts (TGL-8).
    pub feed: bool,
    /// Post feed posts (TGL-9).
    pub post_feed: bool,
    /// Create cases from a file (TGL-10).
    pub bulk: bool,
    /// See inline images (TGL-12).
    pub images: bool,
    /// Read e-mail messages (TGL-13).
    pub emails: bool,
    /// See why something was done or not (D-2).
    pub why: bool,
    /// Change Weftline's settings.
    pub configure: bool,
}

/// Why the panel does nothing on an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Idle {
    /// Weftline is switched off (CON-3).
    SwitchedOff,
    /// Panels are switched off (TGL-1).
    PanelOff,
    /// The project is not configured (TGL-14).
    ProjectNotConfigured,
    /// The project is configured, but not this issue type.
    IssueTypeNotConfigured,
    /// Weftline's roles keep Salesforce's data from this person (OPS-8).
    NotForYou,
}

/// The panel, compact or list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PanelView {
    /// Linked records by object, in the configuration's order.
    pub groups: Vec<RecordGroup>,
    /// Objects to link or create.
    pub objects: Vec<ObjectChoice>,
    /// What this user may do.
    pub allowed: Allowed,
    /// Why Salesforce was not asked, or did not answer: the values shown are stored ones.
    pub stale: Option<Failure>,
    /// Why the panel does nothing here at all; none where it works.
    pub idle: Option<Idle>,
    /// Whether a change of the issue is still to be looked at, so that records may come.
    pub pending: bool,
    /// What went wrong when this issue was last synced, until it goes well again (SYNC-8).
    pub setback: Option<Setback>,
    /// What happens when records are linked.
    pub linking: LinkingPolicy,
    /// The issue's last creation of cases from a file, running or over (BLK-6); none where files are not allowed.
    pub bulk: Option<BulkBrief>,
    /// How the issue and its records stand.
    pub sync: SyncStateView,
    /// Whether Salesforce was asked for these values just now.
    pub refreshed: bool,
    /// When the values were read (the oldest shown), in ms since 1970.
    pub at_ms: u64,
}

/// What is linked, without its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct LinkedView {
    /// The ids of the records that a panel shows, in no particular order.
    pub record_ids: Vec<String>,
    /// Whether a change of the issue is still to be looked at.
    pub pending: bool,
}

/// Search results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SearchView {
    /// Columns; the first is the name.
    pub columns: Vec<Column>,
    /// Records found.
    pub records: Vec<RecordRow>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// What the admin has decided of linking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct LinkingPolicy {
    /// What becomes of records that are linked to other issues (LNK-4).
    pub sharing: Sharing,
    /// What is copied at first (LNK-3).
    pub first_sync: FirstSync,
}

/// Which record is the issue's primary one now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PrimaryView {
    /// Its id.
    pub record_id: String,
}

/// What came of linking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct LinkView {
    /// Ids linked now.
    pub linked: Vec<String>,
    /// Ids that were linked before.
    pub already: Vec<String>,
    /// Ids that Salesforce does not show.
    pub missing: Vec<String>,
    /// Ids that were not linked because they are linked to other issues: the admin forbids it, or wants it confirmed by
    /// [`crate::call::LinkCall::share`].
    pub elsewhere: Vec<String>,
}

/// What came of unlinking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct UnlinkView {
    /// Ids unlinked now.
    pub unlinked: Vec<String>,
}

crate::encode_object! {
    Allowed {
        link, create, unlink, primary, redirect, potential_results, comments, post_comments, feed, post_feed, bulk, images,
        emails, why, configure
    }
}
crate::encode_words! { Idle { SwitchedOff, PanelOff, ProjectNotConfigured, IssueTypeNotConfigured, NotForYou } }
crate::encode_object! { PanelView { groups, objects, allowed, stale, idle, pending, setback, linking, bulk, sync, refreshed, at_ms } }
crate::encode_object! { LinkedView { record_ids, pending } }
crate::encode_object! { SearchView { columns, records, more } }
crate::encode_object! { LinkView { linked, already, missing, elsewhere } }
crate::encode_object! { UnlinkView { unlinked } }
crate::encode_object! { LinkingPolicy { sharing, first_sync } }
crate::encode_object! { PrimaryView { record_id } }

//! What of Salesforce an org has switched on: Chatter, Email-to-Case, and which objects have feeds that track what.
//!
//! An object of something that is off is not there: describeGlobal leaves it out, its describe is 404, SOQL answers
//! `INVALID_TYPE`.

use super::Org;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What of Salesforce an org has switched on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Features {
    /// Chatter. Without it no object has a feed, there are no feed objects, and the Chatter API answers 403.
    ///
    /// <https://help.salesforce.com/s/articleView?id=experience.collab_setup_turn_on_or_off.htm>
    pub chatter: bool,
    /// Email-to-Case. Without it, and without Enhanced Email, there is no `EmailMessage`.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_emailmessage.htm>
    pub email_to_case: bool,
    /// Whether an object has feeds, by its API name: describe's `feedEnabled`. What is not named has what its shape says.
    pub feeds: BTreeMap<String, bool>,
    /// The fields of an object whose changes its feed tells, by its API name. What is not named tracks what a new org
    /// tracks.
    ///
    /// <https://help.salesforce.com/s/articleView?id=experience.collab_feed_tracking_overview.htm>
    pub tracked: BTreeMap<String, Vec<String>>,
}

impl Default for Features {
    fn default() -> Self {
        Self { chatter: true, email_to_case: true, feeds: BTreeMap::new(), tracked: BTreeMap::new() }
    }
}

/// The fields that a new org tracks in feeds.
///
/// <https://help.salesforce.com/s/articleView?id=experience.collab_feed_tracking_overview.htm>
const TRACKED: &[(&str, &[&str])] = &[
    ("Account", &["Name", "OwnerId"]),
    ("Case", &["OwnerId", "Priority", "Status"]),
    ("Contact", &["AccountId", "FirstName", "LastName", "OwnerId"]),
    ("Lead", &["FirstName", "LastName", "OwnerId", "Status"]),
    ("Opportunity", &["Amount", "CloseDate", "Name", "OwnerId", "StageName"]),
];

impl Features {
    /// Whether an object of this name is there, as far as it belongs to something that can be off.
    pub(crate) fn has(&self, object: &str) -> bool {
        match object {
            "FeedItem" | "FeedComment" | "FeedTrackedChange" | "FeedAttachment" | "FeedLike" => self.chatter,
            "EmailMessage" | "EmailMessageRelation" => self.email_to_case,
            _ => true,
        }
    }

    /// Whether an object has feeds, when its shape says so or not.
    pub(crate) fn has_feed(&self, object: &str, shape: bool) -> bool {
        self.chatter && named(&self.feeds, object).copied().unwrap_or(shape)
    }

    /// Whether a feed tells changes of a field.
    pub(crate) fn tracks(&self, object: &str, field: &str) -> bool {
        let same = |own: &str| own.eq_ignore_ascii_case(field);
        match named(&self.tracked, object) {
            Some(fields) => fields.iter().any(|own| same(own)),
            None => TRACKED.iter().any(|(of, fields)| *of == object && fields.iter().any(|own| same(own))),
        }
    }
}

fn named<'a, T>(map: &'a BTreeMap<String, T>, object: &str) -> Option<&'a T> {
    map.iter().find(|(name, _)| name.eq_ignore_ascii_case(object)).map(|(_, value)| value)
}

impl Org {
    /// What is switched on.
    pub fn features(&self) -> &Features {
        &self.schema.features
    }

    /// Switches things on and off. Records of what is off stay, and are there again when it is on.
    pub fn set_features(&mut self, features: Features) {
        if self.schema.features == features {
            return;
        }
        let schema = Arc::make_mut(&mut self.schema);
        schema.set_features(features);
        let modified = schema.modified + 1;
        let schema = self.schema();
        self.store.follow(&schema);
        self.permissions_changed(modified);
        self.features_changed = true;
    }
}

//! What an admin has switched on and off: whole features, which are data of the org and may change at any time.
//!
//! What an org without a feature shows is what the vendor documents: an object that needs it is not there at all, neither
//! in describes nor to queries.

use super::Org;
use super::id::Id;
use super::outbound::OutboundMessage;
use super::rules::{
    AssignmentRule, BeforeSaveFlow, DuplicateRule, MatchingRule, ValidationRule, assignment, duplicate, matching,
};
use super::schema::{Object, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the org's admin has set up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct OrgSettings {
    /// Whether Email-to-Case or Enhanced Email is on: without them there is no `EmailMessage`.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_emailmessage.htm>
    pub email_to_case: bool,
    /// Whether Chatter is on: without it no object has a feed, and there are no feed items.
    pub chatter: bool,
    /// Whether digital experiences are on: without them feed items have no `Visibility`.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feeditem.htm>
    pub experience_cloud: bool,
    /// Objects for which feeds are off although Chatter is on: `feedEnabled` is false.
    pub without_feeds: Vec<String>,
    /// The fields of an object whose changes its feed tells, by the object's API name. For what is not named, those
    /// known to be tracked in new orgs; no list of them was found that could be read.
    pub tracked_fields: BTreeMap<String, Vec<String>>,
    /// What record-triggered flows assign before a record is saved.
    pub before_save_flows: Vec<BeforeSaveFlow>,
    /// What is refused.
    pub validation_rules: Vec<ValidationRule>,
    /// Which records look the same.
    pub matching_rules: Vec<MatchingRule>,
    /// What becomes of records that look like others.
    pub duplicate_rules: Vec<DuplicateRule>,
    /// What an error calls the records that the refused one looks like: in the REST API the name lacks a letter, which
    /// clients have to expect to be mended.
    pub duplicate_result_name: String,
    /// What is sent to which address when a record is created or edited.
    pub outbound_messages: Vec<OutboundMessage>,
    /// The ids of records that sharing hides from everyone who uses the API, with what is a part of them.
    pub hidden_records: Vec<String>,
    /// Who gets cases and leads. A rule's id is made of its place.
    pub assignment_rules: Vec<AssignmentRule>,
}

impl Default for OrgSettings {
    fn default() -> Self {
        Self {
            email_to_case: true,
            chatter: true,
            experience_cloud: true,
            without_feeds: Vec::new(),
            tracked_fields: BTreeMap::new(),
            before_save_flows: Vec::new(),
            validation_rules: Vec::new(),
            matching_rules: matching::standard(),
            duplicate_rules: duplicate::standard(),
            duplicate_result_name: "duplicateResut".to_owned(),
            outbound_messages: Vec::new(),
            hidden_records: Vec::new(),
            assignment_rules: assignment::demonstration(),
        }
    }
}

impl OrgSettings {
    /// These settings with some members replaced, as a JSON object names them.
    ///
    /// # Errors
    /// When a member is unknown or has the wrong form.
    pub fn with(&self, members: &Json) -> Result<Self, String> {
        let mut all = serde_json::to_value(self).map_err(|error| error.to_string())?;
        let given = members.as_object().ok_or("the settings are no object")?;
        if let Some(all) = all.as_object_mut() {
            all.extend(given.clone());
        }
        serde_json::from_value(all).map_err(|error| error.to_string())
    }

    /// Whether describes are the same with these settings as with others.
    fn shapes_like(&self, other: &Self) -> bool {
        let features = |settings: &Self| {
            let switches = (settings.email_to_case, settings.chatter, settings.experience_cloud);
            (switches, settings.without_feeds.clone())
        };
        features(self) == features(other)
    }

    /// Whether a feature that is off takes the object away.
    fn hides(&self, object: &Object) -> bool {
        let name = object.name.as_str();
        let mail = ["EmailMessage"];
        let stopped = object.feed_parent().is_some_and(|parent| self.without_feed(&parent));
        !self.email_to_case && mail.contains(&name) || !self.chatter && is_feed(name) || stopped
    }

    /// Whether a feature that is off takes a field of an object away.
    pub(super) fn hides_field(&self, object: &Object, field: &str) -> bool {
        !self.experience_cloud && field == "Visibility" && is_feed(&object.name)
    }

    fn stops_feed(&self, object: &Object) -> bool {
        !self.chatter || self.without_feed(&object.name)
    }

    fn without_feed(&self, object: &str) -> bool {
        self.without_feeds.iter().any(|name| name.eq_ignore_ascii_case(object))
    }
}

/// Whether an object is part of Chatter: `FeedItem`, `CaseFeed`, `Visit__Feed`.
fn is_feed(name: &str) -> bool {
    name.starts_with("Feed") || name.ends_with("Feed")
}

impl Schema {
    /// Takes away and gives back what the settings say.
    fn follow_settings(&mut self, settings: &OrgSettings) {
        for object in self.objects_mut() {
            object.off = settings.hides(object);
            object.feed_off = settings.stops_feed(object);
        }
        self.modified += 1;
        self.relink();
    }
}

impl Org {
    /// Takes over what the admin has set up.
    pub(crate) fn set_settings(&mut self, settings: OrgSettings) {
        self.options.settings = settings;
        self.follow_settings();
    }

    /// Lets the shape follow the settings when they have changed since.
    pub(super) fn follow_settings(&mut self) {
        if self.settings == self.options.settings {
            return;
        }
        let before = std::mem::replace(&mut self.settings, self.options.settings.clone());
        self.store.hidden = self.settings.hidden_records.iter().filter_map(|id| Id::parse(id)).collect();
        if !self.settings.shapes_like(&before) {
            Arc::make_mut(&mut self.schema).follow_settings(&self.settings);
            self.describes.clear();
        }
        self.list_assignment_rules();
        self.settings_changed = true;
    }

    /// What has to be kept of the settings, if they changed since the last call.
    pub(super) fn take_settings(&mut self) -> Option<Json> {
        self.follow_settings();
        std::mem::take(&mut self.settings_changed).then(|| serde_json::to_value(&self.settings).unwrap_or_default())
    }

    /// Takes the settings back as they were kept.
    pub(super) fn load_settings(&mut self, kept: &Json) -> Result<(), String> {
        self.options.settings = OrgSettings::default().with(kept)?;
        self.follow_settings();
        self.settings_changed = false;
        Ok(())
    }
}

//! A linked record, opened for what is shown of it.

use weftline_salesforce::address::Address;
use weftline_salesforce::id::RecordId;
use weftline_wire::configuration::{RoleAction, Settings};
use weftline_wire::document::LinkedRecord;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::{Caller, Named};
use weftline_wire::view::TabMissing;

use crate::configuration::Configuration;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate::Rights;
use crate::ground::{self, Ground};
use crate::org::Org;
use crate::roles::Granted;

/// What is known once a record may be shown.
pub(crate) struct Opened<'a> {
    pub(crate) id: RecordId,
    pub(crate) issue: &'a Named,
    pub(crate) rights: Rights,
    granted: Granted,
    pub(crate) configuration: Configuration,
    pub(crate) link: LinkedRecord,
    pub(crate) settings: Settings,
    pub(crate) org: Org,
    /// What is stored of its object.
    pub(crate) stored: Option<describes::Stored>,
    /// The org's address, when pages may lead there.
    pub(crate) redirect: Option<Address>,
}

/// A record that is linked to the caller's issue.
pub(crate) struct Linked<'a> {
    pub(crate) id: RecordId,
    pub(crate) ground: Ground<'a>,
    pub(crate) link: LinkedRecord,
}

/// Finds a record among what is linked to the issue: the integration user sees more than the people in front of the
/// page should. One turn; [`Ground::open_linked`] is next.
pub(crate) async fn find<'a>(world: &World, caller: &'a Caller, record_id: &str) -> Result<Linked<'a>, Failure> {
    let id = id(record_id)?;
    let ground = Ground::read(world, caller).await?;
    let link = ground.links.links.iter().find(|link| link.record_id == id.as_str()).cloned();
    let link =
        link.ok_or_else(|| failure::of(FailureCode::RecordNotFound, "this record is not linked to this issue"))?;
    Ok(Linked { id, ground, link })
}

/// Opens a linked record, in two turns.
pub(crate) async fn open<'a>(world: &World, caller: &'a Caller, record_id: &str) -> Result<Opened<'a>, Failure> {
    let Linked { id, ground, link } = find(world, caller, record_id).await?;
    let (settings, org, stored) = ground.open_linked(world, &link).await?;
    let redirect = ground::redirect(&org, &settings);
    let Ground { issue, rights, granted, configuration, .. } = ground;
    Ok(Opened { id, issue, rights, granted, configuration, link, settings, org, stored, redirect })
}

impl Opened<'_> {
    /// Whether the user may write to the record's feed.
    pub(crate) fn may_post_to_feed(&self) -> bool {
        self.rights.edit && self.granted.may(RoleAction::Post) && self.settings.show_feed && self.settings.post_feed
    }

    /// The page of something in Salesforce, when redirects are switched on.
    pub(crate) fn url(&self, object: &str, id: &str) -> Option<String> {
        let address = self.redirect.as_ref()?;
        Some([address.as_str(), "/lightning/r/", object, "/", id, "/view"].concat())
    }
}

/// An id that a page sent.
pub(crate) fn id(text: &str) -> Result<RecordId, Failure> {
    RecordId::parse(text).map_err(|error| failure::of(FailureCode::Invalid, error.to_string()))
}

/// Where a page of a list ends: behind what has this time and id.
pub(crate) fn place_of(at_ms: u64, id: &str) -> String {
    [&at_ms.to_string(), ",", id].concat()
}

/// Where the next page begins, as a page says it.
pub(crate) fn place(after: &str) -> Result<(u64, RecordId), Failure> {
    let parts = after.split_once(',').and_then(|(at_ms, id)| Some((at_ms.parse().ok()?, RecordId::parse(id).ok()?)));
    parts.ok_or_else(|| failure::of(FailureCode::Invalid, "no page begins there"))
}

/// Why a tab has nothing to show, if that is what a failure to read it means. `absent` is for an org in which what it
/// shows does not exist.
pub(crate) fn missing(failure: &Failure, absent: TabMissing) -> Option<TabMissing> {
    match failure.values.get("code").map_or("", String::as_str) {
        "INVALID_TYPE" | "FUNCTIONALITY_NOT_ENABLED" | "API_DISABLED_FOR_ORG" => Some(absent),
        code if code.starts_with("INSUFFICIENT_ACCESS") => Some(TabMissing::NoAccess),
        _ => None,
    }
}

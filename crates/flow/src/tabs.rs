//! The tabs of the details dialog: the linked record that they are about, where their entries are, and why there are
//! none to show.

use weftline_salesforce::id::RecordId;
use weftline_wire::document::LinkedRecord;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::TabMissing;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::ground::Ground;

/// A record that is linked to the caller's issue.
pub(crate) struct Linked<'a> {
    pub(crate) ground: Ground<'a>,
    pub(crate) link: LinkedRecord,
    pub(crate) id: RecordId,
}

impl<'a> Linked<'a> {
    /// Reads the ground, and finds the record among what is linked: the integration user sees more than the people in
    /// front of the page should. One turn; open its org with [`Ground::open_linked`] next.
    pub(crate) async fn read(world: &World, caller: &'a Caller, record_id: &str) -> Result<Self, Failure> {
        let id = RecordId::parse(record_id).map_err(|error| failure::of(FailureCode::Invalid, error.to_string()))?;
        let ground = Ground::read(world, caller).await?;
        let link = ground.links.links.iter().find(|link| link.record_id == id.as_str()).cloned();
        let link =
            link.ok_or_else(|| failure::of(FailureCode::RecordNotFound, "this record is not linked to this issue"))?;
        Ok(Self { ground, link, id })
    }
}

/// A tab beside the details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Comments,
    Feed,
    Emails,
}

impl Tab {
    /// The object of its entries, and the field that leads to a record of `object`; none when such records have none.
    /// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_feed.htm>
    /// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_emailmessage.htm>
    pub(crate) fn entries(self, object: &str) -> Option<(String, &'static str)> {
        match (self, object) {
            (Tab::Comments, "Case") => Some(("CaseComment".to_owned(), "ParentId")),
            (Tab::Comments, _) => None,
            (Tab::Feed, _) => {
                let feed = match object.strip_suffix("__c") {
                    Some(custom) => [custom, "__Feed"],
                    None => [object, "Feed"],
                };
                Some((feed.concat(), "ParentId"))
            }
            (Tab::Emails, "Case") => Some(("EmailMessage".to_owned(), "ParentId")),
            // People are in its addresses and relations.
            (Tab::Emails, "Contact" | "Lead" | "User") => None,
            (Tab::Emails, _) => Some(("EmailMessage".to_owned(), "RelatedToId")),
        }
    }

    /// Why there is nothing to show, when its entries could not be read for this; none when it is a failure.
    pub(crate) fn missing(self, failure: &Failure) -> Option<TabMissing> {
        let code = failure.values.get("code").map_or("", String::as_str);
        let absent = matches!(code, "INVALID_TYPE" | "INVALID_FIELD" | "FUNCTIONALITY_NOT_ENABLED");
        match self {
            Tab::Feed if absent => Some(TabMissing::FeedsOff),
            Tab::Emails if absent => Some(TabMissing::EmailOff),
            _ if absent || failure.code == FailureCode::SalesforceForbidden => Some(TabMissing::NoAccess),
            _ => None,
        }
    }
}

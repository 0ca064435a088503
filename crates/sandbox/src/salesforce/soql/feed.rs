//! What SOQL does not allow of feeds.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_feed.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feeditem.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feedcomment.htm>
//!
//! The vendor documents the rules and not the words of the refusals.

use super::ast::{Expression, Order, Query};
use super::bind::Binder;
use super::resolve::Scope;
use crate::salesforce::error::ApiError;
use crate::salesforce::permission::allows;
use crate::salesforce::schema::Object;

/// How many records of a feed those may ask for who do not see all data.
const LIMIT_MAX: usize = 1000;

impl Binder<'_> {
    /// Refuses queries of feeds that SOQL does not run: items and comments directly by those who do not see all data,
    /// aggregates of items, an order by a parent's fields, too many records.
    pub(crate) fn check_feed(&self, query: &Query, object: &Object, grouped: bool) -> Result<(), ApiError> {
        let direct = matches!(object.name.as_str(), "FeedItem" | "FeedComment");
        let feed = object.feed_of.is_some();
        if !direct && !feed || self.depth > 0 {
            return Ok(());
        }
        let refused = |at, message: String| Err(self.error(at, "MALFORMED_QUERY", &message));
        if object.name == "FeedItem" && grouped {
            return refused(
                query.from.at,
                "Implementation restriction: FeedItem does not support aggregate functions".into(),
            );
        }
        let of_parent = |order: &&Order| match &order.by {
            Expression::Path(path) => self.expand(&Scope { query }, path).len() > 1,
            Expression::Call(_) => false,
        };
        if let Some(order) = query.order.iter().find(|order| feed && of_parent(order)) {
            let message =
                format!("Implementation restriction: {} is not ordered by fields of relationships", object.name);
            return refused(order.by.at(), message);
        }
        let all = |name: &str| allows(self.view, self.user, name);
        if all("PermissionsViewAllData") || all("PermissionsModifyAllData") {
            return Ok(());
        }
        if direct {
            let message =
                format!("Implementation restriction: {} is queried directly with View All Data only", object.name);
            return refused(query.from.at, message);
        }
        match query.limit {
            Some(limit) if limit <= LIMIT_MAX => Ok(()),
            _ => {
                let message =
                    format!("Implementation restriction: {} requires a LIMIT of at most {LIMIT_MAX}", object.name);
                refused(query.from.at, message)
            }
        }
    }
}

//! What of a plan of comments is held back, because conditions of the mapping do not hold (SYNC-7).
//!
//! Only what takes something away from customers goes all the same: an original that they do not see any more.

use weftline_wire::plan::{Plan, Skipped, Way, Write};

use super::{COMPOSITE_MAX, CommentInputs, Visibility};
use crate::waits::reason;

/// The plan without what waits.
pub(super) fn hold_back(inputs: &CommentInputs, mut plan: Plan) -> Plan {
    for at in 0..plan.waits.len() {
        let Some(way) = plan.waits.get(at).map(|waits| waits.way) else { continue };
        let mut held: Vec<String> = Vec::new();
        plan.writes.retain(|write| {
            let Some((goes, comment_id)) = comment_of(write) else { return true };
            if goes != way || hides(inputs, way, comment_id) {
                return true;
            }
            if !held.iter().any(|known| known == comment_id) {
                held.push(comment_id.to_owned());
            }
            false
        });
        for comment_id in &held {
            plan.skipped.push(Skipped { field: comment_id.clone(), reason: reason(way).to_owned() });
        }
        if let Some(waits) = plan.waits.get_mut(at) {
            waits.fields = held;
        }
    }
    if !plan.waits.is_empty() {
        let of =
            |way| plan.writes.iter().filter(|write| comment_of(write).is_some_and(|(goes, _)| goes == way)).count();
        plan.salesforce_calls = of(Way::ToSalesforce).div_ceil(COMPOSITE_MAX) as u32;
        plan.jira_calls = of(Way::ToJira) as u32;
    }
    plan
}

/// Which way a comment's write goes, and its original.
fn comment_of(write: &Write) -> Option<(Way, &str)> {
    match write {
        Write::CommentOnRecord { comment_id, .. } | Write::DeleteOnRecord { comment_id, .. } => {
            Some((Way::ToSalesforce, comment_id))
        }
        Write::CommentOnIssue { comment_id, .. } | Write::DeleteOnIssue { comment_id, .. } => {
            Some((Way::ToJira, comment_id))
        }
        _ => None,
    }
}

/// Whether customers saw an original when it was copied, and do not see it any more.
fn hides(inputs: &CommentInputs, way: Way, comment_id: &str) -> bool {
    let pair = inputs.pairs.iter().find(|pair| {
        pair.way == way
            && match way {
                Way::ToSalesforce => pair.issue_comment == comment_id,
                Way::ToJira => pair.record_comments.iter().any(|known| known == comment_id),
            }
    });
    let was_public = pair.is_some_and(|pair| pair.visibility == Visibility::Public);
    let is_public = match way {
        Way::ToSalesforce => inputs.issue.iter().find(|known| known.id == comment_id).map(|known| known.visibility),
        Way::ToJira => inputs.record.iter().find(|known| known.id == comment_id).map(|known| known.visibility),
    };
    let is_unseen =
        inputs.deleted.iter().any(|deleted| deleted.unseen && deleted.way == way && deleted.id == comment_id);
    is_unseen || (was_public && is_public.is_some_and(|now| now != Visibility::Public))
}

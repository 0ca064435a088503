//! Records that are not there any more: deleted, merged, or out of sight (SYNC-6).

use weftline_wire::document::Gone;

use super::members::Member;

impl Member {
    /// Notes that the org does not show the record. What is known of it stays: it may come back.
    pub(super) fn lose(&mut self, became: Option<Gone>) {
        self.read = None;
        if let Some(became) = became
            && self.gone.as_ref().is_none_or(|before| !is_same(before, &became))
        {
            self.gone = Some(became);
        }
    }
}

fn is_same(one: &Gone, other: &Gone) -> bool {
    match (one, other) {
        (Gone::Deleted { .. }, Gone::Deleted { .. }) | (Gone::OutOfSight { .. }, Gone::OutOfSight { .. }) => true,
        (Gone::Merged { into, .. }, Gone::Merged { into: other, .. }) => into == other,
        _ => false,
    }
}

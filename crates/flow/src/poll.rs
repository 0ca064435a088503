//! Looking what has changed in an org since it was looked at last (SYNC-5).
//!
//! What is committed late has an older stamp than what was seen already, so windows overlap by the longest that a
//! transaction may last; and nothing newer than a minute counts as looked at, by the server's own clock. A change counts
//! as looked at when the ledger has it.

pub(crate) mod asking;
pub(crate) mod kept;
pub(crate) mod news;
pub(crate) mod sources;

use weftline_wire::configuration::Settings;
use weftline_wire::document::PollDocument;

/// A transaction lasts so long at most: what it changes is seen when it ends, with stamps of its beginning.
/// <https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_gov_limits.htm>
pub(crate) const OVERLAP_MS: u64 = 10 * 60 * 1_000;

/// What is newer than this is left to the next look.
pub(crate) const HORIZON_MS: u64 = 60 * 1_000;

/// How often an org is looked at where the settings say nothing, in minutes.
const POLL_MINUTES: u32 = 5;

/// The schedule is not exact: a look may come so much earlier.
const EARLIER_MS: u64 = 90 * 1_000;

/// Whether it is time to look again.
pub(crate) fn is_due(settings: &Settings, document: Option<&PollDocument>, now_ms: u64) -> bool {
    let Some(document) = document else { return true };
    let minutes = if settings.poll_minutes == 0 { POLL_MINUTES } else { settings.poll_minutes };
    let parked = document.objects.values().any(|mark| mark.parked.is_some());
    parked || document.failure.is_some() || document.polled_at_ms + u64::from(minutes) * 60_000 <= now_ms + EARLIER_MS
}

//! Time zones, as data: the module has no database of them, the host knows those that are in use.

use serde::{Deserialize, Serialize};

/// From when on a zone has which offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ZoneOffset {
    /// The first instant, in ms since 1970.
    pub from_ms: u64,
    /// Local time less UTC, in seconds: 3,600 for Berlin in winter.
    pub seconds: i32,
}

/// A zone: its offsets from 1970 to 2100, the first of them from 0 on. Before and after it is as at the edges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Zone {
    /// The offsets in order of time.
    pub offsets: Vec<ZoneOffset>,
}

crate::json_object! { refuse ZoneOffset { from_ms, seconds } }
crate::json_object! { refuse Zone { offsets } }

//! What keys and values may be.
//! Limits: <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/#storage-limits>

use serde_json::Value;

use super::Refusal;
use super::request::Ttl;

const KEY_LENGTH_MAX: usize = 500;
const VALUE_BYTES_MAX: usize = 240 * 1_024;
const DEPTH_MAX: usize = 31;
const TTL_MAX_MS: u64 = 366 * 86_400_000;

/// A key matches `^(?!\s+$)[a-zA-Z0-9:._\s-#]+$` and has at most 500 characters.
pub(super) fn check_key(key: &str, entity: bool) -> Result<(), Refusal> {
    if key.is_empty() {
        let code = if entity { "EMPTY_KEY" } else { "KEY_TOO_SHORT" };
        return Err(Refusal::bad(code, "the key is empty"));
    }
    if key.chars().count() > KEY_LENGTH_MAX {
        return Err(Refusal::bad("KEY_TOO_LONG", format!("the key has more than {KEY_LENGTH_MAX} characters")));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || ":._-#".contains(c) || c.is_whitespace();
    if !key.chars().all(allowed) || key.chars().all(char::is_whitespace) {
        return Err(Refusal::bad("INVALID_KEY", format!("the key `{key}` has characters that are not allowed")));
    }
    Ok(())
}

pub(super) fn check_value(value: &Value) -> Result<(), Refusal> {
    if value.is_null() {
        return Err(Refusal::bad("INVALID_VALUE", "the value is null"));
    }
    if depth(value) > DEPTH_MAX {
        return Err(Refusal::bad("MAX_DEPTH", format!("the value is nested more than {DEPTH_MAX} deep")));
    }
    if serde_json::to_vec(value).map_or(usize::MAX, |bytes| bytes.len()) > VALUE_BYTES_MAX {
        return Err(Refusal::bad("MAX_SIZE", format!("the value has more than {VALUE_BYTES_MAX} bytes")));
    }
    Ok(())
}

fn depth(value: &Value) -> usize {
    let deepest = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => return 0,
    };
    deepest.unwrap_or(0).saturating_add(1)
}

/// When a value written now with this time to live expires.
pub(super) fn expiry(ttl: Option<&Ttl>, now_ms: u64) -> Result<Option<u64>, Refusal> {
    let Some(ttl) = ttl else {
        return Ok(None);
    };
    let unit_ms = match ttl.unit.as_str() {
        "SECONDS" => 1_000,
        "MINUTES" => 60_000,
        "HOURS" => 3_600_000,
        "DAYS" => 86_400_000,
        other => return Err(Refusal::bad("INVALID_TTL", format!("unknown unit `{other}`"))),
    };
    let lifetime_ms = ttl.value.saturating_mul(unit_ms);
    if lifetime_ms == 0 || lifetime_ms > TTL_MAX_MS {
        return Err(Refusal::bad("INVALID_TTL", "the time to live is not between one second and one year"));
    }
    Ok(Some(now_ms.saturating_add(lifetime_ms)))
}

/// A time as ISO 8601 with milliseconds, in UTC.
pub(super) fn iso(at_ms: u64) -> String {
    crate::clock::iso(at_ms)
}

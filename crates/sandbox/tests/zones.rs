//! The reference of `tests/boundary/zones.test.mjs`: what the IANA database that is built into the sandbox says of the
//! zones that the host's runtime is held against. `UPDATE_ZONES=1` writes it down anew.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fmt::Write;
use std::path::Path;

/// By hours, half hours and quarters, to the east and to the west, at midnight, in Ramadan, by two hours, and never.
const ZONES: [&str; 15] = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
];

/// 2011 to 2031, in seconds since 1970: the day that Samoa left out, midnights that Brazil did not have, and the ten
/// years that the mapping is tested over.
const YEARS: std::ops::Range<u64> = 1_293_840_000..1_924_992_000;

#[test]
fn map_13_the_reference_of_the_host_s_zones_is_what_the_sandbox_has() {
    let mut text = String::from("{");
    for (at, zone) in ZONES.iter().enumerate() {
        let offsets = weftline_sandbox::zone::offsets(zone).unwrap();
        let within = offsets.iter().filter(|(from, _)| YEARS.contains(from));
        let written: Vec<String> = within.map(|(from, seconds)| format!("[{from},{seconds}]")).collect();
        let comma = if at == 0 { "" } else { "," };
        write!(text, "{comma}\n  \"{zone}\": [{}]", written.join(",")).unwrap();
    }
    text.push_str("\n}\n");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/boundary/zones.json");
    if std::env::var_os("UPDATE_ZONES").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(&file).unwrap() == text,
        "the zones have changed: see what did, then UPDATE_ZONES=1"
    );
}

//! Mappings and templates under broken, deep, long and odd inputs, by the targets in `fuzz`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]

#[path = "../../../fuzz/src/mapping.rs"]
pub mod mapping;
#[path = "../../../fuzz/src/replay.rs"]
mod replay;

use std::path::Path;

use replay::Replay;

const ROUNDS: usize = 40_000;

fn replay(name: &'static str, target: fn(&[u8])) -> Replay {
    Replay::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz"), name, target)
}

#[test]
fn mappings_keep_their_promise_whatever_they_are_given() {
    let replay = replay("mapping", mapping::mapping);
    replay.run(ROUNDS);
    let describe = r#"{"name":"F","label":"F","type":"string","length":255,"createable":true,"updateable":true}"#;
    for depth in [50, 127, 128, 129, 5_000, 60_000] {
        for [open, close] in [["[", "]"], ["{\"child\":", "}"], ["{\"type\":\"doc\",\"content\":[", "]}"]] {
            for closed in [close.repeat(depth), String::new()] {
                let input = format!("\n\n{describe}\n{}{closed}\n\"x\"", open.repeat(depth));
                replay.feed(&format!("{depth} times `{open}`"), input.as_bytes());
            }
        }
    }
    for part in ["<b>", "é", "&", "\\n", "; "] {
        let long = part.repeat(60_000 / part.len());
        replay.feed(part, format!("\n\n{describe}\n\"{long}\"\n\"{long}\"").as_bytes());
    }
}

#[test]
fn templates_keep_their_promise_whatever_they_are_given() {
    let replay = replay("template", mapping::template).with(["{{issue.summary|{{}}", "{{issue.id}}{{issue.url}}"]);
    replay.run(ROUNDS);
    for part in ["{{", "}}", "{{issue.key}}", "{{issue.customfield_1|", "|", "é"] {
        let long = part.repeat(90_000 / part.len());
        replay.feed(part, long.as_bytes());
    }
}

//! Files under everything that can be wrong with them, by the target in `fuzz`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]

#[path = "../../../fuzz/src/bulk.rs"]
pub mod bulk;
#[path = "../../../fuzz/src/replay.rs"]
mod replay;

use std::path::Path;

use replay::Replay;

fn replay() -> Replay {
    Replay::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz"), "csv", bulk::csv)
}

#[test]
fn blk_9_broken_files_are_read_as_byte_by_byte() {
    replay().with(["", "\0", "\0\0", "\u{1}\u{2}sep=;\r\na;b\r\n1;2"]).run(10_000);
}

#[test]
fn blk_9_long_and_wide_files_are_read() {
    let replay = replay();
    for sign in [",", "\"", "\"\"", "\n", "\r", "\r\n", "\"\n", ",\"", "\0", "é", "x", "\",\"", " "] {
        for (choice, size) in [(0, 255), (5, 63), (8, 200), (16, 99), (32, 254)] {
            let text = sign.repeat(6_000 / sign.len());
            replay.feed(&format!("many {sign:?}"), &[&[choice, size], text.as_bytes()].concat());
            let behind = format!("a,b\n1,{text}");
            replay.feed(&format!("many {sign:?} in a row"), &[&[choice, size], behind.as_bytes()].concat());
        }
    }
}

#[test]
fn blk_9_a_row_with_more_fields_than_a_spreadsheet_has_columns_is_read() {
    replay().feed("many fields", &[&[0, 255], "a,b\n".as_bytes(), ",".repeat(20_000).as_bytes(), b"\n1,2\n"].concat());
}

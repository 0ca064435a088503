//! Files that come in ranges.

use weftline_bulk::{Feed, detect};

/// Rows by number and line, fields between brackets, each with what is wrong with it.
fn shown(feed: &mut Feed, bytes: &[u8], size: usize) -> Vec<String> {
    let mut shown = Vec::new();
    let mut drain = |feed: &mut Feed| {
        while let Some(row) = feed.next_row() {
            let fields: Vec<String> =
                (0..row.len()).map(|column| format!("[{}]", row.text(column).escape_debug())).collect();
            let problems: Vec<String> = row.problems().iter().map(|problem| format!(" ({problem})")).collect();
            shown.push(format!("{}@{} {}{}", row.row, row.line, fields.concat(), problems.concat()));
        }
    };
    for range in bytes.chunks(size) {
        feed.push(range);
        drain(feed);
    }
    feed.end();
    drain(feed);
    shown
}

fn check(bytes: &[u8], names: &[&str], rows: &[&str]) {
    for size in 1..=bytes.len().max(1) {
        let mut feed = Feed::new(detect(bytes));
        assert_eq!(shown(&mut feed, bytes, size), rows, "in ranges of {size}");
        let header = feed.header().map(|header| header.names.clone()).unwrap_or_default();
        assert_eq!(header, names, "in ranges of {size}");
    }
}

#[test]
fn blk_8_rows_are_the_same_in_ranges_of_any_size() {
    check(b"a,b\n1,2\n\n3,\"x\r\n\"\"y\"\"\"\n", &["a", "b"], &["1@2 [1][2]", "2@4 [3][x\\r\\n\\\"y\\\"]"]);
    check(b"sep=;\r\na;b\r\n1;\xC3\xA9\r\n", &["a", "b"], &["1@3 [1][é]"]);
    check(b"\xEF\xBB\xBF\r\n\"a\",\"b\"\r\n\r\n\"1\", 2", &["a", "b"], &["1@4 [1][ 2]"]);
    check(b"a;b\r1;2\r3;4\r", &["a", "b"], &["1@2 [1][2]", "2@3 [3][4]"]);
    check(b"a;b\nM\xFCller;\x80\n", &["a", "b"], &["1@2 [Müller][€]"]);
    check(b"", &[], &[]);
    check(b"a", &["a"], &[]);
}

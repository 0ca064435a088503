//! Prints files as they are read, for tests that hold other readers against it: a line of JSON for each file, with how it
//! is written, its rows with content, the header among them, and what is wrong with them.

#![allow(clippy::expect_used, reason = "a program for tests")]

use std::fmt::Write as _;

use weftline_bulk::{Dialect, Encoding, Feed, LineEnd, detect};

/// Small enough to cut rows and characters, great enough to hold many.
const RANGE_BYTES: usize = 1_000;

fn main() {
    for name in std::env::args().skip(1) {
        let bytes = std::fs::read(&name).expect("the file can be read");
        let head = bytes.get(..64 * 1_024).unwrap_or(&bytes);
        println!("{}", shown(&bytes, detect(head)));
    }
}

fn shown(bytes: &[u8], dialect: Dialect) -> String {
    let mut feed = Feed::new(dialect);
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for range in bytes.chunks(RANGE_BYTES) {
        feed.push(range);
        drain(&mut feed, &mut rows, &mut problems);
    }
    feed.end();
    drain(&mut feed, &mut rows, &mut problems);
    if let Some(header) = feed.header() {
        rows.insert(0, list(header.names.iter().map(|name| json(name))));
        problems.splice(0..0, header.problems.iter().map(|problem| json(&problem.to_string())));
    }
    let encoding = match dialect.encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Windows1252 => "windows-1252",
        Encoding::Utf16Le => "utf-16le",
        Encoding::Utf16Be => "utf-16be",
    };
    let line_end = match dialect.line_end {
        LineEnd::Lf => "\n",
        LineEnd::CrLf => "\r\n",
        LineEnd::Cr => "\r",
    };
    format!(
        r#"{{"encoding":{},"delimiter":{},"lineEnd":{},"rows":{},"problems":{}}}"#,
        json(encoding),
        json(&dialect.delimiter.character().to_string()),
        json(line_end),
        list(rows.into_iter()),
        list(problems.into_iter()),
    )
}

fn drain(feed: &mut Feed, rows: &mut Vec<String>, problems: &mut Vec<String>) {
    while let Some(row) = feed.next_row() {
        rows.push(list((0..row.len()).map(|column| json(&row.text(column)))));
        problems.extend(row.problems().iter().map(|problem| json(&problem.to_string())));
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn json(text: &str) -> String {
    let mut json = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\0'..' ' => write!(json, "\\u{:04x}", u32::from(character)).expect("a string can be written"),
            _ => json.push(character),
        }
    }
    json + "\""
}

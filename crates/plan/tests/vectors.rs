//! The golden vectors of `tests/vectors`: questions with the answers they must get. The compiled module answers the
//! same files.
//!
//! `UPDATE_VECTORS=1` writes the answers down as they are given now; what changed is then read in the difference.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use weftline_plan::answer;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    /// The file's path within `tests/vectors`, without its ending.
    name: String,
    question: Box<RawValue>,
    #[serde(default)]
    answer: Value,
}

#[test]
fn every_vector_gets_its_answer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let update = std::env::var_os("UPDATE_VECTORS").is_some();
    let files = files(&root);
    assert!(files.len() >= 60, "{} vectors are too few to be all", files.len());
    let mut wrong = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let vector: Vector = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let path = file.strip_prefix(&root).unwrap().with_extension("");
        assert_eq!(Path::new(&vector.name), path, "a vector's name is its path");

        let given = answer(vector.question.get());
        assert_eq!(given, answer(vector.question.get()), "{}: the same question, another answer", vector.name);
        if update {
            let name = serde_json::to_string(&vector.name).unwrap();
            let question = pretty(vector.question.get());
            let text =
                format!("{{\n  \"name\": {name},\n  \"question\": {question},\n  \"answer\": {}\n}}\n", pretty(&given));
            fs::write(file, text).unwrap();
        } else if serde_json::from_str::<Value>(&given).unwrap() != vector.answer {
            wrong.push(format!("{}\n  expected {}\n  given    {given}", vector.name, vector.answer));
        }
    }
    assert!(wrong.is_empty(), "{} of {} vectors:\n{}", wrong.len(), files.len(), wrong.join("\n"));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "json") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Lays JSON out over lines, two levels deep within the file and keys as they come; what fits on a line stays there.
fn pretty(json: &str) -> String {
    let compact = compact(json);
    let mut out = String::new();
    lay_out(&compact, 1, &mut out);
    out
}

const WIDTH: usize = 110;

fn lay_out(json: &str, depth: usize, out: &mut String) {
    let opens = json.starts_with(['{', '[']);
    if !opens || json.len() == 2 || json.len() + 2 * depth <= WIDTH {
        out.push_str(json);
        return;
    }
    let (open, inner, close) = (&json[..1], &json[1..json.len() - 1], &json[json.len() - 1..]);
    out.push_str(open);
    for (index, part) in parts(inner).into_iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        match key(part).filter(|_| open == "{") {
            Some(key) => {
                out.push_str(&part[..key]);
                out.push(' ');
                lay_out(&part[key..], depth + 1, out);
            }
            None => lay_out(part, depth + 1, out),
        }
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push_str(close);
}

/// The members or items within brackets.
fn parts(inner: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    scan(inner, |at, byte| match byte {
        b'{' | b'[' => depth += 1,
        b'}' | b']' => depth -= 1,
        b',' if depth == 0 => {
            parts.push(&inner[start..at]);
            start = at + 1;
        }
        _ => {}
    });
    parts.push(&inner[start..]);
    parts
}

/// Where a member's key ends, its colon included.
fn key(part: &str) -> Option<usize> {
    let mut end = None;
    scan(part, |at, byte| {
        if byte == b':' && end.is_none() {
            end = Some(at + 1);
        }
    });
    end
}

/// Without white space outside of strings.
fn compact(json: &str) -> String {
    let mut keep = vec![true; json.len()];
    scan(json, |at, byte| keep[at] = !byte.is_ascii_whitespace());
    let bytes = json.bytes().zip(keep).filter(|(_, keep)| *keep).map(|(byte, _)| byte).collect();
    String::from_utf8(bytes).unwrap()
}

/// Visits the bytes outside of strings.
fn scan(json: &str, mut visit: impl FnMut(usize, u8)) {
    let (mut within, mut escaped) = (false, false);
    for (at, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if within => escaped = true,
            b'"' => within = !within,
            _ if within => {}
            _ => visit(at, byte),
        }
    }
}

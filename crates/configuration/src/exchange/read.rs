//! Reads the file: whoever edits it by hand is told where it is wrong.

use std::borrow::Cow;
use std::collections::BTreeMap;

use weftline_wire::configuration::Section;
use weftline_wire::json::{self, Raw, Reader, Unreadable};

use super::file::{ExportFile, FORMAT, FORMAT_VERSION, Frame};
use crate::hash::canonical;

/// Reads a file.
///
/// # Errors
/// What is wrong, with path, line and column: it is not JSON, no export, one of a newer format, or something in it is
/// unknown, missing or of another kind.
pub fn read(text: &str) -> Result<ExportFile, Box<Unreadable>> {
    // A byte order mark is what some editors put there.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head: Head = json::from_str(text)?;
    if head.format.as_deref() != Some(FORMAT) {
        return Err(whole("this is no export of a configuration of Weftline"));
    }
    if head.format_version.is_none_or(|version| version == 0 || version > FORMAT_VERSION) {
        return Err(whole("a newer Weftline wrote this file; export it again from there, or update this one"));
    }
    let frame: Frame<'_> = json::from_str(text)?;
    let mut sections = BTreeMap::new();
    for (name, raw) in frame.sections {
        sections.insert(name.clone(), section(text, &name, raw)?);
    }
    Ok(ExportFile {
        version: frame.version,
        exported_at_ms: frame.exported_at_ms,
        site: frame.site,
        orgs: frame.orgs,
        dictionary: frame.dictionary,
        objects: frame.objects,
        sections,
    })
}

/// What every format has.
struct Head {
    format: Option<String>,
    format_version: Option<u32>,
}

weftline_wire::decode_object! { ignore Head { format, format_version } }

fn whole(what: &'static str) -> Box<Unreadable> {
    Box::new(Unreadable { what: Cow::Borrowed(what), path: String::new(), line: 1, column: 1 })
}

/// Sections are stored documents, in which unknown members are passed over; here they are mistakes.
fn section(text: &str, name: &str, raw: Raw<'_>) -> Result<Section, Box<Unreadable>> {
    let given = raw.get();
    let within = |mut error: Box<Unreadable>| {
        let (line, column) = place(text, given);
        error.column += if error.line == 1 { column - 1 } else { 0 };
        error.line += line - 1;
        error.path = path(&["sections.", name], &error.path);
        error
    };
    let section: Section = json::from_str(given).map_err(within)?;
    match unknown(given, &canonical(&section)) {
        None => Ok(section),
        Some((members, value)) => {
            let (line, column) = place(text, value);
            let what = Cow::Borrowed("there is no such field");
            Err(Box::new(Unreadable { what, path: path(&["sections.", name], &members), line, column }))
        }
    }
}

fn path(parts: &[&str], rest: &str) -> String {
    let dot = if rest.is_empty() { "" } else { "." };
    [&parts.concat(), dot, rest].concat()
}

/// Line and column at which a part of the text begins.
fn place(text: &str, part: &str) -> (usize, usize) {
    let at = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count();
    (1 + before.bytes().filter(|&byte| byte == b'\n').count(), 1 + column)
}

/// The first member that is in the one and not in the other, which has all members that are known: its path, and its
/// value.
fn unknown<'a>(given: &'a str, known: &str) -> Option<(String, &'a str)> {
    let others = members(known);
    for (name, value) in members(given) {
        let Some((_, other)) = others.iter().find(|(other, _)| *other == name) else {
            return Some((name, value));
        };
        if let Some((inner, value)) = unknown(value, other) {
            return Some((path(&[&name], &inner), value));
        }
    }
    None
}

/// An object's members or an array's items, by name or position; nothing of other values.
fn members(json: &str) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    let mut reader = Reader::new(json);
    let read = match reader.peek() {
        Ok(b'{') => reader.entries(&mut |name, reader| {
            found.push((name.into_owned(), reader.raw()?));
            Ok(())
        }),
        Ok(b'[') => reader.items(&mut |reader| {
            found.push((found.len().to_string(), reader.raw()?));
            Ok(())
        }),
        _ => Ok(()),
    };
    if read.is_ok() { found } else { Vec::new() }
}

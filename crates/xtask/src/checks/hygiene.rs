//! Rules of the repository itself, over the files that git knows or would take.

use std::process::Command;

use anyhow::{Result, bail};

use crate::command::capture;
use crate::repository::Repository;

/// Written apart, so that this file keeps its own rules.
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("HA", "CK:")];
const MACHINE_PATHS: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/tm", "p/"),
];
const CONFLICT: &str = concat!("<<<<", "<<< ");
const GENERATED: &[&str] = &["package-lock.json", "Cargo.lock"];

/// Fails with everything that breaks a rule.
pub(crate) fn run(repository: &Repository) -> Result<()> {
    let listed = capture(
        Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(&repository.root),
    )?;
    let own_path = repository.root.to_string_lossy().into_owned();
    let mut findings = Vec::new();
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        if GENERATED.contains(&name) {
            continue;
        }
        // What is not text has no such marks; what is listed and gone was deleted.
        let Ok(text) = std::fs::read_to_string(repository.path(name)) else {
            continue;
        };
        for (number, line) in (1..).zip(text.lines()) {
            findings.extend(fault(line, &own_path).map(|fault| format!("{name}:{number}: {fault}")));
        }
    }
    if findings.is_empty() {
        return Ok(());
    }
    bail!("\n{}", findings.join("\n"))
}

fn fault(line: &str, own_path: &str) -> Option<String> {
    if let Some(mark) = UNFINISHED.iter().find(|mark| has_word(line, mark)) {
        return Some(format!("`{mark}` marks unfinished work"));
    }
    if let Some(path) = MACHINE_PATHS.iter().find(|path| begins_path(line, path)) {
        return Some(format!("`{path}` is a path of one machine"));
    }
    if begins_path(line, own_path) {
        return Some("the path of this checkout".to_owned());
    }
    line.starts_with(CONFLICT).then(|| "a merge conflict".to_owned())
}

/// Whether the text stands in the line with no letter, digit or underscore right before or after it. In quotes it is a
/// value: so do Jira's documents call a task that is not done.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let after = rest.get(word.len()..).unwrap_or_default();
        let joins = |character: char| character.is_alphanumeric() || character == '_';
        let quotes = ['"', '\''];
        let is_value = before.ends_with(quotes) && after.starts_with(quotes);
        !before.ends_with(joins) && !after.starts_with(joins) && !is_value
    })
}

/// Whether an absolute path begins like this, as opposed to a part of an address or of a longer path.
fn begins_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let (before, _) = line.split_at(at);
        !before.ends_with(|character: char| character.is_alphanumeric() || "_-./}:)*\\".contains(character))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_unfinished_work_and_machine_paths_are_found() {
        let own = "/srv/checkout";
        for line in [
            concat!("// TO", "DO: later"),
            concat!("panic!(\"TO", "DO: later\")"),
            concat!("# FIX", "ME"),
            concat!("cd /ho", "me/jane/weftline"),
            concat!("\"/tm", "p/x\""),
            "file:/srv/checkout/a",
            concat!("<<<<", "<<< HEAD"),
        ] {
            let found = fault(&line.replace("file:", "see "), own);
            assert!(found.is_some(), "{line}");
        }
        for line in [
            "status is To Do",
            concat!("method", "TO", "DO_LIST"),
            concat!(r#"{"state": "TO"#, r#"DO"}"#),
            concat!("https://example.com/ho", "me/page"),
            concat!("target/tm", "p/x"),
        ] {
            assert_eq!(fault(line, own), None, "{line}");
        }
    }
}

//! `cargo test`, counted.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::tally::Tally;
use crate::repository::Repository;

/// Runs the Rust tests, those with `part` in their names if given.
pub(crate) fn run(repository: &Repository, part: Option<&str>, record: Option<&Path>) -> Tally {
    let mut command = Command::new("cargo");
    command
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(part)
        .env("CARGO_TARGET_DIR", &repository.target)
        .current_dir(&repository.root);
    if let Some(record) = record {
        command.env("WEFTLINE_RECORD", record);
    }
    match lines_of(&mut command) {
        Ok((lines, succeeded)) => count(&lines, succeeded),
        Err(error) => Tally::failed(format!("{error:#}")),
    }
}

/// Runs a program and returns what it printed, which also goes to the error stream as it comes.
fn lines_of(command: &mut Command) -> Result<(Vec<String>, bool)> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("could not start cargo")?;
    let output = child.stdout.take().context("cargo has an output")?;
    let mut lines = Vec::new();
    for line in BufReader::new(output).lines() {
        let line = line?;
        let is_news = !line.starts_with("test ") || line.ends_with("FAILED");
        if is_news && !line.trim().is_empty() && !line.starts_with("running ") {
            eprintln!("  {line}");
        }
        lines.push(line);
    }
    Ok((lines, child.wait()?.success()))
}

/// Sums the lines that each test program ends with.
fn count(lines: &[String], succeeded: bool) -> Tally {
    let mut tally = Tally::default();
    for line in lines {
        if let Some(counts) = line.strip_prefix("test result: ") {
            tally.passed += number_before(counts, " passed");
            tally.failed += number_before(counts, " failed");
            tally.skipped += number_before(counts, " ignored");
        } else if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED")) {
            tally.notes.push(format!("FAILED: {name}"));
        } else if let Some((name, reason)) = line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... ignored"))
        {
            tally.notes.push(format!("skipped: {name}{reason}"));
        }
    }
    if !succeeded && tally.failed == 0 {
        tally.add(Tally::failed("cargo test failed before or beside the tests; its message is above".into()));
    }
    tally
}

fn number_before(text: &str, word: &str) -> u32 {
    let Some((before, _)) = text.split_once(word) else {
        return 0;
    };
    let digits = before.rsplit(|character: char| !character.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn results_of_all_programs_are_summed_and_failures_named() {
        let output = lines(
            "running 3 tests\n\
             test soql::quotes ... ok\n\
             test soql::dates ... FAILED\n\
             test slow ... ignored, takes an hour\n\
             test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
             test result: ok. 41 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n",
        );
        let tally = count(&output, false);
        assert_eq!((tally.passed, tally.failed, tally.skipped), (42, 1, 1));
        assert_eq!(tally.notes, ["FAILED: soql::dates", "skipped: slow, takes an hour"]);
    }

    #[test]
    fn a_build_that_fails_is_a_failure() {
        assert_eq!(count(&[], false).failed, 1);
        assert!(count(&[], true).is_empty());
    }
}

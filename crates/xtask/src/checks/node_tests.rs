//! `node --test` over the directories of `tests`, counted.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::tally::{Tally, is_ci};
use crate::build;
use crate::command::shown;
use crate::prepare;
use crate::repository::{Repository, files_below};

const SUFFIX: &str = ".test.mjs";
/// Groups whose tests drive a browser.
pub(crate) const WITH_BROWSER: &[&str] = &["browser"];
/// As many failures in a browser may be the machine's: their files run once more by themselves, and what passes then is
/// told as unsteady. More of them are the product's.
const UNSTEADY_MAX: u32 = 3;
/// A file that takes longer has hung.
const TIMEOUT_MS: u32 = 600_000;

/// Whether a directory has tests with `part` in their names.
pub(crate) fn has_chosen(repository: &Repository, directory: &str, part: Option<&str>) -> bool {
    !chosen(repository, directory, part).is_empty()
}

/// Runs a directory's tests, those with `part` in their names if given.
pub(crate) fn run(
    repository: &Repository,
    directory: &str,
    part: Option<&str>,
    sandbox: Option<&Path>,
    record: Option<&Path>,
) -> Tally {
    let files = chosen(repository, directory, part);
    if files.is_empty() {
        return Tally::default();
    }
    let first = attempt(repository, directory, part, &files, sandbox, record);
    let again = failed_files(&first.tap);
    if !WITH_BROWSER.contains(&directory) || !(1..=UNSTEADY_MAX).contains(&first.tally.failed) || again.is_empty() {
        return first.tally;
    }
    eprintln!("{directory}: what failed is run once more by itself");
    let second = attempt(repository, directory, part, &again, sandbox, None);
    judged(first.tally, &second.tally)
}

/// What a run of some files gave.
#[derive(Default)]
struct Attempt {
    tally: Tally,
    tap: String,
}

fn attempt(
    repository: &Repository,
    directory: &str,
    part: Option<&str>,
    files: &[PathBuf],
    sandbox: Option<&Path>,
    record: Option<&Path>,
) -> Attempt {
    let mut command = Command::new("node");
    if WITH_BROWSER.contains(&directory) {
        match prepare::chromium() {
            Ok(chromium) => command.env("CHROMIUM", chromium),
            Err(reason) => {
                let tally = Tally::not_run(directory, &format!("{reason:#}"), is_ci());
                return Attempt { tally, ..Attempt::default() };
            }
        };
    }
    let results = repository.scratch(&format!("{directory}.tap"));
    command
        .args(["--test", "--test-timeout", &TIMEOUT_MS.to_string()])
        .args(["--test-reporter", "spec", "--test-reporter-destination", "stdout"])
        .args(["--test-reporter", "tap", "--test-reporter-destination"])
        .arg(&results)
        .env("WEFTLINE_BUNDLE", build::bundle_directory(repository))
        .current_dir(&repository.root)
        .stdout(std::io::stderr());
    if WITH_BROWSER.contains(&directory) {
        // Each file runs a world, a host and a browser.
        command.args(["--test-concurrency", "2"]);
    }
    if let Some(part) = part {
        command.args(["--test-name-pattern", &literally(part)]);
    }
    if let Some(sandbox) = sandbox {
        command.env("WEFTLINE_SANDBOX", sandbox);
    }
    if let Some(record) = record {
        command.env("WEFTLINE_RECORD", record);
    }
    command.args(files);
    match finish(&mut command, &results) {
        Ok((tap, succeeded)) => Attempt { tally: count(&tap, succeeded, is_ci()), tap },
        Err(error) => {
            Attempt { tally: Tally::failed(format!("`{}`: {error:#}", shown(&command))), ..Attempt::default() }
        }
    }
}

/// The files of the tests that failed, each once.
fn failed_files(tap: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut has_failed = false;
    for line in tap.lines().map(str::trim_start) {
        if line.starts_with("not ok ") || line.starts_with("ok ") {
            has_failed = line.starts_with("not ok ");
        }
        let place = line.strip_prefix("location: '").filter(|_| has_failed);
        let Some(end) = place.and_then(|place| place.find(SUFFIX)) else { continue };
        let file = PathBuf::from(&place.unwrap_or_default()[..end + SUFFIX.len()]);
        if !files.contains(&file) {
            files.push(file);
        }
    }
    files
}

/// The first run, with what failed in it told as unsteady if the same passed by itself.
fn judged(mut first: Tally, second: &Tally) -> Tally {
    if second.failed > 0 || second.passed == 0 {
        return first;
    }
    first.passed += first.failed;
    first.failed = 0;
    for note in &mut first.notes {
        if let Some(name) = note.strip_prefix("FAILED: ") {
            *note = format!("UNSTEADY, failed and then passed by itself: {name}");
        }
    }
    first
}

fn finish(command: &mut Command, results: &Path) -> Result<(String, bool)> {
    if let Some(directory) = results.parent() {
        std::fs::create_dir_all(directory)?;
    }
    let succeeded = command.status()?.success();
    Ok((std::fs::read_to_string(results)?, succeeded))
}

fn files(repository: &Repository, directory: &str) -> Vec<PathBuf> {
    let mut files = files_below(&repository.path("tests").join(directory));
    files.retain(|file| file.to_string_lossy().ends_with(SUFFIX));
    files
}

fn chosen(repository: &Repository, directory: &str, part: Option<&str>) -> Vec<PathBuf> {
    let mut files = files(repository, directory);
    if let Some(part) = part {
        files.retain(|file| std::fs::read_to_string(file).is_ok_and(|text| text.contains(part)));
    }
    files
}

/// A regular expression that matches just this text.
fn literally(text: &str) -> String {
    text.chars()
        .flat_map(|character| {
            let escape = r"\^$.|?*+()[]{}/".contains(character).then_some('\\');
            escape.into_iter().chain([character])
        })
        .collect()
}

/// Reads Node's results, in the Test Anything Protocol.
fn count(tap: &str, succeeded: bool, is_ci: bool) -> Tally {
    let mut tally = Tally::default();
    let total = |name: &str| {
        tap.lines()
            .filter_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(' ')?.parse::<u32>().ok())
            .sum::<u32>()
    };
    tally.passed = total("pass");
    tally.failed = total("fail") + total("cancelled");
    tally.skipped = total("skipped") + total("todo");
    for line in tap.lines().map(str::trim_start) {
        if let Some(name) = line.strip_prefix("not ok ").map(after_number) {
            tally.notes.push(format!("FAILED: {name}"));
        }
        let Some((name, reason)) = line.strip_prefix("ok ").and_then(|rest| rest.split_once(" # SKIP")) else {
            continue;
        };
        let (name, reason) = (after_number(name), reason.trim());
        if reason == "test name does not match pattern" {
            // Node before version 22 counts what was not asked for.
            tally.skipped = tally.skipped.saturating_sub(1);
        } else if is_ci && reason.starts_with("NOT RUN") {
            tally.skipped = tally.skipped.saturating_sub(1);
            tally.add(Tally::failed(format!("{name}: {reason}")));
        } else {
            tally.notes.push(format!("skipped: {name}: {reason}"));
        }
    }
    if !succeeded && tally.failed == 0 {
        tally.add(Tally::failed("node failed beside the tests; its message is above".into()));
    }
    tally
}

fn after_number(text: &str) -> &str {
    text.split_once(" - ").map_or(text, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAP: &str = "\
TAP version 13
# Subtest: panel
    ok 1 - shows records
    not ok 2 - LNK-2 links two
    ok 3 - talks to simple-salesforce # SKIP NOT RUN: no Python
    ok 4 - other # SKIP test name does not match pattern
# tests 5
# suites 0
# pass 1
# fail 1
# cancelled 1
# skipped 2
# todo 0
";

    #[test]
    fn failures_and_cancellations_count_and_what_was_not_asked_for_does_not() {
        let tally = count(TAP, false, false);
        assert_eq!((tally.passed, tally.failed, tally.skipped), (1, 2, 1));
        assert_eq!(tally.notes, ["FAILED: LNK-2 links two", "skipped: talks to simple-salesforce: NOT RUN: no Python"]);
    }

    #[test]
    fn what_a_machine_lacks_is_a_failure_in_ci() {
        let tally = count(TAP, false, true);
        assert_eq!((tally.passed, tally.failed, tally.skipped), (1, 3, 0));
    }

    #[test]
    fn a_crash_beside_the_tests_is_a_failure() {
        assert_eq!(count("# pass 3\n# fail 0\n", false, false).failed, 1);
    }

    #[test]
    fn what_fails_twice_has_failed_and_what_passes_then_is_told() {
        let failed = || count(TAP, false, false);
        assert_eq!(judged(failed(), &failed()).failed, 2);
        let after = judged(failed(), &count("# pass 3\n# fail 0\n", true, false));
        assert_eq!((after.passed, after.failed), (3, 0));
        assert_eq!(after.notes[0], "UNSTEADY, failed and then passed by itself: LNK-2 links two");
    }

    #[test]
    fn the_files_of_what_failed_are_found() {
        let tap = "\
ok 1 - a
  ---
  location: '/w/tests/browser/a.test.mjs:3:1'
not ok 2 - b
  ---
  location: '/w/tests/browser/b.test.mjs:14:1'
not ok 3 - c
  ---
  location: '/w/tests/browser/b.test.mjs:20:1'
";
        assert_eq!(failed_files(tap), [PathBuf::from("/w/tests/browser/b.test.mjs")]);
    }

    #[test]
    fn a_name_is_no_pattern() {
        assert_eq!(literally("crt_4 (twice)"), r"crt_4 \(twice\)");
    }
}

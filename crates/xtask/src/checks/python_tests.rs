//! `python -m unittest` over the directories of `tests`, counted. Clients that others wrote in Python are held against
//! the sandbox with it, in a virtual environment below the target directory.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::tally::{Tally, is_ci};
use crate::command::{probe, run as run_program, shown, step};
use crate::repository::{Repository, files_below};
use crate::stamp::{Inputs, unless_unchanged};

const PYTHON_AT_LEAST: (u32, u32) = (3, 9);

/// Whether a directory has Python tests, with `part` in them if given.
pub(crate) fn has_chosen(repository: &Repository, directory: &str, part: Option<&str>) -> bool {
    let holds = |file: &Path, part| std::fs::read_to_string(file).is_ok_and(|text| text.contains(part));
    files(repository, directory).iter().any(|file| part.is_none_or(|part| holds(file, part)))
}

/// Runs a directory's Python tests, those with `part` in their names if given.
pub(crate) fn run(
    repository: &Repository,
    directory: &str,
    part: Option<&str>,
    sandbox: Option<&Path>,
    record: Option<&Path>,
) -> Tally {
    if !has_chosen(repository, directory, part) {
        return Tally::default();
    }
    let python = match environment(repository, directory) {
        Ok(python) => python,
        Err(reason) => return Tally::not_run("tests in Python", &format!("{reason:#}"), is_ci()),
    };
    let place = repository.path("tests").join(directory);
    let mut command = Command::new(python);
    command
        .args(["-m", "unittest", "discover", "--verbose", "--pattern", "test_*.py"])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(&place);
    if let Some(part) = part {
        command.args(["-k", part]);
    }
    if let Some(sandbox) = sandbox {
        command.env("WEFTLINE_SANDBOX", sandbox);
    }
    if let Some(record) = record {
        command.env("WEFTLINE_RECORD", record);
    }
    match command.stdin(Stdio::null()).stdout(std::io::stderr()).stderr(Stdio::piped()).output() {
        Ok(output) => {
            let report = String::from_utf8_lossy(&output.stderr);
            eprint!("{report}");
            count(&report, output.status.success(), is_ci())
        }
        Err(error) => Tally::failed(format!("`{}`: {error}", shown(&command))),
    }
}

fn files(repository: &Repository, directory: &str) -> Vec<PathBuf> {
    let mut files = files_below(&repository.path("tests").join(directory));
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("test_") && name.ends_with(".py")
    });
    files
}

/// The Python of a virtual environment that has what `requirements.txt` names.
fn environment(repository: &Repository, directory: &str) -> Result<PathBuf> {
    let (major, minor) = PYTHON_AT_LEAST;
    let code = "import sys, venv, ensurepip; print(sys.version_info[0], sys.version_info[1])";
    let Some(version) = ["python3", "python"].iter().find_map(|name| Some((name, version_of(name, code)?))) else {
        bail!(
            "Python {major}.{minor} or newer with its `venv` module was not found: install it with your package manager"
        );
    };
    let (name, version) = version;
    if version < PYTHON_AT_LEAST {
        bail!("Python {}.{} is too old: {major}.{minor} or newer is needed", version.0, version.1);
    }
    let place = repository.scratch(&format!("python-{directory}"));
    let programs = place.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let python = programs.join(format!("python{}", std::env::consts::EXE_SUFFIX));
    let requirements = repository.path("tests").join(directory).join("requirements.txt");
    let inputs = Inputs::default().file(&requirements).text(&format!("{version:?}"));
    unless_unchanged(repository, &format!("python-{directory}"), inputs, std::slice::from_ref(&python), || {
        step("installing the Python packages of the tests", || {
            run_program(Command::new(name).args(["-m", "venv", "--clear"]).arg(&place))?;
            let mut pip = Command::new(&python);
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
            run_program(pip.arg(&requirements))
                .context("the Python packages could not be installed; a package index must be reachable the first time")
        })
    })?;
    Ok(python)
}

fn version_of(name: &str, code: &str) -> Option<(u32, u32)> {
    let line = probe(Command::new(name).args(["-c", code]))?;
    let (major, minor) = line.split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Reads the report of `unittest`: a line for each test, `Ran N tests`, and `OK` or `FAILED` with numbers behind.
fn count(report: &str, succeeded: bool, is_ci: bool) -> Tally {
    let mut tally = Tally::default();
    let ran = report.lines().rev().find_map(|line| line.strip_prefix("Ran ")?.split(' ').next()?.parse::<u32>().ok());
    let verdict =
        report.lines().rev().find(|line| line.starts_with("OK") || line.starts_with("FAILED")).unwrap_or_default();
    let number = |name: &str| {
        let numbers = verdict.split(['(', ')', ',']).filter_map(|part| part.trim().split_once('='));
        numbers.filter(|(key, _)| *key == name).filter_map(|(_, value)| value.parse::<u32>().ok()).sum::<u32>()
    };
    tally.failed = number("failures") + number("errors") + number("unexpected successes");
    tally.skipped = number("skipped");
    tally.passed = ran.unwrap_or(0).saturating_sub(tally.failed + tally.skipped);
    for line in report.lines() {
        if let Some(name) = line.strip_prefix("FAIL: ").or_else(|| line.strip_prefix("ERROR: ")) {
            tally.notes.push(format!("FAILED: {name}"));
        } else if let Some((name, reason)) = line.split_once(" ... skipped ") {
            let reason = reason.trim_matches(['\'', '"']);
            if is_ci && reason.starts_with("NOT RUN") {
                tally.skipped = tally.skipped.saturating_sub(1);
                tally.add(Tally::failed(format!("{name}: {reason}")));
            } else {
                tally.notes.push(format!("skipped: {name}: {reason}"));
            }
        }
    }
    if tally.failed == 0 && (!succeeded || ran.is_none_or(|ran| ran == 0)) {
        tally.add(Tally::failed("Python ran no tests or failed beside them; its message is above".into()));
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "\
test_query (test_client.Client.test_query) ... ok
test_slow (test_client.Client.test_slow) ... skipped 'NOT RUN: no lxml'
test_upsert (test_client.Client.test_upsert) ... FAIL

======================================================================
FAIL: test_upsert (test_client.Client.test_upsert)
----------------------------------------------------------------------
Traceback (most recent call last):
AssertionError: 1 != 2

----------------------------------------------------------------------
Ran 3 tests in 0.004s

FAILED (failures=1, skipped=1)
";

    #[test]
    fn a_report_is_counted_and_failures_named() {
        let tally = count(REPORT, false, false);
        assert_eq!((tally.passed, tally.failed, tally.skipped), (1, 1, 1));
        assert!(tally.notes.contains(&"FAILED: test_upsert (test_client.Client.test_upsert)".to_owned()));
        let in_ci = count(REPORT, false, true);
        assert_eq!((in_ci.passed, in_ci.failed, in_ci.skipped), (1, 2, 0));
    }

    #[test]
    fn no_tests_and_a_crash_are_failures() {
        assert_eq!(count("Ran 12 tests in 0.1s\n\nOK\n", true, false).passed, 12);
        assert_eq!(count("Ran 0 tests in 0.0s\n\nOK\n", true, false).failed, 1);
        assert_eq!(count("ModuleNotFoundError\n", false, false).failed, 1);
    }
}

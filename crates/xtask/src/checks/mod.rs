//! Tests and linters, and how they add up.

mod hygiene;
mod linters;
mod node_tests;
mod python_tests;
mod rust_tests;
mod tally;

#[cfg(test)]
mod arrows;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Result, bail};

use crate::build;
use crate::features;
use crate::prepare;
use crate::repository::Repository;
use tally::{Group, Tally};

/// Runs all linters.
pub(crate) fn lint(repository: &Repository) -> Result<ExitCode> {
    let group = timed("lint", || linters::run(repository));
    Ok(summary(&[group]))
}

/// Holds a record of exchanges with Jira against an OpenAPI document.
pub(crate) fn traffic(repository: &Repository, record: &Path, openapi: &Path) -> Result<()> {
    for file in [record, openapi] {
        if !file.is_file() {
            bail!("there is no file `{}`", file.display());
        }
    }
    prepare::node()?;
    let mut check = Command::new("node");
    check.arg(repository.path("tests/traffic/check-traffic.mjs")).args([record, openapi]);
    if !check.status()?.success() {
        bail!("the traffic in `{}` is not what `{}` describes", record.display(), openapi.display());
    }
    Ok(())
}

/// Runs the tests that `filter` chooses: a group, or parts of names.
pub(crate) fn test(repository: &Repository, filter: Option<&str>, record: Option<&Path>) -> Result<ExitCode> {
    let directories = directories(repository);
    let mut names = vec!["rust", "lint", "features"];
    names.extend(directories.iter().map(String::as_str));
    let (chosen, part) = match filter {
        Some(name) if names.contains(&name) => (vec![name], None),
        // Linters have no tests with names.
        Some(part) => (names.into_iter().filter(|name| !["lint", "features"].contains(name)).collect(), Some(part)),
        None => (names, None),
    };
    let record = record.map(std::path::absolute).transpose()?;
    if let Some(record) = &record {
        std::fs::write(record, "")?;
    }
    let needs_build = directories.iter().any(|name| {
        let has_chosen =
            node_tests::has_chosen(repository, name, part) || python_tests::has_chosen(repository, name, part);
        has_chosen && chosen.contains(&name.as_str())
    });
    let built = if needs_build {
        eprintln!("build");
        build::everything(repository).and_then(|()| build::sandbox(repository).map(Some))
    } else {
        Ok(None)
    };
    let mut groups = Vec::new();
    for name in chosen {
        let group = match name {
            "rust" => timed(name, || rust_tests::run(repository, part, record.as_deref())),
            "lint" => timed(name, || linters::run(repository)),
            "features" => {
                timed(name, || Tally::of_one("the table in docs/features.md", features::run(repository, None, true)))
            }
            directory => match &built {
                Ok(sandbox) => timed(directory, || {
                    let sandbox = sandbox.as_deref();
                    let mut tally = node_tests::run(repository, directory, part, sandbox, record.as_deref());
                    tally.add(python_tests::run(repository, directory, part, sandbox, record.as_deref()));
                    tally
                }),
                Err(error) => Group::of(directory, Tally::failed(format!("not built: {error:#}"))),
            },
        };
        groups.push(group);
    }
    if groups.iter().all(|group| group.tally.is_empty()) {
        bail!("no test has `{}` in its name, and no group is named so", filter.unwrap_or_default());
    }
    Ok(summary(&groups))
}

/// The directories of `tests` that hold tests for Node or Python.
fn directories(repository: &Repository) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(repository.path("tests")) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| {
            node_tests::has_chosen(repository, name, None) || python_tests::has_chosen(repository, name, None)
        })
        .collect();
    // The browser last: it takes longest, and what fails there often fails before.
    names.sort_by_key(|name| (node_tests::WITH_BROWSER.contains(&name.as_str()), name.clone()));
    names
}

fn timed(name: &str, work: impl FnOnce() -> Tally) -> Group {
    eprintln!("{name}");
    let started = Instant::now();
    let mut group = Group::of(name, work());
    group.seconds = started.elapsed().as_secs_f64();
    group
}

/// Prints what came of each group, everything that needs a look, and the sum.
fn summary(groups: &[Group]) -> ExitCode {
    let sum = tally::print(groups);
    if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

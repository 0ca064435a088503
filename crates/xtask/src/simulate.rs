//! Random histories of both sides, as many as are asked for.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::command::run as build;
use crate::command::step;
use crate::repository::Repository;

/// Runs the histories. What they print is this command's output.
pub(crate) fn run(repository: &Repository, seeds: u64, from: u64, steps: bool, costs: bool) -> Result<ExitCode> {
    let mut arguments = vec!["--seeds".to_owned(), seeds.to_string(), "--from".to_owned(), from.to_string()];
    if steps {
        arguments.push("--steps".to_owned());
    }
    if costs {
        arguments.push("--costs".to_owned());
    }
    example(repository, "simulate", &arguments)
}

/// Runs a backfill of so many work items. What it prints is this command's output.
pub(crate) fn backfill(repository: &Repository, issues: u64) -> Result<ExitCode> {
    example(repository, "backfill", &["--issues".to_owned(), issues.to_string()])
}

fn example(repository: &Repository, name: &str, arguments: &[String]) -> Result<ExitCode> {
    let package = ["-p", "weftline-simulation", "--example", name, "--release"];
    step("compiling the simulation", || {
        build(
            Command::new("cargo")
                .arg("build")
                .args(package)
                .env("CARGO_TARGET_DIR", &repository.target)
                .current_dir(&repository.root),
        )
    })?;
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let program = repository.target.join("release").join("examples").join(name);
    let mut command = Command::new(&program);
    command.args(arguments);
    let status = command.status().with_context(|| format!("`{}`", program.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

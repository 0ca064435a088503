//! Random histories of both sides, as many as are asked for.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::command::run as build;
use crate::command::step;
use crate::repository::Repository;

/// Runs the histories. What they print is this command's output.
pub(crate) fn run(repository: &Repository, seeds: u64, from: u64, steps: bool, costs: bool) -> Result<ExitCode> {
    let package = ["-p", "weftline-simulation", "--example", "simulate", "--release"];
    step("compiling the simulation", || {
        build(
            Command::new("cargo")
                .arg("build")
                .args(package)
                .env("CARGO_TARGET_DIR", &repository.target)
                .current_dir(&repository.root),
        )
    })?;
    let name = format!("simulate{}", std::env::consts::EXE_SUFFIX);
    let program = repository.target.join("release").join("examples").join(name);
    let mut command = Command::new(&program);
    command.args(["--seeds", &seeds.to_string(), "--from", &from.to_string()]);
    if steps {
        command.arg("--steps");
    }
    if costs {
        command.arg("--costs");
    }
    let status = command.status().with_context(|| format!("`{}`", program.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

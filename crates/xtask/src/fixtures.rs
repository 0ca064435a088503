//! Reads recorded answers with the app's readers. A program of its own does it, so that the driver can be built when
//! the app cannot.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::command::{run, step};
use crate::repository::Repository;

/// Checks everything below `directory`; what is not read as it should be is printed, and is a failure.
pub(crate) fn check(repository: &Repository, directory: &Path) -> Result<ExitCode> {
    if !directory.is_dir() {
        bail!("there is no directory `{}`", directory.display());
    }
    step("compiling the readers", || {
        run(Command::new("cargo")
            // With the whole workspace's features, like the sandbox and the tests.
            .args(["build", "--workspace", "--bin", "weftline-fixtures"])
            .env("CARGO_TARGET_DIR", &repository.target)
            .current_dir(&repository.root))
    })?;
    let program = format!("weftline-fixtures{}", std::env::consts::EXE_SUFFIX);
    let program = repository.target.join("debug").join(program);
    let status = Command::new(&program).arg(directory).status().with_context(|| format!("`{}`", program.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

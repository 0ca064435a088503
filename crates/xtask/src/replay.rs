//! Plans a support bundle again. Weftline's command line does it, so that the driver can be built when the app cannot.

use std::path::{Path, absolute};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::command::{run as run_command, step};
use crate::repository::Repository;

/// Shows what is decided, and fails when a plan comes out otherwise.
pub(crate) fn run(repository: &Repository, bundle: &Path) -> Result<ExitCode> {
    if !bundle.is_file() {
        bail!("there is no file `{}`", bundle.display());
    }
    step("compiling the planner", || {
        run_command(
            Command::new("cargo")
                // With the whole workspace's features, like the sandbox and the tests.
                .args(["build", "--workspace", "--bin", "weftline"])
                .env("CARGO_TARGET_DIR", &repository.target)
                .current_dir(&repository.root),
        )
    })?;
    let program = repository.target.join("debug").join(format!("weftline{}", std::env::consts::EXE_SUFFIX));
    let status = Command::new(&program)
        .arg("replay")
        .arg(absolute(bundle)?)
        .status()
        .with_context(|| format!("`{}`", program.display()))?;
    Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(2)).unwrap_or(2)))
}

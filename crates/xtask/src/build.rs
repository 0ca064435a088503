//! Everything that is deployed, and what the laptop needs beside it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::boundary;
use crate::command::{run, step};
use crate::repository::Repository;
use crate::stamp::{Inputs, unless_unchanged};

/// Core, pages and bundle.
pub(crate) fn everything(repository: &Repository) -> Result<()> {
    boundary::build(repository)?;
    pages(repository, "static")?;
    if repository.path(LAPTOP_PAGE).join("vite.config.ts").exists() {
        pages(repository, LAPTOP_PAGE)?;
    }
    bundle(repository)
}

/// Where the Forge bundle is made.
pub(crate) fn bundle_directory(repository: &Repository) -> PathBuf {
    repository.target.join("forge")
}

/// Builds the sandbox and says where its program is.
pub(crate) fn sandbox(repository: &Repository) -> Result<PathBuf> {
    step("compiling the sandbox", || {
        run(Command::new("cargo")
            // With the whole workspace's features, so that the tests need not compile it all once more.
            .args(["build", "--workspace", "--bin", "weftline-sandbox"])
            .env("CARGO_TARGET_DIR", &repository.target)
            .current_dir(&repository.root))
    })?;
    let program = sandbox_program(repository);
    if !program.is_file() {
        bail!("cargo did not make `{}`", program.display());
    }
    Ok(program)
}

/// Where cargo puts the sandbox's program.
pub(crate) fn sandbox_program(repository: &Repository) -> PathBuf {
    let name = format!("weftline-sandbox{}", std::env::consts::EXE_SUFFIX);
    repository.target.join("debug").join(name)
}

const LAPTOP_PAGE: &str = "host/local/page";
const TYPES: &str = "host/src/core/core.d.ts";

/// Pages made by Vite, in the configuration's own output directory, `build`.
fn pages(repository: &Repository, directory: &str) -> Result<()> {
    let inputs = Inputs::default().below(
        &repository.root,
        &[directory, TYPES, "package-lock.json", "tsconfig.base.json", "tsconfig.static.json"],
    );
    let name = format!("pages-{}", directory.replace('/', "-"));
    let output = repository.path(directory).join("build");
    unless_unchanged(repository, &name, inputs, &[output], || {
        step(&format!("building the pages in {directory}"), || {
            run(Command::new("node")
                .arg(repository.path("node_modules/vite/bin/vite.js"))
                .args(["build", "--logLevel", "warn", "--config"])
                .arg(repository.path(directory).join("vite.config.ts"))
                // Vite means to load its configuration otherwise one day; the version is pinned.
                .env("VITE_CONFIG_NATIVE_IGNORE_WARNING", "true")
                .current_dir(&repository.root))
        })
    })?;
    Ok(())
}

/// The bundle as Forge's own bundler makes it, and the proof that it exports every handler of the manifest.
fn bundle(repository: &Repository) -> Result<()> {
    let inputs = Inputs::default().below(
        &repository.root,
        &[
            "manifest.yml",
            "src",
            "host/src",
            "host/local/forge",
            "package.json",
            "package-lock.json",
            "tsconfig.json",
            "tsconfig.base.json",
        ],
    );
    let output = bundle_directory(repository);
    unless_unchanged(repository, "bundle", inputs, std::slice::from_ref(&output), || {
        step("making the bundle with Forge's bundler", || {
            run(Command::new("node")
                .arg(repository.path("host/local/forge/bundle.cjs"))
                .arg(&output)
                .current_dir(&repository.root))
        })?;
        run(Command::new("node")
            .arg(repository.path("host/local/forge/gate.cjs"))
            .arg(&output)
            .current_dir(&repository.root))
    })?;
    Ok(())
}

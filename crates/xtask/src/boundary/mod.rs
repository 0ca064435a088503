//! The core: Rust to wasm to one CommonJS file with everything in it, and its types.

mod declarations;
mod glue;
mod module;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::step;
use crate::prepare;
use crate::repository::Repository;
use crate::stamp::{Inputs, unless_unchanged, write};

pub(crate) use module::optimized_path;

const CORE: &str = "host/src/core/core.cjs";
const TYPES: &str = "host/src/core/core.d.ts";
const THE_DRIVER: &[&str] = &[
    include_str!("glue.rs"),
    include_str!("core.template.cjs"),
    include_str!("module.rs"),
    include_str!("declarations.rs"),
];

/// Builds `core.cjs`, and the types that belong to it, which [`types`] puts in their place.
pub(crate) fn build(repository: &Repository) -> Result<()> {
    prepare::wasm_target()?;
    prepare::npm_packages(repository)?;
    let compiled = step("compiling the core to wasm", || module::compile(repository))?;
    let mut inputs = Inputs::default().file(&compiled).file(&repository.path("node_modules/binaryen/package.json"));
    for part in THE_DRIVER {
        inputs = inputs.text(part);
    }
    let outputs = [repository.path(CORE), made_types(repository), optimized_path(repository)];
    unless_unchanged(repository, "core", inputs, &outputs, || {
        step("making host/src/core/core.cjs", || assemble(repository, &compiled))
    })?;
    if !repository.path(TYPES).exists() {
        write(&repository.path(TYPES), &std::fs::read(made_types(repository))?)?;
    } else if !up_to_date(repository)? {
        eprintln!("  note: {TYPES} is not what the core exports now; `cargo xtask types` writes it anew");
    }
    Ok(())
}

fn assemble(repository: &Repository, compiled: &Path) -> Result<()> {
    let generated = module::bind(repository, compiled)?;
    let surface = declarations::read(&generated.declarations)?;
    write(&made_types(repository), surface.text.as_bytes())?;
    let optimized = module::optimize(repository, &generated.wasm)?;
    let core = glue::wrap(&generated.glue, &optimized, &surface)?;
    write(&repository.path(CORE), core.as_bytes())
}

/// Writes `core.d.ts`, or with `check` fails when it is not what the core exports.
pub(crate) fn types(repository: &Repository, check: bool) -> Result<()> {
    build(repository)?;
    if up_to_date(repository)? {
        eprintln!("  {TYPES} is what the core exports");
        return Ok(());
    }
    if !check {
        write(&repository.path(TYPES), &std::fs::read(made_types(repository))?)?;
        eprintln!("  {TYPES} written");
        return Ok(());
    }
    let difference = Command::new("git")
        .args(["--no-pager", "diff", "--no-index", "--no-color", "--"])
        .args([repository.path(TYPES), made_types(repository)])
        .output()
        .context("git is needed to show the difference")?;
    eprintln!("{}", String::from_utf8_lossy(&difference.stdout));
    bail!("{TYPES} is not what the core exports: run `cargo xtask types`, look at the change, commit it")
}

fn up_to_date(repository: &Repository) -> Result<bool> {
    let made = std::fs::read_to_string(made_types(repository))?;
    let committed = std::fs::read_to_string(repository.path(TYPES)).unwrap_or_default();
    Ok(made == committed.replace("\r\n", "\n"))
}

fn made_types(repository: &Repository) -> PathBuf {
    repository.scratch("core.d.ts")
}

//! All linters, each one check.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::hygiene;
use super::tally::{Tally, is_ci};
use crate::boundary;
use crate::command::{capture, run as run_program, step};
use crate::prepare;
use crate::repository::Repository;

/// Runs them all, also after one has failed.
pub(crate) fn run(repository: &Repository) -> Tally {
    let mut tally = Tally::default();
    let mut check = |name: &str, work: &dyn Fn() -> Result<()>| {
        tally.add(Tally::of_one(name, step(name, work)));
    };
    check("repository hygiene", &|| hygiene::run(repository));
    check("cargo fmt", &|| cargo(repository, &["fmt", "--all", "--check"]));
    check("cargo clippy", &|| cargo(repository, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
    check("cargo clippy, wasm", &|| {
        prepare::wasm_target()?;
        cargo(
            repository,
            &["clippy", "--package", "weftline-wasm", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"],
        )
    });
    check("cargo doc", &|| {
        let mut command = cargo_command(repository, &["doc", "--workspace", "--no-deps", "--quiet"]);
        command.env("RUSTDOCFLAGS", "-D warnings");
        run_program(&mut command)
    });
    if let Err(error) = prepare::npm_packages(repository) {
        let reason = format!("{error:#}");
        tally.add(Tally::not_run("types, tsc, eslint, manifest", &reason, is_ci()));
        return tally;
    }
    let mut check = |name: &str, work: &dyn Fn() -> Result<()>| {
        tally.add(Tally::of_one(name, step(name, work)));
    };
    check("types", &|| boundary::types(repository, true));
    for project in typescript_projects(repository) {
        check(&format!("tsc -p {project}"), &|| {
            node(repository, "node_modules/typescript/bin/tsc", &["--noEmit", "-p", &project])
        });
    }
    check("eslint", &|| node(repository, "node_modules/eslint/bin/eslint.js", &["--max-warnings", "0", "."]));
    check("manifest", &|| node(repository, "host/local/forge/lint.cjs", &[]));
    tally
}

/// TypeScript projects, as `tsc -p` takes them: all but what others extend.
fn typescript_projects(repository: &Repository) -> Vec<String> {
    let listed = capture(
        Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "--", "*tsconfig*.json"])
            .current_dir(&repository.root),
    );
    let projects = listed.unwrap_or_default();
    projects
        .lines()
        .filter(|project| !project.ends_with("tsconfig.base.json") && repository.path(project).exists())
        .map(str::to_owned)
        .collect()
}

fn cargo(repository: &Repository, arguments: &[&str]) -> Result<()> {
    run_program(&mut cargo_command(repository, arguments))
}

fn cargo_command(repository: &Repository, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).env("CARGO_TARGET_DIR", &repository.target).current_dir(&repository.root);
    command
}

fn node(repository: &Repository, script: &str, arguments: &[&str]) -> Result<()> {
    if !Path::new(&repository.path(script)).exists() {
        bail!("`{script}` is missing");
    }
    run_program(Command::new("node").arg(repository.path(script)).args(arguments).current_dir(&repository.root))
}

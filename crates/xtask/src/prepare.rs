//! What a fresh machine lacks: got where that is possible, else said in words how to get it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::command::{probe, run, step};
use crate::repository::Repository;

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const NODE_AT_LEAST: (u32, u32) = (20, 19);
const CHROMIUM_NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const CHROMIUM_ON_MACOS: &[&str] = &[
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The Rust target that the core is compiled for.
pub(crate) fn wasm_target() -> Result<()> {
    let library = probe(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if library.is_some_and(|path| Path::new(&path).is_dir()) {
        return Ok(());
    }
    step("adding the Rust target for WebAssembly", || {
        run(Command::new("rustup").args(["target", "add", WASM_TARGET])).with_context(|| {
            format!(
                "the Rust target `{WASM_TARGET}` is missing and rustup could not add it; install Rust with rustup, or \
                 your distribution's package with the standard library for that target"
            )
        })
    })
}

/// Node, new enough.
pub(crate) fn node() -> Result<()> {
    let (major, minor) = NODE_AT_LEAST;
    let how = format!(
        "install Node.js {major}.{minor} or newer (22 is what Forge runs) with your package manager or a Node version \
         manager, and see that `node` and `npm` are in PATH"
    );
    let Some(version) = probe(Command::new("node").arg("--version")) else {
        bail!("`node` was not found: {how}");
    };
    if !is_new_enough(&version) {
        bail!("Node.js {version} is too old: {how}");
    }
    if probe(npm().arg("--version")).is_none() {
        bail!("`npm` was not found: {how}");
    }
    Ok(())
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    found >= NODE_AT_LEAST
}

fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    packages: BTreeMap<String, LockedPackage>,
}

#[derive(Deserialize)]
struct LockedPackage {
    version: Option<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default, rename = "devOptional")]
    dev_optional: bool,
    #[serde(default)]
    link: bool,
}

/// The npm packages that `package-lock.json` names, without running any of their install scripts.
pub(crate) fn npm_packages(repository: &Repository) -> Result<()> {
    node()?;
    let wanted = std::fs::read_to_string(repository.path("package-lock.json")).context("package-lock.json")?;
    let installed = std::fs::read_to_string(repository.path("node_modules/.package-lock.json")).unwrap_or_default();
    if packages_match(&wanted, &installed) {
        return Ok(());
    }
    step("installing the npm packages (a few minutes the first time)", || {
        run(npm().args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&repository.root))
            .context("the npm packages could not be installed; a registry must be reachable the first time")
    })
}

/// Whether npm's own record of what it installed has every package of the lock file; optional ones may be missing,
/// because they are for other machines.
fn packages_match(wanted: &str, installed: &str) -> bool {
    let (Ok(wanted), Ok(installed)) = (serde_json::from_str::<Lock>(wanted), serde_json::from_str::<Lock>(installed))
    else {
        return false;
    };
    wanted.packages.iter().filter(|(path, package)| !path.is_empty() && !package.link).all(|(path, package)| {
        match installed.packages.get(path) {
            Some(found) => found.version == package.version,
            None => package.optional || package.dev_optional,
        }
    })
}

/// A Chromium for the browser tests; `Err` says why there is none and what to do.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("CHROMIUM") {
        let chosen = PathBuf::from(chosen);
        if !chosen.is_file() {
            bail!("CHROMIUM names `{}`, which is not a file", chosen.display());
        }
        return Ok(chosen);
    }
    if let Some(found) = installed_chromium() {
        return Ok(found);
    }
    let how = "install Chromium or Chrome, or set CHROMIUM to its executable";
    if !may_use_apt() {
        bail!("no Chromium was found: {how}");
    }
    step("installing Chromium with apt-get", || {
        run(Command::new("apt-get").args(["update", "-qq"]))?;
        run(Command::new("apt-get")
            .args(["install", "-y", "-qq", "--no-install-recommends", "chromium"])
            .env("DEBIAN_FRONTEND", "noninteractive"))
    })
    .with_context(|| format!("no Chromium was found, and apt-get could not install it: {how}"))?;
    installed_chromium().with_context(|| format!("apt-get installed no Chromium that could be found: {how}"))
}

fn installed_chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let directories: Vec<PathBuf> = std::env::split_paths(&path).collect();
    CHROMIUM_NAMES
        .iter()
        .flat_map(|name| directories.iter().map(move |directory| directory.join(name)))
        .chain(CHROMIUM_ON_MACOS.iter().map(PathBuf::from))
        .find(|candidate| candidate.is_file())
}

fn may_use_apt() -> bool {
    Path::new("/etc/debian_version").is_file()
        && probe(Command::new("id").arg("-u")).is_some_and(|user| user == "0")
        && probe(Command::new("apt-get").arg("--version")).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_compared_as_numbers() {
        for (version, expected) in [
            ("v20.19.0", true),
            ("v22.2.1", true),
            ("v20.9.0", false),
            ("v18.20.4", false),
            ("", false),
            ("nonsense", false),
        ] {
            assert_eq!(is_new_enough(version), expected, "{version}");
        }
    }

    #[test]
    fn packages_match_only_when_every_needed_one_is_installed_in_its_version() {
        let wanted = r#"{"packages": {
            "": {"version": "0.1.0"},
            "node_modules/a": {"version": "1.0.0"},
            "node_modules/b-for-another-machine": {"version": "2.0.0", "optional": true}
        }}"#;
        let installed = |version: &str| format!(r#"{{"packages": {{"node_modules/a": {{"version": "{version}"}}}}}}"#);
        assert!(packages_match(wanted, &installed("1.0.0")));
        assert!(!packages_match(wanted, &installed("1.0.1")));
        assert!(!packages_match(wanted, r#"{"packages": {}}"#));
        assert!(!packages_match(wanted, ""));
    }
}

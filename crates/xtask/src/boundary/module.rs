//! The wasm modules: compiled, bound, optimised.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::run;
use crate::repository::Repository;
use crate::stamp::write;

/// What rustc emits, and what the shipped Node and the oldest supported one can run.
const WASM_FEATURES: &[&str] = &[
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What wasm-bindgen makes of a compiled module.
pub(crate) struct Generated {
    /// The module itself.
    pub(crate) wasm: Vec<u8>,
    /// JavaScript that instantiates it.
    pub(crate) glue: String,
    /// TypeScript declarations.
    pub(crate) declarations: String,
}

/// A module that is made of the boundary crate, or of the one that is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Module {
    /// Its name, and that of its files.
    pub(crate) name: &'static str,
    /// The crate that it is made of.
    package: &'static str,
    /// The crate's features it is compiled with.
    features: &'static str,
}

/// What the panel and its dialogs need.
pub(crate) const CORE: Module = Module { name: "core", package: BOUNDARY, features: "" };

/// All of them: beside the core one with the flows that nobody waits for, one with those of the admin page and the
/// questions of replay, and one with those that create cases from files.
pub(crate) const MODULES: [Module; 4] = [
    CORE,
    Module { name: "background", package: BOUNDARY, features: "background" },
    Module { name: "admin", package: BOUNDARY, features: "admin" },
    Module { name: "bulk", package: BOUNDARY, features: "bulk" },
];

/// Parts of the core by themselves, to be measured.
pub(crate) const BENCH: Module = Module { name: "bench", package: "weftline-bench", features: "" };

const BOUNDARY: &str = "weftline-wasm";

impl Module {
    /// The file that the host's bundle takes.
    pub(crate) fn file(self, repository: &Repository) -> PathBuf {
        repository.path(&format!("host/src/core/{}.cjs", self.name))
    }

    /// Its types as they are committed.
    pub(crate) fn types(self, repository: &Repository) -> PathBuf {
        repository.path(&format!("host/src/core/{}.d.ts", self.name))
    }

    /// Its types as they were made last.
    pub(crate) fn made_types(self, repository: &Repository) -> PathBuf {
        repository.scratch(&format!("{}.d.ts", self.name))
    }

    /// Where the optimised module is kept, for the size budget.
    pub(crate) fn optimized(self, repository: &Repository) -> PathBuf {
        repository.scratch(&format!("{}.wasm", self.name))
    }

    /// Compiles the boundary crate; cargo sees to it that nothing is compiled twice. Gives where the module is, which
    /// cargo itself puts where the other one was.
    pub(crate) fn compile(self, repository: &Repository) -> Result<PathBuf> {
        run(Command::new("cargo")
            .args(["build", "--package", self.package, "--profile", "wasm"])
            .args(["--target", "wasm32-unknown-unknown", "--features", self.features])
            // wasm-bindgen reads which instructions it may use from a section that full stripping would remove.
            .args(["--config", r#"profile.wasm.strip="debuginfo""#])
            .arg("--config")
            .arg(format!("target.wasm32-unknown-unknown.rustflags={}", remapped_sources()?))
            .env("CARGO_TARGET_DIR", &repository.target)
            .current_dir(&repository.root))?;
        let made = repository.target.join(format!("wasm32-unknown-unknown/wasm/{}.wasm", self.library()));
        let bytes = std::fs::read(&made).with_context(|| format!("`{}`", made.display()))?;
        write(&self.compiled(repository), &bytes)?;
        Ok(self.compiled(repository))
    }

    fn compiled(self, repository: &Repository) -> PathBuf {
        repository.scratch(&format!("compiled/{}/{}.wasm", self.name, self.library()))
    }

    /// As the compiler calls the crate.
    fn library(self) -> String {
        self.package.replace('-', "_")
    }

    /// Generates glue and declarations.
    ///
    /// The glue is taken in the form that is a closure of its own, the declarations in the form that is a module:
    /// each instance needs its own closure, and the types belong to no instance.
    pub(crate) fn bind(self, repository: &Repository) -> Result<Generated> {
        let closure = repository.scratch(&format!("closure/{}", self.name));
        let module = repository.scratch(&format!("module/{}", self.name));
        for directory in [&closure, &module] {
            // What an earlier version left there must not be taken for what this one made.
            let _ = std::fs::remove_dir_all(directory);
        }
        let compiled = self.compiled(repository);
        generate(Bindgen::new().no_modules(true)?, &compiled, &closure)?;
        generate(Bindgen::new().web(true)?, &compiled, &module)?;
        if closure.join("snippets").exists() || closure.join("package.json").exists() {
            bail!("the core imports JavaScript of its own, which has no place in `{}.cjs`", self.name);
        }
        let wasm = closure.join(format!("{}_bg.wasm", self.library()));
        Ok(Generated {
            wasm: std::fs::read(&wasm).with_context(|| format!("`{}`", wasm.display()))?,
            glue: text(&closure.join(format!("{}.js", self.library())))?,
            declarations: text(&module.join(format!("{}.d.ts", self.library())))?,
        })
    }

    /// Makes the module smaller with binaryen, and keeps the result for the size budget.
    ///
    /// Without its inlining, which takes most of the time and, since it spoils what repeats, makes the compressed form,
    /// which is what the budget is about, larger by a sixth.
    pub(crate) fn optimize(self, repository: &Repository, wasm: &[u8]) -> Result<Vec<u8>> {
        let input = repository.scratch(&format!("{}_bound.wasm", self.name));
        let output = self.optimized(repository);
        write(&input, wasm)?;
        run(Command::new("node")
            .arg(repository.path("node_modules/binaryen/bin/wasm-opt"))
            .args(["-Oz", "--skip-pass=inlining-optimizing"])
            .args(WASM_FEATURES)
            .arg(&input)
            .arg("-o")
            .arg(&output))?;
        std::fs::read(&output).with_context(|| format!("`{}`", output.display()))
    }
}

/// Compiler flags, as a TOML list, by which the places of the sources on this machine stay out of what is shipped; so
/// that the same sources make the same module everywhere.
fn remapped_sources() -> Result<String> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .context("neither CARGO_HOME nor a home directory is known")?;
    let mut flags = Vec::new();
    if let Ok(registries) = std::fs::read_dir(home.join("registry/src")) {
        for registry in registries.flatten() {
            flags.push(format!("--remap-path-prefix={}=crates", registry.path().display()));
        }
    }
    flags.sort();
    Ok(serde_json::to_string(&flags)?)
}

fn generate(bindgen: &mut Bindgen, compiled: &Path, directory: &Path) -> Result<()> {
    bindgen
        .input_path(compiled)
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(directory)
        .context("wasm-bindgen refused the module")
}

fn text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("`{}`", path.display()))
}

//! The wasm module: compiled, bound, optimised.

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

/// Compiles the boundary crate; cargo sees to it that nothing is compiled twice.
pub(crate) fn compile(repository: &Repository) -> Result<PathBuf> {
    run(Command::new("cargo")
        .args(["build", "--package", "weftline-wasm", "--profile", "wasm"])
        .args(["--target", "wasm32-unknown-unknown"])
        // wasm-bindgen reads which instructions it may use from a section that full stripping would remove.
        .args(["--config", r#"profile.wasm.strip="debuginfo""#])
        .env("CARGO_TARGET_DIR", &repository.target)
        .current_dir(&repository.root))?;
    Ok(repository
        .target
        .join("wasm32-unknown-unknown/wasm/weftline_wasm.wasm"))
}

/// Generates glue and declarations.
///
/// The glue is taken in the form that is a closure of its own, the declarations in the form that is a module:
/// each instance needs its own closure, and the types belong to no instance.
pub(crate) fn bind(compiled: &Path) -> Result<Generated> {
    let mut closure = Bindgen::new();
    closure
        .input_path(compiled)
        .remove_name_section(true)
        .remove_producers_section(true)
        .no_modules(true)?;
    let mut closure = closure
        .generate_output()
        .context("wasm-bindgen refused the module")?;
    if !closure.snippets().is_empty()
        || !closure.local_modules().is_empty()
        || !closure.npm_dependencies().is_empty()
    {
        bail!("the core imports JavaScript of its own, which has no place in `core.cjs`");
    }
    let mut module = Bindgen::new();
    module.input_path(compiled).typescript(true).web(true)?;
    let module = module
        .generate_output()
        .context("wasm-bindgen refused the module")?;
    Ok(Generated {
        wasm: closure.wasm_mut().emit_wasm(),
        glue: closure.js().to_owned(),
        declarations: module
            .ts()
            .context("wasm-bindgen made no declarations")?
            .to_owned(),
    })
}

/// Makes the module smaller with binaryen, and keeps the result for the size budget.
pub(crate) fn optimize(repository: &Repository, wasm: &[u8]) -> Result<Vec<u8>> {
    let input = repository.scratch("core_bound.wasm");
    let output = optimized_path(repository);
    write(&input, wasm)?;
    run(Command::new("node")
        .arg(repository.path("node_modules/binaryen/bin/wasm-opt"))
        .args(["-Oz", "--converge"])
        .args(WASM_FEATURES)
        .arg(&input)
        .arg("-o")
        .arg(&output))?;
    std::fs::read(&output).with_context(|| format!("`{}`", output.display()))
}

/// Where the optimised module is kept.
pub(crate) fn optimized_path(repository: &Repository) -> PathBuf {
    repository.scratch("core.wasm")
}

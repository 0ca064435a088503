//! The core: Rust to wasm to CommonJS files with everything in them, and their types.
//!
//! There are three, from the same sources: `core.cjs` with what issues, events and rounds need, which is loaded most often
//! and has to be small, `admin.cjs` with the flows of the admin page, which is loaded when an admin calls, and `bulk.cjs`
//! with the flows that create cases from files.

mod declarations;
mod glue;
mod module;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use self::declarations::Surface;
use self::module::{BENCH, Generated, Module};
use crate::command::step;
use crate::prepare;
use crate::repository::Repository;
use crate::stamp::{Inputs, unless_unchanged, write};

pub(crate) use module::{CORE, MODULES};

const THE_DRIVER: &[&str] = &[
    include_str!("glue.rs"),
    include_str!("core.template.cjs"),
    include_str!("module.rs"),
    include_str!("declarations.rs"),
];

/// Builds the modules, and the types that belong to them, which [`types`] puts in their place.
pub(crate) fn build(repository: &Repository) -> Result<()> {
    prepare::wasm_target()?;
    prepare::npm_packages(repository)?;
    let mut inputs = Inputs::default().file(&repository.path("node_modules/binaryen/package.json"));
    let mut outputs = Vec::new();
    for module in MODULES {
        let what = format!("compiling {} to wasm", module.name);
        let compiled = step(&what, || module.compile(repository))?;
        inputs = inputs.file(&compiled);
        outputs.extend([module.file(repository), module.made_types(repository), module.optimized(repository)]);
    }
    for part in THE_DRIVER {
        inputs = inputs.text(part);
    }
    unless_unchanged(repository, "core", inputs, &outputs, || assemble(repository))?;
    for module in MODULES {
        let types = module.types(repository);
        if !types.exists() {
            write(&types, &std::fs::read(module.made_types(repository))?)?;
        } else if !up_to_date(repository, module)? {
            let name = module.name;
            eprintln!("  note: {name}.d.ts is not what {name} exports now; `cargo xtask types` writes it anew");
        }
    }
    Ok(())
}

fn assemble(repository: &Repository) -> Result<()> {
    let (_, of_core) = bind(repository, CORE)?;
    for module in MODULES {
        let (generated, surface) = bind(repository, module)?;
        let types = if module == CORE { surface.text.clone() } else { surface.beside(&of_core) };
        write(&module.made_types(repository), types.as_bytes())?;
        let what = format!("making host/src/core/{}.cjs", module.name);
        step(&what, || {
            let optimized = module.optimize(repository, &generated.wasm)?;
            let text = glue::wrap(&generated.glue, &optimized, &surface)?;
            write(&module.file(repository), text.as_bytes())
        })?;
    }
    Ok(())
}

fn bind(repository: &Repository, module: Module) -> Result<(Generated, Surface)> {
    let generated = module.bind(repository)?;
    let surface = declarations::read(&generated.declarations)?;
    Ok((generated, surface))
}

/// Builds the module of what is measured by itself, as the shipped ones are built, into [`bench_file`].
pub(crate) fn build_bench(repository: &Repository) -> Result<()> {
    prepare::wasm_target()?;
    prepare::npm_packages(repository)?;
    step("compiling what is measured to wasm", || BENCH.compile(repository))?;
    let (generated, surface) = bind(repository, BENCH)?;
    let optimized = BENCH.optimize(repository, &generated.wasm)?;
    write(&bench_file(repository), glue::wrap(&generated.glue, &optimized, &surface)?.as_bytes())
}

/// The module of what is measured by itself.
pub(crate) fn bench_file(repository: &Repository) -> PathBuf {
    repository.scratch("bench.cjs")
}

/// Writes the types, or with `check` fails when they are not what the modules export.
pub(crate) fn types(repository: &Repository, check: bool) -> Result<()> {
    build(repository)?;
    for module in MODULES {
        let name = module.name;
        if up_to_date(repository, module)? {
            eprintln!("  host/src/core/{name}.d.ts is what {name} exports");
            continue;
        }
        if !check {
            write(&module.types(repository), &std::fs::read(module.made_types(repository))?)?;
            eprintln!("  host/src/core/{name}.d.ts written");
            continue;
        }
        let difference = Command::new("git")
            .args(["--no-pager", "diff", "--no-index", "--no-color", "--"])
            .args([module.types(repository), module.made_types(repository)])
            .output()
            .context("git is needed to show the difference")?;
        eprintln!("{}", String::from_utf8_lossy(&difference.stdout));
        bail!("{name}.d.ts is not what {name} exports: run `cargo xtask types`, look at the change, commit it")
    }
    Ok(())
}

fn up_to_date(repository: &Repository, module: Module) -> Result<bool> {
    let made = std::fs::read_to_string(module.made_types(repository))?;
    let committed = std::fs::read_to_string(module.types(repository)).unwrap_or_default();
    Ok(made == committed.replace("\r\n", "\n"))
}

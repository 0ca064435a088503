//! Benchmarks: figures beside what users would pick instead, as ratios, which hold from machine to machine.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::ValueEnum;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::boundary;
use crate::build;
use crate::command::{capture, run as run_program, step};
use crate::repository::Repository;
use crate::stamp::write;

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Name {
    /// The module after optimisation, raw and compressed.
    Size,
    /// Decoding, compiling and instantiating the core in fresh processes, against loading JavaScript engines.
    Startup,
    /// Salesforce calls, other calls and turns for each thing a user does.
    Calls,
    /// The longest task of the pages with a thousand records, five thousand comments, an e-mail of two megabytes.
    Pages,
    /// Requests a second of the sandbox in process, and its memory for 200,000 cases.
    Sandbox,
    /// From Jira's reply to the body of a creation by a mapping of thirty fields, against a mapper by hand and jsonata.
    Mapping,
    /// From the bytes of a CSV file to the bodies of requests, against CSV parsers with `JSON.stringify`, and natively.
    Bulk,
    /// A file of 200,000 tickets from the attachment to the cases: rows that went astray, memory, calls.
    BulkLarge,
    /// Ten rules on Jira's reply, against closures by hand and rule engines, and natively.
    Rules,
}

/// One figure.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    /// What was measured.
    name: String,
    /// In what.
    unit: String,
    /// How much.
    value: f64,
    /// The same of others.
    #[serde(default)]
    peers: Vec<Peer>,
    /// What it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    goal: Option<Goal>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Peer {
    name: String,
    value: f64,
    /// The figure divided by the peer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Goal {
    /// The value itself, the less the better.
    AtMost(f64),
    /// The value itself, the more the better.
    AtLeast(f64),
    /// The ratio to each peer.
    RatioAtMost(f64),
    /// The same, the more the better.
    RatioAtLeast(f64),
}

/// Runs one benchmark, or all.
pub(crate) fn run(repository: &Repository, name: Option<Name>, json: Option<&Path>) -> Result<()> {
    if !matches!(name, Some(Name::Sandbox | Name::Bulk)) {
        boundary::build(repository)?;
    }
    let mut results = serde_json::Map::new();
    for chosen in Name::value_variants().iter().filter(|candidate| name.is_none_or(|name| name == **candidate)) {
        let (title, figures) = match chosen {
            Name::Size => ("size", size(repository)?),
            Name::Startup => ("startup", startup(repository)?),
            Name::Calls => ("calls", calls(repository)?),
            Name::Pages => ("pages", pages(repository)?),
            Name::Sandbox => ("sandbox", sandbox(repository)?),
            Name::Mapping => ("mapping", mapping(repository)?),
            Name::Bulk => ("bulk", bulk(repository)?),
            Name::BulkLarge => ("bulk-large", bulk_large(repository)?),
            Name::Rules => ("rules", rules(repository)?),
        };
        let figures = with_ratios(figures);
        println!("{title}");
        for figure in &figures {
            println!("{}", line(figure));
        }
        results.insert(title.to_owned(), json!(figures));
    }
    if let Some(file) = json {
        let text = serde_json::to_string_pretty(&json!({ "benchmarks": results }))? + "\n";
        write(&std::path::absolute(file)?, text.as_bytes())?;
    }
    Ok(())
}

fn size(repository: &Repository) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let figure = |name: &str, bytes: usize, goal| Figure {
        name: name.to_owned(),
        unit: "KiB".to_owned(),
        value: bytes as f64 / 1024.0,
        peers: Vec::new(),
        goal,
    };
    for module in boundary::MODULES {
        let wasm = std::fs::read(module.optimized(repository))?;
        let mut zipped = GzEncoder::new(Vec::new(), Compression::best());
        zipped.write_all(&wasm)?;
        let name = module.name;
        figures.push(figure(&format!("{name} after wasm-opt"), wasm.len(), None));
        let goal = Some(Goal::AtMost(200.0));
        figures.push(figure(&format!("{name} after wasm-opt, gzipped"), zipped.finish()?.len(), goal));
    }
    Ok(figures)
}

fn startup(repository: &Repository) -> Result<Vec<Figure>> {
    script(repository, "tests/bench/startup.mjs", "measuring start-up in fresh processes")
}

fn calls(repository: &Repository) -> Result<Vec<Figure>> {
    build::everything(repository)?;
    build::sandbox(repository)?;
    let mut figures = script(repository, "tests/bench/calls.mjs", "counting calls and turns")?;
    figures.extend(script(repository, "tests/bench/bulk-calls.mjs", "counting calls for cases from files")?);
    Ok(figures)
}

fn bulk_large(repository: &Repository) -> Result<Vec<Figure>> {
    build::everything(repository)?;
    build::sandbox(repository)?;
    script(repository, "tests/bench/bulk-large.mjs", "creating cases from a large file")
}

fn pages(repository: &Repository) -> Result<Vec<Figure>> {
    build::everything(repository)?;
    build::sandbox(repository)?;
    script(repository, "tests/bench/pages.mjs", "looking at long lists")
}

fn mapping(repository: &Repository) -> Result<Vec<Figure>> {
    example(repository, "weftline-plan", MAPPER)?;
    script(repository, "tests/bench/mapping.mjs", "mapping issues from their bytes")
}

fn bulk(repository: &Repository) -> Result<Vec<Figure>> {
    boundary::build_bench(repository)?;
    example(repository, "weftline-bench", BULK)?;
    script(repository, "tests/bench/bulk.mjs", "making bodies of files")
}

fn sandbox(repository: &Repository) -> Result<Vec<Figure>> {
    example(repository, "weftline-sandbox", SANDBOX)?;
    script(repository, "tests/bench/sandbox.mjs", "asking the sandbox, and a mock server")
}

fn rules(repository: &Repository) -> Result<Vec<Figure>> {
    example(repository, "weftline-rules", RULES)?;
    script(repository, "tests/bench/rules.mjs", "judging issues from their bytes")
}

/// The program that measures the sandbox.
const SANDBOX: &str = "bench";
/// The program that judges rules natively.
const RULES: &str = "judge";

/// The program that maps issues natively.
const MAPPER: &str = "mapper";

/// The program that makes bodies natively.
const BULK: &str = "bodies";

/// Compiles a program that measures natively.
fn example(repository: &Repository, package: &str, name: &str) -> Result<()> {
    step(&format!("compiling {package} for release"), || {
        run_program(
            Command::new("cargo")
                .args(["build", "--release", "--package", package, "--example", name])
                .env("CARGO_TARGET_DIR", &repository.target)
                .current_dir(&repository.root),
        )
    })
}

/// Where cargo puts such a program.
fn example_program(repository: &Repository, name: &str) -> PathBuf {
    repository.target.join("release/examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// A script that prints its figures as JSON.
fn script(repository: &Repository, path: &str, what: &str) -> Result<Vec<Figure>> {
    let printed = step(what, || {
        capture(
            Command::new("node")
                .arg(repository.path(path))
                .env("WEFTLINE_BUNDLE", build::bundle_directory(repository))
                .env("WEFTLINE_SANDBOX", build::sandbox_program(repository))
                .env("WEFTLINE_SANDBOX_BENCH", example_program(repository, SANDBOX))
                .env("WEFTLINE_RULES_BENCH", example_program(repository, RULES))
                .env("WEFTLINE_BENCH_MODULE", boundary::bench_file(repository))
                .env("WEFTLINE_BULK_BENCH", example_program(repository, BULK))
                .env("WEFTLINE_MAPPER_BENCH", example_program(repository, MAPPER))
                .current_dir(&repository.root),
        )
    })?;
    serde_json::from_str(&printed).with_context(|| format!("`{path}` printed no figures: {printed}"))
}

fn with_ratios(mut figures: Vec<Figure>) -> Vec<Figure> {
    for figure in &mut figures {
        let value = figure.value;
        for peer in &mut figure.peers {
            peer.ratio = (peer.value > 0.0).then_some(value / peer.value);
        }
    }
    figures
}

fn line(figure: &Figure) -> String {
    let mut line = format!("  {}: {} {}", figure.name, rounded(figure.value), figure.unit);
    for peer in &figure.peers {
        line.push_str(&format!("; {}: {}", peer.name, rounded(peer.value)));
        if let Some(ratio) = peer.ratio {
            line.push_str(&format!(" (ratio {})", rounded(ratio)));
        }
    }
    let (goal, is_met) = match &figure.goal {
        None => return line,
        Some(Goal::AtMost(most)) => (format!("at most {}", rounded(*most)), figure.value <= *most),
        Some(Goal::AtLeast(least)) => (format!("at least {}", rounded(*least)), figure.value >= *least),
        Some(Goal::RatioAtMost(most)) => (
            format!("ratio at most {}", rounded(*most)),
            figure.peers.iter().filter_map(|peer| peer.ratio).all(|ratio| ratio <= *most),
        ),
        Some(Goal::RatioAtLeast(least)) => (
            format!("ratio at least {}", rounded(*least)),
            figure.peers.iter().filter_map(|peer| peer.ratio).all(|ratio| ratio >= *least),
        ),
    };
    line + &format!("; goal: {goal}, {}", if is_met { "met" } else { "MISSED" })
}

fn rounded(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_shown_with_peers_ratios_and_goals() {
        let read = |text: &str| with_ratios(vec![serde_json::from_str(text).unwrap()]);
        let startup = read(
            r#"{"name": "load", "unit": "ms", "value": 6.5, "peers": [{"name": "engines", "value": 50}],
                "goal": {"ratioAtMost": 0.25}}"#,
        );
        assert_eq!(
            line(startup.first().unwrap()),
            "  load: 6.5 ms; engines: 50 (ratio 0.13); goal: ratio at most 0.25, met"
        );
        let size = read(r#"{"name": "wasm", "unit": "KiB", "value": 201, "goal": {"atMost": 200}}"#);
        assert_eq!(line(size.first().unwrap()), "  wasm: 201 KiB; goal: at most 200, MISSED");
        let speed = read(
            r#"{"name": "mix", "unit": "requests/s", "value": 60000, "peers": [{"name": "mock", "value": 12000}],
                "goal": {"atLeast": 20000}}"#,
        );
        assert_eq!(
            line(speed.first().unwrap()),
            "  mix: 60000 requests/s; mock: 12000 (ratio 5); goal: at least 20000, met"
        );
    }
}

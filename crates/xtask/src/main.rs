//! The driver: build, start, test, bench, types, lint.
//!
//! It knows how to get from a clean clone to something that runs, and says so when it cannot. What it refuses to do:
//! anything that the app does; and to pass a check that it did not run.

mod bench;
mod boundary;
mod build;
mod checks;
mod command;
mod features;
mod fixtures;
mod prepare;
mod replay;
mod repository;
mod serve;
mod simulate;
mod stamp;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use repository::Repository;

/// Weftline's driver.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Builds what is needed and runs all of Weftline on this machine, until Ctrl-C
    ///
    /// Serves the emulated Salesforce and Jira, Forge's services, the app itself and its pages on loopback, and prints
    /// one line with the address to open.
    Start {
        /// The port of the page; 0 takes any free one
        #[arg(long, default_value_t = serve::DEFAULT_PORT)]
        port: u16,
        #[command(flatten)]
        world: serve::WorldOptions,
        /// Writes every request and reply of the app to this file, as JSON lines with secrets blanked
        #[arg(long, value_name = "FILE")]
        record: Option<PathBuf>,
    },
    /// Runs the emulated Salesforce and Jira alone, for any client, until Ctrl-C
    ///
    /// Prints one JSON line with the addresses and the credentials.
    Sandbox {
        /// The port of Salesforce; 0 takes any free one
        #[arg(long, default_value_t = 0)]
        port: u16,
        #[command(flatten)]
        world: serve::WorldOptions,
    },
    /// Builds everything that `forge deploy` uploads: core, pages, bundle
    Build,
    /// Writes host/src/core/core.d.ts, the TypeScript types of the core
    Types {
        /// Fails with the difference when the committed file is not up to date
        #[arg(long)]
        check: bool,
    },
    /// Runs all linters: Rust, TypeScript, the manifest, and the repository's own rules
    Lint,
    /// Runs the tests
    ///
    /// Groups: `rust`, `lint`, `features`, and one for each directory of `tests` with tests for Node or Python, like
    /// `vectors`, `bundle` and `browser`. The last line reads `N passed, N failed, N skipped`. A check that cannot run here is
    /// reported as NOT RUN with the reason; where CI is `true` in the environment, it counts as failed.
    Test {
        /// A group, or a part of the names of the tests to run
        filter: Option<String>,
        /// Writes every request and reply of the app to this file, as JSON lines with secrets blanked
        #[arg(long, value_name = "FILE")]
        record: Option<PathBuf>,
    },
    /// Holds the recorded requests and replies of Jira against an OpenAPI document
    CheckTraffic {
        /// What `--record` wrote
        record: PathBuf,
        /// Jira's OpenAPI document, version 3, as JSON
        #[arg(long, value_name = "FILE")]
        openapi: PathBuf,
    },
    /// Measures: `size`, `startup`, `calls`, `sandbox`; all of them without a name
    Bench {
        /// The benchmark
        name: Option<bench::Name>,
        /// Writes the figures to this file too
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
    },
    /// Runs random histories of both sides with everything going wrong that may, and prints figures
    ///
    /// Each seed is one history of fifty issues and their records. It fails on the first bad seed, with the command that
    /// replays it step by step.
    Simulate {
        /// How many histories
        #[arg(long, default_value_t = 300)]
        seeds: u64,
        /// The first seed
        #[arg(long, default_value_t = 0)]
        from: u64,
        /// Prints everything that happens in the history of the first seed
        #[arg(long)]
        steps: bool,
        /// Prints what one sync of each kind asks for, instead
        #[arg(long)]
        costs: bool,
        /// Plays a backfill of so many work items against as many cases, instead
        #[arg(long, value_name = "ISSUES")]
        backfill: Option<u64>,
    },
    /// Lists which test shows which feature, and writes the table in docs/features.md
    Features {
        /// Writes the list to this file as JSON
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// Fails when the table in docs/features.md is not up to date
        #[arg(long)]
        check: bool,
    },
    /// Reads recorded answers and CSV files with the app's readers, and lists what is not read as it should be
    ///
    /// Describes, answers, issues and CSV files, in the layout of which crates/fixtures says what is expected where. The
    /// sandbox is started with the describes. Fails when the list is not empty.
    Fixtures {
        /// The directory
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
    /// Plans what is in a support bundle once more, shows each decision, and says whether it comes out the same
    Replay {
        /// The file that an admin has downloaded
        #[arg(value_name = "BUNDLE")]
        bundle: PathBuf,
    },
    /// Runs a program and ends it, with all that it started, when the input stream closes
    #[command(hide = true)]
    Guard {
        /// The program and its arguments
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<std::ffi::OsString>,
    },
}

fn main() -> ExitCode {
    match obey(Arguments::parse().verb) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn obey(verb: Verb) -> Result<ExitCode> {
    if let Verb::Guard { command } = verb {
        return serve::guard(&command);
    }
    let repository = Repository::find()?;
    match verb {
        Verb::Start { port, world, record } => serve::start(&repository, port, &world, record.as_deref())?,
        Verb::Sandbox { port, world } => serve::sandbox(&repository, port, &world)?,
        Verb::Build => build::everything(&repository)?,
        Verb::Types { check } => boundary::types(&repository, check)?,
        Verb::Lint => return checks::lint(&repository),
        Verb::Test { filter, record } => {
            return checks::test(&repository, filter.as_deref(), record.as_deref());
        }
        Verb::CheckTraffic { record, openapi } => checks::traffic(&repository, &record, &openapi)?,
        Verb::Bench { name, json } => bench::run(&repository, name, json.as_deref())?,
        Verb::Simulate { backfill: Some(issues), .. } => return simulate::backfill(&repository, issues),
        Verb::Simulate { seeds, from, steps, costs, .. } => {
            return simulate::run(&repository, seeds, from, steps, costs);
        }
        Verb::Features { json, check } => features::run(&repository, json.as_deref(), check)?,
        Verb::Fixtures { directory } => return fixtures::check(&repository, &directory),
        Verb::Replay { bundle } => return replay::run(&repository, &bundle),
        Verb::Guard { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

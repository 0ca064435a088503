//! Serving on this machine: the sandbox alone, or all of Weftline.

mod family;
mod guard;

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use crate::build;
use crate::repository::Repository;
use family::Family;

pub(crate) use guard::guard;

/// The port of the page unless another is asked for.
pub(crate) const DEFAULT_PORT: u16 = 4680;

/// Where the emulated world is kept.
#[derive(Args)]
pub(crate) struct WorldOptions {
    /// Where the emulated world is kept; `.weftline` in the repository unless given
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Forgets what is kept there and begins with the seeds
    #[arg(long)]
    fresh: bool,
    /// Gives the org the shape of a real one: each JSON file in this directory is an object's describe, as the org
    /// answers it; a world that is kept already has its shape until it is made `--fresh`
    #[arg(long, value_name = "DIR")]
    org: Option<PathBuf>,
    /// Begins as on the first day, in a new world: no issue panel is pinned to a project, no org is connected
    #[arg(long)]
    unconfigured: bool,
}

/// Serves the sandbox and prints its addresses and credentials.
pub(crate) fn sandbox(repository: &Repository, port: u16, options: &WorldOptions) -> Result<()> {
    refuse_busy(port)?;
    let program = build::sandbox(repository)?;
    let (directory, _lock) = claim(repository, options)?;
    let mut family = Family::new()?;
    let world = start_world(&mut family, &program, port, &directory, options)?;
    println!("{world}");
    family.stay()
}

/// Serves everything and prints where.
pub(crate) fn start(repository: &Repository, port: u16, options: &WorldOptions, record: Option<&Path>) -> Result<()> {
    refuse_busy(port)?;
    build::everything(repository)?;
    let program = build::sandbox(repository)?;
    let (directory, _lock) = claim(repository, options)?;
    let mut family = Family::new()?;
    let world = start_world(&mut family, &program, 0, &directory, options)?;
    let mut host = Command::new("node");
    host.arg(repository.path("host/local/main.mjs"))
        .args(["--port", &port.to_string(), "--bundle"])
        .arg(build::bundle_directory(repository))
        // Not as an argument: everyone on the machine can read those, and it holds credentials.
        .env("WEFTLINE_WORLD", world.to_string())
        .current_dir(&repository.root);
    if let Some(record) = record {
        host.arg("--record").arg(std::path::absolute(record)?);
    }
    let line = family.start("the local host", &host)?;
    let address = line
        .split_whitespace()
        .find(|word| word.starts_with("http://127.0.0.1:"))
        .with_context(|| format!("the local host said `{line}` instead of its address"))?;
    println!("Weftline is running at {}/", address.trim_end_matches('/'));
    if options.unconfigured {
        let known = |name: &str| world.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        println!(
            "The emulated org has an external client app: key {}, secret {}",
            known("clientId"),
            known("clientSecret")
        );
        println!("and an integration user: {}, password {}", known("username"), known("password"));
    }
    family.stay()
}

fn start_world(
    family: &mut Family,
    program: &Path,
    port: u16,
    directory: &Path,
    options: &WorldOptions,
) -> Result<Value> {
    let mut command = Command::new(program);
    command
        .args(["--salesforce-port", &port.to_string(), "--jira-port", "0", "--forge-port", "0"])
        .arg("--data")
        .arg(directory);
    if options.fresh {
        command.arg("--fresh");
    }
    if let Some(org) = &options.org {
        command.arg("--org").arg(std::path::absolute(org)?);
    }
    if options.unconfigured {
        command.arg("--unconfigured");
    }
    let line = family.start("the sandbox", &command)?;
    serde_json::from_str(&line).with_context(|| format!("the sandbox said `{line}` instead of its addresses"))
}

/// A port that somebody else has would be noticed late, after the builds, and in other words.
fn refuse_busy(port: u16) -> Result<()> {
    if port == 0 {
        return Ok(());
    }
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!(
                "port {port} is in use by another program: end that one, or choose another port with `--port` (0 takes \
                 any free one)"
            )
        }
        Err(error) => Err(error).with_context(|| format!("port {port} cannot be used")),
    }
}

/// The data directory, and the lock that lasts as long as this process.
fn claim(repository: &Repository, options: &WorldOptions) -> Result<(PathBuf, File)> {
    let directory = match &options.data {
        Some(directory) => std::path::absolute(directory)?,
        None => repository.path(".weftline"),
    };
    std::fs::create_dir_all(&directory).with_context(|| format!("could not make `{}`", directory.display()))?;
    let path = directory.join("lock");
    let lock = File::create(&path).with_context(|| format!("could not write `{}`", path.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok((directory, lock)),
        Err(std::fs::TryLockError::WouldBlock) => bail!(
            "`{}` is in use by another Weftline: end that one, or choose another directory with `--data`",
            directory.display()
        ),
        Err(std::fs::TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("could not lock `{}`", path.display()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_port_is_refused_with_what_to_do() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let error = refuse_busy(taken.local_addr().unwrap().port()).unwrap_err().to_string();
        assert!(error.contains("--port"), "{error}");
        assert!(refuse_busy(0).is_ok());
    }

    #[test]
    fn a_data_directory_serves_one_at_a_time() {
        let directory = std::env::temp_dir().join(format!("weftline-claim-{}", std::process::id()));
        let repository = Repository { root: directory.clone(), target: directory.clone() };
        let options = WorldOptions { data: Some(directory.clone()), fresh: false, org: None, unconfigured: false };
        let first = claim(&repository, &options).unwrap();
        let error = claim(&repository, &options).unwrap_err().to_string();
        assert!(error.contains("--data"), "{error}");
        drop(first);
        assert!(claim(&repository, &options).is_ok());
        std::fs::remove_dir_all(&directory).unwrap();
    }
}

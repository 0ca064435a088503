//! Where things are.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;

/// The checkout and its target directory.
pub(crate) struct Repository {
    /// The directory of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo builds, and where the driver keeps its stamps.
    pub(crate) target: PathBuf,
}

impl Repository {
    /// The repository that this driver was built from.
    pub(crate) fn find() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .manifest_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
            .no_deps()
            .exec()
            .context("cargo does not understand the workspace")?;
        Ok(Self {
            root: metadata.workspace_root.into_std_path_buf(),
            target: metadata.target_directory.into_std_path_buf(),
        })
    }

    /// A path below the root.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A path below the driver's own part of the target directory.
    pub(crate) fn scratch(&self, relative: &str) -> PathBuf {
        self.target.join("xtask").join(relative)
    }
}

/// All files below `directory` in a fixed order, without what is generated or installed. Empty when there is no such
/// directory.
pub(crate) fn files_below(directory: &Path) -> Vec<PathBuf> {
    const SKIPPED: &[&str] = &["node_modules", "target", "build", ".git", ".weftline", "__pycache__"];
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !SKIPPED.contains(&name.as_ref()) {
                files.extend(files_below(&path));
            }
        } else {
            files.push(path);
        }
    }
    files
}

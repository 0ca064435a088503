//! Steps whose inputs and outputs are what they were the last time are not done again.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::repository::{Repository, files_below};

/// What a step reads: files, whole directories, and texts that decide how it works.
#[derive(Default)]
pub(crate) struct Inputs {
    digest: Sha256,
}

impl Inputs {
    /// A text, like a version or an option.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.digest.update((text.len() as u64).to_le_bytes());
        self.digest.update(text);
        self
    }

    /// A file's content; a missing file counts as such.
    pub(crate) fn file(mut self, path: &Path) -> Self {
        match std::fs::read(path) {
            Ok(bytes) => {
                self.digest.update([1]);
                self.digest.update((bytes.len() as u64).to_le_bytes());
                self.digest.update(bytes);
            }
            Err(_) => self.digest.update([0]),
        }
        self
    }

    /// Names and contents of all files below some places.
    pub(crate) fn below(mut self, root: &Path, places: &[&str]) -> Self {
        for place in places {
            let path = root.join(place);
            let files = if path.is_file() { vec![path] } else { files_below(&path) };
            for file in files {
                let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
                self = self.text(&name).file(&file);
            }
        }
        self
    }

    fn hex(self) -> String {
        self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Does `work` unless the step's inputs and outputs are unchanged since it last succeeded. Says whether it was done.
pub(crate) fn unless_unchanged(
    repository: &Repository,
    name: &str,
    inputs: Inputs,
    outputs: &[PathBuf],
    work: impl FnOnce() -> Result<()>,
) -> Result<bool> {
    let path = repository.scratch(&format!("{name}.stamp"));
    let inputs = inputs.hex();
    let stamp = |inputs: &str| format!("{inputs} {}", state_of(outputs));
    let present = outputs.iter().all(|output| output.exists());
    if present && std::fs::read_to_string(&path).is_ok_and(|last| last == stamp(&inputs)) {
        return Ok(false);
    }
    work()?;
    write(&path, stamp(&inputs).as_bytes())?;
    Ok(true)
}

fn state_of(outputs: &[PathBuf]) -> String {
    outputs
        .iter()
        .fold(
            Inputs::default(),
            |state, output| {
                if output.is_dir() { state.below(output, &["."]) } else { state.file(output) }
            },
        )
        .hex()
}

/// Writes a file in one step, so that nobody reads half of it; its directory is made.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let directory = path.parent().context("a file has a directory")?;
    std::fs::create_dir_all(directory).with_context(|| format!("could not make `{}`", directory.display()))?;
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(format!(".{}", std::process::id()));
    std::fs::write(&unfinished, bytes)
        .and_then(|()| std::fs::rename(&unfinished, path))
        .with_context(|| format!("could not write `{}`", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_done_again_when_inputs_change_or_outputs_were_touched() {
        let directory = std::env::temp_dir().join(format!("weftline-stamp-{}", std::process::id()));
        let repository = Repository { root: directory.clone(), target: directory.join("target") };
        let output = directory.join("output");
        let step = |input: &str| {
            unless_unchanged(&repository, "step", Inputs::default().text(input), std::slice::from_ref(&output), || {
                write(&output, input.as_bytes())
            })
            .unwrap()
        };
        assert!(step("one"));
        assert!(!step("one"));
        assert!(step("two"));
        std::fs::write(&output, "spoilt").unwrap();
        assert!(step("two"));
        std::fs::remove_file(&output).unwrap();
        assert!(step("two"));
        assert!(!step("two"));
        std::fs::remove_dir_all(&directory).unwrap();
    }
}

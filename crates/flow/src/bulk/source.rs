//! The attached file: read in ranges, and told from others by its fingerprint.

use sha2::{Digest, Sha256};
use weftline_jira::{reply, request};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::links::hex;
use crate::site::{self, SiteError};

/// How much is read at once: memory is bounded by a few of it, whatever the file's size.
pub(crate) const RANGE_BYTES: u64 = 2 * 1024 * 1024;

/// How much of a file's head and tail its fingerprint is of, and how much of its head the table is made of.
pub(crate) const HEAD_BYTES: u64 = 256 * 1024;

/// A file, and as whom it is read.
#[derive(Clone)]
pub(crate) struct Source<'a> {
    pub(crate) attachment_id: &'a str,
    /// How many bytes it has.
    pub(crate) bytes: u64,
    pub(crate) principal: Principal,
}

impl Source<'_> {
    /// The bytes from a place on, at most so many, up to the file's end.
    pub(crate) async fn read(&self, world: &World, from: u64, most: u64) -> Result<Vec<u8>, Failure> {
        let to = from.saturating_add(most).min(self.bytes);
        if to <= from {
            return Ok(Vec::new());
        }
        let asked = request::attachment_range(self.attachment_id, from, to, self.principal.clone());
        let read = match site::ask(world, asked).await {
            Ok(read) => read,
            Err(SiteError::Refused(error)) if matches!(error.status(), 404 | 410) => return Err(gone()),
            Err(SiteError::Refused(error)) if error.status() == 416 => return Err(changed()),
            Err(error) => return Err(error.into_failure()),
        };
        let whole = reply::whole_length(&read.headers);
        if whole.is_some_and(|whole| whole != self.bytes) || read.body.len() as u64 != to - from {
            return Err(changed());
        }
        Ok(read.body)
    }

    /// What tells its content from another, and its head.
    pub(crate) async fn fingerprint(&self, world: &World) -> Result<(String, Vec<u8>), Failure> {
        let behind = self.bytes.saturating_sub(HEAD_BYTES);
        let (head, tail) = join(self.read(world, 0, HEAD_BYTES), self.read(world, behind, HEAD_BYTES)).await;
        let (head, tail) = (head?, tail?);
        let digest = Sha256::new().chain_update(self.bytes.to_be_bytes()).chain_update(&head).chain_update(&tail);
        Ok((hex(&digest.finalize()), head))
    }
}

/// The file is not there any more.
pub(crate) fn gone() -> Failure {
    let text = "the file is not attached to the issue any more: attach it again and begin anew";
    failure::with(failure::of(FailureCode::Invalid, text), "file", "gone")
}

/// The file is not the one that was shown.
pub(crate) fn changed() -> Failure {
    let text = "the attached file is not the same any more: begin anew with the file as it is now";
    failure::with(failure::of(FailureCode::Invalid, text), "file", "changed")
}

/// Whether this is why something failed: the file is not there, or not the same, and never will be.
pub(crate) fn is_lost(failure: &Failure) -> bool {
    failure.values.get("file").is_some_and(|file| file == "gone" || file == "changed")
}

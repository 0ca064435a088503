//! The list of an issue's files, as it is stored. It is written on the revision that was read: whoever loses reads again.

use weftline_wire::document::{FilePair, FileState, FilesDocument, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::json;
use weftline_wire::plan::Way;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::store::{self, Committed, Entity, Transaction};

/// Files that are kept of an issue, and how many bytes they may take: a stored value has 240 KiB, and another file with a long
/// name a few.
const FILES_MAX: usize = 300;
const BYTES_MAX: usize = 200_000;

/// The list, with what has become of it in this run.
pub(crate) struct Kept {
    issue_id: String,
    stored: Option<Versioned<()>>,
    pub(crate) document: FilesDocument,
}

/// The id that a file has where it comes from.
pub(crate) fn source(pair: &FilePair) -> Option<&str> {
    match pair.way {
        Way::ToSalesforce => pair.attachment.as_deref(),
        Way::ToJira => pair.version.as_deref(),
    }
}

impl Kept {
    pub(crate) async fn read(world: &World, issue_id: &str) -> Result<Self, Failure> {
        let stored = store::entity::<FilesDocument>(world, Entity::File, issue_id).await?;
        let (revision, document) = stored.map_or_else(Default::default, |stored| (stored.revision, stored.document));
        let stored = (revision > 0).then_some(Versioned { revision, document: () });
        Ok(Self { issue_id: issue_id.to_owned(), stored, document })
    }

    /// Whether there is room for another file.
    pub(crate) fn has_room(&self) -> bool {
        self.document.files.len() < FILES_MAX && json::to_string(&self.document).len() < BYTES_MAX
    }

    /// Files that were about to be sent.
    pub(crate) fn intended(&self) -> Vec<FilePair> {
        let files = self.document.files.iter();
        files.filter(|pair| pair.state == FileState::Intended).cloned().collect()
    }

    /// Puts an entry in the place of the one about the same file, and stores the list with what else is written.
    pub(crate) async fn put(&mut self, world: &World, pair: &FilePair, also: Transaction) -> Result<(), Failure> {
        let is_it = |other: &&mut FilePair| {
            (other.way, &other.record_id, source(other)) == (pair.way, &pair.record_id, source(pair))
        };
        match self.document.files.iter_mut().find(is_it) {
            Some(before) => before.clone_from(pair),
            None => self.document.files.push(pair.clone()),
        }
        self.store(world, also).await
    }

    /// Takes an entry away, as if nobody had seen its file.
    pub(crate) async fn forget(&mut self, world: &World, pair: &FilePair) -> Result<(), Failure> {
        self.document.files.retain(|other| other != pair);
        self.store(world, Transaction::default()).await
    }

    /// Notes that there are more files than are kept; whether that is new.
    pub(crate) async fn fill(&mut self, world: &World, also: Transaction) -> Result<(), Failure> {
        self.document.full = true;
        self.store(world, also).await
    }

    async fn store(&mut self, world: &World, mut transaction: Transaction) -> Result<(), Failure> {
        transaction.put(Entity::File, &self.issue_id, self.stored.as_ref(), &self.document)?;
        if transaction.commit(world).await? == Committed::Conflict {
            let mut failure = failure::of(FailureCode::Conflict, "this issue's files are being carried by others");
            failure.retry_after_ms = Some(1_000);
            return Err(failure);
        }
        let revision = self.stored.as_ref().map_or(0, |stored| stored.revision) + 1;
        self.stored = Some(Versioned { revision, document: () });
        Ok(())
    }
}

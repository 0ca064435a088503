//! Attachments that go to records: uploaded for their owner alone, then linked so that only the org's own people see them.

use sha2::{Digest, Sha256};
use weftline_jira::reply::Attachment;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, LinkedFile};
use weftline_salesforce::request::{ContentOf, NewFile, content, insert_file, link_file, query, uploaded};
use weftline_wire::configuration::FILE_BYTES_MAX;
use weftline_wire::document::{FilePair, FileState};
use weftline_wire::effect::Principal;
use weftline_wire::plan::Way;

use super::gathering::Carrying;
use crate::bulk::source::{Source, is_lost};
use crate::engine::World;
use crate::failure::Failure;
use crate::file_sync::{UNDER_WAY_MS, policy};
use crate::links::hex;
use crate::org::{CallError, Org};
use crate::retry;

/// How long an upload or a download may take: nobody is waiting for it.
pub(super) const PATIENCE_MS: u32 = 25_000;

/// How far Salesforce's clock may be from ours.
const SKEW_MS: u64 = 10 * 60 * 1_000;

impl Carrying<'_> {
    /// Carries an attachment to a record.
    pub(super) async fn carry_to_record(
        &mut self,
        world: &World,
        org: &mut Org,
        at: usize,
        attachment: &Attachment,
        linked: &[LinkedFile],
    ) -> Result<(), Failure> {
        let Some(target) = self.target(at) else { return Ok(()) };
        let record = target.id;
        let mut pair = FilePair {
            record_id: record.to_string(),
            way: Way::ToSalesforce,
            state: FileState::Left,
            attachment: Some(attachment.id.clone()),
            version: None,
            name: attachment.name.clone(),
            bytes: u32::try_from(attachment.bytes).unwrap_or(u32::MAX),
            digest: String::new(),
            tried_at_ms: 0,
            shown: None,
            reason: policy::refusal(&target.policy, &attachment.name, &attachment.kind, attachment.bytes),
        };
        if pair.reason.is_some() {
            return self.end(world, &pair, None).await;
        }
        let Some(bytes) = read_attachment(world, &attachment.id, attachment.bytes).await? else { return Ok(()) };
        pair.digest = hex(&Sha256::digest(&bytes));
        if let Some(version) = self.same_on_record(world, org, record, &pair, linked).await? {
            (pair.version, pair.state) = (Some(version), FileState::Same);
            return self.end(world, &pair, None).await;
        }
        (pair.state, pair.tried_at_ms) = (FileState::Intended, world.now_ms());
        self.kept.put(world, &pair, crate::store::Transaction::default()).await?;
        let description = self.origin(&pair);
        let new = NewFile { name: &pair.name, description: &description, bytes: &bytes };
        let patience_ms = || PATIENCE_MS.min(world.remaining_ms());
        let sent = org.send(world, &retry::PAGE_WRITE, |session, _| insert_file(session, &new, patience_ms())).await;
        let version = match sent {
            Ok(reply) => reply::created(&reply.view()).map_err(CallError::Refused),
            Err(error) => Err(error),
        };
        match version {
            Ok(version) => self.link(world, org, pair, version).await,
            Err(CallError::Ambiguous(_)) => {
                // It is looked for once it is surely over.
                self.again(seconds(UNDER_WAY_MS));
                Ok(())
            }
            Err(CallError::Failed(failure)) => Err(failure),
            Err(CallError::Refused(error)) => self.refused(world, pair, error.to_failure()).await,
        }
    }

    /// Finds out what became of an upload, and ends it.
    pub(super) async fn resolve_on_record(
        &mut self,
        world: &World,
        org: &mut Org,
        pair: FilePair,
    ) -> Result<(), Failure> {
        let Ok(user) = RecordId::parse(&org.connection.document.user_id) else { return Ok(()) };
        let asked = uploaded(&user, &pair.name, pair.tried_at_ms.saturating_sub(SKEW_MS));
        let reply = org.read(world, |session, timeout_ms| query(session, &asked, timeout_ms)).await?;
        let found = reply::uploaded(&reply.view()).map_err(|error| error.to_failure())?;
        // The issue may have been moved meanwhile: its key says nothing.
        let origin = which(&pair);
        match found.into_iter().find(|file| file.description.ends_with(&origin) && file.bytes == pair.bytes) {
            Some(file) => self.link(world, org, pair, file.version).await,
            None if world.now_ms() < pair.tried_at_ms + UNDER_WAY_MS => {
                self.again(seconds(UNDER_WAY_MS));
                Ok(())
            }
            // It never came: the attachment counts as new again.
            None => self.forget(world, &pair).await,
        }
    }

    /// Links an uploaded file to its record: that may be done again.
    async fn link(&mut self, world: &World, org: &mut Org, pair: FilePair, version: RecordId) -> Result<(), Failure> {
        let Ok(record) = RecordId::parse(&pair.record_id) else { return Ok(()) };
        let reply = org.read(world, |session, timeout_ms| link_file(session, &version, &record, timeout_ms)).await?;
        match reply::linked_file(&reply.view()) {
            Ok(()) => {
                let version = Some(version.to_string());
                let carried = FilePair { version, state: FileState::Carried, reason: None, ..pair };
                self.end(world, &carried, None).await
            }
            Err(error) => self.refused(world, pair, error.to_failure()).await,
        }
    }

    /// The other side refuses a file. What may go better by itself is tried again.
    pub(super) async fn refused(&mut self, world: &World, pair: FilePair, failure: Failure) -> Result<(), Failure> {
        if failure.retryable {
            return Err(failure);
        }
        let refused = FilePair { state: FileState::Refused, reason: Some(failure.text.clone()), ..pair };
        self.end(world, &refused, Some(&failure)).await
    }

    /// Takes an entry away, as it is stored.
    pub(super) async fn forget(&mut self, world: &World, pair: &FilePair) -> Result<(), Failure> {
        let from = crate::file_sync::kept::source(pair).unwrap_or_default();
        match self.entry(pair.way, &pair.record_id, from).cloned() {
            Some(stored) => self.kept.forget(world, &stored).await,
            None => Ok(()),
        }
    }

    /// Where a file comes from, as people in Salesforce read it; by this an upload whose answer was lost is found.
    fn origin(&self, pair: &FilePair) -> String {
        ["From Jira, ", &self.head.key, &which(pair)].concat()
    }

    /// The version of a file of the record that has the same content.
    async fn same_on_record(
        &self,
        world: &World,
        org: &mut Org,
        record: RecordId,
        pair: &FilePair,
        linked: &[LinkedFile],
    ) -> Result<Option<String>, Failure> {
        let of_record = linked.iter().filter(|file| file.record == record && file.bytes == pair.bytes);
        for version in of_record.filter_map(|file| file.version) {
            let known = self
                .kept
                .document
                .files
                .iter()
                .find(|other| other.version.as_deref() == Some(version.as_str()) && !other.digest.is_empty());
            let digest = match known {
                Some(other) => other.digest.clone(),
                None => match read_version(world, org, version).await? {
                    Some(bytes) => hex(&Sha256::digest(&bytes)),
                    None => continue,
                },
            };
            if digest == pair.digest {
                return Ok(Some(version.to_string()));
            }
        }
        Ok(None)
    }
}

/// Which attachment an upload is, and for which record.
fn which(pair: &FilePair) -> String {
    let attachment = pair.attachment.as_deref().unwrap_or_default();
    [": attachment ", attachment, " for ", &pair.record_id].concat()
}

/// An attachment's content; none where it is not there any more.
pub(super) async fn read_attachment(world: &World, id: &str, bytes: u64) -> Result<Option<Vec<u8>>, Failure> {
    let source = Source { attachment_id: id, bytes, principal: Principal::App };
    match source.read(world, 0, u64::from(FILE_BYTES_MAX)).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(failure) if is_lost(&failure) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// A version's content; none where it is not there any more.
pub(super) async fn read_version(world: &World, org: &mut Org, version: RecordId) -> Result<Option<Vec<u8>>, Failure> {
    let of = ContentOf::Blob { record: version };
    let patience_ms = || PATIENCE_MS.min(world.remaining_ms());
    let asked = org.send(world, &retry::PAGE_READ, |session, _| content(session, &of, FILE_BYTES_MAX, patience_ms()));
    match asked.await {
        Ok(reply) => Ok(Some(reply.body)),
        Err(CallError::Refused(error)) if !error.to_failure().retryable => Ok(None),
        Err(error) => Err(error.into_failure()),
    }
}

/// After how many whole seconds so many ms are over.
pub(super) fn seconds(ms: u64) -> u32 {
    u32::try_from(ms / 1_000 + 1).unwrap_or(u32::MAX)
}

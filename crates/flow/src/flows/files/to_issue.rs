//! Files of records that go to the issue, as the app: in service projects so that customers do not see them.

use sha2::{Digest, Sha256};
use weftline_jira::reply::{self as jira_reply, Attachment};
use weftline_jira::request::{self as jira_request, NewFile};
use weftline_salesforce::reply::LinkedFile;
use weftline_wire::document::{FilePair, FileState};
use weftline_wire::effect::Principal;
use weftline_wire::plan::Way;

use super::gathering::Carrying;
use super::to_record::{read_attachment, read_version, seconds};
use crate::engine::World;
use crate::failure::Failure;
use crate::file_sync::{UNDER_WAY_MS, policy};
use crate::links::hex;
use crate::org::Org;
use crate::site::{self, SiteError};

/// Jira asks to wait: nothing was done.
const TOO_MANY: u16 = 429;

/// The name that a record's file has in Jira: with its ending, which Salesforce keeps apart.
pub(super) fn name_of(file: &LinkedFile) -> String {
    let LinkedFile { title, extension, .. } = file;
    let has_ending = || title.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case(extension));
    if extension.is_empty() || has_ending() { title.clone() } else { [title, ".", extension].concat() }
}

impl Carrying<'_> {
    /// Carries a record's file to the issue.
    pub(super) async fn carry_to_issue(
        &mut self,
        world: &World,
        org: &mut Org,
        at: usize,
        file: &LinkedFile,
    ) -> Result<(), Failure> {
        let (Some(target), Some(version)) = (self.target(at), file.version) else { return Ok(()) };
        let name = name_of(file);
        let mut pair = FilePair {
            record_id: target.id.to_string(),
            way: Way::ToJira,
            state: FileState::Left,
            attachment: None,
            version: Some(version.to_string()),
            reason: policy::refusal(&target.policy, &name, "", u64::from(file.bytes)),
            name,
            bytes: file.bytes,
            digest: String::new(),
            tried_at_ms: 0,
            shown: None,
        };
        if pair.reason.is_some() {
            return self.end(world, &pair, None).await;
        }
        let Some(bytes) = read_version(world, org, version).await? else { return Ok(()) };
        pair.digest = hex(&Sha256::digest(&bytes));
        self.send_to_issue(world, pair, &bytes).await
    }

    /// Attaches what was read, unless the issue has it.
    pub(super) async fn send_to_issue(
        &mut self,
        world: &World,
        mut pair: FilePair,
        bytes: &[u8],
    ) -> Result<(), Failure> {
        if let Some(attachment) = self.same_on_issue(world, &pair).await? {
            (pair.attachment, pair.state) = (Some(attachment), FileState::Same);
            return self.end(world, &pair, None).await;
        }
        (pair.state, pair.tried_at_ms) = (FileState::Intended, world.now_ms());
        self.kept.put(world, &pair, crate::store::Transaction::default()).await?;
        let new = NewFile { name: &pair.name, kind: policy::type_of(&pair.name), bytes };
        match self.attach(world, &new).await {
            Ok(Some(attachment)) => self.attached(world, pair, attachment).await,
            // Jira does not say which it is: it is looked for.
            Ok(None) => self.resolve_on_issue(world, pair).await,
            Err(SiteError::Failed(_)) => {
                self.again(seconds(UNDER_WAY_MS));
                Ok(())
            }
            Err(SiteError::Refused(error)) if error.status() == TOO_MANY => {
                pair.tried_at_ms = 0;
                // Should this not be stored, it is looked for first.
                let _stored = self.kept.put(world, &pair, crate::store::Transaction::default()).await;
                Err(error.to_failure())
            }
            Err(SiteError::Refused(error)) => self.refused(world, pair, error.to_failure()).await,
        }
    }

    /// Finds out what became of an attachment that was being sent, and ends it.
    pub(super) async fn resolve_on_issue(&mut self, world: &World, pair: FilePair) -> Result<(), Failure> {
        let asked = jira_request::attachments(&self.marked.issue_id, Principal::App);
        let reply = site::ask(world, asked).await.map_err(SiteError::into_failure)?;
        self.attachments = jira_reply::attachments(&reply.view()).map_err(|error| error.to_failure())?;
        let mut found = None;
        for attachment in &self.attachments {
            let may_be = attachment.author_id == self.app
                && attachment.name == pair.name
                && attachment.bytes == u64::from(pair.bytes)
                && !self.is_listed(&attachment.id);
            // Two records may have files of one name and size: each is told by its content.
            if may_be && digest_of(world, attachment).await?.is_some_and(|digest| digest == pair.digest) {
                found = Some(attachment.id.clone());
                break;
            }
        }
        match found {
            Some(attachment) => self.attached(world, pair, attachment).await,
            None if world.now_ms() < pair.tried_at_ms + UNDER_WAY_MS => {
                self.again(seconds(UNDER_WAY_MS));
                Ok(())
            }
            // It never came: the file counts as new again.
            None => self.forget(world, &pair).await,
        }
    }

    async fn attached(&mut self, world: &World, pair: FilePair, attachment: String) -> Result<(), Failure> {
        let carried = FilePair { attachment: Some(attachment), state: FileState::Carried, reason: None, ..pair };
        self.end(world, &carried, None).await
    }

    /// Attaches a file. Gives the attachment's id, if Jira says it.
    async fn attach(&self, world: &World, file: &NewFile<'_>) -> Result<Option<String>, SiteError> {
        let issue_id = &self.marked.issue_id;
        if self.head.is_service {
            let asked = jira_request::attach_temporarily(&self.head.project_id, file);
            let uploaded = site::ask(world, asked).await?;
            let id = jira_reply::temporary_file(&uploaded.view()).map_err(SiteError::Refused)?;
            // Where that is refused it is not attached otherwise: whether customers would see it, now or once the issue has a
            // request type, is not known.
            site::ask(world, jira_request::attach_internally(issue_id, &id)).await?;
            return Ok(None);
        }
        let answer = site::ask(world, jira_request::attach(issue_id, file)).await?;
        Ok(jira_reply::attached(&answer.view()))
    }

    /// The attachment that has the same content.
    async fn same_on_issue(&self, world: &World, pair: &FilePair) -> Result<Option<String>, Failure> {
        for attachment in self.attachments.iter().filter(|other| other.bytes == u64::from(pair.bytes)) {
            let known =
                self.kept.document.files.iter().find(|other| {
                    other.attachment.as_deref() == Some(attachment.id.as_str()) && !other.digest.is_empty()
                });
            let digest = match known {
                Some(other) => other.digest.clone(),
                None => match digest_of(world, attachment).await? {
                    Some(digest) => digest,
                    None => continue,
                },
            };
            if digest == pair.digest {
                return Ok(Some(attachment.id.clone()));
            }
        }
        Ok(None)
    }
}

/// The digest of an attachment's content; none where it is not there any more.
async fn digest_of(world: &World, attachment: &Attachment) -> Result<Option<String>, Failure> {
    let bytes = read_attachment(world, &attachment.id, attachment.bytes).await?;
    Ok(bytes.map(|bytes| hex(&Sha256::digest(&bytes))))
}

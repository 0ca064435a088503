//! Pictures in rich text: those of a record become attachments of the issue, and the next sync of fields puts what was
//! carried in place, on either side.

use sha2::{Digest, Sha256};
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_mapping::richtext::shown_pictures;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::request::{ContentOf, content};
use weftline_salesforce::soql::{Condition, FieldPath, Select};
use weftline_wire::configuration::FILE_BYTES_MAX;
use weftline_wire::decision::Cause;
use weftline_wire::document::{FilePair, FileState};
use weftline_wire::effect::Principal;
use weftline_wire::json;
use weftline_wire::plan::Way;

use super::gathering::{Carrying, Shown};
use super::to_record::PATIENCE_MS;
use crate::engine::World;
use crate::failure::Failure;
use crate::file_sync::{images, policy};
use crate::links::hex;
use crate::marks::SyncMark;
use crate::org::{CallError, Org};
use crate::pictures::{is_image, is_of_record, of_record, picture_type};
use crate::queries;
use crate::retry;
use crate::site::{self, SiteError};

/// Said of what a text shows and is no picture.
const NO_PICTURE: &str = "it is no picture of a kind that is shown";

/// Said of a file that a text shows and the record does not have.
const NO_FILE_OF_RECORD: &str = "it is no file of the record";

/// Characters of what a text calls a picture that are taken: it is kept in the issue's list of files.
const NAME_CHARACTERS_MAX: usize = 200;

impl Carrying<'_> {
    /// Looks which pictures the records' texts show, where these go to the issue and are to be looked at.
    pub(super) async fn look_at_texts(&mut self, world: &World, org: &mut Org, here: &[usize]) -> Result<(), Failure> {
        if !self.marked.look {
            return Ok(());
        }
        let mut objects: Vec<(&str, &[String], Vec<RecordId>)> = Vec::new();
        for target in here.iter().filter_map(|at| self.target(*at)) {
            if target.to_issue.is_empty() || !target.policy.to_jira {
                continue;
            }
            match objects.iter_mut().find(|(object, ..)| *object == target.object) {
                Some((.., ids)) => ids.push(target.id),
                None => objects.push((&target.object, &target.to_issue, vec![target.id])),
            }
        }
        let mut asked = Vec::new();
        for (object, fields, ids) in &objects {
            let paths: Vec<FieldPath> = fields.iter().filter_map(|field| FieldPath::parse(field).ok()).collect();
            asked.push(Select::from(&queries::name(object)?).fields(&paths).only(Condition::id_in(ids)).build());
        }
        if asked.is_empty() {
            return Ok(());
        }
        let replies = queries::run(world, org, &asked).await?;
        let mut found = Vec::new();
        for ((_, fields, _), reply) in objects.iter().zip(&replies) {
            let page = reply.page()?;
            for record in &page.records {
                let Some(id) = record.id() else { continue };
                for field in *fields {
                    let shown = shown_pictures(record.get(field).text().unwrap_or_default());
                    found.extend(shown.into_iter().map(|picture| Shown { record: id, field: field.clone(), picture }));
                }
            }
        }
        self.shown = found;
        Ok(())
    }

    /// Whether nobody knows yet what becomes of a picture on the issue. What is a file of the record as well is carried as
    /// that.
    pub(super) fn is_new_picture(&self, shown: &Shown) -> bool {
        let Some(target) = self.targets.iter().find(|target| target.id == shown.record) else { return false };
        match images::known(&self.kept.document, shown.record.as_str(), &shown.picture.id) {
            None => true,
            Some(pair) => {
                let reason = policy::refusal(&target.policy, &pair.name, "", u64::from(pair.bytes));
                let is_final = matches!(pair.reason.as_deref(), Some(NO_PICTURE | NO_FILE_OF_RECORD));
                pair.state == FileState::Left && pair.reason != reason && !is_final
            }
        }
    }

    /// Carries a picture that stands in a record's text to the issue.
    pub(super) async fn carry_picture(&mut self, world: &World, org: &mut Org, shown: &Shown) -> Result<(), Failure> {
        let Some(target) = self.targets.iter().find(|target| target.id == shown.record) else { return Ok(()) };
        let Ok(image) = RecordId::parse(&shown.picture.id) else { return Ok(()) };
        let (object, field) = (queries::name(&target.object)?, queries::name(&shown.field)?);
        let of = match image.prefix() {
            "0EM" => ContentOf::RichText { object: &object, record: shown.record, field: &field, image },
            _ => ContentOf::Blob { record: image },
        };
        let mut pair = FilePair {
            record_id: shown.record.to_string(),
            way: Way::ToJira,
            state: FileState::Left,
            attachment: None,
            version: Some(image.to_string()),
            name: shown.picture.name.chars().take(NAME_CHARACTERS_MAX).collect(),
            bytes: 0,
            digest: String::new(),
            tried_at_ms: 0,
            reason: None,
            shown: Some(shown.picture.address.clone()),
        };
        if image.prefix() != "0EM" {
            let replies = queries::run(world, org, &of_record(shown.record, image)).await?;
            if !is_of_record(&replies)? {
                pair.reason = Some(NO_FILE_OF_RECORD.to_owned());
                return self.end(world, &pair, None).await;
            }
        }
        let patience_ms = || PATIENCE_MS.min(world.remaining_ms());
        let request = |session: &_, _| content(session, &of, FILE_BYTES_MAX, patience_ms());
        let bytes = match org.send(world, &retry::PAGE_READ, request).await {
            Ok(reply) => reply.body,
            Err(error) => {
                // What is too large, or kept from the integration user, keeps no other file.
                let is_of_org = matches!(error, CallError::Ambiguous(_));
                let failure = error.into_failure();
                return match failure.retryable || is_of_org {
                    true => Err(failure),
                    false => self.refused(world, pair, failure).await,
                };
            }
        };
        pair.bytes = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let Some(kind) = picture_type(&bytes) else {
            pair.reason = Some(NO_PICTURE.to_owned());
            return self.end(world, &pair, None).await;
        };
        pair.name = name_of(&pair.name, image, kind);
        pair.reason = policy::refusal(&target.policy, &pair.name, kind, bytes.len() as u64);
        if pair.reason.is_some() {
            return self.end(world, &pair, None).await;
        }
        pair.digest = hex(&Sha256::digest(&bytes));
        self.send_to_issue(world, pair, &bytes).await
    }

    /// The mark of the sync that puts a carried picture in place; none where no text shows it.
    pub(super) async fn placing(&mut self, world: &World, pair: &FilePair) -> Result<Option<SyncMark>, Failure> {
        if !matches!(pair.state, FileState::Carried | FileState::Same) || !is_image(&pair.name) {
            return Ok(None);
        }
        let Some(target) = self.targets.iter().find(|target| target.id.as_str() == pair.record_id) else {
            return Ok(None);
        };
        let connection = target.connection.clone();
        let is_shown = match pair.way {
            Way::ToSalesforce => {
                let fields = target.from_issue.clone();
                self.is_on_issue(world, &fields, &pair.name).await?
            }
            Way::ToJira if target.to_issue.is_empty() => false,
            Way::ToJira => {
                let is_it = |id: &str| pair.version.as_ref().is_some_and(|version| version.starts_with(id));
                pair.shown.is_some() || self.shown.iter().any(|shown| is_it(&shown.picture.id))
            }
        };
        let mark = || SyncMark {
            records: vec![pair.record_id.clone()],
            ..SyncMark::new(&self.marked.issue_id, &connection, Cause::Pictured)
        };
        Ok(is_shown.then(mark))
    }

    /// Whether one of the issue's fields of rich text shows a file of this name.
    async fn is_on_issue(&mut self, world: &World, fields: &[String], name: &str) -> Result<bool, Failure> {
        if fields.is_empty() {
            return Ok(false);
        }
        if self.documents.is_none() {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let asked = jira_request::issue(&self.marked.issue_id, &fields, Principal::App);
            let reply = site::ask(world, asked).await.map_err(SiteError::into_failure)?;
            let issue = jira_reply::issue(&reply.view()).map_err(|error| error.to_failure())?;
            self.documents = Some(issue.fields().map(|(_, value)| value.get().to_owned()).collect());
        }
        let quoted = json::to_string(&name);
        let shows = |json: &String| json.contains("\"media") && json.contains(&quoted);
        Ok(self.documents.iter().flatten().any(shows))
    }
}

/// The name that a picture has in Jira: what the text calls it where that is a name of its kind, else one of its own.
fn name_of(called: &str, image: RecordId, kind: &str) -> String {
    if is_image(called) && !called.contains(['/', '\\', '\n', '\r']) {
        return called.to_owned();
    }
    let ending = kind.rsplit_once('/').map_or("png", |(_, ending)| if ending == "jpeg" { "jpg" } else { ending });
    ["image-", image.as_str().get(..15).unwrap_or_default(), ".", ending].concat()
}

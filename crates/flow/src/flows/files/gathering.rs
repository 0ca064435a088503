//! What is needed before files can be carried: the issue with its attachments, its records with what their mappings say of
//! files, and the files of the records where they have to be looked at.

use weftline_jira::reply::{self as jira_reply, Attachment, IssueHead};
use weftline_jira::request::{self as jira_request, HEAD_FIELDS};
use weftline_mapping::richtext::ShownPicture;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, LinkedFile};
use weftline_salesforce::request::{files_of, query, query_more};
use weftline_wire::configuration::{EventSelection, FilePolicy, Mapping};
use weftline_wire::document::{FilePair, FileState, LinkDocument, LinkedRecord};
use weftline_wire::effect::Principal;
use weftline_wire::plan::Way;

use super::Marked;
use crate::budget::{self, Priority, Verdict};
use crate::comment_sync::is_by_hand;
use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::file_sync::images;
use crate::file_sync::kept::{Kept, source};
use crate::file_sync::policy;
use crate::join::{join, join_all};
use crate::org::Org;
use crate::place::Place;
use crate::site::{self, SiteError};
use crate::store::{self, Entity, key};

/// Records whose files are carried: of an issue with more of them only those of the first ones, in the order of the links.
const RECORDS_MAX: usize = 25;

/// Pages of files of records that are read.
const PAGES_MAX: u32 = 5;

/// Below this nothing more is begun: what is sent may take as long.
pub(super) const LEAST_MS: u32 = 30_000;

/// A record whose files are carried.
pub(super) struct Target {
    pub(super) id: RecordId,
    pub(super) connection: String,
    pub(super) policy: FilePolicy,
    pub(super) object: String,
    /// Its fields of rich text that go to the issue, and the issue's fields that go to one of them.
    pub(super) to_issue: Vec<String>,
    pub(super) from_issue: Vec<String>,
}

/// A picture in a record's rich text.
pub(super) struct Shown {
    pub(super) record: RecordId,
    pub(super) field: String,
    pub(super) picture: ShownPicture,
}

/// Everything that carrying is about.
pub(super) struct Carrying<'a> {
    pub(super) marked: &'a Marked,
    pub(super) head: IssueHead,
    /// The app's own account.
    pub(super) app: String,
    pub(super) attachments: Vec<Attachment>,
    pub(super) targets: Vec<Target>,
    pub(super) events: EventSelection,
    pub(super) kept: Kept,
    /// What the issue's fields of rich text have, as JSON text; none before anybody asked.
    pub(super) documents: Option<Vec<String>>,
    /// The pictures that records' fields show, as far as they were looked at.
    pub(super) shown: Vec<Shown>,
    /// After how many seconds it has to be looked at again.
    pub(super) again: Option<u32>,
}

impl Marked {
    /// Carries what is to be carried. Gives after how many seconds it has to be looked at again; none when all is done.
    pub(super) async fn run(
        &self,
        world: &World,
        links: Vec<LinkedRecord>,
        kept: Kept,
    ) -> Result<Option<u32>, Failure> {
        if links.is_empty() {
            return Ok(None);
        }
        let Some(mut carrying) = self.gather(world, &links, kept).await? else { return Ok(None) };
        let mut connections: Vec<String> = Vec::new();
        for target in &carrying.targets {
            if !connections.contains(&target.connection) {
                connections.push(target.connection.clone());
            }
        }
        let mut failed = None;
        for connection in connections {
            // An org that is away does not keep the files of others.
            if let Err(failure) = Box::pin(carrying.carry(world, &connection)).await {
                failed = failed.or(Some(failure));
            }
        }
        match failed {
            Some(failure) => Err(failure),
            None => Ok(carrying.again),
        }
    }

    async fn gather(&self, world: &World, links: &[LinkedRecord], kept: Kept) -> Result<Option<Carrying<'_>>, Failure> {
        let fields: Vec<&str> = HEAD_FIELDS.iter().copied().chain(["attachment"]).collect();
        let (issue, app) = join(
            site::ask(world, jira_request::issue(&self.issue_id, &fields, Principal::App)),
            site::ask(world, jira_request::app_account()),
        )
        .await;
        let issue = match issue {
            Ok(issue) => issue,
            // It is deleted, or Weftline may not see it any more.
            Err(SiteError::Refused(error)) if error.status() == 404 => return Ok(None),
            Err(error) => return Err(error.into_failure()),
        };
        let app = app.map_err(SiteError::into_failure)?;
        let app = jira_reply::person(&app.view()).map_err(|error| error.to_failure())?.account_id;
        let head = jira_reply::issue_head(&issue.view()).map_err(|error| error.to_failure())?;
        let attachments = jira_reply::attachments(&issue.view()).map_err(|error| error.to_failure())?;
        let configuration = &self.configuration;
        let mut objects: Vec<&str> = Vec::new();
        for link in links {
            if !objects.contains(&link.object.as_str()) {
                objects.push(&link.object);
            }
        }
        let keys: Vec<String> = links.iter().map(|link| key::link(&self.issue_id, &link.record_id)).collect();
        let ((place, events), (mappings, stored)) = join(
            join(Place::read_to_sync(world, configuration, &head.project_id), configuration.events(world)),
            join(
                join_all(objects.iter().map(|object| configuration.mapping(world, &head.project_id, object))),
                store::entities::<LinkDocument>(world, Entity::Link, &keys),
            ),
        )
        .await;
        let (place, events, stored) = (place?, events?, stored?);
        if place.sync_rests(Some(&head.issue_type_id)) {
            return Ok(None);
        }
        let mut policies = Vec::new();
        for (object, mapping) in objects.iter().zip(mappings) {
            policies.extend(mapping?.map(|mapping| (*object, allowed(mapping))));
        }
        policies.retain(|(_, mapping)| mapping.files.to_salesforce || mapping.files.to_jira);
        let is_there = |link: &LinkDocument| link.gone.is_none() && !is_by_hand(link);
        let targets = links.iter().zip(&stored).filter_map(|(link, stored)| {
            stored.as_ref().filter(|stored| is_there(&stored.document))?;
            let (_, mapping) = policies.iter().find(|(object, _)| *object == link.object)?;
            let id = RecordId::parse(&link.record_id).ok()?;
            let (connection, object) = (link.connection.clone(), link.object.clone());
            let policy = mapping.files.clone();
            Some(Target { id, connection, policy, object, to_issue: Vec::new(), from_issue: Vec::new() })
        });
        let mut targets: Vec<Target> = targets.take(RECORDS_MAX).collect();
        if targets.is_empty() {
            return Ok(None);
        }
        let mut described: Vec<(String, &str)> = Vec::new();
        for target in &targets {
            let is_known = described.iter().any(|(id, object)| *id == target.connection && *object == target.object);
            if let (false, Some((object, _))) = (is_known, policies.iter().find(|(known, _)| *known == target.object)) {
                described.push((target.connection.clone(), object));
            }
        }
        // What is not described was not synced yet: nothing of it is in place.
        let found = join_all(described.iter().map(|(id, object)| describes::stored(world, id, object))).await;
        for ((connection, object), stored) in described.iter().zip(found) {
            let mapping = policies.iter().find(|(known, _)| known == object).map(|(_, mapping)| mapping);
            let (Some(mapping), Some(stored)) = (mapping, stored?) else { continue };
            for target in targets.iter_mut().filter(|to| to.connection == *connection && to.object == *object) {
                let fields = |way| images::rich_fields(mapping, &stored.object, way);
                target.to_issue = fields(Way::ToJira).map(|(field, _)| field.to_owned()).collect();
                target.from_issue = fields(Way::ToSalesforce).map(|(_, field)| field.to_owned()).collect();
            }
        }
        let (documents, shown) = (None, Vec::new());
        Ok(Some(Carrying {
            marked: self,
            head,
            app,
            attachments,
            targets,
            events,
            kept,
            documents,
            shown,
            again: None,
        }))
    }
}

impl Carrying<'_> {
    /// Carries files between the issue and its records in one org.
    async fn carry(&mut self, world: &World, connection: &str) -> Result<(), Failure> {
        let here: Vec<usize> = (0..self.targets.len())
            .filter(|at| self.target(*at).is_some_and(|to| to.connection == connection))
            .collect();
        let is_here = |pair: &FilePair| {
            here.iter().any(|at| self.target(*at).is_some_and(|target| target.id.as_str() == pair.record_id))
        };
        // What was refused is tried again where somebody asks.
        let mut open = self.kept.intended();
        open.retain(|pair| is_here(pair));
        if self.marked.look {
            let refused =
                self.kept.document.files.iter().filter(|pair| pair.state == FileState::Refused && is_here(pair));
            open.extend(refused.map(|pair| FilePair { tried_at_ms: 0, ..pair.clone() }));
        }
        let has_new = here.iter().any(|at| !self.new_attachments(*at).is_empty());
        if !self.marked.look && !has_new && open.is_empty() {
            return Ok(());
        }
        let settings = self.marked.configuration.settings(world).await?;
        let since_ms = self.marked.mark.document.since_ms;
        let gate = budget::gate(world, &settings, connection, Priority::Event, since_ms).await?;
        match &gate.verdict {
            Verdict::Go => {}
            Verdict::Slowed(seconds) => {
                self.again(*seconds);
                return Ok(());
            }
            Verdict::Wait(_, failure) => return Err(failure.clone()),
        }
        let mut org = Org::read_and_open(world, connection).await?;
        let carried = Box::pin(self.carry_all(world, &mut org, &here, open)).await;
        budget::keep(world, &org, &gate).await;
        carried
    }

    async fn carry_all(
        &mut self,
        world: &World,
        org: &mut Org,
        here: &[usize],
        open: Vec<FilePair>,
    ) -> Result<(), Failure> {
        let ids: Vec<RecordId> = here.iter().filter_map(|at| Some(self.target(*at)?.id)).collect();
        let linked = read_files(world, org, &ids).await?;
        self.look_at_texts(world, org, here).await?;
        for pair in open {
            if !self.has_time(world) {
                return Ok(());
            }
            match pair.way {
                Way::ToSalesforce => self.resolve_on_record(world, org, pair).await?,
                Way::ToJira => self.resolve_on_issue(world, pair).await?,
            }
        }
        for at in here {
            for attachment in self.new_attachments(*at) {
                if !self.has_time(world) {
                    return Ok(());
                }
                if !self.has_room(world).await? {
                    return Ok(());
                }
                self.carry_to_record(world, org, *at, &attachment, &linked).await?;
            }
        }
        for file in &linked {
            let Some(at) = here.iter().copied().find(|at| self.target(*at).is_some_and(|to| to.id == file.record))
            else {
                continue;
            };
            if !self.is_new_file(at, file) {
                continue;
            }
            if !self.has_time(world) || !self.has_room(world).await? {
                return Ok(());
            }
            self.carry_to_issue(world, org, at, file).await?;
        }
        for shown in std::mem::take(&mut self.shown) {
            if self.is_new_picture(&shown) {
                if !self.has_time(world) || !self.has_room(world).await? {
                    return Ok(());
                }
                self.carry_picture(world, org, &shown).await?;
            }
        }
        Ok(())
    }

    pub(super) fn target(&self, at: usize) -> Option<&Target> {
        self.targets.get(at)
    }

    /// Whether another file may be begun now; else it goes on in another invocation.
    fn has_time(&mut self, world: &World) -> bool {
        let has_time = world.remaining_ms() >= LEAST_MS;
        if !has_time {
            self.again(1);
        }
        has_time
    }

    /// It has to be looked at again after so many seconds.
    pub(super) fn again(&mut self, seconds: u32) {
        self.again = Some(self.again.map_or(seconds, |before| before.max(seconds)));
    }

    /// Attachments of which nobody knows yet what becomes of them on a record, the oldest first. What the app has attached
    /// goes nowhere.
    fn new_attachments(&self, at: usize) -> Vec<Attachment> {
        let Some(target) = self.target(at).filter(|target| target.policy.to_salesforce) else { return Vec::new() };
        if !self.events.attachment_added {
            return Vec::new();
        }
        let mut new: Vec<Attachment> = self.attachments.clone();
        new.retain(|attachment| {
            let reason = policy::refusal(&target.policy, &attachment.name, &attachment.kind, attachment.bytes);
            attachment.author_id != self.app
                && !self.kept.document.files.iter().any(|pair| {
                    pair.record_id == target.id.as_str()
                        && pair.attachment.as_deref() == Some(&attachment.id)
                        && (pair.state != FileState::Left || pair.reason == reason)
                })
        });
        new.sort_by_key(|attachment| (attachment.created_ms, attachment.id.len(), attachment.id.clone()));
        new
    }

    /// Whether nobody knows yet what becomes of a record's file on the issue.
    fn is_new_file(&self, at: usize, file: &LinkedFile) -> bool {
        let (Some(target), Some(version)) = (self.target(at), &file.version) else { return false };
        let name = super::to_issue::name_of(file);
        let reason = policy::refusal(&target.policy, &name, "", u64::from(file.bytes));
        target.policy.to_jira
            && !self.kept.document.files.iter().any(|pair| {
                pair.version.as_deref() == Some(version.as_str())
                    && (pair.state != FileState::Left || pair.reason == reason)
            })
    }

    /// Whether an attachment, or a file, is in the list already.
    pub(super) fn is_listed(&self, attachment_id: &str) -> bool {
        self.kept.document.files.iter().any(|pair| pair.attachment.as_deref() == Some(attachment_id))
    }

    /// The entry about a file that came from here, if there is one.
    pub(super) fn entry(&self, way: Way, record_id: &str, from: &str) -> Option<&FilePair> {
        let mut files = self.kept.document.files.iter();
        files.find(|pair| pair.way == way && pair.record_id == record_id && source(pair) == Some(from))
    }
}

/// What a mapping says of files. A direction that has conditions is closed: files are not held against them, and the check
/// of the configuration refuses both together.
fn allowed(mut mapping: Mapping) -> Mapping {
    mapping.files.to_salesforce &= mapping.to_salesforce_when.is_none();
    mapping.files.to_jira &= mapping.to_jira_when.is_none();
    mapping
}

/// The files of records, in the order of their versions.
async fn read_files(world: &World, org: &mut Org, records: &[RecordId]) -> Result<Vec<LinkedFile>, Failure> {
    let asked = files_of(records);
    let reply = org.read(world, |session, timeout_ms| query(session, &asked, timeout_ms)).await?;
    let (mut files, mut next) = reply::file_links(&reply.view()).map_err(|error| error.to_failure())?;
    for _ in 1..PAGES_MAX {
        let Some(page) = next else { break };
        let reply = org.read(world, |session, timeout_ms| query_more(session, &page, timeout_ms)).await?;
        let (more, after) = reply::file_links(&reply.view()).map_err(|error| error.to_failure())?;
        files.extend(more);
        next = after;
    }
    files.sort_by_key(|file| (file.version, file.record));
    Ok(files)
}

//! Which links a sync reads. Few are all read, together with all else. Of many only those are that something can have
//! happened to: the records that were heard of, those that fill the issue, and what the primary record points to. The rest
//! follows once the issue is otherwise than it was when all were in step with it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use weftline_configuration::hash;
use weftline_wire::decision::Cause;
use weftline_wire::document::{LinkDocument, LinkedRecord, RecordDocument, Versioned};

use super::gathering::is_its;
use super::members::{self, Member};
use super::side::Side;
use super::{Marked, Sync};
use crate::engine::World;
use crate::failure::Failure;
use crate::links;
use crate::store::{self, Entity, key};

/// Links that are read whatever happened: what one request of the storage reads.
const FEW: usize = 25;

/// What is stored of links, in their order.
type Links = Vec<Option<Versioned<LinkDocument>>>;

/// The ways back from records, in the order of their links.
type WaysBack = Vec<Option<Versioned<RecordDocument>>>;

/// Whether an issue has so many links that not all of them are read.
pub(super) fn is_many(links: &[LinkedRecord]) -> bool {
    links.len() > FEW
}

pub(super) async fn links(world: &World, issue_id: &str, links: &[LinkedRecord]) -> Result<Links, Failure> {
    let keys: Vec<String> = links.iter().map(|link| key::link(issue_id, &link.record_id)).collect();
    store::entities(world, Entity::Link, &keys).await
}

pub(super) async fn ways_back(world: &World, links: &[LinkedRecord]) -> Result<WaysBack, Failure> {
    let keys: Vec<String> = links.iter().map(|link| key::record(&link.connection, &link.record_id)).collect();
    store::entities(world, Entity::Record, &keys).await
}

impl Marked {
    /// Whether what set the sync off says all that it can be about: a change of the issue, or of the records that it names.
    fn is_narrow(&self) -> bool {
        let says_all = |cause: &Cause| {
            matches!(
                cause,
                Cause::IssueUpdated
                    | Cause::IssueTransitioned
                    | Cause::IssueAssigned
                    | Cause::Commented
                    | Cause::CommentDeleted
                    | Cause::Pushed
                    | Cause::Heard
                    | Cause::Polled
                    | Cause::JiraPolled
                    | Cause::Pictured
            )
        };
        !self.look && self.attempts().is_empty() && self.causes.iter().all(says_all)
    }
}

impl Sync<'_> {
    /// Takes all records, with what is stored of each.
    pub(super) fn take_all(
        &mut self,
        found: Result<Links, Failure>,
        backs: Result<WaysBack, Failure>,
    ) -> Result<(), Failure> {
        let rest = std::mem::take(&mut self.rest);
        for ((at, link), back) in rest.into_iter().zip(found?).zip(backs?) {
            self.take(at, link, back);
        }
        Ok(())
    }

    /// Reads the links that matter as the issue is now, and have not been read.
    pub(super) async fn reach(&mut self, world: &World) -> Result<(), Failure> {
        if self.rest.is_empty() {
            return Ok(());
        }
        let marked = self.marked;
        let document = &marked.document.document;
        let as_before = document.synced_values.is_some() && document.synced_values == self.values();
        let all = !as_before || !marked.is_narrow() || marked.looks(&self.side);
        let objects = marked.configuration.objects();
        let primary = links::primary(document, &objects);
        let (mut pointed_to, mut synced, mut away) = (Vec::new(), Vec::new(), Vec::new());
        for sheet in &self.sheets {
            pointed_to.extend(sheet.mapping.related.iter().map(|related| related.object.clone()));
            synced.push((sheet.connection.clone(), sheet.describe.name.clone()));
        }
        away.extend(self.orgs.iter().filter(|(_, org)| org.is_err()).map(|(id, _)| id.clone()));
        self.read_links(world, &|_, at| {
            let is_its = |(connection, object): &(String, String)| *connection == at.connection && *object == at.object;
            primary == Some(at.record_id.as_str())
                || marked.records.contains(&at.record_id)
                || pointed_to.contains(&at.object)
                || (all && (synced.iter().any(is_its) || away.contains(&at.connection)))
        })
        .await?;
        // Of each object the first record that is there fills the issue.
        loop {
            let next = self.unknown_fillers();
            if next.is_empty() {
                return Ok(());
            }
            self.read_links(world, &|place, _| next.contains(&place)).await?;
        }
    }

    /// Places of links that may fill the issue, as far as that is not known: for each object until one is there.
    fn unknown_fillers(&self) -> Vec<usize> {
        let document = &self.marked.document.document;
        let alive: BTreeMap<usize, &Member> =
            self.members.iter().filter(|member| member.gone.is_none()).map(|member| (member.place, member)).collect();
        let mut next = Vec::new();
        for (number, sheet) in self.sheets.iter().enumerate() {
            if alive.values().any(|member| member.is_primary && member.sheet == Some(number)) {
                continue;
            }
            let mut unknown = Vec::new();
            // Mostly the first one is there.
            let mut most = 1;
            for (place, at) in document.links.iter().enumerate() {
                if at.connection != sheet.connection || at.object != sheet.describe.name {
                    continue;
                }
                if alive.contains_key(&place) || unknown.len() == most {
                    break;
                }
                match self.rest.iter().any(|(rest, _)| *rest == place) {
                    true => unknown.push(place),
                    false => most = FEW,
                }
            }
            next.append(&mut unknown);
        }
        next
    }

    async fn read_links(
        &mut self,
        world: &World,
        wanted: &dyn Fn(usize, &LinkedRecord) -> bool,
    ) -> Result<(), Failure> {
        let (mut now, mut later) = (Vec::new(), Vec::new());
        for (place, at) in std::mem::take(&mut self.rest) {
            if wanted(place, &at) { now.push((place, at)) } else { later.push((place, at)) }
        }
        self.rest = later;
        let linked: Vec<LinkedRecord> = now.iter().map(|(_, at)| at.clone()).collect();
        let found = links(world, &self.marked.issue_id, &linked).await?;
        for (at, link) in now.into_iter().zip(found) {
            self.take(at, link, None);
        }
        Ok(())
    }

    /// Takes a record among those that are synced, in the order of their links.
    fn take(
        &mut self,
        at: (usize, LinkedRecord),
        link: Option<Versioned<LinkDocument>>,
        back: Option<Versioned<RecordDocument>>,
    ) {
        let Some(mut member) = link.and_then(|link| Member::new(link, back, at)) else { return };
        let at = &member.at;
        let marked = self.marked;
        member.sheet = self.sheets.iter().position(|sheet| is_its(sheet, at));
        // Its org was left.
        let left = self.orgs.get(&at.connection).and_then(|org| org.as_ref().err());
        let unsaid = self.unsaid.iter().find(|one| one.connection == at.connection && one.object == at.object);
        if let (Some(failure), Some(sheet)) = (left, member.sheet.and_then(|at| self.sheets.get(at))) {
            member.sheet = None;
            member.unsaid = Some(sheet.mapping.clone());
            member.failure = Some(failure.clone());
        } else if let Some(unsaid) = unsaid {
            member.unsaid = Some(unsaid.mapping.clone());
            member.failure = unsaid.failure.clone().or_else(|| left.cloned());
        }
        let objects = marked.configuration.objects();
        member.is_primary = links::primary(&marked.document.document, &objects) == Some(at.record_id.as_str());
        // What waits for someone, or could not be written to the issue yet, is not in the base.
        let waits = !member.held.is_empty() || !member.is_settled();
        let is_unknown = marked.attempts().iter().any(|attempt| attempt.record_id == member.at.record_id);
        // Who is linked only by what a record points to is known when the record was read (REL-1).
        let follows = member.is_primary
            && marked.causes.contains(&Cause::Linked)
            && member.sheet.and_then(|at| self.sheets.get(at)).is_some_and(|sheet| !sheet.mapping.related.is_empty());
        // What has to hold of it may not be among what is known of it.
        let is_asked =
            member.sheet.and_then(|at| self.sheets.get(at)).is_some_and(|sheet| sheet.mapping.to_jira_when.is_some());
        member.must_read = is_asked
            || marked.looks(&self.side)
            || marked.records.contains(&member.at.record_id)
            || follows
            || waits
            || is_unknown;
        let before = self.members.partition_point(|other| other.place < member.place);
        self.members.insert(before, member);
    }

    /// Reads the ways back from records that were looked at. Few were read before.
    pub(super) async fn read_ways_back(&mut self, world: &World) -> Result<(), Failure> {
        if !is_many(&self.marked.document.document.links) {
            return Ok(());
        }
        let mut looked_at: Vec<&mut Member> = self.members.iter_mut().filter(|member| member.read.is_some()).collect();
        let linked: Vec<LinkedRecord> = looked_at.iter().map(|member| member.at.clone()).collect();
        for (member, back) in looked_at.iter_mut().zip(ways_back(world, &linked).await?) {
            member.back = back;
        }
        Ok(())
    }

    /// How many fields waited for someone among the records that were read.
    pub(super) fn held_before(&self) -> u32 {
        let links = self.members.iter().map(|member| &member.link.document).filter(|link| link.gone.is_none());
        u32::try_from(links.map(|link| link.held.len()).sum::<usize>()).unwrap_or(u32::MAX)
    }

    /// Digest of everything of the issue, and of the configuration, that makes something to be written to its records; none
    /// where all of them are read anyway.
    pub(super) fn values(&self) -> Option<String> {
        let marked = self.marked;
        if !is_many(&marked.document.document.links) {
            return None;
        }
        let Side { project_id, issue_type, snapshot, .. } = &self.side;
        let mut text = format!("{}\n{project_id}\n{issue_type:?}\n{}", marked.configuration.version(), snapshot.key);
        for field in members::jira_fields(&self.sheets) {
            let value = snapshot.fields.get(&field).map_or("", |value| value.get());
            let _ = write!(text, "\n{field}\n{value}");
        }
        Some(hash(&text))
    }
}

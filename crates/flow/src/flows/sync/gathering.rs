//! What a sync needs before it can begin: what is linked, what the configuration says of it, which orgs may be asked, what is
//! known of their objects, and the issue as it is.

use std::collections::BTreeMap;

use weftline_configuration::working;
use weftline_wire::configuration::{FeedPolicy, FilePolicy, Mapping, Settings};
use weftline_wire::decision::Cause;
use weftline_wire::document::{FilesDocument, LinkedRecord};

use super::away::{is_away, is_of_org};
use super::records::Sheet;
use super::side::{self, Beside};
use super::{Marked, Sync, Unsaid, members, reach};
use crate::budget::{self, Gate, Priority, Verdict};
use crate::describes::{self, Stored};
use crate::engine::World;
use crate::failure::Failure;
use crate::file_sync::images;
use crate::file_sync::kept::Kept;
use crate::join::{join, join_all};
use crate::judged;
use crate::org::Org;
use crate::place::Place;
use crate::queries;
use crate::site::SiteError;

/// A mapping of nothing.
const EMPTY: Mapping = Mapping {
    object: String::new(),
    fields: Vec::new(),
    assignment_rules: false,
    time_zone: None,
    related: Vec::new(),
    to_salesforce_when: None,
    to_jira_when: None,
    files: FilePolicy { to_salesforce: false, to_jira: false, bytes_max: 0, types: Vec::new() },
    feed: FeedPolicy { to_salesforce: false, to_jira: false },
};

/// Orgs that may be asked, and those that wait, with why.
type Gated = (Vec<(String, Gate)>, Vec<(String, Failure)>);

/// What a look at the ground found.
pub(super) enum Found<'a> {
    /// Everything that is needed.
    Sync(Box<Sync<'a>>),
    /// Nothing is kept in step here.
    Nothing,
    /// The org's calls run short: it waits so many seconds.
    Slowed(u32),
}

impl Marked {
    /// Reads what is linked, what the configuration says of it, and the issue; none where nothing is kept in step.
    pub(super) async fn gather(&self, world: &World, project_id: &str) -> Result<Found<'_>, SiteError> {
        let links = &self.document.document.links;
        let configured = self.configuration.objects();
        let early = if reach::is_many(links) { &[] } else { links.as_slice() };
        let mut objects: Vec<(&str, &str)> = Vec::new();
        let mut connections: Vec<&str> = Vec::new();
        for link in links {
            let object = (link.connection.as_str(), link.object.as_str());
            if configured.contains(&link.object) && !objects.contains(&object) {
                objects.push(object);
            }
            if !connections.contains(&link.connection.as_str()) {
                connections.push(&link.connection);
            }
        }
        let ((place, stored), (orgs, objects)) = join(
            join(
                Place::read_to_sync(world, &self.configuration, project_id),
                join(reach::links(world, &self.issue_id, early), reach::ways_back(world, early)),
            ),
            join(
                join_all(connections.iter().map(|id| Org::read_and_open(world, id))),
                join_all(objects.iter().map(|&(connection, object)| async move {
                    let mapping = self.configuration.mapping(world, project_id, object);
                    let (mapping, stored) = join(mapping, describes::stored(world, connection, object)).await;
                    // Of what is not mapped it is still noticed that it goes.
                    let mapping = mapping?.unwrap_or_else(|| Mapping { object: object.to_owned(), ..EMPTY });
                    Ok::<_, Failure>((connection, object, mapping, stored?))
                })),
            ),
        )
        .await;
        let place = place.map_err(SiteError::Failed)?;
        if !place.settings.enabled {
            return Ok(Found::Nothing);
        }
        let (gates, waiting) =
            match self.gates(world, &place.settings, &connections).await.map_err(SiteError::Failed)? {
                Ok(gated) => gated,
                Err(seconds) => return Ok(Found::Slowed(seconds)),
            };
        let mut orgs: BTreeMap<String, Result<Org, Failure>> =
            connections.iter().map(|id| (*id).to_owned()).zip(orgs).collect();
        orgs.extend(waiting.into_iter().map(|(id, failure)| (id, Err(failure))));
        let described = describe(world, &mut orgs, objects, links).await.map_err(SiteError::Failed)?;
        let (mut sheets, unsaid) = described;
        let fields = members::jira_fields(&sheets);
        let files = match sheets.iter().any(|sheet| images::wants_images(&sheet.mapping, &sheet.describe)) {
            true => Kept::read(world, &self.issue_id).await.map_err(SiteError::Failed)?.document,
            false => FilesDocument::default(),
        };
        let wants_address = sheets.iter().any(|sheet| members::wants_address(&sheet.mapping));
        let site_url = match wants_address || images::has_images(&files) {
            true => judged::site_url(world).await.map_err(SiteError::Failed)?,
            false => String::new(),
        };
        // What is heard of a record mostly goes to the issue.
        let beside = if self.look || !self.records.is_empty() { Beside::Editable } else { Beside::Nothing };
        let (side, _) = side::read(world, &self.issue_id, &fields, &site_url, beside).await?;
        for sheet in &mut sheets {
            sheet.mapping = working(&sheet.mapping, &side.jira, &sheet.describe).0;
        }
        let rest = links.iter().cloned().enumerate().collect();
        let mut sync = Box::new(Sync {
            marked: self,
            mark: self.mark.clone(),
            noted: Vec::new(),
            place,
            side,
            site_url,
            files,
            sheets,
            orgs,
            gates,
            members: Vec::new(),
            rest,
            unsaid,
            conversations: BTreeMap::new(),
            events: None,
            raced: false,
        });
        let reached = match stored {
            _ if early.is_empty() => sync.reach(world).await,
            (found, backs) => sync.take_all(found, backs),
        };
        reached.map_err(SiteError::Failed)?;
        Ok(Found::Sync(sync))
    }

    /// Asks of which orgs calls may be made now (D-6), and of which later, or whether all of it is slowed down by so many
    /// seconds. What someone has asked for is not held up.
    async fn gates(
        &self,
        world: &World,
        settings: &Settings,
        connections: &[&str],
    ) -> Result<Result<Gated, u32>, Failure> {
        let since_ms = self.mark.document.since_ms;
        let is_asked = self
            .causes
            .iter()
            .any(|cause| matches!(cause, Cause::SyncNow | Cause::Decided | Cause::Pushed | Cause::Retried));
        let asked = connections.iter().map(|id| budget::gate(world, settings, id, Priority::Event, since_ms));
        let (mut gates, mut waiting) = (Vec::new(), Vec::new());
        for (id, gate) in connections.iter().zip(join_all(asked).await) {
            let gate = gate?;
            match &gate.verdict {
                Verdict::Wait(seconds, failure) if !is_asked => {
                    let mut failure = failure.clone();
                    failure.retry_after_ms = Some(seconds.saturating_mul(1_000));
                    waiting.push(((*id).to_owned(), failure));
                }
                Verdict::Slowed(seconds) if !is_asked => return Ok(Err(*seconds)),
                _ => gates.push(((*id).to_owned(), gate)),
            }
        }
        match waiting.pop() {
            Some((_, failure)) if gates.is_empty() => Err(failure),
            last => {
                waiting.extend(last);
                Ok(Ok((gates, waiting)))
            }
        }
    }
}

/// What is known of a mapped object of an org before it is described.
type Mapped<'a> = (&'a str, &'a str, Mapping, Option<Stored>);

/// Describes the mapped objects. Gives also those of which nothing can be said now; an org that does not answer is one that
/// cannot be asked.
async fn describe(
    world: &World,
    orgs: &mut BTreeMap<String, Result<Org, Failure>>,
    objects: Vec<Result<Mapped<'_>, Failure>>,
    links: &[LinkedRecord],
) -> Result<(Vec<Sheet>, Vec<Unsaid>), Failure> {
    let (mut described, mut unsaid) = (Vec::new(), Vec::new());
    for object in objects {
        let (connection, object, mapping, stored) = object?;
        let Some(Ok(org)) = orgs.get_mut(connection) else {
            unsaid.push(Unsaid::of(connection, object, mapping, None));
            continue;
        };
        let name = queries::name(object)?;
        match describes::fresh(world, org, &name, stored).await {
            Ok(describe) => described.push(Sheet { connection: connection.to_owned(), describe, mapping }),
            // The object is kept from Weftline, and others are not.
            Err(failure) if !failure.retryable && !is_away(&failure) => {
                unsaid.push(Unsaid::of(connection, object, mapping, Some(failure)));
            }
            Err(failure) if is_of_org(&failure) => {
                orgs.insert(connection.to_owned(), Err(failure));
                unsaid.push(Unsaid::of(connection, object, mapping, None));
            }
            Err(failure) => return Err(failure),
        }
    }
    let mut sheets: Vec<Sheet> = Vec::new();
    for sheet in described {
        if let Some(Ok(_)) = orgs.get(&sheet.connection) {
            sheets.push(sheet);
        } else if let Some(at) = links.iter().find(|link| is_its(&sheet, link)) {
            unsaid.push(Unsaid::of(&at.connection, &at.object, sheet.mapping, None));
        }
    }
    Ok((sheets, unsaid))
}

/// Whether a sheet is a linked record's.
pub(super) fn is_its(sheet: &Sheet, at: &LinkedRecord) -> bool {
    sheet.connection == at.connection && sheet.describe.name == at.object
}

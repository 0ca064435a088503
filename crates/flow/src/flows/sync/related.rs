//! Records that are linked by themselves: what the primary record's lookups point to (REL-1), and what a linked record was
//! merged into.

use weftline_salesforce::id::RecordId;
use weftline_wire::configuration::RelatedLookup;
use weftline_wire::decision::{Activity, Cause, Noticed};
use weftline_wire::document::{Gone, Origin, RelatedBy};
use weftline_wire::failure::FailureCode;
use weftline_wire::plan::{Plan, Write};

use super::Sync;
use super::members::Member;
use super::records::Sheet;
use crate::activity;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::project;
use crate::links::{self, ByItself, Linking, NewLink};
use crate::queries;
use crate::store::{Committed, Transaction};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// A record that is to be linked.
struct Joining {
    connection: String,
    object: String,
    record_id: String,
    origin: Origin,
    author: String,
    related: Option<RelatedBy>,
    /// The record that was merged into it, and that it was.
    merged: Option<(String, Gone)>,
}

impl Joining {
    fn noticed(&self) -> Option<Noticed> {
        let (record_id, gone) = self.merged.clone()?;
        Some(Noticed { record_id, gone: Some(gone) })
    }
}

/// What changes among the links.
#[derive(Default)]
pub(super) struct Changes {
    link: Vec<Joining>,
    unlink: Vec<String>,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.link.is_empty() && self.unlink.is_empty()
    }
}

impl Sync<'_> {
    /// What changes among the links by what was read.
    pub(super) async fn link_changes(&mut self, world: &World) -> Result<Changes, Failure> {
        let mut changes = Changes::default();
        for member in &self.members {
            let before = &member.link.document.gone;
            if let (Some(gone @ Gone::Merged { into, .. }), false) =
                (&member.gone, matches!(before, Some(Gone::Merged { .. })))
                && !self.is_linked(into)
            {
                changes.link.push(Joining {
                    connection: member.at.connection.clone(),
                    object: member.at.object.clone(),
                    record_id: into.clone(),
                    origin: member.link.document.origin,
                    author: member.link.document.author.clone(),
                    related: member.link.document.related.clone(),
                    merged: Some((member.at.record_id.clone(), gone.clone())),
                });
            }
        }
        let Some(primary) = self.pointing() else { return Ok(changes) };
        let Some((sheet, read)) = primary.sheet.and_then(|at| self.sheets.get(at)).zip(primary.read.as_ref()) else {
            return Ok(changes);
        };
        if weftline_plan::unmet_to_jira(&sheet.mapping, &sheet.describe, &read.values).is_some() {
            return Ok(changes);
        }
        let primary_id = primary.id.to_string();
        let connection = primary.at.connection.clone();
        let mut pointed: Vec<(RelatedLookup, Option<String>)> = Vec::new();
        for (related, value) in
            sheet.mapping.related.iter().filter_map(|one| Some((one, read.lookups.get(&one.field)?)))
        {
            pointed.push((related.clone(), value.clone()));
        }
        let several: Vec<bool> = pointed.iter().map(|(related, _)| points_to_several(sheet, &related.field)).collect();
        for member in &self.members {
            let Some(by) = &member.link.document.related else { continue };
            let of_primary = by.record_id == primary_id;
            let still = pointed.iter().find(|(related, _)| related.field == by.field);
            let moved = of_primary && still.is_some_and(|(_, value)| value.as_deref().and_then(id) != Some(member.id));
            // What another record pointed to stays when this one points to it too: like the one that it was merged into.
            let is_pointed = pointed.iter().any(|(_, value)| value.as_deref().and_then(id) == Some(member.id));
            if moved || (!of_primary && !member.is_primary && !is_pointed) {
                changes.unlink.push(member.at.record_id.clone());
            }
        }
        for ((related, value), several) in pointed.into_iter().zip(several) {
            let Some(value) = value.as_deref().and_then(id) else { continue };
            if self.is_linked(value.as_str()) || changes.link.iter().any(|one| one.record_id == value.as_str()) {
                continue;
            }
            if several && !self.is_of(world, &connection, &related.object, value).await? {
                continue;
            }
            changes.link.push(Joining {
                connection: connection.clone(),
                object: related.object,
                record_id: value.to_string(),
                origin: Origin::Related,
                author: String::new(),
                related: Some(RelatedBy { record_id: primary_id.clone(), field: related.field }),
                merged: None,
            });
        }
        Ok(changes)
    }

    /// The record whose lookups are followed: the primary one, and when that is gone the first other one of its object, like
    /// the one that it was merged into.
    fn pointing(&self) -> Option<&Member> {
        let primary = self.members.iter().find(|member| member.is_primary)?;
        let stands_in = |member: &&Member| {
            let is_alike = member.at.object == primary.at.object && member.at.connection == primary.at.connection;
            member.gone.is_none() && is_alike && member.link.document.related.is_none()
        };
        if primary.gone.is_none() { Some(primary) } else { self.members.iter().find(stands_in) }
    }

    fn is_linked(&self, record_id: &str) -> bool {
        self.marked.document.document.links.iter().any(|link| link.record_id == record_id)
    }

    /// Whether a record is of an object, by its prefix.
    async fn is_of(&mut self, world: &World, connection: &str, object: &str, id: RecordId) -> Result<bool, Failure> {
        let stored = describes::stored(world, connection, object).await?;
        let name = queries::name(object)?;
        let Some(org) = self.org(connection) else { return Ok(false) };
        let describe = describes::fresh(world, org, &name, stored).await?;
        Ok(describe.key_prefix.as_deref() == Some(id.prefix()))
    }

    /// Carries the changes out. Each by itself leaves the links right.
    pub(super) async fn change_links(&self, world: &World, changes: Changes) -> Result<(), Failure> {
        let issue_id = self.marked.issue_id.as_str();
        if !changes.unlink.is_empty() {
            links::unlink(world, issue_id, &changes.unlink).await?;
        }
        let activity = self.told(world, &changes);
        for joining in &changes.link {
            let linking = Linking {
                issue_id,
                connection: &joining.connection,
                author: &joining.author,
                origin: joining.origin,
                exclusive: false,
            };
            let new = NewLink {
                record_id: joining.record_id.clone(),
                object: joining.object.clone(),
                base: Default::default(),
            };
            let why = ByItself {
                related: joining.related.as_ref(),
                merged: joining.merged.as_ref().map(|(record_id, gone)| (record_id.as_str(), gone)),
            };
            let mut left = ATTEMPTS_MAX;
            loop {
                let new = std::slice::from_ref(&new);
                let (transaction, _) = links::prepare_by_itself(world, &linking, new, why).await?;
                if transaction.is_empty() || transaction.commit(world).await? == Committed::Yes {
                    break;
                }
                left -= 1;
                if left == 0 {
                    return Err(failure::of(FailureCode::Conflict, "this issue's links are being changed by others"));
                }
            }
        }
        let mut transaction = Transaction::default();
        activity::add(&mut transaction, activity, "related");
        transaction.commit(world).await?;
        project::ring(world, issue_id).await;
        Ok(())
    }

    /// What is kept of it.
    fn told(&self, world: &World, changes: &Changes) -> Activity {
        let issue_id = self.marked.issue_id.clone();
        let mut writes = Vec::new();
        for record_id in &changes.unlink {
            writes.push(Write::UnlinkRecord { issue_id: issue_id.clone(), record_id: record_id.clone() });
        }
        for joining in &changes.link {
            let record_id = Some(joining.record_id.clone());
            writes.push(Write::LinkRecord { issue_id: issue_id.clone(), record_id });
        }
        let plan = Plan {
            planner: weftline_plan::PLANNER_VERSION,
            writes,
            skipped: Vec::new(),
            trace: Vec::new(),
            held: Vec::new(),
            waits: Vec::new(),
            problems: Vec::new(),
            salesforce_calls: 0,
            jira_calls: 0,
        };
        Activity {
            at_ms: world.now_ms(),
            issue_id,
            causes: vec![Cause::Related],
            noticed: changes.link.iter().filter_map(Joining::noticed).collect(),
            configuration: self.marked.configuration.version(),
            plans: vec![plan],
            ..Activity::default()
        }
    }
}

fn id(text: &str) -> Option<RecordId> {
    RecordId::parse(text).ok()
}

fn points_to_several(sheet: &Sheet, field: &str) -> bool {
    let describe = sheet.describe.fields.iter().find(|describe| describe.name == field);
    describe.is_none_or(|describe| describe.reference_to.len() != 1)
}

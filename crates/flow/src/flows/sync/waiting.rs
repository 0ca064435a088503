//! Directions in which nothing goes between the issue and a record, because conditions of the mapping do not hold
//! (SYNC-7). What would go is found again once they hold: fields by their bases, which stay as they are; comments from
//! where they were looked at when it began.

use weftline_plan::{unmet_to_jira, unmet_to_salesforce};
use weftline_wire::decision::{Judged, JudgedKind};
use weftline_wire::document::{CommentsSeen, LinkedRecord, Waiting};
use weftline_wire::plan::{Waits, Way};

use super::Sync;
use super::gathering::is_its;
use super::members::Member;
use super::records::Sheet;
use crate::comment_sync::Commented;

/// How soon a run that could not do all goes on.
const ONWARDS_MS: u64 = 1_000;

impl Member {
    /// The directions in which nothing goes, as they were judged last.
    pub(super) fn ways_waiting(&self) -> Vec<Way> {
        self.waits.iter().flatten().map(|waits| waits.way).collect()
    }

    /// The directions of which it was told that something is held back.
    pub(super) fn told(&self) -> Vec<Way> {
        self.waiting.iter().filter(|waiting| waiting.held_back).map(|waiting| waiting.way).collect()
    }

    /// Whether something is held back, and was not before.
    pub(super) fn holds_back_anew(&self, waits: &[Waits]) -> bool {
        let told = self.told();
        waits.iter().any(|waits| !waits.fields.is_empty() && !told.contains(&waits.way))
    }

    /// Keeps what waits. `seen` is how far comments were looked at before.
    pub(super) fn wait(&mut self, waits: &[Waits], seen: Option<CommentsSeen>, now_ms: u64) {
        for waits in waits {
            let conditions = match waits.way {
                Way::ToSalesforce => without_values(&waits.conditions),
                Way::ToJira => waits.conditions.clone(),
            };
            let held_back = !waits.fields.is_empty();
            match self.waiting.iter_mut().find(|known| known.way == waits.way) {
                Some(known) => {
                    known.held_back |= held_back;
                    known.conditions = conditions;
                }
                None => self.waiting.push(Waiting {
                    way: waits.way,
                    since_ms: now_ms,
                    comments_ms: match (waits.way, seen) {
                        (Way::ToSalesforce, Some(seen)) => seen.jira_ms,
                        (Way::ToJira, Some(seen)) => seen.salesforce_ms,
                        (_, None) => self.at.linked_at_ms,
                    },
                    held_back,
                    conditions,
                }),
            }
        }
    }
}

impl Sync<'_> {
    fn sheet(&self, member: &Member) -> Option<&Sheet> {
        member.sheet.and_then(|at| self.sheets.get(at))
    }

    /// Whether something has to hold of records of an org.
    pub(super) fn asks_records(&self, connection: &str) -> bool {
        self.sheets.iter().any(|sheet| sheet.connection == connection && sheet.mapping.to_jira_when.is_some())
    }

    /// Directions in which nothing goes between the issue and a record. What was not judged waits where it may have to.
    pub(super) fn waits_of(&self, member: &Member) -> Vec<Waits> {
        if let Some(waits) = &member.waits {
            return waits.iter().map(|waits| Waits { fields: Vec::new(), ..waits.clone() }).collect();
        }
        let Some(sheet) = self.sheet(member) else { return Vec::new() };
        let read = member.read.as_ref().map(|read| &read.values);
        let unmet = match read {
            Some(values) => unmet_to_jira(&sheet.mapping, &sheet.describe, values),
            None => sheet.mapping.to_jira_when.as_ref().map(|_| unjudged()),
        };
        self.both(sheet, unmet)
    }

    /// The same of a record that is not among those that are synced now.
    pub(super) fn waits_at(&self, at: &LinkedRecord) -> Vec<Waits> {
        let Some(sheet) = self.sheets.iter().find(|sheet| is_its(sheet, at)) else { return Vec::new() };
        self.both(sheet, sheet.mapping.to_jira_when.as_ref().map(|_| unjudged()))
    }

    fn both(&self, sheet: &Sheet, to_jira: Option<Judged>) -> Vec<Waits> {
        let to_salesforce = unmet_to_salesforce(&sheet.mapping, &self.side.snapshot.fields, &self.side.jira);
        let each = [(Way::ToSalesforce, to_salesforce), (Way::ToJira, to_jira)].into_iter();
        each.filter_map(|(way, unmet)| Some(Waits { way, fields: Vec::new(), conditions: unmet? })).collect()
    }

    /// What has waited until now at records of an org.
    fn released_of<'m>(&'m self, connection: &'m str) -> impl Iterator<Item = &'m Waiting> {
        let mine = self.members.iter().filter(move |member| {
            member.at.connection == connection && member.gone.is_none() && member.sheet.is_some()
        });
        mine.flat_map(|member| {
            let waits = self.waits_of(member);
            let is_over = move |waiting: &&Waiting| !waits.iter().any(|waits| waits.way == waiting.way);
            member.link.document.waiting.iter().filter(is_over)
        })
    }

    /// Directions in which something has waited until now at records of an org.
    pub(super) fn released(&self, connection: &str) -> Vec<Way> {
        let mut ways = Vec::new();
        for waiting in self.released_of(connection) {
            if !ways.contains(&waiting.way) {
                ways.push(waiting.way);
            }
        }
        ways
    }

    /// How far comments with records of an org were looked at: where something has waited until now, as far as when that
    /// began.
    pub(super) fn comments_seen(&self, connection: &str) -> Option<CommentsSeen> {
        let mut seen = self.marked.document.document.comments?;
        for waiting in self.released_of(connection) {
            match waiting.way {
                Way::ToSalesforce => seen.jira_ms = seen.jira_ms.min(waiting.comments_ms),
                Way::ToJira => seen.salesforce_ms = seen.salesforce_ms.min(waiting.comments_ms),
            }
        }
        Some(seen)
    }

    /// What has waited until now waits no more, once its comments were brought over too: else another run goes on with
    /// them.
    pub(super) fn release(&mut self, comments: &mut Commented) {
        let mut is_late = false;
        for member in self.members.iter_mut().filter(|member| member.gone.is_none() && member.sheet.is_some()) {
            let Some(waits) = &member.waits else { continue };
            for (record_id, way) in &comments.held_back {
                let held = member.waiting.iter_mut().filter(|waiting| waiting.way == *way);
                held.filter(|_| *record_id == member.at.record_id).for_each(|waiting| waiting.held_back = true);
            }
            let commented = &member.commented;
            let is_over = |waiting: &Waiting| !waits.iter().any(|waits| waits.way == waiting.way);
            is_late |= member.waiting.iter().any(|waiting| is_over(waiting) && commented.contains(&waiting.way));
            if comments.again_ms.is_some() || comments.broke_off {
                continue;
            }
            member.waiting.retain(|waiting| !is_over(waiting) || commented.contains(&waiting.way));
        }
        if is_late {
            comments.again(ONWARDS_MS);
        }
    }

    /// To how many of the records that were looked at nothing goes, and from how many.
    pub(super) fn count_waiting(&self) -> (u32, u32) {
        count(self.members.iter().filter(|member| member.gone.is_none()).flat_map(|member| &member.waiting))
    }

    /// The same before.
    pub(super) fn counted_before(&self) -> (u32, u32) {
        let links = self.members.iter().map(|member| &member.link.document).filter(|link| link.gone.is_none());
        count(links.flat_map(|link| &link.waiting))
    }
}

fn count<'w>(all: impl Iterator<Item = &'w Waiting>) -> (u32, u32) {
    all.fold((0, 0), |(to_salesforce, to_jira), waiting| match waiting.way {
        Way::ToSalesforce => (to_salesforce + 1, to_jira),
        Way::ToJira => (to_salesforce, to_jira + 1),
    })
}

/// Conditions of which nobody knows yet whether they hold.
fn unjudged() -> Judged {
    Judged {
        kind: JudgedKind::All,
        holds: false,
        field: None,
        field_name: None,
        comparison: None,
        values: Vec::new(),
        found: None,
        of: Vec::new(),
    }
}

/// What was judged, without what the issue held: who asks is shown what they see there.
fn without_values(judged: &Judged) -> Judged {
    Judged { found: None, of: judged.of.iter().map(without_values).collect(), ..judged.clone() }
}

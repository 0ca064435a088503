//! The steps of a sync: read what has to be read, plan each record with the issue, write, read back; until nothing is left
//! to write.

use std::collections::BTreeMap;

use weftline_mapping::JiraFields;
use weftline_plan::{After, UpdateInputs, bases_after, plan_update, update_needs};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::time;
use weftline_wire::document::{Attempt, Gone};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::plan::{Plan, Way, Write};

use super::away::is_of_org;
use super::members::{self, Member};
use super::records::{self, Change, Changed, Read, Wanted};
use super::side::{self, Edit, Edited};
use super::{Ran, Sync, attempts_of, comments, ending, gone};
use crate::comment_sync::Looking;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::file_sync::images;
use crate::gather::resolve;
use crate::join::join;
use crate::marks;
use crate::org::{self, Org};
use crate::site::SiteError;

/// How often it is looked at again in one run, and how often written: automation on either side may answer.
const STEPS_MAX: u32 = 14;
const WRITES_MAX: u32 = 4;

/// How often a record that was changed a moment ago is waited for in one run, and how long until the next one, in ms.
const WAITS_MAX: u32 = 2;
const RACED_MS: u64 = 15_000;

/// Bytes of whole values that are kept of what is about to be written: what a stored value has room for.
const ATTEMPTED_BYTES_MAX: usize = 60_000;

/// How long until another change of a record shows in its times.
const SETTLES_MS: u32 = 2_000;

/// A record's part of a step.
pub(super) struct Part {
    /// Which member.
    at: usize,
    inputs: UpdateInputs,
    plan: Plan,
}

/// What came of writing to records, by their ids, and which orgs did not answer.
type Written = (BTreeMap<String, Changed>, Vec<(String, Failure)>);

/// What was decided, to be kept.
pub(super) struct Decided {
    pub(super) plan: Plan,
    pub(super) inputs: UpdateInputs,
}

impl Sync<'_> {
    /// Goes on until both sides agree as far as they can, and ends it.
    pub(super) async fn go(mut self: Box<Self>, world: &World) -> Result<Ran, Failure> {
        self.note_away()?;
        let mut decided: Vec<Decided> = Vec::new();
        let mut refused: Option<Failure> = None;
        let seen = self.marked.document.document.comments;
        let (mut waits, mut writes) = (0, 0);
        let mut editable: Option<Vec<String>> = self.side.editable.take();
        let mut fresh = true;
        for _ in 0..STEPS_MAX {
            self.reach(world).await?;
            self.read(world).await?;
            if fresh {
                // Later, what was written has to be kept first.
                let changes = self.link_changes(world).await?;
                if !changes.is_empty() {
                    self.change_links(world, changes).await?;
                    return Ok(Ran::Again);
                }
            }
            members::assign(&mut self.members, &self.sheets);
            let mut parts = self.plan(world, editable.as_ref()).await?;
            if self.wants_reading(&parts) {
                continue;
            }
            if self.is_racing(&parts) {
                if waits == WAITS_MAX {
                    // Another change in the same second would be overwritten unseen.
                    self.raced = true;
                    return self.end(world, decided, refused).await;
                }
                waits += 1;
                org::wait(world, SETTLES_MS).await?;
                self.read_again(&parts);
                continue;
            }
            if editable.is_none() && parts.iter().any(|part| part.plan.writes.iter().any(is_for_issue)) {
                editable = Some(side::editable(world, &self.marked.issue_id).await?);
                parts = self.plan(world, editable.as_ref()).await?;
            }
            fresh = false;
            self.prepare_comments(world).await;
            if !self.attempt(world, &parts).await? {
                return ending::keep(world, &self).await;
            }
            let wrote = self.write(world, &mut parts, &mut refused).await?;
            let is_news = |part: &Part, member: &Member| {
                !part.plan.writes.is_empty()
                    || part.plan.held.iter().any(|held| !member.holds(&held.field))
                    || member.holds_back_anew(&part.plan.waits)
            };
            for part in parts {
                let Some(member) = self.members.get_mut(part.at) else { continue };
                let news = is_news(&part, member);
                member.hold(&part.plan, &part.inputs, world.now_ms());
                member.wait(&part.plan.waits, seen, world.now_ms());
                if news {
                    decided.push(Decided { plan: part.plan, inputs: part.inputs });
                }
            }
            if !wrote {
                return self.end(world, decided, refused).await;
            }
            writes += 1;
            // What was refused would be refused again.
            if refused.is_some() {
                return self.end(world, decided, refused).await;
            }
            if writes == WRITES_MAX {
                break;
            }
        }
        let text = "issue and record are changed again and again by automation on both sides";
        self.end(world, decided, Some(failure::of(FailureCode::Conflict, text))).await
    }

    /// The fields are done: comments, and the end.
    async fn end(
        mut self: Box<Self>,
        world: &World,
        decided: Vec<Decided>,
        mut refused: Option<Failure>,
    ) -> Result<Ran, Failure> {
        // What was read back after a write may point elsewhere than before: nobody would look at that record again.
        let changes = self.link_changes(world).await?;
        if !changes.is_empty() {
            self.change_links(world, changes).await?;
            return ending::keep(world, &self).await;
        }
        let mut comments = Box::pin(self.comment(world, &mut refused)).await;
        if self.raced {
            comments.again(RACED_MS);
        }
        self.release(&mut comments);
        self.mark_images(world).await?;
        self.read_ways_back(world).await?;
        ending::end(world, *self, decided, refused, comments).await
    }

    /// Reads the records that have to be read, by org.
    async fn read(&mut self, world: &World) -> Result<(), Failure> {
        let connections: Vec<String> = self.orgs.keys().cloned().collect();
        for connection in connections {
            // What has to be asked about comments depends on what has to hold of the records.
            let is_asked = |member: &Member| member.must_read && member.at.connection == connection;
            if self.members.iter().any(is_asked) && !self.asks_records(&connection) {
                self.look_at_comments(world, &connection).await?;
            }
            let Some(Ok(org)) = self.orgs.get_mut(&connection) else { continue };
            let mut wanted = Vec::new();
            for member in &self.members {
                let sheet = member.sheet.and_then(|sheet| self.sheets.get(sheet));
                if let (Some(sheet), true, true) = (sheet, member.must_read, member.at.connection == connection) {
                    wanted.push(Wanted { sheet, id: member.id });
                }
            }
            if wanted.is_empty() {
                continue;
            }
            let looking = self.conversations.get_mut(&connection).and_then(|one| one.looking.as_mut());
            let (mut found, mut lost) = match look(world, org, &self.side.jira, &wanted, looking).await {
                Ok(looked) => looked,
                Err(failure) => {
                    self.leave(&connection, failure)?;
                    continue;
                }
            };
            for member in self.members.iter_mut().filter(|member| member.at.connection == connection) {
                if !member.must_read || member.sheet.is_none() {
                    continue;
                }
                member.must_read = false;
                match found.remove(member.id.as_str()) {
                    Some(read) => {
                        member.gone = None;
                        member.saw(read);
                    }
                    None => member.lose(lost.remove(member.id.as_str())),
                }
            }
        }
        Ok(())
    }

    /// Plans each record that is kept in step, with the answers to what its mapping needs.
    async fn plan(&mut self, world: &World, editable: Option<&Vec<String>>) -> Result<Vec<Part>, Failure> {
        let mut parts = Vec::new();
        let mut left: Vec<(String, Failure)> = Vec::new();
        for (at, member) in self.members.iter_mut().enumerate().filter(|(_, member)| member.is_active()) {
            let Some(sheet) = member.sheet.and_then(|sheet| self.sheets.get(sheet)) else { continue };
            let mut inputs = member.inputs(sheet, &self.side, editable);
            if !member.is_known(&inputs) {
                member.must_read = true;
                continue;
            }
            if member.recognise(&inputs, attempts_of(&self.mark)) {
                inputs = member.inputs(sheet, &self.side, editable);
            }
            let needs = update_needs(&inputs);
            if !needs.is_empty() {
                let Some(Ok(org)) = self.orgs.get_mut(&member.at.connection) else { continue };
                match resolve(world, org, &self.marked.issue_id, Principal::App, &needs).await {
                    Ok(resolved) => inputs.resolved = resolved,
                    Err(failure) => {
                        left.push((member.at.connection.clone(), failure));
                        continue;
                    }
                }
            }
            inputs.resolved.images = images::of_update(&self.files, &self.site_url, &inputs);
            let plan = plan_update(&inputs);
            member.waits = Some(plan.waits.clone());
            parts.push(Part { at, inputs, plan });
        }
        for (connection, failure) in left {
            self.leave(&connection, failure)?;
        }
        parts.retain(|part| self.members.get(part.at).is_some_and(Member::is_active));
        Ok(parts)
    }

    /// Whether a record has to be read first: nothing is known of it, or what is to be written may overwrite a change in
    /// the same second as the last one that was seen.
    fn wants_reading(&mut self, parts: &[Part]) -> bool {
        for part in parts.iter().filter(|part| part.plan.writes.iter().any(is_for_record)) {
            if let Some(member) = self.members.get_mut(part.at) {
                member.must_read |= member.read.is_none() && member.is_racy();
            }
        }
        self.members.iter().any(|member| member.must_read && member.sheet.is_some())
    }

    /// Whether a record that is to be written was changed a moment before it was read.
    fn is_racing(&self, parts: &[Part]) -> bool {
        let written = parts.iter().filter(|part| part.plan.writes.iter().any(is_for_record));
        written.filter_map(|part| self.members.get(part.at)).any(|member| member.seen.is_some() && member.is_racy())
    }

    fn read_again(&mut self, parts: &[Part]) {
        for part in parts.iter().filter(|part| part.plan.writes.iter().any(is_for_record)) {
            if let Some(member) = self.members.get_mut(part.at) {
                member.must_read = true;
            }
        }
    }

    /// Notes what is about to be written. Whether nothing was heard of the issue meanwhile.
    async fn attempt(&mut self, world: &World, parts: &[Part]) -> Result<bool, Failure> {
        let mut attempts = Vec::new();
        let mut room = ATTEMPTED_BYTES_MAX;
        let mut connection = None;
        for part in parts.iter().filter(|part| !part.plan.writes.is_empty()) {
            let Some(member) = self.members.get(part.at) else { continue };
            connection.get_or_insert(&member.at.connection);
            attempts.extend(weftline_plan::attempts(&part.inputs, &member.link.document.base, &mut room));
        }
        let (Some(connection), false) = (connection, attempts.is_empty()) else { return Ok(true) };
        let before = attempts_of(&self.mark);
        let noted = attempts.iter().filter(|attempt| !before.contains(attempt)).cloned().collect();
        let mark = marks::attempt(world, &self.marked.issue_id, connection, &self.mark, attempts).await?;
        let Some(mark) = mark else { return Ok(false) };
        (self.mark, self.noted) = (mark, noted);
        Ok(true)
    }

    /// Takes back what was noted of records that were certainly not written. When something was heard since, another worker
    /// may have noted the same: then it stays.
    async fn withdraw(&mut self, world: &World, unwritten: &[RecordId]) -> Result<(), Failure> {
        let is_unwritten = |attempt: &Attempt| {
            attempt.way == Way::ToSalesforce && unwritten.iter().any(|id| id.as_str() == attempt.record_id)
        };
        let refused: Vec<Attempt> = self.noted.iter().filter(|attempt| is_unwritten(attempt)).cloned().collect();
        let member = self.members.iter().find(|member| unwritten.contains(&member.id));
        let (Some(member), false) = (member, refused.is_empty()) else { return Ok(()) };
        let connection = &member.at.connection;
        let mark = marks::withdraw(world, &self.marked.issue_id, connection, &self.mark, &refused).await?;
        if let Some(mark) = mark {
            self.mark = mark;
        }
        Ok(())
    }

    /// Writes what was planned, both sides at once, and takes what both have then as known. Whether anything was written.
    async fn write(
        &mut self,
        world: &World,
        parts: &mut [Part],
        refused: &mut Option<Failure>,
    ) -> Result<bool, Failure> {
        let edit = edit_of(parts);
        let written: Vec<String> =
            edit.fields.keys().cloned().chain(edit.transition.iter().map(|_| "status".to_owned())).collect();
        let updated_ms = self.side.updated_ms;
        let issue_id = self.marked.issue_id.clone();
        let (of_org, edited) =
            join(Box::pin(self.write_records(world, parts)), side::write(world, &issue_id, &edit)).await;
        let (mut changed, left) = of_org?;
        for (connection, failure) in left {
            self.leave(&connection, failure.clone())?;
            worse(refused, failure);
        }
        let Edited { wrote, unsent, failure } = edited;
        let (mut after, mut theirs) = (None, Vec::new());
        if wrote {
            let fields: Vec<String> = members::jira_fields(&self.sheets);
            let read = side::read(world, &issue_id, &fields, &self.site_url, side::Beside::Past).await;
            let (side, past) = read.map_err(SiteError::into_failure)?;
            theirs = side::changed_by_others(world, &past, updated_ms, &written).await?;
            after = Some(side);
        }
        let any = wrote || !changed.is_empty();
        let mut unwritten = Vec::new();
        for part in parts.iter() {
            let Some(member) = self.members.get_mut(part.at) else { continue };
            let came = changed.remove(member.id.as_str()).unwrap_or_default();
            let Changed { overtaken, unwritten: is_unwritten, refused: fields, failure, record } = came;
            member.base = bases_after(
                &part.inputs,
                &After {
                    record: record.as_ref().map(|read| &read.values),
                    refused: &fields,
                    issue: after.as_ref().map(|side| &side.snapshot),
                    unsent: &unsent,
                    theirs: &theirs,
                },
            );
            if overtaken {
                // An earlier try of the same call may have been carried out, and its answer lost.
                (member.must_read, member.is_recognised) = (true, false);
            }
            if is_unwritten {
                unwritten.push(member.id);
            }
            if let Some(failure) = failure {
                member.failure.get_or_insert(failure.clone());
                worse(refused, failure);
            }
            if let Some(read) = record {
                member.saw(read);
            }
        }
        if let Some(failure) = failure {
            worse(refused, failure);
        }
        if let Some(side) = after {
            self.side = side;
        }
        self.withdraw(world, &unwritten).await?;
        Ok(any)
    }

    /// Writes to the records, by org. Gives what came of it, and which orgs did not answer.
    async fn write_records(&mut self, world: &World, parts: &[Part]) -> Result<Written, Failure> {
        let (mut all, mut left) = (BTreeMap::new(), Vec::new());
        let connections: Vec<String> = self.orgs.keys().cloned().collect();
        for connection in connections {
            let mut changes = Vec::new();
            for part in parts {
                let Some(member) = self.members.get(part.at) else { continue };
                let Some(sheet) = member.sheet.and_then(|sheet| self.sheets.get(sheet)) else { continue };
                let write = part.plan.writes.iter().find(|write| is_for_record(write));
                let (Some(Write::UpdateRecord { fields, .. }), true) = (write, member.at.connection == connection)
                else {
                    continue;
                };
                changes.push(Change {
                    sheet,
                    id: member.id,
                    fields: fields.clone(),
                    unmodified_since: member.seen.map(|seen| time::http_date(seen.modified_at_ms)),
                });
            }
            let Some(Ok(org)) = self.orgs.get_mut(&connection) else { continue };
            let (known, talk) = ((&*self.members, &*self.sheets), self.conversations.get_mut(&connection));
            match comments::write(world, org, &self.side.jira, known, changes, talk).await {
                Ok(mut done) => all.append(&mut done),
                Err(failure) if is_of_org(&failure) => left.push((connection, failure)),
                Err(failure) => return Err(failure),
            }
        }
        Ok((all, left))
    }
}

impl Member {
    /// Takes what was read of the record.
    fn saw(&mut self, read: Read) {
        self.seen = read.seen;
        self.read = Some(read);
    }

    fn holds(&self, field: &str) -> bool {
        self.held.iter().any(|held| held.field == field)
    }
}

/// Reads records of an org, and what became of those that it does not show.
async fn look(
    world: &World,
    org: &mut Org,
    jira: &JiraFields,
    wanted: &[Wanted<'_>],
    looking: Option<&mut Looking>,
) -> Result<(BTreeMap<String, Read>, BTreeMap<String, Gone>), Failure> {
    let found = records::read(world, org, jira, wanted, looking).await?;
    let missing: Vec<Wanted<'_>> = wanted.iter().filter(|one| !found.contains_key(one.id.as_str())).copied().collect();
    let lost = match missing.is_empty() {
        true => BTreeMap::new(),
        false => gone::lost(world, org, &missing).await?,
    };
    Ok((found, lost))
}

/// What all plans write to the issue: one edit and one transition. One record fills a field, so they do not meet.
fn edit_of(parts: &[Part]) -> Edit {
    let mut edit = Edit::default();
    for write in parts.iter().flat_map(|part| &part.plan.writes) {
        match write {
            Write::UpdateIssue { fields, .. } => {
                edit.fields.extend(fields.iter().map(|(field, value)| (field.clone(), value.clone())));
            }
            Write::TransitionIssue { transition_id, fields, .. } => {
                edit.transition.get_or_insert_with(|| (transition_id.clone(), fields.clone()));
            }
            _ => {}
        }
    }
    edit
}

fn is_for_record(write: &Write) -> bool {
    matches!(write, Write::UpdateRecord { .. })
}

fn is_for_issue(write: &Write) -> bool {
    matches!(write, Write::UpdateIssue { .. } | Write::TransitionIssue { .. })
}

/// Keeps the failure that decides how it goes on: what may go better later is tried again.
fn worse(before: &mut Option<Failure>, failure: Failure) {
    if before.as_ref().is_none_or(|before| failure.retryable && !before.retryable) {
        *before = Some(failure);
    }
}

//! Fields that both sides have changed and that wait for someone to decide (SYNC-4, D-8): shown side by side, and
//! decided.
//!
//! A decision holds for the values that were shown, which its digest names. It is stored with the link and carried out
//! by the issue's next sync. What the user may not see in Jira is neither shown to them nor decided by them.

use std::collections::BTreeMap;

use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_wire::call::{Choice, DecideConflictsCall};
use weftline_wire::configuration::{Mapping, RoleAction};
use weftline_wire::decision::Cause;
use weftline_wire::document::{DecidedField, HeldField, LinkDocument, Snapshot, Versioned};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{ConflictRow, ConflictsView};

use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::ground::Ground;
use crate::join::{join, join_all};
use crate::marks::{self, SyncMark};
use crate::place::{Intent, Place};
use crate::shown::without_id;
use crate::site::{self, SiteError};
use crate::snapshots;
use crate::sorted;
use crate::store::{self, Committed, Entity, Transaction, key};

/// Choices that a call may bring.
const CHOICES_MAX: usize = 500;

/// Links that a transaction writes beside the mark.
const LINKS_PER_TRANSACTION: usize = 20;

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// Shows what waits.
pub(crate) async fn conflicts(world: &World, caller: &Caller) -> Result<ConflictsView, Failure> {
    let ground = Ground::read(world, caller).await?;
    let place = ground.place(world, Intent::Look).await?;
    let may_decide = ground.may(RoleAction::Sync) && !place.restricted(caller.issue_type.as_deref());
    show(world, &ground, may_decide, 0).await
}

/// Decides it. What is not shown any more as it was is not decided, and shown anew.
pub(crate) async fn decide(
    world: &World,
    caller: &Caller,
    call: &DecideConflictsCall,
) -> Result<ConflictsView, Failure> {
    if call.choices.len() > CHOICES_MAX {
        let text = format!("at most {CHOICES_MAX} fields can be decided at once");
        return Err(failure::of(FailureCode::Invalid, text));
    }
    let ground = Ground::read(world, caller).await?;
    gate::may_edit(ground.rights)?;
    let place = ground.place(world, Intent::Change).await?;
    let mut records: Vec<&str> = Vec::new();
    for choice in &call.choices {
        if !ground.is_linked(&choice.record_id) {
            let text = format!("the record `{}` is not linked to this issue", choice.record_id);
            return Err(failure::of(FailureCode::RecordNotFound, text));
        }
        if !records.contains(&choice.record_id.as_str()) {
            records.push(&choice.record_id);
        }
    }
    let mut outdated = 0;
    for part in records.chunks(LINKS_PER_TRANSACTION) {
        outdated += decide_part(world, &ground, caller, &place, part, &call.choices).await?;
    }
    show(world, &ground, true, outdated).await
}

/// Decides what concerns some records, all or none of it, with the mark by which it is carried out. Gives how many
/// choices came too late.
async fn decide_part(
    world: &World,
    ground: &Ground<'_>,
    caller: &Caller,
    place: &Place,
    records: &[&str],
    choices: &[Choice],
) -> Result<u32, Failure> {
    let issue_id = ground.issue.id.as_str();
    let keys: Vec<String> = records.iter().map(|record_id| key::link(issue_id, record_id)).collect();
    for _ in 0..ATTEMPTS_MAX {
        let (links, before) =
            join(store::entities::<LinkDocument>(world, Entity::Link, &keys), marks::read(world, issue_id)).await;
        let (links, before) = (links?, before?);
        let held = links.iter().flatten().flat_map(|link| &link.document.held);
        let seen = Seen::read(world, issue_id, &held.collect::<Vec<_>>()).await?;
        let (mut transaction, mut decided, mut outdated) = (Transaction::default(), Vec::new(), 0);
        for (record_id, link) in records.iter().zip(&links) {
            let own = choices.iter().filter(|choice| choice.record_id == *record_id);
            let Some(link) = link else {
                outdated += own.count() as u32;
                continue;
            };
            let mut document = link.document.clone();
            for choice in own {
                outdated += u32::from(!take(world, &mut document, choice, &seen, &caller.account_id)?);
            }
            if document != link.document {
                let key = key::link(issue_id, record_id);
                transaction.put(Entity::Link, &key, Some(link), &document)?;
                decided.push((*record_id).to_owned());
            }
        }
        if transaction.is_empty() {
            return Ok(outdated);
        }
        let mut mark = SyncMark::new(issue_id, place.connection(), Cause::Decided);
        mark.project_id = Some(ground.project.id.clone());
        mark.records = decided;
        marks::put(&mut transaction, world, before.as_ref(), &mark);
        if transaction.commit(world).await? == Committed::Yes {
            marks::ring(world, issue_id, 0).await;
            return Ok(outdated);
        }
    }
    Err(failure::of(FailureCode::Conflict, "this issue is being synced just now; try again"))
}

/// Notes a decision in the link's document. Whether it was about what waits there now.
fn take(world: &World, link: &mut LinkDocument, choice: &Choice, seen: &Seen, account: &str) -> Result<bool, Failure> {
    let held = link.held.iter().find(|held| held.field == choice.field && held.digest == choice.digest);
    let Some(held) = held.filter(|_| link.gone.is_none()) else { return Ok(false) };
    if !seen.has(held) {
        let text = "this conflict is about a field that you may not see in Jira";
        return Err(failure::with(failure::of(FailureCode::NotPermitted, text), "field", choice.field.clone()));
    }
    let same = |decided: &DecidedField| {
        decided.field == choice.field && decided.digest == choice.digest && decided.way == choice.way
    };
    if link.decided.iter().any(same) {
        return Ok(true);
    }
    link.decided.retain(|decided| decided.field != choice.field);
    link.decided.push(DecidedField {
        field: choice.field.clone(),
        way: choice.way,
        digest: choice.digest.clone(),
        author: account.to_owned(),
        at_ms: world.now_ms(),
    });
    Ok(true)
}

async fn show(world: &World, ground: &Ground<'_>, may_decide: bool, outdated: u32) -> Result<ConflictsView, Failure> {
    let issue_id = ground.issue.id.as_str();
    let keys: Vec<String> = ground.links.links.iter().map(|link| key::link(issue_id, &link.record_id)).collect();
    let links = store::entities::<LinkDocument>(world, Entity::Link, &keys).await?;
    // What is gone is not written any more, whatever is decided.
    let mut links: Vec<LinkDocument> = links.into_iter().flatten().map(|link: Versioned<_>| link.document).collect();
    links.retain(|link| !link.held.is_empty() && link.gone.is_none());
    if links.is_empty() {
        return Ok(ConflictsView { rows: Vec::new(), may_decide, outdated });
    }
    let held: Vec<&HeldField> = links.iter().flat_map(|link| &link.held).collect();
    let (seen, (snapshot, kinds)) =
        join(Seen::read(world, issue_id, &held), join(snapshots::read(world, issue_id), kinds(world, ground, &links)))
            .await;
    let (seen, snapshot, kinds) = (seen?, snapshot?, kinds?);
    let rows = links.iter().flat_map(|link| {
        let (kind, seen, snapshot) = (kinds.get(&link.object), &seen, &snapshot);
        link.held.iter().map(move |held| row(link, held, kind, seen, snapshot))
    });
    Ok(ConflictsView { rows: rows.collect(), may_decide, outdated })
}

fn row(link: &LinkDocument, held: &HeldField, kind: Option<&Kind>, seen: &Seen, snapshot: &Snapshot) -> ConflictRow {
    let hidden = !seen.has(held);
    let shown = |value: &Option<String>| value.clone().filter(|_| !hidden);
    let name = snapshot.records.get(&link.record_id).map(|record| record.name.clone());
    let decided = link.decided.iter().find(|decided| decided.field == held.field && decided.digest == held.digest);
    ConflictRow {
        record_id: link.record_id.clone(),
        record_name: name.unwrap_or_else(|| link.record_id.clone()),
        field: held.field.clone(),
        label: kind.and_then(|kind| kind.label(&held.field)).unwrap_or(&held.field).to_owned(),
        jira_label: seen.name(&held.jira_field).to_owned(),
        base: shown(&held.base),
        jira: shown(&held.jira),
        salesforce: held.salesforce.clone(),
        at_ms: held.at_ms,
        // A digest over a short value gives the value away to whoever tries all of them.
        digest: if hidden { String::new() } else { held.digest.clone() },
        decided: decided.map(|decided| decided.way),
        hidden,
    }
}

/// What the user sees of the issue: its fields, with their names.
struct Seen {
    names: BTreeMap<String, String>,
}

impl Seen {
    /// Asks Jira as the user for the Jira sides of these fields.
    async fn read(world: &World, issue_id: &str, held: &[&HeldField]) -> Result<Self, Failure> {
        let mut fields: Vec<&str> = Vec::new();
        for held in held {
            if !fields.contains(&held.jira_field.as_str()) {
                fields.push(&held.jira_field);
            }
        }
        if fields.is_empty() {
            return Ok(Self { names: BTreeMap::new() });
        }
        let asked = jira_request::issue(issue_id, &fields, Principal::User);
        let read = site::ask(world, asked).await.map_err(SiteError::into_failure)?;
        let issue = jira_reply::issue(&read.view()).map_err(|error| error.to_failure())?;
        let name = |id: &str| issue.name(id).unwrap_or(id).to_owned();
        Ok(Self { names: sorted::map(issue.fields().map(|(id, _)| (id.to_owned(), name(id)))) })
    }

    fn has(&self, held: &HeldField) -> bool {
        self.names.contains_key(&held.jira_field)
    }

    fn name<'a>(&'a self, field: &'a str) -> &'a str {
        self.names.get(field).map_or(field, String::as_str)
    }
}

/// What people call an object's fields.
struct Kind {
    mapping: Option<Mapping>,
    describe: Option<ObjectDescribe>,
}

impl Kind {
    fn label(&self, field: &str) -> Option<&str> {
        let mapped = self.mapping.iter().flat_map(|mapping| &mapping.fields).find(|mapped| mapped.field == field);
        let described = self.describe.iter().flat_map(|object| &object.fields).find(|known| known.name == field);
        mapped.and_then(|mapped| mapped.label.as_deref()).or(described.map(without_id))
    }
}

async fn kinds(world: &World, ground: &Ground<'_>, links: &[LinkDocument]) -> Result<BTreeMap<String, Kind>, Failure> {
    let mut objects: Vec<&LinkDocument> = Vec::new();
    for link in links {
        if objects.iter().all(|known| known.object != link.object) {
            objects.push(link);
        }
    }
    let each = objects.iter().map(|link| async {
        let (mapping, stored) = join(
            ground.configuration.mapping(world, &ground.project.id, &link.object),
            describes::stored(world, &link.connection, &link.object),
        )
        .await;
        Ok::<_, Failure>(Kind { mapping: mapping?, describe: stored?.map(|stored| stored.object) })
    });
    let mut kinds = BTreeMap::new();
    for (link, kind) in objects.iter().zip(join_all(each).await) {
        kinds.insert(link.object.clone(), kind?);
    }
    Ok(kinds)
}

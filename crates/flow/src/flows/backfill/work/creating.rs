//! Creates a record of an issue, once: as the form and rules do it, under a key that is made of the issue and the job.

use std::collections::BTreeSet;

use weftline_plan::CreationInputs;
use weftline_wire::configuration::FieldSelection;
use weftline_wire::decision::{Activity, Cause};
use weftline_wire::document::{BackfillJob, BackfillRow, CreationDocument, CreationState, Versioned};
use weftline_wire::effect::Principal;
use weftline_wire::failure::{FailureCode, Problem, Severity};
use weftline_wire::plan::Plan;
use weftline_wire::view::{BackfillCause, BackfillFate};

use super::{Next, next};
use crate::accounts;
use crate::activity::{self, Kept};
use crate::backfill::jobs::Claimed;
use crate::backfill::scene::Scene;
use crate::backfill::tally;
use crate::creating::{self, Creating, Outcome};
use crate::creations;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gather::{Gathered, Users, Wanted, gather};
use crate::ground;
use crate::join::join;
use crate::store::{self, Entity, Transaction};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// What the mapping makes of an issue.
pub(super) enum Draft {
    /// A record.
    Good(Box<Good>),
    /// Nothing, and why.
    Refused(String),
}

pub(super) struct Good {
    gathered: Gathered,
    selection: FieldSelection,
    plan: Plan,
    inputs: Box<CreationInputs>,
}

/// Gathers and plans the creation of a record: for the dry run and for the run.
pub(super) async fn draft(
    world: &World,
    scene: &Scene,
    job: &BackfillJob,
    row: &BackfillRow,
) -> Result<Draft, Failure> {
    match Box::pin(planned(world, scene, job, row)).await {
        Err(failure) if next(&failure) == Next::Never => Ok(Draft::Refused(failure.text)),
        planned => planned,
    }
}

async fn planned(world: &World, scene: &Scene, job: &BackfillJob, row: &BackfillRow) -> Result<Draft, Failure> {
    let object = &job.plan.object;
    let mapping = scene.spots.get(&row.project_id).and_then(|spot| spot.mapping.clone());
    let mapping = mapping.ok_or_else(|| ground::not_mapped(object))?;
    let (stored, selection) =
        join(describes::stored(world, &job.plan.connection, object), scene.configuration.selection(world, object))
            .await;
    let wanted = Wanted {
        issue_id: &row.issue_id,
        principal: Principal::App,
        site_url: &job.site_url,
        mapping,
        users: Users::All,
    };
    let mut org = scene.org.beside();
    let gathered = gather(world, &mut org, stored?, wanted).await?;
    let (plan, inputs) = creating::plan(&gathered, None, None);
    if creating::is_refused(&plan) {
        return Ok(Draft::Refused(told(&plan.problems)));
    }
    Ok(Draft::Good(Box::new(Good { gathered, selection: selection?, plan, inputs })))
}

fn told(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let texts: Vec<String> = errors
        .map(|problem| match &problem.field {
            Some(field) => [field, ": ", problem.text.as_str()].concat(),
            None => problem.text.clone(),
        })
        .collect();
    texts.join("; ")
}

/// Creates the record of a row, or finds out what became of it; gives the row as it is afterwards. What may go better
/// later is an error.
pub(super) async fn create(
    world: &World,
    scene: &Scene,
    job_id: &str,
    job: &BackfillJob,
    row: &BackfillRow,
) -> Result<BackfillRow, Failure> {
    let key = creations::backfill_key(&job.cloud_id, &row.issue_id, job_id);
    let mut before = creations::read(world, &key).await?;
    if let Some(created) = created_before(row, before.as_ref()) {
        return Ok(created);
    }
    let good = match draft(world, scene, job, row).await? {
        Draft::Good(good) => good,
        Draft::Refused(text) => return Ok(refused(row, BackfillCause::Refused, &text)),
    };
    let Good { gathered, selection, plan, inputs } = *good;
    let author = job.started_by.clone().unwrap_or_default();
    let (fields, assignment_rules) = creating::record_write(&plan)?;
    let kept = Kept::of(vec![(plan, inputs.narrowed().question())]);
    accounts::note(world, &kept.people).await;
    let intent = CreationDocument {
        state: CreationState::Intended,
        issue_id: row.issue_id.clone(),
        project_id: row.project_id.clone(),
        object: job.plan.object.clone(),
        connection: job.plan.connection.clone(),
        author: author.clone(),
        key_field: creations::key_field(&gathered.object).map(str::to_owned),
        intended_at_ms: world.now_ms(),
        plan: None,
        recorded: None,
    };
    let activity = Activity {
        at_ms: world.now_ms(),
        issue_id: row.issue_id.clone(),
        causes: vec![Cause::Backfill],
        author: Some(author).filter(|author| !author.is_empty()),
        configuration: scene.configuration.version(),
        ..Activity::default()
    };
    let redirect = ground::redirect(&scene.org, &scene.settings);
    let mut creating = Creating::new(key.clone(), scene.org.beside(), &gathered, &selection, redirect.as_ref());
    for _ in 0..ATTEMPTS_MAX {
        if let Some(created) = created_before(row, before.as_ref()) {
            return Ok(created);
        }
        if let Some(open) = before.as_ref().filter(|open| open.document.state == CreationState::Intended) {
            if open.document.key_field.is_none() {
                return Ok(refused(row, BackfillCause::Unclear, ""));
            }
            let also = telling(&activity, &key, &open.document);
            if let Some(created) = creating.find_and_end(world, open, &also).await? {
                return Ok(made(row, created.record_id));
            }
        }
        let Some(intent) = creations::intend(world, &key, before.as_ref(), intent.clone(), &kept).await? else {
            before = creations::read(world, &key).await?;
            continue;
        };
        let also = telling(&activity, &key, &intent.document);
        return match creating.send_and_end(world, &intent, fields, assignment_rules, &also).await? {
            Outcome::Created(created) => Ok(made(row, created.record_id)),
            Outcome::Invalid(problems) | Outcome::Duplicates(_, problems) => {
                Ok(refused(row, BackfillCause::Refused, &told(&problems)))
            }
            Outcome::Failed(failure) if next(&failure) == Next::Never => {
                Ok(refused(row, BackfillCause::Refused, &failure.text))
            }
            Outcome::Unclear(failure) if intent.document.key_field.is_none() => {
                Ok(refused(row, BackfillCause::Unclear, &failure.text))
            }
            Outcome::Failed(failure) | Outcome::Unclear(failure) => Err(again(failure)),
        };
    }
    Err(failure::of(FailureCode::Conflict, "this creation is being changed by others; try again"))
}

/// The issues among these of which the creation of a record was begun.
pub(super) async fn intended(
    world: &World,
    claimed: &Claimed,
    rows: &[BackfillRow],
) -> Result<BTreeSet<String>, Failure> {
    let ids: Vec<&String> =
        rows.iter().filter(|row| row.fate == BackfillFate::Create).map(|row| &row.issue_id).collect();
    let keys: Vec<String> =
        ids.iter().map(|id| creations::backfill_key(&claimed.job.cloud_id, id, &claimed.id)).collect();
    let known = store::entities::<CreationDocument>(world, Entity::Creation, &keys).await?;
    Ok(ids.into_iter().zip(known).filter(|(_, creation)| creation.is_some()).map(|(id, _)| id.clone()).collect())
}

/// What nobody knows yet is looked at again: the key finds it.
fn again(mut failure: Failure) -> Failure {
    if next(&failure) == Next::Never {
        failure.retryable = true;
    }
    failure
}

/// The row as it is when its record was created before.
fn created_before(row: &BackfillRow, creation: Option<&Versioned<CreationDocument>>) -> Option<BackfillRow> {
    match creation.map(|creation| &creation.document.state) {
        Some(CreationState::Created { record_id }) => Some(made(row, record_id.clone())),
        _ => None,
    }
}

fn made(row: &BackfillRow, record_id: String) -> BackfillRow {
    BackfillRow { record_id, ..row.clone() }
}

pub(super) fn refused(row: &BackfillRow, cause: BackfillCause, text: &str) -> BackfillRow {
    BackfillRow { fate: BackfillFate::Cannot, cause: Some(cause), text: tally::cut(text), ..row.clone() }
}

/// Keeps what was done for those who ask why.
fn telling(activity: &Activity, key: &str, creation: &CreationDocument) -> impl Fn(&mut Transaction, &str) + use<> {
    let activity = activity::of_creation(activity.clone(), key, creation);
    let key = key.to_owned();
    move |transaction: &mut Transaction, record_id: &str| {
        let activity = Activity { records: vec![record_id.to_owned()], ..activity.clone() };
        activity::add(transaction, activity, &key);
    }
}

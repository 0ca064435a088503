//! The run: goes through the rows of the dry run once more, decides by the same function, and does it.

use std::collections::BTreeSet;

use weftline_wire::document::{BackfillRow, BackfillRows};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{BackfillCause, BackfillPhase};

use super::carrying::Carrying;
use super::creating;
use super::{ABREAST, STEP_MS, Step, allowed};
use crate::backfill::fate::remember;
use crate::backfill::jobs::{self, Claimed};
use crate::backfill::scene::Scene;
use crate::backfill::{sight, tally};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join_all;
use crate::store::Transaction;

/// So often a piece is tried whole. From then on what fails in it is left out, where others go well.
const TRIES: u32 = 6;

/// Rows that are looked at together before they are done, within a piece.
const SLICE: usize = 50;

/// After so many groups of rows what was done is stored: a worker that dies has the next one look at fewer.
const KEPT_EVERY: u32 = 4;

/// Does the next slice of the piece that it is at, or as much of it as there is time for. What it took is added.
pub(super) async fn piece(
    world: &World,
    claimed: &mut Claimed,
    scene: &mut Scene,
    took: &mut u32,
) -> Result<Step, Failure> {
    let number = claimed.job.piece;
    if number >= claimed.job.pieces {
        jobs::end(&mut claimed.job, BackfillPhase::Done);
        claimed.save(world, &|_| Ok(())).await?;
        return Ok(Step::More);
    }
    let Some(mut rows) = jobs::rows(world, &claimed.id, number).await? else {
        let text = "what the dry run found is not kept any more: 30 days are over";
        return Err(failure::of(FailureCode::Invalid, text));
    };
    let plan = claimed.job.plan.clone();
    let from = rows.list.iter().position(|row| !row.done).unwrap_or_default() / SLICE * SLICE;
    let open: Vec<BackfillRow> = of(&mut rows, from).filter(|row| !row.done).map(|row| row.clone()).collect();
    scene.enter(world, &plan.object, open.iter().map(|row| row.project_id.as_str())).await?;
    let ids: BTreeSet<&String> = open.iter().map(|row| &row.issue_id).filter(|id| !id.is_empty()).collect();
    let ids: Vec<String> = ids.into_iter().cloned().collect();
    let issues = sight::issues(world, &ids, &scene.jira_fields(&plan.matching, true)).await?;
    let mut seen = sight::look(world, scene, &plan, &open, &issues, true, &mut BTreeSet::new()).await?;
    if claimed.job.begun {
        let intended = creating::intended(world, claimed, &open).await?;
        let rows = open.iter().zip(seen.rows);
        seen.rows = rows.map(|(before, now)| remember(before, now, intended.contains(&before.issue_id))).collect();
    }
    let mut decided = seen.rows.into_iter();
    for row in of(&mut rows, from).filter(|row| !row.done) {
        if let Some(decided) = decided.next() {
            *row = decided;
        }
    }
    // What was decided anew for rows that were begun before is no getting on.
    let is_new = !std::mem::replace(&mut claimed.job.begun, true);
    store(world, claimed, number, &rows, is_new).await?;
    let is_patient = claimed.job.failures < TRIES;

    // What takes nothing is through.
    for row in of(&mut rows, from).filter(|row| !Carrying::takes(row.fate)) {
        row.done = true;
    }
    let (job_id, job) = (claimed.id.clone(), claimed.job.clone());
    let carrying = Carrying { scene, job_id: &job_id, job: &job, bases: &seen.bases };
    let mut rests = false;
    for at in 1.. {
        // Where a worker has died before, the first row is done and stored by itself.
        let is_careful = at == 1 && !is_new && is_patient;
        let abreast = if is_careful { 1 } else { ABREAST };
        let mut part: Vec<&mut BackfillRow> = of(&mut rows, from).filter(|row| !row.done).take(abreast).collect();
        if part.is_empty() {
            break;
        }
        *took += part.len() as u32;
        let done = join_all(part.iter().map(|row| carrying.carry(world, row))).await;
        let others_go = at > 1 || done.iter().any(Result::is_ok);
        let mut failed = None;
        for (row, done) in part.iter_mut().zip(done) {
            match done {
                Ok(done) => **row = BackfillRow { done: true, ..done },
                Err(failure) if others_go && !is_patient => {
                    **row = BackfillRow { done: true, ..left_out(world, claimed, row, &failure).await? };
                }
                Err(failure) => failed = failed.or(Some(failure)),
            }
        }
        if let Some(failure) = failed {
            // What was done of the others is found again.
            return Err(failure);
        }
        claimed.look(world).await?;
        rests = claimed.job.cancel || claimed.job.paused || world.remaining_ms() < STEP_MS;
        if rests {
            break;
        }
        if at % KEPT_EVERY == 0 || is_careful {
            claimed.job.doing = tally::count(rows.list.iter().filter(|row| row.done));
            store(world, claimed, number, &rows, true).await?;
        }
        allowed(world, claimed, carrying.scene).await?;
    }
    let job = &mut claimed.job;
    if rows.list.iter().any(|row| !row.done) {
        job.doing = tally::count(rows.list.iter().filter(|row| row.done));
        job.begun = of(&mut rows, from).any(|row| !row.done);
        store(world, claimed, number, &rows, true).await?;
        return Ok(if rests { Step::Rest } else { Step::More });
    }
    tally::explain(&mut job.done_reasons, &rows.list);
    job.done = tally::sum(job.done, tally::count(&rows.list));
    (job.doing, job.begun, job.piece) = (Default::default(), false, number + 1);
    store(world, claimed, number, &rows, true).await?;
    Ok(Step::More)
}

/// The rows of the slice that begins there.
fn of(rows: &mut BackfillRows, from: usize) -> impl Iterator<Item = &mut BackfillRow> {
    rows.list.iter_mut().skip(from).take(SLICE)
}

/// A row that has failed too often. A creation that was begun may have been carried out.
async fn left_out(
    world: &World,
    claimed: &Claimed,
    row: &BackfillRow,
    failure: &Failure,
) -> Result<BackfillRow, Failure> {
    let is_intended = !creating::intended(world, claimed, std::slice::from_ref(row)).await?.is_empty();
    let cause = if is_intended { BackfillCause::Unclear } else { BackfillCause::Failed };
    Ok(creating::refused(row, cause, &failure.text))
}

/// Stores a piece and the job, all or none; `got_on` says whether that is any further than before.
async fn store(
    world: &World,
    claimed: &mut Claimed,
    number: u32,
    rows: &BackfillRows,
    got_on: bool,
) -> Result<(), Failure> {
    let id = claimed.id.clone();
    let also = |transaction: &mut Transaction| {
        jobs::put_rows(transaction, &id, number, rows);
        Ok(())
    };
    if got_on { claimed.save(world, &also).await } else { claimed.keep(world, &also).await }
}

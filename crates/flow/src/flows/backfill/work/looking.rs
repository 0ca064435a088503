//! The dry run: goes through all issues or records, and stores what would be done with each.

use std::collections::BTreeSet;

use weftline_jira::jql::Jql;
use weftline_jira::reply as jira_reply;
use weftline_jira::reply::FoundIssue;
use weftline_jira::request as jira_request;
use weftline_wire::document::{BackfillRow, BackfillRows};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{BackfillCause, BackfillFate, BackfillPhase, BackfillSource};

use super::creating::{self, Draft};
use super::{ABREAST, Step};
use crate::backfill::jobs::{self, Claimed};
use crate::backfill::scene::Scene;
use crate::backfill::{records, sight, tally};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join_all;
use crate::site::{self, SiteError};

/// Pages of Jira's that make a piece: as many issues as one query has room for the records of.
const PAGES: usize = 4;

/// The same where records are created: each of them is planned, and a worker has to get through a piece.
const PAGES_OF_CREATIONS: usize = 1;

/// Rows that a piece has room for.
const ROOM: usize = 400;

/// Issues or records that one backfill goes through at most: their rows are kept for the report.
const ROWS_MAX: u32 = 200_000;

/// Pieces that are read side by side.
const PIECES_ABREAST: usize = 10;

/// Looks at the next piece.
pub(super) async fn piece(world: &World, claimed: &mut Claimed, scene: &mut Scene) -> Result<Step, Failure> {
    let plan = claimed.job.plan.clone();
    let (wanted, issues, after) = match &plan.source {
        BackfillSource::Issues { jql } => {
            let (issues, after) = issues(world, claimed, scene, jql).await?;
            (Vec::new(), issues, after)
        }
        BackfillSource::Records { condition } => {
            let page =
                records::page(world, scene, &plan, condition.as_ref(), claimed.job.after.as_deref(), ROOM).await?;
            (page.rows, page.issues, page.after)
        }
    };
    if claimed.job.rows.saturating_add(wanted.len().max(issues.len()) as u32) > ROWS_MAX {
        let text = match &plan.source {
            BackfillSource::Issues { .. } => {
                format!("the query finds more than {ROWS_MAX} issues: go through them in parts")
            }
            BackfillSource::Records { .. } => {
                format!("there are more than {ROWS_MAX} such records: go through them in parts, by conditions")
            }
        };
        return Err(failure::of(FailureCode::Invalid, text));
    }
    let mut taken = match scene.taken.take() {
        Some(taken) => taken,
        None => taken(world, claimed, scene).await?,
    };
    let seen = sight::look(world, scene, &plan, &wanted, &issues, false, &mut taken).await?;
    scene.taken = Some(taken);
    let mut rows = seen.rows;
    try_creations(world, claimed, scene, &mut rows).await?;
    let job = &mut claimed.job;
    if !rows.is_empty() {
        tally::explain(&mut job.planned_reasons, &rows);
        job.planned = tally::sum(job.planned, tally::count(&rows));
        job.rows += rows.len() as u32;
        job.pieces += 1;
        job.calls = job.calls.saturating_add(seen.calls);
    }
    job.after = after;
    if job.after.is_none() {
        job.phase = BackfillPhase::Ready;
    }
    let (id, number) = (claimed.id.clone(), claimed.job.pieces);
    let rows = BackfillRows { list: rows };
    claimed
        .save(world, &|transaction| {
            if let Some(number) = number.checked_sub(1).filter(|_| !rows.list.is_empty()) {
                jobs::put_rows(transaction, &id, number, &rows);
            }
            Ok(())
        })
        .await?;
    Ok(Step::More)
}

/// The next issues of a query, and where to go on.
async fn issues(
    world: &World,
    claimed: &Claimed,
    scene: &Scene,
    jql: &str,
) -> Result<(Vec<FoundIssue>, Option<String>), Failure> {
    let plan = &claimed.job.plan;
    let Some(jql) = Jql::within(&scene.configuration.project_ids(), jql) else {
        return Err(failure::of(FailureCode::ProjectNotConfigured, "no project is configured"));
    };
    let fields = scene.jira_fields(&plan.matching, false);
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let mut issues = Vec::new();
    let mut token = claimed.job.after.clone();
    for _ in 0..if plan.create { PAGES_OF_CREATIONS } else { PAGES } {
        let asked = jira_request::found_issues(&jql, &fields, token.as_deref());
        let reply = site::ask(world, asked).await.map_err(SiteError::into_failure)?;
        let mut page = jira_reply::found_issues(&reply.view()).map_err(|error| error.to_failure())?;
        issues.append(&mut page.issues);
        token = page.next;
        if token.is_none() {
            break;
        }
    }
    Ok((issues, token))
}

/// The records that issues before are about to be linked to, where a record may have one issue only.
async fn taken(world: &World, claimed: &Claimed, scene: &Scene) -> Result<BTreeSet<String>, Failure> {
    let mut taken = BTreeSet::new();
    if scene.is_exclusive() {
        for from in (0..claimed.job.pieces).step_by(PIECES_ABREAST) {
            let to = claimed.job.pieces.min(from + PIECES_ABREAST as u32);
            for rows in join_all((from..to).map(|number| jobs::rows(world, &claimed.id, number))).await {
                let rows = rows?.unwrap_or_default().list.into_iter();
                taken.extend(rows.filter(|row| row.fate == BackfillFate::Link).map(|row| row.record_id));
            }
        }
    }
    Ok(taken)
}

/// Plans what would be created: what the mapping makes of an issue may be refused.
async fn try_creations(
    world: &World,
    claimed: &Claimed,
    scene: &Scene,
    rows: &mut [BackfillRow],
) -> Result<(), Failure> {
    let mut created: Vec<&mut BackfillRow> = rows.iter_mut().filter(|row| row.fate == BackfillFate::Create).collect();
    for part in created.chunks_mut(ABREAST) {
        let drafts = join_all(part.iter().map(|row| creating::draft(world, scene, &claimed.job, row))).await;
        for (row, draft) in part.iter_mut().zip(drafts) {
            if let Draft::Refused(text) = draft? {
                (row.fate, row.cause) = (BackfillFate::Cannot, Some(BackfillCause::Refused));
                row.text = tally::cut(&text);
            }
        }
    }
    Ok(())
}

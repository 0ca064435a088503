//! Sends many rows as a job of Bulk API 2.0, waits for it without blocking, and keeps what came of each row.
//!
//! A job does nothing before it is closed. So one whose answer was lost while it was made, filled or closed is given up,
//! unless it says that it was closed, and another one is made: one that nobody knows of holds no rows, and one that is
//! open is stopped. A job that was filled twice cannot be closed.
//! <https://developer.salesforce.com/docs/platform/api-asynch/guide/upload-job-data.html>

use weftline_bulk::{Delimiter, Dialect, Encoding, Feed, LineEnd, PartBody};
use weftline_salesforce::error::{ErrorClass, SalesforceError};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, IngestState};
use weftline_salesforce::request::{self, IngestRows};
use weftline_salesforce::session::Session;
use weftline_wire::document::{BulkIngest, BulkPiece};
use weftline_wire::effect::Effect;

use super::Step;
use super::collections::{ONCE, is_duplicate, passes, patience_ms, settle_doubtful, told};
use super::creating::{Creation, TRIES_MAX, finish, until_quiet};
use super::look::row_of;
use crate::bulk::jobs::Claimed;
use crate::bulk::outcomes::Outcomes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::org::{CallError, Reply};
use crate::retry::{PAGE_READ, Policy};

/// Making a job twice does no harm.
const MAKING: Policy = Policy { attempts_max: 3, base_ms: 500, delay_max_ms: 4_000, idempotent: true };

/// The pause before the first look at a job; it doubles with each, up to the longest.
const LOOK_SECONDS: u32 = 5;
const LOOK_SECONDS_MAX: u32 = 60;

/// A job that has been looked at so often, for twelve hours, stands still: it is stopped, and its rows are sent once more.
const LOOKS_MAX: u32 = 720;

/// After so long nothing more comes of a job that was stopped.
const STOPPED_SECONDS: u32 = 30;

/// The pause after the first job of a piece that has failed; it doubles with each, up to eight minutes.
const FAILED_SECONDS: u32 = 30;

/// Characters of Salesforce's words that are kept of a failed job.
const WORDS: usize = 300;

/// Rows of results in a page: all that a job of ours can have.
const PAGE_ROWS: u32 = 100_000;

/// Says why a row was not created when its job failed again and again.
const JOB_FAILED: (&str, &str) = ("JOB_FAILED", "Salesforce could not process the job that this row was sent with");

/// Makes a job of a piece's rows, and closes it.
pub(super) async fn submit(
    creation: &mut Creation,
    world: &World,
    claimed: &mut Claimed,
    part: PartBody,
) -> Result<Step, Failure> {
    let rule = assignment_rule(creation, world, claimed).await?;
    let object = creation.object.clone();
    let made = creation
        .org
        .send(world, &MAKING, |session, timeout_ms| request::ingest_create(session, &object, rule.as_ref(), timeout_ms))
        .await
        .map_err(told)?;
    let job = reply::ingest_job(&made.view()).map_err(|error| error.to_failure())?.id;
    let mut ingest = BulkIngest { id: job.to_string(), closed: false, polls: 0, processed: 0, refused: 0 };
    keep(world, claimed, Some(ingest.clone())).await?;
    let (content, patience_ms) = (part.finish(), patience_ms(world));
    ask(creation, world, &ONCE, &|session, _| request::ingest_upload(session, &job, content.clone(), patience_ms))
        .await?;
    drop(content);
    end(creation, world, &job, false).await?;
    ingest.closed = true;
    keep(world, claimed, Some(ingest)).await?;
    Ok(Step::Wait(LOOK_SECONDS))
}

/// Goes on with a piece that has a job.
pub(super) async fn go_on(creation: &mut Creation, world: &World, claimed: &mut Claimed) -> Result<Step, Failure> {
    let Some(ingest) = claimed.job.piece.as_ref().and_then(|piece| piece.ingest.clone()) else {
        return Ok(Step::More);
    };
    if let Some(wait) = claimed.job.piece.as_ref().and_then(|piece| until_quiet(world, piece)) {
        return Ok(wait);
    }
    let job = RecordId::parse(&ingest.id).map_err(|error| failure::bug(&error.to_string()))?;
    let asked = creation
        .org
        .send(world, &PAGE_READ, |session, timeout_ms| request::ingest_job(session, &job, timeout_ms))
        .await;
    let found = match asked {
        Ok(reply) => reply::ingest_job(&reply.view()).map_err(|error| error.to_failure())?,
        // Salesforce has deleted it; what it has created is found by the keys.
        Err(CallError::Refused(error)) if is_gone(&error) => return again(world, claimed).await,
        Err(error) => return Err(told(error)),
    };
    match found.state {
        IngestState::Open => {
            end(creation, world, &job, true).await?;
            keep(world, claimed, None).await?;
            Ok(Step::More)
        }
        IngestState::Running if claimed.job.cancel || ingest.polls >= LOOKS_MAX => {
            // It may have ended meanwhile; the next look tells.
            let _ = end(creation, world, &job, true).await;
            if let Some(piece) = &mut claimed.job.piece {
                piece.quiet_ms = quiet_ms(world);
            }
            Ok(Step::Wait(STOPPED_SECONDS))
        }
        IngestState::Running => {
            let polls = ingest.polls + 1;
            if let Some(piece) = &mut claimed.job.piece {
                let (processed, refused) = (found.processed, found.failed);
                piece.ingest = Some(BulkIngest { closed: true, polls, processed, refused, ..ingest });
            }
            Ok(Step::Wait((LOOK_SECONDS << polls.min(8)).min(LOOK_SECONDS_MAX)))
        }
        IngestState::Complete => {
            let mut outcomes = read_outcomes(world, claimed).await?;
            results(creation, world, claimed, &job, found.failed > 0, &mut outcomes).await?;
            outcomes.save(world).await?;
            let rows = claimed.job.piece.as_ref().map_or(0, |piece| piece.rows);
            if outcomes.known() >= rows { finish(world, claimed, &outcomes).await } else { again(world, claimed).await }
        }
        IngestState::Failed | IngestState::Aborted => {
            let mut outcomes = read_outcomes(world, claimed).await?;
            if let Some(piece) = &mut claimed.job.piece {
                piece.job_error = found.message.chars().take(WORDS).collect();
            }
            // What it tells is kept; of the rest the keys tell.
            if results(creation, world, claimed, &job, true, &mut outcomes).await.is_ok() {
                outcomes.save(world).await?;
            }
            again(world, claimed).await
        }
    }
}

/// Leaves a job that has ended: what is left of the piece is looked for after a pause, and sent once more, or given up
/// after some tries.
async fn again(world: &World, claimed: &mut Claimed) -> Result<Step, Failure> {
    let Some(piece) = &mut claimed.job.piece else { return Ok(Step::More) };
    piece.ingest = None;
    piece.quiet_ms = 0;
    let pause = FAILED_SECONDS << piece.tries.min(4);
    piece.tries += 1;
    let goes_on = piece.tries <= TRIES_MAX;
    claimed.save(world).await?;
    Ok(if goes_on && !claimed.job.cancel { Step::Wait(pause) } else { Step::More })
}

/// Stops the job of a piece that cannot go on, if that is possible, and leaves it.
pub(super) async fn stop(world: &World, claimed: &mut Claimed, piece: &mut BulkPiece) -> Result<(), Failure> {
    let job = piece.ingest.take().and_then(|ingest| RecordId::parse(&ingest.id).ok());
    if let (Some(job), Ok(mut creation)) = (job, Creation::open(world, claimed).await) {
        let _ = end(&mut creation, world, &job, true).await;
    }
    piece.quiet_ms = quiet_ms(world);
    claimed.job.piece = Some(piece.clone());
    claimed.save(world).await
}

/// When nothing more comes of a job that is stopped now.
fn quiet_ms(world: &World) -> u64 {
    world.now_ms() + u64::from(STOPPED_SECONDS) * 1_000
}

/// Gives up the rows of a piece of which nothing is known, once jobs have failed too often.
pub(super) fn give_up(rows: &[u32], words: &str, outcomes: &mut Outcomes) {
    let message = if words.is_empty() { JOB_FAILED.1.to_owned() } else { [JOB_FAILED.1, ": ", words].concat() };
    for row in rows.iter().filter(|row| outcomes.of(**row).is_none()).copied().collect::<Vec<_>>() {
        outcomes.failed(row, JOB_FAILED.0, &message);
    }
}

/// Reads what came of a job's rows, in whatever order they come.
async fn results(
    creation: &mut Creation,
    world: &World,
    claimed: &Claimed,
    job: &RecordId,
    some_failed: bool,
    outcomes: &mut Outcomes,
) -> Result<(), Failure> {
    let tries = claimed.job.piece.as_ref().map_or(0, |piece| piece.tries);
    let mut doubtful = Vec::new();
    let kinds: &[IngestRows] =
        if some_failed { &[IngestRows::Successful, IngestRows::Failed] } else { &[IngestRows::Successful] };
    for kind in kinds {
        let mut behind: Option<String> = None;
        loop {
            let patience_ms = patience_ms(world);
            let page = ask(creation, world, &PAGE_READ, &|session, _| {
                request::ingest_rows(session, job, *kind, behind.as_deref(), PAGE_ROWS, patience_ms)
            })
            .await?;
            let view = page.view();
            let page = reply::ingest_page(&view);
            each(&claimed.id, claimed.job.key_field.as_deref().unwrap_or_default(), page.csv, &mut |row, id, error| {
                match (id, error) {
                    (Ok(id), None) => outcomes.created(row, &id),
                    (_, Some(error)) if outcomes.of(row).is_some() || passes(&error) && tries < TRIES_MAX => {}
                    (_, Some(error)) if tries > 0 || is_duplicate(&error) => doubtful.push((row, error)),
                    (_, Some(error)) => outcomes.failed(row, error.code(), error.message()),
                    (Err(_), None) => {}
                }
            });
            match page.next {
                Some(next) => behind = Some(next.to_owned()),
                None => break,
            }
        }
    }
    // All that was sent before has ended.
    settle_doubtful(creation, world, claimed, outcomes, doubtful, 0).await.map(|_| ())
}

/// Reads a page of results: the row, the record's id, and why it was refused.
fn each(
    job_id: &str,
    key_field: &str,
    csv: &[u8],
    keep: &mut dyn FnMut(u32, Result<RecordId, weftline_salesforce::id::IdError>, Option<SalesforceError>),
) {
    let Some(delimiter) = Delimiter::new(',') else { return };
    let dialect = Dialect { encoding: Encoding::Utf8, delimiter, line_end: LineEnd::Lf, has_bom: false };
    let mut feed = Feed::new(dialect);
    feed.push(csv);
    feed.end();
    let [id, error, key] = columns(csv, dialect, key_field);
    while let Some(row) = feed.next_row() {
        let text = |column: Option<usize>| column.map(|column| row.text(column)).unwrap_or_default();
        let Some(number) = row_of(job_id, &text(key)) else { continue };
        let refused = text(error);
        let refused = (!refused.is_empty()).then(|| reply::ingest_error(&refused));
        keep(number, RecordId::parse(&text(id)), refused);
    }
}

/// Where the columns of a page are that matter.
fn columns(csv: &[u8], dialect: Dialect, key_field: &str) -> [Option<usize>; 3] {
    let mut head = Feed::new(dialect);
    head.push(csv.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default());
    head.end();
    let _ = head.next_row();
    let names = head.header().map(|header| header.names.as_slice()).unwrap_or_default();
    ["sf__Id", "sf__Error", key_field].map(|name| names.iter().position(|column| column.eq_ignore_ascii_case(name)))
}

/// The rule that a job is told of, asked for once. None where none is to run, or none is active.
async fn assignment_rule(
    creation: &mut Creation,
    world: &World,
    claimed: &mut Claimed,
) -> Result<Option<RecordId>, Failure> {
    if claimed.job.assignment_rules != Some(true) {
        return Ok(None);
    }
    if claimed.job.assignment_rule.is_none() {
        let query = request::active_assignment_rule(&creation.object);
        let reply = creation.org.read(world, |session, timeout_ms| request::query(session, &query, timeout_ms)).await?;
        let page = reply::query_page(&reply.view()).map_err(|error| error.to_failure())?;
        let rule = page.records.first().and_then(|record| record.id());
        claimed.job.assignment_rule = Some(rule.map(|rule| rule.to_string()).unwrap_or_default());
    }
    Ok(claimed.job.assignment_rule.as_deref().and_then(|rule| RecordId::parse(rule).ok()))
}

async fn end(creation: &mut Creation, world: &World, job: &RecordId, abort: bool) -> Result<Reply, Failure> {
    ask(creation, world, &ONCE, &|session, timeout_ms| request::ingest_end(session, job, abort, timeout_ms)).await
}

async fn ask(
    creation: &mut Creation,
    world: &World,
    policy: &Policy,
    request: &dyn Fn(&Session, u32) -> Effect,
) -> Result<Reply, Failure> {
    creation.org.send(world, policy, request).await.map_err(told)
}

async fn keep(world: &World, claimed: &mut Claimed, ingest: Option<BulkIngest>) -> Result<(), Failure> {
    if let Some(piece) = &mut claimed.job.piece {
        piece.ingest = ingest;
    }
    claimed.save(world).await
}

async fn read_outcomes(world: &World, claimed: &Claimed) -> Result<Outcomes, Failure> {
    let piece = claimed.job.piece.as_ref().map(|piece| (piece.from, piece.to)).unwrap_or_default();
    Outcomes::read(world, &claimed.id, piece.0, piece.1).await
}

/// Whether Salesforce knows no such job any more.
fn is_gone(error: &SalesforceError) -> bool {
    error.status() == 404 || matches!(error.class(), ErrorClass::Deleted | ErrorClass::NotFound)
}

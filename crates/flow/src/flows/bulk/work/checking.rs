//! Checks all rows, before anything is created (BLK-7).
//!
//! The file is read range by range. A worker that dies leaves what was saved: rows behind the saved place are checked
//! again, and come to the same.

use weftline_bulk::{CellProblem, Converter, Feed, Problem, ProblemKind};
use weftline_wire::document::{BulkJob, BulkProblems};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{BulkPhase, BulkProblem, BulkWay};

use super::{PIECE_MS, Step};
use crate::bulk::files::ROWS_MAX;
use crate::bulk::jobs::Claimed;
use crate::bulk::recipe::Recipe;
use crate::bulk::source::{self, RANGE_BYTES, Source};
use crate::bulk::{dialects, files};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::store::{self, key};

/// Up to so many good rows go through record collections (BLK-10).
const COLLECTIONS_ROWS_MAX: u32 = 2_000;

/// Problems that are kept, and their bytes: as much as a stored value holds.
const PROBLEMS_MAX: usize = 1_000;
const PROBLEMS_BYTES_MAX: usize = 90_000;

/// Characters of a column's name and of a text that are kept.
const NAME_MAX: usize = 100;
const TEXT_MAX: usize = 300;

/// Checks rows until they are all checked, or time runs short; saves how far it has come with each range.
pub(super) async fn piece(world: &World, claimed: &mut Claimed) -> Result<Step, Failure> {
    let (recipe, kept) =
        join(Recipe::read(world, &claimed.id), store::get::<BulkProblems>(world, key::bulk_problems(&claimed.id)))
            .await;
    let recipe = recipe?;
    let converter = recipe.converter_of(&claimed.id, &claimed.job)?;
    let file = claimed.job.file.clone();
    let place = dialects::place(claimed.job.place);
    let mut feed = Feed::at(dialects::read_as(&file.dialect)?, place, file.width);
    let mut found = Found::after(kept?.unwrap_or_default(), place.row);
    let source = Source { attachment_id: &file.attachment_id, bytes: file.bytes, principal: Principal::App };
    let mut next = place.offset;
    let mut range = source.read(world, next, RANGE_BYTES).await?;
    loop {
        next += range.len() as u64;
        feed.push_owned(range);
        let is_last = next >= file.bytes;
        if is_last {
            feed.end();
        }
        if let Some(problem) = check(&mut feed, &converter, &mut claimed.job, &mut found) {
            return Ok(Step::Fail(endless(problem)));
        }
        if feed.header().is_some_and(|header| header.names != recipe.header) {
            return Ok(Step::Fail(source::changed()));
        }
        if claimed.job.rows > ROWS_MAX {
            return Ok(Step::Fail(too_many()));
        }
        if is_last {
            end(&mut claimed.job);
        }
        found.keep(world, &claimed.id).await?;
        if is_last || world.remaining_ms() < PIECE_MS || claimed.job.cancel {
            claimed.save(world).await?;
            return Ok(Step::More);
        }
        let (saved, read) = join(claimed.save(world), source.read(world, next, RANGE_BYTES)).await;
        saved?;
        range = read?;
    }
}

/// Checks the rows that are there as a whole. Gives what is wrong with a row behind which nothing can be read: the rows
/// there would be in no result file.
fn check(feed: &mut Feed, converter: &Converter, job: &mut BulkJob, found: &mut Found) -> Option<Problem> {
    while let Some(row) = feed.next_row() {
        if let Some(problem) = row.problems().iter().find(|problem| problem.kind == ProblemKind::TooLong) {
            return Some(*problem);
        }
        job.rows = row.row;
        let is_good = converter.check(&row, &mut |problem| {
            job.problems = job.problems.saturating_add(1);
            found.add(problem);
        });
        match is_good {
            true => job.good += 1,
            false => job.bad += 1,
        }
        if row.row > files::ROWS_MAX {
            break;
        }
    }
    job.place = dialects::stored(feed.place());
    None
}

fn end(job: &mut BulkJob) {
    job.phase = BulkPhase::Checked;
    job.way = Some(if job.good <= COLLECTIONS_ROWS_MAX { BulkWay::Collections } else { BulkWay::BulkApi });
}

fn too_many() -> Failure {
    let text = format!("the file has more than {ROWS_MAX} rows: split it");
    failure::with(failure::of(FailureCode::Invalid, text), "rows", ROWS_MAX.to_string())
}

fn endless(problem: Problem) -> Failure {
    let Problem { line, column, .. } = problem;
    let text = format!(
        "the row at line {line} does not end within 4 MiB, so no row behind it can be read: most likely a quote is opened there, in column {column}, and never closed; close it or take it away, and upload the file again"
    );
    let failure = failure::with(failure::of(FailureCode::Invalid, text), "file", "endless");
    failure::with(failure, "line", line.to_string())
}

/// The first problems.
struct Found {
    problems: BulkProblems,
    bytes: usize,
    is_new: bool,
    is_full: bool,
}

impl Found {
    /// Goes on behind a row: what a worker found behind it that did not save is found again.
    fn after(mut problems: BulkProblems, row: u32) -> Self {
        problems.list.retain(|problem| problem.row <= row);
        let bytes = problems.list.iter().map(size).sum();
        Self { problems, bytes, is_new: false, is_full: false }
    }

    fn add(&mut self, problem: CellProblem) {
        if self.is_full {
            return;
        }
        let is_whole_row = problem.code == "emptyRow";
        let problem = BulkProblem {
            row: problem.row,
            line: problem.line,
            column: (!is_whole_row).then_some(problem.column),
            name: if is_whole_row { String::new() } else { cut(problem.name, NAME_MAX) },
            text: cut(problem.text, TEXT_MAX),
        };
        let size = size(&problem);
        if self.problems.list.len() >= PROBLEMS_MAX || self.bytes + size > PROBLEMS_BYTES_MAX {
            self.is_full = true;
            return;
        }
        self.bytes += size;
        self.is_new = true;
        self.problems.list.push(problem);
    }

    /// Stores them before the place moves.
    async fn keep(&mut self, world: &World, job_id: &str) -> Result<(), Failure> {
        if !std::mem::take(&mut self.is_new) {
            return Ok(());
        }
        store::set(world, key::bulk_problems(job_id), &self.problems).await
    }
}

/// About the bytes of a problem in a stored value.
fn size(problem: &BulkProblem) -> usize {
    weftline_wire::json::to_string(problem).len() + 1
}

fn cut(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        text.push('…');
    }
    text
}

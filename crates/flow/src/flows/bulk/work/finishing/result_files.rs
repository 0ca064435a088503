//! The result files (BLK-6): made of the source and of what came of its rows, attached one at a time. Customers of service
//! projects never see them.

use weftline_bulk::{Converter, Outcome, ResultFiles, Row};
use weftline_wire::document::{BulkEnding, BulkJob, BulkOutcome, BulkPlace};
use weftline_wire::view::{BulkCause, BulkPhase};

use super::super::PIECE_MS;
use super::super::creating::UNCLEAR;
use super::super::rows::Rows;
use super::issue::Issue;
use crate::bulk::jobs::Claimed;
use crate::bulk::outcomes::{Outcomes, ROWS};
use crate::bulk::recipe::Recipe;
use crate::bulk::{dialects, source};
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join;
use crate::org;

/// Stored values of outcomes that are read at once.
const VALUES: u32 = 10;

/// Characters of what is said of a row.
const MESSAGE_CHARACTERS: usize = 1_000;

/// Rows that the check found wrong.
const CHECK: &str = "CHECK";

/// Rows that were not sent because the job had ended before.
const NOT_SENT: &str = "NOT_SENT";

/// In place of the reason, where the source is gone and nothing is stored of a row.
const NOTHING_KNOWN: &str =
    "no case was created: the check left this row out, or the job ended before it; the file that would tell is gone";

/// Attaches the next files of the kind that is being made, as far as the time goes. Whether it was all of them.
///
/// A worker that dies leaves the same files behind: where a file ends is stored before it is sent, and the next worker
/// takes it from there if it finds it attached. Before a file has its first row, only the place moves on.
pub(super) async fn attach(world: &World, claimed: &mut Claimed) -> Result<bool, Failure> {
    let is_failure = claimed.job.finishing == BulkEnding::Failure;
    let job = &claimed.job;
    if if is_failure { job.created >= job.rows } else { job.created == 0 } {
        return Ok(true);
    }
    let (recipe, (issue, connection)) = join(
        Recipe::read(world, &claimed.id),
        join(Issue::read(world, &job.issue_id), org::stored(world, &job.connection)),
    )
    .await;
    let (recipe, issue, connection) = (recipe?, issue?, connection?);
    issue.remember(world, claimed).await?;
    let job = &claimed.job;
    let header: &[String] = if job.sourceless { &[] } else { &recipe.header };
    let link = connection.map(|stored| [&stored.document.instance_url, "/"].concat()).unwrap_or_default();
    let files = ResultFiles::new(header, dialects::read_as(&job.file.dialect)?, issue.bytes_max, &link);
    let outcomes = Outcomes::read(world, &claimed.id, BulkPlace::default(), BulkPlace::default()).await?;
    let pass = Pass { world, issue, files, outcomes, is_failure };
    if claimed.job.sourceless {
        return pass.without_source(claimed).await;
    }
    let converter = recipe.converter_of(&claimed.id, &claimed.job)?;
    match pass.over_source(claimed, &converter).await {
        Err(failure) if source::is_lost(&failure) => {
            // Rows from the saved place on are told by what is stored of them.
            let job = &mut claimed.job;
            job.sourceless = true;
            if std::mem::replace(&mut job.ending, BulkPhase::Failed) != BulkPhase::Failed {
                job.failure = Some(*failure);
            }
            claimed.save(world).await?;
            Ok(false)
        }
        ended => ended,
    }
}

/// A pass over the rows, from the job's place on.
struct Pass<'a> {
    world: &'a World,
    issue: Issue,
    files: ResultFiles,
    outcomes: Outcomes,
    is_failure: bool,
}

impl Pass<'_> {
    /// Makes files of the source. Whether they are all attached.
    async fn over_source(mut self, claimed: &mut Claimed, converter: &Converter) -> Result<bool, Failure> {
        let mut rows = Rows::at(&claimed.job, claimed.job.place)?;
        loop {
            loop {
                let before = rows.place();
                let Some(row) = rows.feed.next_row() else { break };
                self.know(claimed, row.row).await?;
                let full = match self.outcomes.of(row.row) {
                    None if self.is_failure => {
                        let (code, message) = unsent(&mut claimed.job, converter, &row);
                        self.files.add(&row, &Outcome::Failed { code, message: &message })
                    }
                    None => None,
                    Some(known) => told(&self.outcomes, row.row, known, self.is_failure)
                        .and_then(|outcome| self.files.add(&row, &outcome)),
                };
                if let Some(file) = full {
                    self.issue.attach(self.world, claimed, file, before).await?;
                    if self.world.remaining_ms() < PIECE_MS {
                        return Ok(false);
                    }
                }
            }
            if self.rests(claimed, rows.place()).await? {
                return self.close(claimed, rows.place()).await.map(|()| false);
            }
            if !rows.more(self.world).await? {
                return self.close(claimed, rows.place()).await.map(|()| true);
            }
        }
    }

    /// Makes files of what is stored of the rows alone. Whether they are all attached.
    async fn without_source(mut self, claimed: &mut Claimed) -> Result<bool, Failure> {
        let mut place = claimed.job.place;
        while place.row < claimed.job.rows {
            let row = place.row + 1;
            if !self.outcomes.has(row) {
                if self.rests(claimed, place).await? {
                    return self.close(claimed, place).await.map(|()| false);
                }
                self.know(claimed, row).await?;
            }
            let outcome = match self.outcomes.of(row) {
                None if self.is_failure => {
                    let left = claimed.job.rows.saturating_sub(claimed.job.created + claimed.job.refused);
                    tell(&mut claimed.job, NOT_SENT, NOTHING_KNOWN, row, left);
                    Some(Outcome::Failed { code: NOT_SENT, message: NOTHING_KNOWN })
                }
                None => None,
                Some(known) => told(&self.outcomes, row, known, self.is_failure),
            };
            if let Some(file) = outcome.and_then(|outcome| self.files.add_number(row, &outcome)) {
                self.issue.attach(self.world, claimed, file, place).await?;
                if self.world.remaining_ms() < PIECE_MS {
                    return Ok(false);
                }
            }
            place.row = row;
        }
        self.close(claimed, place).await.map(|()| true)
    }

    /// Between two readings: keeps how far it has come. Whether it has to stop here, because time is short.
    async fn rests(&self, claimed: &mut Claimed, place: BulkPlace) -> Result<bool, Failure> {
        if self.files.is_empty() && claimed.job.place != place {
            claimed.job.place = place;
            claimed.save(self.world).await?;
        }
        Ok(self.world.remaining_ms() < PIECE_MS)
    }

    /// Attaches what there is.
    async fn close(self, claimed: &mut Claimed, place: BulkPlace) -> Result<(), Failure> {
        for file in self.files.finish() {
            self.issue.attach(self.world, claimed, file, place).await?;
        }
        Ok(())
    }

    /// Reads what is stored of a row and those behind it.
    async fn know(&mut self, claimed: &Claimed, row: u32) -> Result<(), Failure> {
        if !self.outcomes.has(row) {
            self.outcomes = block(self.world, &claimed.id, row).await?;
        }
        Ok(())
    }
}

/// What a file of this kind says of a row; nothing where the row is in the other kind.
fn told<'o>(outcomes: &'o Outcomes, row: u32, known: &'o BulkOutcome, is_failure: bool) -> Option<Outcome<'o>> {
    match known {
        BulkOutcome::Created { id } if !is_failure => Some(Outcome::Created { id }),
        BulkOutcome::Failed { cause } if is_failure => {
            let reason = outcomes.reason(row, *cause);
            let (code, message) = reason.map_or(UNCLEAR, |reason| (reason.code.as_str(), reason.message.as_str()));
            Some(Outcome::Failed { code, message })
        }
        _ => None,
    }
}

async fn block(world: &World, job_id: &str, row: u32) -> Result<Outcomes, Failure> {
    let from = (row - 1) / ROWS * ROWS;
    let place = |row| BulkPlace { row, ..BulkPlace::default() };
    Outcomes::read(world, job_id, place(from), place(from.saturating_add(VALUES * ROWS))).await
}

/// Why a row was not sent; the first of its kind is told among the job's causes.
fn unsent(job: &mut BulkJob, converter: &Converter, row: &Row<'_>) -> (&'static str, String) {
    let mut problems = String::new();
    let is_good = converter.check(row, &mut |problem| {
        for part in [if problems.is_empty() { "" } else { "; " }, &problem.name, ": ", &problem.text] {
            problems.push_str(part);
        }
    });
    if !is_good {
        tell(job, CHECK, "left out because of what the check found", row.row, job.bad);
        return (CHECK, problems.chars().take(MESSAGE_CHARACTERS).collect());
    }
    let message = match job.ending {
        BulkPhase::Failed => "the job could not go on before this row was sent",
        _ => "the job was cancelled before this row was sent",
    };
    let left = job.good.saturating_sub(job.created + job.refused);
    tell(job, NOT_SENT, message, row.row, left);
    (NOT_SENT, message.to_owned())
}

fn tell(job: &mut BulkJob, code: &str, message: &str, first_row: u32, rows: u32) {
    if job.causes.iter().any(|cause| cause.code == code) {
        return;
    }
    let at = job.causes.iter().position(|cause| cause.rows < rows).unwrap_or(job.causes.len());
    let cause = BulkCause { code: code.to_owned(), message: message.to_owned(), rows, first_row };
    job.causes.insert(at, cause);
}

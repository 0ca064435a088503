//! What came of rows, a thousand to a stored value. Written by whoever has claimed the job, before its cursor moves.

use weftline_salesforce::id::RecordId;
use weftline_wire::document::{BulkOutcome, BulkOutcomes, BulkPlace, BulkReason};
use weftline_wire::view::BulkCause;

use crate::engine::World;
use crate::failure::Failure;
use crate::join::join_all;
use crate::store::{self, key};

/// Rows of a stored value.
pub(crate) const ROWS: u32 = 1_000;

/// Bytes of reasons that are kept whole in a value; further ones are cut, so that it stays far below 240 KiB.
const REASONS_BYTES: usize = 90_000;

/// Characters that are left of those, so that a thousand of them fit too.
const CUT_CHARACTERS: usize = 20;

/// Different causes that a job tells apart.
const CAUSES_MAX: usize = 50;

/// What is known of some rows that follow one another.
pub(crate) struct Outcomes {
    job_id: String,
    from: u32,
    to: u32,
    values: Vec<(u32, BulkOutcomes, bool)>,
}

impl Outcomes {
    /// Reads what is stored of the rows between two places.
    pub(crate) async fn read(world: &World, job_id: &str, from: BulkPlace, to: BulkPlace) -> Result<Self, Failure> {
        let numbers = if from.row < to.row { from.row / ROWS..(to.row - 1) / ROWS + 1 } else { 0..0 };
        let read = join_all(numbers.map(|number| async move {
            let stored = store::get::<BulkOutcomes>(world, key::bulk_outcomes(job_id, number)).await?;
            Ok::<_, Failure>((number, stored.unwrap_or_default(), false))
        }));
        let values = read.await.into_iter().collect::<Result<_, _>>()?;
        Ok(Self { job_id: job_id.to_owned(), from: from.row, to: to.row, values })
    }

    /// Whether the row is one of these.
    pub(crate) fn has(&self, row: u32) -> bool {
        self.from < row && row <= self.to
    }

    /// What came of a row; none while nothing is known.
    pub(crate) fn of(&self, row: u32) -> Option<&BulkOutcome> {
        let (value, at) = self.at(row)?;
        value.rows.get(at)?.as_ref()
    }

    /// Why a row failed.
    pub(crate) fn reason(&self, row: u32, cause: u32) -> Option<&BulkReason> {
        self.at(row)?.0.causes.get(cause as usize)
    }

    /// Keeps that a row's case exists.
    pub(crate) fn created(&mut self, row: u32, id: &RecordId) {
        self.put(row, |_| BulkOutcome::Created { id: id.to_string() });
    }

    /// Keeps that there is none, and why.
    pub(crate) fn failed(&mut self, row: u32, code: &str, message: &str) {
        self.put(row, |causes| {
            let known = causes.iter().position(|reason| reason.code == code && reason.message == message);
            let cause = known.unwrap_or_else(|| {
                let kept: usize = causes.iter().map(|reason| reason.code.len() + reason.message.len()).sum();
                let most = if kept < REASONS_BYTES { usize::MAX } else { CUT_CHARACTERS };
                let message = message.chars().take(most).collect();
                causes.push(BulkReason { code: code.to_owned(), message });
                causes.len() - 1
            });
            BulkOutcome::Failed { cause: cause as u32 }
        });
    }

    /// Of how many of the rows something is known.
    pub(crate) fn known(&self) -> u32 {
        self.rows().filter(|row| self.of(*row).is_some()).count() as u32
    }

    /// The cases that exist, in the order of the rows.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.rows().filter_map(|row| match self.of(row) {
            Some(BulkOutcome::Created { id }) => Some(id.as_str()),
            _ => None,
        })
    }

    /// How many cases were created of the rows, and how many not; adds to the causes of the latter.
    pub(crate) fn count(&self, causes: &mut Vec<BulkCause>) -> (u32, u32) {
        let (mut created, mut refused) = (0, 0);
        for row in self.rows() {
            match self.of(row) {
                None => {}
                Some(BulkOutcome::Created { .. }) => created += 1,
                Some(BulkOutcome::Failed { cause }) => {
                    refused += 1;
                    if let Some(reason) = self.reason(row, *cause) {
                        add_cause(causes, row, &reason.code, &reason.message);
                    }
                }
            }
        }
        (created, refused)
    }

    /// Stores what has changed.
    pub(crate) async fn save(&mut self, world: &World) -> Result<(), Failure> {
        let job_id = &self.job_id;
        let changed = self.values.iter().filter(|(.., changed)| *changed);
        let stored = join_all(changed.map(|(number, value, _)| async move {
            store::set(world, key::bulk_outcomes(job_id, *number), value).await
        }));
        stored.await.into_iter().collect::<Result<(), _>>()?;
        self.values.iter_mut().for_each(|(.., changed)| *changed = false);
        Ok(())
    }

    fn rows(&self) -> impl Iterator<Item = u32> + use<> {
        self.from + 1..self.to + 1
    }

    fn at(&self, row: u32) -> Option<(&BulkOutcomes, usize)> {
        let before = row.checked_sub(1)?;
        let (first, ..) = self.values.first()?;
        let (_, value, _) = self.values.get((before / ROWS).checked_sub(*first)? as usize)?;
        Some((value, (before % ROWS) as usize))
    }

    fn put(&mut self, row: u32, outcome: impl FnOnce(&mut Vec<BulkReason>) -> BulkOutcome) {
        let Some(before) = row.checked_sub(1).filter(|before| (self.from..self.to).contains(before)) else { return };
        let first = self.values.first().map_or(0, |(first, ..)| *first);
        let Some((_, value, changed)) = self.values.get_mut((before / ROWS - first) as usize) else { return };
        let at = (before % ROWS) as usize;
        if value.rows.len() <= at {
            value.rows.resize(at + 1, None);
        }
        let outcome = outcome(&mut value.causes);
        if let Some(place) = value.rows.get_mut(at) {
            *place = Some(outcome);
            *changed = true;
        }
    }
}

/// Deletes what is stored of a job's rows.
pub(crate) async fn forget(world: &World, job_id: &str, rows: u32) -> Result<(), Failure> {
    let numbers = 0..rows.div_ceil(ROWS);
    let deleted = join_all(numbers.map(|number| store::delete(world, key::bulk_outcomes(job_id, number))));
    deleted.await.into_iter().collect()
}

/// Adds a row to the causes, the commonest first. Of too many different ones those of the same code count as one.
pub(crate) fn add_cause(causes: &mut Vec<BulkCause>, row: u32, code: &str, message: &str) {
    let same = causes.iter().position(|cause| cause.code == code && cause.message == message);
    let same = same.or_else(|| {
        let alike = || causes.iter().rposition(|cause| cause.code == code).unwrap_or(causes.len() - 1);
        (causes.len() >= CAUSES_MAX).then(alike)
    });
    let Some(mut at) = same else {
        causes.push(BulkCause { code: code.to_owned(), message: message.to_owned(), rows: 1, first_row: row });
        return;
    };
    if let Some(cause) = causes.get_mut(at) {
        cause.rows += 1;
        cause.first_row = cause.first_row.min(row);
    }
    while at > 0 && causes.get(at - 1).zip(causes.get(at)).is_some_and(|(before, this)| before.rows < this.rows) {
        causes.swap(at - 1, at);
        at -= 1;
    }
}

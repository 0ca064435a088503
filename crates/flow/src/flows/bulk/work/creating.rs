//! Creates cases, each row exactly once: a piece of the file is stored before anything of it is sent, what came of its
//! rows is stored before the cursor moves, and of what may have been sent before it is looked first.

use std::collections::BTreeSet;

use weftline_bulk::Converter;
use weftline_salesforce::soql::Name;
use weftline_wire::document::{BulkJob, BulkPiece, BulkPlace};
use weftline_wire::view::{BulkPhase, BulkWay};

use super::collections;
use super::ingest;
use super::look;
use super::rows::{Bodies, Built, Rows};
use super::{PIECE_MS, Step};
use crate::bulk::jobs::{Claimed, seconds};
use crate::bulk::outcomes::Outcomes;
use crate::bulk::recipe::Recipe;
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join;
use crate::org::Org;
use crate::queries;

/// Up to so many rows collections take fewer calls than a job of Bulk API 2.0: five against making, filling and closing
/// it, one look, and its results.
const COLLECTIONS_ROWS_MAX: u32 = 1_000;

/// Rows that are left of a piece of Bulk API 2.0 go by collections up to so many.
const LEFT_ROWS_MAX: u32 = 2_000;

/// How often rows that are refused for what passes by itself are sent again.
pub(super) const TRIES_MAX: u32 = 4;

/// For so long Salesforce may still be busy with a request that nobody waits for any more: ten minutes, and what passes
/// between storing that it is sent and sending it.
/// <https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm>
const UNDER_WAY_MS: u64 = 11 * 60 * 1_000;

/// Says in the failure file that nobody knows.
pub(super) const UNCLEAR: (&str, &str) = (
    "UNCLEAR",
    "Salesforce's answer was lost, and it cannot be told whether the case exists: look for it in Salesforce before you upload this row again",
);

/// What it takes to create cases.
pub(super) struct Creation {
    pub(super) org: Org,
    pub(super) object: Name,
    pub(super) key_field: Option<Name>,
    pub(super) recipe: Recipe,
    pub(super) converter: Converter,
}

/// Does the next pieces, and saves them.
pub(super) async fn piece(world: &World, claimed: &mut Claimed) -> Result<Step, Failure> {
    let mut creation = Creation::open(world, claimed).await?;
    let mut rows = None;
    loop {
        let step = match &claimed.job.piece {
            None if claimed.job.cancel => return Ok(Step::More),
            None => creation.begin(world, claimed, &mut rows).await?,
            Some(piece) if piece.ingest.is_some() => ingest::go_on(&mut creation, world, claimed).await?,
            Some(_) => creation.go_on(world, claimed).await?,
        };
        match step {
            Step::More if claimed.job.phase == BulkPhase::Creating && world.remaining_ms() >= PIECE_MS => {}
            step => return Ok(step),
        }
    }
}

impl Creation {
    pub(super) async fn open(world: &World, claimed: &Claimed) -> Result<Self, Failure> {
        let job = &claimed.job;
        let (org, recipe) = join(Org::read_and_open(world, &job.connection), Recipe::read(world, &claimed.id)).await;
        let (org, recipe) = (org?, recipe?);
        Ok(Self {
            org,
            object: queries::name(&recipe.object.name)?,
            key_field: job.key_field.as_deref().map(queries::name).transpose()?,
            converter: recipe.converter_of(&claimed.id, job)?,
            recipe,
        })
    }

    /// Takes the next rows, stores that they are under way, and sends them.
    async fn begin(&mut self, world: &World, claimed: &mut Claimed, rows: &mut Option<Rows>) -> Result<Step, Failure> {
        let job = &mut claimed.job;
        let mut reading = match rows.take().filter(|rows| rows.place() == job.place) {
            Some(reading) => reading,
            None => Rows::at(job, job.place)?,
        };
        let left = job.good.saturating_sub(job.created + job.refused);
        let by_part = by_bulk_api(job) && left > COLLECTIONS_ROWS_MAX;
        let Built { bodies, to, ended } = reading.build(world, &self.converter, by_part, None, &|_| true).await?;
        let good = bodies.rows().len() as u32;
        if good == 0 {
            // Without the end, time ran short before a good row came.
            (job.phase, job.place) =
                if ended { (BulkPhase::Finishing, BulkPlace::default()) } else { (BulkPhase::Creating, to) };
            claimed.save(world).await?;
            return Ok(Step::More);
        }
        let now = world.now_ms();
        // A job does nothing before it is closed, and its state tells the rest.
        let quiet_ms = if by_part { 0 } else { now + UNDER_WAY_MS };
        job.piece = Some(BulkPiece {
            from: job.place,
            to,
            since_ms: now,
            rows: good,
            quiet_ms,
            tries: 0,
            ingest: None,
            job_error: String::new(),
        });
        claimed.save(world).await?;
        *rows = Some(reading);
        self.send(world, claimed, bodies, 0).await
    }

    /// Goes on with a piece of which some may have been sent.
    async fn go_on(&mut self, world: &World, claimed: &mut Claimed) -> Result<Step, Failure> {
        let Some(piece) = claimed.job.piece.clone() else { return Ok(Step::More) };
        // With keys nothing is created twice, so that it is looked and sent at once; but the last look has to see all.
        if (self.key_field.is_none() || claimed.job.cancel)
            && let Some(wait) = until_quiet(world, &piece)
        {
            return Ok(wait);
        }
        let mut outcomes = Outcomes::read(world, &claimed.id, piece.from, piece.to).await?;
        let left = piece.rows.saturating_sub(outcomes.known());
        if left == 0 {
            return finish(world, claimed, &outcomes).await;
        }
        let by_part = by_bulk_api(&claimed.job) && left > LEFT_ROWS_MAX;
        let mut bodies = self.left(world, claimed, &piece, &outcomes, by_part).await?;
        let known = outcomes.known();
        self.look(world, claimed, &piece, &bodies, &mut outcomes).await?;
        if by_part && piece.tries > TRIES_MAX {
            ingest::give_up(&bodies.rows(), &piece.job_error, &mut outcomes);
        }
        if claimed.job.cancel && piece.quiet_ms > 0 {
            leave_unclear(&bodies.rows(), &mut outcomes);
        }
        outcomes.save(world).await?;
        if claimed.job.cancel || outcomes.known() >= piece.rows {
            return finish(world, claimed, &outcomes).await;
        }
        if outcomes.known() > known {
            bodies = self.left(world, claimed, &piece, &outcomes, by_part).await?;
        }
        if matches!(bodies, Bodies::Collections(_))
            && let Some(piece) = &mut claimed.job.piece
        {
            piece.quiet_ms = world.now_ms() + UNDER_WAY_MS;
            claimed.note(world).await?;
        }
        self.send(world, claimed, bodies, piece.quiet_ms).await
    }

    /// Bodies of a piece's rows of which nothing is known.
    async fn left(
        &self,
        world: &World,
        claimed: &Claimed,
        piece: &BulkPiece,
        outcomes: &Outcomes,
        by_part: bool,
    ) -> Result<Bodies, Failure> {
        let mut rows = Rows::at(&claimed.job, piece.from)?;
        let wanted = |row: u32| outcomes.of(row).is_none();
        Ok(rows.build(world, &self.converter, by_part, Some(piece.to), &wanted).await?.bodies)
    }

    /// Looks for what became of these rows, and keeps what is found.
    async fn look(
        &mut self,
        world: &World,
        claimed: &Claimed,
        piece: &BulkPiece,
        bodies: &Bodies,
        outcomes: &mut Outcomes,
    ) -> Result<(), Failure> {
        if self.key_field.is_some() {
            for (row, id) in self.by_keys(world, claimed, &bodies.rows()).await? {
                outcomes.created(row, &id);
            }
            return Ok(());
        }
        let Bodies::Collections(list) = bodies else { return Ok(()) };
        let before = Outcomes::read(world, &claimed.id, BulkPlace::default(), piece.to).await?;
        let known: BTreeSet<String> = before.ids().map(str::to_owned).collect();
        let fields: Vec<_> =
            self.recipe.object.fields.iter().map(|field| (field.name.clone(), field.field_type)).collect();
        let (org, object, since_ms) = (&mut self.org, &self.object, piece.since_ms);
        let alike = look::alike(world, org, object, &fields, list, since_ms, &known).await?;
        for (row, id) in alike.found {
            outcomes.created(row, &id);
        }
        leave_unclear(&alike.undecided, outcomes);
        Ok(())
    }

    /// The records that carry these rows' keys.
    pub(super) async fn by_keys(
        &mut self,
        world: &World,
        claimed: &Claimed,
        rows: &[u32],
    ) -> Result<Vec<(u32, weftline_salesforce::id::RecordId)>, Failure> {
        let (Some(field), false) = (&self.key_field, rows.is_empty()) else { return Ok(Vec::new()) };
        let since_ms = claimed.job.piece.as_ref().map_or(claimed.job.began_ms, |piece| piece.since_ms);
        look::by_keys(world, &mut self.org, &self.object, field, &claimed.id, rows, since_ms).await
    }

    async fn send(
        &mut self,
        world: &World,
        claimed: &mut Claimed,
        bodies: Bodies,
        before_ms: u64,
    ) -> Result<Step, Failure> {
        match bodies {
            Bodies::Collections(list) => Box::pin(collections::send(self, world, claimed, list, before_ms)).await,
            Bodies::Part(part) => Box::pin(ingest::submit(self, world, claimed, part)).await,
        }
    }
}

/// Whether rows go by Bulk API 2.0. Without keys nobody could tell which of its results is which row's.
fn by_bulk_api(job: &BulkJob) -> bool {
    job.way == Some(BulkWay::BulkApi) && job.key_field.is_some()
}

/// Ends the piece of a job that could not go on: what can be told of its rows is, and the others may exist.
pub(super) async fn settle(world: &World, claimed: &mut Claimed) -> Result<Step, Failure> {
    let Some(mut piece) = claimed.job.piece.clone() else { return Ok(Step::More) };
    if piece.ingest.is_some() {
        ingest::stop(world, claimed, &mut piece).await?;
    }
    if let Some(wait) = until_quiet(world, &piece) {
        return Ok(wait);
    }
    let mut outcomes = Outcomes::read(world, &claimed.id, piece.from, piece.to).await?;
    if outcomes.known() < piece.rows {
        let recipe = Recipe::read(world, &claimed.id).await?;
        let converter = recipe.converter_of(&claimed.id, &claimed.job)?;
        let wanted = |row: u32| outcomes.of(row).is_none();
        let mut rows = Rows::at(&claimed.job, piece.from)?;
        match rows.build(world, &converter, false, Some(piece.to), &wanted).await {
            Ok(Built { bodies, .. }) => {
                let looked = match Creation::open(world, claimed).await {
                    Ok(mut creation) => creation.look(world, claimed, &piece, &bodies, &mut outcomes).await.is_ok(),
                    Err(_) => false,
                };
                if !looked || piece.quiet_ms > 0 {
                    leave_unclear(&bodies.rows(), &mut outcomes);
                }
            }
            Err(failure) if failure.retryable => return Err(failure),
            // The file is gone: the keys tell which cases exist, and nobody which of the other rows were sent.
            Err(_) => {
                let open: Vec<u32> = (piece.from.row + 1..=piece.to.row).filter(|row| wanted(*row)).collect();
                if let Ok(mut creation) = Creation::open(world, claimed).await
                    && let Ok(found) = creation.by_keys(world, claimed, &open).await
                {
                    for (row, id) in found {
                        outcomes.created(row, &id);
                    }
                }
                leave_unclear(&open, &mut outcomes);
            }
        }
        outcomes.save(world).await?;
    }
    finish(world, claimed, &outcomes).await
}

/// What there is to wait for before the last look at a piece: nothing of it may be under way any more.
pub(super) fn until_quiet(world: &World, piece: &BulkPiece) -> Option<Step> {
    let left_ms = piece.quiet_ms.saturating_sub(world.now_ms());
    (left_ms > 0).then(|| Step::Wait(seconds(left_ms)))
}

/// Keeps of rows of which nothing is known that nobody can tell.
fn leave_unclear(rows: &[u32], outcomes: &mut Outcomes) {
    for row in rows.iter().copied() {
        if outcomes.of(row).is_none() {
            outcomes.failed(row, UNCLEAR.0, UNCLEAR.1);
        }
    }
}

/// Ends a piece: all that will ever be known of its rows is stored.
pub(super) async fn finish(world: &World, claimed: &mut Claimed, outcomes: &Outcomes) -> Result<Step, Failure> {
    let job = &mut claimed.job;
    let Some(piece) = job.piece.take() else { return Ok(Step::More) };
    let (created, refused) = outcomes.count(&mut job.causes);
    job.created += created;
    job.refused += refused;
    // A job that is finishing goes through all its rows, not through those behind this piece.
    job.place = if job.phase == BulkPhase::Finishing { BulkPlace::default() } else { piece.to };
    claimed.save(world).await?;
    Ok(Step::More)
}

//! Sends rows as collections of records, several side by side, and keeps what came of each row.

use weftline_bulk::CollectionBody;
use weftline_salesforce::error::{ErrorClass, SalesforceError};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply;
use weftline_salesforce::request;

use super::Step;
use super::creating::{Creation, TRIES_MAX, UNCLEAR, finish};
use super::rows::COLLECTIONS;
use crate::bulk::jobs::{Claimed, seconds};
use crate::bulk::outcomes::Outcomes;
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join_all;
use crate::org::{CallError, Org};
use crate::retry::Policy;

/// Sent once: of what is lost it is looked first.
pub(super) const ONCE: Policy = Policy { attempts_max: 1, base_ms: 0, delay_max_ms: 0, idempotent: false };

/// What an invocation needs to store what came of a request.
const SAVING_MS: u32 = 4_000;

/// With less time left nothing is sent.
const SENDING_MS: u32 = 12_000;

/// The most that a request is waited for.
const PATIENCE_MS: u32 = 110_000;

/// After so long Salesforce may have calls to give again.
const LIMIT_PAUSE_MS: u32 = 10 * 60 * 1_000;

/// For how long a request of rows is waited for: triggers and flows may take long.
pub(super) fn patience_ms(world: &World) -> u32 {
    world.remaining_ms().saturating_sub(SAVING_MS).clamp(1_000, PATIENCE_MS)
}

/// Rows that an earlier request may still be creating are looked for at such intervals.
const LOOK_MS: u64 = 60_000;

/// Rows of which one sending decided nothing.
#[derive(Default)]
struct Open {
    /// Refused, though an earlier sending may have created them: to be looked for.
    doubtful: Vec<(u32, SalesforceError)>,
    /// Why a whole request came to nothing.
    failure: Option<Failure>,
    /// Whether Salesforce may still be busy with one of these requests.
    is_under_way: bool,
}

/// Sends them. An earlier sending whose answer did not come has ended at `before_ms`; 0 when there is none.
pub(super) async fn send(
    creation: &mut Creation,
    world: &World,
    claimed: &mut Claimed,
    bodies: Vec<CollectionBody>,
    before_ms: u64,
) -> Result<Step, Failure> {
    let Some(piece) = claimed.job.piece.clone() else { return Ok(Step::More) };
    let mut outcomes = Outcomes::read(world, &claimed.id, piece.from, piece.to).await?;
    let assignment_rules = claimed.job.assignment_rules.unwrap_or(false);
    let has_keys = creation.key_field.is_some();
    let mut open = Open::default();
    let mut bodies = bodies.into_iter().peekable();
    while bodies.peek().is_some() && open.failure.is_none() && world.remaining_ms() >= SENDING_MS {
        let group: Vec<CollectionBody> = bodies.by_ref().take(COLLECTIONS).collect();
        let sent =
            join_all(group.into_iter().map(|body| send_one(world, creation.org.beside(), body, assignment_rules)));
        for (org, rows, result) in sent.await {
            if org.connection.revision > creation.org.connection.revision {
                creation.org = org;
            }
            match result {
                Ok(saved) => {
                    for (row, saved) in rows.into_iter().zip(saved) {
                        match saved {
                            Ok(id) => outcomes.created(row, &id),
                            Err(error) if passes(&error) && piece.tries < TRIES_MAX => {}
                            Err(error) if has_keys && (before_ms > 0 || is_duplicate(&error)) => {
                                open.doubtful.push((row, error));
                            }
                            Err(error) => outcomes.failed(row, error.code(), error.message()),
                        }
                    }
                }
                Err((failure, may_be_under_way)) => {
                    open.is_under_way |= may_be_under_way;
                    open.failure = open.failure.take().or(Some(failure));
                }
            }
        }
    }
    // What was created is stored whatever becomes of the rest.
    let looked = settle_doubtful(creation, world, claimed, &mut outcomes, open.doubtful, before_ms).await;
    outcomes.save(world).await?;
    let waits = looked?;
    if let Some(piece) = claimed.job.piece.as_mut().filter(|_| !open.is_under_way) {
        piece.quiet_ms = before_ms;
    }
    if open.failure.is_some() {
        claimed.note(world).await?;
    }
    if let Some(failure) = open.failure {
        return Err(failure);
    }
    if outcomes.known() >= piece.rows {
        return finish(world, claimed, &outcomes).await;
    }
    if bodies.peek().is_some() {
        claimed.save(world).await?;
        return Ok(Step::Wait(1));
    }
    if let Some(piece) = &mut claimed.job.piece {
        piece.tries += 1;
    }
    claimed.save(world).await?;
    if waits {
        return Ok(Step::Wait(seconds(before_ms.saturating_sub(world.now_ms()).min(LOOK_MS))));
    }
    Ok(Step::Wait(2 << piece.tries.min(4)))
}

/// Of refused rows that may have been created before, the records that carry their keys decide. What is not found may
/// be on its way until `before_ms`, when an earlier request has ended: until then such rows stay open. Gives whether
/// any does.
pub(super) async fn settle_doubtful(
    creation: &mut Creation,
    world: &World,
    claimed: &Claimed,
    outcomes: &mut Outcomes,
    mut doubtful: Vec<(u32, SalesforceError)>,
    before_ms: u64,
) -> Result<bool, Failure> {
    doubtful.sort_unstable_by_key(|(row, _)| *row);
    let rows: Vec<u32> = doubtful.iter().map(|(row, _)| *row).collect();
    let mut found = creation.by_keys(world, claimed, &rows).await?;
    found.sort_unstable_by_key(|(row, _)| *row);
    let is_open = before_ms > world.now_ms();
    let was_sent = before_ms > 0 || claimed.job.piece.as_ref().is_some_and(|piece| piece.tries > 0);
    let mut waits = false;
    for (row, error) in doubtful {
        match found.binary_search_by_key(&row, |(row, _)| *row).ok().and_then(|at| found.get(at)) {
            Some((_, id)) => outcomes.created(row, id),
            None if is_open => waits = true,
            None if is_ours(creation, &error, was_sent) => outcomes.failed(row, UNCLEAR.0, &unclear(&error)),
            None => outcomes.failed(row, error.code(), error.message()),
        }
    }
    Ok(waits)
}

/// Whether a record that cannot be seen has a row's key: Salesforce names the field, or neither field nor record of one
/// that its user may not see, and then it may be another unique value unless the row was sent before.
fn is_ours(creation: &Creation, error: &SalesforceError, was_sent: bool) -> bool {
    let message = error.message().to_ascii_lowercase();
    let names =
        |field: &str| message.split(|sign: char| !sign.is_alphanumeric() && sign != '_').any(|word| word == field);
    let key_field = creation.key_field.as_ref().map(|field| field.as_str().to_ascii_lowercase());
    is_duplicate(error) && (key_field.is_some_and(|field| names(&field)) || was_sent && message.contains("<unknown>"))
}

/// Says which record it may be, where Salesforce tells.
fn unclear(error: &SalesforceError) -> String {
    match error.class() {
        ErrorClass::Duplicate { record: Some(record) } => {
            ["Salesforce says that this row's case exists, but does not show it: ", &record.to_string()].concat()
        }
        _ => UNCLEAR.1.to_owned(),
    }
}

/// What came of each row of a request; or why nobody knows, and whether it may have been carried out, or be yet.
type Saved = Result<Vec<Result<RecordId, SalesforceError>>, (Failure, bool)>;

async fn send_one(world: &World, mut org: Org, body: CollectionBody, assignment_rules: bool) -> (Org, Vec<u32>, Saved) {
    let rows = body.rows().to_vec();
    let content = body.finish();
    let patience_ms = patience_ms(world);
    let sent = org
        .send(world, &ONCE, |session, _| {
            request::create_collection(session, content.clone(), assignment_rules, patience_ms)
        })
        .await;
    let saved = match sent {
        Ok(reply) => reply::saved(&reply.view(), rows.len()).map_err(|error| (error.to_failure(), true)),
        Err(error) => {
            let may_be_under_way = matches!(error, CallError::Ambiguous(_));
            Err((told(error), may_be_under_way))
        }
    };
    (org, rows, saved)
}

/// A failure of a whole request. One for want of calls is not tried again at once.
pub(super) fn told(error: CallError) -> Failure {
    let limited = matches!(&error, CallError::Refused(error) if error.class() == ErrorClass::Limit);
    let mut failure = error.into_failure();
    if limited {
        failure.retry_after_ms = failure.retry_after_ms.or(Some(LIMIT_PAUSE_MS));
    }
    failure
}

/// Whether a row may be taken when it is sent again.
pub(super) fn passes(error: &SalesforceError) -> bool {
    matches!(error.class(), ErrorClass::Lock | ErrorClass::Limit | ErrorClass::Transient)
}

/// Whether another record has a value that must be unique: our key, perhaps.
pub(super) fn is_duplicate(error: &SalesforceError) -> bool {
    matches!(error.class(), ErrorClass::Duplicate { .. })
}

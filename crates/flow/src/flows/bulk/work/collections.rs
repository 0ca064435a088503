//! Sends rows as collections of records, several side by side, and keeps what came of each row.

use weftline_bulk::CollectionBody;
use weftline_salesforce::error::{ErrorClass, SalesforceError};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply;
use weftline_salesforce::request;

use super::Step;
use super::creating::{Creation, TRIES_MAX, finish};
use super::rows::COLLECTIONS;
use crate::bulk::jobs::Claimed;
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

/// Rows of which one sending decided nothing.
#[derive(Default)]
struct Open {
    /// Refused, though an earlier sending may have created them: to be looked for.
    doubtful: Vec<(u32, SalesforceError)>,
    /// Why a whole request came to nothing.
    failure: Option<Failure>,
}

/// Sends them. With `again` an earlier sending may have created some.
pub(super) async fn send(
    creation: &mut Creation,
    world: &World,
    claimed: &mut Claimed,
    bodies: Vec<CollectionBody>,
    again: bool,
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
                            Err(error) if has_keys && (again || is_duplicate(&error)) => {
                                open.doubtful.push((row, error));
                            }
                            Err(error) => outcomes.failed(row, error.code(), error.message()),
                        }
                    }
                }
                Err(failure) => open.failure = open.failure.take().or(Some(failure)),
            }
        }
    }
    // What was created is stored whatever becomes of the rest.
    let looked = settle_doubtful(creation, world, claimed, &mut outcomes, open.doubtful).await;
    outcomes.save(world).await?;
    looked?;
    if let Some(failure) = open.failure {
        return Err(failure);
    }
    if outcomes.known() >= piece.rows {
        return finish(world, claimed, &outcomes).await;
    }
    if bodies.peek().is_some() {
        return Ok(Step::Wait(1));
    }
    if let Some(piece) = &mut claimed.job.piece {
        piece.tries += 1;
        // Every request was answered: none is under way.
        piece.tried_ms = 0;
    }
    claimed.save(world).await?;
    Ok(Step::Wait(2 << piece.tries.min(4)))
}

/// Of refused rows that may have been created before, the records that carry their keys decide.
pub(super) async fn settle_doubtful(
    creation: &mut Creation,
    world: &World,
    claimed: &Claimed,
    outcomes: &mut Outcomes,
    mut doubtful: Vec<(u32, SalesforceError)>,
) -> Result<(), Failure> {
    doubtful.sort_unstable_by_key(|(row, _)| *row);
    let rows: Vec<u32> = doubtful.iter().map(|(row, _)| *row).collect();
    let mut found = creation.by_keys(world, claimed, &rows).await?;
    found.sort_unstable_by_key(|(row, _)| *row);
    for (row, error) in doubtful {
        match found.binary_search_by_key(&row, |(row, _)| *row).ok().and_then(|at| found.get(at)) {
            Some((_, id)) => outcomes.created(row, id),
            None => outcomes.failed(row, error.code(), error.message()),
        }
    }
    Ok(())
}

/// What came of each row of a request, or why nobody knows.
type Saved = Result<Vec<Result<RecordId, SalesforceError>>, Failure>;

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
        Ok(reply) => reply::saved(&reply.view(), rows.len()).map_err(|error| error.to_failure()),
        Err(error) => Err(told(error)),
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

//! Copies on records: written, changed, hidden, deleted.
//!
//! Bodies of case comments can be changed only by who may modify all cases. So it is tried, and where it is refused another
//! comment follows, which says that it takes the place of the one before; who sees that one can always be changed.
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_casecomment.htm>

use std::collections::BTreeMap;

use weftline_salesforce::error::{ErrorClass, SalesforceError};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply;
use weftline_salesforce::request::{self, COMPOSITE_MAX, CommentsOf, Subrequest, composite, is_reference};
use weftline_wire::document::{PairDocument, PairState};
use weftline_wire::salesforce::FieldValue;

use super::pairs::Pairs;
use super::words::digest;
use super::{Commented, UNDER_WAY_MS, of_record, resolve};
use crate::engine::World;
use crate::failure::Failure;
use crate::org::{CallError, Org};
use crate::retry;

/// What an intent's first word says: the copy gets further parts, is replaced by others, or is told to be over.
pub(super) const ADDS: &str = "adds";
pub(super) const REPLACES: &str = "replaces";
pub(super) const ENDS: &str = "ends";

/// A copy that is to be written.
pub(super) struct Copying {
    pub(super) of: CommentsOf,
    pub(super) record: RecordId,
    /// The pair as it will be: the words of the original now, and who sees it.
    pub(super) pair: PairDocument,
    /// Each part, with the comment that is changed; none writes a new one.
    pub(super) parts: Vec<(Option<RecordId>, String)>,
    pub(super) public: bool,
    /// Whether only who sees it changes.
    pub(super) words_stay: bool,
    /// What is written when the copy cannot be changed.
    pub(super) follow_up: Vec<String>,
    /// Whether the original is gone, and the pair with it.
    pub(super) is_over: bool,
}

/// What one request makes.
struct Sending<'a> {
    of: CommentsOf,
    record: RecordId,
    changes: Vec<(RecordId, BTreeMap<String, FieldValue>)>,
    texts: &'a [String],
    public: bool,
}

/// Writes a copy: changes it where it is there, else creates it, all of its parts or none.
pub(super) async fn copy(
    world: &World,
    org: &mut Org,
    pairs: &mut Pairs,
    copying: Copying,
    done: &mut Commented,
) -> Result<(), Failure> {
    let Copying { of, record, parts, public, .. } = &copying;
    let text = |text: &String| (!copying.words_stay).then_some(text.clone());
    let changes = parts.iter().filter_map(|(id, part)| {
        let fields = of.changes(text(part).as_deref(), Some(*public));
        (!fields.is_empty()).then_some(((*id)?, fields))
    });
    let texts: Vec<String> = parts.iter().filter(|(id, _)| id.is_none()).map(|(_, text)| text.clone()).collect();
    let sending = Sending { of: *of, record: *record, changes: changes.collect(), texts: &texts, public: *public };
    let is_there = parts.iter().any(|(id, _)| id.is_some());
    match attempt(world, org, pairs, &copying, &sending, ADDS, done).await? {
        Some(error) if is_there && error.class() == ErrorClass::Forbidden && !copying.words_stay => {
            follow(world, org, pairs, &copying, done).await
        }
        Some(error) if is_there && is_gone(&error) => {
            pairs.put(world, &ended(&copying.pair, PairState::CopyGone), &[]).await
        }
        Some(error) => refused(world, pairs, &copying, &error, done).await,
        None => Ok(()),
    }
}

/// Writes what takes the place of a copy that cannot be changed, and hides that one where the original is hidden.
pub(super) async fn follow(
    world: &World,
    org: &mut Org,
    pairs: &mut Pairs,
    copying: &Copying,
    done: &mut Commented,
) -> Result<(), Failure> {
    let fields = copying.of.changes(None, Some(copying.public && !copying.is_over));
    let changes = copying.parts.iter().filter_map(|(id, _)| (!fields.is_empty()).then_some(((*id)?, fields.clone())));
    let sending = Sending {
        of: copying.of,
        record: copying.record,
        changes: changes.collect(),
        texts: &copying.follow_up,
        public: copying.public && !copying.is_over,
    };
    let kind = if copying.is_over { ENDS } else { REPLACES };
    match attempt(world, org, pairs, copying, &sending, kind, done).await? {
        Some(error) if is_gone(&error) => pairs.put(world, &ended(&copying.pair, PairState::CopyGone), &[]).await,
        Some(error) => refused(world, pairs, copying, &error, done).await,
        None => Ok(()),
    }
}

/// Deletes a copy. Where that is not allowed it is hidden, and a comment says that the original is gone.
pub(super) async fn delete(
    world: &World,
    org: &mut Org,
    pairs: &mut Pairs,
    copying: Copying,
    done: &mut Commented,
) -> Result<(), Failure> {
    let name = copying.of.name();
    let ids: Vec<RecordId> = copying.parts.iter().filter_map(|(id, _)| *id).collect();
    let mut refusal = None;
    for part in ids.chunks(COMPOSITE_MAX) {
        let requests: Vec<Subrequest<'_>> = part.iter().map(|id| Subrequest::delete(&name, id)).collect();
        let sent =
            org.send(world, &retry::PAGE_READ, |session, timeout_ms| composite(session, &requests, false, timeout_ms));
        let sent = sent.await.map_err(CallError::into_failure)?;
        for reply in reply::composite(&sent.view()).map_err(|error| error.to_failure())? {
            match reply.read() {
                Ok(_) => {}
                Err(error) if is_gone(&error) => {}
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
    }
    match refusal {
        None => {
            let state = if copying.is_over { PairState::Over } else { PairState::Paired };
            pairs.put(world, &PairDocument { record_comments: Vec::new(), ..ended(&copying.pair, state) }, &[]).await
        }
        Some(error) if error.class() == ErrorClass::Forbidden && !copying.follow_up.is_empty() => {
            follow(world, org, pairs, &copying, done).await
        }
        Some(error) => refused(world, pairs, &copying, &error, done).await,
    }
}

/// One request, with an intent before it where it writes new comments, and the pair after it. Gives why it was refused.
async fn attempt(
    world: &World,
    org: &mut Org,
    pairs: &mut Pairs,
    copying: &Copying,
    sending: &Sending<'_>,
    kind: &str,
    done: &mut Commented,
) -> Result<Option<SalesforceError>, Failure> {
    let writes = !sending.texts.is_empty();
    let mut intent = PairDocument { state: PairState::Intended, tried_at_ms: world.now_ms(), ..copying.pair.clone() };
    intent.sent = vec![kind.to_owned()];
    intent.sent.extend(sending.texts.iter().map(|text| digest(text, sending.public)));
    if writes {
        pairs.put(world, &intent, &[]).await?;
    }
    let failure = match send(world, org, sending).await {
        Ok(ids) if writes => {
            let ids = ids.iter().map(RecordId::to_string).collect();
            return written(world, pairs, &intent, ids).await.map(|()| None);
        }
        Ok(_) => {
            let state = if copying.is_over { PairState::Over } else { PairState::Paired };
            return pairs.put(world, &ended(&copying.pair, state), &[]).await.map(|()| None);
        }
        Err(CallError::Refused(error)) if error.surely_not_done() && !error.to_failure().retryable => {
            return Ok(Some(error));
        }
        Err(CallError::Refused(error)) if error.surely_not_done() => error.to_failure(),
        Err(CallError::Failed(failure)) => failure,
        Err(error) if writes => {
            let failure = error.into_failure();
            match resolve::on_record(world, org, pairs, sending.of, &intent).await {
                Ok(Some(ids)) => return written(world, pairs, &intent, ids).await.map(|()| None),
                Ok(None) => {
                    done.again(UNDER_WAY_MS);
                    return Ok(None);
                }
                // It is looked for when this is tried again.
                Err(_) => return Err(failure),
            }
        }
        // Changing a comment twice does no harm.
        Err(error) => return Err(error.into_failure()),
    };
    if writes {
        // Should this not be stored, it is looked for first.
        intent.tried_at_ms = 0;
        let _stored = pairs.put(world, &intent, &[]).await;
    }
    Err(failure)
}

/// What was intended is there, as these comments.
pub(super) async fn written(
    world: &World,
    pairs: &mut Pairs,
    intent: &PairDocument,
    ids: Vec<String>,
) -> Result<(), Failure> {
    let kind = intent.sent.first().map_or(ADDS, String::as_str);
    let before = intent.record_comments.clone();
    let state = if kind == ENDS { PairState::Over } else { PairState::Paired };
    let mut pair = ended(intent, state);
    if kind == ADDS {
        pair.record_comments.extend(ids);
    } else {
        pair.record_comments = ids;
    }
    // Those that were replaced still lead here: they are no comments of somebody's.
    let more: Vec<String> = before.iter().map(|comment| of_record(comment, &intent.issue_id)).collect();
    pairs.put(world, &pair, &more).await
}

fn ended(pair: &PairDocument, state: PairState) -> PairDocument {
    PairDocument { state, sent: Vec::new(), ..pair.clone() }
}

async fn refused(
    world: &World,
    pairs: &mut Pairs,
    copying: &Copying,
    error: &SalesforceError,
    done: &mut Commented,
) -> Result<(), Failure> {
    done.refuse(error.to_failure());
    let state = if copying.is_over { PairState::Over } else { PairState::Refused };
    pairs.put(world, &ended(&copying.pair, state), &[]).await
}

fn is_gone(error: &SalesforceError) -> bool {
    matches!(error.class(), ErrorClass::Deleted | ErrorClass::NotFound)
}

/// Changes and new comments, all or none in one composite; one after the other where it would take their texts for
/// references, or has no room for them: then the changes first, for they can be repeated.
async fn send(world: &World, org: &mut Org, sending: &Sending<'_>) -> Result<Vec<RecordId>, CallError> {
    let Sending { of, record, changes, texts, public } = sending;
    let name = of.name();
    let refers = |fields: &BTreeMap<String, FieldValue>| request::refers(fields);
    let apart = changes.iter().any(|(_, fields)| refers(fields))
        || texts.iter().any(|text| is_reference(text))
        || changes.len() + texts.len() > COMPOSITE_MAX;
    if apart {
        for (id, fields) in changes {
            let sent = org.send(world, &retry::PAGE_READ, |session, timeout_ms| {
                request::update(session, &name, id, fields, None, timeout_ms)
            });
            sent.await?;
        }
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let sent = org.send(world, &retry::PAGE_WRITE, |session, timeout_ms| {
            request::write_comments(session, *of, record, texts, *public, timeout_ms)
        });
        let posted = reply::posted_comments(&sent.await?.view(), texts.len()).map_err(CallError::Refused)?;
        return Ok(posted.ids);
    }
    if changes.is_empty() && texts.is_empty() {
        return Ok(Vec::new());
    }
    let created: Vec<_> = texts.iter().map(|text| of.fields(record, text, *public)).collect();
    let mut requests: Vec<Subrequest<'_>> =
        changes.iter().map(|(id, fields)| Subrequest::update(&name, id, fields, None)).collect();
    requests.extend(created.iter().map(|fields| Subrequest::create(&name, fields, false)));
    let policy = if texts.is_empty() { &retry::PAGE_READ } else { &retry::PAGE_WRITE };
    let sent = org.send(world, policy, |session, timeout_ms| composite(session, &requests, true, timeout_ms)).await?;
    let replies = reply::composite(&sent.view()).map_err(CallError::Refused)?;
    if let Some(error) = first_error(&replies) {
        return Err(CallError::Refused(error));
    }
    let new = replies.iter().skip(changes.len());
    new.map(|reply| reply.read().and_then(|reply| reply::created(&reply)).map_err(CallError::Refused)).collect()
}

/// The error that the others follow from: what was undone for it says so.
fn first_error(replies: &[reply::SubReply<'_>]) -> Option<SalesforceError> {
    let undone =
        |error: &SalesforceError| matches!(error.code(), "PROCESSING_HALTED" | "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    let mut first: Option<SalesforceError> = None;
    for error in replies.iter().filter_map(|reply| reply.read().err()) {
        if first.as_ref().is_none_or(undone) {
            first = Some(error);
        }
    }
    first
}

//! Copies on records: written, changed, hidden, deleted. What is to be done is begun by storing the intent; then it travels
//! with the record's own changes where these are sent, or with other comments, each standing for itself.
//!
//! Bodies of case comments can be changed only by who may modify all cases. So it is tried, and where it is refused another
//! comment follows, which says that it takes the place of the one before; who sees that one can always be changed.
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_casecomment.htm>

use weftline_salesforce::error::{ErrorClass, SalesforceError};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply;
use weftline_salesforce::request::{COMPOSITE_MAX, COMPOSITE_QUERIES_MAX, composite};
use weftline_wire::document::{PairDocument, PairState};

use super::begun::{Begun, Copying, Sending, any_writes, fail, fitting, is_gone, requests, send, take};
use super::pairs::Pairs;
use super::resolve::Copies;
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

/// Stores the intent of a copy, where something is to be written anew.
pub(super) async fn begin(world: &World, pairs: &mut Pairs, copying: Copying) -> Result<Begun, Failure> {
    let sending = copying.sending();
    let intent = intend(world, pairs, &copying, &sending, ADDS).await?;
    Ok(Begun { copying, sending, intent, came: None })
}

async fn intend(
    world: &World,
    pairs: &mut Pairs,
    copying: &Copying,
    sending: &Sending,
    kind: &str,
) -> Result<PairDocument, Failure> {
    let mut intent = PairDocument { state: PairState::Intended, tried_at_ms: world.now_ms(), ..copying.pair.clone() };
    intent.sent = vec![kind.to_owned()];
    intent.sent.extend(sending.texts.iter().map(|text| digest(text, sending.public)));
    if !sending.created.is_empty() {
        pairs.put(world, &intent, &[]).await?;
    }
    Ok(intent)
}

/// Sends what was not sent yet, in as few calls as it takes, and notes what came of all.
pub(super) async fn settle(
    world: &World,
    org: &mut Org,
    pairs: &mut Pairs,
    mut begun: Vec<Begun>,
    done: &mut Commented,
) -> Result<(), Failure> {
    while let Some(at) = begun.iter().position(|one| one.came.is_none()) {
        let rest = begun.get_mut(at..).unwrap_or_default();
        let count = fitting(rest, COMPOSITE_MAX, COMPOSITE_QUERIES_MAX);
        if count == 0 {
            let Some(one) = rest.first_mut() else { break };
            one.came = Some(send(world, org, &one.sending).await);
            continue;
        }
        let together = rest.get_mut(..count).unwrap_or_default();
        let policy = if any_writes(together) { &retry::PAGE_WRITE } else { &retry::PAGE_READ };
        let asked =
            org.send(world, policy, |session, timeout_ms| composite(session, &requests(together), false, timeout_ms));
        let sent = asked.await;
        match sent {
            Ok(sent) => match reply::composite(&sent.view()) {
                Ok(replies) => take(together, &replies),
                Err(error) => fail(together, &CallError::Refused(error)),
            },
            Err(error) => fail(together, &error),
        }
    }
    let mut settling = Settling { world, org, pairs, done, is_silent: false };
    let mut first = None;
    for one in begun {
        if let Err(failure) = settling.conclude(one).await {
            first.get_or_insert(failure);
        }
    }
    first.map_or(Ok(()), Err)
}

/// Notes what came of what was sent.
struct Settling<'a> {
    world: &'a World,
    org: &'a mut Org,
    pairs: &'a mut Pairs,
    done: &'a mut Commented,
    /// The org did not answer when it was asked what is there: it is not asked of the others.
    is_silent: bool,
}

impl Settling<'_> {
    /// Notes what came of one, and does what follows from a refusal.
    async fn conclude(&mut self, one: Begun) -> Result<(), Failure> {
        let Begun { copying, sending, intent, came } = one;
        let Some(came) = came else { return Ok(()) };
        let Some(error) = self.note(&copying, &sending, intent, came).await? else { return Ok(()) };
        let is_there = copying.parts.iter().any(|(id, _)| id.is_some());
        let can_follow = if copying.deletes { !copying.follow_up.is_empty() } else { is_there && !copying.words_stay };
        if error.class() == ErrorClass::Forbidden && can_follow {
            return self.follow(&copying).await;
        }
        if is_there && !copying.deletes && is_gone(&error) {
            return self.pairs.put(self.world, &ended(&copying.pair, PairState::CopyGone), &[]).await;
        }
        self.refused(&copying, &error).await
    }

    /// Writes what takes the place of a copy that cannot be changed.
    async fn follow(&mut self, copying: &Copying) -> Result<(), Failure> {
        let sending = copying.following();
        let kind = if copying.is_over { ENDS } else { REPLACES };
        let intent = intend(self.world, self.pairs, copying, &sending, kind).await?;
        let came = send(self.world, self.org, &sending).await;
        match self.note(copying, &sending, intent, came).await? {
            Some(error) if is_gone(&error) => {
                self.pairs.put(self.world, &ended(&copying.pair, PairState::CopyGone), &[]).await
            }
            Some(error) => self.refused(copying, &error).await,
            None => Ok(()),
        }
    }

    /// Stores the pair after what came of a request. Gives why it was refused.
    async fn note(
        &mut self,
        copying: &Copying,
        sending: &Sending,
        mut intent: PairDocument,
        came: Result<Vec<RecordId>, CallError>,
    ) -> Result<Option<SalesforceError>, Failure> {
        let Self { world, org, pairs, done, is_silent } = self;
        let writes = !sending.created.is_empty();
        let shows = sending.public;
        let failure = match came {
            Ok(ids) if writes => {
                let copies = Copies { ids: ids.iter().map(RecordId::to_string).collect(), is_gone: false };
                return written(world, pairs, &intent, copies, shows).await.map(|()| None);
            }
            Ok(_) => {
                let state = if copying.is_over { PairState::Over } else { PairState::Paired };
                let mut pair = ended(&copying.pair, state);
                if !sending.deletions.is_empty() {
                    pair.record_comments.clear();
                }
                if !shows {
                    pair.replaced.clear();
                }
                return pairs.put(world, &pair, &[]).await.map(|()| None);
            }
            Err(CallError::Refused(error)) if error.surely_not_done() && !error.to_failure().retryable => {
                return Ok(Some(error));
            }
            Err(CallError::Refused(error)) if error.surely_not_done() => error.to_failure(),
            Err(CallError::Failed(failure)) => failure,
            Err(error) if writes => {
                let failure = error.into_failure();
                if *is_silent {
                    return Err(failure);
                }
                match resolve::on_record(world, org, pairs, &sending.of, &intent).await {
                    Ok(Some(copies)) => return written(world, pairs, &intent, copies, shows).await.map(|()| None),
                    Ok(None) => {
                        done.again(UNDER_WAY_MS);
                        return Ok(None);
                    }
                    // It is looked for when this is tried again.
                    Err(_) => {
                        *is_silent = true;
                        return Err(failure);
                    }
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

    async fn refused(&mut self, copying: &Copying, error: &SalesforceError) -> Result<(), Failure> {
        self.done.refuse(error.to_failure());
        let state = if copying.is_over { PairState::Over } else { PairState::Refused };
        self.pairs.put(self.world, &ended(&copying.pair, state), &[]).await
    }
}

/// What was intended is there, as these comments; whether customers may see what they took the place of.
pub(super) async fn written(
    world: &World,
    pairs: &mut Pairs,
    intent: &PairDocument,
    copies: Copies,
    shows: bool,
) -> Result<(), Failure> {
    let Copies { ids, is_gone } = copies;
    let kind = intent.sent.first().map_or(ADDS, String::as_str);
    let before = intent.record_comments.clone();
    let state = match kind {
        ENDS => PairState::Over,
        _ if is_gone => PairState::CopyGone,
        _ => PairState::Paired,
    };
    let mut pair = ended(intent, state);
    if kind == ADDS {
        pair.record_comments.extend(ids);
    } else {
        pair.record_comments = ids;
        pair.replaced.extend(before.iter().cloned());
    }
    if !shows {
        pair.replaced.clear();
    }
    // Those that were replaced still lead here: they are no comments of somebody's.
    let more: Vec<String> = before.iter().map(|comment| of_record(comment, &intent.issue_id)).collect();
    pairs.put(world, &pair, &more).await
}

fn ended(pair: &PairDocument, state: PairState) -> PairDocument {
    PairDocument { state, sent: Vec::new(), ..pair.clone() }
}

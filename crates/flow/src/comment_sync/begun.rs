//! What is asked for to write, change or delete a copy on a record, and how several travel in one call.

use std::collections::BTreeMap;

use weftline_salesforce::error::{ErrorClass, SalesforceError};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, SubReply};
use weftline_salesforce::request::{self, COMPOSITE_MAX, CommentsOf, Subrequest, composite, refers};
use weftline_wire::document::PairDocument;
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::FieldValue;

use crate::engine::World;
use crate::failure;
use crate::org::{CallError, Org};
use crate::retry;

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
    /// Whether the copy is deleted. Where that is not allowed it is hidden, and a comment says that the original is gone.
    pub(super) deletes: bool,
    /// What is written when the copy cannot be changed or deleted.
    pub(super) follow_up: Vec<String>,
    /// Whether the original is gone, and the pair with it.
    pub(super) is_over: bool,
    /// Earlier copies that customers may see.
    pub(super) replaced: Vec<RecordId>,
}

impl Copying {
    /// What is asked for first: the copy changes where it is there, else it is created, all of its parts or none.
    pub(super) fn sending(&self) -> Sending {
        if self.deletes {
            let ids = self.parts.iter().filter_map(|(id, _)| *id).chain(self.replaced.iter().copied());
            return Sending { hidden: Vec::new(), ..Sending::new(self, Vec::new(), &[], false, ids.collect()) };
        }
        let text = |text: &String| (!self.words_stay).then_some(text.clone());
        let changes = self.parts.iter().filter_map(|(id, part)| {
            let fields = self.of.changes(text(part).as_deref(), Some(self.public));
            (!fields.is_empty()).then_some(((*id)?, fields))
        });
        let texts: Vec<String> =
            self.parts.iter().filter(|(id, _)| id.is_none()).map(|(_, text)| text.clone()).collect();
        Sending::new(self, changes.collect(), &texts, self.public, Vec::new())
    }

    /// What takes the place of a copy that cannot be changed; that one is hidden where the original is, and never shown: its
    /// words are older than who may see the original now.
    pub(super) fn following(&self) -> Sending {
        let public = self.public && !self.is_over;
        let fields = if public { BTreeMap::new() } else { self.of.changes(None, Some(false)) };
        let changes = self.parts.iter().filter_map(|(id, _)| (!fields.is_empty()).then_some(((*id)?, fields.clone())));
        Sending::new(self, changes.collect(), &self.follow_up, public, Vec::new())
    }
}

/// What is asked for.
pub(super) struct Sending {
    pub(super) of: CommentsOf,
    pub(super) record: RecordId,
    pub(super) changes: Vec<(RecordId, BTreeMap<String, FieldValue>)>,
    pub(super) created: Vec<BTreeMap<String, FieldValue>>,
    pub(super) texts: Vec<String>,
    pub(super) public: bool,
    pub(super) deletions: Vec<RecordId>,
    /// Comments that customers must not see any more, as far as they are there.
    pub(super) hidden: Vec<(RecordId, BTreeMap<String, FieldValue>)>,
}

impl Sending {
    fn new(
        copying: &Copying,
        changes: Vec<(RecordId, BTreeMap<String, FieldValue>)>,
        texts: &[String],
        public: bool,
        deletions: Vec<RecordId>,
    ) -> Self {
        let Copying { of, record, .. } = copying;
        let created = texts.iter().map(|text| of.fields(record, text, public)).collect();
        let hides = of.changes(None, Some(false));
        let replaced = copying.replaced.iter().filter(|_| !public && !hides.is_empty());
        let hidden = replaced.map(|id| (*id, hides.clone())).collect();
        Self { of: of.clone(), record: *record, changes, created, texts: texts.to_vec(), public, deletions, hidden }
    }

    /// Whether a composite would take some of it for references.
    fn refers(&self) -> bool {
        self.changes.iter().map(|(_, fields)| fields).chain(&self.created).any(refers)
    }
}

/// A copy whose intent is stored, so that it can be sent.
pub(super) struct Begun {
    pub(super) copying: Copying,
    pub(super) sending: Sending,
    pub(super) intent: PairDocument,
    /// What came of it; none while it was not sent.
    pub(super) came: Option<Result<Vec<RecordId>, CallError>>,
}

impl Begun {
    /// Whether it can travel with others, each standing for itself: where old parts change and new ones are added, all of
    /// it has to be done, or nothing; and what customers must not see is hidden before anything else is written.
    fn is_sociable(&self) -> bool {
        let Sending { changes, created, deletions, hidden, .. } = &self.sending;
        !self.sending.refers()
            && (changes.is_empty() && hidden.is_empty() || created.is_empty())
            && changes.len().max(deletions.len()) + hidden.len() <= COMPOSITE_MAX
    }

    /// How many requests of a composite it takes, and how many of them count as queries.
    fn takes(&self) -> (usize, usize) {
        let Sending { changes, created, deletions, hidden, .. } = &self.sending;
        (
            hidden.len() + changes.len() + deletions.len() + usize::from(!created.is_empty()),
            usize::from(created.len() > 1),
        )
    }

    pub(super) fn writes(&self) -> bool {
        !self.sending.created.is_empty()
    }

    fn add_requests<'a>(&'a self, requests: &mut Vec<Subrequest<'a>>) {
        let Sending { of, changes, created, deletions, hidden, .. } = &self.sending;
        requests.extend(hidden.iter().map(|(id, fields)| Subrequest::update(&of.name(), id, fields, None)));
        requests.extend(deletions.iter().map(|id| Subrequest::delete(&of.name(), id)));
        requests.extend(changes.iter().map(|(id, fields)| Subrequest::update(&of.name(), id, fields, None)));
        if !created.is_empty() {
            requests.push(Subrequest::comments(of, created));
        }
    }

    /// Takes the answers to its requests.
    fn take(&mut self, replies: &[SubReply<'_>]) {
        let count = self.sending.created.len();
        let mut came = Ok(Vec::new());
        for (at, reply) in replies.iter().enumerate() {
            let is_hidden = at < self.sending.hidden.len();
            let read = reply.read();
            let error = match read {
                Ok(reply) if count > 0 && !is_hidden => match reply::written_comments(&reply, count) {
                    Ok(ids) => {
                        came = Ok(ids);
                        continue;
                    }
                    Err(error) => error,
                },
                Ok(_) => continue,
                Err(error) if (self.copying.deletes || is_hidden) && is_gone(&error) => continue,
                Err(error) => error,
            };
            if came.is_ok() {
                came = Err(refusal(error));
            }
        }
        self.came = Some(came);
    }
}

/// How many of these fit into a composite that has so much room, in their order.
pub(super) fn fitting(begun: &[Begun], requests: usize, queries: usize) -> usize {
    let (mut used, mut heavy) = (0, 0);
    for (at, one) in begun.iter().enumerate() {
        let (more, more_heavy) = one.takes();
        (used, heavy) = (used + more, heavy + more_heavy);
        if !one.is_sociable() || one.came.is_some() || used > requests || heavy > queries {
            return at;
        }
    }
    begun.len()
}

/// Whether one of these writes comments that must not be written twice.
pub(super) fn any_writes(begun: &[Begun]) -> bool {
    begun.iter().any(Begun::writes)
}

/// The requests of these.
pub(super) fn requests(begun: &[Begun]) -> Vec<Subrequest<'_>> {
    let mut requests = Vec::new();
    begun.iter().for_each(|one| one.add_requests(&mut requests));
    requests
}

/// Takes the answers to all of their requests.
pub(super) fn take(begun: &mut [Begun], replies: &[SubReply<'_>]) {
    let mut rest = replies;
    for one in begun {
        let (mine, others) = rest.split_at_checked(one.takes().0).unwrap_or_default();
        one.take(mine);
        rest = others;
    }
}

/// Says of these that the call with them came to nothing.
pub(super) fn fail(begun: &mut [Begun], error: &CallError) {
    for one in begun.iter_mut().filter(|one| one.came.is_none()) {
        one.came = Some(Err(error.clone()));
    }
}

/// What a refusal of one of several requests means: what was only halted because of another one is tried again.
fn refusal(error: SalesforceError) -> CallError {
    if error.code() == "PROCESSING_HALTED" {
        let text = "Salesforce did not do this because something else that was sent with it failed";
        return CallError::Failed(failure::of(FailureCode::Conflict, text));
    }
    CallError::Refused(error)
}

pub(super) fn is_gone(error: &SalesforceError) -> bool {
    matches!(error.class(), ErrorClass::Deleted | ErrorClass::NotFound)
}

/// Changes and new comments, all or none in one composite; one after the other where it would take their texts for
/// references, or has no room for them: then the changes first, for they can be repeated.
pub(super) async fn send(world: &World, org: &mut Org, sending: &Sending) -> Result<Vec<RecordId>, CallError> {
    let Sending { of, record, changes, created, texts, public, deletions, hidden } = sending;
    let name = of.name();
    let mut refusal = None;
    let mut first: Vec<Subrequest<'_>> =
        hidden.iter().map(|(id, fields)| Subrequest::update(&name, id, fields, None)).collect();
    first.extend(deletions.iter().map(|id| Subrequest::delete(&name, id)));
    for requests in first.chunks(COMPOSITE_MAX) {
        let sent =
            org.send(world, &retry::PAGE_READ, |session, timeout_ms| composite(session, requests, false, timeout_ms));
        for reply in reply::composite(&sent.await?.view()).map_err(CallError::Refused)? {
            refusal = refusal.or_else(|| reply.read().err().filter(|error| !is_gone(error)));
        }
    }
    if let Some(error) = refusal {
        return Err(CallError::Refused(error));
    }
    if changes.is_empty() && created.is_empty() {
        return Ok(Vec::new());
    }
    if sending.refers() || changes.len() + created.len() > COMPOSITE_MAX {
        for (id, fields) in changes {
            let sent = org.send(world, &retry::PAGE_READ, |session, timeout_ms| {
                request::update(session, &name, id, fields, None, timeout_ms)
            });
            sent.await?;
        }
        if created.is_empty() {
            return Ok(Vec::new());
        }
        let sent = org.send(world, &retry::PAGE_WRITE, |session, timeout_ms| {
            request::write_comments(session, of, record, texts, *public, timeout_ms)
        });
        let posted = reply::posted_comments(&sent.await?.view(), texts.len()).map_err(CallError::Refused)?;
        return Ok(posted.ids);
    }
    let mut requests: Vec<Subrequest<'_>> =
        changes.iter().map(|(id, fields)| Subrequest::update(&name, id, fields, None)).collect();
    requests.extend(created.iter().map(|fields| Subrequest::create(&name, fields, false)));
    let policy = if created.is_empty() { &retry::PAGE_READ } else { &retry::PAGE_WRITE };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cmt_1_what_was_halted_because_of_something_else_is_tried_again() {
        let reply = |code: &str| {
            let body = format!(r#"[{{"errorCode":"{code}","message":"x"}}]"#);
            let Err(error) = reply::read(400, &[], body.as_bytes()) else { panic!("it is refused") };
            error
        };
        let CallError::Failed(failure) = refusal(reply("PROCESSING_HALTED")) else { panic!("nothing was done") };
        assert!(failure.retryable);
        assert!(matches!(refusal(reply("FIELD_INTEGRITY_EXCEPTION")), CallError::Refused(_)));
    }
}

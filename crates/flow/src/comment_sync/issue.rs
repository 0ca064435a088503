//! Copies on the issue: written, changed, hidden, deleted, as the app.

use weftline_jira::error::JiraError;
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_wire::document::{PairDocument, PairState};
use weftline_wire::json::Json;

use super::pairs::Pairs;
use super::record::ADDS;
use super::words::{digest, text_of};
use super::{Commented, Commenting, UNDER_WAY_MS, resolve};
use crate::engine::World;
use crate::failure::Failure;
use crate::site::{self, SiteError, SiteReply};

/// Jira does not have it, or does not show it.
const MISSING: u16 = 404;
/// Jira asks to wait: nothing was done.
const TOO_MANY: u16 = 429;

/// A copy that is to be written.
pub(super) struct Copying {
    /// The pair as it will be.
    pub(super) pair: PairDocument,
    /// The comment that is changed; none writes a new one.
    pub(super) existing: Option<String>,
    pub(super) body: Json,
    pub(super) public: bool,
    /// Whether the original is gone, and the pair with it.
    pub(super) is_over: bool,
}

/// Writes a copy: changes it where it is there, else creates it.
pub(super) async fn copy(
    world: &World,
    commenting: &Commenting<'_>,
    pairs: &mut Pairs,
    copying: Copying,
    done: &mut Commented,
) -> Result<(), Failure> {
    match &copying.existing {
        Some(comment) => {
            let effect = jira_request::edit_comment(commenting.issue_id, comment, &copying.body, !copying.public);
            end(world, pairs, &copying.pair, site::ask(world, effect).await, copying.is_over, done).await
        }
        None => create(world, commenting, pairs, copying, done).await,
    }
}

/// Deletes the copy of a comment that is gone.
pub(super) async fn delete(
    world: &World,
    commenting: &Commenting<'_>,
    pairs: &mut Pairs,
    pair: &PairDocument,
    existing: &str,
    done: &mut Commented,
) -> Result<(), Failure> {
    let asked = site::ask(world, jira_request::delete_comment(commenting.issue_id, existing)).await;
    end(world, pairs, pair, asked, true, done).await
}

/// What came of a request that may be repeated.
async fn end(
    world: &World,
    pairs: &mut Pairs,
    pair: &PairDocument,
    asked: Result<SiteReply, SiteError>,
    is_over: bool,
    done: &mut Commented,
) -> Result<(), Failure> {
    let state = match asked {
        Ok(_) if is_over => PairState::Over,
        Ok(_) => PairState::Paired,
        Err(SiteError::Refused(error)) if error.status() == MISSING => {
            if is_over {
                PairState::Over
            } else {
                PairState::CopyGone
            }
        }
        Err(SiteError::Refused(error)) if !error.is_retryable() => {
            done.refuse(error.to_failure());
            if is_over { PairState::Over } else { PairState::Refused }
        }
        Err(error) => return Err(error.into_failure()),
    };
    pairs.put(world, &ended(pair, state), &[]).await
}

async fn create(
    world: &World,
    commenting: &Commenting<'_>,
    pairs: &mut Pairs,
    copying: Copying,
    done: &mut Commented,
) -> Result<(), Failure> {
    let Copying { pair, body, public, .. } = copying;
    let text = text_of(&body);
    let mut intent = PairDocument {
        state: PairState::Intended,
        tried_at_ms: world.now_ms(),
        issue_comment: None,
        sent: vec![ADDS.to_owned(), digest(&text, public)],
        ..pair
    };
    pairs.put(world, &intent, &[]).await?;
    let original = intent.record_comments.first().cloned().unwrap_or_default();
    let written = match send(world, commenting, &body, &text, public, &original).await {
        Ok(reply) => jira_reply::written_comment(&reply.view()).map_err(SiteError::Refused),
        Err(error) => Err(error),
    };
    let failure = match written {
        Ok(comment) => return paired(world, pairs, &intent, comment).await,
        Err(SiteError::Refused(error)) if error.status() == TOO_MANY => {
            // Should this not be stored, it is looked for first.
            intent.tried_at_ms = 0;
            let _stored = pairs.put(world, &intent, &[]).await;
            return Err(error.to_failure());
        }
        Err(SiteError::Refused(error)) if !error.is_retryable() => {
            done.refuse(error.to_failure());
            return pairs.put(world, &ended(&intent, PairState::Refused), &[]).await;
        }
        Err(error) => error.into_failure(),
    };
    match resolve::on_issue(world, commenting, pairs, &intent).await {
        Ok(Some(comment)) => paired(world, pairs, &intent, comment).await,
        Ok(None) => {
            done.again(UNDER_WAY_MS);
            Ok(())
        }
        Err(_) => Err(failure),
    }
}

/// Sends a new comment. Who sees it is said by the request itself: in a service project customers see nothing unless the
/// service desk API is told so, and an issue that is no request, which that API does not know, gets it as internal.
async fn send(
    world: &World,
    commenting: &Commenting<'_>,
    body: &Json,
    text: &str,
    public: bool,
    original: &str,
) -> Result<SiteReply, SiteError> {
    let issue = commenting.issue_id;
    if commenting.is_service {
        let wiki = jira_request::plain(text);
        let is_no_request = |error: &JiraError| error.status() == MISSING;
        match site::ask(world, jira_request::copy_to_request(issue, &wiki, public)).await {
            Err(SiteError::Refused(error)) if is_no_request(&error) => {}
            other => return other,
        }
    }
    site::ask(world, jira_request::copy_to_issue(issue, body, original)).await
}

/// What was intended is there, as this comment.
pub(super) async fn paired(
    world: &World,
    pairs: &mut Pairs,
    intent: &PairDocument,
    comment: String,
) -> Result<(), Failure> {
    let pair = PairDocument { issue_comment: Some(comment), ..ended(intent, PairState::Paired) };
    pairs.put(world, &pair, &[]).await
}

pub(super) fn ended(pair: &PairDocument, state: PairState) -> PairDocument {
    PairDocument { state, sent: Vec::new(), ..pair.clone() }
}

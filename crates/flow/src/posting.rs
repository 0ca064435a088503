//! Comments and feed posts, each posted once: the intent is stored before anything is sent, and what an attempt may
//! have left behind is looked for before another one sends.
//!
//! Salesforce has no field on comments or feed posts that would carry a key. So a post is told by its author, its
//! parent, its words and its time; and it is not sent again for as long as the attempt before may be under way.

use weftline_jira::{reply, request};
use weftline_wire::document::{PostDocument, PostState, Versioned};
use weftline_wire::failure::FailureCode;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::org::{CallError, Org, wait};
use crate::site::{self, SiteError};
use crate::store::{self, Among, Committed, Entity, Transaction, key};

/// How long a post's document is kept.
const KEPT_SECONDS: u32 = 30 * 24 * 60 * 60;

/// After this, an attempt is surely over: a resolver may take 25 seconds, and a request is given up before.
const UNDER_WAY_MS: u64 = 30_000;

/// How often an attempt that may be under way is looked at again, and after how long.
const LOOKS_MAX: u32 = 4;
const LOOK_MS: u32 = 800;

/// How far Salesforce's clock may be behind ours.
const CLOCK_SKEW_MS: u64 = 2 * 60 * 1_000;

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// Other posts to the same record that are looked at.
const OTHERS_MAX: u32 = 100;

/// What is to be posted.
pub(crate) struct Post<'a> {
    /// Its key: see [`key`].
    pub(crate) key: String,
    /// All that is posted, signature, visibility and place included, in one text: one post id is for one of them.
    pub(crate) whole: &'a str,
    /// Who posts.
    pub(crate) author: &'a str,
}

/// What is to be done about a post.
pub(crate) enum Begun {
    /// It was posted before; the ids of what was made of it, the oldest first.
    Posted(Vec<String>),
    /// It was never sent: send it.
    Send(Intent),
    /// It may have been sent: look for it, and then [`Intent::posted`] or [`Intent::again`].
    Look(Intent),
}

/// A post that is stored as intended.
pub(crate) struct Intent {
    key: String,
    stored: Versioned<PostDocument>,
}

/// The key of a post's document. `post_id` is made by the page: 32 hexadecimal digits.
pub(crate) fn key(issue_id: &str, record_id: &str, post_id: &str) -> Result<String, Failure> {
    if post_id.len() != 32 || !post_id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(failure::of(FailureCode::Invalid, "the post's id is not one of 32 hexadecimal digits"));
    }
    Ok(key::post(issue_id, record_id, &post_id.to_ascii_lowercase()))
}

/// What is stored of a post: read in the turn of [`crate::ground::Ground::read`], for [`begin`].
pub(crate) async fn read(world: &World, key: &str) -> Result<Option<Versioned<PostDocument>>, Failure> {
    store::entity(world, Entity::Post, key).await
}

/// The user's name in Jira, for the signature.
pub(crate) async fn user_name(world: &World) -> Result<String, Failure> {
    let reply = site::ask(world, request::myself()).await.map_err(SiteError::into_failure)?;
    let person = reply::person(&reply.view()).map_err(|error| error.to_failure())?;
    Ok(person.display_name)
}

/// Makes a post ours to send, or says what became of it.
pub(crate) async fn begin(
    world: &World,
    post: &Post<'_>,
    mut before: Option<Versioned<PostDocument>>,
) -> Result<Begun, Failure> {
    let digest = weftline_configuration::hash(post.whole);
    let mut looks = 0;
    for _ in 0..ATTEMPTS_MAX {
        match before {
            Some(stored) if !matches!(stored.document.state, PostState::Refused) => {
                if stored.document.digest != digest {
                    return Err(failure::of(FailureCode::Invalid, "this post's id belongs to another text"));
                }
                if let PostState::Posted { ids } = stored.document.state {
                    return Ok(Begun::Posted(ids));
                }
                if looks == LOOKS_MAX || left_ms(world, &stored.document) == 0 {
                    return Ok(Begun::Look(Intent { key: post.key.clone(), stored }));
                }
                looks += 1;
                wait(world, LOOK_MS).await?;
            }
            before => {
                let document = PostDocument {
                    state: PostState::Intended,
                    digest: digest.clone(),
                    author: post.author.to_owned(),
                    intended_at_ms: world.now_ms(),
                    tried_at_ms: world.now_ms(),
                };
                if let Some(stored) = write(world, &post.key, before.as_ref(), document).await? {
                    return Ok(Begun::Send(Intent { key: post.key.clone(), stored }));
                }
            }
        }
        before = read(world, &post.key).await?;
    }
    Err(under_way(LOOK_MS))
}

impl Intent {
    /// Since when it may have been posted, by Salesforce's clock, in ms since 1970.
    pub(crate) fn since_ms(&self) -> u64 {
        self.stored.document.intended_at_ms.saturating_sub(CLOCK_SKEW_MS)
    }

    /// What other posts of this issue have made on the record: it is not what became of this one, though it may say
    /// the same.
    pub(crate) async fn others(&self, world: &World) -> Result<Vec<String>, Failure> {
        let prefix = self.key.rsplit_once(':').map_or("", |(prefix, _)| prefix);
        let (items, _) = store::query(world, Entity::Post, Among::Prefix(prefix), OTHERS_MAX).await?;
        let mut others = Vec::new();
        for item in items.iter().filter(|item| item.key != self.key) {
            let stored: Versioned<PostDocument> = store::read_item(Entity::Post, item)?;
            if let PostState::Posted { ids } = stored.document.state {
                others.extend(ids);
            }
        }
        Ok(others)
    }

    /// It was looked for and is not there: makes it ours to send once more. Refused while the attempt before may still
    /// be under way.
    pub(crate) async fn again(self, world: &World) -> Result<Self, Failure> {
        let left_ms = left_ms(world, &self.stored.document);
        if left_ms > 0 {
            return Err(under_way(left_ms));
        }
        let document = PostDocument { tried_at_ms: world.now_ms(), ..self.stored.document.clone() };
        match write(world, &self.key, Some(&self.stored), document).await? {
            Some(stored) => Ok(Self { key: self.key, stored }),
            None => Err(under_way(LOOK_MS)),
        }
    }

    /// It is there. Should this not be stored, the next attempt finds it all the same.
    pub(crate) async fn posted(&self, world: &World, ids: Vec<String>) {
        self.end(world, PostState::Posted { ids }).await;
    }

    /// It could not be sent, or its answer was lost. Gives why, when it has to be looked for; fails when it is surely
    /// not there. Should that not be stored, the next attempt looks for it first.
    pub(crate) async fn lost(&self, world: &World, error: CallError) -> Result<Failure, Failure> {
        let surely_not_there = match &error {
            CallError::Refused(error) => error.surely_not_done(),
            CallError::Failed(_) => true,
            CallError::Ambiguous(_) => false,
        };
        let failure = error.into_failure();
        if surely_not_there {
            self.end(world, PostState::Refused).await;
            return Err(failure);
        }
        Ok(failure)
    }

    async fn end(&self, world: &World, state: PostState) {
        let document = PostDocument { state, ..self.stored.document.clone() };
        let _stored = write(world, &self.key, Some(&self.stored), document).await;
    }
}

/// Salesforce's answer was lost, and nothing is found: nobody knows yet.
pub(crate) fn unclear(cause: &Failure) -> Failure {
    let text = ["Salesforce's answer was lost (", &cause.text, "); trying again posts it only if it is not there"];
    let mut failure = failure::of(FailureCode::CreationUnclear, text.concat());
    failure.retry_after_ms = u32::try_from(UNDER_WAY_MS).ok();
    failure
}

/// Who posts in Salesforce: the connection's user. None of connections of which that is not known.
pub(crate) fn poster(org: &Org) -> Option<weftline_salesforce::id::RecordId> {
    weftline_salesforce::id::RecordId::parse(&org.connection.document.user_id).ok()
}

/// Writes a post's document in place of the one that was read, for as long as that would have been kept.
pub(crate) fn replace(
    transaction: &mut Transaction,
    world: &World,
    key: &str,
    before: &Versioned<PostDocument>,
    document: &PostDocument,
) -> Result<(), Failure> {
    let age_seconds = world.now_ms().saturating_sub(before.document.tried_at_ms) / 1_000;
    let left_seconds = u64::from(KEPT_SECONDS).saturating_sub(age_seconds).max(1);
    transaction.put_for(Entity::Post, key, Some(before), document, u32::try_from(left_seconds).unwrap_or(KEPT_SECONDS))
}

async fn write(
    world: &World,
    key: &str,
    before: Option<&Versioned<PostDocument>>,
    document: PostDocument,
) -> Result<Option<Versioned<PostDocument>>, Failure> {
    let mut transaction = Transaction::default();
    transaction.put_for(Entity::Post, key, before, &document, KEPT_SECONDS)?;
    Ok(match transaction.commit(world).await? {
        Committed::Yes => Some(Versioned { revision: before.map_or(0, |before| before.revision) + 1, document }),
        Committed::Conflict => None,
    })
}

/// For how long the last attempt may still be under way.
fn left_ms(world: &World, document: &PostDocument) -> u32 {
    let over_at_ms = document.tried_at_ms + UNDER_WAY_MS;
    u32::try_from(over_at_ms.saturating_sub(world.now_ms())).unwrap_or(u32::MAX)
}

fn under_way(left_ms: u32) -> Failure {
    let text = "this was sent a moment ago, and its answer is still awaited; try again in half a minute";
    let mut failure = failure::of(FailureCode::Conflict, text);
    failure.retry_after_ms = Some(left_ms);
    failure
}

//! Renewing a session's tokens, safe under concurrent workers.
//!
//! With refresh token rotation a refresh token is good for one use: to send it twice revokes the whole family. So one
//! worker at a time renews, under a lease in the connection's document; the new tokens are stored as a new secret
//! before anything uses them; then the pointer moves by condition. Whoever comes late follows the pointer, and whoever
//! takes over from a worker that died looks first whether it had stored its tokens.

use weftline_salesforce::address::Address;
use weftline_salesforce::error::ErrorClass;
use weftline_salesforce::{reply, request};
use weftline_wire::document::{ClientSecret, Connection, ConnectionState, GrantKind, Lease, TokenSet, Versioned};
use weftline_wire::effect::Effect;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::links::hex;
use crate::org::{self, CallError, Org, exchange, random_bytes, session, wait};
use crate::store::{self, Committed, Entity, Transaction, key};

/// How long a lease is good for: longer than any function that may hold it runs.
const LEASE_MS: u64 = 60_000;

/// How long a token request may take; well within the lease.
const PATIENCE_MS: u32 = 8_000;

/// What is left of the invocation's time after a token request: enough to store what came. A reply that cannot be
/// stored is a refresh token lost.
const STORING_MS: u32 = 4_000;

/// How often the storing of new tokens is tried, and the pause between.
const STORING_ATTEMPTS_MAX: u32 = 5;
const STORING_PAUSE_MS: u32 = 200;

/// How long a worker waits for another's renewal before it looks again.
const POLL_MS: u32 = 400;

/// Whose a newer session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Renewed {
    /// Another worker's, who may have got it a while ago.
    Adopted,
    /// Salesforce has just given it.
    Made,
}

/// What the admin has to do when the tokens are final no more.
pub(crate) fn reconnect_needed() -> Failure {
    failure::of(
        FailureCode::ReconnectNeeded,
        "Salesforce no longer accepts this connection; an admin has to reconnect it",
    )
}

/// Gives the org a session newer than the one it has: another worker's, or one of its own making.
pub(crate) async fn renew(world: &World, org: &mut Org) -> Result<Renewed, Failure> {
    loop {
        let Some(now) = org::stored(world, &org.id).await? else {
            return Err(failure::of(FailureCode::NotConnected, "the Salesforce org was disconnected"));
        };
        if now.document.state == ConnectionState::ReconnectNeeded {
            return Err(reconnect_needed());
        }
        if !same_tokens(&now.document, &org.connection.document) {
            *org = Org::open(world, &org.id, Some(now)).await?;
            return Ok(Renewed::Adopted);
        }
        let Some(held) = lease(world, &org.id, &now).await? else {
            wait(world, POLL_MS).await?;
            continue;
        };
        match renew_under_lease(world, org, held).await? {
            Some(renewed) => return Ok(renewed),
            // Salesforce is handling this very token for someone else: their result is what counts.
            None => wait(world, POLL_MS).await?,
        }
    }
}

fn same_tokens(one: &Connection, other: &Connection) -> bool {
    one.token_set == other.token_set && one.family == other.family
}

/// Takes the right to write a connection's secrets; none while another worker has it, or was quicker.
pub(crate) async fn lease(
    world: &World,
    id: &str,
    now: &Versioned<Connection>,
) -> Result<Option<Versioned<Connection>>, Failure> {
    if now.document.lease.as_ref().is_some_and(|lease| lease.until_ms > world.now_ms()) {
        return Ok(None);
    }
    let holder = hex(&random_bytes(world, 8).await?);
    let lease = Lease { holder, until_ms: world.now_ms() + LEASE_MS };
    let document = Connection { lease: Some(lease), ..now.document.clone() };
    replace(world, id, now, document).await
}

/// Writes a connection's document; none when somebody else wrote meanwhile.
pub(crate) async fn replace(
    world: &World,
    id: &str,
    before: &Versioned<Connection>,
    document: Connection,
) -> Result<Option<Versioned<Connection>>, Failure> {
    let mut transaction = Transaction::default();
    transaction.put(Entity::Connection, id, Some(before), &document)?;
    Ok(match transaction.commit(world).await? {
        Committed::Yes => Some(Versioned { revision: before.revision + 1, document }),
        Committed::Conflict => None,
    })
}

/// None when Salesforce is at it for someone else.
async fn renew_under_lease(
    world: &World,
    org: &mut Org,
    held: Versioned<Connection>,
) -> Result<Option<Renewed>, Failure> {
    let secrets = match Secrets::read(world, &org.id, &held.document).await {
        Ok(secrets) => secrets,
        Err(failure) => {
            release(world, &org.id, &held, None).await?;
            return Err(failure);
        }
    };
    let Secrets { client, current, next, oldest_set } = secrets;
    let moved = Connection {
        token_set: held.document.token_set + 1,
        oldest_set,
        lease: None,
        trouble: None,
        announced: false,
        ..held.document.clone()
    };
    if let Some(tokens) = next {
        // A worker died between storing its tokens and moving the pointer.
        let moved = Connection { renewed_at_ms: tokens.issued_at_ms, ..moved };
        point(world, org, held, moved, tokens).await?;
        return Ok(Some(Renewed::Adopted));
    }
    let (Some(client), Some(current)) = (client, current) else {
        let gone = failure::of(FailureCode::ReconnectNeeded, "the connection's tokens are gone: reconnect the org");
        return Err(give_up(world, &org.id, &held, gone).await?);
    };
    let token = match request_token(world, &held.document, &client, &current).await {
        Ok(token) => token,
        Err(CallError::Refused(error)) => {
            let failure = error.to_failure();
            return match error.class() {
                ErrorClass::OAuthBusy => release(world, &org.id, &held, None).await.map(|()| None),
                ErrorClass::OAuthFinal | ErrorClass::OAuthConfiguration => {
                    Err(give_up(world, &org.id, &held, failure).await?)
                }
                // The token is as good as it was, but an admin of Salesforce has to act before it can be used.
                ErrorClass::SessionNotRefreshable | ErrorClass::Forbidden => {
                    release(world, &org.id, &held, Some(&failure)).await?;
                    Err(failure)
                }
                _ => {
                    release(world, &org.id, &held, None).await?;
                    Err(failure)
                }
            };
        }
        Err(error) => {
            release(world, &org.id, &held, None).await?;
            return Err(error.into_failure());
        }
    };
    let tokens = TokenSet {
        access_token: token.access_token,
        refresh_token: token.refresh_token.or(current.refresh_token),
        issued_at_ms: token.issued_at_ms.unwrap_or_else(|| world.now_ms()),
    };
    keep(world, key::token_set(&org.id, &moved.family, moved.token_set), &tokens).await?;
    let moved = Connection { instance_url: token.instance.as_str().to_owned(), renewed_at_ms: world.now_ms(), ..moved };
    point(world, org, held, moved, tokens).await?;
    Ok(Some(Renewed::Made))
}

/// What a renewal needs.
struct Secrets {
    client: Option<ClientSecret>,
    current: Option<TokenSet>,
    /// The set after the current one, if a worker died before it moved the pointer.
    next: Option<TokenSet>,
    oldest_set: u32,
}

impl Secrets {
    /// Reads them, and deletes sets that nobody needs any more: readers that are under way may still hold the set
    /// before the current one while it is replaced, but none before that.
    async fn read(world: &World, id: &str, held: &Connection) -> Result<Self, Failure> {
        let set = |number| store::get_secret::<TokenSet>(world, key::token_set(id, &held.family, number));
        let old = (held.oldest_set..held.token_set)
            .map(|number| store::delete_secret(world, key::token_set(id, &held.family, number)));
        let ((client, deleted), (current, next)) = join(
            join(store::get_secret::<ClientSecret>(world, key::client(id, &held.family)), join_all(old)),
            join(set(held.token_set), set(held.token_set + 1)),
        )
        .await;
        let gone = deleted.iter().all(Result::is_ok);
        let oldest_set = if gone { held.token_set } else { held.oldest_set };
        Ok(Self { client: client?, current: current?, next: next?, oldest_set })
    }
}

/// Stores the only refresh token that there is: as often as it takes, while there is time. To write the same twice does
/// no harm.
async fn keep(world: &World, key: String, tokens: &TokenSet) -> Result<(), Failure> {
    let mut attempts = 0;
    loop {
        let Err(failure) = store::set_secret(world, key.clone(), tokens).await else {
            return Ok(());
        };
        attempts += 1;
        if attempts == STORING_ATTEMPTS_MAX {
            return Err(failure);
        }
        wait(world, STORING_PAUSE_MS).await?;
    }
}

/// Moves the pointer to tokens that are stored, and gives the org their session.
async fn point(
    world: &World,
    org: &mut Org,
    held: Versioned<Connection>,
    moved: Connection,
    tokens: TokenSet,
) -> Result<(), Failure> {
    match replace(world, &org.id, &held, moved).await? {
        Some(connection) => {
            org.session = session(&connection.document, tokens)?;
            org.connection = connection;
        }
        // Someone wrote meanwhile: theirs is what counts.
        None => *org = Org::read_and_open(world, &org.id).await?,
    }
    Ok(())
}

/// Asks for tokens. After an ambiguous end there is one more attempt: had the first succeeded, its token is lost
/// whatever we do; had it not, this one saves the connection.
async fn request_token(
    world: &World,
    connection: &Connection,
    client: &ClientSecret,
    current: &TokenSet,
) -> Result<reply::TokenReply, CallError> {
    let login =
        Address::parse_login(&connection.login_url).map_err(|error| CallError::Failed(Box::new(error.to_failure())))?;
    let effect = || -> Result<Effect, CallError> {
        let patience_ms = PATIENCE_MS.min(world.remaining_ms().saturating_sub(STORING_MS));
        if patience_ms < PATIENCE_MS / 4 {
            let text = "there was not enough time left to renew the connection to Salesforce";
            return Err(CallError::Failed(failure::of(FailureCode::OutOfTime, text)));
        }
        Ok(match (connection.grant, &current.refresh_token) {
            (GrantKind::ClientCredentials, _) => request::token_client_credentials(&login, client, patience_ms),
            (GrantKind::RefreshToken, Some(token)) => request::token_refresh(&login, client, token, patience_ms),
            (GrantKind::RefreshToken, None) => return Err(CallError::Failed(reconnect_needed())),
        })
    };
    let reply = match exchange(world, effect()?).await {
        Err(CallError::Ambiguous(_)) => exchange(world, effect()?).await?,
        other => other?,
    };
    reply::token(&reply.view()).map_err(CallError::Refused)
}

/// Marks the connection: an admin has to act. Whoever wrote meanwhile knows better.
async fn give_up(world: &World, id: &str, held: &Versioned<Connection>, failure: Failure) -> Result<Failure, Failure> {
    let document = Connection {
        state: ConnectionState::ReconnectNeeded,
        lease: None,
        trouble: Some(*failure),
        announced: false,
        ..held.document.clone()
    };
    if replace(world, id, held, document).await?.is_some() {
        ring(world).await;
    }
    Ok(reconnect_needed())
}

/// Gives the lease back, and notes what an admin has to see to.
async fn release(
    world: &World,
    id: &str,
    held: &Versioned<Connection>,
    trouble: Option<&Failure>,
) -> Result<(), Failure> {
    let mut document = Connection { lease: None, ..held.document.clone() };
    let new = trouble.filter(|trouble| document.trouble.as_ref() != Some(trouble));
    if let Some(trouble) = new {
        document.trouble = Some((**trouble).clone());
        document.announced = false;
    }
    if replace(world, id, held, document).await?.is_some() && new.is_some() {
        ring(world).await;
    }
    Ok(())
}

/// Has admins told soon; the schedule does it later where this fails.
async fn ring(world: &World) {
    let _ = store::push(world, Job::Sweep {}, 0).await;
}

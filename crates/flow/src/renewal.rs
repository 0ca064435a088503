//! Renewing a session's tokens, safe under concurrent workers.
//!
//! With refresh token rotation a refresh token is good for one use: to send it twice revokes the whole family. So one
//! worker at a time renews, under a lease in the connection's document; the new tokens are stored as a new secret
//! before anything uses them; then the pointer moves by condition. Whoever comes late follows the pointer.

use weftline_salesforce::address::Address;
use weftline_salesforce::error::ErrorClass;
use weftline_salesforce::{reply, request};
use weftline_wire::document::{ClientSecret, Connection, ConnectionState, GrantKind, Lease, TokenSet, Versioned};
use weftline_wire::effect::Effect;
use weftline_wire::failure::FailureCode;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::links::hex;
use crate::org::{self, CallError, Org, exchange, random_bytes, session, wait};
use crate::store::{self, Committed, Entity, Transaction, key};

/// How long a lease is good for: longer than any function that may hold it runs.
const LEASE_MS: u64 = 60_000;

/// How long a token request may take; well within the lease.
const PATIENCE_MS: u32 = 8_000;

/// How long a worker waits for another's renewal before it looks again.
const POLL_MS: u32 = 400;

/// What the admin has to do when the tokens are final no more.
pub(crate) fn reconnect_needed() -> Failure {
    failure::of(
        FailureCode::ReconnectNeeded,
        "Salesforce no longer accepts this connection; an admin has to reconnect it",
    )
}

/// Gives the org a session newer than the one it has: another worker's, or one of its own making.
pub(crate) async fn renew(world: &World, org: &mut Org) -> Result<(), Failure> {
    loop {
        let Some(now) = org::stored(world, &org.id).await? else {
            return Err(failure::of(FailureCode::NotConnected, "the Salesforce org was disconnected"));
        };
        if now.document.state == ConnectionState::ReconnectNeeded {
            return Err(reconnect_needed());
        }
        if now.document.token_set != org.connection.document.token_set {
            *org = Org::open(world, &org.id, Some(now)).await?;
            return Ok(());
        }
        let taken = now.document.lease.as_ref().is_some_and(|lease| lease.until_ms > world.now_ms());
        if taken {
            wait(world, POLL_MS).await?;
            continue;
        }
        if let Some(held) = take_lease(world, &org.id, &now).await? {
            return renew_under_lease(world, org, held).await;
        }
    }
}

async fn take_lease(
    world: &World,
    id: &str,
    now: &Versioned<Connection>,
) -> Result<Option<Versioned<Connection>>, Failure> {
    let holder = hex(&random_bytes(world, 8).await?);
    let lease = Lease { holder, until_ms: world.now_ms() + LEASE_MS };
    let document = Connection { lease: Some(lease), ..now.document.clone() };
    replace(world, id, now, document).await
}

/// Writes a connection's document; none when somebody else wrote meanwhile.
async fn replace(
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

async fn renew_under_lease(world: &World, org: &mut Org, held: Versioned<Connection>) -> Result<(), Failure> {
    let number = held.document.token_set;
    let (client, current) = join(
        store::get_secret::<ClientSecret>(world, key::client(&org.id)),
        store::get_secret::<TokenSet>(world, key::token_set(&org.id, number)),
    )
    .await;
    let (Some(client), Some(current)) = (client?, current?) else {
        return Err(give_up(world, &org.id, held).await?);
    };
    let login = Address::parse_login(&held.document.login_url).map_err(|error| error.to_failure())?;
    let token = match request_token(world, &login, held.document.grant, &client, &current).await {
        Ok(token) => token,
        Err(CallError::Refused(error)) if error.class() == ErrorClass::OAuthBusy => {
            // Salesforce is handling this very token for someone else: their result is what counts.
            release(world, &org.id, held).await?;
            wait(world, POLL_MS).await?;
            return Box::pin(renew(world, org)).await;
        }
        Err(CallError::Refused(error))
            if matches!(error.class(), ErrorClass::OAuthFinal | ErrorClass::OAuthConfiguration) =>
        {
            return Err(give_up(world, &org.id, held).await?);
        }
        Err(error) => {
            release(world, &org.id, held).await?;
            return Err(error.into_failure());
        }
    };
    let tokens = TokenSet {
        access_token: token.access_token,
        refresh_token: token.refresh_token.or(current.refresh_token),
        issued_at_ms: token.issued_at_ms.unwrap_or_else(|| world.now_ms()),
    };
    store::set_secret(world, key::token_set(&org.id, number + 1), &tokens).await?;
    let document = Connection {
        token_set: number + 1,
        lease: None,
        instance_url: token.instance.as_str().to_owned(),
        ..held.document.clone()
    };
    match replace(world, &org.id, &held, document).await? {
        Some(connection) => {
            if number > 1 {
                // Readers that are under way may still hold the set before; nobody holds the one before that.
                store::delete_secret(world, key::token_set(&org.id, number - 1)).await?;
            }
            org.session = session(&connection.document, tokens)?;
            org.connection = connection;
            Ok(())
        }
        None => {
            // The lease ran out and another worker took over: theirs is the pointer.
            *org = Org::open(world, &org.id, org::stored(world, &org.id).await?).await?;
            Ok(())
        }
    }
}

/// Asks for tokens. After an ambiguous end there is one more attempt: had the first succeeded, its token is lost
/// whatever we do; had it not, this one saves the connection.
async fn request_token(
    world: &World,
    login: &Address,
    grant: GrantKind,
    client: &ClientSecret,
    current: &TokenSet,
) -> Result<reply::TokenReply, CallError> {
    let effect = || -> Result<Effect, CallError> {
        Ok(match (grant, &current.refresh_token) {
            (GrantKind::ClientCredentials, _) => request::token_client_credentials(login, client, PATIENCE_MS),
            (GrantKind::RefreshToken, Some(token)) => request::token_refresh(login, client, token, PATIENCE_MS),
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
async fn give_up(world: &World, id: &str, held: Versioned<Connection>) -> Result<Failure, Failure> {
    let document = Connection { state: ConnectionState::ReconnectNeeded, lease: None, ..held.document.clone() };
    replace(world, id, &held, document).await?;
    Ok(reconnect_needed())
}

async fn release(world: &World, id: &str, held: Versioned<Connection>) -> Result<(), Failure> {
    let document = Connection { lease: None, ..held.document.clone() };
    replace(world, id, &held, document).await.map(|_| ())
}

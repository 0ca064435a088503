//! The daily round: keeps refresh tokens from falling idle, warns before they do, tidies up after logins, and has Atlassian told of
//! whom something is stored.

use weftline_wire::document::{
    Authorization, AuthorizationStage, Connection, ConnectionState, GrantKind, Retired, Versioned,
};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::authorization;
use crate::connections::{self, IDLE_MS};
use crate::engine::World;
use crate::establish::family;
use crate::failure::{self, Failure};
use crate::org::{self, Org};
use crate::renewal;
use crate::store::{self, Among, Entity, Transaction};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// After this a refresh token is used, so that it does not fall idle.
const KEPT_ALIVE_MS: u64 = 7 * DAY_MS;

/// An admin is warned when a refresh token falls idle within this time.
const WARNED_MS: u64 = 10 * DAY_MS;

/// How long a login that is over can still be asked about.
const REMEMBERED_MS: u64 = 60 * 60 * 1_000;

/// Logins that are tidied up in a round.
const LOGINS_MAX: u32 = 20;

/// Makes the round. What fails for one org is no reason to leave the others.
pub(crate) async fn tend(world: &World) -> Result<(), Failure> {
    let connections = connections::all(world).await?;
    let mut first = tidy(world).await.and(store::push(world, Job::ReportAccounts {}, 0).await);
    for (id, connection) in connections {
        let is_connected = connection.document.state == ConnectionState::Connected;
        let kept = keep(world, &id, connection).await;
        first = first.and(kept);
        if is_connected {
            first = first.and(store::push(world, Job::Reconcile { connection: id }, 0).await);
        }
    }
    first
}

async fn keep(world: &World, id: &str, connection: Versioned<Connection>) -> Result<(), Failure> {
    let mut connection = connection;
    if let Some(retired) = connection.document.retired.clone() {
        connections::delete_secrets(world, id, &retired).await?;
        let document = Connection { retired: None, ..connection.document.clone() };
        match renewal::replace(world, id, &connection, document).await? {
            Some(written) => connection = written,
            None => return Ok(()),
        }
    }
    let Connection { state, grant, renewed_at_ms, .. } = connection.document;
    let unused_ms = world.now_ms().saturating_sub(renewed_at_ms);
    let rotates = grant == GrantKind::RefreshToken && state == ConnectionState::Connected;
    if !rotates || unused_ms < KEPT_ALIVE_MS {
        return Ok(());
    }
    let mut org = Org::open(world, id, Some(connection)).await?;
    let Err(failure) = renewal::renew(world, &mut org).await else {
        return Ok(());
    };
    if unused_ms + WARNED_MS >= IDLE_MS {
        warn(world, id, unused_ms, &failure).await?;
    }
    Err(failure)
}

/// Says on the page, and to those who watch the operations issue, that the token falls idle soon.
async fn warn(world: &World, id: &str, unused_ms: u64, failure: &Failure) -> Result<(), Failure> {
    let Some(now) = org::stored(world, id).await? else {
        return Ok(());
    };
    if now.document.state == ConnectionState::ReconnectNeeded || now.document.trouble.is_some() {
        return Ok(());
    }
    let days = IDLE_MS.saturating_sub(unused_ms) / DAY_MS;
    let text = format!(
        "the connection's refresh token falls idle in {days} days, because it cannot be renewed ({}): see to that, or reconnect the org before",
        failure.text
    );
    let document = Connection {
        trouble: Some(*failure::of(FailureCode::ReconnectNeeded, text)),
        announced: false,
        ..now.document.clone()
    };
    if renewal::replace(world, id, &now, document).await?.is_some() {
        store::push(world, Job::Sweep {}, 0).await?;
    }
    Ok(())
}

/// Deletes logins that are over, and first what is secret of them.
async fn tidy(world: &World) -> Result<(), Failure> {
    let (items, _) = store::query(world, Entity::Authorization, Among::Prefix(""), LOGINS_MAX).await?;
    for item in items {
        let known = store::read_known::<Versioned<Authorization>>(Entity::Authorization, &item)?;
        let Some(login) = known else { continue };
        if world.now_ms() < login.document.expires_at_ms + REMEMBERED_MS {
            continue;
        }
        let state = &item.key;
        authorization::delete_secrets(world, state).await?;
        if let (AuthorizationStage::Exchanging | AuthorizationStage::Refused, Some(id)) =
            (login.document.stage, &login.document.connection)
        {
            forget_tokens(world, id, family(state)).await?;
        }
        let mut transaction = Transaction::default();
        transaction.remove(Entity::Authorization, state, &login);
        transaction.commit(world).await?;
    }
    Ok(())
}

/// Deletes the tokens of a login that broke off before the connection pointed to them.
pub(crate) async fn forget_tokens(world: &World, id: &str, family: String) -> Result<(), Failure> {
    let in_use = org::stored(world, id).await?.is_some_and(|connection| connection.document.family == family);
    if in_use {
        return Ok(());
    }
    connections::delete_secrets(world, id, &Retired { family, token_set: 1, oldest_set: 1 }).await
}

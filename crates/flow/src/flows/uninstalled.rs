//! What is done before the app is uninstalled (OPS-5): tokens are given back to Salesforce, secrets deleted. Forge deletes the rest
//! with the app, and can bring it back for some weeks when an admin asks: then the orgs have to be connected again.

use weftline_wire::document::{Authorization, Connection, ConnectionState, Versioned};
use weftline_wire::effect::StoredItem;

use super::connection::revoke;
use super::tend::forget_tokens;
use crate::authorization;
use crate::connections;
use crate::engine::World;
use crate::establish::family;
use crate::failure::Failure;
use crate::join::{join, join_all};
use crate::renewal;
use crate::store::{self, Among, Entity};

/// Logins in progress that are looked at; the daily round leaves no more.
const LOGINS_MAX: u32 = 100;

/// Gives back and deletes, all orgs side by side: there is little time, and what fails for one is no reason to leave the
/// others.
pub(crate) async fn uninstalled(world: &World) -> Result<(), Failure> {
    let (connections, logins) =
        join(connections::all(world), store::query(world, Entity::Authorization, Among::Prefix(""), LOGINS_MAX)).await;
    let (connections, (logins, _)) = (connections?, logins?);
    let (orgs, logins) = join(
        join_all(connections.iter().map(|(id, connection)| part_with(world, id, connection))),
        join_all(logins.iter().map(|login| break_off(world, login))),
    )
    .await;
    orgs.into_iter().chain(logins).collect()
}

/// No lease is waited for: a renewal that is under way cannot outlive what it renews.
async fn part_with(world: &World, id: &str, connection: &Versioned<Connection>) -> Result<(), Failure> {
    let now = &connection.document;
    revoke(world, id, now).await?;
    for family in [Some(connections::retire(now)), now.retired.clone()].iter().flatten() {
        connections::delete_secrets(world, id, family).await?;
    }
    let document = Connection {
        state: ConnectionState::ReconnectNeeded,
        lease: None,
        trouble: Some(*renewal::reconnect_needed()),
        announced: true,
        retired: None,
        ..now.clone()
    };
    renewal::replace(world, id, connection, document).await.map(|_| ())
}

/// What is secret of a login, and the tokens that it may have stored.
async fn break_off(world: &World, item: &StoredItem) -> Result<(), Failure> {
    let login = store::read_known::<Versioned<Authorization>>(Entity::Authorization, item)?;
    authorization::delete_secrets(world, &item.key).await?;
    match login.and_then(|login| login.document.connection) {
        Some(id) => forget_tokens(world, &id, family(&item.key)).await,
        None => Ok(()),
    }
}

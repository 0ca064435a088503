//! The connections of the site: which there are, what pages show of them, and where their secrets are.

use weftline_wire::document::{Connection, ConnectionIndex, GrantKind, Retired, Versioned};
use weftline_wire::effect::{Effect, Outcome};
use weftline_wire::failure::FailureCode;
use weftline_wire::json;
use weftline_wire::view::{ConnectionCard, ConnectionView};

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::links::hex;
use crate::org::{self, MAIN, random_bytes};
use crate::store::{self, Entity, key};

/// Key of the index.
pub(crate) const INDEX: &str = "index";

/// The web trigger to which Salesforce sends browsers back, by its key in the manifest.
const CALLBACK: &str = "oauth-callback";

/// How long a refresh token may lie unused: what new External Client Apps are preset with.
/// <https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_request_manage_oauth_policies.htm>
pub(crate) const IDLE_MS: u64 = 30 * 24 * 60 * 60 * 1_000;

/// The index as it is stored.
pub(crate) async fn index(world: &World) -> Result<Option<Versioned<ConnectionIndex>>, Failure> {
    store::entity(world, Entity::Connection, INDEX).await
}

/// The ids of all connections, in the index's order.
pub(crate) async fn ids(world: &World) -> Result<Vec<String>, Failure> {
    Ok(index(world).await?.map(|index| index.document.ids).unwrap_or_default())
}

/// Every connection with its id, in the index's order.
pub(crate) async fn all(world: &World) -> Result<Vec<(String, Versioned<Connection>)>, Failure> {
    let ids = ids(world).await?;
    let mut connections = Vec::new();
    let stored = join_all(ids.iter().map(|id| org::stored(world, id))).await;
    for (id, stored) in ids.into_iter().zip(stored) {
        connections.extend(stored?.map(|stored| (id, stored)));
    }
    Ok(connections)
}

/// A connection that is there.
pub(crate) async fn existing(world: &World, id: &str) -> Result<Versioned<Connection>, Failure> {
    let stored = org::stored(world, id).await?;
    stored.ok_or_else(|| failure::of(FailureCode::NotConnected, "there is no such connection; reload the page"))
}

/// An id for a new connection: the first one is what projects use that are bound to none.
pub(crate) async fn new_id(world: &World, index: Option<&Versioned<ConnectionIndex>>) -> Result<String, Failure> {
    if index.is_none_or(|index| !index.document.ids.iter().any(|id| id == MAIN)) {
        return Ok(MAIN.to_owned());
    }
    Ok(hex(&random_bytes(world, 8).await?))
}

/// Where Salesforce sends browsers back to.
pub(crate) async fn callback_url(world: &World) -> Result<String, Failure> {
    web_trigger_url(world, CALLBACK).await
}

/// The public address of a web trigger, by its key in the manifest.
pub(crate) async fn web_trigger_url(world: &World, module: &str) -> Result<String, Failure> {
    match world.perform(Effect::WebTriggerUrl { module: module.to_owned() }).await.outcome {
        Outcome::Value { json: Some(text) } => {
            json::from_str(&text).map_err(|_| failure::bug("the address of a web trigger cannot be read"))
        }
        Outcome::Trouble { reason, message, retry_after_ms } => {
            Err(failure::platform(reason, &message, retry_after_ms))
        }
        _ => Err(failure::bug("the host gave no address of a web trigger")),
    }
}

/// What the admin page shows.
pub(crate) async fn view(world: &World) -> Result<ConnectionView, Failure> {
    let (connections, callback_url) = join(all(world), callback_url(world)).await;
    let connections = connections?.iter().map(|(id, stored)| card(id, &stored.document)).collect();
    Ok(ConnectionView { connections, callback_url: callback_url? })
}

/// A connection's card.
pub(crate) fn card(id: &str, connection: &Connection) -> ConnectionCard {
    let refreshes = connection.grant == GrantKind::RefreshToken;
    ConnectionCard {
        id: id.to_owned(),
        state: connection.state,
        grant: connection.grant,
        organization_name: connection.organization_name.clone(),
        organization_id: connection.organization_id.clone(),
        username: connection.username.clone(),
        login_url: connection.login_url.clone(),
        instance_url: connection.instance_url.clone(),
        api_version: connection.api_version.clone(),
        connected_at_ms: connection.connected_at_ms,
        renewed_at_ms: connection.renewed_at_ms,
        idle_at_ms: refreshes.then(|| connection.renewed_at_ms + IDLE_MS),
        trouble: connection.trouble.clone(),
    }
}

/// The tokens that a connection has now, as what is left of them when others replace them.
pub(crate) fn retire(connection: &Connection) -> Retired {
    let Connection { family, token_set, oldest_set, .. } = connection;
    Retired { family: family.clone(), token_set: *token_set, oldest_set: *oldest_set }
}

/// Deletes what a family of tokens has stored: its sets, the one that a renewal may have just written, and the client.
pub(crate) async fn delete_secrets(world: &World, id: &str, family: &Retired) -> Result<(), Failure> {
    let sets = (family.oldest_set..=family.token_set + 1).map(|number| key::token_set(id, &family.family, number));
    let keys = sets.chain([key::client(id, &family.family)]);
    join_all(keys.map(|key| store::delete_secret(world, key))).await.into_iter().collect()
}

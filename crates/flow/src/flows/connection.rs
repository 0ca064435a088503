//! Connections: shows them, connects an org by client credentials, disconnects one.

use weftline_salesforce::address::Address;
use weftline_salesforce::request;
use weftline_wire::call::{ConnectCall, DisconnectCall};
use weftline_wire::document::{Authorization, AuthorizationStage, Connection, ConnectionIndex, GrantKind, TokenSet};
use weftline_wire::job::Caller;
use weftline_wire::view::ConnectionView;

use crate::authorization::{self, EXCHANGE_MS};
use crate::connections::{self, INDEX};
use crate::engine::World;
use crate::establish::{self, Login};
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::join;
use crate::links::hex;
use crate::org::{self, exchange, random_bytes, wait};
use crate::renewal;
use crate::store::{self, Committed, Entity, Transaction, key};

/// How long the admin's page waits for a token to be revoked.
const PATIENCE_MS: u32 = 8_000;

/// How long a disconnection waits for another worker's renewal before it looks again.
const POLL_MS: u32 = 400;

/// Shows the connections without asking Salesforce.
pub(crate) async fn show(world: &World) -> Result<ConnectionView, Failure> {
    let (admin, view) = join(gate::admin(world), connections::view(world)).await;
    admin?;
    view
}

/// Connects an org by client credentials: a login without a browser.
pub(crate) async fn connect(world: &World, caller: &Caller, call: &ConnectCall) -> Result<ConnectionView, Failure> {
    gate::admin(world).await?;
    let address = authorization::my_domain(&call.my_domain)?;
    let (id, secret) = (call.client_id.as_deref(), call.client_secret.as_deref());
    let (client, (index, random)) = join(
        authorization::client(world, call.connection.as_deref(), id, secret),
        join(connections::index(world), random_bytes(world, 32)),
    )
    .await;
    let (client, state) = (client?, hex(&random?));
    let (id, new) = match &call.connection {
        Some(id) => (id.clone(), false),
        None => (connections::new_id(world, index?.as_ref()).await?, true),
    };
    let token = establish::client_credentials(world, &address, &client).await?;
    // By its document the daily round finds what is stored here, should this invocation die.
    let document = Authorization {
        account_id: caller.account_id.clone(),
        connection: Some(id.clone()),
        login_url: address.as_str().to_owned(),
        callback_url: String::new(),
        expires_at_ms: world.now_ms() + EXCHANGE_MS,
        stage: AuthorizationStage::Exchanging,
        failure: None,
    };
    let authorization = authorization::write(world, &state, None, document)
        .await?
        .ok_or_else(|| failure::bug("the host gave the same random bytes twice"))?;
    let grant = GrantKind::ClientCredentials;
    let login = Login { state, id, new, authorization, address, grant, client };
    establish::establish(world, login, token).await?;
    connections::view(world).await
}

/// Disconnects: revokes the token, deletes the secrets, forgets the connection. Links stay. Under the lease, so that no
/// renewal writes a secret that nobody would delete; secrets before the document, so that nothing secret is left without
/// one that names it.
pub(crate) async fn disconnect(world: &World, call: &DisconnectCall) -> Result<ConnectionView, Failure> {
    let id = &call.connection;
    gate::admin(world).await?;
    loop {
        let Some(now) = org::stored(world, id).await? else {
            return connections::view(world).await;
        };
        let Some(held) = renewal::lease(world, id, &now).await? else {
            wait(world, POLL_MS).await?;
            continue;
        };
        revoke(world, id, &held.document).await?;
        let retired = connections::retire(&held.document);
        for family in [Some(retired), held.document.retired.clone()].iter().flatten() {
            connections::delete_secrets(world, id, family).await?;
        }
        let index = connections::index(world).await?;
        let mut transaction = Transaction::default();
        transaction.remove(Entity::Connection, id, &held);
        if let Some(index) = &index {
            let ids = index.document.ids.iter().filter(|other| *other != id).cloned().collect();
            transaction.put(Entity::Connection, INDEX, Some(index), &ConnectionIndex { ids })?;
        }
        if transaction.commit(world).await? == Committed::Yes {
            return connections::view(world).await;
        }
        let document = Connection { lease: None, ..held.document.clone() };
        renewal::replace(world, id, &held, document).await?;
    }
}

/// A token that Salesforce no longer knows, or cannot be told about, is deleted here all the same.
pub(crate) async fn revoke(world: &World, id: &str, connection: &Connection) -> Result<(), Failure> {
    let tokens: Option<TokenSet> =
        store::get_secret(world, key::token_set(id, &connection.family, connection.token_set)).await?;
    if let (Some(tokens), Ok(login)) = (tokens, Address::parse_login(&connection.login_url)) {
        let token = tokens.refresh_token.unwrap_or(tokens.access_token);
        let _ = exchange(world, request::revoke(&login, &token, PATIENCE_MS)).await;
    }
    Ok(())
}

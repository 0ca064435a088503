//! The connection: connects an org, disconnects it.

use weftline_salesforce::address::Address;
use weftline_salesforce::reply;
use weftline_salesforce::request;
use weftline_salesforce::session::{ApiVersion, Session};
use weftline_salesforce::soql::{FieldPath, Select};
use weftline_wire::call::ConnectCall;
use weftline_wire::document::{ClientSecret, Connection, ConnectionState, GrantKind, TokenSet, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{ConnectionCard, ConnectionView};

use crate::configuration::Configuration;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::join;
use crate::org::{self, CallError, MAIN, Org, exchange};
use crate::queries;
use crate::store::{self, Committed, Entity, Transaction, key};

/// How long the admin's page waits for each request of connecting.
const PATIENCE_MS: u32 = 8_000;

/// Shows the connection without asking Salesforce.
pub(crate) async fn show(world: &World) -> Result<ConnectionView, Failure> {
    let (admin, stored) = join(gate::admin(world), org::stored(world, MAIN)).await;
    admin?;
    Ok(view(stored?.as_ref().map(|stored| &stored.document)))
}

/// Connects an org: asks for tokens, asks who they belong to, stores both, and reads the describes of the configured
/// objects, so that the first panel is quick.
pub(crate) async fn connect(world: &World, call: &ConnectCall) -> Result<ConnectionView, Failure> {
    let (admin, (before, configuration)) =
        join(gate::admin(world), join(org::stored(world, MAIN), Configuration::read(world))).await;
    admin?;
    let (before, configuration) = (before?, configuration?);
    let login = Address::parse_login(&call.my_domain).map_err(|error| error.to_failure())?;
    if !login.is_my_domain() {
        let text = "client credentials work only at your org's own address, like `acme.my.salesforce.com`";
        return Err(failure::of(FailureCode::HostRefused, text));
    }
    let client = client(call)?;
    let effect = request::token_client_credentials(&login, &client, PATIENCE_MS);
    let granted = exchange(world, effect).await.map_err(refused_credentials)?;
    let token = reply::token(&granted.view()).map_err(|error| error.to_failure())?;
    let session = Session {
        address: token.instance.clone(),
        api_version: ApiVersion::pinned(),
        access_token: token.access_token.clone(),
    };
    let (user, name) = join(user(world, &session), organization_name(world, &session)).await;
    let user = user?;

    let number = before.as_ref().map_or(0, |before| before.document.token_set) + 1;
    let tokens = TokenSet {
        access_token: token.access_token,
        refresh_token: token.refresh_token,
        issued_at_ms: token.issued_at_ms.unwrap_or_else(|| world.now_ms()),
    };
    let document = Connection {
        state: ConnectionState::Connected,
        grant: GrantKind::ClientCredentials,
        login_url: login.as_str().to_owned(),
        instance_url: token.instance.as_str().to_owned(),
        token_set: number,
        lease: None,
        organization_id: user.organization_id.to_string(),
        organization_name: name?,
        username: user.username,
        user_id: user.user_id.to_string(),
        api_version: ApiVersion::pinned().as_str().to_owned(),
        connected_at_ms: world.now_ms(),
        renewed_at_ms: world.now_ms(),
        trouble: None,
    };
    let (stored_client, stored_tokens) = join(
        store::set_secret(world, key::client(MAIN), &client),
        store::set_secret(world, key::token_set(MAIN, number), &tokens),
    )
    .await;
    stored_client?;
    stored_tokens?;
    let mut transaction = Transaction::default();
    transaction.put(Entity::Connection, MAIN, before.as_ref(), &document)?;
    if transaction.commit(world).await? == Committed::Conflict {
        return Err(failure::of(FailureCode::Conflict, "someone else changed the connection at the same time"));
    }
    let revision = before.map_or(0, |before| before.revision) + 1;
    let mut org = Org { id: MAIN.to_owned(), connection: Versioned { revision, document }, session };
    for object in configuration.objects() {
        describes::fresh(world, &mut org, &queries::name(&object)?, None).await?;
    }
    Ok(view(Some(&org.connection.document)))
}

/// Disconnects: revokes the token, deletes the secrets, forgets the connection. Links stay.
pub(crate) async fn disconnect(world: &World) -> Result<ConnectionView, Failure> {
    let (admin, stored) = join(gate::admin(world), org::stored(world, MAIN)).await;
    admin?;
    let Some(stored) = stored? else {
        return Ok(view(None));
    };
    let number = stored.document.token_set;
    let tokens: Option<TokenSet> = store::get_secret(world, key::token_set(MAIN, number)).await?;
    if let (Some(tokens), Ok(login)) = (tokens, Address::parse_login(&stored.document.login_url)) {
        let token = tokens.refresh_token.unwrap_or(tokens.access_token);
        // A token that Salesforce no longer knows, or cannot be told about, is deleted here all the same.
        let _ = exchange(world, request::revoke(&login, &token, PATIENCE_MS)).await;
    }
    let mut transaction = Transaction::default();
    transaction.remove(Entity::Connection, MAIN, &stored);
    if transaction.commit(world).await? == Committed::Conflict {
        return Err(failure::of(FailureCode::Conflict, "the connection was changed at the same time; try again"));
    }
    let secrets = [key::client(MAIN), key::token_set(MAIN, number), key::token_set(MAIN, number.saturating_sub(1))];
    for deleted in crate::join::join_all(secrets.map(|key| store::delete_secret(world, key))).await {
        deleted?;
    }
    Ok(view(None))
}

fn client(call: &ConnectCall) -> Result<ClientSecret, Failure> {
    let (id, secret) = (
        call.client_id.as_deref().unwrap_or_default().trim(),
        call.client_secret.as_deref().unwrap_or_default().trim(),
    );
    let missing = |what: &str| failure::of(FailureCode::Invalid, format!("the {what} is missing"));
    if id.is_empty() {
        return Err(missing("consumer key"));
    }
    if secret.is_empty() {
        return Err(missing("consumer secret"));
    }
    Ok(ClientSecret { client_id: id.to_owned(), client_secret: secret.to_owned() })
}

/// While connecting, a refused grant is about what was just typed, not about a connection that used to work.
fn refused_credentials(error: CallError) -> Failure {
    let mut failure = error.into_failure();
    if failure.code == FailureCode::ReconnectNeeded {
        failure.code = FailureCode::CredentialsRefused;
    }
    failure
}

async fn user(world: &World, session: &Session) -> Result<reply::UserInfo, Failure> {
    let found = exchange(world, request::user_info(session, PATIENCE_MS)).await.map_err(CallError::into_failure)?;
    reply::user_info(&found.view()).map_err(|error| error.to_failure())
}

async fn organization_name(world: &World, session: &Session) -> Result<String, Failure> {
    let name = FieldPath::parse("Name").map_err(|error| failure::bug(&error.to_string()))?;
    let query = Select::from(&queries::name("Organization")?).field(&name).limit(1).build();
    let found = exchange(world, request::query(session, &query, PATIENCE_MS)).await.map_err(CallError::into_failure)?;
    let page = reply::query_page(&found.view()).map_err(|error| error.to_failure())?;
    Ok(page.records.first().and_then(|record| record.get("Name").text()).unwrap_or("Salesforce").to_owned())
}

fn view(connection: Option<&Connection>) -> ConnectionView {
    ConnectionView {
        connections: connection.map(|connection| card(MAIN, connection)).into_iter().collect(),
        callback_url: String::new(),
    }
}

pub(crate) fn card(id: &str, connection: &Connection) -> ConnectionCard {
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
        idle_at_ms: None,
        trouble: connection.trouble.clone(),
    }
}

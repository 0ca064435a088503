//! The end of every login: tokens are stored under a family of their own, and the connection points to them.

use weftline_salesforce::address::Address;
use weftline_salesforce::error::SalesforceError;
use weftline_salesforce::reply::{self, TokenReply};
use weftline_salesforce::request;
use weftline_salesforce::session::{ApiVersion, Session};
use weftline_salesforce::soql::{FieldPath, Select};
use weftline_wire::document::{
    Authorization, AuthorizationStage, ClientSecret, Connection, ConnectionIndex, ConnectionState, GrantKind, TokenSet,
    Versioned,
};
use weftline_wire::failure::FailureCode;

use crate::configuration::Configuration;
use crate::connections::{self, INDEX};
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::ledger;
use crate::org::{self, CallError, Org, Usage, exchange};
use crate::queries;
use crate::store::{self, Among, Committed, Entity, Transaction, key};

/// How long a login waits for each request.
const PATIENCE_MS: u32 = 8_000;

/// How often a login reads the connection again when others write it.
const ATTEMPTS_MAX: u32 = 5;

/// What is left of the invocation's time for answering when describes are read.
const ANSWERING_MS: u32 = 3_000;

/// Work that is rung for at once when a connection works again; the round rings for more.
const RING_MAX: u32 = 20;

/// A login that Salesforce has given tokens for.
pub(crate) struct Login {
    /// The login's state.
    pub(crate) state: String,
    /// The connection's id.
    pub(crate) id: String,
    /// Whether there was no such connection when the login was begun.
    pub(crate) new: bool,
    /// The login's document, which says that the exchange is under way.
    pub(crate) authorization: Versioned<Authorization>,
    pub(crate) address: Address,
    pub(crate) grant: GrantKind,
    pub(crate) client: ClientSecret,
}

/// The family of the tokens that a login gives.
pub(crate) fn family(state: &str) -> String {
    state.get(..16).unwrap_or(state).to_owned()
}

/// Asks for tokens, by client credentials.
pub(crate) async fn client_credentials(
    world: &World,
    address: &Address,
    client: &ClientSecret,
) -> Result<TokenReply, Failure> {
    let effect = request::token_client_credentials(address, client, PATIENCE_MS);
    let granted = exchange(world, effect).await.map_err(not_granted)?;
    reply::token(&granted.view()).map_err(|error| error.to_failure())
}

/// Exchanges a code for tokens. What was sent and not answered is sent once more: had it been carried out, its tokens
/// are lost whatever we do.
pub(crate) async fn code(world: &World, login: &Login, code: &str, verifier: &str) -> Result<TokenReply, Failure> {
    let callback = &login.authorization.document.callback_url;
    let effect =
        || request::token_authorization_code(&login.address, &login.client, code, callback, verifier, PATIENCE_MS);
    let granted = match exchange(world, effect()).await {
        Err(CallError::Ambiguous(_)) => exchange(world, effect()).await,
        other => other,
    };
    let token = reply::token(&granted.map_err(not_granted)?.view()).map_err(|error| error.to_failure())?;
    let scopes: Vec<&str> = token.scope.as_deref().unwrap_or_default().split_whitespace().collect();
    let lacks_api = token.scope.is_some() && !scopes.iter().any(|scope| matches!(*scope, "api" | "full"));
    if lacks_api || token.refresh_token.is_none() {
        return Err(not_granted(CallError::Refused(SalesforceError::of_login("invalid_scope", ""))));
    }
    Ok(token)
}

/// While logging in, a refused grant is about what was just typed or allowed, not about a connection that used to work.
pub(crate) fn not_granted(error: CallError) -> Failure {
    let mut failure = error.into_failure();
    if failure.code == FailureCode::ReconnectNeeded {
        failure.code = FailureCode::CredentialsRefused;
    }
    failure
}

/// Stores what a login gave: tokens and client, then the connection, the index and the login's end in one transaction.
/// Then reads the describes of the configured objects, so that the first panel is quick, and rings for the work that
/// rested.
pub(crate) async fn establish(world: &World, login: Login, token: TokenReply) -> Result<(), Failure> {
    let session = Session {
        address: token.instance.clone(),
        api_version: ApiVersion::pinned(),
        access_token: token.access_token.clone(),
    };
    let (user, name) = join(user(world, &session), organization_name(world, &session)).await;
    let user = user?;
    let family = family(&login.state);
    let tokens = TokenSet {
        access_token: token.access_token,
        refresh_token: token.refresh_token,
        issued_at_ms: token.issued_at_ms.unwrap_or_else(|| world.now_ms()),
    };
    let document = Connection {
        state: ConnectionState::Connected,
        grant: login.grant,
        login_url: login.address.as_str().to_owned(),
        instance_url: token.instance.as_str().to_owned(),
        family: family.clone(),
        token_set: 1,
        oldest_set: 1,
        lease: None,
        organization_id: user.organization_id.to_string(),
        organization_name: name?,
        username: user.username,
        user_id: user.user_id.to_string(),
        api_version: session.api_version.as_str().to_owned(),
        connected_at_ms: world.now_ms(),
        renewed_at_ms: world.now_ms(),
        trouble: None,
        announced: false,
        retired: None,
    };
    let (stored_client, stored_tokens) = join(
        store::set_secret(world, key::client(&login.id, &family), &login.client),
        store::set_secret(world, key::token_set(&login.id, &family, 1), &tokens),
    )
    .await;
    stored_client?;
    stored_tokens?;
    let connection = commit(world, &login, document).await?;
    if let Some(retired) = &connection.document.retired {
        // What cannot be deleted now, the daily round deletes.
        let _ = connections::delete_secrets(world, &login.id, retired).await;
    }
    let org = Org { id: login.id, connection, session, usage: Usage::default() };
    // The org is connected, whatever comes of what makes it quick.
    let _ = join(ledger::ring(world, &org.id.clone(), RING_MAX, true), describe(world, org)).await;
    Ok(())
}

async fn commit(world: &World, login: &Login, document: Connection) -> Result<Versioned<Connection>, Failure> {
    for _ in 0..ATTEMPTS_MAX {
        let (before, index) = join(org::stored(world, &login.id), connections::index(world)).await;
        let (before, index) = (before?, index?);
        if login.new && before.is_some() {
            break;
        }
        if let Some(before) = &before {
            same_org(world, &login.id, &before.document, &document).await?;
            if let Some(retired) = &before.document.retired {
                connections::delete_secrets(world, &login.id, retired).await?;
            }
        }
        let retired = before.as_ref().map(|before| connections::retire(&before.document));
        let document = Connection { retired, ..document.clone() };
        let mut transaction = Transaction::default();
        transaction.put(Entity::Connection, &login.id, before.as_ref(), &document)?;
        let mut ids = index.as_ref().map(|index| index.document.ids.clone()).unwrap_or_default();
        if !ids.contains(&login.id) {
            ids.push(login.id.clone());
            transaction.put(Entity::Connection, INDEX, index.as_ref(), &ConnectionIndex { ids })?;
        }
        let ended = Authorization { stage: AuthorizationStage::Connected, ..login.authorization.document.clone() };
        transaction.put(Entity::Authorization, &login.state, Some(&login.authorization), &ended)?;
        if transaction.commit(world).await? == Committed::Yes {
            let revision = before.map_or(0, |before| before.revision) + 1;
            return Ok(Versioned { revision, document });
        }
    }
    Err(failure::of(FailureCode::Conflict, "someone else connected an org at the same time; log in again"))
}

/// Links hold ids of records, which another org does not have.
async fn same_org(world: &World, id: &str, before: &Connection, now: &Connection) -> Result<(), Failure> {
    if before.organization_id == now.organization_id {
        return Ok(());
    }
    let (records, _) = store::query(world, Entity::Record, Among::Prefix(&key::record(id, "")), 1).await?;
    if records.is_empty() {
        return Ok(());
    }
    let text = format!(
        "this is another org, `{}`: issues are linked to records of `{}`, which it does not have; log in to that org, or connect this one as a new connection",
        now.organization_name, before.organization_name
    );
    Err(failure::of(FailureCode::Invalid, text))
}

async fn describe(world: &World, mut org: Org) -> Result<(), Failure> {
    for object in Configuration::read(world).await?.objects() {
        if world.remaining_ms() < PATIENCE_MS + ANSWERING_MS {
            break;
        }
        describes::fresh(world, &mut org, &queries::name(&object)?, None).await?;
    }
    Ok(())
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
    let name = page.records.first().and_then(|organization| organization.get("Name").text()).unwrap_or_default();
    Ok(name.to_owned())
}

//! Logins in progress: their documents, and the client that they are made with.

use weftline_wire::call::Instance;
use weftline_wire::document::{Authorization, AuthorizationStage, ClientSecret, Versioned};
use weftline_wire::failure::FailureCode;

use weftline_salesforce::address::Address;

use crate::connections;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::store::{self, Committed, Entity, Transaction, key};

/// How long a login is good for.
pub(crate) const LIFE_MS: u64 = 10 * 60 * 1_000;

/// How long the exchange of a login may take: longer than the invocation that makes it.
pub(crate) const EXCHANGE_MS: u64 = 60 * 1_000;

/// A login as it is stored. A state is 64 hexadecimal digits; what is none is not asked for.
pub(crate) async fn read(world: &World, state: &str) -> Result<Option<Versioned<Authorization>>, Failure> {
    if state.len() != 64 || !state.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    store::entity(world, Entity::Authorization, state).await
}

/// Writes a login's document; none when somebody else wrote meanwhile.
pub(crate) async fn write(
    world: &World,
    state: &str,
    before: Option<&Versioned<Authorization>>,
    document: Authorization,
) -> Result<Option<Versioned<Authorization>>, Failure> {
    let mut transaction = Transaction::default();
    transaction.put(Entity::Authorization, state, before, &document)?;
    Ok(match transaction.commit(world).await? {
        Committed::Yes => Some(Versioned { revision: before.map_or(0, |before| before.revision) + 1, document }),
        Committed::Conflict => None,
    })
}

/// Deletes what is secret of a login.
pub(crate) async fn delete_secrets(world: &World, state: &str) -> Result<(), Failure> {
    let keys = [key::login(state), key::login_code(state)];
    crate::join::join_all(keys.map(|key| store::delete_secret(world, key))).await.into_iter().collect()
}

/// Ends a login that came to nothing, so that whoever asks again is told the same.
pub(crate) async fn refuse(
    world: &World,
    state: &str,
    before: &Versioned<Authorization>,
    failure: Failure,
) -> Result<Failure, Failure> {
    let ended = Authorization {
        stage: AuthorizationStage::Refused,
        failure: Some((*failure).clone()),
        ..before.document.clone()
    };
    write(world, state, Some(before), ended).await?;
    delete_secrets(world, state).await?;
    Ok(failure)
}

/// Where to log in.
pub(crate) fn address(instance: Instance, my_domain: Option<&str>) -> Result<Address, Failure> {
    let text = match instance {
        Instance::Production => "login.salesforce.com",
        Instance::Sandbox => "test.salesforce.com",
        Instance::MyDomain => return self::my_domain(my_domain.unwrap_or_default()),
    };
    Address::parse_login(text).map_err(|error| Box::new(error.to_failure()))
}

/// An org's own address.
pub(crate) fn my_domain(text: &str) -> Result<Address, Failure> {
    Address::parse_instance(text).map_err(|error| Box::new(error.to_failure()))
}

/// The client that was typed; what was not is the stored one's.
pub(crate) async fn client(
    world: &World,
    connection: Option<&str>,
    id: Option<&str>,
    secret: Option<&str>,
) -> Result<ClientSecret, Failure> {
    let stored = match connection {
        Some(connection) => {
            let family = connections::existing(world, connection).await?.document.family;
            store::get_secret::<ClientSecret>(world, key::client(connection, &family)).await?
        }
        None => None,
    };
    let typed = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (known_id, known_secret) = stored.map(|client| (client.client_id, client.client_secret)).unzip();
    let missing = |what: &str| failure::of(FailureCode::Invalid, format!("the {what} is missing"));
    Ok(ClientSecret {
        client_id: typed(id).or(known_id).ok_or_else(|| missing("consumer key"))?,
        client_secret: typed(secret).or(known_secret).ok_or_else(|| missing("consumer secret"))?,
    })
}

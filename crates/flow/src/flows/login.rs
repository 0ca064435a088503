//! Logging in by authorization code: the admin begins, Salesforce's page asks, the browser brings the code back, and
//! the same admin's page finishes.

use weftline_salesforce::address::Address;
use weftline_salesforce::error::SalesforceError;
use weftline_salesforce::request;
use weftline_wire::call::{BeginLoginCall, FinishLoginCall};
use weftline_wire::document::{
    Authorization, AuthorizationCode, AuthorizationSecret, AuthorizationStage, GrantKind, Versioned,
};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::{LoginProgress, LoginView};

use crate::authorization::{self, EXCHANGE_MS, LIFE_MS};
use crate::connections;
use crate::engine::World;
use crate::establish::{self, Login};
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::join;
use crate::links::hex;
use crate::org::{CallError, random_bytes};
use crate::store::{self, key};

/// Begins a login. Its document is written before its secret, so that nothing secret is without one that names it.
pub(crate) async fn begin(world: &World, caller: &Caller, call: &BeginLoginCall) -> Result<LoginView, Failure> {
    let (admin, callback_url) = join(gate::admin(world), connections::callback_url(world)).await;
    admin?;
    let callback_url = callback_url?;
    let login = authorization::address(call.instance, call.my_domain.as_deref())?;
    let (id, secret) = (call.client_id.as_deref(), call.client_secret.as_deref());
    let (client, random) =
        join(authorization::client(world, call.connection.as_deref(), id, secret), random_bytes(world, 64)).await;
    let (client, random) = (client?, random?);
    let (state, verifier) = random.split_at_checked(32).ok_or_else(|| failure::bug("too few random bytes"))?;
    let (state, verifier) = (hex(state), hex(verifier));
    let authorize_url = request::authorize_url(&login, &client.client_id, &callback_url, &state, &verifier);
    let expires_at_ms = world.now_ms() + LIFE_MS;
    let document = Authorization {
        account_id: caller.account_id.clone(),
        connection: call.connection.clone(),
        login_url: login.as_str().to_owned(),
        callback_url,
        expires_at_ms,
        stage: AuthorizationStage::Begun,
        failure: None,
    };
    if authorization::write(world, &state, None, document).await?.is_none() {
        return Err(failure::bug("the host gave the same random bytes twice"));
    }
    store::set_secret(world, key::login(&state), &AuthorizationSecret { verifier, client }).await?;
    Ok(LoginView { state, authorize_url, expires_at_ms })
}

/// Says how far a login has come, and finishes it when its code is there.
pub(crate) async fn finish(world: &World, caller: &Caller, call: &FinishLoginCall) -> Result<LoginProgress, Failure> {
    let state = &call.state;
    let (admin, stored) = join(gate::admin(world), authorization::read(world, state)).await;
    admin?;
    let stored = stored?.ok_or_else(|| over("this login is not known here"))?;
    let login = &stored.document;
    if login.account_id != caller.account_id {
        return Err(failure::of(FailureCode::NotPermitted, "another admin began this login; begin your own"));
    }
    let expired = world.now_ms() >= login.expires_at_ms;
    match login.stage {
        AuthorizationStage::Begun | AuthorizationStage::Returned if expired => {
            Err(over("this login was not finished within ten minutes"))
        }
        AuthorizationStage::Exchanging if expired => Err(over("this login broke off")),
        AuthorizationStage::Begun | AuthorizationStage::Exchanging => Ok(LoginProgress::Waiting {}),
        AuthorizationStage::Returned => exchange(world, state, stored).await,
        AuthorizationStage::Connected => connected(world, login.connection.clone().unwrap_or_default()).await,
        AuthorizationStage::Refused => Err(login.failure.clone().map_or_else(|| over("this login is over"), Box::new)),
    }
}

fn over(what: &str) -> Failure {
    failure::of(FailureCode::Invalid, format!("{what}; begin it again"))
}

async fn connected(world: &World, id: String) -> Result<LoginProgress, Failure> {
    Ok(LoginProgress::Connected { connection: connections::view(world).await?, id })
}

/// Takes the code, which is good once: who comes second waits for the first.
async fn exchange(world: &World, state: &str, stored: Versioned<Authorization>) -> Result<LoginProgress, Failure> {
    let (code, (secret, index)) = join(
        store::get_secret::<AuthorizationCode>(world, key::login_code(state)),
        join(store::get_secret::<AuthorizationSecret>(world, key::login(state)), connections::index(world)),
    )
    .await;
    let (Some(code), secret) = (code?, secret?) else {
        // It is just being stored.
        return Ok(LoginProgress::Waiting {});
    };
    let (id, new) = match &stored.document.connection {
        Some(id) => (id.clone(), false),
        None => (connections::new_id(world, index?.as_ref()).await?, true),
    };
    let taken = Authorization {
        connection: Some(id.clone()),
        stage: AuthorizationStage::Exchanging,
        expires_at_ms: world.now_ms() + EXCHANGE_MS,
        ..stored.document.clone()
    };
    let Some(taken) = authorization::write(world, state, Some(&stored), taken).await? else {
        return Ok(LoginProgress::Waiting {});
    };
    let ended = match secret {
        Some(secret) => redeem(world, state, &taken, (id.clone(), new), secret, code).await,
        None => Err(over("this login's secret is gone")),
    };
    if let Err(failure) = ended {
        return Err(authorization::refuse(world, state, &taken, failure).await?);
    }
    let (deleted, connected) = join(authorization::delete_secrets(world, state), connected(world, id)).await;
    deleted?;
    connected
}

async fn redeem(
    world: &World,
    state: &str,
    taken: &Versioned<Authorization>,
    (id, new): (String, bool),
    secret: AuthorizationSecret,
    code: AuthorizationCode,
) -> Result<(), Failure> {
    let AuthorizationCode { code: Some(code), error: None, .. } = &code else {
        let description = code.error_description.as_deref().unwrap_or_default();
        let error = SalesforceError::of_login(code.error.as_deref().unwrap_or("no code"), description);
        return Err(establish::not_granted(CallError::Refused(error)));
    };
    let address = Address::parse_login(&taken.document.login_url).map_err(|error| Box::new(error.to_failure()))?;
    let authorization = Versioned { revision: taken.revision, document: taken.document.clone() };
    let AuthorizationSecret { verifier, client } = secret;
    let grant = GrantKind::RefreshToken;
    let login = Login { state: state.to_owned(), id, new, authorization, address, grant, client };
    let token = establish::code(world, &login, code, &verifier).await?;
    establish::establish(world, login, token).await
}

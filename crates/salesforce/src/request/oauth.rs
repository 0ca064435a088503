//! OAuth: tokens, and who they belong to. Token requests go to where one logs in, and hold secrets: they must never
//! be logged.
//!
//! <https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flows.htm>

use weftline_wire::document::ClientSecret;
use weftline_wire::effect::{Body, Effect, Method};

use sha2::{Digest, Sha256};

use super::standard_headers;
use crate::address::Address;
use crate::encode::{base64_url, form};
use crate::session::Session;

/// The scopes that Weftline asks for: the API, and a refresh token.
const SCOPES: &str = "api refresh_token";

/// Where a browser goes so that a user logs in and allows access: the authorization code flow with PKCE.
/// `code_verifier` has 43 to 128 characters of letters, digits, `-`, `.`, `_` and `~`; it stays here until the code is
/// exchanged. Salesforce sends the browser to `redirect_uri`, which must be written exactly as in the app, with `state`
/// and `code`, or with `error` and `error_description`.
/// <https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm>
#[must_use]
pub fn authorize_url(login: &Address, client_id: &str, redirect_uri: &str, state: &str, code_verifier: &str) -> String {
    let query = form(&[
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", redirect_uri),
        ("scope", SCOPES),
        ("state", state),
        ("code_challenge", &base64_url(&Sha256::digest(code_verifier))),
        ("code_challenge_method", "S256"),
        ("prompt", "login"),
    ]);
    [login.as_str(), "/services/oauth2/authorize?", &query].concat()
}

/// Asks for a token by consumer key and secret alone. Works only at an org's My Domain. Read by
/// [`crate::reply::token`].
#[must_use]
pub fn token_client_credentials(login: &Address, client: &ClientSecret, timeout_ms: u32) -> Effect {
    let body = form(&[
        ("grant_type", "client_credentials"),
        ("client_id", &client.client_id),
        ("client_secret", &client.client_secret),
    ]);
    post_form(login, "/services/oauth2/token", body, timeout_ms)
}

/// Renews a token. With rotation the reply holds a new refresh token, and this one must never be sent again. Read by
/// [`crate::reply::token`].
#[must_use]
pub fn token_refresh(login: &Address, client: &ClientSecret, refresh_token: &str, timeout_ms: u32) -> Effect {
    let body = form(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
        ("client_id", &client.client_id),
        ("client_secret", &client.client_secret),
    ]);
    post_form(login, "/services/oauth2/token", body, timeout_ms)
}

/// Exchanges an authorization code, with secret and PKCE verifier both. Read by [`crate::reply::token`].
#[must_use]
pub fn token_authorization_code(
    login: &Address,
    client: &ClientSecret,
    code: &str,
    redirect_uri: &str,
    code_verifier: &str,
    timeout_ms: u32,
) -> Effect {
    let body = form(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", &client.client_id),
        ("client_secret", &client.client_secret),
        ("redirect_uri", redirect_uri),
        ("code_verifier", code_verifier),
    ]);
    post_form(login, "/services/oauth2/token", body, timeout_ms)
}

/// Revokes a refresh token, and its access tokens with it, or an access token. Answers 200 without a body.
#[must_use]
pub fn revoke(login: &Address, token: &str, timeout_ms: u32) -> Effect {
    post_form(login, "/services/oauth2/revoke", form(&[("token", token)]), timeout_ms)
}

/// Asks who the session belongs to. Read by [`crate::reply::user_info`].
#[must_use]
pub fn user_info(session: &Session, timeout_ms: u32) -> Effect {
    Effect::Salesforce {
        method: Method::Get,
        url: [session.address.as_str(), "/services/oauth2/userinfo"].concat(),
        headers: standard_headers(session).into(),
        body: Body::Empty,
        timeout_ms,
        reply_bytes_max: None,
    }
}

fn post_form(address: &Address, path: &str, body: String, timeout_ms: u32) -> Effect {
    Effect::Salesforce {
        method: Method::Post,
        url: [address.as_str(), path].concat(),
        headers: vec![
            ("Accept".to_owned(), "application/json".to_owned()),
            ("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
        ],
        body: Body::Text(body),
        timeout_ms,
        reply_bytes_max: None,
    }
}

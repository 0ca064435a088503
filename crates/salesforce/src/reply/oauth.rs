//! OAuth replies.

use std::fmt;

use serde::Deserialize;

use super::Reply;
use crate::address::Address;
use crate::error::SalesforceError;
use crate::id::RecordId;

/// New tokens. Its `Debug` does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenReply {
    /// The access token. Visible ASCII only: fit for a header.
    pub access_token: String,
    /// The refresh token: with an authorization code always, with a refresh only when the org rotates them. Keep the
    /// old one when there is none.
    pub refresh_token: Option<String>,
    /// Where the API is.
    pub instance: Address,
    /// The org.
    pub organization_id: Option<RecordId>,
    /// The user.
    pub user_id: Option<RecordId>,
    /// When it was issued, in ms since 1970.
    pub issued_at_ms: Option<u64>,
    /// The scopes granted, separated by spaces.
    pub scope: Option<String>,
}

impl fmt::Debug for TokenReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenReply")
            .field("instance", &self.instance)
            .field("organization_id", &self.organization_id)
            .field("user_id", &self.user_id)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// Who a session belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserInfo {
    /// The user.
    pub user_id: RecordId,
    /// The org.
    pub organization_id: RecordId,
    /// The user's name, like an e-mail address.
    pub username: String,
}

/// Reads a token reply. There is no expiry in it: that shows as an error later.
///
/// # Errors
/// When the body holds no token, or names a host that is not a My Domain of Salesforce.
pub fn token(reply: &Reply<'_>) -> Result<TokenReply, SalesforceError> {
    let tokens: Tokens = reply.json("a token reply")?;
    let visible = |token: &String| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    if !visible(&tokens.access_token) || !tokens.refresh_token.iter().all(visible) {
        return Err(SalesforceError::unreadable(reply.status, "a token reply"));
    }
    let instance =
        Address::parse_instance(&tokens.instance_url).map_err(|_| SalesforceError::host_refused(reply.status))?;
    let (organization_id, user_id) = identity(tokens.id.as_deref().unwrap_or_default());
    Ok(TokenReply {
        access_token: tokens.access_token,
        refresh_token: tokens.refresh_token,
        instance,
        organization_id,
        user_id,
        issued_at_ms: tokens.issued_at.and_then(|text| text.parse().ok()),
        scope: tokens.scope,
    })
}

/// Reads who a session belongs to.
///
/// # Errors
/// When the body does not say.
pub fn user_info(reply: &Reply<'_>) -> Result<UserInfo, SalesforceError> {
    let user: User = reply.json("user information")?;
    let unreadable = || SalesforceError::unreadable(reply.status, "user information");
    Ok(UserInfo {
        user_id: RecordId::parse(&user.user_id).map_err(|_| unreadable())?,
        organization_id: RecordId::parse(&user.organization_id).map_err(|_| unreadable())?,
        username: user.preferred_username,
    })
}

/// `https://login.salesforce.com/id/{org}/{user}`
fn identity(url: &str) -> (Option<RecordId>, Option<RecordId>) {
    let mut parts = url.rsplit('/').map(|part| RecordId::parse(part).ok());
    let user = parts.next().flatten();
    (parts.next().flatten(), user)
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    #[serde(default)]
    refresh_token: Option<String>,
    instance_url: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    issued_at: Option<String>,
    #[serde(default)]
    scope: Option<String>,
}

#[derive(Deserialize)]
struct User {
    user_id: String,
    organization_id: String,
    preferred_username: String,
}

//! OAuth replies.

use std::fmt;

use super::{Reply, Scalar, record};
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
    let unreadable = || SalesforceError::unreadable(reply.status, "a token reply");
    let body = record(reply).map_err(|_| unreadable())?;
    let token = |name| match body.get(name) {
        Scalar::Text(token) if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Ok(Some(token.to_owned()))
        }
        Scalar::Null => Ok(None),
        Scalar::Text(_) | Scalar::Boolean(_) | Scalar::Number(_) => Err(unreadable()),
    };
    let instance_url = body.get("instance_url").text().ok_or_else(unreadable)?;
    let instance = Address::parse_instance(instance_url).map_err(|_| SalesforceError::host_refused(reply.status))?;
    let (organization_id, user_id) = identity(body.get("id").text().unwrap_or_default());
    Ok(TokenReply {
        access_token: token("access_token")?.ok_or_else(unreadable)?,
        refresh_token: token("refresh_token")?,
        instance,
        organization_id,
        user_id,
        issued_at_ms: body.get("issued_at").text().and_then(|text| text.parse().ok()),
        scope: body.get("scope").text().map(str::to_owned),
    })
}

/// Reads who a session belongs to.
///
/// # Errors
/// When the body does not say.
pub fn user_info(reply: &Reply<'_>) -> Result<UserInfo, SalesforceError> {
    let unreadable = || SalesforceError::unreadable(reply.status, "user information");
    let user = record(reply).map_err(|_| unreadable())?;
    let text = |name| user.get(name).text().ok_or_else(unreadable);
    Ok(UserInfo {
        user_id: RecordId::parse(text("user_id")?).map_err(|_| unreadable())?,
        organization_id: RecordId::parse(text("organization_id")?).map_err(|_| unreadable())?,
        username: text("preferred_username")?.to_owned(),
    })
}

/// `https://login.salesforce.com/id/{org}/{user}`
fn identity(url: &str) -> (Option<RecordId>, Option<RecordId>) {
    let mut parts = url.rsplit('/').map(|part| RecordId::parse(part).ok());
    let user = parts.next().flatten();
    (parts.next().flatten(), user)
}

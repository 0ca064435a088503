//! The OAuth endpoints: token, revoke, userinfo, introspect, and the identity URL. Identity URLs are made on the host
//! that was asked, so that clients never leave the sandbox.
//!
//! <https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_endpoints.htm>

use super::Org;
use super::call::{Call, Reply, parameters};
use super::error::ApiError;
use super::formats;
use super::id::Id;
use super::oauth_token::{Refreshed, Rules};
use super::schema::Object;
use super::store::Row;
use super::value::{Value, instant_text};
use crate::http::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

/// The parameters of a form.
pub(super) type Form = Vec<(String, String)>;

/// A parameter, unless it is empty.
pub(super) fn one<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

/// An error of the token endpoint.
pub(super) fn refuse(error: &str, description: &str) -> Reply {
    let body = json!({ "error": error, "error_description": description });
    Reply::json(400, &body).with("Cache-Control", "no-store").with("Pragma", "no-cache")
}

impl Org {
    /// `/services/oauth2/{resource}`; nothing when the resource is not emulated.
    pub(super) fn oauth(&mut self, resource: &str, call: &Call<'_>, request: &Request, now_ms: i64) -> Option<Reply> {
        let body = String::from_utf8_lossy(&request.body);
        let mut form = parameters(body.trim());
        form.extend(call.query.iter().cloned());
        match (resource, call.method.as_str()) {
            ("token", "POST") => {
                let reply = self.token(&form, call, now_ms);
                let wanted = one(&form, "format").unwrap_or_default();
                Some(formats::token_reply(reply, wanted, formats::prefers_xml(request)))
            }
            ("token", _) => Some(refuse("invalid_request", "must use HTTP POST")),
            ("authorize", "GET" | "POST") => Some(self.authorize(&form, call, now_ms)),
            ("revoke", _) => Some(match one(&form, "token") {
                Some(token) if self.auth.revoke(token) => Reply::written(200, Vec::new()),
                _ => refuse("invalid_token", "invalid token"),
            }),
            ("userinfo", _) => Some(self.user_info(call, now_ms)),
            ("introspect", "POST") => Some(self.introspect(&form, call, now_ms)),
            _ => None,
        }
    }

    pub(super) fn rules(&self) -> Rules {
        Rules {
            rotation: self.options.rotation,
            busy_ms: self.options.rotation_busy_ms,
            session_ms: self.options.session_ms,
            idle_ms: self.options.refresh_idle_ms,
        }
    }

    /// The client's key and secret, from the form or by Basic authentication.
    fn client(&self, form: &Form, call: &Call<'_>) -> Result<(), Reply> {
        let basic = call.header("authorization").and_then(|header| {
            let encoded = header.strip_prefix("Basic ").or_else(|| header.strip_prefix("basic "))?;
            let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
            let (id, secret) = decoded.split_once(':')?;
            Some((id.to_owned(), secret.to_owned()))
        });
        let form_id = one(form, "client_id").map(str::to_owned);
        let form_secret = one(form, "client_secret").map(str::to_owned);
        let (id, secret) = match basic {
            Some((id, secret)) => (Some(id), Some(secret)),
            None => (form_id, form_secret),
        };
        match (id, secret) {
            (None, _) => Err(refuse("invalid_client_id", "client identifier missing")),
            (Some(id), _) if id != self.options.client_id => {
                Err(refuse("invalid_client_id", "client identifier invalid"))
            }
            (_, Some(secret)) if secret == self.options.client_secret => Ok(()),
            _ => Err(refuse("invalid_client", "invalid client credentials")),
        }
    }

    fn token(&mut self, form: &Form, call: &Call<'_>, now_ms: i64) -> Reply {
        let Some(grant) = one(form, "grant_type") else {
            return refuse("unsupported_grant_type", "grant type not supported");
        };
        if !["authorization_code", "refresh_token", "client_credentials", "password"].contains(&grant) {
            return refuse("unsupported_grant_type", "grant type not supported");
        }
        if let Err(reply) = self.client(form, call) {
            return reply;
        }
        let rules = self.rules();
        let organization = self.organization_id();
        match grant {
            "authorization_code" => self.exchange(form, call, now_ms),
            "refresh_token" if self.options.ip_restricted => refuse("invalid_grant", "ip restricted"),
            "refresh_token" => {
                let Some(token) = one(form, "refresh_token") else {
                    return refuse("invalid_request", "missing required parameter: refresh_token");
                };
                match self.auth.refresh(token, &organization, rules, now_ms) {
                    Refreshed::Done { user, access, refresh } => self.granted(call, user, &access, refresh, now_ms),
                    Refreshed::Busy => refuse("invalid_grant", "token request is already being processed"),
                    Refreshed::Expired => refuse("invalid_grant", "expired access/refresh token"),
                }
            }
            "client_credentials" => match self.user_named(&self.options.username) {
                Some(user) => self.open_session(call, user, now_ms),
                None => refuse("invalid_grant", "no client credentials user enabled"),
            },
            _ => {
                let user = self.log_in(one(form, "username"), one(form, "password"));
                match user {
                    Some(user) => self.open_session(call, user, now_ms),
                    None => refuse("invalid_grant", "authentication failure"),
                }
            }
        }
    }

    fn open_session(&mut self, call: &Call<'_>, user: Id, now_ms: i64) -> Reply {
        let (family, rules, organization) = (self.auth.new_family(), self.rules(), self.organization_id());
        let access = self.auth.open(user, family, &organization, rules, now_ms);
        self.granted(call, user, &access, None, now_ms)
    }

    pub(super) fn granted(
        &self,
        call: &Call<'_>,
        user: Id,
        access: &str,
        refresh: Option<String>,
        now_ms: i64,
    ) -> Reply {
        let id = self.identity_url(&call.base, user);
        let issued = now_ms.to_string();
        let signature = sign(&self.options.client_secret, &format!("{id}{issued}"));
        let mut body = json!({ "access_token": access });
        if let Some(members) = body.as_object_mut() {
            if let Some(refresh) = refresh {
                members.insert("refresh_token".into(), json!(refresh));
            }
            for (name, value) in [
                ("signature", signature.as_str()),
                ("scope", "refresh_token api id"),
                ("instance_url", &call.base),
                ("id", &id),
                ("token_type", "Bearer"),
                ("issued_at", &issued),
            ] {
                members.insert(name.into(), json!(value));
            }
        }
        Reply::json(200, &body).with("Cache-Control", "no-store").with("Pragma", "no-cache")
    }

    /// The active user with this name and password; the password may end in a security token, which is not checked.
    pub(super) fn log_in(&self, username: Option<&str>, password: Option<&str>) -> Option<Id> {
        let user = self.user_named(username?)?;
        let right = password.is_some_and(|password| password.starts_with(&self.options.password));
        (right && self.user_fact(user, "IsActive").is_true()).then_some(user)
    }

    /// The user with this name.
    pub(super) fn user_named(&self, username: &str) -> Option<Id> {
        let users = self.schema.find("User")?;
        let table = self.store.table(users.index);
        let slots = table.with(users.find("Username")?, &Value::text(username));
        slots.into_iter().find_map(|slot| table.at(slot)?.id())
    }

    /// The organization's id.
    pub(super) fn organization_id(&self) -> Id {
        Id::numbered(*b"00D", self.options.number)
    }

    /// A user's identity URL.
    pub(super) fn identity_url(&self, base: &str, user: Id) -> String {
        format!("{base}/id/{}/{user}", self.organization_id())
    }

    /// The session of a call of the API.
    pub(super) fn session(&mut self, call: &Call<'_>, now_ms: i64) -> Result<Id, ApiError> {
        let invalid = || ApiError::new(401, "INVALID_SESSION_ID", "Session expired or invalid");
        let token = bearer(call).ok_or_else(invalid)?;
        let rules = self.rules();
        self.auth.user(token, rules, now_ms).ok_or_else(invalid)
    }

    fn identified(&mut self, call: &Call<'_>, now_ms: i64) -> Result<Id, Reply> {
        let rules = self.rules();
        let token = bearer(call).or_else(|| call.parameter("oauth_token")).or_else(|| call.parameter("access_token"));
        match token {
            None => Err(Reply::text(403, "Missing_OAuth_Token")),
            Some(token) => self.auth.user(token, rules, now_ms).ok_or_else(|| Reply::text(403, "Bad_OAuth_Token")),
        }
    }

    pub(super) fn user_fact(&self, user: Id, name: &str) -> Value {
        let found: Option<(&Object, &Row)> = self.view().follow(&Value::Id(user));
        found
            .and_then(|(users, row)| Some(self.view().value(users, row, users.find(name)?).into_owned()))
            .unwrap_or_default()
    }

    fn urls(&self, base: &str, user: Id) -> Json {
        let data = format!("{base}/services/data/v{{version}}");
        let soap = |kind: &str| format!("{base}/services/Soap/{kind}/{{version}}/{}", self.organization_id().short());
        json!({
            "enterprise": soap("c"),
            "metadata": soap("m"),
            "partner": soap("u"),
            "rest": format!("{data}/"),
            "sobjects": format!("{data}/sobjects/"),
            "search": format!("{data}/search/"),
            "query": format!("{data}/query/"),
            "recent": format!("{data}/recent/"),
            "tooling_rest": format!("{data}/tooling/"),
            "tooling_soap": soap("T"),
            "profile": format!("{base}/{user}"),
            "feeds": format!("{data}/chatter/feeds"),
            "groups": format!("{data}/chatter/groups"),
            "users": format!("{data}/chatter/users"),
            "feed_items": format!("{data}/chatter/feed-items"),
            "feed_elements": format!("{data}/chatter/feed-elements"),
            "custom_domain": base,
        })
    }

    fn user_info(&mut self, call: &Call<'_>, now_ms: i64) -> Reply {
        let user = match self.identified(call, now_ms) {
            Ok(user) => user,
            Err(reply) => return reply,
        };
        let fact = |name: &str| self.user_fact(user, name);
        let text = |name: &str| fact(name).as_text().map(str::to_owned);
        let modified = fact("LastModifiedDate").as_seconds().unwrap_or(0);
        Reply::json(
            200,
            &json!({
                "sub": self.identity_url(&call.base, user),
                "user_id": user.to_string(),
                "organization_id": self.organization_id().to_string(),
                "preferred_username": text("Username"),
                "nickname": text("CommunityNickname"),
                "name": text("Name"),
                "email": text("Email"),
                "email_verified": true,
                "given_name": text("FirstName"),
                "family_name": text("LastName"),
                "zoneinfo": text("TimeZoneSidKey"),
                "photos": {
                    "picture": format!("{}/profilephoto/005/F", call.base),
                    "thumbnail": format!("{}/profilephoto/005/T", call.base),
                },
                "profile": format!("{}/{user}", call.base),
                "picture": format!("{}/profilephoto/005/F", call.base),
                "address": {},
                "urls": self.urls(&call.base, user),
                "active": fact("IsActive").is_true(),
                "user_type": "STANDARD",
                "language": text("LanguageLocaleKey"),
                "locale": text("LocaleSidKey"),
                "utcOffset": 0,
                "updated_at": instant_text(modified).replace(".000+0000", "Z"),
                "is_app_installed": true,
            }),
        )
    }

    /// `/id/{organization}/{user}`
    pub(super) fn identity(&mut self, organization: &str, user: &str, call: &Call<'_>, now_ms: i64) -> Option<Reply> {
        let asking = match self.identified(call, now_ms) {
            Ok(asking) => asking,
            Err(reply) => return Some(reply),
        };
        let known = Id::parse(organization) == Some(self.organization_id());
        let Some(user) = Id::parse(user).filter(|user| known && self.view().follow(&Value::Id(*user)).is_some()) else {
            return Some(Reply::text(404, "Not Found"));
        };
        if user != asking {
            return Some(Reply::text(403, "Wrong_Org"));
        }
        let fact = |name: &str| self.user_fact(user, name);
        let text = |name: &str| fact(name).as_text().map(str::to_owned);
        let modified = fact("LastModifiedDate").as_seconds().unwrap_or(0);
        let id = self.identity_url(&call.base, user);
        Some(Reply::json(
            200,
            &json!({
                "id": id,
                "asserted_user": true,
                "user_id": user.to_string(),
                "organization_id": self.organization_id().to_string(),
                "username": text("Username"),
                "nick_name": text("CommunityNickname"),
                "display_name": text("Name"),
                "email": text("Email"),
                "email_verified": true,
                "first_name": text("FirstName"),
                "last_name": text("LastName"),
                "timezone": text("TimeZoneSidKey"),
                "photos": {
                    "picture": format!("{}/profilephoto/005/F", call.base),
                    "thumbnail": format!("{}/profilephoto/005/T", call.base),
                },
                "addr_street": null, "addr_city": null, "addr_state": null, "addr_country": null, "addr_zip": null,
                "mobile_phone": text("MobilePhone"),
                "mobile_phone_verified": false,
                "is_lightning_login_user": false,
                "status": { "created_date": null, "body": null },
                "urls": self.urls(&call.base, user),
                "active": fact("IsActive").is_true(),
                "user_type": "STANDARD",
                "language": text("LanguageLocaleKey"),
                "locale": text("LocaleSidKey"),
                "utcOffset": 0,
                "last_modified_date": instant_text(modified),
                "is_app_installed": true,
            }),
        ))
    }

    fn introspect(&self, form: &Form, call: &Call<'_>, now_ms: i64) -> Reply {
        if let Err(reply) = self.client(form, call) {
            return reply;
        }
        let Some((user, kind, ends_ms)) = one(form, "token").and_then(|token| self.auth.look_up(token, now_ms)) else {
            return Reply::json(200, &json!({ "active": false }));
        };
        let expires = if ends_ms == i64::MAX { Json::Null } else { json!(ends_ms / 1000) };
        Reply::json(
            200,
            &json!({
                "active": true,
                "scope": "refresh_token api id",
                "client_id": self.options.client_id,
                "username": self.user_fact(user, "Username").as_text(),
                "sub": self.identity_url(&call.base, user),
                "token_type": kind,
                "exp": expires,
            }),
        )
    }
}

fn bearer<'a>(call: &'a Call<'_>) -> Option<&'a str> {
    let header = call.header("authorization")?;
    let (scheme, token) = header.split_once(' ')?;
    let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth");
    known.then(|| token.trim())
}

/// HMAC-SHA256 in base64.
fn sign(secret: &str, text: &str) -> String {
    let mut key = [0u8; 64];
    let hashed = Sha256::digest(secret.as_bytes());
    let bytes = if secret.len() > 64 { hashed.as_slice() } else { secret.as_bytes() };
    for (place, byte) in key.iter_mut().zip(bytes) {
        *place = *byte;
    }
    let padded = |pad: u8| key.map(|byte| byte ^ pad);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
    STANDARD.encode(Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_an_hmac() {
        // RFC 4231, test case 2.
        let hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let bytes = STANDARD.decode(sign("Jefe", "what do ya want for nothing?")).unwrap();
        assert_eq!(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), hex);
    }
}

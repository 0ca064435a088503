//! What a client may ask before it knows the org: the description of its OAuth endpoints.
//!
//! <https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_openid_discovery_endpoint.htm>

use super::call::Reply;
use serde_json::json;

/// `/.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`.
pub(crate) fn configuration(base: &str) -> Reply {
    let at = |path: &str| format!("{base}/services/oauth2/{path}");
    let body = json!({
        "issuer": base,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "revocation_endpoint": at("revoke"),
        "userinfo_endpoint": at("userinfo"),
        "introspection_endpoint": at("introspect"),
        "scopes_supported": ["api", "id", "refresh_token"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials", "password"],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "display_values_supported": ["page", "popup", "touch"],
    });
    Reply::json(200, &body)
}

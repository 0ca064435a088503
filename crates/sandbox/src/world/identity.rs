//! As whom Jira is asked.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::World;
use crate::http::{Request, Response};
use crate::jira::Identity;

/// The API token by which any person of the site logs in from outside, with the e-mail address as the name.
pub const JIRA_TOKEN: &str = "weftline-jira-token";

impl World {
    /// Who asks from outside: basic authentication by e-mail address and API token.
    /// <https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/>
    pub(super) fn basic_identity(&self, request: &Request) -> Result<Identity, Response> {
        let Some(authorization) = request.header("authorization") else {
            return Ok(Identity::Anonymous);
        };
        let pair = authorization
            .split_once(' ')
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
            .and_then(|(_, encoded)| STANDARD.decode(encoded.trim()).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok());
        let account = pair.as_deref().and_then(|pair| pair.split_once(':')).and_then(|(name, token)| {
            let mut people = self.site.people().into_iter();
            let person = people.find(|(_, _, email)| email.eq_ignore_ascii_case(name))?;
            (token == JIRA_TOKEN).then_some(person.0)
        });
        account.map(Identity::User).ok_or_else(|| Response {
            status: 401,
            headers: vec![
                ("content-type".into(), "text/plain".into()),
                ("www-authenticate".into(), "OAuth realm=\"https%3A%2F%2Fweftline.atlassian.net\"".into()),
                ("x-seraph-loginreason".into(), "AUTHENTICATED_FAILED".into()),
            ],
            body: b"Basic authentication with passwords is deprecated or the token is wrong.".to_vec(),
        })
    }
}

/// As whom the app's host asks, by its own headers.
pub(super) fn proxy_identity(request: &Request) -> Result<Identity, Response> {
    match (request.header("x-forge-principal"), request.header("x-forge-account")) {
        (Some("app"), _) => Ok(Identity::App),
        (Some("user"), Some(account)) if !account.is_empty() => Ok(Identity::User(account.into())),
        _ => Err(Response {
            status: 401,
            headers: vec![("forge-proxy-error".into(), "NEEDS_AUTHENTICATION_ERR".into())],
            body: Vec::new(),
        }),
    }
}

/// The address by which an outside client reaches the site.
pub(super) fn base_url(request: &Request) -> String {
    let host = request.header("x-forwarded-host").or(request.header("host")).unwrap_or("weftline.atlassian.net");
    let scheme = request.header("x-forwarded-proto").unwrap_or("http");
    format!("{scheme}://{host}")
}

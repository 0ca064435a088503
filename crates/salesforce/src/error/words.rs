//! Why Salesforce does not let Weftline in, and who has to do what about it.
//!
//! <https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm>

/// A row: the codes, words of the message of which one must be there (none: any message), and what a person is told.
type Row = (&'static [&'static str], &'static [&'static str], &'static str);

/// The first row that fits counts.
const TABLE: &[Row] = &[
    (
        &["access_denied", "access-denied"],
        &["denied authorization", "denied access"],
        "access was not allowed in Salesforce: log in again and choose Allow",
    ),
    (
        &["OAUTH_APP_ACCESS_DENIED", "invalid_app_access", "access_denied", "access-denied"],
        &["admin approved", "not approved"],
        "a Salesforce admin has to permit the user: in the app's policies, under Permitted Users, let all users authorize themselves, or give the user's profile or permission set access to the app",
    ),
    (
        &["OAUTH_APP_ACCESS_DENIED", "OAUTH_APP_BLOCKED", "invalid_app_access", "OAUTH_APPROVAL_ERROR_GENERIC"],
        &[],
        "Salesforce blocks the app for this user: a Salesforce admin has to unblock it in Setup under Connected Apps OAuth Usage, and permit the user in the app's policies",
    ),
    (
        &["OAUTH_EC_APP_NOT_FOUND", "OAUTH_AUTHORIZATION_BLOCKED"],
        &[],
        "the app is not installed in the org that was logged in to: log in to the org in which the External Client App was created, or create it there too",
    ),
    (
        &["access_denied", "access-denied"],
        &[],
        "Salesforce did not allow access: log in again and choose Allow, as a user whom the app's policies permit",
    ),
    (
        &["redirect_uri_mismatch", "redirect_uri_missing"],
        &[],
        "the callback URL in the app is another one: copy it from Weftline's page into the app's OAuth settings, exactly, and wait up to ten minutes until Salesforce knows it",
    ),
    (
        &["invalid_client_id"],
        &[],
        "Salesforce does not know the consumer key: copy it again from the app's OAuth settings, and check the instance; a new app takes up to ten minutes until Salesforce knows it",
    ),
    (
        &["invalid_client", "invalid_client_credentials"],
        &[],
        "Salesforce does not accept the consumer secret: copy it again from the app's OAuth settings",
    ),
    (
        &["invalid_request", "invalid_grant"],
        &["code verifier", "code challenge", "PKCE"],
        "Salesforce did not accept the proof that this login was begun here (PKCE): begin the login again",
    ),
    (
        &["invalid_scope"],
        &[],
        "the app lacks a scope: add `Manage user data via APIs (api)` and `Perform requests at any time (refresh_token, offline_access)` to its OAuth settings",
    ),
    (
        &["unsupported_grant_type", "unauthorized_client", "unsupported_response_type"],
        &[],
        "the app is not set up for this way of logging in: enable the flow in its OAuth settings",
    ),
    (
        &["invalid_grant"],
        &["no client credentials user"],
        "the app has no user to run as: enable the client credentials flow in its policies and name the integration user there",
    ),
    (
        &["invalid_grant", "invalid_request"],
        &["not supported on this domain"],
        "client credentials work only at the org's own My Domain: give that address",
    ),
    (
        &["invalid_grant", "LOGIN_DURING_RESTRICTED_DOMAIN", "RESTRICTED_DOMAIN"],
        &["ip restricted", "restricted ip", "IP restricted", "IP address", "ip not allowed"],
        RESTRICTED,
    ),
    (&["LOGIN_DURING_RESTRICTED_DOMAIN", "RESTRICTED_DOMAIN"], &[], RESTRICTED),
    (
        &["LOGIN_DURING_RESTRICTED_TIME"],
        &[],
        "the integration user may not log in at this hour: a Salesforce admin has to change the login hours of its profile",
    ),
    (
        &["invalid_grant"],
        &["expired authorization code", "invalid authorization code"],
        "the code from Salesforce has expired or was used: begin the login again",
    ),
    (
        &["invalid_grant"],
        &["authentication failure"],
        "Salesforce does not let the user log in: a Salesforce admin has to see whether it is active, not frozen, and may log in from here",
    ),
    (
        &["inactive_user"],
        &[],
        "the integration user is not active: a Salesforce admin has to activate it, or another user has to log in",
    ),
    (
        &["inactive_org", "ORG_LOCKED", "TRIAL_EXPIRED"],
        &[],
        "the org is locked, closed or its trial has ended: a Salesforce admin has to open it again",
    ),
    (
        &["API_DISABLED_FOR_ORG"],
        &[],
        "the API is not enabled for the org or the user: the edition must include it, and the integration user needs the permission `API Enabled`",
    ),
    (
        &["API_CURRENTLY_DISABLED"],
        &[],
        "the API is switched off for this user at the moment: a Salesforce admin has to see to the permission `API Enabled`",
    ),
    (
        &["CLIENT_NOT_ACCESSIBLE_FOR_USER"],
        &[],
        "Salesforce does not let this user use the app: a Salesforce admin has to permit it in the app's policies",
    ),
    (
        &["INVALID_SESSION_ID"],
        &["not valid for use with the"],
        "the token is not good for the API: add the scope `Manage user data via APIs (api)` to the app and reconnect",
    ),
    (
        &["insufficient_scope", "OAUTH_INSUFFICIENT_SCOPE"],
        &[],
        "the token is not good for the API: add the scope `Manage user data via APIs (api)` to the app and reconnect",
    ),
];

const RESTRICTED: &str = "Salesforce refuses the address that Weftline calls from: take the IP allowlist off the app or set its IP relaxation to `Relax IP restrictions`, since an app in Forge has no addresses of its own, or use client credentials";

/// What a person is told of an error about access; none for other errors.
pub(super) fn of(code: &str, message: &str) -> Option<&'static str> {
    let fits = |(codes, any, _): &&Row| {
        codes.contains(&code) && (any.is_empty() || any.iter().any(|words| message.contains(words)))
    };
    TABLE.iter().find(fits).map(|(_, _, words)| *words)
}

/// Whether it is the address that is refused.
pub(super) fn is_restricted(code: &str, message: &str) -> bool {
    of(code, message) == Some(RESTRICTED)
}

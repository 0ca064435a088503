//! Why an org keeps Weftline out altogether, told apart by Salesforce's codes and words: each has its own remedy.

/// Why an org keeps Weftline out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// It takes calls from certain addresses only.
    Addresses,
    /// It takes no apps that are not installed, or not approved for the user.
    AppPolicy,
    /// Its API is switched off, or the user may not use it.
    Api,
    /// The user is frozen or inactive, or may not log in.
    User,
}

/// What codes and messages hold, in lower case.
///
/// <https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm>
const TABLE: &[(Barrier, &[&str])] = &[
    (
        Barrier::Addresses,
        &["ip restricted", "login_during_restricted_domain", "restricted ip", "ip range", "ip address"],
    ),
    (
        Barrier::AppPolicy,
        &[
            "oauth_app_blocked",
            "oauth_app_access_denied",
            "oauth_ec_app_not_found",
            "invalid_app_access",
            "not admin approved",
            "not installed",
            "app blocked",
            "app must be installed",
            "blocked by admin",
        ],
    ),
    (
        Barrier::Api,
        &[
            "api_disabled_for_org",
            "api_currently_disabled",
            "api is not enabled",
            "api is disabled",
            "not valid for use with the",
        ],
    ),
    (Barrier::User, &["inactive_user", "user is inactive", "authentication failure", "login_during_restricted_time"]),
];

impl Barrier {
    /// What keeps Weftline out, as far as a code or message tells.
    #[must_use]
    pub fn of(code: &str, message: &str) -> Option<Self> {
        let said = [code, " ", message].concat().to_ascii_lowercase();
        TABLE.iter().find(|(_, words)| words.iter().any(|word| said.contains(word))).map(|(barrier, _)| *barrier)
    }

    /// What was found, for an admin.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Barrier::Addresses => {
                "Salesforce refuses the addresses that Weftline calls from: an IP allowlist is in force"
            }
            Barrier::AppPolicy => {
                "Salesforce refuses the app: it is not installed in this org, or not approved for the user"
            }
            Barrier::Api => "Salesforce does not let the integration user use its API",
            Barrier::User => {
                "Salesforce does not let the integration user log in: it is frozen, inactive, or out of its hours"
            }
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Barrier::Addresses => {
                "in the External Client App's policies switch the IP allowlist for refresh tokens off and relax IP \
                 restrictions, or connect by client credentials; Forge calls from addresses that change"
            }
            Barrier::AppPolicy => {
                "in Setup open Connected Apps OAuth Usage and install the app, or in its policies let the integration \
                 user's permission set use it; then connect again"
            }
            Barrier::Api => {
                "give the integration user the system permission `API Enabled`; the org's edition must have API access"
            }
            Barrier::User => "in Setup under Users activate or unfreeze the integration user, then connect again",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn con_7_each_kind_of_refusal_is_told_apart() {
        let of = |code, message| Barrier::of(code, message);
        assert_eq!(of("invalid_grant", "ip restricted"), Some(Barrier::Addresses));
        assert_eq!(of("LOGIN_DURING_RESTRICTED_DOMAIN", ""), Some(Barrier::Addresses));
        assert_eq!(
            of("OAUTH_APP_ACCESS_DENIED", "user is not admin approved to access this app"),
            Some(Barrier::AppPolicy)
        );
        assert_eq!(
            of("API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization."),
            Some(Barrier::Api)
        );
        assert_eq!(of("inactive_user", "user is inactive"), Some(Barrier::User));
        assert_eq!(of("invalid_grant", "expired access/refresh token"), None);
        assert_eq!(of("INVALID_SESSION_ID", "Session expired or invalid"), None);
    }
}

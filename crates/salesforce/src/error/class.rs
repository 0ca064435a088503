//! The table of errors: classed by code, because the same status means many things.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm>

use weftline_wire::failure::FailureCode;

use crate::id::RecordId;

/// What an error means for what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// Salesforce is not well: try again later. Whether the request was carried out is unknown.
    Transient,
    /// Another transaction holds the record: try again soon, with jitter.
    Lock,
    /// The org's calls are used up, or too many run at once: pause.
    Limit,
    /// The access token is not accepted: get a new one.
    SessionExpired,
    /// The access token is not accepted, and a new one would not be either: an admin has to act.
    SessionNotRefreshable,
    /// The integration user lacks a right.
    Forbidden,
    /// Another record has the same value in a unique field.
    Duplicate {
        /// Which, when Salesforce names it.
        record: Option<RecordId>,
    },
    /// A duplicate rule found similar records: [`super::SalesforceError::duplicates`].
    DuplicatesDetected,
    /// A value is not accepted: whoever gave it has to change it.
    Data,
    /// An object, field or query that the org does not have: an admin has to change the configuration.
    Configuration,
    /// The record was deleted.
    Deleted,
    /// There is no such record, or the user may not see it.
    NotFound,
    /// The refresh token is no longer accepted: an admin has to reconnect.
    OAuthFinal,
    /// The same refresh token is just being used: wait, and read the stored one again.
    OAuthBusy,
    /// The consumer key or secret is not accepted, or the app is not set up for this.
    OAuthConfiguration,
    /// A reply names a host that is not Salesforce's.
    HostRefused,
    /// A code that is not in the table.
    Unknown,
}

/// Classes by code. Codes in capitals are the API's (the enumerations `ExceptionCode` and `StatusCode` of its WSDL),
/// those in small letters OAuth's, those with hyphens ours.
const TABLE: &[(ErrorClass, &[&str])] = &[
    (
        ErrorClass::SessionExpired,
        &[
            "INVALID_SESSION_ID",
            "InvalidSessionId",
            "INVALID_AUTH_HEADER",
            "Bad_OAuth_Token",
            "Missing_OAuth_Token",
            "Bad_OAuth_Id",
        ],
    ),
    (ErrorClass::Lock, &["UNABLE_TO_LOCK_ROW", "ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE", "RECORD_IN_USE_BY_WORKFLOW"]),
    (ErrorClass::Limit, &["REQUEST_LIMIT_EXCEEDED", "EXCEEDED_QUOTA", "TOO_MANY_APEX_REQUESTS", "rate_limit_exceeded"]),
    (
        ErrorClass::Transient,
        &[
            "SERVER_UNAVAILABLE",
            "UNKNOWN_EXCEPTION",
            "QUERY_TIMEOUT",
            "REQUEST_RUNNING_TOO_LONG",
            "REALTIME_PROCESSING_TIME_EXCEEDED_LIMIT",
            "FUNCTIONALITY_TEMPORARILY_UNAVAILABLE",
            "ORG_IN_MAINTENANCE",
            "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
            "unreadable-reply",
        ],
    ),
    (ErrorClass::Duplicate { record: None }, &["DUPLICATE_VALUE", "DUPLICATE_EXTERNAL_ID", "several-records"]),
    (ErrorClass::DuplicatesDetected, &["DUPLICATES_DETECTED"]),
    (ErrorClass::Deleted, &["ENTITY_IS_DELETED"]),
    (ErrorClass::NotFound, &["NOT_FOUND", "RECORD_NOT_FOUND", "MISSING_RECORD"]),
    (
        ErrorClass::Forbidden,
        &[
            "INSUFFICIENT_ACCESS",
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "INVALID_ACCESS_LEVEL",
            "INVALID_READ_ONLY_USER_DML",
            "CANNOT_UPDATE_CONVERTED_LEAD",
            "ENTITY_IS_LOCKED",
            "ENTITY_IS_ARCHIVED",
            "FORBIDDEN",
            "FUNCTIONALITY_NOT_ENABLED",
            "API_DISABLED_FOR_ORG",
            "API_CURRENTLY_DISABLED",
            "CLIENT_NOT_ACCESSIBLE_FOR_USER",
            "LOGIN_DURING_RESTRICTED_DOMAIN",
            "RESTRICTED_DOMAIN",
            "insufficient_scope",
            "OAUTH_INSUFFICIENT_SCOPE",
            "LOGIN_DURING_RESTRICTED_TIME",
            "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
            "PASSWORD_LOCKOUT",
            "PORTAL_NO_ACCESS",
            "ORG_LOCKED",
            "TRIAL_EXPIRED",
            "LICENSE_LIMIT_EXCEEDED",
            "TXN_SECURITY_NO_ACCESS",
        ],
    ),
    (
        ErrorClass::Data,
        &[
            "REQUIRED_FIELD_MISSING",
            "STRING_TOO_LONG",
            "NUMBER_OUTSIDE_VALID_RANGE",
            "TEXT_DATA_OUTSIDE_SUPPORTED_CHARSET",
            "TOO_MANY_ENUM_VALUE",
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "INVALID_EMAIL_ADDRESS",
            "INVALID_CURRENCY_ISO",
            "INVALID_DATE_FORMAT",
            "INVALID_STATUS",
            "INVALID_CROSS_REFERENCE_KEY",
            "INVALID_CROSS_REFERENCE_TYPE_FOR_FIELD",
            "INVALID_TYPE_ON_FIELD_IN_RECORD",
            "INVALID_ARGUMENT_TYPE",
            "INVALID_ID_FIELD",
            "MALFORMED_ID",
            "MISSING_ARGUMENT",
            "JSON_PARSER_ERROR",
            "UNAVAILABLE_RECORDTYPE_EXCEPTION",
            "INACTIVE_OWNER_OR_USER",
            "OP_WITH_INVALID_USER_TYPE_EXCEPTION",
            "FIELD_INTEGRITY_EXCEPTION",
            "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            "FIELD_FILTER_VALIDATION_EXCEPTION",
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            "CANNOT_EXECUTE_FLOW_TRIGGER",
            "CANNOT_REPARENT_RECORD",
            "CIRCULAR_DEPENDENCY",
            "DEPENDENCY_EXISTS",
            "DELETE_FAILED",
            "MIXED_DML_OPERATION",
            "SELF_REFERENCE_FROM_TRIGGER",
            "TRANSFER_REQUIRES_READ",
            "LIMIT_EXCEEDED",
            "STORAGE_LIMIT_EXCEEDED",
        ],
    ),
    (
        ErrorClass::Configuration,
        &[
            "InvalidJob",
            "MALFORMED_QUERY",
            "MALFORMED_SEARCH",
            "INVALID_FIELD",
            "INVALID_TYPE",
            "INVALID_TYPE_FOR_OPERATION",
            "INVALID_OPERATION",
            "INVALID_ASSIGNMENT_RULE",
            "INVALID_QUERY_FILTER_OPERATOR",
            "INVALID_QUERY_LOCATOR",
            "INVALID_LOCATOR",
            "INVALID_QUERY_SCOPE",
            "INVALID_SEARCH",
            "INVALID_SEARCH_SCOPE",
            "INVALID_REPLICATION_DATE",
            "ENTITY_NOT_QUERYABLE",
            "ILLEGAL_QUERY_PARAMETER_VALUE",
            "EXCEEDED_ID_LIMIT",
            "EXCEEDED_MAX_SIZE_REQUEST",
            "OPERATION_TOO_LARGE",
            "QUERY_TOO_COMPLICATED",
            "METHOD_NOT_ALLOWED",
            "NOT_ACCEPTABLE",
            "POST_BODY_PARSE_ERROR",
            "UNSUPPORTED_API_VERSION",
            "UNSUPPORTED_MEDIA_TYPE",
            "REQUIRED_FEATURE_MISSING",
            "PROCESSING_HALTED",
            "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        ],
    ),
    (ErrorClass::OAuthFinal, &["invalid_grant", "inactive_user", "inactive_org", "access_denied", "access-denied"]),
    (
        ErrorClass::OAuthConfiguration,
        &[
            "invalid_client",
            "invalid_client_id",
            "invalid_client_credentials",
            "invalid_app_access",
            "invalid_request",
            "invalid_scope",
            "redirect_uri_mismatch",
            "redirect_uri_missing",
            "unauthorized_client",
            "unsupported_grant_type",
            "unsupported_response_type",
            "OAUTH_APP_BLOCKED",
            "OAUTH_APP_ACCESS_DENIED",
            "OAUTH_APPROVAL_ERROR_GENERIC",
            "OAUTH_AUTHORIZATION_BLOCKED",
            "OAUTH_EC_APP_NOT_FOUND",
        ],
    ),
    (ErrorClass::HostRefused, &["host-refused"]),
];

impl ErrorClass {
    /// The class of an error. The message decides only where Salesforce uses one code for several things.
    #[must_use]
    pub fn of(status: u16, code: &str, message: &str) -> Self {
        let row = TABLE.iter().find(|(_, codes)| codes.contains(&code));
        let class = row.map_or_else(|| Self::of_status(status), |(class, _)| *class);
        let says = |words: &str| message.contains(words);
        match class {
            ErrorClass::SessionExpired if says("not valid for use with the") || says("not attached to Agent") => {
                ErrorClass::SessionNotRefreshable
            }
            ErrorClass::Duplicate { .. } => ErrorClass::Duplicate { record: named_record(message) },
            ErrorClass::NotFound if says("external ID field") => ErrorClass::Configuration,
            ErrorClass::OAuthFinal if says("already being processed") => ErrorClass::OAuthBusy,
            // The token is good, but not from here.
            ErrorClass::OAuthFinal if super::words::is_restricted(code, message) => ErrorClass::SessionNotRefreshable,
            // Client credentials without a user to run as, or asked for at a host that does not serve them.
            ErrorClass::OAuthFinal if says("client credentials") || says("not supported on this domain") => {
                ErrorClass::OAuthConfiguration
            }
            class => class,
        }
    }

    /// For codes that are not in the table, and for bodies that hold none.
    fn of_status(status: u16) -> Self {
        match status {
            401 => ErrorClass::SessionExpired,
            403 => ErrorClass::Forbidden,
            404 => ErrorClass::NotFound,
            410 | 414 | 415 | 431 => ErrorClass::Configuration,
            429 => ErrorClass::Limit,
            408 | 420 | 500..=599 => ErrorClass::Transient,
            _ => ErrorClass::Unknown,
        }
    }

    /// Whether the same request may succeed later without anyone doing anything.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        matches!(self, ErrorClass::Transient | ErrorClass::Lock | ErrorClass::Limit | ErrorClass::OAuthBusy)
    }

    /// The code by which pages choose their words.
    #[must_use]
    pub fn failure_code(self) -> FailureCode {
        match self {
            ErrorClass::Transient => FailureCode::SalesforceUnavailable,
            ErrorClass::Lock | ErrorClass::OAuthBusy => FailureCode::Conflict,
            ErrorClass::Limit => FailureCode::SalesforceLimit,
            ErrorClass::SessionExpired | ErrorClass::OAuthFinal => FailureCode::ReconnectNeeded,
            ErrorClass::SessionNotRefreshable | ErrorClass::Forbidden => FailureCode::SalesforceForbidden,
            ErrorClass::Duplicate { .. } | ErrorClass::DuplicatesDetected | ErrorClass::Data => FailureCode::Invalid,
            ErrorClass::Configuration | ErrorClass::Unknown => FailureCode::SalesforceRefused,
            ErrorClass::Deleted | ErrorClass::NotFound => FailureCode::RecordNotFound,
            ErrorClass::OAuthConfiguration => FailureCode::CredentialsRefused,
            ErrorClass::HostRefused => FailureCode::HostRefused,
        }
    }

    pub(super) fn text(self) -> &'static str {
        match self {
            ErrorClass::Transient => "Salesforce is not available at the moment",
            ErrorClass::Lock => "someone else is just changing the record in Salesforce",
            ErrorClass::Limit => "the org's API calls are used up for now",
            ErrorClass::SessionExpired => "Salesforce does not accept the connection's token",
            ErrorClass::SessionNotRefreshable => "Salesforce does not let this connection use its API",
            ErrorClass::Forbidden => "the integration user lacks a right in Salesforce",
            ErrorClass::Duplicate { .. } => {
                "another record in Salesforce has the same value in a field that must be unique"
            }
            ErrorClass::DuplicatesDetected => "a duplicate rule in Salesforce found similar records",
            ErrorClass::Data => "Salesforce does not accept a value",
            ErrorClass::Configuration => {
                "Salesforce refused the request: an object, field or value is not there for the integration user"
            }
            ErrorClass::Deleted => "the record was deleted in Salesforce",
            ErrorClass::NotFound => "the record does not exist in Salesforce, or the integration user may not see it",
            ErrorClass::OAuthFinal => "Salesforce no longer accepts the connection: an admin has to reconnect",
            ErrorClass::OAuthBusy => "the connection's token is just being renewed",
            ErrorClass::OAuthConfiguration => {
                "Salesforce does not accept the consumer key or secret, or the app there is not set up for this"
            }
            ErrorClass::HostRefused => "the address is not one of Salesforce's",
            ErrorClass::Unknown => "Salesforce refused the request",
        }
    }
}

/// What to do about an error, where there is something to say beyond Salesforce's words.
pub(super) fn remedy(code: &str, class: ErrorClass) -> Option<&'static str> {
    let remedy = match code {
        "REQUIRED_FIELD_MISSING" => "fill in the field",
        "STRING_TOO_LONG" => "shorten the text",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" => "choose one of the field's values",
        "INVALID_EMAIL_ADDRESS" => "correct the e-mail address",
        "NUMBER_OUTSIDE_VALID_RANGE" => "give a number with fewer digits",
        "INVALID_CROSS_REFERENCE_KEY" | "MALFORMED_ID" => {
            "choose another record: this one does not exist or is of another kind"
        }
        "INACTIVE_OWNER_OR_USER" | "OP_WITH_INVALID_USER_TYPE_EXCEPTION" => {
            "choose another user: this one is not active or may not own the record"
        }
        "INVALID_FIELD_FOR_INSERT_UPDATE" => {
            "ask a Salesforce admin to let the integration user edit the field, or remove it from the mapping"
        }
        "STORAGE_LIMIT_EXCEEDED" => "ask a Salesforce admin: the org's storage is full",
        _ => match class {
            ErrorClass::Lock | ErrorClass::Transient => "try again",
            ErrorClass::Limit => "wait, or ask a Salesforce admin for more API calls",
            ErrorClass::Forbidden => "ask a Salesforce admin to give the integration user the right",
            ErrorClass::Duplicate { .. } | ErrorClass::DuplicatesDetected => "link the existing record instead",
            ErrorClass::Configuration => "ask an admin to check the configuration",
            ErrorClass::SessionExpired
            | ErrorClass::SessionNotRefreshable
            | ErrorClass::Data
            | ErrorClass::Deleted
            | ErrorClass::NotFound
            | ErrorClass::OAuthFinal
            | ErrorClass::OAuthBusy
            | ErrorClass::OAuthConfiguration
            | ErrorClass::HostRefused
            | ErrorClass::Unknown => return None,
        },
    };
    Some(remedy)
}

/// `duplicate value found: F__c duplicates value on record with id: 500...`
fn named_record(message: &str) -> Option<RecordId> {
    let (_, rest) = message.rsplit_once("record with id:")?;
    let end = |character: char| !character.is_ascii_alphanumeric();
    RecordId::parse(rest.trim_start().split(end).next()?).ok()
}

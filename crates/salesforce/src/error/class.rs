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

impl ErrorClass {
    /// The class of an error. The message decides only where Salesforce uses one code for several things.
    #[must_use]
    pub fn of(status: u16, code: &str, message: &str) -> Self {
        match code {
            "INVALID_SESSION_ID"
            | "INVALID_AUTH_HEADER"
            | "Bad_OAuth_Token"
            | "Missing_OAuth_Token"
            | "Bad_OAuth_Id" => {
                if message.contains("not valid for use with the") || message.contains("not attached to Agent") {
                    ErrorClass::SessionNotRefreshable
                } else {
                    ErrorClass::SessionExpired
                }
            }

            "UNABLE_TO_LOCK_ROW" | "CONCURRENT_BULK_REQUEST" | "ENTITY_IS_LOCKED_BY_OTHER" => ErrorClass::Lock,

            "REQUEST_LIMIT_EXCEEDED"
            | "CONCURRENT_REQUESTS_LIMIT_EXCEEDED"
            | "CONCURRENT_PER_ORG_LONGRUNNING_LIMIT_EXCEEDED"
            | "API_LIMIT_EXCEEDED"
            | "EXCEEDED_QUOTA"
            | "TooManyRequests"
            | "rate_limit_exceeded" => ErrorClass::Limit,

            "SERVER_UNAVAILABLE"
            | "SERVICE_UNAVAILABLE"
            | "UNKNOWN_EXCEPTION"
            | "QUERY_TIMEOUT"
            | "REQUEST_RUNNING_TOO_LONG"
            | "OPERATION_TOO_LARGE_TIMEOUT"
            | "APEX_CPU_TIMEOUT"
            | "unreadable-reply" => ErrorClass::Transient,

            "DUPLICATE_VALUE" | "DUPLICATE_EXTERNAL_ID" => ErrorClass::Duplicate { record: named_record(message) },
            "DUPLICATES_DETECTED" => ErrorClass::DuplicatesDetected,

            "ENTITY_IS_DELETED" | "ENTITY_DELETED" => ErrorClass::Deleted,
            "NOT_FOUND" if message.contains("external ID field") => ErrorClass::Configuration,
            "NOT_FOUND" => ErrorClass::NotFound,

            "INSUFFICIENT_ACCESS"
            | "INSUFFICIENT_ACCESS_OR_READONLY"
            | "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"
            | "INVALID_FIELD_FOR_INSERT_UPDATE"
            | "INVALID_ACCESS_LEVEL"
            | "CANNOT_UPDATE_CONVERTED_LEAD"
            | "ENTITY_IS_LOCKED"
            | "FORBIDDEN"
            | "FUNCTIONALITY_NOT_ENABLED"
            | "FUNCTIONALITY_TEMPORARILY_UNAVAILABLE"
            | "API_DISABLED_FOR_ORG"
            | "API_CURRENTLY_DISABLED"
            | "API_ACCESS_DISABLED"
            | "CLIENT_NOT_ACCESSIBLE_FOR_USER"
            | "INVALID_CLIENT_ID_FOR_ORG"
            | "TRANSACTION_SECURITY_NO_ACCESS"
            | "PASSWORD_LOCKOUT"
            | "INACTIVE_OWNER_OR_USER_API"
            | "NO_ACCESS" => ErrorClass::Forbidden,

            "REQUIRED_FIELD_MISSING"
            | "STRING_TOO_LONG"
            | "NUMBER_OUTSIDE_VALID_RANGE"
            | "NUMERIC_OVERFLOW"
            | "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
            | "INVALID_EMAIL_ADDRESS"
            | "INVALID_CROSS_REFERENCE_KEY"
            | "INVALID_CROSS_REFERENCE_TYPE_FOR_FIELD"
            | "INVALID_ID_FIELD"
            | "MALFORMED_ID"
            | "INVALID_TYPE_ON_FIELD_IN_RECORD"
            | "INVALID_STATUS"
            | "INVALID_DATE_FORMAT"
            | "JSON_PARSER_ERROR"
            | "FIELD_INTEGRITY_EXCEPTION"
            | "FIELD_CUSTOM_VALIDATION_EXCEPTION"
            | "FIELD_FILTER_VALIDATION_EXCEPTION"
            | "FILTERED_LOOKUP_VALIDATION"
            | "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
            | "CANNOT_EXECUTE_FLOW_TRIGGER"
            | "APEX_ERROR"
            | "TXN_SECURITY_BLOCKED"
            | "INACTIVE_OWNER_OR_USER"
            | "OP_WITH_INVALID_USER_TYPE_EXCEPTION"
            | "DELETE_FAILED"
            | "DEPENDENCY_EXISTS"
            | "STORAGE_LIMIT_EXCEEDED"
            | "LIMIT_EXCEEDED"
            | "TOO_MANY_ENUM_VALUE"
            | "CIRCULAR_DEPENDENCY"
            | "MISSING_ARGUMENT"
            | "INVALID_ARGUMENT_TYPE"
            | "INVALID_MARKUP"
            | "TRANSFER_REQUIRES_READ"
            | "BAD_CUSTOM_ENTITY_PARENT_DOMAIN"
            | "CANNOT_UPDATE_FIELD" => ErrorClass::Data,

            "MALFORMED_QUERY"
            | "MALFORMED_SEARCH"
            | "INVALID_FIELD"
            | "INVALID_TYPE"
            | "INVALID_TYPE_FOR_OPERATION"
            | "INVALID_QUERY_FILTER_OPERATOR"
            | "INVALID_QUERY_LOCATOR"
            | "INVALID_QUERY_SCOPE"
            | "INVALID_SEARCH"
            | "INVALID_SEARCH_SCOPE"
            | "EXCEEDED_MAX_SEMIJOIN_SUBSELECTS"
            | "QUERY_TOO_COMPLICATED"
            | "OPERATION_TOO_LARGE"
            | "EXCEEDED_ID_LIMIT"
            | "METHOD_NOT_ALLOWED"
            | "UNSUPPORTED_API_VERSION"
            | "UNSUPPORTED_MEDIA_TYPE"
            | "URL_NOT_RESET"
            | "INVALID_OPERATION"
            | "INVALID_REPLICATION_DATE"
            | "ENTITY_NOT_QUERYABLE"
            | "CANNOT_INSERT_UPDATE_ACTIVATE_FIELD"
            | "ILLEGAL_QUERY_PARAMETER_VALUE"
            | "POST_BODY_PARSE_ERROR"
            | "REQUIRED_FEATURE_MISSING"
            | "PROCESSING_HALTED"
            | "ALL_OR_NONE_OPERATION_ROLLED_BACK" => ErrorClass::Configuration,

            "invalid_grant" if message.contains("already being processed") => ErrorClass::OAuthBusy,
            "invalid_grant"
                if message.contains("client credentials") || message.contains("not supported on this domain") =>
            {
                ErrorClass::OAuthConfiguration
            }
            "invalid_grant" | "inactive_user" | "inactive_org" | "access_denied" | "access-denied" => {
                ErrorClass::OAuthFinal
            }
            "invalid_client"
            | "invalid_client_id"
            | "invalid_client_credentials"
            | "invalid_app_access"
            | "invalid_request"
            | "invalid_scope"
            | "redirect_uri_mismatch"
            | "redirect_uri_missing"
            | "unauthorized_client"
            | "unsupported_grant_type"
            | "unsupported_response_type"
            | "app_not_found"
            | "OAUTH_APP_BLOCKED"
            | "OAUTH_APP_ACCESS_DENIED"
            | "OAUTH_EC_APP_NOT_FOUND" => ErrorClass::OAuthConfiguration,

            "host-refused" => ErrorClass::HostRefused,

            _ => Self::of_status(status),
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
            ErrorClass::Transient => "salesforce is not available at the moment",
            ErrorClass::Lock => "someone else is just changing the record in salesforce",
            ErrorClass::Limit => "the org's api calls are used up for now",
            ErrorClass::SessionExpired => "salesforce does not accept the connection's token",
            ErrorClass::SessionNotRefreshable => "salesforce does not let this connection use its api",
            ErrorClass::Forbidden => "the integration user lacks a right in salesforce",
            ErrorClass::Duplicate { .. } => {
                "another record in salesforce has the same value in a field that must be unique"
            }
            ErrorClass::DuplicatesDetected => "a duplicate rule in salesforce found similar records",
            ErrorClass::Data => "salesforce does not accept a value",
            ErrorClass::Configuration => {
                "salesforce refused the request: an object, field or value is not there for the integration user"
            }
            ErrorClass::Deleted => "the record was deleted in salesforce",
            ErrorClass::NotFound => "the record does not exist in salesforce, or the integration user may not see it",
            ErrorClass::OAuthFinal => "salesforce no longer accepts the connection: an admin has to reconnect",
            ErrorClass::OAuthBusy => "the connection's token is just being renewed",
            ErrorClass::OAuthConfiguration => {
                "salesforce does not accept the consumer key or secret, or the app there is not set up for this"
            }
            ErrorClass::HostRefused => "the address is not one of salesforce's",
            ErrorClass::Unknown => "salesforce refused the request",
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
        "NUMBER_OUTSIDE_VALID_RANGE" | "NUMERIC_OVERFLOW" => "give a number with fewer digits",
        "INVALID_CROSS_REFERENCE_KEY" | "MALFORMED_ID" => {
            "choose another record: this one does not exist or is of another kind"
        }
        "INACTIVE_OWNER_OR_USER" | "OP_WITH_INVALID_USER_TYPE_EXCEPTION" => {
            "choose another user: this one is not active or may not own the record"
        }
        "INVALID_FIELD_FOR_INSERT_UPDATE" => {
            "ask a salesforce admin to let the integration user edit the field, or remove it from the mapping"
        }
        "STORAGE_LIMIT_EXCEEDED" => "ask a salesforce admin: the org's storage is full",
        _ => match class {
            ErrorClass::Lock | ErrorClass::Transient => "try again",
            ErrorClass::Limit => "wait, or ask a salesforce admin for more api calls",
            ErrorClass::Forbidden => "ask a salesforce admin to give the integration user the right",
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

//! The SOAP API's envelope, its faults, and its calls about sessions: login, logout and getUserInfo. Calls on records
//! and metadata are beside it.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_login.htm>

use super::Org;
use super::call::{Call, Reply};
use super::error::ApiError;
use super::id::Id;
use super::rules::duplicate::DuplicateOptions;
use super::value::Value;
use super::write::{AutoAssign, Context};
use super::xml::{self, Element, escape};

/// The namespace of the partner API.
const PARTNER: &str = "urn:partner.soap.sforce.com";
/// The first API version without login().
const LOGIN_UNTIL: u32 = 65;

fn envelope(status: u16, body: &str) -> Reply {
    let records = if status == 200 { "sobject" } else { "fault" };
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope \
         xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"{PARTNER}\" \
         xmlns:sf=\"urn:{records}.partner.soap.sforce.com\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
    );
    let mut reply = Reply::text(status, &text);
    reply.kind = "text/xml;charset=UTF-8";
    reply
}

fn fault(kind: &str, code: &str, message: &str) -> Reply {
    envelope(
        500,
        &format!(
            "<soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: {message}</faultstring>\
             <detail><sf:{kind} xsi:type=\"sf:{kind}\"><sf:exceptionCode>{code}</sf:exceptionCode>\
             <sf:exceptionMessage>{message}</sf:exceptionMessage></sf:{kind}></detail></soapenv:Fault>"
        ),
    )
}

/// The header `DuplicateRuleHeader`.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_header_duplicateruleheader.htm>
fn duplicate_options(document: &Element) -> DuplicateOptions {
    let header = document.find("DuplicateRuleHeader");
    let on = |name: &str| header.and_then(|header| header.value(name)) == Some("true");
    DuplicateOptions { allow_save: on("allowSave"), include_record_details: on("includeRecordDetails") }
}

/// The answer to a call, or its fault.
fn answered(name: &str, outcome: Result<String, ApiError>) -> Reply {
    match outcome {
        Ok(inside) => envelope(200, &format!("<{name}Response>{inside}</{name}Response>")),
        Err(error) => {
            let kind = match error.code {
                "MALFORMED_QUERY" => "MalformedQueryFault",
                "INVALID_FIELD" => "InvalidFieldFault",
                "INVALID_TYPE" => "InvalidSObjectFault",
                "INVALID_QUERY_LOCATOR" => "InvalidQueryLocatorFault",
                _ => "UnexpectedErrorFault",
            };
            fault(kind, error.code, &escape(&error.message))
        }
    }
}

impl Org {
    /// `/services/Soap/u/{version}`; nothing when the operation is not emulated.
    pub(super) fn soap(&mut self, version: &str, call: &Call<'_>, body: &[u8], now_ms: i64) -> Option<Reply> {
        let text = String::from_utf8_lossy(body);
        let Ok(document) = xml::parse(&text) else {
            let message = "the request is no well-formed XML";
            return Some(fault("UnexpectedErrorFault", "UNKNOWN_EXCEPTION", message));
        };
        let number: u32 = version.split('.').next()?.parse().ok()?;
        let operation = document.child("Body").and_then(|body| body.children.first())?;
        let token = document.find("sessionId").map(|session| session.text.clone()).unwrap_or_default();
        match operation.name.as_str() {
            "login" => Some(self.soap_login(operation, number, call, now_ms)),
            "logout" => {
                if !self.auth.revoke(&token) {
                    return Some(invalid_session());
                }
                Some(envelope(200, "<logoutResponse/>"))
            }
            "getUserInfo" => {
                let rules = self.rules();
                let Some(user) = self.auth.user(&token, rules, now_ms) else {
                    return Some(invalid_session());
                };
                let info = self.soap_user_info(user);
                let body = format!("<getUserInfoResponse><result>{info}</result></getUserInfoResponse>");
                Some(envelope(200, &body))
            }
            _ => self.soap_call(number, &document, operation, &token, now_ms),
        }
    }

    /// A call on records or metadata; nothing when it is not emulated.
    fn soap_call(
        &mut self,
        version: u32,
        document: &Element,
        operation: &Element,
        token: &str,
        now_ms: i64,
    ) -> Option<Reply> {
        let rules = self.rules();
        let Some(user) = self.auth.user(token, rules, now_ms) else {
            return Some(invalid_session());
        };
        if let Err(error) = self.usage.take(now_ms, self.options.daily_requests) {
            return Some(fault("UnexpectedErrorFault", error.code, &escape(&error.message)));
        }
        let assigns = document.find("AssignmentRuleHeader");
        let context = Context {
            user,
            version,
            now: now_ms.div_euclid(1000),
            stamped: (now_ms - self.options.transaction_ms).div_euclid(1000),
            // Unlike the REST API's, this header's absence means that no rule runs.
            auto_assign: match assigns.map(|header| (header.value("useDefaultRule"), header.value("assignmentRuleId")))
            {
                Some((Some("true"), _)) => AutoAssign::Active,
                Some((_, Some(rule))) => {
                    Id::parse(rule).map_or(AutoAssign::Off, |id| AutoAssign::Rule { id, updates: true })
                }
                _ => AutoAssign::Off,
            },
            duplicates: Some(duplicate_options(document)),
            tooling: false,
            batch_size: document
                .find("batchSize")
                .and_then(|size| size.text.parse::<usize>().ok())
                .map_or(500, |size| size.clamp(200, 2000)),
        };
        if let Some(outcome) = self.soap_metadata(&context, operation) {
            let mut reply = answered(&operation.name, outcome);
            let text = String::from_utf8_lossy(&reply.body);
            reply.body = text.replace(PARTNER, "http://soap.sforce.com/2006/04/metadata").into_bytes();
            return Some(reply);
        }
        let outcome = self.soap_data(&context, operation)?;
        Some(answered(&operation.name, outcome))
    }

    fn soap_login(&mut self, operation: &Element, version: u32, call: &Call<'_>, now_ms: i64) -> Reply {
        if version >= LOGIN_UNTIL {
            let message = "login() isn't available in API version 65.0 and later; use an OAuth flow";
            return fault("UnexpectedErrorFault", "UNSUPPORTED_API_VERSION", message);
        }
        let (name, password) = (operation.value("username"), operation.value("password"));
        let Some(user) = self.log_in(name, password) else {
            let message = "Invalid username, password, security token; or user locked out.";
            return fault("LoginFault", "INVALID_LOGIN", message);
        };
        let (family, rules, organization) = (self.auth.new_family(), self.rules(), self.organization_id());
        let session = self.auth.open(user, family, &organization, rules, now_ms);
        let base = escape(&call.base);
        let info = self.soap_user_info(user);
        let short = organization.short();
        envelope(
            200,
            &format!(
                "<loginResponse><result><metadataServerUrl>{base}/services/Soap/m/{version}.0/{short}\
                 </metadataServerUrl><passwordExpired>false</passwordExpired><sandbox>false</sandbox>\
                 <serverUrl>{base}/services/Soap/u/{version}.0/{short}</serverUrl><sessionId>{session}</sessionId>\
                 <userId>{user}</userId><userInfo>{info}</userInfo></result></loginResponse>"
            ),
        )
    }

    fn soap_user_info(&self, user: Id) -> String {
        let fact = |name: &str| match self.user_fact(user, name) {
            Value::Null => String::new(),
            value => escape(&value.display()),
        };
        let organization = self.organization_id();
        format!(
            "<accessibilityMode>false</accessibilityMode><currencySymbol>$</currencySymbol>\
             <orgDefaultCurrencyIsoCode>USD</orgDefaultCurrencyIsoCode>\
             <organizationId>{organization}</organizationId><organizationMultiCurrency>false\
             </organizationMultiCurrency><organizationName>{}</organizationName><profileId>{}</profileId>\
             <roleId xsi:nil=\"true\"/><sessionSecondsValid>{}</sessionSecondsValid><userEmail>{}</userEmail>\
             <userFullName>{}</userFullName><userId>{user}</userId><userLanguage>{}</userLanguage>\
             <userLocale>{}</userLocale><userName>{}</userName><userTimeZone>{}</userTimeZone>\
             <userType>Standard</userType><userUiSkin>Theme3</userUiSkin>",
            escape(&self.options.name),
            fact("ProfileId"),
            self.options.session_ms / 1000,
            fact("Email"),
            fact("Name"),
            fact("LanguageLocaleKey"),
            fact("LocaleSidKey"),
            fact("Username"),
            fact("TimeZoneSidKey"),
        )
    }
}

fn invalid_session() -> Reply {
    fault(
        "UnexpectedErrorFault",
        "INVALID_SESSION_ID",
        "Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session key",
    )
}

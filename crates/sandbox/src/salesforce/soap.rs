//! The three operations of the SOAP API that clients need for a session: login, logout and getUserInfo.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_login.htm>

use super::Org;
use super::call::{Call, Reply};
use super::id::Id;
use super::value::Value;

/// The first API version without login().
const LOGIN_UNTIL: u32 = 65;

/// What the three operations need of an envelope.
struct Envelope<'a>(&'a str);

impl Envelope<'_> {
    /// Whether there is an element of this local name.
    fn has(&self, name: &str) -> bool {
        self.open(name).is_some()
    }

    /// Where the first element of this local name opens, and where its tag ends.
    fn open(&self, name: &str) -> Option<(usize, usize)> {
        let mut from = 0;
        while let Some(start) = self.0.get(from..)?.find('<').map(|place| from + place) {
            let end = start + self.0.get(start..)?.find('>')?;
            let tag = self.0.get(start + 1..end)?;
            let full = tag.split([' ', '\t', '\r', '\n', '/']).next().unwrap_or_default();
            let local = full.rsplit(':').next().unwrap_or_default();
            if local == name && !tag.starts_with('/') {
                return Some((start, end + 1));
            }
            from = end + 1;
        }
        None
    }

    /// The text of the first element of this local name.
    fn text(&self, name: &str) -> Option<String> {
        let (_, from) = self.open(name)?;
        let rest = self.0.get(from..)?;
        Some(unescape(rest.get(..rest.find('<')?)?))
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((entity, after)) = after.split_once(';') else {
            out.push('&');
            rest = after;
            continue;
        };
        let code = entity
            .strip_prefix('#')
            .and_then(|code| match code.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => code.parse().ok(),
            });
        match entity {
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            "amp" => out.push('&'),
            "quot" => out.push('"'),
            "apos" => out.push('\''),
            _ => out.extend(code.and_then(char::from_u32)),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn envelope(status: u16, body: &str) -> Reply {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope \
         xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"urn:partner.soap.sforce.com\" \
         xmlns:sf=\"urn:fault.partner.soap.sforce.com\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
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

impl Org {
    /// `/services/Soap/u/{version}`; nothing when the operation is not emulated.
    pub(super) fn soap(&mut self, version: &str, call: &Call<'_>, body: &[u8], now_ms: i64) -> Option<Reply> {
        let text = String::from_utf8_lossy(body);
        let envelope_in = Envelope(&text);
        let number: u32 = version.split('.').next()?.parse().ok()?;
        match () {
            () if envelope_in.has("login") => Some(self.soap_login(&envelope_in, number, call, now_ms)),
            () if envelope_in.has("logout") => {
                let token = envelope_in.text("sessionId").unwrap_or_default();
                if !self.auth.revoke(&token) {
                    return Some(invalid_session());
                }
                Some(envelope(200, "<logoutResponse/>"))
            }
            () if envelope_in.has("getUserInfo") => {
                let token = envelope_in.text("sessionId").unwrap_or_default();
                let rules = self.rules();
                let Some(user) = self.auth.user(&token, rules, now_ms) else {
                    return Some(invalid_session());
                };
                let info = self.soap_user_info(user);
                let body = format!("<getUserInfoResponse><result>{info}</result></getUserInfoResponse>");
                Some(envelope(200, &body))
            }
            () => None,
        }
    }

    fn soap_login(&mut self, envelope_in: &Envelope<'_>, version: u32, call: &Call<'_>, now_ms: i64) -> Reply {
        if version >= LOGIN_UNTIL {
            let message = "login() isn't available in API version 65.0 and later; use an OAuth flow";
            return fault("UnexpectedErrorFault", "UNSUPPORTED_API_VERSION", message);
        }
        let (name, password) = (envelope_in.text("username"), envelope_in.text("password"));
        let Some(user) = self.log_in(name.as_deref(), password.as_deref()) else {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_by_their_local_name() {
        let text = "<e:Envelope><e:Body><n1:login xmlns:n1=\"urn:x\"><n1:username>a&amp;b</n1:username>\
                    <n1:password>p&#60;q</n1:password></n1:login></e:Body></e:Envelope>";
        let envelope = Envelope(text);
        assert!(envelope.has("login") && !envelope.has("logout"));
        assert_eq!(envelope.text("username").as_deref(), Some("a&b"));
        assert_eq!(envelope.text("password").as_deref(), Some("p<q"));
        assert_eq!(envelope.text("sessionId"), None);
    }
}

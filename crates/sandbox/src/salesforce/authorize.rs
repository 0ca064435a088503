//! The authorization code flow with PKCE: the page where a user logs in and allows, and the exchange of the code.
//!
//! <https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm>

use super::Org;
use super::call::{Call, Reply};
use super::id::Id;
use super::oauth::{Form, one, refuse};
use super::xml::escape;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How long a code is good.
const CODE_LIFE_MS: i64 = 15 * 60_000;
/// How many approvals a user may give a client; the next one revokes the oldest.
const APPROVALS_MAX: usize = 5;
/// The parameters that the page hands on to its own answer.
const KEPT: &[&str] =
    &["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"];

/// A code that was given out.
#[derive(Clone, Debug)]
struct Code {
    user: Id,
    redirect_uri: String,
    challenge: Option<String>,
    made_ms: i64,
}

/// The codes that were given out and not exchanged, and the families of tokens by user, the oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Approvals {
    codes: BTreeMap<String, Code>,
    families: BTreeMap<Id, Vec<u64>>,
}

fn page(status: u16, title: &str, content: &str) -> Reply {
    let title = escape(title);
    let text = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><main><h1>{title}</h1>{content}</main></body></html>"
    );
    let mut reply = Reply::text(status, &text);
    reply.kind = "text/html;charset=UTF-8";
    reply
}

fn redirect(uri: &str, parameters: &[(&str, &str)]) -> Reply {
    let query: Vec<String> = parameters
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    let joint = if uri.contains('?') { '&' } else { '?' };
    let mut reply = Reply::written(302, Vec::new());
    reply.headers.push(("Location", format!("{uri}{joint}{}", query.join("&"))));
    reply
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn attribute(text: &str) -> String {
    escape(text).replace('"', "&quot;")
}

/// Whether a text may be a verifier or a challenge. Salesforce asks for 128 bytes of random data in base64, which makes
/// 171 characters, more than the 128 of RFC 7636.
///
/// <https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_pkce.htm>
fn is_well_formed(text: &str) -> bool {
    (43..=171).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

impl Org {
    /// `/services/oauth2/authorize`: the page, and what the user answers on it.
    pub(super) fn authorize(&mut self, form: &Form, call: &Call<'_>, now_ms: i64) -> Reply {
        let client_known = one(form, "client_id").is_some_and(|id| id == self.options.client_id);
        if !client_known {
            return page(
                400,
                "OAuth Error",
                "<p>error=invalid_client_id&amp;error_description=client%20identifier%20invalid</p>",
            );
        }
        let uri = one(form, "redirect_uri").unwrap_or_default().to_owned();
        let allowed = &self.options.callback_urls;
        let matches = allowed.is_empty() && uri.starts_with("http") || allowed.contains(&uri);
        if !matches {
            return page(
                400,
                "OAuth Error",
                "<p>error=redirect_uri_mismatch&amp;error_description=redirect_uri%20must%20match%20configuration</p>",
            );
        }
        let state = one(form, "state").unwrap_or_default();
        let wrong = |error: &str, description: &str| {
            redirect(&uri, &[("error", error), ("error_description", description), ("state", state)])
        };
        if one(form, "response_type") != Some("code") {
            return wrong("unsupported_response_type", "response type not supported");
        }
        match (one(form, "code_challenge"), one(form, "code_challenge_method")) {
            (None, _) if self.options.pkce_required => {
                return wrong("invalid_request", "missing required code challenge");
            }
            (Some(challenge), _) if !is_well_formed(challenge) => {
                return wrong("invalid_request", "invalid code challenge");
            }
            (Some(_), Some(method)) if method != "S256" => {
                return wrong("invalid_request", "invalid code challenge method");
            }
            _ => {}
        }
        match (call.method.as_str(), one(form, "answer")) {
            ("POST", Some("deny")) => wrong("access_denied", "end-user denied authorization"),
            ("POST", _) => match self.log_in(one(form, "username"), one(form, "password")) {
                Some(user) => {
                    let code = self.auth.new_code(now_ms);
                    let challenge = one(form, "code_challenge").map(str::to_owned);
                    let given = Code { user, redirect_uri: uri.clone(), challenge, made_ms: now_ms };
                    self.approvals.codes.insert(code.clone(), given);
                    redirect(&uri, &[("code", &code), ("state", state)])
                }
                None => login_page(form, "Please check your username and password."),
            },
            _ => login_page(form, ""),
        }
    }

    /// Exchanges a code for tokens.
    pub(super) fn exchange(&mut self, form: &Form, call: &Call<'_>, now_ms: i64) -> Reply {
        let code = one(form, "code").unwrap_or_default();
        let Some(given) = self.approvals.codes.get(code) else {
            return refuse("invalid_grant", "expired authorization code");
        };
        if now_ms - given.made_ms > CODE_LIFE_MS {
            return refuse("invalid_grant", "expired authorization code");
        }
        if one(form, "redirect_uri") != Some(given.redirect_uri.as_str()) {
            return refuse("redirect_uri_mismatch", "redirect_uri must match configuration");
        }
        match (&given.challenge, one(form, "code_verifier")) {
            (Some(_), None) => return refuse("invalid_grant", "missing required code verifier"),
            (Some(challenge), Some(verifier)) => {
                let hashed = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
                if !is_well_formed(verifier) || hashed != challenge.trim_end_matches('=') {
                    return refuse("invalid_request", "invalid code verifier");
                }
            }
            (None, _) => {}
        }
        let user = given.user;
        self.approvals.codes.remove(code);
        let (family, rules, organization) = (self.auth.new_family(), self.rules(), self.organization_id());
        let families = self.approvals.families.entry(user).or_default();
        families.push(family);
        if families.len() > APPROVALS_MAX {
            let oldest = families.remove(0);
            self.auth.revoke_family(oldest);
        }
        let access = self.auth.open(user, family, &organization, rules, now_ms);
        let refresh = self.auth.grant(user, family, now_ms);
        self.granted(call, user, &access, Some(refresh), now_ms)
    }
}

fn login_page(form: &Form, problem: &str) -> Reply {
    let kept: String = KEPT
        .iter()
        .filter_map(|name| Some((name, one(form, name)?)))
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", attribute(value)))
        .collect();
    let user = attribute(one(form, "username").or_else(|| one(form, "login_hint")).unwrap_or_default());
    let problem = if problem.is_empty() { String::new() } else { format!("<p role=\"alert\">{problem}</p>") };
    page(
        200,
        "Log in and allow access",
        &format!(
            "{problem}<form method=\"post\" action=\"/services/oauth2/authorize\">{kept}\
             <p><label>Username <input name=\"username\" value=\"{user}\" autocomplete=\"username\"></label></p>\
             <p><label>Password <input name=\"password\" type=\"password\" autocomplete=\"current-password\"></label></p>\
             <p>The application asks to manage your data by the API and to perform requests at any time.</p>\
             <p><button name=\"answer\" value=\"allow\">Allow</button> \
             <button name=\"answer\" value=\"deny\">Deny</button></p></form>"
        ),
    )
}

//! Words that may be shown: without tokens, in one line, of bounded length.

use super::Statement;

const CHARACTERS_MAX: usize = 500;

/// Salesforce's words, fit to be stored and shown: white space (a query's error points at a column with spaces and
/// a caret) becomes single spaces, what could be a token or secret becomes `[hidden]`.
pub(super) fn clean(message: &str) -> String {
    let mut clean = String::with_capacity(message.len().min(CHARACTERS_MAX));
    for word in message.split(|character: char| character.is_whitespace() || character.is_control()) {
        if word.is_empty() || word == "^" {
            continue;
        }
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(if is_secret(word) { "[hidden]" } else { word });
    }
    match clean.char_indices().nth(CHARACTERS_MAX) {
        Some((end, _)) => [clean.get(..end).unwrap_or_default(), "..."].concat(),
        None => clean,
    }
}

/// Of a body that is no JSON: an error in XML, as REST states it to those who take no JSON and the older Bulk API to
/// everyone; a bare word like `Bad_OAuth_Token`; or a gateway's page, which says nothing that helps.
pub(super) fn of_page(status: u16, body: &[u8]) -> Statement {
    let text = std::str::from_utf8(body).unwrap_or_default().trim();
    let code = element(text, "exceptionCode").or_else(|| element(text, "errorCode"));
    if let Some(code) = code {
        let message = element(text, "exceptionMessage").or_else(|| element(text, "message")).unwrap_or_default();
        return Statement { code: clean(code), message: clean(message), fields: Vec::new() };
    }
    let word =
        text.len() <= 40 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if word {
        return Statement {
            code: text.to_owned(),
            message: text.replace('_', " ").to_ascii_lowercase(),
            fields: Vec::new(),
        };
    }
    let message = ["the reply with status ", &status.to_string(), " has no explanation"].concat();
    Statement { code: "no-json".to_owned(), message, fields: Vec::new() }
}

/// The text of the first element of this name that has no attributes.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&*["<", name, ">"].concat())?;
    rest.split_once("</").map(|(text, _)| text)
}

/// Session ids are `00D`, twelve characters, `!`, and the secret. Refresh tokens begin with `5Aep861`, consumer keys
/// with `3MVG9`. Anything named a token or secret is hidden whatever it looks like.
fn is_secret(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    word.contains("5Aep")
        || word.contains("3MVG")
        || word.find("00D").and_then(|at| word.get(at..)).is_some_and(|rest| rest.contains('!'))
        || [
            "access_token=",
            "refresh_token=",
            "client_secret=",
            "client_id=",
            "code_verifier=",
            "code=",
            "sid=",
            "oauth_token=",
        ]
        .iter()
        .any(|name| lower.contains(name))
}

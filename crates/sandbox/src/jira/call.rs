//! A request taken apart: version, path segments, query, body.

use serde_json::Value;

use super::Identity;
use super::refusal::Refusal;
use crate::http::Request;

/// The version of the REST API. Version 2 takes and gives wiki text where version 3 has documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// `/rest/api/2` and `/rest/api/latest`.
    Two,
    /// `/rest/api/3`.
    Three,
}

impl Version {
    /// As in paths.
    pub(super) fn number(self) -> &'static str {
        match self {
            Version::Two => "2",
            Version::Three => "3",
        }
    }
}

/// One request with what is known about it.
pub(super) struct Call<'a> {
    /// The request.
    pub(super) request: &'a Request,
    /// Who asks.
    pub(super) identity: &'a Identity,
    /// The time.
    pub(super) now: i64,
    /// The site's address as the client sees it, without a slash at the end.
    pub(super) base: &'a str,
    /// The API's version.
    pub(super) version: Version,
    /// The query's parameters, decoded, in order.
    pub(super) query: Vec<(String, String)>,
}

impl Call<'_> {
    /// A parameter's first value.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value.as_str())
    }

    /// A parameter that may be repeated or hold several values with commas between.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.query
            .iter()
            .filter(|(candidate, _)| candidate == name)
            .flat_map(|(_, value)| value.split(','))
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect()
    }

    /// A boolean parameter.
    pub(super) fn flag(&self, name: &str, default: bool) -> bool {
        self.param(name).map_or(default, |value| value.eq_ignore_ascii_case("true"))
    }

    /// A number parameter, or its default; a text that is no number is refused.
    pub(super) fn number(&self, name: &str, default: usize) -> Result<usize, Refusal> {
        match self.param(name) {
            None | Some("") => Ok(default),
            Some(text) => text.parse().map_err(|_| {
                Refusal::bad(format!("The '{name}' parameter must be a non-negative number, but was '{text}'."))
            }),
        }
    }

    /// The body as JSON.
    pub(super) fn json(&self) -> Result<Value, Refusal> {
        serde_json::from_slice(&self.request.body)
            .map_err(|_| Refusal::bad("There was an error parsing JSON. Check that your request body is valid."))
    }

    /// The body as a JSON object.
    pub(super) fn object(&self) -> Result<serde_json::Map<String, Value>, Refusal> {
        match self.json()? {
            Value::Object(map) => Ok(map),
            _ => Err(Refusal::bad("Invalid request payload. Refer to the REST API documentation and try again.")),
        }
    }

    /// An address below the API's root: `self_link("issue/10000")`.
    pub(super) fn link(&self, path: &str) -> String {
        format!("{}/rest/api/{}/{path}", self.base, self.version.number())
    }
}

/// Decodes percent escapes; `plus` tells whether `+` is a blank (in queries).
pub(super) fn decode(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let mut ahead = rest.clone();
                let pair = ahead.next().zip(ahead.next());
                match pair.and_then(|(high, low)| Some((hex(high)? << 4) | hex(low)?)) {
                    Some(decoded) => {
                        out.push(decoded);
                        rest = ahead;
                    }
                    None => out.push(byte),
                }
            }
            b'+' if plus => out.push(b' '),
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Encodes for a query's value.
pub(super) fn encode(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The parameters of a query.
pub(super) fn parse_query(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name, true), decode(value, true))
        })
        .collect()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_and_broken_ones_kept() {
        assert_eq!(decode("a%20b+c%2", true), "a b c%2");
        assert_eq!(decode("a+b", false), "a+b");
        assert_eq!(encode("ä b"), "%C3%A4%20b");
        assert_eq!(
            parse_query("jql=a%3Db&fields=x,y&fields=z"),
            [("jql", "a=b"), ("fields", "x,y"), ("fields", "z")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}

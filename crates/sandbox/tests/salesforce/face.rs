//! An org and someone who calls it.

use serde_json::Value as Json;
use weftline_sandbox::http::{Request, Response};
use weftline_sandbox::salesforce::{Org, OrgOptions};

pub(crate) const DATA: &str = "/services/data/v62.0";

pub(crate) struct Face {
    pub(crate) org: Org,
    pub(crate) now_ms: i64,
}

impl Face {
    pub(crate) fn new(now_ms: i64) -> Self {
        Self { org: Org::new(OrgOptions::default()), now_ms }
    }

    pub(crate) fn send(&mut self, method: &str, target: &str, body: &Json) -> Response {
        let token = self.org.options().access_token.clone();
        let headers = [
            ("authorization", format!("Bearer {token}")),
            ("host", "127.0.0.1:8001".to_owned()),
            ("sforce-auto-assign", "FALSE".to_owned()),
        ];
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let request = Request {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            body,
        };
        self.org.handle(&request, self.now_ms)
    }

    pub(crate) fn call(&mut self, method: &str, path: &str, body: &Json) -> (u16, Json) {
        let response = self.send(method, &format!("{DATA}{path}"), body);
        (response.status, serde_json::from_slice(&response.body).unwrap_or(Json::Null))
    }

    pub(crate) fn query(&mut self, text: &str) -> (u16, Json) {
        self.call("GET", &format!("/query?q={}", encode(text)), &Json::Null)
    }
}

pub(crate) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

//! The org by its public face: requests in, answers out.

use super::*;
use serde_json::{Value as Json, json};

const NOW: i64 = 1_795_253_400_000; // 2026-11-21T09:30:00Z
const DATA: &str = "/services/data/v62.0";

struct Face {
    org: Org,
    now: i64,
}

impl Face {
    fn new() -> Self {
        Self { org: Org::new(OrgOptions::default()), now: NOW }
    }

    fn seeded() -> Self {
        Self { org: Org::seed(OrgOptions::default(), NOW), now: NOW }
    }

    fn raw(&mut self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
        let token = self.org.options().access_token.clone();
        let mut all = vec![("host".to_owned(), "127.0.0.1:8001".to_owned())];
        all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        if !headers.iter().any(|(name, _)| *name == "authorization") {
            all.push(("authorization".into(), format!("Bearer {token}")));
        }
        let request = Request { method: method.into(), target: target.into(), headers: all, body: body.to_vec() };
        self.org.handle(&request, self.now)
    }

    fn call(&mut self, method: &str, path: &str, body: Json) -> (u16, Json) {
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let response = self.raw(method, &format!("{DATA}{path}"), &[], &bytes);
        (response.status, serde_json::from_slice(&response.body).unwrap_or(Json::Null))
    }

    fn query(&mut self, text: &str) -> Json {
        let (status, body) = self.call("GET", &format!("/query?q={}", encode(text)), Json::Null);
        assert_eq!(status, 200, "{text}: {body}");
        body
    }

    fn create(&mut self, object: &str, body: Json) -> String {
        let (status, reply) = self.call("POST", &format!("/sobjects/{object}"), body);
        assert_eq!(status, 201, "{reply}");
        reply["id"].as_str().unwrap().to_owned()
    }

    fn refused(&mut self, method: &str, path: &str, body: Json, status: u16, code: &str, message: &str) {
        let (found, reply) = self.call(method, path, body);
        assert_eq!((found, reply[0]["errorCode"].as_str()), (status, Some(code)), "{reply}");
        assert_eq!(reply[0]["message"], message);
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b' ' => "+".to_owned(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

mod authorize;
mod bulk;
mod chatter;
mod composites;
mod emails;
mod feeds;
mod formats;
mod forms;
mod installs;
mod oauth;
mod outbound;
mod queries;
mod records;
mod rights;
mod rules;
mod settings;
mod shapes;
mod soap;
mod trees;

//! A record of what was asked: one exchange a line. Of Jira with what it answered; of Salesforce, where the app asks, with
//! the request's headers. Credentials are left out, and what Salesforce answers, where tokens are.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use serde_json::json;

use crate::http::{Request, Response};
use crate::world::Door;

/// A file to which exchanges are appended; other processes may append to it too.
#[derive(Debug)]
pub struct Record {
    file: File,
}

impl Record {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        Ok(Self { file: OpenOptions::new().create(true).append(true).open(path)? })
    }

    /// Adds an exchange through a door of the world if it was one with Jira, or one of the app with Salesforce.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn through(&mut self, door: Door, request: &Request, reply: Option<&Response>) -> std::io::Result<()> {
        match (door, request.target.strip_prefix("/jira/")) {
            (Door::Jira, _) => self.add("outside", request, &request.target, reply),
            (Door::Forge, Some(rest)) => {
                let header = |name| request.header(name).unwrap_or_default();
                let asker = format!("{} {}", header("x-forge-principal"), header("x-forge-account"));
                self.add(asker.trim_end(), request, &format!("/{rest}"), reply)
            }
            // Only what stands between the app and an org names the org's own host.
            (Door::Salesforce, _) if request.header("x-forwarded-proto").is_some() => self.add_asked(request, reply),
            _ => Ok(()),
        }
    }

    /// Adds what the app asked of Salesforce.
    fn add_asked(&mut self, request: &Request, reply: Option<&Response>) -> std::io::Result<()> {
        let mut headers = serde_json::Map::new();
        for (name, value) in &request.headers {
            if !name.eq_ignore_ascii_case("authorization") {
                headers.insert(name.to_ascii_lowercase(), value.as_str().into());
            }
        }
        let line = json!({
            "to": "salesforce",
            "as": "app",
            "method": request.method,
            "url": request.target,
            "headers": headers,
            "requestBody": readable(request.header("content-type"), &request.body),
            "status": reply.map_or(0, |response| response.status),
            "responseBody": "",
        });
        self.file.write_all(format!("{line}\n").as_bytes())
    }

    /// Adds an exchange with Jira: who asked, what and where, and the reply if one came.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, asker: &str, request: &Request, url: &str, reply: Option<&Response>) -> std::io::Result<()> {
        let answer = reply.map(|response| readable(response.header("content-type"), &response.body));
        let line = json!({
            "to": "jira",
            "as": asker,
            "method": request.method,
            "url": url,
            "requestBody": readable(request.header("content-type"), &request.body),
            "status": reply.map_or(0, |response| response.status),
            "responseBody": answer.unwrap_or_default(),
        });
        // In one piece, so that the lines of several processes do not mix.
        self.file.write_all(format!("{line}\n").as_bytes())
    }
}

/// JSON as it is; of anything else the size.
fn readable(kind: Option<&str>, body: &[u8]) -> String {
    let kind = kind.unwrap_or("no type");
    if body.is_empty() || kind.starts_with("application/json") {
        String::from_utf8_lossy(body).into_owned()
    } else {
        format!("({} bytes of {kind})", body.len())
    }
}

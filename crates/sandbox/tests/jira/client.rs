//! A client for tests.

use serde_json::{Value, json};
use weftline_sandbox::http::{Request, Response};
use weftline_sandbox::jira::{Identity, Limits, ProductEvent, Site, SiteOptions};
use weftline_sandbox::record::Record;

pub(crate) const NOW: i64 = 1_795_253_400_000;
pub(crate) const MIA: &str = "5b10a0000000000000000001";
pub(crate) const JANE: &str = "5b10a0000000000000000002";
pub(crate) const SAM: &str = "5b10a0000000000000000003";
pub(crate) const ROSA: &str = "5b10a0000000000000000006";
pub(crate) const CARLA: &str = "qm:c1d0beef-0000-4000-8000-000000000001:10001";

/// A seeded site, and who talks to it.
pub(crate) struct Client {
    pub(crate) site: Site,
    pub(crate) identity: Identity,
    pub(crate) now: i64,
    /// Who asks, for a record of the exchanges.
    asker: &'static str,
}

impl Client {
    /// As Jane, an agent.
    pub(crate) fn new() -> Self {
        let options = SiteOptions { limits: Limits::none(), ..SiteOptions::default() };
        let mut site = Site::seed(options, NOW);
        site.take_changes();
        Self { site, identity: Identity::User(JANE.into()), now: NOW, asker: "outside" }
    }

    /// One that asks at random, wrongly too.
    pub(crate) fn at_random() -> Self {
        Self { asker: "storm", ..Self::new() }
    }

    pub(crate) fn be(&mut self, account: &str) -> &mut Self {
        self.identity = Identity::User(account.into());
        self
    }

    pub(crate) fn be_app(&mut self) -> &mut Self {
        self.identity = Identity::App;
        self
    }

    pub(crate) fn send(&mut self, request: &Request) -> Response {
        self.now += 1;
        let response = self.site.handle(request, &self.identity, self.now);
        if let Some(file) = std::env::var_os("WEFTLINE_RECORD") {
            let mut record = Record::open(file.as_ref()).expect("the record can be opened");
            record.add(self.asker, request, &request.target, Some(&response)).expect("the record can be written");
        }
        response
    }

    /// A JSON request: status and body.
    pub(crate) fn call(&mut self, method: &str, target: &str, body: Option<Value>) -> (u16, Value) {
        let request = Request {
            method: method.into(),
            target: target.into(),
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.map(|body| body.to_string().into_bytes()).unwrap_or_default(),
        };
        let response = self.send(&request);
        let value =
            if response.body.is_empty() { Value::Null } else { serde_json::from_slice(&response.body).expect("JSON") };
        (response.status, value)
    }

    pub(crate) fn get(&mut self, path: &str) -> Value {
        let (status, body) = self.call("GET", &format!("/rest/api/3/{path}"), None);
        assert_eq!(status, 200, "GET {path}: {body}");
        body
    }

    pub(crate) fn post(&mut self, path: &str, body: Value) -> (u16, Value) {
        self.call("POST", &format!("/rest/api/3/{path}"), Some(body))
    }

    pub(crate) fn put(&mut self, path: &str, body: Value) -> (u16, Value) {
        self.call("PUT", &format!("/rest/api/3/{path}"), Some(body))
    }

    pub(crate) fn delete(&mut self, path: &str) -> (u16, Value) {
        self.call("DELETE", &format!("/rest/api/3/{path}"), None)
    }

    /// An issue of SUP with these fields besides project and type; its key.
    pub(crate) fn create(&mut self, fields: Value) -> String {
        let mut all = json!({"project": {"key": "SUP"}, "issuetype": {"name": "Bug"}, "summary": "a new issue"});
        for (name, value) in fields.as_object().expect("an object") {
            all[name] = value.clone();
        }
        let (status, body) = self.post("issue", json!({"fields": all}));
        assert_eq!(status, 201, "{body}");
        body["key"].as_str().expect("a key").to_owned()
    }

    /// The events since the last call.
    pub(crate) fn events(&mut self) -> Vec<ProductEvent> {
        self.site.take_events()
    }

    /// Their names.
    pub(crate) fn event_names(&mut self) -> Vec<String> {
        self.events().into_iter().map(|event| event.event).collect()
    }
}

/// A document of one paragraph.
pub(crate) fn doc(text: &str) -> Value {
    json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]})
}

/// Jira's error with one message.
pub(crate) fn message(text: &str) -> Value {
    json!({"errorMessages": [text], "errors": {}})
}

/// Jira's error with one message at a field.
pub(crate) fn at_field(field: &str, text: &str) -> Value {
    json!({"errorMessages": [], "errors": {field: text}})
}

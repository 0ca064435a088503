//! What the app has stored, looked at and changed behind its back.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;

use crate::Stage;

impl Stage {
    /// The keys of a stored entity that begin so, as a query finds them.
    pub fn keys(&mut self, entity: &str, prefix: &str) -> Vec<String> {
        let mut asked = json!({ "entityName": entity, "indexName": "by-key", "limit": 100 });
        if !prefix.is_empty() {
            asked["range"] = json!({ "condition": "BEGINS_WITH", "values": [prefix] });
        }
        let page = self.storage("entity/query", &asked).expect("the entity is there");
        let rows = page["data"].as_array().expect("a page has rows");
        rows.iter().map(|row| row["key"].as_str().expect("a row has a key").to_owned()).collect()
    }

    /// Everything that is stored in these entities and as plain values: entity, key and bytes of JSON.
    pub fn stored(&mut self, entities: &[&str]) -> Vec<(String, String, usize)> {
        let mut all = Vec::new();
        let mut take = |entity: &str, page: &Value| {
            for row in page["data"].as_array().expect("a page has rows") {
                let key = row["key"].as_str().expect("a row has a key").to_owned();
                all.push((entity.to_owned(), key, row["value"].to_string().len()));
            }
        };
        for entity in entities {
            let mut asked = json!({ "entityName": entity, "indexName": "by-key", "limit": 100 });
            loop {
                let page = self.storage("entity/query", &asked).expect("the entity is there");
                take(entity, &page);
                let Some(cursor) = page["cursor"].as_str() else { break };
                asked["cursor"] = json!(cursor);
            }
        }
        let mut asked = json!({ "limit": 100 });
        loop {
            let page = self.storage("query", &asked).expect("values can be asked for");
            take("", &page);
            let Some(cursor) = page["cursor"].as_str() else { break };
            asked["after"] = json!(cursor);
        }
        all
    }

    /// A stored entity's document.
    pub fn document(&mut self, entity: &str, key: &str) -> Option<Value> {
        let mut stored = self.storage("entity/get", &json!({ "entityName": entity, "key": key }))?;
        Some(stored["value"]["document"].take())
    }

    /// Changes a stored entity's document behind the app's back.
    pub fn tamper_entity(&mut self, entity: &str, key: &str, change: impl FnOnce(&mut Value)) {
        let asked = json!({ "entityName": entity, "key": key });
        let mut value = self.storage("entity/get", &asked).expect("there is such an entity")["value"].take();
        change(&mut value["document"]);
        self.storage("entity/set", &json!({ "entityName": entity, "key": key, "value": value }));
    }

    /// Writes an entity's whole value behind the app's back.
    pub fn put_entity(&mut self, entity: &str, key: &str, value: &Value) {
        let asked = json!({ "entityName": entity, "key": key, "value": value });
        self.storage("entity/set", &asked).expect("there is such an entity");
    }

    /// Marks an issue as a look at Salesforce does that found changes of these records.
    pub fn mark(&mut self, issue: &str, project: &str, records: &[&str]) {
        let task = json!({
            "kind": "sync", "issueId": issue, "projectId": project, "causes": ["polled"], "records": records,
            "look": false, "comments": [], "pushed": [],
        });
        self.put_task(issue, &task);
    }

    /// Puts what is to be done of an issue into the ledger.
    pub fn put_task(&mut self, issue: &str, task: &Value) {
        let document = json!({ "task": task, "rung": 0, "sinceMs": self.world.now_ms(), "trouble": null });
        let value = json!({ "revision": 1, "connection": "main", "due": 1, "state": "open", "document": document });
        self.put_entity("work", &format!("sync:{issue}"), &value);
    }

    /// Deletes an entity behind the app's back.
    pub fn remove_entity(&mut self, entity: &str, key: &str) {
        self.storage("entity/delete", &json!({ "entityName": entity, "key": key }));
    }

    /// Changes a stored value behind the app's back.
    pub fn tamper(&mut self, key: &str, change: impl FnOnce(&mut Value)) {
        let mut stored = self.storage("get", &json!({ "key": key })).expect("there is such a value");
        let mut value = stored["value"].take();
        change(&mut value);
        self.storage("set", &json!({ "key": key, "value": value }));
    }

    /// Writes a value behind the app's back.
    pub fn put_value(&mut self, key: &str, value: &Value) {
        self.storage("set", &json!({ "key": key, "value": value }));
    }

    /// A stored value.
    pub fn value(&mut self, key: &str) -> Option<Value> {
        let mut stored = self.storage("get", &json!({ "key": key }))?;
        Some(stored["value"].take())
    }

    /// Deletes a stored value behind the app's back.
    pub fn forget(&mut self, key: &str) {
        self.storage("delete", &json!({ "key": key }));
    }

    /// A stored entity's whole value: its document, its revision and what it is found by.
    pub fn entity(&mut self, entity: &str, key: &str) -> Option<Value> {
        let mut stored = self.storage("entity/get", &json!({ "entityName": entity, "key": key }))?;
        Some(stored["value"].take())
    }

    /// Writes a secret behind the app's back.
    pub fn put_secret(&mut self, key: &str, value: &Value) {
        self.storage("secret/set", &json!({ "key": key, "value": value }));
    }

    /// Deletes a secret behind the app's back.
    pub fn forget_secret(&mut self, key: &str) {
        self.storage("secret/delete", &json!({ "key": key }));
    }

    /// What the app keeps as a secret under this key.
    pub fn secret(&mut self, key: &str) -> Option<Value> {
        let mut stored = self.storage("secret/get", &json!({ "key": key }))?;
        Some(stored["value"].take())
    }

    fn storage(&mut self, route: &str, body: &Value) -> Option<Value> {
        let request = Request {
            method: "POST".into(),
            target: format!("/kvs/api/v1/{route}"),
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_string().into_bytes(),
        };
        let response = self.world.handle(Door::Forge, &request);
        (response.status == 200).then(|| serde_json::from_slice(&response.body).unwrap_or_default())
    }
}

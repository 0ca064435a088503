//! The org as everybody else sees it: people and programs that work in it beside Weftline.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;

use crate::Stage;

/// Where the REST API begins.
const DATA: &str = "/services/data/v62.0";

/// Who administers the org.
pub const MIA: &str = "mia.admin@weftline.example";

/// Records that a request takes.
const RECORDS_MAX: usize = 200;

impl Stage {
    /// A request to the org's REST API with somebody's session and these headers, with its status and answer.
    pub fn send_as(
        &mut self,
        session: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> (u16, Value) {
        let mut all = vec![("authorization".to_owned(), format!("Bearer {session}"))];
        all.extend(headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())));
        let request = Request { method: method.into(), target: format!("{DATA}{path}"), headers: all, body };
        let response = self.world.handle(Door::Salesforce, &request);
        (response.status, serde_json::from_slice(&response.body).unwrap_or_default())
    }

    /// The same with a body of JSON; without one when it is null.
    pub fn ask_as(&mut self, session: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.send_as(session, method, path, &[("content-type", "application/json")], bytes)
    }

    /// The same by an outside client with a session of its own.
    pub fn ask(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let session = self.world.access().access_token;
        self.ask_as(&session, method, path, body)
    }

    /// What the org says to such a request, which it does not refuse.
    pub fn org_as(&mut self, session: &str, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask_as(session, method, path, body);
        assert!(status < 300, "{method} {path}: {answer}");
        answer
    }

    /// The same by an outside client with a session of its own.
    pub fn org(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let session = self.world.access().access_token;
        self.org_as(&session, method, path, body)
    }

    /// Records that a query finds.
    pub fn query(&mut self, soql: &str) -> Vec<Value> {
        let session = self.world.access().access_token;
        self.query_as(&session, soql)
    }

    /// Records that a query of this session finds.
    pub fn query_as(&mut self, session: &str, soql: &str) -> Vec<Value> {
        let mut page = self.org_as(session, "GET", &format!("/query?q={}", encode(soql)), &Value::Null);
        serde_json::from_value(page["records"].take()).expect("a page has records")
    }

    /// Creates a record; gives its id.
    pub fn make(&mut self, object: &str, values: &Value) -> String {
        let (status, made) = self.ask("POST", &format!("/sobjects/{object}"), values);
        assert_eq!(status, 201, "{made}");
        made["id"].as_str().expect("what is made has an id").to_owned()
    }

    /// Creates records that name their types; gives their ids.
    pub fn make_many(&mut self, records: &[Value]) -> Vec<String> {
        let made = self.collection("POST", records);
        made.iter().map(|one| one["id"].as_str().expect("what is made has an id").to_owned()).collect()
    }

    /// Changes a record.
    pub fn change(&mut self, object: &str, id: &str, values: &Value) {
        let (status, answer) = self.ask("PATCH", &format!("/sobjects/{object}/{id}"), values);
        assert_eq!(status, 204, "{answer}");
    }

    /// Changes records that name their types and ids.
    pub fn change_many(&mut self, records: &[Value]) {
        self.collection("PATCH", records);
    }

    fn collection(&mut self, method: &str, records: &[Value]) -> Vec<Value> {
        let mut rows = Vec::new();
        for part in records.chunks(RECORDS_MAX) {
            let body = json!({ "allOrNone": true, "records": part });
            let (status, answer) = self.ask(method, "/composite/sobjects", &body);
            let done = answer.as_array().filter(|rows| rows.iter().all(|row| row["success"] == true));
            assert!(status == 200 && done.is_some(), "{answer}");
            rows.extend(done.into_iter().flatten().cloned());
        }
        rows
    }

    /// Deletes a record.
    pub fn delete(&mut self, object: &str, id: &str) {
        let (status, answer) = self.ask("DELETE", &format!("/sobjects/{object}/{id}"), &Value::Null);
        assert_eq!(status, 204, "{answer}");
    }

    /// Gives the org a field, as the Tooling API describes it.
    pub fn make_field(&mut self, full_name: &str, metadata: &Value) -> String {
        let field = json!({ "FullName": full_name, "Metadata": metadata });
        let made = self.org("POST", "/tooling/sobjects/CustomField", &field);
        made["id"].as_str().expect("what is made has an id").to_owned()
    }

    /// Changes a field of the org.
    pub fn change_field(&mut self, full_name: &str, metadata: &Value) {
        let path = self.field_path(full_name);
        self.org("PATCH", &path, &json!({ "Metadata": metadata }));
    }

    /// Takes a field away from the org.
    pub fn remove_field(&mut self, full_name: &str) {
        let path = self.field_path(full_name);
        self.org("DELETE", &path, &Value::Null);
    }

    fn field_path(&mut self, full_name: &str) -> String {
        let (object, name) = full_name.split_once('.').expect("a field is of an object");
        let name = name.trim_end_matches("__c");
        let soql = format!("SELECT Id FROM CustomField WHERE TableEnumOrId = '{object}' AND DeveloperName = '{name}'");
        let found = self.org("GET", &format!("/tooling/query?q={}", encode(&soql)), &Value::Null);
        let id = found["records"][0]["Id"].as_str().unwrap_or_else(|| panic!("no field `{full_name}`: {found}"));
        format!("/tooling/sobjects/CustomField/{id}")
    }

    /// What an operation of the partner SOAP API answers to somebody's session.
    pub fn soap_as(&mut self, session: &str, operation: &str, inside: &str) -> String {
        let header = format!("<e:Header><SessionHeader><sessionId>{session}</sessionId></SessionHeader></e:Header>");
        self.envelope(&header, operation, inside)
    }

    /// Deletes, brings back or merges records as an outside client of the SOAP API does.
    pub fn soap(&mut self, operation: &str, inside: &str) {
        let session = self.world.access().access_token;
        let answer = self.soap_as(&session, operation, inside);
        assert!(answer.contains("<success>true</success>") && !answer.contains("<success>false</success>"), "{answer}");
    }

    /// Merges a record into another one.
    pub fn merge(&mut self, object: &str, master: &str, other: &str) {
        self.soap("merge", &merging(object, master, other));
    }

    /// A session of a user of the org.
    pub fn session_of(&mut self, username: &str) -> String {
        let password = self.world.access().password;
        let inside = format!("<username>{username}</username><password>{password}</password>");
        let answer = self.envelope("", "login", &inside);
        let session = answer.split_once("<sessionId>").and_then(|(_, rest)| rest.split_once("</sessionId>"));
        session.unwrap_or_else(|| panic!("nobody can log in: {answer}")).0.to_owned()
    }

    fn envelope(&mut self, header: &str, operation: &str, inside: &str) -> String {
        let body = format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"urn:partner.soap.sforce.com\">\
             {header}<e:Body><{operation}>{inside}</{operation}></e:Body></e:Envelope>"
        );
        let request = Request {
            method: "POST".into(),
            target: "/services/Soap/u/62.0".into(),
            headers: vec![("content-type".into(), "text/xml".into()), ("soapaction".into(), "\"\"".into())],
            body: body.into_bytes(),
        };
        let response = self.world.handle(Door::Salesforce, &request);
        String::from_utf8_lossy(&response.body).into_owned()
    }

    /// Takes the right to modify all data from the app's user, and with it the right to change case comments, as somebody
    /// does who administers the org.
    pub fn without_modify_all(&mut self, session: &str) {
        let own = self.query("SELECT Id FROM User WHERE Alias = 'integ'");
        let standard = self.query("SELECT Id FROM Profile WHERE Name = 'Standard User'");
        let (id, profile) = (own[0]["Id"].as_str().expect("a user has an id").to_owned(), standard[0]["Id"].clone());
        self.org_as(session, "PATCH", &format!("/sobjects/User/{id}"), &json!({ "ProfileId": profile }));
        // What came with the profile stays with the user.
        for row in self.query(&format!("SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '{id}'")) {
            let path = format!("/sobjects/PermissionSetAssignment/{}", row["Id"].as_str().expect("a row has an id"));
            self.ask_as(session, "DELETE", &path, &Value::Null);
        }
    }

    /// The session that the app itself has at the moment.
    pub fn own_session(&mut self) -> Option<String> {
        let connection = self.document("connection", "main")?;
        let key = format!("connection:main:{}:{}", connection["family"].as_str()?, connection["tokenSet"]);
        Some(self.secret(&key)?["accessToken"].as_str()?.to_owned())
    }

    /// Revokes a token, as its owner does.
    pub fn revoke(&mut self, token: &str) {
        let request = Request {
            method: "POST".into(),
            target: "/services/oauth2/revoke".into(),
            headers: vec![("content-type".into(), "application/x-www-form-urlencoded".into())],
            body: format!("token={}", encode(token)).into_bytes(),
        };
        let response = self.world.handle(Door::Salesforce, &request);
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
    }

    /// Whether Salesforce takes a token at the moment.
    pub fn is_active(&mut self, token: &str) -> bool {
        let access = self.world.access();
        let (id, secret) = (encode(&access.client_id), encode(&access.client_secret));
        let request = Request {
            method: "POST".into(),
            target: "/services/oauth2/introspect".into(),
            headers: vec![("content-type".into(), "application/x-www-form-urlencoded".into())],
            body: format!("token={}&client_id={id}&client_secret={secret}", encode(token)).into_bytes(),
        };
        let response = self.world.handle(Door::Salesforce, &request);
        let answer: Value = serde_json::from_slice(&response.body).expect("an answer is JSON");
        answer["active"].as_bool().expect("an introspection says whether the token is active")
    }
}

/// What is merged, as the partner SOAP API reads it.
pub(crate) fn merging(object: &str, master: &str, other: &str) -> String {
    format!(
        "<request><masterRecord><type>{object}</type><Id>{master}</Id></masterRecord>\
         <recordToMergeIds>{other}</recordToMergeIds></request>"
    )
}

pub(crate) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

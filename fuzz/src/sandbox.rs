//! The sandbox's query languages. Whatever is asked, the answer is a result or the vendor's typed error; the same
//! question twice has the same answer; and no answer is out of proportion to the question.

use std::cell::RefCell;

use serde_json::{Value, json};
use weftline_sandbox::http::{Request, Response};
use weftline_sandbox::jira::{Identity, Limits, Site, SiteOptions};
use weftline_sandbox::salesforce::{Org, OrgOptions};

const NOW_MS: i64 = 1_795_253_400_000;
/// The longest question that is asked; longer inputs are cut.
const LENGTH_MAX: usize = 200_000;

thread_local! {
    static ORG: RefCell<Org> = RefCell::new(org());
    static SITE: RefCell<Site> = RefCell::new(site());
}

/// A SOQL query, run and explained.
pub fn soql(data: &[u8]) {
    let text = percent_encoded(data);
    let status = org_answers(&format!("v62.0/query?q={text}"));
    let explained = org_answers(&format!("v62.0/query?explain={text}"));
    assert_eq!(status, explained, "what can be run can be explained, and what cannot, cannot");
}

/// A SOSL search.
pub fn sosl(data: &[u8]) {
    org_answers(&format!("v62.0/search?q={}", percent_encoded(data)));
}

/// A JQL query.
pub fn jql(data: &[u8]) {
    let text = String::from_utf8_lossy(data.get(..LENGTH_MAX).unwrap_or(data));
    let body = json!({ "jql": text, "maxResults": 20 }).to_string().into_bytes();
    let request = Request {
        method: "POST".into(),
        target: "/rest/api/3/search/jql".into(),
        headers: vec![("content-type".into(), "application/json".into())],
        body,
    };
    let ask = |site: &mut Site| site.handle(&request, &Identity::App, NOW_MS);
    let (first, second) = SITE.with_borrow_mut(|site| (ask(site), ask(site)));
    let (asked, reply) = (request.body.len(), json_of(&first));
    assert_eq!((first.status, &reply), (second.status, &json_of(&second)), "the same question has the same answer");
    in_proportion(asked, &first);
    match first.status {
        200 => assert!(reply["issues"].is_array(), "a search has a list of issues: {reply}"),
        400 => {
            let messages = reply["errorMessages"].as_array();
            assert!(messages.is_some_and(|list| !list.is_empty()), "a refusal says why: {reply}");
        }
        status => panic!("a search is answered with 200 or 400, not {status}: {reply}"),
    }
}

/// Asks the org the same thing twice, in a batch because an address on its own may not be long; gives the status.
fn org_answers(url: &str) -> i64 {
    let one = json!({ "method": "GET", "url": url });
    let body = json!({ "batchRequests": [one, one] }).to_string().into_bytes();
    let request = org_request("/services/data/v62.0/composite/batch", body);
    let response = ORG.with_borrow_mut(|org| org.handle(&request, NOW_MS));
    in_proportion(request.body.len(), &response);
    let reply = json_of(&response);
    let (first, second) = (&reply["results"][0], &reply["results"][1]);
    assert_eq!(first, second, "the same question has the same answer");
    let result = &first["result"];
    match first["statusCode"].as_i64() {
        Some(200) => assert!(result.is_object(), "a result is an object: {reply}"),
        Some(400) => {
            let code = result[0]["errorCode"].as_str().unwrap_or_default();
            let typed = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            assert!(typed && result[0]["message"].is_string(), "a refusal has a code and a message: {reply}");
        }
        _ => panic!("a question is answered with 200 or 400: {reply}"),
    }
    first["statusCode"].as_i64().unwrap_or_default()
}

fn json_of(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or_else(|error| panic!("an answer is JSON: {error}"))
}

/// An answer is no larger than the question and the few records that there are explain.
fn in_proportion(asked: usize, response: &Response) {
    let most = 1_000_000 + 100 * asked;
    assert!(response.body.len() <= most, "{} bytes answer a question of {asked}", response.body.len());
}

/// Any bytes as a parameter of an address.
fn percent_encoded(data: &[u8]) -> String {
    let data = data.get(..LENGTH_MAX).unwrap_or(data);
    let mut text = String::with_capacity(data.len() * 2);
    for byte in data {
        if byte.is_ascii_alphanumeric() {
            text.push(char::from(*byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn org_request(target: &str, body: Vec<u8>) -> Request {
    let token = OrgOptions::default().access_token;
    let headers = vec![
        ("authorization".into(), format!("Bearer {token}")),
        ("content-type".into(), "application/json".into()),
        ("sforce-auto-assign".into(), "FALSE".into()),
    ];
    Request { method: "POST".into(), target: target.into(), headers, body }
}

/// An org with a few records of each kind, so that conditions, orders and groups have something to work on.
fn org() -> Org {
    let mut org = Org::new(OrgOptions { daily_requests: u64::MAX, ..OrgOptions::default() });
    let mut create = |object: &str, record: Value| -> String {
        let target = format!("/services/data/v62.0/sobjects/{object}");
        let reply = org.handle(&org_request(&target, record.to_string().into_bytes()), NOW_MS - 1_000);
        let reply: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        reply["id"].as_str().map(str::to_owned).unwrap_or_else(|| panic!("the org takes a record: {reply}"))
    };
    let acme =
        create("Account", json!({ "Name": "Acme's \"north\" gate", "Industry": "Energy", "NumberOfEmployees": 100 }));
    let zoe = create("Contact", json!({ "FirstName": "Zoë", "LastName": "Müller 漢", "AccountId": acme }));
    create("Contact", json!({ "LastName": "Young", "Languages__c": "English;German", "ReportsToId": zoe }));
    for (subject, priority, effort) in [("Pump broken", "High", json!(2.5)), ("pump 100%_", "Low", Value::Null)] {
        let case = create(
            "Case",
            json!({
                "Subject": subject, "Priority": priority, "Effort__c": effort, "ContactId": zoe,
                "Due_Date__c": "2026-11-30",
            }),
        );
        create("CaseComment", json!({ "ParentId": case, "CommentBody": "the motor\nof the north gate" }));
    }
    create("Case", json!({ "Subject": "Question", "Status": "Working" }));
    org
}

fn site() -> Site {
    Site::seed(SiteOptions { limits: Limits::none(), ..SiteOptions::default() }, NOW_MS)
}

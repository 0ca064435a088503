//! Searching, counting, fetching.

use serde_json::{Value, json};
use weftline_sandbox::jira::PropertyAlias;

use crate::client::{Client, MIA, SAM, message};

fn keys(body: &Value) -> Vec<String> {
    body["issues"].as_array().unwrap().iter().map(|issue| issue["key"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_follow_their_tokens() {
    let mut client = Client::new();
    let first = client.get("search/jql?jql=project%20%3D%20SUP%20order%20by%20key&maxResults=20&fields=key");
    assert_eq!(first["isLast"], false);
    let token = first["nextPageToken"].as_str().unwrap().to_owned();
    let second = client.get(&format!(
        "search/jql?jql=project%20%3D%20SUP%20order%20by%20key&maxResults=20&fields=key&nextPageToken={token}"
    ));
    assert_eq!(second["isLast"], true);
    assert!(second.get("nextPageToken").is_none());
    let mut all = keys(&first);
    all.extend(keys(&second));
    let expect: Vec<String> = (1..=36).map(|number| format!("SUP-{number}")).collect();
    assert_eq!(all, expect);
    let (status, _) =
        client.call("GET", &format!("/rest/api/3/search/jql?jql=project%3DENG&nextPageToken={token}"), None);
    assert_eq!(status, 400);
}

#[test]
fn only_ids_come_unless_fields_are_asked_for() {
    let mut client = Client::new();
    let (status, body) = client.post("search/jql", json!({"jql": "key = SUP-1"}));
    assert_eq!((status, body), (200, json!({"issues": [{"id": "10100"}], "isLast": true})));
    let (_, body) = client.post("search/jql", json!({"jql": "key = SUP-1", "fields": ["summary"], "expand": "names"}));
    assert_eq!(body["issues"][0]["fields"], json!({"summary": "Invoice total is one cent too high"}));
    assert_eq!(body["names"], json!({"summary": "Summary"}));
    let (_, body) =
        client.post("search/jql", json!({"jql": "key = SUP-1", "fields": ["*all"], "properties": ["none"]}));
    assert_eq!(body["issues"][0]["properties"], json!({}));
}

#[test]
fn a_search_must_restrict_and_be_right() {
    let mut client = Client::new();
    let (status, body) = client.post("search/jql", json!({"jql": "order by created"}));
    assert_eq!(
        (status, body),
        (400, message("Unbounded JQL queries are not allowed here. Please add a search restriction to your query."))
    );
    let (status, body) = client.post("search/jql", json!({"jql": "project = NOPE and status = Nirvana"}));
    assert_eq!(status, 400);
    assert_eq!(
        body["errorMessages"],
        json!([
            "The value 'NOPE' does not exist for the field 'project'.",
            "The value 'Nirvana' does not exist for the field 'status'."
        ])
    );
}

#[test]
fn a_poll_finds_what_changed_since_a_minute() {
    let mut client = Client::new();
    client.now += 5 * 60_000;
    client.put("issue/SUP-7", json!({"fields": {"labels": ["poll"]}}));
    let (_, body) = client.be_app().post(
        "search/jql",
        json!({"jql": "project in (SUP, ENG) and updated >= \"2026-11-21 09:35\" order by updated", "fields": ["key"]}),
    );
    assert_eq!(keys(&body), ["SUP-7"]);
    // The same text means another time for someone in India.
    let (_, body) = client.be(SAM).post(
        "search/jql",
        json!({"jql": "key = SUP-7 and updated >= \"2026-11-21 15:05\" and updated < \"2026-11-21 15:06\"", "fields": ["key"]}),
    );
    assert_eq!(keys(&body), ["SUP-7"]);
}

#[test]
fn counting_matching_and_fetching() {
    let mut client = Client::new();
    let (_, body) = client.post("search/approximate-count", json!({"jql": "project = SUP"}));
    assert_eq!(body, json!({"count": 36}));
    let (_, body) =
        client.post("jql/match", json!({"issueIds": [10100, 10200, 10400], "jqls": ["project = SUP", "bogus = 1"]}));
    assert_eq!(body["matches"][0], json!({"matchedIssues": [10100], "errors": []}));
    assert_eq!(body["matches"][1]["matchedIssues"], json!([]));
    let (_, body) =
        client.post("issue/bulkfetch", json!({"issueIdsOrKeys": ["ENG-1", "10100", "LEGAL-1"], "fields": ["summary"]}));
    assert_eq!(keys(&body), ["SUP-1", "ENG-1"]);
    assert_eq!(body["issueErrors"][0]["id"], "LEGAL-1");
    let many: Vec<String> = (0..101).map(|number| format!("SUP-{number}")).collect();
    assert_eq!(client.post("issue/bulkfetch", json!({"issueIdsOrKeys": many})).0, 400);
}

#[test]
fn properties_are_searched_by() {
    let mut client = Client::new();
    client.put("issue/SUP-6/properties/weftline.links", json!({"records": ["500A", "500B"], "count": 2}));
    let mut find = |jql: &str| {
        let (_, body) = client.post("search/jql", json!({"jql": jql, "fields": ["key"]}));
        keys(&body)
    };
    assert_eq!(find("issue.property[weftline.links].records = 500B"), ["SUP-6"]);
    assert_eq!(find("issue.property[weftline.links].count >= 2 and project = SUP"), ["SUP-6"]);
    assert_eq!(find("project = SUP and issue.property[weftline.links].records = 500C"), Vec::<String>::new());
}

#[test]
fn changelogs_of_several_issues() {
    let mut client = Client::new();
    client.put("issue/SUP-5", json!({"fields": {"summary": "one"}}));
    client.put("issue/SUP-5", json!({"fields": {"labels": ["x"]}}));
    client.put("issue/ENG-5", json!({"fields": {"summary": "two"}}));
    let ask = json!({"issueIdsOrKeys": ["SUP-5", "ENG-5"], "fieldIds": ["summary"]});
    let (status, body) = client.post("changelog/bulkfetch", ask);
    assert_eq!(status, 200);
    let logs = body["issueChangeLogs"].as_array().unwrap();
    assert_eq!(logs.len(), 2);
    assert_eq!(logs[0]["changeHistories"].as_array().unwrap().len(), 1);
    assert!(body.get("nextPageToken").is_none());
    let ask = json!({"issueIdsOrKeys": ["SUP-5", "ENG-5"], "fieldIds": ["summary"], "maxResults": 1});
    let (_, first) = client.post("changelog/bulkfetch", ask.clone());
    let mut next = ask;
    next["nextPageToken"] = first["nextPageToken"].clone();
    let (_, second) = client.post("changelog/bulkfetch", next);
    assert_eq!(second["issueChangeLogs"][0]["issueId"], "10204");
}

#[test]
fn an_administrator_searches_more() {
    let mut client = Client::new();
    let (_, body) = client.be(MIA).post("search/jql", json!({"jql": "project = LEGAL", "fields": ["key"]}));
    assert_eq!(keys(&body), ["LEGAL-3", "LEGAL-2", "LEGAL-1"]);
}

#[test]
fn an_index_may_lag_behind() {
    let mut client = Client::new();
    client.site.set_search_lag(2_000);
    let key = client.create(json!({}));
    client.put("issue/SUP-7", json!({"fields": {"labels": ["late"]}}));
    let id: u64 = client.get(&format!("issue/{key}"))["id"].as_str().unwrap().parse().unwrap();
    let poll = |client: &mut Client, reconcile: Value| {
        let ask = json!({
            "jql": "project = SUP and updated >= \"2026-11-21 09:30\" order by key desc", "fields": ["key"], "reconcileIssues": reconcile
        });
        keys(&client.be_app().post("search/jql", ask).1)
    };
    assert_eq!(poll(&mut client, json!([])), Vec::<String>::new());
    assert_eq!(poll(&mut client, json!([id])), std::slice::from_ref(&key));
    client.now += 2_000;
    assert_eq!(poll(&mut client, json!([])), [key, "SUP-7".to_owned()]);
}

#[test]
fn values_in_properties_have_names_in_jql() {
    let mut client = Client::new();
    client.site.set_property_aliases(vec![PropertyAlias {
        alias: "salesforceRecord".into(),
        property_key: "weftline.links".into(),
        path: "records.name".into(),
    }]);
    client
        .put("issue/SUP-6/properties/weftline.links", json!({"records": [{"name": "00001001"}, {"name": "00001002"}]}));
    let mut find = |jql: &str| keys(&client.post("search/jql", json!({"jql": jql, "fields": ["key"]})).1);
    assert_eq!(find("salesforceRecord = \"00001002\""), ["SUP-6"]);
    assert_eq!(find("project = SUP and SalesforceRecord is not EMPTY"), ["SUP-6"]);
    assert_eq!(find("salesforceRecord in (\"00001003\", x)"), Vec::<String>::new());
}

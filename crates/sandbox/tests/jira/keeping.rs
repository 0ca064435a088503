//! A site that is kept and restored is the same site.

use std::collections::BTreeMap;

use serde_json::json;
use weftline_sandbox::change::Change;
use weftline_sandbox::http::Request;
use weftline_sandbox::jira::{Site, SiteOptions};

use crate::client::{Client, MIA, NOW, doc};

/// What a database would do.
fn keep(rows: &mut BTreeMap<(String, String), Kept>, changes: Vec<Change>) {
    for change in changes {
        let slot = (change.table.to_owned(), change.key);
        match (change.json, change.bytes) {
            (Some(json), _) => rows.insert(slot, Kept::Json(json)),
            (None, Some(bytes)) => rows.insert(slot, Kept::Content(bytes.to_vec())),
            (None, None) => rows.remove(&slot),
        };
    }
}

enum Kept {
    Json(String),
    Content(Vec<u8>),
}

#[test]
fn all_comes_back() {
    let mut client = Client::new();
    let mut rows = BTreeMap::new();
    keep(&mut rows, Site::seed(SiteOptions::default(), NOW).take_changes());
    let key = client.create(json!({"labels": ["kept"]}));
    client.post(&format!("issue/{key}/comment"), json!({"body": doc("kept")}));
    client.put("issue/SUP-2/properties/p", json!(1));
    client.post(
        "issueLink",
        json!({"type": {"name": "Blocks"}, "inwardIssue": {"key": key}, "outwardIssue": {"key": "ENG-1"}}),
    );
    client.post("issue/SUP-2/remotelink", json!({"object": {"url": "https://x.example", "title": "x"}}));
    client.be(MIA).delete("issue/SUP-3");
    client.put("project/SUP/properties/p", json!(2));
    client.post(
        "forge/panel/action/bulk/async",
        json!({"moduleId": "ari:cloud:ecosystem::extension/a", "projectList": [{"projectIdOrKey": "SUP", "action": "PIN"}]}),
    );
    keep(&mut rows, client.site.take_changes());
    assert_eq!(client.site.take_changes(), []);

    let mut restored = Site::new(SiteOptions::default());
    for ((table, key), kept) in &rows {
        if let Kept::Json(json) = kept {
            restored.load(table, key, json).unwrap();
        }
    }
    for ((table, key), kept) in &rows {
        if let Kept::Content(bytes) = kept {
            restored.load_content(table, key, bytes.clone()).unwrap();
        }
    }
    let mut other = Client::new();
    other.site = restored;
    other.be(MIA);
    for path in [
        format!("issue/{key}?expand=changelog"),
        "issue/SUP-1?expand=changelog,renderedFields&properties=*all".to_owned(),
        "issue/SUP-2/remotelink".to_owned(),
        "issue/SUP-2/properties/p".to_owned(),
        "issue/ENG-1".to_owned(),
        "project/SUP/properties/p".to_owned(),
        "search/jql?jql=project%20in%20(SUP,ENG,HELP,LEGAL)&fields=*all&maxResults=100".to_owned(),
    ] {
        assert_eq!(other.get(&path), client.get(&path), "{path}");
    }
    assert_eq!(other.call("GET", "/rest/api/3/issue/SUP-3", None).0, 404);
    let file = client.get("issue/SUP-1")["fields"]["attachment"][0]["id"].as_str().unwrap().to_owned();
    let target = format!("/rest/api/3/attachment/content/{file}?redirect=false");
    let request = Request { method: "GET".into(), target, ..Request::default() };
    assert!(client.send(&request).body.starts_with(b"2026-11-02"));
    assert_eq!(other.send(&request).body, client.send(&request).body);
    assert!(other.site.is_pinned("ari:cloud:ecosystem::extension/a", 10_000));
    assert_eq!(other.create(json!({})), client.create(json!({})), "numbers go on where they were");
    assert!(other.site.load("nonsense", "1", "{}").is_err());
    assert!(other.site.load_content("jira_attachment_content", "1", Vec::new()).is_err());
}

#[test]
fn seeding_is_the_same_each_time() {
    let rows = |mut site: Site| site.take_changes();
    assert_eq!(rows(Site::seed(SiteOptions::default(), NOW)), rows(Site::seed(SiteOptions::default(), NOW)));
}

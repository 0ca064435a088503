//! A table of queries with what they find among the seeds, or Jira's complaint, and the page of the documentation that
//! says so: `jql.json`. Run by the administrator, whose zone is UTC.

use serde_json::{Value, json};

use crate::client::{Client, MIA};

#[test]
fn queries_answer_as_documented() {
    let table: Value = serde_json::from_str(include_str!("jql.json")).unwrap();
    let mut client = Client::new();
    client.be(MIA);
    let mut problems = Vec::new();
    for row in table["queries"].as_array().unwrap() {
        let jql = row["jql"].as_str().unwrap();
        assert!(table["pages"].get(row["page"].as_str().unwrap()).is_some(), "no such page: {row}");
        let ask = json!({"jql": jql, "fields": ["key"], "maxResults": 100});
        let (status, body) = client.post("search/jql", ask);
        let found = match status {
            200 => {
                let issues = body["issues"].as_array().unwrap();
                let keys: Vec<&str> = issues.iter().map(|issue| issue["key"].as_str().unwrap()).collect();
                json!(keys.join(" "))
            }
            _ => body["errorMessages"].clone(),
        };
        let expected = row.get("keys").unwrap_or(&row["errors"]);
        if found != *expected {
            problems.push(format!("{jql}: {found} instead of {expected}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

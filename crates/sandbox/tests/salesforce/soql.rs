//! SOQL against the table in `soql.json`: each row has a query, the page of the vendor's documentation that says what
//! it gives, and what it gives.
//!
//! A record is written as the list of its members without their names, and a record of one member as that member; a
//! name after `@` stands for an id.

use crate::face::Face;
use serde_json::Value as Json;
use std::collections::BTreeMap;

const TABLE: &str = include_str!("soql.json");

fn table() -> Json {
    serde_json::from_str(TABLE).unwrap()
}

fn milliseconds(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
}

/// The org that the queries are asked of, and the ids behind the names.
fn world(table: &Json) -> (Face, BTreeMap<String, String>) {
    let mut face = Face::new(0);
    let mut names = BTreeMap::new();
    face.now_ms = milliseconds(table["now"].as_str().unwrap());
    let queue = face.query("SELECT Id FROM Group WHERE Name = 'Support Queue'").1;
    names.insert("queue".to_owned(), queue["records"][0]["Id"].as_str().unwrap().to_owned());
    for step in table["setup"].as_array().unwrap() {
        face.now_ms = milliseconds(step["at"].as_str().unwrap());
        let mut body = step["body"].clone();
        for value in body.as_object_mut().unwrap().values_mut() {
            if let Some(name) = value.as_str().and_then(|text| text.strip_prefix('@')) {
                *value = names[name].clone().into();
            }
        }
        let path = format!("/sobjects/{}", step["object"].as_str().unwrap());
        let (status, reply) = face.call("POST", &path, &body);
        assert_eq!(status, 201, "{step}: {reply}");
        names.insert(step["name"].as_str().unwrap().to_owned(), reply["id"].as_str().unwrap().to_owned());
    }
    face.now_ms = milliseconds(table["now"].as_str().unwrap());
    for name in table["delete"].as_array().unwrap() {
        let id = &names[name.as_str().unwrap()];
        assert_eq!(face.call("DELETE", &format!("/sobjects/Case/{id}"), &Json::Null).0, 204);
    }
    (face, names)
}

fn compact(value: &Json) -> Json {
    match value {
        Json::Object(members) if members.contains_key("records") => {
            Json::Array(members["records"].as_array().unwrap().iter().map(compact).collect())
        }
        Json::Object(members) => {
            let mut list: Vec<Json> =
                members.iter().filter(|(name, _)| *name != "attributes").map(|(_, value)| compact(value)).collect();
            if list.len() == 1 { list.remove(0) } else { Json::Array(list) }
        }
        other => other.clone(),
    }
}

fn named(text: &str, names: &BTreeMap<String, String>) -> String {
    // Longer names first: one may begin like another.
    let mut list: Vec<_> = names.iter().collect();
    list.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let short = list.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("@{name}15"), &id[..15]));
    list.iter().fold(short, |text, (name, id)| text.replace(&format!("@{name}"), id))
}

#[test]
fn soql_gives_what_the_documentation_says() {
    let table = table();
    let (mut face, names) = world(&table);
    let rows = table["rows"].as_array().unwrap();
    assert!(rows.len() >= 150, "{} rows", rows.len());
    let mut wrong = Vec::new();
    for row in rows {
        let query = named(row["query"].as_str().unwrap(), &names);
        let (status, reply) = face.query(&query);
        let problem = match row.get("error") {
            Some(code) => refused(row, code, status, &reply),
            None => given(row, &names, status, &reply),
        };
        wrong.extend(problem.map(|problem| format!("{query}\n    {problem}")));
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

fn refused(row: &Json, code: &Json, status: u16, reply: &Json) -> Option<String> {
    let message = reply[0]["message"].as_str().unwrap_or_default();
    let place = row.get("at").map(|at| format!("ERROR at Row:{}:Column:{}\n", at[0], at[1])).unwrap_or_default();
    let right = status == 400
        && reply[0]["errorCode"] == *code
        && message.contains(row["message"].as_str().unwrap())
        && message.contains(&place);
    (!right).then(|| format!("wanted {code} {}{place}, found {reply}", row["message"]))
}

fn given(row: &Json, names: &BTreeMap<String, String>, status: u16, reply: &Json) -> Option<String> {
    let (found, wanted) = match row.get("count") {
        Some(count) => (reply["totalSize"].clone(), count.clone()),
        None => {
            let wanted = named(&row["records"].to_string(), names);
            (compact(reply), serde_json::from_str(&wanted).unwrap())
        }
    };
    (status != 200 || found != wanted).then(|| format!("wanted {wanted}, found {status} {found} {}", reply[0]))
}

#[test]
fn every_row_names_a_page_of_the_documentation() {
    let table = table();
    assert!(table["pages"].as_str().unwrap().starts_with("https://developer.salesforce.com/docs/"));
    for row in table["rows"].as_array().unwrap() {
        assert!(row["page"].as_str().is_some_and(|page| !page.is_empty()), "{row}");
    }
}

#[test]
fn deleted_records_are_seen_by_query_all_alone() {
    let table = table();
    let (mut face, _) = world(&table);
    let text = crate::face::encode("SELECT Subject, IsDeleted FROM Case WHERE IsDeleted = true");
    let (_, all) = face.call("GET", &format!("/queryAll?q={text}"), &Json::Null);
    assert_eq!(compact(&all), serde_json::json!([["Old", true]]));
    let (_, living) = face.call("GET", &format!("/query?q={text}"), &Json::Null);
    assert_eq!(compact(&living), serde_json::json!([]));
    let (_, rows) = face.query("SELECT COUNT() FROM Case ALL ROWS");
    assert_eq!(rows["totalSize"], 5);
}

//! People by e-mail address, and the transitions of an issue.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use weftline_jira::reply::{self, OpenTransition, Person, Reply, ScreenField};
use weftline_jira::request;
use weftline_wire::effect::{Effect, Principal};

fn ok(body: &str) -> Reply<'_> {
    reply::read(200, &[], body.as_bytes()).unwrap()
}

fn path(effect: Effect) -> String {
    match effect {
        Effect::Jira { path, .. } => path,
        other => format!("{other:?}"),
    }
}

#[test]
fn addresses_and_keys_are_encoded() {
    assert_eq!(
        path(request::people_by_email("o'neil+x@a.example", Principal::App)),
        "/rest/api/3/user/search?maxResults=50&query=o%27neil%2Bx%40a.example"
    );
    assert_eq!(
        path(request::transitions("SUP-1", Principal::User)),
        "/rest/api/3/issue/SUP-1/transitions?expand=transitions.fields"
    );
}

#[test]
fn map_13_only_whole_addresses_that_jira_shows_find_somebody() {
    let body = r#"[
        {"accountId":"1","active":true,"displayName":"Jane","emailAddress":"Jane@A.example"},
        {"accountId":"2","active":true,"displayName":"Jane Again","emailAddress":"jane@a.example.org"},
        {"accountId":"3","active":false,"displayName":"Jane Gone","emailAddress":"jane@a.example"},
        {"accountId":"4","active":true,"displayName":"jane@a.example"},
        {"accountId":"5","active":true,"displayName":"Jane Hidden","emailAddress":""}]"#;
    let jane = Person { account_id: "1".to_owned(), display_name: "Jane".to_owned() };
    assert_eq!(reply::accounts_of(&ok(body), "jane@a.example").unwrap(), [jane]);
    assert_eq!(reply::accounts_of(&ok("[]"), "jane@a.example").unwrap(), []);
    assert!(reply::accounts_of(&ok("{}"), "jane@a.example").is_err());
}

#[test]
fn map_13_transitions_say_where_they_lead_and_what_they_ask() {
    let body = r#"{"expand":"transitions","transitions":[
        {"id":"31","name":"Finish","to":{"self":"https://x","name":"Done","id":"10002","statusCategory":{"name":"Done"}},
         "fields":{"resolution":{"required":true,"name":"Resolution","hasDefaultValue":false,"allowedValues":[{"name":"Done"}]},
                   "assignee":{"required":true,"name":"Assignee","hasDefaultValue":true}}},
        {"id":"11","name":"Back","to":{"name":"To Do"}}]}"#;
    let field = |id: &str, name: &str, required| ScreenField { id: id.to_owned(), name: name.to_owned(), required };
    let step = |id: &str, name: &str, to: &str, fields| OpenTransition {
        id: id.to_owned(),
        name: name.to_owned(),
        to: to.to_owned(),
        fields,
    };
    let fields = vec![field("resolution", "Resolution", true), field("assignee", "Assignee", false)];
    assert_eq!(
        reply::transitions(&ok(body)).unwrap(),
        [step("31", "Finish", "Done", fields), step("11", "Back", "To Do", Vec::new())]
    );
}

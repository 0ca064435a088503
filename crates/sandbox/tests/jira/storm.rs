//! Many random requests: nothing breaks, and what is told agrees with what is there.

use serde_json::{Value, json};

use crate::client::{Client, JANE, MIA, SAM, doc};

/// A generator of numbers, the same for the same seed (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }

    fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

fn step(client: &mut Client, numbers: &mut Numbers) -> (u16, Value) {
    let key = format!("{}-{}", numbers.of(&["SUP", "ENG", "HELP"]), 1 + numbers.below(30));
    match numbers.below(4) {
        0 => client.be(MIA),
        1 => client.be_app(),
        2 => client.be(SAM),
        _ => client.be(JANE),
    };
    let words = format!("words {}", numbers.below(50));
    match numbers.below(11) {
        0 => client.put(&format!("issue/{key}"), json!({"fields": {"summary": words}})),
        1 => client.put(&format!("issue/{key}"), json!({"fields": {"description": doc(&words), "priority": {"id": "1"}}})),
        2 => {
            let value = numbers.of(&[json!(null), json!({"value": "Low"}), json!({"value": "SEV-1"}), json!("bad")]);
            client.put(&format!("issue/{key}"), json!({"fields": {"customfield_10060": value}}))
        }
        3 => {
            let label = words.replace(' ', "-");
            client.put(&format!("issue/{key}"), json!({"update": {"labels": [{numbers.of(&["add", "remove"]): label}]}}))
        }
        4 => client.put(&format!("issue/{key}/assignee"), json!({"accountId": numbers.of(&[Some(JANE), Some(MIA), Some(SAM), None])})),
        5 => {
            let id = numbers.of(&["11", "21", "31", "41", "51", "111", "121", "131", "141"]);
            client.post(&format!("issue/{key}/transitions"), json!({"transition": {"id": id}}))
        }
        6 => client.post(&format!("issue/{key}/comment"), json!({"body": doc(&words)})),
        7 => client.put(&format!("issue/{key}/properties/p{}", numbers.below(3)), json!(words)),
        8 => client.post(
            "issue",
            json!({"fields": {"project": {"key": numbers.of(&["SUP", "ENG"])}, "issuetype": {"name": "Task"}, "summary": words}}),
        ),
        9 => client.delete(&format!("issue/{key}")),
        _ => client.post(
            "bulk/issues/move",
            json!({"targetToSourcesMapping": {"ENG,10004": {
                "issueIdsOrKeys": [key], "inferClassificationDefaults": true, "inferFieldDefaults": true,
                "inferStatusDefaults": true, "inferSubtaskTypeDefault": true,
            }}}),
        ),
    }
}

#[test]
fn a_storm_of_requests_leaves_a_sound_site() {
    for seed in 0..4 {
        let mut client = Client::at_random();
        let mut numbers = Numbers(seed);
        let mut done = 0;
        for _ in 0..400 {
            let (status, body) = step(&mut client, &mut numbers);
            assert!(status < 500, "{status} {body}");
            done += usize::from(status < 300);
            for event in client.events() {
                if event.event == "avi:jira:updated:issue" {
                    agrees(&mut client, &event.body);
                }
            }
        }
        assert!(done > 150, "{done}");
        client.be(MIA);
        let mut page = json!({"jql": "project in (SUP, ENG, HELP)", "fields": ["*all"], "expand": "changelog"});
        loop {
            let (status, body) = client.post("search/jql", page.clone());
            assert_eq!(status, 200, "{body}");
            body["issues"].as_array().unwrap().iter().for_each(chained);
            match body.get("nextPageToken") {
                Some(token) => page["nextPageToken"] = token.clone(),
                None => break,
            }
        }
    }
}

/// What an event tells is what the issue now shows.
fn agrees(client: &mut Client, event: &Value) {
    let issue = client.be(MIA).get(&format!("issue/{}", event["issue"]["id"].as_str().unwrap()));
    assert_eq!(issue["key"], event["issue"]["key"]);
    for item in event["changelog"]["items"].as_array().unwrap() {
        let fields = &issue["fields"];
        let (told, shown) = match item["fieldId"].as_str().unwrap() {
            "summary" => (&item["toString"], &fields["summary"]),
            "status" => (&item["to"], &fields["status"]["id"]),
            "assignee" => (&item["to"], &fields["assignee"]["accountId"]),
            "customfield_10060" => (&item["to"], &fields["customfield_10060"]["id"]),
            _ => continue,
        };
        assert_eq!(told, shown, "{item}");
    }
}

/// Each change of the summary begins where the one before ended, and the last one ends at what is shown.
fn chained(issue: &Value) {
    let mut histories = issue["changelog"]["histories"].as_array().unwrap().clone();
    histories.reverse();
    let items = histories.iter().flat_map(|history| history["items"].as_array().unwrap());
    let mut last = Value::Null;
    for item in items.filter(|item| item["fieldId"] == "summary") {
        assert!(last.is_null() || item["fromString"] == last, "{item}");
        last = item["toString"].clone();
    }
    assert!(last.is_null() || issue["fields"]["summary"] == last, "{issue}");
}

/// Paths below `/rest`, with every kind of parameter that routes read.
const PATHS: [&str; 44] = [
    "api/3/serverInfo",
    "api/3/myself",
    "api/3/user",
    "api/3/user/search",
    "api/3/user/picker",
    "api/3/user/bulk",
    "api/3/user/assignable/search",
    "api/3/group/member",
    "api/3/groups/picker",
    "api/3/mypermissions",
    "api/3/permissions/check",
    "api/3/project/search",
    "api/3/project/SUP",
    "api/3/project/SUP/roledetails",
    "api/3/project/SUP/version",
    "api/3/project/SUP/properties/p",
    "api/3/priority/search",
    "api/3/field/search",
    "api/3/field/customfield_10060/context",
    "api/3/field/customfield_10060/context/20060/option",
    "api/3/label",
    "api/3/issue",
    "api/3/issue/bulk",
    "api/3/issue/bulkfetch",
    "api/3/issue/createmeta",
    "api/3/issue/createmeta/SUP/issuetypes/10004",
    "api/3/issue/SUP-1",
    "api/3/issue/SUP-1/assignee",
    "api/3/issue/SUP-1/transitions",
    "api/3/issue/SUP-1/comment",
    "api/2/issue/SUP-1/comment",
    "api/3/issue/SUP-1/changelog",
    "api/3/issue/SUP-1/properties/p",
    "api/3/issue/SUP-1/remotelink",
    "api/3/issue/SUP-1/watchers",
    "api/3/issue/SUP-1/notify",
    "api/3/issue/SUP-1/attachments",
    "api/3/changelog/bulkfetch",
    "api/3/search/jql",
    "api/3/jql/match",
    "api/3/comment/list",
    "api/3/issueLink",
    "api/3/bulk/issues/move",
    "servicedeskapi/request/HELP-1/comment",
];

#[test]
fn no_request_brings_the_site_down() {
    let queries = [
        "",
        "startAt=18446744073709551615&maxResults=18446744073709551615",
        "startAt=-1",
        "maxResults=x",
        "jql=%",
        "jql=created%20%3E%20-99999999999y",
        "nextPageToken=AAAA&jql=project=SUP",
        "fields=*all,-comment&expand=%00",
        "query=%C3%28&accountId=%F0",
        "projectKeys=,,&issuetypeIds=%27",
        "permissions=EDIT_ISSUES&issueId=99999999999999999999",
    ];
    let none = Value::Null;
    let bodies = [
        none.clone(),
        json!([]),
        json!("text"),
        json!({"fields": [], "update": 7, "properties": [1], "body": [], "transition": {"id": {}}, "jql": 3, "ids": ["x", -1]}),
        json!({"fields": {"project": [], "issuetype": 1, "summary": {}, "labels": [[]], "customfield_10067": {"child": 1, "value": []}}}),
        json!({"update": {"labels": [{"add": {}}], "comment": [{"add": 1}], "issuelinks": [{"add": {}}], "nope": [{}]}}),
        json!({"issueIdsOrKeys": [{}, null, "SUP-1"], "fieldIds": [1], "nextPageToken": "c18446744073709551615", "maxResults": 1e99}),
        json!({"issueUpdates": [1, {}, {"fields": 2}], "targetToSourcesMapping": {",": {"issueIdsOrKeys": ["SUP-2"]}, "x": 3}}),
        json!({"accountId": {}, "globalPermissions": "x", "projectPermissions": [1, {"permissions": [1], "issues": ["a"]}]}),
        json!({"jqls": ["(((", "a = ", "", 7], "issueIds": [-1, 10100], "to": [], "type": {}, "inwardIssue": 5, "outwardIssue": {"key": {}}}),
    ];
    let mut client = Client::at_random();
    for path in PATHS {
        for method in ["GET", "POST", "PUT", "DELETE"] {
            for query in queries {
                for body in &bodies {
                    let sends = method != "GET" || body.is_null();
                    let removes_all = method == "DELETE" && path == "api/3/issue/SUP-1";
                    if !sends || removes_all {
                        continue;
                    }
                    let target = format!("/rest/{path}?{query}");
                    let (status, answer) =
                        client.be(MIA).call(method, &target, Some(body.clone()).filter(|body| *body != none));
                    assert!(status < 500 || status == 501, "{method} {target} {body}: {status} {answer}");
                }
            }
        }
    }
}

//! A deleted issue leaves nothing of its sync behind.

use serde_json::{Value, json};
use weftline_wire::job::{Job, Turn};

use crate::support::{ISSUE, linked, mark};

#[test]
fn sync_6_a_deleted_issue_takes_its_mark_its_comment_pairs_and_what_was_planned_from_along() {
    let (mut stage, case) = linked(1);
    let pair = |issue: &str| {
        json!({ "revision": 1, "issue": issue, "document": {
            "state": "paired", "issueId": issue, "recordId": case, "way": "toSalesforce", "issueComment": "1",
            "recordComments": ["00a000000000001AAA"], "words": { "kind": "unknown" }, "visibility": "internal", "triedAtMs": 0,
        } })
    };
    for number in 0..60 {
        stage.put_entity("pair", &format!("j:{number}:{case}"), &pair(ISSUE));
    }
    stage.put_entity("pair", &format!("s:00a000000000001AAA:{ISSUE}"), &pair(ISSUE));
    stage.put_entity("pair", &format!("j:900:{case}"), &pair("10101"));
    let activity = format!("{ISSUE}:001700000000000:00000000");
    let entry = json!({ "revision": 1, "issue": ISSUE, "site": "all", "at": 1, "document": {
        "atMs": stage.world.now_ms(), "issueId": ISSUE, "causes": [], "author": null, "configuration": 0, "decisions": [],
        "plans": [], "failure": null, "inputs": 2, "digests": [],
    } });
    stage.put_entity("activity", &activity, &entry);
    for number in 0..2 {
        stage.put_value(&format!("inputs:{activity}:{number}"), &json!({}));
    }
    stage.put_entity("work", &format!("sync:{ISSUE}"), &json!({
        "revision": 1, "connection": "main", "due": 1, "state": "open",
        "document": { "task": {
            "kind": "sync", "issueId": ISSUE, "projectId": null, "causes": ["heard"], "records": [], "look": false, "comments": [],
            "pushed": [],
        }, "rung": 0, "sinceMs": 1, "trouble": Value::Null },
    }));
    let end = stage.work(Job::ForgetIssue { issue_id: ISSUE.into() }).finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Done { .. })), "{end:?}");
    assert_eq!(mark(&mut stage), None);
    assert_eq!(stage.keys("pair", ""), [format!("j:900:{case}")], "those of other issues stay");
    assert_eq!(stage.document("record", &format!("main:{case}")), None);
    assert_eq!(stage.document("link", &format!("{ISSUE}:{case}")), None);
    assert_eq!(stage.keys("activity", &format!("{ISSUE}:")), Vec::<String>::new());
    for number in 0..2 {
        assert_eq!(stage.value(&format!("inputs:{activity}:{number}")), None);
    }
}

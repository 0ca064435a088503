//! What admins are told of by e-mail: once for each incident.

use serde_json::{Value, json};
use weftline_simulation::Stage;
use weftline_wire::effect::{Body, Effect};
use weftline_wire::job::Job;

use crate::support::effects;

/// The subjects of the e-mails of a round.
fn told(stage: &mut Stage) -> Vec<String> {
    mails(stage).into_iter().map(|(subject, _)| subject).collect()
}

/// The e-mails of a round: subjects and texts.
fn mails(stage: &mut Stage) -> Vec<(String, String)> {
    let (asked, _) = effects(stage, Job::Sweep {});
    let mails = asked.into_iter().filter_map(|effect| match effect {
        Effect::Jira { path, body: Body::Text(text), .. } if path.ends_with("/notify") => Some(text),
        _ => None,
    });
    let read = mails.map(|text| serde_json::from_str::<Value>(&text).unwrap());
    let text = |mail: &Value, member: &str| mail[member].as_str().unwrap().to_owned();
    read.map(|mail| (text(&mail, "subject"), text(&mail, "textBody"))).collect()
}

/// Work that has failed.
fn fail(stage: &mut Stage) {
    let work = json!({
        "revision": 1, "connection": "main", "due": 1, "state": "failed",
        "document": {
            "task": {
                "kind": "sync", "issueId": "10100", "projectId": null, "causes": ["heard"], "records": [], "look": false,
                "comments": [], "pushed": [],
            },
            "rung": 0, "sinceMs": 1,
            "trouble": {
                "failure": { "code": "salesforceRefused", "text": "no", "values": {}, "retryable": false, "retryAfterMs": null },
                "attempts": 3, "atMs": 1, "givenUp": true,
            },
        },
    });
    stage.put_entity("work", "sync:10100", &work);
}

fn watched(seed: u64) -> Stage {
    let mut stage = Stage::connected(seed);
    stage.lose_messages();
    stage.set(|settings| settings.operations_issue = Some("SUP-1".into()));
    stage
}

#[test]
fn ops_3_work_that_is_left_to_people_is_told_once_until_there_is_none() {
    let mut stage = watched(1);
    assert_eq!(told(&mut stage), Vec::<String>::new());
    fail(&mut stage);
    assert_eq!(
        told(&mut stage),
        ["Weftline: something could not be kept in step / etwas konnte nicht abgeglichen werden"]
    );
    assert_eq!(told(&mut stage), Vec::<String>::new(), "once");
    stage.remove_entity("work", "sync:10100");
    assert_eq!(told(&mut stage), Vec::<String>::new());
    fail(&mut stage);
    assert_eq!(told(&mut stage).len(), 1, "another incident");
}

#[test]
fn ops_7_mails_say_what_to_do_in_both_languages_for_nobody_knows_who_watches() {
    let mut stage = watched(4);
    fail(&mut stage);
    stage.tamper_entity("connection", "main", |connection| {
        connection["state"] = json!("reconnectNeeded");
        connection["trouble"] =
            json!({ "code": "reconnectNeeded", "text": "it was taken back", "values": {}, "retryable": false, "retryAfterMs": null });
    });
    let mails = mails(&mut stage);
    assert_eq!(mails.len(), 2, "{mails:?}");
    for (subject, text) in &mails {
        assert!(subject.starts_with("Weftline: ") && subject.contains(" / ") && subject.len() < 255, "{subject}");
        assert!(text.contains("in Jira's administration") && text.contains("in der Jira-Administration"), "{text}");
    }
    assert!(mails.iter().any(|(subject, text)| {
        subject.contains("has to be reconnected")
            && subject.contains("muss neu verbunden werden")
            && text.contains("Why: it was taken back")
    }));
}

#[test]
fn ops_3_looks_that_have_failed_for_an_hour_are_told_once_until_one_gets_through() {
    let mut stage = watched(2);
    let failed = |polled_at_ms: u64| {
        json!({ "revision": 1, "document": {
            "objects": {}, "polledAtMs": polled_at_ms, "heardAtMs": 0, "reconciled": null, "reconcileAfter": null, "listener": null,
            "failure": { "code": "salesforceUnavailable", "text": "away", "values": {}, "retryable": true, "retryAfterMs": null },
        } })
    };
    let began_ms = stage.world.now_ms();
    stage.put_entity("poll", "main", &failed(began_ms));
    stage.world.advance(59 * 60_000);
    assert_eq!(told(&mut stage), Vec::<String>::new(), "not yet");
    stage.world.advance(2 * 60_000);
    let mails = told(&mut stage);
    assert!(mails.len() == 1 && mails[0].contains("could not be looked at for an hour"), "{mails:?}");
    assert_eq!(told(&mut stage), Vec::<String>::new(), "once");
    let now_ms = stage.world.now_ms();
    stage.put_entity("poll", "main", &failed(now_ms));
    assert_eq!(told(&mut stage), Vec::<String>::new());
    stage.world.advance(61 * 60_000);
    assert_eq!(told(&mut stage).len(), 1, "another incident");
}

#[test]
fn ops_3_without_an_operations_issue_nobody_is_told_and_what_goes_on_is_told_once_there_is_one() {
    let mut stage = Stage::connected(3);
    stage.lose_messages();
    fail(&mut stage);
    assert_eq!(told(&mut stage), Vec::<String>::new());
    stage.set(|settings| settings.operations_issue = Some("SUP-1".into()));
    assert_eq!(told(&mut stage).len(), 1);
}

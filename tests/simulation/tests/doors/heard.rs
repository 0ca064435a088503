//! Outbound messages: what is acknowledged is in the ledger, and what is none, or comes from elsewhere, leaves nothing.

use serde_json::json;
use weftline_simulation::{Luck, Stroke};

use crate::support::{hear, hear_unluckily, link, linked, mark, message, notification, organization, strike, token};

#[test]
fn sync_5_a_message_is_acknowledged_and_the_issues_of_its_records_are_marked() {
    let (mut stage, case) = linked(1);
    let (token, organization) = (token(&mut stage), organization(&mut stage));
    let unlinked = stage.query("SELECT Id FROM Case ORDER BY CaseNumber DESC")[0]["Id"].as_str().unwrap().to_owned();
    let body = message(&organization, &[(notification(1), &unlinked), (notification(2), &case)]);
    let came_ms = stage.world.now_ms();
    let (status, xml) = hear(&mut stage, &token, &body);
    assert_eq!(status, 200, "{xml}");
    assert!(xml.contains("<Ack>true</Ack>"), "{xml}");
    let marked = mark(&mut stage).expect("the issue is marked");
    assert_eq!(marked["task"]["records"], json!([case]));
    assert_eq!(marked["task"]["causes"], json!(["heard"]));
    assert_eq!(marked["task"]["look"], false);
    let heard_at_ms = stage.document("poll", "main").unwrap()["heardAtMs"].as_u64().unwrap();
    assert!((came_ms..=stage.world.now_ms()).contains(&heard_at_ms), "{heard_at_ms}");
}

#[test]
fn sync_5_the_org_may_say_its_id_in_15_characters_and_says_a_case_by_its_comment() {
    let (mut stage, case) = linked(2);
    let (token, organization) = (token(&mut stage), organization(&mut stage));
    let body = message(&organization[..15], &[(notification(1), "00a000000000001AAA")])
        .replace("sf:Case", "sf:CaseComment")
        .replace("</sf:Id>", &format!("</sf:Id><sf:ParentId>{case}</sf:ParentId>"));
    assert_eq!(hear(&mut stage, &token, &body).0, 200);
    assert_eq!(mark(&mut stage).expect("the issue is marked")["task"]["records"], json!([case]));
}

#[test]
fn sync_5_what_is_none_or_comes_from_elsewhere_is_a_fault_and_leaves_nothing() {
    let (mut stage, case) = linked(3);
    let (token, organization) = (token(&mut stage), organization(&mut stage));
    let good = message(&organization, &[(notification(1), &case)]);
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><soapenv:Envelope";
    let cases = [
        ("another org", token.clone(), message("00D000000000009AAA", &[(notification(1), &case)])),
        ("no token", String::new(), good.clone()),
        ("another token", "0".repeat(64), good.clone()),
        ("another case of digits", token.to_uppercase(), good.clone()),
        ("a token and more", format!("{token}0"), good.clone()),
        ("no body", token.clone(), String::new()),
        ("half of it", token.clone(), good[..good.len() / 2].to_owned()),
        ("a document type", token.clone(), good.replacen("<soapenv:Envelope", bomb, 1)),
        (
            "too much",
            token.clone(),
            good.replace("</sf:Id>", &format!("</sf:Id><sf:Subject>{}</sf:Subject>", "x".repeat(1 << 20))),
        ),
        ("another namespace", token.clone(), good.replace("2005/09/outbound", "2005/09/other")),
        ("no id", token.clone(), good.replace(&case, "500")),
    ];
    let before = stage.keys("poll", "");
    for (what, token, body) in cases {
        let (status, xml) = hear(&mut stage, &token, &body);
        assert_eq!(status, 500, "{what}: {xml}");
        assert!(xml.contains("<faultcode>soapenv:Client</faultcode>") && !xml.contains("Ack"), "{what}: {xml}");
        assert_eq!(mark(&mut stage), None, "{what}");
        assert_eq!(stage.keys("poll", ""), before, "{what}");
    }
    stage.lose_messages();
    assert_eq!(hear(&mut stage, &token, &good).0, 200, "the same from where it belongs");
}

#[test]
fn sync_5_what_was_acknowledged_before_is_acknowledged_again_and_changes_nothing() {
    let (mut stage, case) = linked(4);
    let (token, organization) = (token(&mut stage), organization(&mut stage));
    let body = message(&organization, &[(notification(1), &case)]);
    assert_eq!(hear(&mut stage, &token, &body).0, 200);
    strike(&mut stage);
    stage.lose_messages();
    for hours in [0, 1, 22] {
        stage.world.advance(hours * 3_600_000);
        let (status, xml) = hear(&mut stage, &token, &body);
        assert!(status == 200 && xml.contains("<Ack>true</Ack>"), "after {hours}: {xml}");
        assert_eq!(mark(&mut stage), None, "after {hours}");
    }
    let both = message(&organization, &[(notification(1), &case), (notification(2), &case)]);
    assert_eq!(hear(&mut stage, &token, &both).0, 200);
    assert!(mark(&mut stage).is_some(), "one of them was not known");
    strike(&mut stage);
    stage.world.advance(25 * 3_600_000);
    assert_eq!(hear(&mut stage, &token, &body).0, 200);
    assert!(mark(&mut stage).is_some(), "nobody repeats after a day: it is looked at once more");
}

#[test]
fn sync_5_a_known_notification_about_another_record_is_a_fault() {
    let (mut stage, case) = linked(5);
    let other = link(&mut stage);
    stage.lose_messages();
    strike(&mut stage);
    let (token, organization) = (token(&mut stage), organization(&mut stage));
    assert_eq!(hear(&mut stage, &token, &message(&organization, &[(notification(1), &case)])).0, 200);
    strike(&mut stage);
    for body in [
        message(&organization, &[(notification(1), &other)]),
        message(&organization, &[(notification(7), &case), (notification(7), &other)]),
    ] {
        assert_eq!(hear(&mut stage, &token, &body).0, 500);
        assert_eq!(mark(&mut stage), None);
    }
}

#[test]
fn con_3_sync_5_while_weftline_is_off_messages_are_acknowledged_and_nothing_is_marked() {
    let (mut stage, case) = linked(6);
    let (token, organization) = (token(&mut stage), organization(&mut stage));
    stage.set(|settings| settings.enabled = false);
    let body = message(&organization, &[(notification(1), &case)]);
    assert_eq!(hear(&mut stage, &token, &body).0, 200);
    assert_eq!(mark(&mut stage), None);
}

#[test]
fn sync_5_whatever_goes_wrong_what_was_acknowledged_is_marked_and_what_was_not_is_heard_again() {
    let (mut stage, case) = linked(7);
    let (token, organization) = (token(&mut stage), organization(&mut stage));
    let mut number = 0;
    for stroke in Stroke::ALL {
        for index in 0.. {
            number += 1;
            let body = message(&organization, &[(notification(number), &case)]);
            stage.world.advance(61_000);
            let (acknowledged, struck) = hear_unluckily(&mut stage, &token, &body, Luck::bad(index, stroke));
            if !struck {
                assert!(acknowledged && index > 5, "{index}");
                strike(&mut stage);
                break;
            }
            if acknowledged {
                assert!(mark(&mut stage).is_some(), "{stroke:?} at {index}: acknowledged, and not in the ledger");
            }
            let (status, xml) = hear(&mut stage, &token, &body);
            assert_eq!(status, 200, "{stroke:?} at {index}: {xml}");
            assert!(mark(&mut stage).is_some(), "{stroke:?} at {index}: heard again, and not in the ledger");
            strike(&mut stage);
            stage.lose_messages();
        }
    }
}

#[test]
fn sync_5_a_full_message_takes_few_effects() {
    let (mut stage, case) = linked(8);
    let (token, organization) = (token(&mut stage), organization(&mut stage));
    let records: Vec<String> = (0..99).map(|number| format!("50000000000{number:04}")).collect();
    let mut notifications: Vec<(String, &str)> =
        records.iter().zip(1..).map(|(record, number)| (notification(number), record.as_str())).collect();
    notifications.push((notification(500), &case));
    let body = message(&organization, &notifications);
    let mut worker = stage.work(crate::support::job(&token, &body));
    worker.finish(&mut stage.world);
    assert!(worker.performed() <= 22, "{} effects for 100 notifications", worker.performed());
    assert_eq!(worker.salesforce_calls(), 0);
    assert!(mark(&mut stage).is_some());
}

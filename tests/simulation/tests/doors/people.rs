//! Of whom something is stored, what Atlassian is told of them, and what is left when they are erased.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Stroke};
use weftline_wire::call::{Call, EraseAccountCall, Reply};
use weftline_wire::effect::Effect;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::{Job, Turn};

use crate::support::{ISSUE, effects, link, linked};

const DAY_MS: u64 = 24 * 3_600_000;

fn erasing(account_id: &str) -> Job {
    Job::EraseAccount { account_id: account_id.into(), stage: 0, after: None }
}

/// The accounts that a round of reports names.
fn reported(stage: &mut Stage) -> Vec<String> {
    let (asked, end) = effects(stage, Job::ReportAccounts {});
    assert!(matches!(end, Turn::Done { .. }), "{end:?}");
    let named = asked.into_iter().filter_map(|effect| match effect {
        Effect::ReportAccounts { accounts } => Some(accounts),
        _ => None,
    });
    named.flatten().map(|account| account.account_id).collect()
}

fn close(stage: &mut Stage, account: &str) {
    let body = json!({ "accountId": account, "status": "closed" });
    let request = Request {
        method: "POST".into(),
        target: "/control/accounts".into(),
        headers: vec![("content-type".into(), "application/json".into())],
        body: body.to_string().into_bytes(),
    };
    let response = stage.world.handle(Door::Forge, &request);
    assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
}

/// Everything that is stored in the entities in which people are named.
fn stored(stage: &mut Stage) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for entity in ["link", "activity", "creation", "post", "bulk", "configuration", "pair", "account"] {
        for key in stage.keys(entity, "") {
            let document = stage.document(entity, &key).unwrap();
            all.push((format!("{entity} {key}"), document));
        }
    }
    all
}

fn naming(stage: &mut Stage, account: &str) -> Vec<String> {
    let all = stored(stage);
    all.into_iter()
        .filter(|(key, document)| format!("{key} {document}").contains(account))
        .map(|(key, _)| key)
        .collect()
}

#[test]
fn ops_5_whoever_links_or_saves_is_noted_once_and_who_only_looks_is_not() {
    let mut stage = Stage::connected(1);
    assert_eq!(stage.keys("account", ""), [ADMIN], "Mia has connected and configured");
    link(&mut stage);
    assert_eq!(stage.keys("account", ""), [ADMIN, AGENT]);
    let noted = stage.document("account", AGENT);
    stage.world.advance(DAY_MS);
    link(&mut stage);
    assert_eq!(stage.document("account", AGENT), noted);
}

#[test]
fn ops_5_accounts_are_reported_and_within_seven_days_again() {
    let (mut stage, _) = linked(2);
    assert_eq!(reported(&mut stage), [ADMIN, AGENT]);
    assert_eq!(reported(&mut stage), Vec::<String>::new(), "not twice");
    stage.world.advance(5 * DAY_MS);
    assert_eq!(reported(&mut stage), Vec::<String>::new());
    stage.world.advance(DAY_MS);
    assert_eq!(reported(&mut stage), [ADMIN, AGENT], "with a day left");
}

#[test]
fn ops_5_the_daily_round_has_accounts_reported() {
    let (mut stage, _) = linked(3);
    let (asked, _) = effects(&mut stage, Job::Tend {});
    let rung = asked.iter().any(|effect| matches!(effect, Effect::Push { job, .. } if **job == Job::ReportAccounts {}));
    assert!(rung, "{asked:?}");
}

#[test]
fn ops_5_a_closed_account_is_erased_and_others_stay() {
    let (mut stage, case) = linked(4);
    close(&mut stage, AGENT);
    let (asked, _) = effects(&mut stage, Job::ReportAccounts {});
    let rung = asked.iter().find_map(|effect| match effect {
        Effect::Push { job, .. } => Some((**job).clone()),
        _ => None,
    });
    assert_eq!(rung, Some(erasing(AGENT)));
    assert!(!naming(&mut stage, AGENT).is_empty());
    let end = stage.work(erasing(AGENT)).finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Done { .. })), "{end:?}");
    assert_eq!(naming(&mut stage, AGENT), Vec::<String>::new());
    assert!(naming(&mut stage, ADMIN).contains(&format!("account {ADMIN}")));
    let link = stage.document("link", &format!("{ISSUE}:{case}")).expect("the link stays");
    assert_eq!((&link["author"], &link["origin"]), (&json!(""), &json!("linked")));
    assert_eq!(reported(&mut stage), Vec::<String>::new(), "nobody is left to be reported");
}

#[test]
fn ops_5_what_a_field_was_is_kept_as_a_digest_where_it_names_the_person() {
    let (mut stage, case) = linked(5);
    let key = format!("{ISSUE}:{case}");
    let assignee = format!("{{\"accountId\":\"{AGENT}\"}}");
    stage.tamper_entity("link", &key, |link| {
        link["base"]["OwnerId"] = json!({
            "salesforce": { "kind": "value", "json": "\"005000000000001AAA\"" },
            "jira": { "kind": "value", "json": assignee },
        });
    });
    stage.work(erasing(AGENT)).finish(&mut stage.world);
    let base = stage.document("link", &key).unwrap()["base"]["OwnerId"].take();
    assert_eq!(base["jira"]["kind"], "digest");
    assert_eq!(base["jira"]["length"], assignee.len());
    assert_eq!(base["salesforce"]["json"], "\"005000000000001AAA\"", "what does not name them stays");
}

#[test]
fn ops_5_the_saved_configuration_names_nobody_any_more_and_goes_on_working() {
    let mut stage = Stage::connected(6);
    stage.work(erasing(ADMIN)).finish(&mut stage.world);
    assert_eq!(naming(&mut stage, ADMIN), Vec::<String>::new());
    stage.set(|settings| settings.allow_bulk = false);
    assert_eq!(stage.keys("account", ""), [ADMIN], "who acts again is noted again");
}

#[test]
fn ops_5_erasing_that_broke_off_anywhere_is_made_again_to_its_end() {
    for stroke in Stroke::ALL {
        for index in 0.. {
            let (mut stage, _) = linked(7);
            let mut worker = stage.unlucky(erasing(AGENT), Luck::bad(index, stroke));
            worker.finish(&mut stage.world);
            if worker.struck().is_none() {
                break;
            }
            stage.work(erasing(AGENT)).finish(&mut stage.world);
            assert_eq!(naming(&mut stage, AGENT), Vec::<String>::new(), "{stroke:?} at {index}");
        }
    }
}

#[test]
fn ops_5_much_is_erased_in_pages_each_of_which_leaves_a_job_behind() {
    let (mut stage, case) = linked(8);
    let link = stage.document("link", &format!("{ISSUE}:{case}")).unwrap();
    for number in 0..1_200 {
        let value = json!({ "revision": 1, "document": link });
        stage.put_entity("link", &format!("{}:{case}", 20_000 + number), &value);
    }
    let (mut job, mut invocations) = (erasing(AGENT), 0);
    loop {
        invocations += 1;
        match stage.work(job).finish(&mut stage.world) {
            Some(Turn::Park { job: next, .. }) => job = next,
            Some(Turn::Done { .. }) => break,
            other => panic!("it ended with {other:?}"),
        }
    }
    assert!((2..=4).contains(&invocations), "{invocations} invocations");
    for number in [0, 599, 1_199] {
        let link = stage.document("link", &format!("{}:{case}", 20_000 + number)).unwrap();
        assert_eq!(link["author"], "", "{number}");
    }
}

#[test]
fn ops_5_admins_have_a_person_erased_and_nobody_else_does() {
    let (mut stage, _) = linked(9);
    let call = |account: &str| Call::EraseAccount(EraseAccountCall { account_id: account.into() });
    let refused = stage.call(AGENT, call(AGENT)).expect_err("Jane is no admin");
    assert_eq!(refused.code, FailureCode::NotPermitted);
    for account in ["", "*", "a\"b", "0", "5b10a\\0000000000000000002"] {
        assert_eq!(stage.call(ADMIN, call(account)).expect_err(account).code, FailureCode::Invalid);
    }
    let Ok(Reply::EraseAccount(view)) = stage.call(ADMIN, call(AGENT)) else { panic!("it is not answered") };
    assert!(view.known);
    stage.settle_within(120_000);
    assert_eq!(naming(&mut stage, AGENT), Vec::<String>::new());
    let Ok(Reply::EraseAccount(view)) = stage.call(ADMIN, call(AGENT)) else { panic!("it is not answered") };
    assert!(!view.known);
}

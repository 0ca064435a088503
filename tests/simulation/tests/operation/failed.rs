//! Failed work (OPS-2): kept by cause, tried again, given up; and nothing else waits for it.

use weftline_wire::decision::Cause;
use weftline_wire::failure::FailureCode;

use crate::support::{
    REFUSED, activity, drop_work, edit, everything, failed, give_up, issue_id, linked, refuse, retry, subject,
};

#[test]
fn ops_2_one_bad_record_blocks_no_other_and_waits_with_its_reason() {
    let (mut stage, ids) = linked(1, &["SUP-1", "SUP-2", "SUP-3"]);
    refuse(&mut stage, true);
    edit(&mut stage, "SUP-2", REFUSED);
    edit(&mut stage, "SUP-1", "One");
    edit(&mut stage, "SUP-3", "Three");
    assert_eq!(subject(&mut stage, &ids[0]), "One");
    assert_eq!(subject(&mut stage, &ids[1]), "About SUP-2");
    assert_eq!(subject(&mut stage, &ids[2]), "Three");

    let view = failed(&mut stage);
    let items: Vec<_> = view.groups.iter().flat_map(|group| &group.items).collect();
    assert_eq!(items.len(), 1, "{view:?}");
    assert_eq!(items[0].issue.as_ref().unwrap().key, "SUP-2");
    assert_eq!(items[0].task, "sync");
    assert!(items[0].failure.text.contains("This subject is not wanted"), "{:?}", items[0].failure);
    assert!(items[0].attempts >= 1 && items[0].at_ms >= items[0].since_ms);
}

#[test]
fn ops_2_what_had_failed_is_tried_again_and_done() {
    let (mut stage, ids) = linked(2, &["SUP-1"]);
    refuse(&mut stage, true);
    edit(&mut stage, "SUP-1", REFUSED);
    let key = failed(&mut stage).groups[0].items[0].key.clone();

    let again = retry(&mut stage, Some(&key), None);
    assert_eq!((again.retried, again.groups.len()), (1, 0));
    stage.settle();
    let still = failed(&mut stage);
    assert_eq!(still.groups[0].items[0].key, key, "it is refused again");

    refuse(&mut stage, false);
    retry(&mut stage, None, None);
    stage.settle();
    assert_eq!(subject(&mut stage, &ids[0]), REFUSED);
    assert!(failed(&mut stage).groups.is_empty());
    let newest = activity(&mut stage, &everything()).into_iter().next().unwrap();
    assert!(newest.activity.causes.contains(&Cause::Retried), "{newest:?}");
    assert_eq!(newest.activity.failure, None);
}

#[test]
fn ops_2_a_cause_is_retried_by_itself_and_all_go_the_oldest_first() {
    let (mut stage, _) = linked(3, &["SUP-1"]);
    let now_ms = stage.world.now_ms();
    let ids = ["SUP-2", "SUP-3", "SUP-4"].map(|key| issue_id(&mut stage, key));
    give_up(&mut stage, &ids[0], now_ms - 1_000, FailureCode::SalesforceForbidden);
    give_up(&mut stage, &ids[1], now_ms - 3_000, FailureCode::SalesforceForbidden);
    give_up(&mut stage, &ids[2], now_ms - 2_000, FailureCode::Bug);

    let view = failed(&mut stage);
    let told: Vec<(FailureCode, Vec<&str>)> = view
        .groups
        .iter()
        .map(|group| (group.code, group.items.iter().map(|item| item.issue.as_ref().unwrap().key.as_str()).collect()))
        .collect();
    let expected = [(FailureCode::SalesforceForbidden, vec!["SUP-3", "SUP-2"]), (FailureCode::Bug, vec!["SUP-4"])];
    assert_eq!(told, expected, "the commonest cause first, its oldest first");

    let left = retry(&mut stage, None, Some(FailureCode::Bug));
    assert_eq!((left.retried, left.groups.len()), (1, 1));
    assert_eq!(stage.document("work", &format!("sync:{}", ids[2])).unwrap()["trouble"], serde_json::Value::Null);
    let left = retry(&mut stage, None, None);
    assert_eq!((left.retried, left.groups.len()), (2, 0));
    stage.settle();
    for id in &ids {
        assert_eq!(stage.document("work", &format!("sync:{id}")), None, "there was nothing to be done");
    }
}

#[test]
fn ops_2_what_nobody_rings_for_is_rung_by_the_round() {
    let (mut stage, ids) = linked(4, &["SUP-1"]);
    refuse(&mut stage, true);
    edit(&mut stage, "SUP-1", REFUSED);
    refuse(&mut stage, false);
    retry(&mut stage, None, None);
    stage.lose_messages();
    assert_eq!(subject(&mut stage, &ids[0]), "About SUP-1");
    stage.world.advance(10 * 60_000);
    let mut round = stage.work(weftline_wire::job::Job::Sweep {});
    round.finish(&mut stage.world).unwrap();
    stage.settle();
    assert_eq!(subject(&mut stage, &ids[0]), REFUSED);
}

#[test]
fn ops_2_what_is_given_up_is_noted_and_gone() {
    let (mut stage, ids) = linked(5, &["SUP-1"]);
    refuse(&mut stage, true);
    edit(&mut stage, "SUP-1", REFUSED);
    let key = failed(&mut stage).groups[0].items[0].key.clone();
    assert!(drop_work(&mut stage, &key).unwrap().groups.is_empty());
    assert_eq!(stage.document("work", &key), None);
    let newest = activity(&mut stage, &everything()).into_iter().next().unwrap();
    assert_eq!(newest.activity.causes, [Cause::Dropped]);
    assert_eq!(newest.activity.author.as_deref(), Some("Mia Admin"));
    assert!(newest.activity.failure.is_some(), "why it had failed stays known");

    let gone = drop_work(&mut stage, &key).unwrap_err();
    assert_eq!(gone.code, FailureCode::Conflict);

    edit(&mut stage, "SUP-1", "Wanted");
    assert_eq!(subject(&mut stage, &ids[0]), "Wanted", "the next change is followed as usual");
}

#[test]
fn ops_2_work_that_is_open_is_not_given_up() {
    let (mut stage, _) = linked(6, &["SUP-1"]);
    let id = issue_id(&mut stage, "SUP-1");
    let now_ms = stage.world.now_ms();
    give_up(&mut stage, &id, now_ms, FailureCode::Bug);
    let key = format!("sync:{id}");
    retry(&mut stage, Some(&key), None);
    assert_eq!(drop_work(&mut stage, &key).unwrap_err().code, FailureCode::Conflict);
    assert!(stage.document("work", &key).is_some());
}

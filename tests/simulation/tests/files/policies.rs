//! Directions, sizes and types.

use weftline_wire::configuration::FilePolicy;

use crate::support::*;

#[test]
fn file_1_files_go_the_ways_that_are_switched_on() {
    for (to_salesforce, to_jira) in [(true, false), (false, true)] {
        let (mut stage, case) = linked(20, FilePolicy { to_salesforce, to_jira, ..FilePolicy::default() });
        attach(&mut stage, "from-jira.log", "one");
        settle(&mut stage);
        add(&mut stage, &case, "from-salesforce.log", b"two");
        poll(&mut stage);
        mark(&mut stage, true);
        carry(&mut stage);
        assert_eq!(on_record(&mut stage, &case).contains(&shown("from-jira.log", "one")), to_salesforce);
        assert_eq!(on_issue(&mut stage, ISSUE).contains(&shown("from-salesforce.log", "two")), to_jira);
    }
}

#[test]
fn file_1_what_is_too_large_or_of_another_type_stays_and_is_told_once() {
    let files = FilePolicy { bytes_max: 10, types: vec!["log".into(), "image/*".into()], ..both_ways() };
    let (mut stage, case) = linked(21, files);
    let before = told(&mut stage).len();
    attach(&mut stage, "large.log", "more than ten bytes");
    attach(&mut stage, "run.exe", "ten bytes");
    attach(&mut stage, "good.log", "one");
    settle(&mut stage);
    add(&mut stage, &case, "large.png", b"more than 10 bytes!");
    poll(&mut stage);
    for _ in 0..2 {
        mark(&mut stage, true);
        carry(&mut stage);
    }
    let mut told: Vec<String> = told(&mut stage).into_iter().skip(before).collect();
    told.sort();
    let size = "the file has 19 bytes, and only files of at most 10 bytes go to the other side";
    assert_eq!(
        told,
        [
            "attachToRecord good.log".to_owned(),
            format!("file:large.log {size}"),
            format!("file:large.png {size}"),
            "file:run.exe files of this type do not go to the other side".to_owned(),
        ]
    );
    assert!(on_issue(&mut stage, ISSUE).iter().all(|file| file.name != "large.png"));
    assert!(on_record(&mut stage, &case).iter().all(|file| file.name != "large.log" && file.name != "run.exe"));
    // Once the rules allow it, it goes.
    set_policy(&mut stage, "10000", both_ways());
    mark(&mut stage, true);
    carry(&mut stage);
    assert!(on_record(&mut stage, &case).contains(&shown("large.log", "more than ten bytes")));
    assert!(on_issue(&mut stage, ISSUE).contains(&shown("large.png", "more than 10 bytes!")));
}

#[test]
fn file_1_what_forge_does_not_let_through_is_told_in_words() {
    let (mut stage, case) = linked(22, both_ways());
    let large = "x".repeat(4_500_001);
    attach(&mut stage, "dump.bin", &large);
    settle(&mut stage);
    add(&mut stage, &case, "dump2.bin", large.as_bytes());
    poll(&mut stage);
    let told = told(&mut stage);
    let text = "the file has 4.6 MB, and Forge lets no more than 4.5 MB through";
    assert!(told.contains(&format!("file:dump.bin {text}")), "{told:?}");
    assert!(told.contains(&format!("file:dump2.bin {text}")), "{told:?}");
    assert!(on_issue(&mut stage, ISSUE).iter().all(|file| file.name != "dump2.bin"));
}

#[test]
fn file_1_the_largest_file_goes_both_ways() {
    let (mut stage, case) = linked(23, both_ways());
    let large = "x".repeat(4_500_000);
    attach(&mut stage, "dump.bin", &large);
    settle(&mut stage);
    add(&mut stage, &case, "dump2.bin", "y".repeat(4_500_000).as_bytes());
    poll(&mut stage);
    assert!(on_record(&mut stage, &case).contains(&shown("dump.bin", &large)));
    assert!(on_issue(&mut stage, ISSUE).iter().any(|file| file.name == "dump2.bin"));
}

#[test]
fn evt_1_where_new_attachments_are_not_followed_they_do_not_go() {
    let (mut stage, case) = linked(24, both_ways());
    stage.follow(|events| events.attachment_added = false);
    attach(&mut stage, "from-jira.log", "one");
    settle(&mut stage);
    mark(&mut stage, true);
    carry(&mut stage);
    assert!(!on_record(&mut stage, &case).contains(&shown("from-jira.log", "one")));
}

//! Whatever goes wrong, at whichever effect: in the end each file is there exactly once.

use weftline_simulation::{Luck, Stage, Stroke};
use weftline_wire::job::Job;

use crate::support::*;

/// Carries what the stage is ready for with each stroke at each effect, and to the end; then once more.
fn strikes(stage: &mut Stage, check: impl Fn(&mut Stage, &str)) {
    let ready = stage.world.clone();
    let job = || Job::Files { issue_id: ISSUE.into() };
    let mut worker = stage.unlucky(job(), Luck::good());
    worker.finish(&mut stage.world);
    assert!(!is_marked(stage), "one run is enough");
    check(stage, "nothing goes wrong");
    for index in 0..worker.performed() {
        for stroke in Stroke::ALL {
            stage.world = ready.clone();
            stage.unlucky(job(), Luck::bad(index, stroke)).finish(&mut stage.world);
            carry(stage);
            check(stage, &format!("{stroke:?} at effect {index}"));
            mark(stage, true);
            carry(stage);
            check(stage, &format!("{stroke:?} at effect {index}, and once more"));
        }
    }
}

#[test]
fn file_1_an_attachment_is_carried_once_whatever_breaks_off() {
    let (mut stage, case) = linked(40, both_ways());
    let (record, issue, versions_before) =
        (on_record(&mut stage, &case), on_issue(&mut stage, ISSUE), versions(&mut stage));
    attach(&mut stage, "once.log", "one");
    stage.lose_messages();
    mark(&mut stage, false);
    strikes(&mut stage, |stage, what| {
        let mut expected = record.clone();
        expected.push(shown("once.log", "one"));
        expected.sort();
        assert_eq!(on_record(stage, &case), expected, "{what}");
        assert_eq!(on_issue(stage, ISSUE).len(), issue.len() + 1, "{what}");
        assert_eq!(versions(stage), versions_before + 1, "{what}: nothing is left over");
    });
}

#[test]
fn file_1_a_file_is_carried_once_whatever_breaks_off() {
    let (mut stage, case) = linked(41, both_ways());
    let (record, issue) = (on_record(&mut stage, &case), on_issue(&mut stage, ISSUE));
    add(&mut stage, &case, "once.log", b"one");
    stage.lose_messages();
    mark(&mut stage, true);
    strikes(&mut stage, |stage, what| {
        let mut expected = issue.clone();
        expected.push(shown("once.log", "one"));
        expected.sort();
        assert_eq!(on_issue(stage, ISSUE), expected, "{what}");
        assert_eq!(on_record(stage, &case).len(), record.len() + 1, "{what}");
    });
}

#[test]
fn file_1_files_are_carried_once_whatever_breaks_off_twice() {
    let (mut stage, case) = linked(42, both_ways());
    let (record, issue) = (on_record(&mut stage, &case), on_issue(&mut stage, ISSUE));
    attach(&mut stage, "one.log", "one");
    add(&mut stage, &case, "two.log", b"two");
    stage.lose_messages();
    mark(&mut stage, true);
    let ready = stage.world.clone();
    let job = || Job::Files { issue_id: ISSUE.into() };
    let mut worker = stage.unlucky(job(), Luck::good());
    worker.finish(&mut stage.world);
    for index in 0..worker.performed() {
        for (first, next) in [
            (Stroke::AnswerLost, Stroke::AnswerLost),
            (Stroke::NeverSent, Stroke::DiesAfter),
            (Stroke::TimesOut, Stroke::NeverSent),
        ] {
            stage.world = ready.clone();
            stage.unlucky(job(), Luck::bad(index, first).and(index + 1, next)).finish(&mut stage.world);
            carry(&mut stage);
            let what = format!("{first:?} at effect {index}, then {next:?}");
            assert_eq!(on_record(&mut stage, &case).len(), record.len() + 2, "{what}");
            assert_eq!(on_issue(&mut stage, ISSUE).len(), issue.len() + 2, "{what}");
        }
    }
}

#[test]
fn file_1_two_workers_carry_a_file_once() {
    let (mut stage, case) = linked(43, both_ways());
    let (record, versions_before) = (on_record(&mut stage, &case), versions(&mut stage));
    attach(&mut stage, "once.log", "one");
    stage.lose_messages();
    mark(&mut stage, false);
    let ready = stage.world.clone();
    let job = || Job::Files { issue_id: ISSUE.into() };
    let mut worker = stage.unlucky(job(), Luck::good());
    worker.finish(&mut stage.world);
    for begun in 0..worker.performed() {
        stage.world = ready.clone();
        let mut first = stage.unlucky(job(), Luck::good());
        for _ in 0..begun {
            first.step(&mut stage.world);
        }
        stage.unlucky(job(), Luck::good()).finish(&mut stage.world);
        first.finish(&mut stage.world);
        carry(&mut stage);
        assert_eq!(on_record(&mut stage, &case).len(), record.len() + 1, "the other comes at effect {begun}");
        assert_eq!(versions(&mut stage), versions_before + 1, "the other comes at effect {begun}");
    }
}

//! Issues and records to try something on.

use serde_json::json;
use weftline_simulation::mappings::removal;
use weftline_simulation::{ADMIN, AGENT, Price, Stage};
use weftline_wire::call::{Call, FindIssuesCall, FindRecordsCall, Reply};
use weftline_wire::failure::FailureCode;

fn issues(project: Option<&str>, text: &str) -> Call {
    Call::FindIssues(FindIssuesCall { project: project.map(str::to_owned), text: text.into() })
}

fn records(object: &str, text: &str) -> Call {
    Call::FindRecords(FindRecordsCall { project: Some("10000".into()), object: object.into(), text: text.into() })
}

fn keys(stage: &mut Stage, project: Option<&str>, text: &str) -> Vec<String> {
    match stage.call(ADMIN, issues(project, text)) {
        Ok(Reply::FindIssues(view)) => view.issues.into_iter().map(|issue| issue.key).collect(),
        other => panic!("{other:?}"),
    }
}

fn names(stage: &mut Stage, object: &str, text: &str) -> Vec<String> {
    match stage.call(ADMIN, records(object, text)) {
        Ok(Reply::FindRecords(view)) => view.options.into_iter().map(|option| option.name).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn d_1_issues_are_found_by_key_and_words_and_those_that_changed_last_come_first() {
    let mut stage = Stage::connected(1);
    assert_eq!(keys(&mut stage, None, "sup-1"), ["SUP-1"]);
    assert_eq!(keys(&mut stage, None, "invoice CENT hi"), ["SUP-1"], "the last word may be a beginning");
    assert_eq!(keys(&mut stage, None, "no such words"), [""; 0]);
    stage.world.advance(60_000);
    stage.edit(ADMIN, "SUP-9", &json!({ "summary": "Changed a moment ago" }));
    let newest = keys(&mut stage, Some("10000"), "");
    assert_eq!((newest.len(), newest[0].as_str()), (20, "SUP-9"));
    let Ok(Reply::FindIssues(view)) = stage.call(ADMIN, issues(None, "SUP-1")) else { panic!("nothing is found") };
    let shown = &view.issues[0];
    assert_eq!((&*shown.id, &*shown.project_id, &*shown.issue_type), ("10100", "10000", "Bug"));
    assert!(shown.summary.starts_with("Invoice total"));
}

#[test]
fn d_1_only_issues_of_the_project_or_of_configured_ones_are_found() {
    let mut stage = Stage::connected(2);
    assert!(keys(&mut stage, None, "").iter().all(|key| key.starts_with("SUP-") || key.starts_with("ENG-")));
    assert!(keys(&mut stage, Some("10001"), "").iter().all(|key| key.starts_with("ENG-")));
    assert_eq!(keys(&mut stage, None, "HELP-1"), [""; 0], "it is not configured");
    assert_eq!(keys(&mut stage, Some("10002"), "HELP-1"), ["HELP-1"], "an admin may be about to configure it");
    assert_eq!(keys(&mut stage, Some("10001"), "SUP-1"), [""; 0]);
    for id in ["10000", "10001"] {
        stage.save(vec![removal(&format!("project:{id}"))]);
    }
    assert_eq!(keys(&mut stage, None, ""), [""; 0], "nothing is configured");
}

#[test]
fn d_1_nothing_typed_breaks_out_of_the_search() {
    let mut stage = Stage::connected(3);
    for text in ["\") OR project = HELP OR (summary ~ \"", "a\\", "'", "* OR", "~!@#$%^&*()", "x ORDER BY key"] {
        let found = keys(&mut stage, Some("10001"), text);
        assert!(found.iter().all(|key| key.starts_with("ENG-")), "{text}: {found:?}");
    }
    for project in ["10001) OR project in (10000", "ENG", ""] {
        assert_eq!(keys(&mut stage, Some(project), ""), [""; 0], "{project}");
    }
    for text in ["' OR Name != '", "%", "\\", "_"] {
        assert_eq!(names(&mut stage, "Account", text), [""; 0], "{text}");
    }
    assert_eq!(stage.refused(ADMIN, records("Account WHERE", "x")), FailureCode::Invalid);
}

#[test]
fn d_1_records_are_found_by_name_or_subject_in_one_call() {
    let mut stage = Stage::connected(4);
    let id = stage.make("Case", &json!({ "Subject": "Turbine howls at night" }));
    let found = names(&mut stage, "Case", "howls");
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with(": Turbine howls at night"), "{found:?}");
    let number = found[0].split(':').next().unwrap().to_owned();
    assert_eq!(names(&mut stage, "Case", &number), found);
    assert_eq!(names(&mut stage, "Case", &id), found, "a record's id finds it");
    assert_eq!(names(&mut stage, "Case", "")[0], found[0], "the newest comes first");
    assert!(names(&mut stage, "Case", "").len() <= 20);
    let (_, cost) = stage.priced(ADMIN, records("Case", "howls"));
    assert_eq!(cost.salesforce_calls, 1);
    assert_eq!(stage.refused(ADMIN, records("NoSuch__c", "")), FailureCode::RecordNotFound);
}

#[test]
fn only_admins_look_for_issues_and_records() {
    let mut stage = Stage::connected(5);
    for call in [issues(None, ""), records("Case", "")] {
        assert_eq!(stage.refused(AGENT, call), FailureCode::NotPermitted);
    }
}

#[test]
fn looking_for_issues_takes_two_turns_and_never_asks_salesforce() {
    let mut stage = Stage::connected(6);
    for text in ["", "SUP-1", "invoice"] {
        let (_, cost) = stage.priced(ADMIN, issues(None, text));
        assert_eq!(cost, Price { turns: 2, salesforce_calls: 0 }, "{text}");
    }
    let (_, first) = stage.priced(ADMIN, records("Contact", ""));
    let (_, again) = stage.priced(ADMIN, records("Contact", ""));
    println!("findRecords: {first:?} with the describe, {again:?} then");
    assert_eq!((first.salesforce_calls, again.salesforce_calls), (2, 1));
}

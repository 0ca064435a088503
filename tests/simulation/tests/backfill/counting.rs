//! What the dry run says, and what the run does.

use serde_json::json;
use weftline_simulation::backfill::{NUMBER, Play, by_number, expected};
use weftline_simulation::{ADMIN, AGENT, Luck, VIEWER};
use weftline_wire::call::{BackfillCall, BackfillReportCall, BeginBackfillCall, Call, SteerBackfillCall};
use weftline_wire::configuration::{FirstSync, Sharing};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{
    BackfillCause, BackfillCounts, BackfillFate, BackfillMatching, BackfillPlan, BackfillSource, BackfillStep,
};

#[test]
fn ops_6_the_run_does_what_the_dry_run_says() {
    for create in [false, true] {
        let mut play = Play::new(1, 60);
        let looked = play.look(by_number(create));
        assert_eq!(looked.planned, expected(60, create));
        assert_eq!(looked.brief.rows, 60);
        assert_eq!(looked.brief.done, BackfillCounts::default());
        assert_eq!(play.links().values().filter(|linked| !linked.is_empty()).count(), 6, "nothing was done yet");
        let before = play.salesforce_calls;
        let done = play.carry_out(&|_| Luck::good());
        assert_eq!(done.brief.done, looked.planned);
        let took = play.salesforce_calls - before;
        println!("create {create}: {took} calls of Salesforce, at most {} were told", looked.forecast.calls);
        assert!(took <= looked.forecast.calls, "{took} calls, {:?}", looked.forecast);
        assert!(took * 3 >= looked.forecast.calls, "{took} calls, {:?}", looked.forecast);

        // What is created is rung for, as everywhere.
        play.stage.settle();
        let (links, subjects, created) = (play.links(), play.subjects(), play.created());
        for (at, issue) in play.issues.iter().enumerate() {
            let linked = match at % 10 {
                0 | 1 => created.get(issue).into_iter().cloned().collect(),
                3 => Vec::new(),
                _ => vec![play.cases[at].clone()],
            };
            assert_eq!(links[issue], linked, "issue {at}");
            if linked == [play.cases[at].clone()] && at % 10 != 4 {
                assert_eq!(subjects[&play.cases[at]], format!("Issue {at}"), "it is filled as linking by hand does it");
            }
        }
        assert_eq!(created.len(), if create { 12 } else { 0 });
        assert_eq!(play.stage.keys("work", ""), Vec::<String>::new(), "nothing is left to do");
        let entries = play.stage.keys("activity", &format!("{}:", play.issues[5]));
        let told: Vec<_> = entries.iter().map(|key| play.stage.document("activity", key).unwrap()).collect();
        assert!(
            told.iter().any(|entry| entry["causes"] == json!(["backfill"]) && entry["author"] == ADMIN),
            "it is told who had it run: {told:?}"
        );
        assert!(play.stage.document("account", ADMIN).is_some(), "of whom that is stored");
    }
}

#[test]
fn ops_6_reasons_are_told_with_examples_and_row_by_row() {
    let mut play = Play::new(2, 30);
    let looked = play.look(by_number(false));
    let told: Vec<_> =
        looked.reasons.iter().map(|reason| (reason.fate, reason.cause, reason.count, reason.examples.len())).collect();
    assert_eq!(
        told,
        [
            (BackfillFate::Unmatched, BackfillCause::NoValue, 3, 3),
            (BackfillFate::Unmatched, BackfillCause::NotFound, 3, 3),
            (BackfillFate::Conflict, BackfillCause::Elsewhere, 3, 3),
        ]
    );
    let report = play.report();
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines.len(), 31);
    assert_eq!(lines[0], "Work item,Work item id,Record id,State,Result,Reason,Details");
    assert!(lines[1].ends_with(",,planned,no match,the Jira field is empty,"), "{}", lines[1]);
    assert!(lines[6].ends_with(&format!(",{},planned,linked,,", play.cases[5])), "{}", lines[6]);
    play.carry_out(&|_| Luck::good());
    let report = play.report();
    assert!(report.contains(&format!(",{},done,linked,,", play.cases[5])), "{report}");
    assert!(!report.contains("planned"));
}

#[test]
fn ops_6_what_is_linked_is_brought_in_step_only_when_asked() {
    let mut play = Play::new(3, 10);
    let plan = BackfillPlan {
        source: BackfillSource::Issues { jql: "labels = old ORDER BY created DESC".into() },
        matching: BackfillMatching::Linked {},
        only_new: false,
        ..by_number(false)
    };
    let useless = BackfillPlan { only_new: true, ..plan.clone() };
    assert_eq!(play.begin(useless).unwrap_err().code, FailureCode::Invalid);
    let case = play.cases[4].clone();
    play.stage.world.advance(60_000);
    play.stage.change("Case", &case, &json!({ "Subject": "Changed meanwhile" }));
    play.stage.world.advance(60_000);
    let looked = play.look(plan);
    assert_eq!(looked.planned, BackfillCounts { update: 1, unmatched: 9, ..BackfillCounts::default() });
    let done = play.carry_out(&|_| Luck::good());
    assert_eq!(done.brief.done, looked.planned);
    let path = format!("issue/{}?fields=summary", play.issues[4]);
    let (_, issue) = play.stage.jira(AGENT, "GET", &path, &serde_json::Value::Null);
    assert_eq!(issue["fields"]["summary"], "Changed meanwhile");
}

#[test]
fn ops_6_two_fields_are_matched_where_they_are_alike() {
    let mut play = Play::new(4, 10);
    for (at, name) in [(5, "ACME-7"), (6, "Twice"), (7, "twice")] {
        let case = play.cases[at].clone();
        play.stage.change("Case", &case, &json!({ "SuppliedName": name }));
    }
    for (at, name) in [(5, "acme-7"), (6, "Twice"), (8, "O'Hara \\ \"x\"")] {
        let issue = play.issues[at].clone();
        play.stage.edit(AGENT, &issue, &json!({ NUMBER: name }));
    }
    let case = play.cases[8].clone();
    play.stage.change("Case", &case, &json!({ "SuppliedName": "O'Hara \\ \"x\"" }));
    let plan = BackfillPlan {
        matching: BackfillMatching::Fields { jira_field: NUMBER.into(), field: "SuppliedName".into() },
        ..by_number(false)
    };
    let looked = play.look(plan);
    let counts = BackfillCounts { link: 2, already: 1, unmatched: 6, conflict: 1, ..BackfillCounts::default() };
    assert_eq!(looked.planned, counts, "{:?}", looked.reasons);
    assert!(looked.reasons.iter().any(|reason| reason.cause == BackfillCause::Several));
    assert_eq!(play.carry_out(&|_| Luck::good()).brief.done, counts);
    let links = play.links();
    assert_eq!(links[&play.issues[5]], [play.cases[5].clone()]);
    assert_eq!(links[&play.issues[8]], [play.cases[8].clone()]);
}

#[test]
fn ops_6_the_settings_hold_for_it_too() {
    let mut play = Play::new(5, 10);
    play.stage.restrict(&["10001"]);
    let looked = play.look(by_number(true));
    let cannot = BackfillCounts { cannot: 10, ..BackfillCounts::default() };
    assert_eq!(looked.planned, cannot);
    assert_eq!(looked.reasons[0].cause, BackfillCause::Restricted);
    assert_eq!(play.carry_out(&|_| Luck::good()).brief.done, cannot);

    let mut play = Play::new(5, 10);
    play.stage.set(|settings| settings.allow_linking = false);
    assert_eq!(play.begin(by_number(true)).unwrap_err().code, FailureCode::NotPermitted);

    let mut play = Play::new(5, 10);
    play.stage.set(|settings| {
        settings.sharing = Sharing::Allowed;
        settings.first_sync = FirstSync::Nothing;
    });
    let looked = play.look(by_number(false));
    assert_eq!((looked.planned.link, looked.planned.conflict), (7, 0), "records may be shared");
    play.carry_out(&|_| Luck::good());
    assert_eq!(play.subjects()[&play.cases[5]], "Case 5", "nothing is copied where linking copies nothing");
}

#[test]
fn ops_6_what_the_mapping_cannot_make_is_told_before() {
    let mut play = Play::new(6, 10);
    play.stage.save_in_spite_of_warnings(vec![weftline_simulation::mappings::section(
        "*",
        weftline_simulation::mappings::mapping("Case", Vec::new()),
    )]);
    let looked = play.look(by_number(true));
    println!("{:?}", looked.reasons);
    let done = play.carry_out(&|_| Luck::good());
    assert_eq!(done.brief.done, looked.planned);
}

#[test]
fn ops_6_jira_says_what_is_wrong_with_a_query() {
    let mut play = Play::new(7, 10);
    let jql = |jql: &str| BackfillPlan { source: BackfillSource::Issues { jql: jql.into() }, ..by_number(false) };
    let failure = play.begin(jql("status = = Open")).unwrap_err();
    assert_eq!(failure.code, FailureCode::Invalid);
    assert_eq!(failure.values["field"], "jql", "{failure:?}");
    let failure = play.begin(jql("nowhere = 3")).unwrap_err();
    assert_eq!(failure.text, "Field 'nowhere' does not exist or you do not have permission to view it.");
    assert!(play.views().job.is_none(), "nothing was begun");
    let unknown = BackfillPlan {
        matching: BackfillMatching::Fields { jira_field: NUMBER.into(), field: "Description".into() },
        ..by_number(false)
    };
    assert_eq!(play.begin(unknown).unwrap_err().code, FailureCode::Invalid);
}

#[test]
fn ops_6_only_admins_may() {
    let mut play = Play::new(8, 10);
    play.look(by_number(false));
    let id = weftline_simulation::backfill::JOB;
    let before = play.stage.document("backfill", id);
    let calls = [
        Call::Backfill(BackfillCall {}),
        Call::BeginBackfill(BeginBackfillCall { job_id: "f".repeat(32), plan: by_number(false) }),
        Call::SteerBackfill(SteerBackfillCall { job_id: id.into(), step: BackfillStep::Start, rows: 10 }),
        Call::SteerBackfill(SteerBackfillCall { job_id: id.into(), step: BackfillStep::Cancel, rows: 0 }),
        Call::BackfillReport(BackfillReportCall { job_id: id.into(), after: None }),
    ];
    for account in [AGENT, VIEWER] {
        for call in &calls {
            let failure = play.stage.call(account, call.clone()).unwrap_err();
            assert_eq!(failure.code, FailureCode::NotPermitted, "{call:?}");
            assert_eq!(failure.values["permission"], "Administer Jira");
        }
    }
    assert_eq!(play.stage.document("backfill", id), before, "nothing was changed");
}

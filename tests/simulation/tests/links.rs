//! Linking and unlinking: all of it or none, whatever is lost or interrupted, with several workers at once.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeSet;

use weftline_sandbox::random::Random;
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Step, Stroke, VIEWER};
use weftline_wire::call::{
    Call, CreateFormCall, DetailsCall, LinkCall, LookupCall, PanelCall, PanelKind, Reply, SearchCall, UnlinkCall,
};
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::job::{Job, Turn};
use weftline_wire::view::PanelView;

fn cases(stage: &mut Stage, number: usize) -> Vec<String> {
    let found = stage.query(&format!("SELECT Id FROM Case ORDER BY CaseNumber LIMIT {number}"));
    found.iter().map(|record| record["Id"].as_str().unwrap().to_owned()).collect()
}

fn link(ids: &[String]) -> Call {
    Call::Link(LinkCall { object: "Case".into(), record_ids: ids.to_vec(), share: false })
}

fn unlink(ids: &[String]) -> Call {
    Call::Unlink(UnlinkCall { record_ids: ids.to_vec() })
}

fn panel(stage: &mut Stage, account: &str) -> Result<PanelView, Failure> {
    match stage.call(account, Call::Panel(PanelCall { view: PanelKind::List, stored: false }))? {
        Reply::Panel(view) => Ok(view),
        other => panic!("{other:?}"),
    }
}

/// What the three documents of each link say; they must agree.
fn linked(stage: &mut Stage, all: &[String], case: &str) -> BTreeSet<String> {
    let issue = stage.document("issue", "10100");
    let links = issue.as_ref().and_then(|issue| issue["links"].as_array()).cloned().unwrap_or_default();
    let listed: Vec<String> = links.iter().map(|link| link["recordId"].as_str().unwrap().to_owned()).collect();
    let set: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(set.len(), listed.len(), "{case}: nothing is listed twice");
    for id in all {
        let link = stage.document("link", &format!("10100:{id}")).is_some();
        let back = stage.document("record", &format!("main:{id}")).is_some();
        assert_eq!((link, back), (set.contains(id), set.contains(id)), "{case}: the documents of {id} agree");
    }
    set
}

#[test]
fn lnk_2_linking_that_breaks_off_anywhere_leaves_whole_links_and_goes_on_when_sent_again() {
    let mut stage = Stage::connected(1);
    let ids = cases(&mut stage, 3);
    let mut worker = stage.worker(AGENT, link(&ids), Luck::good());
    worker.finish(&mut stage.world);
    for index in 0..=worker.performed() {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = Stage::connected(2);
            let mut unlucky = stage.worker(AGENT, link(&ids), Luck::bad(index, stroke));
            unlucky.finish(&mut stage.world);
            let before = linked(&mut stage, &ids, &case);
            assert!(before.is_empty() || before.len() == 3, "{case}: all or none");
            stage.call(AGENT, link(&ids)).unwrap();
            assert_eq!(linked(&mut stage, &ids, &case).len(), 3, "{case}");
        }
    }
}

#[test]
fn unl_1_unlinking_that_breaks_off_anywhere_leaves_whole_links_and_salesforce_as_it_was() {
    for index in 0..12 {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = Stage::connected(3);
            let ids = cases(&mut stage, 3);
            stage.call(AGENT, link(&ids)).unwrap();
            let mut unlucky = stage.worker(AGENT, unlink(&ids[..2]), Luck::bad(index, stroke));
            unlucky.finish(&mut stage.world);
            assert_eq!(unlucky.salesforce_calls(), 0, "{case}: Salesforce is not asked");
            linked(&mut stage, &ids, &case);
            stage.call(AGENT, unlink(&ids[..2])).unwrap();
            assert_eq!(linked(&mut stage, &ids, &case), BTreeSet::from([ids[2].clone()]), "{case}");
            assert_eq!(cases(&mut stage, 3), ids, "{case}: the records are still there");
        }
    }
}

#[test]
fn lnk_2_several_workers_at_once_lose_no_link() {
    for seed in 0..60 {
        let mut random = Random::seeded(seed);
        let mut stage = Stage::connected(seed);
        let ids = cases(&mut stage, 6);
        let calls = [link(&ids[..3]), link(&ids[2..5]), unlink(&ids[..1]), link(&ids[5..])];
        let mut workers: Vec<_> =
            calls.iter().map(|call| Some(stage.worker(AGENT, call.clone(), Luck::good()))).collect();
        while workers.iter().any(Option::is_some) {
            let chosen = usize::try_from(random.below(4)).unwrap();
            let Some(worker) = &mut workers[chosen] else { continue };
            match worker.step(&mut stage.world) {
                Step::Worked => {}
                Step::Ended(turn) => {
                    assert!(matches!(*turn, Turn::Done { .. }), "seed {seed}: {turn:?}");
                    workers[chosen] = None;
                }
                Step::Died => panic!("nobody dies here"),
            }
        }
        let mut all = linked(&mut stage, &ids, &format!("seed {seed}"));
        all.insert(ids[0].clone());
        assert_eq!(all.len(), 6, "seed {seed}: only the first may be unlinked, by when it was");
    }
}

#[test]
fn lnk_1_a_search_takes_one_call_and_marks_what_is_linked() {
    let mut stage = Stage::connected(4);
    let ids = cases(&mut stage, 1);
    stage.call(AGENT, link(&ids)).unwrap();
    let number = stage.query(&format!("SELECT CaseNumber FROM Case WHERE Id = '{}'", ids[0]));
    let keywords = number[0]["CaseNumber"].as_str().unwrap().to_owned();
    let search = Call::Search(SearchCall { object: "Case".into(), keywords: keywords.clone() });
    let mut worker = stage.worker(AGENT, search, Luck::good());
    match worker.finish(&mut stage.world) {
        Some(Turn::Done { reply: Some(Reply::Search(view)) }) => {
            assert_eq!(
                view.records.iter().map(|row| (row.name.clone(), row.linked)).collect::<Vec<_>>(),
                [(keywords, true)]
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(worker.salesforce_calls(), 1);
}

#[test]
fn pnl_2_opening_a_panel_takes_one_call_whatever_the_number_of_records() {
    let mut stage = Stage::connected(5);
    for number in [1, 20, 150] {
        let ids = cases(&mut stage, number);
        let mut worker = stage.worker(AGENT, link(&ids), Luck::good());
        worker.finish(&mut stage.world);
        assert_eq!(worker.salesforce_calls(), 1, "linking {number}");
        let mut worker =
            stage.worker(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored: false }), Luck::good());
        match worker.finish(&mut stage.world) {
            Some(Turn::Done { reply: Some(Reply::Panel(view)) }) => {
                assert_eq!(view.stale, None);
                assert_eq!(view.groups[0].records.len(), number);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(worker.salesforce_calls(), 1, "opening with {number}");
        assert!(worker.turns() <= 4, "{} turns", worker.turns());
    }
}

#[test]
fn off_1_stored_values_are_shown_with_their_age_while_salesforce_is_away() {
    use weftline_sandbox::fault::{Fault, FaultKind};
    let mut stage = Stage::connected(6);
    let ids = cases(&mut stage, 2);
    stage.call(AGENT, link(&ids)).unwrap();
    let fresh = panel(&mut stage, AGENT).unwrap();
    stage.world.advance(7 * 60_000);
    for (kind, code) in [
        (FaultKind::Cut, FailureCode::SalesforceUnavailable),
        (FaultKind::Hang { carried_out: false }, FailureCode::SalesforceTimeout),
        (FaultKind::LimitExceeded, FailureCode::SalesforceLimit),
        (FaultKind::HtmlError { status: 503 }, FailureCode::SalesforceUnavailable),
    ] {
        let fault = stage.world.add_fault(Fault::always(weftline_sandbox::Door::Salesforce, kind.clone()));
        let stale = panel(&mut stage, AGENT).unwrap();
        assert_eq!(stale.stale.as_ref().map(|failure| failure.code), Some(code), "{kind:?}");
        let shown = |view: &PanelView| {
            view.groups[0]
                .records
                .iter()
                .map(|row| (row.name.clone(), row.cells.clone(), row.missing))
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(&stale), shown(&fresh), "{kind:?}");
        assert!(stage.world.now_ms() - stale.at_ms >= 7 * 60_000, "{kind:?}: the age is the values' age");
        stage.world.remove_fault(fault);
    }
}

#[test]
fn a_panel_says_which_linked_records_salesforce_no_longer_shows() {
    let mut stage = Stage::connected(8);
    let ids = cases(&mut stage, 2);
    stage.call(AGENT, link(&ids)).unwrap();
    stage.delete("Case", &ids[0]);
    let view = panel(&mut stage, AGENT).unwrap();
    let rows: Vec<_> = view.groups[0].records.iter().map(|row| (row.id.clone(), row.missing)).collect();
    assert!(rows.contains(&(ids[0].clone(), true)) && rows.contains(&(ids[1].clone(), false)), "{rows:?}");
}

#[test]
fn who_may_only_look_can_look_and_nothing_else() {
    let mut stage = Stage::connected(9);
    let ids = cases(&mut stage, 1);
    stage.call(AGENT, link(&ids)).unwrap();
    let view = panel(&mut stage, VIEWER).unwrap();
    assert_eq!((view.allowed.link, view.allowed.create, view.allowed.unlink), (false, false, false));
    stage.call(VIEWER, Call::Details(DetailsCall { record_id: ids[0].clone() })).unwrap();
    let refused = [
        link(&ids),
        unlink(&ids),
        Call::Search(SearchCall { object: "Case".into(), keywords: "a".into() }),
        Call::CreateForm(CreateFormCall { object: "Case".into() }),
        Call::Lookup(LookupCall { object: "Case".into(), field: "AccountId".into(), text: "a".into() }),
    ];
    for call in refused {
        assert_eq!(stage.call(VIEWER, call.clone()).unwrap_err().code, FailureCode::NotPermitted, "{call:?}");
    }
    for call in [
        Call::TestConnection(weftline_wire::call::TestConnectionCall { connection: "main".into() }),
        Call::Configuration(weftline_wire::call::ConfigurationCall {}),
    ] {
        assert_eq!(stage.call(AGENT, call.clone()).unwrap_err().code, FailureCode::NotPermitted, "{call:?}");
        stage.call(ADMIN, call).unwrap();
    }
}

#[test]
fn view_2_details_are_shown_of_linked_records_only() {
    let mut stage = Stage::connected(10);
    let ids = cases(&mut stage, 2);
    stage.call(AGENT, link(&ids[..1])).unwrap();
    match stage.call(AGENT, Call::Details(DetailsCall { record_id: ids[0].clone() })) {
        Ok(Reply::Details(view)) => {
            let fields: Vec<_> = view.fields.iter().take(3).map(|field| field.column.field.as_str()).collect();
            assert_eq!(fields, ["CaseNumber", "Subject", "Status"]);
        }
        other => panic!("{other:?}"),
    }
    let refused = stage.call(AGENT, Call::Details(DetailsCall { record_id: ids[1].clone() })).unwrap_err();
    assert_eq!(refused.code, FailureCode::RecordNotFound);
}

#[test]
fn an_issue_that_was_deleted_leaves_nothing_behind() {
    let mut stage = Stage::connected(12);
    let ids = cases(&mut stage, 14);
    stage.call(AGENT, link(&ids)).unwrap();
    let mut worker = stage.work(Job::ForgetIssue { issue_id: "10100".into() });
    assert_eq!(worker.finish(&mut stage.world), Some(Turn::Done { reply: None }));
    assert_eq!(linked(&mut stage, &ids, "forgotten"), BTreeSet::new());
    assert_eq!(stage.document("issue", "10100"), None);
}

//! Records that other issues have (LNK-4).

use weftline_simulation::{AGENT, Luck, Stage};
use weftline_wire::call::{Call, PotentialResultsCall, Reply, SearchCall};
use weftline_wire::configuration::Sharing;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::LinkView;

use crate::support::{call_on, link, linked, panel, records, stage, unlink};

fn link_on(stage: &mut Stage, key: &str, ids: &[String], share: bool) -> LinkView {
    match call_on(stage, key, AGENT, link("Case", ids, share)) {
        Ok(Reply::Link(view)) => view,
        other => panic!("{other:?}"),
    }
}

#[test]
fn lnk_4_a_record_of_another_issue_is_given_back_until_it_is_confirmed() {
    let mut stage = stage(21);
    let cases = records(&mut stage, "Case", 3);
    linked(&mut stage, "Case", &cases[..1]);
    let asked = link_on(&mut stage, "SUP-2", &cases, false);
    assert_eq!((asked.linked, asked.elsewhere), (cases[1..].to_vec(), cases[..1].to_vec()));
    let confirmed = link_on(&mut stage, "SUP-2", &cases, true);
    assert_eq!((confirmed.linked, confirmed.already), (cases[..1].to_vec(), cases[1..].to_vec()));
    assert_eq!(confirmed.elsewhere, Vec::<String>::new());
    // A record that is linked here already is not asked about again.
    let again = link_on(&mut stage, "SUP-2", &cases, false);
    assert_eq!((again.already, again.elsewhere), (cases, Vec::new()));
}

#[test]
fn lnk_4_where_sharing_is_refused_nothing_confirms_it_and_where_it_is_allowed_nobody_is_asked() {
    let mut stage = stage(22);
    let cases = records(&mut stage, "Case", 2);
    linked(&mut stage, "Case", &cases[..1]);
    stage.set(|settings| settings.sharing = Sharing::Refused);
    assert_eq!(panel(&mut stage, true).linking.sharing, Sharing::Refused);
    for share in [false, true] {
        let view = link_on(&mut stage, "SUP-2", &cases[..1], share);
        assert_eq!((view.linked, view.elsewhere), (Vec::new(), cases[..1].to_vec()), "share: {share}");
    }
    assert_eq!(stage.value("snapshot:10101"), None, "nothing is kept of what was not linked");
    stage.set(|settings| settings.sharing = Sharing::Allowed);
    let view = link_on(&mut stage, "SUP-2", &cases[..1], false);
    assert_eq!((view.linked, view.elsewhere), (cases[..1].to_vec(), Vec::new()));
    // Unlinked on one issue, it stays linked to the other.
    stage.call(AGENT, unlink(&cases[..1])).unwrap();
    assert_eq!(
        stage.document("record", &format!("main:{}", cases[0])).unwrap()["issueIds"],
        serde_json::json!(["10101"])
    );
    stage.set(|settings| settings.sharing = Sharing::Refused);
    assert_eq!(link_on(&mut stage, "SUP-2", &cases[..1], false).already, cases[..1]);
    assert_eq!(linked(&mut stage, "Case", &cases[..1]).elsewhere, cases[..1]);
}

#[test]
fn lnk_4_two_issues_at_once_share_no_record_where_sharing_is_refused() {
    use weftline_sandbox::random::Random;
    use weftline_simulation::Step;
    for seed in 0..30 {
        let mut random = Random::seeded(seed);
        let mut stage = stage(23);
        stage.set(|settings| settings.sharing = Sharing::Refused);
        let cases = records(&mut stage, "Case", 1);
        let first = stage.worker(AGENT, link("Case", &cases, false), Luck::good());
        let weftline_wire::job::Job::Call { mut caller, call } = stage.job(AGENT, link("Case", &cases, true)) else {
            panic!("a call's job is a call")
        };
        caller.issue = Some(weftline_wire::job::Named { id: "10101".into(), key: "SUP-2".into() });
        let second = stage.work_as(AGENT, weftline_wire::job::Job::Call { caller, call });
        let mut workers = [Some(first), Some(second)];
        while workers.iter().any(Option::is_some) {
            let chosen = usize::try_from(random.below(2)).unwrap();
            let Some(worker) = &mut workers[chosen] else { continue };
            if !matches!(worker.step(&mut stage.world), Step::Worked) {
                workers[chosen] = None;
            }
        }
        let back = stage.document("record", &format!("main:{}", cases[0])).unwrap();
        assert_eq!(back["issueIds"].as_array().unwrap().len(), 1, "seed {seed}");
    }
}

#[test]
fn lnk_4_search_and_similar_records_say_how_many_other_issues_have_them() {
    let mut stage = stage(24);
    let cases = records(&mut stage, "Case", 1);
    let subject = "Quokka overheats in the afternoon";
    stage.change("Case", &cases[0], &serde_json::json!({ "Subject": subject }));
    for key in ["SUP-2", "SUP-3"] {
        link_on(&mut stage, key, &cases, true);
    }
    let search = Call::Search(SearchCall { object: "Case".into(), keywords: "Quokka".into() });
    match stage.call(AGENT, search.clone()) {
        Ok(Reply::Search(view)) => {
            assert_eq!(view.records.iter().map(|row| (row.linked, row.elsewhere)).collect::<Vec<_>>(), [(false, 2)]);
        }
        other => panic!("{other:?}"),
    }
    match call_on(&mut stage, "SUP-2", AGENT, search) {
        Ok(Reply::Search(view)) => {
            assert_eq!(view.records.iter().map(|row| (row.linked, row.elsewhere)).collect::<Vec<_>>(), [(true, 1)]);
        }
        other => panic!("{other:?}"),
    }
    let values = [("Subject".to_owned(), FieldValue::Text(subject.into()))].into();
    match stage.call(AGENT, Call::PotentialResults(PotentialResultsCall { object: "Case".into(), values })) {
        Ok(Reply::PotentialResults(view)) => {
            let row = view.records.iter().find(|row| row.id == cases[0]).expect("it is alike");
            assert_eq!(row.elsewhere, 2);
        }
        other => panic!("{other:?}"),
    }
}

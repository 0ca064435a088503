//! The primary record (LNK-4).

use weftline_simulation::{AGENT, Luck, Stage, Stroke, VIEWER};
use weftline_wire::call::{Call, ChoosePrimaryCall, Reply};
use weftline_wire::failure::FailureCode;

use crate::support::{linked, panel, records, stage, unlink};

fn choose(id: &str) -> Call {
    Call::ChoosePrimary(ChoosePrimaryCall { record_id: id.to_owned() })
}

fn primary(stage: &mut Stage) -> Vec<String> {
    let view = panel(stage, true);
    let rows = view.groups.iter().flat_map(|group| &group.records);
    rows.filter(|row| row.primary).map(|row| row.id.clone()).collect()
}

#[test]
fn lnk_4_the_first_linked_record_of_the_main_object_is_primary_until_another_is_chosen() {
    let mut stage = stage(11);
    let accounts = records(&mut stage, "Account", 2);
    linked(&mut stage, "Account", &accounts);
    assert_eq!(primary(&mut stage), accounts[..1], "of the object that is there");
    stage.world.advance(1_000);
    let cases = records(&mut stage, "Case", 3);
    linked(&mut stage, "Case", &cases);
    assert_eq!(primary(&mut stage), cases[..1], "of the object that comes first");

    match stage.call(AGENT, choose(&cases[2][..15])) {
        Ok(Reply::ChoosePrimary(view)) => assert_eq!(view.record_id, cases[2]),
        other => panic!("{other:?}"),
    }
    assert_eq!(primary(&mut stage), cases[2..]);
    stage.call(AGENT, choose(&accounts[1])).unwrap();
    assert_eq!(primary(&mut stage), accounts[1..], "of any object");

    stage.call(AGENT, unlink(&accounts[1..])).unwrap();
    assert_eq!(primary(&mut stage), cases[..1], "who is unlinked is not primary any more");
    stage.call(AGENT, unlink(&cases[..1])).unwrap();
    assert_eq!(primary(&mut stage), cases[1..2]);
    linked(&mut stage, "Account", &accounts[1..]);
    assert_eq!(primary(&mut stage), cases[1..2], "and not when it is linked again");
}

#[test]
fn lnk_4_choosing_needs_edit_issues_and_a_linked_record_and_no_salesforce() {
    let mut stage = stage(12);
    let cases = records(&mut stage, "Case", 3);
    linked(&mut stage, "Case", &cases[..2]);
    assert_eq!(stage.call(VIEWER, choose(&cases[1])).unwrap_err().code, FailureCode::NotPermitted);
    assert_eq!(stage.call(AGENT, choose(&cases[2])).unwrap_err().code, FailureCode::RecordNotFound);
    assert_eq!(stage.call(AGENT, choose("nonsense")).unwrap_err().code, FailureCode::Invalid);
    assert_eq!(primary(&mut stage), cases[..1]);
    let mut worker = stage.worker(AGENT, choose(&cases[1]), Luck::good());
    worker.finish(&mut stage.world);
    assert_eq!(worker.salesforce_calls(), 0);
    assert_eq!(primary(&mut stage), cases[1..2]);
}

#[test]
fn lnk_4_choosing_that_breaks_off_anywhere_leaves_one_primary_record() {
    for index in 0..10 {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = stage(13);
            let cases = records(&mut stage, "Case", 2);
            linked(&mut stage, "Case", &cases);
            stage.worker(AGENT, choose(&cases[1]), Luck::bad(index, stroke)).finish(&mut stage.world);
            assert_eq!(primary(&mut stage).len(), 1, "{case}");
            stage.call(AGENT, choose(&cases[1])).unwrap();
            assert_eq!(primary(&mut stage), cases[1..], "{case}");
        }
    }
}

//! What duplicate rules say: told with the records, answered by linking one or by saving anyway, and never by accident.

use serde_json::{Value, json};
use weftline_simulation::mappings::{selection, shown};
use weftline_simulation::{AGENT, Luck, Stage, Stroke};
use weftline_wire::call::{Call, CreateCall, LinkCall, Reply};
use weftline_wire::job::Turn;
use weftline_wire::view::{CreateView, DuplicateRow, FormView};

use crate::support::{create, created, field, filled, form, make, mapped, priced, stage};

const ADA: [(&str, &str); 3] = [("FirstName", "Ada"), ("LastName", "Lovelace"), ("Email", "ada@example.com")];

/// What goes wrong after something was done, of which nobody heard.
const CARRIED_OUT: [Stroke; 3] = [Stroke::DiesAfter, Stroke::AnswerLost, Stroke::TimesOut];

fn contacts(seed: u64) -> Stage {
    stage(seed, "Contact", &["FirstName", "LastName", "Email"])
}

fn ada() -> Value {
    json!({ "FirstName": "Ada", "LastName": "Lovelace", "Email": "ada@example.com" })
}

fn alike(view: CreateView) -> (String, bool, Vec<DuplicateRow>) {
    match view {
        CreateView::Duplicates { text, may_save, records } => (text, may_save, records),
        other => panic!("no duplicates are told: {other:?}"),
    }
}

fn anyway(form: &FormView, values: &[(&str, &str)]) -> CreateCall {
    CreateCall { save_duplicates: true, ..filled(form, values) }
}

fn count(stage: &mut Stage, object: &str) -> usize {
    stage.query(&format!("SELECT Id FROM {object}")).len()
}

#[test]
fn crt_4_records_that_look_the_same_are_told_by_name_and_nothing_is_created() {
    let mut stage = contacts(1);
    let one = make(&mut stage, "Contact", &ada());
    let opened = form(&mut stage, "Contact");
    let before = count(&mut stage, "Contact");
    let (reply, calls) = priced(&mut stage, Call::Create(filled(&opened, &ADA)));
    let Reply::Create(view) = reply else { panic!("{reply:?}") };
    let (text, may_save, records) = alike(view);
    assert_eq!((text.as_str(), may_save), ("Use one of these records?", true));
    let [row] = records.as_slice() else { panic!("{records:?}") };
    assert_eq!((row.object.as_str(), row.label.as_str(), row.linkable), ("Contact", "Contact", true));
    assert_eq!((row.record.id.as_str(), row.record.name.as_str()), (&*one, "Ada Lovelace"));
    assert!(row.record.url.as_ref().is_some_and(|url| url.contains(&one)));
    assert!(!row.record.linked);
    assert_eq!(count(&mut stage, "Contact"), before);
    assert!(calls <= 4, "the form's creation, its key, and the records' names: {calls}");
    assert!(stage.keys("link", "10100:").is_empty(), "nothing is linked");
}

#[test]
fn crt_4_one_of_them_is_linked_instead() {
    let mut stage = contacts(2);
    let one = make(&mut stage, "Contact", &ada());
    let opened = form(&mut stage, "Contact");
    let (.., records) = alike(create(&mut stage, filled(&opened, &ADA)));
    let link = LinkCall { object: records[0].object.clone(), record_ids: vec![one.clone()], share: false };
    let linked = stage.call(AGENT, Call::Link(link));
    assert!(matches!(linked, Ok(Reply::Link(ref view)) if view.linked == [one.clone()]), "{linked:?}");
    let (.., records) = alike(create(&mut stage, filled(&opened, &ADA)));
    assert!(records[0].record.linked, "and is said to be");
}

#[test]
fn crt_4_the_same_form_creates_it_anyway_and_once() {
    let mut stage = contacts(3);
    make(&mut stage, "Contact", &ada());
    let opened = form(&mut stage, "Contact");
    let before = count(&mut stage, "Contact");
    alike(create(&mut stage, filled(&opened, &ADA)));
    let id = created(create(&mut stage, anyway(&opened, &ADA)));
    for call in [anyway(&opened, &ADA), filled(&opened, &ADA)] {
        assert_eq!(created(create(&mut stage, call)), id, "sent again it is the same");
    }
    assert_eq!(count(&mut stage, "Contact"), before + 1);
}

#[test]
fn crt_4_a_rule_that_blocks_blocks_whatever_a_page_sends() {
    let mut stage = stage(4, "Account", &["Name", "AccountNumber"]);
    make(&mut stage, "Account", &json!({ "Name": "One", "AccountNumber": "C-1" }));
    let opened = form(&mut stage, "Account");
    let before = count(&mut stage, "Account");
    let values = [("Name", "Two"), ("AccountNumber", "C-1")];
    for call in [filled(&opened, &values), anyway(&opened, &values)] {
        let (_, may_save, records) = alike(create(&mut stage, call));
        assert_eq!((may_save, records.len()), (false, 1));
    }
    assert_eq!(count(&mut stage, "Account"), before);
}

#[test]
fn crt_4_records_of_another_object_are_linked_only_where_it_is_configured() {
    let mut stage = stage(5, "Lead", &["FirstName", "LastName", "Company", "Email"]);
    let contact = make(&mut stage, "Contact", &ada());
    let lead = [ADA.as_slice(), &[("Company", "Engines")]].concat();
    let opened = form(&mut stage, "Lead");
    let (.., records) = alike(create(&mut stage, filled(&opened, &lead)));
    assert_eq!((records[0].object.as_str(), records[0].linkable), ("Contact", false));
    assert_eq!(records[0].record.name, "Ada Lovelace");
    stage.save(vec![shown(selection("Contact", &["Name"])), mapped("Contact", vec![field("LastName")])]);
    let (.., records) = alike(create(&mut stage, filled(&opened, &lead)));
    assert!(records[0].linkable && records[0].record.id == contact);
}

#[test]
fn crt_4_the_spelling_that_salesforce_documents_is_read_as_well() {
    let mut stage = contacts(6);
    stage.world.set_up_org(&json!({ "duplicateResultName": "duplicateResult" })).unwrap();
    make(&mut stage, "Contact", &ada());
    let opened = form(&mut stage, "Contact");
    assert_eq!(alike(create(&mut stage, filled(&opened, &ADA))).2.len(), 1);
}

#[test]
fn crt_4_a_creation_that_broke_off_is_no_duplicate_of_itself() {
    let mut stage = contacts(7);
    let opened = form(&mut stage, "Contact");
    let mut worker = stage.worker(AGENT, Call::Create(filled(&opened, &ADA)), Luck::good());
    worker.finish(&mut stage.world);
    let effects = worker.performed();
    for index in 0..=effects {
        for stroke in CARRIED_OUT {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = contacts(7);
            let opened = form(&mut stage, "Contact");
            let before = count(&mut stage, "Contact");
            let mut unlucky = stage.worker(AGENT, Call::Create(filled(&opened, &ADA)), Luck::bad(index, stroke));
            unlucky.finish(&mut stage.world);
            let id = created(create(&mut stage, filled(&opened, &ADA)));
            assert_eq!(count(&mut stage, "Contact"), before + 1, "{case}");
            stage.settle();
            assert_eq!(stage.keys("link", "10100:"), [format!("10100:{id}")], "{case}");
        }
    }
}

#[test]
fn crt_4_saved_anyway_it_breaks_off_anywhere_and_is_one_record() {
    let mut stage = contacts(8);
    make(&mut stage, "Contact", &ada());
    let opened = form(&mut stage, "Contact");
    let mut worker = stage.worker(AGENT, Call::Create(anyway(&opened, &ADA)), Luck::good());
    assert!(matches!(worker.finish(&mut stage.world), Some(Turn::Done { .. })));
    for index in 0..=worker.performed() {
        for stroke in CARRIED_OUT {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = contacts(8);
            make(&mut stage, "Contact", &ada());
            let opened = form(&mut stage, "Contact");
            let before = count(&mut stage, "Contact");
            alike(create(&mut stage, filled(&opened, &ADA)));
            let mut unlucky = stage.worker(AGENT, Call::Create(anyway(&opened, &ADA)), Luck::bad(index, stroke));
            unlucky.finish(&mut stage.world);
            created(create(&mut stage, anyway(&opened, &ADA)));
            assert_eq!(count(&mut stage, "Contact"), before + 1, "{case}");
        }
    }
}

//! Lookups: records are found as one types.

use serde_json::json;
use weftline_simulation::{AGENT, Stage, VIEWER};
use weftline_wire::call::{Call, LookupCall, Reply};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::LookupOption;

use crate::support::{create, created, filled, form, make, of, priced, stage};

fn call(object: &str, field: &str, text: &str) -> Call {
    Call::Lookup(LookupCall { object: object.into(), field: field.into(), text: text.into() })
}

fn options(stage: &mut Stage, object: &str, field: &str, text: &str) -> Vec<LookupOption> {
    match priced(stage, call(object, field, text)) {
        (Reply::Lookup(view), calls) => {
            assert_eq!(calls, 1, "however many objects the field points to");
            view.options
        }
        other => panic!("{other:?}"),
    }
}

fn names(stage: &mut Stage, object: &str, field: &str, text: &str) -> Vec<String> {
    options(stage, object, field, text).into_iter().map(|option| option.name).collect()
}

#[test]
fn crt_2_records_are_found_by_their_words_in_any_order() {
    let mut stage = stage(1, "Case", &["Subject", "AccountId"]);
    form(&mut stage, "Case");
    for name in ["Quux Holding Ltd", "Quux Ltd", "Holding"] {
        make(&mut stage, "Account", &json!({ "Name": name }));
    }
    assert_eq!(names(&mut stage, "Case", "AccountId", "ltd quux"), ["Quux Holding Ltd", "Quux Ltd"]);
    assert_eq!(names(&mut stage, "Case", "AccountId", "hold quux"), ["Quux Holding Ltd"]);
    assert!(names(&mut stage, "Case", "AccountId", "100% \\_'").is_empty(), "nothing in it means anything to a query");
}

#[test]
fn crt_2_an_owner_is_an_active_user_or_a_queue_that_is_open_to_the_object() {
    let mut stage = stage(2, "Case", &["Subject", "OwnerId"]);
    let opened = form(&mut stage, "Case");
    assert_eq!(of(&opened, "OwnerId").reference_to.len(), 2);
    let found = options(&mut stage, "Case", "OwnerId", "");
    let queues: Vec<&LookupOption> = found.iter().filter(|option| option.object == "Group").collect();
    assert!(!queues.is_empty() && found.iter().any(|option| option.object == "User"), "{found:?}");
    let foreign = stage.query("SELECT Id FROM Group WHERE Type != 'Queue'");
    for group in foreign {
        assert!(queues.iter().all(|queue| queue.id != group["Id"].as_str().unwrap()), "{group}");
    }
    let queue = queues[0].id.clone();
    let values = [("Subject", "For the queue"), ("OwnerId", &*queue)];
    let mut call = filled(&opened, &values);
    call.assignment_rules = Some(false);
    let id = created(create(&mut stage, call));
    assert_eq!(stage.query(&format!("SELECT OwnerId FROM Case WHERE Id = '{id}'"))[0]["OwnerId"], queue.as_str());
}

#[test]
fn crt_2_a_queue_that_is_not_open_to_the_object_is_not_offered() {
    let mut stage = stage(3, "Lead", &["LastName", "Company", "OwnerId"]);
    form(&mut stage, "Lead");
    let open: Vec<String> = stage
        .query("SELECT QueueId FROM QueueSobject WHERE SobjectType = 'Lead'")
        .iter()
        .map(|row| row["QueueId"].as_str().unwrap().to_owned())
        .collect();
    let found = options(&mut stage, "Lead", "OwnerId", "");
    let offered: Vec<&String> = found.iter().filter(|one| one.object == "Group").map(|one| &one.id).collect();
    assert_eq!(offered.len(), open.len());
    assert!(offered.iter().all(|id| open.contains(id)), "{found:?}");
}

#[test]
fn crt_2_only_lookups_of_the_form_are_looked_into_and_only_by_who_may_edit() {
    let mut stage = stage(4, "Case", &["Subject", "AccountId"]);
    form(&mut stage, "Case");
    for field in ["ContactId", "Subject", "Nothing__c"] {
        assert_eq!(stage.refused(AGENT, call("Case", field, "a")), FailureCode::Invalid, "{field}");
    }
    assert_eq!(stage.refused(VIEWER, call("Case", "AccountId", "a")), FailureCode::NotPermitted);
    stage.set(|settings| settings.allow_linking = false);
    assert_eq!(stage.refused(AGENT, call("Case", "AccountId", "a")), FailureCode::NotPermitted);
}

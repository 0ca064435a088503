//! What Salesforce's own rules refuse: said at the field that they name, or at the top, all at once.

use serde_json::json;
use weftline_simulation::Stage;
use weftline_wire::failure::Problem;

use crate::support::{create, created, filled, form, invalid, stage};

fn ruled(seed: u64) -> Stage {
    let mut stage = stage(seed, "Case", &["Subject", "Status", "Reason", "Effort__c"]);
    let rules = json!({ "validationRules": [
        {
            "name": "Reason_When_Closed", "object": "Case", "field": "Reason", "message": "A closed case needs a reason",
            "refusedWhen": { "all": [{ "is": { "field": "Status", "values": ["Closed"] } }, { "blank": { "field": "Reason" } }] },
        },
        {
            "name": "Effort_Limit", "object": "Case", "message": "Nobody works that long",
            "refusedWhen": { "compare": { "field": "Effort__c", "order": "more", "with": { "value": 1000 } } },
        },
    ]});
    stage.world.set_up_org(&rules).unwrap();
    stage
}

fn told(problems: &[Problem]) -> Vec<(Option<&str>, &str)> {
    problems.iter().map(|problem| (problem.field.as_deref(), problem.text.as_str())).collect()
}

#[test]
fn crt_2_every_rule_speaks_at_its_field_or_at_the_top_and_the_same_form_goes_on() {
    let mut stage = ruled(1);
    let opened = form(&mut stage, "Case");
    let before = stage.query("SELECT Id FROM Case").len();
    let values = [("Subject", "Quux"), ("Status", "Closed"), ("Effort__c", "1001")];
    let problems = invalid(create(&mut stage, filled(&opened, &values)));
    assert_eq!(told(&problems), [(Some("Reason"), "A closed case needs a reason"), (None, "Nobody works that long")]);
    assert!(problems.iter().all(|problem| problem.code == "FIELD_CUSTOM_VALIDATION_EXCEPTION"));
    assert_eq!(stage.query("SELECT Id FROM Case").len(), before);
    let mended = [("Subject", "Quux"), ("Status", "Closed"), ("Effort__c", "1000"), ("Reason", "Other")];
    created(create(&mut stage, filled(&opened, &mended)));
    assert_eq!(stage.query("SELECT Id FROM Case").len(), before + 1);
}

#[test]
fn crt_2_a_rule_at_a_field_that_the_form_has_not_names_it_all_the_same() {
    let mut stage = ruled(2);
    stage
        .world
        .set_up_org(&json!({ "validationRules": [
            { "name": "Origin", "object": "Case", "field": "Origin", "message": "Say where it came from",
              "refusedWhen": { "blank": { "field": "Origin" } } },
        ]}))
        .unwrap();
    let opened = form(&mut stage, "Case");
    let problems = invalid(create(&mut stage, filled(&opened, &[("Subject", "Quux")])));
    assert_eq!(told(&problems), [(Some("Origin"), "Say where it came from")]);
}

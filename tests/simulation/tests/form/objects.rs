//! Objects other than Case: each is created from the issue and linked, once.

use serde_json::json;
use weftline_simulation::Stage;

use crate::support::{create, created, filled, form, make, stage};

/// Creates one, twice by the same form, and holds it against what Salesforce has.
fn makes_one(stage: &mut Stage, object: &str, values: &[(&str, &str)]) {
    let opened = form(stage, object);
    assert_eq!(opened.assignment_rules.is_some(), matches!(object, "Case" | "Lead"), "{object}");
    let before = stage.query(&format!("SELECT Id FROM {object}")).len();
    let id = created(create(stage, filled(&opened, values)));
    assert_eq!(created(create(stage, filled(&opened, values))), id, "{object}: the same form makes the same record");
    assert_eq!(stage.query(&format!("SELECT Id FROM {object}")).len(), before + 1, "{object}");
    let fields: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
    let found = stage.query(&format!("SELECT {} FROM {object} WHERE Id = '{id}'", fields.join(", ")));
    for (name, value) in values {
        assert_eq!(found[0][*name], *value, "{object}");
    }
    let link = stage.document("link", &format!("10100:{id}")).unwrap_or_else(|| panic!("{object} is not linked"));
    assert_eq!(link["origin"], "created");
}

#[test]
fn crt_4_a_lead_a_contact_an_account_and_a_record_of_a_custom_object() {
    let mut leads = stage(1, "Lead", &["FirstName", "LastName", "Company", "Email"]);
    let lead = [("LastName", "Quux"), ("Company", "Quux Ltd"), ("Email", "lead@quux.example")];
    makes_one(&mut leads, "Lead", &lead);
    let mut contacts = stage(2, "Contact", &["LastName", "Email", "AccountId"]);
    let account = make(&mut contacts, "Account", &json!({ "Name": "Quux" }));
    makes_one(&mut contacts, "Contact", &[("LastName", "Quux"), ("Email", "c@quux.example"), ("AccountId", &account)]);
    let mut accounts = stage(3, "Account", &["Name", "Phone"]);
    makes_one(&mut accounts, "Account", &[("Name", "Quux Holding"), ("Phone", "+49 30 1234567")]);
    let mut visits = stage(4, "Field_Visit__c", &["Notes__c", "Account__c"]);
    let account = make(&mut visits, "Account", &json!({ "Name": "Quux" }));
    makes_one(&mut visits, "Field_Visit__c", &[("Notes__c", "Bring a ladder"), ("Account__c", &account)]);
}

//! Weftline's side in the org: installed by the app, refused, repeated, and used.

use std::collections::BTreeMap;

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Stroke};
use weftline_wire::call::{Call, CreateCall, CreateFormCall, Reply};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Turn;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::{CreateView, InstallView};

use crate::support::{described, install, install_call, install_view, keep_mapping, mapping, progress_call, row};

/// A case that the form makes: its key, as the org keeps it.
fn key_of_a_new_case(stage: &mut Stage) -> String {
    let form = match stage.call(AGENT, Call::CreateForm(CreateFormCall { object: "Case".into() })) {
        Ok(Reply::CreateForm(form)) => form,
        other => panic!("{other:?}"),
    };
    let editable = form.fields.iter().filter(|field| !field.read_only);
    let values: BTreeMap<String, FieldValue> =
        editable.map(|field| (field.field.clone(), field.value.clone())).collect();
    let call = CreateCall {
        object: "Case".into(),
        form_id: form.form_id,
        values,
        assignment_rules: form.assignment_rules,
        save_duplicates: false,
    };
    let id = match stage.call(AGENT, Call::Create(call)) {
        Ok(Reply::Create(CreateView::Created { id, .. })) => id,
        other => panic!("{other:?}"),
    };
    let found = stage.query(&format!("SELECT FIELDS(ALL) FROM Case WHERE Id = '{id}' LIMIT 1"));
    found[0]["Weftline_Key__c"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn evt_2_what_is_installed_is_used_by_the_next_creation() {
    let mut stage = Stage::connected(40);
    stage.remove_field("Case.Weftline_Key__c");
    // The describe is a day old by then.
    stage.world.advance(24 * 3_600_000);
    assert_eq!(key_of_a_new_case(&mut stage), "");
    assert_eq!(install(&mut stage, &["Case"]), InstallView::Installed {});
    let field = described(&mut stage, "Case", "Weftline_Key__c");
    assert_eq!((&field["unique"], &field["externalId"]), (&true.into(), &true.into()));
    assert_eq!((&field["length"], &field["caseSensitive"]), (&255.into(), &false.into()));
    let key = key_of_a_new_case(&mut stage);
    assert!(key.contains(":10100:form-"), "the key travels in the field: `{key}`");
    assert_eq!(mapping(&mut stage), ["ENG Case ", "SUP Case "]);
}

#[test]
fn evt_2_what_the_org_s_own_mapping_says_already_stays() {
    let mut stage = Stage::connected(41);
    keep_mapping(&mut stage, &[row("Mine", "SUP", "Case", "Bug\nTask"), row("Other", "OPS", "Case", "")]);
    assert_eq!(install(&mut stage, &[]), InstallView::Installed {});
    assert_eq!(mapping(&mut stage), ["ENG Case ", "OPS Case ", "SUP Case Bug+Task"]);
}

#[test]
fn evt_2_a_second_installation_takes_nothing_away_from_the_first() {
    let mut stage = Stage::connected(42);
    for object in ["Case", "Lead"] {
        stage.remove_field(&format!("{object}.Weftline_Key__c"));
    }
    assert_eq!(install(&mut stage, &["Case"]), InstallView::Installed {});
    assert_eq!(install(&mut stage, &["Lead"]), InstallView::Installed {});
    let set = stage.query("SELECT Id FROM PermissionSet WHERE Name = 'Weftline'");
    let granted = stage.query(
        "SELECT Field FROM FieldPermissions WHERE Parent.Name = 'Weftline' AND PermissionsEdit = true ORDER BY Field",
    );
    let fields: Vec<&str> = granted.iter().filter_map(|grant| grant["Field"].as_str()).collect();
    assert_eq!((set.len(), fields), (1, vec!["Case.Weftline_Key__c", "Lead.Weftline_Key__c"]));
    let assigned =
        stage.query("SELECT Id, AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Weftline'");
    assert_eq!(assigned.len(), 1, "assigned once");
    assert_eq!(mapping(&mut stage), ["ENG Case ", "SUP Case "]);
}

#[test]
fn evt_2_an_installation_that_breaks_off_anywhere_can_be_repeated() {
    let effects = |call: &dyn Fn(&mut Stage) -> Call| {
        let mut stage = Stage::connected(43);
        let call = call(&mut stage);
        let mut worker = stage.worker(ADMIN, call, Luck::good());
        worker.finish(&mut stage.world);
        worker.performed()
    };
    let sending = |_: &mut Stage| install_call(&["Case"]);
    // Asked for the second time the deployment is done: what follows then is what may break off.
    let following = |stage: &mut Stage| {
        let InstallView::Running { deployment } = install_view(stage.call(ADMIN, install_call(&["Case"]))) else {
            panic!("it runs");
        };
        stage.call(ADMIN, progress_call(&deployment)).unwrap();
        progress_call(&deployment)
    };
    let steps: [&dyn Fn(&mut Stage) -> Call; 2] = [&sending, &following];
    for (step, prepare) in steps.into_iter().enumerate() {
        let effects = effects(prepare);
        assert!(effects > 5, "step {step} takes {effects} effects");
        for index in 0..effects {
            for stroke in Stroke::ALL {
                let case = format!("step {step}, {stroke:?} at effect {index}");
                let mut stage = Stage::connected(44);
                stage.remove_field("Case.Weftline_Key__c");
                let call = prepare(&mut stage);
                let mut unlucky = stage.worker(ADMIN, call, Luck::bad(index, stroke));
                unlucky.finish(&mut stage.world);
                assert_eq!(install(&mut stage, &["Case"]), InstallView::Installed {}, "{case}");
                assert_eq!(mapping(&mut stage), ["ENG Case ", "SUP Case "], "{case}");
                assert_eq!(described(&mut stage, "Case", "Weftline_Key__c")["unique"], true, "{case}");
                let assigned =
                    stage.query("SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Weftline'");
                assert_eq!(assigned.len(), 1, "{case}");
                assert!(key_of_a_new_case(&mut stage).contains("form-"), "{case}");
            }
        }
    }
}

#[test]
fn con_7_an_installation_that_is_refused_says_why_and_whether_it_is_for_want_of_a_right() {
    let mut stage = Stage::connected(45);
    let forbidden = Fault::always(Door::Salesforce, FaultKind::Forbidden).at("*/deployRequest");
    stage.world.add_fault(forbidden);
    match install_view(stage.call(ADMIN, install_call(&["Case"]))) {
        InstallView::Refused { reasons, not_permitted: true } => assert!(!reasons[0].is_empty()),
        other => panic!("{other:?}"),
    }
    stage.world.clear_faults();
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::Forbidden).at("/services/data/*"));
    let nothing_at_all = install_view(stage.call(ADMIN, install_call(&["Case"])));
    assert!(matches!(nothing_at_all, InstallView::Refused { not_permitted: true, .. }), "{nothing_at_all:?}");
    let progress = install_view(stage.call(ADMIN, progress_call("0Af000000000001CAA")));
    assert!(matches!(progress, InstallView::Refused { not_permitted: true, .. }), "{progress:?}");
    stage.world.clear_faults();
    match install(&mut stage, &["Gone"]) {
        InstallView::Refused { reasons, not_permitted: false } => {
            assert!(reasons.iter().any(|reason| reason.contains("Gone")), "{reasons:?}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        stage.query("SELECT Id FROM PermissionSet WHERE Name = 'Weftline'").len(),
        0,
        "a refused installation leaves nothing behind"
    );
    let wrong = stage.call(ADMIN, install_call(&["no name"])).unwrap_err();
    assert_eq!(wrong.code, FailureCode::Invalid);
    let wrong = stage.call(ADMIN, progress_call("../limits")).unwrap_err();
    assert_eq!(wrong.code, FailureCode::Invalid);
}

#[test]
fn evt_2_while_salesforce_is_away_an_installation_is_neither_refused_nor_lost() {
    let mut stage = Stage::connected(46);
    let InstallView::Running { deployment } = install_view(stage.call(ADMIN, install_call(&["Case"]))) else {
        panic!("it runs");
    };
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 }));
    let away = stage.call(ADMIN, progress_call(&deployment)).unwrap_err();
    assert_eq!((away.code, away.retryable), (FailureCode::SalesforceUnavailable, true));
    let away = stage.call(ADMIN, install_call(&["Case"])).unwrap_err();
    assert!(away.retryable);
    stage.world.clear_faults();
    let mut worker = stage.worker(ADMIN, progress_call(&deployment), Luck::good());
    assert!(matches!(worker.finish(&mut stage.world), Some(Turn::Done { .. })));
    assert_eq!(install_view(stage.call(ADMIN, progress_call(&deployment))), InstallView::Installed {});
}

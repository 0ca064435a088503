//! What changes in the org under a saved configuration: told with its repair, and only what it touches rests (D-7).

use serde_json::json;
use weftline_simulation::mappings::{created, draft, of_cases, whole};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{
    Call, CreateCall, CreateFormCall, DetailsCall, LinkCall, PanelCall, PanelKind, Reply, SearchCall,
};
use weftline_wire::configuration::{Mapping, Part, Section, Source, Unmapped};
use weftline_wire::failure::Severity;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::{ConfigurationView, CreateView, FormView, ObjectState, SectionProblem};

use super::support::{LATER_MS, errors, grant, overview, refused, salesforce_down, saved, taken};

/// A case mapping that reads Severity, Effort and Due Date.
fn set_up(seed: u64) -> Stage {
    let mut stage = Stage::connected(seed);
    let view = overview(&mut stage);
    let mut mapping = of_cases(&view);
    let values = [("Highest", "Critical"), ("High", "High"), ("Low", "Low")];
    let mut severity = created(
        "Severity__c",
        Source::Picklist {
            field: "priority".into(),
            part: Part::Whole,
            back: Default::default(),
            values: values.iter().map(|&(jira, case)| (jira.to_owned(), case.to_owned())).collect(),
            unmapped: Unmapped::Empty,
        },
    );
    severity.default = Some("Critical".into());
    mapping.fields.push(severity);
    let view = saved(&mut stage, view.version, vec![draft("mapping:*:Case", Section::Mapping(mapping))]);
    assert_eq!(errors(&view.problems), []);
    stage
}

fn form(stage: &mut Stage) -> FormView {
    match stage.call(AGENT, Call::CreateForm(CreateFormCall { object: "Case".into() })) {
        Ok(Reply::CreateForm(form)) => form,
        other => panic!("no form: {other:?}"),
    }
}

fn create(stage: &mut Stage, form: &FormView, values: &[(&str, &str)]) -> CreateView {
    let values = values.iter().map(|&(name, value)| (name.to_owned(), FieldValue::Text(value.to_owned()))).collect();
    let call = CreateCall {
        object: "Case".into(),
        form_id: form.form_id.clone(),
        values,
        assignment_rules: None,
        save_duplicates: false,
    };
    match stage.call(AGENT, Call::Create(call)) {
        Ok(Reply::Create(view)) => view,
        other => panic!("no creation: {other:?}"),
    }
}

fn repaired(problems: &[SectionProblem], code: &str) -> Mapping {
    let found = problems.iter().find(|found| found.problem.code == code);
    match found.and_then(|found| found.repair.clone()) {
        Some(Section::Mapping(mapping)) => mapping,
        other => panic!("no repair of `{code}`: {other:?} in {problems:?}"),
    }
}

/// Takes the repair over: then nothing is wrong.
fn repair(stage: &mut Stage, view: &ConfigurationView, mapping: Mapping) {
    let view = saved(stage, view.version, vec![draft("mapping:*:Case", Section::Mapping(mapping))]);
    assert_eq!(errors(&view.problems), []);
}

#[test]
fn d_7_a_removed_field_rests_alone_and_its_repair_leaves_it_out() {
    let mut stage = set_up(41);
    stage.remove_field("Case.Due_Date__c");
    stage.world.advance(LATER_MS);
    let view = overview(&mut stage);
    assert_eq!(errors(&view.problems), [("mapping:*:Case", "unknownField", Some("Due_Date__c"))]);

    let form = form(&mut stage);
    assert!(form.fields.iter().all(|field| field.field != "Due_Date__c"));
    assert!(form.fields.iter().any(|field| field.field == "Subject"));
    assert!(form.problems.iter().any(|problem| problem.field.as_deref() == Some("Due_Date__c")), "{:?}", form.problems);
    assert!(matches!(create(&mut stage, &form, &[("Subject", "still made")]), CreateView::Created { .. }));

    let mapping = repaired(&view.problems, "unknownField");
    assert!(mapping.fields.iter().all(|field| field.field != "Due_Date__c"));
    assert_eq!(mapping.fields.len() + 1, of_cases(&view).fields.len());
    repair(&mut stage, &view, mapping);
}

#[test]
fn d_7_a_picklist_value_that_is_gone_rests_alone() {
    let mut stage = set_up(42);
    stage.change_field("Case.Severity__c", &taken("Severity", &["Low", "Medium", "High"], false));
    stage.world.advance(LATER_MS);
    let view = overview(&mut stage);
    let found = errors(&view.problems);
    assert!(found.contains(&("mapping:*:Case", "badMappedValue", Some("Severity__c"))), "{found:?}");
    assert!(found.contains(&("mapping:*:Case", "badDefault", Some("Severity__c"))), "{found:?}");

    // The field is still in the form, and its other values are still taken.
    let form = form(&mut stage);
    let severity = form.fields.iter().find(|field| field.field == "Severity__c").expect("the field is shown");
    assert_eq!(severity.options.len(), 3);
    assert!(matches!(create(&mut stage, &form, &[("Severity__c", "High")]), CreateView::Created { .. }));

    let mapping = repaired(&view.problems, "badMappedValue");
    let severity = mapping.fields.iter().find(|field| field.field == "Severity__c").unwrap();
    assert_eq!(severity.default, None);
    match &severity.source {
        Source::Picklist { values, .. } => assert_eq!(values.keys().collect::<Vec<_>>(), ["High", "Low"]),
        other => panic!("{other:?}"),
    }
    repair(&mut stage, &view, mapping);
}

#[test]
fn d_7_map_1_a_newly_required_field_joins_the_form_and_its_repair_adds_it() {
    let mut stage = set_up(43);
    stage.make_field("Case.Region__c", &taken("Region", &["North", "South"], true));
    stage.world.advance(LATER_MS);
    let view = overview(&mut stage);
    let told = view.problems.iter().find(|found| found.problem.field.as_deref() == Some("Region__c")).unwrap();
    assert_eq!((told.problem.code.as_str(), told.problem.severity), ("requiredUnmapped", Severity::Warning));

    let form = form(&mut stage);
    let region = form.fields.iter().find(|field| field.field == "Region__c").expect("people can fill it in");
    assert!(region.required);
    match create(&mut stage, &form, &[("Subject", "no region")]) {
        CreateView::Invalid { problems } => {
            let missing = problems.iter().find(|problem| problem.code == "REQUIRED_FIELD_MISSING");
            assert_eq!(missing.and_then(|problem| problem.field.as_deref()), Some("Region__c"), "{problems:?}");
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(create(&mut stage, &form, &[("Region__c", "North")]), CreateView::Created { .. }));

    let mapping = repaired(&view.problems, "requiredUnmapped");
    assert_eq!(mapping.fields.last().unwrap(), &created("Region__c", Source::Nothing));
    repair(&mut stage, &view, mapping);
}

#[test]
fn d_7_a_renamed_field_is_found_again_by_its_label() {
    let mut stage = set_up(44);
    stage.remove_field("Case.Due_Date__c");
    stage.make_field("Case.Deadline__c", &json!({ "type": "Date", "label": "Due Date" }));
    // A field that was just made is shown to nobody until a permission says so.
    grant(&mut stage, "Case.Deadline__c");
    stage.world.advance(LATER_MS);
    let view = overview(&mut stage);
    let mapping = repaired(&view.problems, "unknownField");
    let found = mapping.fields.iter().find(|field| field.field == "Deadline__c").expect("the new name is proposed");
    assert_eq!(found.source, whole("duedate"));
    repair(&mut stage, &view, mapping);
}

#[test]
fn fld_2_an_object_that_no_org_has_is_refused() {
    let mut stage = set_up(45);
    let view = overview(&mut stage);
    assert_eq!(view.objects[0].state, ObjectState::Present);
    let mut selection = view.objects[0].fields.clone();
    selection.object = "Machine__c".into();
    let drafts = vec![draft("fields:Machine__c", Section::Fields(selection))];
    let problems = refused(&mut stage, view.version, drafts);
    assert_eq!(errors(&problems), [("fields:Machine__c", "objectGone", None)]);
}

#[test]
fn off_1_the_overview_opens_while_salesforce_is_down() {
    let mut stage = set_up(46);
    let before = overview(&mut stage);
    salesforce_down(&mut stage);
    stage.world.advance(LATER_MS);
    let down = overview(&mut stage);
    assert_eq!(down, before, "it is told from what is stored");
}

/// A stage on which Severity is shown everywhere and a case is linked, and three cases.
fn severity_shown(seed: u64) -> (Stage, Vec<String>) {
    let mut stage = set_up(seed);
    let mut view = overview(&mut stage);
    let mut fields = view.objects.remove(0).fields;
    fields.search[4] = "Severity__c".to_owned();
    fields.details.push("Severity__c".to_owned());
    fields.list.push("Severity__c".to_owned());
    saved(&mut stage, view.version, vec![draft("fields:Case", Section::Fields(fields))]);
    let found = stage.query("SELECT Id FROM Case ORDER BY CaseNumber LIMIT 3");
    let ids: Vec<String> = found.iter().map(|record| record["Id"].as_str().unwrap().to_owned()).collect();
    stage.call(AGENT, link(&ids[0])).unwrap();
    (stage, ids)
}

fn link(id: &str) -> Call {
    Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id.to_owned()], share: false })
}

#[test]
fn d_7_lnk_1_people_go_on_at_once_when_a_field_that_they_see_is_removed() {
    let calls: [fn(&[String]) -> Call; 4] = [
        |_| Call::Search(SearchCall { object: "Case".into(), keywords: "a".into() }),
        |ids| link(&ids[1]),
        |ids| Call::Details(DetailsCall { record_id: ids[0].clone() }),
        |_| Call::Panel(PanelCall { view: PanelKind::List, stored: false }),
    ];
    for (seed, call) in (38..).zip(calls) {
        let (mut stage, ids) = severity_shown(seed);
        let call = call(&ids);
        stage.remove_field("Case.Severity__c");
        match stage.call(AGENT, call.clone()) {
            Ok(Reply::Panel(view)) => {
                assert_eq!(view.stale, None);
                assert!(view.groups[0].columns.iter().all(|column| column.field != "Severity__c"));
            }
            Ok(_) => {}
            Err(failure) => panic!("{call:?}: {failure:?}"),
        }
    }
}

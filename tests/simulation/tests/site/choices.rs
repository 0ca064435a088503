//! What there is to choose from, in Jira and in the org.

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::{ADMIN, AGENT, Stage};
use weftline_wire::call::{
    Call, InstallProgressCall, JiraFieldsCall, JiraOptionsCall, JiraProjectsCall, ObjectsCall, Reply, SchemaCall,
    SyncFromSalesforceCall, TestConnectionCall,
};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{JiraFieldsView, JiraOptionsView, JiraProjectsView, ObjectsView, SchemaField, SchemaView};

use crate::support::{install_call, keep_mapping, row, sync};

fn projects(stage: &mut Stage, query: Option<&str>, start_at: u32) -> JiraProjectsView {
    let call = JiraProjectsCall { query: query.map(str::to_owned), start_at };
    match stage.call(ADMIN, Call::JiraProjects(call)) {
        Ok(Reply::JiraProjects(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn fields(stage: &mut Stage) -> JiraFieldsView {
    match stage.call(ADMIN, Call::JiraFields(JiraFieldsCall {})) {
        Ok(Reply::JiraFields(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn options_view(stage: &mut Stage, field: &str, project: Option<&str>) -> JiraOptionsView {
    let call = JiraOptionsCall { field: field.into(), project: project.map(str::to_owned) };
    match stage.call(ADMIN, Call::JiraOptions(call)) {
        Ok(Reply::JiraOptions(view)) => {
            let mut names: Vec<&str> = view.options.iter().map(|option| option.text.as_str()).collect();
            names.dedup();
            assert!(view.values.iter().all(|value| names.contains(&value.as_str())), "{field}: {view:?}");
            assert!(view.below.keys().all(|value| view.values.contains(value)), "{field}: {view:?}");
            view
        }
        other => panic!("{field}: {other:?}"),
    }
}

fn options(stage: &mut Stage, field: &str, project: Option<&str>) -> Vec<String> {
    options_view(stage, field, project).values
}

pub(crate) fn objects(stage: &mut Stage) -> ObjectsView {
    match stage.call(ADMIN, Call::Objects(ObjectsCall { connection: None })) {
        Ok(Reply::Objects(view)) => view,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn schema(stage: &mut Stage, object: &str) -> SchemaView {
    match stage.call(ADMIN, Call::Schema(SchemaCall { object: object.into(), connection: None })) {
        Ok(Reply::Schema(view)) => view,
        other => panic!("{other:?}"),
    }
}

#[test]
fn evt_3_projects_are_listed_by_key_with_their_issue_types_and_found_by_name() {
    let mut stage = Stage::connected(1);
    let all = projects(&mut stage, None, 0);
    let keys: Vec<&str> = all.projects.iter().map(|project| project.key.as_str()).collect();
    assert!(keys.is_sorted() && keys.contains(&"SUP") && all.total as usize == keys.len(), "{keys:?}");
    let support = all.projects.iter().find(|project| project.key == "SUP").unwrap();
    assert_eq!(support.id, "10000");
    assert!(support.issue_types.iter().any(|named| named.name == "Bug" && !named.id.is_empty()));
    let found = projects(&mut stage, Some(" engin "), 0);
    assert_eq!(found.projects.iter().map(|project| project.key.as_str()).collect::<Vec<_>>(), ["ENG"]);
    let rest = projects(&mut stage, None, all.total - 1);
    assert_eq!((rest.projects.len(), rest.total), (1, all.total));
}

#[test]
fn map_1_jira_fields_that_a_mapping_can_use_are_offered_by_name() {
    let mut stage = Stage::connected(2);
    let fields = fields(&mut stage).fields;
    let names: Vec<String> = fields.iter().map(|field| field.name.to_lowercase()).collect();
    assert!(names.is_sorted());
    let one = |id: &str| {
        let field = fields.iter().find(|field| field.id == id);
        field.map(|field| (field.kind.as_str(), field.has_options))
    };
    assert_eq!(one("summary"), Some(("string", false)));
    assert_eq!(one("priority"), Some(("priority", true)));
    assert_eq!(one("customfield_10060"), Some(("option", true)));
    assert_eq!(one("components"), Some(("array of component", true)));
    assert_eq!(one("labels"), Some(("array of string", false)));
    assert_eq!(one("assignee"), Some(("user", false)));
    assert_eq!(one("customfield_10067"), Some(("option-with-child", true)));
    let watchable = |id: &str| fields.iter().any(|field| field.id == id && field.watchable);
    assert!(["summary", "description", "customfield_10060"].into_iter().all(watchable), "AUTO-3: {fields:?}");
    assert!(!["priority", "components", "customfield_10067", "duedate"].into_iter().any(watchable), "AUTO-3");
    for unusable in ["attachment", "comment", "worklog", "votes", "issuelinks"] {
        assert_eq!(one(unusable), None, "{unusable}");
    }
}

#[test]
fn map_4_the_values_of_every_kind_of_option_field_are_told_in_jiras_order() {
    let mut stage = Stage::connected(3);
    let sup = Some("10000");
    assert_eq!(options(&mut stage, "customfield_10060", sup), ["Low", "Medium", "High", "Critical"]);
    assert_eq!(options(&mut stage, "priority", sup), ["Highest", "High", "Medium", "Low", "Lowest"]);
    assert!(options(&mut stage, "status", sup).contains(&"In Progress".to_owned()));
    assert!(options(&mut stage, "resolution", sup).contains(&"Done".to_owned()));
    assert!(options(&mut stage, "issuetype", sup).contains(&"Bug".to_owned()));
    assert!(options(&mut stage, "components", sup).contains(&"Billing".to_owned()));
    assert!(options(&mut stage, "fixVersions", sup).contains(&"2026.10".to_owned()));
    let cascade = options_view(&mut stage, "customfield_10067", sup);
    assert!(cascade.below.values().all(|below| !below.is_empty()) && !cascade.below.is_empty(), "{cascade:?}");
    let with_ids = options_view(&mut stage, "customfield_10060", sup).options;
    assert!(with_ids.iter().all(|option| option.id.as_ref().is_some_and(|id| !id.is_empty())), "{with_ids:?}");
    for field in ["customfield_10060", "status", "components"] {
        let values = options(&mut stage, field, None);
        let mut once = values.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), values.len(), "{field}: each value once");
        assert_eq!(values, options(&mut stage, field, sup), "{field}: without a project, of the first configured one");
    }
    assert!(options(&mut stage, "summary", sup).is_empty());
}

#[test]
fn fld_2_objects_are_those_of_the_org_or_of_the_mapping_that_it_keeps() {
    let mut stage = Stage::connected(4);
    let all = objects(&mut stage);
    assert!(!all.from_side);
    let names: Vec<&str> = all.objects.iter().map(|object| object.object.as_str()).collect();
    for object in ["Case", "Account", "Contact", "Lead", "Opportunity"] {
        assert!(names.contains(&object), "{object} is missing in {names:?}");
    }
    for hidden in ["CaseHistory", "PermissionSet", "FieldPermissions", "UserPermissionAccess"] {
        assert!(!names.contains(&hidden), "{hidden} is nothing to map");
    }
    let labels: Vec<String> = all.objects.iter().map(|object| object.label.to_lowercase()).collect();
    assert!(labels.is_sorted());
    keep_mapping(&mut stage, &[row("A", "SUP", "case", ""), row("B", "SUP", "Gone__c", "")]);
    assert_eq!(objects(&mut stage).objects.len(), all.objects.len(), "the mapping's own type is nothing to map");
    sync(&mut stage);
    let kept = objects(&mut stage);
    assert!(kept.from_side);
    assert_eq!(kept.objects.iter().map(|object| object.object.as_str()).collect::<Vec<_>>(), ["Case"]);
}

#[test]
fn fld_3_a_schema_says_where_each_field_can_be_shown_and_what_is_required() {
    let mut stage = Stage::connected(5);
    let lead = schema(&mut stage, "Lead");
    let required: Vec<&str> =
        lead.fields.iter().take_while(|field| field.required).map(|field| field.field.as_str()).collect();
    assert!(required.contains(&"LastName") && required.contains(&"Company"), "{required:?}");
    assert!(lead.assignable && lead.has_key);
    let rest = &lead.fields[required.len()..];
    assert!(rest.iter().all(|field| !field.required), "required ones come first");
    let labels: Vec<String> = rest.iter().map(|field| field.label.to_lowercase()).collect();
    assert!(labels.is_sorted());

    let case = schema(&mut stage, "Case");
    let field = |path: &str| -> &SchemaField { case.fields.iter().find(|field| field.field == path).expect(path) };
    let shown = |path: &str| (field(path).searchable, field(path).listable);
    assert_eq!(shown("Subject"), (true, true));
    assert_eq!(shown("Description"), (false, false));
    assert_eq!(shown("CreatedDate"), (false, true));
    assert_eq!((shown("Owner.Name"), field("Owner.Name").createable), ((true, true), false));
    assert_eq!(field("Parent.CaseNumber").label, field("ParentId").label.trim_end_matches(" ID"));
    assert!(field("CaseNumber").name_field && !field("Subject").name_field);
    assert!(field("Status").options.iter().any(|value| value.value == "New"));
    assert!(!schema(&mut stage, "Account").assignable);
}

#[test]
fn fld_2_a_schema_is_as_the_org_has_it_now_and_while_it_is_away_as_it_was_last() {
    let mut stage = Stage::connected(6);
    assert!(schema(&mut stage, "Case").has_key);
    stage.remove_field("Case.Weftline_Key__c");
    assert!(!schema(&mut stage, "Case").has_key, "a change is seen at once");
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 }));
    let away = schema(&mut stage, "Case");
    assert!(!away.has_key && away.fields.iter().any(|field| field.field == "Subject"));
    let unknown = stage.call(ADMIN, Call::Schema(SchemaCall { object: "Lead".into(), connection: None })).unwrap_err();
    assert_eq!((unknown.code, unknown.retryable), (FailureCode::SalesforceUnavailable, true));
    let objects = stage.call(ADMIN, Call::Objects(ObjectsCall { connection: None })).unwrap_err();
    assert_eq!(objects.code, FailureCode::SalesforceUnavailable);
    stage.world.clear_faults();
    let gone = stage.call(ADMIN, Call::Schema(SchemaCall { object: "Gone__c".into(), connection: None })).unwrap_err();
    assert_eq!((gone.code, gone.retryable), (FailureCode::RecordNotFound, false));
}

#[test]
fn con_5_who_does_not_administer_jira_is_refused_every_one_of_these_calls() {
    let mut stage = Stage::connected(7);
    let connection = || "main".to_owned();
    let calls = [
        Call::JiraProjects(JiraProjectsCall { query: None, start_at: 0 }),
        Call::JiraFields(JiraFieldsCall {}),
        Call::JiraOptions(JiraOptionsCall { field: "priority".into(), project: Some("10000".into()) }),
        Call::Objects(ObjectsCall { connection: None }),
        Call::Schema(SchemaCall { object: "Case".into(), connection: None }),
        Call::TestConnection(TestConnectionCall { connection: connection() }),
        Call::SyncFromSalesforce(SyncFromSalesforceCall { connection: connection(), base_version: 1 }),
        install_call(&["Case"]),
        Call::InstallProgress(InstallProgressCall {
            connection: connection(),
            deployment: "0Af000000000001CAA".into(),
        }),
    ];
    for call in calls {
        let refused = stage.call(AGENT, call.clone()).unwrap_err();
        assert_eq!(refused.code, FailureCode::NotPermitted, "{call:?}");
        assert_eq!(refused.values.get("permission").map(String::as_str), Some("Administer Jira"), "{call:?}");
    }
    let (status, _) = stage.ask("GET", "/sobjects/Weftline_Mapping__mdt/describe", &serde_json::Value::Null);
    assert_eq!(status, 404, "nothing was installed");
}

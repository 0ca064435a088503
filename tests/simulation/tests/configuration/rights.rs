//! Who may: every call of the admin page, made directly by somebody who administers nothing.

use weftline_simulation::{ADMIN, AGENT, Stage, VIEWER};
use weftline_wire::call::{
    BackfillCall, BackfillReportCall, BeginBackfillCall, BeginLoginCall, CALL_NAMES, Call, CheckConfigurationCall,
    CompareVersionsCall, ConfigurationCall, ConnectCall, ConnectionCall, DisconnectCall, DropWorkCall,
    EraseAccountCall, ExportConfigurationCall, FailedWorkCall, FindIssuesCall, FindPeopleCall, FindRecordsCall,
    FinishLoginCall, HealthCall, ImportConfigurationCall, InstallProgressCall, InstallSideCall, Instance,
    JiraFieldsCall, JiraOptionsCall, JiraProjectsCall, ObjectsCall, OutboundMessagesCall, PreviewMappingCall,
    ReplayCall, RetryWorkCall, RoleChoicesCall, RollBackCall, SaveConfigurationCall, SchemaCall, SiteActivityCall,
    SteerBackfillCall, SupportBundleCall, SyncFromSalesforceCall, TestConnectionCall, TryRuleCall, VersionsCall,
    ViewAsCall,
};
use weftline_wire::configuration::{Condition, FeedPolicy, FilePolicy, Mapping, Rule, Trigger};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::BackfillStep;

use super::support::overview;

/// The calls in a project's settings, which need an admin of the project: see `project_page` and `post_function`.
const IN_PROJECTS: [&str; 2] = ["projectPage", "postFunctionChoices"];

/// The calls on an issue, which need no admin.
const ON_ISSUES: [&str; 35] = [
    "bulkUploads",
    "bulkFile",
    "bulkCheck",
    "bulkJob",
    "bulkCreate",
    "bulkCancel",
    "bulkProblems",
    "panel",
    "linked",
    "search",
    "link",
    "choosePrimary",
    "unlink",
    "createForm",
    "recordType",
    "lookup",
    "create",
    "details",
    "comments",
    "postComment",
    "feed",
    "feedComments",
    "postFeed",
    "emails",
    "email",
    "image",
    "potentialResults",
    "why",
    "runAgain",
    "syncNow",
    "syncState",
    "conflicts",
    "decideConflicts",
    "issueComments",
    "pushComment",
];

fn admin_calls() -> Vec<Call> {
    let connection = || "main".to_owned();
    let rule = Rule {
        id: "0".repeat(16),
        name: "any".into(),
        enabled: true,
        object: "Case".into(),
        trigger: Trigger { field: "customfield_10064".into(), values: Vec::new() },
        conditions: Condition::All { of: Vec::new() },
        again: false,
        while_linked: false,
        since_ms: 0,
    };
    vec![
        Call::Connection(ConnectionCall {}),
        Call::BeginLogin(BeginLoginCall {
            connection: None,
            instance: Instance::Production,
            my_domain: None,
            client_id: Some("key".into()),
            client_secret: Some("secret".into()),
        }),
        Call::FinishLogin(FinishLoginCall { state: "0".repeat(32) }),
        Call::Connect(ConnectCall {
            connection: None,
            my_domain: "weftline.my.salesforce.com".into(),
            client_id: Some("key".into()),
            client_secret: Some("secret".into()),
        }),
        Call::TestConnection(TestConnectionCall { connection: connection() }),
        Call::Disconnect(DisconnectCall { connection: connection() }),
        Call::Configuration(ConfigurationCall {}),
        Call::CheckConfiguration(CheckConfigurationCall { sections: Vec::new() }),
        Call::SaveConfiguration(SaveConfigurationCall { base_version: 1, sections: Vec::new(), objects: None }),
        Call::Versions(VersionsCall { before: None }),
        Call::CompareVersions(CompareVersionsCall { from: 0, to: 1 }),
        Call::RollBack(RollBackCall { version: 0, base_version: 1 }),
        Call::ExportConfiguration(ExportConfigurationCall { version: None }),
        Call::ImportConfiguration(ImportConfigurationCall { text: "{}".into(), base_version: 1, apply: true }),
        Call::JiraProjects(JiraProjectsCall { query: None, start_at: 0 }),
        Call::JiraFields(JiraFieldsCall {}),
        Call::JiraOptions(JiraOptionsCall { field: "priority".into(), project: None }),
        Call::Objects(ObjectsCall { connection: None }),
        Call::Schema(SchemaCall { object: "Case".into(), connection: None }),
        Call::SyncFromSalesforce(SyncFromSalesforceCall { connection: connection(), base_version: 1 }),
        Call::InstallSide(InstallSideCall { connection: connection(), objects: vec!["Case".into()] }),
        Call::InstallProgress(InstallProgressCall {
            connection: connection(),
            deployment: "0Af000000000001AAA".into(),
        }),
        Call::FindIssues(FindIssuesCall { project: None, text: "SUP".into() }),
        Call::FindRecords(FindRecordsCall { project: None, object: "Case".into(), text: "a".into() }),
        Call::PreviewMapping(PreviewMappingCall {
            mapping: Mapping {
                object: "Case".into(),
                fields: Vec::new(),
                assignment_rules: false,
                time_zone: None,
                related: Vec::new(),
                to_salesforce_when: None,
                to_jira_when: None,
                files: FilePolicy::default(),
                feed: FeedPolicy::default(),
            },
            issue: "SUP-1".into(),
            record_id: None,
        }),
        Call::TryRule(TryRuleCall { rule, issue: "SUP-1".into() }),
        Call::RoleChoices(RoleChoicesCall { project: None, query: "a".into() }),
        Call::FindPeople(FindPeopleCall { query: "a".into() }),
        Call::ViewAs(ViewAsCall { account_id: AGENT.into(), project: "10000".into() }),
        Call::Health(HealthCall {}),
        Call::SiteActivity(SiteActivityCall {
            issue: None,
            record: None,
            rule: None,
            outcome: None,
            cause: None,
            after: None,
        }),
        Call::Replay(ReplayCall { key: "10100:000000000000001:00000000".into() }),
        Call::SupportBundle(SupportBundleCall { about: "SUP-1".into() }),
        Call::Backfill(BackfillCall {}),
        Call::BeginBackfill(BeginBackfillCall {
            job_id: "0".repeat(32),
            plan: weftline_simulation::backfill::by_number(true),
        }),
        Call::SteerBackfill(SteerBackfillCall { job_id: "0".repeat(32), step: BackfillStep::Start, rows: 1 }),
        Call::BackfillReport(BackfillReportCall { job_id: "0".repeat(32), after: None }),
        Call::FailedWork(FailedWorkCall {}),
        Call::RetryWork(RetryWorkCall { key: None, code: None }),
        Call::DropWork(DropWorkCall { key: "sync:10100".into() }),
        Call::OutboundMessages(OutboundMessagesCall { connection: connection(), renew: true, remove: false }),
        Call::EraseAccount(EraseAccountCall { account_id: AGENT.into() }),
    ]
}

/// The call's name, as pages send it.
fn name(call: &Call) -> String {
    let sent = serde_json::to_value(call).unwrap();
    sent["name"].as_str().unwrap().to_owned()
}

#[test]
fn ops_4_con_1_every_call_of_the_admin_page_is_refused_to_others() {
    let calls = admin_calls();
    let elsewhere = ON_ISSUES.into_iter().chain(IN_PROJECTS).map(str::to_owned);
    let mut names: Vec<String> = calls.iter().map(name).chain(elsewhere).collect();
    names.sort();
    let mut all: Vec<&str> = CALL_NAMES.to_vec();
    all.sort_unstable();
    assert_eq!(names, all, "a call that is new belongs to one of the lists");

    let mut stage = Stage::connected(71);
    let before = overview(&mut stage);
    for account in [AGENT, VIEWER] {
        for call in &calls {
            let failure = stage.call(account, call.clone()).expect_err(&name(call));
            assert_eq!(failure.code, FailureCode::NotPermitted, "{}: {failure:?}", name(call));
            assert_eq!(failure.values["permission"], "Administer Jira", "{}", name(call));
        }
    }
    assert_eq!(overview(&mut stage), before);
    let connection = stage.call(ADMIN, Call::Connection(ConnectionCall {}));
    assert!(format!("{connection:?}").contains("weftline"), "the org is still connected: {connection:?}");
}

//! Projects, restrictions, settings, and sections that are none.

use weftline_configuration::{SECTION_BYTES_MAX, shipped};
use weftline_wire::configuration::{ProjectConfiguration, Restrictions, Section, Settings};

use super::support::{field, mapping, named, project, refused, repair, selection};

fn check(project: ProjectConfiguration) -> Vec<String> {
    refused(&format!("project:{}", project.id), Section::Project(project))
}

#[test]
fn evt_3_projects_and_issue_types_that_are_not_there_are_refused() {
    assert_eq!(check(project()), Vec::<String>::new());
    assert_eq!(
        check(ProjectConfiguration { issue_types: vec![named("2", "Task")], ..project() }),
        Vec::<String>::new()
    );
    let told = check(ProjectConfiguration { id: "10009".into(), ..project() });
    assert_eq!(told, ["unknownProject -: there is no project `SUP` that you may see; remove it"]);
    let half = ProjectConfiguration { issue_types: vec![named("2", "Task"), named("7", "Idea")], ..project() };
    let told = check(half.clone());
    assert_eq!(told, ["unknownIssueType -: `SUP` has no issue type `Idea`; choose another one, or remove it"]);
    assert_eq!(
        repair("project:10000", Section::Project(half)),
        Some(Section::Project(ProjectConfiguration { issue_types: vec![named("2", "Task")], ..project() }))
    );
    let none = ProjectConfiguration { issue_types: vec![named("7", "Idea")], ..project() };
    assert_eq!(repair("project:10000", Section::Project(none)), None, "no issue type would be all of them");
}

#[test]
fn con_6_projects_are_bound_to_orgs_that_are_connected() {
    let bound = |connection: &str| ProjectConfiguration { connection: Some(connection.into()), ..project() };
    assert_eq!(check(bound("00aa")), Vec::<String>::new());
    let told = check(bound("00bb"));
    assert_eq!(
        told,
        [
            "unknownConnection -: project `SUP` is bound to an org that is not connected: `00bb`; bind it to a connected org"
        ]
    );
    assert_eq!(repair("project:10000", Section::Project(bound("00bb"))), Some(Section::Project(project())));
}

#[test]
fn map_12_restricted_issue_types_exist() {
    let restrict = |types| Section::Restrictions(Restrictions { issue_types: types });
    assert_eq!(refused("restrictions", restrict(vec![named("1", "Bug")])), Vec::<String>::new());
    let told = refused("restrictions", restrict(vec![named("9", "Idea")]));
    assert_eq!(told, ["unknownIssueType -: `this site` has no issue type `Idea`; choose another one, or remove it"]);
    assert_eq!(repair("restrictions", restrict(vec![named("9", "Idea")])), Some(restrict(Vec::new())));
}

#[test]
fn con_4_the_operations_issue_is_one_that_is_there() {
    let naming = |key: &str| Section::Settings(Settings { operations_issue: Some(key.into()), ..shipped::settings() });
    assert_eq!(refused("settings", naming("OPS-1")), Vec::<String>::new());
    for key in ["ops-1", "OPS", "OPS-", "OPS-01", "1PS-1", "OPS-1x", ""] {
        let told = refused("settings", naming(key));
        assert!(told[0].starts_with("malformedIssueKey operationsIssue"), "{key}: {told:?}");
    }
    let told = refused("settings", naming("OPS-404"));
    assert_eq!(
        told,
        ["unknownIssue operationsIssue: there is no issue `OPS-404` that you may see; name another issue, or none"]
    );
}

#[test]
fn ops_4_sections_that_are_none_are_refused() {
    let told = refused("nonsense", Section::Events(shipped::events()));
    assert_eq!(told, ["unknownSection -: `nonsense` is no section of a configuration; leave it out"]);
    let told = refused("settings", Section::Events(shipped::events()));
    assert_eq!(told, ["otherSection -: what is in `settings` is about something else; put it under its own name"]);
    let told = refused("fields:Account", Section::Fields(selection()));
    assert!(told[0].starts_with("otherSection"), "{told:?}");
}

#[test]
fn ops_4_sections_that_no_stored_value_should_hold_are_refused() {
    let mut one = field("Subject", weftline_wire::configuration::Source::Nothing);
    one.help = Some("x".repeat(SECTION_BYTES_MAX));
    let told = refused("mapping:*:Case", Section::Mapping(mapping("Case", vec![one])));
    assert_eq!(told, ["tooLarge -: `mapping:*:Case` is larger than 100 KB; shorten help texts, value maps or lists"]);
}

#[test]
fn view_3_a_signature_is_saved_only_when_it_can_be_made() {
    let signing =
        |template: &str| Section::Settings(Settings { signature: Some(template.into()), ..shipped::settings() });
    for good in ["", "{{user.name}}, {{issue.key}}", "Acme"] {
        assert_eq!(refused("settings", signing(good)), Vec::<String>::new());
    }
    assert_eq!(
        refused("settings", signing("{{user.email}}")),
        [
            "badSignature signature: `{{user.email}}` is no placeholder of a signature; use `{{user.name}}` and `{{issue.key}}` only"
        ]
    );
}

#[test]
fn sync_5_d_6_the_interval_and_the_cap_are_such_that_something_can_be_kept_in_step() {
    let told = |poll_minutes: u32, api_cap: Option<u32>| {
        refused("settings", Section::Settings(Settings { poll_minutes, api_cap, ..shipped::settings() }))
    };
    assert_eq!(told(5, None), Vec::<String>::new());
    assert_eq!(told(60, Some(100)), Vec::<String>::new());
    assert_eq!(told(0, None), Vec::<String>::new(), "as saved before there was an interval");
    assert_eq!(
        told(4, Some(99)),
        [
            "outOfRange pollMinutes: Salesforce cannot be looked at every 4 minutes; choose 5 to 60 minutes",
            "outOfRange apiCap: with 99 API calls a day nothing could be kept in step; allow at least 100, or leave it to the org's own limit",
        ]
    );
    assert_eq!(told(61, None).len(), 1);
}

//! The file: written, read strictly, and carried over.

use std::collections::BTreeMap;

use weftline_configuration::exchange::{
    Dictionary, ExportFile, ExportedOrg, ExportedSite, Here, HereOrg, HereProject, custom_fields, read, translate,
    write,
};
use weftline_configuration::{KnownRoles, shipped};
use weftline_wire::configuration::{
    Comparison, Condition, Mapping, NamedId, Operand, Part, ProjectConfiguration, RelatedLookup, RoleAction, RoleGrant,
    Roles, Section, Settings, Source,
};

use super::support::{field, known, mapping, named, project};

fn file() -> ExportFile {
    let map = |entries: &[(&str, &str)]| -> BTreeMap<String, String> {
        entries.iter().map(|&(id, name)| (id.to_owned(), name.to_owned())).collect()
    };
    let mut sections = shipped::sections();
    let bound = ProjectConfiguration {
        id: "555".into(),
        connection: Some("00cc".into()),
        issue_types: vec![named("91", "bug")],
        ..project()
    };
    let fields = vec![
        field("Effort__c", Source::Field { field: "customfield_7".into(), part: Part::Whole }),
        field(
            "Subject",
            Source::Template { template: "{{issue.customfield_7|\"none\"}} {{issue.customfield_8}}".into() },
        ),
    ];
    sections.insert("project:555".into(), Section::Project(bound));
    sections.insert("mapping:555:Case".into(), Section::Mapping(mapping("Case", fields)));
    ExportFile {
        version: 7,
        exported_at_ms: 1_795_000_000_000,
        site: ExportedSite { cloud_id: "there".into(), url: "https://there.atlassian.net".into() },
        orgs: vec![
            ExportedOrg { connection: "main".into(), organization_id: "00D1".into(), name: "One".into() },
            ExportedOrg { connection: "00cc".into(), organization_id: "00D2".into(), name: "Two".into() },
        ],
        dictionary: Dictionary {
            projects: map(&[("555", "sup")]),
            issue_types: map(&[("91", "bug")]),
            fields: map(&[("customfield_7", "Points"), ("customfield_8", "team")]),
        },
        objects: vec!["Case".into()],
        sections,
    }
}

fn here() -> Here {
    Here {
        cloud_id: "here".into(),
        orgs: vec![
            HereOrg { connection: "main".into(), organization_id: "00D9".into() },
            HereOrg { connection: "00aa".into(), organization_id: "00D2".into() },
        ],
        projects: vec![HereProject {
            id: "10000".into(),
            key: "SUP".into(),
            name: "Support".into(),
            issue_types: vec![named("1", "Bug"), named("2", "Task")],
        }],
        issue_types: vec![named("1", "Bug")],
        fields: known().jira,
        groups: vec![named("g1", "Agents")],
        project_roles: vec![KnownRoles { project: "10000".into(), roles: vec![named("10002", "Administrators")] }],
    }
}

#[test]
fn ops_4_what_is_written_is_read_again() {
    let text = write(&file());
    assert_eq!(read(&text).unwrap(), file());
    assert_eq!(read(&format!("\u{feff}{text}")).unwrap(), file(), "as editors save it");
    assert!(text.starts_with("{\n  \"format\": \"weftline-configuration\",\n  \"formatVersion\": 1,\n"), "{text}");
    assert!(text.contains("\n          \"allowLinking\": true,\n") || text.contains("\"allowLinking\": true,\n"));
    let parsed: Result<(), _> = weftline_wire::json::from_str::<weftline_wire::json::Raw<'_>>(&text).map(|_| ());
    assert!(parsed.is_ok());
}

#[test]
fn ops_4_mistakes_are_told_with_their_place() {
    let told = |from: &str, to: &str| {
        let text = write(&file());
        assert!(text.contains(from), "{from} in {text}");
        let error = read(&text.replacen(from, to, 1)).unwrap_err();
        let line = text.lines().position(|line| line.contains(from)).unwrap() + 1;
        (error.text().into_owned(), error.line == line)
    };
    assert_eq!(
        told("\"enabled\": true", "\"enabled\": true, \"typo\": 1"),
        ("there is no such field in `sections.settings.content.typo`".into(), true)
    );
    assert_eq!(
        told("\"enabled\": true", "\"enabled\": 1"),
        ("`true` or `false` is expected in `sections.settings.content.enabled`".into(), true)
    );
    let (text, _) = told("\"enabled\": true,", "");
    assert!(text.contains("missing field `enabled`") && text.contains("sections.settings"), "{text}");
    let (text, on_line) = told("\"version\": 7", "\"version\": 7, \"more\": 1");
    assert!(text.contains("unknown field `more`") && on_line, "{text}");
    assert!(told("\"formatVersion\": 1", "\"formatVersion\": 9").0.contains("newer Weftline"));
    assert!(told("weftline-configuration", "something-else").0.contains("no export"));
    assert!(read("").is_err() && read("[]").is_err() && read("{}").is_err());
}

#[test]
fn ops_4_ids_are_carried_over_by_key_name_and_org() {
    let translated = translate(&file(), &here());
    assert_eq!(translated.problems, []);
    let expected =
        ProjectConfiguration { connection: Some("00aa".into()), issue_types: vec![named("1", "Bug")], ..project() };
    assert_eq!(translated.sections["project:10000"], Section::Project(expected));
    let Section::Mapping(mapping) = &translated.sections["mapping:10000:Case"] else { panic!("a mapping") };
    assert_eq!(mapping.fields[0].source, Source::Field { field: "customfield_10042".into(), part: Part::Whole });
    let template = "{{issue.customfield_10042|\"none\"}} {{issue.customfield_10043}}";
    assert_eq!(mapping.fields[1].source, Source::Template { template: template.into() });
    assert!(!translated.sections.contains_key("project:555"));
}

#[test]
fn ops_4_what_has_no_counterpart_is_told_and_left_out() {
    let mut elsewhere = here();
    elsewhere.orgs.pop();
    elsewhere.fields.fields.pop();
    let translated = translate(&file(), &elsewhere);
    let told: Vec<_> = translated.problems.iter().map(|found| found.problem.text.as_str()).collect();
    assert_eq!(
        told,
        ["this site has no field `team`", "the org `Two` is not connected here; the project uses the first one"]
    );
    let Section::Mapping(mapping) = &translated.sections["mapping:10000:Case"] else { panic!("a mapping") };
    assert_eq!(mapping.fields[1].source, Source::Nothing);

    elsewhere.projects[0].issue_types = vec![named("2", "Task")];
    let translated = translate(&file(), &elsewhere);
    assert!(!translated.sections.contains_key("project:10000"), "no issue type would be all of them");
    assert_eq!(translated.left_out, ["project:10000"]);

    elsewhere.projects.clear();
    let translated = translate(&file(), &elsewhere);
    assert!(translated.problems[0].problem.text.contains("no project `SUP`"), "{:?}", translated.problems);
    assert!(translated.sections.keys().all(|name| !name.contains("10000") && !name.contains("555")));
}

#[test]
fn ops_4_on_its_own_site_ids_stay() {
    let mut same = here();
    same.cloud_id = "there".into();
    same.projects[0].id = "555".into();
    same.projects[0].key = "RENAMED".into();
    let translated = translate(&file(), &same);
    let Section::Project(project) = &translated.sections["project:555"] else { panic!("a project") };
    assert_eq!((project.key.as_str(), project.issue_types[0].id.as_str()), ("RENAMED", "91"));
    assert_eq!(translated.sections["mapping:555:Case"], file().sections["mapping:555:Case"]);
}

#[test]
fn ops_4_custom_fields_are_found_in_sources_and_templates() {
    let file = file();
    let Section::Mapping(mapping) = &file.sections["mapping:555:Case"] else { panic!("a mapping") };
    assert_eq!(custom_fields(mapping), ["customfield_7", "customfield_7", "customfield_8"]);
}

#[test]
fn ops_4_rel_1_how_both_sides_are_kept_in_step_is_carried_over() {
    let related = vec![RelatedLookup { field: "AccountId".into(), object: "Account".into() }];
    let settings = Settings {
        comments_to_jira: false,
        public_in_jira: true,
        poll_minutes: 30,
        api_cap: Some(9_000),
        ..shipped::settings()
    };
    let mut file = file();
    let mapped = Mapping { related: related.clone(), ..mapping("Case", vec![field("Subject", Source::Nothing)]) };
    file.sections.insert("mapping:555:Case".into(), Section::Mapping(mapped));
    file.sections.insert("settings".into(), Section::Settings(settings.clone()));
    let translated = translate(&read(&write(&file)).unwrap(), &here());
    assert_eq!(translated.sections["settings"], Section::Settings(settings));
    let Section::Mapping(mapping) = &translated.sections["mapping:10000:Case"] else { panic!("a mapping") };
    assert_eq!(mapping.related, related);
}

#[test]
fn ops_8_ops_4_roles_are_carried_over_by_the_names_of_groups_and_project_roles() {
    let grant = |action, groups: &[NamedId], project_roles: &[NamedId]| RoleGrant {
        action,
        everyone: false,
        groups: groups.to_vec(),
        project_roles: project_roles.to_vec(),
    };
    let admins = [named("7", "administrators")];
    let see = grant(RoleAction::See, &[named("g7", "AGENTS")], &admins);
    let link = grant(RoleAction::Link, &[named("g8", "gone")], &[]);
    let mut file = file();
    file.sections.insert("roles:555".into(), Section::Roles(Roles { grants: vec![see, link] }));
    file.sections.insert("roles:777".into(), Section::Roles(Roles::default()));
    let translated = translate(&file, &here());
    let here_admins = [named("10002", "Administrators")];
    let see = grant(RoleAction::See, &[named("g1", "Agents")], &here_admins);
    let expected = Roles { grants: vec![see, grant(RoleAction::Link, &[], &[])] };
    assert_eq!(
        translated.sections["roles:10000"],
        Section::Roles(expected),
        "a grant that lost its group opens nothing"
    );
    assert!(!translated.sections.contains_key("roles:777"), "a project that is not here");
    let told: Vec<&str> = translated.problems.iter().map(|found| found.problem.text.as_str()).collect();
    assert!(told.contains(&"this site has no group `gone`"), "{told:?}");
    let same = translate(&file, &Here { cloud_id: file.site.cloud_id.clone(), ..here() });
    assert!(!same.problems.iter().any(|found| found.section.starts_with("roles:")));
}

#[test]
fn sync_7_ops_4_conditions_are_carried_over_and_stay_closed_where_a_field_has_no_counterpart() {
    let compare = |field: &str, id: Option<&str>| Condition::Compare {
        field: field.into(),
        comparison: Comparison::Equals,
        values: vec![Operand { id: id.map(str::to_owned), text: "Blue".into() }],
    };
    let of_record = Condition::All { of: vec![compare("Priority", None)] };
    let of_issue = Condition::All { of: vec![compare("customfield_8", Some("777")), compare("summary", None)] };
    let mut file = file();
    let mapped = Mapping {
        to_salesforce_when: Some(of_issue),
        to_jira_when: Some(of_record.clone()),
        ..mapping("Case", vec![field("Subject", Source::Nothing)])
    };
    assert_eq!(custom_fields(&mapped), ["customfield_8"]);
    file.sections.insert("mapping:555:Case".into(), Section::Mapping(mapped));
    let file = read(&write(&file)).unwrap();
    let translated = translate(&file, &here());
    assert_eq!(translated.problems, []);
    let Section::Mapping(mapping) = &translated.sections["mapping:10000:Case"] else { panic!("a mapping") };
    let there = Condition::All { of: vec![compare("customfield_10043", None), compare("summary", None)] };
    assert_eq!(mapping.to_salesforce_when, Some(there), "an option is found by its name");
    assert_eq!(mapping.to_jira_when, Some(of_record.clone()));

    let mut elsewhere = here();
    elsewhere.fields.fields.retain(|field| field.name != "Team");
    let translated = translate(&file, &elsewhere);
    let told: Vec<_> = translated.problems.iter().map(|found| found.problem.text.as_str()).collect();
    assert_eq!(
        told,
        ["conditions towards Salesforce: this site has no field `team`; nothing goes to Salesforce by this"]
    );
    let Section::Mapping(mapping) = &translated.sections["mapping:10000:Case"] else { panic!("a mapping") };
    assert_eq!(mapping.to_salesforce_when, Some(Condition::Any { of: Vec::new() }));
    assert_eq!(mapping.to_jira_when, Some(of_record));
}

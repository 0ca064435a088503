//! Names, hashes, what a save takes along, and differences.

use weftline_configuration::{SectionName, canonical, changes, drafted, hash, objects, shipped};
use weftline_wire::call::SectionDraft;
use weftline_wire::configuration::{Section, Settings};

use super::support::project;

#[test]
fn names_are_parsed_and_written_alike_and_others_are_none() {
    for name in [
        "settings",
        "events",
        "restrictions",
        "project:10000",
        "side:main",
        "fields:My_Object__c",
        "mapping:*:Case",
        "mapping:10000:My_Object__c",
    ] {
        assert_eq!(SectionName::parse(name).map(|parsed| parsed.to_string()).as_deref(), Some(name));
    }
    for name in [
        "",
        "Settings",
        "settings:",
        "project",
        "project:",
        "project:SUP",
        "project:1:2",
        "side:",
        "side:a b",
        "fields:",
        "fields:1x",
        "fields:a:b",
        "mapping:Case",
        "mapping:SUP:Case",
        "mapping:*:",
        "mapping:**:Case",
    ] {
        assert_eq!(SectionName::parse(name), None, "{name}");
    }
}

#[test]
fn ops_4_the_same_content_has_the_same_hash() {
    let section = Section::Settings(shipped::settings());
    let text = canonical(&section);
    assert!(text.starts_with(r#"{"kind":"settings","content":{"enabled":true,"#), "{text}");
    let read: Section = weftline_wire::json::from_str(&text).unwrap();
    assert_eq!((canonical(&read), hash(&text)), (text.clone(), hash(&canonical(&read))));
    let other = Section::Settings(Settings { enabled: false, ..shipped::settings() });
    assert_ne!(hash(&canonical(&other)), hash(&text));
    assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn ops_4_with_a_project_or_an_object_go_its_mappings() {
    let names = ["fields:Case", "mapping:*:Case", "mapping:1:Case", "mapping:1:Lead", "project:1", "settings"]
        .map(str::to_owned);
    let removal = |name: &str| SectionDraft { name: name.into(), content: None };
    let gone = |drafts: &[SectionDraft]| drafted(drafts, &names).into_keys().collect::<Vec<_>>();
    assert_eq!(gone(&[removal("project:1")]), ["mapping:1:Case", "mapping:1:Lead", "project:1"]);
    assert_eq!(gone(&[removal("fields:Case")]), ["fields:Case", "mapping:*:Case", "mapping:1:Case"]);
    assert_eq!(gone(&[removal("settings")]), ["settings"]);
    let kept = SectionDraft { name: "mapping:1:Case".into(), content: Some(Section::Mapping(shipped::mapping())) };
    let both = drafted(&[kept, removal("project:1")], &names);
    assert!(both["mapping:1:Case"].is_some(), "what was drafted itself is not taken along");
}

#[test]
fn fld_1_objects_keep_their_order_and_new_ones_come_last() {
    let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let draft = |name: &str| SectionDraft { name: name.into(), content: Some(Section::Events(shipped::events())) };
    let before = names(&["Case", "Lead"]);
    let drafts = [draft("fields:Zeta__c"), draft("fields:Account")];
    let after = names(&["fields:Account", "fields:Case", "fields:Zeta__c", "settings"]);
    assert_eq!(objects(&before, &drafts, &after), ["Case", "Zeta__c", "Account"]);
}

#[test]
fn ops_4_differences_are_said_thing_by_thing() {
    let said = |before: Option<Section>, after: Option<Section>| -> Vec<String> {
        let side = |text: Option<String>| text.unwrap_or_else(|| "-".into());
        changes("x", before.as_ref(), after.as_ref())
            .into_iter()
            .map(|change| format!("{}: {} > {}", change.path, side(change.before), side(change.after)))
            .collect()
    };
    let settings = |change: fn(&mut Settings)| {
        let mut settings = shipped::settings();
        change(&mut settings);
        Some(Section::Settings(settings))
    };
    assert_eq!(
        said(
            settings(|_| {}),
            settings(|settings| {
                settings.enabled = false;
                settings.operations_issue = Some("OPS-1".into());
            })
        ),
        ["enabled: on > off", "operationsIssue: - > OPS-1"]
    );
    assert_eq!(
        said(None, Some(Section::Project(project()))),
        ["key: - > SUP", "name: - > Support", "issueTypes: - > all"]
    );

    let mut mapping = shipped::mapping();
    mapping.fields.swap(0, 1);
    let first_two = said(Some(Section::Mapping(shipped::mapping())), Some(Section::Mapping(mapping.clone())));
    assert_eq!(first_two.len(), 1);
    assert!(first_two[0].starts_with("order: Subject, Description, "), "{first_two:?}");
    mapping = shipped::mapping();
    mapping.fields.remove(0);
    mapping.fields[1].help = Some("how urgent".into());
    let lines = said(Some(Section::Mapping(shipped::mapping())), Some(Section::Mapping(mapping)));
    assert_eq!(lines[0], "Priority.help: - > how urgent");
    assert!(lines.iter().skip(1).all(|line| line.starts_with("Subject.") && line.ends_with("> -")), "{lines:?}");
}

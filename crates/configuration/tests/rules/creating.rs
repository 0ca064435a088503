//! Rules that create records: checked by themselves, against mappings, stamped, and carried over to another site.

use std::collections::BTreeMap;

use weftline_configuration::exchange::{
    Dictionary, ExportFile, ExportedSite, Here, HereProject, custom_fields_of_rules, read, translate, write,
};
use weftline_configuration::{Checked, Doubt, check, left_without, stamped};
use weftline_mapping::JiraFields;
use weftline_wire::configuration::{Comparison, Condition, Operand, Part, Rule, RuleSet, Section, Source, Trigger};
use weftline_wire::json;

use super::support::{field, known, mapping, project};

fn operand(id: Option<&str>, text: &str) -> Operand {
    Operand { id: id.map(str::to_owned), text: text.into() }
}

fn rule(number: u32, name: &str, object: &str) -> Rule {
    Rule {
        id: format!("{number:016x}"),
        name: name.into(),
        enabled: true,
        object: object.into(),
        trigger: Trigger { field: "summary".into(), values: vec![operand(None, "yes")] },
        conditions: Condition::All { of: Vec::new() },
        again: false,
        while_linked: false,
        since_ms: 0,
    }
}

fn jira() -> JiraFields {
    let kinds = "com.atlassian.jira.plugin.system.customfieldtypes";
    json::from_str(&format!(
        r#"{{"complete":true,"fields":[
        {{"id":"summary","name":"Summary","schema":{{"type":"string","system":"summary"}}}},
        {{"id":"priority","name":"Priority","schema":{{"type":"priority","system":"priority"}}}},
        {{"id":"customfield_1","name":"Severity","schema":{{"type":"option","custom":"{kinds}:select"}}}},
        {{"id":"customfield_2","name":"Tier","schema":{{"type":"option-with-child","custom":"{kinds}:cascadingselect"}}}},
        {{"id":"customfield_3","name":"Owner","schema":{{"type":"user","custom":"{kinds}:userpicker"}}}}]}}"#
    ))
    .unwrap()
}

/// Errors of rules of a project beside these mappings.
fn refused(project_of_rules: &str, rules: Vec<Rule>, mappings: &[(&str, Vec<&str>)]) -> Vec<String> {
    let mut sections = BTreeMap::new();
    sections.insert("project:10000".to_owned(), Section::Project(project()));
    for (name, fields) in mappings {
        let object = name.rsplit(':').next().unwrap();
        let fields =
            fields.iter().map(|name| field(name, Source::Field { field: "summary".into(), part: Part::Whole }));
        sections.insert((*name).to_owned(), Section::Mapping(mapping(object, fields.collect())));
    }
    let name = format!("rules:{project_of_rules}");
    sections.insert(name.clone(), Section::Rules(RuleSet { rules }));
    let names: Vec<String> = sections.keys().cloned().collect();
    let known = weftline_configuration::Known { jira: jira(), ..known() };
    let checked = Checked { names: &names, sections: &sections, known: &known, doubt: Doubt::Refused };
    let found = check(&checked, std::iter::once(&name));
    let objects: Vec<String> = mappings.iter().map(|(name, _)| name.rsplit(':').next().unwrap().to_owned()).collect();
    let beside = left_without(&checked, std::iter::once(&name), &objects);
    assert!(beside.iter().all(|problem| found.contains(problem)), "{beside:?}");
    let told = found.into_iter().map(|found| {
        assert!(found.problem.remedy.is_some_and(|remedy| !remedy.is_empty()));
        format!("{}: {}", found.problem.code, found.problem.text)
    });
    told.collect()
}

#[test]
fn auto_5_a_rule_needs_a_mapping_of_its_object_in_its_project() {
    let both = || vec![rule(1, "A", "Case")];
    assert!(refused("10000", both(), &[("mapping:10000:Case", vec!["Subject"])]).is_empty());
    assert!(refused("10000", both(), &[("mapping:*:Case", vec!["Subject"])]).is_empty());
    assert!(refused("*", both(), &[("mapping:10000:Case", vec!["Subject"])]).is_empty());
    for of in ["10000", "*"] {
        assert_eq!(refused(of, both(), &[]), ["noMapping: rule `A`: `Case` has no mapping in `SUP`"], "{of}");
    }
    assert_eq!(
        refused("10009", both(), &[("mapping:*:Case", vec![])]),
        ["projectNotConfigured: the rules are for a project that is not configured: `10009`"]
    );
    let off = vec![Rule { enabled: false, ..rule(1, "A", "Case") }];
    assert!(refused("10000", off, &[]).is_empty(), "a rule that is switched off creates nothing");
}

#[test]
fn map_1_a_rule_is_refused_where_nobody_can_fill_a_required_field() {
    let rules = || vec![rule(1, "A", "Account"), rule(2, "B", "Account")];
    let needs = "requiredUnfillable: rule `A`: `Account` needs `Name`, and the mapping in `SUP` gives it no value";
    assert_eq!(refused("10000", rules(), &[("mapping:10000:Account", vec!["Industry"])]), [needs]);
    assert!(refused("10000", rules(), &[("mapping:10000:Account", vec!["Name"])]).is_empty());
}

#[test]
fn auto_3_fields_that_no_rule_can_watch_are_refused() {
    let watches =
        |field: &str| Rule { trigger: Trigger { field: field.into(), values: Vec::new() }, ..rule(1, "A", "Case") };
    let refused = |rule| refused("10000", vec![rule], &[("mapping:*:Case", vec![])]);
    assert!(refused(watches("customfield_1")).is_empty());
    assert_eq!(
        refused(watches("customfield_2")),
        ["notWatchable: rule `A`, `trigger.field`: `Tier` is of a type that a rule cannot watch"]
    );
    assert_eq!(
        refused(watches("customfield_9")),
        ["unknownJiraField: rule `A`, `trigger.field`: Jira has no field `customfield_9`"]
    );
}

#[test]
fn rules_watch_since_they_were_switched_on_whatever_a_page_says() {
    let stored = RuleSet {
        rules: vec![
            Rule { since_ms: 100, ..rule(1, "goes on", "Case") },
            Rule { since_ms: 100, enabled: false, ..rule(2, "switched on", "Case") },
            Rule { since_ms: 100, ..rule(3, "set off by something else", "Case") },
            Rule { since_ms: 100, ..rule(4, "switched off", "Case") },
            Rule { since_ms: 100, enabled: false, ..rule(5, "stays off", "Case") },
        ],
    };
    let mut sent = stored.clone();
    sent.rules.iter_mut().for_each(|rule| rule.since_ms = 7);
    sent.rules[0].name = "renamed".into();
    sent.rules[1].enabled = true;
    sent.rules[2].trigger.values.clear();
    sent.rules[3].enabled = false;
    sent.rules.push(rule(6, "new", "Case"));
    let since = |rules: &RuleSet| rules.rules.iter().map(|rule| rule.since_ms).collect::<Vec<_>>();
    let once = stamped(&sent, Some(&stored), 500);
    assert_eq!(since(&once), [100, 500, 500, 100, 100, 500]);
    assert_eq!(stamped(&sent, Some(&once), 900), once, "saving again changes nothing");
    assert_eq!(since(&stamped(&sent, None, 500)), [500, 500, 500, 500, 500, 500]);
}

fn file(rules: Vec<Rule>) -> ExportFile {
    let map = |entries: &[(&str, &str)]| -> BTreeMap<String, String> {
        entries.iter().map(|&(id, name)| (id.to_owned(), name.to_owned())).collect()
    };
    ExportFile {
        version: 7,
        exported_at_ms: 1_795_000_000_000,
        site: ExportedSite { cloud_id: "there".into(), url: "https://there.atlassian.net".into() },
        orgs: Vec::new(),
        dictionary: Dictionary {
            projects: map(&[("555", "sup")]),
            fields: map(&[("customfield_77", "Severity"), ("customfield_78", "owner"), ("customfield_79", "Gone")]),
            ..Dictionary::default()
        },
        objects: vec!["Case".into()],
        sections: BTreeMap::from([("rules:555".to_owned(), Section::Rules(RuleSet { rules }))]),
    }
}

#[test]
fn rules_are_carried_over_to_another_site() {
    let compare = |field: &str, id: &str| Condition::Compare {
        field: field.into(),
        comparison: Comparison::OneOf,
        values: vec![operand(Some(id), "High")],
    };
    let kept = Rule {
        trigger: Trigger { field: "customfield_77".into(), values: vec![operand(Some("901"), "High")] },
        conditions: Condition::Not { of: vec![compare("customfield_78", "5b10"), compare("priority", "2")] },
        ..rule(1, "Kept", "Case")
    };
    let lost = Rule { conditions: compare("customfield_79", "1"), ..rule(2, "Lost", "Case") };
    let written = write(&file(vec![kept.clone(), lost]));
    let file = read(&written).unwrap();
    let Section::Rules(rules) = &file.sections["rules:555"] else { panic!() };
    assert_eq!(custom_fields_of_rules(rules), ["customfield_77", "customfield_78", "customfield_79"]);
    let here = Here {
        cloud_id: "here".into(),
        projects: vec![HereProject {
            id: "10000".into(),
            key: "SUP".into(),
            name: "Support".into(),
            issue_types: Vec::new(),
        }],
        fields: jira(),
        ..Here::default()
    };
    let translated = translate(&file, &here);
    let Section::Rules(rules) = &translated.sections["rules:10000"] else { panic!() };
    let [rule] = rules.rules.as_slice() else { panic!("{rules:?}") };
    assert_eq!((rule.trigger.field.as_str(), &rule.trigger.values[0]), ("customfield_1", &operand(None, "High")));
    let Condition::Not { of } = &rule.conditions else { panic!() };
    let [owner, priority] = of.as_slice() else { panic!() };
    assert_eq!(*owner, compare("customfield_3", "5b10"), "an account is the same everywhere");
    let Condition::Compare { field, values, .. } = priority else { panic!() };
    assert_eq!((field.as_str(), &values[0]), ("priority", &operand(None, "High")));
    let told: Vec<&str> = translated.problems.iter().map(|found| found.problem.text.as_str()).collect();
    assert_eq!(told, ["rule `Lost`: this site has no field `Gone`"]);
    let same = translate(
        &file,
        &Here {
            cloud_id: "there".into(),
            projects: vec![HereProject {
                id: "555".into(),
                key: "SUP".into(),
                name: String::new(),
                issue_types: Vec::new(),
            }],
            ..here
        },
    );
    assert_eq!(same.sections["rules:555"], file.sections["rules:555"], "on its own site a file stays as it is");
    assert_eq!(kept.id, rule.id);
}

//! Support bundles (OPS-9): nothing personal or secret of a world that is full of marked values is in one, and what is in
//! it is planned again to the same decisions.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weftline_simulation::everything::{attach, look};
use weftline_simulation::mappings::{self, created, mapping};
use weftline_simulation::rules::{SWITCH, escalations, section, text};
use weftline_simulation::{ADMIN, AGENT, Stage};
use weftline_wire::call::{Call, CreateCall, CreateFormCall, LinkCall, PostCommentCall, Reply, SupportBundleCall};
use weftline_wire::configuration::{Comparison, Condition, Direction, FilePolicy, Mapping, Policy, Source};
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::{CreateView, SupportBundleView};

use crate::support::{REFUSED, refuse};

/// Values that are found wherever they go: each has a word of its own.
struct Marks {
    state: u64,
    words: Vec<String>,
}

impl Marks {
    fn random(&mut self, below: u64) -> u64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % below
    }

    /// A word that is nowhere else.
    fn word(&mut self) -> String {
        let letters = ["a", "e", "i", "o", "u", "Q", "x", "w", "Z", "k", "v", "j"];
        let word: String = (0..9).map(|_| letters[self.random(12) as usize]).collect();
        self.words.push(word.clone());
        word
    }

    /// Digits that are nowhere else.
    fn digits(&mut self) -> String {
        let digits: String = (0..10).map(|_| char::from(b'1' + self.random(9) as u8)).collect();
        self.words.push(digits.clone());
        digits
    }

    /// What somebody may write: the word in one of many surroundings.
    fn value(&mut self) -> String {
        let word = self.word();
        match self.random(10) {
            0 => word,
            1 => format!("{word}@acme.example"),
            2 => format!("https://{word}.example/{word}?of={word}"),
            3 => format!("<{word}> and <b>{word}</b> & {word}"),
            4 => format!("{{{{issue.{word}}}}} {{{{{word}}}}}"),
            5 => format!("\"type\":\"{word}\" \\ '{word}'"),
            6 => format!("Ünïcode {word}, 漢字 {word}"),
            7 => format!("{word}_{word}-1 {word}: since 2026-11-21 10:30"),
            8 => format!("&{word}; mailto:{word} customfield_{word}"),
            _ => format!("true {word} {}", self.digits()),
        }
    }
}

/// The issue, and a world in which everything that people write is marked.
fn marked(seed: u64) -> (Stage, Marks, String) {
    let mut stage = Stage::connected(seed);
    let mut marks = Marks { state: seed, words: Vec::new() };
    configure(&mut stage, &mut marks);
    let (_, issue) = stage.jira(AGENT, "GET", "issue/SUP-1?fields=summary", &Value::Null);
    let issue = issue["id"].as_str().unwrap().to_owned();
    let id = stage.make("Case", &json!({ "Subject": marks.value(), "SuppliedName": marks.value() }));
    stage.edit(AGENT, "SUP-1", &json!({ "summary": marks.value(), "description": paragraph(&marks.value()) }));
    stage.settle();
    stage.world.advance(60_000);
    let call = LinkCall { object: "Case".into(), record_ids: vec![id.clone()], share: false };
    stage.call(AGENT, Call::Link(call)).unwrap();
    stage.settle();
    stage.edit(AGENT, "SUP-1", &json!({ "customfield_10050": marks.value(), "customfield_10052": 1234.5 }));
    stage.settle_within(60_000);
    comments(&mut stage, &mut marks, &id);
    // A file that goes, and one that does not.
    for ending in ["txt", "bin"] {
        attach(&mut stage, "SUP-1", &format!("{}.{ending}", marks.word()), ending);
    }
    stage.settle_within(60_000);
    created_too(&mut stage, &mut marks);
    // Both sides have changed: it waits with both values.
    stage.change("Case", &id, &json!({ "Subject": marks.value(), "SuppliedCompany": marks.value() }));
    stage.edit(AGENT, "SUP-1", &json!({ "summary": marks.value() }));
    stage.settle_within(60_000);
    look(&mut stage);
    // What the org refuses is told with its words.
    refuse(&mut stage, true);
    stage.edit(AGENT, "SUP-1", &json!({ "customfield_10050": REFUSED, "description": paragraph(&long(&mut marks)) }));
    stage.settle_within(60_000);
    look(&mut stage);
    (stage, marks, issue)
}

fn configure(stage: &mut Stage, marks: &mut Marks) {
    stage.set(|settings| {
        (settings.comments_to_salesforce, settings.comments_to_jira) = (true, true);
        settings.operations_issue = Some("SUP-4".into());
    });
    let mut name = mappings::field("SuppliedName", "customfield_10050", Direction::Both, Policy::LatestWins);
    (name.label, name.help, name.default) = (Some(marks.value()), Some(marks.value()), Some(marks.word()));
    let template = format!("{}: {{{{issue.key}}}} {{{{issue.summary}}}}", marks.word());
    // Picklists, lookups and people, as Weftline ships them.
    let shipped = mappings::of_cases(&stage.configuration().unwrap()).fields;
    let mut fields = vec![
        mappings::field("Subject", "summary", Direction::Both, Policy::Ask),
        name,
        mappings::field("Description", "description", Direction::ToSalesforce, Policy::JiraWins),
        mappings::field("Effort__c", "customfield_10052", Direction::ToSalesforce, Policy::JiraWins),
        mappings::field("Due_Date__c", "customfield_10053", Direction::ToSalesforce, Policy::JiraWins),
        created("SuppliedCompany", Source::Template { template }),
        created("SuppliedPhone", Source::Constant { value: marks.digits() }),
    ];
    for mut field in shipped {
        if fields.iter().all(|mine| mine.field != field.field) {
            field.direction = if field.field == "Priority" { Direction::Both } else { field.direction };
            fields.push(field);
        }
    }
    let files = FilePolicy { to_salesforce: true, to_jira: true, bytes_max: 0, types: vec!["txt".into()] };
    let mapping = Mapping { files, ..mapping("Case", fields) };
    stage.save_in_spite_of_warnings(vec![mappings::section("*", mapping)]);
    let conditions = Condition::Compare {
        field: "summary".into(),
        comparison: Comparison::NotEquals,
        values: vec![text(&marks.value())],
    };
    let mut rule = escalations(conditions);
    rule.name = marks.word();
    stage.save_in_spite_of_warnings(vec![section("10000", vec![rule])]);
    stage.world.advance(60_000);
}

fn paragraph(text: &str) -> Value {
    let strong = json!({ "type": "text", "text": text, "marks": [{ "type": "strong" }] });
    let text = json!({ "type": "text", "text": text });
    json!({ "type": "doc", "version": 1, "content": [{ "type": "paragraph", "content": [text, strong] }] })
}

/// More than a base keeps whole.
fn long(marks: &mut Marks) -> String {
    (0..60).map(|_| marks.word() + " ").collect::<String>() + "end"
}

fn comments(stage: &mut Stage, marks: &mut Marks, id: &str) {
    let short = marks.value();
    for text in [short, long(marks)] {
        let (status, made) = stage.jira(AGENT, "POST", "issue/SUP-1/comment", &json!({ "body": paragraph(&text) }));
        assert_eq!(status, 201, "{made}");
    }
    stage.settle();
    stage.make("CaseComment", &json!({ "ParentId": id, "CommentBody": marks.value(), "IsPublished": true }));
    let post = PostCommentCall {
        record_id: id.to_owned(),
        post_id: "0000000000000000000000000000c0de".into(),
        text: marks.value(),
        public: false,
    };
    stage.call(AGENT, Call::PostComment(post)).unwrap();
    look(stage);
}

/// A case by the form, and one by the rule.
fn created_too(stage: &mut Stage, marks: &mut Marks) {
    let form = match stage.call(AGENT, Call::CreateForm(CreateFormCall { object: "Case".into() })) {
        Ok(Reply::CreateForm(form)) => form,
        other => panic!("{other:?}"),
    };
    let values = BTreeMap::from([("Subject".to_owned(), FieldValue::Text(marks.value()))]);
    let call = CreateCall {
        object: form.object,
        form_id: form.form_id,
        values,
        assignment_rules: form.assignment_rules,
        save_duplicates: false,
    };
    match stage.call(AGENT, Call::Create(call)) {
        Ok(Reply::Create(CreateView::Created { .. })) => {}
        other => panic!("{other:?}"),
    }
    stage.settle();
    stage.edit(AGENT, "SUP-1", &json!({ SWITCH: { "value": "Yes" } }));
    stage.settle();
}

fn bundle(stage: &mut Stage, about: &str) -> SupportBundleView {
    match stage.call(ADMIN, Call::SupportBundle(SupportBundleCall { about: about.into() })) {
        Ok(Reply::SupportBundle(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// All texts in a value, and the texts in the JSON that texts are.
fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Object(members) => members.values().for_each(|member| leaves(member, found)),
        _ => {}
    }
}

/// What is secret, who is known, and what things are called on the site and in the org.
fn private(stage: &mut Stage, issue: &str) -> Vec<String> {
    let mut found = Vec::new();
    let connection = stage.document("connection", "main").unwrap();
    for name in ["instanceUrl", "organizationId", "organizationName", "username", "userId", "family"] {
        found.push(connection[name].as_str().unwrap().trim_start_matches("https://").to_owned());
    }
    let family = connection["family"].as_str().unwrap();
    for key in ["client".to_owned(), connection["tokenSet"].to_string()] {
        leaves(&stage.secret(&format!("connection:main:{family}:{key}")).unwrap(), &mut found);
    }
    for account in [ADMIN, AGENT] {
        let (_, user) = stage.jira(ADMIN, "GET", &format!("user?accountId={account}"), &Value::Null);
        for name in ["accountId", "displayName", "emailAddress"] {
            found.extend(user[name].as_str().map(str::to_owned));
        }
    }
    let document = stage.document("issue", issue).unwrap();
    for link in document["links"].as_array().unwrap() {
        found.push(link["recordId"].as_str().unwrap().to_owned());
    }
    found.extend(["SUP-1", "SUP-4", "weftline.atlassian.net", "not wanted"].map(str::to_owned));
    found.retain(|text| text.len() > 4);
    found
}

#[test]
fn ops_9_nothing_personal_or_secret_of_a_marked_world_is_in_a_bundle_and_every_decision_is_made_again() {
    for seed in 300..312 {
        let (mut stage, marks, issue) = marked(seed);
        let view = bundle(&mut stage, "SUP-1");
        assert!(view.entries >= 6 && view.inputs >= 6 && view.documents >= 10 && !view.more, "{view:?}");
        let small = view.json.to_lowercase();
        // The marks did get there before they were replaced: into what is stored.
        let mut stored = String::new();
        for (entity, key, _) in stage.stored(&["issue", "link", "activity", "work", "file"]) {
            let value = if entity.is_empty() { stage.value(&key) } else { stage.entity(&entity, &key) };
            stored.push_str(&value.unwrap_or_default().to_string());
        }
        let there = marks.words.iter().filter(|word| stored.contains(*word)).count();
        assert!(there * 10 > marks.words.len() * 9, "{seed}: {there} of {} marks are stored", marks.words.len());
        for text in marks.words.iter().cloned().chain(private(&mut stage, &issue)) {
            assert!(!small.contains(&text.to_lowercase()), "{seed}: `{text}` is in {}", around(&small, &text));
        }
        let replayed = weftline_support::replay(&view.json).unwrap();
        assert_eq!(replayed.inputs.len() as u32, view.inputs);
        for input in &replayed.inputs {
            assert!(input.same && input.same_then, "{seed}: {input:?}");
            assert_eq!(input.then, input.now, "{seed}");
        }
        assert_eq!(view.changed, 0, "{seed}");
    }
}

fn around(text: &str, part: &str) -> String {
    let at = text.find(&part.to_lowercase()).unwrap_or_default();
    let bytes = &text.as_bytes()[at.saturating_sub(200)..(at + 60).min(text.len())];
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn ops_9_a_record_s_bundle_is_about_its_issue_and_of_what_is_not_known_there_is_none() {
    let (mut stage, _, issue) = marked(320);
    let record = stage.document("issue", &issue).unwrap()["links"][0]["recordId"].as_str().unwrap().to_owned();
    let of_issue = bundle(&mut stage, " SUP-1 ");
    let of_record = bundle(&mut stage, &record);
    assert_eq!((of_record.issues, of_record.entries, of_record.inputs), (1, of_issue.entries, of_issue.inputs));
    // Each has stand-ins of its own.
    assert_ne!(of_record.json, of_issue.json);
    for about in ["SUP-7", "SUP-99999", "", "500000000000000AAA", "not a key"] {
        let call = Call::SupportBundle(SupportBundleCall { about: about.into() });
        let failure = stage.call(ADMIN, call).expect_err(about);
        assert_eq!(failure.code, FailureCode::Invalid, "{about}: {failure:?}");
    }
}

#[test]
fn ops_9_what_a_later_version_has_stored_is_left_out_and_the_rest_is_there() {
    let (mut stage, _, issue) = marked(321);
    let before = bundle(&mut stage, "SUP-1");
    stage.tamper_entity("issue", &issue, |document| document["shape"] = json!(99));
    let after = bundle(&mut stage, "SUP-1");
    assert_eq!(after.entries, before.entries);
    assert!(after.documents < before.documents);
}

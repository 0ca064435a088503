//! The page in a project's settings: for who administers the project, and with nothing of other projects.

use weftline_simulation::mappings::{created, draft, mapping, section};
use weftline_simulation::{ADMIN, AGENT, Stage, VIEWER};
use weftline_wire::call::{Call, ProjectPageCall, Reply};
use weftline_wire::configuration::{Condition, FeedPolicy, Mapping, Operand, Rule, RuleSet, Section, Source, Trigger};
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::job::{Job, Named, Turn};
use weftline_wire::view::ProjectPageView;

/// Who leads the developers, and administers their project ENG.
const KENJI: &str = "5b10a0000000000000000004";
const SUP: (&str, &str) = ("10000", "SUP");
const ENG: (&str, &str) = ("10001", "ENG");
const LEGAL: (&str, &str) = ("10003", "LEGAL");

/// Opens the page in a project's settings, or outside of any.
fn open(stage: &mut Stage, account: &str, project: Option<(&str, &str)>) -> Result<ProjectPageView, Failure> {
    let Job::Call { mut caller, call } = stage.job(account, Call::ProjectPage(ProjectPageCall {})) else { panic!() };
    (caller.issue, caller.issue_type) = (None, None);
    caller.project = project.map(|(id, key)| Named { id: id.into(), key: key.into() });
    caller.module = "weftline-project".into();
    match stage.work_as(account, Job::Call { caller, call }).finish(&mut stage.world) {
        Some(Turn::Done { reply: Some(Reply::ProjectPage(view)) }) => Ok(view),
        Some(Turn::Failed { failure }) => Err(failure),
        other => panic!("{other:?}"),
    }
}

fn rule(name: &str) -> Rule {
    Rule {
        id: "0".repeat(16),
        name: name.into(),
        enabled: true,
        object: "Case".into(),
        trigger: Trigger { field: "customfield_10050".into(), values: vec![Operand { id: None, text: "x".into() }] },
        conditions: Condition::All { of: Vec::new() },
        again: false,
        while_linked: false,
        since_ms: 0,
    }
}

#[test]
fn ops_8_only_who_administers_the_project_or_jira_sees_its_page() {
    let mut stage = Stage::connected(1);
    for (account, project) in [(KENJI, ENG), (ADMIN, ENG), (ADMIN, SUP)] {
        let view = open(&mut stage, account, Some(project)).unwrap();
        assert_eq!((view.key.as_str(), view.configured), (project.1, true), "{account}");
    }
    for (account, project) in [(KENJI, SUP), (KENJI, LEGAL), (AGENT, SUP), (AGENT, ENG), (VIEWER, ENG)] {
        let failure = open(&mut stage, account, Some(project)).unwrap_err();
        assert_eq!(failure.code, FailureCode::NotPermitted, "{account} in {project:?}");
        assert_eq!(failure.values["permission"], "Administer projects");
    }
    assert_eq!(open(&mut stage, ADMIN, None).unwrap_err().code, FailureCode::Invalid);
    assert!(!open(&mut stage, ADMIN, Some(LEGAL)).unwrap().configured);
}

#[test]
fn ops_8_the_page_has_what_holds_in_the_project_and_nothing_of_others() {
    let mut stage = Stage::connected(2);
    let marked = |text: &str| Source::Constant { value: text.into() };
    let own = Mapping { feed: FeedPolicy::default(), ..mapping("Case", vec![created("Subject", marked("for ENG"))]) };
    stage.save_in_spite_of_warnings(vec![
        section("10000", mapping("Case", vec![created("Subject", marked("Secret of SUP"))])),
        section("10001", own),
        draft("rules:10000", Section::Rules(RuleSet { rules: vec![rule("Secret rule of SUP")] })),
        draft("rules:*", Section::Rules(RuleSet { rules: vec![rule("A rule of all")] })),
    ]);
    stage.set(|settings| {
        settings.operations_issue = Some("SUP-9".into());
        settings.api_cap = Some(77_777);
    });
    let view = open(&mut stage, KENJI, Some(ENG)).unwrap();
    let text = serde_json::to_string(&view).unwrap();
    for secret in ["Secret", "SUP", "77777", "operationsIssue", "instanceUrl", "integration"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let named = |name: &str| view.sections.iter().find(|section| section.name == name);
    let case = named("mapping:10001:Case").unwrap();
    assert!(
        case.own && case.lines.iter().any(|line| line.after.as_deref().is_some_and(|text| text.contains("for ENG")))
    );
    assert!(!named("rules:*").unwrap().own && named("fields:Case").is_some() && named("settings").is_some());
    assert!(named("mapping:*:Case").is_none(), "the project has a mapping of its own");
    assert_eq!(view.objects.iter().map(|object| object.label.as_str()).collect::<Vec<_>>(), ["Case"]);
    assert!(view.enabled && view.failed.is_empty() && !view.org.unwrap().name.is_empty());
}

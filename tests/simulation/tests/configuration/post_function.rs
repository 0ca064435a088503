//! What a post function of a workflow can be configured to do: for who administers Jira, or the project whose workflow it is.

use weftline_simulation::{ADMIN, AGENT, Stage, VIEWER};
use weftline_wire::call::{Call, PostFunctionChoicesCall, Reply};
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::job::{Job, Named, Turn};
use weftline_wire::view::PostFunctionChoicesView;

/// Who administers ENG, and nothing else of Jira.
const KENJI: &str = "5b10a0000000000000000004";
const SUP: &str = "10000";
const ENG: &str = "10001";

/// Asks in the editor of a workflow: of one project's own, or of one that projects share.
fn ask(stage: &mut Stage, account: &str, project: Option<&str>) -> Result<PostFunctionChoicesView, Failure> {
    let call = Call::PostFunctionChoices(PostFunctionChoicesCall {});
    let Job::Call { mut caller, call } = stage.job(account, call) else { panic!() };
    (caller.issue, caller.issue_type) = (None, None);
    caller.project = project.map(|id| Named { id: id.into(), key: id.into() });
    caller.module = "weftline-post-function".into();
    match stage.work_as(account, Job::Call { caller, call }).finish(&mut stage.world) {
        Some(Turn::Done { reply: Some(Reply::PostFunctionChoices(view)) }) => Ok(view),
        Some(Turn::Failed { failure }) => Err(failure),
        other => panic!("{other:?}"),
    }
}

#[test]
fn auto_1_who_may_configure_a_workflow_is_offered_the_objects_that_are_configured() {
    let mut stage = Stage::connected(1);
    for (account, project) in [(ADMIN, None), (ADMIN, Some(SUP)), (KENJI, Some(ENG))] {
        let view = ask(&mut stage, account, project).unwrap();
        let objects: Vec<&str> = view.objects.iter().map(|object| object.object.as_str()).collect();
        assert_eq!(objects.first(), Some(&"Case"), "{account} in {project:?}: {objects:?}");
        assert_eq!(view.objects[0].label, "Case");
    }
}

#[test]
fn ops_8_others_are_not_told_what_is_configured() {
    let mut stage = Stage::connected(2);
    let refused = [(KENJI, None), (KENJI, Some(SUP)), (AGENT, None), (AGENT, Some(ENG)), (VIEWER, Some(SUP))];
    for (account, project) in refused {
        let failure = ask(&mut stage, account, project).unwrap_err();
        assert_eq!(failure.code, FailureCode::NotPermitted, "{account} in {project:?}");
    }
}

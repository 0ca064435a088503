//! How a deployment stands, as the Metadata API tells it.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy_checkstatus.htm>

use super::component::Outcome;
use super::id::Id;
use super::metadata::Deployment;
use super::value::instant_text;
use super::write::Context;
use serde_json::{Value as Json, json};

/// The status of a deployment; it is told as done from the second time it is asked for.
pub(crate) fn status(id: Id, deployment: &Deployment, context: &Context) -> Json {
    let done = deployment.asked > 1;
    let failed = deployment.outcome.iter().filter(|one| one.problem.is_some()).count();
    let state = match (done, deployment.asked, failed) {
        (false, 0, _) => "Pending",
        (false, _, _) => "InProgress",
        (true, _, 0) => "Succeeded",
        (true, ..) => "Failed",
    };
    let entry = |one: &Outcome| {
        json!({
            "changed": true, "columnNumber": null, "componentType": one.kind, "created": one.problem.is_none(),
            "createdDate": instant_text(deployment.started), "deleted": false, "fileName": one.file,
            "fullName": one.name, "id": null, "lineNumber": null, "problem": one.problem,
            "problemType": one.problem.as_ref().map(|_| "Error"), "success": one.problem.is_none(), "warning": false,
        })
    };
    let pick = |failures: bool| -> Vec<Json> {
        deployment.outcome.iter().filter(|one| one.problem.is_some() == failures).map(entry).collect()
    };
    let finished = if done { json!(instant_text(deployment.started)) } else { Json::Null };
    let total = deployment.outcome.len();
    json!({
        "id": id.to_string(),
        "validatedDeployRequestId": null,
        "deployOptions": deployment.options,
        "deployResult": {
            "checkOnly": deployment.check_only,
            "completedDate": finished,
            "createdDate": instant_text(deployment.started),
            "details": if done {
                json!({ "componentSuccesses": pick(false), "componentFailures": pick(true) })
            } else {
                Json::Null
            },
            "done": done,
            "id": id.to_string(),
            "ignoreWarnings": false,
            "numberComponentErrors": if done { failed } else { 0 },
            "numberComponentsDeployed": if done { total - failed } else { 0 },
            "numberComponentsTotal": total,
            "numberTestErrors": 0,
            "numberTestsCompleted": 0,
            "numberTestsTotal": 0,
            "rollbackOnError": true,
            "startDate": instant_text(deployment.started),
            "status": state,
            "success": done && failed == 0,
        },
        "url": format!("/services/data/v{}.0/metadata/deployRequest/{id}", context.version),
    })
}

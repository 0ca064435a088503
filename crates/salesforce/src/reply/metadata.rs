//! Deployments of metadata.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deployresult.htm>

use super::{Reply, Scalar, record};
use crate::error::SalesforceError;
use crate::id::RecordId;

/// How far a deployment has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Its id.
    pub id: RecordId,
    /// Whether Salesforce is done with it.
    pub done: bool,
    /// Whether everything was deployed; otherwise nothing was.
    pub success: bool,
    /// What Salesforce did not take, with its reasons.
    pub problems: Vec<String>,
    /// The custom fields that were deployed, like `Case.Weftline_Key__c`.
    pub fields: Vec<String>,
}

/// Reads what came of sending or asking for a deployment.
///
/// # Errors
/// When the body is no deployment.
pub fn deployment(reply: &Reply<'_>) -> Result<Deployment, SalesforceError> {
    let unreadable = || SalesforceError::unreadable(reply.status, "a deployment");
    let body = record(reply).map_err(|_| unreadable())?;
    // The documentation's example writes flags as texts, and has none but the status.
    let is = |path| matches!(body.get(path), Scalar::Boolean(true) | Scalar::Text("true"));
    let text = |path| body.get(path).text().filter(|text| !text.is_empty());
    let status = text("deployResult.status").unwrap_or_default();
    let mut problems: Vec<String> = Vec::new();
    for failure in body.parts("deployResult.details.componentFailures") {
        let part = |name| failure.get(name).text().unwrap_or_default();
        problems.push([part("fullName"), ": ", part("problem")].concat());
    }
    let success = is("deployResult.success") || status == "Succeeded";
    let done = success || is("deployResult.done") || matches!(status, "Failed" | "Canceled" | "SucceededPartial");
    if done && !success && problems.is_empty() {
        let said = text("deployResult.errorMessage").or_else(|| text("deployResult.stateDetail"));
        problems.push(said.unwrap_or(status).to_owned());
    }
    let deployed = body.parts("deployResult.details.componentSuccesses");
    let fields = deployed.filter(|one| one.get("componentType").text() == Some("CustomField"));
    Ok(Deployment {
        id: text("id").and_then(|id| RecordId::parse(id).ok()).ok_or_else(unreadable)?,
        done,
        success,
        fields: fields.filter_map(|field| field.get("fullName").text().map(str::to_owned)).collect(),
        problems,
    })
}

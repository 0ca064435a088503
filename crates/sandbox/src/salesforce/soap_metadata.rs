//! The Metadata API's file-based calls over SOAP: deploy, and what became of it.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy.htm>

use super::Org;
use super::error::ApiError;
use super::id::Id;
use super::metadata;
use super::write::Context;
use super::xml::{Element, escape};
use super::zip;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json, json};

impl Org {
    /// The inside of the answer to a call of the Metadata API; nothing for a call that is none of these.
    pub(super) fn soap_metadata(&mut self, context: &Context, operation: &Element) -> Option<Result<String, ApiError>> {
        match operation.name.as_str() {
            "deploy" => Some(self.soap_deploy(context, operation)),
            "checkDeployStatus" => {
                let text = operation.value("asyncProcessId").unwrap_or_default();
                let details = operation.value("includeDetails") == Some("true");
                let invalid = || ApiError::new(400, "INVALID_ID_FIELD", format!("Invalid asyncProcessId: {text}"));
                let status = Id::parse(text).and_then(|id| self.deployment_status(context, id)).ok_or_else(invalid);
                Some(status.map(|mut status| {
                    let mut result = status.get_mut("deployResult").map(Json::take).unwrap_or_default();
                    if let (Some(members), false) = (result.as_object_mut(), details) {
                        members.shift_remove("details");
                    }
                    let mut out = String::new();
                    write("result", &result, &mut out);
                    out
                }))
            }
            _ => None,
        }
    }

    fn soap_deploy(&mut self, context: &Context, operation: &Element) -> Result<String, ApiError> {
        self.may_customize(context, metadata::MODIFY)?;
        let file: String = operation.value("ZipFile").unwrap_or_default().split_whitespace().collect();
        let archive = STANDARD.decode(file).ok().and_then(|bytes| zip::entries(&bytes));
        let archive = archive.ok_or_else(|| ApiError::new(400, "INVALID_ZIP", "the zip file cannot be read"))?;
        let options = operation.child("DeployOptions").map(|options| {
            let flags = options.children.iter().filter(|child| !child.text.is_empty());
            let one = |child: &Element| match child.text.as_str() {
                "true" | "false" => (child.name.clone(), json!(child.text == "true")),
                text => (child.name.clone(), json!(text)),
            };
            Json::Object(flags.map(one).collect::<Map<_, _>>())
        });
        let id = self.deploy_with(context, &archive, options.unwrap_or_else(|| json!({})));
        Ok(format!("<result><done>false</done><id>{id}</id><state>Queued</state></result>"))
    }
}

/// A value as elements: a list is one element for each of its values; nothing is left out.
fn write(name: &str, json: &Json, out: &mut String) {
    match json {
        Json::Null => {}
        Json::Array(list) => list.iter().for_each(|one| write(name, one, out)),
        Json::Object(members) => {
            out.push_str(&format!("<{name}>"));
            members.iter().for_each(|(own, value)| write(own, value, out));
            out.push_str(&format!("</{name}>"));
        }
        Json::String(text) => out.push_str(&format!("<{name}>{}</{name}>", escape(text))),
        other => out.push_str(&format!("<{name}>{other}</{name}>")),
    }
}

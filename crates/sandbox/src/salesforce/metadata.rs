//! Metadata deployments over REST: an archive with custom objects, custom metadata types and their records, and
//! permission sets. A deployment is carried out when it is sent and told as done from the second time it is asked for.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy.htm>

use super::Org;
use super::call::{Call, Payload, Reply};
use super::component::{Component, Outcome, fields, multipart, read_component};
use super::draft;
use super::error::ApiError;
use super::id::Id;
use super::store::Row;
use super::value::{Value, instant_text};
use super::write::Context;
use super::xml::Element;
use super::zip;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// What was deployed, and how often each was asked for.
#[derive(Debug, Default)]
pub(crate) struct Deployments {
    made: u64,
    by_id: BTreeMap<Id, Deployment>,
}

#[derive(Debug)]
struct Deployment {
    asked: u32,
    options: Json,
    outcome: Vec<Outcome>,
    check_only: bool,
    started: i64,
}

impl Org {
    /// `/metadata/deployRequest`; nothing when the resource is not emulated.
    pub(super) fn metadata(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        rest: &[&str],
    ) -> Result<Option<Reply>, ApiError> {
        match (rest, call.method.as_str()) {
            (["deployRequest"], "POST") => self.deploy(context, call).map(Some),
            (["deployRequest", id], "GET") => {
                let id = Id::parse(id).ok_or_else(ApiError::not_found)?;
                let deployment = self.deployments.by_id.get_mut(&id).ok_or_else(ApiError::not_found)?;
                deployment.asked += 1;
                Ok(Some(Reply::json(200, &status(id, deployment, context))))
            }
            _ => Ok(None),
        }
    }

    fn deploy(&mut self, context: &Context, call: &Call<'_>) -> Result<Reply, ApiError> {
        self.may_customize(context)?;
        let bytes = match call.payload {
            Payload::Bytes(bytes) => bytes,
            Payload::Json(_) | Payload::None => &[],
        };
        let bad = |message: &str| ApiError::new(400, "INVALID_MULTIPART_REQUEST", message);
        let parts = call.header("content-type").and_then(|kind| multipart(kind, bytes));
        let parts = parts.ok_or_else(|| bad("a multipart body with the parts `json` and `file` is needed"))?;
        let options = parts.iter().find(|(name, _)| name == "json").map(|(_, body)| body.as_slice());
        let options: Json =
            serde_json::from_slice(options.unwrap_or(b"{}")).map_err(|error| ApiError::json(error.to_string()))?;
        let options = options.get("deployOptions").cloned().unwrap_or_else(|| json!({}));
        let archive = parts.iter().find(|(name, _)| name == "file").and_then(|(_, body)| zip::entries(body));
        let archive = archive.ok_or_else(|| bad("the part `file` is no zip archive"))?;
        let check_only = options.get("checkOnly").and_then(Json::as_bool).unwrap_or(false);
        let outcome = self.deploy_archive(context, &archive, check_only);
        self.deployments.made += 1;
        let id = Id::numbered(*b"0Af", self.deployments.made);
        let deployment = Deployment { asked: 0, options, outcome, check_only, started: context.now };
        let body = status(id, &deployment, context);
        self.deployments.by_id.insert(id, deployment);
        Ok(Reply::json(201, &body))
    }

    /// Everything is checked before anything is changed, so that a failed deployment leaves no trace.
    fn deploy_archive(&mut self, context: &Context, archive: &[(String, Vec<u8>)], check_only: bool) -> Vec<Outcome> {
        let (mut outcomes, mut components) = (Vec::new(), Vec::new());
        // A folder around everything is allowed.
        let root = archive.iter().find_map(|(path, _)| path.strip_suffix("package.xml"));
        let Some(root) = root else {
            let problem = Some("No package.xml found".to_owned());
            return vec![Outcome { file: "package.xml".into(), kind: "", name: String::new(), problem }];
        };
        for (path, content) in archive {
            let own = path.strip_prefix(root).unwrap_or(path);
            if own != "package.xml" {
                let (outcome, component) = read_component(own, content);
                outcomes.push(outcome);
                components.extend(component);
            }
        }
        self.check_components(&components, &mut outcomes);
        if check_only || outcomes.iter().any(|outcome| outcome.problem.is_some()) {
            return outcomes;
        }
        // Types before records, fields before permissions.
        components.sort_by_key(|component| match component {
            Component::Object { .. } => 0,
            Component::Record { .. } => 1,
            Component::Permissions { .. } => 2,
        });
        for component in &components {
            if let Err(problem) = self.apply(context, component) {
                outcomes.push(Outcome { file: String::new(), kind: "", name: String::new(), problem: Some(problem) });
            }
        }
        outcomes
    }

    fn check_components(&self, components: &[Component], outcomes: &mut [Outcome]) {
        let new_objects: Vec<&str> = components
            .iter()
            .filter_map(|component| match component {
                Component::Object { name, .. } => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let known = |name: &str| new_objects.contains(&name) || self.schema.find(name).is_some();
        for component in components {
            let (own, problem) = match component {
                Component::Object { name, element } => {
                    let custom = name.ends_with("__c") || name.ends_with("__mdt");
                    let unknown = !custom && self.schema.find(name).is_none();
                    let unknown = unknown.then(|| format!("Entity of type {name} is unknown"));
                    (name, unknown.or_else(|| fields(element).find_map(|(_, made)| made.err())))
                }
                Component::Record { kind, name, .. } => {
                    let missing = !known(&format!("{kind}__mdt"));
                    (name, missing.then(|| format!("Custom metadata type {kind} not found")))
                }
                Component::Permissions { name, element } => {
                    let grants = element.children.iter().filter(|child| child.name == "fieldPermissions");
                    let problem = grants.filter_map(|grant| grant.value("field")).find_map(|full| {
                        let object = full.split('.').next().unwrap_or_default();
                        (!known(object)).then(|| format!("In field: field - no CustomField named {full} found"))
                    });
                    (name, problem)
                }
            };
            if let (Some(problem), Some(outcome)) = (problem, outcomes.iter_mut().find(|one| one.name == *own)) {
                outcome.problem = Some(problem);
            }
        }
    }

    fn apply(&mut self, context: &Context, component: &Component) -> Result<(), String> {
        match component {
            Component::Object { name, element } => {
                let label = element.value("label").unwrap_or(name);
                let plural = element.value("pluralLabel").unwrap_or(label);
                self.define_object(context, name, label, plural);
                for field in element.children.iter().filter(|child| child.name == "fields") {
                    let own = field.value("fullName").unwrap_or_default().to_owned();
                    self.define_field(context, name, &own, &field.json())?;
                }
                Ok(())
            }
            Component::Record { kind, name, element } => self.apply_record(context, kind, name, element),
            Component::Permissions { name, element } => self.apply_permissions(context, name, element),
        }
    }

    fn apply_record(&mut self, context: &Context, kind: &str, name: &str, element: &Element) -> Result<(), String> {
        let schema = self.schema();
        let object = schema.find(&format!("{kind}__mdt")).ok_or("the type is gone")?;
        let label = element.value("label").unwrap_or(name);
        let mut values = vec![
            ("DeveloperName".to_owned(), Value::text(name)),
            ("MasterLabel".to_owned(), Value::text(label)),
            ("Label".to_owned(), Value::text(label)),
            ("Language".to_owned(), Value::text("en_US")),
            ("QualifiedApiName".to_owned(), Value::text(name)),
            ("SystemModstamp".to_owned(), Value::DateTime(context.now)),
        ];
        for pair in element.children.iter().filter(|child| child.name == "values") {
            let own = pair.value("field").unwrap_or_default();
            let index = object.find(own).ok_or_else(|| format!("Field {own} of {kind}__mdt not found"))?;
            let value =
                pair.child("value").filter(|value| !value.attributes.iter().any(|(name, _)| name.ends_with("nil")));
            let json = value.map_or(Json::Null, |value| Json::String(value.text.clone()));
            let value = draft::convert(object.field(index), &json).map_err(|error| error.message)?;
            values.push((own.to_owned(), value));
        }
        let developer_name = object.find("DeveloperName").ok_or("the type has no name")?;
        let table = self.store.table(object.index);
        let known = table.rows().find(|(_, row)| row.get(developer_name).as_text() == Some(name)).map(|(slot, _)| slot);
        let mut row = known.and_then(|slot| table.at(slot).cloned()).unwrap_or_else(|| Row::empty(object.fields.len()));
        for (name, value) in values {
            if let Some(index) = object.find(&name) {
                row.set(index, value);
            }
        }
        match (known, object.find("Id")) {
            (Some(slot), _) => self.store.replace(object.index, slot, row),
            (None, Some(field)) => {
                let id = self.store.new_id(object);
                row.set(field, Value::Id(id));
                self.store.insert(object.index, row);
            }
            (None, None) => {}
        }
        Ok(())
    }

    fn apply_permissions(&mut self, context: &Context, name: &str, element: &Element) -> Result<(), String> {
        let label = element.value("label").unwrap_or(name);
        let set = match self.row_with("PermissionSet", &[("Name", &Value::text(name))]) {
            Some(set) => set,
            None => self
                .insert_named(context, "PermissionSet", &[("Name", Value::text(name)), ("Label", Value::text(label))])
                .map_err(|error| error.message)?,
        };
        for grant in element.children.iter().filter(|child| child.name == "fieldPermissions") {
            let full = Value::text(grant.value("field").unwrap_or_default());
            let flag = |name: &str| Value::Bool(grant.value(name) == Some("true"));
            let object = grant.value("field").and_then(|full| full.split('.').next()).unwrap_or_default();
            let known = self.row_with("FieldPermissions", &[("ParentId", &Value::Id(set)), ("Field", &full)]);
            if let Some(known) = known {
                self.regrant(known, flag("readable"), flag("editable"));
                continue;
            }
            let values = [
                ("ParentId", Value::Id(set)),
                ("SobjectType", Value::text(object)),
                ("Field", full),
                ("PermissionsRead", flag("readable")),
                ("PermissionsEdit", flag("editable")),
            ];
            self.insert_named(context, "FieldPermissions", &values).map_err(|error| error.message)?;
        }
        self.permissions_changed(context.now);
        Ok(())
    }

    fn regrant(&mut self, grant: Id, read: Value, edit: Value) {
        let schema = self.schema();
        let Some(object) = schema.by_prefix(grant.prefix()) else {
            return;
        };
        let table = self.store.table(object.index);
        let Some((slot, mut row)) = table.slot(grant).and_then(|slot| Some((slot, table.at(slot)?.clone()))) else {
            return;
        };
        for (name, value) in [("PermissionsRead", read), ("PermissionsEdit", edit)] {
            if let Some(field) = object.find(name) {
                row.set(field, value);
            }
        }
        self.store.replace(object.index, slot, row);
    }

    /// The first row of an object with these values.
    fn row_with(&self, object: &str, values: &[(&str, &Value)]) -> Option<Id> {
        let object = self.schema.find(object)?;
        let matches = |row: &Row| {
            values.iter().all(|(name, value)| object.find(name).is_some_and(|field| row.get(field) == *value))
        };
        let mut rows = self.store.table(object.index).rows();
        rows.find(|(_, row)| matches(row)).and_then(|(_, row)| row.id())
    }
}

fn status(id: Id, deployment: &Deployment, context: &Context) -> Json {
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

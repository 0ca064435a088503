//! Metadata deployments over REST: an archive with custom objects, custom metadata types and their records, and
//! permission sets. A deployment is carried out when it is sent and told as done from the second time it is asked for.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy.htm>

use super::Org;
use super::call::{Call, Payload, Reply};
use super::component::{self, Component, Outcome, fields, multipart, permission_problem, read_component};
use super::deployment::status;
use super::draft;
use super::error::ApiError;
use super::id::Id;
use super::permission::{self, PERMISSIONS};
use super::store::Row;
use super::value::Value;
use super::write::Context;
use super::xml::Element;
use super::zip;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// What a deployment asks of those who make one.
pub(crate) const MODIFY: &str = "PermissionsModifyMetadata";

/// What was deployed, and how often each was asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deployments {
    made: u64,
    by_id: BTreeMap<Id, Deployment>,
}

#[derive(Clone, Debug)]
pub(crate) struct Deployment {
    pub(crate) asked: u32,
    pub(crate) options: Json,
    pub(crate) outcome: Vec<Outcome>,
    pub(crate) check_only: bool,
    pub(crate) started: i64,
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
                let status = self.deployment_status(context, id).ok_or_else(ApiError::not_found)?;
                Ok(Some(Reply::json(200, &status)))
            }
            _ => Ok(None),
        }
    }

    fn deploy(&mut self, context: &Context, call: &Call<'_>) -> Result<Reply, ApiError> {
        self.may_customize(context, MODIFY)?;
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
        let id = self.deploy_with(context, &archive, options);
        let deployment = self.deployments.by_id.get(&id).ok_or_else(ApiError::not_found)?;
        Ok(Reply::json(201, &status(id, deployment, context)))
    }

    /// Carries a deployment out; the answer is the id by which it is asked for.
    pub(super) fn deploy_with(&mut self, context: &Context, archive: &[(String, Vec<u8>)], options: Json) -> Id {
        let check_only = options.get("checkOnly").and_then(Json::as_bool).unwrap_or(false);
        let outcome = self.deploy_archive(context, archive, check_only);
        self.deployments.made += 1;
        let id = Id::numbered(*b"0Af", self.deployments.made);
        let deployment = Deployment { asked: 0, options, outcome, check_only, started: context.now };
        self.deployments.by_id.insert(id, deployment);
        id
    }

    /// How a deployment stands; it is asked for once more.
    pub(super) fn deployment_status(&mut self, context: &Context, id: Id) -> Option<Json> {
        let deployment = self.deployments.by_id.get_mut(&id)?;
        deployment.asked += 1;
        Some(status(id, deployment, context))
    }

    /// Everything is checked before anything is changed, and what fails after that is taken back: a failed deployment
    /// leaves no trace.
    fn deploy_archive(&mut self, context: &Context, archive: &[(String, Vec<u8>)], check_only: bool) -> Vec<Outcome> {
        let (mut outcomes, mut components) = (Vec::new(), Vec::new());
        // A folder around everything is allowed.
        let package = archive.iter().find_map(|(path, content)| Some((path.strip_suffix("package.xml")?, content)));
        let Some((root, package)) = package else {
            let problem = Some("No package.xml found".to_owned());
            return vec![Outcome { file: String::new(), kind: "", name: "package.xml".into(), problem }];
        };
        for (path, content) in archive {
            let own = path.strip_prefix(root).unwrap_or(path);
            if own != "package.xml" && !own.ends_with('/') {
                let (outcome, component) = read_component(own, content);
                if let Some(component) = component {
                    components.push((outcomes.len(), component));
                }
                outcomes.push(outcome);
            }
        }
        let mut problems = self.check(&components);
        outcomes.extend(
            components
                .iter()
                .flat_map(|(at, component)| {
                    let file = outcomes.get(*at).map(|outcome| outcome.file.clone()).unwrap_or_default();
                    component::field_outcomes(component, &file)
                })
                .collect::<Vec<_>>(),
        );
        for (at, problem) in problems.drain(..) {
            if let Some(outcome) = outcomes.get_mut(at) {
                outcome.problem = Some(problem);
            }
        }
        outcomes.extend(component::missing(package, &outcomes));
        if check_only || outcomes.iter().any(|outcome| outcome.problem.is_some()) {
            return outcomes;
        }
        // Types before records, fields before permissions.
        components.sort_by_key(|(_, component)| match component {
            Component::Object { .. } => 0,
            Component::Record { .. } => 1,
            Component::Permissions { .. } => 2,
        });
        let (schema, shape, before) = (self.schema(), self.shape.len(), self.store.savepoint());
        for (at, component) in &components {
            if let Err(problem) = self.apply(context, component) {
                if let Some(outcome) = outcomes.get_mut(*at) {
                    outcome.problem = Some(problem);
                }
                self.store.roll_back(before);
                self.schema = schema;
                self.shape.truncate(shape);
                self.describes.clear();
                break;
            }
        }
        outcomes
    }

    /// What is wrong with components, each with its place among the outcomes: what they name has to be in the org or
    /// in the archive.
    fn check(&self, components: &[(usize, Component)]) -> Vec<(usize, String)> {
        let brought = |object: &str, field: &str| {
            components.iter().any(|(_, component)| match component {
                Component::Object { name, element } if name.eq_ignore_ascii_case(object) => {
                    field.is_empty() || fields(element).any(|(own, _)| own.eq_ignore_ascii_case(field))
                }
                _ => false,
            })
        };
        let object = |name: &str| self.schema.find(name).is_some() || brought(name, "");
        let field = |of: &str, name: &str| {
            self.schema.find(of).is_some_and(|object| object.find(name).is_some()) || brought(of, name)
        };
        let problem = |component: &Component| match component {
            Component::Object { name, element } => {
                let new = self.schema.find(name).is_none();
                let custom = name.ends_with("__c") || name.ends_with("__mdt");
                match () {
                    () if new && !custom => Some(format!("Entity of type {name} is unknown")),
                    () if new && element.value("label").is_none() => {
                        Some("Must specify a nonempty label for the CustomObject".to_owned())
                    }
                    () if new && name.ends_with("__c") && element.child("nameField").is_none() => {
                        Some("Must specify a nameField of type Text or AutoNumber".to_owned())
                    }
                    () => fields(element).find_map(|(own, made)| match made {
                        Err(problem) => Some(problem),
                        Ok(_) if !own.ends_with("__c") => Some(format!("Invalid fullName, must end in __c: {own}")),
                        Ok(_) if !permission::is_developer_name(own.trim_end_matches("__c")) => {
                            Some(format!("The Field Name {}", permission::DEVELOPER_NAME))
                        }
                        Ok(_) => None,
                    }),
                }
            }
            Component::Record { kind, element, .. } => {
                let of = format!("{kind}__mdt");
                if !object(&of) {
                    return Some(format!("Custom metadata type {kind} not found"));
                }
                let own = element.children.iter().filter(|child| child.name == "values");
                own.filter_map(|pair| pair.value("field"))
                    .find(|name| !field(&of, name))
                    .map(|name| format!("In field: field - no CustomField named {of}.{name} found"))
            }
            Component::Permissions { element, .. } => permission_problem(element, &object, &field, &|of, name| {
                let known = self.schema.find(of).and_then(|object| Some(object.field(object.find(name)?)));
                known.is_some_and(|field| !field.permissionable && !field.guarded)
            }),
        };
        components.iter().filter_map(|(at, component)| Some((*at, problem(component)?))).collect()
    }

    fn apply(&mut self, context: &Context, component: &Component) -> Result<(), String> {
        match component {
            Component::Object { name, element } => {
                let label = element.value("label").unwrap_or(name);
                let plural = element.value("pluralLabel").unwrap_or(label);
                self.define_object(context, name, label, plural, element.value("enableFeeds") == Some("true"));
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
        self.revoke_all(set);
        let of = Value::Id(set);
        for grant in &element.children {
            let text = |name: &str| Value::text(grant.value(name).unwrap_or_default());
            let flag = |name: &str| Value::Bool(grant.value(name) == Some("true"));
            match grant.name.as_str() {
                "fieldPermissions" => {
                    let object = grant.value("field").and_then(|full| full.split('.').next()).unwrap_or_default();
                    let rights = [("PermissionsRead", flag("readable")), ("PermissionsEdit", flag("editable"))];
                    let key =
                        [("ParentId", of.clone()), ("SobjectType", Value::text(object)), ("Field", text("field"))];
                    self.grant(context, "FieldPermissions", &key, &rights)?;
                }
                "objectPermissions" => {
                    let rights = [
                        ("PermissionsCreate", flag("allowCreate")),
                        ("PermissionsRead", flag("allowRead")),
                        ("PermissionsEdit", flag("allowEdit")),
                        ("PermissionsDelete", flag("allowDelete")),
                        ("PermissionsViewAllRecords", flag("viewAllRecords")),
                        ("PermissionsModifyAllRecords", flag("modifyAllRecords")),
                    ];
                    let key = [("ParentId", of.clone()), ("SobjectType", text("object"))];
                    self.grant(context, "ObjectPermissions", &key, &rights)?;
                }
                "customMetadataTypeAccesses" if grant.value("enabled") == Some("true") => {
                    let kind = ("SetupEntityType", Value::text("CustomMetadata"));
                    let key = [("ParentId", of.clone()), ("SetupEntityId", text("name")), kind];
                    self.grant(context, "SetupEntityAccess", &key, &[])?;
                }
                "userPermissions" => {
                    let name = format!("Permissions{}", grant.value("name").unwrap_or_default());
                    self.regrant(set, &[(name.as_str(), flag("enabled"))]);
                }
                _ => {}
            }
        }
        self.permissions_changed(context.now);
        Ok(())
    }

    /// A deployed permission set replaces the one that is there, as it does since version 40.0: what it does not grant
    /// is granted no more.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm>
    fn revoke_all(&mut self, set: Id) {
        let schema = self.schema();
        for name in ["FieldPermissions", "ObjectPermissions", "SetupEntityAccess"] {
            let Some((object, parent)) = schema.find(name).and_then(|object| Some((object, object.find("ParentId")?)))
            else {
                continue;
            };
            let rows = self.store.table(object.index).rows();
            let slots: Vec<_> =
                rows.filter(|(_, row)| row.get(parent).as_id() == Some(set)).map(|(slot, _)| slot).collect();
            for slot in slots {
                self.store.remove(object.index, slot);
            }
        }
        let names: Vec<String> = PERMISSIONS.iter().map(|(name, ..)| format!("Permissions{name}")).collect();
        let none: Vec<(&str, Value)> = names.iter().map(|name| (name.as_str(), Value::Bool(false))).collect();
        self.regrant(set, &none);
    }

    /// Makes a grant, or changes the one that there is.
    fn grant(
        &mut self,
        context: &Context,
        object: &str,
        key: &[(&str, Value)],
        rights: &[(&str, Value)],
    ) -> Result<(), String> {
        let wanted: Vec<(&str, &Value)> = key.iter().map(|(name, value)| (*name, value)).collect();
        if let Some(known) = self.row_with(object, &wanted) {
            self.regrant(known, rights);
            return Ok(());
        }
        let values: Vec<(&str, Value)> = key.iter().chain(rights).cloned().collect();
        self.insert_named(context, object, &values).map(drop).map_err(|error| error.message)
    }

    fn regrant(&mut self, grant: Id, rights: &[(&str, Value)]) {
        let schema = self.schema();
        let Some(object) = schema.by_prefix(grant.prefix()) else {
            return;
        };
        let table = self.store.table(object.index);
        let Some((slot, mut row)) = table.slot(grant).and_then(|slot| Some((slot, table.at(slot)?.clone()))) else {
            return;
        };
        for (name, value) in rights {
            if let Some(field) = object.find(name) {
                row.set(field, value.clone());
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

//! Issues: read, created, edited, moved through their workflow, deleted.

mod changelog;
mod create;
mod create_meta;
mod delete;
mod draft;
mod edit;
mod move_issue;
mod transition;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Site;
use super::call::Call;
use super::face::Face;
use super::model::{Field, Issue};
use super::refusal::{Answer, Refusal, ok};

/// What of an issue is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    /// Names of fields, `*all`, `*navigable`, and names with a minus.
    pub(super) fields: Vec<String>,
    /// What is expanded.
    pub(super) expand: Vec<String>,
    /// Keys of properties, or `*all`.
    pub(super) properties: Vec<String>,
}

impl Selection {
    /// From a query; `default` stands for no `fields`.
    pub(super) fn of(call: &Call<'_>, default: &str) -> Self {
        Self { fields: call.list("fields"), expand: call.list("expand"), properties: call.list("properties") }
            .or_default(default)
    }

    /// From a body, where lists are arrays or texts with commas.
    pub(super) fn of_body(body: &Map<String, Value>, default: &str) -> Self {
        let list = |name: &str| -> Vec<String> {
            match body.get(name) {
                Some(Value::String(text)) => text.split(',').map(|part| part.trim().to_owned()).collect(),
                Some(Value::Array(items)) => {
                    items.iter().filter_map(Value::as_str).map(|part| part.trim().to_owned()).collect()
                }
                _ => Vec::new(),
            }
        };
        Self { fields: list("fields"), expand: list("expand"), properties: list("properties") }.or_default(default)
    }

    fn or_default(mut self, default: &str) -> Self {
        self.fields.retain(|field| !field.is_empty());
        if self.fields.iter().all(|field| field.starts_with('-')) {
            let base = if self.fields.is_empty() || default != "id" { default } else { "*navigable" };
            self.fields.insert(0, base.to_owned());
        }
        self
    }

    /// Whether only ids and keys are asked for.
    pub(super) fn is_bare(&self) -> bool {
        self.fields.iter().all(|field| ["id", "key", "issuekey"].contains(&field.as_str()))
    }

    /// Whether something is expanded.
    pub(super) fn expands(&self, name: &str) -> bool {
        self.expand.iter().any(|part| part == name || part.starts_with(&format!("{name}.")))
    }

    fn takes(&self, field: &Field) -> bool {
        let mut taken = false;
        for name in &self.fields {
            match name.as_str() {
                "*all" => taken = true,
                "*navigable" => taken |= field.navigable,
                _ => match name.strip_prefix('-') {
                    Some(minus) if minus == field.id => taken = false,
                    _ => taken |= *name == field.id,
                },
            }
        }
        taken
    }
}

impl Face<'_> {
    /// An issue as answers show it.
    pub(super) fn issue(&self, issue: &Issue, selection: &Selection) -> Value {
        let mut map = Map::new();
        map.insert(
            "expand".into(),
            json!("renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"),
        );
        map.insert("id".into(), json!(issue.id.to_string()));
        map.insert("self".into(), json!(self.link(&format!("issue/{}", issue.id))));
        map.insert("key".into(), json!(issue.key));
        if selection.is_bare() {
            return Value::Object(map);
        }
        let taken: Vec<&Field> = self.site.catalogue.fields.iter().filter(|field| selection.takes(field)).collect();
        if selection.expands("changelog") {
            map.insert("changelog".into(), self.changelog_page(issue));
        }
        if selection.expands("transitions") {
            map.insert(
                "transitions".into(),
                Value::Array(self.transitions(issue, selection.expands("transitions.fields"), false)),
            );
        }
        if selection.expands("editmeta") {
            map.insert("editmeta".into(), self.edit_meta(issue));
        }
        if selection.expands("renderedFields") {
            let rendered: Map<String, Value> =
                taken.iter().map(|field| (field.id.clone(), self.rendered(issue, field))).collect();
            map.insert("renderedFields".into(), Value::Object(rendered));
        }
        if selection.expands("names") {
            map.insert("names".into(), names(&taken));
        }
        if selection.expands("schema") {
            map.insert("schema".into(), self.schemas(&taken));
        }
        if !selection.properties.is_empty() {
            map.insert("properties".into(), properties(&issue.properties, &selection.properties));
        }
        let fields: Map<String, Value> =
            taken.iter().map(|field| (field.id.clone(), self.value(issue, field))).collect();
        map.insert("fields".into(), Value::Object(fields));
        Value::Object(map)
    }

    /// `names` and `schema` of what a selection takes.
    pub(super) fn names_and_schema(&self, selection: &Selection) -> (Value, Value) {
        let taken: Vec<&Field> = self.site.catalogue.fields.iter().filter(|field| selection.takes(field)).collect();
        (names(&taken), self.schemas(&taken))
    }

    fn schemas(&self, fields: &[&Field]) -> Value {
        let map: Map<String, Value> = fields
            .iter()
            .map(|field| (field.id.clone(), self.schema(field)))
            .filter(|(_, schema)| !schema.is_null())
            .collect();
        Value::Object(map)
    }
}

fn names(fields: &[&Field]) -> Value {
    let map: Map<String, Value> = fields.iter().map(|field| (field.id.clone(), json!(field.name))).collect();
    Value::Object(map)
}

fn properties(all: &BTreeMap<String, Value>, wanted: &[String]) -> Value {
    let takes = |key: &str| {
        let listed = |name: &str| wanted.iter().any(|candidate| candidate == name);
        (listed("*all") || listed(key)) && !listed(&format!("-{key}"))
    };
    let map: Map<String, Value> =
        all.iter().filter(|(key, _)| takes(key)).map(|(key, value)| (key.clone(), value.clone())).collect();
    Value::Object(map)
}

impl Site {
    /// `GET /issue/{issueIdOrKey}`.
    pub(super) fn get_issue(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, _) = self.visible_issue(call, id_or_key)?;
        let body = self.face(call).issue(issue, &Selection::of(call, "*all"));
        self.limiter.objects(1);
        ok(&body)
    }

    /// Counts a write to an issue, or refuses it.
    pub(super) fn count_write(&mut self, issue: u64, now: i64) -> Result<(), Refusal> {
        self.limiter.write(self.options.limits, issue, now)
    }
}

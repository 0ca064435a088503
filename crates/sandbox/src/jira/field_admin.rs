//! Custom fields for administrators: search, contexts, choices.

use serde_json::{Value, json};

use super::Site;
use super::call::Call;
use super::model::{Field, FieldContext, FieldOption};
use super::page::{Window, page};
use super::refusal::{Answer, Refusal, ok};

impl Site {
    fn administrator(&self, call: &Call<'_>) -> Result<(), Refusal> {
        self.asker(call)?;
        let account = self.account(call);
        if self.may_globally(account, "ADMINISTER") || account == Some(super::seed::APP_ACCOUNT) {
            Ok(())
        } else {
            Err(Refusal::forbidden("Only Jira administrators can access this resource."))
        }
    }

    fn custom_field(&self, id: &str) -> Result<&Field, Refusal> {
        self.catalogue
            .field(id)
            .filter(|field| field.custom.is_some())
            .ok_or_else(|| Refusal::missing("The custom field was not found."))
    }

    /// `GET /field/search`.
    pub(super) fn search_fields(&self, call: &Call<'_>) -> Answer {
        self.administrator(call)?;
        let (ids, kinds) = (call.list("id"), call.list("type"));
        let query = call.param("query").unwrap_or_default().to_lowercase();
        let mut found: Vec<&Field> = self
            .catalogue
            .fields
            .iter()
            .filter(|field| !field.schema_type.is_empty())
            .filter(|field| ids.is_empty() || ids.contains(&field.id))
            .filter(|field| {
                kinds.is_empty()
                    || kinds
                        .iter()
                        .any(|kind| if kind == "custom" { field.custom.is_some() } else { field.custom.is_none() })
            })
            .filter(|field| {
                field.name.to_lowercase().contains(&query) || field.description.to_lowercase().contains(&query)
            })
            .collect();
        match call.param("orderBy") {
            None | Some("name" | "+name") => found.sort_by_key(|field| field.name),
            Some("-name") => {
                found.sort_by_key(|field| field.name);
                found.reverse();
            }
            Some(_) => {}
        }
        let window = Window::of(call, 50, 50)?;
        let face = self.face(call);
        ok(&page(call, window, found, |field| {
            let mut shown = json!({"id": field.id, "name": field.name, "schema": face.schema(field), "key": field.id});
            if let (Value::Object(map), true) = (&mut shown, field.custom.is_some()) {
                map.insert("description".into(), json!(field.description));
                map.insert("isLocked".into(), json!(field.is_read_only()));
                map.insert("screensCount".into(), json!(2));
                map.insert("contextsCount".into(), json!(field.contexts.len()));
            }
            shown
        }))
    }

    /// `GET /field/{fieldId}/context`.
    pub(super) fn field_contexts(&self, call: &Call<'_>, id: &str) -> Answer {
        self.administrator(call)?;
        let field = self.custom_field(id)?;
        let window = Window::of(call, 50, 50)?;
        let wanted = call.list("contextId");
        let found: Vec<&FieldContext> = field
            .contexts
            .iter()
            .filter(|context| wanted.is_empty() || wanted.contains(&context.id.to_string()))
            .collect();
        ok(&page(call, window, found, |context| {
            json!({
                "id": context.id.to_string(),
                "name": context.name,
                "description": "",
                "isGlobalContext": context.projects.is_empty(),
                "isAnyIssueType": context.issue_types.is_empty(),
            })
        }))
    }

    /// `GET /field/{fieldId}/context/projectmapping`.
    pub(super) fn field_context_projects(&self, call: &Call<'_>, id: &str) -> Answer {
        self.administrator(call)?;
        let rows = self.context_rows(call, id, |context| {
            let id = context.id.to_string();
            match context.projects.is_empty() {
                true => vec![json!({"contextId": id, "isGlobalContext": true})],
                false => {
                    let projects = context.projects.iter();
                    projects.map(|project| json!({"contextId": id, "projectId": project.to_string()})).collect()
                }
            }
        })?;
        ok(&page(call, Window::of(call, 50, 50)?, rows, |row| row))
    }

    /// `GET /field/{fieldId}/context/issuetypemapping`.
    pub(super) fn field_context_types(&self, call: &Call<'_>, id: &str) -> Answer {
        self.administrator(call)?;
        let rows = self.context_rows(call, id, |context| {
            let id = context.id.to_string();
            match context.issue_types.is_empty() {
                true => vec![json!({"contextId": id, "isAnyIssueType": true})],
                false => {
                    let types = context.issue_types.iter();
                    types.map(|issue_type| json!({"contextId": id, "issueTypeId": issue_type})).collect()
                }
            }
        })?;
        ok(&page(call, Window::of(call, 50, 50)?, rows, |row| row))
    }

    /// `GET /field/{fieldId}/context/defaultValue`: none of the fields has one.
    pub(super) fn field_context_defaults(&self, call: &Call<'_>, id: &str) -> Answer {
        self.administrator(call)?;
        self.custom_field(id)?;
        ok(&page(call, Window::of(call, 50, 50)?, Vec::<Value>::new(), |row| row))
    }

    /// What the contexts of a field give that are asked for by `contextId`.
    fn context_rows(
        &self,
        call: &Call<'_>,
        id: &str,
        rows: impl Fn(&FieldContext) -> Vec<Value>,
    ) -> Result<Vec<Value>, Refusal> {
        let wanted = call.list("contextId");
        let contexts = self.custom_field(id)?.contexts.iter();
        Ok(contexts
            .filter(|context| wanted.is_empty() || wanted.contains(&context.id.to_string()))
            .flat_map(rows)
            .collect())
    }

    /// `GET /field/{fieldId}/context/{contextId}/option`: choices, each followed by those below it.
    pub(super) fn field_options(&self, call: &Call<'_>, id: &str, context: &str) -> Answer {
        self.administrator(call)?;
        let field = self.custom_field(id)?;
        let context = field
            .contexts
            .iter()
            .find(|candidate| candidate.id.to_string() == context)
            .ok_or_else(|| Refusal::missing("The custom field context was not found."))?;
        let window = Window::of(call, 100, 100)?;
        let only_children = call.param("optionId");
        let only_parents = call.flag("onlyOptions", false);
        let mut rows: Vec<(&FieldOption, Option<u64>)> = Vec::new();
        for option in &context.options {
            if only_children.is_none_or(|id| option.id.to_string() == id) {
                rows.push((option, None));
                if !only_parents {
                    rows.extend(option.children.iter().map(|child| (child, Some(option.id))));
                }
            }
        }
        ok(&page(call, window, rows, |(option, parent)| {
            let mut shown = json!({"id": option.id.to_string(), "value": option.value, "disabled": option.disabled});
            if let (Value::Object(map), Some(parent)) = (&mut shown, parent) {
                map.insert("optionId".into(), json!(parent.to_string()));
            }
            shown
        }))
    }

    /// `GET /customFieldOption/{id}`.
    pub(super) fn get_option(&self, call: &Call<'_>, id: &str) -> Answer {
        let face = self.face(call);
        let wanted: u64 = id.parse().unwrap_or_default();
        let options =
            self.catalogue.fields.iter().flat_map(|field| &field.contexts).flat_map(|context| &context.options);
        let found = options
            .flat_map(|option| std::iter::once(option).chain(&option.children))
            .find(|option| option.id == wanted)
            .ok_or_else(|| Refusal::missing("The custom field option was not found."))?;
        let shown = face.option(found);
        ok(&json!({"self": shown.get("self"), "value": found.value}))
    }
}

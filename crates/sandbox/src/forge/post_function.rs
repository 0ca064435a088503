//! Post functions of workflows: which of the app's were added to which transitions, and their calls.
//!
//! A post function is called after each step through the transition to which it was added, with what Jira has kept for it.
//! Adding one is done in the editor of workflows, which has no simple API, so it is kept here.
//! <https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-workflow-post-function/>

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::delivery::{DeliveryKind, Outgoing};
use super::{Forge, POST_FUNCTION_TABLE};
use crate::change::Change;
use crate::jira::Step;

/// Bytes of what is kept for a post function, as the new editor has it.
const CONFIGURATION_MAX: usize = 32 * 1_024;

/// What Jira wants an app to have been granted before it calls its post functions.
const SCOPES: [&str; 2] = ["read:jira-work", "manage:jira-configuration"];

/// A post function that was added to a transition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PostFunction {
    pub(crate) id: String,
    pub(crate) module_key: String,
    pub(crate) workflow: String,
    pub(crate) transition: String,
    /// What the app's page gave, read as JSON.
    pub(crate) configuration: Value,
}

/// What somebody does in the editor.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Kept {
    /// Of a post function that is added; one that is changed keeps its own.
    pub(crate) module_key: Option<String>,
    /// What the app's page gave: JSON as text.
    pub(crate) configuration: String,
}

impl Kept {
    fn read(&self) -> Result<Value, String> {
        if self.configuration.len() > CONFIGURATION_MAX {
            return Err(format!("what is kept for a post function has at most {CONFIGURATION_MAX} bytes"));
        }
        serde_json::from_str(&self.configuration).map_err(|error| format!("`configuration` is not JSON: {error}"))
    }
}

impl Forge {
    /// Those that were added to a transition, in the order in which they were.
    pub(crate) fn post_functions(&self, workflow: &str, transition: &str) -> Vec<Value> {
        let of = self.added_functions.values().filter(|one| one.workflow == workflow && one.transition == transition);
        of.map(|one| json!({ "id": one.id, "moduleKey": one.module_key, "configuration": one.configuration })).collect()
    }

    /// Adds one to a transition; gives its id.
    ///
    /// # Errors
    /// When the app has no such module, or what is to be kept is none.
    pub(crate) fn add_post_function(
        &mut self,
        workflow: &str,
        transition: &str,
        kept: &Kept,
    ) -> Result<String, String> {
        let module_key = kept.module_key.clone().ok_or("`moduleKey` is missing")?;
        if !self.manifest.post_functions.iter().any(|(module, _)| *module == module_key) {
            return Err(format!("the app has no post function `{module_key}`"));
        }
        let configuration = kept.read()?;
        let id = self.deliveries.uuid();
        let (workflow, transition) = (workflow.to_owned(), transition.to_owned());
        self.keep_function(PostFunction { id: id.clone(), module_key, workflow, transition, configuration });
        Ok(id)
    }

    /// Changes what is kept for one; false when there is none.
    ///
    /// # Errors
    /// When what is to be kept is none.
    pub(crate) fn change_post_function(&mut self, id: &str, kept: &Kept) -> Result<bool, String> {
        let configuration = kept.read()?;
        let Some(before) = self.added_functions.values().find(|one| one.id == id).cloned() else {
            return Ok(false);
        };
        self.keep_function(PostFunction { configuration, ..before });
        Ok(true)
    }

    /// Takes one away; false when there is none.
    pub(crate) fn remove_post_function(&mut self, id: &str) -> bool {
        let key = self.added_functions.iter().find(|(_, one)| one.id == id).map(|(key, _)| key.clone());
        let Some(key) = key else { return false };
        self.added_functions.remove(&key);
        self.changes.push(Change::removed(POST_FUNCTION_TABLE, key));
        true
    }

    /// Takes all away, with the app.
    pub(super) fn remove_post_functions(&mut self) {
        for key in std::mem::take(&mut self.added_functions).into_keys() {
            self.changes.push(Change::removed(POST_FUNCTION_TABLE, key));
        }
    }

    /// Takes in one that was kept.
    pub(super) fn load_post_function(&mut self, key: &str, text: &str) {
        if let Ok(kept) = serde_json::from_str(text) {
            self.added_functions.insert(key.into(), kept);
        }
    }

    fn keep_function(&mut self, function: PostFunction) {
        let before = self.added_functions.iter().find(|(_, one)| one.id == function.id).map(|(key, _)| key.clone());
        let next = || {
            let last = self.added_functions.keys().next_back().and_then(|key| key.parse::<u64>().ok());
            format!("{:08}", last.map_or(1, |last| last + 1))
        };
        let key = before.unwrap_or_else(next);
        if let Ok(text) = serde_json::to_string(&function) {
            self.changes.push(Change::put(POST_FUNCTION_TABLE, key.clone(), text));
        }
        self.added_functions.insert(key, function);
    }

    /// Calls the post functions of a step, all under one name for it.
    pub(crate) fn step_taken(&mut self, step: &Step, now_ms: u64) {
        if !SCOPES.iter().all(|scope| self.manifest.scopes.iter().any(|granted| granted == scope)) {
            return;
        }
        let of_step = |one: &&PostFunction| one.workflow == step.workflow && one.transition == step.transition;
        let called: Vec<PostFunction> = self.added_functions.values().filter(of_step).cloned().collect();
        if called.is_empty() {
            return;
        }
        let execution = self.deliveries.uuid();
        for one in called {
            let function = self.manifest.post_functions.iter().find(|(module, _)| *module == one.module_key);
            let Some((module, function)) = function.cloned() else { continue };
            let mut body = step.body.clone();
            if let Some(members) = body.as_object_mut() {
                if let Some(transition) = members.get_mut("transition").and_then(Value::as_object_mut) {
                    transition.insert("executionId".into(), execution.clone().into());
                }
                members.insert("configuration".into(), one.configuration);
                members.insert("selfGenerated".into(), step.by_app.into());
                members.insert("context".into(), self.context(&module));
                members.insert("contextToken".into(), self.context_token().into());
            }
            let kind = DeliveryKind::Event;
            let outgoing =
                Outgoing { kind, function, module, body, queue: None, concurrency: None, delay_ms: 0, chain: None };
            self.deliveries.add_event(outgoing, now_ms);
        }
    }
}

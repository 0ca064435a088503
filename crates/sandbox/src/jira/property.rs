//! Properties of issues, comments, projects, users and the app: JSON by key, at most 32,768 characters.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Site;
use super::call::{Call, encode};
use super::comment::{PUBLIC_PROPERTY, is_internal};
use super::refusal::{Answer, Refusal, created, no_content, ok};
use super::store::{COMMENT, ISSUE, PROPERTY};
use crate::http::Response;

/// The longest value.
const VALUE_MOST: usize = 32_768;
/// The longest key.
const KEY_MOST: usize = 255;

/// What a property hangs on.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Owner {
    Issue(u64),
    Comment(u64),
    /// Anything else, by its path: `project/10000`, `user/5b1`, `app`.
    Other(String),
}

impl Site {
    /// One of the four operations on one property, or the list of keys when `key` is none.
    pub(super) fn property(&mut self, call: &Call<'_>, owner: &Owner, path: &str, key: Option<&str>) -> Answer {
        let Some(key) = key else {
            return self.property_keys(call, owner, path);
        };
        match call.request.method.as_str() {
            "GET" => match self.property_value(owner, key) {
                Some(value) => ok(&json!({"key": key, "value": value})),
                None => Err(missing(key)),
            },
            "PUT" => self.put_property(call, owner, key),
            "DELETE" => {
                if self.store_property(owner, key, None).is_none() {
                    return Err(missing(key));
                }
                if let Owner::Issue(id) = owner {
                    self.count_write(*id, call.now)?;
                    self.tell_property(call, "deleted", *id, key);
                }
                no_content()
            }
            _ => Err(Refusal::new(405, "Method Not Allowed")),
        }
    }

    fn put_property(&mut self, call: &Call<'_>, owner: &Owner, key: &str) -> Answer {
        if key.chars().count() > KEY_MOST {
            return Err(Refusal::bad("The key of the property must be at most 255 characters long."));
        }
        if call.request.body.len() > VALUE_MOST {
            return Err(Refusal::bad("The value of the property must be at most 32768 characters long."));
        }
        let value = call.json()?;
        if let Owner::Issue(id) = owner {
            self.count_write(*id, call.now)?;
        }
        let before = self.store_property(owner, key, Some(value));
        if let Owner::Issue(id) = owner {
            self.tell_property(call, "set", *id, key);
        }
        match (owner, before.is_some()) {
            (Owner::Other(path), existed) if path == "app" => {
                let (status, message) = if existed { (200, "Property updated.") } else { (201, "Property created.") };
                Ok(Response::json(status, &json!({"message": message, "statusCode": status})))
            }
            (_, true) => Ok(Response { status: 200, headers: Vec::new(), body: Vec::new() }),
            (_, false) => created(&Value::Null).map(|response| Response { body: Vec::new(), ..response }),
        }
    }

    fn property_keys(&self, call: &Call<'_>, owner: &Owner, path: &str) -> Answer {
        let keys: Vec<Value> = self
            .property_map(owner)
            .keys()
            .map(|key| json!({"self": call.link(&format!("{path}/properties/{}", encode(key))), "key": key}))
            .collect();
        ok(&json!({"keys": keys}))
    }

    fn property_map(&self, owner: &Owner) -> BTreeMap<String, Value> {
        match owner {
            Owner::Issue(id) => self.issues.get(id).map(|issue| issue.properties.clone()).unwrap_or_default(),
            Owner::Comment(id) => self.comments.get(id).map(|comment| comment.properties.clone()).unwrap_or_default(),
            Owner::Other(entity) => self
                .entity_properties
                .iter()
                .filter(|((candidate, _), _)| candidate == entity)
                .map(|((_, key), value)| (key.clone(), value.clone()))
                .collect(),
        }
    }

    fn property_value(&self, owner: &Owner, key: &str) -> Option<Value> {
        match owner {
            Owner::Issue(id) => self.issues.get(id)?.properties.get(key).cloned(),
            Owner::Comment(id) => self.comments.get(id)?.properties.get(key).cloned(),
            Owner::Other(entity) => self.entity_properties.get(&(entity.clone(), key.to_owned())).cloned(),
        }
    }

    /// Sets or removes; what was there before.
    fn store_property(&mut self, owner: &Owner, key: &str, value: Option<Value>) -> Option<Value> {
        let exchange = |map: &mut BTreeMap<String, Value>| match value.clone() {
            Some(value) => map.insert(key.to_owned(), value),
            None => map.remove(key),
        };
        match owner {
            Owner::Issue(id) => {
                let before = self.issues.get_mut(id).and_then(|issue| exchange(&mut issue.properties));
                self.mark(ISSUE, id);
                before
            }
            Owner::Comment(id) => {
                let before = self.comments.get_mut(id).and_then(|comment| {
                    let before = exchange(&mut comment.properties);
                    if key == PUBLIC_PROPERTY {
                        comment.public = !is_internal(&comment.properties);
                    }
                    before
                });
                self.mark(COMMENT, id);
                before
            }
            Owner::Other(entity) => {
                let slot = (entity.clone(), key.to_owned());
                self.mark(PROPERTY, format!("{entity} {key}"));
                match value {
                    Some(value) => self.entity_properties.insert(slot, value),
                    None => self.entity_properties.remove(&slot),
                }
            }
        }
    }

    /// `/issue/{issueIdOrKey}/properties[/{propertyKey}]`.
    pub(super) fn issue_property(&mut self, call: &Call<'_>, id_or_key: &str, key: Option<&str>) -> Answer {
        let (issue, project) = self.visible_issue(call, id_or_key)?;
        let writes = call.request.method != "GET";
        if writes && !self.may(self.account(call), project, "EDIT_ISSUES") {
            return Err(Refusal::forbidden("You do not have permission to edit issues in this project."));
        }
        let (owner, path) = (Owner::Issue(issue.id), format!("issue/{}", issue.key));
        self.property(call, &owner, &path, key)
    }

    /// `/comment/{commentId}/properties[/{propertyKey}]`.
    pub(super) fn comment_property(&mut self, call: &Call<'_>, id: &str, key: Option<&str>) -> Answer {
        let (comment, project) = self.any_comment(call, id)?;
        let account = self.account(call);
        let own = account == Some(comment.author.as_str());
        let allowed =
            self.may(account, project, "EDIT_ALL_COMMENTS") || (own && self.may(account, project, "EDIT_OWN_COMMENTS"));
        if call.request.method != "GET" && !allowed {
            return Err(Refusal::forbidden("You do not have the permission to edit this comment."));
        }
        let (owner, path) = (Owner::Comment(comment.id), format!("comment/{}", comment.id));
        self.property(call, &owner, &path, key)
    }

    /// `/project/{projectIdOrKey}/properties[/{propertyKey}]`.
    pub(super) fn project_property(&mut self, call: &Call<'_>, id_or_key: &str, key: Option<&str>) -> Answer {
        let project = self.visible_project(call, id_or_key)?;
        let allowed = self.may(self.account(call), project, "ADMINISTER_PROJECTS");
        if call.request.method != "GET" && !allowed {
            return Err(Refusal::forbidden("You do not have permission to administer this project."));
        }
        let path = format!("project/{}", project.key);
        let owner = Owner::Other(format!("project/{}", project.id));
        self.property(call, &owner, &path, key)
    }

    /// `/user/properties[/{propertyKey}]?accountId=`.
    pub(super) fn user_property(&mut self, call: &Call<'_>, key: Option<&str>) -> Answer {
        let asker = self.asker(call)?.account_id.clone();
        let of = call.param("accountId").unwrap_or(&asker).to_owned();
        if of != asker && !self.may_globally(Some(&asker), "ADMINISTER") {
            return Err(Refusal::forbidden("You do not have permission to see another user's properties."));
        }
        if self.catalogue.user(&of).is_none() {
            return Err(Refusal::missing(super::people::USER_MISSING));
        }
        self.property(call, &Owner::Other(format!("user/{of}")), "user", key)
    }
}

fn missing(key: &str) -> Refusal {
    Refusal::missing(format!("The property with key '{key}' does not exist."))
}

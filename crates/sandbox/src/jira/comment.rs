//! Comments of issues: read, added, edited, deleted.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Site;
use super::call::{Call, Version};
use super::document::{from_wiki, is_valid, to_html, to_text, to_wiki};
use super::face::Face;
use super::model::{Comment, Issue, Project, Visibility};
use super::page::{Window, page};
use super::permission::number;
use super::refusal::{Answer, Refusal, created, no_content, ok};
use super::store::{COMMENT, ISSUE};
use super::time::{friendly, stamp};

/// The longest comment, as text.
const BODY_MOST: usize = 32_767;

/// The property by which a comment of a service project is internal.
pub(super) const PUBLIC_PROPERTY: &str = "sd.public.comment";

/// A comment about to be, checked.
pub(super) struct NewComment {
    pub(super) body: Value,
    pub(super) visibility: Option<Visibility>,
    pub(super) public: bool,
    pub(super) properties: BTreeMap<String, Value>,
}

impl NewComment {
    /// Reads a comment from a request.
    pub(super) fn read(site: &Site, call: &Call<'_>, project: &Project, value: &Value) -> Result<Self, Refusal> {
        if !site.may(site.account(call), project, "ADD_COMMENTS") {
            return Err(Refusal::bad("You do not have the permission to comment on this issue."));
        }
        let body = read_body(call.version, value.get("body"))?;
        let visibility = read_visibility(site, value.get("visibility"))?;
        let mut properties = BTreeMap::new();
        for property in value.get("properties").and_then(Value::as_array).into_iter().flatten() {
            match (property.get("key").and_then(Value::as_str), property.get("value")) {
                (Some(key), Some(value)) => properties.insert(key.to_owned(), value.clone()),
                _ => return Err(Refusal::bad("A property needs a key and a value.")),
            };
        }
        let public = !is_internal(&properties);
        Ok(Self { body, visibility, public, properties })
    }

    /// Adds it to an issue; the new comment's id.
    pub(super) fn add(self, site: &mut Site, call: &Call<'_>, issue: u64) -> u64 {
        let author = site.account(call).unwrap_or_default().to_owned();
        let id = site.insert_comment(issue, &author, call.now, self);
        if let Some(comment) = site.comments.get(&id).cloned() {
            site.tell_commented(call, &comment);
        }
        id
    }
}

/// Whether a comment with these properties is not for the portal's customers.
pub(super) fn is_internal(properties: &BTreeMap<String, Value>) -> bool {
    properties
        .get(PUBLIC_PROPERTY)
        .and_then(|value| value.get("internal"))
        .is_some_and(|internal| internal.as_bool().unwrap_or(internal.as_str() == Some("true")))
}

/// The body of a comment in stored form.
fn read_body(version: Version, body: Option<&Value>) -> Result<Value, Refusal> {
    let stored = match (version, body) {
        (_, None | Some(Value::Null)) => return Err(Refusal::field("comment", "Comment body can not be empty!")),
        (Version::Two, Some(Value::String(text))) => from_wiki(text),
        (Version::Three, Some(document @ Value::Object(_))) if is_valid(document) => document.clone(),
        (Version::Three, Some(Value::Object(_))) => return Err(Refusal::bad("INVALID_INPUT")),
        _ => return Err(Refusal::field("comment", "Comment body is not valid!")),
    };
    let text = to_text(&stored);
    let has_media = stored.to_string().contains("\"media\"");
    if text.trim().is_empty() && !has_media {
        return Err(Refusal::field("comment", "Comment body can not be empty!"));
    }
    if text.chars().count() > BODY_MOST {
        return Err(Refusal::field(
            "comment",
            "The entered text is too long. It exceeds the allowed limit of 32,767 characters.",
        ));
    }
    Ok(stored)
}

fn read_visibility(site: &Site, given: Option<&Value>) -> Result<Option<Visibility>, Refusal> {
    let Some(given) = given.filter(|given| !given.is_null()) else {
        return Ok(None);
    };
    let text = |name: &str| given.get(name).and_then(Value::as_str);
    let named = text("value").or_else(|| text("identifier"));
    match (text("type"), named) {
        (Some("role"), Some(name)) => {
            let (role, _) = super::project::ROLES
                .iter()
                .find(|(role, id)| role.eq_ignore_ascii_case(name) || *id == name)
                .ok_or_else(|| Refusal::field("commentLevel", format!("Role: {name} does not exist.")))?;
            Ok(Some(Visibility { kind: "role".into(), value: (*role).into(), identifier: (*role).into() }))
        }
        (Some("group"), Some(name)) => {
            let (group, id) = site
                .catalogue
                .groups
                .iter()
                .find(|(group, id)| *group == name || *id == name)
                .ok_or_else(|| Refusal::field("commentLevel", format!("Group: {name} does not exist.")))?;
            Ok(Some(Visibility { kind: "group".into(), value: (*group).into(), identifier: (*id).into() }))
        }
        _ => Err(Refusal::bad("Invalid visibility type: it must be 'group' or 'role'.")),
    }
}

impl Face<'_> {
    /// A comment as answers show it.
    pub(super) fn comment(&self, comment: &Comment, expand: &[String]) -> Value {
        let mut map = Map::new();
        let expands = |name: &str| expand.iter().any(|part| part == name);
        map.insert("self".into(), json!(self.link(&format!("issue/{}/comment/{}", comment.issue, comment.id))));
        map.insert("id".into(), json!(comment.id.to_string()));
        map.insert("author".into(), self.person(&comment.author));
        let body = if self.version == Version::Two { json!(to_wiki(&comment.body)) } else { comment.body.clone() };
        map.insert("body".into(), body);
        if expands("renderedBody") {
            map.insert("renderedBody".into(), json!(to_html(&comment.body)));
        }
        map.insert("updateAuthor".into(), self.person(&comment.update_author));
        map.insert("created".into(), json!(stamp(comment.created)));
        map.insert("updated".into(), json!(stamp(comment.updated)));
        if let Some(visibility) = &comment.visibility {
            map.insert(
                "visibility".into(),
                json!({"type": visibility.kind, "value": visibility.value, "identifier": visibility.identifier}),
            );
        }
        map.insert("jsdPublic".into(), json!(comment.public));
        if expands("properties") {
            let list: Vec<Value> =
                comment.properties.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
            map.insert("properties".into(), Value::Array(list));
        }
        Value::Object(map)
    }

    /// The comments of an issue that the looker sees, oldest first.
    pub(super) fn visible_comments(&self, issue: &Issue) -> Vec<&Comment> {
        let Some(project) = self.site.catalogue.project(issue.project) else {
            return Vec::new();
        };
        issue
            .comments
            .iter()
            .filter_map(|id| self.site.comments.get(id))
            .filter(|comment| self.site.sees_comment(self.account, project, comment))
            .collect()
    }

    /// The field `comment` of an issue.
    pub(super) fn comments_field(&self, issue: &Issue) -> Value {
        let comments: Vec<Value> =
            self.visible_comments(issue).into_iter().map(|comment| self.comment(comment, &[])).collect();
        let count = comments.len();
        json!({
            "comments": comments,
            "self": self.link(&format!("issue/{}/comment", issue.id)),
            "maxResults": count, "total": count, "startAt": 0,
        })
    }

    /// The field `comment` rendered: bodies as HTML.
    pub(super) fn rendered_comments(&self, issue: &Issue) -> Value {
        let mut field = self.comments_field(issue);
        let bodies = self.visible_comments(issue);
        if let Some(Value::Array(list)) = field.get_mut("comments") {
            for (shown, comment) in list.iter_mut().zip(bodies) {
                if let Value::Object(map) = shown {
                    map.insert("body".into(), json!(to_html(&comment.body)));
                    map.insert("created".into(), json!(friendly(comment.created)));
                    map.insert("updated".into(), json!(friendly(comment.updated)));
                }
            }
        }
        field
    }
}

impl Site {
    /// Puts a comment at an issue.
    pub(super) fn insert_comment(&mut self, issue_id: u64, author: &str, now: i64, new: NewComment) -> u64 {
        let id = self.next_id();
        let comment = Comment {
            id,
            issue: issue_id,
            author: author.to_owned(),
            update_author: author.to_owned(),
            body: new.body,
            created: now,
            updated: now,
            visibility: new.visibility,
            public: new.public,
            properties: new.properties,
        };
        self.comments.insert(id, comment);
        self.mark(COMMENT, id);
        if let Some(issue) = self.issues.get_mut(&issue_id) {
            issue.comments.push(id);
            issue.updated = now;
            self.mark(ISSUE, issue_id);
        }
        id
    }

    /// A comment that the asker sees, below an issue that the asker sees.
    fn visible_comment(&self, call: &Call<'_>, id_or_key: &str, id: &str) -> Result<(&Comment, &Project), Refusal> {
        let (issue, project) = self.visible_issue(call, id_or_key)?;
        id.parse()
            .ok()
            .and_then(|id: u64| self.comments.get(&id))
            .filter(|comment| comment.issue == issue.id && self.sees_comment(self.account(call), project, comment))
            .map(|comment| (comment, project))
            .ok_or_else(|| Refusal::missing(format!("Can not find a comment for the id: {id}.")))
    }

    /// A comment that the asker sees, by its id alone.
    pub(super) fn any_comment(&self, call: &Call<'_>, id: &str) -> Result<(&Comment, &Project), Refusal> {
        let missing = || Refusal::missing(format!("Can not find a comment for the id: {id}."));
        let comment = id.parse().ok().and_then(|id: u64| self.comments.get(&id)).ok_or_else(missing)?;
        self.visible_comment(call, &comment.issue.to_string(), id).map_err(|_| missing())
    }

    /// `GET /issue/{issueIdOrKey}/comment`.
    pub(super) fn get_comments(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, _) = self.visible_issue(call, id_or_key)?;
        let window = Window::of(call, 100, 5_000)?;
        let expand = call.list("expand");
        let face = self.face(call);
        let mut comments = face.visible_comments(issue);
        match call.param("orderBy") {
            None | Some("created" | "+created") => {}
            Some("-created") => comments.reverse(),
            Some(other) => return Err(Refusal::bad(format!("The orderBy value '{other}' is not supported."))),
        }
        let total = comments.len();
        let shown: Vec<Value> =
            window.cut(comments).into_iter().map(|comment| face.comment(comment, &expand)).collect();
        let count = shown.len();
        let body = json!({"startAt": window.start, "maxResults": window.size, "total": total, "comments": shown});
        self.limiter.objects(count);
        ok(&body)
    }

    /// `GET /issue/{issueIdOrKey}/comment/{id}`.
    pub(super) fn get_comment(&self, call: &Call<'_>, id_or_key: &str, id: &str) -> Answer {
        let (comment, _) = self.visible_comment(call, id_or_key, id)?;
        ok(&self.face(call).comment(comment, &call.list("expand")))
    }

    /// `POST /issue/{issueIdOrKey}/comment`.
    pub(super) fn add_comment(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        self.asker(call)?;
        let (issue, project) = self.visible_issue(call, id_or_key)?;
        let id = issue.id;
        let new = NewComment::read(self, call, project, &Value::Object(call.object()?))?;
        self.count_write(id, call.now)?;
        let comment = new.add(self, call, id);
        let comment = self.comments.get(&comment).ok_or_else(Refusal::issue_missing)?;
        created(&self.face(call).comment(comment, &call.list("expand")))
    }

    /// `PUT /issue/{issueIdOrKey}/comment/{id}`.
    pub(super) fn edit_comment(&mut self, call: &Call<'_>, id_or_key: &str, id: &str) -> Answer {
        self.asker(call)?;
        let (comment, project) = self.visible_comment(call, id_or_key, id)?;
        let (comment_id, issue_id) = (comment.id, comment.issue);
        let account = self.account(call);
        let own = account == Some(comment.author.as_str());
        let allowed =
            self.may(account, project, "EDIT_ALL_COMMENTS") || (own && self.may(account, project, "EDIT_OWN_COMMENTS"));
        if !allowed {
            return Err(Refusal::bad("You do not have the permission to edit this comment."));
        }
        let given = Value::Object(call.object()?);
        let new = NewComment::read(self, call, project, &given)?;
        let editor = account.unwrap_or_default().to_owned();
        let keeps_visibility = given.get("visibility").is_none();
        self.count_write(issue_id, call.now)?;
        if let Some(comment) = self.comments.get_mut(&comment_id) {
            comment.body = new.body;
            comment.update_author = editor;
            comment.updated = call.now;
            if !keeps_visibility {
                comment.visibility = new.visibility;
            }
            comment.properties.extend(new.properties);
            comment.public = !is_internal(&comment.properties) && comment.public;
        }
        self.mark(COMMENT, comment_id);
        self.touch(issue_id, call.now);
        let comment = self.comments.get(&comment_id).cloned().ok_or_else(Refusal::issue_missing)?;
        self.tell_commented(call, &comment);
        ok(&self.face(call).comment(&comment, &call.list("expand")))
    }

    /// `DELETE /issue/{issueIdOrKey}/comment/{id}`.
    pub(super) fn delete_comment(&mut self, call: &Call<'_>, id_or_key: &str, id: &str) -> Answer {
        self.asker(call)?;
        let (comment, project) = self.visible_comment(call, id_or_key, id)?;
        let comment = comment.clone();
        let account = self.account(call);
        let own = account == Some(comment.author.as_str());
        let allowed = self.may(account, project, "DELETE_ALL_COMMENTS")
            || (own && self.may(account, project, "DELETE_OWN_COMMENTS"));
        if !allowed {
            return Err(Refusal::bad("You do not have the permission to delete this comment."));
        }
        self.count_write(comment.issue, call.now)?;
        self.comments.remove(&comment.id);
        self.mark(COMMENT, comment.id);
        if let Some(issue) = self.issues.get_mut(&comment.issue) {
            issue.comments.retain(|candidate| *candidate != comment.id);
        }
        self.touch(comment.issue, call.now);
        self.tell_comment_deleted(call, &comment);
        no_content()
    }

    /// `POST /comment/list`.
    pub(super) fn list_comments(&self, call: &Call<'_>) -> Answer {
        let body = call.object()?;
        let ids: Vec<u64> =
            body.get("ids").and_then(Value::as_array).into_iter().flatten().filter_map(number).collect();
        if ids.is_empty() || ids.len() > 1_000 {
            return Err(Refusal::bad("Give 1 to 1,000 comment ids."));
        }
        let expand = call.list("expand");
        let face = self.face(call);
        let found: Vec<&Comment> = ids
            .iter()
            .filter_map(|id| self.any_comment(call, &id.to_string()).ok())
            .map(|(comment, _)| comment)
            .collect();
        let window = Window { start: 0, size: 1_000 };
        ok(&page(call, window, found, |comment| face.comment(comment, &expand)))
    }

    /// Notes that an issue changed without a changelog entry.
    pub(super) fn touch(&mut self, issue_id: u64, now: i64) {
        if let Some(issue) = self.issues.get_mut(&issue_id) {
            issue.updated = now;
            self.mark(ISSUE, issue_id);
        }
    }
}

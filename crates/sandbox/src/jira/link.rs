//! Links between issues, and links to things elsewhere.

use serde_json::{Map, Value, json};

use super::Site;
use super::call::Call;
use super::comment::NewComment;
use super::face::Face;
use super::model::{History, Issue, Item, Link, LinkType, RemoteLink};
use super::refusal::{Answer, Refusal, created, no_content, ok};
use super::store::{ISSUE, LINK, REMOTE_LINK};
use crate::http::Response;

/// A link about to be. One end may still be open: the issue that is being created or edited.
pub(super) struct NewLink {
    type_id: String,
    outward_from: Option<u64>,
    inward_from: Option<u64>,
}

impl NewLink {
    /// Reads `{type, outwardIssue}` or `{type, inwardIssue}` of an `update`.
    pub(super) fn read_from(site: &Site, call: &Call<'_>, value: &Value) -> Result<Self, Refusal> {
        let kind = find_type(site, value.get("type"))?;
        let end = |name: &str| match value.get(name) {
            Some(end) => find_end(site, call, end).map(|issue| Some(issue.id)),
            None => Ok(None),
        };
        // "This issue blocks the outward issue": the type's outward name is said of the open end.
        let (outward, inward) = (end("outwardIssue")?, end("inwardIssue")?);
        Ok(Self { type_id: kind.id.to_owned(), outward_from: inward, inward_from: outward })
    }

    /// Adds it; the open end is the given issue.
    pub(super) fn add(self, site: &mut Site, call: &Call<'_>, issue: u64) {
        let outward_from = self.outward_from.unwrap_or(issue);
        let inward_from = self.inward_from.unwrap_or(issue);
        site.insert_link(call, &self.type_id, outward_from, inward_from);
    }
}

fn find_type<'a>(site: &'a Site, given: Option<&Value>) -> Result<&'a LinkType, Refusal> {
    let text = |name: &str| given.and_then(|given| given.get(name)).and_then(Value::as_str);
    let (id, name) = (text("id"), text("name"));
    site.catalogue
        .link_types
        .iter()
        .find(|kind| Some(kind.id) == id || name.is_some_and(|name| name.eq_ignore_ascii_case(kind.name)))
        .ok_or_else(|| match (id, name) {
            (None, None) => Refusal::bad("The issue link type must be specified by its 'id' or 'name'."),
            _ => Refusal::missing(format!("No issue link type with name '{}' found.", name.or(id).unwrap_or_default())),
        })
}

fn find_end<'a>(site: &'a Site, call: &Call<'_>, end: &Value) -> Result<&'a Issue, Refusal> {
    let text = match end.get("key").or_else(|| end.get("id")) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Err(Refusal::issue_missing()),
    };
    site.visible_issue(call, &text).map(|(issue, _)| issue)
}

impl Face<'_> {
    pub(super) fn link_type(&self, kind: &LinkType) -> Value {
        json!({
            "id": kind.id, "name": kind.name, "inward": kind.inward, "outward": kind.outward,
            "self": self.link(&format!("issueLinkType/{}", kind.id)),
        })
    }

    /// A link as one of its issues shows it: only the other end.
    pub(super) fn link_at(&self, issue: &Issue, link: &Link) -> Option<Value> {
        let kind = self.site.catalogue.link_types.iter().find(|kind| kind.id == link.type_id)?;
        let (name, other) = if link.outward_from == issue.id {
            ("outwardIssue", link.inward_from)
        } else {
            ("inwardIssue", link.outward_from)
        };
        let other = self.site.issues.get(&other)?;
        let mut map = Map::new();
        map.insert("id".into(), json!(link.id.to_string()));
        map.insert("self".into(), json!(self.link(&format!("issueLink/{}", link.id))));
        map.insert("type".into(), self.link_type(kind));
        map.insert(name.into(), self.short_issue(other));
        Some(Value::Object(map))
    }
}

impl Site {
    fn insert_link(&mut self, call: &Call<'_>, type_id: &str, outward_from: u64, inward_from: u64) {
        let id = self.next_id();
        let link = Link { id, type_id: type_id.to_owned(), outward_from, inward_from };
        self.links.insert(id, link.clone());
        self.mark(LINK, id);
        for issue in [outward_from, inward_from] {
            if let Some(issue) = self.issues.get_mut(&issue) {
                issue.links.push(id);
            }
        }
        self.note_link(call, &link, true);
        self.tell_link(call, "created", &link);
    }

    /// Notes a link in the changelogs of both issues.
    fn note_link(&mut self, call: &Call<'_>, link: &Link, added: bool) {
        let Some(kind) = self.catalogue.link_types.iter().find(|kind| kind.id == link.type_id) else {
            return;
        };
        let (outward, inward) = (kind.outward, kind.inward);
        let author = self.account(call).unwrap_or_default().to_owned();
        for (at, other, words) in
            [(link.outward_from, link.inward_from, outward), (link.inward_from, link.outward_from, inward)]
        {
            let Some(key) = self.issues.get(&other).map(|issue| issue.key.clone()) else {
                continue;
            };
            let text = format!("This issue {words} {key}");
            let (from, to) =
                if added { ((None, None), (Some(key), Some(text))) } else { ((Some(key), Some(text)), (None, None)) };
            let item = Item {
                field: "Link".into(),
                fieldtype: "jira".into(),
                field_id: "issuelinks".into(),
                from: from.0,
                from_string: from.1,
                to: to.0,
                to_string: to.1,
            };
            let history = History { id: self.next_id(), author: author.clone(), created: call.now, items: vec![item] };
            if let Some(issue) = self.issues.get_mut(&at) {
                issue.histories.push(history.clone());
                issue.updated = call.now;
            }
            self.mark(ISSUE, at);
            self.tell_updated(call, at, &history);
        }
    }

    /// `GET /issueLinkType`.
    pub(super) fn all_link_types(&self, call: &Call<'_>) -> Answer {
        let face = self.face(call);
        let types: Vec<Value> = self.catalogue.link_types.iter().map(|kind| face.link_type(kind)).collect();
        ok(&json!({"issueLinkTypes": types}))
    }

    /// `POST /issueLink`.
    pub(super) fn create_link(&mut self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let body = call.object()?;
        let kind = find_type(self, body.get("type"))?.id.to_owned();
        let none = Value::Null;
        // The inward issue is the one of which the type's outward name is said: "inward blocks outward".
        let from = find_end(self, call, body.get("inwardIssue").unwrap_or(&none))?;
        let to = find_end(self, call, body.get("outwardIssue").unwrap_or(&none))?;
        let project = self.catalogue.project(from.project).ok_or_else(Refusal::issue_missing)?;
        if !self.may(self.account(call), project, "LINK_ISSUES") {
            return Err(Refusal::missing("No Link Issue Permission for issue."));
        }
        if from.id == to.id {
            return Err(Refusal::bad("You cannot link an issue to itself."));
        }
        let comment = match body.get("comment") {
            Some(comment) if !comment.is_null() => Some(NewComment::read(self, call, project, comment)?),
            _ => None,
        };
        let (from, to) = (from.id, to.id);
        self.count_write(from, call.now)?;
        self.insert_link(call, &kind, from, to);
        if let Some(comment) = comment {
            comment.add(self, call, from);
        }
        Ok(Response { status: 201, headers: Vec::new(), body: Vec::new() })
    }

    fn visible_link(&self, call: &Call<'_>, id: &str) -> Result<&Link, Refusal> {
        let missing = || Refusal::missing(format!("No issue link with id '{id}' exists."));
        let link = id.parse().ok().and_then(|id: u64| self.links.get(&id)).ok_or_else(missing)?;
        for end in [link.outward_from, link.inward_from] {
            self.visible_issue(call, &end.to_string()).map_err(|_| missing())?;
        }
        Ok(link)
    }

    /// `GET /issueLink/{linkId}`.
    pub(super) fn get_link(&self, call: &Call<'_>, id: &str) -> Answer {
        let link = self.visible_link(call, id)?;
        let face = self.face(call);
        let end = |id: u64| self.issues.get(&id).map(|issue| face.short_issue(issue));
        let kind = self.catalogue.link_types.iter().find(|kind| kind.id == link.type_id);
        ok(&json!({
            "id": link.id.to_string(),
            "self": call.link(&format!("issueLink/{}", link.id)),
            "type": kind.map(|kind| face.link_type(kind)),
            "inwardIssue": end(link.outward_from),
            "outwardIssue": end(link.inward_from),
        }))
    }

    /// `DELETE /issueLink/{linkId}`.
    pub(super) fn delete_link(&mut self, call: &Call<'_>, id: &str) -> Answer {
        self.asker(call)?;
        let link = self.visible_link(call, id)?.clone();
        self.permitted_issue(
            call,
            &link.outward_from.to_string(),
            "LINK_ISSUES",
            "No Link Issue Permission for issue.",
        )?;
        self.note_link(call, &link, false);
        self.links.remove(&link.id);
        self.mark(LINK, link.id);
        for end in [link.outward_from, link.inward_from] {
            if let Some(issue) = self.issues.get_mut(&end) {
                issue.links.retain(|candidate| *candidate != link.id);
            }
        }
        self.tell_link(call, "deleted", &link);
        no_content()
    }

    /// `GET` and `POST /issue/{issueIdOrKey}/remotelink`, `DELETE` with a global id.
    pub(super) fn remote_links(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, project) = self.visible_issue(call, id_or_key)?;
        let (issue_id, key) = (issue.id, issue.key.clone());
        let global = call.param("globalId");
        if call.request.method == "GET" {
            let links: Vec<Value> = self
                .remote_links
                .values()
                .filter(|link| link.issue == issue_id)
                .filter(|link| global.is_none_or(|global| link.global_id.as_deref() == Some(global)))
                .map(|link| remote_link(call, &key, link))
                .collect();
            return ok(&Value::Array(links));
        }
        if !self.may(self.account(call), project, "LINK_ISSUES") {
            return Err(Refusal::forbidden("No Link Issue Permission for issue."));
        }
        if call.request.method == "DELETE" {
            let found = self
                .remote_links
                .values()
                .find(|link| link.issue == issue_id && link.global_id.as_deref() == global && global.is_some())
                .map(|link| link.id)
                .ok_or_else(|| Refusal::missing("No remote link with this global id exists."))?;
            return self.remove_remote_link(found);
        }
        let (content, global_id) = read_remote_link(call)?;
        let known = self
            .remote_links
            .values()
            .find(|link| link.issue == issue_id && link.global_id == global_id && global_id.is_some())
            .map(|link| link.id);
        let id = match known {
            Some(id) => id,
            None => self.next_id(),
        };
        self.remote_links.insert(id, RemoteLink { id, issue: issue_id, global_id, content });
        self.mark(REMOTE_LINK, id);
        let answer = json!({"id": id, "self": call.link(&format!("issue/{key}/remotelink/{id}"))});
        if known.is_some() { ok(&answer) } else { created(&answer) }
    }

    /// `GET`, `PUT` and `DELETE /issue/{issueIdOrKey}/remotelink/{linkId}`.
    pub(super) fn remote_link(&mut self, call: &Call<'_>, id_or_key: &str, id: &str) -> Answer {
        let (issue, project) = self.visible_issue(call, id_or_key)?;
        let link = id
            .parse()
            .ok()
            .and_then(|id: u64| self.remote_links.get(&id))
            .filter(|link| link.issue == issue.id)
            .ok_or_else(|| Refusal::missing(format!("The remote link with id '{id}' does not exist.")))?;
        if call.request.method == "GET" {
            return ok(&remote_link(call, &issue.key, link));
        }
        if !self.may(self.account(call), project, "LINK_ISSUES") {
            return Err(Refusal::forbidden("No Link Issue Permission for issue."));
        }
        let id = link.id;
        if call.request.method == "PUT" {
            let (content, global_id) = read_remote_link(call)?;
            let global_id = global_id.or_else(|| link.global_id.clone());
            let issue = link.issue;
            self.remote_links.insert(id, RemoteLink { id, issue, global_id, content });
            self.mark(REMOTE_LINK, id);
            return no_content();
        }
        self.remove_remote_link(id)
    }

    fn remove_remote_link(&mut self, id: u64) -> Answer {
        self.remote_links.remove(&id);
        self.mark(REMOTE_LINK, id);
        no_content()
    }
}

/// The content of a remote link from a request, and its global id.
fn read_remote_link(call: &Call<'_>) -> Result<(Value, Option<String>), Refusal> {
    let mut body = call.object()?;
    let given = |name: &str| body.get("object").and_then(|object| object.get(name)).and_then(Value::as_str);
    let missing: Vec<(String, String)> = ["title", "url"]
        .into_iter()
        .filter(|name| given(name).is_none_or(str::is_empty))
        .map(|name| (name.to_owned(), format!("'{name}' is required.")))
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::fields(missing));
    }
    let global_id = body.get("globalId").and_then(Value::as_str).map(str::to_owned);
    body.shift_remove("globalId");
    Ok((Value::Object(body), global_id))
}

fn remote_link(call: &Call<'_>, key: &str, link: &RemoteLink) -> Value {
    let mut shown = link.content.clone();
    if let Value::Object(map) = &mut shown {
        map.insert("id".into(), json!(link.id));
        map.insert("self".into(), json!(call.link(&format!("issue/{key}/remotelink/{}", link.id))));
        if let Some(global) = &link.global_id {
            map.insert("globalId".into(), json!(global));
        }
    }
    shown
}

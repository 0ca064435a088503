//! The service desk API, as far as requests and their comments go.
//! <https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-request/>

use serde_json::{Value, json};

use super::Site;
use super::call::{Call, Version};
use super::comment::NewComment;
use super::document::{from_wiki, to_html, to_wiki};
use super::face::Face;
use super::model::{Comment, Issue, Project, Role};
use super::refusal::{Answer, Refusal, created, ok};
use super::time::{friendly, stamp};

/// The id of the one service desk of the site.
pub(super) const SERVICE_DESK: &str = "1";

/// A page as this API gives it.
pub(super) fn paged(call: &Call<'_>, all: Vec<Value>) -> Result<Value, Refusal> {
    let start = call.number("start", 0)?;
    let limit = call.number("limit", 50)?.min(100);
    let total = all.len();
    let values: Vec<Value> = all.into_iter().skip(start).take(limit).collect();
    let last = start + values.len() >= total;
    let address = format!("{}{}", call.base, call.request.path());
    let mut links = json!({"base": call.base, "context": "", "self": format!("{address}?start={start}&limit={limit}")});
    if let (false, Value::Object(map)) = (last, &mut links) {
        map.insert("next".into(), json!(format!("{address}?start={}&limit={limit}", start + limit)));
    }
    Ok(json!({
        "size": values.len(), "start": start, "limit": limit, "isLastPage": last, "_links": links, "values": values,
    }))
}

/// A date in this API's four forms.
pub(super) fn date(ms: i64) -> Value {
    json!({
        "iso8601": stamp(ms), "jira": stamp(ms), "friendly": friendly(ms), "epochMillis": ms,
    })
}

/// The type of a request, by its issue type.
fn request_type(issue: &Issue) -> (&'static str, &'static str) {
    if issue.issue_type == "10006" { ("2", "Report a system problem") } else { ("1", "Get IT help") }
}

/// The field *Request Type* of an issue.
pub(super) fn request_type_value(face: &Face<'_>, issue: &Issue) -> Value {
    let Some(project) = face.site.catalogue.project(issue.project) else {
        return Value::Null;
    };
    if project.type_key != "service_desk" {
        return Value::Null;
    }
    let (id, name) = request_type(issue);
    json!({
        "_links": {
            "jiraRest": face.link(&format!("issue/{}", issue.id)),
            "web": format!("{}/servicedesk/customer/portal/1/{}", face.base, issue.key),
            "self": format!("{}/rest/servicedeskapi/request/{}", face.base, issue.id),
        },
        "requestType": {"id": id, "name": name, "serviceDeskId": SERVICE_DESK, "issueTypeId": issue.issue_type},
    })
}

impl Site {
    /// `GET /rest/servicedeskapi/servicedesk`.
    pub(super) fn service_desks(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let account = self.account(call);
        let desks = self
            .catalogue
            .projects
            .iter()
            .filter(|project| project.type_key == "service_desk")
            .filter(|project| {
                let customer = account.and_then(|account| self.catalogue.role(account, project));
                self.may(account, project, "BROWSE_PROJECTS") || customer == Some(Role::Customer)
            })
            .map(|project| {
                json!({
                    "id": SERVICE_DESK, "projectId": project.id.to_string(), "projectName": project.name, "projectKey": project.key,
                    "_links": {"self": format!("{}/rest/servicedeskapi/servicedesk/1", call.base)},
                })
            })
            .collect();
        ok(&paged(call, desks)?)
    }

    /// A request that the asker sees: agents by their permission, customers their own.
    pub(super) fn visible_request(
        &self,
        call: &Call<'_>,
        id_or_key: &str,
    ) -> Result<(&Issue, &Project, bool), Refusal> {
        self.asker(call)?;
        let missing = || Refusal::missing("The request does not exist, or you do not have permission to see it.");
        let issue = self.find_issue(id_or_key).ok_or_else(missing)?;
        let project = self
            .catalogue
            .project(issue.project)
            .filter(|project| project.type_key == "service_desk")
            .ok_or_else(missing)?;
        let account = self.account(call);
        if self.may(account, project, "BROWSE_PROJECTS") {
            return Ok((issue, project, true));
        }
        let own = account.is_some() && issue.values.get("reporter").and_then(Value::as_str) == account;
        if own { Ok((issue, project, false)) } else { Err(missing()) }
    }

    /// `GET /rest/servicedeskapi/request/{issueIdOrKey}`.
    pub(super) fn get_request(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, _, _) = self.visible_request(call, id_or_key)?;
        let face = self.face(call);
        let (type_id, _) = request_type(issue);
        let status = self.catalogue.status(&issue.status).map(|status| status.name);
        let text = |id: &str| issue.values.get(id).cloned().unwrap_or_default();
        let description = issue.values.get("description").map(to_wiki).unwrap_or_default();
        ok(&json!({
            "issueId": issue.id.to_string(),
            "issueKey": issue.key,
            "requestTypeId": type_id,
            "serviceDeskId": SERVICE_DESK,
            "createdDate": date(issue.created),
            "reporter": issue.values.get("reporter").and_then(Value::as_str).map(|account| face.person(account)),
            "requestFieldValues": [
                {"fieldId": "summary", "label": "What do you need?", "value": text("summary")},
                {"fieldId": "description", "label": "Tell us more", "value": description},
            ],
            "currentStatus": {"status": status, "statusDate": date(issue.status_changed)},
            "_links": {
                "jiraRest": format!("{}/rest/api/2/issue/{}", call.base, issue.id),
                "web": format!("{}/servicedesk/customer/portal/1/{}", call.base, issue.key),
                "self": format!("{}/rest/servicedeskapi/request/{}", call.base, issue.id),
            },
        }))
    }

    /// `GET /rest/servicedeskapi/request/{issueIdOrKey}/comment`: customers get public comments only.
    pub(super) fn request_comments(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, project, agent) = self.visible_request(call, id_or_key)?;
        let (public, internal) = (call.flag("public", true), call.flag("internal", true));
        let account = self.account(call);
        let comments = issue
            .comments
            .iter()
            .filter_map(|id| self.comments.get(id))
            .filter(|comment| if comment.public { public } else { internal && agent })
            .filter(|comment| self.sees_comment(account, project, comment))
            .map(|comment| self.request_comment_view(call, comment))
            .collect();
        ok(&paged(call, comments)?)
    }

    /// `GET /rest/servicedeskapi/request/{issueIdOrKey}/comment/{commentId}`.
    pub(super) fn request_comment(&self, call: &Call<'_>, id_or_key: &str, id: &str) -> Answer {
        let (issue, project, agent) = self.visible_request(call, id_or_key)?;
        let comment = id
            .parse()
            .ok()
            .and_then(|id: u64| self.comments.get(&id))
            .filter(|comment| comment.issue == issue.id && (comment.public || agent))
            .filter(|comment| self.sees_comment(self.account(call), project, comment))
            .ok_or_else(|| Refusal::missing("The comment does not exist, or you do not have permission to see it."))?;
        ok(&self.request_comment_view(call, comment))
    }

    /// `POST /rest/servicedeskapi/request/{issueIdOrKey}/comment`: `{body, public}`, the body as wiki text.
    pub(super) fn add_request_comment(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, project, agent) = self.visible_request(call, id_or_key)?;
        let body = call.object()?;
        let text = body.get("body").and_then(Value::as_str).unwrap_or_default();
        if text.trim().is_empty() {
            return Err(Refusal::bad("Comment body can not be empty!"));
        }
        let public = body.get("public").is_none_or(|public| public.as_bool().unwrap_or(true));
        if !agent && !public {
            return Err(Refusal::forbidden("Customers cannot add internal comments."));
        }
        if agent && !self.may(self.account(call), project, "ADD_COMMENTS") {
            return Err(Refusal::forbidden("You do not have the permission to comment on this issue."));
        }
        let new = NewComment { body: from_wiki(text), visibility: None, public, properties: internal_property(public) };
        let issue_id = issue.id;
        self.count_write(issue_id, call.now)?;
        let id = new.add(self, call, issue_id);
        let comment = self.comments.get(&id).ok_or_else(Refusal::issue_missing)?;
        created(&self.request_comment_view(call, comment))
    }

    pub(super) fn request_comment_view(&self, call: &Call<'_>, comment: &Comment) -> Value {
        let face = Face { version: Version::Two, ..self.face(call) };
        let expand = call.list("expand");
        let mut shown = json!({
            "id": comment.id.to_string(),
            "body": to_wiki(&comment.body),
            "public": comment.public,
            "author": face.person(&comment.author),
            "created": date(comment.created),
            "_links": {
                "self": format!("{}/rest/servicedeskapi/request/{}/comment/{}", call.base, comment.issue, comment.id),
            },
        });
        if let (true, Value::Object(map)) = (expand.iter().any(|part| part == "renderedBody"), &mut shown) {
            map.insert("renderedBody".into(), json!({"html": to_html(&comment.body)}));
        }
        shown
    }
}

/// An internal comment carries the property by which other clients see that it is.
pub(super) fn internal_property(public: bool) -> std::collections::BTreeMap<String, Value> {
    let property = ("sd.public.comment".to_owned(), json!({"internal": true}));
    if public { std::collections::BTreeMap::new() } else { std::collections::BTreeMap::from([property]) }
}

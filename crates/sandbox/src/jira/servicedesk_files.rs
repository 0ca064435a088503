//! Files of requests, and which of them customers see.
//! <https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-request/>

use serde_json::{Value, json};

use super::Site;
use super::attachment::parts;
use super::call::Call;
use super::comment::NewComment;
use super::document::{from_wiki, paragraphs};
use super::model::Attachment;
use super::refusal::{Answer, Refusal, created, ok};
use super::servicedesk::{SERVICE_DESK, date, internal_property, paged};

impl Site {
    /// `POST /rest/servicedeskapi/servicedesk/{serviceDeskId}/attachTemporaryFile`; a project's id may stand for its
    /// service desk's.
    pub(super) fn attach_temporary_files(&mut self, call: &Call<'_>, desk: &str) -> Answer {
        self.asker(call)?;
        let project = desk.parse().ok().and_then(|id: u64| self.catalogue.project(id));
        if desk != SERVICE_DESK && project.is_none_or(|project| project.type_key != "service_desk") {
            return Err(Refusal::missing("The service desk does not exist."));
        }
        if call.request.header("x-atlassian-token").is_none_or(|token| !token.eq_ignore_ascii_case("no-check")) {
            return Err(Refusal::forbidden("XSRF check failed"));
        }
        let mut shown = Vec::new();
        for part in parts(call)? {
            if part.content.len() > self.options.attachment_bytes_max {
                return Err(Refusal::new(413, format!("The file '{}' is too large to attach.", part.filename)));
            }
            let id = format!("temp{}", self.next_id());
            shown.push(json!({"temporaryAttachmentId": id, "fileName": part.filename}));
            self.temporary_files.insert(id, part);
        }
        created(&json!({"temporaryAttachments": shown}))
    }

    /// `POST /rest/servicedeskapi/request/{issueIdOrKey}/attachment`: files uploaded before, with a comment that is as
    /// public as they are.
    pub(super) fn attach_to_request(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, project, agent) = self.visible_request(call, id_or_key)?;
        let issue_id = issue.id;
        if agent && !self.may(self.account(call), project, "CREATE_ATTACHMENTS") {
            return Err(Refusal::forbidden("You do not have permission to create attachments for this issue."));
        }
        let body = call.object()?;
        let public = body.get("public").is_none_or(|public| public.as_bool().unwrap_or(true));
        if !agent && !public {
            return Err(Refusal::forbidden("Customers cannot add internal attachments."));
        }
        let ids: Vec<&str> = body
            .get("temporaryAttachmentIds")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let unknown = ids.iter().find(|id| !self.temporary_files.contains_key(**id));
        if let Some(unknown) = unknown {
            return Err(Refusal::bad(format!("The temporary attachment '{unknown}' does not exist.")));
        }
        if ids.is_empty() {
            return Err(Refusal::bad("Give the ids of one or more temporary attachments."));
        }
        self.count_write(issue_id, call.now)?;
        let mut added = Vec::new();
        for id in ids {
            if let Some(part) = self.temporary_files.remove(id) {
                added.push(self.attach(call, issue_id, part, public));
            }
        }
        let words = body.get("additionalComment").and_then(|comment| comment.get("body")).and_then(Value::as_str);
        let names: Vec<&str> =
            added.iter().filter_map(|id| self.attachments.get(id)).map(|file| file.filename.as_str()).collect();
        let document = words.map_or_else(|| paragraphs(&[&names.join(", ")]), from_wiki);
        let new = NewComment { body: document, visibility: None, public, properties: internal_property(public) };
        let comment = new.add(self, call, issue_id);
        let comment = self.comments.get(&comment).map(|comment| self.request_comment_view(call, comment));
        let files =
            added.iter().filter_map(|id| self.attachments.get(id)).map(|file| self.request_file(call, file)).collect();
        created(&json!({"comment": comment, "attachments": paged(call, files)?}))
    }

    /// `GET /rest/servicedeskapi/request/{issueIdOrKey}/attachment`: customers get what is public.
    pub(super) fn request_attachments(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, _, agent) = self.visible_request(call, id_or_key)?;
        let files = issue
            .attachments
            .iter()
            .filter_map(|id| self.attachments.get(id))
            .filter(|file| agent || file.public)
            .map(|file| self.request_file(call, file))
            .collect();
        ok(&paged(call, files)?)
    }

    fn request_file(&self, call: &Call<'_>, file: &Attachment) -> Value {
        let content = format!("{}/rest/servicedeskapi/request/{}/attachment/{}", call.base, file.issue, file.id);
        json!({
            "filename": file.filename,
            "author": self.face(call).person(&file.author),
            "created": date(file.created),
            "size": file.content.len(),
            "mimeType": file.mime_type,
            "_links": {
                "jiraRest": format!("{}/rest/api/2/attachment/{}", call.base, file.id),
                "content": content,
                "thumbnail": format!("{content}/thumbnail"),
            },
        })
    }
}

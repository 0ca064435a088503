//! The product events that Jira hands to Forge apps.
//! <https://developer.atlassian.com/platform/forge/events-reference/jira/>
//!
//! Payloads hold what the documentation promises and no more: an app that needs another field reads the issue.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::model::{Comment, History, Item, Link};
use super::time::stamp;
use super::{Identity, Site, seed};

/// Something that happened, as Forge tells it to apps that listen.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductEvent {
    /// The event's name, `avi:jira:updated:issue`.
    pub event: String,
    /// The payload, `eventType` included; Forge adds `selfGenerated` and `context`.
    pub body: Value,
    /// Who did it.
    pub actor: Option<String>,
    /// Whether the app did it, as itself.
    pub self_generated: bool,
}

impl Site {
    fn tell(&mut self, call: &Call<'_>, name: &str, mut body: Map<String, Value>) {
        let actor = self.account(call).map(str::to_owned);
        let event = format!("avi:jira:{name}");
        body.insert("eventType".into(), json!(event));
        if let Some(actor) = &actor {
            body.insert("atlassianId".into(), json!(actor));
        }
        let self_generated = call.identity == &Identity::App;
        self.events.push(ProductEvent { event, body: Value::Object(body), actor, self_generated });
    }

    /// Issue created.
    pub(super) fn tell_created(&mut self, call: &Call<'_>, issue: u64) {
        if let Some(body) = self.issue_body(call, issue) {
            self.tell(call, "created:issue", body);
        }
    }

    /// Issue updated; assigned too when the assignee changed.
    pub(super) fn tell_updated(&mut self, call: &Call<'_>, issue: u64, history: &History) {
        let Some(mut body) = self.issue_body(call, issue) else {
            return;
        };
        let items: Vec<Value> = history.items.iter().map(item).collect();
        body.insert("changelog".into(), json!({"id": history.id.to_string(), "items": items}));
        let status = history.items.iter().find(|item| item.field_id == "status");
        if let Some(status) = status {
            let side = |id: &Option<String>, name: &Option<String>| json!({"id": id, "name": name});
            body.insert(
                "associatedStatuses".into(),
                json!([side(&status.from, &status.from_string), side(&status.to, &status.to_string)]),
            );
        }
        if history.items.iter().any(|item| item.field_id == "assignee") {
            self.tell(call, "assigned:issue", body.clone());
        }
        self.tell(call, "updated:issue", body);
    }

    /// Issue deleted: told with what it was. Nothing is told of its comments, files and sub-tasks.
    pub(super) fn deleted_body(&self, call: &Call<'_>, issue: u64) -> Option<Map<String, Value>> {
        self.issue_body(call, issue)
    }

    /// Tells of a deletion.
    pub(super) fn tell_deleted(&mut self, call: &Call<'_>, body: Map<String, Value>) {
        self.tell(call, "deleted:issue", body);
    }

    /// Comment created or edited: Jira has one event for both.
    pub(super) fn tell_commented(&mut self, call: &Call<'_>, comment: &Comment) {
        self.tell_of_comment(call, "commented:issue", comment);
    }

    /// Comment deleted.
    pub(super) fn tell_comment_deleted(&mut self, call: &Call<'_>, comment: &Comment) {
        self.tell_of_comment(call, "deleted:comment", comment);
    }

    fn tell_of_comment(&mut self, call: &Call<'_>, name: &str, comment: &Comment) {
        let Some(mut body) = self.issue_body(call, comment.issue) else {
            return;
        };
        body.insert(
            "comment".into(),
            json!({
                "id": comment.id.to_string(),
                "author": {"accountId": comment.author},
                "updateAuthor": {"accountId": comment.update_author},
                "created": stamp(comment.created),
                "updated": stamp(comment.updated),
            }),
        );
        self.tell(call, name, body);
    }

    /// File added or removed, `created` or `deleted`.
    pub(super) fn tell_attachment(&mut self, call: &Call<'_>, verb: &str, attachment: u64) {
        let Some(file) = self.attachments.get(&attachment) else {
            return;
        };
        let mut body = Map::new();
        body.insert(
            "attachment".into(),
            json!({
                "id": file.id.to_string(),
                "issueId": file.issue.to_string(),
                "fileName": file.filename,
                "createDate": stamp(file.created).get(..19),
                "size": file.content.len(),
                "mimeType": file.mime_type,
                "author": {"accountId": file.author},
            }),
        );
        self.tell(call, &format!("{verb}:attachment"), body);
    }

    /// Link added or removed, `created` or `deleted`.
    pub(super) fn tell_link(&mut self, call: &Call<'_>, verb: &str, link: &Link) {
        let name = self.catalogue.link_types.iter().find(|kind| kind.id == link.type_id);
        let mut body = Map::new();
        body.insert("id".into(), json!(link.id.to_string()));
        body.insert("sourceIssueId".into(), json!(link.outward_from.to_string()));
        body.insert("destinationIssueId".into(), json!(link.inward_from.to_string()));
        body.insert(
            "issueLinkType".into(),
            name.map_or(
                Value::Null,
                |kind| json!({"id": kind.id, "name": kind.name, "inward": kind.inward, "outward": kind.outward}),
            ),
        );
        self.tell(call, &format!("{verb}:issuelink"), body);
    }

    /// Issue property set or deleted, `set` or `deleted`.
    pub(super) fn tell_property(&mut self, call: &Call<'_>, verb: &str, issue: u64, key: &str) {
        if let Some(mut body) = self.issue_body(call, issue) {
            body.insert("property".into(), json!({"key": key}));
            self.tell(call, &format!("{verb}:issue-property"), body);
        }
    }

    /// `issue` and `associatedUsers`.
    pub(super) fn issue_body(&self, call: &Call<'_>, id: u64) -> Option<Map<String, Value>> {
        let issue = self.issues.get(&id)?;
        let face = self.face(call);
        let mut fields = Map::new();
        for name in
            ["summary", "issuetype", "creator", "created", "project", "reporter", "assignee", "updated", "status"]
        {
            if let Some(field) = self.catalogue.field(name) {
                fields.insert(name.to_owned(), face.value(issue, field));
            }
        }
        let mut users = vec![issue.creator.as_str()];
        for name in ["reporter", "assignee"] {
            users.extend(issue.values.get(name).and_then(Value::as_str));
        }
        users.extend(self.account(call));
        users.sort_unstable();
        users.dedup();
        let users: Vec<Value> = users
            .into_iter()
            .filter(|account| *account != seed::APP_ACCOUNT)
            .map(|account| json!({"accountId": account}))
            .collect();
        let mut body = Map::new();
        body.insert("issue".into(), json!({"id": issue.id.to_string(), "key": issue.key, "fields": fields}));
        body.insert("associatedUsers".into(), Value::Array(users));
        Some(body)
    }
}

/// One change as the changelog and events show it.
pub(super) fn item(item: &Item) -> Value {
    json!({
        "field": item.field,
        "fieldtype": item.fieldtype,
        "fieldId": item.field_id,
        "from": item.from,
        "fromString": item.from_string,
        "to": item.to,
        "toString": item.to_string,
    })
}

//! Metadata for creating issues, by the old route and the two new ones, and for editing them.

use serde_json::{Map, Value, json};

use super::super::Site;
use super::super::call::Call;
use super::super::face::Face;
use super::super::field::Screen;
use super::super::model::{Field, Issue, IssueType, Project};
use super::super::page::Window;
use super::super::refusal::{Answer, Refusal, ok};
use super::create::on_create_screen;

impl Site {
    /// `GET /issue/createmeta`.
    pub(in super::super) fn create_meta(&self, call: &Call<'_>) -> Answer {
        let face = self.face(call);
        let (ids, keys) = (call.list("projectIds"), call.list("projectKeys"));
        let (type_ids, type_names) = (call.list("issuetypeIds"), call.list("issuetypeNames"));
        let with_fields = call.list("expand").iter().any(|part| part == "projects.issuetypes.fields");
        let mut projects = Vec::new();
        for project in self.creatable_projects(call) {
            let wanted = (ids.is_empty() && keys.is_empty())
                || ids.contains(&project.id.to_string())
                || keys.iter().any(|key| key == project.key);
            if !wanted {
                continue;
            }
            let mut types = Vec::new();
            for issue_type in self.catalogue.issue_types_of(project) {
                let wanted = (type_ids.is_empty() && type_names.is_empty())
                    || type_ids.iter().any(|id| id == issue_type.id)
                    || type_names.iter().any(|name| name == issue_type.name);
                if wanted {
                    types.push(self.type_with_fields(call, face, project, issue_type, with_fields));
                }
            }
            projects.push(json!({
                "expand": "issuetypes",
                "self": face.link(&format!("project/{}", project.id)),
                "id": project.id.to_string(),
                "key": project.key,
                "name": project.name,
                "avatarUrls": face.project_avatars(project),
                "issuetypes": types,
            }));
        }
        ok(&json!({"expand": "projects", "projects": projects}))
    }

    fn type_with_fields(
        &self,
        call: &Call<'_>,
        face: Face<'_>,
        project: &Project,
        issue_type: &IssueType,
        with_fields: bool,
    ) -> Value {
        let mut shown = face.issue_type(issue_type);
        if let (true, Value::Object(map)) = (with_fields, &mut shown) {
            map.insert("expand".into(), json!("fields"));
            let fields: Map<String, Value> = self
                .create_fields(call, project, issue_type.id)
                .into_iter()
                .map(|field| (field.id.clone(), face.field_meta(field, project, Screen::Create(issue_type.id))))
                .collect();
            map.insert("fields".into(), Value::Object(fields));
        }
        shown
    }

    fn create_fields(&self, call: &Call<'_>, project: &Project, issue_type: &str) -> Vec<&Field> {
        self.catalogue.fields.iter().filter(|field| on_create_screen(self, call, project, issue_type, field)).collect()
    }

    fn creatable_projects(&self, call: &Call<'_>) -> Vec<&Project> {
        let account = self.account(call);
        self.catalogue.projects.iter().filter(|project| self.may(account, project, "CREATE_ISSUES")).collect()
    }

    /// A project in which the asker creates issues; else a 400, as these routes know no other.
    fn creatable_project(&self, call: &Call<'_>, id_or_key: &str) -> Result<&Project, Refusal> {
        self.asker(call)?;
        self.catalogue
            .find_project(id_or_key)
            .filter(|project| self.may(self.account(call), project, "CREATE_ISSUES"))
            .ok_or_else(|| {
                Refusal::bad("The project does not exist, or you do not have permission to create issues in it.")
            })
    }

    /// `GET /issue/createmeta/{projectIdOrKey}/issuetypes`.
    pub(in super::super) fn create_meta_types(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let project = self.creatable_project(call, id_or_key)?;
        let window = Window::of(call, 50, 200)?;
        let face = self.face(call);
        let types = self.catalogue.issue_types_of(project);
        let total = types.len();
        let shown: Vec<Value> = window.cut(types).into_iter().map(|issue_type| face.issue_type(issue_type)).collect();
        ok(&json!({"startAt": window.start, "maxResults": window.size, "total": total, "issueTypes": shown}))
    }

    /// `GET /issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}`.
    pub(in super::super) fn create_meta_fields(&self, call: &Call<'_>, id_or_key: &str, type_id: &str) -> Answer {
        let project = self.creatable_project(call, id_or_key)?;
        let issue_type = self
            .catalogue
            .issue_types_of(project)
            .into_iter()
            .find(|issue_type| issue_type.id == type_id)
            .ok_or_else(|| Refusal::bad("The issue type does not exist in the project."))?;
        let window = Window::of(call, 50, 200)?;
        let face = self.face(call);
        let fields = self.create_fields(call, project, issue_type.id);
        let total = fields.len();
        let shown: Vec<Value> = window
            .cut(fields)
            .into_iter()
            .map(|field| {
                let mut meta = face.field_meta(field, project, Screen::Create(issue_type.id));
                if let Value::Object(map) = &mut meta {
                    map.insert("fieldId".into(), json!(field.id));
                }
                meta
            })
            .collect();
        ok(&json!({"startAt": window.start, "maxResults": window.size, "total": total, "fields": shown}))
    }

    /// `GET /issue/{issueIdOrKey}/editmeta`.
    pub(in super::super) fn get_edit_meta(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, _) = self.visible_issue(call, id_or_key)?;
        ok(&self.face(call).edit_meta(issue))
    }

    /// Whether an account may set a field of an issue.
    pub(in super::super) fn may_edit_field(
        &self,
        account: Option<&str>,
        issue: &Issue,
        project: &Project,
        field: &Field,
    ) -> bool {
        if !self.may(account, project, "EDIT_ISSUES") {
            return false;
        }
        match field.id.as_str() {
            "project" => false,
            "reporter" => self.may(account, project, "MODIFY_REPORTER"),
            "assignee" => self.may(account, project, "ASSIGN_ISSUES"),
            "parent" => true,
            _ => field.on_screen(project.id, &issue.issue_type),
        }
    }
}

impl Face<'_> {
    /// The fields that the looker may edit; none without the permission.
    pub(super) fn edit_meta(&self, issue: &Issue) -> Value {
        let mut fields = Map::new();
        let Some(project) = self.site.catalogue.project(issue.project) else {
            return json!({"fields": fields});
        };
        for field in &self.site.catalogue.fields {
            let shown = match field.id.as_str() {
                "comment" => self.site.may(self.account, project, "ADD_COMMENTS"),
                "attachment" => self.site.may(self.account, project, "CREATE_ATTACHMENTS"),
                "issuelinks" => self.site.may(self.account, project, "LINK_ISSUES"),
                "parent" => false,
                _ => self.site.may_edit_field(self.account, issue, project, field),
            };
            let editable = self.site.may(self.account, project, "EDIT_ISSUES");
            if shown && editable {
                fields.insert(field.id.clone(), self.field_meta(field, project, Screen::Edit(issue)));
            }
        }
        json!({"fields": fields})
    }
}

//! Where Weftline works: what the configuration says of a project and an issue type.

use weftline_wire::configuration::{NamedId, ProjectConfiguration, Restrictions, Settings};
use weftline_wire::decision::Verdict;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::Idle;

use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::org::MAIN;

/// What a call wants to do on an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    /// Look.
    Look,
    /// Create, link or unlink.
    Change,
}

/// What the configuration says of the place of a call.
pub(crate) struct Place {
    pub(crate) settings: Settings,
    project: Option<ProjectConfiguration>,
    restrictions: Restrictions,
}

impl Place {
    /// Reads the sections that matter, in one turn.
    pub(crate) async fn read(world: &World, configuration: &Configuration, project_id: &str) -> Result<Self, Failure> {
        let (settings, (project, restrictions)) = join(
            configuration.settings(world),
            join(configuration.project(world, project_id), configuration.restrictions(world)),
        )
        .await;
        Ok(Self { settings: settings?, project: project?, restrictions: restrictions? })
    }

    /// The same where nobody creates, links or unlinks: without what is kept from issue types.
    pub(crate) async fn read_to_sync(
        world: &World,
        configuration: &Configuration,
        project_id: &str,
    ) -> Result<Self, Failure> {
        let (settings, project) = join(configuration.settings(world), configuration.project(world, project_id)).await;
        Ok(Self { settings: settings?, project: project?, restrictions: Restrictions::default() })
    }

    /// The connection that the project is bound to.
    pub(crate) fn connection(&self) -> &str {
        self.project.as_ref().and_then(|project| project.connection.as_deref()).unwrap_or(MAIN)
    }

    /// Why nothing happens here; none where Weftline works. CON-3, TGL-1, TGL-14.
    pub(crate) fn idle(&self, issue_type: Option<&str>) -> Option<Idle> {
        if !self.settings.enabled {
            return Some(Idle::SwitchedOff);
        }
        if !self.settings.show_panel {
            return Some(Idle::PanelOff);
        }
        if self.settings.every_issue {
            return None;
        }
        match &self.project {
            None => Some(Idle::ProjectNotConfigured),
            Some(project) if project.issue_types.is_empty() || names(&project.issue_types, issue_type) => None,
            Some(_) => Some(Idle::IssueTypeNotConfigured),
        }
    }

    /// Why rules create nothing here; none where they do. They need no panel (TGL-1), and a project and issue type that
    /// is configured, also where panels call Salesforce on every issue (TGL-14).
    pub(crate) fn rules_rest(&self, issue_type: Option<&str>) -> Option<Verdict> {
        if !self.settings.enabled || !self.settings.allow_linking {
            return Some(Verdict::SwitchedOff);
        }
        match &self.project {
            Some(project) if project.issue_types.is_empty() || names(&project.issue_types, issue_type) => {}
            _ => return Some(Verdict::NotConfigured),
        }
        self.restricted(issue_type).then_some(Verdict::Restricted)
    }

    /// Whether nothing is kept in step here: Weftline is switched off (CON-3), or the project or issue type is not
    /// configured.
    pub(crate) fn sync_rests(&self, issue_type: Option<&str>) -> bool {
        let covers =
            |project: &ProjectConfiguration| project.issue_types.is_empty() || names(&project.issue_types, issue_type);
        !self.settings.enabled || !self.project.as_ref().is_some_and(covers)
    }

    /// Whether creating, linking and unlinking are kept from this issue type (MAP-12).
    pub(crate) fn restricted(&self, issue_type: Option<&str>) -> bool {
        names(&self.restrictions.issue_types, issue_type)
    }

    /// Refuses what the configuration keeps from this place.
    pub(crate) fn allow(&self, intent: Intent, issue_type: Option<&str>) -> Result<(), Failure> {
        if let Some(idle) = self.idle(issue_type) {
            return Err(refusal(idle));
        }
        if intent == Intent::Change && self.restricted(issue_type) {
            let text = "nothing is created, linked or unlinked on issues of this type";
            return Err(failure::with(failure::of(FailureCode::NotPermitted, text), "setting", "restrictions"));
        }
        Ok(())
    }
}

fn names(list: &[NamedId], id: Option<&str>) -> bool {
    id.is_some_and(|id| list.iter().any(|named| named.id == id))
}

fn refusal(idle: Idle) -> Box<weftline_wire::failure::Failure> {
    let (code, setting, text) = match idle {
        Idle::SwitchedOff => (FailureCode::NotPermitted, "enabled", "Weftline is switched off"),
        Idle::PanelOff => (FailureCode::NotPermitted, "showPanel", "the panel is switched off in Weftline's settings"),
        Idle::ProjectNotConfigured => {
            (FailureCode::ProjectNotConfigured, "projects", "this project is not configured in Weftline")
        }
        Idle::NotForYou => (FailureCode::NotPermitted, "roles", "Weftline's roles keep this from you"),
        Idle::IssueTypeNotConfigured => {
            (FailureCode::ProjectNotConfigured, "projects", "this issue type is not configured in Weftline")
        }
    };
    failure::with(failure::of(code, text), "setting", setting)
}

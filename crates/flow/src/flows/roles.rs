//! The admin page's view of roles (OPS-8): to whom they can be given, and what somebody may do by them.

use weftline_configuration::RoleVerdict;
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_wire::call::{FindPeopleCall, RoleChoicesCall, ViewAsCall};
use weftline_wire::configuration::{NamedId, RoleAction, RoleGrant, Settings};
use weftline_wire::effect::Effect;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{AccessReason, PeopleView, PersonAccess, PersonChoice, PersonView, RoleChoicesView};

use super::surroundings;
use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::join;
use crate::roles::ProjectRoles;
use crate::site::{self, SiteError, SiteReply};

/// Lists groups and project roles.
pub(crate) async fn choices(world: &World, call: &RoleChoicesCall) -> Result<RoleChoicesView, Failure> {
    let (admin, (configuration, groups)) =
        join(gate::admin(world), join(Configuration::read(world), ask(world, jira_request::find_groups(&call.query))))
            .await;
    admin?;
    let groups = jira_reply::found_groups(&groups?.view()).map_err(|error| error.to_failure())?;
    let projects = match &call.project {
        Some(project) => vec![project.clone()],
        None => configuration?.project_ids(),
    };
    let project_roles = surroundings::project_roles(world, &projects).await?;
    Ok(RoleChoicesView { groups, project_roles })
}

/// Looks for people.
pub(crate) async fn people(world: &World, call: &FindPeopleCall) -> Result<PeopleView, Failure> {
    let (admin, found) = join(gate::admin(world), ask(world, jira_request::find_people(&call.query))).await;
    admin?;
    let found = jira_reply::found_people(&found?.view()).map_err(|error| error.to_failure())?;
    Ok(PeopleView { people: found.into_iter().map(choice).collect() })
}

/// Says what somebody may do in a project, and why: by Jira's permissions there, the settings, and the roles.
pub(crate) async fn view_as(world: &World, call: &ViewAsCall) -> Result<PersonView, Failure> {
    let project: u64 =
        call.project.parse().map_err(|_| failure::of(FailureCode::Invalid, "a project's id is a number"))?;
    let (admin, (configuration, (member, permissions))) = join(
        gate::admin(world),
        join(
            Configuration::read(world),
            join(
                ask(world, jira_request::groups_of(&call.account_id)),
                ask(world, jira_request::permissions_of(&call.account_id, project)),
            ),
        ),
    )
    .await;
    admin?;
    let configuration = configuration?;
    let member = jira_reply::member(&member?.view()).map_err(|error| error.to_failure())?;
    let held = jira_reply::project_permissions(&permissions?.view()).map_err(|error| error.to_failure())?;
    let (settings, named) =
        join(configuration.settings(world), ProjectRoles::read(world, &configuration, &call.project)).await;
    let (settings, named) = (settings?, named?);
    let project_roles = named.held(world, &call.project, &member).await?;
    let person = Judged { permissions: &held, settings: &settings, named: &named, member: &member, project_roles };
    let access = RoleAction::ALL.iter().map(|&action| {
        let reason = person.reason(action);
        let allowed =
            matches!(reason, AccessReason::Everyone {} | AccessReason::Group { .. } | AccessReason::ProjectRole { .. });
        PersonAccess { action, allowed, reason }
    });
    let access = access.collect();
    Ok(PersonView { person: choice(member.person.clone()), access })
}

/// What is known of a person in a project.
struct Judged<'a> {
    permissions: &'a [String],
    settings: &'a Settings,
    named: &'a ProjectRoles,
    member: &'a jira_reply::Member,
    project_roles: Vec<String>,
}

impl Judged<'_> {
    /// Why they may, or why not: what comes first is what an admin would have to change first.
    fn reason(&self, action: RoleAction) -> AccessReason {
        let takes = match action {
            RoleAction::See | RoleAction::Trace => (jira_request::BROWSE_PROJECTS, "Browse projects"),
            _ => (jira_request::EDIT_ISSUES, "Edit issues"),
        };
        let browses = (jira_request::BROWSE_PROJECTS, "Browse projects");
        for (key, name) in [browses, takes] {
            if !self.permissions.iter().any(|held| held == key) {
                return AccessReason::Permission { name: name.to_owned() };
            }
        }
        if let Some(name) = switched_off(self.settings, action) {
            return AccessReason::Setting { name: name.to_owned() };
        }
        if action != RoleAction::See && !self.verdict(RoleAction::See).is_granted() {
            return AccessReason::NotSeen {};
        }
        // Where a rule is run again is where it is said why it was not run.
        if action == RoleAction::Retry && !self.verdict(RoleAction::Trace).is_granted() {
            return told(self.verdict(RoleAction::Trace));
        }
        told(self.verdict(action))
    }

    fn verdict(&self, action: RoleAction) -> RoleVerdict<'_> {
        self.named.verdict(action, self.member, &self.project_roles)
    }
}

/// The setting that keeps something from everybody.
fn switched_off(settings: &Settings, action: RoleAction) -> Option<&'static str> {
    let each: &[(&'static str, bool)] = match action {
        RoleAction::See | RoleAction::Sync | RoleAction::Trace => &[],
        RoleAction::Create | RoleAction::Retry => &[("allowLinking", settings.allow_linking)],
        RoleAction::Link if settings.allow_linking || settings.allow_unlinking => &[],
        RoleAction::Link => &[("allowLinking", false)],
        RoleAction::Post if settings.post_comments || settings.post_feed => &[],
        RoleAction::Post => &[("postComments", false)],
        RoleAction::Upload => &[("allowLinking", settings.allow_linking), ("allowBulk", settings.allow_bulk)],
    };
    let always = [("enabled", settings.enabled), ("showPanel", settings.show_panel)];
    always.iter().chain(each).find(|(_, on)| !on).map(|(name, _)| *name)
}

fn told(verdict: RoleVerdict<'_>) -> AccessReason {
    let names = |list: &[NamedId]| list.iter().map(|named| named.name.clone()).collect();
    match verdict {
        RoleVerdict::Everyone => AccessReason::Everyone {},
        RoleVerdict::ByGroup(group) => AccessReason::Group { name: group.name.clone() },
        RoleVerdict::ByProjectRole(role) => AccessReason::ProjectRole { name: role.name.clone() },
        RoleVerdict::Refused(RoleGrant { groups, project_roles, .. }) => {
            AccessReason::NotGranted { groups: names(groups), project_roles: names(project_roles) }
        }
    }
}

fn choice(person: jira_reply::Person) -> PersonChoice {
    PersonChoice { account_id: person.account_id, name: person.display_name }
}

async fn ask(world: &World, request: Effect) -> Result<SiteReply, Failure> {
    site::ask(world, request).await.map_err(SiteError::into_failure)
}

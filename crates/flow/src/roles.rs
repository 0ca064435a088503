//! What the configuration's roles let somebody do in a project (OPS-8).
//!
//! Where no role is configured nobody is asked, and nothing costs anything. Where some are, the user's groups are read
//! beside the sections, and who has the project roles that matter in the turn after. Nothing of it is kept: who leaves
//! a group may do no more with the next call. A group or role that is gone has nobody in it.

use weftline_configuration::{RoleVerdict, SectionName, role_grant, role_verdict, role_words};
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_wire::configuration::{RoleAction, RoleGrant, Roles, Section};
use weftline_wire::effect::Effect;
use weftline_wire::failure::FailureCode;

use crate::configuration::{ANY_PROJECT, Configuration};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::site::{self, SiteError};

/// What somebody may do in a project, as far as roles say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Granted {
    refused: Vec<RoleGrant>,
}

impl Granted {
    /// What the caller may do: one turn more where roles are configured, two where they name project roles.
    pub(crate) async fn read(world: &World, configuration: &Configuration, project_id: &str) -> Result<Self, Failure> {
        if !configuration.has_roles(project_id) {
            return Ok(Self::default());
        }
        let (roles, member) =
            join(ProjectRoles::read(world, configuration, project_id), member(world, jira_request::my_groups())).await;
        let (roles, member) = (roles?, member?);
        let held = roles.held(world, project_id, &member).await?;
        let judged = RoleAction::ALL.iter().filter_map(|&action| match roles.verdict(action, &member, &held) {
            RoleVerdict::Refused(grant) => Some(grant.clone()),
            RoleVerdict::Everyone | RoleVerdict::ByGroup(_) | RoleVerdict::ByProjectRole(_) => None,
        });
        Ok(Self { refused: judged.collect() })
    }

    /// Whether all of this is granted; seeing goes with everything.
    pub(crate) fn may(&self, action: RoleAction) -> bool {
        !self.refused.iter().any(|grant| grant.action == action || grant.action == RoleAction::See)
    }

    /// Refuses a call that takes more than is granted. A call of which nobody has said what it takes is refused too.
    pub(crate) fn require(&self, needs: Option<&[RoleAction]>) -> Result<(), Failure> {
        let Some(needs) = needs else {
            return Err(failure::bug("nobody has said what this call takes of its caller's roles"));
        };
        match self.refused.iter().find(|grant| needs.contains(&grant.action)) {
            None => Ok(()),
            Some(grant) => Err(refusal(grant)),
        }
    }
}

/// The sections that hold in a project.
pub(crate) struct ProjectRoles {
    own: Option<Roles>,
    all: Option<Roles>,
}

impl ProjectRoles {
    pub(crate) async fn read(world: &World, configuration: &Configuration, project_id: &str) -> Result<Self, Failure> {
        let (own, all) = join(configuration.roles(world, project_id), configuration.roles(world, ANY_PROJECT)).await;
        Ok(Self { own: own?, all: all? })
    }

    /// Which of the project roles that matter somebody has, in one turn.
    pub(crate) async fn held(
        &self,
        world: &World,
        project_id: &str,
        member: &jira_reply::Member,
    ) -> Result<Vec<String>, Failure> {
        let mut asked: Vec<&str> = Vec::new();
        for grant in RoleAction::ALL.iter().filter_map(|&action| self.grant(action)) {
            for role in &grant.project_roles {
                if !asked.contains(&role.id.as_str()) {
                    asked.push(&role.id);
                }
            }
        }
        let each = asked.iter().map(|role| actors(world, project_id, role));
        let mut held = Vec::new();
        for (role, actors) in asked.iter().zip(join_all(each).await) {
            let actors = actors?;
            let is_in = actors.accounts.contains(&member.person.account_id)
                || actors.groups.iter().any(|group| member.groups.contains(group));
            if is_in {
                held.push((*role).to_owned());
            }
        }
        Ok(held)
    }

    /// What they say of one thing.
    pub(crate) fn verdict(&self, action: RoleAction, member: &jira_reply::Member, held: &[String]) -> RoleVerdict<'_> {
        role_verdict(self.grant(action), &member.groups, held)
    }

    fn grant(&self, action: RoleAction) -> Option<&RoleGrant> {
        role_grant(self.own.as_ref(), self.all.as_ref(), action)
    }
}

/// Somebody with their groups.
pub(crate) async fn member(world: &World, request: Effect) -> Result<jira_reply::Member, Failure> {
    let reply = site::ask(world, request).await.map_err(SiteError::into_failure)?;
    jira_reply::member(&reply.view()).map_err(|error| error.to_failure())
}

/// Who has a role in a project: nobody, where there is no such role, or the app may not know.
async fn actors(world: &World, project_id: &str, role_id: &str) -> Result<jira_reply::RoleActors, Failure> {
    match site::ask(world, jira_request::role_actors(project_id, role_id)).await {
        Ok(reply) => jira_reply::role_actors(&reply.view()).map_err(|error| error.to_failure()),
        Err(SiteError::Refused(error)) if matches!(error.status(), 403 | 404) => Ok(jira_reply::RoleActors::default()),
        Err(error) => Err(error.into_failure()),
    }
}

/// That somebody may not, and whom to ask.
fn refusal(grant: &RoleGrant) -> Failure {
    let what = match grant.action {
        RoleAction::See => "see Salesforce data",
        RoleAction::Create => "create Salesforce records",
        RoleAction::Link => "link or unlink Salesforce records",
        RoleAction::Post => "post to Salesforce",
        RoleAction::Upload => "create cases from files",
        RoleAction::Sync => "sync, or decide conflicts",
        RoleAction::Trace => "see why something was done",
        RoleAction::Retry => "run rules again",
    };
    let whom = match role_words(grant) {
        Some(words) => ["this takes ", &words, "; ask an administrator of the project or of Jira"].concat(),
        None => "nobody may; ask an administrator of Jira".to_owned(),
    };
    let text = ["you may not ", what, " in this project: ", &whom].concat();
    failure::with(failure::of(FailureCode::NotPermitted, text), "role", grant.action.word())
}

impl Configuration {
    /// Whether roles are configured in a project, without reading them.
    pub(crate) fn has_roles(&self, project_id: &str) -> bool {
        [project_id, ANY_PROJECT].iter().any(|project| self.has(SectionName::Roles(project)))
    }

    /// All that is said of roles, by project. Reads nothing where nothing is said.
    pub(crate) async fn all_roles(&self, world: &World) -> Result<Vec<(String, Roles)>, Failure> {
        let mut names = self.names();
        names.retain(|name| matches!(SectionName::parse(name), Some(SectionName::Roles(_))));
        let sections = self.sections(world, names.clone()).await?;
        let each = names.into_iter().zip(sections).filter_map(|(name, section)| match section {
            Some(Section::Roles(roles)) => Some((name.split_once(':')?.1.to_owned(), roles)),
            _ => None,
        });
        Ok(each.collect())
    }

    /// Who may do what in a project, or in all: `*`.
    async fn roles(&self, world: &World, project_id: &str) -> Result<Option<Roles>, Failure> {
        match self.section(world, SectionName::Roles(project_id)).await? {
            Some(Section::Roles(roles)) => Ok(Some(roles)),
            Some(_) => Err(failure::of(FailureCode::ConfigurationInvalid, "the configuration's roles cannot be read")),
            None => Ok(None),
        }
    }
}

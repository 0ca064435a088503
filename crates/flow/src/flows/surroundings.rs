//! What a configuration is held against: the orgs' objects, and what Jira has.

use weftline_configuration::{ANY_PROJECT, Known, KnownObject, KnownProject, KnownRoles};
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_mapping::{JiraField, JiraFields, JiraSchema};
use weftline_wire::configuration::{NamedId, Roles};
use weftline_wire::effect::{Effect, Principal};
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::ObjectDescribe;

use crate::connections;
use crate::describes::{self, Stored};
use crate::engine::World;
use crate::failure::Failure;
use crate::join::{join, join_all};
use crate::org::{self, MAIN, Org};
use crate::queries;
use crate::site::{self, SiteError, SiteReply};

/// An admin who looks at the configuration sees an org's change after this at the latest.
const SEEN_MS: u64 = 3 * 60 * 1_000;

/// Projects whose roles are asked for in one turn.
const ROLES_OF_MAX: usize = 20;

/// What is asked about.
#[derive(Default)]
pub(crate) struct Asked {
    /// Objects, in every org.
    pub(crate) objects: Vec<String>,
    /// Projects, by id.
    pub(crate) projects: Vec<String>,
    /// The site's fields.
    pub(crate) fields: bool,
    /// The site's issue types.
    pub(crate) issue_types: bool,
    /// An issue, by key.
    pub(crate) issue: Option<String>,
    /// Groups, by id.
    pub(crate) groups: Vec<String>,
    /// Project roles: of these projects, by id; `*` is all that are configured.
    pub(crate) roles_of: Vec<String>,
    /// The projects that are configured, by id.
    pub(crate) configured: Vec<String>,
}

impl Asked {
    /// Asks about whom roles name.
    pub(crate) fn roles(&mut self, project: &str, roles: &Roles) {
        for grant in &roles.grants {
            for group in &grant.groups {
                if !self.groups.contains(&group.id) {
                    self.groups.push(group.id.clone());
                }
            }
        }
        if roles.grants.iter().any(|grant| !grant.project_roles.is_empty()) {
            self.roles_of.push(project.to_owned());
        }
    }
}

/// The ids of the connections.
pub(crate) async fn connections(world: &World) -> Result<Vec<String>, Failure> {
    let index = connections::index(world).await?;
    Ok(index.map_or_else(|| vec![MAIN.to_owned()], |index| index.document.ids))
}

/// Asks. An org that does not answer is told from what is stored of it; what is not stored stays unknown.
pub(crate) async fn known(world: &World, connections: &[String], asked: &Asked) -> Result<Known, Failure> {
    let orgs = join_all(connections.iter().map(|connection| objects(world, connection, &asked.objects)));
    let ((orgs, (groups, project_roles)), (fields, (projects, (issue_types, missing_issues)))) = join(
        join(orgs, join(groups(world, asked), known_roles(world, asked))),
        join(fields(world, asked), join(projects(world, asked), join(issue_types(world, asked), issue(world, asked)))),
    )
    .await;
    let mut objects = Vec::new();
    for org in orgs {
        objects.extend(org?);
    }
    Ok(Known {
        objects,
        jira: fields?,
        connections: Some(connections.to_vec()),
        projects: projects?,
        issue_types: issue_types?,
        missing_issues: missing_issues?,
        groups: groups?,
        project_roles: project_roles?,
    })
}

/// What an org says of objects.
async fn objects(world: &World, connection: &str, names: &[String]) -> Result<Vec<KnownObject>, Failure> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let stored = names.iter().map(|name| describes::stored(world, connection, name));
    let (document, stored) = join(org::stored(world, connection), join_all(stored)).await;
    let Some(document) = document? else {
        return Ok(Vec::new());
    };
    let mut known = Vec::new();
    let mut stale: Vec<(&String, Option<Stored>)> = Vec::new();
    for (name, stored) in names.iter().zip(stored) {
        match stored? {
            Some(stored) if stored.is_fresh(world, SEEN_MS) => known.push(here(connection, name, stored.object)),
            stored => stale.push((name, stored)),
        }
    }
    if stale.is_empty() {
        return Ok(known);
    }
    let mut open = Org::open(world, connection, Some(document)).await.ok();
    let mut stale = stale.into_iter();
    // The first one by itself finds out whether the org answers, and renews the session.
    if let Some((name, stored)) = stale.next() {
        let (found, answers) = ask(world, open.as_mut(), connection, name, stored).await;
        known.extend(found);
        open = open.filter(|_| answers);
    }
    let others = stale.map(|(name, stored)| {
        let mut org = open.as_ref().map(Org::beside);
        async move { ask(world, org.as_mut(), connection, name, stored).await.0 }
    });
    known.extend(join_all(others).await.into_iter().flatten());
    Ok(known)
}

/// Asks an org for one object; says whether the org answered. None when nothing is known.
async fn ask(
    world: &World,
    org: Option<&mut Org>,
    connection: &str,
    object: &str,
    stored: Option<Stored>,
) -> (Option<KnownObject>, bool) {
    let before = stored.as_ref().map(|stored| stored.object.clone());
    let (Some(org), Ok(name)) = (org, queries::name(object)) else {
        return (before.map(|describe| here(connection, object, describe)), false);
    };
    match describes::fresh_within(world, org, &name, stored, SEEN_MS).await {
        Ok(describe) => (Some(here(connection, object, describe)), true),
        Err(failure) if matches!(failure.code, FailureCode::RecordNotFound | FailureCode::SalesforceRefused) => {
            let (connection, object) = (Some(connection.to_owned()), object.to_owned());
            (Some(KnownObject { connection, object, describe: None }), true)
        }
        Err(_) => (before.map(|describe| here(connection, object, describe)), false),
    }
}

fn here(connection: &str, object: &str, describe: ObjectDescribe) -> KnownObject {
    KnownObject { connection: Some(connection.to_owned()), object: object.to_owned(), describe: Some(describe) }
}

async fn get(world: &World, effect: Effect) -> Result<SiteReply, Failure> {
    site::ask(world, effect).await.map_err(SiteError::into_failure)
}

async fn fields(world: &World, asked: &Asked) -> Result<JiraFields, Failure> {
    if !asked.fields {
        return Ok(JiraFields::default());
    }
    let reply = get(world, jira_request::fields(Principal::User)).await?;
    let read = jira_reply::fields(&reply.view()).map_err(|error| error.to_failure())?;
    let each = read.into_iter().map(|field| JiraField {
        id: field.id,
        name: field.name,
        schema: field.schema.map(|schema| JiraSchema {
            schema_type: schema.kind,
            items: schema.items,
            system: schema.system,
            custom: schema.custom,
        }),
    });
    Ok(JiraFields { fields: each.collect(), complete: true })
}

async fn projects(world: &World, asked: &Asked) -> Result<Vec<KnownProject>, Failure> {
    let pages = asked.projects.chunks(jira_request::ASKED_MAX);
    let pages = join_all(pages.map(|ids| get(world, jira_request::projects_by_id(ids)))).await;
    let mut known: Vec<KnownProject> =
        asked.projects.iter().map(|id| KnownProject { id: id.clone(), here: false, issue_types: Vec::new() }).collect();
    for page in pages {
        let page = page?;
        let read = jira_reply::projects(&page.view()).map_err(|error| error.to_failure())?;
        for project in read.values {
            if let Some(known) = known.iter_mut().find(|known| known.id == project.id) {
                known.here = true;
                known.issue_types = project.issue_types;
            }
        }
    }
    Ok(known)
}

async fn issue_types(world: &World, asked: &Asked) -> Result<Option<Vec<NamedId>>, Failure> {
    if !asked.issue_types {
        return Ok(None);
    }
    let reply = get(world, jira_request::issue_types()).await?;
    jira_reply::issue_types(&reply.view()).map(Some).map_err(|error| error.to_failure())
}

/// Those of the groups that are there.
async fn groups(world: &World, asked: &Asked) -> Result<Option<Vec<NamedId>>, Failure> {
    let pages = asked.groups.chunks(jira_request::ASKED_MAX);
    let pages = join_all(pages.map(|ids| get(world, jira_request::groups_by_id(ids)))).await;
    let mut known = Vec::new();
    for page in pages {
        known.extend(jira_reply::groups(&page?.view()).map_err(|error| error.to_failure())?);
    }
    Ok((!asked.groups.is_empty()).then_some(known))
}

/// The roles of the projects that were asked for. A project that Jira does not show has none that are known.
async fn known_roles(world: &World, asked: &Asked) -> Result<Vec<KnownRoles>, Failure> {
    let mut known = Vec::new();
    for project in &asked.roles_of {
        let projects = if project == ANY_PROJECT { asked.configured.clone() } else { vec![project.clone()] };
        let roles = project_roles(world, &projects).await?;
        // Where Jira tells none, nobody has looked.
        if !roles.is_empty() && projects.len() <= ROLES_OF_MAX {
            known.push(KnownRoles { project: project.clone(), roles });
        }
    }
    Ok(known)
}

/// Each role that is in one of some projects. Most projects share the site's roles; some have their own.
pub(crate) async fn project_roles(world: &World, projects: &[String]) -> Result<Vec<NamedId>, Failure> {
    let asked = projects.iter().take(ROLES_OF_MAX);
    let replies = join_all(asked.map(|project| site::ask(world, jira_request::project_roles(project)))).await;
    let mut roles: Vec<NamedId> = Vec::new();
    for reply in replies {
        let reply = match reply {
            Ok(reply) => reply,
            Err(SiteError::Refused(error)) if matches!(error.status(), 403 | 404) => continue,
            Err(error) => return Err(error.into_failure()),
        };
        for role in jira_reply::project_roles(&reply.view()).map_err(|error| error.to_failure())? {
            if !roles.iter().any(|known| known.id == role.id) {
                roles.push(role);
            }
        }
    }
    Ok(roles)
}

/// The issue's key when Jira does not show it.
async fn issue(world: &World, asked: &Asked) -> Result<Vec<String>, Failure> {
    let Some(key) = &asked.issue else {
        return Ok(Vec::new());
    };
    match site::ask(world, jira_request::issue(key, &[], Principal::User)).await {
        Ok(_) => Ok(Vec::new()),
        Err(SiteError::Refused(error)) if matches!(error.status(), 403 | 404) => Ok(vec![key.clone()]),
        Err(error) => Err(error.into_failure()),
    }
}

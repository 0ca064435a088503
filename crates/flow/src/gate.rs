//! Who may do what: asked of Jira, as the user, for every call.

use weftline_jira::reply;
use weftline_jira::request::{
    ADMINISTER, ADMINISTER_PROJECTS, BROWSE_PROJECTS, EDIT_ISSUES, administer_permission, my_permissions,
    my_permissions_in,
};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::{Caller, Named};

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::site::{self, SiteError};

/// What the caller may do with the issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rights {
    /// See it, and with it what is linked.
    pub(crate) browse: bool,
    /// Change it, and with it what is linked.
    pub(crate) edit: bool,
    /// Administer Jira, and with it Weftline.
    pub(crate) administer: bool,
}

/// The issue and project in which the page is shown.
pub(crate) fn place(caller: &Caller) -> Result<(&Named, &Named), Failure> {
    match (&caller.issue, &caller.project) {
        (Some(issue), Some(project)) => Ok((issue, project)),
        _ => Err(failure::of(FailureCode::NoIssue, "this page does not belong to an issue")),
    }
}

/// What the caller may do with the issue.
pub(crate) async fn rights(world: &World, issue: &Named) -> Result<Rights, Failure> {
    let reply =
        match site::ask(world, my_permissions(Some(&issue.id), &[BROWSE_PROJECTS, EDIT_ISSUES, ADMINISTER])).await {
            Ok(reply) => reply,
            // Jira does not tell an issue that is not there from one that may not be seen.
            Err(SiteError::Refused(error)) if matches!(error.status(), 403 | 404) => {
                return Ok(Rights { browse: false, edit: false, administer: false });
            }
            Err(error) => return Err(error.into_failure()),
        };
    let granted = reply::permissions(&reply.view()).map_err(|error| error.to_failure())?;
    Ok(Rights {
        browse: granted.has(BROWSE_PROJECTS),
        edit: granted.has(EDIT_ISSUES),
        administer: granted.has(ADMINISTER),
    })
}

/// Refuses who may not see the issue.
pub(crate) fn may_browse(rights: Rights) -> Result<(), Failure> {
    if rights.browse { Ok(()) } else { Err(not_permitted("see this issue", "Browse projects")) }
}

/// Refuses who may not change the issue.
pub(crate) fn may_edit(rights: Rights) -> Result<(), Failure> {
    may_browse(rights)?;
    if rights.edit { Ok(()) } else { Err(not_permitted("change this issue", "Edit issues")) }
}

/// Refuses who may not administer Jira.
pub(crate) async fn admin(world: &World) -> Result<(), Failure> {
    let reply = site::ask(world, administer_permission()).await.map_err(SiteError::into_failure)?;
    let granted = reply::permissions(&reply.view()).map_err(|error| error.to_failure())?;
    if granted.has(ADMINISTER) { Ok(()) } else { Err(not_permitted("change Weftline's settings", "Administer Jira")) }
}

/// The project in whose settings the page is shown.
pub(crate) fn settings_of(caller: &Caller) -> Result<&Named, Failure> {
    let text = "this page does not belong to a project";
    caller.project.as_ref().ok_or_else(|| failure::of(FailureCode::Invalid, text))
}

/// Refuses who may administer neither the project nor Jira.
pub(crate) async fn project_admin(world: &World, project: &Named) -> Result<(), Failure> {
    let refused = || not_permitted("see this project's settings", "Administer projects");
    let asked = my_permissions_in(&project.id, &[ADMINISTER_PROJECTS, ADMINISTER]);
    let reply = match site::ask(world, asked).await {
        Ok(reply) => reply,
        // Jira does not tell a project that is not there from one that may not be seen.
        Err(SiteError::Refused(error)) if matches!(error.status(), 403 | 404) => return Err(refused()),
        Err(error) => return Err(error.into_failure()),
    };
    let granted = reply::permissions(&reply.view()).map_err(|error| error.to_failure())?;
    if granted.has(ADMINISTER_PROJECTS) || granted.has(ADMINISTER) { Ok(()) } else { Err(refused()) }
}

/// Refuses what a setting switches off.
pub(crate) fn switched_on(setting: bool, what: &str) -> Result<(), Failure> {
    if setting {
        return Ok(());
    }
    let text = format!("{what} is switched off in Weftline's settings");
    Err(failure::with(failure::of(FailureCode::NotPermitted, text), "setting", what))
}

fn not_permitted(what: &str, permission: &str) -> Failure {
    let text = format!("you need the Jira permission `{permission}` to {what}");
    failure::with(failure::of(FailureCode::NotPermitted, text), "permission", permission)
}

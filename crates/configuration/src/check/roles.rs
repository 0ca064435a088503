//! The checks of roles: whom they name is there.

use weftline_wire::configuration::{NamedId, Roles};
use weftline_wire::failure::Problem;

use super::Found;
use crate::known::Known;
use crate::problem::{Code, error, warning};

/// What is wrong with who may do what in a project (`*` for all), and the same without groups and roles that are gone.
/// Nobody is in those, so that leaving them out changes nothing for anyone.
pub(super) fn check(project: &str, roles: &Roles, known: &Known, problems: &mut Vec<Found>) -> Option<Roles> {
    let mut repaired = roles.clone();
    let here = known.project_roles.iter().find(|known| known.project == project).map(|known| known.roles.as_slice());
    for (at, (grant, kept)) in roles.grants.iter().zip(&mut repaired.grants).enumerate() {
        let action = grant.action.word();
        if roles.grants.iter().take(at).any(|before| before.action == grant.action) {
            let text = format!("who may `{action}` is said twice");
            problems.push((error(Code::DuplicateGrant, action, text, "say it once"), false));
        }
        left(&mut kept.groups, known.groups.as_deref(), problems, |gone| {
            let text = format!("this site has no group `{}`, or you may not see it", gone.name);
            error(Code::UnknownGroup, action, text, "choose another group, or remove it")
        });
        left(&mut kept.project_roles, here, problems, |gone| {
            let text = format!("there is no project role `{}` in the project", gone.name);
            error(Code::UnknownProjectRole, action, text, "choose another project role, or remove it")
        });
        if !grant.everyone && grant.groups.is_empty() && grant.project_roles.is_empty() {
            let text = format!("nobody may `{action}`");
            problems.push((warning(Code::GrantedToNobody, action, text, "add a group or a project role"), false));
        }
    }
    (repaired != *roles).then_some(repaired)
}

/// Leaves what is there; nothing is known to be gone where nobody has looked.
fn left(
    named: &mut Vec<NamedId>,
    here: Option<&[NamedId]>,
    problems: &mut Vec<Found>,
    gone: impl Fn(&NamedId) -> Problem,
) {
    let Some(here) = here else { return };
    named.retain(|one| {
        let is_here = here.iter().any(|here| here.id == one.id);
        if !is_here {
            problems.push((gone(one), true));
        }
        is_here
    });
}

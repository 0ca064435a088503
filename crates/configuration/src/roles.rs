//! Who may do what by the roles of a configuration (OPS-8).

use weftline_wire::configuration::{NamedId, RoleAction, RoleGrant, Roles};

/// What the roles say of one person and one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleVerdict<'a> {
    /// Nothing restricts it.
    Everyone,
    /// They are in this group.
    ByGroup(&'a NamedId),
    /// They have this project role.
    ByProjectRole(&'a NamedId),
    /// They have nothing that it takes.
    Refused(&'a RoleGrant),
}

impl RoleVerdict<'_> {
    /// Whether they may.
    #[must_use]
    pub fn is_granted(self) -> bool {
        !matches!(self, RoleVerdict::Refused(_))
    }
}

/// Who may do a thing in a project: what its own section names, else what the one of all projects does.
#[must_use]
pub fn role_grant<'a>(own: Option<&'a Roles>, all: Option<&'a Roles>, action: RoleAction) -> Option<&'a RoleGrant> {
    let named = |roles: &'a Roles| roles.grants.iter().find(|grant| grant.action == action);
    own.and_then(named).or_else(|| all.and_then(named)).filter(|grant| !grant.everyone)
}

/// Holds a person's groups and project roles, by their ids, against who may.
#[must_use]
pub fn role_verdict<'a>(grant: Option<&'a RoleGrant>, groups: &[String], project_roles: &[String]) -> RoleVerdict<'a> {
    let Some(grant) = grant else {
        return RoleVerdict::Everyone;
    };
    let mine = |list: &'a [NamedId], held: &[String]| list.iter().find(|named| held.contains(&named.id));
    if let Some(group) = mine(&grant.groups, groups) {
        return RoleVerdict::ByGroup(group);
    }
    mine(&grant.project_roles, project_roles).map_or(RoleVerdict::Refused(grant), RoleVerdict::ByProjectRole)
}

/// Who may, in words: "the group `support-agents` or the project role `Developers`"; none when nobody may.
#[must_use]
pub fn role_words(grant: &RoleGrant) -> Option<String> {
    let named = |what: &str, named: &NamedId| [what, " `", &named.name, "`"].concat();
    let groups = grant.groups.iter().map(|group| named("the group", group));
    let roles = grant.project_roles.iter().map(|role| named("the project role", role));
    let all: Vec<String> = groups.chain(roles).collect();
    (!all.is_empty()).then(|| all.join(" or "))
}

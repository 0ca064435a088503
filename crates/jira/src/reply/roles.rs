//! Who is in which group and has which project role.

use weftline_wire::configuration::NamedId;
use weftline_wire::decode_object;

use super::{Person, Reply};
use crate::error::JiraError;

/// A person and their groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: Person,
    /// The ids of their groups.
    pub groups: Vec<String>,
}

/// Who has a project role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleActors {
    /// Accounts.
    pub accounts: Vec<String>,
    /// The ids of groups.
    pub groups: Vec<String>,
}

/// Reads a person with their groups.
///
/// # Errors
/// When the body is none, or says nothing of groups: it would be somebody without any.
pub fn member(reply: &Reply<'_>) -> Result<Member, JiraError> {
    let read: ReadMember = reply.json("a person with their groups")?;
    let groups = read.groups.items.into_iter().map(|group| group.group_id).collect();
    Ok(Member { person: Person { account_id: read.account_id, display_name: read.display_name }, groups })
}

/// Reads who has a project role.
///
/// # Errors
/// When the body is no project role.
pub fn role_actors(reply: &Reply<'_>) -> Result<RoleActors, JiraError> {
    let read: ReadRole = reply.json("a project role")?;
    let mut actors = RoleActors::default();
    for actor in read.actors {
        actors.accounts.extend(actor.actor_user.map(|user| user.account_id));
        actors.groups.extend(actor.actor_group.map(|group| group.group_id));
    }
    Ok(actors)
}

/// Reads the roles of a project.
///
/// # Errors
/// When the body is no list of project roles.
pub fn project_roles(reply: &Reply<'_>) -> Result<Vec<NamedId>, JiraError> {
    let read: Vec<ReadRoleName> = reply.json("a list of project roles")?;
    Ok(read.into_iter().map(|role| NamedId { id: role.id.to_string(), name: role.name }).collect())
}

/// Reads a page of groups.
///
/// # Errors
/// When the body is none.
pub fn groups(reply: &Reply<'_>) -> Result<Vec<NamedId>, JiraError> {
    let read: ReadGroups = reply.json("a page of groups")?;
    Ok(read.values.into_iter().map(ReadGroup::named).collect())
}

/// Reads groups that were looked for.
///
/// # Errors
/// When the body holds none.
pub fn found_groups(reply: &Reply<'_>) -> Result<Vec<NamedId>, JiraError> {
    let read: FoundGroups = reply.json("groups")?;
    Ok(read.groups.into_iter().map(ReadGroup::named).collect())
}

/// Reads people who were looked for: those who can log in, no apps and no customers.
///
/// # Errors
/// When the body is no list of people.
pub fn found_people(reply: &Reply<'_>) -> Result<Vec<Person>, JiraError> {
    let read: Vec<FoundPerson> = reply.json("a list of people")?;
    let people = read.into_iter().filter(|person| person.active && person.account_type == "atlassian");
    Ok(people.map(|person| Person { account_id: person.account_id, display_name: person.display_name }).collect())
}

/// Reads which of the permissions that were asked for a person has in the project that was asked about.
///
/// # Errors
/// When the body holds no permissions.
pub fn project_permissions(reply: &Reply<'_>) -> Result<Vec<String>, JiraError> {
    let read: ReadPermissions = reply.json("permissions")?;
    let held = read.project_permissions.into_iter().filter(|held| !held.projects.is_empty());
    Ok(held.map(|held| held.permission).collect())
}

struct ReadMember {
    account_id: String,
    display_name: String,
    groups: ReadItems,
}

struct ReadItems {
    items: Vec<ReadGroup>,
}

struct ReadGroup {
    name: String,
    group_id: String,
}

struct ReadRole {
    actors: Vec<ReadActor>,
}

struct ReadActor {
    actor_user: Option<ReadAccount>,
    actor_group: Option<ReadGroup>,
}

struct ReadAccount {
    account_id: String,
}

struct ReadRoleName {
    id: u64,
    name: String,
}

struct ReadGroups {
    values: Vec<ReadGroup>,
}

struct FoundGroups {
    groups: Vec<ReadGroup>,
}

struct FoundPerson {
    account_id: String,
    display_name: String,
    account_type: String,
    active: bool,
}

struct ReadPermissions {
    project_permissions: Vec<ReadPermission>,
}

struct ReadPermission {
    permission: String,
    projects: Vec<u64>,
}

impl ReadGroup {
    fn named(self) -> NamedId {
        NamedId { id: self.group_id, name: self.name }
    }
}

decode_object! { ignore ReadMember { account_id, display_name: optional, groups } }
decode_object! { ignore ReadItems { items } }
decode_object! { ignore ReadGroup { name, group_id } }
decode_object! { ignore ReadRole { actors: optional } }
decode_object! { ignore ReadActor { actor_user, actor_group } }
decode_object! { ignore ReadAccount { account_id } }
decode_object! { ignore ReadRoleName { id, name } }
decode_object! { ignore ReadGroups { values } }
decode_object! { ignore FoundGroups { groups } }
decode_object! { ignore FoundPerson { account_id, display_name: optional, account_type: optional, active: optional } }
decode_object! { ignore ReadPermissions { project_permissions } }
decode_object! { ignore ReadPermission { permission, projects } }

//! Who may do what: what is wrong with it, how it is told, and whom it lets.

use std::collections::BTreeMap;

use weftline_configuration::{Checked, Doubt, Known, RoleVerdict, changes, check, role_grant, role_verdict};
use weftline_wire::configuration::{NamedId, RoleAction, RoleGrant, Roles, Section};
use weftline_wire::failure::Severity;

use crate::support::{known, named};

pub(crate) fn grant(action: RoleAction, groups: &[NamedId], project_roles: &[NamedId]) -> RoleGrant {
    RoleGrant { action, everyone: false, groups: groups.to_vec(), project_roles: project_roles.to_vec() }
}

/// Severity, code and field of a problem.
type Found = (Severity, String, Option<String>);

/// What is wrong with roles of a project, and the repair.
fn problems(known: &Known, project: &str, roles: Roles) -> (Vec<Found>, Option<Section>) {
    let name = format!("roles:{project}");
    let sections = BTreeMap::from([(name.clone(), Section::Roles(roles))]);
    let names = [name];
    let found = check(&Checked { names: &names, sections: &sections, known, doubt: Doubt::Told }, names.iter());
    let repair = found.iter().find_map(|found| found.repair.clone());
    (found.into_iter().map(|found| (found.problem.severity, found.problem.code, found.problem.field)).collect(), repair)
}

#[test]
fn ops_8_groups_and_project_roles_that_are_gone_are_told_and_left_out() {
    let (gone, gone_role) = (named("g9", "gone"), named("99", "Gone"));
    let (agents, admins) = (named("g1", "agents"), named("10002", "Administrators"));
    let roles =
        Roles { grants: vec![grant(RoleAction::Link, &[agents.clone(), gone.clone()], &[admins.clone(), gone_role])] };
    let (found, repair) = problems(&known(), "10000", roles.clone());
    let error = |code: &str| (Severity::Error, code.to_owned(), Some("link".to_owned()));
    assert_eq!(found, [error("unknownGroup"), error("unknownProjectRole")]);
    let mended = Roles { grants: vec![grant(RoleAction::Link, &[agents], &[admins])] };
    assert_eq!(repair, Some(Section::Roles(mended.clone())));
    assert_eq!(problems(&known(), "10000", mended).0, []);
    // What nobody has looked at is not said to be gone.
    assert_eq!(problems(&Known::default(), "10000", roles).0, []);
    // What is left of a grant whose group is gone lets nobody: it does not open to everybody.
    let (_, repair) = problems(&known(), "*", Roles { grants: vec![grant(RoleAction::See, &[gone], &[])] });
    assert_eq!(repair, Some(Section::Roles(Roles { grants: vec![grant(RoleAction::See, &[], &[])] })));
}

#[test]
fn ops_8_what_is_said_twice_or_lets_nobody_is_told() {
    let twice = vec![grant(RoleAction::Post, &[named("g1", "agents")], &[]), grant(RoleAction::Post, &[], &[])];
    let (found, repair) = problems(&known(), "*", Roles { grants: twice });
    let told: Vec<_> = found.iter().map(|(severity, code, _)| (*severity, code.as_str())).collect();
    assert_eq!(told, [(Severity::Error, "duplicateGrant"), (Severity::Warning, "grantedToNobody")]);
    assert_eq!(repair, None);
}

#[test]
fn ops_8_a_project_says_otherwise_than_all_thing_by_thing() {
    let (agents, leads) = (named("g1", "agents"), named("g2", "leads"));
    let everyone = RoleGrant { everyone: true, ..grant(RoleAction::Link, &[], &[]) };
    let all = Roles { grants: vec![grant(RoleAction::See, &[agents], &[]), grant(RoleAction::Link, &[leads], &[])] };
    let own = Roles { grants: vec![everyone, grant(RoleAction::Post, &[], &[named("7", "Poster")])] };
    let may = |action, groups: &[&str], roles: &[&str]| {
        let texts = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        role_verdict(role_grant(Some(&own), Some(&all), action), &texts(groups), &texts(roles)).is_granted()
    };
    assert!(may(RoleAction::Link, &[], &[]) && may(RoleAction::Create, &[], &[]));
    assert!(may(RoleAction::See, &["g1"], &[]) && !may(RoleAction::See, &["g2"], &["g1"]));
    assert!(may(RoleAction::Post, &["g2"], &["7"]) && !may(RoleAction::Post, &["7"], &["8"]));
    assert!(matches!(role_verdict(role_grant(None, Some(&all), RoleAction::Link), &[], &[]), RoleVerdict::Refused(_)));
}

#[test]
fn ops_8_ops_4_versions_tell_who_may() {
    let before = Roles { grants: vec![grant(RoleAction::See, &[named("g1", "agents")], &[])] };
    let after = Roles {
        grants: vec![
            grant(RoleAction::See, &[named("g1", "agents")], &[named("7", "Leads")]),
            grant(RoleAction::Post, &[], &[]),
        ],
    };
    let told = changes("roles:*", Some(&Section::Roles(before)), Some(&Section::Roles(after)));
    let told: Vec<_> = told.into_iter().map(|change| (change.path, change.before, change.after)).collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [
            ("see".to_owned(), some("the group `agents`"), some("the group `agents` or the project role `Leads`")),
            ("post".to_owned(), None, some("nobody")),
        ]
    );
}

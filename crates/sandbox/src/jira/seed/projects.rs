//! The site's projects, issue types, statuses, priorities, resolutions and workflows.

use super::super::model::{
    Component, Condition, IssueType, LinkType, Priority, Project, ReleaseVersion, Resolution, Role, Status, Transition,
    Workflow,
};
use super::people::{CARLA, JANE, KENJI, MIA, SAM, ZOE};

/// The support team's project, a software project.
pub(in super::super) const SUP: u64 = 10000;
/// The developers' project.
pub(in super::super) const ENG: u64 = 10001;
/// The service project, with a portal for customers.
pub(in super::super) const HELP: u64 = 10002;
/// A business project that only administrators see.
pub(in super::super) const LEGAL: u64 = 10003;

/// The projects.
pub(in super::super) fn projects() -> Vec<Project> {
    let everyone = || {
        vec![
            (MIA.to_owned(), Role::Administrator),
            (JANE.to_owned(), Role::Agent),
            (ZOE.to_owned(), Role::Agent),
            (KENJI.to_owned(), Role::Agent),
            (SAM.to_owned(), Role::Viewer),
        ]
    };
    // Who leads the developers administers their project, and nothing else of Jira.
    let mut developers = everyone();
    if let Some((_, role)) = developers.iter_mut().find(|(account, _)| account == KENJI) {
        *role = Role::Administrator;
    }
    let mut help_members = everyone();
    help_members.push((CARLA.to_owned(), Role::Customer));
    vec![
        Project {
            id: SUP,
            key: "SUP",
            name: "Support",
            description: "What customers report, and what we do about it.",
            type_key: "software",
            lead: MIA.into(),
            issue_types: vec!["10004", "10002", "10001", "10000", "10003"],
            workflow: support_workflow(),
            components: vec![
                Component { id: "10000", name: "Billing", description: "Invoices, payments, credit notes" },
                Component { id: "10001", name: "Portal", description: "The customers' web site" },
                Component { id: "10002", name: "Devices", description: "" },
            ],
            versions: vec![
                release("10000", "2026.10", true, Some("2026-10-15")),
                release("10001", "2026.12", false, Some("2026-12-10")),
            ],
            members: everyone(),
            role_groups: vec![("Service Desk Team", "support-agents")],
        },
        Project {
            id: ENG,
            key: "ENG",
            name: "Engineering",
            description: "Development of the product.",
            type_key: "software",
            lead: KENJI.into(),
            issue_types: vec!["10004", "10001", "10002", "10000", "10003"],
            workflow: simple_workflow(),
            components: vec![
                Component { id: "10010", name: "API", description: "" },
                Component { id: "10011", name: "Firmware", description: "" },
            ],
            versions: vec![release("10010", "7.1.0", true, Some("2026-09-30")), release("10011", "7.2.0", false, None)],
            members: developers,
            role_groups: vec![],
        },
        Project {
            id: HELP,
            key: "HELP",
            name: "Service desk",
            description: "Requests from the portal.",
            type_key: "service_desk",
            lead: JANE.into(),
            issue_types: vec!["10005", "10006"],
            workflow: service_workflow(),
            components: vec![],
            versions: vec![],
            members: help_members,
            role_groups: vec![],
        },
        Project {
            id: LEGAL,
            key: "LEGAL",
            name: "Legal",
            description: "Contracts.",
            type_key: "business",
            lead: MIA.into(),
            issue_types: vec!["10002", "10003"],
            workflow: simple_workflow(),
            components: vec![],
            versions: vec![],
            members: vec![(MIA.to_owned(), Role::Administrator)],
            role_groups: vec![],
        },
    ]
}

fn release(id: &'static str, name: &'static str, released: bool, date: Option<&'static str>) -> ReleaseVersion {
    ReleaseVersion { id, name, description: "", released, release_date: date }
}

fn step(
    id: &'static str,
    name: &'static str,
    from: &'static [&'static str],
    to: &'static str,
    screen: &'static [(&'static str, bool)],
) -> Transition {
    Transition { id, name, from, to, screen, condition: Condition::Anyone }
}

/// Conditions and a screen that asks for the resolution.
fn support_workflow() -> Workflow {
    let mut reopen = step("41", "Reopen", &["10002"], "10000", &[]);
    reopen.condition = Condition::Permission("ADMINISTER_PROJECTS");
    let mut pause = step("51", "Put back", &["3"], "10000", &[]);
    pause.condition = Condition::Assignee;
    Workflow {
        initial: "10000",
        transitions: vec![
            step("11", "Start progress", &["10000", "10001"], "3", &[]),
            step("21", "Wait for customer", &["3"], "10001", &[("customfield_10050", false)]),
            step("31", "Resolve", &["10000", "3", "10001"], "10002", &[("resolution", true), ("fixVersions", false)]),
            reopen,
            pause,
        ],
    }
}

/// From anywhere to anywhere.
fn simple_workflow() -> Workflow {
    Workflow {
        initial: "10000",
        transitions: vec![
            step("11", "To Do", &[], "10000", &[]),
            step("21", "In Progress", &[], "3", &[]),
            step("31", "Done", &[], "10002", &[]),
        ],
    }
}

fn service_workflow() -> Workflow {
    Workflow {
        initial: "10010",
        transitions: vec![
            step("111", "Respond to customer", &["10010"], "10001", &[]),
            step("121", "Respond to support", &["10001"], "10010", &[]),
            step("131", "Resolve this issue", &["10010", "10001"], "10011", &[("resolution", true)]),
            step("141", "Back to support", &["10011"], "10010", &[]),
        ],
    }
}

/// The kinds of issue.
pub(in super::super) fn issue_types() -> Vec<IssueType> {
    let kind = |id, name, description, avatar_id| IssueType {
        id,
        name,
        description,
        avatar_id,
        subtask: false,
        hierarchy_level: 0,
    };
    let mut epic = kind("10000", "Epic", "A big user story that needs to be broken down.", 10307);
    epic.hierarchy_level = 1;
    let mut subtask = kind("10003", "Sub-task", "A small piece of work that is part of a larger task.", 10316);
    subtask.subtask = true;
    subtask.hierarchy_level = -1;
    vec![
        epic,
        kind("10001", "Story", "Functionality or a feature expressed as a user goal.", 10315),
        kind("10002", "Task", "A small, distinct piece of work.", 10318),
        subtask,
        kind("10004", "Bug", "A problem or error.", 10303),
        kind("10005", "[System] Service request", "A request from the portal.", 10549),
        kind("10006", "[System] Incident", "An outage or other interruption.", 10551),
    ]
}

/// The statuses.
pub(in super::super) fn statuses() -> Vec<Status> {
    let status = |id, name, description, category| Status { id, name, description, category };
    vec![
        status("10000", "To Do", "", "new"),
        status(
            "3",
            "In Progress",
            "This issue is being actively worked on at the moment by the assignee.",
            "indeterminate",
        ),
        status("10001", "Waiting for customer", "The customer has to answer first.", "indeterminate"),
        status("10002", "Done", "", "done"),
        status("10010", "Waiting for support", "An agent has to answer.", "indeterminate"),
        status("10011", "Resolved", "", "done"),
    ]
}

/// The priorities.
pub(in super::super) fn priorities() -> Vec<Priority> {
    let priority = |id, name, description, color| Priority { id, name, description, color };
    vec![
        priority("1", "Highest", "This problem will block progress.", "#d04437"),
        priority("2", "High", "Serious problem that could block progress.", "#f15C75"),
        priority("3", "Medium", "Has the potential to affect progress.", "#f79232"),
        priority("4", "Low", "Minor problem or easily worked around.", "#707070"),
        priority("5", "Lowest", "Trivial problem with little or no impact on progress.", "#999999"),
    ]
}

/// The resolutions.
pub(in super::super) fn resolutions() -> Vec<Resolution> {
    let resolution = |id, name, description| Resolution { id, name, description };
    vec![
        resolution("10000", "Done", "Work has been completed on this issue."),
        resolution("10001", "Won't Do", "This issue won't be actioned."),
        resolution("10002", "Duplicate", "The problem is a duplicate of an existing issue."),
        resolution("10003", "Cannot Reproduce", "All attempts at reproducing this issue failed."),
    ]
}

/// The kinds of link.
pub(in super::super) fn link_types() -> Vec<LinkType> {
    let link = |id, name, inward, outward| LinkType { id, name, inward, outward };
    vec![
        link("10000", "Blocks", "is blocked by", "blocks"),
        link("10001", "Cloners", "is cloned by", "clones"),
        link("10002", "Duplicate", "is duplicated by", "duplicates"),
        link("10003", "Relates", "relates to", "relates to"),
    ]
}

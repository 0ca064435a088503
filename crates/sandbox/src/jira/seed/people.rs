//! Who is on the site.

use super::super::model::User;

/// The site's administrator.
pub(in super::super) const MIA: &str = "5b10a0000000000000000001";
/// An agent.
pub(in super::super) const JANE: &str = "5b10a0000000000000000002";
/// Someone who may look but not touch.
pub(in super::super) const SAM: &str = "5b10a0000000000000000003";
/// A developer.
pub(in super::super) const KENJI: &str = "5b10a0000000000000000004";
/// An agent whose name is not ASCII.
pub(in super::super) const ZOE: &str = "5b10a0000000000000000005";
/// Someone who has left: an inactive account.
pub(in super::super) const ROSA: &str = "5b10a0000000000000000006";
/// A customer of the service project's portal.
pub(in super::super) const CARLA: &str = "qm:c1d0beef-0000-4000-8000-000000000001:10001";
/// The installed app.
pub(in super::super) const APP: &str = "712020:c1d0beef-0000-4000-8000-0000000000a1";

/// Groups and their ids.
pub(in super::super) fn groups() -> Vec<(&'static str, &'static str)> {
    vec![
        ("site-admins", "0a5b6c7d-1111-4000-8000-000000000001"),
        ("jira-administrators", "0a5b6c7d-1111-4000-8000-000000000002"),
        ("jira-users", "0a5b6c7d-1111-4000-8000-000000000003"),
        ("support-agents", "0a5b6c7d-1111-4000-8000-000000000004"),
    ]
}

/// The accounts.
pub(in super::super) fn users() -> Vec<User> {
    let person = |id: &str, name: &str, email: &str, zone: (&'static str, i64), groups: Vec<&'static str>| User {
        account_id: id.into(),
        account_type: "atlassian",
        display_name: name.into(),
        email: email.into(),
        active: true,
        time_zone: zone.0,
        offset_minutes: zone.1,
        locale: "en_US",
        groups,
    };
    let utc = ("Etc/UTC", 0);
    let mut rosa = person(ROSA, "Rosa Former", "rosa.former@weftline.example", utc, vec![]);
    rosa.active = false;
    let mut carla = person(CARLA, "Carla Cliente", "carla@acme.example", utc, vec![]);
    carla.account_type = "customer";
    let mut app = person(APP, "Weftline", "", utc, vec![]);
    app.account_type = "app";
    vec![
        person(
            MIA,
            "Mia Admin",
            "mia.admin@weftline.example",
            utc,
            vec!["site-admins", "jira-administrators", "jira-users", "support-agents"],
        ),
        person(
            JANE,
            "Jane Doe",
            "jane.doe@weftline.example",
            ("America/Phoenix", -420),
            vec!["jira-users", "support-agents"],
        ),
        person(SAM, "Sam Viewer", "sam.viewer@weftline.example", ("Asia/Kolkata", 330), vec!["jira-users"]),
        person(KENJI, "Kenji Tanaka", "kenji.tanaka@weftline.example", ("Asia/Tokyo", 540), vec!["jira-users"]),
        person(ZOE, "Zoë Müller", "zoe.mueller@weftline.example", utc, vec!["jira-users", "support-agents"]),
        rosa,
        carla,
        app,
    ]
}

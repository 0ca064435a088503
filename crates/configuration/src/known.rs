//! What is known of orgs and site, which sections are held against.

use weftline_mapping::JiraFields;
use weftline_wire::configuration::NamedId;
use weftline_wire::salesforce::ObjectDescribe;

/// What is known. What is not known is not held against anyone, unless a check is to refuse it: see
/// [`crate::Doubt`].
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Objects that orgs were asked for.
    pub objects: Vec<KnownObject>,
    /// The site's fields.
    pub jira: JiraFields,
    /// The ids of the connections; none when nobody has looked.
    pub connections: Option<Vec<String>>,
    /// Projects that Jira was asked for.
    pub projects: Vec<KnownProject>,
    /// The site's issue types; none when nobody has looked.
    pub issue_types: Option<Vec<NamedId>>,
    /// Keys of issues that Jira was asked for and does not show.
    pub missing_issues: Vec<String>,
    /// Those of the groups that Jira was asked for which are there; none when nobody has looked.
    pub groups: Option<Vec<NamedId>>,
    /// The project roles that there are, project by project.
    pub project_roles: Vec<KnownRoles>,
}

/// The roles that people can have in a project.
#[derive(Clone, Debug, Default)]
pub struct KnownRoles {
    /// The project's id; `*` for those that are in any of the configured projects.
    pub project: String,
    /// Its roles.
    pub roles: Vec<NamedId>,
}

/// An object that an org was asked for.
#[derive(Clone, Debug)]
pub struct KnownObject {
    /// Which org, by the connection's id; none is whichever.
    pub connection: Option<String>,
    /// The object's API name.
    pub object: String,
    /// What the org says of it; none when it has no such object, or does not show it.
    pub describe: Option<ObjectDescribe>,
}

/// A project that Jira was asked for.
#[derive(Clone, Debug)]
pub struct KnownProject {
    /// Its id.
    pub id: String,
    /// Whether it is there, and shown.
    pub here: bool,
    /// Its issue types.
    pub issue_types: Vec<NamedId>,
}

/// An object, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub enum Described<'a> {
    /// An org has it.
    Here(&'a ObjectDescribe),
    /// No org that was asked has it.
    Gone,
    /// No org was asked.
    Unknown,
}

impl Known {
    /// An object in one org; without one, in the first that has it.
    #[must_use]
    pub fn object(&self, connection: Option<&str>, object: &str) -> Described<'_> {
        let mut asked = self.objects.iter().filter(|known| {
            let here = connection.is_none() || known.connection.is_none() || known.connection.as_deref() == connection;
            here && known.object.eq_ignore_ascii_case(object)
        });
        match (asked.clone().find_map(|known| known.describe.as_ref()), asked.next()) {
            (Some(describe), _) => Described::Here(describe),
            (None, Some(_)) => Described::Gone,
            (None, None) => Described::Unknown,
        }
    }

    /// A project, if Jira was asked for it.
    #[must_use]
    pub fn project(&self, id: &str) -> Option<&KnownProject> {
        self.projects.iter().find(|project| project.id == id)
    }
}

weftline_wire::decode_object! { refuse KnownObject { connection, object, describe } }
weftline_wire::decode_object! { refuse KnownProject { id, here, issue_types } }
weftline_wire::decode_object! { refuse KnownRoles { project, roles } }
weftline_wire::decode_object! {
    refuse Known {
        objects: optional, jira: optional, connections, projects: optional, issue_types, missing_issues: optional,
        groups, project_roles: optional
    }
}

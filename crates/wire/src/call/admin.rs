//! What the admin page sends.

use serde::{Deserialize, Serialize};

use crate::configuration::{Mapping, Rule, Section};

/// Where an org is logged in to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Instance {
    /// `login.salesforce.com`.
    Production,
    /// `test.salesforce.com`.
    Sandbox,
    /// The org's own My Domain.
    MyDomain,
}

crate::json_words! { Instance { Production, Sandbox, MyDomain } }

payloads! {
    /// Shows the connections.
    ConnectionCall {}
    /// Begins a login by authorization code.
    BeginLoginCall {
        /// The connection to log in again; none makes a new one.
        connection: Option<String>,
        /// Where to log in.
        instance: Instance,
        /// The My Domain, like `acme.my.salesforce.com`; only for [`Instance::MyDomain`].
        my_domain: Option<String>,
        /// The consumer key; none keeps the stored one.
        client_id: Option<String>,
        /// The consumer secret; none keeps the stored one.
        client_secret: Option<String>,
    }
    /// Asks how far a login has come, and finishes it when Salesforce has sent its code.
    FinishLoginCall {
        /// The login, as [`crate::view::LoginView`] named it.
        state: String,
    }
    /// Connects an org by client credentials: no user logs in.
    ConnectCall {
        /// The connection to connect again; none makes a new one.
        connection: Option<String>,
        /// The org's My Domain, like `acme.my.salesforce.com`.
        my_domain: String,
        /// The consumer key; none keeps the stored one.
        client_id: Option<String>,
        /// The consumer secret; none keeps the stored one.
        client_secret: Option<String>,
    }
    /// Tries a connection and says what is missing.
    TestConnectionCall {
        /// The connection's id.
        connection: String,
    }
    /// Disconnects an org: revokes and deletes its tokens.
    DisconnectCall {
        /// The connection's id.
        connection: String,
    }
    /// Shows what is configured.
    ConfigurationCall {}
    /// Says what is wrong with sections, without saving them.
    CheckConfigurationCall {
        /// The sections as edited.
        sections: Vec<SectionDraft>,
    }
    /// Saves sections as the next version.
    SaveConfigurationCall {
        /// The version that was edited.
        base_version: u32,
        /// The sections that were changed.
        sections: Vec<SectionDraft>,
        /// The objects in the order in which they are shown; none keeps it. New ones that it does not name come last.
        objects: Option<Vec<String>>,
    }
    /// Lists versions of the configuration, newest first.
    VersionsCall {
        /// Only versions before this one; none begins at the newest.
        before: Option<u32>,
    }
    /// What differs between two versions.
    CompareVersionsCall {
        /// The one.
        from: u32,
        /// The other.
        to: u32,
    }
    /// Makes an old version the next one.
    RollBackCall {
        /// The version to go back to.
        version: u32,
        /// The version that was looked at when this was decided.
        base_version: u32,
    }
    /// A version as a file.
    ExportConfigurationCall {
        /// The version; none is the one in force.
        version: Option<u32>,
    }
    /// Reads a file that was exported, here or elsewhere.
    ImportConfigurationCall {
        /// The file's text.
        text: String,
        /// The version that was looked at when this was decided.
        base_version: u32,
        /// Whether to save what fits; otherwise it is only reported.
        apply: bool,
    }
    /// The projects of the site.
    JiraProjectsCall {
        /// Part of a name or key; none lists all.
        query: Option<String>,
        /// How many to pass over.
        start_at: u32,
    }
    /// The fields of the site.
    JiraFieldsCall {}
    /// The values of a field that has options, in a project.
    JiraOptionsCall {
        /// The field's id.
        field: String,
        /// The project's id; none takes the first configured one.
        project: Option<String>,
    }
    /// The objects of an org.
    ObjectsCall {
        /// The connection's id; none is the first one.
        connection: Option<String>,
    }
    /// An object's fields, for choosing and mapping them.
    SchemaCall {
        /// The object.
        object: String,
        /// The connection's id; none is the first one that has the object.
        connection: Option<String>,
    }
    /// Reads the mapping that an org keeps itself, and makes it the next version's.
    SyncFromSalesforceCall {
        /// The connection's id.
        connection: String,
        /// The version that was looked at.
        base_version: u32,
    }
    /// Installs Weftline's side in an org: the custom metadata type of the mapping, the external id field on
    /// `objects`, and the permission set that lets the integration user use both.
    InstallSideCall {
        /// The connection's id.
        connection: String,
        /// Objects that get the external id field.
        objects: Vec<String>,
    }
    /// Asks how far an installation has come.
    InstallProgressCall {
        /// The connection's id.
        connection: String,
        /// The deployment's id.
        deployment: String,
    }
    /// Looks for issues to try something on, by key or words; the ones seen last when nothing is typed.
    FindIssuesCall {
        /// The project's id; none looks in every configured one.
        project: Option<String>,
        /// What was typed.
        text: String,
    }
    /// Looks for records to try something on, by name.
    FindRecordsCall {
        /// The project's id, for the org it is bound to; none is the first org.
        project: Option<String>,
        /// The object.
        object: String,
        /// What was typed.
        text: String,
    }
    /// Shows what a mapping would do (D-1), saved or not: to a record created from the issue; with a record, also
    /// to issue and record when they are kept in step.
    PreviewMappingCall {
        /// The mapping as edited.
        mapping: Mapping,
        /// The issue's id or key.
        issue: String,
        /// The record's id.
        record_id: Option<String>,
    }
    /// Shows what is configured for the project in whose settings the page is.
    ProjectPageCall {}
    /// Asks what a post function of a workflow can be configured to do.
    PostFunctionChoicesCall {}
    /// What roles can be given to: groups by their name, and the roles of a project.
    RoleChoicesCall {
        /// The project's id; none is for all projects.
        project: Option<String>,
        /// What was typed of a group's name.
        query: String,
    }
    /// Looks for people by name.
    FindPeopleCall {
        /// What was typed.
        query: String,
    }
    /// Says what a person may do in a project, and why (OPS-8).
    ViewAsCall {
        /// The person's account.
        account_id: String,
        /// The project's id.
        project: String,
    }
    /// Shows what a rule would do on an issue (D-1), saved or not, as if its field had just taken the value it has.
    TryRuleCall {
        /// The rule as edited.
        rule: Rule,
        /// The issue's id or key.
        issue: String,
    }
}

/// A section as it was edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SectionDraft {
    /// Its name.
    pub name: String,
    /// What it says now; none removes it.
    pub content: Option<Section>,
}

crate::json_object! { refuse SectionDraft { name, content } }

//! Jobs: what a run is started with, and the turns it takes.

use serde::{Deserialize, Serialize};

use crate::call::{Call, Reply};
use crate::effect::NumberedEffect;
use crate::failure::Failure;

/// An issue or project as Forge's context names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Named {
    /// The id, digits.
    pub id: String,
    /// The key, like `SUP-12` or `SUP`.
    pub key: String,
}

/// Who calls, and from where. The host takes it from Forge's context, never from a payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Caller {
    /// The site's id.
    pub cloud_id: String,
    /// The site's address, like `https://acme.atlassian.net`, no trailing slash.
    pub site_url: String,
    /// The Atlassian account.
    pub account_id: String,
    /// The issue in which the page is shown.
    pub issue: Option<Named>,
    /// The project in which the page is shown.
    pub project: Option<Named>,
    /// The issue type's id, where the page is shown in an issue.
    pub issue_type: Option<String>,
    /// The manifest module from which the page calls.
    pub module: String,
    /// What the ids of the app's modules begin with:
    /// `ari:cloud:ecosystem::extension/<app id>/<environment id>/static/`.
    pub extension: String,
}

/// What a run is to do. Small, complete, and safe to start again at any time: a queue message is a job, and a parked
/// run leaves one behind.
#[allow(clippy::large_enum_variant, reason = "there is one job per invocation, and it is moved once; small in wasm")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Job {
    /// A page asks.
    Call {
        /// Who asks.
        caller: Caller,
        /// What is asked.
        call: Call,
    },
    /// Finds out what became of a creation that may have broken off, and links its record.
    SettleCreation {
        /// The creation's key.
        key: String,
        /// How often this was tried, from 0.
        attempt: u32,
    },
    /// Salesforce sent a browser back from a login: keeps what it sent, for the admin who began the login.
    AuthorizationReturned {
        /// The login.
        state: String,
        /// The code.
        code: Option<String>,
        /// Why there is none.
        error: Option<String>,
        /// The same in Salesforce's words.
        error_description: Option<String>,
    },
    /// The daily round: keeps refresh tokens from falling idle, and tells admins what they have to do.
    Tend {},
    /// The five-minute round: starts again what is overdue.
    Sweep {},
    /// Something happened to an issue in Jira: notes that it is to be judged, where anything follows it.
    IssueChanged {
        /// The site's id.
        cloud_id: String,
        /// The issue's id.
        issue_id: String,
        /// Its project's id, where the event says it.
        project_id: Option<String>,
        /// What happened.
        causes: Vec<crate::decision::Cause>,
    },
    /// An issue took a transition that has a post function of the app: notes what that asks for.
    /// <https://developer.atlassian.com/platform/forge/events-reference/jira/#run-post-function-event>
    Transitioned {
        /// The site's id.
        cloud_id: String,
        /// The issue's id.
        issue_id: String,
        /// Its project's id, where the event says it.
        project_id: Option<String>,
        /// Jira's name for this one transition of this one issue.
        execution: String,
        /// What people call the transition; empty where the event does not say.
        transition: String,
        /// What the post function is configured to do, as JSON text: [`crate::configuration::PostFunction`].
        configuration: String,
    },
    /// Judges an issue by the rules of its project, and creates what they ask for.
    Judge {
        /// The site's id.
        cloud_id: String,
        /// The issue's id.
        issue_id: String,
    },
    /// Writes what is linked to an issue into the property by which JQL finds it.
    Project {
        /// The issue's id.
        issue_id: String,
    },
    /// Fills an issue and records that were linked to it from one another, as the ledger says under this key.
    FirstSync {
        /// The key of the work.
        key: String,
    },
    /// Goes on with the creation of cases from a file.
    Bulk {
        /// The job's id.
        job_id: String,
    },
    /// Goes on with a backfill (OPS-6).
    Backfill {
        /// The job's id.
        job_id: String,
    },
    /// A comment was written, edited or deleted in Jira: notes it, where anything follows it.
    CommentChanged {
        /// The site's id.
        cloud_id: String,
        /// The issue's id.
        issue_id: String,
        /// Its project's id, where the event says it.
        project_id: Option<String>,
        /// The comment's id.
        comment_id: String,
        /// Whether it was deleted.
        deleted: bool,
    },
    /// Brings an issue and its records in step, as the ledger says (SYNC-2).
    Sync {
        /// The issue's id.
        issue_id: String,
    },
    /// Carries files between an issue and its records, as the ledger says (FILE-1).
    Files {
        /// The issue's id.
        issue_id: String,
    },
    /// Looks what has changed in an org since it was looked at last (SYNC-5), and notes it.
    Poll {
        /// The connection.
        connection: String,
    },
    /// Looks which issues Jira has changed without telling, and notes them.
    PollJira {
        /// The site's id.
        cloud_id: String,
    },
    /// Holds a sample of links against both sides, heals what has drifted apart, and counts it.
    Reconcile {
        /// The connection.
        connection: String,
    },
    /// The conditions of mappings were changed: has everything looked at that waits for them (SYNC-7).
    Release {
        /// The last issue that was looked at; none at the beginning.
        after: Option<String>,
    },
    /// Salesforce sent an outbound message (SYNC-5): a hint that records have changed.
    /// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm>
    Heard {
        /// What came behind the web trigger's address, by which Salesforce is recognised.
        token: String,
        /// The request's body.
        body: String,
    },
    /// Tells Atlassian of whom personal data is stored, and erases what has to be (OPS-5).
    ReportAccounts {},
    /// Erases what is stored of a person (OPS-5).
    EraseAccount {
        /// The Atlassian account.
        account_id: String,
        /// What is gone through, counted from 0.
        #[serde(default)]
        stage: u32,
        /// Where it goes on in that; none at its beginning.
        after: Option<String>,
    },
    /// The app is being uninstalled: gives tokens back and removes secrets (OPS-5).
    Uninstalled {},
    /// Removes what is stored of an issue that was deleted in Jira.
    ForgetIssue {
        /// The issue's id.
        issue_id: String,
    },
}

/// What a run does next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Turn {
    /// It needs these effects performed, side by side, and all their outcomes.
    Perform {
        /// The effects.
        effects: Vec<NumberedEffect>,
    },
    /// It has answered the call. A job without a caller answers none.
    Done {
        /// The answer.
        reply: Option<Reply>,
    },
    /// It has answered a browser that a web trigger brought.
    Page {
        /// The HTTP status.
        status: u16,
        /// The page.
        html: String,
    },
    /// It has answered an outbound message: SOAP 1.1, `text/xml`.
    Soap {
        /// The HTTP status.
        status: u16,
        /// The envelope.
        xml: String,
    },
    /// It could not; nothing more will come of it.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// It goes on in another invocation, from this job.
    Park {
        /// Where it goes on.
        job: Job,
        /// 0 to 900.
        delay_seconds: u32,
    },
}

crate::json_object! { refuse Named { id, key } }
crate::json_object! { refuse Caller { cloud_id, site_url, account_id, issue, project, issue_type, module, extension } }
crate::json_tagged! {
    refuse Job by "kind" {
        Call { caller, call },
        SettleCreation { key, attempt },
        AuthorizationReturned { state, code, error, error_description },
        Tend {},
        Sweep {},
        IssueChanged { cloud_id, issue_id, project_id, causes },
        Transitioned { cloud_id, issue_id, project_id, execution, transition, configuration },
        Judge { cloud_id, issue_id },
        Project { issue_id },
        FirstSync { key },
        Bulk { job_id },
        Backfill { job_id },
        CommentChanged { cloud_id, issue_id, project_id, comment_id, deleted },
        Sync { issue_id },
        Files { issue_id },
        Poll { connection },
        PollJira { cloud_id },
        Reconcile { connection },
        Release { after },
        Heard { token, body },
        ReportAccounts {},
        EraseAccount { account_id, stage: optional, after },
        Uninstalled {},
        ForgetIssue { issue_id },
    }
}

crate::encode_tagged! {
    Turn by "kind" {
        Perform { effects },
        Done { reply },
        Page { status, html },
        Soap { status, xml },
        Failed { failure },
        Park { job, delay_seconds },
    }
}

//! The calls that pages make, and their answers.
//!
//! One list: [`Call`] is what comes in, [`Reply`] what goes out, [`CALLS`] the same as a TypeScript type, which goes
//! through `makeResolver` and `makeInvoke` so that page, host and core cannot drift apart.

use serde::{Deserialize, Serialize};

use crate::view;

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[cfg_attr(feature = "types", derive(tsify::Tsify))]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        crate::json_object! { refuse $name { $($field),* } }
    )*};
}

mod admin;
mod backfill;
mod bulk;
mod issue;
mod sync;

pub use admin::*;
pub use backfill::*;
pub use bulk::*;
pub use issue::*;
pub use sync::*;

macro_rules! calls {
    ($($(#[$doc:meta])* $variant:ident $name:literal: $call:ident => $view:ident,)*) => {
        /// A call, by name.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "name", content = "payload")]
        #[cfg_attr(feature = "types", derive(tsify::Tsify))]
        pub enum Call { $($(#[$doc])* #[serde(rename = $name)] $variant($call),)* }

        crate::json_tagged! { refuse Call by "name" in payload { $($variant),* } }

        /// A call's answer, by the call's name.
        #[allow(clippy::large_enum_variant, reason = "there is one answer to a call, and it is moved once")]
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "name", content = "view")]
        #[cfg_attr(feature = "types", derive(tsify::Tsify))]
        pub enum Reply { $($(#[$doc])* #[serde(rename = $name)] $variant(view::$view),)* }

        crate::encode_tagged! { Reply by "name" in view { $($variant),* } }

        /// The calls as a TypeScript type.
        pub const CALLS: &str = concat!(
            "/** An answer: what was asked for, or why not. */\n",
            "export type Answer<T> = { kind: \"ok\"; view: T } | { kind: \"failed\"; failure: Failure };\n\n",
            "/** Every call of the pages: its payload, and its answer. */\n",
            "export type Calls = {\n",
            $("    ", $name, ": (payload: ", stringify!($call), ") => Answer<", stringify!($view), ">;\n",)*
            "};\n",
        );

        /// The names of all calls.
        pub const CALL_NAMES: &[&str] = &[$($name),*];
    };
}

calls! {
    /// Opens the panel.
    Panel "panel": PanelCall => PanelView,
    /// Says what is linked, without asking Salesforce.
    Linked "linked": LinkedCall => LinkedView,
    /// Searches records to link.
    Search "search": SearchCall => SearchView,
    /// Links records.
    Link "link": LinkCall => LinkView,
    /// Chooses the primary record.
    ChoosePrimary "choosePrimary": ChoosePrimaryCall => PrimaryView,
    /// Unlinks records.
    Unlink "unlink": UnlinkCall => UnlinkView,
    /// Opens the create form.
    CreateForm "createForm": CreateFormCall => FormView,
    /// What a record type makes of the form.
    RecordType "recordType": RecordTypeCall => RecordTypeView,
    /// Looks for records for a lookup field.
    Lookup "lookup": LookupCall => LookupView,
    /// Creates a record.
    Create "create": CreateCall => CreateView,
    /// Opens a record's details.
    Details "details": DetailsCall => DetailsView,
    /// Reads comments.
    Comments "comments": CommentsCall => CommentsView,
    /// Posts a comment.
    PostComment "postComment": PostCommentCall => PostedCommentView,
    /// Reads a feed.
    Feed "feed": FeedCall => FeedView,
    /// Reads more comments of a feed's element.
    FeedComments "feedComments": FeedCommentsCall => FeedCommentsView,
    /// Posts to a feed.
    PostFeed "postFeed": PostFeedCall => PostedFeedView,
    /// Reads e-mail messages.
    Emails "emails": EmailsCall => EmailsView,
    /// Reads one e-mail message.
    Email "email": EmailCall => EmailView,
    /// Fetches an image.
    Image "image": ImageCall => ImageView,
    /// Looks for records like the one that is being typed.
    PotentialResults "potentialResults": PotentialResultsCall => PotentialResultsView,
    /// Opens the upload dialog.
    BulkUploads "bulkUploads": BulkUploadsCall => BulkUploadsView,
    /// Reads the head of a file.
    BulkFile "bulkFile": BulkFileCall => BulkFileView,
    /// Begins a job: checks all rows.
    BulkCheck "bulkCheck": BulkCheckCall => BulkJobView,
    /// Says how far a job has come.
    BulkJob "bulkJob": BulkJobCall => BulkJobView,
    /// Has a job create cases.
    BulkCreate "bulkCreate": BulkCreateCall => BulkJobView,
    /// Cancels a job.
    BulkCancel "bulkCancel": BulkCancelCall => BulkJobView,
    /// Reads all problems of a job.
    BulkProblems "bulkProblems": BulkProblemsCall => BulkProblemsView,
    /// Says what was decided on the issue.
    Why "why": WhyCall => WhyView,
    /// Lets a rule run again.
    RunAgain "runAgain": RunAgainCall => WhyView,
    /// Brings the issue and its records in step now.
    SyncNow "syncNow": SyncNowCall => SyncStateView,
    /// Says how the issue and its records stand.
    SyncState "syncState": SyncStateCall => SyncStateView,
    /// Shows what waits for someone to decide.
    Conflicts "conflicts": ConflictsCall => ConflictsView,
    /// Decides it.
    DecideConflicts "decideConflicts": DecideConflictsCall => ConflictsView,
    /// Lists the issue's comments.
    IssueComments "issueComments": IssueCommentsCall => IssueCommentsView,
    /// Copies one comment.
    PushComment "pushComment": PushCommentCall => SyncStateView,
    /// Shows what holds in a project.
    ProjectPage "projectPage": ProjectPageCall => ProjectPageView,
    /// Shows what a post function of a workflow can do.
    PostFunctionChoices "postFunctionChoices": PostFunctionChoicesCall => PostFunctionChoicesView,
    /// Shows the connections.
    Connection "connection": ConnectionCall => ConnectionView,
    /// Begins a login.
    BeginLogin "beginLogin": BeginLoginCall => LoginView,
    /// Finishes a login.
    FinishLogin "finishLogin": FinishLoginCall => LoginProgress,
    /// Connects an org by client credentials.
    Connect "connect": ConnectCall => ConnectionView,
    /// Tries a connection.
    TestConnection "testConnection": TestConnectionCall => ConnectionTestView,
    /// Disconnects an org.
    Disconnect "disconnect": DisconnectCall => ConnectionView,
    /// Shows what is configured.
    Configuration "configuration": ConfigurationCall => ConfigurationView,
    /// Checks sections.
    CheckConfiguration "checkConfiguration": CheckConfigurationCall => CheckView,
    /// Saves sections.
    SaveConfiguration "saveConfiguration": SaveConfigurationCall => SaveView,
    /// Lists versions.
    Versions "versions": VersionsCall => VersionsView,
    /// Compares versions.
    CompareVersions "compareVersions": CompareVersionsCall => ComparisonView,
    /// Goes back to a version.
    RollBack "rollBack": RollBackCall => SaveView,
    /// Exports a version.
    ExportConfiguration "exportConfiguration": ExportConfigurationCall => ExportView,
    /// Imports a file.
    ImportConfiguration "importConfiguration": ImportConfigurationCall => ImportView,
    /// The site's projects.
    JiraProjects "jiraProjects": JiraProjectsCall => JiraProjectsView,
    /// The site's fields.
    JiraFields "jiraFields": JiraFieldsCall => JiraFieldsView,
    /// A field's options.
    JiraOptions "jiraOptions": JiraOptionsCall => JiraOptionsView,
    /// An org's objects.
    Objects "objects": ObjectsCall => ObjectsView,
    /// An object's fields.
    Schema "schema": SchemaCall => SchemaView,
    /// Pulls the mapping that an org keeps.
    SyncFromSalesforce "syncFromSalesforce": SyncFromSalesforceCall => SaveView,
    /// Installs Weftline's side in an org.
    InstallSide "installSide": InstallSideCall => InstallView,
    /// How far an installation has come.
    InstallProgress "installProgress": InstallProgressCall => InstallView,
    /// Looks for issues.
    FindIssues "findIssues": FindIssuesCall => IssuesView,
    /// Looks for records.
    FindRecords "findRecords": FindRecordsCall => LookupView,
    /// Shows what a mapping would do.
    PreviewMapping "previewMapping": PreviewMappingCall => MappingPreviewView,
    /// Shows what a rule would do.
    TryRule "tryRule": TryRuleCall => RuleTrialView,
    /// Lists groups and project roles.
    RoleChoices "roleChoices": RoleChoicesCall => RoleChoicesView,
    /// Looks for people.
    FindPeople "findPeople": FindPeopleCall => PeopleView,
    /// Says what a person may do.
    ViewAs "viewAs": ViewAsCall => PersonView,
    /// Shows how everything stands.
    Health "health": HealthCall => HealthView,
    /// Lists what was done.
    SiteActivity "siteActivity": SiteActivityCall => SiteActivityView,
    /// Plans something once more.
    Replay "replay": ReplayCall => ReplayView,
    /// Makes a support bundle.
    SupportBundle "supportBundle": SupportBundleCall => SupportBundleView,
    /// Lists failed work.
    FailedWork "failedWork": FailedWorkCall => FailedWorkView,
    /// Tries failed work again.
    RetryWork "retryWork": RetryWorkCall => FailedWorkView,
    /// Gives failed work up.
    DropWork "dropWork": DropWorkCall => FailedWorkView,
    /// Shows the backfill.
    Backfill "backfill": BackfillCall => BackfillView,
    /// Begins a backfill.
    BeginBackfill "beginBackfill": BeginBackfillCall => BackfillView,
    /// Starts, pauses, resumes or cancels a backfill.
    SteerBackfill "steerBackfill": SteerBackfillCall => BackfillView,
    /// Reads the report of a backfill.
    BackfillReport "backfillReport": BackfillReportCall => BackfillReportView,
    /// Sets up outbound messages.
    OutboundMessages "outboundMessages": OutboundMessagesCall => OutboundMessagesView,
    /// Erases what is stored of a person.
    EraseAccount "eraseAccount": EraseAccountCall => ErasureView,
}

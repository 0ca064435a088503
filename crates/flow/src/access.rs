//! What each call takes: the one table in which every call has its line.
//!
//! Jira's permissions and the settings are asked beside, by each flow (`gate`, `place`); this is what the roles of the
//! configuration have to allow (OPS-8).

use weftline_wire::call::Call;
use weftline_wire::configuration::RoleAction::{self, Create, Link, Post, Retry, See, Sync, Trace, Upload};

/// What a call takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// It is made on an issue, by someone who may do all of these there.
    OnIssue(&'static [RoleAction]),
    /// It is made by someone who administers Jira. They decide who has which role, so that roles keep nothing from them.
    Admin,
    /// It is made in a project's settings or its workflow, by someone who administers the project, or Jira.
    ProjectAdmin,
}

/// What this call takes.
pub(crate) fn access(call: &Call) -> Access {
    let needs: &'static [RoleAction] = match call {
        // Says by itself that there is nothing to see, and what may be done.
        Call::Panel(_) => &[],
        Call::Linked(_)
        | Call::Details(_)
        | Call::Comments(_)
        | Call::Feed(_)
        | Call::FeedComments(_)
        | Call::Emails(_)
        | Call::Email(_)
        | Call::Image(_)
        | Call::IssueComments(_)
        | Call::SyncState(_)
        | Call::Conflicts(_)
        // What became of a file that somebody else uploaded.
        | Call::BulkJob(_)
        | Call::BulkProblems(_) => &[See],
        Call::Search(_) | Call::Link(_) | Call::ChoosePrimary(_) | Call::Unlink(_) => &[See, Link],
        Call::CreateForm(_) | Call::RecordType(_) | Call::Lookup(_) | Call::Create(_) | Call::PotentialResults(_) => {
            &[See, Create]
        }
        Call::PostComment(_) | Call::PostFeed(_) | Call::PushComment(_) => &[See, Post],
        Call::BulkUploads(_) | Call::BulkFile(_) | Call::BulkCheck(_) | Call::BulkCreate(_) | Call::BulkCancel(_) => {
            &[See, Upload]
        }
        Call::SyncNow(_) | Call::DecideConflicts(_) => &[See, Sync],
        Call::Why(_) => &[See, Trace],
        // It answers with what `why` answers.
        Call::RunAgain(_) => &[See, Trace, Retry],
        Call::ProjectPage(_) | Call::PostFunctionChoices(_) => return Access::ProjectAdmin,
        Call::Connection(_)
        | Call::BeginLogin(_)
        | Call::FinishLogin(_)
        | Call::Connect(_)
        | Call::TestConnection(_)
        | Call::Disconnect(_)
        | Call::Configuration(_)
        | Call::CheckConfiguration(_)
        | Call::SaveConfiguration(_)
        | Call::Versions(_)
        | Call::CompareVersions(_)
        | Call::RollBack(_)
        | Call::ExportConfiguration(_)
        | Call::ImportConfiguration(_)
        | Call::JiraProjects(_)
        | Call::JiraFields(_)
        | Call::JiraOptions(_)
        | Call::Objects(_)
        | Call::Schema(_)
        | Call::SyncFromSalesforce(_)
        | Call::InstallSide(_)
        | Call::InstallProgress(_)
        | Call::FindIssues(_)
        | Call::FindRecords(_)
        | Call::PreviewMapping(_)
        | Call::TryRule(_)
        | Call::RoleChoices(_)
        | Call::FindPeople(_)
        | Call::ViewAs(_)
        | Call::Health(_)
        | Call::SiteActivity(_)
        | Call::Replay(_)
        | Call::SupportBundle(_)
        | Call::FailedWork(_)
        | Call::RetryWork(_)
        | Call::DropWork(_)
        | Call::OutboundMessages(_)
        | Call::Backfill(_)
        | Call::BeginBackfill(_)
        | Call::SteerBackfill(_)
        | Call::BackfillReport(_)
        | Call::EraseAccount(_) => return Access::Admin,
    };
    Access::OnIssue(needs)
}

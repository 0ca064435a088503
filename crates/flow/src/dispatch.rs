//! From a job to its flow.

use std::future::Future;
use std::pin::Pin;

use weftline_wire::call::{Call, Reply};
use weftline_wire::document::AuthorizationCode;
use weftline_wire::job::{Caller, Job};

use crate::access::{Access, access};
use crate::accounts;
use crate::engine::{End, Run, World};
use crate::failure::{self, Failure};
use crate::flows::issue_comments;
use crate::flows::{
    backfill, bulk, changed, comments, conflicts, connection, create, details, emails, exchange, feed, fields, files,
    find, first_sync, forget, form, image, install, judge, link, login, lookup, objects, options, overview, panel,
    poll, post_function, potential, preview, primary, project, project_page, projects, record_type, returned, roles,
    save, schema, search, settle, side, sweep, sync, sync_now, sync_state, tend, test, versions, why,
};
use crate::flows::{comment_changed, erase, heard, outbound_messages, report_accounts, uninstalled};
use crate::flows::{failed_work, health, replay, site_activity, support_bundle};
use crate::flows::{poll_jira, reconcile, release, transitioned};

impl Run {
    /// Prepares a run of `job` by its flow. Nothing happens before the first [`Run::resume`].
    pub fn start(job: Job, now_ms: u64) -> Self {
        Self::with(job, now_ms, run)
    }

    /// The same for calls of the panel and its dialogs alone: somebody waits for them.
    pub fn start_everyday(job: Job, now_ms: u64) -> Self {
        Self::with(job, now_ms, run_everyday)
    }

    /// The same for what nobody waits for: events, rounds, rules, sync.
    pub fn start_background(job: Job, now_ms: u64) -> Self {
        Self::with(job, now_ms, run_background)
    }

    /// The same for the creation of cases from files alone.
    pub fn start_bulk(job: Job, now_ms: u64) -> Self {
        Self::with(job, now_ms, run_bulk)
    }

    /// The same for calls of the admin page alone.
    pub fn start_admin(job: Job, now_ms: u64) -> Self {
        Self::with(job, now_ms, run_admin)
    }
}

/// Runs a job's flow.
pub(crate) async fn run(world: World, job: Job) -> Result<End, Failure> {
    match job {
        Job::Call { caller, call } => {
            let noted = begin(&world, &caller, &call);
            let answering = match on_issue(&world, &caller, call) {
                Ok(answering) => answering,
                Err(call) => match on_files(&world, &caller, *call) {
                    Ok(answering) => answering,
                    Err(call) => on_admin_page(&world, &caller, *call)?,
                },
            };
            done(&world, noted, answering).await
        }
        Job::Bulk { job_id } => bulk::work(&world, &job_id).await,
        job => by_itself(world, job).await,
    }
}

async fn run_everyday(world: World, job: Job) -> Result<End, Failure> {
    match job {
        Job::Call { caller, call } => {
            let noted = begin(&world, &caller, &call);
            done(&world, noted, on_issue(&world, &caller, call).map_err(|_| elsewhere())?).await
        }
        _ => Err(elsewhere()),
    }
}

async fn run_background(world: World, job: Job) -> Result<End, Failure> {
    by_itself(world, job).await
}

async fn run_bulk(world: World, job: Job) -> Result<End, Failure> {
    match job {
        Job::Call { caller, call } => {
            let noted = begin(&world, &caller, &call);
            done(&world, noted, on_files(&world, &caller, call).map_err(|_| elsewhere())?).await
        }
        Job::Bulk { job_id } => bulk::work(&world, &job_id).await,
        _ => Err(elsewhere()),
    }
}

async fn run_admin(world: World, job: Job) -> Result<End, Failure> {
    match job {
        Job::Call { caller, call } => {
            let noted = begin(&world, &caller, &call);
            done(&world, noted, on_admin_page(&world, &caller, call)?).await
        }
        _ => Err(elsewhere()),
    }
}

/// Notes what the call takes of its caller's roles. Gives who is to be noted as someone of whom something is stored, if
/// the call comes to something.
fn begin(world: &World, caller: &Caller, call: &Call) -> Option<String> {
    if let Access::OnIssue(needs) = access(call) {
        world.set_needs(needs);
    }
    accounts::keeps(call).then(|| caller.account_id.clone())
}

async fn done(world: &World, noted: Option<String>, answering: Answering<'_>) -> Result<End, Failure> {
    let reply = match noted {
        Some(account_id) => accounts::noting(world, &account_id, answering).await,
        None => answering.await,
    };
    reply.map(|reply| End::Done(Some(reply)))
}

/// A job came to a module that does not have its flow.
fn elsewhere() -> Failure {
    failure::bug("this job belongs to another module")
}

/// A job that nobody waits for.
async fn by_itself(world: World, job: Job) -> Result<End, Failure> {
    match job {
        Job::Call { .. } | Job::Bulk { .. } => Err(elsewhere()),
        Job::SettleCreation { key, attempt } => settle::settle(&world, &key, attempt).await,
        Job::AuthorizationReturned { state, code, error, error_description } => {
            Ok(returned::returned(&world, &state, AuthorizationCode { code, error, error_description }).await)
        }
        Job::Tend {} => tend::tend(&world).await.map(|()| End::Done(None)),
        Job::Sweep {} => sweep::sweep(&world).await.map(|()| End::Done(None)),
        Job::IssueChanged { cloud_id, issue_id, project_id, causes } => {
            changed::changed(&world, &cloud_id, &issue_id, project_id.as_deref(), causes)
                .await
                .map(|()| End::Done(None))
        }
        Job::Transitioned { cloud_id, issue_id, project_id, execution, transition, configuration } => {
            let told = transitioned::Told {
                cloud_id: &cloud_id,
                issue_id: &issue_id,
                project_id: project_id.as_deref(),
                execution: &execution,
                transition: &transition,
                configuration: &configuration,
            };
            told.note(&world).await.map(|()| End::Done(None))
        }
        Job::Judge { cloud_id, issue_id } => judge::judge(&world, &cloud_id, &issue_id).await,
        Job::Project { issue_id } => project::project(&world, &issue_id).await.map(|()| End::Done(None)),
        Job::FirstSync { key } => first_sync::first_sync(&world, &key).await,
        Job::CommentChanged { issue_id, project_id, comment_id, deleted, .. } => {
            comment_changed::comment_changed(&world, &issue_id, project_id.as_deref(), &comment_id, deleted)
                .await
                .map(|()| End::Done(None))
        }
        Job::Backfill { job_id } => backfill::work(&world, &job_id).await,
        Job::Poll { connection } => poll::poll(&world, &connection).await,
        Job::Sync { issue_id } => sync::sync(&world, &issue_id).await,
        Job::Files { issue_id } => files::files(&world, &issue_id).await,
        Job::PollJira { cloud_id } => poll_jira::poll_jira(&world, &cloud_id).await,
        Job::Reconcile { connection } => reconcile::reconcile(&world, &connection).await,
        Job::Release { after } => release::release(&world, after.as_deref()).await,
        Job::ReportAccounts {} => report_accounts::report_accounts(&world).await.map(|()| End::Done(None)),
        Job::EraseAccount { account_id, stage, after } => erase::erase(&world, &account_id, stage, after).await,
        Job::Heard { token, body } => heard::heard(&world, &token, &body).await,
        Job::Uninstalled {} => uninstalled::uninstalled(&world).await.map(|()| End::Done(None)),
        Job::ForgetIssue { issue_id } => forget::forget(&world, &issue_id).await.map(|()| End::Done(None)),
    }
}

/// A call's flow. Each is a future of its own: in one for all, every access of every flow would reach across the rest.
pub(crate) type Answering<'a> = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + 'a>>;

/// The flow of a call that comes from an issue; the call itself when it comes from elsewhere.
fn on_issue<'a>(world: &'a World, caller: &'a Caller, call: Call) -> Result<Answering<'a>, Box<Call>> {
    Ok(match call {
        Call::Panel(call) => reply(async move { panel::panel(world, caller, &call).await.map(Reply::Panel) }),
        Call::Linked(_) => reply(async move { panel::linked(world, caller).await.map(Reply::Linked) }),
        Call::Search(call) => reply(async move { search::search(world, caller, &call).await.map(Reply::Search) }),
        Call::Link(call) => reply(async move { link::link(world, caller, &call).await.map(Reply::Link) }),
        Call::Unlink(call) => reply(async move { link::unlink(world, caller, &call).await.map(Reply::Unlink) }),
        Call::CreateForm(call) => {
            reply(async move { form::create_form(world, caller, &call).await.map(Reply::CreateForm) })
        }
        Call::Lookup(call) => reply(async move { lookup::lookup(world, caller, &call).await.map(Reply::Lookup) }),
        Call::Create(call) => reply(async move { create::create(world, caller, &call).await.map(Reply::Create) }),
        Call::Details(call) => reply(async move { details::details(world, caller, &call).await.map(Reply::Details) }),
        Call::ChoosePrimary(call) => {
            reply(async move { primary::choose(world, caller, &call).await.map(Reply::ChoosePrimary) })
        }
        Call::RecordType(call) => {
            reply(async move { record_type::record_type(world, caller, &call).await.map(Reply::RecordType) })
        }
        Call::Comments(call) => {
            reply(async move { comments::comments(world, caller, &call).await.map(Reply::Comments) })
        }
        Call::PostComment(call) => {
            reply(async move { comments::post(world, caller, &call).await.map(Reply::PostComment) })
        }
        Call::Feed(call) => reply(async move { feed::feed(world, caller, &call).await.map(Reply::Feed) }),
        Call::FeedComments(call) => {
            reply(async move { feed::comments(world, caller, &call).await.map(Reply::FeedComments) })
        }
        Call::PostFeed(call) => reply(async move { feed::post(world, caller, &call).await.map(Reply::PostFeed) }),
        Call::Emails(call) => reply(async move { emails::emails(world, caller, &call).await.map(Reply::Emails) }),
        Call::Email(call) => reply(async move { emails::email(world, caller, &call).await.map(Reply::Email) }),
        Call::Image(call) => reply(async move { image::image(world, caller, &call).await.map(Reply::Image) }),
        Call::PotentialResults(call) => {
            reply(async move { potential::potential(world, caller, &call).await.map(Reply::PotentialResults) })
        }
        Call::IssueComments(call) => {
            reply(async move { issue_comments::issue_comments(world, caller, &call).await.map(Reply::IssueComments) })
        }
        Call::PushComment(call) => {
            reply(async move { issue_comments::push(world, caller, &call).await.map(Reply::PushComment) })
        }
        Call::Why(_) => reply(async move { why::why(world, caller).await.map(Reply::Why) }),
        Call::RunAgain(call) => reply(async move { why::run_again(world, caller, &call).await.map(Reply::RunAgain) }),
        Call::SyncNow(call) => reply(async move { sync_now::sync_now(world, caller, &call).await.map(Reply::SyncNow) }),
        Call::SyncState(_) => reply(async move { sync_state::sync_state(world, caller).await.map(Reply::SyncState) }),
        Call::Conflicts(_) => reply(async move { conflicts::conflicts(world, caller).await.map(Reply::Conflicts) }),
        Call::DecideConflicts(call) => {
            reply(async move { conflicts::decide(world, caller, &call).await.map(Reply::DecideConflicts) })
        }
        call => return Err(Box::new(call)),
    })
}

/// The flow of a call of the upload dialog; the call itself when it is of another.
fn on_files<'a>(world: &'a World, caller: &'a Caller, call: Call) -> Result<Answering<'a>, Box<Call>> {
    Ok(match call {
        Call::BulkUploads(_) => reply(async move { bulk::uploads(world, caller).await.map(Reply::BulkUploads) }),
        Call::BulkFile(call) => reply(async move { bulk::file(world, caller, &call).await.map(Reply::BulkFile) }),
        Call::BulkCheck(call) => reply(async move { bulk::check(world, caller, &call).await.map(Reply::BulkCheck) }),
        Call::BulkJob(call) => reply(async move { bulk::job(world, caller, &call).await.map(Reply::BulkJob) }),
        Call::BulkCreate(call) => reply(async move { bulk::create(world, caller, &call).await.map(Reply::BulkCreate) }),
        Call::BulkCancel(call) => reply(async move { bulk::cancel(world, caller, &call).await.map(Reply::BulkCancel) }),
        Call::BulkProblems(call) => {
            reply(async move { bulk::problems(world, caller, &call).await.map(Reply::BulkProblems) })
        }
        call => return Err(Box::new(call)),
    })
}

/// The flow of a call that comes from the admin page.
fn on_admin_page<'a>(world: &'a World, caller: &'a Caller, call: Call) -> Result<Answering<'a>, Failure> {
    Ok(match call {
        Call::FindIssues(call) => reply(async move { find::issues(world, &call).await.map(Reply::FindIssues) }),
        Call::FindRecords(call) => reply(async move { find::records(world, &call).await.map(Reply::FindRecords) }),
        Call::PreviewMapping(call) => {
            reply(async move { preview::mapping(world, caller, &call).await.map(Reply::PreviewMapping) })
        }
        Call::TryRule(call) => reply(async move { preview::rule(world, caller, &call).await.map(Reply::TryRule) }),
        Call::PostFunctionChoices(_) => {
            reply(async move { post_function::choices(world, caller).await.map(Reply::PostFunctionChoices) })
        }
        Call::ProjectPage(_) => reply(async move { project_page::show(world, caller).await.map(Reply::ProjectPage) }),
        Call::Connection(_) => reply(async move { connection::show(world).await.map(Reply::Connection) }),
        Call::BeginLogin(call) => reply(async move { login::begin(world, caller, &call).await.map(Reply::BeginLogin) }),
        Call::FinishLogin(call) => {
            reply(async move { login::finish(world, caller, &call).await.map(Reply::FinishLogin) })
        }
        Call::Connect(call) => {
            reply(async move { connection::connect(world, caller, &call).await.map(Reply::Connect) })
        }
        Call::TestConnection(call) => reply(async move { test::test(world, &call).await.map(Reply::TestConnection) }),
        Call::Disconnect(call) => {
            reply(async move { connection::disconnect(world, &call).await.map(Reply::Disconnect) })
        }
        Call::Configuration(_) => reply(async move { overview::overview(world).await.map(Reply::Configuration) }),
        Call::CheckConfiguration(call) => {
            reply(async move { save::check_only(world, &call).await.map(Reply::CheckConfiguration) })
        }
        Call::SaveConfiguration(call) => {
            reply(async move { save::save(world, caller, &call).await.map(Reply::SaveConfiguration) })
        }
        Call::Versions(call) => reply(async move { versions::versions(world, &call).await.map(Reply::Versions) }),
        Call::CompareVersions(call) => {
            reply(async move { versions::compare(world, &call).await.map(Reply::CompareVersions) })
        }
        Call::RollBack(call) => {
            reply(async move { versions::roll_back(world, caller, &call).await.map(Reply::RollBack) })
        }
        Call::ExportConfiguration(call) => {
            reply(async move { exchange::export(world, caller, &call).await.map(Reply::ExportConfiguration) })
        }
        Call::ImportConfiguration(call) => {
            reply(async move { exchange::import(world, caller, &call).await.map(Reply::ImportConfiguration) })
        }
        Call::JiraProjects(call) => {
            reply(async move { projects::projects(world, &call).await.map(Reply::JiraProjects) })
        }
        Call::JiraFields(call) => reply(async move { fields::fields(world, &call).await.map(Reply::JiraFields) }),
        Call::JiraOptions(call) => reply(async move { options::options(world, &call).await.map(Reply::JiraOptions) }),
        Call::Objects(call) => reply(async move { objects::objects(world, &call).await.map(Reply::Objects) }),
        Call::Schema(call) => reply(async move { schema::schema(world, &call).await.map(Reply::Schema) }),
        Call::SyncFromSalesforce(call) => {
            reply(async move { side::sync(world, caller, &call).await.map(Reply::SyncFromSalesforce) })
        }
        Call::InstallSide(call) => reply(async move { install::install(world, &call).await.map(Reply::InstallSide) }),
        Call::InstallProgress(call) => {
            reply(async move { install::progress(world, &call).await.map(Reply::InstallProgress) })
        }
        Call::RoleChoices(call) => reply(async move { roles::choices(world, &call).await.map(Reply::RoleChoices) }),
        Call::FindPeople(call) => reply(async move { roles::people(world, &call).await.map(Reply::FindPeople) }),
        Call::ViewAs(call) => reply(async move { roles::view_as(world, &call).await.map(Reply::ViewAs) }),
        Call::EraseAccount(call) => reply(async move { erase::call(world, &call).await.map(Reply::EraseAccount) }),
        Call::OutboundMessages(call) => {
            reply(async move { outbound_messages::outbound_messages(world, &call).await.map(Reply::OutboundMessages) })
        }
        Call::Backfill(_) => reply(async move { backfill::show(world).await.map(Reply::Backfill) }),
        Call::BeginBackfill(call) => {
            reply(async move { backfill::begin(world, caller, &call).await.map(Reply::BeginBackfill) })
        }
        Call::SteerBackfill(call) => {
            reply(async move { backfill::steer(world, caller, &call).await.map(Reply::SteerBackfill) })
        }
        Call::BackfillReport(call) => {
            reply(async move { backfill::report(world, &call).await.map(Reply::BackfillReport) })
        }
        Call::Health(_) => reply(async move { health::health(world).await.map(Reply::Health) }),
        Call::SiteActivity(call) => {
            reply(async move { site_activity::activity(world, &call).await.map(Reply::SiteActivity) })
        }
        Call::Replay(call) => reply(async move { replay::replay(world, &call).await.map(Reply::Replay) }),
        Call::SupportBundle(call) => {
            reply(async move { support_bundle::support_bundle(world, &call).await.map(Reply::SupportBundle) })
        }
        Call::FailedWork(_) => reply(async move { failed_work::list(world).await.map(Reply::FailedWork) }),
        Call::RetryWork(call) => reply(async move { failed_work::retry(world, &call).await.map(Reply::RetryWork) }),
        Call::DropWork(call) => {
            reply(async move { failed_work::drop_work(world, caller, &call).await.map(Reply::DropWork) })
        }
        _ => return Err(elsewhere()),
    })
}

fn reply<'a>(flow: impl Future<Output = Result<Reply, Failure>> + 'a) -> Answering<'a> {
    Box::pin(flow)
}

//! From a job to its flow.

use weftline_wire::call::{Call, Reply};
use weftline_wire::failure::Failure;
use weftline_wire::job::{Caller, Job};

use crate::engine::{End, World};
use crate::flows::{connection, create, details, forget, form, link, lookup, overview, panel, search, settle};

/// Runs a job's flow.
pub(crate) async fn run(world: World, job: Job) -> Result<End, Failure> {
    match job {
        Job::Call { caller, call } => answer(&world, &caller, call).await.map(|reply| End::Done(Some(reply))),
        Job::SettleCreation { key, attempt } => settle::settle(&world, &key, attempt).await,
        Job::ForgetIssue { issue_id } => forget::forget(&world, &issue_id).await.map(|()| End::Done(None)),
    }
}

async fn answer(world: &World, caller: &Caller, call: Call) -> Result<Reply, Failure> {
    Ok(match call {
        Call::Panel(call) => Reply::Panel(panel::panel(world, caller, &call).await?),
        Call::Search(call) => Reply::Search(search::search(world, caller, &call).await?),
        Call::Link(call) => Reply::Link(link::link(world, caller, &call).await?),
        Call::Unlink(call) => Reply::Unlink(link::unlink(world, caller, &call).await?),
        Call::CreateForm(call) => Reply::CreateForm(form::create_form(world, caller, &call).await?),
        Call::Lookup(call) => Reply::Lookup(lookup::lookup(world, caller, &call).await?),
        Call::Create(call) => Reply::Create(create::create(world, caller, &call).await?),
        Call::Details(call) => Reply::Details(details::details(world, caller, &call).await?),
        Call::Connection(_) => Reply::Connection(connection::show(world).await?),
        Call::Connect(call) => Reply::Connect(connection::connect(world, &call).await?),
        Call::TestConnection(_) => Reply::TestConnection(connection::test(world).await?),
        Call::Disconnect(_) => Reply::Disconnect(connection::disconnect(world).await?),
        Call::Configuration(_) => Reply::Configuration(overview::overview(world).await?),
    })
}

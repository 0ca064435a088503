//! A record's e-mail messages.

use weftline_salesforce::soql::{Condition, Query};
use weftline_wire::call::{EmailCall, EmailsCall};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::{EmailView, EmailsView, TabMissing};

use crate::describes::is_outdated;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::mails::{self, Depth};
use crate::opened::{self, Opened};
use crate::queries::{self, QueryReply};

/// Messages on a page.
const PAGE: u32 = 50;

/// Reads a page of a record's e-mail messages; with the first one the newest message.
pub(crate) async fn emails(world: &World, caller: &Caller, call: &EmailsCall) -> Result<EmailsView, Failure> {
    let mut opened = open(world, caller, &call.record_id).await?;
    let after = call.after.as_deref().map(opened::place).transpose()?;
    let mut view = EmailsView { emails: Vec::new(), newest: None, after: None, missing: None, at_ms: world.now_ms() };
    let Some(of) = mails::of(&opened.link.object, opened.id) else { return Ok(view) };
    let first = after.is_none();
    let conditions: Vec<Condition> =
        [of].into_iter().chain(after.and_then(|(at_ms, id)| mails::after(at_ms, id))).collect();
    let asked = |threads: bool| {
        let query = |depth: Depth, limit: u32| -> Result<Query, Failure> {
            let select = mails::select(depth, threads)?;
            Ok(conditions.iter().cloned().fold(select, |select, only| select.only(only)).limit(limit).build())
        };
        let mut queries = vec![query(Depth::Head, PAGE + 1)?];
        if first {
            queries.push(query(Depth::Whole, 1)?);
        }
        Ok(queries)
    };
    let replies = match ask(world, &mut opened, asked).await {
        Ok(replies) => replies,
        Err(failure) => {
            view.missing = Some(opened::missing(&failure, TabMissing::EmailOff).ok_or(failure)?);
            return Ok(view);
        }
    };
    let mut replies = replies.iter();
    let Some(list) = replies.next() else { return Ok(view) };
    let mut records = list.page()?.records;
    let more = records.len() > PAGE as usize;
    records.truncate(PAGE as usize);
    view.emails = records.iter().map(mails::head).collect();
    mails::join_threads(&mut view.emails, &records);
    view.after = view.emails.last().filter(|_| more).map(|last| opened::place_of(last.at_ms, &last.id));
    if let Some(newest) = replies.next() {
        view.newest = newest.page()?.records.first().map(|record| mails::view(record, &opened));
    }
    Ok(view)
}

/// Reads one message.
pub(crate) async fn email(world: &World, caller: &Caller, call: &EmailCall) -> Result<EmailView, Failure> {
    let id = opened::id(&call.email_id)?;
    let mut opened = open(world, caller, &call.record_id).await?;
    let of = mails::of(&opened.link.object, opened.id).ok_or_else(not_there)?;
    let asked = |threads: bool| {
        let select = mails::select(Depth::Whole, threads)?;
        Ok(vec![select.only(Condition::id_in(&[id])).only(of.clone()).limit(1).build()])
    };
    let replies = ask(world, &mut opened, asked).await?;
    let page = replies.first().ok_or_else(not_there)?.page()?;
    page.records.first().map(|record| mails::view(record, &opened)).ok_or_else(not_there)
}

async fn open<'a>(world: &World, caller: &'a Caller, record_id: &str) -> Result<Opened<'a>, Failure> {
    let opened = opened::open(world, caller, record_id).await?;
    gate::switched_on(opened.settings.show_emails, "showing e-mails")?;
    Ok(opened)
}

/// Runs queries that `asked` makes, at first with what not every org has, and if it does not, without. Fails when the
/// first of them does.
async fn ask(
    world: &World,
    opened: &mut Opened<'_>,
    asked: impl Fn(bool) -> Result<Vec<Query>, Failure>,
) -> Result<Vec<QueryReply>, Failure> {
    let mut threads = true;
    loop {
        let replies = queries::run(world, &mut opened.org, &asked(threads)?).await;
        let replies = match replies {
            Ok(replies) => match replies.first().map_or(Ok(()), |first| first.page().map(drop)) {
                Ok(()) => return Ok(replies),
                Err(failure) => failure,
            },
            Err(failure) => failure,
        };
        if !threads || !is_outdated(&replies) {
            return Err(replies);
        }
        threads = false;
    }
}

fn not_there() -> Failure {
    failure::of(FailureCode::RecordNotFound, "this e-mail is not one of this record")
}

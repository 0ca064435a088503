//! Tells Atlassian of whom something is stored, each within seven days again, and has erased whose account was closed (OPS-5).
//! Of a person only the account is stored, and no profile; so there is nothing to read anew of one that was changed.
//! <https://developer.atlassian.com/platform/forge/user-privacy-guidelines/>

use weftline_salesforce::time;
use weftline_wire::document::{AccountDocument, Versioned};
use weftline_wire::effect::{Effect, Outcome, ReportedAccount};
use weftline_wire::job::Job;
use weftline_wire::json;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join_all;
use crate::store::{self, Among, Entity, Transaction};

/// Accounts of a report.
const ACCOUNTS_MAX: u32 = 90;

/// After this an account is reported again: the round is made once a day, and seven days are allowed.
const REPORTED_MS: u64 = 6 * 24 * 60 * 60 * 1_000 - 60 * 60 * 1_000;

/// Accounts that a transaction writes.
const BATCH: usize = 25;

/// What Atlassian says of an account.
struct News {
    account_id: String,
    status: String,
}

weftline_wire::json_object! { ignore News { account_id, status } }

/// The status of an account that has to be erased.
const CLOSED: &str = "closed";

/// An account that is to be reported, as it is stored.
type Due = (String, Versioned<AccountDocument>);

/// Reports those that are due, page by page.
pub(crate) async fn report_accounts(world: &World) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let (items, next) = store::query_from(world, Entity::Account, Among::Prefix(""), after, ACCOUNTS_MAX).await?;
        let mut due: Vec<Due> = Vec::new();
        for item in items {
            let known = store::read_known::<Versioned<AccountDocument>>(Entity::Account, &item)?;
            let Some(stored) = known else { continue };
            if world.now_ms() >= stored.document.reported_at_ms + REPORTED_MS {
                due.push((item.key, stored));
            }
        }
        if !due.is_empty() {
            report(world, due).await?;
        }
        match next {
            Some(cursor) => after = Some(cursor),
            None => return Ok(()),
        }
    }
}

async fn report(world: &World, due: Vec<Due>) -> Result<(), Failure> {
    let accounts = due.iter().map(|(account_id, stored)| ReportedAccount {
        account_id: account_id.clone(),
        updated_at: time::iso(stored.document.stored_at_ms),
    });
    let answer = world.perform(Effect::ReportAccounts { accounts: accounts.collect() }).await.outcome;
    let news: Vec<News> = match answer {
        Outcome::Value { json: Some(text) } => {
            json::from_str(&text).map_err(|_| failure::bug("Atlassian's answer to a report cannot be read"))?
        }
        Outcome::Trouble { reason, message, retry_after_ms } => {
            return Err(failure::platform(reason, &message, retry_after_ms));
        }
        _ => return Err(failure::bug("a report came back with another effect's outcome")),
    };
    let closed = |(account_id, _): &&Due| status_of(&news, account_id) == Some(CLOSED);
    // Those that are to be erased are reported until they are: so a job that is lost is made again.
    let erased = join_all(due.iter().filter(closed).map(|(account_id, _)| {
        store::push(world, Job::EraseAccount { account_id: account_id.clone(), stage: 0, after: None }, 0)
    }))
    .await;
    let left: Vec<&Due> = due.iter().filter(|due| !closed(due)).collect();
    let noted = join_all(left.chunks(BATCH).map(|part| note(world, part, &news))).await;
    erased.into_iter().chain(noted).collect()
}

/// Notes that they were reported. What was changed has been looked at by this: nothing of it is stored.
async fn note(world: &World, part: &[&Due], news: &[News]) -> Result<(), Failure> {
    let now_ms = world.now_ms();
    let mut transaction = Transaction::default();
    for (account_id, stored) in part {
        let stored_at_ms = if status_of(news, account_id).is_some() { now_ms } else { stored.document.stored_at_ms };
        let document = AccountDocument { stored_at_ms, reported_at_ms: now_ms };
        transaction.put(Entity::Account, account_id, Some(stored), &document)?;
    }
    // Where one of them was noted otherwise meanwhile, they are reported once more tomorrow.
    transaction.commit(world).await.map(|_| ())
}

fn status_of<'a>(news: &'a [News], account_id: &str) -> Option<&'a str> {
    news.iter().find(|news| news.account_id == account_id).map(|news| news.status.as_str())
}

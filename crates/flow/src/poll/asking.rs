//! Questions to an org for what has changed, in as few calls as it allows.

use weftline_salesforce::error::SalesforceError;
use weftline_salesforce::reply::{self, Change};
use weftline_salesforce::request::{COMPOSITE_QUERIES_MAX, Subrequest, composite, query, query_all};
use weftline_salesforce::soql::Query;
use weftline_wire::effect::Header;

use crate::engine::World;
use crate::failure::Failure;
use crate::join::join_all;
use crate::org::Org;

/// How long one call may take: nobody is waiting for it.
const PATIENCE_MS: u32 = 30_000;

/// What was answered.
pub(crate) struct Answers {
    /// The server's time when it began to answer, in ms since 1970: the earliest of all.
    pub(crate) at_ms: u64,
    /// The answers, in the order of the questions.
    pub(crate) pages: Vec<Page>,
}

/// Changes in order, and whether more was kept back.
pub(crate) type Page = Result<(Vec<Change>, bool), SalesforceError>;

/// A question: a query, and by which field its records say what they belong to.
pub(crate) type Question = (Query, Option<&'static str>);

/// Which records are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Those that are there.
    Living,
    /// Those in the recycle bin too.
    All,
}

/// Asks. An error of one query leaves the others alone.
pub(crate) async fn ask(
    world: &World,
    org: &mut Org,
    questions: &[Question],
    sight: Sight,
) -> Result<Answers, Failure> {
    let mut answers = Answers { at_ms: u64::MAX, pages: Vec::with_capacity(questions.len()) };
    let calls = questions.chunks(COMPOSITE_QUERIES_MAX).map(|part| call(world, org.beside(), part, sight));
    for answered in join_all(calls).await {
        let (at_ms, mut pages) = answered?;
        answers.at_ms = answers.at_ms.min(at_ms);
        answers.pages.append(&mut pages);
    }
    Ok(answers)
}

async fn call(world: &World, mut org: Org, questions: &[Question], sight: Sight) -> Result<(u64, Vec<Page>), Failure> {
    let patience_ms = || PATIENCE_MS.min(world.remaining_ms());
    let of_all = sight == Sight::All;
    if let [(asked, parent)] = questions {
        let run = if of_all { query_all } else { query };
        let reply = org.read(world, |session, _| run(session, asked, patience_ms())).await?;
        let changes = reply::changes(&reply.view(), *parent);
        return Ok((time(world, &reply.headers), vec![changes]));
    }
    let part = if of_all { Subrequest::query_all } else { Subrequest::query };
    let parts: Vec<Subrequest<'_>> = questions.iter().map(|(query, _)| part(query)).collect();
    let reply = org.read(world, |session, _| composite(session, &parts, false, patience_ms())).await?;
    let answered = reply::composite(&reply.view()).map_err(|error| error.to_failure())?;
    let pages = answered.iter().zip(questions).map(|(part, (_, parent))| {
        let read = part.read()?;
        reply::changes(&read, *parent)
    });
    Ok((time(world, &reply.headers), pages.collect()))
}

/// The server's time; ours, where it does not say.
fn time(world: &World, headers: &[Header]) -> u64 {
    reply::server_time(headers).unwrap_or_else(|| world.now_ms())
}

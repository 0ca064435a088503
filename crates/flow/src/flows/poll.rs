//! Looks what has changed in an org since it was looked at last, and notes it (SYNC-5).
//!
//! What is found is marked first; only then the watermarks move. Who dies in between marks the same again.

use weftline_salesforce::error::SalesforceError;
use weftline_wire::document::{ConnectionState, PollDocument, Versioned, Watermark};
use weftline_wire::job::Job;

use crate::budget::{self, Priority, Verdict};
use crate::carried::Carried;
use crate::configuration::Configuration;
use crate::engine::{End, World};
use crate::failure::{self, Failure};
use crate::join::join;
use crate::marks::{self, Bells};
use crate::org::{self, Org};
use crate::poll::asking::{self, Question, Sight};
use crate::poll::kept::{self, Recent};
use crate::poll::news::{self, Found};
use crate::poll::sources::{self, Source, State};
use crate::poll::{OVERLAP_MS, is_due};
use crate::store::{self, Among, Entity, key};

/// Changes that a run takes on: Forge lets an app read and write 4,000 values a minute.
/// <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/>
const CHANGES_MAX: u32 = 3_000;

/// Records that a query gives at most, of all sources together, and of each at least.
const PAGES_MAX: u32 = 2_000;
const PAGE_MIN: u32 = 200;

/// Below this no further page is asked for.
const LEAST_MS: u32 = 12_000;

/// When a look that found too much goes on.
const PAUSE_SECONDS: u32 = 60;

/// A look under way.
struct Look<'a> {
    connection: &'a str,
    document: Option<Versioned<PollDocument>>,
    sources: Vec<Source>,
    recent: Recent,
    /// Changes that may still be taken on.
    left: u32,
}

/// Looks. Where nothing can have changed that anybody follows, Salesforce is not asked.
pub(crate) async fn poll(world: &World, connection: &str) -> Result<End, Failure> {
    let prefix = key::record(connection, "");
    let ((stored, document), (configuration, linked)) = join(
        join(org::stored(world, connection), kept::read(world, connection)),
        join(Configuration::read(world), store::query(world, Entity::Record, Among::Prefix(&prefix), 1)),
    )
    .await;
    let (configuration, document) = (configuration?, document?);
    let Some(stored) = stored?.filter(|stored| stored.document.state == ConnectionState::Connected) else {
        return Ok(End::Done(None));
    };
    let settings = configuration.settings(world).await?;
    let before = document.as_ref().map(|document| &document.document);
    if !settings.enabled || linked?.0.is_empty() || !is_due(&settings, before, world.now_ms()) {
        return Ok(End::Done(None));
    }
    let objects = configuration.objects();
    let ((gate, recent), sources) = join(
        join(budget::gate(world, &settings, connection, Priority::Poll, 0), Recent::read(world, connection)),
        async {
            let carried = Carried::read(world, &configuration).await?;
            sources::of(world, connection, &objects, &carried, before).await
        },
    )
    .await;
    let gate = gate?;
    let mut look = Look { connection, document, sources: sources?, recent: recent?, left: CHANGES_MAX };
    look.begin(world).await?;
    if let Verdict::Wait(_, failure) = &gate.verdict {
        look.failed(world, failure.clone()).await?;
        return Ok(End::Done(None));
    }
    let mut org = match Org::open(world, connection, Some(stored)).await {
        Ok(org) => org,
        Err(failure) => {
            look.failed(world, failure).await?;
            return Ok(End::Done(None));
        }
    };
    let mut bells = Bells::default();
    let looked = Box::pin(look.run(world, &mut org, &mut bells)).await;
    let ((), ()) = join(bells.ring(world), budget::keep(world, &org, &gate)).await;
    match looked {
        Ok(true) => {
            look.through(world).await?;
            Ok(End::Done(None))
        }
        Ok(false) => {
            Ok(End::Park { job: Job::Poll { connection: connection.to_owned() }, delay_seconds: PAUSE_SECONDS })
        }
        Err(failure) => {
            look.failed(world, failure).await?;
            Ok(End::Done(None))
        }
    }
}

impl Look<'_> {
    /// Keeps where it begins with what was never looked at.
    async fn begin(&mut self, world: &World) -> Result<(), Failure> {
        let now_ms = world.now_ms();
        let first = self.sources.iter_mut().filter_map(|source| source.begin(now_ms).then_some(&*source));
        let first: Vec<(String, Watermark)> = first.map(|source| (source.key.clone(), source.mark.clone())).collect();
        if first.is_empty() {
            return Ok(());
        }
        kept::change(world, self.connection, &mut self.document, &|document| {
            for (key, mark) in &first {
                document.objects.entry(key.clone()).or_insert_with(|| mark.clone());
            }
        })
        .await
    }

    /// Looks at page after page. Gives whether all of it is looked at.
    async fn run(&mut self, world: &World, org: &mut Org, bells: &mut Bells) -> Result<bool, Failure> {
        while self.sources.iter().any(|source| source.state == State::Open) {
            if self.left == 0 || world.remaining_ms() < LEAST_MS {
                return Ok(false);
            }
            self.round(world, org, bells).await?;
        }
        Ok(true)
    }

    /// Asks every source that is open for its next page, marks what is found, and moves the watermarks.
    async fn round(&mut self, world: &World, org: &mut Org, bells: &mut Bells) -> Result<(), Failure> {
        let mut open: Vec<&mut Source> = self.sources.iter_mut().filter(|source| source.state == State::Open).collect();
        let count = u32::try_from(open.len()).unwrap_or(u32::MAX);
        let limit = (PAGES_MAX.min(self.left) / count).max(PAGE_MIN);
        let questions: Vec<Question> =
            open.iter().map(|source| (source.query(source.limit(limit)), source.parent)).collect();
        let answers = asking::ask(world, org, &questions, Sight::All).await?;
        let (mut found, mut files) = (Vec::new(), Vec::new());
        let mut marks: Vec<(String, Watermark, State)> = Vec::new();
        let mut since_ms = u64::MAX;
        for (source, page) in open.iter_mut().zip(answers.pages) {
            let page = match page {
                Ok(page) => page,
                Err(error) if source.has_bin && is_unknown_field(&error) => {
                    source.has_bin = false;
                    continue;
                }
                Err(error) => {
                    let failure = failure::with(error.to_failure(), "object", source.key.clone());
                    marks.push((source.key.clone(), source.mark.clone(), State::Failed(failure)));
                    continue;
                }
            };
            let horizon_ms = source.horizon(answers.at_ms);
            since_ms = since_ms.min(horizon_ms.saturating_sub(OVERLAP_MS));
            let (taken, mark) = source.take(page, answers.at_ms, source.limit(limit));
            let state = if mark.parked.is_some() { State::Open } else { State::Through };
            marks.push((source.key.clone(), mark, state));
            if source.key == sources::FILES {
                files.extend(taken);
                continue;
            }
            let of_comment = source.parent.is_some();
            found.extend(taken.into_iter().map(|change| Found { change, of_comment }));
        }
        self.left = self.left.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
        self.left = self.left.saturating_sub(u32::try_from(files.len()).unwrap_or(u32::MAX));
        found.retain(|found| !self.recent.has(&found.change));
        files.retain(|change| !self.recent.has(change));
        let user_id = org.connection.document.user_id.clone();
        let heard = news::marks(world, self.connection, &user_id, &found).await?;
        marks::mark_more(world, heard, bells).await?;
        news::mark_files(world, org, self.connection, &files).await?;
        self.recent.remember(found.iter().map(|found| &found.change).chain(&files), since_ms);
        self.move_on(world, marks).await
    }

    /// Moves the watermarks: all that is before them is in the ledger.
    async fn move_on(&mut self, world: &World, marks: Vec<(String, Watermark, State)>) -> Result<(), Failure> {
        let moved = &marks;
        let change = |document: &mut PollDocument| {
            for (key, mark, _) in moved {
                let stored = document.objects.entry(key.clone()).or_default();
                if sources::is_ahead(mark, stored) {
                    *stored = mark.clone();
                }
            }
        };
        let (kept, written) = join(
            self.recent.keep(world, self.connection),
            kept::change(world, self.connection, &mut self.document, &change),
        )
        .await;
        written?;
        kept?;
        for (key, mark, state) in marks {
            for source in self.sources.iter_mut().filter(|source| source.key == key) {
                (source.mark, source.state) = (mark.clone(), state.clone());
            }
        }
        Ok(())
    }

    /// All of it was looked at, but for what Salesforce refused.
    async fn through(&mut self, world: &World) -> Result<(), Failure> {
        let refused = self.sources.iter().find_map(|source| match &source.state {
            State::Failed(failure) => Some((**failure).clone()),
            State::Open | State::Through => None,
        });
        let keys: Vec<&str> = self.sources.iter().map(|source| source.key.as_str()).collect();
        let now_ms = world.now_ms();
        kept::change(world, self.connection, &mut self.document, &|document| {
            if refused.is_none() {
                document.polled_at_ms = now_ms;
            }
            document.failure.clone_from(&refused);
            // What is looked at no more begins anew when it is looked at again.
            document.objects.retain(|key, _| keys.contains(&key.as_str()));
        })
        .await
    }

    /// The look came to nothing: the next one begins where it began.
    async fn failed(&mut self, world: &World, failure: Failure) -> Result<(), Failure> {
        kept::change(world, self.connection, &mut self.document, &|document| {
            document.failure = Some((*failure).clone());
        })
        .await
    }
}

/// Whether Salesforce knows no recycle bin of an object.
fn is_unknown_field(error: &SalesforceError) -> bool {
    error.code() == "INVALID_FIELD"
}

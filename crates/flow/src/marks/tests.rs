//! Marks against a storage that is a map.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::rc::Rc;

use weftline_wire::effect::{Effect, Expectation, Outcome, Settled, StorageOperation};
use weftline_wire::job::Turn;
use weftline_wire::json;

use super::*;
use crate::engine::{End, Run};
use crate::ledger::{Entry, FAILED, OPEN};

const NOW_MS: u64 = 1_700_000_000_000;

#[derive(Default)]
struct Stored {
    values: BTreeMap<String, String>,
    rung: Vec<(Job, u32)>,
    transactions: u32,
    reads: u32,
    /// How many transactions from now on lose their race, whatever they say.
    conflicts: u32,
}

impl Stored {
    fn entry(&self, issue_id: &str) -> Entry {
        json::from_str(&self.values[&key::sync_work(issue_id)]).expect("an entry can be read")
    }

    fn perform(&mut self, effect: Effect) -> Outcome {
        match effect {
            Effect::Push { job, delay_seconds, .. } => self.rung.push((*job, delay_seconds)),
            Effect::Storage(StorageOperation::GetEntity { key, .. }) => {
                self.reads += 1;
                return Outcome::Value { json: self.values.get(&key).cloned() };
            }
            Effect::Storage(StorageOperation::GetEntities { keys, .. }) => {
                self.reads += 1;
                return Outcome::Values { values: keys.iter().map(|key| self.values.get(key).cloned()).collect() };
            }
            Effect::Storage(StorageOperation::Transact { set, delete, check }) => {
                self.transactions += 1;
                assert!(set.len() + delete.len() + check.len() <= 25, "a transaction has at most 25 operations");
                let conditions = set
                    .iter()
                    .map(|set| (&set.key, &set.expect))
                    .chain(delete.iter().map(|set| (&set.key, &set.expect)));
                let holds = conditions.into_iter().all(|(key, expect)| match expect {
                    None => true,
                    Some(Expectation::Absent) => !self.values.contains_key(key),
                    Some(Expectation::Revision { revision }) => {
                        let stored = self.values.get(key).map(|text| json::from_str::<Entry>(text).expect("an entry"));
                        stored.is_some_and(|stored| stored.revision == *revision)
                    }
                });
                if self.conflicts > 0 || !holds {
                    self.conflicts = self.conflicts.saturating_sub(1);
                    return Outcome::Conflict;
                }
                self.values.extend(set.into_iter().map(|set| (set.key, set.json)));
                for gone in delete {
                    self.values.remove(&gone.key);
                }
            }
            other => panic!("{other:?}"),
        }
        Outcome::Done
    }
}

fn run<F>(stored: &mut Stored, now_ms: u64, flow: impl FnOnce(World) -> F + 'static) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Failure>>,
{
    let result = Rc::new(RefCell::new(None));
    let told = Rc::clone(&result);
    let mut run = Run::with(Job::Sweep {}, now_ms, |world, _| async move {
        *told.borrow_mut() = Some(flow(world).await);
        Ok(End::Done(None))
    });
    let mut settled = Vec::new();
    while let Turn::Perform { effects } = run.resume(std::mem::take(&mut settled), now_ms, 25_000) {
        for effect in effects {
            settled.push(Settled { id: effect.id, outcome: stored.perform(effect.effect), body: Vec::new() });
        }
    }
    let result = result.borrow_mut().take();
    result.expect("the flow came to its end")
}

fn marking(mark: SyncMark) -> impl FnOnce(World) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Failure>>>> {
    |world| Box::pin(async move { super::mark(&world, &mark).await })
}

fn with_record(issue_id: &str, record: &str) -> SyncMark {
    SyncMark { records: vec![record.to_owned()], ..SyncMark::new(issue_id, "main", Cause::Polled) }
}

#[test]
fn sync_3_marks_on_an_issue_are_united_and_its_revision_moves() {
    let mut stored = Stored::default();
    run(&mut stored, NOW_MS, marking(with_record("1", "a"))).unwrap();
    let first = stored.entry("1").revision;
    run(&mut stored, NOW_MS + 5_000, marking(with_record("1", "a"))).unwrap();
    let mark = SyncMark {
        project_id: Some("10000".into()),
        look: true,
        comments: vec!["7".into()],
        ..SyncMark::new("1", "main", Cause::Commented)
    };
    run(&mut stored, NOW_MS + 20_000, marking(mark)).unwrap();
    let entry = stored.entry("1");
    assert_eq!((entry.revision, entry.state.as_str(), entry.connection.as_str()), (first + 2, OPEN, "main"));
    assert_eq!(entry.document.since_ms, NOW_MS, "it is open since it was marked first");
    let Task::Sync { project_id, causes, records, look, comments, .. } = entry.document.task else { panic!() };
    assert_eq!(project_id.as_deref(), Some("10000"));
    assert_eq!(causes, [Cause::Polled, Cause::Commented]);
    assert_eq!((records, comments, look), (vec!["a".to_owned()], vec!["7".to_owned()], true));
    assert_eq!(stored.rung.len(), 2, "who was rung for five seconds ago is on the way");
}

#[test]
fn sync_3_a_sync_does_not_strike_out_what_it_has_not_seen() {
    let mut stored = Stored::default();
    run(&mut stored, NOW_MS, marking(with_record("1", "a"))).unwrap();
    run(&mut stored, NOW_MS, |world| async move {
        let mark = read(&world, "1").await?.expect("there is a mark");
        super::mark(&world, &with_record("1", "b")).await?;
        let mut transaction = Transaction::default();
        strike(&mut transaction, "1", &mark);
        assert_eq!(transaction.commit(&world).await?, Committed::Conflict);
        let mark = read(&world, "1").await?.expect("it is still there");
        let mut transaction = Transaction::default();
        strike(&mut transaction, "1", &mark);
        assert_eq!(transaction.commit(&world).await?, Committed::Yes);
        Ok(())
    })
    .unwrap();
    assert!(stored.values.is_empty());
}

#[test]
fn sync_3_work_that_is_left_to_people_is_open_again_when_something_is_heard() {
    let mut stored = Stored::default();
    run(&mut stored, NOW_MS, marking(with_record("1", "a"))).unwrap();
    let failing = |onwards| {
        move |world: World| async move {
            let mark = read(&world, "1").await?.expect("there is a mark");
            let mut transaction = Transaction::default();
            fail(&mut transaction, &world, "1", "main", &mark, &failure::bug("no"), onwards);
            transaction.commit(&world).await.map(|_| ())
        }
    };
    run(&mut stored, NOW_MS, failing(Onwards::After(60))).unwrap();
    let entry = stored.entry("1");
    assert_eq!((entry.state.as_str(), u64::from(entry.due)), (OPEN, NOW_MS / 1_000 + 60));
    run(&mut stored, NOW_MS, marking(with_record("1", "b"))).unwrap();
    assert_eq!(stored.entry("1").document.trouble.unwrap().attempts, 1, "it still counts");
    run(&mut stored, NOW_MS, failing(Onwards::GivenUp)).unwrap();
    let entry = stored.entry("1");
    assert_eq!((entry.state.as_str(), entry.due, entry.document.trouble.unwrap().attempts), (FAILED, 2_147_483_647, 2));
    let rung = stored.rung.len();
    run(&mut stored, NOW_MS, marking(with_record("1", "c"))).unwrap();
    let entry = stored.entry("1");
    assert_eq!((entry.state.as_str(), entry.document.trouble), (OPEN, None));
    assert_eq!(stored.rung.len(), rung + 1, "nobody else was on the way");
    let Task::Sync { records, .. } = entry.document.task else { panic!() };
    assert_eq!(records, ["a", "b", "c"], "what was to be done is not forgotten");
}

#[test]
fn sync_3_who_read_a_mark_that_was_struck_out_since_does_not_take_the_next_one_for_it() {
    let mut stored = Stored::default();
    run(&mut stored, NOW_MS, marking(with_record("1", "a"))).unwrap();
    let before = stored.entry("1");
    stored.values.clear();
    run(&mut stored, NOW_MS + 90, marking(with_record("1", "a"))).unwrap();
    let before = Versioned { revision: before.revision, document: before.document };
    let noted = Rc::new(RefCell::new(None));
    let told = Rc::clone(&noted);
    run(&mut stored, NOW_MS + 100, |world| async move {
        *told.borrow_mut() = Some(super::attempt(&world, "1", "main", &before, Vec::new()).await?.is_some());
        Ok(())
    })
    .unwrap();
    assert_eq!(noted.take(), Some(false));
}

#[test]
fn sync_5_many_marks_are_written_in_batches_with_few_doorbells_and_nothing_read_before() {
    let mut stored = Stored::default();
    run(&mut stored, NOW_MS, |world| async move {
        let marks = (0..2_000).map(|number: u32| with_record(&(number % 1_000).to_string(), &number.to_string()));
        mark_all(&world, marks.collect()).await
    })
    .unwrap();
    assert_eq!((stored.values.len(), stored.transactions, stored.reads), (1_000, 40, 0));
    let Task::Sync { records, .. } = stored.entry("7").document.task else { panic!() };
    assert_eq!(records, ["7", "1007"], "one mark for each issue");
    let (rounds, bells): (Vec<_>, Vec<_>) = stored.rung.iter().partition(|(job, _)| matches!(job, Job::Sweep {}));
    assert_eq!((rounds.len(), bells.len()), (1, 20));
    let due = |issue_id: &str| u64::from(stored.entry(issue_id).due);
    assert!(due("0") > NOW_MS / 1_000, "it was rung for");
    assert_eq!(due("999"), NOW_MS / 1_000, "the next round rings for it");
}

#[test]
fn sync_5_many_marks_meet_those_that_are_there() {
    let mut stored = Stored::default();
    run(&mut stored, NOW_MS, marking(with_record("3", "a"))).unwrap();
    let first = stored.entry("3").revision;
    stored.conflicts = 1;
    run(&mut stored, NOW_MS, |world| async move {
        mark_all(&world, (0..30).map(|number: u32| with_record(&number.to_string(), "b")).collect()).await
    })
    .unwrap();
    assert_eq!(stored.values.len(), 30);
    let entry = stored.entry("3");
    let Task::Sync { records, .. } = &entry.document.task else { panic!() };
    assert_eq!((records.clone(), entry.revision), (vec!["a".to_owned(), "b".to_owned()], first + 1));
}

//! The effect engine through its public face: turns, outcomes by id, side by side, time, and bugs.
#![allow(clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

use weftline_flow::engine::{End, Run};
use weftline_flow::join::{join, join_all};
use weftline_wire::call::{Call, ConnectionCall};
use weftline_wire::effect::{Effect, NumberedEffect, Outcome, Settled};
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::job::{Caller, Job, Turn};

const PLENTY_MS: u32 = 25_000;

fn job() -> Job {
    Job::ForgetIssue { issue_id: "1".into() }
}

fn call() -> Job {
    let caller = Caller {
        cloud_id: "c".into(),
        site_url: "https://s".into(),
        account_id: "a".into(),
        issue: None,
        project: None,
        issue_type: Some("10001".into()),
        extension: "ari:cloud:ecosystem::extension/app/env/static/".into(),
        module: "m".into(),
    };
    Job::Call { caller, call: Call::Connection(ConnectionCall {}) }
}

fn wait(delay_ms: u32) -> Effect {
    Effect::Wait { delay_ms }
}

fn settled(id: u32, bytes: Vec<u8>) -> Settled {
    Settled { id, outcome: Outcome::Random { bytes }, body: Vec::new() }
}

fn effects(turn: Turn) -> Vec<NumberedEffect> {
    match turn {
        Turn::Perform { effects } => effects,
        other => panic!("expected effects, got {other:?}"),
    }
}

fn failure(turn: Turn) -> Failure {
    match turn {
        Turn::Failed { failure } => failure,
        other => panic!("expected a failure, got {other:?}"),
    }
}

fn first_byte(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Random { bytes } => bytes[0],
        other => panic!("expected random bytes, got {other:?}"),
    }
}

#[test]
fn flows_side_by_side_share_turns_and_get_their_own_outcomes() {
    let mut run = Run::with(job(), 0, |world, _| async move {
        let chain = async {
            let first = world.perform(wait(1)).await;
            let second = world.perform(wait(2)).await;
            (first_byte(&first.outcome), second.body)
        };
        let single = world.perform(wait(3));
        let ((first, body), single) = join(chain, single).await;
        assert_eq!((first, body.as_slice(), first_byte(&single.outcome)), (10, b"x".as_slice(), 30));
        Ok(End::Park { job: job(), delay_seconds: 7 })
    });
    let turn = effects(run.resume(vec![], 0, PLENTY_MS));
    assert_eq!(turn.iter().map(|e| e.effect.clone()).collect::<Vec<_>>(), [wait(1), wait(3)]);
    let (chain, single) = (turn[0].id, turn[1].id);
    let turn = effects(run.resume(vec![settled(single, vec![30]), settled(chain, vec![10])], 1, PLENTY_MS));
    assert_eq!(turn.len(), 1);
    let last = Settled { body: b"x".to_vec(), ..settled(turn[0].id, vec![0]) };
    assert_eq!(run.resume(vec![last], 2, PLENTY_MS), Turn::Park { job: job(), delay_seconds: 7 });
}

#[test]
fn joining_nothing_is_ready_at_once() {
    let mut run = Run::with(job(), 0, |world, _| async move {
        assert!(join_all(Vec::<std::future::Ready<()>>::new()).await.is_empty());
        let both = join_all([world.perform(wait(1)), world.perform(wait(2))]).await;
        assert_eq!(both.iter().map(|answer| first_byte(&answer.outcome)).collect::<Vec<_>>(), [1, 2]);
        Ok(End::Done(None))
    });
    let turn = effects(run.resume(vec![], 0, PLENTY_MS));
    let outcomes = vec![settled(turn[1].id, vec![2]), settled(turn[0].id, vec![1])];
    assert_eq!(run.resume(outcomes, 0, PLENTY_MS), Turn::Done { reply: None });
}

#[test]
fn time_comes_in_with_each_turn() {
    let mut run = Run::with(job(), 5, |world, _| async move {
        assert_eq!(world.now_ms(), 100);
        world.perform(wait(1)).await;
        assert_eq!(world.now_ms(), 250);
        Ok(End::Done(None))
    });
    let turn = effects(run.resume(vec![], 100, PLENTY_MS));
    assert_eq!(run.resume(vec![settled(turn[0].id, vec![])], 250, PLENTY_MS), Turn::Done { reply: None });
}

#[test]
fn without_time_left_a_call_fails_and_a_job_is_parked_whole() {
    let forever = |world: weftline_flow::engine::World, _: Job| async move {
        loop {
            world.perform(wait(1)).await;
        }
    };
    let mut run = Run::with(call(), 0, forever);
    let turn = effects(run.resume(vec![], 0, PLENTY_MS));
    let failure = failure(run.resume(vec![settled(turn[0].id, vec![])], 0, 999));
    assert_eq!((failure.code, failure.retryable), (FailureCode::OutOfTime, true));

    let mut run = Run::with(job(), 0, forever);
    assert_eq!(run.resume(vec![], 0, 999), Turn::Park { job: job(), delay_seconds: 1 });
}

#[test]
fn a_flow_that_waits_for_nothing_is_a_bug_and_no_hang() {
    let mut run = Run::with(job(), 0, |_, _| async {
        std::future::pending::<()>().await;
        Ok(End::Done(None))
    });
    let failure = failure(run.resume(vec![], 0, PLENTY_MS));
    assert_eq!((failure.code, failure.retryable), (FailureCode::Bug, true));
}

#[test]
fn outcomes_that_do_not_belong_are_a_bug() {
    let one = |world: weftline_flow::engine::World, _: Job| async move {
        world.perform(wait(1)).await;
        Ok(End::Done(None))
    };
    let mut run = Run::with(job(), 0, one);
    let turn = effects(run.resume(vec![], 0, PLENTY_MS));
    assert_eq!(failure(run.resume(vec![settled(turn[0].id + 1, vec![])], 0, PLENTY_MS)).code, FailureCode::Bug);

    let mut run = Run::with(job(), 0, one);
    effects(run.resume(vec![], 0, PLENTY_MS));
    assert_eq!(failure(run.resume(vec![], 0, PLENTY_MS)).code, FailureCode::Bug, "the outcome is missing");
    assert_eq!(failure(run.resume(vec![], 0, PLENTY_MS)).code, FailureCode::Bug, "the run has ended");
}

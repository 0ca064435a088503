//! The effect engine: an `async fn` polled by hand, whose awaits are effects.
//!
//! A [`Run`] owns one flow. Each [`Run::resume`] hands in the outcomes of the turn before, polls the flow once, and
//! gives back what it needs next. There is no runtime and no waker: a flow can only wait for effects, so it makes
//! progress exactly when outcomes arrive. A flow that waits for anything else is a bug and is reported as one.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use weftline_wire::configuration::RoleAction;
use weftline_wire::effect::{Effect, NumberedEffect, Outcome, Settled, Trouble};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::{Job, Turn};

use crate::failure::{self, Failure};

/// Below this many milliseconds no new effect is begun: the host needs them to store and answer.
const RESERVE_MS: u32 = 1_000;

/// How a flow ends.
pub enum End {
    /// It is done; a page's call has a reply.
    Done(Option<weftline_wire::call::Reply>),
    /// It is done; a browser gets a page.
    Page {
        /// The HTTP status.
        status: u16,
        /// The page.
        html: String,
    },
    /// It is done; Salesforce gets an answer to an outbound message.
    Soap {
        /// The HTTP status.
        status: u16,
        /// The envelope.
        xml: String,
    },
    /// It goes on in another invocation.
    Park {
        /// From where.
        job: Job,
        /// After how long.
        delay_seconds: u32,
    },
}

/// An outcome together with an HTTP reply's body.
pub struct Answer {
    /// What came of the effect.
    pub outcome: Outcome,
    /// The body; empty unless the outcome is a reply.
    pub body: Vec<u8>,
}

#[derive(Default)]
struct Shared {
    now_ms: Cell<u64>,
    remaining_ms: Cell<u32>,
    needs: Cell<Option<&'static [RoleAction]>>,
    last_id: Cell<u32>,
    wanted: RefCell<Vec<NumberedEffect>>,
    /// Ascending.
    open: RefCell<Vec<u32>>,
    arrived: RefCell<Vec<(u32, Answer)>>,
}

/// A flow's way to the world: effects, and the time of the current turn. Cheap to clone.
#[derive(Clone)]
pub struct World(Rc<Shared>);

impl World {
    /// The time of this turn, in ms since 1970. It does not move within a turn.
    pub fn now_ms(&self) -> u64 {
        self.0.now_ms.get()
    }

    /// How long this invocation has left to begin effects, at the start of this turn.
    pub fn remaining_ms(&self) -> u32 {
        self.0.remaining_ms.get().saturating_sub(RESERVE_MS)
    }

    /// Says what the call that is answered takes of its caller's roles. Told once, by whoever knows the call.
    pub(crate) fn set_needs(&self, needs: &'static [RoleAction]) {
        self.0.needs.set(Some(needs));
    }

    /// What the call takes; none when nobody has said, as in jobs that nobody calls.
    pub(crate) fn needs(&self) -> Option<&'static [RoleAction]> {
        self.0.needs.get()
    }

    /// Performs an effect. It is begun when first awaited; effects awaited together (see [`crate::join`]) travel in
    /// the same turn.
    pub fn perform(&self, effect: Effect) -> impl Future<Output = Answer> + use<> {
        Performing { world: self.clone(), state: State::Idle(Some(effect)) }
    }
}

enum State {
    Idle(Option<Effect>),
    Open(u32),
}

struct Performing {
    world: World,
    state: State,
}

impl Future for Performing {
    type Output = Answer;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Answer> {
        let shared = Rc::clone(&self.world.0);
        match &mut self.state {
            State::Idle(effect) => {
                let id = shared.last_id.get() + 1;
                if let Some(effect) = effect.take() {
                    shared.last_id.set(id);
                    shared.wanted.borrow_mut().push(NumberedEffect { id, effect });
                    shared.open.borrow_mut().push(id);
                }
                self.state = State::Open(id);
                Poll::Pending
            }
            State::Open(id) => {
                let mut arrived = shared.arrived.borrow_mut();
                let mine = arrived.iter().position(|(arrived, _)| arrived == id);
                mine.map_or(Poll::Pending, |mine| Poll::Ready(arrived.swap_remove(mine).1))
            }
        }
    }
}

type Flow = Pin<Box<dyn Future<Output = Result<End, Failure>>>>;

/// One flow in progress.
pub struct Run {
    world: World,
    flow: Option<Flow>,
    job: Job,
}

impl Run {
    /// Prepares a run of `flow`, which is given the world and `job`. Nothing happens before the first [`Run::resume`].
    /// Jobs know their own flow: see [`Run::start`].
    pub fn with<F>(job: Job, now_ms: u64, flow: impl FnOnce(World, Job) -> F) -> Self
    where
        F: Future<Output = Result<End, Failure>> + 'static,
    {
        let world = World(Rc::default());
        world.0.now_ms.set(now_ms);
        let flow: Flow = Box::pin(flow(world.clone(), job.clone()));
        Self { world, flow: Some(flow), job }
    }

    /// Goes on with the outcomes of the turn before (none for the first), until the flow needs more effects or ends.
    ///
    /// `remaining_ms` is how long the invocation may still run. When too little is left, a page's call fails with
    /// [`FailureCode::OutOfTime`] and any other job is parked: it starts again from the beginning.
    pub fn resume(&mut self, settled: Vec<Settled>, now_ms: u64, remaining_ms: u32) -> Turn {
        let turn = self.advance(settled, now_ms, remaining_ms);
        if !matches!(turn, Turn::Perform { .. }) {
            self.flow = None;
        }
        turn
    }

    fn advance(&mut self, settled: Vec<Settled>, now_ms: u64, remaining_ms: u32) -> Turn {
        let Some(flow) = self.flow.as_mut() else {
            return failed(failure::bug("a run was resumed after its end"));
        };
        let shared = &self.world.0;
        shared.now_ms.set(now_ms);
        shared.remaining_ms.set(remaining_ms);
        for Settled { id, outcome, body } in settled {
            let mut open = shared.open.borrow_mut();
            let Some(position) = open.iter().position(|open| *open == id) else {
                return failed(failure::bug(&format!("an outcome came for effect {id}, which is not open")));
            };
            open.remove(position);
            shared.arrived.borrow_mut().push((id, Answer { outcome, body }));
        }
        if let Some(id) = shared.open.borrow().first() {
            return failed(failure::bug(&format!("effect {id} has no outcome")));
        }
        match flow.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(End::Done(reply))) => Turn::Done { reply },
            Poll::Ready(Ok(End::Page { status, html })) => Turn::Page { status, html },
            Poll::Ready(Ok(End::Soap { status, xml })) => Turn::Soap { status, xml },
            Poll::Ready(Ok(End::Park { job, delay_seconds })) => Turn::Park { job, delay_seconds },
            Poll::Ready(Err(failure)) => failed(failure),
            Poll::Pending => self.next_turn(remaining_ms),
        }
    }

    fn next_turn(&self, remaining_ms: u32) -> Turn {
        let effects = self.world.0.wanted.take();
        if effects.is_empty() {
            return failed(failure::bug("a flow waits for nothing"));
        }
        if remaining_ms >= RESERVE_MS {
            return Turn::Perform { effects };
        }
        match self.job {
            // A browser waits, and what it brought is too secret for a queue; Salesforce sends a message again.
            Job::Call { .. } | Job::AuthorizationReturned { .. } | Job::Heard { .. } => {
                failed(failure::of(FailureCode::OutOfTime, "there was not enough time left to finish this request"))
            }
            Job::SettleCreation { .. }
            | Job::Tend {}
            | Job::Sweep {}
            | Job::IssueChanged { .. }
            | Job::Transitioned { .. }
            | Job::Judge { .. }
            | Job::Project { .. }
            | Job::FirstSync { .. }
            | Job::Bulk { .. }
            | Job::Backfill { .. }
            | Job::CommentChanged { .. }
            | Job::Sync { .. }
            | Job::Files { .. }
            | Job::Poll { .. }
            | Job::PollJira { .. }
            | Job::Reconcile { .. }
            | Job::Release { .. }
            | Job::ReportAccounts {}
            | Job::EraseAccount { .. }
            | Job::Uninstalled {}
            | Job::ForgetIssue { .. } => Turn::Park { job: self.job.clone(), delay_seconds: 1 },
        }
    }
}

#[expect(clippy::boxed_local, reason = "failures come boxed")]
fn failed(failure: Failure) -> Turn {
    Turn::Failed { failure: *failure }
}

/// Whether an effect with this trouble may have been carried out all the same.
pub fn is_ambiguous(reason: Trouble) -> bool {
    match reason {
        Trouble::Timeout | Trouble::Network | Trouble::TooLarge | Trouble::Internal => true,
        Trouble::Egress | Trouble::RateLimited | Trouble::Refused | Trouble::Unauthenticated => false,
    }
}

//! Runs flows side by side within one run: their effects travel in the same turns.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

/// Both results, when both are there.
pub async fn join<A, B>(a: A, b: B) -> (A::Output, B::Output)
where
    A: Future,
    B: Future,
{
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut from_a, mut from_b) = (None, None);
    poll_fn(move |context| {
        if from_a.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(context)
        {
            from_a = Some(value);
        }
        if from_b.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(context)
        {
            from_b = Some(value);
        }
        if from_a.is_none() || from_b.is_none() {
            return Poll::Pending;
        }
        from_a.take().zip(from_b.take()).map_or(Poll::Pending, Poll::Ready)
    })
    .await
}

/// All results in the order of the flows, when all are there. None at all is ready at once.
#[expect(clippy::type_complexity, reason = "each flow beside its result, and nothing else")]
pub async fn join_all<F: Future>(flows: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut flows: Vec<(Pin<Box<F>>, Option<F::Output>)> =
        flows.into_iter().map(|flow| (Box::pin(flow), None)).collect();
    poll_fn(move |context| {
        let mut open = false;
        for (flow, result) in &mut flows {
            if result.is_none() {
                match flow.as_mut().poll(context) {
                    Poll::Ready(value) => *result = Some(value),
                    Poll::Pending => open = true,
                }
            }
        }
        if open {
            return Poll::Pending;
        }
        Poll::Ready(flows.iter_mut().filter_map(|(_, result)| result.take()).collect())
    })
    .await
}

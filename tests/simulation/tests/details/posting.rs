//! A comment is posted once, whatever is lost, repeated or interrupted, and is internal unless it was said to be public.

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::random::Random;
use weftline_simulation::{AGENT, Luck, Stage, Step, Stroke};
use weftline_wire::call::Reply;
use weftline_wire::failure::FailureCode;

use crate::support::{comments, linked, posted, posting, there};

const SIGNED: &str = "We look into it\n\nJane Doe via Jira (SUP-1)";

/// How many effects posting takes when nothing goes wrong.
fn effects(text: &str) -> usize {
    let (mut stage, id) = linked(20);
    let mut worker = stage.worker(AGENT, posting(&id, 1, text, false), Luck::good());
    worker.finish(&mut stage.world);
    worker.performed()
}

/// Sends the post until it is there, as a person does who is told to try again.
fn insist(stage: &mut Stage, id: &str, text: &str, case: &str) {
    for _ in 0..3 {
        match stage.call(AGENT, posting(id, 1, text, false)) {
            Ok(Reply::PostComment(view)) => {
                assert!(!view.comments.is_empty(), "{case}");
                return;
            }
            Err(failure) => {
                assert!(failure.retryable, "{case}: {failure:?}");
                stage.world.advance(u64::from(failure.retry_after_ms.unwrap_or(1_000)));
            }
            other => panic!("{case}: {other:?}"),
        }
    }
    panic!("{case}: never posted");
}

#[test]
fn view_3_posting_takes_one_call_and_signs() {
    let (mut stage, id) = linked(21);
    let (reply, cost) = stage.priced(AGENT, posting(&id, 1, "We look into it\n", false));
    let view = posted(Ok(reply));
    assert_eq!(cost.salesforce_calls, 1);
    assert_eq!(there(&mut stage, &id), [(SIGNED.to_owned(), false)]);
    assert_eq!(view.comments.len(), 1);
    assert!(!view.repeated && !view.comments[0].public && view.comments[0].text == SIGNED, "{view:?}");
    assert_eq!(comments(&mut stage, &id, None).0.comments, view.comments, "it is shown as it is read");
}

#[test]
fn view_3_a_post_that_breaks_off_anywhere_and_is_sent_again_is_there_once() {
    let long = "word ".repeat(1_900);
    for (text, parts) in [("We look into it", 1), (long.as_str(), 3)] {
        let effects = effects(text);
        assert!(effects > 8, "posting takes {effects} effects");
        for index in 0..=effects {
            for stroke in Stroke::ALL {
                let case = format!("{parts} parts, {stroke:?} at effect {index}");
                let (mut stage, id) = linked(22);
                let mut unlucky = stage.worker(AGENT, posting(&id, 1, text, false), Luck::bad(index, stroke));
                unlucky.finish(&mut stage.world);
                insist(&mut stage, &id, text, &case);
                let there = there(&mut stage, &id);
                assert_eq!(there.len(), parts, "{case}: {there:?}");
                assert!(there.iter().all(|(_, public)| !public), "{case}: {there:?}");
            }
        }
    }
}

#[test]
fn view_3_two_workers_at_once_post_one_comment() {
    for seed in 0..80 {
        let mut random = Random::seeded(seed);
        let (mut stage, id) = linked(seed);
        let luck = |random: &mut Random| match random.below(3) {
            0 => Luck::good(),
            _ => {
                let stroke = Stroke::ALL[usize::try_from(random.below(5)).unwrap()];
                Luck::bad(usize::try_from(random.below(20)).unwrap(), stroke)
            }
        };
        let lucks = [luck(&mut random), luck(&mut random)];
        let mut workers = lucks.map(|luck| Some(stage.worker(AGENT, posting(&id, 1, "Once", true), luck)));
        while workers.iter().any(Option::is_some) {
            let chosen = usize::try_from(random.below(2)).unwrap();
            let Some(worker) = &mut workers[chosen] else { continue };
            if !matches!(worker.step(&mut stage.world), Step::Worked) {
                workers[chosen] = None;
            }
        }
        let case = format!("seed {seed}, {lucks:?}");
        assert!(there(&mut stage, &id).len() <= 1, "{case}");
        stage.world.advance(60_000);
        posted(stage.call(AGENT, posting(&id, 1, "Once", true)));
        assert_eq!(there(&mut stage, &id).len(), 1, "{case}");
    }
}

#[test]
fn view_3_what_was_posted_is_not_posted_again_and_the_same_words_in_another_post_are() {
    let (mut stage, id) = linked(23);
    let first = posted(stage.call(AGENT, posting(&id, 1, "Thanks", false)));
    let again = posted(stage.call(AGENT, posting(&id, 1, "Thanks", false)));
    assert!(again.repeated && again.comments == first.comments, "{again:?}");
    let other = posted(stage.call(AGENT, posting(&id, 2, "Thanks", false)));
    assert!(!other.repeated && other.comments != first.comments, "{other:?}");
    assert_eq!(there(&mut stage, &id).len(), 2);
    let failure = stage.call(AGENT, posting(&id, 1, "Thanks a lot", false)).unwrap_err();
    assert_eq!(failure.code, FailureCode::Invalid, "one post id is for one text");
    let failure = stage.call(AGENT, posting(&id, 1, "Thanks", true)).unwrap_err();
    assert_eq!(failure.code, FailureCode::Invalid, "what was posted as internal does not become public");
}

#[test]
fn view_3_a_lost_post_is_not_taken_for_another_that_says_the_same() {
    let send = {
        let (mut stage, id) = linked(24);
        let mut worker = stage.worker(AGENT, posting(&id, 1, "Thanks", false), Luck::good());
        loop {
            let step = worker.step(&mut stage.world);
            if worker.salesforce_calls() > 0 {
                break worker.performed() - 1;
            }
            assert!(matches!(step, Step::Worked), "nothing was sent");
        }
    };
    let (mut stage, id) = linked(24);
    posted(stage.call(AGENT, posting(&id, 1, "Thanks", false)));
    let mut unlucky = stage.worker(AGENT, posting(&id, 2, "Thanks", false), Luck::bad(send, Stroke::DiesBefore));
    unlucky.finish(&mut stage.world);
    stage.world.advance(31_000);
    let second = posted(stage.call(AGENT, posting(&id, 2, "Thanks", false)));
    assert!(!second.repeated, "{second:?}");
    assert_eq!(there(&mut stage, &id).len(), 2, "both are there");
}

#[test]
fn view_3_a_long_comment_is_split_and_posted_whole_or_not_at_all() {
    let (mut stage, id) = linked(25);
    let text = "d\u{e9}j\u{e0} vu ".repeat(1_000);
    let view = posted(stage.call(AGENT, posting(&id, 1, &text, true)));
    let there = there(&mut stage, &id);
    assert!(there.len() > 2 && there.iter().all(|(text, public)| text.len() <= 4_000 && *public), "{there:?}");
    let count = there.len();
    assert!(there[0].0.starts_with(&format!("(1/{count}) ")) && there[count - 1].0.ends_with("(SUP-1)"), "{there:?}");
    let shown: Vec<String> = view.comments.iter().rev().map(|comment| comment.text.clone()).collect();
    assert_eq!(shown, there.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>(), "the newest first");
    let failure = stage.call(AGENT, posting(&id, 2, &"x".repeat(120_000), false)).unwrap_err();
    assert_eq!(failure.code, FailureCode::Invalid);
}

#[test]
fn view_3_words_that_salesforce_would_take_for_references_arrive_as_they_are() {
    let (mut stage, id) = linked(26);
    let view = posted(stage.call(AGENT, posting(&id, 1, "mail @{r0.id} to @{nobody}", false)));
    assert_eq!(view.comments.len(), 1);
    assert!(there(&mut stage, &id)[0].0.starts_with("mail @{r0.id} to @{nobody}\n\n"));
    let long = "@{r0.id} ".repeat(1_000);
    posted(stage.call(AGENT, posting(&id, 2, &long, false)));
    assert_eq!(there(&mut stage, &id).len(), 1 + 3);
}

#[test]
fn view_3_a_refused_post_may_be_changed_and_sent_again() {
    let (mut stage, id) = linked(27);
    stage.delete("Case", &id);
    let failure = stage.call(AGENT, posting(&id, 1, "Too late", false)).unwrap_err();
    assert!(matches!(failure.code, FailureCode::Invalid | FailureCode::RecordNotFound), "{failure:?}");
    let failure = stage.call(AGENT, posting(&id, 1, "Really", false)).unwrap_err();
    assert!(matches!(failure.code, FailureCode::Invalid | FailureCode::RecordNotFound), "{failure:?}");
    assert_ne!(failure.text, "this post's id belongs to another text");
}

#[test]
fn view_3_whatever_salesforce_says_instead_the_comment_is_there_once_in_the_end() {
    let faults = [
        FaultKind::LockRow,
        FaultKind::LimitExceeded,
        FaultKind::Forbidden,
        FaultKind::SessionExpired,
        FaultKind::ServerError { status: 503 },
        FaultKind::HtmlError { status: 502 },
        FaultKind::RateLimited { retry_after_s: 1 },
        FaultKind::LostReply,
        FaultKind::Cut,
        FaultKind::Hang { carried_out: true },
        FaultKind::Hang { carried_out: false },
    ];
    for fault in faults {
        for text in ["Hello", "@{odd}", &"long ".repeat(1_900)] {
            let case = format!("{fault:?}, {} characters", text.len());
            let (mut stage, id) = linked(28);
            stage.world.add_fault(Fault::always(Door::Salesforce, fault.clone()).at("*/composite*").once_after(0));
            let answer = stage.call(AGENT, posting(&id, 1, text, false));
            let expected = if text.len() > 4_000 { 3 } else { 1 };
            match answer {
                Ok(_) => assert_eq!(there(&mut stage, &id).len(), expected, "{case}"),
                Err(failure) => {
                    assert!(there(&mut stage, &id).is_empty(), "{case}: {failure:?}");
                    stage.world.advance(u64::from(failure.retry_after_ms.unwrap_or_default()));
                    posted(stage.call(AGENT, posting(&id, 1, text, false)));
                    assert_eq!(there(&mut stage, &id).len(), expected, "{case}");
                }
            }
        }
    }
}

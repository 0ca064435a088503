//! What holds for every plan of comments.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

use proptest::prelude::*;
use serde_json::json;
use weftline_plan::{CommentInputs, CommentPair, Visibility, comment_seen, plan_comments};
use weftline_wire::json::Json;
use weftline_wire::plan::{Way, Write};

fn visibility() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["public", "internal", "restricted", "unknown"])
}

prop_compose! {
    fn inputs()(
        rules in any::<[bool; 4]>(),
        issue in prop::collection::vec(("[a-c \n]{0,12}", visibility()), 0..4),
        record in prop::collection::vec(("[a-c \n]{0,12}", visibility(), any::<bool>()), 0..4),
        times in 1_usize..900,
        writing in any::<bool>(),
    ) -> CommentInputs {
        let issue = issue.iter().enumerate().map(|(at, (text, visibility))| {
            let document = json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [
                {"type": "text", "text": text.repeat(times)}]}]});
            json!({"id": at.to_string(), "body": document, "visibility": visibility, "copyOf": null, "signature": "J"})
        });
        let record = record.iter().enumerate().map(|(at, (text, visibility, own))| {
            json!({"id": format!("00a{at}"), "text": text, "visibility": visibility, "own": own, "signature": "M"})
        });
        serde_json::from_value(json!({
            "issueId": "1", "recordId": "500",
            "rules": {"toSalesforce": rules[0], "toJira": rules[1], "publicInSalesforce": rules[2], "publicInJira": rules[3]},
            "issue": issue.collect::<Vec<_>>(), "record": record.collect::<Vec<_>>(),
            "pairs": [], "names": {}, "writing": writing,
        })).unwrap()
    }
}

/// The inputs once a plan was carried out: its copies are there, and known.
fn carried_out(inputs: &CommentInputs) -> CommentInputs {
    let mut after = inputs.clone();
    let mut record = inputs.record.clone();
    for write in plan_comments(inputs).writes {
        match write {
            Write::CommentOnRecord { comment_id, text, part, .. } => {
                let original = inputs.issue.iter().find(|comment| comment.id == comment_id).unwrap();
                let copy = format!("copy{comment_id}-{part}");
                if part == 1 {
                    after.pairs.push(CommentPair {
                        way: Way::ToSalesforce,
                        issue_comment: comment_id.clone(),
                        record_comments: Vec::new(),
                        words: comment_seen(&inputs.words(original).unwrap()),
                        visibility: original.visibility,
                        gone: false,
                        refused: false,
                    });
                }
                after.pairs.last_mut().unwrap().record_comments.push(copy.clone());
                let template =
                    json!({"id": copy, "text": text, "visibility": "internal", "own": true, "signature": ""});
                record.push(serde_json::from_value(template).unwrap());
            }
            Write::CommentOnIssue { comment_id, body, .. } => {
                let original = inputs.record.iter().find(|comment| comment.id == comment_id).unwrap();
                let copy = json!({"id": format!("copy{comment_id}"), "body": null, "visibility": "internal", "copyOf": comment_id, "signature": ""});
                let mut copy: weftline_plan::IssueComment = serde_json::from_value(copy).unwrap();
                copy.body = body;
                after.pairs.push(CommentPair {
                    way: Way::ToJira,
                    issue_comment: copy.id.clone(),
                    record_comments: vec![comment_id],
                    words: comment_seen(&original.text),
                    visibility: original.visibility,
                    gone: false,
                    refused: false,
                });
                after.issue.push(copy);
            }
            other => panic!("{other:?}"),
        }
    }
    after.record = record;
    after
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn nothing_is_public_unless_a_rule_and_the_original_say_so(inputs in inputs()) {
        let plan = plan_comments(&inputs);
        for write in &plan.writes {
            let (public, id) = match write {
                Write::CommentOnRecord { public, comment_id, .. } | Write::CommentOnIssue { public, comment_id, .. } => {
                    (*public, comment_id)
                }
                other => panic!("{other:?}"),
            };
            let of_issue = inputs.issue.iter().find(|comment| comment.id == *id);
            let (visibility, rule, goes) = match of_issue {
                Some(comment) => (comment.visibility, inputs.rules.public_in_salesforce, inputs.rules.to_salesforce),
                None => {
                    let comment = inputs.record.iter().find(|comment| comment.id == *id).unwrap();
                    (comment.visibility, inputs.rules.public_in_jira, inputs.rules.to_jira)
                }
            };
            prop_assert!(goes, "switched off");
            prop_assert_eq!(public, rule && visibility == Visibility::Public);
        }
        for trace in &plan.trace {
            let public = plan.writes.iter().any(|write| match write {
                Write::CommentOnRecord { public, comment_id, .. } | Write::CommentOnIssue { public, comment_id, .. } => {
                    *public && *comment_id == trace.field
                }
                _ => false,
            });
            prop_assert_eq!(trace.customers_see, public);
        }
    }

    #[test]
    fn what_is_switched_off_old_or_our_own_is_copied_only_when_someone_asks(inputs in inputs(), pushed in any::<bool>()) {
        let mut inputs = inputs;
        inputs.rules.to_salesforce = false;
        inputs.rules.to_jira = true;
        inputs.old = inputs.record.iter().map(|comment| comment.id.clone()).collect();
        inputs.writing = false;
        if pushed {
            let all = inputs.issue.iter().map(|comment| &comment.id).chain(inputs.record.iter().map(|comment| &comment.id));
            inputs.pushed = all.cloned().collect();
        }
        let plan = plan_comments(&inputs);
        let texts = inputs.issue.iter().map(|comment| inputs.words(comment).unwrap());
        let texts = texts.chain(inputs.record.iter().map(|comment| comment.text.clone()));
        let says_something = texts.filter(|text| !text.trim().is_empty()).count();
        prop_assert_eq!(plan.trace.len(), if pushed { says_something } else { 0 });
    }

    #[test]
    fn what_was_deleted_or_refused_is_not_copied_again_until_it_changes_or_someone_asks(inputs in inputs(), gone in any::<bool>()) {
        let mut after = carried_out(&inputs);
        for pair in &mut after.pairs {
            (pair.gone, pair.refused) = (gone, !gone);
        }
        prop_assert!(plan_comments(&after).writes.is_empty());
        after.pushed = after.pairs.iter().map(|pair| match pair.way {
            Way::ToSalesforce => pair.issue_comment.clone(),
            Way::ToJira => pair.record_comments[0].clone(),
        }).collect();
        prop_assert_eq!(plan_comments(&after).trace.len(), after.pairs.len());
        if gone {
            for write in plan_comments(&after).writes {
                let again = matches!(write, Write::CommentOnRecord { existing: None, .. } | Write::CommentOnIssue { existing: None, .. });
                prop_assert!(again);
            }
        }
    }

    #[test]
    fn nothing_internal_goes_where_customers_see_all(inputs in inputs()) {
        let mut inputs = inputs;
        inputs.open = true;
        for write in plan_comments(&inputs).writes {
            if let Write::CommentOnRecord { public, .. } = write {
                prop_assert!(public);
            }
        }
    }

    #[test]
    fn copies_that_were_written_are_neither_written_again_nor_sent_back(inputs in inputs()) {
        let again = plan_comments(&carried_out(&inputs));
        prop_assert!(again.writes.is_empty(), "{:?}", again.writes);
        prop_assert_eq!(again.salesforce_calls + again.jira_calls, 0);
    }

    #[test]
    fn parts_are_short_enough_and_hold_all_words(inputs in inputs()) {
        let plan = plan_comments(&inputs);
        for comment in &inputs.issue {
            let mut text = String::new();
            for write in &plan.writes {
                if let Write::CommentOnRecord { comment_id, text: part, part: number, parts, .. } = write
                    && *comment_id == comment.id
                {
                    prop_assert!(part.len() <= 4000);
                    let marker = if *parts > 1 { format!("({number}/{parts}) ") } else { String::new() };
                    text.push_str(part.strip_prefix(&marker).unwrap());
                }
            }
            let words = inputs.words(comment).unwrap();
            if !text.is_empty() {
                let whole = text.strip_suffix('J').is_some_and(|text| text == words || text.strip_suffix("\n\n") == Some(&words));
                prop_assert!(whole, "{}", text);
            }
        }
    }

    #[test]
    fn plans_of_comments_are_replayed_byte_for_byte(inputs in inputs()) {
        let text = weftline_wire::json::to_string(&plan_comments(&inputs));
        let stored: CommentInputs = weftline_wire::json::from_str(&serde_json::to_string(&inputs).unwrap()).unwrap();
        prop_assert_eq!(&text, &weftline_wire::json::to_string(&plan_comments(&stored)));
        prop_assert!(Json::parse(&text).is_ok());
    }
}

fn deleted(way: &str, deletions: &str) -> weftline_wire::plan::Plan {
    let inputs = json!({
        "issueId": "1", "recordId": "500", "deletions": deletions,
        "rules": {"toSalesforce": false, "toJira": false, "publicInSalesforce": false, "publicInJira": false},
        "issue": [], "record": [], "pairs": [], "names": {}, "writing": false,
        "deleted": [{"way": way, "id": "7", "copies": [
            {"id": "a", "text": "x".repeat(4000), "public": true}, {"id": "b", "text": "Two", "public": false}]}],
    });
    plan_comments(&serde_json::from_value::<CommentInputs>(inputs).unwrap())
}

#[test]
fn cmt_1_copies_of_deleted_comments_stay_are_marked_or_go() {
    for way in ["toSalesforce", "toJira"] {
        assert!(deleted(way, "keep").writes.is_empty());
    }
    for write in deleted("toSalesforce", "mark").writes {
        let Write::CommentOnRecord { existing: Some(_), text, public, part, .. } = write else { panic!() };
        assert!(text.starts_with("[deleted in Jira] ") && text.len() <= 4000);
        assert_eq!(public, part == 1, "who sees it stays");
    }
    let writes = deleted("toJira", "mark").writes;
    assert!(matches!(
        &writes[..],
        [Write::CommentOnIssue { public: true, .. }, Write::CommentOnIssue { public: false, .. }]
    ));
    assert!(
        matches!(&deleted("toSalesforce", "delete").writes[..], [Write::DeleteOnRecord { existing, .. }] if existing.len() == 2)
    );
    assert!(matches!(
        &deleted("toJira", "delete").writes[..],
        [Write::DeleteOnIssue { .. }, Write::DeleteOnIssue { .. }]
    ));
}

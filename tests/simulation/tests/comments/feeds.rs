//! Posts in the feeds of records that have no comments of their own, as comments of the issue, and the other way round
//! (CMT-5).

use serde_json::{Value, json};
use weftline_simulation::mappings::{configured, field, mapping, project, section, selection, shown};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{Call, SyncNowCall};
use weftline_wire::configuration::{CommentDeletions, Direction, FeedPolicy, Mapping, Policy};
use weftline_wire::job::Job;

use crate::faults::strikes;
use crate::support::*;
use crate::visibility::{REQUEST, internally, link_to_request, polled_request, seen_by_carla};

const BOTH: FeedPolicy = FeedPolicy { to_salesforce: true, to_jira: true };

/// A post in a feed, as Salesforce shows it.
#[derive(Clone, Debug, PartialEq)]
struct Post {
    id: String,
    text: String,
    public: bool,
}

/// How accounts are mapped.
fn accounts(feed: FeedPolicy) -> Mapping {
    let fields = vec![field("Name", "summary", Direction::Creation, Policy::SalesforceWins)];
    Mapping { feed, ..mapping("Account", fields) }
}

/// A stage whose SUP-1 has a linked account, with this said of feeds; comments of cases are not kept in step.
fn linked_account(seed: u64, feed: FeedPolicy) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    stage.save(vec![shown(selection("Account", &["Name"])), section("10000", accounts(feed))]);
    stage.set(|settings| (settings.comments_to_salesforce, settings.comments_to_jira) = (false, false));
    let account = make(&mut stage, "Account", &json!({ "Name": "Quux" }));
    link(&mut stage, "Account", &account);
    (stage, account)
}

/// Posts to a record's feed as Mia does.
fn post(stage: &mut Stage, record: &str, text: &str) -> String {
    make(stage, "FeedItem", &json!({ "ParentId": record, "Body": text }))
}

/// Answers a post as Mia does.
fn answer(stage: &mut Stage, post: &str, text: &str) -> String {
    make(stage, "FeedComment", &json!({ "FeedItemId": post, "CommentBody": text }))
}

/// Changes or deletes something of a feed as Mia does.
fn change(stage: &mut Stage, object: &str, id: &str, values: &Value) {
    let method = if values.is_null() { "DELETE" } else { "PATCH" };
    let (status, answer) = salesforce(stage, method, &format!("/sobjects/{object}/{id}"), values);
    assert_eq!(status, 204, "{answer}");
}

/// What is posted in a record's feed, the oldest first.
fn posts(stage: &mut Stage, record: &str) -> Vec<Post> {
    let soql = format!(
        "SELECT Id, Body, Visibility FROM FeedItem WHERE ParentId = '{record}' AND Type = 'TextPost' ORDER BY CreatedDate, Id"
    );
    let session = stage.session_of(weftline_simulation::MIA);
    let rows = stage.query_as(&session, &soql).into_iter().map(|row| Post {
        id: row["Id"].as_str().unwrap().to_owned(),
        text: row["Body"].as_str().unwrap().to_owned(),
        public: row["Visibility"] == "AllUsers",
    });
    rows.collect()
}

fn texts(stage: &mut Stage) -> Vec<String> {
    on_issue(stage, ISSUE).into_iter().map(|comment| comment.text).collect()
}

#[test]
fn cmt_5_posts_and_comments_become_one_another_and_nothing_comes_back() {
    let (mut stage, account) = linked_account(1, BOTH);
    let before = texts(&mut stage).len();
    let here = write_on_issue(&mut stage, "From Jira\nwith two lines");
    stage.settle();
    let [copy] = posts(&mut stage, &account).try_into().unwrap();
    assert_eq!(copy.text, "From Jira\n\nwith two lines\n\nJane Doe via Jira (SUP-1)");
    assert!(!copy.public, "internal by default");
    let there = post(&mut stage, &account, "From Salesforce");
    let below = answer(&mut stage, &there, "An answer");
    let to_copy = answer(&mut stage, &copy.id, "An answer to what Jane wrote");
    polled(&mut stage, &account);
    let own = texts(&mut stage).split_off(before);
    assert_eq!(
        own,
        [
            "From Jira\n\nwith two lines",
            "From Salesforce\n\nMia Admin via Salesforce",
            "An answer\n\nMia Admin in answer to “From Salesforce” via Salesforce",
            "An answer to what Jane wrote\n\nMia Admin in answer to “From Jira with two lines Jane Doe via Jira (SUP-1)” via Salesforce",
        ]
    );
    edit_on_issue(&mut stage, &here, "Edited in Jira");
    stage.settle();
    change(&mut stage, "FeedItem", &there, &json!({ "Body": "Edited there" }));
    change(&mut stage, "FeedComment", &below, &json!({ "CommentBody": "An edited answer" }));
    polled(&mut stage, &account);
    let now = posts(&mut stage, &account);
    assert_eq!(now[0].text, "Edited in Jira\n\nJane Doe via Jira (SUP-1)");
    assert_eq!(now.len(), 2);
    let own = texts(&mut stage).split_off(before);
    assert_eq!(own[1], "Edited there\n\nMia Admin via Salesforce");
    assert_eq!(own[2], "An edited answer\n\nMia Admin in answer to “Edited there” via Salesforce");
    change(&mut stage, "FeedComment", &to_copy, &Value::Null);
    let worker = polled(&mut stage, &account);
    assert_eq!((posts(&mut stage, &account).len(), texts(&mut stage).len()), (2, before + 4), "no loop");
    assert_eq!(worker.salesforce_calls(), 1, "records and feeds are read together");
}

#[test]
fn cmt_5_only_what_was_chosen_goes_and_only_what_people_post() {
    for (feed, (there, here)) in [
        (FeedPolicy::default(), (0, 0)),
        (FeedPolicy { to_salesforce: true, to_jira: false }, (1, 0)),
        (FeedPolicy { to_salesforce: false, to_jira: true }, (0, 2)),
    ] {
        let (mut stage, account) = linked_account(2, feed);
        // Comments of cases may be kept in step: that says nothing of feeds.
        stage.set(|settings| (settings.comments_to_salesforce, settings.comments_to_jira) = (true, true));
        let before = texts(&mut stage).len();
        write_on_issue(&mut stage, "Here");
        stage.settle();
        assert_eq!(posts(&mut stage, &account).len(), there, "{feed:?}");
        post(&mut stage, &account, "There");
        make(
            &mut stage,
            "FeedItem",
            &json!({ "ParentId": account, "Body": "A page", "LinkUrl": "https://example.com/?a=1&b=2" }),
        );
        let session = stage.session_of(weftline_simulation::MIA);
        let tracked = json!({ "trackedFields": { "Account": ["Name"] } });
        stage.world.set_up_org(&tracked).unwrap();
        stage.org_as(&session, "PATCH", &format!("/sobjects/Account/{account}"), &json!({ "Name": "Renamed" }));
        polled(&mut stage, &account);
        let own = texts(&mut stage).split_off(before + 1);
        assert_eq!(own.len(), here, "{feed:?}: {own:?}");
        if here > 0 {
            assert_eq!(own[0], "There\n\nMia Admin via Salesforce");
            assert_eq!(own[1], "A page\nhttps://example.com/?a=1&b=2\n\nMia Admin via Salesforce");
        }
    }
}

#[test]
fn cmt_5_what_is_older_than_the_link_stays_where_it_is() {
    let mut stage = Stage::connected(3);
    stage.save(vec![shown(selection("Account", &["Name"])), section("10000", accounts(BOTH))]);
    let account = make(&mut stage, "Account", &json!({ "Name": "Quux" }));
    let old = post(&mut stage, &account, "Old");
    write_on_issue(&mut stage, "Old, too");
    stage.settle();
    stage.world.advance(120_000);
    link(&mut stage, "Account", &account);
    let before = texts(&mut stage).len();
    answer(&mut stage, &old, "New");
    polled(&mut stage, &account);
    assert_eq!(posts(&mut stage, &account).len(), 1);
    assert_eq!(texts(&mut stage).split_off(before), ["New\n\nMia Admin in answer to “Old” via Salesforce"]);
}

#[test]
fn cmt_5_more_posts_than_a_query_gives_become_comments_without_another_look() {
    let (mut stage, account) = linked_account(12, BOTH);
    let copied = |stage: &mut Stage| {
        let (_, page) = stage.jira(AGENT, "GET", &format!("issue/{ISSUE}/comment?orderBy=-created"), &Value::Null);
        (page["total"].as_u64().unwrap(), page["comments"][0].to_string())
    };
    let (before, _) = copied(&mut stage);
    // All of them within the time by which looks overlap.
    for number in 0..230 {
        post(&mut stage, &account, &format!("Post {number}"));
        stage.world.advance(1_000);
    }
    polled(&mut stage, &account);
    stage.settle();
    let (now, newest) = copied(&mut stage);
    assert_eq!(now, before + 230);
    assert!(newest.contains("Post 229"), "{newest}");
    assert!(stage.is_at_rest(ISSUE));
    // Where everything that was copied is looked for, there is room for what is new.
    stage.world.advance(3_600_000);
    post(&mut stage, &account, "Another one");
    stage.call(AGENT, Call::SyncNow(SyncNowCall {})).unwrap();
    stage.settle();
    let (now, newest) = copied(&mut stage);
    assert_eq!(now, before + 231);
    assert!(newest.contains("Another one"), "{newest}");
}

#[test]
fn cmt_5_a_comment_becomes_one_post_whatever_breaks_off() {
    let (mut stage, account) = linked_account(4, BOTH);
    let before = texts(&mut stage).len();
    let id = write_on_issue(&mut stage, "Once 🚀");
    heard(&mut stage, "commented", &id);
    strikes(&mut stage, &account, |stage, what| {
        let posts = posts(stage, &account);
        let texts: Vec<&str> = posts.iter().map(|post| post.text.as_str()).collect();
        assert_eq!(texts, ["Once 🚀\n\nJane Doe via Jira (SUP-1)"], "{what}");
        assert!(!posts[0].public, "{what}");
        assert_eq!(on_issue(stage, ISSUE).len(), before + 1, "{what}");
    });
}

#[test]
fn cmt_5_posts_and_answers_become_comments_once_whatever_breaks_off() {
    let (mut stage, account) = linked_account(5, BOTH);
    let before = texts(&mut stage).len();
    let first = post(&mut stage, &account, "Once");
    post(&mut stage, &account, "Once");
    answer(&mut stage, &first, "Once");
    mark(&mut stage, ISSUE, "10000", &[&account]);
    strikes(&mut stage, &account, |stage, what| {
        let mut texts = texts(stage).split_off(before);
        texts.sort_unstable();
        let copy = "Once\n\nMia Admin via Salesforce";
        assert_eq!(texts, ["Once\n\nMia Admin in answer to “Once” via Salesforce", copy, copy], "{what}");
        assert_eq!(posts(stage, &account).len(), 2, "{what}");
    });
}

#[test]
fn cmt_5_edits_and_deletions_arrive_whatever_breaks_off() {
    for may_edit in [true, false] {
        let (mut stage, account) = linked_account(6, BOTH);
        stage.set(|settings| settings.comment_deletions = CommentDeletions::Delete);
        let (here, gone) = (write_on_issue(&mut stage, "Here"), write_on_issue(&mut stage, "Gone"));
        stage.settle();
        stage.world.advance(60_000);
        let there = post(&mut stage, &account, "There");
        polled(&mut stage, &account);
        stage.world.advance(60_000);
        if !may_edit {
            without_modify_all(&mut stage);
        }
        edit_on_issue(&mut stage, &here, "Edited here");
        delete_on_issue(&mut stage, &gone);
        change(&mut stage, "FeedItem", &there, &json!({ "Body": "Edited there" }));
        let causes = json!(["commented", "commentDeleted"]);
        put_mark(&mut stage, ISSUE, "10000", &causes, &json!([account]), &json!([here, gone]), &json!([]));
        strikes(&mut stage, &account, |stage, what| {
            let posts = posts(stage, &account);
            let texts_there: Vec<&str> = posts.iter().map(|post| post.text.as_str()).collect();
            assert_eq!(texts_there, ["Edited here\n\nJane Doe via Jira (SUP-1)", "Edited there"], "{what}");
            assert_eq!(texts(stage).last().unwrap(), "Edited there\n\nMia Admin via Salesforce", "{what}");
        });
    }
}

#[test]
fn cmt_5_what_is_gone_from_a_feed_is_found_where_everything_is_looked_at() {
    let (mut stage, account) = linked_account(7, BOTH);
    stage.set(|settings| settings.comment_deletions = CommentDeletions::Delete);
    let before = texts(&mut stage).len();
    write_on_issue(&mut stage, "From Jira");
    stage.settle();
    let kept = post(&mut stage, &account, "Kept");
    let (stays, goes) = (answer(&mut stage, &kept, "Stays"), answer(&mut stage, &kept, "Goes"));
    let post_gone = post(&mut stage, &account, "Goes with its answer");
    answer(&mut stage, &post_gone, "Goes as well");
    polled(&mut stage, &account);
    assert_eq!(texts(&mut stage).len(), before + 6);
    stage.world.advance(3_600_000);
    let copy = posts(&mut stage, &account).remove(0);
    change(&mut stage, "FeedItem", &copy.id, &Value::Null);
    change(&mut stage, "FeedComment", &goes, &Value::Null);
    change(&mut stage, "FeedItem", &post_gone, &Value::Null);
    stage.call(AGENT, Call::SyncNow(SyncNowCall {})).unwrap();
    stage.settle();
    let mut own = texts(&mut stage).split_off(before);
    own.sort_unstable();
    let stays_text = "Stays\n\nMia Admin in answer to “Kept” via Salesforce";
    assert_eq!(own, ["From Jira", "Kept\n\nMia Admin via Salesforce", stays_text]);
    assert_eq!(posts(&mut stage, &account).len(), 1, "a copy that somebody deleted is not made again");
    change(&mut stage, "FeedComment", &stays, &json!({ "CommentBody": "Stays, edited" }));
    stage.world.advance(3_600_000);
    stage.call(AGENT, Call::SyncNow(SyncNowCall {})).unwrap();
    stage.settle();
    assert!(texts(&mut stage).iter().any(|text| text.starts_with("Stays, edited")), "{:?}", texts(&mut stage));
}

#[test]
fn cmt_5_the_poll_finds_posts_and_answers_also_for_who_may_not_view_all_data() {
    for may_view_all in [true, false] {
        let (mut stage, account) = linked_account(8, BOTH);
        if !may_view_all {
            without_modify_all(&mut stage);
        }
        let before = texts(&mut stage).len();
        let poll = || Job::Poll { connection: "main".into() };
        let look = |stage: &mut Stage| {
            stage.world.advance(300_000);
            stage.work(poll()).finish(&mut stage.world);
            stage.settle();
        };
        look(&mut stage);
        let id = post(&mut stage, &account, "Posted");
        look(&mut stage);
        assert_eq!(texts(&mut stage).len(), before + 1, "view all: {may_view_all}");
        answer(&mut stage, &id, "Answered");
        look(&mut stage);
        assert_eq!(texts(&mut stage).len(), before + 2, "view all: {may_view_all}");
        write_on_issue(&mut stage, "From Jira");
        stage.settle();
        let copy = posts(&mut stage, &account).pop().unwrap();
        assert!(copy.text.starts_with("From Jira"), "{copy:?}");
        stage.world.advance(300_000);
        let mut worker = stage.work(poll());
        worker.finish(&mut stage.world);
        assert!(stage.is_at_rest(ISSUE), "what we have posted is no news");
        answer(&mut stage, &copy.id, "To Jane");
        look(&mut stage);
        assert_eq!(texts(&mut stage).len(), before + 4, "view all: {may_view_all}");
        assert_eq!(posts(&mut stage, &account).len(), 2);
    }
}

#[test]
fn cmt_5_orgs_that_do_not_know_who_sees_a_post_have_nobody_else() {
    let (mut stage, account) = requested_account(11, (true, true));
    stage.world.set_up_org(&json!({ "experienceCloud": false })).unwrap();
    let before = seen_by_carla(&mut stage);
    make(&mut stage, "FeedItem", &json!({ "ParentId": account, "Body": "There" }));
    polled_request(&mut stage, &account);
    assert_eq!(seen_by_carla(&mut stage), before);
    assert!(on_issue(&mut stage, REQUEST).pop().unwrap().text.starts_with("There"));
    let here = comment_with(&mut stage, REQUEST, &json!({ "body": document("Public here") }));
    stage.settle();
    edit_request(&mut stage, &here, "Edited here");
    stage.settle();
    stage.world.set_up_org(&json!({ "experienceCloud": true })).unwrap();
    let now = posts(&mut stage, &account);
    assert_eq!(now.len(), 2);
    assert!(now[1].text.starts_with("Edited here") && !now[1].public, "{now:?}");
}

fn edit_request(stage: &mut Stage, comment: &str, text: &str) {
    let body = json!({ "body": document(text) });
    let (status, answer) = stage.jira(AGENT, "PUT", &format!("issue/{REQUEST}/comment/{comment}"), &body);
    assert_eq!(status, 200, "{answer}");
}

/// A stage whose request HELP-1 has a linked account; rules as they are given: public in Salesforce, public in Jira.
fn requested_account(seed: u64, public: (bool, bool)) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    stage.save(vec![
        configured(project("10002", "HELP", "Service desk")),
        shown(selection("Account", &["Name"])),
        section("10002", accounts(BOTH)),
    ]);
    stage.set(|settings| (settings.public_in_salesforce, settings.public_in_jira) = public);
    let account = make(&mut stage, "Account", &json!({ "Name": "Quux" }));
    link_to_request(&mut stage, "Account", &account);
    (stage, account)
}

fn post_for(stage: &mut Stage, account: &str, text: &str, who: &str) -> String {
    make(stage, "FeedItem", &json!({ "ParentId": account, "Body": text, "Visibility": who }))
}

#[test]
fn cmt_3_cmt_5_customers_see_nothing_of_feeds_without_a_rule() {
    let (mut stage, account) = requested_account(9, (false, false));
    let before = seen_by_carla(&mut stage);
    post_for(&mut stage, &account, "Internal there", "InternalUsers");
    let open = post_for(&mut stage, &account, "Public there", "AllUsers");
    answer(&mut stage, &open, "Public answer");
    polled_request(&mut stage, &account);
    assert_eq!(seen_by_carla(&mut stage), before);
    comment_with(&mut stage, REQUEST, &json!({ "body": document("Public here") }));
    comment_with(&mut stage, REQUEST, &internally("Internal here"));
    stage.settle();
    let now = posts(&mut stage, &account);
    assert_eq!(now.len(), 4);
    assert!(now.iter().all(|post| post.public == (post.text == "Public there")), "{now:?}");
}

#[test]
fn cmt_3_cmt_5_with_a_rule_customers_see_what_they_see_on_the_other_side_and_nothing_else() {
    let (mut stage, account) = requested_account(10, (true, true));
    let before = seen_by_carla(&mut stage).len();
    let internal = post_for(&mut stage, &account, "Internal there", "InternalUsers");
    answer(&mut stage, &internal, "Internal answer");
    let open = post_for(&mut stage, &account, "Public there", "AllUsers");
    answer(&mut stage, &open, "Public answer");
    polled_request(&mut stage, &account);
    let seen = seen_by_carla(&mut stage).split_off(before);
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert!(seen[0].starts_with("Public there") && seen[1].starts_with("Public answer"), "{seen:?}");
    comment_with(&mut stage, REQUEST, &json!({ "body": document("Public here") }));
    comment_with(&mut stage, REQUEST, &internally("Internal here"));
    stage.settle();
    let open_now: Vec<String> =
        posts(&mut stage, &account).into_iter().filter(|post| post.public).map(|post| post.text).collect();
    assert_eq!(open_now.len(), 2, "{open_now:?}");
    assert!(open_now[1].starts_with("Public here"), "{open_now:?}");
    // A post that is hidden later is hidden in Jira, too.
    change(&mut stage, "FeedItem", &open, &json!({ "Visibility": "InternalUsers" }));
    polled_request(&mut stage, &account);
    let seen = seen_by_carla(&mut stage).split_off(before);
    assert!(!seen.iter().any(|text| text.starts_with("Public there")), "{seen:?}");
}

//! Feeds (CMT-5): in some histories each issue has an opportunity, too, whose feed takes the place of comments.
//!
//! The histories from [`POSTED`] on have feeds, and files. The others are what they were without.

use serde_json::{Value as Json, json};
use weftline_sandbox::CLOUD_ID;
use weftline_sandbox::random::Random;
use weftline_wire::call::SectionDraft;
use weftline_wire::configuration::{Direction, FeedPolicy, Mapping, Policy};
use weftline_wire::job::Job;

use super::history::{Bond, History};
use super::places::Place;
use super::remarks::{self, Found, Manners, Remark, Seen, Side, Version, words};
use super::setup;
use crate::mappings::{field, mapping, section, selection, shown};

/// The first seed of a history with feeds.
pub const POSTED: u64 = 1 << 34;

/// Whether a history has feeds.
pub(crate) fn is_posted(seed: u64) -> bool {
    seed >= POSTED
}

/// How opportunities are mapped: nothing of them but their feed is kept in step.
pub(crate) fn sections() -> Vec<SectionDraft> {
    let fields = ["Name", "StageName", "CloseDate"];
    let fields = fields.map(|name| field(name, "summary", Direction::Creation, Policy::SalesforceWins));
    let [name, mut stage, mut day] = fields;
    let fixed = |value: &str| weftline_wire::configuration::Source::Constant { value: value.into() };
    (stage.source, day.source) = (fixed("Prospecting"), fixed("2026-12-31"));
    let feed = FeedPolicy { to_salesforce: true, to_jira: true };
    let mapping = Mapping { feed, ..mapping("Opportunity", vec![name, stage, day]) };
    vec![shown(selection("Opportunity", &["Name"])), section("*", mapping)]
}

/// An opportunity of an issue, with what people have posted to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Board {
    /// The opportunity; empty in histories without feeds.
    pub(crate) id: String,
    /// Posts and answers.
    pub(crate) posts: Vec<Remark>,
    /// Which post each answer answers, by their numbers.
    pub(crate) answers: Vec<(u64, u64)>,
    /// How many posts were left of an issue's comment that was deleted, by its number.
    pub(crate) left: Vec<(u64, usize)>,
}

impl History {
    /// Each issue gets an opportunity.
    pub(crate) fn put_up_boards(&mut self) {
        if !is_posted(self.seed()) {
            return;
        }
        self.stage.save_in_spite_of_warnings(sections());
        for at in 0..self.subjects.len() {
            let pair = self.subjects[at].pair.clone();
            let body = json!({ "Name": pair.key, "StageName": "Prospecting", "CloseDate": "2026-12-31" });
            let (status, made) = self.org("POST", "/sobjects/Opportunity", &body);
            assert_eq!(status, 201, "{made}");
            let id = made["id"].as_str().unwrap().to_owned();
            setup::link_of(&mut self.stage, &pair, pair.place, "Opportunity", &id);
            self.subjects[at].board.id = id;
        }
        for _ in 0..2 {
            self.stage.settle_within(60_000);
            self.stage.world.advance(300_000);
            self.stage.work(Job::Sweep {}).finish(&mut self.stage.world);
            self.stage.work(Job::PollJira { cloud_id: CLOUD_ID.into() }).finish(&mut self.stage.world);
        }
        self.stage.settle();
    }

    /// At times somebody posts to a feed, answers, or edits a post. It has chances of its own.
    pub(crate) fn post_up(&mut self, random: &mut Random) {
        if !is_posted(self.seed()) || random.below(2) != 0 {
            return;
        }
        let all = self.subjects.len() as u64;
        let at = usize::try_from((random.below(8) * 7 + self.seed()) % all).unwrap();
        let subject = &self.subjects[at];
        if subject.bond == Bond::IssueGone {
            return;
        }
        let posts: Vec<usize> =
            (0..subject.board.posts.len()).filter(|index| !subject.board.posts[*index].answer).collect();
        let chosen = random.below(8);
        let seen = if random.below(2) == 0 { Seen::Public } else { Seen::Internal };
        if posts.is_empty() || chosen < 4 {
            return self.post_anew(at, None, seen);
        }
        let index = posts[usize::try_from(random.below(posts.len() as u64)).unwrap()];
        match chosen {
            4..=5 => self.post_anew(at, Some(index), seen),
            _ => self.edit_post(at, index, seen),
        }
    }

    fn post_anew(&mut self, at: usize, answers: Option<usize>, seen: Seen) {
        let (number, version) = (self.next(), self.next());
        let board = &self.subjects[at].board;
        let post = answers.map(|index| board.posts[index].clone());
        let (object, body) = match &post {
            Some(post) => ("FeedComment", json!({ "FeedItemId": post.id, "CommentBody": words(number, version) })),
            None => {
                let who = if seen == Seen::Public { "AllUsers" } else { "InternalUsers" };
                ("FeedItem", json!({ "ParentId": board.id, "Body": words(number, version), "Visibility": who }))
            }
        };
        let (status, made) = self.org("POST", &format!("/sobjects/{object}"), &body);
        assert_eq!(status, 201, "{made}");
        let seen = post.as_ref().map_or(seen, |post| post.last().seen);
        let at_ms = self.stage.world.now_ms();
        let rests = self.subjects[at].place == Place::Legal;
        let issue = self.subjects[at].pair.issue.clone();
        self.say(&format!("issue {issue}: {number} is said in the feed as {}, {seen:?}", made["id"]));
        let board = &mut self.subjects[at].board;
        board.answers.extend(post.as_ref().map(|post| (number, post.number)));
        board.posts.push(Remark {
            number,
            side: Side::Salesforce,
            id: made["id"].as_str().unwrap().to_owned(),
            author: "Mia Admin",
            posted: false,
            answer: post.is_some(),
            versions: vec![Version { at_ms, number: version, seen }],
            deleted_ms: None,
            untold: false,
            bereft: false,
            left: None,
            loose: rests,
            moved: false,
            was_moved: false,
            unheard_ms: None,
            hidden: false,
            held: false,
        });
        self.figures.acts += 1;
        self.figures.posts += 1;
    }

    fn edit_post(&mut self, at: usize, index: usize, seen: Seen) {
        let version = self.next();
        let post = self.subjects[at].board.posts[index].clone();
        let who = if seen == Seen::Public { "AllUsers" } else { "InternalUsers" };
        let body = json!({ "Body": post.words(version), "Visibility": who });
        let (status, answer) = self.org("PATCH", &format!("/sobjects/FeedItem/{}", post.id), &body);
        assert_eq!(status, 204, "{answer}");
        self.say(&format!("{} in the feed is now version {version}, {seen:?}", post.number));
        let at_ms = self.stage.world.now_ms();
        let rests = self.subjects[at].place == Place::Legal;
        let Board { posts, answers, .. } = &mut self.subjects[at].board;
        for said in posts.iter_mut() {
            let number = match said.number == post.number {
                true => version,
                // An answer is seen by whoever sees its post.
                false if answers.contains(&(said.number, post.number)) => said.last().number,
                false => continue,
            };
            said.versions.push(Version { at_ms, number, seen });
            said.loose |= rests;
        }
        self.figures.acts += 1;
        self.figures.posts += 1;
    }

    /// What stands in the feed of an issue's opportunity.
    pub(crate) fn on_board(&mut self, at: usize) -> Vec<Found> {
        let id = self.subjects[at].board.id.clone();
        if id.is_empty() {
            return Vec::new();
        }
        let soql = format!("SELECT Id, Body, Visibility FROM FeedItem WHERE ParentId = '{id}' AND Type = 'TextPost'");
        let (status, page) = self.org("GET", &format!("/query?q={}", crate::outside::encode(&soql)), &Json::Null);
        assert_eq!(status, 200, "{page}");
        let rows = page["records"].as_array().unwrap().iter();
        rows.map(|row| Found {
            id: row["Id"].as_str().unwrap().into(),
            text: row["Body"].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "),
            public: row["Visibility"] == "AllUsers",
        })
        .collect()
    }

    /// Holds the feed against what people wrote, and the issue against what they posted.
    pub(crate) fn judge_board(&mut self, at: usize, on_issue: &[Found], since_ms: u64) -> Result<(), String> {
        let subject = &self.subjects[at];
        if subject.board.id.is_empty() || subject.bond == Bond::IssueGone {
            return Ok(());
        }
        let (issue, place) = (subject.pair.issue.clone(), subject.place);
        let manners = Manners { to_salesforce: true, to_jira: true, may_edit: true, ..self.manners };
        let on_board = self.on_board(at);
        let wrong = |remark: &Remark, why: &str, copies: &[&Found], told: String| {
            Err(format!(
                "issue {issue} ({place:?}) and its feed: {remark:?}: {why}; on the other side {copies:?}\n  {told}"
            ))
        };
        let about = |number: u64| {
            move |found: &&Found| remarks::read(&found.text).is_some_and(|(words, ..)| words.remark == number)
        };
        let (of_issue, board) = (self.subjects[at].remarks.clone(), self.subjects[at].board.clone());
        for found in &on_board {
            let is_known = |remark: &Remark| about(remark.number)(&found);
            if !of_issue.iter().chain(&board.posts).any(is_known) {
                return Err(format!("issue {issue}: nobody posted {found:?}"));
            }
        }
        for remark in &of_issue {
            let copies: Vec<&Found> = on_board.iter().filter(|found| about(remark.number)(found)).collect();
            if remark.side == Side::Salesforce {
                match copies.is_empty() {
                    true => continue,
                    false => return wrong(remark, "what came from another record is posted", &copies, String::new()),
                }
            }
            let left = board.left.iter().find(|(number, _)| *number == remark.number).map(|(_, left)| *left);
            let own = Remark { left, bereft: false, loose: remark.loose || place == Place::Legal, ..remark.clone() };
            if let Err(why) = remarks::judge(&own, &copies, &manners, place == Place::Help, since_ms) {
                let told = self.told(&issue);
                return wrong(remark, &why, &copies, told);
            }
            self.figures.copies += 1;
            if remark.deleted_ms.is_some() && left.is_none() {
                self.subjects[at].board.left.push((remark.number, copies.len()));
            }
        }
        for post in &board.posts {
            let copies: Vec<&Found> = on_issue.iter().filter(|found| about(post.number)(found)).collect();
            let own = Remark { loose: post.loose || place == Place::Legal, ..post.clone() };
            if let Err(why) = remarks::judge(&own, &copies, &manners, place == Place::Help, since_ms) {
                let told = self.told(&issue);
                return wrong(post, &why, &copies, told);
            }
            self.figures.copies += 1;
        }
        Ok(())
    }

    /// Holds what customers may see of an issue's feed against who may ever have seen it.
    pub(crate) fn watch_board(&mut self, at: usize) -> Result<(), String> {
        for found in self.on_board(at).into_iter().filter(|found| found.public) {
            let subject = &self.subjects[at];
            let wrong =
                |what: &str| Err(format!("issue {}: everybody sees {what} in the feed: {found:?}", subject.pair.issue));
            let Some((words, ..)) = remarks::read(&found.text) else { return wrong("what nobody wrote") };
            if subject.board.posts.iter().any(|post| post.id == found.id && post.last().seen == Seen::Public) {
                continue;
            }
            let remark = subject.remarks.iter().find(|remark| remark.number == words.remark);
            let may_be = |remark: &Remark| self.manners.public_in_salesforce && remark.was_public(words.version);
            if !remark.is_some_and(may_be) {
                return wrong("what they must not see");
            }
        }
        Ok(())
    }
}

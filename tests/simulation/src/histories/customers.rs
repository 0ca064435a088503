//! What customers see, at every moment and at rest; and what has become of comments.

use serde_json::{Value as Json, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_wire::effect::{Effect, Method};

use super::history::{Bond, History};
use super::places::Place;
use super::remarks::{self, Found, Seen, Side};
use super::setup::CARLA;

impl History {
    /// Whether an effect may have changed what stands below an issue or its record.
    pub(crate) fn speaks(effect: &Effect) -> bool {
        match effect {
            Effect::Salesforce { method, url, body, .. } => {
                let says = |text: &str| text.contains("Comment") || text.contains("FeedItem");
                *method != Method::Get && (says(url) || says(&format!("{body:?}")))
            }
            Effect::Jira { method, path, .. } => {
                *method != Method::Get && path.contains("/comment") && !path.contains("/comment/list")
            }
            _ => false,
        }
    }

    /// Holds what customers may see now of an issue and its record against who may ever have seen it.
    pub(crate) fn watch(&mut self, at: usize) -> Result<(), String> {
        let subject = &self.subjects[at];
        let (pair, place, bond) = (subject.pair.clone(), subject.place, subject.bond);
        self.figures.watched += 1;
        let mut shown: Vec<(Side, Found)> = Vec::new();
        if bond != Bond::RecordGone {
            shown.extend(self.on_record(&pair.case).into_iter().map(|found| (Side::Salesforce, found)));
        }
        if bond != Bond::IssueGone && place == Place::Help {
            shown.extend(self.on_issue(&pair.issue).into_iter().map(|found| (Side::Jira, found)));
        }
        for (side, found) in shown.into_iter().filter(|(_, found)| found.public) {
            let wrong = |what: &str| {
                Err(format!(
                    "issue {} and record {}: customers see in {side:?} {what}: {} `{}`",
                    pair.issue, pair.case, found.id, found.text
                ))
            };
            let Some((words, ..)) = remarks::read(&found.text) else { return wrong("what nobody wrote") };
            let remarks = &self.subjects[at].remarks;
            let posts = &self.subjects[at].board.posts;
            let Some(remark) = remarks.iter().chain(posts).find(|remark| remark.number == words.remark) else {
                return wrong("what was written elsewhere");
            };
            if remark.id == found.id {
                if remark.last().seen != Seen::Public {
                    return wrong("what was written as internal");
                }
                continue;
            }
            let allowed = match side {
                Side::Salesforce => self.manners.public_in_salesforce,
                Side::Jira => self.manners.public_in_jira,
            };
            if !allowed || !remark.was_public(words.version) {
                return wrong("what they must not see");
            }
        }
        self.watch_board(at)
    }

    /// Holds what stands on both sides against what people wrote.
    pub(crate) fn judge_talk(&mut self, at: usize) -> Result<(), String> {
        self.watch(at)?;
        let subject = &mut self.subjects[at];
        let (pair, place, bond) = (subject.pair.clone(), subject.place, subject.bond);
        let since_ms = std::mem::replace(&mut subject.rested_ms, self.stage.world.now_ms());
        let upset = subject.upset || bond != Bond::Linked || place == Place::Legal;
        let guard = subject.guard;
        for remark in subject.remarks.iter_mut().filter(|remark| remark.held || remark.changed_since(since_ms)) {
            // What was deleted while it was held back may have a copy or none.
            let is_held = remark.deleted_ms.is_some() && !guard.is_open();
            remark.loose |= upset || is_held;
            // The issue's own stamp is what else tells of a comment, and a write of the issue covers it.
            let unheard_ms = remark.unheard_ms.filter(|ms| *ms == remark.last().at_ms);
            let is_covered = |ms: u64| subject.wrote.iter().any(|(looked, wrote)| (*looked..=*wrote).contains(&ms));
            remark.loose |= unheard_ms.is_some_and(is_covered);
        }
        if matches!(bond, Bond::IssueGone | Bond::RecordGone) {
            return Ok(());
        }
        let on_record = self.on_record(&pair.case);
        let on_issue = self.on_issue(&pair.issue);
        let remarks = self.subjects[at].remarks.clone();
        let wrong = |remark: &remarks::Remark, why: &str, copies: &[&Found]| {
            Err(format!(
                "issue {} and record {} ({bond:?}, {place:?}): remark {remark:?}: {why}; on the other side {copies:?}",
                pair.issue, pair.case
            ))
        };
        self.judge_board(at, &on_issue, since_ms)?;
        let board = self.subjects[at].board.posts.clone();
        for (side, all) in [(Side::Jira, &on_issue), (Side::Salesforce, &on_record)] {
            for found in all {
                // What is posted to the feed goes to the issue, and from there to no other record.
                let of_feed = if side == Side::Jira { board.as_slice() } else { &[] };
                let known = remarks::read(&found.text).is_some_and(|(words, ..)| {
                    remarks.iter().chain(of_feed).any(|remark| remark.number == words.remark)
                });
                // Jira writes an internal comment below a file that a service project gets.
                let of_paper = side == Side::Jira && !found.public && found.text.starts_with("paper-");
                if !known && !of_paper {
                    return Err(format!("issue {} and record {}: nobody wrote {found:?}", pair.issue, pair.case));
                }
            }
            for remark in &remarks {
                let own = remark.side == side;
                let about = |found: &&Found| {
                    remarks::read(&found.text).is_some_and(|(words, ..)| words.remark == remark.number)
                };
                let of_it: Vec<&Found> = all.iter().filter(about).collect();
                if own {
                    let there = usize::from(remark.deleted_ms.is_none());
                    let as_written = of_it.iter().all(|found| {
                        let says = remarks::read(&found.text).map(|(words, ..)| words.version);
                        found.id == remark.id && says == Some(remark.last().number)
                    });
                    if of_it.len() != there || !as_written {
                        return wrong(remark, "it is not as it was written", &of_it);
                    }
                    continue;
                }
                let judged = if guard.is_shut(remark.side) {
                    remarks::judge_held(remark, &of_it, guard.was_shut(remark.side), since_ms)
                } else {
                    remarks::judge(remark, &of_it, &self.manners, place == Place::Help, since_ms)
                };
                if let Err(why) = judged {
                    let told = self.told(&pair.issue);
                    return wrong(remark, &format!("{why}\n  {told}\n"), &of_it);
                }
                self.figures.copies += 1;
                let left = remark.deleted_ms.map(|_| of_it.len());
                let mut kept = self.subjects[at].remarks.iter_mut();
                if let Some(kept) = kept.find(|kept| kept.number == remark.number) {
                    kept.left = left;
                    kept.held = guard.is_shut(kept.side);
                }
            }
        }
        if place == Place::Help && pair.place == Place::Help {
            self.judge_portal(&pair.issue, &on_issue)?;
        }
        Ok(())
    }

    /// The customer sees in the portal what Jira says that customers see.
    fn judge_portal(&mut self, issue: &str, on_issue: &[Found]) -> Result<(), String> {
        let request = Request {
            method: "GET".into(),
            target: format!("/jira/rest/servicedeskapi/request/{issue}/comment?limit=100"),
            headers: vec![("x-forge-principal".into(), "user".into()), ("x-forge-account".into(), CARLA.into())],
            body: Vec::new(),
        };
        let response = self.stage.world.handle(Door::Forge, &request);
        let page: Json = serde_json::from_slice(&response.body).unwrap_or_default();
        let mut seen: Vec<String> = page["values"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|row| row["id"].as_str().unwrap_or_default().to_owned())
            .collect();
        let mut public: Vec<String> =
            on_issue.iter().filter(|found| found.public).map(|found| found.id.clone()).collect();
        seen.sort();
        public.sort();
        if seen == public {
            return Ok(());
        }
        Err(format!("the customer of request {issue} sees {}, and Jira says that {public:?} are public", json!(seen)))
    }
}

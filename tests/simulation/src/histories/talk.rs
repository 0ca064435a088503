//! What people say to one another, on either side.

use serde_json::{Value as Json, json};
use weftline_wire::call::{Call, PostCommentCall};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::{Job, Turn};

use super::history::{Bond, History};
use super::places::Place;
use super::remarks::{self, Remark, Seen, Side, Version, words};
use super::setup;
use crate::AGENT;

impl History {
    /// Somebody writes, edits or deletes a comment.
    pub(crate) fn talk(&mut self, at: usize) {
        if matches!(self.subjects[at].bond, Bond::IssueGone | Bond::RecordGone) {
            return;
        }
        let remarks = &self.subjects[at].remarks;
        let there: Vec<usize> = (0..remarks.len()).filter(|index| remarks[*index].deleted_ms.is_none()).collect();
        let chosen = self.random.below(10);
        if there.is_empty() || chosen < 6 {
            match self.random.below(8) {
                0..=3 => self.write_on_issue(at),
                4..=6 => self.write_on_record(at),
                _ => self.post(at),
            }
            return;
        }
        let index = there[usize::try_from(self.random.below(there.len() as u64)).unwrap()];
        let remark = self.subjects[at].remarks[index].clone();
        if self.random.below(6) == 0 {
            return self.delete_copy(at, index, &remark);
        }
        match (chosen, remark.side) {
            // What was posted belongs to the app's user.
            (9, _) => self.delete_remark(at, index, &remark),
            (_, Side::Jira) => self.edit_on_issue(at, index, &remark),
            (_, Side::Salesforce) if !remark.posted => self.edit_on_record(at, index, &remark),
            _ => {}
        }
    }

    fn seen(&mut self, side: Side, place: Place) -> Seen {
        match (self.random.below(4), side) {
            (0, Side::Jira) => Seen::Restricted,
            (0 | 1, _) => Seen::Internal,
            // Where there are no customers, Jira does not say who sees a comment.
            _ if side == Side::Jira && place != Place::Help => Seen::Internal,
            _ => Seen::Public,
        }
    }

    fn write_on_issue(&mut self, at: usize) {
        let (issue, place) = (self.subjects[at].pair.issue.clone(), self.subjects[at].place);
        let seen = self.seen(Side::Jira, place);
        let (number, version) = (self.next(), self.next());
        let body = jira_comment(&words(number, version), seen, place);
        let (status, answer) = self.person(place.worker(), "POST", &format!("issue/{issue}/comment"), &body);
        assert_eq!(status, 201, "{answer}");
        self.said(at, Side::Jira, answer["id"].as_str().unwrap(), false, (number, version, seen));
    }

    fn write_on_record(&mut self, at: usize) {
        let (case, place) = (self.subjects[at].pair.case.clone(), self.subjects[at].place);
        let seen = self.seen(Side::Salesforce, place);
        let (number, version) = (self.next(), self.next());
        let public = seen == Seen::Public;
        let body = json!({ "ParentId": case, "CommentBody": words(number, version), "IsPublished": public });
        let (status, answer) = self.org("POST", "/sobjects/CaseComment", &body);
        assert_eq!(status, 201, "{answer}");
        self.said(at, Side::Salesforce, answer["id"].as_str().unwrap(), false, (number, version, seen));
    }

    /// Somebody posts a comment on the record from the issue's panel.
    fn post(&mut self, at: usize) {
        if self.away() || self.subjects[at].bond != Bond::Linked || self.subjects[at].place == Place::Legal {
            return;
        }
        let (pair, place) = (self.subjects[at].pair.clone(), self.subjects[at].place);
        // What a record was merged into is linked only when that was noticed.
        if self.stage.document("link", &format!("{}:{}", pair.issue, pair.case)).is_none() {
            return;
        }
        let (number, version) = (self.next(), self.next());
        let public = self.random.below(2) == 0;
        let call = PostCommentCall {
            record_id: pair.case.clone(),
            post_id: format!("{number:032}"),
            text: words(number, version),
            public,
        };
        let job: Job = setup::on(&pair, place, Call::PostComment(call));
        let turn = self.stage.work_as(AGENT, job).finish(&mut self.stage.world);
        if matches!(&turn, Some(Turn::Failed { failure }) if failure.code == FailureCode::OutOfTime) {
            // She is told so, and gives up.
            return;
        }
        assert!(matches!(turn, Some(Turn::Done { .. })), "{turn:?}");
        let found = self.on_record(&pair.case);
        let posted: Vec<_> = found.iter().filter(|found| found.text.starts_with(&words(number, version))).collect();
        assert_eq!(posted.len(), 1, "{found:?}");
        let seen = if posted[0].public { Seen::Public } else { Seen::Internal };
        let id = posted[0].id.clone();
        self.said(at, Side::Salesforce, &id, true, (number, version, seen));
    }

    fn said(&mut self, at: usize, side: Side, id: &str, posted: bool, (number, version, seen): (u64, u64, Seen)) {
        let at_ms = self.stage.world.now_ms();
        let pair = &self.subjects[at].pair;
        self.say(&format!(
            "issue {} / record {}: remark {number} in {side:?} as {id}, {seen:?}",
            pair.issue, pair.case
        ));
        // What another record was merged into is linked when that is noticed: what is older than the link is not copied.
        let is_early = self.stage.document("link", &format!("{}:{}", pair.issue, pair.case)).is_none();
        let subject = &mut self.subjects[at];
        subject.remarks.push(Remark {
            number,
            side,
            id: id.to_owned(),
            author: if subject.place == Place::Legal { "Mia Admin" } else { "Jane Doe" },
            posted,
            answer: false,
            versions: vec![Version { at_ms, number: version, seen }],
            deleted_ms: None,
            untold: false,
            bereft: false,
            left: None,
            loose: is_early || subject.bond != Bond::Linked || subject.place == Place::Legal,
            moved: false,
            was_moved: false,
            unheard_ms: None,
            hidden: subject.place == Place::Help && seen == Seen::Internal,
            held: false,
        });
        self.figures.remarks += 1;
    }

    fn edit_on_issue(&mut self, at: usize, index: usize, remark: &Remark) {
        let (issue, place) = (self.subjects[at].pair.issue.clone(), self.subjects[at].place);
        let before = remark.last().seen;
        // What is hidden once stays so.
        let seen = match (self.random.below(4), before) {
            (0, _) => Seen::Restricted,
            (1, Seen::Public) => Seen::Internal,
            (_, before) => before,
        };
        let version = if self.random.below(4) == 0 { remark.last().number } else { self.next() };
        let mut body = jira_comment(&remark.words(version), seen, place);
        if before == seen {
            body.as_object_mut().unwrap().remove("visibility");
        }
        let (status, answer) = self.person(crate::ADMIN, "PUT", &format!("issue/{issue}/comment/{}", remark.id), &body);
        assert_eq!(status, 200, "{answer}");
        self.changed(at, index, version, seen);
    }

    fn edit_on_record(&mut self, at: usize, index: usize, remark: &Remark) {
        let version = if self.random.below(4) == 0 { remark.last().number } else { self.next() };
        let seen = if self.random.below(2) == 0 { Seen::Public } else { Seen::Internal };
        let body = json!({ "CommentBody": remark.words(version), "IsPublished": seen == Seen::Public });
        let (status, answer) = self.org("PATCH", &format!("/sobjects/CaseComment/{}", remark.id), &body);
        assert_eq!(status, 204, "{answer}");
        self.changed(at, index, version, seen);
    }

    fn changed(&mut self, at: usize, index: usize, number: u64, seen: Seen) {
        let at_ms = self.stage.world.now_ms();
        let linked = self.subjects[at].bond == Bond::Linked && self.subjects[at].place != Place::Legal;
        let in_help = self.subjects[at].place == Place::Help;
        let remark = &mut self.subjects[at].remarks[index];
        remark.hidden |= in_help && remark.side == Side::Jira && seen == Seen::Internal;
        remark.versions.push(Version { at_ms, number, seen });
        // It is looked at again, where it is now.
        remark.moved &= !linked;
        remark.loose |= !linked;
        let text = format!("remark {} is now version {number}, {seen:?}", remark.number);
        self.say(&text);
        self.figures.remarks += 1;
    }

    fn delete_remark(&mut self, at: usize, index: usize, remark: &Remark) {
        match remark.side {
            Side::Jira => {
                let path = format!("issue/{}/comment/{}", self.subjects[at].pair.issue, remark.id);
                let (status, answer) = self.admin("DELETE", &path);
                assert_eq!(status, 204, "{answer}");
            }
            Side::Salesforce => {
                let path = format!("/sobjects/CaseComment/{}", remark.id);
                let (status, answer) = self.org("DELETE", &path, &Json::Null);
                assert_eq!(status, 204, "{answer}");
            }
        }
        let linked = self.subjects[at].bond == Bond::Linked && self.subjects[at].place != Place::Legal;
        let at_ms = self.stage.world.now_ms();
        let remark = &mut self.subjects[at].remarks[index];
        remark.deleted_ms = Some(at_ms);
        remark.loose |= !linked;
        let text = format!("remark {} is deleted", remark.number);
        self.say(&text);
        self.figures.remarks += 1;
    }

    /// Somebody deletes a copy of a comment, where it was copied to.
    fn delete_copy(&mut self, at: usize, index: usize, remark: &Remark) {
        let pair = self.subjects[at].pair.clone();
        let found = match remark.side {
            Side::Jira => self.on_record(&pair.case),
            Side::Salesforce => self.on_issue(&pair.issue),
        };
        let is_copy = |found: &&remarks::Found| {
            remarks::read(&found.text).is_some_and(|(words, ..)| words.remark == remark.number)
        };
        let Some(copy) = found.iter().find(is_copy) else { return };
        let (status, answer) = match remark.side {
            Side::Jira => self.org("DELETE", &format!("/sobjects/CaseComment/{}", copy.id), &Json::Null),
            Side::Salesforce => self.admin("DELETE", &format!("issue/{}/comment/{}", pair.issue, copy.id)),
        };
        assert_eq!(status, 204, "{answer}");
        self.say(&format!("the copy {} of remark {} is deleted", copy.id, remark.number));
        // Jira keeps no deleted comments: before the answer is known nobody can tell that there was one.
        let key = format!("s:{}:{}", remark.id, pair.issue);
        let is_known = self.stage.document("pair", &key).is_none_or(|pair| pair["state"] != "intended");
        let remark_now = &mut self.subjects[at].remarks[index];
        remark_now.bereft = true;
        remark_now.loose |= remark.side == Side::Salesforce && !is_known;
        self.figures.remarks += 1;
    }

    /// Nobody will hear that this comment was deleted.
    pub(crate) fn never_told(&mut self, comment: &str) {
        let remarks = self.subjects.iter_mut().flat_map(|subject| subject.remarks.iter_mut());
        for remark in remarks.filter(|remark| remark.side == Side::Jira && remark.id == comment) {
            remark.untold = true;
        }
    }

    /// Nobody will hear what this comment of an issue says now.
    pub(crate) fn never_heard(&mut self, comment: &str) {
        let remarks = self.subjects.iter_mut().flat_map(|subject| subject.remarks.iter_mut());
        for remark in remarks.filter(|remark| remark.side == Side::Jira && remark.id == comment) {
            remark.unheard_ms = Some(remark.last().at_ms);
        }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// What stands below a record.
    pub(crate) fn on_record(&mut self, case: &str) -> Vec<remarks::Found> {
        let soql = format!("SELECT Id, CommentBody, IsPublished FROM CaseComment WHERE ParentId = '{case}'");
        let (status, page) = self.org("GET", &format!("/query?q={}", crate::outside::encode(&soql)), &Json::Null);
        assert_eq!(status, 200, "{page}");
        let rows = page["records"].as_array().unwrap().iter();
        rows.map(|row| remarks::Found {
            id: row["Id"].as_str().unwrap().into(),
            text: plain(row["CommentBody"].as_str().unwrap_or_default()),
            public: row["IsPublished"] == true,
        })
        .collect()
    }

    /// Whether something was written below a record within the last minute.
    pub(crate) fn is_spoken_of(&mut self, case: &str) -> bool {
        let since_ms = self.stage.world.now_ms().saturating_sub(60_000);
        let since = weftline_sandbox::clock::iso(since_ms);
        let soql = format!("SELECT Id FROM CaseComment WHERE ParentId = '{case}' AND SystemModstamp >= {since}");
        let (status, page) = self.org("GET", &format!("/query?q={}", crate::outside::encode(&soql)), &Json::Null);
        assert_eq!(status, 200, "{page}");
        page["totalSize"] != 0
    }

    /// What stands below an issue.
    pub(crate) fn on_issue(&mut self, issue: &str) -> Vec<remarks::Found> {
        let fault = self.suspend();
        let (status, page) = self.stage.jira(crate::ADMIN, "GET", &format!("issue/{issue}/comment"), &Json::Null);
        assert_eq!(status, 200, "{page}");
        self.resume(fault);
        let comments = page["comments"].as_array().unwrap().iter();
        comments
            .map(|comment| remarks::Found {
                id: comment["id"].as_str().unwrap().into(),
                text: plain(&super::fields::document_text(&comment["body"])),
                public: comment["jsdPublic"] == true && comment["visibility"].is_null(),
            })
            .collect()
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A comment as Jira takes it.
fn jira_comment(text: &str, seen: Seen, place: Place) -> Json {
    let paragraph = json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] });
    let mut body = json!({ "body": { "type": "doc", "version": 1, "content": [paragraph] } });
    match seen {
        Seen::Internal if place == Place::Help => {
            body["properties"] = json!([{ "key": "sd.public.comment", "value": { "internal": true } }]);
        }
        Seen::Restricted => body["visibility"] = json!({ "type": "role", "value": "Developers" }),
        _ => {}
    }
    body
}

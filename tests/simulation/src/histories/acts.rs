//! What people do.

use serde_json::{Value as Json, json};
use weftline_wire::call::{Call, Choice, DecideConflictsCall, UnlinkCall};
use weftline_wire::job::Turn;
use weftline_wire::plan::Way;

use super::fields::{FIELDS, Kind};
use super::history::{Bond, History};
use super::model::Edit;
use super::places::Place;
use super::setup;
use crate::AGENT;

/// Issues that most is done on, so that edits meet.
const BUSY: u64 = 8;

impl History {
    /// Somebody does something.
    pub(crate) fn act(&mut self) {
        let some = if self.random.below(3) == 0 { self.subjects.len() as u64 } else { BUSY };
        // Which issues are the busy ones differs by seed.
        let chosen = (self.random.below(some) * 7 + self.seed()) % self.subjects.len() as u64;
        let at = usize::try_from(chosen).unwrap();
        if self.random.below(12) == 0 && self.decide() {
            return;
        }
        match self.random.below(100) {
            0..=31 => self.edit_issue(at, None),
            32..=56 => self.edit_record(at, None),
            57..=58 => self.point(at),
            59..=60 => self.edit_account(),
            61..=80 => self.talk(at),
            81..=90 => self.edit_both(at),
            91..=92 => self.unlink(at),
            93..=94 => self.delete_record(at),
            95..=96 => self.move_issue(at),
            97 => self.merge_record(at),
            _ => self.delete_issue(at),
        }
    }

    /// Somebody decides what waits on some issue; false where nothing does.
    fn decide(&mut self) -> bool {
        if self.away() {
            return false;
        }
        for at in 0..self.subjects.len() {
            let (pair, place) = (self.subjects[at].pair.clone(), self.subjects[at].place);
            let link = self.stage.document("link", &format!("{}:{}", pair.issue, pair.case));
            let held = link.and_then(|link| link["held"].as_array().and_then(|held| held.first().cloned()));
            let (Some(held), Bond::Linked, true) = (held, self.subjects[at].bond, place != Place::Legal) else {
                continue;
            };
            let number = FIELDS.iter().position(|field| held["field"] == *field.salesforce).unwrap();
            let way = if self.random.below(2) == 0 { Way::ToSalesforce } else { Way::ToJira };
            let choice = Choice {
                record_id: pair.case.clone(),
                field: FIELDS[number].salesforce.into(),
                way,
                digest: held["digest"].as_str().unwrap_or_default().into(),
            };
            let call = Call::DecideConflicts(DecideConflictsCall { choices: vec![choice] });
            let turn = self.stage.work_as(AGENT, setup::on(&pair, place, call)).finish(&mut self.stage.world);
            assert!(matches!(turn, Some(Turn::Done { .. })), "{turn:?}");
            let at_ms = self.stage.world.now_ms();
            self.say(&format!("issue {}: {} goes {way:?}", pair.issue, FIELDS[number].salesforce));
            // A decision is an edit of the side that it chose.
            let subject = &mut self.subjects[at];
            let (edits, began) = match way {
                Way::ToSalesforce => (&mut subject.jira[number], &subject.began[number].0),
                Way::ToJira => (&mut subject.salesforce[number], &subject.began[number].1),
            };
            let value = edits.last().map_or(began, |edit| &edit.value).clone();
            edits.push(Edit { at_ms, value });
            self.figures.decisions += 1;
            return true;
        }
        false
    }

    /// The same field on both sides, within moments.
    fn edit_both(&mut self, at: usize) {
        let field = usize::try_from(self.random.below(FIELDS.len() as u64)).unwrap();
        let issue_first = self.random.below(2) == 0;
        for side in 0..2 {
            if (side == 0) == issue_first {
                self.edit_issue(at, Some(field));
            } else {
                self.edit_record(at, Some(field));
            }
            let pause_ms = [0, 900, 20_000][usize::try_from(self.random.below(3)).unwrap()];
            self.run(self.stage.world.now_ms() + pause_ms);
        }
    }

    /// The fields that somebody edits: the one that was asked for, or some.
    fn chosen_fields(&mut self, at: usize, asked: Option<usize>) -> Vec<usize> {
        let mut fields: Vec<usize> = asked.into_iter().collect();
        if asked.is_none() {
            for _ in 0..=self.random.below(3) {
                fields.push(usize::try_from(self.random.below(FIELDS.len() as u64)).unwrap());
            }
        }
        fields.sort_unstable();
        fields.dedup();
        // In a project that is not configured people work on all the same.
        let place = self.subjects[at].place;
        let place = if place == Place::Legal { Place::Help } else { place };
        fields.retain(|field| place.maps(&FIELDS[*field]));
        fields
    }

    pub(crate) fn edit_issue(&mut self, at: usize, asked: Option<usize>) {
        if self.subjects[at].bond == Bond::IssueGone {
            return;
        }
        let issue = self.subjects[at].pair.issue.clone();
        let fault = self.suspend();
        let before = self.issue(&issue);
        self.resume(fault);
        let mut fields = json!({});
        let mut given = Vec::new();
        let mut moved = None;
        for field in self.chosen_fields(at, asked) {
            self.number += 1;
            let value = FIELDS[field].in_jira(&mut self.random, self.number);
            if matches!(FIELDS[field].kind, Kind::Status(_)) {
                moved = Some((field, value));
            } else {
                fields[FIELDS[field].jira] = FIELDS[field].jira_json(&value);
                given.push((field, value));
            }
        }
        if !given.is_empty() {
            let worker = self.subjects[at].place.worker();
            let body = json!({ "fields": fields });
            let (status, answer) = self.person(worker, "PUT", &format!("issue/{issue}"), &body);
            assert_eq!(status, 204, "{answer}");
        }
        if let Some((field, value)) = moved {
            let transition = match value.as_deref() {
                Some("To Do") => "11",
                Some("In Progress") => "21",
                _ => "31",
            };
            let body = json!({ "transition": { "id": transition } });
            let (status, answer) = self.person(AGENT, "POST", &format!("issue/{issue}/transitions"), &body);
            assert_eq!(status, 204, "{answer}");
            given.push((field, value));
        }
        let at_ms = self.stage.world.now_ms();
        for (field, value) in given {
            self.say(&format!("issue {issue}: {} is now {value:?}", FIELDS[field].jira));
            // What is as before is no edit.
            if FIELDS[field].of_jira(&before["fields"][FIELDS[field].jira]) != value {
                self.subjects[at].jira[field].push(Edit { at_ms, value });
                self.figures.jira_edits += 1;
            }
        }
    }

    pub(crate) fn edit_record(&mut self, at: usize, asked: Option<usize>) {
        if self.subjects[at].bond == Bond::RecordGone {
            return;
        }
        let case = self.subjects[at].pair.case.clone();
        let mut fields = json!({});
        let mut given = Vec::new();
        for field in self.chosen_fields(at, asked) {
            self.number += 1;
            let value = FIELDS[field].in_salesforce(&mut self.random, self.number);
            fields[FIELDS[field].salesforce] = FIELDS[field].salesforce_json(&value);
            given.push((field, value));
        }
        if given.is_empty() {
            return;
        }
        let (status, before) = self.org("GET", &format!("/sobjects/Case/{case}"), &Json::Null);
        assert_eq!(status, 200, "{before}");
        let (status, answer) = self.org("PATCH", &format!("/sobjects/Case/{case}"), &fields);
        assert_eq!(status, 204, "{answer}");
        let at_ms = self.stage.world.now_ms();
        for (field, value) in given {
            self.say(&format!("record {case}: {} is now {value:?}", FIELDS[field].salesforce));
            if FIELDS[field].of_salesforce(&before[FIELDS[field].salesforce]) != value {
                self.subjects[at].salesforce[field].push(Edit { at_ms, value });
                self.figures.salesforce_edits += 1;
            }
        }
    }

    /// Somebody unlinks the record on the panel, or links it again.
    fn unlink(&mut self, at: usize) {
        let (pair, place) = (self.subjects[at].pair.clone(), self.subjects[at].place);
        if self.away() || place == Place::Legal {
            return;
        }
        let bond = self.subjects[at].bond;
        match bond {
            // What a record was merged into is linked only when that was noticed.
            Bond::Linked if self.stage.document("link", &format!("{}:{}", pair.issue, pair.case)).is_none() => return,
            Bond::Linked => {
                let call = UnlinkCall { record_ids: vec![pair.case.clone()] };
                let job = setup::on(&pair, place, Call::Unlink(call));
                let turn = self.stage.work_as(AGENT, job).finish(&mut self.stage.world);
                assert!(matches!(turn, Some(Turn::Done { .. })), "{turn:?}");
                self.say(&format!("issue {}: {} is unlinked", pair.issue, pair.case));
                self.subjects[at].bond = Bond::Unlinked;
                self.subjects[at].severed = true;
            }
            Bond::Unlinked => {
                setup::link(&mut self.stage, &pair, place);
                self.say(&format!("issue {}: {} is linked again", pair.issue, pair.case));
                self.subjects[at].bond = Bond::Linked;
                // What is linked stays as it is on both sides.
                self.subjects[at].in_step.fill(false);
                self.subjects[at].severed = true;
            }
            Bond::RecordGone | Bond::IssueGone => return,
        }
        self.subjects[at].upset = true;
        self.figures.upheavals += 1;
    }

    /// Somebody puts the record into the bin, or takes it out again.
    fn delete_record(&mut self, at: usize) {
        let case = self.subjects[at].pair.case.clone();
        let bond = self.subjects[at].bond;
        match bond {
            // The emulated org brings back with a record what was stamped as deleted at the same moment: of what was written
            // just before, by a slow transaction, it is not known.
            Bond::Linked if self.is_spoken_of(&case) => return,
            Bond::Linked => {
                let (status, answer) = self.org("DELETE", &format!("/sobjects/Case/{case}"), &Json::Null);
                assert_eq!(status, 204, "{answer}");
                self.say(&format!("record {case} is deleted"));
                self.subjects[at].bond = Bond::RecordGone;
            }
            Bond::RecordGone => {
                self.undelete(&case);
                self.say(&format!("record {case} is back"));
                self.subjects[at].bond = Bond::Linked;
            }
            Bond::Unlinked | Bond::IssueGone => return,
        }
        self.subjects[at].upset = true;
        self.figures.upheavals += 1;
    }

    fn delete_issue(&mut self, at: usize) {
        // Few: what is gone is not tested any more.
        if self.subjects[at].bond != Bond::Linked || self.random.below(3) != 0 {
            return;
        }
        let issue = self.subjects[at].pair.issue.clone();
        let (status, answer) = self.admin("DELETE", &format!("issue/{issue}"));
        assert_eq!(status, 204, "{answer}");
        self.say(&format!("issue {issue} is deleted"));
        self.subjects[at].bond = Bond::IssueGone;
        self.subjects[at].upset = true;
        self.figures.upheavals += 1;
    }

    /// Somebody's request to Jira, which is not struck by what strikes the app.
    pub(crate) fn person(&mut self, account: &str, method: &str, path: &str, body: &Json) -> (u16, Json) {
        let fault = self.suspend();
        let answer = self.stage.jira(account, method, path, body);
        self.resume(fault);
        answer
    }

    pub(crate) fn admin(&mut self, method: &str, path: &str) -> (u16, Json) {
        self.person(crate::ADMIN, method, path, &Json::Null)
    }

    pub(crate) fn org(&mut self, method: &str, path: &str, body: &Json) -> (u16, Json) {
        let fault = self.suspend();
        let session = self.session.clone();
        let mut answer = self.stage.ask_as(&session, method, path, body);
        if answer.0 == 401 {
            self.session = self.stage.session_of(crate::MIA);
            answer = self.stage.ask_as(&self.session, method, path, body);
        }
        self.resume(fault);
        answer
    }
}

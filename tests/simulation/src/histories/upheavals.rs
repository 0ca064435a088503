//! What people do to issues and records as a whole: move, merge, bring back.

use serde_json::{Value as Json, json};

use super::fields::FIELDS;
use super::history::{Bond, History};
use super::model::Edit;
use super::places::Place;
use super::remarks::{Seen, Side, Version};
use crate::outside::merging;

impl History {
    /// Somebody moves an issue to another project, which may be one that is not configured.
    pub(crate) fn move_issue(&mut self, at: usize) {
        let (issue, from) = (self.subjects[at].pair.issue.clone(), self.subjects[at].place);
        if self.subjects[at].bond == Bond::IssueGone {
            return;
        }
        let places = [Place::Eng, Place::Sup, Place::Help, Place::Legal];
        let others: Vec<Place> = places.into_iter().filter(|place| *place != from).collect();
        let to = others[usize::try_from(self.random.below(others.len() as u64)).unwrap()];
        let fault = self.suspend();
        let before = self.issue(&issue);
        let target = format!("{},{}", to.id(), to.issue_type());
        let sources = json!({
            "issueIdsOrKeys": [issue], "inferClassificationDefaults": true, "inferFieldDefaults": true,
            "inferStatusDefaults": true, "inferSubtaskTypeDefault": true,
        });
        let mut mapping = json!({});
        mapping[target] = sources;
        let body = json!({ "targetToSourcesMapping": mapping });
        let (status, answer) = self.person(crate::ADMIN, "POST", "bulk/issues/move", &body);
        assert_eq!(status, 201, "{answer}");
        let after = self.issue(&issue);
        self.resume(fault);
        self.say(&format!("issue {issue} is moved from {from:?} to {to:?}"));
        let at_ms = self.stage.world.now_ms();
        let subject = &mut self.subjects[at];
        subject.pair.key = after["key"].as_str().unwrap().to_owned();
        subject.place = to;
        for (number, field) in FIELDS.iter().enumerate() {
            // What the project does not know is emptied by Jira, as if somebody had done so.
            let value = |issue: &Json| field.of_jira(&issue["fields"][field.jira]);
            if value(&before) != value(&after) {
                subject.jira[number].push(Edit { at_ms, value: value(&after) });
            }
            if from.maps(field) != to.maps(field) {
                subject.partly[number] = true;
            }
        }
        let (rested_ms, rests) = (subject.rested_ms, from == Place::Legal || to == Place::Legal);
        for post in &mut subject.board.posts {
            (post.moved, post.was_moved) = (true, true);
            post.loose |= rests && post.changed_since(rested_ms);
        }
        for remark in &mut subject.remarks {
            (remark.moved, remark.was_moved) = (true, true);
            // Nobody looks at it there.
            remark.loose |= rests && remark.changed_since(rested_ms);
            // Where there are customers, they see what nobody has hidden from them.
            let seen = match (to, remark.side, remark.last().seen) {
                (Place::Help, Side::Jira, Seen::Internal) if !remark.hidden => Seen::Public,
                (Place::Help, _, seen) | (_, Side::Salesforce, seen) | (_, _, seen @ Seen::Restricted) => seen,
                _ => Seen::Internal,
            };
            if seen != remark.last().seen {
                let number = remark.last().number;
                remark.versions.push(Version { at_ms, number, seen });
            }
        }
        self.figures.moves += 1;
    }

    /// Somebody merges the record into another case, which nothing is linked with.
    pub(crate) fn merge_record(&mut self, at: usize) {
        if self.subjects[at].bond != Bond::Linked || self.subjects[at].place == Place::Legal {
            return;
        }
        let case = self.subjects[at].pair.case.clone();
        let (status, before) = self.org("GET", &format!("/sobjects/Case/{case}"), &Json::Null);
        assert_eq!(status, 200, "{before}");
        let mut fields = json!({});
        for field in FIELDS {
            fields[field.salesforce] = field.salesforce_json(&field.of_salesforce(&before[field.salesforce]));
        }
        fields["AccountId"] = before["AccountId"].clone();
        let (status, made) = self.org("POST", "/sobjects/Case", &fields);
        assert_eq!(status, 201, "{made}");
        let master = made["id"].as_str().unwrap().to_owned();
        let done = self.soap("merge", &merging("Case", &master, &case));
        assert!(done.contains("<success>true</success>"), "{done}");
        self.say(&format!("record {case} is merged into {master}"));
        self.unguard(at);
        let subject = &mut self.subjects[at];
        subject.pair.case = master;
        subject.upset = true;
        subject.severed = true;
        // The link to the other record is a new one: what is older is not copied by itself.
        subject.remarks.iter_mut().for_each(|remark| remark.loose = true);
        subject.papers.iter_mut().for_each(|paper| paper.loose = true);
        self.figures.merges += 1;
    }

    /// Somebody takes a record out of the recycle bin.
    pub(crate) fn undelete(&mut self, id: &str) {
        let done = self.soap("undelete", &format!("<ids>{id}</ids>"));
        assert!(done.contains("<success>true</success>"), "{done}");
    }

    fn soap(&mut self, operation: &str, inside: &str) -> String {
        let fault = self.suspend();
        let mut answer = self.stage.soap_as(&self.session, operation, inside);
        if answer.contains("INVALID_SESSION_ID") {
            self.session = self.stage.session_of(crate::MIA);
            answer = self.stage.soap_as(&self.session, operation, inside);
        }
        self.resume(fault);
        answer
    }
}

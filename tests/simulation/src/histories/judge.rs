//! What has to hold when both sides are at rest.

use serde_json::Value as Json;

use super::fields::{FIELDS, Field, Value};
use super::figures::Figures;
use super::guards::Guard;
use super::history::{Bond, History};
use super::model::{self, Past, Rest, Verdict};
use super::places::Place;
use super::remarks::Side;
use crate::ADMIN;
use weftline_wire::call::{Call, ReplayCall, Reply};
use weftline_wire::configuration::Direction;

impl History {
    /// Holds both sides against what the model says.
    pub(crate) fn judge(&mut self) -> Result<(), String> {
        self.judge_lookups()?;
        let records = self.records();
        for at in 0..self.subjects.len() {
            self.judge_talk(at)?;
            self.judge_papers(at)?;
            self.judge_one(at, &records)?;
        }
        self.judge_calls()
    }

    /// What was planned is planned again from what is kept of it.
    pub(crate) fn replay(&mut self) -> Result<(), String> {
        for at in 0..self.subjects.len() {
            // Of an issue that was deleted nothing has to be kept.
            if self.subjects[at].bond == Bond::IssueGone {
                continue;
            }
            let issue = self.subjects[at].pair.issue.clone();
            for key in self.stage.keys("activity", &format!("{issue}:")) {
                let activity = self.stage.document("activity", &key).unwrap_or_default();
                let inputs = activity["inputs"].as_u64().unwrap_or_default();
                if inputs == 0 {
                    continue;
                }
                match self.stage.call(ADMIN, Call::Replay(ReplayCall { key: key.clone() })) {
                    Ok(Reply::Replay(view)) if view.same == view.plans && u64::from(view.plans) == inputs => {
                        self.figures.replayed += inputs;
                    }
                    other => return Err(format!("activity {key} is not planned as it was: {other:?}")),
                }
            }
        }
        Ok(())
    }

    fn judge_one(&mut self, at: usize, records: &[Json]) -> Result<(), String> {
        let pair = self.subjects[at].pair.clone();
        let issue = match self.subjects[at].bond {
            Bond::IssueGone => None,
            _ => Some(self.issue(&pair.issue)),
        };
        let record = records.iter().find(|record| record["Id"] == *pair.case);
        let link = self.stage.document("link", &format!("{}:{}", pair.issue, pair.case));
        let held: Vec<String> = link
            .as_ref()
            .and_then(|link| link["held"].as_array())
            .into_iter()
            .flatten()
            .map(|held| held["field"].as_str().unwrap_or_default().to_owned())
            .collect();
        self.judge_bond(at, link.as_ref())?;
        let mut begins = Vec::new();
        for (number, field) in FIELDS.iter().enumerate() {
            let subject = &self.subjects[at];
            let (began_jira, began_salesforce, waited) = subject.began[number].clone();
            let mapped = self.subjects[at].place.maps(field);
            let of_issue =
                issue.as_ref().map_or(began_jira.clone(), |issue| field.of_jira(&issue["fields"][field.jira]));
            let of_record =
                record.map_or(began_salesforce.clone(), |record| field.of_salesforce(&record[field.salesforce]));
            let rest = Rest {
                jira: of_issue.clone(),
                salesforce: of_record.clone(),
                held: held.iter().any(|held| held == field.salesforce),
            };
            let partly = subject.partly[number];
            if (mapped || partly) && (issue.is_some() || record.is_some()) {
                let past = Past {
                    field,
                    began: (&began_jira, &began_salesforce),
                    waited,
                    jira: &subject.jira[number],
                    salesforce: &subject.salesforce[number],
                    overwrote: &subject.overwrote[number],
                    saw_jira: &subject.saw_jira,
                    saw_salesforce: &subject.saw_salesforce,
                };
                let guard = subject.guard;
                let is_shut = guard.is_shut(Side::Jira) || guard.is_shut(Side::Salesforce);
                let upset = subject.upset || partly || !guard.is_open();
                let verdict = if !subject.upset && !partly && is_leak(&guard, &past, &rest) {
                    Verdict::Wrong
                } else if upset || subject.bond != Bond::Linked {
                    let is_linked = mapped && !subject.severed && subject.bond == Bond::Linked;
                    let kept = is_linked && subject.in_step[number] && !is_shut;
                    loose(&past, &rest, upset, kept, issue.is_some(), record.is_some())
                } else {
                    model::judge(&past, &rest)
                };
                self.figures.judged += 1;
                self.figures.held += u64::from(rest.held);
                match verdict {
                    Verdict::Right => {}
                    Verdict::Raced => self.figures.raced += 1,
                    Verdict::Wrong => {
                        let text = format!(
                            "issue {} and record {} ({:?}, upset: {}, {:?}), field {} / {} ({:?}, {:?}):\n  Jira has {:?} and Salesforce {:?} (held: {})\n  {past}\n  {link:?}",
                            pair.issue,
                            pair.case,
                            subject.bond,
                            subject.upset,
                            guard,
                            field.jira,
                            field.salesforce,
                            field.direction,
                            field.policy,
                            rest.jira,
                            rest.salesforce,
                            rest.held
                        );
                        return Err(format!("{text}\n  {}", self.told(&pair.issue)));
                    }
                }
            }
            let guard = self.subjects[at].guard;
            let is_shut = guard.is_shut(Side::Jira) || guard.is_shut(Side::Salesforce);
            if mapped && self.subjects[at].bond == Bond::Linked && !is_shut {
                self.subjects[at].in_step[number] = field.agree(&of_issue, &of_record);
            }
            begins.push((of_issue, of_record, rest.held));
        }
        let conflicts = held.len() as u64;
        if let (Some(document), Bond::Linked) = (self.stage.document("issue", &pair.issue), self.subjects[at].bond) {
            let told = document["conflicts"].as_u64().unwrap_or_default();
            if told != conflicts {
                return Err(format!("issue {} says that {told} fields wait, and {conflicts} do", pair.issue));
            }
        }
        let subject = &mut self.subjects[at];
        if subject.bond == Bond::RecordGone {
            // What it has is seen when it is back.
            return Ok(());
        }
        subject.began = begins;
        subject.guard.rest();
        subject.upset = false;
        subject.severed = false;
        subject.partly.fill(false);
        subject.jira.iter_mut().for_each(Vec::clear);
        subject.salesforce.iter_mut().for_each(Vec::clear);
        subject.overwrote.iter_mut().for_each(Vec::clear);
        subject.wrote.clear();
        subject.saw_jira.clear();
        subject.saw_salesforce.clear();
        Ok(())
    }

    /// What is stored of a link has to say how things are.
    fn judge_bond(&self, at: usize, link: Option<&Json>) -> Result<(), String> {
        let subject = &self.subjects[at];
        let gone = link.is_some_and(|link| !link["gone"].is_null());
        let right = match subject.bond {
            // Where nothing is configured, nobody looks what has become of the record.
            _ if subject.place == Place::Legal => true,
            Bond::Linked => link.is_some() && !gone,
            Bond::RecordGone => link.is_none() || gone,
            Bond::Unlinked => link.is_none(),
            // Jira tells of a deletion once; where that is lost, the link is left behind and nothing is done with it.
            Bond::IssueGone => true,
        };
        if right {
            return Ok(());
        }
        Err(format!(
            "issue {} and record {} are {:?}, and stored is {link:?}",
            subject.pair.issue, subject.pair.case, subject.bond
        ))
    }

    /// What everything asked for stays within what the edits, the mishaps and the time that passed allow.
    fn judge_calls(&mut self) -> Result<(), String> {
        let Figures { cost, mishaps, refused, acts, disorder, .. } = self.figures;
        let rounds = self.rounds();
        let allowed = 20 + 3 * acts + 4 * (mishaps + disorder) + refused + 2 * rounds;
        self.figures.calls_share = self.figures.calls_share.max(cost.salesforce * 100 / allowed);
        if cost.salesforce > allowed {
            return Err(format!("{} requests to Salesforce were made, and {allowed} are allowed", cost.salesforce));
        }
        Ok(())
    }

    pub(crate) fn issue(&mut self, id: &str) -> Json {
        let names: Vec<&str> = FIELDS.iter().map(|field| field.jira).collect();
        let (status, issue) =
            self.stage.jira(ADMIN, "GET", &format!("issue/{id}?fields={}", names.join(",")), &Json::Null);
        assert_eq!(status, 200, "{issue}");
        issue
    }

    /// What was decided on an issue, the last of it.
    pub(crate) fn told(&mut self, issue: &str) -> String {
        let keys = self.stage.keys("activity", &format!("{issue}:"));
        let last = keys.iter().rev().take(2).filter_map(|key| self.stage.document("activity", key));
        last.map(|activity| activity.to_string()).collect::<Vec<_>>().join("\n  ")
    }

    fn records(&mut self) -> Vec<Json> {
        let names: Vec<&str> = FIELDS.iter().map(|field| field.salesforce).collect();
        let ids: Vec<String> = self.subjects.iter().map(|subject| format!("'{}'", subject.pair.case)).collect();
        let soql = format!("SELECT Id,{} FROM Case WHERE Id IN ({})", names.join(","), ids.join(","));
        let path = format!("/query?q={}", crate::outside::encode(&soql));
        let (status, page) = self.org("GET", &path, &Json::Null);
        assert_eq!(status, 200, "{page}");
        page["records"].as_array().unwrap().clone()
    }
}

/// Whether something went where nothing could go since both were last at rest.
fn is_leak(guard: &Guard, past: &Past<'_>, rest: &Rest) -> bool {
    let last_salesforce = past.salesforce.last().map_or(past.began.1, |edit| &edit.value);
    let last_jira = past.jira.last().map_or(past.began.0, |edit| &edit.value);
    guard.was_shut(Side::Jira) && rest.salesforce != *last_salesforce
        || guard.was_shut(Side::Salesforce) && rest.jira != *last_jira
}

/// What may be of a field where the two were not linked all the time: nothing that nobody gave it; and where they never
/// were, what people gave it.
/// A field that both ways are mapped again (`kept`), and whose two sides were in step before, is in step again.
fn loose(past: &Past<'_>, rest: &Rest, upset: bool, kept: bool, has_issue: bool, has_record: bool) -> Verdict {
    let field: &Field = past.field;
    let jira: Vec<&Value> = std::iter::once(past.began.0).chain(past.jira.iter().map(|edit| &edit.value)).collect();
    let salesforce: Vec<&Value> =
        std::iter::once(past.began.1).chain(past.salesforce.iter().map(|edit| &edit.value)).collect();
    let (last_jira, last_salesforce) = (jira.last().unwrap(), salesforce.last().unwrap());
    let is_in_step = field.agree(&rest.jira, &rest.salesforce) || rest.held;
    if kept && field.direction == Direction::Both && !is_in_step {
        return Verdict::Wrong;
    }
    let right = if upset {
        // What was written to the other side may have come back: a record that another one was merged into has it as its own.
        let of_issue = !has_issue
            || jira.iter().any(|value| **value == rest.jira || field.to_jira(&field.to_salesforce(value)) == rest.jira)
            || salesforce.iter().any(|value| field.to_jira(value) == rest.jira);
        let of_record = !has_record
            || salesforce.iter().any(|value| {
                **value == rest.salesforce || field.to_salesforce(&field.to_jira(value)) == rest.salesforce
            })
            || jira.iter().any(|value| field.to_salesforce(value) == rest.salesforce);
        of_issue && of_record
    } else {
        (!has_issue || rest.jira == **last_jira) && (!has_record || rest.salesforce == **last_salesforce)
    };
    if right { Verdict::Right } else { Verdict::Wrong }
}

//! Files (FILE-1): in some histories people attach files to issues and add files to records, and all of them are carried.
//!
//! The histories from [`CARRIED`] on have files. The others are what they were without.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_sandbox::random::Random;
use weftline_wire::configuration::{FilePolicy, Mapping};

use super::history::{Bond, History};
use super::places::Place;
use super::remarks::Side;
use super::setup::CARLA;
use crate::{base64, everything::attach};

/// The first seed of a history with files.
pub const CARRIED: u64 = 1 << 33;

/// Whether a history has files.
pub(crate) fn is_carried(seed: u64) -> bool {
    seed >= CARRIED
}

/// Both ways, texts only.
pub(crate) fn carried(mapping: Mapping) -> Mapping {
    let files = FilePolicy { to_salesforce: true, to_jira: true, bytes_max: 0, types: vec!["txt".into()] };
    Mapping { files, ..mapping }
}

/// A file that somebody added.
#[derive(Clone, Debug)]
pub(crate) struct Paper {
    pub(crate) name: String,
    pub(crate) side: Side,
    /// Whether it is of a type that goes.
    pub(crate) goes: bool,
    /// Whether nothing is insisted on but that it is nowhere twice: issue and record were not linked all the time.
    pub(crate) loose: bool,
    /// Whether it was seen on the other side.
    pub(crate) arrived: bool,
}

impl History {
    /// At times somebody adds a file on either side. It has chances of its own.
    pub(crate) fn add_paper(&mut self, random: &mut Random) {
        if !is_carried(self.seed()) || random.below(3) != 0 {
            return;
        }
        let all = self.subjects.len() as u64;
        let at = usize::try_from((random.below(8) * 7 + self.seed()) % all).unwrap();
        let side = if random.below(2) == 0 { Side::Jira } else { Side::Salesforce };
        let goes = random.below(5) != 0;
        let subject = &self.subjects[at];
        let (pair, bond, place) = (subject.pair.clone(), subject.bond, subject.place);
        if matches!(bond, Bond::IssueGone | Bond::RecordGone) || place == Place::Legal {
            return;
        }
        let number = self.next();
        let name = format!("paper-{number}.{}", if goes { "txt" } else { "bin" });
        let content = format!("Paper {number}.");
        match side {
            Side::Jira => {
                let fault = self.suspend();
                attach(&mut self.stage, &pair.issue, &name, &content);
                self.resume(fault);
            }
            Side::Salesforce => {
                let body = json!({
                    "PathOnClient": name, "VersionData": base64(content.as_bytes()), "FirstPublishLocationId": pair.case,
                });
                let (status, answer) = self.org("POST", "/sobjects/ContentVersion", &body);
                assert_eq!(status, 201, "{answer}");
            }
        }
        self.say(&format!("issue {} / record {}: {name} is added in {side:?}", pair.issue, pair.case));
        let loose = bond != Bond::Linked;
        self.subjects[at].papers.push(Paper { name, side, goes, loose, arrived: false });
        self.figures.acts += 1;
        self.figures.papers += 1;
    }

    /// Holds the files of both sides against those that people added.
    pub(crate) fn judge_papers(&mut self, at: usize) -> Result<(), String> {
        let subject = &mut self.subjects[at];
        let (pair, place, bond) = (subject.pair.clone(), subject.place, subject.bond);
        let upset = subject.upset || bond != Bond::Linked || place == Place::Legal;
        for paper in subject.papers.iter_mut().filter(|paper| !paper.arrived) {
            paper.loose |= upset;
        }
        if !is_carried(self.seed()) || matches!(bond, Bond::IssueGone | Bond::RecordGone) {
            return Ok(());
        }
        let (on_issue, on_record) = (self.papers_of_issue(&pair.issue), self.papers_of_record(&pair.case));
        let papers = self.subjects[at].papers.clone();
        let wrong = |what: &str, told: String| {
            Err(format!("issue {} and record {} ({bond:?}, {place:?}): {what}\n  {told}", pair.issue, pair.case))
        };
        for (side, found) in [(Side::Jira, &on_issue), (Side::Salesforce, &on_record)] {
            for name in found.keys() {
                if !papers.iter().any(|paper| paper.name == *name) {
                    return wrong(&format!("nobody added {name} ({side:?})"), String::new());
                }
            }
        }
        for (index, paper) in papers.iter().enumerate() {
            let copies = match paper.side {
                Side::Jira => &on_record,
                Side::Salesforce => &on_issue,
            };
            let copies = copies.get(&paper.name).copied().unwrap_or_default();
            let is_right = match (paper.goes, paper.loose) {
                (false, _) => copies == 0,
                (true, true) => copies <= 1,
                (true, false) => copies == 1,
            };
            if !is_right {
                let told = self.told(&pair.issue);
                return wrong(&format!("{paper:?} is there {copies} times"), told);
            }
            self.subjects[at].papers[index].arrived |= copies == 1;
            self.figures.copied += u64::from(copies);
        }
        // What was in a project without customers before counts as what people moved there.
        if place == Place::Help && pair.place == Place::Help {
            for name in self.papers_of_customer(&pair.issue) {
                if papers.iter().any(|paper| paper.name == name && paper.side == Side::Salesforce) {
                    return wrong(&format!("customers see {name}"), String::new());
                }
            }
        }
        let soql = format!("SELECT Visibility FROM ContentDocumentLink WHERE LinkedEntityId = '{}'", pair.case);
        let is_ours = |paper: &&Paper| paper.side == Side::Jira && on_record.contains_key(&paper.name);
        let ours = papers.iter().filter(is_ours).count();
        let public = self.stage.query(&soql).iter().filter(|row| row["Visibility"] == "AllUsers").count();
        if ours > 0 && public > on_record.len().saturating_sub(ours) {
            let told = format!("{public} of {} files", on_record.len());
            return wrong("files of the issue are for all users in Salesforce", told);
        }
        Ok(())
    }

    /// How often a paper is attached to an issue, by name.
    fn papers_of_issue(&mut self, issue: &str) -> BTreeMap<String, u32> {
        let (status, page) = self.admin("GET", &format!("issue/{issue}?fields=attachment"));
        assert_eq!(status, 200, "{page}");
        let files = page["fields"]["attachment"].as_array().into_iter().flatten();
        counted(files.map(|file| file["filename"].as_str().unwrap_or_default().to_owned()))
    }

    /// The same of a record.
    fn papers_of_record(&mut self, case: &str) -> BTreeMap<String, u32> {
        let soql = format!(
            "SELECT ContentDocument.Title, ContentDocument.FileExtension FROM ContentDocumentLink \
             WHERE LinkedEntityId = '{case}'"
        );
        let files = self.stage.query(&soql);
        counted(files.iter().map(|row| {
            let document = &row["ContentDocument"];
            let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
            [text("Title"), ".".to_owned(), text("FileExtension")].concat()
        }))
    }

    fn papers_of_customer(&mut self, issue: &str) -> Vec<String> {
        let request = Request {
            method: "GET".into(),
            target: format!("/jira/rest/servicedeskapi/request/{issue}/attachment?limit=100"),
            headers: vec![("x-forge-principal".into(), "user".into()), ("x-forge-account".into(), CARLA.into())],
            body: Vec::new(),
        };
        let response = self.stage.world.handle(Door::Forge, &request);
        let page: Json = serde_json::from_slice(&response.body).unwrap_or_default();
        let files = page["values"].as_array().into_iter().flatten();
        files.map(|file| file["filename"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

fn counted(names: impl Iterator<Item = String>) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    for name in names.filter(|name| name.starts_with("paper-")) {
        *found.entry(name).or_insert(0) += 1;
    }
    found
}

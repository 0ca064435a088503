//! What came of it, seen from outside: by what Salesforce has, by the attached files, by the issue.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use weftline_wire::view::{BulkJobView, BulkPhase};

use crate::play::{ISSUE, LINKED_ROWS_MAX, Play, jira};
use crate::tickets::read;

/// Everything that exists of a creation.
pub(crate) struct Audit {
    /// The cases, by row: id and subject.
    pub(crate) cases: BTreeMap<u32, (String, String)>,
    /// The ids that the success files say, by row.
    pub(crate) succeeded: BTreeMap<u32, String>,
    /// The codes that the failure files say, by row.
    pub(crate) failed: BTreeMap<u32, String>,
    /// The linked records.
    pub(crate) linked: BTreeSet<String>,
}

impl Play {
    /// What exists.
    pub(crate) fn audit(&mut self, case: &str) -> Audit {
        let mut cases = BTreeMap::new();
        let prefix = format!("{}-", self.job_id);
        // An address takes 16,384 characters.
        for from in (0..=self.tickets.rows()).step_by(200) {
            let keys: Vec<String> = (from..from + 200).map(|row| format!("'{prefix}{row}'")).collect();
            let soql =
                format!("SELECT Id, Subject, Weftline_Key__c FROM Case WHERE Weftline_Key__c IN ({})", keys.join(","));
            for record in self.stage.query(&soql) {
                let key = record["Weftline_Key__c"].as_str().unwrap();
                let row: u32 = key[prefix.len()..].parse().unwrap();
                let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
                let other = cases.insert(row, (text("Id"), text("Subject")));
                assert!(other.is_none(), "{case}: row {row} was created twice");
            }
        }
        let (mut succeeded, mut failed) = (BTreeMap::new(), BTreeMap::new());
        for (name, content) in self.result_files() {
            let rows = read(&content);
            let at = |column: &str| rows[0].iter().position(|name| name == column);
            let row_at = at("Row").unwrap_or_else(|| panic!("{case}: {name} has no rows' numbers"));
            let (into, what_at) = match at("Error code") {
                Some(code_at) => (&mut failed, code_at),
                None => (&mut succeeded, at("Id").unwrap_or_else(|| panic!("{case}: {name} has no ids"))),
            };
            for fields in &rows[1..] {
                let row: u32 = fields[row_at].parse().unwrap();
                let other = into.insert(row, fields[what_at].clone());
                assert!(other.is_none(), "{case}: row {row} stands twice in the files");
            }
        }
        let document = self.stage.document("issue", ISSUE).unwrap_or_default();
        let links = document["links"].as_array().cloned().unwrap_or_default();
        let linked = links.iter().map(|link| link["recordId"].as_str().unwrap().to_owned()).collect();
        Audit { cases, succeeded, failed, linked }
    }

    /// Holds everything against everything: the rows that there are cases of are the rows of the success file, and the rest
    /// are those of the failure file.
    pub(crate) fn assert_once(&mut self, view: &BulkJobView, case: &str) -> Audit {
        let audit = self.audit(case);
        let Audit { cases, succeeded, failed, linked } = &audit;
        let ids: BTreeMap<u32, String> = cases.iter().map(|(row, (id, _))| (*row, id.clone())).collect();
        let amiss: Vec<_> =
            (0..=self.tickets.rows()).filter(|row| ids.get(row) != succeeded.get(row)).take(5).collect();
        assert!(amiss.is_empty(), "{case}: the success file is not what exists: rows {amiss:?}");
        let rows: Vec<u32> = (1..=self.tickets.rows()).collect();
        let astray: Vec<_> =
            rows.iter().filter(|row| succeeded.contains_key(row) == failed.contains_key(row)).take(5).collect();
        assert!(astray.is_empty(), "{case}: rows {astray:?} are in both files or in neither, {}", failed.len());
        for (row, (_, subject)) in cases {
            assert_eq!(Some(subject), self.tickets.good.get(row), "{case}: row {row}");
        }
        assert_eq!(view.brief.rows, self.tickets.rows(), "{case}: rows told");
        assert_eq!(view.brief.created as usize, cases.len(), "{case}: cases told");
        assert_eq!(view.brief.failed as usize, failed.len(), "{case}: failures told");
        assert_eq!(view.remaining, 0, "{case}: nothing remains");
        let is_linked = self.tickets.rows() <= LINKED_ROWS_MAX;
        let wanted: BTreeSet<String> = ids.values().filter(|_| is_linked).cloned().collect();
        assert_eq!(linked, &wanted, "{case}: the cases are linked, and nothing else");
        for id in linked {
            let back = self.stage.document("record", &format!("main:{id}"));
            assert_eq!(back.map(|back| back["issueIds"].clone()), Some(json!([ISSUE])), "{case}: the way back");
        }
        // The cases that were linked may still be looked at: keeping them in step is no part of the job.
        let mut left = self.stage.keys("work", "");
        left.retain(|key| !key.starts_with("sync:"));
        assert_eq!(left, Vec::<String>::new(), "{case}: nothing is left to do");
        self.assert_no_secrets(view, case);
        audit
    }

    /// And that it was all that could be created.
    pub(crate) fn assert_all(&mut self, view: &BulkJobView, case: &str) {
        assert_eq!(view.brief.phase, BulkPhase::Done, "{case}: {view:?}");
        let audit = self.assert_once(view, case);
        let wanted: Vec<u32> =
            self.tickets.good.keys().copied().filter(|row| !self.tickets.refused.contains(row)).collect();
        let there: Vec<u32> = audit.cases.keys().copied().collect();
        if wanted != there {
            let amiss = wanted.iter().filter(|row| !audit.cases.contains_key(row));
            let amiss: Vec<_> = amiss.map(|row| (row, audit.failed.get(row))).take(5).collect();
            panic!("{case}: not created: {amiss:?}");
        }
        for row in &self.tickets.flawed {
            assert_eq!(audit.failed.get(row).map(String::as_str), Some("CHECK"), "{case}: row {row}");
        }
        for row in &self.tickets.refused {
            let code = audit.failed.get(row).map(String::as_str);
            assert_eq!(code, Some("INVALID_CROSS_REFERENCE_KEY"), "{case}: row {row}");
        }
    }

    fn assert_no_secrets(&mut self, view: &BulkJobView, case: &str) {
        let token = self.stage.own_session().expect("there is a token");
        let secret = self.stage.world.access().client_secret;
        let job = self.stage.document("bulk", &self.job_id).map(|job| job.to_string());
        let told = [Some(format!("{view:?}")), job];
        let files = self.result_files().into_iter().map(|(_, content)| content);
        for text in told.into_iter().flatten().chain(files) {
            assert!(!text.contains(&token) && !text.contains(&secret), "{case}: a secret is told");
        }
    }

    /// Names and contents of the files that were attached since.
    pub(crate) fn result_files(&mut self) -> Vec<(String, String)> {
        let mut results = Vec::new();
        for (id, name) in self.attachments() {
            if self.known.contains(&id) || !name.ends_with(".csv") {
                continue;
            }
            let path = format!("attachment/content/{id}?redirect=false");
            let content = jira(&mut self.stage, "GET", &path, "", Vec::new());
            assert!(content.status < 300, "{name}: {}", content.status);
            results.push((name, String::from_utf8(content.body).expect("a result file is UTF-8")));
        }
        results
    }

    /// Ids and names of all that is attached.
    pub(crate) fn attachments(&mut self) -> Vec<(String, String)> {
        let response = jira(&mut self.stage, "GET", &format!("issue/{ISSUE}?fields=attachment"), "", Vec::new());
        let issue: Value = serde_json::from_slice(&response.body).unwrap();
        let files = issue["fields"]["attachment"].as_array().unwrap();
        let text = |file: &Value, name: &str| file[name].as_str().unwrap().to_owned();
        files.iter().map(|file| (text(file, "id"), text(file, "filename"))).collect()
    }
}

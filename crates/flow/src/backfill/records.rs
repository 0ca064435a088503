//! Records that are gone through, and the issues that match them.
//!
//! Whether an issue and a record belong together is decided where issues are gone through, too: here they are only found.
//! Jira looks for words in its fields, and finds more than what is equal; that is told apart here.

use std::collections::{BTreeMap, BTreeSet};

use weftline_jira::jql::{Jql, has_word};
use weftline_jira::reply::{self as jira_reply, FoundIssue};
use weftline_jira::request as jira_request;
use weftline_rules::{check_record, judge_record, record_paths};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::soql::{Condition as Soql, Direction, FieldPath, Query, Select};
use weftline_wire::configuration::Condition;
use weftline_wire::document::{BackfillRow, RecordDocument};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{BackfillCause, BackfillFate, BackfillMatching, BackfillPlan};

use crate::backfill::scene::{Scene, jira_of};
use crate::backfill::sight::{self, Key, VALUE_CHARACTERS, sought};
use crate::backfill::tally;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::queries;
use crate::site::{self, SiteError};
use crate::sorted;
use crate::store::{self, Entity, key};
use crate::updating;

/// Records of a piece.
const RECORDS: u32 = 200;

/// Records that are read at once where conditions may leave most of them out.
const READ_MAX: u32 = 1_000;

/// Texts that one query of Jira's looks for, and queries that run side by side.
const TEXTS: usize = 50;
const ABREAST: usize = 5;

/// Pages of Jira's that a query may have: values of a few texts that more issues have tell nothing apart.
const PAGES_MAX: usize = 20;

/// Issues that a record is brought together with.
const ISSUES_OF_RECORD: usize = 200;

/// The next records.
pub(crate) struct Page {
    /// Issues with records, of which it is not decided yet what becomes, and records that have none, of which it is.
    pub(crate) rows: Vec<BackfillRow>,
    /// The issues.
    pub(crate) issues: Vec<FoundIssue>,
    /// The record after which to go on; none when these are the last.
    pub(crate) after: Option<String>,
}

/// Refuses conditions that cannot be judged: nothing is gone through that an admin may have wanted to leave out.
pub(crate) fn sound(scene: &Scene, condition: Option<&Condition>) -> Result<(), Failure> {
    match condition.and_then(|condition| check_record(condition, &scene.describe).into_iter().next()) {
        None => Ok(()),
        Some(problem) => {
            // Here are no conditions but these: whose they are, and where in the tree, is left out.
            let text = problem.text.split_once("`: ").map_or(problem.text.as_str(), |(_, text)| text);
            let failure = failure::of(FailureCode::Invalid, text);
            Err(failure::with(failure, "field", "condition"))
        }
    }
}

/// Reads the next records for which the condition holds, with the issues that match them: at most so many rows.
pub(crate) async fn page(
    world: &World,
    scene: &Scene,
    plan: &BackfillPlan,
    condition: Option<&Condition>,
    after: Option<&str>,
    room: usize,
) -> Result<Page, Failure> {
    sound(scene, condition)?;
    let field = scene.field(&plan.matching)?;
    let Read { records, mut after } = read(world, scene, plan, condition, after, field.as_ref()).await?;
    let ways: Vec<String> = records.iter().map(|record| key::record(&plan.connection, record.id.as_str())).collect();
    let (backs, found) =
        join(store::entities::<RecordDocument>(world, Entity::Record, &ways), matching(world, scene, plan, &records))
            .await;
    let (backs, mut found) = (backs?, found?);
    let mut rows: Vec<BackfillRow> = Vec::new();
    let mut before: Option<&Record> = None;
    for (record, back) in records.iter().zip(backs) {
        let linked = back.map(|back| back.document.issue_ids).unwrap_or_default();
        let own = of_record(scene, plan, record, &linked, &found);
        if rows.len() + own.len() > room
            && let Some(before) = before
        {
            after = Some(before.id.to_string());
            break;
        }
        rows.extend(own);
        before = Some(record);
    }
    found.read(world, scene, plan, &rows).await?;
    for row in &mut rows {
        if let Some(issue) = found.issues.get(&row.issue_id) {
            (row.issue_key, row.project_id) = (issue.key.clone(), issue.project_id.clone());
        }
    }
    let named: BTreeSet<&String> = rows.iter().map(|row| &row.issue_id).collect();
    let issues = found.issues.into_values().filter(|issue| named.contains(&issue.id)).collect();
    Ok(Page { rows, issues, after })
}

/// A record, and the text by which it is matched.
struct Record {
    id: RecordId,
    text: Option<String>,
}

struct Read {
    records: Vec<Record>,
    after: Option<String>,
}

async fn read(
    world: &World,
    scene: &Scene,
    plan: &BackfillPlan,
    condition: Option<&Condition>,
    after: Option<&str>,
    field: Option<&FieldPath>,
) -> Result<Read, Failure> {
    let compared = condition.map(|condition| record_paths(condition, &scene.describe)).unwrap_or_default();
    let limit = if condition.is_some() { READ_MAX } else { RECORDS };
    let asked = query(plan, field, &compared, after, limit)?;
    let mut org = scene.org.beside();
    let replies = queries::run(world, &mut org, &[asked]).await?;
    let Some(reply) = replies.first() else { return Err(failure::bug("a query has no answer")) };
    let page = reply.page()?;
    // Salesforce may give fewer at once than it was asked for.
    let is_last = page.next.is_none() && page.records.len() < limit as usize;
    let mut found = Read { records: Vec::new(), after: None };
    let mut last: Option<RecordId> = None;
    for record in &page.records {
        let Some(id) = record.id() else { continue };
        if found.records.len() >= RECORDS as usize {
            found.after = last.map(|id| id.to_string());
            return Ok(found);
        }
        last = Some(id);
        let values = || sorted::map(compared.iter().map(|path| (path.clone(), updating::value(record.get(path)))));
        if condition.is_none_or(|condition| judge_record(condition, &scene.describe, &values()).holds) {
            let text = field.and_then(|field| record.get(field.as_str()).text()).map(str::trim);
            let text = text.filter(|text| !text.is_empty() && text.chars().count() <= VALUE_CHARACTERS);
            found.records.push(Record { id, text: text.map(str::to_owned) });
        }
    }
    found.after = last.filter(|_| !is_last).map(|id| id.to_string());
    Ok(found)
}

fn query(
    plan: &BackfillPlan,
    field: Option<&FieldPath>,
    compared: &[String],
    after: Option<&str>,
    limit: u32,
) -> Result<Query, Failure> {
    let paths: Vec<FieldPath> = compared.iter().filter_map(|path| FieldPath::parse(path).ok()).collect();
    let mut select = Select::from(&queries::name(&plan.object)?).fields(field).fields(&paths);
    if let Some(after) = after {
        let id = RecordId::parse(after).map_err(|_| failure::bug("a record was left off at that has no id"))?;
        select = select.only(Soql::after(id));
    }
    Ok(select.order(&FieldPath::id(), Direction::Ascending).limit(limit).build())
}

/// Issues, and what their fields name.
#[derive(Default)]
struct Found {
    issues: BTreeMap<String, FoundIssue>,
    by_record: BTreeMap<RecordId, Vec<String>>,
    by_text: BTreeMap<String, Vec<String>>,
}

impl Found {
    fn add(&mut self, matching: &BackfillMatching, issue: FoundIssue) {
        if self.issues.contains_key(&issue.id) {
            return;
        }
        match sought(matching, &issue) {
            Some(Key::Id(record)) => self.by_record.entry(record).or_default().push(issue.id.clone()),
            Some(Key::Text(text)) => self.by_text.entry(text.to_lowercase()).or_default().push(issue.id.clone()),
            None => {}
        }
        self.issues.insert(issue.id.clone(), issue);
    }

    /// The issues that match a record.
    fn of(&self, record: &Record) -> Vec<&String> {
        let by_text = record.text.as_ref().and_then(|text| self.by_text.get(&text.to_lowercase()));
        self.by_record.get(&record.id).into_iter().chain(by_text).flatten().collect()
    }

    /// Reads the issues of rows that are linked and were not found; those out of sight stay unknown.
    async fn read(
        &mut self,
        world: &World,
        scene: &Scene,
        plan: &BackfillPlan,
        rows: &[BackfillRow],
    ) -> Result<(), Failure> {
        let unknown: BTreeSet<&String> = rows
            .iter()
            .map(|row| &row.issue_id)
            .filter(|id| !id.is_empty() && !self.issues.contains_key(id.as_str()))
            .collect();
        let unknown: Vec<String> = unknown.into_iter().cloned().collect();
        for issue in sight::issues(world, &unknown, &scene.jira_fields(&plan.matching, false)).await? {
            self.issues.insert(issue.id.clone(), issue);
        }
        Ok(())
    }
}

/// Looks for the issues that may match records.
async fn matching(world: &World, scene: &Scene, plan: &BackfillPlan, records: &[Record]) -> Result<Found, Failure> {
    let mut found = Found::default();
    let Some(jira_field) = jira_of(&plan.matching) else { return Ok(found) };
    let mut texts = BTreeSet::new();
    for record in records {
        texts.extend(record.text.as_ref().filter(|text| has_word(text)).map(|text| text.to_lowercase()));
        if matches!(plan.matching, BackfillMatching::Reference { .. }) {
            let id = record.id.as_str();
            texts.extend([id, id.get(..15).unwrap_or(id)].map(str::to_lowercase));
        }
    }
    let texts: Vec<String> = texts.into_iter().collect();
    let projects = scene.configuration.project_ids();
    let asked: Vec<Jql> = texts
        .chunks(TEXTS)
        .filter_map(|part| Jql::holding(&projects, jira_field, part.iter().map(String::as_str)))
        .collect();
    let fields = scene.jira_fields(&plan.matching, false);
    for part in asked.chunks(ABREAST) {
        for issues in join_all(part.iter().map(|jql| all(world, jql, &fields))).await {
            issues?.into_iter().for_each(|issue| found.add(&plan.matching, issue));
        }
    }
    Ok(found)
}

/// All issues that a query finds.
async fn all(world: &World, jql: &Jql, fields: &[String]) -> Result<Vec<FoundIssue>, Failure> {
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let (mut issues, mut token) = (Vec::new(), None::<String>);
    for _ in 0..PAGES_MAX {
        let asked = jira_request::found_issues(jql, &fields, token.as_deref());
        let reply = site::ask(world, asked).await.map_err(SiteError::into_failure)?;
        let mut page = jira_reply::found_issues(&reply.view()).map_err(|error| error.to_failure())?;
        issues.append(&mut page.issues);
        token = page.next;
        if token.is_none() {
            return Ok(issues);
        }
    }
    let text = "too many work items have the same value: choose a field that tells work items from one another";
    Err(failure::of(FailureCode::Invalid, text))
}

/// A record's rows: one for each issue that matches it, or what it is linked to where none does.
fn of_record(
    scene: &Scene,
    plan: &BackfillPlan,
    record: &Record,
    linked: &[String],
    found: &Found,
) -> Vec<BackfillRow> {
    let mut issues = found.of(record);
    if issues.is_empty() {
        issues = linked.iter().collect();
    }
    if scene.is_exclusive() && issues.len() > 1 && issues.iter().any(|issue| linked.contains(issue)) {
        issues.retain(|issue| linked.contains(issue));
    }
    let is_exclusive = scene.is_exclusive() && !issues.iter().any(|issue| linked.contains(issue));
    let row = |issue: &str, fate: BackfillFate, cause: BackfillCause, text: String| BackfillRow {
        issue_id: issue.to_owned(),
        issue_key: String::new(),
        project_id: String::new(),
        record_id: record.id.to_string(),
        fate,
        cause: Some(cause),
        text,
        done: false,
    };
    if issues.is_empty() {
        let is_empty = record.text.is_none() && matches!(plan.matching, BackfillMatching::Fields { .. });
        let cause = if is_empty { BackfillCause::NoRecordValue } else { BackfillCause::NoIssue };
        return vec![row("", BackfillFate::Unmatched, cause, String::new())];
    }
    if issues.len() > if is_exclusive { 1 } else { ISSUES_OF_RECORD } {
        let keys: Vec<&str> = issues
            .iter()
            .filter_map(|id| Some(found.issues.get(id.as_str())?.key.as_str()))
            .take(ISSUES_OF_RECORD)
            .collect();
        return vec![row("", BackfillFate::Conflict, BackfillCause::SeveralIssues, tally::cut(&keys.join(", ")))];
    }
    issues.into_iter().map(|id| row(id, BackfillFate::Unmatched, BackfillCause::NoIssue, String::new())).collect()
}

//! What is seen of a piece: the issues, what they are linked to, and the records that their fields lead to.

use std::collections::{BTreeMap, BTreeSet};

use weftline_jira::reply as jira_reply;
use weftline_jira::reply::FoundIssue;
use weftline_jira::request::{self as jira_request, ISSUES_MAX};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::soql::{Condition, FieldPath, IDS_PER_QUERY, Query, Select};
use weftline_wire::decode_object;
use weftline_wire::document::{BackfillRow, Base, IssueDocument, RecordDocument};
use weftline_wire::failure::FailureCode;
use weftline_wire::json;
use weftline_wire::view::{BackfillCause, BackfillMatching, BackfillPlan, BackfillSource};

use crate::backfill::fate::{Facts, Match, decide};
use crate::backfill::scene::{Scene, Spot, jira_of};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::link::{base, mapped_paths};
use crate::join::{join, join_all};
use crate::queries;
use crate::shown::Shown;
use crate::site::{self, SiteError};
use crate::sorted;
use crate::store::{self, Entity, key};

/// Characters of values in a query, so that its address stays under Salesforce's 16,384 with everything encoded.
const VALUES_CHARACTERS: usize = 5_000;

/// Records that a query may find: more have no place in a page of it.
const FOUND_MAX: u32 = 2_000;

/// Characters of a value that is looked for: fields that tell records apart have no more.
pub(super) const VALUE_CHARACTERS: usize = 255;

type Bases = BTreeMap<String, Base>;

/// What becomes of a piece's rows, in the order of the issues.
pub(crate) struct Sight {
    pub(crate) rows: Vec<BackfillRow>,
    /// What was observed of the issues and records that are to be linked, by issue.
    pub(crate) bases: BTreeMap<String, Bases>,
    /// Calls of Salesforce that it took.
    pub(crate) calls: u32,
}

/// Reads issues by id; those that are out of sight are left out.
pub(crate) async fn issues(world: &World, ids: &[String], fields: &[String]) -> Result<Vec<FoundIssue>, Failure> {
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let pages = ids.chunks(ISSUES_MAX).map(|part| site::ask(world, jira_request::found_issues_of(part, &fields)));
    let mut found = Vec::with_capacity(ids.len());
    for page in join_all(pages).await {
        let reply = page.map_err(SiteError::into_failure)?;
        found.extend(jira_reply::found_issues(&reply.view()).map_err(|error| error.to_failure())?.issues);
    }
    Ok(found)
}

/// Looks what becomes of issues. Of rows that were found before, those that are out of sight now are rows, too.
pub(crate) async fn look(
    world: &World,
    scene: &mut Scene,
    plan: &BackfillPlan,
    wanted: &[BackfillRow],
    issues: &[FoundIssue],
    with_bases: bool,
    taken: &mut BTreeSet<String>,
) -> Result<Sight, Failure> {
    scene.enter(world, &plan.object, issues.iter().map(|issue| issue.project_id.as_str())).await?;
    let field = scene.field(&plan.matching)?;
    let keys: Vec<Option<Key>> = issues.iter().map(|issue| sought(&plan.matching, issue)).collect();
    let ids: Vec<String> = issues.iter().map(|issue| issue.id.clone()).collect();
    let (documents, found) = join(
        store::entities::<IssueDocument>(world, Entity::Issue, &ids),
        records(world, scene, plan, field.as_ref(), &keys, issues, with_bases),
    )
    .await;
    let (documents, mut found) = (documents?, found?);
    let matches: Vec<Match> = issues.iter().zip(&keys).map(|(_, key)| found.of(&plan.matching, key.as_ref())).collect();
    let ways: Vec<String> = matches
        .iter()
        .filter_map(|found| match found {
            Match::One(id) => Some(key::record(&plan.connection, id)),
            _ => None,
        })
        .collect();
    let mut backs = store::entities::<RecordDocument>(world, Entity::Record, &ways).await?.into_iter();
    let mut facts = BTreeMap::new();
    for ((issue, document), found) in issues.iter().zip(documents).zip(matches) {
        let back = if matches!(found, Match::One(_)) { backs.next().flatten() } else { None };
        let others = back.iter().flat_map(|back| &back.document.issue_ids).filter(|&id| *id != issue.id).count();
        let links = document.map(|document| document.document.links).unwrap_or_default();
        let spot = scene.spots.get(&issue.project_id);
        let linked = links.iter().filter(|link| link.object == plan.object && link.connection == plan.connection);
        facts.insert(
            issue.id.as_str(),
            Facts {
                issue_id: issue.id.clone(),
                issue_key: issue.key.clone(),
                project_id: issue.project_id.clone(),
                is_there: true,
                kept_from: spot.map_or(Some(BackfillCause::NotConfigured), |spot| kept_from(spot, plan, issue)),
                is_mapped: spot.is_some_and(|spot| spot.mapping.is_some()),
                linked: linked.map(|link| link.record_id.clone()).collect(),
                links: links.len(),
                found,
                elsewhere: others > 0,
                about: None,
            },
        );
    }
    let exclusive = scene.is_exclusive();
    let is_from_records = matches!(plan.source, BackfillSource::Records { .. });
    let rows = match wanted {
        [] if is_from_records => Vec::new(),
        [] => issues
            .iter()
            .filter_map(|issue| facts.get(issue.id.as_str()))
            .map(|facts| decide(plan, facts, exclusive, taken))
            .collect(),
        wanted => wanted
            .iter()
            .map(|row| match facts.get(row.issue_id.as_str()) {
                // What no issue was found for stays so.
                _ if row.issue_id.is_empty() => row.clone(),
                Some(facts) if is_from_records => decide(plan, &facts.seen_from(&row.record_id), exclusive, taken),
                None if is_from_records => decide(plan, &gone(row).seen_from(&row.record_id), exclusive, taken),
                Some(facts) => decide(plan, facts, exclusive, taken),
                None => decide(plan, &gone(row), exclusive, taken),
            })
            .collect(),
    };
    let bases = std::mem::take(&mut found.bases);
    Ok(Sight { rows, bases, calls: found.calls })
}

fn gone(row: &BackfillRow) -> Facts {
    Facts {
        issue_id: row.issue_id.clone(),
        issue_key: row.issue_key.clone(),
        project_id: row.project_id.clone(),
        is_there: false,
        kept_from: None,
        is_mapped: false,
        linked: Vec::new(),
        links: 0,
        found: Match::NoValue,
        elsewhere: false,
        about: None,
    }
}

fn kept_from(spot: &Spot, plan: &BackfillPlan, issue: &FoundIssue) -> Option<BackfillCause> {
    let issue_type = Some(issue.issue_type.as_str());
    if spot.place.sync_rests(issue_type) {
        return Some(BackfillCause::NotConfigured);
    }
    if spot.place.connection() != plan.connection {
        return Some(BackfillCause::OtherOrg);
    }
    spot.place.restricted(issue_type).then_some(BackfillCause::Restricted)
}

/// What an issue's field names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Id(RecordId),
    Text(String),
}

/// What an issue's field names; none where it is empty.
pub(super) fn sought(matching: &BackfillMatching, issue: &FoundIssue) -> Option<Key> {
    let field = jira_of(matching)?;
    let (_, json) = issue.values.iter().find(|(id, _)| id == field)?;
    let text = plain(json)?;
    let text = text.trim();
    if text.is_empty() || text.chars().count() > VALUE_CHARACTERS {
        return None;
    }
    match (matching, RecordId::parse(text)) {
        (BackfillMatching::Reference { .. }, Ok(id)) => Some(Key::Id(id)),
        _ => Some(Key::Text(text.to_owned())),
    }
}

/// What a field's value is as text: text, a number, or an option.
fn plain(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b'"' => json::from_str(json).ok(),
        b'{' => json::from_str::<Chosen>(json).ok().and_then(|chosen| chosen.value.or(chosen.name)),
        byte if byte.is_ascii_digit() || *byte == b'-' => Some(json.strip_suffix(".0").unwrap_or(json).to_owned()),
        _ => None,
    }
}

struct Chosen {
    value: Option<String>,
    name: Option<String>,
}

decode_object! { ignore Chosen { value, name } }

/// The records that were found.
#[derive(Default)]
struct Found {
    ids: BTreeSet<String>,
    by_text: BTreeMap<String, Vec<String>>,
    bases: BTreeMap<String, Bases>,
    calls: u32,
}

impl Found {
    fn of(&self, matching: &BackfillMatching, key: Option<&Key>) -> Match {
        match (matching, key) {
            (BackfillMatching::Linked {}, _) => Match::Nothing,
            (_, None) => Match::NoValue,
            (_, Some(Key::Id(id))) => match self.ids.contains(id.as_str()) {
                true => Match::One(id.to_string()),
                false => Match::Nothing,
            },
            (_, Some(Key::Text(text))) => match self.by_text.get(&text.to_lowercase()).map(Vec::as_slice) {
                None | Some([]) => Match::Nothing,
                Some([one]) => Match::One(one.clone()),
                Some(_) => Match::Several,
            },
        }
    }
}

/// Looks for the records that issues name: as many values to a query as it takes, five queries to a call.
async fn records(
    world: &World,
    scene: &Scene,
    plan: &BackfillPlan,
    field: Option<&FieldPath>,
    keys: &[Option<Key>],
    issues: &[FoundIssue],
    with_bases: bool,
) -> Result<Found, Failure> {
    let mut found = Found::default();
    let Some(field) = field else { return Ok(found) };
    let shown = Shown::new(&scene.describe, None);
    let mut paths = vec![field.clone()];
    if with_bases {
        for spot in scene.spots.values() {
            paths.extend(mapped_paths(&shown, spot.mapping.as_ref()));
        }
    }
    let asked = queries_of(&plan.object, &paths, field, keys)?;
    if asked.is_empty() {
        return Ok(found);
    }
    let mut org = scene.org.beside();
    let replies = queries::run(world, &mut org, &asked).await?;
    found.calls =
        u32::try_from(asked.len().div_ceil(weftline_salesforce::request::COMPOSITE_QUERIES_MAX)).unwrap_or(u32::MAX);
    let mut pages = Vec::with_capacity(replies.len());
    for reply in &replies {
        let page = reply.page()?;
        if page.next.is_some() || page.records.len() >= FOUND_MAX as usize {
            let text = "too many records have the same value: choose a field that tells records from one another";
            return Err(failure::of(FailureCode::Invalid, text));
        }
        pages.push(page);
    }
    for record in pages.iter().flat_map(|page| &page.records) {
        let Some(id) = record.id().map(|id| id.to_string()) else { continue };
        if let Some(text) = record.get(field.as_str()).text() {
            let same = found.by_text.entry(text.to_lowercase()).or_default();
            if !same.contains(&id) {
                same.push(id.clone());
            }
        }
        found.ids.insert(id);
    }
    if with_bases {
        let by_id = sorted::map(
            pages.iter().flat_map(|page| &page.records).filter_map(|record| Some((record.id()?.to_string(), record))),
        );
        for (issue, key) in issues.iter().zip(keys) {
            let Match::One(id) = found.of(&plan.matching, key.as_ref()) else { continue };
            let mapping = scene.spots.get(&issue.project_id).and_then(|spot| spot.mapping.as_ref());
            if let (Some(record), Some(mapping)) = (by_id.get(&id), mapping) {
                let values = sorted::map(issue.values.iter().cloned());
                found.bases.insert(issue.id.clone(), base(Some(mapping), record, &values));
            }
        }
    }
    Ok(found)
}

fn queries_of(
    object: &str,
    paths: &[FieldPath],
    field: &FieldPath,
    keys: &[Option<Key>],
) -> Result<Vec<Query>, Failure> {
    let (mut ids, mut texts) = (BTreeSet::new(), BTreeMap::new());
    for key in keys.iter().flatten() {
        match key {
            Key::Id(id) => drop(ids.insert(*id)),
            Key::Text(text) => drop(texts.entry(text.to_lowercase()).or_insert_with(|| text.clone())),
        }
    }
    let name = queries::name(object)?;
    let mut conditions = Vec::new();
    let ids: Vec<RecordId> = ids.into_iter().collect();
    conditions.extend(ids.chunks(IDS_PER_QUERY).map(Condition::id_in));
    let (mut part, mut characters) = (Vec::new(), 0);
    for text in texts.into_values() {
        // In an address a character may take nine.
        characters += text.len() * if text.is_ascii() { 1 } else { 3 } + 4;
        part.push(text);
        if characters > VALUES_CHARACTERS || part.len() == IDS_PER_QUERY {
            conditions.push(Condition::one_of(field, &part));
            (part, characters) = (Vec::new(), 0);
        }
    }
    if !part.is_empty() {
        conditions.push(Condition::one_of(field, &part));
    }
    let select = |condition| Select::from(&name).fields(paths).only(condition).limit(FOUND_MAX).build();
    Ok(conditions.into_iter().map(select).collect())
}

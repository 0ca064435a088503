//! Begins a job: checks all rows.

use weftline_mapping::{dependents, is_required};
use weftline_plan::has_assignment_rules;
use weftline_wire::call::BulkCheckCall;
use weftline_wire::document::{BulkEnding, BulkFile, BulkFill, BulkJob, BulkPlace, IssueDocument};
use weftline_wire::failure::{FailureCode, Problem};
use weftline_wire::job::{Caller, Job};
use weftline_wire::salesforce::{FieldDescribe, ObjectDescribe};
use weftline_wire::view::{BulkJobView, BulkPhase};

use crate::bulk::proposal::Proposal;
use crate::bulk::recipe::Recipe;
use crate::bulk::table::{self, Line};
use crate::bulk::{gates, jobs, seen, source};
use crate::creations;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::bulk::job;
use crate::ground::Ground;
use crate::join::join;
use crate::links;
use crate::sorted;
use crate::store::{self, Committed, Entity, Transaction};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// Mistakes that a refusal names.
const TOLD_MAX: usize = 5;

/// Begins a job: all rows are checked, nothing is created yet (BLK-7). Sent twice, it begins one job.
pub(crate) async fn check(world: &World, caller: &Caller, call: &BulkCheckCall) -> Result<BulkJobView, Failure> {
    let (ground, stored) = gates::read(world, caller, &call.job_id).await?;
    if let Some(stored) = stored {
        gates::open(world, &ground).await?;
        if jobs::is_at_work(stored.document.phase) {
            ring(world, &call.job_id).await?;
        }
        return Ok(job::view(world, &call.job_id, &stored.document, Vec::new(), true));
    }
    let proposal = Proposal::read(world, caller, &ground, &call.attachment_id).await?;
    if proposal.head.fingerprint != call.fingerprint {
        return Err(source::changed());
    }
    let mut feed = proposal.head.feed(&call.dialect)?;
    feed.next_row();
    let header = proposal.head.header(&feed)?;
    let (zone, earlier) = join(proposal.zone(world), seen::job_of(world, &call.fingerprint)).await;
    if let Some(earlier) = earlier?.filter(|_| !call.again) {
        return Err(seen::refusal(world, &call.fingerprint, &ground.issue.id, &earlier).await?);
    }
    let lines = proposal.lines(&header);
    let fills = fills(&proposal, &lines, call, header.width)?;
    let key_field = creations::key_field(&proposal.gathered.object);
    let recipe = recipe(&proposal.gathered.object, &fills, header.names, zone?);
    let key = key_field.map(|field| (field, call.job_id.as_str()));
    recipe.converter(key).map_err(|problems| impossible(&problems))?;
    let begun = begun(world, caller, &ground, call, &proposal, header.width);
    recipe.save(world, &call.job_id).await?;
    begin(world, call, begun).await
}

/// What fills each field, by what was chosen. What people may not change is as it was proposed.
fn fills(
    proposal: &Proposal,
    lines: &[Line],
    call: &BulkCheckCall,
    width: u32,
) -> Result<Vec<(String, BulkFill)>, Failure> {
    for (at, choice) in call.fields.iter().enumerate() {
        let refused = |why: &str| {
            let text = format!("the field `{}` {why}", choice.field);
            Err(failure::with(failure::of(FailureCode::Invalid, text), "field", choice.field.clone()))
        };
        if !lines.iter().any(|line| line.field.field == choice.field) {
            return refused("cannot be filled from a file");
        }
        if call.fields.iter().take(at).any(|before| before.field == choice.field) {
            return refused("is filled twice");
        }
    }
    let mut fills = Vec::new();
    for line in lines {
        let chosen = call.fields.iter().find(|choice| choice.field == line.field.field).map(|choice| &choice.source);
        let Some(chosen) = chosen.or_else(|| line.field.read_only.then_some(&line.field.source)) else { continue };
        let fill = table::fill(line, chosen, width, proposal.settings.bulk_defaults)?;
        fills.push((line.field.field.clone(), fill));
    }
    Ok(fills)
}

/// What the rows become: the fields that are filled, and those that they are checked against.
fn recipe(
    object: &ObjectDescribe,
    filled: &[(String, BulkFill)],
    header: Vec<String>,
    zone: Vec<weftline_wire::zone::ZoneOffset>,
) -> Recipe {
    let fill_of = |name: &str| {
        let fill = filled.iter().find(|(field, _)| field == name).map(|(_, fill)| fill.clone());
        fill.filter(|fill| *fill != BulkFill::Nothing {})
    };
    let controls = |name: &str| {
        filled.iter().any(|(field, _)| dependents(object, field).is_some_and(|(controller, _)| controller == name))
    };
    let (mut fields, mut fills): (Vec<FieldDescribe>, Vec<BulkFill>) = Default::default();
    for field in &object.fields {
        let fill = fill_of(&field.name);
        if fill.is_some() || is_required(field) || controls(&field.name) {
            fields.push(field.clone());
            fills.push(fill.unwrap_or(BulkFill::Nothing {}));
        }
    }
    Recipe { object: ObjectDescribe { fields, ..object.clone() }, fills, header, zone }
}

/// Why what was chosen cannot be: by field, and in words.
fn impossible(problems: &[Problem]) -> Failure {
    let texts: Vec<&str> = problems.iter().take(TOLD_MAX).map(|problem| problem.text.as_str()).collect();
    let mut failure = failure::of(FailureCode::Invalid, texts.join("; "));
    failure.values = sorted::map(
        problems
            .iter()
            .filter_map(|problem| Some((["problem.", problem.field.as_ref()?].concat(), problem.text.clone()))),
    );
    match problems.first().and_then(|problem| problem.field.clone()) {
        Some(field) => failure::with(failure, "field", field),
        None => failure,
    }
}

fn begun(
    world: &World,
    caller: &Caller,
    ground: &Ground<'_>,
    call: &BulkCheckCall,
    proposal: &Proposal,
    width: u32,
) -> BulkJob {
    let file = &proposal.head.file;
    let preset = proposal.gathered.mapping.assignment_rules;
    BulkJob {
        cloud_id: caller.cloud_id.clone(),
        site_url: caller.site_url.clone(),
        issue_id: ground.issue.id.clone(),
        issue_key: ground.issue.key.clone(),
        project_id: ground.project.id.clone(),
        author: caller.account_id.clone(),
        connection: proposal.org.id.clone(),
        key_field: creations::key_field(&proposal.gathered.object).map(str::to_owned),
        assignment_rules: has_assignment_rules(gates::OBJECT).then(|| call.assignment_rules.unwrap_or(preset)),
        assignment_rule: None,
        finishing: BulkEnding::Success,
        attached_before: None,
        sending: None,
        sourceless: false,
        skips: false,
        links: proposal.settings.bulk_links,
        comment: proposal.settings.bulk_comment,
        file: BulkFile {
            attachment_id: file.id.clone(),
            name: file.name.clone(),
            bytes: file.bytes,
            fingerprint: call.fingerprint.clone(),
            dialect: call.dialect.clone(),
            width,
        },
        again: call.again,
        phase: BulkPhase::Checking,
        place: BulkPlace::default(),
        rows: 0,
        good: 0,
        bad: 0,
        problems: 0,
        way: None,
        created: 0,
        refused: 0,
        piece: None,
        claim: None,
        causes: Vec::new(),
        files: Vec::new(),
        linked: 0,
        cancel: false,
        ending: BulkPhase::Done,
        began_ms: world.now_ms(),
        creating_ms: None,
        moved_ms: world.now_ms(),
        failure: None,
        retry_at_ms: None,
        failures: 0,
    }
}

/// Stores the job, enters it into the ledger and into its issue's document, and rings for it. An issue has one job at a
/// time.
async fn begin(world: &World, call: &BulkCheckCall, begun: BulkJob) -> Result<BulkJobView, Failure> {
    let shown = |job: &BulkJob| job::view(world, &call.job_id, job, Vec::new(), true);
    for _ in 0..ATTEMPTS_MAX {
        let (issue, mine) = join(links::read_issue(world, &begun.issue_id), jobs::read(world, &call.job_id)).await;
        let issue = issue?;
        if let Some(mine) = mine? {
            return Ok(shown(&mine.document));
        }
        if let Some(brief) = issue.as_ref().and_then(|issue| issue.document.bulk.as_ref())
            && let Some(other) = jobs::read(world, &brief.job_id).await?
            && !jobs::is_over(other.document.phase)
        {
            let text =
                format!("`{}` is being worked on: wait until it is over, or cancel it", other.document.file.name);
            let failure = failure::with(failure::of(FailureCode::Invalid, text), "job", brief.job_id.clone());
            return Err(failure);
        }
        let mut document = issue.as_ref().map_or_else(IssueDocument::default, |issue| issue.document.clone());
        document.bulk = Some(jobs::brief(&call.job_id, &begun));
        let mut transaction = Transaction::default();
        jobs::write(&mut transaction, world, &call.job_id, 0, &begun);
        transaction.put(Entity::Issue, &begun.issue_id, issue.as_ref(), &document)?;
        if transaction.commit(world).await? == Committed::Yes {
            ring(world, &call.job_id).await?;
            return Ok(shown(&begun));
        }
    }
    Err(failure::of(FailureCode::Conflict, "this issue is being changed at the same time; try again"))
}

async fn ring(world: &World, job_id: &str) -> Result<(), Failure> {
    store::push(world, Job::Bulk { job_id: job_id.to_owned() }, 0).await
}

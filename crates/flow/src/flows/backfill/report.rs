//! Gives a backfill's report, as CSV.

use weftline_bulk::{Delimiter, Formulas, LineEnd, Writer};
use weftline_wire::call::BackfillReportCall;
use weftline_wire::document::BackfillRow;
use weftline_wire::view::{BackfillCause, BackfillFate, BackfillReportView};

use super::steer::unknown;
use crate::backfill::jobs;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::{join, join_all};

/// Pieces of a part: about 300 KB.
const PIECES: u32 = 8;

const HEADER: [&str; 7] = ["Work item", "Work item id", "Record id", "State", "Result", "Reason", "Details"];

/// Gives a part of a job's report: of each row what the run did, or what the dry run would have done.
pub(crate) async fn report(world: &World, call: &BackfillReportCall) -> Result<BackfillReportView, Failure> {
    let (admin, job) = join(gate::admin(world), jobs::read(world, &call.job_id)).await;
    admin?;
    let job = job?.ok_or_else(unknown)?.document;
    let from = call.after.unwrap_or(0).min(job.pieces);
    let to = (from + PIECES).min(job.pieces);
    let mut writer = Writer::new(Delimiter::COMMA, LineEnd::CrLf, Formulas::Neutralise);
    if from == 0 {
        writer.row(HEADER);
    }
    for rows in join_all((from..to).map(|number| jobs::rows(world, &call.job_id, number))).await {
        for row in rows?.unwrap_or_default().list {
            write(&mut writer, &row);
        }
    }
    let csv = String::from_utf8(writer.finish()).map_err(|_| failure::bug("CSV was written that is not UTF-8"))?;
    Ok(BackfillReportView { csv, after: (to < job.pieces).then_some(to) })
}

fn write(writer: &mut Writer, row: &BackfillRow) {
    let state = if row.done { "done" } else { "planned" };
    let reason = row.cause.map(reason_words).unwrap_or_default();
    writer.row([&*row.issue_key, &row.issue_id, &row.record_id, state, fate_words(row.fate), reason, &row.text]);
}

fn fate_words(fate: BackfillFate) -> &'static str {
    match fate {
        BackfillFate::Link => "linked",
        BackfillFate::Create => "created",
        BackfillFate::Update => "brought in step",
        BackfillFate::Already => "linked before",
        BackfillFate::Unmatched => "no match",
        BackfillFate::Conflict => "conflict",
        BackfillFate::Cannot => "not possible",
    }
}

fn reason_words(cause: BackfillCause) -> &'static str {
    match cause {
        BackfillCause::NoValue => "the Jira field is empty",
        BackfillCause::NotFound => "there is no such record",
        BackfillCause::Several => "several records match",
        BackfillCause::NoIssue => "no work item matches",
        BackfillCause::SeveralIssues => "several work items match",
        BackfillCause::NoRecordValue => "the Salesforce field is empty",
        BackfillCause::Elsewhere => "the record belongs to another work item",
        BackfillCause::OtherRecord => "the work item is linked to another record",
        BackfillCause::NotConfigured => "the project or work type is not configured",
        BackfillCause::OtherOrg => "the project belongs to another org",
        BackfillCause::Restricted => "nothing is linked on this work type",
        BackfillCause::NotMapped => "the project has no mapping for this object",
        BackfillCause::Full => "the work item has as many links as it can have",
        BackfillCause::Gone => "the work item is gone, or out of sight",
        BackfillCause::Refused => "it was refused",
        BackfillCause::Failed => {
            "it failed again and again, while others went well; begin another backfill to try it once more"
        }
        BackfillCause::Unclear => "nobody knows whether the record was created; look in Salesforce",
    }
}

//! Gives all problems of a job, as CSV: its rows are checked again, as far as a call's time goes.

use weftline_bulk::{CellProblem, Delimiter, Feed, Formulas, LineEnd, Place, Writer};
use weftline_wire::call::BulkProblemsCall;
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::BulkProblemsView;

use crate::bulk::recipe::Recipe;
use crate::bulk::source::{RANGE_BYTES, Source};
use crate::bulk::{dialects, gates};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::ground::Ground;
use crate::join::join;

/// A part is not made longer than this, but for the problems of its last row.
const PART_BYTES: usize = 900_000;

/// With less time left no range is read any more.
const RANGE_MS: u32 = 10_000;

const HEADER: [&str; 5] = ["Row", "Line", "Column", "Name", "Problem"];

/// Gives a part of all problems of a job, as CSV (BLK-7).
pub(crate) async fn problems(
    world: &World,
    caller: &Caller,
    call: &BulkProblemsCall,
) -> Result<BulkProblemsView, Failure> {
    let (ground, job): (Ground<'_>, _) = gates::read(world, caller, &call.job_id).await?;
    let (allowed, recipe) = join(gates::look(world, &ground), Recipe::read(world, &call.job_id)).await;
    allowed?;
    let job = job.ok_or_else(gates::unknown)?.document;
    let recipe = recipe?;
    let converter = recipe.converter_of(&call.job_id, &job)?;
    let from = match &call.after {
        Some(after) => read_place(after)?,
        None => Place { offset: 0, line: 1, row: 0 },
    };
    let mut writer = Writer::new(Delimiter::COMMA, LineEnd::CrLf, Formulas::Neutralise);
    if call.after.is_none() {
        writer.row(HEADER);
    }
    let source = Source { attachment_id: &job.file.attachment_id, bytes: job.file.bytes, principal: Principal::User };
    let mut feed = Feed::at(dialects::read_as(&job.file.dialect)?, from, job.file.width);
    let (mut next, mut written) = (from.offset, 0);
    while next < job.file.bytes && world.remaining_ms() > RANGE_MS {
        let range = source.read(world, next, RANGE_BYTES).await?;
        next += range.len() as u64;
        feed.push_owned(range);
        if next >= job.file.bytes {
            feed.end();
        }
        while written < PART_BYTES
            && let Some(row) = feed.next_row()
        {
            converter.check(&row, &mut |problem| {
                written += problem.text.len() + problem.name.len() + 30;
                write(&mut writer, &problem);
            });
        }
        if written >= PART_BYTES {
            return part(writer, Some(feed.place()), job.file.bytes);
        }
    }
    let is_over = next >= job.file.bytes;
    part(writer, (!is_over).then(|| feed.place()), job.file.bytes)
}

fn write(writer: &mut Writer, problem: &CellProblem) {
    let [row, line, column] = [problem.row, problem.line, problem.column].map(|number| number.to_string());
    writer.row([&row, &line, &column, problem.name.as_str(), problem.text.as_str()]);
}

fn part(writer: Writer, after: Option<Place>, bytes: u64) -> Result<BulkProblemsView, Failure> {
    let csv = String::from_utf8(writer.finish()).map_err(|_| failure::bug("CSV was written that is not UTF-8"))?;
    let after = after.filter(|place| place.offset < bytes);
    Ok(BulkProblemsView { csv, after: after.map(|place| format!("{}-{}-{}", place.offset, place.line, place.row)) })
}

/// Reads a place as it was given with the part before.
fn read_place(text: &str) -> Result<Place, Failure> {
    let mut parts = text.split('-').map(str::parse::<u64>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(offset)), Some(Ok(line)), Some(Ok(row)), None) => {
            let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
            Ok(Place { offset, line: number(line), row: number(row) })
        }
        _ => Err(failure::of(FailureCode::Invalid, "the list of problems has no such part")),
    }
}

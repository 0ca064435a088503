//! Records like the one that is being typed (CRT-3).

mod likeness;

use weftline_salesforce::reply::{self, Record};
use weftline_salesforce::request;
use weftline_salesforce::soql::{Direction, Query, Select};
use weftline_wire::call::PotentialResultsCall;
use weftline_wire::job::Caller;
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{PotentialResultsView, RecordRow};

use self::likeness::Sought;
use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::flows::search::newest_first;
use crate::gate;
use crate::ground::{self, Ground};
use crate::join::join;
use crate::links;
use crate::queries;
use crate::shown::Shown;
use crate::sorted;

/// Records shown at most.
const SHOWN_MAX: usize = 10;

/// Records that Salesforce is asked for: the likest of them are shown.
const ASKED_MAX: u32 = 50;

/// Looks for records that have the same in the fields that the mapping marks for it. One Salesforce call, none when
/// nothing was typed there: words by the search index, which takes addresses, numbers and keys of text along; without
/// words, and where the index has not got the object, by a query.
pub(crate) async fn potential(
    world: &World,
    caller: &Caller,
    call: &PotentialResultsCall,
) -> Result<PotentialResultsView, Failure> {
    describes::current(world, &call.object, || potential_once(world, caller, call)).await
}

async fn potential_once(
    world: &World,
    caller: &Caller,
    call: &PotentialResultsCall,
) -> Result<PotentialResultsView, Failure> {
    let ground = Ground::read(world, caller).await?;
    let (opened, selection) =
        join(ground.open_to_create(world, &call.object), ground.configuration.selection(world, &call.object)).await;
    let ((settings, mut org, stored, mapping), selection) = (opened?, selection?);
    gate::switched_on(settings.show_potential_results, "potential results")?;

    let mut marked = mapping.fields.iter().filter(|field| field.potential_results);
    if !marked.any(|field| call.values.get(&field.field).is_some_and(likeness::is_typed)) {
        return Ok(PotentialResultsView { columns: Vec::new(), records: Vec::new(), more: false });
    }
    let describe = ground::described(world, &mut org, &call.object, stored).await?;
    let sought = Sought::of(&mapping, &describe, &call.values);
    let redirect = ground::redirect(&org, &settings);
    let shown = Shown::new(&describe, redirect.as_ref());
    let columns = shown.columns(&selection.search);
    let mut paths = shown.query_paths(selection.search.iter().map(String::as_str));
    paths.extend(sought.paths().cloned());

    let object = queries::name(&call.object)?;
    let likeness = if describe.searchable && sought.has_words() { sought.likeness() } else { Default::default() };
    let found = if likeness.is_empty() {
        let Some(condition) = sought.condition() else {
            return Ok(PotentialResultsView { columns, records: Vec::new(), more: false });
        };
        let query = query(&describe, Select::from(&object).fields(&paths).only(condition));
        org.read(world, |session, timeout_ms| request::query(session, &query, timeout_ms)).await?
    } else {
        org.read(world, |session, timeout_ms| {
            request::search_likeness(session, &object, &likeness, &paths, ASKED_MAX, timeout_ms)
        })
        .await?
    };
    let records = match likeness.is_empty() {
        true => reply::query_page(&found.view()).map(|page| page.records),
        false => reply::search_results(&found.view()),
    };
    let likest = likest(&sought, records.map_err(|error| error.to_failure())?);
    let more = likest.len() > SHOWN_MAX;
    let rows = likest.iter().take(SHOWN_MAX).filter_map(|record| {
        let id = record.id()?.to_string();
        Some(shown.row(&id, record, &columns, ground.is_linked(&id), world.now_ms()))
    });
    let mut records: Vec<RecordRow> = rows.collect();
    links::tell_elsewhere(world, &org.id, &ground.issue.id, &mut records).await?;
    Ok(PotentialResultsView { columns, records, more })
}

fn query(describe: &ObjectDescribe, select: Select) -> Query {
    let select = match newest_first(describe) {
        Some(path) => select.order(&path, Direction::Descending),
        None => select,
    };
    select.limit(ASKED_MAX).build()
}

/// Those that are alike at all, the likest first; equals in Salesforce's order.
fn likest<'a>(sought: &Sought<'_>, records: Vec<Record<'a>>) -> Vec<Record<'a>> {
    let mut alike = Vec::new();
    let mut places = Vec::new();
    for record in records {
        let score = sought.score(&record);
        if score > 0 {
            places.push(format!("{:07}", 9_999_999_u32.saturating_sub(score)));
            alike.push(record);
        }
    }
    sorted::by(alike, places)
}

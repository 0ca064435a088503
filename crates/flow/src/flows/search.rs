//! Searches records to link.

use weftline_salesforce::soql::{Direction, FieldPath, Searched, Select, keywords_condition};
use weftline_salesforce::{reply, request};
use weftline_wire::call::SearchCall;
use weftline_wire::configuration::FieldSelection;
use weftline_wire::job::Caller;
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{RecordRow, SearchView};

use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::ground::{self, Ground};
use crate::join::join;
use crate::links;
use crate::place::Intent;
use crate::queries;
use crate::shown::Shown;

/// Records shown at most.
const SHOWN_MAX: usize = 25;

/// Searches the configured fields; without keywords the newest records come.
pub(crate) async fn search(world: &World, caller: &Caller, call: &SearchCall) -> Result<SearchView, Failure> {
    describes::current(world, &call.object, || search_once(world, caller, call)).await
}

async fn search_once(world: &World, caller: &Caller, call: &SearchCall) -> Result<SearchView, Failure> {
    let ground = Ground::read(world, caller).await?;
    gate::may_edit(ground.rights)?;
    ground::configured(&ground.configuration, &call.object)?;
    let configuration = &ground.configuration;
    let (opened, selection) =
        join(ground.open(world, Intent::Change, &call.object), configuration.selection(world, &call.object)).await;
    let ((settings, mut org, stored), selection) = (opened?, selection?);
    gate::switched_on(settings.allow_linking, "linking")?;
    let describe = ground::described(world, &mut org, &call.object, stored).await?;
    let redirect = ground::redirect(&org, &settings);
    let shown = Shown::new(&describe, redirect.as_ref());

    let object = queries::name(&call.object)?;
    let paths = shown.query_paths(selection.search.iter().map(String::as_str));
    let searched = searched(&describe, &selection);
    let mut select = Select::from(&object).fields(&paths).limit(SHOWN_MAX as u32 + 1);
    if !call.keywords.trim().is_empty() {
        select = select.only(keywords_condition(&call.keywords, &searched).map_err(|error| error.to_failure())?);
    }
    if let Some(path) = newest_first(&describe) {
        select = select.order(&path, Direction::Descending);
    }
    let query = select.build();
    let reply = org.read(world, |session, timeout_ms| request::query(session, &query, timeout_ms)).await?;
    let page = reply::query_page(&reply.view()).map_err(|error| error.to_failure())?;
    let columns = shown.columns(&selection.search);
    let rows = page.records.iter().take(SHOWN_MAX).filter_map(|record| {
        let id = record.id()?.to_string();
        Some(shown.row(&id, record, &columns, ground.is_linked(&id), world.now_ms()))
    });
    let mut records: Vec<RecordRow> = rows.collect();
    links::tell_elsewhere(world, &org.id, &ground.issue.id, &mut records).await?;
    Ok(SearchView { records, more: page.records.len() > SHOWN_MAX, columns })
}

/// Where the search looks: the configured fields that SOQL can look into, names of parents among them.
fn searched(describe: &ObjectDescribe, selection: &FieldSelection) -> Vec<Searched> {
    let own = |path: &str| describe.fields.iter().find(|field| field.name.eq_ignore_ascii_case(path));
    let fields = selection.search.iter().filter_map(|path| {
        if path.contains('.') {
            return FieldPath::parse(path).ok().map(|path| Searched::parent_text(&path));
        }
        own(path).and_then(Searched::field)
    });
    fields.collect()
}

/// What records are sorted by, so that those that changed last come first.
pub(crate) fn newest_first(describe: &ObjectDescribe) -> Option<FieldPath> {
    let sortable = |name: &str| describe.fields.iter().any(|field| field.name == name && field.sortable);
    ["LastModifiedDate", "CreatedDate"]
        .into_iter()
        .find(|name| sortable(name))
        .and_then(|name| FieldPath::parse(name).ok())
}

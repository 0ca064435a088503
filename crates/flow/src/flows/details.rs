//! A linked record's details.

use weftline_salesforce::id::RecordId;
use weftline_salesforce::soql::select_by_ids;
use weftline_salesforce::{reply, request};
use weftline_wire::call::DetailsCall;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::{DetailField, DetailsView};

use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::ground::{self, Ground};
use crate::join::join;
use crate::queries;
use crate::shown::Shown;

/// Opens a record's details. Only of records that are linked to the issue: the integration user sees more than the
/// people in front of the page should.
pub(crate) async fn details(world: &World, caller: &Caller, call: &DetailsCall) -> Result<DetailsView, Failure> {
    describes::current(world, "", || details_once(world, caller, call)).await
}

async fn details_once(world: &World, caller: &Caller, call: &DetailsCall) -> Result<DetailsView, Failure> {
    let id = RecordId::parse(&call.record_id).map_err(|error| failure::of(FailureCode::Invalid, error.to_string()))?;
    let ground = Ground::read(world, caller).await?;
    let link = ground.links.links.iter().find(|link| link.record_id == id.as_str()).cloned();
    let link = link.ok_or_else(|| not_there("this record is not linked to this issue"))?;
    let configuration = &ground.configuration;
    let (opened, selection) =
        join(ground.open_linked(world, &link), configuration.selection(world, &link.object)).await;
    let ((settings, mut org, stored), selection) = (opened?, selection?);
    let describe = ground::described(world, &mut org, &link.object, stored).await?;
    let redirect = ground::redirect(&org, &settings);
    let shown = Shown::new(&describe, redirect.as_ref());

    let paths = shown.query_paths(selection.details.iter().map(String::as_str));
    let query = select_by_ids(&queries::name(&link.object)?, &paths, &[id]).into_iter().next();
    let query = query.ok_or_else(|| failure::bug("there is no query for one record"))?;
    let found = org.read(world, |session, timeout_ms| request::query(session, &query, timeout_ms)).await;
    let found = found.map_err(|failure| failure::with(failure, "object", link.object.as_str()))?;
    let page = reply::query_page(&found.view()).map_err(|error| error.to_failure())?;
    let record = page.records.first().ok_or_else(|| {
        not_there("Salesforce does not show this record: it was deleted, or the integration user may not see it")
    })?;
    let fields = selection
        .details
        .iter()
        .filter_map(|path| Some(DetailField { column: shown.column(path)?, cell: shown.cell(path, record) }));
    Ok(DetailsView {
        id: id.to_string(),
        name: shown.name(id.as_str(), record),
        object: describe.name.clone(),
        label: describe.label.clone(),
        url: shown.url(id.as_str()),
        fields: fields.collect(),
        comments: None,
        feed: None,
        emails: None,
        at_ms: world.now_ms(),
    })
}

fn not_there(text: &str) -> Failure {
    failure::of(FailureCode::RecordNotFound, text)
}

//! A linked record's details.

use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::Record;
use weftline_salesforce::request::feed_of;
use weftline_salesforce::soql::{Condition, FieldPath, Literal, Query, count, select_by_ids};
use weftline_wire::call::DetailsCall;
use weftline_wire::configuration::Settings;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{Cell, DetailField, DetailsView, TabHead, TabMissing};

use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::ground;
use crate::join::join;
use crate::mails;
use crate::opened::{self, Linked};
use crate::pictures::field_html;
use crate::queries::{self, QueryReply};
use crate::shown::Shown;

/// Opens a record's details. Only of records that are linked to the issue.
pub(crate) async fn details(world: &World, caller: &Caller, call: &DetailsCall) -> Result<DetailsView, Failure> {
    describes::current(world, "", || details_once(world, caller, call)).await
}

async fn details_once(world: &World, caller: &Caller, call: &DetailsCall) -> Result<DetailsView, Failure> {
    let Linked { ground, link, id } = opened::find(world, caller, &call.record_id).await?;
    let configuration = &ground.configuration;
    let (opened, selection) =
        join(ground.open_linked(world, &link), configuration.selection(world, &link.object)).await;
    let ((settings, mut org, stored), selection) = (opened?, selection?);
    let describe = ground::described(world, &mut org, &link.object, stored).await?;
    let redirect = ground::redirect(&org, &settings);
    let shown = Shown::new(&describe, redirect.as_ref());

    let paths = shown.query_paths(selection.details.iter().map(String::as_str));
    let mut asked = select_by_ids(&queries::name(&link.object)?, &paths, &[id]);
    let tabs = tabs(&settings, &describe, id)?;
    asked.extend(tabs.iter().flatten().filter_map(|tab| tab.count.clone()));
    let replies = queries::run(world, &mut org, &asked).await;
    let replies = replies.map_err(|failure| failure::with(failure, "object", link.object.as_str()))?;
    let mut replies = replies.iter();
    let found = replies.next().ok_or_else(|| failure::bug("a query has no answer"))?.page();
    let page = found.map_err(|failure| failure::with(failure, "object", link.object.as_str()))?;
    let record = page.records.first().ok_or_else(not_there)?;
    let [comments, feed, emails] = tabs.map(|tab| tab.map(|tab| head(tab, &mut replies)));
    let fields = selection.details.iter().filter_map(|path| {
        let cell = cell(&shown, path, record, settings.show_images);
        Some(DetailField { column: shown.column(path)?, cell })
    });
    Ok(DetailsView {
        id: id.to_string(),
        name: shown.name(id.as_str(), record),
        object: describe.name.clone(),
        label: describe.label.clone(),
        url: shown.url(id.as_str()),
        fields: fields.collect(),
        comments,
        feed,
        emails,
        at_ms: world.now_ms(),
    })
}

/// A field's value; rich text with its formatting and images, which other views leave out.
fn cell(shown: &Shown<'_>, path: &str, record: &Record<'_>, images: bool) -> Cell {
    let field = shown.object.fields.iter().find(|field| field.html_formatted && field.name.eq_ignore_ascii_case(path));
    let html = field.and_then(|field| Some((record.get(&field.name).text()?, &field.name)));
    match html {
        Some((html, field)) => {
            let (html, images) = field_html(html, field, images);
            Cell::RichText { html, images }
        }
        None => shown.cell(path, record),
    }
}

/// A tab of the dialog.
struct Tab {
    /// Why it has nothing to show when the org does not have what it shows.
    absent: TabMissing,
    /// Counts its entries; none where there is nothing to count.
    count: Option<Query>,
}

/// The tabs that are switched on and that records of the object have: comments, feed, e-mails.
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_feed.htm>
fn tabs(settings: &Settings, describe: &ObjectDescribe, id: RecordId) -> Result<[Option<Tab>; 3], Failure> {
    let parent = Condition::equals(&FieldPath::from(queries::name("ParentId")?), &Literal::Id(id));
    let object = describe.name.as_str();
    let feed = feed_of(&queries::name(object)?);
    let tab = |switched_on: bool, absent, source: &str, only: Option<&Condition>| {
        let count = only.map(|only| queries::name(source).map(|source| count(&source, only))).transpose()?;
        Ok::<_, Failure>(switched_on.then_some(Tab { absent, count }))
    };
    let mails = mails::of(object, id);
    Ok([
        tab(settings.show_comments && object == "Case", TabMissing::NoAccess, "CaseComment", Some(&parent))?,
        tab(settings.show_feed, TabMissing::FeedsOff, feed.as_str(), describe.feed_enabled.then_some(&parent))?,
        tab(settings.show_emails && mails.is_some(), TabMissing::EmailOff, mails::OBJECT, mails.as_ref())?,
    ])
}

/// What a tab says of itself. A count that cannot be read stays unknown, or says why there is nothing.
fn head<'r>(tab: Tab, replies: &mut impl Iterator<Item = &'r QueryReply>) -> TabHead {
    let reply = tab.count.and_then(|_| replies.next());
    match reply.map(QueryReply::page) {
        None => TabHead { count: None, missing: Some(tab.absent) },
        Some(Ok(page)) => TabHead { count: Some(page.total_size), missing: None },
        Some(Err(failure)) => TabHead { count: None, missing: opened::missing(&failure, tab.absent) },
    }
}

fn not_there() -> Failure {
    let text = "Salesforce does not show this record: it was deleted, or the integration user may not see it";
    failure::of(FailureCode::RecordNotFound, text)
}

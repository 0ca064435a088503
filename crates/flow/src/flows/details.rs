//! A linked record's details.

use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::Record;
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
use crate::queries::{self, QueryReply};
use crate::shown::Shown;
use crate::tabs::{Linked, Tab};

/// Opens a record's details. Only of records that are linked to the issue.
pub(crate) async fn details(world: &World, caller: &Caller, call: &DetailsCall) -> Result<DetailsView, Failure> {
    describes::current(world, "", || details_once(world, caller, call)).await
}

async fn details_once(world: &World, caller: &Caller, call: &DetailsCall) -> Result<DetailsView, Failure> {
    let Linked { ground, link, id } = Linked::read(world, caller, &call.record_id).await?;
    let configuration = &ground.configuration;
    let (opened, selection) =
        join(ground.open_linked(world, &link), configuration.selection(world, &link.object)).await;
    let ((settings, mut org, stored), selection) = (opened?, selection?);
    let describe = ground::described(world, &mut org, &link.object, stored).await?;
    let redirect = ground::redirect(&org, &settings);
    let shown = Shown::new(&describe, redirect.as_ref());

    let paths = shown.query_paths(selection.details.iter().map(String::as_str));
    let mut asked = select_by_ids(&queries::name(&link.object)?, &paths, &[id]);
    let mut heads = Heads::default();
    for tab in [Tab::Comments, Tab::Feed, Tab::Emails] {
        heads.ask(tab, &settings, &describe, &id, &mut asked)?;
    }
    let replies = queries::run(world, &mut org, &asked).await;
    let replies = replies.map_err(|failure| failure::with(failure, "object", link.object.as_str()))?;
    let mut replies = replies.iter();
    let found = replies.next().ok_or_else(|| failure::bug("a query has no answer"))?.page();
    let page = found.map_err(|failure| failure::with(failure, "object", link.object.as_str()))?;
    let record = page.records.first().ok_or_else(not_there)?;
    heads.read(replies);
    let fields = selection
        .details
        .iter()
        .filter_map(|path| Some(DetailField { column: shown.column(path)?, cell: cell(&shown, path, record) }));
    Ok(DetailsView {
        id: id.to_string(),
        name: shown.name(id.as_str(), record),
        object: describe.name.clone(),
        label: describe.label.clone(),
        url: shown.url(id.as_str()),
        fields: fields.collect(),
        comments: heads.comments,
        feed: heads.feed,
        emails: heads.emails,
        at_ms: world.now_ms(),
    })
}

/// A field's value; rich text with its formatting, which other views leave out.
fn cell(shown: &Shown<'_>, path: &str, record: &Record<'_>) -> Cell {
    let field = shown.object.fields.iter().find(|field| field.html_formatted && field.name.eq_ignore_ascii_case(path));
    match field.and_then(|field| record.get(&field.name).text()) {
        Some(html) => Cell::RichText { html: weftline_richtext::sanitise_html(html), images: Vec::new() },
        None => shown.cell(path, record),
    }
}

/// The heads of the tabs, and those whose entries are counted, in the order of their queries.
#[derive(Default)]
struct Heads {
    comments: Option<TabHead>,
    feed: Option<TabHead>,
    emails: Option<TabHead>,
    asked: Vec<Tab>,
}

impl Heads {
    /// Adds a tab that is switched on and that records of the object have, and the query that counts its entries.
    fn ask(
        &mut self,
        tab: Tab,
        settings: &Settings,
        describe: &ObjectDescribe,
        id: &RecordId,
        queries: &mut Vec<Query>,
    ) -> Result<(), Failure> {
        let switched_on = match tab {
            Tab::Comments => settings.show_comments,
            Tab::Feed => settings.show_feed,
            Tab::Emails => settings.show_emails,
        };
        let Some((object, field)) = tab.entries(&describe.name).filter(|_| switched_on) else {
            return Ok(());
        };
        let off = tab == Tab::Feed && !describe.feed_enabled;
        *self.head(tab) = Some(TabHead { count: None, missing: off.then_some(TabMissing::FeedsOff) });
        if !off {
            let field = FieldPath::from(queries::name(field)?);
            queries.push(count(&queries::name(&object)?, &Condition::equals(&field, &Literal::Id(*id))));
            self.asked.push(tab);
        }
        Ok(())
    }

    /// Reads the counts. One that cannot be read stays unknown, or says why there is nothing.
    fn read<'r>(&mut self, replies: impl Iterator<Item = &'r QueryReply>) {
        for (tab, reply) in std::mem::take(&mut self.asked).into_iter().zip(replies) {
            let head = match reply.page() {
                Ok(page) => TabHead { count: Some(page.total_size), missing: None },
                Err(failure) => TabHead { count: None, missing: tab.missing(&failure) },
            };
            *self.head(tab) = Some(head);
        }
    }

    fn head(&mut self, tab: Tab) -> &mut Option<TabHead> {
        match tab {
            Tab::Comments => &mut self.comments,
            Tab::Feed => &mut self.feed,
            Tab::Emails => &mut self.emails,
        }
    }
}

fn not_there() -> Failure {
    let text = "Salesforce does not show this record: it was deleted, or the integration user may not see it";
    failure::of(FailureCode::RecordNotFound, text)
}

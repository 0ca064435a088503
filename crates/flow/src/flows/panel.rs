//! The panel: linked records with their values, read in one call, or as they were when Salesforce last answered.

use std::collections::BTreeMap;

use weftline_salesforce::address::Address;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::soql::{FieldPath, Name, select_by_ids};
use weftline_wire::call::{PanelCall, PanelKind};
use weftline_wire::configuration::{FieldSelection, Settings};
use weftline_wire::document::{Connection, LinkedRecord, Snapshot, SnapshotRecord, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{
    Allowed, Cell, Column, Idle, LinkedView, LinkingPolicy, ObjectChoice, PanelView, RecordGroup, RecordRow,
};

use crate::configuration::Configuration;
use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::gate::{self, Rights};
use crate::join::{join, join_all};
use crate::ledger;
use crate::links::read_issue;
use crate::org::{self, MAIN, Org};
use crate::place::Place;
use crate::queries;
use crate::shown::{Shown, panel_paths};
use crate::sorted;
use crate::store::{self, key};

/// While values stay the same, the snapshot's age is brought up to date this often.
const SNAPSHOT_AGE_MS: u64 = 5 * 60 * 1_000;

/// One object of one org in the panel.
struct Sheet {
    name: String,
    connection: String,
    configured: bool,
    selection: FieldSelection,
    describe: Option<ObjectDescribe>,
    links: Vec<LinkedRecord>,
}

/// An org of the panel: the project's, or one that a linked record is from.
struct Source {
    connection: String,
    address: Option<Address>,
    org: Result<Org, Failure>,
}

/// Opens the panel.
pub(crate) async fn panel(world: &World, caller: &Caller, call: &PanelCall) -> Result<PanelView, Failure> {
    let (issue, project) = gate::place(caller)?;
    let ((rights, configuration), ((main, pending), (document, snapshot))) = join(
        join(gate::rights(world, issue), Configuration::read(world)),
        join(
            join(org::stored(world, MAIN), is_pending(world, &issue.id)),
            join(read_issue(world, &issue.id), store::get::<Snapshot>(world, key::snapshot(&issue.id))),
        ),
    )
    .await;
    let rights = rights?;
    gate::may_browse(rights)?;
    let (configuration, main) = (configuration?, main?);
    let links = document?.map(|document| document.document.links).unwrap_or_default();
    let snapshot = snapshot?.unwrap_or_default();

    let (place, (sheets, sources)) = join(
        Place::read(world, &configuration, &project.id),
        join(sheets(world, &configuration, MAIN, &links), sources(world, main, &links)),
    )
    .await;
    let (place, mut sheets, mut sources) = (place?, sheets?, sources);
    let issue_type = caller.issue_type.as_deref();
    let idle = place.idle(issue_type);
    let bound = place.connection();
    if bound != MAIN {
        // The project's org is another one than was guessed: what is configured is looked up there.
        if sources.iter().all(|source| source.connection != bound) {
            sources.push(Source::open(world, bound).await);
        }
        sheets = self::sheets(world, &configuration, bound, &links).await?;
    }
    let mut seen = Seen::new();
    let mut stale = None;
    if idle.is_none() {
        for source in &mut sources {
            let mut own: Vec<&mut Sheet> =
                sheets.iter_mut().filter(|sheet| sheet.connection == source.connection).collect();
            if own.is_empty() {
                continue;
            }
            let trouble = match &mut source.org {
                Ok(org) => {
                    let (mut found, mut trouble) = see(world, org, &mut own).await;
                    if trouble.as_ref().is_some_and(describes::is_outdated) {
                        for sheet in &mut own {
                            describes::forget(world, &org.id, &sheet.name).await?;
                            sheet.describe = None;
                        }
                        (found, trouble) = see(world, org, &mut own).await;
                    }
                    seen.extend(found);
                    trouble
                }
                Err(failure) => Some(failure.clone()),
            };
            stale = stale.or(trouble);
        }
        keep(world, &issue.id, &snapshot, &seen, &links).await?;
    }

    let show = Show {
        view: call.view,
        seen: &seen,
        snapshot: &snapshot,
        sources: &sources,
        redirect: place.settings.allow_redirect,
        now_ms: world.now_ms(),
    };
    let hidden = matches!(idle, Some(Idle::SwitchedOff | Idle::PanelOff));
    let shown = sheets.iter().filter(|sheet| !hidden && !sheet.links.is_empty());
    let groups: Vec<RecordGroup> = shown.map(|sheet| show.group(sheet)).collect();
    let oldest = groups.iter().flat_map(|group| &group.records).map(|row| row.seen_at_ms).min();
    let may_change = rights.edit && idle.is_none() && !place.restricted(issue_type);
    Ok(PanelView {
        at_ms: oldest.unwrap_or(world.now_ms()),
        groups,
        objects: if idle.is_none() { objects(&configuration, &project.id, &sheets) } else { Vec::new() },
        allowed: allowed(&place.settings, rights, may_change, stale.as_ref()),
        stale: stale.map(|failure| *failure),
        pending: idle.is_none() && pending?,
        setback: None,
        linking: LinkingPolicy { sharing: place.settings.sharing, first_sync: place.settings.first_sync },
        refreshed: !call.stored,
        idle,
    })
}

/// Which records are linked, and whether more may come: what an open panel asks after the issue has changed, at no cost
/// to the org.
pub(crate) async fn linked(world: &World, caller: &Caller) -> Result<LinkedView, Failure> {
    let (issue, _) = gate::place(caller)?;
    let (rights, (document, pending)) =
        join(gate::rights(world, issue), join(read_issue(world, &issue.id), is_pending(world, &issue.id))).await;
    gate::may_browse(rights?)?;
    let links = document?.map(|document| document.document.links).unwrap_or_default();
    Ok(LinkedView { record_ids: links.into_iter().map(|link| link.record_id).collect(), pending: pending? })
}

/// Whether the ledger has a change of the issue that is still to be looked at.
async fn is_pending(world: &World, issue_id: &str) -> Result<bool, Failure> {
    Ok(ledger::read_mark(world, issue_id).await?.is_some())
}

impl Source {
    async fn open(world: &World, connection: &str) -> Self {
        let (stored, failure) = match org::stored(world, connection).await {
            Ok(stored) => (stored, None),
            Err(failure) => (None, Some(failure)),
        };
        Self::of(world, connection, stored, failure).await
    }

    async fn of(
        world: &World,
        connection: &str,
        stored: Option<Versioned<Connection>>,
        failure: Option<Failure>,
    ) -> Self {
        let address = stored.as_ref().and_then(|stored| Address::parse_instance(&stored.document.instance_url).ok());
        let org = match failure {
            Some(failure) => Err(failure),
            None => Org::open(world, connection, stored).await,
        };
        Self { connection: connection.to_owned(), address, org }
    }
}

/// The first org, and those that linked records are from.
async fn sources(world: &World, main: Option<Versioned<Connection>>, links: &[LinkedRecord]) -> Vec<Source> {
    let mut others: Vec<&str> = Vec::new();
    for link in links {
        if link.connection != MAIN && !others.contains(&link.connection.as_str()) {
            others.push(&link.connection);
        }
    }
    let (main, others) =
        join(Source::of(world, MAIN, main, None), join_all(others.into_iter().map(|id| Source::open(world, id)))).await;
    let mut sources = vec![main];
    sources.extend(others);
    sources
}

/// What is known of each object that is configured or linked, in the configuration's order; `bound` is the project's
/// connection.
async fn sheets(
    world: &World,
    configuration: &Configuration,
    bound: &str,
    links: &[LinkedRecord],
) -> Result<Vec<Sheet>, Failure> {
    let mut places: Vec<(String, String)> =
        configuration.objects().into_iter().map(|object| (object, bound.to_owned())).collect();
    let configured = places.len();
    for link in links {
        if !places.iter().any(|(object, connection)| *object == link.object && *connection == link.connection) {
            places.push((link.object.clone(), link.connection.clone()));
        }
    }
    let each = places.into_iter().enumerate().map(|(position, (name, connection))| async move {
        let (selection, describe) =
            join(configuration.selection(world, &name), describes::stored(world, &connection, &name)).await;
        let selection = match selection {
            Err(failure) if failure.code == FailureCode::ObjectNotConfigured => nothing_selected(&name),
            other => other?,
        };
        let own = links.iter().rev().filter(|link| link.object == name && link.connection == connection);
        Ok(Sheet {
            configured: position < configured,
            selection,
            describe: describe?.map(|stored| stored.object),
            links: own.cloned().collect(),
            name,
            connection,
        })
    });
    join_all(each).await.into_iter().collect()
}

fn nothing_selected(object: &str) -> FieldSelection {
    let none = Vec::new;
    FieldSelection { object: object.to_owned(), search: none(), details: none(), list: none(), compact: none() }
}

/// What Salesforce shows of the linked records: by id, none for a record that it does not show.
type Seen = BTreeMap<String, Option<SnapshotRecord>>;

/// Reads all linked records of all objects in one call. What cannot be read leaves the rest as it was.
async fn see(world: &World, org: &mut Org, sheets: &mut [&mut Sheet]) -> (Seen, Option<Failure>) {
    let mut seen = Seen::new();
    let mut trouble = None;
    for sheet in sheets.iter_mut().filter(|sheet| sheet.describe.is_none()) {
        match describe(world, org, &sheet.name).await {
            Ok(describe) => sheet.describe = Some(describe),
            Err(failure) if !sheet.links.is_empty() => trouble = Some(failure),
            Err(_) => {}
        }
    }
    let sheets: Vec<(&Sheet, Shown<'_>)> = sheets
        .iter()
        .map(|sheet| &**sheet)
        .filter(|sheet| !sheet.links.is_empty())
        .filter_map(|sheet| Some((sheet, Shown::new(sheet.describe.as_ref()?, None))))
        .collect();
    let mut queries = Vec::new();
    let mut asked = Vec::new();
    for (position, (sheet, shown)) in sheets.iter().enumerate() {
        let Ok(object) = Name::parse(&sheet.name) else {
            continue;
        };
        let fields: Vec<FieldPath> = shown.query_paths(panel_paths(&sheet.selection));
        let ids: Vec<RecordId> = sheet.links.iter().filter_map(|link| RecordId::parse(&link.record_id).ok()).collect();
        for query in select_by_ids(&object, &fields, &ids) {
            queries.push(query);
            asked.push(position);
        }
    }
    let replies = match queries::run(world, org, &queries).await {
        Ok(replies) => replies,
        Err(failure) => return (seen, Some(failure)),
    };
    for (position, (sheet, shown)) in sheets.iter().enumerate() {
        let mine = asked.iter().zip(&replies).filter(|(asked, _)| **asked == position);
        let mut found = Seen::new();
        let mut complete = true;
        for (_, reply) in mine {
            match reply.page() {
                Ok(page) => found.extend(page.records.iter().filter_map(|record| {
                    let id = record.id()?.to_string();
                    let kept = shown.keep(&id, record, panel_paths(&sheet.selection), world.now_ms());
                    Some((id, Some(kept)))
                })),
                Err(failure) => {
                    complete = false;
                    trouble = Some(failure);
                }
            }
        }
        if complete {
            for link in &sheet.links {
                if !found.contains_key(&link.record_id) {
                    found.insert(link.record_id.clone(), None);
                }
            }
        }
        seen.extend(found);
    }
    (seen, trouble)
}

async fn describe(world: &World, org: &mut Org, object: &str) -> Result<ObjectDescribe, Failure> {
    describes::fresh(world, org, &queries::name(object)?, None).await
}

/// Keeps what was seen, if it changed or the stored age is far behind.
async fn keep(
    world: &World,
    issue_id: &str,
    before: &Snapshot,
    seen: &Seen,
    links: &[LinkedRecord],
) -> Result<(), Failure> {
    let linked = before.records.iter().filter(|(id, _)| links.iter().any(|link| link.record_id == **id));
    let mut after = Snapshot { records: sorted::map(linked.map(|(id, record)| (id.clone(), record.clone()))) };
    for (id, record) in seen {
        if let Some(record) = record {
            after.records.insert(id.clone(), record.clone());
        }
    }
    let news = after.records.len() != before.records.len()
        || after.records.iter().any(|(id, record)| {
            before.records.get(id).is_none_or(|old| {
                old.name != record.name
                    || old.cells != record.cells
                    || record.seen_at_ms.saturating_sub(old.seen_at_ms) > SNAPSHOT_AGE_MS
            })
        });
    if news { store::set(world, key::snapshot(issue_id), &after).await } else { Ok(()) }
}

/// How groups and rows are made.
struct Show<'a> {
    view: PanelKind,
    seen: &'a Seen,
    snapshot: &'a Snapshot,
    sources: &'a [Source],
    redirect: bool,
    now_ms: u64,
}

impl Show<'_> {
    fn group(&self, sheet: &Sheet) -> RecordGroup {
        let paths = match self.view {
            PanelKind::Compact => &sheet.selection.compact,
            PanelKind::List => &sheet.selection.list,
        };
        let unknown = unknown_object(&sheet.name);
        let source = self.sources.iter().find(|source| self.redirect && source.connection == sheet.connection);
        let address = source.and_then(|source| source.address.as_ref());
        let shown = Shown::new(sheet.describe.as_ref().unwrap_or(&unknown), address);
        let columns = shown.columns(paths);
        RecordGroup {
            object: sheet.name.clone(),
            label: shown.object.label.clone(),
            label_plural: shown.object.label_plural.clone(),
            records: sheet.links.iter().map(|link| self.row(&shown, &columns, link)).collect(),
            columns,
        }
    }

    fn row(&self, shown: &Shown<'_>, columns: &[Column], link: &LinkedRecord) -> RecordRow {
        let seen = self.seen.get(&link.record_id);
        let record = seen.and_then(Option::as_ref).or_else(|| self.snapshot.records.get(&link.record_id));
        let cell = |column: &Column| {
            record.and_then(|record| record.cells.get(&column.field)).cloned().map(|cell| self.lead(shown, cell))
        };
        RecordRow {
            id: link.record_id.clone(),
            name: record.map_or_else(|| link.record_id.clone(), |record| record.name.clone()),
            url: shown.url(&link.record_id),
            cells: columns
                .iter()
                .map(|column| self.name_cell(shown, column, record).or_else(|| cell(column)).unwrap_or(Cell::Empty))
                .collect(),
            linked_at_ms: Some(link.linked_at_ms),
            seen_at_ms: record.map_or(self.now_ms, |record| record.seen_at_ms),
            linked: true,
            primary: false,
            elsewhere: 0,
            missing: matches!(seen, Some(None)),
        }
    }

    fn name_cell(&self, shown: &Shown<'_>, column: &Column, record: Option<&SnapshotRecord>) -> Option<Cell> {
        let record = record.filter(|_| column.field == shown.name_field())?;
        Some(Cell::Text { text: record.name.clone() })
    }

    /// A kept cell has no address: whether pages may lead into Salesforce is decided when it is shown.
    fn lead(&self, shown: &Shown<'_>, cell: Cell) -> Cell {
        match cell {
            Cell::Reference { id, name, url: _ } => {
                let url = shown.reference_url(&id);
                Cell::Reference { id, name, url }
            }
            other => other,
        }
    }
}

/// An object that is linked but was never described.
fn unknown_object(name: &str) -> ObjectDescribe {
    ObjectDescribe {
        name: name.to_owned(),
        label: name.to_owned(),
        label_plural: name.to_owned(),
        key_prefix: None,
        createable: false,
        updateable: false,
        queryable: false,
        searchable: false,
        feed_enabled: false,
        record_type_infos: Vec::new(),
        fields: Vec::new(),
    }
}

fn objects(configuration: &Configuration, project_id: &str, sheets: &[Sheet]) -> Vec<ObjectChoice> {
    let configured = sheets.iter().filter(|sheet| sheet.configured);
    configured
        .filter_map(|sheet| {
            let describe = sheet.describe.as_ref()?;
            Some(ObjectChoice {
                object: sheet.name.clone(),
                label: describe.label.clone(),
                label_plural: describe.label_plural.clone(),
                creatable: describe.createable && configuration.has_mapping(project_id, &sheet.name),
            })
        })
        .collect()
}

fn allowed(settings: &Settings, rights: Rights, may_change: bool, stale: Option<&Failure>) -> Allowed {
    let connected =
        stale.is_none_or(|failure| !matches!(failure.code, FailureCode::NotConnected | FailureCode::ReconnectNeeded));
    let may_write = rights.edit && connected;
    Allowed {
        link: settings.allow_linking && may_change && connected,
        create: settings.allow_linking && may_change && connected,
        unlink: settings.allow_unlinking && may_change,
        redirect: settings.allow_redirect,
        potential_results: settings.show_potential_results,
        comments: settings.show_comments,
        post_comments: settings.show_comments && settings.post_comments && may_write,
        feed: settings.show_feed,
        post_feed: settings.show_feed && settings.post_feed && may_write,
        bulk: settings.allow_bulk && may_change && connected,
        images: settings.show_images,
        emails: settings.show_emails,
        configure: rights.administer,
    }
}

//! What the panel reads: the objects with what is configured of them, the orgs, and the linked records.

use std::collections::BTreeMap;

use weftline_salesforce::address::Address;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::soql::{FieldPath, Name, select_by_ids};
use weftline_wire::configuration::FieldSelection;
use weftline_wire::document::{Connection, ConnectionState, LinkedRecord, SnapshotRecord, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::ObjectDescribe;

use crate::configuration::Configuration;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::org::{self, MAIN, Org};
use crate::queries;
use crate::renewal;
use crate::shown::{Shown, panel_paths};

/// What is asked for values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// Only what is stored: Salesforce is not called.
    Storage,
    /// Salesforce.
    Salesforce,
}

/// One object of one org in the panel.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) connection: String,
    pub(super) configured: bool,
    pub(super) selection: FieldSelection,
    pub(super) describe: Option<ObjectDescribe>,
    /// The newest first.
    pub(super) links: Vec<LinkedRecord>,
}

/// An org of the panel: the project's, or one that a linked record is from.
pub(super) struct Source {
    pub(super) connection: String,
    pub(super) address: Option<Address>,
    /// None when it is not to be asked.
    pub(super) org: Option<Result<Org, Failure>>,
}

/// What Salesforce shows of the linked records: by id, none for a record that it does not show.
pub(super) type Seen = BTreeMap<String, Option<SnapshotRecord>>;

impl Source {
    pub(super) async fn open(world: &World, connection: &str, ask: Ask) -> Self {
        match org::stored(world, connection).await {
            Ok(stored) => Self::of(world, connection, stored, ask).await,
            Err(failure) => Self { connection: connection.to_owned(), address: None, org: Some(Err(failure)) },
        }
    }

    async fn of(world: &World, connection: &str, stored: Option<Versioned<Connection>>, ask: Ask) -> Self {
        let address = stored.as_ref().and_then(|stored| Address::parse_instance(&stored.document.instance_url).ok());
        let works = stored.as_ref().map(|stored| stored.document.state == ConnectionState::Connected);
        let org = match (works, ask) {
            (Some(true), Ask::Storage) => None,
            (Some(false), _) => Some(Err(renewal::reconnect_needed())),
            _ => Some(Org::open(world, connection, stored).await),
        };
        Self { connection: connection.to_owned(), address, org }
    }
}

/// The first org, and those that linked records are from.
pub(super) async fn sources(
    world: &World,
    main: Option<Versioned<Connection>>,
    links: &[LinkedRecord],
    ask: Ask,
) -> Vec<Source> {
    let mut others: Vec<&str> = Vec::new();
    for link in links {
        if link.connection != MAIN && !others.contains(&link.connection.as_str()) {
            others.push(&link.connection);
        }
    }
    let others = others.into_iter().map(|id| Source::open(world, id, ask));
    let (main, others) = join(Source::of(world, MAIN, main, ask), join_all(others)).await;
    let mut sources = vec![main];
    sources.extend(others);
    sources
}

/// What is known of each object that is configured or linked, in the configuration's order; `bound` is the project's
/// connection.
pub(super) async fn sheets(
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

/// Reads all linked records of all objects in one call, and beside them what is not known yet of objects that nothing is
/// linked of. What cannot be read leaves the rest as it was.
pub(super) async fn see(world: &World, org: &mut Org, sheets: &mut [&mut Sheet]) -> (Seen, Option<Failure>) {
    let mut seen = Seen::new();
    let mut trouble = None;
    let unknown = |sheet: &&mut &mut Sheet| sheet.describe.is_none();
    for sheet in sheets.iter_mut().filter(unknown).filter(|sheet| !sheet.links.is_empty()) {
        // Which fields can be asked for is known only then.
        match describe(world, org, &sheet.name).await {
            Ok(describe) => sheet.describe = Some(describe),
            Err(failure) => trouble = Some(failure::with(failure, "object", sheet.name.as_str())),
        }
    }
    let (mut asked, mut wanted) = (Vec::new(), Vec::new());
    let mut queries = Vec::new();
    for (position, sheet) in sheets.iter().enumerate() {
        let Ok(object) = Name::parse(&sheet.name) else {
            continue;
        };
        let Some(describe) = &sheet.describe else {
            if sheet.links.is_empty() {
                wanted.push((position, object));
            }
            continue;
        };
        let fields: Vec<FieldPath> = Shown::new(describe, None).query_paths(panel_paths(&sheet.selection));
        let ids: Vec<RecordId> = sheet.links.iter().filter_map(|link| RecordId::parse(&link.record_id).ok()).collect();
        for query in select_by_ids(&object, &fields, &ids) {
            queries.push(query);
            asked.push(position);
        }
    }
    let names: Vec<&Name> = wanted.iter().map(|(_, name)| name).collect();
    let (replies, described) = match queries::run_and_describe(world, org, &queries, &names).await {
        Ok(replies) => replies,
        Err(failure) => return (seen, Some(failure)),
    };
    for ((position, _), described) in wanted.iter().zip(described) {
        if let Some(sheet) = sheets.get_mut(*position) {
            // An object that the org has not got is not offered; what is wrong with it is the admin page's matter.
            sheet.describe = described;
        }
    }
    for (position, sheet) in sheets.iter().enumerate() {
        let Some(describe) = sheet.describe.as_ref().filter(|_| !sheet.links.is_empty()) else { continue };
        let shown = Shown::new(describe, None);
        let mut complete = true;
        for (_, reply) in asked.iter().zip(&replies).filter(|(asked, _)| **asked == position) {
            match reply.page() {
                Ok(page) => {
                    for record in &page.records {
                        let Some(id) = record.id().map(|id| id.to_string()) else { continue };
                        let kept = shown.keep(&id, record, panel_paths(&sheet.selection), world.now_ms());
                        seen.insert(id, Some(kept));
                    }
                }
                Err(failure) => {
                    complete = false;
                    trouble = Some(failure::with(failure, "object", sheet.name.as_str()));
                }
            }
        }
        if complete {
            for link in &sheet.links {
                if !seen.contains_key(&link.record_id) {
                    seen.insert(link.record_id.clone(), None);
                }
            }
        }
    }
    (seen, trouble)
}

async fn describe(world: &World, org: &mut Org, object: &str) -> Result<ObjectDescribe, Failure> {
    describes::fresh(world, org, &queries::name(object)?, None).await
}

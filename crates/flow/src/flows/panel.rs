//! The panel: linked records with their values, read in one call, or as they were when Salesforce last answered.
//!
//! A page asks twice side by side: for what is stored, which comes at once, and for what Salesforce says now.

mod read;
mod rows;

use weftline_wire::call::PanelCall;
use weftline_wire::configuration::{RoleAction, Settings};
use weftline_wire::document::{IssueDocument, LinkedRecord, Snapshot};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::{Allowed, Idle, LinkedView, LinkingPolicy, ObjectChoice, PanelView, RecordGroup};

use self::read::{Ask, Seen, Sheet, Source};
use self::rows::Show;
use crate::configuration::Configuration;
use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::flows::project;
use crate::gate::{self, Rights};
use crate::join::join;
use crate::ledger;
use crate::links::{self, read_issue};
use crate::marks;
use crate::org::{self, MAIN};
use crate::place::Place;
use crate::roles::Granted;
use crate::snapshots;
use crate::sorted;
use crate::standing;

/// While values stay the same, the snapshot's age is brought up to date this often: other frames on the issue show what
/// is stored, and its age.
const SNAPSHOT_AGE_MS: u64 = 30 * 1_000;

/// Opens the panel.
pub(crate) async fn panel(world: &World, caller: &Caller, call: &PanelCall) -> Result<PanelView, Failure> {
    let (issue, project) = gate::place(caller)?;
    let ask = if call.stored { Ask::Storage } else { Ask::Salesforce };
    let ((rights, configuration), ((main, (pending, mark)), (document, snapshot))) = join(
        join(gate::rights(world, issue), Configuration::read(world)),
        join(
            join(org::stored(world, MAIN), join(is_pending(world, &issue.id), marks::read(world, &issue.id))),
            join(read_issue(world, &issue.id), snapshots::read(world, &issue.id)),
        ),
    )
    .await;
    let rights = rights?;
    gate::may_browse(rights)?;
    let (configuration, main, snapshot, mark) = (configuration?, main?, snapshot?, mark?);
    let granted = Granted::read(world, &configuration, &project.id).await?;
    if !granted.may(RoleAction::See) {
        return kept_from(world, caller, &configuration, rights).await;
    }
    let document = document?.map(|stored| stored.document).unwrap_or_default();
    let links = &document.links;

    let (place, (sheets, mut sources)) = join(
        Place::read(world, &configuration, &project.id),
        join(read::sheets(world, &configuration, MAIN, links), read::sources(world, main, links, ask)),
    )
    .await;
    let (place, mut sheets) = (place?, sheets?);
    let issue_type = caller.issue_type.as_deref();
    let idle = place.idle(issue_type);
    let bound = place.connection();
    if bound != MAIN {
        // The project's org is another one than was guessed: what is configured is looked up there.
        if sources.iter().all(|source| source.connection != bound) {
            sources.push(Source::open(world, bound, ask).await);
        }
        sheets = read::sheets(world, &configuration, bound, links).await?;
    }
    let (mut seen, mut troubles) = (Seen::new(), Vec::new());
    if idle.is_none() {
        (seen, troubles) = see_all(world, &mut sources, &mut sheets).await?;
        keep(world, &issue.id, &snapshot, &seen, links).await;
    }
    // A record of another org that is not connected any more keeps nobody from working with this one.
    let lost = |code: FailureCode| matches!(code, FailureCode::NotConnected | FailureCode::ReconnectNeeded);
    let connected = !troubles.iter().any(|(connection, failure)| connection == bound && lost(failure.code));
    let stale = troubles.into_iter().next().map(|(_, failure)| *failure);

    let objects = configuration.objects();
    let show = Show {
        view: call.view,
        seen: &seen,
        snapshot: &snapshot,
        sources: &sources,
        primary: links::primary(&document, &objects),
        redirect: place.settings.allow_redirect,
    };
    let hidden = matches!(idle, Some(Idle::SwitchedOff | Idle::PanelOff));
    let shown = sheets.iter().filter(|sheet| !hidden && !sheet.links.is_empty());
    let groups: Vec<RecordGroup> = shown.map(|sheet| show.group(sheet)).collect();
    let may_edit = rights.edit && idle.is_none();
    let may_change = may_edit && !place.restricted(issue_type);
    let may_sync = may_change && granted.may(RoleAction::Sync);
    let pending = idle.is_none() && pending?;
    let is_missing = |id: &str| seen.get(id).is_some_and(Option::is_none);
    let gone = standing::gone(world, &issue.id, &document, &snapshot, &is_missing).await?;
    let sync = standing::sync_state(&document, mark.as_ref().map(|mark| &mark.document), may_sync, gone);
    Ok(PanelView {
        at_ms: oldest(&groups).unwrap_or(world.now_ms()),
        groups,
        objects: if idle.is_none() { choices(&configuration, &project.id, &sheets) } else { Vec::new() },
        allowed: allowed(&place.settings, rights, &granted, connected, may_edit, may_change),
        stale,
        pending,
        sync,
        setback: document.setback.filter(|_| idle.is_none()),
        bulk: document.bulk.filter(|_| idle.is_none() && place.settings.allow_bulk),
        linking: LinkingPolicy { sharing: place.settings.sharing, first_sync: place.settings.first_sync },
        refreshed: !call.stored && idle.is_none(),
        idle,
    })
}

/// The panel of someone from whom roles keep Salesforce's data: that it is so, and nothing of what is linked.
async fn kept_from(
    world: &World,
    caller: &Caller,
    configuration: &Configuration,
    rights: Rights,
) -> Result<PanelView, Failure> {
    let (_, project) = gate::place(caller)?;
    let place = Place::read(world, configuration, &project.id).await?;
    let nothing = Allowed {
        link: false,
        create: false,
        unlink: false,
        primary: false,
        redirect: false,
        potential_results: false,
        comments: false,
        post_comments: false,
        feed: false,
        post_feed: false,
        bulk: false,
        images: false,
        emails: false,
        why: false,
        configure: rights.administer,
    };
    Ok(PanelView {
        at_ms: world.now_ms(),
        groups: Vec::new(),
        objects: Vec::new(),
        allowed: nothing,
        stale: None,
        pending: false,
        sync: standing::sync_state(&IssueDocument::default(), None, false, Vec::new()),
        setback: None,
        bulk: None,
        linking: LinkingPolicy { sharing: place.settings.sharing, first_sync: place.settings.first_sync },
        refreshed: false,
        idle: Some(place.idle(caller.issue_type.as_deref()).unwrap_or(Idle::NotForYou)),
    })
}

/// Which records are linked, and whether more may come: what an open panel asks after the issue has changed, at no cost
/// to the org.
pub(crate) async fn linked(world: &World, caller: &Caller) -> Result<LinkedView, Failure> {
    let (issue, project) = gate::place(caller)?;
    let ((rights, configuration), (document, pending)) = join(
        join(gate::rights(world, issue), Configuration::read(world)),
        join(read_issue(world, &issue.id), is_pending(world, &issue.id)),
    )
    .await;
    gate::may_browse(rights?)?;
    Granted::read(world, &configuration?, &project.id).await?.require(world.needs())?;
    let links = document?.map(|document| document.document.links).unwrap_or_default();
    Ok(LinkedView { record_ids: links.into_iter().map(|link| link.record_id).collect(), pending: pending? })
}

/// Whether the ledger has a change of the issue that is still to be looked at.
async fn is_pending(world: &World, issue_id: &str) -> Result<bool, Failure> {
    Ok(ledger::read_mark(world, issue_id).await?.is_some())
}

/// Reads the linked records of every org, and says of which orgs some could not be read, and why.
async fn see_all(
    world: &World,
    sources: &mut [Source],
    sheets: &mut [Sheet],
) -> Result<(Seen, Vec<(String, Failure)>), Failure> {
    let (mut seen, mut troubles) = (Seen::new(), Vec::new());
    for source in sources {
        let mut own: Vec<&mut Sheet> =
            sheets.iter_mut().filter(|sheet| sheet.connection == source.connection).collect();
        if own.is_empty() {
            continue;
        }
        let trouble = match &mut source.org {
            Some(Ok(org)) => {
                let (mut found, mut trouble) = read::see(world, org, &mut own).await;
                if trouble.as_ref().is_some_and(describes::is_outdated) {
                    for sheet in &mut own {
                        describes::forget(world, &org.id, &sheet.name).await?;
                        sheet.describe = None;
                    }
                    (found, trouble) = read::see(world, org, &mut own).await;
                }
                seen.extend(found);
                trouble
            }
            Some(Err(failure)) => Some(failure.clone()),
            None => None,
        };
        troubles.extend(trouble.map(|failure| (source.connection.clone(), failure)));
    }
    Ok((seen, troubles))
}

/// Keeps what was seen, if it changed or the stored age is far behind. A panel is shown whatever becomes of that: the
/// next one keeps it.
async fn keep(world: &World, issue_id: &str, before: &Snapshot, seen: &Seen, links: &[LinkedRecord]) {
    if seen.is_empty() {
        return;
    }
    let linked = before.records.iter().filter(|(id, _)| links.iter().any(|link| link.record_id == **id));
    let mut after =
        Snapshot { records: sorted::map(linked.map(|(id, record)| (id.clone(), record.clone()))), shards: 0 };
    for (id, record) in seen {
        if let Some(record) = record {
            after.records.insert(id.clone(), record.clone());
        } else if let Some(record) = after.records.get_mut(id) {
            record.missing = true;
        }
    }
    let (mut news, mut renamed) = (after.records.len() != before.records.len(), None);
    for (id, record) in &after.records {
        let old = before.records.get(id);
        if old.is_none_or(|old| old.name != record.name) {
            renamed = Some(id);
        }
        news |= old.is_none_or(|old| {
            old.name != record.name
                || old.cells != record.cells
                || old.missing != record.missing
                || record.seen_at_ms.saturating_sub(old.seen_at_ms) > SNAPSHOT_AGE_MS
        });
    }
    let renamed = renamed.and_then(|id| links.iter().find(|link| link.record_id == *id));
    let connection = renamed.map(|link| link.connection.clone());
    if news
        && snapshots::write(world, issue_id, before, after).await.is_ok()
        && let Some(connection) = connection
    {
        // JQL finds the issue by the new name once the ledger has it.
        let _ = project::renew(world, issue_id, &connection).await;
    }
}

/// When the oldest of the shown values were read; none when nothing that was read is shown.
fn oldest(groups: &[RecordGroup]) -> Option<u64> {
    let read = groups.iter().flat_map(|group| &group.records).map(|row| row.seen_at_ms);
    read.filter(|&at_ms| at_ms > 0).min()
}

fn choices(configuration: &Configuration, project_id: &str, sheets: &[Sheet]) -> Vec<ObjectChoice> {
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

/// What the user may do. Reading and posting have nothing to do with restricted issue types (MAP-12).
fn allowed(
    settings: &Settings,
    rights: Rights,
    granted: &Granted,
    connected: bool,
    may_edit: bool,
    may_change: bool,
) -> Allowed {
    let may_write = may_edit && connected && granted.may(RoleAction::Post);
    let may_link = settings.allow_linking && may_change && connected;
    Allowed {
        link: may_link && granted.may(RoleAction::Link),
        create: may_link && granted.may(RoleAction::Create),
        unlink: settings.allow_unlinking && may_change && granted.may(RoleAction::Link),
        primary: may_edit && granted.may(RoleAction::Link),
        redirect: settings.allow_redirect,
        potential_results: settings.show_potential_results,
        comments: settings.show_comments,
        post_comments: settings.show_comments && settings.post_comments && may_write,
        feed: settings.show_feed,
        post_feed: settings.show_feed && settings.post_feed && may_write,
        bulk: settings.allow_bulk && may_change && connected && granted.may(RoleAction::Upload),
        images: settings.show_images,
        emails: settings.show_emails,
        why: granted.may(RoleAction::Trace),
        configure: rights.administer,
    }
}

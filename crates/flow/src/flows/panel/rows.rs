//! Groups and rows, as pages show them.

use weftline_wire::call::PanelKind;
use weftline_wire::document::{LinkedRecord, Snapshot, SnapshotRecord};
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{Cell, Column, RecordGroup, RecordRow};

use super::read::{Seen, Sheet, Source};
use crate::shown::Shown;

/// How groups and rows are made.
pub(super) struct Show<'a> {
    pub(super) view: PanelKind,
    pub(super) seen: &'a Seen,
    pub(super) snapshot: &'a Snapshot,
    pub(super) sources: &'a [Source],
    /// The primary record's id.
    pub(super) primary: Option<&'a str>,
    pub(super) redirect: bool,
}

impl Show<'_> {
    pub(super) fn group(&self, sheet: &Sheet) -> RecordGroup {
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
            record.and_then(|record| record.cells.get(&column.field)).cloned().map(|cell| lead(shown, cell))
        };
        let missing = match seen {
            Some(seen) => seen.is_none(),
            None => record.is_some_and(|record| record.missing),
        };
        RecordRow {
            id: link.record_id.clone(),
            name: record.map_or_else(|| link.record_id.clone(), |record| record.name.clone()),
            url: shown.url(&link.record_id),
            cells: columns
                .iter()
                .map(|column| name_cell(shown, column, record).or_else(|| cell(column)).unwrap_or(Cell::Empty))
                .collect(),
            linked_at_ms: Some(link.linked_at_ms),
            seen_at_ms: record.map_or(0, |record| record.seen_at_ms),
            linked: true,
            primary: self.primary == Some(link.record_id.as_str()),
            elsewhere: 0,
            missing,
        }
    }
}

fn name_cell(shown: &Shown<'_>, column: &Column, record: Option<&SnapshotRecord>) -> Option<Cell> {
    let record = record.filter(|_| column.field == shown.name_field())?;
    Some(Cell::Text { text: record.name.clone() })
}

/// A kept cell has no address: whether pages may lead into Salesforce is decided when it is shown.
fn lead(shown: &Shown<'_>, cell: Cell) -> Cell {
    match cell {
        Cell::Reference { id, name, url: _ } => {
            let url = shown.reference_url(&id);
            Cell::Reference { id, name, url }
        }
        other => other,
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

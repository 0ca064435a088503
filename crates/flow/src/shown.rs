//! Records as pages show them: which fields have to be asked for, columns, and cells.

use weftline_salesforce::address::Address;
use weftline_salesforce::display::{Display, name_path};
use weftline_salesforce::reply::Record;
use weftline_salesforce::soql::FieldPath;
use weftline_wire::configuration::FieldSelection;
use weftline_wire::document::SnapshotRecord;
use weftline_wire::salesforce::{FieldDescribe, FieldType, ObjectDescribe};
use weftline_wire::view::{Cell, Column, RecordRow};

use crate::snapshots;
use crate::sorted;

/// An object's records, as the describe and the settings allow to show them.
pub(crate) struct Shown<'a> {
    pub(crate) object: &'a ObjectDescribe,
    display: Display<'a>,
}

/// A configured path, understood.
enum Path<'a> {
    /// A field of the object.
    Own(&'a FieldDescribe),
    /// The name of the record that a lookup points to.
    ParentName(&'a FieldDescribe),
    /// Another field of a parent.
    ParentField,
}

impl<'a> Shown<'a> {
    /// `redirect` is the org's address when pages may lead there.
    pub(crate) fn new(object: &'a ObjectDescribe, redirect: Option<&'a Address>) -> Self {
        Self { object, display: Display { redirect, html_to_text: weftline_richtext::html_to_text } }
    }

    /// The object's name field: `CaseNumber` for Case.
    pub(crate) fn name_field(&self) -> &'a str {
        self.object.fields.iter().find(|field| field.name_field).map_or("Id", |field| field.name.as_str())
    }

    /// Columns for configured paths, the name first; what describe does not show is left out.
    pub(crate) fn columns(&self, paths: &[String]) -> Vec<Column> {
        let name = self.name_field();
        let rest = paths.iter().map(String::as_str).filter(|path| !path.eq_ignore_ascii_case(name));
        std::iter::once(name).chain(rest).filter_map(|path| self.column(path)).collect()
    }

    /// A column, if describe shows the field.
    pub(crate) fn column(&self, path: &str) -> Option<Column> {
        let (label, field_type) = match self.path(path)? {
            Path::Own(field) => (without_id(field).to_owned(), field.field_type),
            Path::ParentName(lookup) => (without_id(lookup).to_owned(), FieldType::Reference),
            Path::ParentField => (path.replace('.', " "), FieldType::String),
        };
        Some(Column { field: path.to_owned(), label, field_type })
    }

    /// What a query has to ask for so that these paths can be shown.
    pub(crate) fn query_paths<'p>(&self, paths: impl IntoIterator<Item = &'p str>) -> Vec<FieldPath>
    where
        'a: 'p,
    {
        let mut asked = Vec::new();
        for path in std::iter::once(self.name_field()).chain(paths) {
            let (own, more) = match self.path(path) {
                None => continue,
                Some(Path::ParentField) => (path.to_owned(), None),
                Some(Path::Own(field)) if field.field_type != FieldType::Reference => (field.name.clone(), None),
                Some(Path::Own(field) | Path::ParentName(field)) => (field.name.clone(), name_path(field, &field.name)),
            };
            asked.extend(std::iter::once(own).chain(more).filter_map(|path| FieldPath::parse(&path).ok()));
        }
        asked
    }

    /// The value at a configured path.
    pub(crate) fn cell(&self, path: &str, record: &Record<'_>) -> Cell {
        match self.path(path) {
            None => Cell::Empty,
            Some(Path::Own(field) | Path::ParentName(field)) => self.display.cell(Some(field), &field.name, record),
            Some(Path::ParentField) => self.display.cell(None, path, record),
        }
    }

    /// A record's page in Salesforce, when redirects are switched on.
    pub(crate) fn url(&self, id: &str) -> Option<String> {
        self.display.record_url(&self.object.name, id)
    }

    /// The page of a record that a lookup points to. Salesforce finds the object by the id.
    pub(crate) fn reference_url(&self, id: &str) -> Option<String> {
        self.display.redirect.map(|address| format!("{}/{id}", address.as_str()))
    }

    /// A record's name, or its id when it has none.
    pub(crate) fn name(&self, id: &str, record: &Record<'_>) -> String {
        record.get(self.name_field()).text().filter(|name| !name.is_empty()).unwrap_or(id).to_owned()
    }

    /// A record as it is kept for later, and as lists show it: long texts are cut.
    pub(crate) fn keep<'p>(
        &self,
        id: &str,
        record: &Record<'_>,
        paths: impl IntoIterator<Item = &'p str>,
        now_ms: u64,
    ) -> SnapshotRecord {
        let cell = |path: &str| snapshots::shortened(self.cell(path, record));
        let cells = sorted::map(paths.into_iter().map(|path| (path.to_owned(), cell(path))));
        SnapshotRecord { name: self.name(id, record), cells, seen_at_ms: now_ms, missing: false }
    }

    /// A found record as a row.
    pub(crate) fn row(
        &self,
        id: &str,
        record: &Record<'_>,
        columns: &[Column],
        linked: bool,
        now_ms: u64,
    ) -> RecordRow {
        RecordRow {
            id: id.to_owned(),
            name: self.name(id, record),
            url: self.url(id),
            cells: columns.iter().map(|column| self.cell(&column.field, record)).collect(),
            linked_at_ms: None,
            seen_at_ms: now_ms,
            linked,
            primary: false,
            elsewhere: 0,
            missing: false,
        }
    }

    fn path(&self, path: &str) -> Option<Path<'a>> {
        let Some((parent, rest)) = path.split_once('.') else {
            return self.object.fields.iter().find(|field| field.name.eq_ignore_ascii_case(path)).map(Path::Own);
        };
        let lookup = self
            .object
            .fields
            .iter()
            .find(|field| field.relationship_name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(parent)))?;
        let names_it = name_path(lookup, &lookup.name).is_some_and(|name| name.eq_ignore_ascii_case(path));
        Some(if names_it && !rest.contains('.') { Path::ParentName(lookup) } else { Path::ParentField })
    }
}

/// The paths that the panel shows in either view: read together, so that both share one query and one snapshot.
pub(crate) fn panel_paths(selection: &FieldSelection) -> impl Iterator<Item = &str> {
    let more = selection.list.iter().filter(|path| !selection.compact.contains(path));
    selection.compact.iter().chain(more).map(String::as_str)
}

/// A lookup's label without the ` ID` that Salesforce puts behind it: pages show the record's name.
pub(crate) fn without_id(field: &FieldDescribe) -> &str {
    match field.field_type {
        FieldType::Reference => field.label.strip_suffix(" ID").unwrap_or(&field.label),
        _ => &field.label,
    }
}

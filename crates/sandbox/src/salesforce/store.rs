//! Rows: one array of values each, found by id and by indexed fields, with what a rolled-back transaction needs.

use super::id::Id;
use super::schema::field::Kind;
use super::schema::{FieldIndex, Object, ObjectIndex, Schema};
use super::value::Value;
use std::collections::{BTreeSet, HashMap};

/// A record, its values in the order of its object's fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row(Box<[Value]>);

impl Row {
    /// A row without values, for an object of so many fields.
    pub(crate) fn empty(fields: usize) -> Self {
        Self(vec![Value::Null; fields].into_boxed_slice())
    }

    /// A field's value.
    pub(crate) fn get(&self, field: FieldIndex) -> &Value {
        self.0.get(field.place()).unwrap_or(Value::NULL)
    }

    /// Sets a field's value; a row that was made before the field came grows.
    pub(crate) fn set(&mut self, field: FieldIndex, value: Value) {
        if field.place() >= self.0.len() {
            let mut longer = std::mem::take(&mut self.0).into_vec();
            longer.resize(field.place() + 1, Value::Null);
            self.0 = longer.into_boxed_slice();
        }
        if let Some(place) = self.0.get_mut(field.place()) {
            *place = value;
        }
    }

    /// The record's id.
    pub(crate) fn id(&self) -> Option<Id> {
        self.0.first().and_then(Value::as_id)
    }
}

/// Where a row stands in its table.
pub(crate) type Slot = u32;

/// A value as an index holds it: texts without regard to case, unless the field regards it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    /// A reference.
    Id(Id),
    /// A text.
    Text(Box<str>),
    /// A whole number or an instant.
    Number(i64),
}

impl Key {
    /// The key of a value; nothing for what is not indexed.
    pub(crate) fn of(value: &Value, case_sensitive: bool) -> Option<Self> {
        match value {
            Value::Id(id) => Some(Self::Id(*id)),
            Value::Text(text) if case_sensitive => Some(Self::Text(text.clone())),
            Value::Text(text) => Some(Self::Text(text.to_lowercase().into_boxed_str())),
            Value::Int(number) | Value::DateTime(number) => Some(Self::Number(*number)),
            Value::Date(number) | Value::Time(number) => Some(Self::Number(i64::from(*number))),
            Value::Bool(flag) => Some(Self::Number(i64::from(*flag))),
            Value::Double(number) => Some(Self::Number(number.to_bits().cast_signed())),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
struct Index {
    field: FieldIndex,
    case_sensitive: bool,
    entries: BTreeSet<(Key, Slot)>,
}

/// The rows of one object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Option<Row>>,
    by_id: HashMap<Id, Slot>,
    indexes: Vec<Index>,
    /// The number of the next id.
    pub(crate) next_id: u64,
    /// The last number that an auto-number field gave.
    pub(crate) auto_number: u64,
}

impl Table {
    fn new(object: &Object) -> Self {
        let mut table = Self { next_id: 1, ..Self::default() };
        table.add_indexes(object);
        table
    }

    fn add_indexes(&mut self, object: &Object) {
        for (field, details) in object.indexed() {
            let audit = Some(field) == object.system.created_by || Some(field) == object.system.modified_by;
            let indexed = details.kind == Kind::Reference && !audit
                || details.id_lookup && details.kind != Kind::Id
                || details.unique
                || Some(field) == object.system.modstamp
                || details.name_field && object.abilities.searchable && !details.auto_number;
            let stored = details.source == super::schema::field::Source::Stored;
            if indexed && stored && !self.indexes.iter().any(|index| index.field == field) {
                let case_sensitive = details.case_sensitive;
                let mut index = Index { field, case_sensitive, entries: BTreeSet::new() };
                for (slot, row) in (0..).zip(&self.rows) {
                    let key = row.as_ref().and_then(|row| Key::of(row.get(field), case_sensitive));
                    index.entries.extend(key.map(|key| (key, slot)));
                }
                self.indexes.push(index);
            }
        }
    }

    /// All rows with their places, deleted ones too.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (Slot, &Row)> {
        (0..).zip(&self.rows).filter_map(|(slot, row)| Some((slot, row.as_ref()?)))
    }

    /// How many places the table has; each is a row or one that is gone.
    pub(crate) fn places(&self) -> Slot {
        Slot::try_from(self.rows.len()).unwrap_or(Slot::MAX)
    }

    /// The row at a place.
    pub(crate) fn at(&self, slot: Slot) -> Option<&Row> {
        self.rows.get(slot as usize)?.as_ref()
    }

    /// Where the row with this id stands.
    pub(crate) fn slot(&self, id: Id) -> Option<Slot> {
        self.by_id.get(&id).copied()
    }

    /// The row with this id.
    pub(crate) fn row(&self, id: Id) -> Option<&Row> {
        self.at(self.slot(id)?)
    }

    /// Whether [`Table::with`] answers for this field.
    pub(crate) fn is_indexed(&self, field: FieldIndex) -> bool {
        self.indexes.iter().any(|index| index.field == field)
    }

    /// The places of the rows with this value in an indexed field, in order.
    pub(crate) fn with(&self, field: FieldIndex, value: &Value) -> Vec<Slot> {
        let Some(index) = self.indexes.iter().find(|index| index.field == field) else {
            return Vec::new();
        };
        let Some(key) = Key::of(value, index.case_sensitive) else {
            return Vec::new();
        };
        let range = (key.clone(), 0)..=(key, Slot::MAX);
        index.entries.range(range).map(|(_, slot)| *slot).collect()
    }

    /// The places of the rows whose indexed number or instant lies between two, both included.
    pub(crate) fn between(&self, field: FieldIndex, from: i64, to: i64) -> Vec<Slot> {
        let Some(index) = self.indexes.iter().find(|index| index.field == field) else {
            return Vec::new();
        };
        if from > to {
            return Vec::new();
        }
        let range = (Key::Number(from), 0)..=(Key::Number(to), Slot::MAX);
        index.entries.range(range).map(|(_, slot)| *slot).collect()
    }

    /// The places of the rows that have a value in an indexed field, in the order of the values, each with its key.
    pub(crate) fn in_order(&self, field: FieldIndex, descending: bool) -> Box<dyn Iterator<Item = (&Key, Slot)> + '_> {
        let Some(index) = self.indexes.iter().find(|index| index.field == field) else {
            return Box::new(std::iter::empty());
        };
        let entries = index.entries.iter().map(|(key, slot)| (key, *slot));
        if descending { Box::new(entries.rev()) } else { Box::new(entries) }
    }

    fn put(&mut self, slot: Slot, row: Option<Row>) -> Option<Row> {
        let place = self.rows.get_mut(slot as usize)?;
        let old = std::mem::replace(place, row);
        let new = place.as_ref();
        for index in &mut self.indexes {
            let before = old.as_ref().map_or(Value::NULL, |row| row.get(index.field));
            let after = new.map_or(Value::NULL, |row| row.get(index.field));
            if before != after {
                if let Some(key) = Key::of(before, index.case_sensitive) {
                    index.entries.remove(&(key, slot));
                }
                if let Some(key) = Key::of(after, index.case_sensitive) {
                    index.entries.insert((key, slot));
                }
            }
        }
        if let Some(id) = old.as_ref().and_then(Row::id) {
            self.by_id.remove(&id);
        }
        if let Some(id) = new.and_then(Row::id) {
            self.by_id.insert(id, slot);
            let (pod, own) = (id.short().get(3..6), Id::numbered(id.prefix(), 0));
            if pod == own.short().get(3..6) {
                self.next_id = self.next_id.max(id.number() + 1);
            }
        }
        old
    }

    fn push(&mut self, row: Row) -> Slot {
        let slot = self.places();
        self.rows.push(None);
        self.put(slot, Some(row));
        slot
    }
}

/// A point to which the store can be rolled back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Savepoint(usize);

#[derive(Clone, Debug)]
struct Undo {
    object: ObjectIndex,
    slot: Slot,
    before: Option<Row>,
}

/// The table of each object.
fn places(schema: &Schema) -> Vec<usize> {
    let items = schema.objects().iter().position(|object| object.name == "FeedItem");
    let own = |(place, object): (usize, &Object)| object.feed_of.and(items).unwrap_or(place);
    schema.objects().iter().enumerate().map(own).collect()
}

/// All tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    tables: Vec<Table>,
    /// Where an object's rows are: a feed shares those of `FeedItem`.
    places: Vec<usize>,
    undo: Vec<Undo>,
    dirty: BTreeSet<Id>,
    /// Records that nobody who uses the API sees, though they are there: sharing says so.
    pub(crate) hidden: BTreeSet<Id>,
}

impl Store {
    /// Empty tables for a schema.
    pub(crate) fn new(schema: &Schema) -> Self {
        let tables = schema.objects().iter().map(Table::new).collect();
        Self { tables, places: places(schema), ..Self::default() }
    }

    /// Takes in what a schema gained.
    pub(crate) fn follow(&mut self, schema: &Schema) {
        for (place, object) in schema.objects().iter().enumerate() {
            match self.tables.get_mut(place) {
                Some(table) => table.add_indexes(object),
                None => self.tables.push(Table::new(object)),
            }
        }
        self.places = places(schema);
    }

    /// The rows of an object.
    #[expect(clippy::indexing_slicing, reason = "the store has a table for each object of its schema")]
    pub(crate) fn table(&self, object: ObjectIndex) -> &Table {
        &self.tables[self.places[object.place()]]
    }

    #[expect(clippy::indexing_slicing, reason = "the store has a table for each object of its schema")]
    fn table_mut(&mut self, object: ObjectIndex) -> &mut Table {
        &mut self.tables[self.places[object.place()]]
    }

    /// An id for a new row.
    pub(crate) fn new_id(&mut self, object: &Object) -> Id {
        let table = self.table_mut(object.index);
        let id = Id::numbered(object.prefix, table.next_id);
        table.next_id += 1;
        id
    }

    /// The next number of the object's auto-number field.
    pub(crate) fn next_number(&mut self, object: ObjectIndex) -> u64 {
        let table = self.table_mut(object);
        table.auto_number += 1;
        table.auto_number
    }

    /// Takes notice of a number that a loaded row carries.
    pub(crate) fn number_seen(&mut self, object: ObjectIndex, number: u64) {
        let table = self.table_mut(object);
        table.auto_number = table.auto_number.max(number);
    }

    /// Adds a row, which has its id.
    pub(crate) fn insert(&mut self, object: ObjectIndex, row: Row) {
        self.dirty.extend(row.id());
        let slot = self.table_mut(object).push(row);
        self.undo.push(Undo { object, slot, before: None });
    }

    /// Puts a row in the place of the one with its id.
    pub(crate) fn replace(&mut self, object: ObjectIndex, slot: Slot, row: Row) {
        self.dirty.extend(row.id());
        let before = self.table_mut(object).put(slot, Some(row));
        self.undo.push(Undo { object, slot, before });
    }

    /// Removes a row for good.
    pub(crate) fn remove(&mut self, object: ObjectIndex, slot: Slot) {
        let before = self.table_mut(object).put(slot, None);
        self.dirty.extend(before.as_ref().and_then(Row::id));
        self.undo.push(Undo { object, slot, before });
    }

    /// Puts a row in place without a trace: it was loaded from where it is kept.
    pub(crate) fn restore(&mut self, object: ObjectIndex, row: Row) {
        let table = self.table_mut(object);
        match row.id().and_then(|id| table.slot(id)) {
            Some(slot) => {
                table.put(slot, Some(row));
            }
            None => {
                table.push(row);
            }
        }
    }

    /// A point to roll back to.
    pub(crate) fn savepoint(&self) -> Savepoint {
        Savepoint(self.undo.len())
    }

    /// Takes back everything since a point.
    pub(crate) fn roll_back(&mut self, to: Savepoint) {
        while self.undo.len() > to.0 {
            if let Some(Undo { object, slot, before }) = self.undo.pop() {
                self.table_mut(object).put(slot, before);
            }
        }
    }

    /// The rows that the transaction under way has changed, each with what it was before.
    pub(crate) fn changed(&self) -> impl Iterator<Item = (ObjectIndex, Slot, Option<&Row>)> {
        let mut seen = BTreeSet::new();
        self.undo
            .iter()
            .filter(move |undo| seen.insert((undo.object, undo.slot)))
            .map(|undo| (undo.object, undo.slot, undo.before.as_ref()))
    }

    /// Everything up to here stays.
    pub(crate) fn commit(&mut self) {
        self.undo.clear();
    }

    /// The ids of the rows that changed since the last call.
    pub(crate) fn take_dirty(&mut self) -> BTreeSet<Id> {
        std::mem::take(&mut self.dirty)
    }
}

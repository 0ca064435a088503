//! The org's shape: objects and their fields. Describe, validation, SOQL's typing and storage all read this one table.

mod activity;
mod case;
mod content;
mod customer;
pub(crate) mod describe;
mod email;
pub(crate) mod feed;
pub(crate) mod field;
mod idea;
pub(crate) mod make;
mod people;
mod sales;
mod shape;

use super::id::Id;
use field::Field;
use std::collections::HashMap;

/// Which object of a schema; only the schema that holds the object makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ObjectIndex(usize);

impl ObjectIndex {
    /// The place in a list that runs parallel to the schema's objects.
    pub(crate) fn place(self) -> usize {
        self.0
    }
}

/// Which field of an object; only the object that holds the field makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FieldIndex(usize);

impl FieldIndex {
    /// The place in a row.
    pub(crate) fn place(self) -> usize {
        self.0
    }
}

/// A record type of an object.
#[derive(Clone, Debug)]
pub(crate) struct RecordType {
    /// Its id.
    pub(crate) id: Id,
    /// The API name.
    pub(crate) developer_name: String,
    /// What people see.
    pub(crate) name: String,
    /// Whether a record that names none gets this one.
    pub(crate) default: bool,
    /// The picklists of which it does not offer all.
    pub(crate) offers: Vec<PicklistOffer>,
}

/// What a record type offers of a picklist.
#[derive(Clone, Debug)]
pub(crate) struct PicklistOffer {
    /// The field.
    pub(crate) field: String,
    /// The values.
    pub(crate) values: Vec<String>,
    /// The value that a page begins with.
    pub(crate) default: Option<String>,
}

impl RecordType {
    /// The `number`th record type that the org came with.
    fn numbered(number: u64, name: &str, default: bool) -> Self {
        Self {
            id: Id::numbered(*b"012", number),
            developer_name: name.replace(' ', "_"),
            name: name.to_owned(),
            default,
            offers: Vec::new(),
        }
    }

    /// It offers only these values of a picklist; a star marks what a page begins with.
    fn offers(mut self, field: &str, values: &[&str]) -> Self {
        let plain = |value: &&str| value.trim_end_matches('*').to_owned();
        self.offers.push(PicklistOffer {
            field: field.to_owned(),
            values: values.iter().map(plain).collect(),
            default: values.iter().find(|value| value.ends_with('*')).map(plain),
        });
        self
    }

    /// What it offers of a picklist; nothing when it offers all.
    pub(crate) fn offer(&self, field: &str) -> Option<&PicklistOffer> {
        self.offers.iter().find(|offer| offer.field == field)
    }
}

/// Which calls an object understands, in describe's words.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "describe has these members")]
pub(crate) struct Abilities {
    /// Rows may be created.
    pub(crate) createable: bool,
    /// Rows may be changed.
    pub(crate) updateable: bool,
    /// Rows may be deleted.
    pub(crate) deletable: bool,
    /// Rows may be restored from the recycle bin.
    pub(crate) undeletable: bool,
    /// SOQL reads it.
    pub(crate) queryable: bool,
    /// SOSL searches it.
    pub(crate) searchable: bool,
    /// It may have a feed.
    pub(crate) feed_enabled: bool,
    /// It has page layouts.
    pub(crate) layoutable: bool,
    /// Rows may be merged.
    pub(crate) mergeable: bool,
    /// It appears among the recently used.
    pub(crate) mru_enabled: bool,
    /// `updated` and `deleted` answer for it.
    pub(crate) replicateable: bool,
    /// It may have triggers.
    pub(crate) triggerable: bool,
}

impl Abilities {
    /// What a business object can do.
    pub(crate) const FULL: Self = Self {
        createable: true,
        updateable: true,
        deletable: true,
        undeletable: true,
        queryable: true,
        searchable: true,
        feed_enabled: true,
        layoutable: true,
        mergeable: false,
        mru_enabled: true,
        replicateable: true,
        triggerable: true,
    };

    /// What an object of the set-up can do.
    pub(crate) const SETUP: Self = Self {
        createable: false,
        updateable: false,
        deletable: false,
        undeletable: false,
        queryable: true,
        searchable: false,
        feed_enabled: false,
        layoutable: false,
        mergeable: false,
        mru_enabled: false,
        replicateable: true,
        triggerable: false,
    };
}

/// Where an object keeps what the org itself fills in.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SystemFields {
    /// `IsDeleted`.
    pub(crate) deleted: Option<FieldIndex>,
    /// `OwnerId`.
    pub(crate) owner: Option<FieldIndex>,
    /// `CreatedDate`.
    pub(crate) created: Option<FieldIndex>,
    /// `CreatedById`.
    pub(crate) created_by: Option<FieldIndex>,
    /// `LastModifiedDate`.
    pub(crate) modified: Option<FieldIndex>,
    /// `LastModifiedById`.
    pub(crate) modified_by: Option<FieldIndex>,
    /// `SystemModstamp`.
    pub(crate) modstamp: Option<FieldIndex>,
    /// `RecordTypeId`.
    pub(crate) record_type: Option<FieldIndex>,
    /// The name field.
    pub(crate) name: Option<FieldIndex>,
}

/// An object.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// Which one it is.
    pub(crate) index: ObjectIndex,
    /// The API name.
    pub(crate) name: String,
    /// What people see for one.
    pub(crate) label: String,
    /// What people see for several.
    pub(crate) label_plural: String,
    /// The first three characters of its ids.
    pub(crate) prefix: [u8; 3],
    /// Whether an admin made it.
    pub(crate) custom: bool,
    /// Whether only the Tooling API knows it.
    pub(crate) tooling: bool,
    /// What can be done with it.
    pub(crate) abilities: Abilities,
    /// Whether a feature that it needs is off: then it is not there.
    pub(crate) off: bool,
    /// Whether the admin has switched its feeds off.
    pub(crate) feed_off: bool,
    /// Of the feed of an object, whose rows are the feed items below that object's records: the object's key prefix.
    pub(crate) feed_of: Option<[u8; 3]>,
    /// Its record types besides the master.
    pub(crate) record_types: Vec<RecordType>,
    /// Its fields, the id first.
    pub(crate) fields: Vec<Field>,
    /// Where the org's own fields are.
    pub(crate) system: SystemFields,
    by_name: HashMap<String, FieldIndex>,
}

impl Object {
    /// A field by its name, in any case.
    pub(crate) fn find(&self, name: &str) -> Option<FieldIndex> {
        match self.by_name.get(name) {
            Some(found) => Some(*found),
            None => self.by_name.get(&name.to_ascii_lowercase()).copied(),
        }
    }

    /// Whether its records have feeds.
    pub(crate) fn has_feed(&self) -> bool {
        self.abilities.feed_enabled && !self.feed_off
    }

    /// A field.
    #[expect(clippy::indexing_slicing, reason = "a FieldIndex is only made by the object that holds the field")]
    pub(crate) fn field(&self, index: FieldIndex) -> &Field {
        &self.fields[index.0]
    }

    /// The fields that are not gone, with their places.
    pub(crate) fn indexed(&self) -> impl Iterator<Item = (FieldIndex, &Field)> {
        let living = self.fields.iter().enumerate().filter(|(_, field)| !field.gone);
        living.map(|(place, field)| (FieldIndex(place), field))
    }

    /// The lookup that SOQL follows by this name, in any case.
    pub(crate) fn relationship(&self, name: &str) -> Option<FieldIndex> {
        self.indexed()
            .find(|(_, field)| field.relationship_name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name)))
            .map(|(index, _)| index)
    }

    /// The key prefix as text.
    pub(crate) fn prefix_text(&self) -> &str {
        std::str::from_utf8(&self.prefix).unwrap_or_default()
    }

    fn index_names(&mut self) {
        self.by_name.clear();
        for (place, field) in self.fields.iter().enumerate().filter(|(_, field)| !field.gone) {
            self.by_name.insert(field.name.clone(), FieldIndex(place));
            self.by_name.insert(field.name.to_ascii_lowercase(), FieldIndex(place));
        }
        let at = |name: &str| self.by_name.get(name).copied();
        self.system = SystemFields {
            deleted: at("IsDeleted"),
            owner: at("OwnerId"),
            created: at("CreatedDate"),
            created_by: at("CreatedById"),
            modified: at("LastModifiedDate"),
            modified_by: at("LastModifiedById"),
            modstamp: at("SystemModstamp"),
            record_type: at("RecordTypeId"),
            name: self.fields.iter().position(|field| field.name_field).map(FieldIndex),
        };
    }
}

/// A lookup seen from the object that it points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChildRelationship {
    /// The object that holds the lookup.
    pub(crate) object: ObjectIndex,
    /// The lookup.
    pub(crate) field: FieldIndex,
}

/// All objects.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    objects: Vec<Object>,
    by_name: HashMap<String, ObjectIndex>,
    by_prefix: HashMap<[u8; 3], ObjectIndex>,
    children: Vec<Vec<ChildRelationship>>,
    /// When it last changed, in seconds; conditional describes compare with it.
    pub(crate) modified: i64,
}

impl Schema {
    /// The shape of the demonstration org.
    pub(crate) fn demonstration() -> Self {
        let mut objects = people::objects();
        objects.extend(customer::objects());
        objects.push(case::case());
        objects.push(case::case_comment());
        objects.extend(sales::objects());
        objects.extend(content::objects());
        objects.extend(feed::objects());
        objects.extend(email::objects());
        objects.extend(idea::objects());
        objects.extend(activity::objects());
        objects.extend(super::tooling::objects());
        Self::of(objects.into_iter().map(ObjectDraft::build).collect())
    }

    fn of(objects: Vec<Object>) -> Self {
        let mut schema =
            Self { objects, by_name: HashMap::new(), by_prefix: HashMap::new(), children: Vec::new(), modified: 0 };
        schema.link();
        schema
    }

    /// All objects, to be changed; [`Schema::relink`] has to follow.
    pub(crate) fn objects_mut(&mut self) -> impl Iterator<Item = &mut Object> {
        self.objects.iter_mut()
    }

    /// Finds names and relationships anew.
    pub(crate) fn relink(&mut self) {
        self.link();
    }

    fn link(&mut self) {
        self.link_feeds();
        self.by_name.clear();
        for (place, object) in self.objects.iter_mut().enumerate() {
            object.index = ObjectIndex(place);
            object.index_names();
            if !object.off {
                self.by_name.insert(object.name.to_ascii_lowercase(), object.index);
            }
            if object.feed_of.is_none() {
                self.by_prefix.insert(object.prefix, object.index);
            }
        }
        let mut children: Vec<Vec<ChildRelationship>> = vec![Vec::new(); self.objects.len()];
        for object in self.objects.iter().filter(|object| !object.off) {
            for (field, details) in object.indexed() {
                for target in &details.reference_to {
                    let parent = self.by_name.get(&target.to_ascii_lowercase());
                    if let Some(list) = parent.and_then(|parent| children.get_mut(parent.0)) {
                        list.push(ChildRelationship { object: object.index, field });
                    }
                }
            }
        }
        self.children = children;
        self.share_children();
    }

    /// All objects, in the order of their making.
    pub(crate) fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// An object.
    #[expect(clippy::indexing_slicing, reason = "an ObjectIndex is only made by the schema that holds the object")]
    pub(crate) fn object(&self, index: ObjectIndex) -> &Object {
        &self.objects[index.0]
    }

    /// An object by its name, in any case.
    pub(crate) fn find(&self, name: &str) -> Option<&Object> {
        let index = self.by_name.get(&name.to_ascii_lowercase())?;
        self.objects.get(index.0)
    }

    /// The object whose ids begin so.
    pub(crate) fn by_prefix(&self, prefix: [u8; 3]) -> Option<&Object> {
        self.objects.get(self.by_prefix.get(&prefix)?.0)
    }

    /// The lookups that point to an object.
    pub(crate) fn children(&self, object: ObjectIndex) -> &[ChildRelationship] {
        self.children.get(object.0).map_or(&[], Vec::as_slice)
    }

    /// The object and lookup behind a child relationship's name, in any case.
    pub(crate) fn child(&self, parent: ObjectIndex, name: &str) -> Option<ChildRelationship> {
        self.children(parent).iter().copied().find(|child| {
            let field = self.object(child.object).field(child.field);
            field.child_name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name))
        })
    }

    /// Adds a field to an object, or puts it in the place of the one with its name.
    pub(crate) fn put_field(&mut self, object: ObjectIndex, field: Field, now: i64) {
        let Some(target) = self.objects.get_mut(object.0) else {
            return;
        };
        match target.find(&field.name).and_then(|known| target.fields.get_mut(known.0)) {
            Some(place) => *place = field,
            None => target.fields.push(field),
        }
        self.modified = now;
        self.link();
    }

    /// Takes a field away. Its place in the rows stays empty, so that the others keep theirs.
    pub(crate) fn remove_field(&mut self, object: ObjectIndex, name: &str, now: i64) {
        let Some(target) = self.objects.get_mut(object.0) else {
            return;
        };
        if let Some(field) = target.find(name).and_then(|known| target.fields.get_mut(known.0)) {
            field.gone = true;
        }
        self.modified = now;
        self.link();
    }

    /// Adds an object.
    pub(crate) fn add_object(&mut self, draft: ObjectDraft, now: i64) {
        self.objects.push(draft.build());
        self.modified = now;
        self.link();
    }
}

/// An object as it is written down.
#[derive(Clone, Debug)]
pub(crate) struct ObjectDraft {
    name: String,
    prefix: [u8; 3],
    label: String,
    label_plural: String,
    abilities: Abilities,
    record_types: Vec<RecordType>,
    tooling: bool,
    fields: Vec<Field>,
}

impl ObjectDraft {
    /// An object that can do what a business object can, with an id.
    pub(crate) fn new(name: &str, prefix: [u8; 3], label: &str, label_plural: &str) -> Self {
        let own_id = make::id(&format!("{label} ID"));
        Self {
            name: name.to_owned(),
            prefix,
            label: label.to_owned(),
            label_plural: label_plural.to_owned(),
            abilities: Abilities::FULL,
            record_types: Vec::new(),
            tooling: false,
            fields: vec![own_id],
        }
    }

    /// What can be done with it.
    pub(crate) fn abilities(mut self, abilities: Abilities) -> Self {
        self.abilities = abilities;
        self
    }

    /// Only the Tooling API knows it.
    pub(crate) fn tooling(mut self) -> Self {
        self.tooling = true;
        self
    }

    /// Its record types.
    pub(crate) fn record_types(mut self, record_types: &[RecordType]) -> Self {
        self.record_types = record_types.to_vec();
        self
    }

    /// Further fields.
    pub(crate) fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// These fields and no others.
    fn only(mut self, fields: Vec<Field>) -> Self {
        self.fields = fields;
        self
    }

    /// `IsDeleted`, for objects with a recycle bin.
    pub(crate) fn with_bin(self) -> Self {
        self.fields([make::boolean("IsDeleted", "Deleted").read_only()])
    }

    /// Who made and who changed a row, and when.
    pub(crate) fn with_audit(self) -> Self {
        self.fields([
            make::instant("CreatedDate", "Created Date").system(),
            make::lookup("CreatedById", "Created By ID", &["User"], "CreatedBy").system(),
            make::instant("LastModifiedDate", "Last Modified Date").system(),
            make::lookup("LastModifiedById", "Last Modified By ID", &["User"], "LastModifiedBy").system(),
            make::instant("SystemModstamp", "System Modstamp").system(),
        ])
    }

    fn build(self) -> Object {
        let custom = self.name.ends_with("__c") || self.name.ends_with("__mdt");
        Object {
            index: ObjectIndex(0),
            name: self.name,
            label: self.label,
            label_plural: self.label_plural,
            prefix: self.prefix,
            custom,
            tooling: self.tooling,
            abilities: self.abilities,
            off: false,
            feed_off: false,
            feed_of: None,
            record_types: self.record_types,
            fields: self.fields,
            system: SystemFields::default(),
            by_name: HashMap::new(),
        }
    }
}

/// The custom fields that every object which Weftline creates has for its key.
fn weftline_key() -> Field {
    make::text("Weftline_Key__c", "Weftline Key", 255).external_id().unique()
}

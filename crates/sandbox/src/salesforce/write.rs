//! Creating, changing, upserting and deleting records: what the org fills in, what it refuses, what follows.

use super::Org;
use super::automation;
use super::chatter::rules as feeds;
use super::draft::{self, Draft, Purpose};
use super::error::ApiError;
use super::id::Id;
use super::permission;
use super::record::View;
use super::rights;
use super::rules::condition::Saved;
use super::rules::duplicate::DuplicateOptions;
use super::rules::{assignment, flow, validation};
use super::schema::field::{Field, Kind};
use super::schema::{FieldIndex, Object};
use super::store::{Row, Slot};
use super::value::Value;
use serde_json::{Map, Value as Json};

/// Whether and by which rule a new or changed case, lead or account gets an owner: the header `Sforce-Auto-Assign`.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_autoassign.htm>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AutoAssign {
    /// The active rule decides; so it is when the header is missing.
    Active,
    /// Nobody is assigned.
    Off,
    /// This rule decides.
    Rule {
        /// Which one.
        id: Id,
        /// Whether it decides of changed records too: the REST API's header speaks of created ones only.
        updates: bool,
    },
}

/// Who does something, when, and with which options.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The user.
    pub(crate) user: Id,
    /// The API version.
    pub(crate) version: u32,
    /// The time in seconds: system stamps are whole seconds.
    pub(crate) now: i64,
    /// The time that records are stamped with, in seconds: when the transaction began.
    pub(crate) stamped: i64,
    /// Whether assignment rules run.
    pub(crate) auto_assign: AutoAssign,
    /// How duplicates are treated; nothing where no duplicate rule runs.
    pub(crate) duplicates: Option<DuplicateOptions>,
    /// Whether the Tooling API is asked.
    pub(crate) tooling: bool,
    /// How many records a page of a query has.
    pub(crate) batch_size: usize,
}

/// What became of an upsert.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Upserted {
    /// There was no record with the key.
    Created(Id),
    /// There was one.
    Updated(Id),
    /// There were several.
    Several(Vec<Id>),
}

impl Org {
    /// Reads a record's JSON for one of the two purposes.
    pub(super) fn draft(
        &self,
        context: &Context,
        object: &Object,
        members: &Map<String, Json>,
        purpose: Purpose,
    ) -> Result<Draft, ApiError> {
        if purpose == Purpose::Create && !object.abilities.createable {
            let message = format!("entity type cannot be inserted: {}", object.label);
            return Err(ApiError::row("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message, &[]));
        }
        let access = |object: &Object, field: &Field| self.access(context.user, object, field);
        draft::read(self.view(), object, members, purpose, &access)
    }

    /// Creates a record.
    pub(super) fn create(&mut self, context: &Context, object: &Object, draft: Draft) -> Result<Id, ApiError> {
        permission::may_grant(self.view(), context, object)?;
        self.insert(context, object, draft)
    }

    /// Creates a record of an object that only the org itself creates, or any other.
    pub(super) fn insert(&mut self, context: &Context, object: &Object, draft: Draft) -> Result<Id, ApiError> {
        let mut row = Row::empty(object.fields.len());
        for (field, value) in draft {
            row.set(field, value);
        }
        let missing: Vec<&str> = object
            .indexed()
            .filter(|(index, field)| field.required_on_create() && row.get(*index).is_null())
            .map(|(_, field)| field.name.as_str())
            .collect();
        if !missing.is_empty() {
            return Err(draft::required_missing(&missing));
        }
        self.fill(context, object, &mut row);
        rights::may_own(self.view(), object, None, &row)?;
        automation::before_create(self.view(), context, object, &mut row)?;
        feeds::before_create(self.view(), context, object, &mut row)?;
        self.follow_rules(context, object, None, &mut row)?;
        self.check_unique(object, &row, None)?;
        let id = self.store.new_id(object);
        for (index, field) in object.indexed() {
            if field.kind == Kind::Id {
                row.set(index, Value::Id(id));
            } else if field.auto_number {
                let number = self.store.next_number(object.index);
                row.set(index, Value::text(automation::number_text(object, number)));
            }
        }
        self.keep_pictures(object, id, &mut row)?;
        self.store.insert(object.index, row);
        automation::after_create(self, context, object, id)?;
        feeds::after_create(self, context, object, id)?;
        Ok(id)
    }

    fn fill(&self, context: &Context, object: &Object, row: &mut Row) {
        for (index, field) in object.indexed() {
            if row.get(index).is_null() {
                row.set(index, default_value(field));
            } else if let (Kind::Picklist, Some(text)) = (field.kind, row.get(index).as_text()) {
                let canonical = field.pick(text).map(|pick| pick.value.clone());
                if let Some(canonical) = canonical {
                    row.set(index, Value::text(canonical));
                }
            }
        }
        let system = object.system;
        let set = |row: &mut Row, field: Option<FieldIndex>, value: Value| {
            if let Some(field) = field {
                row.set(field, value);
            }
        };
        if system.owner.is_some_and(|owner| row.get(owner).is_null()) {
            set(row, system.owner, Value::Id(context.user));
        }
        if system.record_type.is_some_and(|field| row.get(field).is_null()) {
            let default = object.record_types.iter().find(|one| one.default);
            let id = default.map_or(Value::Null, |one| Value::Id(one.id));
            set(row, system.record_type, id);
        }
        set(row, system.created, Value::DateTime(context.stamped));
        set(row, system.created_by, Value::Id(context.user));
        self.stamp(context, object, row);
    }

    pub(super) fn stamp(&self, context: &Context, object: &Object, row: &mut Row) {
        let stamped = self.stamped(context, object, row);
        let stamps = [
            (object.system.modified, Value::DateTime(stamped)),
            (object.system.modified_by, Value::Id(context.user)),
            (object.system.modstamp, Value::DateTime(stamped)),
        ];
        for (field, value) in stamps {
            if let Some(field) = field {
                row.set(field, value);
            }
        }
    }

    /// When the transaction wrote the row: at its beginning, but not before another one let go of the row's lock; that takes
    /// it to the next second.
    pub(super) fn stamped(&self, context: &Context, object: &Object, row: &Row) -> i64 {
        if context.stamped >= context.now {
            return context.now;
        }
        let committed = row.id().and_then(|id| self.committed.get(&id).copied());
        let before = row.id().and(object.system.modstamp).and_then(|field| row.get(field).as_seconds());
        let free = committed.max(before).map_or(context.stamped, |at| at + 1);
        free.max(context.stamped).min(context.now)
    }

    /// Holds a record against the admin's rules, and gives it to whom they say.
    fn follow_rules(
        &self,
        context: &Context,
        object: &Object,
        before: Option<&Row>,
        row: &mut Row,
    ) -> Result<(), ApiError> {
        let (settings, view) = (&self.options.settings, self.view());
        flow::run(&settings.before_save_flows, view, object, before, row)?;
        let saved = Saved { view, object, before, row };
        validation::check(&settings.validation_rules, saved)?;
        self.check_duplicates(context, saved)?;
        if let (Some(field), Some(owner)) =
            (object.system.owner, assignment::owner(&settings.assignment_rules, context, saved))
        {
            row.set(field, Value::Id(owner));
        }
        Ok(())
    }

    pub(super) fn check_unique(&self, object: &Object, row: &Row, own: Option<Slot>) -> Result<(), ApiError> {
        let table = self.store.table(object.index);
        let unique_name = |field: &Field| object.name == "User" && field.name == "Username";
        for (index, field) in object.indexed().filter(|(_, field)| field.unique || unique_name(field)) {
            for slot in table.with(index, row.get(index)) {
                let other = table.at(slot).filter(|other| Some(slot) != own && !self.view().is_deleted(object, other));
                if let Some(id) = other.and_then(Row::id) {
                    let message = format!(
                        "duplicate value found: {} duplicates value on record with id: {}",
                        field.name,
                        id.short()
                    );
                    return Err(ApiError::row("DUPLICATE_VALUE", message, &[]));
                }
            }
        }
        Ok(())
    }

    /// The record of an object with this id, if it is there and not deleted.
    pub(super) fn living(&self, object: &Object, id: Id) -> Result<(Slot, &Row), ApiError> {
        let table = self.store.table(object.index);
        let slot = table.slot(id).filter(|_| id.prefix() == object.prefix);
        let found = slot.and_then(|slot| Some((slot, table.at(slot)?)));
        let Some((slot, row)) = found.filter(|(_, row)| self.view().is_of(object, row)) else {
            return Err(ApiError::not_found());
        };
        if self.view().is_deleted(object, row) { Err(ApiError::deleted()) } else { Ok((slot, row)) }
    }

    /// Whether the record is there, and sharing hides it.
    pub(super) fn is_hidden(&self, object: &Object, id: Id) -> bool {
        let row = self.store.table(object.index).row(id);
        row.is_some_and(|row| self.view().is_hidden(object, row))
    }

    /// A row and its place, deleted or not.
    pub(super) fn row_of(&self, object: &Object, id: Id) -> Option<(Slot, Row)> {
        let table = self.store.table(object.index);
        let slot = table.slot(id)?;
        Some((slot, table.at(slot)?.clone()))
    }

    /// Changes a record.
    pub(super) fn update(&mut self, context: &Context, object: &Object, id: Id, draft: Draft) -> Result<(), ApiError> {
        let (slot, before) = self.living(object, id)?;
        if !object.abilities.updateable {
            let message = format!("entity type cannot be updated: {}", object.label);
            return Err(ApiError::row("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message, &[]));
        }
        permission::may_grant(self.view(), context, object)?;
        rights::may_update(self.view(), context, object, before, &draft)?;
        feeds::may_update(self.view(), context, object, before)?;
        let (before, mut row) = (before.clone(), before.clone());
        for (index, value) in draft {
            let field = object.field(index);
            let canonical = match (field.kind, value.as_text()) {
                (Kind::Picklist, Some(text)) => field.pick(text).map(|pick| Value::text(pick.value.clone())),
                _ => None,
            };
            row.set(index, canonical.unwrap_or(value));
        }
        self.stamp(context, object, &mut row);
        rights::may_own(self.view(), object, Some(&before), &row)?;
        automation::before_update(self.view(), context, object, &before, &mut row)?;
        feeds::before_update(context, object, &before, &mut row)?;
        self.follow_rules(context, object, Some(&before), &mut row)?;
        self.check_unique(object, &row, Some(slot))?;
        self.keep_pictures(object, id, &mut row)?;
        self.store.replace(object.index, slot, row);
        automation::after_update(self, context, object, id)?;
        feeds::after_update(self, context, object, &before, id)
    }

    /// Creates or changes the record that an external id names.
    pub(super) fn upsert(
        &mut self,
        context: &Context,
        object: &Object,
        key: FieldIndex,
        value: Value,
        members: &Map<String, Json>,
        update_only: bool,
    ) -> Result<Upserted, ApiError> {
        let field = object.field(key);
        if let Some(given) = members.keys().find(|name| name.eq_ignore_ascii_case(&field.name)) {
            let message = format!("The {given} field should not be specified in the sobject data.");
            return Err(ApiError::new(400, "INVALID_FIELD", message));
        }
        let found = self.with_key(object, key, &value);
        match found.as_slice() {
            [] if update_only => Err(ApiError::not_found()),
            [] => {
                let mut draft = self.draft(context, object, members, Purpose::Create)?;
                draft.push((key, value));
                Ok(Upserted::Created(self.create(context, object, draft)?))
            }
            [id] => {
                let draft = self.draft(context, object, members, Purpose::Update)?;
                self.update(context, object, *id, draft)?;
                Ok(Upserted::Updated(*id))
            }
            _ => Ok(Upserted::Several(found)),
        }
    }

    /// The living records with this value in an external id.
    pub(super) fn with_key(&self, object: &Object, key: FieldIndex, value: &Value) -> Vec<Id> {
        let table = self.store.table(object.index);
        let rows = table.with(key, value).into_iter().filter_map(|slot| table.at(slot));
        rows.filter(|row| !self.view().is_deleted(object, row)).filter_map(Row::id).collect()
    }

    /// Deletes a record, with those that hang on it.
    pub(super) fn delete(&mut self, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
        let (_, row) = self.living(object, id)?;
        let row = row.clone();
        if !object.abilities.deletable {
            let message = format!("entity type cannot be deleted: {}", object.label);
            return Err(ApiError::row("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message, &[]));
        }
        permission::may_grant(self.view(), context, object)?;
        rights::may_delete(self.view(), context, object, id)?;
        feeds::may_delete(self.view(), context, object, &row)?;
        self.discard(context, object, id);
        feeds::after_delete(self, context, object, &row);
        Ok(())
    }

    /// Whether a user may see and change a field. Fields that were made over the API are hidden until a permission
    /// set of the user's, or any user's profile right over all data, says otherwise.
    pub(super) fn access(&self, user: Id, object: &Object, field: &Field) -> (bool, bool) {
        let listed = |list: &[String]| {
            let named = |one: &String| {
                one.split_once('.').is_some_and(|(of, name)| {
                    of.eq_ignore_ascii_case(&object.name) && name.eq_ignore_ascii_case(&field.name)
                })
            };
            list.iter().any(named)
        };
        let is_off = self.options.settings.hides_field(object, &field.name);
        if field.internal || is_off || listed(&self.options.hidden_fields) {
            return (false, false);
        }
        if !field.guarded {
            return (true, !listed(&self.options.read_only_fields));
        }
        let schema = &self.schema;
        let (Some(permissions), Some(assignments)) =
            (schema.find("FieldPermissions"), schema.find("PermissionSetAssignment"))
        else {
            return (false, false);
        };
        let view = self.view();
        let granted = |name: &str, row: &Row| permissions.find(name).is_some_and(|field| row.get(field).is_true());
        let text = |name: &str, row: &Row| {
            permissions.find(name).and_then(|field| row.get(field).as_text().map(str::to_owned)).unwrap_or_default()
        };
        let (Some(assignee), Some(set), Some(parent)) =
            (assignments.find("AssigneeId"), assignments.find("PermissionSetId"), permissions.find("ParentId"))
        else {
            return (false, false);
        };
        let assigned = view.store.table(assignments.index);
        let granting = view.store.table(permissions.index);
        let qualified = format!("{}.{}", object.name, field.name);
        let mut access = (false, false);
        for assignment in assigned.with(assignee, &Value::Id(user)).into_iter().filter_map(|slot| assigned.at(slot)) {
            for slot in granting.with(parent, assignment.get(set)) {
                let row = granting.at(slot).filter(|row| text("Field", row).eq_ignore_ascii_case(&qualified));
                if let Some(row) = row {
                    access.0 |= granted("PermissionsRead", row);
                    access.1 |= granted("PermissionsEdit", row);
                }
            }
        }
        access
    }

    /// What users may see changed: conditional describes have to notice.
    pub(super) fn permissions_changed(&mut self, now: i64) {
        std::sync::Arc::make_mut(&mut self.schema).modified = now;
        self.describes.clear();
    }

    /// A user has the permission set that belongs to the profile.
    pub(super) fn assign_profile(&mut self, context: &Context, user: Id) {
        let schema = self.schema();
        let (Some(users), Some(sets)) = (schema.find("User"), schema.find("PermissionSet")) else {
            return;
        };
        let profile = users.find("ProfileId").and_then(|field| {
            let row = self.store.table(users.index).row(user)?;
            Some(row.get(field).clone())
        });
        let (Some(profile), Some(owner)) = (profile, sets.find("ProfileId")) else {
            return;
        };
        let table = self.store.table(sets.index);
        let set = table.with(owner, &profile).first().and_then(|slot| table.at(*slot)?.id());
        if let Some(set) = set {
            let assignment = [("PermissionSetId", Value::Id(set)), ("AssigneeId", Value::Id(user))];
            // Nothing about an assignment can be refused.
            let _made = self.insert_named(context, "PermissionSetAssignment", &assignment);
        }
    }

    /// Makes a record of named values; names that the object lacks are left out.
    pub(super) fn insert_named(
        &mut self,
        by: &Context,
        object: &str,
        values: &[(&str, Value)],
    ) -> Result<Id, ApiError> {
        let schema = self.schema();
        let object = schema.find(object).ok_or_else(ApiError::not_found)?;
        let draft = values.iter().filter_map(|(name, value)| Some((object.find(name)?, value.clone()))).collect();
        self.insert(by, object, draft)
    }

    /// Gives a record another id: describe names the ids of record types.
    pub(super) fn renumber(&mut self, from: Id, to: Id) {
        let schema = self.schema();
        let Some(object) = schema.by_prefix(from.prefix()).filter(|_| from != to) else {
            return;
        };
        let table = self.store.table(object.index);
        let Some((slot, mut row)) = table.slot(from).and_then(|slot| Some((slot, table.at(slot)?.clone()))) else {
            return;
        };
        if let Some(field) = object.find("Id") {
            row.set(field, Value::Id(to));
        }
        self.store.replace(object.index, slot, row);
    }

    /// The schema and the rows, for reading.
    pub(super) fn view(&self) -> View<'_> {
        View { schema: &self.schema, store: &self.store }
    }
}

/// What a new record takes where nothing is given.
fn default_value(field: &Field) -> Value {
    let told = field.default_value.as_ref().filter(|told| !told.is_null());
    if let Some(value) = told.and_then(|told| draft::convert(field, told).ok()) {
        return value;
    }
    match field.kind {
        Kind::Boolean => Value::Bool(false),
        Kind::Int if !field.nillable => Value::Int(0),
        _ => field.default_pick().map_or(Value::Null, |pick| Value::text(pick.value.clone())),
    }
}

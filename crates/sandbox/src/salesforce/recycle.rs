//! The recycle bin, and merging: what the SOAP API does to records that were deleted, and to duplicates.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm>

use super::Org;
use super::automation::set;
use super::error::ApiError;
use super::id::Id;
use super::schema::Object;
use super::store::{Row, Slot};
use super::value::Value;
use super::write::Context;

impl Org {
    /// The record of an object with this id, deleted.
    fn in_bin(&self, object: &Object, id: Id) -> Result<(Slot, &Row), ApiError> {
        let table = self.store.table(object.index);
        let found = table.slot(id).and_then(|slot| Some((slot, table.at(slot)?)));
        let (slot, row) = found.ok_or_else(invalid_reference)?;
        if self.view().is_deleted(object, row) {
            return Ok((slot, row));
        }
        Err(ApiError::row("UNDELETE_FAILED", "Entity is not in the recycle bin", &[]))
    }

    /// Puts a record into the bin with what goes along with it: stamped alike, for it is one transaction.
    pub(super) fn discard(&mut self, context: &Context, object: &Object, id: Id) {
        let stamped = self.last_stamped(context, object, id);
        self.discard_as_stamped(&Context { stamped, ..context.clone() }, object, id);
    }

    /// When the last one is let go of a record and of what goes with it.
    fn last_stamped(&self, context: &Context, object: &Object, id: Id) -> i64 {
        let table = self.store.table(object.index);
        let own = table.slot(id).and_then(|slot| table.at(slot)).map(|row| self.stamped(context, object, row));
        let mut last = own.unwrap_or(context.stamped);
        let schema = self.schema();
        for child in schema.children(object.index) {
            let below = schema.object(child.object);
            if below.field(child.field).cascade_delete {
                let table = self.store.table(below.index);
                let rows = table.with(child.field, &Value::Id(id)).into_iter().filter_map(|slot| table.at(slot));
                let ids = rows.filter(|row| !self.view().is_deleted(below, row)).filter_map(Row::id);
                last = ids.map(|id| self.last_stamped(context, below, id)).max().unwrap_or(last).max(last);
            }
        }
        last
    }

    fn discard_as_stamped(&mut self, context: &Context, object: &Object, id: Id) {
        let schema = self.schema();
        for child in schema.children(object.index) {
            let owner = schema.object(child.object);
            let table = self.store.table(owner.index);
            for slot in table.with(child.field, &Value::Id(id)) {
                let Some(row) =
                    self.store.table(owner.index).at(slot).filter(|row| !self.view().is_deleted(owner, row))
                else {
                    continue;
                };
                match (owner.field(child.field).cascade_delete, row.id()) {
                    (true, Some(below)) => self.discard_as_stamped(context, owner, below),
                    _ => {
                        let mut row = row.clone();
                        row.set(child.field, Value::Null);
                        self.store.replace(owner.index, slot, row);
                    }
                }
            }
        }
        let table = self.store.table(object.index);
        let Some((slot, row)) = table.slot(id).and_then(|slot| Some((slot, table.at(slot)?))) else {
            return;
        };
        match object.system.deleted {
            Some(deleted) => {
                let mut row = row.clone();
                row.set(deleted, Value::Bool(true));
                self.stamp(context, object, &mut row);
                self.store.replace(object.index, slot, row);
            }
            None => self.store.remove(object.index, slot),
        }
    }

    /// Takes a record out of the bin, with the records that went into it along with it.
    pub(super) fn undelete(&mut self, context: &Context, id: Id) -> Result<Id, ApiError> {
        let schema = self.schema();
        let object = schema.by_prefix(id.prefix()).ok_or_else(invalid_reference)?;
        if !object.abilities.undeletable {
            let message = format!("entity type cannot be undeleted: {}", object.label);
            return Err(ApiError::row("UNDELETE_FAILED", message, &[]));
        }
        let (_, row) = self.in_bin(object, id)?;
        let merged = object.find("MasterRecordId").is_some_and(|master| !row.get(master).is_null());
        if merged {
            return Err(ApiError::row("UNDELETE_FAILED", "merged records cannot be undeleted", &[]));
        }
        let gone_at = object.system.modstamp.map(|stamp| row.get(stamp).clone());
        self.check_unique(object, &row.clone(), None)?;
        self.restore_with_children(context, object, id, gone_at.as_ref());
        Ok(id)
    }

    fn restore_with_children(&mut self, context: &Context, object: &Object, id: Id, gone_at: Option<&Value>) {
        let schema = self.schema();
        let Ok((slot, row)) = self.in_bin(object, id) else {
            return;
        };
        if object.system.modstamp.map(|stamp| row.get(stamp)) != gone_at {
            return;
        }
        let mut row = row.clone();
        set(object, &mut row, "IsDeleted", Value::Bool(false));
        self.stamp(context, object, &mut row);
        self.store.replace(object.index, slot, row);
        for child in schema.children(object.index) {
            let below = schema.object(child.object);
            if !below.field(child.field).cascade_delete {
                continue;
            }
            let table = self.store.table(below.index);
            let ids: Vec<Id> =
                table.with(child.field, &Value::Id(id)).into_iter().filter_map(|slot| table.at(slot)?.id()).collect();
            for own in ids {
                self.restore_with_children(context, below, own, gone_at);
            }
        }
    }

    /// Removes a record from the bin for good.
    pub(super) fn erase(&mut self, id: Id) -> Result<Id, ApiError> {
        let schema = self.schema();
        let object = schema.by_prefix(id.prefix()).ok_or_else(invalid_reference)?;
        let (slot, _) = self.in_bin(object, id)?;
        self.store.remove(object.index, slot);
        Ok(id)
    }

    /// Merges records into one: what hangs on them hangs on it, and they are deleted, naming it. The answer names the
    /// records that were moved.
    pub(super) fn merge(
        &mut self,
        context: &Context,
        object: &Object,
        master: Id,
        others: &[Id],
    ) -> Result<Vec<Id>, ApiError> {
        let schema = self.schema();
        // Cases are merged on their pages and by Apex, though their describe says that they are not mergeable.
        let mergeable = object.abilities.mergeable || object.name == "Case";
        let Some(named) = object.find("MasterRecordId").filter(|_| mergeable) else {
            let message = format!("{} cannot be merged", object.label);
            return Err(ApiError::row("INVALID_OPERATION", message, &[]));
        };
        if others.is_empty() || others.len() > 2 || others.contains(&master) {
            let message = "a merge takes one or two records other than the master";
            return Err(ApiError::row("INVALID_ARGUMENT_TYPE", message, &[]));
        }
        for id in others.iter().chain([&master]) {
            self.living(object, *id).map_err(|_| invalid_reference())?;
        }
        let mut moved = Vec::new();
        for child in schema.children(object.index) {
            let below = schema.object(child.object);
            if child.field == named && below.index == object.index {
                continue;
            }
            for other in others {
                for slot in self.store.table(below.index).with(child.field, &Value::Id(*other)) {
                    let Some(mut row) = self.store.table(below.index).at(slot).cloned() else {
                        continue;
                    };
                    row.set(child.field, Value::Id(master));
                    self.stamp(context, below, &mut row);
                    moved.extend(row.id());
                    self.store.replace(below.index, slot, row);
                }
            }
        }
        for other in others {
            let Ok((slot, row)) = self.living(object, *other) else {
                continue;
            };
            let mut row = row.clone();
            row.set(named, Value::Id(master));
            set(object, &mut row, "IsDeleted", Value::Bool(true));
            self.stamp(context, object, &mut row);
            self.store.replace(object.index, slot, row);
        }
        Ok(moved)
    }
}

fn invalid_reference() -> ApiError {
    ApiError::row("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[])
}

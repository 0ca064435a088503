//! Running a bound query over the rows.

use super::candidate::candidates;
use super::plan::{FieldRef, Filter, Plan, Scalar};
use crate::salesforce::record::View;
use crate::salesforce::schema::{FieldIndex, Object};
use crate::salesforce::store::{Row, Slot, Table};
use crate::salesforce::value::Value;
use std::cmp::Ordering;

/// The places of the rows that the query gives, in its order, within its limit.
pub(crate) fn select(plan: &Plan, view: View<'_>) -> Vec<Slot> {
    let table = view.store.table(plan.object);
    let object = view.schema.object(plan.object);
    let found = plan.filter.as_ref().and_then(|filter| candidates(object, table, filter));
    narrow(plan, view, object, table, found)
}

/// As [`select`], for the rows at these places only: those below a record.
pub(crate) fn select_among(plan: &Plan, view: View<'_>, slots: Vec<Slot>) -> Vec<Slot> {
    let table = view.store.table(plan.object);
    narrow(plan, view, view.schema.object(plan.object), table, Some(slots))
}

fn narrow(plan: &Plan, view: View<'_>, object: &Object, table: &Table, found: Option<Vec<Slot>>) -> Vec<Slot> {
    let wanted = |slot: &Slot| {
        table
            .at(*slot)
            .is_some_and(|row| is_there(plan, view, object, row) && holds(plan.filter.as_ref(), view, object, row))
    };
    let limit = plan.limit.unwrap_or(usize::MAX);
    // Without an order, the first ones found will do.
    let enough = if plan.order.is_empty() { limit.saturating_add(plan.offset) } else { usize::MAX };
    if let (None, Some(limit)) = (&found, plan.limit)
        && let Some(field) = index_of_order(plan, object, table)
    {
        let mut slots = first_in_order(plan, table, field, limit.saturating_add(plan.offset), &wanted);
        sort(plan, view, object, table, &mut slots);
        return slots.into_iter().skip(plan.offset).take(limit).collect();
    }
    let mut slots: Vec<Slot> = match found {
        Some(found) => found.into_iter().filter(wanted).take(enough).collect(),
        None => (0..table.places()).filter(wanted).take(enough).collect(),
    };
    if !plan.order.is_empty() {
        sort(plan, view, object, table, &mut slots);
    }
    slots.into_iter().skip(plan.offset).take(limit).collect()
}

/// Whether a row is seen at all: it is not deleted, or it is in the recycle bin and the query looks there.
fn is_there(plan: &Plan, view: View<'_>, object: &Object, row: &Row) -> bool {
    let stamp = object.system.modstamp.and_then(|field| row.get(field).as_seconds());
    if !view.is_of(object, row) || object.skips_bin() && view.is_deleted(object, row) {
        return false;
    }
    !view.is_deleted(object, row) || plan.all_rows && stamp.is_none_or(|stamp| stamp > plan.bin_since)
}

/// The index that lists the rows in the query's order, if there is one that lists them all.
fn index_of_order(plan: &Plan, object: &Object, table: &Table) -> Option<FieldIndex> {
    let Scalar::Path(path) = &plan.order.first()?.by else {
        return None;
    };
    let FieldRef::At(index) = path.last else {
        return None;
    };
    let field = object.field(index);
    let listed = path.hops.is_empty() && !field.nillable && field.picklist.is_empty() && !field.case_sensitive;
    (listed && table.is_indexed(index)).then_some(index)
}

/// As many rows as are enough, in the order of the index, and those that tie with the last of them.
fn first_in_order(
    plan: &Plan,
    table: &Table,
    field: FieldIndex,
    enough: usize,
    wanted: &dyn Fn(&Slot) -> bool,
) -> Vec<Slot> {
    let descending = plan.order.first().is_some_and(|order| order.descending);
    let mut slots = Vec::new();
    let mut last = None;
    for (key, slot) in table.in_order(field, descending) {
        if slots.len() >= enough && last != Some(key) {
            break;
        }
        if wanted(&slot) {
            slots.push(slot);
            last = Some(key);
        }
    }
    slots
}

fn holds(filter: Option<&Filter<Scalar>>, view: View<'_>, object: &Object, row: &Row) -> bool {
    // The reference outlives the closure's argument: rows and schema live as long as the view.
    filter.is_none_or(|filter| filter.holds(&|scalar: &Scalar| scalar.of(view, object, row)))
}

fn sort(plan: &Plan, view: View<'_>, object: &Object, table: &Table, slots: &mut Vec<Slot>) {
    let mut keyed: Vec<(Vec<Value>, Slot)> = slots
        .iter()
        .filter_map(|slot| {
            let row = table.at(*slot)?;
            let keys = plan.order.iter().map(|order| rank(view, object, row, &order.by)).collect();
            Some((keys, *slot))
        })
        .collect();
    keyed.sort_by(|(left, left_slot), (right, right_slot)| {
        let pairs = plan.order.iter().zip(left.iter().zip(right));
        let order = pairs.map(|(order, (left, right))| order.compare(left, right)).find(|order| order.is_ne());
        order.unwrap_or(Ordering::Equal).then_with(|| left_slot.cmp(right_slot))
    });
    *slots = keyed.into_iter().map(|(_, slot)| slot).collect();
}

/// What a row is sorted by: picklists sort in the order of their values, everything else by its value.
fn rank(view: View<'_>, object: &Object, row: &Row, scalar: &Scalar) -> Value {
    let value = scalar.of(view, object, row).into_owned();
    match (scalar, value.as_text()) {
        (Scalar::Path(path), Some(text)) if path.hops.is_empty() => {
            let field = path.last.field(object).filter(|field| !field.picklist.is_empty());
            match field.map(|field| field.picklist.iter().position(|pick| pick.value.eq_ignore_ascii_case(text))) {
                Some(Some(place)) => Value::Int(i64::try_from(place).unwrap_or(i64::MAX)),
                Some(None) => Value::Int(i64::MAX),
                None => value,
            }
        }
        _ => value,
    }
}

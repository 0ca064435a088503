//! The rights that single objects ask for, and the grants that give rights.

use super::automation::get;
use super::draft::{self, Draft};
use super::error::ApiError;
use super::id::Id;
use super::permission;
use super::record::View;
use super::schema::Object;
use super::store::Row;
use super::value::Value;
use super::write::Context;

/// Whether the user has the right over all data.
pub(crate) fn modifies_all(view: View<'_>, user: Id) -> bool {
    permission::allows(view, user, "PermissionsModifyAllData")
}

/// Whether the user may change all cases, or all data: comments of cases ask for it.
fn modifies_cases(view: View<'_>, user: Id) -> bool {
    modifies_all(view, user) || permission::allows_object(view, user, "Case", "PermissionsModifyAllRecords")
}

/// 403: the record is not the user's to do this with.
pub(crate) fn insufficient() -> ApiError {
    let mut error = ApiError::row("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", &[]);
    error.status = 403;
    error
}

/// 400: the record is hidden from the user.
pub(crate) fn no_access() -> ApiError {
    let message = "insufficient access rights on cross-reference id";
    ApiError::row("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", message, &[])
}

/// Whether the user may change these fields of a record.
///
/// Comments of cases: <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_casecomment.htm>.
/// Messages: <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_emailmessage.htm>.
pub(crate) fn may_update(
    view: View<'_>,
    context: &Context,
    object: &Object,
    row: &Row,
    draft: &Draft,
) -> Result<(), ApiError> {
    let touched = |allowed: &[&str]| {
        draft.iter().any(|(index, _)| {
            let field = object.field(*index);
            !field.custom() && !allowed.contains(&field.name.as_str())
        })
    };
    match object.name.as_str() {
        "CaseComment" if touched(&["IsPublished"]) && !modifies_cases(view, context.user) => Err(insufficient()),
        "EmailMessage" => {
            let draft_message = get(object, row, "Status").as_text() == Some("5");
            let read = get(object, row, "Status").as_text() == Some("0")
                && draft
                    .iter()
                    .all(|(index, value)| object.field(*index).name != "Status" || value.as_text() == Some("1"));
            let allowed: &[&str] = if read { &["IsExternallyVisible", "Status"] } else { &["IsExternallyVisible"] };
            if !draft_message && touched(allowed) { Err(insufficient()) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// Whether the user may delete a record, and nothing that must stay hangs on it.
pub(crate) fn may_delete(view: View<'_>, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    if object.name == "CaseComment" && !modifies_cases(view, context.user) {
        return Err(insufficient());
    }
    let lookup = match object.name.as_str() {
        "Account" => "AccountId",
        "Contact" => "ContactId",
        _ => return Ok(()),
    };
    let Some((cases, field)) = view.schema.find("Case").and_then(|cases| Some((cases, cases.find(lookup)?))) else {
        return Ok(());
    };
    let table = view.store.table(cases.index);
    let open: Vec<String> = table
        .with(field, &Value::Id(id))
        .into_iter()
        .filter_map(|slot| table.at(slot))
        .filter(|row| !view.is_deleted(cases, row))
        .map(|row| get(cases, row, "CaseNumber").display())
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let name = view
        .store
        .table(object.index)
        .row(id)
        .and_then(|row| Some(view.value(object, row, object.system.name?).display()));
    let message = format!(
        "Your attempt to delete {} could not be completed because it is associated with the following cases.: {}\n",
        name.unwrap_or_default(),
        open.join(", ")
    );
    Err(ApiError::row("DELETE_FAILED", message, &[]))
}

/// A grant is about a field that exists, and whoever may edit may read.
pub(crate) fn check_grant(view: View<'_>, object: &Object, row: &Row) -> Result<(), ApiError> {
    let full = get(object, row, "Field").display();
    let known = full.split_once('.').and_then(|(target, name)| {
        let target = view.schema.find(target)?;
        if !get(object, row, "SobjectType").display().eq_ignore_ascii_case(&target.name) {
            return None;
        }
        target.find(name).map(|index| target.field(index))
    });
    let Some(field) = known.filter(|field| field.permissionable || field.guarded) else {
        let message = format!("Field Name: bad value for restricted picklist field: {full}");
        return Err(ApiError::row("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, &["Field"]));
    };
    let (read, edit) = (get(object, row, "PermissionsRead").is_true(), get(object, row, "PermissionsEdit").is_true());
    if edit && !read {
        let message = "Read permission must be enabled if Edit permission is enabled";
        return Err(ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &["PermissionsRead"]));
    }
    if edit && !field.updateable && !field.createable {
        let message = format!("Edit permission cannot be given for the read-only field {full}");
        return Err(ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &["PermissionsEdit"]));
    }
    let (parent, column) = (get(object, row, "ParentId"), object.find("ParentId"));
    let table = view.store.table(object.index);
    let slots = column.map(|column| table.with(column, parent)).unwrap_or_default();
    let mut rows = slots.into_iter().filter_map(|slot| table.at(slot));
    match rows.find(|other| get(object, other, "Field").display().eq_ignore_ascii_case(&full)).and_then(Row::id) {
        Some(id) => {
            let message =
                format!("duplicate value found: <unknown> duplicates value on record with id: {}", id.short());
            Err(ApiError::row("DUPLICATE_VALUE", message, &[]))
        }
        None => Ok(()),
    }
}

/// Whether a record may have its owner and its record type: an inactive user may keep what they own but not be given
/// more, and a record type is of one object.
pub(crate) fn may_own(view: View<'_>, object: &Object, before: Option<&Row>, row: &Row) -> Result<(), ApiError> {
    let changed = |field| before.is_none_or(|before| before.get(field) != row.get(field));
    if let Some(owner) = object.system.owner.filter(|owner| changed(*owner))
        && let Some((users, user)) = view.follow(row.get(owner)).filter(|(target, _)| target.name == "User")
        && !get(users, user, "IsActive").is_true()
        && let Some(id) = user.id()
    {
        let (id, label) = (id.short(), object.label.to_lowercase());
        let message = format!("operation performed with inactive user [{id}] as owner of {label}");
        return Err(ApiError::row("INACTIVE_OWNER_OR_USER", message, &[]));
    }
    offered(object, before, row)?;
    let Some(field) = object.system.record_type.filter(|field| changed(*field)) else {
        return Ok(());
    };
    let of = view.follow(row.get(field)).map(|(types, row)| get(types, row, "SobjectType").display());
    match (of, row.get(field).as_id()) {
        (Some(of), Some(id)) if of != object.name => {
            let label = &object.field(field).label;
            let message = format!("{label}: this ID value isn't valid for the user: {id}");
            Err(ApiError::row("INVALID_CROSS_REFERENCE_KEY", message, &["RecordTypeId"]))
        }
        _ => Ok(()),
    }
}

/// A restricted picklist takes of the values that it has those that the record's type offers.
fn offered(object: &Object, before: Option<&Row>, row: &Row) -> Result<(), ApiError> {
    let id = object.system.record_type.and_then(|field| row.get(field).as_id());
    let Some(record_type) = object.record_types.iter().find(|one| Some(one.id) == id) else {
        return Ok(());
    };
    for (index, field) in object.indexed().filter(|(_, field)| field.restricted) {
        let given =
            row.get(index).as_text().filter(|_| before.is_none_or(|before| before.get(index) != row.get(index)));
        let refused = given.zip(record_type.offer(&field.name));
        if let Some((value, _)) = refused.filter(|(value, offer)| !offer.values.iter().any(|one| one == value)) {
            return Err(draft::bad_value(field, value));
        }
    }
    Ok(())
}

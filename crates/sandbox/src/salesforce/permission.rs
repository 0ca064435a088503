//! System permissions: what profiles and permission sets have, and what the person who asks has of them.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_userpermissionaccess.htm>

use super::Org;
use super::automation::get;
use super::error::ApiError;
use super::id::Id;
use super::record::View;
use super::schema::Object;
use super::schema::field::Field;
use super::schema::make::boolean;
use super::store::Row;
use super::value::Value;
use super::write::Context;

/// The system permissions that the org knows, with their labels, and whether the profile of ordinary users has them.
pub(crate) const PERMISSIONS: &[(&str, &str, bool)] = &[
    ("ApiEnabled", "API Enabled", true),
    ("AssignPermissionSets", "Assign Permission Sets", false),
    ("AuthorApex", "Author Apex", false),
    ("BulkApiHardDelete", "Bulk API Hard Delete", false),
    ("CustomizeApplication", "Customize Application", false),
    ("EditReadonlyFields", "Edit Read Only Fields", false),
    ("ManageProfilesPermissionsets", "Manage Profiles and Permission Sets", false),
    ("ManageUsers", "Manage Internal Users", false),
    ("ModifyAllData", "Modify All Data", false),
    ("ModifyMetadata", "Modify Metadata Through Metadata API Functions", false),
    ("RunReports", "Run Reports", true),
    ("ViewAllData", "View All Data", false),
    ("ViewAllUsers", "View All Users", false),
    ("ViewSetup", "View Setup and Configuration", true),
];

/// A field for each permission: those of profiles are only read, those of permission sets are written too.
pub(crate) fn fields(writable: bool) -> Vec<Field> {
    let field = |name: &str, label: &str| boolean(&format!("Permissions{name}"), label);
    let all = PERMISSIONS.iter().map(|(name, label, _)| field(name, label));
    all.map(|field| if writable { field } else { field.system() }).collect()
}

/// Whether a user has a system permission: by the profile, or by a permission set.
pub(crate) fn allows(view: View<'_>, user: Id, permission: &str) -> bool {
    let profile = view.follow(&Value::Id(user)).map(|(users, row)| get(users, row, "ProfileId"));
    let by_profile = profile.and_then(|profile| view.follow(profile));
    if by_profile.is_some_and(|(profiles, row)| get(profiles, row, permission).is_true()) {
        return true;
    }
    let Some(assignments) = view.schema.find("PermissionSetAssignment") else {
        return false;
    };
    let (Some(assignee), table) = (assignments.find("AssigneeId"), view.store.table(assignments.index)) else {
        return false;
    };
    let mut sets = table.with(assignee, &Value::Id(user)).into_iter().filter_map(|slot| table.at(slot));
    sets.any(|assigned| {
        let set = view.follow(get(assignments, assigned, "PermissionSetId"));
        set.is_some_and(|(sets, row)| get(sets, row, permission).is_true())
    })
}

/// Whether a permission set of the user's gives a right over an object.
pub(crate) fn allows_object(view: View<'_>, user: Id, object: &str, permission: &str) -> bool {
    let found = view.schema.find("PermissionSetAssignment").zip(view.schema.find("ObjectPermissions"));
    let Some((assignments, grants)) = found else { return false };
    let (Some(assignee), Some(parent)) = (assignments.find("AssigneeId"), grants.find("ParentId")) else {
        return false;
    };
    let (assigned, granted) = (view.store.table(assignments.index), view.store.table(grants.index));
    let sets = assigned.with(assignee, &Value::Id(user)).into_iter().filter_map(|slot| assigned.at(slot));
    let mut slots = sets.flat_map(|row| granted.with(parent, get(assignments, row, "PermissionSetId")));
    slots.any(|slot| {
        let grant = granted.at(slot);
        grant.is_some_and(|row| {
            get(grants, row, "SobjectType").display().eq_ignore_ascii_case(object)
                && get(grants, row, permission).is_true()
        })
    })
}

/// Whoever hands out rights needs one for it.
pub(crate) fn may_grant(view: View<'_>, context: &Context, object: &Object) -> Result<(), ApiError> {
    let needed = match object.name.as_str() {
        "PermissionSetAssignment" => "PermissionsAssignPermissionSets",
        "PermissionSet" | "FieldPermissions" | "ObjectPermissions" | "SetupEntityAccess" => {
            "PermissionsManageProfilesPermissionsets"
        }
        _ => return Ok(()),
    };
    if allows(view, context.user, needed) || allows(view, context.user, "PermissionsModifyAllData") {
        return Ok(());
    }
    let message = "insufficient access rights on cross-reference id";
    let mut error = ApiError::row("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", message, &[]);
    error.status = 403;
    Err(error)
}

/// A grant over objects names an object, once in each permission set, and whoever may do more may read.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_objectpermissions.htm>
pub(crate) fn check_object_grant(view: View<'_>, object: &Object, own: Option<Id>, row: &Row) -> Result<(), ApiError> {
    let of = get(object, row, "SobjectType").display();
    if view.schema.find(&of).is_none_or(|target| !target.abilities.layoutable) {
        let message = format!("Object Type Name: bad value for restricted picklist field: {of}");
        return Err(ApiError::row("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, &["SobjectType"]));
    }
    let is = |name: &str| get(object, row, name).is_true();
    let needs = [
        ("PermissionsCreate", "PermissionsRead"),
        ("PermissionsEdit", "PermissionsRead"),
        ("PermissionsDelete", "PermissionsEdit"),
        ("PermissionsViewAllRecords", "PermissionsRead"),
        ("PermissionsModifyAllRecords", "PermissionsDelete"),
        ("PermissionsModifyAllRecords", "PermissionsViewAllRecords"),
    ];
    if let Some((more, less)) = needs.into_iter().find(|(more, less)| is(more) && !is(less)) {
        let word = |name: &str| name.trim_start_matches("Permissions").to_owned();
        let message = format!("Permission {} {of} depends on permission(s): {} {of}", word(more), word(less));
        return Err(ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &[]));
    }
    let (parent, column) = (get(object, row, "ParentId"), object.find("ParentId"));
    let table = view.store.table(object.index);
    let slots = column.map(|column| table.with(column, parent)).unwrap_or_default();
    let mut others = slots.into_iter().filter_map(|slot| table.at(slot)).filter(|other| other.id() != own);
    match others.find(|other| get(object, other, "SobjectType").display().eq_ignore_ascii_case(&of)).and_then(Row::id) {
        Some(id) => {
            let id = id.short();
            let message = format!("duplicate value found: <unknown> duplicates value on record with id: {id}");
            Err(ApiError::row("DUPLICATE_VALUE", message, &[]))
        }
        None => Ok(()),
    }
}

impl Org {
    /// The one row of `UserPermissionAccess` says what the person who asks may do: it is made anew for each question.
    pub(super) fn tell_permissions(&mut self, context: &Context) {
        let schema = self.schema();
        let Some(object) = schema.find("UserPermissionAccess") else {
            return;
        };
        let mut row = Row::empty(object.fields.len());
        for (index, field) in object.indexed() {
            let value = match field.name.as_str() {
                "Id" => Value::Id(Id::numbered(object.prefix, 1)),
                "LastCacheUpdate" => Value::DateTime(self.schema.modified),
                permission => Value::Bool(allows(self.view(), context.user, permission)),
            };
            row.set(index, value);
        }
        self.store.restore(object.index, row);
    }
}

/// A permission set's name is a developer name that no other has, and nobody has one assigned twice.
pub(crate) fn check_set(view: View<'_>, object: &Object, own: Option<Id>, row: &Row) -> Result<(), ApiError> {
    let table = view.store.table(object.index);
    let others = |same: &dyn Fn(&Row) -> bool| {
        let mut rows = table.rows().map(|(_, other)| other);
        rows.find(|other| other.id() != own && same(other)).and_then(Row::id)
    };
    if object.name == "PermissionSetAssignment" {
        let pair = |row: &Row| [get(object, row, "PermissionSetId").as_id(), get(object, row, "AssigneeId").as_id()];
        return match others(&|other| pair(other) == pair(row)) {
            Some(id) => {
                let id = id.short();
                let message = format!("duplicate value found: <unknown> duplicates value on record with id: {id}");
                Err(ApiError::row("DUPLICATE_VALUE", message, &[]))
            }
            None => Ok(()),
        };
    }
    let name = get(object, row, "Name").display();
    if !is_developer_name(&name) {
        let message = format!("Permission Set Name: {DEVELOPER_NAME}");
        return Err(ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &["Name"]));
    }
    match others(&|other| get(object, other, "Name").display().eq_ignore_ascii_case(&name)) {
        Some(_) => {
            let message = format!("The Permission Set Name {name} is already in use.");
            Err(ApiError::row("DUPLICATE_DEVELOPER_NAME", message, &["Name"]))
        }
        None => Ok(()),
    }
}

/// What a developer name looks like, in the org's words.
pub(crate) const DEVELOPER_NAME: &str = "can only contain underscores and alphanumeric characters. It must be unique, \
    begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.";

/// Whether a text may be a developer name.
pub(crate) fn is_developer_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|one| one.is_ascii_alphanumeric() || one == '_')
        && !text.ends_with('_')
        && !text.contains("__")
}

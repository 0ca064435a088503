//! What the org does by itself when records are saved: statuses that close, assignment rules, comments and files that
//! come into being with another record, and the rights that single objects ask for.

use super::Org;
use super::draft::Draft;
use super::error::ApiError;
use super::id::Id;
use super::record::View;
use super::schema::Object;
use super::store::Row;
use super::value::Value;
use super::write::{AutoAssign, Context};
use sha2::{Digest, Sha256};

/// The developer name of the queue that the active assignment rule for cases gives to those from the web and by
/// e-mail.
pub(crate) const SUPPORT_QUEUE: &str = "Support_Queue";

/// The number of the active assignment rule for cases, of which its id is made.
pub(crate) const CASE_RULE: u64 = 1;

/// How an auto-number field writes a number.
pub(crate) fn number_text(object: &Object, number: u64) -> String {
    match object.name.as_str() {
        "Case" | "Solution" => format!("{:08}", number + 1000),
        _ => format!(
            "{}-{number:05}",
            object
                .label
                .split(' ')
                .filter_map(|word| word.chars().next())
                .collect::<String>()
        ),
    }
}

/// The number that such a text was made of.
pub(crate) fn number_of(object: &Object, text: &str) -> Option<u64> {
    match object.name.as_str() {
        "Case" | "Solution" => text.parse::<u64>().ok()?.checked_sub(1000),
        _ => text.rsplit('-').next()?.parse().ok(),
    }
}

fn set(object: &Object, row: &mut Row, name: &str, value: Value) {
    if let Some(field) = object.find(name) {
        row.set(field, value);
    }
}

fn get<'a>(object: &Object, row: &'a Row, name: &str) -> &'a Value {
    object.find(name).map_or(Value::NULL, |field| row.get(field))
}

/// Before a new record is stored.
pub(crate) fn before_create(view: View<'_>, context: &Context, object: &Object, row: &mut Row) -> Result<(), ApiError> {
    match object.name.as_str() {
        "Case" => {
            if get(object, row, "AccountId").is_null() {
                let account = view
                    .follow(get(object, row, "ContactId"))
                    .map(|(contact, of)| get(contact, of, "AccountId").clone());
                set(object, row, "AccountId", account.unwrap_or(Value::Null));
            }
            close_case(context, object, row);
            assign_case(view, context, object, row);
        }
        "Opportunity" => close_opportunity(object, row, true),
        "Group" if get(object, row, "DeveloperName").is_null() => {
            let name = get(object, row, "Name").display().replace(' ', "_");
            set(object, row, "DeveloperName", Value::text(name));
        }
        "User" => {
            for (field, default) in [
                ("TimeZoneSidKey", "GMT"),
                ("LocaleSidKey", "en_US"),
                ("EmailEncodingKey", "UTF-8"),
                ("LanguageLocaleKey", "en_US"),
            ] {
                if get(object, row, field).is_null() {
                    set(object, row, field, Value::text(default));
                }
            }
        }
        "EmailMessage" => email_parents(view, object, row)?,
        "FieldPermissions" => check_grant(view, object, row)?,
        "ContentVersion" => version_facts(object, row)?,
        _ => {}
    }
    Ok(())
}

/// Before a changed record is stored.
pub(crate) fn before_update(
    view: View<'_>,
    context: &Context,
    object: &Object,
    before: &Row,
    row: &mut Row,
) -> Result<(), ApiError> {
    match object.name.as_str() {
        "Case" => {
            close_case(context, object, row);
            assign_case(view, context, object, row);
        }
        "Opportunity" => {
            let moved = get(object, before, "StageName") != get(object, row, "StageName");
            close_opportunity(
                object,
                row,
                moved && get(object, before, "Probability") == get(object, row, "Probability"),
            );
        }
        "EmailMessage" => email_parents(view, object, row)?,
        _ => {}
    }
    Ok(())
}

fn closed(object: &Object, row: &Row, field: &str) -> bool {
    let Some(index) = object.find(field) else { return false };
    row.get(index)
        .as_text()
        .and_then(|text| object.field(index).pick(text))
        .is_some_and(|pick| pick.closed)
}

fn close_case(context: &Context, object: &Object, row: &mut Row) {
    let closed = closed(object, row, "Status");
    set(object, row, "IsClosed", Value::Bool(closed));
    let date = match (closed, get(object, row, "ClosedDate")) {
        (true, Value::Null) => Value::DateTime(context.now),
        (true, kept) => kept.clone(),
        (false, _) => Value::Null,
    };
    set(object, row, "ClosedDate", date);
}

fn assign_case(view: View<'_>, context: &Context, object: &Object, row: &mut Row) {
    let runs = match context.auto_assign {
        AutoAssign::Off => false,
        AutoAssign::Active => true,
        AutoAssign::Rule(rule) => rule == Id::numbered(*b"01Q", CASE_RULE),
    };
    let matches = matches!(get(object, row, "Origin").as_text(), Some("Web" | "Email"));
    if !runs || !matches {
        return;
    }
    let Some(group) = view.schema.find("Group") else { return };
    let queue = view
        .store
        .table(group.index)
        .rows()
        .find(|(_, one)| get(group, one, "DeveloperName").as_text() == Some(SUPPORT_QUEUE));
    if let Some(id) = queue.and_then(|(_, one)| one.id()) {
        set(object, row, "OwnerId", Value::Id(id));
    }
}

fn close_opportunity(object: &Object, row: &mut Row, probability_follows: bool) {
    let stage = get(object, row, "StageName").display();
    set(object, row, "IsClosed", Value::Bool(closed(object, row, "StageName")));
    set(object, row, "IsWon", Value::Bool(stage == "Closed Won"));
    if probability_follows || get(object, row, "Probability").is_null() {
        let probability = match stage.as_str() {
            "Qualification" => 10.0,
            "Needs Analysis" => 20.0,
            "Value Proposition" => 50.0,
            "Id. Decision Makers" => 60.0,
            "Perception Analysis" => 70.0,
            "Proposal/Price Quote" => 75.0,
            "Negotiation/Review" => 90.0,
            "Closed Won" => 100.0,
            "Closed Lost" => 0.0,
            _ => 10.0,
        };
        set(object, row, "Probability", Value::Double(probability));
    }
    let amount = get(object, row, "Amount").as_number();
    let expected = amount
        .zip(get(object, row, "Probability").as_number())
        .map(|(amount, share)| amount * share / 100.0);
    set(
        object,
        row,
        "ExpectedRevenue",
        expected.map_or(Value::Null, Value::Double),
    );
}

/// A message of a case names the case in both lookups.
fn email_parents(view: View<'_>, object: &Object, row: &mut Row) -> Result<(), ApiError> {
    let (parent, related) = (
        get(object, row, "ParentId").clone(),
        get(object, row, "RelatedToId").clone(),
    );
    match (&parent, &related) {
        (Value::Id(case), Value::Null) => set(object, row, "RelatedToId", Value::Id(*case)),
        (Value::Null, Value::Id(_)) if view.follow(&related).is_some_and(|(target, _)| target.name == "Case") => {
            set(object, row, "ParentId", related);
        }
        (Value::Id(case), Value::Id(other)) if case != other => {
            let message = "If the ParentId is set, the RelatedToId must be the same as the ParentId.";
            return Err(ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &["RelatedToId"]));
        }
        _ => {}
    }
    Ok(())
}

/// A grant is about a field that exists, and whoever may edit may read.
fn check_grant(view: View<'_>, object: &Object, row: &Row) -> Result<(), ApiError> {
    let full = get(object, row, "Field").display();
    let known = full.split_once('.').and_then(|(target, name)| {
        let target = view.schema.find(target)?;
        target.find(name).map(|index| target.field(index))
    });
    let Some(field) = known.filter(|field| field.permissionable || field.guarded) else {
        let message = format!("Field Name: bad value for restricted picklist field: {full}");
        return Err(ApiError::row(
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            message,
            &["Field"],
        ));
    };
    let (read, edit) = (
        get(object, row, "PermissionsRead").is_true(),
        get(object, row, "PermissionsEdit").is_true(),
    );
    if edit && !read {
        let message = "Read permission must be enabled if Edit permission is enabled";
        return Err(ApiError::row(
            "FIELD_INTEGRITY_EXCEPTION",
            message,
            &["PermissionsRead"],
        ));
    }
    if edit && !field.updateable && !field.createable {
        let message = format!("Edit permission cannot be given for the read-only field {full}");
        return Err(ApiError::row(
            "FIELD_INTEGRITY_EXCEPTION",
            message,
            &["PermissionsEdit"],
        ));
    }
    let (parent, column) = (get(object, row, "ParentId"), object.find("ParentId"));
    let table = view.store.table(object.index);
    let slots = column.map(|column| table.with(column, parent)).unwrap_or_default();
    let mut rows = slots.into_iter().filter_map(|slot| table.at(slot));
    match rows
        .find(|other| get(object, other, "Field").display().eq_ignore_ascii_case(&full))
        .and_then(Row::id)
    {
        Some(id) => {
            let message = format!(
                "duplicate value found: <unknown> duplicates value on record with id: {}",
                id.short()
            );
            Err(ApiError::row("DUPLICATE_VALUE", message, &[]))
        }
        None => Ok(()),
    }
}

fn version_facts(object: &Object, row: &mut Row) -> Result<(), ApiError> {
    let missing: Vec<&str> = ["PathOnClient", "VersionData"]
        .into_iter()
        .filter(|name| get(object, row, name).is_null())
        .collect();
    if !missing.is_empty() {
        return Err(super::draft::required_missing(&missing));
    }
    let path = get(object, row, "PathOnClient").display();
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let (stem, extension) = file.rsplit_once('.').unwrap_or((&file, ""));
    let (size, digest) = match get(object, row, "VersionData") {
        Value::Bytes(bytes) => (bytes.len(), Sha256::digest(bytes)),
        _ => (0, Sha256::digest([])),
    };
    let checksum: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    if get(object, row, "Title").is_null() {
        set(object, row, "Title", Value::text(stem));
    }
    let kind = match extension.to_ascii_lowercase().as_str() {
        "" => "UNKNOWN".to_owned(),
        "jpeg" => "JPG".to_owned(),
        "docx" => "WORD_X".to_owned(),
        "xlsx" => "EXCEL_X".to_owned(),
        "pptx" => "POWER_POINT_X".to_owned(),
        "txt" => "TEXT".to_owned(),
        other => other.to_ascii_uppercase(),
    };
    set(object, row, "FileType", Value::text(kind));
    set(
        object,
        row,
        "ContentSize",
        Value::Int(i64::try_from(size).unwrap_or(i64::MAX)),
    );
    set(object, row, "Checksum", Value::text(checksum));
    set(object, row, "IsLatest", Value::Bool(true));
    if get(object, row, "VersionNumber").is_null() {
        set(object, row, "VersionNumber", Value::text("1"));
    }
    Ok(())
}

/// After a new record is stored.
pub(crate) fn after_create(org: &mut Org, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    match object.name.as_str() {
        "Case" => internal_comment(org, context, object, id),
        "ContentVersion" => publish(org, context, object, id),
        "FieldPermissions" | "PermissionSetAssignment" => {
            org.permissions_changed(context.now);
            Ok(())
        }
        "User" => {
            org.assign_profile(context, id);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// After a changed record is stored.
pub(crate) fn after_update(org: &mut Org, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    match object.name.as_str() {
        "FieldPermissions" => {
            org.permissions_changed(context.now);
            Ok(())
        }
        "Case" => internal_comment(org, context, object, id),
        _ => Ok(()),
    }
}

/// What is written into `Case.Comments` becomes an internal comment, and the field is empty again.
fn internal_comment(org: &mut Org, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    let table = org.store.table(object.index);
    let Some((slot, row)) = table.slot(id).and_then(|slot| Some((slot, table.at(slot)?))) else {
        return Ok(());
    };
    let text = get(object, row, "Comments").clone();
    if text.is_null() {
        return Ok(());
    }
    let mut row = row.clone();
    set(object, &mut row, "Comments", Value::Null);
    org.store.replace(object.index, slot, row);
    let schema = org.schema();
    let Some(comments) = schema.find("CaseComment") else {
        return Ok(());
    };
    let draft = [("ParentId", Value::Id(id)), ("CommentBody", text)];
    org.insert(context, comments, named(comments, draft)).map(|_| ())
}

fn named<const N: usize>(object: &Object, values: [(&str, Value); N]) -> Draft {
    values
        .into_iter()
        .filter_map(|(name, value)| Some((object.find(name)?, value)))
        .collect()
}

/// The first version of a file makes its document and links it to where it was published.
fn publish(org: &mut Org, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    let schema = org.schema();
    let (Some(documents), Some(links)) = (schema.find("ContentDocument"), schema.find("ContentDocumentLink")) else {
        return Ok(());
    };
    let table = org.store.table(object.index);
    let Some((slot, row)) = table.slot(id).and_then(|slot| Some((slot, table.at(slot)?))) else {
        return Ok(());
    };
    let mut row = row.clone();
    let facts = [
        ("Title", get(object, &row, "Title").clone()),
        ("LatestPublishedVersionId", Value::Id(id)),
        ("ContentSize", get(object, &row, "ContentSize").clone()),
        ("FileType", get(object, &row, "FileType").clone()),
        ("FileExtension", extension(org.view(), object, &row)),
        ("OwnerId", get(object, &row, "OwnerId").clone()),
    ];
    let location = get(object, &row, "FirstPublishLocationId").clone();
    if let Value::Id(existing) = *get(object, &row, "ContentDocumentId") {
        supersede(org, object, documents, existing, &mut row, &facts);
        org.store.replace(object.index, slot, row);
        return Ok(());
    }
    let document = org.insert(context, documents, named(documents, facts))?;
    set(object, &mut row, "ContentDocumentId", Value::Id(document));
    org.store.replace(object.index, slot, row);
    let owner = [
        ("LinkedEntityId", Value::Id(context.user)),
        ("ContentDocumentId", Value::Id(document)),
        ("ShareType", Value::text("I")),
    ];
    org.insert(context, links, named(links, owner))?;
    if !location.is_null() && location != Value::Id(context.user) {
        let link = [
            ("LinkedEntityId", location),
            ("ContentDocumentId", Value::Id(document)),
            ("ShareType", Value::text("V")),
        ];
        org.insert(context, links, named(links, link))?;
    }
    Ok(())
}

fn extension(view: View<'_>, object: &Object, row: &Row) -> Value {
    object
        .find("FileExtension")
        .map_or(Value::Null, |field| view.value(object, row, field).into_owned())
}

fn supersede(
    org: &mut Org,
    versions: &Object,
    documents: &Object,
    document: Id,
    row: &mut Row,
    facts: &[(&str, Value)],
) {
    let table = org.store.table(versions.index);
    let lookup = versions.find("ContentDocumentId");
    let earlier = lookup
        .map(|lookup| table.with(lookup, &Value::Id(document)))
        .unwrap_or_default();
    let number = earlier.len().max(1);
    let earlier: Vec<_> = earlier
        .into_iter()
        .filter_map(|slot| Some((slot, table.at(slot)?.clone())))
        .filter(|(_, other)| other.id() != row.id())
        .collect();
    for (slot, mut other) in earlier {
        set(versions, &mut other, "IsLatest", Value::Bool(false));
        org.store.replace(versions.index, slot, other);
    }
    set(versions, row, "VersionNumber", Value::text(number.to_string()));
    let table = org.store.table(documents.index);
    if let Some((slot, mut changed)) = table
        .slot(document)
        .and_then(|slot| Some((slot, table.at(slot)?.clone())))
    {
        for (name, value) in facts {
            set(documents, &mut changed, name, value.clone());
        }
        org.store.replace(documents.index, slot, changed);
    }
}

/// Whether the user's profile gives the right over all data.
pub(crate) fn modifies_all(view: View<'_>, user: Id) -> bool {
    let profile = view
        .follow(&Value::Id(user))
        .map(|(users, row)| get(users, row, "ProfileId"));
    profile
        .and_then(|profile| view.follow(profile))
        .is_some_and(|(profiles, row)| get(profiles, row, "PermissionsModifyAllData").is_true())
}

fn insufficient() -> ApiError {
    let mut error = ApiError::row(
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "insufficient access rights on object id",
        &[],
    );
    error.status = 403;
    error
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
        "CaseComment" if touched(&["IsPublished"]) && !modifies_all(view, context.user) => Err(insufficient()),
        "EmailMessage" => {
            let draft_message = get(object, row, "Status").as_text() == Some("5");
            let read = get(object, row, "Status").as_text() == Some("0")
                && draft
                    .iter()
                    .all(|(index, value)| object.field(*index).name != "Status" || value.as_text() == Some("1"));
            let allowed: &[&str] = if read {
                &["IsExternallyVisible", "Status"]
            } else {
                &["IsExternallyVisible"]
            };
            if !draft_message && touched(allowed) {
                Err(insufficient())
            } else {
                Ok(())
            }
        }
        _ => Ok(()),
    }
}

/// Whether the user may delete a record, and nothing that must stay hangs on it.
pub(crate) fn may_delete(view: View<'_>, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    if object.name == "CaseComment" && !modifies_all(view, context.user) {
        return Err(insufficient());
    }
    let lookup = match object.name.as_str() {
        "Account" => "AccountId",
        "Contact" => "ContactId",
        _ => return Ok(()),
    };
    let Some((cases, field)) = view
        .schema
        .find("Case")
        .and_then(|cases| Some((cases, cases.find(lookup)?)))
    else {
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

//! What was found, as an admin is told of it: each thing with a stable code, and with a remedy where one is needed.

use weftline_salesforce::side;
use weftline_wire::document::Connection;
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{CheckOutcome, ConnectionCheck};

use super::{Found, Need, Permissions};
use crate::creations;
use crate::failure::Failure;
use crate::shown::Shown;

/// The login, as it failed: by what is known of the connection's trouble, which says what is wrong, and after a colon
/// what to do about it.
pub(super) fn shut_out(connection: &Connection, failure: &Failure) -> ConnectionCheck {
    let said = connection.trouble.as_ref().unwrap_or(failure);
    let (text, remedy) = said.text.split_once(": ").unwrap_or((
        &said.text,
        match said.code {
            FailureCode::ReconnectNeeded => "reconnect: log in again as the integration user",
            _ => "check the app's policies and the integration user's permissions in Salesforce",
        },
    ));
    check("login", CheckOutcome::Missing, text.to_owned(), Some(remedy))
}

/// What was found, in the order in which an admin looks at it.
pub(super) fn checks(connection: &Connection, needs: &[Need], found: &Found, several: bool) -> Vec<ConnectionCheck> {
    let logged_in = ["logged in to ", &connection.organization_name, " as ", &connection.username].concat();
    let mut all = vec![check("login", CheckOutcome::Fine, logged_in, None)];
    all.extend(found.usage.map(|(used, limit)| api_calls(used, limit)));
    all.extend(found.permissions.as_ref().map(|permissions| api_enabled(permissions.api)));
    for (need, object) in needs.iter().zip(&found.objects) {
        match object {
            Ok(object) => all.extend(object_checks(need, object)),
            Err(_) => all.push(no_object(need.object.as_str(), several)),
        }
    }
    all.push(own_mapping(found.rows));
    all.extend(found.permissions.as_ref().map(installing));
    let missing = all.iter().any(|check| check.outcome == CheckOutcome::Missing);
    all.push(permission_set(needs, missing));
    all
}

fn api_calls(used: u32, limit: u32) -> ConnectionCheck {
    let left = limit.saturating_sub(used);
    let text = [&left.to_string(), " of ", &limit.to_string(), " API calls are left in these 24 hours"].concat();
    let outcome = match left {
        0 => CheckOutcome::Missing,
        left if left < limit / 10 => CheckOutcome::Weaker,
        _ => CheckOutcome::Fine,
    };
    let remedy = "wait, let other integrations call less, or buy API calls";
    check("apiCalls", outcome, text, (outcome != CheckOutcome::Fine).then_some(remedy))
}

fn api_enabled(enabled: bool) -> ConnectionCheck {
    if enabled {
        return check("apiEnabled", CheckOutcome::Fine, "the integration user may use the API".to_owned(), None);
    }
    let text = "the integration user may not use the API".to_owned();
    let remedy = "give it the system permission `API Enabled`; the org's edition must have API access";
    check("apiEnabled", CheckOutcome::Missing, text, Some(remedy))
}

fn no_object(object: &str, several: bool) -> ConnectionCheck {
    let text = ["this org has no object `", object, "`, or the integration user may not see it"].concat();
    let outcome = if several { CheckOutcome::Weaker } else { CheckOutcome::Missing };
    let remedy = "give the integration user read access to the object, or remove it from the configuration";
    check(&["object:", object].concat(), outcome, text, Some(remedy))
}

/// What may be done with an object's records and fields.
fn object_checks(need: &Need, object: &ObjectDescribe) -> Vec<ConnectionCheck> {
    let name = need.object.as_str();
    let creates = need.mapped.is_some();
    let code = ["object:", name].concat();
    let record = |verb: &str| [object.label_plural.as_str(), " ", verb].concat();
    let mut all = Vec::new();
    all.push(match (object.queryable, creates && !object.createable, creates && !object.updateable) {
        (false, ..) => {
            let remedy = "give the integration user `Read` on the object, under Object Settings of a permission set";
            check(&code, CheckOutcome::Missing, record("cannot be read"), Some(remedy))
        }
        (_, true, _) => {
            let remedy = "give the integration user `Create` on the object, under Object Settings of a permission set";
            check(&code, CheckOutcome::Missing, record("can be read, but not created"), Some(remedy))
        }
        (_, _, true) => {
            let remedy = "give the integration user `Edit` on the object, under Object Settings of a permission set";
            check(&code, CheckOutcome::Weaker, record("can be read and created, but not changed"), Some(remedy))
        }
        _ if creates => check(&code, CheckOutcome::Fine, record("can be read, created and changed"), None),
        _ => check(&code, CheckOutcome::Fine, record("can be read"), None),
    });
    let mut fields = mapped_fields(need, object);
    for shown in shown_fields(need, object) {
        if !fields.iter().any(|mapped| mapped.code == shown.code) {
            fields.push(shown);
        }
    }
    if fields.is_empty() {
        let text = ["all fields of ", &object.label_plural, " that are shown or mapped can be used"].concat();
        fields.push(check(&["fields:", name].concat(), CheckOutcome::Fine, text, None));
    }
    all.append(&mut fields);
    if creates {
        all.push(key_field(name, object));
    }
    all
}

fn shown_fields(need: &Need, object: &ObjectDescribe) -> Vec<ConnectionCheck> {
    let Some(selection) = &need.selection else { return Vec::new() };
    let shown = Shown::new(object, None);
    let mut hidden: Vec<&String> = Vec::new();
    for path in [&selection.search, &selection.details, &selection.list, &selection.compact].into_iter().flatten() {
        if shown.column(path).is_none() && !hidden.contains(&path) {
            hidden.push(path);
        }
    }
    let remedy =
        "let the integration user read the field, under Field Permissions of a permission set, or choose another";
    let one = |path: &String| {
        let text = ["`", path, "` is to be shown, but is not there or may not be read"].concat();
        check(&field_code(need, path), CheckOutcome::Weaker, text, Some(remedy))
    };
    hidden.into_iter().map(one).collect()
}

fn mapped_fields(need: &Need, object: &ObjectDescribe) -> Vec<ConnectionCheck> {
    let one = |name: &String| {
        let field = object.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        let (text, remedy) = match field {
            Some(field) if field.createable => return None,
            Some(_) => (
                "is mapped, but may not be written",
                "let the integration user edit the field, under Field Permissions of a permission set, or unmap it",
            ),
            None => (
                "is mapped, but is not there or may not be seen",
                "let the integration user read and edit the field, under Field Permissions of a permission set, or \
                 unmap it",
            ),
        };
        let text = ["`", name, "` ", text].concat();
        Some(check(&field_code(need, name), CheckOutcome::Missing, text, Some(remedy)))
    };
    need.mapped.iter().flatten().filter_map(one).collect()
}

fn field_code(need: &Need, field: &str) -> String {
    ["field:", need.object.as_str(), ".", field].concat()
}

/// The field that makes creation safe to repeat.
fn key_field(name: &str, object: &ObjectDescribe) -> ConnectionCheck {
    let code = ["field:", name, ".", side::KEY_FIELD].concat();
    if creations::key_field(object).is_some() {
        let text = ["each creation is known by its key in `", side::KEY_FIELD, "`"].concat();
        return check(&code, CheckOutcome::Fine, text, None);
    }
    let there = object.fields.iter().any(|field| field.name == side::KEY_FIELD);
    let what = if there { "is there, but is not what creation needs" } else { "is not there, or may not be seen" };
    let text = [
        "`",
        side::KEY_FIELD,
        "` ",
        what,
        ": after a lost answer nobody can know whether a record was created, and a person has to look",
    ];
    let remedy = "install Weftline's side; or add the field by hand: text of 255 characters, unique without regard to case, \
                  an external id, which the integration user may read and edit";
    check(&code, CheckOutcome::Weaker, text.concat(), Some(remedy))
}

fn own_mapping(rows: Option<usize>) -> ConnectionCheck {
    let text = match rows {
        Some(rows) => ["the org keeps a mapping of its own, with ", &rows.to_string(), " rows"].concat(),
        None => "the org keeps no mapping of its own: projects and objects are chosen here".to_owned(),
    };
    check("side", CheckOutcome::Fine, text, None)
}

/// Whether Weftline can install its side by itself. It works without.
fn installing(permissions: &Permissions) -> ConnectionCheck {
    let (outcome, text, remedy) = match (permissions.install, permissions.assign) {
        (true, true) => (CheckOutcome::Fine, "Weftline can install its side in the org by itself", None),
        (true, false) => (
            CheckOutcome::Weaker,
            "Weftline can install its side, but not give the permission set to the integration user",
            Some("give the integration user `Assign Permission Sets`, or assign the permission set by hand"),
        ),
        (false, _) => (
            CheckOutcome::Weaker,
            "the integration user may not install Weftline's side",
            Some(
                "for the installation give it `Modify Metadata Through Metadata API Functions`, `Customize Application`, \
                 `Author Apex` and `Assign Permission Sets`, or install by hand; none of them is needed afterwards",
            ),
        ),
    };
    check("install", outcome, text.to_owned(), remedy)
}

/// The least that the integration user needs, as a list that an admin can hold against the org.
fn permission_set(needs: &[Need], missing: bool) -> ConnectionCheck {
    let mut list = "the integration user needs: API Enabled".to_owned();
    for need in needs {
        list.push_str("; ");
        list.push_str(need.object.as_str());
        list.push_str(if need.mapped.is_some() { ": Read, Create, Edit" } else { ": Read" });
    }
    list.push_str("; Read on each field that is shown, Read and Edit on each that is mapped");
    let outcome = if missing { CheckOutcome::Missing } else { CheckOutcome::Fine };
    let remedy = "make a permission set with these rights in Setup, and assign it to the integration user";
    check("permissionSet", outcome, list, missing.then_some(remedy))
}

fn check(code: &str, outcome: CheckOutcome, text: String, remedy: Option<&str>) -> ConnectionCheck {
    ConnectionCheck { code: code.to_owned(), outcome, text, remedy: remedy.map(str::to_owned) }
}

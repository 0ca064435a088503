use super::installs::{PACKAGE, deploy};
use super::*;

const FIELDS: &str = "<CustomObject><fields><fullName>Tracker_Key__c</fullName><label>Tracker key</label><type>Text</type>\
    <length>255</length><externalId>true</externalId><unique>true</unique></fields></CustomObject>";
const TYPE: &str = "<CustomObject><label>Weave</label><pluralLabel>Weaves</pluralLabel>\
    <fields><fullName>Target__c</fullName><label>Target</label><type>Text</type><length>80</length></fields></CustomObject>";
const RECORD: &str = "<CustomMetadata xmlns:xsi=\"x\"><label>First</label><values><field>Target__c</field><value xsi:type=\"xsd:string\">T</value></values>\
    <values><field>NONE</field><value xsi:nil=\"true\"/></values></CustomMetadata>";
const SET: &str = "<PermissionSet><label>Weave</label>\
    <customMetadataTypeAccesses><enabled>true</enabled><name>Weave__mdt</name></customMetadataTypeAccesses>\
    <fieldPermissions><editable>true</editable><field>Case.Tracker_Key__c</field><readable>true</readable></fieldPermissions>\
    <objectPermissions><allowCreate>true</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead>\
    <modifyAllRecords>false</modifyAllRecords><object>Case</object><viewAllRecords>false</viewAllRecords></objectPermissions>\
    <userPermissions><enabled>true</enabled><name>CustomizeApplication</name></userPermissions></PermissionSet>";

fn as_jane(face: &mut Face, method: &str, path: &str, body: Json) -> (u16, Json) {
    face.org.auth.seed(Id::numbered(*b"005", 3), "jane", "jane-refresh");
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let response = face.raw(method, &format!("{DATA}{path}"), &[("authorization", "Bearer jane")], &bytes);
    (response.status, serde_json::from_slice(&response.body).unwrap_or(Json::Null))
}

fn files<'a>(set: &'a str, record: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("package.xml", PACKAGE),
        ("objects/Case.object", FIELDS),
        ("objects/Weave__mdt.object", TYPE),
        ("customMetadata/Weave.First.md", record),
        ("permissionsets/Weave.permissionset", set),
    ]
}

#[test]
fn everyone_is_told_their_own_permissions() {
    let mut face = Face::new();
    let text = "SELECT PermissionsApiEnabled, PermissionsModifyMetadata, PermissionsCustomizeApplication FROM UserPermissionAccess";
    let rights = |record: &Json| {
        ["PermissionsApiEnabled", "PermissionsModifyMetadata", "PermissionsCustomizeApplication"]
            .map(|name| record[name].as_bool().unwrap())
    };
    assert_eq!(rights(&face.query(text)["records"][0]), [true, true, true]);
    let (_, found) = as_jane(&mut face, "GET", &format!("/query?q={}", encode(text)), Json::Null);
    assert_eq!((found["totalSize"].as_i64(), rights(&found["records"][0])), (Some(1), [true, false, false]));
    assert_eq!(rights(&face.query(text)["records"][0]), [true, true, true]);
    assert_eq!(face.call("GET", "/sobjects/UserPermissionAccess/describe", Json::Null).0, 200);
}

#[test]
fn a_deployed_field_is_seen_by_those_to_whom_the_deployed_permission_set_is_assigned() {
    let mut face = Face::new();
    let record = RECORD.replace("<values><field>NONE</field><value xsi:nil=\"true\"/></values>", "");
    let result = deploy(&mut face, &files(SET, &record));
    assert_eq!(result["status"], "Succeeded", "{result}");
    let sees = |face: &mut Face| {
        let (_, described) = as_jane(face, "GET", "/sobjects/Case/describe", Json::Null);
        described["fields"].as_array().unwrap().iter().any(|field| field["name"] == "Tracker_Key__c")
    };
    assert!(!sees(&mut face));
    let (status, refused) =
        as_jane(&mut face, "GET", &format!("/query?q={}", encode("SELECT Tracker_Key__c FROM Case")), Json::Null);
    assert_eq!((status, refused[0]["errorCode"].as_str()), (400, Some("INVALID_FIELD")));
    let set = face.query("SELECT Id, PermissionsCustomizeApplication, (SELECT SobjectType, PermissionsEdit FROM ObjectPerms), \
        (SELECT Field FROM FieldPerms), (SELECT SetupEntityId FROM SetupEntityAccessItems) FROM PermissionSet WHERE Name = 'Weave'");
    let set = set["records"][0].clone();
    assert_eq!(set["ObjectPerms"]["records"][0]["SobjectType"], "Case");
    assert_eq!(set["FieldPerms"]["records"][0]["Field"], "Case.Tracker_Key__c");
    assert_eq!(set["SetupEntityAccessItems"]["records"][0]["SetupEntityId"], "Weave__mdt");
    let assignment = json!({ "PermissionSetId": set["Id"], "AssigneeId": Id::numbered(*b"005", 3).to_string() });
    assert_eq!(as_jane(&mut face, "POST", "/sobjects/PermissionSetAssignment", assignment.clone()).0, 403);
    face.create("PermissionSetAssignment", assignment);
    assert!(sees(&mut face));
    let text = "SELECT PermissionsCustomizeApplication FROM UserPermissionAccess";
    let (_, found) = as_jane(&mut face, "GET", &format!("/query?q={}", encode(text)), Json::Null);
    assert_eq!(found["records"][0]["PermissionsCustomizeApplication"], true);
    let found = face.query("SELECT DeveloperName, MasterLabel, QualifiedApiName, Target__c FROM Weave__mdt");
    assert_eq!(found["records"][0]["Target__c"], "T");
    face.refused(
        "POST",
        "/sobjects/Weave__mdt",
        json!({ "DeveloperName": "x" }),
        400,
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
        "entity type cannot be inserted: Weave",
    );
}

#[test]
fn a_deployment_says_what_is_wrong_with_which_component() {
    let problems = |files: &[(&str, &str)]| {
        let mut face = Face::new();
        let result = deploy(&mut face, files);
        assert_eq!(result["success"], false, "{result}");
        assert!(
            face.query("SELECT Id FROM PermissionSet WHERE Name = 'Weave'")["records"].as_array().unwrap().is_empty()
        );
        let failures = result["details"]["componentFailures"].as_array().unwrap().clone();
        failures
            .iter()
            .map(|one| {
                let text = |name: &str| one[name].as_str().unwrap().to_owned();
                (text("componentType"), text("fullName"), text("problem"))
            })
            .collect::<Vec<_>>()
    };
    let told = |kind: &str, name: &str, problem: &str| vec![(kind.to_owned(), name.to_owned(), problem.to_owned())];
    assert_eq!(
        problems(&files(SET, RECORD)),
        told("CustomMetadata", "Weave.First", "In field: field - no CustomField named Weave__mdt.NONE found")
    );
    let good = RECORD.replace("<values><field>NONE</field><value xsi:nil=\"true\"/></values>", "");
    assert_eq!(
        problems(&files(&SET.replace("Case.Tracker", "Case.Other"), &good)),
        told("PermissionSet", "Weave", "In field: field - no CustomField named Case.Other_Key__c found")
    );
    assert_eq!(
        problems(&files(&SET.replace("Case.Tracker_Key__c", "Account.Name"), &good)),
        told("PermissionSet", "Weave", "You cannot deploy to a required field: Account.Name")
    );
    assert_eq!(
        problems(&files(&SET.replace("CustomizeApplication", "Fly"), &good)),
        told("PermissionSet", "Weave", "Unknown user permission: Fly")
    );
    let package = PACKAGE.replace(
        "<version>",
        "<types><members>Case.Tracker_Key__c</members><members>Case.Gone__c</members><name>CustomField</name></types><version>",
    );
    let mut with_package = files(SET, &good);
    with_package[0].1 = &package;
    assert_eq!(
        problems(&with_package),
        told(
            "",
            "Case.Gone__c",
            "An object 'Case.Gone__c' of type CustomField was named in package.xml, but was not found in zipped directory"
        )
    );
    assert_eq!(
        problems(&[
            ("package.xml", PACKAGE),
            ("objects/New__c.object", "<CustomObject><label>New</label></CustomObject>")
        ]),
        told("CustomObject", "New__c", "Must specify a nameField of type Text or AutoNumber")
    );
}

#[test]
fn objects_are_granted_once_and_in_order() {
    let mut face = Face::new();
    let set = face.create("PermissionSet", json!({ "Name": "Two", "Label": "Two" }));
    let grant = json!({ "ParentId": set, "SobjectType": "Case", "PermissionsRead": true, "PermissionsEdit": true });
    let id = face.create("ObjectPermissions", grant.clone());
    let duplicate = format!("duplicate value found: <unknown> duplicates value on record with id: {}", &id[..15]);
    face.refused("POST", "/sobjects/ObjectPermissions", grant, 400, "DUPLICATE_VALUE", &duplicate);
    let message = "Permission Edit Case depends on permission(s): Read Case";
    face.refused(
        "PATCH",
        &format!("/sobjects/ObjectPermissions/{id}"),
        json!({ "PermissionsRead": false }),
        400,
        "FIELD_INTEGRITY_EXCEPTION",
        message,
    );
    let (status, _) = as_jane(&mut face, "POST", "/sobjects/PermissionSet", json!({ "Name": "X", "Label": "X" }));
    assert_eq!(status, 403);
}

#[test]
fn names_of_what_is_installed_are_checked() {
    let mut face = Face::new();
    let set = |name: &str| json!({ "Name": name, "Label": "Probe" });
    let id = face.create("PermissionSet", set("Probe_Set"));
    let refused = |face: &mut Face, path: &str, body: Json| {
        let (status, reply) = face.call("POST", path, body);
        (status, reply[0]["errorCode"].as_str().unwrap_or_default().to_owned())
    };
    let sets = "/sobjects/PermissionSet";
    assert_eq!(refused(&mut face, sets, set("probe_set")), (400, "DUPLICATE_DEVELOPER_NAME".into()));
    for name in ["Probe Set", "1Set", "Set_", "A__B"] {
        assert_eq!(refused(&mut face, sets, set(name)), (400, "FIELD_INTEGRITY_EXCEPTION".into()), "{name}");
    }
    let assignment = json!({ "PermissionSetId": id, "AssigneeId": Id::numbered(*b"005", 3).to_string() });
    face.create("PermissionSetAssignment", assignment.clone());
    assert_eq!(refused(&mut face, "/sobjects/PermissionSetAssignment", assignment), (400, "DUPLICATE_VALUE".into()));
    let grant = json!({ "ParentId": id, "SobjectType": "Account", "Field": "Case.Effort__c", "PermissionsRead": true });
    let code = "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST";
    assert_eq!(refused(&mut face, "/sobjects/FieldPermissions", grant), (400, code.into()));
    let field = |name: &str| json!({ "FullName": name, "Metadata": { "label": "x", "type": "Text", "length": 80 } });
    let fields = "/tooling/sobjects/CustomField";
    assert_eq!(refused(&mut face, fields, field("Case.P-3__c")), (400, "FIELD_INTEGRITY_EXCEPTION".into()));
    let mut more = field("Case.P3__c");
    more["Foo"] = json!(1);
    assert_eq!(refused(&mut face, fields, more), (400, "INVALID_FIELD".into()));
    let (_, made) = face.call("POST", fields, field("Case.P3__c"));
    let path = format!("{fields}/{}", made["id"].as_str().unwrap());
    assert_eq!(face.call("GET", &path, Json::Null).1["attributes"]["url"], json!(format!("{DATA}{path}")));
}

//! What a client installs: custom fields with permissions, metadata types and their records.

use super::*;

fn key_field() -> Json {
    json!({ "FullName": "Lead.Sync_Key__c", "Metadata": {
        "label": "Sync Key", "type": "Text", "length": 255, "unique": true, "caseSensitive": false, "externalId": true,
    }})
}

fn admin_set(face: &mut Face) -> String {
    let found = face
        .query("SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = true AND Profile.Name = 'System Administrator'");
    found["records"][0]["Id"].as_str().unwrap().to_owned()
}

#[test]
fn a_custom_field_is_hidden_until_a_permission_set_shows_it() {
    let mut face = Face::new();
    let describe = |face: &mut Face| face.call("GET", "/sobjects/Lead/describe", Json::Null).1["fields"].to_string();
    let modified = "Sat, 21 Nov 2026 09:30:00 GMT";
    face.now += 60_000;
    let (status, reply) = face.call("POST", "/tooling/sobjects/CustomField", key_field());
    assert_eq!((status, reply["success"].as_bool()), (201, Some(true)), "{reply}");
    assert!(reply["id"].as_str().unwrap().starts_with("00N"));
    assert!(!describe(&mut face).contains("Sync_Key__c"));
    let lead = json!({ "LastName": "X", "Company": "Y", "Sync_Key__c": "1" });
    face.refused(
        "POST",
        "/sobjects/Lead",
        lead.clone(),
        400,
        "INVALID_FIELD",
        "No such column 'Sync_Key__c' on sobject of type Lead",
    );
    face.refused(
        "POST",
        "/tooling/sobjects/CustomField",
        key_field(),
        400,
        "DUPLICATE_DEVELOPER_NAME",
        "There is already a field named Sync_Key on Lead.",
    );

    let set = admin_set(&mut face);
    let grant = json!({ "ParentId": set, "SobjectType": "Lead", "Field": "Lead.Sync_Key__c", "PermissionsRead": true, "PermissionsEdit": true });
    face.create("FieldPermissions", grant.clone());
    let (_, again) = face.call("POST", "/sobjects/FieldPermissions", grant);
    assert_eq!(again[0]["errorCode"], "DUPLICATE_VALUE");
    assert!(describe(&mut face).contains("Sync_Key__c"));
    let response = face.raw("GET", &format!("{DATA}/sobjects/Lead/describe"), &[("if-modified-since", modified)], b"");
    assert_eq!(response.status, 200, "a permission is a change of the describe");
    let id = face.create("Lead", lead.clone());
    let (_, twice) = face.call("POST", "/sobjects/Lead", lead);
    assert_eq!(twice[0]["errorCode"], "DUPLICATE_VALUE");
    let (_, found) = face.call("GET", "/sobjects/Lead/Sync_Key__c/1", Json::Null);
    assert_eq!(found["Id"], json!(id));

    let text =
        encode("SELECT Id, DeveloperName FROM CustomField WHERE TableEnumOrId = 'Lead' AND DeveloperName = 'Sync_Key'");
    let (_, found) = face.call("GET", &format!("/tooling/query?q={text}"), Json::Null);
    assert_eq!((found["size"].as_i64(), found["entityTypeName"].as_str()), (Some(1), Some("CustomField")));
    assert_eq!(face.call("GET", &format!("/query?q={text}"), Json::Null).0, 400, "only the Tooling API knows it");
    let url = found["records"][0]["attributes"]["url"].as_str().unwrap();
    assert!(url.contains("/tooling/sobjects/CustomField/"), "{url}");
    let field = found["records"][0]["Id"].as_str().unwrap();
    assert_eq!(face.call("DELETE", &format!("/tooling/sobjects/CustomField/{field}"), Json::Null).0, 204);
    assert!(!describe(&mut face).contains("Sync_Key__c"));
}

#[test]
fn what_was_installed_is_kept() {
    let mut face = Face::new();
    face.org.take_changes();
    face.call("POST", "/tooling/sobjects/CustomField", key_field());
    let set = admin_set(&mut face);
    face.create("FieldPermissions", json!({ "ParentId": set, "SobjectType": "Lead", "Field": "Lead.Sync_Key__c", "PermissionsRead": true, "PermissionsEdit": true }));
    let id = face.create("Lead", json!({ "LastName": "X", "Company": "Y", "Sync_Key__c": "1" }));
    let mut changes = face.org.take_changes();
    changes.sort_by(|left, right| (left.table, &left.key).cmp(&(right.table, &right.key)));
    let mut other = Face::new();
    for change in &changes {
        other.org.load(change.table, &change.key, change.json.as_deref().unwrap()).unwrap();
    }
    let (_, found) = other.call("GET", "/sobjects/Lead/Sync_Key__c/1", Json::Null);
    assert_eq!(found["Id"], json!(id));
    let text = encode("SELECT Id FROM CustomField WHERE DeveloperName = 'Sync_Key'");
    let (_, found) = other.call("GET", &format!("/tooling/query?q={text}"), Json::Null);
    assert_eq!(found["size"], 1);
}

#[test]
fn those_without_the_right_install_nothing() {
    let mut face = Face::new();
    let jane = Id::numbered(*b"005", 3);
    face.org.auth.seed(jane, "jane", "jane-refresh");
    let response = face.raw(
        "POST",
        &format!("{DATA}/tooling/sobjects/CustomField"),
        &[("authorization", "Bearer jane")],
        key_field().to_string().as_bytes(),
    );
    assert_eq!(response.status, 403);
}

/// An archive with stored entries.
pub(super) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (path, content) in files {
        let at = u32::try_from(out.len()).unwrap();
        let (name, size) = (u16::try_from(path.len()).unwrap(), u32::try_from(content.len()).unwrap());
        out.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        out.extend_from_slice(&[size.to_le_bytes(), size.to_le_bytes()].concat());
        out.extend_from_slice(&[name.to_le_bytes(), [0; 2]].concat());
        out.extend_from_slice(path.as_bytes());
        out.extend_from_slice(content.as_bytes());
        directory.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        directory.extend_from_slice(&[size.to_le_bytes(), size.to_le_bytes()].concat());
        directory.extend_from_slice(&name.to_le_bytes());
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(path.as_bytes());
    }
    let (start, size) = (u32::try_from(out.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    let count = u16::try_from(files.len()).unwrap();
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&[count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend_from_slice(&[size.to_le_bytes(), start.to_le_bytes()].concat());
    out.extend_from_slice(&[0; 2]);
    out
}

pub(super) fn deploy(face: &mut Face, files: &[(&str, &str)]) -> Json {
    let mut body = b"--frontier\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n\
                     {\"deployOptions\":{\"singlePackage\":true,\"rollbackOnError\":true}}\r\n--frontier\r\n\
                     Content-Disposition: form-data; name=\"file\"; filename=\"deploy.zip\"\r\nContent-Type: application/zip\r\n\r\n"
        .to_vec();
    body.extend_from_slice(&archive(files));
    body.extend_from_slice(b"\r\n--frontier--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=frontier")];
    let response = face.raw("POST", &format!("{DATA}/metadata/deployRequest"), &headers, &body);
    let reply: Json = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(response.status, 201, "{reply}");
    assert_eq!(reply["deployResult"]["status"], "Pending");
    let path = format!("/metadata/deployRequest/{}?includeDetails=true", reply["id"].as_str().unwrap());
    assert_eq!(face.call("GET", &path, Json::Null).1["deployResult"]["status"], "InProgress");
    face.call("GET", &path, Json::Null).1["deployResult"].clone()
}

pub(super) const PACKAGE: &str = "<?xml version=\"1.0\"?><Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><version>62.0</version></Package>";
const TYPE: &str = "<CustomObject xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Project</label><pluralLabel>Projects</pluralLabel>\
    <fields><fullName>Jira_Project__c</fullName><label>Jira project</label><type>Text</type><length>255</length></fields>\
    <fields><fullName>Enabled__c</fullName><label>Enabled</label><type>Checkbox</type><defaultValue>false</defaultValue></fields></CustomObject>";

#[test]
fn a_deployment_makes_metadata_types_records_and_permissions() {
    let mut face = Face::new();
    let record = "<CustomMetadata xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\
        <label>Support</label><protected>false</protected><values><field>Jira_Project__c</field><value xsi:type=\"xsd:string\">SUP</value></values>\
        <values><field>Enabled__c</field><value xsi:type=\"xsd:boolean\">true</value></values></CustomMetadata>";
    let case = "<CustomObject><fields><fullName>Sync_Key__c</fullName><label>Sync key</label><type>Text</type><length>255</length>\
        <externalId>true</externalId><unique>true</unique></fields></CustomObject>";
    let set = "<PermissionSet><label>Sync</label><fieldPermissions><editable>true</editable><field>Case.Sync_Key__c</field>\
        <readable>true</readable></fieldPermissions></PermissionSet>";
    let result = deploy(
        &mut face,
        &[
            ("package.xml", PACKAGE),
            ("permissionsets/Sync.permissionset", set),
            ("customMetadata/Project.Support.md", record),
            ("objects/Project__mdt.object", TYPE),
            ("objects/Case.object", case),
        ],
    );
    assert_eq!((result["status"].as_str(), result["success"].as_bool()), (Some("Succeeded"), Some(true)), "{result}");
    // Four files, and the three fields in two of them.
    assert_eq!(result["numberComponentsDeployed"], 7);
    let found = face.query("SELECT DeveloperName, Jira_Project__c, Enabled__c FROM Project__mdt");
    assert_eq!(found["records"][0]["Jira_Project__c"], "SUP");
    assert_eq!(found["records"][0]["Enabled__c"], true);
    let set = face.query("SELECT Id FROM PermissionSet WHERE Name = 'Sync'")["records"][0]["Id"].clone();
    let user = face.query("SELECT Id FROM User WHERE Alias = 'integ'")["records"][0]["Id"].clone();
    face.create("PermissionSetAssignment", json!({ "PermissionSetId": set, "AssigneeId": user }));
    face.create("Case", json!({ "Sync_Key__c": "1" }));
}

#[test]
fn a_deployed_permission_set_replaces_the_one_that_is_there() {
    let mut face = Face::new();
    let set = |field: &str, permission: &str| {
        format!(
            "<PermissionSet><label>Sync</label><fieldPermissions><editable>true</editable><field>{field}</field>\
             <readable>true</readable></fieldPermissions><userPermissions><enabled>true</enabled><name>{permission}</name>\
             </userPermissions></PermissionSet>"
        )
    };
    for (field, permission) in [("Case.Reason", "ApiEnabled"), ("Lead.Rating", "RunReports")] {
        let set = set(field, permission);
        let result = deploy(&mut face, &[("package.xml", PACKAGE), ("permissionsets/Sync.permissionset", &set)]);
        assert_eq!(result["success"], true, "{result}");
    }
    let granted = face.query("SELECT Field FROM FieldPermissions WHERE Parent.Name = 'Sync'");
    assert_eq!((&granted["totalSize"], &granted["records"][0]["Field"]), (&json!(1), &json!("Lead.Rating")));
    let set = face.query("SELECT PermissionsApiEnabled, PermissionsRunReports FROM PermissionSet WHERE Name = 'Sync'");
    let own = &set["records"][0];
    assert_eq!(
        (&set["totalSize"], &own["PermissionsApiEnabled"], &own["PermissionsRunReports"]),
        (&json!(1), &json!(false), &json!(true))
    );
}

#[test]
fn a_failed_deployment_leaves_no_trace() {
    let mut face = Face::new();
    let broken = TYPE.replace("<type>Checkbox</type>", "<type>Magic</type>");
    let result = deploy(&mut face, &[("package.xml", PACKAGE), ("objects/Project__mdt.object", &broken)]);
    assert_eq!(result["status"], "Failed");
    assert_eq!(result["details"]["componentFailures"][0]["problem"], "Unknown or not emulated field type: Magic");
    assert_eq!(face.call("GET", "/sobjects/Project__mdt/describe", Json::Null).0, 404);
}

#[test]
fn layouts_and_picklists_by_record_type_are_told() {
    let mut face = Face::new();
    let (_, layouts) = face.call("GET", "/sobjects/Case/describe/layouts", Json::Null);
    assert_eq!(layouts["recordTypeMappings"].as_array().unwrap().len(), 3);
    let record_type = layouts["recordTypeMappings"][0]["recordTypeId"].as_str().unwrap().to_owned();
    let (_, layout) = face.call("GET", &format!("/sobjects/Case/describe/layouts/{record_type}"), Json::Null);
    assert_eq!(layouts["layouts"], Json::Null, "who has several record types asks for one layout");
    let items = layout["editLayoutSections"][0]["layoutRows"].to_string();
    assert!(items.contains("\"value\":\"Subject\""));
    let incident = layouts["recordTypeMappings"][1].clone();
    assert_ne!(incident["layoutId"], layouts["recordTypeMappings"][0]["layoutId"]);
    let lists = incident["picklistsForRecordType"].as_array().unwrap();
    let priority = lists.iter().find(|one| one["picklistName"] == "Priority").unwrap();
    let shown = |one: &Json| (one["value"].clone(), one["defaultValue"].clone());
    let shown: Vec<_> = priority["picklistValues"].as_array().unwrap().iter().map(shown).collect();
    assert_eq!(shown, [(json!("High"), json!(true)), (json!("Medium"), json!(false))]);
    let other = incident["recordTypeId"].as_str().unwrap();
    let (_, layout) = face.call("GET", &format!("/sobjects/Case/describe/layouts/{other}"), Json::Null);
    assert_eq!(layout["id"], incident["layoutId"]);
    let rows = layout["editLayoutSections"][0]["layoutRows"].as_array().unwrap().clone();
    let items: Vec<Json> = rows.iter().flat_map(|row| row["layoutItems"].as_array().unwrap().clone()).collect();
    let item = |name: &str| items.iter().find(|one| one["layoutComponents"][0]["value"] == name).cloned();
    assert_eq!(item("Severity__c").unwrap()["required"], true);
    assert!(item("Billable__c").is_none());
    assert_eq!(face.call("GET", "/sobjects/Case/describe/layouts/012000000000001AAA", Json::Null).0, 404);
    let (_, account) = face.call("GET", "/sobjects/Account/describe/layouts", Json::Null);
    assert_eq!(account["layouts"].as_array().unwrap().len(), 1);
    let (_, values) =
        face.call("GET", &format!("/ui-api/object-info/Case/picklist-values/{record_type}/Component__c"), Json::Null);
    assert_eq!(values["controllerValues"], json!({ "Hardware": 0, "Software": 1, "Billing": 2 }));
    assert_eq!(
        values["values"][2],
        json!({ "attributes": null, "label": "Controller", "validFor": [0, 1], "value": "Controller" })
    );
}

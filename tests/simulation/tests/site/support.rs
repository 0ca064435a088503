//! An outside client of the org, and calls of the admin.

use serde_json::{Value, json};
use weftline_simulation::{ADMIN, Stage};
use weftline_wire::call::{Call, InstallProgressCall, InstallSideCall, Reply, SyncFromSalesforceCall};
use weftline_wire::failure::Failure;
use weftline_wire::view::{InstallView, SaveView};

/// A request of an outside client, with its own session.
pub(crate) fn outside(stage: &mut Stage, method: &str, path: &str, kind: &str, body: Vec<u8>) -> (u16, Value) {
    let session = stage.world.access().access_token;
    stage.send_as(&session, method, path, &[("content-type", kind)], body)
}

/// Deploys files as the sf CLI does, and waits for the end.
pub(crate) fn deploy(stage: &mut Stage, files: &[(&str, String)]) {
    let mut body = b"--frontier\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n\
                     {\"deployOptions\":{\"singlePackage\":true,\"rollbackOnError\":true}}\r\n--frontier\r\n\
                     Content-Disposition: form-data; name=\"file\"; filename=\"deploy.zip\"\r\nContent-Type: application/zip\r\n\r\n"
        .to_vec();
    body.extend_from_slice(&archive(files));
    body.extend_from_slice(b"\r\n--frontier--\r\n");
    let kind = "multipart/form-data; boundary=frontier";
    let (status, made) = outside(stage, "POST", "/metadata/deployRequest", kind, body);
    assert_eq!(status, 201, "{made}");
    let path = format!("/metadata/deployRequest/{}?includeDetails=true", made["id"].as_str().unwrap());
    for _ in 0..5 {
        let (_, state) = stage.ask("GET", &path, &Value::Null);
        if state["deployResult"]["done"] == true {
            assert_eq!(state["deployResult"]["success"], true, "{state}");
            return;
        }
    }
    panic!("the deployment does not end");
}

/// An archive with stored entries, and without checksums, which the sandbox does not look at.
fn archive(files: &[(&str, String)]) -> Vec<u8> {
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

/// A record of the mapping, as a Salesforce admin deploys it: project key, object, issue types.
pub(crate) fn row(name: &str, project_key: &str, object: &str, issue_types: &str) -> (String, String) {
    let value = |field: &str, value: &str| {
        format!("<values><field>{field}</field><value xsi:type=\"xsd:string\">{value}</value></values>")
    };
    let content = format!(
        "<CustomMetadata xmlns=\"http://soap.sforce.com/2006/04/metadata\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\
         <label>{name}</label><protected>false</protected>{}{}{}</CustomMetadata>",
        value("Project_Key__c", project_key),
        value("Object__c", object),
        value("Issue_Types__c", issue_types),
    );
    (format!("customMetadata/Weftline_Mapping.{name}.md"), content)
}

/// The mapping's type with some rows, deployed from outside. A type that is there already stays.
pub(crate) fn keep_mapping(stage: &mut Stage, rows: &[(String, String)]) {
    let package = "<?xml version=\"1.0\"?><Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><version>62.0</version></Package>";
    let field =
        |name: &str, shape: &str| format!("<fields><fullName>{name}</fullName><label>{name}</label>{shape}</fields>");
    let kind = format!(
        "<CustomObject xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Weftline Mapping</label>\
         <pluralLabel>Weftline Mappings</pluralLabel>{}{}{}<visibility>Public</visibility></CustomObject>",
        field("Project_Key__c", "<type>Text</type><length>255</length>"),
        field("Object__c", "<type>Text</type><length>255</length>"),
        field("Issue_Types__c", "<type>LongTextArea</type><length>32768</length><visibleLines>3</visibleLines>"),
    );
    let mut files = vec![("package.xml", package.to_owned()), ("objects/Weftline_Mapping__mdt.object", kind)];
    files.extend(rows.iter().map(|(path, content)| (path.as_str(), content.clone())));
    deploy(stage, &files);
}

/// Rows of the mapping that is in the org, as text.
pub(crate) fn mapping(stage: &mut Stage) -> Vec<String> {
    let records = stage.query("SELECT Project_Key__c, Object__c, Issue_Types__c FROM Weftline_Mapping__mdt");
    let text = |value: &Value| value.as_str().unwrap_or_default().replace('\n', "+");
    let mut rows: Vec<String> = records
        .iter()
        .map(|row| {
            format!("{} {} {}", text(&row["Project_Key__c"]), text(&row["Object__c"]), text(&row["Issue_Types__c"]))
        })
        .collect();
    rows.sort();
    rows
}

pub(crate) fn install_call(objects: &[&str]) -> Call {
    let objects = objects.iter().map(|&object| object.to_owned()).collect();
    Call::InstallSide(InstallSideCall { connection: "main".into(), objects })
}

pub(crate) fn progress_call(deployment: &str) -> Call {
    Call::InstallProgress(InstallProgressCall { connection: "main".into(), deployment: deployment.into() })
}

pub(crate) fn install_view(reply: Result<Reply, Failure>) -> InstallView {
    match reply {
        Ok(Reply::InstallSide(view) | Reply::InstallProgress(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// Installs, and asks until it is over.
pub(crate) fn install(stage: &mut Stage, objects: &[&str]) -> InstallView {
    let mut view = install_view(stage.call(ADMIN, install_call(objects)));
    for _ in 0..5 {
        let InstallView::Running { deployment } = &view else { return view };
        let call = progress_call(deployment);
        view = install_view(stage.call(ADMIN, call));
    }
    panic!("the installation does not end");
}

pub(crate) fn sync(stage: &mut Stage) -> SaveView {
    let base_version = stage.configuration().unwrap().version;
    let call = SyncFromSalesforceCall { connection: "main".into(), base_version };
    match stage.call(ADMIN, Call::SyncFromSalesforce(call)) {
        Ok(Reply::SyncFromSalesforce(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// What a describe says of a field, as an outside client asks.
pub(crate) fn described(stage: &mut Stage, object: &str, field: &str) -> Value {
    let (_, describe) = stage.ask("GET", &format!("/sobjects/{object}/describe"), &Value::Null);
    let fields = describe["fields"].as_array().cloned().unwrap_or_default();
    fields.into_iter().find(|one| one["name"] == field).unwrap_or_else(|| json!(null))
}

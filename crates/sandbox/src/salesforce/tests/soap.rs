use super::installs::{PACKAGE, archive};
use super::*;
use base64::Engine;

fn call(face: &mut Face, api: &str, operation: &str, inside: &str) -> (u16, String) {
    let token = face.org.options().access_token.clone();
    let body = format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"urn:partner.soap.sforce.com\"><e:Header>\
         <SessionHeader><sessionId>{token}</sessionId></SessionHeader></e:Header><e:Body><{operation}>{inside}</{operation}></e:Body></e:Envelope>"
    );
    let headers = [("content-type", "text/xml"), ("soapaction", "\"\"")];
    let response = face.raw("POST", &format!("/services/Soap/{api}/62.0/00D"), &headers, body.as_bytes());
    (response.status, String::from_utf8(response.body).unwrap())
}

#[test]
fn those_below_a_record_come_back_with_it_though_it_was_changed_after_the_deletion_began() {
    let mut face = Face::new();
    let case = face.create("Case", json!({ "Subject": "Pump" }));
    face.create("CaseComment", json!({ "ParentId": case, "CommentBody": "seen" }));
    face.now += 60_000;
    face.call("PATCH", &format!("/sobjects/Case/{case}"), json!({ "Subject": "Valve" }));
    face.now += 1_000;
    face.org.set_transaction_ms(20_000);
    assert_eq!(face.call("DELETE", &format!("/sobjects/Case/{case}"), Json::Null).0, 204);
    let (_, reply) = call(&mut face, "u", "undelete", &format!("<ids>{case}</ids>"));
    assert!(reply.contains("<success>true</success>"), "{reply}");
    assert_eq!(face.query("SELECT COUNT() FROM CaseComment")["totalSize"], 1);
}

#[test]
fn records_come_back_from_the_bin_with_those_below_them() {
    let mut face = Face::new();
    let case = face.create("Case", json!({ "Subject": "Pump" }));
    face.create("CaseComment", json!({ "ParentId": case, "CommentBody": "seen" }));
    let count = |face: &mut Face, text: &str| face.query(text)["totalSize"].clone();
    assert_eq!(face.call("DELETE", &format!("/sobjects/Case/{case}"), Json::Null).0, 204);
    assert_eq!(count(&mut face, "SELECT COUNT() FROM CaseComment"), 0);
    let (status, reply) = call(&mut face, "u", "undelete", &format!("<ids>{case}</ids><ids>{case}</ids><ids>x</ids>"));
    assert_eq!(status, 200);
    assert!(
        reply.contains(&format!("<undeleteResponse><result><id>{case}</id><success>true</success></result>")),
        "{reply}"
    );
    assert!(
        reply.contains("<statusCode>UNDELETE_FAILED</statusCode>")
            && reply.contains("<statusCode>MALFORMED_ID</statusCode>")
    );
    assert_eq!(count(&mut face, "SELECT COUNT() FROM Case"), 1);
    assert_eq!(count(&mut face, "SELECT COUNT() FROM CaseComment"), 1);
    face.call("DELETE", &format!("/sobjects/Case/{case}"), Json::Null);
    let (_, reply) = call(&mut face, "u", "emptyRecycleBin", &format!("<ids>{case}</ids>"));
    assert!(reply.contains("<success>true</success>"), "{reply}");
    assert_eq!(count(&mut face, "SELECT COUNT() FROM Case ALL ROWS"), 0);
}

#[test]
fn merged_records_name_their_master() {
    let mut face = Face::new();
    let (master, other) =
        (face.create("Account", json!({ "Name": "One" })), face.create("Account", json!({ "Name": "Two" })));
    let contact = face.create("Contact", json!({ "LastName": "Lee", "AccountId": other }));
    let request = format!(
        "<request><masterRecord><type>Account</type><Id>{master}</Id><Phone>5</Phone></masterRecord>\
         <recordToMergeIds>{other}</recordToMergeIds></request>"
    );
    let (_, reply) = call(&mut face, "u", "merge", &request);
    let wanted = format!(
        "<result><id>{master}</id><mergedRecordIds>{other}</mergedRecordIds><success>true</success><updatedRelatedIds>{contact}</updatedRelatedIds></result>"
    );
    assert!(reply.contains(&wanted), "{reply}");
    let (_, moved) = face.call("GET", &format!("/sobjects/Contact/{contact}?fields=AccountId"), Json::Null);
    assert_eq!(moved["AccountId"], json!(master));
    let gone = face.query("SELECT MasterRecordId FROM Account WHERE IsDeleted = true ALL ROWS");
    assert_eq!(gone["records"][0]["MasterRecordId"], json!(master));
}

#[test]
fn cases_leads_contacts_and_accounts_are_merged_with_what_hangs_on_them() {
    let mut face = Face::new();
    let comment = |case: &str| ("CaseComment", "ParentId", json!({ "ParentId": case, "CommentBody": "seen" }));
    let task = |of: &str| ("Task", "WhoId", json!({ "WhoId": of, "Subject": "call" }));
    let case = |account: &str| ("Case", "AccountId", json!({ "AccountId": account, "Subject": "of it" }));
    for object in ["Case", "Lead", "Contact", "Account"] {
        let fields = |n: u32| match object {
            "Case" => json!({ "Subject": format!("case {n}") }),
            "Lead" => json!({ "LastName": format!("Lee{n}"), "Company": format!("Works {n}") }),
            "Contact" => json!({ "LastName": format!("Kim{n}") }),
            _ => json!({ "Name": format!("Firm {n}") }),
        };
        let ids: Vec<String> = (0..3).map(|n| face.create(object, fields(n))).collect();
        let (child, lookup, values) = match object {
            "Case" => comment(&ids[2]),
            "Account" => case(&ids[2]),
            _ => task(&ids[2]),
        };
        let below = face.create(child, values);
        face.now += 60_000;
        let request = format!(
            "<request><masterRecord><type>{object}</type><Id>{}</Id></masterRecord><recordToMergeIds>{}</recordToMergeIds>\
             <recordToMergeIds>{}</recordToMergeIds></request>",
            ids[0], ids[1], ids[2]
        );
        let (_, reply) = call(&mut face, "u", "merge", &request);
        assert!(reply.contains("<success>true</success>"), "{object}: {reply}");
        let text = format!("SELECT Id, MasterRecordId, SystemModstamp FROM {object} WHERE IsDeleted = true ALL ROWS");
        let gone = face.query(&text);
        assert_eq!(gone["totalSize"], 2, "{object}");
        for row in gone["records"].as_array().unwrap() {
            assert_eq!(row["MasterRecordId"], json!(ids[0]));
            assert_eq!(row["SystemModstamp"], json!(instant_at(face.now)));
        }
        face.refused(
            "GET",
            &format!("/sobjects/{object}/{}", ids[1]),
            Json::Null,
            404,
            "ENTITY_IS_DELETED",
            "entity is deleted",
        );
        let (_, moved) = face.call("GET", &format!("/sobjects/{child}/{below}?fields={lookup}"), Json::Null);
        assert_eq!(moved[lookup], json!(ids[0]), "{object}");
        let (_, reply) = call(&mut face, "u", "undelete", &format!("<ids>{}</ids>", ids[1]));
        assert!(reply.contains("<statusCode>UNDELETE_FAILED</statusCode>"), "{object}: {reply}");
    }
}

fn instant_at(now_ms: i64) -> String {
    crate::salesforce::value::instant_text(now_ms / 1_000)
}

#[test]
fn records_are_queried_and_saved() {
    let mut face = Face::new();
    let made =
        "<sObjects><type>Account</type><Name>A &amp; B</Name></sObjects><sObjects><type>Account</type></sObjects>";
    let (_, reply) = call(&mut face, "u", "create", made);
    assert!(
        reply.contains("<success>true</success>") && reply.contains("<statusCode>REQUIRED_FIELD_MISSING</statusCode>"),
        "{reply}"
    );
    let (_, reply) =
        call(&mut face, "u", "query", "<queryString>SELECT Id, Name, Owner.Name FROM Account</queryString>");
    assert!(reply.contains("<sf:Name>A &amp; B</sf:Name><sf:Owner xsi:type=\"sf:sObject\"><sf:type>"), "{reply}");
    assert!(reply.contains("<done>true</done><queryLocator xsi:nil=\"true\"/>") && reply.contains("<size>1</size>"));
    let (status, reply) = call(&mut face, "u", "query", "<queryString>SELECT Nope FROM Account</queryString>");
    assert_eq!(status, 500);
    assert!(reply.contains("<sf:InvalidFieldFault xsi:type=\"sf:InvalidFieldFault\">"), "{reply}");
    let upsert = "<externalIDFieldName>Weftline_Key__c</externalIDFieldName><sObjects><type>Case</type><Weftline_Key__c>k</Weftline_Key__c></sObjects>";
    assert!(call(&mut face, "u", "upsert", upsert).1.contains("<created>true</created>"));
    assert!(call(&mut face, "u", "upsert", upsert).1.contains("<created>false</created>"));
    assert!(
        call(&mut face, "u", "getServerTimestamp", "").1.contains("<timestamp>2026-11-21T09:30:00.000Z</timestamp>")
    );
}

#[test]
fn metadata_is_deployed_by_soap_too() {
    let mut face = Face::new();
    let object = "<CustomObject><fields><fullName>By_Soap__c</fullName><label>By SOAP</label><type>Checkbox</type></fields></CustomObject>";
    let zip = archive(&[("package.xml", PACKAGE), ("objects/Case.object", object)]);
    let file = base64::engine::general_purpose::STANDARD.encode(zip);
    let inside = format!(
        "<ZipFile>{file}</ZipFile><DeployOptions><checkOnly>false</checkOnly><singlePackage>true</singlePackage></DeployOptions>"
    );
    let (_, reply) = call(&mut face, "m", "deploy", &inside);
    let id = reply.split("<id>").nth(1).unwrap().split("</id>").next().unwrap().to_owned();
    let check = format!("<asyncProcessId>{id}</asyncProcessId><includeDetails>true</includeDetails>");
    assert!(call(&mut face, "m", "checkDeployStatus", &check).1.contains("<done>false</done>"));
    let (_, reply) = call(&mut face, "m", "checkDeployStatus", &check);
    assert!(
        reply.contains("<status>Succeeded</status>") && reply.contains("<fullName>Case.By_Soap__c</fullName>"),
        "{reply}"
    );
    assert!(reply.contains("xmlns=\"http://soap.sforce.com/2006/04/metadata\""));
}

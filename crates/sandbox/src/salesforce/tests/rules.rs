use super::*;

const HEADER: &str = "sforce-duplicate-rule-header";

fn settings(face: &mut Face, members: Json) {
    let settings = face.org.options().settings.with(&members).unwrap();
    face.org.options_mut().settings = settings;
}

fn post(face: &mut Face, path: &str, headers: &[(&str, &str)], body: &Json) -> (u16, Json) {
    let response = face.raw("POST", &format!("{DATA}{path}"), headers, body.to_string().as_bytes());
    (response.status, serde_json::from_slice(&response.body).unwrap_or(Json::Null))
}

fn ada() -> Json {
    json!({ "FirstName": "Ada", "LastName": "Lovelace", "Email": "ada@example.com" })
}

#[test]
fn a_contact_that_looks_like_another_is_saved_by_who_says_so() {
    let mut face = Face::new();
    let id = face.create("Contact", ada());
    let other = json!({ "FirstName": "ADA", "LastName": "Lovelase", "Email": "Ada@Example.com" });
    let (status, reply) = post(&mut face, "/sobjects/Contact", &[], &other);
    assert_eq!(status, 400);
    assert_eq!(
        reply,
        json!([{
            "duplicateResut": {
                "allowSave": true,
                "duplicateRule": "Standard_Contact_Duplicate_Rule",
                "duplicateRuleEntityType": "Contact",
                "errorMessage": "Use one of these records?",
                "matchResults": [{
                    "entityType": "Contact",
                    "errors": [],
                    "matchEngine": "FuzzyMatchEngine",
                    "matchRecords": [{
                        "additionalInformation": [],
                        "fieldDiffs": [],
                        "matchConfidence": 100.0,
                        "record": { "attributes": { "type": "Contact", "url": format!("{DATA}/sobjects/Contact/{id}") }, "Id": id },
                    }],
                    "rule": "Standard_Contact_Match_Rule_v1_1",
                    "size": 1,
                    "success": true,
                }],
            },
            "message": "Use one of these records?",
            "errorCode": "DUPLICATES_DETECTED",
        }])
    );
    let (_, reply) = post(&mut face, "/sobjects/Contact", &[(HEADER, "includeRecordDetails=true")], &other);
    let record = &reply[0]["duplicateResut"]["matchResults"][0]["matchRecords"][0]["record"];
    assert_eq!(record["Email"], "ada@example.com");
    settings(&mut face, json!({ "duplicateResultName": "duplicateResult" }));
    let (_, reply) = post(&mut face, "/sobjects/Contact", &[], &other);
    assert_eq!(reply[0]["duplicateResult"]["allowSave"], true);
    let options = [(HEADER, "allowSave=true; runAsCurrentUser=true")];
    assert_eq!(post(&mut face, "/sobjects/Contact", &options, &other).0, 201);
    let old = face.raw("POST", "/services/data/v51.0/sobjects/Contact", &options, other.to_string().as_bytes());
    assert_eq!(old.status, 400, "the header is known from version 52 on");
    for different in [
        json!({ "FirstName": "Ada", "LastName": "Byron", "Email": "ada@example.com" }),
        json!({ "FirstName": "Ada", "LastName": "Lovelace", "Email": "other@example.com" }),
    ] {
        face.create("Contact", different);
    }
}

#[test]
fn a_lead_is_compared_with_contacts_too() {
    let mut face = Face::new();
    face.create("Contact", ada());
    let mut lead = ada();
    lead["Company"] = json!("Engines");
    let (status, reply) = post(&mut face, "/sobjects/Lead", &[], &lead);
    let result = &reply[0]["duplicateResut"];
    assert_eq!((status, &result["duplicateRuleEntityType"]), (400, &json!("Lead")));
    assert_eq!(result["matchResults"][0]["entityType"], "Contact");
}

#[test]
fn a_rule_that_blocks_is_not_passed() {
    let mut face = Face::new();
    face.create("Account", json!({ "Name": "One", "AccountNumber": "C-1" }));
    let two = json!({ "Name": "Two", "AccountNumber": "C-1" });
    let (status, reply) = post(&mut face, "/sobjects/Account", &[(HEADER, "allowSave=true")], &two);
    let told = (&reply[0]["errorCode"], &reply[0]["duplicateResut"]["allowSave"]);
    assert_eq!((status, told), (400, (&json!("DUPLICATES_DETECTED"), &json!(false))));
    let id = face.create("Account", json!({ "Name": "Two", "AccountNumber": "C-2" }));
    let path = format!("/sobjects/Account/{id}");
    assert_eq!(face.call("PATCH", &path, json!({ "AccountNumber": "C-1" })).0, 400);
    assert_eq!(face.call("PATCH", &path, json!({ "AccountNumber": "C-2", "Site": "x" })).0, 204, "itself is no other");
}

#[test]
fn companies_match_by_name_and_place() {
    let mut face = Face::new();
    let account = |name: &str, street: &str| json!({ "Name": name, "BillingStreet": street });
    face.create("Account", account("Isar Kühlung GmbH", "1 Main Street"));
    assert_eq!(post(&mut face, "/sobjects/Account", &[], &account("ISAR KUHLUNG", "1, main street")).0, 400);
    assert_eq!(post(&mut face, "/sobjects/Account", &[], &account("Isar Kühlung GmbH", "2 Main Street")).0, 201);
}

#[test]
fn duplicates_are_told_in_composites_collections_and_by_soap() {
    let mut face = Face::new();
    face.create("Contact", ada());
    let request = |headers: Json| {
        json!({ "compositeRequest": [{
            "method": "POST", "url": format!("{DATA}/sobjects/Contact"), "referenceId": "one",
            "httpHeaders": headers, "body": ada(),
        }]})
    };
    let (_, reply) = post(&mut face, "/composite", &[], &request(json!({})));
    let part = &reply["compositeResponse"][0];
    assert_eq!(part["httpStatusCode"], 400);
    assert_eq!(part["body"][0]["duplicateResut"]["matchResults"][0]["size"], 1);
    let allowed = request(json!({ "Sforce-Duplicate-Rule-Header": "allowSave=true" }));
    let (_, reply) = post(&mut face, "/composite", &[], &allowed);
    assert_eq!(reply["compositeResponse"][0]["httpStatusCode"], 201);
    let mut record = ada();
    record["attributes"] = json!({ "type": "Contact" });
    let (_, reply) = post(&mut face, "/composite/sobjects", &[], &json!({ "records": [record] }));
    assert_eq!(
        reply[0],
        json!({ "success": false, "errors": [{ "statusCode": "DUPLICATES_DETECTED", "message": "Use one of these records?", "fields": [] }] })
    );
    let token = face.org.options().access_token.clone();
    let soap = |allow: bool| {
        format!(
            "<env:Envelope xmlns:env=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"urn:partner.soap.sforce.com\"><env:Header>\
             <SessionHeader><sessionId>{token}</sessionId></SessionHeader>\
             <DuplicateRuleHeader><allowSave>{allow}</allowSave></DuplicateRuleHeader></env:Header><env:Body><create><sObjects>\
             <type>Contact</type><FirstName>Ada</FirstName><LastName>Lovelace</LastName><Email>ada@example.com</Email>\
             </sObjects></create></env:Body></env:Envelope>"
        )
    };
    let refused = face.raw("POST", "/services/Soap/u/62.0", &[("content-type", "text/xml")], soap(false).as_bytes());
    let text = String::from_utf8(refused.body).unwrap();
    assert!(
        text.contains("<errors xsi:type=\"DuplicateError\"><message>Use one of these records?</message>"),
        "{text}"
    );
    assert!(text.contains("<matchConfidence>100.0</matchConfidence><record xsi:type=\"sf:sObject\"><sf:type>Contact"));
    let saved = face.raw("POST", "/services/Soap/u/62.0", &[("content-type", "text/xml")], soap(true).as_bytes());
    assert!(String::from_utf8(saved.body).unwrap().contains("<success>true</success>"));
}

#[test]
fn validation_rules_speak_at_a_field_or_at_the_top_and_all_at_once() {
    let mut face = Face::new();
    settings(
        &mut face,
        json!({ "validationRules": [
            {
                "name": "Reason_When_Closed", "object": "Case", "field": "Reason", "message": "A closed case needs a reason",
                "refusedWhen": { "all": [{ "is": { "field": "Status", "values": ["Closed"] } }, { "blank": { "field": "Reason" } }] },
            },
            {
                "name": "Effort_Limit", "object": "Case", "message": "Nobody works that long",
                "refusedWhen": { "compare": { "field": "Effort__c", "order": "more", "with": { "value": 1000 } } },
            },
            {
                "name": "Off", "object": "Case", "active": false, "message": "never", "refusedWhen": { "all": [] },
            },
            {
                "name": "No_Reopening", "object": "Case", "message": "A closed case stays closed",
                "refusedWhen": { "all": [{ "changed": { "field": "IsClosed" } }, { "is": { "field": "IsClosed", "values": ["false"] } }] },
            },
        ]}),
    );
    let (status, reply) = face.call("POST", "/sobjects/Case", json!({ "Status": "Closed", "Effort__c": 1001 }));
    let told = |place: usize| (reply[place]["message"].clone(), reply[place]["fields"].clone());
    assert_eq!((status, reply.as_array().unwrap().len()), (400, 2));
    assert_eq!(told(0), (json!("A closed case needs a reason"), json!(["Reason"])));
    assert_eq!(told(1), (json!("Nobody works that long"), json!([])));
    assert!(reply.as_array().unwrap().iter().all(|one| one["errorCode"] == "FIELD_CUSTOM_VALIDATION_EXCEPTION"));
    let body = json!({ "records": [{ "attributes": { "type": "Case" }, "Status": "Closed", "Effort__c": 1001 }] });
    let (_, reply) = face.call("POST", "/composite/sobjects", body);
    assert_eq!(reply[0]["errors"].as_array().unwrap().len(), 2);
    let id = face.create("Case", json!({ "Status": "Closed", "Reason": "Other", "Effort__c": 1000 }));
    let path = format!("/sobjects/Case/{id}");
    assert_eq!(face.call("PATCH", &path, json!({ "Status": "New" })).1[0]["message"], "A closed case stays closed");
    assert_eq!(face.call("PATCH", &path, json!({ "Subject": "x" })).0, 204);
}

#[test]
fn flows_assign_before_a_record_is_saved_and_before_rules_refuse_it() {
    let mut face = Face::new();
    settings(
        &mut face,
        json!({
            "beforeSaveFlows": [
                {
                    "name": "Capitals", "object": "Case", "startsWhen": { "any": ["new", { "changed": { "field": "SuppliedName" } }] },
                    "assignments": [{ "field": "SuppliedName", "value": { "upper": "SuppliedName" } }],
                },
                {
                    "name": "Reason", "object": "Case", "startsWhen": { "is": { "field": "Status", "values": ["Closed"] } },
                    "assignments": [
                        { "field": "Reason", "value": { "value": "Other" } }, { "field": "SuppliedCompany", "value": { "field": "SuppliedName" } },
                    ],
                },
                { "name": "Off", "object": "Case", "active": false, "startsWhen": { "all": [] }, "assignments": [{ "field": "Subject", "value": { "value": "never" } }] },
            ],
            "validationRules": [{
                "name": "Reason_When_Closed", "object": "Case", "message": "A closed case needs a reason",
                "refusedWhen": { "all": [{ "is": { "field": "Status", "values": ["Closed"] } }, { "blank": { "field": "Reason" } }] },
            }],
        }),
    );
    let id = face.create("Case", json!({ "Subject": "Lower", "SuppliedName": "Henry" }));
    let path = format!("/sobjects/Case/{id}");
    assert_eq!(face.call("PATCH", &path, json!({ "Status": "Closed" })).0, 204, "the flow gives it a reason first");
    let (_, row) = face.call("GET", &path, json!(null));
    assert_eq!(row["Subject"], "Lower");
    assert_eq!((&row["SuppliedName"], &row["SuppliedCompany"]), (&json!("HENRY"), &json!("HENRY")));
    assert_eq!(row["Reason"], "Other");
}

#[test]
fn leads_are_assigned_and_a_rule_may_be_named() {
    let mut face = Face::new();
    let owner = |face: &mut Face, object: &str, id: &str| {
        let found = face.query(&format!("SELECT Owner.Name FROM {object} WHERE Id = '{id}'"));
        found["records"][0]["Owner"]["Name"].as_str().unwrap().to_owned()
    };
    let lead = face.create("Lead", json!({ "LastName": "A", "Company": "B", "LeadSource": "Web" }));
    assert_eq!(owner(&mut face, "Lead", &lead), "Inbound Leads");
    let mut rules = serde_json::to_value(&face.org.options().settings.assignment_rules).unwrap();
    let entry = json!({ "when": { "all": [] }, "owner": "jane.doe@weftline.example" });
    let more = json!({ "name": "Everything to Jane", "object": "Case", "active": false, "entries": [entry] });
    rules.as_array_mut().unwrap().push(more);
    settings(&mut face, json!({ "assignmentRules": rules }));
    let rules = face.query("SELECT Id, Name, Active FROM AssignmentRule WHERE SobjectType = 'Case' ORDER BY Id");
    let (standard, own) = (&rules["records"][0], &rules["records"][1]);
    assert_eq!((&standard["Active"], &own["Name"]), (&json!(true), &json!("Everything to Jane")));
    let id = own["Id"].as_str().unwrap().to_owned();
    let (_, reply) = post(&mut face, "/sobjects/Case", &[("sforce-auto-assign", &id)], &json!({}));
    let case = reply["id"].as_str().unwrap().to_owned();
    assert_eq!(owner(&mut face, "Case", &case), "Jane Doe");
    let other = face.create("Case", json!({}));
    face.raw("PATCH", &format!("{DATA}/sobjects/Case/{other}"), &[("sforce-auto-assign", &id)], b"{}");
    assert_eq!(owner(&mut face, "Case", &other), "Weftline Integration", "a rule's id is for what is created");
}

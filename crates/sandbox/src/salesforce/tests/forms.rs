//! What a form needs: the UI API's objects and picklists, record types that differ, ideas.

use super::*;

fn record_type(face: &mut Face, name: &str) -> String {
    let found = face.query(&format!("SELECT Id FROM RecordType WHERE DeveloperName = '{name}'"));
    found["records"][0]["Id"].as_str().unwrap().to_owned()
}

fn values(list: &Json) -> Vec<&str> {
    list["values"].as_array().unwrap().iter().map(|one| one["value"].as_str().unwrap()).collect()
}

#[test]
fn picklists_differ_by_record_type() {
    let mut face = Face::new();
    let incident = record_type(&mut face, "Incident");
    let base = format!("/ui-api/object-info/Case/picklist-values/{incident}");
    let (_, all) = face.call("GET", &base, Json::Null);
    let lists = &all["picklistFieldValues"];
    assert_eq!(values(&lists["Severity__c"]), ["Medium", "High", "Critical"]);
    assert_eq!(lists["Severity__c"]["defaultValue"]["value"], "High");
    assert_eq!(values(&lists["Origin"]), ["Phone", "Email", "Web"], "what is not told apart is whole");
    let component = &lists["Component__c"];
    assert_eq!(component["controllerValues"], json!({ "Hardware": 0, "Software": 1 }));
    let valid: Vec<&Json> = component["values"].as_array().unwrap().iter().map(|one| &one["validFor"]).collect();
    assert_eq!(values(component), ["Motor", "Gearbox", "Controller", "Portal"]);
    assert_eq!(valid, [&json!([0]), &json!([0]), &json!([0, 1]), &json!([1])]);
    let closed = json!({ "closed": true, "picklistAtrributesValueType": "CaseStatus" });
    assert_eq!(lists["Status"]["values"][3]["attributes"], closed);
    let (_, one) = face.call("GET", &format!("{base}/severity__c"), Json::Null);
    assert_eq!(one, lists["Severity__c"]);
    let (_, master) =
        face.call("GET", "/ui-api/object-info/Case/picklist-values/012000000000000AAA/Severity__c", Json::Null);
    assert_eq!(values(&master).len(), 4);
    for wrong in [format!("{base}/Subject"), "/ui-api/object-info/Account/picklist-values/nonsense".to_owned()] {
        assert_eq!(face.call("GET", &wrong, Json::Null).0, 404, "{wrong}");
    }
}

#[test]
fn a_restricted_picklist_takes_what_the_record_type_offers() {
    let mut face = Face::new();
    let incident = record_type(&mut face, "Incident");
    let body = json!({ "RecordTypeId": incident, "Severity__c": "Low" });
    let message = "Severity: bad value for restricted picklist field: Low";
    let code = "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST";
    face.refused("POST", "/sobjects/Case", body, 400, code, message);
    face.create("Case", json!({ "RecordTypeId": incident, "Severity__c": "High", "Type": "Other" }));
    let id = face.create("Case", json!({ "Severity__c": "Medium" }));
    face.refused(
        "PATCH",
        &format!("/sobjects/Case/{id}"),
        json!({ "RecordTypeId": incident, "Severity__c": "Low" }),
        400,
        code,
        message,
    );
}

#[test]
fn an_object_tells_what_a_page_needs() {
    let mut face = Face::new();
    let (status, info) = face.call("GET", "/ui-api/object-info/case", Json::Null);
    assert_eq!((status, &info["apiName"], &info["keyPrefix"]), (200, &json!("Case"), &json!("500")));
    let support = record_type(&mut face, "Support");
    assert_eq!(info["defaultRecordTypeId"], json!(support));
    assert_eq!(info["recordTypeInfos"][&support]["name"], "Support");
    assert_eq!(info["dependentFields"], json!({ "Product_Area__c": { "Component__c": {} } }));
    let field = &info["fields"]["Component__c"];
    assert_eq!((&field["dataType"], &field["controllingFields"]), (&json!("Picklist"), &json!(["Product_Area__c"])));
    let contact = &info["fields"]["ContactId"]["referenceToInfos"][0];
    assert_eq!(contact, &json!({ "apiName": "Contact", "nameFields": ["FirstName", "LastName", "Name"] }));
    let (_, account) = face.call("GET", "/ui-api/object-info/Account", Json::Null);
    let street = &account["fields"]["BillingStreet"];
    assert_eq!(
        (&street["compoundComponentName"], &street["compoundFieldName"]),
        (&json!("Street"), &json!("BillingAddress"))
    );
    assert_eq!(account["fields"]["BillingAddress"]["compound"], true);
    assert_eq!(account["fields"]["Name"]["required"], true);
    assert_eq!(face.call("GET", "/ui-api/object-info/Nothing", Json::Null).0, 404);
}

#[test]
fn ideas_are_commented_on_in_their_zone() {
    let mut face = Face::new();
    let zone = face.query("SELECT Id FROM Community")["records"][0]["Id"].clone();
    let idea = face.create("Idea", json!({ "Title": "Louder", "CommunityId": zone, "Categories": "Hardware" }));
    let body = json!({ "IdeaId": idea, "CommentBody": "yes" });
    let (first, second) = (face.create("IdeaComment", body.clone()), face.create("IdeaComment", body));
    let found = face.query(
        "SELECT NumComments, LastCommentId, Community.Name, (SELECT CommentBody, CommunityId FROM Comments) FROM Idea",
    );
    let found = &found["records"][0];
    assert_eq!((&found["NumComments"], &found["LastCommentId"]), (&json!(2), &json!(second)));
    assert_eq!(found["Community"]["Name"], "Customer Ideas");
    assert_eq!(found["Comments"]["records"][0]["CommunityId"], zone);
    let count = |face: &mut Face, filter: &str| {
        face.call("GET", &format!("/query?q={}", encode(&format!("SELECT Id FROM IdeaComment{filter}"))), Json::Null)
    };
    assert_eq!(count(&mut face, "").1[0]["errorCode"], "MALFORMED_QUERY", "of which idea or zone has to be said");
    assert_eq!(count(&mut face, &format!(" WHERE IdeaId = '{idea}'")).1["totalSize"], 2);
    face.call("DELETE", &format!("/sobjects/IdeaComment/{first}"), Json::Null);
    assert_eq!(face.call("GET", &format!("/sobjects/Idea/{idea}"), Json::Null).1["NumComments"], 1);
    let message = "Required fields are missing: [CommunityId]";
    face.refused("POST", "/sobjects/Idea", json!({ "Title": "x" }), 400, "REQUIRED_FIELD_MISSING", message);
}

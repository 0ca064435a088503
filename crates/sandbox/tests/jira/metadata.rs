//! Projects, fields, and metadata for creating and editing.

use serde_json::{Value, json};

use crate::client::{Client, MIA, SAM, message};

#[test]
fn projects_are_listed_searched_and_read() {
    let mut client = Client::new();
    let keys = |body: &Value| -> Vec<String> {
        body.as_array().unwrap().iter().map(|project| project["key"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(keys(&client.get("project")), ["SUP", "ENG", "HELP"]);
    let page = client.get("project/search?maxResults=1&startAt=1");
    assert_eq!((keys(&page["values"]), &page["isLast"]), (vec!["HELP".to_owned()], &json!(false)));
    assert_eq!(page["nextPage"], "https://weftline.atlassian.net/rest/api/3/project/search?startAt=2&maxResults=1");
    assert_eq!(keys(&client.get("project/search?query=eng")["values"]), ["ENG"]);
    assert_eq!(keys(&client.get("project/search?typeKey=service_desk")["values"]), ["HELP"]);
    assert_eq!(client.be(MIA).get("project/search")["total"], 4);
    let project = client.get("project/SUP");
    assert_eq!(project["lead"]["displayName"], "Mia Admin");
    assert_eq!(project["issueTypes"][0]["name"], "Bug");
    assert_eq!(client.get("project/10000")["key"], "SUP");
    let (status, body) = client.call("GET", "/rest/api/3/project/NOPE", None);
    assert_eq!((status, body), (404, message("No project could be found with key 'NOPE'.")));
    assert_eq!(client.get("project/SUP/statuses")[0]["statuses"].as_array().unwrap().len(), 4);
    assert_eq!(client.get("project/SUP/components")[0]["name"], "Billing");
    assert_eq!(client.get("project/SUP/version?maxResults=1")["values"][0]["name"], "2026.10");
}

#[test]
fn create_metadata_by_the_old_route_and_the_new_ones() {
    let mut client = Client::new();
    let old = client.get("issue/createmeta?projectKeys=SUP&issuetypeNames=Bug&expand=projects.issuetypes.fields");
    let old_fields = &old["projects"][0]["issuetypes"][0]["fields"];
    let types = client.get("issue/createmeta/SUP/issuetypes");
    assert_eq!(types["total"], 5);
    let id = types["issueTypes"][0]["id"].as_str().unwrap().to_owned();
    let new = client.get(&format!("issue/createmeta/10000/issuetypes/{id}?maxResults=200"));
    assert_eq!(new["total"], json!(old_fields.as_object().unwrap().len()));
    for field in new["fields"].as_array().unwrap() {
        let mut meta = field.clone();
        let id = meta.as_object_mut().unwrap().shift_remove("fieldId").unwrap();
        assert_eq!(old_fields[id.as_str().unwrap()], meta);
    }
    let severity = &old_fields["customfield_10060"];
    assert_eq!(severity["schema"]["custom"], "com.atlassian.jira.plugin.system.customfieldtypes:select");
    let values: Vec<&str> =
        severity["allowedValues"].as_array().unwrap().iter().map(|value| value["value"].as_str().unwrap()).collect();
    assert_eq!(values, ["Low", "Medium", "High", "Critical"]);
    let area = &old_fields["customfield_10067"]["allowedValues"];
    assert_eq!(area[0]["children"][1]["value"], "LTE");
    assert_eq!(area.as_array().unwrap().len(), 3, "a disabled choice is not offered");
    assert_eq!(old_fields["summary"]["required"], true);
    assert_eq!(old_fields["priority"]["defaultValue"]["name"], "Medium");
    assert!(old_fields.get("parent").is_none() && old_fields.get("resolution").is_none());
    assert_eq!(client.be(SAM).get("issue/createmeta")["projects"], json!([]));
    assert_eq!(client.call("GET", "/rest/api/3/issue/createmeta/SUP/issuetypes", None).0, 400);
}

#[test]
fn all_that_create_metadata_offers_is_accepted() {
    let mut client = Client::new();
    let meta = client.get("issue/createmeta/SUP/issuetypes/10004?maxResults=200");
    for field in meta["fields"].as_array().unwrap() {
        let id = field["fieldId"].as_str().unwrap();
        let first = &field["allowedValues"][0];
        let by_id = json!({"id": first["id"]});
        let value = match (field["schema"]["type"].as_str().unwrap(), first.is_null()) {
            ("issuetype" | "project", _) => continue,
            ("array", true) if field["schema"]["items"] == "string" => json!(["x"]),
            ("array", true) if field["schema"]["items"] == "user" => json!([{"accountId": MIA}]),
            ("array", true) if field["schema"]["items"] == "group" => json!([{"name": "jira-users"}]),
            ("array", true) => continue,
            ("array", false) => json!([by_id]),
            (_, false) => by_id,
            ("user", true) => json!({"accountId": MIA}),
            ("group", true) => json!({"name": "jira-users"}),
            ("number", true) => json!(1),
            ("date", true) => json!("2026-12-01"),
            ("datetime", true) => json!("2026-12-01T00:00:00.000+0000"),
            ("string", true) if field["schema"]["custom"].as_str().is_some_and(|key| key.ends_with(":url")) => {
                json!("https://x.example")
            }
            ("string", true)
                if ["description", "environment"].contains(&id)
                    || field["schema"]["custom"].as_str().is_some_and(|key| key.ends_with(":textarea")) =>
            {
                crate::client::doc("x")
            }
            ("string", true) => json!("x"),
            (other, true) => panic!("{id}: {other}"),
        };
        let key = client.create(json!({id: value}));
        let shown = &client.get(&format!("issue/{key}?fields={id}"))["fields"][id];
        assert!(!shown.is_null() && *shown != json!([]), "{id}: {shown}");
    }
}

#[test]
fn edit_metadata() {
    let mut client = Client::new();
    let fields = client.get("issue/SUP-1/editmeta")["fields"].clone();
    assert_eq!(fields["summary"]["operations"], json!(["set"]));
    assert_eq!(fields["customfield_10061"]["operations"], json!(["add", "set", "remove"]));
    assert_eq!(fields["comment"]["operations"], json!(["add", "edit", "remove"]));
    assert!(fields.get("status").is_none() && fields.get("customfield_10075").is_none());
    let help = client.get("issue/HELP-1/editmeta")["fields"]["customfield_10060"]["allowedValues"].clone();
    assert_eq!(help[0]["value"], "SEV-1");
}

#[test]
fn fields_contexts_and_choices() {
    let mut client = Client::new();
    let fields = client.get("field");
    let effort = fields.as_array().unwrap().iter().find(|field| field["id"] == "customfield_10052").unwrap();
    assert_eq!(
        effort["schema"],
        json!({"type": "number", "custom": "com.atlassian.jira.plugin.system.customfieldtypes:float", "customId": 10052})
    );
    assert_eq!(client.call("GET", "/rest/api/3/field/search", None).0, 403);
    client.be(MIA);
    let found = client.get("field/search?type=custom&query=sever");
    assert_eq!((found["total"].as_u64(), &found["values"][0]["contextsCount"]), (Some(1), &json!(2)));
    let contexts = client.get("field/customfield_10060/context");
    assert_eq!(contexts["values"][1]["isGlobalContext"], false);
    assert_eq!(client.get("field/customfield_10060/context/projectmapping")["values"][1]["projectId"], "10002");
    let options = client.get("field/customfield_10060/context/20060/option");
    assert_eq!(options["values"][0], json!({"id": "10900", "value": "SEV-1", "disabled": false}));
    let areas = client.get("field/customfield_10067/context/11067/option");
    assert_eq!(areas["values"][1]["optionId"], areas["values"][0]["id"]);
    assert_eq!(client.get("customFieldOption/10600")["value"], "Low");
    assert_eq!(client.call("GET", "/rest/api/3/field/customfield_1/context", None).0, 404);
}

#[test]
fn lists_of_the_site() {
    let mut client = Client::new();
    assert_eq!(client.get("priority")[0]["statusColor"], "#d04437");
    assert_eq!(client.get("priority/search")["values"][2]["isDefault"], true);
    assert_eq!(client.get("status/Done")["statusCategory"]["key"], "done");
    assert_eq!(client.get("statuscategory").as_array().unwrap().len(), 4);
    assert_eq!(client.get("resolution")[0]["name"], "Done");
    assert_eq!(client.get("issuetype").as_array().unwrap().len(), 7);
    assert_eq!(client.get("issuetype/project?projectId=10002").as_array().unwrap().len(), 2);
    assert_eq!(client.get("label")["values"][0], "alerts");
    assert_eq!(client.get("serverInfo")["deploymentType"], "Cloud");
    assert_eq!(client.get("configuration")["issueLinkingEnabled"], true);
    assert_eq!(client.get("issueLinkType")["issueLinkTypes"][0]["outward"], "blocks");
}

#[test]
fn project_properties_are_for_their_administrators() {
    let mut client = Client::new();
    assert_eq!(client.put("project/SUP/properties/p", json!({"a": 1})).0, 403);
    client.be(MIA);
    assert_eq!(client.put("project/SUP/properties/p", json!({"a": 1})).0, 201);
    assert_eq!(client.get("project/10000/properties/p")["value"], json!({"a": 1}));
    assert_eq!(client.get("project/SUP/properties")["keys"][0]["key"], "p");
    assert_eq!(client.delete("project/SUP/properties/p").0, 204);
}

#[test]
fn panels_are_pinned_by_administrators() {
    let mut client = Client::new();
    let module = "ari:cloud:ecosystem::extension/app/env/static/weftline-list";
    let ask = json!({"moduleId": module, "projectList": [{"projectIdOrKey": "SUP", "action": "PIN"}]});
    assert_eq!(client.post("forge/panel/action/bulk/async", ask.clone()).0, 403);
    assert_eq!(client.be_app().post("forge/panel/action/bulk/async", ask.clone()).0, 403);
    let (status, body) = client.be(MIA).post("forge/panel/action/bulk/async", ask);
    assert_eq!(status, 202);
    assert!(client.site.is_pinned(module, 10_000) && !client.site.is_pinned(module, 10_001));
    let path = format!("task/{}", body["taskId"].as_str().unwrap());
    assert_eq!(client.get(&path)["status"], "RUNNING");
    client.now += 1_000;
    assert_eq!(client.get(&path)["status"], "COMPLETE");
    let undo = json!({"moduleId": module, "projectList": [{"projectIdOrKey": "10000", "action": "UNPIN"}]});
    client.post("forge/panel/action/bulk/async", undo);
    assert!(!client.site.is_pinned(module, 10_000));
}

#[test]
fn resolutions_come_in_pages() {
    let mut client = Client::new();
    let all = client.get("resolution");
    let page = client.get("resolution/search?maxResults=1&startAt=1");
    assert_eq!(page["values"][0]["name"], all[1]["name"]);
    assert_eq!((&page["total"], &page["isLast"]), (&json!(all.as_array().unwrap().len()), &json!(false)));
}

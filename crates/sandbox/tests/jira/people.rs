//! Users, groups, permissions.

use serde_json::{Value, json};
use weftline_sandbox::jira::{Identity, Site};

use crate::client::{CARLA, Client, JANE, MIA, ROSA, SAM, message};

#[test]
fn who_am_i() {
    let mut client = Client::new();
    let me = client.get("myself");
    assert_eq!((&me["displayName"], &me["emailAddress"]), (&json!("Jane Doe"), &json!("jane.doe@weftline.example")));
    assert_eq!(me["groups"]["size"], 2);
    assert_eq!(client.be_app().get("myself")["accountType"], "app");
    client.identity = Identity::Anonymous;
    let (status, body) = client.call("GET", "/rest/api/3/myself", None);
    assert_eq!((status, body), (401, message("Client must be authenticated to access this resource.")));
    assert_eq!(client.call("GET", "/rest/api/3/serverInfo", None).0, 200);
    assert_eq!(client.get("project/search")["total"], 0);
}

#[test]
fn people_are_found_by_id_name_and_address() {
    let mut client = Client::new();
    assert_eq!(client.get(&format!("user?accountId={MIA}"))["displayName"], "Mia Admin");
    assert_eq!(client.get(&format!("user?accountId={MIA}&expand=groups"))["groups"]["items"][0]["name"], "site-admins");
    let (status, body) = client.call("GET", "/rest/api/3/user?accountId=nobody", None);
    assert_eq!((status, body), (404, message("Specified user does not exist or you do not have required permissions")));
    let mut names = |path: &str| -> Vec<String> {
        let body = client.get(path);
        body.as_array().unwrap().iter().map(|user| user["displayName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("user/search?query=jane.doe%40weftline.example"), ["Jane Doe"]);
    assert_eq!(names("user/search?query=m%C3%BCl"), ["Zoë Müller"]);
    assert_eq!(names("user/search?query=rosa"), ["Rosa Former"]);
    assert_eq!(names("user/search?query=carla"), Vec::<String>::new());
    assert_eq!(
        names("user/assignable/search?project=SUP&query="),
        ["Mia Admin", "Jane Doe", "Kenji Tanaka", "Zoë Müller"]
    );
    assert_eq!(names("user/assignable/search?issueKey=SUP-1&query=k"), ["Kenji Tanaka"]);
    assert_eq!(client.call("GET", "/rest/api/3/user/search", None).0, 400);
    let bulk = client.get(&format!("user/bulk?accountId={MIA}&accountId={SAM}&accountId=x"));
    assert_eq!(bulk["total"], 2);
    assert_eq!(client.get("group/member?groupname=support-agents")["total"], 3);
    assert_eq!(client.get("groups/picker?query=jira")["total"], 2);
    assert_eq!(client.get("user/picker?query=jane")["users"][0]["accountId"], JANE);
}

#[test]
fn permissions_of_ones_own() {
    let mut client = Client::new();
    let ask = "permissions=BROWSE_PROJECTS,EDIT_ISSUES,ADMINISTER";
    let mut have = |account: &str, context: &str| -> Vec<bool> {
        let body = client.be(account).get(&format!("mypermissions?{context}{ask}"));
        let map = body["permissions"].as_object().unwrap();
        map.values().map(|entry| entry["havePermission"].as_bool().unwrap()).collect()
    };
    assert_eq!(have(JANE, "issueKey=SUP-1&"), [true, true, false]);
    assert_eq!(have(SAM, "issueId=10100&"), [true, false, false]);
    assert_eq!(have(SAM, "projectKey=ENG&"), [true, false, false]);
    assert_eq!(have(MIA, "projectId=10003&"), [true, true, true]);
    assert_eq!(have(CARLA, ""), [false, false, false]);
    assert_eq!(client.be(JANE).call("GET", &format!("/rest/api/3/mypermissions?projectKey=LEGAL&{ask}"), None).0, 404);
    assert_eq!(client.call("GET", "/rest/api/3/mypermissions", None).0, 400);
    assert_eq!(
        client.call("GET", "/rest/api/3/mypermissions?permissions=FLY", None),
        (400, message("Unrecognized permission: FLY"))
    );
}

#[test]
fn permissions_of_others() {
    let mut client = Client::new();
    let ask = json!({
        "accountId": SAM, "globalPermissions": ["ADMINISTER"],
        "projectPermissions": [{"permissions": ["BROWSE_PROJECTS", "EDIT_ISSUES"], "projects": [10000, 10003], "issues": [10100]}]
    });
    assert_eq!(client.post("permissions/check", ask.clone()).0, 403);
    let (status, body) = client.be_app().post("permissions/check", ask);
    assert_eq!(status, 200);
    assert_eq!(
        body,
        json!({
            "projectPermissions": [
                {"permission": "BROWSE_PROJECTS", "projects": [10000], "issues": [10100]},
                {"permission": "EDIT_ISSUES", "projects": [], "issues": []}
            ],
            "globalPermissions": []
        })
    );
    let own = json!({"globalPermissions": ["ADMINISTER"], "projectPermissions": []});
    assert_eq!(client.be(MIA).post("permissions/check", own).1["globalPermissions"], json!(["ADMINISTER"]));
}

#[test]
fn the_apps_properties_are_the_apps() {
    let mut client = Client::new();
    let path = "/rest/forge/1/app/properties/enabled";
    assert_eq!(client.call("PUT", path, Some(json!(true))).0, 403);
    client.be_app();
    assert_eq!(client.call("GET", path, None).0, 404);
    assert_eq!(client.call("PUT", path, Some(json!(true))).0, 201);
    assert_eq!(client.call("GET", path, None), (200, json!({"key": "enabled", "value": true})));
    assert_eq!(client.call("DELETE", path, None), (204, Value::Null));
}

#[test]
fn people_who_can_log_in_are_told() {
    let client = Client::new();
    let people = client.site.people();
    assert_eq!(people[1], (JANE.to_owned(), "Jane Doe".to_owned(), "jane.doe@weftline.example".to_owned()));
    assert!(people.iter().any(|(account, ..)| account == ROSA));
    assert!(!Site::app_account_id().is_empty());
}

#[test]
fn roles_in_projects() {
    let mut client = Client::new();
    let mut own = |account: &str, project: &str| -> Vec<String> {
        let roles = client.be(account).get(&format!("project/{project}/roledetails?currentMember=true"));
        roles.as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(own(MIA, "SUP"), ["Administrators", "Developers", "Service Desk Team"], "the last by a group");
    assert_eq!(own(JANE, "HELP"), ["Developers", "Service Desk Team"]);
    assert_eq!(own(SAM, "SUP"), ["Viewers"]);
    assert_eq!(client.get("role").as_array().unwrap().len(), 4);
    // Who has a role is told to administrators only.
    for path in ["project/SUP/role/10004", "project/SUP/roledetails"] {
        assert_eq!(client.be(SAM).call("GET", &format!("/rest/api/3/{path}"), None).0, 404, "{path}");
    }
    client.be(MIA);
    assert_eq!(client.get("project/SUP/roledetails").as_array().unwrap().len(), 4);
    let actors = client.get("project/SUP/role/10004")["actors"].clone();
    assert_eq!(actors[0]["actorUser"]["accountId"], SAM);
    let actors = client.get("project/SUP/role/10005")["actors"].clone();
    assert_eq!(actors[0]["type"], "atlassian-group-role-actor");
    assert_eq!(actors[0]["actorGroup"]["name"], "support-agents");
}

//! An org in the shape of a real one.

use std::path::Path;

use serde_json::{Value, json};
use weftline_sandbox::{Door, OrgShape, World, WorldOptions};

use super::common::{NOW_MS, directory, forge, read, request};

fn ask(world: &mut World, method: &str, route: &str, body: Value) -> (u16, Value) {
    let token = world.access().access_token;
    let mut asked = request(method, &format!("/services/data/v62.0{route}"), &body);
    asked.headers.push(("authorization".into(), format!("Bearer {token}")));
    read(world.handle(Door::Salesforce, &asked))
}

/// A describe as a customer's org could answer it: the demonstration's, changed.
fn described(name: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut world = World::new(WorldOptions { now_ms: NOW_MS, seeded: false, ..WorldOptions::default() });
    let mut describe = ask(&mut world, "GET", &format!("/sobjects/{name}/describe"), Value::Null).1;
    change(&mut describe);
    describe
}

fn field<'a>(describe: &'a mut Value, name: &str) -> &'a mut Value {
    let fields = describe["fields"].as_array_mut().unwrap();
    fields.iter_mut().find(|field| field["name"] == name).unwrap()
}

/// A customer's directory: a Case with a field and a status of their own, an object of their own, two records.
pub(crate) fn write(to: &Path) {
    let case = described("Case", |describe| {
        let mut tier = field(describe, "Subject").clone();
        tier["name"] = json!("Service_Tier__c");
        tier["label"] = json!("Service Tier");
        tier["custom"] = json!(true);
        tier["length"] = json!(12);
        describe["fields"].as_array_mut().unwrap().push(tier);
        let mut waiting = field(describe, "Status")["picklistValues"][0].clone();
        waiting["value"] = json!("Waiting on Parts");
        waiting["label"] = json!("Waiting on Parts");
        field(describe, "Status")["picklistValues"].as_array_mut().unwrap().push(waiting);
    });
    let machine = described("Account", |describe| {
        describe["name"] = json!("Machine__c");
        describe["label"] = json!("Machine");
        describe["labelPlural"] = json!("Machines");
        describe["keyPrefix"] = json!("a9Z");
        describe["custom"] = json!(true);
        describe["childRelationships"] = json!([]);
        let kept = [
            "Id",
            "Name",
            "OwnerId",
            "CreatedDate",
            "CreatedById",
            "LastModifiedDate",
            "LastModifiedById",
            "SystemModstamp",
            "IsDeleted",
        ];
        describe["fields"].as_array_mut().unwrap().retain(|field| kept.iter().any(|name| field["name"] == *name));
    });
    std::fs::create_dir_all(to.join("records")).unwrap();
    let save = |name: &str, value: &Value| std::fs::write(to.join(name), value.to_string()).unwrap();
    save("Case.json", &case);
    save("Machine__c.json", &json!({ "status": 0, "result": machine, "warnings": [] }));
    save("_global.json", &json!({ "sobjects": [] }));
    save("notes.json", &json!({ "not": "a describe" }));
    std::fs::write(to.join("broken.json"), "{").unwrap();
    std::fs::write(to.join("read.me"), "not looked at").unwrap();
    save(
        "records/all.json",
        &json!({ "records": [
            { "attributes": { "type": "Machine__c" }, "Name": "Press 7" },
            { "attributes": { "type": "Case" }, "Subject": "leaks", "Service_Tier__c": "gold", "Status": "Waiting on Parts" },
            { "attributes": { "type": "Nothing__c" }, "Name": "x" },
        ] }),
    );
}

fn query(world: &mut World, soql: &str) -> Value {
    ask(world, "GET", &format!("/query?q={}", soql.replace(' ', "+")), Value::Null).1
}

#[test]
fn d_10_the_org_takes_the_shape_of_a_real_one() {
    let customer = directory("customer");
    write(&customer);
    let mut world =
        World::shaped(WorldOptions { now_ms: NOW_MS, ..WorldOptions::default() }, OrgShape::read(&customer).unwrap());
    let case = ask(&mut world, "GET", "/sobjects/Case/describe", Value::Null).1;
    let names: Vec<&str> =
        case["fields"].as_array().unwrap().iter().filter_map(|field| field["name"].as_str()).collect();
    assert!(names.contains(&"Service_Tier__c"), "{names:?}");
    let long = json!({ "Subject": "x", "Service_Tier__c": "a tier too long" });
    let (status, refused) = ask(&mut world, "POST", "/sobjects/Case", long);
    assert_eq!((status, &refused[0]["errorCode"]), (400, &json!("STRING_TOO_LONG")), "{refused}");
    let leaks = query(&mut world, "SELECT Subject, Service_Tier__c, Status FROM Case");
    assert_eq!((&leaks["totalSize"], &leaks["records"][0]["Service_Tier__c"]), (&json!(1), &json!("gold")), "{leaks}");
    assert_eq!(query(&mut world, "SELECT Name FROM Machine__c")["records"][0]["Name"], "Press 7");
    let (status, made) = ask(&mut world, "POST", "/sobjects/Machine__c", json!({ "Name": "Press 8" }));
    assert_eq!((status, made["id"].as_str().map(|id| &id[..3])), (201, Some("a9Z")), "{made}");

    let view = forge(&mut world, "GET", "/control/org", Value::Null).1;
    assert_eq!(view["objects"], json!(["Case", "Machine__c"]));
    let problems = world.problems().join("\n");
    for part in ["`broken.json` cannot be read", "`notes.json` is no describe", "Nothing__c"] {
        assert!(problems.contains(part), "{problems}");
    }
    assert_eq!(world.problems().len(), 3, "{problems}");

    world.reset();
    assert_eq!(query(&mut world, "SELECT Name FROM Machine__c")["totalSize"], 1, "as on the first day");
    std::fs::remove_dir_all(&customer).unwrap();
}

#[test]
fn a_directory_without_describes_is_refused() {
    let empty = directory("empty");
    std::fs::create_dir_all(&empty).unwrap();
    assert!(OrgShape::read(&empty).unwrap_err().contains("has no describe"));
    assert!(OrgShape::read(&empty.join("missing")).unwrap_err().contains("cannot be read"));
    std::fs::remove_dir_all(&empty).unwrap();
}

//! The report of stored personal data.

use serde_json::{Value, json};
use weftline_sandbox::Door;

use super::common::{JANE, forge, post, read, request, world};

const KENJI: &str = "5b10a0000000000000000004";

fn report(world: &mut weftline_sandbox::World, accounts: &[(&str, &str)]) -> (u16, Value) {
    let list: Vec<Value> =
        accounts.iter().map(|(account, at)| json!({ "accountId": account, "updatedAt": at })).collect();
    post(world, "/stargate/app/report-accounts", json!({ "accounts": list }))
}

#[test]
fn closed_and_changed_accounts_are_told() {
    let mut world = world();
    let stored = "2026-11-18T00:00:00.000Z";
    assert_eq!(report(&mut world, &[(JANE, stored), (KENJI, stored)]), (204, Value::Null));
    let closed = json!({ "accountId": JANE, "status": "closed" });
    let changed = json!({ "accountId": KENJI, "status": "updated" });
    assert_eq!(post(&mut world, "/control/accounts", closed.clone()).0, 200);
    assert_eq!(post(&mut world, "/control/accounts", changed.clone()).0, 200);
    let (status, told) = report(&mut world, &[(JANE, stored), (KENJI, stored), ("nobody", stored)]);
    assert_eq!((status, told), (200, json!({ "accounts": [closed, changed] })));
    // What was read anew after the change is not told of again; a closed account is, for as long as it is reported.
    let (_, told) = report(&mut world, &[(JANE, "2026-12-01T00:00:00Z"), (KENJI, "2026-12-01T00:00:00Z")]);
    assert_eq!(told, json!({ "accounts": [{ "accountId": JANE, "status": "closed" }] }));
    let mut asked = request("GET", &format!("/jira/rest/api/3/user?accountId={JANE}"), &Value::Null);
    asked.headers.push(("x-forge-principal".into(), "app".into()));
    let (_, user) = read(world.handle(Door::Forge, &asked));
    assert_eq!((&user["active"], &user["displayName"]), (&json!(false), &json!("Former user")));
}

#[test]
fn reports_that_cannot_be_read_are_refused() {
    let mut world = world();
    let at = "2026-11-18T00:00:00.000Z";
    let many: Vec<(&str, &str)> = (0..91).map(|_| (JANE, at)).collect();
    for accounts in [&many[..], &[], &[(JANE, "yesterday")]] {
        assert_eq!(report(&mut world, accounts).0, 400);
    }
    assert_eq!(post(&mut world, "/control/accounts", json!({ "accountId": "nobody", "status": "closed" })).0, 400);
    assert_eq!(forge(&mut world, "GET", "/stargate/app/report-accounts", Value::Null).0, 501);
    let answer = world.handle(
        Door::Forge,
        &request(
            "POST",
            "/stargate/app/report-accounts",
            &json!({ "accounts": [{ "accountId": JANE, "updatedAt": at }] }),
        ),
    );
    assert_eq!(answer.header("cycle-period"), Some("7"));
}

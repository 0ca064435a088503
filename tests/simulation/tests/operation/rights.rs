//! Who may: every call of everyday operation, made directly by somebody who administers nothing.

use weftline_simulation::{AGENT, VIEWER};
use weftline_wire::call::{
    Call, DropWorkCall, EraseAccountCall, FailedWorkCall, HealthCall, OutboundMessagesCall, ReplayCall, RetryWorkCall,
    SupportBundleCall,
};
use weftline_wire::failure::FailureCode;

use crate::support::{activity, edit, everything, failed, give_up, linked};

#[test]
fn ops_1_ops_2_ops_3_only_admins_see_and_steer_operation() {
    let (mut stage, _) = linked(31, &["SUP-1"]);
    edit(&mut stage, "SUP-1", "Edited");
    let now_ms = stage.world.now_ms();
    give_up(&mut stage, "10100", now_ms, FailureCode::Bug);
    let entry = activity(&mut stage, &everything()).into_iter().next().unwrap();
    let before = (failed(&mut stage), stage.document("poll", "main"));
    let calls = [
        Call::Health(HealthCall {}),
        Call::SiteActivity(everything()),
        Call::Replay(ReplayCall { key: entry.key }),
        Call::SupportBundle(SupportBundleCall { about: "SUP-1".into() }),
        Call::FailedWork(FailedWorkCall {}),
        Call::RetryWork(RetryWorkCall { key: None, code: None }),
        Call::DropWork(DropWorkCall { key: "sync:10100".into() }),
        Call::OutboundMessages(OutboundMessagesCall { connection: "main".into(), renew: true, remove: false }),
        Call::EraseAccount(EraseAccountCall { account_id: AGENT.into() }),
    ];
    for account in [AGENT, VIEWER] {
        for call in &calls {
            let failure = stage.call(account, call.clone()).expect_err("only for admins");
            assert_eq!(failure.code, FailureCode::NotPermitted, "{call:?}: {failure:?}");
            assert_eq!(failure.values["permission"], "Administer Jira");
        }
    }
    assert_eq!((failed(&mut stage), stage.document("poll", "main")), before, "nothing was changed");
}

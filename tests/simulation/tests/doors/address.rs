//! The address of outbound messages: told once, renewed, taken away, for admins only.

use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{Call, OutboundMessagesCall};
use weftline_wire::failure::FailureCode;

use crate::support::{hear, linked, message, notification, organization, outbound, token};

#[test]
fn sync_5_an_address_is_told_once_and_only_its_digest_is_kept() {
    let mut stage = Stage::connected(1);
    let before = outbound(&mut stage, false, false);
    assert!(!before.set_up && before.url.is_none() && before.heard_at_ms.is_none());
    let made = outbound(&mut stage, true, false);
    let url = made.url.expect("a new address is told");
    let (address, token) = url.split_once("?token=").expect("an address has a token");
    assert!(address.contains("/x1/"), "{address}");
    assert!(token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{token}");
    assert_eq!(made.organization_id, organization(&mut stage));
    let after = outbound(&mut stage, false, false);
    assert!(after.set_up && after.url.is_none(), "it is not told again");
    let kept = stage.document("poll", "main").unwrap().to_string();
    assert!(!kept.contains(token), "{kept}");
}

#[test]
fn sync_5_an_address_that_was_renewed_or_taken_away_is_not_answered() {
    let (mut stage, case) = linked(2);
    let organization = organization(&mut stage);
    let body = message(&organization, &[(notification(1), &case)]);
    let first = token(&mut stage);
    let second = token(&mut stage);
    assert_ne!(first, second);
    assert_eq!(hear(&mut stage, &first, &body).0, 500);
    assert_eq!(hear(&mut stage, &second, &body).0, 200);
    assert!(!outbound(&mut stage, false, true).set_up);
    assert_eq!(hear(&mut stage, &second, &body).0, 500);
}

#[test]
fn sync_5_only_admins_make_addresses() {
    let mut stage = Stage::connected(3);
    let call = OutboundMessagesCall { connection: "main".into(), renew: true, remove: false };
    let refused = stage.call(AGENT, Call::OutboundMessages(call)).expect_err("Jane is no admin");
    assert_eq!(refused.code, FailureCode::NotPermitted);
    assert!(!outbound(&mut stage, false, false).set_up);
}

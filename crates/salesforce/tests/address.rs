//! Addresses: what people paste, and what attackers would.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use weftline_salesforce::address::Address;
use weftline_wire::failure::FailureCode;

fn check_login(text: &str, expect: Expect) {
    expect.assert_eq(&shown(Address::parse_login(text)));
}

fn check_instance(text: &str, expect: Expect) {
    expect.assert_eq(&shown(Address::parse_instance(text)));
}

fn shown<E: ToString>(parsed: Result<Address, E>) -> String {
    parsed.map_or_else(|error| error.to_string(), |address| address.as_str().to_owned())
}

#[test]
fn con_2_login_addresses_are_made_canonical() {
    for text in [
        "login.salesforce.com",
        "https://login.salesforce.com",
        "https://login.salesforce.com/",
        " HTTPS://Login.Salesforce.COM// \n",
    ] {
        check_login(text, expect!["https://login.salesforce.com"]);
    }
    check_login("test.salesforce.com", expect!["https://test.salesforce.com"]);
    check_login("Acme.MY.salesforce.com", expect!["https://acme.my.salesforce.com"]);
    check_login("https://acme--dev.sandbox.my.salesforce.com/", expect!["https://acme--dev.sandbox.my.salesforce.com"]);
    check_login(
        "https://acme-dev-ed.develop.my.salesforce.com",
        expect!["https://acme-dev-ed.develop.my.salesforce.com"],
    );
}

#[test]
fn an_org_s_own_address_is_needed_for_its_api() {
    check_instance("https://acme.my.salesforce.com", expect!["https://acme.my.salesforce.com"]);
    check_instance(
        "https://login.salesforce.com",
        expect![
            "`https://login.salesforce.com` is for logging in only: use the org's My Domain, like `https://acme.my.salesforce.com`"
        ],
    );
    assert!(Address::parse_login("acme.my.salesforce.com").unwrap().is_my_domain());
    assert!(!Address::parse_login("test.salesforce.com").unwrap().is_my_domain());
}

#[test]
fn con_2_what_people_paste_is_answered_with_what_to_use() {
    check_login(
        "https://acme.lightning.force.com/lightning/setup/SetupOneHome/home",
        expect!["this is the address of pages: use `https://acme.my.salesforce.com`"],
    );
    check_login(
        "https://acme--dev.sandbox.lightning.force.com",
        expect!["this is the address of pages: use `https://acme--dev.sandbox.my.salesforce.com`"],
    );
    check_login(
        "acme.my.salesforce-setup.com",
        expect!["this is the address of pages: use `https://acme.my.salesforce.com`"],
    );
    check_login(
        "acme.my.salesforce.com/home/home.jsp",
        expect!["leave out what stands after the host: use `https://acme.my.salesforce.com`"],
    );
    check_login(
        "https://acme.my.salesforce.com?un=jane",
        expect!["leave out what stands after the host: use `https://acme.my.salesforce.com`"],
    );
    check_login("http://acme.my.salesforce.com", expect!["only https is used: use `https://acme.my.salesforce.com`"]);
    check_login(
        "https://acme.my.salesforce.com:443",
        expect!["leave out the port: use `https://acme.my.salesforce.com`"],
    );
    check_login(
        "https://na139.salesforce.com/",
        expect![
            "this address may change when Salesforce moves the org: use its My Domain, like `https://acme.my.salesforce.com`, which is in Setup under My Domain"
        ],
    );
    check_login("  ", expect!["give the address of the org, like `https://acme.my.salesforce.com`"]);

    let failure = Address::parse_login("acme.lightning.force.com").unwrap_err().to_failure();
    assert_eq!(failure.code, FailureCode::HostRefused);
    assert_eq!(failure.values["suggestion"], "https://acme.my.salesforce.com");
}

#[test]
fn passwords_in_an_address_are_refused_and_not_repeated() {
    check_login(
        "https://jane:hunter2@acme.my.salesforce.com",
        expect![
            "leave out what stands before the `@`: a user name or password has no place in an address: use `https://acme.my.salesforce.com`"
        ],
    );
}

#[test]
fn everything_else_is_refused() {
    for text in [
        "https://evil.example\\.my.salesforce.com/",
        "https://evil.example/.my.salesforce.com",
        "https://evil.example#.my.salesforce.com",
        "https://evil.example?.my.salesforce.com",
        "https://acme.my.salesforce.com@evil.example",
        "https://acme.my.salesforce.com.evil.example",
        "https://acme.my.salesforce.com.",
        "https://evilmy.salesforce.com",
        "https://my.salesforce.com",
        "https://.my.salesforce.com",
        "https://-.my.salesforce.com",
        "https://a..b.my.salesforce.com",
        "https://acme_corp.my.salesforce.com",
        "https://xn--.my.salesforce.com/\u{200b}",
        "https://\u{430}cme.my.salesforce.com",
        "https://ac%6de.my.salesforce.com",
        "https://127.0.0.1",
        "https://[::1]",
        "https://2130706433",
        "https:acme.my.salesforce.com",
        "https:/acme.my.salesforce.com",
        "//acme.my.salesforce.com",
        "javascript://acme.my.salesforce.com",
        "ftp://acme.my.salesforce.com",
        "https://https://acme.my.salesforce.com",
        "acme .my.salesforce.com",
        "acme",
    ] {
        assert!(Address::parse_login(text).is_err(), "{text}");
        assert!(Address::parse_instance(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_only_hosts_of_salesforce_come_out(text in "[hH]?t?t?p?s?:?/{0,3}[a-z0-9@:/?#\\\\.%-]{0,12}(\\.my\\.salesforce\\.com|login\\.salesforce\\.com|\\.force\\.com)?[a-z@:/?#\\\\.]{0,5}") {
        if let Ok(address) = Address::parse_login(&text) {
            let host = address.as_str().strip_prefix("https://").unwrap();
            prop_assert!(host.ends_with(".my.salesforce.com") || host == "login.salesforce.com" || host == "test.salesforce.com");
            prop_assert!(host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.' || byte == b'-'));
            let again = Address::parse_login(address.as_str()).unwrap();
            prop_assert_eq!(again, address);
        }
    }
}

//! Values as pages show them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use weftline_salesforce::address::Address;
use weftline_salesforce::display::{Display, name_path};
use weftline_salesforce::reply::{self, Record};
use weftline_wire::salesforce::FieldDescribe;
use weftline_wire::view::Cell;

fn field(kind: &str, more: &str) -> FieldDescribe {
    serde_json::from_str(&format!(r#"{{"name":"F","label":"F","type":"{kind}"{more}}}"#)).unwrap()
}

/// The cell of a field `F` whose value is `value`, as JSON text.
fn cell(kind: &str, more: &str, value: &str) -> Cell {
    let body = format!(r#"{{"F":{value}}}"#);
    let reply = reply::read(200, &[], body.as_bytes()).unwrap();
    let record: Record<'_> = reply::record(&reply).unwrap();
    display(None).cell(Some(&field(kind, more)), "F", &record)
}

fn display(redirect: Option<&Address>) -> Display<'_> {
    Display { redirect, html_to_text: |html| html.replace("<br>", "\n") }
}

fn text(text: &str) -> Cell {
    Cell::Text { text: text.to_owned() }
}

fn link(href: &str, text: &str) -> Cell {
    Cell::Link { href: href.to_owned(), text: text.to_owned() }
}

#[test]
fn view_2_every_type_has_its_cell() {
    assert_eq!(cell("string", "", "null"), Cell::Empty);
    assert_eq!(cell("string", "", r#""""#), Cell::Empty);
    assert_eq!(cell("string", "", r#""a\nb""#), text("a\nb"));
    assert_eq!(cell("textarea", r#","htmlFormatted":true"#, r#""a<br>b""#), text("a\nb"));
    assert_eq!(cell("int", "", "7"), Cell::Number { value: 7.0, decimals: 0 });
    assert_eq!(cell("double", r#","scale":2"#, "7.5"), Cell::Number { value: 7.5, decimals: 2 });
    assert_eq!(cell("percent", r#","scale":1"#, "50"), Cell::Percent { value: 50.0, decimals: 1 });
    assert_eq!(cell("currency", r#","scale":2"#, "9.99"), Cell::Currency { value: 9.99, decimals: 2, code: None });
    assert_eq!(cell("boolean", "", "false"), Cell::Boolean { value: false });
    assert_eq!(cell("date", "", r#""2026-11-21""#), Cell::Date { date: "2026-11-21".to_owned() });
    assert_eq!(cell("date", "", r#""2026-13-21""#), text("2026-13-21"));
    assert_eq!(cell("time", "", r#""09:30:00.000Z""#), text("09:30"));
    assert_eq!(cell("base64", "", r#""/services/data/x""#), Cell::Empty);
    assert_eq!(cell("hologram", "", r#""x""#), text("x"));
}

#[test]
fn view_2_instants_are_read_in_all_spellings() {
    for spelling in ["2026-11-23T09:30:01.005+0000", "2026-11-23T09:30:01.005Z", "2026-11-23T11:00:01.005+01:30"] {
        assert_eq!(cell("datetime", "", &format!("{spelling:?}")), Cell::DateTime { at_ms: 1_795_426_201_005 });
    }
    assert_eq!(cell("datetime", "", r#""2026-11-23T09:30:01Z""#), Cell::DateTime { at_ms: 1_795_426_201_000 });
    for broken in ["2026-11-23", "2026-11-23T25:30:01Z", "2026-11-23T09:30:01", "1800-01-01T00:00:00.000Z", "\u{e9}"] {
        assert_eq!(cell("datetime", "", &format!("{broken:?}")), text(broken));
    }
}

#[test]
fn view_2_picklists_show_labels() {
    let values = r#","picklistValues":[{"value":"New","label":"Neu","active":true},{"value":"Won't do","label":"Nein","active":false}]"#;
    let picklist = |value: &str, label: &str| Cell::Picklist { value: value.to_owned(), label: label.to_owned() };
    assert_eq!(cell("picklist", values, r#""New""#), picklist("New", "Neu"));
    assert_eq!(cell("picklist", values, r#""Gone""#), picklist("Gone", "Gone"));
    let labels = vec!["Neu".to_owned(), "Nein".to_owned(), "Gone".to_owned()];
    assert_eq!(cell("multipicklist", values, r#""New;Won't do;Gone""#), Cell::MultiPicklist { labels });
}

#[test]
fn view_2_links_lead_only_where_links_may() {
    assert_eq!(cell("email", "", r#""jane@acme.example""#), link("mailto:jane@acme.example", "jane@acme.example"));
    assert_eq!(
        cell("email", "", r#""o'hara+x@acme.example""#),
        link("mailto:o%27hara%2Bx@acme.example", "o'hara+x@acme.example")
    );
    for address in ["jane@acme.example?bcc=evil@x", "jane", "@acme", "a b@acme.example", "jane@acme@evil"] {
        assert_eq!(cell("email", "", &format!("{address:?}")), text(address));
    }
    assert_eq!(cell("phone", "", r#""+1 (415) 555-1212""#), link("tel:+14155551212", "+1 (415) 555-1212"));
    assert_eq!(cell("phone", "", r#""555-1212 x12""#), link("tel:5551212;ext=12", "555-1212 x12"));
    assert_eq!(cell("phone", "", r#""ask Jane""#), text("ask Jane"));
    assert_eq!(
        cell("url", "", r#""HTTPS://acme.example/a?b#c""#),
        link("HTTPS://acme.example/a?b#c", "HTTPS://acme.example/a?b#c")
    );
    assert_eq!(cell("url", "", r#""www.acme.example/a""#), link("http://www.acme.example/a", "www.acme.example/a"));
    for address in [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\\nscript:alert(1)",
        "data:text/html,x",
        "https:\\\\evil",
        "https://a b",
        "//evil.example",
        "vbscript:x.y",
        "acme",
    ] {
        let cell = cell("url", "", &format!(r#""{address}""#));
        assert!(matches!(cell, Cell::Text { .. }), "{address}: {cell:?}");
    }
}

const CASE: &str = r#"{"attributes":{"type":"Case"},"Id":"500Wf00000AbCdEIAV",
  "OwnerId":"005Wf00000XyZ12IAF","Owner":{"attributes":{"type":"User"},"Name":"Jane Doe"},
  "ParentId":"500Wf00000AbCdFIAV","Parent":{"attributes":{"type":"Case"},"CaseNumber":"00001042"},
  "ContactId":null,"Contact":null,"AssetId":"02iWf00000AbCdEIAV",
  "Address":{"street":"Hill 1\nFloor 2","city":"Bern","postalCode":"3000","state":null,"country":"CH"},
  "Place":{"latitude":52.5,"longitude":13.4}}"#;

#[test]
fn view_2_lookups_show_names_and_lead_to_records() {
    let reply = reply::read(200, &[], CASE.as_bytes()).unwrap();
    let record = reply::record(&reply).unwrap();
    let address = Address::parse_instance("acme.my.salesforce.com").unwrap();
    let owner = field("reference", r#","referenceTo":["Group","User"],"relationshipName":"Owner""#);
    let parent = field("reference", r#","referenceTo":["Case"],"relationshipName":"Parent""#);
    let asset = field("reference", r#","referenceTo":["Asset"],"relationshipName":"Asset""#);
    assert_eq!(name_path(&owner, "OwnerId").as_deref(), Some("Owner.Name"));
    assert_eq!(name_path(&parent, "ParentId").as_deref(), Some("Parent.CaseNumber"));
    assert_eq!(name_path(&owner, "Account.OwnerId").as_deref(), Some("Account.Owner.Name"));

    let reference = |id: &str, name: &str, url: Option<&str>| Cell::Reference {
        id: id.to_owned(),
        name: name.to_owned(),
        url: url.map(str::to_owned),
    };
    let display_with = display(Some(&address));
    assert_eq!(
        display_with.cell(Some(&owner), "OwnerId", &record),
        reference(
            "005Wf00000XyZ12IAF",
            "Jane Doe",
            Some("https://acme.my.salesforce.com/lightning/r/User/005Wf00000XyZ12IAF/view")
        )
    );
    assert_eq!(
        display_with.cell(Some(&parent), "ParentId", &record),
        reference(
            "500Wf00000AbCdFIAV",
            "00001042",
            Some("https://acme.my.salesforce.com/lightning/r/Case/500Wf00000AbCdFIAV/view")
        )
    );
    assert_eq!(
        display_with.cell(Some(&asset), "AssetId", &record),
        reference(
            "02iWf00000AbCdEIAV",
            "02iWf00000AbCdEIAV",
            Some("https://acme.my.salesforce.com/lightning/r/Asset/02iWf00000AbCdEIAV/view")
        )
    );
    assert_eq!(display_with.cell(Some(&asset), "ContactId", &record), Cell::Empty);
    assert_eq!(
        display(None).cell(Some(&parent), "ParentId", &record),
        reference("500Wf00000AbCdFIAV", "00001042", None)
    );
}

#[test]
fn crt_5_no_address_of_a_record_when_redirects_are_off() {
    let address = Address::parse_instance("acme.my.salesforce.com").unwrap();
    let url = "https://acme.my.salesforce.com/lightning/r/Case/500Wf00000AbCdEIAV/view";
    assert_eq!(display(Some(&address)).record_url("Case", "500Wf00000AbCdEIAV").as_deref(), Some(url));
    assert_eq!(display(None).record_url("Case", "500Wf00000AbCdEIAV"), None);
}

#[test]
fn view_2_compound_values_and_fields_of_parents_are_shown() {
    let reply = reply::read(200, &[], CASE.as_bytes()).unwrap();
    let record = reply::record(&reply).unwrap();
    let display = display(None);
    assert_eq!(display.cell(Some(&field("address", "")), "Address", &record), text("Hill 1\nFloor 2\n3000 Bern\nCH"));
    assert_eq!(display.cell(Some(&field("location", "")), "Place", &record), text("52.5, 13.4"));
    assert_eq!(display.cell(Some(&field("address", "")), "Missing", &record), Cell::Empty);
    assert_eq!(display.cell(None, "Owner.Name", &record), text("Jane Doe"));
    assert_eq!(display.cell(None, "Place.latitude", &record), Cell::Number { value: 52.5, decimals: 2 });
    assert_eq!(display.cell(None, "Contact.Name", &record), Cell::Empty);
}

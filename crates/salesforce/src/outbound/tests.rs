//! What Salesforce sends is read, and what others might is not.

use super::*;

const ORG: &str = "00D000000000001EAA";

/// A message as Salesforce writes it, about these records.
fn message(notifications: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope xmlns:soapenv=\"{SOAP}\" xmlns:xsd=\"x\" xmlns:xsi=\"{INSTANCE}\">\n <soapenv:Body>\n  \
         <notifications xmlns=\"{OUTBOUND}\">\n   <OrganizationId>{ORG}</OrganizationId>\n   <ActionId>04k000000000001AAA</ActionId>\n   \
         <SessionId xsi:nil=\"true\"/>\n   <EnterpriseUrl>https://weftline.my.salesforce.com/services/Soap/c/62.0/00D000000000001</EnterpriseUrl>\n   \
         {notifications}\n  </notifications>\n </soapenv:Body>\n</soapenv:Envelope>\n"
    )
}

fn notification(id: &str, record: &str) -> String {
    format!(
        "<Notification><Id>{id}</Id><sObject xsi:type=\"sf:Case\" xmlns:sf=\"{OBJECT}\"><sf:Id>{record}</sf:Id><sf:Subject>A &amp; B &#x1F600;</sf:Subject></sObject></Notification>"
    )
}

fn one() -> String {
    message(&notification("04l000000000001AAA", "500000000000001AAA"))
}

/// Why a body is refused.
fn refusal(body: &str) -> String {
    match read(body) {
        Ok(message) => panic!("{message:?} was read"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn sync_5_a_message_tells_org_notifications_and_records_by_ids_of_15_or_18_characters() {
    let both =
        [notification("04l000000000001AAA", "500000000000001AAA"), notification("04l000000000002", "500000000000002")];
    let read = read(&message(&both.concat()).replace(ORG, "00D000000000001")).expect("it is one");
    assert_eq!(read.organization.as_str(), ORG);
    let ids: Vec<(&str, &str)> = read.notifications.iter().map(|one| (one.id.as_str(), one.record.as_str())).collect();
    let second = RecordId::parse("04l000000000002").expect("an id");
    let case = RecordId::parse("500000000000002").expect("an id");
    assert_eq!(ids, [("04l000000000001AAA", "500000000000001AAA"), (second.as_str(), case.as_str())]);
}

#[test]
fn sync_5_prefixes_quotes_sections_comments_and_references_are_as_xml_has_them() {
    let body = format!(
        "\u{feff}<e:Envelope\n xmlns:e='{SOAP}'><!-- a > b --><e:Header><own xmlns='urn:x' a='&lt;&quot;&apos;'/></e:Header><e:Body>\
         <o:notifications xmlns:o='{OUTBOUND}'><o:OrganizationId> <![CDATA[{ORG}]]> </o:OrganizationId><o:Notification>\
         <o:Id>04&#108;00000000000&#x31;AAA</o:Id><o:sObject p:type='r:CaseComment' xmlns:p='{INSTANCE}' xmlns:r='{OBJECT_OF_PARTNER}'>\
         <r:Id>00a000000000001AAA</r:Id><r:ParentId>500000000000001AAA</r:ParentId><r:Body><![CDATA[</r:Body> & ]]></r:Body></o:sObject>\
         </o:Notification></o:notifications  ></e:Body></e:Envelope> <!-- the end --> "
    );
    let read = read(&body).expect("it is one");
    let [only] = read.notifications.as_slice() else { panic!("there is one") };
    assert_eq!(only.id.as_str(), "04l000000000001AAA");
    assert_eq!(only.record.as_str(), "00a000000000001AAA");
    assert_eq!(only.parent.map(|parent| parent.as_str().to_owned()).as_deref(), Some("500000000000001AAA"));
}

#[test]
fn sync_5_a_record_without_a_parent_has_none() {
    let nil = one().replace("<sf:Subject>", "<sf:ParentId xsi:nil=\"true\"/><sf:Subject>");
    assert_eq!(read(&nil).expect("it is one").notifications.first().map(|one| one.parent), Some(None));
}

#[test]
fn sync_5_document_types_entities_and_instructions_are_refused() {
    let bomb = "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;&lol;&lol;\"><!ENTITY lol3 \"&lol2;&lol2;&lol2;\">]>";
    let external = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">";
    for dtd in [bomb, external, "<!DOCTYPE a>", "<!doctype a>", "<!ENTITY a 'b'>"] {
        let with = one().replacen("<soapenv:Envelope", &[dtd, "<soapenv:Envelope"].concat(), 1);
        assert_eq!(refusal(&with), "a document type is not allowed", "{dtd}");
    }
    let within = one().replace("<SessionId", "<!DOCTYPE a><SessionId");
    assert_eq!(refusal(&within), "a document type is not allowed");
    for entity in ["&lol;", "&nbsp;", "&;", "& ", "&amp", "&AMP;"] {
        assert_eq!(
            refusal(&one().replace("A &amp; B", entity)),
            "an entity is not one of the five predefined ones",
            "{entity}"
        );
    }
    for reference in
        ["&#0;", "&#x0;", "&#xD800;", "&#x110000;", "&#xFFFFFFFFFF;", "&#-1;", "&#;", "&#x;", "&#xFFFE;", "&#1;"]
    {
        assert_eq!(refusal(&one().replace("A &amp; B", reference)), "the document is not well-formed", "{reference}");
    }
    let instructed = one().replace("<SessionId", "<?php system('ls')?><SessionId");
    assert_eq!(refusal(&instructed), "processing instructions are not allowed");
    assert_eq!(refusal(&["<?xml-stylesheet href='a'?>", &one()].concat()), "processing instructions are not allowed");
}

#[test]
fn sync_5_other_namespaces_are_refused() {
    for (from, to) in [
        (SOAP, "http://www.w3.org/2003/05/soap-envelope"),
        (OUTBOUND, "http://soap.sforce.com/2005/09/inbound"),
        (OBJECT, "urn:evil"),
        (INSTANCE, "urn:evil"),
        ("xmlns:sf=", "xmlns:other="),
        ("xmlns:soapenv=", "xmlns:other="),
    ] {
        let _ = refusal(&one().replace(from, to));
    }
    let unprefixed = one().replace("<sf:Id>500000000000001AAA</sf:Id>", "<Id>500000000000001AAA</Id>");
    assert_eq!(refusal(&unprefixed), "a notification has one id and one record with its id");
    let elsewhere = one().replace("<OrganizationId>", "<OrganizationId xmlns=\"urn:x\">");
    assert_eq!(refusal(&elsewhere), "the message does not say of which org it is");
    let without = one().replace(&format!(" xmlns=\"{OUTBOUND}\""), "");
    assert_eq!(refusal(&without), "the body has no notifications");
}

#[test]
fn sync_5_what_ends_anywhere_before_its_end_is_refused() {
    let whole = one();
    let whole = whole.trim_end();
    for end in 0..whole.len() {
        if let Some(part) = whole.get(..end) {
            assert!(read(part).is_err(), "read up to {end}: {part}");
        }
    }
}

#[test]
fn sync_5_no_garbled_message_is_read_as_another_one_or_stops_the_reader() {
    let whole = one();
    let expected = read(&whole).expect("it is one");
    for (at, _) in whole.char_indices() {
        for other in ["<", ">", "&", "\"", "/", "\u{0}", "é", "", "<a>", "]]>", "<!--"] {
            let garbled =
                [whole.get(..at).unwrap_or_default(), other, whole.get(at + 1..).unwrap_or_default()].concat();
            if let Ok(message) = read(&garbled) {
                assert_eq!(message, expected, "at {at} with `{other}`");
            }
        }
    }
}

#[test]
fn sync_5_size_depth_and_number_are_bounded() {
    let huge = one().replace("A &amp; B", &"x".repeat(BYTES_MAX));
    assert_eq!(refusal(&huge), "the message is too large");
    let deep = one().replace("A &amp; B", &["<a>".repeat(1_000), "</a>".repeat(1_000)].concat());
    assert_eq!(refusal(&deep), "elements nest too deep, or declare too much");
    let endless = one().replace("A &amp; B", &"<a>".repeat(100_000));
    assert_eq!(refusal(&endless), "elements nest too deep, or declare too much");
    let attributes: String = (0..100).map(|number| format!(" a{number}='1'")).collect();
    let many = one().replace("<SessionId", &["<SessionId", &attributes].concat());
    assert_eq!(refusal(&many), "elements nest too deep, or declare too much");
    let each = |number: u32| notification(&format!("04l0000000{number:05}"), "500000000000001AAA");
    let hundred: String = (0..100).map(each).collect();
    assert_eq!(read(&message(&hundred)).expect("100 are allowed").notifications.len(), 100);
    let more: String = (0..101).map(each).collect();
    assert_eq!(refusal(&message(&more)), "there are more than 100 notifications");
    assert_eq!(refusal(&message("")), "there is no notification");
}

#[test]
fn sync_5_what_is_said_twice_or_in_the_wrong_place_is_refused() {
    let twice = |what: &str| one().replace(what, &[what, what].concat());
    assert_eq!(
        refusal(&twice("<OrganizationId>00D000000000001EAA</OrganizationId>")),
        "there are two ids where one belongs"
    );
    assert_eq!(refusal(&twice("<Id>04l000000000001AAA</Id>")), "there are two ids where one belongs");
    assert_eq!(refusal(&twice("<sf:Id>500000000000001AAA</sf:Id>")), "there are two ids where one belongs");
    assert_eq!(refusal(&twice("xmlns:xsd=\"x\" ")), "the document is not well-formed");
    assert_eq!(
        refusal(&[one(), one()].concat().replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "")),
        "the document is not well-formed"
    );
    assert_eq!(refusal(&one().replace("<SessionId", "stray<SessionId")), "there is text between the elements");
    assert_eq!(
        refusal(&one().replace("500000000000001AAA</sf:Id>", "50000<b/>0000000001AAA</sf:Id>")),
        "an id has elements in it"
    );
    let header = "<soapenv:Header><a soapenv:mustUnderstand=\"1\"/></soapenv:Header><soapenv:Body>";
    assert_eq!(refusal(&one().replace("<soapenv:Body>", header)), "a header asks to be understood, and is not");
    let trailing = one().replace("</soapenv:Body>", "</soapenv:Body><soapenv:Body/>");
    assert_eq!(refusal(&trailing), "a message has one body with one list of notifications");
}

#[test]
fn sync_5_ids_that_are_none_are_refused() {
    for id in ["", "500", "500000000000001AAB", "50000000000000!AAA", "500000000000001AAA' OR Id != '"] {
        assert_eq!(refusal(&one().replace("500000000000001AAA", id)), "an id is none", "{id}");
    }
    assert_eq!(refusal(&one().replace(ORG, "005000000000001")), "an id is one of something else");
    assert_eq!(refusal(&one().replace("04l000000000001AAA", "500000000000001")), "an id is one of something else");
}

#[test]
fn sync_5_nothing_but_xml_is_read() {
    for body in [
        "",
        " ",
        "{}",
        "<a/>",
        "<html></html>",
        "token=1",
        "<soapenv:Envelope/>",
        "\u{feff}",
        "<?xml version='1.0'?>",
        "]]>",
    ] {
        let _ = refusal(body);
    }
}

#[test]
fn sync_5_answers_are_envelopes() {
    expect_test::expect![[r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>"#]]
    .assert_eq(&acknowledged());
    expect_test::expect![[r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault><faultcode>soapenv:Client</faultcode><faultstring>a &lt; b &amp; c</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>"#]]
    .assert_eq(&refused("a < b & c"));
}

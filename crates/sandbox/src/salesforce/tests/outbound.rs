//! Outbound messages, late commits, hidden records.

use super::*;

const ACK: &str = "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>\
    <notificationsResponse xmlns=\"http://soap.sforce.com/2005/09/outbound\"><Ack>true</Ack></notificationsResponse>\
    </soapenv:Body></soapenv:Envelope>";

fn set_up(face: &mut Face, settings: Json) {
    let settings = face.org.options().settings.with(&settings).unwrap();
    face.org.set_settings(settings);
}

fn listening(fields: &[&str]) -> Face {
    let mut face = Face::new();
    let message =
        json!({ "name": "Told", "object": "Case", "endpointUrl": "https://there.example/in", "fields": fields });
    set_up(&mut face, json!({ "outboundMessages": [message] }));
    face
}

fn answer(status: u16, body: &str) -> Response {
    Response { status, headers: Vec::new(), body: body.into() }
}

#[test]
fn a_change_is_told_with_the_values_at_sending() {
    let mut face = listening(&["Status", "Subject", "Description", "CreatedDate", "IsClosed"]);
    let case = face.create("Case", json!({ "Subject": "A & B", "Status": "New" }));
    face.call("PATCH", &format!("/sobjects/Case/{case}"), json!({ "Status": "Working" }));
    face.create("Account", json!({ "Name": "Nobody asked" }));
    let calls = face.org.take_outbound(face.now);
    assert_eq!(calls.len(), 1);
    let told = &calls[0].body;
    assert_eq!(calls[0].url, "https://there.example/in");
    let fields = format!(
        "<sf:Id>{case}</sf:Id> <sf:CreatedDate>2026-11-21T09:30:00.000Z</sf:CreatedDate> <sf:IsClosed>false</sf:IsClosed> \
         <sf:Status>Working</sf:Status> <sf:Subject>A &amp; B</sf:Subject> </sObject>"
    );
    let words: Vec<&str> = told.split_whitespace().collect();
    let plain = words.join(" ");
    assert!(plain.contains(&fields), "{plain}");
    assert_eq!(plain.matches("<Notification>").count(), 2, "both changes are told, each with the latest values");
    assert_eq!(plain.matches(&fields).count(), 2);
    assert!(plain.contains("<notifications xmlns=\"http://soap.sforce.com/2005/09/outbound\"> <OrganizationId>00D"));
    assert!(plain.contains("<ActionId>04k") && plain.contains("<SessionId xsi:nil=\"true\"/>"));
    assert!(face.org.take_outbound(face.now).is_empty(), "it is under way");
    face.org.settle_outbound(calls[0].number, Some(&answer(200, ACK)), face.now);
    assert!(face.org.take_outbound(face.now + 100_000).is_empty());
    // What was refused or rolled back is not told.
    face.call("PATCH", &format!("/sobjects/Case/{case}"), json!({ "Nope": 1 }));
    assert_eq!(face.org.outbound_due_ms(), None);
}

#[test]
fn what_is_not_acknowledged_comes_again_with_growing_pauses_and_is_dropped_after_a_day() {
    let mut face = listening(&[]);
    face.create("Case", json!({ "Subject": "Pump" }));
    let (mut pauses, mut ids) = (Vec::new(), Vec::new());
    let began = face.now;
    let answers =
        [Some(answer(500, ACK)), Some(answer(200, &ACK.replace("true", "false"))), Some(answer(200, "thanks")), None];
    let mut tries = 0;
    loop {
        let calls = face.org.take_outbound(face.now);
        let Some(call) = calls.first() else { break };
        ids.push(call.body.split("<Id>").nth(1).unwrap().split('<').next().unwrap().to_owned());
        face.org.settle_outbound(call.number, answers[tries % answers.len()].as_ref(), face.now);
        tries += 1;
        let due = face.org.outbound_due_ms().unwrap();
        pauses.push((due - face.now) / 1_000);
        face.now = due;
    }
    assert_eq!(pauses[..5], [15, 30, 60, 120, 240]);
    assert_eq!(pauses.iter().max(), Some(&7_200));
    assert!((began + 24 * 3_600_000 - 7_200_000..began + 26 * 3_600_000).contains(&face.now));
    assert!(ids.iter().all(|id| *id == ids[0] && id.starts_with("04l")));
    assert_eq!(face.org.outbound_view()["dropped"], 1);
}

#[test]
fn notifications_go_by_the_hundred_may_repeat_and_lose_their_order() {
    let mut face = listening(&["Subject"]);
    let records: Vec<Json> =
        (0..150).map(|n| json!({ "attributes": { "type": "Case" }, "Subject": format!("n{n}") })).collect();
    let (status, _) = face.call("POST", "/composite/sobjects", json!({ "records": records }));
    assert_eq!(status, 200);
    let options = OutboundOptions { repeat_probability: 1.0, reorder: true, ..face.org.options().outbound.clone() };
    face.org.set_outbound_options(options);
    let ids = |face: &mut Face| {
        let calls = face.org.take_outbound(face.now);
        let mut all = Vec::new();
        for call in &calls {
            let own: Vec<String> =
                call.body.split("<Id>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
            assert!(own.len() <= 100);
            all.extend(own);
            face.org.settle_outbound(call.number, Some(&answer(200, ACK)), face.now);
        }
        (calls.len(), all)
    };
    let (calls, mut first) = ids(&mut face);
    assert_eq!((calls, first.len()), (2, 150));
    let mut in_order = first.clone();
    in_order.sort();
    assert_ne!(first, in_order);
    first.sort();
    let (_, mut again) = ids(&mut face);
    again.sort();
    assert_eq!(first, again, "each comes a second time, and no third");
    assert_eq!(ids(&mut face).0, 0);
    face.org.repeat_outbound(Some(&first[..1]), face.now);
    assert_eq!(ids(&mut face).1, first[..1]);
}

#[test]
fn a_deleted_record_is_told_by_its_id_alone() {
    let mut face = listening(&["Subject"]);
    let case = face.create("Case", json!({ "Subject": "Pump" }));
    face.call("DELETE", &format!("/sobjects/Case/{case}"), Json::Null);
    let body = &face.org.take_outbound(face.now)[0].body;
    assert!(body.contains(&format!("<sf:Id>{case}</sf:Id>")) && !body.contains("Subject"), "{body}");
    assert_eq!(body.matches("<Notification>").count(), 1, "a deletion is not told");
}

#[test]
fn the_queue_is_kept() {
    let mut face = listening(&[]);
    face.create("Case", json!({ "Subject": "Pump" }));
    let changes = face.org.take_changes();
    let mut again = Org::new(OrgOptions::default());
    let mut rows: Vec<_> = changes.iter().filter_map(|row| Some((row.table, &row.key, row.json.as_ref()?))).collect();
    rows.sort();
    for (table, key, json) in rows {
        again.load(table, key, json).unwrap();
    }
    assert_eq!(again.take_outbound(face.now), face.org.take_outbound(face.now));
}

#[test]
fn a_long_transaction_stamps_when_it_begins_and_never_before_the_one_that_held_the_row() {
    let mut face = Face::new();
    let case = face.create("Case", json!({ "Subject": "One" }));
    let stamp = |face: &mut Face| {
        let (_, row) =
            face.call("GET", &format!("/sobjects/Case/{case}?fields=SystemModstamp,LastModifiedDate"), Json::Null);
        assert_eq!(row["SystemModstamp"], row["LastModifiedDate"]);
        row["SystemModstamp"].as_str().unwrap().to_owned()
    };
    face.now += 600_000;
    face.org.set_transaction_ms(300_000);
    face.call("PATCH", &format!("/sobjects/Case/{case}"), json!({ "Subject": "Two" }));
    assert_eq!(stamp(&mut face), "2026-11-21T09:35:00.000+0000", "seen at 09:40, stamped five minutes before");
    face.now += 60_000;
    face.call("PATCH", &format!("/sobjects/Case/{case}"), json!({ "Subject": "Three" }));
    assert_eq!(stamp(&mut face), "2026-11-21T09:40:01.000+0000", "the row was locked until then");
    face.org.set_transaction_ms(0);
    face.call("PATCH", &format!("/sobjects/Case/{case}"), json!({ "Subject": "Four" }));
    assert_eq!(stamp(&mut face), "2026-11-21T09:41:00.000+0000");
    face.now += 400;
    face.call("PATCH", &format!("/sobjects/Case/{case}"), json!({ "Subject": "Five" }));
    assert_eq!(stamp(&mut face), "2026-11-21T09:41:00.000+0000", "two writes of one second have one stamp");
}

#[test]
fn what_hangs_on_a_case_does_not_touch_it() {
    let mut face = Face::new();
    let case = face.create("Case", json!({ "Subject": "One" }));
    let before = face.query("SELECT SystemModstamp, LastModifiedDate FROM Case")["records"][0].clone();
    face.now += 60_000;
    face.create("CaseComment", json!({ "ParentId": case, "CommentBody": "seen" }));
    assert_eq!(face.query("SELECT SystemModstamp, LastModifiedDate FROM Case")["records"][0], before);
}

#[test]
fn a_hidden_record_is_not_seen_nor_is_what_is_a_part_of_it() {
    let mut face = Face::new();
    let case = face.create("Case", json!({ "Subject": "One" }));
    let comment = face.create("CaseComment", json!({ "ParentId": case, "CommentBody": "seen" }));
    let modified =
        face.raw("GET", &format!("{DATA}/sobjects/Case/describe"), &[], b"").header("last-modified").map(str::to_owned);
    set_up(&mut face, json!({ "hiddenRecords": [case] }));
    for query in ["SELECT Id FROM Case", "SELECT Id FROM CaseComment", "SELECT Id FROM Case ALL ROWS"] {
        assert_eq!(face.query(query)["totalSize"], 0, "{query}");
    }
    let missing = "The requested resource does not exist";
    face.refused("GET", &format!("/sobjects/Case/{case}"), Json::Null, 404, "NOT_FOUND", missing);
    face.refused("GET", &format!("/sobjects/CaseComment/{comment}"), Json::Null, 404, "NOT_FOUND", missing);
    let (code, message) =
        ("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "insufficient access rights on cross-reference id");
    face.refused("PATCH", &format!("/sobjects/Case/{case}"), json!({ "Subject": "Two" }), 400, code, message);
    face.refused("POST", "/sobjects/CaseComment", json!({ "ParentId": case, "CommentBody": "x" }), 400, code, message);
    set_up(&mut face, json!({ "hiddenRecords": [] }));
    assert_eq!(face.query("SELECT Id FROM CaseComment")["totalSize"], 1);
    let after =
        face.raw("GET", &format!("{DATA}/sobjects/Case/describe"), &[], b"").header("last-modified").map(str::to_owned);
    assert_eq!(modified, after, "what objects look like is the same");
}

#[test]
fn used_calls_are_set_told_and_refused_at_the_limit() {
    let mut face = Face::new();
    face.org.set_api_usage(face.now, Some(849), Some(1_000));
    let told = |face: &mut Face| {
        let response = face.raw("GET", &format!("{DATA}/sobjects"), &[], b"");
        (response.status, response.header("sforce-limit-info").unwrap().to_owned())
    };
    assert_eq!(told(&mut face), (200, "api-usage=850/1000".to_owned()));
    face.org.set_api_usage(face.now, Some(999), None);
    assert_eq!(told(&mut face), (200, "api-usage=1000/1000".to_owned()));
    assert_eq!(told(&mut face), (403, "api-usage=1000/1000".to_owned()));
    face.refused("GET", "/sobjects", Json::Null, 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    face.now += 25 * 3_600_000;
    assert_eq!(told(&mut face), (200, "api-usage=1/1000".to_owned()));
}

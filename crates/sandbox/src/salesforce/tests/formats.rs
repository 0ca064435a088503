use super::*;

fn xml(face: &mut Face, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let response = face.raw(method, target, headers, body.as_bytes());
    let kind = response.headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.as_str());
    assert_eq!(kind, Some("application/xml;charset=UTF-8"));
    (response.status, String::from_utf8(response.body).unwrap())
}

#[test]
fn whoever_asks_for_xml_gets_it() {
    let mut face = Face::new();
    let accept = [("accept", "application/xml")];
    let (_, versions) = xml(&mut face, "GET", "/services/data/", &accept, "");
    assert!(
        versions.contains("<Versions><Version><label>Summer '14</label><url>/services/data/v31.0</url>"),
        "{versions}"
    );
    assert_eq!(xml(&mut face, "GET", "/services/data.xml", &[], "").1, versions);
    let (status, errors) = xml(&mut face, "GET", &format!("{DATA}/sobjects/Nope"), &accept, "");
    assert_eq!(status, 404);
    assert!(errors.ends_with("<Errors><Error><message>The requested resource does not exist</message><errorCode>NOT_FOUND</errorCode></Error></Errors>"));
    let both = [("accept", "application/xml"), ("content-type", "application/xml; charset=UTF-8")];
    let body =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Account><Name>Express &amp; Co</Name><Phone>1</Phone></Account>";
    let (status, made) = xml(&mut face, "POST", &format!("{DATA}/sobjects/Account"), &both, body);
    assert_eq!(status, 201, "{made}");
    let id = made.split("<id>").nth(1).unwrap().split("</id>").next().unwrap().to_owned();
    let (_, record) = xml(&mut face, "GET", &format!("{DATA}/sobjects/Account/{id}.xml?fields=Name,Site"), &[], "");
    assert!(
        record.contains(&format!(
            "<Account type=\"Account\" url=\"{DATA}/sobjects/Account/{id}\"><Name>Express &amp; Co</Name>"
        )),
        "{record}"
    );
    let (_, found) =
        xml(&mut face, "GET", &format!("{DATA}/query?q={}", encode("SELECT Name FROM Account")), &accept, "");
    assert!(
        found.contains("<QueryResult><totalSize>1</totalSize><done>true</done><records type=\"Account\""),
        "{found}"
    );
    let (_, json) = face.call("GET", &format!("/sobjects/Account/{id}.json"), Json::Null);
    assert_eq!(json["Name"], "Express & Co");
}

#[test]
fn bodies_are_json_xml_or_multipart() {
    let mut face = Face::new();
    let target = format!("{DATA}/sobjects/Account");
    let response = face.raw("POST", &target, &[("content-type", "text/plain")], b"{\"Name\":\"x\"}");
    let error: Json = serde_json::from_slice(&response.body).unwrap();
    assert_eq!((response.status, error[0]["errorCode"].as_str()), (415, Some("UNSUPPORTED_MEDIA_TYPE")));
    assert_eq!(face.raw("POST", &target, &[], b"{\"Name\":\"x\"}").status, 201);
    let broken = |face: &mut Face, body: &[u8]| {
        let response = face.raw("POST", &target, &[("content-type", "application/json")], body);
        let error: Json = serde_json::from_slice(&response.body).unwrap();
        assert_eq!((response.status, error[0]["errorCode"].as_str()), (400, Some("JSON_PARSER_ERROR")));
        error[0]["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(broken(&mut face, b"{\"Name\":"), "Unexpected end-of-input at [line:1, column:8]");
    assert_eq!(broken(&mut face, b"{\n  \"Name\": x}"), "Unexpected character ('x' (code 120)) at [line:2, column:11]");
    let response = face.raw("POST", &target, &[("content-type", "application/xml")], b"<Account>");
    let error: Json = serde_json::from_slice(&response.body).unwrap();
    assert_eq!((response.status, error[0]["errorCode"].as_str()), (400, Some("XML_PARSER_ERROR")));
}

#[test]
fn a_file_comes_in_parts() {
    let mut face = Face::new();
    let body = b"--edge\r\nContent-Disposition: form-data; name=\"entity_content\"\r\nContent-Type: application/json\r\n\r\n\
        {\"PathOnClient\":\"photo.png\"}\r\n--edge\r\nContent-Disposition: form-data; name=\"VersionData\"; filename=\"photo.png\"\r\n\
        Content-Type: image/png\r\n\r\n\x89PNG\x00\xff\r\n--edge--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=\"edge\"")];
    let response = face.raw("POST", &format!("{DATA}/sobjects/ContentVersion"), &headers, body);
    let made: Json = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(response.status, 201, "{made}");
    let id = made["id"].as_str().unwrap();
    let read = face.raw("GET", &format!("{DATA}/sobjects/ContentVersion/{id}/VersionData"), &[], b"");
    assert_eq!(read.body, b"\x89PNG\x00\xff");
}

#[test]
fn what_the_vendor_has_not_is_not_found_and_what_the_emulator_has_not_is_said() {
    let mut face = Face::new();
    assert_eq!(face.call("GET", "/nope", Json::Null).0, 404);
    assert_eq!(face.call("GET", "/chatter/topics", Json::Null).0, 501);
    assert_eq!(face.raw("POST", "/services/data", &[], b"").status, 405);
    let later = [("if-modified-since", "Sat, 21 Nov 2037 00:00:00 GMT")];
    assert_eq!(face.raw("GET", &format!("{DATA}/sobjects"), &later, b"").status, 304);
    let (_, recent) = face.call("GET", "/recent?limit=1", Json::Null);
    assert_eq!(recent.as_array().unwrap().len(), 1);
}

#[test]
fn subrequests_may_be_of_an_earlier_version() {
    let mut face = Face::new();
    let get = |version: &str| json!({ "method": "GET", "url": format!("{version}/limits/recordCount?sObjects=Case") });
    let body = json!({ "batchRequests": [get("v61.0"), get("v62.0"), get("v63.0"), get("v33.0")] });
    let (_, reply) = face.call("POST", "/composite/batch", body);
    let statuses: Vec<i64> =
        reply["results"].as_array().unwrap().iter().map(|one| one["statusCode"].as_i64().unwrap()).collect();
    assert_eq!(statuses, [200, 200, 404, 404]);
    // One for the call, and one for each further subrequest.
    assert_eq!(face.org.usage.used(), 4);
    assert_eq!(
        face.call("POST", "/composite/batch", json!({ "batchRequests": [{ "method": "FLY", "url": "x" }] })).0,
        400
    );
}

#[test]
fn tokens_come_in_the_format_asked_for() {
    let mut face = Face::new();
    let mut token = |format: &str| {
        let options = face.org.options().clone();
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&format={format}",
            options.client_id, options.client_secret
        );
        let response = face.raw("POST", "/services/oauth2/token", &[], form.as_bytes());
        assert_eq!(response.status, 200);
        String::from_utf8(response.body).unwrap()
    };
    assert!(token("xml").contains("<OAuth><access_token>00D"));
    assert!(token("urlencoded").starts_with("access_token=00DWf0000000001%21"));
    assert!(token("json").starts_with("{\"access_token\":\"00D"));
    let found = face.raw("GET", "/.well-known/openid-configuration", &[("authorization", "")], b"");
    let found: Json = serde_json::from_slice(&found.body).unwrap();
    assert_eq!(found["token_endpoint"], "http://127.0.0.1:8001/services/oauth2/token");
}

#[test]
fn limits_tell_what_is_left() {
    let mut face = Face::new();
    let (_, before) = face.call("GET", "/limits", Json::Null);
    face.create("PermissionSet", json!({ "Name": "One", "Label": "One" }));
    let (_, after) = face.call("GET", "/limits", Json::Null);
    let left = |limits: &Json, name: &str| limits[name]["Remaining"].as_i64().unwrap();
    assert_eq!(left(&before, "DailyApiRequests") - left(&after, "DailyApiRequests"), 2);
    assert_eq!(left(&before, "PermissionSets") - left(&after, "PermissionSets"), 1);
}

use super::*;

fn token(face: &mut Face, form: &str) -> (u16, Json) {
    let response = face.raw("POST", "/services/oauth2/token", &[("authorization", "")], form.as_bytes());
    (response.status, serde_json::from_slice(&response.body).unwrap())
}

fn refresh_form(face: &Face, refresh: &str) -> String {
    let options = face.org.options();
    format!(
        "grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={}",
        options.client_id, options.client_secret, refresh
    )
}

fn status_with(face: &mut Face, access: &str) -> u16 {
    face.raw("GET", &format!("{DATA}/limits"), &[("authorization", &format!("Bearer {access}"))], b"").status
}

#[test]
fn a_refresh_rotates_the_token_and_a_second_use_revokes_the_family() {
    let mut face = Face::new();
    let first = face.org.options().refresh_token.clone();
    let form = refresh_form(&face, &first);
    let (status, reply) = token(&mut face, &form);
    assert_eq!(status, 200, "{reply}");
    assert_eq!(reply["instance_url"], "http://127.0.0.1:8001");
    assert_eq!(reply["token_type"], "Bearer");
    assert_eq!(reply["issued_at"], NOW.to_string());
    assert!(reply.get("expires_in").is_none());
    let (access, second) = (reply["access_token"].as_str().unwrap(), reply["refresh_token"].as_str().unwrap());
    assert_ne!(second, first);
    assert_eq!(status_with(&mut face, access), 200);

    // A race right after is told to wait; nothing is lost by it.
    assert_eq!(
        token(&mut face, &form).1,
        json!({ "error": "invalid_grant", "error_description": "token request is already being processed" })
    );
    assert_eq!(status_with(&mut face, access), 200);

    // Later the old token is taken for stolen: the winner dies too.
    face.now += 60_000;
    let expired = json!({ "error": "invalid_grant", "error_description": "expired access/refresh token" });
    assert_eq!(token(&mut face, &form), (400, expired.clone()));
    assert_eq!(status_with(&mut face, access), 401);
    let form = refresh_form(&face, second);
    assert_eq!(token(&mut face, &form), (400, expired));
}

#[test]
fn clients_authenticate_by_form_or_basic() {
    let mut face = Face::new();
    let options = face.org.options().clone();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        options.client_id, options.client_secret
    );
    let (status, reply) = token(&mut face, &form);
    assert_eq!(status, 200, "{reply}");
    assert!(reply.get("refresh_token").is_none());
    use base64::Engine;
    let basic =
        base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", options.client_id, options.client_secret));
    let headers = [("authorization", &*format!("Basic {basic}"))];
    let response = face.raw("POST", "/services/oauth2/token", &headers, b"grant_type=client_credentials");
    assert_eq!(response.status, 200);
    assert_eq!(
        token(&mut face, "grant_type=client_credentials&client_id=x&client_secret=y").1["error"],
        "invalid_client_id"
    );
    let wrong = format!("grant_type=client_credentials&client_id={}&client_secret=y", options.client_id);
    assert_eq!(token(&mut face, &wrong).1["error"], "invalid_client");
    assert_eq!(token(&mut face, "grant_type=magic").1["error"], "unsupported_grant_type");
    let wrong = form.replace("client_credentials", "password") + "&username=a&password=b";
    assert_eq!(token(&mut face, &wrong).1["error_description"], "authentication failure");
}

#[test]
fn sessions_end_when_they_are_not_used() {
    let mut face = Face::new();
    let form = refresh_form(&face, &face.org.options().refresh_token.clone());
    let (_, reply) = token(&mut face, &form);
    let access = reply["access_token"].as_str().unwrap().to_owned();
    for _ in 0..3 {
        face.now += 90 * 60_000;
        assert_eq!(status_with(&mut face, &access), 200, "used within two hours");
    }
    face.now += 121 * 60_000;
    let response = face.raw("GET", &format!("{DATA}/limits"), &[("authorization", &format!("Bearer {access}"))], b"");
    assert_eq!(response.status, 401);
    let body: Json = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(body, json!([{ "message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID" }]));
}

#[test]
fn a_refresh_token_dies_of_idleness_and_of_revocation() {
    let mut face = Face::new();
    let form = refresh_form(&face, &face.org.options().refresh_token.clone());
    let (_, reply) = token(&mut face, &form);
    let second = reply["refresh_token"].as_str().unwrap().to_owned();
    face.now += 31 * 86_400_000;
    let form = refresh_form(&face, &second);
    assert_eq!(token(&mut face, &form).1["error_description"], "expired access/refresh token");

    let mut face = Face::new();
    let first = face.org.options().refresh_token.clone();
    let response = face.raw("POST", "/services/oauth2/revoke", &[], format!("token={first}").as_bytes());
    assert_eq!((response.status, response.body.len()), (200, 0));
    let form = refresh_form(&face, &first);
    assert_eq!(token(&mut face, &form).0, 400);
    let access = face.org.options().access_token.clone();
    assert_eq!(status_with(&mut face, &access), 401, "its sessions end with it");
}

#[test]
fn identity_and_userinfo_name_the_user() {
    let mut face = Face::new();
    let response = face.raw("GET", "/services/oauth2/userinfo", &[], b"");
    let info: Json = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(info["preferred_username"], "integration@weftline.example");
    let sub = info["sub"].as_str().unwrap().strip_prefix("http://127.0.0.1:8001").unwrap().to_owned();
    let response = face.raw("GET", &format!("{sub}?format=json"), &[], b"");
    let identity: Json = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(identity["user_id"], info["user_id"]);
    let bad = face.raw("GET", &sub, &[("authorization", "Bearer x")], b"");
    assert_eq!((bad.status, bad.body.as_slice()), (403, b"Bad_OAuth_Token".as_slice()));
    let none = face.raw("GET", "/services/oauth2/userinfo", &[("authorization", "")], b"");
    assert_eq!((none.status, none.body.as_slice()), (403, b"Missing_OAuth_Token".as_slice()));
}

#[test]
fn versions_need_no_session_and_unknown_resources_are_named() {
    let mut face = Face::new();
    let response = face.raw("GET", "/services/data/", &[("authorization", "")], b"");
    let versions: Json = serde_json::from_slice(&response.body).unwrap();
    let list = versions.as_array().unwrap();
    let label = |version: &str| list.iter().find(|one| one["version"] == version).unwrap()["label"].clone();
    assert_eq!(label("60.0"), "Spring '24");
    assert_eq!(label("62.0"), "Winter '25");
    assert_eq!(label("67.0"), "Summer '26");
    assert_eq!(label("68.0"), "Winter '27");
    assert!(!response.headers.iter().any(|(name, _)| name == "sforce-limit-info"));
    let (status, body) = face.call("POST", "/wave/dashboards", json!({}));
    assert_eq!((status, body[0]["path"].as_str()), (501, Some("/services/data/v62.0/wave/dashboards")));
    assert_eq!(face.raw("GET", "/services/data/v20.0/limits", &[], b"").status, 410);
    assert_eq!(face.raw("GET", "/services/data/v99.0/limits", &[], b"").status, 404);
}

#[test]
fn requests_are_counted_and_run_out() {
    let mut face = Face::new();
    face.org.options.daily_requests = 2;
    let response = face.raw("GET", &format!("{DATA}/limits"), &[], b"");
    assert!(response.headers.contains(&("sforce-limit-info".into(), "api-usage=1/2".into())));
    assert_eq!(face.call("GET", "/limits", Json::Null).1["DailyApiRequests"]["Remaining"], 0);
    face.refused("GET", "/limits", Json::Null, 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    face.now += 25 * 3_600_000;
    assert_eq!(face.call("GET", "/limits", Json::Null).0, 401 - 201, "a day later the count begins anew");
}

#[test]
fn a_password_login_over_soap_opens_a_session() {
    let mut face = Face::new();
    let options = face.org.options().clone();
    let login = |user: &str| {
        format!(
            "<se:Envelope xmlns:se=\"http://schemas.xmlsoap.org/soap/envelope/\"><se:Body><login \
             xmlns=\"urn:partner.soap.sforce.com\"><username>{user}</username><password>{}TOKEN</password></login>\
             </se:Body></se:Envelope>",
            options.password
        )
    };
    let mut send = |version: &str, body: &str| {
        let response = face.raw("POST", &format!("/services/Soap/u/{version}"), &[], body.as_bytes());
        (response.status, String::from_utf8(response.body).unwrap())
    };
    let (status, reply) = send("60.0", &login(&options.username));
    assert_eq!(status, 200, "{reply}");
    assert!(reply.contains("<serverUrl>http://127.0.0.1:8001/services/Soap/u/60.0/00D"), "{reply}");
    let session = reply.split_once("<sessionId>").unwrap().1.split_once('<').unwrap().0.to_owned();
    let (status, reply) = send("60.0", &login("nobody"));
    assert_eq!(status, 500);
    assert!(reply.contains("<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>"), "{reply}");
    assert_eq!(send("65.0", &login(&options.username)).0, 500, "later versions have no login");
    assert_eq!(status_with(&mut face, &session), 200);
}

use super::*;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

const CALLBACK: &str = "https://example.com/x1/abc?k=1";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

fn asking(face: &Face, extra: &str) -> String {
    let client = &face.org.options().client_id;
    format!("response_type=code&client_id={client}&redirect_uri={}&state=s%201&{extra}", encode(CALLBACK))
}

fn answer(face: &mut Face, form: &str) -> (u16, String) {
    let response = face.raw("POST", "/services/oauth2/authorize", &[("authorization", "")], form.as_bytes());
    let location = response.headers.iter().find(|(name, _)| name == "location").map(|(_, value)| value.clone());
    (response.status, location.unwrap_or_else(|| String::from_utf8(response.body).unwrap()))
}

fn code(face: &mut Face) -> String {
    let options = face.org.options().clone();
    let form = format!(
        "{}&answer=allow&username={}&password={}",
        asking(face, &format!("code_challenge={}", challenge())),
        encode(&options.username),
        options.password
    );
    let (status, location) = answer(face, &form);
    assert_eq!(status, 302, "{location}");
    assert!(location.ends_with("&state=s%201"), "{location}");
    location.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

fn exchange(face: &mut Face, code: &str, extra: &str) -> (u16, Json) {
    let options = face.org.options().clone();
    let form = format!(
        "grant_type=authorization_code&code={code}&client_id={}&client_secret={}&redirect_uri={}&{extra}",
        options.client_id,
        options.client_secret,
        encode(CALLBACK)
    );
    let response = face.raw("POST", "/services/oauth2/token", &[("authorization", "")], form.as_bytes());
    (response.status, serde_json::from_slice(&response.body).unwrap())
}

#[test]
fn a_code_is_exchanged_once_with_its_verifier() {
    let mut face = Face::new();
    let page = face.raw(
        "GET",
        &format!("/services/oauth2/authorize?{}", asking(&face, &format!("code_challenge={}", challenge()))),
        &[],
        b"",
    );
    let text = String::from_utf8(page.body).unwrap();
    assert!(text.contains("name=\"code_challenge\"") && text.contains("k=1"), "{text}");
    let given = code(&mut face);
    let refusal = |reply: (u16, Json)| (reply.0, reply.1["error"].as_str().unwrap_or_default().to_owned());
    assert_eq!(refusal(exchange(&mut face, &given, "")), (400, "invalid_grant".into()));
    let wrong = format!("code_verifier={}", "x".repeat(43));
    assert_eq!(refusal(exchange(&mut face, &given, &wrong)), (400, "invalid_request".into()));
    let right = format!("code_verifier={VERIFIER}");
    let (status, reply) = exchange(&mut face, &given, &right);
    assert_eq!(status, 200, "{reply}");
    assert!(reply["refresh_token"].is_string() && reply["access_token"].is_string());
    assert_eq!(exchange(&mut face, &given, &right).1["error_description"], "expired authorization code");
    let late = code(&mut face);
    face.now += 16 * 60_000;
    assert_eq!(exchange(&mut face, &late, &right).1["error_description"], "expired authorization code");
}

#[test]
fn what_the_user_or_the_client_does_wrong_is_told() {
    let mut face = Face::new();
    let with_challenge = format!("code_challenge={}", challenge());
    let denied = format!("{}&answer=deny", asking(&face, &with_challenge));
    let (_, location) = answer(&mut face, &denied);
    assert_eq!(
        location,
        format!("{CALLBACK}&error=access_denied&error_description=end-user%20denied%20authorization&state=s%201")
    );
    let without = format!("{}&answer=allow", asking(&face, ""));
    assert!(answer(&mut face, &without).1.contains("error=invalid_request"));
    let wrong = format!("{}&answer=allow&username=x&password=y", asking(&face, &with_challenge));
    assert!(answer(&mut face, &wrong).1.contains("role=\"alert\""));
    face.org.options_mut().callback_urls = vec!["https://example.com/other".into()];
    assert_eq!(answer(&mut face, &denied).0, 400, "nobody is sent to an address that is not configured");
    face.org.options_mut().ip_restricted = true;
    let options = face.org.options().clone();
    let form = format!(
        "grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={}",
        options.client_id, options.client_secret, options.refresh_token
    );
    let response = face.raw("POST", "/services/oauth2/token", &[], form.as_bytes());
    let reply: Json = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(reply, json!({ "error": "invalid_grant", "error_description": "ip restricted" }));
}

#[test]
fn the_sixth_approval_revokes_the_first() {
    let mut face = Face::new();
    let mut sessions = Vec::new();
    for _ in 0..6 {
        let given = code(&mut face);
        let (_, reply) = exchange(&mut face, &given, &format!("code_verifier={VERIFIER}"));
        sessions.push(reply["access_token"].as_str().unwrap().to_owned());
    }
    let mut status = |session: &str| {
        face.raw("GET", &format!("{DATA}/limits"), &[("authorization", &format!("Bearer {session}"))], b"").status
    };
    assert_eq!(status(&sessions[0]), 401);
    assert_eq!(status(&sessions[1]), 200);
}

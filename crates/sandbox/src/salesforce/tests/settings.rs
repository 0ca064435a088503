use super::*;

fn names(face: &mut Face) -> Vec<String> {
    let (_, all) = face.call("GET", "/sobjects", Json::Null);
    all["sobjects"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

fn settings(face: &mut Face, members: Json) {
    let settings = face.org.options().settings.with(&members).unwrap();
    face.org.options_mut().settings = settings;
}

#[test]
fn without_email_to_case_there_are_no_messages() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    face.create("EmailMessage", json!({ "ParentId": case, "Subject": "kept" }));
    settings(&mut face, json!({ "emailToCase": false }));
    assert!(!names(&mut face).contains(&"EmailMessage".to_owned()));
    let (status, reply) = face.call("GET", "/query?q=SELECT+Id+FROM+EmailMessage", Json::Null);
    assert_eq!((status, reply[0]["errorCode"].as_str()), (400, Some("INVALID_TYPE")));
    assert_eq!(face.call("GET", "/sobjects/EmailMessage/describe", Json::Null).0, 404);
    let (_, describe) = face.call("GET", "/sobjects/Case/describe", Json::Null);
    assert!(!describe["childRelationships"].to_string().contains("EmailMessage"));
    settings(&mut face, json!({ "emailToCase": true }));
    assert_eq!(face.query("SELECT Subject FROM EmailMessage")["records"][0]["Subject"], "kept");
}

#[test]
fn feeds_are_off_for_one_object_or_for_all() {
    let mut face = Face::new();
    let enabled = |face: &mut Face, object: &str| {
        face.call("GET", &format!("/sobjects/{object}/describe"), Json::Null).1["feedEnabled"].as_bool().unwrap()
    };
    assert!(enabled(&mut face, "Case") && enabled(&mut face, "Account"));
    settings(&mut face, json!({ "withoutFeeds": ["case"] }));
    assert!(!enabled(&mut face, "Case") && enabled(&mut face, "Account"));
    settings(&mut face, json!({ "chatter": false }));
    assert!(!enabled(&mut face, "Account"));
    assert!(!names(&mut face).contains(&"FeedItem".to_owned()));
}

#[test]
fn posts_say_who_sees_them_only_where_digital_experiences_are_on() {
    let mut face = Face::new();
    settings(&mut face, json!({ "experienceCloud": false }));
    for (object, status) in [("FeedItem", 400), ("AccountFeed", 400)] {
        let path = format!("/query?q=SELECT+Id,Visibility+FROM+{object}+LIMIT+1");
        let (found, reply) = face.call("GET", &path, Json::Null);
        assert_eq!((found, reply[0]["errorCode"].as_str()), (status, Some("INVALID_FIELD")), "{object}");
    }
    let account = face.call("POST", "/sobjects/Account", json!({ "Name": "Quux" })).1["id"].clone();
    let post = |visibility: Json| json!({ "ParentId": account, "Body": "Hello", "Visibility": visibility });
    assert_eq!(face.call("POST", "/sobjects/FeedItem", post("InternalUsers".into())).0, 400);
    settings(&mut face, json!({ "experienceCloud": true }));
    let (status, reply) = face.call("POST", "/sobjects/FeedItem", post("InternalUsers".into()));
    assert_eq!(status, 201, "{reply}");
}

#[test]
fn settings_are_kept() {
    let mut face = Face::new();
    settings(&mut face, json!({ "emailToCase": false }));
    face.query("SELECT Id FROM Case");
    let mut other = Face::new();
    for change in face.org.take_changes() {
        if let Some(text) = &change.json {
            other.org.load(change.table, &change.key, text).unwrap();
        }
    }
    assert!(!names(&mut other).contains(&"EmailMessage".to_owned()));
}

#[test]
fn an_unknown_setting_is_refused() {
    let settings = OrgSettings::default();
    assert!(settings.with(&json!({ "emailToCases": false })).is_err());
    assert!(settings.with(&json!({ "emailToCase": "no" })).is_err());
}

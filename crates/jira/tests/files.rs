//! Files and comments that are added to issues.

#![allow(clippy::panic, reason = "tests fail by panicking")]

use weftline_jira::request::{self, NewFile};
use weftline_wire::effect::{Body, Effect};

#[test]
fn a_file_is_a_form_whose_boundary_is_not_in_it() {
    let file = NewFile { name: "a \"b\".csv", kind: "text/csv", bytes: b"x,weftline-0-boundary\n" };
    let Effect::Jira { path, headers, body: Body::Bytes(body), .. } = request::attach("10100", &file) else {
        panic!("not a request with bytes");
    };
    assert_eq!(path, "/rest/api/3/issue/10100/attachments");
    assert!(headers.contains(&("X-Atlassian-Token".to_owned(), "no-check".to_owned())));
    assert!(
        headers.contains(&("Content-Type".to_owned(), "multipart/form-data; boundary=weftline-1-boundary".to_owned()))
    );
    let form = "--weftline-1-boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.csv\"\r\n\
        Content-Type: text/csv\r\n\r\nx,weftline-0-boundary\n\r\n--weftline-1-boundary--\r\n";
    assert_eq!(String::from_utf8_lossy(&body), form);
}

#[test]
fn what_customers_must_not_see_is_said_to_be_internal() {
    for effect in [request::attach_internally("10300", "temp1"), request::comment_internally("10300", "text")] {
        let Effect::Jira { body: Body::Text(body), .. } = effect else { panic!("not a request with text") };
        assert!(body.ends_with("\"public\":false}"), "{body}");
    }
    let Effect::Jira { body: Body::Text(body), .. } = request::comment("10300", "text", true) else {
        panic!("not a request with text")
    };
    let marked = "{\"body\":\"text\",\"properties\":[{\"key\":\"sd.public.comment\",\"value\":{\"internal\":true}}]}";
    assert_eq!(body, marked);
    assert_eq!(request::plain("a_b {c}"), "a\\_b \\{c\\}");
}

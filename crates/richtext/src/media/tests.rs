use super::Image;
use crate::{adf_to_html_with, adf_to_text, html_to_adf_with, html_to_compare, html_to_text, text_to_adf_keeping};

const VERSION: &str = "/sfc/servlet.shepherd/version/download/068Wf000000abcdEAA";
const RTA: &str =
    "https://acme.file.force.com/servlet/rtaImage?eid=500Wf00000aBcDe&amp;feoid=Body&amp;refid=0EMWf0000001abc";
const URL: &str = "https://acme.atlassian.net/rest/api/3/attachment/content/10001";

fn image(name: &str, attachment: &str, address: &str) -> Image {
    let url = if attachment.is_empty() { String::new() } else { URL.replace("10001", attachment) };
    Image { name: name.into(), attachment: attachment.into(), url, address: address.replace("&amp;", "&") }
}

fn document(content: &str) -> String {
    format!(r#"{{"version":1,"type":"doc","content":[{content}]}}"#)
}

fn words(text: &str) -> String {
    format!(r#"{{"type":"paragraph","content":[{{"type":"text","text":"{text}"}}]}}"#)
}

/// A picture as Jira's editor puts it into a document.
fn file(name: &str, id: &str) -> String {
    format!(
        r#"{{"type":"mediaSingle","attrs":{{"layout":"center","width":50}},"content":[{{"type":"media","attrs":{{"type":"file","id":"{id}","collection":"","alt":"{name}","width":225,"height":120}}}}]}}"#
    )
}

fn elsewhere(url: &str, name: &str) -> String {
    format!(
        r#"{{"type":"mediaSingle","attrs":{{"layout":"center"}},"content":[{{"type":"media","attrs":{{"type":"external","url":"{url}","alt":"{name}"}}}}]}}"#
    )
}

fn html(adf: &str, images: &[Image]) -> String {
    adf_to_html_with(adf, usize::MAX, usize::MAX, images).unwrap().0.text
}

#[test]
fn file_1_a_picture_that_salesforce_has_is_in_place_and_another_is_named() {
    let adf = document(&[words("See"), file("a.png", "m-1"), file("b.png", "m-2")].join(","));
    let both = [image("a.png", "10001", VERSION), image("b.png", "10002", "")];
    let shown = format!("<p>See</p><p><img src=\"{VERSION}\" alt=\"a.png\"></p><p>[image: b.png]</p>");
    assert_eq!(html(&adf, &both), shown);
    assert_eq!(html(&adf, &[]), "<p>See</p><p>[image: a.png]</p><p>[image: b.png]</p>");
    let (converted, _) = adf_to_html_with(&adf, usize::MAX, usize::MAX, &both).unwrap();
    assert_eq!(converted.losses.iter().map(|loss| loss.count).sum::<u32>(), 1, "only the one that is named is lost");
}

#[test]
fn file_1_a_name_that_two_attachments_have_tells_neither() {
    let adf = document(&file("image.png", "m-1"));
    let twice = [image("image.png", "10001", VERSION), image("image.png", "10002", "")];
    assert_eq!(html(&adf, &twice), "<p>[image: image.png]</p>");
    // The same attachment, twice in the list.
    let once = [image("image.png", "10001", VERSION), image("image.png", "10001", VERSION)];
    assert!(html(&adf, &once).contains("<img "));
}

#[test]
fn file_1_only_pictures_are_shown_and_names_are_escaped() {
    let adf = document(&[file("log.txt", "m-1"), file(r#"a\"><b>.png"#, "m-2")].join(","));
    let images = [image("log.txt", "10001", VERSION), image("a\"><b>.png", "10002", VERSION)];
    let shown = format!("<p>[log.txt]</p><p><img src=\"{VERSION}\" alt=\"a&quot;&gt;&lt;b&gt;.png\"></p>");
    assert_eq!(html(&adf, &images), shown);
}

#[test]
fn file_1_the_way_back_puts_the_very_same_nodes_in_place() {
    let now = document(&[words("See"), file("a.png", "m-1"), file("b.png", "m-2"), file("log.txt", "m-3")].join(","));
    let images = [image("a.png", "10001", VERSION), image("b.png", "10002", "")];
    let edited = html(&now, &images).replace("See", "Look");
    assert_eq!(html_to_adf_with(&edited, &images, Some(&now)).text, now.replace("See", "Look"));
    // Where Salesforce shows it: another host, another description.
    let absolute = edited.replace(VERSION, &format!("https://acme.my.salesforce.com{VERSION}")).replace("a.png", "x");
    assert_eq!(html_to_adf_with(&absolute, &images, Some(&now)).text, now.replace("See", "Look"));
    // Plain text names them.
    let text = adf_to_text(&now).unwrap().text.replace("See", "Look");
    assert_eq!(text_to_adf_keeping(&text, Some(&now)), now.replace("See", "Look"));
}

#[test]
fn file_1_two_of_one_name_keep_their_order() {
    let now = document(&[file("image.png", "m-1"), words("and"), file("image.png", "m-2")].join(","));
    let html = html(&now, &[]);
    assert_eq!(html_to_adf_with(&html, &[], Some(&now)).text, now);
}

#[test]
fn file_1_a_picture_of_salesforce_becomes_one_of_the_issue_s_attachment() {
    let images = [image("pump.png", "10001", RTA)];
    let html_of = |word: &str| format!("<p>{word} <img src=\"{RTA}\" alt=\"the pump\"> after</p>");
    let html = html_of("before");
    let placed = document(&[words("before"), elsewhere(URL, "the pump"), words("after")].join(","));
    assert_eq!(html_to_adf_with(&html, &images, None).text, placed);
    // And comes back as what it was.
    let back = format!("<p>before</p><p><img src=\"{RTA}\" alt=\"the pump\"></p><p>after</p>");
    assert_eq!(super::super::to_html::adf_to_html_with(&placed, usize::MAX, usize::MAX, &images).unwrap().0.text, back);
    assert_eq!(html_to_text(&html), "before [image: the pump] after");
    // Not there yet: named, with a link to it.
    let named = html_to_adf_with(&html, &[], None).text;
    assert!(named.contains(r#""text":"[image: the pump]","marks":[{"type":"link""#), "{named}");
    // What is edited then leaves Salesforce's picture where it is.
    assert_eq!(self::html(&named.replace("before", "edited"), &[]), html_of("edited"));
}

#[test]
fn file_1_where_no_block_may_stand_a_picture_is_named() {
    let images = [image("a.png", "10001", VERSION)];
    let task = format!("<ul><li>\u{2610} do <img src=\"{VERSION}\" alt=\"a.png\"></li></ul>");
    let adf = html_to_adf_with(&task, &images, None).text;
    assert!(adf.contains("do [image: a.png]") && !adf.contains("mediaSingle"), "{adf}");
    let item = format!("<ul><li>see <img src=\"{VERSION}\" alt=\"a.png\"></li></ul>");
    let adf = html_to_adf_with(&item, &images, None).text;
    assert!(adf.contains(r#"]},{"type":"mediaSingle""#), "{adf}");
}

#[test]
fn file_1_pictures_are_the_same_wherever_they_are_fetched_from() {
    let one = format!("<p>a<img src=\"{VERSION}\" alt=\"a.png\"></p>");
    let other =
        "<p>a<img alt='' src='https://x.example/sfc/servlet.shepherd/version/download/068Wf000000abcd'></img></p>";
    assert_eq!(html_to_compare(&one), html_to_compare(other));
    assert_ne!(html_to_compare(&one), html_to_compare("<p>a[image: a.png]</p>"));
    assert_ne!(html_to_compare(&one), html_to_compare(&one.replace("abcd", "abce")));
}

#[test]
fn file_1_only_addresses_of_salesforce_are_its_pictures() {
    use crate::salesforce_id;
    assert_eq!(salesforce_id(VERSION), Some("068Wf000000abcd"));
    assert_eq!(salesforce_id(&RTA.replace("&amp;", "&")), Some("0EMWf0000001abc"));
    for other in [
        "/sfc/servlet.shepherd/version/download/069Wf000000abcdEAA",
        "/sfc/servlet.shepherd/version/download/068Wf/0000001abc",
        "/servlet/rtaImage?refid=500Wf00000aBcDe",
        "https://a.example/068Wf000000abcdEAA",
        "",
    ] {
        assert_eq!(salesforce_id(other), None, "{other}");
    }
    let long = ["/servlet/rtaImage?x=", &"x".repeat(1_000), "&refid=0EMWf0000001abc"].concat();
    assert_eq!(salesforce_id(&long), None, "an address that is kept has an end");
}

#[test]
fn file_1_what_is_deep_or_broken_keeps_nothing() {
    for broken in
        ["{", "[]", "\"media\"", r#"{"content":[{"type":"media"}]}"#, r#"{"content":[{"type":"media","attrs":[]}]}"#]
    {
        assert_eq!(text_to_adf_keeping("[image: a.png]", Some(broken)), document(&words("[image: a.png]")));
    }
}

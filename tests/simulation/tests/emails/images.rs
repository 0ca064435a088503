//! Images: fetched for what is shown of a linked record, and for nothing else.

use serde_json::json;
use weftline_simulation::mappings::{selection, shown};
use weftline_simulation::{AGENT, Stage, VIEWER, base64};
use weftline_wire::call::Reply;
use weftline_wire::configuration::FieldSelection;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::ImageRef;

use crate::reading::{emails, message};
use crate::support::{PNG, case, counted, file, image, image_call};

fn attached(stage: &mut Stage, email: &str, name: &str, bytes: &[u8]) -> ImageRef {
    let id = stage.make("Attachment", &json!({ "ParentId": email, "Name": name, "Body": base64(bytes) }));
    ImageRef::EmailFile { email_id: email.into(), id }
}

#[test]
fn view_5_pictures_of_mails_come_through_the_host() {
    let mut stage = Stage::connected(710);
    let case = case(&mut stage, true);
    let (document, version) = file(&mut stage, "b.gif", b"GIF89a....");
    let html = "<img src='cid:a.png@x'><img src='cid:b.gif@y'>";
    let id = message(&mut stage, &case, 5, &json!({ "HtmlBody": html, "ContentDocumentIds": [document] }));
    let first = attached(&mut stage, &id, "a.png", PNG);
    let second = ImageRef::EmailFile { email_id: id.clone(), id: version };
    let view = emails(&mut stage, &case).newest.unwrap();
    assert_eq!(view.images, [first.clone(), second.clone()]);
    assert_eq!(view.attachments, []);
    let (reply, calls) = counted(&mut stage, VIEWER, image_call(&case, &first));
    let Reply::Image(shown) = reply else { panic!("{reply:?}") };
    assert_eq!((shown.media_type.as_str(), shown.base64, calls), ("image/png", base64(PNG), 2));
    assert_eq!(image(&mut stage, &case, &second).media_type, "image/gif");
}

#[test]
fn view_5_pictures_of_rich_text_in_mails_are_known_by_their_addresses() {
    let mut stage = Stage::connected(711);
    let case = case(&mut stage, true);
    let address =
        "https://weftline.file.force.com/servlet/rtaImage?eid=02s000000000001&feoid=HtmlBody&refid=0EM000000000001";
    let html = format!("<img src='{address}' alt='Pump'><img src='data:image/png;base64,iVBORw0KGgo=' alt='Own'>");
    let id = message(&mut stage, &case, 5, &json!({ "HtmlBody": html }));
    let view = emails(&mut stage, &case).newest.unwrap();
    assert_eq!(view.html.as_deref(), Some("<img data-image=\"0\" alt=\"Pump\"><img alt=\"Own\">"));
    assert!(!view.remote_images);
    let image = ImageRef::EmailField { email_id: id, field: "HtmlBody".into(), id: "0EM000000000001GAA".into() };
    assert_eq!(view.images, std::slice::from_ref(&image));
    // The org has no such image.
    assert_eq!(stage.refused(AGENT, image_call(&case, &image)), FailureCode::RecordNotFound);
}

#[test]
fn view_2_images_of_a_record_s_own_rich_text_are_fetched_where_the_field_is_shown() {
    let mut stage = Stage::connected(714);
    let case = case(&mut stage, true);
    let data = format!("<p><img alt=\"Pump\" src=\"data:image/png;base64,{}\"></p>", base64(PNG));
    let (status, _) = stage.ask("PATCH", &format!("/sobjects/Case/{case}"), &json!({ "Resolution__c": data }));
    assert_eq!(status, 204);
    let kept = stage.query(&format!("SELECT Resolution__c FROM Case WHERE Id = '{case}'"))[0]["Resolution__c"].clone();
    let id = kept.as_str().unwrap().split("refid=").nth(1).unwrap()[..15].to_owned();
    let asked = ImageRef::Field { field: "Resolution__c".into(), id };
    assert_eq!(stage.refused(AGENT, image_call(&case, &asked)), FailureCode::RecordNotFound, "not in the details");
    let details = vec!["Subject".into(), "Resolution__c".into()];
    stage.save(vec![shown(FieldSelection { details, ..selection("Case", &["CaseNumber", "Subject"]) })]);
    assert_eq!(image(&mut stage, &case, &asked).base64, base64(PNG));
}

#[test]
fn file_1_files_are_shown_where_a_field_shows_them_and_nowhere_else() {
    let mut stage = Stage::connected(715);
    let case = case(&mut stage, true);
    let (document, shown_there) = file(&mut stage, "a.png", PNG);
    let (_, elsewhere) = file(&mut stage, "b.png", PNG);
    let html = format!("<p><img src=\"/sfc/servlet.shepherd/version/download/{shown_there}\" alt=\"a.png\"></p>");
    let (status, _) = stage.ask("PATCH", &format!("/sobjects/Case/{case}"), &json!({ "Resolution__c": html }));
    assert_eq!(status, 204);
    let details = vec!["Subject".into(), "Resolution__c".into()];
    stage.save(vec![shown(FieldSelection { details, ..selection("Case", &["CaseNumber", "Subject"]) })]);
    let of = |id: &str| ImageRef::Field { field: "Resolution__c".into(), id: id.to_owned() };
    let not_its = stage.refused(AGENT, image_call(&case, &of(&shown_there)));
    assert_eq!(not_its, FailureCode::RecordNotFound, "who writes a file's id into a text need not have the file");
    let link = json!({ "ContentDocumentId": document, "LinkedEntityId": case, "ShareType": "V" });
    assert_eq!(stage.ask("POST", "/sobjects/ContentDocumentLink", &link).0, 201);
    assert_eq!(image(&mut stage, &case, &of(&shown_there)).base64, base64(PNG));
    assert_eq!(stage.refused(AGENT, image_call(&case, &of(&elsewhere))), FailureCode::RecordNotFound);
    let other = ImageRef::Field { field: "Subject".into(), id: shown_there };
    assert_eq!(stage.refused(AGENT, image_call(&case, &other)), FailureCode::RecordNotFound);
}

#[test]
fn tgl_12_images_are_small_and_of_known_kinds_or_refused() {
    let mut stage = Stage::connected(712);
    let case = case(&mut stage, true);
    let id = message(&mut stage, &case, 5, &json!({}));
    let picture = |bytes: usize| [PNG, &vec![0; bytes - PNG.len()]].concat();
    let fits = attached(&mut stage, &id, "fits.png", &picture(1 << 20));
    let large = attached(&mut stage, &id, "large.png", &picture((1 << 20) + 1));
    let drawing = attached(&mut stage, &id, "drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>");
    assert_eq!(image(&mut stage, &case, &fits).base64.len(), (1_usize << 20).div_ceil(3) * 4);
    assert_eq!(stage.refused(AGENT, image_call(&case, &large)), FailureCode::Invalid);
    assert_eq!(stage.refused(AGENT, image_call(&case, &drawing)), FailureCode::Invalid);
    let offered: Vec<bool> =
        emails(&mut stage, &case).newest.unwrap().attachments.iter().map(|file| file.image.is_some()).collect();
    assert_eq!(offered, [true, false, true], "what is too large is not offered");
}

#[test]
fn tgl_12_nothing_is_fetched_that_is_not_shown_of_a_linked_record() {
    let mut stage = Stage::connected(713);
    let (own, other) = (case(&mut stage, true), case(&mut stage, false));
    let (mine, theirs) = (message(&mut stage, &own, 5, &json!({})), message(&mut stage, &other, 5, &json!({})));
    let shown = attached(&mut stage, &mine, "a.png", PNG);
    let hidden = attached(&mut stage, &theirs, "a.png", PNG);
    let ImageRef::EmailFile { id: hidden_file, .. } = &hidden else { panic!() };
    let crossed = ImageRef::EmailFile { email_id: mine.clone(), id: hidden_file.clone() };
    for (record, asked) in [(&other, &hidden), (&own, &hidden), (&own, &crossed), (&other, &shown)] {
        assert_eq!(stage.refused(AGENT, image_call(record, asked)), FailureCode::RecordNotFound, "{asked:?}");
    }
    // What is no image's id, no file's, or no field that is shown.
    for asked in [
        ImageRef::EmailFile { email_id: mine.clone(), id: own.clone() },
        ImageRef::EmailField { email_id: mine.clone(), field: "Subject".into(), id: "0EMWf0000001abc".into() },
        ImageRef::Field { field: "Resolution__c".into(), id: own.clone() },
        ImageRef::Field { field: "Internal_Note__c".into(), id: "0EMWf0000001abc".into() },
        ImageRef::FeedFile { item_id: own.clone(), comment_id: None, id: hidden_file.clone() },
    ] {
        assert_eq!(stage.refused(AGENT, image_call(&own, &asked)), FailureCode::RecordNotFound, "{asked:?}");
    }
    let odd = ImageRef::Field { field: "a/../b".into(), id: "0EMWf0000001abc".into() };
    assert_eq!(stage.refused(AGENT, image_call(&own, &odd)), FailureCode::Invalid);

    stage.set(|settings| settings.show_images = false);
    assert_eq!(stage.refused(AGENT, image_call(&own, &shown)), FailureCode::NotPermitted);
    let view = emails(&mut stage, &own).newest.unwrap();
    assert!(view.images.is_empty() && view.attachments.iter().all(|file| file.image.is_none()));
    assert_eq!(view.attachments.len(), 1, "the file is named all the same");
}

#[test]
fn tgl_8_tgl_13_what_tabs_do_not_show_is_not_fetched_either() {
    let mut stage = Stage::connected(715);
    let case = case(&mut stage, true);
    let id = message(&mut stage, &case, 5, &json!({}));
    let shown = attached(&mut stage, &id, "a.png", PNG);
    assert_eq!(image(&mut stage, &case, &shown).media_type, "image/png");
    stage.set(|settings| settings.show_emails = false);
    assert_eq!(stage.refused(AGENT, image_call(&case, &shown)), FailureCode::NotPermitted);
    stage.set(|settings| settings.show_feed = false);
    let posted =
        ImageRef::FeedFile { item_id: "0D5000000000001AAA".into(), comment_id: None, id: "069000000000001AAA".into() };
    assert_eq!(stage.refused(AGENT, image_call(&case, &posted)), FailureCode::NotPermitted);
}

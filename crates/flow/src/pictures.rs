//! Pictures in HTML of Salesforce: which of them a page may ask for, by number.

use weftline_richtext::{Picture, salesforce_id, sanitise_html_with};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::Record;
use weftline_salesforce::request::{document_of, files_of};
use weftline_salesforce::soql::Query;
use weftline_wire::view::{Attachment, ImageRef};

use crate::failure::Failure;
use crate::queries::QueryReply;

/// The largest image that is fetched, in bytes.
pub(crate) const IMAGE_BYTES_MAX: u32 = 1 << 20;

/// The images of something that is shown, each once.
pub(crate) struct Gallery {
    /// Whether images are shown at all (TGL-12).
    shown: bool,
    pub(crate) images: Vec<ImageRef>,
}

impl Gallery {
    pub(crate) fn new(shown: bool) -> Self {
        Self { shown, images: Vec::new() }
    }

    /// Shows an image, where images are.
    pub(crate) fn add(&mut self, image: ImageRef) -> Picture {
        if !self.shown {
            return Picture::Named;
        }
        let known = self.images.iter().position(|known| *known == image);
        Picture::Image(known.unwrap_or_else(|| {
            self.images.push(image);
            self.images.len() - 1
        }))
    }
}

/// A rich text field as [`weftline_wire::view::Cell::RichText`] has it, and its images.
pub(crate) fn field_html(html: &str, field: &str, shown: bool) -> (String, Vec<ImageRef>) {
    let mut gallery = Gallery::new(shown);
    let html = sanitise_html_with(html, &mut |source| match rich_text_image(source) {
        Some(id) => gallery.add(ImageRef::Field { field: field.to_owned(), id: id.to_string() }),
        None => Picture::Elsewhere,
    });
    (html, gallery.images)
}

/// The image that a rich text field means by an address: one that people have put into it
/// (`https://acme.my.salesforce.com/servlet/rtaImage?eid=…&feoid=…&refid=0EM…`, in content domains too), or a version of a
/// file (`/sfc/servlet.shepherd/version/download/068…`). Whatever the host, only the image's id is taken from it.
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_rich_text_image_retrieve.htm>
pub(crate) fn rich_text_image(source: &str) -> Option<RecordId> {
    RecordId::parse(salesforce_id(source)?).ok()
}

/// Asks what [`is_of_record`] has to know.
pub(crate) fn of_record(record: RecordId, version: RecordId) -> [Query; 2] {
    [document_of(&version), files_of(&[record])]
}

/// Whether a version of a file that stands in a record's text is of a file of that record, by the answers to [`of_record`].
/// Whoever may edit the text may write the id of any file into it, and the integration user reads more than they do.
pub(crate) fn is_of_record(replies: &[QueryReply]) -> Result<bool, Failure> {
    let [version, links] = replies else { return Ok(false) };
    let (version, links) = (version.page()?, links.page()?);
    let document = |record: &Record<'_>| record.get("ContentDocumentId").text().map(str::to_owned);
    let Some(shown) = version.records.first().and_then(document) else { return Ok(false) };
    Ok(links.records.iter().filter_map(document).any(|linked| linked == shown))
}

/// A file, with its image where it is one that is shown.
pub(crate) fn attachment(
    name: String,
    bytes: Option<u32>,
    url: Option<String>,
    shown: bool,
    image: ImageRef,
) -> Attachment {
    let fits = bytes.is_some_and(|bytes| bytes <= IMAGE_BYTES_MAX);
    let image = (shown && fits && is_image(&name)).then_some(image);
    Attachment { name, bytes: bytes.map(u64::from), url, image }
}

/// Whether a file is an image by its name.
pub(crate) fn is_image(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["png", "jpg", "jpeg", "gif", "webp"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// The type of an image by its first bytes. Drawings (SVG) are documents that may do more than show something.
/// <https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern>
pub(crate) fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', b'V', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// A file's name with its extension, unless it has it already.
pub(crate) fn file_name(title: &str, extension: &str) -> String {
    let has = title.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(extension));
    if extension.is_empty() || has { title.to_owned() } else { [title, ".", extension].concat() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn view_2_images_of_rich_text_are_known_by_their_addresses() {
        let id = RecordId::parse("0EMWf0000001abc").unwrap();
        for source in [
            "https://acme.my.salesforce.com/servlet/rtaImage?eid=500Wf00000aBcDe&feoid=00NWf000000abcd&refid=0EMWf0000001abc",
            "https://acme.file.force.com/servlet/rtaImage?eid=500Wf00000aBcDe&feoid=Body&refid=0EMWf0000001abc",
            "/servlet/rtaImage?refid=0EMWf0000001abc",
        ] {
            assert_eq!(rich_text_image(source), Some(id), "{source}");
        }
        let file = "https://acme.my.salesforce.com/sfc/servlet.shepherd/version/download/068Wf0000001abc";
        assert_eq!(rich_text_image(file), RecordId::parse("068Wf0000001abc").ok());
        for source in ["/servlet/rtaImage?refid=500Wf00000aBcDe", "/x?refid=0EMWf0000001abc", "/servlet/rtaImage"] {
            assert_eq!(rich_text_image(source), None, "{source}");
        }
    }

    #[test]
    fn tgl_12_where_images_are_off_nothing_is_to_be_fetched() {
        let html = "<img src='/servlet/rtaImage?refid=0EMWf0000001abc' alt=A><img src='/servlet/rtaImage?refid=0EMWf0000001abc'>";
        let (safe, images) = field_html(html, "Note__c", true);
        assert_eq!(safe, r#"<img data-image="0" alt="A"><img data-image="0" alt="image">"#);
        let id = RecordId::parse("0EMWf0000001abc").unwrap().to_string();
        assert_eq!(images, [ImageRef::Field { field: "Note__c".into(), id }]);
        assert_eq!(field_html(html, "Note__c", false), (r#"<img alt="A"><img alt="image">"#.to_owned(), Vec::new()));
    }

    #[test]
    fn view_4_files_are_named_with_their_extensions() {
        assert_eq!([file_name("a", "png"), file_name("a.PNG", "png"), file_name("a", "")], ["a.png", "a.PNG", "a"]);
    }
}

//! Pictures and other things that HTML shows from elsewhere: by their names, and where they may be looked at.

use crate::address;
use crate::media;
use crate::parse::{Node, Tree, parse};

/// Bytes of an address of a picture of Salesforce's: it is kept, and put back into the text. Its own have about 150.
const ADDRESS_BYTES_MAX: usize = 1_000;

/// What a picture is called: its description, else its file's name. Salesforce's own are
/// `…/servlet/rtaImage?eid=…&feoid=…&refid=…` and say nothing.
pub(crate) fn name(node: &Node) -> &str {
    let described = node.attribute("alt").map(str::trim).filter(|alt| !alt.is_empty());
    described.or_else(|| file_name(node.attribute("src")?)).unwrap_or(match node.name {
        "img" => "image",
        other => other,
    })
}

/// What stands in text where it would: its name, and that it is a picture.
pub(crate) fn marker(node: &Node) -> String {
    media::marker(name(node))
}

/// Which picture or file of Salesforce an address shows, whatever the host: the first 15 characters of its id, which tell
/// it from all others. Pictures that people put into rich text are `…/servlet/rtaImage?eid=…&feoid=…&refid=0EM…`, files
/// are downloaded at `…/sfc/servlet.shepherd/version/download/068…`.
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_rich_text_image_retrieve.htm>
#[must_use]
pub fn salesforce_id(address: &str) -> Option<&str> {
    if address.len() > ADDRESS_BYTES_MAX {
        return None;
    }
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let (id, prefix) = match path.rsplit_once("/servlet.shepherd/version/download/") {
        Some((_, id)) => (id, "068"),
        None if path.ends_with("/servlet/rtaImage") => {
            (query.split('&').find_map(|part| part.strip_prefix("refid="))?, "0EM")
        }
        None => return None,
    };
    let is_id = matches!(id.len(), 15 | 18) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    id.get(..15).filter(|id| is_id && id.starts_with(prefix))
}

/// A picture or file of Salesforce that HTML shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPicture {
    /// The first 15 characters of its id, as of [`salesforce_id`].
    pub id: String,
    /// Where it is fetched from.
    pub address: String,
    /// What it is called there.
    pub name: String,
}

/// The pictures and files of Salesforce that HTML shows, each once, in the order in which they stand.
#[must_use]
pub fn shown_pictures(html: &str) -> Vec<ShownPicture> {
    let mut shown = Vec::new();
    // Most have none.
    if html.contains("<img") || html.contains("<IMG") {
        let tree = parse(html);
        if let Some(root) = tree.root() {
            look(&tree, root, &mut shown);
        }
    }
    shown
}

fn look(tree: &Tree, parent: &Node, shown: &mut Vec<ShownPicture>) {
    for node in tree.children(parent) {
        let address = node.attribute("src").filter(|_| node.name == "img");
        match address.and_then(|address| Some((salesforce_id(address)?, address))) {
            Some((id, _)) if shown.iter().any(|known| known.id == id) => {}
            Some((id, address)) => {
                shown.push(ShownPicture { id: id.to_owned(), address: address.to_owned(), name: name(node).to_owned() })
            }
            None => look(tree, node, shown),
        }
    }
}

/// Whether it is there to be asked for and not to be seen: mails count their readers so.
pub(crate) fn is_unseen(node: &Node) -> bool {
    ["width", "height"]
        .into_iter()
        .any(|side| matches!(node.attribute(side).map(str::trim), Some("0" | "1" | "0px" | "1px")))
}

/// Where it may be looked at.
pub(crate) fn address(node: &Node) -> Option<&str> {
    node.attribute("src").and_then(address::link)
}

fn file_name(address: &str) -> Option<&str> {
    let path = address::link(address)?.split(['?', '#']).next()?.split_once("//")?.1;
    let (_, file) = path.rsplit_once('/')?;
    let (stem, extension) = file.rsplit_once('.')?;
    let named = !stem.is_empty() && (2..=5).contains(&extension.len());
    (named && file.bytes().all(|byte| byte.is_ascii_graphic())).then_some(file)
}

//! Pictures and other things that HTML shows from elsewhere: by their names, and where they may be looked at.

use crate::address;
use crate::parse::Node;

/// What a picture is called: its description, else its file's name. Salesforce's own are
/// `…/servlet/rtaImage?eid=…&feoid=…&refid=…` and say nothing.
pub(crate) fn name(node: &Node) -> &str {
    let described = node.attribute("alt").map(str::trim).filter(|alt| !alt.is_empty());
    described.or_else(|| file_name(node.attribute("src")?)).unwrap_or(match node.name {
        "img" => "image",
        other => other,
    })
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

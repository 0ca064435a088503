//! What kinds of elements there are.
//! <https://html.spec.whatwg.org/multipage/parsing.html#special>

/// How an element takes part in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Stands on lines of its own; a node.
    Block,
    /// A part of a table; a node.
    Table,
    /// Has no content; a node in a line.
    Void,
    /// Formatting that lasts until its end tag, whatever blocks end before.
    Formatting,
    /// What is in a line and ends with the block that it is in.
    Inline,
    /// Its tags say nothing; its content counts.
    Transparent,
    /// Neither it nor its content is for readers.
    Hidden,
}

/// Attributes that somebody reads.
pub(super) const ATTRIBUTES: [&str; 21] = [
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "class",
    "color",
    "colspan",
    "dir",
    "face",
    "height",
    "href",
    "role",
    "rowspan",
    "size",
    "src",
    "start",
    "style",
    "valign",
    "width",
];

const BLOCKS: &str = " address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption \
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu nav ol optgroup option p plaintext \
    pre search section select summary template ul xmp ";

const TABLES: &str = " table caption tbody thead tfoot tr td th ";

const VOIDS: &str = " br embed img input ";

const FORMATTING: &str = " a b big code em font i nobr s small strike strong tt u ";

const INLINES: &str = " abbr acronym audio bdi bdo button canvas cite data del dfn iframe ins kbd label map mark math meter \
    object output picture progress q rb rp rt ruby samp slot span sub sup svg textarea time var video ";

const TRANSPARENT: &str = " applet area base basefont bgsound body col colgroup frame frameset head html keygen \
    link marquee meta noscript param rtc source track wbr ";

const HIDDEN: &str = " noembed noframes script style title ";

/// The kind of an element by its name in lower case, and the name; none if HTML does not have it.
pub(super) fn element(name: &str) -> Option<(Kind, &'static str)> {
    [
        (Kind::Block, BLOCKS),
        (Kind::Table, TABLES),
        (Kind::Void, VOIDS),
        (Kind::Formatting, FORMATTING),
        (Kind::Inline, INLINES),
        (Kind::Transparent, TRANSPARENT),
        (Kind::Hidden, HIDDEN),
    ]
    .into_iter()
    .find_map(|(kind, names)| Some((kind, word(names, name)?)))
}

/// The attribute's name, if anybody reads it.
pub(super) fn attribute(name: &str) -> Option<&'static str> {
    ATTRIBUTES.into_iter().find(|known| *known == name)
}

/// Whether a node stands on lines of its own.
pub(crate) fn is_block(name: &str) -> bool {
    word(BLOCKS, name).or_else(|| word(TABLES, name)).is_some()
}

/// The word in a text of words between spaces.
fn word(words: &'static str, word: &str) -> Option<&'static str> {
    if word.is_empty() || word.contains(|character: char| !character.is_ascii_alphanumeric() && character != '-') {
        return None;
    }
    words.split(' ').find(|known| *known == word)
}

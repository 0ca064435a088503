//! The nodes and marks of Atlassian documents, as the vendor's schema has them.
//! <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>

/// What an attribute holds.
#[derive(Clone, Copy)]
pub(super) enum Attribute {
    Text,
    /// Text of at least one character.
    Filled,
    OneOf(&'static [&'static str]),
    /// A number within bounds.
    Number(f64, f64),
    Flag,
    /// `#` and that many hexadecimal digits.
    Color(&'static [usize]),
    Anything,
}

/// An attribute's name, what it holds, and whether it must be there.
pub(super) type AttributeRow = (&'static str, Attribute, bool);

/// A kind of node or mark.
pub(super) struct Shape {
    pub(super) name: &'static str,
    /// Kinds of nodes that it holds.
    pub(super) children: &'static [&'static str],
    /// How many children it has at least; none for nodes whose `content` may be missing.
    pub(super) least: Option<usize>,
    pub(super) attributes: &'static [AttributeRow],
}

/// A shape by its name.
pub(super) fn node(name: &str) -> Option<&'static Shape> {
    NODES.iter().find(|shape| shape.name == name)
}

/// A mark's shape by its name.
pub(super) fn mark(name: &str) -> Option<&'static Shape> {
    MARKS.iter().find(|shape| shape.name == name)
}

const ANY: f64 = 1e9;
const ID: AttributeRow = ("localId", Attribute::Text, false);
const LAYOUT: Attribute =
    Attribute::OneOf(&["wide", "full-width", "center", "wrap-right", "wrap-left", "align-end", "align-start"]);

const INLINE: &[&str] = &[
    "text",
    "date",
    "emoji",
    "hardBreak",
    "inlineCard",
    "mention",
    "placeholder",
    "status",
    "inlineExtension",
    "mediaInline",
];

/// What stands in a cell of a table.
const IN_CELL: &[&str] = &[
    "paragraph",
    "panel",
    "blockquote",
    "orderedList",
    "bulletList",
    "rule",
    "heading",
    "codeBlock",
    "mediaSingle",
    "mediaGroup",
    "decisionList",
    "taskList",
    "blockCard",
    "embedCard",
    "extension",
    "nestedExpand",
];

const IN_EXPAND: &[&str] = &[
    "paragraph",
    "panel",
    "blockquote",
    "orderedList",
    "bulletList",
    "rule",
    "heading",
    "codeBlock",
    "mediaSingle",
    "mediaGroup",
    "decisionList",
    "taskList",
    "table",
    "blockCard",
    "embedCard",
    "extension",
    "nestedExpand",
];

const IN_BODIED_EXTENSION: &[&str] = &[
    "paragraph",
    "panel",
    "blockquote",
    "orderedList",
    "bulletList",
    "rule",
    "heading",
    "codeBlock",
    "mediaSingle",
    "mediaGroup",
    "decisionList",
    "taskList",
    "table",
    "blockCard",
    "embedCard",
    "extension",
];

const IN_COLUMN: &[&str] = &[
    "paragraph",
    "panel",
    "blockquote",
    "orderedList",
    "bulletList",
    "rule",
    "heading",
    "codeBlock",
    "mediaSingle",
    "mediaGroup",
    "decisionList",
    "taskList",
    "table",
    "blockCard",
    "embedCard",
    "extension",
    "expand",
    "bodiedExtension",
];

const IN_DOCUMENT: &[&str] = &[
    "paragraph",
    "panel",
    "blockquote",
    "orderedList",
    "bulletList",
    "rule",
    "heading",
    "codeBlock",
    "mediaSingle",
    "mediaGroup",
    "decisionList",
    "taskList",
    "table",
    "blockCard",
    "embedCard",
    "extension",
    "expand",
    "bodiedExtension",
    "layoutSection",
];

const EXTENSION: &[AttributeRow] = &[
    ("extensionKey", Attribute::Filled, true),
    ("extensionType", Attribute::Filled, true),
    ("parameters", Attribute::Anything, false),
    ("text", Attribute::Text, false),
    ("layout", Attribute::Text, false),
    ID,
];

const CELL: &[AttributeRow] = &[
    ("colspan", Attribute::Number(-ANY, ANY), false),
    ("rowspan", Attribute::Number(-ANY, ANY), false),
    ("colwidth", Attribute::Anything, false),
    ("background", Attribute::Text, false),
    ("valign", Attribute::OneOf(&["top", "middle", "bottom"]), false),
    ID,
];

const fn shape(
    name: &'static str,
    children: &'static [&'static str],
    least: Option<usize>,
    attributes: &'static [AttributeRow],
) -> Shape {
    Shape { name, children, least, attributes }
}

/// A node that holds nothing.
const fn leaf(name: &'static str, attributes: &'static [AttributeRow]) -> Shape {
    shape(name, &[], None, attributes)
}

const NODES: &[Shape] = &[
    shape("doc", IN_DOCUMENT, Some(0), &[]),
    shape("paragraph", INLINE, None, &[ID]),
    shape("heading", INLINE, None, &[("level", Attribute::Number(1.0, 6.0), true), ID]),
    shape("bulletList", &["listItem"], Some(1), &[ID]),
    shape("orderedList", &["listItem"], Some(1), &[("order", Attribute::Number(0.0, ANY), false), ID]),
    shape(
        "listItem",
        &["paragraph", "bulletList", "orderedList", "taskList", "mediaSingle", "codeBlock", "extension"],
        Some(1),
        &[ID],
    ),
    shape(
        "codeBlock",
        &["text"],
        None,
        &[
            ("language", Attribute::Text, false),
            ("uniqueId", Attribute::Text, false),
            ("wrap", Attribute::Flag, false),
            ("hideLineNumbers", Attribute::Flag, false),
            ID,
        ],
    ),
    shape(
        "blockquote",
        &["paragraph", "orderedList", "bulletList", "codeBlock", "mediaSingle", "mediaGroup", "extension"],
        Some(1),
        &[ID],
    ),
    shape(
        "panel",
        &[
            "paragraph",
            "heading",
            "bulletList",
            "orderedList",
            "blockCard",
            "mediaGroup",
            "mediaSingle",
            "codeBlock",
            "taskList",
            "rule",
            "decisionList",
            "extension",
        ],
        Some(1),
        &[
            ("panelType", Attribute::OneOf(&["info", "note", "tip", "warning", "error", "success", "custom"]), true),
            ("panelIcon", Attribute::Text, false),
            ("panelIconId", Attribute::Text, false),
            ("panelIconText", Attribute::Text, false),
            ("panelColor", Attribute::Text, false),
            ID,
        ],
    ),
    leaf("rule", &[ID]),
    shape(
        "table",
        &["tableRow"],
        Some(1),
        &[
            ("displayMode", Attribute::OneOf(&["default", "fixed"]), false),
            ("isNumberColumnEnabled", Attribute::Flag, false),
            (
                "layout",
                Attribute::OneOf(&["wide", "full-width", "center", "align-end", "align-start", "default"]),
                false,
            ),
            ("width", Attribute::Number(-ANY, ANY), false),
            ("localId", Attribute::Filled, false),
        ],
    ),
    shape("tableRow", &["tableCell", "tableHeader"], Some(0), &[ID]),
    shape("tableCell", IN_CELL, Some(1), CELL),
    shape("tableHeader", IN_CELL, Some(1), CELL),
    shape("expand", IN_EXPAND, Some(1), &[("title", Attribute::Text, false), ID]),
    shape(
        "nestedExpand",
        &[
            "paragraph",
            "heading",
            "mediaSingle",
            "mediaGroup",
            "codeBlock",
            "bulletList",
            "orderedList",
            "taskList",
            "decisionList",
            "rule",
            "panel",
            "blockquote",
            "extension",
        ],
        Some(1),
        &[("title", Attribute::Text, false), ID],
    ),
    shape("taskList", &["taskItem", "taskList"], Some(1), &[("localId", Attribute::Text, true)]),
    shape(
        "taskItem",
        INLINE,
        None,
        &[("localId", Attribute::Text, true), ("state", Attribute::OneOf(&["TODO", "DONE"]), true)],
    ),
    shape("decisionList", &["decisionItem"], Some(1), &[("localId", Attribute::Text, true)]),
    shape("decisionItem", INLINE, None, &[("localId", Attribute::Text, true), ("state", Attribute::Text, true)]),
    shape("layoutSection", &["layoutColumn"], Some(2), &[ID]),
    shape(
        "layoutColumn",
        IN_COLUMN,
        Some(1),
        &[("width", Attribute::Number(0.0, 100.0), true), ("valign", Attribute::Text, false), ID],
    ),
    shape("mediaGroup", &["media"], Some(1), &[]),
    shape(
        "mediaSingle",
        &["media", "caption"],
        Some(1),
        &[
            ("layout", LAYOUT, true),
            ("width", Attribute::Number(0.0, ANY), false),
            ("widthType", Attribute::OneOf(&["percentage", "pixel"]), false),
            ID,
        ],
    ),
    leaf(
        "media",
        &[
            ("type", Attribute::OneOf(&["link", "file", "external"]), true),
            ("id", Attribute::Filled, false),
            ("alt", Attribute::Text, false),
            ("collection", Attribute::Text, false),
            ("height", Attribute::Number(-ANY, ANY), false),
            ("width", Attribute::Number(-ANY, ANY), false),
            ("occurrenceKey", Attribute::Filled, false),
            ("url", Attribute::Text, false),
            ID,
        ],
    ),
    shape(
        "caption",
        &["hardBreak", "mention", "emoji", "date", "placeholder", "inlineCard", "status", "text"],
        None,
        &[ID],
    ),
    leaf(
        "blockCard",
        &[
            ("url", Attribute::Text, false),
            ("data", Attribute::Anything, false),
            ("datasource", Attribute::Anything, false),
            ("width", Attribute::Number(-ANY, ANY), false),
            ("layout", LAYOUT, false),
            ID,
        ],
    ),
    leaf(
        "embedCard",
        &[
            ("url", Attribute::Text, true),
            ("layout", LAYOUT, true),
            ("width", Attribute::Number(0.0, 100.0), false),
            ("originalHeight", Attribute::Number(-ANY, ANY), false),
            ("originalWidth", Attribute::Number(-ANY, ANY), false),
            ID,
        ],
    ),
    leaf("extension", EXTENSION),
    shape("bodiedExtension", IN_BODIED_EXTENSION, Some(1), EXTENSION),
    leaf("inlineExtension", EXTENSION),
    leaf("text", &[]),
    leaf("hardBreak", &[("text", Attribute::OneOf(&["\n"]), false), ID]),
    leaf(
        "mention",
        &[
            ("id", Attribute::Text, true),
            ("text", Attribute::Text, false),
            ("accessLevel", Attribute::Text, false),
            ("userType", Attribute::OneOf(&["DEFAULT", "SPECIAL", "APP"]), false),
            ID,
        ],
    ),
    leaf(
        "emoji",
        &[("shortName", Attribute::Text, true), ("id", Attribute::Text, false), ("text", Attribute::Text, false), ID],
    ),
    leaf("date", &[("timestamp", Attribute::Filled, true), ID]),
    leaf(
        "status",
        &[
            ("text", Attribute::Filled, true),
            ("color", Attribute::OneOf(&["neutral", "purple", "blue", "red", "yellow", "green"]), true),
            ("style", Attribute::Text, false),
            ID,
        ],
    ),
    leaf("placeholder", &[("text", Attribute::Text, true), ID]),
    leaf("inlineCard", &[("url", Attribute::Text, false), ("data", Attribute::Anything, false), ID]),
    leaf(
        "mediaInline",
        &[
            ("id", Attribute::Filled, true),
            ("collection", Attribute::Text, true),
            ("type", Attribute::OneOf(&["link", "file", "image"]), false),
            ("alt", Attribute::Text, false),
            ("occurrenceKey", Attribute::Filled, false),
            ("width", Attribute::Number(-ANY, ANY), false),
            ("height", Attribute::Number(-ANY, ANY), false),
            ("data", Attribute::Anything, false),
            ID,
        ],
    ),
];

const MARKS: &[Shape] = &[
    leaf("strong", &[]),
    leaf("em", &[]),
    leaf("code", &[]),
    leaf("strike", &[]),
    leaf("underline", &[]),
    leaf(
        "link",
        &[
            ("href", Attribute::Text, true),
            ("title", Attribute::Text, false),
            ("id", Attribute::Text, false),
            ("collection", Attribute::Text, false),
            ("occurrenceKey", Attribute::Text, false),
        ],
    ),
    leaf("subsup", &[("type", Attribute::OneOf(&["sub", "sup"]), true)]),
    leaf("textColor", &[("color", Attribute::Color(&[6]), true)]),
    leaf("backgroundColor", &[("color", Attribute::Color(&[6]), true)]),
    leaf(
        "annotation",
        &[("id", Attribute::Text, true), ("annotationType", Attribute::OneOf(&["inlineComment"]), true)],
    ),
    leaf("alignment", &[("align", Attribute::OneOf(&["center", "end"]), true)]),
    leaf("indentation", &[("level", Attribute::Number(1.0, 6.0), true)]),
    leaf("border", &[("size", Attribute::Number(1.0, 3.0), true), ("color", Attribute::Color(&[6, 8]), true)]),
    leaf(
        "breakout",
        &[("mode", Attribute::OneOf(&["wide", "full-width"]), true), ("width", Attribute::Number(-ANY, ANY), false)],
    ),
];

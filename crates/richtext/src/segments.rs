//! A feed's text: the segments in which Salesforce's Connect API reads and writes it.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_message_body_input.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_message_segment_markup_begin.htm>

use weftline_wire::json::Writer;

use crate::address;
use crate::html::text_to_html;
use crate::parse::{Node, Tree, attribute, is_block, parse};
use crate::picture;

/// Segments that are opened and closed, and the elements that they are.
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_message_segment_markup_begin.htm>
const MARKUP: [(&str, &str); 10] = [
    ("Bold", "b"),
    ("Code", "code"),
    ("Hyperlink", "a"),
    ("Italic", "i"),
    ("ListItem", "li"),
    ("OrderedList", "ol"),
    ("Paragraph", "p"),
    ("Strikethrough", "s"),
    ("Underline", "u"),
    ("UnorderedList", "ul"),
];

/// A segment as it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// Text; what is not known has one too.
    Text(&'a str),
    /// Something begins, by the name of its markup; of links their address.
    Begin(&'a str, Option<&'a str>),
    /// It ends.
    End(&'a str),
    /// A link with its text.
    Link(&'a str, &'a str),
    /// An image: a word by which it is known later, and its name.
    Image(&'a str, &'a str),
}

/// Writes a segment as HTML, which nobody has made safe yet: what overlaps or does not end is left to whoever reads it.
pub fn segment_html(html: &mut String, segment: Segment<'_>) {
    let element = |markup: &str| MARKUP.iter().find(|(name, _)| *name == markup).map(|(_, element)| *element);
    match segment {
        Segment::Text(text) => html.push_str(&text_to_html(text)),
        Segment::Begin(markup, url) => {
            let Some(element) = element(markup) else { return };
            open(html, element, if element == "a" { url } else { None });
        }
        Segment::End(markup) => {
            if let Some(element) = element(markup) {
                html.extend(["</", element, ">"]);
            }
        }
        Segment::Link(url, text) => {
            open(html, "a", Some(url));
            html.extend([&text_to_html(if text.is_empty() { url } else { text }), "</a>"]);
        }
        Segment::Image(source, name) => {
            html.extend(["<img src=\"", &text_to_html(source), "\" alt=\"", &text_to_html(name), "\">"]);
        }
    }
}

fn open(html: &mut String, element: &str, url: Option<&str>) {
    html.extend(["<", element]);
    if let Some(url) = url {
        html.extend([" href=\"", &text_to_html(url), "\""]);
    }
    html.push('>');
}

/// A text in segments, as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segments {
    /// The segments: a JSON array.
    pub json: String,
    /// The text alone, a line for each paragraph and item.
    pub text: String,
}

/// HTML of an editor as the segments of a post: paragraphs, lists of one level, bold, italics, underlining, strike-through,
/// code, and links to the web. Lists within lists are flattened, headings are bold, cells stand side by side, and pictures
/// are named. Each line of `signature` is a paragraph at the end. Empty where there is no text.
#[must_use]
pub fn html_to_segments(html: &str, signature: &str) -> Segments {
    let tree = parse(html);
    let mut out = Out::new(&tree);
    if let Some(root) = tree.root() {
        out.children(root);
    }
    out.end_line();
    out.list = None;
    if out.text.trim().is_empty() {
        return Segments::default();
    }
    for line in signature.lines().filter(|line| !line.trim().is_empty()) {
        out.inline(line, &[]);
        out.end_line();
    }
    out.close_list();
    Segments { json: [&out.json.finish(), "]"].concat(), text: out.text }
}

/// What text is formatted with: a name of [`MARKUP`], and a link's address.
type Format<'t> = (&'static str, Option<&'t str>);

struct Out<'t> {
    tree: &'t Tree,
    json: Writer,
    first: bool,
    text: String,
    /// Text that is in no segment yet.
    pending: String,
    /// Whether a space was written last.
    spaced: bool,
    open: Vec<Format<'t>>,
    /// What the line is that is open: a paragraph or an item.
    line: Option<&'static str>,
    /// The list that text is in, and the one that is open.
    list: Option<&'static str>,
    open_list: Option<&'static str>,
    heading: bool,
}

impl<'t> Out<'t> {
    fn new(tree: &'t Tree) -> Out<'t> {
        let mut json = Writer::default();
        json.raw("[");
        Out {
            tree,
            json,
            first: true,
            text: String::new(),
            pending: String::new(),
            spaced: false,
            open: Vec::new(),
            line: None,
            list: None,
            open_list: None,
            heading: false,
        }
    }

    fn children(&mut self, parent: &'t Node) {
        let tree = self.tree;
        for node in tree.children(parent) {
            match node.name {
                "" if node.verbatim => {
                    for (index, line) in node.text.split('\n').enumerate() {
                        if index > 0 {
                            self.break_line();
                        }
                        self.literal(line, &self.formats(node));
                    }
                }
                "" => self.inline(&node.text, &self.formats(node)),
                "br" => self.break_line(),
                "hr" => self.end_line(),
                "template" => {}
                "ul" | "ol" | "menu" | "dir" => {
                    self.end_line();
                    let list = if node.name == "ol" { "OrderedList" } else { "UnorderedList" };
                    let outer = self.list;
                    self.list = outer.or(Some(list));
                    self.children(node);
                    self.end_line();
                    self.list = outer;
                }
                "td" | "th" => {
                    if self.line.is_some() {
                        self.literal(" | ", &[]);
                    }
                    self.children(node);
                }
                name if is_block(name) => {
                    let heading =
                        std::mem::replace(&mut self.heading, matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6"));
                    self.end_line();
                    let lines = self.text.len();
                    self.children(node);
                    // An empty paragraph is a line that somebody left free.
                    if name == "p" && self.list.is_none() && self.text.len() == lines && self.line.is_none() {
                        self.break_line();
                    }
                    self.end_line();
                    self.heading = heading;
                }
                "img" if !picture::is_unseen(node) => {
                    let name = ["[", picture::name(node), "]"].concat();
                    self.inline(&name, &self.formats(node));
                }
                _ => {}
            }
        }
    }

    /// What a node is formatted with, from the outside in, each once.
    fn formats(&self, node: &Node) -> Vec<Format<'t>> {
        let mut formats: Vec<Format<'t>> = Vec::new();
        for element in self.tree.formats(node.format) {
            let format = match element.name {
                "b" | "strong" => ("Bold", None),
                "i" | "em" | "cite" | "dfn" | "var" => ("Italic", None),
                "u" | "ins" => ("Underline", None),
                "s" | "strike" | "del" => ("Strikethrough", None),
                "code" | "kbd" | "samp" | "tt" => ("Code", None),
                "a" => match attribute(&element.attributes, "href").and_then(address::link) {
                    Some(url) if address::starts_with(url, "http") => ("Hyperlink", Some(url)),
                    _ => continue,
                },
                _ => continue,
            };
            if !formats.iter().any(|(name, _)| *name == format.0) {
                formats.insert(0, format);
            }
        }
        if node.verbatim && !formats.iter().any(|(name, _)| *name == "Code") {
            formats.push(("Code", None));
        }
        if self.heading && !formats.iter().any(|(name, _)| *name == "Bold") {
            formats.insert(0, ("Bold", None));
        }
        formats
    }

    /// Text whose white space is folded.
    fn inline(&mut self, text: &str, formats: &[Format<'t>]) {
        for (index, word) in text.split([' ', '\t', '\n', '\u{c}']).enumerate() {
            if index > 0 && self.line.is_some() && !self.spaced {
                self.literal(" ", formats);
            }
            self.literal(word, formats);
        }
    }

    /// Text as it is.
    fn literal(&mut self, text: &str, formats: &[Format<'t>]) {
        if text.is_empty() {
            return;
        }
        self.begin_line();
        let same = self.open.iter().zip(formats).take_while(|(open, format)| open == format).count();
        if same < self.open.len() || same < formats.len() {
            self.close_formats(same);
            for format in formats.iter().skip(same) {
                self.begin(format.0, format.1);
                self.open.push(*format);
            }
        }
        self.pending.push_str(text);
        self.spaced = text.ends_with(' ');
    }

    fn begin_line(&mut self) {
        if self.line.is_some() {
            return;
        }
        if self.open_list != self.list {
            self.close_list();
            if let Some(list) = self.list {
                self.begin(list, None);
            }
            self.open_list = self.list;
        }
        let line = if self.list.is_some() { "ListItem" } else { "Paragraph" };
        self.begin(line, None);
        self.line = Some(line);
    }

    fn end_line(&mut self) {
        if let Some(line) = self.line {
            let shown = self.pending.trim_end_matches(' ').len();
            self.pending.truncate(shown);
            self.spaced = false;
            self.close_formats(0);
            self.end(line);
            self.line = None;
            self.text.push('\n');
        }
    }

    /// Ends the line; where there is none, leaves one free.
    fn break_line(&mut self) {
        if self.line.is_none() && self.list.is_none() {
            self.literal("\u{a0}", &[]);
        }
        self.end_line();
    }

    fn close_list(&mut self) {
        if let Some(list) = self.open_list.take() {
            self.end(list);
        }
    }

    fn close_formats(&mut self, keep: usize) {
        while self.open.len() > keep {
            if let Some((format, _)) = self.open.pop() {
                self.end(format);
            }
        }
    }

    fn begin(&mut self, markup: &'static str, url: Option<&str>) {
        self.segment("MarkupBegin", "markupType", markup, url);
    }

    fn end(&mut self, markup: &'static str) {
        self.segment("MarkupEnd", "markupType", markup, None);
    }

    fn segment(&mut self, kind: &str, member: &str, value: &str, url: Option<&str>) {
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            self.text.push_str(&pending);
            self.segment("Text", "text", &pending, None);
        }
        self.json.raw(if std::mem::take(&mut self.first) { "{\"type\":" } else { ",{\"type\":" });
        self.json.string(kind);
        for (member, value) in [(member, Some(value)), ("url", url)] {
            if let Some(value) = value {
                self.json.raw(",");
                self.json.string(member);
                self.json.raw(":");
                self.json.string(value);
            }
        }
        self.json.raw("}");
    }
}

#[cfg(test)]
mod tests;

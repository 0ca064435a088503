//! Walks the tree, and writes paragraphs and what holds them.

use super::writer::{EMPTY_PARAGRAPH, push_member};
use super::{Block, Marks, Place, ToAdf};
use crate::address::starts_with;
use crate::loss::LossKind;
use crate::media::Placed;
use crate::parse::{Node, attribute, is_block};
use crate::picture;
use crate::style::{INDENT_MAX, colour, declarations, indent, is_lost_colour, panel_of};

impl ToAdf<'_> {
    pub(super) fn flow(&mut self, parent: &Node) {
        let tree = self.tree;
        for node in tree.children(parent) {
            self.node(node);
        }
    }

    pub(super) fn node(&mut self, node: &Node) {
        if node.is_text() {
            let marks = self.marks(node);
            return self.text(&node.text, &marks, node.verbatim);
        }
        match node.name {
            "br" => self.line.line_break(),
            name if !is_block(name) => self.shown_from_elsewhere(node),
            "template" => self.losses.add(LossKind::Unknown, "template"),
            "hr" => self.rule(),
            "pre" | "listing" | "xmp" | "plaintext" => self.code_block(node),
            "ul" | "ol" | "menu" | "dir" => self.list(node),
            "table" => self.table(node),
            "blockquote" => self.quote(node),
            _ => self.plain_block(node),
        }
    }

    /// Text, and in it what is named of what the document has had so far.
    fn text(&mut self, text: &str, marks: &Marks, verbatim: bool) {
        let mut rest = text;
        while let Some((before, placed, after)) = self.placing.in_text(rest) {
            let name = rest.get(before.len()..rest.len() - after.len()).unwrap_or_default();
            self.line.text(before, marks, verbatim);
            if !self.place(placed) {
                self.line.text(name, marks, verbatim);
            }
            rest = after;
        }
        self.line.text(rest, marks, verbatim);
    }

    /// Puts something where it belongs; whether it may stand there.
    fn place(&mut self, placed: Placed) -> bool {
        match placed {
            Placed::Inline(json) => self.line.node(json),
            Placed::Text(text) => self.line.text(&text, &Marks::default(), false),
            Placed::Block { in_lists, .. } if self.place == Place::Line || (self.place == Place::Item && !in_lists) => {
                return false;
            }
            Placed::Block { json, .. } => {
                self.flush();
                self.adf.leaf(&json);
            }
        }
        true
    }

    /// A block that is a paragraph, a heading, or only holds others.
    fn plain_block(&mut self, node: &Node) {
        self.flush();
        if matches!(node.name, "dl" | "details" | "fieldset") {
            self.losses.add(LossKind::Layout, node.name);
        }
        if node.name == "select" {
            self.losses.add(LossKind::Unknown, "select");
        }
        let outer = self.block.clone();
        self.enter(node);
        match self.panel(node) {
            Some(kind) => {
                let mut head = String::from(r#"{"type":"panel","attrs":{"#);
                push_member(&mut head, "panelType", kind);
                head.push_str(r#"},"content":["#);
                self.within(Place::Panel, head, node);
            }
            None => {
                self.flow(node);
                self.flush();
            }
        }
        self.block = outer;
    }

    /// What a block says about its lines and those of the blocks in it.
    fn enter(&mut self, node: &Node) {
        self.block.heading = match node.name {
            "h1" => 1,
            "h2" => 2,
            "h3" => 3,
            "h4" => 4,
            "h5" => 5,
            "h6" => 6,
            _ => self.block.heading,
        };
        if self.block.heading > 0 && self.place == Place::Line {
            self.losses.add(LossKind::Formatting, "heading");
        }
        if matches!(node.name, "dt" | "summary" | "legend") {
            self.block.marks.strong = true;
        }
        self.align(node);
        let class = node.attribute("class").unwrap_or_default();
        if let Some(steps) = quill_indent(class) {
            self.block.indent = steps;
        }
        self.block.marks.style(&node.attributes, false);
        for (property, value) in node.attribute("style").into_iter().flat_map(declarations) {
            match property.as_str() {
                "margin-left" | "padding-left" => self.block.indent = indent(value).unwrap_or(self.block.indent),
                "background-color" | "background"
                    if self.panel(node).is_none() && (colour(value).is_some() || is_lost_colour(value)) =>
                {
                    self.losses.add(LossKind::Formatting, "backgroundColor");
                }
                "color" if is_lost_colour(value) => self.losses.add(LossKind::Formatting, "textColor"),
                "font-size" => self.losses.add(LossKind::Formatting, "fontSize"),
                "font-family" => self.losses.add(LossKind::Formatting, "fontFamily"),
                _ => {}
            }
        }
    }

    pub(super) fn align(&mut self, node: &Node) {
        let style = node.attribute("style").into_iter().flat_map(declarations);
        let by_style = style.filter(|(property, _)| property == "text-align").last().map(|(_, value)| value);
        let by_class = node
            .attribute("class")
            .and_then(|class| class.split_ascii_whitespace().find_map(|class| class.strip_prefix("ql-align-")));
        let aligned = by_style.or(by_class).or_else(|| node.attribute("align"));
        let aligned = aligned.or((node.name == "center").then_some("center"));
        self.block.align = match aligned.map(str::to_ascii_lowercase).as_deref() {
            Some("center") => Some("center"),
            Some("right" | "end") => Some("end"),
            Some(_) => None,
            None => self.block.align,
        };
    }

    /// The type of panel that an element is.
    fn panel(&self, node: &Node) -> Option<&'static str> {
        if node.name != "div" || !matches!(self.place, Place::Document | Place::Cell) {
            return None;
        }
        let style = node.attribute("style").into_iter().flat_map(declarations);
        let background = style.filter(|(property, _)| property == "background-color").last();
        background.and_then(|(_, value)| panel_of(&colour(value)?))
    }

    /// Writes a node that holds blocks, and is left out if it holds none.
    fn within(&mut self, place: Place, head: String, node: &Node) {
        let outer = std::mem::replace(&mut self.place, place);
        self.adf.open(head);
        self.flow(node);
        self.flush();
        self.adf.close();
        self.place = outer;
    }

    fn quote(&mut self, node: &Node) {
        self.flush();
        let outer = self.block.clone();
        self.enter(node);
        if matches!(self.place, Place::Document | Place::Cell) {
            // Mail programs indent what they quote.
            self.block.indent = 0;
            self.within(Place::Quote, String::from(r#"{"type":"blockquote","content":["#), node);
        } else {
            self.losses.add(LossKind::Layout, "blockquote");
            self.flow(node);
            self.flush();
        }
        self.block = outer;
    }

    fn rule(&mut self) {
        self.flush();
        if matches!(self.place, Place::Document | Place::Cell | Place::Panel) {
            self.adf.leaf(r#"{"type":"rule"}"#);
        } else {
            self.losses.add(LossKind::Layout, "rule");
        }
    }

    fn code_block(&mut self, node: &Node) {
        self.flush();
        let mut code = String::new();
        let mut language = None;
        self.code(node, &mut code, &mut language);
        let class = node.attribute("class").unwrap_or_default();
        // Quill ends each of its lines, the last one too.
        if class.split_ascii_whitespace().any(|class| class == "ql-syntax") && code.ends_with('\n') {
            code.pop();
        }
        if self.place == Place::Line {
            self.losses.add(LossKind::Formatting, "codeBlock");
            let marks = Marks { code: true, ..Marks::default() };
            self.line.text(&code, &marks, true);
            return self.flush();
        }
        let mut json = String::from(r#"{"type":"codeBlock""#);
        if let Some(language) = language_of(class).or(language.as_deref()) {
            json.push_str(r#","attrs":{"#);
            push_member(&mut json, "language", language);
            json.push('}');
        }
        json.push_str(r#","content":["#);
        if !code.is_empty() {
            json.push('{');
            push_member(&mut json, "type", "text");
            push_member(&mut json, "text", &code);
            json.push('}');
        }
        json.push_str("]}");
        self.adf.leaf(&json);
    }

    fn code(&mut self, parent: &Node, code: &mut String, language: &mut Option<String>) {
        let tree = self.tree;
        for node in tree.children(parent) {
            if node.is_text() {
                for element in tree.formats(node.format) {
                    let class = attribute(&element.attributes, "class").unwrap_or_default();
                    if let Some(found) = language_of(class).filter(|_| language.is_none()) {
                        *language = Some(found.to_owned());
                    }
                }
                let marks = self.marks(node);
                for lost in marks.beside_code() {
                    self.losses.add(LossKind::Formatting, lost);
                }
                code.push_str(&node.text);
            } else if node.name == "br" {
                code.push('\n');
            } else if is_block(node.name) {
                if !code.is_empty() && !code.ends_with('\n') {
                    code.push('\n');
                }
                self.code(node, code, language);
            } else {
                self.losses.add(LossKind::Media, node.name);
                code.push_str(picture::name(node));
            }
        }
    }

    /// A picture or the like: its name, with a link where there is one.
    fn shown_from_elsewhere(&mut self, node: &Node) {
        let (kind, name) = match node.name {
            "img" => (LossKind::Media, "image"),
            "input" => (LossKind::Unknown, "input"),
            other => (LossKind::Media, other),
        };
        if node.name == "img"
            && let Some(placed) = self.placing.picture(node.attribute("src").unwrap_or_default(), picture::name(node))
            && self.place(placed)
        {
            return;
        }
        self.losses.add(kind, name);
        if picture::is_unseen(node) {
            return;
        }
        let mut marks = self.marks(node);
        let address = picture::address(node);
        if node.name != "img" && address.is_none() {
            return;
        }
        let is_of_salesforce = address.is_some_and(|address| picture::salesforce_id(address).is_some());
        let marker = || picture::marker(node);
        let name = match address {
            Some(address) => {
                marks.link.get_or_insert_with(|| address.to_owned());
                if is_of_salesforce { marker() } else { picture::name(node).to_owned() }
            }
            None => marker(),
        };
        self.line.text(&name, &marks, false);
    }

    /// The formatting of a node in a line.
    pub(super) fn marks(&mut self, node: &Node) -> Marks {
        let tree = self.tree;
        if self.known.0 != node.format {
            let elements: Vec<_> = tree.formats(node.format).collect();
            let mut marks = Marks::default();
            for element in elements.iter().rev() {
                marks.add(element.name, &element.attributes);
            }
            self.known = (node.format, marks);
        }
        let mut marks = if node.format == 0 { Marks::default() } else { self.known.1.clone() };
        let block = &self.block.marks;
        marks.strong |= block.strong;
        marks.em |= block.em;
        marks.underline |= block.underline;
        marks.strike |= block.strike;
        marks.subsup = marks.subsup.or(block.subsup);
        if marks.colour.is_none() {
            marks.colour.clone_from(&block.colour);
        }
        marks
    }

    /// Ends the line that is in the making.
    pub(super) fn flush(&mut self) {
        if self.place == Place::Line {
            if !self.line.is_blank() && !self.line.ends_broken() {
                self.line.line_break();
            }
            return;
        }
        if self.line.is_empty() {
            return;
        }
        let is_heading = self.block.heading > 0 && matches!(self.place, Place::Document | Place::Cell | Place::Panel);
        if self.block.heading > 0 && !is_heading {
            self.losses.add(LossKind::Formatting, "heading");
            self.line.embolden();
        }
        let Some(content) = self.line.take(self.losses) else { return };
        let marks = self.line_marks(is_heading);
        if content.is_empty() && !is_heading && marks.is_empty() {
            return self.adf.leaf(EMPTY_PARAGRAPH);
        }
        let mut json = String::from("{");
        push_member(&mut json, "type", if is_heading { "heading" } else { "paragraph" });
        if is_heading {
            json.push_str(r#","attrs":{"level":"#);
            json.push(char::from(b'0' + self.block.heading));
            json.push('}');
        }
        json.push_str(&marks);
        json.push_str(r#","content":["#);
        json.push_str(&content);
        json.push_str("]}");
        self.adf.leaf(&json);
    }

    /// Alignment or indentation, as far as ADF allows it where the line stands; never both.
    fn line_marks(&mut self, is_heading: bool) -> String {
        let Block { align, indent, .. } = self.block;
        let may_align = matches!(self.place, Place::Document | Place::Cell);
        let may_indent = self.place == Place::Document || (self.place == Place::Cell && is_heading);
        let aligned = align.filter(|_| may_align);
        let indented = Some(indent).filter(|&indent| indent > 0 && may_indent && aligned.is_none());
        if align.is_some() && aligned.is_none() {
            self.losses.add(LossKind::Formatting, "alignment");
        }
        if indent > 0 && indented.is_none() {
            self.losses.add(LossKind::Formatting, "indentation");
        }
        match (aligned, indented) {
            (Some(align), _) => [r#","marks":[{"type":"alignment","attrs":{"align":""#, align, r#""}}]"#].concat(),
            (None, Some(level)) => {
                let level = level.min(INDENT_MAX).to_string();
                [r#","marks":[{"type":"indentation","attrs":{"level":"#, &level, "}}]"].concat()
            }
            (None, None) => String::new(),
        }
    }
}

/// The indentation that Quill writes as a class.
pub(super) fn quill_indent(class: &str) -> Option<u32> {
    class.split_ascii_whitespace().find_map(|class| class.strip_prefix("ql-indent-")?.parse().ok())
}

/// The language of code that a class names, as HTML suggests it.
/// <https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-code-element>
fn language_of(class: &str) -> Option<&str> {
    let mut classes = class.split_ascii_whitespace();
    classes
        .find_map(|class| {
            ["language-", "lang-"]
                .iter()
                .find(|prefix| starts_with(class, prefix))
                .and_then(|prefix| class.get(prefix.len()..))
        })
        .filter(|language| !language.is_empty())
}

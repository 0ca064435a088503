//! Blocks: paragraphs, lists, panels and the like.

use super::ToHtml;
use crate::adf::Node;
use crate::loss::LossKind;
use crate::style::{INDENT_MAX, INDENT_PX, colour, panel_colour};
use crate::text::{inline_count, is_inline};

/// What stands before the items of lists that HTML does not have.
pub(crate) const OPEN_TASK: &str = "\u{2610}";
pub(crate) const DONE_TASK: &str = "\u{2611}";
pub(crate) const DECISION: &str = "\u{25c7}";

impl ToHtml<'_> {
    pub(super) fn blocks(&mut self, nodes: &[Node<'_>]) {
        let mut rest = nodes;
        while let Some((node, after)) = rest.split_first() {
            // Inline nodes may stand among blocks where depth was flattened.
            let inline = inline_count(rest);
            match rest.split_at_checked(inline).filter(|_| inline > 0) {
                Some((line, after)) => {
                    self.paragraph("p", &[], line);
                    rest = after;
                }
                None => {
                    self.block(node);
                    rest = after;
                }
            }
        }
    }

    pub(super) fn block(&mut self, node: &Node<'_>) {
        if is_inline(node) {
            return self.paragraph("p", &[], std::slice::from_ref(node));
        }
        match &*node.kind {
            "paragraph" | "heading" => self.aligned(node),
            "" | "doc" | "listItem" | "taskItem" | "blockTaskItem" | "decisionItem" | "tableCell" | "tableHeader"
            | "mediaSingle" | "mediaGroup" => {
                self.block_marks(node);
                self.blocks(&node.content);
            }
            "caption" => self.paragraph("p", &[], &node.content),
            "codeBlock" => self.code_block(node),
            "bulletList" | "orderedList" => self.list(node),
            "taskList" | "decisionList" => self.signed_list(node),
            "blockquote" => {
                self.block_marks(node);
                self.out.html.start("blockquote");
                self.blocks(&node.content);
                self.out.html.end();
            }
            "rule" => self.out.html.void("hr"),
            "table" => self.table(node),
            "panel" => self.panel(node),
            "layoutSection" | "layoutColumn" => self.framed(node),
            "expand" | "nestedExpand" => {
                if let Some(title) = node.attributes.get("title") {
                    self.out.html.start("p");
                    self.out.html.start("strong");
                    self.plain_line(title);
                    self.out.html.end();
                    self.out.html.end();
                }
                self.framed(node);
            }
            "extension"
            | "bodiedExtension"
            | "multiBodiedExtension"
            | "extensionFrame"
            | "syncBlock"
            | "bodiedSyncBlock" => self.foreign(node, LossKind::Extension),
            _ => self.foreign(node, LossKind::Unknown),
        }
    }

    /// A paragraph or heading with its alignment and indentation.
    fn aligned(&mut self, node: &Node<'_>) {
        let style = self.line_style(node);
        let attributes = [("style", style.as_str())];
        let attributes = if style.is_empty() { &[][..] } else { &attributes[..] };
        let name = match (&*node.kind, node.attributes.get("level")) {
            ("paragraph", _) => "p",
            (_, Some("2")) => "h2",
            (_, Some("3")) => "h3",
            (_, Some("4")) => "h4",
            (_, Some("5")) => "h5",
            (_, Some("6")) => "h6",
            _ => "h1",
        };
        self.paragraph(name, attributes, &node.content);
    }

    fn paragraph(&mut self, name: &'static str, attributes: &[(&str, &str)], nodes: &[Node<'_>]) {
        self.out.html.start_with(name, attributes);
        self.line(nodes);
        self.out.html.end();
    }

    fn line_style(&mut self, node: &Node<'_>) -> String {
        let mut style = String::new();
        for mark in &node.marks {
            let declaration = match (&*mark.kind, mark.attributes.get("align"), mark.attributes.get("level")) {
                ("alignment", Some("center"), _) => String::from("text-align: center"),
                ("alignment", Some("end"), _) => String::from("text-align: right"),
                ("indentation", _, Some(level)) => match level.parse::<u32>() {
                    Ok(level @ 1..=INDENT_MAX) => ["margin-left: ", &(level * INDENT_PX).to_string(), "px"].concat(),
                    _ => continue,
                },
                _ => {
                    self.block_mark(&mark.kind);
                    continue;
                }
            };
            if !style.is_empty() {
                style.push_str("; ");
            }
            style.push_str(&declaration);
        }
        style
    }

    pub(super) fn block_marks(&mut self, node: &Node<'_>) {
        for mark in &node.marks {
            self.block_mark(&mark.kind);
        }
    }

    pub(super) fn block_mark(&mut self, kind: &str) {
        match kind {
            // These hold nothing that a reader sees.
            "annotation" | "breakout" | "dataConsumer" | "fragment" => {}
            "strong" | "em" | "strike" | "underline" | "code" | "subsup" | "textColor" | "backgroundColor"
            | "alignment" | "indentation" | "border" | "fontSize" | "link" => {
                self.losses.add(LossKind::Formatting, kind);
            }
            other => self.losses.add(LossKind::Unknown, other),
        }
    }

    fn code_block(&mut self, node: &Node<'_>) {
        self.block_marks(node);
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.');
        match node.attributes.get("language") {
            Some(language) if language.chars().all(is_word) => {
                self.out.html.start_with("pre", &[("class", &["language-", language].concat())]);
            }
            Some(_) => {
                self.losses.add(LossKind::Formatting, "language");
                self.out.html.start("pre");
            }
            None => self.out.html.start("pre"),
        }
        let mut code = String::new();
        self.code(&node.content, &mut code);
        let code = code.replace("\r\n", "\n").replace('\r', "\n");
        self.out.html.text(&code);
        self.out.html.end();
    }

    fn code(&mut self, nodes: &[Node<'_>], code: &mut String) {
        for node in nodes {
            match &*node.kind {
                "text" => {
                    for mark in &node.marks {
                        self.block_mark(&mark.kind);
                    }
                    code.push_str(&node.text);
                }
                "hardBreak" => code.push('\n'),
                kind => {
                    self.losses.add(LossKind::Unknown, kind);
                    code.push_str(&node.text);
                    code.push_str(node.attributes.get("text").unwrap_or_default());
                    self.code(&node.content, code);
                }
            }
        }
    }

    fn list(&mut self, node: &Node<'_>) {
        self.block_marks(node);
        match node.attributes.get("order").filter(|order| *order != "1") {
            _ if &*node.kind == "bulletList" => self.out.html.start("ul"),
            Some(order) if order.parse::<u32>().is_ok() => self.out.html.start_with("ol", &[("start", order)]),
            _ => self.out.html.start("ol"),
        }
        for item in &node.content {
            self.out.html.start("li");
            self.item(item);
            self.out.html.end();
        }
        self.out.html.end();
    }

    /// An item of a list: its text stands in it without a paragraph, unless there are several.
    fn item(&mut self, item: &Node<'_>) {
        if &*item.kind != "listItem" {
            return self.block(item);
        }
        self.block_marks(item);
        match item.content.split_first() {
            Some((first, lists)) if is_plain_paragraph(first) && lists.iter().all(is_list) => {
                self.line(&first.content);
                self.blocks(lists);
            }
            _ => self.blocks(&item.content),
        }
    }

    /// Tasks and decisions: a list of bullets whose items begin with a sign. A list within stands beside its item in
    /// ADF and within it in HTML.
    fn signed_list(&mut self, node: &Node<'_>) {
        self.block_marks(node);
        self.out.html.start("ul");
        let mut open = false;
        for item in &node.content {
            let inner = is_list(item);
            if open && !inner {
                self.out.html.end();
            }
            if !inner || !open {
                self.out.html.start("li");
                open = true;
            }
            if !matches!(&*item.kind, "taskItem" | "blockTaskItem" | "decisionItem") {
                self.block(item);
                continue;
            }
            let sign = match (&*item.kind, item.attributes.get("state")) {
                ("decisionItem", _) => DECISION,
                (_, Some("DONE")) => DONE_TASK,
                _ => OPEN_TASK,
            };
            self.block_marks(item);
            self.out.html.text(sign);
            if item.content.iter().all(is_inline) {
                if !item.content.is_empty() {
                    self.out.html.text(" ");
                    self.line(&item.content);
                }
            } else {
                self.blocks(&item.content);
            }
        }
        if open {
            self.out.html.end();
        }
        self.out.html.end();
    }

    fn panel(&mut self, node: &Node<'_>) {
        self.block_marks(node);
        let kind = node.attributes.get("panelType").unwrap_or_default();
        let own = node.attributes.get("panelColor").and_then(colour);
        let known = panel_colour(kind);
        if known.is_none() {
            self.losses.add(LossKind::Layout, "panel");
        }
        match known.or(own.as_deref()) {
            Some(colour) => {
                self.out.html.start_with("div", &[("style", &["background-color: ", colour].concat())]);
            }
            None => self.out.html.start("div"),
        }
        self.blocks(&node.content);
        self.out.html.end();
    }

    fn framed(&mut self, node: &Node<'_>) {
        self.block_marks(node);
        self.losses.add(LossKind::Layout, &node.kind);
        self.blocks(&node.content);
    }

    fn foreign(&mut self, node: &Node<'_>, kind: LossKind) {
        self.block_marks(node);
        let name = node.attributes.get("extensionKey").filter(|_| kind == LossKind::Extension);
        self.losses.add(kind, name.unwrap_or(&node.kind));
        for text in [&*node.text, node.attributes.get("text").unwrap_or_default()] {
            if !text.is_empty() {
                self.out.html.start("p");
                self.plain_line(text);
                self.out.html.end();
            }
        }
        self.blocks(&node.content);
    }
}

pub(super) fn is_plain_paragraph(node: &Node<'_>) -> bool {
    &*node.kind == "paragraph" && node.marks.is_empty()
}

fn is_list(node: &Node<'_>) -> bool {
    matches!(&*node.kind, "bulletList" | "orderedList" | "taskList" | "decisionList")
}

//! Lists: of bullets and numbers, and, where their items begin with a sign, of tasks and decisions.

use super::blocks::quill_indent;
use super::{Place, ToAdf};
use crate::loss::LossKind;
use crate::parse::{Node, Tree, is_block};
use crate::to_html::{DECISION, DONE_TASK, OPEN_TASK};

/// Steps by which Quill indents at most.
const QUILL_INDENT_MAX: u32 = 8;

impl ToAdf<'_> {
    pub(super) fn list(&mut self, node: &Node) {
        self.flush();
        if self.place == Place::Line {
            // A list in the line of a decision.
            self.losses.add(LossKind::Layout, "list");
            self.flow(node);
            return self.flush();
        }
        let outer = self.block.clone();
        (self.block.heading, self.block.align, self.block.indent) = (0, None, 0);
        let with_tasks = matches!(self.place, Place::Document | Place::Cell | Place::Panel | Place::Item);
        if with_tasks && node.name != "ol" && are_tasks(self.tree, node) {
            self.item_begins_with_paragraph();
            self.tasks(node);
        } else if with_tasks && self.place != Place::Item && node.name != "ol" && are_decisions(self.tree, node) {
            self.decisions(node);
        } else {
            self.item_begins_with_paragraph();
            self.items(node);
        }
        self.block = outer;
    }

    /// An item of a list holds a list only after something else.
    fn item_begins_with_paragraph(&mut self) {
        if self.place == Place::Item && self.adf.is_empty() {
            self.adf.leaf(super::writer::EMPTY_PARAGRAPH);
        }
    }

    fn items(&mut self, node: &Node) {
        let tree = self.tree;
        let head = list_head(node);
        let place = std::mem::replace(&mut self.place, Place::Item);
        self.adf.open(head.as_str());
        // Whether an item is open, at each level of Quill's indents.
        let mut open = vec![false];
        for child in tree.children(node) {
            let is_item = child.name == "li";
            if child.is_text() && child.text.trim_ascii().is_empty() && self.line.is_blank() {
                continue;
            }
            if is_item {
                let level = child.attribute("class").and_then(quill_indent).unwrap_or_default().min(QUILL_INDENT_MAX);
                while open.len() > level as usize + 1 {
                    self.close_item(open.pop());
                    self.adf.close();
                }
                while open.len() < level as usize + 1 {
                    self.open_item(open.last_mut());
                    self.flush();
                    self.item_begins_with_paragraph();
                    self.adf.open(head.as_str());
                    open.push(false);
                }
                self.close_item(open.last().copied());
                open.last_mut().into_iter().for_each(|open| *open = false);
            }
            self.open_item(open.last_mut());
            if is_item {
                let outer = self.block.clone();
                self.align(child);
                self.block.marks.style(&child.attributes, false);
                self.flow(child);
                self.flush();
                self.block = outer;
            } else {
                self.node(child);
            }
        }
        while let Some(item) = open.pop() {
            self.close_item(Some(item));
            self.adf.close();
        }
        self.place = place;
    }

    fn open_item(&mut self, open: Option<&mut bool>) {
        if open.is_some_and(|open| !std::mem::replace(open, true)) {
            self.adf.open_now(r#"{"type":"listItem","content":["#);
        }
    }

    fn close_item(&mut self, open: Option<bool>) {
        if open == Some(true) {
            self.flush();
            self.adf.close_filled();
        }
    }

    fn tasks(&mut self, node: &Node) {
        let tree = self.tree;
        let head = self.with_local_id(r#"{"type":"taskList","attrs":{"localId":""#, r#""},"content":["#);
        let place = std::mem::replace(&mut self.place, Place::Line);
        self.adf.open(head);
        for item in tree.children(node).filter(|child| child.name == "li") {
            let done = sign(tree, item) == Some(DONE_TASK);
            self.line.skip_sign();
            let mut written = false;
            for child in tree.children(item) {
                if is_list(child) {
                    if !std::mem::replace(&mut written, true) || !self.line.is_blank() {
                        self.task(done);
                    }
                    self.tasks(child);
                } else {
                    self.node(child);
                }
            }
            if !written || !self.line.is_blank() {
                self.task(done);
            }
        }
        self.adf.close();
        self.place = place;
    }

    fn task(&mut self, done: bool) {
        // Escaped, because the word stands for unfinished work elsewhere.
        let state = if done { "DONE" } else { "TO\u{44}O" };
        self.signed_item("taskItem", state);
    }

    fn decisions(&mut self, node: &Node) {
        let tree = self.tree;
        let head = self.with_local_id(r#"{"type":"decisionList","attrs":{"localId":""#, r#""},"content":["#);
        let place = std::mem::replace(&mut self.place, Place::Line);
        self.adf.open(head);
        for item in tree.children(node).filter(|child| child.name == "li") {
            self.line.skip_sign();
            self.flow(item);
            self.signed_item("decisionItem", "DECIDED");
        }
        self.adf.close();
        self.place = place;
    }

    fn signed_item(&mut self, kind: &str, state: &str) {
        let content = self.line.take(self.losses).unwrap_or_default();
        let head = [r#"{"type":""#, kind, r#"","attrs":{"localId":""#].concat();
        let tail = [r#"","state":""#, state, r#""},"content":["#, &content, "]}"].concat();
        let json = self.with_local_id(&head, &tail);
        self.adf.leaf(&json);
    }

    fn with_local_id(&mut self, before: &str, after: &str) -> String {
        self.local_id += 1;
        [before, &self.local_id.to_string(), after].concat()
    }
}

fn list_head(node: &Node) -> String {
    if node.name != "ol" {
        return String::from(r#"{"type":"bulletList","content":["#);
    }
    let start = node.attribute("start").and_then(|start| start.trim().parse::<u32>().ok()).filter(|&start| start != 1);
    match start {
        Some(start) => [r#"{"type":"orderedList","attrs":{"order":"#, &start.to_string(), r#"},"content":["#].concat(),
        None => String::from(r#"{"type":"orderedList","content":["#),
    }
}

pub(super) fn is_list(node: &Node) -> bool {
    matches!(node.name, "ul" | "ol" | "menu" | "dir")
}

/// Whether all items begin with a box, and those of lists in them.
fn are_tasks(tree: &Tree, list: &Node) -> bool {
    are_all(tree, list, &[OPEN_TASK, DONE_TASK])
        && tree
            .children(list)
            .all(|item| tree.children(item).filter(|child| is_list(child)).all(|list| are_tasks(tree, list)))
}

fn are_decisions(tree: &Tree, list: &Node) -> bool {
    are_all(tree, list, &[DECISION])
        && tree.children(list).all(|item| !tree.children(item).any(|child| is_block(child.name)))
}

fn are_all(tree: &Tree, list: &Node, signs: &[&str]) -> bool {
    let mut items =
        tree.children(list).filter(|child| !(child.is_text() && child.text.trim_ascii().is_empty())).peekable();
    items.peek().is_some()
        && items.all(|item| item.name == "li" && sign(tree, item).is_some_and(|sign| signs.contains(&sign)))
}

/// The sign that an item begins with.
fn sign(tree: &Tree, item: &Node) -> Option<&'static str> {
    let first = tree.children(item).find(|child| !(child.is_text() && child.text.trim_ascii().is_empty()))?;
    if matches!(first.name, "p" | "div") {
        return sign(tree, first);
    }
    let text = first.text.trim_ascii_start();
    [OPEN_TASK, DONE_TASK, DECISION].into_iter().find(|sign| text.starts_with(sign))
}

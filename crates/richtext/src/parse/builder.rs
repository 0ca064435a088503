//! Tags into a tree.

mod formatting;

use std::borrow::Cow;

use super::elements::{self, Kind, element, is_block};
use super::tokenizer::{StartTag, Token, Tokenizer};
use super::{Attribute, Node, Tree, UNKNOWN};

/// Blocks in one another that are kept; people's documents have about twenty.
const DEPTH_MAX: usize = 96;

/// A table and what it needs down to a cell is kept whole.
const DEPTH_MAX_TABLE: usize = DEPTH_MAX + 4;

/// Elements of formatting around one text.
const FORMATS_MAX: usize = 32;

/// Bytes of style sheets that are kept.
const STYLES_MAX: usize = 64 << 10;

/// How far an end tag looks back among blocks that were flattened.
const FLATTENED_SEEN: usize = 8;

/// Reads HTML. Whatever it is, there is a tree.
pub(crate) fn parse(html: &str) -> Tree {
    let html = if html.contains('\r') {
        Cow::Owned(html.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(html)
    };
    let mut builder = Builder::new();
    let mut tokenizer = Tokenizer::new(&html);
    while let Some(token) = tokenizer.next() {
        match token {
            Token::Text(text) => builder.text(&text),
            Token::Start(tag) => builder.start(tag),
            Token::End(name) => builder.end(&name),
        }
    }
    builder.tree
}

/// An element of formatting that is open.
#[derive(Clone, Copy)]
struct Active {
    element: usize,
    /// The formatting that this one and those before it make.
    format: usize,
    /// The depth of blocks in which it was opened, if it ends with the block.
    depth: Option<usize>,
}

struct Builder {
    tree: Tree,
    /// Blocks that are open, the root first.
    open: Vec<usize>,
    /// How many of them are paragraphs, which nearly every block ends.
    paragraphs: usize,
    active: Vec<Active>,
    /// For each open cell, how many formats were active before it: its content cannot end those.
    barriers: Vec<usize>,
    /// Blocks that are open but deeper than is kept.
    over: Vec<&'static str>,
    /// The element whose content is left out.
    hidden: bool,
    /// Whether that element is a style sheet.
    styles: bool,
    /// Whether a line break that comes now is left out.
    skip_line_break: bool,
}

impl Builder {
    fn new() -> Builder {
        let tree =
            Tree { nodes: vec![Node { name: "body", ..Node::default() }], formats: vec![(0, 0)], ..Tree::default() };
        Builder {
            tree,
            open: vec![0],
            paragraphs: 0,
            active: Vec::new(),
            barriers: Vec::new(),
            over: Vec::new(),
            hidden: false,
            styles: false,
            skip_line_break: false,
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden {
            if self.styles && self.tree.styles.len() + text.len() <= STYLES_MAX {
                self.tree.styles.push_str(text);
            }
            return;
        }
        let skip = std::mem::take(&mut self.skip_line_break);
        let text = text.strip_prefix('\n').filter(|_| skip).unwrap_or(text);
        let text = if text.contains(is_control) {
            Cow::Owned(text.chars().filter(|&character| !is_control(character)).collect())
        } else {
            Cow::Borrowed(text)
        };
        let blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
        if text.is_empty() || (blank && is_table_part(self.current())) {
            return;
        }
        self.cell_if_needed();
        let format = self.format();
        let verbatim = self.open_names().any(|name| matches!(name, "pre" | "listing" | "xmp" | "plaintext"))
            || self.is_formatted("textarea");
        if let Some(last) = self.last_child_mut()
            && last.is_text()
            && last.format == format
            && last.verbatim == verbatim
        {
            return last.text.push_str(&text);
        }
        self.append(Node { text: text.into_owned(), format, verbatim, ..Node::default() });
    }

    fn start(&mut self, tag: StartTag<'_>) {
        self.skip_line_break = false;
        let (kind, name) = element(&tag.name).unwrap_or((Kind::Inline, UNKNOWN));
        let attributes = attributes(&tag);
        match kind {
            Kind::Block => self.block(name, attributes),
            Kind::Table => self.table_part(name, attributes),
            Kind::Void => self.void(name, attributes),
            Kind::Formatting | Kind::Inline => self.formatting(kind, name, attributes, tag),
            Kind::Transparent => {}
            Kind::Hidden => (self.hidden, self.styles) = (true, name == "style"),
        }
    }

    fn end(&mut self, tag_name: &str) {
        self.skip_line_break = false;
        let (kind, name) = element(tag_name).unwrap_or((Kind::Inline, UNKNOWN));
        match kind {
            Kind::Block if self.ends_over(name) => {}
            Kind::Block | Kind::Table => {
                if let Some(depth) = self.find_open(name) {
                    self.close_to(depth);
                }
            }
            Kind::Void if name == "br" => self.void(name, Vec::new()),
            Kind::Formatting | Kind::Inline => self.end_formatting(kind, name, tag_name),
            Kind::Void | Kind::Transparent => {}
            Kind::Hidden => (self.hidden, self.styles) = (false, false),
        }
    }

    fn block(&mut self, name: &'static str, attributes: Vec<Attribute>) {
        self.cell_if_needed();
        match name {
            "li" => self.close_item(&["li"]),
            "dd" | "dt" => self.close_item(&["dd", "dt"]),
            "option" | "optgroup" if self.current() == "option" => self.close_to(self.open.len() - 1),
            _ => {}
        }
        if let Some(depth) = self.find_open("p") {
            self.close_to(depth);
        }
        if is_heading(name) && is_heading(self.current()) {
            self.close_to(self.open.len() - 1);
        }
        if name == "hr" {
            self.append(Node { name, attributes, ..Node::default() });
            return;
        }
        if self.open.len() >= DEPTH_MAX {
            self.over.push(name);
            self.tree.flattened = self.tree.flattened.saturating_add(1);
            return self.part_lines();
        }
        self.push(name, attributes);
        self.skip_line_break = matches!(name, "pre" | "listing");
    }

    /// Opens a part of a table with the parts that it stands in.
    fn table_part(&mut self, name: &'static str, attributes: Vec<Attribute>) {
        if name == "table" {
            if is_table_part(self.current()) {
                // A table in a table that is in no cell: the first one ends.
                if let Some(depth) = self.find_open("table") {
                    self.close_to(depth);
                }
            }
            if let Some(depth) = self.find_open("p") {
                self.close_to(depth);
            }
            if self.open.len() >= DEPTH_MAX {
                self.tree.flattened = self.tree.flattened.saturating_add(1);
                return self.part_lines();
            }
            let outer = self.open.iter().rev().find(|&&at| self.name(at) == "table");
            if let Some(outer) = outer.and_then(|&at| self.tree.nodes.get_mut(at)) {
                outer.holds_table = true;
            }
            return self.push(name, attributes);
        }
        let Some(table) = self.find_open("table") else {
            // A part of no table is where a line ends.
            return self.part_lines();
        };
        let (within, implied): (&[&str], &[&'static str]) = match name {
            "tr" => (&["tbody", "thead", "tfoot"], &["tbody"]),
            "td" | "th" => (&["tr", "tbody", "thead", "tfoot"], &["tbody", "tr"]),
            _ => (&[], &[]),
        };
        // Up to the nearest part that may hold this one.
        let mut keep = self.open.len();
        while keep > table + 1 && !self.open.get(keep - 1).is_some_and(|&at| within.contains(&self.name(at))) {
            keep -= 1;
        }
        self.close_to(keep);
        let current = self.current();
        for &part in implied {
            let missing = match current {
                "table" => true,
                "tbody" | "thead" | "tfoot" => part == "tr",
                _ => false,
            };
            if missing {
                self.push(part, Vec::new());
            }
        }
        self.push(name, attributes);
    }

    fn void(&mut self, name: &'static str, attributes: Vec<Attribute>) {
        self.cell_if_needed();
        let format = self.format();
        self.append(Node { name, attributes, format, ..Node::default() });
    }

    /// Opens a cell where content stands in a table but in none.
    fn cell_if_needed(&mut self) {
        if is_table_part(self.current()) {
            self.table_part("td", Vec::new());
        }
    }

    /// Ends the item of a list that is open, if a new one begins.
    fn close_item(&mut self, names: &[&str]) {
        for depth in (1..self.open.len()).rev() {
            let name = self.open.get(depth).map_or("", |&at| self.name(at));
            if names.contains(&name) {
                return self.close_to(depth);
            }
            if !matches!(name, "address" | "div" | "p") {
                return;
            }
        }
    }

    /// The depth of the innermost open block with a name that may be ended from here.
    fn find_open(&self, name: &str) -> Option<usize> {
        if name == "p" && self.paragraphs == 0 {
            return None;
        }
        for depth in (1..self.open.len()).rev() {
            let open = self.open.get(depth).map_or("", |&at| self.name(at));
            if open == name || (is_heading(name) && is_heading(open)) {
                return Some(depth);
            }
            let stops = match name {
                "caption" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" => open == "table",
                "table" => open == "template",
                "li" => matches!(open, "ul" | "ol") || is_scope(open),
                _ => is_scope(open),
            };
            if stops {
                return None;
            }
        }
        None
    }

    /// Ends a block that was deeper than is kept.
    fn ends_over(&mut self, name: &str) -> bool {
        if self.over.is_empty() {
            return false;
        }
        let seen = self.over.iter().rev().take(FLATTENED_SEEN).position(|over| *over == name);
        if let Some(back) = seen {
            self.over.truncate(self.over.len() - back - 1);
            self.part_lines();
        }
        true
    }

    /// Where a block is flattened, a line ends.
    fn part_lines(&mut self) {
        if !is_table_part(self.current())
            && self.last_child_mut().is_some_and(|last| last.name != "br" && !is_block(last.name))
        {
            self.append(Node { name: "br", ..Node::default() });
        }
    }

    fn push(&mut self, name: &'static str, attributes: Vec<Attribute>) {
        debug_assert!(self.open.len() < DEPTH_MAX_TABLE, "a part of a table is at most so deep");
        if is_cell(name) {
            self.barriers.push(self.active.len());
        }
        let at = self.append(Node { name, attributes, ..Node::default() });
        self.open.push(at);
        self.paragraphs += usize::from(name == "p");
    }

    /// Ends open blocks until so many are left.
    fn close_to(&mut self, depth: usize) {
        if !self.over.is_empty() && depth < self.open.len() {
            self.over.clear();
        }
        while self.open.len() > depth.max(1) {
            let name = self.current();
            self.open.pop();
            self.paragraphs -= usize::from(name == "p");
            if is_cell(name)
                && let Some(barrier) = self.barriers.pop()
            {
                self.active.truncate(barrier);
            }
        }
        let depth = self.open.len();
        let stays = |active: &Active| active.depth.is_none_or(|opened| opened <= depth);
        if let Some(at) = self.active.iter().position(|active| !stays(active)) {
            let after = self.active.split_off(at);
            for active in after.into_iter().filter(stays) {
                self.activate(active.element, active.depth);
            }
        }
    }

    fn append(&mut self, node: Node) -> usize {
        let at = self.tree.nodes.len();
        self.tree.nodes.push(node);
        let parent = self.open.last().copied().unwrap_or_default();
        let last = self.tree.nodes.get_mut(parent).map_or(0, |parent| {
            if parent.first == 0 {
                parent.first = at;
            }
            std::mem::replace(&mut parent.last, at)
        });
        if let Some(last) = self.tree.nodes.get_mut(last).filter(|_| last > 0) {
            last.next = at;
        }
        at
    }

    fn last_child_mut(&mut self) -> Option<&mut Node> {
        let parent = self.open.last().copied().unwrap_or_default();
        let last = self.tree.nodes.get(parent)?.last;
        self.tree.nodes.get_mut(last).filter(|_| last > 0)
    }

    fn current(&self) -> &'static str {
        self.open.last().map_or("", |&at| self.name(at))
    }

    fn open_names(&self) -> impl Iterator<Item = &'static str> {
        self.open.iter().map(|&at| self.name(at))
    }

    fn name(&self, at: usize) -> &'static str {
        self.tree.nodes.get(at).map_or("", |node| node.name)
    }
}

fn attributes(tag: &StartTag<'_>) -> Vec<Attribute> {
    let known = tag.attributes.iter().filter_map(|(name, value)| Some((elements::attribute(name)?, value)));
    known.map(|(name, value)| (name, value.clone().into_owned())).collect()
}

/// What nobody sees and few systems take.
fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t' | '\u{c}')
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// What holds parts of a table and nothing else.
fn is_table_part(name: &str) -> bool {
    matches!(name, "table" | "tbody" | "thead" | "tfoot" | "tr")
}

fn is_cell(name: &str) -> bool {
    matches!(name, "td" | "th" | "caption")
}

fn is_scope(name: &str) -> bool {
    is_cell(name) || matches!(name, "table" | "template")
}

//! ADF to plain text.

use std::borrow::Cow;

use chrono::{DateTime, Datelike};

use crate::Unreadable;
use crate::address::says;
use crate::adf::{self, Node};
use crate::loss::{Converted, LossKind, Losses};
use crate::media::marker_of;
use crate::writer::Writer;

/// Turns an ADF document into plain text. `null` and a JSON string are read as well: Jira gives both.
///
/// Blocks are a blank line apart, list items a line; lists, tasks and quotes keep their signs (`- `, `1. `, `[x] `,
/// `> `); tables become rows of cells with tabs between; links show their address, files their name.
///
/// # Errors
/// If the text is not JSON, or not an ADF document.
pub fn adf_to_text(adf_json: &str) -> Result<Converted, Box<Unreadable>> {
    let mut losses = Losses::default();
    let text = to_text(adf_json, &mut losses)?;
    Ok(Converted { text, losses: losses.into_vec() })
}

/// The text of [`adf_to_text`] for whoever does not want to know what is lost.
///
/// # Errors
/// If the text is not JSON, or not an ADF document.
pub fn adf_text(adf_json: &str) -> Result<String, Box<Unreadable>> {
    to_text(adf_json, &mut Losses::unwanted())
}

fn to_text(adf_json: &str, losses: &mut Losses) -> Result<String, Box<Unreadable>> {
    let document = adf::read(adf_json, losses)?;
    let mut text = Text { writer: Writer::default(), losses, tight: 0 };
    text.block(&document);
    Ok(text.writer.finish())
}

/// As wide as most markers of lists are, and wider.
const INDENT: &str = "        ";

struct Text<'l> {
    writer: Writer,
    losses: &'l mut Losses,
    /// Within how many lists.
    tight: usize,
}

impl Text<'_> {
    fn blocks(&mut self, nodes: &[Node<'_>]) {
        let mut rest = nodes;
        while let Some((node, after)) = rest.split_first() {
            // Inline nodes may stand among blocks: in task items, and where depth was flattened.
            let inline = inline_count(rest);
            if let Some((line, after)) = rest.split_at_checked(inline).filter(|_| inline > 0) {
                self.gap();
                self.inlines(line);
                rest = after;
            } else {
                self.block(node);
                rest = after;
            }
        }
    }

    fn gap(&mut self) {
        self.writer.gap(if self.tight > 0 { 1 } else { 2 });
    }

    fn block(&mut self, node: &Node<'_>) {
        if is_inline(node) {
            self.gap();
            return self.inlines(std::slice::from_ref(node));
        }
        self.marks(node);
        match &*node.kind {
            "" | "doc" | "listItem" | "taskItem" | "blockTaskItem" | "decisionItem" | "tableCell" | "tableHeader"
            | "mediaSingle" | "mediaGroup" => self.blocks(&node.content),
            "paragraph" | "caption" => self.line(node),
            "heading" => {
                self.losses.add(LossKind::Formatting, "heading");
                self.line(node);
            }
            "codeBlock" => {
                self.losses.add(LossKind::Formatting, "codeBlock");
                self.line(node);
            }
            "bulletList" => self.list(node, |_, _| Cow::Borrowed("- ")),
            "orderedList" => {
                let start = node.attributes.get("order").and_then(|order| order.parse().ok()).unwrap_or(1_u32);
                self.list(node, |index, _| Cow::Owned(start.saturating_add(index).to_string() + ". "));
            }
            "taskList" => self.list(node, |_, item| {
                Cow::Borrowed(if item.attributes.get("state") == Some("DONE") { "[x] " } else { "[ ] " })
            }),
            "decisionList" => self.list(node, |_, _| Cow::Borrowed("<> ")),
            "blockquote" => {
                self.gap();
                self.writer.open(Cow::Borrowed("> "), Cow::Borrowed("> "));
                self.blocks(&node.content);
                self.writer.close();
                self.gap();
            }
            "rule" => {
                self.gap();
                self.writer.push("----");
                self.gap();
            }
            "table" => self.table(node),
            "panel" | "layoutSection" | "layoutColumn" => self.framed(node),
            "expand" | "nestedExpand" => {
                if let Some(title) = node.attributes.get("title") {
                    self.gap();
                    self.writer.push(title);
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

    fn line(&mut self, node: &Node<'_>) {
        self.gap();
        self.inlines(&node.content);
        self.gap();
    }

    fn framed(&mut self, node: &Node<'_>) {
        self.losses.add(LossKind::Layout, &node.kind);
        self.blocks(&node.content);
    }

    fn foreign(&mut self, node: &Node<'_>, kind: LossKind) {
        let name = node.attributes.get("extensionKey").filter(|_| kind == LossKind::Extension);
        self.losses.add(kind, name.unwrap_or(&node.kind));
        self.gap();
        self.writer.push(&node.text);
        self.writer.push(node.attributes.get("text").unwrap_or_default());
        self.blocks(&node.content);
        self.gap();
    }

    fn list(&mut self, node: &Node<'_>, marker: impl Fn(u32, &Node<'_>) -> Cow<'static, str>) {
        self.gap();
        self.tight += 1;
        let mut index = 0;
        for item in &node.content {
            self.writer.gap(1);
            if matches!(&*item.kind, "taskList" | "decisionList" | "bulletList" | "orderedList") {
                // A task list holds its inner lists beside its items, not within them.
                self.writer.open(Cow::Borrowed("    "), Cow::Borrowed("    "));
                self.block(item);
            } else {
                let marker = marker(index, item);
                let rest =
                    INDENT.get(..marker.len()).map_or_else(|| Cow::Owned(" ".repeat(marker.len())), Cow::Borrowed);
                self.writer.open(marker, rest);
                self.block(item);
                index += 1;
            }
            self.writer.close();
        }
        self.tight -= 1;
        self.gap();
    }

    /// A row a line, cells between tabs; what a cell spans stays empty, so that columns stay columns.
    fn table(&mut self, node: &Node<'_>) {
        self.losses.add(LossKind::Layout, "table");
        self.gap();
        let mut spans: Vec<usize> = Vec::new();
        for row in &node.content {
            if &*row.kind != "tableRow" {
                self.block(row);
                continue;
            }
            self.writer.gap(1);
            let line = self.row(row, &mut spans);
            self.writer.push(line.trim_end());
        }
        self.gap();
    }

    /// `spans` holds, by column, how many more rows an earlier cell reaches down.
    fn row(&mut self, row: &Node<'_>, spans: &mut Vec<usize>) -> String {
        let mut line = String::new();
        let mut column = 0;
        for cell in &row.content {
            while let Some(span) = spans.get_mut(column).filter(|span| **span > 0) {
                *span -= 1;
                column += 1;
                line.push('\t');
            }
            line.push_str(&self.cell(cell));
            line.push('\t');
            let span = |name| cell.attributes.get(name).and_then(|span| span.parse::<usize>().ok());
            let width = span("colspan").unwrap_or(1).clamp(1, 100);
            let height = span("rowspan").unwrap_or(1).clamp(1, 1000);
            for extra in 0..width {
                if extra > 0 {
                    line.push('\t');
                }
                if spans.len() <= column {
                    spans.resize(column + 1, 0);
                }
                if let Some(span) = spans.get_mut(column) {
                    *span = height - 1;
                }
                column += 1;
            }
        }
        for span in spans.iter_mut().skip(column) {
            *span = span.saturating_sub(1);
        }
        line
    }

    fn cell(&mut self, cell: &Node<'_>) -> String {
        let mut inner = Text { writer: Writer::default(), losses: self.losses, tight: 1 };
        inner.block(cell);
        let text = inner.writer.finish();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn inlines(&mut self, nodes: &[Node<'_>]) {
        let mut rest = nodes;
        while let Some((node, after)) = rest.split_first() {
            let Some(address) = link(node) else {
                self.inline(node);
                rest = after;
                continue;
            };
            // A link of which a part is bold is several nodes, and has one address.
            let count = rest.iter().take_while(|node| link(node) == Some(address)).count();
            let (linked, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            let mut shown = String::new();
            for node in linked {
                self.inline(node);
                shown.push_str(&node.text);
            }
            if !says(&shown, address) {
                self.writer.push(" (");
                self.writer.push(address);
                self.writer.push(")");
            }
            rest = after;
        }
    }

    fn inline(&mut self, node: &Node<'_>) {
        self.marks(node);
        let attribute = |name| node.attributes.get(name);
        match &*node.kind {
            "text" => self.writer.push(&node.text),
            "hardBreak" => self.writer.line_break(),
            "mention" => {
                self.losses.add(LossKind::Mention, "mention");
                let name = attribute("text").or(attribute("id")).unwrap_or_default();
                if !name.starts_with('@') {
                    self.writer.push("@");
                }
                self.writer.push(name);
            }
            "emoji" => self.writer.push(attribute("text").or(attribute("shortName")).unwrap_or_default()),
            "inlineCard" | "blockCard" | "embedCard" => {
                let address = ["url", "data.url", "data.@id", "data.name"].into_iter().find_map(attribute);
                self.writer.push(address.unwrap_or_default());
            }
            "date" => self.writer.push(&attribute("timestamp").map(day).unwrap_or_default()),
            "status" => self.writer.push(attribute("text").unwrap_or_default()),
            "media" | "mediaInline" => {
                self.losses.add(LossKind::Media, &node.kind);
                self.writer.push(&marker_of(&node.kind, &node.attributes));
                self.writer.push(&node.text);
            }
            "placeholder" => {
                self.losses.add(LossKind::Unknown, "placeholder");
                self.writer.push(attribute("text").unwrap_or_default());
            }
            kind => {
                let loss = if kind == "inlineExtension" { LossKind::Extension } else { LossKind::Unknown };
                let name = attribute("extensionKey").filter(|_| loss == LossKind::Extension);
                self.losses.add(loss, name.unwrap_or(kind));
                self.writer.push(&node.text);
                self.writer.push(attribute("text").unwrap_or_default());
                self.inlines(&node.content);
            }
        }
    }

    fn marks(&mut self, node: &Node<'_>) {
        for mark in &node.marks {
            match &*mark.kind {
                "strong" | "em" | "strike" | "underline" | "code" | "subsup" | "textColor" | "backgroundColor"
                | "alignment" | "indentation" | "border" | "fontSize" => {
                    self.losses.add(LossKind::Formatting, &mark.kind);
                }
                // The address is shown; the others hold nothing that a reader sees.
                "link" | "annotation" | "breakout" | "dataConsumer" | "fragment" => {}
                other => self.losses.add(LossKind::Unknown, other),
            }
        }
    }
}

/// How many nodes at the beginning make one line: inline nodes, or a card or file that stands on a line of its own.
pub(crate) fn inline_count(nodes: &[Node<'_>]) -> usize {
    let own_line = |node: &Node<'_>| matches!(&*node.kind, "blockCard" | "embedCard" | "media");
    match nodes.iter().take_while(|node| is_inline(node) && !own_line(node)).count() {
        0 => usize::from(nodes.first().is_some_and(own_line)),
        count => count,
    }
}

pub(crate) fn is_inline(node: &Node<'_>) -> bool {
    matches!(
        &*node.kind,
        "text"
            | "hardBreak"
            | "mention"
            | "emoji"
            | "inlineCard"
            | "blockCard"
            | "embedCard"
            | "date"
            | "status"
            | "media"
            | "mediaInline"
            | "placeholder"
            | "inlineExtension"
    )
}

pub(crate) fn link<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    let mark = node.marks.iter().find(|mark| &*mark.kind == "link")?;
    mark.attributes.get("href")
}

/// The day of a timestamp in ms since 1970: ADF's dates are midnights in UTC.
pub(crate) fn day(timestamp: &str) -> String {
    let ms = timestamp.parse().ok();
    let day = ms.and_then(DateTime::from_timestamp_millis).filter(|day| (0..=9999).contains(&day.year()));
    match day {
        Some(day) => format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
        None => timestamp.to_owned(),
    }
}

#[cfg(test)]
mod tests;

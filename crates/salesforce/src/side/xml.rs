//! XML documents, written. Text is escaped here and nowhere else.

/// The namespace of metadata.
pub(super) const METADATA: &str = "xmlns=\"http://soap.sforce.com/2006/04/metadata\"";

/// The same, with the namespaces by which values name their types.
pub(super) const METADATA_WITH_TYPES: &str = "xmlns=\"http://soap.sforce.com/2006/04/metadata\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"";

/// A document in the making: each element on a line.
pub(super) struct Document {
    text: String,
    root: &'static str,
}

impl Document {
    /// Begins with the root element.
    pub(super) fn new(root: &'static str, namespaces: &str) -> Self {
        let text = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<", root, " ", namespaces, ">\n"].concat();
        Self { text, root }
    }

    /// Begins an element with elements in it.
    pub(super) fn open(&mut self, name: &str) {
        self.add(&["<", name, ">\n"]);
    }

    /// Ends it.
    pub(super) fn close(&mut self, name: &str) {
        self.add(&["</", name, ">\n"]);
    }

    /// An element with text.
    pub(super) fn leaf(&mut self, name: &str, text: &str) {
        self.add(&["<", name, ">"]);
        self.escaped(text);
        self.close(name);
    }

    /// An element with text that says that it is one; without text it is nil.
    pub(super) fn typed(&mut self, name: &str, text: &str) {
        if text.is_empty() {
            self.add(&["<", name, " xsi:nil=\"true\"/>\n"]);
            return;
        }
        self.add(&["<", name, " xsi:type=\"xsd:string\">"]);
        self.escaped(text);
        self.close(name);
    }

    /// The whole document.
    pub(super) fn finish(mut self) -> String {
        self.close(self.root);
        self.text
    }

    fn add(&mut self, parts: &[&str]) {
        for part in parts {
            self.text.push_str(part);
        }
    }

    /// Control characters that XML cannot hold are left out.
    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\'' => self.text.push_str("&apos;"),
                '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                character => self.text.push(character),
            }
        }
    }
}

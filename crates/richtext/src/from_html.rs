//! HTML as plain text: for places that show text only.

use crate::parse::{Node, Tree, is_block, parse};
use crate::picture;

/// The text of an HTML fragment. Blocks become lines, list items begin with a dash or their number, cells are parted by
/// tabs, pictures are named; runs of white space are one space, as a browser shows them. Never fails: what is no tag is
/// text.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    let tree = parse(html);
    let mut text = Text { tree: &tree, out: String::new(), space: false };
    if let Some(root) = tree.root() {
        text.children(root);
    }
    text.out.trim_matches(['\n', ' ', '\t']).to_owned()
}

/// Text in the making.
struct Text<'t> {
    tree: &'t Tree,
    out: String,
    /// Whether white space was read that is not written yet.
    space: bool,
}

impl Text<'_> {
    fn children(&mut self, parent: &Node) {
        let tree = self.tree;
        let mut number = parent.attribute("start").and_then(|start| start.trim().parse::<u32>().ok()).unwrap_or(1);
        for node in tree.children(parent) {
            match node.name {
                "" => self.push(&node.text, node.verbatim),
                "br" => self.literal("\n"),
                "template" => {}
                "hr" => {
                    self.begin_line();
                    self.literal("----");
                    self.begin_line();
                }
                "li" => {
                    self.begin_line();
                    if parent.name == "ol" {
                        self.literal(&number.to_string());
                        self.literal(". ");
                        number = number.saturating_add(1);
                    } else {
                        self.literal("- ");
                    }
                    self.children(node);
                    self.begin_line();
                }
                "td" | "th" => {
                    let row = std::mem::take(&mut self.out);
                    self.children(node);
                    let cell = std::mem::replace(&mut self.out, row);
                    self.literal(&cell.split_whitespace().collect::<Vec<_>>().join(" "));
                    self.literal("\t");
                }
                "img" if picture::is_unseen(node) => {}
                "img" => self.push(&picture::marker(node), false),
                name if is_block(name) => {
                    self.begin_line();
                    self.children(node);
                    self.begin_line();
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, text: &str, verbatim: bool) {
        if verbatim {
            return self.literal(text);
        }
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\u{c}') {
                self.space = true;
                continue;
            }
            if self.space && !self.out.is_empty() && !self.out.ends_with(['\n', ' ', '\t']) {
                self.out.push(' ');
            }
            self.space = false;
            self.out.push(character);
        }
    }

    /// Adds text as it is.
    fn literal(&mut self, text: &str) {
        self.space = false;
        self.out.push_str(text);
    }

    /// Begins a line, unless one has just begun.
    fn begin_line(&mut self) {
        self.space = false;
        while self.out.ends_with('\t') {
            self.out.pop();
        }
        if !self.out.is_empty() && !self.out.ends_with('\n') && !self.ends_with_sign() {
            self.out.push('\n');
        }
    }

    /// Whether the line holds nothing but what its item begins with: a paragraph in it stays on that line.
    fn ends_with_sign(&self) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        let sign = line.trim_start_matches(|character: char| character.is_ascii_digit());
        sign == "- " || (sign == ". " && sign.len() < line.len())
    }
}

#[cfg(test)]
mod tests {
    use super::html_to_text;

    #[test]
    fn blocks_become_lines_and_white_space_is_folded() {
        assert_eq!(html_to_text("<p>One\n  two</p><p>three<br>four</p>"), "One two\nthree\nfour");
        assert_eq!(html_to_text("<ul><li>a</li><li><p><b>b</b> c</p></li></ul>d"), "- a\n- b c\nd");
        assert_eq!(html_to_text("<ol start=9><li>a<li>b</ol><hr><pre>x\n  y</pre>"), "9. a\n10. b\n----\nx\n  y");
        assert_eq!(html_to_text("<table><tr><th>a<td><p>b<tr><td>c</table>d"), "a\tb\nc\nd");
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        assert_eq!(html_to_text("a<!-- <b>x</b> --><script>if (1<2) '</b>'</script>b<style>p{}</style>"), "ab");
        assert_eq!(html_to_text(r#"<a href="x>y" title='>'>link</a><template>x</template>"#), "link");
    }

    #[test]
    fn pictures_are_named() {
        let address = "https://a.example/servlet/rtaImage?eid=1&amp;feoid=2&amp;refid=3";
        assert_eq!(
            html_to_text(&format!(r#"See <img alt="Front door" src="{address}">."#)),
            "See [image: Front door]."
        );
        assert_eq!(
            html_to_text(&format!(r#"<img src="{address}"><img src="https://a.example/b/c.png?d">"#)),
            "[image][image: c.png]"
        );
    }

    #[test]
    fn character_references_are_decoded_once() {
        assert_eq!(html_to_text("&lt;b&gt; &amp;amp; &#8364;&#x1F600; &unknown; a&b"), "<b> &amp; €😀 &unknown; a&b");
    }

    #[test]
    fn broken_html_is_text() {
        assert_eq!(html_to_text("1 < 2 <"), "1 < 2 <");
        assert_eq!(html_to_text("a<b"), "a");
        assert_eq!(html_to_text("<script>never ends"), "");
        assert_eq!(html_to_text("<p title=\"open"), "");
    }

    #[test]
    fn html_of_any_depth_is_read() {
        let tags = ["<div>", "<b>", "<p><b>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<span>", "<x>"];
        for (tag, depth) in tags.into_iter().zip([100_000, 100_000].into_iter().chain(std::iter::repeat(10_000))) {
            let html = format!("{}deep", tag.repeat(depth));
            assert_eq!(html_to_text(&html).trim_start_matches(['-', ' ', '\n']), "deep", "{tag}");
        }
    }
}

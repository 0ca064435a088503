//! The HTML that the body of a rich text post may have, and its segments.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feeditem.htm>

use super::super::id::Id;
use super::segment::{MARKUP, Markup, Segment, of_text};

/// Reads rich text. The error says what is not understood.
pub(crate) fn segments(html: &str) -> Result<Vec<Segment>, String> {
    let mut out = Vec::new();
    let mut open: Vec<Markup> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, tail) = rest.split_at(start);
        out.extend(of_text(&unescaped(text)));
        let end = tail
            .find('>')
            .ok_or_else(|| format!("a tag does not end: {}", tail.chars().take(20).collect::<String>()))?;
        let inside = tail.get(1..end).unwrap_or_default();
        rest = tail.get(end + 1..).unwrap_or_default();
        if let Some(name) = inside.strip_prefix('/') {
            let name = name.trim();
            if name == "img" {
                continue;
            }
            let markup = open.pop().filter(|markup| markup.tag == name);
            let markup = markup.ok_or_else(|| format!("The tag </{name}> does not close what was opened last"))?;
            out.push(Segment::End(markup));
            continue;
        }
        let inside = inside.trim_end().trim_end_matches('/').trim_end();
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        if name == "img" {
            let source = attribute(attributes, "src").unwrap_or_default();
            let file = source.strip_prefix("sfdc://").and_then(Id::parse).filter(|id| id.prefix() == *b"069");
            let file = file.ok_or("The src of an img must be sfdc:// and the id of a file")?;
            out.push(Segment::Image(file, attribute(attributes, "alt")));
            continue;
        }
        let markup = MARKUP.iter().copied().find(|markup| markup.tag == name);
        let markup = markup.ok_or_else(|| format!("The tag <{name}> is not supported"))?;
        open.push(markup);
        let link = if markup.tag == "a" { attribute(attributes, "href") } else { None };
        out.push(Segment::Begin(markup, link, None));
    }
    out.extend(of_text(&unescaped(rest)));
    match open.last() {
        Some(markup) => Err(format!("The tag <{}> is not closed", markup.tag)),
        None => Ok(out),
    }
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|one| *one == '"' || *one == '\'')?;
        let (value, tail) = after.get(1..)?.split_once(quote)?;
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(unescaped(value));
        }
        rest = tail;
    }
    None
}

/// HTML as text.
fn unescaped(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let entity = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        let character = entity.and_then(|(name, _)| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        match (character, entity) {
            (Some(character), Some((_, tail))) => {
                out.push(character);
                rest = tail;
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_supported_becomes_segments() {
        let found =
            segments("<p>a &lt;b&gt; <b>c</b></p><p>&nbsp;</p><img src=\"sfdc://069Wf0000000001\" alt='x'></img>");
        let names: Vec<String> = found.unwrap().iter().map(|one| format!("{one:?}")).collect();
        assert_eq!(names.len(), 10, "{names:#?}");
        assert!(names[1].contains("a <b> "));
        assert!(names[9].contains("Some(\"x\")"));
    }

    #[test]
    fn what_is_not_supported_is_refused() {
        for html in [
            "a<br>b",
            "<b>a</B>",
            "<b>a",
            "a</b>",
            "<b><i>a</b></i>",
            "<script>x</script>",
            "<img src=\"https://x\">",
            "a <b",
        ] {
            assert!(segments(html).is_err(), "{html}");
        }
    }
}

//! How a mail looks: attributes and styles that neither load anything nor put things where they do not belong.

use crate::parse::Attribute;
use crate::style::declarations;

/// Attributes that tables, pictures and fonts had before there were styles. What a value may be is letters, digits and
/// a few signs: all that colours, lengths and names of fonts need.
const LOOKS: [&str; 14] = [
    "align",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "class",
    "color",
    "dir",
    "face",
    "height",
    "size",
    "valign",
    "width",
    "style",
];

/// Properties that are kept; those that end in a dash stand for all that begin so. Not among them: `position`, and what
/// hides, moves or covers.
const PROPERTIES: [&str; 28] = [
    "background",
    "background-color",
    "border",
    "border-",
    "clear",
    "color",
    "direction",
    "display",
    "float",
    "font",
    "font-",
    "height",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-type",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "overflow",
    "padding",
    "padding-",
    "table-layout",
    "text-",
    "vertical-align",
    "white-space",
    "width",
];

/// Functions in values that neither load nor compute anything.
const FUNCTIONS: [&str; 4] = ["rgb", "rgba", "hsl", "hsla"];

/// Longer values are nobody's, nor are longer styles: each piece of text repeats those around it.
const VALUE_MAX: usize = 200;
const STYLE_MAX: usize = 1_000;

/// Of all rules of a mail's sheets, so many bytes.
const RULES_MAX: usize = 20_000;

/// What of an element's attributes says how it looks.
pub(super) fn looks(attributes: &[Attribute]) -> Vec<Attribute> {
    let mut looks = Vec::new();
    for (name, value) in attributes.iter().filter(|(name, _)| LOOKS.contains(name)) {
        let value = if *name == "style" { style(value) } else { value.clone() };
        if !value.is_empty() && (*name == "style" || is_plain(&value)) {
            looks.push((*name, value));
        }
    }
    looks
}

/// What of a style sheet is kept: rules for elements and classes. Outlook's paragraphs would be far apart without them.
pub(super) fn rules(sheet: &str) -> String {
    let comments = sheet.split("/*").enumerate().map(|(index, part)| match part.split_once("*/") {
        Some((_, after)) if index > 0 => after,
        _ if index > 0 => "",
        _ => part,
    });
    let sheet: String = comments.collect();
    let mut rules = String::new();
    let mut rest = sheet.as_str();
    while let Some((before, within)) = rest.split_once('{') {
        let selector = before.rsplit([';', '}']).next().unwrap_or_default().trim();
        let selector = selector.trim_start_matches("<!--").trim_start_matches("-->").trim_start();
        if selector.starts_with('@') {
            rest = behind_block(within);
            continue;
        }
        let (block, after) = within.split_once('}').unwrap_or((within, ""));
        rest = after;
        let plain = |character: char| character.is_ascii_alphanumeric() || " .,-_*\n\r\t".contains(character);
        let style = style(block);
        let fits = rules.len() + selector.len() + style.len() <= RULES_MAX;
        if !selector.is_empty() && !style.is_empty() && fits && selector.chars().all(plain) {
            rules.extend([selector, "{"]);
            rules.extend(style.chars().filter(|character| !matches!(character, '"' | '\'')));
            rules.push('}');
        }
    }
    rules
}

/// What comes behind a block that may hold others.
fn behind_block(within: &str) -> &str {
    let mut depth = 1;
    for (at, character) in within.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return within.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

fn style(written: &str) -> String {
    let mut style = String::new();
    for (property, value) in declarations(written) {
        let known = PROPERTIES.iter().any(|known| match known.strip_suffix('-') {
            Some(_) => property.starts_with(known),
            None => property == *known,
        });
        // Margins that are less than nothing would pull a mail's text over other text.
        let margin = (property == "margin" || property.starts_with("margin-")) && !value.contains('-');
        let shown = property.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let fits = style.len() + property.len() + value.len() <= STYLE_MAX;
        if (known || margin) && shown && fits && is_plain(value) {
            style.push_str(&property);
            style.push(':');
            style.push_str(value);
            style.push(';');
        }
    }
    style
}

/// Whether a value is made of words, numbers, colours and names of fonts alone.
fn is_plain(value: &str) -> bool {
    let plain = |character: char| character.is_alphanumeric() || " #%.,-!()'\"+/_".contains(character);
    if value.len() > VALUE_MAX || !value.chars().all(plain) {
        return false;
    }
    let mut parts = value.split('(');
    let mut before = parts.next().unwrap_or_default();
    for part in parts {
        let name = before.rsplit(|character: char| !character.is_ascii_alphanumeric() && character != '-').next();
        if !FUNCTIONS.iter().any(|function| name.is_some_and(|name| name.eq_ignore_ascii_case(function))) {
            return false;
        }
        before = part;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn view_5_sheets_stay_for_elements_and_classes() {
        for (written, kept) in [
            (
                "<!-- /* Style Definitions */ p.MsoNormal, li.MsoNormal {margin:0in; font-family:\"Calibri\",sans-serif; mso-x:y}",
                "p.MsoNormal, li.MsoNormal{margin:0in;font-family:Calibri,sans-serif;}",
            ),
            ("@font-face {font-family:Calibri; src:url(//x)} p{color:red}", "p{color:red;}"),
            ("@media (a:3/2){p{color:red} q{color:red}} @import url(//x); b{color:blue}", "b{color:blue;}"),
            ("a[href^='x']{color:red} p:hover{color:red} p>b{color:red} x\\y{color:red}", ""),
            ("/* a{color:red} */ b{color:/**/blue} /* c{color:red}", "b{color:blue;}"),
            ("p{background:url(//x);position:fixed}", ""),
            ("p{color:red", "p{color:red;}"),
            ("}{}{", ""),
        ] {
            assert_eq!(rules(written), kept, "{written}");
        }
    }

    #[test]
    fn view_5_styles_stay_that_neither_load_nor_cover() {
        for (written, kept) in [
            ("color: Red; FONT-SIZE:12px", "color:Red;font-size:12px;"),
            ("background:#fff url(https://a.example/x.png)", ""),
            ("background-color:rgba(1, 2,3 , .5) !important", "background-color:rgba(1, 2,3 , .5);"),
            ("font-family:'Segoe UI', \"Arial\"", "font-family:'Segoe UI', \"Arial\";"),
            ("position:fixed;top:0;z-index:9", ""),
            ("width:expression(alert(1))", ""),
            ("width:e\\78pression(1)", ""),
            ("color:red/**/;background:u\\rl(x)", ""),
            ("border:1px solid;border-collapse:collapse", "border:1px solid;border-collapse:collapse;"),
            ("margin:-999px;margin-top:4px", "margin-top:4px;"),
            ("content:'x';filter:blur(1px);transform:rotate(1deg);opacity:0", ""),
            ("width:calc(100% - 1px);color:var(--x)", ""),
            ("color:red}</style><script>", ""),
            ("background:image-set('x')", ""),
        ] {
            assert_eq!(style(written), kept, "{written}");
        }
    }
}

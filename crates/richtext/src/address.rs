//! Addresses: which of them become links, and which text is one.

/// The address of a link if a person may be led there: to the web, to write a mail or to call. What has no scheme, or
/// one that does something (`javascript:`, `data:`, `file:`), is no link.
pub(crate) fn link(address: &str) -> Option<&str> {
    // Browsers leave out these when they read an address: `java&#9;script:` runs.
    let address = address.trim_matches(|character: char| character <= ' ' || character == '\u{a0}');
    if address.chars().any(|character| character.is_control() || character == '\\') {
        return None;
    }
    ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| starts_with(address, scheme) && address.len() > scheme.len())
        .then_some(address)
}

/// Whether a text begins with an ASCII text, in upper or lower case.
pub(crate) fn starts_with(text: &str, beginning: &str) -> bool {
    text.as_bytes().get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning.as_bytes()))
}

/// Whether a link's text is its address already.
pub(crate) fn says(shown: &str, address: &str) -> bool {
    bare(shown) == bare(address)
}

fn bare(text: &str) -> &str {
    let text = text.trim();
    let schemes = ["https://", "http://", "mailto:", "tel:"];
    schemes.iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text).trim_end_matches('/')
}

/// Splits a line of text into parts with the addresses that they lead to; most have none. Addresses are found as
/// Salesforce's and Jira's editors find them: `http` and `https` with two slashes, `www.` at the beginning of a word,
/// and what looks like a mail address.
pub(crate) fn parts(line: &str) -> Vec<(&str, Option<String>)> {
    let mut parts = Vec::new();
    // Where the text begins that is in no part yet.
    let mut start = 0;
    let mut at = 0;
    for word in line.split_inclusive(is_boundary) {
        let from = at;
        at += word.len();
        let word = word.trim_end_matches(is_boundary);
        let Some((skip, length, address)) = in_word(word) else { continue };
        let (begin, end) = (from + skip, from + skip + length);
        if let Some(before) = line.get(start..begin).filter(|before| !before.is_empty()) {
            parts.push((before, None));
        }
        parts.push((line.get(begin..end).unwrap_or_default(), Some(address)));
        start = end;
    }
    if let Some(rest) = line.get(start..).filter(|rest| !rest.is_empty()) {
        parts.push((rest, None));
    }
    parts
}

fn is_boundary(character: char) -> bool {
    character.is_whitespace() || character.is_control() || matches!(character, '<' | '>' | '"' | '|' | '\\' | '`')
}

/// The address in a word: how many bytes stand before it, how long it is, and where it leads.
fn in_word(word: &str) -> Option<(usize, usize, String)> {
    let scheme = word.char_indices().map(|(at, _)| at).find(|&at| {
        let rest = word.get(at..).unwrap_or_default();
        starts_with(rest, "https://") || starts_with(rest, "http://")
    });
    if let Some(at) = scheme {
        let address = without_closing(word.get(at..)?);
        let host = address.split_once("//")?.1;
        return host
            .starts_with(|first: char| is_letter(first) || first == '[')
            .then(|| (at, address.len(), address.to_owned()));
    }
    let open = word.len() - word.trim_start_matches(['(', '[', '{', '\'', '*', '_', '“', '‘', '„']).len();
    let rest = word.get(open..)?;
    if starts_with(rest, "mailto:") || is_mail(without_closing(rest)) {
        let shown = without_closing(rest);
        let address = shown.get("mailto:".len()..).filter(|_| starts_with(shown, "mailto:")).unwrap_or(shown);
        return is_mail(address).then(|| (open, shown.len(), ["mailto:", address].concat()));
    }
    let host = rest.get("www.".len()..).filter(|_| starts_with(rest, "www."))?;
    let is_host = host.starts_with(is_letter) && host.contains('.');
    let shown = without_closing(rest);
    is_host.then(|| (open, shown.len(), ["https://", shown].concat()))
}

/// Without what belongs to the sentence around an address: a full stop, a bracket that was opened before it.
fn without_closing(address: &str) -> &str {
    const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];
    let mut surplus =
        BRACKETS.map(|(open, close)| address.matches(close).count() as isize - address.matches(open).count() as isize);
    let mut address = address;
    loop {
        let Some(last) = address.chars().next_back() else { return address };
        match BRACKETS.iter().position(|&(_, close)| close == last).and_then(|kind| surplus.get_mut(kind)) {
            Some(surplus) if *surplus > 0 => *surplus -= 1,
            Some(_) => return address,
            None if matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '”' | '’' | '“' | '…') => {}
            None => return address,
        }
        address = address.get(..address.len() - last.len_utf8()).unwrap_or_default();
    }
}

/// A letter or digit; other scripts' are taken to be.
fn is_letter(character: char) -> bool {
    character.is_ascii_alphanumeric() || !character.is_ascii()
}

fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let is_name = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-'))
    };
    let is_label = |part: &str| !part.is_empty() && part.chars().all(|c| is_letter(c) || c == '-');
    is_name(name) && host.contains('.') && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_mail_and_telephones_are_links() {
        for address in ["https://a.example/x?y#z", " HTTP://a.example ", "mailto:a@b.example", "tel:+1"] {
            assert!(link(address).is_some(), "{address}");
        }
        for address in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "\u{1}javascript:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc",
            "//a.example",
            "/x",
            "#x",
            "",
            "https://",
            "http:\\\\a.example",
            "https://a\\b",
            "ht\ntps://x",
            "blob:https://a",
            "ftp://a.example",
        ] {
            assert_eq!(link(address), None, "{address}");
        }
    }

    fn found(line: &str) -> Vec<String> {
        let parts = parts(line);
        assert_eq!(parts.iter().map(|(text, _)| *text).collect::<String>(), line);
        parts.into_iter().filter_map(|(text, address)| Some(format!("{text} {}", address?))).collect()
    }

    #[test]
    fn addresses_are_found_in_text() {
        assert_eq!(
            found("see https://a.example/x_(y), or (http://b.example)."),
            ["https://a.example/x_(y) https://a.example/x_(y)", "http://b.example http://b.example"]
        );
        assert_eq!(
            found("www.a.example. mail ann@a.example, <bob@b.example>"),
            [
                "www.a.example https://www.a.example",
                "ann@a.example mailto:ann@a.example",
                "bob@b.example mailto:bob@b.example"
            ]
        );
        assert_eq!(found("key=HTTPS://a.example;"), ["HTTPS://a.example HTTPS://a.example"]);
        assert_eq!(found("mailto:ann@a.example"), ["mailto:ann@a.example mailto:ann@a.example"]);
        assert_eq!(found("http:// www. @ a@b .@. javascript:x a@b@c.d https://)"), [""; 0]);
    }
}

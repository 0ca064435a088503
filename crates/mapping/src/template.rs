//! Templates: `{{issue.key}}: {{issue.summary}}`, with a text instead where a field is empty,
//! `{{issue.customfield_10050|none}}`.

use crate::place::Place;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Text that is taken as it is.
    Text(&'a str),
    /// The value of an issue's field.
    Field {
        /// Which.
        place: Place<'a>,
        /// What stands there when it has none.
        fallback: &'a str,
    },
}

/// Takes a template apart, or says what is wrong with it.
pub(crate) fn parse(template: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        if !before.is_empty() {
            parts.push(Piece::Text(before));
        }
        let Some((placeholder, after)) = after.split_once("}}") else {
            return Err(format!("`{{{{{after}` has no `}}}}`"));
        };
        let (path, fallback) = placeholder.split_once('|').unwrap_or((placeholder, ""));
        let field = path.trim().strip_prefix("issue.").unwrap_or_default();
        if field.is_empty() || !field.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            return Err(format!("`{{{{{placeholder}}}}}` is no placeholder: write `{{{{issue.` and a field's id"));
        }
        parts.push(Piece::Field { place: Place::of(field), fallback });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Piece::Text(rest));
    }
    if parts.is_empty() {
        return Err(String::from("the template is empty"));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_text_are_told_apart() {
        assert_eq!(
            parse("[{{issue.key}}] {{ issue.customfield_1 |no {name}}} }}").unwrap(),
            [
                Piece::Text("["),
                Piece::Field { place: Place::Key, fallback: "" },
                Piece::Text("] "),
                Piece::Field { place: Place::Field("customfield_1"), fallback: "no {name" },
                Piece::Text("} }}"),
            ]
        );
    }

    #[test]
    fn what_is_no_placeholder_is_refused() {
        let problem = |template| parse(template).unwrap_err();
        assert_eq!(problem(""), "the template is empty");
        assert_eq!(problem("a {{issue.key"), "`{{issue.key` has no `}}`");
        for template in
            ["{{key}}", "{{issue.}}", "{{}}", "{{issue.a.b}}", "{{ }}", "{{project.key}}", "{{{issue.key}}}"]
        {
            assert!(problem(template).contains("is no placeholder"), "{template}");
        }
    }
}

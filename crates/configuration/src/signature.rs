//! What posts from Jira end with.

use weftline_wire::failure::Problem;

use crate::problem::{Code, error};

/// The template that is shipped.
pub const SIGNATURE: &str = "{{user.name}} via Jira ({{issue.key}})";

/// Characters that a template may have.
const CHARACTERS_MAX: usize = 255;

/// The signature of a user on an issue, on one line. Without a template the shipped one holds; an empty one makes none.
/// What is no placeholder stays as it is.
#[must_use]
pub fn signature(template: Option<&str>, user_name: &str, issue_key: &str) -> String {
    let mut signed = String::new();
    let mut rest = template.unwrap_or(SIGNATURE);
    while let Some((before, placeholder, after)) = next(rest) {
        signed.push_str(before);
        match placeholder.trim() {
            "user.name" => signed.push_str(user_name),
            "issue.key" => signed.push_str(issue_key),
            _ => signed.extend(["{{", placeholder, "}}"]),
        }
        rest = after;
    }
    signed.push_str(rest);
    // A name that breaks the line would look like words of its own.
    signed.retain(|character| !character.is_control() || character == '\n');
    signed.replace('\n', " ").trim().to_owned()
}

/// What is wrong with a template.
pub(crate) fn problem(template: &str) -> Option<Problem> {
    let wrong = |text: String, remedy| Some(error(Code::BadSignature, "signature", text, remedy));
    if template.chars().count() > CHARACTERS_MAX {
        return wrong(format!("the signature is longer than {CHARACTERS_MAX} characters"), "shorten it");
    }
    if template.chars().any(char::is_control) {
        return wrong("the signature is more than one line".to_owned(), "put it on one line");
    }
    let mut rest = template;
    while let Some((before, placeholder, after)) = next(rest) {
        if !matches!(placeholder.trim(), "user.name" | "issue.key") || has_brace(before) {
            let remedy = "use `{{user.name}}` and `{{issue.key}}` only";
            return wrong(format!("`{{{{{placeholder}}}}}` is no placeholder of a signature"), remedy);
        }
        rest = after;
    }
    if has_brace(rest) {
        return wrong("the signature has a brace that belongs to no placeholder".to_owned(), "remove it, or close it");
    }
    None
}

/// What comes before a placeholder, it, and what comes after.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (placeholder, after) = rest.split_once("}}")?;
    Some((before, placeholder, after))
}

fn has_brace(text: &str) -> bool {
    text.contains("{{") || text.contains("}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn view_3_a_signature_names_the_person_and_the_issue() {
        assert_eq!(signature(None, "Jane Doe", "SUP-12"), "Jane Doe via Jira (SUP-12)");
        assert_eq!(signature(Some("- {{ user.name }}, {{issue.key}}"), "Jane", "SUP-1"), "- Jane, SUP-1");
        assert_eq!(signature(Some(""), "Jane", "SUP-1"), "");
    }

    #[test]
    fn view_3_a_name_is_taken_as_it_is_and_stays_on_one_line() {
        assert_eq!(signature(None, "{{issue.key}}", "A-1"), "{{issue.key}} via Jira (A-1)");
        assert_eq!(signature(None, "Jane\r\n\u{7}Doe", "A-1"), "Jane Doe via Jira (A-1)");
        assert_eq!(signature(Some("{{x}} {{issue.key"), "Jane", "A-1"), "{{x}} {{issue.key");
    }

    #[test]
    fn view_3_a_template_is_one_short_line_with_known_placeholders() {
        for good in ["", SIGNATURE, "{ } {{user.name}}", "{{ issue.key }}"] {
            assert_eq!(problem(good), None, "{good}");
        }
        let long = "x".repeat(256);
        for bad in ["{{issue.summary}}", "{{user.name", "user}}", "{{}}", "a\nb", "{{{{user.name}}", &long] {
            let problem = problem(bad).unwrap_or_else(|| panic!("{bad} is taken"));
            assert_eq!((problem.code.as_str(), problem.field.as_deref()), ("badSignature", Some("signature")));
        }
    }
}

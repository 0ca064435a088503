//! JQL: the one place where text from outside enters a query.
//!
//! <https://support.atlassian.com/jira-software-cloud/docs/what-is-advanced-search-in-jira-cloud/>

/// A query, made only of ids and escaped text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jql(String);

/// Words that a query holds at most.
const WORDS_MAX: usize = 10;

impl Jql {
    /// Issues of these projects, by id, whose summary has all these words, the last of them perhaps not typed to its
    /// end; those that changed last come first. None without a project: Jira refuses what has no bounds.
    ///
    /// Words are letters and digits: everything else separates them for Jira's index too, and much of it would be an
    /// operator there.
    /// <https://support.atlassian.com/jira-software-cloud/docs/search-syntax-for-text-fields/>
    #[must_use]
    pub fn issues_of(projects: &[String], words: &str) -> Option<Self> {
        let mut jql = in_projects(projects)?;
        let words: Vec<&str> =
            words.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        if let Some(words) = words.get(..words.len().min(WORDS_MAX)).filter(|words| !words.is_empty()) {
            jql.push_str(" AND summary ~ ");
            quote(&mut jql, &[&words.join(" "), "*"].concat());
        }
        jql.push_str(" ORDER BY updated DESC");
        Some(Self(jql))
    }

    /// Issues of these projects that were changed at least `to` minutes ago, and at most `from`, by Jira's own clock; the
    /// oldest change first. None without a project.
    #[must_use]
    pub fn changed(projects: &[String], from: u64, to: u64) -> Option<Self> {
        let mut jql = in_projects(projects)?;
        for part in [" AND updated >= \"-", &from.to_string(), "m\" AND updated <= \"-", &to.to_string()] {
            jql.push_str(part);
        }
        jql.push_str("m\" ORDER BY updated ASC");
        Some(Self(jql))
    }

    /// Issues of these projects for which another query holds, whatever order that asks for: by key. None without a
    /// project. Whether Jira takes the query it says itself.
    #[must_use]
    pub fn within(projects: &[String], jql: &str) -> Option<Self> {
        let bounds = in_projects(projects)?;
        let jql = without_order(jql).trim();
        let parts = match jql.is_empty() {
            true => [&bounds, "", "", ""],
            false => [&bounds, " AND (", jql, ")"],
        };
        Some(Self([&parts.concat(), " ORDER BY key ASC"].concat()))
    }

    /// Issues of these projects in which a text field may hold one of these texts: Jira looks for their words, in their
    /// order, in any case, whatever stands before and behind them. None without a project, or without a word.
    /// <https://support.atlassian.com/jira-software-cloud/docs/search-syntax-for-text-fields/>
    #[must_use]
    pub fn holding<'a>(projects: &[String], field: &str, texts: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut jql = in_projects(projects)?;
        let bounds = jql.len();
        for text in texts.into_iter().filter(|text| has_word(text)) {
            jql.push_str(if jql.len() == bounds { " AND (" } else { " OR " });
            match field.strip_prefix("customfield_").filter(|number| is_id(number)) {
                Some(number) => jql.extend(["cf[", number, "]"]),
                None => quote(&mut jql, field),
            }
            jql.push_str(" ~ ");
            // What stands in quotation marks has no operators but these two, which separate words as a space does.
            quote(&mut jql, &["\"", &text.replace(['"', '\\'], " "), "\""].concat());
        }
        (jql.len() > bounds).then(|| Self([&jql, ") ORDER BY key ASC"].concat()))
    }

    /// The query's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The condition that issues are of one of these projects; none without a project.
fn in_projects(projects: &[String]) -> Option<String> {
    let mut jql = String::new();
    for id in projects.iter().filter(|id| is_id(id)) {
        jql.push_str(if jql.is_empty() { "project in (" } else { ", " });
        jql.push_str(id);
    }
    (!jql.is_empty()).then(|| [&jql, ")"].concat())
}

/// A query without its `ORDER BY`, which stands behind everything else, and not in quotation marks.
/// <https://support.atlassian.com/jira-software-cloud/docs/jql-keywords/>
fn without_order(jql: &str) -> &str {
    let (mut quoted, mut escaped, mut word_at, mut order_at) = (None, false, None, None);
    let ends = jql.char_indices().chain(std::iter::once((jql.len(), ' ')));
    for (at, character) in ends {
        let is_word = quoted.is_none() && (character.is_alphanumeric() || character == '_');
        match (is_word, word_at) {
            (true, None) => word_at = Some(at),
            (false, Some(from)) => {
                let word = jql.get(from..at).unwrap_or_default();
                if let Some(order) = order_at.filter(|_| word.eq_ignore_ascii_case("by")) {
                    return jql.get(..order).unwrap_or(jql);
                }
                order_at = word.eq_ignore_ascii_case("order").then_some(from);
                word_at = None;
            }
            _ => {}
        }
        match (quoted, character) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(mark), other) if mark == other => quoted = None,
            (None, '"' | '\'') => {
                quoted = Some(character);
                order_at = None;
            }
            _ => {}
        }
    }
    jql
}

/// Whether a text has anything that can be looked for.
#[must_use]
pub fn has_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Whether a text is an id of Jira's: digits.
#[must_use]
pub fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 19 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text may be an issue's key, like `SUP-12`, in any case.
#[must_use]
pub fn is_key(text: &str) -> bool {
    let Some((project, number)) = text.rsplit_once('-') else { return false };
    is_id(number)
        && project.len() <= 255
        && project.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && project.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Appends text in quotation marks.
fn quote(jql: &mut String, text: &str) {
    jql.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => jql.extend(['\\', character]),
            '\n' => jql.push_str("\\n"),
            '\r' => jql.push_str("\\r"),
            '\t' => jql.push_str("\\t"),
            _ => jql.push(character),
        }
    }
    jql.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(projects: &[&str], words: &str, expected: Option<&str>) {
        let projects: Vec<String> = projects.iter().map(|&id| id.to_owned()).collect();
        assert_eq!(Jql::issues_of(&projects, words).as_ref().map(Jql::as_str), expected);
    }

    #[test]
    fn issues_are_looked_for_by_words_in_projects() {
        check(&["10000"], "", Some("project in (10000) ORDER BY updated DESC"));
        check(
            &["10000", "10001"],
            " Motor hum",
            Some("project in (10000, 10001) AND summary ~ \"Motor hum*\" ORDER BY updated DESC"),
        );
        check(&[], "motor", None);
    }

    #[test]
    fn ops_6_a_query_is_kept_within_projects_and_in_an_order_of_its_own() {
        let within = |jql: &str| Jql::within(&["10000".to_owned()], jql).map(|jql| jql.as_str().to_owned());
        let ordered = |jql: &str| Some(format!("project in (10000){jql} ORDER BY key ASC"));
        assert_eq!(within(" "), ordered(""));
        assert_eq!(within("status = Open OR a = b order  by updated DESC"), ordered(" AND (status = Open OR a = b)"));
        assert_eq!(within("ORDER\nBY created"), ordered(""));
        assert_eq!(within("summary ~ \"order by x\""), ordered(" AND (summary ~ \"order by x\")"));
        assert_eq!(within("\"An order\" = by"), ordered(" AND (\"An order\" = by)"));
        assert_eq!(within("x = 'it\\'s order by' AND y = 1"), ordered(" AND (x = 'it\\'s order by' AND y = 1)"));
        assert_eq!(Jql::within(&[], "status = Open"), None);
    }

    #[test]
    fn ops_6_texts_are_looked_for_in_a_field() {
        let holding = |field: &str, texts: &[&str]| {
            Jql::holding(&["10000".to_owned()], field, texts.iter().copied()).map(|jql| jql.as_str().to_owned())
        };
        let expected =
            r#"project in (10000) AND (cf[10050] ~ "\"00001\"" OR cf[10050] ~ "\"O'Hara   x \"") ORDER BY key ASC"#;
        assert_eq!(holding("customfield_10050", &["00001", "--", "O'Hara \\ x\""]).as_deref(), Some(expected));
        let expected = r#"project in (10000) AND ("x\" or y" ~ "\"a\"") ORDER BY key ASC"#;
        assert_eq!(holding("x\" or y", &["a"]).as_deref(), Some(expected));
        assert_eq!(holding("summary", &["\\\""]), None);
        assert_eq!(Jql::holding(&[], "summary", ["a"]), None);
    }

    #[test]
    fn nothing_that_is_typed_is_an_operator() {
        check(
            &["10000"],
            "\") OR project = ENG --",
            Some("project in (10000) AND summary ~ \"OR project ENG*\" ORDER BY updated DESC"),
        );
        check(&["10000"], "* ~ \\", Some("project in (10000) ORDER BY updated DESC"));
        check(&["1) OR project in (2", "SUP"], "x", None);
    }

    #[test]
    fn text_in_quotation_marks_stays_in_them() {
        let mut quoted = String::new();
        quote(&mut quoted, "a\"b\\c\nd");
        assert_eq!(quoted, r#""a\"b\\c\nd""#);
    }

    #[test]
    fn keys_and_ids_are_told_from_words() {
        for key in ["SUP-1", "sup-12", "A_B2-3"] {
            assert!(is_key(key), "{key}");
        }
        for other in ["SUP", "SUP-", "-1", "1-1", "SUP-1a", "SÜP-1", "SUP 1-1"] {
            assert!(!is_key(other), "{other}");
        }
        assert!(is_id("10100") && !is_id("") && !is_id("1a"));
    }
}

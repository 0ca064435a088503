//! How comments are told to be the same, and who is named in them.

use weftline_mapping::richtext::{adf_text, html_to_text};
use weftline_plan::Visibility;
use weftline_salesforce::reply::{self, RecordCommented, Reply};
use weftline_salesforce::request::CommentsOf;
use weftline_wire::json::Json;

use super::Commenting;
use crate::failure::Failure;

/// What wiki markup makes pictures of: such words are not compared.
/// <https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=miscellaneous>
const PICTURES: [&str; 8] = [":D", ":P", ":p", "(y)", "(n)", "(i)", "(x)", "(off)"];

/// The shortest account id, and what it is made of beside letters and digits.
const ACCOUNT_MIN: usize = 20;

/// Of a text and who sees it: the same for a copy whatever line breaks, blanks, signs or markup became of it.
pub(super) fn digest(text: &str, public: bool) -> String {
    let mut plain = text.to_owned();
    for picture in PICTURES {
        plain = plain.replace(picture, "");
    }
    let mut letters = String::from(if public { "public " } else { "internal " });
    // A text without a letter is what it is.
    let before = letters.len();
    letters.extend(plain.chars().filter(|character| character.is_alphanumeric()));
    if letters.len() == before {
        letters.extend(text.split_whitespace());
    }
    weftline_configuration::hash(&letters)
}

/// What an issue's comment says, without formatting; empty when it cannot be read.
pub(super) fn text_of(body: &Json) -> String {
    adf_text(body.get()).unwrap_or_default()
}

/// Reads comments of this kind.
pub(super) fn record_page(of: &CommentsOf, reply: &Reply<'_>) -> Result<Vec<RecordCommented>, Failure> {
    let read = match of {
        CommentsOf::Feed { .. } => reply::feed_posts(reply).map(|page| page.comments),
        CommentsOf::Cases | CommentsOf::Ideas => reply::record_comments(reply),
    };
    read.map_err(|error| error.to_failure())
}

/// What a record's comment says.
pub(super) fn said(comment: &RecordCommented) -> String {
    if comment.html { html_to_text(&comment.text) } else { comment.text.clone() }
}

/// Who sees an issue's comment.
pub(super) fn in_jira(commenting: &Commenting<'_>, comment: &weftline_jira::reply::Commented) -> Visibility {
    match (comment.restricted, commenting.is_service, comment.public) {
        (true, _, _) => Visibility::Restricted,
        (false, false, _) | (false, true, Some(false)) => Visibility::Internal,
        (false, true, Some(true)) => Visibility::Public,
        (false, true, None) => Visibility::Unknown,
    }
}

/// Who sees a record's comment.
pub(super) fn in_salesforce(comment: &RecordCommented) -> Visibility {
    match comment.public {
        Some(true) => Visibility::Public,
        Some(false) => Visibility::Internal,
        None => Visibility::Unknown,
    }
}

/// What the copy of an issue's comment ends with.
pub(super) fn towards_salesforce(commenting: &Commenting<'_>, author: &str) -> String {
    let author = if author.is_empty() { "Someone" } else { author };
    weftline_configuration::signature(commenting.settings.signature.as_deref(), author, commenting.issue_key)
}

/// What the copy of a record's comment ends with, in a feed with the beginning of what it answers: nothing where the template is empty, or Weftline itself wrote it, for
/// then it ends with a signature already.
pub(super) fn towards_jira(
    commenting: &Commenting<'_>,
    comment: &RecordCommented,
    answered: Option<&str>,
    own: bool,
) -> String {
    if own || commenting.settings.signature.as_deref().is_some_and(str::is_empty) {
        return String::new();
    }
    let author = if comment.author_name.is_empty() { "Someone" } else { &comment.author_name };
    let answer = match answered {
        Some(beginning) => [" in answer to “", beginning, "”"].concat(),
        None => String::new(),
    };
    // A name that breaks the line would look like words of its own.
    [author, &answer, " via Salesforce"].concat().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Accounts that a text mentions by their ids, because nobody wrote the name with it.
pub(super) fn unnamed(body: &Json, text: &str) -> Vec<String> {
    let mut accounts = Vec::new();
    for (at, _) in text.match_indices('@') {
        let rest = text.get(at + 1..).unwrap_or_default();
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_');
        let length = rest.bytes().take_while(|byte| is_part(*byte)).count();
        let id = rest.get(..length).unwrap_or_default();
        let named = ["\"", id, "\""].concat();
        if length >= ACCOUNT_MIN && body.get().contains(&named) && !accounts.iter().any(|known| known == id) {
            accounts.push(id.to_owned());
        }
    }
    accounts
}

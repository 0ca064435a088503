//! JQL as tokens.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A token with the character at which it begins, counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// A bare word: field, keyword, number, value.
    Word(String),
    /// A text in quotation marks.
    Quoted(String),
    /// `=`, `!=`, `<=`, `~`, `(`, `,` and the like.
    Symbol(&'static str),
    /// The end.
    End,
}

impl Token {
    /// As complaints quote it; none at the end.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Word(text) | TokenKind::Quoted(text) => Some(text),
            TokenKind::Symbol(symbol) => Some(symbol),
            TokenKind::End => None,
        }
    }

    /// `(line 1, character 5)`.
    pub(super) fn place(&self) -> String {
        format!("(line {}, character {})", self.line, self.column)
    }
}

const SYMBOLS: [&str; 15] = ["!=", "!~", "<=", ">=", "&&", "||", "=", "~", "<", ">", "(", ")", ",", "!", "|"];

/// Words that mean something in other query languages: Jira takes them in quotation marks only.
const RESERVED: &str = "abort access add alias all alter any as audit avg begin between boolean break byte catch char \
    character check checkpoint collate collation column commit connect continue count create current date decimal \
    declare decrement default defaults define delete delimiter difference distinct divide do double drop else encoding \
    end equals escape exclusive exec execute exists explain false fetch file field first float for function go goto \
    grant greater group having identified if immediate increment index initial inner inout input insert int integer \
    intersect intersection into isempty isnull join last left less like limit lock long max min minus mode modify \
    modulo more multiply next noaudit notin nowait number object of option outer output power previous prior \
    privileges public raise raw remainder rename resource return returns revoke right row rowid rownum rows select \
    session set share size sqrt start strict string subtract sum synonym table then trans transaction trigger true uid \
    union unique update user validate values view when whenever where while with";

/// The longest reserved word.
const RESERVED_MAX: usize = 12;

fn is_reserved(word: &str) -> bool {
    static WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| RESERVED.split_whitespace().collect());
    word.len() <= RESERVED_MAX && WORDS.contains(word.to_ascii_lowercase().as_str())
}

const ESCAPES: &str = r#"The valid escape sequences are \', \", \t, \n, \r, \\, '\ ' and \uXXXX."#;

/// Takes a query apart.
pub(super) fn lex(query: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = query;
    let (mut line, mut column) = (1, 1);
    while let Some(first) = rest.chars().next() {
        if first == '\n' {
            line += 1;
            column = 1;
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        if first.is_whitespace() {
            column += 1;
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        let place = |ahead: usize| format!("(line {line}, character {})", column + ahead);
        let complaint = |fault: Fault| format!("Error in the JQL Query: {} {}", fault.what, place(fault.ahead));
        let (kind, length) = if first == '"' || first == '\'' {
            quoted(rest, first).map_err(complaint)?
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            (TokenKind::Symbol(symbol), symbol.len())
        } else {
            let (text, length) = word(rest).map_err(complaint)?;
            if length == 0 {
                return Err(complaint(Fault::new(
                    0,
                    format!(
                        "The character '{first}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u{:04x}' instead.",
                        u32::from(first)
                    ),
                )));
            }
            if is_reserved(&text) {
                return Err(complaint(Fault::new(
                    0,
                    format!(
                        "'{text}' is a reserved JQL word. You must surround it in quotation marks to use it in a query."
                    ),
                )));
            }
            (TokenKind::Word(text), length)
        };
        tokens.push(Token { kind, line, column });
        column += rest.get(..length).unwrap_or_default().chars().count();
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens.push(Token { kind: TokenKind::End, line, column });
    Ok(tokens)
}

/// What is wrong, and how many characters further on.
struct Fault {
    ahead: usize,
    what: String,
}

impl Fault {
    fn new(ahead: usize, what: impl Into<String>) -> Self {
        Self { ahead, what: what.into() }
    }
}

/// A text in quotation marks, with its length in bytes.
fn quoted(rest: &str, mark: char) -> Result<(TokenKind, usize), Fault> {
    let mut text = String::new();
    let mut characters = rest.char_indices().enumerate().skip(1);
    while let Some((ahead, (at, character))) = characters.next() {
        if character == '\\' {
            let (unescaped, count) = escape(rest.get(at + 1..).unwrap_or_default(), ahead)?;
            text.push(unescaped);
            for _ in 0..count {
                characters.next();
            }
        } else if character == mark {
            return Ok((TokenKind::Quoted(text), at + 1));
        } else {
            text.push(character);
        }
    }
    let begun = rest.get(1..).unwrap_or_default().replace(['\n', '\r'], " ");
    Err(Fault::new(
        0,
        match begun.trim().is_empty() {
            true => "The quoted string has not been completed.".to_owned(),
            false => format!("The quoted string '{begun}' has not been completed."),
        },
    ))
}

/// What an escape stands for, and how many characters it has behind the backslash.
fn escape(rest: &str, ahead: usize) -> Result<(char, usize), Fault> {
    let illegal = |text: &str| Fault::new(ahead, format!("'\\{text}' is an illegal JQL escape sequence. {ESCAPES}"));
    let Some(first) = rest.chars().next() else {
        return Err(Fault::new(ahead, format!("The escape sequence has not been completed. {ESCAPES}")));
    };
    match first {
        't' => Ok(('\t', 1)),
        'n' => Ok(('\n', 1)),
        'r' => Ok(('\r', 1)),
        '\'' | '"' | '\\' | ' ' => Ok((first, 1)),
        'u' => {
            let digits: String = rest.chars().skip(1).take(4).collect();
            let whole = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let number = if whole { u32::from_str_radix(&digits, 16).ok() } else { None };
            let wrong = digits.chars().position(|digit| !digit.is_ascii_hexdigit());
            let shown: String = digits.chars().take(wrong.map_or(4, |at| at + 1)).collect();
            number.and_then(char::from_u32).map(|found| (found, 5)).ok_or_else(|| illegal(&format!("u{shown}")))
        }
        other => Err(illegal(&other.to_string())),
    }
}

/// A bare word, with its length in bytes; brackets belong to it as in `cf[10050]` and `issue.property[a.b].c`.
fn word(rest: &str) -> Result<(String, usize), Fault> {
    let mut text = String::new();
    let mut depth = 0_u32;
    let mut characters = rest.char_indices().enumerate();
    while let Some((ahead, (at, character))) = characters.next() {
        match character {
            '[' if at > 0 => depth += 1,
            ']' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            '\\' => {
                let (unescaped, count) = escape(rest.get(at + 1..).unwrap_or_default(), ahead)?;
                text.push(unescaped);
                for _ in 0..count {
                    characters.next();
                }
                continue;
            }
            _ if character.is_whitespace() || "=!<>~(),\"'|&[]{}*?^%$#@;/".contains(character) => {
                return Ok((text, at));
            }
            _ => {}
        }
        text.push(character);
    }
    Ok((text, rest.len()))
}

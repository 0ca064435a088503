//! JQL as tokens.

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
    /// As complaints quote it.
    pub(super) fn text(&self) -> String {
        match &self.kind {
            TokenKind::Word(text) | TokenKind::Quoted(text) => format!("'{text}'"),
            TokenKind::Symbol(symbol) => format!("'{symbol}'"),
            TokenKind::End => "the end of the query".to_owned(),
        }
    }

    /// `(line 1, character 5)`.
    pub(super) fn place(&self) -> String {
        format!("(line {}, character {})", self.line, self.column)
    }
}

const SYMBOLS: [&str; 15] = ["!=", "!~", "<=", ">=", "&&", "||", "=", "~", "<", ">", "(", ")", ",", "!", "|"];

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
        let (kind, length) = if first == '"' || first == '\'' {
            quoted(rest, first).ok_or_else(|| {
                format!(
                    "Error in the JQL Query: The quoted string '{}' has not been completed. (line {line}, character {column})",
                    rest.get(1..).unwrap_or_default()
                )
            })?
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            (TokenKind::Symbol(symbol), symbol.len())
        } else {
            let word = word(rest);
            if word.is_empty() {
                return Err(format!(
                    "Error in the JQL Query: The character '{first}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u{:04x}' instead. (line {line}, character {column})",
                    u32::from(first)
                ));
            }
            (TokenKind::Word(word.to_owned()), word.len())
        };
        tokens.push(Token { kind, line, column });
        column += rest.get(..length).unwrap_or_default().chars().count();
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens.push(Token { kind: TokenKind::End, line, column });
    Ok(tokens)
}

/// A text in quotation marks, with its length in bytes.
fn quoted(rest: &str, mark: char) -> Option<(TokenKind, usize)> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => match characters.next()?.1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                other => text.push(other),
            },
            _ if character == mark => return Some((TokenKind::Quoted(text), at + 1)),
            _ => text.push(character),
        }
    }
    None
}

/// A bare word; brackets belong to it as in `cf[10050]` and `issue.property[a.b].c`.
fn word(rest: &str) -> &str {
    let mut depth = 0_u32;
    for (at, character) in rest.char_indices() {
        match character {
            '[' if at > 0 => depth += 1,
            ']' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            _ if character.is_whitespace() || "=!<>~(),\"'|&[]{}*?^%$#@;/\\".contains(character) => {
                return rest.get(..at).unwrap_or_default();
            }
            _ => {}
        }
    }
    rest
}

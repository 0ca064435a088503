//! JQL as a tree.

use super::lexer::{Token, TokenKind, lex};

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Query {
    pub(in super::super) filter: Option<Node>,
    /// Fields, and whether descending.
    pub(in super::super) order: Vec<(String, bool)>,
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Clause(Clause),
}

/// A field, an operator, and what it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Clause {
    pub(in super::super) field: String,
    pub(in super::super) operator: Operator,
    pub(in super::super) operand: Operand,
    /// `AFTER "-1d"`, `BY currentUser()` and the like, of `WAS` and `CHANGED`.
    pub(in super::super) predicates: Vec<(String, Operand)>,
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    ContainsNot,
    In,
    NotIn,
    Is,
    IsNot,
    Was,
    WasNot,
    WasIn,
    WasNotIn,
    Changed,
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Operand {
    Empty,
    Value(String),
    List(Vec<Operand>),
    Function(String, Vec<String>),
}

impl Operator {
    /// As written.
    pub(in super::super) fn text(self) -> &'static str {
        match self {
            Operator::Equal => "=",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Contains => "~",
            Operator::ContainsNot => "!~",
            Operator::In => "in",
            Operator::NotIn => "not in",
            Operator::Is => "is",
            Operator::IsNot => "is not",
            Operator::Was => "was",
            Operator::WasNot => "was not",
            Operator::WasIn => "was in",
            Operator::WasNotIn => "was not in",
            Operator::Changed => "changed",
        }
    }
}

/// Parses a query; the complaint is Jira's.
pub(in super::super) fn parse(query: &str) -> Result<Query, String> {
    let mut parser = Parser { tokens: lex(query)?, at: 0, depth: 0 };
    let filter = match parser.peek() {
        TokenKind::End => None,
        _ if parser.is_word("order") => None,
        _ => Some(parser.or()?),
    };
    let order = parser.order()?;
    match parser.peek() {
        TokenKind::End => Ok(Query { filter, order }),
        _ => Err(parser.complain("Expecting either 'OR' or 'AND' but got")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    /// How deep parentheses, `NOT`s and lists are nested.
    depth: usize,
}

/// The deepest nesting.
const DEPTH_MOST: usize = 128;

const PREDICATES: [&str; 7] = ["after", "before", "on", "during", "by", "from", "to"];

impl Parser {
    fn peek(&self) -> &TokenKind {
        self.tokens.get(self.at).map_or(&TokenKind::End, |token| &token.kind)
    }

    fn next(&mut self) -> TokenKind {
        let kind = self.peek().clone();
        self.at += 1;
        kind
    }

    fn complain(&self, what: &str) -> String {
        match self.tokens.get(self.at.min(self.tokens.len().saturating_sub(1))) {
            Some(token) => format!("Error in the JQL Query: {what} {}. {}", token.text(), token.place()),
            None => format!("Error in the JQL Query: {what} nothing."),
        }
    }

    fn is_word(&self, keyword: &str) -> bool {
        matches!(self.peek(), TokenKind::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    fn take_word(&mut self, keyword: &str) -> bool {
        let is = self.is_word(keyword);
        self.at += usize::from(is);
        is
    }

    fn take(&mut self, symbol: &str) -> bool {
        let is = matches!(self.peek(), TokenKind::Symbol(found) if *found == symbol);
        self.at += usize::from(is);
        is
    }

    fn or(&mut self) -> Result<Node, String> {
        let mut parts = vec![self.and()?];
        while self.take_word("or") || self.take("||") || self.take("|") {
            parts.push(self.and()?);
        }
        Ok(if parts.len() > 1 { Node::Or(parts) } else { parts.remove(0) })
    }

    fn and(&mut self) -> Result<Node, String> {
        let mut parts = vec![self.not()?];
        while self.take_word("and") || self.take("&&") {
            parts.push(self.not()?);
        }
        Ok(if parts.len() > 1 { Node::And(parts) } else { parts.remove(0) })
    }

    /// Goes one deeper, within bounds.
    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        if self.depth >= DEPTH_MOST {
            return Err(self.complain("The query is nested too deep at"));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn not(&mut self) -> Result<Node, String> {
        self.deeper(Self::negation)
    }

    fn negation(&mut self) -> Result<Node, String> {
        if self.take_word("not") || self.take("!") {
            return Ok(Node::Not(Box::new(self.not()?)));
        }
        if self.take("(") {
            let inner = self.or()?;
            return if self.take(")") { Ok(inner) } else { Err(self.complain("Expecting ')' before")) };
        }
        self.clause().map(Node::Clause)
    }

    fn clause(&mut self) -> Result<Clause, String> {
        let field = match self.peek().clone() {
            TokenKind::Word(word)
                if ["and", "or", "order", "in", "is", "was"].contains(&word.to_lowercase().as_str()) =>
            {
                return Err(self.complain("Expecting a field name but got"));
            }
            TokenKind::Word(word) | TokenKind::Quoted(word) => word,
            TokenKind::Symbol(_) | TokenKind::End => return Err(self.complain("Expecting a field name but got")),
        };
        self.at += 1;
        let operator = self.operator()?;
        let operand = if operator == Operator::Changed { Operand::Empty } else { self.operand()? };
        let mut predicates = Vec::new();
        let has_history = matches!(
            operator,
            Operator::Was | Operator::WasNot | Operator::WasIn | Operator::WasNotIn | Operator::Changed
        );
        while let Some(name) = PREDICATES.iter().find(|name| has_history && self.is_word(name)) {
            self.at += 1;
            predicates.push(((*name).to_owned(), self.operand()?));
        }
        Ok(Clause { field, operator, operand, predicates })
    }

    fn operator(&mut self) -> Result<Operator, String> {
        let operator = match self.peek().clone() {
            TokenKind::Symbol("=") => Operator::Equal,
            TokenKind::Symbol("!=") => Operator::NotEqual,
            TokenKind::Symbol("<") => Operator::Less,
            TokenKind::Symbol("<=") => Operator::LessOrEqual,
            TokenKind::Symbol(">") => Operator::Greater,
            TokenKind::Symbol(">=") => Operator::GreaterOrEqual,
            TokenKind::Symbol("~") => Operator::Contains,
            TokenKind::Symbol("!~") => Operator::ContainsNot,
            TokenKind::Word(word) => match word.to_lowercase().as_str() {
                "in" => Operator::In,
                "is" => {
                    self.at += 1;
                    return Ok(if self.take_word("not") { Operator::IsNot } else { Operator::Is });
                }
                "not" => {
                    self.at += 1;
                    return if self.take_word("in") {
                        Ok(Operator::NotIn)
                    } else {
                        Err(self.complain("Expecting 'IN' but got"))
                    };
                }
                "was" => {
                    self.at += 1;
                    let not = self.take_word("not");
                    let several = self.take_word("in");
                    return Ok(match (not, several) {
                        (false, false) => Operator::Was,
                        (true, false) => Operator::WasNot,
                        (false, true) => Operator::WasIn,
                        (true, true) => Operator::WasNotIn,
                    });
                }
                "changed" => Operator::Changed,
                _ => return Err(self.operator_missing()),
            },
            _ => return Err(self.operator_missing()),
        };
        self.at += 1;
        Ok(operator)
    }

    fn operator_missing(&self) -> String {
        let valid =
            "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.";
        match self.tokens.get(self.at) {
            Some(token) => format!(
                "Error in the JQL Query: Expecting operator but got {}. {valid} {}",
                token.text(),
                token.place()
            ),
            None => format!("Error in the JQL Query: Expecting operator. {valid}"),
        }
    }

    fn operand(&mut self) -> Result<Operand, String> {
        if self.take("(") {
            let mut items = vec![self.deeper(Self::operand)?];
            while self.take(",") {
                items.push(self.deeper(Self::operand)?);
            }
            return if self.take(")") {
                Ok(Operand::List(items))
            } else {
                Err(self.complain("Expecting either ',' or ')' but got"))
            };
        }
        let (text, bare) = match self.peek().clone() {
            TokenKind::Word(word) if ["and", "or", "not", "order"].contains(&word.to_lowercase().as_str()) => {
                return Err(self.complain("Expecting either a value, list or function but got"));
            }
            TokenKind::Word(word) => (word, true),
            TokenKind::Quoted(text) => (text, false),
            TokenKind::Symbol(_) | TokenKind::End => {
                return Err(self.complain("Expecting either a value, list or function but got"));
            }
        };
        self.at += 1;
        if self.take("(") {
            let mut arguments = Vec::new();
            while !self.take(")") {
                match self.next() {
                    TokenKind::Word(text) | TokenKind::Quoted(text) => arguments.push(text),
                    TokenKind::Symbol(",") => {}
                    TokenKind::Symbol(_) | TokenKind::End => {
                        self.at -= 1;
                        return Err(self.complain("Expecting ')' before"));
                    }
                }
            }
            return Ok(Operand::Function(text, arguments));
        }
        let is_empty = bare && (text.eq_ignore_ascii_case("empty") || text.eq_ignore_ascii_case("null"));
        Ok(if is_empty { Operand::Empty } else { Operand::Value(text) })
    }

    fn order(&mut self) -> Result<Vec<(String, bool)>, String> {
        let mut order = Vec::new();
        if !self.take_word("order") {
            return Ok(order);
        }
        if !self.take_word("by") {
            return Err(self.complain("Expecting 'BY' but got"));
        }
        loop {
            match self.next() {
                TokenKind::Word(field) | TokenKind::Quoted(field) => {
                    let descending = self.take_word("desc");
                    if !descending {
                        self.take_word("asc");
                    }
                    order.push((field, descending));
                }
                TokenKind::Symbol(_) | TokenKind::End => {
                    self.at -= 1;
                    return Err(self.complain("Expecting a field name but got"));
                }
            }
            if !self.take(",") {
                return Ok(order);
            }
        }
    }
}

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
        _ => Err(parser.expected("either 'OR' or 'AND'")),
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

    /// The next token's text and place; none at the end.
    fn found(&self) -> Option<(&str, String)> {
        self.tokens.get(self.at).and_then(|token| Some((token.text()?, token.place())))
    }

    fn expected(&self, what: &str) -> String {
        match self.found() {
            Some((text, place)) => format!("Error in the JQL Query: Expecting {what} but got '{text}'. {place}"),
            None => format!("Error in the JQL Query: Expecting {what} before the end of the query."),
        }
    }

    fn field_missing(&self) -> String {
        match self.found() {
            Some((text, place)) => format!(
                "Error in the JQL Query: Expecting a field name but got '{text}'. You must surround '{text}' in quotation marks to use it as a field name. {place}"
            ),
            None => "Error in the JQL Query: Expecting a field name at the end of the query.".to_owned(),
        }
    }

    fn operand_missing(&self) -> String {
        match self.found() {
            Some((text, place)) => format!(
                "Error in JQL Query: Expecting either a value, list or function but got '{text}'. You must surround '{text}' in quotation marks to use it as a value. {place}"
            ),
            None => {
                "Error in JQL Query: Expecting either a value, list or function before the end of the query.".to_owned()
            }
        }
    }

    fn argument_missing(&self) -> String {
        match self.found() {
            Some((")", place)) => format!("Error in the JQL Query: Function argument must be specified. {place}"),
            Some((text, place)) => format!(
                "Error in the JQL Query: Expecting a function argument but got '{text}'. You must surround '{text}' in quotation marks to use it as an argument. {place}"
            ),
            None => "Error in the JQL Query: Expecting a function argument at the end of the query.".to_owned(),
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
            return Err(self.expected("a query that is nested less deep"));
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
            return match self.peek() {
                TokenKind::Symbol(")") => {
                    self.at += 1;
                    Ok(inner)
                }
                TokenKind::End => Err(self.expected("')'")),
                _ => Err(self.expected("either 'OR' or 'AND'")),
            };
        }
        self.clause().map(Node::Clause)
    }

    fn clause(&mut self) -> Result<Clause, String> {
        let field = match self.peek().clone() {
            TokenKind::Word(word)
                if ["and", "or", "order", "in", "is", "was"].contains(&word.to_lowercase().as_str()) =>
            {
                return Err(self.field_missing());
            }
            TokenKind::Quoted(word) if word.is_empty() => {
                let place = self.found().map(|(_, place)| place).unwrap_or_default();
                return Err(format!("Error in the JQL Query: A field name cannot be empty. {place}"));
            }
            TokenKind::Word(word) | TokenKind::Quoted(word) => word,
            TokenKind::Symbol(_) | TokenKind::End => return Err(self.field_missing()),
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
                    if *self.peek() == TokenKind::Symbol("!") {
                        return Err(self.expected("'NOT'"));
                    }
                    return Ok(if self.take_word("not") { Operator::IsNot } else { Operator::Is });
                }
                "not" => {
                    self.at += 1;
                    return if self.take_word("in") { Ok(Operator::NotIn) } else { Err(self.expected("'IN'")) };
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
        match self.found() {
            Some((text, place)) => {
                format!("Error in the JQL Query: Expecting operator but got '{text}'. {valid} {place}")
            }
            None => format!("Error in the JQL Query: Expecting operator before the end of the query. {valid}"),
        }
    }

    fn operand(&mut self) -> Result<Operand, String> {
        if self.take("(") {
            let mut items = vec![self.deeper(Self::operand)?];
            while self.take(",") {
                items.push(self.deeper(Self::operand)?);
            }
            return if self.take(")") { Ok(Operand::List(items)) } else { Err(self.expected("')'")) };
        }
        let (text, bare) = match self.peek().clone() {
            TokenKind::Word(word) if ["and", "or", "not", "order"].contains(&word.to_lowercase().as_str()) => {
                return Err(self.operand_missing());
            }
            TokenKind::Word(word) => (word, true),
            TokenKind::Quoted(text) => (text, false),
            TokenKind::Symbol(_) | TokenKind::End => return Err(self.operand_missing()),
        };
        self.at += 1;
        if self.take("(") {
            return Ok(Operand::Function(text, self.arguments()?));
        }
        let is_empty = bare && (text.eq_ignore_ascii_case("empty") || text.eq_ignore_ascii_case("null"));
        Ok(if is_empty { Operand::Empty } else { Operand::Value(text) })
    }

    /// A function's arguments, behind its opening parenthesis.
    fn arguments(&mut self) -> Result<Vec<String>, String> {
        let mut arguments = Vec::new();
        if self.take(")") {
            return Ok(arguments);
        }
        if matches!(self.peek(), TokenKind::End | TokenKind::Symbol(",")) {
            return Err(self.expected("')'"));
        }
        loop {
            match self.peek().clone() {
                TokenKind::Word(text) | TokenKind::Quoted(text) => arguments.push(text),
                TokenKind::Symbol(_) | TokenKind::End => return Err(self.argument_missing()),
            }
            self.at += 1;
            if self.take(")") {
                return Ok(arguments);
            }
            if !self.take(",") {
                let what = if *self.peek() == TokenKind::End { "')'" } else { "')' or ','" };
                return Err(self.expected(what));
            }
        }
    }

    fn order(&mut self) -> Result<Vec<(String, bool)>, String> {
        let mut order = Vec::new();
        if !self.take_word("order") {
            return Ok(order);
        }
        if !self.take_word("by") {
            return Err(self.expected("'by'"));
        }
        loop {
            let field = match self.peek().clone() {
                TokenKind::Word(word) if ["asc", "desc"].contains(&word.to_lowercase().as_str()) => {
                    return Err(self.field_missing());
                }
                TokenKind::Word(field) | TokenKind::Quoted(field) => field,
                TokenKind::Symbol(_) | TokenKind::End => return Err(self.field_missing()),
            };
            self.at += 1;
            let descending = self.take_word("desc");
            let directed = descending || self.take_word("asc");
            order.push((field, descending));
            match self.peek() {
                TokenKind::Symbol(",") => self.at += 1,
                TokenKind::End => return Ok(order),
                _ => return Err(self.expected(if directed { "','" } else { "either 'ASC' or 'DESC'" })),
            }
        }
    }
}

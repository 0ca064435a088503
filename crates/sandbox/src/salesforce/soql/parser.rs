//! From tokens to a query. An error names the token that cannot stand where it stands.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select.htm>

use super::ast::{
    Call, Condition, Expression, Item, Literal, LiteralKind, Name, Operator, Order, Path, Query, Rollup, Set, TypeOf,
};
use super::error_at;
use super::lexer::{Kind, Token, tokens};
use crate::salesforce::error::ApiError;

/// How deep conditions and functions may nest: deeper ones are refused rather than followed.
const DEPTH_MAX: usize = 100;

/// The words that end a clause, which therefore name nothing.
const RESERVED: &[&str] = &[
    "AND", "ASC", "DESC", "EXCLUDES", "FIRST", "FROM", "GROUP", "HAVING", "IN", "INCLUDES", "LAST", "LIKE", "LIMIT",
    "NOT", "NULL", "NULLS", "OFFSET", "OR", "ORDER", "SELECT", "USING", "WHERE", "WITH", "FOR", "UPDATE", "ALL",
];

/// Reads a query.
pub(crate) fn parse(text: &str) -> Result<Query, ApiError> {
    if text.chars().count() > 100_000 {
        return Err(ApiError::new(
            400,
            "QUERY_TOO_COMPLICATED",
            "SOQL statement is too long: at most 100000 characters",
        ));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { text, tokens, place: 0, depth: 0 };
    let query = parser.query()?;
    if parser.peek().kind == Kind::End { Ok(query) } else { Err(parser.unexpected()) }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    place: usize,
    depth: usize,
}

const END: Token<'static> = Token { kind: Kind::End, text: "<EOF>", at: 0, end: 0 };

impl<'a> Parser<'a> {
    fn peek(&self) -> &Token<'a> {
        self.ahead(0)
    }

    fn ahead(&self, count: usize) -> &Token<'a> {
        self.tokens.get(self.place + count).or_else(|| self.tokens.last()).unwrap_or(&END)
    }

    fn next(&mut self) -> Token<'a> {
        let token = self.peek().clone();
        self.place += 1;
        token
    }

    fn unexpected(&self) -> ApiError {
        let token = self.peek();
        let shown = match token.kind {
            Kind::End => "<EOF>".to_owned(),
            Kind::Text => format!("'{}'", token.text),
            _ => token.text.to_owned(),
        };
        self.error(token.at, &format!("unexpected token: '{shown}'"))
    }

    fn error(&self, at: usize, message: &str) -> ApiError {
        error_at(self.text, at, "MALFORMED_QUERY", message)
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.peek().is_word(word);
        self.place += usize::from(found);
        found
    }

    fn eat_mark(&mut self, mark: &str) -> bool {
        let found = self.peek().is_mark(mark);
        self.place += usize::from(found);
        found
    }

    fn expect(&mut self, word: &str) -> Result<(), ApiError> {
        if self.eat(word) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn expect_mark(&mut self, mark: &str) -> Result<(), ApiError> {
        if self.eat_mark(mark) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn at_name(&self) -> bool {
        let token = self.peek();
        token.kind == Kind::Word && !RESERVED.iter().any(|word| token.is_word(word))
    }

    fn name(&mut self) -> Result<Name, ApiError> {
        if !self.at_name() {
            return Err(self.unexpected());
        }
        let token = self.next();
        Ok(Name { text: token.text.to_owned(), at: token.at })
    }

    /// An object's name, which may be `Group` or `Order`.
    fn object(&mut self) -> Result<Name, ApiError> {
        let token = self.peek().clone();
        let like_a_clause = (token.is_word("GROUP") || token.is_word("ORDER")) && !self.ahead(1).is_word("BY");
        if !like_a_clause {
            return self.name();
        }
        self.place += 1;
        Ok(Name { text: token.text.to_owned(), at: token.at })
    }

    /// A name after a dot may be any word.
    fn path(&mut self) -> Result<Path, ApiError> {
        let mut parts = vec![self.name()?];
        while self.eat_mark(".") {
            if self.peek().kind != Kind::Word {
                return Err(self.unexpected());
            }
            let token = self.next();
            parts.push(Name { text: token.text.to_owned(), at: token.at });
        }
        Ok(Path { parts })
    }

    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Result<T, ApiError>) -> Result<Vec<T>, ApiError> {
        let mut list = vec![one(self)?];
        while self.eat_mark(",") {
            list.push(one(self)?);
        }
        Ok(list)
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, ApiError>) -> Result<T, ApiError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(ApiError::new(
                400,
                "QUERY_TOO_COMPLICATED",
                "query is either selecting too many fields or the filter conditions are too complicated",
            ));
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn query(&mut self) -> Result<Query, ApiError> {
        self.expect("SELECT")?;
        let select = self.list(Self::item)?;
        self.expect("FROM")?;
        // A child relationship may be named behind its parent: `FROM Account.Contacts`.
        let mut from = self.object()?;
        while self.eat_mark(".") {
            from = self.name()?;
        }
        let alias = self.alias()?;
        let mut aliases = Vec::new();
        while self.eat_mark(",") {
            let path = self.path()?;
            self.eat("AS");
            aliases.push((path, self.name()?));
        }
        let mut scope = None;
        if self.eat("USING") {
            self.expect("SCOPE")?;
            scope = Some(self.name()?);
        }
        let filter = if self.eat("WHERE") { Some(self.condition()?) } else { None };
        if self.eat("WITH") {
            self.security()?;
        }
        let (mut group, mut rollup, mut having) = (Vec::new(), Rollup::None, None);
        if self.eat("GROUP") {
            self.expect("BY")?;
            (group, rollup) = self.groups()?;
            if self.eat("HAVING") {
                having = Some(self.condition()?);
            }
        }
        let mut order = Vec::new();
        if self.eat("ORDER") {
            self.expect("BY")?;
            order = self.list(Self::order)?;
        }
        let limit = if self.eat("LIMIT") { Some(self.count()?.0) } else { None };
        let offset = if self.eat("OFFSET") { Some(self.count()?) } else { None };
        let all_rows = self.ending()?;
        Ok(Query { select, from, alias, aliases, scope, filter, group, rollup, having, order, limit, offset, all_rows })
    }

    fn alias(&mut self) -> Result<Option<Name>, ApiError> {
        let named = self.eat("AS");
        if named || self.at_name() { self.name().map(Some) } else { Ok(None) }
    }

    /// `WITH SECURITY_ENFORCED`, `WITH USER_MODE`: the API enforces both anyway.
    fn security(&mut self) -> Result<(), ApiError> {
        let known = ["SECURITY_ENFORCED", "USER_MODE", "SYSTEM_MODE"];
        if known.iter().any(|word| self.peek().is_word(word)) {
            self.place += 1;
            return Ok(());
        }
        Err(self.unexpected())
    }

    /// `FOR VIEW`, `FOR REFERENCE`, `UPDATE TRACKING`, `ALL ROWS`.
    fn ending(&mut self) -> Result<bool, ApiError> {
        let mut all_rows = false;
        loop {
            if self.eat("FOR") {
                if !["VIEW", "REFERENCE", "UPDATE"].iter().any(|word| self.peek().is_word(word)) {
                    return Err(self.unexpected());
                }
                self.place += 1;
            } else if self.eat("UPDATE") {
                self.list(|parser| {
                    let known = ["TRACKING", "VIEWSTAT"].iter().any(|word| parser.peek().is_word(word));
                    parser.place += usize::from(known);
                    if known { Ok(()) } else { Err(parser.unexpected()) }
                })?;
            } else if self.peek().is_word("ALL") && self.ahead(1).is_word("ROWS") {
                self.place += 2;
                all_rows = true;
            } else {
                return Ok(all_rows);
            }
        }
    }

    fn count(&mut self) -> Result<(usize, usize), ApiError> {
        let token = self.peek().clone();
        match token.text.parse() {
            Ok(count) if token.kind == Kind::Number => {
                self.place += 1;
                Ok((count, token.at))
            }
            _ if token.is_mark(":") => Err(self.error(token.at, "Bind variables only allowed in Apex code")),
            _ => Err(self.unexpected()),
        }
    }

    fn item(&mut self) -> Result<Item, ApiError> {
        if self.eat_mark("(") {
            let query = self.deeper(Self::query)?;
            self.expect_mark(")")?;
            return Ok(Item::Children(Box::new(query)));
        }
        if self.peek().is_word("TYPEOF") && self.ahead(1).kind == Kind::Word {
            return self.type_of();
        }
        let expression = self.expression()?;
        let alias = if self.at_name() { Some(self.name()?) } else { None };
        Ok(Item::Expression(expression, alias))
    }

    fn type_of(&mut self) -> Result<Item, ApiError> {
        self.expect("TYPEOF")?;
        let relationship = self.name()?;
        let mut branches = Vec::new();
        while self.eat("WHEN") {
            let object = self.object()?;
            self.expect("THEN")?;
            branches.push((object, self.list(Self::path)?));
        }
        if branches.is_empty() {
            return Err(self.unexpected());
        }
        let otherwise = if self.eat("ELSE") { self.list(Self::path)? } else { Vec::new() };
        self.expect("END")?;
        Ok(Item::TypeOf(TypeOf { relationship, branches, otherwise }))
    }

    fn expression(&mut self) -> Result<Expression, ApiError> {
        if self.peek().kind == Kind::Word && self.ahead(1).is_mark("(") {
            let token = self.next();
            let name = Name { text: token.text.to_owned(), at: token.at };
            self.expect_mark("(")?;
            let arguments = if self.peek().is_mark(")") {
                Vec::new()
            } else {
                self.deeper(|parser| parser.list(Self::expression))?
            };
            self.expect_mark(")")?;
            return Ok(Expression::Call(Call { name, arguments }));
        }
        // FIELDS(ALL): a reserved word where a name is expected.
        if self.peek().is_word("ALL") && self.ahead(1).is_mark(")") {
            let token = self.next();
            return Ok(Expression::Path(Path { parts: vec![Name { text: token.text.to_owned(), at: token.at }] }));
        }
        self.path().map(Expression::Path)
    }

    fn groups(&mut self) -> Result<(Vec<Expression>, Rollup), ApiError> {
        let rollup = match () {
            () if self.peek().is_word("ROLLUP") && self.ahead(1).is_mark("(") => Rollup::Prefixes,
            () if self.peek().is_word("CUBE") && self.ahead(1).is_mark("(") => Rollup::Subsets,
            () => return Ok((self.list(Self::expression)?, Rollup::None)),
        };
        self.place += 2;
        let group = self.list(Self::expression)?;
        self.expect_mark(")")?;
        Ok((group, rollup))
    }

    fn order(&mut self) -> Result<Order, ApiError> {
        let by = self.expression()?;
        let descending = !self.eat("ASC") && self.eat("DESC");
        let mut nulls_last = false;
        if self.eat("NULLS") {
            nulls_last = self.eat("LAST");
            if !nulls_last {
                self.expect("FIRST")?;
            }
        }
        Ok(Order { by, descending, nulls_last })
    }

    /// `AND` and `OR` do not mix without brackets.
    fn condition(&mut self) -> Result<Condition, ApiError> {
        let first = self.negation()?;
        let word = ["AND", "OR"].into_iter().find(|word| self.peek().is_word(word));
        let Some(word) = word else { return Ok(first) };
        let mut all = vec![first];
        while self.eat(word) {
            all.push(self.negation()?);
        }
        Ok(if word == "AND" { Condition::And(all) } else { Condition::Or(all) })
    }

    fn negation(&mut self) -> Result<Condition, ApiError> {
        if self.eat("NOT") {
            let inner = self.deeper(Self::negation)?;
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.eat_mark("(") {
            let inner = self.deeper(Self::condition)?;
            self.expect_mark(")")?;
            return Ok(inner);
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Condition, ApiError> {
        let left = self.expression()?;
        let negated = self.peek().is_word("NOT");
        if self.ahead(usize::from(negated)).is_word("IN") {
            self.place += 1 + usize::from(negated);
            return Ok(Condition::In { left, negated, set: self.set()? });
        }
        let excludes = self.peek().is_word("EXCLUDES");
        if excludes || self.peek().is_word("INCLUDES") {
            self.place += 1;
            self.expect_mark("(")?;
            let values = self.list(Self::literal)?;
            self.expect_mark(")")?;
            return Ok(Condition::Includes { left, negated: excludes, values });
        }
        let operator = match self.peek() {
            token if token.is_mark("=") => Operator::Equal,
            token if token.is_mark("!=") || token.is_mark("<>") => Operator::NotEqual,
            token if token.is_mark("<") => Operator::Less,
            token if token.is_mark("<=") => Operator::LessOrEqual,
            token if token.is_mark(">") => Operator::Greater,
            token if token.is_mark(">=") => Operator::GreaterOrEqual,
            token if token.is_word("LIKE") => Operator::Like,
            _ => return Err(self.unexpected()),
        };
        self.place += 1;
        Ok(Condition::Compare { left, operator, right: self.literal()? })
    }

    fn set(&mut self) -> Result<Set, ApiError> {
        if self.peek().is_mark(":") {
            return Err(self.error(self.peek().at, "Bind variables only allowed in Apex code"));
        }
        self.expect_mark("(")?;
        let set = if self.peek().is_word("SELECT") {
            Set::Query(Box::new(self.deeper(Self::query)?))
        } else {
            Set::Values(self.list(Self::literal)?)
        };
        self.expect_mark(")")?;
        Ok(set)
    }

    fn literal(&mut self) -> Result<Literal, ApiError> {
        let token = self.peek().clone();
        let kind = match token.kind {
            Kind::Text => LiteralKind::Text,
            Kind::Number => LiteralKind::Number,
            Kind::Date => LiteralKind::Date,
            Kind::Instant => LiteralKind::Instant,
            Kind::Time => LiteralKind::Time,
            Kind::Word => match self.word_literal(&token) {
                Some(kind) => kind,
                None => return Err(self.bind_or_unexpected(&token)),
            },
            Kind::Mark if token.is_mark(":") => {
                return Err(self.error(token.at, "Bind variables only allowed in Apex code"));
            }
            Kind::Mark | Kind::End => return Err(self.unexpected()),
        };
        self.place += 1;
        let kind = match kind {
            LiteralKind::Relative(_) if self.peek().is_mark(":") => {
                self.place += 1;
                LiteralKind::Relative(Some(i64::try_from(self.count()?.0).unwrap_or(i64::MAX)))
            }
            kind => kind,
        };
        Ok(Literal { kind, text: token.text.to_owned(), at: token.at })
    }

    fn word_literal(&self, token: &Token<'_>) -> Option<LiteralKind> {
        let money = |text: &str| {
            let (code, amount) = (text.get(..3)?, text.get(3..)?);
            let shaped = code.bytes().all(|byte| byte.is_ascii_alphabetic())
                && !amount.is_empty()
                && amount.bytes().all(|byte| byte.is_ascii_digit());
            shaped.then_some(LiteralKind::Money)
        };
        match token.text {
            word if word.eq_ignore_ascii_case("null") => Some(LiteralKind::Null),
            word if word.eq_ignore_ascii_case("true") => Some(LiteralKind::Boolean(true)),
            word if word.eq_ignore_ascii_case("false") => Some(LiteralKind::Boolean(false)),
            word if super::date::is_relative(word) => Some(LiteralKind::Relative(None)),
            word => money(word),
        }
    }

    /// A bare word where a value should be is taken for a variable.
    fn bind_or_unexpected(&self, token: &Token<'_>) -> ApiError {
        if RESERVED.iter().any(|word| token.is_word(word)) {
            return self.unexpected();
        }
        self.error(token.at, "Bind variables only allowed in Apex code")
    }
}

//! Filter expressions of triggers, and the display condition `jiraExpression`: the part of Jira expressions that they
//! need.
//! <https://developer.atlassian.com/platform/forge/events-reference/product_events/#filter-expressions>
//!
//! Literals (text, numbers, `true`, `false`, `null`, lists), `event` or what else is in the context, members by `.name`, `?.name` and `["name"]`,
//! `== != < <= > >=`, `&& || !`, parentheses, and the calls `.includes(x)`, `.some(name => ...)`, `.every(name => ...)`,
//! and `.length`. Anything else is refused when the manifest is installed, so that nothing passes silently.

use serde_json::Value;

/// A parsed expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression {
    Literal(Value),
    List(Vec<Expression>),
    Name(String),
    Member { of: Box<Expression>, name: Box<Expression>, optional: bool },
    Includes { of: Box<Expression>, item: Box<Expression> },
    Each { of: Box<Expression>, name: String, holds: Box<Expression>, all: bool },
    Not(Box<Expression>),
    Binary { left: Box<Expression>, operator: &'static str, right: Box<Expression> },
}

impl Expression {
    /// Parses, or says what is not understood.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens: &tokens, at: 0 };
        let parsed = parser.binary(0)?;
        match parser.peek() {
            None => Ok(parsed),
            Some(token) => Err(format!("filter expression `{text}`: unexpected `{}`", token.text())),
        }
    }

    /// Whether it is true of an event; an error where it reads a member of nothing or compares what has no order.
    pub(crate) fn holds(&self, event: &Value) -> Result<bool, String> {
        self.holds_of(&[("event", event)])
    }

    /// Whether it is true of things with these names.
    pub(crate) fn holds_of(&self, things: &[(&str, &Value)]) -> Result<bool, String> {
        match self.value(things)? {
            Value::Bool(holds) => Ok(holds),
            other => Err(format!("the filter expression gives `{other}`, not true or false")),
        }
    }

    fn value(&self, scope: &[(&str, &Value)]) -> Result<Value, String> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::List(items) => items.iter().map(|item| item.value(scope)).collect::<Result<_, _>>().map(Value::Array),
            Self::Name(name) => {
                let found = scope.iter().rev().find(|(candidate, _)| candidate == name);
                found.map(|(_, value)| (*value).clone()).ok_or_else(|| format!("there is no `{name}`"))
            }
            Self::Member { of, name, optional } => {
                let name = match name.value(scope)? {
                    Value::String(name) => name,
                    other => other.to_string(),
                };
                match of.value(scope)? {
                    Value::Null if *optional => Ok(Value::Null),
                    Value::Null => Err(format!("`{name}` is read of nothing")),
                    Value::Array(items) if name == "length" => Ok(items.len().into()),
                    Value::String(text) if name == "length" => Ok(text.chars().count().into()),
                    Value::Array(items) => {
                        Ok(name.parse().ok().and_then(|at: usize| items.get(at)).cloned().unwrap_or_default())
                    }
                    other => Ok(other.get(&name).cloned().unwrap_or_default()),
                }
            }
            Self::Includes { of, item } => {
                let item = item.value(scope)?;
                match of.value(scope)? {
                    Value::Array(items) => Ok(items.contains(&item).into()),
                    Value::String(text) => Ok(item.as_str().is_some_and(|item| text.contains(item)).into()),
                    other => Err(format!("`includes` of `{other}`")),
                }
            }
            Self::Each { of, name, holds, all } => {
                let Value::Array(items) = of.value(scope)? else {
                    return Err(format!("a list is wanted before `{}`", if *all { "every" } else { "some" }));
                };
                for item in &items {
                    let mut inner = scope.to_vec();
                    inner.push((name, item));
                    if truth(&holds.value(&inner)?)? != *all {
                        return Ok((!all).into());
                    }
                }
                Ok((*all).into())
            }
            Self::Not(inner) => Ok((!truth(&inner.value(scope)?)?).into()),
            Self::Binary { left, operator, right } => {
                let left = left.value(scope)?;
                match *operator {
                    "&&" => return Ok((truth(&left)? && truth(&right.value(scope)?)?).into()),
                    "||" => return Ok((truth(&left)? || truth(&right.value(scope)?)?).into()),
                    _ => {}
                }
                let right = right.value(scope)?;
                let order = || compare(&left, &right);
                Ok(Value::Bool(match *operator {
                    "==" => left == right,
                    "!=" => left != right,
                    "<" => order()?.is_lt(),
                    "<=" => order()?.is_le(),
                    ">" => order()?.is_gt(),
                    _ => order()?.is_ge(),
                }))
            }
        }
    }
}

fn truth(value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| format!("`{value}` is not true or false"))
}

fn compare(left: &Value, right: &Value) -> Result<std::cmp::Ordering, String> {
    let order = match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => left.as_f64().zip(right.as_f64()).and_then(|(left, right)| left.partial_cmp(&right)),
    };
    order.ok_or_else(|| format!("`{left}` and `{right}` have no order"))
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Text(String),
    Number(Value),
    Word(String),
    Sign(&'static str),
}

impl Token {
    fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Word(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Sign(sign) => (*sign).into(),
        }
    }
}

// Longer signs before their beginnings.
const SIGNS: [&str; 19] =
    ["==", "!=", "<=", ">=", "&&", "||", "=>", "?.", "<", ">", "!", "(", ")", "[", "]", ".", ",", "{", "}"];
const LEVELS: [&[&str]; 4] = [&["||"], &["&&"], &["==", "!="], &["<", "<=", ">", ">="]];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '\'' || first == '"' {
            let inner = rest.get(1..).unwrap_or_default();
            let end = inner.find(first).ok_or_else(|| format!("filter expression `{text}`: an open quote"))?;
            found.push(Token::Text(inner.get(..end).unwrap_or_default().into()));
            rest = inner.get(end.saturating_add(1)..).unwrap_or_default();
        } else if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number = rest.get(..end).and_then(|digits| serde_json::from_str(digits).ok());
            found.push(Token::Number(number.ok_or_else(|| format!("filter expression `{text}`: a wrong number"))?));
            rest = rest.get(end..).unwrap_or_default();
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            found.push(Token::Word(rest.get(..end).unwrap_or_default().into()));
            rest = rest.get(end..).unwrap_or_default();
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            let sign = sign.ok_or_else(|| format!("filter expression `{text}`: unexpected `{first}`"))?;
            found.push(Token::Sign(sign));
            rest = rest.get(sign.len()..).unwrap_or_default();
        }
        rest = rest.trim_start();
    }
    Ok(found)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.at = self.at.saturating_add(1);
        token
    }

    fn takes(&mut self, sign: &str) -> bool {
        let there = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        if there {
            self.at = self.at.saturating_add(1);
        }
        there
    }

    fn want(&mut self, sign: &str) -> Result<(), String> {
        if self.takes(sign) { Ok(()) } else { Err(format!("filter expression: `{sign}` is missing")) }
    }

    fn word(&mut self) -> Result<String, String> {
        match self.take() {
            Some(Token::Word(word)) => Ok(word),
            _ => Err("filter expression: a name is missing".into()),
        }
    }

    fn binary(&mut self, level: usize) -> Result<Expression, String> {
        let Some(operators) = LEVELS.get(level) else {
            return self.unary();
        };
        let next = level.saturating_add(1);
        let mut left = self.binary(next)?;
        while let Some(operator) = operators.iter().copied().find(|operator| self.takes(operator)) {
            let right = Box::new(self.binary(next)?);
            left = Expression::Binary { left: Box::new(left), operator, right };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expression, String> {
        if self.takes("!") {
            return Ok(Expression::Not(Box::new(self.unary()?)));
        }
        let mut value = self.primary()?;
        loop {
            let of = || Box::new(value.clone());
            if self.takes("[") {
                let name = Box::new(self.binary(0)?);
                let of = of();
                self.want("]")?;
                value = Expression::Member { of, name, optional: false };
            } else if self.takes("?.") {
                let (of, name) = (of(), self.word()?);
                value = self.member(of, name, true)?;
            } else if self.takes(".") {
                let (of, name) = (of(), self.word()?);
                value = self.member(of, name, false)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn member(&mut self, of: Box<Expression>, name: String, optional: bool) -> Result<Expression, String> {
        if !self.takes("(") {
            return Ok(Expression::Member { of, name: Box::new(Expression::Literal(name.into())), optional });
        }
        let call = match name.as_str() {
            "includes" => Expression::Includes { of, item: Box::new(self.binary(0)?) },
            "some" | "every" => {
                let bracketed = self.takes("(");
                let variable = self.word()?;
                if bracketed {
                    self.want(")")?;
                }
                self.want("=>")?;
                Expression::Each { of, name: variable, holds: Box::new(self.binary(0)?), all: name == "every" }
            }
            other => return Err(format!("filter expression: `{other}` cannot be called here")),
        };
        self.want(")")?;
        Ok(call)
    }

    fn primary(&mut self) -> Result<Expression, String> {
        match self.take() {
            Some(Token::Text(text)) => Ok(Expression::Literal(text.into())),
            Some(Token::Number(number)) => Ok(Expression::Literal(number)),
            Some(Token::Word(word)) => Ok(match word.as_str() {
                "true" => Expression::Literal(true.into()),
                "false" => Expression::Literal(false.into()),
                "null" => Expression::Literal(Value::Null),
                _ => Expression::Name(word),
            }),
            Some(Token::Sign("(")) => {
                let inner = self.binary(0)?;
                self.want(")")?;
                Ok(inner)
            }
            Some(Token::Sign("[")) => {
                let mut items = Vec::new();
                while !self.takes("]") {
                    items.push(self.binary(0)?);
                    if !self.takes(",") {
                        self.want("]")?;
                        break;
                    }
                }
                Ok(Expression::List(items))
            }
            Some(other) => Err(format!("filter expression: unexpected `{}`", other.text())),
            None => Err("filter expression: it ends too early".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(expression: &str, wanted: Result<bool, ()>) {
        let event = json!({
            "issue": { "fields": { "project": { "key": "SUP" }, "labels": ["a", "b"], "votes": 3, "assignee": null } },
            "changelog": { "items": [{ "field": "summary" }, { "field": "status" }] },
        });
        let parsed = Expression::parse(expression).unwrap();
        assert_eq!(parsed.holds(&event).map_err(|_| ()), wanted, "{expression}");
    }

    #[test]
    fn filters_hold_or_fail() {
        check("event.issue.fields.project.key == 'SUP'", Ok(true));
        check("event.issue.fields.project.key != \"SUP\" || event.issue.fields.votes >= 3", Ok(true));
        check("['ENG', 'OPS'].includes(event.issue.fields.project.key)", Ok(false));
        check("event.changelog.items.some(item => item.field == 'status')", Ok(true));
        check("event.changelog.items.every((item) => item.field == 'status')", Ok(false));
        check("!(event.issue.fields.labels.length < 2) && true", Ok(true));
        check("event.issue.fields.assignee?.accountId == null", Ok(true));
        check("event.issue.fields.assignee.accountId == null", Err(()));
        check("event.issue.fields['project']['key'] == 'SUP'", Ok(true));
        check("event.issue.fields.votes", Err(()));
        check("nothing == 1", Err(()));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for expression in ["", "event.", "a ==", "event.x.map(a => a)", "1 + 1", "'open", "(true", "[1, 2"] {
            assert!(Expression::parse(expression).is_err(), "{expression}");
        }
    }
}

//! Binding conditions: each value is checked against the type of what it is compared with.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_fieldexpression.htm>

use super::ast::{Condition, Expression, Literal, LiteralKind, Operator, Set};
use super::bind::Binder;
use super::date;
use super::lexer::unescape;
use super::plan::{Filter, Scalar, Shape, Test, Wild};
use crate::salesforce::error::ApiError;
use crate::salesforce::id::Id;
use crate::salesforce::schema::Object;
use crate::salesforce::schema::field::Kind;
use crate::salesforce::store::Key;
use crate::salesforce::value::{Value, parse_date, parse_instant, parse_time};
use std::collections::BTreeSet;

/// The greatest length of a text in a condition.
const TEXT_MAX: usize = 4000;

/// What the left side of a condition resolves to: the bound scalar and what messages call it.
pub(crate) struct Left<S> {
    /// Bound.
    pub(crate) scalar: S,
    /// Its type.
    pub(crate) kind: Kind,
    /// Its name.
    pub(crate) name: String,
    /// Whether case tells values apart.
    pub(crate) case_sensitive: bool,
    /// Where it stands.
    pub(crate) at: usize,
}

impl Binder<'_> {
    /// Binds a condition over whatever `left` makes of expressions.
    pub(crate) fn filter<S>(
        &self,
        condition: &Condition,
        left: &dyn Fn(&Expression) -> Result<Left<S>, ApiError>,
        nested: bool,
    ) -> Result<Filter<S>, ApiError> {
        let all = |conditions: &[Condition], nested| {
            conditions.iter().map(|one| self.filter(one, left, nested)).collect::<Result<Vec<_>, _>>()
        };
        match condition {
            Condition::And(conditions) => Ok(Filter::And(all(conditions, nested)?)),
            Condition::Or(conditions) => Ok(Filter::Or(all(conditions, true)?)),
            Condition::Not(inner) => Ok(Filter::Not(Box::new(self.filter(inner, left, true)?))),
            Condition::Compare { left: expression, operator, right } => {
                let left = left(expression)?;
                let test = self.comparison(&left, *operator, right)?;
                Ok(Filter::Test(left.scalar, test))
            }
            Condition::In { left: expression, negated, set } => {
                let at = expression.at();
                let left = left(expression)?;
                let test = self.membership(&left, *negated, set, at, nested)?;
                Ok(Filter::Test(left.scalar, test))
            }
            Condition::Includes { left: expression, negated, values } => {
                let left_bound = left(expression)?;
                if left_bound.kind != Kind::MultiPicklist {
                    let message = "includes and excludes operators are only valid for multi-select picklist fields";
                    return Err(self.error(expression.at(), "INVALID_QUERY_FILTER_OPERATOR", message));
                }
                let sets = values.iter().map(|value| {
                    let text = self.text(&left_bound, value)?;
                    Ok(text.split(';').map(|one| one.trim().to_lowercase()).collect())
                });
                let sets = sets.collect::<Result<Vec<Vec<String>>, ApiError>>()?;
                Ok(Filter::Test(left_bound.scalar, Test::Includes { negated: *negated, sets }))
            }
        }
    }

    fn comparison<S>(&self, left: &Left<S>, operator: Operator, right: &Literal) -> Result<Test, ApiError> {
        if operator == Operator::Like {
            return self.like(left, right);
        }
        if let LiteralKind::Relative(count) = right.kind {
            return self.relative(left, operator, right, count);
        }
        let value = self.value(left, right)?;
        let equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        if !equality && (value.is_null() || left.kind == Kind::Boolean) {
            return Err(self.error(left.at, "INVALID_QUERY_FILTER_OPERATOR", "invalid operator"));
        }
        Ok(Test::Compare(operator, value, left.case_sensitive))
    }

    fn relative<S>(
        &self,
        left: &Left<S>,
        operator: Operator,
        right: &Literal,
        count: Option<i64>,
    ) -> Result<Test, ApiError> {
        let today = i32::try_from(self.now.div_euclid(86_400)).unwrap_or(0);
        let Some((from, to)) = date::range(&right.text, count, today) else {
            return Err(self.error(right.at, "MALFORMED_QUERY", &format!("unexpected token: '{}'", right.text)));
        };
        match left.kind {
            Kind::Date => Ok(Test::Range(operator, Value::Date(from), Value::Date(to))),
            Kind::DateTime => {
                let instant = |days: i32| Value::DateTime(i64::from(days) * 86_400);
                Ok(Test::Range(operator, instant(from), instant(to)))
            }
            _ => Err(self.mismatch(left)),
        }
    }

    fn like<S>(&self, left: &Left<S>, right: &Literal) -> Result<Test, ApiError> {
        if matches!(left.kind, Kind::Id | Kind::Reference) {
            return Err(self.error(left.at, "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on id field"));
        }
        if !left.kind.is_text() || left.kind == Kind::MultiPicklist {
            return Err(self.error(left.at, "INVALID_QUERY_FILTER_OPERATOR", "invalid operator"));
        }
        if right.kind != LiteralKind::Text {
            return Err(self.mismatch(left));
        }
        let text = self.unescaped(right, true)?;
        let mut pattern = Vec::with_capacity(text.len());
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            match character {
                '%' if pattern.last() == Some(&Wild::Any) => {}
                '%' => pattern.push(Wild::Any),
                '_' => pattern.push(Wild::One),
                '\\' => pattern.extend(characters.next().into_iter().map(Wild::Character)),
                other => pattern.extend(other.to_lowercase().map(Wild::Character)),
            }
        }
        Ok(Test::Like(pattern))
    }

    fn membership<S>(
        &self,
        left: &Left<S>,
        negated: bool,
        set: &Set,
        at: usize,
        nested: bool,
    ) -> Result<Test, ApiError> {
        let case_sensitive = left.case_sensitive;
        let values = match set {
            Set::Values(literals) => {
                literals.iter().map(|literal| self.value(left, literal)).collect::<Result<Vec<_>, _>>()?
            }
            Set::Query(query) => {
                if nested {
                    let message = "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.";
                    return Err(self.error(at, "MALFORMED_QUERY", message));
                }
                if !matches!(left.kind, Kind::Id | Kind::Reference) {
                    let message = "The left operand of a semi join must be an ID or a reference field";
                    return Err(self.error(at, "INVALID_QUERY_FILTER_OPERATOR", message));
                }
                self.selected_ids(query)?
            }
        };
        let null = matches!(set, Set::Values(_)) && values.iter().any(Value::is_null);
        let keys: BTreeSet<Key> = values.iter().filter_map(|value| Key::of(value, case_sensitive)).collect();
        Ok(Test::In { negated, keys, null, case_sensitive })
    }

    /// The ids that a semi-join's query selects.
    fn selected_ids(&self, query: &super::ast::Query) -> Result<Vec<Value>, ApiError> {
        let plan = self.inner().query(query)?;
        let fault = |message: &str| Err(self.error(query.from.at, "MALFORMED_QUERY", message));
        if self.sub_select {
            return fault("Nesting of semi join sub-selects is not supported");
        }
        let Shape::Records(node) = &plan.shape else {
            return fault("Semi join sub-selects must select exactly one field");
        };
        let Some(scalar) = super::bind::single_field(self.view.schema.object(plan.object), node) else {
            return fault("Semi join sub-selects must select exactly one field");
        };
        if !matches!(scalar.kind(), Kind::Id | Kind::Reference) {
            return fault("Semi join sub-selects can only query id or reference fields");
        }
        let object: &Object = self.view.schema.object(plan.object);
        let table = self.view.store.table(plan.object);
        let slots = super::run::select(&plan, self.view);
        let rows = slots.into_iter().filter_map(|slot| table.at(slot));
        Ok(rows.map(|row| scalar.of(self.view, object, row).into_owned()).collect())
    }

    fn value<S>(&self, left: &Left<S>, literal: &Literal) -> Result<Value, ApiError> {
        let wrong = || self.mismatch(left);
        Ok(match (&literal.kind, left.kind) {
            // A checkbox is never empty: null stands for false.
            (LiteralKind::Null, Kind::Boolean) => Value::Bool(false),
            (LiteralKind::Null, _) => Value::Null,
            (LiteralKind::Text, Kind::Id | Kind::Reference) => {
                let text = self.unescaped(literal, false)?;
                match Id::parse(&text) {
                    Some(id) => Value::Id(id),
                    None if text.is_empty() => Value::Null,
                    None => {
                        let message = format!("invalid ID field: {text}");
                        return Err(self.error(left.at, "INVALID_QUERY_FILTER_OPERATOR", &message));
                    }
                }
            }
            (LiteralKind::Text, kind) if kind.is_text() => Value::text(self.text(left, literal)?),
            (LiteralKind::Boolean(flag), Kind::Boolean) => Value::Bool(*flag),
            (LiteralKind::Number, Kind::Int) => match literal.text.parse() {
                Ok(number) => Value::Int(number),
                Err(_) => Value::Double(literal.text.parse().map_err(|_| wrong())?),
            },
            (LiteralKind::Number, Kind::Double | Kind::Currency | Kind::Percent) => {
                Value::Double(literal.text.parse().map_err(|_| wrong())?)
            }
            (LiteralKind::Money, Kind::Currency) => {
                let amount = literal.text.get(3..).unwrap_or_default();
                Value::Double(amount.parse().map_err(|_| wrong())?)
            }
            (LiteralKind::Date, Kind::Date) => {
                Value::Date(parse_date(&literal.text).ok_or_else(|| self.invalid_date(literal))?)
            }
            (LiteralKind::Instant, Kind::DateTime) => {
                Value::DateTime(parse_instant(&literal.text).ok_or_else(|| self.invalid_date(literal))?)
            }
            (LiteralKind::Time, Kind::Time) => {
                Value::Time(parse_time(&literal.text).ok_or_else(|| self.invalid_date(literal))?)
            }
            _ => return Err(wrong()),
        })
    }

    fn text<S>(&self, left: &Left<S>, literal: &Literal) -> Result<String, ApiError> {
        if literal.kind != LiteralKind::Text {
            return Err(self.mismatch(left));
        }
        self.unescaped(literal, false)
    }

    fn unescaped(&self, literal: &Literal, like: bool) -> Result<String, ApiError> {
        match unescape(&literal.text, like) {
            Some(text) if text.chars().count() > TEXT_MAX => {
                let message = format!("string literal exceeds the maximum length of {TEXT_MAX} characters");
                Err(self.error(literal.at, "MALFORMED_QUERY", &message))
            }
            Some(text) => Ok(text),
            None => Err(self.error(literal.at, "MALFORMED_QUERY", "Illegal character sequence in string literal")),
        }
    }

    fn invalid_date(&self, literal: &Literal) -> ApiError {
        self.error(literal.at, "MALFORMED_QUERY", &format!("invalid date or time: {}", literal.text))
    }

    fn mismatch<S>(&self, left: &Left<S>) -> ApiError {
        let kind = left.kind.criterion();
        let quoted = left.kind.is_text() || matches!(left.kind, Kind::Id | Kind::Reference);
        let quotes = if quoted { "should be enclosed in quotes" } else { "should not be enclosed in quotes" };
        let message =
            format!("value of filter criterion for field '{}' must be of type {kind} and {quotes}", left.name);
        self.error(left.at, "INVALID_FIELD", &message)
    }
}

/// What a condition makes of a scalar.
pub(crate) fn left_of(scalar: Scalar, name: String, at: usize) -> Left<Scalar> {
    let (kind, case_sensitive) = (scalar.kind(), scalar.path().case_sensitive);
    Left { scalar, kind, name, case_sensitive, at }
}

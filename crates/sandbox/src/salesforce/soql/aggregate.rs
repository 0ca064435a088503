//! Grouped queries: binding what they select, and running them.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_agg_functions.htm>

use super::ast::{Call, Expression, Item, Query, Rollup};
use super::bind::Binder;
use super::condition::Left;
use super::plan::{Aggregate, Cell, Grouped, OrderBy, Plan, Scalar};
use crate::salesforce::error::ApiError;
use crate::salesforce::record::View;
use crate::salesforce::schema::Object;
use crate::salesforce::schema::field::{Field, Kind};
use crate::salesforce::store::{Key, Row, Slot};
use crate::salesforce::value::{Value, compare};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// How many fields there may be subtotals over.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_groupby_rollup.htm>
const SUBTOTALS_MAX: usize = 3;

/// The function of this name, with which values of which types it works.
fn function(name: &str) -> Option<Aggregate> {
    Some(match name.to_ascii_uppercase().as_str() {
        "COUNT" => Aggregate::Count,
        "COUNT_DISTINCT" => Aggregate::CountDistinct,
        "SUM" => Aggregate::Sum,
        "AVG" => Aggregate::Avg,
        "MIN" => Aggregate::Min,
        "MAX" => Aggregate::Max,
        _ => return None,
    })
}

/// Whether an item makes its query a grouped one.
pub(crate) fn is_aggregate(item: &Item) -> bool {
    matches!(item, Item::Expression(Expression::Call(call), _) if function(&call.name.text).is_some())
}

/// Whether the query is `SELECT COUNT() FROM ...`.
pub(crate) fn is_count(query: &Query) -> bool {
    match query.select.as_slice() {
        [Item::Expression(Expression::Call(call), None)] => {
            call.name.text.eq_ignore_ascii_case("COUNT") && call.arguments.is_empty() && query.group.is_empty()
        }
        _ => false,
    }
}

type Resolve<'r, 'a> = &'r dyn Fn(&Expression) -> Result<(Scalar, Option<&'a Field>), ApiError>;

impl<'a> Binder<'a> {
    /// Binds what a grouped query selects, and its groups, conditions and order.
    pub(crate) fn grouped(
        &self,
        query: &Query,
        object: &'a Object,
        scalar: Resolve<'_, 'a>,
    ) -> Result<Grouped, ApiError> {
        let mut by = Vec::new();
        for expression in &query.group {
            let (bound, field) = scalar(expression)?;
            let direct = matches!(bound, Scalar::Path(_));
            if let Some(field) = field.filter(|field| direct && !field.groupable) {
                let message = format!("field '{}' can not be grouped in a query call", field.name);
                return Err(self.error(expression.at(), "MALFORMED_QUERY", &message));
            }
            by.push(bound);
        }
        if let Some(fourth) = query.group.get(SUBTOTALS_MAX).filter(|_| query.rollup != Rollup::None) {
            let message = format!("GROUP BY ROLLUP and GROUP BY CUBE take at most {SUBTOTALS_MAX} fields");
            return Err(self.error(fourth.at(), "MALFORMED_QUERY", &message));
        }
        let mut columns: Vec<(String, Cell)> = Vec::new();
        let mut unnamed = 0;
        for item in &query.select {
            let Item::Expression(expression, alias) = item else {
                let message = "Grouped query cannot use child relationships in the SELECT list";
                return Err(self.error(query.from.at, "MALFORMED_QUERY", message));
            };
            let cell = self.cell(expression, &by, scalar, "Field must be grouped or aggregated")?;
            let name = match (alias, &cell) {
                (Some(alias), _) => alias.text.clone(),
                (None, Cell::Group(place)) => match by.get(*place) {
                    Some(Scalar::Path(path)) => path.name.clone(),
                    _ => unnamed_column(&mut unnamed),
                },
                (None, _) => unnamed_column(&mut unnamed),
            };
            if columns.iter().any(|(other, _)| *other == name) {
                let message = format!("duplicate alias: {name}");
                return Err(self.error(expression.at(), "MALFORMED_QUERY", &message));
            }
            columns.push((name, cell));
        }
        let having = query.having.as_ref().map(|condition| {
            let left = |expression: &Expression| self.having(expression, &by, scalar);
            self.filter(condition, &left, true)
        });
        let order = query.order.iter().map(|order| {
            let by = self.cell(&order.by, &by, scalar, "Ordered field must be grouped or aggregated")?;
            Ok(OrderBy { by, descending: order.descending, nulls_last: order.nulls_last })
        });
        let order = order.collect::<Result<Vec<_>, ApiError>>()?;
        let having = having.transpose()?;
        debug_assert!(object.abilities.queryable, "only such objects are bound");
        Ok(Grouped { columns, by, rollup: query.rollup, having, order })
    }

    fn cell(
        &self,
        expression: &Expression,
        by: &[Scalar],
        scalar: Resolve<'_, 'a>,
        otherwise: &str,
    ) -> Result<Cell, ApiError> {
        if let Expression::Call(call) = expression {
            if let Some(aggregate) = function(&call.name.text) {
                return self.aggregate(call, aggregate, scalar);
            }
            if call.name.text.eq_ignore_ascii_case("GROUPING") {
                let [argument] = call.arguments.as_slice() else {
                    return Err(self.unknown_function(call));
                };
                return match self.cell(argument, by, scalar, otherwise)? {
                    Cell::Group(place) => Ok(Cell::Grouping(place)),
                    _ => Err(self.unknown_function(call)),
                };
            }
            if call.name.text.eq_ignore_ascii_case("FORMAT") {
                let [argument] = call.arguments.as_slice() else {
                    return Err(self.unknown_function(call));
                };
                return self.cell(argument, by, scalar, otherwise);
            }
        }
        let (bound, _) = scalar(expression)?;
        match by.iter().position(|one| *one == bound) {
            Some(place) => Ok(Cell::Group(place)),
            None => {
                let name = &bound.path().name;
                Err(self.error(expression.at(), "MALFORMED_QUERY", &format!("{otherwise}: {name}")))
            }
        }
    }

    fn aggregate(&self, call: &Call, aggregate: Aggregate, scalar: Resolve<'_, 'a>) -> Result<Cell, ApiError> {
        let argument = match call.arguments.as_slice() {
            [] if aggregate == Aggregate::Count => {
                let message = "unexpected token: COUNT() must be the only element in the SELECT list";
                return Err(self.error(call.name.at, "MALFORMED_QUERY", message));
            }
            [argument] => argument,
            _ => return Err(self.unknown_function(call)),
        };
        let (bound, field) = scalar(argument)?;
        let fits = match aggregate {
            Aggregate::Sum | Aggregate::Avg => bound.kind().is_number(),
            Aggregate::Count | Aggregate::CountDistinct | Aggregate::Min | Aggregate::Max => true,
        };
        let allowed = field.is_none_or(|field| field.aggregatable) || matches!(bound, Scalar::Date(..));
        if !fits || !allowed {
            let name = call.name.text.to_ascii_uppercase();
            let message = format!("field {} does not support aggregate operator {name}", bound.path().name);
            return Err(self.error(call.name.at, "MALFORMED_QUERY", &message));
        }
        Ok(Cell::Aggregate(aggregate, Some(bound)))
    }

    fn having(&self, expression: &Expression, by: &[Scalar], scalar: Resolve<'_, 'a>) -> Result<Left<Cell>, ApiError> {
        let cell = self.cell(expression, by, scalar, "Field must be grouped or aggregated")?;
        let (kind, name) = match &cell {
            Cell::Group(place) | Cell::Grouping(place) => match by.get(*place) {
                Some(scalar) if matches!(cell, Cell::Group(_)) => (scalar.kind(), scalar.path().name.clone()),
                _ => (Kind::Int, "GROUPING".to_owned()),
            },
            Cell::Aggregate(Aggregate::Count | Aggregate::CountDistinct, _) => (Kind::Int, "COUNT".to_owned()),
            Cell::Aggregate(Aggregate::Avg, _) => (Kind::Double, "AVG".to_owned()),
            Cell::Aggregate(_, Some(scalar)) => (scalar.kind(), scalar.path().name.clone()),
            Cell::Aggregate(_, None) => (Kind::Int, String::new()),
        };
        Ok(Left { scalar: cell, kind, name, case_sensitive: false, at: expression.at() })
    }
}

fn unnamed_column(count: &mut usize) -> String {
    let name = format!("expr{count}");
    *count += 1;
    name
}

/// A row of a grouped result: the values of the columns.
pub(crate) type GroupRow = Vec<Value>;

struct Group<'a> {
    keys: Vec<Value>,
    /// Which of the grouping expressions this row is a subtotal over.
    over: Vec<bool>,
    rows: Vec<&'a Row>,
}

/// Runs a grouped query over the rows that its condition selects.
pub(crate) fn groups(plan: &Plan, grouped: &Grouped, view: View<'_>, slots: &[Slot]) -> Vec<GroupRow> {
    let object = view.schema.object(plan.object);
    let table = view.store.table(plan.object);
    let rows: Vec<&Row> = slots.iter().filter_map(|slot| table.at(*slot)).collect();
    let mut groups = Vec::new();
    for kept in subtotals(grouped) {
        let mut map: BTreeMap<Vec<Option<Key>>, Group<'_>> = BTreeMap::new();
        for row in &rows {
            let keys: Vec<Value> = grouped
                .by
                .iter()
                .zip(&kept)
                .map(|(scalar, kept)| if *kept { scalar.of(view, object, row).into_owned() } else { Value::Null })
                .collect();
            let key = keys.iter().map(|value| Key::of(value, false)).collect();
            let over = kept.iter().map(|kept| !kept).collect();
            map.entry(key).or_insert_with(|| Group { keys, over, rows: Vec::new() }).rows.push(row);
        }
        if grouped.by.is_empty() && map.is_empty() {
            map.insert(Vec::new(), Group { keys: Vec::new(), over: Vec::new(), rows: Vec::new() });
        }
        groups.extend(map.into_values());
    }
    let value = |group: &Group<'_>, cell: &Cell| cell_value(cell, group, view, object);
    let holds = |group: &Group<'_>| {
        grouped.having.as_ref().is_none_or(|having| having.holds(&|cell| Cow::Owned(value(group, cell))))
    };
    let mut kept: Vec<(Vec<Value>, Group<'_>)> = groups
        .into_iter()
        .filter(holds)
        .map(|group| (grouped.order.iter().map(|order| value(&group, &order.by)).collect(), group))
        .collect();
    kept.sort_by(|(left, _), (right, _)| {
        let pairs = grouped.order.iter().zip(left.iter().zip(right));
        pairs
            .map(|(order, (left, right))| order.compare(left, right))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    let limit = plan.limit.unwrap_or(usize::MAX);
    let page = kept.into_iter().skip(plan.offset).take(limit);
    page.map(|(_, group)| grouped.columns.iter().map(|(_, cell)| value(&group, cell)).collect()).collect()
}

/// For each kind of row that the result has, which grouping expressions count.
fn subtotals(grouped: &Grouped) -> Vec<Vec<bool>> {
    let width = grouped.by.len();
    match grouped.rollup {
        Rollup::None => vec![vec![true; width]],
        Rollup::Prefixes => (0..=width).rev().map(|kept| (0..width).map(|place| place < kept).collect()).collect(),
        Rollup::Subsets => {
            let all = 1usize << width.min(SUBTOTALS_MAX);
            (0..all).rev().map(|bits| (0..width).map(|place| bits >> (width - 1 - place) & 1 == 1).collect()).collect()
        }
    }
}

fn cell_value(cell: &Cell, group: &Group<'_>, view: View<'_>, object: &Object) -> Value {
    match cell {
        Cell::Group(place) => group.keys.get(*place).cloned().unwrap_or_default(),
        Cell::Grouping(place) => Value::Int(i64::from(group.over.get(*place).copied().unwrap_or(false))),
        Cell::Aggregate(Aggregate::Count, None) => Value::Int(i64::try_from(group.rows.len()).unwrap_or(0)),
        Cell::Aggregate(_, None) => Value::Null,
        Cell::Aggregate(aggregate, Some(scalar)) => {
            let values: Vec<Value> = group
                .rows
                .iter()
                .map(|row| scalar.of(view, object, row).into_owned())
                .filter(|value| !value.is_null())
                .collect();
            over(*aggregate, scalar.kind(), &values)
        }
    }
}

fn over(aggregate: Aggregate, kind: Kind, values: &[Value]) -> Value {
    let numbers = || values.iter().filter_map(Value::as_number);
    let count = |number: usize| Value::Int(i64::try_from(number).unwrap_or(0));
    let extreme = |wanted: Ordering| {
        let better = |best: Option<Value>, value: &Value| match best {
            Some(best) if compare(value, &best) != Some(wanted) => Some(best),
            _ => Some(value.clone()),
        };
        values.iter().fold(None, better).unwrap_or_default()
    };
    match aggregate {
        Aggregate::Count => count(values.len()),
        Aggregate::CountDistinct => {
            count(values.iter().filter_map(|value| Key::of(value, false)).collect::<BTreeSet<_>>().len())
        }
        Aggregate::Sum if values.is_empty() => Value::Null,
        Aggregate::Sum if kind == Kind::Int => Value::Int(numbers().sum::<f64>() as i64),
        Aggregate::Sum => Value::Double(numbers().sum()),
        Aggregate::Avg if values.is_empty() => Value::Null,
        Aggregate::Avg => Value::Double(numbers().sum::<f64>() / values.len() as f64),
        Aggregate::Min => extreme(Ordering::Less),
        Aggregate::Max => extreme(Ordering::Greater),
    }
}

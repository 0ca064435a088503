//! What SOQL does not allow in subqueries, and the scopes that narrow a query.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_comparisonoperators.htm>

use super::ast::{Condition, Operator, Query, Set};
use super::bind::Binder;
use super::plan::{BoundPath, FieldRef, Filter, Scalar, Test};
use crate::salesforce::error::ApiError;
use crate::salesforce::schema::Object;
use crate::salesforce::value::Value;

/// How many semi-joins and anti-joins a query may have.
const SEMI_JOINS_MAX: usize = 2;

fn semi_joins<'q>(condition: &'q Condition, found: &mut Vec<&'q Query>) {
    match condition {
        Condition::And(all) | Condition::Or(all) => all.iter().for_each(|one| semi_joins(one, found)),
        Condition::Not(inner) => semi_joins(inner, found),
        Condition::In { set: Set::Query(query), .. } => found.push(query),
        Condition::In { .. } | Condition::Compare { .. } | Condition::Includes { .. } => {}
    }
}

impl Binder<'_> {
    /// Refuses semi-joins that SOQL does not run: more than two, over the object itself, ordered or limited.
    pub(crate) fn check_semi_joins(&self, query: &Query, object: &Object) -> Result<(), ApiError> {
        let mut found = Vec::new();
        if let Some(condition) = &query.filter {
            semi_joins(condition, &mut found);
        }
        if let Some(third) = found.get(SEMI_JOINS_MAX) {
            let message = format!("Maximum {SEMI_JOINS_MAX} semi join sub-selects are allowed in a query");
            return Err(self.error(third.from.at, "MALFORMED_QUERY", &message));
        }
        for inner in found {
            if inner.from.text.eq_ignore_ascii_case(&object.name) {
                let message = "The inner and outer selects should not be on the same object type";
                return Err(self.error(inner.from.at, "MALFORMED_QUERY", message));
            }
            let clause = match () {
                () if !inner.order.is_empty() => "ORDER BY",
                () if inner.limit.is_some() => "LIMIT",
                () if inner.offset.is_some() => "OFFSET",
                () => continue,
            };
            let message = format!("{clause} is not allowed in semi join sub-selects");
            return Err(self.error(inner.from.at, "MALFORMED_QUERY", &message));
        }
        Ok(())
    }

    /// A child query may leave records out only below a single record.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_offset.htm>
    pub(crate) fn check_child_offset(&self, parent: &Query, child: &Query) -> Result<(), ApiError> {
        match child.offset {
            Some((_, at)) if parent.limit != Some(1) => {
                let message = "OFFSET is only allowed in a sub-query if the parent query is limited to one record";
                Err(self.error(at, "MALFORMED_QUERY", message))
            }
            _ => Ok(()),
        }
    }

    /// The condition of a query with what its scope adds.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_using_scope.htm>
    pub(crate) fn scoped(
        &self,
        query: &Query,
        object: &Object,
        filter: Option<Filter<Scalar>>,
    ) -> Result<Option<Filter<Scalar>>, ApiError> {
        let Some(scope) = &query.scope else {
            return Ok(filter);
        };
        if scope.text.eq_ignore_ascii_case("everything") {
            return Ok(filter);
        }
        let owner = object.system.owner.filter(|_| scope.text.eq_ignore_ascii_case("mine"));
        let Some(owner) = owner else {
            let message = format!("{} is not a valid filter scope for {}", scope.text, object.name);
            return Err(self.error(scope.at, "MALFORMED_QUERY", &message));
        };
        let field = object.field(owner);
        let (kind, name) = (field.kind, field.name.clone());
        let path = BoundPath { hops: Vec::new(), last: FieldRef::At(owner), kind, name, case_sensitive: false };
        let own = Filter::Test(Scalar::Path(path), Test::Compare(Operator::Equal, Value::Id(self.user), false));
        Ok(Some(match filter {
            Some(filter) => Filter::And(vec![filter, own]),
            None => own,
        }))
    }
}

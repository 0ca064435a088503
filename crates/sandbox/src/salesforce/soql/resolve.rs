//! Resolving names: paths over lookups, functions of dates, and whether a field may be filtered or sorted by.

use super::ast::{Expression, Name, Order, Path, Query};
use super::bind::{Binder, HOPS_MAX};
use super::condition::{Left, left_of};
use super::date::DateFunction;
use super::plan::{BoundPath, FieldRef, OrderBy, Scalar};
use crate::salesforce::error::ApiError;
use crate::salesforce::schema::field::{Field, Kind};
use crate::salesforce::schema::{FieldIndex, Object};

/// The lookups on a path, with the objects that hold them.
pub(crate) type Lookups<'a> = Vec<(&'a Object, FieldIndex)>;

/// The query whose names are resolved.
pub(crate) struct Scope<'q> {
    pub(crate) query: &'q Query,
}

impl<'a> Binder<'a> {
    /// The lookups on the way with the objects that hold them, and the field at the end.
    pub(crate) fn resolve(
        &self,
        scope: &Scope<'_>,
        object: &'a Object,
        path: &Path,
    ) -> Result<(Lookups<'a>, BoundPath), ApiError> {
        let mut parts = self.expand(scope, path);
        let Some(last) = parts.pop() else {
            return Err(self.error(path.at(), "MALFORMED_QUERY", "unexpected token"));
        };
        if parts.len() > HOPS_MAX {
            let message = format!("Maximum of {HOPS_MAX} relationship levels exceeded: {}", path.text());
            return Err(self.error(path.at(), "MALFORMED_QUERY", &message));
        }
        let mut lookups: Lookups<'a> = Vec::new();
        let mut target = Some(object);
        for part in &parts {
            let found = target.and_then(|target| Some((target, target.relationship(&part.text)?)));
            let Some((holder, lookup)) = found.filter(|(at, lookup)| (self.access)(at, at.field(*lookup)).0) else {
                return Err(self.unknown_relationship(&part.text, part.at));
            };
            let field = holder.field(lookup);
            target = match field.reference_to.as_slice() {
                [only] => self.view.schema.find(only),
                _ => None,
            };
            lookups.push((holder, lookup));
        }
        let hops = lookups.iter().map(|(_, lookup)| *lookup).collect();
        let bound = match target {
            Some(target) => {
                let index = self.field(target, &last)?;
                let field = target.field(index);
                let (kind, name, case_sensitive) = (field.kind, field.name.clone(), field.case_sensitive);
                BoundPath { hops, last: FieldRef::At(index), kind, name, case_sensitive }
            }
            None => {
                let Some(field) = named_field(&last.text) else {
                    return Err(self.no_column(&last.text, "Name", last.at));
                };
                let kind = if last.text.eq_ignore_ascii_case("Id") { Kind::Id } else { Kind::String };
                let name = match &field {
                    FieldRef::Named(name) => name.clone(),
                    _ => "Type".to_owned(),
                };
                BoundPath { hops, last: field, kind, name, case_sensitive: false }
            }
        };
        Ok((lookups, bound))
    }

    /// The path without the object's own name, and with the aliases of relationships replaced.
    pub(crate) fn expand(&self, scope: &Scope<'_>, path: &Path) -> Vec<Name> {
        let own = |name: &Name| {
            let alias = scope.query.alias.as_ref().is_some_and(|alias| alias.text.eq_ignore_ascii_case(&name.text));
            alias || scope.query.from.text.eq_ignore_ascii_case(&name.text)
        };
        let mut parts = path.parts.clone();
        for _ in 0..=scope.query.aliases.len() {
            let Some(first) = parts.first().filter(|_| parts.len() > 1) else {
                break;
            };
            let alias = scope.query.aliases.iter().find(|(_, alias)| alias.text.eq_ignore_ascii_case(&first.text));
            match alias {
                Some((replacement, _)) => {
                    let rest = parts.split_off(1);
                    parts = replacement.parts.clone();
                    parts.extend(rest);
                }
                None => break,
            }
        }
        if parts.len() > 1 && parts.first().is_some_and(own) {
            parts.remove(0);
        }
        parts
    }

    pub(crate) fn field(&self, object: &Object, name: &Name) -> Result<FieldIndex, ApiError> {
        let found = object.find(&name.text).filter(|index| (self.access)(object, object.field(*index)).0);
        found.ok_or_else(|| self.no_column(&name.text, &object.name, name.at))
    }

    pub(crate) fn no_column(&self, name: &str, object: &str, at: usize) -> ApiError {
        let message = format!(
            "No such column '{name}' on entity '{object}'. If you are attempting to use a custom field, be sure to \
             append the '__c' after the custom field name. Please reference your WSDL or the describe call for the \
             appropriate names."
        );
        self.error(at, "INVALID_FIELD", &message)
    }

    pub(crate) fn unknown_relationship(&self, name: &str, at: usize) -> ApiError {
        let message = format!(
            "Didn't understand relationship '{name}' in field path. If you are attempting to use a custom \
             relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL \
             or the describe call for the appropriate names."
        );
        self.error(at, "INVALID_FIELD", &message)
    }

    /// A field or a function of a date field.
    pub(crate) fn scalar(
        &self,
        scope: &Scope<'_>,
        object: &'a Object,
        expression: &Expression,
    ) -> Result<(Scalar, Option<&'a Field>), ApiError> {
        match expression {
            Expression::Path(path) => {
                let (lookups, bound) = self.resolve(scope, object, path)?;
                let holder = match lookups.last() {
                    Some((holder, lookup)) => match holder.field(*lookup).reference_to.as_slice() {
                        [only] => self.view.schema.find(only),
                        _ => None,
                    },
                    None => Some(object),
                };
                let field = match (&bound.last, holder) {
                    (FieldRef::At(index), Some(holder)) => Some(holder.field(*index)),
                    _ => None,
                };
                Ok((Scalar::Path(bound), field))
            }
            Expression::Call(call) => {
                let name = call.name.text.to_ascii_uppercase();
                let [argument] = call.arguments.as_slice() else {
                    return Err(self.unknown_function(call));
                };
                if ["CONVERTTIMEZONE", "TOLABEL", "CONVERTCURRENCY"].contains(&name.as_str()) {
                    return self.scalar(scope, object, argument);
                }
                let Some(function) = DateFunction::of(&name) else {
                    return Err(self.unknown_function(call));
                };
                let (inner, field) = self.scalar(scope, object, argument)?;
                match inner {
                    Scalar::Path(path) if matches!(path.kind, Kind::Date | Kind::DateTime) => {
                        Ok((Scalar::Date(function, path), field))
                    }
                    _ => {
                        let message = format!("field {} does not support the function {name}", argument_name(argument));
                        Err(self.error(call.name.at, "INVALID_FIELD", &message))
                    }
                }
            }
        }
    }

    pub(crate) fn filterable(
        &self,
        scope: &Scope<'_>,
        object: &'a Object,
        expression: &Expression,
    ) -> Result<Left<Scalar>, ApiError> {
        let (scalar, field) = self.scalar(scope, object, expression)?;
        if let Some(field) = field {
            if field.kind == Kind::Address {
                let message = "Address fields can only be filtered using Distance expressions";
                return Err(self.error(expression.at(), "INVALID_FIELD", message));
            }
            if !field.filterable {
                let message = format!("field '{}' can not be filtered in a query call", field.name);
                return Err(self.error(expression.at(), "INVALID_FIELD", &message));
            }
        }
        let name = scalar.path().name.clone();
        Ok(left_of(scalar, name, expression.at()))
    }

    pub(crate) fn order(
        &self,
        scope: &Scope<'_>,
        object: &'a Object,
        order: &Order,
    ) -> Result<OrderBy<Scalar>, ApiError> {
        let (by, field) = self.scalar(scope, object, &order.by)?;
        if let Some(field) = field.filter(|field| !field.sortable) {
            let message = format!("field '{}' can not be sorted in a query call", field.name);
            return Err(self.error(order.by.at(), "MALFORMED_QUERY", &message));
        }
        Ok(OrderBy { by, descending: order.descending, nulls_last: order.nulls_last })
    }
}

/// The fields that every target of a reference to several objects has: those of the object `Name`.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_name.htm>
pub(crate) fn named_field(name: &str) -> Option<FieldRef> {
    let fields = [
        "Alias",
        "Email",
        "FirstName",
        "Id",
        "IsActive",
        "LastName",
        "Name",
        "Phone",
        "ProfileId",
        "Title",
        "Username",
    ];
    if name.eq_ignore_ascii_case("Type") {
        return Some(FieldRef::ObjectName);
    }
    fields.into_iter().find(|field| field.eq_ignore_ascii_case(name)).map(|field| FieldRef::Named(field.to_owned()))
}

fn argument_name(expression: &Expression) -> String {
    match expression {
        Expression::Path(path) => path.text(),
        Expression::Call(call) => call.name.text.clone(),
    }
}

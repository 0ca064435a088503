//! Binding: names become places in the schema. What does not exist, may not be filtered, sorted or grouped, or does
//! not fit together is refused here, with its position.

use super::aggregate;
use super::ast::{Call, Expression, Item, Name, Path, Query, TypeOf};
use super::error_at;
use super::plan::{BoundPath, FieldRef, Node, Out, Plan, Scalar, Shape, Style};
use super::resolve::{Scope, named_field};
use crate::salesforce::error::ApiError;
use crate::salesforce::id::Id;
use crate::salesforce::record::View;
use crate::salesforce::schema::Object;
use crate::salesforce::schema::field::{Field, Kind};
use crate::salesforce::tooling::is_known;

/// How many relationships upwards a path may have.
pub(crate) const HOPS_MAX: usize = 5;
/// How many child relationships a query may have.
const CHILDREN_MAX: usize = 20;
/// How many records a query may leave out.
const OFFSET_MAX: usize = 2000;

/// How long a deleted record stays in the recycle bin.
const BIN_LIFE_S: i64 = 15 * 86_400;

/// Whether a user may read and change a field.
pub(crate) type Access<'a> = &'a dyn Fn(&Object, &Field) -> (bool, bool);

/// What binding needs.
#[derive(Clone, Copy)]
pub(crate) struct Binder<'a> {
    /// The query's text, for messages.
    pub(crate) text: &'a str,
    /// The schema, and the rows for what a semi-join selects.
    pub(crate) view: View<'a>,
    /// Field-level security.
    pub(crate) access: Access<'a>,
    /// The time in seconds.
    pub(crate) now: i64,
    /// Who asks.
    pub(crate) user: Id,
    /// Whether the Tooling API is asked.
    pub(crate) tooling: bool,
    /// Whether this is a semi-join's query.
    pub(crate) sub_select: bool,
    /// How deep in child relationships this is.
    pub(crate) depth: usize,
}

impl<'a> Binder<'a> {
    /// The binder for a semi-join's query.
    pub(crate) fn inner(&self) -> Self {
        Self { sub_select: true, ..*self }
    }

    /// An error at a place.
    pub(crate) fn error(&self, at: usize, code: &'static str, message: &str) -> ApiError {
        error_at(self.text, at, code, message)
    }

    /// Binds a whole query.
    pub(crate) fn query(&self, query: &Query) -> Result<Plan, ApiError> {
        let object = self.view.schema.find(&query.from.text).filter(|object| is_known(object, self.tooling));
        let Some(object) = object else {
            let message = format!(
                "sObject type '{}' is not supported. If you are attempting to use a custom object, be sure to append \
                 the '__c' after the entity name. Please reference your WSDL or the describe call for the \
                 appropriate names.",
                query.from.text
            );
            return Err(self.error(query.from.at, "INVALID_TYPE", &message));
        };
        self.of_object(query, object)
    }

    fn of_object(&self, query: &Query, object: &'a Object) -> Result<Plan, ApiError> {
        let scope = Scope { query };
        let offset = match query.offset {
            Some((offset, at)) if offset > OFFSET_MAX => {
                let message = format!("Maximum SOQL offset allowed is {OFFSET_MAX}");
                return Err(self.error(at, "NUMBER_OUTSIDE_VALID_RANGE", &message));
            }
            Some((offset, _)) => offset,
            None => 0,
        };
        let left = |expression: &Expression| self.filterable(&scope, object, expression);
        let filter = query.filter.as_ref().map(|condition| self.filter(condition, &left, false)).transpose()?;
        self.check_narrow(query, object, filter.as_ref())?;
        self.check_semi_joins(query, object)?;
        let filter = self.scoped(query, object, filter)?;
        let grouped = !query.group.is_empty() || query.select.iter().any(aggregate::is_aggregate);
        self.check_feed(query, object, grouped && !aggregate::is_count(query))?;
        let (shape, order) = if aggregate::is_count(query) {
            (Shape::Count, Vec::new())
        } else if grouped {
            let scalar = |expression: &Expression| self.scalar(&scope, object, expression);
            (Shape::Groups(Box::new(self.grouped(query, object, &scalar)?)), Vec::new())
        } else {
            let order = query.order.iter().map(|order| self.order(&scope, object, order)).collect::<Result<_, _>>()?;
            (Shape::Records(self.records(&scope, object)?), order)
        };
        let all_rows = query.all_rows;
        Ok(Plan {
            object: object.index,
            shape,
            filter,
            order,
            limit: query.limit,
            offset,
            all_rows,
            bin_since: self.now - BIN_LIFE_S,
        })
    }

    fn records(&self, scope: &Scope<'_>, object: &'a Object) -> Result<Node, ApiError> {
        let mut node = Node::default();
        let mut children = 0;
        for item in &scope.query.select {
            match item {
                Item::Expression(Expression::Path(path), alias) => {
                    if let Some(alias) = alias {
                        let message = "only aggregate expressions use field aliasing";
                        return Err(self.error(alias.at, "MALFORMED_QUERY", message));
                    }
                    self.select(scope, object, path, Style::Plain, None, &mut node)?;
                }
                Item::Expression(Expression::Call(call), alias) => {
                    self.function(scope, object, call, alias.as_ref(), &mut node)?;
                }
                Item::Children(query) => {
                    children += 1;
                    if children > CHILDREN_MAX {
                        let message = format!("Too many child relationship queries: the maximum is {CHILDREN_MAX}");
                        return Err(self.error(query.from.at, "MALFORMED_QUERY", &message));
                    }
                    self.check_child_offset(scope.query, query)?;
                    node.outs.push(self.children(object, query)?);
                }
                Item::TypeOf(one) => node.outs.push(self.type_of(object, one)?),
            }
        }
        Ok(node)
    }

    fn function(
        &self,
        scope: &Scope<'_>,
        object: &'a Object,
        call: &Call,
        alias: Option<&Name>,
        node: &mut Node,
    ) -> Result<(), ApiError> {
        let name = call.name.text.to_ascii_uppercase();
        let style = match name.as_str() {
            "FIELDS" => return self.all_fields(scope, object, call, node),
            "TOLABEL" => Style::Label,
            "FORMAT" => Style::Format,
            "CONVERTCURRENCY" => Style::Plain,
            _ => return Err(self.unknown_function(call)),
        };
        match call.arguments.as_slice() {
            [Expression::Path(path)] => self.select(scope, object, path, style, alias, node),
            [Expression::Call(inner)] if style == Style::Format => match inner.arguments.as_slice() {
                [Expression::Path(path)] => self.select(scope, object, path, style, alias, node),
                _ => Err(self.unknown_function(inner)),
            },
            _ => Err(self.unknown_function(call)),
        }
    }

    /// An error for a function that SOQL does not have, or not here.
    pub(crate) fn unknown_function(&self, call: &Call) -> ApiError {
        let message = format!("Invalid or unexpected function: '{}'", call.name.text);
        self.error(call.name.at, "MALFORMED_QUERY", &message)
    }

    fn all_fields(&self, scope: &Scope<'_>, object: &'a Object, call: &Call, node: &mut Node) -> Result<(), ApiError> {
        let which = match call.arguments.as_slice() {
            [Expression::Path(path)] => path.text().to_ascii_uppercase(),
            _ => String::new(),
        };
        if !["ALL", "STANDARD", "CUSTOM"].contains(&which.as_str()) {
            return Err(self.unknown_function(call));
        }
        if which != "STANDARD" && scope.query.limit.is_none_or(|limit| limit > 200) {
            let message = "The SOQL FIELDS function must have a LIMIT of at most 200";
            return Err(self.error(call.name.at, "MALFORMED_QUERY", message));
        }
        for (index, field) in object.indexed() {
            let wanted = which == "ALL" || (which == "CUSTOM") == field.custom();
            let there = node.outs.iter().any(|out| matches!(out, Out::Field { name, .. } if *name == field.name));
            if wanted && there {
                return Err(duplicate(&field.name));
            }
            if wanted && (self.access)(object, field).0 {
                let name = field.name.clone();
                node.outs.push(Out::Field { name, field: FieldRef::At(index), style: Style::Plain });
            }
        }
        Ok(())
    }

    fn children(&self, object: &'a Object, query: &Query) -> Result<Out, ApiError> {
        let relationship = match (&query.from.text, self.view.schema.child(object.index, &query.from.text)) {
            (_, Some(child)) => child,
            (name, None) => {
                let message = format!(
                    "Didn't understand relationship '{name}' in FROM part of query call. If you are attempting to use a \
                     custom relationship, be sure to append the '__r' after the custom relationship name. Please \
                     reference your WSDL or the describe call for the appropriate names."
                );
                return Err(self.error(query.from.at, "INVALID_TYPE", &message));
            }
        };
        if self.depth + 1 >= HOPS_MAX {
            let message = "Nesting of child relationship queries is limited to five levels";
            return Err(self.error(query.from.at, "MALFORMED_QUERY", message));
        }
        let child = self.view.schema.object(relationship.object);
        let inner = Self { depth: self.depth + 1, ..*self };
        let plan = inner.of_object(query, child)?;
        if !matches!(plan.shape, Shape::Records(_)) {
            let message = "Aggregate functions are not allowed in a child relationship query";
            return Err(self.error(query.from.at, "MALFORMED_QUERY", message));
        }
        let name = child.field(relationship.field).child_name.clone().unwrap_or_default();
        Ok(Out::Children { name, child: relationship, plan: Box::new(plan) })
    }

    fn type_of(&self, object: &'a Object, one: &TypeOf) -> Result<Out, ApiError> {
        let lookup = object.relationship(&one.relationship.text);
        let Some(lookup) = lookup.filter(|lookup| object.field(*lookup).name_pointing) else {
            return Err(self.unknown_relationship(&one.relationship.text, one.relationship.at));
        };
        let members = |target: Option<&'a Object>, paths: &[Path]| -> Result<Node, ApiError> {
            let mut node = Node::default();
            for path in paths {
                let [name] = path.parts.as_slice() else {
                    return Err(self.error(path.at(), "MALFORMED_QUERY", "unexpected token: '.'"));
                };
                let field = match target {
                    Some(target) => FieldRef::At(self.field(target, name)?),
                    None => named_field(&name.text).ok_or_else(|| self.no_column(&name.text, "Name", name.at))?,
                };
                let name = match (&field, target) {
                    (FieldRef::At(index), Some(target)) => target.field(*index).name.clone(),
                    _ => name.text.clone(),
                };
                node.outs.push(Out::Field { name, field, style: Style::Plain });
            }
            Ok(node)
        };
        let mut branches = Vec::new();
        for (name, paths) in &one.branches {
            let target = self.view.schema.find(&name.text);
            let Some(target) = target else {
                let message = format!("sObject type '{}' is not supported.", name.text);
                return Err(self.error(name.at, "INVALID_TYPE", &message));
            };
            branches.push((target.index, members(Some(target), paths)?));
        }
        let otherwise = members(None, &one.otherwise)?;
        let name = object.field(lookup).relationship_name.clone().unwrap_or_default();
        Ok(Out::TypeOf { name, lookup, branches, otherwise })
    }

    fn select(
        &self,
        scope: &Scope<'_>,
        object: &'a Object,
        path: &Path,
        style: Style,
        alias: Option<&Name>,
        node: &mut Node,
    ) -> Result<(), ApiError> {
        let (lookups, last) = self.resolve(scope, object, path)?;
        let mut node = node;
        for (at, lookup) in &lookups {
            let field = at.field(*lookup);
            let wanted = field.relationship_name.clone().unwrap_or_default();
            let several = field.reference_to.len() > 1;
            let place = node.outs.iter().position(|out| matches!(out, Out::Parent { name, .. } if *name == wanted));
            if place.is_none() {
                node.outs.push(Out::Parent { name: wanted, lookup: *lookup, several, node: Node::default() });
            }
            let place = place.unwrap_or(node.outs.len() - 1);
            match node.outs.get_mut(place) {
                Some(Out::Parent { node: inner, .. }) => node = inner,
                _ => return Ok(()),
            }
        }
        let name = match alias {
            Some(alias) => alias.text.clone(),
            None => last.name.clone(),
        };
        if node.outs.iter().any(|out| matches!(out, Out::Field { name: other, .. } if *other == name)) {
            return Err(duplicate(&path.text()));
        }
        node.outs.push(Out::Field { name, field: last.last, style });
        Ok(())
    }
}

fn duplicate(name: &str) -> ApiError {
    ApiError::new(400, "INVALID_FIELD", format!("duplicate field selected: {name}"))
}

/// The one field that a query selects, if it selects one.
pub(crate) fn single_field(object: &Object, node: &Node) -> Option<Scalar> {
    let [out] = node.outs.as_slice() else { return None };
    match out {
        Out::Field { field: FieldRef::At(index), .. } => {
            let field = object.field(*index);
            let (kind, name, case_sensitive) = (field.kind, field.name.clone(), field.case_sensitive);
            Some(Scalar::Path(BoundPath { hops: Vec::new(), last: FieldRef::At(*index), kind, name, case_sensitive }))
        }
        Out::Parent { lookup, node, several: false, .. } => {
            let [Out::Field { field, name, .. }] = node.outs.as_slice() else {
                return None;
            };
            let kind = if name == "Id" || name.ends_with("Id") { Kind::Reference } else { Kind::String };
            let path =
                BoundPath { hops: vec![*lookup], last: field.clone(), kind, name: name.clone(), case_sensitive: false };
            Some(Scalar::Path(path))
        }
        _ => None,
    }
}

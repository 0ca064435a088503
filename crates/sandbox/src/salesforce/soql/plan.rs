//! A query bound to the schema: every name is a place, every value has its type.

use super::ast::{Operator, Rollup};
use super::date::DateFunction;
use crate::salesforce::record::View;
use crate::salesforce::schema::field::{Field, Kind};
use crate::salesforce::schema::{ChildRelationship, FieldIndex, Object, ObjectIndex};
use crate::salesforce::store::{Key, Row};
use crate::salesforce::value::{Value, compare, compare_folded};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// A field at the end of a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FieldRef {
    /// A field of a known object.
    At(FieldIndex),
    /// A field of whatever a reference to several objects points to.
    Named(String),
    /// The name of the object that such a reference points to.
    ObjectName,
}

/// A field, perhaps behind lookups.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BoundPath {
    /// The lookups to follow.
    pub(crate) hops: Vec<FieldIndex>,
    /// The field at the end.
    pub(crate) last: FieldRef,
    /// Its type.
    pub(crate) kind: Kind,
    /// Its name as the schema writes it.
    pub(crate) name: String,
    /// Whether case tells its values apart.
    pub(crate) case_sensitive: bool,
}

/// What a row gives to a condition, an order or a group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    /// A field.
    Path(BoundPath),
    /// A function of a date field.
    Date(DateFunction, BoundPath),
}

impl Scalar {
    /// The type of the result.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Path(path) => path.kind,
            Self::Date(DateFunction::DayOnly, _) => Kind::Date,
            Self::Date(..) => Kind::Int,
        }
    }

    /// The path inside.
    pub(crate) fn path(&self) -> &BoundPath {
        match self {
            Self::Path(path) | Self::Date(_, path) => path,
        }
    }

    /// The value for a row.
    pub(crate) fn of<'a>(&self, view: View<'a>, object: &'a Object, row: &'a Row) -> Cow<'a, Value> {
        match self {
            Self::Path(path) => path.of(view, object, row),
            Self::Date(function, path) => Cow::Owned(function.apply(&path.of(view, object, row))),
        }
    }
}

impl BoundPath {
    /// The value for a row; nothing where a lookup on the way is empty or its record deleted.
    pub(crate) fn of<'a>(&self, view: View<'a>, object: &'a Object, row: &'a Row) -> Cow<'a, Value> {
        let (mut object, mut row) = (object, row);
        for hop in &self.hops {
            match parent(view, row.get(*hop)) {
                Some(found) => (object, row) = found,
                None => return Cow::Borrowed(Value::NULL),
            }
        }
        self.last.of(view, object, row)
    }
}

impl FieldRef {
    /// The value of the field of this row.
    pub(crate) fn of<'a>(&self, view: View<'a>, object: &'a Object, row: &'a Row) -> Cow<'a, Value> {
        match self {
            Self::At(field) => view.value(object, row, *field),
            Self::Named(name) => match object.find(name) {
                Some(field) => view.value(object, row, field),
                None => Cow::Borrowed(Value::NULL),
            },
            Self::ObjectName if object.name == "Group" => match object.find("Type") {
                Some(field) => view.value(object, row, field),
                None => Cow::Borrowed(Value::NULL),
            },
            Self::ObjectName => Cow::Owned(Value::text(object.name.clone())),
        }
    }

    /// What the field is called in the answer.
    pub(crate) fn field<'a>(&self, object: &'a Object) -> Option<&'a Field> {
        match self {
            Self::At(index) => Some(object.field(*index)),
            Self::Named(name) => object.find(name).map(|index| object.field(index)),
            Self::ObjectName => None,
        }
    }
}

/// The record behind a lookup, unless it is deleted.
pub(crate) fn parent<'a>(view: View<'a>, reference: &Value) -> Option<(&'a Object, &'a Row)> {
    view.follow(reference).filter(|(object, row)| !view.is_deleted(object, row))
}

/// A condition over scalars of some kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filter<S> {
    /// All hold.
    And(Vec<Self>),
    /// One holds.
    Or(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// A test of a value.
    Test(S, Test),
}

impl<S> Filter<S> {
    /// Whether the condition holds.
    pub(crate) fn holds<'a>(&self, value: &dyn Fn(&S) -> Cow<'a, Value>) -> bool {
        match self {
            Self::And(all) => all.iter().all(|one| one.holds(value)),
            Self::Or(any) => any.iter().any(|one| one.holds(value)),
            Self::Not(inner) => !inner.holds(value),
            Self::Test(scalar, test) => test.holds(&value(scalar)),
        }
    }
}

/// A character of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wild {
    /// Any number of characters.
    Any,
    /// One character.
    One,
    /// This character, without regard to case.
    Character(char),
}

/// What a value is held against.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    /// A comparison with a value.
    Compare(Operator, Value, bool),
    /// A comparison with a range: the first value within, and the first after it.
    Range(Operator, Value, Value),
    /// Membership.
    In {
        /// Whether it must not be a member.
        negated: bool,
        /// The members.
        keys: BTreeSet<Key>,
        /// Whether nothing is a member.
        null: bool,
        /// Whether case tells members apart.
        case_sensitive: bool,
    },
    /// A pattern.
    Like(Vec<Wild>),
    /// Combinations of a multi-select picklist's values, in lower case; one must be there, or none may.
    Includes {
        /// Whether none may be there.
        negated: bool,
        /// The combinations.
        sets: Vec<Vec<String>>,
    },
}

impl Test {
    fn holds(&self, value: &Value) -> bool {
        match self {
            Self::Compare(Operator::Equal, wanted, sensitive) => equal(value, wanted, *sensitive),
            Self::Compare(Operator::NotEqual, wanted, sensitive) => !equal(value, wanted, *sensitive),
            Self::Compare(operator, wanted, _) => ordered(*operator, value, wanted),
            Self::Range(operator, from, to) => {
                let before = ordered(Operator::Less, value, from);
                let after = ordered(Operator::GreaterOrEqual, value, to);
                match operator {
                    Operator::Equal => !value.is_null() && !before && !after,
                    Operator::NotEqual => value.is_null() || before || after,
                    Operator::Less => before,
                    Operator::LessOrEqual => !value.is_null() && !after,
                    Operator::Greater => after,
                    Operator::GreaterOrEqual => !value.is_null() && !before,
                    Operator::Like => false,
                }
            }
            Self::In { negated, keys, null, case_sensitive } => {
                let member = match Key::of(value, *case_sensitive) {
                    Some(key) => keys.contains(&key),
                    None => *null,
                };
                member != *negated
            }
            Self::Like(pattern) => value.as_text().is_some_and(|text| {
                let characters: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
                matches(pattern, &characters)
            }),
            Self::Includes { negated, sets } => {
                let selected: Vec<String> =
                    value.as_text().unwrap_or_default().split(';').map(|one| one.trim().to_lowercase()).collect();
                let found = sets.iter().any(|set| set.iter().all(|one| selected.contains(one)));
                found != *negated
            }
        }
    }
}

fn equal(value: &Value, wanted: &Value, sensitive: bool) -> bool {
    match (value, wanted) {
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Text(left), Value::Text(right)) if sensitive => left == right,
        (Value::Text(left), Value::Text(right)) => compare_folded(left, right) == Ordering::Equal,
        _ => compare(value, wanted) == Some(Ordering::Equal),
    }
}

fn ordered(operator: Operator, value: &Value, wanted: &Value) -> bool {
    compare(value, wanted).is_some_and(|order| match operator {
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        Operator::Equal | Operator::NotEqual | Operator::Like => false,
    })
}

/// Matches a pattern by going back to the last `%` only, so that the time stays in proportion to the two lengths.
fn matches(pattern: &[Wild], text: &[char]) -> bool {
    let (mut at, mut place, mut retry) = (0, 0, None);
    while place < text.len() {
        match (pattern.get(at), text.get(place)) {
            (Some(Wild::Any), _) => {
                retry = Some((at, place));
                at += 1;
            }
            (Some(Wild::One), Some(_)) => (at, place) = (at + 1, place + 1),
            (Some(Wild::Character(wanted)), Some(found)) if wanted == found => (at, place) = (at + 1, place + 1),
            _ => match retry {
                Some((any, from)) => {
                    retry = Some((any, from + 1));
                    (at, place) = (any + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|wild| *wild == Wild::Any)
}

/// One criterion of an order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OrderBy<S> {
    /// What is sorted by.
    pub(crate) by: S,
    /// Whether the greatest come first.
    pub(crate) descending: bool,
    /// Whether rows without a value come last.
    pub(crate) nulls_last: bool,
}

impl<S> OrderBy<S> {
    /// How two values order.
    pub(crate) fn compare(&self, left: &Value, right: &Value) -> Ordering {
        match (left.is_null(), right.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) if self.nulls_last => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, true) if self.nulls_last => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => {
                let order = compare(left, right).unwrap_or(Ordering::Equal);
                if self.descending { order.reverse() } else { order }
            }
        }
    }
}

/// How a value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// As it is.
    Plain,
    /// `toLabel()`: a picklist value's label.
    Label,
    /// `FORMAT()`: as the user's locale writes it.
    Format,
}

/// One member of a record in the answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Out {
    /// A field.
    Field {
        /// The member's name.
        name: String,
        /// The field.
        field: FieldRef,
        /// How it is shown.
        style: Style,
    },
    /// The record behind a lookup.
    Parent {
        /// The relationship's name.
        name: String,
        /// The lookup.
        lookup: FieldIndex,
        /// Whether it may point to several objects, which the answer then calls `Name`.
        several: bool,
        /// What of that record.
        node: Node,
    },
    /// The records below.
    Children {
        /// The relationship's name.
        name: String,
        /// Which records.
        child: ChildRelationship,
        /// What of them.
        plan: Box<Plan>,
    },
    /// The record behind a lookup, with members that depend on its object.
    TypeOf {
        /// The relationship's name.
        name: String,
        /// The lookup.
        lookup: FieldIndex,
        /// The members for each object.
        branches: Vec<(ObjectIndex, Node)>,
        /// The members for any other.
        otherwise: Node,
    },
}

/// The members of a record in the answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Node {
    /// In the order of their first mention.
    pub(crate) outs: Vec<Out>,
}

/// An aggregate function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "SOQL's own words")]
pub(crate) enum Aggregate {
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
}

/// A column of a grouped result.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// The group's value of one of the grouping expressions.
    Group(usize),
    /// An aggregate over the group's rows.
    Aggregate(Aggregate, Option<Scalar>),
    /// `GROUPING()`: 1 where the row is a subtotal over that expression.
    Grouping(usize),
}

/// A grouped query.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grouped {
    /// The columns and their names.
    pub(crate) columns: Vec<(String, Cell)>,
    /// The grouping expressions.
    pub(crate) by: Vec<Scalar>,
    /// The subtotals.
    pub(crate) rollup: Rollup,
    /// Which groups.
    pub(crate) having: Option<Filter<Cell>>,
    /// In which order.
    pub(crate) order: Vec<OrderBy<Cell>>,
}

/// What a query gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// `COUNT()`: a number.
    Count,
    /// Records.
    Records(Node),
    /// Groups.
    Groups(Box<Grouped>),
}

/// A query bound to the schema.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    /// The object.
    pub(crate) object: ObjectIndex,
    /// What it gives.
    pub(crate) shape: Shape,
    /// Which records.
    pub(crate) filter: Option<Filter<Scalar>>,
    /// In which order.
    pub(crate) order: Vec<OrderBy<Scalar>>,
    /// How many at most.
    pub(crate) limit: Option<usize>,
    /// How many of the first are left out.
    pub(crate) offset: usize,
    /// Whether deleted records count too.
    pub(crate) all_rows: bool,
    /// Records deleted before this, in seconds, have left the recycle bin.
    pub(crate) bin_since: i64,
}

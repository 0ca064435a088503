//! A query as it is written, with the place of every part.

/// A name and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    /// As written.
    pub(crate) text: String,
    /// Where.
    pub(crate) at: usize,
}

/// A field, perhaps behind relationships: `Account.Owner.Name`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    /// The names between the dots; at least one.
    pub(crate) parts: Vec<Name>,
}

impl Path {
    /// Where it begins.
    pub(crate) fn at(&self) -> usize {
        self.parts.first().map_or(0, |part| part.at)
    }

    /// As written.
    pub(crate) fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
    }
}

/// What can be compared, sorted and grouped by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression {
    /// A field.
    Path(Path),
    /// A function of a field, or of a function of a field.
    Call(Call),
}

impl Expression {
    /// Where it begins.
    pub(crate) fn at(&self) -> usize {
        match self {
            Self::Path(path) => path.at(),
            Self::Call(call) => call.name.at,
        }
    }
}

/// A function and its arguments.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    /// The function.
    pub(crate) name: Name,
    /// Its arguments; `COUNT()` has none.
    pub(crate) arguments: Vec<Expression>,
}

/// One thing that is selected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item {
    /// A field or function, perhaps under another name.
    Expression(Expression, Option<Name>),
    /// The records of a child relationship.
    Children(Box<Query>),
    /// Fields that depend on what a reference points to.
    TypeOf(TypeOf),
}

/// `TYPEOF Owner WHEN User THEN Id, Name ELSE Name END`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TypeOf {
    /// The relationship.
    pub(crate) relationship: Name,
    /// For each object, the fields.
    pub(crate) branches: Vec<(Name, Vec<Path>)>,
    /// For all other objects.
    pub(crate) otherwise: Vec<Path>,
}

/// A comparison's sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `=`
    Equal,
    /// `!=` or `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `LIKE`
    Like,
}

/// A value in a condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Literal {
    /// What kind of value.
    pub(crate) kind: LiteralKind,
    /// As written; of a quoted text, what is between the quotes, still with its escapes.
    pub(crate) text: String,
    /// Where.
    pub(crate) at: usize,
}

/// What kind of value stands in a condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LiteralKind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number.
    Number,
    /// A quoted text.
    Text,
    /// A day.
    Date,
    /// An instant.
    Instant,
    /// A time of day.
    Time,
    /// `TODAY`, `LAST_N_DAYS:30`.
    Relative(Option<i64>),
    /// `USD5000`
    Money,
}

/// What a field may be one of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Set {
    /// Values.
    Values(Vec<Literal>),
    /// What another query selects.
    Query(Box<Query>),
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// All hold.
    And(Vec<Condition>),
    /// One holds.
    Or(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A comparison.
    Compare {
        /// What is compared.
        left: Expression,
        /// How.
        operator: Operator,
        /// With what.
        right: Literal,
    },
    /// `IN` and `NOT IN`.
    In {
        /// What is looked for.
        left: Expression,
        /// Whether it must not be there.
        negated: bool,
        /// Among what.
        set: Set,
    },
    /// `INCLUDES` and `EXCLUDES`.
    Includes {
        /// A picklist of several values.
        left: Expression,
        /// Whether it must not include them.
        negated: bool,
        /// The combinations.
        values: Vec<Literal>,
    },
}

/// One criterion of the order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    /// What is sorted by.
    pub(crate) by: Expression,
    /// Whether the greatest come first.
    pub(crate) descending: bool,
    /// Whether records without a value come last.
    pub(crate) nulls_last: bool,
}

/// How `GROUP BY` adds subtotals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rollup {
    /// It adds none.
    None,
    /// `ROLLUP`: for each prefix of the list.
    Prefixes,
    /// `CUBE`: for each subset of the list.
    Subsets,
}

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Query {
    /// What is selected.
    pub(crate) select: Vec<Item>,
    /// The object, or the child relationship.
    pub(crate) from: Name,
    /// Its other name.
    pub(crate) alias: Option<Name>,
    /// Further names for relationships: `FROM Contact c, c.Account a`.
    pub(crate) aliases: Vec<(Path, Name)>,
    /// The scope that narrows it: `USING SCOPE Mine`.
    pub(crate) scope: Option<Name>,
    /// Which records.
    pub(crate) filter: Option<Condition>,
    /// The groups.
    pub(crate) group: Vec<Expression>,
    /// The groups' subtotals.
    pub(crate) rollup: Rollup,
    /// Which groups.
    pub(crate) having: Option<Condition>,
    /// In which order.
    pub(crate) order: Vec<Order>,
    /// How many at most.
    pub(crate) limit: Option<usize>,
    /// How many of the first are left out, and where that is written.
    pub(crate) offset: Option<(usize, usize)>,
    /// Whether deleted records count too.
    pub(crate) all_rows: bool,
}

//! Dependent picklists: the values of one column hold back those of another.

use std::collections::BTreeMap;

use weftline_mapping::dependents;
use weftline_wire::salesforce::ObjectDescribe;

use crate::cell::{Value, shown};
use crate::convert::Converter;
use crate::convert::target::{Filled, Kind};
use crate::row::Row;

/// A column whose values depend on those of another field that is filled too.
#[derive(Clone, Debug)]
pub(crate) struct Dependent {
    column: usize,
    controller: Controller,
    /// The controlling field's label.
    label: String,
    /// Which values go with which controlling value.
    goes_with: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug)]
enum Controller {
    /// A column.
    Column(usize),
    /// The same in each row.
    Same(String),
}

/// A field that is the same in each row.
pub(crate) struct Controlling<'a> {
    pub(crate) field: &'a str,
    pub(crate) text: &'a str,
}

/// The columns whose values depend on fields that are filled too. What Salesforce itself fills is not known.
pub(crate) fn of(object: &ObjectDescribe, columns: &[Filled], same: &[Controlling<'_>]) -> Vec<Dependent> {
    let mut found = Vec::new();
    for (column, filled) in columns.iter().enumerate() {
        let Some((name, goes_with)) = dependents(object, &filled.field) else { continue };
        let controller = columns.iter().position(|column| column.field == name).map(Controller::Column);
        let same = || same.iter().find(|same| same.field == name).map(|same| Controller::Same(same.text.to_owned()));
        let Some(controller) = controller.or_else(same) else { continue };
        let label = object.fields.iter().find(|field| field.name == name).map_or(name, |field| field.label.clone());
        found.push(Dependent { column, controller, label, goes_with });
    }
    found
}

impl Dependent {
    /// Which of the columns depends.
    pub(crate) fn column(&self) -> usize {
        self.column
    }
}

impl Converter {
    /// What is wrong with a value that depends on another; none where nothing is, or is known.
    pub(super) fn depends(&self, dependent: &Dependent, row: &Row<'_>) -> Option<String> {
        let column = self.columns.get(dependent.column)?;
        let list = column.kind.list()?;
        let text = self.value(dependent.column, row)?;
        let controlling = match &dependent.controller {
            Controller::Same(text) => text.clone(),
            Controller::Column(at) => self.value(*at, row).or_else(|| self.columns.get(*at).and_then(by_itself))?,
        };
        let allowed = dependent.goes_with.get(&controlling)?;
        // An open list takes what is not in it, whatever goes with what.
        let is_stray = |item: &&str| {
            list.entries.iter().any(|entry| entry.value == **item) && !allowed.iter().any(|value| value == item)
        };
        let stray = text.split(';').find(is_stray)?;
        let allowed = if allowed.is_empty() { String::from("no value") } else { allowed.join(", ") };
        let (stray, controlling) = (shown(stray), shown(&controlling));
        Some(
            [&stray, " does not go with ", &controlling, " of `", &dependent.label, "`, with which goes ", &allowed]
                .concat(),
        )
    }

    /// The text of the value that a row has for a column, or what stands for it.
    fn value(&self, column: usize, row: &Row<'_>) -> Option<String> {
        let column = self.columns.get(column)?;
        match self.read(column, Self::cell(column, row)) {
            Ok(Value::Nothing) => column.default.clone(),
            Ok(value) => text(&value),
            Err(_) => None,
        }
    }
}

/// The value that Salesforce gives a picklist that is left out.
fn by_itself(column: &Filled) -> Option<String> {
    match &column.kind {
        Kind::List(list) => list.default.clone(),
        _ => None,
    }
}

/// The text of a value that others may depend on, or that may depend on others.
pub(crate) fn text(value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::Listed(entry) => entry.value.clone(),
        Value::Boolean(value) => value.to_string(),
        Value::Text(cell) => cell.text().into_owned(),
        Value::Made(text) => text.clone(),
        _ => return None,
    })
}

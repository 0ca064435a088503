//! The check of what fills fields, before any row is read.

use weftline_mapping::is_required;
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::json;
use weftline_wire::salesforce::{FieldDescribe, FieldValue, ObjectDescribe};

use crate::body::{Buffer, Padded};
use crate::cell::{Cell, Value};
use crate::convert::dependent::{self, Controlling};
use crate::convert::target::{Filled, Kind};
use crate::convert::{Converter, Options, Source, Target};

pub(crate) fn compile(
    object: &ObjectDescribe,
    targets: Vec<Target<'_>>,
    options: Options<'_>,
) -> Result<Converter, Vec<Problem>> {
    let mut setup = Setup { object, options, same: Vec::new(), columns: Vec::new(), problems: Vec::new() };
    for (index, target) in targets.iter().enumerate() {
        if targets.iter().take(index).any(|earlier| earlier.field.name == target.field.name) {
            let text = format!("`{}` is filled twice", target.field.label);
            setup.refuse("duplicateField", target.field, text);
            continue;
        }
        setup.target(target);
    }
    let filled = |field: &FieldDescribe| {
        targets.iter().any(|target| target.field.name == field.name)
            || options.key.is_some_and(|(key, _)| key == field.name)
    };
    for field in object.fields.iter().filter(|field| is_required(field) && !filled(field)) {
        let text = format!("`{}` is required, and nothing fills it", field.label);
        setup.refuse("REQUIRED_FIELD_MISSING", field, text);
    }
    if setup.problems.is_empty() { Ok(setup.converter()) } else { Err(setup.problems) }
}

struct Setup<'a> {
    object: &'a ObjectDescribe,
    options: Options<'a>,
    /// Fields that are the same in each record.
    same: Vec<Same>,
    columns: Vec<Filled>,
    problems: Vec<Problem>,
}

struct Same {
    field: String,
    json: Vec<u8>,
    csv: Vec<u8>,
    text: String,
}

impl Setup<'_> {
    fn target(&mut self, target: &Target<'_>) {
        let field = target.field;
        if !field.createable {
            let text = format!("`{}` cannot be set when a record is created", field.label);
            return self.refuse("fieldNotCreatable", field, text);
        }
        let Some(kind) = Kind::of(self.object, field) else {
            let text = format!("`{}` is of a type that a file cannot fill", field.label);
            return self.refuse("impossiblePair", field, text);
        };
        match &target.source {
            Source::Fixed { json } => self.fixed(field, json),
            Source::Text { text } => self.text(field, &kind, text),
            Source::Column { index, default } => self.column(field, kind, *index, default.as_deref()),
        }
    }

    fn fixed(&mut self, field: &FieldDescribe, made: &str) {
        let Ok(value) = json::from_str::<FieldValue>(made) else {
            let text = format!("what fills `{}` is not a value", field.label);
            return self.refuse("unreadableValue", field, text);
        };
        let text = match value {
            FieldValue::Null if is_required(field) => return self.lacks(field),
            FieldValue::Null => return,
            FieldValue::Text(text) => text,
            FieldValue::Boolean(_) | FieldValue::Number(_) => made.trim().to_owned(),
        };
        let mut csv = Buffer::default();
        csv.csv_text(text.as_bytes(), false);
        let (field, json) = (field.name.clone(), made.trim().as_bytes().to_vec());
        self.same.push(Same { field, json, csv: csv.finish(), text });
    }

    fn text(&mut self, field: &FieldDescribe, kind: &Kind, text: &str) {
        match self.written(field, kind, text) {
            Some(Some(same)) => self.same.push(same),
            Some(None) if is_required(field) => self.lacks(field),
            _ => {}
        }
    }

    fn column(&mut self, field: &FieldDescribe, kind: Kind, index: u32, default: Option<&str>) {
        if index as usize >= self.options.header.len() {
            let text = format!("`{}` is filled by a column that the file does not have", field.label);
            return self.refuse("unknownColumn", field, text);
        }
        let same = match default.map(|default| self.written(field, &kind, default)) {
            Some(None) => return,
            Some(Some(same)) => same,
            None => None,
        };
        let json_name = [b",", json::to_string(&field.name).as_bytes(), b":"].concat();
        let (json_default, csv_default) = match &same {
            Some(same) => ([json_name.as_slice(), &same.json].concat(), same.csv.clone()),
            None => (Vec::new(), Vec::new()),
        };
        self.columns.push(Filled {
            index: index as usize,
            field: field.name.clone(),
            label: field.label.clone(),
            kind,
            lacks: same.is_none() && is_required(field),
            json_name: Padded::of(&json_name),
            json_default: Padded::of(&json_default),
            csv_default,
            default: same.map(|same| same.text),
        });
    }

    /// What a text is as a value; none within when it is none, none at all when it cannot be read.
    fn written(&mut self, field: &FieldDescribe, kind: &Kind, text: &str) -> Option<Option<Same>> {
        match kind.read(Cell::of(text), self.options.zone) {
            Ok(Value::Nothing) => Some(None),
            Ok(value) => {
                let (mut json, mut csv) = (Buffer::default(), Buffer::default());
                value.json(&mut json);
                value.csv(&mut csv);
                let text = dependent::text(&value).unwrap_or_default();
                let field = field.name.clone();
                Some(Some(Same { field, json: json.finish(), csv: csv.finish(), text }))
            }
            Err(wrong) => {
                self.refuse(wrong.code, field, wrong.text);
                None
            }
        }
    }

    fn lacks(&mut self, field: &FieldDescribe) {
        let text = format!("`{}` is required, and nothing fills it", field.label);
        self.refuse("REQUIRED_FIELD_MISSING", field, text);
    }

    fn refuse(&mut self, code: &str, field: &FieldDescribe, text: String) {
        let (code, field) = (code.to_owned(), Some(field.name.clone()));
        self.problems.push(Problem { severity: Severity::Error, code, field, text, remedy: None });
    }

    fn converter(self) -> Converter {
        let mut json_head = Buffer::default();
        json_head.push(b"{\"attributes\":{\"type\":");
        json_head.push(json::to_string(&self.object.name).as_bytes());
        json_head.byte(b'}');
        let (mut csv_header, mut csv_head) = (Buffer::default(), Buffer::default());
        let separate = |header: &mut Buffer, name: &str| {
            if header.len() > 0 {
                header.byte(b',');
            }
            header.csv_text(name.as_bytes(), false);
        };
        for same in &self.same {
            json_head.byte(b',');
            json_head.push(json::to_string(&same.field).as_bytes());
            json_head.byte(b':');
            json_head.push(&same.json);
            if csv_header.len() > 0 {
                csv_head.byte(b',');
            }
            csv_head.push(&same.csv);
            separate(&mut csv_header, &same.field);
        }
        if let Some((field, job)) = self.options.key {
            let key = [job, "-"].concat();
            let opened = json::to_string(&key);
            json_head.byte(b',');
            json_head.push(json::to_string(&field).as_bytes());
            json_head.byte(b':');
            // Without its closing quote: the row's number goes in.
            json_head.push(opened.strip_suffix('"').unwrap_or_default().as_bytes());
            if csv_header.len() > 0 {
                csv_head.byte(b',');
            }
            csv_head.push(key.as_bytes());
            separate(&mut csv_header, field);
        }
        for column in &self.columns {
            separate(&mut csv_header, &column.field);
        }
        csv_header.byte(b'\n');
        let same: Vec<Controlling<'_>> =
            self.same.iter().map(|same| Controlling { field: &same.field, text: &same.text }).collect();
        let dependents = dependent::of(self.object, &self.columns, &same);
        Converter {
            json_head: Padded::of(json_head.bytes()),
            csv_header: csv_header.finish(),
            csv_head: csv_head.finish(),
            has_key: self.options.key.is_some(),
            dependents,
            columns: self.columns,
            header: self.options.header.to_vec(),
            zone: self.options.zone.to_vec(),
            restores: self.options.restores,
        }
    }
}

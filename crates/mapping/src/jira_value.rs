//! The values of Jira's fields, by what they look like: only what a mapping can use of them is read.

use std::borrow::Cow;

use weftline_richtext::{adf_text, adf_to_text, loss_sentences};
use weftline_wire::configuration::Part;
use weftline_wire::json::{self, Raw, Reader, Unread};

use crate::number::Decimal;

/// A field's value.
#[derive(Clone, Debug)]
pub(crate) enum JiraValue<'a> {
    /// `null`, or no field.
    Nothing,
    /// True or false.
    Boolean(bool),
    /// A number, as it is written.
    Number(&'a str),
    /// Text, a day, an instant.
    Text(Cow<'a, str>),
    /// An ADF document: as it is, as plain text, and what is lost so.
    Document(&'a str, String, Vec<String>),
    /// An option, priority, status, project, version, ...: its name, and that of the option chosen below it.
    Named(Cow<'a, str>, Option<Cow<'a, str>>),
    /// A person.
    User(User<'a>),
    /// Several.
    Many(Vec<JiraValue<'a>>),
    /// None of these.
    Unreadable,
}

/// A person, as far as Jira shows them.
#[derive(Clone, Debug)]
pub(crate) struct User<'a> {
    pub(crate) account_id: Cow<'a, str>,
    pub(crate) email: Option<Cow<'a, str>>,
    pub(crate) name: Option<Cow<'a, str>>,
}

/// Any of Jira's objects.
#[derive(Default)]
struct Shape<'a> {
    shape_type: Unread<'a>,
    value: Unread<'a>,
    name: Unread<'a>,
    key: Unread<'a>,
    child: Unread<'a>,
    account_id: Unread<'a>,
    email_address: Unread<'a>,
    display_name: Unread<'a>,
}

impl<'a> Shape<'a> {
    /// Reads what a mapping can use of an object; all else is passed over.
    fn read(json: &'a str) -> json::Result<Shape<'a>> {
        let mut shape = Shape::default();
        let mut reader = Reader::new(json);
        reader.open(b'{')?;
        let mut first = true;
        while let Some(key) = reader.pass_key(&mut first)? {
            let value = reader.pass()?;
            match key {
                b"type" => shape.shape_type = value,
                b"value" => shape.value = value,
                b"name" => shape.name = value,
                b"key" => shape.key = value,
                b"child" => shape.child = value,
                b"accountId" => shape.account_id = value,
                b"emailAddress" => shape.email_address = value,
                b"displayName" => shape.display_name = value,
                _ => {}
            }
        }
        reader.end()?;
        Ok(shape)
    }
}

impl<'a> JiraValue<'a> {
    /// Reads a value; an array's items are read, arrays within arrays are not. What a document loses as text is found
    /// out only where it is wanted.
    pub(crate) fn read(json: &'a str, losses: bool) -> JiraValue<'a> {
        let json = json.trim();
        match json.as_bytes().first() {
            Some(b'[') => match weftline_wire::json::from_str::<Vec<Raw<'a>>>(json) {
                Ok(items) => {
                    items.into_iter().map(|item| JiraValue::read_one(item.get(), losses)).collect::<Vec<_>>().into()
                }
                Err(_) => JiraValue::Unreadable,
            },
            _ => JiraValue::read_one(json, losses),
        }
    }

    fn read_one(json: &'a str, losses: bool) -> JiraValue<'a> {
        match json.as_bytes().first() {
            Some(b'"') => text(json).map_or(JiraValue::Unreadable, JiraValue::Text),
            Some(b'{') => Shape::read(json).map_or(JiraValue::Unreadable, |shape| object(json, &shape, losses)),
            Some(b'-' | b'0'..=b'9') if Decimal::parse(json).is_some() => JiraValue::Number(json),
            _ => match json {
                "null" => JiraValue::Nothing,
                "true" => JiraValue::Boolean(true),
                "false" => JiraValue::Boolean(false),
                _ => JiraValue::Unreadable,
            },
        }
    }

    /// A part of a cascading option; other values have only the whole.
    pub(crate) fn part(self, part: Part) -> JiraValue<'a> {
        match (part, self) {
            (Part::First, JiraValue::Named(name, _)) => JiraValue::Named(name, None),
            (Part::Second, JiraValue::Named(_, Some(child))) => JiraValue::Named(child, None),
            (Part::Second, JiraValue::Named(_, None)) => JiraValue::Nothing,
            (_, whole) => whole,
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, JiraValue::Nothing)
    }

    /// As text, and what is lost so.
    pub(crate) fn text(&self) -> (Cow<'_, str>, Vec<String>) {
        match self {
            JiraValue::Nothing | JiraValue::Unreadable => (Cow::Borrowed(""), Vec::new()),
            JiraValue::Boolean(value) => (Cow::Borrowed(if *value { "true" } else { "false" }), Vec::new()),
            JiraValue::Number(json) => {
                let text = Decimal::parse(json).map(|number| number.text());
                (text.map_or(Cow::Borrowed(*json), Cow::Owned), Vec::new())
            }
            JiraValue::Text(text) => (Cow::Borrowed(text), Vec::new()),
            JiraValue::Document(_, text, losses) => (Cow::Borrowed(text), losses.clone()),
            JiraValue::Named(name, None) => (Cow::Borrowed(name), Vec::new()),
            JiraValue::Named(name, Some(child)) => (Cow::Owned(format!("{name} - {child}")), Vec::new()),
            JiraValue::User(user) => (Cow::Borrowed(user.name.as_deref().unwrap_or(&user.account_id)), Vec::new()),
            JiraValue::Many(values) => {
                let mut losses = Vec::new();
                let mut texts = Vec::new();
                for value in values {
                    let (text, lost) = value.text();
                    texts.push(text);
                    losses.extend(lost);
                }
                if values.len() > 1 {
                    losses.push(String::from("several values become one text"));
                }
                (Cow::Owned(texts.join(", ")), losses)
            }
        }
    }

    /// What is found under the texts by which a value map may name the value, the most exact first.
    pub(crate) fn find_key<T>(&self, find: &mut dyn FnMut(&str) -> Option<T>) -> Option<T> {
        match self {
            JiraValue::Named(name, Some(_)) => find(&self.text().0).or_else(|| find(name)),
            JiraValue::User(user) => {
                let known = [Some(&user.account_id), user.email.as_ref(), user.name.as_ref()];
                known.into_iter().flatten().find_map(|text| find(text))
            }
            _ => find(&self.text().0),
        }
    }

    /// The single values.
    pub(crate) fn items(&self) -> &[JiraValue<'a>] {
        match self {
            JiraValue::Nothing => &[],
            JiraValue::Many(values) => values,
            one => std::slice::from_ref(one),
        }
    }
}

/// An empty list is no value.
impl<'a> From<Vec<JiraValue<'a>>> for JiraValue<'a> {
    fn from(mut values: Vec<JiraValue<'a>>) -> JiraValue<'a> {
        values.retain(|value| !value.is_nothing());
        if values.is_empty() { JiraValue::Nothing } else { JiraValue::Many(values) }
    }
}

fn object<'a>(json: &'a str, shape: &Shape<'a>, losses: bool) -> JiraValue<'a> {
    let read = |value: Unread<'a>| value.text().ok().and_then(text);
    if let Some(account_id) = read(shape.account_id) {
        let email = read(shape.email_address).filter(|email| !email.is_empty());
        return JiraValue::User(User { account_id, email, name: read(shape.display_name) });
    }
    if read(shape.shape_type).as_deref() == Some("doc") {
        let read = if losses {
            adf_to_text(json).map(|converted| (converted.text, loss_sentences(&converted.losses)))
        } else {
            adf_text(json).map(|text| (text, Vec::new()))
        };
        return read.map_or(JiraValue::Unreadable, |(text, losses)| JiraValue::Document(json, text, losses));
    }
    // A parent issue has a key and no name of its own; a project has both and is known by its name.
    let name = read(shape.value).or_else(|| read(shape.name)).or_else(|| read(shape.key));
    let child = shape.child.text().ok().and_then(JiraValue::read_one_shallow);
    match name {
        Some(name) => JiraValue::Named(name, child),
        None => JiraValue::Unreadable,
    }
}

impl<'a> JiraValue<'a> {
    /// The name of an option below another: Jira has two levels.
    fn read_one_shallow(json: &'a str) -> Option<Cow<'a, str>> {
        text(Shape::read(json).ok()?.value.text().ok()?)
    }
}

fn text(json: &str) -> Option<Cow<'_, str>> {
    // Most of an object's members are not there, or no text: that is no mistake, and not worth describing as one.
    if !json.starts_with('"') {
        return None;
    }
    let mut reader = Reader::new(json);
    let text = reader.string().ok()?;
    reader.end().ok()?;
    Some(text)
}

/// A Jira field's value as people read it, as a trace keeps it; none when there is no value.
#[must_use]
pub fn jira_words(json: &str) -> Option<String> {
    crate::made::found(&JiraValue::read(json, false).text().0)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(json: &str, expected: &Expect) {
        let value = JiraValue::read(json, true);
        let (text, losses) = value.text();
        let mut keys = Vec::new();
        let _ = value.find_key::<()>(&mut |key| {
            keys.push(key.to_owned());
            None
        });
        expected.assert_eq(&format!("{text} {losses:?} {keys:?}"));
    }

    #[test]
    fn shapes_are_told_apart() {
        check(
            r#""a\n\"b\"""#,
            &expect![[r#"
            a
            "b" [] ["a\n\"b\""]"#]],
        );
        check("3.50", &expect![[r#"3.5 [] ["3.5"]"#]]);
        check("1e2", &expect![[r#"100 [] ["100"]"#]]);
        check(r#"{"self":"x","id":"3","name":"Medium"}"#, &expect![[r#"Medium [] ["Medium"]"#]]);
        check(r#"{"value":"A","child":{"value":"B","id":"2"}}"#, &expect![[r#"A - B [] ["A - B", "A"]"#]]);
        check(r#"{"id":"10001","key":"SUP-1","fields":{"summary":"x"}}"#, &expect![[r#"SUP-1 [] ["SUP-1"]"#]]);
        check(
            r#"{"accountId":"5b10","emailAddress":"Jane@A.example","displayName":"Jane"}"#,
            &expect![[r#"Jane [] ["5b10", "Jane@A.example", "Jane"]"#]],
        );
        check(
            r#"{"type":"doc","version":1,"content":[{"type":"heading","content":[{"type":"text","text":"T"}]}]}"#,
            &expect![[r#"T ["formatting is lost: heading"] ["T"]"#]],
        );
        check(r#"["a",null,{"value":"b"}]"#, &expect![[r#"a, b ["several values become one text"] ["a, b"]"#]]);
        check("[]", &expect![[r#" [] [""]"#]]);
    }

    #[test]
    fn what_no_mapping_can_use_is_unreadable() {
        for json in ["", "nul", "{", "[1", "{\"progress\":0}", "01x", "\"\\x\"", "{\"name\":{\"a\":1}}"] {
            assert!(matches!(JiraValue::read(json, true), JiraValue::Unreadable), "{json}");
        }
        assert!(matches!(JiraValue::read("[[1]]", true).items(), [JiraValue::Unreadable]));
    }
}

//! Every answer has the documented shape, and nothing beside it: `shapes.json` says which.
//!
//! A shape is a type's name, an object of shapes (`name?` may be missing, `*` stands for any name, `...` takes over
//! another type's fields), or a list with one shape. Lists that hold several values of a field may be `null`, as Jira
//! has them.

use serde_json::{Map, Value};

use crate::client::Client;

struct Shapes {
    types: Map<String, Value>,
    problems: Vec<String>,
}

impl Shapes {
    fn check(&mut self, at: &str, value: &Value, shape: &Value) {
        match shape {
            Value::String(name) => self.named(at, value, name),
            Value::Array(of) => match value {
                Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        self.check(&format!("{at}/{index}"), item, &of[0]);
                    }
                }
                Value::Null if at.contains("customfield_") => {}
                _ => self.problems.push(format!("{at}: not a list: {value}")),
            },
            Value::Object(fields) => self.object(at, value, fields),
            _ => panic!("bad shape at {at}"),
        }
    }

    fn object(&mut self, at: &str, value: &Value, fields: &Map<String, Value>) {
        let Value::Object(map) = value else {
            self.problems.push(format!("{at}: not an object: {value}"));
            return;
        };
        let fields = self.whole(fields);
        let any = fields.get("*").cloned();
        for (name, shape) in &fields {
            let (name, optional) = name.strip_suffix('?').map_or((name.as_str(), false), |name| (name, true));
            match map.get(name) {
                Some(value) => self.check(&format!("{at}/{name}"), value, shape),
                None if optional || name == "*" => {}
                None => self.problems.push(format!("{at}: `{name}` is missing")),
            }
        }
        for (name, value) in map {
            let known = fields.contains_key(name) || fields.contains_key(&format!("{name}?"));
            match (&any, known) {
                (_, true) => {}
                (Some(shape), false) => self.check(&format!("{at}/{name}"), value, shape),
                (None, false) => self.problems.push(format!("{at}: `{name}` is not documented")),
            }
        }
    }

    /// The fields with those that `...` takes over.
    fn whole(&self, fields: &Map<String, Value>) -> Map<String, Value> {
        let mut all = match fields.get("...").and_then(Value::as_str) {
            Some(name) => self.whole(self.types[name].as_object().unwrap()),
            None => Map::new(),
        };
        all.extend(fields.iter().filter(|(name, _)| *name != "...").map(|(name, shape)| (name.clone(), shape.clone())));
        all
    }

    fn named(&mut self, at: &str, value: &Value, name: &str) {
        if let Some(rest) = name.strip_suffix("|null") {
            if !value.is_null() {
                self.named(at, value, rest);
            }
            return;
        }
        let text = value.as_str().unwrap_or_default();
        let fits = match name {
            "any" => true,
            "null" => value.is_null(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "id" => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
            "url" => text.starts_with("https://"),
            "day" => text.len() == 10 && text.as_bytes()[4] == b'-',
            "stamp" => text.len() == 28 && text.as_bytes()[10] == b'T' && text.ends_with("+0000"),
            _ => {
                let shape = self.types.get(name).unwrap_or_else(|| panic!("no type `{name}`")).clone();
                self.check(at, value, &shape);
                true
            }
        };
        if !fits {
            self.problems.push(format!("{at}: not {name}: {value}"));
        }
    }
}

#[test]
fn answers_have_the_documented_shapes() {
    let file: Value = serde_json::from_str(include_str!("shapes.json")).unwrap();
    let mut shapes = Shapes { types: file["types"].as_object().unwrap().clone(), problems: Vec::new() };
    let page = serde_json::json!({
        "self": "url", "nextPage?": "url", "startAt": "integer", "maxResults": "integer", "total": "integer", "isLast": "boolean"
    });
    for route in file["routes"].as_array().unwrap() {
        let mut client = Client::new();
        let (method, path) = match (&route["get"], &route["post"]) {
            (Value::String(path), _) => ("GET", path),
            (_, Value::String(path)) => ("POST", path),
            _ => panic!("no path: {route}"),
        };
        let body = Some(route["body"].clone()).filter(|body| !body.is_null());
        let (status, answer) = client.call(method, &format!("/rest/api/3/{path}"), body);
        let expect = route["status"].as_u64().unwrap_or(200);
        if u64::from(status) != expect {
            shapes.problems.push(format!("{path}: status {status} instead of {expect}: {answer}"));
            continue;
        }
        let shape = match &route["page"] {
            Value::Null => route["shape"].clone(),
            of => {
                let mut shape = page.clone();
                shape["values"] = serde_json::json!([of]);
                shape
            }
        };
        shapes.check(path, &answer, &shape);
    }
    assert!(shapes.problems.is_empty(), "{}", shapes.problems.join("\n"));
}

#[test]
fn the_check_can_fail() {
    let types = serde_json::json!({"T": {"a": "id", "b?": "string"}}).as_object().unwrap().clone();
    let problems = |value: Value| {
        let mut shapes = Shapes { types: types.clone(), problems: Vec::new() };
        shapes.named("", &value, "T");
        shapes.problems.len()
    };
    assert_eq!(problems(serde_json::json!({"a": "1", "b": "x"})), 0);
    assert_eq!(problems(serde_json::json!({"a": 1})), 1);
    assert_eq!(problems(serde_json::json!({"b": null, "c": 1})), 3);
}

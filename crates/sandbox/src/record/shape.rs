//! What an exchange has in common with others that differ in ids, texts and numbers only.

use std::hash::{DefaultHasher, Hasher};

use serde_json::Value;

use crate::http::{Request, Response};

/// The route of an exchange and what came of it, as a number.
pub(super) fn of_route(request: &Request, reply: Option<&Response>) -> u64 {
    let mut route = DefaultHasher::new();
    route.write(request.method.as_bytes());
    route.write(plain(request.path()).as_bytes());
    route.write_u16(reply.map_or(0, |reply| reply.status));
    route.finish()
}

/// The shape of an exchange, as a number.
pub(super) fn of(request: &Request, reply: Option<&Response>) -> u64 {
    let mut shape = DefaultHasher::new();
    for part in [request.method.as_str(), &plain(&request.target)] {
        shape.write(part.as_bytes());
    }
    for (name, value) in &request.headers {
        shape.write(name.as_bytes());
        // Whose session it is, and where it is sent to, are no part of it.
        if name != "authorization" && !name.starts_with("x-f") {
            shape.write(plain(value).as_bytes());
        }
    }
    body(&mut shape, &request.body);
    if let Some(reply) = reply {
        shape.write_u16(reply.status);
        body(&mut shape, &reply.body);
    }
    shape.finish()
}

fn body(shape: &mut DefaultHasher, body: &[u8]) {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => json(shape, &value),
        Err(_) => shape.write_u8(u8::from(body.is_empty())),
    }
}

/// Names and kinds; of texts only addresses and queries.
fn json(shape: &mut DefaultHasher, value: &Value) {
    match value {
        Value::Null => shape.write_u8(b'0'),
        Value::Bool(_) => shape.write_u8(b'b'),
        Value::Number(_) => shape.write_u8(b'n'),
        Value::String(text) if text.starts_with("/services/") => shape.write(plain(text).as_bytes()),
        Value::String(_) => shape.write_u8(b's'),
        Value::Array(items) => {
            shape.write_u8(b'[');
            // How many there are of one kind makes no difference.
            let mut known = Vec::new();
            for item in items {
                let mut one = DefaultHasher::new();
                json(&mut one, item);
                let one = one.finish();
                if !known.contains(&one) {
                    known.push(one);
                    shape.write_u64(one);
                }
            }
        }
        Value::Object(members) => {
            shape.write_u8(b'{');
            for (name, value) in members {
                shape.write(plain(name).as_bytes());
                json(shape, value);
            }
        }
    }
}

/// An address without what is in quotes, and with every word that has a digit as `#`.
fn plain(text: &str) -> String {
    let text = text.replace("%27", "'");
    let unquoted: String = text.split('\'').step_by(2).collect::<Vec<_>>().join("'");
    let words = unquoted.split_inclusive(|sign: char| !sign.is_ascii_alphanumeric());
    let short = words.map(|word| {
        let end = word.chars().last().filter(|sign| !sign.is_ascii_alphanumeric());
        match word.bytes().any(|byte| byte.is_ascii_digit()) {
            true => format!("#{}", end.map(String::from).unwrap_or_default()),
            false => word.to_owned(),
        }
    });
    short.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(target: &str, body: &str) -> Request {
        Request { method: "GET".into(), target: target.into(), headers: Vec::new(), body: body.as_bytes().to_vec() }
    }

    #[test]
    fn exchanges_that_differ_in_ids_texts_and_numbers_have_one_shape() {
        let shape = |target: &str, body: &str| of(&ask(target, body), None);
        let query = "/services/data/v62.0/query?q=SELECT+Id+FROM+Case+WHERE+Id+IN+(";
        assert_eq!(shape(&format!("{query}'500A')"), ""), shape(&format!("{query}%27500B%27)"), ""));
        assert_eq!(
            shape("/jira/rest/issue/10100", r#"{"a":1,"b":["x"]}"#),
            shape("/jira/rest/issue/7", r#"{"a":2,"b":["y","z"]}"#)
        );
        assert_ne!(shape("/jira/rest/issue/1", r#"{"a":1}"#), shape("/jira/rest/issue/1", r#"{"a":"1"}"#));
        assert_ne!(shape("/jira/rest/issue/1", ""), shape("/jira/rest/issue/1/comment", ""));
        let reply = |status| Response { status, ..Response::default() };
        assert_ne!(of(&ask("/", ""), Some(&reply(200))), of(&ask("/", ""), Some(&reply(404))));
    }
}

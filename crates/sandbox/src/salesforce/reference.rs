//! References within a composite: `@{refAccount.id}`, `@{refQuery.records[0].Name}`.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/using_composite_resources_reference_id.htm>

use super::error::ApiError;
use serde_json::Value as Json;

/// The request with every reference of its address and body replaced. `known` gives the body of an earlier
/// subrequest that succeeded.
pub(crate) fn resolved(request: Json, known: &mut dyn FnMut(&str) -> Option<Json>) -> Result<Json, ApiError> {
    let Json::Object(mut members) = request else {
        return Ok(request);
    };
    for name in ["url", "body"] {
        if let Some(value) = members.get_mut(name) {
            replace(value, known)?;
        }
    }
    Ok(Json::Object(members))
}

fn replace(value: &mut Json, known: &mut dyn FnMut(&str) -> Option<Json>) -> Result<(), ApiError> {
    match value {
        Json::String(text) if text.contains("@{") => {
            *value = replaced(text, known)?;
            Ok(())
        }
        Json::Array(list) => list.iter_mut().try_for_each(|one| replace(one, known)),
        Json::Object(members) => members.iter_mut().try_for_each(|(_, one)| replace(one, known)),
        _ => Ok(()),
    }
}

/// A text that is nothing but a reference takes the type of what it refers to.
fn replaced(text: &str, known: &mut dyn FnMut(&str) -> Option<Json>) -> Result<Json, ApiError> {
    if let Some(only) =
        text.strip_prefix("@{").and_then(|rest| rest.strip_suffix('}')).filter(|one| !one.contains("@{"))
    {
        return follow(only, known);
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("@{") {
        out.push_str(before);
        let Some((path, after)) = after.split_once('}') else {
            out.push_str("@{");
            rest = after;
            continue;
        };
        match follow(path, known)? {
            Json::String(text) => out.push_str(&text),
            other => out.push_str(&other.to_string()),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(Json::String(out))
}

fn follow(path: &str, known: &mut dyn FnMut(&str) -> Option<Json>) -> Result<Json, ApiError> {
    let (reference, rest) = path.split_once(['.', '[']).unwrap_or((path, ""));
    let missing = || {
        let message = format!("Invalid reference specified. No value for {path} found in {reference}");
        ApiError::new(400, "PROCESSING_HALTED", message)
    };
    let mut value = known(reference).ok_or_else(missing)?;
    if path.get(reference.len()..).is_some_and(|rest| rest.starts_with('[')) {
        value = indexed(value, &format!("[{rest}")).ok_or_else(missing)?;
        return scalar(value).ok_or_else(missing);
    }
    for step in rest.split('.').filter(|step| !step.is_empty()) {
        let (name, indexes) = step.split_at(step.find('[').unwrap_or(step.len()));
        if !name.is_empty() {
            value = value.get_mut(name).map(Json::take).ok_or_else(missing)?;
        }
        value = indexed(value, indexes).ok_or_else(missing)?;
    }
    scalar(value).ok_or_else(missing)
}

fn indexed(mut value: Json, indexes: &str) -> Option<Json> {
    for index in indexes.split('[').filter(|index| !index.is_empty()) {
        let (number, rest) = index.split_once(']')?;
        value = value.get_mut(number.parse::<usize>().ok()?).map(Json::take)?;
        for name in rest.split('.').filter(|name| !name.is_empty()) {
            value = value.get_mut(name).map(Json::take)?;
        }
    }
    Some(value)
}

fn scalar(value: Json) -> Option<Json> {
    match value {
        Json::Null | Json::Object(_) | Json::Array(_) => None,
        value => Some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(text: &str, expected: Result<Json, &str>) {
        let mut known = |name: &str| match name {
            "ref" => Some(json!({ "id": "001", "records": [{ "Name": "Acme", "Count": 3 }] })),
            "list" => Some(json!([{ "id": "003" }])),
            _ => None,
        };
        let found = replaced(text, &mut known).map_err(|error| error.message);
        assert_eq!(found, expected.map_err(str::to_owned), "{text}");
    }

    #[test]
    fn references_follow_members_and_indexes() {
        check("@{ref.id}", Ok(json!("001")));
        check("/sobjects/Account/@{ref.id}/x", Ok(json!("/sobjects/Account/001/x")));
        check("@{ref.records[0].Name}", Ok(json!("Acme")));
        check("@{ref.records[0].Count}", Ok(json!(3)));
        check("@{list[0].id}", Ok(json!("003")));
        check("@{ref.Id}", Err("Invalid reference specified. No value for ref.Id found in ref"));
        check("@{gone.id}", Err("Invalid reference specified. No value for gone.id found in gone"));
    }
}

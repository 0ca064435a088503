//! The Atlassian accounts that stand in what a plan was made from, so that who is erased is found (OPS-5). Pure.

/// How long an account is.
const LENGTH_MAX: usize = 128;

/// The accounts in a text of JSON, each once: values of `accountId`, and what looks like an account among the values of `id`
/// (mentions, people that were looked up) and among the names of members (people by account). JSON within strings of JSON
/// is looked through too.
/// <https://developer.atlassian.com/cloud/jira/platform/apis/document/nodes/mention/>
pub(super) fn of(json: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    // Between quotes, however often they are escaped.
    let mut parts = json.split('"').map(|part| part.trim_end_matches('\\')).peekable();
    let mut before = "";
    while let Some(part) = parts.next() {
        let is_name = parts.peek().is_some_and(|next| next.starts_with(':'));
        let is_account = match before {
            "accountId" => is_whole(part),
            "id" => is_whole(part) && looks_like(part),
            _ => is_name && looks_like(part),
        };
        if is_account && !found.iter().any(|known| known == part) {
            found.push(part.to_owned());
        }
        // What stands between a name and its value leaves the name in force.
        if part.trim() != ":" {
            before = if is_name { part } else { "" };
        }
    }
    found
}

fn is_whole(text: &str) -> bool {
    (8..=LENGTH_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_'))
}

/// Whether a text has the form of an account: 24 hexadecimal digits, or a number or `qm` before a UUID.
fn looks_like(text: &str) -> bool {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_uuid = |text: &str| {
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        lengths == [8, 4, 4, 4, 12] && text.split('-').all(is_hex)
    };
    match text.split_once(':') {
        None => text.len() == 24 && is_hex(text),
        Some(("qm", rest)) => rest.split(':').all(is_uuid),
        Some((number, rest)) => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && is_uuid(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    const JANE: &str = "5b10a0000000000000000002";
    const MIA: &str = "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077";

    #[test]
    fn ops_5_accounts_are_found_as_values_as_mentions_and_as_names_each_once() {
        let plain = format!("{{\"assignee\":{{\"accountId\":\"{JANE}\",\"displayName\":\"Jane\"}}}}");
        assert_eq!(of(&plain), [JANE]);
        let mention = format!("{{\"type\":\"mention\",\"attrs\":{{\"id\": \"{MIA}\",\"text\":\"@Mia\"}}}}");
        assert_eq!(of(&mention), [MIA]);
        let names = format!("{{\"names\":{{\"{JANE}\":\"Jane\",\"{MIA}\":\"Mia\"}},\"x\":{plain}}}");
        assert_eq!(of(&names), [JANE, MIA]);
    }

    #[test]
    fn ops_5_accounts_are_found_in_json_within_strings_however_deep() {
        let mut json = format!("{{\"accountId\":\"{JANE}\"}}");
        for _ in 0..3 {
            json = serde_json::to_string(&serde_json::json!({ "json": json })).unwrap();
            assert_eq!(of(&json), [JANE], "{json}");
        }
    }

    #[test]
    fn ops_5_what_people_write_is_no_account() {
        for text in [
            format!("{{\"summary\":\"{JANE}\"}}"),
            "{\"id\":\"500000000000001AAA\"}".to_owned(),
            "{\"id\":\"10100\",\"accountId\":null,\"key\":\"SUP-1\"}".to_owned(),
            "{\"id\":\"f58131cb-b67d-43c7-b30d-6b58d40bd077\"}".to_owned(),
        ] {
            assert_eq!(of(&text), Vec::<String>::new(), "{text}");
        }
    }
}

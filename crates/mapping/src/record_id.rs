//! Ids of records.

/// The 18 characters of an id. The last three say which of the others are upper case, five characters each.
pub(crate) fn record_id(text: &str) -> Option<String> {
    let text = text.trim();
    let (id, check) = text.split_at_checked(15)?;
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let suffix: String = id
        .as_bytes()
        .chunks(5)
        .map(|group| {
            let upper = group.iter().rev().fold(0, |bits, byte| bits << 1 | u8::from(byte.is_ascii_uppercase()));
            char::from(if upper < 26 { b'A' + upper } else { b'0' + upper - 26 })
        })
        .collect();
    (check.is_empty() || check.eq_ignore_ascii_case(&suffix)).then(|| id.to_owned() + &suffix)
}

#[cfg(test)]
mod tests {
    use super::record_id;

    #[test]
    fn ids_are_completed_and_checked() {
        // As in Salesforce's REST documentation.
        assert_eq!(record_id("001D000000IqhSL").as_deref(), Some("001D000000IqhSLIAZ"));
        assert_eq!(record_id("500D000000cO3Ye").as_deref(), Some("500D000000cO3YeIAK"));
        assert_eq!(record_id(" 500D000000cO3YeIAK ").as_deref(), Some("500D000000cO3YeIAK"));
        for text in [
            "",
            "500",
            "500D000000cO3YeIAX",
            "500D000000cO3Y-",
            "500D000000cO3YeIA",
            "500D000000cO3YeIAKK",
            "500D000000cO3Yé",
        ] {
            assert_eq!(record_id(text), None, "{text}");
        }
    }
}

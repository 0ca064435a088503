//! Ids of records.

/// The 18 characters of an id of 15 or 18, if it is one. The last three say which of the others are upper case, five
/// characters each.
#[must_use]
pub fn full_id(id: &[u8]) -> Option<[u8; 18]> {
    let (id, check) = id.split_first_chunk::<15>()?;
    let (groups, _) = id.as_chunks::<5>();
    let [a, b, c] = groups else { return None };
    let suffix = [check_sign(a)?, check_sign(b)?, check_sign(c)?];
    let mut full = [0; 18];
    for (to, from) in full.iter_mut().zip(id.iter().chain(&suffix)) {
        *to = *from;
    }
    (check.is_empty() || check.eq_ignore_ascii_case(&suffix)).then_some(full)
}

fn check_sign(group: &[u8; 5]) -> Option<u8> {
    let upper = group.iter().rev().fold(0, |bits, byte| bits << 1 | u8::from(byte.is_ascii_uppercase()));
    let sign = if upper < 26 { b'A' + upper } else { b'0' + upper - 26 };
    group.iter().all(u8::is_ascii_alphanumeric).then_some(sign)
}

/// The 18 characters of an id.
pub(crate) fn record_id(text: &str) -> Option<String> {
    let id = full_id(text.trim().as_bytes())?;
    Some(id.iter().map(|byte| char::from(*byte)).collect())
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

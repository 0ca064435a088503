//! Record ids.

use proptest::prelude::*;
use weftline_salesforce::id::{IdError, RecordId};

#[test]
fn fifteen_characters_become_eighteen() {
    for id in
        ["500Wf00000AbCdEIAV", "001Wf00000aBcDeIAK", "005Wf00000XyZ12IAF", "ZZZZZZZZZZZZZZZ555", "500000000000000AAA"]
    {
        assert_eq!(RecordId::parse(&id[..15]).unwrap().as_str(), id);
        assert_eq!(RecordId::parse(id).unwrap().to_string(), id);
    }
    assert_eq!(RecordId::parse("500Wf00000AbCdE").unwrap().prefix(), "500");
}

#[test]
fn what_is_no_id_is_refused() {
    assert_eq!(RecordId::parse(""), Err(IdError::Length));
    assert_eq!(RecordId::parse("500Wf00000AbCdEI"), Err(IdError::Length));
    assert_eq!(RecordId::parse("500Wf00000AbCd'"), Err(IdError::Character));
    assert_eq!(RecordId::parse("500Wf00000AbC\u{e9}"), Err(IdError::Character));
    assert_eq!(RecordId::parse("500Wf00000AbCdEIAW"), Err(IdError::Checksum));
    assert_eq!(RecordId::parse("500wf00000abcdeiav"), Err(IdError::Checksum));
}

proptest! {
    #[test]
    fn ids_make_the_round_trip_and_betray_a_change_of_case(short in "[A-Za-z0-9]{15}", at in 0usize..15) {
        let id = RecordId::parse(&short).unwrap();
        prop_assert_eq!(&id.as_str()[..15], short.as_str());
        prop_assert_eq!(RecordId::parse(id.as_str()), Ok(id));

        let mut changed = id.as_str().as_bytes().to_vec();
        if changed[at].is_ascii_alphabetic() {
            changed[at] ^= 0x20;
            let changed = String::from_utf8(changed).unwrap();
            prop_assert_eq!(RecordId::parse(&changed), Err(IdError::Checksum));
        }
    }
}

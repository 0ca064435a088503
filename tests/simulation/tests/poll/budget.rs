//! Looks and the API budget.

use serde_json::{Value, json};

use crate::support::{MINUTE_MS, cases, link, look, marked, stage};

#[test]
fn d_6_looking_stops_when_the_calls_are_nearly_used_up_says_so_and_asks_again() {
    let mut stage = stage(1);
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    stage.world.set_api_usage(Some(96_000), Some(100_000));
    assert_eq!(look(&mut stage), 1, "nobody knows yet");
    let stored = stage.value("use:main").unwrap();
    assert!(stored["used"].as_u64().unwrap() >= 96_000, "{stored}");
    assert_eq!(stored["max"], 100_000);
    stage.world.advance(5 * MINUTE_MS);
    stage.change("Case", &case, &json!({ "Subject": "It hums" }));
    stage.world.advance(5 * MINUTE_MS);
    assert_eq!(look(&mut stage), 0);
    let failure = stage.document("poll", "main").unwrap()["failure"].clone();
    assert_eq!((&failure["code"], &failure["retryable"]), (&"salesforceLimit".into(), &true.into()), "{failure}");
    stage.world.set_api_usage(Some(10), None);
    stage.world.advance(6 * MINUTE_MS);
    assert_eq!(look(&mut stage), 1, "after a quarter of an hour it asks again");
    assert_eq!(marked(&mut stage, "10100"), Some(vec![case]), "nothing is lost");
    assert_eq!(stage.document("poll", "main").unwrap()["failure"], Value::Null);
}

#[test]
fn d_6_the_settings_may_allow_less() {
    let mut stage = stage(2);
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    stage.world.set_api_usage(Some(960), Some(100_000));
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    assert_eq!(look(&mut stage), 1);
    stage.set(|settings| settings.api_cap = Some(1_000));
    stage.world.advance(5 * MINUTE_MS);
    assert_eq!(look(&mut stage), 0);
}

#[test]
fn d_6_what_was_said_of_the_limit_is_written_only_when_it_is_news() {
    let mut stage = stage(3);
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    stage.world.set_api_usage(Some(100), Some(100_000));
    look(&mut stage);
    let first = stage.value("use:main").unwrap();
    stage.world.advance(4 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(stage.value("use:main").unwrap(), first, "a call more is no news");
    stage.world.set_api_usage(Some(5_000), None);
    stage.world.advance(4 * MINUTE_MS);
    look(&mut stage);
    assert!(stage.value("use:main").unwrap()["used"].as_u64().unwrap() >= 5_000);
}

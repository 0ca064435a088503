//! Instants as the Connect REST API writes them.

use super::super::value::{date_of, instant_text};
use chrono::Datelike;

/// `2011-02-25T18:24:31.000Z`
pub(crate) fn instant(seconds: i64) -> String {
    instant_text(seconds).replace("+0000", "Z")
}

/// `2011-02-25T18:24:31Z`, as page tokens have it.
pub(crate) fn token(seconds: i64) -> String {
    instant_text(seconds).replace(".000+0000", "Z")
}

/// How long ago it is, in words: "17m ago". The user's zone is taken to be UTC.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_feed_item.htm>
pub(crate) fn relative(seconds: i64, now: i64) -> String {
    match now - seconds {
        ..60 => "Just now".to_owned(),
        ago @ ..3_600 => format!("{}m ago", ago / 60),
        ago @ ..86_400 => format!("{}h ago", ago / 3_600),
        _ => {
            let date = date_of(i32::try_from(seconds.div_euclid(86_400)).unwrap_or(0));
            let (hour, minute) = (seconds.rem_euclid(86_400) / 3_600, seconds.rem_euclid(3_600) / 60);
            let half = if hour < 12 { "AM" } else { "PM" };
            let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
            format!("{} {}, {} at {hour}:{minute:02} {half}", date.format("%B"), date.day(), date.year())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_told_as_people_tell_them() {
        let at = 1_600_436_118; // 2020-09-18T13:35:18Z
        assert_eq!(instant(at), "2020-09-18T13:35:18.000Z");
        for (later, wanted) in
            [(5, "Just now"), (1_020, "17m ago"), (10_800, "3h ago"), (90_000, "September 18, 2020 at 1:35 PM")]
        {
            assert_eq!(relative(at, at + later), wanted);
        }
    }
}

//! Rules under broken, deep, long and odd issues, by the target in `fuzz`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]

#[path = "../../../fuzz/src/replay.rs"]
mod replay;
#[path = "../../../fuzz/src/rules.rs"]
pub mod rules;

use std::path::Path;

use replay::Replay;

fn replay() -> Replay {
    Replay::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz"), "rules", rules::rules)
}

#[test]
fn broken_rules_and_issues_are_judged_or_refused() {
    replay().with(["", "{\"rules\":[]}\n{\"fields\":{}}", "\n\n"]).run(10_000);
}

#[test]
fn deep_and_long_rules_and_issues_are_judged_or_refused() {
    let replay = replay();
    let rule = |conditions: &str| {
        format!(
            r#"{{"rules":[{{"id":"00000000000000aa","name":"R","enabled":true,"object":"Case",
            "trigger":{{"field":"summary","values":[]}},"conditions":{conditions},"again":false,"whileLinked":false}}]}}"#
        )
        .replace('\n', " ")
    };
    let compare = r#"{"kind":"compare","field":"priority","comparison":"oneOf","values":[{"id":"1","text":"x"}]}"#;
    let issue = r#"{"fields":{"summary":"x","priority":{"id":"1"}}}"#;
    for depth in [7, 8, 9, 50, 120, 130, 5_000] {
        let nested = format!("{}{compare}{}", r#"{"kind":"not","of":["#.repeat(depth), "]}".repeat(depth));
        replay.feed(&format!("conditions {depth} deep"), format!("{}\n{issue}", rule(&nested)).as_bytes());
        for (open, close) in [("[", "]"), (r#"{"id":"#, "}"), (r#"{"child":"#, "}"), (r#"{"value":"#, "}"), ("\\", "")]
        {
            let value = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let text = format!("{}\n{{\"fields\":{{\"summary\":\"x\",\"priority\":{value}}}}}", rule(compare));
            replay.feed(&format!("a value {depth} deep in `{open}`"), text.as_bytes());
            replay.feed("left open", &text.as_bytes()[..text.len() - depth * close.len()]);
        }
    }
    let many = vec![compare; 2_000].join(",");
    replay.feed(
        "many conditions",
        format!("{}\n{issue}", rule(&format!(r#"{{"kind":"all","of":[{many}]}}"#))).as_bytes(),
    );
    let option = r#"{"id":"2","value":"\"{["}"#;
    let long = format!(
        r#"{{"fields":{{"priority":[{}],"summary":"{}"}},"changes":[{}]}}"#,
        vec![option; 3_000].join(","),
        "ß\\\\ ".repeat(10_000),
        vec![r#"{"field":"priority","from":"[1, 2]","fromString":"a,b,c","to":"2","toString":"b"}"#; 500].join(",")
    );
    replay.feed("long values", format!("{}\n{long}", rule(compare)).as_bytes());
}

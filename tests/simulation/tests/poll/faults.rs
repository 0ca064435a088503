//! Looks that break off anywhere.

use serde_json::{Value, json};
use weftline_simulation::{Luck, Stage, Stroke};

use crate::support::{MINUTE_MS, cases, link, look, look_with, marked, stage, stamp, watermark};

const ISSUES: [&str; 3] = ["10100", "10101", "10102"];

/// Three linked cases that were changed since a look.
fn changed(seed: u64) -> (Stage, Vec<String>) {
    let mut stage = stage(seed);
    let cases = cases(&mut stage, 3);
    for (issue, case) in ISSUES.iter().zip(&cases) {
        link(&mut stage, issue, "Case", case);
    }
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    for case in &cases {
        stage.change("Case", case, &json!({ "Subject": "It hums" }));
        stage.world.advance(1_000);
    }
    stage.world.advance(3 * MINUTE_MS);
    (stage, cases)
}

#[test]
fn sync_5_wherever_a_look_breaks_off_nothing_is_lost_and_the_watermark_never_passes_what_is_not_in_the_ledger() {
    let (mut stage, _) = changed(1);
    let (worker, _) = look_with(&mut stage, Luck::good());
    let effects = worker.performed();
    assert!(effects > 8, "{effects}");
    for index in 0..effects {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let (mut stage, cases) = changed(1);
            look_with(&mut stage, Luck::bad(index, stroke));
            let upto_ms = watermark(&mut stage, "Case");
            for (issue, record) in ISSUES.iter().zip(&cases) {
                let stamp_ms = stamp(&mut stage, "Case", record);
                let noted = marked(&mut stage, issue).is_some();
                assert!(noted || upto_ms <= stamp_ms, "{case}: {record} is not in the ledger, and counts as looked at");
            }
            stage.world.advance(6 * MINUTE_MS);
            look(&mut stage);
            for (issue, record) in ISSUES.iter().zip(&cases) {
                assert_eq!(marked(&mut stage, issue), Some(vec![record.clone()]), "{case}");
            }
            assert_eq!(stage.document("poll", "main").unwrap()["failure"], Value::Null, "{case}");
        }
    }
}

#[test]
fn sync_5_two_looks_at_once_lose_nothing_and_never_go_back() {
    let (mut stage, cases) = changed(2);
    for taken in [3, 6, 9, 12] {
        let job = weftline_wire::job::Job::Poll { connection: "main".into() };
        let mut one = stage.unlucky(job.clone(), Luck::good());
        for _ in 0..taken {
            one.step(&mut stage.world);
        }
        let mut two = stage.unlucky(job, Luck::good());
        two.finish(&mut stage.world);
        let upto_ms = watermark(&mut stage, "Case");
        one.finish(&mut stage.world);
        assert!(watermark(&mut stage, "Case") >= upto_ms);
        for (issue, record) in ISSUES.iter().zip(&cases) {
            assert_eq!(marked(&mut stage, issue), Some(vec![record.clone()]));
        }
        stage.world.advance(6 * MINUTE_MS);
    }
}

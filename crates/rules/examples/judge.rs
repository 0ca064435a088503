//! Judges issues natively, to be held beside the compiled module: reads a line of rules and then a line for each reply
//! from standard input, and prints the microseconds for one issue, the median of rounds, with the verdicts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, reason = "a program for measuring")]

use std::hint::black_box;
use std::io::Read as _;
use std::time::{Duration, Instant};

use weftline_rules::Prepared;
use weftline_wire::configuration::RuleSet;
use weftline_wire::json;

const ROUNDS: usize = 31;
const ROUND: Duration = Duration::from_millis(20);

fn main() {
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input).expect("standard input can be read");
    let mut lines = input.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let rules: RuleSet = json::from_slice(lines.next().expect("a line of rules")).expect("rules");
    let prepared = Prepared::new(&rules.rules);
    let replies: Vec<&[u8]> = lines.collect();
    let judge = |reply: &[u8]| prepared.bits_now(black_box(reply)).expect("an issue");
    let mut samples = Vec::new();
    for _ in 0..ROUNDS {
        let (begun, mut count) = (Instant::now(), 0_u32);
        while begun.elapsed() < ROUND {
            for reply in &replies {
                black_box(judge(reply));
                count += 1;
            }
        }
        samples.push(begun.elapsed().as_secs_f64() * 1e6 / f64::from(count));
    }
    samples.sort_by(f64::total_cmp);
    let bits: Vec<u32> = replies.iter().map(|reply| judge(reply)).collect();
    println!("{{\"us\":{},\"bits\":{bits:?}}}", samples.get(ROUNDS / 2).copied().unwrap_or_default());
}

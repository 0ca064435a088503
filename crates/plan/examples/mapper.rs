//! How long the mapper takes natively: from its input's first line what it is made from, from each other line one of
//! Jira's replies; prints the microseconds for one, the median of rounds, and the bodies.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "it measures time")]

use std::hint::black_box;
use std::time::Instant;

use weftline_plan::Mapper;

const ROUNDS: usize = 41;
const REPEATED: usize = 20;

fn main() {
    let mut lines = std::io::stdin().lines().map(Result::unwrap);
    let mut mapper = Mapper::new(weftline_wire::json::from_str(&lines.next().unwrap()).unwrap());
    let replies: Vec<Vec<u8>> = lines.filter(|line| !line.is_empty()).map(String::into_bytes).collect();
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        for _ in 0..REPEATED {
            for reply in &replies {
                let _ = black_box(mapper.body(black_box(reply.clone())).unwrap());
            }
        }
        rounds.push(begun.elapsed().as_secs_f64() * 1e6 / (REPEATED * replies.len()) as f64);
    }
    rounds.sort_by(f64::total_cmp);
    let bodies = replies.iter().map(|reply| String::from_utf8(mapper.body(reply.clone()).unwrap()).unwrap());
    println!("{{\"us\":{},\"bodies\":[{}]}}", rounds[ROUNDS / 2], bodies.collect::<Vec<_>>().join(","));
}

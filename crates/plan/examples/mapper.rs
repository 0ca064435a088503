//! How long the mapper takes natively: `mapper <what it is made from> <replies...>` prints microseconds for one reply,
//! the median of rounds.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "it measures time")]

use std::hint::black_box;
use std::time::Instant;

use weftline_plan::Mapper;

const ROUNDS: usize = 41;
const REPEATED: usize = 20;

fn main() {
    let mut files = std::env::args().skip(1);
    let inputs = std::fs::read_to_string(files.next().unwrap()).unwrap();
    let mut mapper = Mapper::new(weftline_wire::json::from_str(&inputs).unwrap());
    let replies: Vec<Vec<u8>> = files.map(|file| std::fs::read(file).unwrap()).collect();
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
    println!("{}", rounds[ROUNDS / 2]);
}

//! Makes bodies natively, to be held beside the compiled module: its arguments are a file with what is converted and CSV
//! files; for each it prints the milliseconds, the median of rounds, and how many bytes of bodies there are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, reason = "a program for measuring")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use weftline_bench::Bodies;

const ROUNDS_MIN: usize = 5;
const TIME_MIN: Duration = Duration::from_secs(1);
/// What is read at once.
const RANGE: usize = 256 * 1024;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let inputs = std::fs::read_to_string(arguments.next().expect("a file with what is converted")).expect("inputs");
    let mut bodies = Bodies::compile(&inputs).expect("a converter");
    let mut lines = Vec::new();
    for name in arguments {
        let file = std::fs::read(name).expect("a CSV file");
        let (mut samples, mut bytes) = (Vec::new(), 0);
        let begun = Instant::now();
        while samples.len() < ROUNDS_MIN || begun.elapsed() < TIME_MIN {
            let round = Instant::now();
            bytes = make(&mut bodies, black_box(&file));
            samples.push(round.elapsed().as_secs_f64() * 1e3);
        }
        samples.sort_by(f64::total_cmp);
        let median = samples.get(samples.len() / 2).copied().unwrap_or_default();
        lines.push(format!("{{\"ms\":{median},\"bytes\":{bytes}}}"));
    }
    println!("[{}]", lines.join(","));
}

fn make(bodies: &mut Bodies, file: &[u8]) -> usize {
    let mut bytes = 0;
    bodies.begin();
    for range in file.chunks(RANGE) {
        bodies.push(range.to_vec());
        while let Some(body) = bodies.body() {
            bytes += body.len();
        }
    }
    bodies.end();
    while let Some(body) = bodies.body() {
        bytes += body.len();
    }
    bytes
}

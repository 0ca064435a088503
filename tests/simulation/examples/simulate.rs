//! Runs histories: `simulate --seeds N [--from S] [--threads N]`, or one step by step: `simulate --seeds 1 --from S --steps`.
//! `simulate --costs` prints what one sync of each kind asks for.
#![allow(clippy::disallowed_methods, reason = "how long it takes is told to whoever waits for it")]

use std::process::ExitCode;

use weftline_simulation::histories;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let (seeds, from) = (number("--seeds").unwrap_or(300), number("--from").unwrap_or(0));
    let threads = number("--threads").and_then(|threads| usize::try_from(threads).ok());
    let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from));
    let steps = arguments.iter().any(|argument| argument == "--steps");
    let outcome = if steps { histories::run(from, true) } else { histories::run_all(from..from + seeds, threads) };
    match outcome {
        Ok(figures) => {
            print!("{figures}");
            println!("{seeds} histories, from seed {from}");
            ExitCode::SUCCESS
        }
        Err(bad) => {
            println!("seed {}: {}", bad.seed, bad.why);
            println!("replay it step by step: cargo xtask simulate --seeds 1 --from {} --steps", bad.seed);
            ExitCode::FAILURE
        }
    }
}

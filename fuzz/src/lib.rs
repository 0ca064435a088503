//! What Weftline's parsers are fuzzed with: one function for each target, which takes any bytes and panics when the
//! parser's promise is broken.
//!
//! The same functions are run by the ordinary tests over the committed corpus: a crate's `tests/fuzz.rs` takes its file
//! from here. It refuses to know libFuzzer: only the programs in `fuzz_targets` do.

pub mod bulk;
pub mod mapping;
pub mod rules;
pub mod richtext;
pub mod sandbox;

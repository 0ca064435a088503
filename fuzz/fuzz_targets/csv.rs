#![no_main]
#![allow(missing_docs, reason = "a program for libFuzzer")]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| weftline_fuzz::bulk::csv(data));

//! What `cargo xtask start` leaves behind: nothing.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test")]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

/// A server that has started another process and waits; both hold the output open as long as they live.
fn guarded(script: &str) -> (Child, BufReader<ChildStdout>) {
    let mut guard = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["guard", "--", "sh", "-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(guard.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    (guard, output)
}

#[test]
fn d_10_a_server_ends_with_all_it_started_when_its_driver_is_gone() {
    let (mut guard, mut output) = guarded("sleep 1000 & echo ready; wait");
    drop(guard.stdin.take());
    guard.wait().unwrap();
    // The output ends only when nobody is left who could write to it.
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn d_10_a_server_that_ends_by_itself_takes_what_it_started_along() {
    let (mut guard, mut output) = guarded("sleep 1000 & echo ready; exit 7");
    // `wait` would close it.
    let lifeline = guard.stdin.take();
    let status = guard.wait().unwrap();
    drop(lifeline);
    assert_eq!(status.code(), Some(7));
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn help_names_every_verb() {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    for verb in ["start", "sandbox", "build", "types", "lint", "test", "bench", "features"] {
        assert!(help.contains(&format!("\n  {verb} ")), "{verb}");
    }
}

//! Servers that live and die together.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use anyhow::{Context, Result, bail};

enum Event {
    Line(String),
    Ended(&'static str),
    Stop,
}

struct Member {
    guard: Child,
    lifeline: Option<ChildStdin>,
}

/// Servers under guard. Dropping the family ends them in reverse order; should this process be killed, the guards
/// notice that their input closes and end them too.
pub(crate) struct Family {
    members: Vec<Member>,
    events: Receiver<Event>,
    reporter: Sender<Event>,
}

impl Family {
    /// An empty family, which from now on takes Ctrl-C and termination as the wish to end in order.
    pub(crate) fn new() -> Result<Self> {
        let (reporter, events) = mpsc::channel();
        watch_signals(reporter.clone())?;
        Ok(Self { members: Vec::new(), events, reporter })
    }

    /// Starts a server and waits for the line that it prints when it is ready.
    pub(crate) fn start(&mut self, name: &'static str, command: &Command) -> Result<String> {
        let mut guard = Command::new(std::env::current_exe()?);
        guard
            .args(["guard", "--"])
            .arg(command.get_program())
            .args(command.get_args())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        for (name, value) in command.get_envs() {
            if let Some(value) = value {
                guard.env(name, value);
            }
        }
        if let Some(directory) = command.get_current_dir() {
            guard.current_dir(directory);
        }
        // Ctrl-C goes to a terminal's foreground group: only this process is to hear it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut guard, 0);
        let mut guard = guard.spawn().with_context(|| format!("could not start {name}"))?;
        let output = guard.stdout.take().context("the guard has an output")?;
        let lifeline = guard.stdin.take();
        self.members.push(Member { guard, lifeline });
        let reporter = self.reporter.clone();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = reporter.send(Event::Line(line));
            }
            let _ = reporter.send(Event::Ended(name));
        });
        match self.events.recv()? {
            Event::Line(line) => Ok(line),
            Event::Ended(name) => bail!("{name} ended while it was being started"),
            Event::Stop => {
                self.end();
                std::process::exit(0)
            }
        }
    }

    /// Stays until somebody wishes the end, or a server ends by itself.
    pub(crate) fn stay(mut self) -> Result<()> {
        loop {
            match self.events.recv()? {
                Event::Line(line) => eprintln!("{line}"),
                Event::Stop => {
                    self.end();
                    return Ok(());
                }
                Event::Ended(name) => {
                    self.end();
                    bail!("{name} ended by itself")
                }
            }
        }
    }

    fn end(&mut self) {
        while let Some(mut member) = self.members.pop() {
            drop(member.lifeline.take());
            let _ = member.guard.wait();
        }
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(unix)]
fn watch_signals(reporter: Sender<Event>) -> Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    thread::spawn(move || {
        for _ in signals.forever() {
            let _ = reporter.send(Event::Stop);
        }
    });
    Ok(())
}

/// Elsewhere the console ends the whole group, and the guards see their input close.
#[cfg(not(unix))]
fn watch_signals(_reporter: Sender<Event>) -> Result<()> {
    Ok(())
}

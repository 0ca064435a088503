//! The guard: a process between the driver and a server, which ends the server when the driver is gone, however it
//! went.

use std::ffi::OsString;
use std::io::Read;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

/// How long a server has to end in order.
const GRACE: Duration = Duration::from_secs(5);

enum Event {
    LifelineCut,
    Ended(Option<i32>),
}

/// Runs `command` until it ends or the input stream closes.
pub(crate) fn guard(command: &[OsString]) -> Result<ExitCode> {
    let (program, arguments) = command.split_first().context("a command is needed")?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    // A group of its own, so that whatever it starts ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().with_context(|| format!("could not start `{}`", program.to_string_lossy()))?;
    let process = Process::of(&child);
    let (reporter, events) = mpsc::channel();
    let of_input = reporter.clone();
    thread::spawn(move || {
        let mut ignored = [0; 64];
        while std::io::stdin().read(&mut ignored).is_ok_and(|count| count > 0) {}
        let _ = of_input.send(Event::LifelineCut);
    });
    thread::spawn(move || {
        let code = child.wait().ok().and_then(|status| status.code());
        let _ = reporter.send(Event::Ended(code));
    });
    let mut code = None;
    match events.recv()? {
        Event::Ended(ended) => code = ended,
        Event::LifelineCut => {
            process.ask_to_end();
            if let Ok(Event::Ended(ended)) = events.recv_timeout(GRACE) {
                code = ended;
            }
        }
    }
    process.end();
    Ok(ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

#[cfg(unix)]
struct Process(Option<rustix::process::Pid>);

#[cfg(unix)]
impl Process {
    fn of(child: &Child) -> Self {
        Self(i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw))
    }

    fn ask_to_end(&self) {
        self.signal(rustix::process::Signal::TERM);
    }

    /// The whole group; it is no error when nobody is left.
    fn end(&self) {
        self.signal(rustix::process::Signal::KILL);
    }

    fn signal(&self, signal: rustix::process::Signal) {
        if let Some(group) = self.0 {
            let _ = rustix::process::kill_process_group(group, signal);
        }
    }
}

#[cfg(not(unix))]
struct Process(u32);

#[cfg(not(unix))]
impl Process {
    fn of(child: &Child) -> Self {
        Self(child.id())
    }

    fn ask_to_end(&self) {
        self.end();
    }

    fn end(&self) {
        let _ = Command::new("taskkill")
            .args(["/F", "/T", "/PID", &self.0.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

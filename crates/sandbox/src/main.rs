//! `weftline-sandbox`: serves the emulated world on three loopback ports until it is told to stop.

use std::io::{Read, Write};
use std::process::ExitCode;

use serde_json::json;
use weftline_sandbox::server::{Server, ServerOptions};
use weftline_sandbox::{Door, JIRA_TOKEN};

const HELP: &str = "\
weftline-sandbox: an emulated Salesforce org, Jira site and Forge platform on this machine

usage: weftline-sandbox [options]

  --salesforce-port N   port of Salesforce (default: any)
  --jira-port N         port of Jira (default: any)
  --forge-port N        port of Forge's services (default: any)
  --data DIR            keep the world in DIR/sandbox.sqlite (default: in memory)
  --fresh               throw away what DIR keeps and begin anew
  --org DIR             give the org the shape of a real one: each *.json in DIR is an
                        sObject's describe, each in DIR/records a list of records
  --record FILE         append every exchange with Jira to FILE, one a line
  --unconfigured        begin as on the first day: no issue panel is pinned, and whoever runs
                        the app is told to connect no org
  --max-body-mb N       largest request body (default: 160)
  --no-rates            do not enforce limits per minute
  --die-with-parent     stop when standard input is closed
  --help                this text

prints one line of JSON with addresses and credentials, then serves until interrupted
";

struct Arguments {
    server: ServerOptions,
    die_with_parent: bool,
}

fn main() -> ExitCode {
    let arguments = match arguments(std::env::args().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print(HELP);
            return ExitCode::SUCCESS;
        }
        Err(message) => return fail(&message),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    let outcome = runtime.block_on(run(arguments));
    runtime.shutdown_background();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => fail(&message),
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let end = end(arguments.die_with_parent)?;
    let server = Server::open(arguments.server).await.map_err(|error| error.to_string())?;
    for problem in server.look(|world| world.problems().to_vec()) {
        warn(&problem);
    }
    let access = server.look(|world| world.access());
    let line = json!({
        "salesforce": server.url(Door::Salesforce),
        "jira": server.url(Door::Jira),
        "forge": server.url(Door::Forge),
        "clientId": access.client_id,
        "clientSecret": access.client_secret,
        "username": access.username,
        "password": access.password,
        "jiraUser": access.jira_user,
        "jiraToken": JIRA_TOKEN,
        "accessToken": access.access_token,
        "refreshToken": access.refresh_token,
        "apiVersion": access.api_version,
        "configured": server.look(|world| world.configured()),
    });
    print(&format!("{line}\n"));
    server.serve(end).await;
    Ok(())
}

/// Ready when the process is to end.
fn end(die_with_parent: bool) -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
    let parent_gone = async move {
        if die_with_parent {
            let _ = receiver.await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    if die_with_parent {
        std::thread::spawn(move || {
            let mut ignored = [0; 64];
            while matches!(std::io::stdin().read(&mut ignored), Ok(read) if read > 0) {}
            let _ = sender.send(());
        });
    }
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            () = parent_gone => {}
        }
    })
}

fn arguments(given: impl Iterator<Item = String>) -> Result<Option<Arguments>, String> {
    let mut arguments = Arguments { server: ServerOptions::default(), die_with_parent: false };
    let server = &mut arguments.server;
    server.world.forge.rates_enforced = true;
    server.world.forge.storage.rates_enforced = true;
    let mut given = given;
    while let Some(name) = given.next() {
        let mut value = || given.next().ok_or(format!("`{name}` needs a value"));
        let [salesforce, jira, forge] = &mut server.ports;
        match name.as_str() {
            "--salesforce-port" => *salesforce = number(&name, &value()?)?,
            "--jira-port" => *jira = number(&name, &value()?)?,
            "--forge-port" => *forge = number(&name, &value()?)?,
            "--data" => server.data = Some(value()?.into()),
            "--fresh" => server.fresh = true,
            "--org" => server.org = Some(value()?.into()),
            "--record" => server.record = Some(value()?.into()),
            "--unconfigured" => server.world.configured = false,
            "--max-body-mb" => {
                let megabytes: usize = number(&name, &value()?)?;
                server.body_bytes_max = megabytes.saturating_mul(1_024 * 1_024);
            }
            "--no-rates" => {
                server.world.forge.rates_enforced = false;
                server.world.forge.storage.rates_enforced = false;
            }
            "--die-with-parent" => arguments.die_with_parent = true,
            "--help" | "-h" => return Ok(None),
            other => return Err(format!("unknown option `{other}`, see --help")),
        }
    }
    Ok(Some(arguments))
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{name}` needs a number, not `{text}`"))
}

fn print(text: &str) {
    let mut out = std::io::stdout();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn fail(message: &str) -> ExitCode {
    warn(message);
    ExitCode::FAILURE
}

fn warn(message: &str) {
    let _ = writeln!(std::io::stderr(), "weftline-sandbox: {message}");
}

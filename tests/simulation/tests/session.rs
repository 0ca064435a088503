//! The session: expired tokens are renewed once, whoever asks; what cannot be renewed says who must do what.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::random::Random;
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Step};
use weftline_wire::call::{
    Call, ConnectCall, ConnectionCall, DisconnectCall, LinkCall, PanelCall, PanelKind, Reply, TestConnectionCall,
};
use weftline_wire::document::{ConnectionState, GrantKind};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Turn;
use weftline_wire::view::PanelView;

fn linked(grant: GrantKind, seed: u64) -> Stage {
    let mut stage = match grant {
        GrantKind::ClientCredentials => Stage::connected(seed),
        GrantKind::RefreshToken => Stage::logged_in(seed),
    };
    let id = stage.query("SELECT Id FROM Case LIMIT 1")[0]["Id"].as_str().unwrap().to_owned();
    stage.call(AGENT, Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id], share: false })).unwrap();
    stage
}

fn connect(my_domain: &str, client_id: &str, client_secret: &str) -> Call {
    Call::Connect(ConnectCall {
        connection: None,
        my_domain: my_domain.into(),
        client_id: Some(client_id.into()),
        client_secret: Some(client_secret.into()),
    })
}

fn open() -> Call {
    Call::Panel(PanelCall { view: PanelKind::Compact, stored: false })
}

fn panel(stage: &mut Stage) -> PanelView {
    match stage.call(AGENT, open()) {
        Ok(Reply::Panel(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// Ends the session that the app holds.
fn expire(stage: &mut Stage) {
    let number = token_set(stage);
    let family = family(stage);
    let tokens = stage.secret(&format!("connection:main:{family}:{number}")).unwrap();
    stage.revoke(tokens["accessToken"].as_str().unwrap());
}

fn token_set(stage: &mut Stage) -> u64 {
    stage.document("connection", "main").unwrap()["tokenSet"].as_u64().unwrap()
}

fn family(stage: &mut Stage) -> String {
    stage.document("connection", "main").unwrap()["family"].as_str().unwrap().to_owned()
}

#[test]
fn con_4_an_expired_session_is_renewed_and_nobody_notices() {
    for grant in [GrantKind::ClientCredentials, GrantKind::RefreshToken] {
        let mut stage = linked(grant, 1);
        let before = token_set(&mut stage);
        expire(&mut stage);
        assert_eq!(panel(&mut stage).stale, None, "{grant:?}");
        assert_eq!(token_set(&mut stage), before + 1, "{grant:?}");
        assert_eq!(panel(&mut stage).stale, None, "{grant:?}: the new token works");
    }
}

#[test]
fn con_4_workers_whose_session_expires_together_renew_it_once() {
    for seed in 0..60 {
        let mut random = Random::seeded(seed);
        let mut stage = linked(GrantKind::RefreshToken, seed);
        let before = token_set(&mut stage);
        let mut workers: Vec<_> = (0..3).map(|_| Some(stage.worker(AGENT, open(), Luck::good()))).collect();
        expire(&mut stage);
        while workers.iter().any(Option::is_some) {
            let chosen = usize::try_from(random.below(3)).unwrap();
            let Some(worker) = &mut workers[chosen] else { continue };
            if let Step::Ended(turn) = worker.step(&mut stage.world) {
                let Turn::Done { reply: Some(Reply::Panel(view)) } = *turn else { panic!("seed {seed}: {turn:?}") };
                assert_eq!(view.stale, None, "seed {seed}");
                workers[chosen] = None;
            }
        }
        assert_eq!(panel(&mut stage).stale, None, "seed {seed}: the family of tokens was not revoked");
        assert_eq!(token_set(&mut stage), before + 1, "seed {seed}: renewed once");
    }
}

#[test]
fn con_4_tokens_that_are_final_no_more_say_that_an_admin_has_to_reconnect_and_show_stored_values() {
    let mut stage = linked(GrantKind::RefreshToken, 5);
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::TokenRevoked));
    let view = panel(&mut stage);
    assert_eq!(view.stale.map(|failure| failure.code), Some(FailureCode::ReconnectNeeded));
    assert_eq!(view.groups[0].records.len(), 1);
    stage.world.clear_faults();
    match stage.call(ADMIN, Call::Connection(ConnectionCall {})) {
        Ok(Reply::Connection(view)) => assert_eq!(view.connections[0].state, ConnectionState::ReconnectNeeded),
        other => panic!("{other:?}"),
    }
    let access = stage.world.access();
    let mut again = connect("https://weftline.my.salesforce.com/", &access.client_id, &access.client_secret);
    if let Call::Connect(call) = &mut again {
        call.connection = Some("main".into());
    }
    stage.call(ADMIN, again).unwrap();
    assert_eq!(panel(&mut stage).stale, None, "links work again after reconnecting");
}

#[test]
fn con_7_wrong_credentials_and_foreign_hosts_are_refused_with_their_own_messages() {
    let mut stage = Stage::bare(6);
    let access = stage.world.access();
    let call = |my_domain: &str, secret: &str| connect(my_domain, &access.client_id, secret);
    let ours = "https://weftline.my.salesforce.com";
    let refused = |stage: &mut Stage, call| stage.call(ADMIN, call).unwrap_err().code;
    assert_eq!(refused(&mut stage, call(ours, "wrong")), FailureCode::CredentialsRefused);
    for host in
        ["https://evil.example", "https://evil.example\\.my.salesforce.com/", "http://weftline.my.salesforce.com"]
    {
        assert_eq!(refused(&mut stage, call(host, "x")), FailureCode::HostRefused, "{host}");
    }
    assert_eq!(refused(&mut stage, call("https://login.salesforce.com", "x")), FailureCode::HostRefused);
    assert_eq!(stage.document("connection", "main"), None);
    let refused = stage.call(AGENT, call(ours, &access.client_secret)).unwrap_err();
    assert_eq!(refused.code, FailureCode::NotPermitted, "only who administers Jira connects an org");
}

#[test]
fn con_5_disconnecting_revokes_and_deletes_every_secret() {
    let mut stage = linked(GrantKind::RefreshToken, 7);
    expire(&mut stage);
    panel(&mut stage);
    let (number, family) = (token_set(&mut stage), family(&mut stage));
    let tokens = stage.secret(&format!("connection:main:{family}:{number}")).unwrap();
    let refresh = tokens["refreshToken"].as_str().unwrap();
    assert!(stage.is_active(refresh));
    stage.call(ADMIN, Call::Disconnect(DisconnectCall { connection: "main".into() })).unwrap();
    assert!(!stage.is_active(refresh), "Salesforce was told too");
    for key in ["client".to_owned(), number.to_string(), (number - 1).to_string()] {
        assert_eq!(stage.secret(&format!("connection:main:{family}:{key}")), None, "{key}");
    }
    assert_eq!(panel(&mut stage).stale.map(|failure| failure.code), Some(FailureCode::NotConnected));
    let test = stage.call(ADMIN, Call::TestConnection(TestConnectionCall { connection: "main".into() })).unwrap_err();
    assert_eq!(test.code, FailureCode::NotConnected);
}

//! Logging in by authorization code: once, by the admin who began it, within ten minutes; and what comes of a login.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::{Door, http::Response};
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Step, Stroke};
use weftline_wire::call::{
    BeginLoginCall, Call, ConnectCall, ConnectionCall, DisconnectCall, FinishLoginCall, Instance, LinkCall, PanelCall,
    PanelKind, Reply,
};
use weftline_wire::document::{ConnectionState, GrantKind};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::view::{ConnectionView, LoginProgress, PanelView};

const DAY_MS: u64 = 24 * 3_600_000;

fn connections(stage: &mut Stage) -> ConnectionView {
    match stage.call(ADMIN, Call::Connection(ConnectionCall {})) {
        Ok(Reply::Connection(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn panel(stage: &mut Stage) -> PanelView {
    match stage.call(AGENT, Call::Panel(PanelCall { view: PanelKind::Compact, stored: false })) {
        Ok(Reply::Panel(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn first_case(stage: &mut Stage) -> String {
    stage.query("SELECT Id FROM Case LIMIT 1")[0]["Id"].as_str().unwrap().to_owned()
}

fn text(page: &Response) -> String {
    String::from_utf8(page.body.clone()).unwrap()
}

fn tend(stage: &mut Stage) {
    let _ = stage.work(Job::Tend {}).finish(&mut stage.world);
}

#[test]
fn ops_7_the_page_at_the_end_of_a_login_says_in_both_languages_what_to_do() {
    let mut stage = Stage::bare(30);
    let login = stage.begin_login(None).unwrap();
    let back = stage.allow(&login.authorize_url);
    for (english, german) in [
        ("Salesforce has answered", "Salesforce hat geantwortet"),
        ("This login was answered before", "Diese Anmeldung wurde schon beantwortet"),
    ] {
        let page = stage.go_back(&back);
        let html = text(&page);
        let (first, second) = html.split_once("<section lang=\"de\">").unwrap_or_else(|| panic!("{html}"));
        assert!(first.contains(&format!("<h1>{english}</h1>")) && first.contains("Go back to Jira"), "{html}");
        assert!(
            second.contains(&format!("<h2>{german}</h2>")) && second.contains("Gehen Sie zurück zu Jira"),
            "{html}"
        );
    }
}

#[test]
fn con_2_a_login_connects_the_org_and_shows_who_is_connected() {
    let mut stage = Stage::bare(1);
    let callback = connections(&mut stage).callback_url;
    assert!(callback.contains("/x1/"), "{callback}");
    let login = stage.begin_login(None).unwrap();
    assert!(login.authorize_url.starts_with("https://weftline.my.salesforce.com/services/oauth2/authorize?"));
    assert!(login.authorize_url.contains("code_challenge_method=S256"), "{}", login.authorize_url);
    assert_eq!(login.state.len(), 64);
    assert_eq!(stage.finish_login(ADMIN, &login.state), Ok(LoginProgress::Waiting {}));
    let back = stage.allow(&login.authorize_url);
    let page = stage.go_back(&back);
    assert_eq!(page.status, 200);
    assert!(text(&page).starts_with("<!DOCTYPE html>") && !text(&page).contains("<script"), "{}", text(&page));
    let LoginProgress::Connected { connection, id } = stage.finish_login(ADMIN, &login.state).unwrap() else {
        panic!("the code was there");
    };
    assert_eq!(id, "main");
    let card = &connection.connections[0];
    assert_eq!((card.state, card.grant), (ConnectionState::Connected, GrantKind::RefreshToken));
    assert_eq!(card.organization_name, "Weftline Demo");
    assert_eq!(card.username, "integration@weftline.example");
    assert_eq!(card.idle_at_ms, Some(card.renewed_at_ms + 30 * DAY_MS));
    for key in [format!("authorization:{}", login.state), format!("authorization:{}:code", login.state)] {
        assert_eq!(stage.secret(&key), None, "{key} is of no use any more");
    }
    let document = stage.document("authorization", &login.state).unwrap().to_string();
    for secret in [stage.world.access().client_secret, stage.world.access().client_id] {
        assert!(!document.contains(&secret), "{document}");
    }
    // A lost answer is asked for again.
    assert!(matches!(stage.finish_login(ADMIN, &login.state), Ok(LoginProgress::Connected { .. })));
}

#[test]
fn con_4_a_login_is_good_once_for_its_admin_and_for_ten_minutes() {
    let mut stage = Stage::bare(2);
    let login = stage.begin_login(None).unwrap();
    let back = stage.allow(&login.authorize_url);
    assert_eq!(stage.go_back(&back).status, 200);
    let again = stage.go_back(&back);
    assert_eq!(again.status, 400);
    assert!(text(&again).contains("answered before"), "{}", text(&again));
    assert_eq!(stage.finish_login(AGENT, &login.state).unwrap_err().code, FailureCode::NotPermitted);
    assert!(matches!(stage.finish_login(ADMIN, &login.state), Ok(LoginProgress::Connected { .. })));

    let late = stage.begin_login(None).unwrap();
    stage.world.advance(10 * 60_000);
    let back = stage.allow(&late.authorize_url);
    let page = stage.go_back(&back);
    assert_eq!(page.status, 400);
    assert!(text(&page).contains("expired"), "{}", text(&page));
    assert_eq!(stage.finish_login(ADMIN, &late.state).unwrap_err().code, FailureCode::Invalid);

    let (path, _) = back.split_once('?').unwrap();
    for query in ["state=%3Cscript%3E&code=x", &format!("state={}&code=x", "0".repeat(64)), "x=1"] {
        let page = stage.go_back(&format!("{path}?{query}"));
        assert_eq!(page.status, 400, "{query}");
        assert!(!text(&page).contains("<script"), "{query}");
    }
    assert_eq!(stage.finish_login(ADMIN, "../main").unwrap_err().code, FailureCode::Invalid);
}

#[test]
fn con_4_what_salesforce_refuses_is_said_in_the_window_and_on_the_page() {
    let mut stage = Stage::bare(3);
    let login = stage.begin_login(None).unwrap();
    let back = stage.deny(&login.authorize_url);
    let page = stage.go_back(&back);
    assert_eq!(page.status, 200);
    assert!(text(&page).contains("Access was not allowed in Salesforce"), "{}", text(&page));
    for _ in 0..2 {
        let refused = stage.finish_login(ADMIN, &login.state).unwrap_err();
        assert_eq!(refused.code, FailureCode::CredentialsRefused);
        assert!(refused.text.contains("choose Allow"), "{}", refused.text);
    }
    assert!(connections(&mut stage).connections.is_empty());

    // An error that somebody made up is words, not markup.
    let login = stage.begin_login(None).unwrap();
    let back = connections(&mut stage).callback_url;
    let query = "error=%3Cimg%20src%3Dx%3E&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let page = stage.go_back(&format!("{back}?state={}&{query}", login.state));
    assert!(!text(&page).contains("<img") && !text(&page).contains("<script"), "{}", text(&page));

    // The secret is wrong: Salesforce says so when the code is exchanged.
    let access = stage.world.access();
    let call = BeginLoginCall {
        connection: None,
        instance: Instance::MyDomain,
        my_domain: Some("weftline.my.salesforce.com".into()),
        client_id: Some(access.client_id),
        client_secret: Some("wrong".into()),
    };
    let Ok(Reply::BeginLogin(login)) = stage.call(ADMIN, Call::BeginLogin(call)) else { panic!("it begins") };
    let back = stage.allow(&login.authorize_url);
    stage.go_back(&back);
    let refused = stage.finish_login(ADMIN, &login.state).unwrap_err();
    assert_eq!(refused.code, FailureCode::CredentialsRefused);
    assert!(refused.text.contains("consumer secret"), "{}", refused.text);
}

#[test]
fn con_2_instances_are_salesforce_s_own_and_nothing_else() {
    let mut stage = Stage::bare(4);
    let mut begin = |instance, my_domain: Option<&str>| {
        let call = BeginLoginCall {
            connection: None,
            instance,
            my_domain: my_domain.map(str::to_owned),
            client_id: Some("key".into()),
            client_secret: Some("secret".into()),
        };
        stage.call(ADMIN, Call::BeginLogin(call)).map(|reply| match reply {
            Reply::BeginLogin(view) => view.authorize_url.split("/services").next().unwrap().to_owned(),
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(begin(Instance::Production, None).unwrap(), "https://login.salesforce.com");
    assert_eq!(begin(Instance::Sandbox, None).unwrap(), "https://test.salesforce.com");
    let canonical = "https://acme--dev.sandbox.my.salesforce.com";
    assert_eq!(begin(Instance::MyDomain, Some("ACME--dev.sandbox.my.salesforce.com/")).unwrap(), canonical);
    for foreign in
        [None, Some("evil.example"), Some("https://evil.example\\.my.salesforce.com"), Some("login.salesforce.com")]
    {
        assert_eq!(begin(Instance::MyDomain, foreign).unwrap_err().code, FailureCode::HostRefused, "{foreign:?}");
    }
}

#[test]
fn con_4_only_who_administers_jira_logs_in() {
    let mut stage = Stage::bare(5);
    let login = stage.begin_login(None).unwrap();
    let access = stage.world.access();
    for call in [
        Call::Connection(ConnectionCall {}),
        Call::BeginLogin(BeginLoginCall {
            connection: None,
            instance: Instance::Production,
            my_domain: None,
            client_id: Some(access.client_id.clone()),
            client_secret: Some(access.client_secret.clone()),
        }),
        Call::FinishLogin(FinishLoginCall { state: login.state }),
        Call::Connect(ConnectCall {
            connection: None,
            my_domain: "weftline.my.salesforce.com".into(),
            client_id: Some(access.client_id),
            client_secret: Some(access.client_secret),
        }),
        Call::Disconnect(DisconnectCall { connection: "main".into() }),
    ] {
        assert_eq!(stage.call(AGENT, call.clone()).unwrap_err().code, FailureCode::NotPermitted, "{call:?}");
    }
}

#[test]
fn con_4_reconnecting_keeps_the_links_and_what_was_typed_before() {
    let mut stage = Stage::logged_in(6);
    let id = first_case(&mut stage);
    stage.call(AGENT, Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id], share: false })).unwrap();
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::TokenRevoked));
    assert_eq!(panel(&mut stage).stale.map(|failure| failure.code), Some(FailureCode::ReconnectNeeded));
    stage.world.clear_faults();
    let card = connections(&mut stage).connections.remove(0);
    assert_eq!(card.state, ConnectionState::ReconnectNeeded);
    assert!(card.trouble.is_some(), "the page says why");
    let call = BeginLoginCall {
        connection: Some("main".into()),
        instance: Instance::MyDomain,
        my_domain: Some("weftline.my.salesforce.com".into()),
        client_id: None,
        client_secret: None,
    };
    let Ok(Reply::BeginLogin(login)) = stage.call(ADMIN, Call::BeginLogin(call)) else { panic!("it begins") };
    let before = stage.document("connection", "main").unwrap();
    let back = stage.allow(&login.authorize_url);
    stage.go_back(&back);
    let Ok(LoginProgress::Connected { connection, id }) = stage.finish_login(ADMIN, &login.state) else {
        panic!("it is reconnected")
    };
    assert_eq!((id.as_str(), connection.connections.len()), ("main", 1));
    assert_eq!(panel(&mut stage).stale, None);
    assert_eq!(panel(&mut stage).groups[0].records.len(), 1, "the link is still there");
    for key in ["client", "1"] {
        let key = format!("connection:main:{}:{key}", before["family"].as_str().unwrap());
        assert_eq!(stage.secret(&key), None, "{key} is of no use any more");
    }
}

#[test]
fn con_6_several_orgs_have_cards_of_their_own() {
    let mut stage = Stage::logged_in(7);
    let second = stage.log_in(None).unwrap();
    assert_ne!(second, "main");
    let ids: Vec<String> = connections(&mut stage).connections.into_iter().map(|card| card.id).collect();
    assert_eq!(ids, ["main".to_owned(), second.clone()]);
    stage.call(ADMIN, Call::Disconnect(DisconnectCall { connection: second.clone() })).unwrap();
    assert_eq!(connections(&mut stage).connections.len(), 1);
    assert_eq!(panel(&mut stage).stale, None, "the other one still works");
    let gone = stage.begin_login(Some(&second)).unwrap_err();
    assert_eq!(gone.code, FailureCode::NotConnected);
}

#[test]
fn con_4_a_login_that_breaks_off_anywhere_connects_or_says_so_and_the_next_one_connects() {
    for stroke in Stroke::ALL {
        for index in 0.. {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = Stage::bare(8);
            let login = stage.begin_login(None).unwrap();
            let back = stage.allow(&login.authorize_url);
            stage.go_back(&back);
            let call = Call::FinishLogin(FinishLoginCall { state: login.state.clone() });
            let mut worker = stage.worker(ADMIN, call, Luck::bad(index, stroke));
            worker.finish(&mut stage.world);
            let struck = worker.struck().is_some();
            match stage.finish_login(ADMIN, &login.state) {
                Ok(LoginProgress::Connected { .. }) => {}
                Ok(LoginProgress::Waiting {}) => {
                    stage.world.advance(61_000);
                    let over = stage.finish_login(ADMIN, &login.state).unwrap_err();
                    assert_eq!(over.code, FailureCode::Invalid, "{case}");
                }
                Err(failure) => assert!(!failure.text.is_empty(), "{case}"),
            }
            let connection = (!connections(&mut stage).connections.is_empty()).then_some("main");
            stage.log_in(connection).unwrap_or_else(|failure| panic!("{case}: {failure:?}"));
            assert_eq!(connections(&mut stage).connections.len(), 1, "{case}");
            // What the broken login stored as secrets goes with the daily round.
            stage.world.advance(2 * 3_600_000);
            tend(&mut stage);
            let family = &login.state[..16];
            let now = stage.document("connection", "main").unwrap();
            assert_ne!(now["family"], family, "{case}");
            for key in ["client", "1"] {
                assert_eq!(stage.secret(&format!("connection:main:{family}:{key}")), None, "{case}: {key}");
            }
            assert_eq!(stage.secret(&format!("authorization:{}", login.state)), None, "{case}");
            if !struck {
                assert!(index > 15, "a login has more effects than {index}");
                break;
            }
        }
    }
}

#[test]
fn con_4_pages_that_ask_at_once_exchange_the_code_once() {
    let mut stage = Stage::bare(9);
    let login = stage.begin_login(None).unwrap();
    let back = stage.allow(&login.authorize_url);
    stage.go_back(&back);
    let call = Call::FinishLogin(FinishLoginCall { state: login.state.clone() });
    let mut workers: Vec<_> = (0..3).map(|_| Some(stage.worker(ADMIN, call.clone(), Luck::good()))).collect();
    let mut calls = 0;
    while workers.iter().any(Option::is_some) {
        for slot in &mut workers {
            let Some(worker) = slot else { continue };
            if let Step::Ended(_) = worker.step(&mut stage.world) {
                calls += worker.token_calls();
                *slot = None;
            }
        }
    }
    assert_eq!(calls, 1);
    assert!(matches!(stage.finish_login(ADMIN, &login.state), Ok(LoginProgress::Connected { .. })));
}

#[test]
fn con_5_the_daily_round_keeps_a_refresh_token_alive_and_warns_before_it_falls_idle() {
    let mut stage = Stage::logged_in(10);
    let renewed = |stage: &mut Stage| connections(stage).connections[0].renewed_at_ms;
    let first = renewed(&mut stage);
    stage.world.advance(6 * DAY_MS);
    tend(&mut stage);
    assert_eq!(renewed(&mut stage), first, "it was used not long ago");
    stage.world.advance(DAY_MS + 1);
    tend(&mut stage);
    let second = renewed(&mut stage);
    assert!(second > first + 7 * DAY_MS, "it is used once a week");

    // Salesforce does not answer for three weeks.
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 }));
    for day in 1..=21 {
        stage.world.advance(DAY_MS);
        tend(&mut stage);
        let card = connections(&mut stage).connections.remove(0);
        assert_eq!(card.state, ConnectionState::Connected);
        assert_eq!(card.trouble.is_some(), day >= 20, "day {day}: {:?}", card.trouble);
    }
    stage.world.clear_faults();
    tend(&mut stage);
    let card = connections(&mut stage).connections.remove(0);
    assert_eq!(
        (card.trouble, card.state),
        (None, ConnectionState::Connected),
        "it is mended, and nobody is told to act"
    );
}

#[test]
fn con_4_an_admin_is_told_once_by_jira_when_an_org_has_to_be_reconnected() {
    let mut stage = Stage::logged_in(11);
    stage.set(|settings| settings.operations_issue = Some("ENG-1".into()));
    let announced = |stage: &mut Stage| stage.document("connection", "main").unwrap()["announced"] == true;
    let id = first_case(&mut stage);
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::TokenRevoked));
    stage.world.add_fault(Fault::always(Door::Jira, FaultKind::ServerError { status: 503 }).at("*/notify"));
    assert!(
        stage.call(AGENT, Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id], share: false })).is_err()
    );
    stage.settle();
    assert!(!announced(&mut stage), "Jira could not tell");
    stage.world.clear_faults();
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::TokenRevoked));
    let mut sweep = stage.work(Job::Sweep {});
    sweep.finish(&mut stage.world);
    assert!(announced(&mut stage), "the round tries again");
    let before = sweep.performed();
    let mut sweep = stage.work(Job::Sweep {});
    sweep.finish(&mut stage.world);
    assert!(sweep.performed() < before, "nobody is told twice");
}

#[test]
fn con_7_a_refused_address_is_no_lost_connection_and_says_what_to_do() {
    let mut stage = Stage::logged_in(12);
    let id = first_case(&mut stage);
    stage.call(AGENT, Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id], share: false })).unwrap();
    // This 401 no refresh can mend.
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::SessionNotForApi));
    let stale = panel(&mut stage).stale.unwrap();
    assert_eq!(stale.code, FailureCode::SalesforceForbidden);
    assert!(stale.text.contains("scope"), "{}", stale.text);
    stage.world.clear_faults();
    // And this one comes back after every refresh.
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::SessionExpired).at("/services/data/*"));
    let stale = panel(&mut stage).stale.unwrap();
    assert_eq!(stale.code, FailureCode::SalesforceForbidden);
    assert!(stale.text.contains("just given"), "{}", stale.text);
    stage.world.clear_faults();
    assert_eq!(connections(&mut stage).connections[0].state, ConnectionState::Connected);
    assert_eq!(panel(&mut stage).stale, None);
}

#[test]
fn con_7_an_allowlist_without_our_addresses_keeps_the_connection_and_says_what_to_do() {
    let mut stage = Stage::logged_in(13);
    let id = first_case(&mut stage);
    stage.call(AGENT, Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id], share: false })).unwrap();
    stage.world.change_org(|org| org.ip_restricted = true);
    stage.world.advance(3 * 3_600_000);
    let stale = panel(&mut stage).stale.unwrap();
    assert_eq!(stale.code, FailureCode::SalesforceForbidden);
    assert!(stale.text.contains("IP"), "{}", stale.text);
    let card = connections(&mut stage).connections.remove(0);
    assert_eq!(card.state, ConnectionState::Connected, "the token is as good as it was");
    assert_eq!(card.trouble.map(|failure| failure.text), Some(stale.text));
    stage.world.change_org(|org| org.ip_restricted = false);
    assert_eq!(panel(&mut stage).stale, None);
    assert_eq!(connections(&mut stage).connections[0].trouble, None);
}

#[test]
fn con_4_another_org_does_not_take_the_place_of_one_that_has_links() {
    let mut stage = Stage::logged_in(14);
    let other = |stage: &mut Stage| {
        stage.tamper_entity("connection", "main", |document| document["organizationId"] = "00DXX0000000001AAA".into());
    };
    other(&mut stage);
    stage.log_in(Some("main")).expect("nothing is linked: another org may take its place");
    let id = first_case(&mut stage);
    stage.call(AGENT, Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id], share: false })).unwrap();
    other(&mut stage);
    let refused = stage.log_in(Some("main")).unwrap_err();
    assert_eq!(refused.code, FailureCode::Invalid);
    assert!(refused.text.contains("another org"), "{}", refused.text);
    assert_eq!(panel(&mut stage).stale, None, "the connection is as it was");
}

/// What is stored outside of secret storage, and what waits in queues, since the last call.
fn stored_in_the_open(stage: &mut Stage) -> String {
    let (_, changes) = stage.world.take_changes();
    let ours = changes.into_iter().filter(|change| {
        (change.table == "forge-kvs" && !change.key.starts_with("secret")) || change.table == "forge-deliveries"
    });
    ours.filter_map(|change| change.json).collect()
}

#[test]
fn con_4_secrets_are_in_secret_storage_and_nowhere_else() {
    let mut stage = Stage::bare(15);
    let mut seen = stored_in_the_open(&mut stage);
    let mut secrets = vec![stage.world.access().client_secret];
    let login = stage.begin_login(None).unwrap();
    let secret = stage.secret(&format!("authorization:{}", login.state)).unwrap();
    secrets.push(secret["verifier"].as_str().unwrap().to_owned());
    assert!(!login.authorize_url.contains(&secrets[1]), "the verifier stays here");
    let back = stage.allow(&login.authorize_url);
    seen += &text(&stage.go_back(&back));
    let code = stage.secret(&format!("authorization:{}:code", login.state)).unwrap();
    secrets.push(code["code"].as_str().unwrap().to_owned());
    seen += &stored_in_the_open(&mut stage);
    seen += &serde_json::to_string(&stage.finish_login(ADMIN, &login.state).unwrap()).unwrap();
    seen += &stored_in_the_open(&mut stage);
    let family = stage.document("connection", "main").unwrap()["family"].as_str().unwrap().to_owned();
    for renewals in 1..=3 {
        let tokens = stage.secret(&format!("connection:main:{family}:{renewals}")).unwrap();
        for token in ["accessToken", "refreshToken"] {
            secrets.push(tokens[token].as_str().unwrap().to_owned());
        }
        stage.world.advance(8 * DAY_MS);
        tend(&mut stage);
        seen += &serde_json::to_string(&connections(&mut stage)).unwrap();
        seen += &stored_in_the_open(&mut stage);
    }
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::TokenRevoked));
    stage.world.advance(8 * DAY_MS);
    tend(&mut stage);
    seen += &stored_in_the_open(&mut stage);
    stage.settle();
    seen += &serde_json::to_string(&connections(&mut stage)).unwrap();
    seen += &stored_in_the_open(&mut stage);
    assert!(seen.contains("\"reconnectNeeded\"") && secrets.len() == 9, "there was something to see");
    for secret in secrets {
        assert!(!seen.contains(&secret), "`{secret}` is stored or shown in the open");
    }
}

//! Before the app is uninstalled: tokens are given back, secrets deleted.

use weftline_simulation::{Luck, Stage, Stroke};
use weftline_wire::job::{Job, Turn};

/// The access token, and the keys of all secrets of the connection.
fn secrets(stage: &mut Stage) -> (String, Vec<String>) {
    let connection = stage.document("connection", "main").unwrap();
    let family = connection["family"].as_str().unwrap();
    let number = connection["tokenSet"].as_u64().unwrap();
    let set = format!("connection:main:{family}:{number}");
    let token = stage.secret(&set).expect("there are tokens")["accessToken"].as_str().unwrap().to_owned();
    (token, vec![set, format!("connection:main:{family}:client")])
}

#[test]
fn ops_5_uninstalling_revokes_the_tokens_and_deletes_every_secret() {
    let mut stage = Stage::connected(1);
    let (token, keys) = secrets(&mut stage);
    assert!(stage.is_active(&token));
    let end = stage.work(Job::Uninstalled {}).finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Done { .. })), "{end:?}");
    assert!(!stage.is_active(&token), "the token was given back");
    for key in keys {
        assert_eq!(stage.secret(&key), None, "{key}");
    }
    let connection = stage.document("connection", "main").unwrap();
    assert_eq!(connection["state"], "reconnectNeeded", "what comes back has to be connected again");
    assert_eq!(connection["announced"], true, "nobody is told of it");
}

#[test]
fn ops_5_uninstalling_that_broke_off_can_be_made_again() {
    for stroke in Stroke::ALL {
        for index in 0.. {
            let mut stage = Stage::connected(2);
            let (_, keys) = secrets(&mut stage);
            let mut worker = stage.unlucky(Job::Uninstalled {}, Luck::bad(index, stroke));
            worker.finish(&mut stage.world);
            if worker.struck().is_none() {
                break;
            }
            stage.work(Job::Uninstalled {}).finish(&mut stage.world);
            for key in keys {
                assert_eq!(stage.secret(&key), None, "{stroke:?} at {index}: {key}");
            }
        }
    }
}

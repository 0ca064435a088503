//! Salesforce has sent a browser back from a login: what it sent is kept for the admin who began the login, and the
//! browser is shown what happens next.

use weftline_richtext::text_to_html;
use weftline_salesforce::error::SalesforceError;
use weftline_wire::document::{Authorization, AuthorizationCode, AuthorizationStage};

use crate::authorization;
use crate::engine::{End, World};
use crate::failure::Failure;
use crate::store::{self, key};

/// The same in English and in German: who comes here is known to nobody, and so is their language.
type Twice = [&'static str; 2];

const BACK: Twice = [
    "Go back to Jira, where Weftline's page goes on by itself. This window can be closed.",
    "Gehen Sie zurück zu Jira, wo es auf der Seite von Weftline von selbst weitergeht. Dieses Fenster kann geschlossen werden.",
];
const AGAIN: Twice = [
    "Go back to Jira and begin the login again. This window can be closed.",
    "Gehen Sie zurück zu Jira und beginnen Sie die Anmeldung noch einmal. Dieses Fenster kann geschlossen werden.",
];
const NOT_KNOWN: Twice = ["This login is not known", "Diese Anmeldung ist nicht bekannt"];
const LONG_AGO: Twice =
    ["It was not begun in Weftline, or a while ago.", "Sie wurde nicht in Weftline begonnen, oder vor langer Zeit."];
const NOTHING: Twice = ["There is nothing to see here", "Hier gibt es nichts zu sehen"];
const END_OF_LOGIN: Twice =
    ["This address is where Salesforce ends a login.", "Unter dieser Adresse beendet Salesforce eine Anmeldung."];
const EXPIRED: Twice = ["This login has expired", "Diese Anmeldung ist abgelaufen"];
const TEN_MINUTES: Twice = ["A login is good for ten minutes.", "Eine Anmeldung gilt zehn Minuten lang."];
const ANSWERED: Twice = ["This login was answered before", "Diese Anmeldung wurde schon beantwortet"];
const ONE_ANSWER: Twice = ["Each login is good for one answer.", "Jede Anmeldung gilt für eine Antwort."];
const GRANTED: Twice = ["Salesforce has answered", "Salesforce hat geantwortet"];
const PERMISSION: Twice =
    ["Weftline has got the permission to connect.", "Weftline hat die Erlaubnis erhalten, sich zu verbinden."];
const REFUSED: Twice = ["Salesforce did not give access", "Salesforce hat keinen Zugriff gegeben"];
const NOT_KEPT: Twice = ["Weftline could not keep the answer", "Weftline konnte die Antwort nicht aufbewahren"];

/// Keeps it once, and answers with a page, whatever happens.
pub(crate) async fn returned(world: &World, state: &str, sent: AuthorizationCode) -> End {
    match keep(world, state, sent).await {
        Ok(page) => page,
        Err(failure) => page(500, NOT_KEPT, &untranslated(&failure.text), AGAIN),
    }
}

async fn keep(world: &World, state: &str, sent: AuthorizationCode) -> Result<End, Failure> {
    let not_known = || page(400, NOT_KNOWN, &LONG_AGO.map(str::to_owned), AGAIN);
    if sent.code.is_none() && sent.error.is_none() {
        return Ok(page(400, NOTHING, &END_OF_LOGIN.map(str::to_owned), AGAIN));
    }
    let Some(stored) = authorization::read(world, state).await? else {
        return Ok(not_known());
    };
    if world.now_ms() >= stored.document.expires_at_ms {
        return Ok(page(400, EXPIRED, &TEN_MINUTES.map(str::to_owned), AGAIN));
    }
    let mine = match stored.document.stage {
        AuthorizationStage::Begun => {
            let returned = Authorization { stage: AuthorizationStage::Returned, ..stored.document.clone() };
            authorization::write(world, state, Some(&stored), returned).await?.is_some()
        }
        // An invocation may have died before it stored what was sent.
        AuthorizationStage::Returned => {
            store::get_secret::<AuthorizationCode>(world, key::login_code(state)).await?.is_none()
        }
        AuthorizationStage::Exchanging | AuthorizationStage::Connected | AuthorizationStage::Refused => false,
    };
    if !mine {
        return Ok(page(400, ANSWERED, &ONE_ANSWER.map(str::to_owned), BACK));
    }
    store::set_secret(world, key::login_code(state), &sent).await?;
    let Some(error) = &sent.error else {
        return Ok(page(200, GRANTED, &PERMISSION.map(str::to_owned), BACK));
    };
    let description = sent.error_description.as_deref().unwrap_or_default();
    let error = SalesforceError::of_login(error, description).to_failure();
    Ok(page(200, REFUSED, &untranslated(&error.text), BACK))
}

/// What Salesforce or the core says, which the page cannot translate: the page after it can, in Jira.
fn untranslated(text: &str) -> [String; 2] {
    [sentence(text), "Was dagegen sprach, steht auf der Seite von Weftline in Jira.".to_owned()]
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut sentence: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    sentence.push_str(letters.as_str());
    sentence.push('.');
    sentence
}

/// A page that is whole without anything else: the answer's content security policy lets nothing in but its styles.
fn page(status: u16, title: Twice, what: &[String; 2], next: Twice) -> End {
    let [title, title_de] = title.map(text_to_html);
    let [what, what_de] = what.each_ref().map(|text| text_to_html(text));
    let [next, next_de] = next.map(text_to_html);
    let html = [
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>",
        &title,
        " - Weftline</title><style>\
         :root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}\
         body{margin:0;min-height:100vh;display:grid;place-items:center}\
         main{max-width:32rem;padding:2rem}h1,h2{font-size:1.5rem;margin:0 0 1rem}\
         section{border-top:1px solid;margin-top:2rem;padding-top:2rem}\
         </style></head><body><main><h1>",
        &title,
        "</h1><p>",
        &what,
        "</p><p>",
        &next,
        "</p><section lang=\"de\"><h2>",
        &title_de,
        "</h2><p>",
        &what_de,
        "</p><p>",
        &next_de,
        "</p></section></main></body></html>",
    ]
    .concat();
    End::Page { status, html }
}

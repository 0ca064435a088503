//! Salesforce has sent a browser back from a login: what it sent is kept for the admin who began the login, and the
//! browser is shown what happens next.

use weftline_richtext::text_to_html;
use weftline_salesforce::error::SalesforceError;
use weftline_wire::document::{Authorization, AuthorizationCode, AuthorizationStage};

use crate::authorization;
use crate::engine::{End, World};
use crate::failure::Failure;
use crate::store::{self, key};

const BACK: &str = "Go back to Jira, where Weftline's page goes on by itself. This window can be closed.";
const AGAIN: &str = "Go back to Jira and begin the login again. This window can be closed.";

/// Keeps it once, and answers with a page, whatever happens.
pub(crate) async fn returned(world: &World, state: &str, sent: AuthorizationCode) -> End {
    match keep(world, state, sent).await {
        Ok(page) => page,
        Err(failure) => page(500, "Weftline could not keep the answer", &sentence(&failure.text), AGAIN),
    }
}

async fn keep(world: &World, state: &str, sent: AuthorizationCode) -> Result<End, Failure> {
    let not_known = || page(400, "This login is not known", "It was not begun in Weftline, or a while ago.", AGAIN);
    if sent.code.is_none() && sent.error.is_none() {
        return Ok(page(400, "There is nothing to see here", "This address is where Salesforce ends a login.", AGAIN));
    }
    let Some(stored) = authorization::read(world, state).await? else {
        return Ok(not_known());
    };
    if world.now_ms() >= stored.document.expires_at_ms {
        return Ok(page(400, "This login has expired", "A login is good for ten minutes.", AGAIN));
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
        return Ok(page(400, "This login was answered before", "Each login is good for one answer.", BACK));
    }
    store::set_secret(world, key::login_code(state), &sent).await?;
    let Some(error) = &sent.error else {
        return Ok(page(200, "Salesforce has answered", "Weftline has got the permission to connect.", BACK));
    };
    let description = sent.error_description.as_deref().unwrap_or_default();
    let error = SalesforceError::of_login(error, description).to_failure();
    Ok(page(200, "Salesforce did not give access", &sentence(&error.text), BACK))
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut sentence: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    sentence.push_str(letters.as_str());
    sentence.push('.');
    sentence
}

/// A page that is whole without anything else: the answer's content security policy lets nothing in but its styles.
fn page(status: u16, title: &str, what: &str, next: &str) -> End {
    let (title, what, next) = (text_to_html(title), text_to_html(what), text_to_html(next));
    let html = [
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>",
        &title,
        " - Weftline</title><style>\
         :root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}\
         body{margin:0;min-height:100vh;display:grid;place-items:center}\
         main{max-width:32rem;padding:2rem}h1{font-size:1.5rem;margin:0 0 1rem}\
         </style></head><body><main><h1>",
        &title,
        "</h1><p>",
        &what,
        "</p><p>",
        &next,
        "</p></main></body></html>",
    ]
    .concat();
    End::Page { status, html }
}

//! `WAS` and `CHANGED`: what the changelog tells of a field.
//! <https://support.atlassian.com/jira-software-cloud/docs/jql-operators/>

use super::super::Site;
use super::super::model::{Issue, Item};
use super::evaluate::tokens;
use super::resolve::{Subject, Test, Wanted};

const DAY_MS: f64 = 86_400_000.0;

/// A value that a field had, from when to when, and who set it; no token for no value.
struct Held {
    token: Option<String>,
    from: i64,
    until: i64,
    by: String,
}

/// Whether the field was changed in a way that the predicates let through.
pub(super) fn changed(test: &Test, issue: &Issue) -> bool {
    let Subject::Tokens(id) = &test.subject else {
        return false;
    };
    issue.histories.iter().any(|history| {
        let items = history.items.iter().filter(|item| item.field_id == *id);
        items.into_iter().any(|item| {
            test.predicates.iter().all(|(name, wanted)| match name.as_str() {
                "by" => wants(wanted, Some(&history.author)),
                "from" => wants(wanted, item.from.as_ref()),
                "to" => wants(wanted, item.to.as_ref()),
                _ => overlaps(name, wanted, history.created, history.created),
            })
        })
    })
}

/// Whether the field had one of the wanted values at a time, and by a person, that the predicates let through.
pub(super) fn was(site: &Site, test: &Test, issue: &Issue) -> bool {
    let Subject::Tokens(id) = &test.subject else {
        return false;
    };
    held(site, issue, id).iter().any(|held| {
        wants(&test.wanted, held.token.as_ref())
            && test.predicates.iter().all(|(name, wanted)| match name.as_str() {
                "by" => wants(wanted, Some(&held.by)),
                _ => overlaps(name, wanted, held.from, held.until),
            })
    })
}

fn wants(wanted: &[Wanted], token: Option<&String>) -> bool {
    let is_empty = |wanted: &Wanted| *wanted == Wanted::Empty || *wanted == Wanted::Token(String::new());
    match token {
        Some(token) => wanted.contains(&Wanted::Token(token.clone())),
        None => wanted.iter().any(is_empty),
    }
}

/// Whether a span of time has a part in what a predicate names.
#[expect(clippy::cast_precision_loss, reason = "times in milliseconds are exact in a double")]
fn overlaps(name: &str, wanted: &[Wanted], from: i64, until: i64) -> bool {
    let times: Vec<f64> = wanted
        .iter()
        .filter_map(|wanted| if let Wanted::Number(number) = wanted { Some(*number) } else { None })
        .collect();
    let first = times.first().copied().unwrap_or_default();
    let (from, until) = (from as f64, until as f64);
    match name {
        "after" => until > first,
        "before" => from < first,
        "on" => from < first + DAY_MS && until >= first,
        _ => until >= first && times.get(1).is_none_or(|last| from <= *last),
    }
}

/// All values that a field had, found by going back from those it has.
fn held(site: &Site, issue: &Issue, id: &str) -> Vec<Held> {
    let several = site.catalogue.field(id).is_some_and(|field| field.schema_type == "array");
    let mut open: Vec<(Option<String>, i64)> =
        tokens(site, issue, id).into_iter().map(|token| (Some(token), i64::MAX)).collect();
    if open.is_empty() && !several {
        open.push((None, i64::MAX));
    }
    let mut found = Vec::new();
    let changes = issue.histories.iter().flat_map(|history| history.items.iter().map(move |item| (history, item)));
    let changes: Vec<(_, &Item)> = changes.filter(|(_, item)| item.field_id == id).collect();
    for (history, item) in changes.into_iter().rev() {
        if item.to.is_some() || !several {
            let until = match open.iter().position(|(token, _)| *token == item.to) {
                Some(at) => open.remove(at).1,
                None => history.created,
            };
            found.push(Held { token: item.to.clone(), from: history.created, until, by: history.author.clone() });
        }
        if item.from.is_some() || !several {
            open.push((item.from.clone(), history.created));
        }
    }
    let began =
        open.into_iter().map(|(token, until)| Held { token, from: issue.created, until, by: issue.creator.clone() });
    found.extend(began);
    found
}

//! Whether an issue matches.

use serde_json::Value;

use super::super::Site;
use super::super::document::to_text;
use super::super::model::{Issue, Kind};
use super::super::time;
use super::Asker;
use super::history::{changed, was};
use super::parser::Operator;
use super::resolve::{Filter, Subject, Test, Wanted, texts};

/// Whether an issue matches a condition.
pub(super) fn matches(site: &Site, asker: Asker<'_>, filter: &Filter, issue: &Issue) -> bool {
    match filter {
        Filter::And(parts) => parts.iter().all(|part| matches(site, asker, part, issue)),
        Filter::Or(parts) => parts.iter().any(|part| matches(site, asker, part, issue)),
        Filter::Not(part) => !matches(site, asker, part, issue),
        Filter::Test(test) => holds(site, asker, test, issue),
    }
}

fn holds(site: &Site, asker: Asker<'_>, test: &Test, issue: &Issue) -> bool {
    match test.operator {
        Operator::Was | Operator::WasIn => was(site, test, issue),
        Operator::WasNot | Operator::WasNotIn => !was(site, test, issue),
        Operator::Changed => changed(test, issue),
        _ => match &test.subject {
            Subject::Tokens(id) => by_tokens(site, test, id, issue),
            Subject::Time(id) => by_number(test, moment(site, asker, issue, id)),
            Subject::Number(id) => by_number(test, number(issue, id)),
            Subject::Words(id) => by_words(test, &words_of(site, asker, issue, id)),
            Subject::AnyText => {
                let all: Vec<String> = ["summary", "description", "environment", "comment"]
                    .iter()
                    .map(|id| words_of(site, asker, issue, id))
                    .chain(custom_texts(site, issue))
                    .collect();
                by_words(test, &all.join("\n"))
            }
            Subject::Property(key, path) => by_property(test, issue.properties.get(key), path),
        },
    }
}

fn is_negative(operator: Operator) -> bool {
    matches!(operator, Operator::NotEqual | Operator::NotIn | Operator::IsNot | Operator::ContainsNot)
}

/// Equality with any of the wanted; what is empty is neither equal nor unequal to a value.
fn by_tokens(site: &Site, test: &Test, id: &str, issue: &Issue) -> bool {
    let own = tokens(site, issue, id);
    let ordered =
        matches!(test.operator, Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual);
    if ordered {
        return by_rank(test, id, &own);
    }
    let wants_empty =
        test.wanted.iter().any(|wanted| *wanted == Wanted::Empty || *wanted == Wanted::Token(String::new()));
    let hit = test.wanted.iter().any(|wanted| match wanted {
        Wanted::Token(token) => own.contains(token),
        _ => false,
    });
    match (is_negative(test.operator), wants_empty) {
        (false, _) => hit || (wants_empty && own.is_empty()),
        (true, true) => !own.is_empty() && !hit,
        (true, false) => !own.is_empty() && !hit,
    }
}

/// Order among priorities (greater is more urgent), keys and versions, by their ids.
fn by_rank(test: &Test, id: &str, own: &[String]) -> bool {
    let sign = if id == "priority" { -1.0 } else { 1.0 };
    let rank = |token: &String| token.parse::<f64>().ok().map(|number| number * sign);
    let Some(own) = own.first().and_then(rank) else {
        return false;
    };
    test.wanted.iter().any(|wanted| match wanted {
        Wanted::Token(token) => rank(token).is_some_and(|wanted| compare(test.operator, own, wanted)),
        _ => false,
    })
}

fn by_number(test: &Test, own: Option<f64>) -> bool {
    let wants_empty = test.wanted.contains(&Wanted::Empty);
    let Some(own) = own else {
        return wants_empty && !is_negative(test.operator);
    };
    if wants_empty && matches!(test.operator, Operator::Is | Operator::Equal) {
        return false;
    }
    let compare = |operator: Operator| {
        test.wanted.iter().any(|wanted| match wanted {
            Wanted::Number(number) => compare(operator, own, *number),
            _ => false,
        })
    };
    match test.operator {
        Operator::In => compare(Operator::Equal),
        Operator::NotIn | Operator::NotEqual | Operator::IsNot => !compare(Operator::Equal),
        operator => compare(operator),
    }
}

fn compare(operator: Operator, own: f64, wanted: f64) -> bool {
    match operator {
        Operator::Less => own < wanted,
        Operator::LessOrEqual => own <= wanted,
        Operator::Greater => own > wanted,
        Operator::GreaterOrEqual => own >= wanted,
        _ => (own - wanted).abs() < 1e-9,
    }
}

fn by_words(test: &Test, text: &str) -> bool {
    let text = text.to_lowercase();
    let has = test.wanted.iter().any(|wanted| match wanted {
        Wanted::Words(words) => contains(&text, words),
        Wanted::Empty => text.trim().is_empty(),
        _ => false,
    });
    match test.operator {
        Operator::ContainsNot => !text.trim().is_empty() && !has,
        Operator::IsNot => !has,
        _ => has,
    }
}

/// All words, in any order; `*` at a word's end for any ending; of a text within quotation marks the words as they stand,
/// one behind the other: what separates words is not in the index.
/// <https://support.atlassian.com/jira-software-cloud/docs/search-syntax-for-text-fields/>
fn contains(text: &str, wanted: &str) -> bool {
    let wanted = wanted.trim();
    let split = |text: &str| -> Vec<String> {
        text.split(|character: char| !character.is_alphanumeric() && character != '*' && character != '_')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let own = split(text);
    if let Some(phrase) = wanted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        let asked = split(phrase);
        return !asked.is_empty() && own.windows(asked.len()).any(|part| part == asked);
    }
    let asked = split(wanted);
    !asked.is_empty()
        && asked.iter().all(|word| match word.strip_suffix('*') {
            Some(beginning) => own.iter().any(|candidate| candidate.starts_with(beginning)),
            None => own.contains(word),
        })
}

fn by_property(test: &Test, property: Option<&Value>, path: &[String]) -> bool {
    let mut values: Vec<&Value> = property.into_iter().flat_map(elements).collect();
    for part in path {
        values = values.into_iter().filter_map(|value| value.get(part)).flat_map(elements).collect();
    }
    values.retain(|value| !value.is_null());
    if test.wanted.contains(&Wanted::Empty) {
        return values.is_empty() != is_negative(test.operator);
    }
    let hit = values.iter().any(|value| {
        test.wanted.iter().any(|wanted| match (wanted, value) {
            (Wanted::Number(wanted), Value::Number(own)) => {
                let operator = if test.operator == Operator::NotEqual { Operator::Equal } else { test.operator };
                own.as_f64().is_some_and(|own| compare(operator, own, *wanted))
            }
            (Wanted::Number(wanted), Value::String(own)) => {
                own.parse::<f64>().is_ok_and(|own| (own - wanted).abs() < 1e-9)
            }
            (Wanted::Token(wanted), Value::String(own)) if test.operator == Operator::Contains => {
                contains(&own.to_lowercase(), wanted)
            }
            (Wanted::Token(wanted), Value::String(own)) => own.to_lowercase() == *wanted,
            (Wanted::Token(wanted), Value::Bool(own)) => own.to_string() == *wanted,
            _ => false,
        })
    });
    if is_negative(test.operator) { !values.is_empty() && !hit } else { hit }
}

/// A list's elements, or the value itself: paths lead through lists.
fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        value => vec![value],
    }
}

/// The identities that an issue has in a field.
pub(super) fn tokens(site: &Site, issue: &Issue, id: &str) -> Vec<String> {
    match id {
        "project" => vec![issue.project.to_string()],
        "projectType" => {
            site.catalogue.project(issue.project).map(|project| project.type_key.to_owned()).into_iter().collect()
        }
        "issuekey" => vec![issue.id.to_string()],
        "issuetype" => vec![issue.issue_type.clone()],
        "status" => vec![issue.status.clone()],
        "statusCategory" => {
            site.catalogue.status(&issue.status).map(|status| status.category.to_owned()).into_iter().collect()
        }
        "creator" => vec![issue.creator.clone()],
        "watcher" => issue.watchers.iter().cloned().collect(),
        "issueLink" => issue
            .links
            .iter()
            .filter_map(|id| site.links.get(id))
            .map(|link| if link.outward_from == issue.id { link.inward_from } else { link.outward_from })
            .map(|other| other.to_string())
            .collect(),
        "issueLinkType" => {
            issue.links.iter().filter_map(|id| site.links.get(id)).map(|link| link.type_id.clone()).collect()
        }
        "attachment" => issue.attachments.iter().map(u64::to_string).collect(),
        "subtasks" => issue.subtasks.iter().map(u64::to_string).collect(),
        _ => match site.catalogue.field(id) {
            Some(field) if matches!(field.kind, Kind::Option | Kind::Options) => texts(issue.values.get(id))
                .iter()
                .filter_map(|option| field.option(option))
                .map(|option| option.value.to_lowercase())
                .collect(),
            Some(field) if field.kind == Kind::Cascade => {
                let part = |name: &str| issue.values.get(id).and_then(|value| value.get(name)).and_then(Value::as_str);
                let parent = part("parent").and_then(|id| field.option(id));
                let child = parent.and_then(|parent| parent.child(part("child")?));
                parent.into_iter().chain(child).map(|option| option.value.to_lowercase()).collect()
            }
            Some(field) if matches!(field.kind, Kind::Labels | Kind::Url | Kind::Group | Kind::Groups) => {
                texts(issue.values.get(id)).iter().map(|text| text.to_lowercase()).collect()
            }
            _ => texts(issue.values.get(id)),
        },
    }
}

/// A point in time; days are taken to begin at midnight in the asker's zone.
#[expect(clippy::cast_precision_loss, reason = "times in milliseconds are exact in a double")]
pub(super) fn moment(site: &Site, asker: Asker<'_>, issue: &Issue, id: &str) -> Option<f64> {
    let ms = match id {
        "created" => Some(issue.created),
        "updated" => Some(issue.updated),
        "resolutiondate" => issue.resolved,
        "statuscategorychangedate" => Some(issue.status_changed),
        _ => {
            let value = issue.values.get(id);
            match site.catalogue.field(id).map(|field| field.kind) {
                Some(Kind::DateTime) => value.and_then(Value::as_i64),
                _ => value.and_then(Value::as_str).and_then(|text| time::jql_literal(text, 0, asker.offset_minutes)),
            }
        }
    };
    ms.map(|ms| ms as f64)
}

/// A number.
pub(super) fn number(issue: &Issue, id: &str) -> Option<f64> {
    match id {
        "watches" => u32::try_from(issue.watchers.len()).ok().map(f64::from),
        "votes" => Some(0.0),
        "workratio" => Some(-1.0),
        _ => issue.values.get(id).and_then(Value::as_f64),
    }
}

fn words_of(site: &Site, asker: Asker<'_>, issue: &Issue, id: &str) -> String {
    if id == "comment" {
        let Some(project) = site.catalogue.project(issue.project) else {
            return String::new();
        };
        let seen = issue
            .comments
            .iter()
            .filter_map(|id| site.comments.get(id))
            .filter(|comment| site.sees_comment(asker.account, project, comment));
        return seen.map(|comment| to_text(&comment.body)).collect::<Vec<_>>().join("\n");
    }
    match issue.values.get(id) {
        Some(Value::String(text)) => text.clone(),
        Some(document @ Value::Object(_)) => to_text(document),
        _ => String::new(),
    }
}

fn custom_texts<'a>(site: &'a Site, issue: &'a Issue) -> impl Iterator<Item = String> + 'a {
    site.catalogue
        .fields
        .iter()
        .filter(|field| field.custom.is_some() && matches!(field.kind, Kind::Text | Kind::Paragraph))
        .filter_map(|field| issue.values.get(&field.id))
        .map(|value| value.as_str().map_or_else(|| to_text(value), str::to_owned))
}

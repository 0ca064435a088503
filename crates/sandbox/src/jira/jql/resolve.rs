//! A query's fields and values looked up on the site, once, before it is run.

use serde_json::Value;

use super::super::Site;
use super::super::model::{Field, Kind};
use super::super::seed::fields::SPRINTS;
use super::super::time::jql_literal;
use super::Asker;
use super::function::function;
use super::parser::{Clause, Node, Operand, Operator};

/// A condition with everything looked up.
pub(super) enum Filter {
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Box<Filter>),
    Test(Test),
}

impl Filter {
    /// Whether any clause looks at this.
    pub(super) fn looks_at(&self, subject: &Subject) -> bool {
        match self {
            Filter::And(parts) | Filter::Or(parts) => parts.iter().any(|part| part.looks_at(subject)),
            Filter::Not(part) => part.looks_at(subject),
            Filter::Test(test) => test.subject == *subject,
        }
    }
}

/// One clause, looked up.
pub(super) struct Test {
    pub(super) subject: Subject,
    pub(super) operator: Operator,
    pub(super) wanted: Vec<Wanted>,
    pub(super) predicates: Vec<(String, Vec<Wanted>)>,
}

/// What a clause looks at.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Subject {
    /// Compared by identity, as one of a set of tokens.
    Tokens(String),
    /// A point in time, by field.
    Time(String),
    /// A number, by field.
    Number(String),
    /// Words of a text, by field.
    Words(String),
    /// Words of any text.
    AnyText,
    /// A value within a property.
    Property(String, Vec<String>),
}

/// What it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wanted {
    Empty,
    Token(String),
    Number(f64),
    Words(String),
}

/// Looks up a condition; complaints are collected.
pub(super) fn resolve(site: &Site, asker: Asker<'_>, node: &Node, complaints: &mut Vec<String>) -> Filter {
    match node {
        Node::And(parts) => Filter::And(parts.iter().map(|part| resolve(site, asker, part, complaints)).collect()),
        Node::Or(parts) => Filter::Or(parts.iter().map(|part| resolve(site, asker, part, complaints)).collect()),
        Node::Not(part) => Filter::Not(Box::new(resolve(site, asker, part, complaints))),
        Node::Clause(clause) => match test(site, asker, clause) {
            Ok(test) => Filter::Test(test),
            Err(complaint) => {
                complaints.push(complaint);
                Filter::Or(Vec::new())
            }
        },
    }
}

/// What a field's name in a query stands for.
pub(super) fn subject(site: &Site, name: &str) -> Option<Subject> {
    if let Some(rest) = name.strip_prefix("issue.property[") {
        let (key, path) = rest.split_once(']')?;
        let path = path.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        return Some(Subject::Property(key.to_owned(), path));
    }
    let lower = name.to_lowercase();
    if let Some(alias) = site.aliases.iter().find(|alias| alias.alias.eq_ignore_ascii_case(name)) {
        let path = alias.path.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        return Some(Subject::Property(alias.property_key.clone(), path));
    }
    let special = match lower.as_str() {
        "text" => return Some(Subject::AnyText),
        "key" | "issuekey" | "issue" | "id" => Some("issuekey"),
        "statuscategory" => Some("statusCategory"),
        "issuelink" => Some("issueLink"),
        "issuelinktype" => Some("issueLinkType"),
        "watcher" => Some("watcher"),
        "projecttype" => Some("projectType"),
        _ => None,
    };
    if let Some(special) = special {
        return Some(Subject::Tokens(special.to_owned()));
    }
    let field = find_field(site, name)?;
    let id = field.id.clone();
    Some(match field.kind {
        Kind::Date | Kind::DateTime => Subject::Time(id),
        Kind::Number => Subject::Number(id),
        Kind::Text | Kind::Paragraph => Subject::Words(id),
        Kind::Computed => match id.as_str() {
            "created" | "updated" | "resolutiondate" | "statuscategorychangedate" | "lastViewed" => Subject::Time(id),
            "comment" => Subject::Words(id),
            "status" | "creator" | "attachment" | "subtasks" => Subject::Tokens(id),
            "customfield_10010" => Subject::Tokens(id),
            "workratio" | "timespent" | "timeestimate" | "timeoriginalestimate" | "watches" | "votes" => {
                Subject::Number(id)
            }
            _ => return None,
        },
        _ => Subject::Tokens(id),
    })
}

/// A field by one of its names in queries, with or without the type in brackets.
pub(super) fn find_field<'a>(site: &'a Site, name: &str) -> Option<&'a Field> {
    let bare = if name.starts_with("cf[") { name } else { name.split('[').next().unwrap_or(name) };
    site.catalogue.fields.iter().find(|field| {
        field.id.eq_ignore_ascii_case(bare) || field.clause_names.iter().any(|clause| clause.eq_ignore_ascii_case(bare))
    })
}

fn test(site: &Site, asker: Asker<'_>, clause: &Clause) -> Result<Test, String> {
    let subject = subject(site, &clause.field)
        .ok_or_else(|| format!("Field '{}' does not exist or you do not have permission to view it.", clause.field))?;
    let supported = match (&subject, clause.operator) {
        (_, Operator::Is | Operator::IsNot) => true,
        (Subject::Words(_) | Subject::AnyText, Operator::Contains | Operator::ContainsNot) => true,
        (Subject::Words(_) | Subject::AnyText, _) => false,
        (Subject::Property(..), Operator::Contains | Operator::ContainsNot) => true,
        (_, Operator::Contains | Operator::ContainsNot) => false,
        (
            Subject::Tokens(id),
            Operator::Was | Operator::WasNot | Operator::WasIn | Operator::WasNotIn | Operator::Changed,
        ) => ["status", "assignee", "priority", "reporter", "resolution", "fixVersions"].contains(&id.as_str()),
        (_, Operator::Was | Operator::WasNot | Operator::WasIn | Operator::WasNotIn | Operator::Changed) => false,
        (
            Subject::Tokens(id),
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual,
        ) => ["issuekey", "priority", "fixVersions", "versions"].contains(&id.as_str()),
        _ => true,
    };
    if !supported {
        return Err(format!(
            "The operator '{}' is not supported by the '{}' field.",
            clause.operator.text(),
            clause.field
        ));
    }
    let wanted = values(site, asker, clause, &subject, &clause.operand)?;
    let mut predicates = Vec::new();
    for (name, operand) in &clause.predicates {
        let about = match name.as_str() {
            "by" => Subject::Tokens("assignee".into()),
            "from" | "to" => subject.clone(),
            _ => Subject::Time("updated".into()),
        };
        let wanted = values(site, asker, clause, &about, operand).map_err(|complaint| match about {
            // Jira names the predicate, not the field.
            Subject::Time(_) => {
                complaint.replace(&format!("for field '{}'", clause.field), &format!("for predicate '{name}'"))
            }
            _ => complaint,
        })?;
        match (name.as_str(), wanted.len()) {
            ("before" | "after" | "on", count) if count != 1 => {
                return Err(format!("The {} predicate must be supplied with only 1 date value.", name.to_uppercase()));
            }
            ("during", count) if count != 2 => {
                return Err("The DURING predicate must be supplied with exactly 2 date values.".to_owned());
            }
            _ => predicates.push((name.clone(), wanted)),
        }
    }
    Ok(Test { subject, operator: clause.operator, wanted, predicates })
}

fn values(
    site: &Site,
    asker: Asker<'_>,
    clause: &Clause,
    subject: &Subject,
    operand: &Operand,
) -> Result<Vec<Wanted>, String> {
    match operand {
        Operand::Empty => Ok(vec![Wanted::Empty]),
        Operand::List(items) => {
            let mut all = Vec::new();
            for item in items {
                all.extend(values(site, asker, clause, subject, item)?);
            }
            Ok(all)
        }
        Operand::Function(name, arguments) => function(site, asker, clause, subject, name, arguments),
        Operand::Value(text) => value(site, asker, clause, subject, text).map(|wanted| vec![wanted]),
    }
}

fn value(site: &Site, asker: Asker<'_>, clause: &Clause, subject: &Subject, text: &str) -> Result<Wanted, String> {
    match subject {
        Subject::Words(_) | Subject::AnyText if text.trim().is_empty() => {
            Err(format!("The field '{}' does not support searching for an empty string.", clause.field))
        }
        Subject::Words(_) | Subject::AnyText => Ok(Wanted::Words(text.to_lowercase())),
        Subject::Number(_) => text
            .parse()
            .map(Wanted::Number)
            .map_err(|_| format!("Value '{text}' for the '{}' field is not a valid number.", clause.field)),
        Subject::Time(_) => jql_literal(text, asker.now, asker.offset_minutes)
            .map(as_number)
            .ok_or_else(|| {
                format!(
                    "Date value '{text}' for field '{}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
                    clause.field
                )
            }),
        Subject::Property(..) => Ok(match text.parse::<f64>() {
            Ok(number) => Wanted::Number(number),
            Err(_) => Wanted::Token(text.to_lowercase()),
        }),
        Subject::Tokens(id) => token(site, asker, clause, id, text).map(Wanted::Token),
    }
}

pub(super) fn as_number(ms: i64) -> Wanted {
    // Milliseconds since 1970 are far below 2^53.
    #[expect(clippy::cast_precision_loss, reason = "times in milliseconds are exact in a double")]
    Wanted::Number(ms as f64)
}

/// The identity that a text stands for, in a field compared by identity.
fn token(site: &Site, asker: Asker<'_>, clause: &Clause, id: &str, text: &str) -> Result<String, String> {
    let catalogue = &site.catalogue;
    let missing = || missing(clause, text);
    let same = |name: &str| name.eq_ignore_ascii_case(text);
    let found = match id {
        "project" => catalogue
            .projects
            .iter()
            .filter(|project| site.may(asker.account, project, "BROWSE_PROJECTS"))
            .find(|project| same(project.key) || same(project.name) || project.id.to_string() == text)
            .map(|project| project.id.to_string()),
        "projectType" => Some(text.to_lowercase()),
        "issuekey" | "issueLink" | "parent" => {
            let found = site.find_issue(text).filter(|issue| {
                let project = catalogue.project(issue.project);
                project.is_some_and(|project| site.may(asker.account, project, "BROWSE_PROJECTS"))
            });
            let is_key = text.split_once('-').is_some_and(|(project, number)| {
                !project.is_empty() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
            });
            return found.map(|issue| issue.id.to_string()).ok_or_else(|| {
                if text.parse::<u64>().is_ok() {
                    missing()
                } else if is_key {
                    format!("An issue with key '{text}' does not exist for field '{}'.", clause.field)
                } else {
                    format!("The issue key '{text}' for field '{}' is invalid.", clause.field)
                }
            });
        }
        "issueLinkType" => catalogue
            .link_types
            .iter()
            .find(|kind| same(kind.name) || same(kind.inward) || same(kind.outward) || kind.id == text)
            .map(|kind| kind.id.to_owned()),
        "issuetype" => catalogue
            .issue_types
            .iter()
            .find(|issue_type| same(issue_type.name) || issue_type.id == text)
            .map(|issue_type| issue_type.id.to_owned()),
        "status" => catalogue
            .statuses
            .iter()
            .find(|status| same(status.name) || status.id == text)
            .map(|status| status.id.to_owned()),
        "statusCategory" => [("new", "To Do", "2"), ("indeterminate", "In Progress", "4"), ("done", "Done", "3")]
            .iter()
            .find(|(key, name, number)| same(key) || same(name) || *number == text)
            .map(|(key, ..)| (*key).to_owned()),
        "priority" => catalogue
            .priorities
            .iter()
            .find(|priority| same(priority.name) || priority.id == text)
            .map(|priority| priority.id.to_owned()),
        "resolution" if same("unresolved") => return Ok(String::new()),
        "resolution" => catalogue
            .resolutions
            .iter()
            .find(|resolution| same(resolution.name) || resolution.id == text)
            .map(|resolution| resolution.id.to_owned()),
        "watcher" | "creator" => catalogue.user(text).map(|user| user.account_id.clone()),
        _ => return field_token(site, clause, id, text),
    };
    found.ok_or_else(missing)
}

/// The complaint about a value that there is not; a number is taken for an id.
fn missing(clause: &Clause, text: &str) -> String {
    if text.parse::<i64>().is_ok() {
        format!("A value with ID '{text}' does not exist for the field '{}'.", clause.field)
    } else {
        format!("The value '{text}' does not exist for the field '{}'.", clause.field)
    }
}

fn field_token(site: &Site, clause: &Clause, id: &str, text: &str) -> Result<String, String> {
    let missing = || missing(clause, text);
    let Some(field) = site.catalogue.field(id) else {
        return Ok(text.to_lowercase());
    };
    let same = |name: &str| name.eq_ignore_ascii_case(text);
    match field.kind {
        Kind::User | Kind::Users => site.catalogue.user(text).map(|user| user.account_id.clone()).ok_or_else(missing),
        Kind::Option | Kind::Options | Kind::Cascade => {
            let options = field.contexts.iter().flat_map(|context| &context.options);
            options
                .flat_map(|option| std::iter::once(option).chain(&option.children))
                .find(|option| same(option.value) || option.id.to_string() == text)
                .map(|option| option.value.to_lowercase())
                .ok_or_else(|| format!("The option '{text}' for field '{}' does not exist.", clause.field))
        }
        Kind::Components => site
            .catalogue
            .projects
            .iter()
            .flat_map(|project| &project.components)
            .find(|component| same(component.name) || component.id == text)
            .map(|component| component.id.to_owned())
            .ok_or_else(missing),
        Kind::Versions | Kind::VersionPick => site
            .catalogue
            .projects
            .iter()
            .flat_map(|project| &project.versions)
            .find(|version| same(version.name) || version.id == text)
            .map(|version| version.id.to_owned())
            .ok_or_else(missing),
        Kind::Sprints => SPRINTS
            .iter()
            .find(|(id, name, ..)| same(name) || *id == text)
            .map(|(id, ..)| (*id).to_owned())
            .ok_or_else(missing),
        Kind::ProjectPick => {
            site.catalogue.find_project(text).map(|project| project.id.to_string()).ok_or_else(missing)
        }
        _ => Ok(text.to_lowercase()),
    }
}

/// A stored list as texts.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Number(number)) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

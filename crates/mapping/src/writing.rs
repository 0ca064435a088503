//! Writes values in the form in which Jira takes them.
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-put>

use weftline_richtext::{html_to_adf_with, html_to_text, loss_sentences, text_to_adf_keeping, text_to_html};
use weftline_wire::failure::Problem;
use weftline_wire::json::{self, Json};

use crate::back::Going;
use crate::compile::{BackHow, Reads};
use crate::issue::{BackValue, Resolved};
use crate::jira_value::JiraValue;
use crate::kind::{Kind, Written};
use crate::limit;
use crate::number::Decimal;
use crate::pair::{day_taken, midnight_taken};
use crate::place::Place;
use crate::problem::{Code, error, warning};
use crate::reading::zone_problem;
use crate::target::Target;
use crate::time::{Day, Instant};

/// What becomes of a Jira field, and what there is to say about it.
pub(crate) struct Writing {
    pub(crate) value: BackValue,
    pub(crate) text: Option<String>,
    pub(crate) losses: Vec<String>,
    pub(crate) problems: Vec<Problem>,
}

impl Writing {
    pub(crate) fn nothing() -> Writing {
        Writing { value: BackValue::Nothing, text: None, losses: Vec::new(), problems: Vec::new() }
    }

    fn problem(problem: Problem) -> Writing {
        Writing { problems: vec![problem], ..Writing::nothing() }
    }

    /// A value, which people read as this.
    fn set(json: &str, text: String) -> Writing {
        match Json::parse(json) {
            Ok(json) => Writing { value: BackValue::Set(json), text: Some(text), ..Writing::nothing() },
            Err(_) => Writing::nothing(),
        }
    }

    fn losing(mut self, losses: Vec<String>) -> Writing {
        self.losses.splice(0..0, losses);
        self
    }
}

/// Empties a field.
pub(crate) fn clear(going: &Going<'_>) -> Writing {
    let place = going.back.place;
    if matches!(place, Place::Field("summary")) || going.back.kind == Kind::Named(Written::Status) {
        let text = format!("`{}` of the issue cannot be empty", place.name());
        let problem = warning(Code::RequiredInJira, &going.field.describe.name, text, "fill it in in Salesforce");
        return Writing::problem(problem);
    }
    let several = matches!(going.back.kind, Kind::Several(_) | Kind::Users);
    match Json::parse("[]") {
        // Jira takes no `null` for a list.
        Ok(list) if several => Writing { value: BackValue::Set(list), ..Writing::nothing() },
        _ => Writing { value: BackValue::Clear, ..Writing::nothing() },
    }
}

/// An option and the one below it.
pub(crate) fn cascading(first: &str, second: Option<&str>) -> Writing {
    let value = json::to_string(&first);
    match second {
        None => Writing::set(&["{\"value\":", &value, "}"].concat(), first.to_owned()),
        Some(second) => {
            let child = json::to_string(&second);
            let json = ["{\"value\":", &value, ",\"child\":{\"value\":", &child, "}}"].concat();
            Writing::set(&json, [first, " - ", second].concat())
        }
    }
}

/// Writes values: there is at least one.
pub(crate) fn write(going: &Going<'_>, items: Vec<String>, resolved: &Resolved) -> Writing {
    let to = To { going, field: &going.field.describe.name, target: Target::of(going.field.describe) };
    match going.back.kind {
        Kind::Text(units_max) => to.text(&items, units_max),
        Kind::RichText => to.rich_text(&items),
        Kind::Several(Written::Label) => to.labels(items),
        Kind::Several(written) => {
            let items = to.apart(items);
            let objects: Vec<String> = items.iter().map(|item| named(written, item)).collect();
            Writing::set(&list(&objects), items.join(", "))
        }
        Kind::Users => {
            let mut accounts = Vec::new();
            let mut names = Vec::new();
            let mut problems = Vec::new();
            for item in &items {
                match to.account(item, resolved) {
                    Ok((id, name)) => {
                        accounts.push(account(&id));
                        names.push(name);
                    }
                    Err(problem) => problems.push(problem),
                }
            }
            if accounts.is_empty() {
                return Writing { problems, ..Writing::nothing() };
            }
            Writing { problems, ..Writing::set(&list(&accounts), names.join(", ")) }
        }
        kind => {
            let losses = match items.len() {
                1 => Vec::new(),
                count => vec![format!("only the first of {count} values is kept")],
            };
            let first = items.into_iter().next().unwrap_or_default();
            to.one(kind, first.trim(), resolved).losing(losses)
        }
    }
}

fn named(written: Written, name: &str) -> String {
    let member = match written {
        Written::Value | Written::Label | Written::Never => "value",
        Written::Name | Written::Status => "name",
        Written::Key => "key",
    };
    ["{\"", member, "\":", &json::to_string(&name), "}"].concat()
}

fn account(id: &str) -> String {
    ["{\"accountId\":", &json::to_string(&id), "}"].concat()
}

fn list(items: &[String]) -> String {
    ["[", &items.join(","), "]"].concat()
}

/// Where values go.
struct To<'a> {
    going: &'a Going<'a>,
    field: &'a str,
    target: Target,
}

impl To<'_> {
    /// Whether the items are the field's own text.
    fn is_own_text(&self) -> bool {
        matches!((&self.going.back.how, &self.going.back.reads), (BackHow::Direct, Reads::Field))
    }

    fn text(&self, items: &[String], units_max: usize) -> Writing {
        let mut losses = Vec::new();
        if items.len() > 1 {
            losses.push(String::from("several values become one text"));
        }
        let mut text = items.join(", ");
        if self.target == Target::Html && self.is_own_text() {
            text = html_to_text(&text);
            if text_to_html(&text) != items.concat() {
                losses.push(String::from("formatting is lost"));
            }
        }
        if text.trim().contains(['\n', '\r']) {
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            text = lines.join(" ");
            losses.push(String::from("line breaks become spaces"));
        }
        let text = text.trim();
        if text.is_empty() {
            return clear(self.going).losing(losses);
        }
        let kept = limit::cut(text, units_max, usize::MAX);
        if let Some(kept) = kept {
            let lost = text.get(kept.len()..).unwrap_or_default().chars().count();
            losses.push(format!("cut at {units_max} characters: {lost} are lost"));
        }
        let kept = kept.unwrap_or(text);
        Writing::set(&json::to_string(&kept), kept.to_owned()).losing(losses)
    }

    fn rich_text(&self, items: &[String]) -> Writing {
        let mut losses = Vec::new();
        if items.len() > 1 {
            losses.push(String::from("several values become one text"));
        }
        let source = items.join(", ");
        let html = self.target == Target::Html && self.is_own_text();
        let text = if html { html_to_text(&source) } else { source.clone() };
        let (units, units_max) = (limit::units(&text), Kind::RichText.text_max());
        if units > units_max {
            let text = format!("`{}` holds {units_max} characters, not {units}", self.going.back.place.name());
            return Writing::problem(error(Code::TooLong, self.field, text, "shorten it in Salesforce"));
        }
        let adf = self.adf_of(&source, html, &mut losses);
        Writing::set(&adf, text).losing(losses)
    }

    /// A document of HTML or of plain text. Files that stand in the one that is replaced stay, where they are shown or
    /// named.
    fn adf_of(&self, source: &str, html: bool, losses: &mut Vec<String>) -> String {
        let current = match &self.going.current {
            JiraValue::Document(json, ..) => Some(*json),
            _ => None,
        };
        if !html {
            return text_to_adf_keeping(source, current);
        }
        let converted = html_to_adf_with(source, self.going.context.images, current);
        losses.extend(loss_sentences(&converted.losses));
        converted.text
    }

    /// The values of a list: one text is taken apart.
    fn apart(&self, items: Vec<String>) -> Vec<String> {
        let mut apart: Vec<String> = Vec::new();
        let texts = matches!(self.target, Target::Line | Target::Lines) && self.is_own_text();
        for item in &items {
            let parts = if texts { item.split([',', '\n']).collect() } else { vec![item.as_str()] };
            for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
                if !apart.iter().any(|before| before == part) {
                    apart.push(part.to_owned());
                }
            }
        }
        apart
    }

    fn labels(&self, items: Vec<String>) -> Writing {
        let mut losses = Vec::new();
        let mut labels: Vec<String> = Vec::new();
        for item in self.apart(items) {
            let label = item.split_whitespace().collect::<Vec<_>>().join("_");
            if label != item {
                losses.push(format!("`{item}` becomes `{label}`: labels have no spaces"));
            }
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        let written: Vec<String> = labels.iter().map(|label| json::to_string(label)).collect();
        Writing::set(&list(&written), labels.join(", ")).losing(losses)
    }

    fn one(&self, kind: Kind, text: &str, resolved: &Resolved) -> Writing {
        match kind {
            Kind::Url => match text.split_once("://") {
                Some((scheme, rest)) if !rest.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                    Writing::set(&json::to_string(&text), text.to_owned())
                }
                _ => self.not(Code::NotAnAddress, text, "a whole address", "write it like `https://example.com`"),
            },
            Kind::Number => match Decimal::parse(text) {
                Some(number) => Writing::set(&number.text(), number.text()),
                None => self.not(Code::NotANumber, text, "a number", "write it like `1250.5`"),
            },
            Kind::Date => self.date(text),
            Kind::DateTime => self.date_time(text),
            Kind::User => match self.account(text, resolved) {
                Ok((id, name)) => Writing::set(&account(&id), name),
                Err(problem) => Writing::problem(problem),
            },
            Kind::Named(Written::Status) => Writing {
                value: BackValue::Status { name: text.to_owned() },
                text: Some(text.to_owned()),
                ..Writing::nothing()
            },
            Kind::Named(Written::Key) => {
                let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                match text.split_once('-') {
                    Some((project, number)) if !project.is_empty() && is_number(number) => {
                        Writing::set(&named(Written::Key, text), text.to_owned())
                    }
                    _ => self.not(Code::NotAnAddress, text, "the key of an issue", "write it like `SUP-12`"),
                }
            }
            Kind::Named(written) => Writing::set(&named(written, text), text.to_owned()),
            Kind::Cascading => match text.split_once(" - ") {
                Some((first, second)) => cascading(first.trim(), Some(second.trim())),
                None => cascading(text, None),
            },
            Kind::Text(_)
            | Kind::RichText
            | Kind::Users
            | Kind::Several(_)
            | Kind::Any
            | Kind::Unknown
            | Kind::Unsupported => {
                let text = format!("Jira did not say which values `{}` takes", self.going.back.place.name());
                Writing::problem(error(Code::UnknownJiraField, self.field, text, "choose another field"))
            }
        }
    }

    fn date(&self, text: &str) -> Writing {
        if let Some(day) = Day::parse(text) {
            return Writing::set(&json::to_string(&day.text()), day.text());
        }
        let Some(instant) = Instant::parse(text) else {
            return self.not(Code::NotADate, text, "a date", "write it like `2026-11-21`");
        };
        let clock = self.going.context.clock;
        match instant.day_in(clock) {
            Some(day) => Writing::set(&json::to_string(&day.text()), day.text()).losing(vec![day_taken(clock.name)]),
            None => Writing::problem(zone_problem(clock, self.field)),
        }
    }

    fn date_time(&self, text: &str) -> Writing {
        let set = |instant: Instant| Writing::set(&json::to_string(&instant.jira_text()), instant.text());
        if let Some(instant) = Instant::parse(text) {
            return set(instant);
        }
        let Some(day) = Day::parse(text) else {
            return self.not(
                Code::NotADateTime,
                text,
                "a date and time with a zone",
                "write it like `2026-11-21T09:30:00Z`",
            );
        };
        let clock = self.going.context.clock;
        match day.midnight(clock) {
            Some(instant) => set(instant).losing(vec![midnight_taken(clock.name)]),
            None => Writing::problem(zone_problem(clock, self.field)),
        }
    }

    /// The account that an e-mail address, a name or an id means: its id, and what people call it.
    fn account(&self, text: &str, resolved: &Resolved) -> Result<(String, String), Problem> {
        let means = |item: &JiraValue<'_>| match item {
            JiraValue::User(user)
                if item.find_key(&mut |key| key.eq_ignore_ascii_case(text).then_some(())).is_some() =>
            {
                let name = user.name.as_ref().unwrap_or(&user.account_id);
                Some((user.account_id.clone().into_owned(), name.clone().into_owned()))
            }
            _ => None,
        };
        // Whoever is there already needs no search, and is found though the address is hidden from it.
        if let Some(there) = self.going.current.items().iter().find_map(means) {
            return Ok(there);
        }
        if let Some(found) = resolved.accounts_by_email.get(&text.to_ascii_lowercase()) {
            return Ok((found.id.clone(), found.name.clone()));
        }
        let is_id = text.len() >= 8 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":-_".contains(&byte));
        if is_id {
            return Ok((text.to_owned(), text.to_owned()));
        }
        let text = format!("no single Jira account shows the e-mail address `{text}`");
        let remedy = "map the person by a table, or let them make the address visible in the Atlassian profile";
        Err(warning(Code::AccountNotFound, self.field, text, remedy))
    }

    fn not(&self, code: Code, text: &str, what: &str, remedy: &str) -> Writing {
        let text = ["`", text, "` is not ", what].concat();
        Writing::problem(error(code, self.field, text, remedy))
    }
}

//! Matching rules: which records look the same.
//!
//! <https://help.salesforce.com/s/articleView?id=sales.matching_rules_standard_contact_rule.htm&type=5>
//!
//! The service compares by match keys, several algorithms and weights. Here: names by Jaro and Winkler's measure, with
//! the service's thresholds; companies without their legal forms; telephones by their digits; everything else without
//! regard to case, accents and punctuation. A person's two names swapped are not looked for.

use super::condition::Saved;
use crate::salesforce::record::View;
use crate::salesforce::schema::{FieldIndex, Object};
use crate::salesforce::store::Row;
use crate::salesforce::value::Value;
use serde::{Deserialize, Serialize};

/// A matching rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MatchingRule {
    /// The rule's developer name.
    pub name: String,
    /// The object whose records are looked at.
    pub object: String,
    /// Groups of fields: two records match when all fields of one group do. Of people and companies, `Company`, `Street`,
    /// `City`, `State` and `PostalCode` are those of their main address and of the account.
    pub any_of: Vec<Vec<String>>,
    /// Whether values that are much alike match: else only the same ones do.
    #[serde(default)]
    pub fuzzy: bool,
}

fn groups(list: &[&[&str]]) -> Vec<Vec<String>> {
    list.iter().map(|group| group.iter().map(|name| (*name).to_owned()).collect()).collect()
}

/// The rules that a new org has, and one of the demonstration's own.
pub(crate) fn standard() -> Vec<MatchingRule> {
    let people: &[&[&str]] = &[
        &["FirstName", "LastName", "Title", "Company"],
        &["FirstName", "LastName", "Email"],
        &["FirstName", "LastName", "Phone", "Company"],
        &["FirstName", "LastName", "Street", "City"],
        &["FirstName", "LastName", "Street", "PostalCode"],
        &["FirstName", "LastName", "Street", "Phone"],
        &["FirstName", "LastName", "Street", "Title"],
        &["FirstName", "LastName", "Title", "Email"],
        &["FirstName", "LastName", "Phone"],
    ];
    let accounts: &[&[&str]] = &[
        &["Company", "Street"],
        &["Company", "City", "State"],
        &["Company", "PostalCode"],
        &["Company", "Phone"],
        &["Website", "Phone"],
        &["Website", "Street"],
    ];
    let rule = |name: &str, object: &str, list: &[&[&str]], fuzzy| MatchingRule {
        name: name.to_owned(),
        object: object.to_owned(),
        any_of: groups(list),
        fuzzy,
    };
    vec![
        rule("Standard_Account_Match_Rule_v1_0", "Account", accounts, true),
        rule("Standard_Contact_Match_Rule_v1_1", "Contact", people, true),
        rule("Standard_Lead_Match_Rule_v1_0", "Lead", people, true),
        rule("Account_Number", "Account", &[&["AccountNumber"]], false),
    ]
}

impl MatchingRule {
    /// The fields that the rule looks at.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.any_of.iter().flatten().map(String::as_str)
    }

    /// What the rule looks for among an object's records that are like this one. Groups that a missing value makes
    /// impossible are left out; of none, nothing has to be looked for.
    pub(crate) fn wanted<'a>(&'a self, of: Saved<'_>, among: &'a Object) -> Wanted<'a> {
        let probe = |name: &'a String| {
            let value = normalized(name, &feature(of.view, of.object, of.row, name));
            (!value.is_empty()).then(|| Probe { name, value, place: place(among, name) })
        };
        let group = |names: &'a Vec<String>| {
            // A first name that is missing is passed over where the address tells who it is.
            let optional = names.iter().any(|name| name == "Email");
            let mut probes = Vec::with_capacity(names.len());
            for name in names {
                match probe(name) {
                    Some(probe) => probes.push(probe),
                    None if optional && name == "FirstName" => {}
                    None => return None,
                }
            }
            // What tells most records apart is compared first.
            probes.sort_by_key(|probe| match probe.name {
                "LastName" => 1,
                "FirstName" => 2,
                "Company" => 3,
                _ => 0,
            });
            Some((optional, probes))
        };
        Wanted { groups: self.any_of.iter().filter_map(group).collect(), fuzzy: self.fuzzy }
    }
}

/// Where an object has what is compared.
enum Place {
    Field(FieldIndex),
    /// The name of the account that the record belongs to.
    Account(FieldIndex),
    Nowhere,
}

struct Probe<'a> {
    name: &'a str,
    value: String,
    place: Place,
}

/// What a record must have to match.
pub(crate) struct Wanted<'a> {
    groups: Vec<(bool, Vec<Probe<'a>>)>,
    fuzzy: bool,
}

impl Wanted<'_> {
    /// Whether no record can match.
    pub(crate) fn is_nothing(&self) -> bool {
        self.groups.is_empty()
    }

    /// Whether a record matches.
    pub(crate) fn matches(&self, view: View<'_>, object: &Object, row: &Row) -> bool {
        self.groups.iter().any(|(optional, probes)| {
            probes.iter().all(|probe| match probe.of(view, object, row) {
                Some(value) => probe.is_like(&value, self.fuzzy),
                None => *optional && probe.name == "FirstName",
            })
        })
    }
}

impl Probe<'_> {
    fn of(&self, view: View<'_>, object: &Object, row: &Row) -> Option<String> {
        match self.place {
            Place::Field(field) => match view.value(object, row, field).as_ref() {
                Value::Null => None,
                value => Some(value.display()),
            },
            Place::Account(lookup) => {
                let (accounts, row) = view.follow(row.get(lookup))?;
                Some(shown(view, accounts, row, "Name")).filter(|name| !name.is_empty())
            }
            Place::Nowhere => None,
        }
    }

    fn is_like(&self, text: &str, fuzzy: bool) -> bool {
        // Most differ in their first letter.
        let plain = !matches!(self.name, "Phone" | "Website" | "Company" | "FirstName" | "LastName");
        let first =
            |text: &str| text.chars().next().filter(char::is_ascii_alphanumeric).map(|one| one.to_ascii_lowercase());
        if plain && first(text).zip(first(&self.value)).is_some_and(|(left, right)| left != right) {
            return false;
        }
        let value = normalized(self.name, text);
        value == self.value || fuzzy && alike(self.name, &self.value, &value)
    }
}

fn place(object: &Object, name: &str) -> Place {
    if object.name == "Contact" && name == "Company" {
        return object.find("AccountId").map_or(Place::Nowhere, Place::Account);
    }
    object.find(&own_name(object, name)).map_or(Place::Nowhere, Place::Field)
}

/// What an object calls what all have.
fn own_name(object: &Object, name: &str) -> String {
    match (object.name.as_str(), name) {
        ("Contact", "Street" | "City" | "State" | "PostalCode") => format!("Mailing{name}"),
        ("Account", "Street" | "City" | "State" | "PostalCode") => format!("Billing{name}"),
        ("Account", "Company") => "Name".to_owned(),
        _ => name.to_owned(),
    }
}

/// A value of a record under the name that all objects share.
pub(crate) fn feature(view: View<'_>, object: &Object, row: &Row, name: &str) -> String {
    if object.name == "Contact" && name == "Company" {
        let account = object.find("AccountId").and_then(|lookup| view.follow(row.get(lookup)));
        return account.map_or(String::new(), |(accounts, row)| shown(view, accounts, row, "Name"));
    }
    shown(view, object, row, &own_name(object, name))
}

fn shown(view: View<'_>, object: &Object, row: &Row, name: &str) -> String {
    let value = object.find(name).map(|field| view.value(object, row, field).into_owned());
    value.filter(|value| *value != Value::Null).map_or(String::new(), |value| value.display())
}

/// Endings of companies' names that say nothing.
const LEGAL_FORMS: &[&str] =
    &["inc", "corp", "corporation", "co", "ltd", "llc", "plc", "gmbh", "ag", "kg", "sa", "sarl", "bv", "the"];

fn normalized(name: &str, text: &str) -> String {
    let text = text.trim().to_lowercase();
    match name {
        "Phone" => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(&digits).to_owned()
        }
        "Website" => {
            let host = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
            host.trim_start_matches("www.").split('/').next().unwrap_or_default().to_owned()
        }
        "Email" => text,
        _ => {
            let plain: String =
                text.chars().map(|one| if one.is_alphanumeric() { unaccented(one) } else { ' ' }).collect();
            let words = plain.split_whitespace().filter(|word| name != "Company" || !LEGAL_FORMS.contains(word));
            words.collect::<Vec<_>>().join(" ")
        }
    }
}

fn unaccented(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

fn alike(name: &str, left: &str, right: &str) -> bool {
    match name {
        "FirstName" => similarity(left, right) >= 0.85,
        "LastName" => similarity(left, right) >= 0.90,
        _ => false,
    }
}

/// Jaro and Winkler's measure of how much two words are alike, from 0 to 1.
fn similarity(left: &str, right: &str) -> f64 {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let reach = (left.len().max(right.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; right.len()];
    let mut matched = Vec::new();
    for (place, letter) in left.iter().enumerate() {
        let (from, to) = (place.saturating_sub(reach), (place + reach + 1).min(right.len()));
        let found = (from..to).find(|other| taken.get(*other) == Some(&false) && right.get(*other) == Some(letter));
        if let Some(flag) = found.and_then(|other| taken.get_mut(other)) {
            *flag = true;
            matched.push(*letter);
        }
    }
    if matched.is_empty() {
        return 0.0;
    }
    let theirs = right.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(letter, _)| letter);
    let moved = matched.iter().zip(theirs).filter(|(own, other)| own != other).count() as f64 / 2.0;
    let count = matched.len() as f64;
    let jaro = (count / left.len() as f64 + count / right.len() as f64 + (count - moved) / count) / 3.0;
    let prefix = left.iter().zip(&right).take(4).take_while(|(own, other)| own == other).count() as f64;
    jaro + prefix * 0.1 * (1.0 - jaro)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_alike_measure_so() {
        let close =
            |left, right, wanted: f64| assert!((similarity(left, right) - wanted).abs() < 0.001, "{left} {right}");
        close("martha", "marhta", 0.961);
        close("dixon", "dicksonx", 0.813);
        close("same", "same", 1.0);
        close("abc", "xyz", 0.0);
    }

    #[test]
    fn values_are_compared_without_what_says_nothing() {
        assert_eq!(normalized("Company", "The Böhm Antriebstechnik GmbH"), "bohm antriebstechnik");
        assert_eq!(normalized("Phone", "+1 (512) 555-0100"), "5125550100");
        assert_eq!(normalized("Website", "https://www.example.com/about"), "example.com");
    }
}

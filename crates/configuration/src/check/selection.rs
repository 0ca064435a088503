//! The checks of the fields that are shown (FLD-3).

use weftline_wire::configuration::FieldSelection;
use weftline_wire::failure::Severity;
use weftline_wire::salesforce::ObjectDescribe;

use super::Found;
use crate::fields::{self, COMPACT_MAX, SEARCH_MAX, find};
use crate::known::Known;
use crate::problem::{Code, error};

/// A tab of the field configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Search,
    Details,
    List,
    Compact,
}

impl Tab {
    fn name(self) -> &'static str {
        match self {
            Tab::Search => "Search",
            Tab::Details => "Details",
            Tab::List => "List",
            Tab::Compact => "Compact",
        }
    }

    /// How many fields it may have, and what is wrong with more.
    fn limit(self) -> Option<(usize, Code)> {
        match self {
            Tab::Search => Some((SEARCH_MAX, Code::TooManySearchFields)),
            Tab::Compact => Some((COMPACT_MAX, Code::TooManyCompactFields)),
            Tab::Details | Tab::List => None,
        }
    }
}

/// What is wrong with the choice; the choice as it would be right, when that is clear.
pub(super) fn check(
    selection: &FieldSelection,
    object: &ObjectDescribe,
    known: &Known,
    problems: &mut Vec<Found>,
) -> Option<FieldSelection> {
    let begin = problems.len();
    let mut tabs = [
        (Tab::Search, &selection.search),
        (Tab::Details, &selection.details),
        (Tab::List, &selection.list),
        (Tab::Compact, &selection.compact),
    ]
    .into_iter()
    .map(|(tab, paths)| check_tab(tab, paths, object, known, problems));
    let (search, details, list, compact) = (tabs.next()?, tabs.next()?, tabs.next()?, tabs.next()?);
    drop(tabs);
    let repaired = FieldSelection { object: selection.object.clone(), search, details, list, compact };
    let mended = problems.iter().skip(begin).any(|(problem, mended)| *mended && problem.severity == Severity::Error);
    mended.then_some(repaired)
}

/// Leaves out what the org does not have.
pub(super) fn fitted(selection: &FieldSelection, object: &ObjectDescribe, known: &Known) -> FieldSelection {
    let keep = |paths: &[String]| paths.iter().filter(|path| find(object, path, known).is_some()).cloned().collect();
    FieldSelection {
        object: selection.object.clone(),
        search: keep(&selection.search),
        details: keep(&selection.details),
        list: keep(&selection.list),
        compact: keep(&selection.compact),
    }
}

/// What is wrong with a tab; its fields without those that cannot be in it.
fn check_tab(
    tab: Tab,
    paths: &[String],
    object: &ObjectDescribe,
    known: &Known,
    problems: &mut Vec<Found>,
) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    let name = tab.name();
    for path in paths {
        let Some(found) = find(object, path, known) else {
            let text =
                format!("{name}: `{}` has no field `{path}`, or the integration user may not see it", object.label);
            let remedy = "choose another field, or give the integration user read access to it in Salesforce";
            problems.push((error(Code::UnknownField, path, text, remedy), true));
            continue;
        };
        if kept.iter().any(|kept| kept.eq_ignore_ascii_case(path)) {
            let text = format!("{name}: `{path}` is chosen twice");
            problems.push((error(Code::DuplicateField, path, text, "remove one of the two"), true));
            continue;
        }
        let refused = match tab {
            Tab::Search if !found.is_searchable() => Some((
                Code::NotSearchable,
                format!("{name}: Salesforce cannot search in `{path}`"),
                "choose a text, number, date or lookup field that can be filtered",
            )),
            Tab::List | Tab::Compact if !found.is_listable() => Some((
                Code::TooLongForList,
                format!("{name}: `{path}` is a long text; only fields of less than 256 characters fit"),
                "choose it in Details instead",
            )),
            Tab::Search | Tab::Details | Tab::List | Tab::Compact => None,
        };
        match refused {
            Some((code, text, remedy)) => problems.push((error(code, path, text, remedy), true)),
            None => kept.push(path.clone()),
        }
    }
    if matches!(tab, Tab::List | Tab::Compact)
        && let Some(field) = fields::name_field(object)
        && !kept.iter().any(|path| path.eq_ignore_ascii_case(&field.name))
    {
        let text = format!("{name}: `{}` names the record and cannot be left out", field.label);
        problems.push((error(Code::NameFieldMissing, &field.name, text, "choose it"), true));
        kept.insert(0, field.name.clone());
    }
    if let Some((max, code)) = tab.limit()
        && paths.len() > max
    {
        let text = format!("{name}: {} fields are chosen; {max} are allowed", paths.len());
        problems.push((error(code, "", text, "choose fewer"), kept.len() <= max));
    }
    kept
}

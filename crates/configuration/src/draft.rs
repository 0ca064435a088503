//! What a save changes, and what goes with it.

use std::collections::BTreeMap;

use weftline_wire::call::SectionDraft;
use weftline_wire::configuration::Section;

use crate::name::SectionName;

/// The sections that drafts change, by name; none removes one. With a project go its mappings, with an object's
/// fields its mappings too. Of two drafts of one section the later counts.
#[must_use]
pub fn drafted(drafts: &[SectionDraft], names: &[String]) -> BTreeMap<String, Option<Section>> {
    let mut changes = BTreeMap::new();
    for draft in drafts {
        changes.insert(draft.name.clone(), draft.content.clone());
    }
    for draft in drafts.iter().filter(|draft| draft.content.is_none()) {
        let removed = SectionName::parse(&draft.name);
        let goes_with = |name: &str| match (removed, SectionName::parse(name)) {
            (Some(SectionName::Project(id)), Some(SectionName::Mapping { project, .. })) => project == id,
            (Some(SectionName::Fields(gone)), Some(SectionName::Mapping { object, .. })) => object == gone,
            _ => false,
        };
        for name in names.iter().filter(|name| goes_with(name)) {
            if !changes.contains_key(name) {
                changes.insert(name.clone(), None);
            }
        }
    }
    changes
}

/// The objects in the order that was asked for. Those that it does not name come after, as they were.
#[must_use]
pub fn arranged(objects: &[String], order: &[String]) -> Vec<String> {
    let mut arranged: Vec<String> = Vec::new();
    for object in order.iter().filter(|object| objects.contains(object)).chain(objects) {
        if !arranged.contains(object) {
            arranged.push(object.clone());
        }
    }
    arranged
}

/// The objects in order: those that were there, less those whose fields are gone, and then the new ones.
#[must_use]
pub fn objects(before: &[String], drafts: &[SectionDraft], names: &[String]) -> Vec<String> {
    let chosen = |object: &str| names.contains(&SectionName::Fields(object).to_string());
    let mut objects: Vec<String> = before.iter().filter(|object| chosen(object)).cloned().collect();
    let drafted = drafts.iter().map(|draft| draft.name.as_str());
    for name in drafted.chain(names.iter().map(String::as_str)) {
        if let Some(SectionName::Fields(object)) = SectionName::parse(name)
            && chosen(object)
            && !objects.iter().any(|known| known == object)
        {
            objects.push(object.to_owned());
        }
    }
    objects
}

#[cfg(test)]
mod tests {
    use super::arranged;

    #[test]
    fn fld_1_objects_come_in_the_order_that_was_asked_for() {
        let names = |list: &[&str]| -> Vec<String> { list.iter().map(|&name| name.to_owned()).collect() };
        let objects = names(&["Case", "Account", "Contact"]);
        assert_eq!(arranged(&objects, &names(&["Contact", "Case", "Account"])), names(&["Contact", "Case", "Account"]));
        assert_eq!(arranged(&objects, &names(&["Lead", "Account", "Account"])), names(&["Account", "Case", "Contact"]));
    }
}

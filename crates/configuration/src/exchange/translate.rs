//! Carries a file's ids over to this site and these orgs.

use std::collections::BTreeMap;

use weftline_mapping::JiraFields;
use weftline_wire::configuration::{
    Condition, FieldMapping, Mapping, NamedId, Operand, ProjectConfiguration, Roles, Rule, RuleSet, Section, Source,
};
use weftline_wire::failure::Problem;
use weftline_wire::view::SectionProblem;

use super::file::{CUSTOM, ExportFile, custom_fields, custom_fields_of_condition, custom_fields_of_rules};
use crate::known::KnownRoles;
use crate::name::{ANY_PROJECT, FIRST_CONNECTION, SectionName};
use crate::problem::{Code, error};

/// Where the file is read.
#[derive(Clone, Debug, Default)]
pub struct Here {
    /// The site's id.
    pub cloud_id: String,
    /// The connected orgs.
    pub orgs: Vec<HereOrg>,
    /// The projects that the file names, as far as they are here.
    pub projects: Vec<HereProject>,
    /// The site's issue types.
    pub issue_types: Vec<NamedId>,
    /// The site's fields.
    pub fields: JiraFields,
    /// Groups with the names that the file has.
    pub groups: Vec<NamedId>,
    /// Project roles by project.
    pub project_roles: Vec<KnownRoles>,
}

/// A connected org.
#[derive(Clone, Debug)]
pub struct HereOrg {
    /// The connection's id.
    pub connection: String,
    /// The org's id.
    pub organization_id: String,
}

/// A project of this site.
#[derive(Clone, Debug)]
pub struct HereProject {
    /// Its id.
    pub id: String,
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its issue types.
    pub issue_types: Vec<NamedId>,
}

/// What a file comes to here.
#[derive(Clone, Debug)]
pub struct Translated {
    /// The sections with this site's ids, under their names here.
    pub sections: BTreeMap<String, Section>,
    /// What has no counterpart here, by its section's name in the file.
    pub problems: Vec<SectionProblem>,
    /// Names here of sections that are not carried over.
    pub left_out: Vec<String>,
}

/// Carries over what a file says. What an org itself keeps (`side:`) is not carried: it is pulled from the org.
#[must_use]
pub fn translate(file: &ExportFile, here: &Here) -> Translated {
    let mut translation = Translation {
        file,
        here,
        same_site: file.site.cloud_id == here.cloud_id,
        problems: Vec::new(),
        left_out: Vec::new(),
    };
    let mut sections = BTreeMap::new();
    for (name, section) in &file.sections {
        let Some(parsed) = SectionName::parse(name).filter(|parsed| parsed.fits(section)) else {
            // Whoever checks the sections says so.
            sections.insert(name.clone(), section.clone());
            continue;
        };
        match translation.section(parsed, section) {
            Some((name, section)) => drop(sections.insert(name, section)),
            // On its own site a section has the same name.
            None if translation.same_site => translation.left_out.push(name.clone()),
            None => {}
        }
    }
    Translated { sections, problems: translation.problems, left_out: translation.left_out }
}

struct Translation<'a> {
    file: &'a ExportFile,
    here: &'a Here,
    same_site: bool,
    problems: Vec<SectionProblem>,
    left_out: Vec<String>,
}

impl Translation<'_> {
    /// A section and its name here; none when it is not carried over.
    fn section(&mut self, name: SectionName<'_>, section: &Section) -> Option<(String, Section)> {
        let translated = match (name, section) {
            (SectionName::Side(_), _) => return None,
            (SectionName::Project(id), Section::Project(project)) => {
                let here = self.project(id);
                let Some(here) = here else {
                    let text = format!("this site has no project `{}`", project.key);
                    self.problem(name, "", text, "create the project, or configure another one");
                    return None;
                };
                let own_name = SectionName::Project(&here.id).to_string();
                let Some(project) = self.of_project(name, project, &here) else {
                    self.left_out.push(own_name);
                    return None;
                };
                return Some((own_name, Section::Project(project)));
            }
            (SectionName::Mapping { project, object }, Section::Mapping(mapping)) => {
                let id = if project == ANY_PROJECT { ANY_PROJECT.to_owned() } else { self.project(project)?.id };
                let mapping = self.of_mapping(name, mapping);
                let here = SectionName::Mapping { project: &id, object };
                return Some((here.to_string(), Section::Mapping(mapping)));
            }
            (SectionName::Rules(project), Section::Rules(rules)) => {
                let id = if project == ANY_PROJECT { ANY_PROJECT.to_owned() } else { self.project(project)?.id };
                let rules = self.of_rules(name, rules);
                return Some((SectionName::Rules(&id).to_string(), Section::Rules(rules)));
            }
            (SectionName::Roles(project), Section::Roles(roles)) => {
                let id = if project == ANY_PROJECT { ANY_PROJECT.to_owned() } else { self.project(project)?.id };
                let roles = self.of_roles(name, &id, roles);
                return Some((SectionName::Roles(&id).to_string(), Section::Roles(roles)));
            }
            (_, Section::Restrictions(restrictions)) if !self.same_site => {
                let mut restrictions = restrictions.clone();
                restrictions.issue_types = self.types(name, &restrictions.issue_types, &self.here.issue_types);
                Section::Restrictions(restrictions)
            }
            (_, section) => section.clone(),
        };
        Some((name.to_string(), translated))
    }

    /// The project that a project of the file is here: the same one on its own site, else the one with its key.
    fn project(&self, id: &str) -> Option<HereProject> {
        let key = self.file.dictionary.projects.get(id);
        let same = |project: &&HereProject| match self.same_site {
            true => project.id == id,
            false => key.is_some_and(|key| project.key.eq_ignore_ascii_case(key)),
        };
        self.here.projects.iter().find(same).cloned()
    }

    fn of_project(
        &mut self,
        name: SectionName<'_>,
        project: &ProjectConfiguration,
        here: &HereProject,
    ) -> Option<ProjectConfiguration> {
        let issue_types = match self.same_site {
            true => project.issue_types.clone(),
            false => self.types(name, &project.issue_types, &here.issue_types),
        };
        // None of its issue types would mean all of them, which nobody has decided.
        (issue_types.is_empty() == project.issue_types.is_empty()).then(|| ProjectConfiguration {
            id: here.id.clone(),
            key: here.key.clone(),
            name: here.name.clone(),
            connection: self.connection(name, project.connection.as_deref()),
            issue_types,
        })
    }

    /// The same org by its own id; what used the first one there uses the first one here.
    fn connection(&mut self, name: SectionName<'_>, connection: Option<&str>) -> Option<String> {
        let connection = connection?;
        let org = self.file.orgs.iter().find(|org| org.connection == connection);
        let same = |here: &&HereOrg| org.is_some_and(|org| org.organization_id == here.organization_id);
        if let Some(here) = self.here.orgs.iter().find(same) {
            return (here.connection != FIRST_CONNECTION).then(|| here.connection.clone());
        }
        if connection != FIRST_CONNECTION {
            let org = org.map_or(connection, |org| org.name.as_str());
            let text = format!("the org `{org}` is not connected here; the project uses the first one");
            self.problem(name, "", text, "connect the org and bind the project to it");
        }
        None
    }

    fn types(&mut self, name: SectionName<'_>, chosen: &[NamedId], types: &[NamedId]) -> Vec<NamedId> {
        let mut found: Vec<NamedId> = Vec::new();
        for chosen in chosen {
            let known = self.file.dictionary.issue_types.get(&chosen.id).unwrap_or(&chosen.name);
            let before = found.len();
            let same = types.iter().filter(|here| here.name.to_lowercase() == known.to_lowercase());
            found.extend(same.cloned());
            if found.len() == before {
                let text = format!("this site has no issue type `{known}` there");
                self.problem(name, "", text, "choose another issue type");
            }
        }
        found
    }

    fn of_mapping(&mut self, name: SectionName<'_>, mapping: &Mapping) -> Mapping {
        let mut here = mapping.clone();
        if self.same_site {
            return here;
        }
        for field in &mut here.fields {
            let alone = Mapping { fields: vec![field.clone()], to_salesforce_when: None, ..mapping.clone() };
            let mut names = BTreeMap::new();
            for id in custom_fields(&alone) {
                match self.field(&id) {
                    Ok(found) => drop(names.insert(id, found)),
                    Err(text) => {
                        self.problem(name, &field.field, text, "choose the field's source again");
                        field.source = Source::Nothing;
                    }
                }
            }
            rename(field, &names);
        }
        if let Some(condition) = &mut here.to_salesforce_when {
            let mut names = BTreeMap::new();
            let mut whole = true;
            for id in custom_fields_of_condition(condition) {
                match self.field(&id) {
                    Ok(found) => drop(names.insert(id, found)),
                    Err(text) => {
                        let text = format!("conditions towards Salesforce: {text}; nothing goes to Salesforce by this");
                        self.problem(name, "", text, "make the conditions anew with another field");
                        whole = false;
                    }
                }
            }
            self.of_condition(condition, &names);
            if !whole {
                // What the condition keeps back is not let go because a field has no counterpart.
                *condition = Condition::Any { of: Vec::new() };
            }
        }
        here
    }

    /// Rules with this site's fields. A rule that lacks one is nothing without it, and is left out.
    fn of_rules(&mut self, name: SectionName<'_>, rules: &RuleSet) -> RuleSet {
        if self.same_site {
            return rules.clone();
        }
        let mut here = RuleSet::default();
        for rule in &rules.rules {
            let alone = RuleSet { rules: vec![rule.clone()] };
            let mut names = BTreeMap::new();
            let mut whole = true;
            for id in custom_fields_of_rules(&alone) {
                match self.field(&id) {
                    Ok(found) => drop(names.insert(id, found)),
                    Err(text) => {
                        let text = format!("rule `{}`: {text}", rule.name);
                        self.problem(name, "", text, "make the rule anew with another field");
                        whole = false;
                    }
                }
            }
            if whole {
                here.rules.push(self.of_rule(rule, &names));
            }
        }
        here
    }

    /// Roles with this site's groups and project roles, by name. What has no counterpart is left out: a grant stays, for
    /// without it everyone could do what it keeps from most.
    fn of_roles(&mut self, name: SectionName<'_>, project: &str, roles: &Roles) -> Roles {
        let mut here = roles.clone();
        if self.same_site {
            return here;
        }
        let known = self.here;
        let roles_here = known.project_roles.iter().find(|known| known.project == project);
        for grant in &mut here.grants {
            let action = grant.action.word();
            let groups = [("group", &mut grant.groups, known.groups.as_slice())];
            let roles = [("project role", &mut grant.project_roles, roles_here.map_or(&[][..], |known| &known.roles))];
            for (what, named, here) in groups.into_iter().chain(roles) {
                for one in std::mem::take(named) {
                    match here.iter().find(|here| here.name.to_lowercase() == one.name.to_lowercase()) {
                        Some(here) => named.push(here.clone()),
                        None => {
                            let text = format!("this site has no {what} `{}`", one.name);
                            self.problem(name, action, text, "choose another one");
                        }
                    }
                }
            }
        }
        here
    }

    fn of_rule(&self, rule: &Rule, names: &BTreeMap<String, String>) -> Rule {
        let mut here = rule.clone();
        self.compared(&mut here.trigger.field, &mut here.trigger.values, names);
        self.of_condition(&mut here.conditions, names);
        here
    }

    /// Conditions with this site's fields.
    fn of_condition(&self, condition: &mut Condition, names: &BTreeMap<String, String>) {
        let mut open = vec![condition];
        while let Some(condition) = open.pop() {
            match condition {
                Condition::All { of } | Condition::Any { of } | Condition::Not { of } => open.extend(of),
                Condition::Compare { field, values, .. } => self.compared(field, values, names),
            }
        }
    }

    /// A field, and values of it, as they are here. Accounts are the same on every site; the ids of options and the
    /// like mean something else here, so that their text is compared.
    fn compared(&self, field: &mut String, values: &mut [Operand], names: &BTreeMap<String, String>) {
        if let Some(found) = names.get(field.as_str()) {
            field.clone_from(found);
        }
        let schema =
            self.here.fields.fields.iter().find(|known| known.id == *field).and_then(|known| known.schema.as_ref());
        let people =
            schema.is_some_and(|schema| schema.schema_type == "user" || schema.items.as_deref() == Some("user"));
        if !people {
            values.iter_mut().for_each(|value| value.id = None);
        }
    }

    /// The id here of a custom field of the file: the one with its name.
    fn field(&self, id: &str) -> Result<String, String> {
        let Some(name) = self.file.dictionary.fields.get(id) else {
            return Err(format!("the file does not say what Jira's field `{id}` is called"));
        };
        let same = |field: &&weftline_mapping::JiraField| {
            field.id.starts_with(CUSTOM) && field.name.to_lowercase() == name.to_lowercase()
        };
        let mut found = self.here.fields.fields.iter().filter(same);
        match (found.next(), found.next()) {
            (Some(field), None) => Ok(field.id.clone()),
            (None, _) => Err(format!("this site has no field `{name}`")),
            (Some(_), Some(_)) => Err(format!("this site has several fields `{name}`")),
        }
    }

    fn problem(&mut self, section: SectionName<'_>, field: &str, text: String, remedy: &str) {
        let problem: Problem = error(Code::NotHere, field, text, remedy);
        self.problems.push(SectionProblem { section: section.to_string(), problem, repair: None });
    }
}

/// Puts the ids of this site into a source. All at once: one's new id may be another's old one.
fn rename(field: &mut FieldMapping, names: &BTreeMap<String, String>) {
    match &mut field.source {
        Source::Field { field, .. } | Source::Picklist { field, .. } | Source::Lookup { field, .. } => {
            if let Some(here) = names.get(field.as_str()) {
                field.clone_from(here);
            }
        }
        Source::Template { template } => {
            let mut renamed = String::with_capacity(template.len());
            let mut parts = template.split(CUSTOM);
            renamed.push_str(parts.next().unwrap_or_default());
            for part in parts {
                let digits = part.find(|character: char| !character.is_ascii_digit()).unwrap_or(part.len());
                let (number, rest) = part.split_at(digits);
                let id = [CUSTOM, number].concat();
                renamed.push_str(names.get(&id).unwrap_or(&id));
                renamed.push_str(rest);
            }
            *template = renamed;
        }
        Source::Nothing | Source::Constant { .. } => {}
    }
}

//! JQL: parsed, checked against the site, evaluated, and sorted by.
//! <https://support.atlassian.com/jira-software-cloud/docs/use-advanced-search-with-jira-query-language-jql/>

mod evaluate;
mod function;
mod history;
mod lexer;
mod order;
mod parser;
mod resolve;

use super::Site;
use super::model::Issue;
use parser::Query;

/// For whom and when a query is run.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    /// The account.
    pub(super) account: Option<&'a str>,
    /// The time.
    pub(super) now: i64,
    /// Minutes east of UTC of the account's zone: dates in a query are meant in it.
    pub(super) offset_minutes: i64,
}

/// A query ready to run.
pub(super) struct Prepared<'a> {
    site: &'a Site,
    asker: Asker<'a>,
    filter: Option<resolve::Filter>,
    order: Vec<(order::SortKey, bool)>,
}

impl<'a> Prepared<'a> {
    /// Parses and checks a query; all complaints are given.
    pub(super) fn new(site: &'a Site, asker: Asker<'a>, text: &str) -> Result<Self, Vec<String>> {
        let Query { filter, order } = parser::parse(text).map_err(|complaint| vec![complaint])?;
        let mut complaints = Vec::new();
        let filter = filter.map(|node| resolve::resolve(site, asker, &node, &mut complaints));
        let order = order::resolve(site, &order, &mut complaints);
        if complaints.is_empty() { Ok(Self { site, asker, filter, order }) } else { Err(complaints) }
    }

    /// Whether the query restricts at all.
    pub(super) fn is_bounded(&self) -> bool {
        self.filter.is_some()
    }

    /// Whether the query asks when issues were changed.
    pub(super) fn asks_when_updated(&self) -> bool {
        self.filter.as_ref().is_some_and(|filter| filter.looks_at(&resolve::Subject::Time("updated".into())))
    }

    /// Whether an issue matches; whether the asker sees it is not asked here.
    pub(super) fn matches(&self, issue: &Issue) -> bool {
        self.filter.as_ref().is_none_or(|filter| evaluate::matches(self.site, self.asker, filter, issue))
    }

    /// The issues that match and that the asker sees, sorted; newest first where the query does not say.
    pub(super) fn run(&self) -> Vec<&'a Issue> {
        let browsable: Vec<u64> = self
            .site
            .catalogue
            .projects
            .iter()
            .filter(|project| self.site.may(self.asker.account, project, "BROWSE_PROJECTS"))
            .map(|project| project.id)
            .collect();
        let mut found: Vec<&Issue> = self
            .site
            .issues
            .values()
            .rev()
            .filter(|issue| browsable.contains(&issue.project) && self.matches(issue))
            .collect();
        order::sort(self.site, &self.order, &mut found);
        found
    }
}

#[cfg(test)]
mod tests;

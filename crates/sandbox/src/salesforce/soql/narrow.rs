//! Objects that SOQL reads only a few records at a time: the query has to say of what.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentdocumentlink.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_ideacomment.htm>

use super::ast::{Operator, Query};
use super::bind::Binder;
use super::plan::{BoundPath, Filter, Scalar, Test};
use crate::salesforce::error::ApiError;
use crate::salesforce::schema::Object;

/// An object, the fields of which one has to be given, and what the service says otherwise.
const NARROW: &[(&str, &[&str], &str)] = &[
    (
        "ContentDocumentLink",
        &["LinkedEntityId", "ContentDocumentId", "Id"],
        "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or \
         LinkedEntityId using the equals operator or multiple Id's using the IN operator.",
    ),
    (
        "IdeaComment",
        &["CommunityId", "Id", "IdeaId"],
        "Implementation restriction. When querying the IdeaComment object, you must filter using the following syntax: \
         CommunityId = [single ID], Id = [single ID], IdeaId = [single ID], Id IN [list of IDs], or IdeaId IN [list of \
         IDs].",
    ),
];

impl Binder<'_> {
    /// Refuses queries of such objects that do not say of what.
    pub(crate) fn check_narrow(
        &self,
        query: &Query,
        object: &Object,
        filter: Option<&Filter<Scalar>>,
    ) -> Result<(), ApiError> {
        let rule = NARROW.iter().find(|(name, ..)| *name == object.name && self.depth == 0);
        let Some((_, fields, message)) = rule else {
            return Ok(());
        };
        let named = |path: &BoundPath| path.hops.is_empty() && fields.contains(&path.name.as_str());
        let narrow = |one: &Filter<Scalar>| match one {
            Filter::Test(Scalar::Path(path), Test::In { negated: false, .. }) => named(path),
            Filter::Test(Scalar::Path(path), Test::Compare(Operator::Equal, ..)) => named(path),
            _ => false,
        };
        let all: &[Filter<Scalar>] = match filter {
            Some(Filter::And(all)) => all,
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let refused = |message: &str| Err(self.error(query.from.at, "MALFORMED_QUERY", message));
        if !all.iter().any(narrow) {
            return refused(message);
        }
        let of_entity = |one: &Filter<Scalar>| matches!(one, Filter::Test(Scalar::Path(path), Test::Compare(Operator::Equal, ..)) if path.hops.is_empty() && path.name == "LinkedEntityId");
        let only_ids = all.iter().all(|one| tests(one, &named));
        if object.name == "ContentDocumentLink" && !only_ids && !all.iter().any(of_entity) {
            return refused(
                "Implementation restriction: filtering on non-id fields is only permitted when filtering by \
                 ContentDocumentLink.LinkedEntityId using the equals operator.",
            );
        }
        Ok(())
    }
}

/// Whether a condition tests nothing but such fields.
fn tests(filter: &Filter<Scalar>, named: &dyn Fn(&BoundPath) -> bool) -> bool {
    match filter {
        Filter::And(list) | Filter::Or(list) => list.iter().all(|one| tests(one, named)),
        Filter::Not(inner) => tests(inner, named),
        Filter::Test(scalar, _) => named(scalar.path()),
    }
}

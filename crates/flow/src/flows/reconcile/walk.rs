//! A walk over all links in the order of their keys, which goes on where it ended.
//!
//! Queries of keys know nothing but what keys begin with, and their cursors do not last. What comes behind an issue is
//! what begins with a part of its id and a greater digit.

use weftline_wire::document::{LinkDocument, Versioned};

use crate::engine::World;
use crate::failure::Failure;
use crate::join::join_all;
use crate::store::{self, Among, Entity, key};

/// Links of a query's page.
const PAGE: u32 = 100;

/// Queries side by side.
const ABREAST: usize = 10;

/// A part of the way.
pub(in crate::flows) struct Walk {
    /// The links on it.
    pub(in crate::flows) links: Vec<LinkDocument>,
    /// The last issue on it; none when the way begins anew.
    pub(in crate::flows) after: Option<String>,
}

/// Links of a connection behind an issue, about as many: all of an issue's, as far as a page goes.
pub(super) async fn links(world: &World, connection: &str, after: Option<&str>, limit: usize) -> Result<Walk, Failure> {
    such(world, &|link| link.connection == connection, after, limit).await
}

/// The same of links that are wanted: about as many are looked at.
pub(in crate::flows) async fn such(
    world: &World,
    is_wanted: &dyn Fn(&LinkDocument) -> bool,
    after: Option<&str>,
    limit: usize,
) -> Result<Walk, Failure> {
    let mut walk = Walk { links: Vec::new(), after: after.map(str::to_owned) };
    let mut seen = 0;
    loop {
        let begun = seen;
        let prefixes = walk.after.as_deref().map_or_else(|| vec![String::new()], behind);
        for part in prefixes.chunks(ABREAST) {
            let pages = part.iter().map(|prefix| store::query(world, Entity::Link, Among::Prefix(prefix), PAGE));
            for page in join_all(pages).await {
                let (items, more) = page?;
                let mut read = Vec::with_capacity(items.len());
                for item in &items {
                    read.push(store::read_item::<Versioned<LinkDocument>>(Entity::Link, item)?.document);
                }
                let last = read.last().map(|link: &LinkDocument| link.issue_id.clone());
                let whole = read.first().zip(last.as_ref()).is_none_or(|(first, last)| first.issue_id == *last);
                if more && !whole {
                    // The page's last issue may have more links.
                    read.retain(|link| Some(&link.issue_id) != last.as_ref());
                }
                seen += read.len();
                walk.after = read.last().map(|link| link.issue_id.clone()).or(walk.after);
                walk.links.extend(read.into_iter().filter(is_wanted));
                if seen >= limit {
                    return Ok(walk);
                }
                if more {
                    // What comes behind this page is asked for first.
                    break;
                }
            }
            if seen > begun {
                break;
            }
        }
        if seen == begun {
            walk.after = None;
            return Ok(walk);
        }
    }
}

/// What keys behind all of an issue's begin with, in order.
fn behind(issue_id: &str) -> Vec<String> {
    let mut prefixes = Vec::new();
    for (at, digit) in issue_id.char_indices().rev() {
        let common = issue_id.get(..at).unwrap_or_default();
        for next in (digit..='9').skip(1) {
            prefixes.push([common, next.to_string().as_str()].concat());
        }
        if !common.is_empty() {
            prefixes.push(key::of_issue(common));
        }
    }
    prefixes
}

#[cfg(test)]
mod tests {
    use super::behind;

    #[test]
    fn sync_6_what_is_behind_an_issue_in_the_order_of_keys() {
        assert_eq!(behind("98"), ["99", "9:"]);
        assert_eq!(behind("7"), ["8", "9"]);
        let mut keys: Vec<String> = (1..3_000).map(|number| format!("{number}:500")).collect();
        keys.sort();
        for (at, key) in keys.iter().enumerate() {
            let prefixes = behind(key.trim_end_matches(":500"));
            let found = prefixes.iter().flat_map(|prefix| keys.iter().filter(|key| key.starts_with(prefix.as_str())));
            assert!(found.eq(&keys[at + 1..]), "{key}");
        }
    }
}

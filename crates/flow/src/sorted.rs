//! Sorted maps.

use std::collections::BTreeMap;

/// A map of a few entries. Unlike `collect`, which sorts first, it brings no sorting algorithm of its own for every
/// type into the module.
pub(crate) fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(entries);
    map
}

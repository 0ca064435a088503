//! Sorted maps and lists, without a sorting algorithm of its own for every type in the module.

use std::collections::BTreeMap;

/// A map of a few entries. Unlike `collect`, it does not sort first.
pub(crate) fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(entries);
    map
}

/// Items by the texts that stand for them, which are in the items' order; equals stay in theirs.
pub(crate) fn by<T>(items: Vec<T>, texts: Vec<String>) -> Vec<T> {
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order(&texts).into_iter().filter_map(|at| items.get_mut(at)?.take()).collect()
}

fn order(texts: &[String]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        let place = order.partition_point(|&other| texts.get(other).is_some_and(|other| other <= text));
        order.insert(place, at);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_stay_in_their_order() {
        let texts = ["b", "a", "b", "c", "a"].map(str::to_owned).to_vec();
        assert_eq!(by(vec![0, 1, 2, 3, 4], texts), [1, 4, 0, 2, 3]);
        assert!(by(Vec::<u8>::new(), Vec::new()).is_empty());
    }
}

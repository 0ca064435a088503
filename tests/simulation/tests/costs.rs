//! What one sync of each kind asks for: what `cargo xtask simulate --costs` prints, within bounds.
#![allow(clippy::panic, reason = "a test fails by panicking")]

use weftline_simulation::{Cost, histories, month};

#[test]
fn sync_2_sync_5_what_a_sync_of_each_kind_asks_for_is_bounded() {
    let costs = histories::costs(false);
    println!("{}", month::tables(&costs));
    let [in_jira, in_salesforce] = costs.edits.map(|spent| spent.cost);
    assert_eq!((in_jira.salesforce, in_jira.salesforce_writes), (1, 1), "one write, which nothing is read before");
    assert!(
        in_jira.jira <= 2 && in_jira.points <= 3,
        "the issue is read, and whether it has new comments: {in_jira:?}"
    );
    assert!(in_jira.reads <= 20 && in_jira.writes <= 8 && in_jira.messages == 1, "{in_jira:?}");
    assert!(in_salesforce.salesforce <= 2 && in_salesforce.salesforce_writes == 0, "{in_salesforce:?}");
    assert!(in_salesforce.jira <= 4 && in_salesforce.points <= 6, "read, written, read, comments: {in_salesforce:?}");
    let of = |what: &str| -> Cost {
        let found = costs.others.iter().find(|spent| spent.what.contains(what));
        found.unwrap_or_else(|| panic!("nothing is told of {what}")).cost
    };
    for look in [costs.idle.cost, of("finds nothing"), of("2,000 changes")] {
        assert!(look.salesforce <= look.queries.div_ceil(5).max(2), "five queries are a call: {look:?}");
        assert_eq!(look.salesforce_writes, 0);
    }
    assert!(of("2,000 changes").messages <= 21, "twenty doorbells, and one for the round that rings for the rest");
    assert!(of("Salesforce edit of one record").reads < 30, "of a thousand links few are read");
    assert!(of("what is not mapped").salesforce == 0);
}

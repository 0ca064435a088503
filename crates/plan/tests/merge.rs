//! What holds for every merge of a field.

use proptest::prelude::*;
use weftline_plan::merge::{Change, Fork, Kept, Outcome, Side, merge};
use weftline_wire::configuration::{Direction, Policy};
use weftline_wire::plan::Way;

fn change() -> impl Strategy<Value = Change> {
    prop::sample::select(vec![Change::No, Change::Yes, Change::Unknown])
}

prop_compose! {
    fn side()(change in change(), empty in any::<bool>(), modified_at_ms in 0_u64..4) -> Side {
        Side { change, empty, modified_at_ms }
    }
}

prop_compose! {
    fn fork()(
        direction in prop::sample::select(vec![
            Direction::Creation, Direction::ToSalesforce, Direction::ToJira, Direction::Both,
        ]),
        policy in prop::sample::select(vec![
            Policy::SalesforceWins, Policy::JiraWins, Policy::LatestWins, Policy::Ask,
        ]),
        agree in prop::bool::weighted(0.2),
        salesforce in side(),
        jira in side(),
    ) -> Fork {
        Fork { direction, policy, agree, salesforce, jira }
    }
}

/// The same field with its sides exchanged.
fn mirrored(fork: &Fork) -> Fork {
    Fork {
        direction: match fork.direction {
            Direction::ToSalesforce => Direction::ToJira,
            Direction::ToJira => Direction::ToSalesforce,
            other => other,
        },
        policy: match fork.policy {
            Policy::SalesforceWins => Policy::JiraWins,
            Policy::JiraWins => Policy::SalesforceWins,
            other => other,
        },
        agree: fork.agree,
        salesforce: fork.jira,
        jira: fork.salesforce,
    }
}

fn mirrored_outcome(outcome: Outcome) -> Outcome {
    let other = |way| if way == Way::ToJira { Way::ToSalesforce } else { Way::ToJira };
    match outcome {
        Outcome::Write(way) => Outcome::Write(other(way)),
        Outcome::Kept(Kept::Direction(way)) => Outcome::Kept(Kept::Direction(other(way))),
        other => other,
    }
}

/// Where a field's values may go.
fn ways(direction: Direction) -> &'static [Way] {
    match direction {
        Direction::Creation => &[],
        Direction::ToSalesforce => &[Way::ToSalesforce],
        Direction::ToJira => &[Way::ToJira],
        Direction::Both => &[Way::ToSalesforce, Way::ToJira],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8192))]

    #[test]
    fn exchanging_the_sides_exchanges_the_outcome(fork in fork()) {
        let tie = fork.policy == Policy::LatestWins && fork.salesforce.modified_at_ms == fork.jira.modified_at_ms;
        prop_assume!(!tie);
        prop_assert_eq!(merge(&mirrored(&fork)), mirrored_outcome(merge(&fork)));
    }

    #[test]
    fn nothing_goes_where_the_direction_does_not(fork in fork()) {
        if let Outcome::Write(way) = merge(&fork) {
            prop_assert!(ways(fork.direction).contains(&way));
            prop_assert!(!fork.agree);
        }
    }

    #[test]
    fn a_change_of_one_side_is_never_lost(mut fork in fork(), of_jira in any::<bool>()) {
        fork.agree = false;
        fork.salesforce.change = if of_jira { Change::No } else { Change::Yes };
        fork.jira.change = if of_jira { Change::Yes } else { Change::No };
        let way = if of_jira { Way::ToSalesforce } else { Way::ToJira };
        let expected = match fork.direction {
            Direction::Creation => Outcome::Kept(Kept::CreationOnly),
            direction if ways(direction).contains(&way) => Outcome::Write(way),
            _ => Outcome::Kept(Kept::Direction(way)),
        };
        prop_assert_eq!(merge(&fork), expected, "whatever the policy");
    }

    #[test]
    fn only_a_person_decides_where_the_policy_is_to_ask(mut fork in fork()) {
        fork.policy = Policy::Ask;
        if merge(&fork) == Outcome::Held {
            prop_assert!(!fork.agree && fork.direction != Direction::Creation);
        }
        fork.salesforce.change = Change::Yes;
        fork.jira.change = Change::Yes;
        let asked = !fork.agree && fork.direction != Direction::Creation;
        prop_assert_eq!(merge(&fork) == Outcome::Held, asked);
    }

    #[test]
    fn the_side_that_changed_last_wins_and_salesforce_when_both_did(mut fork in fork()) {
        (fork.policy, fork.direction, fork.agree) = (Policy::LatestWins, Direction::Both, false);
        (fork.salesforce.change, fork.jira.change) = (Change::Yes, Change::Yes);
        let jira = fork.jira.modified_at_ms > fork.salesforce.modified_at_ms;
        let way = if jira { Way::ToSalesforce } else { Way::ToJira };
        prop_assert_eq!(merge(&fork), Outcome::Write(way));
    }

    #[test]
    fn where_no_change_is_known_what_is_there_fills_what_is_not(mut fork in fork(), of_jira in any::<bool>()) {
        (fork.direction, fork.agree) = (Direction::Both, false);
        (fork.salesforce.change, fork.jira.change) = (Change::Unknown, Change::Unknown);
        (fork.salesforce.empty, fork.jira.empty) = (of_jira, !of_jira);
        let way = if of_jira { Way::ToSalesforce } else { Way::ToJira };
        prop_assert_eq!(merge(&fork), Outcome::Write(way), "whatever the policy");
    }

    #[test]
    fn what_has_been_written_is_not_written_again(mut fork in fork()) {
        fork.salesforce.change = Change::No;
        fork.jira.change = Change::No;
        prop_assert!(matches!(merge(&fork), Outcome::Kept(_)), "however the two differ");
    }
}

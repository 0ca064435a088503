//! What holds for every rule and every issue.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use weftline_rules::{Change, Facts, Prepared, check, fields, judge, judge_now, occasion};
use weftline_wire::configuration::{Comparison, Condition, EventSelection, Operand, Rule, RuleSet, Trigger};
use weftline_wire::decision::{Judged, Verdict};
use weftline_wire::document;

const FIELDS: [&str; 4] = ["summary", "labels", "customfield_10042", "priority"];
const TEXTS: [&str; 7] = ["Yes", " yes ", "No", "Straße", "STRASSE", "3.0", ""];
const IDS: [&str; 3] = ["1", "2", "10801"];

fn events(bits: u8) -> EventSelection {
    EventSelection {
        issue_created: bits & 1 != 0,
        issue_updated: bits & 2 != 0,
        issue_transitioned: bits & 4 != 0,
        issue_assigned: bits & 8 != 0,
        commented: true,
        comment_deleted: true,
        attachment_added: true,
        attachment_deleted: true,
        issue_deleted: true,
    }
}

fn operand() -> impl Strategy<Value = Operand> {
    (prop::option::of(prop::sample::select(&IDS[..])), prop::sample::select(&TEXTS[..]))
        .prop_map(|(id, text)| Operand { id: id.map(str::to_owned), text: text.to_owned() })
}

fn comparison() -> impl Strategy<Value = Comparison> {
    use Comparison::{Changed, ChangedFrom, ChangedTo, Contains, Empty, Equals, NotEmpty, NotEquals, OneOf};
    prop::sample::select(&[Equals, NotEquals, Contains, OneOf, Empty, NotEmpty, Changed, ChangedTo, ChangedFrom][..])
}

fn compare() -> impl Strategy<Value = Condition> {
    (prop::sample::select(&FIELDS[..]), comparison(), prop::collection::vec(operand(), 1..4)).prop_map(
        |(field, comparison, mut values)| {
            if matches!(comparison, Comparison::Empty | Comparison::NotEmpty | Comparison::Changed) {
                values.clear();
            }
            values.iter_mut().filter(|value| value.text.is_empty()).for_each(|value| value.text = "x".into());
            Condition::Compare { field: field.into(), comparison, values }
        },
    )
}

fn condition() -> impl Strategy<Value = Condition> {
    compare().prop_recursive(4, 24, 4, |inner| {
        let of = prop::collection::vec(inner, 0..4);
        prop_oneof![
            of.clone().prop_map(|of| Condition::All { of }),
            of.clone().prop_map(|of| Condition::Any { of }),
            of.prop_map(|of| Condition::Not { of }),
        ]
    })
}

/// Values of every shape that Jira has, and of some that it has not.
fn value() -> impl Strategy<Value = Value> {
    let text = prop::sample::select(&TEXTS[..]);
    let option = (prop::sample::select(&IDS[..]), text.clone())
        .prop_map(|(id, text)| json!({"self": "https://a.example/{[\"", "value": text, "id": id}));
    let named = (prop::sample::select(&IDS[..]), text.clone()).prop_map(|(id, text)| json!({"id": id, "name": text}));
    let cascade = (option.clone(), option.clone()).prop_map(|(mut option, below)| {
        option["child"] = below;
        option
    });
    let document = text.clone().prop_map(|text| {
        json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]})
    });
    let one = prop_oneof![
        Just(Value::Null),
        text.clone().prop_map(Value::from),
        prop::sample::select(&[3.0, -0.5, 1e300][..]).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        option,
        named,
        cascade,
        document,
        Just(json!({"id": 37, "name": "Sprint", "state": "active"})),
        Just(json!({"accountId": "5b10a2844c20165700ede21g", "displayName": "Yes"})),
        Just(json!({"id": {"value": []}, "value": [null]})),
    ];
    prop_oneof![3 => one.clone(), 1 => prop::collection::vec(one, 0..4).prop_map(Value::from)]
}

type Item = (usize, Option<String>, Option<String>, Option<String>, Option<String>);

fn change() -> impl Strategy<Value = Item> {
    let ids =
        prop::option::of(prop::sample::select(&["1", "10801", "[1, 2]", "[]", "37, 38", "2026-11-21", "x y"][..]));
    let texts = prop::option::of(prop::sample::select(
        &["Yes", "No", "Yes,No", "a b", "", "Parent values: Yes(1)Level 1 values: No(2)", "Parent values: ("][..],
    ));
    let own = |part: Option<&str>| part.map(str::to_owned);
    (0..FIELDS.len(), ids.clone(), texts.clone(), ids, texts).prop_map(
        move |(field, from, from_string, to, to_string)| (field, own(from), own(from_string), own(to), own(to_string)),
    )
}

#[derive(Clone, Debug)]
struct World {
    fields: BTreeMap<String, String>,
    items: Vec<Item>,
    judged: Option<u64>,
    events: u8,
}

fn world() -> impl Strategy<Value = World> {
    let fields = prop::collection::vec(value(), FIELDS.len());
    (fields, prop::collection::vec(change(), 0..6), prop::option::of(0_u64..6), 0_u8..16).prop_map(
        |(values, items, judged, events)| World {
            fields: FIELDS.iter().zip(values).map(|(field, value)| ((*field).to_owned(), value.to_string())).collect(),
            items,
            judged,
            events,
        },
    )
}

fn rule(conditions: Condition, values: Vec<Operand>) -> Rule {
    Rule {
        id: "00000000000000aa".into(),
        name: "R".into(),
        enabled: true,
        object: "Case".into(),
        trigger: Trigger { field: "customfield_10042".into(), values },
        conditions,
        again: false,
        while_linked: false,
        since_ms: 0,
    }
}

impl World {
    fn with<T>(&self, then: impl FnOnce(&Facts<'_>) -> T) -> T {
        let changes: Vec<Change<'_>> = (1..)
            .zip(&self.items)
            .map(|(history_id, (field, from, from_string, to, to_string))| Change {
                history_id,
                at_ms: 1_000 + history_id,
                field: FIELDS[*field],
                from: from.as_deref(),
                from_string: from_string.as_deref(),
                to: to.as_deref(),
                to_string: to_string.as_deref(),
            })
            .collect();
        let events = events(self.events);
        then(&Facts {
            fields: self.fields.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect(),
            names: BTreeMap::new(),
            created_ms: 1_000,
            changes: &changes,
            judged: self.judged.map(|history_id| document::Judged { history_id, at_ms: 0 }),
            events: &events,
        })
    }

    /// Whether a condition holds.
    fn holds(&self, condition: &Condition) -> bool {
        let rule = rule(condition.clone(), Vec::new());
        self.with(|facts| judge_now(&rule, facts).conditions.map(|judged| judged.holds)).unwrap()
    }

    fn reply(&self) -> String {
        let fields: Vec<String> = self.fields.iter().map(|(id, value)| format!("\"{id}\" : {value}")).collect();
        format!("{{\"id\":\"1\",\"fields\":{{{}}},\"names\":{{\"fields\":\"\"}}}}", fields.join(" ,\n"))
    }
}

fn count(judged: &Judged) -> usize {
    1 + judged.of.iter().map(count).sum::<usize>()
}

fn size(condition: &Condition) -> usize {
    match condition {
        Condition::All { of } | Condition::Any { of } | Condition::Not { of } => 1 + of.iter().map(size).sum::<usize>(),
        Condition::Compare { .. } => 1,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn auto_6_not_all_and_any_are_what_logic_says(world in world(), of in prop::collection::vec(condition(), 0..4)) {
        let each: Vec<bool> = of.iter().map(|condition| world.holds(condition)).collect();
        prop_assert_eq!(world.holds(&Condition::All { of: of.clone() }), each.iter().all(|holds| *holds));
        prop_assert_eq!(world.holds(&Condition::Any { of: of.clone() }), each.iter().any(|holds| *holds));
        prop_assert_eq!(world.holds(&Condition::Not { of: of.clone() }), !each.iter().any(|holds| *holds));
        let alone = |condition: &Condition| Condition::Not { of: vec![condition.clone()] };
        for (condition, holds) in of.iter().zip(each) {
            prop_assert_eq!(world.holds(&alone(condition)), !holds);
            prop_assert_eq!(world.holds(&alone(&alone(condition))), holds);
        }
    }

    #[test]
    fn auto_6_opposites_exclude_one_another(world in world(), values in prop::collection::vec(operand(), 1..4), field in 0..FIELDS.len()) {
        let mut values = values;
        values.iter_mut().filter(|value| value.text.is_empty()).for_each(|value| value.text = "x".into());
        let compare = |comparison, values: &[Operand]| {
            world.holds(&Condition::Compare { field: FIELDS[field].into(), comparison, values: values.to_vec() })
        };
        prop_assert_ne!(compare(Comparison::Equals, &values), compare(Comparison::NotEquals, &values));
        prop_assert_ne!(compare(Comparison::Empty, &[]), compare(Comparison::NotEmpty, &[]));
        if compare(Comparison::Empty, &[]) {
            prop_assert!(!compare(Comparison::OneOf, &values) && !compare(Comparison::Contains, &values));
        }
        let each = |comparison| values.iter().any(|value| compare(comparison, std::slice::from_ref(value)));
        for comparison in [Comparison::OneOf, Comparison::ChangedTo, Comparison::ChangedFrom] {
            prop_assert_eq!(compare(comparison, &values), each(comparison));
        }
        // In which order values are named makes no difference.
        let turned: Vec<Operand> = values.iter().rev().cloned().collect();
        for comparison in [Comparison::Equals, Comparison::Contains, Comparison::OneOf, Comparison::ChangedTo, Comparison::ChangedFrom] {
            prop_assert_eq!(compare(comparison, &values), compare(comparison, &turned));
        }
    }

    #[test]
    fn auto_6_the_order_in_which_a_field_holds_several_makes_no_difference(world in world(), condition in compare()) {
        let mut turned = world.clone();
        for value in turned.fields.values_mut() {
            if let Ok(Value::Array(mut items)) = serde_json::from_str(value) {
                items.reverse();
                *value = Value::Array(items).to_string();
            }
        }
        prop_assert_eq!(world.holds(&condition), turned.holds(&condition));
    }

    #[test]
    fn every_part_is_judged_and_the_same_issue_gets_the_same_decision(world in world(), condition in condition(), values in prop::collection::vec(operand(), 0..3)) {
        let rule = rule(condition.clone(), values);
        world.with(|facts| {
            let decision = judge(&rule, facts);
            assert_eq!(decision, judge(&rule, facts));
            if let Some(conditions) = &decision.conditions {
                assert_eq!(count(conditions), size(&condition));
            }
            let (trigger, occasion) = (decision.trigger.as_ref().map(|trigger| trigger.holds), occasion(&rule, facts));
            if let Some(set_off) = trigger {
                assert_eq!(set_off, occasion.is_some());
            }
            let expected = match (trigger, decision.conditions.as_ref().map(|conditions| conditions.holds)) {
                (None, _) if decision.problems.is_empty() => Verdict::SwitchedOff,
                (None, _) => Verdict::Invalid,
                (Some(false), _) => Verdict::NotTriggered,
                (Some(true), Some(true)) => Verdict::Creates,
                (Some(true), _) => Verdict::ConditionsUnmet,
            };
            assert_eq!(decision.verdict, expected);
        });
    }

    #[test]
    fn nothing_that_was_judged_or_came_before_the_rule_sets_it_off(world in world(), values in prop::collection::vec(operand(), 0..3)) {
        let at = rule(Condition::All { of: Vec::new() }, values);
        world.with(|facts| {
            if let (Some(entry), Some(judged)) = (occasion(&at, facts), facts.judged) {
                assert!(entry > judged.history_id);
            }
            let late = Rule { since_ms: 1_003, ..at.clone() };
            if let Some(entry) = occasion(&late, facts) {
                assert!(entry >= 3, "{entry}");
            }
            let later = Rule { since_ms: 9_999, ..at.clone() };
            assert_eq!(occasion(&later, facts), None);
        });
    }

    #[test]
    fn verdicts_from_the_bytes_of_a_reply_are_those_with_a_trace(world in world(), conditions in prop::collection::vec((condition(), prop::collection::vec(operand(), 0..3)), 1..5)) {
        let rules: Vec<Rule> = conditions.into_iter().map(|(condition, values)| rule(condition, values)).collect();
        // Of what happened before, the bytes tell nothing.
        let world = World { items: Vec::new(), judged: Some(9), ..world };
        let traced: Vec<bool> =
            world.with(|facts| rules.iter().map(|rule| judge_now(rule, facts).verdict == Verdict::Creates).collect());
        let prepared = Prepared::new(&rules);
        let reply = world.reply();
        prop_assert_eq!(&prepared.judge_now(reply.as_bytes()).unwrap(), &traced, "{}", reply);
        let bits = prepared.bits_now(reply.as_bytes()).unwrap();
        prop_assert!(traced.iter().enumerate().all(|(at, holds)| (bits >> at & 1 == 1) == *holds));
        for end in 0..reply.len() {
            prop_assert!(prepared.bits_now(&reply.as_bytes()[..end]).is_err(), "cut off at {}", end);
        }
    }

    #[test]
    fn any_text_in_place_of_a_value_is_judged_without_a_panic(text in "[\\[\\]{}\",:a-c0-9\\\\ nule\u{e9}-]{0,40}", condition in condition()) {
        let mut world = World { fields: BTreeMap::new(), items: Vec::new(), judged: None, events: 15 };
        for field in FIELDS {
            world.fields.insert(field.into(), text.clone());
        }
        let rule = rule(condition, Vec::new());
        let _ = world.with(|facts| (judge(&rule, facts), judge_now(&rule, facts)));
        let _ = Prepared::new(std::slice::from_ref(&rule)).judge_now(world.reply().as_bytes());
    }

    #[test]
    fn what_a_check_lets_pass_can_be_judged(condition in condition(), values in prop::collection::vec(operand(), 0..3), world in world()) {
        let rule = rule(condition, values);
        let set = RuleSet { rules: vec![rule.clone()] };
        let problems = check(&set, &weftline_mapping::JiraFields::default());
        let verdict = world.with(|facts| judge_now(&rule, facts).verdict);
        prop_assert_eq!(problems.is_empty(), verdict != Verdict::Invalid, "{:?}", problems);
        prop_assert!(fields(&rule).iter().all(|field| FIELDS.contains(field)));
    }
}

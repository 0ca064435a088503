//! What a month of syncs costs and takes of quotas, computed from what single ones ask for.

use std::fmt::Write as _;

use crate::Cost;
use crate::histories::{Costs, Spent};

/// How long a turn is waited for where it asks the storage or the queue, Jira, Salesforce. Nobody publishes it: these are
/// assumed, and everything below scales with them.
const TURN_MS: [f64; 3] = [20.0, 150.0, 300.0];
/// How much longer the shipped module computes than the same code natively, at most.
const WASM: f64 = 3.0;
/// What a function has, as the manifest says.
const MEMORY_GB: f64 = 0.5;

/// Prices, less what is free in a month. <https://developer.atlassian.com/platform/forge/forge-platform-pricing/>
const GB_S: f64 = 0.000_025;
const GB_S_FREE: f64 = 100_000.0;
const READ_GB: f64 = 0.055;
const WRITTEN_GB: f64 = 1.090;
const GB_FREE: f64 = 0.1;

const DAYS: f64 = 30.0;
const ROUNDS_A_DAY: f64 = 288.0;
const MINUTES: f64 = DAYS * 1_440.0;
/// Where all of it happens within office hours: 22 days of 8 hours.
const OFFICE_MINUTES: f64 = 22.0 * 480.0;

/// Calls a day of an org that this is computed for: an Enterprise Edition with a few users.
const ORG_CALLS: f64 = 100_000.0;

/// What is used up first, and what happens then.
struct Limit {
    name: &'static str,
    most: f64,
    /// How many minutes it is about.
    minutes: f64,
    of: fn(&Cost) -> u64,
    then: &'static str,
}

const LIMITS: [Limit; 8] = [
    Limit {
        name: "Salesforce: 70 % of 100,000 calls a day",
        most: 0.70 * ORG_CALLS,
        minutes: 1_440.0,
        of: |cost| cost.salesforce,
        then: "a sync waits two minutes for more to be heard of its issue",
    },
    Limit {
        name: "Salesforce: 85 %",
        most: 0.85 * ORG_CALLS,
        minutes: 1_440.0,
        of: |cost| cost.salesforce,
        then: "marks wait in the ledger; looks and people go on",
    },
    Limit {
        name: "Salesforce: 95 %",
        most: 0.95 * ORG_CALLS,
        minutes: 1_440.0,
        of: |cost| cost.salesforce,
        then: "only people call; the pages say so",
    },
    Limit {
        name: "Jira: 65,000 points an hour",
        most: 65_000.0,
        minutes: 60.0,
        of: |cost| cost.points,
        then: "Jira answers 429: the sync waits as long as it is told",
    },
    Limit {
        name: "storage: 4,000 reads a minute",
        most: 4_000.0,
        minutes: 1.0,
        of: |cost| cost.reads,
        then: "the invocation fails, and its message comes again later",
    },
    Limit {
        name: "storage: 4,000 writes a minute",
        most: 4_000.0,
        minutes: 1.0,
        of: |cost| cost.writes,
        then: "the same",
    },
    Limit {
        name: "queue: 500 messages a minute",
        most: 500.0,
        minutes: 1.0,
        of: |cost| cost.messages,
        then: "the ledger is rung for by rounds, 200 marks a minute",
    },
    Limit {
        name: "invocations: 5,000 a minute",
        most: 5_000.0,
        minutes: 1.0,
        of: |cost| cost.invocations,
        then: "events are delivered later; what is lost is found by looking",
    },
];

/// Everything that is known of costs, as tables.
#[must_use]
pub fn tables(costs: &Costs) -> String {
    let mut to = String::new();
    single(&mut to, costs);
    months(&mut to, costs);
    limits(&mut to, costs);
    to
}

fn single(to: &mut String, costs: &Costs) {
    let _ = writeln!(
        to,
        "| what | Salesforce calls | writes | queries | Jira requests | writes | points | storage reads | writes | \
         requests | messages | invocations | turns | function time | computing |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    );
    let (empty_s, empty_ns) = (function_s(&costs.empty.cost), costs.empty.cost.computing_ns as f64);
    for Spent { what, cost } in costs.all() {
        let Cost { salesforce, salesforce_writes, queries, jira, jira_writes, points, reads, writes, .. } = cost;
        let Cost { storage, messages, invocations, .. } = cost;
        let _ = writeln!(
            to,
            "| {what} | {salesforce} | {salesforce_writes} | {queries} | {jira} | {jira_writes} | {points} | {reads} | \
             {writes} | {storage} | {messages} | {invocations} | {} | {:.0} | {:.0} |",
            cost.turns.iter().sum::<u64>(),
            function_s(cost) / empty_s,
            cost.computing_ns as f64 / empty_ns,
        );
    }
    let _ = writeln!(
        to,
        "\nThe unit of function time is an invocation that finds nothing to do: {:.0} ms where a turn that asks the storage \
         takes {} ms, one that asks Jira {}, one that asks Salesforce {}, which is assumed. The unit of computing is the \
         same, measured: {:.0} us of the core, natively.\n",
        empty_s * 1_000.0,
        TURN_MS[0],
        TURN_MS[1],
        TURN_MS[2],
        empty_ns / 1_000.0
    );
}

fn months(to: &mut String, costs: &Costs) {
    let _ = writeln!(
        to,
        "| syncs a month | Salesforce calls a day | Jira points an hour | storage reads a minute | writes a minute | \
         messages a minute | GB-s | functions | storage |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    );
    for syncs in [1_000.0, 100_000.0, 10_000_000.0] {
        let a_month = |of: fn(&Cost) -> u64| a_month(costs, syncs, of);
        let gb_s = MEMORY_GB
            * (ROUNDS_A_DAY * DAYS * function_s(&costs.idle.cost)
                + syncs * costs.edits.iter().map(|spent| function_s(&spent.cost)).sum::<f64>() / 2.0);
        let gb = |of: fn(&Cost) -> u64| (a_month(of) / 1e9 - GB_FREE).max(0.0);
        let _ = writeln!(
            to,
            "| {} | {} | {} | {} | {} | {} | {} | ${:.0} | ${:.0} |",
            grouped(syncs),
            grouped(a_month(|cost| cost.salesforce) / DAYS),
            grouped(a_month(|cost| cost.points) / (MINUTES / 60.0)),
            grouped(a_month(|cost| cost.reads) / MINUTES),
            grouped(a_month(|cost| cost.writes) / MINUTES),
            grouped(a_month(|cost| cost.messages) / MINUTES),
            grouped(gb_s),
            (gb_s - GB_S_FREE).max(0.0) * GB_S,
            gb(|cost| cost.read_bytes) * READ_GB + gb(|cost| cost.written_bytes) * WRITTEN_GB,
        );
    }
    let _ = writeln!(to);
}

fn limits(to: &mut String, costs: &Costs) {
    let _ = writeln!(to, "| limit | reached at syncs a month, evenly | in office hours only | what happens then |");
    let _ = writeln!(to, "|---|---:|---:|---|");
    for limit in &LIMITS {
        let at = |minutes: f64| {
            // What is done whether anything changes or not comes evenly.
            let idle = (limit.of)(&costs.idle.cost) as f64 * ROUNDS_A_DAY * DAYS / MINUTES * limit.minutes;
            let each = costs.edits.iter().map(|spent| (limit.of)(&spent.cost) as f64).sum::<f64>() / 2.0;
            (limit.most - idle).max(0.0) / each / limit.minutes * minutes
        };
        let a_day = limit.minutes > 60.0;
        let office = if a_day { at(MINUTES * 22.0 / DAYS) } else { at(OFFICE_MINUTES) };
        let _ = writeln!(to, "| {} | {} | {} | {} |", limit.name, about(at(MINUTES)), about(office), limit.then);
    }
}

/// As many edits in Jira as in Salesforce, each by itself, and all the rounds.
fn a_month(costs: &Costs, syncs: f64, of: fn(&Cost) -> u64) -> f64 {
    let each = costs.edits.iter().map(|spent| of(&spent.cost) as f64).sum::<f64>() / 2.0;
    of(&costs.idle.cost) as f64 * ROUNDS_A_DAY * DAYS + each * syncs
}

fn function_s(cost: &Cost) -> f64 {
    let turns = cost.turns.iter().zip(TURN_MS).map(|(turns, ms)| *turns as f64 * ms).sum::<f64>();
    (turns + cost.waiting_ms as f64 + cost.computing_ns as f64 * WASM / 1e6) / 1_000.0
}

/// A number of which only the beginning says anything.
fn about(number: f64) -> String {
    match number {
        number if number >= 1e6 => format!("{:.1} million", number / 1e6),
        number => grouped((number / 1_000.0).round() * 1_000.0),
    }
}

fn grouped(number: f64) -> String {
    if number < 10.0 {
        return format!("{number:.1}");
    }
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

//! `/control/...` at the Forge door: the clock, faults and switches, how the services behave, what was asked in vain.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock;
use crate::fault::Fault;
use crate::forge::{AccountAction, ForgeOptions};
use crate::http::{Request, Response};
use crate::jira::Limits;
use crate::salesforce::OrgSettings;
use crate::world::{OutboundBody, World};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClockBody {
    set_ms: Option<u64>,
    advance_ms: Option<u64>,
    auto: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SwitchBody {
    name: String,
    on: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct JiraBody {
    search_lag_ms: Option<i64>,
    attachment_bytes_max: Option<usize>,
    limits: Option<Limits>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SalesforceBody {
    transaction_ms: Option<i64>,
    daily_requests: Option<u64>,
    requests_used: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BulkBody {
    queue_ms: Option<u32>,
    rows_per_second: Option<u32>,
    daily_batches: Option<u64>,
    paged_results: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResetBody {
    configured: Option<bool>,
}

/// A switch for what Forge may do at any time.
struct ForgeSwitch {
    name: &'static str,
    label: &'static str,
    set: fn(&mut ForgeOptions, bool),
    is_on: fn(&ForgeOptions) -> bool,
}

const SEARCHES_BEHIND: &str = "searchesBehind";
const SEARCH_LAG_MS: i64 = 10_000;
const COMMITS_LATE: &str = "commitsLate";
const TRANSACTION_MS: i64 = 300_000;

const FORGE_SWITCHES: [ForgeSwitch; 4] = [
    ForgeSwitch {
        name: "eventsLate",
        label: "Jira's events come up to 30 seconds late",
        set: |options, on| options.deliveries.late_ms = if on { 30_000 } else { 0 },
        is_on: |options| options.deliveries.late_ms > 0,
    },
    ForgeSwitch {
        name: "eventsLost",
        label: "Jira's events are lost",
        set: |options, on| options.deliveries.lost_probability = if on { 1.0 } else { 0.0 },
        is_on: |options| options.deliveries.lost_probability > 0.0,
    },
    ForgeSwitch {
        name: "deliveriesRepeated",
        label: "Events and queue messages come twice",
        set: |options, on| options.deliveries.repeat_probability = if on { 1.0 } else { 0.0 },
        is_on: |options| options.deliveries.repeat_probability > 0.0,
    },
    ForgeSwitch {
        name: "queriesBehind",
        label: "Storage queries are 5 seconds behind",
        set: |options, on| options.storage.query_lag_ms = if on { 5_000 } else { 0 },
        is_on: |options| options.storage.query_lag_ms > 0,
    },
];

/// A switch for a feature that an org may lack.
struct OrgSwitch {
    name: &'static str,
    label: &'static str,
    set: fn(&mut OrgSettings, bool),
    is_on: fn(&OrgSettings) -> bool,
}

const ORG_SWITCHES: [OrgSwitch; 2] = [
    OrgSwitch {
        name: "emailToCaseOff",
        label: "The org has no Email-to-Case",
        set: |settings, on| settings.email_to_case = !on,
        is_on: |settings| !settings.email_to_case,
    },
    OrgSwitch {
        name: "chatterOff",
        label: "The org has no Chatter",
        set: |settings, on| settings.chatter = !on,
        is_on: |settings| !settings.chatter,
    },
];

impl World {
    pub(crate) fn control(&mut self, request: &Request) -> Response {
        let path = request.path().strip_prefix("/control").unwrap_or_default().trim_matches('/').to_owned();
        let mut parts = path.splitn(2, '/');
        let (subject, rest) = (parts.next().unwrap_or_default(), parts.next());
        let answer = match (request.method.as_str(), subject, rest) {
            ("GET", "clock", None) => Ok(self.clock_view()),
            ("POST", "clock", None) => read(request).map(|body: ClockBody| {
                if let Some(auto) = body.auto {
                    self.follow_time(auto);
                }
                if let Some(to_ms) = body.set_ms {
                    self.set_time(to_ms);
                }
                if let Some(by_ms) = body.advance_ms {
                    self.advance(by_ms);
                }
                self.clock_view()
            }),
            ("GET", "faults", None) => Ok(self.fault_list()),
            ("POST", "faults", None) => read(request).map(|fault: Fault| json!({ "id": self.add_fault(fault) })),
            ("DELETE", "faults", None) => {
                self.clear_faults();
                Ok(self.fault_list())
            }
            ("DELETE", "faults", Some(id)) => match id.parse() {
                Ok(id) if self.remove_fault(id) => Ok(self.fault_list()),
                _ => return refusal(404, &format!("there is no fault `{id}`")),
            },
            ("GET", "switches", None) => Ok(self.switch_list()),
            ("POST", "switches", None) => read(request).and_then(|body: SwitchBody| {
                if self.throw_switch(&body.name, body.on) {
                    Ok(self.switch_list())
                } else {
                    Err(format!("there is no switch `{}`", body.name))
                }
            }),
            ("GET", "forge", None) => Ok(json!(self.forge_options())),
            ("POST", "forge", None) => read(request).map(|options: ForgeOptions| {
                self.set_forge_options(options);
                json!(self.forge_options())
            }),
            ("GET", "jira", None) => Ok(self.jira_view()),
            ("POST", "jira", None) => read(request).map(|body: JiraBody| {
                if let Some(lag_ms) = body.search_lag_ms {
                    self.set_search_lag(lag_ms);
                }
                if let Some(bytes_max) = body.attachment_bytes_max {
                    self.set_attachment_limit(bytes_max);
                }
                if let Some(limits) = body.limits {
                    self.set_jira_limits(limits);
                }
                self.jira_view()
            }),
            ("GET", "bulk", None) => Ok(self.bulk_view()),
            ("POST", "bulk", None) => read(request).map(|body: BulkBody| {
                self.change_org(|options| {
                    let bulk = &mut options.bulk;
                    bulk.queue_ms = body.queue_ms.unwrap_or(bulk.queue_ms);
                    bulk.rows_per_second = body.rows_per_second.unwrap_or(bulk.rows_per_second);
                    bulk.daily_batches = body.daily_batches.unwrap_or(bulk.daily_batches);
                    bulk.paged_results = body.paged_results.unwrap_or(bulk.paged_results);
                });
                self.bulk_view()
            }),
            ("GET", "salesforce", None) => Ok(self.salesforce_view()),
            ("POST", "salesforce", None) => read(request).map(|body: SalesforceBody| {
                if let Some(transaction_ms) = body.transaction_ms {
                    self.set_transaction_ms(transaction_ms);
                }
                self.set_api_usage(body.requests_used, body.daily_requests);
                self.salesforce_view()
            }),
            ("GET", "outbound", None) => Ok(self.outbound()),
            ("POST", "outbound", None) => read(request).map(|body: OutboundBody| self.direct_outbound(body)),
            ("GET", "writes", None) => {
                let (salesforce, jira) = self.writes();
                Ok(json!({ "salesforce": salesforce, "jira": jira }))
            }
            ("GET", "deliveries", None) => Ok(json!({ "deliveries": self.pending() })),
            ("GET", "unknown", None) => Ok(json!({ "unknown": self.unknown() })),
            ("DELETE", "unknown", None) => {
                self.clear_unknown();
                Ok(json!({ "unknown": [] }))
            }
            ("POST", "reset", None) => read_or_default(request).map(|body: ResetBody| {
                self.reset_as(body.configured.unwrap_or(self.configured()));
                json!({})
            }),
            ("GET", "accounts", None) => Ok(self.accounts()),
            ("POST", "accounts", None) => read(request).and_then(|action: AccountAction| {
                self.account_changed(&action)?;
                Ok(self.accounts())
            }),
            ("GET", "org", None) => Ok(self.org_view()),
            ("POST", "org", None) => read(request).and_then(|body: Value| {
                self.set_up_org(&body)?;
                Ok(self.org_view())
            }),
            _ => return refusal(404, &format!("there is no `{} {}`", request.method, request.path())),
        };
        match answer {
            Ok(value) => Response::json(200, &value),
            Err(message) => refusal(400, &message),
        }
    }

    /// Turns a switch; false when there is none of this name.
    fn throw_switch(&mut self, name: &str, on: bool) -> bool {
        if name == SEARCHES_BEHIND {
            self.set_search_lag(if on { SEARCH_LAG_MS } else { 0 });
            return true;
        }
        if name == COMMITS_LATE {
            self.set_transaction_ms(if on { TRANSACTION_MS } else { 0 });
            return true;
        }
        if let Some(switch) = ORG_SWITCHES.iter().find(|switch| switch.name == name) {
            self.change_org(|options| (switch.set)(&mut options.settings, on));
            return true;
        }
        let Some(switch) = FORGE_SWITCHES.iter().find(|switch| switch.name == name) else {
            return self.faults().switch(name, on);
        };
        let mut options = self.forge_options().clone();
        (switch.set)(&mut options, on);
        self.set_forge_options(options);
        true
    }

    fn switch_list(&mut self) -> Value {
        let options = self.forge_options().clone();
        let platform = FORGE_SWITCHES
            .iter()
            .map(|switch| json!({ "name": switch.name, "label": switch.label, "on": (switch.is_on)(&options) }));
        let mut switches = self.faults().switches();
        switches.extend(platform);
        let org = self.org_settings();
        let features = ORG_SWITCHES
            .iter()
            .map(|switch| json!({ "name": switch.name, "label": switch.label, "on": (switch.is_on)(org) }));
        switches.extend(features);
        switches.push(json!({
            "name": SEARCHES_BEHIND,
            "label": "Jira's searches are 10 seconds behind",
            "on": self.search_lag_ms() > 0,
        }));
        switches.push(json!({
            "name": COMMITS_LATE,
            "label": "Salesforce's transactions take 5 minutes: stamped at their beginning, seen at their end",
            "on": self.org().options().transaction_ms > 0,
        }));
        json!({ "switches": switches })
    }

    /// What the org has of its shape's description, and what its admin has set up.
    fn org_view(&self) -> Value {
        let mut view = self.shape_view();
        if let Some(members) = view.as_object_mut() {
            members.insert("settings".into(), json!(self.org_settings()));
        }
        view
    }

    fn salesforce_view(&self) -> Value {
        let options = self.org().options();
        json!({
            "transactionMs": options.transaction_ms,
            "dailyRequests": options.daily_requests,
            "requestsUsed": self.org().api_requests_used(),
        })
    }

    fn bulk_view(&self) -> Value {
        let bulk = self.bulk_options();
        json!({
            "queueMs": bulk.queue_ms,
            "rowsPerSecond": bulk.rows_per_second,
            "dailyBatches": bulk.daily_batches,
            "pagedResults": bulk.paged_results,
        })
    }

    fn jira_view(&self) -> Value {
        json!({
            "searchLagMs": self.search_lag_ms(),
            "attachmentBytesMax": self.site().attachment_limit(),
            "limits": self.site().limits(),
        })
    }

    fn clock_view(&self) -> Value {
        let clock = self.clock();
        json!({ "nowMs": clock.now_ms(), "iso": clock::iso(clock.now_ms()), "auto": clock.auto() })
    }

    fn fault_list(&mut self) -> Value {
        let faults = self.faults().list().map(|(id, fault)| {
            let mut view = json!(fault);
            if let Some(members) = view.as_object_mut() {
                members.insert("id".into(), id.into());
            }
            view
        });
        json!({ "faults": faults.collect::<Vec<_>>() })
    }

    fn accounts(&self) -> Value {
        let people = self.site().people().into_iter().map(
            |(account_id, name, email)| json!({ "accountId": account_id, "displayName": name, "emailAddress": email }),
        );
        json!({ "accounts": people.collect::<Vec<_>>() })
    }
}

fn read<T: serde::de::DeserializeOwned>(request: &Request) -> Result<T, String> {
    serde_json::from_slice(&request.body).map_err(|error| error.to_string())
}

fn read_or_default<T: serde::de::DeserializeOwned + Default>(request: &Request) -> Result<T, String> {
    if request.body.is_empty() { Ok(T::default()) } else { read(request) }
}

fn refusal(status: u16, message: &str) -> Response {
    Response::json(status, &json!({ "message": message }))
}

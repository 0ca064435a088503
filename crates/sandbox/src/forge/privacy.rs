//! The report of stored personal data: an app tells of whom it stores data, and hears whose account was closed or changed.
//!
//! <https://developer.atlassian.com/platform/forge/user-privacy-guidelines/>

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{ACCOUNT_TABLE, Forge};
use crate::change::Change;
use crate::http::{Request, Response};

/// How many accounts one report may name.
const ACCOUNTS_MAX: usize = 90;
/// In how many days each account has to be reported again: the header `Cycle-Period`.
const CYCLE_DAYS: &str = "7";

/// What became of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AccountStatus {
    /// It was closed: what is stored of the person has to be erased.
    Closed,
    /// The person changed their data: what is stored has to be read anew.
    Updated,
}

/// That an account was closed or changed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AccountAction {
    pub(crate) account_id: String,
    pub(crate) status: AccountStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccountNews {
    pub(super) status: AccountStatus,
    pub(super) at_ms: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    accounts: Vec<Reported>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reported {
    account_id: String,
    updated_at: String,
}

impl Forge {
    /// Notes what became of an account. A closed one stays closed.
    pub(crate) fn account_changed(&mut self, action: &AccountAction, now_ms: u64) {
        let closed = self.accounts.get(&action.account_id).is_some_and(|news| news.status == AccountStatus::Closed);
        if closed {
            return;
        }
        let news = AccountNews { status: action.status, at_ms: now_ms };
        self.accounts.insert(action.account_id.clone(), news);
        let text = serde_json::to_string(&news).unwrap_or_default();
        self.changes.push(Change::put(ACCOUNT_TABLE, action.account_id.clone(), text));
    }

    /// Takes back what was kept of an account; says whether it is closed.
    pub(crate) fn load_account(&mut self, account: &str, text: &str) -> bool {
        let Ok(news) = serde_json::from_str::<AccountNews>(text) else { return false };
        self.accounts.insert(account.into(), news);
        news.status == AccountStatus::Closed
    }

    /// `POST /app/report-accounts`: closed accounts, and those that changed after what is stored of them; 204 when there
    /// is nothing to do.
    pub(super) fn report_accounts(&self, request: &Request) -> Response {
        let refusal = |message: &str| Response::json(400, &json!({ "errorType": "BAD_REQUEST", "message": message }));
        let Ok(report) = serde_json::from_slice::<Report>(&request.body) else {
            return refusal("accounts have to be listed, each with accountId and updatedAt");
        };
        if report.accounts.is_empty() || report.accounts.len() > ACCOUNTS_MAX {
            return refusal("a report names 1 to 90 accounts");
        }
        let mut told: Vec<Value> = Vec::new();
        for Reported { account_id, updated_at } in &report.accounts {
            let Ok(stored) = chrono::DateTime::parse_from_rfc3339(updated_at) else {
                return refusal("updatedAt is no date and time");
            };
            let news = self.accounts.get(account_id).filter(|news| {
                news.status == AccountStatus::Closed
                    || i64::try_from(news.at_ms).is_ok_and(|at_ms| at_ms > stored.timestamp_millis())
            });
            told.extend(news.map(|news| json!({ "accountId": account_id, "status": news.status })));
        }
        let mut response = match told.is_empty() {
            true => Response { status: 204, ..Response::default() },
            false => Response::json(200, &json!({ "accounts": told })),
        };
        response.headers.push(("cycle-period".into(), CYCLE_DAYS.into()));
        response
    }
}

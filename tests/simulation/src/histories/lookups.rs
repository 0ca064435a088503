//! What cases point to (REL-1): accounts, each of several cases, whose number goes to a field of their issues.

use serde_json::{Value as Json, json};
use weftline_wire::call::SectionDraft;
use weftline_wire::configuration::{Direction, Policy, RelatedLookup};

use super::history::{Bond, History};
use super::places::Place;
use crate::Stage;
use crate::mappings::{field, mapping, section, selection, shown};

/// Accounts of a history.
const ACCOUNTS: usize = 6;

/// The field of accounts that goes to issues, and where.
const SIGN: &str = "AccountNumber";
const KEYWORDS: &str = "customfield_10068";

/// An account.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: String,
    sign: String,
    /// Whether somebody has changed it since all were last at rest.
    edited: bool,
}

/// What of cases is linked with them.
pub(crate) fn related() -> Vec<RelatedLookup> {
    vec![RelatedLookup { field: "AccountId".into(), object: "Account".into() }]
}

/// How accounts are mapped.
pub(crate) fn sections() -> Vec<SectionDraft> {
    let sign = field(SIGN, KEYWORDS, Direction::ToJira, Policy::SalesforceWins);
    vec![shown(selection("Account", &["Name"])), section("*", mapping("Account", vec![sign]))]
}

/// The accounts in which every history begins.
pub(crate) fn make(stage: &mut Stage, session: &str) -> Vec<Account> {
    let mut accounts = Vec::new();
    for number in 0..ACCOUNTS as u64 {
        let sign = format!("account-{number}");
        let values = json!({ "Name": format!("Account {number}"), SIGN: sign });
        let (status, made) = stage.ask_as(session, "POST", "/sobjects/Account", &values);
        assert_eq!(status, 201, "{made}");
        accounts.push(Account { id: made["id"].as_str().unwrap().into(), sign, edited: false });
    }
    accounts
}

/// The account that a case points to in the beginning.
pub(crate) fn first_of(number: usize) -> Option<usize> {
    (!number.is_multiple_of(3)).then_some(number % ACCOUNTS)
}

impl History {
    /// Somebody gives an account another number.
    pub(crate) fn edit_account(&mut self) {
        let at = usize::try_from(self.random.below(self.accounts.len() as u64)).unwrap();
        self.number += 1;
        let (id, sign) = (self.accounts[at].id.clone(), format!("account-{}", self.number));
        let (status, answer) = self.org("PATCH", &format!("/sobjects/Account/{id}"), &json!({ SIGN: sign }));
        assert_eq!(status, 204, "{answer}");
        self.say(&format!("account {id}: {SIGN} is now {sign}"));
        (self.accounts[at].sign, self.accounts[at].edited) = (sign, true);
        // It goes to the issues of all cases that point to it.
        let pointing = self.subjects.iter().filter(|subject| subject.account == Some(at)).count() as u64;
        self.figures.acts += pointing.saturating_sub(1);
        self.figures.lookups += 1;
    }

    /// Somebody lets the case point to another account, or to none.
    pub(crate) fn point(&mut self, at: usize) {
        if matches!(self.subjects[at].bond, Bond::RecordGone) {
            return;
        }
        let chosen = self.random.below(self.accounts.len() as u64 + 1);
        let account = usize::try_from(chosen).ok().filter(|chosen| *chosen < self.accounts.len());
        if account == self.subjects[at].account {
            return;
        }
        let case = self.subjects[at].pair.case.clone();
        let id = account.map(|account| self.accounts[account].id.clone());
        let (status, answer) = self.org("PATCH", &format!("/sobjects/Case/{case}"), &json!({ "AccountId": id }));
        assert_eq!(status, 204, "{answer}");
        self.say(&format!("record {case} points to {id:?}"));
        self.subjects[at].account = account;
        self.subjects[at].pointed = true;
        // The link goes, another one comes, and each is looked at.
        self.figures.acts += 1;
        self.figures.lookups += 1;
    }

    /// What a case points to is linked with its issue, and nothing else that it has pointed to; and its number is there.
    pub(crate) fn judge_lookups(&mut self) -> Result<(), String> {
        for at in 0..self.subjects.len() {
            let subject = &self.subjects[at];
            let (pair, account) = (subject.pair.clone(), subject.account);
            let is_calm = subject.bond == Bond::Linked
                && subject.place != Place::Legal
                && !subject.upset
                && subject.guard.is_open()
                && !subject.partly.contains(&true);
            if is_calm {
                let document = self.stage.document("issue", &pair.issue).unwrap_or_default();
                let links = document["links"].as_array().cloned().unwrap_or_default();
                let linked: Vec<&Json> =
                    links.iter().filter(|link| link["object"] == "Account").map(|link| &link["recordId"]).collect();
                let wanted: Vec<&str> = account.map(|at| self.accounts[at].id.as_str()).into_iter().collect();
                if linked.len() != wanted.len() || linked.iter().zip(&wanted).any(|(linked, wanted)| *linked != wanted)
                {
                    return Err(format!(
                        "issue {} has {linked:?} linked, and its case points to {wanted:?}",
                        pair.issue
                    ));
                }
                let path = format!("issue/{}?fields={KEYWORDS}", pair.issue);
                let (status, issue) = self.stage.jira(crate::ADMIN, "GET", &path, &Json::Null);
                assert_eq!(status, 200, "{issue}");
                if let Some(account) = account.map(|at| self.accounts[at].clone())
                    && (account.edited || self.subjects[at].pointed)
                    && issue["fields"][KEYWORDS] != json!([account.sign])
                {
                    return Err(format!(
                        "issue {} has {} where its account {} has {}\n  {}",
                        pair.issue,
                        issue["fields"][KEYWORDS],
                        account.id,
                        account.sign,
                        self.told(&pair.issue)
                    ));
                }
                self.figures.lookups_judged += 1;
            }
        }
        self.subjects.iter_mut().for_each(|subject| subject.pointed = false);
        self.accounts.iter_mut().for_each(|account| account.edited = false);
        Ok(())
    }
}

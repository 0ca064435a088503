//! Searching with JQL, counting, matching, bulk fetch.

use serde_json::{Map, Value, json};

use super::Site;
use super::call::Call;
use super::issue::Selection;
use super::jql::{Asker, Prepared};
use super::model::Issue;
use super::permission::number;
use super::refusal::{Answer, Refusal, ok};

/// What a search asks for.
struct Search {
    jql: String,
    token: Option<String>,
    most: usize,
    selection: Selection,
    reconcile: Vec<u64>,
}

impl Site {
    fn jql_asker<'a>(&self, call: &Call<'a>) -> Asker<'a> {
        let account = self.account(call);
        let offset_minutes =
            account.and_then(|account| self.catalogue.user(account)).map_or(0, |user| user.offset_minutes);
        Asker { account, now: call.now, offset_minutes }
    }

    /// `GET /search/jql`.
    pub(super) fn search_get(&mut self, call: &Call<'_>) -> Answer {
        let search = Search {
            jql: call.param("jql").unwrap_or_default().to_owned(),
            token: call.param("nextPageToken").filter(|token| !token.is_empty()).map(str::to_owned),
            most: call.number("maxResults", 50)?,
            selection: Selection::of(call, "id"),
            reconcile: call.list("reconcileIssues").iter().filter_map(|id| id.parse().ok()).collect(),
        };
        self.search(call, &search)
    }

    /// `POST /search/jql`.
    pub(super) fn search_post(&mut self, call: &Call<'_>) -> Answer {
        let body = call.object()?;
        let most = match body.get("maxResults") {
            None | Some(Value::Null) => 50,
            Some(value) => value
                .as_u64()
                .and_then(|most| usize::try_from(most).ok())
                .ok_or_else(|| Refusal::bad("The 'maxResults' parameter must be a non-negative number."))?,
        };
        let search = Search {
            jql: body.get("jql").and_then(Value::as_str).unwrap_or_default().to_owned(),
            token: body.get("nextPageToken").and_then(Value::as_str).map(str::to_owned),
            most,
            selection: Selection::of_body(&body, "id"),
            reconcile: body
                .get("reconcileIssues")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(number)
                .collect(),
        };
        self.search(call, &search)
    }

    fn search(&mut self, call: &Call<'_>, search: &Search) -> Answer {
        if search.reconcile.len() > 50 {
            return Err(Refusal::bad("The 'reconcileIssues' parameter can contain at most 50 ids."));
        }
        let prepared = Prepared::new(self, self.jql_asker(call), &search.jql).map_err(complaints)?;
        if !prepared.is_bounded() {
            return Err(Refusal::bad(
                "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
            ));
        }
        let start = match &search.token {
            None => 0,
            Some(token) => read_token(token, &search.jql)
                .ok_or_else(|| Refusal::bad("The provided next page token is invalid or expired."))?,
        };
        // Asked for ids and keys only, up to 5,000 come at once; else pages are cut short.
        let most = search.most.min(if search.selection.is_bare() { 5_000 } else { 100 });
        let mut found = prepared.run();
        let indexed_until = call.now - self.options.search_lag_ms;
        let asks_when_updated = prepared.asks_when_updated();
        found.retain(|issue| {
            let is_indexed = issue.created <= indexed_until && (issue.updated <= indexed_until || !asks_when_updated);
            self.options.search_lag_ms == 0 || is_indexed || search.reconcile.contains(&issue.id)
        });
        let total = found.len();
        let page: Vec<&Issue> = found.into_iter().skip(start).take(most).collect();
        let count = page.len();
        let end = start + count;
        let face = self.face(call);
        let bare = search.selection.fields.iter().all(|field| field == "id");
        let per_issue = Selection {
            expand: search
                .selection
                .expand
                .iter()
                .filter(|part| !["names", "schema"].contains(&part.as_str()))
                .cloned()
                .collect(),
            ..search.selection.clone()
        };
        let issues: Vec<Value> = page
            .into_iter()
            .map(|issue| if bare { json!({"id": issue.id.to_string()}) } else { face.issue(issue, &per_issue) })
            .collect();
        let last = end >= total || count == 0;
        let mut answer = Map::new();
        answer.insert("issues".into(), Value::Array(issues));
        let (names, schema) = face.names_and_schema(&search.selection);
        if search.selection.expands("names") {
            answer.insert("names".into(), names);
        }
        if search.selection.expands("schema") {
            answer.insert("schema".into(), schema);
        }
        if !last {
            answer.insert("nextPageToken".into(), json!(write_token(end, &search.jql)));
        }
        answer.insert("isLast".into(), json!(last));
        self.limiter.objects(count);
        ok(&Value::Object(answer))
    }

    /// `POST /search/approximate-count`.
    pub(super) fn count_issues(&self, call: &Call<'_>) -> Answer {
        let body = call.object()?;
        let jql = body.get("jql").and_then(Value::as_str).unwrap_or_default();
        let prepared = Prepared::new(self, self.jql_asker(call), jql).map_err(complaints)?;
        if !prepared.is_bounded() {
            return Err(Refusal::bad(
                "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
            ));
        }
        ok(&json!({"count": prepared.run().len()}))
    }

    /// `POST /jql/match`.
    pub(super) fn match_issues(&self, call: &Call<'_>) -> Answer {
        let body = call.object()?;
        let ids: Vec<u64> =
            body.get("issueIds").and_then(Value::as_array).into_iter().flatten().filter_map(number).collect();
        let issues: Vec<&Issue> = ids
            .iter()
            .filter_map(|id| self.visible_issue(call, &id.to_string()).ok())
            .map(|(issue, _)| issue)
            .collect();
        let queries = body.get("jqls").and_then(Value::as_array).cloned().unwrap_or_default();
        let matches: Vec<Value> = queries
            .iter()
            .filter_map(Value::as_str)
            .map(|jql| match Prepared::new(self, self.jql_asker(call), jql) {
                Ok(prepared) => {
                    let hits: Vec<u64> =
                        issues.iter().filter(|issue| prepared.matches(issue)).map(|issue| issue.id).collect();
                    json!({"matchedIssues": hits, "errors": []})
                }
                Err(errors) => json!({"matchedIssues": [], "errors": errors}),
            })
            .collect();
        ok(&json!({"matches": matches}))
    }

    /// `POST /issue/bulkfetch`: up to 100 issues by id or key; those that cannot be seen are reported.
    pub(super) fn bulk_fetch(&mut self, call: &Call<'_>) -> Answer {
        let body = call.object()?;
        let wanted: Vec<String> = body
            .get("issueIdsOrKeys")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|id| id.as_str().map(str::to_owned).or_else(|| id.as_u64().map(|id| id.to_string())))
            .collect();
        if wanted.is_empty() || wanted.len() > 100 {
            return Err(Refusal::bad("The 'issueIdsOrKeys' field must have 1 to 100 elements."));
        }
        let selection = Selection::of_body(&body, "*navigable");
        let face = self.face(call);
        let (mut issues, mut errors) = (Vec::new(), Vec::new());
        let mut found: Vec<&Issue> = Vec::new();
        for id in &wanted {
            match self.visible_issue(call, id) {
                Ok((issue, _)) => found.push(issue),
                Err(refusal) => errors.push(json!({"id": id, "errorMessage": refusal.messages.first()})),
            }
        }
        found.sort_by_key(|issue| issue.id);
        found.dedup_by_key(|issue| issue.id);
        issues.extend(found.iter().map(|issue| face.issue(issue, &selection)));
        let count = issues.len();
        self.limiter.objects(count);
        ok(&json!({"issues": issues, "issueErrors": errors}))
    }

    /// The search that Jira took away in 2025.
    pub(super) fn search_gone(&self) -> Answer {
        Err(Refusal::new(
            410,
            "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
        ))
    }
}

fn complaints(messages: Vec<String>) -> Refusal {
    Refusal { status: 400, messages, ..Refusal::default() }
}

/// A token names the place to go on from, and the query it belongs to.
fn write_token(end: usize, jql: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("{end}:{:x}", digest(jql)))
}

fn read_token(token: &str, jql: &str) -> Option<usize> {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (end, query) = text.split_once(':')?;
    (query == format!("{:x}", digest(jql))).then(|| end.parse().ok())?
}

/// FNV-1a.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

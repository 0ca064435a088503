//! Changelogs: of one issue, of several, and within an issue.

use serde_json::{Value, json};

use super::super::Site;
use super::super::call::Call;
use super::super::event;
use super::super::face::Face;
use super::super::model::{History, Issue};
use super::super::page::{Window, page};
use super::super::refusal::{Answer, Refusal, ok};
use super::super::time::stamp;

impl Face<'_> {
    fn history(&self, history: &History) -> Value {
        json!({
            "id": history.id.to_string(),
            "author": self.person(&history.author),
            "created": stamp(history.created),
            "items": history.items.iter().map(event::item).collect::<Vec<_>>(),
        })
    }

    /// The changelog within an issue: newest first, at most 40.
    pub(super) fn changelog_page(&self, issue: &Issue) -> Value {
        let total = issue.histories.len();
        let shown: Vec<Value> = issue.histories.iter().rev().take(40).map(|history| self.history(history)).collect();
        json!({"startAt": 0, "maxResults": shown.len(), "total": total, "histories": shown})
    }
}

impl Site {
    /// `GET /issue/{issueIdOrKey}/changelog`: oldest first.
    pub(in super::super) fn get_changelog(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, _) = self.visible_issue(call, id_or_key)?;
        let window = Window::of(call, 100, 100)?;
        let face = self.face(call);
        ok(&page(call, window, issue.histories.iter().collect(), |history| face.history(history)))
    }

    /// `POST /issue/{issueIdOrKey}/changelog/list`.
    pub(in super::super) fn list_changelogs(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, _) = self.visible_issue(call, id_or_key)?;
        let body = call.object()?;
        let ids: Vec<u64> = body
            .get("changelogIds")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
            .collect();
        let face = self.face(call);
        let histories: Vec<Value> = issue
            .histories
            .iter()
            .filter(|history| ids.contains(&history.id))
            .map(|history| face.history(history))
            .collect();
        let count = histories.len();
        ok(&json!({"startAt": 0, "maxResults": count, "total": count, "histories": histories}))
    }

    /// `POST /changelog/bulkfetch`: of up to 1,000 issues, of up to 10 fields, oldest first.
    pub(in super::super) fn bulk_changelogs(&mut self, call: &Call<'_>) -> Answer {
        let body = call.object()?;
        let texts = |name: &str| -> Vec<&str> {
            body.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
        };
        let (wanted, fields) = (texts("issueIdsOrKeys"), texts("fieldIds"));
        if wanted.is_empty() || wanted.len() > 1_000 || fields.len() > 10 {
            return Err(Refusal::bad("Give 1 to 1,000 issues and at most 10 fields."));
        }
        let most = body.get("maxResults").and_then(Value::as_u64).unwrap_or(1_000).clamp(1, 10_000);
        let start: usize = match body.get("nextPageToken").and_then(Value::as_str) {
            None => 0,
            Some(token) => token
                .strip_prefix("c")
                .and_then(|digits| digits.parse().ok())
                .ok_or_else(|| Refusal::bad("The nextPageToken is not valid."))?,
        };
        let face = self.face(call);
        let mut issues: Vec<&Issue> =
            wanted.iter().filter_map(|id| self.visible_issue(call, id).ok()).map(|(issue, _)| issue).collect();
        issues.sort_by_key(|issue| issue.id);
        issues.dedup_by_key(|issue| issue.id);
        let concerns = |history: &&History| {
            fields.is_empty() || history.items.iter().any(|item| fields.contains(&item.field_id.as_str()))
        };
        let all: Vec<(&Issue, &History)> = issues
            .iter()
            .flat_map(|issue| issue.histories.iter().filter(concerns).map(move |history| (*issue, history)))
            .collect();
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let mut logs: Vec<(u64, Vec<Value>)> = Vec::new();
        for (issue, history) in all.iter().skip(start).take(most) {
            let shown = face.history(history);
            match logs.last_mut() {
                Some((id, list)) if *id == issue.id => list.push(shown),
                _ => logs.push((issue.id, vec![shown])),
            }
        }
        let shown: Vec<Value> =
            logs.into_iter().map(|(id, list)| json!({"issueId": id.to_string(), "changeHistories": list})).collect();
        let mut answer = json!({"issueChangeLogs": shown});
        if let (true, Value::Object(map)) = (start.saturating_add(most) < all.len(), &mut answer) {
            map.insert("nextPageToken".into(), json!(format!("c{}", start + most)));
        }
        self.limiter.objects(wanted.len());
        ok(&answer)
    }
}

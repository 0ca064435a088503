//! The feed of a record: which elements, in which order, page by page.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resource_feeds_record.htm>

use super::super::automation::get;
use super::super::call::Call;
use super::super::error::ApiError;
use super::super::id::Id;
use super::super::schema::Object;
use super::super::store::Row;
use super::Place;
use super::element;
use super::rules::below;
use super::segment::plain;
use super::time::token;
use serde_json::{Value as Json, json};

/// How many elements a page has when nothing is said, and at most.
const PAGE_DEFAULT: usize = 25;
const PAGE_MAX: usize = 100;
/// How many comments stand in an element when nothing is said, and at most.
const COMMENTS_DEFAULT: usize = 3;
const COMMENTS_MAX: usize = 25;
/// How many elements stand in a bundle when nothing is said, and at most.
const BUNDLE_DEFAULT: usize = 3;
const BUNDLE_MAX: usize = 10;

/// What narrows a feed to kinds of posts that this org does not have.
const QUESTIONS: &[&str] = &[
    "AllQuestions",
    "QuestionsWithCandidateAnswers",
    "QuestionsWithCandidateAnswersReviewedPublished",
    "SolvedQuestions",
    "UnansweredQuestions",
    "UnansweredQuestionsWithCandidateAnswers",
    "UnsolvedQuestions",
];

/// 400: a parameter has no value that the resource understands.
pub(crate) fn illegal(name: &str, value: &str) -> ApiError {
    ApiError::new(400, "ILLEGAL_QUERY_PARAMETER_VALUE", format!("Illegal value for parameter {name}: {value}"))
}

/// A number of the query within its bounds.
pub(crate) fn number(call: &Call<'_>, name: &str, default: usize, from: usize, to: usize) -> Result<usize, ApiError> {
    match call.parameter(name) {
        None | Some("") => Ok(default),
        Some(text) => {
            let number = text.parse().ok().filter(|number| (from..=to).contains(number));
            number.ok_or_else(|| illegal(name, text))
        }
    }
}

/// How many comments an element has with it.
pub(crate) fn comments(call: &Call<'_>) -> Result<usize, ApiError> {
    number(call, "recentCommentCount", COMMENTS_DEFAULT, 0, COMMENTS_MAX)
}

/// A page of a record's feed.
pub(crate) fn page(place: &Place<'_>, items: &Object, call: &Call<'_>, record: Id) -> Result<Json, ApiError> {
    let size = number(call, "pageSize", PAGE_DEFAULT, 1, PAGE_MAX)?;
    let shown = number(call, "elementsPerBundle", BUNDLE_DEFAULT, 0, BUNDLE_MAX)?;
    let comments = comments(call)?;
    let by = match call.parameter("sort") {
        None | Some("" | "CreatedDateDesc") => "CreatedDate",
        Some("LastModifiedDateDesc") => "LastModifiedDate",
        Some(other) => return Err(illegal("sort", other)),
    };
    let fewer = match call.parameter("density") {
        None | Some("" | "AllUpdates") => false,
        Some("FewerUpdates") => true,
        Some(other) => return Err(illegal("density", other)),
    };
    let stamp = |row: &Row, name: &str| get(items, row, name).as_seconds().unwrap_or(0);
    let mut rows = below(place.view, items, "ParentId", record).unwrap_or_default();
    if let Some(filter) = call.parameter("filter") {
        if call.parameter("customFilter").is_some() {
            return Err(illegal("filter", "customFilter is given too"));
        }
        if !QUESTIONS.contains(&filter) {
            return Err(illegal("filter", filter));
        }
        rows.retain(|row| get(items, row, "Type").as_text() == Some("QuestionPost"));
    }
    if let Some(q) = call.parameter("q") {
        let words = words(q)?;
        rows.retain(|row| says(place, items, row, &words));
    }
    if let Some(since) = call.parameter("updatedSince") {
        let after = since
            .strip_prefix("2:")
            .and_then(|ms| ms.parse::<i64>().ok())
            .ok_or_else(|| illegal("updatedSince", since))?;
        rows.retain(|row| stamp(row, "LastModifiedDate") * 1000 > after);
    }
    let tracked = |row: &Row| get(items, row, "Type").as_text() == Some("TrackedChange");
    if fewer {
        rows.retain(|row| !tracked(row));
    }
    let updated = rows.iter().map(|row| stamp(row, "LastModifiedDate")).max();
    let key = |row: &Row| (stamp(row, by), row.id());
    rows.sort_by_key(|row| std::cmp::Reverse(key(row)));
    let named =
        |row: &Row| format!("{},{}", token(stamp(row, by)), row.id().map(|id| id.to_string()).unwrap_or_default());
    if let Some(after) = call.parameter("page").filter(|page| !page.is_empty()) {
        let (at, id) = after.split_once(',').ok_or_else(|| illegal("page", after))?;
        let at = super::super::value::parse_instant_lenient(at).ok_or_else(|| illegal("page", after))?;
        let id = id.split(',').next().and_then(Id::parse).ok_or_else(|| illegal("page", after))?;
        rows.retain(|row| key(row) < (at, Some(id)));
    }
    // Tracked changes that follow one another make one element.
    let mut elements: Vec<Vec<&Row>> = Vec::new();
    for row in rows {
        match elements.last_mut() {
            Some(last) if tracked(row) && last.first().is_some_and(|first| tracked(first)) => last.push(row),
            _ => elements.push(vec![row]),
        }
    }
    let more = elements.len() > size;
    elements.truncate(size);
    let last = elements.last().and_then(|rows| rows.last()).filter(|_| more).map(|row| named(row));
    let written = elements.iter().map(|rows| match rows.as_slice() {
        [row] => element::write(place, items, row, comments),
        several => element::bundle(place, items, several, shown, comments),
    });
    let own = place.url(&format!("feeds/record/{record}/feed-elements"));
    let carried = super::carried(call);
    let at = |name: &str, token: &str| {
        let lead = if carried.is_empty() { String::new() } else { format!("{carried}&") };
        format!("{own}?{lead}{name}={}", super::escaped(token))
    };
    let current = call.parameter("page").filter(|page| !page.is_empty());
    let current_url = match current {
        Some(page) => at("page", page),
        None if carried.is_empty() => own.clone(),
        None => format!("{own}?{carried}"),
    };
    let updates = updated.map(|updated| format!("2:{}", updated * 1000));
    Ok(json!({
        "currentPageToken": current,
        "currentPageUrl": current_url,
        "elements": written.collect::<Vec<_>>(),
        "isModifiedToken": null,
        "isModifiedUrl": null,
        "nextPageToken": last,
        "nextPageUrl": last.as_ref().map(|token| at("page", token)),
        "updatesToken": updates,
        "updatesUrl": updates.as_ref().map(|token| at("updatedSince", token)),
    }))
}

/// The words that are searched for: at least two characters that are no wildcards.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/intro_wildcards.htm>
fn words(q: &str) -> Result<Vec<String>, ApiError> {
    let plain = q.chars().filter(|one| !matches!(one, '*' | '?') && !one.is_whitespace()).count();
    if plain < 2 {
        return Err(illegal("q", q));
    }
    Ok(q.split_whitespace()
        .map(|word| word.trim_matches(['*', '?']).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect())
}

fn says(place: &Place<'_>, items: &Object, row: &Row, words: &[String]) -> bool {
    let text = |object: &Object, row: &Row, field: &str| {
        super::segments_of(object, row, field)
            .iter()
            .map(|one| plain(place.view, one))
            .collect::<String>()
            .to_lowercase()
    };
    let mut said = text(items, row, "Body");
    if let (Some(comments), Some(id)) = (place.view.schema.find("FeedComment"), row.id()) {
        for comment in below(place.view, comments, "FeedItemId", id).unwrap_or_default() {
            said.push(' ');
            said.push_str(&text(comments, comment, "CommentBody"));
        }
    }
    words.iter().all(|word| said.contains(word))
}

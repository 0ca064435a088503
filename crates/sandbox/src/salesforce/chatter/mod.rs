//! Chatter: the feeds of records by the Connect REST API, and the rules of the objects that they are made of.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/intro_what_is_chatter_connect.htm>
//!
//! It refuses to guess resources: what is not here is answered with 501.

mod body;
mod capability;
mod comment;
mod element;
mod feed;
mod file;
mod html;
mod input;
mod people;
mod post;
pub(crate) mod rules;
mod segment;
mod time;
mod tracking;

use super::Org;
use super::automation::get;
use super::call::{Call, Reply};
use super::error::ApiError;
use super::id::Id;
use super::record::View;
use super::schema::Object;
use super::store::Row;
use super::value::Value;
use super::write::Context;
use segment::Segment;
use serde_json::{Value as Json, json};

/// How many elements or comments a batch may name.
const BATCH_MAX: usize = 500;

/// Where and for whom something is written.
pub(crate) struct Place<'a> {
    /// The shape and the rows.
    pub(crate) view: View<'a>,
    /// Who asks, when, and by which version.
    pub(crate) context: &'a Context,
    /// Where the org is reached.
    pub(crate) base: &'a str,
}

impl<'a> Place<'a> {
    /// For whoever makes this call.
    pub(crate) fn of(org: &'a Org, context: &'a Context, call: &'a Call<'_>) -> Self {
        Self { view: org.view(), context, base: &call.base }
    }

    /// The address of a Chatter resource.
    pub(crate) fn url(&self, path: &str) -> String {
        self.url_of("chatter", path)
    }

    /// The address of a resource below `chatter` or `connect`.
    pub(crate) fn url_of(&self, root: &str, path: &str) -> String {
        format!("/services/data/v{}.0/{root}/{path}", self.context.version)
    }
}

/// The segments of a body: as they were posted, or read from the text.
pub(crate) fn segments_of(object: &Object, row: &Row, field: &str) -> Vec<Segment> {
    if let Some(kept) = segment::revived(get(object, row, "Segments")) {
        return kept;
    }
    let text = get(object, row, field).as_text().unwrap_or_default();
    let rich = get(object, row, "IsRichText").is_true();
    let read = if rich { html::segments(text).ok() } else { None };
    read.unwrap_or_else(|| segment::of_text(text))
}

/// A value in an address.
fn escaped(text: &str) -> String {
    let escaped = text.bytes().map(|byte| match byte {
        byte if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    escaped.collect()
}

/// The parameters that the addresses of further pages carry on.
fn carried(call: &Call<'_>) -> String {
    let own = call.query.iter().filter(|(name, _)| !["page", "updatedSince"].contains(&name.as_str()));
    own.map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect::<Vec<_>>().join("&")
}

/// 403: Chatter is off.
fn disabled() -> ApiError {
    let message = "The Chatter Connect API is not enabled for this organization or user type.";
    ApiError::new(403, "API_DISABLED_FOR_ORG", message)
}

fn only(call: &Call<'_>, method: &str) -> Result<(), ApiError> {
    if call.method == method {
        return Ok(());
    }
    Err(ApiError::method(&call.method, if method == "GET" { "HEAD,GET" } else { method }))
}

impl Org {
    /// `/connect/...`; nothing when the resource is not emulated.
    pub(super) fn connect(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        rest: &[&str],
    ) -> Result<Option<Reply>, ApiError> {
        match rest {
            ["batch"] => self.batch(context, call).map(Some),
            ["files", id, rest @ ..] if *id != "users" => self.file(context, call, id, rest),
            ["communities", community, "chatter", rest @ ..] if community.eq_ignore_ascii_case("internal") => {
                self.chatter(context, call, rest)
            }
            _ => Ok(None),
        }
    }

    /// `/chatter/...`; nothing when the resource is not emulated.
    pub(super) fn chatter(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        rest: &[&str],
    ) -> Result<Option<Reply>, ApiError> {
        if !self.options().settings.chatter {
            return Err(disabled());
        }
        let schema = self.schema();
        let (Some(items), Some(comments)) = (schema.find("FeedItem"), schema.find("FeedComment")) else {
            return Err(disabled());
        };
        let reply = match rest {
            ["users", user] => self.chatter_user(context, call, user)?,
            ["files", id, rest @ ..] => return self.file(context, call, id, rest),
            ["feeds", "record", record] => self.record_feed(context, call, record)?,
            ["feeds", "record", record, "feed-elements"] => self.record_elements(context, call, items, record)?,
            ["feed-elements"] => match call.method.as_str() {
                "POST" => self.post_element(context, call, items)?,
                _ => return Ok(None),
            },
            ["feed-elements", "batch"] => self.post_elements(context, call, items)?,
            ["feed-elements", "batch", ids] => self.many(context, call, items, ids)?,
            ["feed-elements", id] => self.element(context, call, items, id)?,
            ["feed-elements", id, "capabilities"] => {
                let element = self.element(context, call, items, id)?;
                part(&element, &["capabilities"])?
            }
            ["feed-elements", id, "capabilities", "comments", "items"] => match call.method.as_str() {
                "POST" => self.post_comment(context, call, items, comments, id)?,
                _ => self.comments(context, call, items, id)?,
            },
            ["feed-elements", id, "capabilities", "chatter-likes", "items"] => {
                let item = self.feed_row(items, id)?;
                let url = format!("feed-elements/{item}/capabilities/chatter-likes/items");
                self.likes(context, call, item, item, &url)?
            }
            ["feed-elements", id, "capabilities", "edit", "is-editable-by-me"] => {
                self.editable(context, call, items, id)?
            }
            ["feed-elements", id, "capabilities", name] => {
                only(call, "GET")?;
                let element = self.element(context, call, items, id)?;
                part(&element, &["capabilities", &camel(name)])?
            }
            ["comments", "batch", ids] => self.many(context, call, comments, ids)?,
            ["comments", id] => self.one_comment(context, call, comments, id)?,
            ["comments", id, "likes"] => {
                let comment = self.feed_row(comments, id)?;
                let item = self.view().store.table(comments.index).row(comment);
                let item =
                    item.and_then(|row| get(comments, row, "FeedItemId").as_id()).ok_or_else(ApiError::not_found)?;
                self.likes(context, call, item, comment, &format!("comments/{comment}/likes"))?
            }
            ["comments", id, "capabilities", "edit", "is-editable-by-me"] => {
                self.editable(context, call, comments, id)?
            }
            ["likes", id] => self.like(context, call, id)?,
            _ => return Ok(None),
        };
        Ok(Some(reply))
    }

    fn chatter_user(&self, context: &Context, call: &Call<'_>, user: &str) -> Result<Reply, ApiError> {
        only(call, "GET")?;
        let id = if user == "me" { Some(context.user) } else { Id::parse(user) };
        let place = Place::of(self, context, call);
        let detail = id.and_then(|id| people::detail(&place, id)).ok_or_else(ApiError::not_found)?;
        Ok(Reply::json(200, &detail))
    }

    /// The record that an address names; it has to have a feed.
    fn feed_of(&self, context: &Context, text: &str) -> Result<Id, ApiError> {
        let id = if text == "me" { Some(context.user) } else { Id::parse(text) };
        let id = id.ok_or_else(|| input::wrong_id(format!("Invalid identifier: {text}")))?;
        let view = self.view();
        let (object, row) = view.follow(&Value::Id(id)).ok_or_else(ApiError::not_found)?;
        if view.is_deleted(object, row) {
            return Err(ApiError::not_found());
        }
        if !object.has_feed() {
            return Err(input::wrong_id(format!("Feeds are not enabled for {}: {id}", object.name)));
        }
        if object.name == "User" && id != context.user {
            return Err(input::wrong_id("The id of a user must be the id of the context user"));
        }
        Ok(id)
    }

    /// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_feed.htm>
    fn record_feed(&self, context: &Context, call: &Call<'_>, record: &str) -> Result<Reply, ApiError> {
        only(call, "GET")?;
        let id = self.feed_of(context, record)?;
        let place = Place::of(self, context, call);
        let elements = place.url(&format!("feeds/record/{id}/feed-elements"));
        Ok(Reply::json(
            200,
            &json!({
                "feedElementPostUrl": place.url(&format!("feed-elements?feedElementType=FeedItem&subjectId={id}")),
                "feedElementsUrl": elements,
                "isModifiedUrl": null,
                "pinnedFeedElementsUrl": null,
                "redirectedFeedSort": null,
                "redirectedFeedType": null,
                "respectsMute": null,
            }),
        ))
    }

    fn record_elements(
        &self,
        context: &Context,
        call: &Call<'_>,
        items: &Object,
        record: &str,
    ) -> Result<Reply, ApiError> {
        only(call, "GET")?;
        let id = self.feed_of(context, record)?;
        let place = Place::of(self, context, call);
        Ok(Reply::json(200, &feed::page(&place, items, call, id)?))
    }

    /// The living item or comment that an address names.
    fn feed_row(&self, object: &Object, text: &str) -> Result<Id, ApiError> {
        let id = Id::parse(text).filter(|id| id.prefix() == object.prefix);
        let id = id.ok_or_else(|| input::wrong_id(format!("Invalid identifier: {text}")))?;
        self.living(object, id).map_err(|_| ApiError::not_found())?;
        Ok(id)
    }

    fn written(&self, context: &Context, call: &Call<'_>, object: &Object, id: Id) -> Result<Json, ApiError> {
        let place = Place::of(self, context, call);
        let (_, row) = self.living(object, id).map_err(|_| ApiError::not_found())?;
        Ok(match object.name.as_str() {
            "FeedItem" => element::write(&place, object, row, feed::comments(call)?),
            _ => comment::write(&place, object, row),
        })
    }

    fn element(&mut self, context: &Context, call: &mut Call<'_>, items: &Object, id: &str) -> Result<Reply, ApiError> {
        let id = self.feed_row(items, id)?;
        match call.method.as_str() {
            "GET" => {}
            "PATCH" => self.edit(context, call, items, id, "Body")?,
            "DELETE" => {
                self.delete(context, items, id)?;
                return Ok(Reply::nothing());
            }
            method => return Err(ApiError::method(method, "HEAD,GET,PATCH,DELETE")),
        }
        Ok(Reply::json(200, &self.written(context, call, items, id)?))
    }

    fn one_comment(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        comments: &Object,
        id: &str,
    ) -> Result<Reply, ApiError> {
        let id = self.feed_row(comments, id)?;
        match call.method.as_str() {
            "GET" => {}
            "PATCH" => self.edit(context, call, comments, id, "CommentBody")?,
            "DELETE" => {
                self.delete(context, comments, id)?;
                return Ok(Reply::nothing());
            }
            method => return Err(ApiError::method(method, "HEAD,GET,PATCH,DELETE")),
        }
        Ok(Reply::json(200, &self.written(context, call, comments, id)?))
    }

    fn comments(&self, context: &Context, call: &Call<'_>, items: &Object, id: &str) -> Result<Reply, ApiError> {
        only(call, "GET")?;
        let id = self.feed_row(items, id)?;
        let size = feed::number(call, "pageSize", comment::PAGE_DEFAULT, 1, comment::PAGE_MAX)?;
        let latest = match call.parameter("sort") {
            None | Some("" | "CreatedDateLatestAsc" | "Relevance") => true,
            Some("CreatedDateOldestAsc") => false,
            Some(other) => return Err(feed::illegal("sort", other)),
        };
        let after = call.parameter("page").filter(|page| !page.is_empty()).map(str::to_owned);
        let place = Place::of(self, context, call);
        let paging = comment::Paging { size, latest, after };
        Ok(Reply::json(200, &comment::page(&place, id, &paging, Some(&carried(call)))))
    }

    /// Several elements or comments, each with its own status.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_batch_results.htm>
    fn many(&self, context: &Context, call: &Call<'_>, object: &Object, ids: &str) -> Result<Reply, ApiError> {
        only(call, "GET")?;
        let ids: Vec<&str> = ids.split(',').map(str::trim).collect();
        if ids.len() > BATCH_MAX {
            return Err(input::refused(format!("A batch names {BATCH_MAX} at most")));
        }
        let found = ids.into_iter().map(|id| self.written(context, call, object, self.feed_row(object, id)?));
        Ok(post::results(found.collect(), 200))
    }

    /// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element_capability_editability.htm>
    fn editable(&self, context: &Context, call: &Call<'_>, object: &Object, id: &str) -> Result<Reply, ApiError> {
        only(call, "GET")?;
        let id = self.feed_row(object, id)?;
        let place = Place::of(self, context, call);
        let (_, row) = self.living(object, id)?;
        let editable = rules::may_update(place.view, context, object, row).is_ok();
        let path = if object.name == "FeedItem" { "feed-elements" } else { "comments" };
        let body = json!({
            "areAttachmentsEditableByMe": editable,
            "feedEntityUrl": place.url(&format!("{path}/{id}")),
            "isEditableByMe": editable,
        });
        Ok(Reply::json(200, &body))
    }
}

/// A part of an answer; 404 when it is not there.
fn part(reply: &Reply, path: &[&str]) -> Result<Reply, ApiError> {
    let mut json: Json = serde_json::from_slice(&reply.body).unwrap_or_default();
    for name in path {
        json = json.get_mut(*name).map(Json::take).ok_or_else(ApiError::not_found)?;
    }
    Ok(Reply::json(200, &json))
}

/// `tracked-changes` as a member's name.
fn camel(path: &str) -> String {
    let mut words = path.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut letters = word.chars();
        let head = letters.next().map(|letter| letter.to_ascii_uppercase());
        name + &head.into_iter().chain(letters).collect::<String>()
    })
}

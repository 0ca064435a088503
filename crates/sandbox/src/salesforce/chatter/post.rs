//! Posting: elements, comments, likes, and changes of what was posted.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element.htm>

use super::super::Org;
use super::super::automation::{get, named};
use super::super::call::{Call, Payload, Reply};
use super::super::error::ApiError;
use super::super::id::Id;
use super::super::schema::Object;
use super::super::store::Row;
use super::super::value::Value;
use super::super::write::Context;
use super::capability;
use super::input::{body, known, refused, wrong_id};
use super::rules::{below, share};
use super::segment::{Segment, is_rich, kept};
use super::{BATCH_MAX, Place, file, only};
use serde_json::{Map, Value as Json, json};

/// How many files a post may have.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_multiple_content_capability_input.htm>
const FILES_MAX: usize = 10;

/// The answer to a batch.
pub(super) fn results(found: Vec<Result<Json, ApiError>>, status: u16) -> Reply {
    let failed = found.iter().any(Result::is_err);
    let results: Vec<Json> = found
        .into_iter()
        .map(|one| match one {
            Ok(result) => json!({ "result": result, "statusCode": status }),
            Err(error) => json!({ "result": error.body(), "statusCode": error.status }),
        })
        .collect();
    Reply::json(200, &json!({ "hasErrors": failed, "results": results }))
}

impl Org {
    /// `POST /chatter/feed-elements`
    pub(super) fn post_element(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        items: &Object,
    ) -> Result<Reply, ApiError> {
        let given = ["feedElementType", "subjectId", "text", "visibility"];
        let given = given.map(|name| (name, call.parameter(name).map(str::to_owned)));
        let empty = matches!(&call.payload, Payload::None | Payload::Bytes([]));
        let mut members = if empty { Map::new() } else { call.members()? };
        for (name, value) in given {
            let Some(value) = value else { continue };
            match name {
                "text" => members.insert("body".into(), json!({ "text": value })),
                _ => members.insert(name.into(), json!(value)),
            };
        }
        let id = self.new_element(context, items, &members)?;
        Ok(Reply::json(201, &self.written(context, call, items, id)?))
    }

    /// `POST /chatter/feed-elements/batch`
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element_batch_post.htm>
    pub(super) fn post_elements(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        items: &Object,
    ) -> Result<Reply, ApiError> {
        only(call, "POST")?;
        let mut members = call.members()?;
        known(&members, &["inputs"])?;
        let Some(Json::Array(inputs)) = members.remove("inputs") else {
            return Err(refused("inputs must be a list"));
        };
        if inputs.is_empty() || inputs.len() > BATCH_MAX {
            return Err(refused(format!("A batch has 1 to {BATCH_MAX} inputs")));
        }
        let mut made = Vec::with_capacity(inputs.len());
        for input in inputs {
            let before = self.store.savepoint();
            let rich = input.get("richInput").and_then(Json::as_object).cloned().unwrap_or_default();
            let one = self.new_element(context, items, &rich);
            if one.is_err() {
                self.store.roll_back(before);
            }
            made.push(one.and_then(|id| self.written(context, call, items, id)));
        }
        Ok(results(made, 201))
    }

    fn new_element(&mut self, context: &Context, items: &Object, members: &Map<String, Json>) -> Result<Id, ApiError> {
        let names = [
            "attachment",
            "body",
            "capabilities",
            "feedElementType",
            "subjectId",
            "visibility",
            "isBookmarkedByCurrentUser",
        ];
        known(members, &names)?;
        let text = |name: &str| members.get(name).and_then(Json::as_str);
        match text("feedElementType") {
            Some("FeedItem") => {}
            Some(other) => return Err(refused(format!("The only feedElementType is FeedItem, not {other}"))),
            None => return Err(refused("feedElementType is required")),
        }
        let subject = text("subjectId").ok_or_else(|| refused("subjectId is required"))?;
        let subject = self.subject(context, subject)?;
        let capabilities = members.get("capabilities").and_then(Json::as_object).cloned().unwrap_or_default();
        known(&capabilities, &["bookmarks", "content", "files", "link"])?;
        let files = self.files(context, &capabilities)?;
        let link = link(&capabilities)?;
        let (segments, body) = match members.get("body") {
            None | Some(Json::Null) => (Vec::new(), String::new()),
            Some(given) => body(self.view(), context.version, given)?,
        };
        if body.is_empty() && files.is_empty() && link.is_none() {
            return Err(refused("A body is required unless there is a file or a link"));
        }
        let visibility = match text("visibility") {
            None => Value::Null,
            Some(known @ ("AllUsers" | "InternalUsers")) => Value::text(known),
            Some(other) => return Err(refused(format!("Unknown visibility: {other}"))),
        };
        let kind = match (files.is_empty(), &link) {
            (false, _) => "ContentPost",
            (true, Some(_)) => "LinkPost",
            (true, None) => "TextPost",
        };
        let (url, name) = link.unwrap_or_default();
        let values = [
            ("ParentId", Value::Id(subject)),
            ("Type", Value::text(kind)),
            ("Body", Value::text(body)),
            ("IsRichText", Value::Bool(is_rich(&segments))),
            ("Visibility", visibility),
            ("LinkUrl", Value::text(url)),
            ("Title", Value::text(name)),
            ("RelatedRecordId", files.first().map_or(Value::Null, |version| Value::Id(*version))),
            ("Segments", kept(&segments)),
        ];
        let id = self.insert(context, items, named(items, values))?;
        for version in files.iter().skip(1) {
            share(self, context, *version, subject)?;
            let attachment =
                [("FeedEntityId", Value::Id(id)), ("Type", Value::text("Content")), ("RecordId", Value::Id(*version))];
            self.insert_named(context, "FeedAttachment", &attachment)?;
        }
        Ok(id)
    }

    /// Whom or what is posted to.
    fn subject(&self, context: &Context, text: &str) -> Result<Id, ApiError> {
        let id = if text == "me" { Some(context.user) } else { Id::parse(text) };
        let view = self.view();
        let living =
            id.and_then(|id| view.follow(&Value::Id(id)).filter(|(object, row)| !view.is_deleted(object, row)));
        match (id, living) {
            (Some(id), Some((object, _))) if object.has_feed() => Ok(id),
            (Some(id), Some((object, _))) => Err(wrong_id(format!("Feeds are not enabled for {}: {id}", object.name))),
            (Some(_), None) => Err(ApiError::not_found()),
            (None, _) => Err(wrong_id(format!("Invalid identifier: {text}"))),
        }
    }

    /// The newest versions of the files that are attached.
    fn files(&self, context: &Context, capabilities: &Map<String, Json>) -> Result<Vec<Id>, ApiError> {
        let mut documents = Vec::new();
        if let Some(files) = capabilities.get("files") {
            let items = files.get("items").and_then(Json::as_array).ok_or_else(|| refused("files needs items"))?;
            documents.extend(items.iter().map(|item| item.get("id").and_then(Json::as_str).unwrap_or_default()));
        }
        if let Some(content) = capabilities.get("content") {
            // For posts, files took its place in version 36.0.
            if context.version > 35 {
                return Err(refused("content is not available for posts in version 36.0 and later: use files"));
            }
            documents.push(content.get("contentDocumentId").and_then(Json::as_str).unwrap_or_default());
        }
        if documents.len() > FILES_MAX {
            return Err(refused(format!("A post has {FILES_MAX} files at most")));
        }
        documents.into_iter().map(|document| self.version_of(document)).collect()
    }

    fn version_of(&self, document: &str) -> Result<Id, ApiError> {
        let version = Id::parse(document).and_then(|id| file::latest(self.view(), id)?.1.id());
        version.ok_or_else(|| wrong_id(format!("There is no file with the id {document}")))
    }

    /// `POST /chatter/feed-elements/{id}/capabilities/comments/items`
    pub(super) fn post_comment(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        items: &Object,
        comments: &Object,
        item: &str,
    ) -> Result<Reply, ApiError> {
        let item = self.feed_row(items, item)?;
        let text = call.parameter("text").map(str::to_owned);
        let members = match text {
            Some(text) => Map::from_iter([("body".to_owned(), json!({ "text": text }))]),
            None => call.members()?,
        };
        known(&members, &["attachment", "body", "capabilities", "threadParentId"])?;
        let capabilities = members.get("capabilities").and_then(Json::as_object).cloned().unwrap_or_default();
        known(&capabilities, &["content"])?;
        let version = match capabilities.get("content") {
            Some(content) => {
                Some(self.version_of(content.get("contentDocumentId").and_then(Json::as_str).unwrap_or_default())?)
            }
            None => None,
        };
        let (segments, body) = match members.get("body") {
            None | Some(Json::Null) => return Err(refused("body is required")),
            Some(given) => body(self.view(), context.version, given)?,
        };
        if body.is_empty() && version.is_none() {
            return Err(refused("A body is required unless there is a file"));
        }
        let linked = segments.iter().any(|one| matches!(one, Segment::EntityLink(_)));
        let values = [
            ("FeedItemId", Value::Id(item)),
            ("CommentBody", Value::text(body)),
            ("IsRichText", Value::Bool(is_rich(&segments))),
            ("RelatedRecordId", version.map_or(Value::Null, Value::Id)),
            ("HasEntityLinks", Value::Bool(linked)),
            ("Segments", kept(&segments)),
        ];
        let id = self.insert(context, comments, named(comments, values))?;
        Ok(Reply::json(201, &self.written(context, call, comments, id)?))
    }

    /// Changes the body of an item or comment.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/quickreference_edit_feed_post.htm>
    pub(super) fn edit(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        object: &Object,
        id: Id,
        field: &str,
    ) -> Result<(), ApiError> {
        let members = call.members()?;
        known(&members, &["body", "capabilities", "feedElementType"])?;
        let given = members.get("body").ok_or_else(|| refused("body is required"))?;
        let (segments, body) = body(self.view(), context.version, given)?;
        if body.is_empty() {
            return Err(refused("body is required"));
        }
        let values = [
            (field, Value::text(body)),
            ("IsRichText", Value::Bool(is_rich(&segments))),
            ("Segments", kept(&segments)),
        ];
        self.update(context, object, id, named(object, values))
    }

    /// The likes of an item or comment, and one more.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element_capability_chatter_likes_items.htm>
    pub(super) fn likes(
        &mut self,
        context: &Context,
        call: &Call<'_>,
        item: Id,
        entity: Id,
        path: &str,
    ) -> Result<Reply, ApiError> {
        let schema = self.schema();
        let likes = schema.find("FeedLike").ok_or_else(ApiError::not_found)?;
        if call.method == "POST" {
            let mine = |row: &&Row| *get(likes, row, "CreatedById") == Value::Id(context.user);
            let known = below(self.view(), likes, "FeedEntityId", entity).unwrap_or_default().into_iter().find(mine);
            let id = match known.and_then(Row::id) {
                Some(id) => id,
                None => {
                    let values = [("FeedItemId", Value::Id(item)), ("FeedEntityId", Value::Id(entity))];
                    self.insert(context, likes, named(likes, values))?
                }
            };
            let place = Place::of(self, context, call);
            let (_, row) = self.living(likes, id)?;
            return Ok(Reply::json(201, &capability::like(&place, likes, row)));
        }
        only(call, "GET")?;
        let place = Place::of(self, context, call);
        Ok(Reply::json(200, &capability::like_page(&place, entity, &place.url(path))))
    }

    /// `/chatter/likes/{id}`
    pub(super) fn like(&mut self, context: &Context, call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
        let schema = self.schema();
        let likes = schema.find("FeedLike").ok_or_else(ApiError::not_found)?;
        let id = self.feed_row(likes, id)?;
        if call.method == "DELETE" {
            self.delete(context, likes, id)?;
            return Ok(Reply::nothing());
        }
        only(call, "GET")?;
        let place = Place::of(self, context, call);
        let (_, row) = self.living(likes, id)?;
        Ok(Reply::json(200, &capability::like(&place, likes, row)))
    }
}

/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_link_capability_input.htm>
fn link(capabilities: &Map<String, Json>) -> Result<Option<(String, String)>, ApiError> {
    let Some(link) = capabilities.get("link") else { return Ok(None) };
    let members = link.as_object().ok_or_else(|| refused("link must be an object"))?;
    known(members, &["url", "urlName"])?;
    let text = |name: &str| members.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    if text("url").is_empty() {
        return Err(refused("link needs a url"));
    }
    Ok(Some((text("url"), text("urlName"))))
}

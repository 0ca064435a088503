//! A record's details, comments, feed and e-mails.

use serde::{Deserialize, Serialize};

use super::{Cell, Column};

/// One field in the details dialog.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct DetailField {
    /// The heading.
    pub column: Column,
    /// The value.
    pub cell: Cell,
}

/// The details dialog.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct DetailsView {
    /// The record's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its object's API name.
    pub object: String,
    /// What people see for the object.
    pub label: String,
    /// Its page in Salesforce; none when redirects are switched off.
    pub url: Option<String>,
    /// The fields in the configured order.
    pub fields: Vec<DetailField>,
    /// Its comments; none when they are switched off (TGL-6), or the object has none.
    pub comments: Option<TabHead>,
    /// Its feed; none when it is switched off (TGL-8).
    pub feed: Option<TabHead>,
    /// Its e-mails; none when they are switched off (TGL-13), or the object has none.
    pub emails: Option<TabHead>,
    /// When they were read, in ms since 1970.
    pub at_ms: u64,
}

crate::encode_object! { DetailField { column, cell } }
crate::encode_object! { DetailsView { id, name, object, label, url, fields, comments, feed, emails, at_ms } }

/// Why a tab has nothing to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum TabMissing {
    /// The object has no feed in this org, or Chatter is off.
    FeedsOff,
    /// Email-to-Case is off: the org has no e-mail messages.
    EmailOff,
    /// The integration user may not read it.
    NoAccess,
}

/// A tab of the details dialog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct TabHead {
    /// How many entries it has; none when that could not be found out.
    pub count: Option<u32>,
    /// Why it has nothing to show.
    pub missing: Option<TabMissing>,
}

/// Where an image is. Opaque to pages: they hand it back to have the image fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum ImageRef {
    /// In a rich text field of the record itself.
    Field {
        /// The field.
        field: String,
        /// The image's id: `0EM...`, or `068...` of a version of a file.
        id: String,
    },
    /// In a rich text field of an e-mail message of the record, like its body.
    EmailField {
        /// The message's id.
        email_id: String,
        /// The field.
        field: String,
        /// The image's id, `0EM...`.
        id: String,
    },
    /// A file of an e-mail message of the record: an attachment, or a version of a document.
    EmailFile {
        /// The message's id.
        email_id: String,
        /// The file's id, `00P...` or `068...`.
        id: String,
    },
    /// A file of an element of the record's feed, or of a comment on it.
    FeedFile {
        /// The element's id.
        item_id: String,
        /// The comment's id; none for a file of the element itself.
        comment_id: Option<String>,
        /// The document's id, `069...`.
        id: String,
    },
}

/// A file that hangs on something. Its content stays in Salesforce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Attachment {
    /// Its name, with its extension.
    pub name: String,
    /// Its size in bytes, when it is known.
    pub bytes: Option<u64>,
    /// Its page in Salesforce; none when redirects are switched off.
    pub url: Option<String>,
    /// Where to fetch it as an image; none when it is none, is too large, or images are switched off.
    pub image: Option<ImageRef>,
}

/// What someone may write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Composer {
    /// What is added at the end of what is posted, like `Jane Doe via Jira (SUP-12)`; empty for nothing.
    pub signature: String,
    /// How much one post holds beside its signature: bytes in UTF-8 for comments, characters for feed posts.
    pub room: u32,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct CommentRow {
    /// Its id.
    pub id: String,
    /// Who wrote it.
    pub author: String,
    /// What it says; line breaks count.
    pub text: String,
    /// Whether customers see it.
    pub public: bool,
    /// When it was written, in ms since 1970.
    pub at_ms: u64,
    /// When it was changed since, in ms since 1970.
    pub edited_at_ms: Option<u64>,
    /// What has become of it in Jira (CMT-2).
    pub copy: super::CommentCopy,
}

/// Comments, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct CommentsView {
    /// A page of them.
    pub comments: Vec<CommentRow>,
    /// Where the next page begins; none when there is none.
    pub after: Option<String>,
    /// What this user may write, with the first page; none when nothing.
    pub composer: Option<Composer>,
    /// Whether this user may have comments copied to Jira (CMT-2).
    pub may_push: bool,
    /// Why there is nothing to show.
    pub missing: Option<TabMissing>,
    /// When they were read, in ms since 1970.
    pub at_ms: u64,
}

/// What was posted: a long comment in parts, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PostedCommentView {
    /// The comments; empty when they are there but could not be read back.
    pub comments: Vec<CommentRow>,
    /// Set when it had been posted before: it was sent twice.
    pub repeated: bool,
}

/// What an element of a feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum FeedKind {
    /// Someone's post.
    Post,
    /// A post with a link.
    Link,
    /// A post with files.
    File,
    /// Changed fields.
    TrackedChange,
    /// A case comment.
    CaseComment,
    /// An e-mail.
    Email,
    /// Anything else: its text says it.
    Other,
}

/// A changed field in a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FeedChange {
    /// What people call the field.
    pub label: String,
    /// What it was, as the org says it; none when nothing or not told.
    pub before: Option<String>,
    /// What it became; none when nothing or not told.
    pub after: Option<String>,
}

/// A web address in a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FeedLink {
    /// `http:` or `https:`; nothing else ever.
    pub href: String,
    /// What people see.
    pub text: String,
}

/// A comment on an element of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FeedComment {
    /// Its id.
    pub id: String,
    /// Who wrote it.
    pub author: String,
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// What it says, as in [`Cell::RichText`].
    pub html: String,
    /// Its images.
    pub images: Vec<ImageRef>,
    /// Its files.
    pub attachments: Vec<Attachment>,
}

/// An element of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FeedItem {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: FeedKind,
    /// Who made it.
    pub author: String,
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// Whether customers see it.
    pub public: bool,
    /// Its title, of links and files.
    pub title: Option<String>,
    /// What it says, as in [`Cell::RichText`].
    pub html: String,
    /// Its images.
    pub images: Vec<ImageRef>,
    /// Where it leads.
    pub link: Option<FeedLink>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// What changed, of [`FeedKind::TrackedChange`].
    pub changes: Vec<FeedChange>,
    /// The latest comments on it, the oldest of them first.
    pub comments: Vec<FeedComment>,
    /// How many there are in all.
    pub comment_count: u32,
    /// Where older ones are; none when all are here.
    pub more_comments: Option<String>,
    /// Whether it can be commented on.
    pub commentable: bool,
}

/// A record's feed, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FeedView {
    /// A page of it.
    pub items: Vec<FeedItem>,
    /// Where the next page begins; none when there is none.
    pub after: Option<String>,
    /// What this user may write; none when nothing.
    pub composer: Option<Composer>,
    /// Why there is nothing to show.
    pub missing: Option<TabMissing>,
    /// When it was read, in ms since 1970.
    pub at_ms: u64,
}

/// Older comments on an element of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FeedCommentsView {
    /// A page of them, the oldest first: they come before those that were read already.
    pub comments: Vec<FeedComment>,
    /// Where still older ones are; none when there are none.
    pub after: Option<String>,
}

/// What was posted to a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum PostedFeedView {
    /// A post.
    Item {
        /// It.
        item: FeedItem,
        /// Set when it had been posted before.
        repeated: bool,
    },
    /// A comment on an element.
    Comment {
        /// It.
        comment: FeedComment,
        /// Set when it had been posted before.
        repeated: bool,
    },
}

/// An e-mail message in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct EmailHead {
    /// Its id.
    pub id: String,
    /// Messages with the same word belong to one thread.
    pub thread: String,
    /// Its subject; empty when it has none.
    pub subject: String,
    /// Who sent it, as people read it.
    pub from: String,
    /// To whom, as people read it.
    pub to: String,
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// Whether it came from outside.
    pub incoming: bool,
    /// Whether files hang on it.
    pub has_attachments: bool,
}

/// An e-mail message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct EmailView {
    /// What the list says of it.
    pub head: EmailHead,
    /// Copies went to these, as people read it.
    pub cc: String,
    /// Blind copies went to these, as people read it.
    pub bcc: String,
    /// Its body as HTML, sanitised for a sandboxed frame: styles stay, what loads anything from elsewhere is gone; images
    /// as in [`Cell::RichText`]. None when it has none.
    pub html: Option<String>,
    /// Its body as text, shown where there is no HTML.
    pub text: String,
    /// Its images.
    pub images: Vec<ImageRef>,
    /// Its files, those that the body shows left out.
    pub attachments: Vec<Attachment>,
    /// Whether pictures of elsewhere were left out.
    pub remote_images: bool,
    /// Whether it is longer than what is shown.
    pub cut: bool,
    /// Its page in Salesforce; none when redirects are switched off.
    pub url: Option<String>,
}

/// A record's e-mail messages, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct EmailsView {
    /// A page of them.
    pub emails: Vec<EmailHead>,
    /// The newest one, with the first page.
    pub newest: Option<EmailView>,
    /// Where the next page begins; none when there is none.
    pub after: Option<String>,
    /// Why there is nothing to show.
    pub missing: Option<TabMissing>,
    /// When they were read, in ms since 1970.
    pub at_ms: u64,
}

/// An image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ImageView {
    /// `image/png`, `image/jpeg`, `image/gif` or `image/webp`, by its own bytes; nothing else ever.
    pub media_type: String,
    /// Its bytes in Base64.
    pub base64: String,
}

crate::encode_words! { TabMissing { FeedsOff, EmailOff, NoAccess } }
crate::encode_object! { TabHead { count, missing } }
crate::json_tagged! {
    refuse ImageRef by "kind" {
        Field { field, id },
        EmailField { email_id, field, id },
        EmailFile { email_id, id },
        FeedFile { item_id, comment_id, id },
    }
}
crate::encode_object! { Attachment { name, bytes, url, image } }
crate::encode_object! { Composer { signature, room } }
crate::encode_object! { CommentRow { id, author, text, public, at_ms, edited_at_ms, copy } }
crate::encode_object! { CommentsView { comments, after, composer, may_push, missing, at_ms } }
crate::encode_object! { PostedCommentView { comments, repeated } }
crate::encode_words! { FeedKind { Post, Link, File, TrackedChange, CaseComment, Email, Other } }
crate::encode_object! { FeedChange { label, before, after } }
crate::encode_object! { FeedLink { href, text } }
crate::encode_object! { FeedComment { id, author, at_ms, html, images, attachments } }
crate::encode_object! {
    FeedItem {
        id, kind, author, at_ms, public, title, html, images, link, attachments, changes, comments, comment_count,
        more_comments, commentable
    }
}
crate::encode_object! { FeedView { items, after, composer, missing, at_ms } }
crate::encode_object! { FeedCommentsView { comments, after } }
crate::encode_tagged! { PostedFeedView by "kind" { Item { item, repeated }, Comment { comment, repeated } } }
crate::encode_object! { EmailHead { id, thread, subject, from, to, at_ms, incoming, has_attachments } }
crate::encode_object! { EmailView { head, cc, bcc, html, text, images, attachments, remote_images, cut, url } }
crate::encode_object! { EmailsView { emails, newest, after, missing, at_ms } }
crate::encode_object! { ImageView { media_type, base64 } }

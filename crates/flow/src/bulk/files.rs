//! The CSV files of an issue, as the user sees them.

use weftline_bulk::{Feed, Header};
use weftline_jira::{reply, request};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{BulkAttachment, CsvDialect};

use crate::bulk::dialects;
use crate::bulk::source::{self, Source};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::site::{self, SiteError};

/// The largest file that Weftline was tested with, in bytes.
pub(crate) const BYTES_MAX: u64 = 100_000_000;

/// The most rows that Weftline was tested with.
pub(crate) const ROWS_MAX: u32 = 200_000;

/// The most columns, and bytes of their names, so that the header fits into a stored value.
const COLUMNS_MAX: usize = 500;
const NAMES_BYTES_MAX: usize = 60_000;

/// What Excel's workbooks begin with: ZIP, and the compound files before.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"];

/// The files that are attached to an issue, in Jira's order.
pub(crate) async fn attached(world: &World, issue_id: &str) -> Result<Vec<BulkAttachment>, Failure> {
    let asked = request::attachments(issue_id, Principal::User);
    let read = site::ask(world, asked).await.map_err(SiteError::into_failure)?;
    let files = reply::attachments(&read.view()).map_err(|error| error.to_failure())?;
    Ok(files.into_iter().map(shown).collect())
}

fn shown(file: reply::Attachment) -> BulkAttachment {
    let reply::Attachment { id, name, bytes, created_ms, author, .. } = file;
    BulkAttachment { id, name, bytes, created_ms, author }
}

/// How large a file may be: as Jira takes it, and as was tested. Nothing where nothing may be attached.
pub(crate) async fn bytes_max(world: &World, principal: Principal) -> Result<u64, Failure> {
    let read = site::ask(world, request::attachment_settings(principal)).await.map_err(SiteError::into_failure)?;
    let limit = reply::upload_limit(&read.view()).map_err(|error| error.to_failure())?;
    Ok(limit.unwrap_or(0).min(BYTES_MAX))
}

/// Whether a file's name says that it is CSV (BLK-2).
pub(crate) fn is_csv(name: &str) -> bool {
    name.len() > 4 && name.to_ascii_lowercase().ends_with(".csv")
}

/// A file that is attached to the issue, with its head.
pub(crate) struct Head {
    pub(crate) file: BulkAttachment,
    pub(crate) fingerprint: String,
    pub(crate) bytes: Vec<u8>,
}

impl Head {
    /// Reads the head of a file of this issue that a job may be made of.
    pub(crate) async fn read(world: &World, issue_id: &str, attachment_id: &str) -> Result<Self, Failure> {
        let files = attached(world, issue_id).await?;
        let file = files.into_iter().find(|file| file.id == attachment_id).ok_or_else(source::gone)?;
        if !is_csv(&file.name) {
            let text = format!("`{}` is not taken: cases are created from files whose names end in `.csv`", file.name);
            return Err(failure::with(failure::of(FailureCode::Invalid, text), "file", "notCsv"));
        }
        if file.bytes == 0 {
            let text = format!("`{}` is empty", file.name);
            return Err(failure::with(failure::of(FailureCode::Invalid, text), "file", "empty"));
        }
        if file.bytes > BYTES_MAX {
            let (has, most) = (file.bytes.div_ceil(1_000_000), BYTES_MAX / 1_000_000);
            let text = format!("`{}` has {has} MB, and at most {most} MB are taken: split it", file.name);
            return Err(failure::with(failure::of(FailureCode::Invalid, text), "file", "tooLarge"));
        }
        let source = Source { attachment_id: &file.id, bytes: file.bytes, principal: Principal::User };
        let (fingerprint, bytes) = source.fingerprint(world).await?;
        if WORKBOOKS.iter().any(|sign| bytes.starts_with(sign)) {
            let text = format!("`{}` is a workbook that was renamed: save it as CSV in your spreadsheet", file.name);
            return Err(failure::with(failure::of(FailureCode::Invalid, text), "file", "notCsv"));
        }
        Ok(Self { file, fingerprint, bytes })
    }

    /// Begins to read it: up to and with its header.
    pub(crate) fn feed(&self, dialect: &CsvDialect) -> Result<Feed, Failure> {
        let mut feed = Feed::new(dialects::read_as(dialect)?);
        feed.push(&self.bytes);
        if self.bytes.len() as u64 >= self.file.bytes {
            feed.end();
        }
        Ok(feed)
    }

    /// The first row with content, once the feed was asked for a row.
    pub(crate) fn header(&self, feed: &Feed) -> Result<Header, Failure> {
        let refused = |text: String| failure::with(failure::of(FailureCode::Invalid, text), "file", "header");
        let Some(header) = feed.header() else {
            let text = format!("`{}` has no row of column names that can be read", self.file.name);
            return Err(refused(text));
        };
        let bytes: usize = header.names.iter().map(String::len).sum();
        if header.names.len() > COLUMNS_MAX || bytes > NAMES_BYTES_MAX {
            let text = format!("`{}` has more than {COLUMNS_MAX} columns, or their names are too long", self.file.name);
            return Err(refused(text));
        }
        Ok(header.clone())
    }
}

/// What was attached, and how large a file may be, in one turn.
pub(crate) async fn attached_and_limit(world: &World, issue_id: &str) -> Result<(Vec<BulkAttachment>, u64), Failure> {
    let (files, limit) = join(attached(world, issue_id), bytes_max(world, Principal::User)).await;
    Ok((files?, limit?))
}

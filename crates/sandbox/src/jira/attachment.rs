//! Files at issues: uploaded as multipart, downloaded whole or in ranges.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::Site;
use super::call::{Call, encode};
use super::face::Face;
use super::model::{Attachment, History, Item};
use super::refusal::{Answer, Refusal, no_content, ok};
use super::store::{ATTACHMENT, CONTENT, ISSUE};
use super::time::stamp;
use crate::http::Response;

/// The most files in one request.
const FILES_MOST: usize = 60;

impl Face<'_> {
    /// A file as answers show it.
    pub(super) fn attachment(&self, file: &Attachment) -> Value {
        let mut map = Map::new();
        map.insert("self".into(), json!(self.link(&format!("attachment/{}", file.id))));
        map.insert("id".into(), json!(file.id.to_string()));
        map.insert("filename".into(), json!(file.filename));
        map.insert("author".into(), self.person(&file.author));
        map.insert("created".into(), json!(stamp(file.created)));
        map.insert("size".into(), json!(file.content.len()));
        map.insert("mimeType".into(), json!(file.mime_type));
        map.insert("content".into(), json!(self.link(&format!("attachment/content/{}", file.id))));
        if file.mime_type.starts_with("image/") {
            map.insert("thumbnail".into(), json!(self.link(&format!("attachment/thumbnail/{}", file.id))));
        }
        Value::Object(map)
    }
}

impl Site {
    /// `GET /attachment/meta`.
    pub(super) fn attachment_settings(&self) -> Answer {
        ok(&json!({"enabled": true, "uploadLimit": self.options.attachment_bytes_max}))
    }

    fn visible_attachment(&self, call: &Call<'_>, id: &str) -> Result<&Attachment, Refusal> {
        let missing = || Refusal::missing(format!("The attachment with id '{id}' does not exist"));
        let file = id.parse().ok().and_then(|id: u64| self.attachments.get(&id)).ok_or_else(missing)?;
        self.visible_issue(call, &file.issue.to_string()).map_err(|_| missing())?;
        Ok(file)
    }

    /// `GET /attachment/{id}`.
    pub(super) fn get_attachment(&self, call: &Call<'_>, id: &str) -> Answer {
        let file = self.visible_attachment(call, id)?;
        let mut shown = self.face(call).attachment(file);
        if let Value::Object(map) = &mut shown {
            // Here alone, Jira gives the id as a number.
            map.insert("id".into(), json!(file.id));
        }
        ok(&shown)
    }

    /// `POST /issue/{issueIdOrKey}/attachments`.
    pub(super) fn add_attachments(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        self.asker(call)?;
        let (issue, _) = self.permitted_issue(
            call,
            id_or_key,
            "CREATE_ATTACHMENTS",
            "You do not have permission to create attachments for this issue.",
        )?;
        let issue_id = issue.id;
        if call.request.header("x-atlassian-token").is_none_or(|token| !token.eq_ignore_ascii_case("no-check")) {
            return Err(Refusal::forbidden("XSRF check failed"));
        }
        let parts = parts(call)?;
        if parts.is_empty() {
            return Err(Refusal::bad("No files were given: the parts of the form must be named 'file'."));
        }
        if parts.len() > FILES_MOST {
            return Err(Refusal::new(413, "More than 60 files are requested to be uploaded."));
        }
        let most = self.options.attachment_bytes_max;
        if let Some(part) = parts.iter().find(|part| part.content.len() > most) {
            let megabytes = f64::from(u32::try_from(most).unwrap_or(u32::MAX)) / 1_048_576.0;
            return Err(Refusal::new(
                413,
                format!("The file '{}' is too large to attach. The size limit is {megabytes:.2} MB.", part.filename),
            ));
        }
        self.count_write(issue_id, call.now)?;
        let mut added = Vec::new();
        for part in parts {
            // What agents attach to a request, customers do not see unless it is shared with them.
            added.push(self.attach(call, issue_id, part, false));
        }
        let face = self.face(call);
        let shown = added.iter().filter_map(|id| self.attachments.get(id)).map(|file| face.attachment(file));
        ok(&Value::Array(shown.collect()))
    }

    /// Adds a file to an issue, with its trace in the changelog and the event.
    pub(super) fn attach(&mut self, call: &Call<'_>, issue_id: u64, part: Part, public: bool) -> u64 {
        let author = self.account(call).unwrap_or_default().to_owned();
        let id = self.insert_attachment(issue_id, &author, call.now, part, public);
        self.note_attachment(call, id, true);
        self.tell_attachment(call, "created", id);
        id
    }

    /// Puts a file at an issue.
    pub(super) fn insert_attachment(&mut self, issue_id: u64, author: &str, now: i64, part: Part, public: bool) -> u64 {
        let id = self.next_id();
        let file = Attachment {
            id,
            issue: issue_id,
            author: author.to_owned(),
            filename: part.filename,
            mime_type: part.mime_type,
            created: now,
            public,
            content: Arc::new(part.content),
        };
        self.attachments.insert(id, file);
        self.mark(ATTACHMENT, id);
        self.mark(CONTENT, id);
        if let Some(issue) = self.issues.get_mut(&issue_id) {
            issue.attachments.push(id);
            self.mark(ISSUE, issue_id);
        }
        id
    }

    fn note_attachment(&mut self, call: &Call<'_>, id: u64, added: bool) {
        let Some((issue_id, name)) = self.attachments.get(&id).map(|file| (file.issue, file.filename.clone())) else {
            return;
        };
        let side = (Some(id.to_string()), Some(name));
        let (from, to) = if added { ((None, None), side) } else { (side, (None, None)) };
        let item = Item {
            field: "Attachment".into(),
            fieldtype: "jira".into(),
            field_id: "attachment".into(),
            from: from.0,
            from_string: from.1,
            to: to.0,
            to_string: to.1,
        };
        let author = self.account(call).unwrap_or_default().to_owned();
        let history = History { id: self.next_id(), author, created: call.now, items: vec![item] };
        if let Some(issue) = self.issues.get_mut(&issue_id) {
            issue.histories.push(history.clone());
            issue.updated = call.now;
            self.mark(ISSUE, issue_id);
        }
        self.tell_updated(call, issue_id, &history);
    }

    /// `DELETE /attachment/{id}`.
    pub(super) fn delete_attachment(&mut self, call: &Call<'_>, id: &str) -> Answer {
        self.asker(call)?;
        let file = self.visible_attachment(call, id)?;
        let (id, issue_id, own) = (file.id, file.issue, self.account(call) == Some(file.author.as_str()));
        let (_, project) = self.visible_issue(call, &issue_id.to_string())?;
        let account = self.account(call);
        let allowed = self.may(account, project, "DELETE_ALL_ATTACHMENTS")
            || (own && self.may(account, project, "DELETE_OWN_ATTACHMENTS"));
        if !allowed {
            return Err(Refusal::forbidden("You do not have permission to delete this attachment."));
        }
        self.count_write(issue_id, call.now)?;
        self.note_attachment(call, id, false);
        self.tell_attachment(call, "deleted", id);
        self.attachments.remove(&id);
        self.mark(ATTACHMENT, id);
        self.mark(CONTENT, id);
        if let Some(issue) = self.issues.get_mut(&issue_id) {
            issue.attachments.retain(|candidate| *candidate != id);
            self.mark(ISSUE, issue_id);
        }
        no_content()
    }

    /// `GET /attachment/content/{id}` and `/attachment/thumbnail/{id}`: a redirection, or with `redirect=false` the
    /// bytes, whole or a range of them.
    pub(super) fn attachment_content(&self, call: &Call<'_>, id: &str) -> Answer {
        let file = self.visible_attachment(call, id)?;
        if call.flag("redirect", true) {
            let location = format!("{}/secure/attachment/{}/{}", call.base, file.id, encode(&file.filename));
            return Ok(Response { status: 303, headers: vec![("location".into(), location)], body: Vec::new() });
        }
        download(call, file)
    }

    /// `GET /secure/attachment/{id}/{name}`, where redirections lead.
    pub(super) fn secure_attachment(&self, call: &Call<'_>, id: &str) -> Answer {
        download(call, self.visible_attachment(call, id)?)
    }
}

fn download(call: &Call<'_>, file: &Attachment) -> Answer {
    let total = file.content.len();
    let mut headers = vec![
        ("content-type".to_owned(), file.mime_type.clone()),
        ("content-disposition".to_owned(), format!("attachment; filename*=UTF-8''{}", encode(&file.filename))),
        ("accept-ranges".to_owned(), "bytes".to_owned()),
    ];
    let Some(range) = call.request.header("range") else {
        return Ok(Response { status: 200, headers, body: file.content.to_vec() });
    };
    let (first, last) = read_range(range, total)?;
    let body = file.content.get(first..=last).unwrap_or_default().to_vec();
    headers.push(("content-range".to_owned(), format!("bytes {first}-{last}/{total}")));
    Ok(Response { status: 206, headers, body })
}

/// `bytes=0-99`, `bytes=100-`, `bytes=-50`: first and last byte.
fn read_range(range: &str, total: usize) -> Result<(usize, usize), Refusal> {
    let malformed = || Refusal::bad("The range supplied in the Range header is malformed.");
    let beyond = || {
        let mut refusal = Refusal::new(416, "The server is unable to satisfy the range of bytes provided.");
        refusal.headers.push(("content-range".into(), format!("bytes */{total}")));
        refusal
    };
    let (first, last) = range.strip_prefix("bytes=").and_then(|rest| rest.split_once('-')).ok_or_else(malformed)?;
    let number = |text: &str| text.trim().parse::<usize>().map_err(|_| malformed());
    if first.is_empty() {
        let count = number(last)?.min(total);
        return if count == 0 { Err(beyond()) } else { Ok((total - count, total - 1)) };
    }
    let first = number(first)?;
    let last = if last.is_empty() { total.saturating_sub(1) } else { number(last)?.min(total.saturating_sub(1)) };
    if first >= total || last < first { Err(beyond()) } else { Ok((first, last)) }
}

/// A file of a form.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) filename: String,
    pub(super) mime_type: String,
    pub(super) content: Vec<u8>,
}

/// The parts named `file` of a multipart body.
pub(super) fn parts(call: &Call<'_>) -> Result<Vec<Part>, Refusal> {
    let kind = call.request.header("content-type").unwrap_or_default();
    let boundary = kind
        .split(';')
        .find_map(|part| part.trim().strip_prefix("boundary="))
        .map(|boundary| boundary.trim_matches('"'))
        .filter(|_| kind.to_ascii_lowercase().starts_with("multipart/form-data"))
        .ok_or_else(|| Refusal::new(415, "The content type must be multipart/form-data with a boundary."))?;
    let mark = format!("--{boundary}").into_bytes();
    let mut found = Vec::new();
    let body = &call.request.body;
    let mut at = find(body, &mark, 0).map(|start| start + mark.len());
    while let Some(start) = at {
        let Some(end) = find(body, &mark, start) else { break };
        if let Some(part) = body.get(start..end).and_then(read_part) {
            found.push(part);
        }
        at = Some(end + mark.len());
    }
    Ok(found)
}

/// One part: headers, an empty line, content, a line's end.
fn read_part(bytes: &[u8]) -> Option<Part> {
    let gap = find(bytes, b"\r\n\r\n", 0)?;
    let head = String::from_utf8_lossy(bytes.get(..gap)?).into_owned();
    let content = bytes.get(gap + 4..)?;
    let content = content.strip_suffix(b"\r\n").unwrap_or(content);
    let (mut filename, mut mime_type, mut is_file) = (None, "application/octet-stream".to_owned(), false);
    for line in head.split("\r\n") {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => mime_type = value.trim().to_owned(),
            "content-disposition" => {
                for part in value.split(';').map(str::trim) {
                    if part == "name=\"file\"" || part == "name=file" {
                        is_file = true;
                    } else if let Some(name) = part.strip_prefix("filename*=") {
                        let name =
                            name.strip_prefix("UTF-8''").or_else(|| name.strip_prefix("utf-8''")).unwrap_or(name);
                        filename = Some(super::call::decode(name, false));
                    } else if let (Some(name), None) = (part.strip_prefix("filename="), &filename) {
                        filename = Some(name.trim_matches('"').replace("\\\"", "\""));
                    }
                }
            }
            _ => {}
        }
    }
    is_file.then_some(())?;
    Some(Part { filename: filename?, mime_type, content: content.to_vec() })
}

/// Where the wanted bytes begin. Files are large and boundaries long: it looks at the last byte that they could have and
/// leaps on by as much as that byte allows (Horspool's search).
fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let last = wanted.len().checked_sub(1)?;
    let mut leaps = [wanted.len(); 256];
    for (at, byte) in wanted.iter().take(last).enumerate() {
        if let Some(leap) = leaps.get_mut(usize::from(*byte)) {
            *leap = last - at;
        }
    }
    let mut at = from;
    while let Some(window) = bytes.get(at..at + wanted.len()) {
        if window == wanted {
            return Some(at);
        }
        at += window.last().and_then(|byte| leaps.get(usize::from(*byte))).copied().unwrap_or(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_are_found_wherever_they_are() {
        let text = b"--a--ab--aba--abc";
        for (wanted, from) in [("--abc", 0), ("--a", 0), ("--a", 1), ("--aba", 0), ("b", 8), ("--abd", 0), ("-", 16)] {
            let slow =
                text.get(from..).and_then(|rest| rest.windows(wanted.len()).position(|w| w == wanted.as_bytes()));
            assert_eq!(find(text, wanted.as_bytes(), from), slow.map(|at| at + from), "{wanted} from {from}");
        }
        assert_eq!(find(text, b"", 0), None);
        assert_eq!(find(b"", b"a", 0), None);
    }

    #[test]
    fn ranges() {
        assert_eq!(read_range("bytes=0-9", 100).unwrap(), (0, 9));
        assert_eq!(read_range("bytes=90-", 100).unwrap(), (90, 99));
        assert_eq!(read_range("bytes=-5", 100).unwrap(), (95, 99));
        assert_eq!(read_range("bytes=0-999", 100).unwrap(), (0, 99));
        assert_eq!(read_range("bytes=100-", 100).unwrap_err().status, 416);
        assert_eq!(read_range("lines=1-2", 100).unwrap_err().status, 400);
    }
}

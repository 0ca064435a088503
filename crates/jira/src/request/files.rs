//! Files and comments that Weftline adds to an issue, as the app. In service projects through the service desk API, which
//! says in the same request that customers do not see them.

use weftline_wire::effect::{Body, Effect, Header, Method, Principal};
use weftline_wire::json;

use super::send;
use crate::encode::percent_encode;

/// The property by which Jira knows a comment that customers do not see.
pub(super) const INTERNAL_PROPERTY: &str = "{\"key\":\"sd.public.comment\",\"value\":{\"internal\":true}}";

/// A file that is to be attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its content's type, like `text/csv`.
    pub kind: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// Attaches a file to an issue. Read by [`crate::reply::attached`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-attachments/#api-rest-api-3-issue-issueidorkey-attachments-post>
#[must_use]
pub fn attach(issue_id: &str, file: &NewFile<'_>) -> Effect {
    let mut path = String::from("/rest/api/3/issue/");
    percent_encode(&mut path, issue_id);
    path.push_str("/attachments");
    upload(path, file)
}

/// Uploads a file to a service project, from where [`attach_internally`] takes it; nobody sees it before. The project may
/// be named in the place of its service desk. Read by [`crate::reply::temporary_file`].
/// <https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-servicedesk/#api-rest-servicedeskapi-servicedesk-servicedeskid-attachtemporaryfile-post>
#[must_use]
pub fn attach_temporarily(project_id: &str, file: &NewFile<'_>) -> Effect {
    let mut path = String::from("/rest/servicedeskapi/servicedesk/");
    percent_encode(&mut path, project_id);
    path.push_str("/attachTemporaryFile");
    upload(path, file)
}

/// Attaches an uploaded file to a request, so that customers do not see it. Answers 404 for an issue of a service project
/// that is no request: customers see none of it.
/// <https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-request/#api-rest-servicedeskapi-request-issueidorkey-attachment-post>
#[must_use]
pub fn attach_internally(issue_id: &str, temporary_id: &str) -> Effect {
    let id = json::to_string(&temporary_id);
    send(
        Principal::App,
        Method::Post,
        of_request(issue_id, "/attachment"),
        ["{\"temporaryAttachmentIds\":[", &id, "],\"public\":false}"].concat(),
    )
}

/// Comments on a request, so that customers do not see it. The text is wiki markup: see [`plain`]. Answers 404 as
/// [`attach_internally`] does.
/// <https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-request/#api-rest-servicedeskapi-request-issueidorkey-comment-post>
#[must_use]
pub fn comment_internally(issue_id: &str, wiki: &str) -> Effect {
    let text = json::to_string(&wiki);
    let body = ["{\"body\":", &text, ",\"public\":false}"].concat();
    send(Principal::App, Method::Post, of_request(issue_id, "/comment"), body)
}

/// Comments on an issue that is no request. The text is wiki markup: see [`plain`]. In a service project it is marked as
/// internal all the same: the issue may become a request.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issue-comments/#api-rest-api-2-issue-issueidorkey-comment-post>
#[must_use]
pub fn comment(issue_id: &str, wiki: &str, internal: bool) -> Effect {
    let mark = if internal { [",\"properties\":[", INTERNAL_PROPERTY, "]"].concat() } else { String::new() };
    let body = ["{\"body\":", &json::to_string(&wiki), &mark, "}"].concat();
    send(Principal::App, Method::Post, comments_of(issue_id), body)
}

/// Reads the newest comments of an issue, as wiki markup. Read by [`crate::reply::comments`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issue-comments/#api-rest-api-2-issue-issueidorkey-comment-get>
#[must_use]
pub fn newest_comments(issue_id: &str) -> Effect {
    let mut path = comments_of(issue_id);
    path.push_str("?orderBy=-created&maxResults=50");
    super::get(path, Principal::App)
}

/// Text that stands for itself in wiki markup.
/// <https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=miscellaneous>
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '*' | '_' | '-' | '+' | '^' | '~' | '{' | '}' | '[' | ']' | '!' | '|' | '\\') {
            plain.push('\\');
        }
        plain.push(character);
    }
    plain
}

pub(super) fn of_request(issue_id: &str, what: &str) -> String {
    let mut path = String::from("/rest/servicedeskapi/request/");
    percent_encode(&mut path, issue_id);
    path.push_str(what);
    path
}

fn comments_of(issue_id: &str) -> String {
    let mut path = String::from("/rest/api/2/issue/");
    percent_encode(&mut path, issue_id);
    path.push_str("/comment");
    path
}

/// A form with one file (RFC 7578).
fn upload(path: String, file: &NewFile<'_>) -> Effect {
    let boundary = boundary(file.bytes);
    let name = quoted(file.name);
    let head = [
        "--",
        &boundary,
        "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"",
        &name,
        "\"\r\nContent-Type: ",
        file.kind,
        "\r\n\r\n",
    ];
    let mut body = head.concat().into_bytes();
    body.extend_from_slice(file.bytes);
    body.extend_from_slice(["\r\n--", &boundary, "--\r\n"].concat().as_bytes());
    let header = |name: &str, value: &str| -> Header { (name.to_owned(), value.to_owned()) };
    let headers = vec![
        header("Accept", "application/json"),
        header("Content-Type", &["multipart/form-data; boundary=", &boundary].concat()),
        header("X-Atlassian-Token", "no-check"),
    ];
    Effect::Jira { principal: Principal::App, method: Method::Post, path, headers, body: Body::Bytes(body.into()) }
}

/// A line that is not in the content.
fn boundary(bytes: &[u8]) -> String {
    let mut number = 0_u32;
    loop {
        let boundary = ["weftline-", &number.to_string(), "-boundary"].concat();
        if !bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes()) {
            return boundary;
        }
        number += 1;
    }
}

/// A name between quotes, as browsers write it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

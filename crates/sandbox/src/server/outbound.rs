//! Salesforce's outbound messages to listeners on this machine. The sandbox reaches no other.

use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::http::Response;
use crate::salesforce::OutboundCall;

/// How long the listener may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// So much of an answer is read.
const ANSWER_BYTES_MAX: u64 = 1_024 * 1_024;

/// Sends a message; nothing when the listener was not reached.
pub(super) async fn send(message: &OutboundCall) -> Option<Response> {
    timeout(TIMEOUT, exchange(message)).await.ok().flatten()
}

async fn exchange(message: &OutboundCall) -> Option<Response> {
    let rest = message.url.strip_prefix("http://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
    if !["127.0.0.1", "localhost"].contains(&name) {
        return None;
    }
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port.parse::<u16>().ok()?)).await.ok()?;
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/xml; charset=utf-8\r\nSOAPAction: \"\"\r\n\
         Accept: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        message.body.len()
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(message.body.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).await.ok()?;
    parse(&answer)
}

fn parse(answer: &[u8]) -> Option<Response> {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    let body = if chunked { joined(body) } else { body.to_owned() };
    Some(Response { status, headers: Vec::new(), body: body.into_bytes() })
}

/// The text of a body that came in chunks.
fn joined(mut rest: &str) -> String {
    let mut whole = String::new();
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16).unwrap_or(0);
        match after.get(..size) {
            Some(chunk) if size > 0 => whole.push_str(chunk),
            _ => break,
        }
        rest = after.get(size..).unwrap_or_default().trim_start_matches("\r\n");
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_whole_and_in_chunks() {
        let plain = parse(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n<a>").unwrap();
        let chunked =
            parse(b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n<a\r\n1;x=y\r\n>\r\n0\r\n\r\n").unwrap();
        assert_eq!((plain.status, chunked.status), (200, 500));
        assert_eq!((plain.body.as_slice(), chunked.body.as_slice()), (&b"<a>"[..], &b"<a>"[..]));
        assert_eq!(parse(b"nonsense"), None);
    }
}

//! A minimal HTTP/1.1 client: one persistent connection, one request at a time, no unnecessary copies.

use anyhow::{Context, Result, bail, ensure};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connection to the service.
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            received: Vec::with_capacity(128 * 1024),
        })
    }

    /// Sends a request and returns the body of the response, which must be a success.
    pub async fn send(&mut self, request: &[u8]) -> Result<&[u8]> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let (head, body) = loop {
            let read = self.stream.read_buf(&mut self.received).await?;
            ensure!(read > 0, "the service closed the connection");
            if let Some(lengths) = lengths(&self.received)? {
                break lengths;
            }
        };
        while self.received.len() < head + body {
            let read = self.stream.read_buf(&mut self.received).await?;
            ensure!(read > 0, "the service closed the connection");
        }
        Ok(&self.received[head..])
    }
}

/// The lengths of head and body, once the head is complete.
fn lengths(received: &[u8]) -> Result<Option<(usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = answer.parse(received)? else {
        return Ok(None);
    };
    if !matches!(answer.code, Some(200..=299)) {
        bail!("the service answered {}", String::from_utf8_lossy(received));
    }
    let length = answer
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .context("an answer without a length")?;
    Ok(Some((head, std::str::from_utf8(length.value)?.parse()?)))
}

/// The bytes of a request.
pub fn request(method: &str, path: &str, key: Option<&str>, body: &str) -> Vec<u8> {
    let key = key
        .map(|key| format!("Authorization: Bearer {key}\r\n"))
        .unwrap_or_default();
    with_key(method, path, &key, body)
}

/// The bytes of a request with the key in the header of the agents dialect.
pub fn agents_request(method: &str, path: &str, key: &str, body: &str) -> Vec<u8> {
    with_key(method, path, &format!("X-API-KEY: {key}\r\n"), body)
}

fn with_key(method: &str, path: &str, key: &str, body: &str) -> Vec<u8> {
    let kind = if body.is_empty() {
        ""
    } else {
        "Content-Type: application/json\r\n"
    };
    let length = body.len();
    format!("{method} {path} HTTP/1.1\r\nHost: bench\r\n{key}{kind}Content-Length: {length}\r\n\r\n{body}").into_bytes()
}

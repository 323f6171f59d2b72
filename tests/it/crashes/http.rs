//! A minimal HTTP/1.1 client for a server that may be killed at any time: an incomplete response is an error.

use serde_json::Value;
use std::io;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// A persistent connection.
pub struct Connection {
    stream: BufReader<TcpStream>,
    key: String,
}

impl Connection {
    /// Connects with a key.
    pub async fn open(address: &str, key: &str) -> io::Result<Self> {
        Ok(Self {
            stream: BufReader::new(TcpStream::connect(address).await?),
            key: key.to_owned(),
        })
    }

    /// Sends a request with additional headers (each with its line break) and a JSON body unless it is null, and waits for
    /// the complete response.
    pub async fn call(&mut self, method: &str, path: &str, headers: &str, body: &Value) -> io::Result<(u16, Value)> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n{headers}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.key,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        let status = self.line().await?;
        let status = status.split(' ').nth(1).and_then(|status| status.parse().ok());
        let mut length = 0;
        loop {
            let line = self.line().await?.to_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        Ok((status.unwrap(), serde_json::from_slice(&body).unwrap()))
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let complete = line.strip_suffix("\r\n").map(str::to_owned);
        complete.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

//! As much of HTTP/1.1 as a client needs whose server may be gone at any moment: an answer that is not whole is none.

use serde_json::Value;
use std::io;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// A connection that is kept alive.
pub struct Connection {
    stream: BufReader<TcpStream>,
    key: String,
}

impl Connection {
    /// Connects as the holder of a key.
    pub async fn open(address: &str, key: &str) -> io::Result<Self> {
        Ok(Self {
            stream: BufReader::new(TcpStream::connect(address).await?),
            key: key.to_owned(),
        })
    }

    /// Sends a request, with more headers (each with its line's end) and with a JSON body unless that is null, and waits
    /// for the whole answer.
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
        let whole = line.strip_suffix("\r\n").map(str::to_owned);
        whole.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

//! A respondent: sends the requests of the page, starts by the form, holds a live stream, and answers.

use crate::http::{Connection, request};
use anyhow::{Context, Result, ensure};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A respondent in an interview, with an open stream.
pub struct Respondent {
    token: String,
    cookie: String,
    stream: TcpStream,
    received: Vec<u8>,
    answers: usize,
    /// The number of the latest turn.
    number: u32,
}

impl Respondent {
    /// Starts the interview at a link and reads the first question.
    pub async fn start(address: SocketAddr, token: &str) -> Result<Self> {
        let cookie = join(address, token).await?;
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut respondent = Self {
            token: token.to_owned(),
            cookie,
            stream,
            received: Vec::new(),
            answers: 0,
            number: 0,
        };
        let (token, cookie) = (&respondent.token, &respondent.cookie);
        let listen = format!(
            "GET /interview/{token}/stream HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\nCookie: {cookie}\r\n\r\n"
        );
        respondent.stream.write_all(listen.as_bytes()).await?;
        respondent.read_turn(1).await?;
        Ok(respondent)
    }

    /// Sends an answer and reads the next question.
    pub async fn answer(&mut self, connection: &mut Connection) -> Result<()> {
        self.answers += 1;
        let body = format!(
            r#"{{"id":"{}","text":"An answer of a usual length, which says what somebody does and why, number {}."}}"#,
            self.answers, self.answers
        );
        let path = format!("/interview/{}/turns", self.token);
        let extra = format!("Accept: application/json\r\nCookie: {}\r\n", self.cookie);
        let sent = with_headers(&request("POST", &path, None, &body), &extra)?;
        connection.send(&sent).await?;
        self.read_turn(self.number + 2).await
    }

    /// Reads the stream up to the turn with this number.
    async fn read_turn(&mut self, number: u32) -> Result<()> {
        let marker = format!("id: {number}\n");
        while !contains(&self.received, marker.as_bytes()) {
            let read = self.stream.read_buf(&mut self.received).await?;
            ensure!(read > 0, "the stream ended");
            ensure!(
                !self.received.starts_with(b"HTTP/1.1 4") && !self.received.starts_with(b"HTTP/1.1 5"),
                "no stream: {}",
                String::from_utf8_lossy(&self.received)
            );
        }
        self.received = Vec::new();
        self.number = number;
        Ok(())
    }
}

/// Sends the form of the page and returns the session cookie.
async fn join(address: SocketAddr, token: &str) -> Result<String> {
    let open = format!("GET /interview/{token} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n");
    let page = exchange(address, &open).await?;
    let version = between(&page, "name=\"consent\" value=\"", "\"").context("no consent on the page")?;
    let form = format!("email=respondent%40example.org&consent={version}&language=en");
    let start = format!(
        "POST /interview/{token}/start HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let started = exchange(address, &start).await?;
    let cookie = between(&started.to_lowercase(), "set-cookie: ", ";").map(str::len);
    let place = started.to_lowercase().find("set-cookie: ").context("no session")? + "set-cookie: ".len();
    let length = cookie.context("no session")?;
    Ok(started[place..place + length].to_owned())
}

async fn exchange(address: SocketAddr, request: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn with_headers(request: &[u8], headers: &str) -> Result<Vec<u8>> {
    let text = std::str::from_utf8(request)?;
    Ok(text
        .replacen("Host: bench\r\n", &format!("Host: bench\r\n{headers}"), 1)
        .into_bytes())
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

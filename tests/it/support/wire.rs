//! Raw requests over a real socket, for bytes that no HTTP client would send.

use serde_json::Value;
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// Bounds only how long a failing test hangs.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A response.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Reply {
    fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Self {
            status: status.unwrap_or_else(|| panic!("no status: {head}")),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// A header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// Sends a request and reads until the server closes the connection.
pub async fn exchange(address: SocketAddr, request: &[u8]) -> Reply {
    exchange_on(TcpStream::connect(address).await.unwrap(), request).await
}

/// The same, from this client address.
pub async fn exchange_from(client: Ipv4Addr, address: SocketAddr, request: &[u8]) -> Reply {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((client, 0))).unwrap();
    exchange_on(socket.connect(address).await.unwrap(), request).await
}

/// Sends the rest of a request on an open connection and reads until the server closes it.
pub async fn exchange_on(stream: TcpStream, request: &[u8]) -> Reply {
    let (mut from_server, mut to_server) = stream.into_split();
    let send = async {
        // The server may close before it has read everything.
        let _ = to_server.write_all(request).await;
        to_server
    };
    let receive = async {
        let mut seen = Vec::new();
        let end = from_server.read_to_end(&mut seen).await;
        assert!(end.is_ok() || end.is_err_and(|error| error.kind() == io::ErrorKind::ConnectionReset));
        seen
    };
    let (_, seen) = timeout(PATIENCE, async { tokio::join!(send, receive) })
        .await
        .expect("an answer");
    Reply::read(&seen)
}

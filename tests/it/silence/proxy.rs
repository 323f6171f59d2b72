//! A TCP proxy whose connections can fall silent: they stay open, and nothing passes any more.

use std::future::pending;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// A proxy in front of a PostgreSQL server, for as long as the test runs.
pub struct Proxy {
    /// The URL of the database through the proxy.
    pub url: String,
    silence: watch::Sender<Silence>,
}

/// Which connections are silent.
#[derive(Clone, Copy, Default)]
struct Silence {
    /// Connections that were accepted before this many calls of `silence`.
    before: u64,
    /// All others, too.
    all: bool,
}

impl Proxy {
    /// Starts a proxy in front of the server of this URL.
    pub async fn start(url: &str) -> Self {
        let (scheme_and_user, rest) = url.split_once('@').unwrap();
        let (server, name) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{scheme_and_user}@{}/{name}", listener.local_addr().unwrap());
        let silence = watch::Sender::new(Silence::default());
        tokio::spawn(accept(listener, server.to_owned(), silence.subscribe()));
        Self { url, silence }
    }

    /// Silences the connections that are open now.
    pub fn silence(&self) {
        self.silence.send_modify(|silence| silence.before += 1);
    }

    /// Silences all connections, and those that are opened from now on.
    pub fn silence_new_ones_too(&self) {
        self.silence.send_modify(|silence| {
            silence.before += 1;
            silence.all = true;
        });
    }

    /// Lets connections that are opened from now on speak. The others stay silent.
    pub fn speak(&self) {
        self.silence.send_modify(|silence| {
            silence.before += 1;
            silence.all = false;
        });
    }
}

async fn accept(listener: TcpListener, server: String, silence: watch::Receiver<Silence>) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        let server = TcpStream::connect(&server).await.unwrap();
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let born = silence.borrow().before;
        tokio::spawn(pass(from_client, to_server, born, silence.clone()));
        tokio::spawn(pass(from_server, to_client, born, silence.clone()));
    }
}

/// Passes bytes on until an end closes, or for ever holds both ends when the connection falls silent.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, born: u64, mut silence: watch::Receiver<Silence>) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        tokio::select! {
            biased;
            () = silent(&mut silence, born) => pending().await,
            read = from.read(&mut buffer) => match read {
                Ok(0) | Err(_) => return,
                Ok(read) => if to.write_all(&buffer[..read]).await.is_err() {
                    return;
                },
            },
        }
    }
}

async fn silent(silence: &mut watch::Receiver<Silence>, born: u64) {
    // Fails when the test is over.
    let _ = silence.wait_for(|silence| silence.all || silence.before > born).await;
}

//! The HTTP server: accepts connections and serves HTTP/1 on each, by hyper, with a poem endpoint.
//!
//! Bounds the number of connections, in all and of one address, the size of a request's head, and the time for which the server waits for a client
//! (`progress`). It never cuts off a slow handler. The size of a request's body, and the 408 for a slow one, are left to
//! the endpoint, which should allow a little less time than [`Limits::request`]. A connection that opens with HTTP/2 is
//! closed.
//!
//! The times are tokio's monotonic ones, not those of the injected clock: they bound real waiting for a real client, and
//! must neither jump with the wall clock nor stand still while a test holds the injected one.

mod addresses;
mod connection;
mod progress;
mod watched;

use addresses::Addresses;
use hyper_util::server::graceful::GracefulShutdown;
use ipnet::IpNet;
use metrics::{counter, gauge};
use poem::{
    Endpoint, Response,
    web::{LocalAddr, RemoteAddr},
};
use std::{future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};

const CONNECTIONS_OPEN: &str = "interview_rooms_connections_open";

/// Limits of connections and of the time for which they may keep the server waiting.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open connections, idle ones included; at least one is allowed. Further clients wait in the kernel's backlog until
    /// one closes.
    pub max_connections: usize,
    /// Open connections of one address (one /64 network for IPv6); 0 for no limit. Further ones are closed at once.
    pub max_connections_per_address: usize,
    /// Time without a request after which a connection is closed. Line breaks, which clients may send between requests,
    /// do not extend it.
    pub idle: Duration,
    /// Time from the first byte of a request to the last of its body. Bytes that trickle in do not extend it.
    pub request: Duration,
    /// Time for which a response may wait for a client that takes none of it.
    pub write_stall: Duration,
    /// Pause after a failed accept, for example when the process has no file descriptors left.
    pub accept_backoff: Duration,
}

/// Serves until `stop` completes. Connections from `trusted_proxies` carry the requests of many clients and do not count
/// against the limit of one address. After `stop` closes idle connections, gives requests in flight `grace` to
/// finish, and drops what is left.
pub async fn serve(
    listener: TcpListener,
    endpoint: impl Endpoint<Output = Response> + 'static,
    limits: Limits,
    trusted_proxies: Vec<IpNet>,
    stop: impl Future<Output = ()>,
    grace: Duration,
) {
    let endpoint = Arc::new(endpoint);
    let graceful = GracefulShutdown::new();
    let addresses = Addresses::new(limits.max_connections_per_address, trusted_proxies);
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = connections.join_next() => gauge!(CONNECTIONS_OPEN).decrement(1.0),
            accepted = accept(&listener), if connections.len() < limits.max_connections.max(1) => match accepted {
                Ok((accepted, peer)) => match addresses.take(peer.ip()) {
                    Some(place) => {
                        gauge!(CONNECTIONS_OPEN).increment(1.0);
                        let endpoint = endpoint.clone();
                        connections.spawn(connection::serve(accepted, place, endpoint, limits, graceful.watcher()));
                    }
                    None => counter!("interview_rooms_connections_refused_total").increment(1),
                },
                Err(error) => {
                    counter!("interview_rooms_accept_errors_total").increment(1);
                    tracing::warn!(%error, "could not accept a connection");
                    sleep(limits.accept_backoff).await;
                }
            },
        }
    }
    drop(listener);
    if timeout(grace, graceful.shutdown()).await.is_err() {
        tracing::warn!(
            connections = connections.len(),
            "dropping requests that did not finish in time"
        );
    }
    connections.shutdown().await;
}

type Accepted = (TcpStream, LocalAddr, RemoteAddr);

async fn accept(listener: &TcpListener) -> io::Result<(Accepted, SocketAddr)> {
    let (stream, remote) = listener.accept().await?;
    stream.set_nodelay(true)?;
    let local = stream.local_addr()?;
    let accepted = (stream, LocalAddr(local.into()), RemoteAddr(remote.into()));
    Ok((accepted, remote))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn small_responses_are_sent_without_delay() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let ((stream, ..), _) = accept(&listener).await.unwrap();
        assert!(stream.nodelay().unwrap());
    }
}

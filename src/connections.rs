//! Connections: how many clients the server lets in, and how long one may keep it waiting.
//!
//! poem's server accepts in a tight loop and sets no bounds of its own. This acceptor stands in front of it: it
//! waits after a failed accept instead of spinning, turns Nagle's algorithm off, admits a bounded number of
//! connections, and hands out a [`GuardedIo`] that ends the exchanges a client leaves half done. Left to others:
//! silent keep-alive connections (poem's `idle_timeout`), the friendly 408 for a slow body (the body extractor, whose
//! time should be a little shorter than ours), and slow handlers, which are never cut here.
//!
//! Invariant: a connection is counted and holds its permit exactly as long as its [`GuardedIo`] lives.
//!
//! The times are tokio's monotonic ones, not the product's injected clock: they bound real waiting on a real peer,
//! and must neither jump when the wall clock is set nor stand still while a test holds the product's clock.

mod deadline;
mod guarded_io;
mod request_framing;

use std::{io, sync::Arc, time::Duration};

use poem::{
    http::uri::Scheme,
    listener::Acceptor,
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};

pub use guarded_io::GuardedIo;

/// The bounds a [`GuardedAcceptor`] keeps.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// Connections open at one time, idle ones included; at least 1. While they are all taken, further clients wait
    /// in the kernel's backlog and are served as soon as one closes: a short peak costs latency, not failures. Keep
    /// it well below the process's limit of file descriptors.
    pub max_connections: usize,
    /// From the first byte of a request to its last, headers and body together. Bytes that trickle in do not extend
    /// it. For a request that is begun before the previous one is answered, it counts from the latest write of that
    /// answer.
    pub request_deadline: Duration,
    /// How long a response may wait for a client that takes none of it. Any progress starts the time afresh.
    pub write_stall: Duration,
    /// The pause after a failed accept, such as one for want of file descriptors, before the next attempt.
    pub accept_backoff: Duration,
}

/// Accepts connections for poem's server within [`ConnectionLimits`].
#[derive(Debug)]
pub struct GuardedAcceptor {
    listener: TcpListener,
    local_addr: LocalAddr,
    limits: ConnectionLimits,
    permits: Arc<Semaphore>,
}

impl GuardedAcceptor {
    /// Guards a bound listener.
    ///
    /// # Errors
    /// When the listener's own address cannot be read.
    pub fn new(listener: TcpListener, limits: ConnectionLimits) -> io::Result<Self> {
        let local_addr = LocalAddr(listener.local_addr()?.into());
        let permits = limits.max_connections.clamp(1, Semaphore::MAX_PERMITS);
        Ok(Self {
            listener,
            local_addr,
            limits,
            permits: Arc::new(Semaphore::new(permits)),
        })
    }

    /// Accepts until it succeeds. The error stays here because poem would drop it and try again at once.
    async fn accept_patiently(&self) -> (TcpStream, RemoteAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, peer)) => return (stream, RemoteAddr(peer.into())),
                Err(error) => {
                    metrics::counter!("interview_rooms_accept_errors_total").increment(1);
                    tracing::warn!(%error, "could not accept a connection");
                    tokio::time::sleep(self.limits.accept_backoff).await;
                }
            }
        }
    }
}

impl Acceptor for GuardedAcceptor {
    type Io = GuardedIo;

    fn local_addr(&self) -> Vec<LocalAddr> {
        vec![self.local_addr.clone()]
    }

    async fn accept(&mut self) -> io::Result<(GuardedIo, LocalAddr, RemoteAddr, Scheme)> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(io::Error::other)?;
        let (stream, peer) = self.accept_patiently().await;
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "could not set TCP_NODELAY");
        }
        let io = GuardedIo::new(stream, Admission::new(permit), self.limits);
        Ok((io, self.local_addr.clone(), peer, Scheme::HTTP))
    }
}

/// A connection's place among `max_connections`, and in the gauge.
#[derive(Debug)]
struct Admission {
    _permit: OwnedSemaphorePermit,
}

impl Admission {
    fn new(permit: OwnedSemaphorePermit) -> Self {
        metrics::gauge!("interview_rooms_connections_open").increment(1.0);
        Self { _permit: permit }
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        metrics::gauge!("interview_rooms_connections_open").decrement(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn small_answers_are_sent_without_delay() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let second = Duration::from_secs(1);
        let limits = ConnectionLimits {
            max_connections: 1,
            request_deadline: second,
            write_stall: second,
            accept_backoff: second,
        };
        let mut acceptor = GuardedAcceptor::new(listener, limits).unwrap();

        let _client = TcpStream::connect(address).await.unwrap();
        let (io, ..) = acceptor.accept().await.unwrap();

        assert!(io.stream().nodelay().unwrap());
    }
}

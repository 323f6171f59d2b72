//! The load: 32 connections, each with one request in flight, until it is stopped.

use crate::{http::Connection, plan::CONNECTIONS};
use anyhow::Result;
use futures_util::future::try_join_all;
use hdrhistogram::Histogram;
use std::{
    borrow::Cow,
    cell::Cell,
    net::SocketAddr,
    time::{Duration, Instant},
};

/// The longest latency that is recorded exactly, in microseconds.
const LONGEST: u64 = 60_000_000;

/// The results of a load.
pub struct Measured {
    latencies: Histogram<u64>,
    elapsed: Duration,
}

impl Measured {
    /// Responses per second.
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// The median latency, in milliseconds.
    pub fn p50(&self) -> f64 {
        self.latency(0.5)
    }

    /// The 99th percentile of latencies, in milliseconds.
    pub fn p99(&self) -> f64 {
        self.latency(0.99)
    }

    fn latency(&self, share: f64) -> f64 {
        self.latencies.value_at_quantile(share) as f64 / 1000.0
    }
}

/// Sends the requests of `next` until it returns none or `stop` completes; returns the result of `stop` if it completed.
pub fn run<'a, T>(
    address: SocketAddr,
    next: impl Fn() -> Option<Cow<'a, [u8]>>,
    stop: impl Future<Output = Result<T>>,
) -> Result<(Measured, Option<T>)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let connections = try_join_all((0..CONNECTIONS).map(|_| Connection::open(address))).await?;
        let (stopped, started) = (Cell::new(false), Instant::now());
        let workers = try_join_all(
            connections
                .into_iter()
                .map(|connection| work(connection, &next, &stopped)),
        );
        let mut result = None;
        let stopping = async {
            result = Some(stop.await?);
            stopped.set(true);
            // Responses to requests in flight still count.
            std::future::pending::<Result<_>>().await
        };
        let histograms = tokio::select! {
            histograms = workers => histograms?,
            failed = stopping => failed?,
        };
        let elapsed = started.elapsed();
        let mut latencies = Histogram::new_with_bounds(1, LONGEST, 3)?;
        for one in histograms {
            latencies.add(one)?;
        }
        Ok((Measured { latencies, elapsed }, result))
    })
}

/// Sends `request` repeatedly for a time.
pub fn repeat(address: SocketAddr, request: &[u8], time: Duration) -> Result<Measured> {
    let next = || Some(Cow::Borrowed(request));
    Ok(run(address, next, pause(time))?.0)
}

/// Sends `requests` in a cycle for a time.
pub fn cycle(address: SocketAddr, requests: &[Vec<u8>], time: Duration) -> Result<Measured> {
    let place = Cell::new(0);
    let next = || {
        let request = requests.get(place.get())?;
        place.set((place.get() + 1) % requests.len());
        Some(Cow::Borrowed(request.as_slice()))
    };
    Ok(run(address, next, pause(time))?.0)
}

/// Completes after a time.
pub async fn pause(time: Duration) -> Result<()> {
    tokio::time::sleep(time).await;
    Ok(())
}

async fn work<'a>(
    mut connection: Connection,
    next: &impl Fn() -> Option<Cow<'a, [u8]>>,
    stopped: &Cell<bool>,
) -> Result<Histogram<u64>> {
    let mut latencies = Histogram::new_with_bounds(1, LONGEST, 3)?;
    while !stopped.get()
        && let Some(request) = next()
    {
        let sent = Instant::now();
        connection.send(&request).await?;
        latencies.saturating_record(u64::try_from(sent.elapsed().as_micros())?);
    }
    Ok(latencies)
}
